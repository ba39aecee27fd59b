//! `check` on one policy or one snapshot in which something is long, in four lengths,
//! from the arguments to the last line: what parts are compared with each other for, or
//! looked up among, must not take the square of them.

use std::cell::LazyCell;
use std::fs;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use ramlint_bench::{policies, run, snapshots};

fn lists(criterion: &mut Criterion) {
    for (what, text) in [
        (
            "policy by its statements",
            policies::of_statements as fn(usize) -> String,
        ),
        ("policy by its resources", policies::of_resources),
        ("policy by its conditions", policies::of_conditions),
        ("policy by its values", policies::of_values),
        ("snapshot by its policies", snapshots::of_policies),
        ("snapshot by its roles", snapshots::of_roles),
        (
            "snapshot by the users whom a role trusts",
            snapshots::of_trusted_users,
        ),
    ] {
        let mut group = criterion.benchmark_group(format!("check a {what}"));
        group.sample_size(10);
        for count in [500, 1_000, 2_000, 4_000] {
            let folder = LazyCell::new(|| {
                let folder = tempfile::tempdir().expect("a folder for the file");
                fs::write(folder.path().join("p.json"), text(count)).expect("writing a file");
                folder
            });
            group.throughput(Throughput::Elements(count as u64));
            group.bench_with_input(
                BenchmarkId::from_parameter(count),
                &folder,
                |bencher, folder| {
                    let folder = folder.path();
                    bencher.iter(|| run(folder, &["check", "."]));
                },
            );
        }
        group.finish();
    }
}

criterion_group!(benches, lists);
