//! Writing things down: one file per output format, and the sanitiser that
//! stands between text from input and whoever reads the report. Formats neither
//! filter nor judge; what they are given, they write.

pub mod display;
pub mod filter;
mod snippet;
pub mod table;
pub mod terminal;
pub mod words;

pub use words::Language;
