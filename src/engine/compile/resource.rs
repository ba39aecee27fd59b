//! Whether a statement covers the request's resource (R20 to R28, D15, D43).

use std::sync::Arc;

use crate::engine::compile::{Compiler, either, met};
use crate::engine::domain::set::Set;
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::{Atom, Formula};
use crate::engine::question::Resources;
use crate::model::budget::Budget;
use crate::model::doubt::Doubts;
use crate::model::pattern::{Fold, Pattern, covers, matches, overlaps};
use crate::model::policy::{Effect, Element, Form, Known, Statement};
use crate::source::fragment::HOLE;

/// Steps for one question to the pattern algebra.
const STEPS_PER_PATTERN: u64 = 100_000;

impl Compiler<'_> {
    /// When the resources of a statement include the request's.
    pub(super) fn resources(&mut self, statement: &Statement, doubts: &mut Doubts) -> Formula {
        let resources = statement.resources;
        let list = self.facts.model.pools.elements(resources.list);
        match resources.form {
            Form::Missing => Formula::True,
            Form::Named => Formula::or(
                list.iter()
                    .map(|element| self.resource(element, statement.effect, doubts)),
            ),
            Form::Excluded if list.is_empty() => {
                met(doubts.reading("empty-not-action", "", Some(resources.at)))
            }
            Form::Excluded => Formula::or(
                list.iter()
                    .map(|element| self.resource(element, Effect::Allow, doubts)),
            )
            .not(),
        }
    }

    /// When one resource element covers the request's resource.
    pub fn resource(&self, element: &Element, effect: Effect, doubts: &mut Doubts) -> Formula {
        match element.known {
            Known::Nothing(gap) => met(gap),
            Known::Holes(gap) => {
                let filled = self.element_text(element).replace(HOLE, "*");
                Formula::and([
                    met(gap),
                    self.resource_text(&filled, element, effect, doubts),
                ])
            }
            Known::Whole => self.resource_text(self.element_text(element), element, effect, doubts),
        }
    }

    fn resource_text(
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
        let mut budget = Budget::new(STEPS_PER_PATTERN);
        match covers(&pattern, &self.whole_service, &mut budget) {
            Ok(false) => {}
            Ok(true) | Err(_) => {
                return met(doubts.reading("whole-service-resource", text, Some(element.at)));
            }
        }
        if matches(text, "*", Fold::Exact) {
            return met(doubts.reading("single-character-resource", "", Some(element.at)));
        }
        if effect == Effect::Deny && overlaps(&pattern, &self.whole_service) {
            return met(doubts.reading("resource-scoped-deny", text, Some(element.at)));
        }
        Formula::False
    }
}
