//! What is wrong with the name of an action or a resource as a pattern, whatever
//! the statement does with it: its form, its service, its spelling. Names with a
//! letter outside ASCII or a blank at an end are left to what points at those.

use crate::engine::unknown_actions::{near_name, near_service};
use crate::model::catalogue::{Catalogue, Confidence};
use crate::model::pattern::{Fold, Pattern, matches, overlaps};

/// Similar names that are given at most.
const MAX_SIMILAR: usize = 3;

/// Why a text is no action pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionForm {
    /// No colon between a service code and a name.
    NoColon,
    /// Nothing before the colon.
    NoService,
    /// Nothing after the colon.
    NoName,
    /// More than one colon.
    TwoColons,
    /// A blank inside.
    Blank,
}

/// Why a text is no resource pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArnForm {
    /// No ARN at all.
    NoArn,
    /// An ARN has more fields; this many are there.
    Fields(usize),
    /// It fits ARNs although its fields are not written out.
    Loose,
}

/// An action pattern of a service that the catalogue does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownService<'a> {
    /// The code as written.
    pub code: &'a str,
    /// The code that was meant, where one is known to be.
    pub meant: Option<&'static str>,
    /// Whether a page of the service prints the one for the other.
    pub documented: bool,
}

/// The first fault of the form of an action pattern.
#[must_use]
pub fn action_form(text: &str) -> Option<ActionForm> {
    if text.trim() != text || Pattern::new(text).is_only_stars() {
        return None;
    }
    if text.contains(char::is_whitespace) {
        return Some(ActionForm::Blank);
    }
    match text.split_once(':') {
        None => Some(ActionForm::NoColon),
        Some(("", _)) => Some(ActionForm::NoService),
        Some((_, "")) => Some(ActionForm::NoName),
        Some((_, name)) if name.contains(':') => Some(ActionForm::TwoColons),
        Some(_) => None,
    }
}

/// The service of a well-formed action pattern, where the catalogue holds none
/// that its code fits.
#[must_use]
pub fn unknown_service<'a>(text: &'a str, catalogue: &Catalogue) -> Option<UnknownService<'a>> {
    let (code, _) = parts(text)?;
    let pattern = Pattern::new(code).folded();
    let known = if pattern.is_literal() {
        catalogue.service(code).is_some()
    } else {
        catalogue
            .services()
            .any(|service| pattern.matches(service.code))
    };
    if known {
        return None;
    }
    let meant = catalogue
        .alias(code)
        .or_else(|| near_service(code, catalogue));
    let documented = catalogue.alias_confidence(code) == Some(Confidence::High);
    Some(UnknownService {
        code,
        meant,
        documented,
    })
}

/// Whether a service has no action that a pattern matches although all of its actions
/// are catalogued.
#[must_use]
pub fn is_unknown_action(text: &str, catalogue: &Catalogue) -> bool {
    parts(text)
        .is_some_and(|(code, _)| catalogue.is_complete(code) && !exists(text, code, catalogue))
}

/// Names like one that a service does not have.
#[must_use]
pub fn similar_to(text: &str, catalogue: &Catalogue) -> Vec<String> {
    let Some((code, name)) = parts(text) else {
        return Vec::new();
    };
    let mut similar: Vec<String> = near_name(code, name, catalogue).into_iter().collect();
    let of_service = catalogue
        .similar_actions(text, MAX_SIMILAR)
        .into_iter()
        .filter(|action| exists(action, code, catalogue))
        .map(str::to_owned);
    for action in of_service {
        if !similar.contains(&action) {
            similar.push(action);
        }
    }
    similar.truncate(MAX_SIMILAR);
    similar
}

fn exists(pattern: &str, code: &str, catalogue: &Catalogue) -> bool {
    let mut actions = catalogue.actions_like(pattern);
    actions.any(|action| action.service().eq_ignore_ascii_case(code))
}

/// The documented spelling of an action pattern that differs from it in letter
/// case only.
#[must_use]
pub fn documented_case(text: &str, catalogue: &Catalogue) -> Option<String> {
    let (code, name) = parts(text)?;
    let documented = match catalogue.action(text) {
        Some(action) => action.name.to_owned(),
        None => format!("{}:{name}", catalogue.service(code)?.code),
    };
    (documented != text).then_some(documented)
}

/// The first catalogued action that changes something and that a pattern reaches
/// by a wildcard in its service code. A pattern for all actions has none.
#[must_use]
pub fn changed_in_any_service(text: &str, catalogue: &Catalogue) -> Option<&'static str> {
    let (code, name) = parts(text)?;
    let (code, name) = (Pattern::new(code), Pattern::new(name));
    if code.is_literal() || (code.is_only_stars() && name.is_only_stars()) {
        return None;
    }
    catalogue
        .actions()
        .filter(|action| action.level.reads_only() == Some(false))
        .find(|action| matches(text, action.name, Fold::Ascii))
        .map(|action| action.name)
}

/// What keeps a resource pattern from being one.
#[must_use]
pub fn arn_form(text: &str) -> Option<ArnForm> {
    let pattern = Pattern::new(text);
    if text.trim() != text || !text.is_ascii() || pattern.is_only_stars() {
        return None;
    }
    let fields = text.split(':').count();
    if overlaps(&pattern, &Pattern::new("acs:*:*:*:*")) {
        return (fields < ARN_FIELDS).then_some(ArnForm::Loose);
    }
    match text.split_once(':') {
        Some(("acs", _)) => Some(ArnForm::Fields(fields)),
        _ => Some(ArnForm::NoArn),
    }
}

/// Fields of an ARN: `acs`, service code, region, account, relative id.
pub const ARN_FIELDS: usize = 5;

/// Code and name of an action pattern whose form is right.
fn parts(text: &str) -> Option<(&str, &str)> {
    if !text.is_ascii() || text.trim() != text || action_form(text).is_some() {
        return None;
    }
    text.split_once(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_an_action() {
        for (text, expected) in [
            ("*", None),
            ("**", None),
            ("ecs:*", None),
            ("*:Describe*", None),
            ("ecs*", Some(ActionForm::NoColon)),
            ("Describe*", Some(ActionForm::NoColon)),
            (":RunInstances", Some(ActionForm::NoService)),
            ("ecs:", Some(ActionForm::NoName)),
            ("acs:ecs:RunInstances", Some(ActionForm::TwoColons)),
            ("ecs: RunInstances", Some(ActionForm::Blank)),
            ("ecs:RunInstances ", None),
        ] {
            assert_eq!(action_form(text), expected, "{text}");
        }
    }

    #[test]
    fn the_form_of_a_resource() {
        for (text, expected) in [
            ("*", None),
            ("acs:ecs:*:*:instance/i-1", None),
            ("acs:oss:*:*:b/*:x", None),
            ("acs:resourcemanager::1000000000000001:account/*", None),
            ("acs:ecs:*", Some(ArnForm::Loose)),
            ("*:instance/i-1", Some(ArnForm::Loose)),
            ("acs:ecs:cn-hangzhou:instance/i-1", Some(ArnForm::Fields(4))),
            ("arn:aws:s3:::b", Some(ArnForm::NoArn)),
            ("oss:b/*", Some(ArnForm::NoArn)),
            ("my-bucket/*", Some(ArnForm::NoArn)),
            ("my-b\u{fc}cket/*", None),
            (" my-bucket/*", None),
        ] {
            assert_eq!(arn_form(text), expected, "{text}");
        }
    }

    #[test]
    fn services_and_names() {
        let catalogue = Catalogue::embedded();
        let meant = |text| unknown_service(text, catalogue).map(|found| found.meant);
        assert_eq!(meant("ecs:RunInstances"), None);
        assert_eq!(meant("ECS:RunInstances"), None);
        assert_eq!(meant("yundun-*:Get*"), None);
        assert_eq!(meant("r-kvstore:Get*"), Some(Some("kvstore")));
        assert_eq!(meant("nowhere:Get*"), Some(None));
        assert_eq!(meant("nowhere"), None);
        for (text, unknown) in [
            ("kvstore:DestroyInstance", false),
            ("kvstore:Destroy*", false),
            ("ecs:Nothing", false),
            ("kvstore:DestoryInstance", true),
        ] {
            assert_eq!(is_unknown_action(text, catalogue), unknown, "{text}");
        }
        assert!(!similar_to("kvstore:DestoryInstance", catalogue).is_empty());
        // What the pattern was meant to be comes first; nothing is named twice.
        let similar = similar_to("kvstore:DestoryInstance", catalogue);
        let names = ["DestroyInstance", "RestoreInstance", "RestartInstance"];
        assert_eq!(similar, names.map(|name| format!("kvstore:{name}")));
        // What it may have been meant to be beside them is no fourth one.
        let similar = similar_to("kvstore:DestrayInstance*", catalogue);
        assert_eq!(similar.len(), MAX_SIMILAR, "{similar:?}");
        assert_eq!(similar[0], "kvstore:DestroyInstance*");
        let documented = |text| unknown_service(text, catalogue).map(|found| found.documented);
        assert_eq!(documented("das:Get*"), Some(true));
        assert_eq!(documented("redis:Get*"), Some(false));
        assert_eq!(documented("nowhere:Get*"), Some(false));
        assert!(is_unknown_action("kvstore:Frobnicate*", catalogue));
        assert!(similar_to("kvstore:Frobnicate*", catalogue).is_empty());
    }

    #[test]
    fn letter_case() {
        let catalogue = Catalogue::embedded();
        for (text, expected) in [
            ("kvstore:DestroyInstance", None),
            ("kvstore:destroyinstance", Some("kvstore:DestroyInstance")),
            ("KVStore:Destroy*", Some("kvstore:Destroy*")),
            ("*:Destroy*", None),
            ("nowhere:destroy", None),
        ] {
            assert_eq!(
                documented_case(text, catalogue).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn a_wildcard_in_the_code() {
        let catalogue = Catalogue::embedded();
        let reaches = |text| changed_in_any_service(text, catalogue).is_some();
        assert!(reaches("*:Destroy*"));
        assert!(reaches("*:destroy*"));
        assert!(reaches("kv*:*"));
        for text in ["*", "*:*", "kvstore:*", "*:Describe*", "kv*:Describe*"] {
            assert!(!reaches(text), "{text}");
        }
    }
}
