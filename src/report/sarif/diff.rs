//! New access as results: one per change and way, whoever gains by it. The log is
//! about the later input, so every place is one of it; where something was taken
//! away the place is that of the grant that takes effect now, and what stood in the
//! earlier input is told in words.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::engine::difference::{Place as At, Side};
use crate::engine::verdict::Answer;
use crate::report::accepted;
use crate::report::difference::{Group, NEW_ACCESS, anchor, causes, gained, message, place};
use crate::report::display::{cut, to_masked, to_sarif};
use crate::report::run::Compared;
use crate::report::sarif::log::{
    Configuration, Help, Message, Notification, Place, ResultProperties, RuleProperties,
    SarifResult, SarifRule, Whole,
};
use crate::report::sarif::{Hashes, MOST_PLACES, MOST_RESULTS, MOST_SENTENCE, Results, write_log};
use crate::report::severity::{precision, severity};
use crate::rules::kit::say;
use crate::rules::kit::wording::cause;
use crate::rules::{Confidence, Language, Level};
use crate::source::Span;

/// The levels of new access, each a rule of its own, since GitHub grades the rule
/// and not the result.
const LEVELS: [Level; 5] = [
    Level::Critical,
    Level::High,
    Level::Medium,
    Level::Low,
    Level::Info,
];

/// Writes what access is new.
///
/// # Errors
/// Those of the stream.
pub fn write_diff(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = compared.after.run.style.language;
    let mut groups = gained(compared, language);
    groups.sort_by_key(|group| std::cmp::Reverse(group.level));
    let dropped = groups.len().saturating_sub(MOST_RESULTS);
    groups.truncate(MOST_RESULTS);
    let mut hashes = Hashes::default();
    let results: Vec<SarifResult> = groups
        .iter()
        .filter_map(|group| result(group, &mut hashes, compared, language))
        .collect();
    let unplaced = groups.len().saturating_sub(results.len());
    let rules = LEVELS.iter().map(|level| rule(*level, language)).collect();
    let results = Results {
        results,
        complete: compared.complete(),
        exit: compared.exit,
        notifications: notifications(compared, dropped, unplaced),
        configured: Vec::new(),
    };
    write_log(rules, results, out)
}

/// The id that new access of a level is reported under.
fn id(level: Level) -> String {
    match level {
        Level::High => NEW_ACCESS.to_owned(),
        _ => format!("{NEW_ACCESS}/{level}"),
    }
}

fn rule(level: Level, language: Language) -> SarifRule {
    let severity = severity(level);
    let short = language.pick(
        "somebody can do what they could not do before",
        "有主体可以执行此前不能执行的操作",
    );
    let full = language.pick(
        "A request exists that the later input allows and the earlier one does not. The change that brought it about may stand in another file than the grant.",
        "存在一个请求，后一版本允许而前一版本不允许。造成变化的改动可能与授权不在同一文件中。",
    );
    let url = concat!(env!("CARGO_PKG_REPOSITORY"), "#new-access");
    SarifRule {
        id: id(level),
        name: NEW_ACCESS,
        short_description: Message::plain(short),
        full_description: Message::plain(full),
        help: Help {
            text: full.to_owned(),
            markdown: full.to_owned(),
        },
        help_uri: url.to_owned(),
        default_configuration: Configuration {
            level: severity.sarif,
        },
        properties: RuleProperties {
            tags: ["security", "ram"].map(str::to_owned).into(),
            precision: precision(Confidence::High),
            problem_severity: severity.problem,
            security_severity: severity.score,
        },
    }
}

/// The result of a group; `None` where the later input has no text to point at.
fn result(
    group: &Group<'_>,
    hashes: &mut Hashes,
    compared: &Compared<'_>,
    language: Language,
) -> Option<SarifResult> {
    let sources = compared.after.run.sources;
    let at = anchor(group.first, compared)?;
    let level = group.level.unwrap_or(Level::Low);
    let related = related(group, at, compared);
    let mut fingerprints = BTreeMap::new();
    if let Some(hash) = hashes.of(at, sources) {
        fingerprints.insert("primaryLocationLineHash", hash);
    }
    let index = LEVELS.iter().position(|other| *other == level);
    let confidence = match group.first.after {
        Answer::Unknown => Confidence::Medium,
        _ => Confidence::High,
    };
    Some(SarifResult {
        rule_id: id(level),
        rule_index: index.unwrap_or_default(),
        baseline_state: None,
        level: severity(level).sarif,
        message: Message {
            text: paragraph(group, related.len(), compared, language),
        },
        locations: [Whole::place(Place::new(at, sources))],
        related_locations: (1_usize..)
            .zip(&related)
            .map(|(number, (at, what))| Whole {
                id: Some(number),
                place: Place::new(*at, sources),
                message: Some(Message {
                    text: to_sarif(what),
                }),
            })
            .collect(),
        code_flows: Vec::new(),
        partial_fingerprints: fingerprints,
        fixes: Vec::new(),
        suppressions: None,
        properties: ResultProperties {
            level: level.to_string(),
            confidence: confidence.to_string(),
            principals: group.principals.clone(),
        },
    })
}

/// The other places of the later input, with what they have to do with it.
fn related(group: &Group<'_>, primary: Span, compared: &Compared<'_>) -> Vec<(Span, String)> {
    let language = compared.after.run.style.language;
    let mut seen = BTreeSet::from([primary]);
    let mut found = Vec::new();
    let mut add = |places: &[At], what: &str| {
        for one in places.iter().filter(|one| one.side == Side::After) {
            if found.len() < MOST_PLACES && seen.insert(one.at) {
                found.push((one.at, what.to_owned()));
            }
        }
    };
    for (_, one) in causes(group.first, compared) {
        add(&one.places, &cause::text(one, language));
        let grants = language.pick("the grant that takes effect now", "现在生效的授权");
        add(&one.grants, grants);
    }
    let patterns = group.first.patterns.iter().map(|one| one.place);
    let reaches = language.pick("this pattern reaches it", "此通配模式涵盖它");
    add(&patterns.collect::<Vec<_>>(), reaches);
    found
}

/// A short first sentence, then the whole, the places in the earlier input, and
/// links to the related places.
fn paragraph(
    group: &Group<'_>,
    related: usize,
    compared: &Compared<'_>,
    language: Language,
) -> String {
    let shown = to_masked(&message(group, compared, language));
    let whole = to_sarif(&shown);
    let mut text = if whole.chars().count() < MOST_SENTENCE {
        format!("{whole}.")
    } else {
        // Every character may take two once it is escaped.
        let (start, _) = cut(&shown, (MOST_SENTENCE - 3) / 2);
        let start = to_sarif(start);
        format!("{start}... In full: {whole}.")
    };
    for (_, one) in causes(group.first, compared) {
        let earlier = one.places.iter().filter(|one| one.side == Side::Before);
        for at in earlier.take(MOST_PLACES) {
            let at = to_sarif(&place(*at, compared));
            text.push_str(&say!(
                language,
                " In the earlier input: {at}.",
                " 前一版本中的位置：{at}。"
            ));
        }
    }
    for number in 1..=related {
        text.push_str(&say!(
            language,
            " See also [here]({number}).",
            " 另见[此处]({number})。"
        ));
    }
    text
}

/// What was not analysed on either side, and results that are left out.
fn notifications(compared: &Compared<'_>, dropped: usize, unplaced: usize) -> Vec<Notification> {
    let unread = [(Side::Before, "base"), (Side::After, "head")]
        .into_iter()
        .flat_map(|(side, name)| {
            let run = compared.version(side).run;
            run.not_analysed.iter().map(move |entry| {
                // The log has no place in the earlier input.
                let at = entry.at.filter(|_| side == Side::After);
                Notification {
                    level: "error",
                    message: Message {
                        text: format!(
                            "not analysed: {name}: {} {}",
                            to_sarif(entry.path.raw()),
                            to_sarif(entry.why.raw())
                        ),
                    },
                    locations: at.map(|at| [Whole::place(Place::new(at, run.sources))]),
                }
            })
        });
    let left_out = [
        (dropped, format!("because a log holds {MOST_RESULTS}")),
        (unplaced, "because the later input has no text".to_owned()),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, why)| Notification {
        level: "warning",
        message: Message {
            text: match number {
                1 => format!("1 result is left out, {why}"),
                _ => format!("{number} results are left out, {why}"),
            },
        },
        locations: None,
    });
    let language = compared.after.run.style.language;
    let accepted = compared.accepted.iter().map(|one| Notification {
        level: "note",
        message: Message {
            text: to_sarif(&to_masked(&accepted::line(one, compared, language))),
        },
        locations: None,
    });
    unread.chain(left_out).chain(accepted).collect()
}
