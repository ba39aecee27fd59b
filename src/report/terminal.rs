//! Draws findings for people. The frames are miette's, which is named in this
//! file alone; what goes into them is cut and made safe beforehand, and titles,
//! places, notes and help are written here, since miette counts columns in
//! bytes and begins lines with text from input. Every label has its place on a
//! line of its own, so nothing is lost where a span cannot be drawn.

use std::fmt;
use std::io::{self, Write};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::report::display::{mask_secrets, path_to_display, to_display, width, wrap};
use crate::report::filter::{Filter, linked};
use crate::report::page;
use crate::report::snippet::{Block, COLUMNS, Placed, Wanted};
use crate::report::words::{Language, Words, words};
use crate::rules::kit::fingerprint::short;
use crate::rules::{Finding, Label, Level, RULES};
use crate::source::{Sources, Span};

/// Columns of a snippet where the width of the terminal is not known.
const UNKNOWN_WIDTH: usize = 160;
/// So many findings are drawn before the first of them is written, on all cores.
const DRAWN_AHEAD: usize = 1024;
/// So many are drawn by one core.
const DRAWN_BY_ONE: usize = 32;
/// Columns that a snippet gets however narrow the terminal is.
const NARROWEST: usize = 40;

/// How to draw.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Colours; what they say is in words as well.
    pub color: bool,
    /// Rule ids are links to their pages.
    pub links: bool,
    /// Every principal of a finding is named.
    pub principals: bool,
    /// Columns of the terminal; without it nothing is wrapped.
    pub width: Option<usize>,
    /// Frames of box-drawing characters, which some terminals draw two columns wide.
    pub unicode: bool,
    /// The language of the words around the texts of the findings.
    pub language: Language,
}

/// Draws all findings, each followed by an empty line.
///
/// # Errors
/// Those of the writer.
pub fn write_findings(
    findings: &[Finding],
    sources: &Sources,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = Filter::new(out, options.color).with_links(options.links);
    let draw = |finding| {
        let drawing = Drawing {
            finding,
            sources,
            options,
            words: words(options.language),
        };
        drawing.text()
    };
    for findings in findings.chunks(DRAWN_AHEAD) {
        if findings.len() < DRAWN_BY_ONE {
            // A few are done before there are threads.
            for finding in findings {
                out.write_all(draw(finding).as_bytes())?;
            }
            continue;
        }
        let drawn = findings.par_iter().with_min_len(DRAWN_BY_ONE).map(draw);
        for text in drawn.collect::<Vec<String>>() {
            out.write_all(text.as_bytes())?;
        }
    }
    out.finish().map(|_| ())
}

/// Text of a finding, sanitised and with secrets covered.
fn safe(text: &str) -> String {
    to_display(&mask_secrets(text)).into_owned()
}

/// `path:line:column`, in code points.
fn place(at: Span, sources: &Sources, words: &Words) -> String {
    if sources.lines(at.file).is_none() {
        return words.unknown_file.to_owned();
    }
    let (path, start) = (path_to_display(sources.path(at.file)), sources.start(at));
    format!("{path}:{}:{}", start.line, start.column)
}

/// Colours, of the sixteen that every terminal has.
#[derive(Clone, Copy)]
enum Paint {
    Level(Level),
    Bold,
    Place,
}

impl Paint {
    fn apply(self, color: bool, text: &str) -> String {
        if !color {
            return text.to_owned();
        }
        let code = match self {
            Self::Level(Level::High | Level::Critical) => "1;31",
            Self::Level(Level::Medium) => "1;33",
            Self::Level(Level::Low | Level::Info) => "1;36",
            Self::Bold => "1",
            Self::Place => "36",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

/// One finding on its way to the terminal.
struct Drawing<'a> {
    finding: &'a Finding,
    sources: &'a Sources,
    options: &'a Options,
    words: Words,
}

impl Drawing<'_> {
    fn text(&self) -> String {
        let mut text = self.title();
        let mut wanted: Vec<Wanted> = self
            .labels()
            .enumerate()
            .map(|(number, label)| Wanted {
                number,
                at: label.at,
            })
            .collect();
        while let Some(&first) = wanted.first() {
            let place = place(first.at, self.sources, &self.words);
            let place = Paint::Place.apply(self.options.color, &place);
            text.push_str(&format!("  --> {place}"));
            if let Some(block) = Block::cut(self.sources, &mut wanted, self.columns()) {
                text.push('\n');
                text.push_str(&self.frame(block, first.number));
            } else {
                wanted.remove(0);
                let label = self.label(first.number).map_or("", |label| &label.text);
                text.push_str(&format!(": {}\n", safe(label)));
            }
            wanted.retain(|other| other.number != first.number);
        }
        for note in &self.finding.notes {
            text.push_str(&self.remark(self.words.note, note));
        }
        if self.options.principals && !self.finding.principals.is_empty() {
            let all = self.finding.principals.join(", ");
            text.push_str(&self.remark(self.words.principals, &all));
        }
        text.push_str(&self.remark(self.words.note, &self.identity()));
        if let Some(help) = &self.finding.help {
            text.push_str(&self.remark(self.words.help, help));
        }
        text.push('\n');
        text
    }

    fn labels(&self) -> impl Iterator<Item = &Label> {
        std::iter::once(&self.finding.at).chain(&self.finding.related)
    }

    fn label(&self, number: usize) -> Option<&Label> {
        self.labels().nth(number)
    }

    /// `level[RULE] name: message`
    fn title(&self) -> String {
        let level = self.words.level(self.finding.level);
        let tag = format!("{level}[{}]", self.finding.rule);
        let rest = format!("{}: {}", self.finding.name, safe(&self.finding.message));
        let mut lines = self.wrapped(&format!("{tag} {rest}"), 4).into_iter();
        let first = lines.next().unwrap_or_default();
        let rest = first.strip_prefix(&tag).unwrap_or(&first);
        let color = self.options.color;
        let shown = self.with_link(&tag);
        let mut text = Paint::Level(self.finding.level).apply(color, &shown);
        text.push_str(&Paint::Bold.apply(color, rest));
        text.push('\n');
        for line in lines {
            text.push_str("  | ");
            text.push_str(&Paint::Bold.apply(color, &line));
            text.push('\n');
        }
        text
    }

    /// The tag with the rule's id as a link to its page.
    fn with_link(&self, tag: &str) -> String {
        let id = self.finding.rule;
        match RULES.iter().find(|rule| rule.id == id) {
            Some(rule) if self.options.links => tag.replace(id, &linked(id, &page::url(rule))),
            _ => tag.to_owned(),
        }
    }

    /// How sure the rule is, and the finding's name across runs.
    fn identity(&self) -> String {
        let confidence = self.words.confident(self.finding.confidence);
        let mut text = format!("{} {confidence}", self.words.confidence);
        if !self.finding.fingerprint.is_empty() {
            let (word, print) = (self.words.fingerprint, short(&self.finding.fingerprint));
            let sign = self.options.language.pick("; ", "；");
            text.push_str(&format!("{sign}{word} {print}"));
        }
        text
    }

    /// `  = word: text`, wrapped; a continued line begins with a bar, so that
    /// no line begins with text from input.
    fn remark(&self, word: &str, text: &str) -> String {
        let indent = width(word).saturating_add(6);
        let mut lines = self.wrapped(&safe(text), indent).into_iter();
        let word = Paint::Bold.apply(self.options.color, word);
        let colon = self.options.language.pick(": ", "：");
        let first = lines.next().unwrap_or_default();
        let mut remark = format!("  = {word}{colon}{first}\n");
        for line in lines {
            remark.push_str(&format!(
                "  |{}{line}\n",
                " ".repeat(indent.saturating_sub(3))
            ));
        }
        remark
    }

    fn wrapped(&self, text: &str, indent: usize) -> Vec<String> {
        match self.options.width {
            Some(width) => wrap(text, width.saturating_sub(indent).max(NARROWEST / 2)),
            None => vec![text.to_owned()],
        }
    }

    /// Columns for the text of a snippet beside its line numbers.
    fn columns(&self) -> usize {
        let width = self
            .options
            .width
            .map_or(UNKNOWN_WIDTH, |width| width.saturating_sub(8));
        width.clamp(NARROWEST, COLUMNS)
    }

    fn frame(&self, block: Block, primary: usize) -> String {
        let theme = self.theme(&block, primary);
        let snippet = Snippet {
            labels: block
                .labels
                .iter()
                .map(|label| self.miette_label(label))
                .collect(),
            block,
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .with_wrap_lines(false)
            .without_primary_span_start()
            .without_syntax_highlighting();
        let mut drawing = String::new();
        // Writing to a string fails only if a label lies outside the block,
        // whose place has been written by then.
        let _ = handler.render_report(&mut drawing, &snippet);
        let mut text = String::new();
        let drawing = snippet.block.restore(&drawing);
        for line in drawing.lines().filter(|line| !line.trim().is_empty()) {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    fn miette_label(&self, placed: &Placed) -> LabeledSpan {
        let mut text = self
            .label(placed.number)
            .map_or(String::new(), |label| safe(&label.text));
        if let Some(line) = placed.to_line {
            let gap = if text.is_empty() { "" } else { " " };
            text.push_str(&format!("{gap}({} {line})", self.words.to_line));
        }
        let text = Some(text).filter(|text| !text.is_empty());
        LabeledSpan::new(text, placed.range.start, placed.range.len())
    }

    /// The frame's characters and, per label in order, its colour: the level's
    /// for the primary one, one other for the rest.
    fn theme(&self, block: &Block, primary: usize) -> GraphicalTheme {
        let characters = if self.options.unicode {
            ThemeCharacters::unicode()
        } else {
            ThemeCharacters::ascii()
        };
        if !self.options.color {
            let styles = ThemeStyles::none();
            return GraphicalTheme { characters, styles };
        }
        let mut styles = ThemeStyles::ansi();
        let main = match self.finding.level {
            Level::High | Level::Critical => styles.error,
            Level::Medium => styles.warning,
            Level::Low | Level::Info => styles.advice,
        };
        let other = styles.help;
        styles.highlights = block
            .labels
            .iter()
            .map(|label| {
                if label.number == 0 && primary == 0 {
                    main
                } else {
                    other
                }
            })
            .collect();
        if styles.highlights.is_empty() {
            styles.highlights.push(other);
        }
        GraphicalTheme { characters, styles }
    }
}

/// A block as miette wants it: a diagnostic without a message of its own.
#[derive(Debug)]
struct Snippet {
    block: Block,
    labels: Vec<LabeledSpan>,
}

impl fmt::Display for Snippet {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet {}

impl Diagnostic for Snippet {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.block)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// The whole block, whatever part of it is asked for: it is all to be shown.
impl SourceCode for Block {
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let first = usize::try_from(self.first_line.saturating_sub(1)).unwrap_or(0);
        let lines = self.text.matches('\n').count();
        let whole = SourceSpan::from((0, self.text.len()));
        let contents = MietteSpanContents::new(self.text.as_bytes(), whole, first, 0, lines);
        Ok(Box::new(contents))
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
