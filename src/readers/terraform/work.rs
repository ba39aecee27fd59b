//! What one block of a module declares, and what there is to say about it.

use std::rc::Rc;

use crate::readers::Why;
use crate::readers::evaluated::Evaluated;
use crate::readers::terraform::config::{Mode, Resource};
use crate::readers::terraform::deprecated;
use crate::readers::terraform::modules::Placed;
use crate::readers::terraform::resources::{self, Ignored, Output, Understood};
use crate::readers::terraform::run::{Env, ModuleId, Run};
use crate::syntax::expression::{Block, Expression, ExpressionKind};

/// Commands that change permissions, in the words of the command line.
const COMMANDS: &[&str] = &[
    "aliyun ram",
    "aliyun ims",
    "aliyun resourcemanager",
    "aliyun resourcedirectorymaster",
    "aliyun cloudsso",
];

/// Parts of the names of types that give somebody a policy.
const GIVING: &[&str] = &["_policy_attachment", "_access_assignment"];

impl Run<'_, '_, '_, '_> {
    /// Everything that a `resource` or `data` block comes to.
    pub(super) fn work_resource(&mut self, id: ModuleId, index: usize, output: &mut Output) {
        let Some(module) = self.module(id) else {
            return;
        };
        let config = Rc::clone(&module.config);
        let Some(resource) = config.resources.get(index) else {
            return;
        };
        let Some(placed) = self.placed(id, index) else {
            return;
        };
        // Also where there is no instance of it: in another version there may be.
        if GIVING.iter().any(|word| resource.kind.contains(word)) {
            let at = resource.entry.block.at;
            let text = self.around.sources.slice(at);
            self.session.model.origins.written(at, text);
        }
        let first = config.find(resource.mode, &resource.kind, &resource.name);
        for one in &placed.list {
            self.commands(&one.env, &resource.entry.block);
            if resource.mode == Mode::Data {
                self.object_of(id, one);
                continue;
            }
            self.work_instance(id, resource, one, first == Some(index), output);
        }
    }

    fn work_instance(
        &mut self,
        id: ModuleId,
        resource: &Resource,
        one: &Placed,
        is_unique: bool,
        output: &mut Output,
    ) {
        let Some(object) = self.object_of(id, one) else {
            return;
        };
        let Some(module) = self.module(id) else {
            return;
        };
        // A module outside of the root's folder may be called from several roots.
        let is_own = module.config.folder == *module.root;
        let inner = one.address.get(module.prefix.len()..).unwrap_or_default();
        let pointer = if is_own {
            inner.to_owned()
        } else {
            one.address.to_string()
        };
        let block = &resource.entry.block;
        let account = self.account_of(id, &resource.entry);
        let arguments = object.value.members();
        deprecated::report(self.session, &resource.kind, arguments, block.header);
        let understood = resources::declare(
            self.session,
            &resources::Resource {
                kind: &resource.kind,
                address: is_unique.then(|| Rc::clone(&one.address)),
                pointer: &pointer,
                path: Rc::clone(&resource.entry.path),
                at: block.at,
                account,
                when: one.when.clone(),
                arguments: &object.value,
                looped: &object.looped,
                ignored: ignored(block),
            },
            output,
        );
        if understood == Understood::Unknown {
            let why = Why::UnknownResource(resource.kind.to_string());
            self.lost(block.header, why);
        }
    }

    /// Reports commands that are run beside the resource and change permissions.
    fn commands(&mut self, env: &Env, block: &Block) {
        for provisioner in block.body.blocks_of("provisioner") {
            let command = provisioner.body.attribute("command");
            let Some(command) = command else { continue };
            let value = self.value(env, &command.value);
            let text = text_of(&value).unwrap_or_else(|| self.words(command.value.at));
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let words = words.to_ascii_lowercase();
            if COMMANDS.iter().any(|command| words.contains(command)) {
                self.lost(command.value.at, Why::Command);
            }
        }
    }
}

fn text_of(value: &Evaluated) -> Option<String> {
    Some(value.as_fragment()?.text.clone())
}

/// The arguments that `lifecycle` says to leave alone.
fn ignored(block: &Block) -> Ignored {
    let mut names = Vec::new();
    for lifecycle in block.body.blocks_of("lifecycle") {
        let Some(changes) = lifecycle.body.attribute("ignore_changes") else {
            continue;
        };
        match &changes.value.kind {
            ExpressionKind::List(items) => names.extend(items.iter().filter_map(first_name)),
            _ => names.extend(first_name(&changes.value)),
        }
    }
    if names.iter().any(|name| name == "all" || name == "*") {
        return Ignored::All;
    }
    if names.is_empty() {
        return Ignored::Nothing;
    }
    Ignored::Arguments(names)
}

/// The argument that an item means: `policy_document`, `"tags"`, `tags["a"]`.
fn first_name(item: &Expression) -> Option<String> {
    match &item.kind {
        ExpressionKind::Name(name) => Some(name.clone()),
        ExpressionKind::Text(text) => Some(text.text.clone()),
        ExpressionKind::Attribute { of, .. }
        | ExpressionKind::Index { of, .. }
        | ExpressionKind::Splat { of, .. } => match &of.kind {
            ExpressionKind::Name(name) => Some(name.clone()),
            _ => None,
        },
        _ => None,
    }
}
