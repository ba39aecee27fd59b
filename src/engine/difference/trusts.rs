//! Two trust documents compared: whom one lets become a role that the other does not,
//! by which requests. Of callers that neither document tells apart one stands for all.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::engine::answers::{Settings, subject_of};
use crate::engine::compile::{Compiler, Facts, KeyUse};
use crate::engine::difference::all::pairs::Both;
use crate::engine::difference::{Difference, Entry, Kind, Pattern, Place, Side};
use crate::engine::formula::Formula;
use crate::engine::joint::{Decided, Ground, JointDoubts};
use crate::engine::reach::assuming;
use crate::engine::space::spelling::places_of_all;
use crate::engine::trust::{self, Caller, Naming};
use crate::engine::verdict::Answer;
use crate::model::Model;
use crate::model::account::{Account, PrincipalKind};
use crate::model::catalogue::Catalogue;
use crate::model::policy::{DocumentId, Known, PrincipalForm};

/// Stands for whatever a document does not name.
const UNNAMED: &str = "*";

/// Somebody who may ask to become the role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Asker {
    /// A user or role of an account.
    Principal {
        account: String,
        kind: PrincipalKind,
        name: String,
    },
    /// A service or an identity provider, by its name.
    Other(PrincipalForm, String),
}

/// Compares whom two trust documents let become a role.
#[must_use]
pub fn compare_trusts(
    (before, document): (&Model, DocumentId),
    (after, other): (&Model, DocumentId),
    catalogue: &Catalogue,
    settings: &Settings,
) -> Difference {
    let models = Both { before, after };
    let documents = Both {
        before: document,
        after: other,
    };
    let uses = KeyUse::of_all([before, after]);
    let mut doubts = JointDoubts::new(places_of_all(before, after));
    let mut found = Difference::default();
    for (asker, shown) in askers([(before, document), (after, other)]) {
        found.compared = found.compared.saturating_add(1);
        let mut ground = Ground::default();
        let mut pieces = |side: Side| {
            let model = *models.of(side);
            let (formula, pieces) = admitting(
                &asker,
                (model, *documents.of(side)),
                (catalogue, &uses, settings),
                (&mut ground, &mut doubts, side),
            );
            (formula, pieces)
        };
        let sides = Both {
            before: pieces(Side::Before),
            after: pieces(Side::After),
        };
        for gives in [Side::Before, Side::After] {
            let (with, without) = (&sides.of(gives).0, &sides.of(gives.other()).0);
            let only = Formula::and([with.clone(), without.clone().not()]);
            let answers = (answer(&sides.before.0), answer(&sides.after.0));
            let action = catalogue.assume_actions().next();
            let action = action.map_or("", |assume| assume.action).to_owned();
            let entry = Entry::new(shown.clone(), action, Kind::Reach, answers);
            let entry = match ground.decide(&only, &doubts.table) {
                Decided::Never => continue,
                Decided::OutOfBudget => Entry {
                    over_budget: true,
                    ..entry
                },
                Decided::Met(met) => Entry {
                    witness: vec![ground.universe.named(&met.request)],
                    world: met.world.clone(),
                    depends_on: ground.hangs_on(&only, &met, &doubts.table),
                    universe: Rc::new(ground.universe.clone()),
                    patterns: named(gives, &sides, models),
                    ..entry
                },
            };
            match gives {
                Side::Before => found.lost.push(entry),
                Side::After => found.gained.push(entry),
            }
        }
    }
    found.later_doubts = doubts.later.into_iter().collect();
    found.doubts = doubts.table;
    found
}

/// What is admitted of an asker on one side, over the common ground, and the
/// statements that say so.
fn admitting(
    asker: &Asker,
    (model, document): (&Model, DocumentId),
    (catalogue, uses, settings): (&Catalogue, &KeyUse, &Settings),
    (ground, doubts, side): (&mut Ground, &mut JointDoubts, Side),
) -> (Formula, Vec<Naming>) {
    let account = Account {
        id: match asker {
            Asker::Principal { account, .. } => Some(account.clone()),
            Asker::Other(..) => None,
        },
        ..Account::default()
    };
    let Some(question) = assuming(UNNAMED, &account, catalogue) else {
        return (Formula::False, Vec::new());
    };
    let facts = Facts {
        model,
        catalogue,
        account: &account,
        uses,
        at: settings.at,
        steps: settings.steps,
    };
    let mut compiler = Compiler::new(facts, question);
    let mut own = model.doubts.clone();
    let pieces = match asker {
        Asker::Principal { kind, name, .. } => {
            let caller = Caller {
                kind: *kind,
                name: Some(name),
            };
            let subject = subject_of(*kind, name);
            let (compiler, own) = (&mut compiler, &mut own);
            trust::pieces(document, &caller, model, &account, &subject, compiler, own).0
        }
        Asker::Other(form, name) => {
            trust::pieces_of_other(document, *form, name, model, &mut compiler, &mut own)
        }
    };
    let numbers = match side {
        Side::Before => doubts.earlier(&own),
        Side::After => doubts.later(&own),
    };
    let keys = ground.keys(&compiler.universe);
    let admitted = trust::admitted_by(&pieces);
    let taken = ground.take(
        &admitted,
        (&keys, &numbers),
        settings.readings,
        &doubts.table,
    );
    (taken, pieces)
}

const fn answer(formula: &Formula) -> Answer {
    match formula {
        Formula::False => Answer::NotGranted,
        Formula::True => Answer::Allowed,
        _ => Answer::AllowedIf,
    }
}

/// The principals by which a side lets somebody in, and by which the other is against
/// it.
fn named(gives: Side, sides: &Both<(Formula, Vec<Naming>)>, models: Both<&Model>) -> Vec<Pattern> {
    use crate::model::policy::Effect;
    let of = |side: Side, effect: Effect| {
        let pieces = sides.of(side).1.iter();
        let pieces = pieces.filter(move |piece| piece.effect == effect);
        pieces.map(move |piece| {
            let model = models.of(side);
            let statement = model.pools.statement(piece.statement);
            let principals =
                statement.map(|statement| model.pools.principals(statement.principals));
            let mut principals = principals.into_iter().flatten();
            let text = principals
                .find(|principal| principal.element.at == piece.at)
                .map_or("", |principal| model.pools.str(principal.element.text));
            Pattern {
                text: text.to_owned(),
                place: Place { side, at: piece.at },
            }
        })
    };
    let against = of(gives.other(), Effect::Deny);
    of(gives, Effect::Allow).chain(against).collect()
}

/// Whoever one of the documents may treat otherwise than the rest, each with what to
/// call them.
fn askers(documents: [(&Model, DocumentId); 2]) -> BTreeMap<Asker, String> {
    let mut accounts: BTreeSet<&str> = BTreeSet::new();
    let mut names: BTreeMap<PrincipalKind, BTreeSet<String>> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for (model, document) in documents {
        for (_, statement) in model.pools.statements(document) {
            for principal in model.pools.principals(statement.principals) {
                let text = model.pools.str(principal.element.text);
                match principal.form {
                    PrincipalForm::Service | PrincipalForm::Federated => {
                        let asker = Asker::Other(principal.form, text.to_ascii_lowercase());
                        found.insert(asker, text.to_owned());
                        continue;
                    }
                    PrincipalForm::Ram | PrincipalForm::Other => {}
                }
                if principal.element.known != Known::Whole {
                    continue;
                }
                let Some((owner, who)) = trust::split(text) else {
                    continue;
                };
                if !owner.contains(['*', '?']) {
                    accounts.insert(owner);
                }
                for kind in [PrincipalKind::User, PrincipalKind::Role] {
                    let own = who.split_once('/').filter(|(word, _)| *word == kind.word());
                    if let Some((_, name)) = own {
                        names.entry(kind).or_default().insert(filled(name));
                    }
                }
            }
        }
    }
    let elsewhere = unlike("1", accounts.iter().copied());
    let all = accounts.iter().copied().chain([elsewhere.as_str()]);
    for account in all {
        for kind in [PrincipalKind::User, PrincipalKind::Role] {
            let known = names.get(&kind);
            let known = || known.into_iter().flatten().map(String::as_str);
            let rest = unlike("other", known());
            for name in known().chain([rest.as_str()]) {
                let shown = |text: &str, stands_for: &str| {
                    let text = if text == stands_for { UNNAMED } else { text };
                    text.to_owned()
                };
                let asker = Asker::Principal {
                    account: account.to_owned(),
                    kind,
                    name: name.to_owned(),
                };
                let (owner, name) = (shown(account, &elsewhere), shown(name, &rest));
                let word = kind.word();
                found.insert(asker, format!("acs:ram::{owner}:{word}/{name}"));
            }
        }
    }
    found
}

/// A name that a pattern matches.
fn filled(pattern: &str) -> String {
    pattern.replace('*', "any").replace('?', "x")
}

/// A text that is none of those given.
fn unlike<'t>(start: &str, others: impl Iterator<Item = &'t str> + Clone) -> String {
    let mut text = start.to_owned();
    while others
        .clone()
        .any(|other| other.eq_ignore_ascii_case(&text))
    {
        text.push('1');
    }
    text
}
