//! Evaluates the values of a template. Nothing is taken from outside of it but
//! parameters that were given; what the input does not hold becomes a hole, and
//! so does everything once a limit is reached.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::missing::MissingKind;
use crate::readers::Why;
use crate::readers::evaluated::Evaluated;
use crate::readers::ros::conditions::Truth;
use crate::readers::ros::template::{Call, MAX_DEPTH, MAX_STEPS, MAX_TEXT, Template};
use crate::readers::session::Session;
use crate::source::{Fragment, HoleId, RunKind, Span};
use crate::syntax::{Kind, Value};

/// What `ALIYUN::Index` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Index {
    /// The resource has no `Count`.
    None,
    Known(u32),
    Unknown(HoleId),
}

/// The state of evaluating one template.
pub(super) struct Evaluator<'e, 'm, 'c> {
    pub(super) session: &'e mut Session<'m>,
    pub(super) template: &'e Template<'c>,
    pub(super) index: Index,
    /// Attributes of resources, and parameters, that were evaluated already.
    pub(super) known: BTreeMap<(String, String), Evaluated>,
    pub(super) truths: BTreeMap<&'c str, Truth>,
    /// What is being evaluated, to notice what depends on itself.
    pub(super) active: BTreeSet<(String, String)>,
    steps: u32,
    depth: u32,
    text: usize,
    limit_told: bool,
}

impl<'e, 'm, 'c> Evaluator<'e, 'm, 'c> {
    pub(super) const fn new(session: &'e mut Session<'m>, template: &'e Template<'c>) -> Self {
        Self {
            session,
            template,
            index: Index::None,
            known: BTreeMap::new(),
            truths: BTreeMap::new(),
            active: BTreeSet::new(),
            steps: 0,
            depth: 0,
            text: 0,
            limit_told: false,
        }
    }

    /// A value; `None` where it is to be left out.
    pub(super) fn value(&mut self, value: Value<'c>) -> Option<Evaluated> {
        if !self.spend(1, value.at()) || !self.deeper(value.at()) {
            return Some(self.past_limit(value.at()));
        }
        let evaluated = match value.kind() {
            Kind::Array => {
                let items = value.items().filter_map(|item| self.value(item)).collect();
                Some(Evaluated::list(items, value.at()))
            }
            Kind::Object => match Call::of(value) {
                Some(call) => self.call(&call),
                None => Some(self.mapping(value)),
            },
            _ => Some(Evaluated::of(value)),
        };
        self.depth = self.depth.saturating_sub(1);
        evaluated
    }

    fn mapping(&mut self, value: Value<'c>) -> Evaluated {
        let mut members = Vec::new();
        for (key, member) in value.members() {
            if let Some(member) = self.value(member) {
                members.push((Evaluated::of(key), member));
            }
        }
        Evaluated::map(members, value.at())
    }

    /// Takes steps from what the template may cost.
    pub(super) fn spend(&mut self, steps: usize, at: Span) -> bool {
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        self.steps = self.steps.saturating_add(steps);
        if self.steps > MAX_STEPS {
            self.tell_limit("values to work out", MAX_STEPS, at);
            return false;
        }
        true
    }

    /// Goes one level down; the caller comes back up by [`Self::shallower`].
    pub(super) fn deeper(&mut self, at: Span) -> bool {
        if self.depth >= MAX_DEPTH {
            self.tell_limit("levels of references and values", MAX_DEPTH, at);
            return false;
        }
        self.depth = self.depth.saturating_add(1);
        true
    }

    pub(super) const fn shallower(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    pub(super) fn tell_limit(&mut self, what: &'static str, limit: u32, at: Span) {
        if !std::mem::replace(&mut self.limit_told, true) {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            let why = Why::TooMuch { what, limit };
            self.session
                .not_analysed(self.template.path(), Some(at), why);
        }
    }

    /// The value of what is not worked out because of a limit.
    pub(super) fn past_limit(&mut self, at: Span) -> Evaluated {
        let path = self.template.path();
        self.unknown(MissingKind::Limit, "past a limit", path, at)
    }

    pub(super) fn unknown(
        &mut self,
        kind: MissingKind,
        name: &str,
        detail: impl Into<String>,
        at: Span,
    ) -> Evaluated {
        let hole = self.session.hole(kind, name, detail, at);
        Evaluated::unknown(hole, at)
    }

    /// The value of a call that this cannot work out: the function is not known
    /// here, or not for such arguments.
    pub(super) fn not_evaluated(&mut self, call: &Call<'c>) -> Evaluated {
        let name = match call.function {
            "Ref" => "Ref".to_owned(),
            other => format!("Fn::{other}"),
        };
        let detail = format!("at {}", self.template.place(call.at));
        self.unknown(MissingKind::Function, &name, detail, call.at)
    }

    /// A text that a function made, unless the functions made too much.
    pub(super) fn made(&mut self, fragment: Fragment, at: Span) -> Evaluated {
        self.text = self.text.saturating_add(fragment.text.len());
        if self.text > MAX_TEXT {
            let limit = u32::try_from(MAX_TEXT).unwrap_or(u32::MAX);
            self.tell_limit("bytes of text made by functions", limit, at);
            return self.past_limit(at);
        }
        Evaluated::fragment(fragment, at)
    }
}

/// Whether a place lies in another.
pub(super) fn is_inside(inner: Span, outer: Span) -> bool {
    inner.file == outer.file && outer.start <= inner.start && inner.end <= outer.end
}

/// Appends a value to a text. What is written at `place` keeps the places of its
/// bytes; what was had by reference is there as a whole. `false` where the value
/// is nothing that a text can hold.
pub(super) fn append(out: &mut Fragment, value: &Evaluated, place: Span) -> bool {
    let is_here = is_inside(value.at, place);
    if let Some(fragment) = value.as_fragment() {
        if is_here {
            out.push_part(fragment, 0, fragment.text.len());
        } else {
            insert(out, fragment, place);
        }
        return true;
    }
    let at = if is_here { value.at } else { place };
    if let Some(hole) = value.hole() {
        out.push_hole(hole, at);
        return true;
    }
    let text = value.to_text();
    out.push_atom(text.as_deref().unwrap_or(""), at);
    text.is_some() || value.is_null()
}

/// Appends a text that stands elsewhere: all of it maps to `place`.
pub(super) fn insert(out: &mut Fragment, text: &Fragment, place: Span) {
    for run in text.map.runs() {
        if let RunKind::Hole(id) = run.kind {
            out.push_hole(id, place);
            continue;
        }
        let start = usize::try_from(run.out).unwrap_or(usize::MAX);
        let len = usize::try_from(run.len).unwrap_or(usize::MAX);
        let part = text.text.get(start..start.saturating_add(len));
        out.push_atom(part.unwrap_or(""), place);
    }
}
