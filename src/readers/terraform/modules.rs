//! One module at work: its variables, locals and outputs, and the modules that
//! it calls. Everything is computed when it is first asked for, once.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::doubt::Choice;
use crate::model::missing::{Missing, MissingKind};
use crate::readers::Why;
use crate::readers::declared::AccountKey;
use crate::readers::evaluated::Evaluated;
use crate::readers::paths::resolve;
use crate::readers::terraform::blocks::Object;
use crate::readers::terraform::config::{Config, Entry};
use crate::readers::terraform::instances::{Instances, Keyed};
use crate::readers::terraform::run::{Env, Memo, ModuleId, Run};
use crate::readers::terraform::waiting::Wanted;
use crate::readers::terraform::{MAX_MODULE_DEPTH, MAX_MODULES};
use crate::source::{HoleId, Span};
use crate::syntax::expression::{Expression, ExpressionKind};

/// Where a module's variables get their values.
#[derive(Clone, Debug)]
pub(super) enum Inputs {
    /// Variables files of a root.
    Files(Rc<BTreeMap<String, Evaluated>>),
    /// The arguments of a module call.
    Call { env: Rc<Env>, call: Rc<Entry> },
}

/// A module at work.
#[derive(Debug)]
pub(super) struct Module {
    pub(super) config: Rc<Config>,
    /// The folder of the root that it is a part of.
    pub(super) root: Rc<str>,
    /// What addresses in it begin with: `envs/prod:module.iam.`.
    pub(super) prefix: Rc<str>,
    /// The same without the root: `module.iam.`.
    pub(super) inner_prefix: Rc<str>,
    /// The names of the calls that lead to it, as `modules.json` has them.
    pub(super) calls_key: Rc<str>,
    /// The folders of the modules that called it, and its own.
    pub(super) chain: Vec<String>,
    /// What must hold for it to be there.
    pub(super) when: Vec<Choice>,
    pub(super) inputs: Inputs,
    /// Accounts of provider configurations: `alicloud`, `alicloud.prod`.
    pub(super) providers: Rc<BTreeMap<String, AccountKey>>,
    /// What was worked out of it.
    pub(super) known: Known,
}

/// What was worked out of a module, so that it is done once.
#[derive(Debug, Default)]
pub(super) struct Known {
    variables: BTreeMap<String, Memo<Evaluated>>,
    locals: BTreeMap<String, Memo<Evaluated>>,
    outputs: BTreeMap<String, Memo<Evaluated>>,
    calls: BTreeMap<String, Memo<Rc<Instances<Called>>>>,
    pub(super) resources: BTreeMap<usize, Memo<Rc<Instances<Placed>>>>,
    pub(super) objects: BTreeMap<(usize, usize), Memo<Rc<Object>>>,
    /// What decides what the instances of blocks give.
    pub(super) definitions: BTreeMap<(usize, usize), String>,
}

/// One instance of a module call.
#[derive(Clone, Debug)]
pub(super) struct Called {
    key: Option<Evaluated>,
    /// The module, or why it cannot be had.
    pub(super) module: Result<ModuleId, HoleId>,
}

impl Keyed for Called {
    fn key(&self) -> Option<&Evaluated> {
        self.key.as_ref()
    }
}

/// One instance of a `resource` or `data` block.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) key: Option<Evaluated>,
    pub(super) env: Env,
    pub(super) when: Vec<Choice>,
    /// With the root's folder in front.
    pub(super) address: Rc<str>,
    /// Index of the block in its module, and of the instance among the block's.
    pub(super) at: (usize, usize),
}

impl Keyed for Placed {
    fn key(&self) -> Option<&Evaluated> {
        self.key.as_ref()
    }
}

type Child = (Rc<str>, Rc<str>, Rc<str>, Rc<str>, Vec<String>, Vec<Choice>);

impl Run<'_, '_, '_, '_> {
    pub(super) fn start(&mut self, module: Module) -> ModuleId {
        let id = ModuleId(self.modules.len());
        let config = Rc::clone(&module.config);
        self.modules.push(module);
        self.own_providers(id, &config);
        id
    }

    /// A value that is asked for while it is being computed.
    pub(super) fn cycle(&mut self, name: &str, id: ModuleId, at: Span) -> Evaluated {
        let detail = match self.module(id) {
            Some(module) if !module.prefix.is_empty() => {
                let place = module.prefix.trim_end_matches(['.', ':']);
                format!("it depends on itself in {place}")
            }
            _ => "it depends on itself".to_owned(),
        };
        self.missing(MissingKind::Cycle, name, &detail, at)
    }

    /// What is referred to and nothing declares.
    pub(super) fn undeclared(&mut self, name: &str, id: Option<ModuleId>, at: Span) -> Evaluated {
        let folder = id.and_then(|id| self.module(id));
        let detail = match folder.map(|module| module.config.folder.clone()) {
            Some(folder) if !folder.is_empty() => format!("not declared in {folder}"),
            Some(_) => "not declared".to_owned(),
            None => "a variables file cannot refer to anything".to_owned(),
        };
        self.missing(MissingKind::Undeclared, name, &detail, at)
    }

    pub(super) fn variable(&mut self, id: ModuleId, name: &str, at: Span) -> Evaluated {
        let Some(module) = self.module(id) else {
            return self.undeclared(&format!("var.{name}"), None, at);
        };
        match module.known.variables.get(name) {
            Some(Memo::Done(value)) => return value.clone(),
            Some(Memo::Busy) => return self.cycle(&format!("var.{name}"), id, at),
            None => {}
        }
        let wanted = Wanted::Variable(id, name.to_owned(), at);
        if let Some(nothing) = self.put_off(at, wanted) {
            return nothing;
        }
        if let Some(module) = self.module_mut(id) {
            module.known.variables.insert(name.to_owned(), Memo::Busy);
        }
        let value = self.below(|run| run.variable_value(id, name, at));
        let is_dropped = self.is_dropped();
        if let Some(module) = self.module_mut(id) {
            keep(&mut module.known.variables, name, &value, is_dropped);
        }
        value
    }

    pub(super) fn local(&mut self, id: ModuleId, name: &str, at: Span) -> Evaluated {
        let shown = format!("local.{name}");
        let Some(module) = self.module(id) else {
            return self.undeclared(&shown, None, at);
        };
        match module.known.locals.get(name) {
            Some(Memo::Done(value)) => return value.clone(),
            Some(Memo::Busy) => return self.cycle(&shown, id, at),
            None => {}
        }
        let config = Rc::clone(&module.config);
        let Some(attribute) = config.locals.get(name) else {
            return self.undeclared(&shown, Some(id), at);
        };
        let wanted = Wanted::Local(id, name.to_owned(), at);
        if let Some(nothing) = self.put_off(at, wanted) {
            return nothing;
        }
        if let Some(module) = self.module_mut(id) {
            module.known.locals.insert(name.to_owned(), Memo::Busy);
        }
        let value = self.below(|run| run.value(&Env::of(id), &attribute.value));
        let is_dropped = self.is_dropped();
        if let Some(module) = self.module_mut(id) {
            keep(&mut module.known.locals, name, &value, is_dropped);
        }
        value
    }

    /// An output of a module; `None` where it has none of that name.
    pub(super) fn output(&mut self, id: ModuleId, name: &str, at: Span) -> Option<Evaluated> {
        let module = self.module(id)?;
        match module.known.outputs.get(name) {
            Some(Memo::Done(value)) => return Some(value.clone()),
            Some(Memo::Busy) => {
                let name = format!("output {name}");
                return Some(self.cycle(&name, id, at));
            }
            None => {}
        }
        let config = Rc::clone(&module.config);
        let value = &config.outputs.get(name)?.body().attribute("value")?.value;
        let wanted = Wanted::Output(id, name.to_owned(), at);
        if let Some(nothing) = self.put_off(at, wanted) {
            return Some(nothing);
        }
        if let Some(module) = self.module_mut(id) {
            module.known.outputs.insert(name.to_owned(), Memo::Busy);
        }
        let value = self.below(|run| run.value(&Env::of(id), value));
        let is_dropped = self.is_dropped();
        if let Some(module) = self.module_mut(id) {
            keep(&mut module.known.outputs, name, &value, is_dropped);
        }
        Some(value)
    }

    /// The instances of a module call; `None` where there is no such call or it
    /// is being worked out.
    pub(super) fn called(&mut self, id: ModuleId, name: &str) -> Option<Rc<Instances<Called>>> {
        let module = self.module(id)?;
        match module.known.calls.get(name) {
            Some(Memo::Done(called)) => return Some(Rc::clone(called)),
            Some(Memo::Busy) => return None,
            None => {}
        }
        let config = Rc::clone(&module.config);
        let call = Rc::new(config.modules.get(name)?.clone());
        let wanted = Wanted::Call(id, name.to_owned());
        if self.put_off(call.block.header, wanted).is_some() {
            return None;
        }
        if let Some(module) = self.module_mut(id) {
            module.known.calls.insert(name.to_owned(), Memo::Busy);
        }
        let called = Rc::new(self.call(id, name, &call));
        if let Some(module) = self.module_mut(id) {
            let done = Memo::Done(Rc::clone(&called));
            module.known.calls.insert(name.to_owned(), done);
        }
        Some(called)
    }

    fn call(&mut self, id: ModuleId, name: &str, call: &Rc<Entry>) -> Instances<Called> {
        let slots = self.expand(&Env::of(id), call.body());
        let config = self.config_of(id, name, call);
        let providers = self.passed_providers(id, call);
        slots.map(|slot| {
            if let Err(hole) = config {
                let module = Err(self.called_with(hole, &slot.env, call));
                let key = slot.key;
                return Called { key, module };
            }
            let module = config.clone().map(|config| {
                let start = self.child_of(id, name, &slot.suffix);
                let (root, prefix, inner_prefix, calls_key, mut chain, mut when) = start;
                chain.push(config.folder.clone());
                when.extend(slot.when.iter().copied());
                self.start(Module {
                    config,
                    root,
                    prefix,
                    inner_prefix,
                    calls_key,
                    chain,
                    when,
                    inputs: Inputs::Call {
                        env: Rc::new(slot.env),
                        call: Rc::clone(call),
                    },
                    providers: Rc::clone(&providers),
                    known: Known::default(),
                })
            });
            Called {
                key: slot.key,
                module,
            }
        })
    }

    /// The hole of a module that cannot be had, told apart by what it is called with.
    fn called_with(&mut self, hole: HoleId, env: &Env, call: &Entry) -> HoleId {
        let definition = self.definition_of_call(env, call);
        let holes = &mut self.session.model.holes;
        let Some(missing) = holes.get(hole).cloned() else {
            return hole;
        };
        let missing = Missing {
            definition,
            ..missing
        };
        holes.intern(missing, Some(call.block.header))
    }

    /// Root, prefixes, key, chain and conditions of a module that another calls.
    fn child_of(&self, id: ModuleId, name: &str, suffix: &str) -> Child {
        let Some(parent) = self.module(id) else {
            return Child::default();
        };
        let calls_key = match &*parent.calls_key {
            "" => name.to_owned(),
            outer => format!("{outer}.{name}"),
        };
        (
            Rc::clone(&parent.root),
            format!("{}module.{name}{suffix}.", parent.prefix).into(),
            format!("{}module.{name}{suffix}.", parent.inner_prefix).into(),
            calls_key.into(),
            parent.chain.clone(),
            parent.when.clone(),
        )
    }

    /// The folder that a module call names, or the hole that says why it cannot
    /// be had.
    fn config_of(&mut self, id: ModuleId, name: &str, call: &Entry) -> Result<Rc<Config>, HoleId> {
        let at = call.block.header;
        let (folder, chain, root) = self.module(id).map_or_else(Default::default, |one| {
            let folder = one.config.folder.clone();
            (folder, one.chain.clone(), one.root.to_string())
        });
        let calls_key = self.child_of(id, name, "").3;
        let target = match source_of(call) {
            Some(source) if is_local(source) => resolve(&folder, source).ok_or_else(|| {
                let why = format!("{source} is outside of the root");
                (why, "widen `--root`, or give a plan as JSON")
            }),
            Some(source) => {
                let found = self.installed(&root, &calls_key);
                let why = match version_of(call) {
                    Some(version) => format!("{source} {version} is not in the input"),
                    None => format!("{source} is not in the input"),
                };
                found.ok_or((
                    why,
                    "run `terraform init`, which puts it into `.terraform`, or give a plan as JSON",
                ))
            }
            None => Err((
                "its source is not a plain text".to_owned(),
                "give a plan as JSON",
            )),
        };
        let target = match target {
            Ok(target) => target,
            Err((why, advice)) => return Err(self.no_module(name, &why, advice, at)),
        };
        if chain.contains(&target) {
            let value = self.cycle(&format!("module.{name}"), id, at);
            let why = format!("{target} calls itself, which Terraform refuses");
            self.lost(at, Why::NoModule(why));
            return Err(value.hole().unwrap_or(HoleId::UNTOLD));
        }
        if chain.len() > MAX_MODULE_DEPTH {
            return Err(self.limit("module calls inside one another", MAX_MODULE_DEPTH, at));
        }
        if self.modules.len() >= MAX_MODULES {
            return Err(self.limit("instances of modules", MAX_MODULES, at));
        }
        match self.config(&target) {
            Some(config) => Ok(config),
            None => {
                let why = format!("{target} holds no Terraform file");
                let advice = "check the path, or give a plan as JSON";
                Err(self.no_module(name, &why, advice, at))
            }
        }
    }

    fn no_module(&mut self, name: &str, why: &str, advice: &str, at: Span) -> HoleId {
        self.lost(at, Why::NoModule(format!("{why}; {advice}")));
        let detail = format!("{why}, called at {}", self.place(at));
        let name = format!("module.{name}");
        self.session.hole(MissingKind::Module, name, detail, at)
    }
}

/// Keeps a value that was worked out, unless the work was dropped.
fn keep(
    values: &mut BTreeMap<String, Memo<Evaluated>>,
    name: &str,
    value: &Evaluated,
    is_dropped: bool,
) {
    if is_dropped {
        values.remove(name);
    } else {
        values.insert(name.to_owned(), Memo::Done(value.clone()));
    }
}

/// Whether a source is a folder beside the caller's.
pub(super) fn is_local(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
}

/// The source of a module call, where it is a plain text.
pub(super) fn source_of(call: &Entry) -> Option<&str> {
    plain(&call.body().attribute("source")?.value)
}

fn version_of(call: &Entry) -> Option<&str> {
    plain(&call.body().attribute("version")?.value)
}

/// The text of an expression that is nothing but a text.
pub(super) fn plain(expression: &Expression) -> Option<&str> {
    match &expression.kind {
        ExpressionKind::Text(fragment) => Some(&fragment.text),
        _ => None,
    }
}
