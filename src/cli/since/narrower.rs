//! Findings about access that say less than one that another commit has: a member who
//! left, a pattern that covers less, a condition more. Their fingerprints are new, and
//! nobody gains by them what a comparison of the two versions would tell of.

use crate::cli::asking;
use crate::cli::check::Judging;
use crate::engine::difference::all::{Rows, compare_all};
use crate::engine::difference::{Difference, Entry, Place, Side, compare};
use crate::engine::question::Question;
use crate::model::Model;
use crate::model::catalogue::Catalogue;
use crate::rules::Finding;
use crate::source::Span;

/// The rules about statements that grant. Which of them tells of a statement hangs on
/// how it is written.
const GRANTS: &[&str] = &["RAM101", "RAM102", "RAM103", "RAM104", "RAM105", "RAM111"];

/// The family of the rules about access.
const ACCESS: &str = "RAM1";

/// Whether a finding about access is of nobody and of nothing but what one of those
/// that are gone is about, and no graver.
pub(super) fn is_covered(finding: &Finding, gone: &[&Finding]) -> bool {
    let is_grant = |rule: &str| GRANTS.contains(&rule);
    finding.rule.starts_with(ACCESS)
        && finding.action.is_some()
        && !finding.principals.is_empty()
        && gone.iter().any(|one| {
            let alike = one.rule == finding.rule || (is_grant(one.rule) && is_grant(finding.rule));
            let mut ids = finding.principals.iter();
            alike
                && one.action == finding.action
                && one.level >= finding.level
                && ids.all(|id| one.principals.contains(id))
        })
}

/// Access that one version gives and an earlier one does not.
pub(super) struct Gains(Vec<Gain>);

struct Gain {
    principal: String,
    /// None is any, where the budget ended before that was known.
    action: Option<String>,
    /// Places of the later version that have to do with it.
    places: Vec<Span>,
}

impl Gains {
    /// Compares two versions for the guarded actions, and for all others: a grant that
    /// has become wider is none that was there, even if it gives no more of the
    /// guarded one.
    pub fn between(before: &Model, after: &Model, judging: &Judging<'_>) -> Self {
        let catalogue = Catalogue::embedded();
        let settings = judging.settings;
        let actions = judging.actions.iter();
        let questions: Vec<Question> = actions
            .map(|action| asking::question(action, judging.language, &mut Vec::new()))
            .collect();
        let guarded = compare(before, after, &questions, catalogue, settings).difference;
        let all = compare_all(before, after, catalogue, settings, (Rows::Example, &[]));
        let mut gains = Self(Vec::new());
        gains.add(&guarded);
        gains.add(&all);
        gains
    }

    fn add(&mut self, found: &Difference) {
        let entries = found.gained.iter();
        self.0.extend(entries.map(|entry| Gain {
            principal: entry.principal.clone(),
            action: (!entry.over_budget).then(|| entry.action.clone()),
            places: places(entry, found),
        }));
    }

    /// Whether somebody gains by what a finding is about: the action for one of whom it
    /// names, or anything by the statement that it points at.
    pub fn bear_on(&self, finding: &Finding, after: &Model) -> bool {
        let at = finding.at.at;
        let around = statement_around(at, after).unwrap_or(at);
        let asked = finding.action.as_deref().unwrap_or_default();
        self.0.iter().any(|gain| {
            let action = gain.action.as_deref();
            let is_same = action.is_none_or(|action| action.eq_ignore_ascii_case(asked));
            let touches = |place: &Span| around.contains(*place) || place.contains(around);
            (is_same && finding.principals.contains(&gain.principal))
                || gain.places.iter().any(touches)
        })
    }
}

/// The places of the later version that an entry is brought about by.
fn places(entry: &Entry, found: &Difference) -> Vec<Span> {
    let causes = entry.causes.iter();
    let causes = causes.filter_map(|number| found.causes.get(*number));
    let of_causes = causes.flat_map(|cause| cause.places.iter().chain(&cause.grants));
    let patterns = entry.patterns.iter().map(|pattern| &pattern.place);
    let all = of_causes.chain(patterns);
    all.filter(|place| place.side == Side::After)
        .map(|place: &Place| place.at)
        .collect()
}

/// The statement that a place lies in.
fn statement_around(at: Span, model: &Model) -> Option<Span> {
    let documents = model.pools.documents();
    let mut statements = documents.flat_map(|(id, _)| model.pools.statements(id));
    let found = statements.find(|(_, statement)| statement.at.contains(at));
    found.map(|(_, statement)| statement.at)
}
