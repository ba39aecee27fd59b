//! What is directly in a folder of a commit.

use std::rc::Rc;

use gix_index::hash::ObjectId;
use gix_object::{Kind, TreeRefIter};

use super::Repository;
use super::objects::Trouble;
use super::short;

/// One name in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its bytes, as git has them.
    pub name: Vec<u8>,
    pub node: Node,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Folder(ObjectId),
    File(ObjectId),
    Link(ObjectId),
    /// A commit of another repository.
    Submodule,
}

/// A folder.
pub(super) type Entries = Vec<Entry>;

impl Entry {
    /// Whether a checkout would make a file or folder of this name, and only that.
    pub fn is_safe(&self) -> bool {
        let name = self.name.as_slice();
        !name.is_empty()
            && name != b"."
            && name != b".."
            && !name.eq_ignore_ascii_case(b".git")
            && !name.eq_ignore_ascii_case(b"git~1")
            && !name.contains(&b'/')
            && (cfg!(not(windows)) || !name.contains(&b'\\'))
    }
}

impl Repository {
    /// What is in a folder, in the order of git.
    pub(super) fn entries(&self, folder: &ObjectId) -> Result<Rc<Entries>, Trouble> {
        if let Some(known) = self.entries.borrow().get(folder) {
            return Ok(Rc::clone(known));
        }
        let bytes = self.objects.of_kind(folder, Kind::Tree)?;
        let mut entries = Entries::new();
        for entry in TreeRefIter::from_bytes(&bytes, folder.kind()) {
            let entry = entry.map_err(|error| {
                Trouble::Damaged(format!("folder {} is damaged: {error}", short(folder)))
            })?;
            let id = entry.oid.to_owned();
            entries.push(Entry {
                name: entry.filename.to_vec(),
                node: if entry.mode.is_tree() {
                    Node::Folder(id)
                } else if entry.mode.is_link() {
                    Node::Link(id)
                } else if entry.mode.is_blob() {
                    Node::File(id)
                } else {
                    Node::Submodule
                },
            });
        }
        let entries = Rc::new(entries);
        self.entries
            .borrow_mut()
            .insert(*folder, Rc::clone(&entries));
        Ok(entries)
    }
}
