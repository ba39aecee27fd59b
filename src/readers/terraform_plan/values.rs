//! The instances of resources that a plan or state lists, with their values as
//! they will be or are. A value that is known only after apply is missing from
//! the values of a plan; what says so stands beside them, and both are put
//! together here.

use crate::model::missing::MissingKind;
use crate::readers::evaluated::Evaluated;
use crate::readers::names::is_account_id;
use crate::readers::session::Session;
use crate::readers::terraform_plan::addresses::{Address, written_key};
use crate::source::Span;
use crate::syntax::{Kind, Value};

/// One instance as the file has it.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    pub(super) address: Address,
    /// What names it in the file, and no more: the values around it may be secret.
    pub(super) at: Span,
    values: Option<Value<'a>>,
    /// Where `true` stands, the value is known only after apply.
    unknown: Option<Value<'a>>,
    /// The alias of its provider, where the file has it.
    pub(super) alias: Option<String>,
}

impl<'a> Found<'a> {
    /// An attribute that is known.
    pub(super) fn value(&self, name: &str) -> Option<Value<'a>> {
        let value = self.values?.get(name)?;
        (value.kind() != Kind::Null).then_some(value)
    }

    /// Whether nothing of an attribute is known before apply.
    pub(super) fn is_unknown(&self, name: &str) -> bool {
        let unknown = self.unknown.and_then(|unknown| unknown.get(name));
        unknown.is_some_and(|unknown| unknown.kind() == Kind::Bool(true))
    }

    /// The names of all attributes that have a value or will have one, each once.
    pub(super) fn names(&self) -> Vec<&'a str> {
        let known = self.values.into_iter().flat_map(|values| values.members());
        let unknown = self.unknown.into_iter().flat_map(|values| values.members());
        let known = known.filter(|(_, value)| value.kind() != Kind::Null);
        let unknown = unknown.filter(|(_, value)| holds_true(*value));
        let mut names: Vec<&str> = known.chain(unknown).map(|(key, _)| key.text()).collect();
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(*name));
        names
    }

    /// The key and the value of an attribute, with holes where it is not known.
    pub(super) fn argument(
        &self,
        session: &mut Session<'_>,
        path: &str,
        name: &str,
    ) -> Option<(Evaluated, Evaluated)> {
        let find = |values: Option<Value<'a>>| {
            let mut members = values?.members();
            members.find(|(key, _)| key.text() == name)
        };
        let (known, unknown) = (find(self.values), find(self.unknown));
        let key = known.or(unknown)?.0;
        let mut merging = Merging {
            session,
            path,
            name: format!("{}.{name}", self.address),
        };
        let value = merging.merge(
            known.map(|(_, value)| value),
            unknown.map(|(_, value)| value),
        )?;
        Some((Evaluated::of(key), value))
    }
}

fn holds_true(value: Value<'_>) -> bool {
    value.kind() == Kind::Bool(true)
        || value.items().any(holds_true)
        || value.members().any(|(_, member)| holds_true(member))
}

/// Puts known and unknown parts together, as deep as JSON may be nested.
struct Merging<'s, 'm> {
    session: &'s mut Session<'m>,
    path: &'s str,
    /// What the value is called: `alicloud_ram_policy.p.policy_document`.
    name: String,
}

impl Merging<'_, '_> {
    fn merge(&mut self, known: Option<Value<'_>>, unknown: Option<Value<'_>>) -> Option<Evaluated> {
        let known = known.filter(|value| value.kind() != Kind::Null);
        let Some(unknown) = unknown.filter(|unknown| holds_true(*unknown)) else {
            return known.map(Evaluated::of);
        };
        let at = known.unwrap_or(unknown).at();
        match unknown.kind() {
            Kind::Array => {
                let known: Vec<_> = known.iter().flat_map(Value::items).collect();
                let unknown: Vec<_> = unknown.items().collect();
                let mut items = Vec::new();
                for index in 0..known.len().max(unknown.len()) {
                    let (known, unknown) = (known.get(index), unknown.get(index));
                    let step = format!("[{index}]");
                    items.extend(self.inside(&step, known.copied(), unknown.copied()));
                }
                Some(Evaluated::list(items, at))
            }
            Kind::Object => {
                let mut members = Vec::new();
                for (key, value) in known.iter().flat_map(Value::members) {
                    let step = format!(".{}", key.text());
                    let merged = self.inside(&step, Some(value), unknown.get(key.text()));
                    members.extend(merged.map(|value| (Evaluated::of(key), value)));
                }
                for (key, value) in unknown.members() {
                    if known.is_none_or(|known| known.get(key.text()).is_none()) {
                        let merged = self.inside(&format!(".{}", key.text()), None, Some(value));
                        members.extend(merged.map(|value| (Evaluated::of(key), value)));
                    }
                }
                Some(Evaluated::map(members, at))
            }
            _ => Some(unknown_until_apply(
                self.session,
                self.path,
                &self.name,
                unknown.at(),
            )),
        }
    }

    fn inside(
        &mut self,
        step: &str,
        known: Option<Value<'_>>,
        unknown: Option<Value<'_>>,
    ) -> Option<Evaluated> {
        let here = self.name.len();
        self.name.push_str(step);
        let merged = self.merge(known, unknown);
        self.name.truncate(here);
        merged
    }
}

/// A value that is known only once the plan was applied.
pub(super) fn unknown_until_apply(
    session: &mut Session<'_>,
    path: &str,
    name: &str,
    at: Span,
) -> Evaluated {
    let detail = format!("known only after apply, planned in {path}");
    let hole = session.hole(MissingKind::Computed, name, detail, at);
    Evaluated::unknown(hole, at)
}

/// What `resource_changes` leaves behind, whatever it does to get there. What is
/// deleted, forgotten or only deposed is not among it, nor is data that is not
/// read yet.
pub(super) fn of_changes<'a>(changes: Value<'a>, found: &mut Vec<Found<'a>>) {
    for change in changes.items() {
        let Some(address) = text(change, "address").and_then(Address::parse) else {
            continue;
        };
        let Some(what) = change.get("change") else {
            continue;
        };
        let actions: Vec<&str> = what
            .get("actions")
            .into_iter()
            .flat_map(|actions| actions.items())
            .map(|action| action.text())
            .collect();
        let is_deposed = change
            .get("deposed")
            .is_some_and(|deposed| deposed.kind() != Kind::Null);
        let ends = matches!(actions.as_slice(), ["delete" | "forget"]);
        if is_deposed || ends || address.is_data && actions == ["read"] {
            continue;
        }
        found.push(Found {
            address,
            at: naming(change),
            values: what.get("after"),
            unknown: what.get("after_unknown"),
            alias: None,
        });
    }
}

/// The addresses that `resource_changes` speaks of, in force or not.
pub(super) fn changed(changes: Value<'_>) -> impl Iterator<Item = Address> {
    changes
        .items()
        .filter_map(|change| text(change, "address").and_then(Address::parse))
}

/// The resources of a module in `planned_values` or `values`, and of its children.
pub(super) fn of_module<'a>(module: Value<'a>, found: &mut Vec<Found<'a>>) {
    let resources = module.get("resources");
    for resource in resources.iter().flat_map(Value::items) {
        let Some(address) = text(resource, "address").and_then(Address::parse) else {
            continue;
        };
        let is_deposed = resource
            .get("deposed_key")
            .is_some_and(|key| key.kind() != Kind::Null);
        if is_deposed {
            continue;
        }
        found.push(Found {
            address,
            at: naming(resource),
            values: resource.get("values"),
            unknown: None,
            alias: None,
        });
    }
    let children = module.get("child_modules");
    for child in children.iter().flat_map(Value::items) {
        of_module(child, found);
    }
}

/// The resources of a state as Terraform itself keeps it.
pub(super) fn of_raw_state<'a>(root: Value<'a>, found: &mut Vec<Found<'a>>) {
    let resources = root.get("resources");
    for resource in resources.iter().flat_map(Value::items) {
        let Some(start) = raw_address(resource) else {
            continue;
        };
        let name = resource.get("name").map_or(resource.at(), |name| name.at());
        let alias = text(resource, "provider").and_then(alias_of_raw);
        let instances = resource.get("instances");
        for instance in instances.iter().flat_map(Value::items) {
            let is_there = |key: &str| {
                let value = instance.get(key);
                value.filter(|value| value.kind() != Kind::Null)
            };
            if is_there("deposed").is_some() {
                continue;
            }
            let key = is_there("index_key");
            let mut address = start.clone();
            address.step.key = key.map(|key| written_key(key.text(), key.kind() == Kind::Number));
            found.push(Found {
                address,
                at: key.map_or(name, |key| key.at()),
                values: instance.get("attributes"),
                unknown: None,
                alias: alias.clone(),
            });
        }
    }
}

fn raw_address(resource: Value<'_>) -> Option<Address> {
    let module = text(resource, "module").unwrap_or("");
    let dot = if module.is_empty() { "" } else { "." };
    let data = if text(resource, "mode") == Some("data") {
        "data."
    } else {
        ""
    };
    let (kind, name) = (text(resource, "type")?, text(resource, "name")?);
    Address::parse(&format!("{module}{dot}{data}{kind}.{name}"))
}

/// `provider["registry.terraform.io/aliyun/alicloud"].prod` has the alias `prod`.
fn alias_of_raw(provider: &str) -> Option<String> {
    let (_, alias) = provider.rsplit_once("].")?;
    (!alias.is_empty()).then(|| alias.to_owned())
}

pub(super) fn text<'a>(value: Value<'a>, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

/// From the bracket of a resource to the end of its address, which comes first;
/// else the address alone. Never its values.
fn naming(resource: Value<'_>) -> Span {
    let mut members = resource.members();
    let first = members.next().filter(|(key, _)| key.text() == "address");
    if let Some((_, address)) = first {
        let start = resource.at();
        return Span::new(start.file, start.start, address.at().end);
    }
    let address = resource.get("address");
    address.map_or(resource.at().first(), |address| address.at())
}

/// The account id that a data source of a known value tells, by provider alias.
pub(super) fn account_id<'a>(found: &Found<'a>) -> Option<Value<'a>> {
    let attribute = match found.address.kind.as_str() {
        _ if !found.address.is_data => return None,
        "alicloud_account" => "id",
        "alicloud_caller_identity" => "account_id",
        _ => return None,
    };
    let value = found.value(attribute)?;
    is_account_id(value.as_str()?).then_some(value)
}
