//! The street door: arguments, files, streams, exit status. The only room that
//! does I/O of its own.

pub mod args;
pub mod disk;
pub mod status;
pub mod world;
