//! The functions of templates that give one of their arguments, a part of one, or
//! a list. Those that make text are in `text`.

use crate::model::missing::MissingKind;
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::ros::conditions::Truth;
use crate::readers::ros::evaluator::Evaluator;
use crate::readers::ros::template::{Call, Member, member};
use crate::syntax::Value;

impl<'c> Evaluator<'_, '_, 'c> {
    /// The value of a call; `None` where it is to be left out.
    pub(super) fn call(&mut self, call: &Call<'c>) -> Option<Evaluated> {
        let found = match call.function {
            "Ref" => return self.reference_call(call),
            "If" => return self.choose(call),
            "GetAtt" => self.attribute_call(call),
            "Sub" => self.substitute(call),
            "Join" => self.join(call),
            "Split" => self.split(call),
            "Replace" => self.replace(call),
            "Str" => self.as_string(call),
            "Select" => self.select(call),
            "FindInMap" => self.find_in_map(call),
            "ListMerge" => self.list_merge(call),
            "Length" => self.length(call),
            "Equals" | "And" | "Or" | "Not" => self.truth_call(call),
            _ => None,
        };
        Some(found.unwrap_or_else(|| self.not_evaluated(call)))
    }

    /// The argument of a function that has exactly `N`.
    pub(super) fn exactly<const N: usize>(&mut self, call: &Call<'c>) -> Option<[Evaluated; N]> {
        let arguments = call.arguments();
        let arguments: [Value<'c>; N] = arguments.try_into().ok()?;
        let values = arguments.map(|argument| self.value(argument));
        let values: Vec<Evaluated> = values.into_iter().flatten().collect();
        values.try_into().ok()
    }

    fn truth_call(&mut self, call: &Call<'c>) -> Option<Evaluated> {
        // A condition where a value belongs is written as the call that it is.
        match self.truth_of_call(call)? {
            Truth::Known(is) => Some(Evaluated::new(Data::Bool(is), call.at)),
            Truth::When(_) => None,
        }
    }

    fn choose(&mut self, call: &Call<'c>) -> Option<Evaluated> {
        let [name, yes, no] = *call.arguments() else {
            return Some(self.not_evaluated(call));
        };
        let choice = match self.truth(name, None) {
            Truth::Known(true) => return self.value(yes),
            Truth::Known(false) => return self.value(no),
            Truth::When(choice) => choice,
        };
        let (yes, no) = (self.value(yes), self.value(no));
        if let (Some(yes), Some(no)) = (&yes, &no)
            && let (Some(text), Some(other)) = (yes.to_text(), no.to_text())
            && text == other
        {
            return Some(yes.clone());
        }
        let about = self.session.model.doubts.get(choice.doubt);
        let about = about.map_or_else(String::new, |doubt| doubt.about.clone());
        let detail = format!("{about}; at {}", self.template.place(call.at));
        let hole = self
            .session
            .hole(MissingKind::Choice, "Fn::If", detail, call.at);
        let splice = yes.is_none() || no.is_none();
        Some(Evaluated::new(Data::Unknown { hole, splice }, call.at))
    }

    fn select(&mut self, call: &Call<'c>) -> Option<Evaluated> {
        let arguments = call.arguments();
        let (index, list) = (*arguments.first()?, *arguments.get(1)?);
        let (index, list) = (self.value(index)?, self.value(list)?);
        for argument in [&index, &list] {
            if let Some(hole) = argument.hole() {
                return Some(Evaluated::unknown(hole, call.at));
            }
        }
        let index = index.to_text()?;
        let list = match &list.data {
            Data::Map(_) => return self.or_default(list.get(&index).cloned(), &arguments),
            Data::Text(text) if !text.has_hole() => self.parts(text, ",", list.at),
            _ => list,
        };
        let Data::List(items) = &list.data else {
            return None;
        };
        let index: usize = index.trim().parse().ok()?;
        let before = items.iter().take(index.saturating_add(1));
        let mut unsure = before.filter_map(|item| match item.data {
            Data::Unknown { hole, splice: true } => Some(hole),
            _ => None,
        });
        if let Some(hole) = unsure.next() {
            return Some(Evaluated::unknown(hole, call.at));
        }
        self.or_default(items.get(index).cloned(), &arguments)
    }

    fn or_default(
        &mut self,
        found: Option<Evaluated>,
        arguments: &[Value<'c>],
    ) -> Option<Evaluated> {
        found.or_else(|| self.value(*arguments.get(2)?))
    }

    fn find_in_map(&mut self, call: &Call<'c>) -> Option<Evaluated> {
        let arguments: Vec<Value<'c>> = call.arguments();
        let mut found: Option<Value<'c>> = None;
        for (number, argument) in arguments.iter().take(3).enumerate() {
            let key = self.value(*argument)?;
            if let Some(hole) = key.hole() {
                return Some(Evaluated::unknown(hole, call.at));
            }
            let holes = key.as_fragment().and_then(|text| {
                let mut holes = text.map.holes(0, text.map.len());
                holes.next()
            });
            if let Some((hole, _)) = holes {
                return Some(Evaluated::unknown(hole, call.at));
            }
            let key = key.to_text()?;
            let next: Option<Member<'c>> = match found {
                None if number == 0 => self.template.mappings.get(key.as_str()).copied(),
                None => None,
                Some(value) => member(value, &key),
            };
            found = Some(next?.value);
        }
        (arguments.len() >= 3).then_some(())?;
        found.map(Evaluated::of)
    }

    fn list_merge(&mut self, call: &Call<'c>) -> Option<Evaluated> {
        let mut merged = Vec::new();
        for argument in call.arguments() {
            let list = self.value(argument)?;
            match &list.data {
                Data::List(items) => {
                    if !self.spend(items.len(), call.at) {
                        return Some(self.past_limit(call.at));
                    }
                    merged.extend(items.iter().cloned());
                }
                Data::Unknown { hole, .. } => {
                    let (hole, splice) = (*hole, true);
                    merged.push(Evaluated::new(Data::Unknown { hole, splice }, list.at));
                }
                _ => return None,
            }
        }
        Some(Evaluated::list(merged, call.at))
    }

    fn length(&mut self, call: &Call<'c>) -> Option<Evaluated> {
        let value = self.value(call.argument)?;
        let length = match &value.data {
            Data::List(items) => {
                let splice =
                    |item: &Evaluated| matches!(item.data, Data::Unknown { splice, .. } if splice);
                if let Some(item) = items.iter().find(|item| splice(item)) {
                    return Some(Evaluated::unknown(item.hole()?, call.at));
                }
                items.len()
            }
            Data::Map(members) => members.len(),
            Data::Text(_) => value.as_str()?.chars().count(),
            Data::Unknown { hole, .. } => return Some(Evaluated::unknown(*hole, call.at)),
            _ => return None,
        };
        let number = length.to_string();
        Some(Evaluated::new(Data::Number(number.into()), call.at))
    }
}
