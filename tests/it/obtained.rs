//! What somebody is said to obtain, done again without the engine: every way is
//! walked by the naive evaluator, and every single call is tried.

mod effects;
mod reading;
mod replay;
mod snapshot;

use std::fmt::Write;
use std::rc::Rc;

use ramlint::engine::answers::Answers;
use ramlint::model::Model;
use serde_json::Value;

use crate::obtained::replay::Walk;

/// What is wrong with the ways that answers about a snapshot tell of.
pub fn not_walked(snapshot: &Value, model: &Rc<Model>, answers: &Answers) -> String {
    let mut failures = String::new();
    for (_, line) in answers.lines() {
        for way in &line.can_obtain {
            let walk = Walk {
                way,
                answers,
                gains: true,
            };
            if let Err(why) = walk.walk(snapshot, model, &line.id) {
                let edges: Vec<_> = way.steps.iter().map(|step| step.edge).collect();
                writeln!(failures, "{} {edges:?}: {why}", line.id).unwrap();
            }
        }
    }
    failures
}
