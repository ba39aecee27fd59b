//! Which parts of a statement were changed, where it is only known that it was.

use crate::engine::difference::causes::origins::{Text, Texts};
use crate::engine::difference::causes::parts::{later_first, test_at};
use crate::engine::difference::{Act, Cause, Difference, Part, Place, Side, Subject};
use crate::model::Model;
use crate::model::policy::{Condition, Element, Elements, Known, Statement, ValueKind};
use crate::source::Span;

/// Both inputs, the earlier one first.
type Models<'a> = (&'a Model, &'a Model);

/// Says of causes that tell of a statement as it was and as it is which of its parts
/// differ, by their words.
pub(in crate::engine::difference) fn tell_parts(models: Models<'_>, difference: &mut Difference) {
    for cause in &mut difference.causes {
        let found = of_cause(models, cause);
        let Some((first, rest)) = found.as_deref().and_then(<[_]>::split_first) else {
            continue;
        };
        if rest.is_empty() {
            cause.act = Act::Altered(first.0);
        }
        let all = std::iter::once(first).chain(rest);
        cause.places = all.flat_map(|(_, places)| places).copied().collect();
        later_first(&mut cause.places);
    }
}

/// The parts that differ, each with its places.
fn of_cause((before, after): Models<'_>, cause: &Cause) -> Option<Vec<(Part, Vec<Place>)>> {
    let is_statement = matches!(
        cause.subject,
        Subject::Allow | Subject::Deny | Subject::Trust | Subject::TrustDeny
    );
    if !is_statement || cause.act != Act::Changed {
        return None;
    }
    let [later, earlier] = cause.places.as_slice() else {
        return None;
    };
    if (later.side, earlier.side) != (Side::After, Side::Before) {
        return None;
    }
    let of = |model: &'_ Model, at: Span| -> Option<Statement> {
        let mut all = model.pools.all_statements();
        all.find(|one| one.actions.at == at).copied()
    };
    let was = One::new(before, of(before, earlier.at)?);
    let is = One::new(after, of(after, later.at)?);
    let mut found = Vec::new();
    for (part, mine, theirs) in [
        (Part::Whole, is.effect(), was.effect()),
        (
            Part::Action,
            is.elements(is.statement.actions),
            was.elements(was.statement.actions),
        ),
        (
            Part::Resource,
            is.elements(is.statement.resources),
            was.elements(was.statement.resources),
        ),
        (Part::Condition, is.tests(), was.tests()),
    ] {
        let lacking = |own: &Words, others: &Words, side| -> Vec<Place> {
            let own = own
                .iter()
                .filter(|(words, _)| others.iter().all(|(one, _)| one != words));
            own.map(|(_, at)| Place { side, at: *at }).collect()
        };
        let mut places = lacking(&mine, &theirs, Side::After);
        places.extend(lacking(&theirs, &mine, Side::Before));
        if !places.is_empty() {
            found.push((part, places));
        }
    }
    Some(found)
}

/// Words of a statement, with what is not known of them, and their places.
type Words = Vec<(String, Span)>;

struct One<'a> {
    model: &'a Model,
    statement: Statement,
}

impl<'a> One<'a> {
    const fn new(model: &'a Model, statement: Statement) -> Self {
        Self { model, statement }
    }

    fn effect(&self) -> Words {
        vec![(
            format!("{:?}", self.statement.effect),
            self.statement.effect_at,
        )]
    }

    fn elements(&self, elements: Elements) -> Words {
        let pools = &self.model.pools;
        let listed = pools.elements(elements.list).iter();
        let words = |element: &Element| {
            let open = match element.known {
                Known::Whole => None,
                Known::Holes(gap) | Known::Nothing(gap) => Some(gap),
            };
            let text = Text::of(pools.str(element.text), open, element.at, self.model);
            format!("{:?} {:?} {:?}", elements.form, text.text, text.open)
        };
        listed.map(|element| (words(element), element.at)).collect()
    }

    fn tests(&self) -> Words {
        let pools = &self.model.pools;
        let words = |test: &Condition| {
            let values: Texts<'_> = pools
                .values(test.values)
                .iter()
                .map(|value| {
                    let open = match value.kind {
                        ValueKind::Hole(gap) => Some(gap),
                        _ => None,
                    };
                    Text::of(pools.str(value.text), open, value.at, self.model)
                })
                .collect();
            let values: Vec<_> = values.iter().map(|one| (one.text, one.open)).collect();
            let (operator, key) = (pools.str(test.operator.text), pools.str(test.key.text));
            format!("{operator} {key} {values:?}")
        };
        let tests = pools.conditions(self.statement.conditions).iter();
        tests
            .map(|test| (words(test), test_at(&self.statement, test)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::engine::snapshots::{files, read};

    /// An input of one policy with one statement, and its text.
    fn stated(statement: Value) -> (Model, String) {
        let document = json!({ "Version": "1", "Statement": [statement] });
        read(json!({ "policies": [
            { "type": "Custom", "name": "p", "version": "v1", "document": document },
        ] }))
    }

    fn statement() -> Value {
        json!({ "Effect": "Allow", "Action": ["ecs:Run", "ecs:Stop"],
            "Resource": ["acs:ecs:*:*:i/1", "acs:ecs:*:*:i/2"],
            "Condition": { "Bool": { "acs:MFAPresent": "true" },
                "IpAddress": { "acs:SourceIp": ["10.0.0.0/8", "11.0.0.0/8"] } } })
    }

    /// How the cause is told after its parts were looked at, with the texts it points at.
    fn told(before: Value, after: Value, edit: &dyn Fn(&mut Cause)) -> String {
        let (before, after) = (stated(before), stated(after));
        let at =
            |input: &(Model, String)| input.0.pools.all_statements().next().unwrap().actions.at;
        let mut cause = Cause {
            subject: Subject::Allow,
            act: Act::Changed,
            places: vec![
                Place {
                    side: Side::After,
                    at: at(&after),
                },
                Place {
                    side: Side::Before,
                    at: at(&before),
                },
            ],
            of: "Custom/p".to_owned(),
            whom: None,
            grants: Vec::new(),
        };
        edit(&mut cause);
        let mut found = Difference {
            causes: vec![cause],
            ..Difference::default()
        };
        tell_parts((&before.0, &after.0), &mut found);
        let cause = &found.causes[0];
        let places = cause.places.iter().map(|place| {
            let (sign, text) = match place.side {
                Side::Before => ('-', &before.1),
                Side::After => ('+', &after.1),
            };
            let bytes = place.at.start as usize..place.at.end as usize;
            let text = text.get(bytes).unwrap();
            format!(" {sign}{}", text.replace('"', ""))
        });
        format!("{:?}:{}", cause.act, places.collect::<String>())
    }

    #[test]
    fn what_differs_of_a_statement_are_its_parts() {
        let with = |pointer: &str, value: Value| {
            let mut one = statement();
            *one.pointer_mut(pointer).unwrap() = value;
            one
        };
        let renamed = {
            let mut one = statement();
            let actions = one.as_object_mut().unwrap().remove("Action").unwrap();
            one["NotAction"] = actions;
            one
        };
        let both = {
            let mut one = with("/Action", json!(["ecs:Run", "ecs:Get"]));
            one["Resource"] = json!(["acs:ecs:*:*:i/1", "acs:ecs:*:*:i/3"]);
            one
        };
        let untested = {
            let mut one = statement();
            one["Condition"].as_object_mut().unwrap().remove("Bool");
            one
        };
        let cases = [
            (
                with("/Effect", json!("Deny")),
                "Altered(Whole): +Deny -Allow",
            ),
            (
                with("/Action", json!(["ecs:Run", "ecs:Get"])),
                "Altered(Action): +ecs:Get -ecs:Stop",
            ),
            (
                with("/Action", json!(["ecs:Run", "ecs:Stop", "ecs:Get"])),
                "Altered(Action): +ecs:Get",
            ),
            (
                with("/Action", json!(["ecs:Stop"])),
                "Altered(Action): -ecs:Run",
            ),
            (
                renamed,
                "Altered(Action): +ecs:Run +ecs:Stop -ecs:Run -ecs:Stop",
            ),
            (
                with("/Resource", json!(["acs:ecs:*:*:i/1", "acs:ecs:*:*:i/3"])),
                "Altered(Resource): +acs:ecs:*:*:i/3 -acs:ecs:*:*:i/2",
            ),
            (
                with("/Condition/IpAddress/acs:SourceIp/1", json!("12.0.0.0/8")),
                "Altered(Condition): +acs:SourceIp:[10.0.0.0/8,12.0.0.0/8] -acs:SourceIp:[10.0.0.0/8,11.0.0.0/8]",
            ),
            (untested, "Altered(Condition): -acs:MFAPresent:true"),
            (
                both,
                "Changed: +ecs:Get +acs:ecs:*:*:i/3 -ecs:Stop -acs:ecs:*:*:i/2",
            ),
            // In other words alone.
            (
                statement(),
                "Changed: +[ecs:Run,ecs:Stop] -[ecs:Run,ecs:Stop]",
            ),
        ];
        for (after, expected) in cases {
            assert_eq!(
                told(statement(), after.clone(), &|_| {}),
                expected,
                "{after}"
            );
        }
    }

    /// Only of a statement that is told as one that is another now.
    #[test]
    fn other_causes_stay_as_they_are() {
        let after = || {
            let mut one = statement();
            one["Action"] = json!(["ecs:Run", "ecs:Get"]);
            one
        };
        const LISTS: &str = "+[ecs:Run,ecs:Get] -[ecs:Run,ecs:Stop]";
        type Edit<'c> = &'c dyn Fn(&mut Cause);
        let cases: [(Edit<'_>, String); 5] = [
            (
                &|cause| cause.subject = Subject::Version,
                format!("Changed: {LISTS}"),
            ),
            (
                &|cause| cause.act = Act::Widened(Part::Action),
                format!("Widened(Action): {LISTS}"),
            ),
            (
                &|cause| cause.places.reverse(),
                "Changed: -[ecs:Run,ecs:Stop] +[ecs:Run,ecs:Get]".to_owned(),
            ),
            (
                &|cause| cause.places.truncate(1),
                "Changed: +[ecs:Run,ecs:Get]".to_owned(),
            ),
            (
                &|cause| cause.subject = Subject::TrustDeny,
                "Altered(Action): +ecs:Get -ecs:Stop".to_owned(),
            ),
        ];
        for (edit, expected) in cases {
            assert_eq!(told(statement(), after(), edit), expected);
        }
    }

    /// Of what is not known the words are its definition.
    #[test]
    fn a_value_that_is_not_known_is_another_where_it_is_defined_otherwise() {
        let stated = |value: &str| {
            let text = format!(
                "variable \"m\" {{\n}}\nvariable \"n\" {{\n}}\n\
                 resource \"alicloud_ram_policy\" \"p\" {{\n  policy_name = \"p\"\n  \
                 policy_document = jsonencode({{ Version = \"1\", Statement = [{{ \
                 Effect = \"Allow\", Action = \"ecs:*\", Resource = \"*\", \
                 Condition = {{ IpAddress = {{ \"acs:SourceIp\" = {value} }} }} }}] }})\n}}\n"
            );
            files(&[("main.tf", &text)])
        };
        let told = |before: &str, after: &str| -> (Act, Vec<Side>) {
            let (before, after) = (stated(before), stated(after));
            let place = |model: &Model, side| {
                let at = model.pools.all_statements().next().unwrap().actions.at;
                Place { side, at }
            };
            let cause = Cause {
                subject: Subject::Allow,
                act: Act::Changed,
                places: vec![place(&after, Side::After), place(&before, Side::Before)],
                of: "Custom/p".to_owned(),
                whom: None,
                grants: Vec::new(),
            };
            let mut found = Difference {
                causes: vec![cause],
                ..Difference::default()
            };
            tell_parts((&before, &after), &mut found);
            let places = found.causes[0].places.iter();
            (
                found.causes[0].act,
                places.map(|place| place.side).collect(),
            )
        };
        let sides = vec![Side::After, Side::Before];
        let altered = (Act::Altered(Part::Condition), sides.clone());
        assert_eq!(told("var.m", "var.n"), altered);
        assert_eq!(told("var.m", "var.m"), (Act::Changed, sides));
    }
}
