//! Input by someone who controls every byte of it.

use std::ffi::OsString;
use std::fs;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

use super::{Around, BAD, Folder, GOOD, run_in};
use crate::support::read;

/// Neither stream has a control character but line breaks, and ESC only in
/// colours where they are asked for.
#[track_caller]
fn is_tame(text: &str, colors: bool) {
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        assert!(colors, "{text:?}");
        let after = rest[at + 1..]
            .strip_prefix('[')
            .unwrap_or_else(|| panic!("{text:?}"));
        let end = after.find(|c: char| !c.is_ascii_digit() && c != ';');
        let end = end.unwrap_or_else(|| panic!("{text:?}"));
        assert_eq!(&after[end..=end], "m", "{text:?}");
        rest = &after[end + 1..];
    }
    let wild = text
        .chars()
        .find(|c| c.is_control() && !matches!(c, '\n' | '\u{1b}'));
    assert_eq!(wild, None, "{text:?}");
}

/// Bytes that terminals, logs and parsers are known to trip over, and any others.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"\x1b[2J",
        b"\x1b]8;;http://x\x07",
        b"\x1b[31m",
        b"\x1b",
        b"\x07",
        b"\x08",
        b"\r",
        b"\n",
        b"\t",
        b"\x7f",
        b"\xc2\x9b31m",
        b"\xc2\x85",
        b"\x9b",
        b"\xff",
        b"\xe2\x80\xae",
        b"\xe2\x80\x8b",
        b"\xe2\x81\xa6",
        b"\xe2\x80\xa8",
        b"\xef\xbb\xbf",
        b"\xf3\xa0\x81\x81",
        b"\n::error::x",
        b"##[stop-commands]x",
        b"\"",
        b"\\",
        b"\\u001b[2J",
        b"{",
        b"]",
        b"${x}",
        b"*",
        b"kvstore:*",
        b"a",
        b"\xe7\xbc\x93",
    ];
    let piece = prop_oneof![
        4 => proptest::sample::select(pieces).prop_map(<[u8]>::to_vec),
        1 => proptest::collection::vec(any::<u8>(), 1..4),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// The bytes as a file name.
fn file_name(bytes: &[u8]) -> OsString {
    let fits = |byte: &u8| !matches!(byte, 0 | b'/');
    let name: Vec<u8> = bytes.iter().copied().filter(fits).take(60).collect();
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt;
        OsString::from_vec([b"x", name.as_slice(), b".json"].concat())
    }
    #[cfg(not(unix))]
    OsString::from("x.json")
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_122),
        ..ProptestConfig::default()
    })]

    /// Hostile bytes as file name, content, principal, action and value of a flag.
    #[test]
    fn sec_12_nothing_from_input_controls_a_terminal(
        name in bytes(), content in bytes(), word in bytes(), flag in bytes(), whole in any::<bool>(),
        turn in 0..2_usize,
        (base, colors) in proptest::sample::select(vec![
            (&["--color", "always"][..], true),
            (&["--color", "never"], false),
            (&["--format", "json", "--color", "always"], false),
        ])
    ) {
        let folder = Folder::new(&[]);
        let earlier = Folder::new(&[("p.json", GOOD)]);
        let word = String::from_utf8_lossy(&word).into_owned();
        let document = json!({"Version": "1", "Statement": [
            {"Effect": "Allow", "Sid": word, "Action": ["kvstore:*", word], "Resource": ["*", word],
             "Condition": {"StringEquals": {"acs:UserAgent": [word, "b"], word.clone(): word}}},
            {"Effect": word, "Action": "*", word.clone(): word},
        ]});
        let text = document.to_string();
        // As it is, or broken by raw bytes in the middle.
        let broken = [&text.as_bytes()[..text.len() / 2], &content, &text.as_bytes()[text.len() / 2..]];
        let file = file_name(&name);
        let path = folder.0.path().join(&file);
        fs::write(&path, if whole { text.clone().into_bytes() } else { broken.concat() }).unwrap();
        let manifest = json!({"ram_attachments": 1, "users": {word.clone(): {"policies": [word, "P"]}},
            "groups": {"g": {"members": [word], "policies": ["P"]}}, "policies": {"P": file.to_string_lossy()}});
        folder.write("ram-attachments.json", manifest.to_string());
        let flag: Vec<u8> = flag.into_iter().filter(|byte| *byte != 0).collect();
        #[cfg(unix)]
        let value: OsString = std::os::unix::ffi::OsStringExt::from_vec(flag);
        #[cfg(not(unix))]
        let value = OsString::from(String::from_utf8_lossy(&flag).into_owned());
        let principal = format!("user/{word}");
        let plain = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
        let around = Around {
            environment: [("TERM".to_owned(), word.clone()), ("NO_COLOR".to_owned(), String::new())].into(),
            ..Around::default()
        };
        let with = |words: &[&str], value: Option<&OsString>| {
            let mut all = plain(words);
            all.extend(value.cloned());
            all.extend(plain(base));
            all
        };
        let lines = [
            with(&["check"], None),
            with(&["check", "--action", "kvstore:DestroyInstance", "."], Some(&value)),
            with(&["check", "--at"], Some(&value)),
            with(&["check", "--policy"], Some(&value)),
            with(&["check", "--fail-on"], Some(&value)),
            with(&["check", "--attachments"], Some(&value)),
            with(&["check", "--root"], Some(&value)),
            with(&["check"], Some(&value)),
            with(&["who-can", "--all"], None),
            with(&["who-can", "--action"], Some(&value)),
            with(&["inputs"], None),
            with(&["inputs"], Some(&value)),
            with(&["diff"], Some(&value)),
            with(&["diff"], Some(&OsString::from(earlier.0.path()))),
            with(&["can"], Some(&value)),
            with(&["can", &principal], None),
            with(&["who-can"], Some(&OsString::from(path.as_os_str()))),
        ];
        // Every other of them, since each case takes its time.
        for arguments in lines.into_iter().skip(turn).step_by(2) {
            let ran = run_in(folder.0.path(), &arguments, &around);
            is_tame(&ran.out, colors);
            is_tame(&ran.err, colors);
        }
    }
}

/// Every character that is invisible, turns text around or controls a terminal.
fn wild() -> impl Iterator<Item = char> {
    [
        0x00..=0x1f,
        0x7f..=0x9f,
        0x61c..=0x61c,
        0x200b..=0x200f,
        0x2028..=0x2029,
        0x202a..=0x202e,
        0x2060..=0x2064,
        0x2066..=0x2069,
        0xfeff..=0xfeff,
        0xfff9..=0xfffb,
        0xe000..=0xe010,
        0xe0000..=0xe007f,
    ]
    .into_iter()
    .flatten()
    .filter_map(char::from_u32)
}

#[test]
fn sec_11_wild_characters_are_shown_and_letters_are_left() {
    use ramlint::report::display::to_display;
    for c in wild() {
        let shown = to_display(&format!("a{c}b")).into_owned();
        assert!(!shown.contains(c), "{:x}: {shown:?}", u32::from(c));
        assert!(shown.starts_with('a') && shown.ends_with('b'), "{shown:?}");
        assert!(shown.len() > 2, "{shown:?}");
    }
    assert_eq!(to_display("a\nb"), "a\\nb");
    assert_eq!(to_display("a\tb"), "a\\tb");
    for kept in ["缓存", "👍", "é", "𠀀", "ελ", "kvstore:Destroy*"] {
        assert_eq!(to_display(kept), kept);
    }
}

#[test]
fn sec_11_holds_for_whole_reports() {
    let earlier = Folder::new(&[("p.json", GOOD)]);
    for c in wild().step_by(3) {
        let odd = serde_json::to_string(&format!("a{c}b")).unwrap();
        let text = BAD.replacen("\"Effect\"", &format!("\"Sid\":{odd},\"Effect\""), 1);
        let text = text.replacen("\"*\"", &format!("[\"*\",{odd}]"), 1);
        let raw = text.replacen("\"a", &format!("\"{c}a"), 1);
        for text in [text, raw] {
            let folder = Folder::new(&[("p.json", &text)]);
            let earlier = earlier.0.path().to_str().unwrap();
            for command in [&["check"][..], &["who-can"], &["diff", earlier]] {
                let ran = folder.run(command);
                let seen = ran.both();
                assert!(
                    c == '\n' || !seen.contains(c),
                    "{:x}: {seen:?}",
                    u32::from(c)
                );
            }
        }
    }
}

#[test]
fn sec_12_sanitising_twice_changes_nothing_more() {
    let folder = Folder::new(&[("p.json", BAD)]);
    let ran = folder
        .run(&["check", "a\u{1b}[2Jb\u{9b}c\u{202e}d\ne.json"])
        .ends(3);
    assert!(
        ran.out.contains("a␛[2Jb\\u{9b}c\\u{202e}d\\ne.json"),
        "{}",
        ran.out
    );
}

fn answer(text: &str) -> Value {
    let folder = Folder::new(&[("p.json", text)]);
    let ran = folder.run(&["who-can", "--format", "json"]);
    ran.json()["principals"][0].clone()
}

/// The reading that permits more decides how far an answer may go, and each
/// difference between readers is a recorded problem.
#[test]
fn sec_02_differences_between_parsers_take_the_more_permissive_reading() {
    let allow = r#""Effect":"Allow""#;
    let cases = [
        (
            "duplicate key, last",
            BAD.replace(allow, r#""Effect":"Deny","Effect":"Allow""#),
        ),
        (
            "duplicate key, first",
            BAD.replace(allow, r#""Effect":"Allow","Effect":"Deny""#),
        ),
        (
            "case of a key",
            BAD.replace(allow, r#""Effect":"Deny","effect":"Allow""#),
        ),
        (
            "comment",
            BAD.replace(allow, r#"/* "Effect":"Deny" */ "Effect":"Allow""#),
        ),
        (
            "comment to the end of a line",
            BAD.replace(allow, "// Deny\n\"Effect\":\"Allow\""),
        ),
        ("NaN", BAD.replace(allow, r#""Sid":NaN,"Effect":"Allow""#)),
        (
            "lone surrogate",
            BAD.replace(allow, r#""Sid":"\ud800","Effect":"Allow""#),
        ),
        (
            "mark in the middle",
            BAD.replace(allow, "\u{feff}\"Effect\":\"Allow\""),
        ),
        (
            "number for a string",
            BAD.replace(allow, r#""Sid":1,"Effect":"Allow""#),
        ),
        (
            "version as a number",
            BAD.replace(r#""Version":"1""#, r#""Version":1"#),
        ),
        ("trailing comma", BAD.replace(r#""*"}"#, r#""*",}"#)),
        ("trailing data", format!("{BAD} {GOOD}")),
        ("case of a value", BAD.replace("Allow", "allow")),
    ];
    for (what, text) in cases {
        assert_ne!(text, BAD, "{what}");
        assert_eq!(answer(&text)["at_most"], "allowed", "{what}: {text}");
        let model = read(&[("p.json", &text)]).model;
        let problems = model.text_problems.len() + model.structure_problems.len();
        assert!(problems > 0 || what == "number for a string", "{what}");
    }
}

#[test]
fn sec_02_a_deny_that_only_some_readers_see_is_not_relied_on() {
    let both = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"kvstore:*","Resource":"*"#;
    for rest in [
        r#"","Effect":"Allow"}]}"#,
        r#"","Action":"oss:*"}]}"#,
        r#"","action":"oss:*"}]}"#,
    ] {
        let found = answer(&format!("{both}{rest}"));
        assert_eq!(found["at_most"], "allowed", "{rest}: {found}");
        assert_ne!(found["answer"], "denied", "{rest}");
    }
}

#[test]
fn sec_03_a_deny_with_a_letter_that_only_looks_right_denies_nothing_for_sure() {
    use ramlint::model::structure::StructureKind;
    let text = |action: &str| {
        format!(
            r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"*","Resource":"*"}},{{"Effect":"Deny","Action":"{action}","Resource":"*"}}]}}"#
        )
    };
    assert_eq!(answer(&text("kvstore:DestroyInstance"))["answer"], "denied");
    for (action, odd) in [
        ("kvst\u{43e}re:DestroyInstance", '\u{43e}'),
        ("kvstore:DestroyInstance\u{200b}", '\u{200b}'),
        ("kvstore:\u{202e}DestroyInstance", '\u{202e}'),
        ("kvstore：DestroyInstance", '：'),
        ("\u{ff4b}vstore:DestroyInstance", '\u{ff4b}'),
    ] {
        let found = answer(&text(action));
        assert_eq!(found["at_most"], "allowed", "{action:?}: {found}");
        let model = read(&[("p.json", &text(action))]).model;
        let told = model.structure_problems.iter().any(|problem| {
            matches!(problem.kind, StructureKind::OddCharacter { found, .. } if found == odd)
        });
        assert!(told, "{action:?}: {:?}", model.structure_problems);
    }
}

/// Says whether a type can be printed as it is: the inherent method wins where
/// its bound holds.
struct Probe<T>(std::marker::PhantomData<T>);

trait NotPrintable {
    fn is_printable(&self) -> bool {
        false
    }
}

impl<T> NotPrintable for &Probe<T> {}

impl<T: std::fmt::Display> Probe<T> {
    const fn is_printable(&self) -> bool {
        let _ = self;
        true
    }
}

#[test]
fn sec_10_text_from_input_has_no_way_to_be_printed_as_it_is() {
    use ramlint::report::display::Untrusted;
    let text = &Probe(std::marker::PhantomData::<String>);
    let untrusted = &Probe(std::marker::PhantomData::<Untrusted<'static>>);
    assert!(text.is_printable());
    assert!(!untrusted.is_printable());
    assert_eq!(Untrusted::new("a\u{1b}b").to_display(), "a\u{241b}b");
}

#[test]
fn sec_03_the_finding_names_code_point_and_column() {
    let text = "{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"kvst\u{43e}re:*\",\"Resource\":\"*\"}]}";
    let folder = Folder::new(&[("p.json", text)]);
    let ran = folder.run(&["check", "p.json"]);
    let found = ran.both();
    assert!(found.contains("U+043E"), "{found}");
    assert!(found.contains("column 60"), "{found}");
}

#[test]
fn sec_02_what_readers_may_see_differently_is_found() {
    for text in [
        r#"{"Version":"1","Statement":[{"Effect":"Deny","Effect":"Allow","Action":"oss:*","Resource":"*"}]}"#,
        r#"{"Version":"1","Statement":[{"effect":"Allow","Action":"oss:*","Resource":"*"}]}"#,
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:*","Resource":"*"}]} x"#,
        r#"{"Version":"1",/**/"Statement":[{"Effect":"Allow","Action":"oss:*","Resource":"*"}]}"#,
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":7,"Resource":"*"}]}"#,
    ] {
        let ran = Folder::new(&[("p.json", text)]).run(&["check", "p.json"]);
        assert!(ran.both().contains("RAM4"), "{text}: {}", ran.both());
    }
}
