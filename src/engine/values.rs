//! Conditions that are not written as documented: values in no documented
//! format, keys and operators in another spelling. What each of them does to an
//! answer is the compiler's business; here they are only found.

use std::collections::BTreeSet;

use crate::engine::domain::addresses::parse_cidr;
use crate::engine::domain::ordered::{parse_decimal, parse_instant};
use crate::model::Model;
use crate::model::catalogue::{Catalogue, KeyPresence, KeyType};
use crate::model::condition::{Family, OPERATORS, OperatorName, Quantifier, Relation};
use crate::model::lower::within_one_edit;
use crate::model::policy::{Condition, ValueKind};
use crate::source::Span;

/// What is odd about a part of a condition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oddity {
    /// A value that is not in the documented format of its type.
    Format {
        /// What belongs there.
        wanted: Wanted,
        /// The same value as documented, where it can be told.
        as_documented: Option<String>,
    },
    /// Bits after the prefix of a range are set and were masked; the range read.
    HostBits(String),
    /// A number or boolean without quotes.
    Unquoted,
    /// An operator that does not compare what the key holds.
    OtherType {
        /// The operator as written.
        operator: String,
        /// What the key holds.
        holds: Wanted,
    },
    /// A key in another letter case than documented.
    KeyCase(&'static str),
    /// A key that is not documented; a documented one with a similar name.
    UnknownKey(Option<&'static str>),
    /// `IfExists` or a set quantifier, which RAM does not document.
    UndocumentedAffix(&'static str),
}

/// The types of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wanted {
    /// Text.
    Text,
    /// `true` or `false`.
    Bool,
    /// RFC 3339 with an offset.
    Instant,
    /// A plain decimal.
    Number,
    /// An address or range in canonical notation.
    Address,
}

/// One oddity and its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ValueIssue {
    /// The smallest text that shows it.
    pub at: Span,
    /// What it is.
    pub oddity: Oddity,
    /// The text as decoded.
    pub written: String,
}

/// All of them, each once, by place.
#[must_use]
pub fn review(model: &Model, catalogue: &Catalogue) -> Vec<ValueIssue> {
    let mut found = BTreeSet::new();
    for (document, _) in model.pools.documents() {
        for (_, statement) in model.pools.statements(document) {
            for condition in model.pools.conditions(statement.conditions) {
                if condition.doubt.is_none() {
                    look(condition, model, catalogue, &mut found);
                }
            }
        }
    }
    found.into_iter().collect()
}

/// A key in its documented letter case; the part of a tag key that its owner names
/// stays as written.
#[must_use]
pub fn respelled(written: &str, documented: &str) -> String {
    match documented.strip_suffix('*') {
        Some(family) => {
            let own = written.get(family.len()..).unwrap_or("");
            format!("{family}{own}")
        }
        None => documented.to_owned(),
    }
}

/// Whether the character at a place of a key is in the part that its owner names,
/// as the tag is in `acs:ResourceTag/team`.
#[must_use]
pub fn is_own_name(key: &str, offset: usize) -> bool {
    key.find('/').is_some_and(|slash| slash < offset)
}

/// Whether a condition key has the documented form, a service code and a name.
#[must_use]
pub fn is_key_form(key: &str) -> bool {
    key.split_once(':')
        .is_some_and(|(code, name)| !code.is_empty() && !name.is_empty())
}

/// Whether a letter cannot be taken for one of ASCII at sight: those of East Asian
/// scripts, except full-width forms.
#[must_use]
pub const fn looks_like_no_ascii(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{2fff}' | '\u{3005}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether an operator compares booleans.
#[must_use]
pub fn is_boolean(operator: &str) -> bool {
    OperatorName::read(operator)
        .base
        .is_some_and(|row| row.family == Family::Bool)
}

/// The documented operator that a name is one slip away from.
#[must_use]
pub fn similar_operator(written: &str) -> Option<&'static str> {
    let folded = written.trim().to_ascii_lowercase();
    let known = |name: &str| OPERATORS.iter().find(|row| row.name == name);
    let whole = OPERATORS
        .iter()
        .find(|row| within_one_edit(&row.name.to_ascii_lowercase(), &folded));
    let other_order = match folded.as_str() {
        "ipnotequals" | "ipaddressnot" | "ipnotaddress" => known("NotIpAddress"),
        "ipequals" | "ip" => known("IpAddress"),
        "boolequals" | "boolean" => known("Bool"),
        _ => None,
    };
    whole.or(other_order).map(|row| row.name)
}

fn look(
    condition: &Condition,
    model: &Model,
    catalogue: &Catalogue,
    found: &mut BTreeSet<ValueIssue>,
) {
    let pools = &model.pools;
    let operator = pools.str(condition.operator.text);
    let key = pools.str(condition.key.text);
    let mut add = |at: Span, written: &str, oddity: Oddity| {
        found.insert(ValueIssue {
            at,
            oddity,
            written: written.to_owned(),
        });
    };
    let name = OperatorName::read(operator);
    if name.base.is_some() {
        let affix = match name.quantifier {
            Quantifier::ForAllValues => Some("ForAllValues:"),
            Quantifier::ForAnyValue => Some("ForAnyValue:"),
            Quantifier::None => name.if_exists.then_some("IfExists"),
        };
        if let Some(affix) = affix {
            add(
                condition.operator.at,
                operator,
                Oddity::UndocumentedAffix(affix),
            );
        }
    }
    let fact = catalogue.key(key);
    match &fact {
        Some(fact) => {
            let documented = fact.name.strip_suffix('*').unwrap_or(fact.name);
            let same = if documented.len() < fact.name.len() {
                key.starts_with(documented)
            } else {
                key == documented
            };
            if !same {
                add(condition.key.at, key, Oddity::KeyCase(fact.name));
            } else if fact.presence == KeyPresence::Unverified {
                add(condition.key.at, key, Oddity::UnknownKey(None));
            }
        }
        None => {
            let near = catalogue.similar_key(key);
            let prefix = key.split_once(':').map_or("", |(prefix, _)| prefix);
            let catalogued = catalogue.service(prefix).is_some();
            if near.is_some() || !catalogued {
                add(condition.key.at, key, Oddity::UnknownKey(near));
            }
        }
    }
    let Some(operator_row) = name.base else {
        return;
    };
    let compares = match operator_row.family {
        Family::String | Family::StringIgnoreCase | Family::StringLike => Wanted::Text,
        Family::Numeric => Wanted::Number,
        Family::Date => Wanted::Instant,
        Family::Bool => Wanted::Bool,
        Family::Ip => Wanted::Address,
    };
    let holds = fact.map_or(compares, |fact| match fact.value_type {
        KeyType::String => Wanted::Text,
        KeyType::Number => Wanted::Number,
        KeyType::Date => Wanted::Instant,
        KeyType::Bool => Wanted::Bool,
        KeyType::Ip => Wanted::Address,
    });
    let readable = operator_row.relation == Relation::Equal && holds != Wanted::Text;
    if compares != holds && !readable {
        add(
            condition.operator.at,
            operator,
            Oddity::OtherType {
                operator: operator.to_owned(),
                holds,
            },
        );
        return;
    }
    for value in pools.values(condition.values) {
        let text = pools.str(value.text);
        match value.kind {
            ValueKind::Number | ValueKind::Bool => add(value.at, text, Oddity::Unquoted),
            ValueKind::String => {
                if let Some(oddity) = format(text, holds) {
                    add(value.at, text, oddity);
                }
            }
            ValueKind::Other | ValueKind::Hole(_) => {}
        }
    }
}

fn format(text: &str, wanted: Wanted) -> Option<Oddity> {
    let odd = |as_documented| {
        Some(Oddity::Format {
            wanted,
            as_documented,
        })
    };
    match wanted {
        Wanted::Text => None,
        Wanted::Bool if matches!(text, "true" | "false") => None,
        Wanted::Bool => {
            let lower = text.trim().to_ascii_lowercase();
            odd(matches!(lower.as_str(), "true" | "false").then_some(lower))
        }
        Wanted::Instant if parse_instant(text).is_some() => None,
        Wanted::Instant => {
            let day = format!("{text}T00:00:00Z");
            let zoned = format!("{text}Z");
            let read = |candidate: String| parse_instant(&candidate).map(|_| candidate);
            odd(read(zoned).or_else(|| read(day)))
        }
        Wanted::Number if parse_decimal(text).is_some() => None,
        Wanted::Number => odd(None),
        Wanted::Address => match parse_cidr(text) {
            Ok(range) if range.host_bits => Some(Oddity::HostBits(range.to_string())),
            Ok(_) => None,
            Err(why) => odd(why.canonical),
        },
    }
}
