//! A sheet of facts: a title, labelled facts, and parts of rows. What fills it has
//! nothing from input in it but the pattern asked about.

use std::io::{self, Write};

use crate::report::display::{to_display, wrap};
use crate::report::run::Style;
use crate::report::table::Table;

/// Facts about one thing.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// What it is about.
    pub title: String,
    /// One sentence under the title.
    pub lead: Option<String>,
    /// Labels and what stands beside them.
    pub facts: Vec<(String, String)>,
    /// What follows.
    pub parts: Vec<Part>,
    /// Remarks at the end.
    pub remarks: Vec<String>,
}

/// Rows under a heading.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The heading.
    pub title: String,
    /// Cells of each row.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Adds a fact.
    pub fn fact(&mut self, label: &str, fact: impl Into<String>) {
        self.facts.push((label.to_owned(), fact.into()));
    }

    /// Adds a part, unless it has no rows.
    pub fn part(&mut self, title: &str, rows: Vec<Vec<String>>) {
        if !rows.is_empty() {
            let title = title.to_owned();
            self.parts.push(Part { title, rows });
        }
    }

    /// Writes the sheet for a terminal.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        let (bold, end) = if style.color {
            ("\u{1b}[1m", "\u{1b}[0m")
        } else {
            ("", "")
        };
        writeln!(out, "{bold}{}{end}", to_display(&self.title))?;
        if let Some(lead) = &self.lead {
            paragraph(lead, style, out)?;
        }
        if !self.facts.is_empty() {
            writeln!(out)?;
            let mut table = Table::new(&[]).indent(2).width(style.width);
            for (label, fact) in &self.facts {
                table.push(&[label, fact]);
            }
            table.write(out)?;
        }
        for part in &self.parts {
            writeln!(out, "\n{bold}{}{end}", to_display(&part.title))?;
            let mut table = Table::new(&[]).indent(2).width(style.width);
            for row in &part.rows {
                table.push(row);
            }
            table.write(out)?;
        }
        for remark in &self.remarks {
            writeln!(out)?;
            paragraph(remark, style, out)?;
        }
        Ok(())
    }

    /// Writes the sheet as Markdown.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "## {}", escaped(&self.title))?;
        if let Some(lead) = &self.lead {
            writeln!(out, "\n{}", escaped(lead))?;
        }
        if !self.facts.is_empty() {
            writeln!(out)?;
        }
        for (label, fact) in &self.facts {
            writeln!(out, "- {}: {}", escaped(label), escaped(fact))?;
        }
        for part in &self.parts {
            writeln!(out, "\n### {}\n", escaped(&part.title))?;
            for row in &part.rows {
                let cells: Vec<String> = row.iter().map(|cell| escaped(cell)).collect();
                writeln!(out, "- {}", cells.join(" · "))?;
            }
        }
        for remark in &self.remarks {
            writeln!(out, "\n{}", escaped(remark))?;
        }
        Ok(())
    }
}

fn paragraph(text: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let shown = to_display(text);
    let lines = match style.width {
        Some(width) => wrap(&shown, width),
        None => vec![shown.into_owned()],
    };
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Text in Markdown, its signs without their meaning there. Words between ticks
/// stay code.
#[must_use]
pub fn escaped(text: &str) -> String {
    let shown = to_display(text);
    let balanced = shown.matches('`').count().is_multiple_of(2);
    let mut in_code = false;
    let mut escaped = String::with_capacity(shown.len());
    for character in shown.chars() {
        if character == '`' && balanced {
            in_code = !in_code;
        } else if !in_code && "\\`*_[]<>|#&~".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let mut sheet = Sheet {
            title: "kv*:\u{1b}D".to_owned(),
            lead: Some("covers <b>".to_owned()),
            ..Sheet::default()
        };
        sheet.fact("level", "delete");
        sheet.part("empty", Vec::new());
        sheet.part("rows", vec![vec!["a_b".to_owned(), "`*`".to_owned()]]);
        sheet.remarks.push("one two three".to_owned());
        sheet
    }

    #[test]
    fn a_sheet_for_people_is_sanitised_and_wrapped() {
        let mut out = Vec::new();
        let style = Style {
            width: Some(8),
            ..Style::default()
        };
        sheet().write(&style, &mut out).unwrap();
        let expected = "\
kv*:␛D
covers
<b>

  level  delete

rows
  a_b  `*`

one two
three
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn markdown_has_no_html_and_no_wildcard_of_its_own() {
        let mut out = Vec::new();
        sheet().write_markdown(&mut out).unwrap();
        let expected = "\
## kv\\*:␛D

covers \\<b\\>

- level: delete

### rows

- a\\_b · `*`

one two three
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
        assert_eq!(escaped("a`b"), "a\\`b");
    }
}
