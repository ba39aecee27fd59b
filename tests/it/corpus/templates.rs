//! Terraform and ROS from public repositories: everything that is valid is read,
//! attachments are joined, and what is not known says what is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use ramlint::model::Model;
use ramlint::model::account::{PolicyDocument, PolicyKind, Trust};
use ramlint::model::doubt::{Doubt, DoubtId, DoubtKind};
use ramlint::model::policy::{DocumentId, Known, ValueKind};
use ramlint::readers::{self, Input, Why};
use ramlint::source::{Files, Refusal, Sources, Span};

use super::{check_places, folder};
use crate::support::Read;

/// A repository in memory.
#[derive(Default)]
struct Tree(BTreeMap<String, String>);

impl Files for Tree {
    fn read(&self, path: &str) -> Result<String, Refusal> {
        self.0.get(path).cloned().ok_or(Refusal::Missing)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let inside = |path: &String| {
            let rest = if folder.is_empty() {
                path.as_str()
            } else {
                path.strip_prefix(folder)?.strip_prefix('/')?
            };
            (!rest.contains('/')).then(|| rest.to_owned())
        };
        self.0.keys().filter_map(inside).collect()
    }
}

fn add(tree: &mut Tree, root: &Path, at: &Path) {
    for entry in fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            add(tree, root, &path);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap();
            tree.0.insert(name.to_owned(), text);
        }
    }
}

/// The folders of one part of the corpus that hold templates, read each on its
/// own: what stands in two of them is about two accounts.
fn repositories(part: &str) -> Vec<(String, Read)> {
    let Some(corpus) = folder() else {
        return Vec::new();
    };
    let mut names: Vec<_> = fs::read_dir(corpus.join(part))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    let mut found = Vec::new();
    for path in names {
        let mut tree = Tree::default();
        add(&mut tree, &path, &path);
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let folder = |path: &String| {
            path.rsplit_once('/')
                .map_or("", |(folder, _)| folder)
                .to_owned()
        };
        let folders: BTreeSet<String> = tree.0.keys().map(folder).collect();
        for folder in folders {
            let read = read_tree(&tree, &folder);
            found.push((format!("{name}/{folder}"), read));
        }
    }
    found
}

/// Reads the templates of one folder; the rest of the tree is there to be asked for.
fn read_tree(tree: &Tree, folder: &str) -> Read {
    let mut sources = Sources::default();
    let endings = [".tf", ".tfvars", ".json", ".yaml", ".yml", ".tofu"];
    let mut ids = Vec::new();
    for (path, text) in &tree.0 {
        let own = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if own == folder && endings.iter().any(|end| path.ends_with(end)) {
            ids.push(sources.add(path.as_str(), text.as_str()));
        }
    }
    let inputs: Vec<Input<'_>> = ids
        .into_iter()
        .map(|file| Input {
            file,
            named: false,
            in_skipped_folder: false,
            base: "",
        })
        .collect();
    let mut model = Model::default();
    let options = readers::Options::default();
    let report = readers::read(&mut sources, &inputs, tree, &options, &mut model);
    Read {
        sources,
        model,
        report,
    }
}

#[test]
fn every_valid_template_is_read_with_good_places() {
    for part in ["terraform", "ros"] {
        for (name, input) in repositories(part) {
            for entry in &input.report.not_analysed {
                assert!(
                    !matches!(entry.why, Why::Unparsable(_)),
                    "{name}/{}: {:?}",
                    entry.path,
                    entry.why
                );
            }
            check_places(&name, &input);
        }
    }
}

#[derive(Debug, Default)]
struct Shares {
    whole: usize,
    partly: usize,
    unknown: usize,
    reasons: BTreeMap<String, usize>,
}

impl Shares {
    fn doubts(&mut self, model: &Model, doubts: &BTreeSet<DoubtId>) {
        for id in doubts {
            let doubt = model.doubts.get(*id).unwrap();
            assert!(is_explained(doubt), "{doubt:?}");
            *self.reasons.entry(doubt.name.clone()).or_default() += 1;
        }
    }

    fn document(&mut self, model: &Model, id: DocumentId, rest: Option<DoubtId>) {
        let mut doubts = open(model, id);
        doubts.extend(rest);
        let count = if doubts.is_empty() {
            &mut self.whole
        } else {
            &mut self.partly
        };
        *count += 1;
        self.doubts(model, &doubts);
    }

    fn nothing(&mut self, model: &Model, doubt: DoubtId) {
        self.unknown += 1;
        self.doubts(model, &[doubt].into());
    }
}

/// Whether a gap says what is missing in words, not only where.
fn is_explained(doubt: &Doubt) -> bool {
    !doubt.about.is_empty() && !doubt.is_at_a_place()
}

/// The gaps inside a document.
fn open(model: &Model, id: DocumentId) -> BTreeSet<DoubtId> {
    let pools = &model.pools;
    let mut found = BTreeSet::new();
    let mut known = |known: Known| match known {
        Known::Whole => {}
        Known::Holes(doubt) | Known::Nothing(doubt) => {
            found.insert(doubt);
        }
    };
    let mut others = Vec::new();
    for (_, statement) in pools.statements(id) {
        for list in [statement.actions.list, statement.resources.list] {
            pools.elements(list).iter().for_each(|one| known(one.known));
        }
        let principals = pools.principals(statement.principals).iter();
        principals.for_each(|one| known(one.element.known));
        for condition in pools.conditions(statement.conditions) {
            others.extend(condition.doubt);
            let values = pools.values(condition.values).iter();
            others.extend(values.filter_map(|value| match value.kind {
                ValueKind::Hole(doubt) => Some(doubt),
                _ => None,
            }));
        }
        let guards = pools.choices(statement.guards).iter();
        others.extend(guards.map(|choice| choice.doubt));
    }
    let guards = pools.document(id).unwrap().guards;
    others.extend(pools.choices(guards).iter().map(|choice| choice.doubt));
    let gap = |id: &DoubtId| model.doubts.get(*id).unwrap().kind == DoubtKind::Gap;
    found.extend(others.into_iter().filter(gap));
    found
}

#[test]
fn what_is_not_known_of_a_document_is_explained() {
    for part in ["terraform", "ros"] {
        let mut shares = Shares::default();
        for (_, input) in repositories(part) {
            let model = &input.model;
            for account in &model.accounts {
                for policy in &account.policies {
                    // A policy that is only named here was made elsewhere.
                    if policy.kind != PolicyKind::Custom {
                        continue;
                    }
                    match policy.document {
                        PolicyDocument::Known { document, rest } => {
                            shares.document(model, document, rest);
                        }
                        PolicyDocument::Absent(doubt) => shares.nothing(model, doubt),
                    }
                }
                for principal in &account.principals {
                    match principal.trust {
                        Trust::Known(document) => shares.document(model, document, None),
                        Trust::Unknown(doubt) => shares.nothing(model, doubt),
                        Trust::None => {}
                    }
                }
            }
        }
        eprintln!("{part}: {shares:?}");
        if folder().is_some() {
            assert!(shares.whole > shares.unknown, "{part}: {shares:?}");
        }
    }
}

const ATTACHMENTS: [(&str, &str); 3] = [
    ("alicloud_ram_user_policy_attachment", "user_name"),
    ("alicloud_ram_group_policy_attachment", "group_name"),
    ("alicloud_ram_role_policy_attachment", "role_name"),
];

/// An attachment resource whose names are literals or references to resources of
/// the same module, found by looking at lines.
struct Plain {
    start: usize,
    /// The names that are written out.
    literals: Vec<String>,
}

fn plain(text: &str) -> Vec<Plain> {
    let mut found = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let row = ATTACHMENTS.iter().find(|(kind, _)| {
            let word = format!("resource \"{kind}\"");
            line.starts_with(&word)
        });
        let Some((_, principal)) = row else { continue };
        let body = &text[start..];
        let body = &body[..body.find("\n}").unwrap_or(body.len())];
        let value = |name: &str| {
            body.lines().find_map(|line| {
                let (key, value) = line.split_once('=')?;
                (key.trim() == name).then(|| value.trim().to_owned())
            })
        };
        if value("count").is_some() || value("for_each").is_some() {
            continue;
        }
        let (Some(policy), Some(principal)) = (value("policy_name"), value(principal)) else {
            continue;
        };
        let is_literal = |text: &str| text.starts_with('"') && !text.contains("${");
        let is_reference = |text: &str| {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
            text.starts_with("alicloud_") && text.chars().all(plain)
        };
        let both = [policy, principal];
        if both.iter().all(|one| is_literal(one) || is_reference(one)) {
            let literals = both.iter().filter(|one| is_literal(one));
            found.push(Plain {
                start,
                literals: literals
                    .map(|one| one.trim_matches('"').to_owned())
                    .collect(),
            });
        }
    }
    found
}

#[test]
fn attachments_are_joined() {
    let (mut joined, mut all) = (0_usize, 0_usize);
    let mut missing = Vec::new();
    for (name, input) in repositories("terraform") {
        for (file, _) in &input.report.files {
            let path = input.sources.path(*file);
            if !path.ends_with(".tf") {
                continue;
            }
            for plain in plain(input.sources.text(*file)) {
                all += 1;
                let start = u32::try_from(plain.start).unwrap();
                let is_here = |at: Span| at.file == *file && at.start == start;
                let found = input.model.accounts.iter().any(|account| {
                    account.attachments.iter().any(|one| {
                        let policy = account.policy(one.policy).unwrap();
                        let to = account.principal(one.to).unwrap();
                        let named = |name: &String| policy.name == *name || to.name == *name;
                        is_here(one.at)
                            && plain.literals.iter().all(named)
                            && !matches!(policy.document, PolicyDocument::Absent(doubt)
                                if input.model.doubts.get(doubt).unwrap().name == "policy"
                                    && policy.kind == PolicyKind::Custom
                                    && plain.literals.len() < 2)
                    })
                });
                joined += usize::from(found);
                if !found {
                    missing.push(format!("{name}/{path}:{}", plain.start));
                }
            }
        }
    }
    eprintln!("{joined} of {all} attachments are joined; not: {missing:#?}");
    assert!(joined * 100 >= all * 95, "{joined} of {all}: {missing:#?}");
    if folder().is_some() {
        assert!(all > 30, "{all}");
    }
}
