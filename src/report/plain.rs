//! Findings as sentences, one fact per line, for screen readers and braille: no
//! frames, no carets, no columns to keep. The facts are those of the format for
//! people who look at a terminal.

use std::io::{self, Write};

use crate::report::display::{cut, to_display, to_masked};
use crate::report::human;
use crate::report::region::Region;
use crate::report::run::{Checked, Run};
use crate::report::words::words;
use crate::rules::kit::fingerprint::short;
use crate::rules::kit::say;
use crate::rules::{Finding, Label, Language};
use crate::source::Sources;

/// Characters of a quoted text of the input.
const MOST_QUOTED: usize = 80;

/// Writes the findings of a run, then what was looked at.
///
/// # Errors
/// Those of the stream.
pub fn write_check(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    for finding in human::gravest(checked.findings, checked.run.style.at_most).iter() {
        write_finding(finding, &checked.run, out)?;
        writeln!(out)?;
    }
    human::write_waived(checked, out)?;
    human::write_ending(checked, out)
}

/// No line begins with text from input.
fn write_finding(finding: &Finding, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (sources, language) = (run.sources, run.style.language);
    let words = words(language);
    let (rule, name) = (finding.rule, finding.name);
    let level = capitalised(words.level(finding.level));
    let confidence = words.confident(finding.confidence);
    let title = say!(
        language,
        "{level} {rule}, {name}. Confidence {confidence}.",
        "{level} {rule}，{name}。置信度{confidence}。"
    );
    writeln!(out, "{title}")?;
    let mut fact = |word: &str, text: &str| {
        let text = to_masked(text);
        let line = say!(language, "{word}: {text}.", "{word}：{text}。");
        writeln!(out, "{line}")
    };
    fact(language.pick("Found", "发现"), &finding.message)?;
    let cause = language.pick("Caused by", "起因");
    fact(cause, &place(&finding.at, sources, language))?;
    for label in &finding.related {
        let because = language.pick("Because of", "相关位置");
        fact(because, &place(label, sources, language))?;
    }
    for note in &finding.notes {
        fact(language.pick("Note", "注"), note)?;
    }
    if run.style.verbose && !finding.principals.is_empty() {
        let all = finding.principals.join(", ");
        fact(language.pick("Principals", "主体"), &all)?;
    }
    if !finding.fingerprint.is_empty() {
        fact(
            language.pick("Fingerprint", "指纹"),
            short(&finding.fingerprint),
        )?;
    }
    if let Some(help) = &finding.help {
        fact(language.pick("To fix", "建议"), help)?;
    }
    Ok(())
}

/// `path, line 6, column 39, text "kvstore:*": what it does there`.
fn place(label: &Label, sources: &Sources, language: Language) -> String {
    let region = Region::new(label.at, sources);
    let path = to_display(region.path);
    let (line, column) = (region.start.line, region.start.column);
    let mut text = say!(
        language,
        "{path}, line {line}, column {column}",
        "{path}，第 {line} 行，第 {column} 列"
    );
    // Of a text that may hold secrets only what is known to be none is shown.
    let shown = sources.shown_around(label.at).is_ok();
    let quoted = sources.slice(label.at);
    if shown && !quoted.is_empty() {
        // The first line of it says where it is.
        let line = quoted.split(['\n', '\r']).next().unwrap_or(quoted);
        let (line, whole) = cut(line, MOST_QUOTED);
        let more = if whole && line.len() == quoted.len() {
            ""
        } else {
            "..."
        };
        text.push_str(&say!(
            language,
            ", text {line}{more}",
            "，原文 {line}{more}"
        ));
    }
    if !label.text.is_empty() {
        let what = &label.text;
        text.push_str(&say!(language, ": {what}", "：{what}"));
    }
    text
}

fn capitalised(word: &str) -> String {
    let mut rest = word.chars();
    rest.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(rest).collect()
    })
}
