//! References, and the steps into a value: attributes, indices and splats.

use std::rc::Rc;

use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::json_text::sorted;
use crate::readers::terraform::evaluator::choice::{is_splice, splice};
use crate::readers::terraform::evaluator::evaluate::Evaluator;
use crate::readers::terraform::evaluator::operators::number;
use crate::readers::terraform::evaluator::rope::equal;
use crate::readers::terraform::evaluator::scope::Key;
use crate::readers::terraform::evaluator::unknown::{Outcome, Trouble, hole_in};
use crate::source::{HoleId, Span};
use crate::syntax::expression::{Expression, ExpressionKind, Step};

/// How many keys a message names.
const MAX_KEYS_SHOWN: usize = 8;

/// How long the name of a reference is before it is cut, in bytes.
const MAX_NAME: usize = 200;

impl Evaluator<'_> {
    /// The value of a name with steps after it, or of steps into another value.
    pub(super) fn reference(&mut self, whole: &Expression) -> Evaluated {
        let value = self.referred(whole);
        if whole.at.contains(value.at) {
            return value;
        }
        if let Some(text) = value.scalar() {
            self.scope.stood_for(whole.at, &text, value.at);
        } else if let Some(missing) = value.hole().and_then(|hole| self.scope.missing(hole))
            && !missing.definition.is_empty()
        {
            self.scope
                .stood_for(whole.at, &missing.definition, value.at);
        }
        value
    }

    fn referred(&mut self, whole: &Expression) -> Evaluated {
        let at = whole.at;
        let (of, steps) = match &whole.kind {
            ExpressionKind::Splat { of, steps } => (of.as_ref(), Some(steps)),
            _ => (whole, None),
        };
        let mut links = Vec::new();
        let mut head = of;
        loop {
            head = match &head.kind {
                ExpressionKind::Attribute { of, .. } | ExpressionKind::Index { of, .. } => {
                    links.push(head);
                    of
                }
                _ => break,
            };
        }
        let mut keys = Vec::new();
        for link in links.into_iter().rev() {
            match &link.kind {
                ExpressionKind::Attribute { name, .. } => {
                    keys.push(Key::Attribute(name.value.as_str().into()));
                }
                ExpressionKind::Index { key, .. } => keys.push(Key::Index(self.value(key))),
                _ => {}
            }
        }
        // The module is told what is asked of each element, where that is plain.
        let before = keys.len();
        let plain = steps.is_some_and(|steps| !steps.iter().any(is_splat));
        if let Some(steps) = steps {
            keys.push(Key::Splat);
            for step in steps.iter().filter(|_| plain) {
                keys.extend(self.step(step));
            }
        }
        let (value, taken) = self.head(head, &keys, at);
        let Some(steps) = steps.filter(|_| !plain) else {
            return self.follow(value, keys.get(taken..).unwrap_or(&[]), at);
        };
        let value = self.follow(value, keys.get(taken..before).unwrap_or(&[]), at);
        self.nested_splat(value, steps, at)
    }

    /// The value that the steps are taken into, and how many of them are taken.
    fn head(&mut self, head: &Expression, keys: &[Key], at: Span) -> (Evaluated, usize) {
        let ExpressionKind::Name(name) = &head.kind else {
            return (self.value(head), 0);
        };
        if let Some(value) = self.bound(name) {
            return (value, 0);
        }
        if self.is_sealed() {
            let detail = format!("the template is not given a variable `{name}`");
            let outcome = Err(Trouble::Fails(detail));
            return (self.settle(outcome, |_| name.clone(), at), 0);
        }
        self.scope.reference(name, keys, at)
    }

    fn step(&mut self, step: &Step) -> Option<Key> {
        match step {
            Step::Attribute(name) => Some(Key::Attribute(name.value.as_str().into())),
            Step::Index(key) => Some(Key::Index(self.value(key))),
            Step::Splat(_) => None,
        }
    }

    /// A splat with others inside: the steps after an inner one are taken on the
    /// list of its results.
    fn nested_splat(&mut self, value: Evaluated, steps: &[Step], at: Span) -> Evaluated {
        self.deeper(at, |own| {
            own.map_elements(&value, at, |own, item| {
                let mut item = item.clone();
                for step in steps {
                    item = match step {
                        Step::Splat(inner) => own.nested_splat(item, inner, at),
                        _ => match own.step(step) {
                            Some(key) => own.follow(item, &[key], at),
                            None => item,
                        },
                    };
                }
                item
            })
        })
    }

    /// Takes steps into a value.
    pub(super) fn follow(&mut self, value: Evaluated, keys: &[Key], at: Span) -> Evaluated {
        let mut value = value;
        for (index, key) in keys.iter().enumerate() {
            let outcome = match key {
                Key::Attribute(name) => self.attribute(&value, name),
                Key::Index(key) => self.index(&value, key, at),
                Key::Splat => {
                    let rest = keys.get(index.saturating_add(1)..).unwrap_or(&[]);
                    return self.splat(&value, rest, at);
                }
            };
            value = self.settle(outcome, |own| own.step_name(&value, key), at);
        }
        value
    }

    /// How a value that a step is taken into, and that step, are called.
    fn step_name(&mut self, value: &Evaluated, key: &Key) -> String {
        let mut name = match value.hole() {
            Some(hole) => self.name_of(hole),
            None => self.shown(value),
        };
        match key {
            Key::Attribute(attribute) => {
                name.push('.');
                name.push_str(attribute);
            }
            Key::Index(key) => {
                name.push('[');
                name.push_str(&self.shown(key));
                name.push(']');
            }
            Key::Splat => name.push_str("[*]"),
        }
        if name.len() > MAX_NAME {
            // A long chain of steps: what it ends in still tells it from others.
            let text = Evaluated::text(&name, value.at);
            return self.shown(&text);
        }
        name
    }

    fn attribute(&mut self, value: &Evaluated, name: &str) -> Outcome {
        match &value.data {
            Data::Map(_) => {
                let key = Evaluated::text(name, value.at);
                match self.member(value, &key)? {
                    Some(found) => Ok(found),
                    None => Err(Trouble::Fails(format!(
                        "there is no attribute `{name}`; there {}",
                        keys_shown(value)
                    ))),
                }
            }
            Data::Unknown { hole, .. } => Err(Trouble::Unknown(*hole)),
            _ => Err(Trouble::Fails(format!(
                "{} has no attributes, so there is no `{name}`",
                kind_of(value)
            ))),
        }
    }

    /// The member of a mapping, or the element of a list, by its key.
    pub(super) fn index(&mut self, value: &Evaluated, key: &Evaluated, at: Span) -> Outcome {
        match &value.data {
            Data::Map(_) => match self.chosen_member(value, key, None, at)? {
                Some(found) => Ok(found),
                None => {
                    let key = self.shown(key);
                    let keys = keys_shown(value);
                    let detail = format!("there is no element {key}; there {keys}");
                    Err(Trouble::Fails(detail))
                }
            },
            Data::List(items) => {
                if let Some(hole) = hole_in(key) {
                    let whole: Vec<&Evaluated> = items.iter().collect();
                    if whole.iter().any(|item| is_splice(item)) {
                        return Err(Trouble::Unknown(hole));
                    }
                    let name = self.step_name(value, &Key::Index(key.clone()));
                    let found = self.one_of(hole, &name, &whole, at);
                    return found.ok_or(Trouble::Unknown(hole));
                }
                let index = number(key)?.as_whole();
                let Some(index) = index.and_then(|index| usize::try_from(index).ok()) else {
                    let key = self.shown(key);
                    return Err(Trouble::Fails(format!("{key} is no index of a list")));
                };
                element(items, index)
            }
            Data::Unknown { hole, .. } => Err(Trouble::Unknown(*hole)),
            _ => Err(Trouble::Fails(format!(
                "{} has no elements",
                kind_of(value)
            ))),
        }
    }

    /// The member under a key that may itself be unknown, the default being as good
    /// as a member then; `None` where there is none.
    pub(super) fn chosen_member(
        &mut self,
        map: &Evaluated,
        key: &Evaluated,
        default: Option<&Evaluated>,
        at: Span,
    ) -> Result<Option<Evaluated>, Trouble> {
        let Some(hole) = hole_in(key) else {
            return self.member(map, key);
        };
        let mut candidates = Vec::new();
        for (name, value) in map.members() {
            let may_be = match (name.as_fragment(), key.as_fragment()) {
                (Some(name), Some(key)) => equal(name, key),
                _ => None,
            };
            if name.as_str().is_none() {
                return Err(Trouble::Unknown(hole));
            }
            if may_be != Some(false) {
                candidates.push(value);
            }
        }
        candidates.extend(default);
        if candidates.is_empty() {
            return Ok(None);
        }
        let name = self.step_name(map, &Key::Index(key.clone()));
        let found = self.one_of(hole, &name, &candidates, at);
        found.map(Some).ok_or(Trouble::Unknown(hole))
    }

    /// The member under a known key. A member whose key has holes may be the one
    /// that is asked for.
    pub(super) fn member(
        &mut self,
        map: &Evaluated,
        key: &Evaluated,
    ) -> Result<Option<Evaluated>, Trouble> {
        let wanted = self.text_of(key)?;
        for (name, value) in map.members().iter().rev() {
            let may_be = match name.as_fragment() {
                Some(name) => equal(name, &wanted),
                None => None,
            };
            match may_be {
                Some(true) => return Ok(Some(value.clone())),
                Some(false) => {}
                None => {
                    let hole = hole_in(name).or(hole_in(key));
                    return Err(Trouble::Unknown(hole.unwrap_or(HoleId::UNTOLD)));
                }
            }
        }
        Ok(None)
    }

    fn splat(&mut self, value: &Evaluated, rest: &[Key], at: Span) -> Evaluated {
        self.map_elements(value, at, |own, item| own.follow(item.clone(), rest, at))
    }

    /// Something of every element. A value that is no list is taken for its only
    /// element, and null for none.
    fn map_elements(
        &mut self,
        value: &Evaluated,
        at: Span,
        mut of: impl FnMut(&mut Self, &Evaluated) -> Evaluated,
    ) -> Evaluated {
        let items = match &value.data {
            Data::Null => Rc::default(),
            Data::List(items) => Rc::clone(items),
            Data::Unknown { hole, .. } => {
                let name = format!("{}[*]", self.name_of(*hole));
                let each = Evaluated::unknown(self.derived(*hole, &name, at), at);
                return of(self, &each);
            }
            _ => Rc::new(vec![value.clone()]),
        };
        if let Err(trouble) = self.spend_items(items.len()) {
            return self.settle(Err(trouble), |_| String::new(), at);
        }
        let mut taken = Vec::with_capacity(items.len());
        for item in items.iter() {
            let result = of(self, item);
            taken.push(match (is_splice(item), result.hole()) {
                (true, Some(hole)) => splice(hole, result.at),
                _ => result,
            });
        }
        Evaluated::list(taken, value.at)
    }
}

const fn is_splat(step: &Step) -> bool {
    matches!(step, Step::Splat(_))
}

/// An element of a list by its index.
///
/// # Errors
/// There is none, or it hangs on a hole before it how many there are.
pub(super) fn element(items: &[Evaluated], index: usize) -> Outcome {
    for (place, item) in items.iter().enumerate() {
        if is_splice(item)
            && let Some(hole) = item.hole()
        {
            return Err(Trouble::Unknown(hole));
        }
        if place == index {
            return Ok(item.clone());
        }
    }
    Err(Trouble::Fails(format!(
        "there is no element {index}; the list has {}",
        items.len()
    )))
}

/// What kind of value it is, in words.
pub(super) const fn kind_of(value: &Evaluated) -> &'static str {
    match &value.data {
        Data::Null => "`null`",
        Data::Bool(_) => "a boolean",
        Data::Number(_) => "a number",
        Data::Text(_) | Data::Json(_) => "a string",
        Data::List(_) => "a list",
        Data::Map(_) => "a map",
        Data::Unknown { .. } => "an unknown value",
    }
}

fn keys_shown(map: &Evaluated) -> String {
    let keys = sorted(map.members());
    let names: Vec<String> = keys
        .iter()
        .take(MAX_KEYS_SHOWN)
        .filter_map(|(key, _)| Some(format!("`{}`", key.as_str()?)))
        .collect();
    match (names.as_slice(), keys.len()) {
        ([], _) => "are none".to_owned(),
        ([one], 1) => format!("is only {one}"),
        (_, count) if count > names.len() => {
            let more = count.saturating_sub(names.len());
            format!("are {} and {more} more", names.join(", "))
        }
        _ => format!("are {}", names.join(", ")),
    }
}
