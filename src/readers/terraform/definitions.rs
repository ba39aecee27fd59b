//! What decides a value that the input does not hold: the arguments of the data
//! source that reads it, of the resource that makes it, or of the module call that
//! would give it. Two versions that differ in these do not lack the same value (D36).
//! Arguments count as what they come to, so that their spelling does not.

use std::rc::Rc;

use crate::model::missing::{Missing, MissingKind};
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::json_text::sorted;
use crate::readers::terraform::blocks::Object;
use crate::readers::terraform::config::{Entry, Mode, Resource};
use crate::readers::terraform::digest::Digest;
use crate::readers::terraform::evaluator::{Key, Piece, pieces};
use crate::readers::terraform::instances::{Instances, first_hole};
use crate::readers::terraform::modules::Placed;
use crate::readers::terraform::providers::{alias_of, reference};
use crate::readers::terraform::resources::plain_kind;
use crate::readers::terraform::run::{Env, ModuleId, Run};
use crate::source::{HoleId, Span};
use crate::syntax::expression::Body;

/// Most values that are looked at for one definition, shared ones counted wherever
/// they stand.
const MAX_VALUES: usize = 1 << 14;

/// How deep lists and mappings may lie in each other there.
const MAX_NESTING: u32 = 64;

/// How many bytes of text one step of the budget pays for.
const STEP_BYTES: usize = 64;

/// Most words of a command that are looked for among the files of the input.
const MAX_COMMAND_WORDS: usize = 16;

const TOO_LARGE: &str =
    "a data source, resource or module call has more arguments than are compared";

/// Arguments that change nothing about what a resource gives.
const WITHOUT_EFFECT: &[&str] = &["tags", "description"];

/// Arguments of a module call that are not its variables.
const NO_VARIABLES: &[&str] = &["count", "for_each", "depends_on", "providers"];

/// What of a provider's configuration decides whose cloud is read, and where.
const OF_PROVIDERS: &[&str] = &[
    "access_key",
    "secret_key",
    "security_token",
    "profile",
    "shared_credentials_file",
    "ecs_role_name",
    "account_id",
    "region",
    "assume_role",
    "assume_role_with_oidc",
    "endpoints",
];

/// A definition while its values are gone through.
struct Walk {
    digest: Digest,
    left: usize,
}

impl Run<'_, '_, '_, '_> {
    /// What decides an attribute of an instance that the input does not hold. An id
    /// that the cloud gives is that of the resource whatever its arguments are.
    pub(super) fn definition_of(
        &mut self,
        id: ModuleId,
        resource: &Resource,
        (one, object): (&Placed, &Object),
        attribute: &str,
    ) -> String {
        let is_given = attribute == "id" || attribute.ends_with("_id");
        if resource.mode == Mode::Managed && is_of_cloud(&resource.kind) && is_given {
            return String::new();
        }
        let Some(module) = self.module_mut(id) else {
            return String::new();
        };
        // A provider may be configured with what is read by it.
        let busy = module.known.definitions.insert(one.at, String::new());
        if let Some(known) = busy {
            module.known.definitions.insert(one.at, known.clone());
            return known;
        }
        let definition = self.arguments_of(id, resource, object);
        let is_dropped = self.is_dropped();
        if let Some(module) = self.module_mut(id) {
            let definitions = &mut module.known.definitions;
            if is_dropped {
                definitions.remove(&one.at);
            } else {
                definitions.insert(one.at, definition.clone());
            }
        }
        definition
    }

    fn arguments_of(&mut self, id: ModuleId, resource: &Resource, object: &Object) -> String {
        let at = resource.entry.block.header;
        let mut walk = Walk::new();
        walk.digest.add(&self.root_of(id));
        self.provider_of(id, resource, &mut walk);
        let counts = |name: &str| resource.mode == Mode::Data || !WITHOUT_EFFECT.contains(&name);
        let members = object.value.members();
        let own: Vec<(Evaluated, Evaluated)> = members
            .iter()
            .filter(|(name, value)| !value.is_null() && name.as_str().is_none_or(counts))
            .cloned()
            .collect();
        self.walk(&Evaluated::map(own, at), at, 0, &mut walk);
        if &*resource.kind == "external" {
            self.command(id, &object.value, &mut walk);
        }
        self.origins_of(&resource.entry.block.body, &object.value);
        walk.digest.finish()
    }

    /// One of several instances, and it is not known which.
    pub(super) fn one_of<T>(
        &mut self,
        shown: &str,
        instances: &Instances<T>,
        (steps, taken): (&[Key], usize),
        at: Span,
        mut value: impl FnMut(&mut Self, &T) -> Evaluated,
    ) -> Evaluated {
        let key = match steps.first() {
            Some(Key::Index(key)) => first_hole(key),
            _ => None,
        };
        let hole = key.or(instances.symbolic);
        let attribute = match steps.get(taken) {
            Some(Key::Attribute(name)) => format!(".{name}"),
            _ => String::new(),
        };
        let mut values: Vec<Evaluated> = hole
            .iter()
            .map(|hole| Evaluated::unknown(*hole, at))
            .collect();
        // Where no steps are left, the definition cannot be had either, which reports it.
        for one in &instances.list {
            if !self.spend(1) {
                break;
            }
            values.push(value(self, one));
        }
        let mut walk = Walk::new();
        self.walk(&Evaluated::list(values, at), at, 0, &mut walk);
        let definition = walk.digest.finish();
        let about = hole.and_then(|hole| self.session.model.holes.get(hole));
        let about = about.map_or_else(String::new, |missing| format!(", {}", missing.about()));
        let missing = Missing {
            kind: MissingKind::Choice,
            name: format!("{shown}[...]{attribute}"),
            detail: format!("which of them is not known at {}{about}", self.place(at)),
            definition,
        };
        Evaluated::unknown(self.session.model.holes.intern(missing, Some(at)), at)
    }

    /// What a module that cannot be had is called with.
    pub(super) fn definition_of_call(&mut self, env: &Env, call: &Entry) -> String {
        let mut walk = Walk::new();
        let at = call.block.header;
        let mut attributes: Vec<_> = call.body().attributes.iter().collect();
        attributes.retain(|one| !NO_VARIABLES.contains(&one.name.value.as_str()));
        attributes.sort_by(|one, other| one.name.value.cmp(&other.name.value));
        let mut given = Vec::new();
        for one in attributes {
            let value = self.value(env, &one.value);
            given.push((Evaluated::text(&one.name.value, one.name.at), value));
        }
        let given = Evaluated::map(given, at);
        self.walk(&given, at, 0, &mut walk);
        self.origins_of(call.body(), &given);
        walk.digest.finish()
    }

    /// Whose cloud it is that is asked.
    fn provider_of(&mut self, id: ModuleId, resource: &Resource, walk: &mut Walk) {
        let given = resource.entry.body().attribute("provider");
        let given = given.and_then(|one| reference(&one.value));
        let name = given.unwrap_or_else(|| {
            let kind = &*resource.kind;
            kind.split_once('_')
                .map_or(kind, |(first, _)| first)
                .to_owned()
        });
        walk.digest.add(&name);
        if is_of_cloud(&resource.kind) {
            let account = self.account_of(id, &resource.entry);
            walk.digest.add(&format!("{account:?}"));
        }
        let config = self.module(id).map(|module| Rc::clone(&module.config));
        let configured = config.as_ref().and_then(|config| {
            let mut all = config.providers.iter();
            all.find(|entry| called(entry) == name)
        });
        let Some(entry) = configured else { return };
        let object = self.below(|run| run.object(&Env::of(id), &entry.block));
        let counts = |name: &str| !is_of_cloud(&resource.kind) || OF_PROVIDERS.contains(&name);
        let members = object.value.members().iter();
        let own = members.filter(|(name, _)| name.as_str().is_some_and(counts));
        let own = Evaluated::map(own.cloned().collect(), entry.block.header);
        self.walk(&own, entry.block.header, 0, walk);
    }

    /// The texts of the files that a command names: they decide what it gives.
    fn command(&mut self, id: ModuleId, arguments: &Evaluated, walk: &mut Walk) {
        let root = self.root_of(id);
        let folder = arguments.get("working_dir").and_then(Evaluated::as_str);
        let words = arguments.get("program").map_or(&[][..], Evaluated::items);
        for word in words.iter().take(MAX_COMMAND_WORDS) {
            let Some(name) = word.as_str() else { continue };
            let path = match folder {
                Some(folder) => format!("{folder}/{name}"),
                None => name.to_owned(),
            };
            let Ok(text) = self.text(&root, &path) else {
                continue;
            };
            walk.digest.add(&text.text);
            if let Some(at) = text.at() {
                let mut own = Digest::default();
                own.add(&text.text);
                let origins = &mut self.session.model.origins;
                origins.stood_for(word.at, &own.finish(), at);
            }
        }
        if let Some(word) = words.get(MAX_COMMAND_WORDS) {
            self.past_limit(TOO_LARGE, word.at);
        }
    }

    fn walk(&mut self, value: &Evaluated, at: Span, level: u32, walk: &mut Walk) {
        let bytes = value.scalar().map_or(0, |text| text.len());
        let steps = u64::try_from(bytes / STEP_BYTES).unwrap_or(u64::MAX);
        let is_paid = self.spend(steps.saturating_add(1));
        if walk.left == 0 || level > MAX_NESTING || !is_paid {
            self.past_limit(TOO_LARGE, at);
            return;
        }
        walk.left = walk.left.saturating_sub(1);
        let level = level.saturating_add(1);
        match &value.data {
            Data::Null => walk.digest.add("null"),
            Data::Bool(is) => walk.digest.add(if *is { "true" } else { "false" }),
            Data::Number(number) => walk.digest.add(number),
            Data::Text(text) => {
                walk.digest.add("text");
                for piece in pieces(text) {
                    match piece {
                        Piece::Known(known, _) => walk.digest.add(known),
                        Piece::Hole(hole, _) => self.hole_into(hole, walk),
                    }
                }
            }
            Data::Json(inner) => {
                walk.digest.add("json");
                self.walk(inner, at, level, walk);
            }
            Data::List(items) => {
                walk.digest.add(&format!("list of {}", items.len()));
                for item in items.iter() {
                    self.walk(item, at, level, walk);
                }
            }
            Data::Map(members) => {
                walk.digest.add(&format!("map of {}", members.len()));
                for (key, member) in sorted(members) {
                    self.walk(key, at, level, walk);
                    self.walk(member, at, level, walk);
                }
            }
            Data::Unknown { hole, splice } => {
                walk.digest.add(if *splice { "any" } else { "one" });
                self.hole_into(*hole, walk);
            }
        }
    }

    fn hole_into(&self, hole: HoleId, walk: &mut Walk) {
        let missing = self.session.model.holes.get(hole);
        walk.digest.add("hole");
        walk.digest
            .add(&missing.map_or_else(String::new, |missing| {
                format!("{} {}", missing.kind.word(), missing.identity())
            }));
    }

    /// Notes what each argument comes to, so that the one that changed can be shown.
    fn origins_of(&mut self, body: &Body, arguments: &Evaluated) {
        for one in &body.attributes {
            let Some(value) = arguments.get(&one.name.value) else {
                continue;
            };
            let mut walk = Walk::new();
            self.walk(value, one.at, 0, &mut walk);
            let text = walk.digest.finish();
            let origins = &mut self.session.model.origins;
            origins.stood_for(one.at, &text, one.value.at);
        }
    }
}

impl Walk {
    fn new() -> Self {
        Self {
            digest: Digest::default(),
            left: MAX_VALUES,
        }
    }
}

/// Whether the alicloud provider makes it, which gives ids of its own.
fn is_of_cloud(kind: &str) -> bool {
    plain_kind(kind).starts_with("alicloud_")
}

/// What a provider block is called where it is referred to.
fn called(entry: &Entry) -> String {
    let name = entry.block.labels.first();
    let name = name.map_or("", |label| label.value.as_str());
    match alias_of(entry) {
        Some(alias) => format!("{name}.{alias}"),
        None => name.to_owned(),
    }
}
