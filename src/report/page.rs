//! The page of a rule, from the rule's own file: as plain text for a terminal and
//! for formats that know no other, and as Markdown. Its parts come in one order in
//! both.

mod samples;

use crate::report::display::wrap;
use crate::report::words::{Words, words};
use crate::rules::{Language, Level, Rule, Sample, Text};

/// Where the pages of all rules stand, each under a heading of its own.
const PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/tree/main/src/rules");

/// Where the CWE list describes a weakness, before its number.
const WEAKNESS: &str = "https://cwe.mitre.org/data/definitions/";

const FAMILY: Text = Text::new("family", "类别");
const LEVEL: Text = Text::new("level", "级别");
const CONFIDENCE: Text = Text::new("confidence", "置信度");
const SINCE: Text = Text::new("since", "始于版本");
const FIX: Text = Text::new("fix", "修复");
const NO_FIX: Text = Text::new("none", "无");
const SAFE_FIX: Text = Text::new(
    "safe: access stays as it is",
    "safe（安全）：不改变任何访问权限",
);
const UNSAFE_FIX: Text = Text::new(
    "unsafe: access changes as announced",
    "unsafe（不安全）：会改变访问权限，并事先说明",
);

const FINDS: Text = Text::new("What it finds", "检查内容");
const MATTERS: Text = Text::new("Why it matters", "为何重要");
const AVOID: Text = Text::new("Avoid", "避免");
const PREFER: Text = Text::new("Prefer", "推荐");
const ADVICE: Text = Text::new(
    "What to do, and what that does to access",
    "如何处理，以及对访问权限的影响",
);
const LIMITS: Text = Text::new(
    "When to accept it, and what it cannot see",
    "何时可以接受，以及看不到什么",
);
const SOURCES: Text = Text::new("Sources", "来源");

/// How a page is drawn on a terminal.
#[derive(Clone, Copy, Debug, Default)]
pub struct Drawn {
    /// Columns to wrap at; `None` for no wrapping.
    pub width: Option<usize>,
    /// With headings and marked texts in colour.
    pub color: bool,
}

/// The address of a rule's page. It changes with the rule's name only.
#[must_use]
pub fn url(rule: &Rule) -> String {
    format!("{PAGES}#{}-{}", rule.id.to_ascii_lowercase(), rule.name)
}

/// The page as plain text, without wrapping and colour.
#[must_use]
pub fn plain(rule: &Rule, language: Language) -> String {
    drawn(rule, language, Drawn::default())
}

/// The page for a terminal. Samples are never wrapped.
#[must_use]
pub fn drawn(rule: &Rule, language: Language, how: Drawn) -> String {
    let (bold, end) = if how.color {
        ("\u{1b}[1m", "\u{1b}[0m")
    } else {
        ("", "")
    };
    let mut text = format!("{bold}{} {}{end}\n", rule.id, rule.name);
    push_wrapped(rule.docs.summary.get(language), "", how, &mut text);
    text.push('\n');
    let facts = facts(rule, language);
    let widest = facts
        .iter()
        .map(|(label, _)| wide(label))
        .max()
        .unwrap_or_default();
    for (label, fact) in &facts {
        let gap = widest.saturating_sub(wide(label)).saturating_add(2);
        text.push_str(&format!("  {label}{}{fact}\n", " ".repeat(gap)));
    }
    for section in sections(rule) {
        text.push_str(&format!("\n{bold}{}{end}\n", section.title.get(language)));
        match section.body {
            Body::Text(body) => push_wrapped(body.get(language), "  ", how, &mut text),
            Body::Samples(samples) => {
                for sample in samples {
                    text.push_str(&format!("  {}\n", sample.path));
                    samples::push_underlined(sample, how.color, &mut text);
                }
            }
            Body::Sources(sources) => {
                for source in sources {
                    text.push_str(&match weakness(source) {
                        Some(url) => format!("  {source} {url}\n"),
                        None => format!("  {source}\n"),
                    });
                }
            }
        }
    }
    text
}

/// The page as Markdown, its title a heading of the second level. There is no HTML
/// in it.
#[must_use]
pub fn markdown(rule: &Rule, language: Language) -> String {
    let mut text = format!("## {} {}\n\n", rule.id, rule.name);
    text.push_str(&format!("{}\n\n", rule.docs.summary.get(language)));
    for (label, fact) in facts(rule, language) {
        text.push_str(&format!("- {label}: {fact}\n"));
    }
    for section in sections(rule) {
        text.push_str(&format!("\n### {}\n\n", section.title.get(language)));
        match section.body {
            Body::Text(body) => text.push_str(&format!("{}\n", body.get(language))),
            Body::Samples(samples) => {
                for (number, sample) in samples.iter().enumerate() {
                    if number > 0 {
                        text.push('\n');
                    }
                    samples::push_fenced(sample, language, &mut text);
                }
            }
            Body::Sources(sources) => {
                for source in sources {
                    text.push_str(&match weakness(source) {
                        Some(url) => format!("- [{source}]({url})\n"),
                        None => format!("- <{source}>\n"),
                    });
                }
            }
        }
    }
    text
}

/// Every level that findings of a rule may have, in words.
#[must_use]
pub fn levels(rule: &Rule, language: Language) -> String {
    let words = words(language);
    let own = level(rule.level, language, &words);
    let others: Vec<String> = rule
        .other_levels
        .iter()
        .map(|other| level(*other, language, &words))
        .collect();
    if others.is_empty() {
        return own;
    }
    match language {
        Language::English => format!("{own}, sometimes {}", others.join(" or ")),
        Language::Chinese => format!("{own}，有时为{}", others.join("或")),
    }
}

/// A level in words, with the word that flags take.
fn level(level: Level, language: Language, words: &Words) -> String {
    match language {
        Language::English => words.level(level).to_owned(),
        Language::Chinese => format!("{}（{level}）", words.level(level)),
    }
}

/// What the fixes of a rule do to access.
#[must_use]
pub fn fix(rule: &Rule, language: Language) -> &'static str {
    use crate::rules::FixKind;
    match rule.fix {
        None => NO_FIX,
        Some(FixKind::Safe) => SAFE_FIX,
        Some(FixKind::Unsafe) => UNSAFE_FIX,
    }
    .get(language)
}

fn facts(rule: &Rule, language: Language) -> Vec<(&'static str, String)> {
    let confidence = words(language).confident(rule.confidence);
    let mut facts = Vec::new();
    if let Some(family) = rule.family() {
        let title = family.title.get(language);
        facts.push((
            FAMILY,
            format!("{}{}{title}", family.word, language.pick(": ", "：")),
        ));
    }
    facts.push((LEVEL, levels(rule, language)));
    facts.push((
        CONFIDENCE,
        match language {
            Language::English => confidence.to_owned(),
            Language::Chinese => format!("{confidence}（{}）", rule.confidence),
        },
    ));
    facts.push((SINCE, rule.since.to_owned()));
    facts.push((FIX, fix(rule, language).to_owned()));
    facts
        .into_iter()
        .map(|(label, fact)| (label.get(language), fact))
        .collect()
}

struct Section {
    title: Text,
    body: Body,
}

enum Body {
    Text(Text),
    Samples(&'static [Sample]),
    Sources(&'static [&'static str]),
}

/// The parts of a page in order, without those that hold nothing.
fn sections(rule: &Rule) -> impl Iterator<Item = Section> {
    let docs = &rule.docs;
    [
        (FINDS, Body::Text(docs.finds)),
        (MATTERS, Body::Text(docs.matters)),
        (AVOID, Body::Samples(docs.avoid)),
        (PREFER, Body::Samples(docs.prefer)),
        (ADVICE, Body::Text(docs.advice)),
        (LIMITS, Body::Text(docs.limits)),
        (SOURCES, Body::Sources(docs.sources)),
    ]
    .into_iter()
    .filter(|(_, body)| match body {
        Body::Text(text) => !text.get(Language::English).is_empty(),
        Body::Samples(samples) => !samples.is_empty(),
        Body::Sources(sources) => !sources.is_empty(),
    })
    .map(|(title, body)| Section { title, body })
}

/// The page of a weakness, if a source is one.
fn weakness(source: &str) -> Option<String> {
    let number = source.strip_prefix("CWE-")?;
    Some(format!("{WEAKNESS}{number}.html"))
}

fn push_wrapped(paragraph: &str, indent: &str, how: Drawn, text: &mut String) {
    let lines = match how.width {
        Some(width) => wrap(paragraph, width.saturating_sub(indent.len())),
        None => vec![paragraph.to_owned()],
    };
    for line in lines {
        text.push_str(&format!("{indent}{line}\n"));
    }
}

fn wide(text: &str) -> usize {
    crate::report::display::width(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Check, Confidence, Docs, FixKind};

    const SAMPLE: &str = "{\n  \"Action\": «\"kvstore:*\"»\n}\n";

    fn rule() -> Rule {
        Rule {
            id: "RAM199",
            name: "made-up",
            level: Level::High,
            other_levels: &[Level::Medium],
            confidence: Confidence::High,
            since: "0.1.0",
            fix: Some(FixKind::Unsafe),
            docs: Docs {
                summary: Text::new("something is so", "某事如此"),
                finds: Text::new("It finds one two three four five.", "检查甲乙丙。"),
                matters: Text::new("It matters.", "很重要。"),
                advice: Text::new("Do this.", "这样做。"),
                limits: Text::new("Accept it.", "接受它。"),
                avoid: const { &[Sample::new("bad.json", SAMPLE)] },
                prefer: const { &[Sample::new("good.tf", "a = \"```\"\n")] },
                sources: &["https://help.aliyun.com/x", "CWE-732"],
            },
            check: Check::Model(|_, _| {}),
        }
    }

    #[test]
    fn doc_01_a_plain_page_has_its_parts_in_order() {
        let expected = "\
RAM199 made-up
something is so

  family      access: who has the guarded action
  level       high, sometimes medium
  confidence  high
  since       0.1.0
  fix         unsafe: access changes as announced

What it finds
  It finds one two three four five.

Why it matters
  It matters.

Avoid
  bad.json
    {
      \"Action\": \"kvstore:*\"
                ^^^^^^^^^^^
    }

Prefer
  good.tf
    a = \"```\"

What to do, and what that does to access
  Do this.

When to accept it, and what it cannot see
  Accept it.

Sources
  https://help.aliyun.com/x
  CWE-732 https://cwe.mitre.org/data/definitions/732.html
";
        assert_eq!(plain(&rule(), Language::English), expected);
    }

    #[test]
    fn doc_01_a_markdown_page_has_the_same_parts() {
        let expected = "\
## RAM199 made-up

某事如此

- 类别: access：谁拥有受保护操作
- 级别: 高（high），有时为中（medium）
- 置信度: 高（high）
- 始于版本: 0.1.0
- 修复: unsafe（不安全）：会改变访问权限，并事先说明

### 检查内容

检查甲乙丙。

### 为何重要

很重要。

### 避免

`bad.json`，问题所在：`\"kvstore:*\"`（第 2 行）

```json
{
  \"Action\": \"kvstore:*\"
}
```

### 推荐

`good.tf`

````hcl
a = \"```\"
````

### 如何处理，以及对访问权限的影响

这样做。

### 何时可以接受，以及看不到什么

接受它。

### 来源

- <https://help.aliyun.com/x>
- [CWE-732](https://cwe.mitre.org/data/definitions/732.html)
";
        assert_eq!(markdown(&rule(), Language::Chinese), expected);
        let english = markdown(&rule(), Language::English);
        assert!(
            english.contains("`bad.json`, found at `\"kvstore:*\"` (line 2)\n"),
            "{english}"
        );
    }

    #[test]
    fn text_is_wrapped_and_samples_are_not() {
        let how = Drawn {
            width: Some(20),
            color: true,
        };
        let page = drawn(&rule(), Language::English, how);
        assert!(
            page.contains("  It finds one two\n  three four five.\n"),
            "{page}"
        );
        assert!(
            page.contains("      \"Action\": \u{1b}[1;31m\"kvstore:*\"\u{1b}[0m\n"),
            "{page}"
        );
        assert!(!page.contains('^'), "{page}");
    }

    #[test]
    fn what_is_not_there_has_no_heading() {
        let mut rule = rule();
        rule.docs.avoid = &[];
        rule.docs.finds = Text::new("", "");
        rule.docs.sources = &[];
        for page in [
            plain(&rule, Language::English),
            markdown(&rule, Language::English),
        ] {
            for title in ["Avoid", "What it finds", "Sources"] {
                assert!(!page.contains(title), "{page}");
            }
            assert!(page.contains("Prefer"));
        }
    }
}
