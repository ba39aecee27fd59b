//! Those who lead nowhere by themselves, as long as nobody gives them anything: a
//! user without permissions whose key somebody can make and to whom they can also
//! attach a policy. They are looked at only where nothing else was found.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::engine::changes::{Changes, Identity};
use crate::engine::compile::Compiler;
use crate::engine::formula::{Bound, Formula};
use crate::engine::obtain::Obtained;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::powers::Actions;
use crate::engine::obtain::search::Search;
use crate::engine::obtain::steps::Step;
use crate::engine::obtain::worth::Classes;
use crate::model::account::{PrincipalId, PrincipalKind};
use crate::model::catalogue::Gives;
use crate::model::doubt::Doubts;

/// Users, roles and groups that steps are about.
#[derive(Clone, Default)]
pub(super) struct Leads {
    pub(super) users: Classes,
    pub(super) roles: Rc<Vec<PrincipalId>>,
    pub(super) groups: Rc<Vec<PrincipalId>>,
}

impl<'a> Ground<'a> {
    /// Sorts the calls of the table by what they are good for.
    pub(super) fn sort_calls(&mut self) {
        self.giving = self.giving_calls();
        self.becoming = self.becoming_calls();
        self.altering = self.bits_of(|gives| !gives.only_admits());
        self.all_calls = self.assuming() | self.bits_of(|_| true);
    }

    /// Whether somebody who holds what they held may be allowed to alter what anybody
    /// holds.
    pub(super) fn may_alter(&mut self, who: &Identity) -> bool {
        let powers = self.powers.of_identity(who, &Changes::none());
        powers.allows & self.altering != 0
    }

    /// Whether a step alters what somebody holds or what denies them.
    pub(super) fn alters(step: &Step) -> bool {
        step.edge.is_some_and(|edge| !edge.gives.only_admits())
    }

    /// The calls that give somebody what they did not have.
    fn giving_calls(&self) -> Actions {
        self.bits_of(|gives| {
            matches!(
                gives,
                Gives::Attach(_) | Gives::RewritePolicy | Gives::SwitchVersion | Gives::JoinGroup
            )
        })
    }

    /// The calls by which somebody comes to act as another, or in their name.
    fn becoming_calls(&self) -> Actions {
        self.assuming()
            | self.bits_of(|gives| {
                matches!(
                    gives,
                    Gives::KeyOfUser
                        | Gives::LoginOfUser
                        | Gives::JoinGroup
                        | Gives::Provider
                        | Gives::HandOverRole
                        | Gives::CommandWhereWorn
                )
            })
    }

    /// The call by which a role is become.
    pub(super) fn assuming(&self) -> Actions {
        self.assume
            .map_or(0, |assume| self.powers.bit(assume.action))
    }

    fn bits_of(&self, wanted: impl Fn(Gives) -> bool) -> Actions {
        let edges = self.edges.iter().filter(|(edge, _)| wanted(edge.gives));
        edges.fold(0, |all, (edge, _)| all | self.powers.bit(edge.action))
    }

    /// Finds out who would have the action if they were given everything.
    pub(super) fn prepare_all(&mut self, compiler: &mut Compiler<'a>, doubts: &mut Doubts) {
        if self.all.is_some() {
            return;
        }
        let account = self.facts.account;
        let narrow = self.leading.clone();
        let known: BTreeSet<PrincipalId> = narrow
            .users
            .iter()
            .flatten()
            .chain(narrow.roles.iter())
            .chain(narrow.groups.iter())
            .copied()
            .collect();
        let mut more: Vec<(&str, PrincipalKind, PrincipalId)> = Vec::new();
        for (id, principal) in account.principals() {
            let kind = principal.kind;
            let takes = matches!(
                kind,
                PrincipalKind::User | PrincipalKind::Role | PrincipalKind::Group
            );
            if !takes || principal.service_linked || known.contains(&id) {
                continue;
            }
            let who = Identity::Principal(id);
            let mut given = Changes::none();
            given.unlimited.insert(who.clone());
            if self.access(&who, &given, compiler, doubts) != Formula::False {
                more.push((&principal.name, kind, id));
            }
        }
        more.sort_unstable_by_key(|(name, _, _)| *name);
        let of = |wanted: PrincipalKind| {
            let found = more.iter().filter(move |(_, kind, _)| *kind == wanted);
            found.map(|(_, _, id)| *id)
        };
        self.any_more = !more.is_empty();
        let users = self.classes("user/", of(PrincipalKind::User).collect(), &BTreeSet::new());
        self.all = Some(Leads {
            users: Rc::new(narrow.users.iter().chain(users.iter()).cloned().collect()),
            roles: Rc::new(
                narrow
                    .roles
                    .iter()
                    .copied()
                    .chain(of(PrincipalKind::Role))
                    .collect(),
            ),
            groups: Rc::new(
                narrow
                    .groups
                    .iter()
                    .copied()
                    .chain(of(PrincipalKind::Group))
                    .collect(),
            ),
        });
    }

    /// Looks at all, or at those alone who hold something that leads on.
    pub(super) fn look_at_all(&mut self, all: bool) {
        let leads = match &self.all {
            Some(found) if all => found.clone(),
            _ => self.leading.clone(),
        };
        self.leads = leads;
        self.looks_at_all = all && self.all.is_some();
    }
}

impl Search<'_, '_> {
    /// Searches among those who lead on by themselves, then among all.
    pub(super) fn look(&mut self, bound: Bound) -> Vec<Obtained> {
        // As far as doubts are for what the caller has, there may be nothing left to
        // obtain: then no way leads to more.
        let lacks = self.lacks(bound);
        let times = self.paths().times(&lacks, &self.compiler.universe);
        if times.is_empty() {
            return Vec::new();
        }
        self.gave = false;
        self.became = false;
        let mut found = self.search(bound);
        if found.is_empty() && !self.is_cut() && self.gave && self.became {
            self.ground.prepare_all(self.compiler, self.doubts);
            if !self.ground.any_more {
                return found;
            }
            self.all = true;
            found = self.search(bound);
            self.all = false;
            self.ground.look_at_all(false);
        }
        found
    }
}
