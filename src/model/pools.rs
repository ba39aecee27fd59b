//! The pools that the parts of all documents are kept in. A list is an index range,
//! so that reading a document allocates nothing of its own.

#[cfg(test)]
mod tests;

use std::marker::PhantomData;

use crate::model::doubt::Choice;
use crate::model::policy::{
    Condition, ConditionValue, Document, DocumentId, DocumentKind, Element, Elements,
    PrincipalElement, Statement, StatementId,
};
use crate::source::Span;

/// A text in the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Str {
    start: u32,
    end: u32,
}

/// A range of one pool.
#[derive(Debug, PartialEq, Eq)]
pub struct List<T> {
    start: u32,
    end: u32,
    of: PhantomData<T>,
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<T> {}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self {
            start: 0,
            end: 0,
            of: PhantomData,
        }
    }
}

impl<T> List<T> {
    /// Number of members.
    #[must_use]
    pub const fn len(&self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether it has no members.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn length<T>(pool: &[T]) -> u32 {
    u32::try_from(pool.len()).unwrap_or(u32::MAX)
}

fn slice<T>(pool: &[T], list: List<T>) -> &[T] {
    let start = usize::try_from(list.start).unwrap_or(usize::MAX);
    let end = usize::try_from(list.end).unwrap_or(usize::MAX);
    pool.get(start..end).unwrap_or(&[])
}

/// The pools that all documents of a run are kept in.
#[derive(Debug, Default)]
pub struct Pools {
    text: String,
    documents: Vec<Document>,
    statements: Vec<Statement>,
    elements: Vec<Element>,
    principals: Vec<PrincipalElement>,
    conditions: Vec<Condition>,
    values: Vec<ConditionValue>,
    choices: Vec<Choice>,
}

/// A kind of part that lists in the pools are made of.
pub trait Pooled: Sized {
    /// Where all parts of this kind are kept.
    fn pool(pools: &Pools) -> &[Self];
    /// The same, to add to.
    fn pool_mut(pools: &mut Pools) -> &mut Vec<Self>;
}

macro_rules! pooled {
    ($($part:ident in $pool:ident),* $(,)?) => {$(
        impl Pooled for $part {
            fn pool(pools: &Pools) -> &[Self] {
                &pools.$pool
            }

            fn pool_mut(pools: &mut Pools) -> &mut Vec<Self> {
                &mut pools.$pool
            }
        }
    )*};
}

pooled! {
    Statement in statements,
    Element in elements,
    PrincipalElement in principals,
    Condition in conditions,
    ConditionValue in values,
    Choice in choices,
}

/// How much was kept at one time.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    text: usize,
    documents: usize,
    statements: usize,
    elements: usize,
    principals: usize,
    conditions: usize,
    values: usize,
    choices: usize,
}

impl Str {
    /// The bytes `start..end` of the pool of texts.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }
}

impl Pools {
    /// Where the next text will begin.
    #[must_use]
    pub fn next_text(&self) -> u32 {
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }

    /// Keeps a text.
    pub fn intern(&mut self, text: &str) -> Str {
        let start = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.text.push_str(text);
        Str {
            start,
            end: u32::try_from(self.text.len()).unwrap_or(u32::MAX),
        }
    }

    /// A kept text.
    #[must_use]
    pub fn str(&self, text: Str) -> &str {
        let start = usize::try_from(text.start).unwrap_or(usize::MAX);
        let end = usize::try_from(text.end).unwrap_or(usize::MAX);
        self.text.get(start..end).unwrap_or("")
    }

    /// Keeps one part.
    pub fn add<T: Pooled>(&mut self, part: T) {
        T::pool_mut(self).push(part);
    }

    /// Keeps several parts as one list.
    pub fn add_all<T: Pooled>(&mut self, parts: impl IntoIterator<Item = T>) -> List<T> {
        let first = self.next::<T>();
        T::pool_mut(self).extend(parts);
        self.since(first)
    }

    /// The number that the next part of its kind will have.
    #[must_use]
    pub fn next<T: Pooled>(&self) -> u32 {
        length(T::pool(self))
    }

    /// The parts that were kept since the next one had this number.
    #[must_use]
    pub fn since<T: Pooled>(&self, first: u32) -> List<T> {
        List {
            start: first,
            end: self.next::<T>(),
            of: PhantomData,
        }
    }

    /// How much is kept.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark {
            text: self.text.len(),
            documents: self.documents.len(),
            statements: self.statements.len(),
            elements: self.elements.len(),
            principals: self.principals.len(),
            conditions: self.conditions.len(),
            values: self.values.len(),
            choices: self.choices.len(),
        }
    }

    /// Forgets all that was kept after a mark.
    pub fn take_back(&mut self, mark: Mark) {
        self.text.truncate(mark.text);
        self.documents.truncate(mark.documents);
        self.statements.truncate(mark.statements);
        self.elements.truncate(mark.elements);
        self.principals.truncate(mark.principals);
        self.conditions.truncate(mark.conditions);
        self.values.truncate(mark.values);
        self.choices.truncate(mark.choices);
    }

    /// The id that the next document will have.
    #[must_use]
    pub fn next_document(&self) -> DocumentId {
        DocumentId(length(&self.documents))
    }

    /// Keeps a document of the statements since that number, which carry the id from
    /// [`Self::next_document`].
    pub fn add_document(
        &mut self,
        kind: DocumentKind,
        at: Span,
        length: u32,
        statements: u32,
        guards: Vec<Choice>,
    ) -> DocumentId {
        let id = self.next_document();
        let statements = self.since(statements);
        let guards = self.add_all(guards);
        self.documents.push(Document {
            kind,
            at,
            length,
            statements,
            guards,
        });
        id
    }

    /// Makes a document count only where a choice holds too.
    pub fn guard_document(&mut self, id: DocumentId, guard: Choice) {
        let Some(document) = self.document(id) else {
            return;
        };
        let mut guards = self.choices(document.guards).to_vec();
        guards.push(guard);
        let guards = self.add_all(guards);
        let index = usize::try_from(id.0).unwrap_or(usize::MAX);
        if let Some(document) = self.documents.get_mut(index) {
            document.guards = guards;
        }
    }

    /// Makes one document of two, of which each counts under guards of its own. It has
    /// the id and the place of the first; the second says nothing any more.
    pub fn join_documents(
        &mut self,
        first: (DocumentId, &[Choice]),
        second: (DocumentId, &[Choice]),
    ) {
        let mut joined: Vec<Statement> = Vec::new();
        for (id, when) in [first, second] {
            let guards = self.document(id).map(|document| document.guards);
            let whole = self.choices(guards.unwrap_or_default()).to_vec();
            let own: Vec<Statement> = self.statements(id).map(|(_, one)| *one).collect();
            for statement in own {
                let mut guards = self.choices(statement.guards).to_vec();
                guards.extend(whole.iter().chain(when));
                joined.push(Statement {
                    document: first.0,
                    index: u32::try_from(joined.len()).unwrap_or(u32::MAX),
                    guards: self.add_all(guards),
                    ..statement
                });
            }
        }
        let statements = self.add_all(joined);
        for (id, statements) in [(first.0, statements), (second.0, List::default())] {
            let index = usize::try_from(id.0).unwrap_or(usize::MAX);
            if let Some(document) = self.documents.get_mut(index) {
                document.statements = statements;
                document.guards = List::default();
            }
        }
    }

    /// Whether two documents say the same, whatever the order of their statements
    /// and values.
    #[must_use]
    pub fn same(&self, one: DocumentId, other: DocumentId) -> bool {
        one == other || self.spelling(one) == self.spelling(other)
    }

    fn spelling(&self, id: DocumentId) -> Vec<String> {
        let sorted = |mut list: Vec<String>| {
            list.sort_unstable();
            list.dedup();
            list
        };
        let element =
            |element: &Element| format!("{:?} {:?}", self.str(element.text), element.known);
        let elements = |list: Elements| {
            let texts = self.elements(list.list).iter().map(element).collect();
            (list.form, sorted(texts))
        };
        let statements = self.statements(id).map(|(_, statement)| {
            let principals = self.principals(statement.principals).iter();
            let principals =
                principals.map(|one| format!("{:?} {}", one.form, element(&one.element)));
            let conditions = self.conditions(statement.conditions).iter().map(|one| {
                let values = self.values(one.values).iter();
                let values =
                    values.map(|value| format!("{:?} {:?}", self.str(value.text), value.kind));
                let name = (self.str(one.operator.text), self.str(one.key.text));
                format!("{name:?} {:?} {:?}", sorted(values.collect()), one.doubt)
            });
            format!(
                "{:?}",
                (
                    statement.effect,
                    elements(statement.actions),
                    elements(statement.resources),
                    sorted(principals.collect()),
                    sorted(conditions.collect()),
                    self.choices(statement.guards),
                )
            )
        });
        sorted(statements.collect())
    }

    /// A document.
    #[must_use]
    pub fn document(&self, id: DocumentId) -> Option<&Document> {
        self.documents.get(usize::try_from(id.0).ok()?)
    }

    /// All documents in the order they were read.
    pub fn documents(&self) -> impl Iterator<Item = (DocumentId, &Document)> {
        (0_u32..).map(DocumentId).zip(&self.documents)
    }

    /// A statement.
    #[must_use]
    pub fn statement(&self, id: StatementId) -> Option<&Statement> {
        self.statements.get(usize::try_from(id.0).ok()?)
    }

    /// The statements of all documents.
    pub fn all_statements(&self) -> impl Iterator<Item = &Statement> {
        self.statements.iter()
    }

    /// The statements of a document with their ids.
    pub fn statements(&self, id: DocumentId) -> impl Iterator<Item = (StatementId, &Statement)> {
        let list = self
            .document(id)
            .map_or_else(List::default, |document| document.statements);
        (list.start..)
            .map(StatementId)
            .zip(slice(&self.statements, list))
    }

    /// The elements of a list.
    #[must_use]
    pub fn elements(&self, list: List<Element>) -> &[Element] {
        slice(&self.elements, list)
    }

    /// The principals of a list.
    #[must_use]
    pub fn principals(&self, list: List<PrincipalElement>) -> &[PrincipalElement] {
        slice(&self.principals, list)
    }

    /// The conditions of a list.
    #[must_use]
    pub fn conditions(&self, list: List<Condition>) -> &[Condition] {
        slice(&self.conditions, list)
    }

    /// The values of a list.
    #[must_use]
    pub fn values(&self, list: List<ConditionValue>) -> &[ConditionValue] {
        slice(&self.values, list)
    }

    /// The choices of a list.
    #[must_use]
    pub fn choices(&self, list: List<Choice>) -> &[Choice] {
        slice(&self.choices, list)
    }
}
