//! Access that one version gives and an earlier one does not, and which findings it has
//! to do with.

use std::collections::BTreeSet;

use crate::cli::asking;
use crate::cli::check::Judging;
use crate::engine::difference::all::{Rows, compare_all};
use crate::engine::difference::{Difference, Entry, Kind, Place, Side, compare};
use crate::engine::question::Question;
use crate::model::Model;
use crate::model::catalogue::Catalogue;
use crate::rules::kit::gained::Grades;
use crate::rules::{Finding, Level};
use crate::source::Span;

/// The rules about what somebody holds, or may hold.
const OWN: &[&str] = &[
    "RAM101", "RAM102", "RAM103", "RAM104", "RAM105", "RAM107", "RAM110", "RAM111", "RAM115",
];

/// What is gained, in the order of the comparison.
pub(super) struct Gains(Vec<Gain>);

/// One entry of the comparison.
pub(super) struct Gain {
    /// Whose access it is, as findings name them.
    pub principal: String,
    /// The action, which is any where the budget ended before it was known.
    pub action: String,
    is_any: bool,
    /// The rules about access of this kind.
    rules: &'static [&'static str],
    /// As grave as `diff` says it is.
    pub level: Level,
    /// Places of the later version that were changed.
    changed: Vec<Span>,
    /// These, and grants that take effect by it, and patterns.
    places: Vec<Span>,
}

impl Gains {
    /// Compares two versions for the guarded actions.
    pub fn of_guarded(before: &Model, after: &Model, judging: &Judging<'_>) -> Self {
        let catalogue = Catalogue::embedded();
        let actions = judging.actions.iter();
        let questions: Vec<Question> = actions
            .map(|action| asking::question(action, judging.language, &mut Vec::new()))
            .collect();
        let compared = compare(before, after, &questions, catalogue, judging.settings);
        let guarded = questions.iter().map(|question| question.action.as_str());
        let grades = Grades::new(after, guarded, catalogue);
        Self::of(&compared.difference, &grades)
    }

    /// Compares two versions for all actions.
    pub fn of_all(before: &Model, after: &Model, judging: &Judging<'_>) -> Self {
        let catalogue = Catalogue::embedded();
        let rows = (Rows::Example, &[][..]);
        let all = compare_all(before, after, catalogue, judging.settings, rows);
        Self::of(&all, &Grades::new(after, [], catalogue))
    }

    fn of(found: &Difference, grades: &Grades<'_>) -> Self {
        let gain = |entry: &Entry| {
            let causes = entry.causes.iter();
            let causes = || causes.clone().filter_map(|at| found.causes.get(*at));
            let later = |place: &&Place| place.side == Side::After;
            let at = |place: &Place| place.at;
            let changed = causes().flat_map(|cause| &cause.places);
            let changed: Vec<Span> = changed.filter(later).map(at).collect();
            let grants = causes().flat_map(|cause| &cause.grants);
            let patterns = entry.patterns.iter().map(|pattern| &pattern.place);
            let others = grants.chain(patterns).filter(later).map(at);
            Gain {
                principal: entry.principal.clone(),
                action: entry.action.clone(),
                is_any: entry.over_budget,
                rules: rules_about(entry),
                level: grades.level(entry, &found.causes),
                places: changed.iter().copied().chain(others).collect(),
                changed,
            }
        };
        Self(found.gained.iter().map(gain).collect())
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Gain> {
        self.0.iter()
    }

    /// Whether somebody gains by what a finding is about: the action for one of whom it
    /// names, or anything by the statement that it points at.
    pub fn bear_on(&self, finding: &Finding, after: &Model) -> bool {
        let around = Around::of(finding, after);
        let mut gains = self.0.iter();
        gains.any(|gain| gain.is_of(finding) || around.touched(&gain.places) > 0)
    }
}

impl Gain {
    /// Whether it is of an action that a finding is about, by somebody whom that names.
    pub fn is_of(&self, finding: &Finding) -> bool {
        let asked = finding.action.as_deref();
        let is_same = |asked: &str| self.is_any || self.action.eq_ignore_ascii_case(asked);
        asked.is_some_and(is_same) && finding.principals.contains(&self.principal)
    }

    /// Whether a finding is what a check says of such access.
    pub fn is_told_by(&self, finding: &Finding) -> bool {
        self.rules.contains(&finding.rule) && self.is_of(finding)
    }

    /// Whether a finding is about what was changed.
    pub fn is_caused_in(&self, finding: &Finding, after: &Model) -> bool {
        Around::of(finding, after).touched(&self.changed) > 0
    }

    /// How many of the places that it has to do with a finding shows.
    pub fn shown_in(&self, finding: &Finding, after: &Model) -> usize {
        let mut around = Around::of(finding, after);
        let others = finding.related.iter().chain(&finding.proof);
        around.0.extend(others.map(|label| label.at));
        around.touched(&self.places)
    }
}

/// The rules that tell of access of one kind.
fn rules_about(entry: &Entry) -> &'static [&'static str] {
    let entrance = entry.via.first().map_or("", String::as_str);
    match entry.kind {
        Kind::Direct | Kind::Exposure => OWN,
        Kind::Reach if entrance.starts_with("federated:") => &["RAM113"],
        Kind::Reach if entrance.starts_with("service:") => &["RAM112"],
        Kind::Reach => &["RAM106", "RAM107"],
        Kind::Obtain if entry.removal.is_some() => &["RAM205"],
        Kind::Obtain => &["RAM108"],
        Kind::Latent => &["RAM109"],
    }
}

/// The texts that a finding is about.
struct Around(Vec<Span>);

impl Around {
    fn of(finding: &Finding, model: &Model) -> Self {
        let at = finding.at.at;
        let documents = model.pools.documents();
        let mut statements = documents.flat_map(|(id, _)| model.pools.statements(id));
        let found = statements.find(|(_, statement)| statement.at.contains(at));
        Self(vec![found.map_or(at, |(_, statement)| statement.at)])
    }

    /// How many of some places lie in them, or they in which.
    fn touched(&self, places: &[Span]) -> usize {
        let places: BTreeSet<&Span> = places.iter().collect();
        let touches = |place: &Span| {
            let mut own = self.0.iter();
            own.any(|around| around.contains(*place) || place.contains(*around))
        };
        places.into_iter().filter(|place| touches(place)).count()
    }
}
