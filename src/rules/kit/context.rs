//! What a rule may look at: the texts, the model, the catalogue and the answers
//! of the engine. Rules ask; they never match or compare policies themselves.

use std::collections::BTreeMap;

use crate::engine::answers::access::{self, LineKey};
use crate::engine::answers::{About, Answers, Because, Force, Line, Settings};
use crate::engine::compile::Substitution;
use crate::engine::exposure::Exposure;
use crate::engine::verdict::{Answer, Verdict};
use crate::model::Model;
use crate::model::catalogue::Catalogue;
use crate::model::doubt::DoubtId;
use crate::model::planned::PlannedAs;
use crate::model::policy::{Effect, Statement, StatementId};
use crate::rules::kit::finding::{Finding, Label};
use crate::rules::kit::guarding::Reviews;
use crate::rules::kit::language::{Language, say};
use crate::rules::kit::rule::Rule;
use crate::rules::kit::thresholds::Thresholds;
use crate::rules::kit::{unheld, wording};
use crate::source::{Sources, Span};

/// How many resources of plans a finding names.
const MAX_PLANNED: usize = 5;

/// The facts of a run.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// All texts.
    pub sources: &'a Sources,
    /// What the readers found.
    pub model: &'a Model,
    /// What is known about RAM.
    pub catalogue: &'a Catalogue,
    /// One entry per guarded action.
    pub answers: &'a [Answers],
    /// What the engine was asked with.
    pub settings: &'a Settings,
    /// The language of messages.
    pub language: Language,
    /// Numbers and names that depend on whose repository it is.
    pub thresholds: &'a Thresholds,
    /// What rules have looked at already.
    pub reviews: &'a Reviews,
}

/// One statement that grants a guarded action, and whom it reaches.
#[derive(Clone, Debug)]
pub struct Grant<'a> {
    /// The answers it is taken from.
    pub answers: &'a Answers,
    /// What the engine says of it, for the first principal.
    pub because: &'a Because,
    /// Principals that get access through it.
    pub lines: Vec<&'a Line>,
    /// The least that it takes any of them to use it (D27).
    pub exposure: Option<Exposure>,
    /// It grants under a condition of its own, or no principal gets unconditional
    /// access through it.
    pub conditional: bool,
    /// Nobody in the input holds the document.
    pub unattached: bool,
}

impl<'a> Context<'a> {
    /// A statement.
    #[must_use]
    pub fn statement(&self, id: StatementId) -> Option<&'a Statement> {
        self.model.pools.statement(id)
    }

    /// Whether any statement denies anything.
    #[must_use]
    pub fn has_deny(&self) -> bool {
        self.model.pools.documents().any(|(id, _)| {
            self.model
                .pools
                .statements(id)
                .any(|(_, statement)| statement.effect == Effect::Deny)
        })
    }

    /// The statements that grant a guarded action in a definite answer, in
    /// source order. A document that nobody holds counts by its own line.
    #[must_use]
    pub fn grants(&self) -> Vec<Grant<'a>> {
        let mut grants: Vec<Grant<'a>> = Vec::new();
        for answers in self.answers {
            let mut index = BTreeMap::new();
            for (_, line) in answers.lines() {
                if !line.verdict.answer.gives_access() || self.is_spoken_for(line) {
                    continue;
                }
                for because in line
                    .because
                    .iter()
                    .filter(|entry| entry.force == Force::Allow)
                {
                    let at = *index.entry(GrantKey::of(because)).or_insert(grants.len());
                    match grants.get_mut(at) {
                        Some(_) if is_shadowed_holding(line) => {}
                        Some(grant) => {
                            grant.lines.push(line);
                            let both = grant.exposure.into_iter().chain(because.exposure);
                            grant.exposure = both.min();
                        }
                        None => grants.push(Grant {
                            answers,
                            because,
                            lines: vec![line],
                            exposure: because.exposure,
                            conditional: true,
                            unattached: is_holding(line),
                        }),
                    }
                }
            }
        }
        for grant in &mut grants {
            grant.conditional = grant.because.when.is_some()
                || grant
                    .lines
                    .iter()
                    .all(|line| line.verdict.answer == Answer::AllowedIf);
        }
        grants.sort_by_key(|grant| (grant.because.at.file, grant.because.at.start));
        grants
    }

    /// Whether a `policy/…` line says nothing new, because principals of the input hold
    /// the document, and it is believed that these are all.
    #[must_use]
    pub fn is_spoken_for(&self, line: &Line) -> bool {
        is_shadowed_holding(line)
            && !unheld::is_about(line, &self.model.doubted_holders, self.model)
    }

    /// What those would have who have access now, with one element read differently;
    /// those whom it does not concern are left out.
    #[must_use]
    pub fn what_if(&self, before: &Answers, at: Span, text: &str) -> BTreeMap<LineKey, Verdict> {
        let substitution = Substitution {
            at,
            text: text.to_owned(),
        };
        let (model, catalogue) = (self.model, self.catalogue);
        access::what_if(model, catalogue, before, self.settings, substitution)
    }

    /// The action pattern that an entry points at, decoded; `None` where it points
    /// at something else.
    #[must_use]
    pub fn pattern(&self, because: &Because) -> Option<&'a str> {
        let statement = self.statement(because.statement?)?;
        let pools = &self.model.pools;
        pools
            .elements(statement.actions.list)
            .iter()
            .find(|element| element.at == because.at)
            .map(|element| pools.str(element.text))
    }

    /// The text under a span, as it stands in the file.
    #[must_use]
    pub fn text(&self, at: Span) -> &'a str {
        self.sources.slice(at)
    }

    /// Adds what a path depends on to a finding, as notes, and gives back what would
    /// settle the first of it that something settles.
    pub fn depend(
        &self,
        found: &mut Finding,
        depends_on: &[DoubtId],
        answers: &Answers,
    ) -> Option<String> {
        let doubts = depends_on.iter().filter_map(|id| answers.doubts.get(*id));
        for doubt in doubts.clone() {
            let text = wording::doubt::text(doubt, self.language);
            found.notes.push(say!(
                self.language,
                "it depends on this: {text}",
                "结论取决于此：{text}"
            ));
        }
        doubts
            .into_iter()
            .find_map(|doubt| wording::doubt::remedy(doubt, self.language))
    }

    /// Adds what plans and states call the resources that the places of a finding
    /// are part of, as notes.
    pub fn name_planned(&self, found: &mut Finding) {
        let labels = std::iter::once(&found.at).chain(&found.related);
        let mut planned: Vec<&PlannedAs> = Vec::new();
        for label in labels {
            for one in self.model.planned.of(label.at) {
                if !planned.contains(&one) {
                    planned.push(one);
                }
            }
        }
        for one in planned.iter().take(MAX_PLANNED) {
            let place = self.sources.start(one.at);
            let path = self.sources.path(one.at.file);
            let (line, column) = (place.line, place.column);
            let address = &one.address;
            found.notes.push(say!(
                self.language,
                "in {path}:{line}:{column} this is `{address}`",
                "在 {path}:{line}:{column} 中，此资源为 `{address}`"
            ));
        }
        let more = planned.len().saturating_sub(MAX_PLANNED);
        if more > 0 {
            found.notes.push(say!(
                self.language,
                "and {more} more of the same plan or state",
                "同一计划或状态文件中另有 {more} 处"
            ));
        }
    }

    /// A finding of a rule with its defaults; the caller fills in the rest.
    #[must_use]
    pub fn finding(&self, rule: &Rule, message: String, at: Label) -> Finding {
        let named = (rule.id, rule.name);
        Finding::new(named, (rule.level, rule.confidence), message, at)
    }
}

/// Whether a line is about a document rather than a principal.
#[must_use]
pub const fn is_holding(line: &Line) -> bool {
    matches!(line.about, About::Holding(_))
}

/// Whether a `policy/…` line says nothing new, because principals of the input
/// hold the document and have lines of their own.
#[must_use]
pub const fn is_shadowed_holding(line: &Line) -> bool {
    is_holding(line) && line.held
}

/// What tells one grant from another: the statement of a bundled policy by its
/// number, since it has no place of its own, any other by its place.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum GrantKey<'a> {
    Bundled(&'a str, Option<u32>),
    At(Option<StatementId>, Span),
}

impl<'a> GrantKey<'a> {
    fn of(because: &'a Because) -> Self {
        if because.bundled {
            Self::Bundled(&because.policy, because.index)
        } else {
            Self::At(because.statement, because.at)
        }
    }
}

/// A label.
#[must_use]
pub fn label(at: Span, text: impl Into<String>) -> Label {
    Label {
        at,
        text: text.into(),
    }
}
