//! Tables for people: columns aligned by display width, separated by blanks,
//! sanitised, without blanks at the end of a line. Where the width of the
//! terminal is known the last column is wrapped. Facts too long for a cell go
//! into footnotes.

use std::io::{self, Write};

use crate::report::display::{mask_secrets, to_display, width, wrap};

/// Blanks between columns.
const GAP: usize = 2;
/// The last column is not wrapped to less than this.
const NARROWEST: usize = 16;

/// Rows under headers.
#[derive(Clone, Debug, Default)]
pub struct Table {
    rows: Vec<Vec<String>>,
    indent: usize,
    width: Option<usize>,
}

impl Table {
    /// A table with these headers; without any it has no header line.
    #[must_use]
    pub fn new(headers: &[&str]) -> Self {
        let mut table = Self::default();
        if !headers.is_empty() {
            table.push(headers);
        }
        table
    }

    /// Blanks before each line.
    #[must_use]
    pub const fn indent(mut self, blanks: usize) -> Self {
        self.indent = blanks;
        self
    }

    /// Columns of the terminal; without it nothing is wrapped.
    #[must_use]
    pub const fn width(mut self, columns: Option<usize>) -> Self {
        self.width = columns;
        self
    }

    /// Appends a row; its cells may hold text from input.
    pub fn push<S: AsRef<str>>(&mut self, cells: &[S]) {
        let safe = |cell: &S| to_display(&mask_secrets(cell.as_ref())).into_owned();
        self.rows.push(cells.iter().map(safe).collect());
    }

    /// Writes the table.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let widths = self.widths();
        let mut text = String::new();
        for row in &self.rows {
            self.write_row(row, &widths, &mut text);
        }
        out.write_all(text.as_bytes())
    }

    /// The widest cell of each column.
    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = Vec::new();
        for row in &self.rows {
            widths.resize(widths.len().max(row.len()), 0);
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = (*widest).max(width(cell));
            }
        }
        widths
    }

    fn write_row(&self, row: &[String], widths: &[usize], text: &mut String) {
        let mut line = " ".repeat(self.indent);
        let mut column = self.indent;
        let last = widths.len().saturating_sub(1);
        for (at, (cell, &widest)) in row.iter().zip(widths).enumerate() {
            if at == last {
                let lines = self.last_cell(cell, column);
                let mut lines = lines.iter();
                line.push_str(lines.next().map_or("", String::as_str));
                push_line(&line, text);
                for more in lines {
                    push_line(&format!("{}{more}", " ".repeat(column)), text);
                }
                return;
            }
            let padded = widest.saturating_add(GAP);
            line.push_str(cell);
            line.push_str(&" ".repeat(padded.saturating_sub(width(cell))));
            column = column.saturating_add(padded);
        }
        push_line(&line, text);
    }

    fn last_cell(&self, cell: &str, column: usize) -> Vec<String> {
        match self.width.map(|width| width.saturating_sub(column)) {
            Some(room) => wrap(cell, room.max(NARROWEST)),
            None => vec![cell.to_owned()],
        }
    }
}

/// Ends a line, without blanks at its end, and without the look of a CI
/// command at its beginning.
fn push_line(line: &str, text: &mut String) {
    let line = line.trim_end();
    let body = line.trim_start();
    let opens = body.starts_with("::") || body.starts_with("##");
    match body.split_at_checked(1) {
        Some((sign, rest)) if opens => {
            let blanks = " ".repeat(line.len().saturating_sub(body.len()));
            text.push_str(&format!("{blanks}{sign} {rest}"));
        }
        _ => text.push_str(line),
    }
    text.push('\n');
}

/// Footnotes: equal texts share a number.
#[derive(Clone, Debug, Default)]
pub struct Footnotes {
    notes: Vec<String>,
}

impl Footnotes {
    /// The mark of a note, `[1]`; a new text gets the next number.
    pub fn mark(&mut self, text: &str) -> String {
        let at = self.notes.iter().position(|note| note == text);
        let at = at.unwrap_or_else(|| {
            self.notes.push(text.to_owned());
            self.notes.len().saturating_sub(1)
        });
        format!("[{}]", at.saturating_add(1))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.notes.is_empty()
    }

    /// Writes the notes, `[1] text`, wrapped under themselves.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(
        &self,
        indent: usize,
        width: Option<usize>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut text = String::new();
        for (at, note) in (1_usize..).zip(&self.notes) {
            let mark = format!("{}[{at}] ", " ".repeat(indent));
            let safe = to_display(&mask_secrets(note)).into_owned();
            let lines = match width {
                Some(width) => wrap(&safe, width.saturating_sub(mark.len()).max(NARROWEST)),
                None => vec![safe],
            };
            let mut lead = mark.clone();
            for line in lines {
                push_line(&format!("{lead}{line}"), &mut text);
                lead = " ".repeat(mark.len());
            }
        }
        out.write_all(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(table: &Table) -> String {
        let mut out = Vec::new();
        table.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn wide_characters_keep_columns_aligned() {
        let mut table = Table::new(&["PRINCIPAL", "ANSWER", "WHERE"]).indent(2);
        table.push(&["user/alice (艾丽丝)", "ALLOWED", "policies/a.json:6:39"]);
        table.push(&["user/e\u{301}va", "DENIED", "policies/运维/b.json:1:2"]);
        table.push(&["role/👍🏽", "UNKNOWN"]);
        let expected = "  PRINCIPAL            ANSWER   WHERE
  user/alice (艾丽丝)  ALLOWED  policies/a.json:6:39
  user/e\u{301}va             DENIED   policies/运维/b.json:1:2
  role/👍🏽              UNKNOWN
";
        assert_eq!(drawn(&table), expected);
        let column_of = |line: &str, word: &str| line.split_once(word).map(|(lead, _)| width(lead));
        let answers = ["ANSWER", "ALLOWED", "DENIED", "UNKNOWN"];
        for (line, word) in expected.lines().zip(answers) {
            assert_eq!(column_of(line, word), Some(23));
        }
    }

    #[test]
    fn hostile_cells_stay_on_their_line() {
        let mut table = Table::new(&[]);
        table.push(&["::error::x\n::y", "\u{1b}[2J##[group]"]);
        table.push(&["##[x]", "b"]);
        assert_eq!(
            drawn(&table),
            ": :error::x\\n::y  ␛[2J# #[group]\n# #[x]           b\n"
        );
    }

    #[test]
    fn the_last_column_wraps_only_where_the_width_is_known() {
        let mut table = Table::new(&[]).width(Some(24));
        table.push(&["id", "one two three four five"]);
        table.push(&["id", "::a 缓存缓存缓存缓存缓存缓存 ::b"]);
        assert_eq!(
            drawn(&table),
            "id  one two three four\n    five\nid  ::a\n    缓存缓存缓存缓存缓存\n    缓存 ::b\n"
        );
        assert_eq!(drawn(&table.width(None)).lines().count(), 2);
    }

    #[test]
    fn a_wrapped_line_does_not_begin_like_a_command() {
        let mut table = Table::new(&[]).width(Some(20));
        table.push(&["id", "0123456789abcdef ::error::"]);
        assert_eq!(drawn(&table), "id  0123456789abcdef\n    : :error::\n");
    }

    #[test]
    fn equal_footnotes_share_a_number() {
        let mut notes = Footnotes::default();
        assert!(notes.is_empty());
        assert_eq!(notes.mark("only with MFA"), "[1]");
        assert_eq!(notes.mark("only from 10.0.0.0/8 and on weekdays"), "[2]");
        assert_eq!(notes.mark("only with MFA"), "[1]");
        let mut out = Vec::new();
        notes.write(2, Some(30), &mut out).unwrap();
        let expected = "  [1] only with MFA\n  [2] only from 10.0.0.0/8 and\n      on weekdays\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
