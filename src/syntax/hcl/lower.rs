//! Blocks and expressions of the parser to ours.

use std::ops::Range;

use super::ast::{self, ObjectKey, TraversalOperator as Operator};
use super::structure::{self, BlockLabel, Structure};
use super::text::Style;
use super::{AstName, AstSpan, MAX_LEVELS, place, word};
use crate::source::{Span, Spanned};
use crate::syntax::expression::{
    Attribute, BinaryOperator, Block, Body, Expression, ExpressionKind, For, Step, UnaryOperator,
};
use crate::syntax::{Parsed, Problem, ProblemKind};

/// Turns what was parsed from the text at `base` into our own form.
pub(super) struct Lower<'a, 'p> {
    pub parsed: Parsed<'a>,
    base: usize,
    problems: &'p mut Vec<Problem>,
    too_deep: bool,
}

impl<'a, 'p> Lower<'a, 'p> {
    pub fn new(parsed: Parsed<'a>, base: usize, problems: &'p mut Vec<Problem>) -> Self {
        Self {
            parsed,
            base,
            problems,
            too_deep: false,
        }
    }

    /// The bytes of a part in the parsed text.
    pub fn bytes(&self, of: &impl AstSpan) -> Range<usize> {
        let range = of.span().unwrap_or(0..0);
        let shift = |at: usize| at.saturating_add(self.base);
        shift(range.start)..shift(range.end)
    }

    pub fn at(&self, of: &impl AstSpan) -> Span {
        place(self.parsed, self.bytes(of))
    }

    pub fn source(&self, of: &impl AstSpan) -> &'a str {
        self.parsed.text.get(self.bytes(of)).unwrap_or("")
    }

    pub fn report(&mut self, kind: ProblemKind, at: Span) {
        self.problems.push(Problem {
            at,
            kind,
            related: None,
        });
    }

    pub fn name<T: AsRef<str>>(&self, of: &AstName<T>) -> Spanned<String> {
        Spanned::new(of.value().as_ref().to_owned(), self.at(of))
    }

    /// Adds the content of a body to `into`.
    pub fn body(&mut self, body: &structure::Body, into: &mut Body, level: u32) {
        for part in body {
            match part {
                Structure::Attribute(one) => into.attributes.push(Attribute {
                    name: self.name(&one.key),
                    value: self.expression(&one.value, 0),
                    at: self.at(one),
                }),
                Structure::Block(one) => {
                    let block = self.block(one, level.saturating_add(1));
                    into.blocks.push(block);
                }
            }
        }
    }

    fn block(&mut self, block: &structure::Block, level: u32) -> Block {
        let kind = self.name(&block.ident);
        let label = |label: &BlockLabel| Spanned::new(label.as_str().to_owned(), self.at(label));
        let labels: Vec<Spanned<String>> = block.labels.iter().map(label).collect();
        let header = labels.last().map_or(kind.at, |last| kind.at.to(last.at));
        let mut body = Body::default();
        self.body(&block.body, &mut body, level);
        Block {
            kind,
            labels,
            body,
            at: self.at(block),
            header,
        }
    }

    /// An expression `level` levels below the outermost.
    pub fn expression(&mut self, expression: &ast::Expression, level: u32) -> Expression {
        let mut expression = expression;
        while let ast::Expression::Parenthesis(inner) = expression {
            expression = inner.inner();
        }
        let at = self.at(expression);
        if level >= MAX_LEVELS {
            return self.too_deep(at);
        }
        if let ast::Expression::Traversal(traversal) = expression {
            return self.traversal(traversal, at, level);
        }
        let kind = self.kind(expression, level.saturating_add(1));
        Expression { kind, at }
    }

    fn too_deep(&mut self, at: Span) -> Expression {
        if !self.too_deep {
            self.too_deep = true;
            self.report(ProblemKind::TooDeep(MAX_LEVELS), at);
        }
        let words = "an expression that is nested too deeply";
        Expression {
            kind: ExpressionKind::Unreadable(words.to_owned()),
            at,
        }
    }

    fn boxed(&mut self, expression: &ast::Expression, level: u32) -> Box<Expression> {
        Box::new(self.expression(expression, level))
    }

    fn kind(&mut self, expression: &ast::Expression, level: u32) -> ExpressionKind {
        match expression {
            ast::Expression::Null(_) => ExpressionKind::Null,
            ast::Expression::Bool(value) => ExpressionKind::Bool(*value.value()),
            ast::Expression::Number(_) => ExpressionKind::Number(spelling(self.source(expression))),
            ast::Expression::String(value) => {
                ExpressionKind::Text(self.quoted(self.bytes(value), value.value()))
            }
            ast::Expression::StringTemplate(value) => self.template(value, Style::Quoted, level),
            ast::Expression::HeredocTemplate(value) => self.heredoc(value, level),
            ast::Expression::Array(list) => {
                ExpressionKind::List(list.iter().map(|one| self.expression(one, level)).collect())
            }
            ast::Expression::Object(object) => self.object(object, level),
            ast::Expression::Variable(name) => ExpressionKind::Name(name.value().to_string()),
            ast::Expression::FuncCall(call) => self.call(call, level),
            ast::Expression::UnaryOp(unary) => ExpressionKind::Unary {
                operator: match *unary.operator.value() {
                    ast::UnaryOperator::Neg => UnaryOperator::Minus,
                    ast::UnaryOperator::Not => UnaryOperator::Not,
                },
                operand: self.boxed(&unary.expr, level),
            },
            ast::Expression::BinaryOp(binary) => ExpressionKind::Binary {
                operator: operator(*binary.operator.value()),
                left: self.boxed(&binary.lhs_expr, level),
                right: self.boxed(&binary.rhs_expr, level),
            },
            ast::Expression::Conditional(one) => ExpressionKind::Conditional {
                condition: self.boxed(&one.cond_expr, level),
                then: self.boxed(&one.true_expr, level),
                otherwise: self.boxed(&one.false_expr, level),
            },
            ast::Expression::ForExpr(one) => self.for_expression(one, level),
            ast::Expression::Parenthesis(_) | ast::Expression::Traversal(_) => {
                ExpressionKind::Unreadable("an expression that is not expected here".to_owned())
            }
        }
    }

    fn object(&mut self, object: &ast::Object, level: u32) -> ExpressionKind {
        let mut members = Vec::with_capacity(object.len());
        for (key, value) in object {
            let is_word = matches!(
                key,
                ObjectKey::Ident(_)
                    | ObjectKey::Expression(ast::Expression::Null(_) | ast::Expression::Bool(_))
            );
            let name = match key {
                ObjectKey::Expression(one) if !is_word => self.expression(one, level),
                _ => Expression {
                    kind: ExpressionKind::Text(word(self.parsed, self.bytes(key))),
                    at: self.at(key),
                },
            };
            members.push((name, self.expression(value.expr(), level)));
        }
        ExpressionKind::Object(members)
    }

    fn call(&mut self, call: &ast::FuncCall, level: u32) -> ExpressionKind {
        let mut name = self.name(&call.name.name);
        for space in call.name.namespace.iter().rev() {
            let space = self.name(space);
            name = Spanned::new(
                format!("{}::{}", space.value, name.value),
                space.at.to(name.at),
            );
        }
        let arguments = call.args.iter().map(|one| self.expression(one, level));
        ExpressionKind::Call {
            name,
            arguments: arguments.collect(),
            expands: call.args.expand_final(),
        }
    }

    fn for_expression(&mut self, one: &ast::ForExpr, level: u32) -> ExpressionKind {
        let key = one.intro.key_var.as_ref();
        ExpressionKind::For(Box::new(For {
            key: key.map(|key| self.name(key)),
            value: self.name(&one.intro.value_var),
            collection: self.expression(&one.intro.collection_expr, level),
            result_key: one.key_expr.as_ref().map(|key| self.expression(key, level)),
            result: self.expression(&one.value_expr, level),
            condition: one
                .cond
                .as_ref()
                .map(|cond| self.expression(&cond.expr, level)),
            groups: one.grouping,
        }))
    }

    /// A reference: each step is a level around what it is taken of.
    fn traversal(&mut self, traversal: &ast::Traversal, at: Span, level: u32) -> Expression {
        let steps = u32::try_from(traversal.operators.len()).unwrap_or(u32::MAX);
        let level = level.saturating_add(steps);
        if level >= MAX_LEVELS {
            return self.too_deep(at);
        }
        let mut of = self.expression(&traversal.expr, level);
        let whole = place(self.parsed, self.bytes(traversal));
        let mut rest = traversal.operators.as_slice();
        while let Some((first, after)) = rest.split_first() {
            rest = after;
            let mut at = of.at.to(self.at(first));
            let inner = Box::new(of);
            let kind = match self.step(first.value(), level) {
                Some(Step::Attribute(name)) => ExpressionKind::Attribute { of: inner, name },
                Some(Step::Index(key)) => ExpressionKind::Index {
                    of: inner,
                    key: Box::new(key),
                },
                _ => {
                    let full = matches!(first.value(), Operator::FullSplat(_));
                    let (steps, after) = self.steps(rest, full, level);
                    let taken = rest.len().saturating_sub(after.len());
                    if let Some(last) = rest.get(..taken).and_then(<[_]>::last) {
                        at = at.to(self.at(last));
                    }
                    rest = after;
                    ExpressionKind::Splat { of: inner, steps }
                }
            };
            of = Expression { kind, at };
        }
        of.at = whole;
        of
    }

    /// A step that is no splat.
    fn step(&mut self, operator: &Operator, level: u32) -> Option<Step> {
        match operator {
            Operator::GetAttr(name) => Some(Step::Attribute(self.name(name))),
            Operator::Index(key) => Some(Step::Index(self.expression(key, level))),
            Operator::LegacyIndex(key) => Some(Step::Index(Expression {
                kind: ExpressionKind::Number(self.source(key).to_owned()),
                at: self.at(key),
            })),
            Operator::AttrSplat(_) | Operator::FullSplat(_) => None,
        }
    }

    /// The steps that a splat takes on each element, and what is left after
    /// them: `[*]` takes all that follow, `.*` only those with a dot.
    fn steps<'t>(
        &mut self,
        operators: &'t [AstName<Operator>],
        full: bool,
        level: u32,
    ) -> (Vec<Step>, &'t [AstName<Operator>]) {
        let mut steps = Vec::new();
        let mut rest = operators;
        while let Some((first, after)) = rest.split_first() {
            let takes = match first.value() {
                Operator::GetAttr(_) | Operator::LegacyIndex(_) => true,
                Operator::Index(_) | Operator::AttrSplat(_) | Operator::FullSplat(_) => full,
            };
            if !takes {
                break;
            }
            rest = after;
            match self.step(first.value(), level) {
                Some(step) => steps.push(step),
                None => {
                    let full = matches!(first.value(), Operator::FullSplat(_));
                    let (inner, after) = self.steps(rest, full, level);
                    rest = after;
                    steps.push(Step::Splat(inner));
                }
            }
        }
        (steps, rest)
    }
}

/// A number as written, without the blanks that may stand after its sign.
fn spelling(source: &str) -> String {
    let Some(mut digits) = source.strip_prefix('-') else {
        return source.to_owned();
    };
    loop {
        digits = digits.trim_start();
        match digits
            .strip_prefix("/*")
            .and_then(|rest| rest.split_once("*/"))
        {
            Some((_, after)) => digits = after,
            None => return format!("-{digits}"),
        }
    }
}

const fn operator(operator: ast::BinaryOperator) -> BinaryOperator {
    match operator {
        ast::BinaryOperator::Eq => BinaryOperator::Equal,
        ast::BinaryOperator::NotEq => BinaryOperator::NotEqual,
        ast::BinaryOperator::Less => BinaryOperator::Less,
        ast::BinaryOperator::LessEq => BinaryOperator::LessOrEqual,
        ast::BinaryOperator::Greater => BinaryOperator::Greater,
        ast::BinaryOperator::GreaterEq => BinaryOperator::GreaterOrEqual,
        ast::BinaryOperator::Plus => BinaryOperator::Plus,
        ast::BinaryOperator::Minus => BinaryOperator::Minus,
        ast::BinaryOperator::Mul => BinaryOperator::Times,
        ast::BinaryOperator::Div => BinaryOperator::Divided,
        ast::BinaryOperator::Mod => BinaryOperator::Modulo,
        ast::BinaryOperator::And => BinaryOperator::And,
        ast::BinaryOperator::Or => BinaryOperator::Or,
    }
}
