//! Templates: their literal text, interpolations and directives, with the white
//! space taken away that `~` marks ask for.

use std::ops::Range;

use super::lower::Lower;
use super::pieces::{Directive, Element, ForDirective, HeredocTemplate, IfDirective, Template};
use super::text::{Margin, Style, agree, literal, push_atom, trim};
use crate::source::Fragment;
use crate::syntax::ProblemKind;
use crate::syntax::expression::{ExpressionKind, Part};

/// Where in a text a template stands.
#[derive(Clone, Copy)]
struct Around {
    style: Style,
    /// Characters that the parser has dropped from each line.
    dropped: Option<usize>,
    /// The mark before it takes away white space at its start.
    trims_start: bool,
    /// The mark after it takes away white space at its end.
    trims_end: bool,
    /// It is the body of a directive.
    in_directive: bool,
}

impl Lower<'_, '_> {
    /// A whole template that is no heredoc.
    pub fn template(&mut self, template: &Template, style: Style, level: u32) -> ExpressionKind {
        self.whole(template, style, None, level)
    }

    /// A heredoc. The parser has its own notion of the indent of `<<-`, which
    /// may cut into the text, so it is counted here.
    pub fn heredoc(&mut self, heredoc: &HeredocTemplate, level: u32) -> ExpressionKind {
        let mut margin = Margin::default();
        if self.source(heredoc).starts_with("<<-") {
            self.margin(&heredoc.template, &mut margin);
        }
        let style = Style::Lines {
            indent: margin.least(),
        };
        self.whole(&heredoc.template, style, heredoc.indent(), level)
    }

    fn margin(&self, template: &Template, margin: &mut Margin) {
        for element in template {
            let directive = match element {
                Element::Literal(text) => {
                    margin.literal(self.source(text));
                    continue;
                }
                Element::Interpolation(_) => {
                    margin.mark();
                    continue;
                }
                Element::Directive(directive) => directive.as_ref(),
            };
            margin.mark();
            match directive {
                Directive::If(one) => {
                    self.margin(&one.if_expr.template, margin);
                    margin.mark();
                    if let Some(other) = &one.else_expr {
                        self.margin(&other.template, margin);
                        margin.mark();
                    }
                }
                Directive::For(one) => {
                    self.margin(&one.for_expr.template, margin);
                    margin.mark();
                }
            }
        }
    }

    fn whole(
        &mut self,
        template: &Template,
        style: Style,
        dropped: Option<usize>,
        level: u32,
    ) -> ExpressionKind {
        let around = Around {
            style,
            dropped,
            trims_start: false,
            trims_end: false,
            in_directive: false,
        };
        let mut parts = self.parts(template, around, level);
        match (parts.pop(), parts.is_empty()) {
            (None, _) => ExpressionKind::Text(Fragment::default()),
            (Some(Part::Text(text)), true) => ExpressionKind::Text(text),
            (Some(last), _) => {
                parts.push(last);
                ExpressionKind::Template(parts)
            }
        }
    }

    /// The text of a quoted string, whose bytes include the quotes.
    pub fn quoted(&mut self, bytes: Range<usize>, decoded: &str) -> Fragment {
        let inner = bytes.start.saturating_add(1)..bytes.end.saturating_sub(1);
        match literal(self.parsed, inner.clone(), Style::Quoted) {
            Some(text) if text.text == decoded => text,
            _ => self.as_parsed(inner, decoded),
        }
    }

    /// The parser's own text, of which only the place as a whole is known.
    fn as_parsed(&self, bytes: Range<usize>, decoded: &str) -> Fragment {
        let mut fragment = Fragment::default();
        push_atom(self.parsed, bytes, decoded, &mut fragment);
        fragment
    }

    fn parts(&mut self, template: &Template, around: Around, level: u32) -> Vec<Part> {
        let elements: Vec<&Element> = template.iter().collect();
        let mut parts = Vec::with_capacity(elements.len());
        for (index, element) in elements.iter().enumerate() {
            parts.push(match element {
                Element::Literal(text) => {
                    let bytes = self.bytes(text);
                    let decoded = text.value().as_str();
                    let fragment = self.literal(bytes, decoded, around, index > 0);
                    let before = index.checked_sub(1).and_then(|at| elements.get(at));
                    let after = elements.get(index.saturating_add(1));
                    let start = before.map_or(around.trims_start, |one| trims_after(one));
                    let end = after.map_or(around.trims_end, |one| trims_before(one));
                    Part::Text(trim(fragment, around.style, start, end))
                }
                Element::Interpolation(one) => Part::Interpolation {
                    value: self.expression(&one.expr, level),
                    at: self.at(one),
                },
                Element::Directive(one) => match one.as_ref() {
                    Directive::If(one) => self.if_directive(one, around, level),
                    Directive::For(one) => self.for_directive(one, around, level),
                },
            });
        }
        parts
    }

    fn literal(
        &mut self,
        bytes: Range<usize>,
        decoded: &str,
        around: Around,
        mid_line: bool,
    ) -> Fragment {
        // The parser neither shortens the lines inside of directives nor decodes
        // the escapes there.
        let lines = Style::Lines { indent: 0 };
        let (parsed_as, dropped) = match around.style {
            _ if around.in_directive => (lines, None),
            Style::Quoted => (Style::Quoted, None),
            Style::Lines { .. } => (lines, around.dropped),
        };
        let check = literal(self.parsed, bytes.clone(), parsed_as);
        let agrees = check.is_some_and(|own| agree(&own.text, decoded, dropped, mid_line));
        match literal(self.parsed, bytes.clone(), around.style) {
            Some(text) if agrees => text,
            None if agrees => {
                let words =
                    "a quote or an escape stands in this text that HCL does not allow there";
                let at = super::place(self.parsed, bytes.clone());
                self.report(ProblemKind::Hcl(words.to_owned()), at);
                self.as_parsed(bytes, decoded)
            }
            _ => self.as_parsed(bytes, decoded),
        }
    }

    fn if_directive(&mut self, one: &IfDirective, around: Around, level: u32) -> Part {
        let below = level.saturating_add(1);
        let last = one.endif_expr.strip.strip_start();
        let middle = one.else_expr.as_ref().map(|other| other.strip);
        let then = Around {
            trims_start: one.if_expr.strip.strip_end(),
            trims_end: middle.map_or(last, |strip| strip.strip_start()),
            in_directive: true,
            ..around
        };
        let otherwise = Around {
            trims_start: middle.is_some_and(|strip| strip.strip_end()),
            trims_end: last,
            ..then
        };
        Part::If {
            condition: self.expression(&one.if_expr.cond_expr, level),
            then: self.parts(&one.if_expr.template, then, below),
            otherwise: one
                .else_expr
                .as_ref()
                .map(|other| self.parts(&other.template, otherwise, below))
                .unwrap_or_default(),
            at: self.at(one),
        }
    }

    fn for_directive(&mut self, one: &ForDirective, around: Around, level: u32) -> Part {
        let inside = Around {
            trims_start: one.for_expr.strip.strip_end(),
            trims_end: one.endfor_expr.strip.strip_start(),
            in_directive: true,
            ..around
        };
        Part::For {
            key: one.for_expr.key_var.as_ref().map(|key| self.name(key)),
            value: self.name(&one.for_expr.value_var),
            collection: self.expression(&one.for_expr.collection_expr, level),
            body: self.parts(&one.for_expr.template, inside, level.saturating_add(1)),
            at: self.at(one),
        }
    }
}

/// Whether the last mark of an element takes away white space after it.
fn trims_after(element: &Element) -> bool {
    match element {
        Element::Literal(_) => false,
        Element::Interpolation(one) => one.strip.strip_end(),
        Element::Directive(one) => match one.as_ref() {
            Directive::If(one) => one.endif_expr.strip.strip_end(),
            Directive::For(one) => one.endfor_expr.strip.strip_end(),
        },
    }
}

/// Whether the first mark of an element takes away white space before it.
fn trims_before(element: &Element) -> bool {
    match element {
        Element::Literal(_) => false,
        Element::Interpolation(one) => one.strip.strip_start(),
        Element::Directive(one) => match one.as_ref() {
            Directive::If(one) => one.if_expr.strip.strip_start(),
            Directive::For(one) => one.for_expr.strip.strip_start(),
        },
    }
}
