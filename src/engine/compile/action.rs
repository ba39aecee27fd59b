//! Whether a statement names the action (R10 to R19, D12, D18, D45).

use crate::engine::compile::{Compiler, met};
use crate::engine::formula::Formula;
use crate::model::doubt::Doubts;
use crate::model::pattern::{Fold, matches};
use crate::model::policy::{Effect, Element, Statement};

/// How an action element covers the action of a question.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// The element.
    pub element: Element,
    /// When it covers the action.
    pub when: Formula,
}

impl Compiler<'_> {
    /// When the actions of a statement include the one asked about.
    pub fn actions(&mut self, statement: &Statement, doubts: &mut Doubts) -> Formula {
        let opposite = match statement.effect {
            Effect::Allow => Effect::Deny,
            Effect::Deny => Effect::Allow,
        };
        self.listed(statement.actions, doubts, |element, excluded, doubts| {
            let effect = if excluded { opposite } else { statement.effect };
            self.covers(element, effect, doubts)
        })
    }

    /// The action elements of a statement that cover the action, each with when.
    pub fn coverage(&mut self, statement: &Statement, doubts: &mut Doubts) -> Vec<Coverage> {
        let list = self.facts.model.pools.elements(statement.actions.list);
        list.iter()
            .filter_map(|element| {
                let when = self.covers(element, statement.effect, doubts);
                (when != Formula::False).then_some(Coverage {
                    element: *element,
                    when,
                })
            })
            .collect()
    }

    fn covers(&self, element: &Element, effect: Effect, doubts: &mut Doubts) -> Formula {
        self.by_text(element, doubts, |text, doubts| {
            self.covers_text(text, element, effect, doubts)
        })
    }

    fn covers_text(
        &self,
        text: &str,
        element: &Element,
        effect: Effect,
        doubts: &mut Doubts,
    ) -> Formula {
        let action = self.question.action.as_str();
        if matches(text, action, Fold::Ascii) {
            let only_stars = !text.is_empty() && text.bytes().all(|byte| byte == b'*');
            if text.contains(':') || only_stars {
                return Formula::True;
            }
            return met(doubts.reading("action-without-colon", text, Some(element.at)));
        }
        if !text.is_ascii() && effect == Effect::Allow {
            let folded = in_ascii(text);
            if matches(&folded, action, Fold::Ascii) {
                return met(doubts.reading("non-ascii-letter", text, Some(element.at)));
            }
        }
        if let Some(filled) = filled(text)
            && matches(&filled, action, Fold::Ascii)
        {
            return met(doubts.reading("escape", text, Some(element.at)));
        }
        Formula::or(
            self.aliases
                .iter()
                .filter(|(_, action)| matches(text, action, Fold::Ascii))
                .map(|(alias, _)| {
                    met(doubts.reading("wrong-service-code", *alias, Some(element.at)))
                }),
        )
    }
}

/// A text with `*` for each `${…}` in it, if there is one. RAM documents no
/// variables, but a template may not have been filled in yet.
pub(in crate::engine) fn filled(text: &str) -> Option<String> {
    if !text.contains('$') {
        return None;
    }
    let mut parts = text.split("${");
    let mut filled = parts.next().unwrap_or("").to_owned();
    let mut any = false;
    for part in parts {
        any = true;
        filled.push('*');
        filled.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    any.then_some(filled)
}

/// A text with the ASCII letters that Unicode case folding makes of others.
pub(in crate::engine) fn in_ascii(text: &str) -> String {
    text.chars().map(fold_to_ascii).collect()
}

/// The ASCII letter that Unicode case folding makes of a character, if it makes
/// one: KELVIN SIGN is a `k`, LONG S is an `s`.
fn fold_to_ascii(character: char) -> char {
    if character.is_ascii() {
        return character;
    }
    let single = |mut mapped: Box<dyn Iterator<Item = char>>| match (mapped.next(), mapped.next()) {
        (Some(only), None) if only.is_ascii() => Some(only),
        _ => None,
    };
    single(Box::new(character.to_lowercase()))
        .or_else(|| single(Box::new(character.to_uppercase())))
        .unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_filled_in_may_be_any_text() {
        let cases = [
            ("", None),
            ("ecs:*", None),
            ("a$b", None),
            ("a$", None),
            ("{x}", None),
            ("${x}", Some("*")),
            ("a${x}b", Some("a*b")),
            ("a${x}b${y}", Some("a*b*")),
            ("${x}${y}c", Some("**c")),
            ("a${x", Some("a*")),
            ("a${x${y}b", Some("a**b")),
            ("$a${x}$b", Some("$a*$b")),
        ];
        for (text, expected) in cases {
            assert_eq!(filled(text).as_deref(), expected, "{text}");
        }
    }
}
