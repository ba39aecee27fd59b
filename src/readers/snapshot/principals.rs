//! Users, groups with their members, roles, and what is attached to them.

use crate::model::account::{PrincipalKind, Scope, Trust};
use crate::model::policy::DocumentKind;
use crate::readers::snapshot::Reader;
use crate::readers::tree::Fields;
use crate::syntax::{Kind, Value};

impl Reader<'_, '_, '_> {
    pub(super) fn principals(&mut self, fields: &Fields<'_>) {
        let candidate = self.candidate;
        for value in self.session.list(candidate, fields.get("users"), "users") {
            let user = self.session.fields(candidate, value, "users", &["name"]);
            if let Some((name, at)) = self.session.required(candidate, &user, "name", value.at()) {
                self.session
                    .declare_principal(self.account, PrincipalKind::User, name, at);
            }
        }
        self.groups(
            fields.get("groups"),
            PrincipalKind::Group,
            PrincipalKind::User,
        );
        let roles = self.session.list(candidate, fields.get("roles"), "roles");
        for (index, value) in (0_u32..).zip(roles) {
            self.role(index, value);
        }
    }

    /// Groups of RAM or of Cloud SSO.
    pub(super) fn groups(
        &mut self,
        list: Option<Value<'_>>,
        kind: PrincipalKind,
        member_kind: PrincipalKind,
    ) {
        let candidate = self.candidate;
        for value in self.session.list(candidate, list, "groups") {
            let group = self
                .session
                .fields(candidate, value, "groups", &["name", "members"]);
            let Some((name, at)) = self.session.required(candidate, &group, "name", value.at())
            else {
                continue;
            };
            let id = self.session.declare_principal(self.account, kind, name, at);
            for member in self
                .session
                .list(candidate, group.get("members"), "members")
            {
                if let Some((name, at)) = self.session.word(candidate, Some(member), "members") {
                    for user in self
                        .session
                        .principals_named(self.account, member_kind, name, at)
                    {
                        self.session.join_group(self.account, user, id, at);
                    }
                }
            }
        }
    }

    fn role(&mut self, index: u32, value: Value<'_>) {
        let candidate = self.candidate;
        let keys = &[
            "name",
            "trust",
            "session_policy",
            "service_linked",
            "max_session_seconds",
        ];
        let fields = self.session.fields(candidate, value, "roles", keys);
        let Some((name, at)) = self
            .session
            .required(candidate, &fields, "name", value.at())
        else {
            return;
        };
        let id = self
            .session
            .declare_principal(self.account, PrincipalKind::Role, name, at);
        let mut read = |key: &str, kind| {
            let pointer = self.id(&format!("/roles/{index}/{key}"));
            let value = fields.get(key)?;
            self.session.document(candidate, value, kind, &pointer)
        };
        let trust = read("trust", DocumentKind::Trust);
        let session_policy = read("session_policy", DocumentKind::Session);
        let linked = match fields.get("service_linked").map(|flag| (flag.kind(), flag)) {
            None => false,
            Some((Kind::Bool(linked), _)) => linked,
            Some((_, flag)) => {
                self.session
                    .bad(candidate, "service_linked", "true or false", flag.at());
                false
            }
        };
        let seconds = fields.get("max_session_seconds").and_then(|seconds| {
            let number: Option<u32> = seconds.text().parse().ok();
            if number.is_none() || seconds.kind() != Kind::Number {
                let wanted = "a number of seconds";
                self.session
                    .bad(candidate, "max_session_seconds", wanted, seconds.at());
            }
            number
        });
        if let Some(role) = self.session.principal_mut(self.account, id) {
            role.trust = trust.map_or(Trust::None, |trust| trust.of_trust());
            role.session_policy = session_policy.map(|read| read.document);
            role.service_linked |= linked;
            role.max_session_seconds = seconds;
        }
    }

    pub(super) fn attachments(&mut self, fields: &Fields<'_>) {
        let candidate = self.candidate;
        let list = self
            .session
            .list(candidate, fields.get("attachments"), "attachments");
        for value in list {
            let fields =
                self.session
                    .fields(candidate, value, "attachments", &["policy", "to", "scope"]);
            let policy = self
                .session
                .required(candidate, &fields, "policy", value.at());
            let to = self.session.required(candidate, &fields, "to", value.at());
            let scope = self.session.word(candidate, fields.get("scope"), "scope");
            let (Some(policy), Some((to, to_at))) = (policy, to) else {
                continue;
            };
            let (kind, name) = match to.split_once('/') {
                Some(("user", name)) => (PrincipalKind::User, name),
                Some(("group", name)) => (PrincipalKind::Group, name),
                Some(("role", name)) => (PrincipalKind::Role, name),
                _ => {
                    let wanted = "user/NAME, group/NAME or role/NAME";
                    self.session.bad(candidate, "to", wanted, to_at);
                    continue;
                }
            };
            let scope = self.scope(scope.map(|(scope, _)| scope));
            for to in self
                .session
                .principals_named(self.account, kind, name, to_at)
            {
                self.session
                    .attach(self.account, policy, to, &scope, value.at());
            }
        }
    }

    /// RAM writes the account's own id where an attachment counts everywhere.
    fn scope(&mut self, scope: Option<&str>) -> Scope {
        let own = self
            .session
            .account(self.account)
            .and_then(|account| account.id.as_deref());
        match scope {
            None => Scope::Account,
            Some(scope) if Some(scope) == own || scope.eq_ignore_ascii_case("account") => {
                Scope::Account
            }
            Some(scope) => Scope::ResourceGroup(scope.to_owned()),
        }
    }
}
