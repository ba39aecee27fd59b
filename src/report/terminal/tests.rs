//! Drawings as text, and what their carets point at.

use super::*;
use crate::report::concise::one_line;
use crate::report::display::{clusters, width};
use crate::rules::Confidence;
use crate::source::FileId;

/// A finding at `start..end` of the first file.
pub(super) fn finding(at: Span, text: &str) -> Finding {
    let named = ("RAM103", "guarded-action-granted-by-broad-pattern");
    let message = "`kvstore:*` grants `kvstore:DestroyInstance` to 2 users".to_owned();
    let sure = (Level::High, Confidence::High);
    Finding {
        fingerprint: "7c1f0a93d2e4".repeat(2),
        ..Finding::new(named, sure, message, label(at, text))
    }
}

pub(super) fn label(at: Span, text: &str) -> Label {
    Label {
        at,
        text: text.to_owned(),
    }
}

/// The span of the first `needle`.
fn find(sources: &Sources, file: FileId, needle: &str) -> Span {
    let start = sources.text(file).find(needle).unwrap();
    Span::new(file, start as u32, (start + needle.len()) as u32)
}

pub(super) fn draw(finding: &Finding, sources: &Sources, options: &Options) -> String {
    let mut out = Vec::new();
    write_findings(std::slice::from_ref(finding), sources, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The texts of a drawing that carets point at, by counting columns.
pub(super) fn underlined(drawing: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut text: Vec<&str> = Vec::new();
    for line in drawing.lines() {
        let Some((gutter, rest)) = line.split_once(" | ").or_else(|| line.split_once(" : ")) else {
            continue;
        };
        if !gutter.trim().is_empty() {
            text.clear();
            for cluster in clusters(rest) {
                text.push(cluster.source);
                text.extend(std::iter::repeat_n(
                    "",
                    width(cluster.source).saturating_sub(1),
                ));
            }
            continue;
        }
        if line.starts_with("  =") || !rest.trim_start().starts_with(['^', '|']) || text.is_empty()
        {
            continue;
        }
        let carets: Vec<char> = rest.chars().collect();
        let mut at = 0;
        while at < carets.len() {
            let run = carets[at..].iter().take_while(|c| **c != ' ').count();
            if run > 0 {
                let end = (at + run).min(text.len());
                found.push(text.get(at..end).unwrap_or(&[]).concat());
            }
            at += run.max(1);
        }
        text.clear();
    }
    found
}

fn one(text: &str, needle: &str) -> (Sources, Finding) {
    let mut sources = Sources::default();
    let file = sources.add("policies/a.json", text);
    let at = find(&sources, file, needle);
    (sources, finding(at, "this pattern"))
}

const POLICY: &str = r#"{
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["kvstore:Describe*", "kvstore:*"],
      "Resource": "*"
    }
  ]
}
"#;

#[test]
fn labels_on_neighbouring_lines_and_in_other_files() {
    let mut sources = Sources::default();
    let file = sources.add("policies/a.json", POLICY);
    let other = sources.add(
        "terraform/ram.tf",
        "resource \"x\" \"y\" {\n  group_name = \"dba\"\n}\n",
    );
    let mut finding = finding(
        find(&sources, file, "\"kvstore:*\""),
        "matches the guarded action",
    );
    finding.related = vec![
        label(find(&sources, file, "\"Allow\""), "granted here"),
        label(
            find(&sources, file, "\"*\""),
            "every instance, every region",
        ),
        label(
            find(&sources, other, "\"dba\""),
            "reaches alice and chen.wei",
        ),
    ];
    finding.notes = vec!["the pattern also matches 5 other actions".to_owned()];
    finding.help = Some("list the actions you need".to_owned());
    let expected = r#"high[RAM103] guarded-action-granted-by-broad-pattern: `kvstore:*` grants `kvstore:DestroyInstance` to 2 users
  --> policies/a.json:5:39
   ,----
 4 |       "Effect": "Allow",
   :                 ^^^|^^^
   :                    `-- granted here
 5 |       "Action": ["kvstore:Describe*", "kvstore:*"],
   :                                       ^^^^^|^^^^^
   :                                            `-- matches the guarded action
 6 |       "Resource": "*"
   :                   ^|^
   :                    `-- every instance, every region
   `----
  --> terraform/ram.tf:2:16
   ,----
 1 | resource "x" "y" {
 2 |   group_name = "dba"
   :                ^^|^^
   :                  `-- reaches alice and chen.wei
 3 | }
   `----
  = note: the pattern also matches 5 other actions
  = note: confidence high; fingerprint 7c1f0a93d2e4
  = help: list the actions you need

"#;
    let drawing = draw(&finding, &sources, &Options::default());
    assert_eq!(drawing, expected);
    assert_eq!(
        underlined(&drawing),
        ["\"Allow\"", "\"kvstore:*\"", "\"*\"", "\"dba\""]
    );
    assert_eq!(
        one_line(&finding, &sources),
        "policies/a.json:5:39: high[RAM103] `kvstore:*` grants `kvstore:DestroyInstance` to 2 users"
    );
}

#[test]
fn a_narrow_terminal_wraps_text_behind_a_bar() {
    let (sources, mut finding) = one(POLICY, "\"kvstore:*\"");
    finding.at.text = String::new();
    finding.help = Some("list the actions you need; `ramlint explain RAM103` says more".to_owned());
    let options = Options {
        width: Some(48),
        ..Options::default()
    };
    let drawing = draw(&finding, &sources, &options);
    assert!(
        drawing.starts_with("high[RAM103]\n  | guarded"),
        "{drawing}"
    );
    assert!(
        drawing.contains(
            "  = help: list the actions you need; `ramlint\n  |       explain RAM103` says more\n"
        ),
        "{drawing}"
    );
    assert!(drawing.lines().all(|line| width(line) <= 48), "{drawing}");
}

/// One line whose label needs every column rule at once; what is underlined.
#[test]
fn carets_stand_under_the_text_they_mean() {
    let long = format!(
        "{{\"a\": \"{}\", \"Action\": \"kvstore:*\", \"b\": \"{}\"}}",
        "x".repeat(900),
        "缓".repeat(900)
    );
    let secret = "{\"k\": \"Abcdefghij0123456789Abcdefghij\", \"Action\": \"kvstore:*\"}";
    for (text, needle, shown) in [
        ("a \"kvstore:*\" b", "\"kvstore:*\"", "\"kvstore:*\""),
        (
            "r-test-缓存* \"kvstore:*\"",
            "\"kvstore:*\"",
            "\"kvstore:*\"",
        ),
        ("资源 缓存* 资源", "缓存*", "缓存*"),
        ("ｆｕｌｌ x ｆｕ", "x", "x"),
        ("👍🏽 ❤\u{fe0f} 🇨🇳 👩\u{200d}💻 x y", "x y", "x y"),
        ("a 👍🏽❤\u{fe0f} b", "👍🏽❤\u{fe0f}", "👍🏽❤\u{fe0f}"),
        ("e\u{301}e\u{301} 𠀀 x", "x", "x"),
        ("\t\ta\tb \"c\"\t.", "\"c\"", "\"c\""),
        ("ab\tcd e", "\tcd", "  cd"),
        ("\u{1b}[31m \u{202e} x\u{9b}y z", "x\u{9b}y", "x\\u{9b}y"),
        ("\u{1b}]0;t\u{7} x", "x", "x"),
        ("##[stop-commands] x", "x", "x"),
        ("##[group] x", "##[group]", "# #[group]"),
        ("\u{feff}{\"Action\": 1}", "\"Action\"", "\"Action\""),
        ("{\r\n  x: 1\r\n}\r\n", "x: 1", "x: 1"),
        ("a\rb x\rc", "x", "x"),
        (&long, "\"kvstore:*\"", "\"kvstore:*\""),
        (&long, "\"Action\"", "\"Action\""),
        (secret, "\"kvstore:*\"", "\"kvstore:*\""),
        (
            secret,
            "Abcdefghij0123456789Abcdefghij",
            "******************************",
        ),
        ("a {\n b\n c\n d\n}", "{\n b\n c\n d\n}", "{"),
    ] {
        for unlabelled in [false, true] {
            let (sources, mut finding) = one(text, needle);
            if unlabelled {
                finding.at.text = String::new();
            }
            let drawing = draw(&finding, &sources, &Options::default());
            assert_eq!(underlined(&drawing), [shown], "{text:?}\n{drawing}");
            let start = sources.start(finding.at.at);
            let place = format!("\n  --> policies/a.json:{}:{}\n", start.line, start.column);
            assert!(drawing.contains(&place), "{place}{drawing}");
            assert!(!drawing.contains("feff"), "{drawing}");
            assert!(drawing.lines().all(|line| width(line) <= 170), "{drawing}");
        }
    }
}

#[test]
fn header_columns_count_code_points() {
    let text = "a缓𠀀👩\u{200d}💻e\u{301}\tx";
    let (sources, finding) = one(text, "x");
    let before = text.chars().take_while(|&c| c != 'x').count();
    let drawing = draw(&finding, &sources, &Options::default());
    assert!(
        drawing.contains(&format!("--> policies/a.json:1:{}\n", before + 1)),
        "{drawing}"
    );
    assert!(one_line(&finding, &sources).starts_with("policies/a.json:1:10: high[RAM103] "));
}

#[test]
fn a_long_line_is_cut_around_its_labels() {
    let line = format!(
        "{{{}\"Effect\":\"Allow\",{}\"Action\":\"*\"}}",
        "1,".repeat(3000),
        "2,".repeat(3000)
    );
    let (sources, mut finding) = one(&line, "\"Allow\"");
    finding.related = vec![label(
        find(&sources, finding.at.at.file, "\"*\""),
        "every action",
    )];
    let options = Options {
        width: Some(60),
        ..Options::default()
    };
    let expected = r#"  --> policies/a.json:1:6011
   ,----
 1 | ...1,1,1,1,1,"Effect":"Allow",2,2,2,2,2,2,2,2,2,2...
   :                       ^^^|^^^
   :                          `-- this pattern
   `----
  --> policies/a.json:1:12028
   ,----
 1 | ...,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,2,"Action":"*"}
   :                                              ^|^
   :                                               `-- every action
   `----
"#;
    let drawing = draw(&finding, &sources, &options);
    assert!(drawing.contains(expected), "{drawing}");
    assert_eq!(underlined(&drawing), ["\"Allow\"", "\"*\""]);
}

#[test]
fn no_place_is_lost() {
    let mut sources = Sources::default();
    let file = sources.add("a.json", "{\n  \"a\": 1\n");
    let empty = sources.add("empty.json", "");
    for (span, place, caret) in [
        (
            Span::new(file, 10, 10),
            "a.json:2:9",
            " 2 |   \"a\": 1\n   :         ^\n",
        ),
        (Span::new(file, 11, 11), "a.json:3:1", " 3 |\n   : ^\n"),
        (Span::new(file, 99, 120), "a.json:3:1", " 3 |\n   : ^\n"),
        (Span::new(file, 1, 2), "a.json:1:2", " 1 | {\n   :  ^\n"),
        (Span::new(empty, 0, 0), "empty.json:1:1", " 1 |\n   : ^\n"),
        (
            Span::new(file, 4, 4),
            "a.json:2:3",
            " 2 |   \"a\": 1\n   :   ^\n",
        ),
    ] {
        let drawing = draw(&finding(span, "here"), &sources, &Options::default());
        assert!(drawing.contains(&format!("  --> {place}\n")), "{drawing}");
        assert!(drawing.contains(caret), "{drawing}");
        assert!(drawing.contains("`-- here"), "{drawing}");
    }
    let stray = finding(Span::new(FileId(9), 0, 4), "here");
    let drawing = draw(&stray, &sources, &Options::default());
    assert!(drawing.contains("  --> unknown file: here\n"), "{drawing}");
}

#[test]
fn crowded_labels_are_all_drawn() {
    let mut sources = Sources::default();
    let file = sources.add(
        "a.json",
        "[\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\"]",
    );
    let mut crowd = finding(find(&sources, file, "\"a\", \"b\""), "both");
    crowd.related = ["a", "b", "c", "d", "e", "f", "g", "h"]
        .iter()
        .map(|name| {
            label(
                find(&sources, file, &format!("\"{name}\"")),
                &format!("label {name}"),
            )
        })
        .collect();
    crowd
        .related
        .push(label(find(&sources, file, "\"a\""), "again"));
    let drawing = draw(&crowd, &sources, &Options::default());
    let mut shown = underlined(&drawing);
    shown.sort();
    let mut expected: Vec<String> = ["a", "a", "b", "c", "d", "e", "f", "g", "h"]
        .iter()
        .map(|name| format!("\"{name}\""))
        .collect();
    expected.push("\"a\", \"b\"".to_owned());
    expected.sort();
    assert_eq!(shown, expected, "{drawing}");
    for label in &crowd.related {
        assert!(drawing.contains(&label.text), "{drawing}");
    }
}

#[test]
fn a_span_of_many_lines_names_its_last() {
    let (sources, finding) = one("a {\n b\n c\n d\n}\n", "{\n b\n c\n d\n}");
    let drawing = draw(&finding, &sources, &Options::default());
    assert!(
        drawing.contains("`-- this pattern (to line 5)\n"),
        "{drawing}"
    );
}

#[test]
fn secrets_are_covered_in_every_text() {
    let secret = "Abcdefghij0123456789Abcdefghij";
    let (sources, mut finding) = one(&format!("k: {secret}\n"), "k");
    finding.at.text = secret.to_owned();
    finding.message = secret.to_owned();
    finding.notes = vec![secret.to_owned()];
    finding.help = Some(secret.to_owned());
    let drawing = draw(&finding, &sources, &Options::default());
    assert!(!drawing.contains("Abc"), "{drawing}");
    assert!(!one_line(&finding, &sources).contains("Abc"));
}

#[test]
fn colours_and_box_drawing_only_where_asked_for() {
    let (sources, finding) = one(POLICY, "\"kvstore:*\"");
    let drawing = draw(
        &finding,
        &sources,
        &Options {
            color: true,
            unicode: true,
            ..Options::default()
        },
    );
    assert!(
        drawing.starts_with("\u{1b}[1;31mhigh[RAM103]\u{1b}[0m\u{1b}[1m guarded"),
        "{drawing}"
    );
    assert!(
        drawing.contains("╭────") && drawing.contains("─────┬─────\u{1b}[0m"),
        "{drawing}"
    );
    let plain = draw(&finding, &sources, &Options::default());
    assert!(plain.is_ascii(), "{plain}");
}

#[test]
fn a_huge_file_costs_no_more_than_a_small_one() {
    let line = format!(
        "[{}\"x\"{}]",
        "1,".repeat(3_000_000),
        ",2".repeat(3_000_000)
    );
    let (sources, finding) = one(&line, "\"x\"");
    let mut wanted = vec![Wanted {
        number: 0,
        at: finding.at.at,
    }];
    let block = Block::cut(&sources, &mut wanted, 160).unwrap();
    assert!(block.text.len() <= 161 && wanted.is_empty());
}

#[test]
fn many_findings_are_drawn_like_each_alone_and_in_order() {
    let (sources, first) = one(POLICY, "\"kvstore:*\"");
    let options = Options::default();
    for count in [DRAWN_BY_ONE - 1, DRAWN_BY_ONE, DRAWN_AHEAD + DRAWN_BY_ONE] {
        let findings: Vec<Finding> = (0..count)
            .map(|number| Finding {
                message: format!("the finding of number {number}"),
                ..first.clone()
            })
            .collect();
        let mut out = Vec::new();
        write_findings(&findings, &sources, &options, &mut out).unwrap();
        let each = findings.iter().map(|one| draw(one, &sources, &options));
        assert!(
            String::from_utf8(out).unwrap() == each.collect::<String>(),
            "{count}"
        );
    }
}
