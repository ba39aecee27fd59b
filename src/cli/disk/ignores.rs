//! The `.gitignore` files that bear on a folder. No other source of ignore
//! rules is asked, so that the same tree gives the same answer everywhere.

use std::path::Path;
use std::rc::Rc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::open;

/// Longest `.gitignore` that is obeyed. Not obeying one only reads more.
const IGNORE_FILE_LIMIT: u64 = 1024 * 1024;

/// The rules of one folder, and of those above it.
#[derive(Debug)]
pub(super) struct Ignores {
    rules: Gitignore,
    above: Option<Rc<Self>>,
}

impl Ignores {
    /// The rules that hold in a folder, given those that hold above it.
    pub fn enter(folder: &Path, above: Option<Rc<Self>>) -> Option<Rc<Self>> {
        match read(folder) {
            Some(rules) => Some(Rc::new(Self { rules, above })),
            None => above,
        }
    }

    /// The rules above a folder, from the top of its work tree down; none if
    /// the folder is ignored itself, since it was asked for all the same.
    pub fn above(top: &Path, folder: &Path) -> Option<Rc<Self>> {
        let below = folder.strip_prefix(top).ok()?;
        let mut rules = None;
        let mut at = top.to_owned();
        for part in below.components() {
            rules = Self::enter(&at, rules);
            at.push(part);
            if is_ignored(rules.as_deref(), &at, true) {
                return None;
            }
        }
        rules
    }
}

/// Whether an untracked path is ignored; the deepest rule that matches decides.
pub(super) fn is_ignored(rules: Option<&Ignores>, path: &Path, is_folder: bool) -> bool {
    let mut next = rules;
    while let Some(rules) = next {
        match rules.rules.matched(path, is_folder) {
            Match::Ignore(_) => return true,
            Match::Whitelist(_) => return false,
            Match::None => next = rules.above.as_deref(),
        }
    }
    false
}

fn read(folder: &Path) -> Option<Gitignore> {
    let (mut file, size) = open::open(&folder.join(".gitignore")).ok()?;
    let bytes = open::read(&mut file, size, IGNORE_FILE_LIMIT).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let mut builder = GitignoreBuilder::new(folder);
    for line in text.trim_start_matches('\u{feff}').lines() {
        // A line that is no pattern hides nothing.
        let _ = builder.add_line(None, line);
    }
    builder.build().ok()
}
