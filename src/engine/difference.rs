//! Who can do what they could not do before: two versions of an input, compared
//! for every principal of either, with a request that shows each difference and
//! the change that brought it about (D36, D37).

pub mod all;
mod arrivals;
mod causes;
mod direct;
mod entering;
mod gone;
mod halves;
mod involved;
mod join;
mod modules;
mod roles;
mod statements;
mod stored;
mod teller;
#[cfg(test)]
mod tests;
pub mod trusts;
mod ways;

use std::rc::Rc;

use crate::engine::answers::{Answers, Settings, answer_by};
use crate::engine::compile::KeyUse;

use crate::engine::breadth::Breadth;
use crate::engine::difference::halves::{Asked, Meeting};
use crate::engine::exposure::Exposure;
use crate::engine::formula::{Formula, World};
use crate::engine::holdings::Index;
use crate::engine::joint::JointDoubts;
use crate::engine::obtain::{Obtained, Removal};
use crate::engine::path::Named;
use crate::engine::question::Question;
use crate::engine::space::spelling::places_of_all;
use crate::engine::universe::Universe;
use crate::engine::verdict::Answer;
use crate::model::Model;
use crate::model::catalogue::Catalogue;
use crate::model::doubt::{DoubtId, Doubts};
use crate::source::Span;

pub use entering::CONSOLE;
pub use involved::{Involved, involved};

/// One of the two inputs that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The earlier one.
    Before,
    /// The later one.
    After,
}

impl Side {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Before => Self::After,
            Self::After => Self::Before,
        }
    }
}

/// A place in the texts of one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Whose texts.
    pub side: Side,
    /// The smallest text responsible.
    pub at: Span,
}

/// Which kind of access differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// By what the principal itself holds.
    Direct,
    /// By becoming a role, or because a role can be entered by somebody else.
    Reach,
    /// By a call that changes what one holds, whom one acts as, or what denies.
    Obtain,
    /// The same requests, which it takes less to make: a credential, say.
    Exposure,
    /// By a stored version of a policy that is not the default one.
    Latent,
}

impl Kind {
    /// The word in machine output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Reach => "reach",
            Self::Obtain => "obtain",
            Self::Exposure => "exposure",
            Self::Latent => "latent",
        }
    }
}

/// Access that one side gives and the other does not. What is said of "before"
/// and "after" is always about the earlier and the later input.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The account's id or label, where known.
    pub account: Option<String>,
    /// `user/NAME`, `policy/PATH`, …, as the side that has the access calls it.
    pub principal: String,
    /// The action, in the catalogue's spelling; for all actions that of the witness,
    /// or `*` where the budget ended before there was one.
    pub action: String,
    /// Which kind of access.
    pub kind: Kind,
    /// The answer in the earlier input.
    pub before: Answer,
    /// The answer in the later input.
    pub after: Answer,
    /// How broadly the grant reaches the action.
    pub breadth: Option<Breadth>,
    /// What it took in the earlier input.
    pub exposure_before: Option<Exposure>,
    /// What it takes in the later input.
    pub exposure_after: Option<Exposure>,
    /// Where both sides give access, what it takes to make a request that only one of
    /// them allows.
    pub exposure: Option<Exposure>,
    /// Requests that only one side allows, where those are not all; without
    /// variables, over the keys of `universe`.
    pub condition: Option<Formula>,
    /// What requests can look like, for `condition`.
    pub universe: Rc<Universe>,
    /// Requests that show it, in order: each is allowed on the side that has the
    /// access, and not all of them on the other.
    pub witness: Vec<Named>,
    /// The world that the witness belongs to.
    pub world: World,
    /// Roles in order, or for a role who enters it (`federated:ARN`), or `console` for
    /// a password; for direct access nothing.
    pub via: Vec<String>,
    /// For a role that lets in somebody who is no principal of the account: when.
    pub entering: Option<Entering>,
    /// For what could be obtained: the way.
    pub obtained: Option<Obtained>,
    /// For a guard that can be taken off although that gives no access by itself.
    pub removal: Option<Removal>,
    /// For all actions: the patterns that reach what differs.
    pub patterns: Vec<Pattern>,
    /// For all actions: others that show the same, where it takes several patterns to
    /// name what differs.
    pub others: Vec<String>,
    /// For all actions: no action of the catalogue is concerned.
    pub unlisted: bool,
    /// What the difference hangs on, where it is not certain; of
    /// [`Difference::doubts`].
    pub depends_on: Vec<DoubtId>,
    /// The budget ended before it was known whether there is a difference (D41).
    pub over_budget: bool,
    /// What brought it about: indexes into [`Difference::causes`].
    pub causes: Vec<usize>,
}

impl Entry {
    /// An entry of which nothing is known but what is given, and the answers before
    /// and after.
    #[must_use]
    pub fn new(
        principal: String,
        action: String,
        kind: Kind,
        (before, after): (Answer, Answer),
    ) -> Self {
        Self {
            account: None,
            principal,
            action,
            kind,
            before,
            after,
            breadth: None,
            exposure: None,
            exposure_before: None,
            exposure_after: None,
            condition: None,
            universe: Rc::default(),
            witness: Vec::new(),
            world: World::new(),
            via: Vec::new(),
            entering: None,
            obtained: None,
            removal: None,
            patterns: Vec::new(),
            others: Vec::new(),
            unlisted: false,
            depends_on: Vec::new(),
            over_budget: false,
            causes: Vec::new(),
        }
    }
}

/// When a trust document lets somebody in, in the world of the witness.
#[derive(Clone, Debug)]
pub struct Entering {
    /// In the earlier input; false where it lets them in never.
    pub before: Formula,
    /// In the later input, likewise.
    pub after: Formula,
    /// What requests to become the role can look like.
    pub universe: Rc<Universe>,
}

/// A pattern of an action that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// As it is written, decoded; with `within` and `except` where fewer actions
    /// differ than that names.
    pub text: String,
    /// Where.
    pub place: Place,
}

/// Part of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// `Action` or `NotAction`.
    Action,
    /// `Resource`.
    Resource,
    /// `Condition`.
    Condition,
    /// `Principal` of a trust document.
    Principal,
    /// `Effect`, or whether the document counts at all.
    Whole,
}

/// What somebody did to the input, seen from the earlier to the later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// It is there only in the later input.
    Added,
    /// It is there only in the earlier input.
    Removed,
    /// It covers more.
    Widened(Part),
    /// It covers less.
    Narrowed(Part),
    /// It covers something else: more in one respect and less in another.
    Altered(Part),
    /// It is another, and nothing more exact can be said.
    Changed,
}

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An Allow statement.
    Allow,
    /// A Deny statement.
    Deny,
    /// A statement of a role's trust document.
    Trust,
    /// A Deny statement of a role's trust document.
    TrustDeny,
    /// A user, group or role.
    Principal,
    /// A user in a group.
    Membership,
    /// A policy attached to somebody, or a configuration assigned.
    Attachment,
    /// The default version of a policy.
    Version,
    /// A stored version that is not the default.
    StoredVersion,
    /// A control policy, or where it is attached.
    ControlPolicy,
    /// Where the account stands in its directory.
    Position,
    /// Settings of an identity provider.
    IdentityProvider,
    /// An AccessKey pair.
    AccessKey,
    /// A password of a user for the console.
    ConsoleLogin,
    /// Something that runs as a role.
    Wearer,
    /// How long a role's sessions last.
    Session,
    /// Something that is not known, and is not what was not known before.
    Doubt,
    /// The call of a module that cannot be read.
    Module,
    /// Which account the input is about.
    Account,
    /// What the input claims to hold whole.
    Completeness,
    /// Several things together, none of which explains it alone.
    Several,
}

/// The smallest change that explains a difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// What was changed.
    pub subject: Subject,
    /// How.
    pub act: Act,
    /// Where it stands, the most telling place first; of both sides where it
    /// changed in place. Of what was only taken out of a statement, the last place is
    /// the statement as it is in the later input, behind what was taken.
    pub places: Vec<Place>,
    /// What it belongs to: `Custom/N`, `role/N`, `Control/ID`, …
    pub of: String,
    /// Whom it concerns: the group of a membership, the holder of an attachment; for a
    /// version the names of both, for a position what the account has become, and for
    /// an account the one that it was before.
    pub whom: Option<String>,
    /// For what was taken away or moved: the grant that takes effect now although
    /// it did not change, on the later side (on the earlier for lost access).
    pub grants: Vec<Place>,
}

/// A doubt that bears on access on both sides alike.
#[derive(Clone, Debug)]
pub struct UnchangedDoubt {
    /// The account's id or label, where known.
    pub account: Option<String>,
    /// Whose answer.
    pub principal: String,
    /// The action.
    pub action: String,
    /// What it hangs on; of [`Difference::doubts`].
    pub depends_on: Vec<DoubtId>,
}

/// Everything that differs between two inputs.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// What only the later input gives, sorted by account, principal and action.
    pub gained: Vec<Entry>,
    /// What only the earlier input gives, in the same order.
    pub lost: Vec<Entry>,
    /// Answers that are UNKNOWN on both sides and hang on the same.
    pub unchanged_doubts: Vec<UnchangedDoubt>,
    /// The causes, each once.
    pub causes: Vec<Cause>,
    /// The variables of both sides. Places in it are of the earlier side, but for
    /// those of `later_doubts`.
    pub doubts: Doubts,
    /// Variables that only the later side has.
    pub later_doubts: Vec<DoubtId>,
    /// How many principals and documents were compared.
    pub compared: usize,
}

/// Two inputs, what was answered about each, and how they differ.
#[derive(Debug)]
pub struct Compared {
    /// The answers about the earlier input, one entry per question.
    pub before: Vec<Answers>,
    /// The answers about the later input, likewise.
    pub after: Vec<Answers>,
    /// How they differ.
    pub difference: Difference,
}

/// Compares two inputs for some actions, for every principal of either.
#[must_use]
pub fn compare(
    before: &Model,
    after: &Model,
    questions: &[Question],
    catalogue: &Catalogue,
    settings: &Settings,
) -> Compared {
    let uses = KeyUse::of_all([before, after]);
    let ask = |model: &Model| -> Vec<Answers> {
        questions
            .iter()
            .map(|question| answer_by(model, catalogue, question, settings, &uses))
            .collect()
    };
    let (old, new) = (ask(before), ask(after));
    let index = |model: &Model| -> Vec<Index> { model.accounts.iter().map(Index::new).collect() };
    let indexes = (index(before), index(after));
    let mut doubts = JointDoubts::new(places_of_all(before, after));
    let mut difference = Difference::default();
    for (old, new) in old.iter().zip(&new) {
        let numbers = (doubts.earlier(&old.doubts), doubts.later(&new.doubts));
        let asked = Asked {
            models: (before, after),
            answers: (old, new),
            numbers: (&numbers.0, &numbers.1),
            indexes: (&indexes.0, &indexes.1),
            uses: &uses,
            catalogue,
            settings,
        };
        for accounts in asked.accounts() {
            Meeting::new(&asked, accounts, &mut doubts).add_to(&mut difference);
        }
    }
    let actions: Vec<&str> = questions
        .iter()
        .map(|question| question.action.as_str())
        .collect();
    modules::compare(before, after, &actions, &mut difference);
    difference.gained.sort_by(order);
    difference.lost.sort_by(order);
    causes::tell_of_another_account(before, after, &mut difference);
    causes::tell_parts((before, after), &mut difference);
    causes::keep_named(&mut difference);
    difference.later_doubts = doubts.later.into_iter().collect();
    difference.doubts = doubts.table;
    Compared {
        before: old,
        after: new,
        difference,
    }
}

/// By account, principal, action and kind.
fn order(one: &Entry, other: &Entry) -> std::cmp::Ordering {
    let by = |entry: &Entry| {
        (
            entry.account.clone(),
            entry.principal.clone(),
            entry.action.clone(),
            entry.kind,
            entry.via.clone(),
        )
    };
    by(one).cmp(&by(other))
}
