//! The files of all Terraform folders, before anything is evaluated.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::readers::evaluated::Evaluated;
use crate::readers::paths::base_name;
use crate::source::{Fragment, Span};
use crate::syntax::expression::Body;

/// Endings of names, in lower case, with what such a file holds.
const ENDINGS: &[(&str, FileKind)] = &[
    (".tf", FileKind::Configuration),
    (".tf.json", FileKind::Configuration),
    (".tofu", FileKind::Configuration),
    (".tofu.json", FileKind::Configuration),
    (".tfvars", FileKind::Values),
    (".tfvars.json", FileKind::Values),
];

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Configuration,
    /// Values of variables.
    Values,
}

/// What a file of this name holds, if it is one of Terraform's.
pub(super) fn file_kind(path: &str) -> Option<FileKind> {
    let name = base_name(path).to_ascii_lowercase();
    let row = ENDINGS.iter().find(|(end, _)| name.ends_with(end));
    row.map(|(_, kind)| *kind)
}

/// Whether a file of this name is one of Terraform's configuration language.
pub(in crate::readers) fn is_terraform(path: &str) -> bool {
    file_kind(path).is_some()
}

/// One file.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// As reported: of the text around it, where it stands inside one.
    pub(super) path: Rc<str>,
    pub(super) body: Rc<Body>,
}

impl File {
    /// The header of its first block, or its first attribute.
    pub(super) fn first_place(&self) -> Option<Span> {
        let blocks = self.body.blocks.iter().map(|one| one.header);
        let attributes = self.body.attributes.iter().map(|one| one.at);
        blocks.chain(attributes).next()
    }
}

/// The files of one folder by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Folder {
    pub(super) files: BTreeMap<String, File>,
    /// Other files, of a folder that stands inside another text.
    pub(super) texts: BTreeMap<String, Rc<Fragment>>,
}

impl Folder {
    pub(super) fn files_of(&self, kind: FileKind) -> impl Iterator<Item = (&str, &File)> {
        self.files
            .iter()
            .filter(move |(name, _)| file_kind(name) == Some(kind))
            .map(|(name, file)| (name.as_str(), file))
    }

    pub(super) fn has_configuration(&self) -> bool {
        self.files_of(FileKind::Configuration).next().is_some()
    }
}

/// The folders of a run.
#[derive(Clone, Debug, Default)]
pub(in crate::readers) struct Project {
    pub(super) folders: BTreeMap<String, Folder>,
    /// Values of the variables of roots that stand inside another text, which
    /// that text gives.
    pub(super) given: BTreeMap<String, Vec<(String, Evaluated)>>,
}

impl Project {
    pub(super) fn add(&mut self, folder: &str, name: &str, path: &Rc<str>, body: Rc<Body>) {
        let path = Rc::clone(path);
        let folder = self.folders.entry(folder.to_owned()).or_default();
        folder.files.insert(name.to_owned(), File { path, body });
    }

    pub(super) fn add_text(&mut self, folder: &str, name: &str, text: Rc<Fragment>) {
        let folder = self.folders.entry(folder.to_owned()).or_default();
        folder.texts.insert(name.to_owned(), text);
    }
}
