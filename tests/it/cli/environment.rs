//! Variables that stand in for flags (CLI-29).

use super::{Around, BAD, Folder, GOOD, Ran, SOMETIMES};

fn with(folder: &Folder, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let around = Around {
        environment: variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..Around::default()
    };
    folder.run_with(arguments, &around)
}

#[test]
fn cli_29_a_variable_does_what_its_flag_does() {
    let folder = Folder::new(&[
        ("bad.json", BAD),
        ("good.json", GOOD),
        ("some.json", SOMETIMES),
    ]);
    type Case = (
        &'static [&'static str],
        &'static [(&'static str, &'static str)],
        &'static [&'static str],
    );
    let cases: &[Case] = &[
        (
            &["check"],
            &[("RAMLINT_FORMAT", "json")],
            &["--format=json"],
        ),
        (
            &["check"],
            &[("RAMLINT_FAIL_ON", "never")],
            &["--fail-on=never"],
        ),
        (
            &["check", "some.json"],
            &[("RAMLINT_MIN_LEVEL", "critical")],
            &["--min-level=critical"],
        ),
        (&["check"], &[("RAMLINT_EXIT_ZERO", "1")], &["--exit-zero"]),
        (
            &["check"],
            &[("RAMLINT_EXIT_ZERO", "TRUE")],
            &["--exit-zero"],
        ),
        (&["check"], &[("RAMLINT_EXIT_ZERO", "0")], &[]),
        (&["check"], &[("RAMLINT_EXIT_ZERO", "")], &[]),
        (&["check"], &[("RAMLINT_QUIET", "2")], &["-qq"]),
        (&["check"], &[("RAMLINT_QUIET", "0")], &[]),
        (
            &["check"],
            &[("RAMLINT_IGNORE", "RAM101,RAM2")],
            &["--ignore=RAM101,RAM2"],
        ),
        (
            &["check"],
            &[("RAMLINT_ACTION", "oss:GetObject\nkvstore:DeleteInstance\n")],
            &["--action=oss:GetObject", "--action=kvstore:DeleteInstance"],
        ),
        (
            &["check"],
            &[("RAMLINT_COLOR", "always"), ("RAMLINT_LANG", "zh-CN")],
            &["--color=always", "--lang=zh-CN"],
        ),
        (&["who-can"], &[("RAMLINT_ALL", "yes")], &["--all"]),
        (
            &["who-can"],
            &[("RAMLINT_EXPECT", "denied")],
            &["--expect=denied"],
        ),
        (
            &["rules"],
            &[("RAMLINT_FORMAT", "markdown")],
            &["--format=markdown"],
        ),
        (
            &["check", "--", "bad.json"],
            &[("RAMLINT_FORMAT", "json")],
            &[],
        ),
    ];
    for (arguments, variables, flags) in cases {
        let mut ran = with(&folder, variables, arguments);
        for (variable, _) in *variables {
            // Who switched a rule off is told by name.
            let word = variable.replace("RAMLINT_", "--").to_lowercase();
            let flag = word.replace('_', "-");
            ran.out = ran
                .out
                .replace(&format!("by {variable}"), &format!("by {flag}"));
        }
        let mut line = arguments.to_vec();
        line.extend(*flags);
        if arguments.contains(&"--") {
            line = vec!["check", "--format=json", "bad.json"];
        }
        assert_eq!(ran, folder.run(&line), "{variables:?}");
        let without = folder.run(arguments);
        let same = flags.is_empty() && !arguments.contains(&"--");
        assert_eq!(ran == without, same, "{variables:?} changes nothing");
    }
}

#[test]
fn cli_29_a_flag_beats_its_variable() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    for (variable, value, flags) in [
        ("RAMLINT_FORMAT", "json", &["--format", "human"][..]),
        ("RAMLINT_FAIL_ON", "never", &["--fail-on", "high"]),
        (
            "RAMLINT_ACTION",
            "oss:GetObject",
            &["--action", "kvstore:DestroyInstance"],
        ),
        ("RAMLINT_QUIET", "2", &["-q"]),
        ("RAMLINT_LANG", "zh-CN", &["--lang", "en"]),
    ] {
        let line: Vec<&str> = ["check"].iter().chain(flags).copied().collect();
        let ran = with(&folder, &[(variable, value)], &line);
        assert_eq!(ran, folder.run(&line), "{variable}");
    }
}

#[test]
fn cli_29_a_variable_at_fault_is_named() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    for (variable, value) in [
        ("RAMLINT_FAIL_ON", "hihg"),
        ("RAMLINT_FORMAT", "nothing"),
        ("RAMLINT_EXIT_ZERO", "perhaps"),
        ("RAMLINT_QUIET", "very"),
        ("RAMLINT_MAX_FINDINGS", "-1"),
    ] {
        let ran = with(&folder, &[(variable, value)], &["check"]).ends(2);
        assert!(ran.err.contains(variable), "{}", ran.err);
        assert_eq!(ran.out, "");
    }
}

#[test]
fn variables_of_other_commands_and_of_nobody_are_left_alone() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    let plain = folder.run(&["check"]);
    for (variable, value) in [
        ("RAMLINT_EXPECT", "denied"),
        ("RAMLINT_VERSION", "1.2.3"),
        ("RAMLINT_UPDATE", "1"),
        ("RAMLINT_", "x"),
        ("FAIL_ON", "never"),
    ] {
        assert_eq!(
            with(&folder, &[(variable, value)], &["check"]),
            plain,
            "{variable}"
        );
    }
}

#[test]
fn cli_32_a_misspelt_variable_gets_the_nearest() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    let ran = with(&folder, &[("RAMLINT_FALI_ON", "never")], &["check"]).ends(1);
    assert!(ran.err.contains("RAMLINT_FAIL_ON"), "{}", ran.err);
    assert_eq!(ran.out, folder.run(&["check"]).out);
}

/// A variable may hold anything; none of it reaches a terminal as it is.
#[test]
fn sec_12_hostile_values_are_sanitised() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    for variable in [
        "RAMLINT_FORMAT",
        "RAMLINT_EXIT_ZERO",
        "RAMLINT_LANG",
        "RAMLINT_SELECT",
        "RAMLINT_AT",
    ] {
        let ran = with(&folder, &[(variable, "\u{1b}[2J\u{9b}x")], &["check"]).ends(2);
        assert!(!ran.both().contains(['\u{1b}', '\u{9b}']), "{:?}", ran.err);
    }
}
