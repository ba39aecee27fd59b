//! An account that one input is about and the other is not. Where each has one of its
//! own, the same texts may speak about both: it is none of them that was changed, but
//! which account it is.

use std::collections::BTreeSet;

use crate::engine::difference::all::pairs::accounts;
use crate::engine::difference::causes::numbered::register;
use crate::engine::difference::{Act, Cause, Difference, Place, Side, Subject};
use crate::engine::space::spelling;
use crate::model::Model;
use crate::model::account::Account;
use crate::source::Span;

/// Puts the change of the account in the place of what is spelled alike on both sides.
pub(in crate::engine::difference) fn tell_of_another_account(
    before: &Model,
    after: &Model,
    into: &mut Difference,
) {
    let pairs = accounts(before, after);
    let mut alone = pairs.iter().filter_map(|pair| match pair.after {
        None => before.accounts.get(pair.before?),
        Some(_) => None,
    });
    let mut new = pairs.iter().filter_map(|pair| match pair.before {
        None => after.accounts.get(pair.after?),
        Some(_) => None,
    });
    let (Some(gone), None, Some(come), None) = (alone.next(), alone.next(), new.next(), new.next())
    else {
        return;
    };
    let (Some(name), Some(new_name)) = (named(gone), named(come)) else {
        return;
    };
    let place = |side, at: Option<Span>| at.map(|at| Place { side, at });
    let places = [place(Side::After, come.at), place(Side::Before, gone.at)];
    let another = Cause {
        subject: Subject::Account,
        act: Act::Changed,
        places: places.into_iter().flatten().collect(),
        of: new_name.to_owned(),
        whom: Some(name.to_owned()),
        grants: Vec::new(),
    };
    for (side, own, account) in [
        (Side::Before, (before, after), gone),
        (Side::After, (after, before), come),
    ] {
        let same = spelled_alike(own.0, own.1);
        let stood = |at: Span| same.iter().any(|one| one.contains(at));
        let entries = match side {
            Side::Before => &mut into.lost,
            Side::After => &mut into.gained,
        };
        let mut entries = std::mem::take(entries);
        for entry in &mut entries {
            if entry.account.as_deref() != account.name() {
                continue;
            }
            let causes = entry.causes.iter();
            let causes: Vec<Cause> = causes
                .filter_map(|number| into.causes.get(*number))
                .map(|cause| match stands(cause, side, &stood) {
                    Some(grants) => Cause {
                        grants,
                        ..another.clone()
                    },
                    None => cause.clone(),
                })
                .collect();
            entry.causes = register(causes, into);
        }
        match side {
            Side::Before => into.lost = entries,
            Side::After => into.gained = entries,
        }
    }
}

/// The grants of a cause that is no change of a text: none of its places was changed.
fn stands(cause: &Cause, side: Side, stood: &impl Fn(Span) -> bool) -> Option<Vec<Place>> {
    let is_text = matches!(
        cause.subject,
        Subject::Allow | Subject::Deny | Subject::Trust | Subject::TrustDeny
    );
    let mut places = cause.places.iter();
    let is_same = places.all(|place| place.side == side && stood(place.at));
    match cause.subject {
        _ if is_text => is_same.then(|| cause.places.clone()),
        // What leads to somebody of the account is in no other one.
        Subject::Attachment | Subject::Membership | Subject::Principal => {
            Some(cause.grants.clone())
        }
        _ => None,
    }
}

fn named(account: &Account) -> Option<&str> {
    account.id.as_deref()
}

/// Where statements stand that the other input has as well.
fn spelled_alike(model: &Model, other: &Model) -> Vec<Span> {
    let texts: BTreeSet<String> = statements(other).map(|(_, text)| text).collect();
    let own = statements(model).filter(|(_, text)| texts.contains(text));
    own.map(|(at, _)| at).collect()
}

fn statements(model: &Model) -> impl Iterator<Item = (Span, String)> {
    let documents = model.pools.documents();
    documents.flat_map(|(id, _)| {
        let all = model.pools.statements(id);
        all.map(|(_, one)| (one.at, spelling::text_of(one, model)))
    })
}
