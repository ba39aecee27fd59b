//! The formats of lines: `concise` for editors, `plain` for readers aloud.

use std::collections::BTreeSet;

use ramlint::report::severity::severity as severity_of;
use ramlint::rules::Level;
use ramlint::rules::kit::fingerprint::short;
use ramlint::source::Span;
use regex::Regex;
use serde_json::Value;

use super::gallery::{Gallery, finding};
use crate::cli::{BAD, Folder, GOOD};

/// The problem matcher of VS Code for the concise format.
const MATCHER: &str =
    r"^(.+?):(\d+):(\d+): (info|low|medium|high|critical)\[(RAM\d{3}|new-access)\] (.*)$";

/// Vim's `errorformat=%f:%l:%c:\ %t%*[a-z][%m`, restated.
const VIM: &str = r"^([^:]+):(\d+):(\d+): (.)[a-z]+\[(.+)$";

/// The problem matchers of GitHub's runner, which knows no levels but its own: each
/// pattern with what it makes of a line.
fn matchers() -> Vec<(Regex, String)> {
    let text = include_str!("../../../.github/ramlint-matcher.json");
    let json: Value = serde_json::from_str(text).unwrap();
    let all = json["problemMatcher"].as_array().unwrap();
    let read = |matcher: &Value| {
        let [pattern] = matcher["pattern"].as_array().unwrap().as_slice() else {
            panic!("{matcher}");
        };
        for (number, part) in (1..).zip(["file", "line", "column", "code", "message"]) {
            assert_eq!(pattern[part], number, "{matcher}");
        }
        let pattern = Regex::new(pattern["regexp"].as_str().unwrap()).unwrap();
        (pattern, matcher["severity"].as_str().unwrap().to_owned())
    };
    let read: Vec<_> = all.iter().map(read).collect();
    let owners: BTreeSet<&str> = all
        .iter()
        .map(|one| one["owner"].as_str().unwrap())
        .collect();
    assert_eq!(
        owners.len(),
        read.len(),
        "an owner replaces another of its name"
    );
    read
}

/// Every finding is one line that all take apart into the same places.
#[track_caller]
pub fn match_all(gallery: &Gallery) {
    let (code, vim) = (Regex::new(MATCHER).unwrap(), Regex::new(VIM).unwrap());
    let text = gallery.write("concise");
    let matchers = matchers();
    for (line, finding) in text.lines().zip(&gallery.findings) {
        let taken: Vec<_> = matchers
            .iter()
            .filter_map(|(pattern, severity)| Some((pattern.captures(line)?, severity)))
            .collect();
        let [(by_runner, severity)] = taken.as_slice() else {
            panic!("{line} is taken by {} matchers", taken.len());
        };
        assert_eq!(*severity, severity_of(finding.level).github, "{line}");
        assert_eq!(&by_runner[4], finding.rule, "{line}");
        let by_code = code.captures(line).unwrap_or_else(|| panic!("{line}"));
        let by_vim = vim.captures(line).unwrap_or_else(|| panic!("{line}"));
        let start = gallery.sources.start(finding.at.at);
        for found in [&by_code, &by_vim, by_runner] {
            assert_eq!(found[2], start.line.to_string(), "{line}");
            assert_eq!(found[3], start.column.to_string(), "{line}");
        }
        assert_eq!(by_code[1], by_vim[1], "{line}");
        assert_eq!(by_code[1], by_runner[1], "{line}");
        assert_eq!(&by_code[5], finding.rule, "{line}");
    }
}

#[test]
fn cc_01_a_finding_is_a_line_that_editors_take_apart() {
    match_all(&Gallery::full());
}

/// New access is told in lines of the same form, which the same matchers take apart.
#[test]
fn ga_05_new_access_is_a_line_that_the_matchers_take_apart() {
    let manifest = |users: &str| format!("ram_attachments: 1\nusers: {users}\n");
    let folder = Folder::new(&[
        ("old/ops.json", BAD),
        ("old/ro.json", GOOD),
        ("old/who.yaml", &manifest("{ ann: { policies: [ro] } }")),
        ("new/ops.json", BAD),
        ("new/ro.json", GOOD),
        ("new/who.yaml", &manifest("{ ann: { policies: [ops] } }")),
    ]);
    let ran = folder.run(&["diff", "old", "new", "--format", "concise"]);
    let line = ran.out.lines().next().unwrap();
    let matchers = matchers();
    let taken: Vec<_> = matchers
        .iter()
        .filter_map(|(pattern, severity)| Some((pattern.captures(line)?, severity.as_str())))
        .collect();
    let [(found, "error")] = taken.as_slice() else {
        panic!("{line} is taken by {} matchers", taken.len());
    };
    let code = Regex::new(MATCHER).unwrap();
    let by_code = code.captures(line).unwrap();
    assert_eq!(
        (&found[1], &found[2], &found[4], &by_code[5]),
        ("who.yaml", "2", "new-access", "new-access"),
        "{line}"
    );
    // What follows is no finding.
    for rest in ran.out.lines().skip(1) {
        assert!(
            !matchers.iter().any(|(pattern, _)| pattern.is_match(rest)),
            "{rest}"
        );
    }
}

/// What the README tells editors is what is held to the reports here.
#[test]
fn ed_01_the_readme_has_the_patterns_of_editors() {
    let readme = include_str!("../../../README.md");
    let escaped = MATCHER.replace('\\', "\\\\");
    assert!(readme.contains(&format!("\"regexp\": \"{escaped}\"")));
    assert!(readme.contains(r"errorformat=%f:%l:%c:\ %t%*[a-z][%m"));
}

#[test]
fn cc_01_a_path_with_a_colon_or_a_line_break_does_not_end_early() {
    for (path, shown) in [
        ("a:1:2: x", "a\\u{3a}1\\u{3a}2\\u{3a} x"),
        ("a\nb", "a\\nb"),
        ("::error::x", "./\\u{3a}\\u{3a}error\\u{3a}\\u{3a}x"),
    ] {
        let mut gallery = Gallery::empty();
        let file = gallery.file(path, "{}");
        gallery.findings = vec![finding(Level::High, Span::new(file, 0, 1))];
        match_all(&gallery);
        let text = gallery.write("concise");
        assert!(text.starts_with(&format!("{shown}:1:1: high[")), "{text}");
    }
}

#[test]
fn cc_01_there_are_no_colours() {
    let mut gallery = Gallery::full();
    gallery.style.color = true;
    gallery.not_analysed.clear();
    let text = gallery.write("concise");
    assert!(!text.contains('\u{1b}'), "{text}");
}

/// A11Y-02: the facts are those of the format that draws, and nothing is drawn.
#[test]
fn cc_02_plain_says_what_human_draws() {
    let mut gallery = Gallery::full();
    gallery.style.verbose = true;
    let (plain, human) = (gallery.write("plain"), gallery.write("human"));
    for one in &gallery.findings {
        let mut facts = vec![
            one.message.clone(),
            one.rule.to_owned(),
            one.name.to_owned(),
        ];
        facts.push(short(&one.fingerprint).to_owned());
        facts.push(one.confidence.to_string());
        facts.push(one.principals.join(", "));
        facts.extend(one.notes.iter().chain(&one.help).cloned());
        facts.extend(one.related.iter().map(|label| label.text.clone()));
        for fact in facts {
            assert!(plain.contains(&fact), "{fact}: {plain}");
            assert!(human.contains(&fact), "{fact}: {human}");
        }
        for label in std::iter::once(&one.at).chain(&one.related) {
            let start = gallery.sources.start(label.at);
            let place = format!(", line {}, column {}", start.line, start.column);
            assert!(plain.contains(&place), "{place}: {plain}");
        }
    }
    let ending = |text: &str| {
        let at = text.find("5 findings").unwrap();
        text[at..].to_owned()
    };
    assert_eq!(ending(&plain), ending(&human));
    let drawn = ["-->", "^", "| ", "---", "  "];
    let findings = &plain[..plain.find("5 findings").unwrap()];
    for line in findings.lines() {
        assert!(!drawn.iter().any(|mark| line.contains(mark)), "{line}");
    }
}

#[test]
fn cc_02_plain_is_one_fact_per_line() {
    let mut gallery = Gallery::full();
    gallery.findings.retain(|one| !one.proof.is_empty());
    gallery.not_analysed.clear();
    let text = gallery.write("plain");
    let (finding, _) = text.split_once("\n\n").unwrap();
    assert_eq!(
        finding,
        "\
Critical RAM101, guarded-action-granted. Confidence high.
Found: `kvstore:DestroyInstance` is granted to `user/alice`.
Caused by: 策略 a%b#c.json, line 3, column 5, text \"kvstore:*\": this pattern matches it.
Because of: wide.json, line 2, column 31, text \"kvstore:DestroyInstance\": granted as well.
Because of: marked/a.json, line 1, column 2, text \"Action\".
Note: the pattern covers 5 more [actions] {0}.
Fingerprint: 000000000001.
To fix: list the actions you need."
    );
}
