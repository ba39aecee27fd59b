//! Finds the places of one file that can be broken.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::mutant::{Found, Key, Kind, Mutant, Site};
use crate::replace;

/// The variants without fields of every enum of the rooms, by its name.
pub type Enums = BTreeMap<String, Vec<String>>;

/// What is the same for every file.
#[derive(Debug)]
pub struct Context {
    /// The enums.
    pub enums: Enums,
    /// Functions that have to stay constant.
    pub constant: BTreeSet<String>,
}

struct Finder<'a> {
    context: &'a Context,
    found: Found,
    /// The types of the implementations that we are in.
    types: Vec<String>,
    /// The functions that we are in; nothing is broken outside of one.
    functions: Vec<String>,
    /// Whether what comes next stands below a `!`, or is one side of a comparison.
    negated: bool,
    compared: bool,
    counts: BTreeMap<(String, String, String), usize>,
}

/// Finds the places of a file.
#[must_use]
pub fn find(name: &str, text: &str, file: &syn::File, context: &Context) -> Found {
    let mut finder = Finder {
        context,
        found: Found {
            file: name.to_owned(),
            text: text.to_owned(),
            sites: Vec::new(),
            consts: Vec::new(),
            functions: Vec::new(),
        },
        types: Vec::new(),
        functions: Vec::new(),
        negated: false,
        compared: false,
        counts: BTreeMap::new(),
    };
    finder.visit_file(file);
    let mut found = finder.found;
    found
        .sites
        .sort_by_key(|site| (site.range.start, usize::MAX - site.range.end));
    found
}

/// Whether an item is for tests only.
#[must_use]
pub fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let text = attribute.meta.to_token_stream().to_string();
        text == "cfg (test)" || text == "test"
    })
}

/// Whether a pattern is `_` or a name; `None` looks like one.
fn takes_everything(pattern: &syn::Pat) -> bool {
    match pattern {
        syn::Pat::Wild(_) => true,
        syn::Pat::Ident(name) => name.ident.to_string().starts_with(char::is_lowercase),
        _ => false,
    }
}

impl Finder<'_> {
    fn slice(&self, part: &impl Spanned) -> &str {
        self.found.text.get(part.span().byte_range()).unwrap_or("")
    }

    fn add(&mut self, range: Range<usize>, kind: Kind, ways: Vec<(String, String)>) {
        if self.functions.is_empty() || ways.is_empty() {
            return;
        }
        let text = &self.found.text;
        let begin = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[range.start..]
            .find('\n')
            .map_or(text.len(), |at| range.start + at);
        let line = text[begin..end].trim().to_owned();
        let path = [self.types.last(), self.functions.last()];
        let function = path
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
            .join("::");
        let mut mutants = Vec::new();
        for (what, text) in ways {
            let same = (function.clone(), what.clone(), line.clone());
            let nth = self.counts.entry(same).or_default();
            *nth += 1;
            let key = Key {
                file: self.found.file.clone(),
                function: function.clone(),
                what,
                line: line.clone(),
                nth: *nth,
            };
            mutants.push(Mutant { key, text });
        }
        self.found.sites.push(Site {
            range,
            kind,
            mutants,
        });
    }

    fn negate(&mut self, expression: &syn::Expr, what: &str) {
        if !self.negated {
            let way = (format!("`{what}` to its opposite"), String::new());
            self.add(expression.span().byte_range(), Kind::Negate, vec![way]);
        }
    }

    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let name = signature.ident.to_string();
        if let Some(word) = signature.constness {
            if self.context.constant.contains(&name) {
                return;
            }
            self.found.consts.push(word.span().byte_range());
        }
        self.found.functions.push(block.span().byte_range());
        self.functions.push(name);
        let of = self.types.last().map(String::as_str);
        let values = replace::values(signature, block, of, &self.context.enums);
        let begin = block.brace_token.span.open().byte_range().end;
        let ways = values
            .into_iter()
            .map(|value| {
                let what = if value.is_empty() { "nothing" } else { &value };
                (format!("body to `{what}`"), value)
            })
            .collect();
        self.add(begin..begin, Kind::Enter, ways);
        visit::visit_block(self, block);
        self.functions.pop();
    }

    fn binary(&mut self, binary: &syn::ExprBinary) {
        let operator = binary.op.to_token_stream().to_string();
        let (left, right) = (self.slice(&binary.left), self.slice(&binary.right));
        let lazy = matches!(binary.op, syn::BinOp::And(_) | syn::BinOp::Or(_));
        if lazy && (replace::has_let(&binary.left) || replace::has_let(&binary.right)) {
            return;
        }
        let ways = replace::operators(&operator)
            .iter()
            .map(|other| {
                let what = format!("`{operator}` to `{other}`");
                // Places are assigned to as they stand.
                let text = if other.len() > 1
                    && other.ends_with('=')
                    && operator.len() > 1
                    && !matches!(*other, "==" | "!=" | "<=" | ">=")
                {
                    format!("{left} {other} {right}")
                } else {
                    format!("({left}) {other} ({right})")
                };
                (what, text)
            })
            .collect();
        self.add(binary.span().byte_range(), Kind::Swap, ways);
    }

    fn method(&mut self, call: &syn::ExprMethodCall, whole: &syn::Expr) {
        let name = call.method.to_string();
        if let Some(other) = replace::method(&name, call.args.len()) {
            let receiver = self.slice(&call.receiver);
            let arguments: Vec<&str> = call.args.iter().map(|part| self.slice(part)).collect();
            let text = format!("{receiver}.{other}({})", arguments.join(", "));
            let way = (format!("`{name}` to `{other}`"), text);
            self.add(whole.span().byte_range(), Kind::Swap, vec![way]);
        } else if replace::OPPOSITES.contains(&name.as_str()) {
            self.negate(whole, &name);
        } else if name == "not" && call.args.is_empty() {
            let text = format!("{}.clone()", self.slice(&call.receiver));
            let way = ("`not` to `clone`".to_owned(), text);
            self.add(whole.span().byte_range(), Kind::Swap, vec![way]);
        }
    }

    fn call(&mut self, call: &syn::ExprCall, whole: &syn::Expr) {
        let function = self.slice(&call.func);
        let Some((of, name)) = function.rsplit_once("::") else {
            return;
        };
        let other = match (of, name) {
            ("Formula" | "Self", "and") => "or",
            ("Formula" | "Self", "or") => "and",
            _ => return,
        };
        let arguments: Vec<&str> = call.args.iter().map(|part| self.slice(part)).collect();
        let text = format!("{of}::{other}({})", arguments.join(", "));
        let way = (format!("`{function}` to `{of}::{other}`"), text);
        self.add(whole.span().byte_range(), Kind::Swap, vec![way]);
    }

    fn path(&mut self, path: &syn::ExprPath) {
        let segments: Vec<String> = path
            .path
            .segments
            .iter()
            .map(|part| part.ident.to_string())
            .collect();
        let [.., of, variant] = segments.as_slice() else {
            return;
        };
        let of = if of == "Self" {
            self.types.last().unwrap_or(of)
        } else {
            of
        };
        let Some(variants) = self.context.enums.get(of) else {
            return;
        };
        let Some(at) = variants.iter().position(|name| name == variant) else {
            return;
        };
        if variants.len() < 2 || (self.compared && variants.len() == 2) {
            return;
        }
        let other = &variants[(at + 1) % variants.len()];
        let text = self.slice(path).to_owned();
        let Some(before) = text.strip_suffix(variant.as_str()) else {
            return;
        };
        let way = (
            format!("`{variant}` to `{other}`"),
            format!("{before}{other}"),
        );
        self.add(path.span().byte_range(), Kind::Swap, vec![way]);
    }

    fn guard(&mut self, guard: &syn::Expr) {
        if !replace::has_let(guard) {
            let ways =
                ["true", "false"].map(|value| (format!("guard to `{value}`"), value.to_owned()));
            self.add(guard.span().byte_range(), Kind::Guard, ways.to_vec());
        }
    }

    fn macros(&mut self, call: &syn::Macro) {
        let Some(name) = call.path.segments.last().map(|part| part.ident.to_string()) else {
            return;
        };
        if name == "matches" {
            if let Ok((value, guard)) = call.parse_body_with(replace::matches_parts) {
                self.visit_expr(&value);
                if let Some(guard) = guard {
                    self.guard(&guard);
                    self.visit_expr(&guard);
                }
            }
        } else if name == "vec" || name == "format" || name == "write" {
            let list = syn::punctuated::Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
            for value in call.parse_body_with(list).into_iter().flatten() {
                self.visit_expr(&value);
            }
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        match item {
            syn::Item::Fn(item) if !is_test(&item.attrs) => self.function(&item.sig, &item.block),
            syn::Item::Impl(item) if !is_test(&item.attrs) => {
                let of = match &*item.self_ty {
                    syn::Type::Path(path) => path.path.segments.last(),
                    _ => None,
                };
                let name = of.map_or_else(|| "_".to_owned(), |part| part.ident.to_string());
                self.types.push(name);
                visit::visit_item_impl(self, item);
                self.types.pop();
            }
            syn::Item::Mod(item) if !is_test(&item.attrs) => visit::visit_item_mod(self, item),
            syn::Item::Trait(item) if !is_test(&item.attrs) => {
                self.types.push(item.ident.to_string());
                visit::visit_item_trait(self, item);
                self.types.pop();
            }
            _ => {}
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !is_test(&item.attrs) && item.sig.ident != "default" {
            self.function(&item.sig, &item.block);
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let (false, Some(block)) = (is_test(&item.attrs), &item.default) {
            self.function(&item.sig, block);
        }
    }

    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}

    fn visit_trait_item_const(&mut self, _: &'ast syn::TraitItemConst) {}

    fn visit_expr_const(&mut self, _: &'ast syn::ExprConst) {}

    fn visit_pat(&mut self, _: &'ast syn::Pat) {}

    fn visit_type(&mut self, _: &'ast syn::Type) {}

    fn visit_generic_argument(&mut self, _: &'ast syn::GenericArgument) {}

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_expr_repeat(&mut self, array: &'ast syn::ExprRepeat) {
        self.visit_expr(&array.expr);
    }

    fn visit_expr_match(&mut self, expression: &'ast syn::ExprMatch) {
        let wild = expression
            .arms
            .last()
            .is_some_and(|arm| arm.guard.is_none() && takes_everything(&arm.pat));
        let count = expression.arms.len();
        for (index, arm) in expression.arms.iter().enumerate() {
            if let Some((_, guard)) = &arm.guard {
                self.guard(guard);
            } else if wild && index + 1 < count {
                let end = arm.pat.span().byte_range().end;
                let pattern = self
                    .slice(&arm.pat)
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ");
                let way = (format!("arm `{pattern}` never taken"), String::new());
                self.add(end..end, Kind::Arm, vec![way]);
            }
        }
        visit::visit_expr_match(self, expression);
    }

    fn visit_stmt(&mut self, statement: &'ast syn::Stmt) {
        if let syn::Stmt::Expr(expression, Some(_)) = statement {
            let droppable = match expression {
                syn::Expr::MethodCall(_) | syn::Expr::Call(_) => true,
                syn::Expr::Assign(assign) => !matches!(*assign.left, syn::Expr::Path(_)),
                syn::Expr::Binary(binary) => binary.op.to_token_stream().to_string().ends_with('='),
                _ => false,
            };
            if droppable {
                let way = ("statement left out".to_owned(), String::new());
                self.add(statement.span().byte_range(), Kind::Drop, vec![way]);
            }
        }
        visit::visit_stmt(self, statement);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.macros(call);
    }

    fn visit_expr(&mut self, expression: &'ast syn::Expr) {
        match expression {
            syn::Expr::Binary(binary) => self.binary(binary),
            syn::Expr::MethodCall(call) => self.method(call, expression),
            syn::Expr::Call(call) => self.call(call, expression),
            syn::Expr::Path(path) => self.path(path),
            syn::Expr::Macro(call) if call.mac.path.is_ident("matches") => {
                self.negate(expression, "matches!");
            }
            syn::Expr::Unary(unary) => {
                let (what, kind) = match unary.op {
                    syn::UnOp::Not(_) => ("`!` left out", Kind::Swap),
                    syn::UnOp::Neg(_) => ("`-` left out", Kind::Swap),
                    _ => ("", Kind::Swap),
                };
                if !what.is_empty() {
                    let way = (what.to_owned(), self.slice(&unary.expr).to_owned());
                    self.add(expression.span().byte_range(), kind, vec![way]);
                }
            }
            syn::Expr::Lit(literal) => {
                if let syn::Lit::Bool(value) = &literal.lit {
                    let other = (!value.value).to_string();
                    let way = (format!("`{}` to `{other}`", value.value), other);
                    self.add(expression.span().byte_range(), Kind::Swap, vec![way]);
                }
            }
            _ => {}
        }
        let outer = (self.negated, self.compared);
        self.negated = matches!(expression, syn::Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Not(_)))
            || (self.negated && matches!(expression, syn::Expr::Paren(_)));
        self.compared = matches!(expression, syn::Expr::Binary(binary)
            if matches!(binary.op, syn::BinOp::Eq(_) | syn::BinOp::Ne(_)));
        visit::visit_expr(self, expression);
        (self.negated, self.compared) = outer;
    }
}
