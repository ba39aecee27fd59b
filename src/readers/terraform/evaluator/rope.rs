//! Text with provenance, cut and compared without losing the place of a byte.

use crate::source::{Fragment, HoleId, RunKind, Span};

/// A stretch of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::readers::terraform) enum Piece<'a> {
    /// Known text, and where in the fragment it starts.
    Known(&'a str, usize),
    /// Something that the input does not hold.
    Hole(HoleId, Span),
}

/// The stretches of a text, each as long as it can be.
pub(in crate::readers::terraform) fn pieces(of: &Fragment) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let known = |from: usize, to: usize| {
        let text = of.text.get(from..to).filter(|text| !text.is_empty())?;
        Some(Piece::Known(text, from))
    };
    let (mut start, mut end) = (0_usize, 0_usize);
    for run in of.map.runs() {
        let after = end.saturating_add(usize::try_from(run.len).unwrap_or(usize::MAX));
        if let RunKind::Hole(hole) = run.kind {
            pieces.extend(known(start, end));
            pieces.push(Piece::Hole(hole, run.from));
            start = after;
        }
        end = after;
    }
    pieces.extend(known(start, of.text.len()));
    pieces
}

/// The first hole of a text.
pub(super) fn first_hole(of: &Fragment) -> Option<HoleId> {
    of.map.holes(0, of.map.len()).next().map(|(hole, _)| hole)
}

/// Bytes `start..end` as a text of their own.
pub(super) fn part(of: &Fragment, start: usize, end: usize) -> Fragment {
    let mut part = Fragment::default();
    part.push_part(of, start, end);
    part
}

/// Appends all of a text.
pub(super) fn append(of: &Fragment, into: &mut Fragment) {
    into.push_part(of, 0, of.text.len());
}

/// Where bytes `start..end` come from.
pub(super) fn place(of: &Fragment, start: usize, end: usize) -> Option<Span> {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    of.map.range(offset(start), offset(end))
}

/// The text before the first hole and after the last; both all of it where it
/// has none.
fn ends(of: &Fragment) -> (&str, &str) {
    let pieces = pieces(of);
    let known = |piece: Option<&Piece<'_>>| match piece {
        Some(Piece::Known(text, start)) => of
            .text
            .get(*start..start.saturating_add(text.len()))
            .unwrap_or(""),
        _ => "",
    };
    (known(pieces.first()), known(pieces.last()))
}

/// Whether two texts are equal; `None` where that hangs on their holes.
pub(super) fn equal(a: &Fragment, b: &Fragment) -> Option<bool> {
    match (a.has_hole(), b.has_hole()) {
        (false, false) => Some(a.text == b.text),
        (true, false) => may_be(a, &b.text)
            .then_some(())
            .map_or(Some(false), |()| None),
        (false, true) => equal(b, a),
        (true, true) => {
            let ((a_start, a_end), (b_start, b_end)) = (ends(a), ends(b));
            let fits = (a_start.starts_with(b_start) || b_start.starts_with(a_start))
                && (a_end.ends_with(b_end) || b_end.ends_with(a_end));
            if fits { None } else { Some(false) }
        }
    }
}

/// Whether a text with holes may be this one.
fn may_be(of: &Fragment, text: &str) -> bool {
    let mut rest = text;
    let mut after_hole = false;
    let pieces = pieces(of);
    for (index, piece) in pieces.iter().enumerate() {
        let Piece::Known(known, _) = piece else {
            after_hole = true;
            continue;
        };
        let is_last = index.saturating_add(1) == pieces.len();
        let at = match (after_hole, is_last) {
            (false, _) => rest.starts_with(known).then_some(0),
            (true, true) => rest
                .ends_with(known)
                .then(|| rest.len().saturating_sub(known.len())),
            (true, false) => rest.find(known),
        };
        let Some(at) = at else {
            return false;
        };
        rest = rest.get(at.saturating_add(known.len())..).unwrap_or("");
        after_hole = false;
    }
    after_hole || rest.is_empty()
}

/// Whether a hole and the text beside it may together make up the needle: then
/// nothing can be said of where it occurs.
pub(super) fn may_straddle(of: &Fragment, needle: &str) -> bool {
    let inner = || (1..needle.len()).filter(|at| needle.is_char_boundary(*at));
    let pieces = pieces(of);
    let mut pairs = pieces.iter().zip(pieces.iter().skip(1));
    pairs.any(|pair| match pair {
        (Piece::Known(text, _), Piece::Hole(..)) => {
            inner().any(|at| needle.get(..at).is_some_and(|head| text.ends_with(head)))
        }
        (Piece::Hole(..), Piece::Known(text, _)) => {
            inner().any(|at| needle.get(at..).is_some_and(|tail| text.starts_with(tail)))
        }
        // Two holes side by side may share a needle of more than one character.
        (Piece::Hole(..), Piece::Hole(..)) => needle.chars().nth(1).is_some(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn of(text: &str) -> Fragment {
        let mut fragment = Fragment::default();
        let at = Span::new(FileId(0), 0, 1);
        for (index, piece) in text.split('?').enumerate() {
            if index > 0 {
                fragment.push_hole(HoleId(0), at);
            }
            fragment.push_atom(piece, at);
        }
        fragment
    }

    #[test]
    fn texts_with_holes_differ_only_where_no_filling_makes_them_equal() {
        let table = [
            ("ab", "ab", Some(true)),
            ("ab", "ac", Some(false)),
            ("a?", "ab", None),
            ("a?", "b", Some(false)),
            ("?b", "ab", None),
            ("?b", "bc", Some(false)),
            ("a?b", "ab", None),
            ("ab?ba", "aba", Some(false)),
            ("a?b?c", "a-b-c", None),
            ("a?b?c", "a-c", Some(false)),
            ("a?", "?b", None),
            ("a?", "b?", Some(false)),
            ("?a", "?b", Some(false)),
            ("?", "", None),
        ];
        for (a, b, expected) in table {
            assert_eq!(equal(&of(a), &of(b)), expected, "{a} {b}");
            assert_eq!(equal(&of(b), &of(a)), expected, "{b} {a}");
        }
    }

    #[test]
    fn a_needle_may_straddle_the_edge_of_a_hole() {
        let table = [
            ("a?b", ",", false),
            ("a?b", "ab", true),
            ("x?y", "ab", false),
            ("x?b", "ab", true),
            ("??", ",", false),
            ("??", "ab", true),
            ("a?", "é", false),
        ];
        for (text, needle, expected) in table {
            assert_eq!(may_straddle(&of(text), needle), expected, "{text} {needle}");
        }
    }
}
