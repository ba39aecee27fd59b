//! Edits of texts with marked places: `«` and `»` around each place of a list, `‹`
//! and `›` around the one that the edit is about.

use super::{Members, only, replaced, spread, without_empty, without_member};
use crate::rules::kit::finding::Edit;
use crate::source::{FileId, Sources, Span};

struct Marked {
    sources: Sources,
    all: Vec<Span>,
    one: Span,
}

fn marked(text: &str) -> Marked {
    let mut plain = String::new();
    let mut open = Vec::new();
    let mut all = Vec::new();
    let mut one = None;
    for character in text.chars() {
        let here = u32::try_from(plain.len()).unwrap();
        match character {
            '«' | '‹' => open.push(here),
            '»' | '›' => {
                let span = Span::new(FileId(0), open.pop().unwrap(), here);
                all.push(span);
                if character == '›' {
                    one = Some(span);
                }
            }
            other => plain.push(other),
        }
    }
    let mut sources = Sources::default();
    sources.add("a", plain);
    Marked {
        sources,
        all,
        one: one.unwrap(),
    }
}

fn applied(sources: &Sources, edit: &Edit) -> String {
    let mut text = sources.text(FileId(0)).to_owned();
    let (start, end) = (edit.at.start as usize, edit.at.end as usize);
    text.replace_range(start..end, &edit.text);
    text
}

fn check(text: &str, expected: Option<&str>, edit: impl Fn(&Marked) -> Option<Edit>) {
    let marked = marked(text);
    let edited = edit(&marked).map(|edit| applied(&marked.sources, &edit));
    assert_eq!(edited.as_deref(), expected, "{text}");
}

#[test]
fn one_of_a_list_goes_with_what_parts_it() {
    for (text, expected) in [
        (r#"[‹"a"›, «"b"»]"#, Some(r#"["b"]"#)),
        (r#"[«"a"», ‹"b"›]"#, Some(r#"["a"]"#)),
        (r#"[«"a"»,‹"b"›,«"c"»]"#, Some(r#"["a","c"]"#)),
        (
            "[\n  «\"a\"»,\n  ‹\"b\"›,\n  «\"c\"»\n]",
            Some("[\n  \"a\",\n  \"c\"\n]"),
        ),
        ("[\n  «\"a\"»,\n  ‹\"b\"›,\n]", Some("[\n  \"a\",\n]")),
        (
            r#""[\n  «\"a\"»,\n  ‹\"b\"›,\n  «\"c\"»]""#,
            Some(r#""[\n  \"a\",\n  \"c\"]""#),
        ),
        (
            r#""\"[«\\\"a\\\"»,\\n\\t‹\\\"b\\\"›]\"""#,
            Some(r#""\"[\\\"a\\\"]\"""#),
        ),
        ("- «a»\n- ‹b›\n- «c»\n", Some("- a\n- c\n")),
        ("x:\n  - ‹a›\n  - «b»\n", Some("x:\n  - b\n")),
        ("x:\n  - «a»\n  - ‹b›\ny: z\n", Some("x:\n  - a\ny: z\n")),
        ("x: [«a», ‹b›]", Some("x: [a]")),
        (
            "‹statement {\n a = 1\n}›\n\n«statement {\n b = 1\n}»\n",
            Some("statement {\n b = 1\n}\n"),
        ),
        (r#"[‹"a"›]"#, None),
        (r#"[‹"a"›, /* why */ «"b"»]"#, None),
        ("- «a» # why\n- ‹b›\n", None),
        (r#"concat([«"a"»], [‹"b"›])"#, None),
        (r#"[‹"a"› - «"b"»]"#, None),
    ] {
        check(text, expected, |marked| {
            Members::new(&marked.all, &[marked.one]).without(marked.one, &marked.sources)
        });
    }
}

#[test]
fn edits_of_neighbours_do_not_overlap() {
    for (text, expected) in [
        ("[«1», ‹2›, ‹3›]", "[1]"),
        ("[‹1›, ‹2›, «3»]", "[3]"),
        ("[‹1›, ‹2›, «3», ‹4›, «5», ‹6›, ‹7›]", "[3, 5]"),
    ] {
        let marked = marked(text);
        let gone: Vec<Span> = marked
            .all
            .iter()
            .copied()
            .filter(|at| !expected.contains(marked.sources.slice(*at)))
            .collect();
        let members = Members::new(&marked.all, &gone);
        let mut edits: Vec<Edit> = gone
            .iter()
            .filter_map(|at| members.without(*at, &marked.sources))
            .collect();
        edits.sort();
        let mut after = marked.sources.text(FileId(0)).to_owned();
        for pair in edits.windows(2) {
            assert!(pair[0].at.end <= pair[1].at.start, "{text}");
        }
        for edit in edits.iter().rev() {
            after.replace_range(edit.at.start as usize..edit.at.end as usize, "");
        }
        assert_eq!(after, expected);
    }
}

#[test]
fn places_that_are_copies_of_one_text_are_left_alone() {
    let found = marked(r#"[‹"a"›, «"b"»]"#);
    let mut twice = found.all.clone();
    twice.push(found.one);
    assert_eq!(
        Members::new(&twice, &[]).without(found.one, &found.sources),
        None
    );
}

#[test]
fn a_text_is_written_as_the_one_in_its_place() {
    for (text, new, expected) in [
        (r#"{"a": ‹"b"›}"#, "c:*", Some(r#"{"a": "c:*"}"#)),
        (r#""{\"a\": ‹\"b\"›}""#, "c", Some(r#""{\"a\": \"c\"}""#)),
        (
            r#""\"{\\\"a\\\": ‹\\\"b\\\"›}\"""#,
            "c",
            Some(r#""\"{\\\"a\\\": \\\"c\\\"}\"""#),
        ),
        (r#"[‹"b"›]"#, r#"a"\"#, Some(r#"["a\"\\"]"#)),
        (r#""[‹\"b\"›]""#, r#"a""#, Some(r#""[\"a\\\"\"]""#)),
        ("a: ‹'b'›", "it's", Some("a: 'it''s'")),
        ("a: ‹b›", "*", Some("a: \"*\"")),
        ("a = ‹true›", "true", Some("a = \"true\"")),
        (
            r#""{\"a\": ‹true›}""#,
            "true",
            Some(r#""{\"a\": \"true\"}""#),
        ),
        (r#"{"a": ‹"b"›}"#, "${c}", None),
        (r#"a = ‹"${b}"›"#, "c", None),
        (r#"{"a": ‹"b"›}"#, "it's", None),
        (r#"{"a": ‹"b"›}"#, "c\n", None),
        (r#"{"a": ‹["b"]›}"#, "c", None),
        (r#"{"a": ‹\\"b\\"›}"#, "c", None),
    ] {
        check(text, expected, |marked| {
            replaced(marked.one, new, &marked.sources)
        });
    }
}

#[test]
fn one_text_takes_the_place_of_a_list() {
    for (text, expected) in [
        (r#"[‹"a"›, «"b"»]"#, Some(r#"["*"]"#)),
        (r#"‹"a"›"#, Some(r#""*""#)),
        ("x:\n- ‹a›\n- «b»\n", Some("x:\n- \"*\"\n")),
        (r#"concat([‹"a"›], [«"b"»])"#, None),
    ] {
        check(text, expected, |marked| {
            only("*", &marked.all, &marked.sources)
        });
    }
}

#[test]
fn several_texts_take_the_place_of_one() {
    for (text, expected) in [
        (r#"[‹"a"›, «"b"»]"#, Some(r#"["x", "y", "b"]"#)),
        (
            "[\n  ‹\"a\"›,\n  «\"b\"»]",
            Some("[\n  \"x\",\n  \"y\",\n  \"b\"]"),
        ),
        (r#"[ ‹"a"› ]"#, Some(r#"[ "x", "y" ]"#)),
        ("x:\n  - ‹a›\n", Some("x:\n  - \"x\"\n  - \"y\"\n")),
        (r#""[‹\"a\"›]""#, Some(r#""[\"x\", \"y\"]""#)),
        (r#"f(‹"a"›)"#, None),
    ] {
        check(text, expected, |marked| {
            let texts = ["x".to_owned(), "y".to_owned()];
            let list = Span::new(FileId(0), 0, 1);
            spread(marked.one, &texts, &marked.all, list, &marked.sources)
        });
    }
    check(
        r#"{"a": ‹"b"›}"#,
        Some(r#"{"a": ["x", "y"]}"#),
        |marked| {
            let texts = ["x".to_owned(), "y".to_owned()];
            spread(marked.one, &texts, &marked.all, marked.one, &marked.sources)
        },
    );
}

#[test]
fn a_member_goes_with_its_comma_or_its_lines() {
    for (text, expected) in [
        (r#"{‹"a"›: «1», "b": 2}"#, Some(r#"{"b": 2}"#)),
        (r#"{"b": 2, ‹"a"›: «1»}"#, Some(r#"{"b": 2}"#)),
        ("{\"b\": 2,\n ‹\"a\"›: «1»\n}", Some("{\"b\": 2\n}")),
        (r#"{ ‹"a"›: «1» }"#, Some("{}")),
        (r#""{‹\"a\"›: «1»,\n \"b\": 2}""#, Some(r#""{\"b\": 2}""#)),
        ("{\n  ‹a› = «1»\n  b = 2\n}", Some("{\n  b = 2\n}")),
        ("x:\n  ‹a›: «1»\n  b: 2\n", Some("x:\n  b: 2\n")),
        ("- ‹a›: «1»\n  b: 2\n", None),
        ("{ ‹a› = «1» /* why */ }", None),
        (r#"{‹"a"› /* why */: «1», "b": 2}"#, None),
    ] {
        check(text, expected, |marked| {
            let value = *marked.all.iter().find(|at| **at != marked.one)?;
            without_member(marked.one, value, &marked.sources)
        });
    }
}

#[test]
fn an_empty_condition_goes_with_its_key() {
    for (text, expected) in [
        (r#"{"a": 1, "Condition": ‹{}›}"#, Some(r#"{"a": 1}"#)),
        (r#"{"Condition": ‹{}›, "a": 1}"#, Some(r#"{"a": 1}"#)),
        (
            r#""{\"a\": 1, \"Condition\": ‹{}›}""#,
            Some(r#""{\"a\": 1}""#),
        ),
        ("{\n  a = 1\n  Condition = ‹{}›\n}", Some("{\n  a = 1\n}")),
        ("{\n  a = 1\n  Condition = (‹{}›)\n}", None),
    ] {
        check(text, expected, |marked| {
            without_empty(marked.one, &marked.sources)
        });
    }
}
