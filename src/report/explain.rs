//! What `explain` and `rules` write: the page of a rule, what is known of an
//! action, what a pattern covers, and the list of all rules.

mod action;
mod pattern;
mod rules;

use std::io::{self, Write};

use crate::engine::covered::Covered;
use crate::model::catalogue::{ActionFacts, ResourceLevel};
use crate::report::json;
use crate::report::page::{self, Drawn};
use crate::report::run::Style;
use crate::rules::kit::say;
use crate::rules::{Language, Rule};

pub use rules::{write_rules, write_rules_markdown};

/// What is explained.
#[derive(Clone)]
pub enum Topic {
    /// A rule, by its page.
    Rule(&'static Rule),
    /// An action of the catalogue.
    Action(Box<ActionFacts>),
    /// A pattern of actions.
    Pattern(Box<Covered>),
}

impl Topic {
    /// Writes it for people.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Rule(rule) => {
                let how = Drawn {
                    width: style.width,
                    color: style.color,
                };
                let text = page::drawn(rule, style.language, how);
                out.write_all(text.as_bytes())
            }
            Self::Action(facts) => action::sheet(facts, style.language).write(style, out),
            Self::Pattern(covered) => pattern::sheet(covered, style.language).write(style, out),
        }
    }

    /// Writes it as Markdown.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_markdown(&self, language: Language, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Rule(rule) => out.write_all(page::markdown(rule, language).as_bytes()),
            Self::Action(facts) => action::sheet(facts, language).write_markdown(out),
            Self::Pattern(covered) => pattern::sheet(covered, language).write_markdown(out),
        }
    }

    /// Writes it for programs.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_json(&self, language: Language, out: &mut dyn Write) -> io::Result<()> {
        json::write_topic(self, language, out)
    }
}

/// What an action is authorised on, in a few words.
fn authorised_on(level: ResourceLevel, language: Language) -> String {
    match level {
        ResourceLevel::All => say!(language, "all resources", "所有资源"),
        ResourceLevel::Unknown => say!(language, "not known", "未知"),
        ResourceLevel::Templates(templates) => {
            let mut templates = templates.iter();
            let first = templates.next().unwrap_or_default();
            match templates.count() {
                0 => first.to_owned(),
                more => say!(
                    language,
                    "{first} and {more} more",
                    "{first} 等（另有 {more} 个）"
                ),
            }
        }
    }
}
