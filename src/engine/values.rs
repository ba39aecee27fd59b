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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::lower;
    use crate::model::policy::DocumentKind;
    use crate::source::FileId;
    use crate::syntax::{Parsed, Tree, json};

    /// What is odd about a condition: each with the text under its place.
    fn found(condition: &str) -> Vec<String> {
        let text = format!(
            r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{condition}}}]}}"#
        );
        let parsed = Parsed::file(&text, FileId(0));
        let mut tree = Tree::default();
        json::read(parsed, &mut tree, &mut Vec::new());
        let mut model = Model::default();
        lower::document(
            tree.root(parsed).unwrap(),
            DocumentKind::Identity,
            &mut model,
        );
        let issues = review(&model, Catalogue::embedded());
        assert!(issues.is_sorted_by_key(|issue| issue.at), "{condition}");
        let shown = issues.iter().map(|issue| {
            let place = issue.at.start as usize..issue.at.end as usize;
            let under = text.get(place).unwrap();
            let quoted = under.trim_matches('"');
            assert_eq!(issue.written, quoted, "{condition}");
            let oddity = match &issue.oddity {
                Oddity::Format {
                    wanted,
                    as_documented,
                } => format!("{wanted:?} {}", as_documented.as_deref().unwrap_or("-")),
                Oddity::HostBits(read) => format!("host bits {read}"),
                Oddity::OtherType { operator, holds } => format!("{operator}, {holds:?}"),
                Oddity::KeyCase(name) => format!("case of {name}"),
                Oddity::UnknownKey(near) => format!("unknown, {}", near.unwrap_or("-")),
                Oddity::UndocumentedAffix(affix) => format!("affix {affix}"),
                Oddity::Unquoted => "unquoted".to_owned(),
            };
            format!("{under}: {oddity}")
        });
        shown.collect()
    }

    #[test]
    fn what_is_not_as_documented_is_found_at_its_place() {
        let cases: &[(&str, &[&str])] = &[
            (
                r#"{"Bool":{"acs:SecureTransport":["true","false","True"," FALSE ","yes",true,1,null]}}"#,
                &[
                    r#""True": Bool true"#,
                    r#"" FALSE ": Bool false"#,
                    r#""yes": Bool -"#,
                    "true: unquoted",
                    "1: unquoted",
                ],
            ),
            (
                r#"{"DateLessThan":{"acs:CurrentTime":["2020-01-01T00:00:00Z","2020-01-01","2020-01-01T00:00:00","soon"]}}"#,
                &[
                    r#""2020-01-01": Instant 2020-01-01T00:00:00Z"#,
                    r#""2020-01-01T00:00:00": Instant 2020-01-01T00:00:00Z"#,
                    r#""soon": Instant -"#,
                ],
            ),
            (
                r#"{"NumericEquals":{"acs:TLSVersion":["1.2","1.2.3"]}}"#,
                &[r#""1.2.3": Number -"#],
            ),
            (
                r#"{"IpAddress":{"acs:SourceIp":["10.0.0.1","10.0.0.0/8","10.1.2.3/8","::FFFF","10.0.0.*"]}}"#,
                &[
                    r#""10.1.2.3/8": host bits 10.0.0.0/8"#,
                    r#""::FFFF": Address ::ffff"#,
                    r#""10.0.0.*": Address -"#,
                ],
            ),
            (
                r#"{"StringEquals":{"acs:SourceVpc":["x","10.0.0.*"]}}"#,
                &[],
            ),
            // The key decides what a value is read as, where the operator is one of
            // equality; without a type of a key, the operator does.
            (
                r#"{"StringEquals":{"acs:SourceIp":"10.0.0.*"},"StringLike":{"acs:CurrentTime":"soon"}}"#,
                &[r#""10.0.0.*": Address -"#, r#""soon": Instant -"#],
            ),
            (
                r#"{"IpAddress":{"kvstore:nothing":"x"},"Bool":{"kvstore:nothing":"x"}}"#,
                &[r#""x": Address -"#, r#""x": Bool -"#],
            ),
            (
                r#"{"NumericLessThan":{"acs:CurrentTime":"soon"}}"#,
                &[r#""NumericLessThan": NumericLessThan, Instant"#],
            ),
            (
                r#"{"IpAddress":{"acs:SourceVpc":"x"},"Bool":{"acs:UserAgent":"x"}}"#,
                &[r#""IpAddress": IpAddress, Text"#, r#""Bool": Bool, Text"#],
            ),
            (
                r#"{"DateLessThan":{"acs:SecureTransport":"x"},"NumericEquals":{"acs:SourceIp":"x"}}"#,
                &[r#""DateLessThan": DateLessThan, Bool"#, r#""x": Address -"#],
            ),
            (
                r#"{"BoolIfExists":{"acs:SecureTransport":"true"},"ForAllValues:StringLikeIfExists":{"acs:SourceVpc":"x"},"ForAnyValue:StringLike":{"acs:SourceVpc":"x"}}"#,
                &[
                    r#""BoolIfExists": affix IfExists"#,
                    r#""ForAllValues:StringLikeIfExists": affix ForAllValues:"#,
                    r#""ForAnyValue:StringLike": affix ForAnyValue:"#,
                ],
            ),
            // Of an operator that there is not nothing more is said.
            (r#"{"NoSuchIfExists":{"acs:SourceIp":["x",1]}}"#, &[]),
            (
                r#"{"StringLike":{"ACS:sourcevpc":"x","acs:resourcetag/Team":"x","acs:ResourceTag/team":"x"}}"#,
                &[
                    r#""ACS:sourcevpc": case of acs:SourceVpc"#,
                    r#""acs:resourcetag/Team": case of acs:ResourceTag/*"#,
                ],
            ),
            (
                r#"{"StringLike":{"acs:RequestedRegion":"x","acs:SourceVpd":"x","nosuch:key":"x","key":"x","kvstore:nothing":"x"}}"#,
                &[
                    r#""acs:RequestedRegion": unknown, -"#,
                    r#""acs:SourceVpd": unknown, acs:SourceVpc"#,
                    r#""nosuch:key": unknown, -"#,
                    r#""key": unknown, -"#,
                ],
            ),
            // What cannot be read at all is in doubt as a whole.
            (r#"{"Bool":"acs:SourceIp"}"#, &[]),
            (r#""x""#, &[]),
        ];
        for (condition, expected) in cases {
            assert_eq!(found(condition), *expected, "{condition}");
        }
    }

    #[test]
    fn an_operator_one_slip_away_is_the_one_that_was_meant() {
        for (written, meant) in [
            ("StringEquals", Some("StringEquals")),
            (" stringequal ", Some("StringEquals")),
            ("StringNotEqauls", Some("StringNotEquals")),
            ("IPNotEquals", Some("NotIpAddress")),
            ("IpAddressNot", Some("NotIpAddress")),
            ("IpNotAddress", Some("NotIpAddress")),
            ("IpEquals", Some("IpAddress")),
            ("ip", Some("IpAddress")),
            ("BoolEquals", Some("Bool")),
            ("Boolean", Some("Bool")),
            ("String", None),
            ("", None),
        ] {
            assert_eq!(similar_operator(written), meant, "{written}");
        }
        for (operator, expected) in [
            ("Bool", true),
            ("ForAnyValue:BoolIfExists", true),
            ("bool", false),
            ("StringEquals", false),
        ] {
            assert_eq!(is_boolean(operator), expected, "{operator}");
        }
    }

    #[test]
    fn the_part_of_a_key_that_its_owner_names_stays_as_written() {
        for (written, documented, expected) in [
            ("ACS:SourceIp", "acs:SourceIp", "acs:SourceIp"),
            (
                "acs:resourcetag/Team",
                "acs:ResourceTag/*",
                "acs:ResourceTag/Team",
            ),
            ("acs:resourcetag/", "acs:ResourceTag/*", "acs:ResourceTag/"),
        ] {
            assert_eq!(respelled(written, documented), expected);
        }
        let key = "acs:ResourceTag/team";
        let own: String = (0..key.len())
            .filter(|offset| is_own_name(key, *offset))
            .map(|offset| char::from(key.as_bytes()[offset]))
            .collect();
        assert_eq!(own, "team");
        assert!(!is_own_name("acs:SourceIp", 11));
        for (key, expected) in [
            ("a:b", true),
            ("a:b:c", true),
            ("a:", false),
            (":b", false),
            ("ab", false),
        ] {
            assert_eq!(is_key_form(key), expected, "{key}");
        }
    }

    #[test]
    fn letters_of_east_asia_are_seen_to_be_no_ascii() {
        let ends = [
            (0x2e80, 0x2fff),
            (0x3005, 0xd7ff),
            (0xf900, 0xfaff),
            (0x20000, 0x3ffff),
        ];
        for (first, last) in ends {
            for (number, expected) in [
                (first, true),
                (last, true),
                (first - 1, false),
                (last + 1, false),
            ] {
                // Between the last and what follows may lie the surrogates.
                if let Some(letter) = char::from_u32(number) {
                    assert_eq!(looks_like_no_ascii(letter), expected, "{number:x}");
                }
            }
        }
        for letter in ['a', 'é', '\u{430}', '\u{3000}', '\u{ff41}'] {
            assert!(!looks_like_no_ascii(letter), "{letter}");
        }
    }
}
