//! What all files of one folder say together: override files are merged into the
//! others as Terraform does it.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::readers::terraform::project::{FileKind, Folder};
use crate::syntax::expression::{Attribute, Block, Body};

/// A block with the file that it stands in.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) block: Block,
    pub(super) path: Rc<str>,
}

impl Entry {
    pub(super) const fn body(&self) -> &Body {
        &self.block.body
    }
}

/// Managed by Terraform, or only looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mode {
    Managed,
    Data,
}

/// A `resource` or `data` block.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    pub(super) mode: Mode,
    pub(super) kind: Rc<str>,
    pub(super) name: Rc<str>,
    pub(super) entry: Entry,
}

/// One folder's configuration.
#[derive(Clone, Debug, Default)]
pub(super) struct Config {
    pub(super) folder: String,
    pub(super) variables: BTreeMap<String, Entry>,
    pub(super) locals: BTreeMap<String, Attribute>,
    pub(super) outputs: BTreeMap<String, Entry>,
    pub(super) modules: BTreeMap<String, Entry>,
    pub(super) providers: Vec<Entry>,
    /// In the order of file names and places.
    pub(super) resources: Vec<Rc<Resource>>,
    index: BTreeMap<(Mode, Rc<str>, Rc<str>), usize>,
}

/// Blocks that have no name of their own to merge by.
const NESTED_MERGED: &str = "lifecycle";

impl Config {
    pub(super) fn of(name: &str, folder: &Folder) -> Self {
        let mut config = Self {
            folder: name.to_owned(),
            ..Self::default()
        };
        let files = || folder.files_of(FileKind::Configuration);
        for (_, file) in files().filter(|(name, _)| !is_override(name)) {
            config.add(&file.body, &file.path, false);
        }
        for (_, file) in files().filter(|(name, _)| is_override(name)) {
            config.add(&file.body, &file.path, true);
        }
        config
    }

    /// The place of a `resource` or `data` block in [`Config::resources`].
    pub(super) fn find(&self, mode: Mode, kind: &str, name: &str) -> Option<usize> {
        self.index
            .get(&(mode, Rc::from(kind), Rc::from(name)))
            .copied()
    }

    fn add(&mut self, body: &Body, path: &Rc<str>, overrides: bool) {
        for block in &body.blocks {
            let entry = Entry {
                block: block.clone(),
                path: Rc::clone(path),
            };
            let label = |index: usize| block.labels.get(index).map(|label| label.value.as_str());
            match (block.kind.value.as_str(), label(0), label(1)) {
                ("variable", Some(name), _) => put(&mut self.variables, name, entry, overrides),
                ("output", Some(name), _) => put(&mut self.outputs, name, entry, overrides),
                ("module", Some(name), _) => put(&mut self.modules, name, entry, overrides),
                ("provider", Some(_), _) => self.provider(entry, overrides),
                ("locals", ..) => {
                    for one in &block.body.attributes {
                        self.locals.insert(one.name.value.clone(), one.clone());
                    }
                }
                ("resource", Some(kind), Some(name)) => {
                    self.resource(Mode::Managed, kind, name, entry, overrides);
                }
                ("data", Some(kind), Some(name)) => {
                    self.resource(Mode::Data, kind, name, entry, overrides);
                }
                _ => {}
            }
        }
    }

    fn provider(&mut self, entry: Entry, overrides: bool) {
        let same = |one: &&mut Entry| {
            overrides
                && one.block.labels.first() == entry.block.labels.first()
                && crate::readers::terraform::providers::alias_of(one)
                    == crate::readers::terraform::providers::alias_of(&entry)
        };
        match self.providers.iter_mut().find(same) {
            Some(base) => merge(&mut base.block.body, &entry.block.body),
            None => self.providers.push(entry),
        }
    }

    fn resource(&mut self, mode: Mode, kind: &str, name: &str, entry: Entry, overrides: bool) {
        let (kind, name): (Rc<str>, Rc<str>) = (kind.into(), name.into());
        let key = (mode, Rc::clone(&kind), Rc::clone(&name));
        if overrides && let Some(at) = self.index.get(&key) {
            if let Some(base) = self.resources.get_mut(*at) {
                merge(&mut Rc::make_mut(base).entry.block.body, entry.body());
            }
            return;
        }
        self.index.entry(key).or_insert(self.resources.len());
        self.resources.push(Rc::new(Resource {
            mode,
            kind,
            name,
            entry,
        }));
    }
}

fn is_override(name: &str) -> bool {
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    stem == "override" || stem.ends_with("_override")
}

fn put(into: &mut BTreeMap<String, Entry>, name: &str, entry: Entry, overrides: bool) {
    match into.get_mut(name) {
        Some(base) if overrides => merge(&mut base.block.body, entry.body()),
        Some(_) => {}
        None => {
            into.insert(name.to_owned(), entry);
        }
    }
}

/// Merges a block of an override file into the block of the same name: arguments
/// replace arguments, nested blocks of a kind replace all of that kind, and
/// `lifecycle` is merged argument by argument.
fn merge(base: &mut Body, over: &Body) {
    for attribute in &over.attributes {
        let name = &attribute.name.value;
        base.attributes.retain(|one| one.name.value != *name);
        base.attributes.push(attribute.clone());
    }
    let replaced = |kind: &str| {
        over.blocks
            .iter()
            .any(|one| kind_of(one) == kind && kind != NESTED_MERGED)
    };
    base.blocks.retain(|one| !replaced(kind_of(one)));
    for block in &over.blocks {
        let same =
            |one: &&mut Block| block.kind.value == NESTED_MERGED && one.kind.value == NESTED_MERGED;
        match base.blocks.iter_mut().find(same) {
            Some(base) => merge(&mut base.body, &block.body),
            None => base.blocks.push(block.clone()),
        }
    }
}

/// The kind that a nested block is, or that a `dynamic` block makes.
fn kind_of(block: &Block) -> &str {
    match (block.kind.value.as_str(), block.labels.first()) {
        ("dynamic", Some(label)) => &label.value,
        (kind, _) => kind,
    }
}
