//! What one action is answered with, from models that were read before: one policy,
//! formulas that are easy, typical and hard to solve, and accounts of 10,000 principals.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use ramlint::engine::answers::{self, Settings};
use ramlint::engine::question::Readings;
use ramlint::model::Model;
use ramlint::model::catalogue::Catalogue;
use ramlint_bench::policies::Powerful;
use ramlint_bench::{corpus, formulas, policies};

const SETTINGS: Settings = Settings {
    at: 17_953_056_000_000_000_000,
    readings: Readings::Default,
    steps: ramlint::engine::solver::STEPS_PER_QUESTION,
    substitution: None,
    reach: false,
    obtain: false,
};

fn answer(model: &Model, settings: &Settings) -> usize {
    let catalogue = Catalogue::embedded();
    let question = answers::question("kvstore:DestroyInstance", catalogue);
    let answers = answers::answer(model, catalogue, &question, settings);
    answers.lines().count()
}

fn one_policy(criterion: &mut Criterion) {
    const POLICIES: usize = 2_000;
    let paths: Vec<String> = (0..POLICIES)
        .map(|number| format!("p{number}.json"))
        .collect();
    let texts: Vec<(&str, String)> = paths
        .iter()
        .map(String::as_str)
        .zip(corpus::policies(POLICIES, 1))
        .collect();
    let model = policies::read(&texts);
    let mut group = criterion.benchmark_group("decide policies for one action");
    group.throughput(Throughput::Elements(POLICIES as u64));
    group.bench_function("2,000 policies", |bencher| {
        bencher.iter(|| assert_eq!(answer(&model, &SETTINGS), POLICIES));
    });
    group.finish();
}

fn formulas(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("solve");
    for (name, text) in formulas::ALL {
        let model = policies::read(&[("p.json", text())]);
        group.bench_function(*name, |bencher| bencher.iter(|| answer(&model, &SETTINGS)));
    }
    group.finish();
}

fn principals(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("answer for all principals");
    group.sample_size(10);
    for count in [1_250, 2_500, 5_000, 10_000] {
        let model = policies::account(count, 300, false);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_with_input(
            BenchmarkId::from_parameter(count),
            &model,
            |bencher, model| {
                let settings = Settings {
                    reach: true,
                    ..SETTINGS
                };
                bencher.iter(|| answer(model, &settings));
            },
        );
    }
    group.finish();
}

/// What those could obtain who may change the account.
fn powerful(criterion: &mut Criterion) {
    let accounts = [
        ("a tenth may do all of RAM", Powerful::ATenth),
        ("all may do everything", Powerful::All),
        ("all may do everything but the action", Powerful::AllDenied),
        (
            "each may make credentials for themselves",
            Powerful::EachForThemselves,
        ),
    ];
    for (name, who) in accounts {
        let mut group = criterion.benchmark_group(format!("obtain, {name}"));
        group.sample_size(10);
        for count in [1_250, 2_500, 5_000, 10_000] {
            let model = policies::powerful(count, who);
            group.throughput(Throughput::Elements(count as u64));
            group.bench_with_input(
                BenchmarkId::from_parameter(count),
                &model,
                |bencher, model| {
                    let settings = Settings {
                        reach: true,
                        obtain: true,
                        ..SETTINGS
                    };
                    bencher.iter(|| answer(model, &settings));
                },
            );
        }
        group.finish();
    }
}

criterion_group!(benches, one_policy, formulas, principals, powerful);
