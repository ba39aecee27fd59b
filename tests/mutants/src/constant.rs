//! Which functions have to stay constant: those that a constant calls, by name.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};

/// The names that stand in constants, and in which constant functions what stands.
#[derive(Debug, Default)]
pub struct Constants {
    called: BTreeSet<String>,
    bodies: BTreeMap<String, BTreeSet<String>>,
}

impl Constants {
    /// Looks through a file.
    pub fn read(&mut self, file: &syn::File) {
        self.visit_file(file);
    }

    /// The names of functions that have to stay constant.
    #[must_use]
    pub fn needed(mut self) -> BTreeSet<String> {
        let mut open: Vec<String> = self.called.iter().cloned().collect();
        while let Some(name) = open.pop() {
            for inner in self.bodies.remove(&name).unwrap_or_default() {
                if self.called.insert(inner.clone()) {
                    open.push(inner);
                }
            }
        }
        self.called
    }

    fn constant(&mut self, tokens: &impl ToTokens) {
        names(tokens.to_token_stream(), &mut self.called);
    }

    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        if signature.constness.is_some() {
            let body = self.bodies.entry(signature.ident.to_string()).or_default();
            names(block.to_token_stream(), body);
        }
    }
}

fn names(tokens: TokenStream, into: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => drop(into.insert(name.to_string())),
            TokenTree::Group(group) => names(group.stream(), into),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

impl<'ast> Visit<'ast> for Constants {
    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.constant(&item.expr);
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.constant(&item.expr);
    }

    fn visit_impl_item_const(&mut self, item: &'ast syn::ImplItemConst) {
        self.constant(&item.expr);
    }

    fn visit_trait_item_const(&mut self, item: &'ast syn::TraitItemConst) {
        if let Some((_, value)) = &item.default {
            self.constant(value);
        }
    }

    fn visit_expr_const(&mut self, block: &'ast syn::ExprConst) {
        self.constant(&block.block);
    }

    fn visit_expr_repeat(&mut self, array: &'ast syn::ExprRepeat) {
        self.constant(&array.len);
        visit::visit_expr_repeat(self, array);
    }

    fn visit_type_array(&mut self, array: &'ast syn::TypeArray) {
        self.constant(&array.len);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }
}
