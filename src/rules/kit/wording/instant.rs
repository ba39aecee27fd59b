//! Instants as text.

use crate::engine::domain::ordered::format_instant;

/// The day of an instant, in UTC: `2026-01-31`.
#[must_use]
pub fn day(instant: i128) -> String {
    let text = format_instant(instant);
    text.split_once('T')
        .map_or_else(|| text.clone(), |(day, _)| day.to_owned())
}
