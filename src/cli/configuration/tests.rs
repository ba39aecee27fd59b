//! Configuration files read from memory: what each says, and what is said of mistakes.

use std::collections::BTreeMap;

use super::*;
use crate::cli::load::BETWEEN;
use crate::rules::Level;
use crate::source::Refusal;

/// Files in memory.
struct Memory(BTreeMap<String, String>);

impl Memory {
    fn new(files: &[(&str, &str)]) -> Self {
        let files = files.iter();
        Self(
            files
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                .collect(),
        )
    }
}

impl Files for Memory {
    fn read(&self, path: &str) -> Result<String, Refusal> {
        self.0.get(path).cloned().ok_or(Refusal::Missing)
    }

    fn list(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

fn lookup(folder: &str) -> Lookup {
    Lookup {
        folder: folder.to_owned(),
        stop: String::new(),
    }
}

fn read_from(files: &[(&str, &str)], folders: &[&str]) -> Result<Configuration, Vec<String>> {
    let lookups = folders.iter().map(|folder| lookup(folder)).collect();
    load(&Memory::new(files), Wanted::Nearest(lookups))
        .map_err(|error| error.0.split(BETWEEN).map(str::to_owned).collect())
}

/// Reads the configuration of the root.
pub(super) fn read(files: &[(&str, &str)]) -> Result<Configuration, Vec<String>> {
    read_from(files, &[""])
}

fn rule(id: &str) -> &'static Rule {
    crate::cli::selection::rule(id).unwrap()
}

/// CFG-02, CLI-32: each text, and what is said of it, all of it.
#[test]
fn cfg_02_every_mistake_is_told_with_its_place_and_the_nearest_name() {
    let cases: &[(&str, &[&str])] = &[
        (
            "guards = 1",
            &["1:1: `guards` is no key of ramlint.toml; there is one with a similar name: `guard`"],
        ),
        (
            "\n[check]\nfail-onn = \"high\"",
            &[
                "3:1: `fail-onn` is no key of `[check]`; there is one with a similar name: `fail-on`",
            ],
        ),
        (
            "[check]\nfail-on = \"hihg\"",
            &[
                "2:11: `check.fail-on` wants `info`, `low`, `medium`, `high`, `critical` or `never`, and got `\"hihg\"`; there is one with a similar name: `high`",
            ],
        ),
        (
            "[check]\nfail-on = 3",
            &[
                "2:11: `check.fail-on` wants `info`, `low`, `medium`, `high`, `critical` or `never`, and got `3`",
            ],
        ),
        (
            "check = 1",
            &["1:9: `check` is a section, written `[check]`, and got `1`"],
        ),
        (
            "rules = 1",
            &["1:9: `rules` is a section, written `[rules]`, and got `1`"],
        ),
        (
            "overrides = 1",
            &["1:13: `overrides` is a list of tables, each written `[[overrides]]`, and got `1`"],
        ),
        (
            "[check]\nmax-findings = \"many\"",
            &["2:16: `check.max-findings` wants a whole number or `all`, and got `\"many\"`"],
        ),
        (
            "[check]\nselect = \"RAM1\"",
            &["2:10: `check.select` wants a list in `[ ]`, and got `\"RAM1\"`"],
        ),
        (
            "[check]\nselect = [\"RAM1\", \"deny-with-hole\", 7]",
            &[
                "2:19: `check.select`: `deny-with-hole` is no rule, no name of one and no prefix such as RAM1; there is a rule with a similar name: RAM203 deny-with-a-hole",
                "2:37: `check.select` wants a text in quotes, and got `7`",
            ],
        ),
        (
            "[rules]\n\"运维\" = \"off\"\nRAM101 = true",
            &[
                "2:1: `运维` is no rule, no name of one and no prefix such as RAM1; `ramlint rules` lists them",
                "3:10: `rules.RAM101` wants `off`, `info`, `low`, `medium`, `high` or `critical`, and got `true`",
            ],
        ),
        (
            "[rules]\nRAM203 = \"off\"\ndeny-with-a-hole = \"low\"",
            &["3:1: `deny-with-a-hole` is set twice, first in line 2"],
        ),
        (
            "[rules]\nRAM203 = { levle = \"off\" }",
            &[
                "2:12: `levle` is no key of `rules.RAM203`; there is one with a similar name: `level`",
            ],
        ),
        (
            "[rules.RAM203]\nwaivable = \"no\"",
            &["2:12: `rules.RAM203.waivable` wants `true` or `false`, and got `\"no\"`"],
        ),
        (
            "[rules]\nRAM901 = { waivable = true }\nRAM9 = { waivable = false }",
            &[
                "2:12: findings of `RAM901` can never be waived, since nobody could say what that would accept; take `waivable` out",
            ],
        ),
        (
            "[[overrides]]\npaths = [\"a\"]\nrules = { RAM9 = { waivable = true }, RAM4 = { waivable = true } }",
            &[
                "3:20: findings of `RAM9` can never be waived, since nobody could say what that would accept; take `waivable` out",
            ],
        ),
        (
            "[[overrides]]\npath = [\"a\"]\nrules = { RAM1 = \"off\" }",
            &[
                "1:1: `[[overrides]]` has no `paths`; say for which files it is",
                "2:1: `path` is no key of `[[overrides]]`; there is one with a similar name: `paths`",
            ],
        ),
        (
            "[[overrides]]\npaths = [\"../a\"]",
            &[
                "1:1: `[[overrides]]` has no `rules`; say what holds in its files",
                "2:10: `overrides.paths`: `../a` leaves the folder of the file that it stands in, where patterns start",
            ],
        ),
        (
            "[guard]\nactions = [\"kvstore:*\"]",
            &[
                "2:12: `guard.actions`: `kvstore:*` is a pattern; name one action, as in `kvstore:DestroyInstance`",
            ],
        ),
        (
            "[guard]\nactions = []",
            &[
                "2:11: `guard.actions` is empty, so that nothing is guarded and every check passes; name an action, or take the key out to guard `kvstore:DestroyInstance`",
            ],
        ),
        (
            "[scope]\nexclude = [\"a[\"]",
            &["2:12: `scope.exclude`: `a[` is no pattern of paths: "],
        ),
        (
            "[trust]\naccounts = [1000000000000001]",
            &["2:13: `trust.accounts` wants a text in quotes, and got `1000000000000001`"],
        ),
        (
            "[waivers]\nmax-days = 1.5",
            &["2:12: `waivers.max-days` wants a whole number from 0 to 4294967295, and got `1.5`"],
        ),
        (
            "[input]\nattachments = \"../../etc/passwd\"",
            &[
                "2:15: `input.attachments`: `../../etc/passwd` is not a path inside of the root; paths start at the folder of the file that they stand in",
            ],
        ),
        (
            "[input]\nparameters = { Env = 1 }",
            &["2:22: `input.parameters` wants a text in quotes, and got `1`"],
        ),
        (
            "required-version = \"new\"",
            &[
                "1:20: `required-version`: `new` is no requirement of a version, such as `>=0.4` or `>=0.4, <2`: ",
            ],
        ),
        (
            "required-version = \">=99\"",
            &[
                "1:20: this is ramlint 0.1.0, and `required-version` wants `>=99`; install a version that fits, or change the requirement",
            ],
        ),
        (
            "catalogue = \"2020-01\"",
            &[
                "1:13: this ramlint has the catalogue of actions `2026-11`, and `catalogue` pins `2020-01`; use the ramlint that has it, or look through what the new catalogue changes and pin that",
            ],
        ),
        (
            "catalogue = \"soon\"",
            &[
                "1:13: `catalogue`: `soon` is no version of the catalogue; this program has `2026-11`",
            ],
        ),
        ("[check\n", &["1:7: this is not TOML: "]),
        (
            "[check]\n[check]\n",
            &["2:2: this is not TOML: duplicate key"],
        ),
        ("运维 = 1", &["1:1: this is not TOML: "]),
        (
            "extends = \"ramlint.toml\"",
            &["1:11: `ramlint.toml` extends itself; take `extends` out"],
        ),
        (
            "extends = \"base.toml\"",
            &["1:11: `extends`: `base.toml` does not exist"],
        ),
        (
            "extends = \"/etc/ramlint.toml\"",
            &["1:11: `extends`: `/etc/ramlint.toml` is not a path inside of the root; "],
        ),
        (
            "\u{feff}[check]\nfail-onn = 1",
            &["2:1: `fail-onn` is no key of `[check]`; "],
        ),
        (
            "# 运维\n\"a\\u001b[31m\" = 1\n",
            &["2:1: `\"a\\u001b[31m\"` is no key of ramlint.toml; "],
        ),
        (
            "[rules]\n\"a\\u001b[31m\\u001eb\\n\" = \"off\"\n",
            &["2:1: `a␛[31m␞b\\n` is no rule, "],
        ),
    ];
    for (text, expected) in cases {
        let found = read(&[("ramlint.toml", text)]).unwrap_err();
        assert_eq!(found.len(), expected.len(), "{text}: {found:#?}");
        for (line, expected) in found.iter().zip(*expected) {
            let expected = format!("ramlint.toml:{expected}");
            assert!(line.starts_with(&expected), "{text}\n{line}\n{expected}");
        }
    }
}

#[test]
fn mistakes_are_told_up_to_a_number() {
    let text: String = (0..30).map(|number| format!("a{number} = 1\n")).collect();
    let found = read(&[("ramlint.toml", &text)]).unwrap_err();
    assert_eq!(found.len(), 21);
    assert_eq!(found.last().unwrap(), "ramlint.toml: and 10 more mistakes");
}

#[test]
fn cfg_01_the_nearest_file_holds_up_to_the_stop() {
    let files: &[(&str, &str)] = &[
        ("ramlint.toml", "[check]\nfail-on = \"low\""),
        ("a/.ramlint.toml", "[check]\nfail-on = \"high\""),
        ("c/ramlint.toml", ""),
        ("c/.ramlint.toml", ""),
    ];
    let path = |folders: &[&str]| {
        read_from(files, folders).map(|found| found.files.first().map(ToString::to_string))
    };
    let some = |path: &str| Ok(Some(path.to_owned()));
    assert_eq!(path(&[""]), some("ramlint.toml"));
    assert_eq!(path(&["b/c"]), some("ramlint.toml"));
    assert_eq!(path(&["a"]), some("a/.ramlint.toml"));
    assert_eq!(path(&["a/b/c"]), some("a/.ramlint.toml"));
    assert_eq!(path(&["a", "a/b"]), some("a/.ramlint.toml"));
    assert_eq!(
        path(&["a", "b"]).unwrap_err(),
        [
            "one configuration holds for a run, and the inputs have several: `a/.ramlint.toml` for `a` and `ramlint.toml` for `b`; name one with --config, or check the inputs in several runs"
        ]
    );
    assert_eq!(
        path(&["c"]).unwrap_err(),
        ["`c/ramlint.toml` and `c/.ramlint.toml` lie beside each other; keep one of them"]
    );
    let stopped = Lookup {
        folder: "d/e".to_owned(),
        stop: "d".to_owned(),
    };
    let found = find(&Memory::new(files), &[stopped]).unwrap();
    assert_eq!(found, None);
}

#[test]
fn cfg_01_extended_files_give_what_a_file_does_not() {
    let found = read(&[
        (
            "ramlint.toml",
            "extends = \"ci/base.toml\"\n[check]\nfail-on = \"high\"\n[rules]\nRAM2 = \"low\"\n",
        ),
        (
            "ci/base.toml",
            "extends = \"more.toml\"\n[check]\nfail-on = \"low\"\nmin-level = \"info\"\n[scope]\nexclude = [\"x\"]\n[rules]\nRAM203 = \"critical\"\n",
        ),
        ("ci/more.toml", "[waivers]\nmax-days = 7\n[rules]\nRAM301 = \"off\"\n"),
    ])
    .unwrap();
    let files: Vec<&str> = found.files.iter().map(|path| &**path).collect();
    assert_eq!(files, ["ramlint.toml", "ci/base.toml", "ci/more.toml"]);
    let place = |key: &str| {
        let all = found.keys.list();
        let entry = all.into_iter().find(|entry| entry.key == key).unwrap();
        format!("{} {}", entry.value, entry.from)
    };
    assert_eq!(place("check.fail-on"), "\"high\" ramlint.toml:3");
    assert_eq!(place("check.min-level"), "\"info\" ci/base.toml:4");
    assert_eq!(place("waivers.max-days"), "7 ci/more.toml:2");
    assert_eq!(place("waivers.max-days-critical"), "90 default");
    // Paths start at the folder of the file that they stand in.
    assert!(found.excludes("ci/x") && !found.excludes("x"));
    // What the nearer file says wins, however little it says.
    let level = |id: &str| {
        found
            .setting(rule(id), "p.json")
            .level
            .map(|given| given.value)
    };
    assert_eq!(level("RAM203"), Some(RuleLevel::Low));
    assert_eq!(level("RAM301"), Some(RuleLevel::Off));
    assert_eq!(level("RAM101"), None);
}

#[test]
fn cfg_01_files_extend_one_another_up_to_a_depth_and_in_no_circle() {
    let chain = |length: usize| -> Vec<(String, String)> {
        (0..=length)
            .map(|number| {
                let name = if number == 0 {
                    "ramlint.toml".to_owned()
                } else {
                    format!("{number}.toml")
                };
                let text = if number == length {
                    String::new()
                } else {
                    format!("extends = \"{}.toml\"", number + 1)
                };
                (name, text)
            })
            .collect()
    };
    let run = |files: &[(String, String)]| {
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        read(&files).map(|found| found.files.len())
    };
    assert_eq!(run(&chain(5)), Ok(6));
    assert_eq!(
        run(&chain(6)).unwrap_err(),
        ["5.toml:1:11: more than 5 files extend one another; put some of them together"]
    );
    let mut circle = chain(2);
    circle.last_mut().unwrap().1 = "extends = \"1.toml\"".to_owned();
    assert_eq!(
        run(&circle).unwrap_err(),
        ["2.toml:1:11: `1.toml`, `2.toml` extend each other in a circle; take one `extends` out"]
    );
}

#[test]
fn cfg_03_the_last_override_that_matches_wins() {
    let found = read(&[(
        "ramlint.toml",
        r#"
[rules]
RAM1 = "high"
RAM101 = { level = "critical", waivable = false }
RAM203 = "off"
RAM204 = "off"

[[overrides]]
paths = ["sandbox/**", "*.tmp"]
rules = { RAM1 = "low", RAM203 = "medium" }

[[overrides]]
paths = ["sandbox/old/**"]
rules = { RAM101 = "off", RAM102 = { waivable = false } }
"#,
    )])
    .unwrap();
    for (id, path, level, waivable) in [
        ("RAM101", "p.json", Some(RuleLevel::Critical), false),
        ("RAM101", "sandbox/p.json", Some(RuleLevel::Low), false),
        ("RAM101", "sandbox/old/p.json", Some(RuleLevel::Off), false),
        ("RAM102", "p.json", Some(RuleLevel::High), true),
        ("RAM102", "x.tmp", Some(RuleLevel::Low), true),
        ("RAM102", "sandbox/old/p.json", Some(RuleLevel::Low), false),
        ("RAM203", "p.json", Some(RuleLevel::Off), true),
        ("RAM203", "sandbox/p.json", Some(RuleLevel::Medium), true),
        ("RAM301", "p.json", None, true),
    ] {
        let setting = found.setting(rule(id), path);
        assert_eq!(setting.level.map(|given| given.value), level, "{id} {path}");
        assert_eq!(found.waivable(rule(id), path), waivable, "{id} {path}");
    }
    // A rule that is on somewhere has to run.
    let off = |id: &str| found.off(rule(id)).map(|from| from.to_string());
    assert_eq!(off("RAM203"), None);
    assert_eq!(off("RAM204").as_deref(), Some("ramlint.toml:6"));
}

#[test]
fn a_level_is_one_of_a_finding() {
    let all = [
        Level::Info,
        Level::Low,
        Level::Medium,
        Level::High,
        Level::Critical,
    ];
    for level in all {
        let found = read(&[("ramlint.toml", &format!("[rules]\nRAM1 = \"{level}\""))]).unwrap();
        let setting = found.setting(rule("RAM101"), "");
        assert_eq!(setting.level.unwrap().value.level(), Some(level));
    }
}

/// Whatever is in a file, it ends with an error or a configuration, and soon.
#[test]
fn hostile_files_end() {
    let deep =
        |open: &str, close: &str| format!("a = {}{}", open.repeat(20_000), close.repeat(20_000));
    let dotted = format!("{}b = 1", "a.".repeat(20_000));
    let many: String = (0..10_000)
        .map(|number| format!("a{number} = 1\n"))
        .collect();
    let brackets = "[".repeat(200_000);
    let long_glob = format!("[scope]\nexclude = [\"{}\"]", "*a".repeat(20_000));
    let braces = format!("[scope]\nexclude = [\"{}\"]", "{a,b}".repeat(20_000));
    for text in [
        deep("[", "]"),
        deep("{a=", "}"),
        dotted,
        many,
        brackets,
        "\0".repeat(1000),
        braces,
    ] {
        let found = read(&[("ramlint.toml", &text)]).unwrap_err();
        assert!(found.iter().all(|line| line.len() < 500), "{found:?}");
    }
    if let Ok(found) = read(&[("ramlint.toml", &long_glob)]) {
        assert!(!found.excludes(&"a".repeat(10_000)));
    }
    let large = " ".repeat(1024 * 1024 + 1);
    assert_eq!(
        read(&[("ramlint.toml", &large)]).unwrap_err(),
        ["the configuration ramlint.toml is larger than 1048576 bytes, and is not read"]
    );
}

#[test]
fn a_list_holds_so_many_entries_and_no_more() {
    let with = |entries: usize| {
        let list = vec!["\"1000000000000001\""; entries].join(",");
        read(&[("ramlint.toml", &format!("[trust]\naccounts = [{list}]\n"))])
    };
    assert!(with(5000).is_ok());
    let faults = with(5001).unwrap_err();
    let [fault] = faults.as_slice() else {
        panic!("{faults:?}")
    };
    let told = "2:12: `trust.accounts` wants at most 5000 entries";
    assert!(fault.contains(told), "{fault}");
}
