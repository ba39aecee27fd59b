//! Random accounts over a small alphabet, and for each condition key of that
//! alphabet the values that tell all its tests apart.

use proptest::prelude::*;
use proptest::sample::select;
use ramlint::model::account::Position;

use crate::accounts::{Attached, Levelled, Spec, Statement};

/// One condition key: its spellings, operators, operands, and what a request
/// may carry; `None` is absent.
#[derive(Debug)]
pub struct Key {
    pub spellings: &'static [&'static str],
    pub operators: &'static [&'static str],
    pub operands: &'static [&'static str],
    pub given: &'static [Option<&'static str>],
    /// Nothing about it is odd, so that it changes no other statement's meaning.
    pub plain: bool,
}

const STRINGS: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
];

pub const KEYS: &[Key] = &[
    Key {
        spellings: &["acs:SourceIp"],
        operators: &["IpAddress", "NotIpAddress", "IpAddress", "StringEquals"],
        operands: &[
            "\"10.0.0.0/8\"",
            "\"10.1.0.0/16\"",
            "\"10.0.0.9\"",
            "\"0.0.0.0/0\"",
            "\"::/0\"",
            "\"2001:db8::/32\"",
            "\"::ffff:10.0.0.0/104\"",
        ],
        given: &[
            Some("10.0.0.1"),
            Some("10.0.0.9"),
            Some("10.1.0.1"),
            Some("11.0.0.1"),
            Some("2001:db8::1"),
            Some("2002::1"),
            Some("::ffff:10.0.0.1"),
        ],
        plain: true,
    },
    Key {
        spellings: &["acs:MFAPresent"],
        operators: &["Bool", "Bool", "StringEquals", "StringNotEquals"],
        operands: &["\"true\"", "\"false\""],
        given: &[None, Some("true"), Some("false")],
        plain: true,
    },
    Key {
        spellings: &["acs:SecureTransport"],
        operators: &["Bool"],
        operands: &["\"true\"", "\"false\""],
        given: &[Some("true"), Some("false")],
        plain: true,
    },
    Key {
        spellings: &["acs:CurrentTime"],
        operators: &[
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
            "DateEquals",
            "DateNotEquals",
        ],
        operands: &[
            "\"2026-01-01T00:00:00Z\"",
            "\"2027-01-01T00:00:00Z\"",
            "\"2027-01-01T08:00:00+08:00\"",
            "\"2028-02-29T12:00:00.5Z\"",
        ],
        given: &[
            Some("2026-11-22T00:00:00Z"),
            Some("2027-01-01T00:00:00Z"),
            Some("2027-01-01T00:00:00.000000001Z"),
            Some("2028-02-29T12:00:00.5Z"),
            Some("2029-01-01T00:00:00Z"),
        ],
        plain: true,
    },
    Key {
        spellings: &["acs:SourceVpc"],
        operators: STRINGS,
        operands: &["\"vpc-1\"", "\"vpc-*\"", "\"VPC-1\"", "\"*\"", "\"vpc-?\""],
        given: &[
            None,
            Some("vpc-1"),
            Some("vpc-2"),
            Some("vpc-22"),
            Some("vpc-*"),
            Some("vpc-?"),
        ],
        plain: true,
    },
    Key {
        spellings: &["acs:PrincipalARN"],
        operators: STRINGS,
        operands: &[
            "\"acs:ram::1000000000000001:user/a\"",
            "\"acs:ram:*:*:role/*\"",
            "\"acs:ram::*:user/B\"",
            "\"*\"",
        ],
        given: &[
            Some("acs:ram::1000000000000001:user/a"),
            Some("acs:ram::1000000000000001:user/A"),
            Some("acs:ram::1000000000000001:role/r"),
            Some("acs:ram:*:*:role/*"),
            Some("acs:ram::*:user/B"),
            Some("acs:ram::*:user/b"),
            Some("acs:ram::7:user/B"),
            Some("acs:ram:x:7:user/z"),
        ],
        plain: true,
    },
    Key {
        spellings: &["acs:ResourceTag/team"],
        operators: STRINGS,
        operands: &["\"dev\"", "\"d*\""],
        given: &[
            None,
            Some("dev"),
            Some("DEV"),
            Some("d*"),
            Some("D*"),
            Some("dew"),
            Some("x"),
        ],
        plain: true,
    },
    Key {
        spellings: &["acs:RequestedRegion"],
        operators: STRINGS,
        operands: &["\"cn-a\"", "\"cn-*\""],
        given: &[
            None,
            Some("cn-a"),
            Some("CN-A"),
            Some("cn-*"),
            Some("CN-*"),
            Some("cn-b"),
            Some("x"),
        ],
        plain: true,
    },
    Key {
        spellings: &["acs:PrincipalRDId"],
        operators: STRINGS,
        operands: &["\"rd-1\"", "\"rd-*\"", "\"RD-1\""],
        given: &[
            None,
            Some("rd-1"),
            Some("RD-1"),
            Some("rD-1"),
            Some("rd-*"),
            Some("Rd-*"),
            Some("rd-2"),
            Some("x"),
        ],
        plain: true,
    },
    Key {
        spellings: &["ram:TrustedPrincipalTypes"],
        operators: &[
            "StringEquals",
            "StringNotEquals",
            "ForAllValues:StringEquals",
            "ForAllValues:StringNotEquals",
            "ForAnyValue:StringEquals",
            "ForAnyValue:StringNotEquals",
        ],
        operands: &["\"RAM\"", "\"Service\""],
        given: &[
            None,
            Some("RAM"),
            Some("Service"),
            Some("x"),
            Some("RAM Service"),
            Some("RAM x"),
            Some("Service x"),
            Some("RAM Service x"),
        ],
        plain: true,
    },
    Key {
        spellings: &["acs:SourceVpc", "acs:sourcevpc"],
        operators: &["StringEquals", "StringNotLike"],
        operands: &["\"vpc-1\""],
        given: &[None, Some("vpc-1"), Some("vpc-2")],
        plain: false,
    },
    Key {
        spellings: &["my:Level", "my:level"],
        operators: &[
            "NumericLessThan",
            "NumericEquals",
            "NumericNotEquals",
            "NumericGreaterThanEquals",
        ],
        operands: &["\"5\"", "\"-1.5\"", "5", "\"1e3\""],
        given: &[
            None,
            Some("-2"),
            Some("-1.5"),
            Some("4"),
            Some("5"),
            Some("5.5"),
        ],
        plain: false,
    },
    Key {
        spellings: &["acs:MFAPresent", " acs:MFAPresent"],
        operators: &["Bool", "BoolIfExists", "Null", "ForAnyValue:Bool"],
        operands: &["\"True\"", "true", "null", "\"true\""],
        given: &[None, Some("true"), Some("false")],
        plain: false,
    },
    Key {
        spellings: &["acs:SourceIp"],
        operators: &["IpAddress", "NotIpAddress", "NumericLessThan"],
        operands: &["\"10.0.0.*\"", "\"010.0.0.1\"", "\"10.0.0.0/8\""],
        given: &[Some("10.0.0.1"), Some("11.0.0.1")],
        plain: false,
    },
    Key {
        spellings: &["acs:RequestedRegion"],
        operators: &["StringEquals", "StringNotLike", "ForAllValues:StringEquals"],
        operands: &["\"a\\\\b\"", "\"${x}\"", "\"cn-a\""],
        given: &[None, Some("cn-a"), Some("x")],
        plain: false,
    },
];

pub const ACTIONS: &[&str] = &[
    "\"kvstore:DestroyInstance\"",
    "\"kvstore:*\"",
    "\"*\"",
    "\"*\"",
    "\"kvstore:De*\"",
    "\"*:D*Instance\"",
    "\"KVStore:d???????????????\"",
    "\"kvstore:Describe*\"",
    "\"ram:*\"",
    "\"ram:CreateRole\"",
    "\"sts:AssumeRole\"",
];

pub const ODD_ACTIONS: &[&str] = &[
    "\"r-kvstore:*\"",
    "\"r*:D*\"",
    "\"kvstore*\"",
    "\"\u{212a}vstore:*\"",
    "null",
];

pub const RESOURCES: &[&str] = &[
    "\"*\"",
    "\"*\"",
    "\"*\"",
    "\"**\"",
    "\"acs:kvstore:*:*:*\"",
    "\"acs:kvstore:*:*:instance/r-1\"",
    "\"acs:kvstore:*:1000000000000001:instance/*\"",
    "\"acs:*\"",
    "\"acs:ecs:*:*:*\"",
    "\"acs:ram:*:1000000000000001:role/*\"",
    "\"acs:ram:*:1000000000000001:role/S\"",
];

pub const ODD_RESOURCES: &[&str] = &[
    "\"?\"",
    "\"?*\"",
    "\"acs:kvstore:?*:*:*\"",
    "\"acs:kvstore:*:*:?*\"",
];

fn some(items: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<String>> {
    let item = select(items).prop_map(str::to_owned);
    prop::collection::vec(item, 1..=most)
}

/// A test of one key; unless odd, one that changes no other statement.
pub fn condition(odd: bool) -> impl Strategy<Value = (String, String, Vec<String>)> {
    let keys: Vec<&Key> = KEYS.iter().filter(|key| odd || key.plain).collect();
    select(keys).prop_flat_map(move |key| {
        let operands = if odd {
            prop_oneof![1 => Just(Vec::new()), 30 => some(key.operands, 3)].boxed()
        } else {
            some(key.operands, 3).boxed()
        };
        (select(key.operators), select(key.spellings), operands)
            .prop_map(|(operator, key, operands)| (operator.to_owned(), key.to_owned(), operands))
    })
}

/// A statement; an odd one may have any of the doubts in it.
pub fn statement(effect: &'static str, odd: bool) -> BoxedStrategy<Statement> {
    let actions = if odd {
        prop_oneof![9 => some(ACTIONS, 3), 1 => some(ODD_ACTIONS, 2)].boxed()
    } else {
        some(ACTIONS, 2).boxed()
    };
    let resources = if odd {
        prop_oneof![9 => some(RESOURCES, 2), 1 => some(ODD_RESOURCES, 2)].boxed()
    } else {
        some(RESOURCES, 2).boxed()
    };
    let rarely = move |weight: u32| prop_oneof![40 => Just(false), weight => Just(true)];
    let effect = prop_oneof![
        40 => Just(format!("\"{effect}\"")),
        u32::from(odd) => Just(format!("\"{}\"", effect.to_lowercase())),
        1 => Just(format!("\"{effect}\"")),
    ];
    let count = prop_oneof![5 => Just(0..1), 4 => Just(1..2), 2 => Just(2..3)];
    let conditions = count.prop_flat_map(move |count| prop::collection::vec(condition(odd), count));
    (
        effect,
        rarely(4),
        actions,
        rarely(u32::from(odd)),
        resources,
        conditions,
    )
        .prop_map(
            |(effect, not_action, actions, not_resource, resources, conditions)| Statement {
                effect,
                not_action,
                actions,
                not_resource,
                resources,
                conditions,
                trusted: Vec::new(),
            },
        )
        .boxed()
}

fn statements(most: usize, odd: bool) -> impl Strategy<Value = Vec<Statement>> {
    let one = prop_oneof![3 => statement("Allow", odd), 2 => statement("Deny", odd)];
    prop::collection::vec(one, 1..=most)
}

fn levels() -> impl Strategy<Value = Vec<(Levelled, Option<&'static str>)>> {
    let policy = prop_oneof![
        2 => Just(Levelled::Full),
        1 => Just(Levelled::Absent),
        3 => statements(2, false).prop_map(Levelled::Known),
    ];
    let target = select(&[
        Some(crate::accounts::OWN),
        Some("fd-1"),
        Some("r-1"),
        Some("fd-9"),
        None,
    ]);
    prop::collection::vec((policy, target), 0..3)
}

pub fn trust() -> impl Strategy<Value = Vec<Statement>> {
    let who = some(
        &[
            "\"acs:ram::1000000000000001:root\"",
            "\"acs:ram::1000000000000001:root\"",
            "\"acs:ram::1000000000000001:user/a\"",
            "\"acs:ram::1000000000000001:role/R\"",
            "\"acs:ram::2000000000000002:root\"",
            "\"acs:ram::1000000000000001:user/*\"",
            "\"*\"",
        ],
        2,
    );
    let conditions = prop_oneof![
        2 => Just(Vec::new()),
        1 => prop::collection::vec(condition(false), 1),
    ];
    let effect = prop_oneof![5 => Just("\"Allow\""), 1 => Just("\"Deny\"")];
    let one = (effect, who, conditions).prop_map(|(effect, trusted, conditions)| Statement {
        effect: effect.to_owned(),
        not_action: false,
        actions: vec!["\"sts:AssumeRole\"".to_owned()],
        not_resource: false,
        resources: Vec::new(),
        conditions,
        trusted,
    });
    prop::collection::vec(one, 1..3)
}

/// An account. Without `trusted` no role can be entered.
pub fn account(odd: bool, trusted: bool) -> impl Strategy<Value = Spec> {
    let action = prop_oneof![
        12 => Just("kvstore:DestroyInstance"),
        3 => Just("kvstore:DeleteInstance"),
        2 => Just("ram:CreateRole"),
        2 => Just("kvstore:Nonesuch"),
    ];
    let policies = prop::collection::vec(statements(3, odd), 1..4);
    let scope = prop_oneof![6 => Just(None), 1 => Just(Some("rg-1"))];
    let attached = (
        0..3_usize,
        0..5_usize,
        scope,
        prop_oneof![9 => Just(false), 1 => Just(true)],
    );
    let attached = prop::collection::vec(attached, 1..6);
    let members = prop::collection::vec(
        (0..2_usize, prop_oneof![4 => Just(false), 1 => Just(true)]),
        0..3,
    );
    let absent = prop_oneof![12 => Just(None), 1 => Just(Some(0))];
    let position = prop_oneof![
        3 => Just(Position::NotGiven),
        1 => Just(Position::Standalone),
        1 => Just(Position::Management),
        4 => Just(Position::Member { path: Some(vec!["r-1".to_owned(), "fd-1".to_owned()]) }),
        1 => Just(Position::Member { path: None }),
    ];
    let trusts = if trusted {
        prop::collection::vec(trust(), 2).boxed()
    } else {
        Just(Vec::new()).boxed()
    };
    (
        action,
        policies,
        attached,
        members,
        absent,
        levels(),
        position,
        any::<bool>(),
        trusts,
    )
        .prop_map(
            move |(action, policies, attached, members, absent, levels, position, told, trusts)| {
                let count = policies.len();
                let mut spec = Spec {
                    action,
                    attached: attached
                        .into_iter()
                        .map(|(policy, holder, group, doubtful)| Attached {
                            policy: policy % count,
                            holder,
                            group,
                            doubtful,
                        })
                        .collect(),
                    policies,
                    members,
                    absent,
                    levels,
                    position,
                    told,
                    trusts,
                };
                if trusted {
                    lead(&mut spec, 0, "\"sts:*\"");
                    lead(&mut spec, 3, "\"*\"");
                }
                spec
            },
        )
}

/// An account in which every condition is on one key, so that tests of one key
/// meet: any of them, or the one that carries several values.
pub fn on_one_key() -> impl Strategy<Value = Spec> {
    let keys: Vec<&Key> = KEYS.iter().filter(|key| key.plain).collect();
    let key = prop_oneof![2 => select(keys), 1 => select(several())];
    let conditions = key.prop_flat_map(|key| {
        let one = (select(key.operators), some(key.operands, 3));
        prop::collection::vec(prop::collection::vec(one, 1..4), 1..4).prop_map(move |tests| {
            let named = |(operator, operands): (&str, Vec<String>)| {
                (operator.to_owned(), key.spellings[0].to_owned(), operands)
            };
            tests
                .into_iter()
                .map(|tests| tests.into_iter().map(named).collect::<Vec<_>>())
                .collect::<Vec<_>>()
        })
    });
    conditions.prop_map(|conditions| {
        let mut spec = Spec {
            action: "ram:CreateRole",
            policies: Vec::new(),
            attached: Vec::new(),
            members: Vec::new(),
            absent: None,
            levels: Vec::new(),
            position: Position::NotGiven,
            told: false,
            trusts: Vec::new(),
        };
        lead(&mut spec, 2, "\"*\"");
        let allow = spec.policies[0][0].clone();
        spec.policies[0].clear();
        for (number, mut conditions) in conditions.into_iter().enumerate() {
            conditions.sort();
            conditions.dedup_by(|a, b| a.0 == b.0);
            let effect = if number == 1 { "\"Deny\"" } else { "\"Allow\"" };
            spec.policies[0].push(Statement {
                effect: effect.to_owned(),
                conditions,
                ..allow.clone()
            });
        }
        spec
    })
}

fn several() -> Vec<&'static Key> {
    let several = |key: &&Key| key.operators.iter().any(|operator| operator.contains(':'));
    KEYS.iter()
        .filter(|key| key.plain)
        .filter(several)
        .collect()
}

/// Gives a holder one more policy, which allows an action on everything.
pub fn lead(spec: &mut Spec, holder: usize, action: &str) {
    spec.attached.push(Attached {
        policy: spec.policies.len(),
        holder,
        group: None,
        doubtful: false,
    });
    spec.policies.push(vec![Statement {
        effect: "\"Allow\"".to_owned(),
        not_action: false,
        actions: vec![action.to_owned()],
        not_resource: false,
        resources: vec!["\"*\"".to_owned()],
        conditions: Vec::new(),
        trusted: Vec::new(),
    }]);
}

/// What a request may carry under a name, as the evaluators spell it: enough
/// values to tell every test of the alphabet from every other.
pub fn given(name: &str) -> Vec<Option<Vec<String>>> {
    let mut found: Vec<Option<Vec<String>>> = Vec::new();
    for key in KEYS {
        if !key
            .spellings
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
        {
            continue;
        }
        for given in key.given {
            let many = name == "ram:TrustedPrincipalTypes";
            let values = given.map(|given| match many {
                true => given.split(' ').map(str::to_owned).collect(),
                false => vec![given.to_owned()],
            });
            if !found.contains(&values) {
                found.push(values);
            }
        }
    }
    found
}

/// Every name under which an evaluator may look for a key of these statements.
pub fn names<'a>(statements: impl Iterator<Item = &'a Statement>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (_, key, _) in statements.flat_map(|statement| &statement.conditions) {
        let folded = key.to_ascii_lowercase();
        let catalogued = ramlint::model::catalogue::Catalogue::embedded()
            .key(key)
            .map(|fact| fact.name.to_owned())
            .filter(|name| !name.ends_with('*'));
        for name in [Some(key.clone()), Some(folded), catalogued]
            .into_iter()
            .flatten()
        {
            if name.trim() == name && !found.contains(&name) && !given(&name).is_empty() {
                found.push(name);
            }
        }
    }
    found
}
