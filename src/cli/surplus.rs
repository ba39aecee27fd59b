//! What reports have no room for. Who writes ten thousand odd statements into one file
//! gets to see a thousand of them and the number of the rest, and the report about the
//! other files stays one that can be read.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::cli::args::OutputArgs;
use crate::cli::asking;
use crate::cli::world::World;
use crate::report::Reporter;
use crate::report::display::Untrusted;
use crate::report::run::{Checked, Surplus};
use crate::rules::{Finding, Language};
use crate::source::Sources;

/// Parts findings into those that a report holds, in their order, and the numbers of
/// the others, by path and rule. Of more than `most` the gravest stay, and of equals the first.
/// Whether a run fails is decided by all of them, before.
#[must_use]
pub fn part(
    findings: Vec<Finding>,
    sources: &Sources,
    most: usize,
) -> (Vec<Finding>, Vec<Surplus>) {
    let mut of: BTreeMap<(&str, &'static str), Vec<usize>> = BTreeMap::new();
    for (index, finding) in findings.iter().enumerate() {
        let path = sources.path(finding.at.at.file);
        of.entry((path, finding.rule)).or_default().push(index);
    }
    let mut keeps = vec![true; findings.len()];
    let mut surplus = Vec::new();
    for ((path, rule), mut indexes) in of {
        let more = indexes.len().saturating_sub(most);
        if more == 0 {
            continue;
        }
        let level = |index: &usize| findings.get(*index).map(|finding| finding.level);
        indexes.sort_by_key(|index| (Reverse(level(index)), *index));
        for index in indexes.into_iter().skip(most) {
            if let Some(kept) = keeps.get_mut(index) {
                *kept = false;
            }
        }
        surplus.push(Surplus {
            rule,
            path: Untrusted::new(path.to_owned()),
            findings: more,
            most,
        });
    }
    let with = findings.into_iter().zip(keeps);
    let kept = with.filter_map(|(finding, kept)| kept.then_some(finding));
    (kept.collect(), surplus)
}

/// Says on standard error which findings no report holds; most formats have no place
/// where they could.
pub fn say(surplus: &[Surplus], language: Language, args: &OutputArgs, world: &mut World<'_>) {
    let seen_together = world.stdout.is_terminal && world.stderr.is_terminal;
    if args.quiet > 0 || (args.format == "human" && seen_together) {
        return;
    }
    for one in surplus {
        let text = one.told(one.path.raw(), language);
        asking::say(&mut world.stderr, "warning", &text);
    }
}

/// Says on standard error what a report has no room for.
pub fn say_what_is_left_out(reporter: &Reporter, checked: &Checked<'_>, world: &mut World<'_>) {
    let most = reporter.most.unwrap_or(usize::MAX);
    let left = checked.findings.len().saturating_sub(most);
    if left > 0 {
        let name = reporter.name;
        let findings = if left == 1 {
            "finding is"
        } else {
            "findings are"
        };
        let text = format!(
            "{left} less severe {findings} left out of the {name} report, which holds {most}"
        );
        asking::say(&mut world.stderr, "warning", &text);
    }
}

#[cfg(test)]
mod tests {
    use super::part;
    use crate::report::run::MOST_OF_A_RULE;
    use crate::rules::{Confidence, Finding, Label, Level};
    use crate::source::{FileId, Sources, Span};

    fn finding(rule: &'static str, level: Level, file: FileId, start: usize) -> Finding {
        let start = u32::try_from(start).unwrap();
        let at = Label {
            at: Span::new(file, start, start),
            text: String::new(),
        };
        Finding::new((rule, "x"), (level, Confidence::High), String::new(), at)
    }

    #[test]
    fn a_thousand_of_each_rule_in_each_file_stay_and_the_rest_is_counted() {
        let mut sources = Sources::default();
        let (a, b) = (sources.add("a", ""), sources.add("b", ""));
        for (rule, file, number, kept, more) in [
            ("RAM1", a, 1, 1, None),
            ("RAM1", a, MOST_OF_A_RULE, 1_000, None),
            ("RAM1", b, MOST_OF_A_RULE + 1, 1_000, Some(1)),
            ("RAM2", b, 2_500, 1_000, Some(1_500)),
        ] {
            let others = [
                finding("RAM0", Level::Low, a, 0),
                finding("RAM3", Level::Low, b, 9),
            ];
            let all = (0..number).map(|at| finding(rule, Level::Low, file, at));
            let all: Vec<_> = all.chain(others.clone()).collect();
            let (findings, surplus) = part(all.clone(), &sources, MOST_OF_A_RULE);
            assert_eq!(findings.len(), kept + others.len(), "{rule} {number}");
            assert!(findings.iter().all(|one| all.contains(one)));
            assert!(others.iter().all(|one| findings.contains(one)));
            let told = surplus
                .iter()
                .map(|one| (one.rule, one.path.raw(), one.findings));
            let path = sources.path(file);
            assert_eq!(
                told.collect::<Vec<_>>(),
                more.map(|more| (rule, path, more))
                    .into_iter()
                    .collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn the_gravest_stay_in_their_order() {
        let mut sources = Sources::default();
        let file = sources.add("a", "");
        let level = |at: usize| match at {
            1_500 => Level::High,
            _ if at % 2 == 1 => Level::Medium,
            _ => Level::Low,
        };
        let all = (0..2_000).map(|at| finding("RAM1", level(at), file, at));
        let (findings, _) = part(all.collect(), &sources, MOST_OF_A_RULE);
        let places: Vec<u32> = findings.iter().map(|one| one.at.at.start).collect();
        assert!(places.is_sorted());
        assert!(places.contains(&1_500));
        let lowest = findings.iter().filter(|one| one.level == Level::Low);
        assert_eq!(lowest.count(), 0);
    }
}
