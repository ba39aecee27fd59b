//! What an expression may ask of the module that it stands in. The evaluator
//! knows expressions and functions; the module knows variables, locals,
//! resources and files.

use std::rc::Rc;

use crate::model::missing::Missing;
use crate::readers::evaluated::Evaluated;
use crate::source::{Fragment, HoleId, Span};

/// One step of a reference, already evaluated: `.name`, `[key]` or `[*]`.
#[derive(Clone, Debug)]
pub(in crate::readers::terraform) enum Key {
    Attribute(Rc<str>),
    Index(Evaluated),
    /// `.*` and `[*]`: the steps after it are taken on every element.
    Splat,
}

/// The surroundings of an expression.
pub(in crate::readers::terraform) trait Scope {
    /// The value of a reference that starts with `head` (`var`, `local`, `each`,
    /// `path`, `data`, a resource type …), and how many of the steps it took; the
    /// evaluator takes the others. `at` is the whole reference.
    fn reference(&mut self, head: &str, steps: &[Key], at: Span) -> (Evaluated, usize);

    /// The text of a file that `file()`, `templatefile()` and their like name, with
    /// the places of its bytes. The path starts at the folder of the root module,
    /// as Terraform has it; `path.module` is such a path.
    ///
    /// # Errors
    /// The hole that says why it cannot be had.
    fn file(&mut self, path: &str, at: Span) -> Result<Fragment, HoleId>;

    /// Whether there is such a file; `None` where that cannot be told.
    fn file_exists(&mut self, path: &str) -> Option<bool>;

    /// The files below a folder that match a pattern, relative to that folder and
    /// sorted, as `fileset()` has them; `None` where they cannot be listed.
    fn file_set(&mut self, folder: &str, pattern: &str) -> Option<Vec<String>>;

    /// The hole for something missing.
    fn hole(&mut self, missing: Missing, at: Span) -> HoleId;

    /// What a hole stands for, so that what is made of it can be named after it:
    /// `var.x.name`, `lower(var.x)`. A module that cannot tell loses the names, and
    /// with them `try`, which goes by the kind.
    fn missing(&self, hole: HoleId) -> Option<Missing> {
        let _ = hole;
        None
    }

    /// Notes that a reference stood for a text that is written elsewhere.
    fn stood_for(&mut self, reference: Span, text: &str, at: Span) {
        let _ = (reference, text, at);
    }

    /// Notes that a condition decided for a branch.
    fn decided(&mut self, branch: Span, condition: Span) {
        let _ = (branch, condition);
    }

    /// Takes steps from the budget of the run; `false` where none are left, and the
    /// value is then a hole of [`MissingKind::Limit`].
    fn spend(&mut self, steps: u64) -> bool;

    /// How deep expressions, locals and modules have called each other.
    fn depth(&mut self) -> &mut u32;
}
