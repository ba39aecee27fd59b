//! Every reason is told in the language asked for.

use super::*;
use crate::cli::disk::{Reason, WhyLeftOut};
use crate::model::structure::StructureKind;
use crate::source::Refusal;

/// Fails unless a text is in the language, apart from what is in backticks.
#[track_caller]
fn is_in(text: &str, language: Language) {
    let said: String = text.split('`').step_by(2).collect();
    let chinese = said.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}'));
    assert_eq!(chinese, language == Language::Chinese, "{text}");
    if language == Language::Chinese {
        for word in ["the ", " is ", " of ", " and ", " not ", " a ", " or "] {
            assert!(!said.contains(word), "{text}");
        }
    }
}

#[test]
fn i18n_what_readers_could_not_read() {
    const HEADER: Header = Header {
        format: "account snapshot",
        line: "x: 1",
    };
    let text = || "x".to_owned();
    let limits = detail::LIMITS
        .iter()
        .map(|text| text.get(Language::English));
    let much = detail::TOO_MUCH
        .iter()
        .map(|text| text.get(Language::English));
    let wanted = detail::WANTED
        .iter()
        .map(|text| text.get(Language::English));
    let mut all = vec![
        Why::NothingRecognised,
        Why::NotReadYet("ROS"),
        Why::NoResources,
        Why::Header(HEADER, None),
        Why::Header(HEADER, Some(text())),
        Why::Refused(Refusal::Missing),
        Why::Refused(Refusal::OutsideRoot),
        Why::NotOfKind("Terraform plan"),
        Why::NotOfKind("Terraform state"),
        Why::NotOfKind("account snapshot"),
        Why::FormatVersion(text()),
        Why::PlanIncomplete,
        Why::UnknownResource(text()),
        Why::Command,
        Why::NotKnown("x"),
        Why::NoModule("m is not in the input; run `terraform init`, which puts it into `.terraform`, or give a plan as JSON".to_owned()),
        Why::NoModule("../m is outside of the root; widen `--root`, or give a plan as JSON".to_owned()),
        Why::NoModule("its source is not a plain text; give a plan as JSON".to_owned()),
        Why::NoModule("m calls itself, which Terraform refuses".to_owned()),
        Why::NoModule("m holds no Terraform file; check the path, or give a plan as JSON".to_owned()),
        Why::CallNotRead(text()),
        Why::CallNotTold(text()),
        Why::CallFailed("x"),
        Why::Transform(text()),
        Why::NestedTemplate(text()),
        Why::Structure(StructureKind::UnknownKey(text())),
        Why::Structure(StructureKind::Unresolved(text())),
        Why::Structure(StructureKind::SystemDocument(text())),
        Why::Unparsable(ProblemKind::UnclosedBracket('{')),
        Why::Unparsable(ProblemKind::StrayBracket('}')),
        Why::Unparsable(ProblemKind::UnclosedString),
        Why::Unparsable(ProblemKind::UnclosedComment),
        Why::Unparsable(ProblemKind::TrailingText),
        Why::Unparsable(ProblemKind::MissingValue),
        Why::Unparsable(ProblemKind::MissingComma),
        Why::Unparsable(ProblemKind::Empty),
        Why::Unparsable(ProblemKind::TooDeep(3)),
        Why::Unparsable(ProblemKind::TooManyNodes(3)),
        Why::Unparsable(ProblemKind::InvalidUtf8),
        Why::Unparsable(ProblemKind::YamlAlias),
        Why::Unparsable(ProblemKind::DuplicateKey(text())),
    ];
    all.extend(limits.map(|how| Why::Limit(how.to_owned())));
    all.push(Why::Limit(format!(
        "{} (1000)",
        detail::LIMITS[0].get(Language::English)
    )));
    all.extend(much.map(|what| Why::TooMuch { what, limit: 3 }));
    all.extend(wanted.map(|wanted| {
        Why::Structure(StructureKind::BadKey {
            key: text(),
            wanted,
        })
    }));
    for why in all {
        let entry = readers::NotAnalysed {
            path: "p.json".to_owned(),
            at: None,
            why,
        };
        for language in Language::ALL {
            is_in(of_readers(&entry, language).why.raw(), language);
        }
    }
}

#[test]
fn i18n_what_the_disk_did_not_hand_over() {
    let all = [
        Reason::Missing,
        Reason::OutsideRoot,
        Reason::SymlinkOutside,
        Reason::SymlinkUnread,
        Reason::SymlinkDangling,
        Reason::SymlinkLoop,
        Reason::NotAFile("named pipe"),
        Reason::TooLarge {
            size: 3,
            limit: 1024 * 1024,
        },
        Reason::FoundTooLarge {
            size: 3,
            limit: 1024 * 1024,
        },
        Reason::TooManyFiles { limit: 3 },
        Reason::TooMuchText { limit: 3 },
        Reason::Encoding {
            name: "UTF-16",
            offset: 3,
        },
        Reason::Binary,
        Reason::LfsPointer,
        Reason::Submodule,
        Reason::NotReadYet("ROS"),
        Reason::GitIndex("x".to_owned()),
        Reason::Object("x".to_owned()),
        Reason::UnsafeName,
        Reason::TooDeep { limit: 3 },
        Reason::TooManyPaths { limit: 3 },
        Reason::System("x".to_owned()),
    ];
    for reason in all {
        for language in Language::ALL {
            is_in(&on_disk::reason(&reason, language), language);
        }
    }
    let left = [
        WhyLeftOut::OtherKind,
        WhyLeftOut::Excluded,
        WhyLeftOut::Ignored,
        WhyLeftOut::SkippedFolder,
        WhyLeftOut::TerraformCache,
        WhyLeftOut::Link,
        WhyLeftOut::Special,
        WhyLeftOut::Large { limit: 1024 * 1024 },
        WhyLeftOut::NotText,
        WhyLeftOut::NotCheckedOut,
        WhyLeftOut::AfterLimit,
    ];
    for why in left {
        for language in Language::ALL {
            is_in(&on_disk::left_out(why, "p.md", language), language);
        }
    }
    assert_eq!(
        on_disk::left_out(WhyLeftOut::OtherKind, "p.md", Language::Chinese),
        "不是会读取的文件类型（.md）"
    );
}

#[test]
fn i18n_remarks_and_what_holds_nothing() {
    use readers::Note;
    let text = || "x".to_owned();
    let notes = [
        Note::AccountFromInput(text()),
        Note::AccountFromBefore(text()),
        Note::NotInDump {
            what: "the members of group dba".to_owned(),
            command: text(),
        },
        Note::UnusedPolicy(text()),
        Note::UnusedParameter(text()),
        Note::NoRamResources(text()),
        Note::PlanOf {
            plan: text(),
            root: String::new(),
        },
        Note::BeyondPlan {
            plan: text(),
            root: text(),
            resources: 3,
        },
        Note::StateBefore {
            state: text(),
            plan: text(),
        },
        Note::ReadByOpenTofuAlone {
            read: vec![text(), text()],
            left_out: Vec::new(),
        },
        Note::ReadByOpenTofuAlone {
            read: vec![text()],
            left_out: vec![text()],
        },
        Note::VariablesByDefault(1),
        Note::VariablesByDefault(2),
    ];
    for language in Language::ALL {
        for note in &notes {
            is_in(&of_note(note, language), language);
        }
        for nothing in [
            NothingIn::NoSyntax,
            NothingIn::Broken,
            NothingIn::OtherClouds,
            NothingIn::Nothing,
        ] {
            is_in(&of_nothing(nothing, &["AWS"], language), language);
            is_in(&of_nothing(nothing, &["AWS", "AWS"], language), language);
        }
    }
}
