//! Cloud SSO: identities, access configurations, and which of them are assigned
//! in this account. Assignments in other accounts say nothing about this one.

use crate::model::account::{Assignment, Configuration, PolicyId, PolicyKind, PrincipalKind};
use crate::model::policy::DocumentKind;
use crate::model::structure::StructureKind;
use crate::readers::snapshot::Reader;
use crate::readers::tree::Fields;
use crate::source::Span;
use crate::syntax::Value;

impl Reader<'_, '_, '_> {
    pub(super) fn sso(&mut self, fields: &Fields<'_>) {
        let candidate = self.candidate;
        let Some(value) = fields.get("sso") else {
            return;
        };
        let keys = &["users", "groups", "access_configurations", "assignments"];
        let fields = self.session.fields(candidate, value, "sso", keys);
        for value in self.session.list(candidate, fields.get("users"), "users") {
            let user = self.session.fields(candidate, value, "users", &["name"]);
            if let Some((name, at)) = self.session.required(candidate, &user, "name", value.at()) {
                self.session
                    .declare_principal(self.account, PrincipalKind::SsoUser, name, at);
            }
        }
        self.groups(
            fields.get("groups"),
            PrincipalKind::SsoGroup,
            PrincipalKind::SsoUser,
        );
        let list = fields.get("access_configurations");
        let list = self.session.list(candidate, list, "access_configurations");
        for (index, value) in (0_u32..).zip(list) {
            self.configuration(index, value);
        }
        let list = fields.get("assignments");
        for value in self.session.list(candidate, list, "assignments") {
            self.assignment(value);
        }
    }

    fn configuration(&mut self, index: u32, value: Value<'_>) {
        let candidate = self.candidate;
        let keys = &["name", "system_policies", "inline"];
        let fields = self
            .session
            .fields(candidate, value, "access_configurations", keys);
        let Some((name, at)) = self
            .session
            .required(candidate, &fields, "name", value.at())
        else {
            return;
        };
        let mut policies = Vec::new();
        let list = fields.get("system_policies");
        for value in self.session.list(candidate, list, "system_policies") {
            let Some((policy, at)) = self.session.word(candidate, Some(value), "system_policies")
            else {
                continue;
            };
            let policy = policy.strip_prefix("System/").unwrap_or(policy);
            let named = self
                .session
                .policies_named(self.account, PolicyKind::System, policy, at);
            policies.extend(named.into_iter().map(|policy| (policy, at)));
        }
        if let Some(inline) = fields.get("inline") {
            let pointer = self.id(&format!("/sso/access_configurations/{index}/inline"));
            let policy =
                self.session
                    .make_policy(self.account, PolicyKind::Inline, name, Some(inline.at()));
            let read = self
                .session
                .document(candidate, inline, DocumentKind::Identity, &pointer);
            if let Some(read) = read {
                self.session
                    .set_document(self.account, policy, read.of_policy());
            }
            policies.push((policy, inline.at()));
        }
        self.add_configuration(name, policies, at);
    }

    fn add_configuration(
        &mut self,
        name: &str,
        policies: Vec<(PolicyId, Span)>,
        at: Span,
    ) -> usize {
        if let Some(names) = self.session.names.get_mut(self.account) {
            names
                .attached
                .extend(policies.iter().map(|(policy, _)| *policy));
        }
        let Some(account) = self.session.account(self.account) else {
            return usize::MAX;
        };
        account.configurations.push(Configuration {
            name: name.to_owned(),
            policies,
            at,
        });
        account.configurations.len().saturating_sub(1)
    }

    fn assignment(&mut self, value: Value<'_>) {
        let candidate = self.candidate;
        let keys = &["configuration", "to", "account"];
        let fields = self.session.fields(candidate, value, "assignments", keys);
        let name = self
            .session
            .required(candidate, &fields, "configuration", value.at());
        let to = self.session.required(candidate, &fields, "to", value.at());
        let account = self
            .session
            .word(candidate, fields.get("account"), "account");
        let own = self
            .session
            .account(self.account)
            .and_then(|account| account.id.clone());
        if let (Some((account, _)), Some(own)) = (account, own)
            && account != own
        {
            return;
        }
        let (Some((name, at)), Some((to, to_at))) = (name, to) else {
            return;
        };
        let (kind, to) = match to.split_once('/') {
            Some(("user", name)) => (PrincipalKind::SsoUser, name),
            Some(("group", name)) => (PrincipalKind::SsoGroup, name),
            _ => {
                let wanted = "user/NAME or group/NAME";
                self.session.bad(candidate, "to", wanted, to_at);
                return;
            }
        };
        let named = self.session.principals_named(self.account, kind, to, to_at);
        let known = self.session.account(self.account).and_then(|account| {
            let mut list = account.configurations.iter();
            list.position(|configuration| configuration.name == name)
        });
        let configuration = known.unwrap_or_else(|| {
            self.session
                .problem(StructureKind::Unresolved(name.to_owned()), at);
            let policy = self
                .session
                .make_policy(self.account, PolicyKind::Inline, name, Some(at));
            self.add_configuration(name, vec![(policy, at)], at)
        });
        if let Some(account) = self.session.account(self.account) {
            account
                .assignments
                .extend(named.into_iter().map(|to| Assignment {
                    configuration,
                    to,
                    when: Vec::new(),
                    at: value.at(),
                }));
        }
    }
}
