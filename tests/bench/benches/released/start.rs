//! The program as it is released, from its start to its end. `RAMLINT` names it;
//! without that it is the one that `cargo build --release` makes.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use criterion::{Criterion, criterion_group};
use ramlint_bench::corpus;

fn program() -> PathBuf {
    std::env::var_os("RAMLINT").map_or_else(
        || {
            PathBuf::from(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../target/release/ramlint"
            ))
        },
        PathBuf::from,
    )
}

fn start(criterion: &mut Criterion) {
    let program = program();
    if !program.exists() {
        eprintln!(
            "skipped: {} is not there; build it first",
            program.display()
        );
        return;
    }
    let folder = tempfile::tempdir().expect("a folder for the file");
    let policy = corpus::policies(1, 1).pop().expect("a policy");
    std::fs::write(folder.path().join("p.json"), policy).expect("writing the policy");
    let mut group = criterion.benchmark_group("start");
    for (name, arguments) in [
        ("--version", &["--version"][..]),
        ("check of one file", &["check", "p.json"]),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                Command::new(&program)
                    .args(arguments)
                    .current_dir(folder.path())
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .status()
                    .expect("the program starts")
            });
        });
    }
    // What any program takes.
    group.bench_function("a program that does nothing", |bencher| {
        bencher.iter(|| Command::new("true").status().expect("`true` is installed"));
    });
    group.finish();
}

criterion_group!(benches, start);
