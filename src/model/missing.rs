//! Why something that a text refers to is not in the input. A hole of a tree
//! names one of these, so that the gap it becomes says what would fill it and is
//! the same gap wherever the same thing is missing (D10).

use std::collections::BTreeMap;

use crate::source::{HoleId, Span};

/// What kind of thing is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MissingKind {
    /// A Terraform variable without a default that no values file sets.
    Variable,
    /// A ROS parameter without a default.
    Parameter,
    /// Something that is decided when a template is put to work: the workspace,
    /// the id of a stack.
    Deployment,
    /// The id of the account that a template is put to work in.
    OwnAccount,
    /// An attribute that the cloud gives a resource once it is made.
    Computed,
    /// What a data source reads from the cloud.
    DataSource,
    /// A resource, local value or module output that nothing declares.
    Undeclared,
    /// A function that is not evaluated here.
    Function,
    /// A module whose text is not in the input.
    Module,
    /// A file that a text refers to and that cannot be had.
    File,
    /// A value that depends on itself.
    Cycle,
    /// More work than a limit allows.
    Limit,
    /// An expression that fails, as an index past the end does.
    Failing,
    /// A document that the text in version control may differ from, because
    /// changes to it are ignored or an existing one is kept.
    Kept,
    /// One of several values, and the input does not say which.
    Choice,
    /// What a command of the account would tell.
    Output,
}

impl MissingKind {
    /// The name of the gaps of this kind.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Variable => "variable",
            Self::Parameter => "parameter",
            Self::Deployment => "deployment",
            Self::OwnAccount => "account-id",
            Self::Computed => "computed",
            Self::DataSource => "data-source",
            Self::Undeclared => "undeclared",
            Self::Function => "function",
            Self::Module => "module",
            Self::File => "file",
            Self::Cycle => "cycle",
            Self::Limit => "limit",
            Self::Failing => "failing",
            Self::Kept => "kept",
            Self::Choice => "choice",
            Self::Output => "output",
        }
    }
}

/// One thing that is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// What kind of thing.
    pub kind: MissingKind,
    /// What it is called where it is referred to: `var.account`,
    /// `data.alicloud_account.this.id`.
    pub name: String,
    /// What tells it from others of that name and how it came to be missing:
    /// where a variable is declared, the module that an address belongs to, the
    /// command that would tell. Empty where the name says it all.
    pub detail: String,
    /// What decides what it will be, where the detail does not say it: a digest of
    /// the arguments of a data source. Two versions in which this differs lack two
    /// different things (D36). It is no text for a reader.
    pub definition: String,
}

impl Missing {
    /// What tells it from others of its kind, across inputs.
    #[must_use]
    pub fn identity(&self) -> String {
        if self.definition.is_empty() {
            return self.about();
        }
        format!("`{}` ({})", self.name, self.definition)
    }

    /// What the gap is about: the name, and the detail in brackets.
    #[must_use]
    pub fn about(&self) -> String {
        if self.detail.is_empty() {
            return format!("`{}`", self.name);
        }
        format!("`{}` ({})", self.name, self.detail)
    }

    /// What tells it from others inside a text: the name, unless it is defined
    /// somewhere. Where it is declared may change without anything else.
    #[must_use]
    pub fn identity_in_text(&self) -> String {
        if self.definition.is_empty() {
            return self.name.clone();
        }
        self.identity()
    }

    /// The name, and behind it what tells it from others of that name.
    #[must_use]
    pub fn told_apart(&self) -> String {
        if self.detail.is_empty() {
            return self.name.clone();
        }
        format!("{}, {}", self.name, self.detail)
    }
}

/// The meaning of the holes of a run.
#[derive(Clone, Debug, Default)]
pub struct Holes {
    list: Vec<(Missing, Option<Span>)>,
    index: BTreeMap<Missing, HoleId>,
}

impl Holes {
    /// The hole that stands for something missing, made at the first call. The
    /// place shows it: the declaration, else the first reference.
    pub fn intern(&mut self, missing: Missing, at: Option<Span>) -> HoleId {
        if let Some(id) = self.index.get(&missing) {
            return *id;
        }
        let id = HoleId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.index.insert(missing.clone(), id);
        self.list.push((missing, at));
        id
    }

    /// Everything that is missing, with the places that show it.
    pub fn iter(&self) -> impl Iterator<Item = (&Missing, Option<Span>)> {
        self.list.iter().map(|(missing, at)| (missing, *at))
    }

    /// What a hole stands for; `None` where nothing is known of it.
    #[must_use]
    pub fn get(&self, id: HoleId) -> Option<&Missing> {
        Some(&self.list.get(usize::try_from(id.0).ok()?)?.0)
    }

    /// The place that shows it.
    #[must_use]
    pub fn at(&self, id: HoleId) -> Option<Span> {
        self.list.get(usize::try_from(id.0).ok()?)?.1
    }

    /// A text with each of its holes written `${name}`; `...` where nothing is
    /// known of one.
    #[must_use]
    pub fn fill(&self, text: &str, holes: &[HoleId]) -> String {
        self.fill_with(text, holes, |missing| missing.name.clone())
    }

    /// The same with other words for what is missing.
    #[must_use]
    pub fn fill_with(
        &self,
        text: &str,
        holes: &[HoleId],
        words: impl Fn(&Missing) -> String,
    ) -> String {
        let mut holes = holes.iter();
        let mut filled = String::with_capacity(text.len());
        for character in text.chars() {
            if character != crate::source::fragment::HOLE {
                filled.push(character);
                continue;
            }
            let missing = holes.next().and_then(|id| self.get(*id));
            filled.push_str("${");
            filled.push_str(&missing.map_or_else(|| "...".to_owned(), &words));
            filled.push('}');
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_is_shared_and_named_in_text() {
        let mut holes = Holes::default();
        let variable = |name: &str| Missing {
            kind: MissingKind::Variable,
            name: name.to_owned(),
            detail: String::new(),
            definition: String::new(),
        };
        let one = holes.intern(variable("var.a"), None);
        assert_eq!(holes.intern(variable("var.a"), None), one);
        let two = holes.intern(variable("var.b"), None);
        let text = holes.fill("x-\u{fffc}-\u{fffc}-\u{fffc}", &[one, two]);
        assert_eq!(text, "x-${var.a}-${var.b}-${...}");
    }

    #[test]
    fn what_is_missing_is_told_apart_by_its_definition() {
        let missing = |detail: &str, definition: &str| Missing {
            kind: MissingKind::DataSource,
            name: "data.x".to_owned(),
            detail: detail.to_owned(),
            definition: definition.to_owned(),
        };
        // In words, by name, across inputs and in the midst of a text.
        for (one, about, told_apart, identity, in_text) in [
            (missing("", ""), "`data.x`", "data.x", "`data.x`", "data.x"),
            (
                missing("module.m", ""),
                "`data.x` (module.m)",
                "data.x, module.m",
                "`data.x` (module.m)",
                "data.x",
            ),
            (
                missing("module.m", "0f"),
                "`data.x` (module.m)",
                "data.x, module.m",
                "`data.x` (0f)",
                "`data.x` (0f)",
            ),
        ] {
            assert_eq!(one.about(), about);
            assert_eq!(one.told_apart(), told_apart);
            assert_eq!(one.identity(), identity);
            assert_eq!(one.identity_in_text(), in_text);
            let mut holes = Holes::default();
            let place = Span::new(crate::source::FileId(0), 1, 2);
            let id = holes.intern(one.clone(), Some(place));
            // The first place counts.
            assert_eq!(holes.intern(one, None), id);
            assert_eq!(holes.at(id), Some(place));
            let hole = crate::source::fragment::HOLE;
            let text = holes.fill_with(&format!("a{hole}"), &[id], Missing::identity_in_text);
            assert_eq!(text, format!("a${{{in_text}}}"));
        }
    }
}
