//! What the reports of a comparison share: entries that differ only in their
//! principals together, so that a group of five hundred who gain by one change is
//! one fact, and the words and places of each.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::difference::{Cause, Entry, Kind, Place, Side};
use crate::model::doubt::DoubtId;
use crate::report::display::{cut, to_display, to_masked};
use crate::report::run::{Compared, Run};
use crate::rules::kit::say;
use crate::rules::kit::wording::access::{self, When};
use crate::rules::kit::wording::{self, cause, spaced};
use crate::rules::{Language, Level};
use crate::source::{FileId, Sources, Span};

/// Characters of a quoted text of the input.
const MOST_QUOTED: usize = 60;

/// What new access is called where a rule's id would stand. It is no rule, as it is
/// found in no input alone.
pub(crate) const NEW_ACCESS: &str = "new-access";

/// Entries that differ only in their principals.
pub(crate) struct Group<'a> {
    /// The first of them.
    pub(crate) first: &'a Entry,
    /// How grave it is; only for what is gained.
    pub(crate) level: Option<Level>,
    /// Who, with the account where there are several.
    pub(crate) principals: Vec<String>,
    /// What is called.
    pub(crate) action: String,
    /// How, and how far.
    pub(crate) what: String,
    /// Requests that show it, for the first of them.
    pub(crate) witness: Option<String>,
    /// What it hangs on.
    pub(crate) doubts: Vec<String>,
}

impl Group<'_> {
    /// Who has what, as one clause.
    pub(crate) fn sentence(&self, language: Language) -> String {
        let whom = wording::principals(&self.principals, language);
        let (action, what) = (access::action_quoted(self.first, language), &self.what);
        let is_new = self.level.is_some();
        match language {
            Language::English => {
                let kind = if is_new { "new" } else { "lost" };
                format!("{kind} access to {action} for {whom}: {what}")
            }
            Language::Chinese => {
                let kind = if is_new { "新增对" } else { "失去对" };
                spaced(&[&whom, kind, &action, "的访问：", what])
            }
        }
    }

    /// The causes in words, each once.
    pub(crate) fn because(&self, compared: &Compared<'_>, language: Language) -> Vec<String> {
        causes(self.first, compared)
            .map(|(_, one)| cause::text(one, language))
            .collect()
    }
}

/// One paragraph: who has what, what brought it about, and an example.
pub(crate) fn message(group: &Group<'_>, compared: &Compared<'_>, language: Language) -> String {
    let mut text = group.sentence(language);
    for because in group.because(compared, language) {
        text.push_str(&say!(language, "; {because}", "；{because}"));
    }
    if let Some(witness) = &group.witness {
        text.push_str(&say!(
            language,
            "; for example {witness}",
            "；例如 {witness}"
        ));
    }
    text
}

/// The causes of an entry with the numbers that people call them by.
pub(crate) fn causes<'a>(
    entry: &'a Entry,
    compared: &Compared<'a>,
) -> impl Iterator<Item = (usize, &'a Cause)> {
    let all = &compared.difference.causes;
    entry
        .causes
        .iter()
        .filter_map(move |index| Some((index.saturating_add(1), all.get(*index)?)))
}

/// What is gained, in the order of the first principals.
pub(crate) fn gained<'a>(compared: &Compared<'a>, language: Language) -> Vec<Group<'a>> {
    let before = conditions(&compared.before.run);
    let levels = compared.levels.iter().copied().map(Some);
    let entries = compared.difference.gained.iter().zip(levels);
    grouped(entries, compared, language, |entry| {
        let was = (entry.kind == Kind::Direct)
            .then(|| before.get(&key(entry)).copied())
            .flatten();
        access::gained(entry, was, language)
    })
}

/// What is lost, in the order of the first principals.
pub(crate) fn lost<'a>(compared: &Compared<'a>, language: Language) -> Vec<Group<'a>> {
    let entries = compared.difference.lost.iter().map(|entry| (entry, None));
    grouped(entries, compared, language, |entry| {
        access::lost(entry, language)
    })
}

/// How many rows some groups have: one for each principal, as ways that are told in the
/// same words are one.
pub(crate) fn listed(groups: &[Group<'_>]) -> usize {
    groups.iter().map(|group| group.principals.len()).sum()
}

/// How much is listed of what is gained, and of what is lost.
pub(crate) fn counted(compared: &Compared<'_>, language: Language) -> (usize, usize) {
    let gained = gained(compared, language);
    (listed(&gained), listed(&lost(compared, language)))
}

/// Tells an answer from the others of its side.
type Key<'a> = (Option<&'a str>, &'a str, &'a str);

fn key(entry: &Entry) -> Key<'_> {
    let account = entry.account.as_deref();
    (account, &entry.principal, &entry.action)
}

/// The conditions of the answers of one side.
fn conditions<'a>(run: &Run<'a>) -> BTreeMap<Key<'a>, When<'a>> {
    let mut found = BTreeMap::new();
    for answers in run.answers {
        for (account, line) in answers.lines() {
            let name = run
                .model
                .accounts
                .get(account.account)
                .and_then(|account| account.name());
            if let Some(condition) = &line.verdict.condition {
                let key = (name, line.id.as_str(), answers.question.action.as_str());
                found.insert(key, (condition, &account.universe));
            }
        }
    }
    found
}

fn grouped<'a>(
    entries: impl Iterator<Item = (&'a Entry, Option<Level>)>,
    compared: &Compared<'a>,
    language: Language,
    what: impl Fn(&Entry) -> String,
) -> Vec<Group<'a>> {
    let several = accounts(compared) > 1;
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut places = BTreeMap::new();
    let mut told = BTreeSet::new();
    for (entry, level) in entries {
        let name = match entry.account.as_ref().filter(|_| several) {
            Some(account) => format!("{} ({account})", entry.principal),
            None => entry.principal.clone(),
        };
        let (action, what) = (access::action(entry, language), what(entry));
        let doubts = doubts(entry, compared, language);
        let alike = (
            level,
            entry.kind,
            action.clone(),
            what.clone(),
            &entry.causes,
            doubts.clone(),
            entry.unlisted,
        );
        let next = groups.len();
        let place = *places.entry(alike).or_insert(next);
        // Ways that differ in nothing that is said are one to whoever reads it.
        if !told.insert((place, name.clone())) {
            continue;
        }
        if let Some(group) = groups.get_mut(place) {
            group.principals.push(name);
            continue;
        }
        groups.push(Group {
            first: entry,
            level,
            principals: vec![name],
            action,
            what,
            witness: access::witness(entry, language),
            doubts,
        });
    }
    groups
}

/// What an entry hangs on in words, each once: where something is defined otherwise
/// now, both sides call it the same.
fn doubts(entry: &Entry, compared: &Compared<'_>, language: Language) -> Vec<String> {
    let mut told = BTreeSet::new();
    let all = entry.depends_on.iter();
    all.filter_map(|id| compared.difference.doubts.get(*id))
        .map(|doubt| wording::doubt::text(doubt, language))
        .filter(|text| told.insert(text.clone()))
        .collect()
}

/// How many accounts there are, on the side that has more.
fn accounts(compared: &Compared<'_>) -> usize {
    let of = |side| compared.version(side).run.model.accounts.len();
    of(Side::Before).max(of(Side::After))
}

/// The side whose texts a doubt stands in.
pub(crate) fn side_of_doubt(id: DoubtId, compared: &Compared<'_>) -> Side {
    if compared.difference.later_doubts.contains(&id) {
        Side::After
    } else {
        Side::Before
    }
}

/// The texts of one side.
pub(crate) const fn sources<'a>(side: Side, compared: &Compared<'a>) -> &'a Sources {
    compared.version(side).run.sources
}

/// Where the later input shows what is gained: the change itself, the grant that
/// takes effect now, a pattern; else the file that the change was made in, as it is
/// now. `None` where the later input has no text at all.
pub(crate) fn anchor(entry: &Entry, compared: &Compared<'_>) -> Option<Span> {
    let later = |places: &[Place]| {
        let mut later = places.iter().filter(|place| place.side == Side::After);
        later.next().map(|place| place.at)
    };
    let all: Vec<&Cause> = causes(entry, compared).map(|(_, one)| one).collect();
    let changed = all.iter().find_map(|one| later(&one.places));
    let granting = || all.iter().find_map(|one| later(&one.grants));
    let pattern = || {
        let places: Vec<Place> = entry.patterns.iter().map(|one| one.place).collect();
        later(&places)
    };
    changed
        .or_else(granting)
        .or_else(pattern)
        .or_else(|| same_file(&all, compared))
}

/// The start of the file that was changed, or else of the first one.
fn same_file(causes: &[&Cause], compared: &Compared<'_>) -> Option<Span> {
    let (before, after) = (
        sources(Side::Before, compared),
        sources(Side::After, compared),
    );
    let mut paths = causes
        .iter()
        .flat_map(|one| &one.places)
        .filter(|place| place.side == Side::Before)
        .map(|place| before.path(place.at.file));
    let of = |path: &str| -> Option<FileId> {
        let mut files = after.paths();
        files
            .find(|(_, other)| *other == path)
            .map(|(file, _)| file)
    };
    let file = paths
        .find_map(of)
        .or_else(|| after.paths().next().map(|(file, _)| file))?;
    Some(Span::new(file, 0, 0))
}

/// A place for people: `path:line:column`.
pub(crate) fn place(place: Place, compared: &Compared<'_>) -> String {
    let sources = sources(place.side, compared);
    let start = sources.start(place.at);
    let path = to_display(sources.path(place.at.file));
    format!("{path}:{}:{}", start.line, start.column)
}

/// The first line of the text at a place, unless it may hold a secret.
pub(crate) fn quoted(place: Place, compared: &Compared<'_>) -> Option<String> {
    let sources = sources(place.side, compared);
    sources.shown_around(place.at).ok()?;
    let text = sources.slice(place.at);
    let line = text.split(['\n', '\r']).next().unwrap_or(text);
    let (start, whole) = cut(line, MOST_QUOTED);
    let more = if whole && start.len() == text.len() {
        ""
    } else {
        "..."
    };
    (!start.is_empty()).then(|| format!("{}{more}", to_masked(start)))
}

/// What was compared: the guarded actions, or all.
pub(crate) fn scope(compared: &Compared<'_>, language: Language) -> String {
    if compared.all_actions {
        return language.pick("any action", "任何操作").to_owned();
    }
    let actions = compared.after.run.answers.iter();
    let actions: Vec<&str> = actions
        .map(|answers| answers.question.action.as_str())
        .collect();
    actions.join(language.pick(", ", "、"))
}

/// What the exit status is about, as one line.
pub(crate) fn ending(compared: &Compared<'_>, language: Language) -> String {
    let exit = compared.exit;
    let any = !compared.difference.gained.is_empty();
    let about = match (exit, compared.fail_on_new) {
        (1, Some(level)) => say!(
            language,
            "new access at or above {level}",
            "存在达到或高于 {level} 级别的新增访问"
        ),
        (3, _) => language
            .pick(
                "some input was not analysed, so there may be more",
                "部分输入未分析，因此可能还有更多",
            )
            .to_owned(),
        _ if !any && !compared.accepted.is_empty() => language
            .pick(
                "no new access but what is waived",
                "除已豁免的之外没有新增访问",
            )
            .to_owned(),
        _ if !any => language.pick("no new access", "没有新增访问").to_owned(),
        (_, Some(_)) if compared.fails() => language
            .pick(
                "new access, which --exit-zero keeps from failing",
                "存在新增访问，但 --exit-zero 使其不导致失败",
            )
            .to_owned(),
        (_, Some(level)) => say!(
            language,
            "new access, all of it below {level}",
            "存在新增访问，但均低于 {level} 级别"
        ),
        (_, None) => language
            .pick(
                "new access does not fail without --fail-on-new",
                "未指定 --fail-on-new 时，新增访问不导致失败",
            )
            .to_owned(),
    };
    let mut text = say!(language, "exit {exit}: {about}", "退出状态 {exit}：{about}");
    if exit != 3 && !compared.complete() {
        text.push_str(language.pick("; not everything was analysed", "；并非所有输入都已分析"));
    }
    text
}
