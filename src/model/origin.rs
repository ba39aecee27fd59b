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
    /// The texts of blocks that give somebody something.
    blocks: BTreeMap<Span, String>,
    /// By the elements that have the place of what blocks give, those blocks.
    produced: BTreeMap<Span, BTreeSet<Span>>,
}

/// What a reference in a block stands for that it did not in another version, where the
/// block has the same words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News<'o> {
    /// That.
    pub now: Origin<'o>,
    /// Whether it is the only thing that is new.
    pub is_only: bool,
    /// What it stood for there; empty where nothing was asked of it.
    pub was: Vec<Origin<'o>>,
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

    /// Notes the words of a block, unless they are too many.
    pub fn written(&mut self, at: Span, text: &str) {
        if text.len() <= MAX_TEXT && !self.blocks.contains_key(&at) {
            self.blocks.insert(at, text.to_owned());
        }
    }

    /// Notes that an element has the place of something that a block gives.
    pub fn produced(&mut self, element: Span, block: Span) {
        self.produced.entry(element).or_default().insert(block);
    }

    /// The blocks that give what has this place: itself, or those that an element of a
    /// list is given by.
    pub fn blocks_of(&self, at: Span) -> impl Iterator<Item = Span> {
        let produced = self.produced.get(&at).into_iter().flatten().copied();
        std::iter::once(at).chain(produced)
    }

    /// What the references in a block stand for that they did not where the same words
    /// stand in another version; `None` where these stand nowhere there.
    #[must_use]
    pub fn news<'o>(&'o self, block: Span, other: &'o Self) -> Option<Vec<News<'o>>> {
        let words = self.blocks.get(&block)?;
        let same: Vec<Span> = other
            .blocks
            .iter()
            .filter(|(_, text)| *text == words)
            .map(|(at, _)| *at)
            .collect();
        if same.is_empty() {
            return None;
        }
        let within = |reference: Span, block: Span| {
            let offset = |at: u32| at.saturating_sub(block.start);
            (offset(reference.start), offset(reference.end))
        };
        let mut news = Vec::new();
        for (reference, texts) in self.references_in(block) {
            let place = within(*reference, block);
            let there = same.iter().flat_map(|same| {
                let all = other.references_in(*same);
                all.filter(move |(reference, _)| within(**reference, *same) == place)
            });
            let was: Vec<Origin<'o>> = there.flat_map(|(_, texts)| origins(texts)).collect();
            let is_new = |now: &Origin<'_>| was.iter().all(|was| was.text != now.text);
            let new: Vec<Origin<'o>> = origins(texts).filter(is_new).collect();
            let is_only = new.len() == 1;
            news.extend(new.into_iter().map(|now| News {
                now,
                is_only,
                was: was.clone(),
            }));
        }
        Some(news)
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
        self.references_in(at).map(|(_, texts)| texts)
    }

    fn references_in(&self, at: Span) -> impl Iterator<Item = (&Span, &BTreeMap<String, Span>)> {
        let first = Span::new(at.file, at.start, 0);
        let last = Span::new(at.file, at.end, u32::MAX);
        let found = self.references.range(first..=last);
        found.filter(move |(reference, _)| at.contains(**reference))
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

fn origins(texts: &BTreeMap<String, Span>) -> impl Iterator<Item = Origin<'_>> {
    texts.iter().map(|(text, at)| Origin { text, at: *at })
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
    fn news_are_what_the_same_words_did_not_stand_for() {
        let version = |block: Span, shift: u32, users: &[&str]| {
            let mut origins = Origins::default();
            origins.written(block, "attach { user = each.value }");
            for user in users {
                origins.stood_for(
                    at(block.start + 16, block.start + 26),
                    user,
                    at(1, 2 + shift),
                );
            }
            origins
        };
        let before = version(at(100, 128), 0, &["alice"]);
        let after = version(at(200, 228), 1, &["alice", "bob"]);
        let news = |one: &Origins, block, other: &Origins| -> Option<Vec<(String, usize, bool)>> {
            let news = one.news(block, other)?;
            let told = news.iter();
            Some(
                told.map(|one| (one.now.text.to_owned(), one.was.len(), one.is_only))
                    .collect(),
            )
        };
        let expected = vec![("bob".to_owned(), 1, true)];
        assert_eq!(news(&after, at(200, 228), &before), Some(expected));
        assert_eq!(news(&before, at(100, 128), &after), Some(Vec::new()));
        let unasked = version(at(0, 28), 0, &[]);
        let expected = vec![("alice".to_owned(), 0, true)];
        assert_eq!(news(&before, at(100, 128), &unasked), Some(expected));
        assert_eq!(news(&before, at(100, 127), &after), None);
        assert_eq!(news(&before, at(100, 128), &Origins::default()), None);
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

    #[test]
    fn a_text_of_the_most_bytes_is_kept_and_the_first_words_of_a_block_are() {
        let longest = "x".repeat(MAX_TEXT);
        let mut origins = Origins::default();
        origins.stood_for(at(0, 1), &longest, at(5, 6));
        assert_eq!(origins.parts(at(0, 1), "")[0].text, longest);
        origins.written(at(0, 1), &longest);
        origins.written(at(0, 1), "others");
        origins.written(at(2, 3), &format!("{longest}x"));
        assert_eq!(origins.blocks, BTreeMap::from([(at(0, 1), longest)]));
    }

    #[test]
    fn an_element_is_given_by_itself_and_by_the_blocks_noted() {
        let mut origins = Origins::default();
        origins.produced(at(5, 6), at(0, 10));
        origins.produced(at(5, 6), at(0, 20));
        let blocks = |place| origins.blocks_of(place).collect::<Vec<_>>();
        assert_eq!(blocks(at(5, 6)), [at(5, 6), at(0, 10), at(0, 20)]);
        assert_eq!(blocks(at(5, 7)), [at(5, 7)]);
    }

    #[test]
    fn of_texts_as_long_the_first_is_told_and_of_a_condition_only_a_single_one() {
        let mut origins = Origins::default();
        for (text, start) in [("cd", 70), ("ab", 80), ("b", 60)] {
            origins.stood_for(at(12, 14), text, at(start, start + 2));
        }
        origins.stood_for(at(50, 55), "true", at(2, 3));
        origins.stood_for(at(50, 55), "false", at(3, 4));
        origins.decided(at(10, 20), at(49, 56));
        let parts = origins.parts(at(10, 20), "abcd");
        let parts: Vec<&str> = parts.iter().map(|part| part.text).collect();
        assert_eq!(parts, ["ab"]);
    }
}
