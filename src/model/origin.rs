//! What the references in templates stood for. A text that is put together from
//! others has one place, that of the template; where it differs between two inputs
//! the change may be in what was referred to (`variable "x" { default = … }`).

use std::collections::{BTreeMap, BTreeSet};

use crate::source::Span;

/// The longest text that is kept of what a reference stood for, in bytes. What is
/// longer is a document rather than part of one, and has places of its own.
pub const MAX_TEXT: usize = 1024;

/// How many different texts one reference is kept with: a loop, or a module that is
/// called often, gives it many. With fewer places kept a change is told at the
/// template instead.
pub const MAX_TEXTS: usize = 64;

/// A text that a reference stood for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin<'o> {
    /// The text, with U+FFFC where it has a hole.
    pub text: &'o str,
    /// Where it is written: its token.
    pub at: Span,
}

/// What references stood for, and what chose between texts.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    references: BTreeMap<Span, BTreeMap<String, Span>>,
    /// By the branches that were taken, the conditions that decided for them.
    choices: BTreeMap<Span, BTreeSet<Span>>,
}

impl Origins {
    /// Notes that a reference stood for a text that is written elsewhere.
    pub fn stood_for(&mut self, reference: Span, text: &str, at: Span) {
        if text.len() > MAX_TEXT {
            return;
        }
        let texts = self.references.entry(reference).or_default();
        if texts.len() < MAX_TEXTS && !texts.contains_key(text) {
            texts.insert(text.to_owned(), at);
        }
    }

    /// Notes that a condition decided for a branch.
    pub fn decided(&mut self, branch: Span, condition: Span) {
        self.choices.entry(branch).or_default().insert(condition);
    }

    /// What the references in a template stood for when it became a text, in the
    /// order of their places: of those that stood for several things in turn, what
    /// is in the text.
    #[must_use]
    pub fn parts(&self, template: Span, text: &str) -> Vec<Origin<'_>> {
        let mut parts: Vec<Origin<'_>> = self
            .within(template)
            .filter_map(|texts| of_text(texts, Some(text)))
            .collect();
        for condition in self.deciding(template) {
            parts.extend(
                self.within(condition)
                    .filter_map(|texts| of_text(texts, None)),
            );
        }
        parts
    }

    /// Where everything is written that the references in a place ever stood for, and
    /// the conditions that decided for it.
    pub fn behind(&self, at: Span) -> impl Iterator<Item = Span> {
        let texts = self.within(at).flat_map(|texts| texts.values().copied());
        texts.chain(self.deciding(at))
    }

    fn within(&self, at: Span) -> impl Iterator<Item = &BTreeMap<String, Span>> {
        let first = Span::new(at.file, at.start, 0);
        let last = Span::new(at.file, at.end, u32::MAX);
        let found = self.references.range(first..=last);
        found
            .filter(move |(reference, _)| at.contains(**reference))
            .map(|(_, texts)| texts)
    }

    /// The conditions that decided for the branches that a place lies in.
    fn deciding(&self, at: Span) -> impl Iterator<Item = Span> {
        let first = Span::new(at.file, 0, 0);
        let last = Span::new(at.file, at.start, u32::MAX);
        let found = self.choices.range(first..=last);
        found
            .filter(move |(branch, _)| branch.contains(at))
            .flat_map(|(_, conditions)| conditions.iter().copied())
    }
}

/// The only text, or else the longest of several that is in the whole.
fn of_text<'o>(texts: &'o BTreeMap<String, Span>, whole: Option<&str>) -> Option<Origin<'o>> {
    let found = if texts.len() == 1 {
        texts.first_key_value()
    } else {
        let mut inside = texts.iter().filter(|(text, _)| {
            whole.is_some_and(|whole| !text.is_empty() && whole.contains(text.as_str()))
        });
        let first = inside.next();
        first.map(|first| inside.fold(first, longer))
    };
    found.map(|(text, at)| Origin { text, at: *at })
}

fn longer<'o>(
    best: (&'o String, &'o Span),
    other: (&'o String, &'o Span),
) -> (&'o String, &'o Span) {
    if other.0.len() > best.0.len() {
        other
    } else {
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    const fn at(start: u32, end: u32) -> Span {
        Span::new(FileId(0), start, end)
    }

    #[test]
    fn parts_are_those_in_the_template_and_in_the_text() {
        let mut origins = Origins::default();
        origins.stood_for(at(12, 14), "Describe*", at(90, 95));
        origins.stood_for(at(15, 17), "D", at(70, 71));
        origins.stood_for(at(15, 17), "Destroy", at(80, 87));
        origins.stood_for(at(15, 17), "List", at(60, 64));
        origins.stood_for(at(40, 44), "elsewhere", at(1, 3));
        origins.stood_for(at(50, 55), "true", at(2, 3));
        origins.decided(at(10, 20), at(49, 56));
        let parts = |template, text| -> Vec<u32> {
            let parts = origins.parts(template, text);
            parts.into_iter().map(|part| part.at.start).collect()
        };
        assert_eq!(parts(at(10, 20), "Describe*Destroy"), [90, 80, 2]);
        assert_eq!(parts(at(10, 20), "Describe*D"), [90, 70, 2]);
        assert_eq!(parts(at(10, 20), "x"), [90, 2]);
        assert_eq!(parts(at(9, 21), "x"), [90]);
        assert_eq!(parts(at(21, 30), "Describe*"), Vec::<u32>::new());
        let behind: Vec<u32> = origins.behind(at(10, 20)).map(|at| at.start).collect();
        assert_eq!(behind, [90, 70, 80, 60, 49]);
    }

    #[test]
    fn no_more_is_kept_than_the_limits_allow() {
        let mut origins = Origins::default();
        origins.stood_for(at(0, 1), &"x".repeat(MAX_TEXT + 1), at(5, 6));
        assert!(origins.parts(at(0, 1), "x").is_empty());
        for number in 0..=MAX_TEXTS {
            origins.stood_for(at(0, 1), &format!("<{number}>"), at(5, 6));
        }
        assert_eq!(origins.parts(at(0, 1), "<0>").len(), 1);
        let beyond = format!("<{MAX_TEXTS}>");
        assert!(origins.parts(at(0, 1), &beyond).is_empty());
    }
}
