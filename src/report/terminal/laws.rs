//! Laws over random input, with fixed seeds: nothing hostile gets through, and
//! carets are exact.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::tests::{draw, finding, label, underlined};
use super::*;
use crate::report::concise::one_line;
use crate::source::FileId;

/// What may reach a terminal, whatever the input was.
fn check_safe(drawing: &str, color: bool) -> Result<(), TestCaseError> {
    let mut rest = drawing;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        prop_assert!(color, "escape without colour: {before:?}");
        let (code, after) = after.split_once('m').unwrap_or((after, ""));
        let digits = code.strip_prefix('[').unwrap_or("?");
        prop_assert!(
            digits.chars().all(|c| c.is_ascii_digit() || c == ';'),
            "{code:?}"
        );
        rest = after;
    }
    let bad = |c: char| c.is_control() && c != '\n' && c != '\u{1b}';
    prop_assert!(!drawing.contains(bad), "{drawing:?}");
    let hidden = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}' | '\u{f0000}'..);
    prop_assert!(!drawing.contains(hidden), "{drawing:?}");
    prop_assert!(
        !drawing.contains("##[") && !drawing.to_lowercase().contains("##vso["),
        "{drawing:?}"
    );
    for line in drawing.lines() {
        let line = line.trim_start();
        prop_assert!(
            !line.starts_with("::") && !line.starts_with("##"),
            "{line:?}"
        );
    }
    Ok(())
}

/// Strings with what an attacker would write, in any order.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\u{1b}[2J".to_owned()),
        Just("\u{1b}[31m".to_owned()),
        Just("\u{9b}1m".to_owned()),
        Just("##[add-mask]".to_owned()),
        Just("##vso[x]".to_owned()),
        Just("#".to_owned()),
        Just("[".to_owned()),
        Just("\n::error::".to_owned()),
        Just("::error::x ".to_owned()),
        Just("\r\n".to_owned()),
        Just("\t".to_owned()),
        Just("\u{202e}\u{200b}\u{feff}\u{2028}".to_owned()),
        Just("缓存👍🏽❤\u{fe0f}e\u{301}".to_owned()),
        Just("\u{f0000}\u{10fffd}".to_owned()),
        Just("x".repeat(500)),
        any::<String>(),
        any::<char>().prop_map(String::from),
        " *[a-z]{1,12} ",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

#[test]
fn nothing_hostile_reaches_the_terminal() {
    let config = Config {
        cases: 200,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let texts = prop::collection::vec(hostile(), 7);
    let spans = prop::collection::vec((0..3_u32, 0..900_u32, 0..40_u32), 5);
    let looks = (any::<bool>(), any::<bool>(), prop::option::of(1..200_usize));
    let strategy = (texts, spans, looks);
    let law = |(texts, spans, (color, unicode, width)): (Vec<String>, Vec<(u32, u32, u32)>, _)| {
        let mut sources = Sources::default();
        sources.add(texts[0].clone(), texts[1].clone());
        sources.add(texts[2].clone(), texts[3].clone());
        let mut labels = spans.iter().map(|&(file, start, len)| {
            label(Span::new(FileId(file), start, start + len), &texts[4])
        });
        let mut finding = finding(Span::new(FileId(0), 0, 0), "");
        finding.at = labels.next().unwrap();
        finding.related = labels.collect();
        finding.message.clone_from(&texts[5]);
        finding.notes = vec![texts[6].clone()];
        finding.help = Some(texts[5].clone());
        finding.fingerprint.clone_from(&texts[4]);
        let options = Options {
            color,
            width,
            unicode,
            ..Options::default()
        };
        let drawing = draw(&finding, &sources, &options);
        check_safe(&drawing, color)?;
        let line = one_line(&finding, &sources);
        check_safe(&line, false)?;
        prop_assert!(!line.contains('\n'));
        Ok(())
    };
    TestRunner::new_with_rng(config, rng)
        .run(&strategy, law)
        .unwrap();
}

/// A label drawn alone underlines exactly the sanitised text of its span.
#[test]
fn carets_are_exact_for_any_line() {
    let config = Config {
        cases: 300,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[9; 32]);
    let piece = prop_oneof![
        "[a-z]{1,6}",
        "[缓存👍\u{1b}\u{202e}é\u{9b}]{1,4}",
        Just("a\t".to_owned()),
        Just("y".repeat(200))
    ];
    let strategy = (
        prop::collection::vec(piece, 0..6),
        "[a-z缓👍\u{7}]{1,8}",
        "[a-z缓👍\u{7}]{0,60}",
        60..200_usize,
    );
    let law = |(before, middle, after, width): (Vec<String>, String, String, usize)| {
        let before = before.concat();
        let mut sources = Sources::default();
        let file = sources.add("a", format!("{before}<{middle}>{after}"));
        let start = before.len() as u32;
        let span = Span::new(file, start, start + middle.len() as u32 + 2);
        let options = Options {
            width: Some(width),
            ..Options::default()
        };
        let drawing = draw(&finding(span, ""), &sources, &options);
        let expected = to_display(sources.slice(span)).into_owned();
        prop_assert_eq!(underlined(&drawing), [expected], "{}", drawing);
        Ok(())
    };
    TestRunner::new_with_rng(config, rng)
        .run(&strategy, law)
        .unwrap();
}
