//! Facts about trust documents that several rules speak of.

use crate::engine::answers::{About, Line};
use crate::engine::entrances::{self, Entrance, Whom};
use crate::engine::trust;
use crate::model::account::PrincipalKind;
use crate::model::catalogue::KeyRole;
use crate::model::policy::Effect;
use crate::rules::kit::context::{Context, label};
use crate::rules::kit::finding::Finding;
use crate::rules::kit::language::Language;
use crate::rules::kit::rule::Rule;
use crate::rules::kit::wording::quoted;

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

fn lines<'a>(context: &Context<'a>, entrance: &Entrance<'_>) -> Vec<&'a Line> {
    let Some(role) = entrance.role else {
        return Vec::new();
    };
    let about = About::Principal(PrincipalKind::Role, role);
    let accounts = context.answers.iter().flat_map(|one| &one.accounts);
    accounts
        .filter(|account| account.account == entrance.account)
        .flat_map(|account| &account.lines)
        .filter(|line| line.about == about)
        .collect()
}

/// What the role of a trust document has.
#[must_use]
pub fn gain(context: &Context<'_>, entrance: &Entrance<'_>) -> Gain {
    let gain = |line: &&Line| {
        if line.verdict.answer.gives_access() {
            Gain::Guarded
        } else if line.verdict.at_most.gives_access() || !line.can_obtain.is_empty() {
            Gain::Perhaps
        } else {
            Gain::Little
        }
    };
    let lines = lines(context, entrance);
    lines.iter().map(gain).max().unwrap_or(Gain::Little)
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
    let lines = context.answers.iter().flat_map(|answers| answers.lines());
    lines
        .filter(|(_, line)| !line.verdict.at_most.gives_access())
        .flat_map(|(_, line)| &line.reach)
        .any(|reach| reach.trust_at == Some(entrance.principal.element.at))
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
