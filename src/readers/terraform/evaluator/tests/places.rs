//! Where values say that they were written: the text under the place is the text
//! named.

use super::Module;
use crate::readers::evaluated::{Data, Evaluated, to_tree};
use crate::source::{FileId, RunKind};
use crate::syntax::{Parsed, Tree};

/// Each string of a value: the text under it, then the texts of its runs; those
/// that are not one to one in parentheses.
fn places(module: &Module, value: &Evaluated, into: &mut Vec<String>) {
    match &value.data {
        Data::Text(text) => {
            let mut shown = format!("{} =", module.text_at(value.at));
            for run in text.map.runs() {
                let from = module.text_at(run.from);
                match run.kind {
                    RunKind::Same => shown.push_str(&format!(" {from}")),
                    RunKind::Atom => shown.push_str(&format!(" ({from})")),
                    RunKind::Hole(_) => shown.push_str(&format!(" ?({from})")),
                }
            }
            into.push(shown);
        }
        Data::Json(inner) => places(module, inner, into),
        Data::Null | Data::Bool(_) | Data::Number(_) | Data::Unknown { .. } => {
            into.push(module.text_at(value.at).to_owned());
        }
        Data::List(items) => items.iter().for_each(|item| places(module, item, into)),
        Data::Map(members) => {
            for (key, value) in members.iter() {
                places(module, key, into);
                places(module, value, into);
            }
        }
    }
}

#[test]
fn strings_keep_the_place_of_every_byte() {
    let table: &[(&str, &[&str])] = &[
        ("\"abc\"", &["\"abc\" = abc"]),
        ("local.a", &["\"x,y\" = x,y"]),
        ("\"${local.a}\"", &["\"x,y\" = x,y"]),
        (
            "\"a-${local.a}\\n${var.v}\"",
            &["\"a-${local.a}\\n${var.v}\" = a- (${local.a}) (\\n) ?(${var.v})"],
        ),
        ("split(\",\", local.a)", &["x = x", "y = y"]),
        ("split(\",\", \"${var.v}/,a\")", &["${var.v}/", "a = a"]),
        ("lower(\"aBCd\")", &["lower(\"aBCd\") = a (B) (C) d"]),
        (
            "replace(\"a-b\", \"-\", \"+\")",
            &["replace(\"a-b\", \"-\", \"+\") = a (-) b"],
        ),
        (
            "replace(\"a12b\", \"/\\\\d+/\", \"+\")",
            &["replace(\"a12b\", \"/\\\\d+/\", \"+\") = a (12) b"],
        ),
        ("trimspace(\" ab \")", &["trimspace(\" ab \") = ab"]),
        ("substr(local.a, 2, 1)", &["substr(local.a, 2, 1) = y"]),
        (
            "join(\"-\", [\"a\", local.a, 1])",
            &["join(\"-\", [\"a\", local.a, 1]) = a - x,y - (1)"],
        ),
        (
            "format(\"%s:%d%%\", local.a, 7)",
            &["format(\"%s:%d%%\", local.a, 7) = x,y : (7) (%%)"],
        ),
        (
            "formatlist(\"u/%s\", [\"a\"])",
            &["formatlist(\"u/%s\", [\"a\"]) = u/ a"],
        ),
        (
            "jsondecode(\"{\\\"k\\\": \\\"v\\\"}\")",
            &["\\\"k\\\" = k", "\\\"v\\\" = v"],
        ),
        (
            "jsondecode(replace(jsonencode({k = local.a}), \"z\", \"\"))",
            &["k = k", "\"x,y\" = x,y"],
        ),
        (
            "jsonencode({k = local.a, n = 1})",
            &["k = k", "\"x,y\" = x,y", "n = n", "1"],
        ),
        ("regex(\"b+\", \"abba\")", &["bb = bb"]),
        ("[for v in local.l : v]", &["\"p\" = p", "\"q\" = q"]),
        ("keys({k = 1})", &["k = k"]),
        ("toset([\"b\", \"a\"])", &["\"a\" = a", "\"b\" = b"]),
        ("merge({k = 1}, {k = 2})", &["k = k", "2"]),
        ("true ? local.a : 1", &["\"x,y\" = x,y"]),
        ("file(\"f.json\")", &["[\"f\"] = [\"f\"]"]),
        ("jsondecode(file(\"f.json\"))", &["\"f\" = f"]),
        (
            "templatefile(\"t.tpl\", {n = local.a})",
            &["<${n}>%{ if true }!%{ endif } = < (${n}) > !"],
        ),
        ("var.v", &["var.v"]),
        ("lower(var.v)", &["lower(var.v)"]),
        ("local.l[7]", &["local.l[7]"]),
    ];
    for (text, expected) in table {
        let mut module = Module::new("a = \"x,y\"\nl = [\"p\", \"q\"]\n")
            .file("f.json", "[\"f\"]")
            .file("t.tpl", "<${n}>%{ if true }!%{ endif }");
        let value = module.value(text);
        let mut found = Vec::new();
        places(&module, &value, &mut found);
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn a_document_is_read_from_the_value_that_is_encoded() {
    let text = "jsonencode({Statement = [{Effect = local.e, Action = [\"a:${var.v}\"]}], Inner = jsonencode([\"z\"])})";
    let mut module = Module::new("e = \"Allow\"");
    let value = module.value(text);
    let mut tree = Tree::default();
    to_tree(&value, &mut tree);
    let root = tree.root(Parsed::file("", FileId(0))).unwrap();
    let statement = root.get("Statement").unwrap().items().next().unwrap();
    let effect = statement.get("Effect").unwrap();
    assert_eq!(effect.as_str(), Some("Allow"));
    assert_eq!(module.text_at(effect.at()), "\"Allow\"");
    assert_eq!(effect.at().file, FileId(1));
    let action = statement.get("Action").unwrap().items().next().unwrap();
    assert!(action.has_hole());
    assert_eq!(module.text_at(action.at()), "\"a:${var.v}\"");
    assert_eq!(module.text_at(action.place_in_text(0, 1)), "a");
    assert_eq!(root.get("Inner").unwrap().as_str(), Some("[\"z\"]"));
}
