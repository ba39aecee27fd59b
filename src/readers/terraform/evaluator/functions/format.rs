//! `format` and `formatlist`. A text that is put in as it is keeps its places.

use crate::readers::evaluated::{Data, Evaluated, MAX_TEXT};
use crate::readers::json_text::json_text;
use crate::readers::terraform::evaluator::choice::{is_splice, splice};
use crate::readers::terraform::evaluator::evaluate::{Evaluator, TOO_LONG, TOO_MANY_DIGITS};
use crate::readers::terraform::evaluator::functions::Call;
use crate::readers::terraform::evaluator::functions::texts::allowed;
use crate::readers::terraform::evaluator::operators::{boolean, number};
use crate::readers::terraform::evaluator::rope::{append, part, place};
use crate::readers::terraform::evaluator::unknown::{Outcome, Trouble, hole_in};
use crate::source::{Fragment, Span};

/// The widest field and most places after the point.
const MAX_WIDTH: usize = 1024;

/// What stands between `%` and its letter.
#[derive(Default)]
struct Verb {
    minus: bool,
    zero: bool,
    plus: bool,
    sharp: bool,
    width: Option<usize>,
    places: Option<usize>,
    /// `[n]`: which argument, the first being 1.
    argument: Option<usize>,
    letter: char,
}

pub(super) fn format(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let pattern = call.known(own, 0)?;
    let arguments = call.arguments.get(1..).unwrap_or(&[]);
    if let Some(hole) = arguments
        .iter()
        .find(|one| is_splice(one))
        .and_then(Evaluated::hole)
    {
        return Err(Trouble::Unknown(hole));
    }
    let text = formatted(own, &pattern, arguments, call.at)?;
    call.text_result(text)
}

fn formatted(
    own: &mut Evaluator<'_>,
    pattern: &Fragment,
    arguments: &[Evaluated],
    at: Span,
) -> Result<Fragment, Trouble> {
    let mut result = Fragment::default();
    let mut rest = 0_usize;
    let (mut next, mut used) = (0_usize, 0_usize);
    let mut is_indexed = false;
    while let Some(found) = pattern.text.get(rest..).and_then(|text| text.find('%')) {
        let start = rest.saturating_add(found);
        result.push_part(pattern, rest, start);
        let text = pattern.text.get(start.saturating_add(1)..).unwrap_or("");
        let (verb, length) = verb(text)?;
        let end = start.saturating_add(1).saturating_add(length);
        rest = end;
        let from = place(pattern, start, end).unwrap_or(at);
        if verb.letter == '%' {
            result.push_atom("%", from);
            continue;
        }
        if let Some(index) = verb.argument {
            is_indexed = true;
            next = index.saturating_sub(1);
        }
        let argument = arguments.get(next).ok_or_else(|| {
            let count = arguments.len();
            Trouble::Fails(format!("the format asks for more than {count} values"))
        })?;
        next = next.saturating_add(1);
        used = used.max(next);
        insert(own, &verb, argument, from, &mut result)?;
        allowed(own, &result, result.text.len().saturating_sub(start))?;
    }
    if used < arguments.len() && !is_indexed {
        let counts = (used, arguments.len());
        let detail = format!(
            "the format asks for {} values and is given {}",
            counts.0, counts.1
        );
        return Err(Trouble::Fails(detail));
    }
    result.push_part(pattern, rest, pattern.text.len());
    Ok(result)
}

/// The verb that stands after `%`, and its length in bytes.
fn verb(text: &str) -> Result<(Verb, usize), Trouble> {
    let mut verb = Verb::default();
    let mut rest = text;
    loop {
        match rest.chars().next() {
            Some('-') => verb.minus = true,
            Some('0') => verb.zero = true,
            Some('+') => verb.plus = true,
            Some('#') => verb.sharp = true,
            _ => break,
        }
        rest = rest.get(1..).unwrap_or("");
    }
    verb.width = digits(&mut rest)?;
    if let Some(after) = rest.strip_prefix('.') {
        rest = after;
        verb.places = Some(digits(&mut rest)?.unwrap_or(0));
    }
    if let Some(after) = rest.strip_prefix('[') {
        rest = after;
        verb.argument = digits(&mut rest)?;
        rest = match rest.strip_prefix(']') {
            Some(after) if verb.argument.is_some_and(|index| index > 0) => after,
            _ => {
                return Err(Trouble::Fails(
                    "the format has `[` without a number".to_owned(),
                ));
            }
        };
    }
    let letter = rest.chars().next();
    verb.letter =
        letter.ok_or_else(|| Trouble::Fails("the format ends in a lone `%`".to_owned()))?;
    let before = text.len().saturating_sub(rest.len());
    Ok((verb, before.saturating_add(verb_len(letter))))
}

fn verb_len(letter: Option<char>) -> usize {
    letter.map_or(0, char::len_utf8)
}

fn digits(rest: &mut &str) -> Result<Option<usize>, Trouble> {
    let end = rest.find(|c: char| !c.is_ascii_digit());
    let (digits, after) = rest
        .split_at_checked(end.unwrap_or(rest.len()))
        .unwrap_or(("", rest));
    *rest = after;
    if digits.is_empty() {
        return Ok(None);
    }
    let number = digits.parse().ok().filter(|number| *number <= MAX_WIDTH);
    let number = number.ok_or_else(|| {
        Trouble::NotEvaluated(format!(
            "a field of more than {MAX_WIDTH} characters is not written"
        ))
    });
    number.map(Some)
}

fn insert(
    own: &mut Evaluator<'_>,
    verb: &Verb,
    argument: &Evaluated,
    from: Span,
    into: &mut Fragment,
) -> Result<(), Trouble> {
    let is_plain = verb.width.is_none() && verb.places.is_none() && !verb.plus && !verb.sharp;
    if let Some(hole) = hole_in(argument)
        && !(is_plain && matches!(verb.letter, 's' | 'v'))
    {
        let name = format!("format(\"%{}\", {})", verb.letter, own.shown(argument));
        let hole = own.derived(hole, &name, from);
        into.push_hole(hole, from);
        return Ok(());
    }
    let text = match verb.letter {
        's' => own.text_of(argument)?,
        'v' => match &argument.data {
            Data::Null | Data::List(_) | Data::Map(_) => json(argument)?.into(),
            Data::Text(_) if verb.sharp => json(argument)?.into(),
            _ => own.text_of(argument)?,
        },
        'q' => {
            let text = own.text_of(argument)?;
            let quoted = Evaluated::new(Data::Text(text), argument.at);
            json(&quoted)?.into()
        }
        't' => {
            let is = boolean(argument)?;
            own.text_of(&Evaluated::new(Data::Bool(is), argument.at))?
        }
        'd' | 'f' => {
            let number = number(argument)?;
            let text = match verb.letter {
                'd' => match number.as_whole() {
                    Some(whole) => whole.to_string(),
                    None => return Err(Trouble::Fails("a whole number is needed".to_owned())),
                },
                _ => {
                    let places = u32::try_from(verb.places.unwrap_or(6)).unwrap_or(u32::MAX);
                    let text = number.fixed(places);
                    text.ok_or(Trouble::Limit(TOO_MANY_DIGITS))?
                }
            };
            let sign = if verb.plus && !text.starts_with('-') {
                "+"
            } else {
                ""
            };
            let mut fragment = Fragment::default();
            fragment.push_atom(&format!("{sign}{text}"), argument.at);
            fragment.into()
        }
        letter => {
            let detail = format!("`%{letter}` is not evaluated here");
            return Err(Trouble::NotEvaluated(detail));
        }
    };
    let is_number = matches!(verb.letter, 'd' | 'f');
    let mut text = text;
    if let Some(places) = verb.places.filter(|_| !is_number) {
        let cut = text
            .text
            .char_indices()
            .nth(places)
            .map_or(text.text.len(), |(at, _)| at);
        text = part(&text, 0, cut).into();
    }
    let count = text.text.chars().count();
    let fill = verb.width.unwrap_or(0).saturating_sub(count);
    let zeros = verb.zero && !verb.minus;
    if fill > 0 && zeros && is_number {
        let (sign, digits) = match text.text.split_at_checked(1) {
            Some((sign @ ("-" | "+"), digits)) => (sign, digits),
            _ => ("", text.text.as_str()),
        };
        into.push_atom(&format!("{sign}{}{digits}", "0".repeat(fill)), argument.at);
        return Ok(());
    }
    let blanks = (if zeros { "0" } else { " " }).repeat(fill);
    if !verb.minus {
        into.push_atom(&blanks, from);
    }
    append(&text, into);
    if verb.minus {
        into.push_atom(&blanks, from);
    }
    Ok(())
}

fn json(value: &Evaluated) -> Result<Fragment, Trouble> {
    json_text(value, MAX_TEXT).ok_or(Trouble::Limit(TOO_LONG))
}

pub(super) fn formatlist(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let pattern = call.known(own, 0)?;
    let arguments = call.arguments.get(1..).unwrap_or(&[]);
    let lists = || {
        arguments
            .iter()
            .filter(|one| matches!(one.data, Data::List(_)))
    };
    let count = lists().map(|list| list.items().len()).max();
    let count = count.unwrap_or(usize::from(
        arguments.is_empty() || lists().next().is_none(),
    ));
    own.spend_items(count)?;
    let mut uneven = lists().filter(|list| list.items().len() != count);
    let splices = || {
        lists()
            .flat_map(|list| list.items())
            .filter(|item| is_splice(item))
    };
    if let Some(hole) = splices().next().and_then(Evaluated::hole)
        && (lists().nth(1).is_some() || uneven.next().is_some())
    {
        return Err(Trouble::Unknown(hole));
    }
    if uneven.next().is_some() {
        return Err(Trouble::Fails("the lists differ in length".to_owned()));
    }
    let mut items = Vec::with_capacity(count);
    for index in 0..count {
        let mut row = Vec::with_capacity(arguments.len());
        for argument in arguments {
            row.push(match &argument.data {
                Data::List(list) => list.get(index).unwrap_or(argument).clone(),
                _ => argument.clone(),
            });
        }
        if let Some(item) = row.iter().find(|item| is_splice(item))
            && let Some(hole) = item.hole()
        {
            let name = format!("formatlist(\"{}\", {})", pattern.text, own.name_of(hole));
            items.push(splice(own.derived(hole, &name, item.at), item.at));
            continue;
        }
        let text = formatted(own, &pattern, &row, call.at)?;
        items.push(Evaluated::fragment(text, call.at));
    }
    Ok(Evaluated::list(items, call.at))
}
