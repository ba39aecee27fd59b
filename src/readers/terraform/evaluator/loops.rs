//! `for` expressions, and what is gone through by them and by `%{ for }`.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::json_text::sorted;
use crate::readers::terraform::evaluator::choice::{is_splice, perhaps_of, splice};
use crate::readers::terraform::evaluator::evaluate::{BUDGET_SPENT, Evaluator, Members};
use crate::readers::terraform::evaluator::operators::truth;
use crate::readers::terraform::evaluator::reference::kind_of;
use crate::readers::terraform::evaluator::unknown::{Trouble, hole_in};
use crate::source::{HoleId, Span};
use crate::syntax::expression::For;

/// One turn of a loop.
pub(super) enum Turn {
    /// An element with its key.
    Element(Evaluated, Evaluated),
    /// The same, if it is there, which hangs on a hole.
    Perhaps(HoleId, Evaluated, Evaluated),
    /// Any number of elements that the input does not hold.
    Any(HoleId),
}

impl Evaluator<'_> {
    /// The turns of a loop over a collection.
    ///
    /// # Errors
    /// Why nothing is known of them.
    pub(super) fn turns(&mut self, collection: &Evaluated) -> Result<Vec<Turn>, Trouble> {
        match &collection.data {
            Data::List(items) => {
                self.spend_items(items.len())?;
                let mut after = None;
                let mut turns = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    let hole = item.hole().filter(|_| is_splice(item));
                    // How many elements a hole stands for says what index this has.
                    let index = match after {
                        None => Evaluated::new(Data::Number(index.to_string().into()), item.at),
                        Some(hole) => {
                            let name = format!("index {index} after {}", self.name_of(hole));
                            Evaluated::unknown(self.derived(hole, &name, item.at), item.at)
                        }
                    };
                    after = after.or(hole);
                    turns.push(match (hole, &item.perhaps) {
                        (None, _) => Turn::Element(index, item.clone()),
                        (Some(hole), Some(item)) => Turn::Perhaps(hole, index, (**item).clone()),
                        (Some(hole), None) => Turn::Any(hole),
                    });
                }
                Ok(turns)
            }
            Data::Map(members) => {
                self.spend_items(members.len())?;
                let mut turns = Vec::with_capacity(members.len());
                let mut unknown = members
                    .iter()
                    .filter(|(key, _)| key.as_str().is_none() && key.perhaps.is_none());
                let any = unknown.next().and_then(|(key, _)| hole_in(key));
                // Members with unknown keys may come first, last and in between.
                turns.extend(any.map(Turn::Any));
                for (key, value) in sorted(members) {
                    if key.as_str().is_some() {
                        turns.push(Turn::Element(key.clone(), value.clone()));
                        turns.extend(any.map(Turn::Any));
                    }
                }
                for (key, value) in members.iter() {
                    if let (Some(hole), Some(key), Some(value)) =
                        (key.hole(), &key.perhaps, &value.perhaps)
                    {
                        turns.push(Turn::Perhaps(hole, (**key).clone(), (**value).clone()));
                    }
                }
                Ok(turns)
            }
            Data::Unknown { hole, .. } => Err(Trouble::Unknown(*hole)),
            _ => Err(Trouble::Fails(format!(
                "`for` cannot go through {}",
                kind_of(collection)
            ))),
        }
    }

    /// What a `for` expression yields.
    pub(super) fn each(&mut self, each: &For, at: Span) -> Evaluated {
        let collection = self.value(&each.collection);
        let turns = match self.turns(&collection) {
            Ok(turns) => turns,
            Err(trouble) => {
                let name = |own: &mut Self| format!("for each of {}", own.shown(&collection));
                return self.settle(Err(trouble), name, at);
            }
        };
        let bindings = self.bindings();
        let mut results = Results {
            list: Vec::new(),
            members: Members::default(),
            any: BTreeSet::new(),
            is_object: each.result_key.is_some(),
        };
        for turn in turns {
            if !self.scope.spend(1) {
                return self.limit(BUDGET_SPENT, at);
            }
            let (key, value, perhaps) = match turn {
                Turn::Element(key, value) => (key, value, None),
                Turn::Perhaps(hole, key, value) => (key, value, Some(hole)),
                Turn::Any(hole) => {
                    let name = format!("for each of {}", self.name_of(hole));
                    results.any(self.derived(hole, &name, at), at);
                    continue;
                }
            };
            if let Some(name) = &each.key {
                self.bind(&name.value, key);
            }
            self.bind(&each.value.value, value);
            let outcome = self.turn(each, at, perhaps, &mut results);
            self.unbind_to(bindings);
            if let Err(failure) = outcome {
                return failure;
            }
        }
        let value = if results.is_object {
            results.members.into_value(at)
        } else {
            Evaluated::list(results.list, at)
        };
        self.kept(value)
    }

    fn turn(
        &mut self,
        each: &For,
        at: Span,
        mut perhaps: Option<HoleId>,
        results: &mut Results,
    ) -> Result<(), Evaluated> {
        if let Some(condition) = &each.condition {
            let condition = self.value(condition);
            match (truth(&condition), hole_in(&condition)) {
                (Some(true), _) => {}
                (Some(false), _) => return Ok(()),
                (None, Some(hole)) if self.stays(hole) => {
                    return Err(Evaluated::unknown(hole, at));
                }
                (None, Some(hole)) => {
                    let result = self.value(&each.result);
                    let name = format!("{} if {}", self.shown(&result), self.name_of(hole));
                    perhaps = Some(self.derived(hole, &name, result.at));
                }
                (None, None) => {
                    let detail = "the condition is neither `true` nor `false`".to_owned();
                    let outcome = Err(Trouble::Fails(detail));
                    return Err(self.settle(outcome, |_| "for".to_owned(), condition.at));
                }
            }
        }
        let Some(key) = &each.result_key else {
            let result = self.value(&each.result);
            results.list.push(match perhaps {
                Some(hole) => perhaps_of(splice(hole, result.at), result),
                None => result,
            });
            return Ok(());
        };
        let key = self.value(key);
        if let Some(hole) = perhaps {
            let value = self.value(&each.result);
            if each.groups || key.as_str().is_none() {
                results.any(hole, value.at);
                return Ok(());
            }
            let unknown = Evaluated::unknown(hole, value.at);
            let key = perhaps_of(unknown.clone(), key);
            results.members.set(key, perhaps_of(unknown, value));
            return Ok(());
        }
        let key = self.key(key)?;
        let result = self.value(&each.result);
        let known = key.as_str().map(str::to_owned);
        if each.groups
            && let Some(group) = known
                .as_deref()
                .and_then(|key| results.members.get_mut(key))
        {
            if let Data::List(items) = &mut group.data {
                Rc::make_mut(items).push(result);
            }
            return Ok(());
        }
        let result = if each.groups {
            Evaluated::list(vec![result], at)
        } else {
            result
        };
        if results.members.set(key, result) {
            let detail = format!(
                "two elements have the key `{}`",
                known.as_deref().unwrap_or_default()
            );
            return Err(self.settle(Err(Trouble::Fails(detail)), |_| "for".to_owned(), at));
        }
        Ok(())
    }
}

struct Results {
    list: Vec<Evaluated>,
    members: Members,
    /// The holes that members with unknown keys come from.
    any: BTreeSet<HoleId>,
    is_object: bool,
}

impl Results {
    /// Any number of results: an object then has members with unknown keys.
    fn any(&mut self, hole: HoleId, at: Span) {
        if self.is_object {
            let unknown = Evaluated::unknown(hole, at);
            if self.any.insert(hole) {
                self.members.set(unknown.clone(), unknown);
            }
        } else {
            self.list.push(splice(hole, at));
        }
    }
}
