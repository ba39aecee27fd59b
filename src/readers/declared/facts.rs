//! What an input says of an account as a whole.

use crate::model::account::{Account, Position};
use crate::readers::declared::AccountFacts;
use crate::source::Span;

impl AccountFacts {
    /// Puts the facts into an account. What another input holds whole stays whole.
    pub(super) fn put_into(&self, account: &mut Account, at: Span) {
        account.complete = account.complete.or(self.complete);
        for (word, command) in &self.lacking {
            let command = command.clone();
            account.lacking.entry(word).or_insert(command);
        }
        if let (Position::NotGiven, Some(position)) = (&account.position, &self.position) {
            account.position = position.clone();
            account.placed_at = self.placed_at;
        }
        if account.directory.is_none() {
            account.directory.clone_from(&self.directory);
        }
        account.at.get_or_insert(at);
    }
}
