//! What an expression may ask: variables, locals, `each` and `count`, paths,
//! attributes of resources, outputs of modules, and files.

use std::rc::Rc;

use crate::model::missing::{Missing, MissingKind};
use crate::readers::Why;
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::paths::{base_name, folder_of, resolve};
use crate::readers::terraform::config::Mode;
use crate::readers::terraform::evaluator::{Key, Scope};
use crate::readers::terraform::file_patterns::{alternatives, fits};
use crate::readers::terraform::instances::{Instances, Keyed, Picked, Shape};
use crate::readers::terraform::modules::{Called, Placed};
use crate::readers::terraform::run::{Env, Memo, ModuleId, Run};
use crate::readers::terraform::waiting::Wanted;
use crate::source::{Fragment, HoleId, Refusal, Span};

/// A place from which an expression is evaluated.
pub(super) struct Frame<'f, 'r, 'm, 's, 'q> {
    run: &'f mut Run<'r, 'm, 's, 'q>,
    env: &'f Env,
    /// Whether `each` or `count` was asked for.
    pub(super) looped: bool,
}

impl<'f, 'r, 'm, 's, 'q> Frame<'f, 'r, 'm, 's, 'q> {
    pub(super) const fn new(run: &'f mut Run<'r, 'm, 's, 'q>, env: &'f Env) -> Self {
        let looped = false;
        Self { run, env, looped }
    }
}

/// The name of the first step, if it is one.
fn name_of(steps: &[Key]) -> Option<&str> {
    match steps.first() {
        Some(Key::Attribute(name)) => Some(name),
        Some(Key::Index(key)) => key.as_str(),
        _ => None,
    }
}

fn rest(steps: &[Key], from: usize) -> &[Key] {
    steps.get(from..).unwrap_or(&[])
}

impl Scope for Frame<'_, '_, '_, '_, '_> {
    fn reference(&mut self, head: &str, steps: &[Key], at: Span) -> (Evaluated, usize) {
        let Some(module) = self.env.module else {
            let name = self.run.words(at);
            return (self.run.undeclared(&name, None, at), steps.len());
        };
        if self.run.is_dropped() {
            return (Evaluated::unknown(HoleId::UNTOLD, at), steps.len());
        }
        let name = name_of(steps);
        match (head, name) {
            ("var", Some(name)) => (self.run.variable(module, name, at), 1),
            ("local", Some(name)) => (self.run.local(module, name, at), 1),
            ("path", Some(name)) => (self.run.path(module, name, at), 1),
            ("terraform", Some("workspace")) | ("tofu", Some("workspace")) => {
                let root = self.run.root_of(module);
                let detail = format!("of {}", if root.is_empty() { "the root" } else { &root });
                let kind = MissingKind::Deployment;
                let value = self.run.missing(kind, "terraform.workspace", &detail, at);
                (value, 1)
            }
            ("each", Some(part @ ("key" | "value"))) => {
                self.looped = true;
                match &self.env.each {
                    Some((key, _)) if part == "key" => (key.clone(), 1),
                    Some((_, value)) => (value.clone(), 1),
                    None => (
                        self.run
                            .undeclared(&format!("each.{part}"), Some(module), at),
                        1,
                    ),
                }
            }
            ("count", Some("index")) => {
                self.looped = true;
                match &self.env.count {
                    Some(index) => (index.clone(), 1),
                    None => (self.run.undeclared("count.index", Some(module), at), 1),
                }
            }
            ("self", Some(name)) => {
                let name = format!("self.{name}");
                let detail = format!("at {}", self.run.place(at));
                let kind = MissingKind::Computed;
                (self.run.missing(kind, &name, &detail, at), 1)
            }
            ("module", Some(name)) => {
                let (value, taken) = self.run.module_value(module, name, rest(steps, 1), at);
                (value, taken.saturating_add(1))
            }
            ("data", Some(kind)) => {
                let Some(name) = name_of(rest(steps, 1)) else {
                    let shown = format!("data.{kind}");
                    return (self.run.undeclared(&shown, Some(module), at), steps.len());
                };
                let block = (Mode::Data, kind, name);
                let (value, taken) = self.run.resource_value(module, block, rest(steps, 2), at);
                (value, taken.saturating_add(2))
            }
            (kind, Some(name)) => {
                let block = (Mode::Managed, kind, name);
                let (value, taken) = self.run.resource_value(module, block, rest(steps, 1), at);
                (value, taken.saturating_add(1))
            }
            (name, None) => (self.run.undeclared(name, Some(module), at), steps.len()),
        }
    }

    fn file(&mut self, path: &str, at: Span) -> Result<Fragment, HoleId> {
        let root = self
            .env
            .module
            .map_or_else(String::new, |id| self.run.root_of(id));
        self.run.text(&root, path).map_or_else(
            |refusal| {
                let why = Why::Refused(refusal.clone());
                self.run.lost(at, why);
                let detail = format!("{}, at {}", refused(&refusal), self.run.place(at));
                Err(self.run.session.hole(MissingKind::File, path, detail, at))
            },
            |text| Ok((*text).clone()),
        )
    }

    fn file_exists(&mut self, path: &str) -> Option<bool> {
        let root = self.run.root_of(self.env.module?);
        match self.run.text(&root, path) {
            Ok(_) => Some(true),
            Err(Refusal::Missing) => Some(false),
            Err(_) => None,
        }
    }

    fn file_set(&mut self, folder: &str, pattern: &str) -> Option<Vec<String>> {
        let root = self.run.root_of(self.env.module?);
        if pattern.contains("**") || folder_of(pattern).contains(['*', '?', '[', '{']) {
            return None;
        }
        let inner = folder_of(pattern).to_owned();
        let whole = resolve(&resolve(&root, folder)?, &inner)?;
        let mut names = self.run.around.files.list(&whole);
        if let Some(folder) = self.run.project.folders.get(&whole) {
            names.extend(folder.texts.keys().cloned());
        }
        let inputs = self
            .run
            .around
            .queue
            .names_in(self.run.around.sources, &whole);
        names.extend(inputs.into_iter().map(str::to_owned));
        names.sort();
        names.dedup();
        let alternatives = alternatives(base_name(pattern))?;
        names.retain(|name| alternatives.iter().any(|one| fits(one, name)));
        let below = |name: String| match inner.as_str() {
            "" => name,
            inner => format!("{inner}/{name}"),
        };
        Some(names.into_iter().map(below).collect())
    }

    fn hole(&mut self, missing: Missing, at: Span) -> HoleId {
        if missing.kind == MissingKind::Limit {
            self.run.past_limit(&missing.detail, at);
        }
        self.run.session.model.holes.intern(missing, Some(at))
    }

    fn missing(&self, hole: HoleId) -> Option<Missing> {
        self.run.session.model.holes.get(hole).cloned()
    }

    fn stood_for(&mut self, reference: Span, text: &str, at: Span) {
        let origins = &mut self.run.session.model.origins;
        origins.stood_for(reference, text, at);
    }

    fn decided(&mut self, branch: Span, condition: Span) {
        self.run.session.model.origins.decided(branch, condition);
    }

    fn spend(&mut self, steps: u64) -> bool {
        self.run.spend(steps)
    }

    fn depth(&mut self) -> &mut u32 {
        &mut self.run.waiting.depth
    }
}

const fn refused(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Missing => "there is no such file",
        Refusal::OutsideRoot => "it is outside of the root",
        _ => "it cannot be read",
    }
}

impl Run<'_, '_, '_, '_> {
    pub(super) fn root_of(&self, id: ModuleId) -> String {
        self.module(id)
            .map_or_else(String::new, |module| module.root.to_string())
    }

    fn path(&mut self, id: ModuleId, name: &str, at: Span) -> Evaluated {
        let Some(module) = self.module(id) else {
            return self.undeclared("path", None, at);
        };
        match name {
            // Terraform is started in the root module's folder unless told otherwise.
            "root" | "cwd" => Evaluated::text(".", at),
            "module" => Evaluated::text(&between(&module.root, &module.config.folder), at),
            _ => self.undeclared(&format!("path.{name}"), Some(id), at),
        }
    }

    /// The value of `type.name` with as many of the steps after it as are about
    /// instances and attributes.
    fn resource_value(
        &mut self,
        id: ModuleId,
        (mode, kind, name): (Mode, &str, &str),
        steps: &[Key],
        at: Span,
    ) -> (Evaluated, usize) {
        let data = if mode == Mode::Data { "data." } else { "" };
        let shown = format!("{data}{kind}.{name}");
        let index = self
            .module(id)
            .and_then(|one| one.config.find(mode, kind, name));
        let Some(index) = index else {
            let attribute = match steps.first() {
                Some(Key::Attribute(attribute)) => format!(".{attribute}"),
                _ => String::new(),
            };
            let whole = format!("{shown}{attribute}");
            return (self.undeclared(&whole, Some(id), at), steps.len());
        };
        let Some(placed) = self.placed(id, index) else {
            return (self.cycle(&shown, id, at), steps.len());
        };
        match placed.pick(steps) {
            Picked::One(one, taken) => match steps.get(taken) {
                Some(Key::Attribute(attribute)) => {
                    let attribute = Rc::clone(attribute);
                    let value = self.attribute(id, one, &attribute, at);
                    (value, taken.saturating_add(1))
                }
                Some(Key::Index(key)) if key.as_str().is_some() => {
                    let attribute = key.as_str().unwrap_or_default().to_owned();
                    let value = self.attribute(id, one, &attribute, at);
                    (value, taken.saturating_add(1))
                }
                _ => (self.whole(id, one, None, at), taken),
            },
            Picked::All => {
                // What is asked of each is there, whether or not it is known.
                let wanted = match steps {
                    [Key::Splat, Key::Attribute(name), ..] => Some(Rc::clone(name)),
                    _ => None,
                };
                let wanted = wanted.as_deref();
                let whole = self.all(&placed, at, |run, one| run.whole(id, one, wanted, at));
                (whole, 0)
            }
            Picked::Some(taken) => {
                let attribute = name_of(rest(steps, taken));
                let which = |run: &mut Self, one: &Placed| match attribute {
                    Some(attribute) => run.attribute(id, one, attribute, at),
                    None => run.whole(id, one, None, at),
                };
                let value = self.one_of(&shown, &placed, (steps, taken), at, which);
                (value, steps.len())
            }
            Picked::Nothing(taken) => {
                let detail = format!("there is no such instance, at {}", self.place(at));
                let value = self.missing(MissingKind::Failing, &shown, &detail, at);
                (value, steps.len().max(taken))
            }
        }
    }

    /// The value of `module.name` with the steps after it.
    fn module_value(
        &mut self,
        id: ModuleId,
        name: &str,
        steps: &[Key],
        at: Span,
    ) -> (Evaluated, usize) {
        let shown = format!("module.{name}");
        let config = self.module(id).map(|one| Rc::clone(&one.config));
        if !config.is_some_and(|config| config.modules.contains_key(name)) {
            return (self.undeclared(&shown, Some(id), at), steps.len());
        }
        let Some(called) = self.called(id, name) else {
            return (self.cycle(&shown, id, at), steps.len());
        };
        match called.pick(steps) {
            Picked::One(one, taken) => match (steps.get(taken), one.module) {
                (_, Err(hole)) => {
                    let mut unknown = Evaluated::unknown(hole, at);
                    if let Some(Key::Attribute(output)) = steps.get(taken) {
                        unknown = self.absent_output(hole, &shown, output, at);
                    }
                    (unknown, steps.len())
                }
                (Some(Key::Attribute(output)), Ok(module)) => {
                    let value = self.output(module, output, at);
                    let value = value.unwrap_or_else(|| {
                        self.undeclared(&format!("{shown}.{output}"), Some(id), at)
                    });
                    (value, taken.saturating_add(1))
                }
                (_, Ok(module)) => (self.outputs(module, at), taken),
            },
            Picked::All => {
                let whole = self.all(&called, at, |run, one: &Called| match one.module {
                    Ok(module) => run.outputs(module, at),
                    Err(hole) => Evaluated::unknown(hole, at),
                });
                (whole, 0)
            }
            Picked::Some(taken) => {
                let output = name_of(rest(steps, taken));
                let which = |run: &mut Self, one: &Called| match (one.module, output) {
                    (Err(hole), _) => Evaluated::unknown(hole, at),
                    (Ok(module), Some(output)) => {
                        let value = run.output(module, output, at);
                        value.unwrap_or_else(|| Evaluated::new(Data::Null, at))
                    }
                    (Ok(module), None) => run.outputs(module, at),
                };
                let value = self.one_of(&shown, &called, (steps, taken), at, which);
                (value, steps.len())
            }
            Picked::Nothing(_) => {
                let detail = format!("there is no such instance, at {}", self.place(at));
                let value = self.missing(MissingKind::Failing, &shown, &detail, at);
                (value, steps.len())
            }
        }
    }

    /// An output of a module that cannot be had is missing for the same reason,
    /// and is not the same as another output of it.
    fn absent_output(&mut self, hole: HoleId, shown: &str, output: &str, at: Span) -> Evaluated {
        let name = format!("{shown}.{output}");
        let holes = &mut self.session.model.holes;
        let (missing, called) = (holes.get(hole).cloned(), holes.at(hole));
        let Some(missing) = missing else {
            return self.missing(MissingKind::Module, &name, "", at);
        };
        if let Some(called) = called {
            let origins = &mut self.session.model.origins;
            origins.stood_for(at, &missing.definition, called);
        }
        let missing = Missing { name, ..missing };
        Evaluated::unknown(holes.intern(missing, Some(at)), at)
    }

    fn outputs(&mut self, module: ModuleId, at: Span) -> Evaluated {
        let config = self.module(module).map(|one| Rc::clone(&one.config));
        let mut members = Vec::new();
        for name in config.iter().flat_map(|config| config.outputs.keys()) {
            if let Some(value) = self.output(module, name, at) {
                members.push((Evaluated::text(name, at), value));
            }
        }
        Evaluated::map(members, at)
    }

    /// All instances, as the list or mapping that they are.
    fn all<T: Keyed>(
        &mut self,
        instances: &Instances<T>,
        at: Span,
        mut value: impl FnMut(&mut Self, &T) -> Evaluated,
    ) -> Evaluated {
        if let Some(hole) = instances.symbolic {
            let unknown = Data::Unknown {
                hole,
                splice: false,
            };
            return Evaluated::new(unknown, at);
        }
        let mut values = Vec::new();
        for one in &instances.list {
            values.push(value(self, one));
        }
        match instances.shape {
            Shape::Single => values
                .into_iter()
                .next()
                .unwrap_or_else(|| Evaluated::list(Vec::new(), at)),
            Shape::Count => Evaluated::list(values, at),
            Shape::ForEach => {
                let keys = instances.list.iter().map(|one| one.key().cloned());
                let keys = keys.map(|key| key.unwrap_or_else(|| Evaluated::text("", at)));
                Evaluated::map(keys.zip(values).collect(), at)
            }
        }
    }

    /// The instances of a block; `None` while they are being worked out.
    pub(super) fn placed(&mut self, id: ModuleId, index: usize) -> Option<Rc<Instances<Placed>>> {
        let module = self.module(id)?;
        match module.known.resources.get(&index) {
            Some(Memo::Done(placed)) => return Some(Rc::clone(placed)),
            Some(Memo::Busy) => return None,
            None => {}
        }
        let resource = Rc::clone(module.config.resources.get(index)?);
        let prefix = Rc::clone(&module.prefix);
        let outer = module.when.clone();
        let header = resource.entry.block.header;
        let wanted = Wanted::Instances(id, index);
        if self.put_off(header, wanted).is_some() {
            return None;
        }
        if let Some(module) = self.module_mut(id) {
            module.known.resources.insert(index, Memo::Busy);
        }
        let slots = self.below(|run| run.expand(&Env::of(id), resource.entry.body()));
        if self.is_dropped() {
            self.module_mut(id)?.known.resources.remove(&index);
            return None;
        }
        let data = if resource.mode == Mode::Data {
            "data."
        } else {
            ""
        };
        let base = format!("{prefix}{data}{}.{}", resource.kind, resource.name);
        let mut number = 0_usize;
        let placed = slots.map(|slot| {
            let at = (index, number);
            number = number.saturating_add(1);
            let mut when = outer.clone();
            when.extend(slot.when);
            Placed {
                key: slot.key,
                env: slot.env,
                when,
                address: format!("{base}{}", slot.suffix).into(),
                at,
            }
        });
        let placed = Rc::new(placed);
        if let Some(module) = self.module_mut(id) {
            let done = Memo::Done(Rc::clone(&placed));
            module.known.resources.insert(index, done);
        }
        Some(placed)
    }
}

/// A folder as seen from another: `.`, `../../modules/iam`.
fn between(from: &str, to: &str) -> String {
    let parts = |path: &str| -> Vec<String> {
        let parts = path.split('/').filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    let (from, to) = (parts(from), parts(to));
    let same = from.iter().zip(&to).take_while(|(one, other)| one == other);
    let same = same.count();
    let up = from.len().saturating_sub(same);
    let down = to.iter().skip(same).cloned();
    let steps: Vec<String> = std::iter::repeat_n("..".to_owned(), up)
        .chain(down)
        .collect();
    if steps.is_empty() {
        return ".".to_owned();
    }
    steps.join("/")
}
