//! Every single call of the table, on everything that is there, tried one after
//! the other by the naive evaluator over a few requests that stand for all.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ramlint::engine::answers::Answers;
use ramlint::engine::formula::World;
use ramlint::engine::naive::NaiveRequest;
use ramlint::engine::obtain::{Call, Taken};
use ramlint::engine::question::Resources;
use ramlint::model::Model;
use ramlint::model::catalogue::{Bearer, Catalogue, Escalation, EscalationKind, Gives, On};
use serde_json::Value;

use crate::accounts::OWN;
use crate::obtained::effects::{Acting, State};
use crate::obtained::reading::{self, Reading, question_on, without_arn};
use crate::obtained::snapshot::{self, STAND_IN};

const MFA: &str = "acs:MFAPresent";
const ADDRESS: &str = "acs:SourceIp";

/// Requests on each side of every condition of a random snapshot.
fn requests(account: &Value) -> Vec<NaiveRequest> {
    let text = account.to_string();
    let tells = |key: &str, values: &[Option<&'static str>]| {
        let count = if text.contains(key) { values.len() } else { 1 };
        values[..count].to_vec()
    };
    let mut found = Vec::new();
    for address in tells(ADDRESS, &[Some("10.0.0.1"), Some("11.0.0.1")]) {
        for second in tells(MFA, &[None, Some("true"), Some("false")]) {
            let values = |value: Option<&str>| value.map(|text| vec![text.to_owned()]);
            let mut request = NaiveRequest::default();
            let keys = &mut request.keys;
            keys.insert(ADDRESS.to_owned(), values(address));
            keys.insert(MFA.to_owned(), values(second));
            found.push(request);
        }
    }
    found
}

/// The edges by which somebody has the action after one step, and those by which
/// they might.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub certainly: BTreeSet<&'static str>,
    pub perhaps: BTreeSet<&'static str>,
}

/// What there is to make calls on.
struct Targets {
    users: Vec<String>,
    groups: Vec<String>,
    roles: Vec<String>,
    /// `Custom/N` or `System/N`.
    policies: Vec<String>,
}

fn names(account: &Value, kind: &str) -> Vec<String> {
    let list = account[kind].as_array().into_iter().flatten();
    list.map(|entry| entry["name"].as_str().unwrap().to_owned())
        .collect()
}

/// Names for what is new: any, and one for each pattern of the alphabet.
const NEW: [&str; 2] = ["quite-new", "team-x"];

/// All of one account that is tried.
pub struct Trial<'t> {
    account: &'t Value,
    model: Rc<Model>,
    answers: &'t Answers,
    targets: Targets,
    /// By which requests somebody is allowed a call on one resource, before
    /// anything is done.
    known: BTreeMap<(String, String, String), Vec<bool>>,
    first: Reading,
    requests: Rc<Vec<NaiveRequest>>,
    before: BTreeMap<String, Vec<bool>>,
}

/// One call, with the resources it is authorised on.
type Wanted = (&'static str, Vec<String>);

impl<'t> Trial<'t> {
    pub fn new(account: &'t Value, model: &Rc<Model>, answers: &'t Answers) -> Self {
        let custom = names(account, "policies").into_iter();
        let custom = custom.map(|name| format!("Custom/{name}"));
        let system = ["AdministratorAccess", "AliyunKvstoreFullAccess"];
        let system = system.map(|name| format!("System/{name}"));
        Self {
            account,
            model: Rc::clone(model),
            answers,
            targets: Targets {
                users: names(account, "users"),
                groups: names(account, "groups"),
                roles: names(account, "roles"),
                policies: custom.chain(system).collect(),
            },
            known: BTreeMap::new(),
            requests: Rc::new(requests(account)),
            first: Reading::new(Rc::clone(model), answers, &World::new()),
            before: BTreeMap::new(),
        }
    }

    /// What one caller has after one step.
    pub fn one_step(&mut self, caller: &str) -> Found {
        let mut found = Found::default();
        for edge in Catalogue::embedded().escalations() {
            let uncertain = !edge.verified
                || edge.gives == Gives::CommandWhereWorn
                || edge.kind == EscalationKind::CloudSso;
            for step in self.steps(&edge, caller) {
                if self.leads(&edge, &step, caller) {
                    let into = if uncertain {
                        &mut found.perhaps
                    } else {
                        &mut found.certainly
                    };
                    into.insert(edge.id);
                    break;
                }
            }
        }
        found
    }

    fn leads(&mut self, edge: &Escalation, step: &Taken, caller: &str) -> bool {
        if step.calls.is_empty() || !self.is_allowed_first(caller, &step.calls[0], edge) {
            return false;
        }
        let model = Some(Rc::clone(&self.model));
        let mut states = vec![State::new(self.account, model, caller)];
        for (number, call) in step.calls.iter().enumerate() {
            let mut after = Vec::new();
            for mut state in states {
                let is = number == 0
                    || allowed(
                        &self.read(state.model()),
                        caller,
                        step,
                        call,
                        edge,
                        &self.requests,
                    );
                if is {
                    after.extend(state.after(step, caller, number).unwrap_or_default());
                }
            }
            states = after;
        }
        let mut states = states.into_iter();
        states.any(|state| self.arrives(edge, step, state, caller))
    }

    fn read(&self, model: Rc<Model>) -> Reading {
        Reading::new(model, self.answers, &World::new())
    }

    fn is_allowed_first(&mut self, caller: &str, call: &Call, edge: &Escalation) -> bool {
        let mut all = vec![true; self.requests.len()];
        for on in &call.on {
            let key = (caller.to_owned(), call.action.clone(), on.clone());
            let known = self.known.entry(key).or_insert_with(|| {
                on_one(&self.first, caller, &call.action, on, edge, &self.requests)
            });
            all = both(&all, known);
        }
        all.contains(&true)
    }

    /// Whether somebody acted as has the action by a request that the caller was
    /// not allowed before.
    fn arrives(&mut self, edge: &Escalation, step: &Taken, mut state: State, caller: &str) -> bool {
        let whom = step.whom.clone().unwrap_or_default();
        let stranger = match edge.gives {
            Gives::HandOverRole | Gives::CommandWhereWorn => edge.service,
            Gives::Provider => step.policy.as_deref(),
            _ => None,
        };
        if let Some(name) = stranger {
            let by_service = edge.service.is_some();
            let form = if by_service { "Service" } else { "Federated" };
            let role = whom.strip_prefix("role/").unwrap();
            let account = snapshot::with_stand_in(self.account, role, form, name);
            let reading = self.read(reading::model(&account));
            if !reading.admits(&format!("user/{STAND_IN}"), &whom, &self.requests) {
                return false;
            }
            let session = None;
            let acting = Acting {
                without_second_factor: by_service,
                session,
            };
            state.acting.insert(whom, acting);
        }
        let question = &self.answers.question;
        let first = &self.first;
        let requests = Rc::clone(&self.requests);
        let before = self.before.entry(caller.to_owned());
        let before = before.or_insert_with(|| first.allowed(caller, question, &requests));
        let after = Reading::new(state.model(), self.answers, &World::new());
        state.acting.iter().any(|(who, acting)| {
            let allowed = after.allowed(who, question, &requests);
            let made = requests
                .iter()
                .map(|request| !acting.without_second_factor || request.keys[MFA].is_none());
            let mut ways = allowed.iter().zip(before.iter()).zip(made);
            ways.any(|((after, before), made)| *after && !before && made)
        })
    }

    /// Every step of an edge: each target, and each policy.
    fn steps(&self, edge: &Escalation, caller: &str) -> Vec<Taken> {
        let arn = |kind: &str, name: &str| format!("acs:ram:*:{OWN}:{kind}/{name}");
        let mut steps = Vec::new();
        let mut add = |calls: Vec<Wanted>, whom: Option<String>, policy: Option<String>| {
            let calls = calls
                .into_iter()
                .enumerate()
                .map(|(request, (action, on))| Call {
                    action: action.to_owned(),
                    on,
                    resources: Vec::new(),
                    grant: None,
                    request,
                });
            steps.push(Taken {
                service: None,
                edge: Some(edge.id),
                kind: Some(edge.kind),
                gives: Some(edge.gives),
                verified: edge.verified,
                sheds: false,
                by: caller.to_owned(),
                action: edge.action.to_owned(),
                policy,
                whom,
                member: None,
                calls: calls.collect(),
            });
        };
        let targets = &self.targets;
        let (of, list): (&str, &[String]) = match edge.gives {
            Gives::Attach(bearer) | Gives::Detach(bearer) => match bearer {
                Bearer::User => ("user", &targets.users),
                Bearer::Group => ("group", &targets.groups),
                Bearer::Role => ("role", &targets.roles),
            },
            Gives::JoinGroup | Gives::LeaveGroup => ("group", &targets.groups),
            Gives::KeyOfUser | Gives::LoginOfUser => ("user", &targets.users),
            Gives::RewriteTrust
            | Gives::Provider
            | Gives::HandOverRole
            | Gives::CommandWhereWorn => ("role", &targets.roles),
            Gives::RewritePolicy | Gives::SwitchVersion => ("policy", &targets.policies),
            Gives::NewRole => {
                for name in NEW {
                    self.new_role(edge, name, &mut add);
                }
                return steps;
            }
            _ => return steps,
        };
        for name in list {
            let whom = Some(format!("{of}/{name}"));
            match edge.gives {
                Gives::Attach(_) | Gives::Detach(_) => {
                    for (calls, policy) in self.with_policies(edge, name) {
                        add(calls, whom.clone(), Some(policy));
                    }
                }
                Gives::JoinGroup | Gives::LeaveGroup => {
                    for user in &targets.users {
                        let on = vec![arn("group", name), arn("user", user)];
                        add(vec![(edge.action, on)], whom.clone(), None);
                    }
                }
                Gives::RewritePolicy | Gives::SwitchVersion => {
                    if let Some(name) = name.strip_prefix("Custom/") {
                        add(vec![(edge.action, vec![arn("policy", name)])], None, None);
                    }
                }
                Gives::Provider => {
                    let arn = format!("acs:ram::{OWN}:saml-provider/corp");
                    if edge.id == "update-saml-provider" {
                        let on = arn.replace("ram::", "ram:*:");
                        add(vec![(edge.action, vec![on])], whom.clone(), Some(arn));
                    }
                }
                _ => {
                    let own = (edge.action, filled(edge.on(), of, name));
                    let needs = edge.needs();
                    let needs = needs.map(|(action, on)| (action, filled(on, of, name)));
                    add(std::iter::once(own).chain(needs).collect(), whom, None);
                }
            }
        }
        steps
    }

    /// The calls that attach or detach each policy, and for attaching also one
    /// that is written first.
    fn with_policies(&self, edge: &Escalation, name: &str) -> Vec<(Vec<Wanted>, String)> {
        let of = match edge.gives {
            Gives::Attach(Bearer::User) | Gives::Detach(Bearer::User) => "user",
            Gives::Attach(Bearer::Group) | Gives::Detach(Bearer::Group) => "group",
            _ => "role",
        };
        let on = |policy: &str| {
            let (owner, policy) = match policy.split_once('/') {
                Some(("System", name)) => ("system", name),
                Some((_, name)) => (OWN, name),
                None => (OWN, policy),
            };
            let with = |arn: String| arn.replace("{owner}", owner).replace("{policy}", policy);
            let own = filled(edge.on(), of, name).into_iter();
            own.map(with).collect::<Vec<_>>()
        };
        let there = self.targets.policies.iter();
        let mut found: Vec<_> = there
            .map(|policy| (vec![(edge.action, on(policy))], policy.clone()))
            .collect();
        if matches!(edge.gives, Gives::Attach(_)) {
            for name in NEW {
                let all = format!("acs:ram:*:{OWN}:policy/*");
                let calls = vec![("ram:CreatePolicy", vec![all]), (edge.action, on(name))];
                found.push((calls, format!("Custom/{name}")));
            }
        }
        found
    }

    fn new_role(
        &self,
        edge: &Escalation,
        name: &str,
        add: &mut impl FnMut(Vec<Wanted>, Option<String>, Option<String>),
    ) {
        let edges = Catalogue::embedded().escalations();
        for attach in edges.filter(|edge| edge.gives == Gives::Attach(Bearer::Role)) {
            for (attached, policy) in self.with_policies(&attach, name) {
                let mut calls = vec![(edge.action, filled(edge.on(), "role", name))];
                calls.extend(attached);
                calls.extend(
                    edge.needs()
                        .map(|(action, on)| (action, filled(on, "role", name))),
                );
                add(calls, Some(format!("role/{name}")), Some(policy));
            }
        }
    }
}

/// The ARNs of a row, with a name in the place of a hole.
fn filled(on: On, hole: &str, name: &str) -> Vec<String> {
    if on == On::All || on == On::Unknown {
        return vec!["*".to_owned()];
    }
    on.templates()
        .map(|template| {
            let arn = template.replace(&format!("{{{hole}}}"), name);
            let arn = arn.replace("{account}", OWN);
            if arn.starts_with("acs:ram") || arn.starts_with("acs:ims") {
                arn.replace("{region}", "*")
            } else {
                arn
            }
        })
        .collect()
}

fn both(one: &[bool], other: &[bool]) -> Vec<bool> {
    one.iter()
        .zip(other)
        .map(|(one, other)| *one && *other)
        .collect()
}

fn allowed(
    reading: &Reading,
    caller: &str,
    step: &Taken,
    call: &Call,
    edge: &Escalation,
    requests: &[NaiveRequest],
) -> bool {
    if call.action == "sts:AssumeRole" {
        return reading.admits(caller, step.whom.as_deref().unwrap(), requests);
    }
    let mut all = vec![true; requests.len()];
    for on in &call.on {
        all = both(
            &all,
            &on_one(reading, caller, &call.action, on, edge, requests),
        );
    }
    all.contains(&true)
}

/// By which requests somebody is allowed an action on one of its resources.
fn on_one(
    reading: &Reading,
    caller: &str,
    action: &str,
    on: &str,
    edge: &Escalation,
    requests: &[NaiveRequest],
) -> Vec<bool> {
    let mut requests = requests.to_vec();
    for request in &mut requests {
        if action == "ram:PassRole" {
            let service = edge.service.unwrap().to_owned();
            let keys = &mut request.keys;
            keys.insert("acs:Service".to_owned(), Some(vec![service]));
        }
        request.resource = Some(on.replace(['{', '}', '*'], "x"));
    }
    let of_kind = on.ends_with('*') && on.starts_with("acs:") && !on.starts_with("acs:ram:");
    let resources = if on == "*" {
        without_arn(action)
    } else if on.contains('{') || of_kind && !on.starts_with("acs:ims:") {
        Resources::Templates(vec![on.to_owned()])
    } else {
        Resources::Fixed(vec![on.to_owned()])
    };
    reading.allowed(caller, &question_on(action, resources), &requests)
}
