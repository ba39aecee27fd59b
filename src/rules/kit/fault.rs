//! What the findings about faults of documents have in common.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::values::{ValueIssue, Wanted};
use crate::model::structure::{StructureKind, StructureProblem};
use crate::rules::kit::context::{Context, label};
use crate::rules::kit::finding::{Edit, Finding, Fix, FixKind};
use crate::rules::kit::language::{Language, say};
use crate::rules::kit::rule::Rule;
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{owners, written};
use crate::source::{FileId, Span};
use crate::syntax::{Problem, ProblemKind};

/// From so many on, the same fault of one file is one finding.
const MANY: usize = 3;

/// Other places of such a finding that are shown.
const MAX_RELATED: usize = 3;

/// Message, label and help of one finding.
#[derive(Debug)]
pub struct Words {
    /// What is wrong.
    pub message: String,
    /// What the marked text has to do with it.
    pub label: String,
    /// What to do.
    pub help: String,
}

impl Words {
    /// Words put together.
    pub fn new(
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            message: message.into(),
            label: label.into(),
            help: help.into(),
        }
    }

    /// Fixed words, each in English and in Chinese.
    #[must_use]
    pub fn fixed(
        language: Language,
        message: [&str; 2],
        label: [&str; 2],
        help: [&str; 2],
    ) -> Self {
        let pick = |[english, chinese]: [&str; 2]| language.pick(english, chinese).to_owned();
        Self {
            message: pick(message),
            label: pick(label),
            help: pick(help),
        }
    }
}

/// A finding in these words.
#[must_use]
pub fn finding(rule: &Rule, at: Span, words: Words, context: &Context<'_>) -> Finding {
    let mut found = context.finding(rule, words.message, label(at, words.label));
    found.help = Some(words.help);
    found
}

/// A fix of one edit.
#[must_use]
pub fn fix(title: impl Into<String>, kind: FixKind, edit: Edit) -> Fix {
    Fix {
        title: title.into(),
        kind,
        edits: vec![edit],
    }
}

/// A fix that does what the help says.
#[must_use]
pub fn mend(found: &Finding, kind: FixKind, edit: Option<Edit>) -> Option<Fix> {
    mend_all(found, kind, edit.map(|edit| vec![edit]))
}

fn mend_all(found: &Finding, kind: FixKind, edits: Option<Vec<Edit>>) -> Option<Fix> {
    Some(Fix {
        title: found.help.clone()?,
        kind,
        edits: edits?,
    })
}

/// Reports the faults of texts that a rule owns; many of one kind in one file are one
/// finding. An edit that mends one leaves the document as it was evaluated.
pub fn texts(
    rule: &Rule,
    context: &Context<'_>,
    into: &mut Vec<Finding>,
    words: fn(&ProblemKind, Language) -> Words,
    edit: fn(&Problem, &Context<'_>) -> Option<Edit>,
) {
    let language = context.language;
    let own = context.model.text_problems.iter();
    let own = own.filter(|problem| owners::of_text(&problem.kind) == rule.id);
    let mut alike: BTreeMap<(FileId, &ProblemKind), Vec<&Problem>> = BTreeMap::new();
    for problem in own {
        let key = (problem.at.file, &problem.kind);
        alike.entry(key).or_default().push(problem);
    }
    // A text of which a part is not understood is not mended by guesses.
    let broken: BTreeSet<FileId> = context
        .model
        .text_problems
        .iter()
        .filter(|problem| !problem.kind.recovered())
        .map(|problem| problem.at.file)
        .collect();
    for ((file, kind), problems) in alike {
        let told_once = problems.len() >= MANY && kind.recovered();
        let groups: Vec<&[&Problem]> = if told_once {
            vec![&problems]
        } else {
            problems.chunks(1).collect()
        };
        for group in groups {
            let [problem, others @ ..] = group else {
                continue;
            };
            let mut found = finding(rule, problem.at, words(kind, language), context);
            if let Some(other) = problem.related {
                found.related.push(label(other, related(kind, language)));
            }
            for other in others.iter().take(MAX_RELATED) {
                let here = language.pick("the same here", "此处相同");
                found.related.push(label(other.at, here));
            }
            if !others.is_empty() {
                let places = group.len();
                found.notes.push(say!(
                    language,
                    "the same stands in {places} places of this file",
                    "该文件中共有 {places} 处相同"
                ));
            }
            found.notes.push(outcome(kind, language).to_owned());
            if kind.recovered() && !broken.contains(&file) {
                let edits: Option<Vec<Edit>> =
                    group.iter().map(|problem| edit(problem, context)).collect();
                found.fix = mend_all(&found, FixKind::Safe, edits);
            }
            into.push(found);
        }
    }
}

/// No edit.
#[must_use]
pub const fn nothing(_: &Problem, _: &Context<'_>) -> Option<Edit> {
    None
}

const fn related(kind: &ProblemKind, language: Language) -> &'static str {
    match kind {
        ProblemKind::DuplicateKey(_) => language.pick("the first one is here", "第一个在这里"),
        ProblemKind::UnclosedBracket(_) => language.pick("opened here", "在这里打开"),
        ProblemKind::StrayBracket(_) => {
            language.pick("this is what stands open", "尚未闭合的是这一个")
        }
        _ => language.pick("see here", "参见这里"),
    }
}

/// Whether the document was evaluated all the same.
const fn outcome(kind: &ProblemKind, language: Language) -> &'static str {
    match kind {
        ProblemKind::DuplicateKey(_) => language.pick(
            "evaluated in each way: the first counts, the last counts, both count",
            "已按每种方式评估：以第一个为准、以最后一个为准、两个都算",
        ),
        kind if kind.recovered() => language.pick(
            "the text was read as it is meant and evaluated",
            "已按文本的本意读取并评估",
        ),
        _ => language.pick(
            "a part of the text was not understood, so the analysis is incomplete",
            "部分文本无法理解，因此分析不完整",
        ),
    }
}

/// The faults of structures that a rule owns, in documents that somebody can mend.
pub fn structures<'a>(
    rule: &Rule,
    context: &Context<'a>,
) -> impl Iterator<Item = &'a StructureProblem> {
    let id = rule.id;
    let written = written::Written::of(context.model);
    context
        .model
        .structure_problems
        .iter()
        .filter(move |problem| owners::of_structure(&problem.kind) == Some(id))
        .filter(move |problem| written.holds(problem.at))
}

/// The oddities of conditions that a rule owns, in documents that somebody can
/// mend.
#[must_use]
pub fn oddities(rule: &Rule, context: &Context<'_>) -> Vec<ValueIssue> {
    let written = written::Written::of(context.model);
    let own = context.oddities().iter();
    own.filter(|issue| owners::of_oddity(issue) == Some(rule.id))
        .filter(|issue| written.holds(issue.at))
        .cloned()
        .collect()
}

/// What a key holds or an operator compares.
#[must_use]
pub const fn wanted(wanted: Wanted, language: Language) -> &'static str {
    match wanted {
        Wanted::Text => language.pick("text", "文本"),
        Wanted::Bool => language.pick("`true` or `false`", "`true` 或 `false`"),
        Wanted::Instant => language.pick(
            "an RFC 3339 instant with an offset",
            "带时区偏移的 RFC 3339 时间",
        ),
        Wanted::Number => language.pick("a plain decimal", "十进制数"),
        Wanted::Address => language.pick(
            "an address or range in canonical notation",
            "规范写法的 IP 地址或网段",
        ),
    }
}

/// A part of a document, which the model names in English; an element is named as
/// it is written.
#[must_use]
pub fn part(element: &str, language: Language) -> String {
    if element.starts_with(char::is_uppercase) {
        return quoted(element);
    }
    let chinese = match element {
        "the document" => "文档",
        "an element name" => "元素名称",
        "a condition operator" => "条件操作符",
        "a condition key" => "条件键",
        "a condition value" => "条件值",
        other => other,
    };
    language.pick(element, chinese).to_owned()
}

/// A character that can be shown, with its code point.
#[must_use]
pub fn character(found: char) -> String {
    if found.is_control() {
        return point(found);
    }
    format!("`{found}` ({})", point(found))
}

/// A code point.
#[must_use]
pub fn point(found: char) -> String {
    format!("U+{:04X}", u32::from(found))
}

/// The policy variables of documents.
pub fn variables<'a>(context: &Context<'a>) -> impl Iterator<Item = Span> + use<'a> {
    context
        .model
        .structure_problems
        .iter()
        .filter(|problem| problem.kind == StructureKind::PolicyVariable)
        .map(|problem| problem.at)
}
