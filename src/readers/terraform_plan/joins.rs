//! From the instances of a plan or state to the arguments that the table of
//! resource types reads: the spelling that counts, and for a value that is not
//! known yet the resource whose attribute it will be.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::doubt::{Choice, DoubtId};
use crate::readers::Why;
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::session::Session;
use crate::readers::terraform_plan::addresses::Address;
use crate::readers::terraform_plan::configuration::{
    Configuration, Origins, Target, Which, is_written,
};
use crate::readers::terraform_plan::values::Found;

/// Spellings of one thing, the newest first. The provider fills those that are
/// not written with what it had before, or leaves them unknown.
const SPELLINGS: &[&[&str]] = &[
    &["policy_name", "name"],
    &["role_name", "name"],
    &["group_name", "name"],
    &["policy_document", "document", "statement"],
    &[
        "assume_role_policy_document",
        "document",
        "ram_users",
        "services",
    ],
];

/// Attributes that the provider fills in from what is in force, which then says
/// nothing that the document does not; only one that is written is a wish.
const FILLED: &[&str] = &["default_version"];

/// Endings of the types that tie things together.
const TIES: &[&str] = &["_attachment", "_membership", "_assignment", "_provisioning"];

/// Attributes by which others are referred to that nobody chose, with the
/// arguments that hold them.
const IDS: &[(&str, &[&str])] = &[
    ("user_id", &["principal_id", "user_id"]),
    ("group_id", &["principal_id", "group_id"]),
    ("access_configuration_id", &["access_configuration_id"]),
    ("id", &["policy_id"]),
];

/// What an argument that ties things together may name, with the attributes of
/// which one must be unknown for a value that is known only after apply to be it.
const NAMED: &[(&[&str], &str, &[&str])] = &[
    (
        &["user_name", "user_names", "principal_name"],
        "alicloud_ram_user",
        &["name"],
    ),
    (
        &["group_name", "principal_name"],
        "alicloud_ram_group",
        &["id"],
    ),
    (
        &["role_name", "principal_name"],
        "alicloud_ram_role",
        &["id"],
    ),
    (
        &["role_name", "principal_name"],
        "alicloud_resource_manager_role",
        &["id"],
    ),
    (&["policy_name"], "alicloud_ram_policy", &["id"]),
    (
        &["policy_name"],
        "alicloud_resource_manager_policy",
        &["id"],
    ),
    (
        &["policy_id"],
        "alicloud_resource_manager_control_policy",
        &["id"],
    ),
    (
        &["principal_id", "user_id"],
        "alicloud_cloud_sso_user",
        &["user_id", "id"],
    ),
    (
        &["principal_id", "group_id"],
        "alicloud_cloud_sso_group",
        &["group_id", "id"],
    ),
    (
        &["access_configuration_id"],
        "alicloud_cloud_sso_access_configuration",
        &["access_configuration_id", "id"],
    ),
];

/// How many things one unknown value may be before each of them is left open by
/// itself, as if several could be meant.
const MAX_CHOICES: usize = 7;

/// How many times one resource is declared for what its unknown values may be.
pub const MAX_VARIANTS: usize = 64;

/// An instance of a resource, ready for the table of types.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    pub(super) address: Address,
    pub(super) arguments: Vec<(Evaluated, Evaluated)>,
    pub(super) when: Vec<Choice>,
    pub(super) at: crate::source::Span,
    /// The alias of its provider.
    pub(super) alias: Option<String>,
}

/// What instances are joined by.
pub(super) struct Joins<'f, 'a> {
    /// The path of the file, which makes addresses unique in the run.
    pub(super) path: &'f str,
    pub(super) configuration: &'f Configuration<'a>,
    /// The instances that the table of types reads.
    pub(super) found: &'f [Found<'a>],
    /// Instances by what they are without keys.
    by_resource: BTreeMap<Address, Vec<usize>>,
    /// Instances by an id that the cloud gave them.
    by_id: BTreeMap<(&'static str, &'a str), usize>,
}

impl<'f, 'a> Joins<'f, 'a> {
    pub(super) fn new(
        path: &'f str,
        configuration: &'f Configuration<'a>,
        found: &'f [Found<'a>],
    ) -> Self {
        let mut by_resource: BTreeMap<Address, Vec<usize>> = BTreeMap::new();
        let mut by_id = BTreeMap::new();
        for (index, one) in found.iter().enumerate() {
            let key = one.address.without_keys();
            by_resource.entry(key).or_default().push(index);
            if is_tie(&one.address.kind) {
                continue;
            }
            for (attribute, _) in IDS {
                if let Some(id) = one.value(attribute).and_then(|value| value.as_str()) {
                    by_id.insert((*attribute, id), index);
                }
            }
        }
        Self {
            path,
            configuration,
            found,
            by_resource,
            by_id,
        }
    }

    /// The address as it is unique in the run.
    fn global(&self, address: &Address) -> Rc<str> {
        format!("{}:{address}", self.path).into()
    }

    /// One instance, as often as its unknown values may be something else.
    pub(super) fn instances(&self, session: &mut Session<'_>, of: &Found<'a>) -> Vec<Instance> {
        let names = self.counting(of);
        let mut variants = vec![Instance {
            address: of.address.clone(),
            arguments: Vec::new(),
            when: Vec::new(),
            at: of.at,
            alias: of
                .alias
                .clone()
                .or_else(|| self.configuration.alias(&of.address)),
        }];
        for name in names {
            let Some((key, value)) = of.argument(session, self.path, name) else {
                continue;
            };
            let values = self.joined(session, of, name, value);
            let wanted = variants.len().saturating_mul(values.len());
            let many = wanted <= MAX_VARIANTS;
            if !many {
                let what = "combinations of what unknown values of a resource may be";
                let limit = MAX_VARIANTS;
                session.not_analysed(self.path, Some(of.at), Why::TooMuch { what, limit });
            }
            let mut next = Vec::new();
            for variant in &variants {
                for (value, choice) in values.iter().take(if many { values.len() } else { 1 }) {
                    let mut one = variant.clone();
                    one.arguments.push((key.clone(), value.clone()));
                    one.when.extend(choice.filter(|_| many));
                    next.push(one);
                }
            }
            variants = next;
        }
        variants
    }

    /// The attributes that count. Of several spellings it is the one that is
    /// written; where the configuration does not tell, those that are known, the
    /// newest first.
    fn counting(&self, of: &Found<'a>) -> Vec<&'a str> {
        let expressions = self.configuration.expressions(&of.address);
        let mut names = of.names();
        names.retain(|name| !FILLED.contains(name) || is_written(expressions, name));
        for spellings in SPELLINGS {
            let there: Vec<&str> = spellings
                .iter()
                .copied()
                .filter(|spelling| names.contains(spelling))
                .collect();
            if there.len() < 2 {
                continue;
            }
            let written = |name: &&&str| is_written(expressions, name);
            let known = |name: &&&str| !of.is_unknown(name);
            let count: Vec<&str> = if there.iter().any(|name| written(&name)) {
                there.iter().filter(written).copied().collect()
            } else {
                let first = there.iter().find(known).or(there.first());
                first.into_iter().copied().collect()
            };
            names.retain(|name| !there.contains(name) || count.contains(name));
        }
        names
    }

    /// What an argument may be: first of all the value as it stands, and each with
    /// what must hold for it.
    fn joined(
        &self,
        session: &mut Session<'_>,
        of: &Found<'a>,
        name: &str,
        value: Evaluated,
    ) -> Vec<(Evaluated, Option<Choice>)> {
        if let Some(id) = value.as_str() {
            let target = self.with_id(name, id);
            let target = target.filter(|_| is_tie(&of.address.kind));
            return vec![match target {
                Some(target) => (value.referring(&self.global(&target.address)), None),
                None => (value, None),
            }];
        }
        let is_unknown = value.hole().is_some();
        let unknown_items = value.items().iter().any(|item| item.hole().is_some());
        if !is_unknown && !unknown_items {
            return vec![(value, None)];
        }
        let origins = self.configuration.origins(&of.address, name);
        let mut candidates = self.candidates(&of.address, &origins);
        if origins.others && is_tie(&of.address.kind) {
            candidates.extend(self.named(name));
            candidates.sort();
            candidates.dedup();
        }
        let (known, unknown): (Vec<_>, Vec<_>) = value
            .items()
            .iter()
            .cloned()
            .partition(|item| item.hole().is_none());
        let hole = unknown.first().unwrap_or(&value).clone();
        if let ([only], false) = (candidates.as_slice(), origins.others)
            && unknown.len() <= 1
        {
            let joined = hole.referring(&self.global(only));
            if is_unknown {
                return vec![(joined, None)];
            }
            let items = known.into_iter().chain([joined]).collect();
            return vec![(Evaluated::list(items, value.at), None)];
        }
        if candidates.is_empty() || !is_tie(&of.address.kind) {
            return vec![(value, None)];
        }
        let is_one = unknown.len() <= 1 && candidates.len() <= MAX_CHOICES;
        let holds = self.choices(session, of, name, &candidates, is_one);
        let mut values = Vec::new();
        if let Some(rest) = holds.last() {
            values.push((value.clone(), Some(*rest)));
        }
        for (candidate, choice) in candidates.iter().zip(&holds) {
            let joined = hole.clone().referring(&self.global(candidate));
            let joined = match value.data {
                Data::List(_) => Evaluated::list(vec![joined], value.at),
                _ => joined,
            };
            values.push((joined, Some(*choice)));
        }
        if !known.is_empty() {
            values.push((Evaluated::list(known, value.at), None));
        }
        values
    }

    /// What must hold for each candidate, and at last for none of them. One value
    /// is one of them; of several, each may be any.
    fn choices(
        &self,
        session: &mut Session<'_>,
        of: &Found<'a>,
        name: &str,
        candidates: &[Address],
        is_one: bool,
    ) -> Vec<Choice> {
        let listed = candidates.iter().take(MAX_CHOICES);
        let mut list: Vec<String> = listed.map(|one| format!("`{one}`")).collect();
        if candidates.len() > MAX_CHOICES {
            list.push("another resource like these".to_owned());
        }
        let about = format!(
            "{}.{name}: {} or something else, known only after apply, planned in {}",
            of.address,
            list.join(", "),
            self.path
        );
        let mut gap = |about: String, choices: u8| -> DoubtId {
            let doubts = &mut session.model.doubts;
            doubts.gap("choice", about, Some(of.at), choices)
        };
        let count = u8::try_from(candidates.len()).unwrap_or(u8::MAX);
        if is_one {
            let doubt = gap(about, count.saturating_add(1));
            return (0..=count)
                .map(|choice| Choice::is(doubt, choice))
                .collect();
        }
        let each = candidates
            .iter()
            .map(|one| Choice::is(gap(format!("{about}, as to `{one}`"), 2), 1));
        let mut each: Vec<Choice> = each.collect();
        each.push(Choice::is(gap(format!("{about}, as to the rest"), 2), 1));
        each
    }

    /// The instance that an id from the cloud belongs to.
    fn with_id(&self, argument: &str, id: &str) -> Option<&'f Found<'a>> {
        let mut attributes = IDS.iter().filter(|(_, by)| by.contains(&argument));
        let index = attributes.find_map(|(attribute, _)| self.by_id.get(&(*attribute, id)))?;
        self.found.get(*index)
    }

    /// The instances that a value may be an attribute of, each once.
    fn candidates(&self, of: &Address, origins: &Origins) -> Vec<Address> {
        let mut all = Vec::new();
        for target in &origins.targets {
            let same = self.meant(of, target, target.which);
            let found = if same.is_empty() && target.which == Which::Same {
                self.meant(of, target, Which::Any)
            } else {
                same
            };
            all.extend(found);
        }
        all.sort();
        all.dedup();
        all
    }

    /// The instances that an argument may name when all that is known of it is that
    /// it is known only after apply: an expression behind a local value tells no
    /// more.
    fn named(&self, argument: &str) -> Vec<Address> {
        let mut all = Vec::new();
        for (arguments, kind, attributes) in NAMED {
            if !arguments.contains(&argument) {
                continue;
            }
            let found = self.found.iter();
            let found = found.filter(|one| one.address.kind == *kind);
            let open = found.filter(|one| attributes.iter().any(|name| one.is_unknown(name)));
            all.extend(open.map(|one| one.address.clone()));
        }
        all
    }

    fn meant(&self, of: &Address, target: &Target, which: Which) -> Vec<Address> {
        let instances = self.by_resource.get(&target.address.without_keys());
        let instances = instances.into_iter().flatten();
        let instances = instances.filter_map(|index| self.found.get(*index));
        instances
            .map(|one| &one.address)
            .filter(|one| {
                let known = target.known_modules;
                let modules = one.modules.iter().zip(&target.address.modules);
                let key = match which {
                    Which::Written => one.step.key == target.address.step.key,
                    Which::Same => one.step.key == of.step.key,
                    Which::Any => true,
                };
                key && modules.take(known).all(|(one, other)| one == other)
            })
            .cloned()
            .collect()
    }
}

fn is_tie(kind: &str) -> bool {
    TIES.iter().any(|end| kind.ends_with(end))
}
