//! The texts of policies to typed documents with a place for every part, against
//! what others make of the same bytes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use ramlint::model::policy::DocumentKind;
use ramlint::model::{Model, lower};
use ramlint::source::FileId;
use ramlint::syntax::{Parsed, Tree, json};
use ramlint_bench::corpus;
use serde::Deserialize;

/// A policy as others keep it: texts are borrowed, and nothing has a place.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Policy<'a> {
    #[serde(borrow)]
    version: Cow<'a, str>,
    #[serde(borrow)]
    statement: Vec<Statement<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Statement<'a> {
    effect: &'a str,
    #[serde(borrow)]
    action: List<'a>,
    #[serde(borrow)]
    resource: List<'a>,
    #[serde(borrow)]
    condition: Option<BTreeMap<&'a str, BTreeMap<&'a str, List<'a>>>>,
}

/// One text or several, told apart without reading anything twice.
struct List<'a>(Vec<&'a str>);

impl<'de: 'a, 'a> Deserialize<'de> for List<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> serde::de::Visitor<'de> for OneOrMany {
            type Value = List<'de>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a text or a list of texts")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(List(vec![text]))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut items: A,
            ) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(List(list))
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}

fn read(criterion: &mut Criterion) {
    let texts = corpus::policies(5_000, 1);
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Bytes(bytes.try_into().expect("sizes fit")));
    group.bench_function("serde_json into borrowed structs", |bencher| {
        bencher.iter(|| {
            for text in &texts {
                let policy: Policy<'_> = serde_json::from_str(text).expect("a policy");
                black_box((&policy.version, &policy.statement));
                for statement in &policy.statement {
                    black_box((statement.effect, &statement.action.0, &statement.resource.0));
                    black_box(&statement.condition);
                }
            }
        });
    });
    group.bench_function("jsonc-parser, its tree", |bencher| {
        bencher.iter(|| {
            for text in &texts {
                let (collect, options) = (CollectOptions::default(), ParseOptions::default());
                black_box(parse_to_ast(text, &collect, &options).expect("JSON"));
            }
        });
    });
    group.bench_function("ramlint, its tree", |bencher| {
        let (mut tree, mut problems) = (Tree::default(), Vec::new());
        bencher.iter(|| {
            for text in &texts {
                json::read(Parsed::file(text, FileId(0)), &mut tree, &mut problems);
                black_box(&tree);
            }
        });
        assert!(problems.is_empty());
    });
    group.bench_function("ramlint, typed documents with places", |bencher| {
        let (mut tree, mut problems) = (Tree::default(), Vec::new());
        let mut model = Model::default();
        bencher.iter(|| {
            for text in &texts {
                let parsed = Parsed::file(text, FileId(0));
                json::read(parsed, &mut tree, &mut problems);
                let root = tree.root(parsed).expect("a value");
                let mark = model.pools.mark();
                black_box(lower::document(root, DocumentKind::Identity, &mut model));
                black_box(&model);
                // The others forget each policy too before they read the next.
                model.pools.take_back(mark);
            }
        });
        assert!(problems.is_empty());
    });
    group.bench_function(
        "ramlint, typed documents with places, without a tree",
        |bencher| {
            let mut model = Model::default();
            bencher.iter(|| {
                for text in &texts {
                    let parsed = Parsed::file(text, FileId(0));
                    let mark = model.pools.mark();
                    let document = lower::plain_text(parsed, DocumentKind::Identity, &mut model);
                    black_box(document.expect("a plain document"));
                    black_box(&model);
                    model.pools.take_back(mark);
                }
            });
        },
    );
    group.finish();
}

criterion_group!(benches, read);
