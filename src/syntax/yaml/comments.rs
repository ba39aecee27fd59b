//! Comments of YAML.

use std::ops::Range;

use granit_parser::{Event, Parser};

use super::{MAX_ERRORS, read};
use crate::source::FileId;
use crate::syntax::comment::{Comment, line_of, trimmed};
use crate::syntax::{Kind, NodeId, Parsed, Tree};

/// The comments of a stream. What looks like one inside of a scalar is none.
#[must_use]
pub fn comments(text: &str) -> Vec<Comment> {
    let places = places(text);
    let parts = parts(text);
    places
        .iter()
        .map(|bytes| {
            let line = trimmed(text, line_of(text, bytes, &places));
            let first = parts.partition_point(|part| part.start < line.start);
            let here = parts.iter().skip(first);
            let begun = here.take_while(|part| part.start < line.end);
            let end = begun.map(|part| part.end).max();
            let about = line.start..end.unwrap_or(line.end).max(line.end);
            let says = bytes.start.saturating_add(1).min(bytes.end)..bytes.end;
            Comment {
                says: trimmed(text, says),
                about: trimmed(text, about),
                bytes: trimmed(text, bytes.clone()),
            }
        })
        .collect()
}

/// Where comments stand, in order.
fn places(text: &str) -> Vec<Range<usize>> {
    let mut options = granit_parser::options! { emit_unresolved_aliases: true };
    options.set_emit_comments(true);
    options.max_buffered_comment_events = usize::MAX;
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut found = Vec::new();
    let mut errors = 0_u32;
    while let Some(next) = parser.next_event() {
        match next {
            Ok((Event::Comment(..), span)) => {
                let range = span.byte_range().unwrap_or_default();
                if text
                    .get(range.clone())
                    .is_some_and(|one| one.starts_with('#'))
                {
                    found.push(range);
                }
            }
            Ok(_) => {}
            Err(_) => {
                errors = errors.saturating_add(1);
                if errors >= MAX_ERRORS || !matches!(parser.proceed_next_document(), Ok(true)) {
                    break;
                }
            }
        }
    }
    found.sort_by_key(|range| (range.start, range.end));
    found.dedup();
    found
}

/// The members of mappings, with their keys, and the items of lists, in order.
fn parts(text: &str) -> Vec<Range<usize>> {
    let mut tree = Tree::default();
    let parsed = Parsed {
        file: FileId(0),
        text,
        map: None,
    };
    read(parsed, &mut tree, &mut Vec::new());
    let mut found = Vec::new();
    let count = u32::try_from(tree.nodes.len()).unwrap_or(u32::MAX);
    for value in (0..count).filter_map(|id| tree.value(NodeId(id), parsed)) {
        let mut add = |start: u32, end: u32| {
            let bytes = |offset| usize::try_from(offset).unwrap_or(usize::MAX);
            found.push(bytes(start)..bytes(end));
        };
        match value.kind() {
            Kind::Object => {
                for (key, value) in value.members() {
                    add(key.at().start, key.at().end.max(value.at().end));
                }
            }
            Kind::Array => {
                for item in value.items() {
                    add(item.at().start, item.at().end);
                }
            }
            _ => {}
        }
    }
    found.sort_by_key(|range| (range.start, range.end));
    found
}

#[cfg(test)]
mod tests {
    use super::comments;

    #[test]
    fn what_each_stands_on_or_above() {
        let text = "\
# key
Statement:
  # item
  - Effect: Allow
    Action: a # own line
    Resource: '# none'
  - Effect: Deny
    Note: |
      # none
    # list
    Action:
    - b
    - c
# alone

Version: \"1\" # after
";
        let expected = [
            ("key", "Statement:", "- c"),
            ("item", "- Effect: Allow", "Resource: '# none'"),
            ("own line", "Action: a # own line", "Action: a # own line"),
            ("list", "Action:", "- c"),
            ("alone", "", ""),
            ("after", "Version: \"1\" # after", "Version: \"1\" # after"),
        ];
        let all = comments(text);
        let told: Vec<(&str, &str, &str)> = all
            .iter()
            .map(|one| {
                let about = text.get(one.about.clone()).unwrap();
                let first = about.lines().next().unwrap_or("");
                let last = about.lines().last().unwrap_or("").trim();
                (text.get(one.says.clone()).unwrap(), first, last)
            })
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn many_comments_in_a_row_are_read() {
        let text = format!("{}a: 1\n", "# one\n".repeat(500));
        assert_eq!(comments(&text).len(), 500);
    }
}
