//! GH-02, SEC-20, SEC-21: whatever the names and texts of the input are, no format
//! prints a command that was not meant, nor anything that controls a terminal.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use ramlint::report::REPORTERS;
use ramlint::report::display::Untrusted;
use ramlint::report::run::NotAnalysed;
use ramlint::rules::{Edit, Finding, Fix, FixKind, Level};
use ramlint::source::Span;

use super::gallery::{Gallery, finding, label};
use super::pair::Pair;
use super::runner::commands;
use crate::properties::reports;

/// What somebody would write who wants a CI service, a terminal or a viewer to do
/// something, in any order.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => proptest::sample::select(reports::PIECES.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat())
}

prop_compose! {
    fn hostile_finding()(
        texts in proptest::collection::vec(text(), 8), at in (0..60_u32, 0..30_u32), level in 0..5_usize, safe in any::<bool>()
    ) -> (Finding, (u32, u32)) {
        let levels = [Level::Info, Level::Low, Level::Medium, Level::High, Level::Critical];
        let span = Span::new(ramlint::source::FileId(0), at.0, at.0 + at.1);
        let mut one = finding(levels[level], span);
        one.message = texts[0].clone();
        one.at = label(span, &texts[1]);
        one.related = vec![label(span, &texts[2])];
        one.proof = vec![label(span, &texts[3])];
        one.notes = vec![texts[4].clone()];
        one.help = Some(texts[5].clone());
        one.principals = vec![texts[6].clone()];
        one.fix = Some(Fix {
            title: texts[7].clone(),
            kind: if safe { FixKind::Safe } else { FixKind::Unsafe },
            edits: vec![Edit { at: span, text: texts[7].clone() }],
        });
        (one, at)
    }
}

/// Leaves out the pages of rules without a finding, none of which is hostile.
fn only_own_rules(gallery: &mut Gallery) {
    let own: BTreeSet<&str> = gallery.findings.iter().map(|one| one.rule).collect();
    gallery.rules.retain(|rule| own.contains(rule.id));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 100,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_123),
        ..ProptestConfig::default()
    })]

    #[test]
    fn gh_02_only_what_is_meant_is_a_command(
        path in text(), content in text(), found in proptest::collection::vec(hostile_finding(), 0..4), unread in (text(), text())
    ) {
        let mut gallery = Gallery::empty();
        gallery.file(&path, &content);
        // Any span, so that it may begin or end inside a character.
        gallery.findings = found.into_iter().map(|(one, _)| one).collect();
        only_own_rules(&mut gallery);
        gallery.not_analysed = vec![NotAnalysed {
            path: Untrusted::new(unread.0),
            at: None,
            why: Untrusted::new(unread.1),
        }];
        for reporter in REPORTERS {
            reports::is_tame(reporter.name, &gallery);
        }
    }

    /// JU-03, RD-01, GL-01, SARIF-01: every format is one that its readers can read.
    #[test]
    fn ju_03_every_report_can_be_read_whatever_the_input(
        path in text(), content in text(), found in proptest::collection::vec(hostile_finding(), 0..3)
    ) {
        let mut gallery = Gallery::empty();
        gallery.file(&path, &content);
        gallery.findings = found.into_iter().map(|(one, _)| one).collect();
        only_own_rules(&mut gallery);
        reports::is_readable(&gallery);
        super::markdown::is_only_text(&gallery.write("markdown"));
        super::lines::match_all(&gallery);
    }

    /// The same for comparisons: names of inputs, principals, policies and actions,
    /// and places anywhere, also inside of characters.
    #[test]
    fn gh_02_only_what_is_meant_is_a_command_in_comparisons(
        texts in proptest::collection::vec(text(), 12), places in proptest::collection::vec((0..60_u32, 0..30_u32), 8), verbose in any::<bool>(), chinese in any::<bool>()
    ) {
        let mut pair = Pair::full();
        pair.style.verbose = verbose;
        if chinese {
            pair.style.language = ramlint::rules::Language::Chinese;
        }
        pair.names = [texts[0].clone(), texts[1].clone()];
        let (before, after) = (pair.before.add(texts[2].as_str(), texts[3].as_str()), pair.after.add(texts[2].as_str(), texts[4].as_str()));
        let spans = places.iter().map(|(start, length)| (*start, start + length));
        let all = pair.difference.causes.iter_mut().flat_map(|cause| cause.places.iter_mut().chain(&mut cause.grants));
        for (place, (start, end)) in all.zip(spans) {
            let file = match place.side {
                ramlint::engine::difference::Side::Before => before,
                ramlint::engine::difference::Side::After => after,
            };
            place.at = Span::new(file, start, end);
        }
        for cause in &mut pair.difference.causes {
            cause.of = texts[5].clone();
            cause.whom = Some(texts[6].clone());
        }
        for entry in pair.difference.gained.iter_mut().chain(&mut pair.difference.lost) {
            entry.principal = texts[7].clone();
            entry.account = Some(texts[8].clone());
            entry.action = texts[9].clone();
            entry.via = vec![texts[7].clone()];
            entry.witness = vec![[(texts[10].clone(), Some(vec![texts[11].clone()]))].into()];
            for pattern in &mut entry.patterns {
                pattern.text = texts[11].clone();
            }
        }
        let path = || Untrusted::new(texts[2].clone());
        pair.files.without_effect = vec![path()];
        pair.unread[0] = vec![NotAnalysed { path: path(), at: None, why: Untrusted::new(texts[11].clone()) }];
        for reporter in REPORTERS.iter().filter(|reporter| reporter.diff.is_some()) {
            let text = pair.write(reporter.name);
            let json = ["json", "sarif"].contains(&reporter.name);
            reports::is_plain(&text);
            if json {
                prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
            }
            let commands = commands(&text);
            if reporter.name == "github" {
                // Six changes, and what was not analysed.
                prop_assert!((2..=7).contains(&commands.len()), "{}", text);
                for command in &commands {
                    prop_assert!(command.properties["title"].starts_with("ramlint"), "{:?}", command);
                    let others = command.properties.len();
                    prop_assert!([1, 4, 6].contains(&others), "{:?}", command);
                }
            } else {
                prop_assert_eq!(commands, vec![], "{}: {}", reporter.name, text);
            }
        }
        super::markdown::is_only_text(&pair.write("markdown"));
    }
}
