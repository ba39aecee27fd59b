//! JUnit and checkstyle, through a strict reader of XML 1.0.

use std::collections::BTreeSet;

use ramlint::rules::{Level, RULES};
use ramlint::source::Span;
use roxmltree::{Document, Node};

use super::gallery::{Gallery, finding};

fn elements<'a, 'input>(document: &'a Document<'input>, name: &str) -> Vec<Node<'a, 'input>> {
    let all = document.descendants();
    all.filter(|node| node.has_tag_name(name)).collect()
}

#[test]
fn ju_01_there_is_a_test_per_file_and_rule_and_those_that_passed_are_there() {
    let gallery = Gallery::full();
    let text = gallery.write("junit");
    let document = Document::parse(&text).unwrap();
    let cases = elements(&document, "testcase");
    // Three files that were read, each with every rule; two that were not.
    assert_eq!(cases.len(), 3 * RULES.len() + RULES.len() + 2);
    let failed = |case: &&Node<'_, '_>| case.children().any(|child| child.has_tag_name("failure"));
    assert_eq!(cases.iter().filter(failed).count(), 5);
    let root = document.root_element();
    assert_eq!(
        root.attribute("tests"),
        Some(cases.len().to_string().as_str())
    );
    assert_eq!(root.attribute("failures"), Some("5"));
    assert_eq!(root.attribute("errors"), Some("2"));
    let clean = Gallery::empty();
    let mut read = Gallery::empty();
    read.file("a.json", "{}");
    assert!(!clean.write("junit").contains("<testcase"));
    assert_eq!(
        read.write("junit").matches("<testcase").count(),
        RULES.len()
    );
}

#[test]
fn ju_01_failures_carry_message_place_and_fix() {
    let text = Gallery::full().write("junit");
    let document = Document::parse(&text).unwrap();
    let all: Vec<String> = elements(&document, "failure")
        .iter()
        .map(|node| node.text().unwrap().to_owned())
        .collect();
    let all = all.join("\n");
    for fact in [
        "策略 a%b#c.json:3:5: critical[RAM101] `kvstore:DestroyInstance` is granted to `user/alice`",
        "  here: this pattern matches it",
        "  help: list the actions you need",
        "  fix (safe): write it once",
    ] {
        assert!(all.contains(fact), "{fact}: {all}");
    }
}

#[test]
fn ju_02_names_are_unique_and_say_the_file() {
    let mut gallery = Gallery::full();
    // Two paths that look alike once they are made visible.
    for path in ["a\u{1b}", "a\u{241b}"] {
        let file = gallery.file(path, "{}");
        gallery
            .findings
            .push(finding(Level::High, Span::new(file, 0, 1)));
    }
    let text = gallery.write("junit");
    let document = Document::parse(&text).unwrap();
    let mut names = BTreeSet::new();
    for case in elements(&document, "testcase") {
        let of = |name: &str| case.attribute(name).unwrap();
        assert_eq!(of("classname"), of("file"));
        assert!(names.insert((of("classname"), of("name"))), "{case:?}");
    }
}

#[test]
fn ju_03_control_characters_are_made_visible_before_they_are_escaped() {
    let mut gallery = Gallery::empty();
    let file = gallery.file("a\u{1}b<.json", "{}");
    let mut one = finding(Level::High, Span::new(file, 0, 1));
    one.message = "\u{0}\u{b}\u{1b}[2J\u{fffe}]]><!DOCTYPE x>&#27;".to_owned();
    gallery.findings.push(one);
    for format in ["junit", "checkstyle"] {
        let text = gallery.write(format);
        let document = Document::parse(&text).unwrap();
        assert!(!text.contains("<!"), "{text}");
        let shown: String = document
            .descendants()
            .flat_map(|node| node.attributes())
            .map(|attribute| attribute.value().to_owned())
            .collect();
        assert!(
            shown.contains("␀␋␛[2J\\u{fffe}]]><!DOCTYPE x>&#27;"),
            "{shown}"
        );
        assert!(shown.contains("a␁b<.json"), "{shown}");
    }
}

#[test]
fn ju_01_a_huge_input_is_one_test_per_file_for_what_passed() {
    let mut gallery = Gallery::full();
    for number in 0..60_000 / RULES.len() {
        gallery.file(&format!("x/{number}.json"), "{}");
    }
    let text = gallery.write("junit");
    let cases = text.matches("<testcase").count();
    assert!(cases < 10_000, "{cases}");
    assert_eq!(text.matches("<failure").count(), 5);
    assert!(text.contains("name=\"all other rules\""));
}

#[test]
fn cs_01_findings_are_grouped_by_file() {
    let text = Gallery::full().write("checkstyle");
    let document = Document::parse(&text).unwrap();
    let files: Vec<&str> = elements(&document, "file")
        .iter()
        .map(|file| file.attribute("name").unwrap())
        .collect();
    assert_eq!(files, ["marked/a.json", "wide.json", "策略 a%b#c.json"]);
    let errors = elements(&document, "error");
    let words: BTreeSet<(&str, &str)> = errors
        .iter()
        .map(|error| {
            let of = |name: &str| error.attribute(name).unwrap();
            (of("severity"), of("source"))
        })
        .collect();
    assert!(words.contains(&("error", "ramlint.RAM101")), "{words:?}");
    assert_eq!(errors.len(), 5);
    let severities: BTreeSet<&str> = words.iter().map(|(word, _)| *word).collect();
    assert_eq!(severities, BTreeSet::from(["error", "info", "warning"]));
}
