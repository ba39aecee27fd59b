//! Calls that a finding is about: the texts that allow them, shown beside it.

use crate::engine::obtain::Call;
use crate::rules::kit::context::label;
use crate::rules::kit::finding::Finding;
use crate::rules::kit::language::{Language, say};
use crate::rules::kit::wording;
use crate::source::Span;

/// More places than this are not shown.
const MAX_RELATED: usize = 3;

/// Adds the places that allow some calls, each once, but for the one that the
/// finding points at.
pub fn relate<'a>(
    calls: impl IntoIterator<Item = &'a Call>,
    language: Language,
    found: &mut Finding,
) {
    let mut places: Vec<(Span, &str)> = calls
        .into_iter()
        .filter_map(|call| Some((call.grant.as_ref()?.at?, call.action.as_str())))
        .filter(|(at, _)| *at != found.at.at)
        .collect();
    places.sort_unstable();
    places.dedup_by_key(|(at, _)| *at);
    for (at, call) in places.into_iter().take(MAX_RELATED) {
        let call = wording::quoted(call);
        let text = say!(language, "allows {call}", "允许 {call}");
        found.related.push(label(at, text));
    }
}
