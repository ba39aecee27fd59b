//! What stands in for what.

use syn::parse::{Parse, ParseStream};
use syn::visit::{self, Visit};

use crate::find::Enums;

/// Methods that answer yes or no, and whose answer is turned round.
pub const OPPOSITES: [&str; 9] = [
    "contains",
    "contains_key",
    "ends_with",
    "is_disjoint",
    "is_empty",
    "is_none",
    "is_some",
    "is_subset",
    "starts_with",
];

/// The operators that stand in for one.
#[must_use]
pub fn operators(of: &str) -> &'static [&'static str] {
    match of {
        "==" => &["!="],
        "!=" => &["=="],
        "<" => &["<=", ">"],
        "<=" => &["<", ">"],
        ">" => &[">=", "<"],
        ">=" => &[">", "<"],
        "&&" => &["||"],
        "||" => &["&&"],
        "+" | "*" => &["-"],
        "-" | "/" => &["+"],
        "%" => &["/"],
        "<<" => &[">>"],
        ">>" => &["<<"],
        "&" => &["|"],
        "|" | "^" => &["&"],
        "+=" | "*=" => &["-="],
        "-=" | "/=" => &["+="],
        "&=" => &["|="],
        "|=" | "^=" => &["&="],
        "<<=" => &[">>="],
        ">>=" => &["<<="],
        _ => &[],
    }
}

/// The method that stands in for one with so many arguments.
#[must_use]
pub fn method(name: &str, arguments: usize) -> Option<&'static str> {
    Some(match (name, arguments) {
        ("any", 1) => "all",
        ("all", 1) => "any",
        ("is_some_and", 1) => "is_none_or",
        ("is_none_or", 1) => "is_some_and",
        ("min", 0 | 1) => "max",
        ("max", 0 | 1) => "min",
        ("saturating_add", 1) => "saturating_sub",
        ("saturating_sub", 1) => "saturating_add",
        ("first", 0) => "last",
        ("last", 0) => "first",
        ("intersection", 1) => "union",
        ("union", 1) => "intersection",
        _ => return None,
    })
}

/// What a function gives back instead of what it works out; an empty text where it
/// gives nothing back.
#[must_use]
pub fn values(
    signature: &syn::Signature,
    block: &syn::Block,
    of: Option<&str>,
    enums: &Enums,
) -> Vec<String> {
    if block.stmts.is_empty() {
        return Vec::new();
    }
    let values = match &signature.output {
        syn::ReturnType::Default => vec![String::new()],
        syn::ReturnType::Type(_, given) => of_type(given, of, enums),
    };
    let [syn::Stmt::Expr(only, None)] = block.stmts.as_slice() else {
        return values;
    };
    let body = quote::ToTokens::to_token_stream(only)
        .to_string()
        .replace(' ', "");
    let empty = [
        "Self::default()",
        "Vec::new()",
        "String::new()",
        "BTreeMap::new()",
    ];
    values
        .into_iter()
        .filter(|value| {
            *value != body && !(value == "Default::default()" && empty.contains(&body.as_str()))
        })
        .collect()
}

fn of_type(given: &syn::Type, of: Option<&str>, enums: &Enums) -> Vec<String> {
    let one = |value: &str| vec![value.to_owned()];
    match given {
        syn::Type::Never(_) | syn::Type::ImplTrait(_) => Vec::new(),
        syn::Type::Reference(reference) => match &*reference.elem {
            syn::Type::Slice(_) => one("&[]"),
            syn::Type::Path(path) if path.path.is_ident("str") => one("\"\""),
            _ => Vec::new(),
        },
        syn::Type::Path(path) => {
            let Some(last) = path.path.segments.last() else {
                return Vec::new();
            };
            let name = last.ident.to_string();
            let name = match of {
                Some(of) if name == "Self" => of.to_owned(),
                _ => name,
            };
            match name.as_str() {
                "bool" => ["true", "false"].map(str::to_owned).to_vec(),
                "Option" => one("None"),
                "Result" => one("Ok(Default::default())"),
                "usize" | "u8" | "u16" | "u32" | "u64" | "u128" | "i32" | "i64" | "i128" => {
                    ["0", "1"].map(str::to_owned).to_vec()
                }
                _ => match enums.get(&name) {
                    Some(variants) if !variants.is_empty() && variants.len() <= 6 => variants
                        .iter()
                        .map(|variant| match of {
                            Some(of) if of == name => format!("Self::{variant}"),
                            _ => format!("{name}::{variant}"),
                        })
                        .collect(),
                    _ => one("Default::default()"),
                },
            }
        }
        _ => one("Default::default()"),
    }
}

/// Whether a condition binds names.
#[must_use]
pub fn has_let(expression: &syn::Expr) -> bool {
    struct Lets(bool);
    impl<'ast> Visit<'ast> for Lets {
        fn visit_expr_let(&mut self, _: &'ast syn::ExprLet) {
            self.0 = true;
        }
        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
        fn visit_block(&mut self, _: &'ast syn::Block) {}
        fn visit_expr_paren(&mut self, _: &'ast syn::ExprParen) {}
    }
    let mut lets = Lets(false);
    visit::visit_expr(&mut lets, expression);
    if matches!(expression, syn::Expr::Let(_)) {
        lets.0 = true;
    }
    lets.0
}

/// The value and the guard of `matches!`.
///
/// # Errors
///
/// Where it is not written as one.
pub fn matches_parts(input: ParseStream) -> syn::Result<(syn::Expr, Option<syn::Expr>)> {
    let value = syn::Expr::parse(input)?;
    input.parse::<syn::Token![,]>()?;
    syn::Pat::parse_multi_with_leading_vert(input)?;
    let guard = if input.peek(syn::Token![if]) {
        input.parse::<syn::Token![if]>()?;
        Some(syn::Expr::parse(input)?)
    } else {
        None
    };
    input.parse::<Option<syn::Token![,]>>()?;
    Ok((value, guard))
}
