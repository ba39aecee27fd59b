//! Everything that targets need: the properties, and the parts of the integration
//! tests that they are made of.
#![allow(dead_code, missing_docs, unused_imports)]

#[path = "../../it/accounts.rs"]
mod accounts;
#[path = "../../it/enumeration.rs"]
mod enumeration;
#[path = "../../it/laws.rs"]
mod laws;
#[path = "../../../src/rules/kit/marked.rs"]
mod marked;
#[path = "../../properties/mod.rs"]
pub mod properties;
#[path = "../../it/random.rs"]
mod random;
mod reports;
#[path = "../../it/representatives.rs"]
mod representatives;
#[path = "../../it/space.rs"]
mod space;
#[path = "../../it/support.rs"]
mod support;
