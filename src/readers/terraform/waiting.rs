//! What one value needs before it can be had. Values that need each other form
//! chains as long as a configuration likes, through locals, variables, outputs and
//! blocks, and the stack is short. So a value that is asked for too deep is not
//! worked out there: the work is dropped, that value is had first, and then the
//! work starts over. What comes out does not depend on who asked first.

use crate::model::missing::MissingKind;
use crate::readers::evaluated::Evaluated;
use crate::readers::terraform::modules::Placed;
use crate::readers::terraform::run::{ModuleId, Run};
use crate::source::{HoleId, Span};

/// How many levels of expressions may lie above a value that is worked out where
/// it is asked for.
const MAX_ABOVE: u32 = 16;

/// How often work is dropped, for one value in the end, before it is given up.
const MAX_DROPPED: u32 = 64;

const CHAIN_TOO_LONG: &str =
    "locals, variables and modules refer to each other in too long a chain to follow";

/// A value that is worked out once.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    Variable(ModuleId, String, Span),
    Local(ModuleId, String, Span),
    Output(ModuleId, String, Span),
    Call(ModuleId, String),
    /// The instances of a block.
    Instances(ModuleId, usize),
    /// The arguments of an instance.
    Object(ModuleId, Box<Placed>),
}

/// How deep the work is.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// Levels of the expression at work.
    pub(super) depth: u32,
    /// Levels of those that asked for it.
    above: u32,
    /// What must be had before the work starts over; what is made meanwhile counts
    /// for nothing.
    wanted: Option<Wanted>,
    dropped: u32,
}

impl Run<'_, '_, '_, '_> {
    /// Whether the work at hand is dropped.
    pub(super) const fn is_dropped(&self) -> bool {
        self.waiting.wanted.is_some()
    }

    /// What stands for a value that is not to be worked out here. It is had first
    /// then, or, at the end of the longest chain, not at all, which is reported.
    pub(super) fn put_off(&mut self, at: Span, wanted: Wanted) -> Option<Evaluated> {
        let nothing = Evaluated::unknown(HoleId::UNTOLD, at);
        if self.is_dropped() {
            return Some(nothing);
        }
        let waiting = &mut self.waiting;
        let above = waiting.above.saturating_add(waiting.depth);
        // Calls make modules, and what is made cannot be dropped.
        let most = match wanted {
            Wanted::Call(..) => 0,
            _ => MAX_ABOVE,
        };
        if above <= most {
            return None;
        }
        if waiting.dropped >= MAX_DROPPED {
            self.past_limit(CHAIN_TOO_LONG, at);
            return Some(self.missing(MissingKind::Limit, "evaluation", CHAIN_TOO_LONG, at));
        }
        waiting.wanted = Some(wanted);
        Some(nothing)
    }

    /// Works out a value below the one at work.
    pub(super) fn below<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let depth = std::mem::take(&mut self.waiting.depth);
        let above = self.waiting.above;
        self.waiting.above = above.saturating_add(depth);
        let result = work(self);
        self.waiting.depth = depth;
        self.waiting.above = above;
        result
    }

    /// Has the value that the work was dropped for, if it was. `true`: the work has
    /// to start over, which is for the outermost one to do.
    pub(super) fn has_what_it_waits_for(&mut self) -> bool {
        if self.waiting.depth > 0 || self.waiting.above > 0 {
            return false;
        }
        let Some(wanted) = self.waiting.wanted.take() else {
            return false;
        };
        self.waiting.dropped = self.waiting.dropped.saturating_add(1);
        match wanted {
            Wanted::Variable(id, name, at) => drop(self.variable(id, &name, at)),
            Wanted::Local(id, name, at) => drop(self.local(id, &name, at)),
            Wanted::Output(id, name, at) => drop(self.output(id, &name, at)),
            Wanted::Call(id, name) => drop(self.called(id, &name)),
            Wanted::Instances(id, index) => drop(self.placed(id, index)),
            Wanted::Object(id, one) => drop(self.object_of(id, &one)),
        }
        self.waiting.dropped = self.waiting.dropped.saturating_sub(1);
        true
    }
}
