//! `diff` of two commits of a repository, from the arguments to the last line.

use std::cell::LazyCell;

use criterion::{Criterion, criterion_group};
use ramlint_bench::{repository, run};

fn diff(criterion: &mut Criterion) {
    let folder = LazyCell::new(|| {
        let folder = tempfile::tempdir().expect("a folder for the repository");
        repository::write(folder.path());
        folder
    });
    let mut group = criterion.benchmark_group("1,000 policies and 500 users");
    group.sample_size(20);
    group.bench_function("check", |bencher| {
        let folder = folder.path();
        bencher.iter(|| run(folder, &["check"]));
    });
    group.bench_function("diff of two commits", |bencher| {
        let folder = folder.path();
        bencher.iter(|| run(folder, &["diff", "HEAD~1", "HEAD"]));
    });
    group.finish();
}

criterion_group!(benches, diff);
