//! From the answers of one account to declarations: what is said twice is declared
//! once, and what was seen is kept so that it can be said what was not.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::model::account::{PolicyKind, PrincipalKind};
use crate::model::doubt::Choice;
use crate::readers::declared::{AccountKey, Declared, PrincipalName, What};
use crate::readers::dump::answer::Answer;
use crate::readers::dump::calls::Paging;
use crate::readers::dump::directory::Directory;
use crate::readers::dump::file_name::Key;
use crate::readers::dump::grants::Policies;
use crate::readers::dump::listing::Listings;
use crate::readers::dump::single_sign_on::SingleSignOn;
use crate::readers::evaluated::Evaluated;
use crate::readers::names::without_suffix;
use crate::readers::session::Session;
use crate::source::{Fragment, Span};

/// The name by which a dump's principals are compared: folded, without suffix.
pub(super) fn folded(name: &str) -> String {
    without_suffix(name).to_ascii_lowercase()
}

/// What one account's answers have been turned into so far.
pub(super) struct Build<'b, 'm> {
    pub(super) session: &'b mut Session<'m>,
    pub(super) account: AccountKey,
    pub(super) declared: Vec<Declared>,
    /// All principals that some answer names, by folded name.
    pub(super) principals: BTreeMap<PrincipalKind, BTreeMap<String, Evaluated>>,
    /// Roles whose trust document is there.
    pub(super) trusted: BTreeSet<String>,
    /// Users and groups, folded.
    pub(super) members: BTreeSet<(String, String)>,
    pub(super) policies: Policies,
    pub(super) listings: Listings,
    pub(super) directory: Directory,
    pub(super) sso: SingleSignOn,
}

impl<'b, 'm> Build<'b, 'm> {
    pub(super) fn new(session: &'b mut Session<'m>, account: AccountKey) -> Self {
        Self {
            session,
            account,
            declared: Vec::new(),
            principals: BTreeMap::new(),
            trusted: BTreeSet::new(),
            members: BTreeSet::new(),
            policies: Policies::default(),
            listings: Listings::default(),
            directory: Directory::default(),
            sso: SingleSignOn::default(),
        }
    }

    /// The account's id, where it is known.
    pub(super) fn own(&self) -> Option<&str> {
        match &self.account {
            AccountKey::Id(id) => Some(id),
            _ => None,
        }
    }

    pub(super) fn declare(&mut self, path: &Rc<str>, at: Span, what: What) {
        self.declare_if(path, at, Vec::new(), what);
    }

    pub(super) fn declare_if(&mut self, path: &Rc<str>, at: Span, when: Vec<Choice>, what: What) {
        self.declared.push(Declared {
            account: self.account.clone(),
            address: None,
            path: Rc::clone(path),
            at,
            when,
            what,
        });
    }

    /// Notes that there is a principal, and says whether that is news.
    pub(super) fn meet(&mut self, kind: PrincipalKind, name: &Evaluated) -> bool {
        let Some(text) = name.to_text().filter(|text| !text.is_empty()) else {
            return false;
        };
        let known = self.principals.entry(kind).or_default();
        known.insert(folded(&text), name.clone()).is_none()
    }

    /// Whether some answer names a principal.
    fn knows(&self, kind: PrincipalKind, name: &str) -> bool {
        let known = self.principals.get(&kind);
        known.is_some_and(|known| known.contains_key(&folded(name)))
    }

    /// The folded names of the principals of a kind, with a place that names each.
    pub(super) fn known(&self, kind: PrincipalKind) -> Vec<(String, Evaluated)> {
        let known = self.principals.get(&kind).into_iter().flatten();
        known
            .map(|(folded, name)| (folded.clone(), name.clone()))
            .collect()
    }

    /// The principal that the first key of an answer names.
    pub(super) fn keyed(&self, answer: &Answer, kind: PrincipalKind) -> PrincipalName {
        let name = answer
            .keys
            .first()
            .map_or_else(String::new, |key| self.meant(key, kind, answer.call.paging));
        PrincipalName {
            kind,
            name: Evaluated::text(&name, answer.at.first()),
        }
    }

    /// The name that a key means: names may end like the number of a page.
    fn meant(&self, key: &Key, kind: PrincipalKind, paging: Paging) -> String {
        let Some(with_page) = &key.with_page else {
            return key.name.clone();
        };
        let (short, long) = (self.knows(kind, &key.name), self.knows(kind, with_page));
        let is_long = if short == long {
            paging == Paging::None
        } else {
            long
        };
        if is_long {
            with_page.clone()
        } else {
            key.name.clone()
        }
    }
}

/// A name as an answer gives it. Names have no `@`: what follows one is a domain,
/// which stays where it is one of the known login suffixes.
pub(super) fn plain_name(name: &Evaluated) -> Evaluated {
    let Some(fragment) = name.as_fragment() else {
        return name.clone();
    };
    let text = fragment.text.as_str();
    match text.find('@') {
        Some(at) if at > 0 && without_suffix(text) == text => {
            let mut short = Fragment::default();
            short.push_part(fragment, 0, at);
            Evaluated::fragment(short, name.at)
        }
        _ => name.clone(),
    }
}

/// The name space that a `PolicyType` says.
pub(super) fn policy_kind(word: &str) -> Option<PolicyKind> {
    if word.eq_ignore_ascii_case("Custom") {
        Some(PolicyKind::Custom)
    } else if word.eq_ignore_ascii_case("System") {
        Some(PolicyKind::System)
    } else if word.eq_ignore_ascii_case("Inline") {
        Some(PolicyKind::Inline)
    } else {
        None
    }
}
