//! Files that are nearly manifests, snapshots or templates are not passed over.

use super::*;

const USERS: &str = "users: { bob: { policies: [System/AdministratorAccess] } }\n";

#[test]
fn what_is_nearly_the_header_of_a_format_is_told_with_the_header_to_write() {
    // The path, the text, and the key that is told where there is one.
    let manifest = "attachments manifest";
    let snapshot = "account snapshot";
    let cases: [(&str, String, &str, &str); 13] = [
        (
            "m.yaml",
            format!("RAM_attachments: 1\n{USERS}"),
            manifest,
            "RAM_attachments",
        ),
        (
            "m.yaml",
            format!("ram_attachment: 1\n{USERS}"),
            manifest,
            "ram_attachment",
        ),
        (
            "m.yaml",
            format!("ram-attachments: 1\n{USERS}"),
            manifest,
            "ram-attachments",
        ),
        (
            "m.yaml",
            format!("rma_attachments: 1\n{USERS}"),
            manifest,
            "rma_attachments",
        ),
        (
            "m.yaml",
            format!("ram_attachment: {{{}}}\n", "x: 1"),
            manifest,
            "ram_attachment",
        ),
        (
            "m.yaml",
            "x:\n  ram_attachments: 1\n".to_owned(),
            manifest,
            "ram_attachments",
        ),
        (
            "m.yaml",
            "- ram_attachments: 1\n".to_owned(),
            manifest,
            "ram_attachments",
        ),
        (
            "m.yaml",
            format!("a: 1\n---\nram_attachments: 1\n{USERS}"),
            manifest,
            "ram_attachments",
        ),
        (
            "m.json",
            r#"{"ram_\u0061ttachments": 1}"#.to_owned(),
            manifest,
            "ram_attachments",
        ),
        (
            "s.json",
            r#"{"ram_account_snapshots": 1}"#.to_owned(),
            snapshot,
            "ram_account_snapshots",
        ),
        (
            "s.yaml",
            "ramAccountSnapshot: 1\n".to_owned(),
            snapshot,
            "ramAccountSnapshot",
        ),
        ("x/RAM-Attachments.yml", USERS.to_owned(), manifest, ""),
        (
            "ram-attachments.json",
            format!(r#"{{"p": {ALLOW}}}"#),
            manifest,
            "",
        ),
    ];
    for (path, text, format, written) in cases {
        let got = Case::of(&[(path, &text)]).run();
        let why = got.not_analysed().join("; ");
        assert!(
            why.contains(&format!("format: \"{format}\"")),
            "{text}: {why}"
        );
        assert_eq!(why.contains("None)"), written.is_empty(), "{text}: {why}");
        assert!(why.contains(written), "{text}: {why}");
    }
}

#[test]
fn keys_of_other_people_are_no_headers() {
    // Nor is one that lies deeper than anybody would have put it by mistake.
    for (levels, is_told) in [(7, true), (8, false)] {
        let (open, close) = ("{x: ".repeat(levels), "}".repeat(levels));
        let text = format!("{open}{{ram_attachments: 1}}{close}\n");
        let got = Case::of(&[("a.yaml", &text)]).run();
        assert_eq!(got.not_analysed().len(), usize::from(is_told), "{text}");
    }
    for text in [
        "vpc_attachments: [a]\n",
        "attachments: 1\n",
        "iam_attachments: { a: 1 }\n",
        "snapshot: 1\n",
        "x: { account_snapshot: 1 }\n",
    ] {
        let got = Case::of(&[("a.yaml", text)]).run();
        assert_eq!(got.not_analysed(), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_template_is_told_what_it_lacks() {
    let resources =
        "Resources:\n  U: { Type: 'ALIYUN::RAM::User', Properties: { UserName: bob } }\n";
    let header = "ROSTemplateFormatVersion: '2015-09-01'\n";
    for (text, told) in [
        (
            resources.to_owned(),
            "line: \"ROSTemplateFormatVersion: '2015-09-01'\" }, None)",
        ),
        (
            format!("ROSTemplateFormatVersio: '2015-09-01'\n{resources}"),
            "Some(\"ROSTemplateFormatVersio\")",
        ),
        (
            format!("{header}{}", resources.replace("Resources", "Resource")),
            "NoResources",
        ),
    ] {
        let got = Case::of(&[("t.yaml", &text)]).run();
        let why = got.not_analysed().join("; ");
        assert!(why.contains(told), "{text}: {why}");
    }
    let got = Case::of(&[("t.yaml", &format!("{header}{resources}"))]).run();
    assert_eq!(got.not_analysed(), Vec::<String>::new());
}
