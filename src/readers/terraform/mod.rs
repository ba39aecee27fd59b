//! Terraform modules.

mod choice;
mod evaluate;
mod functions;
mod loops;
mod number;
mod operators;
mod reference;
mod rope;
mod scope;
mod template;
#[cfg(test)]
mod tests;
mod unknown;
