//! `check` on Terraform modules of growing size.

use std::cell::LazyCell;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use ramlint_bench::{run, terraform};

fn check(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check a Terraform module");
    for resources in [50, 200, 800] {
        let folder = LazyCell::new(|| {
            let folder = tempfile::tempdir().expect("a folder for the module");
            for (name, text) in terraform::module(resources) {
                std::fs::write(folder.path().join(name), text).expect("writing the module");
            }
            folder
        });
        group.throughput(Throughput::Elements(resources as u64));
        group.bench_with_input(
            BenchmarkId::from_parameter(resources),
            &folder,
            |bencher, folder| {
                let folder = folder.path();
                bencher.iter(|| run(folder, &["check"]));
            },
        );
    }
    group.finish();
}

criterion_group!(benches, check);
