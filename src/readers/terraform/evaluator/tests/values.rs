//! Expressions and what they come to.

use super::{Module, check, check_failing};
use crate::model::missing::MissingKind;

#[test]
fn literals_and_operators() {
    check(
        "",
        &[
            ("null", "null"),
            ("1.50", "1.5"),
            ("1 + 2 * 3", "7"),
            ("10 / 4", "2.5"),
            ("-7 % 3", "-1"),
            ("0.1 + 0.2", "0.3"),
            ("\"1\" + 1", "2"),
            ("\"1\" == 1", "false"),
            ("1 == 1.0", "true"),
            ("[1, \"a\"] == [1, \"a\"]", "true"),
            ("{a = 1, b = 2} == {b = 2, a = 1}", "true"),
            ("{a = 1} == {a = 2}", "false"),
            ("null == null", "true"),
            ("null == \"\"", "false"),
            ("!true || 2 >= 2 && \"true\"", "true"),
            ("\"a\\nb\"", "\"a\\nb\""),
            ("{a = 1, \"${\"a\"}\" = 2}", "{\"a\":2}"),
            ("{\"${\"x\"}-y\" = 1, (\"z\") = 2}", "{\"x-y\":1,\"z\":2}"),
            ("true ? 1 : 2", "1"),
            ("\"false\" ? 1 : 2", "2"),
        ],
    );
}

#[test]
fn unknown_values_spread_no_further_than_need_be() {
    check(
        "m = { prod = [\"a\", \"b\"], test = [\"a\", \"c\"] }",
        &[
            ("var.x", "⟨var.x⟩"),
            ("var.x.name", "⟨var.x.name⟩"),
            ("var.x[0][\"a\"].b", "⟨var.x[0][\"a\"].b⟩"),
            ("true || var.x", "true"),
            ("var.x || true", "true"),
            ("var.x && false", "false"),
            ("var.x || false", "⟨var.x || false⟩"),
            ("!var.x", "⟨!var.x⟩"),
            ("var.x + 1", "⟨var.x + 1⟩"),
            ("var.x == var.x", "⟨var.x == var.x⟩"),
            ("\"a-${var.x}\" == \"b\"", "false"),
            ("\"a-${var.x}\" == \"a-b\"", "⟨\"a-${var.x}\" == \"a-b\"⟩"),
            ("[1, var.x] == [2, 2]", "false"),
            ("[1, var.x] == [1]", "false"),
            ("var.x ? \"a\" : \"a\"", "\"a\""),
            ("var.x ? \"a\" : \"b\"", "⟨(var.x ? \"a\" : \"b\")⟩"),
            ("var.e == \"p\" ? 1 : 2", "⟨(var.e == \"p\" ? 1 : 2)⟩"),
            ("var.x ? [1, 2] : [1]", "[1,⟨(var.x ? [1, 2] : [1])...⟩]"),
            ("var.x ? [2, 1] : [1]", "[⟨(var.x ? [2, 1] : [1])...⟩,1]"),
            (
                "var.x ? [1, 2] : [1, 3]",
                "[1,⟨(var.x ? [1, 2] : [1, 3])[1]⟩]",
            ),
            (
                "var.x ? {a = 1, b = 2} : {a = 1, b = 3}",
                "{\"a\":1,\"b\":⟨(var.x ? {\"a\" = 1, \"b\" = 2} : {\"a\" = 1, \"b\" = 3}).b⟩}",
            ),
            (
                "var.x ? {a = 1} : {b = 1}",
                "⟨(var.x ? {\"a\" = 1} : {\"b\" = 1})⟩",
            ),
            (
                "var.x ? \"01234567890123456789012345678901234567890123456789012345678901234567890123456789\" : 1",
                "⟨(var.x ? \"0123456789012345678901234567890…#756afc8b8b5e304469f74454136e80a7 : 1)⟩",
            ),
            (
                "local.m[var.e]",
                "[\"a\",⟨{\"prod\" = [\"a\", \"b\"], \"test\" = [\"a\", \"c\"]}[var.e][1]⟩]",
            ),
            ("local.m[\"te${var.e}\"]", "[\"a\",\"c\"]"),
            ("[1, var.x][0]", "1"),
            ("[1, var.x][1]", "⟨var.x⟩"),
            ("concat([1], var.x)[0]", "1"),
            ("concat(var.x, [1])[0]", "⟨[var.x..., 1][0]⟩"),
            ("{\"${var.x}\" = 1, a = 2}", "{\"a\":2,⟨var.x⟩:1}"),
            ("{\"${var.x}\" = 1, a = 2}.a", "2"),
            ("{a = 2, \"${var.x}\" = 1}.a", "⟨{\"a\" = 2, var.x = 1}.a⟩"),
            ("{\"b${var.x}\" = 1}.a == 1", "⟨{\"b${var.x}\" = 1}.a⟩"),
        ],
    );
}

#[test]
fn what_fails_says_why() {
    check_failing(
        "m = { a = 1, b = 2 }",
        &[
            ("local.m.c", "`a`, `b`"),
            ("local.m[\"c\"]", "there is no element \"c\""),
            ("[1][1]", "the list has 1"),
            ("[1][\"x\"]", "`x` is not a number"),
            ("null.a", "`null` has no attributes"),
            ("1 / 0", "divides by zero"),
            ("\"a\" + 1", "`a` is not a number"),
            ("\"a\" && true", "a string is neither"),
            (
                "\"a${[1]}\" == 1 ? 2 : [][0]",
                "a list cannot be put into a text",
            ),
            ("[for x in 1 : x]", "cannot go through a number"),
            ("{for x in [1, 1] : x => x}", "the key `1`"),
            ("local.m.c.d || true", "`a`, `b`"),
            ("jsondecode(\"{\")", "is not JSON"),
            ("lower()", "does not take 0"),
            ("lower([1])", "a list cannot be put into a text"),
            ("concat([1]...)", "a number is not a list"),
            ("element([], 0)", "the list is empty"),
            ("lookup({}, \"a\")", "there are none"),
        ],
    );
}

#[test]
fn references_and_splats() {
    check(
        "u = [{ n = \"a\", r = [{ x = 1 }] }, { n = \"b\", r = [{ x = 2 }, { x = 3 }] }]",
        &[
            ("local.u[*].n", "[\"a\",\"b\"]"),
            ("local.u.*.n", "[\"a\",\"b\"]"),
            ("local.u[*].r[*].x", "[[1],[2,3]]"),
            ("local.u[1].r[0].x", "2"),
            ("local.u.1.n", "\"b\""),
            ("null[*].a", "[]"),
            ("{a = 1}[*].a", "[1]"),
            ("var.x[*].a", "⟨var.x[*].a⟩"),
            ("concat(local.u, var.x)[*].n", "[\"a\",\"b\",⟨var.x.n...⟩]"),
            ("[for u in local.u : u.n]", "[\"a\",\"b\"]"),
        ],
    );
}

#[test]
fn loops() {
    check(
        "m = { b = 2, a = 1 }\nl = [\"x\", \"y\", \"x\"]",
        &[
            ("[for v in local.l : upper(v)]", "[\"X\",\"Y\",\"X\"]"),
            (
                "[for i, v in local.l : \"${i}${v}\"]",
                "[\"0x\",\"1y\",\"2x\"]",
            ),
            ("[for k, v in local.m : \"${k}${v}\"]", "[\"a1\",\"b2\"]"),
            ("{for k, v in local.m : v => k if v > 1}", "{\"2\":\"b\"}"),
            (
                "{for i, v in local.l : v => i...}",
                "{\"x\":[0,2],\"y\":[1]}",
            ),
            ("[for v in var.x : v]", "⟨for each of var.x⟩"),
            (
                "[for v in concat([1], var.x) : v]",
                "[1,⟨for each of var.x...⟩]",
            ),
            (
                "[for i, v in concat([1], var.x, [2]) : i]",
                "[0,⟨for each of var.x...⟩,⟨index 2 after var.x⟩]",
            ),
            (
                "[for v in [1, 2] : v if v == 1 || var.x]",
                "[1,⟨2 if false || var.x...⟩]",
            ),
            ("{for v in [1] : var.x => v}", "{⟨var.x⟩:1}"),
            ("{for v in var.x : v => 1}", "⟨for each of var.x⟩"),
            (
                "[for v in [[1, 2], [3]] : [for w in v : w * 2]]",
                "[[2,4],[6]]",
            ),
            (
                "[for m in {\"${var.x}\" = 1, a = 2} : m]",
                "[⟨for each of var.x...⟩,2,⟨for each of var.x...⟩]",
            ),
        ],
    );
}

#[test]
fn templates() {
    check(
        "l = [\"x\", \"y\"]",
        &[
            ("\"${[1]}\"", "[1]"),
            ("\"a${1}${true}\"", "\"a1true\""),
            ("\"a${var.x}b\"", "\"a⟨var.x⟩b\""),
            ("\"a${\"b${var.x}\"}c\"", "\"ab⟨var.x⟩c\""),
            ("\"%{ if true }a%{ else }b%{ endif }c\"", "\"ac\""),
            (
                "\"%{ if var.x }a%{ else }b%{ endif }c\"",
                "\"⟨(var.x ? \"a\" : \"b\")⟩c\"",
            ),
            ("\"%{ if var.x }a%{ else }a%{ endif }c\"", "\"ac\""),
            ("\"-%{ for v in local.l }${v},%{ endfor }\"", "\"-x,y,\""),
            (
                "\"-%{ for v in concat(local.l, var.x) }${v},%{ endfor }\"",
                "\"-x,y,⟨for each of var.x⟩\"",
            ),
            (
                "\"-%{ for v in var.x }${v},%{ endfor }\"",
                "\"-⟨for each of var.x⟩\"",
            ),
            ("\"a$${b}%%{c}\"", "\"a${b}%{c}\""),
            ("\"a-${null}\"", "\"a-⟨null⟩\""),
            (
                "\"x${jsonencode({b = 1, a = \"<\"})}\"",
                "\"x{\\\"a\\\":\\\"\\\\u003c\\\",\\\"b\\\":1}\"",
            ),
            (
                "\"x${jsonencode([var.a, \"b${var.c}\"])}\"",
                "\"x[⟨var.a⟩,\\\"b⟨var.c⟩\\\"]\"",
            ),
            ("\"x${jsonencode(var.a)}\"", "\"x⟨jsonencode(var.a)⟩\""),
        ],
    );
}

#[test]
fn a_reference_to_a_resource_is_kept() {
    let table = [
        ("role.a.name", Some("role.a")),
        ("\"${role.a.name}\"", Some("role.a")),
        ("\"${role.a.name}@role\"", Some("role.a")),
        ("\"${role.a.name}-${role.b.name}\"", None),
        ("\"${role.a.name}-%{ if true }x%{ endif }\"", None),
        ("true ? role.a.name : null", Some("role.a")),
        ("[role.a.name][0]", Some("role.a")),
        ("lower(role.a.name)", None),
        ("try(null.x, role.a.name)", Some("role.a")),
        ("[for x in [1] : role.a.name][0]", Some("role.a")),
    ];
    for (text, expected) in table {
        let value = Module::new("").value(text);
        assert_eq!(value.refers.as_deref(), expected, "{text}");
    }
}

#[test]
fn different_things_have_different_holes() {
    let pairs = [
        ("var.x", "lower(var.x)"),
        ("var.x.a", "var.x.b"),
        ("substr(var.x, 0, 1)", "substr(var.x, 1, 1)"),
        ("var.x ? \"a\" : \"b\"", "var.x ? \"a\" : \"c\""),
        ("cidrhost(\"10.0.0.0/8\", 1)", "cidrhost(\"10.0.0.0/8\", 2)"),
        ("[for v in [var.a, var.b] : upper(v)][0]", "upper(var.b)"),
    ];
    for (one, other) in pairs {
        let mut module = Module::new("");
        let (a, b) = (module.value(one), module.value(other));
        assert!(a.hole().is_some() && b.hole().is_some(), "{one} {other}");
        assert_ne!(a.hole(), b.hole(), "{one} {other}");
        assert_eq!(module.value(one).hole(), a.hole(), "{one}");
    }
}

#[test]
fn kinds_of_holes() {
    let table = [
        ("var.x.y", MissingKind::Variable),
        ("lower(var.x)", MissingKind::Variable),
        ("cidrhost(\"10.0.0.0/8\", 1)", MissingKind::Function),
        ("timestamp()", MissingKind::Function),
        ("provider::x::f(1)", MissingKind::Function),
        ("var.x ? 1 : 2", MissingKind::Choice),
        ("file(\"none\")", MissingKind::File),
        ("null.a", MissingKind::Failing),
        ("lower(null.a)", MissingKind::Failing),
        ("local.none", MissingKind::Undeclared),
        ("null.a ? 1 : 1", MissingKind::Failing),
    ];
    for (text, kind) in table {
        let mut module = Module::new("");
        let value = module.value(text);
        assert_eq!(module.kind(&value), Some(kind), "{text}");
    }
}
