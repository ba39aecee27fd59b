//! Attributes of resources, as references read them: what the block sets, the
//! other spelling of an argument, and what the cloud is known to give. The names
//! and the values of `id` are those of the provider's documentation.

use std::rc::Rc;

use crate::model::missing::{Missing, MissingKind};
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::terraform::blocks::Object;
use crate::readers::terraform::config::{Mode, Resource};
use crate::readers::terraform::modules::Placed;
use crate::readers::terraform::resources::plain_kind;
use crate::readers::terraform::run::{Memo, ModuleId, Run};
use crate::readers::terraform::waiting::Wanted;
use crate::source::{Fragment, Span};

/// What is known of the attributes of a type of resource.
struct Known {
    kind: &'static str,
    /// Spellings of its name, the present one first.
    name: &'static [&'static str],
    /// The argument that `id` equals.
    id: Option<&'static str>,
}

const KNOWN: &[Known] = &[
    Known {
        kind: "alicloud_ram_policy",
        name: &["policy_name", "name"],
        id: Some("policy_name"),
    },
    Known {
        kind: "alicloud_ram_role",
        name: &["role_name", "name"],
        id: Some("role_name"),
    },
    Known {
        kind: "alicloud_ram_group",
        name: &["group_name", "name"],
        id: Some("group_name"),
    },
    // Its `id` is a number that the cloud gives.
    Known {
        kind: "alicloud_ram_user",
        name: &["name"],
        id: None,
    },
    Known {
        kind: "alicloud_resource_manager_policy",
        name: &["policy_name"],
        id: Some("policy_name"),
    },
    Known {
        kind: "alicloud_resource_manager_role",
        name: &["role_name"],
        id: Some("role_name"),
    },
    Known {
        kind: "alicloud_resource_manager_control_policy",
        name: &["control_policy_name"],
        id: None,
    },
    Known {
        kind: "alicloud_cloud_sso_access_configuration",
        name: &["access_configuration_name"],
        id: None,
    },
    Known {
        kind: "alicloud_cloud_sso_user",
        name: &["user_name"],
        id: None,
    },
    Known {
        kind: "alicloud_cloud_sso_group",
        name: &["group_name"],
        id: None,
    },
    Known {
        kind: "alicloud_ram_saml_provider",
        name: &["saml_provider_name"],
        id: Some("saml_provider_name"),
    },
    Known {
        kind: "alicloud_ims_oidc_provider",
        name: &["oidc_provider_name"],
        id: Some("oidc_provider_name"),
    },
    Known {
        kind: "alicloud_oss_bucket",
        name: &["bucket"],
        id: Some("bucket"),
    },
    Known {
        kind: "alicloud_log_project",
        name: &["project_name", "name"],
        id: Some("project_name"),
    },
    Known {
        kind: "alicloud_ram_group_membership",
        name: &[],
        id: Some("group_name"),
    },
];

/// What an ARN is made of.
struct Arn {
    kind: &'static str,
    /// The argument with the name.
    name: &'static str,
    /// What stands before the name.
    part: &'static str,
    /// Names of roles are in lower case there.
    in_lower_case: bool,
}

const ARNS: &[Arn] = &[
    Arn {
        kind: "alicloud_ram_role",
        name: "role_name",
        part: "role",
        in_lower_case: true,
    },
    Arn {
        kind: "alicloud_resource_manager_role",
        name: "role_name",
        part: "role",
        in_lower_case: true,
    },
    Arn {
        kind: "alicloud_ram_saml_provider",
        name: "saml_provider_name",
        part: "saml-provider",
        in_lower_case: false,
    },
    Arn {
        kind: "alicloud_ims_oidc_provider",
        name: "oidc_provider_name",
        part: "oidc-provider",
        in_lower_case: false,
    },
];

/// Spellings of other arguments, the present one first.
pub(super) const TWINS: &[&[&str]] = &[
    &["policy_document", "document"],
    &["assume_role_policy_document", "document"],
    &["policy_type", "type"],
];

/// Attributes that a list of whole resources also has.
const COMPUTED: &[&str] = &[
    "id",
    "arn",
    "type",
    "policy_type",
    "user_id",
    "group_id",
    "role_id",
];

fn known(kind: &str) -> Option<&'static Known> {
    let kind = plain_kind(kind);
    KNOWN.iter().find(|one| one.kind == kind)
}

fn set<'v>(object: &'v Object, name: &str) -> Option<&'v Evaluated> {
    object.value.get(name).filter(|value| !value.is_null())
}

/// Both spellings of a name, whichever is asked for.
fn twin<'v>(object: &'v Object, kind: &str, name: &str) -> Option<&'v Evaluated> {
    let names = known(kind).map_or(&[][..], |known| known.name);
    let groups = std::iter::once(names).chain(TWINS.iter().copied());
    let spellings = groups.filter(|group| group.contains(&name)).flatten();
    spellings
        .copied()
        .find_map(|spelling| set(object, spelling))
}

impl Run<'_, '_, '_, '_> {
    /// The value of the block of an instance; `None` while it is being worked out.
    pub(super) fn object_of(&mut self, id: ModuleId, one: &Placed) -> Option<Rc<Object>> {
        let module = self.module(id)?;
        match module.known.objects.get(&one.at) {
            Some(Memo::Done(object)) => return Some(Rc::clone(object)),
            Some(Memo::Busy) => return None,
            None => {}
        }
        let resource = Rc::clone(module.config.resources.get(one.at.0)?);
        let header = resource.entry.block.header;
        let wanted = Wanted::Object(id, Box::new(one.clone()));
        if self.put_off(header, wanted).is_some() {
            return None;
        }
        if let Some(module) = self.module_mut(id) {
            module.known.objects.insert(one.at, Memo::Busy);
        }
        let mut object = self.below(|run| run.object(&one.env, &resource.entry.block));
        if self.is_dropped() {
            self.module_mut(id)?.known.objects.remove(&one.at);
            return None;
        }
        if resource.mode == Mode::Data {
            self.look_up(id, &resource, one, &mut object);
        }
        let object = Rc::new(object);
        if let Some(module) = self.module_mut(id) {
            let done = Memo::Done(Rc::clone(&object));
            module.known.objects.insert(one.at, done);
        }
        Some(object)
    }

    /// An attribute of an instance, said to be had from it.
    pub(super) fn attribute(
        &mut self,
        id: ModuleId,
        one: &Placed,
        name: &str,
        at: Span,
    ) -> Evaluated {
        let resource = self
            .module(id)
            .and_then(|module| module.config.resources.get(one.at.0).cloned());
        let (Some(resource), Some(object)) = (resource, self.object_of(id, one)) else {
            let name = format!("{}.{name}", shown(&one.address));
            return self.cycle(&name, id, at);
        };
        self.attribute_of(id, &resource, one, &object, name, at)
    }

    fn attribute_of(
        &mut self,
        id: ModuleId,
        resource: &Resource,
        one: &Placed,
        object: &Object,
        name: &str,
        at: Span,
    ) -> Evaluated {
        let kind = &*resource.kind;
        if let Some(value) = set(object, name).or_else(|| twin(object, kind, name)) {
            let named = known(kind).is_some_and(|known| known.name.contains(&name));
            // What names the resource names it alone; other arguments may well
            // name another.
            return match &value.refers {
                Some(_) if !named => value.clone(),
                _ => value.clone().referring(&one.address),
            };
        }
        if resource.mode == Mode::Data {
            let definition = self.defined_by(id, resource, (one, object), name, at);
            let value = self.looked_up(one, name, definition, at);
            return value.referring(&one.address);
        }
        let known = known(kind);
        let value = match (known.map(|known| known.kind), name) {
            (_, "id") => known
                .and_then(|known| known.id)
                .and_then(|id| twin(object, kind, id).or_else(|| set(object, id)))
                .cloned(),
            (
                Some("alicloud_ram_policy" | "alicloud_resource_manager_policy"),
                "type" | "policy_type",
            ) => Some(Evaluated::text("Custom", at)),
            (Some(kind), "arn") => {
                let named = ARNS.iter().find(|arn| arn.kind == kind);
                named.and_then(|arn| {
                    let name = twin(object, kind, arn.name).cloned()?;
                    self.arn(id, resource, (arn, &name), at)
                })
            }
            _ => None,
        };
        let value = value.unwrap_or_else(|| {
            let missing = Missing {
                kind: MissingKind::Computed,
                name: format!("{}.{name}", shown(&one.address)),
                detail: in_root(&self.root_of(id)),
                definition: self.defined_by(id, resource, (one, object), name, at),
            };
            Evaluated::unknown(self.session.model.holes.intern(missing, Some(at)), at)
        });
        value.referring(&one.address)
    }

    /// What decides an attribute that is not known, noted as what a reference to it
    /// stands for.
    fn defined_by(
        &mut self,
        id: ModuleId,
        resource: &Resource,
        (one, object): (&Placed, &Object),
        name: &str,
        at: Span,
    ) -> String {
        let definition = self.definition_of(id, resource, (one, object), name);
        if !definition.is_empty() {
            let origins = &mut self.session.model.origins;
            origins.stood_for(at, &definition, resource.entry.block.at);
        }
        definition
    }

    /// All attributes of an instance that are set or known, and the one that is
    /// wanted.
    pub(super) fn whole(
        &mut self,
        id: ModuleId,
        one: &Placed,
        wanted: Option<&str>,
        at: Span,
    ) -> Evaluated {
        let resource = self
            .module(id)
            .and_then(|module| module.config.resources.get(one.at.0).cloned());
        let (Some(resource), Some(object)) = (resource, self.object_of(id, one)) else {
            return self.cycle(shown(&one.address), id, at);
        };
        let mut names: Vec<String> = Vec::new();
        let set = object.value.members().iter();
        names.extend(set.filter_map(|(name, _)| name.as_str().map(str::to_owned)));
        let names_of_it = known(&resource.kind).map_or(&[][..], |known| known.name);
        let computed = match resource.mode {
            Mode::Managed => COMPUTED,
            Mode::Data => &[],
        };
        for name in names_of_it.iter().chain(computed).copied().chain(wanted) {
            if !names.iter().any(|one| one == name) {
                names.push(name.to_owned());
            }
        }
        // It has others too, of which nothing is known here. A name is looked for
        // among the known ones first, which stand behind it.
        let kind = match resource.mode {
            Mode::Managed => MissingKind::Computed,
            Mode::Data => MissingKind::DataSource,
        };
        let (root, inner) = root_and_rest(&one.address);
        let detail = in_root(root);
        let missing = Missing {
            kind,
            name: inner.to_owned(),
            detail,
            definition: self.defined_by(id, &resource, (one, &object), "", at),
        };
        let other = self.session.model.holes.intern(missing, Some(at));
        let other = Evaluated::unknown(other, at);
        let mut members = vec![(other.clone(), other)];
        for name in names {
            let value = self.attribute_of(id, &resource, one, &object, &name, at);
            members.push((Evaluated::text(&name, at), value));
        }
        Evaluated::map(members, at).referring(&one.address)
    }

    /// `acs:ram::ACCOUNT:PART/NAME`.
    fn arn(
        &mut self,
        id: ModuleId,
        resource: &Resource,
        (of, name): (&Arn, &Evaluated),
        at: Span,
    ) -> Option<Evaluated> {
        let account = self.account_id(id, &resource.entry, at);
        let mut arn = Fragment::default();
        arn.push_atom("acs:ram::", at);
        match (&account.data, account.as_fragment()) {
            (Data::Unknown { hole, .. }, _) => arn.push_hole(*hole, at),
            (_, Some(text)) => arn.push_part(text, 0, text.text.len()),
            _ => return None,
        }
        arn.push_atom(":", at);
        arn.push_atom(of.part, at);
        arn.push_atom("/", at);
        match (&name.data, name.as_fragment()) {
            (Data::Unknown { hole, .. }, _) => arn.push_hole(*hole, at),
            (_, Some(text)) if !of.in_lower_case => arn.push_part(text, 0, text.text.len()),
            (_, Some(text)) => {
                let lower = Fragment {
                    text: text.text.to_ascii_lowercase(),
                    map: text.map.clone(),
                };
                arn.push_part(&lower, 0, lower.text.len());
            }
            _ => return None,
        }
        Some(Evaluated::fragment(arn, at))
    }
}

/// What tells something missing from the same in another root.
fn in_root(root: &str) -> String {
    if root.is_empty() {
        return String::new();
    }
    format!("in {root}")
}

/// An address without the folder of its root.
pub(super) fn shown(address: &str) -> &str {
    root_and_rest(address).1
}

/// The folder of the root and the rest of an address; a colon may also stand in
/// the key of an instance.
pub(super) fn root_and_rest(address: &str) -> (&str, &str) {
    match address.split_once(':') {
        Some((root, rest)) if !root.contains(['"', '[']) => (root, rest),
        _ => ("", address),
    }
}
