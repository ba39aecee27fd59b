//! What inputs claim to hold whole, and what is believed of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Model;
use crate::model::account::{Account, PolicyDocument, PolicyKind};
use crate::model::held::Held;
use crate::source::Sources;

/// What an input claims to hold exhaustively (D32).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Completeness {
    /// The input claims to be a whole account, so each word below matters.
    pub account: bool,
    /// All users.
    pub users: bool,
    /// All groups.
    pub groups: bool,
    /// All roles.
    pub roles: bool,
    /// All policies.
    pub policies: bool,
    /// All attachments.
    pub attachments: bool,
    /// All memberships.
    pub memberships: bool,
    /// All control policies and their targets.
    pub control_policies: bool,
}

impl Completeness {
    /// What one of two inputs holds whole is whole.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self {
            account: self.account || other.account,
            users: self.users || other.users,
            groups: self.groups || other.groups,
            roles: self.roles || other.roles,
            policies: self.policies || other.policies,
            attachments: self.attachments || other.attachments,
            memberships: self.memberships || other.memberships,
            control_policies: self.control_policies || other.control_policies,
        }
    }

    /// What is believed of this where the author of a change made it, and `before` is
    /// what was claimed without the change (D39).
    #[must_use]
    pub const fn as_of(self, before: Self) -> Self {
        Self {
            account: self.account || before.account,
            users: self.users && before.users,
            groups: self.groups && before.groups,
            roles: self.roles && before.roles,
            policies: self.policies && before.policies,
            attachments: self.attachments && before.attachments,
            memberships: self.memberships && before.memberships,
            control_policies: self.control_policies && before.control_policies,
        }
    }

    /// The words of what this holds whole and another does not.
    #[must_use]
    pub fn beyond(self, other: Self) -> Vec<&'static str> {
        [
            ("users", self.users, other.users),
            ("groups", self.groups, other.groups),
            ("roles", self.roles, other.roles),
            ("policies", self.policies, other.policies),
            ("attachments", self.attachments, other.attachments),
            ("memberships", self.memberships, other.memberships),
            (
                "control_policies",
                self.control_policies,
                other.control_policies,
            ),
        ]
        .into_iter()
        .filter_map(|(word, own, theirs)| (own && !theirs).then_some(word))
        .collect()
    }
}

/// What an input says of the world outside of it: what it holds whole, by the name of
/// the account, and what system policies that are not bundled grant, by their names in
/// lower case (D39).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    accounts: BTreeMap<Option<String>, Completeness>,
    system: BTreeMap<String, BTreeSet<String>>,
    /// Folders in which a manifest says who holds what.
    manifests: BTreeSet<String>,
    /// Who holds which document, where that matters.
    held: Option<Held>,
    /// A claim that is withdrawn holds all the same.
    are_kept: bool,
}

impl Claims {
    /// Those of an input.
    #[must_use]
    pub fn of(model: &Model, sources: &Sources) -> Self {
        let mut claims = Self::default();
        for account in &model.accounts {
            let name = account.name().map(str::to_owned);
            let known: &mut Completeness = claims.accounts.entry(name).or_default();
            *known = known.or(account.complete);
            for policy in &account.policies {
                let PolicyDocument::Known { document, .. } = policy.document else {
                    continue;
                };
                if policy.kind != PolicyKind::System || policy.bundled {
                    continue;
                }
                if let Some(document) = model.pools.document(document) {
                    let texts = claims.system.entry(policy.name.to_ascii_lowercase());
                    let text = sources.slice(document.at).to_owned();
                    texts.or_default().insert(text);
                }
            }
        }
        claims
    }

    /// The same, of an input with manifests in some folders.
    #[must_use]
    pub fn with_manifests(self, folders: &BTreeSet<String>) -> Self {
        Self {
            manifests: folders.clone(),
            ..self
        }
    }

    /// Folders in which a manifest says who holds what.
    #[must_use]
    pub const fn manifests(&self) -> &BTreeSet<String> {
        &self.manifests
    }

    /// The same, of an input in which documents are held as `held` says.
    #[must_use]
    pub fn with_held(self, held: Held) -> Self {
        Self {
            held: Some(held),
            ..self
        }
    }

    /// Who holds which document; `None` where manifests are believed in that.
    #[must_use]
    pub const fn held(&self) -> Option<&Held> {
        self.held.as_ref()
    }

    /// The same, which hold even where an input withdraws them: two versions are
    /// compared about the same world, and a claim that is gone is no access.
    #[must_use]
    pub fn kept(self) -> Self {
        Self {
            are_kept: true,
            ..self
        }
    }

    /// What is believed of what an account claims.
    #[must_use]
    pub fn believed(&self, account: &Account) -> Completeness {
        let (own, before) = (account.complete, self.about(account));
        let all = if self.are_kept { own.or(before) } else { own };
        all.as_of(before)
    }

    /// What is claimed of an account. An only one without a name may have got its name
    /// since.
    #[must_use]
    pub fn about(&self, account: &Account) -> Completeness {
        let name = account.name().map(str::to_owned);
        let only = || {
            let nameless = self.accounts.get(&None);
            nameless.filter(|_| self.accounts.len() == 1)
        };
        let known = self.accounts.get(&name).or_else(only);
        known.copied().unwrap_or_default()
    }

    /// Whether this text is given for a system policy, however it is laid out.
    #[must_use]
    pub fn gives(&self, name: &str, text: &str) -> bool {
        let Some(texts) = self.system.get(&name.to_ascii_lowercase()) else {
            return false;
        };
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
        let same = |other: &String| {
            let own = read(text);
            other == text || own.is_some() && own == read(other)
        };
        texts.iter().any(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::account::Policy;
    use crate::model::doubt::DoubtId;
    use crate::model::lower;
    use crate::model::policy::DocumentKind;
    use crate::syntax::{Parsed, Tree, json};

    const WORDS: [&str; 7] = [
        "users",
        "groups",
        "roles",
        "policies",
        "attachments",
        "memberships",
        "control_policies",
    ];

    /// What holds exactly one thing whole: a word, or the account itself.
    fn only(word: &str) -> Completeness {
        let is = |own: &str| own == word;
        Completeness {
            account: is("account"),
            users: is("users"),
            groups: is("groups"),
            roles: is("roles"),
            policies: is("policies"),
            attachments: is("attachments"),
            memberships: is("memberships"),
            control_policies: is("control_policies"),
        }
    }

    #[test]
    fn d39_each_word_is_believed_for_itself() {
        let nothing = Completeness::default();
        for word in WORDS {
            let one = only(word);
            assert_eq!(one.beyond(nothing), [word]);
            assert_eq!(one.beyond(one), [""; 0], "{word}");
            assert_eq!(nothing.beyond(one), [""; 0], "{word}");
            assert_eq!(
                [one.or(nothing), nothing.or(one), one.or(one)],
                [one; 3],
                "{word}"
            );
            assert_eq!(one.as_of(one), one, "{word}");
            // Neither what is claimed anew nor what is withdrawn.
            assert_eq!(
                [one.as_of(nothing), nothing.as_of(one)],
                [nothing; 2],
                "{word}"
            );
        }
        // That it is an account at all makes holes of what is missing: it is believed
        // of either.
        let account = only("account");
        assert_eq!(
            [account.as_of(nothing), nothing.as_of(account)],
            [account; 2]
        );
        assert_eq!([account.or(nothing), nothing.or(account)], [account; 2]);
        assert_eq!(account.beyond(nothing), [""; 0]);
    }

    fn account(id: Option<&str>, complete: Completeness) -> Account {
        Account {
            id: id.map(str::to_owned),
            complete,
            ..Account::default()
        }
    }

    fn claims(accounts: &[Account]) -> Claims {
        let model = Model {
            accounts: accounts.to_vec(),
            ..Model::default()
        };
        Claims::of(&model, &Sources::default())
    }

    #[test]
    fn d39_what_was_claimed_is_looked_up_by_the_name_of_the_account() {
        let (users, roles) = (only("users"), only("roles"));
        let (one, two) = (Some("1000000000000001"), Some("1000000000000002"));
        let nothing = Completeness::default();
        let both = users.or(roles);
        // The accounts before, the name asked for, and what was claimed of it.
        let cases = [
            (vec![account(one, users)], one, users),
            (vec![account(one, users)], two, nothing),
            (vec![account(one, users), account(one, roles)], one, both),
            (vec![account(one, users), account(two, roles)], two, roles),
            // An only one without a name may have got it since.
            (vec![account(None, users)], one, users),
            (
                vec![account(None, users), account(two, roles)],
                one,
                nothing,
            ),
            (vec![account(one, users)], None, nothing),
            (vec![], one, nothing),
        ];
        for (number, (before, name, expected)) in cases.into_iter().enumerate() {
            let claims = claims(&before);
            assert_eq!(claims.about(&account(name, nothing)), expected, "{number}");
            let believed = |claims: &Claims, own| claims.believed(&account(name, own));
            // A change claims more, the same, or withdraws what was claimed.
            assert_eq!(believed(&claims, both), expected, "{number}");
            assert_eq!(believed(&claims, expected), expected, "{number}");
            assert_eq!(believed(&claims, nothing), nothing, "{number}");
            assert_eq!(believed(&claims.kept(), nothing), expected, "{number}");
        }
    }

    /// Policies of an account, each by its kind, whether it is bundled, its name and its
    /// text; without one it has no document.
    fn claims_of(policies: &[(PolicyKind, bool, &str, &str)]) -> Claims {
        let (mut model, mut sources) = (Model::default(), Sources::default());
        let mut account = Account::default();
        for (kind, bundled, name, text) in policies {
            let file = sources.add(format!("{name}.json"), *text);
            let parsed = Parsed::file(text, file);
            let mut tree = Tree::default();
            json::read(parsed, &mut tree, &mut Vec::new());
            let root = tree.root(parsed);
            let document = root.map(|root| {
                let document = lower::document(root, DocumentKind::Identity, &mut model);
                PolicyDocument::Known {
                    document,
                    rest: None,
                }
            });
            account.policies.push(Policy {
                kind: *kind,
                name: (*name).to_owned(),
                at: None,
                document: document.unwrap_or(PolicyDocument::Absent(DoubtId(0))),
                other_versions: Vec::new(),
                bundled: *bundled,
                also: None,
                offered: false,
            });
        }
        model.accounts.push(account);
        Claims::of(&model, &sources)
    }

    #[test]
    fn d39_a_text_is_given_for_a_system_policy_however_it_is_laid_out() {
        use PolicyKind::{Custom, Inline, System};
        let (one, other) = (
            r#"{"Version":"1","Statement":[]}"#,
            r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"a:B","Resource":"*"}]}"#,
        );
        let spaced = one.replace(',', " ,\n ");
        let broken = r#"{"Version":"1","Statement":[}"#;
        let broken_too = r#"{"Version":"1","Statement":[]"#;
        let given = claims_of(&[
            (System, false, "One", one),
            (System, false, "Two", one),
            (System, false, "two", other),
            (System, false, "Broken", broken),
            (System, false, "Absent", ""),
            (System, true, "Bundled", one),
            (Custom, false, "Custom", one),
            (Inline, true, "Inline", one),
        ]);
        for (name, text, expected) in [
            ("One", one, true),
            ("oNE", one, true),
            ("One", &spaced, true),
            ("One", other, false),
            ("One", broken, false),
            ("One", "", false),
            ("TWO", one, true),
            ("TWO", other, true),
            ("TWO", broken, false),
            ("Broken", broken, true),
            ("Broken", broken_too, false),
            ("Broken", one, false),
            ("Absent", one, false),
            ("Bundled", one, false),
            ("Custom", one, false),
            ("Inline", one, false),
            ("", one, false),
        ] {
            assert_eq!(given.gives(name, text), expected, "{name} {text}");
        }
    }

    #[test]
    fn claims_keep_who_holds_what() {
        let given = claims_of(&[(PolicyKind::System, false, "One", "[]")]);
        let folders = BTreeSet::from(["a".to_owned()]);
        let model = Model::default();
        let with = given.clone().with_manifests(&folders);
        assert_eq!((with.manifests(), with.held()), (&folders, None));
        let with = with.with_held(Held::of(&model));
        assert_eq!(with.held(), Some(&Held::of(&model)));
        // Neither takes away what was claimed.
        assert!(with.manifests() == &folders && with.gives("one", "[]"));
    }
}
