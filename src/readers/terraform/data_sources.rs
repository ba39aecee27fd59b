//! Data sources: what can be told of them without the cloud.

use std::rc::Rc;

use regex::Regex;

use crate::model::catalogue::Catalogue;
use crate::model::missing::{Missing, MissingKind};
use crate::model::structure::StructureKind;
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::terraform::attributes::{root_and_rest, shown};
use crate::readers::terraform::blocks::Object;
use crate::readers::terraform::config::Resource;
use crate::readers::terraform::modules::Placed;
use crate::readers::terraform::policy_document;
use crate::readers::terraform::resources::plain_kind;
use crate::readers::terraform::run::{ModuleId, Run};
use crate::source::Span;

/// Largest size that a pattern of names may take, in bytes, once it is compiled.
const MAX_PATTERN: usize = 1 << 16;

impl Run<'_, '_, '_, '_> {
    /// Adds to the arguments of a data source what it is known to give.
    pub(super) fn look_up(
        &mut self,
        id: ModuleId,
        resource: &Resource,
        one: &Placed,
        object: &mut Object,
    ) {
        let at = resource.entry.block.header;
        let found = match &*plain_kind(&resource.kind) {
            "alicloud_ram_policy_document" => {
                let name = &one.address;
                if object.value.get("statement").is_none() {
                    let kind = StructureKind::NoStatements(shown(name).to_owned());
                    self.session.problem(kind, at);
                }
                let at = resource.entry.block.at;
                let value = policy_document::of_data_source(self.session, &object.value, name, at);
                vec![("document", value)]
            }
            "alicloud_account" => vec![("id", self.account_id(id, &resource.entry, at))],
            "alicloud_caller_identity" => {
                vec![("account_id", self.account_id(id, &resource.entry, at))]
            }
            "alicloud_ram_policies" => system_policy(&object.value, at),
            "local_file" => self.content(id, &object.value),
            _ => Vec::new(),
        };
        let Data::Map(members) = &mut object.value.data else {
            return;
        };
        for (name, value) in found {
            Rc::make_mut(members).push((Evaluated::text(name, at), value));
        }
    }

    /// An attribute that only the cloud knows.
    pub(super) fn looked_up(
        &mut self,
        one: &Placed,
        name: &str,
        definition: String,
        at: Span,
    ) -> Evaluated {
        let (root, inner) = root_and_rest(&one.address);
        let missing = Missing {
            kind: MissingKind::DataSource,
            name: format!("{inner}.{name}"),
            detail: match root {
                "" => "looked up when Terraform runs".to_owned(),
                root => format!("looked up when Terraform runs, in {root}"),
            },
            definition,
        };
        Evaluated::unknown(self.session.model.holes.intern(missing, Some(at)), at)
    }

    fn content(&mut self, id: ModuleId, object: &Evaluated) -> Vec<(&'static str, Evaluated)> {
        let Some(name) = object.get("filename") else {
            return Vec::new();
        };
        let root = self.root_of(id);
        let text = name.as_str().map(|name| self.text(&root, name));
        match text {
            Some(Ok(text)) => vec![("content", Evaluated::fragment((*text).clone(), name.at))],
            _ => Vec::new(),
        }
    }
}

/// The one system policy whose name fits a pattern.
fn system_policy(object: &Evaluated, at: Span) -> Vec<(&'static str, Evaluated)> {
    let kind = object.get("type").and_then(Evaluated::as_str);
    let pattern = object.get("name_regex");
    let (Some("System"), Some(pattern)) = (kind, pattern) else {
        return Vec::new();
    };
    let compiled = pattern.as_str().and_then(|text| {
        let mut builder = regex::RegexBuilder::new(text);
        builder.size_limit(MAX_PATTERN).build().ok()
    });
    let Some(name) = compiled.and_then(|compiled| only(&compiled)) else {
        return Vec::new();
    };
    let text = |text: &str| Evaluated::text(text, pattern.at);
    let policy = Evaluated::map(
        vec![
            (text("name"), text(name)),
            (text("policy_name"), text(name)),
            (text("type"), text("System")),
            (text("policy_type"), text("System")),
        ],
        at,
    );
    let names = Evaluated::list(vec![text(name)], at);
    vec![
        ("policies", Evaluated::list(vec![policy], at)),
        ("names", names.clone()),
        ("ids", names),
    ]
}

fn only(pattern: &Regex) -> Option<&'static str> {
    let policies = Catalogue::embedded().system_policies();
    let mut fitting = policies.filter(|policy| pattern.is_match(&policy.name));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first.name.as_str())
}
