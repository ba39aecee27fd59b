//! Documents as answers hold them: a string of JSON, which some clients
//! percent-encode or put into a string once more, or an object.

use crate::readers::declared::DeclaredDocument;
use crate::readers::dump::percent;
use crate::readers::evaluated::{Data, Evaluated};
use crate::source::Fragment;
use crate::syntax::{Kind, Parsed, Tree, json};

/// How many strings deep a document is unwrapped.
const MAX_STRINGS: u32 = 3;

/// The document of a member of an answer; `None` where it is null or empty.
pub(super) fn document(value: &Evaluated, pointer: String) -> Option<DeclaredDocument> {
    let value = match &value.data {
        Data::Null => return None,
        Data::Text(fragment) if fragment.text.trim().is_empty() => return None,
        Data::Text(fragment) => Evaluated::fragment(bare(fragment), value.at),
        _ => value.clone(),
    };
    Some(DeclaredDocument {
        value,
        pointer,
        kept: None,
    })
}

/// The text without percent-encoding and without strings around it.
fn bare(text: &Fragment) -> Fragment {
    let mut text = text.clone();
    for _ in 0..MAX_STRINGS {
        if percent::is_encoded_object(&text.text) {
            text = percent::decoded(&text);
        }
        if !text.text.trim_start().starts_with('"') {
            break;
        }
        let (mut tree, mut problems) = (Tree::default(), Vec::new());
        let Some(place) = text.at() else { break };
        let parsed = Parsed::fragment(&text, place.file);
        json::read(parsed, &mut tree, &mut problems);
        let inner = tree.root(parsed);
        let inner = inner.filter(|inner| inner.kind() == Kind::String && problems.is_empty());
        let Some(inner) = inner.map(|inner| inner.fragment()) else {
            break;
        };
        text = inner;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn so_many_strings_are_taken_off_and_no_more() {
        let wrapped = |strings: u32| {
            (0..strings).fold("{}".to_owned(), |inner, _| {
                serde_json::to_string(&inner).unwrap()
            })
        };
        for (strings, left) in [(0, 0), (MAX_STRINGS, 0), (MAX_STRINGS + 1, 1)] {
            let mut text = Fragment::default();
            text.push_same(&wrapped(strings), FileId(0), 0);
            assert_eq!(bare(&text).text, wrapped(left), "{strings}");
        }
    }
}
