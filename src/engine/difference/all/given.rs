//! Documents that one side alone has, and those who hold them there.

use crate::engine::difference::Side;
use crate::engine::difference::all::access::Aspect;
use crate::engine::difference::all::alike::Alike;
use crate::engine::difference::all::pairs::{Both, Pair, Somebody, Who};
use crate::engine::difference::all::variables::Variables;
use crate::engine::difference::all::{Asking, Comparing, Held, Rows};
use crate::engine::holders;

impl Comparing<'_> {
    /// The same as is asked of single actions: whether one side alone has a document,
    /// and whoever holds it there may do all that it allows.
    pub(super) fn is_given_already(&self, one: &Somebody) -> bool {
        let (side, number) = match (one.pair.who.before, one.pair.who.after) {
            (Some(Who::Holding(number)), None) => (Side::Before, number),
            (None, Some(Who::Holding(number))) => (Side::After, number),
            _ => return false,
        };
        let model = *self.models.of(side);
        let account = self.asking.facts.of(side).account;
        let index = *self.asking.indexes.of(side);
        let other = self.asking.facts.of(side.other()).account;
        let holders = holders::of_new(model, account, number, other);
        if holders.is_empty() {
            return false;
        }
        let models = Both::twice(model);
        let mut alike = Alike::new(models);
        let of_account = alike.account(side, account);
        let mut held = |who| Some(alike.held(side, who, (account, index), of_account));
        let own = held(Who::Holding(number));
        let compared: Vec<(Pair, Both<Held>)> = holders
            .into_iter()
            .map(|holder| {
                let pair = Pair {
                    who: Both {
                        before: Some(Who::Principal(holder)),
                        after: Some(Who::Holding(number)),
                    },
                    name: one.pair.name.clone(),
                };
                let held = Both {
                    before: held(Who::Principal(holder)),
                    after: own,
                };
                (pair, held)
            })
            .collect();
        let within = Comparing {
            models,
            asking: Asking {
                facts: Both::twice(*self.asking.facts.of(side)),
                indexes: Both::twice(index),
                settings: self.asking.settings,
            },
            catalogue: self.catalogue,
            rows_of: Rows::Example,
            but: self.but,
        };
        let pairs: Vec<(&Pair, Both<Held>)> =
            compared.iter().map(|(pair, held)| (pair, *held)).collect();
        let mut variables = Variables::new(models);
        let [beyond] = within.compared(&pairs, [Aspect::Allowed], &mut variables);
        beyond.gained.is_empty()
    }
}
