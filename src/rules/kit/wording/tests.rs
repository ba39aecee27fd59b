//! Every function gives its text in the language asked for.

use super::*;
use crate::engine::exposure::Exposure;
use crate::engine::obtain::{Obtained, Taken};
use crate::engine::verdict::Answer;
use crate::model::catalogue::{Bearer, Gives};
use crate::model::doubt::{Doubt, DoubtKind};
use crate::model::reading::READINGS;

/// Every name that a gap may have.
const GAPS: &[&str] = &[
    "account-id",
    "assignments",
    "choice",
    "cloud-sso-administrator",
    "computed",
    "condition",
    "conflicting-documents",
    "control-policy",
    "control-policy-binds",
    "count",
    "cycle",
    "data-source",
    "deployment",
    "document",
    "failing",
    "file",
    "function",
    "kept",
    "limit",
    "module",
    "not-complete",
    "output",
    "own-account",
    "parameter",
    "policy",
    "policy-type",
    "principal-type",
    "role-worn",
    "system-document",
    "system-policy",
    "trust",
    "undeclared",
    "variable",
    "some-other",
];

/// The text without what is in backticks.
fn said(text: &str) -> String {
    text.split('`').step_by(2).collect()
}

/// Fails unless a text is in the language: Chinese has an ideograph and no two
/// English words beside each other, English has only ASCII.
pub(super) fn is_in(text: &str, language: Language) {
    assert!(!text.is_empty());
    let chinese = said(text).chars().any(is_chinese);
    assert_eq!(chinese, language == Language::Chinese, "{text}");
    if language == Language::Chinese {
        for word in [" the ", " is ", " of ", " and ", " not ", " a "] {
            assert!(!said(text).contains(word), "{text}");
        }
        for sign in ['“', '”', '—', '·', '…'] {
            assert!(!said(text).contains(sign), "{text}");
        }
    }
}

fn doubt(kind: DoubtKind, name: &str, about: &str) -> Doubt {
    Doubt {
        kind,
        name: name.to_owned(),
        about: about.to_owned(),
        identity: None,
        at: None,
        choices: 2,
        default: None,
    }
}

#[test]
fn i18n_every_gap_and_reading_is_told_in_both_languages() {
    let gaps = GAPS.iter().map(|name| (DoubtKind::Gap, *name));
    let readings = READINGS.iter().map(|row| (DoubtKind::Reading, row.name));
    for (kind, name) in gaps.chain(readings) {
        for about in ["", "x", "`x` (aliyun ram ListUsers)"] {
            let doubt = doubt(kind, name, about);
            for language in Language::ALL {
                is_in(&doubt::text(&doubt, language), language);
                if let Some(remedy) = doubt::remedy(&doubt, language) {
                    is_in(&remedy, language);
                }
                let relied = doubt::relied_on([&doubt], language);
                if kind == DoubtKind::Reading {
                    is_in(&relied.join(" "), language);
                }
            }
        }
    }
}

#[test]
fn i18n_a_remedy_is_there_in_both_languages_or_in_none() {
    let gaps = GAPS.iter().map(|name| (DoubtKind::Gap, *name));
    let readings = READINGS.iter().map(|row| (DoubtKind::Reading, row.name));
    let mut some = 0;
    for (kind, name) in gaps.chain(readings) {
        let doubt = doubt(kind, name, "x");
        let [english, chinese] = Language::ALL.map(|language| doubt::remedy(&doubt, language));
        assert_eq!(english.is_some(), chinese.is_some(), "{name}");
        some += usize::from(english.is_some());
    }
    assert!(some > 30, "{some}");
}

#[test]
fn i18n_exposures_breadths_and_lists_are_told_in_both_languages() {
    for language in Language::ALL {
        for exposure in Exposure::ALL {
            is_in(&exposure::text(exposure, language), language);
            is_in(&exposure::asks(exposure, language), language);
            assert!(exposure::asks(exposure, language).starts_with(exposure.word()));
        }
        for breadth in [Breadth::NotAction, Breadth::Exact] {
            is_in(covering(breadth, language), language);
        }
        is_in(&principals(&[], language), language);
    }
    let ids = ["user/a", "user/b", "user/c", "user/d"].map(str::to_owned);
    let told = |ids: &[String]| principals(ids, Language::Chinese);
    assert_eq!(told(&ids[..1]), "user/a");
    assert_eq!(told(&ids[..2]), "user/a 和 user/b");
    assert_eq!(told(&ids), "user/a、user/b、user/c 及另外 1 个");
    assert_eq!(told(&["policy/p".to_owned()]), "持有 policy/p 的任何人");
}

#[test]
fn i18n_every_step_is_told_in_both_languages() {
    let taken = |gives: Option<Gives>| Taken {
        service: None,
        edge: None,
        kind: None,
        gives,
        verified: true,
        sheds: false,
        by: "user/ann".to_owned(),
        action: "ram:Call".to_owned(),
        policy: Some("Custom/P".to_owned()),
        whom: Some("role/r".to_owned()),
        member: Some("user/ann".to_owned()),
        calls: Vec::new(),
    };
    let all = [
        None,
        Some(Gives::Attach(Bearer::User)),
        Some(Gives::Detach(Bearer::User)),
        Some(Gives::WritePolicy),
        Some(Gives::RewritePolicy),
        Some(Gives::SwitchVersion),
        Some(Gives::JoinGroup),
        Some(Gives::LeaveGroup),
        Some(Gives::KeyOfUser),
        Some(Gives::LoginOfUser),
        Some(Gives::LoginOfSsoUser),
        Some(Gives::RewriteTrust),
        Some(Gives::NewRole),
        Some(Gives::Provider),
        Some(Gives::HandOverRole),
        Some(Gives::CommandWhereWorn),
        Some(Gives::LiftControlPolicy),
        Some(Gives::AssignConfiguration),
        Some(Gives::Configure),
        Some(Gives::ConfigureInline),
        Some(Gives::JoinSsoGroup),
    ];
    for gives in all {
        for language in Language::ALL {
            is_in(&obtain::step(&taken(gives), language), language);
            is_in(
                &obtain::step_by(&taken(gives), "role/ci", language),
                language,
            );
        }
    }
    let way = Obtained {
        answer: Answer::Allowed,
        finally: "role/r".to_owned(),
        requests: Vec::new(),
        steps: vec![taken(None), taken(Some(Gives::Attach(Bearer::Role)))],
        witness: Vec::new(),
        exposure: None,
        depends_on: Vec::new(),
        relies_on: Vec::new(),
        witness_world: None,
    };
    assert_eq!(
        obtain::way(&way, "user/ann", Language::Chinese),
        "扮演 role/r，然后将 Custom/P 授予 role/r"
    );
}

#[test]
fn blanks_stand_only_between_chinese_and_code() {
    let cases: &[(&[&str], &str)] = &[
        (&["当", "请求", "时"], "当请求时"),
        (&["当", "acs:X 为 \"a\"", "时"], "当 acs:X 为 \"a\" 时"),
        (&["（a", "）", "b"], "（a）b"),
        (&["a", "b"], "ab"),
        (&["从", "role/r", "，然后"], "从 role/r，然后"),
    ];
    for (pieces, text) in cases {
        assert_eq!(spaced(pieces), *text);
    }
}

#[test]
fn what_was_put_in_leaves_no_blank_between_chinese() {
    for (text, kept) in [
        (
            "将 `a` 授予 持有 policy/p 的任何人 。",
            "将 `a` 授予持有 policy/p 的任何人。",
        ),
        ("中的 `一 二` 策略", "中的 `一 二` 策略"),
        ("a b", "a b"),
    ] {
        assert_eq!(tight(text), kept);
    }
}
