//! What a dump lacks (D32). It claims to be an account, so what is not in it must
//! not be taken for nothing: each miss is told with the command that would fill it
//! and bears on the principals concerned, or on all where it cannot be told whom it
//! concerns.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::account::{PolicyKind, PrincipalKind};
use crate::model::completeness::Completeness;
use crate::model::doubt::Choice;
use crate::model::missing::{Missing, MissingKind};
use crate::readers::Note;
use crate::readers::declared::{AccountFacts, PrincipalName, What};
use crate::readers::dump::answer::Answer;
use crate::readers::dump::build::Build;
use crate::readers::dump::directory;
use crate::readers::dump::listing::{State, command, quoted};
use crate::readers::evaluated::Evaluated;
use crate::source::Span;

/// How many memberships that may be are written down; where there are more, no
/// membership counts as known.
const MAX_POSSIBLE_MEMBERS: usize = 100_000;

const RAM: &str = "ram";
const MANAGER: &str = "resourcemanager";
const SSO: &str = "cloudsso";

/// What was found out about a dump, and what it lacks.
struct Findings<'f, 'b, 'm> {
    build: &'f mut Build<'b, 'm>,
    path: Rc<str>,
    at: Span,
    complete: Completeness,
    lacking: BTreeMap<&'static str, String>,
}

/// Declares what the account's answers amount to.
pub(super) fn declare(build: &mut Build<'_, '_>, answers: &[&Answer]) {
    let Some(first) = answers.first() else { return };
    let (path, at) = (Rc::clone(&first.path), first.at.first());
    let caller = answers
        .iter()
        .find(|answer| answer.call.name == "GetCallerIdentity");
    let own_at = caller
        .and_then(|answer| answer.body.get("AccountId"))
        .map(|id| id.at);
    let mut findings = Findings {
        build,
        path,
        at: own_at.unwrap_or(at),
        complete: Completeness {
            account: true,
            ..Completeness::default()
        },
        lacking: BTreeMap::new(),
    };
    findings.principals();
    findings.memberships();
    findings.attachments();
    findings.policies();
    findings.trusts();
    findings.control_policies();
    findings.single_sign_on();
    findings.settle(answers);
}

impl Findings<'_, '_, '_> {
    fn state(&self, product: &str, action: &str, keys: &[&str]) -> State {
        self.build.listings.state(product, action, keys)
    }

    /// Tells the reader of the run, and gives the hole that stands for the miss.
    fn miss(&mut self, what: String, command: String) -> Missing {
        let note = Note::NotInDump {
            what: what.clone(),
            command: command.clone(),
        };
        self.build.session.report.notes.push(note);
        Missing {
            kind: MissingKind::Output,
            name: what,
            detail: command,
            definition: String::new(),
        }
    }

    /// A category that is not whole, with what would make it so.
    fn category(&mut self, word: &'static str, product: &str, action: &str) -> bool {
        let state = self.state(product, action, &[]);
        if state == State::Whole {
            return true;
        }
        let command = command(product, action, &[], &state);
        let what = match state {
            State::Open(_) => format!("the rest of the list of {word}"),
            _ => format!("the list of {word}"),
        };
        self.miss(what, command.clone());
        self.lacking.insert(word, command);
        false
    }

    fn principals(&mut self) {
        self.complete.users = self.category("users", RAM, "ListUsers");
        self.complete.groups = self.category("groups", RAM, "ListGroups");
        self.complete.roles = self.category("roles", RAM, "ListRoles");
    }

    /// Memberships are whole where each group's members are, or each user's groups.
    /// Where those of some groups are not, any user may be in these.
    fn memberships(&mut self) {
        let groups = self.build.known(PrincipalKind::Group);
        let users = self.build.known(PrincipalKind::User);
        let open = |this: &Self, action: &str, names: &[(String, Evaluated)]| {
            let mut open = Vec::new();
            for (folded, name) in names {
                let state = this.state(RAM, action, &[folded]);
                if state != State::Whole {
                    open.push((name.clone(), folded.clone(), state));
                }
            }
            open
        };
        let of_groups = open(self, "ListUsersForGroup", &groups);
        let of_users = open(self, "ListGroupsForUser", &users);
        let by_group = self.build.listings.has(RAM, "ListUsersForGroup");
        let by_user = self.build.listings.has(RAM, "ListGroupsForUser");
        let whole = (self.complete.groups && of_groups.is_empty())
            || (self.complete.users && of_users.is_empty());
        if whole {
            self.complete.memberships = true;
            return;
        }
        let possible = if by_group || !by_user {
            of_groups.len().saturating_mul(of_users.len())
        } else {
            of_users.len().saturating_mul(groups.len())
        };
        if (!by_group && !by_user) || possible > MAX_POSSIBLE_MEMBERS {
            let command = match of_groups.first() {
                Some((name, ..)) => {
                    command(RAM, "ListUsersForGroup", &[&text(name)], &State::Absent)
                }
                None => command(RAM, "ListGroups", &[], &State::Absent),
            };
            if !of_groups.is_empty() {
                self.miss("the members of groups".to_owned(), command.clone());
            }
            self.lacking.insert("memberships", command);
            return;
        }
        if by_group || !by_user {
            for (group, _, state) in &of_groups {
                let name = text(group);
                let command = command(RAM, "ListUsersForGroup", &[&name], state);
                let missing = self.miss(format!("the members of group {name}"), command);
                for (user, folded, _) in &of_users {
                    self.may_belong(user, folded, group, &missing);
                }
            }
        } else {
            for (user, folded, state) in &of_users {
                let name = text(user);
                let command = command(RAM, "ListGroupsForUser", &[&name], state);
                let missing = self.miss(format!("the groups of user {name}"), command);
                for (_, group) in &groups {
                    self.may_belong(user, folded, group, &missing);
                }
            }
        }
        self.complete.memberships = true;
    }

    fn may_belong(&mut self, user: &Evaluated, folded: &str, group: &Evaluated, missing: &Missing) {
        let of_group = super::build::folded(&text(group));
        if self.build.members.contains(&(folded.to_owned(), of_group)) {
            return;
        }
        let doubts = &mut self.build.session.model.doubts;
        let gap = doubts.gap(missing.kind.word(), missing.about(), Some(group.at), 2);
        let what = What::Membership {
            user: PrincipalName {
                kind: PrincipalKind::User,
                name: user.clone(),
            },
            group: PrincipalName {
                kind: PrincipalKind::Group,
                name: group.clone(),
            },
        };
        let path = Rc::clone(&self.path);
        self.build
            .declare_if(&path, group.at, vec![Choice::is(gap, 1)], what);
    }

    /// Attachments are whole where the list of all of them is, or where each
    /// principal's policies are listed. Where only those of some principals are, the
    /// others may hold anything.
    fn attachments(&mut self) {
        const OF_ALL: &str = "ListPolicyAttachments";
        if self.build.listings.is_whole(MANAGER, OF_ALL, &[]) {
            self.complete.attachments = true;
            return;
        }
        let kinds = [
            (
                PrincipalKind::User,
                "ListPoliciesForUser",
                self.complete.users,
            ),
            (
                PrincipalKind::Group,
                "ListPoliciesForGroup",
                self.complete.groups,
            ),
            (
                PrincipalKind::Role,
                "ListPoliciesForRole",
                self.complete.roles,
            ),
        ];
        let any = kinds
            .iter()
            .any(|(_, action, _)| self.build.listings.has(RAM, action));
        if !any {
            self.category("attachments", MANAGER, OF_ALL);
            return;
        }
        // These lists leave out what counts in one resource group only, which gives no
        // action that names no resource (R54).
        let all = command(MANAGER, OF_ALL, &[], &State::Absent);
        self.miss("the attachments in resource groups".to_owned(), all);
        for (kind, action, _) in kinds {
            for (folded, name) in self.build.known(kind) {
                if self.build.listings.is_whole(RAM, action, &[&folded]) {
                    continue;
                }
                let text = text(&name);
                let command = command(RAM, action, &[&text], &State::Absent);
                let what = format!("the policies of {} {text}", kind.word());
                let missing = self.miss(what, command);
                let at = name.at;
                let hole = self.build.session.model.holes.intern(missing, Some(at));
                let to = PrincipalName { kind, name };
                let path = Rc::clone(&self.path);
                self.build.declare(&path, at, What::Unlisted { to, hole });
            }
        }
        self.complete.attachments = true;
    }

    fn policies(&mut self) {
        let mut lacking = self.build.policies.lacking();
        lacking
            .retain(|(kind, name)| *kind != PolicyKind::System || !super::is_bundled_whole(name));
        for (kind, name) in &lacking {
            let word = match kind {
                PolicyKind::System => "System",
                PolicyKind::Custom => "Custom",
                PolicyKind::Inline => continue,
            };
            let command = format!(
                "aliyun ram GetPolicy --PolicyType {word} --PolicyName {}",
                quoted(name)
            );
            self.miss(format!("the document of policy {word}/{name}"), command);
        }
        self.complete.policies =
            self.build.listings.is_whole(RAM, "ListPolicies", &[]) || lacking.is_empty();
    }

    fn trusts(&mut self) {
        for (folded, name) in self.build.known(PrincipalKind::Role) {
            if !self.build.trusted.contains(&folded) {
                let name = text(&name);
                let command = format!("aliyun ram GetRole --RoleName {}", quoted(&name));
                self.miss(format!("the trust document of role {name}"), command);
            }
        }
    }

    /// Control policies are asked for only where some answer speaks of a directory.
    fn control_policies(&mut self) {
        const POLICIES: &str = "ListControlPolicies";
        const TARGETS: &str = "ListTargetAttachmentsForControlPolicy";
        let ids = self.build.directory.policies();
        if ids.is_empty() && !self.build.listings.has(MANAGER, POLICIES) {
            return;
        }
        let mut whole = self.category("control_policies", MANAGER, POLICIES);
        for id in &ids {
            let state = self.state(MANAGER, TARGETS, &[id]);
            if state != State::Whole {
                whole = false;
                let command = command(MANAGER, TARGETS, &[id], &state);
                self.miss(format!("the targets of control policy {id}"), command);
            }
        }
        for id in self.build.directory.lacking() {
            let command = format!(
                "aliyun resourcemanager GetControlPolicy --PolicyId {}",
                quoted(&id)
            );
            self.miss(format!("the document of control policy {id}"), command);
        }
        self.complete.control_policies = whole;
        directory::declare(self.build, &|build, id| {
            build.listings.is_whole(MANAGER, TARGETS, &[id])
        });
    }

    /// What the assignments of Cloud SSO need.
    fn single_sign_on(&mut self) {
        const ASSIGNMENTS: &str = "ListAccessAssignments";
        let assigned = self.build.sso.assigned.clone();
        for (id, action) in assigned {
            let state = self.state(SSO, action, &[&id]);
            if state != State::Whole {
                let command = command(SSO, action, &[&id], &state);
                let what = match action {
                    "ListGroupMembers" => format!("the members of the Cloud SSO group {id}"),
                    _ => format!("the policies of access configuration {id}"),
                };
                self.miss(what, format!("{command} --DirectoryId ..."));
            }
        }
        if let state @ State::Open(_) = self.state(SSO, ASSIGNMENTS, &[]) {
            let command = command(SSO, ASSIGNMENTS, &[], &state);
            let what = "the rest of the access assignments of Cloud SSO".to_owned();
            self.miss(what, format!("{command} --DirectoryId ..."));
        }
    }

    fn settle(self, answers: &[&Answer]) {
        let own = self.build.own().unwrap_or("").to_owned();
        let (place, directory) = directory::position(answers, &own);
        let (position, placed_at) = place.unzip();
        let what = What::Account(AccountFacts {
            complete: self.complete,
            lacking: self.lacking,
            position,
            placed_at,
            directory,
        });
        self.build.declare(&self.path, self.at, what);
    }
}

fn text(name: &Evaluated) -> String {
    let text = name.to_text().unwrap_or_default();
    crate::readers::names::without_suffix(&text).to_owned()
}
