//! A way that is known from another account, or from the same one as it was: whether it
//! can be gone here. A search keeps the shortest ways, one for each first call, so that
//! a way which it does not tell of may be there all the same.

use crate::engine::answers::{About, Line, Settings};
use crate::engine::changes::Identity;
use crate::engine::compile::{Compiler, Facts};
use crate::engine::holdings::Index;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::requests::id_of;
use crate::engine::obtain::search::Search;
use crate::engine::obtain::steps::Step;
use crate::engine::obtain::{Obtained, Taken, callers};
use crate::model::doubt::Doubts;

/// An account in which ways are looked for.
pub(in crate::engine) struct Again<'a> {
    ground: Ground<'a>,
    compiler: Compiler<'a>,
    /// Every doubt that was met.
    pub(in crate::engine) doubts: Doubts,
}

impl<'a> Again<'a> {
    pub(in crate::engine) fn new(
        (facts, index): (Facts<'a>, &'a Index),
        settings: &Settings,
        (compiler, doubts): (Compiler<'a>, Doubts),
        lines: &[Line],
    ) -> Self {
        Self {
            ground: Ground::new(facts, index, settings, &compiler, lines),
            compiler,
            doubts,
        }
    }

    /// A way by all steps of a known one, or else by some of them, if somebody can go
    /// it.
    pub(in crate::engine) fn gone(&mut self, about: About, way: &Obtained) -> Option<Obtained> {
        let steps: Vec<Named> = way.steps.iter().map(Named::taken).collect();
        let callers = callers(about);
        let whole = (steps.len(), Some(way.finally.clone()));
        [whole, (0, None)].into_iter().find_map(|(least, finally)| {
            let only = Only {
                steps: steps.clone(),
                least,
                finally,
            };
            callers.iter().find_map(|who| {
                let (ground, compiler) = (&mut self.ground, &mut self.compiler);
                let mut search = Search::new(ground, compiler, &mut self.doubts, who);
                search.only = Some(only.clone());
                search.run().into_iter().next()
            })
        })
    }
}

/// The only steps that a search takes.
#[derive(Clone)]
pub(super) struct Only {
    steps: Vec<Named>,
    /// So many of them are taken before it is asked what they lead to.
    least: usize,
    /// Whom the action is then called as; `None` for anybody.
    finally: Option<String>,
}

impl Only {
    pub(super) fn has(&self, step: &Step) -> bool {
        self.steps.contains(&Named::step(step))
    }

    pub(super) fn ends_as(&self, who: &Identity, facts: Facts<'_>) -> bool {
        let finally = self.finally.as_ref();
        finally.is_none_or(|finally| finally.eq_ignore_ascii_case(&id_of(who, facts)))
    }

    pub(super) const fn is_too_short(&self, steps: usize) -> bool {
        steps < self.least
    }
}

/// What a step is called wherever it is taken, whoever takes it, in lower case.
#[derive(Clone, PartialEq, Eq)]
struct Named {
    edge: Option<&'static str>,
    texts: [String; 3],
}

impl Named {
    fn new(edge: Option<&'static str>, texts: [&Option<String>; 3]) -> Self {
        let folded = |text: &Option<String>| text.as_deref().unwrap_or("").to_ascii_lowercase();
        Self {
            edge,
            texts: texts.map(folded),
        }
    }

    fn taken(taken: &Taken) -> Self {
        Self::new(taken.edge, [&taken.policy, &taken.whom, &taken.member])
    }

    fn step(step: &Step) -> Self {
        let edge = step.edge.map(|edge| edge.id);
        Self::new(edge, [&step.policy, &step.whom, &step.member])
    }
}
