//! The language of texts for people (I18N-03).

use super::{Around, BAD, Folder, Ran};

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

/// A word that stands on the page of an action in Chinese alone.
const CHINESE: &str = "访问级别";

#[test]
fn i18n_03_the_flag_then_the_first_variable_that_is_set_decides() {
    let folder = Folder::new(&[]);
    for (variables, flags, chinese) in [
        (&[][..], &[][..], false),
        (&[("LANG", "zh_CN.UTF-8")], &[], true),
        (&[("LANG", "zh_CN")], &[], true),
        (&[("LANG", "zh")], &[], true),
        (&[("LANG", "zh-Hans")], &[], true),
        (&[("LANG", "zh_SG.UTF-8@pinyin")], &[], true),
        (&[("LANG", "zh_TW.UTF-8")], &[], false),
        (&[("LANG", "en_US.UTF-8")], &[], false),
        (&[("LANG", "C.UTF-8")], &[], false),
        (&[("LANG", "")], &[], false),
        (&[("LC_MESSAGES", "zh_CN"), ("LANG", "en_US")], &[], true),
        (
            &[
                ("LC_ALL", "en_US"),
                ("LC_MESSAGES", "zh_CN"),
                ("LANG", "zh_CN"),
            ],
            &[],
            false,
        ),
        (&[("LC_ALL", ""), ("LANG", "zh_CN")], &[], true),
        (&[("LANG", "zh_CN")], &["--lang", "en"], false),
        (&[("LANG", "en_US")], &["--lang", "zh-CN"], true),
        (&[("LANG", "en_US")], &["--lang", "zh-cn"], true),
        (&[("LANG", "zh_CN")], &["--lang", "auto"], true),
        (&[("RAMLINT_LANG", "zh-CN")], &[], true),
        (&[("RAMLINT_LANG", "zh-CN")], &["--lang", "en"], false),
    ] {
        let line: Vec<&str> = ["explain", "kvstore:DestroyInstance"]
            .iter()
            .chain(flags)
            .copied()
            .collect();
        let ran = with(&folder, variables, &line).ends(0);
        assert_eq!(
            ran.out.contains(CHINESE),
            chinese,
            "{variables:?} {flags:?}"
        );
    }
}

/// Formats for programs follow the flag alone, and no language touches ids, keys,
/// fingerprints or the exit status.
#[test]
fn i18n_03_machine_formats_are_english_unless_the_flag_says_otherwise() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    let locale = [("LANG", "zh_CN.UTF-8")];
    for line in [
        &["check", "--format", "json"][..],
        &["rules", "--format", "json"],
    ] {
        assert_eq!(with(&folder, &locale, line), folder.run(line), "{line:?}");
    }
    let english = folder.run(&["check", "--format", "json"]).json();
    let chinese = folder
        .run(&["check", "--format", "json", "--lang", "zh-CN"])
        .ends(1)
        .json();
    let number = english["findings"].as_array().unwrap().len();
    assert!(number > 0);
    for number in 0..number {
        let (one, other) = (&english["findings"][number], &chinese["findings"][number]);
        for key in [
            "rule",
            "name",
            "level",
            "confidence",
            "at",
            "principals",
            "action",
            "fingerprint",
        ] {
            assert_eq!(one[key], other[key], "{key}");
        }
    }
    assert_eq!(
        with(&folder, &locale, &["check"]).status,
        folder.run(&["check"]).status
    );
}
