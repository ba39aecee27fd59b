//! One question about one side, asked again piece by piece: what somebody holds,
//! and which of it applies to one request in one world.

use crate::engine::answers::{About, subject_of};
use crate::engine::breadth;
use crate::engine::changes::Identity;
use crate::engine::compile::{Compiler, Facts};
use crate::engine::difference::halves::{Asked, Half, Meeting};
use crate::engine::difference::{Place, Side};
use crate::engine::formula::{Formula, World};
use crate::engine::holdings::{Collector, Held, Holdings, Index, Owner, Piece};
use crate::engine::joint::{Found, Numbers};
use crate::engine::question::{Question, Subject};
use crate::model::account::Account;
use crate::model::doubt::Doubts;
use crate::model::policy::{Statement, StatementId};

/// One side of a question.
pub(super) struct Teller<'a> {
    pub(super) side: Side,
    pub(super) facts: Facts<'a>,
    pub(super) index: &'a Index,
    pub(super) compiler: Compiler<'a>,
    pub(super) doubts: Doubts,
}

impl<'a> Teller<'a> {
    pub(super) fn new(half: &Half<'a>, question: &Question, asked: &Asked<'a>) -> Option<Self> {
        let account = half.account?;
        let facts = Facts {
            model: half.model,
            catalogue: asked.catalogue,
            account,
            uses: asked.uses,
            at: asked.settings.at,
            steps: asked.settings.steps,
        };
        let answers = match half.side {
            Side::Before => asked.answers.0,
            Side::After => asked.answers.1,
        };
        Some(Self {
            side: half.side,
            facts,
            index: half.index?,
            compiler: Compiler::new(facts, question.clone()),
            doubts: answers.doubts.clone(),
        })
    }

    pub(super) const fn account(&self) -> &'a Account {
        self.facts.account
    }

    /// What a line is judged by; sessions of a Cloud SSO identity apart.
    pub(super) fn holdings(&mut self, about: About) -> Vec<Holdings> {
        let subject = self.subject(about);
        let account = self.facts.account;
        let index = self.index;
        let mut collector = Collector::new(account, index, &mut self.compiler, &mut self.doubts);
        match about {
            About::Principal(_, id) => collector.identity(&Identity::Principal(id), &subject),
            About::Holding(number) => {
                let holding = self.facts.model.holdings.get(number);
                holding.map_or_else(Vec::new, |holding| {
                    vec![collector.holding(number, holding.document, holding.rest, &subject)]
                })
            }
        }
    }

    pub(super) fn subject(&self, about: About) -> Subject {
        match about {
            About::Principal(kind, id) => self
                .facts
                .account
                .principal(id)
                .map_or_else(Subject::default, |found| subject_of(kind, &found.name)),
            About::Holding(_) => Subject::default(),
        }
    }

    pub(super) fn statement(&self, id: StatementId) -> Option<&'a Statement> {
        self.facts.model.pools.statement(id)
    }

    /// The smallest text by which a statement reaches the action.
    pub(super) fn action_place(&mut self, statement: &Statement) -> Place {
        let compiler = &mut self.compiler;
        let (_, at) = breadth::of_statement(statement, &World::new(), compiler, &mut self.doubts);
        self.place(at)
    }

    pub(super) const fn place(&self, at: crate::source::Span) -> Place {
        Place {
            side: self.side,
            at,
        }
    }

    /// The smallest place of a held piece: of its statement, or what it is attached
    /// by where it has none of its own.
    pub(super) fn piece_place(&mut self, held: &Held) -> Option<Place> {
        let bundled = match held.owner {
            Owner::Policy(id) => self.account().policy(id).is_some_and(|one| one.bundled),
            _ => false,
        };
        match held.piece {
            Piece::Statement(id) if !bundled => {
                let statement = self.statement(id)?;
                Some(self.action_place(statement))
            }
            _ => held.attachment.map(|at| self.place(at)),
        }
    }
}

/// What a request is, for telling which pieces apply to it.
pub(super) struct Scene {
    exactly: Formula,
    world: World,
}

impl Scene {
    pub(super) fn new(meeting: &Meeting<'_, '_>, found: &Found) -> Self {
        let request = meeting.ground.completed(&found.request);
        Self {
            exactly: meeting.ground.exactly(&request),
            world: found.world.clone(),
        }
    }
}

impl<'a> Meeting<'a, '_> {
    /// A formula of one side, over the common ground.
    pub(super) fn take_from(&mut self, teller: &Teller<'a>, when: &Formula) -> Formula {
        let numbers: Numbers = match teller.side {
            Side::Before => self.doubts.earlier(&teller.doubts),
            Side::After => self.doubts.later(&teller.doubts),
        };
        self.take_over(when, &teller.compiler.universe, &numbers)
    }

    /// Whether a formula of one side is met in a scene.
    pub(super) fn applies(&mut self, when: &Formula, teller: &Teller<'a>, scene: &Scene) -> bool {
        let taken = self.take_from(teller, when);
        self.is_met(&taken, scene)
    }

    /// Whether a formula over the common ground is met in a scene.
    pub(super) fn is_met(&self, when: &Formula, scene: &Scene) -> bool {
        let here = self.in_whole_world(when, &scene.world);
        let met = Formula::and([here, scene.exactly.clone()]);
        !self.ground.never(&met, self.table())
    }
}
