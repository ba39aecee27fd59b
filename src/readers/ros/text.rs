//! The functions of templates that make text. What is written in their arguments
//! keeps the places of its bytes; what they insert by reference maps to the place
//! of the reference.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::ros::evaluator::{Evaluator, append, insert};
use crate::readers::ros::template::Call;
use crate::source::{Fragment, HoleId, Span};

/// The address that a text refers to: that of its only part that refers to one.
#[derive(Default)]
struct Refers {
    address: Option<Rc<str>>,
    many: bool,
}

impl Refers {
    fn add(&mut self, value: &Evaluated) {
        if value.refers.is_some() {
            self.many |= self.address.is_some();
            self.address.clone_from(&value.refers);
        }
    }

    fn give(self, mut value: Evaluated) -> Evaluated {
        value.refers = self.address.filter(|_| !self.many);
        value
    }
}

impl<'c> Evaluator<'_, '_, 'c> {
    pub(super) fn substitute(&mut self, call: &Call<'c>) -> Option<Evaluated> {
        let mut variables = BTreeMap::new();
        let arguments = call.arguments();
        let text = self.value(*arguments.first()?)?;
        for given in arguments.iter().skip(1) {
            let given = self.value(*given)?;
            for (name, value) in given.members() {
                variables.insert(name.as_str()?.to_owned(), value.clone());
            }
        }
        if let Some(hole) = text.hole() {
            return Some(Evaluated::unknown(hole, call.at));
        }
        let source = text.as_fragment()?;
        let mut out = Fragment::default();
        let mut refers = Refers::default();
        let mut from = 0;
        while let Some(start) = find(&source.text, "${", from) {
            let Some(end) = find(&source.text, "}", start) else {
                break;
            };
            let after = end.saturating_add(1);
            let inner = start.saturating_add(2);
            let name = source.text.get(inner..end).unwrap_or("");
            if name.starts_with('!') {
                out.push_part(source, from, inner);
                out.push_part(source, inner.saturating_add(1), after);
                from = after;
                continue;
            }
            out.push_part(source, from, start);
            from = after;
            let place = part(source, start, after).unwrap_or(text.at);
            if !self.spend(1, call.at) {
                return Some(self.past_limit(call.at));
            }
            let name = name.trim();
            let value = match variables.get(name) {
                Some(value) => Some(value.clone()),
                None => self.reference(name, place),
            };
            let Some(value) = value else { continue };
            refers.add(&value);
            match value.as_fragment() {
                Some(fragment) => insert(&mut out, fragment, place),
                None => {
                    let mut value = value;
                    value.at = place;
                    if !append(&mut out, &value, place) {
                        return None;
                    }
                }
            }
        }
        out.push_part(source, from, source.text.len());
        Some(refers.give(self.made(out, call.at)))
    }

    pub(super) fn join(&mut self, call: &Call<'c>) -> Option<Evaluated> {
        let [delimiter, list] = *call.arguments() else {
            return None;
        };
        let place = delimiter.at();
        let delimiter = self.value(delimiter)?;
        // What an element of the list is written as: the value may be elsewhere.
        let places: Vec<Span> = list.items().map(|item| item.at()).collect();
        let written = list.at();
        let list = self.value(list)?;
        let items = match &list.data {
            Data::List(items) => items,
            Data::Unknown { hole, .. } => return Some(Evaluated::unknown(*hole, call.at)),
            _ => return None,
        };
        if !self.spend(items.len(), call.at) {
            return Some(self.past_limit(call.at));
        }
        // Elements that are left out have no place among the values.
        let places = Some(places).filter(|places| places.len() == items.len());
        let mut out = Fragment::default();
        let mut refers = Refers::default();
        for (number, item) in items.iter().enumerate() {
            if number > 0 && !append(&mut out, &delimiter, place) {
                return None;
            }
            let place = places.as_ref().and_then(|places| places.get(number));
            if !append(&mut out, item, *place.unwrap_or(&written)) {
                return None;
            }
            refers.add(item);
        }
        Some(refers.give(self.made(out, call.at)))
    }

    pub(super) fn split(&mut self, call: &Call<'c>) -> Option<Evaluated> {
        let [delimiter, text]: [Evaluated; 2] = self.exactly(call)?;
        if let Some(hole) = first_hole(&delimiter).or_else(|| first_hole(&text)) {
            let splice = true;
            return Some(Evaluated::new(Data::Unknown { hole, splice }, call.at));
        }
        if matches!(text.data, Data::List(_)) {
            return Some(text);
        }
        let delimiter = delimiter.as_str().filter(|text| !text.is_empty())?;
        Some(self.parts(text.as_fragment()?, delimiter, call.at))
    }

    /// The parts of a text between delimiters.
    pub(super) fn parts(&mut self, text: &Fragment, delimiter: &str, at: Span) -> Evaluated {
        let mut parts = Vec::new();
        let mut from = 0;
        loop {
            let end = find(&text.text, delimiter, from);
            let mut fragment = Fragment::default();
            let stop = end.unwrap_or(text.text.len());
            fragment.push_part(text, from, stop);
            let place = part(text, from, stop).unwrap_or(at);
            if !self.spend(1, at) {
                return self.past_limit(at);
            }
            parts.push(Evaluated::fragment(fragment, place));
            match end {
                Some(end) => from = end.saturating_add(delimiter.len()),
                None => return Evaluated::list(parts, at),
            }
        }
    }

    pub(super) fn replace(&mut self, call: &Call<'c>) -> Option<Evaluated> {
        let [pairs, text]: [Evaluated; 2] = self.exactly(call)?;
        if let Some(hole) = pairs.hole().or(text.hole()) {
            return Some(Evaluated::unknown(hole, call.at));
        }
        let mut source = text.as_fragment()?.clone();
        for (wanted, instead) in pairs.members() {
            let wanted = wanted.as_str().filter(|text| !text.is_empty())?;
            if let Some(hole) = instead.hole() {
                return Some(Evaluated::unknown(hole, call.at));
            }
            let mut out = Fragment::default();
            let mut from = 0;
            while let Some(start) = find(&source.text, wanted, from) {
                let end = start.saturating_add(wanted.len());
                out.push_part(&source, from, start);
                let place = part(&source, start, end).unwrap_or(call.at);
                let mut instead = instead.clone();
                match instead.as_fragment() {
                    Some(fragment) => insert(&mut out, fragment, place),
                    None => {
                        instead.at = place;
                        append(&mut out, &instead, place).then_some(())?;
                    }
                }
                from = end;
                if !self.spend(1, call.at) {
                    return Some(self.past_limit(call.at));
                }
            }
            out.push_part(&source, from, source.text.len());
            let made = self.made(out, call.at);
            source = made.as_fragment()?.clone();
        }
        let mut refers = Refers::default();
        refers.add(&text);
        Some(refers.give(Evaluated::fragment(source, call.at)))
    }

    pub(super) fn as_string(&mut self, call: &Call<'c>) -> Option<Evaluated> {
        let value = self.value(call.argument)?;
        let mut refers = Refers::default();
        refers.add(&value);
        let mut out = Fragment::default();
        append(&mut out, &value, call.at).then_some(())?;
        Some(refers.give(self.made(out, call.at)))
    }
}

/// The first hole of a value that nothing or not all is known of.
fn first_hole(value: &Evaluated) -> Option<HoleId> {
    let in_text = || {
        let text = value.as_fragment()?;
        let mut holes = text.map.holes(0, text.map.len());
        Some(holes.next()?.0)
    };
    value.hole().or_else(in_text)
}

fn find(text: &str, wanted: &str, from: usize) -> Option<usize> {
    let found = text.get(from..)?.find(wanted)?;
    Some(from.saturating_add(found))
}

fn part(text: &Fragment, start: usize, end: usize) -> Option<Span> {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    text.map.range(offset(start), offset(end))
}
