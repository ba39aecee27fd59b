//! Commits read in process. The repositories are written here object by object, so
//! that no git needs to be installed and none of a user's settings matter.

mod accepted;
mod accounts;
mod causes;
mod claims;
mod dropped;
mod grown;
mod hostile;
mod limits;
mod merge_base;
mod modules;
mod packs;
mod ranges;
mod repository;
mod revisions;
mod same;
mod since;
mod trust;
mod unrecognised;

pub use repository::Repo;
