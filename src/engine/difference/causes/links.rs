//! What leads from a policy to a principal: attachments, memberships, assignments,
//! and for control policies their targets and the place of the account.

use crate::engine::answers::{About, owner_name, via_name};
use crate::engine::difference::causes::given::given;
use crate::engine::difference::causes::{Tellers, Who, only_on, policy_of, routes};
use crate::engine::difference::halves::{Meeting, name_of};
use crate::engine::difference::teller::Teller;
use crate::engine::difference::{Act, Cause, Part, Side, Subject};
use crate::engine::holdings::{Held, Owner, Piece, Via};
use crate::engine::space::spelling;
use crate::model::Model;
use crate::model::account::{
    Account, Attachment, ControlPolicy, Policy, PolicyDocument, PolicyId, PolicyKind, Position,
    PrincipalId,
};
use crate::model::policy::{DocumentId, Effect, StatementId};
use crate::source::Span;

/// The principal of another account that has the same name.
pub(super) fn same_principal(
    id: PrincipalId,
    one: &Account,
    other: &Account,
) -> Option<PrincipalId> {
    let name = name_of(one.principal(id)?);
    let mut all = other.principals();
    all.find(|(_, principal)| name_of(principal) == name)
        .map(|(id, _)| id)
}

/// The control policy of another account that has the same id.
pub(super) fn same_control<'o>(
    one: &ControlPolicy,
    other: &'o Account,
) -> Option<&'o ControlPolicy> {
    let mut all = other.control_policies.iter();
    all.find(|policy| policy.id == one.id)
}

/// The document of a policy in the other input where nobody holds it there, so that
/// no policy of the account has its name: under the same path, or moved.
pub(super) fn unheld(mine: &Teller<'_>, id: PolicyId, theirs: &Teller<'_>) -> Option<DocumentId> {
    let policy = mine.account().policy(id).filter(|one| !one.bundled)?;
    let PolicyDocument::Known { document, .. } = policy.document else {
        return None;
    };
    let of = |teller: &Teller<'_>, number: usize| {
        let account = teller.facts.model.accounts.get(number);
        account.is_some_and(|account| std::ptr::eq(account, teller.account()))
    };
    let (model, other) = (mine.facts.model, theirs.facts.model);
    let own = || model.holdings.iter().filter(|one| of(mine, one.account));
    let there = || other.holdings.iter().filter(|one| of(theirs, one.account));
    let path = own()
        .find(|one| one.document == document)
        .map(|one| &one.path)?;
    let same = there().find(|one| one.path == *path);
    let moved = || {
        there().find(|one| {
            let is_gone = own().all(|own| own.path != one.path);
            is_gone && spelling::is_same((model, document), (other, one.document))
        })
    };
    same.or_else(moved).map(|one| one.document)
}

impl<'a> Meeting<'a, '_> {
    /// The links that lead from a piece to a principal on one side and are not there
    /// on the other; none where they are, or where what came is told by what it says.
    pub(super) fn links_missing(
        &self,
        tellers: &Tellers<'a>,
        who: Who,
        has: Side,
        held: &Held,
    ) -> Vec<Cause> {
        let Some(mine) = tellers.get(has) else {
            return Vec::new();
        };
        let link = Link {
            mine,
            theirs: tellers.get(has.other()),
            there: self.half(has.other()).model,
            has,
            held,
            of: owner_name(held.owner, mine.account(), mine.facts.model),
            whose: who.principal(has),
            whose_there: who.principal(has.other()),
        };
        match held.owner {
            Owner::Policy(id) => match link.without_holder() {
                Some(gone) => vec![gone],
                None => link.of_policy(id),
            },
            Owner::Control(number) => link.of_control(number).into_iter().collect(),
            Owner::Holding(_) | Owner::Added => Vec::new(),
        }
    }
}

impl Who {
    pub(super) fn principal(self, side: Side) -> Option<PrincipalId> {
        match self.at(side)? {
            About::Principal(_, id) => Some(id),
            About::Holding(_) => None,
        }
    }
}

struct Link<'l, 'a> {
    mine: &'l Teller<'a>,
    theirs: Option<&'l Teller<'a>>,
    /// The other input.
    there: &'l Model,
    has: Side,
    held: &'l Held,
    of: String,
    whose: Option<PrincipalId>,
    whose_there: Option<PrincipalId>,
}

impl Link<'_, '_> {
    fn cause(&self, subject: Subject, act: Act, at: Option<Span>, whom: Option<String>) -> Cause {
        Cause {
            subject,
            act,
            places: at.into_iter().map(|at| self.mine.place(at)).collect(),
            of: self.of.clone(),
            whom,
            grants: Vec::new(),
        }
    }

    /// Something that only this side has, with the grant that takes effect by it.
    fn only(&self, subject: Subject, at: Option<Span>, whom: Option<String>) -> Cause {
        let mut cause = self.cause(subject, only_on(self.has), at, whom);
        self.add_grant(&mut cause);
        cause
    }

    /// Adds the grant that takes effect by a link.
    fn add_grant(&self, cause: &mut Cause) {
        if self.is_bundled() {
            // What a bundled policy says stands nowhere in the input.
            let attached = self.held.attachment.map(|at| self.mine.place(at));
            let told = attached.filter(|place| !cause.places.contains(place));
            cause.grants.extend(told);
        }
        if let Piece::Statement(id) = self.held.piece
            && !self.is_bundled()
            && self.held.effect == Effect::Allow
            && let Some(statement) = self.mine.statement(id)
        {
            cause.grants.push(self.mine.place(statement.actions.at));
        }
    }

    /// That the one concerned is not there any more.
    fn without_holder(&self) -> Option<Cause> {
        let account = self.mine.account();
        let gone = self.has == Side::Before && self.whose_there.is_none();
        let id = self.whose.filter(|_| gone && self.theirs.is_some())?;
        let at = account.principal(id)?.at;
        Some(Cause {
            of: name_in(id, account),
            ..self.cause(Subject::Principal, Act::Removed, at, None)
        })
    }

    fn is_bundled(&self) -> bool {
        let policy = policy_of(self.held.owner).and_then(|id| self.mine.account().policy(id));
        policy.is_some_and(|policy| policy.bundled)
    }

    fn of_policy(&self, id: PolicyId) -> Vec<Cause> {
        let Some(policy) = self.mine.account().policy(id) else {
            return Vec::new();
        };
        let written = match self.held.piece {
            Piece::Statement(id) if !self.is_bundled() => Some(id),
            _ => None,
        };
        let Some(theirs) = self.theirs else {
            // Where there was nothing at all, what is said explains everything.
            return if written.is_some() {
                Vec::new()
            } else {
                vec![self.attachment()]
            };
        };
        let other = theirs.account().policy_like(policy);
        if other.is_none()
            && let Some(statement) = written
            && self.is_declared_with(policy, statement)
        {
            return Vec::new();
        }
        let (group, configuration) = routes(self.held);
        if let Some(number) = configuration {
            return self.of_configuration(number, group, theirs, other);
        }
        if let Some(other) = other {
            let there: Vec<&Attachment> = self.attached_there(theirs, other).collect();
            if let Some(first) = there.first() {
                if self.counts_within(&there) {
                    return Vec::new();
                }
                return vec![self.rescoped(theirs, first)];
            }
        }
        let mut causes = Vec::new();
        let joined = group.filter(|group| !self.is_member(*group, theirs));
        causes.extend(joined.map(|group| self.membership(group)));
        let holds = joined
            .zip(other)
            .is_some_and(|(group, other)| self.is_held_by(group, theirs, other));
        if !holds {
            causes.push(self.attachment());
        }
        causes
    }

    /// Whether a policy says itself whom it is attached to, so that the attachment is
    /// no change of its own.
    fn is_declared_with(&self, policy: &Policy, statement: StatementId) -> bool {
        let within = |at: Option<Span>| {
            let whole = policy.at.zip(at);
            whole.is_some_and(|(whole, at)| whole.contains(at))
        };
        let statement = self.mine.statement(statement).map(|statement| statement.at);
        policy.kind == PolicyKind::Inline || within(statement) && within(self.held.attachment)
    }

    /// Whether the group of this name holds a policy on the other side.
    fn is_held_by(&self, group: PrincipalId, theirs: &Teller<'_>, policy: PolicyId) -> bool {
        let same = same_principal(group, self.mine.account(), theirs.account());
        let mut all = theirs.account().attachments.iter();
        same.is_some_and(|group| all.any(|one| one.policy == policy && one.to == group))
    }

    /// Whether the one concerned is in the group of this name on the other side.
    fn is_member(&self, group: PrincipalId, theirs: &Teller<'_>) -> bool {
        let same = same_principal(group, self.mine.account(), theirs.account());
        same.zip(self.whose_there)
            .is_some_and(|(group, user)| theirs.index.groups_of(user).any(|one| one == group))
    }

    /// The attachments of a policy by which it reaches the one concerned on the other
    /// side, by any route.
    fn attached_there<'t>(
        &self,
        theirs: &'t Teller<'_>,
        policy: PolicyId,
    ) -> impl Iterator<Item = &'t Attachment> + use<'t> {
        let holders: Vec<PrincipalId> = self
            .whose_there
            .into_iter()
            .flat_map(|holder| std::iter::once(holder).chain(theirs.index.groups_of(holder)))
            .collect();
        let all = theirs.account().attachments.iter();
        all.filter(move |one| one.policy == policy && holders.contains(&one.to))
    }

    /// Whether some attachments count wherever those do that a piece may have come by: one
    /// text makes several.
    fn counts_within(&self, there: &[&Attachment]) -> bool {
        let account = self.mine.account();
        let (group, _) = routes(self.held);
        let (policy, holder) = (policy_of(self.held.owner), group.or(self.whose));
        let mut own = account.attachments.iter().filter(|one| {
            Some(one.at) == self.held.attachment
                && (Some(one.policy), Some(one.to)) == (policy, holder)
        });
        own.all(|own| there.iter().any(|one| one.scope == own.scope))
    }

    /// An attachment that counts elsewhere than before.
    fn rescoped(&self, theirs: &Teller<'_>, there: &Attachment) -> Cause {
        let act = match (self.held.in_resource_group, self.has) {
            (true, _) => Act::Changed,
            (false, Side::After) => Act::Widened(Part::Resource),
            (false, Side::Before) => Act::Narrowed(Part::Resource),
        };
        let mut cause = Cause {
            act,
            ..self.attachment()
        };
        cause.places.push(theirs.place(there.at));
        cause.places.sort_by_key(|place| place.side == Side::Before);
        cause
    }

    fn of_configuration(
        &self,
        number: usize,
        group: Option<PrincipalId>,
        theirs: &Teller<'_>,
        policy: Option<PolicyId>,
    ) -> Vec<Cause> {
        let account = self.mine.account();
        let other = theirs.account();
        let Some(configuration) = account.configurations.get(number) else {
            return Vec::new();
        };
        let same = other
            .configurations
            .iter()
            .position(|one| one.name == configuration.name);
        let assigned = same.zip(self.whose_there).is_some_and(|(number, holder)| {
            let mut all = theirs.index.configurations_of(other, holder);
            all.any(|one| one == number)
        });
        let mut causes = Vec::new();
        if !assigned {
            causes.push(match group {
                Some(group) if !self.is_member(group, theirs) => self.membership(group),
                _ => self.attachment(),
            });
        }
        let listed = same
            .and_then(|number| other.configurations.get(number))
            .is_none_or(|one| one.policies.iter().any(|(id, _)| Some(*id) == policy));
        if !listed {
            let id = policy_of(self.held.owner);
            let mut all = configuration.policies.iter();
            let mine = all.find(|(one, _)| Some(*one) == id);
            let whom = Some(via_name(Via::Configuration(number), account));
            causes.push(self.only(Subject::Attachment, mine.map(|(_, at)| *at), whom));
        }
        causes
    }

    fn membership(&self, group: PrincipalId) -> Cause {
        let account = self.mine.account();
        let member = account
            .memberships
            .iter()
            .find(|one| Some(one.user) == self.whose && one.group == group);
        let name = via_name(Via::Group(group), account);
        let at = member.map(|member| member.at);
        Cause {
            of: self
                .whose
                .map_or_else(String::new, |id| name_in(id, account)),
            ..self.only(Subject::Membership, at, Some(name))
        }
    }

    /// The attachment by which a piece came.
    fn attachment(&self) -> Cause {
        let (group, _) = routes(self.held);
        let holder = group.or(self.whose);
        let whom = holder.map(|id| name_in(id, self.mine.account()));
        let mut cause = self.only(Subject::Attachment, self.held.attachment, whom);
        let element = self.held.attachment.zip(holder);
        let given = element.map_or_else(Vec::new, |(at, holder)| {
            let account = self.mine.account();
            let policy = policy_of(self.held.owner).and_then(|id| account.policy(id));
            let models = (self.mine.facts.model, self.there);
            given(models, at, account.principal(holder), policy)
        });
        if !given.is_empty() {
            cause.places = given.into_iter().map(|at| self.mine.place(at)).collect();
            return cause;
        }
        let element = element.filter(|_| self.is_among_others());
        if let Some(element) = element.and_then(|(at, holder)| self.element(at, holder)) {
            cause.places = vec![self.mine.place(element)];
        }
        cause
    }

    /// The element that made the attachment, where one text makes several of a list
    /// that stands elsewhere: it is what names the holder.
    fn element(&self, at: Span, holder: PrincipalId) -> Option<Span> {
        let holder = self.mine.account().principal(holder)?;
        let parts = self.mine.facts.model.origins.parts(at, &holder.name);
        // Where the holder itself is declared it was not given anything.
        let own = |element: Span| holder.at.is_some_and(|own| own.contains(element));
        let mut named = parts.iter().filter(|part| part.text == holder.name);
        let element = named.find(|part| !at.contains(part.at) && !own(part.at))?;
        Some(element.at)
    }

    /// Whether the text that attaches the policy attaches something on the other side
    /// as well, so that it is not the text that is new.
    fn is_among_others(&self) -> bool {
        let Some(theirs) = self.theirs else {
            return false;
        };
        let (account, other) = (self.mine.account(), theirs.account());
        let is_there = |one: &Attachment| {
            let policy = account.policy(one.policy);
            let policy = policy.and_then(|policy| other.policy_like(policy));
            let holder = same_principal(one.to, account, other);
            policy.zip(holder).is_some_and(|(policy, holder)| {
                let mut all = other.attachments.iter();
                all.any(|one| one.policy == policy && one.to == holder)
            })
        };
        let mut all = account.attachments.iter();
        all.any(|one| Some(one.at) == self.held.attachment && is_there(one))
    }

    fn of_control(&self, number: usize) -> Option<Cause> {
        let account = self.mine.account();
        let policy = account.control_policies.get(number)?;
        let theirs = self.theirs?;
        let other = theirs.account();
        let Some(same) = same_control(policy, other) else {
            return Some(self.only(Subject::ControlPolicy, Some(policy.at), None));
        };
        if !binds(same, other) {
            // The policy stayed where it is, and the account did not.
            if account.position != other.position && binds(same, account) {
                let (was, is) = match self.has {
                    Side::Before => (&account.position, &other.position),
                    Side::After => (&other.position, &account.position),
                };
                let now = standing(was, is).map(str::to_owned);
                let (mine, other) = (
                    account.placed_at.or(account.at),
                    other.placed_at.or(other.at),
                );
                let mut cause = self.cause(Subject::Position, Act::Changed, mine, now);
                cause.places.extend(other.map(|at| theirs.place(at)));
                cause.places.sort_by_key(|place| place.side == Side::Before);
                return Some(cause);
            }
            let mut targets = policy.targets.iter().flatten();
            let target = targets.find(|target| is_level(&target.value, account));
            let at = target.map_or(policy.at, |target| target.at);
            return Some(self.only(Subject::ControlPolicy, Some(at), None));
        }
        let level = matches!(self.held.piece, Piece::Level);
        level.then(|| self.cause(Subject::ControlPolicy, Act::Changed, Some(policy.at), None))
    }
}

/// What an account has become in its directory, where it is more than another folder.
const fn standing(was: &Position, is: &Position) -> Option<&'static str> {
    match (was, is) {
        (_, Position::Management) => Some("management"),
        (_, Position::Standalone) => Some("standalone"),
        (Position::Management | Position::Standalone, Position::Member { .. }) => Some("member"),
        _ => None,
    }
}

pub(super) fn name_in(id: PrincipalId, account: &Account) -> String {
    account.principal(id).map_or_else(String::new, |one| {
        format!("{}/{}", one.kind.word(), one.name)
    })
}

/// Whether a control policy is attached to an account of a directory, or to a folder
/// above it.
fn binds(policy: &ControlPolicy, account: &Account) -> bool {
    let member = matches!(account.position, Position::Member { .. });
    let above = policy.targets.as_ref().is_none_or(|targets| {
        let mut targets = targets.iter();
        targets.any(|target| is_level(&target.value, account))
    });
    member && above
}

fn is_level(target: &str, account: &Account) -> bool {
    let above = match &account.position {
        Position::Member { path } => path.as_deref().unwrap_or_default(),
        _ => &[],
    };
    account.id.as_deref() == Some(target) || above.iter().any(|folder| folder == target)
}
