//! Texts that ask for more than there is: they end in a hole that says so, and
//! neither the stack nor memory runs out.

use std::fmt::Write;

use super::{BUDGET, Module, check, check_failing};
use crate::model::missing::MissingKind;
use crate::readers::evaluated::{Data, Evaluated, MAX_TEXT, to_tree};
use crate::readers::terraform::evaluator::evaluate::{Evaluator, MAX_ITEMS, TOO_LARGE};
use crate::readers::terraform::evaluator::unknown::{Trouble, any_hole};
use crate::source::{FileId, Span};
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

#[test]
fn collections_are_kept_up_to_the_limit() {
    let mut module = Module::new("");
    module.budget = u64::MAX;
    let mut own = Evaluator::new(&mut module);
    assert_eq!(own.spend_items(MAX_ITEMS), Ok(()));
    let beyond = own.spend_items(MAX_ITEMS + 1);
    assert_eq!(beyond, Err(Trouble::Limit(TOO_LARGE)));
    let at = Span::new(FileId(0), 0, 0);
    let nulls = |count: usize| {
        let null = Evaluated::new(Data::Null, at);
        Evaluated::list(vec![null; count], at)
    };
    // Each list is a value as well, and 128 times 1024 of them are kept.
    for (last, is_kept) in [(1022, true), (1023, false)] {
        let mut rows = vec![nulls(1023); 127];
        rows.push(nulls(last));
        let value = Evaluator::new(&mut module).kept(Evaluated::list(rows, at));
        let expected = (!is_kept).then_some(MissingKind::Limit);
        assert_eq!(module.kind(&value), expected, "{last}");
    }
}

/// A choice among more values than are compared leaves nothing of them.
#[test]
fn of_so_many_values_what_they_have_in_common_is_kept() {
    for (count, common) in [(64, 2), (65, 0)] {
        let members: Vec<String> = (0..count)
            .map(|one| format!("k{one} = [\"a\", {one}]"))
            .collect();
        let mut module = Module::new(&format!("m = {{ {} }}", members.join(", ")));
        let value = module.value("local.m[var.e]");
        assert_eq!(value.items().len(), common, "{}", module.show(&value));
        assert_eq!(value.hole().is_none(), common > 0, "{count}");
    }
}

#[test]
fn what_terraform_refuses_fails_and_what_is_only_not_done_here_is_not_known() {
    let grouped = |levels: usize| format!("{}a{}", "(".repeat(levels), ")".repeat(levels));
    let fits = format!("can(regex(\"{}\", \"a\"))", grouped(16));
    check(
        "",
        &[
            ("length(range(1024))", "1024"),
            ("length(format(\"%1024s\", \"\"))", "1024"),
            (fits.as_str(), "true"),
        ],
    );
    check_failing("", &[("range(1025)", "no more than 1024 numbers")]);
    for text in [
        "format(\"%1025s\", \"\")".to_owned(),
        "format(\"%.1025f\", 1)".to_owned(),
        format!("try(regex(\"{}\", \"a\"), \"b\")", grouped(40)),
        "try(regex(\"(?:a{999}){999}\", \"a\"), \"b\")".to_owned(),
        "try(yamldecode(\"a: &x 1\\nb: *x\\n\"), \"b\")".to_owned(),
    ] {
        let mut module = Module::new("");
        let value = module.value(&text);
        let kind = module.kind(&value);
        let shown = module.show(&value);
        assert_eq!(kind, Some(MissingKind::Function), "{text:.80}: {shown}");
    }
}

/// Terraform decodes what is larger, so that it is no failure to be tried around.
#[test]
fn a_text_that_is_decoded_to_more_than_is_kept_is_a_limit() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    for (function, kept, beyond) in [("jsondecode", 63, 64), ("yamldecode", 63, 129)] {
        let text = |levels| format!("try({function}(\"{}\"), \"b\")", nested(levels));
        check("", &[(text(kept).as_str(), nested(kept).as_str())]);
        is_limited(&mut Module::new(""), &text(beyond));
    }
    let long = format!("[{}0]", "0,".repeat(MAX_ITEMS));
    let mut module = Module::new("").file("long.json", &long);
    is_limited(&mut module, "try(jsondecode(file(\"long.json\")), \"b\")");
}

/// Two values of one name count as one, so that a difference far behind in what they are
/// made of has to show.
#[test]
fn long_values_that_differ_at_their_ends_have_two_names() {
    let named = |length: usize, end: &str| {
        let long = format!("{}{end}", "x".repeat(length));
        let mut module = Module::new("").file("long.txt", &long);
        let value = module.value("sha256(\"${file(\"long.txt\")}${var.x}\")");
        module.show(&value)
    };
    for length in [100, 20_000, 200_000] {
        let [one, again, other] = ["a", "a", "b"].map(|end| named(length, end));
        assert_eq!(one, again, "{length}");
        assert_ne!(one, other, "{length}");
        assert!(one.len() < 200, "{one}");
    }
    // What is too long for a name has none, and is told.
    let long = format!("l = \"{}\"", "x".repeat(MAX_TEXT / 2));
    is_limited(
        &mut Module::new(&long),
        "join(var.x, [local.l, local.l, local.l])",
    );
}
