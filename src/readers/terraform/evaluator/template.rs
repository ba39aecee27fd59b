//! Templates: text with interpolations and directives. What is inserted is text
//! before it is anything else, so it may carry quotes and brackets (D33); it maps
//! to the place where it is inserted.

use std::rc::Rc;

use crate::readers::evaluated::{Data, Evaluated, MAX_TEXT};
use crate::readers::json_text::json_text;
use crate::readers::terraform::evaluator::evaluate::{BUDGET_SPENT, Evaluator, TOO_LONG};
use crate::readers::terraform::evaluator::loops::Turn;
use crate::readers::terraform::evaluator::operators::truth;
use crate::readers::terraform::evaluator::reference::kind_of;
use crate::readers::terraform::evaluator::rope::{Piece, append, pieces};
use crate::readers::terraform::evaluator::unknown::{Trouble, hole_in};
use crate::source::{Fragment, HoleId, Span};
use crate::syntax::expression::{Expression, Part};

impl Evaluator<'_> {
    /// The value of a template. One that is a single interpolation is the value of
    /// that, whatever its type.
    pub(super) fn template(&mut self, parts: &[Part], at: Span) -> Evaluated {
        if let [Part::Interpolation { value, .. }] = parts {
            return self.value(value);
        }
        let mut text = Fragment::default();
        let mut refers = None;
        let mut interpolations = 0_usize;
        for part in parts {
            if let Part::Interpolation { value, at } = part {
                let value = self.value(value);
                interpolations = interpolations.saturating_add(1);
                refers.clone_from(&value.refers);
                self.insert(&value, *at, &mut text);
            } else {
                let inserts = usize::from(!matches!(part, Part::Text(_)));
                interpolations = interpolations.saturating_add(inserts);
                self.parts(std::slice::from_ref(part), at, &mut text);
            }
            if text.text.len() > MAX_TEXT {
                return self.limit(TOO_LONG, at);
            }
        }
        let mut value = Evaluated::fragment(text, at);
        if interpolations == 1 {
            value.refers = refers;
        }
        value
    }

    fn parts(&mut self, parts: &[Part], at: Span, into: &mut Fragment) {
        for part in parts {
            if into.text.len() > MAX_TEXT {
                return;
            }
            match part {
                Part::Text(text) => {
                    if self.spend_bytes(text.text.len()) {
                        append(text, into);
                    } else {
                        into.push_hole(self.limit_hole(at), at);
                    }
                }
                Part::Interpolation { value, at } => {
                    let value = self.value(value);
                    self.insert(&value, *at, into);
                }
                Part::If {
                    condition,
                    then,
                    otherwise,
                    at,
                } => self.inner(*at, into, |own, into| {
                    own.if_part(condition, then, otherwise, *at, into);
                }),
                Part::For {
                    key,
                    value,
                    collection,
                    body,
                    at,
                } => self.inner(*at, into, |own, into| {
                    let key = key.as_ref().map(|key| key.value.as_str());
                    own.for_part((key, &value.value), collection, body, *at, into);
                }),
            }
        }
    }

    /// Writes a directive one level deeper.
    fn inner(&mut self, at: Span, into: &mut Fragment, run: impl FnOnce(&mut Self, &mut Fragment)) {
        let done = self.deeper(at, |own| {
            run(own, into);
            Evaluated::new(Data::Null, at)
        });
        if let Some(hole) = done.hole() {
            into.push_hole(hole, at);
        }
    }

    fn limit_hole(&mut self, at: Span) -> HoleId {
        let limit = self.limit(BUDGET_SPENT, at);
        limit.hole().unwrap_or(HoleId::UNTOLD)
    }

    fn if_part(
        &mut self,
        condition: &Expression,
        then: &[Part],
        otherwise: &[Part],
        at: Span,
        into: &mut Fragment,
    ) {
        let condition = self.value(condition);
        match truth(&condition) {
            Some(true) => return self.parts(then, at, into),
            Some(false) => return self.parts(otherwise, at, into),
            None => {}
        }
        let Some(hole) = hole_in(&condition) else {
            let detail = "the condition is neither `true` nor `false`".to_owned();
            let failure = self.settle(Err(Trouble::Fails(detail)), |_| "if".to_owned(), at);
            return self.insert(&failure, at, into);
        };
        if self.stays(hole) {
            return into.push_hole(hole, at);
        }
        let (mut yes, mut no) = (Fragment::default(), Fragment::default());
        self.parts(then, at, &mut yes);
        self.parts(otherwise, at, &mut no);
        let yes = Evaluated::fragment(yes, at);
        let no = Evaluated::fragment(no, at);
        let choice = self.either(hole, &yes, &no, at);
        self.insert(&choice, at, into);
    }

    fn for_part(
        &mut self,
        (key_name, value_name): (Option<&str>, &str),
        collection: &Expression,
        body: &[Part],
        at: Span,
        into: &mut Fragment,
    ) {
        let collection = self.value(collection);
        let turns = match self.turns(&collection) {
            Ok(turns) => turns,
            Err(trouble) => {
                let name = |own: &mut Self| format!("for each of {}", own.shown(&collection));
                let hole = self.settle(Err(trouble), name, at);
                return self.insert(&hole, at, into);
            }
        };
        let bindings = self.bindings();
        for turn in turns {
            if into.text.len() > MAX_TEXT {
                return;
            }
            if !self.scope.spend(1) {
                return into.push_hole(self.limit_hole(at), at);
            }
            match turn {
                Turn::Element(key, value) => {
                    if let Some(name) = key_name {
                        self.bind(name, key);
                    }
                    self.bind(value_name, value);
                    self.parts(body, at, into);
                    self.unbind_to(bindings);
                }
                Turn::Any(hole) | Turn::Perhaps(hole, ..) => {
                    let name = format!("for each of {}", self.name_of(hole));
                    let hole = self.derived(hole, &name, at);
                    into.push_hole(hole, at);
                }
            }
        }
    }

    /// Appends a value as text, all of it at one place.
    fn insert(&mut self, value: &Evaluated, at: Span, into: &mut Fragment) {
        let text = match self.text_of(value) {
            Ok(text) => text,
            Err(trouble) => {
                let name = |own: &mut Self| own.shown(value);
                let failure = self.settle(Err(trouble), name, at);
                return into.push_hole(failure.hole().unwrap_or(HoleId::UNTOLD), at);
            }
        };
        if !self.spend_bytes(text.text.len()) {
            return into.push_hole(self.limit_hole(at), at);
        }
        for piece in pieces(&text) {
            match piece {
                Piece::Known(known, _) => into.push_atom(known, at),
                Piece::Hole(hole, _) => into.push_hole(hole, at),
            }
        }
    }

    /// A value as Terraform turns it into a string, with the places of its bytes;
    /// an unknown one is a hole.
    ///
    /// # Errors
    /// Such a value does not become a string.
    pub(super) fn text_of(&mut self, value: &Evaluated) -> Result<Rc<Fragment>, Trouble> {
        match &value.data {
            Data::Text(text) => Ok(Rc::clone(text)),
            Data::Unknown { hole, .. } => {
                let mut text = Fragment::default();
                text.push_hole(*hole, value.at);
                Ok(Rc::new(text))
            }
            Data::Json(inner) => {
                let text = json_text(inner, MAX_TEXT).ok_or(Trouble::Limit(TOO_LONG))?;
                if !self.spend_bytes(text.text.len()) {
                    return Err(Trouble::Limit(BUDGET_SPENT));
                }
                Ok(Rc::new(text))
            }
            Data::Bool(_) | Data::Number(_) => {
                let mut text = Fragment::default();
                text.push_atom(&value.to_text().unwrap_or_default(), value.at);
                Ok(Rc::new(text))
            }
            Data::Null | Data::List(_) | Data::Map(_) => Err(Trouble::Fails(format!(
                "{} cannot be put into a text",
                kind_of(value)
            ))),
        }
    }
}
