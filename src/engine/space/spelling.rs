//! How documents are spelled, apart from where they stand: what has the same
//! spelling in two inputs says the same, and what is not known of it is the same.

use std::collections::{BTreeMap, VecDeque};

use crate::engine::space::compare::Version;
use crate::model::Model;
use crate::model::doubt::{Choice, DoubtId, DoubtKind};
use crate::model::policy::{Condition, DocumentId, Element, Elements, Known, Statement, ValueKind};

/// A spelling, and the places in it that are all that tells some variables from
/// others, in order.
#[derive(Debug, Default)]
pub(in crate::engine) struct Spelling {
    pub(in crate::engine) text: String,
    pub(in crate::engine) places: Vec<String>,
}

impl Spelling {
    pub(in crate::engine) fn add(&mut self, part: &impl std::fmt::Debug) {
        use std::fmt::Write;
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{part:?};");
    }

    pub(in crate::engine) fn doubt(&mut self, id: DoubtId, model: &Model) {
        match model.doubts.get(id) {
            Some(doubt) if doubt.is_at_a_place() => {
                self.places.push(doubt.about.clone());
                self.add(&(doubt.kind, &doubt.name, "here", doubt.choices));
            }
            Some(doubt) => self.add(&(doubt.kind, &doubt.name, doubt.identity(), doubt.choices)),
            None => self.add(&"no such variable"),
        }
    }

    pub(in crate::engine) fn choices(&mut self, choices: &[Choice], model: &Model) {
        for choice in choices {
            self.add(&choice.mask);
            self.doubt(choice.doubt, model);
        }
    }

    fn element(&mut self, element: &Element, model: &Model) {
        self.add(&model.pools.str(element.text));
        match element.known {
            Known::Whole => {}
            Known::Holes(gap) | Known::Nothing(gap) => {
                let whole = matches!(element.known, Known::Nothing(_));
                self.add(&whole);
                self.doubt(gap, model);
            }
        }
    }

    fn elements(&mut self, elements: Elements, model: &Model) {
        self.add(&elements.form);
        for element in model.pools.elements(elements.list) {
            self.element(element, model);
        }
    }

    fn condition(&mut self, condition: &Condition, model: &Model) {
        let pools = &model.pools;
        self.add(&pools.str(condition.operator.text));
        self.add(&pools.str(condition.key.text));
        for value in pools.values(condition.values) {
            self.add(&pools.str(value.text));
            match value.kind {
                ValueKind::Hole(gap) => self.doubt(gap, model),
                kind => self.add(&kind),
            }
        }
        let Some(doubt) = condition.doubt else { return };
        self.doubt(doubt, model);
        let reading = model
            .doubts
            .get(doubt)
            .is_some_and(|doubt| doubt.kind == DoubtKind::Reading);
        if reading {
            self.places.push(condition.place());
        }
    }

    fn statement(statement: &Statement, model: &Model) -> Self {
        let mut spelling = Self::default();
        spelling.add(&statement.effect);
        spelling.choices(model.pools.choices(statement.guards), model);
        spelling.elements(statement.actions, model);
        spelling.elements(statement.resources, model);
        for principal in model.pools.principals(statement.principals) {
            spelling.add(&principal.form);
            spelling.element(&principal.element, model);
        }
        for condition in model.pools.conditions(statement.conditions) {
            spelling.condition(condition, model);
        }
        spelling
    }
}

impl Spelling {
    /// The spelling of a whole document, statement by statement.
    pub(in crate::engine) fn of_document(model: &Model, id: DocumentId) -> Option<Self> {
        let document = model.pools.document(id)?;
        let mut whole = Self::default();
        whole.add(&document.kind);
        whole.choices(model.pools.choices(document.guards), model);
        for (_, statement) in model.pools.statements(id) {
            whole.add(&statement.index);
            let own = Self::statement(statement, model);
            whole.text.push_str(&own.text);
            whole.places.extend(own.places);
        }
        Some(whole)
    }
}

/// Whether two documents are spelled alike, statement by statement.
#[must_use]
pub(in crate::engine) fn is_same(
    before: (&Model, DocumentId),
    after: (&Model, DocumentId),
) -> bool {
    let spelled = |(model, id): (&Model, DocumentId)| Spelling::of_document(model, id);
    let (before, after) = (spelled(before), spelled(after));
    before.is_some() && before.map(|one| one.text) == after.map(|one| one.text)
}

/// A statement in full, apart from where it stands.
#[must_use]
pub(in crate::engine) fn text_of(statement: &Statement, model: &Model) -> String {
    Spelling::statement(statement, model).text
}

/// For places of the later version those of the earlier one where the same
/// statement stands: each statement is the same as one other at most.
pub(super) fn same_places(before: Version<'_>, after: Version<'_>) -> BTreeMap<String, String> {
    matched(
        (before.model, [before.document]),
        (after.model, [after.document]),
    )
}

/// The same for all documents of two inputs.
pub(in crate::engine) fn places_of_all(before: &Model, after: &Model) -> BTreeMap<String, String> {
    let all = |model: &Model| -> Vec<DocumentId> {
        let documents = model.pools.documents();
        documents.map(|(id, _)| id).collect()
    };
    matched((before, all(before)), (after, all(after)))
}

/// The documents of one side.
type Documents<'m, I> = (&'m Model, I);

fn matched<I: IntoIterator<Item = DocumentId>>(
    before: Documents<'_, I>,
    after: Documents<'_, I>,
) -> BTreeMap<String, String> {
    let mut earlier: BTreeMap<String, VecDeque<Vec<String>>> = BTreeMap::new();
    for spelling in spelled(before) {
        let same = earlier.entry(spelling.text).or_default();
        same.push_back(spelling.places);
    }
    let mut places = BTreeMap::new();
    for later in spelled(after) {
        let same = earlier.get_mut(&later.text).and_then(VecDeque::pop_front);
        places.extend(later.places.into_iter().zip(same.into_iter().flatten()));
    }
    places
}

/// The statements in which only places tell variables from others.
fn spelled<I: IntoIterator<Item = DocumentId>>(
    (model, documents): Documents<'_, I>,
) -> Vec<Spelling> {
    let documents = documents.into_iter();
    documents
        .flat_map(|id| model.pools.statements(id))
        .map(|(_, statement)| Spelling::statement(statement, model))
        .filter(|spelling| !spelling.places.is_empty())
        .collect()
}
