//! `equivalent` and `implies` of two trust documents: whom each lets become a role.

use serde_json::Value;

use super::Folder;

const ROOT: &str = r#"{"RAM": ["acs:ram::1000000000000001:root"]}"#;
const BOB: &str = r#"{"RAM": ["acs:ram::1000000000000001:user/bob"]}"#;
const BOTH: &str =
    r#"{"RAM": ["acs:ram::1000000000000001:user/Bob", "acs:ram::1000000000000001:user/al"]}"#;
const ELSEWHERE: &str = r#"{"RAM": ["acs:ram::2000000000000002:root"]}"#;
const ECS: &str = r#"{"Service": ["ecs.aliyuncs.com"]}"#;
const ECS_AND_FC: &str = r#"{"Service": ["fc.aliyuncs.com", "ecs.aliyuncs.com"]}"#;
const OKTA: &str = r#"{"Federated": ["acs:ram::1000000000000001:saml-provider/okta"]}"#;

fn statement(effect: &str, principal: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect": "{effect}", "Action": "sts:AssumeRole", "Principal": {principal}{condition}}}"#
    )
}

fn allow(principal: &str) -> String {
    statement("Allow", principal, "")
}

fn document(statements: &[String]) -> String {
    let statements = statements.join(",\n ");
    format!("{{\"Version\": \"1\", \"Statement\": [\n {statements}]}}")
}

const MFA: &str = r#", "Condition": {"Bool": {"acs:MFAPresent": "true"}}"#;

#[test]
fn whoever_one_lets_in_and_the_other_does_not_is_named() {
    let own = "acs:ram::1000000000000001";
    let with_mfa = statement("Allow", ROOT, MFA);
    let no_bob = [allow(ROOT), statement("Deny", BOB, "")];
    for (name, one, other, only_one, only_other) in [
        (
            "order and case",
            vec![allow(BOTH)],
            vec![
                allow(r#"{"RAM": ["acs:ram::1000000000000001:user/al"]}"#),
                allow(BOB),
            ],
            vec![],
            vec![],
        ),
        (
            "all users of an account beside one",
            vec![allow(BOB)],
            vec![allow(ROOT)],
            vec![],
            vec![format!("{own}:user/*")],
        ),
        (
            "another account",
            vec![allow(ROOT)],
            vec![allow(ROOT), allow(ELSEWHERE)],
            vec![],
            vec!["acs:ram::2000000000000002:user/*".to_owned()],
        ),
        (
            "a service",
            vec![allow(ECS)],
            vec![allow(ECS_AND_FC)],
            vec![],
            vec!["fc.aliyuncs.com".to_owned()],
        ),
        (
            "a provider instead of a service",
            vec![allow(ECS)],
            vec![allow(OKTA)],
            vec!["ecs.aliyuncs.com".to_owned()],
            vec![format!("{own}:saml-provider/okta")],
        ),
        (
            "a condition",
            vec![with_mfa.clone()],
            vec![allow(ROOT)],
            vec![],
            vec![format!("{own}:user/*")],
        ),
        (
            "a condition of one beside the same without",
            vec![with_mfa, allow(ROOT)],
            vec![allow(ROOT)],
            vec![],
            vec![],
        ),
        (
            "a Deny",
            no_bob.to_vec(),
            vec![allow(ROOT)],
            vec![],
            vec![format!("{own}:user/bob")],
        ),
    ] {
        let folder = Folder::new(&[
            ("one.json", &document(&one)),
            ("other.json", &document(&other)),
        ]);
        let asked = |command: &str, first: &str, second: &str| -> (Vec<String>, Value) {
            let ran = folder.run(&[command, first, second, "--format", "json"]);
            let report = ran.json();
            let all = report["differences"].as_array().unwrap().iter();
            let all = all.map(|one| one["principal"].as_str().unwrap().to_owned());
            let mut named: Vec<String> = all
                // A role of the account is let in by another reading.
                .filter(|named| !named.contains(":role/"))
                .collect();
            named.dedup();
            let answer = report["answer"].clone();
            assert_eq!(ran.status == 0, answer == "yes", "{name}: {report:#}");
            assert_eq!(report["compared"], "trusts");
            (named, answer)
        };
        let yes = |named: &[String]| if named.is_empty() { "yes" } else { "no" };
        let (named, answer) = asked("implies", "one.json", "other.json");
        assert_eq!(
            (answer, named),
            (yes(&only_one).into(), only_one.clone()),
            "{name}"
        );
        let (named, answer) = asked("implies", "other.json", "one.json");
        assert_eq!(
            (answer, named),
            (yes(&only_other).into(), only_other.clone()),
            "{name}"
        );
        let all: Vec<String> = only_one.iter().chain(&only_other).cloned().collect();
        let (named, answer) = asked("equivalent", "one.json", "other.json");
        assert_eq!((answer, named), (yes(&all).into(), all.clone()), "{name}");
    }
}

#[test]
fn a_request_is_shown_with_the_principal_that_lets_it_in() {
    let mfa = document(&[statement("Allow", ROOT, MFA)]);
    let folder = Folder::new(&[("a.json", &document(&[allow(ROOT)])), ("b.json", &mfa)]);
    let ran = folder
        .run(&["implies", "a.json", "b.json", "--lang", "en"])
        .ends(1);
    let expected = "no: `a.json` allows what `b.json` does not

acs:ram::1000000000000001:user/*: may become the role by `a.json` and not by `b.json`
  for example acs:MFAPresent = false
  a.json:2:72 allows it by `acs:ram::1000000000000001:root`, in `a.json`
";
    assert!(ran.out.starts_with(expected), "{}", ran.out);
    let ran = folder
        .run(&["implies", "b.json", "a.json", "--lang", "en"])
        .ends(0);
    ran.says("yes: `a.json` lets everybody become the role whom `b.json` lets\n");
}

#[test]
fn a_trust_document_is_not_compared_with_a_policy() {
    let folder = Folder::new(&[
        ("one.json", &document(&[allow(ROOT)])),
        ("p.json", super::GOOD),
    ]);
    for command in ["equivalent", "implies"] {
        let ran = folder.run(&[command, "one.json", "p.json", "--lang", "en"]);
        assert_eq!(ran.status, 3, "{}", ran.both());
        assert!(ran.out.starts_with("not compared: "), "{}", ran.out);
        let what = "one.json holds a trust document, which can be compared with one trust document";
        assert!(ran.err.contains(what), "{}", ran.err);
    }
}
