//! Text inside text: a policy in a JSON string, a block in a YAML scalar, and
//! chains of them. A fragment is the decoded text with a map from its bytes to
//! the bytes of the outermost file, kept as runs that merge while they stay
//! one to one.

use crate::source::span::{FileId, Span};

/// How the bytes of a run relate to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// One to one: offsets add.
    Same,
    /// An escape, a folded line break: any cut inside maps to the whole.
    Atom,
    /// Text that the input does not hold; the decoded text has U+FFFC there.
    Hole(HoleId),
}

/// Says why a hole is one: an index that the room which made the hole gives a
/// meaning to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HoleId(pub u32);

impl HoleId {
    /// Nothing is known of the hole but its place.
    pub const UNTOLD: Self = Self(u32::MAX);
}

/// The character that stands for a hole in decoded text.
pub const HOLE: char = '\u{fffc}';

/// One run of decoded bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// First decoded byte.
    pub out: u32,
    /// Number of decoded bytes.
    pub len: u32,
    /// Where they come from.
    pub from: Span,
    /// How the two relate.
    pub kind: RunKind,
}

/// Maps decoded bytes outward. Runs are in order of `out` and without gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    runs: Vec<Run>,
}

impl OffsetMap {
    /// A map of one run: `len` bytes that are the bytes of `file` from `start`.
    #[must_use]
    pub fn identity(file: FileId, start: u32, len: u32) -> Self {
        let mut map = Self::default();
        map.push(
            RunKind::Same,
            len,
            Span::new(file, start, start.saturating_add(len)),
        );
        map
    }

    /// Number of decoded bytes mapped so far.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.runs
            .last()
            .map_or(0, |run| run.out.saturating_add(run.len))
    }

    /// Whether nothing is mapped.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets all runs and keeps the buffer.
    pub fn clear(&mut self) {
        self.runs.clear();
    }

    /// Appends `len` decoded bytes that come from `from`.
    pub fn push(&mut self, kind: RunKind, len: u32, from: Span) {
        if len == 0 {
            return;
        }
        let out = self.len();
        if kind == RunKind::Same
            && let Some(last) = self.runs.last_mut()
            && last.kind == RunKind::Same
            && last.from.file == from.file
            && last.from.end == from.start
        {
            last.len = last.len.saturating_add(len);
            last.from.end = from.end;
            return;
        }
        self.runs.push(Run {
            out,
            len,
            from,
            kind,
        });
    }

    /// Appends what `self` has for `start..end` of its decoded bytes to `into`.
    /// Used when a part of a fragment becomes a fragment of its own.
    pub fn slice_into(&self, start: u32, end: u32, into: &mut Self) {
        let first = self.index_of(start);
        for run in self.runs.get(first..).unwrap_or(&[]) {
            let run_end = run.out.saturating_add(run.len);
            if run.out >= end {
                break;
            }
            let from = start.max(run.out);
            let to = end.min(run_end);
            if from >= to {
                continue;
            }
            let place = match run.kind {
                RunKind::Same => Span::new(
                    run.from.file,
                    run.from.start.saturating_add(from.saturating_sub(run.out)),
                    run.from.start.saturating_add(to.saturating_sub(run.out)),
                ),
                RunKind::Atom | RunKind::Hole(_) => run.from,
            };
            into.push(run.kind, to.saturating_sub(from), place);
        }
    }

    fn index_of(&self, offset: u32) -> usize {
        self.runs
            .partition_point(|run| run.out <= offset)
            .saturating_sub(1)
    }

    /// The place of one decoded byte: itself, or the whole atom it belongs to.
    /// Past the end it is the end of the last run.
    #[must_use]
    pub fn place_of(&self, offset: u32) -> Option<Span> {
        let run = self.runs.get(self.index_of(offset))?;
        let into = offset.saturating_sub(run.out);
        if into >= run.len {
            return Some(Span::new(run.from.file, run.from.end, run.from.end));
        }
        Some(match run.kind {
            RunKind::Same => {
                let start = run.from.start.saturating_add(into);
                Span::new(run.from.file, start, start.saturating_add(1))
            }
            RunKind::Atom | RunKind::Hole(_) => run.from,
        })
    }

    /// The place of decoded bytes `start..end`. An empty range is the empty
    /// span where it would begin. Where the ends lie in two files, the file of
    /// the first byte decides.
    #[must_use]
    pub fn range(&self, start: u32, end: u32) -> Option<Span> {
        let first = self.place_of(start)?;
        if end <= start {
            return Some(first.first());
        }
        let last = self.place_of(end.saturating_sub(1))?;
        Some(first.to(last))
    }

    /// Whether a hole lies inside `start..end`.
    #[must_use]
    pub fn has_hole(&self, start: u32, end: u32) -> bool {
        self.holes(start, end).next().is_some()
    }

    /// The holes inside `start..end`, in order, with their places.
    pub fn holes(&self, start: u32, end: u32) -> impl Iterator<Item = (HoleId, Span)> {
        let first = self.index_of(start);
        self.runs
            .get(first..)
            .unwrap_or(&[])
            .iter()
            .take_while(move |run| run.out < end)
            .filter(move |run| run.out.saturating_add(run.len) > start)
            .filter_map(|run| match run.kind {
                RunKind::Hole(id) => Some((id, run.from)),
                _ => None,
            })
    }

    /// The runs, in order of `out` and without gaps.
    #[must_use]
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }
}

/// A text found inside another text.
#[derive(Clone, Debug, Default)]
pub struct Fragment {
    /// The decoded text.
    pub text: String,
    /// Where each byte of it comes from.
    pub map: OffsetMap,
}

impl Fragment {
    /// Appends text that stands in the file as it is.
    pub fn push_same(&mut self, text: &str, file: FileId, start: u32) {
        let len = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.map.push(
            RunKind::Same,
            len,
            Span::new(file, start, start.saturating_add(len)),
        );
        self.text.push_str(text);
    }

    /// Appends a hole: something that the input does not hold.
    pub fn push_hole(&mut self, id: HoleId, from: Span) {
        let len = u32::try_from(HOLE.len_utf8()).unwrap_or(u32::MAX);
        self.map.push(RunKind::Hole(id), len, from);
        self.text.push(HOLE);
    }

    /// Appends text that does not stand in the file as it is: any cut of it maps
    /// to the whole of `from`.
    pub fn push_atom(&mut self, text: &str, from: Span) {
        let len = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.map.push(RunKind::Atom, len, from);
        self.text.push_str(text);
    }

    /// Appends bytes `start..end` of another fragment with their places.
    pub fn push_part(&mut self, other: &Self, start: usize, end: usize) {
        let Some(text) = other.text.get(start..end) else {
            return;
        };
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        other
            .map
            .slice_into(offset(start), offset(end), &mut self.map);
        self.text.push_str(text);
    }

    /// Whether a hole lies anywhere in it.
    #[must_use]
    pub fn has_hole(&self) -> bool {
        self.map.has_hole(0, self.map.len())
    }

    /// The place of all of it, where it is not empty.
    #[must_use]
    pub fn at(&self) -> Option<Span> {
        self.map.range(0, self.map.len())
    }
}
