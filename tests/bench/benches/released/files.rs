//! `check` and `who-can` on folders of one file to ten thousand, from the arguments to
//! the last line.

use std::cell::LazyCell;
use std::fs;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use ramlint_bench::{corpus, run};

fn files(criterion: &mut Criterion) {
    for command in ["check", "who-can"] {
        let mut group = criterion.benchmark_group(format!("{command} on policy files"));
        group.sample_size(10);
        for count in [1, 10, 100, 1_000, 10_000] {
            let folder = LazyCell::new(|| {
                let folder = tempfile::tempdir().expect("a folder for the files");
                for (number, text) in corpus::policies(count, 1).into_iter().enumerate() {
                    fs::write(folder.path().join(format!("p{number}.json")), text)
                        .expect("writing a policy");
                }
                folder
            });
            group.throughput(Throughput::Elements(count as u64));
            group.bench_with_input(
                BenchmarkId::from_parameter(count),
                &folder,
                |bencher, folder| {
                    let folder = folder.path();
                    bencher.iter(|| run(folder, &[command]));
                },
            );
        }
        group.finish();
    }
}

criterion_group!(benches, files);
