//! Which stream gets what, and when there is colour.

use std::collections::BTreeMap;

use super::{Around, BAD, Folder, GOOD};

#[test]
fn cli_10_reports_go_to_standard_output_and_the_rest_to_standard_error() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    let ran = folder.run(&["check", "bad.json"]).ends(1);
    assert!(ran.out.contains("RAM101"));
    assert_eq!(ran.err, "");
    let ran = folder
        .run(&["who-can", "kvstore:DestroyInstanc", "bad.json"])
        .ends(0);
    assert!(ran.err.contains("kvstore:DestroyInstance"), "{}", ran.err);
    assert!(!ran.out.contains("not in the catalogue"), "{}", ran.out);
}

#[test]
fn cli_10_json_always_parses() {
    let folder = Folder::new(&[("bad.json", BAD), ("broken.json", "{\"Statement\": [")]);
    for (arguments, status) in [
        (&["check"][..], 1),
        (&["check", "broken.json"], 3),
        (&["check", "gone.json"], 3),
        (&["check", "bad.json", "--action", "made:Up"], 0),
        (&["check", "broken.json", "--allow-incomplete"], 0),
        (&["who-can", "made:Up"], 3),
        (&["who-can", "gone.json"], 3),
        (&["who-can", "--expect", "denied"], 1),
        (&["can", "policy/bad.json", "bad.json", "gone.json"], 3),
    ] {
        let mut all = arguments.to_vec();
        all.extend(["--format", "json"]);
        let ran = folder.run(&all).ends(status);
        assert!(ran.json().is_object(), "{arguments:?}");
    }
}

/// The first that says something decides, for each stream on its own.
#[test]
fn cli_11_the_colour_decision_over_all_combinations() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    let values = [None, Some(""), Some("1")];
    for flag in ["auto", "always", "never"] {
        for number in 0..3_usize.pow(3) * 2 * 2 {
            let of = |place: u32| values[number / 3_usize.pow(place) % 3];
            let rest = number / 27;
            let (no, force, cli_force) = (of(0), of(1), of(2));
            let (dumb, terminal) = (rest % 2 == 1, rest / 2 == 1);
            let mut environment = BTreeMap::new();
            let mut set = |name: &str, value: Option<&str>| {
                if let Some(value) = value {
                    environment.insert(name.to_owned(), value.to_owned());
                }
            };
            set("NO_COLOR", no);
            set("FORCE_COLOR", force);
            set("CLICOLOR_FORCE", cli_force);
            set("TERM", Some(if dumb { "dumb" } else { "xterm-256color" }));
            set("CI", Some("true"));
            let around = Around {
                environment: environment.clone(),
                terminals: (terminal, !terminal),
                ..Around::default()
            };
            let expected = match flag {
                "always" => true,
                "never" => false,
                _ if no == Some("1") => false,
                _ if force == Some("1") || cli_force == Some("1") => true,
                _ if dumb => false,
                _ => terminal,
            };
            let ran = folder.run_with(&["check", "bad.json", "--color", flag], &around);
            assert_eq!(
                ran.out.contains('\u{1b}'),
                expected,
                "{flag} {environment:?} {terminal}"
            );
        }
    }
}

#[test]
fn cli_11_json_has_no_colour() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    let ran = folder.run(&["check", "--format", "json", "--color", "always"]);
    assert!(!ran.both().contains('\u{1b}'));
}

#[test]
fn cli_12_ci_alone_turns_no_colour_on_and_two_log_viewers_do() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    for (name, value, expected) in [
        ("CI", "true", false),
        ("TF_BUILD", "True", false),
        ("GITHUB_ACTIONS", "true", true),
        ("GITHUB_ACTIONS", "false", false),
        ("GITLAB_CI", "true", true),
    ] {
        let around = Around {
            environment: [(name.to_owned(), value.to_owned())].into(),
            ..Around::default()
        };
        let ran = folder.run_with(&["check"], &around);
        assert_eq!(ran.out.contains('\u{1b}'), expected, "{name}={value}");
        let json = folder.run_with(&["check", "--format", "json"], &around);
        assert!(!json.out.contains('\u{1b}'), "{name}={value}");
    }
}

#[test]
fn cli_13_nothing_moves_on_standard_error() {
    let folder = Folder::new(&[("good.json", GOOD)]);
    for terminals in [(false, false), (true, true), (false, true)] {
        let around = Around {
            terminals,
            ..Around::default()
        };
        let ran = folder.run_with(&["check"], &around).ends(0);
        assert_eq!(ran.err, "");
        assert!(!ran.out.contains('\r'));
    }
}
