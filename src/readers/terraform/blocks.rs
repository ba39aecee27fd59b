//! A block becomes a value: a mapping with its arguments, and with its nested
//! blocks as lists of mappings, `dynamic` ones put to work.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::terraform::run::{Env, Run};
use crate::source::Span;
use crate::syntax::expression::{Block, Body};

/// Arguments that say how many instances there are and in which order, and
/// nothing of the instances.
const META_ARGUMENTS: &[&str] = &["count", "for_each", "depends_on", "provider"];

/// Nested blocks that are about the work of Terraform.
const META_BLOCKS: &[&str] = &["lifecycle", "provisioner", "connection", "timeouts"];

/// Most nested blocks inside one another.
pub const MAX_BLOCK_DEPTH: usize = 32;

/// The value of a block.
#[derive(Clone, Debug)]
pub(super) struct Object {
    /// A mapping.
    pub(super) value: Evaluated,
    /// Arguments made of `each` or `count`.
    pub(super) looped: BTreeSet<String>,
}

impl Run<'_, '_, '_, '_> {
    /// The value of a block that is not nested in another.
    pub(super) fn object(&mut self, env: &Env, block: &Block) -> Object {
        let mut looped = BTreeSet::new();
        let value = self.members(env, &block.body, block.at, &mut looped, 0);
        Object { value, looped }
    }

    fn members(
        &mut self,
        env: &Env,
        body: &Body,
        at: Span,
        looped: &mut BTreeSet<String>,
        depth: usize,
    ) -> Evaluated {
        let mut members: Vec<(Evaluated, Evaluated)> = Vec::new();
        for attribute in &body.attributes {
            let name = &attribute.name.value;
            if depth == 0 && META_ARGUMENTS.contains(&name.as_str()) {
                continue;
            }
            let (value, uses_loop) = self.value_noting(env, &attribute.value);
            if uses_loop && depth == 0 {
                looped.insert(name.clone());
            }
            members.push((Evaluated::text(name, attribute.name.at), value));
        }
        for block in &body.blocks {
            let kind = &block.kind;
            if depth == 0 && META_BLOCKS.contains(&kind.value.as_str()) {
                continue;
            }
            let (name, elements) = match (kind.value.as_str(), block.labels.first()) {
                ("dynamic", Some(label)) => {
                    let made = self.dynamic(env, block, &label.value, looped, depth);
                    (Evaluated::text(&label.value, label.at), made)
                }
                _ => {
                    let made = self.nested(env, &block.body, block.at, looped, depth);
                    (Evaluated::text(&kind.value, kind.at), vec![made])
                }
            };
            add(&mut members, name, elements, block.at);
        }
        Evaluated::map(members, at)
    }

    fn nested(
        &mut self,
        env: &Env,
        body: &Body,
        at: Span,
        looped: &mut BTreeSet<String>,
        depth: usize,
    ) -> Evaluated {
        if depth >= MAX_BLOCK_DEPTH {
            let hole = self.limit("blocks inside one another", MAX_BLOCK_DEPTH, at);
            return Evaluated::unknown(hole, at);
        }
        self.members(env, body, at, looped, depth.saturating_add(1))
    }

    /// The blocks that a `dynamic` block makes. One whose collection is not known
    /// makes any number of them.
    fn dynamic(
        &mut self,
        env: &Env,
        block: &Block,
        label: &str,
        looped: &mut BTreeSet<String>,
        depth: usize,
    ) -> Vec<Evaluated> {
        let content = block.body.blocks_of("content").next();
        let each = block.body.attribute("for_each");
        let (Some(content), Some(each)) = (content, each) else {
            return Vec::new();
        };
        let iterator: Rc<str> = match block.body.attribute("iterator").map(|one| &one.value.kind) {
            Some(crate::syntax::expression::ExpressionKind::Name(name)) => name.as_str().into(),
            _ => label.into(),
        };
        let collection = self.value(env, &each.value);
        let pairs = match &collection.data {
            Data::Map(members) => members.to_vec(),
            Data::List(items) => (0_usize..)
                .zip(items.iter())
                .map(|(index, item)| {
                    let key = Data::Number(Rc::from(index.to_string()));
                    (Evaluated::new(key, item.at), item.clone())
                })
                .collect(),
            Data::Null => Vec::new(),
            _ => {
                let hole = self.hole_of(&collection, "a mapping or list", each.value.at);
                return vec![Evaluated::new(
                    Data::Unknown { hole, splice: true },
                    block.at,
                )];
            }
        };
        let mut made = Vec::new();
        for (key, value) in pairs {
            if !self.spend(1) {
                break;
            }
            if let Data::Unknown { splice: true, .. } = value.data {
                made.push(Evaluated::new(value.data, block.at));
                continue;
            }
            let mut inner = env.clone();
            let element = Evaluated::map(
                vec![
                    (Evaluated::text("key", key.at), key),
                    (Evaluated::text("value", value.at), value),
                ],
                each.value.at,
            );
            inner.iterators.push((Rc::clone(&iterator), element));
            made.push(self.nested(&inner, &content.body, content.at, looped, depth));
        }
        made
    }
}

/// Adds nested blocks to those of the same kind, or to a list of the same name.
fn add(
    members: &mut Vec<(Evaluated, Evaluated)>,
    name: Evaluated,
    mut elements: Vec<Evaluated>,
    at: Span,
) {
    let same = members
        .iter_mut()
        .find(|(one, _)| one.as_str().is_some() && one.as_str() == name.as_str());
    match same {
        Some((_, value)) => {
            let mut all = value.items().to_vec();
            all.append(&mut elements);
            *value = Evaluated::list(all, value.at);
        }
        None => members.push((name, Evaluated::list(elements, at))),
    }
}
