//! Cuts the lines to show around labels and makes them safe, cell by cell, so
//! that every span of the source keeps its exact columns: tabs become blanks,
//! control characters become visible, secrets are covered, and of a long line
//! only the part around the label is kept. A cell that is not one plain
//! character is handed on as stand-ins of one column each and put back after
//! drawing, so that no drawing code has to agree with us about widths. The cost
//! does not depend on the size of the file.

use std::ops::Range;

use crate::report::display::{clusters, mask_secrets};
use crate::source::{FileId, Sources, Span};

/// Lines in one block.
const LINES: u32 = 3;
/// Labels in one block; more would hide the text between their leaders.
const LABELS: usize = 6;
/// Columns of a line, at most.
pub(crate) const COLUMNS: usize = 400;
/// Bytes looked at on each side of a label in a very long line.
const NEAR: usize = 1024;
/// Tab stops.
const TAB: usize = 4;
/// Stands for a part of a line that is left out.
const CUT: &str = "...";
/// The first stand-in; private use, so no sanitised text holds one.
const FIRST_STAND_IN: u32 = 0xf_0000;
/// Follows a stand-in, once per column beyond the first.
const FILLER: char = '\u{10fffd}';

/// A label to place: its number in the finding and its span.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub(crate) number: usize,
    pub(crate) at: Span,
}

/// A label in the text of a block.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) number: usize,
    /// Bytes of [`Block::text`], within one line; empty for an empty span.
    pub(crate) range: Range<usize>,
    /// The last line of a span that goes on below its first line.
    pub(crate) to_line: Option<u32>,
}

/// Consecutive lines of one file with labels on them.
#[derive(Debug, Default)]
pub(crate) struct Block {
    /// The lines, each with a line break, stand-ins included.
    pub(crate) text: String,
    /// Number of the first line, from 1.
    pub(crate) first_line: u32,
    /// Labels in the order of their columns and lines; none overlap.
    pub(crate) labels: Vec<Placed>,
    stand_ins: Vec<String>,
}

/// The part of a line that is shown.
struct Line {
    cells: Vec<Cell>,
    /// Where the line ends in the file.
    end: usize,
    cut_after: bool,
}

/// One cluster of a line: its bytes in the file and what is shown for it.
struct Cell {
    start: usize,
    end: usize,
    shown: Shown,
    width: usize,
}

/// What is shown for a cluster: most are one plain letter.
enum Shown {
    Letter(u8),
    Text(String),
}

impl Block {
    /// Draws the first of `wanted` and as many others as fit, which leave the
    /// list. `None` where its file is not in the store.
    pub(crate) fn cut(sources: &Sources, wanted: &mut Vec<Wanted>, columns: usize) -> Option<Self> {
        let anchor = *wanted.first()?;
        let lines = sources.lines(anchor.at.file)?;
        let line_of = |wanted: &Wanted| lines.line_of(clip(sources, wanted.at).start);
        let home = line_of(&anchor);
        let (mut low, mut high) = (home, home);
        // Lines around a label may hold the secrets of a text that has some.
        let alone = sources.shown_around(anchor.at) != Ok(None);
        for other in wanted
            .iter()
            .filter(|other| other.at.file == anchor.at.file && !alone)
        {
            let line = line_of(other);
            if high.max(line).saturating_sub(low.min(line)) < LINES {
                low = low.min(line);
                high = high.max(line);
            }
        }
        let taken = |line: u32| {
            wanted
                .iter()
                .any(|other| other.at.file == anchor.at.file && line_of(other) == line)
        };
        let may_grow =
            |low: u32, high: u32| !alone && high.saturating_sub(low).saturating_add(1) < LINES;
        if may_grow(low, high) && low > 1 && !taken(low - 1) {
            low -= 1;
        }
        let last = lines.count();
        if may_grow(low, high) && high < last && !taken(high + 1) {
            high += 1;
        }
        let mut block = Self {
            first_line: low,
            ..Self::default()
        };
        for number in low..=high {
            block.add_line(sources, anchor.at.file, number, wanted, columns);
        }
        block.trim_empty_last_line(last);
        Some(block)
    }

    /// Shows a line and the labels that begin on it and fit.
    fn add_line(
        &mut self,
        sources: &Sources,
        file: FileId,
        number: u32,
        wanted: &mut Vec<Wanted>,
        columns: usize,
    ) {
        let Some(mut raw) = line_range(sources, file, number) else {
            return;
        };
        let on_line = |other: &Wanted| {
            let at = clip(sources, other.at);
            other.at.file == file
                && sources.lines(file).map(|lines| lines.line_of(at.start)) == Some(number)
        };
        let open = match wanted.iter().find(|other| on_line(other)) {
            Some(first) => sources
                .shown_around(first.at)
                .unwrap_or(Some(first.at.first())),
            None => None,
        };
        if let Some(open) = open {
            raw = clamp(open.start, &raw)..clamp(open.end, &raw);
        }
        let here = |other: &Wanted| {
            let start = usize::try_from(other.at.start).unwrap_or(usize::MAX);
            on_line(other) && (open.is_none() || (raw.start..=raw.end).contains(&start))
        };
        let focus = wanted.iter().find(|other| here(other)).map(|first| {
            let at = clip(sources, first.at);
            clamp(at.start, &raw)..clamp(at.end, &raw)
        });
        let line = Line::cut(sources.text(file), &raw, focus.as_ref(), columns);
        let places = self.push_cells(&line);
        let mut placed = Vec::new();
        let room = LABELS.saturating_sub(self.labels.len()).max(1);
        wanted.retain(|other| {
            if placed.len() >= room || !here(other) {
                return true;
            }
            let at = clip(sources, other.at);
            let span = clamp(at.start, &raw)..clamp(at.end, &raw);
            let is_focus = placed.is_empty();
            let Some(range) = line.place(&span, &places, is_focus) else {
                return true;
            };
            if placed
                .iter()
                .any(|label: &Placed| meet(&label.range, &range))
            {
                return true;
            }
            placed.push(Placed {
                number: other.number,
                range,
                to_line: last_line(sources, other.at).filter(|&last| last > number),
            });
            false
        });
        placed.sort_by_key(|label| label.range.start);
        self.labels.append(&mut placed);
    }

    /// Appends the cells as text; where each begins, and where the last ends.
    fn push_cells(&mut self, line: &Line) -> Vec<usize> {
        let mut places = Vec::with_capacity(line.cells.len().saturating_add(1));
        for cell in &line.cells {
            places.push(self.text.len());
            let shown = match &cell.shown {
                Shown::Letter(letter) => {
                    self.text.push(char::from(*letter));
                    continue;
                }
                Shown::Text(text) if text.is_ascii() && text.len() == cell.width => {
                    self.text.push_str(text);
                    continue;
                }
                Shown::Text(text) => text,
            };
            let index = u32::try_from(self.stand_ins.len()).unwrap_or(u32::MAX);
            let stand_in = char::from_u32(FIRST_STAND_IN.saturating_add(index));
            self.text.push(stand_in.unwrap_or('?'));
            self.text
                .extend(std::iter::repeat_n(FILLER, cell.width.saturating_sub(1)));
            self.stand_ins.push(shown.clone());
        }
        places.push(self.text.len());
        self.text.push('\n');
        places
    }

    /// The empty line after the last line break says nothing, unless labelled.
    fn trim_empty_last_line(&mut self, last: u32) {
        let shown = u32::try_from(self.text.matches('\n').count()).unwrap_or(0);
        let is_last = self.first_line.saturating_add(shown) > last;
        let labelled = self
            .labels
            .iter()
            .any(|label| label.range.end.saturating_add(1) >= self.text.len());
        if is_last && shown > 1 && self.text.ends_with("\n\n") && !labelled {
            self.text.pop();
        }
    }

    /// Puts the real text back where its stand-ins are in a drawing.
    pub(crate) fn restore(&self, drawing: &str) -> String {
        let mut text = String::with_capacity(drawing.len());
        for c in drawing.chars().filter(|&c| c != FILLER) {
            let original = u32::from(c)
                .checked_sub(FIRST_STAND_IN)
                .and_then(|index| self.stand_ins.get(usize::try_from(index).ok()?));
            match original {
                Some(original) => text.push_str(original),
                None => text.push(c),
            }
        }
        text
    }
}

impl Line {
    fn cut(text: &str, raw: &Range<usize>, focus: Option<&Range<usize>>, columns: usize) -> Self {
        let focus_start = focus.map_or(raw.start, |focus| focus.start);
        let near = neighbourhood(text, raw, focus_start);
        let cells = cells(text.get(near.clone()).unwrap_or(""), near.start);
        let mut line = Self {
            cells,
            end: raw.end,
            cut_after: near.end < raw.end,
        };
        let cut_before = near.start > raw.start;
        let total: usize = line.cells.iter().map(|cell| cell.width).sum();
        if total <= columns && !cut_before && !line.cut_after {
            return line;
        }
        line.keep_around(focus, columns.saturating_sub(2 * CUT.len()), cut_before);
        line
    }

    /// Keeps `room` columns of cells around the focus, and marks what is left out.
    fn keep_around(&mut self, focus: Option<&Range<usize>>, room: usize, cut_before: bool) {
        let from = focus.map_or(0, |focus| {
            self.cells.partition_point(|cell| cell.end <= focus.start)
        });
        let to = focus.map_or(0, |focus| {
            self.cells.partition_point(|cell| cell.start < focus.end)
        });
        let width_of = |cells: Option<&[Cell]>| -> usize {
            cells.unwrap_or(&[]).iter().map(|cell| cell.width).sum()
        };
        let behind = width_of(self.cells.get(from..));
        let inside = width_of(self.cells.get(from..to));
        // Half of what the label leaves, or more where the line ends sooner.
        let half = room.saturating_sub(inside) / 2;
        let mut spare = half.max(room.saturating_sub(behind));
        let before = self.cells.get(..from).unwrap_or(&[]);
        let lead = before
            .iter()
            .rev()
            .take_while(|cell| take(&mut spare, cell.width))
            .count();
        let first = from.saturating_sub(lead);
        let mut spare = room;
        let after = self.cells.get(first..).unwrap_or(&[]);
        let kept = after
            .iter()
            .take_while(|cell| take(&mut spare, cell.width))
            .count();
        let cut_before = cut_before || first > 0;
        self.cut_after |= kept < after.len();
        self.cells.truncate(first.saturating_add(kept));
        self.cells.drain(..first.min(self.cells.len()));
        if cut_before {
            let start = self.cells.first().map_or(self.end, |cell| cell.start);
            self.cells.insert(0, Cell::cut_mark(start));
        }
        if self.cut_after {
            let end = self.cells.last().map_or(self.end, |cell| cell.end);
            self.cells.push(Cell::cut_mark(end));
        }
    }

    /// Bytes of the block under a span of the file, if its start is visible;
    /// for the focus, which always is, as much as fits.
    fn place(&self, span: &Range<usize>, places: &[usize], is_focus: bool) -> Option<Range<usize>> {
        let real = |cell: &&Cell| cell.end > cell.start;
        let shown_from = self
            .cells
            .iter()
            .find(real)
            .map_or(self.end, |cell| cell.start);
        let shown_to = self
            .cells
            .iter()
            .rfind(real)
            .map_or(self.end, |cell| cell.end);
        let visible = span.start >= shown_from && span.end <= shown_to;
        if !visible && !is_focus {
            return None;
        }
        let mut first = self.cells.partition_point(|cell| cell.end <= span.start);
        let last = self.cells.partition_point(|cell| cell.start < span.end);
        while self
            .cells
            .get(first)
            .is_some_and(|cell| cell.end <= cell.start)
            && first < last
        {
            first = first.saturating_add(1);
        }
        let last = if self.cut_after && last == self.cells.len() {
            last.saturating_sub(1)
        } else {
            last
        };
        let start = places.get(first).or(places.last()).copied()?;
        let end = places.get(last).copied()?.max(start);
        if span.is_empty() {
            Some(start..start)
        } else {
            Some(start..end)
        }
    }
}

impl Cell {
    fn cut_mark(at: usize) -> Self {
        Self {
            start: at,
            end: at,
            shown: Shown::Text(CUT.to_owned()),
            width: CUT.len(),
        }
    }
}

/// Takes `width` from what is spare, if there is so much.
fn take(spare: &mut usize, width: usize) -> bool {
    let fits = width <= *spare;
    *spare = spare.saturating_sub(width);
    fits
}

/// Whether two labels would be drawn over each other; an empty one takes a column.
fn meet(a: &Range<usize>, b: &Range<usize>) -> bool {
    let end = |range: &Range<usize>| range.end.max(range.start.saturating_add(1));
    a.start < end(b) && b.start < end(a)
}

/// The cells of a part of a line that begins at byte `base` of its file.
fn cells(text: &str, base: usize) -> Vec<Cell> {
    let masked = mask_secrets(text);
    let mut cells = Vec::with_capacity(masked.len());
    let (mut at, mut column) = (base, 0_usize);
    for cluster in clusters(&masked) {
        let start = at;
        at = at.saturating_add(cluster.source.len());
        let (shown, width) = match (cluster.source, cluster.shown.as_bytes()) {
            ("\t", _) => {
                let width = TAB.saturating_sub(column % TAB);
                (Shown::Text(" ".repeat(width)), width)
            }
            (_, [letter]) if letter.is_ascii_graphic() || *letter == b' ' => {
                (Shown::Letter(*letter), 1)
            }
            _ => {
                let width = cluster.width();
                (Shown::Text(cluster.shown.into_owned()), width)
            }
        };
        column = column.saturating_add(width);
        cells.push(Cell {
            start,
            end: at,
            shown,
            width,
        });
    }
    cells
}

/// The bytes of a line without its break, and without a byte-order mark.
pub(crate) fn line_range(sources: &Sources, file: FileId, number: u32) -> Option<Range<usize>> {
    let (lines, text) = (sources.lines(file)?, sources.text(file));
    let start = usize::try_from(lines.start_of(number)?).ok()?;
    let next = lines.start_of(number.saturating_add(1));
    let end = next.map_or(Some(text.len()), |next| usize::try_from(next).ok())?;
    let line = text.get(start..end)?;
    let line = match line.strip_suffix('\n') {
        Some(line) => line.strip_suffix('\r').unwrap_or(line),
        None if next.is_some() => line.strip_suffix('\r').unwrap_or(line),
        None => line,
    };
    let end = start.saturating_add(line.len());
    let mark = if number == 1 && line.starts_with('\u{feff}') {
        3
    } else {
        0
    };
    Some(start.saturating_add(mark)..end)
}

/// What to look at of a line: all of it, or of a very long one the part around
/// `focus`, without the halves of words at its ends, which could be secrets.
fn neighbourhood(text: &str, raw: &Range<usize>, focus: usize) -> Range<usize> {
    if raw.len() <= 2 * NEAR {
        return raw.clone();
    }
    let mut start = focus.saturating_sub(NEAR).max(raw.start);
    let mut end = focus.saturating_add(NEAR).min(raw.end);
    let word = |at: usize| {
        text.as_bytes()
            .get(at)
            .is_some_and(u8::is_ascii_alphanumeric)
    };
    if start > raw.start {
        let limit = start.saturating_add(64);
        while start < limit && (word(start) || !text.is_char_boundary(start)) {
            start = start.saturating_add(1);
        }
    }
    if end < raw.end {
        let limit = end.saturating_sub(64);
        while end > limit && (word(end) || !text.is_char_boundary(end)) {
            end = end.saturating_sub(1);
        }
    }
    while !text.is_char_boundary(start) {
        start = start.saturating_add(1);
    }
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    start..end
}

/// A span inside its file, however wrong it was.
fn clip(sources: &Sources, at: Span) -> Span {
    let len = u32::try_from(sources.text(at.file).len()).unwrap_or(u32::MAX);
    let start = at.start.min(len);
    Span::new(at.file, start, at.end.clamp(start, len))
}

fn clamp(at: u32, raw: &Range<usize>) -> usize {
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    at.max(raw.start).min(raw.end.max(raw.start))
}

/// The line of the last byte of a span.
fn last_line(sources: &Sources, at: Span) -> Option<u32> {
    let at = clip(sources, at);
    let last = at.end.saturating_sub(1).max(at.start);
    Some(sources.lines(at.file)?.line_of(last))
}
