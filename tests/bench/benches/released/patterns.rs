//! Patterns: one against a text, one against another, and unions of growing size.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group};
use ramlint::model::budget::Budget;
use ramlint::model::pattern::{self, Fold, Pattern, Union};

fn matching(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("match");
    for (name, pattern, text) in [
        ("an action", "kvstore:D*Instance", "kvstore:DestroyInstance"),
        (
            "a resource",
            "acs:kvstore:*:*:instance/r-*prod*",
            "acs:kvstore:cn-hangzhou:1234567890123456:instance/r-bp1prod0000",
        ),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| pattern::matches(black_box(pattern), black_box(text), Fold::Ascii));
        });
    }
    let stars = "*a".repeat(5_000);
    let text = "a".repeat(10_000);
    group.bench_function(
        "10,000 characters of stars against 10,000 characters",
        |bencher| {
            bencher.iter(|| pattern::matches(black_box(&stars), black_box(&text), Fold::Ascii));
        },
    );
    let runs = "*".repeat(10_000) + "b";
    group.bench_function(
        "10,000 stars against 10,000 characters, without a match",
        |bencher| {
            bencher.iter(|| pattern::matches(black_box(&runs), black_box(&text), Fold::Ascii));
        },
    );
    group.finish();
}

fn inclusion(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("include");
    for (name, wide, narrow) in [
        ("plain", "kvstore:*", "kvstore:Destroy*"),
        (
            "searched for",
            "acs:*:??-*:*:instance/*",
            "acs:kvstore:cn-*:*:instance/r-*",
        ),
    ] {
        let (wide, narrow) = (Pattern::new(wide), Pattern::new(narrow));
        group.bench_function(name, |bencher| {
            bencher.iter(|| pattern::covers(&wide, &narrow, &mut Budget::new(1_000_000)));
        });
    }
    group.finish();
}

fn unions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("find a text outside a union");
    for count in [1, 10, 50, 200] {
        let patterns: Vec<Pattern> = (0..count)
            .map(|number| Pattern::new(&format!("acs:kvstore:*:*:instance/r-{number:03}*")))
            .collect();
        let inside = Pattern::new("acs:kvstore:*:*:instance/*");
        let constraints = [
            Union {
                any_of: vec![&inside],
                negated: false,
            },
            Union {
                any_of: patterns.iter().collect(),
                negated: true,
            },
        ];
        group.bench_with_input(
            BenchmarkId::from_parameter(count),
            &constraints,
            |bencher, all| {
                bencher.iter(|| pattern::search(all, &mut Budget::new(10_000_000)));
            },
        );
    }
    group.finish();
}

criterion_group!(benches, matching, inclusion, unions);
