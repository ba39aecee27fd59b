//! All that is measured, in one program: linking the whole of ramlint as it is released
//! takes minutes, and would be done again for each of several. Files are written when
//! the benchmark begins that reads them, so that one that is left out costs nothing.

use criterion::criterion_main;

mod compare;
mod decide;
mod diff;
mod files;
mod lists;
mod patterns;
mod read;
mod start;
mod terraform;

criterion_main!(
    start::benches,
    read::benches,
    patterns::benches,
    decide::benches,
    compare::benches,
    files::benches,
    lists::benches,
    terraform::benches,
    diff::benches
);
