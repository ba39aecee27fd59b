//! The naive evaluator: one concrete request in one world, the RAM rules read
//! off the page. It knows nothing of formulas, domains and the solver, and
//! shares no code with them, so that each can show the other to be wrong.
//!
//! A world is what the engine's is: a choice for each variable. Variables are
//! looked up by kind, name and discriminator; one that the world leaves out
//! takes its default, or else choice 0.

mod become_role;
mod statement;
#[cfg(test)]
mod tests;
mod values;

use std::collections::{BTreeMap, BTreeSet};

pub use values::wild;

use crate::engine::formula::World;
use crate::engine::question::{Question, Resources};
use crate::model::Model;
use crate::model::account::{
    Account, Attachment, ControlDocument, ControlPolicy, PolicyDocument, PolicyId, PolicyKind,
    Position, PrincipalId, PrincipalKind, Scope,
};
use crate::model::catalogue::{ByName, Catalogue, KeyType};
use crate::model::condition::OperatorName;
use crate::model::doubt::{Choice, DoubtId, DoubtKind, Doubts};
use crate::model::policy::{DocumentId, Effect};
use crate::model::pools::List;

/// The name under which a witness gives the request's resource.
pub const RESOURCE: &str = "resource";

/// The name under which a witness gives the resource group of that resource.
pub const RESOURCE_GROUP: &str = "the resource's group";

/// One concrete request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NaiveRequest {
    /// Condition keys by the names that witnesses use: the catalogue's spelling,
    /// otherwise lower case, or the text as written where spellings are separate
    /// keys. A key that is `None` or not there is absent; one that requests of
    /// the world never carry is ignored.
    pub keys: BTreeMap<String, Option<Vec<String>>>,
    /// The ARN, where the action names one; the resource `*` otherwise.
    pub resource: Option<String>,
    /// The resource group that the resource is in.
    pub resource_group: Option<String>,
}

impl NaiveRequest {
    /// A witness of the engine as a request; what the witness does not name is
    /// absent.
    #[must_use]
    pub fn from_witness(mut named: BTreeMap<String, Option<Vec<String>>>) -> Self {
        let mut take = |name| {
            let values: Option<Option<Vec<String>>> = named.remove(name);
            values
                .flatten()
                .and_then(|values| values.into_iter().next())
        };
        Self {
            resource: take(RESOURCE),
            resource_group: take(RESOURCE_GROUP),
            keys: named,
        }
    }
}

/// What RAM says to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// An Allow covers it and nothing is against it.
    Allowed,
    /// A Deny of the principal's own policies applies.
    DeniedExplicitly,
    /// No Allow covers it.
    NotGranted,
    /// A level of the resource directory denies it or does not allow it.
    GateRefused,
}

/// A decision with what led to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The decision.
    pub decision: Decision,
    /// Whether an Allow of the principal's own policies covers the request.
    pub granted: bool,
    /// Whether some Deny applies, of the policies or of a level.
    pub denied: bool,
}

/// One request, made in one world by one caller.
#[derive(Clone, Copy)]
struct Scene<'s> {
    world: &'s World,
    request: &'s NaiveRequest,
    /// `user/NAME` or `role/NAME`, where it is one principal who asks.
    subject: Option<&'s str>,
}

/// Which statements cover a request.
#[derive(Clone, Copy, Default)]
struct Covered {
    allow: bool,
    deny: bool,
    group_allow: bool,
    group_deny: bool,
}

impl Covered {
    fn add(&mut self, effect: Effect, in_group: bool) {
        let mark = match (effect, in_group) {
            (Effect::Allow, false) => &mut self.allow,
            (Effect::Deny, false) => &mut self.deny,
            (Effect::Allow, true) => &mut self.group_allow,
            (Effect::Deny, true) => &mut self.group_deny,
        };
        *mark = true;
    }
}

/// Evaluates requests for one action in one account.
#[derive(Clone)]
pub struct Naive<'a> {
    model: &'a Model,
    catalogue: &'a Catalogue,
    account: &'a Account,
    question: Question,
    doubts: BTreeMap<(DoubtKind, &'a str, &'a str), DoubtId>,
    defaults: BTreeMap<DoubtId, u8>,
    /// The spellings of condition keys by their folded names.
    spellings: BTreeMap<String, BTreeSet<&'a str>>,
    /// The types of the operators used on them.
    types: BTreeMap<String, Vec<KeyType>>,
}

impl<'a> Naive<'a> {
    /// An evaluator. `doubts` is the table that worlds number their variables by.
    #[must_use]
    pub fn new(
        model: &'a Model,
        catalogue: &'a Catalogue,
        account: &'a Account,
        question: &Question,
        doubts: &'a Doubts,
    ) -> Self {
        let mut naive = Self {
            model,
            catalogue,
            account,
            question: question.clone(),
            doubts: BTreeMap::new(),
            defaults: BTreeMap::new(),
            spellings: BTreeMap::new(),
            types: BTreeMap::new(),
        };
        for (id, doubt) in doubts.iter() {
            let key = (doubt.kind, doubt.name.as_str(), doubt.identity());
            naive.doubts.insert(key, id);
            naive.defaults.insert(id, doubt.default.unwrap_or(0));
        }
        let statements = model
            .pools
            .documents()
            .flat_map(|(id, _)| model.pools.statements(id));
        for (_, statement) in statements {
            for condition in model.pools.conditions(statement.conditions) {
                let written = model.pools.str(condition.key.text);
                let folded = written.to_ascii_lowercase();
                let operator = OperatorName::read(model.pools.str(condition.operator.text));
                if let Some(base) = operator.base {
                    let of = statement::type_of(base.family);
                    let types = naive.types.entry(folded.clone()).or_default();
                    if !types.contains(&of) {
                        types.push(of);
                    }
                }
                naive.spellings.entry(folded).or_default().insert(written);
            }
        }
        naive
    }

    /// What RAM says to a user, group or role.
    #[must_use]
    pub fn principal(&self, id: PrincipalId, world: &World, request: &NaiveRequest) -> Ruling {
        let Some(principal) = self.account.principal(id) else {
            return self.rule(Covered::default(), false, None, world, request);
        };
        let subject = match principal.kind {
            PrincipalKind::User | PrincipalKind::Role => {
                Some(format!("{}/{}", principal.kind.word(), principal.name))
            }
            _ => None,
        };
        let scene = Scene {
            world,
            request,
            subject: subject.as_deref(),
        };
        let mut covered = Covered::default();
        let mut holders = vec![id];
        for membership in &self.account.memberships {
            let counts = self.all_hold(&membership.when, scene);
            if membership.user == id && counts {
                holders.push(membership.group);
            }
        }
        for attachment in &self.account.attachments {
            let counts = self.all_hold(&attachment.when, scene);
            if counts && holders.contains(&attachment.to) {
                self.attachment(attachment, scene, &mut covered);
            }
        }
        covered.allow |= self.is_unseen(principal.kind, scene);
        covered.allow |= self
            .account
            .unlisted
            .iter()
            .any(|one| holders.contains(&one.to) && self.choice_of(one.gap, scene) == 1);
        self.rule(
            covered,
            !principal.service_linked,
            subject.as_deref(),
            world,
            request,
        )
    }

    /// What RAM says to each session of a Cloud SSO identity: one per assignment,
    /// each judged alone (D44).
    #[must_use]
    pub fn sessions(&self, id: PrincipalId, world: &World, request: &NaiveRequest) -> Vec<Ruling> {
        let scene = Scene {
            world,
            request,
            subject: None,
        };
        let mut rulings = Vec::new();
        for assignment in &self.account.assignments {
            let through_group = self.account.memberships.iter().any(|member| {
                member.user == id
                    && member.group == assignment.to
                    && self.all_hold(&member.when, scene)
            });
            let given = assignment.to == id || through_group;
            if !given || !self.all_hold(&assignment.when, scene) {
                continue;
            }
            let mut covered = Covered::default();
            let configuration = self.account.configurations.get(assignment.configuration);
            for (policy, _) in configuration.iter().flat_map(|held| &held.policies) {
                self.policy(*policy, false, scene, &mut covered);
            }
            rulings.push(self.rule(covered, true, None, world, request));
        }
        rulings
    }

    /// What RAM says to anyone who holds only one document, by its index in the
    /// model: no levels bind (D44).
    #[must_use]
    pub fn holding(&self, number: usize, world: &World, request: &NaiveRequest) -> Ruling {
        let scene = Scene {
            world,
            request,
            subject: None,
        };
        let mut covered = Covered::default();
        if let Some(holding) = self.model.holdings.get(number) {
            self.document(holding.document, false, scene, &mut covered);
            if let Some(gap) = holding.rest {
                self.unread(gap, false, scene, &mut covered);
            }
        }
        self.rule(covered, false, None, world, request)
    }

    fn attachment(&self, attachment: &Attachment, scene: Scene<'_>, covered: &mut Covered) {
        match &attachment.scope {
            Scope::Account => self.policy(attachment.policy, false, scene, covered),
            Scope::ResourceGroup(name) => {
                let fixed = matches!(self.question.resources, Resources::Fixed(_));
                let reaches = if fixed || self.on_all_resources(scene) {
                    self.reading("resource-group-scope", "", scene)
                } else {
                    scene.request.resource_group.as_ref() == Some(name)
                };
                if reaches {
                    self.policy(attachment.policy, true, scene, covered);
                }
            }
        }
    }

    fn policy(&self, id: PolicyId, in_group: bool, scene: Scene<'_>, covered: &mut Covered) {
        let Some(policy) = self.account.policy(id) else {
            return;
        };
        let unread = match policy.document {
            PolicyDocument::Known { document, rest } => {
                self.document(document, in_group, scene, covered);
                rest
            }
            PolicyDocument::Absent(gap) => Some(gap),
        };
        if let Some((given, doubt)) = policy.also
            && self.choice_of(doubt, scene) == 1
            && self.applies(given, Effect::Allow, scene)
        {
            covered.add(Effect::Allow, in_group);
        }
        let Some(gap) = unread else { return };
        if policy.kind != PolicyKind::System {
            return self.unread(gap, in_group, scene, covered);
        }
        // System policies hold no Deny (D42).
        let action = &self.question.action;
        let known_not_to = self
            .catalogue
            .system_policy(&policy.name)
            .is_some_and(|known| known.rest_does_not_grant(action));
        let grants = match self.catalogue.system_policy_by_name(&policy.name, action) {
            ByName::DoesNotGrant => self.reading("system-policy-by-name", &policy.name, scene),
            ByName::Unknown => self.choice_of(gap, scene) == 1,
        };
        if grants && !known_not_to {
            covered.add(Effect::Allow, in_group);
        }
    }

    fn document(&self, id: DocumentId, in_group: bool, scene: Scene<'_>, covered: &mut Covered) {
        for effect in [Effect::Allow, Effect::Deny] {
            if self.applies(id, effect, scene) {
                covered.add(effect, in_group);
            }
        }
    }

    /// A document that allows (choice 1), denies (choice 2) or does nothing.
    fn unread(&self, gap: DoubtId, in_group: bool, scene: Scene<'_>, covered: &mut Covered) {
        match self.choice_of(gap, scene) {
            1 => covered.add(Effect::Allow, in_group),
            2 => covered.add(Effect::Deny, in_group),
            _ => {}
        }
    }

    /// Whether there is an Allow that an input which claims to be an account,
    /// but not to be whole, does not show (D32).
    fn is_unseen(&self, kind: PrincipalKind, scene: Scene<'_>) -> bool {
        let complete = self.account.complete;
        let missing = if !complete.attachments {
            "attachments"
        } else if kind == PrincipalKind::User && !complete.memberships {
            "memberships"
        } else if kind == PrincipalKind::User && !complete.groups {
            "groups"
        } else {
            return false;
        };
        let ram = !matches!(kind, PrincipalKind::SsoUser | PrincipalKind::SsoGroup);
        let about = self.account.about_category(missing);
        complete.account && ram && self.gap("not-complete", &about, scene) == 1
    }

    /// Levels first, then account scope, then resource-group scope (D21, D22).
    fn rule(
        &self,
        covered: Covered,
        bound: bool,
        subject: Option<&str>,
        world: &World,
        request: &NaiveRequest,
    ) -> Ruling {
        let scene = Scene {
            world,
            request,
            subject,
        };
        let (refused, level_denies) = if bound {
            self.levels(scene)
        } else {
            (false, false)
        };
        let granted = covered.allow || covered.group_allow;
        let group_deny_counts = covered.group_deny
            && !(covered.allow && self.reading("account-allow-ends-evaluation", "", scene));
        let decision = if refused {
            Decision::GateRefused
        } else if covered.deny || group_deny_counts {
            Decision::DeniedExplicitly
        } else if granted {
            Decision::Allowed
        } else {
            Decision::NotGranted
        };
        Ruling {
            decision,
            granted,
            denied: covered.deny || covered.group_deny || level_denies,
        }
    }

    /// Whether some level refuses, and whether some level denies: every level
    /// from the account to Root must allow, any Deny wins (D22).
    fn levels(&self, scene: Scene<'_>) -> (bool, bool) {
        let Position::Member { path } = &self.account.position else {
            return (false, false);
        };
        let mut refused = false;
        let mut denied = false;
        let folders = path.iter().flatten().map(String::as_str);
        for level in folders.chain(self.account.id.as_deref()) {
            let here: Vec<&ControlPolicy> = self
                .account
                .control_policies
                .iter()
                .filter(|policy| {
                    let mut targets = policy.targets.iter().flatten();
                    targets.any(|target| target.value == level)
                })
                .collect();
            let told = self.account.complete.control_policies && !here.is_empty();
            let allows = here
                .iter()
                .any(|policy| self.control(policy, Effect::Allow, scene));
            let denies = here
                .iter()
                .any(|policy| self.control(policy, Effect::Deny, scene));
            refused |= denies || (told && !allows);
            denied |= denies;
        }
        for policy in &self.account.control_policies {
            let not_placed = match &policy.targets {
                None => true,
                Some(targets) => targets.iter().any(|target| {
                    path.is_none() && self.account.id.as_deref() != Some(target.value.as_str())
                }),
            };
            if not_placed
                && self.gap("control-policy-binds", &policy.id, scene) == 1
                && self.control(policy, Effect::Deny, scene)
            {
                refused = true;
                denied = true;
            }
        }
        (refused, denied)
    }

    fn control(&self, policy: &ControlPolicy, effect: Effect, scene: Scene<'_>) -> bool {
        match policy.document {
            ControlDocument::FullAccess => effect == Effect::Allow,
            ControlDocument::Known(document) => self.applies(document, effect, scene),
            ControlDocument::Absent(gap) => {
                self.choice_of(gap, scene) == if effect == Effect::Allow { 1 } else { 2 }
            }
        }
    }

    /// Whether every choice of a list is the world's.
    fn hold(&self, choices: List<Choice>, scene: Scene<'_>) -> bool {
        self.all_hold(self.model.pools.choices(choices), scene)
    }

    fn all_hold(&self, choices: &[Choice], scene: Scene<'_>) -> bool {
        choices
            .iter()
            .all(|choice| choice.holds(self.choice_of(choice.doubt, scene)))
    }

    fn choice_of(&self, doubt: DoubtId, scene: Scene<'_>) -> u8 {
        scene
            .world
            .get(&doubt)
            .or_else(|| self.defaults.get(&doubt))
            .copied()
            .unwrap_or(0)
    }

    /// Whether a reading is taken the way its line in the table says.
    fn reading(&self, name: &str, about: &str, scene: Scene<'_>) -> bool {
        match self.doubts.get(&(DoubtKind::Reading, name, about)) {
            Some(doubt) => self.choice_of(*doubt, scene) == 1,
            None => crate::model::reading::find(name).and_then(|row| row.default) == Some(1),
        }
    }

    fn gap(&self, name: &str, about: &str, scene: Scene<'_>) -> u8 {
        self.doubts
            .get(&(DoubtKind::Gap, name, about))
            .map_or(0, |doubt| self.choice_of(*doubt, scene))
    }
}
