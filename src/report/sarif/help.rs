//! The page of a rule as GitHub shows it beside an alert.

use crate::report::display::longest_run;
use crate::report::links;
use crate::rules::{Docs, Language, Sample};

/// What stands before the number of a weakness of the CWE list.
pub(super) const CWE: &str = "CWE-";

/// The page without markup.
pub(super) fn text(docs: &Docs, language: Language) -> String {
    let parts = [docs.finds, docs.matters, docs.advice, docs.limits];
    let mut paragraphs: Vec<&str> = parts.iter().map(|part| part.get(language)).collect();
    paragraphs.retain(|part| !part.is_empty());
    paragraphs.join("\n\n")
}

/// The page as Markdown, with its examples and sources.
pub(super) fn markdown(docs: &Docs, language: Language) -> String {
    let headings = [
        (language.pick("What it finds", "发现什么"), docs.finds),
        (language.pick("Why it matters", "为什么重要"), docs.matters),
        (language.pick("What to do", "如何处理"), docs.advice),
        (language.pick("Limits", "局限"), docs.limits),
    ];
    let mut page = String::new();
    for (heading, part) in headings {
        let part = part.get(language);
        if !part.is_empty() {
            page.push_str(&format!("## {heading}\n\n{part}\n\n"));
        }
    }
    examples(&mut page, language.pick("Avoid", "避免"), docs.avoid);
    examples(&mut page, language.pick("Prefer", "推荐"), docs.prefer);
    if !docs.sources.is_empty() {
        page.push_str(&format!("## {}\n\n", language.pick("Sources", "来源")));
        for source in docs.sources {
            match source.strip_prefix(CWE) {
                Some(number) => {
                    page.push_str(&format!("- [{source}]({})\n", links::weakness(number)))
                }
                None => page.push_str(&format!("- <{source}>\n")),
            }
        }
    }
    page.trim_end().to_owned()
}

fn examples(page: &mut String, heading: &str, samples: &[Sample]) {
    if samples.is_empty() {
        return;
    }
    page.push_str(&format!("## {heading}\n\n"));
    for sample in samples {
        let text = sample.plain();
        let fence = "`".repeat(longest_run(&text, '`').saturating_add(1).max(3));
        let kind = sample.path.rsplit_once('.').map_or("", |(_, end)| end);
        page.push_str(&format!(
            "`{}`:\n\n{fence}{kind}\n{}\n{fence}\n\n",
            sample.path,
            text.trim_end()
        ));
    }
}
