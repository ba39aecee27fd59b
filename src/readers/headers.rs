//! The headers by which a text is known as saying who holds what, where it has one
//! only nearly: misspelt, or elsewhere than at the top. No format reads such a text,
//! and whoever wrote it believes that it counts.

use crate::model::catalogue::slips;
use crate::readers::paths::base_name;
use crate::readers::{Candidate, Why, contains_fold, manifest, ros, snapshot};
use crate::source::Span;
use crate::syntax::{Kind, Value};

/// Letters by which a header may be misspelt.
const MOST_SLIPS: usize = 2;

/// Mappings and lists inside each other in which a header is looked for.
const MAX_DEPTH: u32 = 8;

/// What a file begins with that one would know the two formats by.
const FAMILY: &str = "ram";

/// Names of manifests, without their endings.
const MANIFEST_NAMES: &[&str] = &["ram-attachments", "ram_attachments"];

/// Endings of manifests.
const MANIFEST_ENDINGS: &[&str] = &["yaml", "yml", "json"];

/// A format that is known by a key at the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Header {
    /// The name of the format.
    pub format: &'static str,
    /// The line to write.
    pub line: &'static str,
}

const MANIFEST: Header = Header {
    format: manifest::FORMAT.name,
    line: "ram_attachments: 1",
};

const SNAPSHOT: Header = Header {
    format: snapshot::FORMAT.name,
    line: "\"ram_account_snapshot\": 1",
};

const TEMPLATE: Header = Header {
    format: ros::FORMAT.name,
    line: "ROSTemplateFormatVersion: '2015-09-01'",
};

/// Headers by their keys.
const NEAR: &[(&str, Header)] = &[(manifest::VERSION, MANIFEST), (snapshot::VERSION, SNAPSHOT)];

/// Why a text that is no manifest and no snapshot was probably meant as one, and the
/// place that shows it.
pub(super) fn nearly(candidate: &Candidate<'_>) -> Option<(Option<Span>, Why)> {
    let found = candidate.roots().find_map(at_the_top);
    let found = found.or_else(|| {
        let has = |(key, _): &&(&str, Header)| contains_fold(candidate.text, key);
        let worth_a_look = NEAR.iter().any(|one| has(&one));
        let mut roots = candidate.roots();
        worth_a_look.then(|| roots.find_map(|root| below(root, 0)))?
    });
    if let Some((key, header)) = found {
        let written = Some(key.text().to_owned());
        return Some((Some(key.at()), Why::Header(header, written)));
    }
    is_named_manifest(candidate.path).then_some((None, Why::Header(MANIFEST, None)))
}

/// Why a text with types of ROS is no template.
pub(super) fn of_template(candidate: &Candidate<'_>) -> Why {
    let mut roots = candidate.roots();
    if roots.any(|root| root.get(ros::VERSION).is_some()) {
        return Why::NoResources;
    }
    let keys = candidate
        .roots()
        .flat_map(|root| root.members().map(|(key, _)| key).collect::<Vec<_>>());
    let mut near = keys.filter(|key| is_near(key.text(), ros::VERSION));
    Why::Header(TEMPLATE, near.next().map(|key| key.text().to_owned()))
}

/// A key of a mapping that is a header, or nearly.
fn at_the_top(root: Value<'_>) -> Option<(Value<'_>, Header)> {
    root.members().find_map(|(key, value)| {
        let is_plain = matches!(value.kind(), Kind::Number | Kind::String);
        let is_of_family = folded(key.text()).starts_with(FAMILY);
        let mut all = NEAR.iter();
        let (_, header) = all.find(|(wanted, _)| is_near(key.text(), wanted))?;
        (is_plain || is_of_family).then_some((key, *header))
    })
}

/// A key that is a header but for its letter case and its signs, anywhere.
fn below(value: Value<'_>, depth: u32) -> Option<(Value<'_>, Header)> {
    if depth >= MAX_DEPTH {
        return None;
    }
    let own = value.members().find_map(|(key, _)| {
        let mut all = NEAR.iter();
        let found = all.find(|(wanted, _)| folded(key.text()) == folded(wanted))?;
        Some((key, found.1))
    });
    let deeper = depth.saturating_add(1);
    own.or_else(|| value.items().find_map(|item| below(item, deeper)))
        .or_else(|| value.members().find_map(|(_, inner)| below(inner, deeper)))
}

fn is_near(written: &str, wanted: &str) -> bool {
    let (written, wanted) = (folded(written), folded(wanted));
    let lengths = written.chars().count().abs_diff(wanted.chars().count());
    lengths <= MOST_SLIPS && slips(&written, &wanted) <= MOST_SLIPS
}

/// A key without its signs, in lower case.
fn folded(key: &str) -> String {
    let letters = key.chars().filter(|sign| sign.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn is_named_manifest(path: &str) -> bool {
    let name = base_name(path).to_ascii_lowercase();
    let parts = name.rsplit_once('.');
    parts.is_some_and(|(stem, ending)| {
        MANIFEST_NAMES.contains(&stem) && MANIFEST_ENDINGS.contains(&ending)
    })
}
