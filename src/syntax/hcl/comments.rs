//! Comments of HCL, which the parser throws away.

use std::ops::Range;

use super::{after_mark, scan};
use crate::syntax::comment::{Comment, line_of, trimmed};

/// The comments of a file: `#`, `//` and `/* */`. What looks like one inside of a
/// string or a heredoc is none.
#[must_use]
pub fn comments(text: &str) -> Vec<Comment> {
    let layout = scan::layout(text, after_mark(text));
    let all = layout.comments.iter();
    all.map(|bytes| {
        let line = line_of(text, bytes, &layout.comments);
        Comment {
            says: trimmed(text, inside(text, bytes)),
            about: whole(trimmed(text, line), &layout.pairs),
            bytes: trimmed(text, bytes.clone()),
        }
    })
    .collect()
}

/// A comment without its marks.
fn inside(text: &str, bytes: &Range<usize>) -> Range<usize> {
    let comment = text.get(bytes.clone()).unwrap_or("");
    let (before, after) = if comment.starts_with("/*") {
        (2, 2)
    } else if comment.starts_with("//") {
        (2, 0)
    } else {
        (1, 0)
    };
    let end = bytes.end.saturating_sub(after);
    bytes.start.saturating_add(before).min(end)..end
}

/// A line and what is opened on it, to the end of that.
fn whole(line: Range<usize>, pairs: &[Range<usize>]) -> Range<usize> {
    let first = pairs.partition_point(|pair| pair.start < line.start);
    let here = pairs.iter().skip(first);
    let opened = here.take_while(|pair| pair.start < line.end);
    let end = opened.map(|pair| pair.end).max();
    line.start..end.unwrap_or(line.end).max(line.end)
}

#[cfg(test)]
mod tests {
    use super::comments;

    /// What each comment says, and the first and last line of what it is about.
    fn told(text: &str) -> Vec<(String, String)> {
        let all = comments(text);
        let about = |one: &str| {
            let lines: Vec<&str> = one.lines().map(str::trim).collect();
            match lines.as_slice() {
                [] => String::new(),
                [one] => (*one).to_owned(),
                [first, .., last] => format!("{first} .. {last}"),
            }
        };
        all.iter()
            .map(|one| {
                (
                    text.get(one.says.clone()).unwrap().to_owned(),
                    about(text.get(one.about.clone()).unwrap()),
                )
            })
            .collect()
    }

    #[test]
    fn each_form_and_what_it_stands_on_or_above() {
        let text = r#"
# block
resource "a" "b" {
  x = [ // list
    "1", # member
    "2",
    /* next */
    {
      y = 1
    }, {
      z = 1
    },
  ]
  # heredoc
  policy = <<EOT
# none
EOT
  name = "x # none // none /* none */ ${ y /* inner */ }"
} # end

# alone

z = 1 # after
"#;
        let expected = [
            ("block", "resource \"a\" \"b\" { .. }"),
            ("list", "x = [ // list .. ]"),
            ("member", "\"1\", # member"),
            ("next", "{ .. }"),
            ("heredoc", "policy = <<EOT .. EOT"),
            (
                "inner",
                "name = \"x # none // none /* none */ ${ y /* inner */ }\"",
            ),
            ("end", "} # end"),
            ("alone", ""),
            ("after", "z = 1 # after"),
        ];
        let expected: Vec<(String, String)> = expected
            .iter()
            .map(|(says, about)| ((*says).to_owned(), (*about).to_owned()))
            .collect();
        assert_eq!(told(text), expected);
    }

    #[test]
    fn what_is_never_closed_is_no_more_than_its_line() {
        for text in [
            "# a\nx {\n",
            "# a\r\nx {\r\n  y = 1\r\n",
            "# a\nx = <<E\n b\n",
        ] {
            let all = comments(text);
            let line = text.get(all[0].about.clone()).unwrap().lines().count();
            assert_eq!(line, 1, "{text:?}");
        }
    }
}
