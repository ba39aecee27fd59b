//! Functions of texts. What they leave as it is keeps its place; what they change
//! maps to what it was made of.

use crate::readers::evaluated::{Data, Evaluated, MAX_TEXT};
use crate::readers::terraform::evaluator::choice::{is_splice, splice};
use crate::readers::terraform::evaluator::evaluate::{BUDGET_SPENT, Evaluator, TOO_LONG};
use crate::readers::terraform::evaluator::functions::{Call, items_of, regexes};
use crate::readers::terraform::evaluator::reference::kind_of;
use crate::readers::terraform::evaluator::rope::{
    Piece, append, first_hole, may_straddle, part, pieces, place,
};
use crate::readers::terraform::evaluator::unknown::{Outcome, Trouble};
use crate::source::{Fragment, HoleId, Span};

pub(super) fn lower(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    recased(own, call, "lower", |character, _| {
        character.to_lowercase().collect()
    })
}

pub(super) fn upper(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    recased(own, call, "upper", |character, _| {
        character.to_uppercase().collect()
    })
}

pub(super) fn title(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    recased(own, call, "title", |character, before| {
        if before.is_alphanumeric() || matches!(before, '_' | '\'') {
            return character.into();
        }
        character.to_uppercase().collect()
    })
}

fn recased(
    own: &mut Evaluator<'_>,
    call: &Call<'_>,
    name: &str,
    change: fn(char, char) -> String,
) -> Outcome {
    let text = call.text(own, 0)?;
    if !own.spend_bytes(text.text.len()) {
        return Err(Trouble::Limit(BUDGET_SPENT));
    }
    let mut result = Fragment::default();
    let mut before = ' ';
    for piece in pieces(&text) {
        let (known, start) = match piece {
            Piece::Known(known, start) => (known, start),
            Piece::Hole(hole, at) => {
                result.push_hole(own.made_by(name, hole, at), at);
                before = ' ';
                continue;
            }
        };
        let mut kept = start;
        for (offset, character) in known.char_indices() {
            let changed = change(character, before);
            before = character;
            if changed.chars().eq([character]) {
                continue;
            }
            let from = start.saturating_add(offset);
            let to = from.saturating_add(character.len_utf8());
            result.push_part(&text, kept, from);
            result.push_atom(&changed, place(&text, from, to).unwrap_or(call.at));
            kept = to;
        }
        result.push_part(&text, kept, start.saturating_add(known.len()));
    }
    call.text_result(result)
}

impl Evaluator<'_> {
    /// The hole that a function makes of one.
    fn made_by(&mut self, name: &str, hole: HoleId, at: Span) -> HoleId {
        let name = format!("{name}({})", self.name_of(hole));
        self.derived(hole, &name, at)
    }
}

/// Which ends of a text are trimmed.
#[derive(Clone, Copy)]
struct Ends {
    start: bool,
    end: bool,
}

const BOTH: Ends = Ends {
    start: true,
    end: true,
};

pub(super) fn trimspace(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    trimmed(own, call, BOTH, &char::is_whitespace)
}

pub(super) fn trim(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let set = call.known(own, 1)?;
    trimmed(own, call, BOTH, &|character| set.text.contains(character))
}

pub(super) fn chomp(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let ends = Ends {
        start: false,
        end: true,
    };
    trimmed(own, call, ends, &|character| {
        matches!(character, '\r' | '\n')
    })
}

/// A hole at an end may be trimmed as well, and if nothing is left of it, what
/// comes after it.
fn trimmed(
    own: &mut Evaluator<'_>,
    call: &Call<'_>,
    ends: Ends,
    is: &dyn Fn(char) -> bool,
) -> Outcome {
    let text = call.text(own, 0)?;
    let mut pieces = pieces(&text);
    let trim_piece = |own: &mut Evaluator<'_>, piece: &mut Piece<'_>, at_start: bool| match piece {
        Piece::Hole(hole, at) => {
            *hole = own.made_by("trim", *hole, *at);
            false
        }
        Piece::Known(known, start) => {
            let rest = if at_start {
                known.trim_start_matches(is)
            } else {
                known.trim_end_matches(is)
            };
            if at_start {
                *start = start.saturating_add(known.len().saturating_sub(rest.len()));
            }
            *known = rest;
            !rest.is_empty()
        }
    };
    if ends.start {
        for piece in &mut pieces {
            if trim_piece(own, piece, true) {
                break;
            }
        }
    }
    if ends.end {
        for piece in pieces.iter_mut().rev() {
            if trim_piece(own, piece, false) {
                break;
            }
        }
    }
    let mut result = Fragment::default();
    for piece in pieces {
        match piece {
            Piece::Known(known, start) => {
                result.push_part(&text, start, start.saturating_add(known.len()));
            }
            Piece::Hole(hole, at) => result.push_hole(hole, at),
        }
    }
    call.text_result(result)
}

/// Whether a text starts, or ends, with another.
fn bounded_by(text: &Fragment, with: &str, at_start: bool) -> Result<bool, Trouble> {
    let pieces = pieces(text);
    let edge = if at_start {
        pieces.first()
    } else {
        pieces.last()
    };
    let known = match edge {
        Some(Piece::Known(known, _)) => known,
        _ => "",
    };
    let (has, may_have) = if at_start {
        (known.starts_with(with), with.starts_with(known))
    } else {
        (known.ends_with(with), with.ends_with(known))
    };
    match first_hole(text) {
        Some(hole) if may_have && !has => Err(Trouble::Unknown(hole)),
        _ => Ok(has),
    }
}

pub(super) fn startswith(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let (text, with) = (call.text(own, 0)?, call.known(own, 1)?);
    call.is(bounded_by(&text, &with.text, true)?)
}

pub(super) fn endswith(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let (text, with) = (call.text(own, 0)?, call.known(own, 1)?);
    call.is(bounded_by(&text, &with.text, false)?)
}

pub(super) fn strcontains(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let (text, wanted) = (call.text(own, 0)?, call.known(own, 1)?);
    let holds = |piece: &Piece<'_>| match piece {
        Piece::Known(known, _) => known.contains(&wanted.text),
        Piece::Hole(..) => false,
    };
    match (pieces(&text).iter().any(holds), first_hole(&text)) {
        (false, Some(hole)) => Err(Trouble::Unknown(hole)),
        (holds, _) => call.is(holds),
    }
}

pub(super) fn trimprefix(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let (text, with) = (call.text(own, 0)?, call.known(own, 1)?);
    let cut = bounded_by(&text, &with.text, true)?;
    let start = if cut { with.text.len() } else { 0 };
    call.text_result(part(&text, start, text.text.len()))
}

pub(super) fn trimsuffix(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let (text, with) = (call.text(own, 0)?, call.known(own, 1)?);
    let cut = bounded_by(&text, &with.text, false)?;
    let end = text.text.len();
    let end = end.saturating_sub(if cut { with.text.len() } else { 0 });
    call.text_result(part(&text, 0, end))
}

pub(super) fn substr(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let text = call.text(own, 0)?;
    let (offset, length) = (call.whole(1)?, call.whole(2)?);
    let starts = || text.text.char_indices().map(|(at, _)| at);
    let Some(hole) = first_hole(&text) else {
        let count = i128::try_from(starts().count()).unwrap_or(i128::MAX);
        let start = if offset < 0 {
            count.saturating_add(offset).max(0)
        } else {
            offset
        };
        let end = if length < 0 {
            count
        } else {
            start.saturating_add(length)
        };
        let byte = |at: i128| {
            let at = usize::try_from(at).unwrap_or(usize::MAX);
            starts().nth(at).unwrap_or(text.text.len())
        };
        return call.text_result(part(&text, byte(start), byte(end)));
    };
    // The part before the hole is known; where it ends after that is not.
    let Some(Piece::Known(known, _)) = pieces(&text).first().copied() else {
        return Err(Trouble::Unknown(hole));
    };
    let count = i128::try_from(known.chars().count()).unwrap_or(i128::MAX);
    if offset < 0 || offset > count {
        return Err(Trouble::Unknown(hole));
    }
    let byte = |at: i128| {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let mut starts = known.char_indices().map(|(at, _)| at);
        starts.nth(at).unwrap_or(known.len())
    };
    let end = offset.saturating_add(length);
    if length >= 0 && end <= count {
        return call.text_result(part(&text, byte(offset), byte(end)));
    }
    let mut result = part(&text, byte(offset), known.len());
    let at = place(&text, known.len(), text.text.len()).unwrap_or(call.at);
    let name = format!(
        "substr({}, {offset}, {length})",
        own.shown(call.argument(0)?)
    );
    let rest = own.derived(hole, &name, at);
    result.push_hole(rest, at);
    call.text_result(result)
}

pub(super) fn replace(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let text = call.text(own, 0)?;
    let (search, by) = (call.known(own, 1)?, call.text(own, 2)?);
    let pattern = search.text.strip_prefix('/');
    if let Some(pattern) = pattern.and_then(|rest| rest.strip_suffix('/')) {
        let (text, by) = (call.known(own, 0)?, call.known(own, 2)?);
        return regexes::replace(own, call, &text, pattern, &by.text);
    }
    if search.text.is_empty() {
        let detail = "replacing the empty text is not evaluated here".to_owned();
        return Err(Trouble::NotEvaluated(detail));
    }
    if let Some(hole) = first_hole(&text)
        && may_straddle(&text, &search.text)
    {
        return Err(Trouble::Unknown(hole));
    }
    let mut result = Fragment::default();
    for piece in pieces(&text) {
        let (known, start) = match piece {
            Piece::Known(known, start) => (known, start),
            Piece::Hole(hole, at) => {
                let shown = (own.shown(call.argument(1)?), own.shown(call.argument(2)?));
                let name = format!("replace({}, {}, {})", own.name_of(hole), shown.0, shown.1);
                result.push_hole(own.derived(hole, &name, at), at);
                continue;
            }
        };
        let mut kept = start;
        for (offset, found) in known.match_indices(&search.text) {
            let from = start.saturating_add(offset);
            let to = from.saturating_add(found.len());
            result.push_part(&text, kept, from);
            put(&by, place(&text, from, to).unwrap_or(call.at), &mut result);
            kept = to;
            allowed(own, &result, by.text.len())?;
        }
        result.push_part(&text, kept, start.saturating_add(known.len()));
    }
    call.text_result(result)
}

/// Writes a text as made of what stood at a place.
fn put(text: &Fragment, at: Span, into: &mut Fragment) {
    for piece in pieces(text) {
        match piece {
            Piece::Known(known, _) => into.push_atom(known, at),
            Piece::Hole(hole, _) => into.push_hole(hole, at),
        }
    }
}

/// Whether a text that grows by so many bytes is still allowed to.
pub(super) fn allowed(own: &mut Evaluator<'_>, text: &Fragment, by: usize) -> Result<(), Trouble> {
    if text.text.len() > MAX_TEXT {
        return Err(Trouble::Limit(TOO_LONG));
    }
    // Each run has a place of its own, beside its bytes.
    if own.scope.spend(1) && own.spend_bytes(by) {
        return Ok(());
    }
    Err(Trouble::Limit(BUDGET_SPENT))
}

pub(super) fn split(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let (separator, text) = (call.known(own, 0)?, call.text(own, 1)?);
    if let Some(hole) = first_hole(&text)
        && (separator.text.is_empty() || may_straddle(&text, &separator.text))
    {
        return Err(Trouble::Unknown(hole));
    }
    let mut items = Vec::new();
    let mut current = Fragment::default();
    for piece in pieces(&text) {
        let (known, start) = match piece {
            Piece::Known(known, start) => (known, start),
            Piece::Hole(hole, at) => {
                current.push_hole(hole, at);
                continue;
            }
        };
        let mut kept = start;
        let cuts = known.match_indices(&separator.text);
        // The empty separator stands between all characters, not around them.
        let is_edge = |at: usize| separator.text.is_empty() && (at == 0 || at == known.len());
        for (offset, found) in cuts.filter(|(at, _)| !is_edge(*at)) {
            let from = start.saturating_add(offset);
            current.push_part(&text, kept, from);
            kept = from.saturating_add(found.len());
            own.spend_items(items.len().saturating_add(1)).and(Ok(()))?;
            let item = std::mem::take(&mut current);
            items.push(own.split_off(item, &separator.text, place(&text, from, from), call.at));
        }
        current.push_part(&text, kept, start.saturating_add(known.len()));
    }
    let end = place(&text, text.text.len(), text.text.len());
    if !(separator.text.is_empty() && text.text.is_empty()) {
        items.push(own.split_off(current, &separator.text, end, call.at));
    }
    Ok(Evaluated::list(items, call.at))
}

impl Evaluator<'_> {
    /// One element of a split text; a hole in it may hold the separator, and then
    /// it is several.
    fn split_off(
        &mut self,
        item: Fragment,
        separator: &str,
        end: Option<Span>,
        at: Span,
    ) -> Evaluated {
        let place = item.at().or(end).unwrap_or(at);
        let Some(hole) = first_hole(&item) else {
            return Evaluated::fragment(item, place);
        };
        let item = Evaluated::fragment(item, place);
        let name = format!("split(\"{separator}\", {})", self.shown(&item));
        splice(self.derived(hole, &name, place), place)
    }
}

pub(super) fn join(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let separator = call.text(own, 0)?;
    let mut items = Vec::new();
    for argument in call.arguments.iter().skip(1) {
        match argument.hole() {
            Some(hole) => items.push(splice(hole, argument.at)),
            None => items.extend_from_slice(items_of(argument)?),
        }
        own.spend_items(items.len())?;
    }
    let mut result = Fragment::default();
    let mut needs_separator = false;
    for item in &items {
        if let (true, Some(hole)) = (is_splice(item), item.hole()) {
            // It stands for its separators, on both sides, as well.
            let name = format!(
                "join({}, {})",
                own.shown(call.argument(0)?),
                own.shown(item)
            );
            result.push_hole(own.derived(hole, &name, item.at), item.at);
            needs_separator = false;
            continue;
        }
        if matches!(item.data, Data::Null | Data::List(_) | Data::Map(_)) {
            let kind = kind_of(item);
            return Err(Trouble::Fails(format!(
                "{kind} is among the texts to be joined"
            )));
        }
        let text = own.text_of(item)?;
        if needs_separator {
            put_at(&separator, call.at, &mut result);
        }
        append(&text, &mut result);
        needs_separator = true;
        allowed(
            own,
            &result,
            separator.text.len().saturating_add(text.text.len()),
        )?;
    }
    call.text_result(result)
}

/// A separator keeps its own place; one that has none is had from the call.
fn put_at(text: &Fragment, at: Span, into: &mut Fragment) {
    if text.at().is_some() {
        append(text, into);
    } else {
        put(text, at, into);
    }
}

pub(super) fn indent(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let spaces = usize::try_from(call.whole(0)?).ok();
    let spaces = spaces.filter(|spaces| *spaces <= MAX_TEXT);
    let spaces = spaces.ok_or_else(|| Trouble::Fails("it cannot be indented so far".to_owned()))?;
    // What a hole holds has lines of its own; blanks hardly matter there.
    let text = call.text(own, 1)?;
    let blanks = " ".repeat(spaces);
    let mut result = Fragment::default();
    let mut start = 0;
    for (at, _) in text.text.match_indices('\n') {
        let after = at.saturating_add(1);
        result.push_part(&text, start, after);
        result.push_atom(&blanks, place(&text, at, after).unwrap_or(call.at));
        allowed(
            own,
            &result,
            after.saturating_sub(start).saturating_add(spaces),
        )?;
        start = after;
    }
    result.push_part(&text, start, text.text.len());
    call.text_result(result)
}
