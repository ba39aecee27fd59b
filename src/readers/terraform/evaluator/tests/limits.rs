//! Texts that ask for more than there is: they end in a hole that says so, and
//! neither the stack nor memory runs out.

use std::fmt::Write;

use super::{BUDGET, Module};
use crate::model::missing::MissingKind;
use crate::readers::evaluated::{Evaluated, to_tree};
use crate::readers::terraform::evaluator::evaluate::Evaluator;
use crate::readers::terraform::evaluator::unknown::any_hole;
use crate::syntax::Tree;

#[track_caller]
fn is_limited(module: &mut Module, text: &str) {
    let value = module.value(text);
    let limited = any_hole(&value, &mut |hole| {
        module
            .holes
            .get(hole)
            .is_some_and(|one| one.kind == MissingKind::Limit)
    });
    assert!(limited.is_some(), "{text}: {:.300}", module.show(&value));
}

#[test]
fn what_grows_without_end_is_a_limit() {
    let doubling = |name: &str, first: &str, next: &str| {
        let mut locals = format!("{name}0 = {first}\n");
        for level in 1..25 {
            let last = format!("local.{name}{}", level - 1);
            writeln!(locals, "{name}{level} = {}", next.replace('@', &last)).unwrap();
        }
        locals
    };
    let mut locals = doubling("t", "\"0123456789\"", "\"${@}${@}\"");
    locals.push_str(&doubling("l", "[1, 1]", "[@, @]"));
    locals.push_str(&doubling("j", "\"abcdefghi\"", "join(\"\", [@, @])"));
    locals.push_str(&doubling("c", "[1]", "concat(@, @)"));
    locals.push_str(&doubling("r", "\"aaaa\"", "replace(@, \"a\", \"aa\")"));
    locals.push_str(&doubling("e", "[1, 1]", "jsonencode([@, @])"));
    locals.push_str(&doubling("m", "{a = 1}", "{a = @, b = @}"));
    locals.push_str(&doubling("d", "\"${var.x}-\"", "\"${@}${@}\""));
    let table = [
        "local.t24",
        "local.l24",
        "flatten(local.l24)",
        "local.j24",
        "local.c24",
        "local.r24",
        "\"-${local.e24}\"",
        "local.m24",
        "local.d24",
        "jsonencode(local.l24)",
        "local.l24 == local.l24",
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]]",
        "setproduct(range(1000), range(1000), range(1000))",
        "setproduct([for i in range(40) : range(2)]...)",
        "join(\"\", [for i in range(1024) : join(\"\", [for j in range(1024) : \"0123456789\"])])",
        "format(\"%s%1024s\", join(\"\", [for i in range(1024) : format(\"%1024s\", i)]), 1)",
        "\"%{ for a in range(1000) }%{ for b in range(1000) }0123456789%{ endfor }%{ endfor }\"",
        "indent(1000, join(\"\\n\", flatten([range(1000), range(1000)])))",
        "distinct([for a in range(1024) : [a]])",
        "170141183460469231731687303715884105727 + 1",
        "1e99 + 1",
    ];
    for text in table {
        let mut module = Module::new(&locals);
        module.budget = 50_000;
        is_limited(&mut module, text);
    }
}

#[test]
fn a_chain_that_is_too_deep_is_a_limit_and_fits_the_stack() {
    let links = [
        "@",
        "[for x in [@] : x][0]",
        "{for k, x in {a = @} : k => x}[\"a\"]",
        "true ? @ : null",
        "try(@, 1)",
        "\"-${@}\"",
        "\"%{ if true }%{ for x in [@] }${x}%{ endfor }%{ endif }\"",
        "[{a = @}][*].a",
        "[[@]][*][*]",
        "!(@ == 1)",
        "concat([@], [])[0]",
        "jsondecode(jsonencode(@))",
        "templatefile(\"t.tpl\", {n = @})",
    ];
    for link in links {
        let mut locals = String::from("l0 = 1\n");
        for level in 1..200 {
            let last = format!("local.l{}", level - 1);
            writeln!(locals, "l{level} = {}", link.replace('@', &last)).unwrap();
        }
        // Half of the stack of a thread: what refers on takes some as well.
        let thread = std::thread::Builder::new().stack_size(3 << 18);
        let run = thread.spawn(move || {
            let mut module = Module::new(&locals).file("t.tpl", "<%{ if true }${n}%{ endif }>");
            is_limited(&mut module, "local.l199");
        });
        assert!(run.unwrap().join().is_ok(), "{link}");
    }
}

#[test]
fn what_is_nested_too_deeply_is_not_kept() {
    // Each local is evaluated by itself, so nothing is deep but the value.
    let mut module = Module::new("");
    let mut value = module.value("1");
    let mut kept = 0;
    while value.hole().is_none() && kept < 1000 {
        kept += 1;
        let at = value.at;
        let list = Evaluated::list(vec![value], at);
        value = Evaluator::new(&mut module).kept(list);
    }
    assert!((32..200).contains(&kept), "{kept}");
    assert_eq!(module.kind(&value), Some(MissingKind::Limit));
}

#[test]
fn ordinary_documents_are_far_from_the_limits() {
    let text = "jsonencode({Version = \"1\", Statement = [for u in range(100) : {Effect = \"Allow\", Action = [\"a:${u}\", \"b\"], Resource = formatlist(\"acs:%s\", [u])}]})";
    let mut module = Module::new("");
    let value = module.value(text);
    assert_eq!(any_hole(&value, &mut |_| true), None);
    assert!(module.budget > BUDGET * 9 / 10, "{}", module.budget);
    let mut tree = Tree::default();
    to_tree(&value, &mut tree);
    assert!(tree.nodes.len() > 1000);
    // More operators than levels.
    let value = module.value(&format!("{}1", "1 + ".repeat(100)));
    assert_eq!(module.show(&value), "101");
}
