//! What keys describe of a finding, and what not.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::{Described, Keys};
use crate::model::catalogue::Catalogue;
use crate::model::pattern::Pattern;
use crate::rules::{Concerns, Confidence, Finding, Label, Level, Reached};
use crate::source::{FileId, Span};

fn finding(principals: &[&str]) -> Finding {
    let at = Label {
        at: Span::new(FileId(0), 0, 1),
        text: String::new(),
    };
    let named = ("RAM101", "guarded-action-granted");
    let sure = (Level::High, Confidence::High);
    Finding {
        principals: principals.iter().map(|id| (*id).to_owned()).collect(),
        fingerprint: "f1".to_owned(),
        ..Finding::new(named, sure, String::new(), at)
    }
}

fn keys(all: &[(&'static str, &[&str])]) -> Keys {
    let mut keys = Keys::default();
    for (key, values) in all {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        keys.add(key, values).unwrap();
    }
    keys
}

fn pattern(text: &str) -> Reached {
    Reached::Pattern(text.to_owned())
}

#[test]
fn sup_03_an_action_key_covers_all_that_the_text_reaches() {
    let destroy: &[&str] = &["kvstore:DestroyInstance"];
    let both: &[&str] = &["kvstore:DestroyInstance", "kvstore:DeleteInstance"];
    for (globs, reached, expected) in [
        (destroy, pattern("kvstore:DestroyInstance"), true),
        (destroy, pattern("KVStore:destroyinstance"), true),
        (destroy, pattern("kvstore:D*"), false),
        (destroy, pattern("kvstore:De*Instance"), false),
        (destroy, pattern("kvstore:DeleteInstance"), false),
        (destroy, pattern("*"), false),
        (destroy, pattern("kvstore:DestroyInstanc?"), true),
        (&["kvstore:D*"], pattern("kvstore:De*"), true),
        (&["kvstore:Des*"], pattern("kvstore:D*"), false),
        (
            &["kvstore:*"],
            Reached::AllBut(vec!["ecs:*".to_owned()]),
            false,
        ),
        (both, pattern("kvstore:De*Instance"), true),
        (destroy, pattern("nosuchservice:*"), false),
    ] {
        let concerns = Concerns {
            actions: vec![pattern("kvstore:DestroyInstance"), reached.clone()],
            ..Concerns::default()
        };
        let described = keys(&[("action", globs)]).describe(
            &finding(&["user/a"]),
            "a.json",
            &|| concerns.clone(),
            &|_, _| true,
        );
        assert_eq!(
            described == Described::Whole,
            expected,
            "{globs:?} {reached:?}"
        );
    }
    let nothing = keys(&[("action", destroy)]);
    let described = nothing.describe(&finding(&[]), "a.json", &Concerns::default, &|_, _| true);
    assert_eq!(described, Described::Nothing);
}

/// What takes too long to see is not described.
#[test]
fn sup_03_a_pattern_that_takes_too_long_to_compare_is_not_covered() {
    for (length, expected) in [(3, true), (40, false)] {
        let glob = format!("acs:*a{}", "?".repeat(length));
        let concerns = Concerns {
            resources: vec![pattern(&format!("acs:*?a{}", "?".repeat(length)))],
            ..Concerns::default()
        };
        let described = keys(&[("resource", &[&glob])]).describe(
            &finding(&["user/a"]),
            "a.json",
            &|| concerns.clone(),
            &|_, _| true,
        );
        assert_eq!(described == Described::Whole, expected, "{glob}");
    }
}

#[test]
fn sup_03_keys_are_anded_and_values_ored() {
    let concerns = || Concerns {
        policies: vec![vec![
            "Custom/ops".to_owned(),
            "policy/p/ops.json".to_owned(),
        ]],
        actions: vec![pattern("kvstore:DestroyInstance")],
        resources: vec![pattern("acs:kvstore:*:*:instance/r-1*")],
    };
    type Given = &'static [(&'static str, &'static [&'static str])];
    let cases: [(Given, bool); 16] = [
        (&[("path", &["p/ops.json"])], true),
        (&[("path", &["p/*.json"])], true),
        (&[("path", &["*.json"])], false),
        (&[("path", &["**/*.json"])], true),
        (&[("path", &["P/ops.json"])], false),
        (&[("path", &["x.json", "p/ops.json"])], true),
        (&[("policy", &["Custom/ops"])], true),
        (&[("policy", &["policy/p/*"])], true),
        (&[("policy", &["Custom/op"])], false),
        (&[("resource", &["acs:kvstore:*"])], true),
        (&[("resource", &["acs:kvstore:*:*:instance/r-1?"])], false),
        (&[("fingerprint", &["f0", "f1"])], true),
        (&[("fingerprint", &["f"])], false),
        (&[("path", &["p/*.json"]), ("policy", &["Custom/x"])], false),
        (
            &[
                ("path", &["p/*.json"]),
                ("policy", &["Custom/*"]),
                ("action", &["kvstore:D*"]),
            ],
            true,
        ),
        (
            &[("path", &["p/*.json"]), ("principal", &["user/b"])],
            false,
        ),
    ];
    for (given, expected) in cases {
        let described =
            keys(given).describe(&finding(&["user/a"]), "p/ops.json", &concerns, &|_, _| true);
        assert_eq!(described == Described::Whole, expected, "{given:?}");
    }
}

#[test]
fn sup_03_every_policy_of_a_text_must_be_described() {
    let concerns = || Concerns {
        policies: vec![
            vec!["Custom/dev".to_owned()],
            vec!["Custom/prod".to_owned()],
        ],
        ..Concerns::default()
    };
    for (values, expected) in [
        (&["Custom/dev"][..], Described::Nothing),
        (&["Custom/dev", "Custom/prod"], Described::Whole),
        (&["Custom/*"], Described::Whole),
    ] {
        let described =
            keys(&[("policy", values)]).describe(&finding(&[]), "a.json", &concerns, &|_, _| true);
        assert_eq!(described, expected, "{values:?}");
    }
}

#[test]
fn sup_03_a_principal_is_described_for_itself_alone() {
    let all = finding(&["group/ops", "user/alice", "user/bob"]);
    for (values, expected) in [
        (
            &["user/alice"][..],
            Described::For(vec!["user/alice".to_owned()]),
        ),
        (
            &["user/Alice"],
            Described::For(vec!["user/alice".to_owned()]),
        ),
        (&["user/*", "group/*"], Described::Whole),
        (&["role/*"], Described::Nothing),
        (&["user/ali"], Described::Nothing),
    ] {
        let described =
            keys(&[("principal", values)]).describe(&all, "a", &Concerns::default, &|_, _| true);
        assert_eq!(described, expected, "{values:?}");
    }
    let nobody = keys(&[("principal", &["user/*"])]).describe(
        &finding(&[]),
        "a",
        &Concerns::default,
        &|_, _| true,
    );
    assert_eq!(nobody, Described::Nothing);
}

/// The meaning of a glob of a name.
fn naive(glob: &[char], text: &[char]) -> bool {
    match glob.split_first() {
        None => text.is_empty(),
        Some(('*', rest)) => (0..=text.len()).any(|taken| naive(rest, &text[taken..])),
        Some(('?', rest)) => !text.is_empty() && naive(rest, &text[1..]),
        Some((sign, rest)) => text.first() == Some(sign) && naive(rest, &text[1..]),
    }
}

fn some_glob(globs: &[String], text: &str) -> bool {
    let chars = |text: &str| -> Vec<char> { text.to_lowercase().chars().collect() };
    globs.iter().any(|glob| naive(&chars(glob), &chars(text)))
}

fn values(of: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    let one = proptest::sample::select(of).prop_map(str::to_owned);
    proptest::collection::vec(one, 0..3)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(61),
        ..ProptestConfig::default()
    })]

    /// A waiver never describes what one of its keys does not match.
    #[test]
    fn sup_03_nothing_is_described_that_a_key_does_not_match(
        policies in values(&["Custom/a", "Custom/*", "System/?", "policy/a.json"]),
        principals in values(&["user/a", "user/*", "role/?", "group/ab"]),
        actions in values(&["kvstore:DestroyInstance", "kvstore:D*", "kvstore:De*", "kvstore:*Instance", "k*:*", "ecs:?*"]),
        resources in values(&["acs:kvstore:*", "acs:*:instance/a", "acs:?*:instance/*"]),
        own_policies in values(&["Custom/a", "Custom/b", "System/x", "policy/a.json"]),
        own_principals in values(&["user/a", "user/b", "role/r", "group/ab"]),
        own_actions in values(&["kvstore:DestroyInstance", "kvstore:DeleteInstance", "kvstore:D*", "kvstore:De*", "kvstore:*", "*", "ecs:Delete*"]),
        own_resources in values(&["acs:kvstore:*:*:instance/a", "acs:kvstore:*:*:instance/*", "*", "acs:oss:*:*:b"]),
    ) {
        let mut keys = Keys::default();
        for (key, values) in [
            ("policy", &policies),
            ("principal", &principals),
            ("action", &actions),
            ("resource", &resources),
        ] {
            if !values.is_empty() {
                keys.add(key, values.clone()).unwrap();
            }
        }
        let ids: Vec<&str> = own_principals.iter().map(String::as_str).collect();
        let finding = finding(&ids);
        let concerns = Concerns {
            policies: own_policies.iter().map(|name| vec![name.clone()]).collect(),
            actions: own_actions.iter().map(|text| pattern(text)).collect(),
            resources: own_resources.iter().map(|text| pattern(text)).collect(),
        };
        let described = keys.describe(&finding, "a.json", &|| concerns.clone(), &|_, _| true);
        let whom: Vec<String> = match described {
            Described::Nothing => return Ok(()),
            Described::Whole => own_principals.clone(),
            Described::For(some) => some,
        };
        if !principals.is_empty() {
            prop_assert!(!whom.is_empty());
            prop_assert!(whom.iter().all(|id| some_glob(&principals, id)));
        }
        if !policies.is_empty() {
            prop_assert!(!own_policies.is_empty());
            prop_assert!(own_policies.iter().all(|name| some_glob(&policies, name)));
        }
        if !resources.is_empty() {
            prop_assert!(!own_resources.is_empty());
            for text in &own_resources {
                // What a star of the text stands for is some other text.
                prop_assert!(some_glob(&resources, &text.replace('*', "zz:/y")));
            }
        }
        if !actions.is_empty() {
            prop_assert!(!own_actions.is_empty());
            for text in &own_actions {
                let reached = Pattern::new(text).folded();
                for action in Catalogue::embedded().actions() {
                    if reached.matches(action.name) {
                        prop_assert!(some_glob(&actions, action.name), "{text} {}", action.name);
                    }
                }
            }
        }
    }
}

#[test]
fn d39_only_a_concrete_waiver_accepts_what_is_new() {
    type Given = &'static [(&'static str, &'static [&'static str])];
    let cases: [(Given, bool); 6] = [
        (&[("fingerprint", &["f1"])], true),
        (
            &[
                ("principal", &["user/a"]),
                ("action", &["kvstore:DestroyInstance"]),
            ],
            true,
        ),
        (
            &[
                ("principal", &["user/*"]),
                ("action", &["kvstore:DestroyInstance"]),
            ],
            false,
        ),
        (
            &[("principal", &["user/a"]), ("action", &["kvstore:*"])],
            false,
        ),
        (&[("principal", &["user/a"])], false),
        (&[("path", &["a.json"]), ("policy", &["Custom/a"])], false),
    ];
    for (given, concrete) in cases {
        assert_eq!(keys(given).is_concrete(), concrete, "{given:?}");
    }
}
