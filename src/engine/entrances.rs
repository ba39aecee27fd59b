//! What lets somebody into a role: every principal of every trust document, by
//! what it is, and what the conditions beside it leave open (R45 to R52).

mod covering;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::answers::{Settings, question};
use crate::engine::bearing::{self, Extent};
use crate::engine::compile::{Compiler, KeyUse, asking};
use crate::engine::domain::set::Set;
use crate::engine::formula::{Atom, Bound, Formula};
use crate::engine::question::Subject;
use crate::engine::solver::Sat;
use crate::engine::trust;
use crate::engine::verdict::Judge;
use crate::model::Model;
use crate::model::account::{Account, PrincipalId, Trust};
use crate::model::catalogue::{Catalogue, KeyRole};
use crate::model::doubt::Doubts;
use crate::model::policy::{
    DocumentId, DocumentKind, Effect, Known, PrincipalElement, PrincipalForm, Statement,
    StatementId,
};

pub use covering::{Covering, Present};

/// Whose account a principal is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// The account of the role.
    Own,
    /// Another one.
    Other,
    /// The id of the role's account is not known.
    NotKnown,
}

/// What a principal of a trust document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom<'a> {
    /// Every user and role of an account (R47).
    Account(Owner),
    /// One user, by name.
    User(Owner, &'a str),
    /// One role, by name.
    Role(Owner, &'a str),
    /// A service (R50).
    Service,
    /// Those whom a SAML provider speaks for (R51).
    Saml,
    /// Those whom an OIDC provider speaks for (R51).
    Oidc,
    /// A pattern, which no page documents: it may admit other accounts too.
    Anyone,
    /// A pattern for names in one account, which no page documents either.
    Several,
    /// Not all of its text is known.
    NotKnown,
    /// It has a placeholder for the id of an account, as a template has.
    Placeholder,
    /// In none of the documented forms.
    Undocumented,
}

/// One principal of one statement of a trust document.
#[derive(Clone, Debug)]
pub struct Entrance<'a> {
    /// Index of the account.
    pub account: usize,
    /// The role, where the document belongs to one.
    pub role: Option<PrincipalId>,
    /// The document.
    pub document: DocumentId,
    /// The statement.
    pub statement: StatementId,
    /// What the statement does.
    pub effect: Effect,
    /// The principal as written.
    pub principal: PrincipalElement,
    /// Its text.
    pub text: &'a str,
    /// What it is.
    pub whom: Whom<'a>,
    /// Whether the actions of the statement let anybody become a role: the
    /// catalogued actions for that.
    pub assumes: Extent,
    /// How many of the requests the conditions of the statement admit.
    pub conditions: Extent,
    restricted: BTreeSet<KeyRole>,
}

impl Entrance<'_> {
    /// Whether some condition turns away requests by what the key of that meaning
    /// holds; one that every value meets does not.
    #[must_use]
    pub fn restricts(&self, role: KeyRole) -> bool {
        self.restricted.contains(&role)
    }
}

/// All entrances of the roles, and of trust documents that belong to no role, by
/// place. Statements that can be read in several ways are left out.
#[must_use]
pub fn review<'a>(
    model: &'a Model,
    catalogue: &Catalogue,
    settings: &Settings,
) -> Vec<Entrance<'a>> {
    let uses = KeyUse::new(model);
    let mut doubts = model.doubts.clone();
    let mut found = Vec::new();
    // Documents of no role may stand in an input that declares nothing else.
    let nobody = Account::default();
    let mut accounts: Vec<&Account> = model.accounts.iter().collect();
    if accounts.is_empty() {
        accounts.push(&nobody);
    }
    for (number, account) in accounts.into_iter().enumerate() {
        let mut documents: Vec<(DocumentId, Option<PrincipalId>)> = account
            .principals()
            .filter_map(|(id, role)| match role.trust {
                Trust::Known(document) => Some((document, Some(id))),
                Trust::Unknown(_) | Trust::None => None,
            })
            .collect();
        if number == 0 {
            let free = model.other_documents.iter();
            let free = free.filter(|one| one.kind == DocumentKind::Trust);
            documents.extend(free.map(|one| (one.document, None)));
        }
        if documents.is_empty() {
            continue;
        }
        let compilers = actions(catalogue)
            .into_iter()
            .map(|action| {
                let question = question(action, catalogue);
                let (_, compiler) = asking(model, catalogue, account, &uses, &question, settings);
                compiler
            })
            .collect();
        let mut looking = Looking {
            model,
            catalogue,
            account,
            settings,
            compilers,
            doubts: &mut doubts,
        };
        for (document, role) in documents {
            looking.document((number, role, document), &mut found);
        }
    }
    found.sort_by_key(|entrance| {
        let at = entrance.principal.element.at;
        (at.file, at.start, entrance.account, entrance.role)
    });
    found
}

/// The actions by which a principal becomes a role, and those of which a request
/// carries what an identity provider says of the caller.
fn actions(catalogue: &Catalogue) -> Vec<&'static str> {
    let told = |role: KeyRole| {
        let told = [KeyRole::Subject, KeyRole::Audience, KeyRole::Recipient];
        told.contains(&role)
    };
    let mut found: Vec<&str> = catalogue.assume_actions().map(|one| one.action).collect();
    for key in catalogue.keys().filter(|key| told(key.role)) {
        found.extend(key.actions());
    }
    let mut seen = BTreeSet::new();
    found.retain(|action| seen.insert(*action));
    found
}

struct Looking<'a, 'c, 'd> {
    model: &'a Model,
    catalogue: &'c Catalogue,
    account: &'c Account,
    settings: &'c Settings,
    compilers: Vec<Compiler<'c>>,
    doubts: &'d mut Doubts,
}

impl<'a> Looking<'a, '_, '_> {
    fn document(
        &mut self,
        (account, role, document): (usize, Option<PrincipalId>, DocumentId),
        into: &mut Vec<Entrance<'a>>,
    ) {
        let statements: Vec<_> = self.model.pools.statements(document).collect();
        for (number, (id, statement)) in statements.iter().enumerate() {
            let index = |number: Option<usize>| Some(statements.get(number?)?.1.index);
            let here = Some(statement.index);
            let several =
                index(number.checked_sub(1)) == here || index(number.checked_add(1)) == here;
            if several {
                continue;
            }
            let assumes = self.assumes(statement);
            let conditions = self.conditions(statement);
            let restricted = self.restricted(statement);
            for principal in self.model.pools.principals(statement.principals) {
                let text = self.model.pools.str(principal.element.text);
                into.push(Entrance {
                    account,
                    role,
                    document,
                    statement: *id,
                    effect: statement.effect,
                    principal: *principal,
                    text,
                    whom: whom(principal, text, self.account.id.as_deref()),
                    assumes,
                    conditions,
                    restricted: restricted.clone(),
                });
            }
        }
    }

    fn assumes(&mut self, statement: &Statement) -> Extent {
        let settings = self.settings;
        let formulas: Vec<Formula> = self
            .compilers
            .iter_mut()
            .map(|compiler| compiler.actions(statement, self.doubts))
            .collect();
        let any = bearing::settled(&Formula::or(formulas), settings.readings, self.doubts);
        match any {
            Formula::True => Extent::Everything,
            Formula::False => Extent::Nothing,
            _ => Extent::Unknown,
        }
    }

    /// The formula of one test, readings at their defaults, over the keys of the
    /// first compiler.
    fn test(&mut self, test: &crate::model::policy::Condition) -> Option<Formula> {
        let compiler = self.compilers.first_mut()?;
        let formula = compiler.condition(test, &Subject::default(), self.doubts);
        let readings = self.settings.readings;
        Some(bearing::settled(&formula, readings, self.doubts))
    }

    fn never(&self, formula: &Formula) -> bool {
        let Some(compiler) = self.compilers.first() else {
            return false;
        };
        let judge = Judge {
            universe: &compiler.universe,
            doubts: self.doubts,
            readings: self.settings.readings,
        };
        judge.is_met(formula) == Sat::None
    }

    fn conditions(&mut self, statement: &Statement) -> Extent {
        let tests = self.model.pools.conditions(statement.conditions);
        let parts: Vec<Formula> = tests.iter().filter_map(|test| self.test(test)).collect();
        let all = Formula::and(parts);
        if self.never(&all.bound(Bound::Most)) {
            return Extent::Nothing;
        }
        if self.never(&all.bound(Bound::Least).not()) {
            return Extent::Everything;
        }
        let mut open = BTreeSet::new();
        all.doubts(&mut open);
        if open.is_empty() {
            Extent::Some
        } else {
            Extent::Unknown
        }
    }

    /// The meanings of the keys by which some request that carries them is turned
    /// away, perhaps.
    fn restricted(&mut self, statement: &Statement) -> BTreeSet<KeyRole> {
        let mut found = BTreeSet::new();
        for test in self.model.pools.conditions(statement.conditions) {
            let written = self.model.pools.str(test.key.text);
            let Some(fact) = self.catalogue.key(written) else {
                continue;
            };
            let Some(formula) = self.test(test) else {
                continue;
            };
            let fails = formula.bound(Bound::Least).not();
            let carried = self.carried(fact.name);
            if !self.never(&Formula::and([fails, carried])) {
                found.insert(fact.role);
            }
        }
        found
    }

    /// The requests that carry a key.
    fn carried(&self, name: &str) -> Formula {
        let universe = self.compilers.first().map(|compiler| &compiler.universe);
        let known = universe.and_then(|universe| {
            let key = universe.find(name)?;
            Some((key, universe.key(key)?.of))
        });
        known.map_or(Formula::True, |(key, of)| {
            Formula::Key(Arc::new(Atom {
                key,
                set: Set::everything(of),
                absent: false,
                every: false,
            }))
        })
    }
}

/// What a principal is, by the forms that are documented for its kind.
fn whom<'a>(principal: &PrincipalElement, text: &'a str, own: Option<&str>) -> Whom<'a> {
    if principal.element.known != Known::Whole {
        return Whom::NotKnown;
    }
    let pattern = |text: &str| text.contains(['*', '?']);
    match principal.form {
        PrincipalForm::Other if pattern(text) => Whom::Anyone,
        PrincipalForm::Other => Whom::Undocumented,
        PrincipalForm::Service => service(text),
        PrincipalForm::Ram | PrincipalForm::Federated => {
            let Some((account, who)) = trust::split(text) else {
                return if pattern(text) {
                    Whom::Anyone
                } else {
                    Whom::Undocumented
                };
            };
            match AccountPart::of(account) {
                AccountPart::Id => {}
                AccountPart::Pattern => return Whom::Anyone,
                AccountPart::Placeholder => return Whom::Placeholder,
                AccountPart::Name => return Whom::Undocumented,
            }
            if pattern(who) {
                return Whom::Several;
            }
            let owner = match own {
                None => Owner::NotKnown,
                Some(own) if own == account => Owner::Own,
                Some(_) => Owner::Other,
            };
            let named = who.split_once('/').filter(|(_, name)| !name.is_empty());
            match (principal.form, named) {
                (PrincipalForm::Ram, None) if who == "root" => Whom::Account(owner),
                (PrincipalForm::Ram, Some(("user", name))) => Whom::User(owner, name),
                (PrincipalForm::Ram, Some(("role", name))) => Whom::Role(owner, name),
                (PrincipalForm::Federated, Some(("saml-provider", _))) => Whom::Saml,
                (PrincipalForm::Federated, Some(("oidc-provider", _))) => Whom::Oidc,
                _ => Whom::Undocumented,
            }
        }
    }
}

/// What stands where the id of an account belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AccountPart {
    /// Digits.
    Id,
    /// A wildcard.
    Pattern,
    /// What a template or a page of the manual has there: `<ID>`, `1234****`, `%s`.
    Placeholder,
    /// A word, such as the alias of an account.
    Name,
}

impl AccountPart {
    fn of(text: &str) -> Self {
        let from_digit = text.starts_with(|first: char| first.is_ascii_digit());
        let is_word = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '-';
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Self::Id
        } else if text.contains(['*', '?']) && !(from_digit && text.ends_with("**")) {
            Self::Pattern
        } else if text.is_empty() || (!from_digit && text.chars().all(is_word)) {
            Self::Name
        } else {
            Self::Placeholder
        }
    }
}

/// The domain name of a service, behind the id of an account and `@` where it is
/// the service of that account only.
fn service(text: &str) -> Whom<'_> {
    let (account, domain) = match text.split_once('@') {
        Some((account, domain)) => (AccountPart::of(account), domain),
        None => (AccountPart::Id, text),
    };
    let is_label = |label: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !label.is_empty() && label.bytes().all(fits)
    };
    let is_domain = domain.contains('.') && domain.split('.').all(is_label);
    match account {
        _ if domain.contains(['*', '?']) => Whom::Anyone,
        AccountPart::Pattern => Whom::Anyone,
        AccountPart::Placeholder if is_domain => Whom::Placeholder,
        AccountPart::Id if is_domain => Whom::Service,
        _ => Whom::Undocumented,
    }
}
