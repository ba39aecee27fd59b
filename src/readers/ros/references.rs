//! What `Ref` and `Fn::GetAtt` stand for: parameters, locals, pseudo parameters,
//! and attributes of resources. A resource of RAM is its configured name.

use crate::model::missing::MissingKind;
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::ros::evaluator::{Evaluator, Index, append};
use crate::readers::ros::template::{Call, MAX_INSTANCES, Member, member};
use crate::source::{Fragment, Span};
use crate::syntax::Kind;

/// What `Ref` of a resource stands for, by type.
const REFERENCES: &[(&str, &str)] = &[
    ("ALIYUN::RAM::ManagedPolicy", "PolicyName"),
    ("ALIYUN::RAM::User", "UserName"),
    ("ALIYUN::RAM::Group", "GroupName"),
    ("ALIYUN::RAM::Role", "RoleName"),
    ("ALIYUN::RAM::SAMLProvider", "SAMLProviderName"),
    ("ALIYUN::ResourceManager::Role", "RoleName"),
];

/// Types of which an attribute with the name of a property is that property.
const MIRRORED: &[&str] = &[
    "ALIYUN::RAM::",
    "ALIYUN::ResourceManager::",
    "ALIYUN::CloudSSO::",
];

/// How many instances of a resource there are.
pub(super) enum Count {
    /// It has no `Count`.
    None,
    Known(u32),
    Unknown(Evaluated),
}

impl<'c> Evaluator<'_, '_, 'c> {
    pub(super) fn reference_call(&mut self, call: &Call<'c>) -> Option<Evaluated> {
        let name = self.value(call.argument)?;
        match name.as_str() {
            Some(name) => self.reference(name, call.at),
            None => Some(self.not_evaluated(call)),
        }
    }

    /// What a name stands for in `Ref` or between `${` and `}`; `None` where it is
    /// to be left out.
    pub(super) fn reference(&mut self, name: &str, at: Span) -> Option<Evaluated> {
        let value = self.referred(name, at)?;
        if let Some(text) = value.scalar().filter(|_| !at.contains(value.at)) {
            let origins = &mut self.session.model.origins;
            origins.stood_for(at, &text, value.at);
        }
        Some(value)
    }

    fn referred(&mut self, name: &str, at: Span) -> Option<Evaluated> {
        let template = self.template;
        if name.starts_with("ALIYUN::") {
            return self.pseudo_parameter(name, at);
        }
        if let Some(parameter) = template.parameters.get(name) {
            return Some(self.parameter(name, *parameter));
        }
        if let Some(local) = template.locals.get(name) {
            return self.local(name, *local, at);
        }
        if template.resources.contains_key(name) {
            return Some(self.attribute(name, None, at));
        }
        if let Some((resource, attribute)) = name.split_once('.') {
            return Some(self.attribute(resource, Some(attribute), at));
        }
        let detail = format!("in {}", template.path());
        Some(self.unknown(MissingKind::Undeclared, name, detail, at))
    }

    fn pseudo_parameter(&mut self, name: &str, at: Span) -> Option<Evaluated> {
        match (name, self.index) {
            ("ALIYUN::NoValue", _) => None,
            ("ALIYUN::Index", Index::Known(index)) => {
                let number = index.to_string();
                Some(Evaluated::new(Data::Number(number.into()), at))
            }
            ("ALIYUN::Index", Index::Unknown(hole)) => Some(Evaluated::unknown(hole, at)),
            _ => {
                let path = self.template.path();
                Some(self.unknown(MissingKind::Deployment, name, path, at))
            }
        }
    }

    fn local(&mut self, name: &str, local: Member<'c>, at: Span) -> Option<Evaluated> {
        let kind = member(local.value, "Type").map_or("", |kind| kind.value.text());
        let detail = format!("declared at {}", self.template.line(local.key.at()));
        if kind.starts_with("DATASOURCE::") {
            return Some(self.unknown(MissingKind::DataSource, name, detail, at));
        }
        let Some(value) = member(local.value, "Value") else {
            return Some(self.unknown(MissingKind::Undeclared, name, detail, at));
        };
        let key = ("Locals".to_owned(), name.to_owned());
        if !self.active.insert(key.clone()) {
            return Some(self.unknown(MissingKind::Cycle, name, detail, at));
        }
        let found = self.value(value.value);
        self.active.remove(&key);
        found
    }

    pub(super) fn attribute_call(&mut self, call: &Call<'c>) -> Option<Evaluated> {
        let written = self.value(call.argument)?;
        let (resource, attribute) = match &written.data {
            Data::Text(_) => written.as_str()?.split_once('.')?,
            Data::List(items) => {
                let [resource, attribute] = items.as_slice() else {
                    return None;
                };
                (resource.as_str()?, attribute.as_str()?)
            }
            _ => return None,
        };
        Some(self.attribute(resource, Some(attribute), call.at))
    }

    /// An attribute of a resource, or what `Ref` of it stands for; of a resource
    /// with a `Count` a list.
    fn attribute(&mut self, name: &str, attribute: Option<&str>, at: Span) -> Evaluated {
        let shown = match attribute {
            Some(attribute) => format!("{name}.{attribute}"),
            None => name.to_owned(),
        };
        let Some(resource) = self.template.resources.get(name).copied() else {
            let (local, template) = (self.template.locals.get(name), self.template.path());
            let kind = match local {
                Some(_) => MissingKind::DataSource,
                None => MissingKind::Undeclared,
            };
            return self.unknown(kind, &shown, format!("in {template}"), at);
        };
        let key = (shown.clone(), String::from("Resources"));
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        if !self.active.insert(key.clone()) {
            let detail = format!("in {}", self.template.path());
            return self.unknown(MissingKind::Cycle, &shown, detail, at);
        }
        let index = std::mem::replace(&mut self.index, Index::None);
        let value = match self.count(name, resource) {
            Count::None => self.attribute_of(name, resource, attribute, at),
            Count::Known(count) => {
                let mut items = Vec::new();
                for number in 0..count.min(MAX_INSTANCES) {
                    self.index = Index::Known(number);
                    items.push(self.attribute_of(name, resource, attribute, at));
                }
                Evaluated::list(items, at)
            }
            Count::Unknown(count) => {
                let unknown = count.hole().map(|hole| Evaluated::unknown(hole, at));
                unknown.unwrap_or_else(|| {
                    let detail = format!("in {}", self.template.path());
                    self.unknown(MissingKind::Computed, &shown, detail, at)
                })
            }
        };
        self.index = index;
        self.active.remove(&key);
        // What stands nowhere but at this reference is made anew for the next one,
        // but for the many values of a resource with a `Count`.
        if value.at != at || matches!(value.data, Data::List(_)) {
            self.known.insert(key, value.clone());
        }
        value
    }

    /// How often a resource is made.
    pub(super) fn count(&mut self, name: &str, resource: Member<'c>) -> Count {
        let Some(count) = member(resource.value, "Count") else {
            return Count::None;
        };
        let Some(value) = self.value(count.value) else {
            return Count::None;
        };
        let number = value.to_text().and_then(|text| text.trim().parse().ok());
        if let Some(number) = number {
            return Count::Known(number);
        }
        let at = count.value.at();
        let unknown = value.hole().map(|hole| Evaluated::unknown(hole, at));
        Count::Unknown(unknown.unwrap_or_else(|| {
            let detail = format!("of {}", self.template.address(name, None));
            self.unknown(MissingKind::Failing, "Count", detail, at)
        }))
    }

    /// An attribute of the instance that `index` names.
    fn attribute_of(
        &mut self,
        name: &str,
        resource: Member<'c>,
        attribute: Option<&str>,
        at: Span,
    ) -> Evaluated {
        let number = match self.index {
            Index::Known(number) => Some(number),
            Index::None | Index::Unknown(_) => None,
        };
        let address = self.template.address(name, number);
        let kind = member(resource.value, "Type").map_or("", |kind| kind.value.text());
        let reference = REFERENCES.iter().find(|(of, _)| *of == kind);
        let is_mirrored = MIRRORED.iter().any(|start| kind.starts_with(start));
        let property = match (attribute, reference) {
            (None, Some((_, property))) => Some(*property),
            (Some("Arn"), Some((_, "RoleName"))) => {
                return self.arn(name, resource, &address, at);
            }
            (Some(attribute), _) if is_mirrored => Some(attribute),
            _ => None,
        };
        let found = property.and_then(|property| self.property_of(resource, property));
        // A name that is itself a list or a mapping is none, and would let values
        // grow beyond any depth.
        let found = found.filter(is_flat);
        let value = found.unwrap_or_else(|| {
            let shown = attribute.map_or_else(|| name.to_owned(), |of| format!("{name}.{of}"));
            let missing = if kind.starts_with("DATASOURCE::") {
                MissingKind::DataSource
            } else {
                MissingKind::Computed
            };
            let line = self.template.line(resource.key.at());
            let detail = format!("of the resource at {line}");
            let detail = number.map_or(detail.clone(), |number| format!("{detail}, {number}"));
            self.unknown(missing, &shown, detail, at)
        });
        value.referring(&address)
    }

    fn arn(&mut self, name: &str, resource: Member<'c>, address: &str, at: Span) -> Evaluated {
        let role = match self.property_of(resource, "RoleName") {
            Some(role) => role,
            None => {
                let (name, of) = (format!("{name}.RoleName"), self.template.path());
                self.unknown(MissingKind::Undeclared, &name, format!("in {of}"), at)
            }
        };
        let account = self.reference("ALIYUN::AccountId", at);
        let mut out = Fragment::default();
        out.push_atom("acs:ram::", at);
        if let Some(account) = account {
            append(&mut out, &account, at);
        }
        out.push_atom(":role/", at);
        append(&mut out, &role, at);
        self.made(out, at).referring(address)
    }

    /// A property of a resource.
    pub(super) fn property_of(
        &mut self,
        resource: Member<'c>,
        property: &str,
    ) -> Option<Evaluated> {
        let properties = member(resource.value, "Properties")?.value;
        if properties.kind() != Kind::Object || Call::of(properties).is_some() {
            return self.value(properties)?.get(property).cloned();
        }
        self.value(member(properties, property)?.value)
    }
}

/// Whether a value is a scalar or a list of them.
fn is_flat(value: &Evaluated) -> bool {
    let is_scalar = |value: &Evaluated| !matches!(value.data, Data::List(_) | Data::Map(_));
    is_scalar(value) || value.items().iter().all(is_scalar) && value.members().is_empty()
}
