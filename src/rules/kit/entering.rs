//! Facts about trust documents that several rules speak of.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::answers::{About, Answers, Line};
use crate::engine::entrances::{self, Entrance, Whom};
use crate::engine::trust;
use crate::model::account::{PrincipalId, PrincipalKind};
use crate::model::catalogue::KeyRole;
use crate::model::policy::Effect;
use crate::rules::kit::context::{Context, label};
use crate::rules::kit::finding::Finding;
use crate::rules::kit::language::Language;
use crate::rules::kit::rule::Rule;
use crate::rules::kit::wording::quoted;
use crate::source::Span;

/// What whoever gets into a role has by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gain {
    /// Neither the guarded action nor a way to it.
    Little,
    /// A way to it, or it is not known whether the role has it.
    Perhaps,
    /// The guarded action, in some requests at least.
    Guarded,
}

/// Every principal of an Allow of a trust document.
#[must_use]
pub fn admitted<'a>(context: &Context<'a>) -> Vec<Entrance<'a>> {
    let mut all = entrances::review(context.model, context.catalogue, context.settings);
    all.retain(|entrance| entrance.effect == Effect::Allow);
    all
}

/// The principals of one kind that a trust document may admit without a condition on
/// a key of theirs that turns anybody away.
#[must_use]
pub fn unrestricted<'a>(whom: Whom, key: KeyRole, context: &Context<'a>) -> Vec<Entrance<'a>> {
    let mut all = admitted(context);
    all.retain(|entrance| {
        let open = entrance.assumes.is_possible() && entrance.conditions.is_possible();
        entrance.whom == whom && open && !entrance.restricts(key)
    });
    all
}

/// A finding at a principal of a trust document, with what the role has and whose
/// it is.
#[must_use]
pub fn finding(
    rule: &Rule,
    message: String,
    primary: &str,
    (entrance, gain): (&Entrance<'_>, Gain),
    context: &Context<'_>,
) -> Finding {
    let at = label(entrance.principal.element.at, primary);
    let mut found = context.finding(rule, message, at);
    found.notes = notes(context, gain, &role(context, entrance));
    found.principals = ids(context, entrance);
    found
}

/// Whether a principal is of another account that may be trusted.
#[must_use]
pub fn is_trusted(context: &Context<'_>, entrance: &Entrance<'_>) -> bool {
    let trusted = &context.thresholds.trusted_accounts;
    trust::split(entrance.text).is_some_and(|(account, _)| trusted.contains(account))
}

/// What the answers say of roles, looked up by the role and by the way in.
#[derive(Debug, Default)]
pub(super) struct Roles {
    /// What each has, by its account.
    gains: BTreeMap<(usize, PrincipalId), Gain>,
    /// The principals of trust documents by which somebody reaches a guarded action who
    /// does not have it.
    reached: BTreeSet<Span>,
}

impl Roles {
    fn new(answers: &[Answers]) -> Self {
        let mut all = Self::default();
        for (account, line) in answers.iter().flat_map(Answers::lines) {
            if let About::Principal(PrincipalKind::Role, role) = line.about {
                let gain = all.gains.entry((account.account, role));
                let gain = gain.or_insert(Gain::Little);
                *gain = Gain::of(line).max(*gain);
            }
            if !line.verdict.at_most.gives_access() {
                let ways = line.reach.iter();
                all.reached.extend(ways.filter_map(|way| way.trust_at));
            }
        }
        all
    }
}

impl Gain {
    fn of(line: &Line) -> Self {
        if line.verdict.answer.gives_access() {
            Self::Guarded
        } else if line.verdict.at_most.gives_access() || !line.can_obtain.is_empty() {
            Self::Perhaps
        } else {
            Self::Little
        }
    }
}

impl<'a> Context<'a> {
    fn roles(&self) -> &'a Roles {
        let look = || Roles::new(self.answers);
        self.reviews.roles.get_or_init(look)
    }
}

/// What the role of a trust document has.
#[must_use]
pub fn gain(context: &Context<'_>, entrance: &Entrance<'_>) -> Gain {
    let role = entrance.role.map(|role| (entrance.account, role));
    let gain = role.and_then(|role| context.roles().gains.get(&role));
    gain.copied().unwrap_or(Gain::Little)
}

/// The role of a trust document, for a message.
#[must_use]
pub fn role(context: &Context<'_>, entrance: &Entrance<'_>) -> String {
    let account = context.model.accounts.get(entrance.account);
    let role = entrance
        .role
        .and_then(|role| account?.principal(role))
        .map(|role| quoted(&format!("{}/{}", role.kind.word(), role.name)));
    let unnamed = context.language.pick("the role", "该角色");
    role.unwrap_or_else(|| unnamed.to_owned())
}

/// The id of the role, for the principals of a finding.
#[must_use]
pub fn ids(context: &Context<'_>, entrance: &Entrance<'_>) -> Vec<String> {
    let account = context.model.accounts.get(entrance.account);
    let role = entrance.role.and_then(|role| account?.principal(role));
    role.map(|role| format!("{}/{}", role.kind.word(), role.name))
        .into_iter()
        .collect()
}

/// Whether the answers already say, at this principal, who reaches the guarded
/// action by becoming the role.
#[must_use]
pub fn is_reached(context: &Context<'_>, entrance: &Entrance<'_>) -> bool {
    let at = entrance.principal.element.at;
    context.roles().reached.contains(&at)
}

/// The notes that say what the role has.
#[must_use]
pub fn notes(context: &Context<'_>, gain: Gain, role: &str) -> Vec<String> {
    let actions: Vec<String> = context
        .answers
        .iter()
        .map(|answers| quoted(&answers.question.action))
        .collect();
    let actions = actions.join(context.language.pick(", ", "、"));
    let note = match (gain, context.language) {
        (Gain::Guarded, Language::English) => format!("{role} has {actions}"),
        (Gain::Guarded, Language::Chinese) => format!("{role} 拥有 {actions}"),
        (Gain::Perhaps, Language::English) => {
            format!("{role} may have {actions}, or a way to it")
        }
        (Gain::Perhaps, Language::Chinese) => {
            format!("{role} 可能拥有 {actions}，或有办法取得它")
        }
        (Gain::Little, _) => return Vec::new(),
    };
    vec![note]
}
