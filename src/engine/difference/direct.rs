//! Access by what a principal holds itself.

use crate::engine::answers::About;
use crate::engine::difference::causes::{Tellers, Who, register};
use crate::engine::difference::halves::{LinePair, Meeting};
use crate::engine::difference::teller::Teller;
use crate::engine::difference::{Difference, Entry, Kind, Side};
use crate::engine::exposure;
use crate::engine::formula::{Bound, Formula};
use crate::engine::holders;
use crate::engine::joint::{Decided, Found};
use crate::engine::question::Readings;
use crate::engine::verdict::Judge;
use crate::engine::world::without_uncarried;
use crate::model::account::Account;

impl<'a> Meeting<'a, '_> {
    /// What one side gives directly and the other does not, for every line.
    pub(super) fn direct(&mut self, gives: Side, into: &mut Difference) -> Vec<Entry> {
        let answers = self.asked.answers;
        let mut tellers = Tellers::new(self, (&answers.0.question, &answers.1.question));
        let mut entries = Vec::new();
        for pair in self.pairs.clone() {
            let Some((mut entry, found)) = self.direct_of(pair, gives) else {
                continue;
            };
            let who = Who::of(pair);
            if let Some(found) = found {
                if self.is_given_already(&mut tellers, who, gives) {
                    continue;
                }
                let causes = self.explain(&mut tellers, who, &found, gives);
                entry.causes = register(causes, into);
            }
            entries.push((pair, entry));
        }
        self.without_held(entries, gives, into)
    }

    /// Whether one side alone has a document, and whoever holds it there may do all that
    /// it allows. Either that is told of them, or it is nothing new to them: what is
    /// put into a document of its own gives nobody anything (DIFF-04).
    fn is_given_already(&mut self, tellers: &mut Tellers<'a>, who: Who, gives: Side) -> bool {
        let (Some(About::Holding(number)), None) = (who.at(gives), who.at(gives.other())) else {
            return false;
        };
        let Some(teller) = tellers.get(gives) else {
            return false;
        };
        let account = teller.account();
        let nobody = Account::default();
        let other = tellers.get(gives.other()).map(Teller::account);
        let other = other.unwrap_or(&nobody);
        let holders = holders::of_new(teller.facts.model, account, number, other);
        let holders: Vec<About> = holders
            .into_iter()
            .filter_map(|id| Some(About::Principal(account.principal(id)?.kind, id)))
            .collect();
        if holders.is_empty() {
            return false;
        }
        let with = self.allowed_by(tellers, who, gives);
        holders.into_iter().all(|holder| {
            let holder = Who::new(Some(holder), Some(holder));
            let own = self.allowed_by(tellers, holder, gives);
            let denied = Formula::and([with.clone(), own.not()]);
            self.ground.never(&denied, self.table())
        })
    }

    /// Without the lines of documents that principals hold, where what happened to
    /// the document is told of them already.
    fn without_held(
        &self,
        entries: Vec<(LinePair<'a>, Entry)>,
        gives: Side,
        told: &Difference,
    ) -> Vec<Entry> {
        let changes = |entry: &Entry| -> Vec<_> {
            let causes = entry.causes.iter();
            causes
                .filter_map(|number| told.causes.get(*number))
                .map(|cause| (cause.subject, cause.act, cause.places.clone()))
                .collect()
        };
        let is_held = |pair: LinePair<'a>| {
            let line = pair.of(gives);
            line.is_some_and(|line| line.held && matches!(line.about, About::Holding(_)))
        };
        let of_holders: Vec<_> = entries
            .iter()
            .filter(|(pair, _)| !is_held(*pair))
            .flat_map(|(_, entry)| changes(entry))
            .collect();
        entries
            .into_iter()
            .filter(|(pair, entry)| {
                let own = changes(entry);
                let told = own.iter().all(|change| of_holders.contains(change));
                !is_held(*pair) || own.is_empty() || !told
            })
            .map(|(_, entry)| entry)
            .collect()
    }

    fn direct_of(&mut self, pair: LinePair<'a>, gives: Side) -> Option<(Entry, Option<Found>)> {
        pair.of(gives)?;
        let with = self.allowed(pair, gives);
        let without = self.allowed(pair, gives.other());
        if with == without {
            return None;
        }
        let only = Formula::and([with, without.not()]);
        match self.ground.decide(&only, self.table()) {
            Decided::Never => None,
            Decided::OutOfBudget => {
                let entry = Entry {
                    over_budget: true,
                    ..self.entry(pair, gives, Kind::Direct)
                };
                Some((entry, None))
            }
            Decided::Met(found) => {
                let entry = self.met(pair, gives, &only, &found);
                Some((entry, Some(found)))
            }
        }
    }

    fn met(&self, pair: LinePair<'a>, gives: Side, only: &Formula, found: &Found) -> Entry {
        // What the world leaves open makes no difference to the request, but may stand
        // in the formula both ways round.
        let when = self.in_whole_world(only, &found.world);
        let all = self.ground.never(&when.not(), self.table());
        let (before, after) = pair.answers();
        let judge = Judge {
            universe: &self.ground.universe,
            doubts: self.table(),
            // What is settled has been settled already.
            readings: Readings::Strict,
        };
        let partly = before.gives_access() && after.gives_access();
        let takes = || exposure::weakest(&only.bound(Bound::Most), &judge, self.asked.settings.at);
        let mut witness = self.ground.universe.named(&found.request);
        without_uncarried(&mut witness, &found.world, self.table());
        Entry {
            exposure: partly.then(takes).flatten(),
            condition: (!all).then_some(when),
            witness: vec![witness],
            world: found.world.clone(),
            depends_on: self.ground.hangs_on(only, found, self.table()),
            ..self.entry(pair, gives, Kind::Direct)
        }
    }

    /// An entry about a line, of which nothing but its answers is known.
    pub(super) fn entry(&self, pair: LinePair<'a>, gives: Side, kind: Kind) -> Entry {
        let exposure = |side| pair.of(side).and_then(|line| line.exposure);
        let action = self.asked.answers.1.question.action.clone();
        Entry {
            account: self.account_name(),
            breadth: pair.of(gives).and_then(|line| line.breadth),
            exposure_before: exposure(Side::Before),
            exposure_after: exposure(Side::After),
            ..Entry::new(pair.id(gives), action, kind, pair.answers())
        }
    }
}
