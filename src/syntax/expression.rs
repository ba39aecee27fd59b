//! Configuration in blocks, attributes and expressions, as HCL has it: our own
//! spanned form, which the HCL reader and the reader of `.tf.json` both fill.
//! Nothing here knows the library that parses HCL, or what a resource means.
//!
//! Every place is in the outermost file, whatever text the configuration was
//! found in.

use crate::source::{Fragment, Span, Spanned};

/// What stands between the braces of a block, or in a whole file.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// `name = value`, in source order; a name may occur twice where the text
    /// is faulty.
    pub attributes: Vec<Attribute>,
    /// Nested blocks in source order.
    pub blocks: Vec<Block>,
}

impl Body {
    /// The first attribute of that name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|one| one.name.value == name)
    }

    /// The blocks of that kind, in source order.
    pub fn blocks_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks.iter().filter(move |one| one.kind.value == kind)
    }
}

/// `name = value`.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The name, without quotes.
    pub name: Spanned<String>,
    /// The value.
    pub value: Expression,
    /// From the name to the end of the value.
    pub at: Span,
}

/// `kind "label" { … }`.
#[derive(Clone, Debug)]
pub struct Block {
    /// The first word.
    pub kind: Spanned<String>,
    /// The labels, without quotes; their places have the quotes.
    pub labels: Vec<Spanned<String>>,
    /// What stands between the braces.
    pub body: Body,
    /// The whole block.
    pub at: Span,
    /// The first word and the labels.
    pub header: Span,
}

/// A spanned expression.
#[derive(Clone, Debug)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// The whole of it: quotes, brackets and heredoc marks included,
    /// parentheses around it not.
    pub at: Span,
}

/// The kinds of expressions.
#[derive(Clone, Debug)]
pub enum ExpressionKind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as written.
    Number(String),
    /// A quoted string or heredoc without interpolation, decoded.
    Text(Fragment),
    /// A quoted string or heredoc with interpolations or directives.
    Template(Vec<Part>),
    /// `[a, b]`.
    List(Vec<Expression>),
    /// `{ key = value }`: a key that is a bare word is its text.
    Object(Vec<(Expression, Expression)>),
    /// The first word of a reference: `var`, `local`, `each`, a resource type.
    Name(String),
    /// `of.name`.
    Attribute {
        /// What is looked into.
        of: Box<Expression>,
        /// The name.
        name: Spanned<String>,
    },
    /// `of[key]` and the older `of.0`.
    Index {
        /// What is looked into.
        of: Box<Expression>,
        /// The key.
        key: Box<Expression>,
    },
    /// `of.*.a.b` and `of[*].a[0]`: the steps are taken on every element.
    Splat {
        /// The list, or one value that stands for a list of one.
        of: Box<Expression>,
        /// What is taken of each element.
        steps: Vec<Step>,
    },
    /// `name(arguments)`.
    Call {
        /// The function, with its name space as written (`provider::x::f`).
        name: Spanned<String>,
        /// The arguments.
        arguments: Vec<Expression>,
        /// The last argument is a list of arguments (`...`).
        expands: bool,
    },
    /// `!a`, `-a`.
    Unary {
        /// The operator.
        operator: UnaryOperator,
        /// What it is applied to.
        operand: Box<Expression>,
    },
    /// `a + b` and its like.
    Binary {
        /// The operator.
        operator: BinaryOperator,
        /// Left operand.
        left: Box<Expression>,
        /// Right operand.
        right: Box<Expression>,
    },
    /// `condition ? then : otherwise`.
    Conditional {
        /// The condition.
        condition: Box<Expression>,
        /// Taken where it is true.
        then: Box<Expression>,
        /// Taken where it is false.
        otherwise: Box<Expression>,
    },
    /// `[for … ]` and `{for … }`.
    For(Box<For>),
    /// Something that the reader cannot express; in its words.
    Unreadable(String),
}

/// One step after a splat.
#[derive(Clone, Debug)]
pub enum Step {
    /// `.name`.
    Attribute(Spanned<String>),
    /// `[key]`.
    Index(Expression),
    /// A splat inside of a splat: its steps are taken on every element of what
    /// was reached, and the steps after it on the list of the results.
    Splat(Vec<Step>),
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `!`.
    Not,
    /// `-`.
    Minus,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `==`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
    /// `+`.
    Plus,
    /// `-`.
    Minus,
    /// `*`.
    Times,
    /// `/`.
    Divided,
    /// `%`.
    Modulo,
    /// `&&`.
    And,
    /// `||`.
    Or,
}

impl BinaryOperator {
    /// The sign that it is written with.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Divided => "/",
            Self::Modulo => "%",
            Self::And => "&&",
            Self::Or => "||",
        }
    }
}

/// A `for` expression.
#[derive(Clone, Debug)]
pub struct For {
    /// The name of the index or key, where it has two names.
    pub key: Option<Spanned<String>>,
    /// The name of the element.
    pub value: Spanned<String>,
    /// What is gone through.
    pub collection: Expression,
    /// The key of each member, in `{for … : key => result}`.
    pub result_key: Option<Expression>,
    /// The result for each element.
    pub result: Expression,
    /// `if …`.
    pub condition: Option<Expression>,
    /// `...` after the result: members of one key are grouped.
    pub groups: bool,
}

/// A piece of a template, whitespace already trimmed as its `~` marks ask.
#[derive(Clone, Debug)]
pub enum Part {
    /// Text that stands in the file, decoded.
    Text(Fragment),
    /// `${ value }`; the place includes the marks.
    Interpolation {
        /// What is inserted.
        value: Expression,
        /// With its marks.
        at: Span,
    },
    /// `%{ if } … %{ else } … %{ endif }`.
    If {
        /// The condition.
        condition: Expression,
        /// Text where it is true.
        then: Vec<Part>,
        /// Text where it is false.
        otherwise: Vec<Part>,
        /// From the first mark to the last.
        at: Span,
    },
    /// `%{ for } … %{ endfor }`.
    For {
        /// The name of the index or key, where it has two names.
        key: Option<Spanned<String>>,
        /// The name of the element.
        value: Spanned<String>,
        /// What is gone through.
        collection: Expression,
        /// Text for each element.
        body: Vec<Part>,
        /// From the first mark to the last.
        at: Span,
    },
}
