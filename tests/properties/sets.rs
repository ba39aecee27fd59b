//! Patterns and sets of values, against going through members.

use std::sync::{Arc, LazyLock};

use ramlint::engine::domain::addresses::{AddressSet, Cidr, parse_cidr};
use ramlint::engine::domain::ordered::{
    Comparison, Intervals, format_decimal, format_instant, parse_decimal, parse_instant,
};
use ramlint::engine::domain::strings::StringSet;
use ramlint::model::pattern::Pattern;

use super::drawn::Drawn;
use super::{algebra, meaning};

/// What patterns are drawn over: letters that fold and that do not, what ends a
/// field, and a letter that no pattern names comes with the texts.
const LETTERS: [char; 6] = ['a', '*', '?', ':', 'A', 'b'];

static SHORT: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| meaning::texts(&['a', 'A', ':', 'z'], 6));

static TEXTS: LazyLock<Vec<Vec<char>>> =
    LazyLock::new(|| meaning::texts(&['a', 'A', 'b', 'B', ':', '*', 'z'], 4));

/// A pattern as policies have them, or an ARN template; so short that what two of them
/// have in common has a member among the short texts.
fn pattern(drawn: &mut Drawn<'_>) -> Pattern {
    let pattern = if drawn.once_in(3) {
        let text = drawn.text(&['a', '*', '{', ':', 'A'], 4);
        Pattern::from_template(&text.replace('{', "{region}"), None)
    } else {
        Pattern::new(&drawn.text(&['a', '*', '?', ':', 'A'], 4))
    };
    folded(pattern, drawn)
}

fn folded(pattern: Pattern, drawn: &mut Drawn<'_>) -> Pattern {
    if drawn.once_in(3) {
        pattern.folded()
    } else {
        pattern
    }
}

/// Matching is what the naive meaning says, of drawn patterns and of any; inclusion
/// and intersection are what going through all short texts says.
pub fn patterns(bytes: &[u8]) {
    let mut drawn = Drawn::new(bytes);
    let (wide, narrow) = (pattern(&mut drawn), pattern(&mut drawn));
    meaning::covering_and_overlapping_are_enumerated(&wide, &narrow, &SHORT);
    let (pattern, text) = (drawn.text(&LETTERS, 7), drawn.text(&LETTERS, 9));
    meaning::matching_is_naive(&pattern, &text);
    let (pattern, text) = (drawn.piece(9), drawn.piece(12));
    meaning::matching_is_naive(&pattern, &text);
}

fn strings(drawn: &mut Drawn<'_>) -> StringSet {
    let one = |drawn: &mut Drawn<'_>| {
        let pattern = match drawn.below(7) {
            0 => {
                let text = drawn.text(&['a', 'A', ':', '{'], 3);
                Pattern::from_template(&text.replace('{', "{region}"), None)
            }
            1 => Pattern::literal(&drawn.text(&['a', 'A', '*'], 3)),
            _ => Pattern::new(&drawn.text(&LETTERS, 4)),
        };
        Arc::new(folded(pattern, drawn))
    };
    StringSet {
        any_of: drawn.some((0, 3), one),
        negated: drawn.once_in(2),
    }
}

/// Blocks near both ends and in the middle of each family, so that they meet.
fn block(drawn: &mut Drawn<'_>) -> Cidr {
    let (low, host) = (drawn.below(16), drawn.below(5));
    let text = match drawn.below(8) {
        0 => format!("0.0.0.{low}/{}", 32 - host),
        1 => format!("255.255.255.{}/{}", 240 + low, 32 - host),
        2 => "0.0.0.0/0".to_owned(),
        3 => format!("128.0.0.0/{}", 1 + host),
        4 if low == 0 => format!("::/{}", 128 - host),
        4 => format!("::{low:x}/{}", 128 - host),
        5 => format!(
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff{low:x}/{}",
            128 - host
        ),
        6 => "::/0".to_owned(),
        _ => format!("8000::/{}", 1 + host),
    };
    parse_cidr(&text).unwrap()
}

fn addresses(drawn: &mut Drawn<'_>) -> AddressSet {
    let set = AddressSet::from_cidrs(&drawn.some((0, 4), block));
    if drawn.once_in(2) {
        set.complement()
    } else {
        set
    }
}

fn intervals(drawn: &mut Drawn<'_>) -> Intervals {
    let comparisons = [
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
    ];
    let parts = drawn.some((0, 4), |drawn| {
        let point = i128::try_from(drawn.below(8)).unwrap() - 4;
        let part = Intervals::compared(*drawn.pick(&comparisons), point * 4);
        (part, drawn.once_in(2))
    });
    let nothing = Intervals::nothing();
    parts.into_iter().fold(nothing, |set, (part, both)| {
        if both {
            set.intersection(&part)
        } else {
            set.union(&part)
        }
    })
}

/// The algebra of every kind of sets is membership, and what is written of a value
/// is read back as it.
pub fn domains(bytes: &[u8]) {
    let mut drawn = Drawn::new(bytes);
    match drawn.below(4) {
        0 => algebra::addresses(&addresses(&mut drawn), &addresses(&mut drawn)),
        1 => algebra::intervals(&intervals(&mut drawn), &intervals(&mut drawn)),
        2 => {
            let sets = drawn.some((0, 3), strings);
            algebra::strings(&sets, &TEXTS, meaning::naive);
            let text = drawn.text(&LETTERS, 6);
            for set in &sets {
                algebra::complement_of_strings(set, &text, meaning::naive);
            }
        }
        _ => {
            let text = drawn.rest();
            if let Ok(block) = parse_cidr(&text) {
                let again = parse_cidr(&block.to_string()).unwrap();
                assert_eq!((again.network, again.prefix), (block.network, block.prefix));
            }
            if let Some(number) = parse_decimal(&text) {
                assert_eq!(parse_decimal(&format_decimal(number)), Some(number));
            }
            if let Some(instant) = parse_instant(&text) {
                assert_eq!(parse_instant(&format_instant(instant)), Some(instant));
            }
        }
    }
}
