//! The condition operators of RAM. A name is split into a set quantifier, the
//! base operator and the suffix `IfExists`; any name is accepted here, and what
//! is not in the table is for the engine to doubt and for a rule to report.

/// What an operator compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Text, exactly.
    String,
    /// Text, ignoring ASCII case.
    StringIgnoreCase,
    /// Text against wildcard patterns.
    StringLike,
    /// Plain decimals.
    Numeric,
    /// RFC 3339 instants.
    Date,
    /// `true` and `false`.
    Bool,
    /// IPv4 and IPv6 addresses and ranges.
    Ip,
}

/// How an ordered value compares with the operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Equal, or in, or like.
    Equal,
    /// Less than.
    Less,
    /// Less than or equal.
    LessOrEqual,
    /// Greater than.
    Greater,
    /// Greater than or equal.
    GreaterOrEqual,
}

/// One documented operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Documented spelling.
    pub name: &'static str,
    /// What it compares.
    pub family: Family,
    /// How.
    pub relation: Relation,
    /// Whether it is the negation, met by none of its values (R32).
    pub negated: bool,
}

const fn operator(
    name: &'static str,
    family: Family,
    relation: Relation,
    negated: bool,
) -> Operator {
    Operator {
        name,
        family,
        relation,
        negated,
    }
}

/// The documented operators (conditional operators page of the RAM manual).
pub static OPERATORS: &[Operator] = &[
    operator("StringEquals", Family::String, Relation::Equal, false),
    operator("StringNotEquals", Family::String, Relation::Equal, true),
    operator(
        "StringEqualsIgnoreCase",
        Family::StringIgnoreCase,
        Relation::Equal,
        false,
    ),
    operator(
        "StringNotEqualsIgnoreCase",
        Family::StringIgnoreCase,
        Relation::Equal,
        true,
    ),
    operator("StringLike", Family::StringLike, Relation::Equal, false),
    operator("StringNotLike", Family::StringLike, Relation::Equal, true),
    operator("NumericEquals", Family::Numeric, Relation::Equal, false),
    operator("NumericNotEquals", Family::Numeric, Relation::Equal, true),
    operator("NumericLessThan", Family::Numeric, Relation::Less, false),
    operator(
        "NumericLessThanEquals",
        Family::Numeric,
        Relation::LessOrEqual,
        false,
    ),
    operator(
        "NumericGreaterThan",
        Family::Numeric,
        Relation::Greater,
        false,
    ),
    operator(
        "NumericGreaterThanEquals",
        Family::Numeric,
        Relation::GreaterOrEqual,
        false,
    ),
    operator("DateEquals", Family::Date, Relation::Equal, false),
    operator("DateNotEquals", Family::Date, Relation::Equal, true),
    operator("DateLessThan", Family::Date, Relation::Less, false),
    operator(
        "DateLessThanEquals",
        Family::Date,
        Relation::LessOrEqual,
        false,
    ),
    operator("DateGreaterThan", Family::Date, Relation::Greater, false),
    operator(
        "DateGreaterThanEquals",
        Family::Date,
        Relation::GreaterOrEqual,
        false,
    ),
    operator("Bool", Family::Bool, Relation::Equal, false),
    operator("IpAddress", Family::Ip, Relation::Equal, false),
    operator("NotIpAddress", Family::Ip, Relation::Equal, true),
];

/// A set quantifier before an operator (`ForAllValues:`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantifier {
    /// No prefix.
    None,
    /// `ForAllValues:`, undocumented (R38).
    ForAllValues,
    /// `ForAnyValue:`, undocumented (R38).
    ForAnyValue,
}

/// An operator name taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorName {
    /// The prefix.
    pub quantifier: Quantifier,
    /// The documented operator, where there is one of this exact name.
    pub base: Option<&'static Operator>,
    /// Whether the undocumented suffix `IfExists` is there.
    pub if_exists: bool,
}

impl OperatorName {
    /// Takes a name apart. Spelling is exact.
    #[must_use]
    pub fn read(name: &str) -> Self {
        let (quantifier, rest) = if let Some(rest) = name.strip_prefix("ForAllValues:") {
            (Quantifier::ForAllValues, rest)
        } else if let Some(rest) = name.strip_prefix("ForAnyValue:") {
            (Quantifier::ForAnyValue, rest)
        } else {
            (Quantifier::None, name)
        };
        let (rest, if_exists) = rest
            .strip_suffix("IfExists")
            .map_or((rest, false), |rest| (rest, true));
        Self {
            quantifier,
            base: OPERATORS.iter().find(|row| row.name == rest),
            if_exists,
        }
    }
}
