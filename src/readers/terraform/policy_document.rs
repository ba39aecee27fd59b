//! Documents that are written as blocks: what `alicloud_ram_policy_document`
//! makes of its arguments, and the older `statement` blocks of a policy.

use std::rc::Rc;

use crate::model::missing::MissingKind;
use crate::model::structure::StructureKind;
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::session::Session;
use crate::source::Span;

/// A statement as a value, from a mapping of arguments.
#[derive(Clone, Debug, Default)]
pub(super) struct Statement {
    members: Vec<(Evaluated, Evaluated)>,
    at: Option<Span>,
}

/// Arguments of a statement that are elements as they are.
const PLAIN: &[(&str, &str)] = &[
    ("effect", "Effect"),
    ("action", "Action"),
    ("resource", "Resource"),
];

/// Arguments that such a statement does not have, with what is meant.
const WRONG: &[(&str, &str)] = &[("actions", "action"), ("resources", "resource")];

const ARGUMENTS: &[&str] = &["effect", "action", "resource", "principal", "condition"];

impl Statement {
    /// The elements that are written as they are.
    pub(super) fn of(item: &Evaluated) -> Self {
        let members = PLAIN.iter().filter_map(|(argument, element)| {
            let found = item.members().iter().rev();
            let mut found = found.filter(|(key, _)| key.as_str() == Some(argument));
            let (key, value) = found.next()?;
            let is_empty = matches!(&value.data, Data::List(items) if items.is_empty());
            if value.is_null() || (is_empty && *argument == "resource") {
                return None;
            }
            Some((Evaluated::text(element, key.at), value.clone()))
        });
        Self {
            members: members.collect(),
            at: Some(item.at),
        }
    }

    pub(super) fn into_value(self) -> Evaluated {
        let at = self
            .at
            .or_else(|| self.members.first().map(|(key, _)| key.at));
        let at = at.unwrap_or(Span::new(crate::source::FileId(u32::MAX), 0, 0));
        Evaluated::map(self.members, at)
    }

    fn has(&self, element: &str) -> bool {
        let mut members = self.members.iter();
        members.any(|(key, _)| key.as_str() == Some(element))
    }
}

/// A whole document; the version is `1` unless it is given.
pub(super) fn document(
    version: Option<&Evaluated>,
    statements: Vec<Evaluated>,
    at: Span,
) -> Evaluated {
    let version = version.map_or_else(|| Evaluated::text("1", at), Evaluated::clone);
    let version = match version.data {
        Data::Number(number) => Evaluated::text(&number, version.at),
        _ => version,
    };
    let members = vec![
        (Evaluated::text("Version", at), version),
        (
            Evaluated::text("Statement", at),
            Evaluated::list(statements, at),
        ),
    ];
    Evaluated::map(members, at)
}

/// A list of one element is that element, as the data source writes it.
fn single(value: &Evaluated) -> Evaluated {
    match value.items() {
        [only] if !matches!(only.data, Data::Unknown { splice: true, .. }) => only.clone(),
        _ => value.clone(),
    }
}

/// What the data source `alicloud_ram_policy_document` makes of its arguments.
pub(super) fn of_data_source(
    session: &mut Session<'_>,
    object: &Evaluated,
    address: &str,
    at: Span,
) -> Evaluated {
    let Some(blocks) = object.get("statement") else {
        return Evaluated::text("", at);
    };
    if blocks.hole().is_some() {
        return blocks.clone();
    }
    let mut statements = Vec::new();
    for block in blocks.items() {
        statements.push(match &block.data {
            Data::Map(_) => statement(session, block, address),
            _ => block.clone(),
        });
    }
    let value = document(object.get("version"), statements, at);
    Evaluated::new(Data::Json(Rc::new(value)), at)
}

fn statement(session: &mut Session<'_>, block: &Evaluated, address: &str) -> Evaluated {
    let mut statement = Statement::of(block);
    for (key, value) in block.members() {
        let Some(name) = key.as_str().filter(|name| !ARGUMENTS.contains(name)) else {
            continue;
        };
        let meant = WRONG.iter().find(|(wrong, _)| *wrong == name);
        let kind = StructureKind::UnknownArgument {
            name: name.to_owned(),
            of: "alicloud_ram_policy_document".to_owned(),
            meant: meant.map(|(_, meant)| *meant),
        };
        session.problem(kind, key.at);
        let element = meant.and_then(|(_, meant)| {
            let row = PLAIN.iter().find(|(argument, _)| argument == meant);
            row.map(|(_, element)| *element)
        });
        if let Some(element) = element.filter(|element| !statement.has(element)) {
            let member = (Evaluated::text(element, key.at), value.clone());
            statement.members.push(member);
        }
    }
    for (_, value) in &mut statement.members {
        *value = single(value);
    }
    if !statement.has("Effect") {
        let member = (
            Evaluated::text("Effect", block.at),
            Evaluated::text("Allow", block.at),
        );
        statement.members.insert(0, member);
    }
    if let Some(principals) = block.get("principal") {
        let value = principals_of(session, principals, address);
        let key = Evaluated::text("Principal", principals.at);
        statement.members.push((key, value));
    }
    if let Some(conditions) = block.get("condition") {
        let value = conditions_of(session, conditions, address);
        let key = Evaluated::text("Condition", conditions.at);
        statement.members.push((key, value));
    }
    statement.into_value()
}

/// What blocks of the same name come to that the provider does not add up.
fn unclear(
    session: &mut Session<'_>,
    address: &str,
    what: &str,
    (at, first): (Span, Span),
) -> Evaluated {
    let kind = StructureKind::ReplacedBlock(what.to_owned());
    session.problem_beside(kind, at, first);
    let name = format!("{address} {what}");
    let detail = "two blocks say it, one replaces the other, and which is not visible";
    Evaluated::unknown(session.hole(MissingKind::Choice, name, detail, at), at)
}

fn principals_of(session: &mut Session<'_>, blocks: &Evaluated, address: &str) -> Evaluated {
    if blocks.hole().is_some() {
        return blocks.clone();
    }
    let mut members: Vec<(Evaluated, Evaluated)> = Vec::new();
    let mut firsts: Vec<Span> = Vec::new();
    for block in blocks.items() {
        let (Some(entity), Some(list)) = (block.get("entity"), block.get("identifiers")) else {
            if block.hole().is_some() {
                members.push((block.clone(), block.clone()));
                firsts.push(block.at);
            }
            continue;
        };
        let mut known = members.iter_mut().zip(&firsts);
        match known.find(|((key, _), _)| key == entity) {
            Some(((_, value), first)) => {
                let what = format!("principal {}", entity.as_str().unwrap_or_default());
                *value = unclear(session, address, &what, (block.at, *first));
            }
            None => {
                members.push((entity.clone(), list.clone()));
                firsts.push(block.at);
            }
        }
    }
    Evaluated::map(members, blocks.at)
}

fn conditions_of(session: &mut Session<'_>, blocks: &Evaluated, address: &str) -> Evaluated {
    if blocks.hole().is_some() {
        return blocks.clone();
    }
    let mut operators: Vec<(Evaluated, Vec<(Evaluated, Evaluated)>)> = Vec::new();
    for block in blocks.items() {
        let get = |name: &str| block.get(name).cloned();
        let (Some(operator), Some(variable), Some(values)) =
            (get("operator"), get("variable"), get("values"))
        else {
            if block.hole().is_some() {
                operators.push((block.clone(), Vec::new()));
            }
            continue;
        };
        let index = operators.iter().position(|(key, _)| *key == operator);
        let index = index.unwrap_or_else(|| {
            operators.push((operator.clone(), Vec::new()));
            operators.len().saturating_sub(1)
        });
        let Some((_, variables)) = operators.get_mut(index) else {
            continue;
        };
        match variables.iter_mut().find(|(key, _)| *key == variable) {
            Some((_, known)) if known.items().len() > 1 && values.items().len() > 1 => {
                let all = known.items().iter().chain(values.items()).cloned();
                *known = Evaluated::list(all.collect(), known.at);
            }
            Some((_, known)) => {
                let word = |one: &Evaluated| one.as_str().unwrap_or_default().to_owned();
                let what = format!("condition {} {}", word(&operator), word(&variable));
                *known = unclear(session, address, &what, (block.at, known.at));
            }
            None => variables.push((variable, values)),
        }
    }
    let operators = operators.into_iter().map(|(operator, variables)| {
        if variables.is_empty() {
            return (operator.clone(), operator);
        }
        let at = operator.at;
        let variables = variables.into_iter();
        let variables = variables.map(|(key, values)| (key, single(&values)));
        (operator, Evaluated::map(variables.collect(), at))
    });
    Evaluated::map(operators.collect(), blocks.at)
}
