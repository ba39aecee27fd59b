//! Values that a template or an API response holds once its references are
//! followed: texts keep the place of every byte and their holes, lists and
//! mappings the place of every element. All formats that declare resources end
//! up with these; a document made of them becomes a tree like any other.

use std::borrow::Cow;
use std::rc::Rc;

use crate::readers::json_text::json_text;
use crate::source::{Fragment, HoleId, OffsetMap, Span};
use crate::syntax::{Kind, Node, TextRef, Tree, Value};

/// The longest text that a value becomes, in bytes.
pub const MAX_TEXT: usize = 1 << 20;

/// How many values are written into a tree, and how deep they may lie in each
/// other; shared values count wherever they stand.
const MAX_NODES: usize = 1 << 18;
const MAX_NESTING: u32 = 128;

/// A value with the place it was written.
#[derive(Clone, Debug)]
pub(super) struct Evaluated {
    /// What it is.
    pub(super) data: Data,
    /// The token or brackets that it was written as, wherever that was.
    pub(super) at: Span,
    /// The address of the resource that it is an attribute of, where it was had
    /// by reference: joins go by address before they go by name.
    pub(super) refers: Option<Rc<str>>,
    /// Of an unknown element or member: the one that is there, if any is.
    pub(super) perhaps: Option<Rc<Evaluated>>,
}

/// The kinds of values. Lists, mappings and texts are shared, not copied.
#[derive(Clone, Debug)]
pub(super) enum Data {
    Null,
    Bool(bool),
    /// A number, spelt as JSON has it.
    Number(Rc<str>),
    Text(Rc<Fragment>),
    /// Elements in order; a [`Data::Unknown`] that is `splice` may be any number
    /// of them.
    List(Rc<Vec<Evaluated>>),
    /// Members in order, with the places of their keys.
    Map(Rc<Vec<(Evaluated, Evaluated)>>),
    /// A text that is the JSON of a value: that one is what a document is read
    /// from, and the text is made only where it is used as such.
    Json(Rc<Evaluated>),
    /// A value that the input does not hold.
    Unknown {
        hole: HoleId,
        /// In a list: any number of elements rather than one.
        splice: bool,
    },
}

impl Evaluated {
    pub(super) const fn new(data: Data, at: Span) -> Self {
        Self {
            data,
            at,
            refers: None,
            perhaps: None,
        }
    }

    /// A text that stands nowhere as it is; all of it maps to `at`.
    pub(super) fn text(text: &str, at: Span) -> Self {
        let mut fragment = Fragment::default();
        fragment.push_atom(text, at);
        Self::fragment(fragment, at)
    }

    pub(super) fn fragment(fragment: Fragment, at: Span) -> Self {
        Self::new(Data::Text(Rc::new(fragment)), at)
    }

    pub(super) fn list(items: Vec<Self>, at: Span) -> Self {
        Self::new(Data::List(Rc::new(items)), at)
    }

    pub(super) fn map(members: Vec<(Self, Self)>, at: Span) -> Self {
        Self::new(Data::Map(Rc::new(members)), at)
    }

    pub(super) const fn unknown(hole: HoleId, at: Span) -> Self {
        let splice = false;
        Self::new(Data::Unknown { hole, splice }, at)
    }

    /// What a parsed JSON or YAML value says, holes included.
    pub(super) fn of(value: Value<'_>) -> Self {
        let data = match value.kind() {
            Kind::Null => Data::Null,
            Kind::Bool(is) => Data::Bool(is),
            Kind::Number => Data::Number(value.text().into()),
            Kind::String => Data::Text(Rc::new(value.fragment())),
            Kind::Array => Data::List(Rc::new(value.items().map(Self::of).collect())),
            Kind::Object => {
                let members = value.members();
                let members = members.map(|(key, value)| (Self::of(key), Self::of(value)));
                Data::Map(Rc::new(members.collect()))
            }
            Kind::Hole | Kind::Invalid => {
                let hole = value.holes().first().map_or(HoleId::UNTOLD, |(id, _)| *id);
                let splice = false;
                Data::Unknown { hole, splice }
            }
        };
        Self::new(data, value.at())
    }

    pub(super) const fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// The hole, if nothing of the value is known.
    pub(super) const fn hole(&self) -> Option<HoleId> {
        match self.data {
            Data::Unknown { hole, .. } => Some(hole),
            _ => None,
        }
    }

    /// The text of a string without holes.
    pub(super) fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::Text(fragment) if !fragment.has_hole() => Some(&fragment.text),
            _ => None,
        }
    }

    pub(super) fn as_fragment(&self) -> Option<&Fragment> {
        match &self.data {
            Data::Text(fragment) => Some(fragment),
            _ => None,
        }
    }

    /// The text of a string without holes, or of a number or boolean as Terraform
    /// and ROS turn them into strings.
    pub(super) fn to_text(&self) -> Option<String> {
        match &self.data {
            Data::Text(_) => self.as_str().map(str::to_owned),
            Data::Number(number) => Some(number.to_string()),
            Data::Bool(is) => Some(is.to_string()),
            Data::Json(inner) => {
                let text = json_text(inner, MAX_TEXT)?;
                (!text.has_hole()).then_some(text.text)
            }
            _ => None,
        }
    }

    /// The text of a scalar, with U+FFFC for its holes.
    pub(super) fn scalar(&self) -> Option<Cow<'_, str>> {
        match &self.data {
            Data::Text(fragment) => Some(Cow::Borrowed(&fragment.text)),
            Data::Number(number) => Some(Cow::Borrowed(number)),
            Data::Bool(is) => Some(Cow::Borrowed(if *is { "true" } else { "false" })),
            _ => None,
        }
    }

    /// Elements of a list; nothing for other kinds.
    pub(super) fn items(&self) -> &[Self] {
        match &self.data {
            Data::List(items) => items,
            _ => &[],
        }
    }

    /// Members of a mapping; nothing for other kinds.
    pub(super) fn members(&self) -> &[(Self, Self)] {
        match &self.data {
            Data::Map(members) => members,
            _ => &[],
        }
    }

    /// The last member with exactly this key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let mut members = self.members().iter().rev();
        members
            .find(|(name, _)| name.as_str() == Some(key))
            .map(|(_, value)| value)
    }

    /// The same value, said to be had from a resource.
    pub(super) fn referring(mut self, address: &str) -> Self {
        self.refers = Some(address.into());
        self
    }
}

/// Equality looks at what values say and refer to, not at where they stand.
impl PartialEq for Evaluated {
    fn eq(&self, other: &Self) -> bool {
        self.refers == other.refers && self.data == other.data
    }
}

impl PartialEq for Data {
    fn eq(&self, other: &Self) -> bool {
        let holes = |text: &Fragment| -> Vec<HoleId> {
            let holes = text.map.holes(0, text.map.len());
            holes.map(|(hole, _)| hole).collect()
        };
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(other)) => one == other,
            (Self::Number(one), Self::Number(other)) => one == other,
            (Self::Text(one), Self::Text(other)) => {
                one.text == other.text && holes(one) == holes(other)
            }
            (Self::List(one), Self::List(other)) => one == other,
            (Self::Json(one), Self::Json(other)) => one == other,
            (Self::Map(one), Self::Map(other)) => one == other,
            (
                Self::Unknown { hole, splice },
                Self::Unknown {
                    hole: other,
                    splice: spliced,
                },
            ) => hole == other && splice == spliced,
            _ => false,
        }
    }
}

/// Writes a value into a tree, which is cleared first, so that it can be read as
/// a document.
pub(super) fn to_tree(value: &Evaluated, tree: &mut Tree) {
    tree.clear();
    push(value, 0, tree);
}

fn push(value: &Evaluated, level: u32, tree: &mut Tree) {
    if let Data::Json(inner) = &value.data {
        // The document itself is what the text says; JSON within it is a string.
        if level == 0 {
            return push(inner, 1, tree);
        }
        let text = match json_text(inner, MAX_TEXT) {
            Some(text) => Evaluated::fragment(text, value.at),
            None => Evaluated::unknown(HoleId::UNTOLD, value.at),
        };
        return push(&text, level, tree);
    }
    let is_leaf = value.items().is_empty() && value.members().is_empty();
    if !is_leaf && (level >= MAX_NESTING || tree.nodes.len() >= MAX_NODES) {
        return push(&Evaluated::unknown(HoleId::UNTOLD, value.at), level, tree);
    }
    let text = match &value.data {
        Data::Text(fragment) => pool(fragment, tree),
        Data::Number(number) => {
            let mut fragment = Fragment::default();
            fragment.push_atom(number, value.at);
            pool(&fragment, tree)
        }
        Data::Unknown { hole, .. } => {
            let mut fragment = Fragment::default();
            fragment.push_hole(*hole, value.at);
            pool(&fragment, tree)
        }
        _ => TextRef::None,
    };
    let kind = match &value.data {
        Data::Null => Kind::Null,
        Data::Bool(is) => Kind::Bool(*is),
        Data::Number(_) => Kind::Number,
        Data::Text(_) => Kind::String,
        Data::List(_) => Kind::Array,
        Data::Map(_) => Kind::Object,
        Data::Unknown { .. } => Kind::Hole,
        Data::Json(_) => Kind::Invalid,
    };
    let inner = level.saturating_add(1);
    let index = tree.nodes.len();
    tree.nodes.push(Node {
        plain: false,
        kind,
        at: value.at,
        text,
        end: 0,
    });
    for item in value.items() {
        push(item, inner, tree);
    }
    for (key, member) in value.members() {
        push(key, inner, tree);
        push(member, inner, tree);
    }
    let end = u32::try_from(tree.nodes.len()).unwrap_or(u32::MAX);
    if let Some(node) = tree.nodes.get_mut(index) {
        node.end = end;
    }
}

fn pool(fragment: &Fragment, tree: &mut Tree) -> TextRef {
    let start = u32::try_from(tree.pool.len()).unwrap_or(u32::MAX);
    tree.pool.push_str(&fragment.text);
    copy(&fragment.map, &mut tree.pool_map);
    TextRef::Pool {
        start,
        end: u32::try_from(tree.pool.len()).unwrap_or(u32::MAX),
    }
}

fn copy(from: &OffsetMap, into: &mut OffsetMap) {
    from.slice_into(0, from.len(), into);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    const AT: Span = Span::new(FileId(0), 0, 0);

    /// How many values of a tree stand for what is not written into it.
    fn left_out(value: &Evaluated) -> usize {
        let mut tree = Tree::default();
        to_tree(value, &mut tree);
        let holes = tree.nodes.iter().filter(|node| node.kind == Kind::Hole);
        holes.count()
    }

    #[test]
    fn a_tree_holds_no_more_than_is_allowed() {
        let null = || Evaluated::new(Data::Null, AT);
        let nested =
            |levels: u32| (0..levels).fold(null(), |inner, _| Evaluated::list(vec![inner], AT));
        assert_eq!(left_out(&nested(MAX_NESTING)), 0);
        assert_eq!(left_out(&nested(MAX_NESTING + 1)), 1);
        // Each list is a value as well, and shared ones count wherever they stand.
        let row = Evaluated::list(vec![null(); 1023], AT);
        let rows = |count: usize| Evaluated::list(vec![row.clone(); count], AT);
        assert_eq!(left_out(&rows(MAX_NODES / 1024)), 0);
        assert_eq!(left_out(&rows(MAX_NODES / 1024 + 1)), 1);
    }
}
