//! Links to the pages of rules (CLI-14).

use super::{Around, BAD, Folder, GOOD};

const LINK: &str = "\u{1b}]8;;https://github.com/ramlint/ramlint/tree/main/src/rules#ram101-guarded-action-granted\u{1b}\\RAM101\u{1b}]8;;\u{1b}\\";

/// What stands at the end where ids are no links.
const PAGE: &str = "\n  RAM101 https://github.com/ramlint/ramlint/tree/main/src/rules#ram101-guarded-action-granted\n";

#[test]
fn cli_14_ids_are_links_only_on_a_terminal_with_colour_or_on_request() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    for (terminal, flags, linked) in [
        (true, &[][..], true),
        (true, &["--color", "never"], false),
        (true, &["--links", "never"], false),
        (false, &[], false),
        (false, &["--color", "always"], false),
        (false, &["--links", "always"], true),
        (true, &["--links", "always", "--color", "never"], true),
    ] {
        let around = Around {
            terminals: (terminal, terminal),
            ..Around::default()
        };
        let line: Vec<&str> = ["check"].iter().chain(flags).copied().collect();
        let ran = folder.run_with(&line, &around).ends(1);
        assert_eq!(ran.out.contains(LINK), linked, "{flags:?}: {:?}", ran.out);
        assert_eq!(
            ran.out.contains("\u{1b}]"),
            linked,
            "{flags:?}: {:?}",
            ran.out
        );
        assert_eq!(
            ran.out.matches(PAGE).count(),
            usize::from(!linked),
            "{flags:?}: {}",
            ran.out
        );
    }
    let dumb = Around {
        terminals: (true, true),
        environment: [("TERM".to_owned(), "dumb".to_owned())].into(),
        ..Around::default()
    };
    assert!(!folder.run_with(&["check"], &dumb).out.contains('\u{1b}'));
}

/// Once per rule, however many findings it has, and only where there are some.
#[test]
fn cli_14_pages_are_listed_once() {
    let folder = Folder::new(&[("a.json", BAD), ("b.json", BAD)]);
    let ran = folder.run(&["check"]).ends(1);
    assert!(ran.out.matches("high[RAM101]").count() >= 2, "{}", ran.out);
    assert_eq!(ran.out.matches(PAGE).count(), 1);
    assert!(!folder.run(&["check", "-q"]).out.contains("https://"));
    let folder = Folder::new(&[("good.json", GOOD)]);
    assert!(!folder.run(&["check"]).ends(0).out.contains("https://"));
}

#[test]
fn cli_14_other_formats_have_no_links() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    let ran = folder.run(&["check", "--format", "json", "--links", "always"]);
    assert!(!ran.out.contains('\u{1b}'));
}
