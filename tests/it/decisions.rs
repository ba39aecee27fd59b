//! Runs the tables of `tests/decisions` through the engine and says for every
//! failure which rule it concerns.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::rc::Rc;

use ramlint::engine::answers::{Answers, Line, Settings};
use ramlint::engine::exposure::Exposure;
use ramlint::engine::obtain::Obtained;
use ramlint::model::Model;
use ramlint::model::doubt::{DoubtId, DoubtKind};
use serde_json::{Value, json};

use crate::obtained::not_walked;
use crate::support::{ACTION, AT, ask, line, read, settings};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decisions")
}

fn cases(file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder().join(file)).unwrap();
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn names(ids: &[DoubtId], answers: &Answers) -> BTreeSet<String> {
    ids.iter()
        .filter_map(|id| answers.doubts.get(*id))
        .filter(|doubt| doubt.kind == DoubtKind::Reading)
        .map(|doubt| doubt.name.clone())
        .collect()
}

/// Gaps as well as readings.
fn doubts(ids: &[DoubtId], answers: &Answers) -> BTreeSet<String> {
    let found = ids.iter().filter_map(|id| answers.doubts.get(*id));
    found.map(|doubt| doubt.name.clone()).collect()
}

fn strings(value: &Value) -> BTreeSet<String> {
    let list = value.as_array().unwrap();
    list.iter()
        .map(|entry| entry.as_str().unwrap().to_owned())
        .collect()
}

/// The ways to the action by their first edges.
fn ways(line: &Line) -> BTreeMap<&'static str, &Obtained> {
    let first = |way: &Obtained| way.first().unwrap().edge.unwrap();
    let ways = line.can_obtain.iter();
    let found: BTreeMap<_, _> = ways.clone().map(|way| (first(way), way)).collect();
    assert_eq!(found.len(), ways.count(), "one way for each first edge");
    found
}

fn told_of(line: &Line, tell: impl Fn(&Obtained) -> Value) -> BTreeMap<&'static str, Value> {
    let ways = ways(line).into_iter();
    ways.map(|(edge, way)| (edge, tell(way))).collect()
}

/// The edges along a way, and `become` for a role that admits its caller.
fn path(way: &Obtained) -> Vec<&'static str> {
    let steps = way.steps.iter();
    steps.map(|step| step.edge.unwrap_or("become")).collect()
}

fn removals(line: &Line) -> BTreeSet<&'static str> {
    let firmness = line.firmness.iter();
    let removals = firmness.flat_map(|firmness| &firmness.removable_by);
    removals.map(|removal| removal.step.edge.unwrap()).collect()
}

/// What of an expectation is not met.
fn differences(expected: &Value, line: Option<&Line>, answers: &Answers) -> String {
    let Some(line) = line else {
        return " no such principal".to_owned();
    };
    let verdict = &line.verdict;
    let mut text = String::new();
    for (field, wanted) in expected.as_object().unwrap() {
        let found = match field.as_str() {
            "answer" => json!(verdict.answer.word()),
            "at_most" => json!(verdict.at_most.word()),
            "at_least" => json!(verdict.at_least.word()),
            "breadth" => json!(line.breadth.map(ramlint::engine::breadth::Breadth::word)),
            "exposure" => json!(line.exposure.map(Exposure::word)),
            "reach_exposure" => json!(
                line.reach
                    .iter()
                    .map(|reach| (
                        reach.via.last().unwrap(),
                        reach.exposure.map(Exposure::word)
                    ))
                    .collect::<BTreeMap<_, _>>()
            ),
            "reach" => json!(
                line.reach
                    .iter()
                    .map(|reach| reach.via.last().unwrap())
                    .collect::<BTreeSet<_>>()
            ),
            "reach_in" => json!(line.reach_in.iter().flatten().collect::<BTreeSet<_>>()),
            "depends_on" => json!(names(&verdict.depends_on, answers)),
            "relies_on" => json!(names(&verdict.relies_on, answers)),
            "can_obtain" => json!(ways(line).keys().collect::<Vec<_>>()),
            "obtain_answers" => json!(told_of(line, |way| json!(way.answer.word()))),
            "obtain_hangs_on" => {
                json!(told_of(line, |way| json!(doubts(&way.depends_on, answers))))
            }
            "obtain_path" => json!(told_of(line, |way| json!(path(way)))),
            "firm" => json!(line.firmness.as_ref().map(|firmness| firmness.firm)),
            "removable_by" => json!(removals(line)),
            other => panic!("unknown field {other}"),
        };
        let wanted = if wanted.is_array() {
            json!(strings(wanted))
        } else {
            wanted.clone()
        };
        if found != wanted {
            write!(text, " {field}: expected {wanted}, found {found};").unwrap();
        }
    }
    text
}

/// The settings of a case.
pub fn settings_of(case: &Value) -> Settings {
    let at = case["at"].as_str().unwrap_or(AT);
    settings(at, case["readings"] == "strict")
}

/// The account that a case is about.
pub fn snapshot_of(case: &Value) -> Value {
    match case["guard"].as_str() {
        Some(path) => guarded(case, path),
        None => case["snapshot"].clone(),
    }
}

/// Puts the question of a case to the account around it.
pub fn asked(case: &Value) -> (Model, Answers) {
    let snapshot = snapshot_of(case);
    let model = read(&[("snapshot.json", &snapshot.to_string())]).model;
    let action = case["action"].as_str().unwrap_or(ACTION);
    let answers = ask(&model, action, &settings_of(case));
    (model, answers)
}

fn run(case: &Value) -> String {
    let (model, answers) = asked(case);
    let mut failures = String::new();
    let why = not_walked(&snapshot_of(case), &Rc::new(model), &answers, true);
    if !why.is_empty() {
        writeln!(failures, "{} cannot be walked: {why}", case["id"]).unwrap();
    }
    for (id, expected) in case["expect"].as_object().unwrap() {
        let text = differences(expected, line(&answers, id), &answers);
        if !text.is_empty() {
            let rule = case["rule"].as_str().unwrap();
            let name = case["id"].as_str().unwrap();
            writeln!(
                failures,
                "{rule} {name} {id}:{text} [{}]",
                case["why"].as_str().unwrap_or("")
            )
            .unwrap();
        }
    }
    failures
}

fn table(file: &str) {
    let cases = cases(file);
    assert!(!cases.is_empty());
    let failures: String = cases.iter().map(run).collect();
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn basics() {
    table("basics.jsonl");
}

#[test]
fn actions() {
    table("actions.jsonl");
}

#[test]
fn resources() {
    table("resources.jsonl");
}

#[test]
fn conditions() {
    table("conditions.jsonl");
}

#[test]
fn scopes() {
    table("scopes.jsonl");
}

#[test]
fn gates() {
    table("gates.jsonl");
}

#[test]
fn reach() {
    table("reach.jsonl");
}

#[test]
fn exposure() {
    table("exposure.jsonl");
}

#[test]
fn documents() {
    table("documents.jsonl");
}

#[test]
fn worlds() {
    table("worlds.jsonl");
}

#[test]
fn obtain() {
    table("obtain.jsonl");
}

#[test]
fn guardrails() {
    table("guardrails.jsonl");
}

/// The account that the README of the folder describes around a guardrail.
fn guarded(case: &Value, path: &str) -> Value {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let control = case["attach"] == "control";
    let everything =
        json!({"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]});
    let mut policies =
        vec![json!({"type": "Custom", "name": "Everything", "document": everything})];
    let mut roles = vec![json!({"name": "break-glass"}), json!({"name": "other"})];
    let mut principals = vec!["user/u", "role/break-glass", "role/other"];
    let mut snapshot = json!({
        "ram_account_snapshot": 1, "account_id": "1000000000000001",
        "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
        "users": [{"name": "u"}],
        "groups": [{"name": "g", "members": ["u"]}],
    });
    let mut attachments = Vec::new();
    if control {
        roles.push(json!({"name": "AliyunServiceRoleForCache"}));
        principals.push("role/AliyunServiceRoleForCache");
        let account = case["account"].as_str().unwrap_or("member");
        snapshot["resource_directory"] = json!({"id": "rd-1", "account": account, "path": ["r-1"]});
        snapshot["control_policies"] = json!([
            {"id": "cp-full", "name": "FullAliyunAccess", "effect_scope": "All", "targets": ["r-1", "1000000000000001"]},
            {"id": "cp-1", "name": "guard", "effect_scope": "RAM", "targets": ["r-1"], "document": text},
        ]);
    } else {
        policies.push(json!({"type": "Custom", "name": "Guard", "document": text}));
        for principal in &principals {
            let to = match (case["attach"].as_str(), *principal) {
                (Some("group"), "user/u") => "group/g",
                _ => principal,
            };
            let mut attachment = json!({"policy": "Custom/Guard", "to": to});
            if let Some(scope) = case["scope"].as_str() {
                attachment["scope"] = json!(scope);
            }
            attachments.push(attachment);
        }
    }
    for principal in &principals {
        attachments.push(json!({"policy": "Custom/Everything", "to": principal}));
    }
    snapshot["roles"] = json!(roles);
    snapshot["policies"] = json!(policies);
    snapshot["attachments"] = json!(attachments);
    snapshot
}

/// The cases of every table.
pub fn every_case() -> Vec<Value> {
    let mut files: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".jsonl"))
        .collect();
    files.sort();
    files.iter().flat_map(|file| cases(file)).collect()
}

#[test]
fn every_case_has_its_own_id() {
    let mut seen = BTreeSet::new();
    for case in every_case() {
        let id = case["id"].as_str().unwrap().to_owned();
        assert!(seen.insert(id.clone()), "{id} occurs twice");
    }
    assert!(seen.len() > 400, "{}", seen.len());
}
