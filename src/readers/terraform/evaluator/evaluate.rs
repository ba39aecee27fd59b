//! Values of expressions, as far as the input tells them. What it does not tell
//! is lost no further than need be: a list keeps its other elements, a text the
//! rest of its bytes.
//!
//! The work is bounded by the budget of the run, the stack by [`MAX_DEPTH`], and
//! memory by both: a step stands for at most [`STEP_BYTES`] bytes that are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::model::missing::MissingKind;
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::terraform::evaluator::number::Decimal;
use crate::readers::terraform::evaluator::operators::truth;
use crate::readers::terraform::evaluator::scope::Scope;
use crate::readers::terraform::evaluator::unknown::{Trouble, hole_in};
use crate::source::{HoleId, Span};
use crate::syntax::expression::{Expression, ExpressionKind};

/// How deep expressions may lie in each other. A level takes some 6 KiB of stack
/// where nothing is optimised.
pub const MAX_DEPTH: u32 = 64;

/// How many elements one collection may be given, and one value may hold in all,
/// shared ones counted wherever they stand.
pub const MAX_ITEMS: usize = 1 << 16;
const MAX_NODES: usize = 1 << 17;

/// How deep lists and mappings may lie in each other.
const MAX_NESTING: u32 = 64;

/// How many bytes of text one step of the budget pays for.
pub(super) const STEP_BYTES: usize = 64;

/// How many values one step pays for that are only looked at.
const NODES_PER_STEP: usize = 16;

pub(super) const BUDGET_SPENT: &str =
    "evaluating the expressions of the input takes more steps than are allowed";
pub(super) const TOO_DEEP: &str = "expressions lie in each other more than 64 levels deep";
pub(super) const TOO_LARGE: &str = "a collection has more elements or levels than are kept";
pub(super) const TOO_LONG: &str = "a text would have more than 1 MiB";
pub(super) const TOO_MANY_DIGITS: &str = "a number has more digits than are reckoned with";

/// Evaluates the expressions of one module.
pub(in crate::readers::terraform) struct Evaluator<'s> {
    pub(super) scope: &'s mut dyn Scope,
    /// Names that stand before those of the module, the last one first.
    bound: Vec<(Rc<str>, Evaluated)>,
    /// Only bound names count, as in the file of a `templatefile()`.
    sealed: bool,
    /// The holes that a name was just made of: what decides them decides what is
    /// called so.
    pub(super) named: BTreeSet<HoleId>,
}

impl<'s> Evaluator<'s> {
    pub(in crate::readers::terraform) fn new(scope: &'s mut dyn Scope) -> Self {
        Self {
            scope,
            bound: Vec::new(),
            sealed: false,
            named: BTreeSet::new(),
        }
    }

    pub(in crate::readers::terraform) fn bind(&mut self, name: &str, value: Evaluated) {
        self.bound.push((name.into(), value));
    }

    /// How many names are bound; [`Self::unbind_to`] goes back to that.
    pub(super) fn bindings(&self) -> usize {
        self.bound.len()
    }

    pub(super) fn unbind_to(&mut self, count: usize) {
        self.bound.truncate(count);
    }

    pub(super) fn bound(&self, name: &str) -> Option<Evaluated> {
        let mut bound = self.bound.iter().rev();
        let found = bound.find(|(known, _)| **known == *name);
        found.map(|(_, value)| value.clone())
    }

    pub(super) const fn is_sealed(&self) -> bool {
        self.sealed
    }

    /// Does something with these names and no others.
    pub(super) fn sealed<T>(
        &mut self,
        names: Vec<(Rc<str>, Evaluated)>,
        run: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outer = std::mem::replace(&mut self.bound, names);
        let was_sealed = std::mem::replace(&mut self.sealed, true);
        let result = run(self);
        self.bound = outer;
        self.sealed = was_sealed;
        result
    }

    /// The value of an expression.
    pub(in crate::readers::terraform) fn value(&mut self, expression: &Expression) -> Evaluated {
        let data = match &expression.kind {
            ExpressionKind::Null => Data::Null,
            ExpressionKind::Bool(is) => Data::Bool(*is),
            ExpressionKind::Number(text) => number_as_written(text),
            ExpressionKind::Text(text) => {
                self.spend_bytes(text.text.len());
                Data::Text(Rc::new(text.clone()))
            }
            _ => return self.deeper(expression.at, |own| own.nested(expression)),
        };
        Evaluated::new(data, expression.at)
    }

    /// Does something one level deeper, within what is allowed.
    pub(super) fn deeper(
        &mut self,
        at: Span,
        run: impl FnOnce(&mut Self) -> Evaluated,
    ) -> Evaluated {
        if !self.scope.spend(1) {
            return self.limit(BUDGET_SPENT, at);
        }
        if *self.scope.depth() >= MAX_DEPTH {
            return self.limit(TOO_DEEP, at);
        }
        let depth = self.scope.depth();
        *depth = depth.saturating_add(1);
        let value = run(self);
        let depth = self.scope.depth();
        *depth = depth.saturating_sub(1);
        value
    }

    fn nested(&mut self, expression: &Expression) -> Evaluated {
        let at = expression.at;
        match &expression.kind {
            ExpressionKind::Template(parts) => self.template(parts, at),
            ExpressionKind::List(items) => self.list(items, at),
            ExpressionKind::Object(members) => self.object(members, at),
            ExpressionKind::Name(_)
            | ExpressionKind::Attribute { .. }
            | ExpressionKind::Index { .. }
            | ExpressionKind::Splat { .. } => self.reference(expression),
            ExpressionKind::Call {
                name,
                arguments,
                expands,
            } => self.call(&name.value, arguments, *expands, at),
            ExpressionKind::Unary { operator, operand } => self.unary(*operator, operand, at),
            ExpressionKind::Binary { .. } => self.binary(expression),
            ExpressionKind::Conditional { .. } => self.conditional(expression),
            ExpressionKind::For(each) => self.each(each, at),
            ExpressionKind::Unreadable(words) => {
                self.missing(MissingKind::Function, "expression", words, at)
            }
            ExpressionKind::Null
            | ExpressionKind::Bool(_)
            | ExpressionKind::Number(_)
            | ExpressionKind::Text(_) => self.value(expression),
        }
    }

    fn list(&mut self, items: &[Expression], at: Span) -> Evaluated {
        let items = items.iter().map(|item| self.value(item)).collect();
        let list = Evaluated::list(items, at);
        self.kept(list)
    }

    fn object(&mut self, members: &[(Expression, Expression)], at: Span) -> Evaluated {
        let mut object = Members::default();
        for (key, value) in members {
            let key = self.value(key);
            let key = match self.key(key) {
                Ok(key) => key,
                Err(failure) => return failure,
            };
            let value = self.value(value);
            object.set(key, value);
        }
        let object = object.into_value(at);
        self.kept(object)
    }

    /// A value as the key of a member: a text, or a hole.
    pub(super) fn key(&mut self, key: Evaluated) -> Result<Evaluated, Evaluated> {
        if key.as_fragment().is_some() || key.hole().is_some() {
            return Ok(key);
        }
        match self.text_of(&key) {
            Ok(text) => Ok(Evaluated::new(Data::Text(text), key.at)),
            Err(trouble) => Err(self.settle(Err(trouble), |_| "key".to_owned(), key.at)),
        }
    }

    /// A chain of conditionals is one level, however long it is.
    fn conditional(&mut self, whole: &Expression) -> Evaluated {
        let mut chosen = whole;
        while let ExpressionKind::Conditional {
            condition,
            then,
            otherwise,
        } = &chosen.kind
        {
            let asked = condition.at;
            let condition = self.value(condition);
            match (truth(&condition), hole_in(&condition)) {
                (Some(is), _) => {
                    chosen = if is { then } else { otherwise };
                    self.scope.decided(chosen.at, asked);
                }
                (None, Some(hole)) if self.stays(hole) => {
                    return Evaluated::unknown(hole, chosen.at);
                }
                (None, Some(hole)) => {
                    let then = self.value(then);
                    let otherwise = self.value(otherwise);
                    return self.either(hole, &then, &otherwise, chosen.at);
                }
                (None, None) => {
                    let detail = "the condition is neither `true` nor `false`".to_owned();
                    let outcome = Err(Trouble::Fails(detail));
                    return self.settle(outcome, |_| "condition".to_owned(), condition.at);
                }
            }
        }
        self.value(chosen)
    }

    /// Takes steps from the budget for so many bytes of text.
    pub(super) fn spend_bytes(&mut self, bytes: usize) -> bool {
        let steps = u64::try_from(bytes / STEP_BYTES).unwrap_or(u64::MAX);
        steps == 0 || self.scope.spend(steps)
    }

    /// Takes steps from the budget for so many elements.
    ///
    /// # Errors
    /// The limit that is reached.
    pub(super) fn spend_items(&mut self, items: usize) -> Result<(), Trouble> {
        if items > MAX_ITEMS {
            return Err(Trouble::Limit(TOO_LARGE));
        }
        let steps = u64::try_from(items).unwrap_or(u64::MAX).saturating_mul(2);
        if self.scope.spend(steps) {
            return Ok(());
        }
        Err(Trouble::Limit(BUDGET_SPENT))
    }

    /// A list or mapping that was just made, unless it holds more than is kept:
    /// since parts are shared, a short text can ask for a value without end.
    pub(super) fn kept(&mut self, value: Evaluated) -> Evaluated {
        let mut left = MAX_NODES;
        let fits = measure(&value, 0, &mut left);
        if !self.spend_nodes(MAX_NODES.saturating_sub(left)) {
            return self.limit(BUDGET_SPENT, value.at);
        }
        if !fits {
            return self.limit(TOO_LARGE, value.at);
        }
        value
    }

    /// Takes steps from the budget for going through all of a value.
    pub(super) fn spend_walk(&mut self, value: &Evaluated) -> bool {
        let mut left = MAX_NODES;
        measure(value, 0, &mut left);
        self.spend_nodes(MAX_NODES.saturating_sub(left))
    }

    fn spend_nodes(&mut self, nodes: usize) -> bool {
        let steps = u64::try_from(nodes / NODES_PER_STEP).unwrap_or(u64::MAX);
        steps == 0 || self.scope.spend(steps)
    }
}

fn measure(value: &Evaluated, level: u32, left: &mut usize) -> bool {
    let Some(fewer) = left.checked_sub(1) else {
        return false;
    };
    *left = fewer;
    let level = level.saturating_add(1);
    if let Data::Json(inner) = &value.data {
        return level <= MAX_NESTING && measure(inner, level, left);
    }
    let members = || value.members().iter().flat_map(|(key, value)| [key, value]);
    level <= MAX_NESTING
        && value.items().iter().all(|item| measure(item, level, left))
        && members().all(|member| measure(member, level, left))
}

/// A number spelt as JSON and Terraform spell it; one that is too long to reckon
/// with stays as it is written.
fn number_as_written(text: &str) -> Data {
    match Decimal::parse(text) {
        Some(number) => Data::Number(number.to_string().into()),
        None => Data::Number(text.into()),
    }
}

/// The members of a mapping while it is made: the last of each key counts.
#[derive(Default)]
pub(super) struct Members {
    list: Vec<Option<(Evaluated, Evaluated)>>,
    index: BTreeMap<String, usize>,
}

impl Members {
    /// Sets a member, and says whether there was one of that key.
    pub(super) fn set(&mut self, key: Evaluated, value: Evaluated) -> bool {
        let mut was_there = false;
        if let Some(text) = key.as_str() {
            let last = self.index.insert(text.to_owned(), self.list.len());
            let last = last.and_then(|index| self.list.get_mut(index));
            was_there = last.is_some_and(|member| member.take().is_some());
        }
        self.list.push(Some((key, value)));
        was_there
    }

    /// The value of a member, to be changed.
    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Evaluated> {
        let member = self.list.get_mut(*self.index.get(key)?)?.as_mut()?;
        Some(&mut member.1)
    }

    pub(super) fn into_value(self, at: Span) -> Evaluated {
        Evaluated::map(self.list.into_iter().flatten().collect(), at)
    }
}
