//! Readers of text: any bytes give a sound tree or body, whose places are places in
//! the text.

use ramlint::source::FileId;
use ramlint::syntax::expression::ExpressionKind;
use ramlint::syntax::json::{Limits, Shape, read_within};
use ramlint::syntax::{Comment, Parsed, Problem, Tree, hcl, hcl_json, yaml};

use super::{hcl_sound, json_sound, yaml_sound};

/// The JSON reader takes what `serde_json` takes, and reads the same text within
/// a string as it reads it alone.
pub fn json(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    json_sound::is_read_as_serde_json_reads_it(text);
    json_sound::is_the_same_within_a_string(text);
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    let parsed = Parsed::file(text, FileId(0));
    for limits in [Limits::default(), Limits { depth: 4, nodes: 9 }] {
        problems.clear();
        read_within(limits, Shape::Stream, parsed, &mut tree, &mut problems);
        if !problems.is_empty() {
            json_sound::is_sound(text, &tree, &problems);
        }
        problems.clear();
        read_within(limits, Shape::One, parsed, &mut tree, &mut problems);
        json_sound::is_sound(text, &tree, &problems);
    }
}

/// The YAML reader gives a sound tree, with tags and without, and reads what
/// `serde_json` writes as `serde_json` does.
pub fn yaml(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    for read in [yaml::read, yaml::read_template] {
        problems.clear();
        read(Parsed::file(text, FileId(0)), &mut tree, &mut problems);
        yaml_sound::is_sound(text, &tree, &problems);
    }
    are_comments(text, &yaml::comments(text));
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(text) {
        let text = &value.to_string();
        let parsed = Parsed::file(text, FileId(0));
        problems.clear();
        yaml::read(parsed, &mut tree, &mut problems);
        if problems.is_empty() {
            let root = tree.root(parsed).unwrap();
            assert!(yaml_sound::same_as_json(root, &value), "{text}");
        }
    }
}

/// The HCL reader takes any text as a file, an expression and a template, and HCL
/// in JSON any tree.
pub fn hcl(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    let parsed = Parsed::file(text, hcl_sound::FILE);
    let mut problems = Vec::new();
    let body = hcl::read(parsed, &mut problems);
    are_placed(text, &problems);
    if problems.is_empty() {
        hcl_sound::is_sound(text, &body);
    } else {
        hcl_sound::is_placed(text, &body);
    }
    are_comments(text, &hcl::comments(text));
    problems.clear();
    let value = hcl::expression(parsed, &mut problems);
    are_placed(text, &problems);
    assert!(value.is_some() != problems.iter().any(|one| !one.kind.recovered()));
    problems.clear();
    let value = hcl::template(parsed, &mut problems);
    are_placed(text, &problems);
    let unread = matches!(value.kind, ExpressionKind::Unreadable(_));
    assert_eq!(unread, !problems.is_empty());
    let mut tree = Tree::default();
    problems.clear();
    ramlint::syntax::json::read(parsed, &mut tree, &mut problems);
    problems.clear();
    if let Some(root) = tree.root(parsed) {
        let body = hcl_json::read(root, &mut problems);
        are_placed(text, &problems);
        hcl_sound::is_placed(text, &body);
        hcl_sound::is_placed(text, &hcl_json::values(root));
    }
}

fn are_placed(text: &str, problems: &[Problem]) {
    for problem in problems {
        let places = [Some(problem.at), problem.related];
        places.into_iter().flatten().for_each(|at| {
            hcl_sound::under(text, at);
        });
    }
}

fn are_comments(text: &str, comments: &[Comment]) {
    let mut end = 0;
    for one in comments {
        assert!(one.bytes.start >= end, "{one:?} in {text:?}");
        end = one.bytes.end;
        for part in [&one.bytes, &one.says, &one.about] {
            assert!(text.get(part.clone()).is_some(), "{one:?} in {text:?}");
        }
    }
}
