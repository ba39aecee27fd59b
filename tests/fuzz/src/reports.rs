//! The parts of the tests of reports that properties are made of.

#[path = "../../it/reports/gallery.rs"]
pub mod gallery;
#[path = "../../it/reports/runner.rs"]
pub mod runner;
