//! What each type of resource declares: one table of types, and what their
//! readers share. A type of RAM, Resource Manager or Cloud SSO that is not in the
//! table is reported.

mod directory;
mod others;
mod ram;
mod sso;

use std::rc::Rc;

use crate::model::account::{PolicyKind, PrincipalKind};
use crate::model::doubt::Choice;
use crate::model::missing::MissingKind;
use crate::model::structure::StructureKind;
use crate::readers::Why;
use crate::readers::declared::{
    AccountKey, Declared, DeclaredDocument, PolicyName, PrincipalName, ScopeName, What,
};
use crate::readers::documents::push_segment;
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::ros::conditions::{Truth, negated};
use crate::readers::ros::evaluator::{Evaluator, Index, is_inside};
use crate::readers::ros::references::Count;
use crate::readers::ros::template::{Call, MAX_INSTANCES, Member, member};
use crate::source::{HoleId, Span};
use crate::syntax::{Kind, Value};

/// Reads one instance of a resource.
type Read = for<'c> fn(&mut Evaluator<'_, '_, 'c>, &Instance<'c>);

/// Types that declare something, with what reads them.
static TYPES: &[(&str, Read)] = &[
    ("ALIYUN::RAM::User", |e, i| e.user(i)),
    ("ALIYUN::RAM::Group", |e, i| e.group(i)),
    ("ALIYUN::RAM::Role", |e, i| e.role(i)),
    ("ALIYUN::RAM::ManagedPolicy", |e, i| e.managed_policy(i)),
    ("ALIYUN::RAM::AttachPolicyToUser", |e, i| {
        e.attach(i, PrincipalKind::User, "UserName");
    }),
    ("ALIYUN::RAM::AttachPolicyToGroup", |e, i| {
        e.attach(i, PrincipalKind::Group, "GroupName");
    }),
    ("ALIYUN::RAM::AttachPolicyToRole", |e, i| {
        e.attach(i, PrincipalKind::Role, "RoleName");
    }),
    ("ALIYUN::RAM::UserToGroupAddition", |e, i| e.additions(i)),
    ("ALIYUN::RAM::AccessKey", |e, i| e.access_key(i)),
    ("ALIYUN::RAM::LoginProfile", |e, i| e.login_profile(i)),
    ("ALIYUN::RAM::SAMLProvider", |e, i| {
        e.identity_provider(i, "SAMLProviderName", "saml", ram::SAML);
    }),
    ("ALIYUN::RAM::OIDCProvider", |e, i| {
        e.identity_provider(i, "OIDCProviderName", "oidc", ram::OIDC);
    }),
    ("ALIYUN::ResourceManager::Role", |e, i| e.role(i)),
    ("ALIYUN::ResourceManager::PolicyAttachment", |e, i| {
        e.scoped_attachment(i);
    }),
    ("ALIYUN::ResourceManager::ControlPolicy", |e, i| {
        e.control_policy(i);
    }),
    (
        "ALIYUN::ResourceManager::ControlPolicyAttachment",
        |e, i| {
            e.control_attachment(i);
        },
    ),
    ("ALIYUN::CloudSSO::User", |e, i| {
        e.sso_identity(i, PrincipalKind::SsoUser, "UserName");
    }),
    ("ALIYUN::CloudSSO::Group", |e, i| {
        e.sso_identity(i, PrincipalKind::SsoGroup, "GroupName");
    }),
    ("ALIYUN::CloudSSO::UserToGroupAddition", |e, i| {
        e.sso_additions(i);
    }),
    ("ALIYUN::CloudSSO::AccessConfiguration", |e, i| {
        e.access_configuration(i);
    }),
    (
        "ALIYUN::CloudSSO::PermissionPolicyToAccessConfigurationAddition",
        |e, i| e.permission_policy(i),
    ),
    ("ALIYUN::CloudSSO::AccessAssignment", |e, i| {
        e.access_assignment(i);
    }),
    ("ALIYUN::ECS::RamRoleAttachment", |e, i| {
        e.role_attachment(i);
    }),
];

/// Types that neither grant nor bound anything.
const WITHOUT_GRANTS: &[&str] = &[
    "ALIYUN::RAM::PasswordPolicy",
    "ALIYUN::RAM::RamAccountAlias",
    "ALIYUN::RAM::SecurityPreference",
    "ALIYUN::ResourceManager::Account",
    "ALIYUN::ResourceManager::DelegatedAdministrator",
    "ALIYUN::ResourceManager::Folder",
    "ALIYUN::ResourceManager::Handshake",
    "ALIYUN::ResourceManager::ResourceDirectory",
    "ALIYUN::ResourceManager::ResourceGroup",
    "ALIYUN::ResourceManager::ResourceShare",
    "ALIYUN::ResourceManager::SharedResource",
    "ALIYUN::ResourceManager::SharedTarget",
    "ALIYUN::CloudSSO::AccessConfigurationProvision",
    "ALIYUN::CloudSSO::Directory",
    "ALIYUN::CloudSSO::SAMLIdentityProvider",
    "ALIYUN::CloudSSO::SCIMServerCredential",
    "ALIYUN::CloudSSO::SCIMSynchronization",
];

/// How the types begin of which each must be known.
const MUST_BE_KNOWN: &[&str] = &[
    "ALIYUN::RAM::",
    "ALIYUN::ResourceManager::",
    "ALIYUN::CloudSSO::",
];

/// How the types begin whose resources are those of another template.
const NESTED: &[&str] = &["ALIYUN::ROS::Stack", "MODULE::"];

/// One instance of a resource, under one choice of its properties.
pub(super) struct Instance<'c> {
    /// Its type, as written.
    pub(super) kind: &'c str,
    /// Its key: what is declared by the resource as a whole stands there.
    pub(super) at: Span,
    pub(super) address: Rc<str>,
    /// JSON pointer of the resource, with the instance's number.
    pub(super) pointer: String,
    pub(super) properties: Value<'c>,
    pub(super) when: Vec<Choice>,
}

/// An element of a list.
pub(super) struct Element {
    pub(super) value: Evaluated,
    /// Where the list has it.
    pub(super) at: Span,
    /// What must hold for it to be there, the resource's own conditions included.
    pub(super) when: Vec<Choice>,
    /// JSON pointer from the list.
    pub(super) pointer: String,
}

impl<'c> Evaluator<'_, '_, 'c> {
    /// Reads all resources, and says whether one of RAM's was among them.
    pub(super) fn resources(&mut self) -> bool {
        let Some(section) = member(self.template.root, "Resources") else {
            return false;
        };
        if section.value.kind() != Kind::Object {
            self.report_aliases(section.value.at());
            return false;
        }
        let mut found = false;
        for (key, value) in section.value.members() {
            let last = self.template.resources.get(key.text());
            if last.is_some_and(|last| last.key.id() == key.id()) {
                found |= self.resource(Member { key, value });
            }
        }
        found
    }

    fn resource(&mut self, resource: Member<'c>) -> bool {
        let kind = member(resource.value, "Type").map(|kind| kind.value);
        let Some(name) = kind.and_then(|kind| kind.as_str()) else {
            if resource.value.kind() == Kind::Hole {
                self.report_aliases(resource.value.at());
            } else {
                let at = kind.map_or(resource.key.at(), |kind| kind.at());
                self.not_analysed(at, Why::NotKnown("Type"));
            }
            return false;
        };
        let at = kind.map_or(resource.key.at(), |kind| kind.at());
        if NESTED.iter().any(|start| name.starts_with(start)) {
            self.not_analysed(at, Why::NestedTemplate(name.to_owned()));
            return false;
        }
        if WITHOUT_GRANTS.contains(&name) {
            return true;
        }
        let row = TYPES.iter().find(|(known, _)| *known == name);
        let must_be_known = MUST_BE_KNOWN.iter().any(|start| name.starts_with(start));
        let read: Read = match row {
            Some((_, read)) => *read,
            None if must_be_known => {
                self.not_analysed(at, Why::UnknownResource(name.to_owned()));
                return true;
            }
            None if name.starts_with("DATASOURCE::") => return false,
            None => |e, i| e.other(i),
        };
        if row.is_some() {
            self.report_aliases(resource.value.at());
        }
        self.instances(resource, read);
        row.is_some()
    }

    fn instances(&mut self, resource: Member<'c>, read: Read) {
        let mut when = Vec::new();
        if let Some(condition) = member(resource.value, "Condition") {
            match self.truth(condition.value, None) {
                Truth::Known(true) => {}
                Truth::Known(false) => return,
                Truth::When(choice) => when.push(choice),
            }
        }
        let name = resource.key.text();
        match self.count(name, resource) {
            Count::None => self.instance(resource, None, &when, read),
            Count::Known(count) => {
                if count > MAX_INSTANCES {
                    let at = resource.key.at();
                    self.tell_limit("instances of a resource", MAX_INSTANCES, at);
                }
                for number in 0..count.min(MAX_INSTANCES) {
                    self.index = Index::Known(number);
                    self.instance(resource, Some(number), &when, read);
                }
            }
            Count::Unknown(count) => {
                let address = self.template.address(name, None);
                let at = count.at;
                when.push(self.open_choice("count", &address, at));
                let detail = format!("of {address}, whose count is not known");
                let hole = self
                    .session
                    .hole(MissingKind::Choice, "ALIYUN::Index", detail, at);
                self.index = Index::Unknown(hole);
                self.instance(resource, None, &when, read);
            }
        }
        self.index = Index::None;
    }

    fn instance(&mut self, resource: Member<'c>, number: Option<u32>, when: &[Choice], read: Read) {
        let name = resource.key.text();
        let mut pointer = String::from("/Resources/");
        push_segment(&mut pointer, name);
        if let Some(number) = number {
            pointer.push_str(&format!("[{number}]"));
        }
        let address: Rc<str> = self.template.address(name, number).into();
        let Some(properties) = member(resource.value, "Properties") else {
            return;
        };
        for branch in self.branches(properties.value, when) {
            if branch.value.kind() != Kind::Object || Call::of(branch.value).is_some() {
                self.refuse("Properties", "a mapping", branch.value.at());
                continue;
            }
            let instance = Instance {
                kind: member(resource.value, "Type").map_or("", |kind| kind.value.text()),
                at: resource.key.at(),
                address: Rc::clone(&address),
                pointer: format!("{pointer}/Properties{}", branch.pointer),
                properties: branch.value,
                when: branch.when,
            };
            read(self, &instance);
        }
    }

    /// A part of a resource that its type does not have, and that is not read.
    fn refuse(&mut self, key: &str, wanted: &'static str, at: Span) {
        let key = key.to_owned();
        let kind = StructureKind::BadKey { key, wanted };
        self.session.refuse(self.template.path(), kind, at);
    }

    fn property(&mut self, instance: &Instance<'c>, name: &str) -> Option<Evaluated> {
        let value = self.value(member(instance.properties, name)?.value)?;
        (!value.is_null()).then_some(value)
    }

    /// A property that must be there; a hole where it is not.
    fn required(&mut self, instance: &Instance<'c>, name: &str) -> Evaluated {
        self.property(instance, name)
            .unwrap_or_else(|| self.not_given(name, instance.at))
    }

    /// The hole of a property that is not there, of what is declared at `at`.
    fn not_given(&mut self, name: &str, at: Span) -> Evaluated {
        let detail = format!("not given at {}", self.template.place(at));
        self.unknown(MissingKind::Undeclared, name, detail, at)
    }

    /// What the resource itself is called: a reference to another one in it is no
    /// reference to itself.
    fn own_name(&mut self, instance: &Instance<'c>, property: &str) -> Evaluated {
        let mut name = self.required(instance, property);
        name.refers = None;
        name
    }

    fn own_principal(
        &mut self,
        instance: &Instance<'c>,
        kind: PrincipalKind,
        property: &str,
    ) -> PrincipalName {
        let name = self.own_name(instance, property);
        let name = name.referring(&instance.address);
        PrincipalName { kind, name }
    }

    /// Declares the resource as a whole.
    fn declare(&mut self, instance: &Instance<'c>, what: What) {
        let address = Some(Rc::clone(&instance.address));
        self.push(address, instance.at, instance.when.clone(), what);
    }

    /// Declares something that a part of a resource says.
    fn declare_part(&mut self, at: Span, when: &[Choice], what: What) {
        self.push(None, at, when.to_vec(), what);
    }

    fn push(&mut self, address: Option<Rc<str>>, at: Span, when: Vec<Choice>, what: What) {
        self.session.declared.push(Declared {
            account: AccountKey::Default,
            address,
            path: self.template.path().into(),
            at,
            when,
            what,
        });
    }

    /// The elements of a list that must be there; a hole where it is not.
    fn required_elements(&mut self, instance: &Instance<'c>, property: &str) -> Vec<Element> {
        if member(instance.properties, property).is_some() {
            return self.elements(instance, property);
        }
        vec![Element {
            value: self.not_given(property, instance.at),
            at: instance.at,
            when: instance.when.clone(),
            pointer: String::new(),
        }]
    }

    /// The elements of a property that is a list, or one that stands for a list of
    /// one; those that `Fn::If` chooses have its condition.
    fn elements(&mut self, instance: &Instance<'c>, property: &str) -> Vec<Element> {
        let Some(list) = member(instance.properties, property) else {
            return Vec::new();
        };
        self.elements_of(list.value, &instance.when)
    }

    fn elements_of(&mut self, list: Value<'c>, when: &[Choice]) -> Vec<Element> {
        let mut found = Vec::new();
        for branch in self.branches(list, when) {
            if branch.value.kind() != Kind::Array {
                self.spread(branch.value, &branch.when, branch.pointer, &mut found);
                continue;
            }
            for (number, item) in branch.value.items().enumerate() {
                for one in self.branches(item, &branch.when) {
                    let pointer = format!("{}/{number}{}", branch.pointer, one.pointer);
                    self.spread(one.value, &one.when, pointer, &mut found);
                }
            }
        }
        found
    }

    /// Adds a value to elements: itself, or what it has where it is a list.
    fn spread(
        &mut self,
        written: Value<'c>,
        when: &[Choice],
        pointer: String,
        found: &mut Vec<Element>,
    ) {
        let place = written.at();
        let Some(value) = self.value(written) else {
            return;
        };
        let mut push = |value: Evaluated, at: Span, pointer: String| {
            found.push(Element {
                value,
                at,
                when: when.to_vec(),
                pointer,
            });
        };
        match &value.data {
            Data::Null => {}
            Data::List(items) => {
                for (number, item) in items.iter().enumerate() {
                    let is_here = is_inside(item.at, place);
                    let at = if is_here { item.at } else { place };
                    push(item.clone(), at, format!("{pointer}/{number}"));
                }
            }
            _ => push(value, place, pointer),
        }
    }

    /// A document with what says that another one may be in force.
    fn document(
        &self,
        instance: &Instance<'c>,
        value: Option<Evaluated>,
        pointer: &str,
        kept: Option<HoleId>,
    ) -> Option<DeclaredDocument> {
        let value = value.filter(|value| !value.is_null())?;
        Some(DeclaredDocument {
            value,
            pointer: format!("{}{pointer}", instance.pointer),
            kept,
        })
    }

    /// The hole of a document that gives way to an existing one, if `IgnoreExisting`
    /// says so or may say so.
    fn kept(
        &mut self,
        instance: &Instance<'c>,
        ignore: Option<&Evaluated>,
        pointer: &str,
    ) -> Option<HoleId> {
        let ignore = ignore?;
        let text = ignore.to_text();
        let is_false = text.is_some_and(|text| text.eq_ignore_ascii_case("false"));
        if is_false || ignore.is_null() {
            return None;
        }
        let name = format!("{}{pointer}", instance.address);
        let detail = "IgnoreExisting keeps an existing one of this name as it is";
        Some(
            self.session
                .hole(MissingKind::Kept, name, detail, ignore.at),
        )
    }

    /// The kinds of policy that a `PolicyType` may mean, each with what must hold.
    fn policy_kinds(
        &mut self,
        written: &Evaluated,
        about: &str,
        when: &[Choice],
    ) -> Vec<(PolicyKind, Vec<Choice>)> {
        let text = written.as_str().unwrap_or("");
        if text.eq_ignore_ascii_case("System") {
            return vec![(PolicyKind::System, when.to_vec())];
        }
        if text.eq_ignore_ascii_case("Custom") {
            return vec![(PolicyKind::Custom, when.to_vec())];
        }
        if written.as_fragment().is_none_or(|text| !text.has_hole()) && written.hole().is_none() {
            self.refuse("PolicyType", "`System` or `Custom`", written.at);
        }
        let system = self.open_choice("policy-type", about, written.at);
        [
            (PolicyKind::System, system),
            (PolicyKind::Custom, negated(system)),
        ]
        .into_iter()
        .map(|(kind, choice)| {
            let mut when = when.to_vec();
            when.push(choice);
            (kind, when)
        })
        .collect()
    }

    /// Declares attachments of a policy of whatever kind its type may mean.
    fn attach_policy(
        &mut self,
        instance: &Instance<'c>,
        to: &PrincipalName,
        scope: &ScopeName,
        when: &[Choice],
    ) {
        let kind = self.required(instance, "PolicyType");
        let name = self.required(instance, "PolicyName");
        for (kind, when) in self.policy_kinds(&kind, &instance.address, when) {
            let name = name.clone();
            let what = What::Attachment {
                policy: PolicyName { kind, name },
                to: to.clone(),
                scope: scope.clone(),
            };
            let address = Some(Rc::clone(&instance.address));
            self.push(address, instance.at, when, what);
        }
    }
}
