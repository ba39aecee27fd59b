//! `check --fix`, `--unsafe-fixes` and `--diff`: what is written is proved, and
//! every other byte stays.

use std::fs;

use super::{Around, Folder};

/// A list whose second action its first covers; `%` stands where the text of a list
/// member begins and ends.
const NEEDLESS: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["oss:Get*","oss:GetObject"],"Resource":"*"}]}"#;
const NEEDED: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["oss:Get*"],"Resource":"*"}]}"#;

fn terraform(document: &str) -> String {
    format!(
        "# 策略\r\nresource \"alicloud_ram_policy\" \"p\" {{\r\n  policy_name     = \"p\" # name\r\n  policy_document = {document}\r\n}}\r\n\r\n\r\n"
    )
}

/// A document in a file of some kind, before and after its fix.
fn ways() -> Vec<(&'static str, String, String)> {
    let both = |path: &'static str, around: &dyn Fn(&str) -> String| {
        (path, around(NEEDLESS), around(NEEDED))
    };
    let escaped = |text: &str| text.replace('"', "\\\"");
    vec![
        both("plain.json", &str::to_owned),
        both("bom-and-crlf.json", &|text| {
            let lines = text.replace("\"Action\":", "\r\n\t \"Action\" :  ");
            format!("\u{feff}{lines}\r\n\r\n")
        }),
        both("quoted.tf", &|text| terraform(&format!("\"{}\"", escaped(text)))),
        both("heredoc.tf", &|text| {
            terraform(&format!("<<-EOT\r\n    {text}\r\n  EOT"))
        }),
        both("envelope.json", &|text| {
            format!(
                "{{\"RequestId\": \"x\", \"Policy\": {{\"PolicyName\": \"p\", \"PolicyType\": \"Custom\", \"DefaultVersion\": \"v1\"}}, \"DefaultPolicyVersion\": {{\"IsDefaultVersion\": true, \"VersionId\": \"v1\", \"PolicyDocument\": \"{}\"}}}}\n",
                escaped(text)
            )
        }),
        (
            "encoded.tf",
            terraform(
                "jsonencode({\n    Version   = \"1\"\n    Statement = [{ Effect = \"Allow\", Action = [\"oss:Get*\", /* all */ \"oss:PutObject\", \"oss:GetObject\"], Resource = \"*\" }]\n  })",
            ),
            terraform(
                "jsonencode({\n    Version   = \"1\"\n    Statement = [{ Effect = \"Allow\", Action = [\"oss:Get*\", /* all */ \"oss:PutObject\"], Resource = \"*\" }]\n  })",
            ),
        ),
        (
            "block.yaml",
            "# kept\nVersion: '1'\nStatement:\n  - Effect: Allow\n    Action:\n      - oss:Get*   # kept too\n      - oss:GetObject\n      - oss:PutObject\n    Resource: '*'\n".to_owned(),
            "# kept\nVersion: '1'\nStatement:\n  - Effect: Allow\n    Action:\n      - oss:Get*   # kept too\n      - oss:PutObject\n    Resource: '*'\n".to_owned(),
        ),
    ]
}

#[test]
fn cli_26_cli_27_a_needless_element_goes_and_every_other_byte_stays() {
    for (path, before, after) in ways() {
        let folder = Folder::new(&[(path, &before)]);
        let ran = folder.run(&["check", "--select", "RAM302", "--fix", path]);
        let written = fs::read_to_string(folder.at(path)).unwrap();
        assert_eq!(written, after, "{path}: {}", ran.both());
        let again = folder.run(&["check", "--select", "RAM302", "--fix", path]);
        assert!(!again.err.contains("fixed"), "{path}: {}", again.err);
        assert_eq!(fs::read_to_string(folder.at(path)).unwrap(), after);
    }
}

#[test]
fn cli_26_a_patch_is_printed_and_nothing_written() {
    for (path, before, _) in ways() {
        let folder = Folder::new(&[(path, &before)]);
        let ran = folder
            .run(&["check", "--select", "RAM302", "--diff", path])
            .ends(1);
        assert!(
            ran.out
                .starts_with(&format!("--- a/{path}\n+++ b/{path}\n@@ ")),
            "{}",
            ran.out
        );
        assert_eq!(fs::read_to_string(folder.at(path)).unwrap(), before);
    }
    let folder = Folder::new(&[("p.json", NEEDED)]);
    let ran = folder
        .run(&["check", "--select", "RAM302", "--diff"])
        .ends(0);
    assert_eq!(ran.out, "");
}

#[test]
fn a_safe_fix_never_changes_access_and_an_unsafe_one_says_how() {
    let whole = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:*","Resource":"*"},{"Effect":"Deny","Action":"kvstore:DestroyInstance","Resource":"acs:kvstore:*:*:instance/r-1"}]}"#;
    let folder = Folder::new(&[("p.json", whole)]);
    folder.run(&["check", "--fix"]);
    assert_eq!(fs::read_to_string(folder.at("p.json")).unwrap(), whole);
    let arguments = ["check", "--select", "RAM201", "--fix", "--unsafe-fixes"];
    folder
        .run(&arguments)
        .ends(0)
        .warns("fixed: p.json:1 RAM201")
        .warns("access: policy/p.json: allowed -> denied (kvstore:DestroyInstance)");
    let written = fs::read_to_string(folder.at("p.json")).unwrap();
    let expected = whole.replace("acs:kvstore:*:*:instance/r-1", "*");
    assert_eq!(written, expected);
}

#[test]
fn cli_26_a_fix_does_not_rest_on_the_default_of_a_variable() {
    let document = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["oss:Get*","${var.one}","oss:PutObject","oss:GetObject"],"Resource":"*"}]}"#;
    let before = |default: &str| {
        format!(
            "variable \"one\" {{\n  default = \"{default}\"\n}}\n{}",
            terraform(&format!("<<-EOT\r\n    {document}\r\n  EOT"))
        )
    };
    for default in ["oss:GetBucketInfo", "oss:Put*"] {
        let before = before(default);
        let folder = Folder::new(&[("p.tf", &before)]);
        let ran = folder.run(&["check", "--select", "RAM302", "--fix"]);
        let after = before.replace(",\"oss:GetObject\"", "");
        assert_eq!(
            fs::read_to_string(folder.at("p.tf")).unwrap(),
            after,
            "{default}: {}",
            ran.both()
        );
        assert!(ran.err.contains("not fixed: p.tf:"), "{}", ran.err);
    }
}

#[test]
fn cli_25_what_cannot_be_fixed_is_refused() {
    let folder = Folder::new(&[("p.json", NEEDLESS)]);
    let around = Around {
        stdin: NEEDLESS.into(),
        ..Around::default()
    };
    folder.run_with(&["check", "--fix", "-"], &around).ends(2);
    folder.run(&["check", "--unsafe-fixes"]).ends(2);
    folder.run(&["check", "--fix", "--diff"]).ends(2);
    assert_eq!(fs::read_to_string(folder.at("p.json")).unwrap(), NEEDLESS);
}

#[cfg(unix)]
#[test]
fn cli_27_nothing_is_written_through_a_link() {
    let folder = Folder::new(&[("kept/p.json", NEEDLESS)]);
    std::os::unix::fs::symlink("kept/p.json", folder.at("link.json")).unwrap();
    folder.run(&["check", "--select", "RAM302", "--fix", "link.json"]);
    let kind = fs::symlink_metadata(folder.at("link.json")).unwrap();
    assert!(kind.file_type().is_symlink());
    let names: Vec<_> = fs::read_dir(folder.at("kept")).unwrap().collect();
    assert_eq!(names.len(), 1, "no file is left beside it");
}

#[cfg(unix)]
#[test]
fn cli_27_the_permissions_of_a_file_stay() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new(&[("p.json", NEEDLESS)]);
    let set = fs::Permissions::from_mode(0o640);
    fs::set_permissions(folder.at("p.json"), set).unwrap();
    folder.run(&["check", "--select", "RAM302", "--fix"]);
    let mode = fs::metadata(folder.at("p.json"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(fs::read_to_string(folder.at("p.json")).unwrap(), NEEDED);
}
