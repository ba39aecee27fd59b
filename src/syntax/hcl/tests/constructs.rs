//! What each construct becomes, and the text under its place.

use super::{body_of, good, is_sound, show, show_body, under, value_of};
use crate::syntax::expression::{ExpressionKind as Kind, Step};

#[test]
fn expressions_are_lowered() {
    let cases = [
        ("null", "null"),
        ("true", "true"),
        ("1.50", "1.50"),
        ("1e5", "1e5"),
        (
            "123456789012345678901234567890",
            "123456789012345678901234567890",
        ),
        ("-5", "-5"),
        ("- 5", "-5"),
        ("- /* five */ 5", "-5"),
        ("-a", "(-a)"),
        ("!a", "(!a)"),
        ("!!a.b", "(!(!a.b))"),
        ("\"a\"", "\"a\""),
        ("\"\"", "\"\""),
        ("[]", "[]"),
        ("[1, \"a\", [true,],]", "[1, \"a\", [true]]"),
        ("{}", "{}"),
        (
            "{ a = 1, \"b\" : 2\n (c) = 3\n \"${d}\" = 4 }",
            "{\"a\": 1, \"b\": 2, c: 3, `${d}`: 4}",
        ),
        (
            "{ null = 1, true = 2, 3 = 4 }",
            "{\"null\": 1, \"true\": 2, 3: 4}",
        ),
        ("{ a.b = 1 }", "{a.b: 1}"),
        ("a", "a"),
        ("a.b-c.d", "a.b-c.d"),
        ("a.b[0][\"c\"]", "a.b[0][\"c\"]"),
        ("a[b.c]", "a[b.c]"),
        ("a.0.b", "a[0].b"),
        ("a.0.1", "a[0][1]"),
        ("a.*.b.c", "a<*.b.c>"),
        ("a.*.b[0].c", "a<*.b>[0].c"),
        ("a.*.b.0", "a<*.b[0]>"),
        ("a[*].b[0].c", "a<*.b[0].c>"),
        ("a[*]", "a<*>"),
        ("a[*].b[*].c", "a<*.b<*.c>>"),
        ("a[*].b.*.c[0]", "a<*.b<*.c>[0]>"),
        ("a.*.b[*].c", "a<*.b><*.c>"),
        ("a.*.b.*.c", "a<*.b><*.c>"),
        ("f()", "f()"),
        ("f(1, b...)", "f(1, b...)"),
        ("f(\n 1, # one\n 2,\n)", "f(1, 2)"),
        ("provider::x::f(1)", "provider::x::f(1)"),
        ("f(1).a[0]", "f(1).a[0]"),
        ("(a)", "a"),
        ("((a + b)) * c", "((a + b) * c)"),
        ("a + b * c - d", "((a + (b * c)) - d)"),
        ("a || b && c == d", "(a || (b && (c == d)))"),
        ("a < b != c >= d", "((a < b) != (c >= d))"),
        ("a <= b % c / d > e", "((a <= ((b % c) / d)) > e)"),
        ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("a == 1 ? [b] : null", "((a == 1) ? [b] : null)"),
        ("[for a in b : a.c]", "<for a in b: a.c>"),
        (
            "[for k, v in b : v if k != 1]",
            "<for k, v in b: v if (k != 1)>",
        ),
        (
            "{for k, v in b : k => v... if v}",
            "<for k, v in b: k => v... if v>",
        ),
        ("[for x in y : f(x)...]", "!"),
        ("[format(\"a\")]", "[format(\"a\")]"),
        ("\"a${b}c\"", "`\"a\"${b}\"c\"`"),
        ("\"${a}\"", "`${a}`"),
        ("\"${\"${a}\"}\"", "`${`${a}`}`"),
        ("a /* of */ . /* one */ b", "a.b"),
    ];
    for (text, expected) in cases {
        let (body, problems) = body_of(&format!("x = {text}\n"));
        if expected == "!" {
            assert_eq!(problems.len(), 1, "{text}");
            continue;
        }
        assert_eq!(problems, [], "{text}");
        assert_eq!(show(&body.attributes[0].value), expected, "{text}");
        let text = format!("\n  {text}\n");
        let value = value_of(&text);
        assert_eq!(show(&value), expected, "{text}");
    }
}

#[test]
fn places_cover_the_whole_and_no_parentheses() {
    let cases = [
        "\"中\"",
        "\"a${b}\"",
        "[1, 2]",
        "{ a = 1 }",
        "f(1)",
        "a::f(1)",
        "a.b",
        "a[0]",
        "a[*].b",
        "a.*.b",
        "!a",
        "-1",
        "- 1",
        "a + (b)",
        "(a) + b",
        "a ? b : (c)",
        "[for a in b : a]",
        "a.0",
        "a[*].b[0]",
        "(a).b",
        "(a)[0].c",
        "<<-A\n  x\n  A",
        "<<A\nA",
    ];
    for case in cases {
        for text in [
            format!("x = {case}\n"),
            format!("x = ( /* y */ {case}\n)\n"),
        ] {
            let body = good(&text);
            let value = &body.attributes[0].value;
            assert_eq!(under(&text, value.at), case);
            is_sound(&text, &body);
        }
    }
}

#[test]
fn parts_of_expressions_have_their_own_places() {
    let text = "x = var.list[ 中.a ][*].名 [ 0 ]\n";
    let body = good(text);
    let Kind::Splat { of, steps } = &body.attributes[0].value.kind else {
        panic!("{body:?}")
    };
    assert_eq!(under(text, of.at), "var.list[ 中.a ]");
    let Kind::Index { of, key } = &of.kind else {
        panic!("{of:?}")
    };
    assert_eq!(under(text, of.at), "var.list");
    assert_eq!(under(text, key.at), "中.a");
    let [Step::Attribute(name), Step::Index(index)] = steps.as_slice() else {
        panic!("{steps:?}")
    };
    assert_eq!((under(text, name.at), under(text, index.at)), ("名", "0"));
}

#[test]
fn blocks_have_names_labels_and_places() {
    let text = "# 注释\nresource \"alicloud_ram_policy\" 名 {\n  a = 1 // one\n  statement { b = 2 }\n  empty {}\n}\n\nlocals {\n}\nc = \"d\"";
    let body = good(text);
    assert_eq!(
        show_body(&body),
        "c=\"d\"; resource \"alicloud_ram_policy\" \"名\"{a=1; statement{b=2}; empty{}}; locals{}"
    );
    let block = &body.blocks[0];
    assert_eq!(
        under(text, block.header),
        "resource \"alicloud_ram_policy\" 名"
    );
    assert_eq!(under(text, block.kind.at), "resource");
    assert_eq!(under(text, block.labels[0].at), "\"alicloud_ram_policy\"");
    assert_eq!(under(text, block.labels[1].at), "名");
    assert!(under(text, block.at).starts_with("resource"));
    assert!(under(text, block.at).ends_with("empty {}\n}"));
    assert_eq!(under(text, block.body.attributes[0].at), "a = 1");
    assert_eq!(under(text, block.body.blocks[0].at), "statement { b = 2 }");
    assert_eq!(under(text, body.attributes[0].at), "c = \"d\"");
    assert_eq!(body.attribute("c").unwrap().name.value, "c");
    assert_eq!(body.blocks_of("locals").count(), 1);
    is_sound(text, &body);
}

#[test]
fn members_of_an_object_have_places() {
    let text = "x = { 键 = 1, \"k\\n\" : [2] }\n";
    let body = good(text);
    let Kind::Object(members) = &body.attributes[0].value.kind else {
        panic!("{body:?}")
    };
    let places: Vec<_> = members
        .iter()
        .map(|(key, value)| (under(text, key.at), under(text, value.at)))
        .collect();
    assert_eq!(places, [("键", "1"), ("\"k\\n\"", "[2]")]);
    assert_eq!(is_sound(text, &body), 2);
}

#[test]
fn a_byte_order_mark_and_carriage_returns_change_nothing() {
    let plain = "a = [\n  \"b\",\n]\nc \"d\" {\n  e = <<-F\n    g\n    F\n}\n";
    let expected = show_body(&good(plain));
    let marked = format!("\u{feff}{plain}");
    let body = good(&marked);
    assert_eq!(show_body(&body), expected);
    is_sound(&marked, &body);
    let returns = plain.replace('\n', "\r\n");
    let body = good(&returns);
    assert_eq!(show_body(&body), expected.replace("g\\n", "g\\r\\n"));
    is_sound(&returns, &body);
}

#[test]
fn a_text_without_content_is_a_body_without_content() {
    for text in [
        "",
        "\u{feff}",
        "\n\r\n",
        "# only a comment",
        "/* a */",
        "\u{feff}// b\n",
    ] {
        let body = good(text);
        assert!(body.attributes.is_empty() && body.blocks.is_empty());
    }
}
