//! The file of waivers, what its entries describe, and which comments count.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::keys::{Described, Keys};
use super::{Comments, New, Terms, Waivers, with_entry};
use crate::engine::domain::ordered::parse_instant;
use crate::model::catalogue::Catalogue;
use crate::model::pattern::Pattern;
use crate::rules::{Concerns, Confidence, Finding, Label, Level, Reached, WaiverKind};
use crate::source::{FileId, Files, Refusal, Sources, Span};

fn terms() -> Terms<'static> {
    Terms::at(parse_instant("2026-11-22T23:59:59Z").unwrap())
}

/// An entry with one line more, or with another line in the place of its own.
fn entry(lines: &str) -> String {
    let key = |line: &str| line.split('=').next().unwrap_or("").trim().to_owned();
    let given: Vec<String> = lines.lines().map(key).collect();
    let mut text = String::from("[[waiver]]\n");
    for line in [
        "rules = [\"RAM101\"]",
        "path = \"a.json\"",
        "reason = \"ten letters\"",
        "expires = 2026-12-31",
    ] {
        if !given.contains(&key(line)) {
            text.push_str(line);
            text.push('\n');
        }
    }
    text.push_str(lines);
    text.push('\n');
    text
}

fn faults(text: &str) -> Vec<String> {
    match Waivers::read("w.toml", text, &terms()) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.lines().to_vec(),
    }
}

#[test]
fn sup_02_what_is_not_whole_is_told_with_its_place() {
    for (text, expected) in [
        ("", ""),
        ("# nothing\n", ""),
        (entry("").as_str(), ""),
        (entry("rules = \"guarded-action-granted\"").as_str(), ""),
        (
            entry("owner = \"a@example.com\"\nticket = \"CAB-1\"\nkind = \"not-in-use\"").as_str(),
            "",
        ),
        (entry("expires = 2027-11-22").as_str(), ""),
        (entry("expires = 2026-01-01").as_str(), ""),
        (entry("path = [\"a.json\", \"b/**/*.tf\"]").as_str(), ""),
        (
            entry("resource = \"acs:kvstore:*:*:instance/r-1?\"").as_str(),
            "",
        ),
        (
            "waiver = 1",
            "1:1: an entry begins with `[[waiver]]`, in two pairs of brackets",
        ),
        (
            "[waiver]\nreason = \"x\"",
            "1:2: an entry begins with `[[waiver]]`, in two pairs of brackets",
        ),
        (
            "[[waivers]]\n",
            "1:3: unknown key `waivers`; an entry begins with `[[waiver]]`",
        ),
        (
            "version = 1\n",
            "1:1: unknown key `version`; the file holds entries `[[waiver]]` and nothing else",
        ),
        (
            entry("reson = \"x\"").as_str(),
            "6:1: `reson` is nothing that a waiver has; there is `reason`",
        ),
        (
            entry("until = 2026-12-31").as_str(),
            "6:1: `until` is nothing that a waiver has",
        ),
        (
            entry("rules = []").as_str(),
            "5:9: `rules` is an empty list",
        ),
        (
            entry("rules = [\"RAM1O1\"]").as_str(),
            "5:10: `RAM1O1` is no rule; there is RAM101 ",
        ),
        (
            entry("rules = [\"RAM1\"]").as_str(),
            "5:10: `RAM1` is no rule",
        ),
        (
            entry("rules = [\"RAM101\", \"RAM912\"]").as_str(),
            "5:20: findings of RAM912 cannot be waived",
        ),
        (
            entry("rules = [\"malformed-yaml\"]").as_str(),
            "5:10: findings of RAM408 cannot be waived",
        ),
        (
            entry("rules = 1").as_str(),
            "5:9: `rules` is a text in quotes, or a list of such texts",
        ),
        (
            entry("reason = \"short one\"").as_str(),
            "5:10: `reason` has fewer than 10 characters",
        ),
        (
            entry("reason = \"         9\"").as_str(),
            "5:10: `reason` has fewer than 10 characters",
        ),
        (
            entry("reason = 10").as_str(),
            "5:10: `reason` is a text in quotes",
        ),
        (
            entry("expires = \"2026-12-31\"").as_str(),
            "5:11: `expires` is a day without quotes, as in 2026-12-31, and not `\"2026-12-31\"`",
        ),
        (
            entry("expires = 2026-12-31T00:00:00Z").as_str(),
            "5:11: `expires` is a day without quotes",
        ),
        (
            entry("expires = 2027-11-23").as_str(),
            "5:11: a waiver may end 365 days ahead at most, which is 2027-11-22",
        ),
        (
            entry("kind = \"accepted\"").as_str(),
            "6:8: `accepted` is no kind of waiver; there are risk-accepted, false-positive, fix-deferred, not-in-use",
        ),
        (
            entry("owner = \"\"").as_str(),
            "6:9: `owner` is empty or holds a control character",
        ),
        (
            entry("path = \"\"").as_str(),
            "5:8: `path` cannot be ``: it is empty",
        ),
        (
            entry("path = \"**\"").as_str(),
            "5:8: `path` cannot be `**`: it matches anything",
        ),
        (
            entry("principal = \"*/*\"").as_str(),
            "6:13: `principal` cannot be `*/*`: it matches anything",
        ),
        (
            entry("path = [\"a.json\", \"^b$\"]").as_str(),
            "5:19: `path` cannot be `^b$`: it looks like a regular expression",
        ),
        (
            entry("path = \"(a|b).json\"").as_str(),
            "5:8: `path` cannot be `(a|b).json`: it looks like a regular expression",
        ),
        (
            entry("action = \"kvstore:.*\"").as_str(),
            "6:10: `action` cannot be `kvstore:.*`: it looks like a regular expression",
        ),
        (
            entry("path = \"[ab].json\"").as_str(),
            "5:8: `path` cannot be `[ab].json`: it looks like a regular expression",
        ),
        (
            entry("path = \"./a.json\"").as_str(),
            "5:8: `path` cannot be `./a.json`: a path is that of a file, relative to the root",
        ),
        (
            entry("path = \"../a.json\"").as_str(),
            "5:8: `path` cannot be `../a.json`: a path is",
        ),
        (
            entry("path = \"/a.json\"").as_str(),
            "5:8: `path` cannot be `/a.json`: a path is",
        ),
        (
            entry("path = \"a/\"").as_str(),
            "5:8: `path` cannot be `a/`: a path is",
        ),
        (
            entry("path = \"a**\"").as_str(),
            "5:8: `path` cannot be `a**`: it is no glob",
        ),
        (
            entry("principal = \"alice\"").as_str(),
            "6:13: `principal` cannot be `alice`: a principal is KIND/NAME",
        ),
        (
            entry("policy = \"ops\"").as_str(),
            "6:10: `policy` cannot be `ops`: a policy is KIND/NAME",
        ),
        (
            entry("action = \"DestroyInstance\"").as_str(),
            "6:10: `action` cannot be `DestroyInstance`: an action is CODE:NAME",
        ),
        (
            entry("fingerprint = \"ab*\"").as_str(),
            "6:15: `fingerprint` cannot be `ab*`: a fingerprint names one finding",
        ),
        (
            "[[waiver]]\nrules = [\"RAM101\"]\nreason = \"ten letters\"\nexpires = 2026-12-31\n",
            "1:1: nothing narrows this waiver; say at least one of `path`",
        ),
        ("[[waiver]]\n", "1:1: `rules` is missing"),
        ("[[waiver]\n", "1:9: this is not TOML: "),
    ] {
        let found = faults(text);
        let first = found
            .first()
            .map_or("", |line| line.strip_prefix("w.toml:").unwrap());
        assert!(
            first.starts_with(expected) && expected.is_empty() == first.is_empty(),
            "{text}\n{found:#?}\n{expected}"
        );
    }
}

#[test]
fn every_fault_is_told_in_order() {
    let text = format!(
        "{}{}",
        entry("owner = 1\nreason = \"\""),
        entry("rules = \"x\"")
    );
    let found = faults(&text);
    let places: Vec<&str> = found
        .iter()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(places, ["w.toml:5:9:", "w.toml:6:10:", "w.toml:11:9:"]);
}

fn finding(principals: &[&str]) -> Finding {
    Finding {
        rule: "RAM101",
        name: "guarded-action-granted",
        level: Level::High,
        confidence: Confidence::High,
        message: String::new(),
        at: Label {
            at: Span::new(FileId(0), 0, 1),
            text: String::new(),
        },
        related: Vec::new(),
        proof: Vec::new(),
        notes: Vec::new(),
        help: None,
        fix: None,
        principals: principals.iter().map(|id| (*id).to_owned()).collect(),
        action: None,
        fingerprint: "f1".to_owned(),
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
        (&["kvstore:De*"], pattern("kvstore:D*"), false),
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
        let described =
            keys(&[("action", globs)])
                .describe(&finding(&["user/a"]), "a.json", &|| concerns.clone());
        assert_eq!(
            described == Described::Whole,
            expected,
            "{globs:?} {reached:?}"
        );
    }
    let nothing = keys(&[("action", destroy)]);
    let described = nothing.describe(&finding(&[]), "a.json", &Concerns::default);
    assert_eq!(described, Described::Nothing);
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
        let described = keys(given).describe(&finding(&["user/a"]), "p/ops.json", &concerns);
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
        let described = keys(&[("policy", values)]).describe(&finding(&[]), "a.json", &concerns);
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
        let described = keys(&[("principal", values)]).describe(&all, "a", &Concerns::default);
        assert_eq!(described, expected, "{values:?}");
    }
    let nobody =
        keys(&[("principal", &["user/*"])]).describe(&finding(&[]), "a", &Concerns::default);
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
        let described = keys.describe(&finding, "a.json", &|| concerns.clone());
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
fn sup_09_an_entry_is_added_and_nothing_else_changes() {
    let new = New {
        about: "RAM101 high: \"a\"\nb",
        rule: "RAM101",
        path: "策略/a \"b\".json",
        fingerprint: "ab12",
        reason: "agreed in \"CAB\" \\ 12",
        expires: "2026-12-31",
        owner: Some("a@example.com"),
        ticket: None,
        kind: Some(WaiverKind::FixDeferred),
    };
    let old = entry("# mine, keep\nowner = 'x'");
    for before in [
        String::new(),
        old.clone(),
        old.trim_end().to_owned(),
        old.replace('\n', "\r\n"),
        "# only a comment".to_owned(),
    ] {
        let after = with_entry(&before, &new);
        assert!(after.starts_with(&before));
        let read = Waivers::read("w.toml", &after, &terms()).unwrap();
        let mut sources = Sources::default();
        let placed = read.place(&mut sources, &terms());
        let (waiver, keys) = placed.listed().last().unwrap();
        assert_eq!(sources.slice(waiver.at), "[[waiver]]");
        assert_eq!(waiver.reason, new.reason);
        assert_eq!(waiver.owner.as_deref(), new.owner);
        assert_eq!(waiver.kind, new.kind);
        assert_eq!(keys.len(), 2);
        let expected = if before.contains("[[") { 2 } else { 1 };
        assert_eq!(placed.listed().count(), expected);
    }
}

/// A tree of one file.
struct Base(&'static str, String);

impl Files for Base {
    fn read(&self, path: &str) -> Result<String, Refusal> {
        if path == self.0 {
            Ok(self.1.clone())
        } else {
            Err(Refusal::Missing)
        }
    }

    fn list(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

#[test]
fn tb_01_a_comment_counts_if_the_trusted_tree_has_it_on_the_same_text() {
    let waive = "# ramlint: waive[RAM101] until=2026-12-31 reason=\"agreed on it\"\n";
    let block = |name: &str| format!("resource \"a\" \"{name}\" {{\n  x = 1\n}}\n");
    let base = format!("{waive}{}\n{}", block("one"), block("two"));
    for (text, counted) in [
        (base.clone(), 1),
        // Moved, with all that it is about.
        (format!("{}\n{waive}{}", block("two"), block("one")), 1),
        // The same words on another text.
        (format!("{}\n{waive}{}", block("one"), block("two")), 0),
        // The text has changed.
        (base.replacen("x = 1", "x = 2", 1), 0),
        // Twice where it was once.
        (format!("{base}\n{waive}{}", block("one")), 1),
        // Other words.
        (base.replace("2026-12-31", "2026-12-30"), 0),
    ] {
        let files = Base("main.tf", base.clone());
        let terms = Terms {
            comments: Comments::ThoseOf(&files),
            ..terms()
        };
        let mut sources = Sources::default();
        sources.add("main.tf", text.as_str());
        let placed = Waivers::default().place(&mut sources, &terms);
        assert_eq!(placed.listed().count(), counted, "{text}");
        let written = text.matches("waive[").count();
        assert_eq!(placed.not_taken.len(), written - counted, "{text}");
        let mut sources = Sources::default();
        sources.add("other.tf", text.as_str());
        let placed = Waivers::default().place(&mut sources, &terms);
        assert_eq!(placed.listed().count(), 0);
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
