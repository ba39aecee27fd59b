//! Which rule reports which fault of a document. Every kind has one owner, so no
//! fault is told twice and none is forgotten.

use crate::engine::values::{self, Oddity, ValueIssue};
use crate::model::condition::OPERATORS;
use crate::model::structure::StructureKind;
use crate::syntax::ProblemKind;

/// The rule that reports a fault of a text.
#[must_use]
pub const fn of_text(kind: &ProblemKind) -> &'static str {
    match kind {
        ProblemKind::MissingComma
        | ProblemKind::ExtraComma
        | ProblemKind::MissingColon
        | ProblemKind::WrongColon(_)
        | ProblemKind::UnclosedBracket(_)
        | ProblemKind::StrayBracket(_)
        | ProblemKind::MissingValue
        | ProblemKind::KeyNotString
        | ProblemKind::UnclosedString
        | ProblemKind::ControlInString(_)
        | ProblemKind::SingleQuotes
        | ProblemKind::Unquoted
        | ProblemKind::BadNumber
        | ProblemKind::BadEscape
        | ProblemKind::LoneSurrogate
        | ProblemKind::Unexpected => "RAM401",
        ProblemKind::DuplicateKey(_) => "RAM402",
        ProblemKind::TrailingText => "RAM403",
        ProblemKind::Comment | ProblemKind::UnclosedComment => "RAM404",
        ProblemKind::FullWidth { .. }
        | ProblemKind::OddSpace(_)
        | ProblemKind::ByteOrderMark
        | ProblemKind::StrayByteOrderMark => "RAM405",
        ProblemKind::InvalidUtf8
        | ProblemKind::TooDeep(_)
        | ProblemKind::TooManyNodes(_)
        | ProblemKind::Empty => "RAM406",
        ProblemKind::Hcl(_) => "RAM407",
        ProblemKind::Yaml(_) | ProblemKind::YamlAlias => "RAM408",
        ProblemKind::TrailingComma => "RAM409",
    }
}

/// The rule of this family that reports a fault of a structure; `None` where it
/// concerns what a repository declares rather than a document.
#[must_use]
pub fn of_structure(kind: &StructureKind) -> Option<&'static str> {
    let by_name = |name: &str, meant: Option<&str>, otherwise| {
        if is_odd(name) {
            return "RAM436";
        }
        match meant {
            Some(meant) if name != meant && name.trim() == meant => "RAM437",
            _ => otherwise,
        }
    };
    Some(match kind {
        StructureKind::Version(_) | StructureKind::NoVersion | StructureKind::VersionNumber => {
            "RAM410"
        }
        StructureKind::SingleStatement => "RAM411",
        StructureKind::Effect(text) => {
            let meant = ["Allow", "Deny"]
                .into_iter()
                .find(|one| text.trim() == *one);
            by_name(text, meant, "RAM412")
        }
        StructureKind::MissingElement(_) => "RAM413",
        StructureKind::Exclusive(..) => "RAM414",
        StructureKind::UnknownElement { name, near: None } => by_name(name, None, "RAM415"),
        StructureKind::UnknownElement {
            name,
            near: Some(near),
        } => by_name(name, Some(near), "RAM416"),
        StructureKind::ElementSpelling { name, meant } => by_name(name, Some(meant), "RAM416"),
        StructureKind::WrongType { .. } => "RAM417",
        StructureKind::EmptyList(_) => "RAM418",
        StructureKind::PrincipalInIdentity => "RAM419",
        StructureKind::NotResource => "RAM420",
        StructureKind::Undocumented(_) => "RAM421",
        StructureKind::UnknownOperator(name) => {
            let meant = OPERATORS.iter().find(|row| name.trim() == row.name);
            let otherwise = if is_null(name) { "RAM428" } else { "RAM426" };
            by_name(name, meant.map(|row| row.name), otherwise)
        }
        StructureKind::ValueFormat { .. } => "RAM432",
        StructureKind::PolicyVariable => "RAM435",
        StructureKind::OddCharacter { .. } => "RAM436",
        StructureKind::DuplicateSid(_) => "RAM442",
        StructureKind::EmptyCondition
        | StructureKind::HostBits(_)
        | StructureKind::UnknownPrincipalKind { .. }
        | StructureKind::UnknownArgument { .. }
        | StructureKind::Deprecated { .. }
        | StructureKind::ReplacedBlock(_)
        | StructureKind::IdForName(_)
        | StructureKind::ChangesIgnored(_)
        | StructureKind::NoStatements(_)
        | StructureKind::Unresolved(_)
        | StructureKind::NameCase(_)
        | StructureKind::ConflictingDocuments(_)
        | StructureKind::ControlPoliciesNotApplied
        | StructureKind::SystemDocument(_)
        | StructureKind::UnknownKey(_)
        | StructureKind::BadKey { .. }
        | StructureKind::Unattached => return None,
    })
}

/// The rule of this family that reports an oddity of a condition.
#[must_use]
pub fn of_oddity(issue: &ValueIssue) -> Option<&'static str> {
    let key = |otherwise| {
        if is_odd(&issue.written) {
            "RAM436"
        } else if issue.written.trim() != issue.written {
            "RAM437"
        } else {
            otherwise
        }
    };
    Some(match &issue.oddity {
        Oddity::UndocumentedAffix(_) => "RAM427",
        Oddity::UnknownKey(_) if values::is_key_form(&issue.written) => key("RAM429"),
        Oddity::UnknownKey(_) => key("RAM430"),
        Oddity::KeyCase(_) => key("RAM431"),
        Oddity::Format { .. } => "RAM432",
        Oddity::OtherType { .. } => "RAM434",
        Oddity::Unquoted => "RAM440",
        Oddity::HostBits(_) => return None,
    })
}

/// Whether a name holds a character that another rule points at.
#[must_use]
pub fn is_odd(name: &str) -> bool {
    !name.is_ascii() || name.bytes().any(|byte| byte.is_ascii_control())
}

/// Whether an operator is the one that asks whether a key is there.
fn is_null(name: &str) -> bool {
    name.eq_ignore_ascii_case("Null")
}

#[cfg(test)]
mod tests {
    use super::{of_oddity, of_structure, of_text};
    use crate::engine::values::{Oddity, ValueIssue};
    use crate::model::structure::StructureKind;
    use crate::rules::RULES;
    use crate::source::{FileId, Span};
    use crate::syntax::ProblemKind;

    fn is_rule(id: &str) -> bool {
        RULES.iter().any(|rule| rule.id == id)
    }

    #[test]
    fn owners_are_rules() {
        for kind in [
            ProblemKind::MissingComma,
            ProblemKind::DuplicateKey(String::new()),
            ProblemKind::TrailingText,
            ProblemKind::Comment,
            ProblemKind::OddSpace(' '),
            ProblemKind::Empty,
            ProblemKind::Hcl(String::new()),
            ProblemKind::YamlAlias,
            ProblemKind::TrailingComma,
        ] {
            assert!(is_rule(of_text(&kind)), "{kind:?}");
        }
    }

    #[test]
    fn a_fault_of_one_character_is_not_told_as_a_wrong_name() {
        let operator = |name: &str| of_structure(&StructureKind::UnknownOperator(name.to_owned()));
        assert_eq!(operator("Null"), Some("RAM428"));
        assert_eq!(operator("StringEqual"), Some("RAM426"));
        assert_eq!(operator("StringEquals "), Some("RAM437"));
        assert_eq!(operator("StringEqual\u{455}"), Some("RAM436"));
        let effect = |text: &str| of_structure(&StructureKind::Effect(text.to_owned()));
        assert_eq!(effect("allow"), Some("RAM412"));
        assert_eq!(effect(" Allow"), Some("RAM437"));
        assert_eq!(effect("All\u{43e}w"), Some("RAM436"));
        let key = |written: &str| {
            of_oddity(&ValueIssue {
                at: Span::new(FileId(0), 0, 0),
                oddity: Oddity::UnknownKey(None),
                written: written.to_owned(),
            })
        };
        assert_eq!(key("acs:Nothing"), Some("RAM429"));
        assert_eq!(key("acs:SourceIp "), Some("RAM437"));
    }
}
