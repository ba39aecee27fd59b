//! Whether a statement is about becoming a role, by its actions.

use crate::model::catalogue::Catalogue;
use crate::model::pattern::{self, Fold};
use crate::readers::documents::is_near;
use crate::syntax::{Kind, Value};

/// Whether a statement is about becoming a role; one whose actions cannot be read may be.
pub(super) fn may_assume(statement: Value<'_>) -> bool {
    let mut actions = statement
        .members()
        .filter(|(key, _)| is_near(key.text(), "action"))
        .map(|(_, value)| value)
        .peekable();
    if actions.peek().is_none() {
        return true;
    }
    let mut members = statement.members();
    let has_resource = members.any(|(key, _)| is_near(key.text(), "resource"));
    let covers = |value: Value<'_>| covers_assume(value, has_resource);
    actions.any(|value| match value.kind() {
        Kind::Array => value.items().any(covers),
        _ => covers(value),
    })
}

/// A trust policy names no resource; where a statement does, a pattern for actions
/// of any service is about that resource.
fn covers_assume(value: Value<'_>, has_resource: bool) -> bool {
    if value.kind() != Kind::String || value.has_hole() {
        return true;
    }
    let service = |name: &str| {
        name.split_once(':')
            .map(|(code, _)| code.to_ascii_lowercase())
    };
    Catalogue::embedded().assume_actions().any(|assume| {
        pattern::matches(value.text(), assume.action, Fold::Ascii)
            && (!has_resource || service(value.text()) == service(assume.action))
    })
}
