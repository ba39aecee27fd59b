//! The corners of RAM that are undocumented, contradictory or inferred, each
//! with a stable name. A reading with a default settles the answer and is named
//! beside it; an open reading is a variable of every world (D14).

/// One corner of RAM.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// Stable name, used in `relies_on`, `depends_on` and on the command line.
    pub name: &'static str,
    /// The rules and decisions behind it.
    pub source: &'static str,
    /// Number of ways to read it.
    pub choices: u8,
    /// The way taken by default; `None` for an open reading.
    pub default: Option<u8>,
    /// What it says when choice 1 is taken, in one line of English.
    pub says: &'static str,
    /// What it says when choice 0 is taken, for readings with a default.
    pub otherwise: &'static str,
}

const fn open(name: &'static str, source: &'static str, says: &'static str) -> Reading {
    Reading {
        name,
        source,
        choices: 2,
        default: None,
        says,
        otherwise: "",
    }
}

const fn settled(
    name: &'static str,
    source: &'static str,
    default: u8,
    says: &'static str,
    otherwise: &'static str,
) -> Reading {
    Reading {
        name,
        source,
        choices: 2,
        default: Some(default),
        says,
        otherwise,
    }
}

/// All readings, sorted by name.
pub static READINGS: &[Reading] = &[
    open(
        "account-allow-ends-evaluation",
        "R55, D21",
        "an Allow at account scope ends the evaluation before a Deny at resource-group scope is seen",
    ),
    open(
        "action-without-colon",
        "R11, D45",
        "an action pattern without a colon is matched as text",
    ),
    open(
        "condition-key-case",
        "R37, D17",
        "condition keys that differ only in letter case are one key",
    ),
    open(
        "document-not-accepted",
        "R60, D48",
        "RAM accepts a document written like this",
    ),
    Reading {
        name: "duplicate-key",
        source: "R60, D12",
        choices: 3,
        default: None,
        says: "of a key that occurs twice in one object, the last counts",
        otherwise: "",
    },
    Reading {
        name: "effect-spelling",
        source: "R60, D12",
        choices: 2,
        default: None,
        says: "an Effect that is not exactly Allow or Deny allows",
        otherwise: "",
    },
    open("empty-list", "R18, D13", "a test with no values is met"),
    open(
        "empty-not-action",
        "R18, D48",
        "an empty NotAction or NotResource list excludes nothing, so it covers everything",
    ),
    open(
        "escalation-not-verified",
        "R61, D25",
        "a call that could not be verified in public documentation has this effect",
    ),
    open(
        "escape",
        "R38, D13",
        "a text with a backslash or `${…}` fits",
    ),
    open(
        "ipv4-mapped",
        "D20",
        "an IPv6 range under ::ffff:0:0/96 is the IPv4 range it embeds",
    ),
    settled(
        "negated-list",
        "R32",
        1,
        "a negated operator with several values means none of them",
        "a negated operator with several values means not all of them",
    ),
    open(
        "negated-operator-on-absent-key",
        "R37, D16",
        "a negated operator is met when the request does not carry the key",
    ),
    open(
        "non-ascii-letter",
        "D18",
        "letters outside ASCII fold to ASCII letters in an Allow",
    ),
    open("not-resource", "R27, D14", "NotResource is honoured"),
    open(
        "principal-arn-form",
        "R39a, D14",
        "the caller's ARN is compared in lower case",
    ),
    open(
        "principal-wildcard",
        "R45, D24",
        "a wildcard in the Principal of a trust document matches names",
    ),
    settled(
        "resource-group-scope",
        "R54, D21",
        0,
        "an attachment at resource-group scope reaches an action that names no resource",
        "an attachment at resource-group scope does not reach an action that names no resource",
    ),
    open(
        "resource-level-unknown",
        "D43",
        "the action is authorised on all resources only",
    ),
    settled(
        "resource-scoped-deny",
        "R23",
        0,
        "a Deny on specific resources stops an action that names no resource",
        "a Deny on specific resources does not stop an action that names no resource",
    ),
    settled(
        "root-includes-roles",
        "R47",
        1,
        "a trust in an account's :root admits its roles as well as its users",
        "a trust in an account's :root admits its users only",
    ),
    open(
        "set-operators",
        "R38, D14",
        "ForAllValues and ForAnyValue work as they do elsewhere",
    ),
    open(
        "single-character-resource",
        "R26",
        "the resource pattern `?` matches the one-character resource `*`",
    ),
    settled(
        "system-policy-by-name",
        "D42",
        0,
        "a system policy that is not bundled grants the action although its name says otherwise",
        "a system policy that is not bundled grants no more than its name says",
    ),
    settled(
        "tags-never-present",
        "R36",
        1,
        "a request for an action that names no resource carries no tags",
        "a request for an action that names no resource may carry tags",
    ),
    open(
        "type-mismatch",
        "D13, D17",
        "a value of another type than its key is met",
    ),
    open(
        "unsupported-operator",
        "R38",
        "an operator that RAM does not list is met",
    ),
    open(
        "unverified-key",
        "D16",
        "requests sometimes carry a condition key that is not documented for the action",
    ),
    open(
        "value-format",
        "D13",
        "a value that is not in its documented format is met",
    ),
    open(
        "whole-service-resource",
        "R24, D15",
        "a pattern that covers every ARN of the service covers the resource `*`",
    ),
    settled(
        "wrong-service-code",
        "R12",
        0,
        "a service's product name works as its RAM code",
        "a service's product name does not work as its RAM code",
    ),
];

/// The row of a reading.
#[must_use]
pub fn find(name: &str) -> Option<&'static Reading> {
    READINGS.iter().find(|reading| reading.name == name)
}
