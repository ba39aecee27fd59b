//! What the configuration did to a run: rules that are off, files that are excluded.
//! Nothing that was switched off goes unsaid.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::human::{Counted, count};
use crate::report::run::{Checked, SetAt};
use crate::rules::Language;
use crate::rules::kit::say;

/// Rules that are switched off and named; more are counted.
const OFF_NAMED: usize = 5;

/// Lines of a file that are named; more are left out.
const LINES_NAMED: usize = 10;

/// Ids of rules that are off, and the lines of one file that say so.
type Together<'a> = (Vec<&'a str>, BTreeSet<u32>);

/// What is off, and by whom: one sentence each, without a full stop.
pub(crate) fn lines(checked: &Checked<'_>, language: Language) -> Vec<String> {
    let mut all = Vec::new();
    let mut by: BTreeMap<(bool, String), Together<'_>> = BTreeMap::new();
    for off in checked.switched_off {
        let key = (off.at.line.is_some(), off.at.by.to_display().into_owned());
        let (rules, lines) = by.entry(key).or_default();
        rules.push(off.rule.id);
        lines.extend(off.at.line);
    }
    for ((_, by), (rules, lines)) in by {
        let place = place(&by, &lines);
        all.push(rules_off(&rules, &place, language));
    }
    let Some(configured) = checked.configuration else {
        return all;
    };
    for off in &configured.off_in_files {
        let findings = count(
            off.findings,
            Counted("finding is", "findings are", "个问题"),
            language,
        );
        let (rule, place) = (off.rule, one_place(&off.at));
        let line = say!(
            language,
            "{rule} is switched off for some files in {place}, and {findings} not shown",
            "{place} 对部分文件关闭了 {rule}，因此未显示 {findings}"
        );
        all.push(line);
    }
    if let Some((at, files)) = &configured.excluded {
        let excluded = count(*files, Counted("file is", "files are", "个文件"), language);
        let place = one_place(at);
        let line = say!(
            language,
            "{excluded} excluded in {place}",
            "{place} 排除了 {excluded}"
        );
        all.push(line);
    }
    all
}

/// `2 rules are switched off in ramlint.toml:14, 15: RAM203, RAM204`.
fn rules_off(rules: &[&str], (is_file, place): &(bool, String), language: Language) -> String {
    let number = rules.len();
    let off = count(number, Counted("rule is", "rules are", "条规则"), language);
    let named: Vec<&str> = rules.iter().copied().take(OFF_NAMED).collect();
    let ids = named.join(language.pick(", ", "、"));
    let by = if *is_file { "in" } else { "by" };
    let more = number.saturating_sub(OFF_NAMED);
    if more == 0 {
        say!(
            language,
            "{off} switched off {by} {place}: {ids}",
            "{place} 关闭了 {off}：{ids}"
        )
    } else {
        say!(
            language,
            "{off} switched off {by} {place}: {ids} and {more} more",
            "{place} 关闭了 {off}：{ids} 等另外 {more} 条"
        )
    }
}

/// A file with the lines in it, or a flag; and which of them it is.
fn place(by: &str, lines: &BTreeSet<u32>) -> (bool, String) {
    let named: Vec<String> = lines
        .iter()
        .take(LINES_NAMED)
        .map(ToString::to_string)
        .collect();
    if named.is_empty() {
        return (false, by.to_owned());
    }
    let dots = if lines.len() > LINES_NAMED {
        ", ..."
    } else {
        ""
    };
    (true, format!("{by}:{}{dots}", named.join(", ")))
}

fn one_place(at: &SetAt) -> String {
    place(&at.by.to_display(), &at.line.into_iter().collect()).1
}
