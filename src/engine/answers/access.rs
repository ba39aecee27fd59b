//! Who has access, and nothing else: answers without what decided them, which
//! is most of the work.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::answers::{About, Answering, Answers, Settings};
use crate::engine::compile::{Compiler, KeyUse, Substitution, asking};
use crate::engine::holdings::Index;
use crate::engine::question::Question;
use crate::engine::verdict::{Answer, Verdict};
use crate::model::Model;
use crate::model::account::Account;
use crate::model::catalogue::Catalogue;
use crate::model::doubt::Doubts;
use crate::model::policy::DocumentId;
use crate::source::Span;

/// A line of any answers: the index of its account, and what it is about.
pub type LineKey = (usize, About);

/// The answers to several questions where some world gives access, by line: all
/// lines, or some alone. Reach does not count.
#[must_use]
pub fn access(
    model: &Model,
    catalogue: &Catalogue,
    questions: &[Question],
    settings: &Settings,
    only: Option<&BTreeSet<LineKey>>,
) -> Vec<BTreeMap<LineKey, Answer>> {
    let asking = Asking::new(model, catalogue, settings);
    let is_asked = |key| only.is_none_or(|only| only.contains(&key));
    let questions = questions.iter();
    let answered = questions.map(|question| {
        let verdicts = asking.verdicts(question, is_asked).into_iter();
        verdicts
            .filter(|(_, verdict)| verdict.at_most.gives_access())
            .map(|(key, verdict)| (key, verdict.answer))
            .collect()
    });
    answered.collect()
}

/// What those would have who have access, with one element read differently: every
/// principal of them, and who holds nothing but a document with the element. The
/// others, who are left out, have what they had.
#[must_use]
pub fn what_if(
    model: &Model,
    catalogue: &Catalogue,
    before: &Answers,
    settings: &Settings,
    substitution: Substitution,
) -> BTreeMap<LineKey, Verdict> {
    let documents = documents_with(substitution.at, model);
    let holds = |number: usize| {
        let holding = model.holdings.get(number);
        holding.is_some_and(|holding| documents.contains(&holding.document))
    };
    let concerned: BTreeSet<LineKey> = before
        .lines()
        .filter(|(_, line)| line.verdict.at_most.gives_access())
        .filter(|(_, line)| match line.about {
            About::Principal(..) => true,
            About::Holding(number) => holds(number),
        })
        .map(|(account, line)| (account.account, line.about))
        .collect();
    let settings = Settings {
        substitution: Some(substitution),
        ..settings.clone()
    };
    let asking = Asking::new(model, catalogue, &settings);
    asking.verdicts(&before.question, |key| concerned.contains(&key))
}

/// The documents that an element stands in: one text may be that of several.
fn documents_with(element: Span, model: &Model) -> BTreeSet<DocumentId> {
    let pools = &model.pools;
    let statements = pools.all_statements().filter(|statement| {
        let lists = [statement.actions.list, statement.resources.list];
        let mut elements = lists.into_iter().flat_map(|list| pools.elements(list));
        elements.any(|one| one.at == element)
    });
    statements.map(|statement| statement.document).collect()
}

/// What is asked, whatever the question.
struct Asking<'a> {
    model: &'a Model,
    catalogue: &'a Catalogue,
    settings: &'a Settings,
    uses: KeyUse,
    indexes: Vec<Index>,
}

impl<'a> Asking<'a> {
    fn new(model: &'a Model, catalogue: &'a Catalogue, settings: &'a Settings) -> Self {
        Self {
            model,
            catalogue,
            settings,
            uses: KeyUse::new(model),
            indexes: model.accounts.iter().map(Index::new).collect(),
        }
    }

    /// The verdicts on the lines that are asked about.
    fn verdicts(
        &self,
        question: &Question,
        is_asked: impl Fn(LineKey) -> bool,
    ) -> BTreeMap<LineKey, Verdict> {
        let (model, settings) = (self.model, self.settings);
        let mut found = BTreeMap::new();
        let mut doubts = model.doubts.clone();
        for (number, (account, index)) in model.accounts.iter().zip(&self.indexes).enumerate() {
            let (uses, catalogue) = (&self.uses, self.catalogue);
            let lines = lines_about(model, number);
            let mut lines = lines.filter(|about| is_asked((number, *about))).peekable();
            if lines.peek().is_none() {
                continue;
            }
            let (facts, mut compiler) = asking(model, catalogue, account, uses, question, settings);
            let mut answering = Answering {
                facts,
                number,
                index,
                settings,
                weighs: false,
                memo: BTreeMap::new(),
            };
            for about in lines {
                if let Some(verdict) = answering.verdict(about, &mut compiler, &mut doubts) {
                    found.insert((number, about), verdict);
                }
            }
        }
        found
    }
}

/// What the lines of an account are about.
fn lines_about(model: &Model, account: usize) -> impl Iterator<Item = About> {
    let principals = model.accounts.get(account).into_iter();
    let principals = principals.flat_map(Account::principals);
    let principals = principals.map(|(id, principal)| About::Principal(principal.kind, id));
    let holdings = model.holdings.iter().enumerate();
    let holdings = holdings.filter(move |(_, holding)| holding.account == account);
    principals.chain(holdings.map(|(number, _)| About::Holding(number)))
}

impl<'a> Answering<'a> {
    fn verdict(
        &mut self,
        about: About,
        compiler: &mut Compiler<'a>,
        doubts: &mut Doubts,
    ) -> Option<Verdict> {
        let (_, decided) = match about {
            About::Principal(_, id) => self.of_principal(id, compiler, doubts)?,
            About::Holding(number) => self.of_holding(number, compiler, doubts)?,
        };
        Some(decided.verdict)
    }
}
