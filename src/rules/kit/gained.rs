//! How grave new access is: as grave as the rule about the same access would find
//! it, so that a comparison and a check of the later input grade alike.

use std::collections::BTreeSet;

use crate::engine::difference::{Cause, Entry, Kind, Subject};
use crate::engine::exposure::Exposure;
use crate::engine::verdict::Answer;
use crate::model::Model;
use crate::model::catalogue::Catalogue;
use crate::rules::kit::finding::Level;
use crate::rules::kit::unheld;

/// What grading needs to know beside the entry.
pub struct Grades<'a> {
    catalogue: &'a Catalogue,
    /// The guarded actions, in the catalogue's spelling.
    guarded: BTreeSet<&'a str>,
    /// Documents that nobody holds although the input says who holds what.
    unheld: BTreeSet<String>,
}

impl<'a> Grades<'a> {
    /// For access of the later input, whose model it is, to some guarded actions.
    #[must_use]
    pub fn new(
        model: &Model,
        guarded: impl IntoIterator<Item = &'a str>,
        catalogue: &'a Catalogue,
    ) -> Self {
        let unheld = unheld::documents(model);
        let holdings = model.holdings.iter();
        Self {
            catalogue,
            guarded: guarded.into_iter().collect(),
            unheld: holdings
                .filter(|holding| unheld.contains(&holding.document))
                .map(|holding| format!("policy/{}", holding.path))
                .collect(),
        }
    }

    /// The level of what the later input gives and the earlier one does not.
    #[must_use]
    pub fn level(&self, entry: &Entry, causes: &[Cause]) -> Level {
        if entry.kind == Kind::Latent || self.unheld.contains(&entry.principal) {
            return Level::Low;
        }
        let guarded = self.guarded.contains(entry.action.as_str());
        if !guarded && !self.is_grave(entry) {
            return if entry.unlisted {
                Level::Low
            } else {
                Level::Medium
            };
        }
        let of_entry = |wanted: Subject| {
            let mut numbers = entry.causes.iter();
            numbers.any(|number| causes.get(*number).is_some_and(|one| one.subject == wanted))
        };
        let entrance = entry.via.first().map_or("", String::as_str);
        match entry.kind {
            Kind::Reach if of_entry(Subject::Wearer) => by_answer(entry),
            // Whoever a provider or a service lets in is nobody of the input.
            Kind::Reach if entrance.starts_with("service:") => Level::Low,
            Kind::Reach if entrance.starts_with("federated:") => match by_answer(entry) {
                Level::High => Level::Medium,
                _ => Level::Low,
            },
            Kind::Reach => by_answer(entry),
            // Nothing is given yet, and the guard holds no longer.
            Kind::Obtain if entry.removal.is_some() => Level::High,
            Kind::Direct | Kind::Obtain | Kind::Exposure | Kind::Latent => by_exposure(entry),
        }
    }

    /// Whether an action that is not guarded cannot be undone or leads to more
    /// access. Of access by patterns the gravest action that is had shows it.
    fn is_grave(&self, entry: &Entry) -> bool {
        let mut escalating = self.catalogue.escalations().map(|edge| edge.action);
        escalating.any(|action| action.eq_ignore_ascii_case(&entry.action))
            || self.catalogue.irreversible(&entry.action).is_some()
    }
}

/// High where an AccessKey call from some public address is enough (D27): of access
/// that was there in part, for what is new.
const fn by_exposure(entry: &Entry) -> Level {
    match (entry.exposure, entry.exposure_after) {
        (Some(Exposure::Anywhere), _) | (None, Some(Exposure::Anywhere)) => Level::High,
        (Some(_), _) => Level::Medium,
        (None, Some(_)) => by_answer(entry),
        (None, None) => match entry.after {
            Answer::Unknown => Level::High,
            _ => by_answer(entry),
        },
    }
}

/// High where every request is allowed. UNKNOWN counts as what it is at most, and
/// that is every request unless a condition is known (D40).
const fn by_answer(entry: &Entry) -> Level {
    match entry.after {
        Answer::Allowed => Level::High,
        Answer::Unknown if entry.condition.is_none() => Level::High,
        _ => Level::Medium,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::difference::{Act, Pattern, Place, Side};
    use crate::engine::formula::Formula;
    use crate::source::{FileId, Span};

    const GUARDED: &str = "kvstore:DestroyInstance";

    fn entry(action: &str, kind: Kind, after: Answer, exposure: Option<Exposure>) -> Entry {
        let answers = (Answer::NotGranted, after);
        Entry {
            exposure_after: exposure,
            ..Entry::new("user/a".to_owned(), action.to_owned(), kind, answers)
        }
    }

    fn level(entry: &Entry) -> Level {
        let model = Model::default();
        Grades::new(&model, [GUARDED], Catalogue::embedded()).level(entry, &[])
    }

    #[test]
    fn guarded_access_is_as_grave_as_its_rule_finds_it() {
        let anywhere = Some(Exposure::Anywhere);
        let mfa = Some(Exposure::ConsoleMfa);
        for (kind, after, exposure, expected) in [
            (Kind::Direct, Answer::Allowed, anywhere, Level::High),
            (Kind::Direct, Answer::AllowedIf, anywhere, Level::High),
            (Kind::Direct, Answer::AllowedIf, mfa, Level::Medium),
            (
                Kind::Direct,
                Answer::AllowedIf,
                Some(Exposure::Later),
                Level::Medium,
            ),
            (Kind::Direct, Answer::Unknown, None, Level::High),
            (Kind::Exposure, Answer::AllowedIf, anywhere, Level::High),
            (Kind::Obtain, Answer::Allowed, mfa, Level::High),
            (Kind::Obtain, Answer::AllowedIf, mfa, Level::Medium),
            (Kind::Reach, Answer::Allowed, mfa, Level::High),
            (Kind::Reach, Answer::AllowedIf, anywhere, Level::Medium),
            (Kind::Latent, Answer::Allowed, anywhere, Level::Low),
        ] {
            let one = entry(GUARDED, kind, after, exposure);
            assert_eq!(level(&one), expected, "{kind:?} {after:?} {exposure:?}");
        }
    }

    #[test]
    fn access_that_grows_is_as_grave_as_what_is_new() {
        let anywhere = Some(Exposure::Anywhere);
        for (after, takes, expected) in [
            (Answer::AllowedIf, Exposure::PrivateNetwork, Level::Medium),
            (Answer::Allowed, Exposure::ConsoleMfa, Level::Medium),
            (Answer::AllowedIf, Exposure::Anywhere, Level::High),
        ] {
            let mut one = entry(GUARDED, Kind::Direct, after, anywhere);
            one.before = Answer::AllowedIf;
            one.exposure = Some(takes);
            assert_eq!(level(&one), expected, "{after:?} {takes:?}");
        }
    }

    /// D40: UNKNOWN is as grave as what it is at most.
    #[test]
    fn d40_unknown_under_a_condition_is_as_grave_as_that() {
        let mut one = entry(
            GUARDED,
            Kind::Direct,
            Answer::Unknown,
            Some(Exposure::ConsoleMfa),
        );
        assert_eq!(level(&one), Level::High);
        one.condition = Some(Formula::True);
        assert_eq!(level(&one), Level::Medium);
        one.exposure_after = Some(Exposure::Anywhere);
        assert_eq!(level(&one), Level::High);
    }

    #[test]
    fn a_role_is_as_grave_as_who_enters_it() {
        for (via, after, expected) in [
            ("role/b", Answer::Allowed, Level::High),
            ("external", Answer::Allowed, Level::High),
            (
                "federated:acs:ram::1:saml-provider/x",
                Answer::Allowed,
                Level::Medium,
            ),
            (
                "federated:acs:ram::1:saml-provider/x",
                Answer::AllowedIf,
                Level::Low,
            ),
            ("service:ecs.aliyuncs.com", Answer::Allowed, Level::Low),
        ] {
            let mut one = entry(GUARDED, Kind::Reach, after, None);
            one.via = vec![via.to_owned()];
            assert_eq!(level(&one), expected, "{via}");
        }
        let mut worn = entry(GUARDED, Kind::Reach, Answer::Allowed, None);
        worn.via = vec!["service:ecs.aliyuncs.com".to_owned()];
        worn.causes = vec![0];
        let cause = Cause {
            subject: Subject::Wearer,
            act: Act::Added,
            places: Vec::new(),
            of: "role/r".to_owned(),
            whom: None,
            grants: Vec::new(),
        };
        let model = Model::default();
        let grades = Grades::new(&model, [GUARDED], Catalogue::embedded());
        assert_eq!(grades.level(&worn, &[cause]), Level::High);
    }

    #[test]
    fn other_actions_are_graded_by_what_they_do() {
        let pattern = |text: &str| Pattern {
            text: text.to_owned(),
            place: Place {
                side: Side::After,
                at: Span::new(FileId(0), 0, 1),
            },
        };
        let anywhere = Some(Exposure::Anywhere);
        for (action, patterns, unlisted, expected) in [
            ("kvstore:DescribeInstances", &[][..], false, Level::Medium),
            ("adb:DeleteDBCluster", &[], false, Level::High),
            ("ram:AttachPolicyToUser", &[], false, Level::High),
            ("adb:DeleteDBCluster", &["adb:D*"], false, Level::High),
            // The gravest action is the one that is shown: the others are denied.
            ("adb:DescribeDBClusters", &["adb:D*"], false, Level::Medium),
            (
                "adb:DescribeDBClusters",
                &["ADB:describe*"],
                false,
                Level::Medium,
            ),
            ("nosuch:Thing", &["nosuch:*"], true, Level::Low),
        ] {
            let mut one = entry(action, Kind::Direct, Answer::Allowed, anywhere);
            one.patterns = patterns.iter().map(|text| pattern(text)).collect();
            one.unlisted = unlisted;
            assert_eq!(level(&one), expected, "{action}");
        }
        let exposure = Some(Exposure::ConsoleMfa);
        let mut one = entry(
            "adb:DeleteDBCluster",
            Kind::Direct,
            Answer::AllowedIf,
            exposure,
        );
        one.patterns = vec![pattern("adb:*")];
        assert_eq!(level(&one), Level::Medium);
    }
}
