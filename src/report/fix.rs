//! Fixes as formats hand them on. A reader applies them as they stand, so one is
//! handed on whole or not at all.

use std::borrow::Cow;

use crate::report::display::mask_secrets;
use crate::rules::{Finding, Fix};
use crate::source::{Sources, Span};

/// The fix of a finding, unless its text would be covered as a secret.
pub(crate) fn writable(finding: &Finding) -> Option<&Fix> {
    let plain = |text: &str| matches!(mask_secrets(text), Cow::Borrowed(_));
    let fix = finding.fix.as_ref();
    fix.filter(|fix| !fix.edits.is_empty() && fix.edits.iter().all(|edit| plain(&edit.text)))
}

/// A fix as one replacement in the file of the finding; `None` where it touches
/// another file, or its edits overlap.
pub(crate) fn as_one(finding: &Finding, sources: &Sources) -> Option<(Span, String)> {
    let fix = writable(finding)?;
    let file = finding.at.at.file;
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort();
    let first = edits.first()?.at.start;
    let mut text = String::new();
    let mut end = first;
    for edit in edits {
        if edit.at.file != file || edit.at.start < end {
            return None;
        }
        text.push_str(sources.slice(Span::new(file, end, edit.at.start)));
        text.push_str(&edit.text);
        end = edit.at.end;
    }
    // What lies between the edits is handed on too, and must not be covered.
    matches!(mask_secrets(&text), Cow::Borrowed(_)).then(|| (Span::new(file, first, end), text))
}
