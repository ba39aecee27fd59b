//! `ramlint test`: what is expected, and what is not met.

use serde_json::Value;

use super::{BAD, DENY, Folder, Ran, SOMETIMES, UNSURE};

const MANIFEST: &str = "ram_attachments: 1
users:
  ann: { policies: [Destroy] }
  ben: {}
  cleo: { policies: [Destroy, Stop] }
  dan: { policies: [Unsure] }
  eve: {}
groups:
  ops: { members: [ben], policies: [Sometimes] }
roles:
  empty: {}
policies:
  Destroy: bad.json
  Stop: deny.json
  Sometimes: if.json
  Unsure: unsure.json
";

/// A few principals with every answer there is, and tests about them.
pub fn company(tests: &str) -> Folder {
    Folder::new(&[
        ("ram-attachments.yaml", MANIFEST),
        ("bad.json", BAD),
        ("deny.json", DENY),
        ("if.json", SOMETIMES),
        ("unsure.json", UNSURE),
        ("ramlint-tests.toml", tests),
    ])
}

/// The tests of a report that failed, by name, each with those who are not as
/// expected.
fn failed(ran: &Ran) -> Vec<(String, Vec<String>)> {
    let json = ran.json();
    let all = json["tests"].as_array().unwrap().clone();
    let name = |value: &Value, key: &str| value[key].as_str().unwrap().to_owned();
    all.iter()
        .filter(|test| test["passed"] == false)
        .map(|test| {
            let unmet = test["unmet"].as_array().unwrap().iter();
            (
                name(test, "name"),
                unmet.map(|one| name(one, "id")).collect(),
            )
        })
        .collect()
}

/// A test of one id or pattern.
pub fn each(principal: &str, expect: &str) -> String {
    format!("[[test]]\nprincipal = \"{principal}\"\nexpect = \"{expect}\"\n")
}

#[test]
fn an_expectation_is_met_by_its_own_answer_alone() {
    let words = [
        "allowed",
        "allowed-if",
        "denied",
        "not-granted",
        "no-access",
        "unknown",
    ];
    for (principal, met) in [
        ("user/ann", &["allowed"][..]),
        ("user/ben", &["allowed-if"]),
        ("user/cleo", &["denied", "no-access"]),
        ("user/dan", &["unknown"]),
        ("user/eve", &["not-granted", "no-access"]),
        ("USER/Ann", &["allowed"]),
    ] {
        for word in words {
            let folder = company(&each(principal, word));
            let status = u8::from(!met.contains(&word));
            let ran = folder.run(&["test", "--format", "json"]).ends(status);
            let name = format!("{principal}: {word} for the guarded action");
            let id = principal.to_ascii_lowercase();
            let expected = if status == 1 {
                vec![(name, vec![id])]
            } else {
                Vec::new()
            };
            assert_eq!(failed(&ran), expected);
        }
    }
}

#[test]
fn a_pattern_is_about_each_and_anyone_about_all() {
    let folder = company(&(each("user/*", "no-access") + &each("anyone", "not-granted")));
    let ran = folder.run(&["test", "--format", "json"]).ends(1);
    let found = failed(&ran);
    assert_eq!(found[0].1, ["user/ann", "user/ben", "user/dan"]);
    let all = ["group/ops", "user/ann", "user/ben", "user/cleo", "user/dan"];
    let documents = [
        "policy/bad.json",
        "policy/deny.json",
        "policy/if.json",
        "policy/unsure.json",
    ];
    let mut expected = [&all[..], &documents].concat();
    expected.sort_unstable();
    let mut unmet = found[1].1.clone();
    unmet.sort_unstable();
    assert_eq!(unmet, expected);
}

#[test]
fn who_is_not_there_fails_with_the_nearest_name() {
    for (principal, says) in [
        (
            "user/annn",
            "the input has nobody whom `user/annn` stands for, so nothing was tested; there is user/ann",
        ),
        (
            "role/x*",
            "the input has nobody whom `role/x*` stands for, so nothing was tested",
        ),
        ("role/ann", "there is user/ann"),
    ] {
        let folder = company(&each(principal, "no-access"));
        folder.run(&["test"]).ends(1).says(says);
    }
}

#[test]
fn nobody_except_those_on_the_list() {
    let few = |list: &str, more: &str| format!("[[test]]\nnobody-except = {list}\n{more}");
    let all = r#"["user/ann", "user/b*", "group/ops", "user/dan"]"#;
    for (tests, unmet) in [
        (few(all, ""), &[][..]),
        (
            few(r#"["user/ann", "group/ops"]"#, ""),
            &["user/ben", "user/dan"],
        ),
        (
            few("[]", ""),
            &["user/ann", "user/ben", "user/dan", "group/ops"],
        ),
    ] {
        let folder = company(&tests);
        let ran = folder.run(&["test", "--format", "json"]);
        let mut found = failed(&ran)
            .into_iter()
            .flat_map(|(_, ids)| ids)
            .collect::<Vec<_>>();
        let mut unmet = unmet.to_vec();
        found.sort();
        unmet.sort_unstable();
        assert_eq!(found, unmet, "{tests}");
        assert_eq!(ran.status, u8::from(!unmet.is_empty()));
        if let Some(one) = unmet.first() {
            let text = format!("not excepted: {one} has ");
            folder.run(&["test"]).ends(1).says(&text);
        }
    }
    let idle = r#"["user/ann", "user/b*", "group/ops", "user/dan", "user/eve", "user/gone"]"#;
    let text = "`user/eve` is an exception that has no access any more";
    company(&few(idle, ""))
        .run(&["test"])
        .ends(0)
        .says(&format!("note: {text}"));
    let exact = company(&few(idle, "exactly = true\n"));
    let ran = exact.run(&["test"]).ends(1).says(text);
    ran.says("`user/gone` is an exception, and the input has nobody of that name");
    company(&few(all, "exactly = true\n"))
        .run(&["test"])
        .ends(0);
}

#[test]
fn a_list_of_exceptions_needs_somebody_to_be_excepted() {
    let folder = Folder::new(&[
        ("p/bad.json", BAD),
        ("ramlint-tests.toml", "[[test]]\nnobody-except = []\n"),
    ]);
    folder
        .run(&["test"])
        .ends(1)
        .says("the input has no principal, so nothing was tested");
    folder.write("ramlint-tests.toml", each("policy/*", "no-access"));
    folder
        .run(&["test"])
        .ends(1)
        .says("but policy/p/bad.json has ALLOWED");
}

#[test]
fn a_context_is_about_requests_that_are_like_it() {
    for (context, expect, status) in [
        ("context = { \"acs:SourceVpc\" = \"vpc-1\" }", "allowed", 0),
        (
            "context = { \"acs:sourcevpc\" = \"vpc-2\" }",
            "not-granted",
            0,
        ),
        (
            "context = { \"acs:SourceVpc\" = \"vpc-*\" }",
            "allowed-if",
            0,
        ),
        ("without = [\"acs:SourceVpc\"]", "not-granted", 0),
        ("without = [\"acs:SourceVpc\"]", "allowed", 1),
    ] {
        let folder = company(&(each("user/ben", expect) + context));
        folder.run(&["test"]).ends(status);
    }
    for (context, says) in [
        (
            "context = { \"acs:SourceVpcc\" = \"vpc-1\" }",
            "the catalogue does not know the condition key `acs:SourceVpcc`, and no condition of the input tests it; there is `acs:SourceVpc`",
        ),
        (
            "context = { \"acs:SourceVpc\" = \"prod\" }",
            "`acs:SourceVpc` never has such a value",
        ),
        (
            "context = { resource = \"acs:kvstore:*:*:instance/x\" }",
            "kvstore:DestroyInstance names no resource",
        ),
        (
            "context = { \"acs:PrincipalARN\" = \"x\" }",
            "`acs:PrincipalARN` follows from who asks",
        ),
        (
            "context = { \"acs:ResourceTag/a\" = \"x\" }",
            "because the action names no resource",
        ),
        ("account = \"prod\"", "the input has no account `prod`"),
    ] {
        let folder = company(&(each("user/ben", "allowed-if") + context));
        folder.run(&["test"]).ends(1).says(says);
    }
}

#[test]
fn what_could_be_obtained_counts_where_it_is_asked_for() {
    let attach = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"ram:AttachPolicyToUser","Resource":"*"}]}"#;
    let manifest = "ram_attachments: 1\nusers: { ann: { policies: [Attach] } }\npolicies: { Attach: attach.json }\n";
    let folder = Folder::new(&[("ram-attachments.yaml", manifest), ("attach.json", attach)]);
    for (test, status) in [
        (each("user/ann", "no-access"), 0),
        (each("user/ann", "no-access") + "obtain = true\n", 1),
        ("[[test]]\nnobody-except = []\n".to_owned(), 0),
        (
            "[[test]]\nnobody-except = []\nobtain = true\n".to_owned(),
            1,
        ),
    ] {
        folder.write("ramlint-tests.toml", &test);
        let ran = folder.run(&["test"]).ends(status);
        if status == 1 {
            ran.says("and could obtain access")
                .says("by ram:AttachPolicyToUser");
        }
    }
}

#[test]
fn a_failure_names_the_statement_and_gives_an_example() {
    let folder = company(&each("user/ben", "denied"));
    let ran = folder.run(&["test"]).ends(1);
    let expected = "FAILED  user/ben: denied for the guarded action
        at ramlint-tests.toml:3:10
        expected denied, but user/ben has ALLOWED IF
          only with a request from VPC vpc-1
          for example with acs:SourceVpc = vpc-1
          granted with everything of its service
          Allow in Custom/Sometimes, statement 0 through group/ops (if.json:1:56), attached at ram-attachments.yaml:9:37

1 test: 1 failed, 0 passed
";
    assert!(ran.out.starts_with(expected), "{}", ran.out);
    let short = folder.run(&["test", "-q"]).ends(1);
    assert!(
        short.out.ends_with("ram-attachments.yaml:9:37\n"),
        "{}",
        short.out
    );
    assert_eq!(folder.run(&["test", "-qq"]).ends(1).out, "");
}

#[test]
fn cli_11_colour_is_as_elsewhere() {
    let folder = company(&(each("user/ann", "allowed") + &each("user/ann", "denied")));
    let plain = folder.run(&["test"]).ends(1);
    assert!(!plain.out.contains('\u{1b}'));
    let colored = folder.run(&["test", "--color", "always"]).ends(1);
    assert!(
        colored
            .out
            .starts_with("\u{1b}[32mok     \u{1b}[0m user/ann"),
        "{}",
        colored.out
    );
    assert!(
        colored.out.contains("\u{1b}[31mFAILED \u{1b}[0m user/ann"),
        "{}",
        colored.out
    );
}

#[test]
fn the_chinese_report_says_the_same() {
    let folder = company(&(each("user/ann", "allowed") + &each("user/ben", "denied")));
    let ran = folder.run(&["test", "--lang", "zh-CN"]).ends(1);
    let ran = ran
        .says("通过   user/ann")
        .says("失败   user/ben")
        .says("期望 denied，但 user/ben 为有条件允许");
    ran.says("2 项测试：1 项失败，1 项通过");
}

#[test]
fn the_file_is_at_the_root_or_is_named() {
    let folder = company(&each("user/ann", "allowed"));
    std::fs::remove_file(folder.at("ramlint-tests.toml")).unwrap();
    folder.run(&["test"]).ends(2).warns(
        "there is no `ramlint-tests.toml`; write one that holds [[test]] with `principal = ",
    );
    folder.write("ci/t.toml", each("user/ann", "allowed"));
    folder
        .run(&["test", "--tests", "ci/t.toml"])
        .ends(0)
        .says("1 test: all passed");
    folder
        .run(&["test", "--tests", "ci/u.toml"])
        .ends(2)
        .warns("there is no `ci/u.toml`");
    let outside = Folder::new(&[("t.toml", &each("user/ann", "allowed"))]);
    let path = outside.at("t.toml");
    folder
        .run(&["test", "--tests", path.to_str().unwrap()])
        .ends(2)
        .warns("is outside of the root");
    folder.write("ci/t.toml", "[[test]]\nprincipel = \"user/ann\"\n");
    let ran = folder.run(&["test", "--tests", "ci/t.toml"]).ends(2);
    let ran =
        ran.warns("error: ci/t.toml:2:1: `principel` is no key of a test; there is `principal`");
    assert_eq!(ran.out, "");
}

#[test]
fn a_filter_leaves_others_out_and_says_so() {
    let folder = company(&(each("user/ann", "denied") + &each("user/ben", "allowed-if")));
    folder
        .run(&["test", "--filter", "BEN"])
        .ends(0)
        .says("1 test: all passed; 1 left out by --filter");
    folder
        .run(&["test", "--filter", "zed"])
        .ends(2)
        .warns("the name of no test holds `zed`");
}

#[test]
fn cli_02_d40_findings_outrank_what_was_not_analysed() {
    let folder = company(&each("user/ann", "allowed"));
    folder.write("broken.json", "{\"Version\": \"1\", \"Statement\": [");
    folder
        .run(&["test"])
        .ends(3)
        .says("NOT ANALYSED: broken.json");
    folder
        .run(&["test", "--allow-incomplete"])
        .ends(0)
        .says("--allow-incomplete");
    folder.write("ramlint-tests.toml", each("user/ann", "denied"));
    folder.run(&["test"]).ends(1);
    folder.run(&["test", "--exit-zero"]).ends(3);
    folder.write("ramlint-tests.toml", "[[test]]\n");
    folder.run(&["test"]).ends(2);
}

/// D39: who changes the tests is not judged by them.
#[test]
#[cfg(unix)]
fn d39_the_tests_of_the_base_are_run() {
    let folder = company(&each("user/ann", "denied"));
    let git = |arguments: &[&str]| crate::integrations::git(folder.0.path(), arguments);
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "x"]);
    folder.write("ramlint-tests.toml", each("user/ann", "allowed"));
    folder.run(&["test"]).ends(0);
    let ran = folder.run(&["test", "--trust-base", "HEAD"]).ends(1);
    let ran = ran.says("expected denied, but user/ann has ALLOWED");
    ran.says("`ramlint-tests.toml` is another in this change, which is not obeyed");
    std::fs::remove_file(folder.at("ramlint-tests.toml")).unwrap();
    folder.run(&["test", "--trust-base", "HEAD"]).ends(1);
    folder.run(&["test", "--trust-base", "nowhere"]).ends(2);
}

#[test]
fn cli_32_a_misspelt_action_would_test_nothing_and_ends_the_run() {
    let test = "[[test]]\nnobody-except = []\naction = \"kvstore:DestoryInstance\"\n";
    let folder = company(test);
    let told = "ramlint-tests.toml:3:10: `kvstore:DestoryInstance` is not in the catalogue, which has `kvstore:DestroyInstance`";
    folder.run(&["test"]).ends(2).warns(told);
    folder.write(
        "ramlint.toml",
        "[guard]\nunlisted = [\"kvstore:DestoryInstance\"]\n",
    );
    folder.run(&["test"]).ends(1);
}

/// Two accounts, in each of which an `alice` holds the guarded action.
pub fn namesakes(second: &str) -> [(String, String); 2] {
    let account = |id: &str, name: &str, file: &str| {
        let text = format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "{id}",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships"],
 "users": [{{"name": "{name}"}}], "policies": [{{"name": "Ops", "document": {BAD}}}],
 "attachments": [{{"policy": "Custom/Ops", "to": "user/{name}"}}]}}"#
        );
        (file.to_owned(), text)
    };
    [
        account("1000000000000001", "alice", "one.json"),
        account("2000000000000002", second, "two.json"),
    ]
}

#[test]
fn an_exception_of_one_account_is_none_for_its_namesake() {
    let [one, two] = namesakes("alice");
    let tests = |except: &str| format!("[[test]]\nnobody-except = [{except}]\n");
    let folder = |except: &str| {
        Folder::new(&[
            (&one.0, &one.1),
            (&two.0, &two.1),
            ("ramlint-tests.toml", &tests(except)),
        ])
    };
    let ran = folder("\"user/alice\"").run(&["test"]).ends(1);
    let told = "`user/alice` is somebody in each of several accounts (1000000000000001, 2000000000000002); name the one that is meant, as in `user/alice (1000000000000001)`";
    assert!(
        ran.out.replace("\n        ", " ").contains(told),
        "{}",
        ran.out
    );
    folder("\"user/alice (1000000000000001)\"")
        .run(&["test"])
        .ends(1);
    folder("\"user/alice (1000000000000001)\", \"user/alice (2000000000000002)\"")
        .run(&["test"])
        .ends(0);
    folder("\"user/*\"").run(&["test"]).ends(0);
    let of_one = format!(
        "{}account = \"1000000000000001\"\n",
        tests("\"user/alice\"")
    );
    let named = folder("");
    named.write("ramlint-tests.toml", of_one);
    named.run(&["test"]).ends(0);
    let [one, two] = namesakes("bob");
    let folder = Folder::new(&[
        (&one.0, &one.1),
        (&two.0, &two.1),
        ("ramlint-tests.toml", &tests("\"user/alice\", \"user/bob\"")),
    ]);
    folder.run(&["test"]).ends(0);
}
