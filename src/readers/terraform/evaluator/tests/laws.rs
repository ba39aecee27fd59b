//! Laws over random expressions: what is not known of a value never makes it
//! something that it is not, and encodings give back what they were given.

use std::fmt::Write;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed};

use super::Module;
use crate::model::missing::{Missing, MissingKind};
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::json_text::sorted;
use crate::readers::terraform::evaluator::choice::{identical, is_splice};
use crate::readers::terraform::evaluator::operators::equal as values_equal;
use crate::readers::terraform::evaluator::rope::equal;
use crate::readers::terraform::evaluator::unknown::any_hole;
use crate::source::{HoleId, RunKind, Span};

fn config(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(20_261_122),
        ..Config::default()
    }
}

/// Values of the variables `s`, `l`, `b` and `m` of the expressions below.
const STRINGS: &[&str] = &["", "a", "-", "ab", "a-b", "A ", "-a-b-", "true"];
const LISTS: &[&str] = &["[]", "[\"a\"]", "[\"b\", \"a\"]", "[\"\", \"a-b\", \"a\"]"];
const MAPS: &[&str] = &["{}", "{a = \"b\"}", "{b = \"-\", ab = \"\"}"];

/// Expressions of one type each, by how they are made of others: `S` is a string,
/// `L` a list of strings, `B` a boolean, `M` a map of strings.
const RULES: &[(char, &[&str])] = &[
    (
        'S',
        &[
            "\"a\"",
            "\"b\"",
            "\"-\"",
            "\"\"",
            "\"a-b\"",
            "var.s",
            "var.s",
            "\"a${var.s}\"",
            "\"${S}-${S}\"",
            "\"${S}\"",
            "lower(S)",
            "upper(S)",
            "trimspace(S)",
            "trim(S, \"-\")",
            "trimprefix(S, \"a\")",
            "trimsuffix(S, \"b\")",
            "replace(S, \"-\", S)",
            "replace(S, \"ab\", \"x\")",
            "substr(S, 0, 2)",
            "substr(S, 1, -1)",
            "join(\"-\", L)",
            "join(S, L)",
            "format(\"%s/%s\", S, S)",
            "element(L, 1)",
            "L[0]",
            "B ? S : S",
            "coalesce(S, S)",
            "try(L[2], S)",
            "lookup(M, S, S)",
            "M[S]",
            "try(M.a, S)",
            "\"x%{ if B }${S}%{ else }y%{ endif }\"",
            "\"%{ for v in L }${v},%{ endfor }.\"",
            "\"${length(L)}\"",
            "regex(\"[a-z]+\", S)",
            "jsonencode(L)",
            "\"x${jsonencode(M)}\"",
            "try(one(L), S)",
            "title(S)",
            "chomp(S)",
            "tostring(B)",
        ],
    ),
    (
        'L',
        &[
            "[]",
            "[S]",
            "[S, S]",
            "[\"b\", \"a\", \"b\"]",
            "var.l",
            "var.l",
            "concat(L, L)",
            "sort(distinct(L))",
            "compact(L)",
            "sort(L)",
            "reverse(L)",
            "split(\"-\", S)",
            "split(\"ab\", S)",
            "flatten([L, [L]])",
            "[for v in L : \"${v}!\"]",
            "[for i, v in L : \"${i}${v}\"]",
            "[for v in L : v if v != S]",
            "[for k, v in M : \"${k}${v}\"]",
            "slice(L, 0, 1)",
            "keys(M)",
            "values(M)",
            "B ? L : L",
            "sort(setunion(L, L))",
            "sort(setsubtract(L, L))",
            "sort(setintersection(L, L))",
            "sort(toset(L))",
            "formatlist(\"%s.\", L)",
            "jsondecode(jsonencode(L))",
            "coalescelist(L, L)",
            "try(slice(L, 1, 2), L)",
            "chunklist(L, 1)[0]",
            "regexall(\"[a-z]\", S)",
            "setproduct(L, L)[0]",
            "L[*]",
        ],
    ),
    (
        'B',
        &[
            "true",
            "false",
            "var.b",
            "S == S",
            "S != S",
            "L == L",
            "contains(L, S)",
            "startswith(S, \"a\")",
            "endswith(S, \"b\")",
            "strcontains(S, \"-\")",
            "B && B",
            "B || B",
            "!B",
            "length(L) > 1",
            "length(M) == 1",
            "length(toset(L)) > 1",
            "can(L[1])",
            "contains(toset(L), S)",
            "anytrue([B, B])",
            "alltrue([B, B])",
            "M == M",
        ],
    ),
    (
        'M',
        &[
            "{}",
            "{a = S}",
            "{a = S, b = S}",
            "{\"${S}\" = S}",
            "var.m",
            "merge(M, M)",
            "{for v in L : \"${v}\" => \"x\" if v != \"b\"}",
            "B ? M : M",
            "zipmap(L, L)",
            "{for k, v in M : k => upper(v)}",
            "jsondecode(jsonencode(M))",
        ],
    ),
];

/// Writes an expression by choices taken from the bytes.
fn write(kind: char, level: u32, bytes: &mut dyn Iterator<Item = u8>, into: &mut String) {
    let rules = RULES.iter().find(|(known, _)| *known == kind).unwrap().1;
    let choice = usize::from(bytes.next().unwrap_or(0));
    let leaves: Vec<&&str> = rules
        .iter()
        .filter(|rule| !rule.contains(['S', 'L', 'B', 'M']))
        .collect();
    let rule = if level == 0 {
        leaves[choice % leaves.len()]
    } else {
        &rules[choice % rules.len()]
    };
    for character in rule.chars() {
        if matches!(character, 'S' | 'L' | 'B' | 'M') {
            // A conditional or comparison inside needs its parentheses.
            into.push('(');
            write(character, level.saturating_sub(1), bytes, into);
            into.push(')');
        } else {
            into.push(character);
        }
    }
}

/// Whether a value with holes may be this one, which has none.
fn covers(module: &Module, value: &Evaluated, known: &Evaluated) -> bool {
    match (&value.data, &known.data) {
        (Data::Unknown { hole, .. }, _) => !module.missing_is_failing(*hole),
        (Data::Text(text), Data::Text(known)) => equal(text, known) != Some(false),
        (Data::List(items), Data::List(known)) => covers_items(module, items, known),
        (Data::Map(members), Data::Map(_)) => {
            let is_open = members.iter().any(|(key, _)| key.as_str().is_none());
            let all = known.members().iter();
            let mut all = all.map(|(key, _)| key.as_str().unwrap());
            let covered = all.all(|key| is_open || value.get(key).is_some());
            let mut named = members.iter().filter(|(key, _)| key.as_str().is_some());
            covered
                && named.all(|(key, value)| match known.get(key.as_str().unwrap()) {
                    // A member with an unknown key may stand for this one later.
                    Some(known) => is_open || covers(module, value, known),
                    None => false,
                })
        }
        (Data::Json(value), Data::Json(known)) => covers(module, value, known),
        _ => values_equal(value, known) == Ok(true),
    }
}

fn covers_items(module: &Module, items: &[Evaluated], known: &[Evaluated]) -> bool {
    let Some((first, rest)) = items.split_first() else {
        return known.is_empty();
    };
    if is_splice(first) {
        return !module.missing_is_failing(first.hole().unwrap())
            && (0..=known.len()).any(|skip| covers_items(module, rest, &known[skip..]));
    }
    match known.split_first() {
        Some((one, others)) => covers(module, first, one) && covers_items(module, rest, others),
        None => false,
    }
}

impl Module {
    fn failures(&self) -> impl Iterator<Item = &Missing> {
        let holes = (0..).map_while(|index| self.holes.get(HoleId(index)));
        holes.filter(|missing| missing.kind == MissingKind::Failing)
    }

    fn missing_is_failing(&self, hole: HoleId) -> bool {
        let missing = self.holes.get(hole).unwrap();
        matches!(missing.kind, MissingKind::Failing | MissingKind::Limit)
    }
}

proptest! {
    #![proptest_config(config(800))]

    #[test]
    fn what_is_said_with_holes_holds_of_every_filling(
        bytes in prop::collection::vec(any::<u8>(), 4..60),
        kind in prop::sample::select(vec!['S', 'L', 'B', 'M']),
    ) {
        let mut text = String::new();
        write(kind, 4, &mut bytes.iter().copied(), &mut text);
        let mut open = Module::new("");
        let value = open.value(&text);
        for (index, s) in STRINGS.iter().enumerate() {
            let l = LISTS[index % LISTS.len()];
            let m = MAPS[index % MAPS.len()];
            let b = index % 3 == 0;
            let locals = format!("var_s = \"{s}\"\nvar_l = {l}\nvar_b = {b}\nvar_m = {m}\n");
            let mut closed = Module::new(&locals);
            let known = closed.value(&text);
            // What a filling makes fail is refused by Terraform, save in `try`.
            if closed.failures().any(|failure| !open.failures().any(|known| known == failure)) {
                continue;
            }
            let hole = any_hole(&known, &mut |_| true);
            if let Some(hole) = hole {
                prop_assert!(
                    closed.missing_is_failing(hole),
                    "{text} is {} with {locals}", closed.show(&known)
                );
                continue;
            }
            prop_assert!(
                covers(&open, &value, &known),
                "{text}\n is {}\n but with {locals} it is {}", open.show(&value), closed.show(&known)
            );
        }
    }
}

fn literals() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let text = "[a-z\"\\\\\n\té中😀<&$%{}:,]{0,8}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(text, inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A string literal, with the variable `v` in the place of each `z`.
fn write_string(text: &str, into: &mut String) {
    into.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => into.extend(['\\', character]),
            '\n' => into.push_str("\\n"),
            '\t' => into.push_str("\\t"),
            '$' | '%' => into.extend([character, character]),
            '{' => into.push_str("\\u007b"),
            'z' => into.push_str("${var.v}"),
            _ => into.push(character),
        }
    }
    into.push('"');
}

fn write_literal(value: &serde_json::Value, into: &mut String) {
    match value {
        serde_json::Value::String(text) => write_string(text, into),
        serde_json::Value::Array(items) => {
            into.push('[');
            for item in items {
                write_literal(item, into);
                into.push_str(", ");
            }
            into.push(']');
        }
        serde_json::Value::Object(members) => {
            into.push('{');
            for (key, member) in members {
                // Keys of nothing but a variable may be one another.
                write_string(&key.replace('z', "y"), into);
                into.push_str(" = ");
                write_literal(member, into);
                into.push_str(", ");
            }
            into.push('}');
        }
        other => write!(into, "{other}").unwrap(),
    }
}

/// Bytes that are said to stand in the file as they are do.
fn check_runs(module: &Module, value: &Evaluated) {
    if let Some(text) = value.as_fragment() {
        for run in text.map.runs() {
            if run.kind == RunKind::Same {
                let start = usize::try_from(run.out).unwrap();
                let end = start + usize::try_from(run.len).unwrap();
                assert_eq!(module.text_at(run.from), text.text.get(start..end).unwrap());
            }
        }
    }
    value
        .items()
        .iter()
        .for_each(|item| check_runs(module, item));
    for (key, member) in value.members() {
        check_runs(module, key);
        check_runs(module, member);
    }
}

/// The places of all strings, in the order of keys.
fn strings(value: &Evaluated, into: &mut Vec<Span>) {
    if value.as_fragment().is_some() {
        into.push(value.at);
    }
    value.items().iter().for_each(|item| strings(item, into));
    for (key, member) in sorted(value.members()) {
        strings(key, into);
        strings(member, into);
    }
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn what_is_encoded_comes_back_with_its_places(literal in literals()) {
        let mut text = String::new();
        write_literal(&literal, &mut text);
        // The keys of an object are distinct, or this is no object of Terraform.
        let mut module = Module::new("");
        let call = format!("[{text}, jsondecode(jsonencode({text})), jsondecode(format(\"%s\", jsonencode({text})))]");
        let value = module.value(&call);
        let [plain, same, again] = value.items() else { panic!("{}", module.show(&value)) };
        prop_assert!(identical(plain, same), "{text}");
        prop_assert!(identical(plain, again), "{text}\n{}\n{}", module.show(plain), module.show(again));
        check_runs(&module, &value);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        strings(plain, &mut ours);
        strings(again, &mut theirs);
        let under = |spans: &[Span]| -> Vec<String> {
            spans.iter().map(|at| module.text_at(*at).to_owned()).collect()
        };
        prop_assert_eq!(under(&ours), under(&theirs));
    }

    #[test]
    fn what_is_split_and_joined_is_as_before(text in "[ab,\\n$é]{0,12}", separator in "[a,]{1,2}") {
        let mut literal = String::new();
        write_string(&text, &mut literal);
        let call = format!("[{literal}, join(\"{separator}\", split(\"{separator}\", {literal}))]");
        let mut module = Module::new("");
        let value = module.value(&call);
        let [plain, joined] = value.items() else { panic!("{call}") };
        prop_assert!(identical(plain, joined), "{call}");
        check_runs(&module, &value);
    }
}
