//! Whether a statement covers the request's resource (R20 to R28, D15, D43).

use std::sync::Arc;

use crate::engine::compile::action::filled;
use crate::engine::compile::{Compiler, Free, either, met};
use crate::engine::domain::set::Set;
use crate::engine::domain::strings::{self, StringSet};
use crate::engine::formula::{Atom, Formula};
use crate::engine::question::Resources;
use crate::model::budget::Budget;
use crate::model::catalogue::{ByName, Catalogue};
use crate::model::doubt::{DoubtId, Doubts};
use crate::model::pattern::{Fold, Pattern, covers, matches, overlaps};
use crate::model::policy::{Effect, Element, Statement};
use crate::source::Span;

/// Steps for one question to the pattern algebra.
const STEPS_PER_PATTERN: u64 = 100_000;

impl Compiler<'_> {
    /// When the resources of a statement include the request's.
    pub fn resources(&mut self, statement: &Statement, doubts: &mut Doubts) -> Formula {
        self.listed(statement.resources, doubts, |element, excluded, doubts| {
            let effect = if excluded {
                Effect::Allow
            } else {
                statement.effect
            };
            self.resource(element, effect, doubts)
        })
    }

    /// When one resource element covers the request's resource.
    pub fn resource(&self, element: &Element, effect: Effect, doubts: &mut Doubts) -> Formula {
        self.by_text(element, doubts, |text, doubts| {
            self.resource_text(text, element, effect, doubts)
        })
    }

    /// As [`Self::resource_literal`]; where `${…}` stands in the text it may also
    /// be a template that was not filled in.
    fn resource_text(
        &self,
        text: &str,
        element: &Element,
        effect: Effect,
        doubts: &mut Doubts,
    ) -> Formula {
        let literal = self.resource_literal(text, element, effect, doubts);
        let Some(filled) = filled(text) else {
            return literal;
        };
        let doubt = doubts.reading("escape", text, Some(element.at));
        let filled = self.resource_literal(&filled, element, effect, doubts);
        either(doubt, Formula::or([filled, literal.clone()]), literal)
    }

    fn resource_literal(
        &self,
        text: &str,
        element: &Element,
        effect: Effect,
        doubts: &mut Doubts,
    ) -> Formula {
        match &self.question.resources {
            Resources::All => self.all_resources(text, element, effect, doubts),
            Resources::Templates(_) => self.arn(text),
            Resources::Fixed(spellings) => Formula::constant(
                spellings
                    .iter()
                    .any(|spelling| matches(text, spelling, Fold::Ascii)),
            ),
            Resources::Unknown => {
                let doubt = doubts.reading("resource-level-unknown", &self.question.action, None);
                let all = self.all_resources(text, element, effect, doubts);
                either(doubt, all, self.arn(text))
            }
        }
    }

    /// The request's resource is an ARN that varies.
    fn arn(&self, text: &str) -> Formula {
        let pattern = Pattern::new(text);
        if pattern.is_only_stars() {
            return Formula::True;
        }
        let Some(key) = self.resource_key() else {
            return Formula::False;
        };
        Formula::Key(Arc::new(Atom {
            key,
            set: Set::Strings(StringSet::any([Arc::new(pattern)])),
            absent: false,
            every: false,
        }))
    }

    /// The request's resource is the one character `*` (D15).
    fn all_resources(
        &self,
        text: &str,
        element: &Element,
        effect: Effect,
        doubts: &mut Doubts,
    ) -> Formula {
        let pattern = Pattern::new(text);
        if pattern.is_only_stars() {
            return Formula::True;
        }
        if covers_whole(&pattern, &self.whole_service) {
            return met(doubts.reading("whole-service-resource", text, Some(element.at)));
        }
        if matches(text, "*", Fold::Exact) {
            return met(doubts.reading("single-character-resource", "", Some(element.at)));
        }
        if effect == Effect::Deny && meets_whole(&pattern, &self.whole_service) {
            return met(doubts.reading("resource-scoped-deny", text, Some(element.at)));
        }
        Formula::False
    }
}

/// Whether a pattern covers every ARN of a service in the own account; out
/// of steps counts as yes, which leaves it in doubt. A relative id is never
/// empty, so a `?` may stand in for a part of it.
pub(in crate::engine) fn covers_whole(pattern: &Pattern, service: &Pattern) -> bool {
    let mut budget = Budget::new(STEPS_PER_PATTERN);
    if !matches!(covers(pattern, service, &mut budget), Ok(false)) {
        return true;
    }
    if !pattern.text().contains('?') {
        return false;
    }
    let others = StringSet::none([Arc::new(pattern.clone())]);
    is_met_in(service, &others, &mut budget) != Some(true)
}

/// Whether a pattern matches some ARN of a service in the own account; out of steps
/// counts as yes, which leaves it in doubt.
pub(in crate::engine) fn meets_whole(pattern: &Pattern, service: &Pattern) -> bool {
    if !overlaps(pattern, service) {
        return false;
    }
    // What may go on does so beyond an empty relative id.
    if pattern.text().ends_with('*') {
        return true;
    }
    let own = StringSet::any([Arc::new(pattern.clone())]);
    let mut budget = Budget::new(STEPS_PER_PATTERN);
    is_met_in(service, &own, &mut budget) != Some(false)
}

/// Whether some ARN of a service, of which the relative id is never empty, is in a set;
/// `None` where the steps ended first.
fn is_met_in(service: &Pattern, set: &StringSet, budget: &mut Budget) -> Option<bool> {
    let whole = StringSet::any([Arc::new(service.clone())]);
    let with_id = StringSet::any([Arc::new(Pattern::new("acs:*:*:*:?*"))]);
    match strings::solve(&[&whole, &with_id, set], budget) {
        strings::Answer::Member(_) => Some(true),
        strings::Answer::Empty => Some(false),
        strings::Answer::OutOfBudget => None,
    }
}

impl Compiler<'_> {
    /// When an attachment at resource-group scope reaches the request: never for
    /// an action that names no resource (R54, a reading), otherwise where the
    /// resource is in that group (D43).
    pub fn resource_group(&mut self, name: &str, at: Span, doubts: &mut Doubts) -> Formula {
        let reaches = met(doubts.reading("resource-group-scope", "", Some(at)));
        if let Some(free) = self.free {
            let (on_all, named) = (free.on_all_resources(), self.in_group(name));
            return Formula::or([
                Formula::and([on_all.clone(), reaches]),
                Formula::and([on_all.not(), named]),
            ]);
        }
        match self.question.resources {
            Resources::All | Resources::Fixed(_) => reaches,
            Resources::Templates(_) => self.in_group(name),
            Resources::Unknown => {
                let doubt = doubts.reading("resource-level-unknown", &self.question.action, None);
                let named = self.in_group(name);
                either(doubt, reaches, named)
            }
        }
    }

    pub(super) fn in_group(&mut self, name: &str) -> Formula {
        let label = "the resource's group";
        let key = self.universe.find(label).unwrap_or_else(|| {
            self.universe.add(crate::engine::universe::KeyInfo {
                name: label.to_owned(),
                role: crate::model::catalogue::KeyRole::Plain,
                of: crate::engine::domain::set::ValueType::String,
                may_be_absent: false,
                many: false,
                values: Set::Strings(StringSet::any([Arc::new(Pattern::new("rg-?*"))])),
            })
        });
        Formula::Key(Arc::new(Atom {
            key,
            set: Set::Strings(StringSet::any([Arc::new(Pattern::literal(name))])),
            absent: false,
            every: false,
        }))
    }

    /// When the part of a system policy that is not bundled grants the action:
    /// `None` where it is known that it does not (D42).
    pub fn system_rest(
        &mut self,
        name: &str,
        gap: DoubtId,
        at: Option<Span>,
        doubts: &mut Doubts,
    ) -> Option<Formula> {
        let catalogue = self.facts.catalogue;
        if let Some(free) = self.free {
            let rest = self
                .by_name
                .entry(name.to_owned())
                .or_insert_with(|| Rest::of(name, free, catalogue));
            let by_name = met(doubts.reading("system-policy-by-name", name, at));
            let formula = Formula::and([
                rest.not_granted.not(),
                Formula::or([
                    Formula::and([rest.told_by_name.clone(), by_name]),
                    Formula::and([rest.told_by_name.not(), met(gap)]),
                ]),
            ]);
            return (formula != Formula::False).then_some(formula);
        }
        let action = &self.question.action;
        let known = catalogue
            .system_policy(name)
            .is_some_and(|policy| policy.rest_does_not_grant(action));
        if known {
            return None;
        }
        Some(match catalogue.system_policy_by_name(name, action) {
            ByName::DoesNotGrant => met(doubts.reading("system-policy-by-name", name, at)),
            ByName::Unknown => met(gap),
        })
    }

    /// The effect of a statement.
    #[must_use]
    pub fn effect(&self, id: crate::model::policy::StatementId) -> Option<Effect> {
        self.facts
            .model
            .pools
            .statement(id)
            .map(|statement| statement.effect)
    }
}

/// What is known of the unread rest of a system policy, by the request's action.
pub(super) struct Rest {
    /// Actions that it is known not to grant.
    not_granted: Formula,
    /// Actions that, by its name, it does not grant.
    told_by_name: Formula,
}

impl Rest {
    fn of(name: &str, free: Free, catalogue: &Catalogue) -> Self {
        let policy = catalogue.system_policy(name);
        let not_granted: Vec<&str> = policy
            .into_iter()
            .flat_map(|policy| policy.not_granted_by_rest())
            .collect();
        let told =
            |action: &str| catalogue.system_policy_by_name(name, action) == ByName::DoesNotGrant;
        let mut patterns = Vec::new();
        for service in catalogue.services() {
            // Of an action that is not catalogued, only its service tells.
            if told(&format!("{}:", service.code)) {
                patterns.push(format!("{}:*", service.code));
                continue;
            }
            let own = catalogue.actions_of(service.code).map(|action| action.name);
            patterns.extend(own.filter(|action| told(action)).map(str::to_owned));
        }
        Self {
            not_granted: free.action_among(not_granted),
            told_by_name: free.action_among(patterns.iter().map(String::as_str)),
        }
    }
}
