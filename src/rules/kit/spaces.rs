//! Statements over requests of which nothing is asked, account by account.

use crate::engine::certain::{self, Certain};
use crate::engine::compile::KeyUse;
use crate::engine::space::{Space, TestsMet};
use crate::model::account::Account;
use crate::model::policy::Statement;
use crate::rules::kit::context::Context;

/// Shows every statement that can be read in one way, in the space of its account.
pub fn each<'a>(
    context: &Context<'a>,
    wanted: impl Fn(&Certain<'a>) -> bool,
    mut look: impl FnMut(&mut Space<'_>, &Certain<'a>),
) {
    let mut all = certain::statements(context.model);
    all.retain(|certain| wanted(certain));
    all.sort_by_key(|certain| certain.account);
    let uses = KeyUse::new(context.model);
    let none = Account::default();
    for of_one in all.chunk_by(|one, other| one.account == other.account) {
        let account = of_one.first().map_or(0, |certain| certain.account);
        let account = context.model.accounts.get(account).unwrap_or(&none);
        let mut space = Space::new(
            context.model,
            context.catalogue,
            account,
            &uses,
            context.settings,
        );
        for certain in of_one {
            look(&mut space, certain);
        }
    }
}

/// What the tests of one statement of an account say in its own requests.
#[must_use]
pub fn tests_met(account: usize, statement: &Statement, context: &Context<'_>) -> Option<TestsMet> {
    let uses = KeyUse::new(context.model);
    let none = Account::default();
    let account = context.model.accounts.get(account).unwrap_or(&none);
    let (model, catalogue) = (context.model, context.catalogue);
    let mut space = Space::new(model, catalogue, account, &uses, context.settings);
    space.tests_met(statement)
}
