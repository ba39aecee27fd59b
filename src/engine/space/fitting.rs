//! Actions and resources of one statement that no request has together: an action
//! that is authorised on All Resources only beside an ARN, or an ARN of another
//! service or form than the actions are authorised on (R21, R23, D15, D43).
//!
//! What the catalogue does not know fits: an action that it does not hold may be
//! asked with any resource of its service, an action of a service that it does not
//! know, and an ARN of such a service, with anything.

use crate::engine::compile::{covers_whole, filled};
use crate::engine::space::{STEPS_PER_LIST, Space};
use crate::model::budget::Budget;
use crate::model::catalogue::{Catalogue, ResourceLevel};
use crate::model::pattern::{Fold, Pattern, matches, overlaps};
use crate::model::policy::{Element, Form, Known, Statement};
use crate::source::fragment::HOLE;

/// Why nothing on the other side fits an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// The actions are authorised on All Resources only, which is the resource `*`.
    OnAllResources,
    /// The resources are of other services.
    OtherService,
    /// The resources are of the service, but not such as the actions are authorised
    /// on.
    OtherForm,
}

/// The elements of a statement that nothing on the other side fits, by their
/// numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unfitting {
    /// Action elements for which no resource element fits.
    pub actions: Vec<(usize, Misfit)>,
    /// Resource elements for which no action element fits.
    pub resources: Vec<(usize, Misfit)>,
}

/// With which resources the actions of one element can be asked.
enum Asked {
    /// With any.
    Anything,
    /// With those of the service and of those that it acts on.
    Service(&'static str),
    /// As the catalogue has it for each of them.
    Known {
        service: &'static str,
        on_all: bool,
        templates: Vec<Pattern>,
    },
}

/// What a resource element names.
enum Named {
    /// The resource `*`, or perhaps anything.
    Anything,
    /// What a pattern matches.
    Like(Pattern),
}

impl Space<'_> {
    /// The elements of a statement that names both actions and resources which
    /// nothing on the other side fits. `None` where the budget ended first.
    #[must_use]
    pub fn unfitting(&self, statement: &Statement) -> Option<Unfitting> {
        let named = |form| form == Form::Named;
        if !named(statement.actions.form) || !named(statement.resources.form) {
            return Some(Unfitting::default());
        }
        let pools = &self.model().pools;
        let facts = &self.compiler.facts;
        let named: Vec<Named> = pools
            .elements(statement.resources.list)
            .iter()
            .map(|element| Named::by(self.known_text(element)))
            .collect();
        if named.iter().all(|one| matches!(one, Named::Anything)) {
            return Some(Unfitting::default());
        }
        let asked: Vec<Asked> = pools
            .elements(statement.actions.list)
            .iter()
            .map(|element| Asked::by(self.known_text(element).as_deref(), facts.catalogue))
            .collect();
        let mut fitting = Fitting {
            catalogue: facts.catalogue,
            account: facts.account.id.as_deref(),
            budget: Budget::new(STEPS_PER_LIST),
        };
        fitting.unfitting(&asked, &named)
    }

    /// The text of an element, `*` for what is not known of it.
    fn known_text(&self, element: &Element) -> Option<String> {
        if matches!(element.known, Known::Nothing(_)) {
            return None;
        }
        let text = self.model().pools.str(element.text).replace(HOLE, "*");
        Some(filled(&text).unwrap_or(text))
    }
}

impl Asked {
    fn by(text: Option<&str>, catalogue: &Catalogue) -> Self {
        let Some((text, (code, _))) = text.and_then(|text| Some((text, text.split_once(':')?)))
        else {
            return Self::Anything;
        };
        let Some(service) = catalogue.service(code) else {
            return Self::Anything;
        };
        let by_name = !text.contains(['*', '?']);
        let covered: Vec<ResourceLevel> = catalogue
            .actions_like(text)
            .map(|action| action.resource)
            .collect();
        let unknown = covered.is_empty() || covered.contains(&ResourceLevel::Unknown);
        if unknown || !(by_name || service.complete) {
            return Self::Service(service.code);
        }
        let mut templates: Vec<&str> = covered
            .iter()
            .filter_map(|level| match level {
                ResourceLevel::Templates(templates) => Some(templates.iter()),
                ResourceLevel::All | ResourceLevel::Unknown => None,
            })
            .flatten()
            .collect();
        templates.sort_unstable();
        templates.dedup();
        Self::Known {
            service: service.code,
            on_all: covered.contains(&ResourceLevel::All),
            templates: templates
                .into_iter()
                .map(|template| Pattern::from_template(template, None))
                .collect(),
        }
    }

    const fn service(&self) -> Option<&'static str> {
        match self {
            Self::Anything => None,
            Self::Service(service) | Self::Known { service, .. } => Some(service),
        }
    }

    const fn is_on_all_only(&self) -> bool {
        match self {
            Self::Known {
                on_all, templates, ..
            } => *on_all && templates.is_empty(),
            Self::Anything | Self::Service(_) => false,
        }
    }
}

impl Named {
    fn by(text: Option<String>) -> Self {
        match text {
            Some(text) if !matches(&text, "*", Fold::Exact) => Self::Like(Pattern::new(&text)),
            _ => Self::Anything,
        }
    }
}

struct Fitting<'a> {
    catalogue: &'a Catalogue,
    account: Option<&'a str>,
    budget: Budget,
}

impl Fitting<'_> {
    fn unfitting(&mut self, asked: &[Asked], named: &[Named]) -> Option<Unfitting> {
        let mut found = Unfitting::default();
        if asked.is_empty() || named.is_empty() {
            return Some(found);
        }
        let mut used = vec![false; named.len()];
        for (index, action) in asked.iter().enumerate() {
            let mut fits = false;
            for (resource, used) in named.iter().zip(&mut used) {
                if self.fits(action, resource)? {
                    *used = true;
                    fits = true;
                }
            }
            if !fits {
                let of_service = named.iter().any(|one| is_of(one, action.service()));
                found
                    .actions
                    .push((index, why(action.is_on_all_only(), of_service)));
            }
        }
        for (index, (resource, used)) in named.iter().zip(used).enumerate() {
            if !used {
                let on_all = asked.iter().all(Asked::is_on_all_only);
                let of_service = asked.iter().any(|one| is_of(resource, one.service()));
                found
                    .resources
                    .push((index, why(on_all && of_service, of_service)));
            }
        }
        Some(found)
    }

    fn fits(&mut self, asked: &Asked, named: &Named) -> Option<bool> {
        let Named::Like(pattern) = named else {
            return Some(true);
        };
        let Some(service) = asked.service() else {
            return Some(true);
        };
        if let Asked::Known {
            on_all, templates, ..
        } = asked
        {
            let whole = arns(service, self.account);
            if *on_all && self.meet(pattern, &whole)? && covers_whole(pattern, &whole) {
                return Some(true);
            }
            for template in templates {
                if self.meet(pattern, template)? {
                    return Some(true);
                }
            }
            return self.is_beside(service, pattern);
        }
        let same = code_of(pattern.text()).is_some_and(|code| code.eq_ignore_ascii_case(service));
        if same || self.meet(pattern, &arns(service, None).folded())? {
            return Some(true);
        }
        self.is_beside(service, pattern)
    }

    /// Whether a resource may be one of another service that the service acts on:
    /// one that is known for it, or one of which nothing is known.
    fn is_beside(&mut self, service: &str, pattern: &Pattern) -> Option<bool> {
        for code in self.catalogue.resources_beside(service) {
            if self.meet(pattern, &arns(code, None).folded())? {
                return Some(true);
            }
        }
        let written = code_of(pattern.text());
        let foreign = written.is_some_and(|code| {
            !code.is_empty() && !code.contains(['*', '?']) && self.catalogue.service(code).is_none()
        });
        Some(foreign && written.is_some_and(|code| self.catalogue.alias(code).is_none()))
    }

    fn meet(&mut self, one: &Pattern, other: &Pattern) -> Option<bool> {
        let pairs = one.tokens().len().saturating_mul(other.tokens().len());
        let steps = u64::try_from(pairs).unwrap_or(u64::MAX);
        self.budget.spend(steps).then(|| overlaps(one, other))
    }
}

/// Every ARN of a service.
fn arns(code: &str, account: Option<&str>) -> Pattern {
    let text = format!("acs:{code}:{{region}}:{{account}}:*");
    Pattern::from_template(&text, account)
}

fn why(on_all: bool, of_service: bool) -> Misfit {
    match (on_all, of_service) {
        (true, _) => Misfit::OnAllResources,
        (false, true) => Misfit::OtherForm,
        (false, false) => Misfit::OtherService,
    }
}

/// Whether an ARN is written with the code of a service.
fn is_of(named: &Named, service: Option<&str>) -> bool {
    let (Named::Like(pattern), Some(service)) = (named, service) else {
        return false;
    };
    code_of(pattern.text()).is_some_and(|code| matches(code, service, Fold::Ascii))
}

fn code_of(arn: &str) -> Option<&str> {
    let (code, _) = arn.strip_prefix("acs:")?.split_once(':')?;
    Some(code)
}
