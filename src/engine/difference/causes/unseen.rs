//! Why somebody may do what no piece allows: an input does not show all that they hold,
//! and what differs is who is there, or what is shown.

use std::collections::BTreeSet;

use crate::engine::difference::causes::links::name_in;
use crate::engine::difference::causes::{Tellers, Who, only_on};
use crate::engine::difference::halves::Meeting;
use crate::engine::difference::teller::Teller;
use crate::engine::difference::{Act, Cause, Place, Side, Subject};
use crate::model::account::Account;

impl<'a> Meeting<'a, '_> {
    /// What is left where no piece explains it: who is there, who is in a group of which
    /// not all is shown, what an input claims, or something not known.
    pub(super) fn without_a_piece(
        &self,
        tellers: &Tellers<'a>,
        who: Who,
        gives: Side,
    ) -> Vec<Cause> {
        let account = |side| tellers.get(side).map(Teller::account);
        let own = self.of_itself(tellers, who, gives);
        let new = own.iter().find(|one| one.subject == Subject::Principal);
        if let Some(new) = new {
            return vec![new.clone()];
        }
        let open = account(gives).map(unlisted).unwrap_or_default();
        let is_open = |one: &Cause| one.whom.as_ref().is_some_and(|group| open.contains(group));
        let joined = own.into_iter();
        let joined = joined.filter(|one| one.subject == Subject::Membership && is_open(one));
        let joined: Vec<Cause> = joined.collect();
        if !joined.is_empty() {
            return joined;
        }
        let claims = |side| account(side).map(|one| (one.complete, unlisted(one)));
        let subject = if claims(Side::Before) == claims(Side::After) {
            Subject::Several
        } else {
            Subject::Completeness
        };
        let at = account(gives).and_then(|account| account.at);
        vec![Cause {
            subject,
            act: Act::Changed,
            places: at.into_iter().map(|at| Place { side: gives, at }).collect(),
            of: self.account_name().unwrap_or_default(),
            whom: None,
            grants: Vec::new(),
        }]
    }

    /// What only one side has of somebody, and of whom they are.
    fn of_itself(&self, tellers: &Tellers<'a>, who: Who, gives: Side) -> Vec<Cause> {
        let account = tellers.get(gives).map(Teller::account);
        let Some((id, account)) = who.principal(gives).zip(account) else {
            return Vec::new();
        };
        let names = BTreeSet::from([name_in(id, account).to_ascii_lowercase()]);
        let mut all = self.changes(Some(&names), gives);
        all.retain(|one| one.act == only_on(gives));
        all
    }
}

/// The names of those of whom not all that they hold is shown.
fn unlisted(account: &Account) -> BTreeSet<String> {
    let all = account.unlisted.iter();
    all.map(|one| name_in(one.to, account)).collect()
}
