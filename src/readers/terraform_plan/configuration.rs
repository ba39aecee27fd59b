//! The `configuration` of a plan: which expression each argument was written
//! as. Terraform gives the references of an expression and not the expression
//! itself, so all that can be said of a value that is not known yet is what it
//! depends on.

use std::collections::BTreeMap;

use crate::readers::terraform_plan::addresses::{Address, Step, steps};
use crate::readers::terraform_plan::values::text;
use crate::syntax::{Kind, Value};

/// How often a reference is followed into a module call or an output.
const MAX_HOPS: u32 = 32;

/// How many things one expression may depend on before the rest is not looked at
/// and counts as something else.
const MAX_TARGETS: usize = 64;

/// The configuration, by module: the names of the calls that lead to it.
#[derive(Debug, Default)]
pub(super) struct Configuration<'a> {
    modules: BTreeMap<Vec<String>, Module<'a>>,
}

#[derive(Debug, Default)]
struct Module<'a> {
    /// By address in the module.
    resources: BTreeMap<&'a str, Value<'a>>,
    /// The call in the parent; the root has none.
    call: Option<Value<'a>>,
    outputs: Option<Value<'a>>,
}

/// The instance that a reference means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// The one that is written.
    Written,
    /// The one with the key of the resource that refers, if there is one.
    Same,
    /// Some instance.
    Any,
}

/// A resource that a value depends on. Keys of modules stand for one instance
/// where they are there, for any where `any_module` is set.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) address: Address,
    pub(super) which: Which,
    /// The module calls from this one on may have any key.
    pub(super) known_modules: usize,
}

/// What a value depends on.
#[derive(Clone, Debug, Default)]
pub(super) struct Origins {
    pub(super) targets: Vec<Target>,
    /// Something that is no resource, or cannot be followed.
    pub(super) others: bool,
}

impl<'a> Configuration<'a> {
    pub(super) fn of(root: Value<'a>) -> Self {
        let mut configuration = Self::default();
        let module = root
            .get("configuration")
            .and_then(|all| all.get("root_module"));
        if let Some(module) = module {
            configuration.module(module, None, &mut Vec::new());
        }
        configuration
    }

    /// As deep as JSON may be nested.
    fn module(&mut self, module: Value<'a>, call: Option<Value<'a>>, path: &mut Vec<String>) {
        let resources = module.get("resources");
        let resources = resources.iter().flat_map(Value::items);
        let read = Module {
            resources: resources
                .filter_map(|resource| Some((text(resource, "address")?, resource)))
                .collect(),
            call,
            outputs: module.get("outputs"),
        };
        self.modules.insert(path.clone(), read);
        let calls = module.get("module_calls");
        for (name, call) in calls.iter().flat_map(Value::members) {
            if let Some(module) = call.get("module") {
                path.push(name.text().to_owned());
                self.module(module, Some(call), path);
                path.pop();
            }
        }
    }

    /// The addresses of all resources, those without any instance included.
    pub(super) fn addresses(&self) -> impl Iterator<Item = Address> {
        self.modules.iter().flat_map(|(names, module)| {
            let own = module.resources.keys();
            let own = own.filter_map(|address| Address::parse(address));
            own.map(|mut address| {
                let steps = names.iter().cloned();
                address.modules = steps.map(|name| Step { name, key: None }).collect();
                address
            })
        })
    }

    fn resource(&self, address: &Address) -> Option<Value<'a>> {
        let module = self.modules.get(&address.module_names())?;
        module.resources.get(address.in_module().as_str()).copied()
    }

    /// The arguments that are written for a resource; `None` where the plan does
    /// not say. An expression without references is still one that is written.
    pub(super) fn expressions(&self, address: &Address) -> Option<Value<'a>> {
        self.resource(address)?.get("expressions")
    }

    /// The alias of the provider that a resource uses: `prod` of
    /// `module.iam:alicloud.prod`.
    pub(super) fn alias(&self, address: &Address) -> Option<String> {
        let key = text(self.resource(address)?, "provider_config_key")?;
        let own = key.rsplit_once(':').map_or(key, |(_, own)| own);
        own.split_once('.').map(|(_, alias)| alias.to_owned())
    }

    /// What an argument of an instance depends on.
    pub(super) fn origins(&self, of: &Address, argument: &str) -> Origins {
        let mut origins = Origins::default();
        let expression = self.expressions(of).and_then(|all| all.get(argument));
        match expression {
            Some(expression) => {
                let hop = Hop {
                    modules: &of.modules,
                    known: of.modules.len(),
                    resource: self.resource(of),
                };
                self.follow(expression, hop, &mut origins, 0);
            }
            None => origins.others = true,
        }
        origins
    }

    fn follow(&self, expression: Value<'a>, from: Hop<'_, 'a>, into: &mut Origins, hops: u32) {
        let references = expression.get("references");
        let references: Vec<&str> = references
            .iter()
            .flat_map(Value::items)
            .filter_map(|reference| reference.as_str())
            .collect();
        if references.is_empty() || hops > MAX_HOPS {
            into.others = true;
            return;
        }
        let repeats =
            |reference: &&str| reference.starts_with("each.") || *reference == "count.index";
        let same = references.iter().any(repeats);
        for reference in &references {
            if into.targets.len() >= MAX_TARGETS {
                into.others = true;
                return;
            }
            // `a.b` beside `a.b.id` says nothing more.
            let longer = references.iter().any(|other| {
                let rest = other.strip_prefix(reference);
                rest.is_some_and(|rest| rest.starts_with(['.', '[']))
            });
            if !longer {
                self.reference(reference, same, from, into, hops);
            }
        }
    }

    fn reference(
        &self,
        reference: &str,
        same: bool,
        from: Hop<'_, 'a>,
        into: &mut Origins,
        hops: u32,
    ) {
        let Some(parts) = steps(reference) else {
            into.others = true;
            return;
        };
        let names: Vec<&str> = parts.iter().map(|step| step.name.as_str()).collect();
        let next = hops.saturating_add(1);
        match names.as_slice() {
            ["count", ..] | ["each", "key", ..] | ["path", ..] => {}
            ["each", ..] => {
                let all = from.resource.and_then(|one| one.get("for_each_expression"));
                match all {
                    Some(all) => {
                        let before = into.targets.len();
                        self.follow(all, from, into, next);
                        for target in into.targets.iter_mut().skip(before) {
                            target.which = Which::Same;
                        }
                    }
                    None => into.others = true,
                }
            }
            ["var", name, ..] => {
                let call = self.modules.get(&from.names()).and_then(|one| one.call);
                let given = call
                    .and_then(|call| call.get("expressions"))
                    .and_then(|all| all.get(name));
                match (given, from.outward()) {
                    (Some(given), Some(parent)) => self.follow(given, parent, into, next),
                    _ => into.others = true,
                }
            }
            ["module", name, output, ..] => {
                let key = parts.get(1).and_then(|step| step.key.clone());
                let mut modules = from.modules.to_vec();
                let known = if from.known == modules.len() && key.is_some() {
                    modules.len().saturating_add(1)
                } else {
                    from.known
                };
                modules.push(Step {
                    name: (*name).to_owned(),
                    key,
                });
                let inner = Hop {
                    modules: &modules,
                    known,
                    resource: None,
                };
                let module = self.modules.get(&inner.names());
                let output = module
                    .and_then(|one| one.outputs)
                    .and_then(|all| all.get(output))
                    .and_then(|output| output.get("expression"));
                match output {
                    Some(output) => self.follow(output, inner, into, next),
                    None => into.others = true,
                }
            }
            ["local" | "data" | "terraform" | "self", ..] => into.others = true,
            _ => match Address::parse_start(reference) {
                Some((mut address, rest)) => {
                    address.modules = from.modules.to_vec();
                    let which = match (&address.step.key, rest.is_empty()) {
                        (Some(_), _) | (None, false) => Which::Written,
                        (None, true) if same => Which::Same,
                        (None, true) => Which::Any,
                    };
                    into.targets.push(Target {
                        address,
                        which,
                        known_modules: from.known,
                    });
                }
                None => into.others = true,
            },
        }
    }
}

/// Where an expression stands.
#[derive(Clone, Copy)]
struct Hop<'m, 'a> {
    /// The module instance.
    modules: &'m [Step],
    /// How many of the keys in `modules` are known.
    known: usize,
    /// The resource that it is an argument of.
    resource: Option<Value<'a>>,
}

impl Hop<'_, '_> {
    fn names(&self) -> Vec<String> {
        self.modules.iter().map(|step| step.name.clone()).collect()
    }

    /// The module that calls this one.
    fn outward(&self) -> Option<Self> {
        let (_, modules) = self.modules.split_last()?;
        Some(Self {
            modules,
            known: self.known.min(modules.len()),
            resource: None,
        })
    }
}

/// Whether an expression is written for an argument, blocks included.
pub(super) fn is_written(expressions: Option<Value<'_>>, argument: &str) -> bool {
    let written = expressions.and_then(|all| all.get(argument));
    written.is_some_and(|one| one.kind() != Kind::Null)
}
