//! Values that stand for all values of a key: on each side of every boundary
//! that the policies draw.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ramlint::engine::domain::addresses::{Cidr, parse_cidr};
use ramlint::engine::domain::ordered::{
    NUMBER_UNIT, SECOND, format_decimal, format_instant, parse_decimal, parse_instant,
};
use ramlint::engine::domain::set::{Set, ValueType};
use ramlint::engine::naive::{RESOURCE, RESOURCE_GROUP, wild};
use ramlint::engine::universe::Universe;
use ramlint::model::Model;
use ramlint::model::account::{Account, Scope};

use crate::enumeration::Choices;

/// What requests of a universe can look like, key by key.
pub fn choices(model: &Model, account: &Account, universe: &Universe, at: i128) -> Choices {
    universe
        .keys()
        .map(|(id, info)| {
            let set = universe.values(id).unwrap();
            let written = match info.name.as_str() {
                RESOURCE => resources(model),
                RESOURCE_GROUP => groups(account),
                name => operands(model, name),
            };
            let values = match info.of {
                ValueType::String if info.name == RESOURCE => {
                    arns(&written, account.id.as_deref(), set)
                }
                ValueType::String => texts(&written, set),
                ValueType::Bool => bools(set),
                ValueType::Date => {
                    let far = parse_instant("2999-12-31T23:59:59Z").unwrap();
                    let points = written.iter().filter_map(|text| parse_instant(text));
                    ordered(points.chain([at, far]), SECOND, set, format_instant)
                }
                ValueType::Number => {
                    let points = written.iter().filter_map(|text| parse_decimal(text));
                    ordered(points.chain([0]), NUMBER_UNIT, set, format_decimal)
                }
                ValueType::Ip => addresses(&written, set),
            };
            let absent = info.may_be_absent.then_some(None);
            let present = members(values, info.many).into_iter().map(Some);
            (
                info.name.clone(),
                absent.into_iter().chain(present).collect(),
            )
        })
        .collect()
}

/// One value alone, and where a key has several also each two, and all.
fn members(values: Vec<String>, many: bool) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = values.iter().map(|value| vec![value.clone()]).collect();
    if many {
        for (number, one) in values.iter().enumerate() {
            for other in values.iter().skip(number + 1) {
                found.push(vec![one.clone(), other.clone()]);
            }
        }
        if values.len() > 2 {
            found.push(values);
        }
    }
    found
}

/// Every value that some condition lists for a key, in whichever letter case.
fn operands(model: &Model, name: &str) -> Vec<String> {
    let pools = &model.pools;
    pools
        .documents()
        .flat_map(|(id, _)| pools.statements(id))
        .flat_map(|(_, statement)| pools.conditions(statement.conditions))
        .filter(|condition| pools.str(condition.key.text).eq_ignore_ascii_case(name))
        .flat_map(|condition| pools.values(condition.values))
        .map(|value| pools.str(value.text).to_owned())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

fn resources(model: &Model) -> Vec<String> {
    let pools = &model.pools;
    pools
        .documents()
        .flat_map(|(id, _)| pools.statements(id))
        .flat_map(|(_, statement)| pools.elements(statement.resources.list))
        .map(|element| pools.str(element.text).to_owned())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

fn groups(account: &Account) -> Vec<String> {
    let scopes = account.attachments.iter().map(|attached| &attached.scope);
    let named = scopes.filter_map(|scope| match scope {
        Scope::ResourceGroup(name) => Some(name.clone()),
        Scope::Account => None,
    });
    named.chain(["rg-fresh".to_owned()]).collect()
}

fn allows(set: &Set, text: &str) -> bool {
    matches!(set, Set::Strings(strings) if strings.contains(text))
}

/// The patterns that bound what a set of strings holds.
fn patterns(set: &Set) -> Vec<String> {
    match set {
        Set::Strings(strings) => strings
            .any_of
            .iter()
            .map(|pattern| pattern.text().to_owned())
            .collect(),
        _ => Vec::new(),
    }
}

/// Texts that the patterns match: `?` is `x`, and a run is nothing, `x` or a
/// fragment of any of them, all runs alike or one unlike the others.
fn instances(patterns: &[String]) -> BTreeSet<String> {
    let mut fills = BTreeSet::from(["", "x"]);
    fills.extend(patterns.iter().flat_map(|text| text.split(['*', '?'])));
    let mut found = BTreeSet::new();
    for pattern in patterns {
        found.insert(pattern.clone());
        found.insert(pattern.to_ascii_uppercase());
        found.insert(pattern.to_ascii_lowercase());
        let plain = pattern.replace('?', "x");
        let pieces: Vec<&str> = plain.split('*').collect();
        for fill in &fills {
            found.insert(pieces.join(fill));
            for others in ["", "x"] {
                for place in 1..pieces.len() {
                    let (before, after) = pieces.split_at(place);
                    found.insert(before.join(others) + fill + &after.join(others));
                }
            }
        }
    }
    found
}

/// One text of each kind, as the naive evaluator tells them apart.
fn told_apart(texts: impl Iterator<Item = String>, written: &[String]) -> Vec<String> {
    let mut kinds = BTreeSet::new();
    texts
        .filter(|text| {
            let kind: Vec<[bool; 3]> = written
                .iter()
                .map(|listed| {
                    let same = listed == text;
                    let folded = listed.eq_ignore_ascii_case(text);
                    [same, folded, wild(listed, text, false)]
                })
                .collect();
            kinds.insert(kind)
        })
        .collect()
}

fn texts(written: &[String], set: &Set) -> Vec<String> {
    let candidates = instances(&[written, &patterns(set)].concat());
    let fresh = ["", "fresh"].map(str::to_owned);
    let allowed = candidates
        .into_iter()
        .chain(fresh)
        .filter(|text| allows(set, text));
    told_apart(allowed, written)
}

/// ARNs of the templates, put together from the fields that are written.
fn arns(written: &[String], account: Option<&str>, set: &Set) -> Vec<String> {
    let templates: Vec<String> = patterns(set).iter().map(|text| opened(text)).collect();
    let field = |number: usize| -> Vec<String> {
        let fields = written.iter().chain(&templates).filter_map(|text| {
            let fields: Vec<&str> = text.splitn(5, ':').collect();
            let last = fields.last().copied().filter(|_| number == 4);
            fields.get(number).copied().or(last)
        });
        fields.map(str::to_owned).collect()
    };
    let accounts = match account {
        Some(id) => BTreeSet::from([id.to_owned()]),
        None => instances(&field(3)),
    };
    let (regions, rests) = (instances(&field(2)), instances(&field(4)));
    let services: BTreeSet<&str> = templates
        .iter()
        .filter_map(|text| text.split(':').nth(1))
        .collect();
    let mut found = Vec::new();
    for service in services {
        for region in &regions {
            for account in &accounts {
                for rest in &rests {
                    found.push(format!("acs:{service}:{region}:{account}:{rest}"));
                }
            }
        }
    }
    let allowed = found.into_iter().filter(|text| allows(set, text));
    told_apart(allowed, written)
}

/// A template with its placeholders as runs.
fn opened(template: &str) -> String {
    let mut parts = template.split('{');
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |text, part| match part.split_once('}') {
        Some((_, after)) => text + "*" + after,
        None => text + "{" + part,
    })
}

fn bools(set: &Set) -> Vec<String> {
    let Set::Bools { yes, no } = *set else {
        return Vec::new();
    };
    [("true", yes), ("false", no)]
        .into_iter()
        .filter(|(_, there)| *there)
        .map(|(text, _)| text.to_owned())
        .collect()
}

/// Each point, one unit to either side, and what lies between two of these.
fn ordered(
    points: impl Iterator<Item = i128>,
    unit: i128,
    set: &Set,
    format: fn(i128) -> String,
) -> Vec<String> {
    let (Set::Numbers(inside) | Set::Dates(inside)) = set else {
        return Vec::new();
    };
    let near: BTreeSet<i128> = points
        .flat_map(|point| [point - unit, point, point + unit])
        .collect();
    let between = near
        .iter()
        .zip(near.iter().skip(1))
        .map(|(one, other)| one.midpoint(*other));
    let all: BTreeSet<i128> = near.iter().copied().chain(between).collect();
    all.into_iter()
        .filter(|point| inside.contains(*point))
        .map(format)
        .collect()
}

/// First and last address of a block, and their neighbours outside.
fn edges(block: &Cidr) -> [IpAddr; 4] {
    let prefix = u32::from(block.prefix);
    match block.network {
        IpAddr::V4(first) => {
            let first = u32::from(first);
            let last = first | u32::MAX.checked_shr(prefix).unwrap_or(0);
            [first, last, first.wrapping_sub(1), last.wrapping_add(1)]
                .map(|number| Ipv4Addr::from(number).into())
        }
        IpAddr::V6(first) => {
            let first = u128::from(first);
            let last = first | u128::MAX.checked_shr(prefix).unwrap_or(0);
            [first, last, first.wrapping_sub(1), last.wrapping_add(1)]
                .map(|number| Ipv6Addr::from(number).into())
        }
    }
}

fn addresses(written: &[String], set: &Set) -> Vec<String> {
    let Set::Addresses(inside) = set else {
        return Vec::new();
    };
    let blocks = written.iter().filter_map(|text| parse_cidr(text).ok());
    let unrelated = ["192.0.2.200", "2001:db8:ffff::1"].map(|text| text.parse().unwrap());
    let all: BTreeSet<IpAddr> = blocks
        .flat_map(|block| [Some(block), block.mapped()])
        .flatten()
        .flat_map(|block| edges(&block))
        .chain(unrelated)
        .collect();
    all.into_iter()
        .filter(|address| inside.contains(*address))
        .map(|address| address.to_string())
        .collect()
}
