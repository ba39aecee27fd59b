//! The attachments manifest, `ram-attachments.yaml` or `.json`: who holds which
//! policy file in a repository. Its paths start at its own folder. It is read
//! before all other files, because what it says that a file is outranks what the
//! file looks like; the files themselves are read in their turn.

mod roles;

use crate::model::account::{PolicyId, PolicyKind, PrincipalId, PrincipalKind, Scope};
use crate::model::structure::StructureKind;
use crate::readers::names::policy_name;
use crate::readers::paths::{folder_of, resolve};
use crate::readers::session::{Session, Use};
use crate::readers::snapshot::position;
use crate::readers::texts::Texts;
use crate::readers::tree::Fields;
use crate::readers::{Candidate, Format, Options, Queue, Why, headers};
use crate::source::{FileId, Files, Refusal, Sources, Span};
use crate::syntax::{Kind, ProblemKind, Value};

pub(super) const FORMAT: Format = Format {
    name: "attachments manifest",
    input: "manifest",
    recognise: |candidate| {
        let root = candidate.root();
        root.is_some_and(|root| root.get(VERSION).is_some())
    },
    // What it says was taken in before any file was read, if it was found then.
    read: |session, candidate| {
        let mut manifests = session.manifests.iter();
        manifests.any(|(file, _)| *file == candidate.file)
    },
    finish: None,
};

/// The key by which a manifest is known.
pub(super) const VERSION: &str = "ram_attachments";

const KEYS: &[&str] = &[
    VERSION,
    "account",
    "policies",
    "users",
    "groups",
    "roles",
    "control_policies",
    "resource_directory",
];

/// Endings tried for a policy that is named and not listed.
const ENDINGS: &[&str] = &["json", "yaml", "yml"];

/// A file that a manifest refers to.
struct Wanted {
    /// Where it may be; the first that can be had is taken.
    paths: Vec<String>,
    /// As written, for messages.
    written: String,
    at: Span,
    used_as: Use,
    /// Named by path, rather than looked for.
    by_path: bool,
}

/// Reads all manifests and the list of what files are used as.
pub(super) fn gather(
    session: &mut Session<'_>,
    sources: &mut Sources,
    queue: &mut Queue<'_>,
    files: &dyn Files,
    options: &Options<'_>,
    texts: &mut Texts,
) {
    let claims = options.claims;
    session.believed = claims.map(|claims| claims.manifests().clone());
    let inputs: Vec<FileId> = queue.inputs.iter().map(|input| input.file).collect();
    for file in inputs {
        let told = options.attachments == Some(file);
        if !told && !sources.text(file).contains(VERSION) {
            continue;
        }
        let Some(candidate) = texts.parse(sources, file, true) else {
            continue;
        };
        if !(FORMAT.recognise)(&candidate) {
            if told {
                let near = headers::nearly(&candidate);
                let (at, why) = near.unwrap_or((None, Why::NothingRecognised));
                session.not_analysed(candidate.path, at, why);
            }
            continue;
        }
        let folder = folder_of(candidate.path).to_owned();
        if !session.is_believed(candidate.path) {
            let path = candidate.path.to_owned();
            session.report.unbelieved_manifests.push(path);
        }
        session.report.manifests.insert(folder.clone());
        session.manifests.push((file, folder));
        let wanted = read(session, &candidate);
        let path = sources.path(file).to_owned();
        for one in wanted {
            load(session, sources, queue, files, &path, one);
        }
    }
}

fn load(
    session: &mut Session<'_>,
    sources: &mut Sources,
    queue: &mut Queue<'_>,
    files: &dyn Files,
    manifest: &str,
    wanted: Wanted,
) {
    let mut refusal = Refusal::OutsideRoot;
    for path in &wanted.paths {
        match queue.load(sources, files, path) {
            Ok(file) => {
                session.add_use(file, wanted.used_as);
                return;
            }
            Err(error) => refusal = error,
        }
    }
    if wanted.by_path || refusal != Refusal::Missing {
        let path = wanted.paths.first().map_or(manifest, |path| path.as_str());
        session.not_analysed(path, Some(wanted.at), Why::Refused(refusal));
    }
    session.problem(StructureKind::Unresolved(wanted.written), wanted.at);
}

fn read(session: &mut Session<'_>, candidate: &Candidate<'_>) -> Vec<Wanted> {
    let Some(root) = candidate.only_root(session) else {
        return Vec::new();
    };
    let fields = session.fields(candidate, root, VERSION, KEYS);
    let mut problems = candidate.problems.iter();
    let twice = problems.find(|problem| matches!(problem.kind, ProblemKind::DuplicateKey(_)));
    if let Some(problem) = twice {
        let why = Why::Unparsable(problem.kind.clone());
        session.not_analysed(candidate.path, Some(problem.at), why);
    }
    if let Some(version) = fields.get(VERSION)
        && (version.kind() != Kind::Number || version.text() != "1")
    {
        session.bad(candidate, VERSION, "the number 1", version.at());
    }
    let id = session.word(candidate, fields.get("account"), "account");
    let account = session.repository_account(id);
    let mut reader = Reader {
        session,
        candidate,
        account,
        folder: folder_of(candidate.path),
        wanted: Vec::new(),
    };
    reader.policies(&fields);
    reader.users(&fields);
    reader.groups(&fields);
    reader.roles(&fields);
    let place = fields.get("resource_directory");
    position(reader.session, candidate, account, place);
    reader.control_policies(&fields);
    reader.wanted
}

struct Reader<'r, 'm, 'c> {
    session: &'r mut Session<'m>,
    candidate: &'r Candidate<'c>,
    account: usize,
    folder: &'r str,
    wanted: Vec<Wanted>,
}

impl Reader<'_, '_, '_> {
    fn want(&mut self, written: &str, at: Span, used_as: Use) {
        self.wanted.push(Wanted {
            paths: resolve(self.folder, written).into_iter().collect(),
            written: written.to_owned(),
            at,
            used_as,
            by_path: true,
        });
    }

    fn policies(&mut self, fields: &Fields<'_>) {
        let list = fields.get("policies");
        for (key, value) in self.session.mapping(self.candidate, list, "policies") {
            let policy = self.session.make_policy(
                self.account,
                PolicyKind::Custom,
                key.text(),
                Some(key.at()),
            );
            let path = self
                .session
                .required_value(self.candidate, value, "policies");
            if let Some((path, at)) = path {
                self.want(path, at, self.policy_use(policy));
            }
        }
    }

    fn policy_use(&self, policy: PolicyId) -> Use {
        Use::Policy {
            account: self.account,
            policy,
        }
    }

    fn users(&mut self, fields: &Fields<'_>) {
        let candidate = self.candidate;
        let list = fields.get("users");
        for (key, value) in self.session.mapping(candidate, list, "users") {
            let user = self
                .session
                .fields(candidate, value, "users", &["policies"]);
            self.held_by(key, PrincipalKind::User, &user);
        }
    }

    fn groups(&mut self, fields: &Fields<'_>) {
        let candidate = self.candidate;
        let list = fields.get("groups");
        for (key, value) in self.session.mapping(candidate, list, "groups") {
            let keys = &["members", "policies"];
            let group = self.session.fields(candidate, value, "groups", keys);
            let id = self.held_by(key, PrincipalKind::Group, &group);
            let members = group.get("members");
            for member in self.session.list(candidate, members, "members") {
                if let Some((name, at)) = self.session.word(candidate, Some(member), "members") {
                    let users =
                        self.session
                            .principals_named(self.account, PrincipalKind::User, name, at);
                    for user in users {
                        self.session.join_group(self.account, user, id, at);
                    }
                }
            }
        }
    }

    /// Where a list of policies cannot be read, the principal may hold anything:
    /// one policy without a document stands for it.
    fn unreadable(&mut self, key: Value<'_>, to: PrincipalId, list: Option<Value<'_>>) {
        let Some(list) = list else { return };
        let lost = match list.kind() {
            Kind::Null => false,
            Kind::Array => list
                .items()
                .any(|item| matches!(item.kind(), Kind::Hole | Kind::Invalid)),
            _ => true,
        };
        if lost {
            let name = format!("(the policies of {})", key.text());
            let at = Some(list.at());
            let policy = self
                .session
                .make_policy(self.account, PolicyKind::Custom, &name, at);
            self.session
                .attach_id(self.account, policy, to, Scope::Account, list.at());
        }
    }

    /// Makes a principal and attaches its `policies`.
    fn held_by(&mut self, key: Value<'_>, kind: PrincipalKind, fields: &Fields<'_>) -> PrincipalId {
        let candidate = self.candidate;
        let to = self
            .session
            .declare_principal(self.account, kind, key.text(), key.at());
        let list = fields.get("policies");
        self.unreadable(key, to, list);
        for entry in self.session.list(candidate, list, "policies") {
            let mut scope = Scope::Account;
            let policy = if entry.kind() == Kind::Object {
                let keys = &["policy", "resource_group"];
                let fields = self.session.fields(candidate, entry, "policies", keys);
                let group = fields.get("resource_group");
                if let Some((group, _)) = self.session.word(candidate, group, "resource_group") {
                    scope = Scope::ResourceGroup(group.to_owned());
                }
                self.session
                    .required(candidate, &fields, "policy", entry.at())
            } else {
                self.session.required_value(candidate, entry, "policies")
            };
            if let Some((policy, at)) = policy {
                self.look_for(policy, at);
                self.session
                    .attach(self.account, (policy, at), to, &scope, entry.at());
            }
        }
        to
    }

    /// A custom policy that the manifest does not list is looked for beside it.
    fn look_for(&mut self, policy: &str, at: Span) {
        let (kind, name) = policy_name(policy);
        if kind != PolicyKind::Custom || self.session.knows_policy(self.account, kind, &name) {
            return;
        }
        let declared = Some(at);
        let policy = self
            .session
            .make_policy(self.account, kind, &name, declared);
        let paths = ENDINGS
            .iter()
            .filter_map(|ending| resolve(self.folder, &format!("policies/{name}.{ending}")));
        self.wanted.push(Wanted {
            paths: paths.collect(),
            written: name.clone(),
            at,
            used_as: self.policy_use(policy),
            by_path: false,
        });
    }
}
