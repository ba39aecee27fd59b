//! Who a role's trust document admits (R45 to R52, D24).

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::engine::compile::{Compiler, met};
use crate::engine::formula::Formula;
use crate::engine::question::Subject;
use crate::model::Model;
use crate::model::account::{Account, PrincipalKind};
use crate::model::doubt::{DoubtId, Doubts};
use crate::model::missing::MissingKind;
use crate::model::pattern::{Fold, matches};
use crate::model::policy::{
    DocumentId, Effect, Element, Known, PrincipalElement, PrincipalForm, StatementId,
};
use crate::source::Span;
use crate::source::fragment::HOLE;

/// The one who wants to become the role.
#[derive(Clone, Debug)]
pub struct Caller<'a> {
    /// A user, a role, or a session of a Cloud SSO identity.
    pub kind: PrincipalKind,
    /// Its name; a Cloud SSO session has none that a trust could spell.
    pub name: Option<&'a str>,
}

impl Caller<'_> {
    /// What a trust document calls it in, `user/NAME` or `role/NAME` in lower case.
    #[must_use]
    pub fn folded(&self) -> Option<String> {
        let kind = match self.kind {
            PrincipalKind::User => "user",
            PrincipalKind::Role | PrincipalKind::SsoUser | PrincipalKind::SsoGroup => "role",
            PrincipalKind::Group => return None,
        };
        self.name
            .map(|name| format!("{kind}/{name}").to_ascii_lowercase())
    }
}

/// What a trust document says to one caller.
#[derive(Clone, Debug)]
pub struct Admission {
    /// When it admits the caller.
    pub when: Formula,
    /// The statements that do, in order, each with the principal that names the
    /// caller.
    pub by: Vec<(StatementId, Span)>,
    /// Some formula depends on who asks.
    pub depends_on_subject: bool,
}

/// When a trust document admits a caller of the own account.
pub fn admits(
    document: DocumentId,
    caller: &Caller<'_>,
    model: &Model,
    account: &Account,
    subject: &Subject,
    compiler: &mut Compiler<'_>,
    doubts: &mut Doubts,
) -> Admission {
    let (pieces, depends_on_subject) =
        pieces(document, caller, model, account, subject, compiler, doubts);
    let by = pieces.iter().filter(|piece| piece.effect == Effect::Allow);
    Admission {
        when: admitted_by(&pieces),
        by: by.map(|piece| (piece.statement, piece.at)).collect(),
        depends_on_subject,
    }
}

/// A statement of a trust document that names a caller.
#[derive(Clone, Debug)]
pub struct Naming {
    /// The statement.
    pub statement: StatementId,
    /// Allow or Deny.
    pub effect: Effect,
    /// When it applies to the caller.
    pub when: Formula,
    /// The principal in it that names the caller.
    pub at: Span,
}

/// The statements of a trust document that name a caller of the own account, in
/// order; the flag says whether some depend on who asks.
pub fn pieces(
    document: DocumentId,
    caller: &Caller<'_>,
    model: &Model,
    account: &Account,
    subject: &Subject,
    compiler: &mut Compiler<'_>,
    doubts: &mut Doubts,
) -> (Vec<Naming>, bool) {
    let (statements, depends_on_subject) = compiler.document(document, subject, doubts);
    let folded = caller.folded();
    let mut found = Vec::new();
    for (id, when) in statements.iter() {
        let id = *id;
        let Some(statement) = model.pools.statement(id) else {
            continue;
        };
        let mut at = None;
        let mut alternatives = Vec::new();
        for principal in compiler.naming(id, folded.as_deref()) {
            let named = names(principal, caller, model, account, doubts);
            if named != Formula::False {
                at = at.or(Some(principal.element.at));
            }
            alternatives.push(named);
        }
        let applies = Formula::and([Formula::or(alternatives), when.clone()]);
        if applies != Formula::False {
            found.push(Naming {
                statement: id,
                effect: statement.effect,
                when: applies,
                at: at.unwrap_or(statement.at),
            });
        }
    }
    (found, depends_on_subject)
}

/// When a trust document admits a service, or those that an identity provider
/// speaks for, by the name it has there (R50, R51).
pub fn admits_other(
    document: DocumentId,
    form: PrincipalForm,
    name: &str,
    model: &Model,
    compiler: &mut Compiler<'_>,
    doubts: &mut Doubts,
) -> Formula {
    admitted_by(&pieces_of_other(
        document, form, name, model, compiler, doubts,
    ))
}

/// The statements of a trust document that name somebody who is no principal of the
/// own account, in order.
pub fn pieces_of_other(
    document: DocumentId,
    form: PrincipalForm,
    name: &str,
    model: &Model,
    compiler: &mut Compiler<'_>,
    doubts: &mut Doubts,
) -> Vec<Naming> {
    let (statements, _) = compiler.document(document, &Subject::default(), doubts);
    let pieces = statements.iter().filter_map(|(id, when)| {
        let statement = model.pools.statement(*id)?;
        let mut at = None;
        let mut alternatives = Vec::new();
        for principal in model.pools.principals(statement.principals) {
            let element = &principal.element;
            let text = model.pools.str(element.text);
            if principal.form != form || !text.eq_ignore_ascii_case(name) {
                continue;
            }
            at = at.or(Some(element.at));
            alternatives.push(match open_part(element, text, doubts) {
                Some(gap) => met(gap),
                None => Formula::True,
            });
        }
        Some(Naming {
            statement: *id,
            effect: statement.effect,
            when: Formula::and([Formula::or(alternatives), when.clone()]),
            at: at?,
        })
    });
    pieces.collect()
}

/// When one of some statements admits and none turns away.
#[must_use]
pub fn admitted_by(pieces: &[Naming]) -> Formula {
    let when = |effect: Effect| {
        let some = pieces.iter().filter(|piece| piece.effect == effect);
        Formula::or(some.map(|piece| piece.when.clone()))
    };
    Formula::and([when(Effect::Allow), when(Effect::Deny).not()])
}

/// The identity providers that a trust document names, by their ARNs (R51).
#[must_use]
pub fn federated(document: DocumentId, model: &Model) -> BTreeSet<&str> {
    model
        .pools
        .statements(document)
        .filter(|(_, statement)| statement.effect == Effect::Allow)
        .flat_map(|(_, statement)| model.pools.principals(statement.principals))
        .filter(|principal| principal.form == PrincipalForm::Federated)
        .map(|principal| model.pools.str(principal.element.text))
        .collect()
}

/// The services and identity providers that a trust document names in full and
/// admits, in order; none of them where it denies.
#[must_use]
pub fn others(document: DocumentId, model: &Model) -> Vec<&PrincipalElement> {
    let statements = || model.pools.statements(document);
    if statements().any(|(_, statement)| statement.effect == Effect::Deny) {
        return Vec::new();
    }
    statements()
        .flat_map(|(_, statement)| model.pools.principals(statement.principals))
        .filter(|principal| {
            matches!(
                principal.form,
                PrincipalForm::Service | PrincipalForm::Federated
            ) && principal.element.known == Known::Whole
        })
        .collect()
}

fn names(
    principal: &PrincipalElement,
    caller: &Caller<'_>,
    model: &Model,
    account: &Account,
    doubts: &mut Doubts,
) -> Formula {
    let at = Some(principal.element.at);
    match principal.form {
        PrincipalForm::Ram => {}
        PrincipalForm::Service | PrincipalForm::Federated => return Formula::False,
        PrincipalForm::Other => {
            if model.pools.str(principal.element.text).contains('*') {
                return met(doubts.reading("principal-wildcard", "", at));
            }
            return Formula::False;
        }
    }
    let text = model.pools.str(principal.element.text);
    match principal.element.known {
        Known::Nothing(gap) => met(gap),
        Known::Holes(gap) => {
            let filled = text.replace(HOLE, "*");
            let Some((owner, who)) = split(&filled) else {
                return met(gap);
            };
            let fits = matches_caller(owner, who, caller, account);
            Formula::and([met(gap), Formula::constant(fits)])
        }
        Known::Whole => {
            let Some((owner, who)) = split(text) else {
                return if text.contains('*') {
                    met(doubts.reading("principal-wildcard", text, at))
                } else {
                    Formula::False
                };
            };
            let own = account.id.as_deref();
            if own.is_none() && !owner.contains('*') {
                let gap = doubts.gap("own-account", owner, at, 2);
                let named = whole(text, owner, who, caller, account, at, doubts);
                return Formula::and([met(gap), named]);
            }
            whole(text, owner, who, caller, account, at, doubts)
        }
    }
}

fn whole(
    text: &str,
    owner: &str,
    who: &str,
    caller: &Caller<'_>,
    account: &Account,
    at: Option<crate::source::Span>,
    doubts: &mut Doubts,
) -> Formula {
    if !matches_caller(owner, who, caller, account) {
        return Formula::False;
    }
    if owner.contains(['*', '?']) || who.contains(['*', '?']) {
        return met(doubts.reading("principal-wildcard", text, at));
    }
    if who == "root" && caller.kind != PrincipalKind::User {
        return met(doubts.reading("root-includes-roles", "", at));
    }
    Formula::True
}

/// The callers that a trust document names one by one, as `user/NAME` and
/// `role/NAME` in lower case; `None` where it may admit others too.
#[must_use]
pub fn named_only(document: DocumentId, model: &Model) -> Option<BTreeSet<String>> {
    let mut named = BTreeSet::new();
    for (_, statement) in model.pools.statements(document) {
        for principal in model.pools.principals(statement.principals) {
            match principal.form {
                PrincipalForm::Service | PrincipalForm::Federated => continue,
                PrincipalForm::Other => return None,
                PrincipalForm::Ram => {}
            }
            if principal.element.known != Known::Whole {
                return None;
            }
            let (owner, who) = split(model.pools.str(principal.element.text))?;
            if who == "root" || owner.contains(['*', '?']) || who.contains(['*', '?']) {
                return None;
            }
            named.insert(who.to_ascii_lowercase());
        }
    }
    Some(named)
}

/// The word for the gap of the id of the account that a template is put to work in.
const OWN_ACCOUNT: &str = MissingKind::OwnAccount.word();

/// What is not known of a principal's name, other than that it is one of the account
/// that the template is put to work in, which is that of the role.
#[must_use]
pub fn open_part(element: &Element, text: &str, doubts: &Doubts) -> Option<DoubtId> {
    let gap = match element.known {
        Known::Whole => return None,
        Known::Holes(gap) | Known::Nothing(gap) => gap,
    };
    let is_of_account = split(text).is_some_and(|(owner, who)| {
        let is_hole = owner.strip_prefix(HOLE).is_some_and(str::is_empty);
        is_hole && !who.contains(HOLE)
    });
    let is_own = doubts.get(gap).is_some_and(|one| one.name == OWN_ACCOUNT);
    (!is_of_account || !is_own).then_some(gap)
}

/// Account and last part of `acs:ram:REGION:ACCOUNT:PART`.
#[must_use]
pub fn split(arn: &str) -> Option<(&str, &str)> {
    let rest = arn.strip_prefix("acs:ram:")?;
    let (_, rest) = rest.split_once(':')?;
    rest.split_once(':')
}

fn matches_caller(owner: &str, who: &str, caller: &Caller<'_>, account: &Account) -> bool {
    let own = account
        .id
        .as_deref()
        .is_none_or(|id| matches(owner, id, Fold::Exact));
    if !own {
        return false;
    }
    if who == "root" {
        return true;
    }
    let named = caller.folded();
    named.is_some_and(|named| matches(who, &named, Fold::Ascii))
}

/// Who or what a trust document admits, for the role's own line: `external`,
/// `service:NAME`, `federated:ARN`, names of the own account, `account` for all
/// of it, and `anyone`.
#[must_use]
pub fn admitted(document: DocumentId, model: &Model, account: &Account) -> Vec<String> {
    let mut found = BTreeSet::new();
    for (_, statement) in model.pools.statements(document) {
        if statement.effect != Effect::Allow {
            continue;
        }
        for principal in model.pools.principals(statement.principals) {
            let text = model.pools.str(principal.element.text);
            if matches!(principal.element.known, Known::Nothing(_)) {
                found.insert("unknown".to_owned());
                continue;
            }
            let word = match principal.form {
                PrincipalForm::Service => format!("service:{text}"),
                PrincipalForm::Federated => format!("federated:{text}"),
                PrincipalForm::Other => {
                    if text.contains('*') {
                        "anyone".to_owned()
                    } else {
                        format!("unknown:{text}")
                    }
                }
                PrincipalForm::Ram => match split(text) {
                    Some((owner, _)) if account.id.as_deref().is_some_and(|own| own != owner) => {
                        "external".to_owned()
                    }
                    Some((_, "root")) => "account".to_owned(),
                    Some((_, who)) => who.to_owned(),
                    None if text.contains('*') => "anyone".to_owned(),
                    None => format!("unknown:{text}"),
                },
            };
            found.insert(word);
        }
    }
    found.into_iter().collect()
}
