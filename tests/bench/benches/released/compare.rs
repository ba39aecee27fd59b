//! Two policies of ten statements compared exactly, and an account of 500 principals
//! of which one has changed.

use criterion::{BatchSize, Criterion, criterion_group};
use ramlint::engine::answers::Settings;
use ramlint::engine::difference::all::{Rows, compare_all, compare_documents};
use ramlint::engine::question::Readings;
use ramlint::model::Model;
use ramlint::model::catalogue::Catalogue;
use ramlint_bench::policies;

const SETTINGS: Settings = Settings {
    at: 17_953_056_000_000_000_000,
    readings: Readings::Default,
    steps: ramlint::engine::solver::STEPS_PER_QUESTION,
    substitution: None,
    reach: false,
    obtain: false,
};

fn documents(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compare two policies of ten statements");
    let plain = policies::read(&[("p.json", policies::ten(0, false))]);
    let catalogue = Catalogue::embedded();
    for (name, other) in [
        ("the same, in another order", policies::ten(0, true)),
        ("one pattern wider", policies::ten(1, false)),
        ("each pattern wider", policies::ten(10, false)),
    ] {
        let other = policies::read(&[("p.json", other)]);
        let compare = |one: &Model, other: &Model| {
            let compared = compare_documents((one, 0), (other, 0), catalogue, &SETTINGS);
            assert!(
                compared
                    .allowed
                    .gained
                    .iter()
                    .all(|entry| !entry.over_budget)
            );
            compared.allowed.gained.len()
        };
        group.bench_function(name, |bencher| {
            bencher.iter_batched(|| (), |()| compare(&plain, &other), BatchSize::SmallInput);
        });
    }
    group.finish();
}

fn accounts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compare 500 principals and 1,000 policies");
    let models = [false, true].map(|changed| policies::account(500, 1000, changed));
    let catalogue = Catalogue::embedded();
    let compare = |one: &Model, other: &Model| {
        let compared = compare_all(one, other, catalogue, &SETTINGS, (Rows::Each, &[]));
        assert!(compared.gained.iter().all(|entry| !entry.over_budget));
        compared.gained.len()
    };
    let [before, after] = &models;
    group.bench_function("one policy of a group is wider", |bencher| {
        bencher.iter(|| compare(before, after));
    });
    group.bench_function("nothing changed", |bencher| {
        bencher.iter(|| compare(before, before))
    });
    group.finish();
}

criterion_group!(benches, documents, accounts);
