//! Documents in which nothing is odd: each element is there once, under its own
//! name, and holds plain texts. They are gone through once and written straight into
//! the pools. At the first thing that needs a word or a choice all is taken back, and
//! the document is read with care instead.

#[cfg(test)]
mod tests;

use crate::model::condition::OperatorName;
use crate::model::policy::{
    Condition, ConditionValue, DocumentId, DocumentKind, Effect, Element, Elements, Form, Known,
    PrincipalElement, PrincipalForm, Statement, Text, ValueKind,
};
use crate::model::pools::{List, Pools, Str};
use crate::source::Span;
use crate::syntax::cursor::{Next, Part, TreeCursor};
use crate::syntax::json::TextCursor;
use crate::syntax::{Cursor, Parsed, Value};

/// Operators of one condition, and keys of one operator, are told apart pair by pair;
/// with more of them, with care.
const MAX_NAMES: usize = 16;

/// Reads a document of a tree into the pools, or returns nothing and leaves them as
/// they were.
pub(super) fn document(
    value: Value<'_>,
    kind: DocumentKind,
    pools: &mut Pools,
) -> Option<DocumentId> {
    read(&mut TreeCursor::new(value), kind, pools, |_| true)
}

/// The same for a text of which no tree was made, and which holds nothing else.
pub(super) fn text(
    parsed: Parsed<'_>,
    kind: DocumentKind,
    pools: &mut Pools,
) -> Option<DocumentId> {
    let mut cursor = TextCursor::new(parsed);
    read(&mut cursor, kind, pools, TextCursor::is_at_end)
}

fn read<'a, C: Cursor<'a>>(
    cursor: &mut C,
    kind: DocumentKind,
    pools: &mut Pools,
    is_whole: impl Fn(&C) -> bool,
) -> Option<DocumentId> {
    let mark = pools.mark();
    let mut plain = Plain {
        cursor,
        kind,
        pools,
        moved: 0,
        length: 0,
    };
    let read = plain.document();
    if read.is_none() || !is_whole(cursor) {
        pools.take_back(mark);
        return None;
    }
    read
}

struct Plain<'c, 'p, C> {
    cursor: &'c mut C,
    kind: DocumentKind,
    pools: &'p mut Pools,
    /// How far the text is moved to where it is kept. It is kept as a whole, since
    /// copying it once costs less than copying its parts.
    moved: u32,
    /// The characters of the document so far, as compact JSON (R27).
    length: u32,
}

/// The elements of a statement.
#[derive(Default)]
struct Members {
    effect: Option<(Effect, Span)>,
    actions: Option<Elements>,
    resources: Option<Elements>,
    principals: Option<List<PrincipalElement>>,
    conditions: Option<List<Condition>>,
}

/// The names read so far of those that must differ.
#[derive(Default)]
struct Names<'a> {
    names: [&'a str; MAX_NAMES],
    count: usize,
}

impl<'a> Names<'a> {
    /// Adds a name that none of the earlier ones is.
    fn add(&mut self, name: &'a str, same: impl Fn(&str, &str) -> bool) -> Option<()> {
        let earlier = self.names.get(..self.count)?;
        if earlier.iter().any(|other| same(other, name)) {
            return None;
        }
        *self.names.get_mut(self.count)? = name;
        self.count = self.count.saturating_add(1);
        Some(())
    }
}

/// Sets what is not set yet.
fn once<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.replace(value).is_none().then_some(())
}

impl<'a, C: Cursor<'a>> Plain<'_, '_, C> {
    /// Counts a part of the text and the comma or colon that follows it.
    const fn count(&mut self, length: u32) {
        self.length = self.length.saturating_add(length).saturating_add(1);
    }

    /// Notes a part that was read.
    #[inline]
    const fn seen(&mut self, part: Part, quotes: u32) {
        self.count(part.end.saturating_sub(part.start).saturating_add(quotes));
    }

    /// What a part says.
    #[inline]
    fn bytes(&self, part: Part) -> &'a [u8] {
        let index = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        let text = self.cursor.text().as_bytes();
        text.get(index(part.start)..index(part.end)).unwrap_or(&[])
    }

    fn text(&self, part: Part) -> &'a str {
        slice(self.cursor.text(), part.start, part.end)
    }

    /// Where a part will be kept.
    const fn str(&self, part: Part) -> Str {
        let (start, end) = (part.start, part.end);
        Str::new(start.wrapping_add(self.moved), end.wrapping_add(self.moved))
    }

    fn open(&mut self, what: Next) -> Option<()> {
        if self.cursor.peek() != what {
            return None;
        }
        // Both brackets, less the comma that is not after the last member.
        self.count(1);
        self.cursor.open()
    }

    /// The next key of the open object.
    // What is inlined hands its parts over in registers; in memory they are waited for.
    #[inline(always)]
    fn key(&mut self) -> Option<Option<Part>> {
        let Some(key) = self.cursor.key()? else {
            return Some(None);
        };
        self.seen(key, 2);
        Some(Some(key))
    }

    #[inline(always)]
    fn string(&mut self) -> Option<Part> {
        let part = self.cursor.string()?;
        self.seen(part, 2);
        Some(part)
    }

    fn document(&mut self) -> Option<DocumentId> {
        let (start, end) = self.cursor.whole()?;
        let text = slice(self.cursor.text(), start, end);
        if !is_plain(text) {
            return None;
        }
        self.moved = self.pools.next_text().wrapping_sub(start);
        self.pools.intern(text);
        let id = self.pools.next_document();
        let first = self.pools.next::<Statement>();
        let (mut version, mut list) = (None, None);
        self.open(Next::Object)?;
        while let Some(name) = self.key()? {
            match self.bytes(name) {
                b"Version" => {
                    let said = self.string()?;
                    once(&mut version, self.bytes(said))?;
                }
                b"Statement" => {
                    once(&mut list, ())?;
                    self.open(Next::List)?;
                    let mut index = 0_u32;
                    while self.cursor.item()? {
                        self.statement(id, index)?;
                        index = index.saturating_add(1);
                    }
                    if index == 0 {
                        return None;
                    }
                }
                _ => return None,
            }
        }
        if version? != b"1" {
            return None;
        }
        list?;
        let (at, length) = (self.cursor.last(), self.length.saturating_sub(1));
        Some(
            self.pools
                .add_document(self.kind, at, length, first, Vec::new()),
        )
    }

    fn statement(&mut self, document: DocumentId, index: u32) -> Option<()> {
        let mut members = Members::default();
        self.open(Next::Object)?;
        while let Some(name) = self.key()? {
            match self.bytes(name) {
                b"Effect" => {
                    let said = self.string()?;
                    let effect = match self.bytes(said) {
                        b"Allow" => Effect::Allow,
                        b"Deny" => Effect::Deny,
                        _ => return None,
                    };
                    once(&mut members.effect, (effect, said.at))?;
                }
                b"Action" => {
                    let elements = self.elements(Form::Named)?;
                    once(&mut members.actions, elements)?;
                }
                b"NotAction" => {
                    let elements = self.elements(Form::Excluded)?;
                    once(&mut members.actions, elements)?;
                }
                b"Resource" if self.kind != DocumentKind::Trust => {
                    let elements = self.elements(Form::Named)?;
                    once(&mut members.resources, elements)?;
                }
                b"Principal" if self.has_principals() => {
                    let principals = self.principals()?;
                    once(&mut members.principals, principals)?;
                }
                b"Condition" => {
                    let conditions = self.conditions()?;
                    once(&mut members.conditions, conditions)?;
                }
                _ => return None,
            }
        }
        let at = self.cursor.last();
        let (effect, effect_at) = members.effect?;
        let missing = Elements {
            form: Form::Missing,
            list: List::default(),
            at,
        };
        let (resources, principals) = match self.kind {
            DocumentKind::Trust => (missing, members.principals?),
            _ => (members.resources?, members.principals.unwrap_or_default()),
        };
        self.pools.add(Statement {
            document,
            index,
            at,
            effect,
            effect_at,
            actions: members.actions?,
            resources,
            principals,
            conditions: members.conditions.unwrap_or_default(),
            guards: List::default(),
        });
        Some(())
    }

    const fn has_principals(&self) -> bool {
        matches!(self.kind, DocumentKind::Trust | DocumentKind::Resource)
    }

    /// Does something with a value, or with each member of a list that has some, which
    /// says where it is; returns the place of the whole.
    #[inline]
    fn each(&mut self, mut of: impl FnMut(&mut Self) -> Option<Span>) -> Option<Span> {
        if self.cursor.peek() != Next::List {
            return of(self);
        }
        self.open(Next::List)?;
        let mut some = false;
        while self.cursor.item()? {
            of(self)?;
            some = true;
        }
        some.then(|| self.cursor.last())
    }

    #[inline(always)]
    fn element(&mut self) -> Option<Element> {
        let part = self.string()?;
        Some(Element {
            text: self.str(part),
            at: part.at,
            known: Known::Whole,
        })
    }

    fn elements(&mut self, form: Form) -> Option<Elements> {
        let first = self.pools.next::<Element>();
        let at = self.each(|plain| {
            let element = plain.element()?;
            plain.pools.add(element);
            Some(element.at)
        })?;
        let list = self.pools.since(first);
        Some(Elements { form, list, at })
    }

    fn principals(&mut self) -> Option<List<PrincipalElement>> {
        let first = self.pools.next::<PrincipalElement>();
        let mut some = false;
        self.open(Next::Object)?;
        while let Some(name) = self.key()? {
            let form = match self.bytes(name) {
                b"RAM" => PrincipalForm::Ram,
                b"Service" => PrincipalForm::Service,
                b"Federated" => PrincipalForm::Federated,
                _ => return None,
            };
            some = true;
            self.each(|plain| {
                let element = plain.element()?;
                plain.pools.add(PrincipalElement { form, element });
                Some(element.at)
            })?;
        }
        some.then(|| self.pools.since(first))
    }

    fn conditions(&mut self) -> Option<List<Condition>> {
        let first = self.pools.next::<Condition>();
        let mut operators = Names::default();
        self.open(Next::Object)?;
        while let Some(operator) = self.key()? {
            let name = self.text(operator);
            OperatorName::read(name).base?;
            operators.add(name, |one, other| one == other)?;
            let mut keys = Names::default();
            self.open(Next::Object)?;
            while let Some(key) = self.key()? {
                keys.add(self.text(key), str::eq_ignore_ascii_case)?;
                let condition = self.condition(operator, key)?;
                self.pools.add(condition);
            }
            if keys.count == 0 {
                return None;
            }
        }
        (operators.count > 0).then(|| self.pools.since(first))
    }

    fn condition(&mut self, operator: Part, key: Part) -> Option<Condition> {
        let first = self.pools.next::<ConditionValue>();
        let at = self.each(|plain| {
            let (kind, part) = if plain.cursor.peek() == Next::String {
                (ValueKind::String, plain.string()?)
            } else {
                let part = plain.cursor.number()?;
                plain.seen(part, 0);
                (ValueKind::Number, part)
            };
            let (text, at) = (plain.str(part), part.at);
            plain.pools.add(ConditionValue { text, at, kind });
            Some(at)
        })?;
        let text = |part: Part| Text {
            text: self.str(part),
            at: part.at,
        };
        Some(Condition {
            operator: text(operator),
            key: text(key),
            values: self.pools.since(first),
            at,
            doubt: None,
        })
    }
}

/// Whether every character is one of ASCII, and none begins a policy variable.
fn is_plain(text: &str) -> bool {
    let odd = |byte: u8| (byte >= 0x7f) | (byte == b'$');
    // Without a way out in the middle, many bytes are looked at at a time.
    !text.bytes().fold(false, |found, byte| found | odd(byte))
}

fn slice(text: &str, start: u32, end: u32) -> &str {
    let index = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
    text.get(index(start)..index(end)).unwrap_or("")
}
