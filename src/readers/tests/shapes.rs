//! Documents told by their shape.

use super::*;
use crate::model::policy::DocumentKind;

#[test]
fn a_document_is_found_wherever_it_stands() {
    let wrapper = format!(
        "name: CacheAdmin\ninline_policy:\n  policy_document: {ALLOW}\n  a/b~c:\n    - 1\n    - {DENY}\n"
    );
    let got = Case::of(&[("p/redis.json", ALLOW), ("wrap.yaml", &wrapper)]).run();
    assert_eq!(
        got.holdings(),
        [
            "p/redis.json",
            "wrap.yaml#/inline_policy/policy_document",
            "wrap.yaml#/inline_policy/a~1b~0c/1",
        ]
    );
    assert_eq!(got.report.files_read(), 2);
    assert!(got.report.not_analysed.is_empty());
}

#[test]
fn a_document_in_a_string_points_at_the_escaped_text() {
    let inner = ALLOW.replace('"', "\\\"");
    let text = format!(r#"{{"Policy":{{"PolicyDocument":"{inner}"}}}}"#);
    let twice = serde_json::to_string(&format!(r#"{{"deep":{ALLOW}}}"#)).expect("a string");
    let twice = format!(r#"{{"outer":{twice}}}"#);
    let got = Case::of(&[("api.json", &text), ("twice.json", &twice)]).run();
    assert_eq!(
        got.holdings(),
        ["api.json#/Policy/PolicyDocument", "twice.json#/outer#/deep"]
    );
    let holding = got.model.holdings.first().expect("a holding");
    let document = got
        .model
        .pools
        .document(holding.document)
        .expect("a document");
    assert_eq!(got.sources.slice(document.at), inner);
    let (_, statement) = got
        .model
        .pools
        .statements(holding.document)
        .next()
        .expect("a statement");
    assert_eq!(got.sources.slice(statement.effect_at), r#"\"Allow\""#);
}

#[test]
fn a_document_in_more_strings_than_are_opened_is_told() {
    for (strings, is_found) in [(3, true), (4, false)] {
        let text = (0..strings).fold(ALLOW.to_owned(), |inner, _| {
            let inner = serde_json::to_string(&inner).expect("a string");
            format!(r#"{{"outer":{inner}}}"#)
        });
        let got = Case::of(&[("deep.json", &text)]).run();
        assert_eq!(got.holdings().len(), usize::from(is_found), "{strings}");
        assert_eq!(got.not_analysed().is_empty(), is_found, "{strings}");
    }
}

#[test]
fn principal_and_folder_tell_the_kind() {
    let bucket = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:b/*","Principal":["1"]}]}"#;
    let got = Case::of(&[
        ("trust.json", TRUST),
        ("bucket.json", bucket),
        ("org/control-policies/deny.json", DENY),
    ])
    .run();
    let kinds: Vec<_> = got
        .model
        .other_documents
        .iter()
        .map(|one| (one.path.as_str(), one.kind))
        .collect();
    assert_eq!(
        kinds,
        [
            ("trust.json", DocumentKind::Trust),
            ("bucket.json", DocumentKind::Resource),
            ("org/control-policies/deny.json", DocumentKind::Control),
        ]
    );
    assert!(got.holdings().is_empty());
}

#[test]
fn documents_of_other_clouds_are_listed_and_left_alone() {
    let tencent = r#"{"version":"2.0","statement":[{"effect":"allow","action":["redis:*"],"resource":["*"]}]}"#;
    let maxcompute = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["odps:*"],"Resource":["acs:odps:*:projects/p/tables/*"]}]}"#;
    let got = Case::of(&[
        ("aws.json", AWS),
        ("tencent.json", tencent),
        ("maxcompute.json", maxcompute),
        (
            "ram.json",
            &ALLOW
                .replace("\"1\"", "\"2012-10-17\"")
                .replace("\"*\"", "\"acs:kvstore:*:*:*\""),
        ),
    ])
    .named()
    .run();
    let clouds: Vec<_> = got
        .model
        .look_alikes
        .iter()
        .map(|one| (one.path.as_str(), one.cloud))
        .collect();
    assert_eq!(
        clouds,
        [
            ("aws.json", "AWS"),
            ("tencent.json", "Tencent Cloud"),
            ("maxcompute.json", "MaxCompute"),
        ]
    );
    assert_eq!(got.holdings(), ["ram.json"]);
    assert!(got.report.not_analysed.is_empty());
}

#[test]
fn a_misspelt_document_is_still_a_document() {
    let text = r#"{"Version":"1","Statements":[{"Efect":"Allow","Actoin":"*","Resource":"*"}]}"#;
    assert_eq!(Case::of(&[("x.json", text)]).run().holdings(), ["x.json"]);
    let list = r#"{"Statement":"of account","items":[{"Action":"x"}]}"#;
    assert!(Case::of(&[("x.json", list)]).run().holdings().is_empty());
}

#[test]
fn a_broken_text_is_not_analysed_and_its_documents_have_a_rest() {
    let open = ALLOW.strip_suffix("]}").expect("brackets");
    let got = Case::of(&[
        ("open.json", open),
        ("words.yaml", "Statement: [\n  a: {\n"),
        ("plain.yaml", "a: [\n  b: {\n"),
        ("start.json", ALLOW.strip_prefix('{').expect("a bracket")),
    ])
    .run();
    assert_eq!(got.holdings(), ["open.json"]);
    assert!(got.model.holdings.iter().all(|one| one.rest.is_some()));
    assert_eq!(got.gaps(), ["document:open.json 3"]);
    let paths: Vec<_> = got
        .report
        .not_analysed
        .iter()
        .map(|one| &one.path)
        .collect();
    assert_eq!(paths, ["open.json", "start.json", "words.yaml"]);
    let became = got.report.files.iter().map(|(_, became)| *became);
    assert_eq!(
        became.collect::<Vec<_>>(),
        [
            Became::Read("policy file"),
            Became::LeftOut(NothingIn::Broken),
            Became::LeftOut(NothingIn::Broken),
            Became::LeftOut(NothingIn::Broken),
        ]
    );
    assert!(
        got.model
            .text_problems
            .iter()
            .all(|one| one.at.file == FileId(0))
    );
}

#[test]
fn a_recovered_problem_is_a_finding_and_nothing_else() {
    let text = ALLOW.replace("\"*\"}]", "\"*\",}]");
    let got = Case::of(&[("comma.json", &text), ("other.json", "{\"a\":1,}")]).run();
    assert!(got.report.not_analysed.is_empty() && got.gaps().is_empty());
    assert_eq!(got.model.text_problems.len(), 1);
}

#[test]
fn several_documents_in_one_file_are_all_read() {
    let two = format!("{ALLOW}\n{DENY}\n");
    let got = Case::of(&[
        ("two.json", &two),
        ("two.yaml", &format!("{ALLOW}\n---\n{DENY}\n")),
    ]);
    assert_eq!(
        got.run().holdings(),
        ["two.json#/0", "two.json#/1", "two.yaml#/0", "two.yaml#/1"]
    );
}

#[test]
fn what_follows_a_stray_bracket_is_not_lost_in_silence() {
    let text = format!("{{\"ram_account_snapshot\":1}},\"policies\":[{{\"document\":{ALLOW}}}]}}");
    let got = Case::of(&[("s.json", &text)]).run();
    assert_eq!(got.report.not_analysed.len(), 1);
}

#[test]
fn a_named_file_with_nothing_in_it_is_not_analysed_only_where_it_seems_to_matter() {
    let got = Case::of(&[("package.json", "{}"), ("s.json", r#"{"x":"acs:ram"}"#)]).named();
    let got = got.run();
    assert_eq!(got.not_analysed(), ["s.json NothingRecognised @ "]);
}

#[test]
fn the_only_account_that_is_named_is_the_own_one() {
    let got = Case::of(&[("a.json", ALLOW), ("t.json", TRUST)]).run();
    assert_eq!(got.account().id.as_deref(), Some("1000000000000001"));
    let other = TRUST.replace("000001", "000002");
    let got = Case::of(&[("a.json", ALLOW), ("t.json", TRUST), ("u.json", &other)]).run();
    assert_eq!(got.account().id, None);
}
