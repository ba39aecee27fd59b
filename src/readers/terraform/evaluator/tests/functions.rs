//! Calls of functions and what they come to.

use super::{Module, check};

#[test]
fn texts() {
    check(
        "",
        &[
            ("lower(\"aBÉ\")", "\"abé\""),
            ("upper(\"a${var.x}b\")", "\"A⟨upper(var.x)⟩B\""),
            ("title(\"hello wORLD\")", "\"Hello WORLD\""),
            ("trimspace(\" \\n a b \\t\")", "\"a b\""),
            ("trimspace(\" ${var.x} a \")", "\"⟨trim(var.x)⟩a\""),
            ("trim(\"--a-b--\", \"-\")", "\"a-b\""),
            ("trimprefix(\"acs:ram\", \"acs:\")", "\"ram\""),
            (
                "trimprefix(\"a${var.x}\", \"ab\")",
                "⟨trimprefix(\"a${var.x}\", \"ab\")⟩",
            ),
            ("trimprefix(\"b${var.x}\", \"ab\")", "\"b⟨var.x⟩\""),
            ("trimsuffix(\"a.json\", \".json\")", "\"a\""),
            ("chomp(\"a\\r\\n\\n\")", "\"a\""),
            ("startswith(\"ab${var.x}\", \"a\")", "true"),
            ("startswith(\"ab${var.x}\", \"b\")", "false"),
            (
                "startswith(\"ab${var.x}\", \"abc\")",
                "⟨startswith(\"ab${var.x}\", \"abc\")⟩",
            ),
            ("endswith(\"${var.x}ab\", \"b\")", "true"),
            ("strcontains(\"a${var.x}\", \"a\")", "true"),
            (
                "strcontains(\"a${var.x}\", \"b\")",
                "⟨strcontains(\"a${var.x}\", \"b\")⟩",
            ),
            ("substr(\"hé中lo\", 1, 2)", "\"é中\""),
            ("substr(\"hello\", -3, -1)", "\"llo\""),
            ("substr(\"hello\", 1, 99)", "\"ello\""),
            ("substr(\"ab${var.x}\", 0, 2)", "\"ab\""),
            (
                "substr(\"ab${var.x}\", 1, 9)",
                "\"b⟨substr(\"ab${var.x}\", 1, 9)⟩\"",
            ),
            ("replace(\"a-b-c\", \"-\", \"+\")", "\"a+b+c\""),
            (
                "replace(\"a-${var.x}-\", \"-\", \"\")",
                "\"a⟨replace(var.x, \"-\", \"\")⟩\"",
            ),
            (
                "replace(\"a-${var.x}\", \"-x\", \"\")",
                "⟨replace(\"a-${var.x}\", \"-x\", \"\")⟩",
            ),
            ("replace(\"a-b\", \"-\", var.x)", "\"a⟨var.x⟩b\""),
            (
                "replace(\"a1b22\", \"/[0-9]+/\", \"<$0>\")",
                "\"a<1>b<22>\"",
            ),
            ("replace(\"ab\", \"/(a)(b)/\", \"$2$1\")", "\"ba\""),
            ("split(\",\", \"a,b,,c\")", "[\"a\",\"b\",\"\",\"c\"]"),
            ("split(\",\", \"\")", "[\"\"]"),
            ("split(\"\", \"aé\")", "[\"a\",\"é\"]"),
            (
                "split(\",\", \"a,${var.x}b,c\")",
                "[\"a\",⟨split(\",\", \"${var.x}b\")...⟩,\"c\"]",
            ),
            ("join(\",\", [\"a\", 1, true])", "\"a,1,true\""),
            ("join(\",\", [\"a\"], [\"b\"])", "\"a,b\""),
            ("join(\",\", [\"a\", var.x, \"b\"])", "\"a,⟨var.x⟩,b\""),
            (
                "join(\",\", concat([\"a\"], var.x, [\"b\"]))",
                "\"a⟨join(\",\", var.x...)⟩b\"",
            ),
            ("join(\",\", var.x)", "\"⟨join(\",\", var.x...)⟩\""),
            ("join(\",\", [])", "\"\""),
            ("indent(2, \"a\\nb\")", "\"a\\n  b\""),
            ("urlencode(\"a b/é\")", "\"a+b%2F%C3%A9\""),
            ("base64encode(\"Hello, 世界\")", "\"SGVsbG8sIOS4lueVjA==\""),
            ("base64decode(\"SGVsbG8sIOS4lueVjA==\")", "\"Hello, 世界\""),
            ("base64encode(\"a\")", "\"YQ==\""),
            ("base64encode(\"abc\")", "\"YWJj\""),
        ],
    );
}

#[test]
fn formats() {
    check(
        "",
        &[
            ("format(\"%s-%d-%v%%\", \"a\", 2, true)", "\"a-2-true%\""),
            (
                "format(\"%05d|%5s|%-5s|%.2f|%+d\", 42, \"a\", \"b\", 1.005, 3)",
                "\"00042|    a|b    |1.01|+3\"",
            ),
            (
                "format(\"%q %#v\", \"a\\\"b\", [1])",
                "\"\\\"a\\\\\\\"b\\\" [1]\"",
            ),
            ("format(\"%[2]s%[1]s\", \"a\", \"b\")", "\"ba\""),
            (
                "format(\"acs:ram::%s:role/%s\", var.a, \"x\")",
                "\"acs:ram::⟨var.a⟩:role/x\"",
            ),
            ("format(\"%05d\", var.a)", "\"⟨format(\"%d\", var.a)⟩\""),
            ("format(var.f, 1)", "⟨format(var.f, 1)⟩"),
            ("format(\"%v\", null)", "\"null\""),
            (
                "formatlist(\"%s/%s\", [\"a\", \"b\"], \"c\")",
                "[\"a/c\",\"b/c\"]",
            ),
            (
                "formatlist(\"x%s\", concat([\"a\"], var.x))",
                "[\"xa\",⟨formatlist(\"x%s\", var.x)...⟩]",
            ),
            ("formatlist(\"%s%s\", [\"a\"], [\"b\"])", "[\"ab\"]"),
            ("formatlist(\"%s\", [])", "[]"),
        ],
    );
    super::check_failing(
        "",
        &[
            ("format(\"%s\")", "more than 0 values"),
            ("format(\"%s\", 1, 2)", "asks for 1 values and is given 2"),
            ("format(\"%d\", \"x\")", "`x` is not a number"),
            ("formatlist(\"%s%s\", [1], [1, 2])", "differ in length"),
        ],
    );
}

#[test]
fn lists() {
    check(
        "",
        &[
            ("concat([1], [], [2, 3])", "[1,2,3]"),
            ("concat([\"a\"], var.x)", "[\"a\",⟨var.x...⟩]"),
            ("concat([[1], [2]]...)", "[1,2]"),
            ("concat(var.x...)", "[⟨var.x...⟩]"),
            ("flatten([[1, [2]], 3, []])", "[1,2,3]"),
            ("flatten([1, var.x])", "[1,⟨var.x...⟩]"),
            (
                "distinct([\"a\", \"b\", \"a\", 1, \"1\"])",
                "[\"a\",\"b\",1,\"1\"]",
            ),
            ("distinct([\"a\", var.x])", "[\"a\",⟨var.x...⟩]"),
            ("distinct([\"a\", \"b${var.x}\"])", "[\"a\",\"b⟨var.x⟩\"]"),
            (
                "distinct([\"a\", \"${var.x}a\"])",
                "[\"a\",⟨\"${var.x}a\" unless it is there already...⟩]",
            ),
            (
                "compact([\"a\", \"\", null, var.x, \"b${var.x}\"])",
                "[\"a\",⟨var.x...⟩,\"b⟨var.x⟩\"]",
            ),
            ("element([1, 2, 3], 4)", "2"),
            ("element(concat([1], var.x), 0)", "1"),
            (
                "element(concat([1], var.x), 1)",
                "⟨element([1, var.x...], 1)⟩",
            ),
            ("length([1, 2])", "2"),
            ("length({a = 1, b = 2})", "2"),
            ("length(\"é中\")", "2"),
            ("length(concat([1], var.x))", "⟨length([1, var.x...])⟩"),
            ("length([1, var.x])", "2"),
            ("contains([\"a\", var.x], \"a\")", "true"),
            (
                "contains([\"a\", var.x], \"b\")",
                "⟨contains([\"a\", var.x], \"b\")⟩",
            ),
            ("contains([\"a\"], \"b\")", "false"),
            ("contains([\"ab\"], \"x${var.x}\")", "false"),
            ("index([\"a\", \"b\"], \"b\")", "1"),
            ("reverse([1, 2])", "[2,1]"),
            ("sort([\"b\", \"a\", 1])", "[\"1\",\"a\",\"b\"]"),
            (
                "sort([\"b\", var.x, \"a\"])",
                "[⟨var.x...⟩,\"a\",⟨var.x...⟩,\"b\",⟨var.x...⟩]",
            ),
            ("slice([1, 2, 3], 1, 2)", "[2]"),
            ("slice(concat([1, 2], var.x), 0, 1)", "[1]"),
            ("chunklist([1, 2, 3], 2)", "[[1,2],[3]]"),
            ("one([])", "null"),
            ("one([1])", "1"),
            ("one(var.x)", "⟨one(var.x)⟩"),
            ("range(3)", "[0,1,2]"),
            ("range(1, 4)", "[1,2,3]"),
            ("range(3, 0)", "[3,2,1]"),
            ("range(0, 1, 0.5)", "[0,0.5]"),
            ("range(0)", "[]"),
            ("alltrue([true, \"true\"])", "true"),
            ("alltrue([true, var.x])", "⟨alltrue([true, var.x])⟩"),
            ("alltrue([false, var.x])", "false"),
            ("anytrue([var.x, true])", "true"),
            ("anytrue([])", "false"),
        ],
    );
}

#[test]
fn maps_and_sets() {
    check(
        "",
        &[
            ("merge({a = 1, b = 1}, null, {b = 2})", "{\"a\":1,\"b\":2}"),
            ("merge({a = 1}, var.x)", "⟨merge({\"a\" = 1}, var.x)⟩"),
            ("merge([{a = 1}, {b = 2}]...)", "{\"a\":1,\"b\":2}"),
            ("keys({b = 1, a = 2})", "[\"a\",\"b\"]"),
            ("values({b = 1, a = 2})", "[2,1]"),
            (
                "keys({a = 1, \"${var.x}\" = 2})",
                "[⟨var.x...⟩,\"a\",⟨var.x...⟩]",
            ),
            ("lookup({a = 1}, \"a\")", "1"),
            ("lookup({a = 1}, \"b\", 2)", "2"),
            ("lookup({a = 1}, var.x, 1)", "1"),
            (
                "lookup({a = [1]}, var.x, [])",
                "[⟨{\"a\" = [1]}[var.x]...⟩]",
            ),
            ("lookup(var.m, \"a\", 1)", "⟨lookup(var.m, \"a\", 1)⟩"),
            ("zipmap([\"a\", \"b\"], [1, 2])", "{\"a\":1,\"b\":2}"),
            ("toset([\"b\", \"a\", \"b\", 1])", "[\"1\",\"a\",\"b\"]"),
            ("toset([\"a\", var.x])", "[⟨var.x...⟩,\"a\"]"),
            ("setproduct([1, 2], [\"a\"])", "[[1,\"a\"],[2,\"a\"]]"),
            ("setproduct([1], concat([2], var.x))", "[⟨var.x...⟩,[1,2]]"),
            ("setproduct([1, 2], [])", "[]"),
            ("setunion([\"a\"], [\"b\", \"a\"])", "[\"a\",\"b\"]"),
            ("setintersection([\"a\", \"b\"], [\"b\"])", "[\"b\"]"),
            ("setintersection([\"a\"], [\"a\", var.x])", "[\"a\"]"),
            (
                "setintersection([\"a\"], [var.x])",
                "[⟨\"a\" if it is in the other set...⟩]",
            ),
            ("setsubtract([\"a\", \"b\"], [\"b\"])", "[\"a\"]"),
            ("setsubtract([\"a\"], [\"b${var.x}\"])", "[\"a\"]"),
        ],
    );
}

#[test]
fn conversions_numbers_and_fallbacks() {
    check(
        "m = { a = 1 }",
        &[
            ("tostring(1.0)", "\"1\""),
            ("tostring(null)", "null"),
            ("tonumber(\"1e2\")", "100"),
            ("tobool(\"true\")", "true"),
            ("tolist([1, \"a\"])", "[\"1\",\"a\"]"),
            ("tomap({a = 1})", "{\"a\":1}"),
            ("sensitive(var.x)", "⟨var.x⟩"),
            ("max(1, 3, 2)", "3"),
            ("min([3, 2]...)", "2"),
            ("max(1, var.x)", "⟨max(1, var.x)⟩"),
            ("abs(-2) + ceil(1.2) + floor(1.8)", "5"),
            ("floor(10 / 3)", "3"),
            ("sum([1, 2.5])", "3.5"),
            ("try(local.m.b, local.m.a)", "1"),
            ("try(var.x.b, 1)", "⟨var.x.b⟩"),
            ("try(\"a${local.m.b}\", \"c\")", "\"c\""),
            ("try([local.m.b], [])", "[]"),
            ("try(local.none, 1)", "1"),
            ("can(local.m.b)", "false"),
            ("can(local.m.a)", "true"),
            ("can(var.x.a)", "⟨can(var.x.a)⟩"),
            ("coalesce(null, \"\", \"a\")", "\"a\""),
            ("coalesce(var.x, \"a\")", "⟨coalesce(var.x, \"a\")⟩"),
            ("coalesce(\"a${var.x}\", \"b\")", "\"a⟨var.x⟩\""),
            (
                "coalesce(\"\", \"${var.x}${var.y}\", \"b\")",
                "⟨coalesce(\"\", \"${var.x}${var.y}\", \"b\")⟩",
            ),
            ("coalescelist([], [1])", "[1]"),
            (
                "coalescelist(concat(var.x), [1])",
                "⟨coalescelist([var.x...], [1])⟩",
            ),
            ("regex(\"[a-z]+\", \"12ab\")", "\"ab\""),
            ("regex(\"(\\\\d+)-(x)?\", \"12-\")", "[\"12\",null]"),
            ("regex(\"(?P<n>\\\\d+)\", \"12\")", "{\"n\":\"12\"}"),
            ("regexall(\"[a-z]\", \"1a2b\")", "[\"a\",\"b\"]"),
            ("can(regex(\"^a$\", \"b\"))", "false"),
            (
                "regex(\"a\", \"a${var.x}\")",
                "⟨regex(\"a\", \"a${var.x}\")⟩",
            ),
            ("regex(\"(?<=a)b\", \"ab\")", "⟨regex(\"(?<=a)b\", \"ab\")⟩"),
            ("basename(\"a/b.json\")", "\"b.json\""),
            ("dirname(\"a/b.json\")", "\"a\""),
            ("dirname(\"b.json\")", "\".\""),
        ],
    );
}

#[test]
fn encodings() {
    check(
        "",
        &[
            ("jsonencode({a = [1, var.x]})", "json {\"a\":[1,⟨var.x⟩]}"),
            ("jsondecode(jsonencode({a = var.x}))", "{\"a\":⟨var.x⟩}"),
            (
                "jsondecode(\"{\\\"a\\\": [1, null, \\\"b\\\"]}\")",
                "{\"a\":[1,null,\"b\"]}",
            ),
            (
                "jsondecode(\"[\\\"a${var.x}\\\", ${var.y}]\")",
                "[\"a⟨var.x⟩\",⟨var.y⟩]",
            ),
            ("yamldecode(\"a: [1, b]\\n\")", "{\"a\":[1,\"b\"]}"),
            ("length(jsonencode([1]))", "3"),
            ("jsonencode([1]) == \"[1]\"", "true"),
            (
                "replace(jsonencode([\"a\"]), \"a\", \"b\")",
                "\"[\\\"b\\\"]\"",
            ),
            ("[jsonencode([1])]", "[json [1]]"),
            ("jsonencode(jsonencode([1]))", "json json [1]"),
            ("\"${jsonencode(\"a\")}\"", "json \"a\""),
            (
                "\"-${jsonencode(jsonencode([\"a\"]))}\"",
                "\"-\\\"[\\\\\\\"a\\\\\\\"]\\\"\"",
            ),
        ],
    );
}

#[test]
fn files() {
    let module = || {
        Module::new("")
            .file("p/a.json", "{\"a\": 1}")
            .file(
                "p/t.tpl",
                "%{ for v in names ~}\n- ${v}\n%{ endfor ~}\n${missing}",
            )
            .file("p/one.tpl", "x ${name} y")
            .file("empty", "")
    };
    let table = [
        ("file(\"p/a.json\")", "\"{\\\"a\\\": 1}\""),
        ("jsondecode(file(\"p/a.json\")).a", "1"),
        ("file(\"none\")", "⟨none⟩"),
        ("file(\"empty\")", "\"\""),
        ("fileexists(\"none\") ? file(\"none\") : \"d\"", "\"d\""),
        ("fileset(\"p\", \"*.tpl\")", "[\"one.tpl\",\"t.tpl\"]"),
        ("fileset(\"p\", \"**\")", "[]"),
        ("templatefile(\"p/one.tpl\", {name = \"n\"})", "\"x n y\""),
        (
            "templatefile(\"p/one.tpl\", {name = var.x})",
            "\"x ⟨var.x⟩ y\"",
        ),
        (
            "templatefile(\"p/one.tpl\", var.x)",
            "⟨templatefile(\"p/one.tpl\", var.x)⟩",
        ),
        (
            "templatefile(\"p/t.tpl\", {names = [\"a\", \"b\"], missing = 1})",
            "\"- a\\n- b\\n1\"",
        ),
        ("templatefile(\"p/t.tpl\", {names = []})", "\"⟨missing⟩\""),
        (
            "[for f in fileset(\"p\", \"*.json\") : jsondecode(file(\"p/${f}\")).a]",
            "[1]",
        ),
    ];
    for (text, expected) in table {
        let mut module = module();
        let value = module.value(text);
        assert_eq!(module.show(&value), expected, "{text}");
    }
}
