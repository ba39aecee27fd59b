//! Files that one version reads as something and the next as nothing: a header that is
//! misspelt or nested, a key that was renamed. Whatever else the change does to such a
//! file would pass unseen.

use std::collections::BTreeMap;

use crate::cli::load::Loaded;
use crate::cli::trust::dropped::{Dropped, may_matter};
use crate::readers::words::holds_any;

/// Formats of texts that may lose their policies and stay for what else they say. The
/// others say who holds what and nothing else.
const OF_MANY_THINGS: &[&str] = &[
    DOCUMENTS,
    "ROS template",
    "Terraform file",
    "Terraform plan",
    "Terraform state",
];

/// The format that recognises whatever has the shape of a document somewhere.
const DOCUMENTS: &str = "policy file";

/// A word of statements that are read by nobody.
const STATEMENT_WORDS: &[&str] = &["effect"];

/// Two versions of an input.
#[derive(Clone, Copy)]
pub struct Versions<'a> {
    /// The formats of the files that the earlier one reads, by path.
    pub read_as: &'a BTreeMap<String, &'static str>,
    /// Old and new paths.
    pub renamed: &'a [(String, String)],
    /// The later one.
    pub after: &'a Loaded,
}

/// The files of the earlier version whose texts are not recognised in the later one,
/// though they seem to say something still.
pub fn unrecognised(versions: Versions<'_>) -> impl Iterator<Item = Dropped> {
    let Versions {
        read_as,
        renamed,
        after,
    } = versions;
    let renamed: BTreeMap<&str, &str> = renamed
        .iter()
        .map(|(old, new)| (old.as_str(), new.as_str()))
        .collect();
    let texts = after.sources.paths();
    let texts: BTreeMap<&str, &str> = texts
        .map(|(file, path)| (path, after.sources.text(file)))
        .collect();
    let lost = read_as.iter().filter_map(move |(path, was)| {
        let now = renamed.get(path.as_str()).copied().unwrap_or(path);
        let text = texts.get(now)?;
        let is_lost = match after.read_as.get(now) {
            None => true,
            Some(format) => format != was && *format == DOCUMENTS,
        };
        let matters = if OF_MANY_THINGS.contains(was) {
            may_matter(text) || holds_any(text.as_bytes(), STATEMENT_WORDS)
        } else {
            !is_blank(text)
        };
        (is_lost && matters).then(|| Dropped {
            path: path.clone(),
            now: now.to_owned(),
            was: Some(*was),
        })
    });
    lost.collect::<Vec<_>>().into_iter()
}

/// Whether nothing is left of a text: no more than brackets of nothing.
fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|sign| sign.is_whitespace() || "{}[]".contains(sign))
}
