//! Conditions: true, false, or a Boolean of the world. The same comparison of the
//! same unknown things is the same Boolean, wherever in the template it stands.

use crate::model::doubt::Choice;
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::ros::evaluator::Evaluator;
use crate::readers::ros::template::Call;
use crate::source::Span;
use crate::syntax::{Kind, Value};

/// What is known of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    Known(bool),
    /// It holds where the choice is made.
    When(Choice),
}

impl Truth {
    pub(super) const fn not(self) -> Self {
        match self {
            Self::Known(is) => Self::Known(!is),
            Self::When(choice) => Self::When(negated(choice)),
        }
    }
}

/// The choices of a Boolean: whether it does not hold, or does.
const CHOICES: u8 = 2;

/// That a Boolean does not hold.
pub(super) const fn negated(choice: Choice) -> Choice {
    Choice {
        doubt: choice.doubt,
        mask: choice.mask ^ 0b11,
    }
}

/// One of the values that conditions choose from.
#[derive(Clone, Debug)]
pub(super) struct Branch<'c> {
    pub(super) when: Vec<Choice>,
    /// What leads to it from the value that was asked about, as a JSON pointer.
    pub(super) pointer: String,
    pub(super) value: Value<'c>,
}

impl<'c> Evaluator<'_, '_, 'c> {
    /// A condition of the template by its name.
    pub(super) fn condition(&mut self, name: &'c str, at: Span) -> Truth {
        if let Some(truth) = self.truths.get(name) {
            return *truth;
        }
        let key = ("Conditions".to_owned(), name.to_owned());
        let declared = self.template.conditions.get(name).copied();
        let truth = match declared {
            Some(condition) if self.active.insert(key.clone()) => {
                let truth = self.truth(condition.value, Some(name));
                self.active.remove(&key);
                truth
            }
            _ => self.named_doubt(name, at),
        };
        self.truths.insert(name, truth);
        truth
    }

    /// What is known of a condition as it is written; `name` is what the template
    /// calls it.
    pub(super) fn truth(&mut self, value: Value<'c>, name: Option<&str>) -> Truth {
        let at = value.at();
        if !self.spend(1, at) || !self.deeper(at) {
            return self.doubt(&format!("at {}", self.template.place(at)), at);
        }
        let known = self.known_truth(value);
        self.shallower();
        known.unwrap_or_else(|| match name {
            Some(name) => self.named_doubt(name, at),
            None => self.doubt(&format!("at {}", self.template.place(at)), at),
        })
    }

    /// What is known of a condition that is a call of a function.
    pub(super) fn truth_of_call(&mut self, call: &Call<'c>) -> Option<Truth> {
        match call.function {
            "Equals" => self.equals(call),
            "Not" => {
                let [argument] = *call.arguments() else {
                    return None;
                };
                Some(self.truth(argument, None).not())
            }
            "And" => self.all(call, true),
            "Or" => self.all(call, false),
            "If" => {
                let [name, yes, no] = *call.arguments() else {
                    return None;
                };
                match self.truth(name, None) {
                    Truth::Known(true) => Some(self.truth(yes, None)),
                    Truth::Known(false) => Some(self.truth(no, None)),
                    Truth::When(_) => None,
                }
            }
            _ => None,
        }
    }

    fn known_truth(&mut self, value: Value<'c>) -> Option<Truth> {
        match value.kind() {
            Kind::Bool(is) => return Some(Truth::Known(is)),
            Kind::String if self.template.conditions.contains_key(value.text()) => {
                return Some(self.condition(value.text(), value.at()));
            }
            _ => {}
        }
        let mut members = value.members();
        if let (Some((key, name)), None) = (members.next(), members.next())
            && matches!(key.text(), "Condition" | "!Condition")
            && let Some(text) = name.as_str()
        {
            return Some(self.condition(text, name.at()));
        }
        let Some(call) = Call::of(value) else {
            return as_bool(&self.value(value)?);
        };
        match call.function {
            "Equals" | "Not" | "And" | "Or" | "If" => self.truth_of_call(&call),
            _ => as_bool(&self.value(value)?),
        }
    }

    /// Whether all conditions are `neutral`: `And` with true, `Or` with false.
    fn all(&mut self, call: &Call<'c>, neutral: bool) -> Option<Truth> {
        let mut open: Vec<Choice> = Vec::new();
        for argument in call.arguments() {
            match self.truth(argument, None) {
                Truth::Known(is) if is == neutral => {}
                Truth::Known(is) => return Some(Truth::Known(is)),
                Truth::When(choice) if !open.contains(&choice) => open.push(choice),
                Truth::When(_) => {}
            }
        }
        if open.iter().any(|one| open.contains(&negated(*one))) {
            return Some(Truth::Known(!neutral));
        }
        match *open {
            [] => Some(Truth::Known(neutral)),
            [one] => Some(Truth::When(one)),
            _ => None,
        }
    }

    fn equals(&mut self, call: &Call<'c>) -> Option<Truth> {
        let [left, right] = *call.arguments() else {
            return None;
        };
        let (left, right) = (self.value(left)?, self.value(right)?);
        if let Some(same) = same(&left, &right) {
            return Some(Truth::Known(same));
        }
        let mut sides = [self.in_words(&left)?, self.in_words(&right)?];
        sides.sort();
        let [one, other] = sides;
        let about = format!("{one} is {other} in {}", self.template.path());
        Some(self.doubt(&about, call.at))
    }

    /// A value with holes, as a comparison names it.
    fn in_words(&self, value: &Evaluated) -> Option<String> {
        let holes = &self.session.model.holes;
        if let Some(hole) = value.hole() {
            return Some(format!("${{{}}}", holes.get(hole)?.name));
        }
        match value.as_fragment() {
            Some(text) => {
                let ids = text.map.holes(0, text.map.len());
                let ids: Vec<_> = ids.map(|(id, _)| id).collect();
                Some(format!("`{}`", holes.fill(&text.text, &ids)))
            }
            None => value.to_text().map(|text| format!("`{text}`")),
        }
    }

    fn named_doubt(&mut self, name: &str, at: Span) -> Truth {
        let about = format!("{name} in {}", self.template.path());
        self.doubt(&about, at)
    }

    fn doubt(&mut self, about: &str, at: Span) -> Truth {
        let doubts = &mut self.session.model.doubts;
        let doubt = doubts.gap("condition", about, Some(at), CHOICES);
        Truth::When(Choice::is(doubt, 1))
    }

    /// A Boolean of its own about a resource or an element.
    pub(super) fn open_choice(&mut self, name: &str, about: &str, at: Span) -> Choice {
        let doubts = &mut self.session.model.doubts;
        Choice::is(doubts.gap(name, about, Some(at), CHOICES), 1)
    }

    /// The values that `Fn::If` may choose here; those that are left out are not
    /// among them.
    pub(super) fn branches(&mut self, value: Value<'c>, when: &[Choice]) -> Vec<Branch<'c>> {
        let mut found = Vec::new();
        let start = Branch {
            when: when.to_vec(),
            pointer: String::new(),
            value,
        };
        // A branch lies deeper in the tree than its call, so this ends.
        let mut open = vec![start];
        while let Some(branch) = open.pop() {
            let call = Call::of(branch.value);
            let arguments = call.filter(|call| call.function == "If");
            let arguments = arguments.map(|call| call.arguments());
            if let Some(&[name, yes, no]) = arguments.as_deref() {
                let truth = self.truth(name, None);
                for (number, value, truth) in [(2, no, truth.not()), (1, yes, truth)] {
                    let mut when = branch.when.clone();
                    match truth {
                        Truth::Known(true) => {}
                        Truth::When(choice) if !when.contains(&negated(choice)) => {
                            if !when.contains(&choice) {
                                when.push(choice);
                            }
                        }
                        Truth::Known(false) | Truth::When(_) => continue,
                    }
                    open.push(Branch {
                        when,
                        pointer: format!("{}/Fn::If/{number}", branch.pointer),
                        value,
                    });
                }
            } else if !call.is_some_and(|call| call.is_no_value()) {
                found.push(branch);
            }
        }
        found
    }
}

fn as_bool(value: &Evaluated) -> Option<Truth> {
    let text = value.to_text()?;
    if text.eq_ignore_ascii_case("true") {
        Some(Truth::Known(true))
    } else if text.eq_ignore_ascii_case("false") {
        Some(Truth::Known(false))
    } else {
        None
    }
}

/// Whether two values are equal, where that is known. Numbers and Booleans are
/// compared by their texts, as parameters of the console are strings.
fn same(left: &Evaluated, right: &Evaluated) -> Option<bool> {
    if let (Some(left_text), Some(right_text)) = (left.to_text(), right.to_text()) {
        let is_bool = |value: &Evaluated| matches!(value.data, Data::Bool(_));
        if is_bool(left) || is_bool(right) {
            return Some(left_text.eq_ignore_ascii_case(&right_text));
        }
        return Some(left_text == right_text);
    }
    match (&left.data, &right.data) {
        (Data::Null, Data::Null) => Some(true),
        (Data::Null, Data::Text(_) | Data::Number(_) | Data::Bool(_))
        | (Data::Text(_) | Data::Number(_) | Data::Bool(_), Data::Null) => Some(false),
        (Data::List(left), Data::List(right)) if left.is_empty() && right.is_empty() => Some(true),
        _ => None,
    }
}
