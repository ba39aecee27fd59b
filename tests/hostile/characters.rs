//! Characters that are no text, or that a person does not see, in every place that
//! somebody else writes.

use crate::limited::{BAD, Tree};

/// What must reach no terminal: escapes, controls of one byte and of two, what turns
/// text around, what is not seen, and ends of lines that begin a command.
const WILD: &str = "\u{1b}[2J\u{9b}31m\u{7}\r\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}\u{e0041}\n::error::x\n##[error]x";

/// The commands with their formats.
const COMMANDS: &[&[&str]] = &[
    &["check"],
    &["check", "--format", "github"],
    &["check", "--format", "json"],
    &["check", "--format", "ndjson"],
    &["check", "--format", "sarif"],
    &["check", "--format", "rdjson"],
    &["check", "--format", "rdjsonl"],
    &["check", "--format", "gitlab-codequality"],
    &["check", "--format", "gitlab-sast"],
    &["check", "--format", "checkstyle"],
    &["check", "--format", "concise"],
    &["check", "--format", "plain"],
    &["check", "--format", "junit"],
    &["check", "--format", "markdown"],
    &["who-can", "--all"],
    &["who-can", "--all", "--format", "json"],
    &["inputs"],
];

/// Neither stream has a character that is not meant: ESC stands in colours alone, and
/// no line begins a command but those of the format that is made of commands.
#[track_caller]
fn is_tame(text: &str, commands: bool, colors: bool) {
    let mut before = text;
    while let Some((_, after)) = before.split_once('\u{1b}') {
        assert!(colors && after.starts_with('['), "{:?}", after.get(..80));
        let end = after.find('m').unwrap_or_else(|| panic!("{text:?}"));
        let code = after.get(1..end).unwrap();
        assert!(
            code.bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b';'),
            "{text:?}"
        );
        before = after;
    }
    for c in WILD.chars() {
        let meant = c == '\n' || c == '\u{1b}' || c.is_ascii_graphic() || c == ' ';
        assert!(meant || !text.contains(c), "{c:?}: {text:?}");
    }
    for line in text.lines() {
        let line = line.trim_start();
        let kinds = ["::error ", "::warning ", "::notice "];
        let own = commands && kinds.iter().any(|kind| line.starts_with(kind));
        assert!(own || !line.starts_with("::"), "{line:?}");
        assert!(!line.contains("##[error]"), "{line:?}");
    }
}

/// The text as a string of JSON, which YAML and HCL read alike but for the escapes of
/// pairs; those are not in it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// Each file has it in one more place.
fn everywhere(wild: &str) -> Vec<(String, String)> {
    let w = quoted(wild);
    let raw: String = wild.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    let document = format!(
        r#"{{"Version":"1",{w}:{w},"Statement":[{{"Sid":{w},"Effect":"Allow","Action":["kvstore:*",{w}],"Resource":["*",{w}],{w}:1,"Condition":{{"StringLike":{{"acs:UserAgent":{w},{w}:{w}}},{w}:{{{w}:{w}}}}}}},{{"Effect":{w},"Action":"*"}}]}}"#
    );
    let names = "/\0";
    let name: String = wild.chars().filter(|c| !names.contains(*c)).collect();
    vec![
        (format!("{name}.json"), document.clone()),
        (format!("in {name}/p.json"), document.clone()),
        ("yaml.yaml".to_owned(), document.clone()),
        (
            "raw.json".to_owned(),
            BAD.replace("\"*\"", &format!("\"{raw}\"")),
        ),
        (
            "raw.yaml".to_owned(),
            format!("Version: '1'\nStatement: {raw}\n"),
        ),
        (
            "raw.tf".to_owned(),
            format!("resource \"alicloud_ram_user\" \"u\" {{\n  name = \"{raw}\"\n}}\n{raw}\n"),
        ),
        (
            "main.tf".to_owned(),
            format!(
                "resource \"alicloud_ram_user\" \"u\" {{\n  name = {w}\n}}\nresource \"alicloud_ram_policy\" \"p\" {{\n  policy_name = {w}\n  policy_document = {}\n}}\nresource \"alicloud_ram_user_policy_attachment\" \"a\" {{\n  user_name = alicloud_ram_user.u.name\n  policy_name = alicloud_ram_policy.p.name\n  policy_type = {w}\n}}\n",
                quoted(&document)
            ),
        ),
        (
            "template.json".to_owned(),
            format!(
                r#"{{"ROSTemplateFormatVersion":"2015-09-01","Parameters":{{{w}:{{"Type":{w}}}}},"Resources":{{{w}:{{"Type":"ALIYUN::RAM::User","Properties":{{"UserName":{w},{w}:{w}}}}},"b":{{"Type":{w}}}}}}}"#
            ),
        ),
        (
            "snapshot.json".to_owned(),
            format!(
                r#"{{"ram_account_snapshot":1,"account_id":"1000000000000001","users":[{{"name":{w}}}],"groups":[{{"name":{w},"members":[{w}]}}],"policies":[{{"type":"Custom","name":{w},"document":{document}}}],"attachments":[{{"policy":{},"to":{}}}]}}"#,
                quoted(&format!("Custom/{wild}")),
                quoted(&format!("user/{wild}")),
            ),
        ),
        (
            "ram-attachments.json".to_owned(),
            format!(
                r#"{{"ram_attachments":1,"users":{{{w}:{{"policies":[{w}]}}}},"policies":{{{w}:{w}}}}}"#
            ),
        ),
    ]
}

#[test]
fn sec_12_no_character_of_the_input_controls_what_shows_the_output() {
    let files = everywhere(WILD);
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let tree = Tree::new(&files);
    for command in COMMANDS {
        let colored = [*command, &["--color", "always"]].concat();
        let seen = tree.run(&colored);
        // That of GitHub has what a person reads beside its commands.
        let for_people = ["github", "concise", "plain"];
        let colors = command.len() < 3 || command.iter().any(|one| for_people.contains(one));
        let commands = command.contains(&"github");
        is_tame(&seen.out, commands, colors);
        is_tame(&seen.err, false, false);
        assert!([1, 3].contains(&seen.status), "{}", seen.shown());
        if command.first() == Some(&"check") {
            let both = format!("{}{}", seen.out, seen.err);
            assert!(both.contains("beside.json"), "{}", seen.shown());
        }
    }
}

/// Settings are by the author of a change too, and what is said of them is no report.
#[test]
fn sec_12_no_character_of_settings_does_either() {
    let w = quoted(WILD).replace("\\u001b", "\\u001B");
    let raw: String = WILD.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    let cases: &[(&str, &[&str])] = &[
        ("ramlint.toml", &["check"]),
        ("ramlint-waivers.toml", &["check"]),
        ("ramlint-waivers.toml", &["waivers", "lint"]),
        ("ramlint-tests.toml", &["test"]),
        (
            "ramlint-baseline.json",
            &["check", "--baseline", "ramlint-baseline.json"],
        ),
    ];
    for (name, arguments) in cases {
        for text in [
            format!("{w} = {w}\n"),
            format!("[check]\nselect = [{w}]\nfail-on = {w}\n"),
            format!(
                "[[waiver]]\nrules = [{w}]\npath = {w}\nreason = {w}\nowner = {w}\nuntil = {w}\n"
            ),
            format!("[[test]]\nname = {w}\nprincipal = {w}\nexpect = {w}\n"),
            raw.clone(),
            format!("{{{w}: {w}}}"),
        ] {
            let tree = Tree::new(&[(*name, text)]);
            let seen = tree.run(arguments);
            is_tame(&seen.out, false, false);
            is_tame(&seen.err, false, false);
            assert!([1, 2].contains(&seen.status), "{}", seen.shown());
        }
    }
}

/// Halves of pairs stand for no character, and readers differ in what they make of them.
#[test]
fn sec_02_halves_of_pairs_are_found_wherever_they_stand() {
    for (what, text) in [
        (
            "an action",
            BAD.replace("kvstore:DestroyInstance", r"oss:\ud800*"),
        ),
        ("a resource", BAD.replace("\"*\"", r#""\udfff""#)),
        ("a key", BAD.replace("\"Effect\"", r#""\ud83d":1,"Effect""#)),
        (
            "a key of the document",
            BAD.replacen('{', r#"{"\udc00\ud800":1,"#, 1),
        ),
        (
            "a value of a condition",
            BAD.replace(
                "\"*\"",
                r#""*","Condition":{"StringLike":{"acs:UserAgent":"\ud800"}}"#,
            ),
        ),
        (
            "a key of a condition",
            BAD.replace(
                "\"*\"",
                r#""*","Condition":{"StringLike":{"acs:\ud800":"a"}}"#,
            ),
        ),
        ("the effect", BAD.replace("Allow", r"Allow\ud800")),
    ] {
        assert_ne!(text, BAD, "{what}");
        let tree = Tree::new(&[("x.json", &text)]);
        let seen = tree.run(&["check", "--format", "json", "--min-level", "info"]);
        let report: serde_json::Value = serde_json::from_str(&seen.out).unwrap();
        let findings = report.pointer("/findings").unwrap().as_array().unwrap();
        let text_of = |finding: &serde_json::Value, place: &str| {
            finding.pointer(place).unwrap().as_str().unwrap().to_owned()
        };
        let found = findings.iter().any(|finding| {
            text_of(finding, "/at/path") == "x.json"
                && text_of(finding, "/rule").starts_with("RAM4")
        });
        assert!(found, "{what}: {}", seen.shown());
        seen.ends(1).judges_the_rest();
    }
}

/// A letter that only looks right, or one that is not seen, makes a Deny that denies
/// nothing; it is named by its number.
#[test]
fn sec_03_letters_that_only_look_right_are_found() {
    let deny = BAD.replace("Allow", "Deny");
    for (odd, number) in [
        ("kvst\u{43e}re:DestroyInstance", "U+043E"),
        ("kvstore:DestroyInstance\u{200b}", "U+200B"),
        ("kvstore:\u{202e}DestroyInstance", "U+202E"),
    ] {
        let tree = Tree::new(&[("x.json", deny.replace("kvstore:DestroyInstance", odd))]);
        tree.check().ends(1).judges_the_rest().says(number);
    }
}
