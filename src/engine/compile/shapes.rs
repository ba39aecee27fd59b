//! Actions, resources and principals of statements as tests of the request's own,
//! where no action is asked about (R10 to R28, R45 to R51, D12, D15, D18, D43).

#[cfg(test)]
mod tests;

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::compile::{
    Compiler, Facts, Free, among, covers_whole, filled, in_ascii, meets_whole, met,
};
use crate::engine::domain::set::Set;
use crate::engine::formula::{Atom, Formula, KeyId};
use crate::engine::question::Readings;
use crate::engine::trust::split;
use crate::model::doubt::Doubts;
use crate::model::pattern::{Fold, Pattern, covers_plainly, matches, overlaps};
use crate::model::policy::{Effect, Element, Form, PrincipalElement, PrincipalForm, Statement};

/// Every resource of a service in the account, as an ARN.
struct Whole {
    code: &'static str,
    arns: Pattern,
}

/// What elements are compiled with.
pub(super) struct Shapes<'a> {
    facts: Facts<'a>,
    free: Free,
    principal: KeyId,
    readings: Readings,
    /// Made when a pattern is met that may cover several services.
    services: OnceCell<Vec<Whole>>,
    /// The services whose every resource a pattern covers, by its text.
    whole: RefCell<BTreeMap<String, Formula>>,
    /// Wrong prefixes with the codes meant; none unless readings are open.
    aliases: Vec<(&'static str, &'static str)>,
}

impl<'a> Shapes<'a> {
    pub(super) fn new(facts: Facts<'a>, free: Free, principal: KeyId, readings: Readings) -> Self {
        let aliases = facts.catalogue.services().flat_map(|service| {
            let aliases = facts.catalogue.aliases_of(service.code);
            aliases.map(move |alias| (alias, service.code))
        });
        Self {
            facts,
            free,
            principal,
            readings,
            services: OnceCell::new(),
            whole: RefCell::default(),
            aliases: match readings {
                Readings::Strict => aliases.collect(),
                Readings::Default => Vec::new(),
            },
        }
    }

    /// The same for the statements of another input.
    pub(super) fn turned_to(self, facts: Facts<'a>) -> Self {
        if facts.account.id == self.facts.account.id {
            return Self { facts, ..self };
        }
        Self::new(facts, self.free, self.principal, self.readings)
    }

    fn action(
        &self,
        text: &str,
        element: &Element,
        effect: Effect,
        doubts: &mut Doubts,
    ) -> Formula {
        let at = Some(element.at);
        let like = |text: &str| self.free.action_among([text]);
        let as_written = like(text);
        let mut ways = vec![if text.contains(':') || is_only_stars(text) {
            as_written.clone()
        } else {
            let doubt = met(doubts.reading("action-without-colon", text, at));
            Formula::and([doubt, as_written.clone()])
        }];
        if !text.is_ascii() && effect == Effect::Allow {
            let doubt = met(doubts.reading("non-ascii-letter", text, at));
            ways.push(Formula::and([doubt, like(&in_ascii(text))]));
        }
        if let Some(filled) = filled(text) {
            let doubt = met(doubts.reading("escape", text, at));
            ways.push(Formula::and([doubt, like(&filled), as_written.not()]));
        }
        // A product's name in place of its code works only where the reading is open.
        for (alias, code) in &self.aliases {
            let beginning = format!("{alias}:");
            let names: Vec<String> = after(text, &beginning)
                .iter()
                .map(|name| format!("{code}:{name}"))
                .filter(|meant| {
                    let (wide, narrow) =
                        (Pattern::new(text).folded(), Pattern::new(meant).folded());
                    !covers_plainly(&wide, &narrow)
                })
                .collect();
            if names.is_empty() {
                continue;
            }
            let doubt = met(doubts.reading("wrong-service-code", *alias, at));
            ways.push(Formula::and([
                doubt,
                self.free.action_among(names.iter().map(String::as_str)),
            ]));
        }
        Formula::or(ways)
    }

    /// As [`Self::literal_resource`]; where `${…}` stands in the text it may also be
    /// a template that was not filled in.
    fn resource(
        &self,
        text: &str,
        element: &Element,
        effect: Effect,
        doubts: &mut Doubts,
    ) -> Resource {
        let mut found = self.literal_resource(text, element, effect, doubts);
        if let Some(filled) = filled(text) {
            let doubt = met(doubts.reading("escape", text, Some(element.at)));
            let filled = self.literal_resource(&filled, element, effect, doubts);
            let or = |literal: Formula, filled: Formula| {
                Formula::or([literal, Formula::and([doubt.clone(), filled])])
            };
            found = Resource {
                named: or(found.named, filled.named),
                on_all: or(found.on_all, filled.on_all),
            };
        }
        found
    }

    fn literal_resource(
        &self,
        text: &str,
        element: &Element,
        effect: Effect,
        doubts: &mut Doubts,
    ) -> Resource {
        let at = Some(element.at);
        let pattern = Pattern::new(text);
        if pattern.is_only_stars() {
            return Resource {
                named: Formula::True,
                on_all: Formula::True,
            };
        }
        let mut ways = Vec::new();
        let known = self.whole.borrow().get(text).cloned();
        let whole = known.unwrap_or_else(|| {
            let found = self.services(text, |arns| {
                overlaps(&pattern, arns) && covers_whole(&pattern, arns)
            });
            self.whole
                .borrow_mut()
                .insert(text.to_owned(), found.clone());
            found
        });
        if whole != Formula::False {
            let doubt = met(doubts.reading("whole-service-resource", text, at));
            ways.push(Formula::and([doubt, whole.clone()]));
        }
        if matches(text, "*", Fold::Exact) {
            let doubt = met(doubts.reading("single-character-resource", "", at));
            ways.push(Formula::and([doubt, whole.not()]));
        } else if effect == Effect::Deny && self.readings == Readings::Strict {
            let some = self.services(text, |arns| meets_whole(&pattern, arns));
            let doubt = met(doubts.reading("resource-scoped-deny", text, at));
            ways.push(Formula::and([doubt, some, whole.not()]));
        }
        Resource {
            named: among(self.free.resource, [pattern]),
            on_all: Formula::or(ways),
        }
    }

    /// The requests for actions of the services whose ARNs pass a test: those of the
    /// catalogue, and the one that the pattern itself names.
    fn services(&self, text: &str, test: impl Fn(&Pattern) -> bool) -> Formula {
        let account = self.facts.account.id.as_deref();
        let mut codes: Vec<String> = Vec::new();
        let written = text.strip_prefix("acs:").map_or("*", |rest| {
            rest.split_once(':').map_or("*", |(code, _)| code)
        });
        if !written.is_empty() && test(&whole(written, account)) {
            codes.push(format!("{written}:*"));
        }
        let every = codes
            .first()
            .is_some_and(|code| is_only_stars(code.trim_end_matches(":*")));
        if every {
            return Formula::True;
        }
        if written.contains(['*', '?']) {
            let services = self.services.get_or_init(|| {
                let services = self.facts.catalogue.services();
                let arns = services.map(|service| Whole {
                    code: service.code,
                    arns: whole(service.code, account),
                });
                arns.collect()
            });
            let passing = services.iter().filter(|whole| test(&whole.arns));
            codes.extend(passing.map(|whole| format!("{}:*", whole.code)));
        }
        if codes.is_empty() {
            return Formula::False;
        }
        self.free.action_among(codes.iter().map(String::as_str))
    }

    fn principal(&self, principal: &PrincipalElement, text: &str, doubts: &mut Doubts) -> Formula {
        let at = Some(principal.element.at);
        let exactly = |kind: &str, name: &str| {
            let literal = Pattern::literal(&format!("{kind} {name}")).folded();
            among(self.principal, [literal])
        };
        let wildcard = |doubts: &mut Doubts| met(doubts.reading("principal-wildcard", text, at));
        match principal.form {
            PrincipalForm::Service => exactly("service", text),
            PrincipalForm::Federated => exactly("federated", text),
            PrincipalForm::Other if text.contains('*') => wildcard(doubts),
            PrincipalForm::Other => exactly("other", text),
            PrincipalForm::Ram => match split(text) {
                None if text.contains('*') => wildcard(doubts),
                None => exactly("other", text),
                Some((owner, who)) => {
                    let like = |owner: &str, who: &str| {
                        let pattern = Pattern::new(&format!("ram {owner}:{who}")).folded();
                        among(self.principal, [pattern])
                    };
                    let named = if who == "root" {
                        let doubt = met(doubts.reading("root-includes-roles", "", at));
                        Formula::or([
                            like(owner, "user/*"),
                            Formula::and([doubt, like(owner, "role/*")]),
                        ])
                    } else {
                        like(owner, who)
                    };
                    if owner.contains(['*', '?']) || who.contains(['*', '?']) {
                        Formula::and([wildcard(doubts), named])
                    } else {
                        named
                    }
                }
            },
        }
    }
}

/// When an element covers a request that names a resource, and when it covers one
/// that names none.
#[derive(Clone)]
struct Resource {
    named: Formula,
    on_all: Formula,
}

impl Resource {
    fn formula(self, free: Free) -> Formula {
        if self.named == self.on_all {
            return self.named;
        }
        let on_all = free.on_all_resources();
        Formula::and([
            Formula::or([on_all.clone(), self.named]),
            Formula::or([on_all.not(), self.on_all]),
        ])
    }
}

impl Compiler<'_> {
    /// What says it of an element where no action is asked about; nothing is said
    /// where one is.
    fn shaped(
        &self,
        element: &Element,
        doubts: &mut Doubts,
        says: impl FnOnce(&Shapes<'_>, &str, &mut Doubts) -> Formula,
    ) -> Formula {
        let Some(shapes) = &self.shapes else {
            return Formula::False;
        };
        self.by_text(element, doubts, |text, doubts| says(shapes, text, doubts))
    }

    /// The requests whose action is among those of a statement.
    pub(in crate::engine) fn free_actions(
        &self,
        statement: &Statement,
        doubts: &mut Doubts,
    ) -> Formula {
        let formula = self.listed(statement.actions, doubts, |one, _, doubts| {
            self.free_action(statement, one, doubts)
        });
        joined(&formula)
    }

    /// The requests whose action one element of a statement names, an exception of
    /// `NotAction` too.
    pub(in crate::engine) fn free_action(
        &self,
        statement: &Statement,
        element: &Element,
        doubts: &mut Doubts,
    ) -> Formula {
        let effect = action_effect(statement);
        self.shaped(element, doubts, |shapes, text, doubts| {
            shapes.action(text, element, effect, doubts)
        })
    }

    /// The requests whose resource is among those of a statement.
    pub(in crate::engine) fn free_resources(
        &self,
        statement: &Statement,
        doubts: &mut Doubts,
    ) -> Formula {
        let Some(free) = self.free else {
            return Formula::False;
        };
        let effect = resource_effect(statement);
        let mut part = |of: fn(Resource) -> Formula| {
            let formula = self.listed(statement.resources, doubts, |one, _, doubts| {
                self.shaped(one, doubts, |shapes, text, doubts| {
                    of(shapes.resource(text, one, effect, doubts))
                })
            });
            joined(&formula)
        };
        let found = Resource {
            named: part(|resource| resource.named),
            on_all: part(|resource| resource.on_all),
        };
        found.formula(free)
    }

    /// The requests whose resource one element of a statement names, an exception
    /// of `NotResource` too.
    pub(in crate::engine) fn free_resource(
        &self,
        statement: &Statement,
        element: &Element,
        doubts: &mut Doubts,
    ) -> Formula {
        let Some(free) = self.free else {
            return Formula::False;
        };
        let effect = resource_effect(statement);
        self.shaped(element, doubts, |shapes, text, doubts| {
            shapes.resource(text, element, effect, doubts).formula(free)
        })
    }

    /// The requests of those whom one element names.
    pub(in crate::engine) fn free_principal(
        &self,
        principal: &PrincipalElement,
        doubts: &mut Doubts,
    ) -> Formula {
        self.shaped(&principal.element, doubts, |shapes, text, doubts| {
            shapes.principal(principal, text, doubts)
        })
    }
}

/// Whether a doubt about an action speaks for a grant or for a guard: an exception
/// works against its statement.
fn action_effect(statement: &Statement) -> Effect {
    match (statement.actions.form, statement.effect) {
        (Form::Excluded, Effect::Allow) => Effect::Deny,
        (Form::Excluded, Effect::Deny) => Effect::Allow,
        (_, effect) => effect,
    }
}

fn resource_effect(statement: &Statement) -> Effect {
    if statement.resources.form == Form::Excluded {
        Effect::Allow
    } else {
        statement.effect
    }
}

fn whole(code: &str, account: Option<&str>) -> Pattern {
    Pattern::from_template(&format!("acs:{code}:{{region}}:{{account}}:*"), account)
}

fn is_only_stars(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'*')
}

/// The patterns of what may follow a text of which a pattern matches the whole
/// beginning, letters of either case being one.
fn after(pattern: &str, beginning: &str) -> Vec<String> {
    let mut rests: Vec<&str> = vec![pattern];
    for wanted in beginning.chars() {
        let mut next: Vec<&str> = Vec::new();
        for rest in rests {
            let mut rest = rest;
            // A star may be used up here or take the character and stay.
            while let Some(behind) = rest.strip_prefix('*') {
                if !next.contains(&rest) {
                    next.push(rest);
                }
                rest = behind;
            }
            let mut letters = rest.chars();
            let takes = letters
                .next()
                .is_some_and(|letter| letter == '?' || letter.eq_ignore_ascii_case(&wanted));
            if takes && !next.contains(&letters.as_str()) {
                next.push(letters.as_str());
            }
        }
        rests = next;
    }
    rests.into_iter().map(str::to_owned).collect()
}

/// Joins tests of one key that stand beside each other as alternatives into one
/// test (or, of exceptions, tests that must all hold), so that a long list is one
/// question to a domain and not a choice for each element.
fn joined(formula: &Formula) -> Formula {
    match formula {
        Formula::Or(parts) => Formula::or(unions(parts, |formula| formula.clone())),
        Formula::And(parts) => {
            let parts: Vec<Formula> = parts.iter().map(Formula::not).collect();
            Formula::and(unions(&parts, Formula::not))
        }
        other => other.clone(),
    }
}

fn unions(parts: &[Formula], finished: impl Fn(&Formula) -> Formula) -> Vec<Formula> {
    let mut kept = Vec::new();
    let mut tests: Vec<Vec<&Atom>> = Vec::new();
    for part in parts {
        let Formula::Key(atom) = part else {
            kept.push(part.clone());
            continue;
        };
        let known = tests.iter_mut().find(|alike| {
            alike.first().is_some_and(|test| {
                test.key == atom.key && test.absent == atom.absent && test.set.joins(&atom.set)
            })
        });
        match known {
            Some(alike) => alike.push(atom),
            None => tests.push(vec![atom]),
        }
    }
    kept.extend(tests.iter().filter_map(|alike| {
        let sets: Vec<&Set> = alike.iter().map(|test| &test.set).collect();
        Some(Formula::Key(Arc::new(Atom {
            set: Set::positive_union_of(&sets)?,
            ..Atom::clone(alike.first()?)
        })))
    }));
    kept.iter().map(finished).collect()
}
