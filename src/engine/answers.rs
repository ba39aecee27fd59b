//! The answers of a run: one line per principal and document, for one action,
//! with the statements behind each (D31, D44, D45).

pub mod access;
mod explain;
pub mod given;
mod line;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::engine::answers::explain::{Weight, weigh};
use crate::engine::case::Formulas;
use crate::engine::compile::{Compiler, Facts, KeyUse, Substitution, asking};
use crate::engine::exposure::{self, Exposure};
use crate::engine::formula::{Formula, World};
use crate::engine::holders;
use crate::engine::holdings::{Collector, Holdings, Index, Owner, Piece, Via};
use crate::engine::obtain;
use crate::engine::question::{Question, Readings, Resources, Subject};
use crate::engine::reach::{self, Crossing};
use crate::engine::trust;
use crate::engine::universe::Universe;
use crate::engine::verdict::{Answer, Judge, Verdict};
use crate::model::Model;
use crate::model::account::{Account, PolicyKind, PrincipalId, PrincipalKind, Trust};
use crate::model::catalogue::{Catalogue, ResourceLevel};
use crate::model::doubt::{DoubtId, Doubts};
use crate::model::policy::Effect;

pub use line::{About, Because, Force, Line};

/// What a run is asked with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `--at`, in tenths of a nanosecond since 1970.
    pub at: i128,
    /// How readings with a default are treated.
    pub readings: Readings,
    /// One element read differently, for a what-if question.
    pub substitution: Option<Substitution>,
    /// Whether reach is worked out too.
    pub reach: bool,
    /// Whether it is worked out what could be obtained, and how firm guards are.
    pub obtain: bool,
}

/// The answers about one account.
#[derive(Debug)]
pub struct AccountAnswers {
    /// Index of the account in the model.
    pub account: usize,
    /// The account id, where known.
    pub id: Option<String>,
    /// What requests can look like, for conditions and witnesses.
    pub universe: Universe,
    /// Sorted by kind and name.
    pub lines: Vec<Line>,
    /// Every step from a principal to a role; none where no role has the action.
    pub crossings: Vec<Crossing>,
}

/// All answers to one question.
#[derive(Debug)]
pub struct Answers {
    /// The question.
    pub question: Question,
    /// One entry per account.
    pub accounts: Vec<AccountAnswers>,
    /// Every gap and reading that was met.
    pub doubts: Doubts,
}

impl Answers {
    /// All lines with their account.
    pub fn lines(&self) -> impl Iterator<Item = (&AccountAnswers, &Line)> {
        self.accounts
            .iter()
            .flat_map(|account| account.lines.iter().map(move |line| (account, line)))
    }

    /// The most that a line may have where what is not known is in one way.
    #[must_use]
    pub fn at_most_where(
        &self,
        (account, line): (&AccountAnswers, &Line),
        (doubt, choice): (DoubtId, u8),
        readings: Readings,
    ) -> Answer {
        let judge = Judge {
            universe: &account.universe,
            doubts: &self.doubts,
            readings,
        };
        let allowed = line.allowed.in_world(&World::from([(doubt, choice)]));
        let formulas = Formulas {
            granted: allowed.clone(),
            denied: Formula::False,
            allowed,
        };
        judge.decide_formulas(&formulas).at_most
    }
}

/// The question about an action, as the catalogue knows it.
#[must_use]
pub fn question(action: &str, catalogue: &Catalogue) -> Question {
    match catalogue.action(action) {
        Some(found) => Question {
            action: found.name.to_owned(),
            catalogued: true,
            resources: match found.resource {
                ResourceLevel::All => Resources::All,
                ResourceLevel::Templates(templates) => {
                    Resources::Templates(templates.iter().map(str::to_owned).collect())
                }
                ResourceLevel::Unknown => Resources::Unknown,
            },
        },
        None => Question {
            action: action.to_owned(),
            catalogued: false,
            resources: Resources::Unknown,
        },
    }
}

/// Answers one question for every principal of the model.
#[must_use]
pub fn answer(
    model: &Model,
    catalogue: &Catalogue,
    question: &Question,
    settings: &Settings,
) -> Answers {
    answer_by(model, catalogue, question, settings, &KeyUse::new(model))
}

/// The same, with condition keys as they are used in this input and in others that
/// it is compared with.
#[must_use]
pub fn answer_by(
    model: &Model,
    catalogue: &Catalogue,
    question: &Question,
    settings: &Settings,
    uses: &KeyUse,
) -> Answers {
    let indexes: Vec<Index> = model.accounts.iter().map(Index::new).collect();
    let mut doubts = model.doubts.clone();
    let mut accounts = Vec::new();
    for (number, (account, index)) in model.accounts.iter().zip(&indexes).enumerate() {
        let asked = asking(model, catalogue, account, uses, question, settings);
        accounts.push(of_account(number, index, asked, settings, &mut doubts));
    }
    Answers {
        question: question.clone(),
        accounts,
        doubts,
    }
}

/// The answers about one account.
fn of_account<'a>(
    number: usize,
    index: &'a Index,
    (facts, mut compiler): (Facts<'a>, Compiler<'a>),
    settings: &'a Settings,
    doubts: &mut Doubts,
) -> AccountAnswers {
    let mut answering = Answering {
        facts,
        number,
        index,
        settings,
        weighs: true,
        memo: BTreeMap::new(),
    };
    let mut lines = answering.lines(&mut compiler, doubts);
    let mut crossings = Vec::new();
    if settings.reach {
        crossings = reach::add(facts, index, settings, &mut compiler, doubts, &mut lines);
    }
    if settings.obtain {
        obtain::add(facts, index, settings, &mut compiler, doubts, &mut lines);
    }
    AccountAnswers {
        account: number,
        id: facts.account.id.clone(),
        universe: compiler.universe,
        lines,
        crossings,
    }
}

struct Answering<'a> {
    facts: Facts<'a>,
    number: usize,
    index: &'a Index,
    settings: &'a Settings,
    /// Whether it is worked out too what decided, and what it takes.
    weighs: bool,
    /// Verdicts by what is held, for cases that do not depend on who asks.
    memo: BTreeMap<Vec<HeldKey>, Decided>,
}

/// A verdict and what is worked out with it.
#[derive(Clone)]
struct Decided {
    verdict: Verdict,
    allowed: Formula,
    weights: Vec<Weight>,
    exposure: Option<Exposure>,
}

/// What tells one held piece from another: owner, piece, Allow, scope, and the
/// variable where the piece is nothing but one.
type HeldKey = (Owner, Piece, bool, bool, u32);

impl<'a> Answering<'a> {
    fn lines(&mut self, compiler: &mut Compiler<'a>, doubts: &mut Doubts) -> Vec<Line> {
        let account = self.facts.account;
        let mut lines = Vec::new();
        for (id, principal) in account.principals() {
            let Some((holdings, decided)) = self.of_principal(id, compiler, doubts) else {
                continue;
            };
            let (because, breadth) = self.explain(&holdings, &decided, compiler, doubts);
            let members = if matches!(
                principal.kind,
                PrincipalKind::Group | PrincipalKind::SsoGroup
            ) {
                self.index
                    .members_of(id)
                    .filter_map(|member| account.principal(member))
                    .map(|member| format!("{}/{}", member.kind.word(), member.name))
                    .collect()
            } else {
                Vec::new()
            };
            lines.push(Line {
                id: format!("{}/{}", principal.kind.word(), principal.name),
                about: About::Principal(principal.kind, id),
                verdict: decided.verdict,
                allowed: decided.allowed,
                breadth,
                exposure: decided.exposure,
                because,
                reach: Vec::new(),
                reach_in: match principal.trust {
                    Trust::Known(document) => {
                        Some(trust::admitted(document, self.facts.model, account))
                    }
                    Trust::Unknown(_) if principal.service_linked => {
                        Some(vec!["service".to_owned()])
                    }
                    Trust::Unknown(_) => Some(vec!["unknown".to_owned()]),
                    Trust::None => None,
                },
                members,
                held: true,
                can_obtain: Vec::new(),
                search_cut: false,
                firmness: None,
                lifts: Vec::new(),
            });
        }
        let attached = holders::attached_documents(account);
        for (number, holding) in self.facts.model.holdings.iter().enumerate() {
            if holding.account != self.number {
                continue;
            }
            let Some((holdings, decided)) = self.of_holding(number, compiler, doubts) else {
                continue;
            };
            let (because, breadth) = self.explain(&holdings, &decided, compiler, doubts);
            lines.push(Line {
                id: format!("policy/{}", holding.path),
                about: About::Holding(number),
                verdict: decided.verdict,
                allowed: decided.allowed,
                breadth,
                exposure: decided.exposure,
                because,
                reach: Vec::new(),
                reach_in: None,
                members: Vec::new(),
                held: attached.contains(&holding.document),
                can_obtain: Vec::new(),
                search_cut: false,
                firmness: None,
                lifts: Vec::new(),
            });
        }
        lines.sort_by(|a, b| {
            let kind = |line: &Line| match line.about {
                About::Principal(kind, _) => (0, Some(kind)),
                About::Holding(_) => (1, None),
            };
            kind(a).cmp(&kind(b)).then_with(|| a.id.cmp(&b.id))
        });
        lines
    }

    fn of_principal(
        &mut self,
        id: PrincipalId,
        compiler: &mut Compiler<'a>,
        doubts: &mut Doubts,
    ) -> Option<(Holdings, Decided)> {
        let principal = self.facts.account.principal(id)?;
        let subject = subject_of(principal.kind, &principal.name);
        Some(match principal.kind {
            PrincipalKind::SsoUser | PrincipalKind::SsoGroup => {
                self.session(id, &subject, compiler, doubts)
            }
            _ => {
                let holdings = Collector::new(self.facts.account, self.index, compiler, doubts)
                    .principal(id, &subject);
                let decided = self.decide(&holdings, compiler, doubts);
                (holdings, decided)
            }
        })
    }

    fn of_holding(
        &mut self,
        number: usize,
        compiler: &mut Compiler<'a>,
        doubts: &mut Doubts,
    ) -> Option<(Holdings, Decided)> {
        let holding = self.facts.model.holdings.get(number)?;
        let holdings = Collector::new(self.facts.account, self.index, compiler, doubts).holding(
            number,
            holding.document,
            holding.rest,
            &Subject::default(),
        );
        let decided = self.decide(&holdings, compiler, doubts);
        Some((holdings, decided))
    }

    /// A Cloud SSO identity has one session per access configuration; the line
    /// gives the most permissive (D44).
    fn session(
        &mut self,
        id: PrincipalId,
        subject: &Subject,
        compiler: &mut Compiler<'a>,
        doubts: &mut Doubts,
    ) -> (Holdings, Decided) {
        let sessions =
            Collector::new(self.facts.account, self.index, compiler, doubts).sessions(id, subject);
        let mut best: Option<(Holdings, Decided)> = None;
        let mut weakest = None;
        let mut allowed = Vec::new();
        for holdings in sessions {
            let decided = self.decide(&holdings, compiler, doubts);
            allowed.push(decided.allowed.clone());
            weakest = weakest.into_iter().chain(decided.exposure).min();
            let access = |decided: &Decided| {
                let verdict = &decided.verdict;
                (verdict.at_most, verdict.at_least, Reverse(decided.exposure))
            };
            if best
                .as_ref()
                .is_none_or(|(_, held)| access(&decided) > access(held))
            {
                best = Some((holdings, decided));
            }
        }
        let (holdings, decided) = best.unwrap_or_else(|| {
            let holdings = Holdings::default();
            let decided = self.decide(&holdings, compiler, doubts);
            (holdings, decided)
        });
        let exposure = weakest.or(decided.exposure);
        (
            holdings,
            Decided {
                exposure,
                allowed: Formula::or(allowed),
                ..decided
            },
        )
    }

    fn decide(&mut self, holdings: &Holdings, compiler: &Compiler<'a>, doubts: &Doubts) -> Decided {
        let key: Vec<_> = holdings
            .held
            .iter()
            .map(|held| {
                let guards = match &held.when {
                    Formula::World(choice) => choice.doubt.0,
                    _ => u32::MAX,
                };
                (
                    held.owner,
                    held.piece,
                    held.effect == Effect::Allow,
                    held.in_resource_group,
                    guards,
                )
            })
            .collect();
        let plain = !holdings.of_its_own
            && holdings.case.unseen.is_none()
            && holdings.case.group_allow.is_empty()
            && holdings.case.group_deny.is_empty();
        if plain && let Some(known) = self.memo.get(&key) {
            return known.clone();
        }
        let judge = Judge {
            universe: &compiler.universe,
            doubts,
            readings: self.settings.readings,
        };
        let at = self.settings.at;
        let formulas = holdings.case.formulas();
        let verdict = judge.decide(&holdings.case);
        let (mut weights, mut exposure) = (Vec::new(), None);
        if self.weighs {
            exposure = exposure::of_answer(&formulas.allowed, &verdict, &judge, at);
            weights = weigh(holdings, &formulas, &verdict, exposure, &judge, at);
        }
        let decided = Decided {
            verdict,
            allowed: formulas.allowed,
            weights,
            exposure,
        };
        if plain {
            self.memo.insert(key, decided.clone());
        }
        decided
    }
}

/// The one who asks, for keys with a fixed value.
#[must_use]
pub fn subject_of(kind: PrincipalKind, name: &str) -> Subject {
    match kind {
        PrincipalKind::User | PrincipalKind::Role => Subject {
            name: Some(format!("{}/{name}", kind.word())),
            is_session: false,
        },
        PrincipalKind::SsoUser | PrincipalKind::SsoGroup => Subject {
            name: None,
            is_session: true,
        },
        PrincipalKind::Group => Subject::default(),
    }
}

/// The name of a policy in output.
#[must_use]
pub fn owner_name(owner: Owner, account: &Account, model: &Model) -> String {
    match owner {
        Owner::Policy(id) => account.policy(id).map_or_else(String::new, |policy| {
            let kind = match policy.kind {
                PolicyKind::System => "System",
                PolicyKind::Custom => "Custom",
                PolicyKind::Inline => "Inline",
            };
            format!("{kind}/{}", policy.name)
        }),
        Owner::Control(number) => account
            .control_policies
            .get(number)
            .map_or_else(String::new, |policy| format!("Control/{}", policy.id)),
        Owner::Added => String::new(),
        Owner::Holding(number) => model
            .holdings
            .get(number)
            .map_or_else(String::new, |holding| format!("policy/{}", holding.path)),
    }
}

pub(in crate::engine) fn via_name(via: Via, account: &Account) -> String {
    match via {
        Via::Group(id) => account.principal(id).map_or_else(String::new, |principal| {
            format!("{}/{}", principal.kind.word(), principal.name)
        }),
        Via::Configuration(number) => account
            .configurations
            .get(number)
            .map_or_else(String::new, |configuration| {
                format!("configuration/{}", configuration.name)
            }),
    }
}
