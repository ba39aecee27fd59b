//! What each call of the table does, by what its documentation says of it.

use std::collections::BTreeMap;
use std::rc::Rc;

use ramlint::engine::obtain::Taken;
use ramlint::model::Model;
use ramlint::model::catalogue::{Catalogue, Escalation, Gives};
use serde_json::Value;

use crate::obtained::{reading, snapshot};

/// Somebody acted as.
#[derive(Clone)]
pub struct Acting {
    pub without_second_factor: bool,
    /// The request that opened the session, and its seconds.
    pub session: Option<(usize, i64)>,
}

/// Where a walk is.
#[derive(Clone)]
pub struct State {
    pub account: Value,
    /// The account as it was read, if it is still that one.
    read: Option<Rc<Model>>,
    pub acting: BTreeMap<String, Acting>,
    /// Requests made so far, each with who made it.
    pub made: Vec<(usize, Option<(usize, i64)>)>,
}

/// What is known of an edge from its table.
pub fn edge(step: &Taken) -> Option<Escalation> {
    let id = step.edge?;
    Catalogue::embedded()
        .escalations()
        .find(|edge| edge.id == id)
}

/// The last part of an ARN, `user/N`.
pub fn part(arn: &str) -> &str {
    arn.splitn(5, ':').nth(4).unwrap_or("")
}

/// `Custom/N` or `System/N` for the ARN of a policy.
fn policy_of(arn: &str) -> Option<String> {
    let name = part(arn).strip_prefix("policy/")?;
    let owner = arn.split(':').nth(3)?;
    let kind = if owner == "system" {
        "System"
    } else {
        "Custom"
    };
    Some(format!("{kind}/{name}"))
}

/// Whether a resource is one of a name that is not known.
fn arn_is_open(on: &[String]) -> bool {
    on.iter().any(|arn| arn.contains('{'))
}

impl State {
    /// Somebody alone, in an account as it is.
    pub fn new(account: &Value, read: Option<Rc<Model>>, who: &str) -> Self {
        let own = Acting {
            without_second_factor: false,
            session: None,
        };
        Self {
            account: account.clone(),
            read,
            acting: BTreeMap::from([(who.to_owned(), own)]),
            made: Vec::new(),
        }
    }

    /// The account as it is now.
    pub fn model(&mut self) -> Rc<Model> {
        let read = self.read.take();
        let read = read.unwrap_or_else(|| reading::model(&self.account));
        Rc::clone(self.read.insert(read))
    }

    /// The account after a call, in each way that the call can be meant.
    pub fn after(mut self, step: &Taken, by: &str, number: usize) -> Result<Vec<Self>, String> {
        self.read = None;
        let call = &step.calls[number];
        let arn = |kind: &str| {
            let mut parts = call.on.iter().map(|arn| part(arn));
            parts.find(|part| part.starts_with(kind)).map(str::to_owned)
        };
        let name = |kind: &str| {
            let found = arn(kind).map(|found| found[kind.len()..].to_owned());
            found.ok_or_else(|| format!("no {kind} in {call:?}"))
        };
        let whom = step.whom.clone().unwrap_or_default();
        let named = whom.split_once('/').map_or("", |(_, name)| name);
        let policy = call.on.iter().find_map(|arn| policy_of(arn));
        let policy = || {
            policy
                .clone()
                .ok_or_else(|| format!("no policy in {call:?}"))
        };
        let opened = Some(call.request);
        let account = &mut self.account;
        let mut done = true;
        match call.action.as_str() {
            // A holder whose name is not known is whoever it is in this account.
            "ram:AttachPolicyToUser" | "ram:AttachPolicyToRole" if arn_is_open(&call.on) => {
                snapshot::attach(account, &policy()?, by);
            }
            "ram:AttachPolicyToUser" => {
                snapshot::attach(account, &policy()?, &format!("user/{}", name("user/")?));
            }
            "ram:AttachPolicyToGroup" => {
                snapshot::attach(account, &policy()?, &format!("group/{}", name("group/")?));
            }
            "ram:AttachPolicyToRole" => {
                snapshot::attach(account, &policy()?, &format!("role/{}", name("role/")?));
            }
            "ram:AttachPolicy" => {
                let to = if whom.is_empty() { by } else { &whom };
                snapshot::attach(account, &policy()?, to);
            }
            "ram:DetachPolicyFromUser" => {
                snapshot::detach(account, &policy()?, &format!("user/{}", name("user/")?));
            }
            "ram:DetachPolicyFromGroup" => {
                snapshot::detach(account, &policy()?, &format!("group/{}", name("group/")?));
            }
            "ram:DetachPolicyFromRole" => {
                snapshot::detach(account, &policy()?, &format!("role/{}", name("role/")?));
            }
            "ram:DetachPolicy" => snapshot::detach(account, &policy()?, &whom),
            "ram:CreatePolicy" => {
                let later = step.calls[number + 1..].iter().flat_map(|call| &call.on);
                let written = later.filter_map(|arn| policy_of(arn)).next();
                let written = written.and_then(|id| id.strip_prefix("Custom/").map(str::to_owned));
                done = written.is_some_and(|name| snapshot::write(account, &name));
            }
            "ram:CreatePolicyVersion" => done = snapshot::rewrite(account, &name("policy/")?),
            "ram:SetDefaultPolicyVersion" => {
                let versions = snapshot::switched(account, &name("policy/")?);
                let after = versions.into_iter().map(|account| Self {
                    account,
                    ..self.clone()
                });
                return Ok(after.collect());
            }
            "ram:AddUserToGroup" => {
                let user = if arn_is_open(&call.on) {
                    by.split_once('/').unwrap().1.to_owned()
                } else {
                    name("user/")?
                };
                done = snapshot::join(account, &name("group/")?, &user);
            }
            "ram:RemoveUserFromGroup" => {
                done = snapshot::leave(account, &name("group/")?, &name("user/")?);
            }
            "ram:CreateAccessKey" => self.acts_as(&format!("user/{}", name("user/")?), true, None),
            "ram:CreateLoginProfile" | "ram:UpdateLoginProfile" => {
                self.acts_as(&format!("user/{}", name("user/")?), false, None);
            }
            "ram:SetUserSsoSettings" | "cloudsso:CreateUserProvisioning" => {
                done = whom.starts_with("user/");
                self.acts_as(&whom, false, None);
            }
            "cloudsso:ResetUserPassword" | "cloudsso:SetExternalSAMLIdentityProvider" => {
                done = whom.starts_with("sso-user/");
                self.acts_as(&whom, false, None);
            }
            "ram:UpdateRole" => done = snapshot::update_role(account, &name("role/")?, by),
            "ram:CreateRole" => done = snapshot::create_role(account, named, by),
            "sts:AssumeRole" => self.acts_as(&whom, false, opened),
            "cloudsso:CreateAccessAssignment" => {
                let configuration = step.policy.as_deref().unwrap_or("");
                let configuration = configuration.strip_prefix("configuration/").unwrap();
                snapshot::assign(account, configuration, &format!("user/{named}"));
            }
            // Only what is provisioned has an effect.
            "cloudsso:UpdateInlinePolicyForAccessConfiguration"
            | "cloudsso:AddPermissionPolicyToAccessConfiguration" => {}
            "cloudsso:ProvisionAccessConfiguration" => {
                let configuration = step.policy.as_deref().unwrap_or("");
                let configuration = configuration.strip_prefix("configuration/").unwrap();
                let first = &step.calls[0].action;
                let inline = first == "cloudsso:UpdateInlinePolicyForAccessConfiguration";
                let added = first == "cloudsso:AddPermissionPolicyToAccessConfiguration";
                done = number > 0
                    && (inline || added)
                    && snapshot::configure(account, configuration, inline);
            }
            "cloudsso:AddUserToGroup" => {
                let users = self.acting.keys();
                let users = users.filter_map(|id| id.strip_prefix("sso-user/"));
                let after = users.filter_map(|user| {
                    let mut after = self.clone();
                    snapshot::join_sso_group(&mut after.account, named, user).then_some(after)
                });
                return Ok(after.collect());
            }
            // What these do shows in what the role's trust admits.
            "ram:PassRole" => {}
            _ if edge(step).is_some_and(|edge| {
                matches!(
                    edge.gives,
                    Gives::HandOverRole | Gives::CommandWhereWorn | Gives::Provider
                )
            }) => {}
            other => return Err(format!("nobody knows what {other} does")),
        }
        if done {
            Ok(vec![self])
        } else {
            Err(format!("{call:?} has no effect"))
        }
    }

    /// Somebody is acted as from now on; a session of a role ends.
    pub fn acts_as(&mut self, who: &str, without_second_factor: bool, opened: Option<usize>) {
        let name = who.split_once('/').map_or("", |(_, name)| name);
        let roles = self.account["roles"].as_array().into_iter().flatten();
        let role = roles.clone().find(|role| role["name"] == name);
        let seconds = role.and_then(|role| role["max_session_seconds"].as_i64());
        let acting = Acting {
            without_second_factor,
            session: opened.map(|opened| (opened, seconds.unwrap_or(43_200))),
        };
        self.acting.insert(who.to_owned(), acting);
    }
}
