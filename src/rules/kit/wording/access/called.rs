//! What a difference is about: an action, or the patterns of many.

use crate::engine::difference::Entry;
use crate::rules::kit::language::Language;
use crate::rules::kit::say;
use crate::rules::kit::wording::{self, QUOTED};

/// Patterns named before the rest is counted.
const PATTERNS: usize = 3;

/// What is called: the action, or for all actions the patterns with the action of
/// the witness.
#[must_use]
pub fn action(entry: &Entry, language: Language) -> String {
    called(entry, usize::MAX, str::to_owned, language)
}

/// The same inside a message: patterns are left out and counted where they would not
/// fit into a quotation, so that none is cut.
#[must_use]
pub fn action_quoted(entry: &Entry, language: Language) -> String {
    called(entry, QUOTED, wording::quoted, language)
}

fn called(
    entry: &Entry,
    most: usize,
    shown: impl Fn(&str) -> String,
    language: Language,
) -> String {
    let action = &entry.action;
    if entry.patterns.is_empty() {
        return shown(action);
    }
    let text = patterns(entry, most, language);
    if text.eq_ignore_ascii_case(action) {
        return shown(&text);
    }
    let (text, action) = (shown(&text), shown(action));
    say!(
        language,
        "{text} (for example {action})",
        "{text}（例如 {action}）"
    )
}

/// How many patterns are named, and how many of what each leaves out, from the most
/// that are to the fewest.
const NAMED: [(usize, usize); 6] = [
    (PATTERNS, PATTERNS),
    (PATTERNS, 2),
    (PATTERNS, 1),
    (2, 1),
    (1, 1),
    (1, 0),
];

/// The patterns of an entry, as many as fit into some characters.
fn patterns(entry: &Entry, most: usize, language: Language) -> String {
    let mut text = String::new();
    for (patterns, exceptions) in NAMED {
        text = some_patterns(entry, patterns, exceptions, language);
        if text.chars().count() <= most {
            break;
        }
    }
    text
}

fn some_patterns(entry: &Entry, shown: usize, exceptions: usize, language: Language) -> String {
    let all_but = language.pick("all but ", "除以下之外的所有操作：");
    let few = |listed: &str| few(listed, exceptions, language);
    let texts = entry.patterns.iter();
    let mut texts: Vec<String> = texts
        .map(|one| match one.text.split_once("NotAction ") {
            Some((before, rest)) => format!("{before}{all_but}{}", few(rest)),
            None => match one.text.split_once(" except ") {
                Some((text, rest)) => {
                    let rest = few(rest);
                    say!(language, "{text} except {rest}", "{text}（{rest} 除外）")
                }
                None => one.text.clone(),
            },
        })
        .collect();
    texts.sort_unstable();
    texts.dedup();
    let more = texts.len().saturating_sub(shown);
    texts.truncate(shown);
    let lists = texts.iter().any(|one| one.contains(", "));
    let mut text = texts.join(match language {
        Language::English if lists => "; ",
        Language::English => ", ",
        Language::Chinese if lists => "；",
        Language::Chinese => "、",
    });
    if more > 0 {
        text.push_str(&say!(language, " and {more} more", " 及另外 {more} 个"));
    }
    text
}

/// The first of listed patterns, with the number of the others.
fn few(listed: &str, most: usize, language: Language) -> String {
    let all: Vec<&str> = listed.split(", ").collect();
    let shown: Vec<&str> = all.iter().take(most).copied().collect();
    let more = all.len().saturating_sub(shown.len());
    if shown.is_empty() {
        return match more {
            1 => language.pick("one pattern", "一个模式").to_owned(),
            _ => say!(language, "{more} patterns", "{more} 个模式"),
        };
    }
    let mut text = shown.join(", ");
    if more > 0 {
        text.push_str(&say!(language, " and {more} more", " 及另外 {more} 个"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::difference::{Kind, Pattern, Place, Side};
    use crate::engine::verdict::Answer;
    use crate::source::{FileId, Span};

    fn entry(patterns: &[&str]) -> Entry {
        let action = "kvstore:DestroyInstance".to_owned();
        let answers = (Answer::NotGranted, Answer::Allowed);
        let pattern = |text: &&str| Pattern {
            text: (*text).to_owned(),
            place: Place {
                side: Side::After,
                at: Span::new(FileId(0), 0, 1),
            },
        };
        Entry {
            patterns: patterns.iter().map(pattern).collect(),
            ..Entry::new("user/u".to_owned(), action, Kind::Direct, answers)
        }
    }

    #[test]
    fn patterns_stand_for_actions() {
        for (patterns, expected) in [
            (&[][..], "kvstore:DestroyInstance"),
            (
                &["d:*", "b:*", "a:*", "b:*", "c:*"],
                "a:*, b:*, c:* and 1 more (for example kvstore:DestroyInstance)",
            ),
            (&["kvstore:destroyinstance"], "kvstore:destroyinstance"),
        ] {
            assert_eq!(action(&entry(patterns), Language::English), expected);
        }
    }

    #[test]
    fn no_pattern_is_cut_in_a_message() {
        let example = " (for example `kvstore:DestroyInstance`)";
        let excepting = "* except kvstore:DescribeInstances, kvstore:DescribeAccounts, ecs:DescribeInstances, ecs:DescribeDisks";
        let not = "all but ecs:DescribeInstanceAttribute and 2 more";
        for (patterns, expected) in [
            (&[][..], "`kvstore:DestroyInstance`".to_owned()),
            (
                &["kvstore:destroyinstance"],
                "`kvstore:destroyinstance`".to_owned(),
            ),
            (&["a:*", "b:*"], format!("`a:*, b:*`{example}")),
            (
                &[excepting],
                format!(
                    "`* except kvstore:DescribeInstances, kvstore:DescribeAccounts and 2 more`{example}"
                ),
            ),
            (
                &[
                    "NotAction ecs:DescribeInstanceAttribute, kvstore:DescribeInstanceAttribute, a:DescribeTheAttributesOfAll",
                ],
                format!("`{not}`{example}"),
            ),
            (
                &[
                    "kvstore:DescribeInstanceAttributes",
                    "kvstore:DescribeInstanceAttributesOfAll",
                    "zzz:DescribeAll*",
                ],
                format!("`kvstore:DescribeInstanceAttributes and 2 more`{example}"),
            ),
            (
                &[
                    "kvstore:DescribeInstanceAttributes except kvstore:DescribeInstanceAttributesOfAll, kvstore:*",
                ],
                format!("`kvstore:DescribeInstanceAttributes except 2 patterns`{example}"),
            ),
        ] {
            assert_eq!(action_quoted(&entry(patterns), Language::English), expected);
        }
    }
}
