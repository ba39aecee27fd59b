//! Who holds what: counts of the model by the file that its parts stand in, and
//! what became of every path that was met.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::{disk, reasons};
use crate::model::Model;
use crate::model::account::PolicyDocument;
use crate::model::doubt::DoubtKind;
use crate::model::policy::DocumentId;
use crate::readers::{self, Became};
use crate::report::display::Untrusted;
use crate::report::run::{Holds, Inventory, LeftOut, NotAnalysed, ReadFile};
use crate::rules::Language;
use crate::source::{FileId, Sources, Span};

/// What the files hold. What has no place in any counts for the whole input.
pub struct ByFile {
    files: BTreeMap<FileId, Holds>,
    /// All together.
    pub total: Holds,
}

impl ByFile {
    /// Counts what the readers found. Bundled documents are not of the input.
    #[must_use]
    pub fn count(model: &Model) -> Self {
        let mut by_file = Self {
            files: BTreeMap::new(),
            total: Holds::default(),
        };
        let bundled = bundled(model);
        // A document that several accounts have is read for each of them.
        let mut documents = BTreeSet::new();
        for (id, document) in model.pools.documents() {
            if !bundled.contains(&id) && documents.insert(document.at) {
                by_file.add(Some(document.at), |holds| &mut holds.documents);
            }
        }
        for account in &model.accounts {
            for one in &account.principals {
                by_file.add(one.at, |holds| &mut holds.principals);
            }
            // One attachment may be of several documents, or count in several scopes.
            let mut attachments = BTreeSet::new();
            for one in &account.attachments {
                let policy = account.policy(one.policy);
                let policy = policy.map(|policy| (policy.kind, policy.name.as_str()));
                if attachments.insert((one.at, one.to, policy)) {
                    by_file.add(Some(one.at), |holds| &mut holds.attachments);
                }
            }
            for one in &account.memberships {
                by_file.add(Some(one.at), |holds| &mut holds.memberships);
            }
            for one in &account.control_policies {
                by_file.add(Some(one.at), |holds| &mut holds.control_policies);
            }
        }
        for (_, doubt) in model.doubts.iter() {
            if doubt.kind == DoubtKind::Gap {
                by_file.add(doubt.at, |holds| &mut holds.gaps);
            }
        }
        for one in &model.look_alikes {
            by_file.add(Some(one.at), |holds| &mut holds.look_alikes);
        }
        by_file
    }

    fn add(&mut self, at: Option<Span>, part: fn(&mut Holds) -> &mut usize) {
        let file = at.map(|at| self.files.entry(at.file).or_default());
        for holds in file.into_iter().chain([&mut self.total]) {
            let count = part(holds);
            *count = count.saturating_add(1);
        }
    }

    /// What one file holds.
    #[must_use]
    pub fn of(&self, file: FileId) -> Holds {
        self.files.get(&file).copied().unwrap_or_default()
    }
}

/// Documents that come with the program.
fn bundled(model: &Model) -> BTreeSet<DocumentId> {
    model
        .accounts
        .iter()
        .flat_map(|account| &account.policies)
        .filter(|policy| policy.bundled)
        .filter_map(|policy| match policy.document {
            PolicyDocument::Known { document, .. } => Some(document),
            PolicyDocument::Absent(_) => None,
        })
        .collect()
}

/// What became of every path: read, or left out; what is neither is among
/// `not_analysed`.
#[must_use]
pub fn list(
    report: &readers::Report,
    left_out: &disk::LeftOut,
    not_analysed: &[NotAnalysed],
    (sources, model, by_file): (&Sources, &Model, &ByFile),
    language: Language,
) -> Inventory {
    let told: BTreeSet<&str> = not_analysed.iter().map(|entry| entry.path.raw()).collect();
    let mut clouds: BTreeMap<FileId, Vec<&str>> = BTreeMap::new();
    for one in &model.look_alikes {
        clouds.entry(one.at.file).or_default().push(one.cloud);
    }
    let mut inventory = Inventory::default();
    let mut left: BTreeSet<LeftOut> = BTreeSet::new();
    for (file, became) in &report.files {
        let path = sources.path(*file);
        match became {
            Became::Read(format) => {
                inventory.files.push(ReadFile {
                    path: Untrusted::new(path.to_owned()),
                    format,
                    holds: by_file.of(*file),
                });
            }
            // The part of it that could not be read is told.
            Became::LeftOut(_) if told.contains(path) => {}
            Became::LeftOut(nothing) => {
                let clouds = clouds.get(file).map_or(&[][..], Vec::as_slice);
                left.insert(LeftOut {
                    path: Untrusted::new(path.to_owned()),
                    why: Untrusted::new(reasons::of_nothing(*nothing, clouds, language)),
                });
            }
        }
    }
    inventory.files.sort_by(|one, two| one.path.cmp(&two.path));
    let files = report.files.iter();
    let looked_at: BTreeSet<&str> = files.map(|(file, _)| sources.path(*file)).collect();
    for (path, why) in left_out.names() {
        // What a link leads to is looked at, whatever its own name promises.
        if !told.contains(path) && !looked_at.contains(path) {
            left.insert(LeftOut {
                path: Untrusted::new(path.to_owned()),
                why: Untrusted::new(reasons::on_disk::left_out(why, path, language)),
            });
        }
    }
    inventory.left_out = left.into_iter().collect();
    inventory
}
