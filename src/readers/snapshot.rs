//! The account snapshot: one JSON (or YAML) file that holds a whole account. It
//! must say which categories it holds exhaustively; every key is checked. The
//! account it makes is its own, and its documents are what they are used as,
//! whatever they look like.

mod directory;
mod principals;
mod sso;

pub(super) use directory::{ControlEntry, add_control, position};

use crate::model::account::{Holding, PolicyKind};
use crate::model::completeness::Completeness;
use crate::model::policy::DocumentKind;
use crate::readers::session::Session;
use crate::readers::tree::Fields;
use crate::readers::{Candidate, Format};
use crate::syntax::{Kind, Value};

pub(super) const FORMAT: Format = Format {
    name: "account snapshot",
    input: "snapshot",
    recognise: |candidate| {
        let root = candidate.root();
        root.is_some_and(|root| root.get(VERSION).is_some())
    },
    read,
    finish: None,
};

/// The key by which a snapshot is known.
pub(super) const VERSION: &str = "ram_account_snapshot";

const KEYS: &[&str] = &[
    VERSION,
    "account_id",
    "taken_at",
    "complete",
    "resource_directory",
    "users",
    "groups",
    "roles",
    "policies",
    "attachments",
    "control_policies",
    "sso",
];

fn read(session: &mut Session<'_>, candidate: &Candidate<'_>) -> bool {
    let Some(root) = candidate.only_root(session) else {
        return false;
    };
    session.of_accounts.insert(candidate.file);
    let fields = session.fields(candidate, root, VERSION, KEYS);
    if let Some(version) = fields.get(VERSION)
        && (version.kind() != Kind::Number || version.text() != "1")
    {
        session.bad(candidate, VERSION, "the number 1", version.at());
    }
    let id = session.word(candidate, fields.get("account_id"), "account_id");
    session.word(candidate, fields.get("taken_at"), "taken_at");
    let at = id.map_or(root.at().first(), |(_, at)| at);
    let account = session.new_account(id.map(|(id, _)| id.to_owned()), Some(at));
    let complete = completeness(session, candidate, &fields);
    if let Some(account) = session.account(account) {
        account.complete = complete;
    }
    let mut reader = Reader {
        session,
        candidate,
        account,
    };
    reader.policies(&fields);
    reader.principals(&fields);
    reader.attachments(&fields);
    reader.directory(&fields);
    reader.sso(&fields);
    true
}

fn completeness(
    session: &mut Session<'_>,
    candidate: &Candidate<'_>,
    fields: &Fields<'_>,
) -> Completeness {
    let mut complete = Completeness {
        account: true,
        ..Completeness::default()
    };
    for value in session.list(candidate, fields.get("complete"), "complete") {
        let word = value.as_str().unwrap_or("");
        let flag = match word {
            "users" => &mut complete.users,
            "groups" => &mut complete.groups,
            "roles" => &mut complete.roles,
            "policies" => &mut complete.policies,
            "attachments" => &mut complete.attachments,
            "memberships" => &mut complete.memberships,
            "control_policies" => &mut complete.control_policies,
            _ => {
                let wanted =
                    "users, groups, roles, policies, attachments, memberships or control_policies";
                session.bad(candidate, "complete", wanted, value.at());
                continue;
            }
        };
        *flag = true;
    }
    complete
}

/// What the parts of a snapshot are read with.
struct Reader<'r, 'm, 'c> {
    session: &'r mut Session<'m>,
    candidate: &'r Candidate<'c>,
    account: usize,
}

impl Reader<'_, '_, '_> {
    fn id(&self, pointer: &str) -> String {
        format!("{}#{pointer}", self.candidate.path)
    }

    fn policies(&mut self, fields: &Fields<'_>) {
        let list = self
            .session
            .list(self.candidate, fields.get("policies"), "policies");
        for (index, value) in (0_u32..).zip(list) {
            self.policy(index, value);
        }
    }

    fn policy(&mut self, index: u32, value: Value<'_>) {
        let candidate = self.candidate;
        let keys = &["type", "name", "version", "document", "other_versions"];
        let fields = self.session.fields(candidate, value, "policies", keys);
        self.session
            .word(candidate, fields.get("version"), "version");
        let Some((name, at)) = self
            .session
            .required(candidate, &fields, "name", value.at())
        else {
            return;
        };
        let kind = match fields.get("type").map(|kind| kind.text()) {
            None | Some("Custom") => PolicyKind::Custom,
            Some("System") => PolicyKind::System,
            Some(_) => {
                let at = fields.get("type").map_or(at, |kind| kind.at());
                self.session
                    .bad(candidate, "type", "\"Custom\" or \"System\"", at);
                PolicyKind::Custom
            }
        };
        let declared = (kind == PolicyKind::Custom).then_some(at);
        let policy = self.session.make_policy(self.account, kind, name, declared);
        let pointer = format!("/policies/{index}/document");
        let id = self.id(&pointer);
        let read = fields.get("document").and_then(|document| {
            let read = self
                .session
                .document(candidate, document, DocumentKind::Identity, &id)?;
            Some((read, document))
        });
        match (read, kind) {
            (Some((read, document)), PolicyKind::System) => {
                self.compare(name, document);
                self.session.supply(kind, name, read);
            }
            (Some((read, _)), _) => {
                self.session
                    .set_document(self.account, policy, read.of_policy());
                self.session.model.holdings.push(Holding {
                    path: id,
                    document: read.document,
                    account: self.account,
                    rest: read.rest,
                });
            }
            (None, _) => {}
        }
        let versions = fields.get("other_versions");
        for (number, value) in
            (0_u32..).zip(self.session.list(candidate, versions, "other_versions"))
        {
            let fields =
                self.session
                    .fields(candidate, value, "other_versions", &["version", "document"]);
            let version = self
                .session
                .required(candidate, &fields, "version", value.at());
            let id = self.id(&format!(
                "/policies/{index}/other_versions/{number}/document"
            ));
            let read = fields.get("document").and_then(|document| {
                self.session
                    .document(candidate, document, DocumentKind::Identity, &id)
            });
            if let (Some((version, _)), Some(read), Some(policy)) =
                (version, read, self.session.policy_mut(self.account, policy))
            {
                policy
                    .other_versions
                    .push((version.to_owned(), read.document));
            }
        }
    }

    fn compare(&mut self, name: &str, document: Value<'_>) {
        if document.kind() != Kind::String {
            self.session.compare_with_bundled(name, document);
            return;
        }
        let fragment = document.fragment();
        let parsed = crate::syntax::Parsed::fragment(&fragment, self.candidate.file);
        let mut tree = crate::syntax::Tree::default();
        crate::syntax::json::read(parsed, &mut tree, &mut Vec::new());
        if let Some(root) = tree.root(parsed) {
            self.session.compare_with_bundled(name, root);
        }
    }
}
