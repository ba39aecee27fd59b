//! `ramlint explain`: pages of rules, facts of actions, extents of patterns.

use ramlint::rules::{Language, RULES};
use serde_json::Value;

use super::{Around, Folder, Ran};

fn explain(arguments: &[&str]) -> Ran {
    let all: Vec<&str> = ["explain"].iter().chain(arguments).copied().collect();
    Folder::new(&[]).run(&all)
}

fn json(arguments: &[&str]) -> Value {
    let all: Vec<&str> = arguments
        .iter()
        .chain(&["--format", "json"])
        .copied()
        .collect();
    let json = explain(&all).ends(0).json();
    assert_eq!(json["schema"], "ramlint/explain");
    json
}

fn texts(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap().iter();
    list.map(|text| text.as_str().unwrap()).collect()
}

#[test]
fn doc_03_a_rule_goes_by_its_id_or_name_in_any_case() {
    let page = explain(&["RAM203"]).ends(0).out;
    assert!(page.starts_with("RAM203 deny-with-a-hole\n"), "{page}");
    for name in ["ram203", "deny-with-a-hole", "Deny-With-A-Hole"] {
        assert_eq!(explain(&[name]).ends(0).out, page, "{name}");
    }
}

/// Everything that a rule says of itself is on its page, in either language and as
/// text and Markdown.
#[test]
fn doc_01_a_page_holds_all_of_the_rules_documentation() {
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    for rule in RULES {
        for (lang, language) in [("en", Language::English), ("zh-CN", Language::Chinese)] {
            for format in ["human", "markdown"] {
                let page = explain(&[rule.id, "--lang", lang, "--format", format]).ends(0);
                assert_eq!(page.err, "");
                let docs = &rule.docs;
                let texts = [
                    docs.summary,
                    docs.finds,
                    docs.matters,
                    docs.advice,
                    docs.limits,
                ];
                let page = plain(&page.out);
                for text in texts.map(|text| text.get(language)) {
                    assert!(
                        page.contains(&plain(text)),
                        "{} {lang} {format}: {text}",
                        rule.id
                    );
                }
                for source in docs.sources {
                    assert!(
                        page.contains(source),
                        "{} {lang} {format}: {source}",
                        rule.id
                    );
                }
                for sample in docs.avoid.iter().chain(docs.prefer) {
                    assert!(page.contains(sample.path), "{} {format}", rule.id);
                    // The lines of a sample stand apart where marks are drawn under them.
                    let whole = sample.plain();
                    for line in whole.lines() {
                        assert!(page.contains(&plain(line)), "{} {format}: {line}", rule.id);
                    }
                }
            }
        }
    }
}

#[test]
fn a_rule_for_programs_has_its_samples_with_their_marks() {
    for rule in RULES {
        let json = json(&[rule.id]);
        assert_eq!(json["kind"], "rule");
        let page = &json["rule"];
        assert_eq!(page["id"], rule.id);
        assert_eq!(page["summary"], rule.docs.summary.get(Language::English));
        for (number, sample) in rule.docs.avoid.iter().enumerate() {
            let file = &page["avoid"][number];
            let text = file["text"].as_str().unwrap();
            assert_eq!(text, sample.plain());
            let marked: Vec<&str> = file["marked"]
                .as_array()
                .unwrap()
                .iter()
                .map(|range| {
                    let at = |end: usize| usize::try_from(range[end].as_u64().unwrap()).unwrap();
                    &text[at(0)..at(1)]
                })
                .collect();
            let expected: Vec<&str> = sample
                .text
                .split('«')
                .skip(1)
                .map(|rest| rest.split('»').next().unwrap())
                .collect();
            assert_eq!(marked, expected, "{}", rule.id);
        }
    }
}

/// The facts of the action's own page, with where they were read.
#[test]
fn the_guarded_action_has_the_facts_of_its_page() {
    let json = json(&["KVSTORE:destroyinstance"]);
    assert_eq!(json["kind"], "action");
    let action = &json["action"];
    let source = "https://www.alibabacloud.com/help/en/redis/developer-reference/api-r-kvstore-2015-01-01-destroyinstance-redis";
    for (pointer, expected) in [
        ("/name", "kvstore:DestroyInstance"),
        ("/access_level", "delete"),
        ("/access_level_basis", "documented"),
        ("/resources", "all"),
        ("/resources_basis", "documented"),
        ("/service/code", "kvstore"),
        ("/operation/name", "R-kvstore 2015-01-01 DestroyInstance"),
        (
            "/operation/precondition",
            "the instance is in the recycle bin",
        ),
        ("/operation/since", "2025-10-23"),
        ("/operation/source", source),
        ("/operation/confidence", "high"),
        ("/irreversible/kind", "destroy-from-recycle-bin"),
        ("/irreversible/source", source),
        ("/source", source),
        ("/confidence", "high"),
    ] {
        let found = action.pointer(pointer).and_then(Value::as_str);
        assert_eq!(found, Some(expected), "{pointer}");
    }
    assert_eq!(action["operation"]["associated"], serde_json::json!([]));
    assert_eq!(action["operation"]["service_keys"], serde_json::json!([]));
    assert_eq!(action["service"]["complete"], true);
    let effect = action["operation"]["effect"].as_str().unwrap();
    assert!(effect.contains("data backups"), "{effect}");
    let siblings: Vec<&str> = action["siblings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|sibling| {
            assert!(!sibling["reason"].as_str().unwrap().is_empty());
            sibling["action"].as_str().unwrap()
        })
        .collect();
    assert!(siblings.contains(&"kvstore:DeleteInstance"), "{siblings:?}");
    assert!(siblings.contains(&"kvstore:FlushInstance"), "{siblings:?}");
}

#[test]
fn what_people_read_of_an_action_has_the_same_facts() {
    let table = [
        "delete (documented)",
        "all resources (documented)",
        "associated operations  none",
        "precondition           the instance is in the recycle bin",
        "keys of the service    none",
        "since                  2025-10-23",
        "Cannot be undone",
        "always        acs:CurrentTime, acs:PrincipalARN, acs:SecureTransport, acs:SourceIp",
        "never         acs:RequestTag/*, acs:ResourceTag/*",
        "kvstore:DeleteInstance",
        "gives the resource up, into the recycle bin or at once",
        "api-r-kvstore-2015-01-01-destroyinstance-redis",
    ];
    let page = explain(&["kvstore:DestroyInstance"]).ends(0);
    for text in table {
        assert!(page.out.contains(text), "{text}: {}", page.out);
    }
    let chinese = explain(&["kvstore:DestroyInstance", "--lang", "zh-CN"]).ends(0);
    for text in ["访问级别", "关联操作      无", "无法撤销", "2025-10-23"] {
        assert!(chinese.out.contains(text), "{text}: {}", chinese.out);
    }
    explain(&["kvstore:DestroyInstance", "--format", "markdown"])
        .ends(0)
        .says("## kvstore:DestroyInstance\n")
        .says("- precondition: the instance is in the recycle bin\n")
        .says("- always · acs:CurrentTime, ");
}

/// Presence as the engine judges it, for actions with a resource and without.
#[test]
fn d16_keys_say_when_requests_carry_them() {
    for (action, key, presence, because) in [
        ("kvstore:DestroyInstance", "acs:SourceIp", "always", None),
        (
            "kvstore:DestroyInstance",
            "acs:MFAPresent",
            "sometimes",
            None,
        ),
        (
            "kvstore:DestroyInstance",
            "acs:ResourceTag/*",
            "never",
            Some("no_resource"),
        ),
        (
            "kvstore:DestroyInstance",
            "rds:ResourceTag/*",
            "never",
            Some("other_service"),
        ),
        (
            "kvstore:DestroyInstance",
            "acs:Service",
            "never",
            Some("other_action"),
        ),
        (
            "kvstore:DestroyInstance",
            "kvstore:SSLEnabled",
            "unverified",
            None,
        ),
        (
            "kvstore:DeleteInstance",
            "acs:ResourceTag/*",
            "sometimes",
            None,
        ),
        ("ram:PassRole", "acs:Service", "sometimes", None),
    ] {
        let json = json(&[action]);
        let keys = json["action"]["condition_keys"].as_array().unwrap();
        let found = keys.iter().find(|found| found["name"] == key).unwrap();
        assert_eq!(found["presence"], presence, "{action} {key}");
        assert_eq!(found["absent_because"].as_str(), because, "{action} {key}");
    }
}

#[test]
fn an_action_of_which_little_is_known_shows_that() {
    let page = explain(&["kvstore:RemoveSubInstance"]).ends(0);
    assert!(
        page.out.contains("by the first word of its name"),
        "{}",
        page.out
    );
    assert!(page.out.contains("not known"), "{}", page.out);
    for absent in ["precondition", "associated", "since"] {
        assert!(!page.out.contains(absent), "{absent}: {}", page.out);
    }
    let json = json(&["kvstore:RemoveSubInstance"]);
    assert_eq!(json["action"]["operation"], Value::Null);
    assert_eq!(json["action"]["resources"], "unknown");
}

#[test]
fn a_pattern_says_what_it_covers_and_whether_that_is_all() {
    let names = |json: &Value| -> Vec<String> {
        let actions = json["pattern"]["actions"].as_array().unwrap().iter();
        actions
            .map(|action| action["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let narrow = json(&["kvstore:D*Instance"]);
    assert_eq!(narrow["kind"], "pattern");
    assert_eq!(
        names(&narrow),
        ["kvstore:DeleteInstance", "kvstore:DestroyInstance"]
    );
    assert_eq!(narrow["pattern"]["breadth"], "verb_wildcard");
    assert_eq!(narrow["pattern"]["whole"], true);
    assert_eq!(narrow["pattern"]["counts"]["irreversible"], 2);
    assert_eq!(narrow["pattern"]["counts"]["by_access_level"]["delete"], 2);
    // `?` is one character, and case does not matter; a test of text would miss both.
    assert_eq!(
        names(&json(&["KVSTORE:destroyinstanc?"])),
        ["kvstore:DestroyInstance"]
    );
    assert_eq!(
        names(&json(&["kvstore:DestroyInstance?"])),
        Vec::<String>::new()
    );
    let across = json(&["*:Destroy*"]);
    assert!(names(&across).contains(&"dds:DestroyInstance".to_owned()));
    assert_eq!(across["pattern"]["whole"], false);
    assert_eq!(across["pattern"]["other_services"], true);
    let all = json(&["*"]);
    let service = json(&["kvstore:*"]);
    assert!(names(&all).len() > names(&service).len());
    assert_eq!(service["pattern"]["breadth"], "service_wildcard");
    let listed =
        |json: &Value| usize::try_from(json["pattern"]["counts"]["actions"].as_u64().unwrap());
    assert_eq!(listed(&all).unwrap(), names(&all).len());
    let without_colon = json(&["kvstore*"]);
    assert_eq!(
        texts(&without_colon["pattern"]["readings"]),
        ["action-without-colon"]
    );
}

#[test]
fn a_list_that_is_not_whole_says_so() {
    explain(&["kvstore:D*Instance"])
        .ends(0)
        .says("covers 2 actions of the catalogue; 2 of them cannot be undone")
        .says("delete (2)\n")
        .says("all resources")
        .says("cannot be undone: destroy-from-recycle-bin")
        .says("The list is whole: every action of kvstore");
    explain(&["ecs:*"])
        .ends(0)
        .says("the catalogue does not hold every action of ecs");
    explain(&["*:Destroy*"])
        .ends(0)
        .says("The list is not whole: ")
        .says("services whose codes the catalogue does not hold");
    explain(&["kvstore*"])
        .ends(0)
        .says("`action-without-colon`");
    explain(&["kvstore:Z*"])
        .ends(0)
        .says("covers 0 actions of the catalogue");
    explain(&["*:Destroy*", "--lang", "zh-CN"])
        .ends(0)
        .says("清单并不完整");
}

/// CLI-32, for rules, actions and prefixes of services.
#[test]
fn cli_32_an_unknown_name_gets_the_nearest() {
    for (word, hint) in [
        ("RAM1011", "RAM101 guarded-action-granted"),
        ("deny-with-hole", "RAM203 deny-with-a-hole"),
        (
            "kvstore:DestoryInstance",
            "there are actions with similar names: kvstore:DestroyInstance, ",
        ),
        (
            "kvstore:Zzzzzzzzzzzz",
            "every action of kvstore that a source names is catalogued",
        ),
        (
            "redis:DestroyInstance",
            "`kvstore`; there is an action with a similar name: kvstore:DestroyInstance",
        ),
        ("redis:*", "the code that is meant may be `kvstore`"),
        ("kvstor:*", "`kvstore`"),
        ("ecs:NoSuchThing", "nor every action of ecs"),
        ("kvstore", "`ramlint explain 'kvstore:*'` lists its actions"),
        ("nothing-like-it-at-all", "`ramlint rules` lists them"),
        ("", "`ramlint rules` lists them"),
    ] {
        let ran = explain(&[word]).ends(2).warns(hint);
        assert_eq!(ran.out, "", "{word}");
    }
    explain(&[]).ends(2);
}

#[test]
fn a_hostile_pattern_is_drawn_on_its_line() {
    let ran = explain(&["*\u{1b}[2J\n::error::"]).ends(0);
    assert!(ran.out.starts_with("*␛[2J\\n::error::\n"), "{}", ran.out);
    let long = "*a".repeat(5_000);
    explain(&[&long]).ends(0);
    explain(&[&"?".repeat(10_000)]).ends(0);
}

#[test]
fn colour_follows_the_flag_and_the_terminal() {
    let around = Around {
        terminals: (true, true),
        width: Some(60),
        ..Around::default()
    };
    let folder = Folder::new(&[]);
    for (arguments, colored) in [
        (&["explain", "RAM101"][..], true),
        (&["explain", "kvstore:*", "--color", "never"], false),
        (&["explain", "kvstore:*", "--format", "markdown"], false),
        (&["explain", "kvstore:*", "--format", "json"], false),
    ] {
        let ran = folder.run_with(arguments, &around).ends(0);
        assert_eq!(ran.out.contains('\u{1b}'), colored, "{arguments:?}");
    }
}
