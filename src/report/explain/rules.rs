//! The list of all rules.

use std::io::{self, Write};

use crate::report::page;
use crate::report::run::Style;
use crate::report::sheet::escaped;
use crate::report::table::Table;
use crate::report::words::words;
use crate::rules::{FixKind, Language, RULES, Rule};

/// Writes the list for people.
///
/// # Errors
/// Those of the writer.
pub fn write_rules(style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let headers = headers(style.language);
    let mut table = Table::new(&headers).width(style.width);
    for rule in RULES {
        table.push(&cells(rule, style.language));
    }
    table.write(out)
}

/// Writes the list as a table of Markdown, each id a link to the rule's page.
///
/// # Errors
/// Those of the writer.
pub fn write_rules_markdown(language: Language, out: &mut dyn Write) -> io::Result<()> {
    let headers = headers(language);
    writeln!(out, "| {} |", headers.join(" | "))?;
    writeln!(out, "|{}", "---|".repeat(headers.len()))?;
    for rule in RULES {
        let [id, rest @ ..] = cells(rule, language);
        let rest = rest.map(|cell| escaped(&cell));
        writeln!(
            out,
            "| [{id}]({}) | {} |",
            page::url(rule),
            rest.join(" | ")
        )?;
    }
    Ok(())
}

fn headers(language: Language) -> [&'static str; 7] {
    match language {
        Language::English => [
            "RULE",
            "NAME",
            "FAMILY",
            "LEVEL",
            "CONFIDENCE",
            "FIX",
            "FINDS THAT",
        ],
        Language::Chinese => ["规则", "名称", "类别", "级别", "置信度", "修复", "检查内容"],
    }
}

fn cells(rule: &Rule, language: Language) -> [String; 7] {
    let words = words(language);
    [
        rule.id.to_owned(),
        rule.name.to_owned(),
        rule.family().map_or("", |family| family.word).to_owned(),
        words.level(rule.level).to_owned(),
        words.confident(rule.confidence).to_owned(),
        rule.fix.map_or("-", FixKind::word).to_owned(),
        rule.docs.summary.get(language).to_owned(),
    ]
}
