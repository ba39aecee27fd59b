//! Literal text in the first look: strings, heredocs and templates, up to their
//! ends and to the marks in them that begin code.

use std::ops::Range;

use super::{Kind, Scanner};
use crate::syntax::ProblemKind;
use crate::syntax::hcl::{is_name, is_name_start};

impl Scanner<'_> {
    pub(super) fn heredoc_start(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or("");
        let after = rest.get(2..).unwrap_or("");
        let name = after.strip_prefix('-').unwrap_or(after);
        let end = name.find(|sign| !is_name(sign)).unwrap_or(name.len());
        let line = name.get(end..).unwrap_or("");
        let line_end = if line.starts_with("\r\n") { 2 } else { 1 };
        let ends = line.starts_with('\n') || line.starts_with("\r\n");
        if !name.starts_with(is_name_start) || !ends {
            self.operator(2);
            return;
        }
        let start = rest.len().saturating_sub(name.len());
        let from = self.at.saturating_add(start);
        let tag = from..from.saturating_add(end);
        let width = start.saturating_add(end).saturating_add(line_end);
        self.push(Kind::Heredoc(tag.clone()), width);
        self.heredoc_end(&tag);
    }

    /// Leaves the heredoc if the present line is its last.
    fn heredoc_end(&mut self, tag: &Range<usize>) {
        let rest = self.text.get(self.at..).unwrap_or("");
        let line = rest.trim_start_matches([' ', '\t']);
        let tag = self.text.get(tag.clone()).unwrap_or("");
        if let Some(after) = line.strip_prefix(tag)
            && !after.starts_with(is_name)
        {
            self.pop(rest.len().saturating_sub(after.len()));
        }
    }

    pub(super) fn heredoc(&mut self, tag: &Range<usize>) {
        self.skip_to(|byte| matches!(byte, b'\n' | b'$' | b'%'));
        if self.byte(0) == Some(b'\n') {
            self.at = self.at.saturating_add(1);
            self.heredoc_end(tag);
        } else {
            self.mark();
        }
    }

    pub(super) fn template(&mut self) {
        self.skip_to(|byte| matches!(byte, b'$' | b'%'));
        self.mark();
    }

    pub(super) fn quoted(&mut self) {
        self.skip_to(|byte| matches!(byte, b'"' | b'\\' | b'\n' | b'$' | b'%'));
        match self.byte(0) {
            Some(b'"') => self.pop(1),
            Some(b'\\') if self.byte(1) != Some(b'\n') => self.at = self.at.saturating_add(2),
            Some(b'\\') => self.at = self.at.saturating_add(1),
            // HCL has no line ends in quotes; going on outside of them finds the
            // end of the block again.
            Some(b'\n') => {
                let at = self.frames.last().map_or(self.at, |frame| frame.at);
                self.found(ProblemKind::UnclosedString, at..at.saturating_add(1));
                self.pop(0);
            }
            _ => self.mark(),
        }
    }

    fn skip_to(&mut self, stops: impl Fn(u8) -> bool) {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let to = rest.iter().position(|byte| stops(*byte));
        self.at = self.at.saturating_add(to.unwrap_or(rest.len()));
    }

    /// At a `$` or `%` in literal text.
    fn mark(&mut self) {
        if self.starts("$${") || self.starts("%%{") {
            self.at = self.at.saturating_add(3);
        } else if self.starts("${") {
            self.push(Kind::Marked, 2);
        } else if self.starts("%{") {
            self.directive();
            self.push(Kind::Marked, 2);
        } else {
            self.at = self.at.saturating_add(1);
        }
    }

    /// Counts the text between two directives as a level.
    fn directive(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or("");
        let rest = rest.get(2..).unwrap_or("");
        let rest = rest.strip_prefix('~').unwrap_or(rest).trim_start();
        let end = rest.find(|sign| !is_name(sign)).unwrap_or(rest.len());
        match rest.get(..end) {
            Some("if" | "for") => self.level(2),
            Some("endif" | "endfor") => self.levels = self.levels.saturating_sub(1),
            _ => {}
        }
    }
}
