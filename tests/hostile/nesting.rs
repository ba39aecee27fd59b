//! What is nested as deep as a file is long, in every syntax that is read.

use crate::limited::Tree;

/// Levels; each takes a byte or more.
const DEEP: usize = 1_000_000;

/// Levels where each takes many bytes or much time.
const LESS_DEEP: usize = 50_000;

/// A Terraform policy whose document is an expression.
fn policy(document: &str) -> String {
    format!("resource \"alicloud_ram_policy\" \"p\" {{\n  policy_document = {document}\n}}\n")
}

#[test]
fn sec_51_what_is_nested_deep_is_refused_on_a_small_stack() {
    let much = |text: &str| text.repeat(LESS_DEEP);
    let snapshot = "{\"ram_account_snapshot\": 1, \"users\": ";
    let cases = [
        ("x.json", format!("{{\"Statement\": {}", "[".repeat(DEEP))),
        ("x.json", much("{\"Statement\":")),
        ("x.json", format!("{snapshot}{}", much("[{\"name\":"))),
        ("x.yaml", format!("Statement: {}", "[".repeat(DEEP))),
        ("x.yaml", format!("Statement: {}", much("{Action: "))),
        ("x.yaml", format!("Statement:\n{}", much("- "))),
        ("x.yaml", format!("Statement: {}", much("? "))),
        ("x.tf", policy(&much("\"${"))),
        ("x.tf", policy(&much("[for a in "))),
        ("x.tf", policy(&format!("a{}", much(".b[0]")))),
        ("x.tf", policy(&format!("1{}", much(" + 1")))),
        ("x.tf", policy(&much("<<A\n${"))),
        ("x.tf", policy(&much("%{ if "))),
        (
            "x.tf.json",
            format!(
                "{{\"resource\": {{\"alicloud_ram_policy\": {}",
                much("{\"a\":")
            ),
        ),
        (
            "x.json",
            format!(
                "{{\"format_version\": \"1.2\", \"terraform_version\": \"1.9.0\", \"planned_values\": {{\"root_module\": {}",
                much("{\"child_modules\": [")
            ),
        ),
        (
            "x.json",
            format!(
                "{{\"ROSTemplateFormatVersion\": \"2015-09-01\", \"Resources\": {{\"P\": {{\"Type\": \"ALIYUN::RAM::ManagedPolicy\", \"Properties\": {}",
                much("{\"Fn::Join\": [\"\", [")
            ),
        ),
        (
            "ram-attachments.yaml",
            format!("ram_attachments: 1\nusers: {}", much("{a: ")),
        ),
    ];
    for (name, text) in cases {
        let seen = Tree::new(&[(name, &text)]).check();
        seen.ends(1).judges_the_rest().refuses(name, "");
    }
}

/// Files of settings are refused as a whole, and before anything is analysed.
#[test]
fn sec_51_settings_that_are_nested_deep_are_no_settings() {
    for (name, text) in [
        ("ramlint.toml", "a = ".to_owned() + &"[".repeat(DEEP)),
        ("ramlint.toml", "a.".repeat(LESS_DEEP) + "b = 1"),
        (
            "ramlint.toml",
            "a = ".to_owned() + &"{a = ".repeat(LESS_DEEP),
        ),
        (
            "ramlint-waivers.toml",
            "a = ".to_owned() + &"[".repeat(DEEP),
        ),
    ] {
        let seen = Tree::new(&[(name, &text)]).check();
        seen.ends(2).warns(name);
    }
    let tree = Tree::new(&[("ramlint-baseline.json", "[".repeat(DEEP))]);
    let seen = tree.run(&["check", "--baseline", "ramlint-baseline.json"]);
    seen.ends(2).warns("ramlint-baseline.json");
    let tree = Tree::new(&[("ramlint-tests.toml", "a = ".to_owned() + &"[".repeat(DEEP))]);
    tree.run(&["test"]).ends(2).warns("ramlint-tests.toml");
}

/// A value that others are made of, over and over.
#[test]
fn sec_51_long_chains_are_not_followed_to_the_end() {
    use std::fmt::Write as _;
    let mut locals = String::from("locals {\n");
    for level in 0..5000 {
        writeln!(locals, "  a{level} = \"${{local.a{}}}\"", level + 1).unwrap();
    }
    locals.push_str("  a5000 = \"x\"\n}\n");
    locals.push_str(&policy("local.a0"));
    let conditions: Vec<String> = (0..2000)
        .map(|level| format!("\"C{level}\": {{\"Fn::Not\": \"C{}\"}}", level + 1))
        .collect();
    let template = format!(
        "{{\"ROSTemplateFormatVersion\": \"2015-09-01\", \"Conditions\": {{{}}}, \"Resources\": {{\"U\": {{\"Type\": \"ALIYUN::RAM::User\", \"Condition\": \"C0\", \"Properties\": {{\"UserName\": \"u\"}}}}}}}}",
        conditions.join(", ")
    );
    for (name, text) in [("x.tf", locals), ("x.json", template)] {
        let seen = Tree::new(&[(name, &text)]).check();
        seen.ends(1).judges_the_rest().refuses(name, "");
    }
}

/// Nine levels of ten aliases each would be a thousand million values.
#[test]
fn sec_52_aliases_of_yaml_are_not_expanded() {
    use std::fmt::Write as _;
    let mut text = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..10 {
        let below = format!("*a{}, ", level - 1).repeat(10);
        writeln!(text, "a{level}: &a{level} [{below}]").unwrap();
    }
    text.push_str("Version: '1'\nStatement: *a9\n");
    let seen = Tree::new(&[("x.yaml", &text)]).check();
    seen.ends(1).judges_the_rest().refuses("x.yaml", "alias");
    let merged = "Version: '1'\nStatement:\n- &a {Effect: Allow, Action: 'oss:*', Resource: '*'}\n- <<: *a\n  Effect: Deny\n";
    let seen = Tree::new(&[("x.yaml", merged)]).check();
    seen.ends(1).judges_the_rest().refuses("x.yaml", "alias");
}
