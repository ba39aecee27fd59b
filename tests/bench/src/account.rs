//! An account as files from a seed: users in groups, roles that some of them can
//! become, and policies of realistic sizes, of which one in three names the service
//! whose action is guarded.

use std::fmt::Write;

use crate::corpus;

const ACCOUNT: &str = "1000000000000001";
const GROUPS: usize = 20;

/// The files of an account of so many principals, a tenth of them roles. A path is
/// relative to the folder of the account.
#[must_use]
pub fn files(principals: usize, policies: usize, seed: u64) -> Vec<(String, String)> {
    let roles = principals / 10;
    let users = principals - roles;
    let mut files = Vec::new();
    let mut manifest = format!("ram_attachments: 1\naccount: \"{ACCOUNT}\"\nusers:\n");
    for user in 0..users {
        let policy = user % policies;
        writeln!(manifest, "  u{user}: {{ policies: [P{policy}] }}").expect("a string takes all");
    }
    manifest.push_str("groups:\n");
    for group in 0..GROUPS {
        let members: Vec<String> = (group..users)
            .step_by(GROUPS)
            .map(|user| format!("u{user}"))
            .collect();
        let (members, policy) = (members.join(", "), policies - 1 - group % policies);
        writeln!(
            manifest,
            "  g{group}: {{ members: [{members}], policies: [P{policy}] }}"
        )
        .expect("a string takes all");
    }
    manifest.push_str("roles:\n");
    for role in 0..roles {
        let policy = (role * 7) % policies;
        writeln!(
            manifest,
            "  r{role}: {{ trust: trust/r{role}.json, policies: [P{policy}] }}"
        )
        .expect("a string takes all");
        let user = (role * 3) % users.max(1);
        files.push((format!("trust/r{role}.json"), trust(user)));
    }
    manifest.push_str("policies:\n");
    for (number, text) in corpus::policies(policies, seed).into_iter().enumerate() {
        writeln!(manifest, "  P{number}: p{number}.json").expect("a string takes all");
        let text = if number % 3 == 0 {
            reaching(number / 3)
        } else {
            text
        };
        files.push((format!("p{number}.json"), text));
    }
    files.push(("ram-attachments.yaml".to_owned(), manifest));
    files
}

/// A policy about the guarded service: for good, under a condition, for some
/// instances, held back by a Deny, or without the action.
pub(crate) fn reaching(number: usize) -> String {
    let statements = match number % 6 {
        0 => r#"{"Effect":"Allow","Action":"kvstore:*","Resource":"*"}"#.to_owned(),
        1 => r#"{"Effect":"Allow","Action":["kvstore:De*","kvstore:Modify*"],"Resource":"*","Condition":{"Bool":{"acs:MFAPresent":"true"}}}"#.to_owned(),
        2 => format!(
            r#"{{"Effect":"Allow","Action":"kvstore:D*","Resource":"acs:kvstore:*:*:instance/r-{number:03}*","Condition":{{"IpAddress":{{"acs:SourceIp":["10.{number}.0.0/16","192.168.0.0/16"]}}}}}}"#
        ),
        3 => r#"{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"kvstore:De*","Resource":"*"}"#.to_owned(),
        4 => r#"{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"kvstore:De*","Resource":"*","Condition":{"NotIpAddress":{"acs:SourceIp":"10.0.0.0/8"}}}"#.to_owned(),
        _ => r#"{"Effect":"Allow","Action":["kvstore:Describe*","kvstore:List*"],"Resource":"*"},{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}"#.to_owned(),
    };
    format!("{{\"Version\":\"1\",\"Statement\":[{statements}]}}\n")
}

fn trust(user: usize) -> String {
    format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{{"RAM":["acs:ram::{ACCOUNT}:user/u{user}"]}}}}]}}"#
    )
}
