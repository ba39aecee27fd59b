//! Names for what somebody could make: a role or a policy whose name the patterns
//! of the input let through (D25).

use std::collections::BTreeSet;

use crate::model::Model;
use crate::model::policy::DocumentId;

/// More names than this are not tried.
const MAX_NAMES: usize = 12;

/// Names that nobody has yet, the plain one first: then, for each pattern that
/// documents have for names of the kind (`role/`, `policy/`), one that it covers.
/// A name that only two patterns together would let through is not among them.
pub(super) fn free(
    model: &Model,
    kind: &str,
    plain: &str,
    taken: &BTreeSet<String>,
) -> Vec<String> {
    let mut names = vec![plain.to_owned()];
    let documents: Vec<DocumentId> = model.pools.documents().map(|(id, _)| id).collect();
    for document in documents {
        for (_, statement) in model.pools.statements(document) {
            let resources = model.pools.elements(statement.resources.list);
            let values = model
                .pools
                .conditions(statement.conditions)
                .iter()
                .flat_map(|condition| model.pools.values(condition.values));
            let texts = resources
                .iter()
                .map(|element| model.pools.str(element.text))
                .chain(values.map(|value| model.pools.str(value.text)));
            for text in texts {
                names.extend(fitting(text, kind));
            }
        }
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| {
        let folded = name.to_ascii_lowercase();
        !taken.contains(&folded) && seen.insert(folded)
    });
    names.truncate(MAX_NAMES);
    names
}

/// A name that a pattern covers, if the pattern is one for names of the kind.
fn fitting(text: &str, kind: &str) -> Option<String> {
    let (_, pattern) = text.rsplit_once(kind)?;
    let filled = |star: &str| pattern.replace('*', star).replace('?', "x");
    let fits = |name: &String| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        !name.is_empty() && name.len() <= 64 && name.chars().all(plain)
    };
    if pattern.chars().all(|c| c == '*') {
        return None;
    }
    [filled("new"), filled("")].into_iter().find(fits)
}
