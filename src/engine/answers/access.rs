//! Who has access, and nothing else: answers without what decided them, which
//! is most of the work.

use std::collections::BTreeMap;

use crate::engine::answers::{About, Answering, Settings};
use crate::engine::compile::{Compiler, KeyUse, asking};
use crate::engine::holdings::Index;
use crate::engine::question::Question;
use crate::engine::verdict::Answer;
use crate::model::Model;
use crate::model::catalogue::Catalogue;
use crate::model::doubt::Doubts;

/// A line of any answers: the index of its account, and what it is about.
pub type LineKey = (usize, About);

/// The answers to several questions where some world gives access, by line: all
/// lines, or one alone. Reach does not count.
#[must_use]
pub fn access(
    model: &Model,
    catalogue: &Catalogue,
    questions: &[Question],
    settings: &Settings,
    only: Option<LineKey>,
) -> Vec<BTreeMap<LineKey, Answer>> {
    let uses = KeyUse::new(model);
    let indexes: Vec<Index> = model.accounts.iter().map(Index::new).collect();
    let to_one = |question: &Question| {
        let mut found = BTreeMap::new();
        let mut doubts = model.doubts.clone();
        for (number, (account, index)) in model.accounts.iter().zip(&indexes).enumerate() {
            if only.is_some_and(|(asked, _)| asked != number) {
                continue;
            }
            let (facts, mut compiler) =
                asking(model, catalogue, account, &uses, question, settings);
            let mut answering = Answering {
                facts,
                number,
                index,
                settings,
                weighs: false,
                memo: BTreeMap::new(),
            };
            for about in answering.lines_about() {
                if only.is_none_or(|(_, asked)| asked == about)
                    && let Some(answer) = answering.access(about, &mut compiler, &mut doubts)
                {
                    found.insert((number, about), answer);
                }
            }
        }
        found
    };
    questions.iter().map(to_one).collect()
}

impl<'a> Answering<'a> {
    fn lines_about(&self) -> Vec<About> {
        let principals = self.facts.account.principals();
        let principals = principals.map(|(id, principal)| About::Principal(principal.kind, id));
        let holdings = self.facts.model.holdings.iter().enumerate();
        let holdings = holdings.filter(|(_, holding)| holding.account == self.number);
        principals
            .chain(holdings.map(|(number, _)| About::Holding(number)))
            .collect()
    }

    fn access(
        &mut self,
        about: About,
        compiler: &mut Compiler<'a>,
        doubts: &mut Doubts,
    ) -> Option<Answer> {
        let (_, decided) = match about {
            About::Principal(_, id) => self.of_principal(id, compiler, doubts)?,
            About::Holding(number) => self.of_holding(number, compiler, doubts)?,
        };
        let verdict = decided.verdict;
        verdict.at_most.gives_access().then_some(verdict.answer)
    }
}
