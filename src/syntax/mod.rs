//! Texts become spanned trees. Reading never fails: it returns a tree and a
//! list of problems. Nothing here knows what an `Effect` means.

pub mod comment;
pub mod cursor;
pub mod expression;
pub mod hcl;
pub mod hcl_json;
pub mod json;
pub mod problem;
pub mod tree;
pub mod yaml;

pub use comment::Comment;
pub use cursor::Cursor;
pub use problem::{Problem, ProblemKind};
pub use tree::{Kind, Node, NodeId, Parsed, TextRef, Tree, Value};
