//! What a rule is: plain data and one function, without state.

use crate::rules::kit::context::Context;
use crate::rules::kit::ended::Ended;
use crate::rules::kit::finding::{Confidence, Finding, FixKind, Level};
use crate::rules::kit::language::Text;
use crate::rules::kit::waiver::Waiving;

/// One rule. Its file holds all of it.
#[derive(Clone, Copy)]
pub struct Rule {
    /// `RAM` and three digits; never reused.
    pub id: &'static str,
    /// Names what is found, in kebab-case.
    pub name: &'static str,
    /// Level of its findings, unless a finding says otherwise.
    pub level: Level,
    /// Other levels that its findings may have.
    pub other_levels: &'static [Level],
    /// Confidence of its findings, unless a finding says otherwise.
    pub confidence: Confidence,
    /// The version that it came with.
    pub since: &'static str,
    /// The kind of fix that its findings may offer.
    pub fix: Option<FixKind>,
    /// What there is to read about it.
    pub docs: Docs,
    /// Looks at the facts and reports.
    pub check: Check,
}

/// What a rule looks at.
#[derive(Clone, Copy)]
pub enum Check {
    /// The model and the answers.
    Model(fn(&Context<'_>, &mut Vec<Finding>)),
    /// How the run itself went.
    Run(fn(&Context<'_>, &Ended<'_>, &mut Vec<Finding>)),
    /// What became of waivers, once all other findings are known.
    Waivers(fn(&Context<'_>, &Waiving<'_>, &mut Vec<Finding>)),
}

/// The page of a rule.
#[derive(Clone, Copy)]
pub struct Docs {
    /// One line, without a full stop.
    pub summary: Text,
    /// What it finds, in a few sentences.
    pub finds: Text,
    /// Why it matters: an accident or an attack.
    pub matters: Text,
    /// What to do, and what that does to access.
    pub advice: Text,
    /// When to accept it, what it cannot see, and which undocumented point of RAM
    /// it rests on, if it does.
    pub limits: Text,
    /// Files in which the rule fires exactly once, at the marked text.
    pub avoid: &'static [Sample],
    /// Files in which it stays quiet.
    pub prefer: &'static [Sample],
    /// Pages that it rests on, and weaknesses of the CWE list.
    pub sources: &'static [&'static str],
}

/// A file of an example.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Its path.
    pub path: &'static str,
    /// Its text; `«` and `»` stand around what a finding points at.
    pub text: &'static str,
}

impl Sample {
    /// A file.
    #[must_use]
    pub const fn new(path: &'static str, text: &'static str) -> Self {
        Self { path, text }
    }

    /// The text without its marks.
    #[must_use]
    pub fn plain(&self) -> String {
        self.text.replace(['«', '»'], "")
    }
}

/// The groups of rules, by the first digit of their ids.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// The first digit.
    pub digit: char,
    /// One word for it, never translated.
    pub word: &'static str,
    /// What its rules are about.
    pub title: Text,
}

/// All families.
pub static FAMILIES: &[Family] = &[
    Family {
        digit: '1',
        word: "access",
        title: Text::new("who has the guarded action", "谁拥有受保护操作"),
    },
    Family {
        digit: '2',
        word: "guards",
        title: Text::new("guards that do not guard", "起不到保护作用的防线"),
    },
    Family {
        digit: '3',
        word: "statements",
        title: Text::new(
            "statements that do less or more than they say",
            "实际效果与字面不符的语句",
        ),
    },
    Family {
        digit: '4',
        word: "documents",
        title: Text::new(
            "documents that RAM refuses or misreads",
            "RAM 会拒绝或误读的文档",
        ),
    },
    Family {
        digit: '5',
        word: "trust",
        title: Text::new("who is let into a role", "谁可以扮演角色"),
    },
    Family {
        digit: '6',
        word: "repository",
        title: Text::new(
            "what a repository declares and nobody gets",
            "仓库中声明有误或无人使用的内容",
        ),
    },
    Family {
        digit: '9',
        word: "run",
        title: Text::new("what the run itself left open", "本次运行遗留的问题"),
    },
];

/// Rules whose findings may mean that a text was not understood whole.
const UNREAD: &[&str] = &["RAM401", "RAM403", "RAM406", "RAM407", "RAM408"];

impl Rule {
    /// Whether its findings can be accepted. Those that tell what the run did not
    /// see, and those about waivers, cannot: nobody knows what that would accept.
    #[must_use]
    pub fn is_waivable(&self) -> bool {
        !self.id.starts_with("RAM9") && !UNREAD.contains(&self.id)
    }

    /// The family that its id says.
    #[must_use]
    pub fn family(&self) -> Option<&'static Family> {
        let digit = self.id.chars().nth(3)?;
        FAMILIES.iter().find(|family| family.digit == digit)
    }

    /// Every level that its findings may have, its own first.
    pub fn levels(&self) -> impl Iterator<Item = Level> + use<> {
        std::iter::once(self.level).chain(self.other_levels.iter().copied())
    }
}
