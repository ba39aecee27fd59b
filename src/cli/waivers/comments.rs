//! Waivers in comments of the input. Their place is what narrows them: what they
//! stand on or directly above.

use std::collections::BTreeMap;

use crate::cli::waivers::entry::Entry;
use crate::cli::waivers::{Comments, Terms, directive};
use crate::rules::{Misread, WaiverFault};
use crate::source::{FileId, Files, Sources, Span};
use crate::syntax::{Comment, hcl, yaml};

/// Endings of the files whose comments are looked at.
const HCL: &[&str] = &["tf", "tofu", "tfvars", "hcl"];
const YAML: &[&str] = &["yaml", "yml"];

/// A waiver in a comment.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    pub entry: Entry,
    /// The comment.
    pub at: Span,
    /// What it is about.
    pub about: Span,
}

/// All that comments of the input say.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub beside: Vec<Beside>,
    pub misread: Vec<Misread>,
    /// Waivers that do not count, since the tree that is trusted lacks them.
    pub not_taken: Vec<Span>,
    /// Those that do not count, since that tree has the same words on another text.
    pub on_other_text: Vec<Span>,
}

/// Looks through the texts of a run.
pub(super) fn find(sources: &Sources, terms: &Terms<'_>) -> Found {
    let mut found = Found::default();
    if matches!(terms.comments, Comments::NotTaken) {
        return found;
    }
    for (file, path) in sources.paths() {
        let text = sources.text(file);
        let mut trusted = None;
        let mut refused = Vec::new();
        for comment in of_file(path, text) {
            let says = text.get(comment.says.clone()).unwrap_or("");
            let Some(read) = directive::read(says, terms) else {
                continue;
            };
            let at = span(file, &comment.bytes);
            let why = match read {
                Ok(_) if comment.about.is_empty() => WaiverFault::AboutNothing,
                Ok(entry) => {
                    let trusted = trusted.get_or_insert_with(|| Trusted::of(path, terms.comments));
                    if trusted.take(says, text.get(comment.about.clone()).unwrap_or("")) {
                        let about = span(file, &comment.about);
                        found.beside.push(Beside { entry, at, about });
                    } else {
                        refused.push((says, at));
                    }
                    continue;
                }
                Err(why) => why,
            };
            found.misread.push(Misread { at, why });
        }
        // Only when all that count were taken can one tell which of the others are new.
        for (says, at) in refused {
            let is_known = trusted.as_mut().is_some_and(|known| known.left(says));
            let those = if is_known {
                &mut found.on_other_text
            } else {
                &mut found.not_taken
            };
            those.push(at);
        }
    }
    found
}

/// The comments of a file that may hold a waiver.
fn of_file(path: &str, text: &str) -> Vec<Comment> {
    let ending = path.rsplit('/').next().unwrap_or(path);
    let ending = ending.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is = |all: &[&str]| all.iter().any(|one| ending.eq_ignore_ascii_case(one));
    let spoken = ["ramlint", "Ramlint", "RAMLINT", "RamLint"];
    if !spoken.iter().any(|name| text.contains(name)) {
        return Vec::new();
    }
    if is(HCL) {
        hcl::comments(text)
    } else if is(YAML) {
        yaml::comments(text)
    } else {
        Vec::new()
    }
}

fn span(file: FileId, bytes: &std::ops::Range<usize>) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(file, offset(bytes.start), offset(bytes.end))
}

/// The comments of one file that count, each with what it is about, as often as
/// the tree that is trusted has them there; `None` where all count.
struct Trusted(Option<BTreeMap<(String, String), usize>>);

impl Trusted {
    fn of(path: &str, comments: Comments<'_>) -> Self {
        let Comments::ThoseOf(files, renamed) = comments else {
            return Self(None);
        };
        let before = renamed.iter().find(|(_, now)| now == path);
        let path = before.map_or(path, |(before, _)| before.as_str());
        Self(Some(Self::read(path, files)))
    }

    fn read(path: &str, files: &dyn Files) -> BTreeMap<(String, String), usize> {
        let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
        let text = files.read(path).unwrap_or_default();
        for comment in of_file(path, &text) {
            let part = |bytes: std::ops::Range<usize>| {
                let part = text.get(bytes).unwrap_or("");
                part.to_owned()
            };
            let key = (part(comment.says), part(comment.about));
            let count = known.entry(key).or_default();
            *count = count.saturating_add(1);
        }
        known
    }

    /// Whether one of them that no comment was found to be says the same.
    fn left(&mut self, says: &str) -> bool {
        let known = self.0.iter_mut().flatten();
        let mut left = known.filter(|((words, _), count)| words == says && **count > 0);
        let found = left.next();
        found.is_some_and(|(_, count)| {
            *count = count.saturating_sub(1);
            true
        })
    }

    /// Whether this comment about this text is one of them.
    fn take(&mut self, says: &str, about: &str) -> bool {
        let Some(known) = &mut self.0 else {
            return true;
        };
        match known.get_mut(&(says.to_owned(), about.to_owned())) {
            Some(count) if *count > 0 => {
                *count = count.saturating_sub(1);
                true
            }
            _ => false,
        }
    }
}
