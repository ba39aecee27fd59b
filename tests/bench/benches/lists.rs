//! `check` on one policy file in which something is long, in four lengths, from the
//! arguments to the last line: what members of a list are compared with each other for
//! must not take the square of them.

use std::fs;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ramlint_bench::{policies, run};

fn lists(criterion: &mut Criterion) {
    for (what, policy) in [
        ("statements", policies::of_statements as fn(usize) -> String),
        ("resources", policies::of_resources),
        ("conditions", policies::of_conditions),
        ("values", policies::of_values),
    ] {
        let mut group = criterion.benchmark_group(format!("check a policy by its {what}"));
        group.sample_size(10);
        for count in [500, 1_000, 2_000, 4_000] {
            let folder = tempfile::tempdir().expect("a folder for the file");
            fs::write(folder.path().join("p.json"), policy(count)).expect("writing a policy");
            group.throughput(Throughput::Elements(count as u64));
            group.bench_with_input(
                BenchmarkId::from_parameter(count),
                &folder,
                |bencher, folder| bencher.iter(|| run(folder.path(), &["check", "."])),
            );
        }
        group.finish();
    }
}

criterion_group!(benches, lists);
criterion_main!(benches);
