//! What can only be settled when every input was read: documents of policies
//! that were only named, roles without a trust document, the id of the own
//! account; and the order of everything that is reported.

use std::collections::BTreeSet;

use crate::model::Model;
use crate::model::account::{
    Account, ControlDocument, Holding, PolicyDocument, PolicyId, PolicyKind, Position,
    PrincipalKind, Trust,
};
use crate::model::catalogue::{Catalogue, PolicyStatus};
use crate::model::completeness::Claims;
use crate::model::own_account::OwnAccount;
use crate::model::policy::DocumentId;
use crate::model::structure::StructureKind;
use crate::readers::bundled::Bundled;
use crate::readers::names::is_account_id;
use crate::readers::session::{PENDING_CONTROL, Session, Use};
use crate::readers::{Note, Options, Report, Unbelieved, conflicts, landing_zone, merge};
use crate::source::{FileId, Sources, Span};

pub(super) fn finish(
    mut session: Session<'_>,
    sources: &mut Sources,
    options: &Options<'_>,
) -> Report {
    account_from_input(&mut session, options.own);
    merge::merge_accounts(&mut session);
    if let Some(claims) = options.claims {
        believe(&mut session, claims);
        disbelieve_texts(&mut session, sources, claims, options);
    }
    for account in 0..session.model.accounts.len() {
        conflicts::settle(&mut session, account);
    }
    held_elsewhere(&mut session);
    told_twice(&mut session);
    landing_zone::finish(&mut session);
    not_applied(&mut session);
    let mut named = BTreeSet::new();
    let mut bundled = Bundled::default();
    for account in 0..session.model.accounts.len() {
        let names = session.names.get_mut(account);
        let (pending, attached) = names.map_or_else(Default::default, |names| {
            (
                std::mem::take(&mut names.pending),
                std::mem::take(&mut names.attached),
            )
        });
        for policy in pending {
            let attached = attached.contains(&policy);
            if let Some(key) = give_document(
                &mut session,
                sources,
                &mut bundled,
                (account, policy),
                attached,
            ) {
                named.insert(key);
            }
        }
        roles_without_trust(&mut session, account);
        control_without_document(&mut session, account);
    }
    unused(&mut session, &named);
    bundled.offer(&mut session, sources);
    if let Some(held) = options.claims.and_then(Claims::held) {
        let manifests: BTreeSet<FileId> = session.manifests.iter().map(|(file, _)| *file).collect();
        let in_manifest = |at: Span| manifests.contains(&at.file);
        let doubted = held.doubted(session.model, &in_manifest);
        session.model.doubted_holders = doubted;
    }
    order(session)
}

/// Takes back what inputs claim to be complete and `claims` do not, keeps what these
/// hold on to, and says so.
fn believe(session: &mut Session<'_>, claims: &Claims) {
    for account in &mut session.model.accounts {
        let before = claims.about(account);
        let lacking = account.complete.beyond(before);
        let believed = claims.believed(account);
        let withdrawn = believed.beyond(account.complete);
        account.complete = believed;
        if !lacking.is_empty() || !withdrawn.is_empty() {
            session.report.unbelieved.push(Unbelieved {
                account: account.name().map(str::to_owned),
                lacking,
                withdrawn,
            });
        }
    }
}

/// Takes back the texts that inputs give of system policies which are not bundled
/// whole, where `claims` do not hold them, and says so. Those that flags name are taken
/// as they are.
fn disbelieve_texts(
    session: &mut Session<'_>,
    sources: &Sources,
    claims: &Claims,
    options: &Options<'_>,
) {
    let given: BTreeSet<FileId> = options.policies.iter().map(|(_, file)| *file).collect();
    let (pools, unused) = (&session.model.pools, &mut session.report.unused_texts);
    session.supplied.retain(|(kind, _), (name, read)| {
        let Some(document) = pools.document(read.document) else {
            return true;
        };
        let bundled = Catalogue::embedded().system_policy(name);
        let is_bundled = bundled.is_some_and(|one| one.status == PolicyStatus::Complete);
        let is_taken = *kind != PolicyKind::System
            || is_bundled
            || given.contains(&document.at.file)
            || claims.gives(name, sources.slice(document.at));
        if !is_taken {
            unused.push(format!("System/{name}"));
        }
        is_taken
    });
}

/// Documents of an account that claims to say who holds what have no line of their
/// own; those that a repository adds to it have (D31).
fn held_elsewhere(session: &mut Session<'_>) {
    let (model, files) = (&mut *session.model, &session.of_accounts);
    let (accounts, pools) = (&model.accounts, &model.pools);
    model.holdings.retain(|holding| {
        let account = accounts.get(holding.account);
        let whole = account.is_some_and(|account| account.complete.attachments);
        let document = pools.document(holding.document);
        !whole || !document.is_some_and(|document| files.contains(&document.at.file))
    });
}

/// A file that is a document and that a template takes its document from is one
/// document, under the name that the template gives it.
fn told_twice(session: &mut Session<'_>) {
    let model = &mut *session.model;
    let pools = &model.pools;
    let place = |holding: &Holding| {
        let document = pools.document(holding.document);
        document.map(|document| (holding.account, document.at))
    };
    let is_part = |holding: &&Holding| holding.path.contains('#');
    let parts = model.holdings.iter().filter(is_part).filter_map(place);
    let parts: BTreeSet<(usize, Span)> = parts.collect();
    model.holdings.retain(|holding| {
        is_part(&holding) || !place(holding).is_some_and(|place| parts.contains(&place))
    });
}

/// Says so where control policies are given and no input places the account.
fn not_applied(session: &mut Session<'_>) {
    let unplaced = session.model.accounts.iter();
    let unplaced = unplaced.filter(|account| account.position == Position::NotGiven);
    let first: Vec<Span> = unplaced
        .filter_map(|account| account.control_policies.first())
        .map(|policy| policy.at)
        .collect();
    for at in first {
        session.problem(StructureKind::ControlPoliciesNotApplied, at);
    }
}

type Key = (PolicyKind, String);

fn give_document(
    session: &mut Session<'_>,
    sources: &mut Sources,
    bundled: &mut Bundled,
    (account, id): (usize, PolicyId),
    attached: bool,
) -> Option<Key> {
    let list = session.model.accounts.get(account)?;
    let policy = list.policy(id)?;
    let mut attachments = list.attachments.iter();
    let named = || attachments.find(|one| one.policy == id).map(|one| one.at);
    let (kind, name) = (policy.kind, policy.name.clone());
    let at = policy.at.or_else(named);
    let key = (kind, name.to_ascii_lowercase());
    let (document, is_bundled) = match kind {
        PolicyKind::System if attached => bundled.resolve(session, sources, &name, at),
        _ => match session.supplied.get(&key) {
            Some((_, read)) => (read.of_policy(), false),
            None => {
                let (gap, about, choices) = match kind {
                    PolicyKind::System => ("system-policy", name, 2),
                    PolicyKind::Custom => (
                        "policy",
                        about(session, account, &format!("Custom/{name}")),
                        3,
                    ),
                    PolicyKind::Inline => (
                        "policy",
                        about(session, account, &format!("Inline/{name}")),
                        3,
                    ),
                };
                let gap = session.model.doubts.gap(gap, about, at, choices);
                (PolicyDocument::Absent(gap), false)
            }
        },
    };
    let other = session
        .supplied
        .get(&key)
        .filter(|_| is_bundled && session.differing.contains(&key.1))
        .map(|(name, read)| (name.clone(), read.document));
    let also = other.map(|(name, document)| {
        let doubts = &mut session.model.doubts;
        (document, doubts.gap("system-document", name, at, 2))
    });
    let policy = session.policy_mut(account, id)?;
    policy.document = document;
    policy.bundled = is_bundled;
    policy.also = also;
    Some(key)
}

/// What tells a gap of one account from that of another.
pub(super) fn about(session: &Session<'_>, account: usize, what: &str) -> String {
    if account == 0 {
        return what.to_owned();
    }
    match session.model.accounts.get(account).map(Account::name) {
        Some(Some(name)) => format!("{name}/{what}"),
        _ => format!("account {account}/{what}"),
    }
}

fn roles_without_trust(session: &mut Session<'_>, account: usize) {
    let Some(list) = session.model.accounts.get(account) else {
        return;
    };
    let roles: Vec<_> = list
        .principals()
        .filter(|(_, one)| one.kind == PrincipalKind::Role && one.trust == Trust::None)
        .map(|(id, one)| (id, one.name.clone(), one.at))
        .collect();
    for (id, name, at) in roles {
        let about = about(session, account, &name);
        let gap = session.model.doubts.gap("trust", about, at, 2);
        if let Some(role) = session.principal_mut(account, id) {
            role.trust = Trust::Unknown(gap);
        }
    }
}

fn control_without_document(session: &mut Session<'_>, account: usize) {
    let Some(list) = session.model.accounts.get(account) else {
        return;
    };
    let absent: Vec<_> = (0_usize..)
        .zip(&list.control_policies)
        .filter(|(_, one)| one.document == PENDING_CONTROL)
        .map(|(index, one)| (index, one.id.clone(), one.at))
        .collect();
    for (index, id, at) in absent {
        let about = about(session, account, &id);
        let doubts = &mut session.model.doubts;
        let gap = doubts.gap("control-policy", about, Some(at), 3);
        if let Some(control) = session
            .account(account)
            .and_then(|account| account.control_policies.get_mut(index))
        {
            control.document = ControlDocument::Absent(gap);
        }
    }
}

/// An own account that nothing names is the only one that the input does name (D51),
/// or what it is in the version before a change.
fn account_from_input(session: &mut Session<'_>, before: Option<&OwnAccount>) {
    if !session.model.accounts.iter().any(nameless) {
        return;
    }
    let mut ids: BTreeSet<String> = BTreeSet::new();
    for account in &session.model.accounts {
        ids.extend(account.id.clone());
    }
    if let Some(before) = before {
        if let Some(id) = before.id(&ids) {
            let note = Note::AccountFromBefore(id.to_owned());
            name_account(session, id, note);
        }
        return;
    }
    let model = &*session.model;
    for (document, _) in model.pools.documents() {
        ids_of(model, document, &mut ids);
    }
    let (1, Some(only)) = (ids.len(), ids.pop_first()) else {
        return;
    };
    if session.others.contains(&only) {
        return;
    }
    name_account(session, &only, Note::AccountFromInput(only.clone()));
}

fn nameless(account: &Account) -> bool {
    account.id.is_none() && account.label.is_none()
}

/// Gives an account that nothing names its id.
fn name_account(session: &mut Session<'_>, id: &str, note: Note) {
    for account in &mut session.model.accounts {
        if nameless(account) {
            account.id = Some(id.to_owned());
        }
    }
    session.report.notes.push(note);
}

fn ids_of(model: &Model, document: DocumentId, ids: &mut BTreeSet<String>) {
    let pools = &model.pools;
    for (_, statement) in pools.statements(document) {
        let resources = pools.elements(statement.resources.list).iter();
        let principals = pools.principals(statement.principals).iter();
        let values = pools
            .conditions(statement.conditions)
            .iter()
            .flat_map(|condition| pools.values(condition.values));
        let texts = resources
            .map(|element| element.text)
            .chain(principals.map(|principal| principal.element.text))
            .chain(values.map(|value| value.text));
        for text in texts {
            if let Some(id) = account_of(pools.str(text)) {
                ids.insert(id.to_owned());
            }
        }
    }
}

/// The account field of an ARN, where it is written out.
fn account_of(arn: &str) -> Option<&str> {
    let mut parts = arn.split(':');
    if !parts.next()?.eq_ignore_ascii_case("acs") {
        return None;
    }
    let id = parts.nth(2)?;
    is_account_id(id).then_some(id)
}

fn unused(session: &mut Session<'_>, named: &BTreeSet<Key>) {
    let given = session.uses.values().flatten().filter_map(|one| match one {
        Use::Supply { kind, name } => Some((*kind, name)),
        _ => None,
    });
    let notes: Vec<Note> = given
        .filter(|(kind, name)| !named.contains(&(*kind, name.to_ascii_lowercase())))
        .map(|(_, name)| Note::UnusedPolicy(name.clone()))
        .collect();
    session.report.notes.extend(notes);
}

fn order(session: Session<'_>) -> Report {
    let model = session.model;
    model.text_problems.sort();
    model.text_problems.dedup();
    model.structure_problems.sort();
    model.structure_problems.dedup();
    let mut report = session.report;
    report.not_analysed.sort();
    report.not_analysed.dedup();
    report.notes.sort();
    report.notes.dedup();
    report
}
