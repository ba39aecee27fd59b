//! Strings, heredocs and templates: what they say, and where each byte of it is.

use super::{FILE, body_of, good, is_sound, list, show, show_body, under};
use crate::source::{Fragment, RunKind};
use crate::syntax::expression::{ExpressionKind as Kind, Part};
use crate::syntax::hcl::template;
use crate::syntax::{Parsed, Problem};

fn read_template(text: &str) -> (crate::syntax::expression::Expression, Vec<Problem>) {
    let mut problems = Vec::new();
    let value = template(Parsed::file(text, FILE), &mut problems);
    (value, problems)
}

/// Decoded text and the source of each piece of it that is not as it stands.
fn pieces<'t>(text: &'t str, fragment: &Fragment) -> Vec<(String, &'t str)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(rest) = fragment.text.get(at..).filter(|rest| !rest.is_empty()) {
        let place = fragment.map.place_of(at as u32).unwrap();
        let sign = rest.chars().next().unwrap();
        let mut width = sign.len_utf8();
        if rest.starts_with("${") || rest.starts_with("%{") {
            width = 2;
        }
        let whole = fragment.map.range(at as u32, (at + width) as u32).unwrap();
        assert_eq!(whole.start, place.start);
        let meant = rest.get(..width).unwrap();
        if under(text, whole) != meant {
            out.push((meant.to_owned(), under(text, whole)));
        }
        at += width;
    }
    out
}

fn text_of(text: &str) -> Fragment {
    let body = good(text);
    is_sound(text, &body);
    match &body.attributes[0].value.kind {
        Kind::Text(fragment) => fragment.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn escapes_are_one_piece_each() {
    let text = "a = \"中\\n\\r\\t\\\"\\\\\\u4e2d\\U0001F600$${b}%%{c}$d%e$$$f\"\n";
    let fragment = text_of(text);
    assert_eq!(fragment.text, "中\n\r\t\"\\中😀${b}%{c}$d%e$$$f");
    let expected = [
        ("\n", "\\n"),
        ("\r", "\\r"),
        ("\t", "\\t"),
        ("\"", "\\\""),
        ("\\", "\\\\"),
        ("中", "\\u4e2d"),
        ("😀", "\\U0001F600"),
        ("${", "$${"),
        ("%{", "%%{"),
    ];
    let pieces = pieces(text, &fragment);
    let pieces: Vec<_> = pieces.iter().map(|(a, b)| (a.as_str(), *b)).collect();
    assert_eq!(pieces, expected);
}

#[test]
fn heredocs_keep_their_last_line_end_and_lose_their_indent() {
    let cases = [
        ("<<E\n  a\n b\nE", "  a\n b\n"),
        ("<<E\nE", ""),
        ("<<E\n\nE", "\n"),
        ("<<-E\n    a\n      b\n\n    c\n  E", "a\n  b\n\nc\n"),
        ("<<-E\n    a\n  b\n  E", "  a\nb\n"),
        ("<<-E\n\t\ta\n\t\tb\nE", "a\nb\n"),
        ("<<-E\n\u{3000}a\n\u{3000} b\nE", "a\n b\n"),
        ("<<-E\n  a\\n\"b\"\n  E", "a\\n\"b\"\n"),
        ("<<E\n$${a} %%{b} $c\nE", "${a} %{b} $c\n"),
        ("<<E\nEa\n E b\nE\nE", "Ea\n"),
        ("<<E_1\n中文\nE_1", "中文\n"),
        ("<<-E\r\n  a\r\n    b\r\n  E", "a\r\n  b\r\n"),
        ("<<E\r\n  a\r\nE", "  a\r\n"),
        ("<<-E\n  \n    a\n  E", "  \na\n"),
    ];
    for (heredoc, expected) in cases {
        let text = format!("a = {heredoc}\n");
        let (body, problems) = body_of(&text);
        if heredoc.contains("E b") {
            // The tag ends the heredoc wherever it begins a line.
            assert_eq!(problems.len(), 3, "{problems:?}");
            continue;
        }
        assert_eq!(problems, [], "{text}");
        is_sound(&text, &body);
        let value = &body.attributes[0].value;
        assert_eq!(under(&text, value.at), heredoc);
        let Kind::Text(fragment) = &value.kind else {
            panic!("{value:?}")
        };
        assert_eq!(fragment.text, expected, "{text}");
    }
}

#[test]
fn the_places_of_a_heredoc_skip_its_indent() {
    let text = "a = <<-E\n    \"中\": [\n      $${b}\n    ]\n  E\n";
    let fragment = text_of(text);
    assert_eq!(fragment.text, "\"中\": [\n  ${b}\n]\n");
    let at = |part: &str| {
        let start = fragment.text.find(part).unwrap();
        let end = (start + part.len()) as u32;
        under(text, fragment.map.range(start as u32, end).unwrap())
    };
    assert_eq!(at("\"中\""), "\"中\"");
    assert_eq!(at("${b}"), "$${b}");
    assert_eq!(at("]"), "]");
    assert_eq!(at("[\n  "), "[\n      ");
}

#[test]
fn templates_have_parts() {
    let cases = [
        ("\"a${b}c\"", "`\"a\"${b}\"c\"`"),
        ("\"${a}${b}\"", "`${a}${b}`"),
        (
            "\"a%{ if b }c%{ else }d%{ endif }e\"",
            "`\"a\"%if(b: \"c\" | \"d\")\"e\"`",
        ),
        ("\"%{ if a }\\n\\\"%{ endif }\"", "`%if(a: \"\\n\\\"\" | )`"),
        (
            "\"%{ for a in b }${a},%{ endfor }\"",
            "`%for(a in b: ${a}\",\")`",
        ),
        (
            "<<E\n%{ for k, v in b }${k}%{ if v }x%{ endif }\n%{ endfor }E\nE",
            "`%for(k,v in b: ${k}%if(v: \"x\" | )\"\\n\")\"E\\n\"`",
        ),
        ("<<-E\n  a ${b}\n    c\n  E", "`\"a \"${b}\"\\n  c\\n\"`"),
        ("<<-E\n  a\n${b}\n  c\n  E", "`\"  a\\n\"${b}\"\\n  c\\n\"`"),
        // A line without indent after a mark: the others keep theirs.
        ("<<-E\n  {${b}\n}\n  E", "`\"  {\"${b}\"\\n}\\n\"`"),
        (
            "<<-E\n    %{ if a }\n      b\n    %{ endif }\n  E",
            "`\"\"%if(a: \"\\n  b\\n\" | )\"\\n\"`",
        ),
        ("\"$${a}${b}\"", "`\"${a}\"${b}`"),
    ];
    for (value, expected) in cases {
        let text = format!("a = {value}\n");
        let body = good(&text);
        is_sound(&text, &body);
        assert_eq!(show(&body.attributes[0].value), expected);
    }
}

#[test]
fn trim_marks_take_white_space_of_their_line() {
    let cases = [
        ("\"a \\n ${~ b ~} \\n c\"", "`\"a\"${b}\"c\"`"),
        ("\"a ${ b ~} c\"", "`\"a \"${b}\"c\"`"),
        ("\" ${~ b ~} \"", "`\"\"${b}\"\"`"),
        (
            "\" %{~ if a ~} b %{~ else ~} c %{~ endif ~} d\"",
            "`\"\"%if(a: \"b\" | \"c\")\"d\"`",
        ),
        (
            "\" %{ if a } b %{~ endif } d\"",
            "`\" \"%if(a: \" b\" | )\" d\"`",
        ),
        (
            "\"%{ for a in b ~} c %{~ endfor }\"",
            "`%for(a in b: \"c\")`",
        ),
        (
            "<<E\n%{ for a in b ~}\n  x\n%{ endfor ~}\ny\nE",
            "`%for(a in b: \"  x\\n\")\"y\\n\"`",
        ),
        ("<<E\na\n  ${~ b ~}  \n c\nE", "`\"a\\n\"${b}\" c\\n\"`"),
        ("<<E\na \n${~ b }\nE", "`\"a\"${b}\"\\n\"`"),
    ];
    for (value, expected) in cases {
        let text = format!("a = {value}\n");
        let body = good(&text);
        is_sound(&text, &body);
        assert_eq!(show(&body.attributes[0].value), expected, "{text}");
    }
}

#[test]
fn interpolations_and_directives_have_places() {
    let text = "a = \"x${~ b }y%{ if c }z%{ endif ~}\"\n";
    let body = good(text);
    let Kind::Template(parts) = &body.attributes[0].value.kind else {
        panic!("{body:?}")
    };
    let places: Vec<_> = parts
        .iter()
        .map(|part| match part {
            Part::Text(fragment) => {
                let end = fragment.map.len();
                under(text, fragment.map.range(0, end).unwrap())
            }
            Part::Interpolation { at, .. } | Part::If { at, .. } | Part::For { at, .. } => {
                under(text, *at)
            }
        })
        .collect();
    let expected = ["x", "${~ b }", "y", "%{ if c }z%{ endif ~}"];
    assert_eq!(places, expected);
}

#[test]
fn a_template_can_stand_alone() {
    let cases = [
        ("", "\"\""),
        ("a \\n \"b\"", "\"a \\\\n \\\"b\\\"\""),
        ("$${a}", "\"${a}\""),
        ("${a}", "`${a}`"),
        ("a\n${b}\n", "`\"a\\n\"${b}\"\\n\"`"),
        ("%{ if a }b%{ endif }", "`%if(a: \"b\" | )`"),
        (
            "%{ for a in b ~}\n x\n%{ endfor ~}\n",
            "`%for(a in b: \" x\\n\")\"\"`",
        ),
    ];
    for (text, expected) in cases {
        let (value, problems) = read_template(text);
        assert_eq!(problems, [], "{text}");
        assert_eq!(show(&value), expected);
        assert_eq!(under(text, value.at), text);
    }
    for (text, place) in [
        ("a ${b", "${"),
        ("${a b}", "b"),
        ("中 ${ram:x}", "${ram:x}"),
    ] {
        let (value, problems) = read_template(text);
        assert!(matches!(value.kind, Kind::Unreadable(_)), "{text}");
        let told = list(text, &problems);
        assert_eq!(problems.len(), 1, "{told:?}");
        assert!(told[0].contains(place), "{told:?}");
    }
}

#[test]
fn runs_join_as_long_as_they_can() {
    let text = "a = \"one two $three\"\n";
    let fragment = text_of(text);
    let whole = fragment.map.range(0, fragment.map.len()).unwrap();
    assert_eq!(under(text, whole), "one two $three");
    let mut expected = Fragment::default();
    expected.map.push(RunKind::Same, 14, whole);
    assert_eq!(fragment.map, expected.map);
    assert_eq!(show_body(&good(text)), "a=\"one two $three\"");
}
