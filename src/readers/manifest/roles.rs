//! The parts of a manifest that name a file each: roles with their trust
//! documents, and control policies.

use crate::model::account::PrincipalKind;
use crate::readers::manifest::Reader;
use crate::readers::paths::stem;
use crate::readers::session::Use;
use crate::readers::snapshot::{ControlEntry, add_control};
use crate::readers::tree::Fields;

impl Reader<'_, '_, '_> {
    pub(super) fn roles(&mut self, fields: &Fields<'_>) {
        let candidate = self.candidate;
        let list = fields.get("roles");
        for (key, value) in self.session.mapping(candidate, list, "roles") {
            let keys = &["trust", "policies"];
            let role = self.session.fields(candidate, value, "roles", keys);
            let id = self.held_by(key, PrincipalKind::Role, &role);
            if let Some((path, at)) = self.session.word(candidate, role.get("trust"), "trust") {
                let account = self.account;
                self.want(path, at, Use::Trust { account, role: id });
            }
        }
    }

    pub(super) fn control_policies(&mut self, fields: &Fields<'_>) {
        let candidate = self.candidate;
        let list = fields.get("control_policies");
        for value in self.session.list(candidate, list, "control_policies") {
            let keys = &["file", "targets", "effect_scope", "name"];
            let fields = self
                .session
                .fields(candidate, value, "control_policies", keys);
            let name = self.session.word(candidate, fields.get("name"), "name");
            let path = self.session.word(candidate, fields.get("file"), "file");
            let Some(id) = name
                .map(|(name, _)| name)
                .or(path.map(|(path, _)| stem(path)))
            else {
                self.session
                    .bad(candidate, "file", "the path of a document", value.at());
                continue;
            };
            let entry = ControlEntry {
                id,
                name: id,
                effect_scope: fields.get("effect_scope"),
                targets: fields.get("targets"),
                document: None,
                at: value.at(),
            };
            let index = add_control(self.session, candidate, self.account, &entry);
            if let Some((path, at)) = path {
                let account = self.account;
                self.want(path, at, Use::Control { account, index });
            }
        }
    }
}
