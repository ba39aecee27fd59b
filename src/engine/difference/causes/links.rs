//! What leads from a policy to a principal: attachments, memberships, assignments,
//! and for control policies their targets and the place of the account.

use crate::engine::answers::{About, owner_name, via_name};
use crate::engine::difference::causes::{Tellers, Who, is_statement, only_on, policy_of, routes};
use crate::engine::difference::halves::{Meeting, name_of};
use crate::engine::difference::teller::Teller;
use crate::engine::difference::{Act, Cause, Part, Side, Subject};
use crate::engine::holdings::{Held, Owner, Piece, Via};
use crate::model::account::{
    Account, Attachment, ControlPolicy, Policy, PolicyId, Position, PrincipalId, Scope,
};
use crate::model::policy::Effect;
use crate::source::Span;

/// The policy of another account that has the same name.
pub(super) fn same_policy(one: &Policy, other: &Account) -> Option<PolicyId> {
    let place = other.policies.iter().position(|policy| {
        policy.kind == one.kind && policy.name.eq_ignore_ascii_case(&one.name)
    })?;
    Some(PolicyId(u32::try_from(place).ok()?))
}

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

impl<'a> Meeting<'a, '_> {
    /// The link that leads from a piece to a principal on one side and is not there
    /// on the other; `None` where it is, or where the policy itself is not.
    pub(super) fn link_missing(
        &self,
        tellers: &Tellers<'a>,
        who: Who,
        has: Side,
        held: &Held,
    ) -> Option<Cause> {
        let mine = tellers.get(has)?;
        let link = Link {
            mine,
            theirs: tellers.get(has.other()),
            has,
            held,
            of: owner_name(held.owner, mine.account(), mine.facts.model),
            whose: who.principal(has),
            whose_there: who.principal(has.other()),
        };
        match held.owner {
            Owner::Policy(_) => link.without_holder().or_else(|| link.of_policy()),
            Owner::Control(number) => link.of_control(number),
            Owner::Holding(_) | Owner::Added => None,
        }
    }
}

impl Who {
    fn principal(self, side: Side) -> Option<PrincipalId> {
        match self.at(side)? {
            About::Principal(_, id) => Some(id),
            About::Holding(_) => None,
        }
    }
}

struct Link<'l, 'a> {
    mine: &'l Teller<'a>,
    theirs: Option<&'l Teller<'a>>,
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
            let pools = &self.mine.facts.model.pools;
            let first = pools.elements(statement.actions.list).first();
            let at = first.map_or(statement.actions.at, |element| element.at);
            cause.grants.push(self.mine.place(at));
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

    fn of_policy(&self) -> Option<Cause> {
        let account = self.mine.account();
        let policy = account.policy(policy_of(self.held.owner)?)?;
        let there = self
            .theirs
            .and_then(|theirs| Some((theirs, same_policy(policy, theirs.account())?)));
        let Some((theirs, other)) = there else {
            // A policy that came with its attachment is explained by what it says,
            // unless that is not in the input.
            let unwritten = !is_statement(self.held) || self.is_bundled();
            return unwritten.then(|| self.attachment());
        };
        let (group, configuration) = routes(self.held);
        if let Some(number) = configuration {
            return self.of_configuration(number, group, theirs, other);
        }
        if self
            .attached_there(theirs, other)
            .any(|one| self.is_alike(one))
        {
            return None;
        }
        if let Some(there) = self.attached_there(theirs, other).next() {
            return Some(self.rescoped(theirs, there));
        }
        if let Some(group) = group
            && !self.is_member(group, theirs)
        {
            return Some(self.membership(group));
        }
        Some(self.attachment())
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

    /// Whether an attachment counts where the one that a piece came by does.
    fn is_alike(&self, there: &Attachment) -> bool {
        let account = self.mine.account();
        let policy = policy_of(self.held.owner);
        let mut own = account.attachments.iter();
        let own =
            own.find(|one| Some(one.at) == self.held.attachment && Some(one.policy) == policy);
        match own {
            Some(own) => own.scope == there.scope,
            None => matches!(there.scope, Scope::ResourceGroup(_)) == self.held.in_resource_group,
        }
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
        policy: PolicyId,
    ) -> Option<Cause> {
        let account = self.mine.account();
        let other = theirs.account();
        let configuration = account.configurations.get(number)?;
        let same = other
            .configurations
            .iter()
            .position(|one| one.name == configuration.name);
        let assigned = same.zip(self.whose_there).is_some_and(|(number, holder)| {
            let mut all = theirs.index.configurations_of(other, holder);
            all.any(|one| one == number)
        });
        if !assigned {
            return Some(match group {
                Some(group) if !self.is_member(group, theirs) => self.membership(group),
                _ => self.attachment(),
            });
        }
        let listed = same
            .and_then(|number| other.configurations.get(number))
            .is_some_and(|one| one.policies.iter().any(|(id, _)| *id == policy));
        if listed {
            return None;
        }
        let id = policy_of(self.held.owner)?;
        let mine = configuration.policies.iter().find(|(one, _)| *one == id);
        let whom = Some(via_name(Via::Configuration(number), account));
        Some(self.only(Subject::Attachment, mine.map(|(_, at)| *at), whom))
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
        self.only(Subject::Attachment, self.held.attachment, whom)
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

fn name_in(id: PrincipalId, account: &Account) -> String {
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
