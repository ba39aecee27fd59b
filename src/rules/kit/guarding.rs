//! What the rules about guards share: which of them a Deny belongs to (each
//! fault is one rule's), who is left with the action, and what a Deny covers.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::engine::answers::{AccountAnswers, Answers, Because, Force, Line, Settings};
use crate::engine::bearing::{self, Bearing, Extent, Never};
use crate::engine::breadth::Breadth;
use crate::engine::domain::set::ValueType;
use crate::engine::exempt;
use crate::engine::holders;
use crate::engine::question::Resources;
use crate::engine::universe::Universe;
use crate::engine::unknown_actions::{self, UnknownAction};
use crate::engine::values::{self, Oddity, ValueIssue};
use crate::model::Model;
use crate::model::catalogue::{Catalogue, Presence};
use crate::model::policy::{Condition, Effect, Element, StatementId};
use crate::model::structure::StructureKind;
use crate::rules::kit::asked::Asked;
use crate::rules::kit::context::{Context, is_shadowed_holding, label};
use crate::rules::kit::depending::{self, Depending, depending};
use crate::rules::kit::entering::Roles;
use crate::rules::kit::finding::{Finding, Level};
use crate::rules::kit::language::{Language, say};
use crate::rules::kit::unheld;
use crate::source::Span;

/// Tests of one condition that are shown beside the first.
const MAX_TESTS: usize = 3;

/// The reading that leaves it open whether a pattern of a whole service covers
/// the resource of an action that names none.
const WHOLE_SERVICE: &str = "whole-service-resource";

/// Why no request for the action meets the condition of a Deny.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It tests a key that no such request carries.
    KeyNeverPresent,
    /// Its time has passed.
    Expired(i128),
    /// It leaves out every caller.
    ExemptsEveryone,
    /// Its tests cannot all be met, or one of them never is.
    Contradiction,
}

/// A Deny of the action that never applies because of its condition.
#[derive(Clone, Debug)]
pub struct Dead {
    /// The Deny.
    pub bearing: Bearing,
    /// Why.
    pub fault: Fault,
    /// The test responsible, or the first of those that do not go together.
    pub test: Condition,
}

/// A Deny that some request for the action gets past, and by whom.
pub struct Hole<'a> {
    /// The account.
    pub account: &'a AccountAnswers,
    /// The Deny, as the first line has it.
    pub because: &'a Because,
    /// Its statement.
    pub statement: StatementId,
    /// Those who get past it.
    pub lines: Vec<&'a Line>,
}

/// What rules look for once in a run.
#[derive(Debug, Default)]
pub struct Reviews {
    /// Denys of the guarded actions.
    denies: OnceLock<Vec<Vec<Bearing>>>,
    /// What is said of whole statements.
    pub(super) asked: Asked,
    /// Oddities of conditions.
    oddities: OnceLock<Vec<ValueIssue>>,
    /// Actions of Denys that do not exist.
    unknown: OnceLock<Vec<UnknownAction>>,
    /// What the answers say of roles.
    pub(super) roles: OnceLock<Roles>,
}

impl Reviews {
    /// Looks at the statements of an input beforehand, which needs no answers. Of a
    /// small one nothing is gained by that.
    pub fn prepare(&self, model: &Model, catalogue: &Catalogue, settings: &Settings) {
        let _ = self.asked.of(model, catalogue, settings);
    }
}

impl<'a> Context<'a> {
    /// What is odd about the conditions of the input.
    #[must_use]
    pub fn oddities(&self) -> &'a [ValueIssue] {
        let look = || values::review(self.model, self.catalogue);
        self.reviews.oddities.get_or_init(look)
    }

    /// The actions of Deny statements that do not exist.
    #[must_use]
    pub fn unknown_actions(&self) -> &'a [UnknownAction] {
        let look = || unknown_actions::review(self.model, self.catalogue);
        self.reviews.unknown.get_or_init(look)
    }
}

/// Every Deny that has to do with the action and is not part of a bundled policy.
#[must_use]
pub fn denies<'a>(answers: &Answers, context: &Context<'a>) -> &'a [Bearing] {
    let all = context.reviews.denies.get_or_init(|| {
        if context.has_deny() {
            context
                .answers
                .iter()
                .map(|one| look(one, context))
                .collect()
        } else {
            Vec::new()
        }
    });
    let same = |other: &Answers| std::ptr::eq(other, answers);
    let number = context.answers.iter().position(same);
    number
        .and_then(|number| all.get(number))
        .map_or(&[], Vec::as_slice)
}

fn look(answers: &Answers, context: &Context<'_>) -> Vec<Bearing> {
    let review = bearing::review(
        context.model,
        context.catalogue,
        &answers.question,
        Effect::Deny,
        context.settings,
    );
    let mut bearings = review.bearings;
    bearings.retain(|bearing| !bearing.bundled);
    bearings
}

/// Whether a Deny stops at least some requests for the action for certain.
#[must_use]
pub fn is_live(bearing: &Bearing) -> bool {
    let some = |extent| matches!(extent, Extent::Everything | Extent::Some);
    bearing.actions == Extent::Everything && some(bearing.resources) && some(bearing.conditions)
}

/// Whether a Deny stops every request for the action for certain.
#[must_use]
pub fn is_total(bearing: &Bearing) -> bool {
    [bearing.actions, bearing.resources, bearing.conditions]
        .iter()
        .all(|extent| *extent == Extent::Everything)
}

/// Every Deny of the action whose condition is never met, with the one fault.
#[must_use]
pub fn dead(answers: &Answers, context: &Context<'_>) -> Vec<Dead> {
    denies(answers, context)
        .iter()
        .filter(|bearing| {
            bearing.actions == Extent::Everything
                && bearing.resources.is_possible()
                && bearing.conditions == Extent::Nothing
        })
        .filter_map(|bearing| {
            let (fault, test) = fault(bearing, answers, context)?;
            Some(Dead {
                bearing: bearing.clone(),
                fault,
                test,
            })
        })
        .collect()
}

fn fault(
    bearing: &Bearing,
    answers: &Answers,
    context: &Context<'_>,
) -> Option<(Fault, Condition)> {
    let caller = bearing.never.iter().find(|(test, why)| {
        *why == Never::NotMet && exempt::is_about_caller(test, context.model, context.catalogue)
    });
    if let Some((test, _)) = caller {
        return Some((Fault::ExemptsEveryone, *test));
    }
    let on_all = matches!(answers.question.resources, Resources::All);
    for (test, why) in &bearing.never {
        let key = context.model.pools.str(test.key.text);
        let presence = context
            .catalogue
            .presence(key, &answers.question.action, on_all);
        match why {
            Never::Expired(instant) => return Some((Fault::Expired(*instant), *test)),
            Never::NoResource => return Some((Fault::KeyNeverPresent, *test)),
            Never::NotMet if matches!(presence, Presence::Never(_)) => {
                return Some((Fault::KeyNeverPresent, *test));
            }
            Never::NotMet => {}
        }
    }
    let statement = context.statement(bearing.statement)?;
    let all = context.model.pools.conditions(statement.conditions);
    let first = bearing.never.first().map(|(test, _)| *test);
    Some((
        Fault::Contradiction,
        first.or_else(|| all.first().copied())?,
    ))
}

/// Those who hold the Deny and have the action all the same.
#[must_use]
pub fn left<'a>(bearing: &Bearing, answers: &'a Answers, context: &Context<'_>) -> Vec<&'a Line> {
    let holders = holders::of_document(context.model, bearing.account, bearing.document);
    open(answers)
        .filter(|(account, line)| {
            account.account == bearing.account && holders.contains(&line.about)
        })
        .map(|(_, line)| line)
        .collect()
}

/// Those who have the action for certain.
pub fn open(answers: &Answers) -> impl Iterator<Item = (&AccountAnswers, &Line)> {
    answers
        .lines()
        .filter(|(_, line)| line.verdict.answer.gives_access() && !is_shadowed_holding(line))
}

/// How much a Deny that never applies matters: most where it was meant for the
/// action and somebody has it, least where it serves other actions and nobody has.
#[must_use]
pub const fn level(bearing: &Bearing, is_open: bool) -> Level {
    let meant = matches!(bearing.breadth, Breadth::Exact | Breadth::VerbWildcard);
    match (meant, is_open) {
        (true, true) => Level::High,
        (true, false) | (false, true) => Level::Medium,
        (false, false) => Level::Low,
    }
}

/// Every Deny under a condition that leaves the action to somebody, once each.
#[must_use]
pub fn holes(answers: &Answers) -> Vec<Hole<'_>> {
    let mut found: Vec<Hole<'_>> = Vec::new();
    for (account, line) in open(answers) {
        for because in &line.because {
            let (Force::Deny, Some(statement)) = (because.force, because.statement) else {
                continue;
            };
            // The ways to read one statement are one Deny.
            let same = |hole: &&mut Hole<'_>| {
                hole.because.at == because.at && hole.because.index == because.index
            };
            match found.iter_mut().find(same) {
                Some(hole) if hole.lines.iter().any(|known| known.id == line.id) => {}
                Some(hole) => hole.lines.push(line),
                None => found.push(Hole {
                    account,
                    because,
                    statement,
                    lines: vec![line],
                }),
            }
        }
    }
    found
}

/// A key that a request which gets past a Deny may lack.
pub struct Absent<'a> {
    /// The test of it.
    pub test: Condition,
    /// Its name.
    pub key: &'a str,
    /// It is true or false where it is there, so whoever denies one of the two
    /// means to allow the other only.
    pub is_flag: bool,
}

/// The keys whose absence gets a request past a Deny.
#[must_use]
pub fn absent<'a>(hole: &'a Hole<'_>, context: &Context<'a>) -> Vec<Absent<'a>> {
    let Some(statement) = context.statement(hole.statement) else {
        return Vec::new();
    };
    let universe: &'a Universe = &hole.account.universe;
    let open = hole
        .lines
        .first()
        .and_then(|line| line.verdict.condition.as_ref());
    let tests = context.model.pools.conditions(statement.conditions);
    let one = |test: &Condition| {
        let written: &'a str = context.model.pools.str(test.key.text);
        let name = context
            .catalogue
            .key(written)
            .map_or(written, |fact| fact.name);
        let key = universe.find(name).or_else(|| universe.find(written))?;
        let info = universe.key(key)?;
        bearing::met_without(key, open?, universe).then(|| Absent {
            test: *test,
            key: info.name.as_str(),
            is_flag: info.of == ValueType::Bool,
        })
    };
    tests.iter().filter_map(one).collect()
}

/// Whether nothing but who asks is tested, so that the hole is an exception made
/// for those whom it names.
#[must_use]
pub fn is_carve_out(hole: &Hole<'_>, context: &Context<'_>) -> bool {
    context.statement(hole.statement).is_some_and(|statement| {
        let tests = context.model.pools.conditions(statement.conditions);
        let caller = |test| exempt::is_about_caller(test, context.model, context.catalogue);
        !tests.is_empty() && tests.iter().all(caller)
    })
}

/// A resource of a Deny that covers a whole service, for an action that names no
/// resource.
pub struct WholeService<'a> {
    /// The Deny.
    pub bearing: Bearing,
    /// The pattern.
    pub element: Element,
    /// Those whose answer depends on it.
    pub lines: Vec<Depending<'a>>,
}

/// Every Deny of the action of which it is open whether such a pattern stops it.
#[must_use]
pub fn whole_services<'a>(answers: &'a Answers, context: &Context<'_>) -> Vec<WholeService<'a>> {
    let mut found = Vec::new();
    for bearing in denies(answers, context) {
        if bearing.actions != Extent::Everything || !bearing.conditions.is_possible() {
            continue;
        }
        let open = bearing.unsettled.iter();
        let mut open = open.filter(|(_, reading)| reading == WHOLE_SERVICE);
        let Some((element, _)) = open.next() else {
            continue;
        };
        let element = *element;
        let text = context.model.pools.str(element.text);
        let lines = depending(answers, WHOLE_SERVICE, |about| about == text);
        let holders = holders::of_document(context.model, bearing.account, bearing.document);
        let lines = lines
            .into_iter()
            .filter(|(_, line, _)| holders.contains(&line.about))
            .filter(|depending| depending::is_open(depending, answers, context))
            .collect();
        found.push(WholeService {
            bearing: bearing.clone(),
            element,
            lines,
        });
    }
    found
}

/// Condition keys that are not documented, of Denys of a guarded action, by place.
#[must_use]
pub fn undocumented_keys(context: &Context<'_>) -> Vec<ValueIssue> {
    let guards: Vec<Span> = context
        .answers
        .iter()
        .flat_map(|answers| denies(answers, context))
        .filter(|bearing| bearing.actions.is_possible())
        .filter_map(|bearing| Some(context.statement(bearing.statement)?.at))
        .collect();
    if guards.is_empty() {
        return Vec::new();
    }
    let mut found = context.oddities().to_vec();
    found.retain(|issue| {
        matches!(issue.oddity, Oddity::UnknownKey(_))
            && is_key(&issue.written)
            && guards.iter().any(|guard| guard.contains(issue.at))
    });
    found
}

/// Whether a text has the form of a condition key at all: a prefix and a name, in
/// visible characters of ASCII.
fn is_key(written: &str) -> bool {
    let visible = written.bytes().all(|byte| byte.is_ascii_graphic());
    let parts = written.split_once(':');
    visible && parts.is_some_and(|(prefix, name)| !prefix.is_empty() && !name.is_empty())
}

/// What the text by which a Deny reaches the action does there.
#[must_use]
pub const fn covers(breadth: Breadth, language: Language) -> &'static str {
    match breadth {
        Breadth::NotAction => language.pick(
            "does not list the action, so denies it",
            "未列出该操作，因而拒绝该操作",
        ),
        _ => language.pick("denies the action", "拒绝该操作"),
    }
}

/// Shows where a Deny reaches the action, and its other tests.
pub fn relate(
    bearing: &Bearing,
    test: Option<Condition>,
    context: &Context<'_>,
    found: &mut Finding,
) {
    let language = context.language;
    let statement = context.statement(bearing.statement);
    let tests = statement.map_or(&[][..], |statement| {
        context.model.pools.conditions(statement.conditions)
    });
    if let Some(test) = test {
        let others = tests.iter().filter(|other| other.key.at != test.key.at);
        let and = language.pick("tested too", "同时检查该条件键");
        for other in others.take(MAX_TESTS) {
            found.related.push(label(other.key.at, and));
        }
    }
    if bearing.action_at != found.at.at {
        let text = covers(bearing.breadth, language);
        found.related.push(label(bearing.action_at, text));
    }
}

/// `leaves ACTION to WHOM`, or `stops nobody from ACTION`.
#[must_use]
pub fn outcome(action: &str, whom: Option<&str>, language: Language) -> String {
    match whom {
        Some(whom) => say!(
            language,
            "leaves {action} to {whom}",
            "{whom} 仍可执行 {action}"
        ),
        None => say!(
            language,
            "stops nobody from {action}",
            "无法阻止任何人执行 {action}"
        ),
    }
}

/// Places of problems of structure that a rule about guards, or about grants that
/// nobody holds, reports, so that the rule about structure does not: odd characters
/// in the actions of a Deny, and documents that nobody holds.
#[must_use]
pub fn told_of_structure(context: &Context<'_>) -> BTreeSet<Span> {
    let unknown = context.unknown_actions();
    let letters: Vec<Span> = unknown
        .iter()
        .filter(|unknown| unknown.fault == unknown_actions::Fault::Letters)
        .map(|unknown| unknown.at)
        .collect();
    let pools = &context.model.pools;
    let documents: BTreeSet<Span> = unheld::bearing(context)
        .into_iter()
        .filter_map(|document| pools.document(document))
        .map(|document| document.at)
        .collect();
    let problems = context.model.structure_problems.iter();
    problems
        .filter(|problem| match problem.kind {
            StructureKind::OddCharacter { .. } => {
                letters.iter().any(|whole| whole.contains(problem.at))
            }
            StructureKind::Unattached => documents.contains(&problem.at),
            _ => false,
        })
        .map(|problem| problem.at)
        .collect()
}
