//! HCL inside of other texts: every place is in the outermost file.

use super::{FILE, show_body, under, visit};
use crate::source::Fragment;
use crate::syntax::expression::{Body, ExpressionKind as Kind};
use crate::syntax::hcl::tests::Seen;
use crate::syntax::hcl::{read, template};
use crate::syntax::{Parsed, Problem, Tree, json, yaml};

fn read_fragment(fragment: &Fragment) -> (Body, Vec<Problem>) {
    let mut problems = Vec::new();
    let body = read(Parsed::fragment(fragment, FILE), &mut problems);
    (body, problems)
}

fn from_yaml(text: &str, key: &str) -> Fragment {
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    let parsed = Parsed::file(text, FILE);
    yaml::read(parsed, &mut tree, &mut problems);
    assert_eq!(problems, []);
    tree.root(parsed).unwrap().get(key).unwrap().fragment()
}

fn from_json(text: &str, key: &str) -> Fragment {
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    let parsed = Parsed::file(text, FILE);
    json::read(parsed, &mut tree, &mut problems);
    assert_eq!(problems, []);
    tree.root(parsed).unwrap().get(key).unwrap().fragment()
}

/// The first argument of the first block, which is a text.
fn document(body: &Body) -> &Fragment {
    match &body.blocks[0].body.attributes[0].value.kind {
        Kind::Text(fragment) => fragment,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_block_scalar_of_yaml_holds_hcl_that_holds_json() {
    let text = "# 模板\nname: x\nmain.tf: |\n  resource \"a\" \"名\" {\n    doc = <<-E\n      {\n        \"Effect\": \"Allow\", \"名\": \"$${a}\"\n      }\n      E\n  }\nrest: y\n";
    let fragment = from_yaml(text, "main.tf");
    let (body, problems) = read_fragment(&fragment);
    assert_eq!(problems, []);
    assert_eq!(body.blocks.len(), 1);
    assert_eq!(under(text, body.blocks[0].header), "resource \"a\" \"名\"");
    assert_eq!(under(text, body.blocks[0].labels[1].at), "\"名\"");
    let document = document(&body);
    assert_eq!(
        document.text,
        "{\n  \"Effect\": \"Allow\", \"名\": \"${a}\"\n}\n"
    );
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    let parsed = Parsed::fragment(document, FILE);
    json::read(parsed, &mut tree, &mut problems);
    assert_eq!(problems, []);
    let root = tree.root(parsed).unwrap();
    assert_eq!(under(text, root.get("Effect").unwrap().at()), "\"Allow\"");
    assert_eq!(under(text, root.get("名").unwrap().at()), "\"$${a}\"");
}

#[test]
fn a_string_of_json_holds_hcl_that_holds_escapes() {
    let text = r#"{"tf": "\ufeffa \"b\" {\r\n  c = \"\u4e2d\\n\\\"x\\\"\"\r\n}\n"}"#;
    let fragment = from_json(text, "tf");
    let (body, problems) = read_fragment(&fragment);
    assert_eq!(problems, []);
    assert_eq!(show_body(&body), "a \"b\"{c=\"中\\n\\\"x\\\"\"}");
    let document = document(&body);
    let at = |start, end| under(text, document.map.range(start, end).unwrap());
    assert_eq!(at(0, 3), r"\u4e2d");
    assert_eq!(at(3, 4), r"\\n");
    assert_eq!(at(4, 5), r#"\\\""#);
    assert_eq!(at(5, 6), "x");
    assert_eq!(under(text, body.blocks[0].kind.at), "a");
    assert_eq!(under(text, body.blocks[0].labels[0].at), r#"\"b\""#);
}

#[test]
fn faults_inside_of_a_fragment_are_placed_in_the_file() {
    let text = "tf: |\n  a = 1\n  b {\n    c = \"${ram:user}\"\n  }\n  d = 1\n";
    let (body, problems) = read_fragment(&from_yaml(text, "tf"));
    assert_eq!(show_body(&body), "a=1; d=1");
    assert_eq!(problems.len(), 1);
    assert_eq!(under(text, problems[0].at), "${ram:user}");
}

#[test]
fn a_string_of_json_is_a_template() {
    let text = r#"{"x": "a\u0022${var.\u0062}\n%%{c}"}"#;
    let fragment = from_json(text, "x");
    let mut problems = Vec::new();
    let value = template(Parsed::fragment(&fragment, FILE), &mut problems);
    assert_eq!(problems, []);
    assert_eq!(super::show(&value), "`\"a\\\"\"${var.b}\"\\n%{c}\"`");
    assert_eq!(under(text, value.at), r"a\u0022${var.\u0062}\n%%{c}");
    let mut names = Vec::new();
    super::sound::visit_expression(&value, &mut |seen| {
        if let Seen::Name(name, at) = seen {
            names.push((name.to_owned(), under(text, at)));
        }
    });
    let expected = [("var".to_owned(), "var"), ("b".to_owned(), r"\u0062")];
    assert_eq!(names, expected);
}

#[test]
fn what_is_read_of_a_fragment_is_what_is_read_of_the_text() {
    let hcl = "a = [\"x\", <<E\n中\nE\n]\nb \"c\" {\n  d = \"${e}\\\\n\"\n}\n";
    let mut plain = Vec::new();
    let body = read(Parsed::file(hcl, FILE), &mut plain);
    let lines: String = hcl.lines().map(|line| format!("  {line}\n")).collect();
    let text = format!("tf: |\n{lines}");
    let (inner, problems) = read_fragment(&from_yaml(&text, "tf"));
    assert_eq!((&problems, &plain), (&Vec::new(), &Vec::new()));
    assert_eq!(show_body(&inner), show_body(&body));
    visit(&inner, &mut |seen| {
        if let Seen::Name(name, at) = seen {
            assert_eq!(under(&text, at), name);
        }
    });
}
