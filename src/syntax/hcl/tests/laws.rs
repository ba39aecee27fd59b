//! Laws over random configuration, put together from pieces whose meaning is
//! known, and over texts with a few characters changed.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed};

use super::{FILE, body_of, is_sound, show, under, visit};
use crate::syntax::expression::{Expression, ExpressionKind as Kind, Part};
use crate::syntax::hcl::tests::Seen;
use crate::syntax::hcl::{expression, template};
use crate::syntax::{Parsed, Problem};

fn config() -> Config {
    Config {
        cases: 300,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(20_261_125),
        ..Config::default()
    }
}

/// Pieces of quoted text: as written, and as meant.
const QUOTED: &[(&str, &str)] = &[
    ("a", "a"),
    (" ", " "),
    ("中文", "中文"),
    ("😀", "😀"),
    ("\\n", "\n"),
    ("\\r", "\r"),
    ("\\t", "\t"),
    ("\\\"", "\""),
    ("\\\\", "\\"),
    ("\\u4E2d", "中"),
    ("\\U0001f600", "😀"),
    ("$${x}", "${x}"),
    ("%%{", "%{"),
    ("$", "$"),
    ("% ", "% "),
    ("#//", "#//"),
    ("}", "}"),
    ("<<E", "<<E"),
];

/// Pieces of heredoc lines.
const LINES: &[(&str, &str)] = &[
    ("a", "a"),
    ("  ", "  "),
    ("中文", "中文"),
    ("\\n", "\\n"),
    ("\"", "\""),
    ("\\", "\\"),
    ("$${x}", "${x}"),
    ("%%{", "%{"),
    ("# /*", "# /*"),
    ("{[(", "{[("),
    ("E1", "E1"),
];

/// What is written, what it means, and the interpolations left out of it.
fn pieces(table: &'static [(&str, &str)]) -> impl Strategy<Value = Vec<(String, Option<String>)>> {
    let piece = prop::sample::select(table);
    let text = piece.prop_map(|(own, meant)| (own.to_owned(), Some(meant.to_owned())));
    let marked = prop::sample::select(&["${a}", "${ f(\"}\") }", "${\"${b}\"}"][..]);
    let marked = marked.prop_map(|own: &str| (own.to_owned(), None));
    prop::collection::vec(prop_oneof![6 => text, 1 => marked], 0..12)
}

/// A piece that ends in a mark must not meet one that begins with it.
fn joined(pieces: &[(String, Option<String>)]) -> (String, Vec<Option<String>>) {
    let mut text = String::new();
    let mut meant: Vec<Option<String>> = Vec::new();
    for (own, means) in pieces {
        if text.ends_with(['$', '%']) && own.starts_with(['$', '%']) {
            text.push('-');
            push_meant(&mut meant, "-");
        }
        text.push_str(own);
        match means {
            Some(means) => push_meant(&mut meant, means),
            None => meant.push(None),
        }
    }
    (text, meant)
}

fn push_meant(meant: &mut Vec<Option<String>>, text: &str) {
    match meant.last_mut() {
        Some(Some(last)) => last.push_str(text),
        _ => meant.push(Some(text.to_owned())),
    }
}

/// Literal texts of a value, with nothing for each interpolation.
fn texts(value: &Expression) -> Vec<Option<String>> {
    match &value.kind {
        Kind::Text(text) if text.text.is_empty() => Vec::new(),
        Kind::Text(text) => vec![Some(text.text.clone())],
        Kind::Template(parts) => {
            let part = |part: &Part| match part {
                Part::Text(text) => Some(text.text.clone()),
                _ => None,
            };
            parts.iter().map(part).collect()
        }
        other => panic!("{other:?}"),
    }
}

/// Where a value may stand, with `@` for it.
fn places() -> impl Strategy<Value = &'static str> {
    prop::sample::select(
        &[
            "x = @\n",
            "a \"b\" 中 {\n  # 注释 \"\n  x = @ // end\n}\n",
            "x = [1, @\n]\n",
            "x = { \"k\" = @\n}\n",
            "/* 注 */ x = f(@\n)\ny = 1\n",
            "x = (a ? @\n: b)\n",
        ][..],
    )
}

fn strings_of(text: &str) -> Vec<Expression> {
    let (body, problems) = body_of(text);
    assert_eq!(problems, [], "{text}");
    is_sound_outside_of_names(text, &body);
    let mut found = Vec::new();
    visit(&body, &mut |seen| {
        if let Seen::Expression(one) = seen
            && matches!(one.kind, Kind::Text(_) | Kind::Template(_))
        {
            found.push(one.clone());
        }
    });
    found
}

fn is_sound_outside_of_names(text: &str, body: &crate::syntax::expression::Body) {
    is_sound(text, body);
}

fn is_placed(text: &str, problems: &[Problem]) {
    for problem in problems {
        under(text, problem.at);
        problem.related.into_iter().for_each(|at| {
            under(text, at);
        });
    }
    assert!(problems.is_sorted_by_key(|one| one.at.start));
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn quoted_text_means_what_its_pieces_mean(pieces in pieces(QUOTED), place in places(), marked in any::<bool>()) {
        let (own, meant) = joined(&pieces);
        let mark = if marked { "\u{feff}" } else { "" };
        let value = format!("\"{own}\"");
        let text = format!("{mark}{}", place.replace('@', &value));
        let found = strings_of(&text);
        let found = found.iter().find(|one| under(&text, one.at) == value);
        prop_assert!(found.is_some(), "{}", text);
        prop_assert_eq!(texts(found.unwrap()), meant, "{}", text);
    }

    #[test]
    fn heredocs_mean_what_their_lines_mean(
        lines in prop::collection::vec((0..4_usize, pieces(LINES)), 0..6),
        place in places(), flush in any::<bool>(), returns in any::<bool>(), tail in 0..6_usize,
    ) {
        // A line begins with a letter, so that its indent is what is written.
        let end = if returns { "\r\n" } else { "\n" };
        let least = lines.iter().map(|(indent, _)| *indent).min().unwrap_or(0);
        let mut own = String::new();
        let mut meant: Vec<Option<String>> = Vec::new();
        for (indent, pieces) in &lines {
            let (text, means) = joined(pieces);
            own.push_str(&format!("{}b{text}{end}", " ".repeat(*indent)));
            let left = if flush { indent - least } else { *indent };
            push_meant(&mut meant, &format!("{}b", " ".repeat(left)));
            for one in means {
                match one {
                    Some(one) => push_meant(&mut meant, &one),
                    None => meant.push(None),
                }
            }
            push_meant(&mut meant, end);
        }
        let dash = if flush { "-" } else { "" };
        let value = format!("<<{dash}E{end}{own}{}E", " ".repeat(tail));
        let place = place.replace(" // end", "").replace('\n', end);
        let text = place.replace('@', &value);
        let found = strings_of(&text);
        let found = found.iter().find(|one| under(&text, one.at) == value);
        prop_assert!(found.is_some(), "{}", text);
        prop_assert_eq!(texts(found.unwrap()), meant, "{}", text);
    }

    #[test]
    fn changed_texts_are_read_or_told(
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..3_usize, prop::sample::select(SIGNS)), 1..6),
    ) {
        let mut signs: Vec<char> = TEXT.chars().collect();
        for (index, gone, sign) in changes {
            let at = index.index(signs.len() + 1);
            let end = (at + gone).min(signs.len());
            signs.splice(at..end, sign.chars());
        }
        let text: String = signs.into_iter().collect();
        let (body, problems) = body_of(&text);
        is_placed(&text, &problems);
        let mut unreadable = false;
        visit(&body, &mut |seen| match seen {
            Seen::Name(_, at) => { under(&text, at); }
            Seen::Text(fragment) => assert_eq!(fragment.map.len() as usize, fragment.text.len()),
            Seen::Expression(one) => {
                under(&text, one.at);
                unreadable |= matches!(one.kind, Kind::Unreadable(_));
            }
        });
        prop_assert!(!unreadable || !problems.is_empty());
    }

    #[test]
    fn any_text_is_read_as_each_kind(text in "[a1 \"{}$%\\[\\]()<>=?:.,*!#/\\\\\n\r~中E-]{0,40}") {
        let (_, problems) = body_of(&text);
        is_placed(&text, &problems);
        let mut problems = Vec::new();
        let value = expression(Parsed::file(&text, FILE), &mut problems);
        prop_assert!(value.is_some() != problems.iter().any(|one| !one.kind.recovered()));
        is_placed(&text, &problems);
        problems.clear();
        let value = template(Parsed::file(&text, FILE), &mut problems);
        prop_assert_eq!(matches!(value.kind, Kind::Unreadable(_)), !problems.is_empty(), "{}", show(&value));
        is_placed(&text, &problems);
    }
}

/// What is put into a text to change it.
const SIGNS: &[&str] = &[
    "", "", "\"", "\\", "\n", "\r", "${", "%{", "}", "{", "[", "]", "(", ")", "<<E", "<<-E\n",
    "E\n", "/*", "*/", "#", "=", "==", "?", ":", ",", ".", "*", "~}", "if", "for", "中",
    "\u{feff}", "1", "$$", "!", "-", "&&", " ", "...", "=>",
];

const TEXT: &str = "\
# 注释
resource \"a\" \"b\" {
  name = \"x-${var.name[0].y}-%{ if a }b%{ else }c%{ endif }\\n\"
  doc = <<-E
    { \"k\": \"${join(\",\", [for x in y : x if !z])}\", \"$${l}\": 1 }
    E
  dynamic \"s\" {
    for_each = a == 1 ? b.*.c : { for k, v in m : k => v... }
  }
}
locals {
  v = [1, -2.5, (3 + 4) * 5, f(a, b...), null]
}
";
