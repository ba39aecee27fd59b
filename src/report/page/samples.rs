//! The samples of a rule's page, with what the rule points at.

use crate::report::display::width;
use crate::rules::{Language, Sample};

const INDENT: &str = "    ";
const MARKED: &str = "\u{1b}[1;31m";
const PLAIN: &str = "\u{1b}[0m";

/// Adds the sample. What is marked is red, or underlined where there is no colour.
pub(super) fn push_underlined(sample: &Sample, color: bool, text: &mut String) {
    let mut marked = false;
    for line in sample.text.lines() {
        let mut drawn = String::from(INDENT);
        let mut under = String::from(INDENT);
        for part in line.split_inclusive(['«', '»']) {
            let piece = part.trim_end_matches(['«', '»']);
            let sign = if marked { "^" } else { " " };
            // Blanks before the text of a line that goes on are not what is meant.
            let body = piece.trim_start();
            let indent = piece.len().saturating_sub(body.len());
            under.push_str(&" ".repeat(indent));
            under.push_str(&sign.repeat(width(body)));
            if marked && color && !body.is_empty() {
                let blanks = " ".repeat(indent);
                drawn.push_str(&format!("{blanks}{MARKED}{body}{PLAIN}"));
            } else {
                drawn.push_str(piece);
            }
            match part.chars().next_back() {
                Some('«') => marked = true,
                Some('»') => marked = false,
                _ => {}
            }
        }
        text.push_str(drawn.trim_end());
        text.push('\n');
        if !color && under.contains('^') {
            text.push_str(under.trim_end());
            text.push('\n');
        }
    }
}

/// Adds the sample as a block of code, under its path and what is marked in it.
pub(super) fn push_fenced(sample: &Sample, language: Language, text: &mut String) {
    text.push_str(&code(sample.path));
    for (number, line) in (1_usize..).zip(sample.text.lines()) {
        let Some((_, rest)) = line.split_once('«') else {
            continue;
        };
        let marked = code(rest.split('»').next().unwrap_or(rest));
        text.push_str(&match language {
            Language::English => format!(", found at {marked} (line {number})"),
            Language::Chinese => format!("，问题所在：{marked}（第 {number} 行）"),
        });
    }
    let plain = sample.plain();
    let fence = "`".repeat(longest_ticks(&plain).saturating_add(1).max(3));
    let end = if plain.ends_with('\n') { "" } else { "\n" };
    let kind = kind(sample.path);
    text.push_str(&format!("\n\n{fence}{kind}\n{plain}{end}{fence}\n"));
}

/// A span of code, whatever ticks are in it.
fn code(text: &str) -> String {
    let ticks = longest_ticks(text);
    if ticks == 0 {
        return format!("`{text}`");
    }
    let fence = "`".repeat(ticks.saturating_add(1));
    format!("{fence} {text} {fence}")
}

fn longest_ticks(text: &str) -> usize {
    let runs = text.split(|c| c != '`');
    runs.map(str::len).max().unwrap_or_default()
}

/// The language of a file, as code blocks name it.
fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("json") => "json",
        Some("tf" | "tofu" | "tfvars") => "hcl",
        Some("yaml" | "yml") => "yaml",
        Some("toml") => "toml",
        _ => "text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn underlined(text: &'static str) -> String {
        let mut drawn = String::new();
        push_underlined(&Sample::new("a.json", text), false, &mut drawn);
        drawn
    }

    #[test]
    fn every_line_of_a_mark_is_underlined_by_its_columns() {
        for (text, expected) in [
            ("a «b» c\n", "    a b c\n      ^\n"),
            ("缓存 «缓存» x", "    缓存 缓存 x\n         ^^^^\n"),
            (
                "a «{\n    b\n  }» c\n",
                "    a {\n      ^\n        b\n        ^\n      } c\n      ^\n",
            ),
            ("plain\n", "    plain\n"),
        ] {
            assert_eq!(underlined(text), expected, "{text}");
        }
    }

    #[test]
    fn ticks_never_end_a_block_of_code() {
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(longest_ticks("a ``` b `"), 3);
        assert_eq!(longest_ticks(""), 0);
    }
}
