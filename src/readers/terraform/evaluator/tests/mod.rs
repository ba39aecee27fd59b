//! The evaluator over a module in memory.

mod functions;
mod laws;
mod limits;
mod places;
mod values;

use std::collections::BTreeMap;

use crate::model::missing::{Holes, Missing, MissingKind};
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::json_text::sorted;
use crate::readers::terraform::evaluator::evaluate::Evaluator;
use crate::readers::terraform::evaluator::rope::{Piece, pieces};
use crate::readers::terraform::evaluator::scope::{Key, Scope};
use crate::source::{FileId, Fragment, HoleId, Span};
use crate::syntax::expression::Expression;
use crate::syntax::{Parsed, hcl};

/// A module of local values and files; what it does not have is unknown.
struct Module {
    holes: Holes,
    /// Texts by number of file: the expression, the locals, the other files.
    texts: Vec<String>,
    locals: BTreeMap<String, Expression>,
    /// Paths of the files from number 2 on.
    paths: Vec<String>,
    budget: u64,
    depth: u32,
}

/// What one run may spend in these tests.
const BUDGET: u64 = 200_000;

impl Module {
    fn new(locals: &str) -> Self {
        let mut problems = Vec::new();
        let body = hcl::read(Parsed::file(locals, FileId(1)), &mut problems);
        assert!(problems.is_empty(), "{locals}: {problems:?}");
        let locals_by_name = body.attributes.into_iter();
        Self {
            holes: Holes::default(),
            texts: vec![String::new(), locals.to_owned()],
            locals: locals_by_name
                .map(|one| (one.name.value, one.value))
                .collect(),
            paths: Vec::new(),
            budget: BUDGET,
            depth: 0,
        }
    }

    fn file(mut self, path: &str, text: &str) -> Self {
        self.paths.push(path.to_owned());
        self.texts.push(text.to_owned());
        self
    }

    fn value(&mut self, text: &str) -> Evaluated {
        text.clone_into(&mut self.texts[0]);
        let mut problems = Vec::new();
        let expression = hcl::expression(Parsed::file(text, FileId(0)), &mut problems);
        let expression = expression.unwrap_or_else(|| panic!("{text}: {problems:?}"));
        assert!(problems.is_empty(), "{text}: {problems:?}");
        let value = Evaluator::new(self).value(&expression);
        assert_eq!(self.depth, 0, "{text}");
        value
    }

    fn show(&self, value: &Evaluated) -> String {
        let name = |hole: HoleId| self.holes.get(hole).map_or("?", |one| one.name.as_str());
        match &value.data {
            Data::Null => "null".to_owned(),
            Data::Bool(is) => is.to_string(),
            Data::Number(number) => number.to_string(),
            Data::Text(text) => {
                let mut shown = String::new();
                for piece in pieces(text) {
                    match piece {
                        Piece::Known(known, _) => shown.push_str(&known.escape_debug().to_string()),
                        Piece::Hole(hole, _) => shown.push_str(&format!("⟨{}⟩", name(hole))),
                    }
                }
                format!("\"{shown}\"")
            }
            Data::Json(inner) => format!("json {}", self.show(inner)),
            Data::List(items) => {
                let items: Vec<_> = items.iter().map(|item| self.show(item)).collect();
                format!("[{}]", items.join(","))
            }
            Data::Map(members) => {
                let members: Vec<_> = sorted(members)
                    .into_iter()
                    .map(|(key, value)| format!("{}:{}", self.show(key), self.show(value)))
                    .collect();
                format!("{{{}}}", members.join(","))
            }
            Data::Unknown { hole, splice } => {
                let dots = if *splice { "..." } else { "" };
                format!("⟨{}{dots}⟩", name(*hole))
            }
        }
    }

    fn kind(&self, value: &Evaluated) -> Option<MissingKind> {
        Some(self.holes.get(value.hole()?)?.kind)
    }

    fn text_at(&self, at: Span) -> &str {
        let text = &self.texts[usize::try_from(at.file.0).unwrap()];
        let start = usize::try_from(at.start).unwrap();
        let end = usize::try_from(at.end).unwrap();
        text.get(start..end).unwrap()
    }
}

fn missing(kind: MissingKind, name: &str, detail: &str) -> Missing {
    Missing {
        kind,
        name: name.to_owned(),
        detail: detail.to_owned(),
        definition: String::new(),
    }
}

impl Scope for Module {
    fn reference(&mut self, head: &str, steps: &[Key], at: Span) -> (Evaluated, usize) {
        let name = match steps.first() {
            Some(Key::Attribute(name)) => name.to_string(),
            _ => String::new(),
        };
        let kind = match head {
            "local" => {
                if let Some(local) = self.locals.get(&name).cloned() {
                    return (Evaluator::new(self).value(&local), 1);
                }
                MissingKind::Undeclared
            }
            "var" => {
                if let Some(known) = self.locals.get(&format!("var_{name}")).cloned() {
                    return (Evaluator::new(self).value(&known), 1);
                }
                MissingKind::Variable
            }
            "role" => {
                let value = Evaluated::text("ci", at);
                let address = format!("role.{name}");
                return (value.referring(&address), steps.len());
            }
            _ => MissingKind::Computed,
        };
        let name = format!("{head}.{name}");
        let hole = self.hole(missing(kind, &name, ""), at);
        (Evaluated::unknown(hole, at), 1)
    }

    fn file(&mut self, path: &str, at: Span) -> Result<Fragment, HoleId> {
        let Some(index) = self.paths.iter().position(|known| known == path) else {
            let why = missing(MissingKind::File, path, "there is no such file");
            return Err(self.hole(why, at));
        };
        let mut fragment = Fragment::default();
        let file = FileId(u32::try_from(index + 2).unwrap());
        fragment.push_same(&self.texts[index + 2], file, 0);
        Ok(fragment)
    }

    fn file_exists(&mut self, path: &str) -> Option<bool> {
        Some(self.paths.iter().any(|known| known == path))
    }

    fn file_set(&mut self, folder: &str, pattern: &str) -> Option<Vec<String>> {
        let end = pattern.strip_prefix('*')?;
        let below = self
            .paths
            .iter()
            .filter_map(|path| path.strip_prefix(folder)?.strip_prefix('/'));
        Some(
            below
                .filter(|path| path.ends_with(end))
                .map(str::to_owned)
                .collect(),
        )
    }

    fn hole(&mut self, missing: Missing, at: Span) -> HoleId {
        self.holes.intern(missing, Some(at))
    }

    fn missing(&self, hole: HoleId) -> Option<Missing> {
        self.holes.get(hole).cloned()
    }

    fn spend(&mut self, steps: u64) -> bool {
        let left = self.budget.checked_sub(steps);
        self.budget = left.unwrap_or(0);
        left.is_some()
    }

    fn depth(&mut self) -> &mut u32 {
        &mut self.depth
    }
}

/// Evaluates each text beside the locals and compares what is shown.
#[track_caller]
fn check(locals: &str, table: &[(&str, &str)]) {
    let mut failures = String::new();
    for (text, expected) in table {
        let mut module = Module::new(locals);
        let value = module.value(text);
        let shown = module.show(&value);
        if shown != *expected {
            failures.push_str(&format!(
                "{text}\n  is       {shown}\n  expected {expected}\n"
            ));
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// Each text fails, and the message holds the words.
#[track_caller]
fn check_failing(locals: &str, table: &[(&str, &str)]) {
    for (text, words) in table {
        let mut module = Module::new(locals);
        let value = module.value(text);
        assert_eq!(
            module.kind(&value),
            Some(MissingKind::Failing),
            "{text}: {}",
            module.show(&value)
        );
        let missing = module.holes.get(value.hole().unwrap()).unwrap();
        assert!(missing.detail.contains(words), "{text}: {}", missing.detail);
    }
}
