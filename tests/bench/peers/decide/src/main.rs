//! Reads every policy of a folder and decides one request by each of them, alone:
//! `ramlint-peers iam-rs|cedar FOLDER`. It says what reading and deciding took, without
//! the start of the process and without looking at the disk.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request};
use iam_rs::{Arn, ContextValue, IAMPolicy, IAMRequest, Principal, PrincipalId};

const ACTION: &str = "elasticache:DeleteReplicationGroup";
const RESOURCE: &str = "arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:r-000001";
const USER: &str = "arn:aws:iam::123456789012:user/u1";

/// What was decided, and how long it took.
#[derive(Default)]
struct Taken {
    policies: usize,
    allowed: usize,
    reading: Duration,
    deciding: Duration,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [peer, folder] = arguments.as_slice() else {
        return Err("usage: ramlint-peers iam-rs|cedar FOLDER".into());
    };
    let taken = match peer.as_str() {
        "iam-rs" => iam_rs(&texts(folder, "json")?)?,
        "cedar" => cedar(&texts(folder, "cedar")?)?,
        _ => return Err(format!("`{peer}` is neither iam-rs nor cedar").into()),
    };
    println!(
        "{} policies, {} allow; read in {:.1} ms, decided in {:.1} ms",
        taken.policies,
        taken.allowed,
        taken.reading.as_secs_f64() * 1e3,
        taken.deciding.as_secs_f64() * 1e3,
    );
    Ok(())
}

/// The files of a folder whose names end so.
fn texts(folder: &str, extension: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(Path::new(folder))? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == extension) {
            texts.push(fs::read_to_string(path)?);
        }
    }
    Ok(texts)
}

fn iam_rs(texts: &[String]) -> Result<Taken, Box<dyn Error>> {
    let now = chrono::DateTime::parse_from_rfc3339("2026-11-26T00:00:00Z")?.to_utc();
    let mut context = iam_rs::Context::new()
        .with_string("aws:SourceIp", "10.1.2.3")
        .with_string("aws:ResourceTag/env", "prod")
        .with_string("aws:RequestTag/team", "red-1")
        .with_boolean("aws:MultiFactorAuthPresent", true)
        .with_boolean("aws:SecureTransport", true);
    context.insert("aws:CurrentTime".to_owned(), ContextValue::DateTime(now));
    let request = IAMRequest::new_with_context(
        Principal::Aws(PrincipalId::String(USER.to_owned())),
        ACTION,
        Arn::parse(RESOURCE)?,
        context,
    );
    let start = Instant::now();
    let policies = texts
        .iter()
        .map(|text| IAMPolicy::from_json(text))
        .collect::<Result<Vec<_>, _>>()?;
    let mut taken = Taken {
        policies: policies.len(),
        reading: start.elapsed(),
        ..Taken::default()
    };
    let start = Instant::now();
    for policy in policies {
        let evaluator = iam_rs::PolicyEvaluator::with_policies(vec![policy]);
        let decision = evaluator.evaluate(&request)?.decision;
        taken.allowed += usize::from(matches!(decision, iam_rs::Decision::Allow));
    }
    taken.deciding = start.elapsed();
    Ok(taken)
}

fn cedar(texts: &[String]) -> Result<Taken, Box<dyn Error>> {
    let context = serde_json::json!({
        "action": ACTION.to_lowercase(),
        "resource": RESOURCE,
        "SourceIp": { "__extn": { "fn": "ip", "arg": "10.1.2.3" } },
        "CurrentTime": { "__extn": { "fn": "datetime", "arg": "2026-11-26" } },
        "MultiFactorAuthPresent": true,
        "SecureTransport": true,
        "ResourceTag/env": "prod",
        "RequestTag/team": "red-1",
    });
    let uid = |text: &str| text.parse::<EntityUid>();
    let request = Request::new(
        uid(r#"User::"u1""#)?,
        uid(r#"Action::"call""#)?,
        uid(r#"Resource::"any""#)?,
        Context::from_json_value(context, None)?,
        None,
    )?;
    let (authorizer, entities) = (Authorizer::new(), Entities::empty());
    let start = Instant::now();
    let policies = texts
        .iter()
        .map(|text| text.parse::<PolicySet>())
        .collect::<Result<Vec<_>, _>>()?;
    let mut taken = Taken {
        policies: policies.len(),
        reading: start.elapsed(),
        ..Taken::default()
    };
    let start = Instant::now();
    for policies in &policies {
        let response = authorizer.is_authorized(&request, policies, &entities);
        if let Some(error) = response.diagnostics().errors().next() {
            return Err(error.to_string().into());
        }
        taken.allowed += usize::from(response.decision() == Decision::Allow);
    }
    taken.deciding = start.elapsed();
    Ok(taken)
}
