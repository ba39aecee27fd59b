//! The commands that become annotations.

use ramlint::report::display::{to_gha_data, to_gha_property};
use ramlint::rules::Level;
use ramlint::source::Span;

use super::gallery::{Gallery, finding};
use super::runner::{Command, commands, second_form};

fn annotations(gallery: &Gallery) -> Vec<Command> {
    commands(&gallery.write("github"))
}

#[test]
fn gh_01_the_runner_undoes_the_escapes_exactly() {
    for text in [
        "plain",
        "100% %25 %0A %3A",
        "a\r\nb",
        "a:b,c=d",
        "::error::x",
        "缓存",
    ] {
        let line = format!("::x p={},q=1::{}", to_gha_property(text), to_gha_data(text));
        let command = second_form(&line).unwrap();
        assert_eq!(command.properties["p"], text);
        assert_eq!(command.data, text);
        assert_eq!(super::runner::lines(&line).count(), 1);
    }
}

#[test]
fn gh_01_the_path_of_a_command_is_the_path_of_the_file() {
    for path in ["a b,c:d%.json", "策略 a%b#c.json", "=a.json"] {
        let mut gallery = Gallery::empty();
        let file = gallery.file(path, "{}");
        gallery.findings = vec![finding(Level::High, Span::new(file, 0, 1))];
        let found = &annotations(&gallery)[0].properties["file"];
        assert_eq!(found.trim_start_matches("./"), path);
    }
}

#[test]
fn gh_03_columns_only_for_places_on_one_line() {
    let all = annotations(&Gallery::full());
    for one in all.iter().filter(|one| one.properties.contains_key("col")) {
        assert_eq!(one.properties["line"], one.properties["endLine"], "{one:?}");
        assert!(one.properties.contains_key("endColumn"), "{one:?}");
    }
    // One place is on several lines, and one behind the last line.
    let with = all.iter().filter(|one| one.properties.contains_key("col"));
    assert_eq!(with.count(), 3);
    let several = |one: &&Command| {
        one.properties.contains_key("line") && one.properties["line"] != one.properties["endLine"]
    };
    assert_eq!(all.iter().filter(several).count(), 1);
}

#[test]
fn gh_03_no_place_is_past_the_end_of_its_file() {
    for (text, start, end) in [
        ("a\nb\n", 4, 4),
        ("a\nb\n", 2, 4),
        ("a\nb\n", 0, 900),
        ("", 0, 0),
        ("\n", 1, 1),
    ] {
        let mut gallery = Gallery::empty();
        let file = gallery.file("a", text);
        gallery.findings = vec![finding(Level::High, Span::new(file, start, end))];
        let one = &annotations(&gallery)[0].properties;
        let number = |name: &str| one[name].parse::<usize>().unwrap();
        let lines = text.lines().count().max(1);
        assert!((1..=lines).contains(&number("line")), "{text:?} {one:?}");
        assert!(
            (number("line")..=lines).contains(&number("endLine")),
            "{text:?} {one:?}"
        );
        if one.contains_key("endColumn") {
            let line = text.lines().nth(number("line") - 1).unwrap_or("");
            assert!(
                number("endColumn") <= line.chars().count() + 2,
                "{text:?} {one:?}"
            );
        }
    }
}

#[test]
fn gh_04_ten_of_a_kind_are_sent_and_the_rest_is_in_the_log() {
    let mut gallery = Gallery::wide();
    let at = gallery.findings[0].at.at;
    gallery.findings = [
        (Level::Low, 12),
        (Level::Critical, 9),
        (Level::High, 5),
        (Level::Medium, 3),
    ]
    .into_iter()
    .flat_map(|(level, count)| (0..count).map(move |_| finding(level, at)))
    .collect();
    let text = gallery.write("github");
    let all = commands(&text);
    let of = |name: &str| all.iter().filter(|one| one.name == name).count();
    assert_eq!((of("error"), of("warning"), of("notice")), (10, 3, 10));
    let last = all.last().unwrap();
    // Of 29, 10 errors, 3 warnings and 9 notices were sent beside this one.
    assert!(last.data.starts_with("and 7 more findings"), "{last:?}");
    let critical = all[..9].iter().all(|one| one.name == "error");
    assert!(critical, "{text}");
    let plain = text
        .lines()
        .filter(|line| line.starts_with("wide.json:2:31: "));
    assert_eq!(plain.count(), 7, "{text}");
}

#[test]
fn gh_04_ten_of_each_kind_fit() {
    let mut gallery = Gallery::wide();
    let at = gallery.findings[0].at.at;
    gallery.findings = [Level::Info, Level::Medium, Level::High]
        .into_iter()
        .flat_map(|level| (0..10).map(move |_| finding(level, at)))
        .collect();
    assert_eq!(annotations(&gallery).len(), 30);
}

#[test]
fn gh_05_title_and_message() {
    let all = annotations(&Gallery::full());
    let proved = all
        .iter()
        .find(|one| one.data.contains("matches it"))
        .unwrap();
    assert!(proved.properties["title"].starts_with("ramlint RAM"));
    assert_eq!(
        proved.data,
        "`kvstore:DestroyInstance` is granted to `user/alice`; this pattern matches it. Principals: user/u0, user/u1, user/u2, user/u3, user/u4 and 2 more. Help: list the actions you need"
    );
}

#[test]
fn cli_23_what_was_not_analysed_is_an_error_of_its_own_and_named_in_the_log() {
    let text = Gallery::full().write("github");
    let first = &commands(&text)[0];
    assert_eq!(first.name, "error");
    assert_eq!(
        first.data,
        "not analysed: 2 of the inputs, which the log of this step names"
    );
    assert!(
        text.contains("NOT ANALYSED: gone.json does not exist"),
        "{text}"
    );
}
