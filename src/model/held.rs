//! Who holds which document, as a version before a change has it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Model;
use crate::model::account::{Account, PolicyDocument, PolicyId, PrincipalId};
use crate::model::policy::{DocumentId, Effect, Elements};
use crate::source::Span;

/// The holders of a document by name, each with the policies that may deny them
/// something.
pub type Holders = BTreeMap<String, BTreeSet<Denying>>;

/// A policy with a Deny that somebody holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Denying {
    /// To whom it is attached: the one denied, or a group of theirs.
    to: String,
    /// Its name, in lower case.
    name: String,
    /// What it says, apart from how it is laid out.
    says: String,
}

impl Denying {
    /// Whether it is another one: that it is called otherwise, or says something else
    /// now, is a change of its own and none of who holds what.
    fn is(&self, other: &Self) -> bool {
        self.to == other.to && (self.name == other.name || self.says == other.says)
    }
}

/// Who held which document. A manifest is a statement about the world, and its author
/// could state that all who hold a policy are denied what it allows (D39).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// By the path of the document.
    by_path: BTreeMap<String, Holders>,
    /// What each document says, by its path.
    says: BTreeMap<String, String>,
}

impl Held {
    /// As an input has it.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let accounts: Vec<Arranged> = model
            .accounts
            .iter()
            .map(|account| Arranged::of(model, account, &|_| true))
            .collect();
        let holdings = model.holdings.iter();
        let by_path = holdings.filter_map(|holding| {
            let holders = accounts.get(holding.account)?.holders(holding.document)?;
            Some((holding.path.clone(), holders))
        });
        let says = model.holdings.iter();
        let says = says.map(|one| (one.path.clone(), spelled(model, one.document)));
        Self {
            by_path: by_path.collect(),
            says: says.collect(),
        }
    }

    /// The same where files are called otherwise, too.
    #[must_use]
    pub fn with_renamed(mut self, files: &[(String, String)]) -> Self {
        let mut new = Vec::new();
        for (path, held) in &self.by_path {
            for (old, now) in files {
                let rest = path.strip_prefix(old.as_str());
                let rest = rest.filter(|rest| rest.is_empty() || rest.starts_with('#'));
                new.extend(rest.map(|rest| (format!("{now}{rest}"), held.clone())));
            }
        }
        self.by_path.extend(new);
        self
    }

    /// Whether a document has the holders that it had, none of whom is denied more.
    #[must_use]
    pub fn is_unchanged(&self, path: &str, now: &Holders) -> bool {
        let Some(before) = self.by_path.get(path) else {
            return false;
        };
        let was_there = |one: &Denying, denies: &BTreeSet<Denying>| {
            let mut denies = denies.iter();
            denies.any(|other| one.is(other))
        };
        before.iter().all(|(holder, denies)| {
            let now = now.get(holder);
            now.is_some_and(|now| now.iter().all(|one| was_there(one, denies)))
        })
    }

    /// Documents that are new or say something new, of which manifests alone say who
    /// holds them, and say it otherwise than this. `in_manifest` tells where a manifest stands.
    #[must_use]
    pub fn doubted(
        &self,
        model: &Model,
        in_manifest: &dyn Fn(Span) -> bool,
    ) -> BTreeSet<DocumentId> {
        let accounts: Vec<Arranged> = model
            .accounts
            .iter()
            .map(|account| Arranged::of(model, account, in_manifest))
            .collect();
        let mut found = BTreeSet::new();
        for holding in &model.holdings {
            let Some(arranged) = accounts.get(holding.account) else {
                continue;
            };
            let Some(now) = arranged.holders(holding.document) else {
                continue;
            };
            let is_as_before = self
                .says
                .get(&holding.path)
                .is_some_and(|says| *says == spelled(model, holding.document));
            if is_as_before {
                continue;
            }
            if arranged.only_counted(holding.document) && !self.is_unchanged(&holding.path, &now) {
                found.insert(holding.document);
            }
        }
        found
    }
}

/// Who holds what in one account, by document and by holder.
#[derive(Default)]
struct Arranged {
    /// Those to whom a document is attached or assigned.
    holders: BTreeMap<DocumentId, BTreeSet<PrincipalId>>,
    /// Documents that are also attached or assigned at places that do not count.
    elsewhere: BTreeSet<DocumentId>,
    /// The policies with a Deny that somebody holds, directly or by a group.
    denies: BTreeMap<PrincipalId, BTreeSet<Denying>>,
    names: BTreeMap<PrincipalId, String>,
}

impl Arranged {
    /// Of an account. What denies somebody counts where it is attached, or they are put
    /// into a group, at a place that `counts`.
    fn of(model: &Model, account: &Account, counts: &dyn Fn(Span) -> bool) -> Self {
        let mut found = Self::default();
        let named = account.principals();
        let named = named.map(|(id, one)| {
            let name = one.name.to_ascii_lowercase();
            (id, format!("{}/{name}", one.kind.word()))
        });
        found.names = named.collect();
        for one in &account.assignments {
            let configuration = account.configurations.get(one.configuration);
            for (policy, _) in configuration.iter().flat_map(|found| &found.policies) {
                found.add(account, *policy, one.to, counts(one.at));
            }
        }
        let mut members: BTreeMap<PrincipalId, Vec<(PrincipalId, bool)>> = BTreeMap::new();
        for one in &account.memberships {
            let counted = counts(one.at);
            let users = members.entry(one.group).or_default();
            users.push((one.user, counted));
        }
        for one in &account.attachments {
            let counted = counts(one.at);
            let document = found.add(account, one.policy, one.to, counted);
            let mut statements = document
                .into_iter()
                .flat_map(|document| model.pools.statements(document));
            if !statements.any(|(_, statement)| statement.effect == Effect::Deny) {
                continue;
            }
            let policy = account.policy(one.policy);
            let denying = Denying {
                to: found.names.get(&one.to).cloned().unwrap_or_default(),
                name: policy.map_or_else(String::new, |one| one.name.to_ascii_lowercase()),
                says: document.map_or_else(String::new, |document| spelled(model, document)),
            };
            let own = counted.then_some(one.to);
            let group = members.get(&one.to).into_iter().flatten();
            let group = group.filter(|(_, joined)| counted || *joined);
            for id in own.into_iter().chain(group.map(|(user, _)| *user)) {
                found.denies.entry(id).or_default().insert(denying.clone());
            }
        }
        found
    }

    fn add(
        &mut self,
        account: &Account,
        policy: PolicyId,
        to: PrincipalId,
        counted: bool,
    ) -> Option<DocumentId> {
        let PolicyDocument::Known { document, .. } = account.policy(policy)?.document else {
            return None;
        };
        self.holders.entry(document).or_default().insert(to);
        if !counted {
            self.elsewhere.insert(document);
        }
        Some(document)
    }

    /// The holders of a document; `None` where it has none.
    fn holders(&self, document: DocumentId) -> Option<Holders> {
        let holders = self.holders.get(&document)?.iter();
        let named = holders.filter_map(|id| {
            let denies = self.denies.get(id).cloned().unwrap_or_default();
            Some((self.names.get(id)?.clone(), denies))
        });
        Some(named.collect())
    }

    /// Whether all that says who holds a document stands at places that count.
    fn only_counted(&self, document: DocumentId) -> bool {
        !self.elsewhere.contains(&document)
    }
}

/// What the statements of a document say, in their order.
fn spelled(model: &Model, document: DocumentId) -> String {
    let pools = &model.pools;
    let listed = |elements: Elements| {
        let texts = pools.elements(elements.list).iter();
        let texts: Vec<&str> = texts.map(|one| pools.str(one.text)).collect();
        (elements.form, texts)
    };
    let statements = pools.statements(document);
    let said = statements.map(|(_, one)| {
        let conditions = pools.conditions(one.conditions).iter();
        let conditions: Vec<_> = conditions
            .map(|condition| {
                let values = pools.values(condition.values).iter();
                let values: Vec<&str> = values.map(|value| pools.str(value.text)).collect();
                let (operator, key) = (condition.operator.text, condition.key.text);
                (pools.str(operator), pools.str(key), values)
            })
            .collect();
        let lists = (listed(one.actions), listed(one.resources));
        format!("{:?}", (one.effect, lists, conditions))
    });
    said.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::account::{
        Assignment, Attachment, Configuration, Holding, Membership, Policy, PolicyKind, Principal,
        PrincipalKind, Scope, Trust,
    };
    use crate::model::lower;
    use crate::model::policy::DocumentKind;
    use crate::source::FileId;
    use crate::syntax::{Parsed, Tree, json};

    fn holders(of: &[(&str, &[&str])]) -> Holders {
        let owned = |texts: &[&str]| {
            let texts = texts.iter();
            texts
                .map(|text| {
                    let (name, says) = text.split_once(' ').unwrap_or((text, text));
                    Denying {
                        to: "user/a".to_owned(),
                        name: name.to_owned(),
                        says: says.to_owned(),
                    }
                })
                .collect()
        };
        of.iter()
            .map(|(holder, denies)| ((*holder).to_owned(), owned(denies)))
            .collect()
    }

    #[test]
    fn holders_are_the_same_where_nobody_is_gone_or_denied_more() {
        let before = holders(&[("user/a", &["guard"]), ("user/b", &[])]);
        let held = Held {
            by_path: BTreeMap::from([("p.json".to_owned(), before)]),
            says: BTreeMap::new(),
        };
        let held = held.with_renamed(&[("p.json".to_owned(), "q.json".to_owned())]);
        for (path, now, expected) in [
            (
                "p.json",
                &[("user/a", &["guard"][..]), ("user/b", &[])][..],
                true,
            ),
            ("q.json", &[("user/a", &["guard"]), ("user/b", &[])], true),
            // A guard that is called otherwise, and one that says more.
            (
                "p.json",
                &[("user/a", &["new guard"]), ("user/b", &[])],
                true,
            ),
            (
                "p.json",
                &[("user/a", &["guard more"]), ("user/b", &[])],
                true,
            ),
            (
                "p.json",
                &[("user/a", &["new more"]), ("user/b", &[])],
                false,
            ),
            // One who is new is denied what they like to be.
            (
                "p.json",
                &[("user/a", &[]), ("user/b", &[]), ("user/c", &["guard"])],
                true,
            ),
            ("p.json", &[("user/a", &["guard"])], false),
            (
                "p.json",
                &[("user/a", &["guard"]), ("user/b", &["guard"])],
                false,
            ),
            ("r.json", &[("user/a", &["guard"])], false),
        ] {
            assert_eq!(held.is_unchanged(path, &holders(now)), expected, "{now:?}");
        }
    }

    fn document(effects: &[&str], model: &mut Model) -> DocumentId {
        let statements = effects.iter().zip(["a:A", "a:B"]).map(|(effect, action)| {
            format!(r#"{{"Effect":"{effect}","Action":"{action}","Resource":"*"}}"#)
        });
        let statements = statements.collect::<Vec<_>>().join(",");
        let text = format!(r#"{{"Version":"1","Statement":[{statements}]}}"#);
        let parsed = Parsed::file(&text, FileId(0));
        let mut tree = Tree::default();
        json::read(parsed, &mut tree, &mut Vec::new());
        let root = tree.root(parsed).unwrap();
        lower::document(root, DocumentKind::Identity, model)
    }

    const MEI: PrincipalId = PrincipalId(0);
    const BO: PrincipalId = PrincipalId(1);
    const OPS: PrincipalId = PrincipalId(2);
    const JO: PrincipalId = PrincipalId(3);

    /// Who holds what, directly, by a group and by a configuration. The policy `mixed`
    /// allows and denies.
    fn company() -> Model {
        let mut model = Model::default();
        let mut account = Account::default();
        for (kind, name) in [
            (PrincipalKind::User, "mei"),
            (PrincipalKind::User, "bo"),
            (PrincipalKind::Group, "ops"),
            (PrincipalKind::SsoUser, "jo"),
        ] {
            account.principals.push(Principal {
                kind,
                name: name.to_owned(),
                at: None,
                trust: Trust::None,
                session_policy: None,
                service_linked: false,
                max_session_seconds: None,
            });
        }
        for (name, effects) in [
            ("p", &["Allow"][..]),
            ("mixed", &["Allow", "Deny"]),
            ("c", &["Allow", "Allow"]),
        ] {
            let document = document(effects, &mut model);
            account.policies.push(Policy {
                kind: PolicyKind::Custom,
                name: name.to_owned(),
                at: None,
                document: PolicyDocument::Known {
                    document,
                    rest: None,
                },
                other_versions: Vec::new(),
                bundled: false,
                also: None,
                offered: false,
            });
            model.holdings.push(Holding {
                path: name.to_owned(),
                document,
                rest: None,
                account: 0,
            });
        }
        let mut places = (0..).map(|start| Span::new(FileId(0), start, start));
        let mut place = || places.next().unwrap();
        for (policy, to) in [(0, MEI), (0, BO), (1, MEI), (1, OPS)] {
            account.attachments.push(Attachment {
                policy: PolicyId(policy),
                to,
                scope: Scope::Account,
                when: Vec::new(),
                at: place(),
            });
        }
        account.memberships.push(Membership {
            user: BO,
            group: OPS,
            when: Vec::new(),
            at: place(),
        });
        account.configurations.push(Configuration {
            name: "c".to_owned(),
            policies: vec![(PolicyId(2), place())],
            at: place(),
        });
        account.assignments.push(Assignment {
            configuration: 0,
            to: JO,
            when: Vec::new(),
            at: place(),
        });
        model.accounts.push(account);
        model
    }

    /// The holders of a document, each with the policies that deny it something.
    fn told(holders: &Holders) -> Vec<String> {
        let each = holders.iter().map(|(holder, denies)| {
            let denies = denies.iter().map(|one| format!(" {}@{}", one.name, one.to));
            format!("{holder}{}", denies.collect::<String>())
        });
        each.collect()
    }

    #[test]
    fn who_holds_a_document_and_what_denies_them() {
        let held = Held::of(&company());
        let of = |path: &str| held.by_path.get(path).map(told);
        let expected = ["user/bo mixed@group/ops", "user/mei mixed@user/mei"];
        assert_eq!(of("p"), Some(expected.map(str::to_owned).into()));
        let expected = ["group/ops mixed@group/ops", "user/mei mixed@user/mei"];
        assert_eq!(of("mixed"), Some(expected.map(str::to_owned).into()));
        assert_eq!(of("c"), Some(vec!["sso-user/jo".to_owned()]));
        assert_eq!(held.says.len(), 3);
    }

    /// What denies a member of a group counts where it is attached, or where the one is
    /// put into the group.
    #[test]
    fn d39_what_denies_a_member_counts_by_either_place() {
        let model = company();
        let account = &model.accounts[0];
        let joined = account.memberships[0].at;
        let attached = account.attachments[3].at;
        for (places, is_denied) in [
            (vec![joined, attached], true),
            (vec![joined], true),
            (vec![attached], true),
            (vec![], false),
        ] {
            let found = Arranged::of(&model, account, &|at| places.contains(&at));
            let holders = found.holders(model.holdings[0].document).unwrap();
            assert_eq!(!holders["user/bo"].is_empty(), is_denied, "{places:?}");
        }
    }

    /// Only where nothing but manifests says who holds a document that is new, or says
    /// something new, is that doubted.
    #[test]
    fn d39_what_only_manifests_say_of_a_new_document_is_doubted() {
        let model = company();
        let account = &model.accounts[0];
        let path_of = |document: &DocumentId| {
            let mut holdings = model.holdings.iter();
            let found = holdings.find(|holding| holding.document == *document);
            found.unwrap().path.as_str()
        };
        let doubted = |before: &Held, of_manifests: &dyn Fn(Span) -> bool| {
            let found = before.doubted(&model, of_manifests);
            let mut paths: Vec<&str> = found.iter().map(path_of).collect();
            paths.sort_unstable();
            paths.join(" ")
        };
        let new = Held::default();
        assert_eq!(doubted(&new, &|_| true), "c mixed p");
        assert_eq!(doubted(&new, &|_| false), "");
        let (one, assigned) = (account.attachments[0].at, account.assignments[0].at);
        assert_eq!(doubted(&new, &|at| at != one), "c mixed");
        assert_eq!(doubted(&new, &|at| at != assigned), "mixed p");
        // As it was before, and where it says something else now.
        let mut before = Held::of(&model);
        assert_eq!(doubted(&before, &|_| true), "");
        before.says.insert("p".to_owned(), "another".to_owned());
        assert_eq!(doubted(&before, &|_| true), "");
        before.by_path.remove("p");
        assert_eq!(doubted(&before, &|_| true), "p");
    }

    #[test]
    fn documents_inside_of_a_renamed_file_are_found_in_it() {
        let by_path = ["p.json", "p.json#/policies/0/document", "p.jsonnet"];
        let held = Held {
            by_path: by_path.map(|path| (path.to_owned(), Holders::new())).into(),
            says: BTreeMap::new(),
        };
        let renamed = held.with_renamed(&[("p.json".to_owned(), "q.json".to_owned())]);
        let paths: Vec<&str> = renamed.by_path.keys().map(String::as_str).collect();
        let mut expected = [&by_path[..], &["q.json", "q.json#/policies/0/document"]].concat();
        expected.sort_unstable();
        assert_eq!(paths, expected);
    }
}
