//! Walks a way call by call: whether each is allowed is the naive evaluator's
//! word, and what each does is done to the snapshot, which is read again.

use std::collections::BTreeSet;
use std::rc::Rc;

use ramlint::engine::answers::Answers;
use ramlint::engine::formula::World;
use ramlint::engine::naive::{NaiveRequest, RESOURCE, wild};
use ramlint::engine::obtain::{Call, Obtained, Taken};
use ramlint::engine::path::Named;
use ramlint::engine::question::Resources;
use ramlint::model::Model;
use ramlint::model::catalogue::{Catalogue, Escalation, Gives};
use serde_json::Value;

use crate::obtained::effects::{Acting, State, edge, part};
use crate::obtained::reading::{self, Reading, question_on, without_arn};
use crate::obtained::snapshot::{self, STAND_IN};

const MFA: &str = "acs:MFAPresent";
const TIME: &str = "acs:CurrentTime";
const CALLER: &str = "acs:PrincipalARN";

/// One way that somebody is said to have.
pub struct Walk<'w> {
    pub way: &'w Obtained,
    pub answers: &'w Answers,
    /// Whether they must not be allowed it already.
    pub gains: bool,
}

fn instant(named: &Named) -> Option<i128> {
    let text = named.get(TIME)?.as_ref()?.first()?.clone();
    ramlint::engine::domain::ordered::parse_instant(&text)
}

impl Walk<'_> {
    /// Whether the way leads from a caller to the action, and else why not.
    pub fn walk(&self, account: &Value, read: &Rc<Model>, caller: &str) -> Result<(), String> {
        let Some(world) = &self.way.witness_world else {
            return Ok(());
        };
        let Some(held) = caller.strip_prefix("policy/") else {
            return self.from(account, Some(Rc::clone(read)), caller, caller, world);
        };
        let (_, pointer) = held.split_once('#').unwrap();
        let mut said = String::new();
        for holder in self.holders(caller) {
            let account = snapshot::with_holder(account, pointer, &holder);
            match self.from(&account, None, caller, &holder, world) {
                Ok(()) => return Ok(()),
                Err(why) => said.push_str(&why),
            }
        }
        Err(said)
    }

    /// Whoever could hold a document: a user or a role, by the names that the
    /// requests have for them.
    fn holders(&self, caller: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::from(["user/holder".to_owned(), "role/holder".to_owned()]);
        let steps = self.way.steps.iter().filter(|step| step.by == caller);
        for call in steps.flat_map(|step| &step.calls) {
            let witness = &self.way.witness[call.request];
            let keys = [CALLER.to_owned()].into_iter();
            for key in keys.chain((1..4).map(numbered)) {
                let values = witness.get(&key).cloned().flatten();
                let values = values.unwrap_or_default().into_iter();
                let principals = values.map(|arn| part(&arn).to_owned());
                found.extend(
                    principals
                        .filter(|name| name.starts_with("user/") || name.starts_with("role/")),
                );
            }
        }
        found
    }

    fn from(
        &self,
        account: &Value,
        read: Option<Rc<Model>>,
        caller: &str,
        stands_for: &str,
        world: &World,
    ) -> Result<(), String> {
        let mut start = State::new(account, read, stands_for);
        let before = start.model();
        let mut states = vec![start];
        let who = |id: &str| if id == caller { stands_for } else { id }.to_owned();
        for step in &self.way.steps {
            states = self.step(step, &who(&step.by), states, world)?;
        }
        let mut said = String::new();
        for state in states {
            match self.arrive(state, &before, stands_for, &who(&self.way.finally), world) {
                Ok(()) => return Ok(()),
                Err(why) => said.push_str(&why),
            }
        }
        Err(said)
    }

    /// A request of the witness, by somebody acted as.
    fn request(&self, number: usize, acting: &Acting) -> Result<NaiveRequest, String> {
        let Some(named) = self.way.witness.get(number) else {
            return Err(format!("no request {number}"));
        };
        let mut request = NaiveRequest::from_witness(named.clone());
        if acting.without_second_factor {
            let second = request.keys.insert(MFA.to_owned(), None).flatten();
            if second.is_some() {
                return Err(format!("request {number} has a second factor"));
            }
        }
        Ok(request)
    }

    fn step(
        &self,
        step: &Taken,
        by: &str,
        states: Vec<State>,
        world: &World,
    ) -> Result<Vec<State>, String> {
        let edge = edge(step);
        self.certain_enough(step, edge, world)?;
        let mut states = states;
        for (number, call) in step.calls.iter().enumerate() {
            let mut after = Vec::new();
            let mut said = String::new();
            for mut state in states {
                let Some(acting) = state.acting.get(by).cloned() else {
                    return Err(format!("{by} is nobody to act as"));
                };
                let request = self.request(call.request, &acting)?;
                let reading = Reading::new(state.model(), self.answers, world);
                let allowed = match step.edge {
                    None => reading.admits(
                        by,
                        step.whom.as_deref().unwrap(),
                        std::slice::from_ref(&request),
                    ),
                    Some(_) => self.is_allowed(&reading, by, step, call, &request),
                };
                if !allowed {
                    said.push_str(&format!("{by} is not allowed {call:?} by {request:?}\n"));
                    continue;
                }
                state.made.push((call.request, acting.session));
                after.extend(state.after(step, by, number)?);
            }
            if after.is_empty() {
                return Err(said);
            }
            states = after;
        }
        let trusted = edge.map(|edge| (edge.gives, edge.service));
        match trusted {
            Some((Gives::HandOverRole | Gives::CommandWhereWorn, Some(service))) => {
                self.trusted(step, states, "Service", service, world)
            }
            Some((Gives::Provider, _)) => {
                let provider = step.policy.clone().unwrap();
                self.trusted(step, states, "Federated", &provider, world)
            }
            _ => Ok(states),
        }
    }

    /// What hangs over a step does not, in the world of the witness.
    fn certain_enough(
        &self,
        step: &Taken,
        edge: Option<Escalation>,
        world: &World,
    ) -> Result<(), String> {
        let Some(edge) = edge else { return Ok(()) };
        let mut hangs_on = Vec::new();
        if !edge.verified {
            hangs_on.push("escalation-not-verified");
        }
        if edge.gives == Gives::CommandWhereWorn {
            hangs_on.push("role-worn");
        }
        for name in hangs_on {
            let doubts = self.answers.doubts.iter();
            let mut of_name = doubts.filter(|(_, doubt)| doubt.name == name);
            if !of_name.any(|(id, _)| world.get(&id) == Some(&1)) {
                return Err(format!("{:?} hangs on {name}", step.edge));
            }
        }
        Ok(())
    }

    fn is_allowed(
        &self,
        reading: &Reading,
        by: &str,
        step: &Taken,
        call: &Call,
        request: &NaiveRequest,
    ) -> bool {
        let assume = Catalogue::embedded().assume_actions().next().unwrap();
        if call.action == assume.action {
            return reading.admits(
                by,
                step.whom.as_deref().unwrap(),
                std::slice::from_ref(request),
            );
        }
        if call.action == "ram:PassRole" {
            let given = request.keys.get("acs:Service").cloned().flatten();
            let service = edge(step).and_then(|edge| edge.service).unwrap();
            if given.is_some_and(|given| given != [service]) {
                return false;
            }
        }
        let witness = &self.way.witness[call.request];
        let mut varying = 0;
        !call.on.is_empty()
            && call.on.iter().all(|on| {
                let any_of_kind = on.ends_with('*') && !on.starts_with("acs:ram:");
                let any_of_kind = any_of_kind && !on.starts_with("acs:ims:");
                let resources = match on.as_str() {
                    "*" => without_arn(&call.action),
                    _ if on.contains('{') || any_of_kind => Resources::Templates(vec![on.clone()]),
                    _ => Resources::Fixed(vec![on.clone()]),
                };
                let mut request = request.clone();
                if matches!(resources, Resources::Templates(_) | Resources::Unknown) {
                    varying += 1;
                    let given = witness.get(&numbered(varying)).cloned().flatten();
                    let any = || on.replace(['{', '}', '*'], "x");
                    request.resource =
                        given.map_or_else(|| Some(any()), |given| given.first().cloned());
                }
                let fits = match (&resources, &request.resource) {
                    (Resources::Templates(_), Some(given)) => wild(&opened(on), given, false),
                    (Resources::Templates(_), None) => false,
                    _ => true,
                };
                fits && reading.allows(by, &question_on(&call.action, resources), &request)
            })
    }

    /// A service or those of a provider act as the role, if its trust admits them
    /// by the request that follows the calls.
    fn trusted(
        &self,
        step: &Taken,
        states: Vec<State>,
        form: &str,
        name: &str,
        world: &World,
    ) -> Result<Vec<State>, String> {
        let number = step.calls.last().unwrap().request + 1;
        let role = step.whom.clone().unwrap();
        let handed_over = form == "Service";
        let needed = edge(step).unwrap().needs().count() + 1;
        if step.calls.len() != needed {
            return Err(format!("{:?} needs {needed} calls", step.edge));
        }
        let mut after = Vec::new();
        for mut state in states {
            let stranger = Acting {
                without_second_factor: false,
                session: None,
            };
            let request = self.request(number, &stranger)?;
            let own = role.split_once('/').unwrap().1;
            let account = snapshot::with_stand_in(&state.account, own, form, name);
            let reading = Reading::new(reading::model(&account), self.answers, world);
            if reading.admits(&format!("user/{STAND_IN}"), &role, &[request]) {
                state.made.push((number, None));
                let session = (!handed_over).then_some(number);
                state.acts_as(&role, handed_over, session);
                after.push(state);
            }
        }
        if after.is_empty() {
            return Err(format!("{role} does not trust {name}"));
        }
        Ok(after)
    }

    /// Whether the action is had, and was not before.
    fn arrive(
        &self,
        mut state: State,
        before: &Rc<Model>,
        caller: &str,
        finally: &str,
        world: &World,
    ) -> Result<(), String> {
        let Some(acting) = state.acting.get(finally).cloned() else {
            return Err(format!("{finally} is nobody to act as"));
        };
        let number = self.way.witness.len() - 1;
        let request = self.request(number, &acting)?;
        let question = &self.answers.question;
        let after = Reading::new(state.model(), self.answers, world);
        if !after.allows(finally, question, &request) {
            return Err(format!(
                "{finally} is not allowed the action by {request:?}\n"
            ));
        }
        let before = Reading::new(Rc::clone(before), self.answers, world);
        if self.gains && before.allows(caller, question, &request) {
            return Err(format!("{caller} was allowed {request:?} before"));
        }
        let mut made = state.made.clone();
        made.push((number, acting.session));
        if made.len() != self.way.witness.len() {
            return Err(format!("{} requests were made", made.len()));
        }
        self.in_time(&made)
    }

    /// No request comes before another that it follows, nor after its session.
    fn in_time(&self, made: &[(usize, Option<(usize, i64)>)]) -> Result<(), String> {
        let at = |number: usize| instant(&self.way.witness[number]);
        let mut latest = crate::accounts::AT;
        for (number, session) in made {
            let Some(now) = at(*number) else { continue };
            if now < latest {
                return Err(format!("request {number} comes too early"));
            }
            latest = now;
            if let Some((opened, seconds)) = session
                && let Some(opened) = at(*opened)
                && now > opened + i128::from(*seconds) * 10_000_000_000
            {
                return Err(format!("request {number} comes after its session"));
            }
        }
        Ok(())
    }
}

/// The name of a request's resource among those that vary.
fn numbered(number: usize) -> String {
    match number {
        1 => RESOURCE.to_owned(),
        _ => format!("{RESOURCE} {number}"),
    }
}

/// A template as a pattern.
fn opened(template: &str) -> String {
    let mut parts = template.split('{');
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |text, part| match part.split_once('}') {
        Some((_, after)) => text + "*" + after,
        None => text,
    })
}
