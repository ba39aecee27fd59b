//! What a resource declares, by its type: one table for configurations, plans and
//! states. The names and meanings of arguments are those of the provider's
//! documentation, older spellings included.

mod directory;
mod documents;
mod grants;
mod ram;
mod sso;
mod versions;
mod wearers;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::model::account::{PolicyKind, PrincipalKind};
use crate::model::doubt::Choice;
use crate::model::missing::MissingKind;
use crate::model::structure::StructureKind;
use crate::readers::Why;
use crate::readers::declared::{
    AccountKey, Declared, DeclaredDocument, PolicyName, PrincipalName, What,
};
use crate::readers::evaluated::Evaluated;
use crate::readers::session::Session;
use crate::readers::terraform::attributes::{root_and_rest, shown};
use crate::source::{HoleId, Span};

pub(in crate::readers) use versions::{Version, settle};

/// Whose changes Terraform leaves alone (`lifecycle.ignore_changes`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::readers) enum Ignored {
    #[default]
    Nothing,
    All,
    Arguments(Vec<String>),
}

/// One instance of a resource, ready to be understood.
#[derive(Clone, Debug)]
pub(in crate::readers) struct Resource<'r> {
    /// Its type, as written.
    pub(in crate::readers) kind: &'r str,
    /// With the folder of its root in front; `None` where it is not unique.
    pub(in crate::readers) address: Option<Rc<str>>,
    /// What follows `#` in the id of its document.
    pub(in crate::readers) pointer: &'r str,
    /// The file that it stands in.
    pub(in crate::readers) path: Rc<str>,
    /// The block.
    pub(in crate::readers) at: Span,
    pub(in crate::readers) account: AccountKey,
    pub(in crate::readers) when: Vec<Choice>,
    /// Its arguments, a mapping; nested blocks are lists of mappings.
    pub(in crate::readers) arguments: &'r Evaluated,
    /// Arguments that are made of `each` or `count`: the element that they come
    /// from is what produced the resource.
    pub(in crate::readers) looped: &'r BTreeSet<String>,
    pub(in crate::readers) ignored: Ignored,
}

/// What all resources of a run declare.
#[derive(Clone, Debug, Default)]
pub(in crate::readers) struct Output {
    pub(in crate::readers) declared: Vec<Declared>,
    /// Versions of policies, which are put to their policies at the end.
    pub(in crate::readers) versions: Vec<Version>,
}

/// What the table says of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::readers) enum Understood {
    /// It was put into words.
    Declared,
    /// It has nothing to do with permissions.
    Harmless,
    /// It may have, and is not in the table.
    Unknown,
}

type Declare = fn(&mut Declaring<'_, '_>);

/// Types that declare something.
const TYPES: &[&[(&str, Declare)]] = &[
    ram::TYPES,
    grants::TYPES,
    directory::TYPES,
    sso::TYPES,
    documents::TYPES,
    wearers::TYPES,
];

/// Beginnings of types that are about permissions, so that one which is in no
/// table is reported.
const FAMILIES: &[&str] = &[
    "alicloud_ram_",
    "alicloud_ims_",
    "alicloud_resource_manager_",
    "alicloud_cloud_sso_",
    "st-alicloud_ram_",
];

/// Types of these families that give nobody a permission.
const HARMLESS: &[&str] = &[
    "alicloud_cloud_sso_access_configuration_provisioning",
    "alicloud_cloud_sso_delegate_account",
    "alicloud_cloud_sso_directory",
    "alicloud_cloud_sso_scim_server_credential",
    "alicloud_ram_access_key_policy",
    "alicloud_ram_account_alias",
    "alicloud_ram_account_password_policy",
    "alicloud_ram_alias",
    "alicloud_ram_password_policy",
    "alicloud_ram_security_preference",
    "alicloud_ram_virtual_mfa_device",
    "alicloud_resource_manager_account",
    "alicloud_resource_manager_account_deletion_check_task",
    "alicloud_resource_manager_auto_grouping_rule",
    "alicloud_resource_manager_delegated_administrator",
    "alicloud_resource_manager_delivery_channel",
    "alicloud_resource_manager_folder",
    "alicloud_resource_manager_handshake",
    "alicloud_resource_manager_message_contact",
    "alicloud_resource_manager_multi_account_delivery_channel",
    "alicloud_resource_manager_resource_directory",
    "alicloud_resource_manager_resource_group",
    "alicloud_resource_manager_resource_share",
    "alicloud_resource_manager_saved_query",
    "alicloud_resource_manager_shared_resource",
    "alicloud_resource_manager_shared_target",
];

/// A type as the public cloud's provider has it: the private ones have the same.
pub(super) fn plain_kind(kind: &str) -> Cow<'_, str> {
    for other in ["alibabacloudstack_", "apsarastack_"] {
        if let Some(rest) = kind.strip_prefix(other) {
            return Cow::Owned(format!("alicloud_{rest}"));
        }
    }
    Cow::Borrowed(kind)
}

/// Whether a type is one of those that are about permissions.
pub(in crate::readers) fn is_in_family(kind: &str) -> bool {
    let kind = plain_kind(kind);
    FAMILIES.iter().any(|family| kind.starts_with(family))
}

/// Whether a type is of such a family, or declares something all the same.
pub(in crate::readers) fn is_read(kind: &str) -> bool {
    let plain = plain_kind(kind);
    let mut rows = TYPES.iter().copied().flatten();
    is_in_family(kind) || rows.any(|(one, _)| *one == plain)
}

/// Puts what a resource declares into `into`.
pub(in crate::readers) fn declare(
    session: &mut Session<'_>,
    resource: &Resource<'_>,
    into: &mut Output,
) -> Understood {
    let kind = plain_kind(resource.kind);
    let row = TYPES
        .iter()
        .copied()
        .flatten()
        .find(|(one, _)| *one == kind);
    if let Some((_, declare)) = row {
        declare(&mut Declaring {
            session,
            resource,
            into,
        });
        return Understood::Declared;
    }
    if is_in_family(&kind) && !HARMLESS.contains(&&*kind) {
        return Understood::Unknown;
    }
    Understood::Harmless
}

/// A resource being put into words.
struct Declaring<'d, 'm> {
    session: &'d mut Session<'m>,
    resource: &'d Resource<'d>,
    into: &'d mut Output,
}

impl Declaring<'_, '_> {
    /// The argument under the first of some spellings that is set.
    fn get(&self, names: &[&str]) -> Option<&Evaluated> {
        names.iter().find_map(|name| {
            let value = self.resource.arguments.get(name);
            value.filter(|value| !value.is_null())
        })
    }

    /// The same; a value that is missing where there is none.
    fn need(&mut self, names: &[&str]) -> Evaluated {
        if let Some(value) = self.get(names) {
            return value.clone();
        }
        let name = names.first().copied().unwrap_or_default();
        let at = self.resource.at;
        let name = format!("{}.{name}", self.shown());
        let detail = self.in_root("not set");
        let hole = self.session.hole(MissingKind::Computed, name, detail, at);
        Evaluated::unknown(hole, at)
    }

    /// The address without the folder of the root; the type where there is none.
    fn shown(&self) -> String {
        let address = self.resource.address.as_deref();
        address.map_or(self.resource.kind, shown).to_owned()
    }

    /// Words that tell what is missing here from the same in another root.
    fn in_root(&self, words: &str) -> String {
        let address = self.resource.address.as_deref();
        match address.map_or("", |address| root_and_rest(address).0) {
            "" => words.to_owned(),
            root => format!("{words}, in {root}"),
        }
    }

    /// Something of this resource that is missing.
    fn hole(&mut self, kind: MissingKind, words: &str, at: Span) -> HoleId {
        let (name, detail) = (self.resource.pointer.to_owned(), self.in_root(words));
        self.session.hole(kind, name, detail, at)
    }

    /// Reports an argument without which nothing can be said of the resource.
    fn not_known(&mut self, argument: &'static str) {
        let (path, at) = (Rc::clone(&self.resource.path), self.resource.at);
        let why = Why::NotKnown(argument);
        self.session.not_analysed(&path, Some(at), why);
    }

    /// The list under the first of some spellings that is set, by elements; a
    /// value of which nothing is known is one element.
    fn elements(&self, names: &[&str]) -> Vec<Evaluated> {
        match self.get(names) {
            Some(value) if value.hole().is_some() => vec![value.clone()],
            Some(value) => value.items().to_vec(),
            None => Vec::new(),
        }
    }

    /// The place of a grant: the block, or the element that produced it.
    fn place_of(&self, argument: &str) -> Span {
        let block = self.resource.at;
        let value = self.get(&[argument]);
        let looped = self.resource.looped.contains(argument);
        match value {
            Some(value)
                if looped
                    && value.refers.is_none()
                    && value.as_str().is_some()
                    && !(value.at.file == block.file
                        && block.start <= value.at.start
                        && value.at.end <= block.end) =>
            {
                value.at
            }
            _ => block,
        }
    }

    /// Notes which block gives something that has the place of an element.
    fn note_element(&mut self, at: Span) {
        let block = self.resource.at;
        if at != block {
            self.session.model.origins.produced(at, block);
        }
    }

    fn push(&mut self, what: What) {
        self.push_at(self.resource.at, what);
    }

    fn push_at(&mut self, at: Span, what: What) {
        self.push_when(at, &[], what);
    }

    fn push_when(&mut self, at: Span, also: &[Choice], what: What) {
        let mut when = self.resource.when.clone();
        when.extend(also.iter().copied());
        self.into.declared.push(Declared {
            account: self.resource.account.clone(),
            address: self.resource.address.clone(),
            path: Rc::clone(&self.resource.path),
            at,
            when,
            what,
        });
    }

    /// A value as the document of the resource. The argument is named so that it
    /// can be told whether changes to it are ignored.
    fn document(&mut self, argument: &[&str], value: Evaluated) -> DeclaredDocument {
        let ignored = match &self.resource.ignored {
            Ignored::Nothing => false,
            Ignored::All => true,
            Ignored::Arguments(names) => names.iter().any(|name| argument.contains(&&**name)),
        };
        if ignored {
            let kind = StructureKind::ChangesIgnored(self.shown());
            self.session.problem(kind, value.at);
        }
        let words = "`ignore_changes` keeps whatever is in force";
        let kept = ignored.then(|| self.hole(MissingKind::Kept, words, value.at));
        DeclaredDocument {
            value,
            pointer: self.resource.pointer.to_owned(),
            kept,
        }
    }

    /// The document under the first of some spellings that is set.
    fn document_of(&mut self, names: &[&str]) -> Option<DeclaredDocument> {
        let value = self.get(names)?.clone();
        Some(self.document(names, value))
    }

    /// Reports an argument that the type does not have, where it is set.
    fn wrong(&mut self, name: &str, meant: Option<&'static str>) -> Option<Evaluated> {
        let members = self.resource.arguments.members();
        let found = members.iter().find(|(key, _)| key.as_str() == Some(name));
        let (key, value) = found?;
        let kind = StructureKind::UnknownArgument {
            name: name.to_owned(),
            of: self.resource.kind.to_owned(),
            meant,
        };
        let (at, value) = (key.at, value.clone());
        self.session.problem(kind, at);
        Some(value)
    }

    fn principal(&mut self, kind: PrincipalKind, names: &[&str]) -> PrincipalName {
        let name = self.need(names);
        self.named(kind, name)
    }

    /// A principal by a value. The cloud gives users ids that are not their names,
    /// and what is written with one fails when it is made.
    fn named(&mut self, kind: PrincipalKind, name: Evaluated) -> PrincipalName {
        let hole = name.hole().filter(|_| kind == PrincipalKind::User);
        let missing = hole.and_then(|hole| self.session.model.holes.get(hole));
        let id = missing.filter(|missing| missing.kind == MissingKind::Computed);
        let id = id.map(|missing| missing.name.as_str());
        if let (Some(user), Some(id)) = (name.refers.as_deref().map(shown), id)
            && id.strip_prefix(user) == Some(".id")
        {
            let kind = StructureKind::IdForName(user.to_owned());
            self.session.problem(kind, name.at);
        }
        PrincipalName { kind, name }
    }

    /// The kinds that a policy's type may mean, each with what must hold for it.
    fn policy_kinds(&mut self, argument: &str) -> Vec<(PolicyKind, Vec<Choice>)> {
        let word = self.get(&[argument]).and_then(Evaluated::as_str);
        match word.map(str::to_ascii_lowercase).as_deref() {
            Some("system") => return vec![(PolicyKind::System, Vec::new())],
            Some("custom") => return vec![(PolicyKind::Custom, Vec::new())],
            _ => {}
        }
        let at = self
            .get(&[argument])
            .map_or(self.resource.at, |value| value.at);
        let about = match &self.resource.address {
            Some(address) => format!("`{argument}` of {address}"),
            None => format!("`{argument}` of {}", self.resource.kind),
        };
        let gap = self.session.model.doubts.gap("choice", about, Some(at), 2);
        vec![
            (PolicyKind::System, vec![Choice::is(gap, 0)]),
            (PolicyKind::Custom, vec![Choice::is(gap, 1)]),
        ]
    }

    /// The policies that two arguments may mean, each with what must hold for it.
    fn policies(&mut self, name: &str, kind: &str) -> Vec<(PolicyName, Vec<Choice>)> {
        let name = self.need(&[name]);
        let kinds = self.policy_kinds(kind);
        kinds
            .into_iter()
            .map(|(kind, when)| {
                let name = name.clone();
                (PolicyName { kind, name }, when)
            })
            .collect()
    }
}
