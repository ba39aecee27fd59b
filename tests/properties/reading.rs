//! Readers of every format, and all that comes after them.

use ramlint::report::REPORTERS;
use ramlint::report::display::Untrusted;
use ramlint::report::run::NotAnalysed;

use super::{places, reports};
use crate::reports::gallery::Gallery;
use crate::support::{ACTION, Read, read};

/// Texts of an input stand one after the other, with this between them.
const BETWEEN: char = '\0';

/// The texts under these paths, as many as there are.
fn read_as(bytes: &[u8], paths: &[&str]) -> Read {
    let all = String::from_utf8_lossy(bytes);
    let texts: Vec<(&str, &str)> = paths.iter().copied().zip(all.split(BETWEEN)).collect();
    let input = read(&texts);
    places::of_reading(&all, &input);
    places::of_answers(&all, &input, &[ACTION]);
    input
}

/// Snapshots, manifests, policies and dumps.
pub fn account(bytes: &[u8]) {
    read_as(
        bytes,
        &[
            "account.json",
            "ram-attachments.yaml",
            "policies/P.json",
            "ListUsers.json",
        ],
    );
}

/// Templates of ROS.
pub fn ros(bytes: &[u8]) {
    read_as(bytes, &["stack.yaml", "nested.json", "policy.json"]);
}

/// Configurations of Terraform, with modules and values of variables.
pub fn terraform(bytes: &[u8]) {
    let paths = ["main.tf", "more.tf", "terraform.tfvars", "m/main.tf"];
    read_as(bytes, &paths);
}

/// Plans and states of Terraform.
pub fn plan(bytes: &[u8]) {
    read_as(bytes, &["plan.json", "main.tf", "terraform.tfstate"]);
}

/// All rules and all reports about texts under any paths: the first line of each is
/// its path.
pub fn whole(bytes: &[u8]) {
    let all = String::from_utf8_lossy(bytes);
    let mut texts: Vec<(&str, &str)> = Vec::new();
    for part in all.split(BETWEEN).take(6) {
        let (path, text) = part.split_once('\n').unwrap_or((part, ""));
        let known = texts.iter().any(|(known, _)| *known == path);
        if !path.is_empty() && !known {
            texts.push((path, text));
        }
    }
    let input = read(&texts);
    places::of_reading(&all, &input);
    let actions = [ACTION, "oss:GetObject", "ecs:DeleteInstance"];
    let answers = places::of_answers(&all, &input, &actions);
    let mut gallery = Gallery::empty();
    gallery.findings = places::of_findings(&all, &input, &answers);
    // Services show so many of a kind, and a format leaves out what is more.
    gallery.findings.truncate(9);
    let found = |id: &str| gallery.findings.iter().any(|one| one.rule == id);
    gallery.rules.retain(|rule| found(rule.id));
    let unread = input.report.not_analysed.iter();
    gallery.not_analysed = unread
        .map(|one| NotAnalysed {
            path: Untrusted::new(one.path.clone()),
            at: one.at,
            why: Untrusted::new(format!("{:?}", one.why)),
        })
        .collect();
    let paths = input.sources.paths();
    gallery.files = paths
        .map(|(_, path)| Untrusted::new(path.to_owned()))
        .collect();
    gallery.sources = input.sources;
    for reporter in REPORTERS {
        reports::is_tame(reporter.name, &gallery);
    }
    reports::is_readable(&gallery);
}
