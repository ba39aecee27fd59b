//! One evaluation of everything: what is shared by all modules, and how an
//! expression is evaluated in one of them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::model::doubt::{Choice, DoubtId};
use crate::model::missing::MissingKind;
use crate::readers::evaluated::Evaluated;
use crate::readers::paths::{folder_of, resolve};
use crate::readers::session::Session;
use crate::readers::terraform::config::Config;
use crate::readers::terraform::evaluator::Evaluator;
use crate::readers::terraform::modules::Module;
use crate::readers::terraform::project::Project;
use crate::readers::terraform::references::Frame;
use crate::readers::terraform::tools::{Apart, Tool};
use crate::readers::terraform::waiting::Waiting;
use crate::readers::terraform::{MAX_INSTANCES, MAX_STEPS};
use crate::readers::{Surroundings, Why};
use crate::source::{Fragment, HoleId, Refusal, Span};
use crate::syntax::expression::Expression;

/// Index of a module at work in [`Run::modules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ModuleId(pub(super) usize);

/// What is computed once and may turn out to need itself.
#[derive(Clone, Debug)]
pub(super) enum Memo<T> {
    Busy,
    Done(T),
}

/// Where an expression stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Env {
    /// `None`: nothing can be referred to, as in a variables file.
    pub(super) module: Option<ModuleId>,
    /// `each.key` and `each.value`.
    pub(super) each: Option<(Evaluated, Evaluated)>,
    /// `count.index`.
    pub(super) count: Option<Evaluated>,
    /// The names that `dynamic` blocks give their elements, inner ones last.
    pub(super) iterators: Vec<(Rc<str>, Evaluated)>,
}

impl Env {
    pub(super) fn of(module: ModuleId) -> Self {
        Self {
            module: Some(module),
            ..Self::default()
        }
    }
}

/// The state of a run.
pub(super) struct Run<'r, 'm, 's, 'q> {
    pub(super) session: &'r mut Session<'m>,
    pub(super) around: &'r mut Surroundings<'s, 'q>,
    pub(super) project: Project,
    pub(super) configs: BTreeMap<(String, Tool), Rc<Config>>,
    /// What configurations are put to work with now.
    pub(super) tool: Tool,
    /// Folders that were used of late and that the tools differ about.
    pub(super) apart: BTreeMap<String, Apart>,
    pub(super) modules: Vec<Module>,
    /// Variables of roots that keep their defaults, as `folder:name`.
    pub(super) by_default: BTreeSet<String>,
    /// Modules that were fetched, by root and the names of their calls.
    pub(super) installed: BTreeMap<String, Rc<BTreeMap<String, String>>>,
    texts: BTreeMap<String, Rc<Fragment>>,
    steps: u64,
    /// Whether steps were asked for when none were left, and that is not reported.
    is_spent: bool,
    /// Whether it is.
    is_exhausted: bool,
    /// Places of values that were not worked out because of a limit.
    past: BTreeSet<Span>,
    instances: usize,
    pub(super) waiting: Waiting,
}

impl<'r, 'm, 's, 'q> Run<'r, 'm, 's, 'q> {
    pub(super) fn new(session: &'r mut Session<'m>, around: &'r mut Surroundings<'s, 'q>) -> Self {
        let project = std::mem::take(&mut session.terraform);
        Self {
            session,
            around,
            project,
            configs: BTreeMap::new(),
            tool: Tool::default(),
            apart: BTreeMap::new(),
            modules: Vec::new(),
            by_default: BTreeSet::new(),
            installed: BTreeMap::new(),
            texts: BTreeMap::new(),
            steps: MAX_STEPS,
            is_spent: false,
            is_exhausted: false,
            past: BTreeSet::new(),
            instances: MAX_INSTANCES,
            waiting: Waiting::default(),
        }
    }
}

impl Run<'_, '_, '_, '_> {
    /// The value of an expression.
    pub(super) fn value(&mut self, env: &Env, expression: &Expression) -> Evaluated {
        self.value_noting(env, expression).0
    }

    /// The value, and whether it was made of `each` or `count`.
    pub(super) fn value_noting(&mut self, env: &Env, expression: &Expression) -> (Evaluated, bool) {
        loop {
            let mut frame = Frame::new(self, env);
            let mut evaluator = Evaluator::new(&mut frame);
            for (name, element) in &env.iterators {
                evaluator.bind(name, element.clone());
            }
            let value = evaluator.value(expression);
            let looped = frame.looped;
            if !self.has_what_it_waits_for() {
                return (value, looped);
            }
        }
    }

    pub(super) fn module(&self, id: ModuleId) -> Option<&Module> {
        self.modules.get(id.0)
    }

    pub(super) fn module_mut(&mut self, id: ModuleId) -> Option<&mut Module> {
        self.modules.get_mut(id.0)
    }

    /// A value that is missing.
    pub(super) fn missing(
        &mut self,
        kind: MissingKind,
        name: &str,
        detail: &str,
        at: Span,
    ) -> Evaluated {
        Evaluated::unknown(self.session.hole(kind, name, detail, at), at)
    }

    /// `path:line` of a place.
    pub(super) fn place(&self, at: Span) -> String {
        let sources = &*self.around.sources;
        format!("{}:{}", sources.path(at.file), sources.start(at).line)
    }

    /// The text under a span on one line.
    pub(super) fn words(&self, at: Span) -> String {
        let text = self.around.sources.slice(at);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether what an expression says is so, as a gap: choice 1 is that it is.
    pub(super) fn gap(&mut self, env: &Env, at: Span, hole: HoleId) -> DoubtId {
        let words = self.words(at);
        let hangs_on = |what: String| format!("`{words}`, which hangs on {what}");
        let (word, about, identity) = match self.session.model.holes.get(hole) {
            Some(missing) if missing.name == words => {
                (missing.kind.word(), missing.about(), missing.identity())
            }
            Some(missing) => {
                let (about, identity) = (hangs_on(missing.about()), hangs_on(missing.identity()));
                (missing.kind.word(), about, identity)
            }
            None => ("condition", format!("`{words}`"), format!("`{words}`")),
        };
        let mut text = String::new();
        let prefix = env.module.and_then(|id| self.module(id));
        let prefix = prefix.map_or("", |module| &module.inner_prefix);
        if !prefix.is_empty() {
            text = format!("{text}, in {}", prefix.trim_end_matches('.'));
        }
        let root = env.module.map_or_else(String::new, |id| self.root_of(id));
        if !root.is_empty() {
            text = format!("{text}, in {root}");
        }
        for key in env.each.iter().filter_map(|(key, _)| key.to_text()) {
            text = format!("{text} for {key}");
        }
        for index in env.count.iter().filter_map(Evaluated::to_text) {
            text = format!("{text} for {index}");
        }
        let texts = (format!("{about}{text}"), format!("{identity}{text}"));
        let doubts = &mut self.session.model.doubts;
        doubts.gap_told_apart(word, texts, Some(at), 2)
    }

    pub(super) fn when(&mut self, env: &Env, at: Span, hole: HoleId, choice: u8) -> Choice {
        Choice::is(self.gap(env, at, hole), choice)
    }

    /// Reports a part of a file that is not analysed.
    pub(super) fn lost(&mut self, at: Span, why: Why) {
        let path = self.around.sources.path(at.file).to_owned();
        self.session.not_analysed(&path, Some(at), why);
    }

    /// Reports that a limit is reached; the hole of what is beyond it.
    pub(super) fn limit(&mut self, what: &'static str, limit: usize, at: Span) -> HoleId {
        self.lost(at, Why::TooMuch { what, limit });
        let detail = format!("no more than {limit} are looked at, at {}", self.place(at));
        self.session.hole(MissingKind::Limit, what, detail, at)
    }

    /// Reports, once for a place, that a value there was not worked out because of
    /// a limit. That no steps are left is told once for all places.
    pub(super) fn past_limit(&mut self, detail: &str, at: Span) {
        if std::mem::take(&mut self.is_spent) {
            self.is_exhausted = true;
            self.lost(at, Why::Limit(format!("{detail} ({MAX_STEPS})")));
        } else if !self.is_exhausted && self.past.insert(at) {
            self.lost(at, Why::Limit(detail.to_owned()));
        }
    }

    /// Takes one instance from the number that a run may have.
    pub(super) const fn take_instance(&mut self) -> bool {
        match self.instances.checked_sub(1) {
            Some(left) => {
                self.instances = left;
                true
            }
            None => false,
        }
    }

    /// Takes steps of evaluation. Where none are left, the hole that is then made
    /// reports it.
    pub(super) const fn spend(&mut self, steps: u64) -> bool {
        match self.steps.checked_sub(steps) {
            Some(left) => {
                self.steps = left;
                true
            }
            None => {
                self.steps = 0;
                self.is_spent = !self.is_exhausted;
                false
            }
        }
    }

    /// The text of a file by its path from the root module's folder.
    pub(super) fn text(&mut self, root: &str, path: &str) -> Result<Rc<Fragment>, Refusal> {
        let whole = resolve(root, path).ok_or(Refusal::OutsideRoot)?;
        let folder = self.project.folders.get(folder_of(&whole));
        let name = crate::readers::paths::base_name(&whole);
        if let Some(text) = folder.and_then(|folder| folder.texts.get(name)) {
            return Ok(Rc::clone(text));
        }
        if let Some(text) = self.texts.get(&whole) {
            return Ok(Rc::clone(text));
        }
        let file = self.around.load(&whole)?;
        let mut fragment = Fragment::default();
        fragment.push_same(self.around.sources.text(file), file, 0);
        let fragment = Rc::new(fragment);
        self.texts.insert(whole, Rc::clone(&fragment));
        Ok(fragment)
    }
}
