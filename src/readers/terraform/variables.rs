//! Where the variables of a module get their values.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::missing::{Missing, MissingKind};
use crate::readers::evaluated::Evaluated;
use crate::readers::terraform::config::{Config, Entry};
use crate::readers::terraform::modules::Inputs;
use crate::readers::terraform::project::{File, FileKind, Folder, file_kind};
use crate::readers::terraform::run::{Env, ModuleId, Run};
use crate::source::Span;
use crate::syntax::expression::ExpressionKind;

/// Whether Terraform applies a variables file without being told to.
pub(super) fn is_automatic(name: &str) -> bool {
    matches!(name, "terraform.tfvars" | "terraform.tfvars.json")
        || name.ends_with(".auto.tfvars")
        || name.ends_with(".auto.tfvars.json")
}

/// The variables files of a folder that are applied, in order: later ones win.
pub(super) fn automatic(folder: &Folder) -> Vec<File> {
    let files = || {
        let files = folder.files.iter();
        files.filter(|(name, _)| file_kind(name) == Some(FileKind::Values))
    };
    let mut chosen = Vec::new();
    for first in ["terraform.tfvars", "terraform.tfvars.json"] {
        chosen.extend(files().filter(|(name, _)| *name == first));
    }
    let is_first = |name: &str| name.starts_with("terraform.tfvars");
    chosen.extend(files().filter(|(name, _)| is_automatic(name) && !is_first(name)));
    chosen.into_iter().map(|(_, file)| file.clone()).collect()
}

/// Variables without a default.
pub(super) fn required(config: &Config) -> impl Iterator<Item = &str> {
    let all = config.variables.iter();
    all.filter(|(_, one)| one.body().attribute("default").is_none())
        .map(|(name, _)| name.as_str())
}

impl Run<'_, '_, '_, '_> {
    /// What variables files say together: later ones win.
    pub(super) fn values_of(&mut self, files: &[File]) -> BTreeMap<String, Evaluated> {
        let mut values = BTreeMap::new();
        for file in files {
            for attribute in &file.body.attributes {
                let value = self.value(&Env::default(), &attribute.value);
                values.insert(attribute.name.value.clone(), value);
            }
        }
        values
    }

    /// The value of a variable, which is not yet known.
    pub(super) fn variable_value(&mut self, id: ModuleId, name: &str, at: Span) -> Evaluated {
        let shown = format!("var.{name}");
        let Some(module) = self.module(id) else {
            return self.undeclared(&shown, None, at);
        };
        let (config, inputs) = (Rc::clone(&module.config), module.inputs.clone());
        let Some(entry) = config.variables.get(name) else {
            return self.undeclared(&shown, Some(id), at);
        };
        let given = match &inputs {
            Inputs::Files(values) => values.get(name).cloned(),
            Inputs::Call { env, call } => call
                .body()
                .attribute(name)
                .map(|argument| self.value(env, &argument.value)),
        };
        let body = entry.body();
        let nullable = body.attribute("nullable").map(|one| &one.value.kind);
        let is_nullable = !matches!(nullable, Some(ExpressionKind::Bool(false)));
        let given = given.filter(|value| is_nullable || !value.is_null());
        let value = match (given, body.attribute("default")) {
            (Some(value), _) => value,
            (None, Some(default)) => {
                if matches!(inputs, Inputs::Files(_)) {
                    if self.around.options.without_defaults {
                        return self.unset(id, name, entry, true);
                    }
                    let folder = &config.folder;
                    self.by_default.insert(format!("{folder}:{name}"));
                }
                self.value(&Env::default(), &default.value)
            }
            (None, None) => return self.unset(id, name, entry, matches!(inputs, Inputs::Files(_))),
        };
        match body.attribute("type") {
            Some(kind) => self.convert(value, &kind.value, 0),
            None => value,
        }
    }

    fn unset(&mut self, id: ModuleId, name: &str, entry: &Entry, is_root: bool) -> Evaluated {
        let at = entry.block.header;
        let place = self.place(at);
        let prefix = self
            .module(id)
            .map(|module| module.inner_prefix.to_string());
        let (detail, call) = match prefix {
            Some(prefix) if !is_root => {
                let call = prefix.trim_end_matches('.');
                let detail =
                    format!("declared at {place} without a default, and {call} does not set it");
                (detail, call.to_owned())
            }
            _ => {
                let detail = format!("declared at {place} without a default");
                (detail, String::new())
            }
        };
        let root = self.root_of(id);
        let missing = Missing {
            kind: MissingKind::Variable,
            name: format!("var.{name}"),
            detail,
            // It is the same variable on whichever line it is declared.
            definition: format!("variable of {root}:{call}"),
        };
        Evaluated::unknown(self.session.model.holes.intern(missing, Some(at)), at)
    }
}
