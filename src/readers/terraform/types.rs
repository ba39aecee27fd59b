//! The types of variables: a value is turned into what its variable is declared
//! to be, and members that are left out get their defaults.

use std::rc::Rc;

use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::terraform::run::{Env, Run};
use crate::syntax::expression::{Expression, ExpressionKind};
use crate::syntax::hcl;

/// Most types inside one another. Each that another is in has brackets, so that none
/// that can be written lies deeper.
const MAX_TYPE_DEPTH: u32 = hcl::MAX_DEPTH;

impl Run<'_, '_, '_, '_> {
    /// A value as a type has it; as it is where the type says nothing of it.
    pub(super) fn convert(&mut self, value: Evaluated, kind: &Expression, depth: u32) -> Evaluated {
        if depth > MAX_TYPE_DEPTH {
            return value;
        }
        let next = depth.saturating_add(1);
        match &kind.kind {
            ExpressionKind::Name(name) => to_primitive(value, name),
            ExpressionKind::Text(name) => to_primitive(value, &name.text),
            ExpressionKind::Call {
                name, arguments, ..
            } => match (name.value.as_str(), arguments.first()) {
                ("list" | "set", Some(of)) => self.each(value, of, next),
                ("map", Some(of)) => self.members_as(value, of, next),
                ("optional", Some(of)) => self.convert(value, of, next),
                ("object", Some(of)) => match &of.kind {
                    ExpressionKind::Object(fields) => self.fields(value, fields, next),
                    _ => value,
                },
                _ => value,
            },
            _ => value,
        }
    }

    fn each(&mut self, value: Evaluated, of: &Expression, depth: u32) -> Evaluated {
        let Data::List(items) = &value.data else {
            return value;
        };
        let items = items.iter().cloned();
        let items = items.map(|item| self.convert(item, of, depth)).collect();
        Evaluated {
            data: Data::List(Rc::new(items)),
            ..value
        }
    }

    fn members_as(&mut self, value: Evaluated, of: &Expression, depth: u32) -> Evaluated {
        let Data::Map(members) = &value.data else {
            return value;
        };
        let members = members.iter().cloned();
        let members = members.map(|(key, value)| (key, self.convert(value, of, depth)));
        Evaluated {
            data: Data::Map(Rc::new(members.collect())),
            ..value
        }
    }

    fn fields(
        &mut self,
        value: Evaluated,
        fields: &[(Expression, Expression)],
        depth: u32,
    ) -> Evaluated {
        let Data::Map(_) = &value.data else {
            return value;
        };
        let mut members = Vec::new();
        for (name, kind) in fields {
            let key = match &name.kind {
                ExpressionKind::Text(name) => name.text.as_str(),
                ExpressionKind::Name(name) => name.as_str(),
                _ => continue,
            };
            let given = value.members().iter().rev();
            let mut given = given.filter(|(name, _)| name.as_str() == Some(key));
            let given = given.next().filter(|(_, value)| !value.is_null());
            let member = match (given, default_of(kind)) {
                (Some((key, value)), _) => (key.clone(), self.convert(value.clone(), kind, depth)),
                (None, Some(default)) => {
                    let default = self.value(&Env::default(), default);
                    let default = self.convert(default, kind, depth);
                    (Evaluated::text(key, name.at), default)
                }
                (None, None) => (
                    Evaluated::text(key, name.at),
                    Evaluated::new(Data::Null, value.at),
                ),
            };
            members.push(member);
        }
        Evaluated {
            data: Data::Map(Rc::new(members)),
            ..value
        }
    }
}

/// The default in `optional(type, default)`.
fn default_of(kind: &Expression) -> Option<&Expression> {
    match &kind.kind {
        ExpressionKind::Call {
            name, arguments, ..
        } if name.value == "optional" => arguments.get(1),
        _ => None,
    }
}

fn to_primitive(value: Evaluated, kind: &str) -> Evaluated {
    let data = match (kind, &value.data) {
        ("string", Data::Number(_) | Data::Bool(_)) => {
            let text = value.to_text().unwrap_or_default();
            return Evaluated {
                refers: value.refers.clone(),
                perhaps: value.perhaps.clone(),
                ..Evaluated::text(&text, value.at)
            };
        }
        ("bool", Data::Text(_)) => match value.as_str() {
            Some("true") => Data::Bool(true),
            Some("false") => Data::Bool(false),
            _ => return value,
        },
        ("number", Data::Text(_)) => match value.as_str() {
            Some(text) if text.parse::<f64>().is_ok_and(f64::is_finite) => {
                Data::Number(Rc::from(text))
            }
            _ => return value,
        },
        _ => return value,
    };
    Evaluated { data, ..value }
}
