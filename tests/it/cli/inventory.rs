//! `ramlint inputs`: every file is accounted for, once, and the numbers are those
//! of the other commands.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value;

use super::{Around, BAD, Folder, GOOD, Ran, formats, run_in};

const AWS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::x"}]}"#;
const TENCENT: &str =
    r#"{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"qcs::x:::"}]}"#;
const MANIFEST: &str = "ram_attachments: 1
users:
  ann: { policies: [Reader, Nowhere] }
  ben: {}
groups:
  ops: { members: [ann, ben], policies: [Reader] }
policies:
  Reader: good.json
";

/// Below a folder, what is one of each kind.
fn one_of_each() -> Folder {
    let folder = Folder::new(&[
        ("ram-attachments.yaml", MANIFEST),
        ("good.json", GOOD),
        ("sub/bad.json", BAD),
        ("sub/aws.json", AWS),
        ("sub/package.json", "{\"name\": \"x\"}"),
        ("sub/members.txt", "nobody's list\n"),
        ("sub/broken.yaml", "a: [\n"),
        ("broken.json", "{\"Statement\": ["),
        ("clouds.yaml", &format!("a: {AWS}\nb: {TENCENT}\n")),
        ("notes.md", "hello"),
        ("Makefile", "all:\n"),
        ("node_modules/x/p.json", BAD),
        ("locals.tf", "locals {}\n"),
        ("users.tf", "resource \"alicloud_ram_user\" \"x\" {}\n"),
        ("out/p.json", BAD),
        (".gitignore", "/out/\n*.tmp.json\n"),
        ("a.tmp.json", BAD),
    ]);
    fs::create_dir(folder.at(".git")).unwrap();
    folder.write("latin.json", b"{\"a\": \"caf\xe9\"}");
    folder.write("large.json", vec![b' '; 3 << 20]);
    folder
}

fn listed(folder: &Folder, operands: &[&str]) -> Value {
    let mut arguments = vec!["inputs", "--format", "json"];
    arguments.extend(operands);
    folder.run(&arguments).json()
}

fn list<'a>(report: &'a Value, name: &str) -> &'a Vec<Value> {
    report[name].as_array().unwrap()
}

fn paths<'a>(report: &'a Value, name: &str) -> Vec<&'a str> {
    let entries = list(report, name).iter();
    entries.map(|one| one["path"].as_str().unwrap()).collect()
}

/// All paths below a folder but git's own, relative, with whether each is a folder.
fn tree(top: &Path) -> BTreeMap<String, bool> {
    let mut found = BTreeMap::new();
    let mut pending = vec![top.to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_name() == ".git" {
                continue;
            }
            let is_folder = entry.file_type().unwrap().is_dir();
            let path = entry.path();
            let shown = path.strip_prefix(top).unwrap().to_str().unwrap();
            found.insert(shown.replace('\\', "/"), is_folder);
            if is_folder {
                pending.push(path);
            }
        }
    }
    found
}

/// Every file below `top` is read, left out, not analysed, or in a folder that is
/// left out: one of these, once. What is listed is there.
#[track_caller]
fn all_accounted_for(top: &Path, report: &Value) {
    let read = paths(report, "files");
    let left = paths(report, "left_out");
    let unread: BTreeSet<&str> = paths(report, "not_analysed").into_iter().collect();
    let tree = tree(top);
    for (path, is_folder) in &tree {
        let of = |list: &[&str]| list.iter().filter(|one| **one == path).count();
        let lost = !read.contains(&path.as_str()) && unread.contains(path.as_str());
        let here = of(&read) + of(&left) + usize::from(lost);
        let above = left.iter().any(|folder| {
            path.strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
        });
        // In a folder that is left out, what is tracked or linked to is read.
        let wanted = if *is_folder || above { 0..=1 } else { 1..=1 };
        assert!(wanted.contains(&here), "{path}: {here}: {report:#}");
    }
    for path in read.iter().chain(&left) {
        assert!(tree.contains_key(*path), "{path}: {report:#}");
    }
    assert!(read.is_sorted() && left.is_sorted(), "{report:#}");
}

const COUNTS: &[&str] = &[
    "documents",
    "principals",
    "attachments",
    "memberships",
    "control_policies",
    "gaps",
    "look_alikes",
];

/// The files' numbers make the totals, and those are what `check` and `who-can` say.
#[track_caller]
fn adds_up(report: &Value, others: &[Value]) {
    let totals = &report["totals"];
    for name in COUNTS {
        let files = list(report, "files").iter();
        let sum: u64 = files.map(|file| file[name].as_u64().unwrap()).sum();
        let all = match *name {
            // These are listed one by one, and not all of them stand in a file that is read.
            "gaps" | "look_alikes" => {
                assert_eq!(totals[name], list(report, name).len(), "{name}: {report:#}");
                let read = paths(report, "files");
                let places = list(report, name).iter();
                let places = places.filter_map(|one| one["at"]["path"].as_str());
                places.filter(|path| read.contains(path)).count()
            }
            _ => usize::try_from(totals[name].as_u64().unwrap()).unwrap(),
        };
        assert_eq!(u64::try_from(all).unwrap(), sum, "{name}: {report:#}");
    }
    let formats = list(report, "formats");
    let sum = formats.iter().map(|one| one["files"].as_u64().unwrap());
    assert_eq!(totals["files"], sum.sum::<u64>(), "{report:#}");
    assert_eq!(totals["files"], list(report, "files").len());
    assert_eq!(totals["left_out"], list(report, "left_out").len());
    for other in others {
        let inputs = &other["inputs"];
        assert_eq!(inputs["formats"], report["formats"], "{other:#}");
        for name in COUNTS.iter().chain(&["files", "left_out"]) {
            assert_eq!(inputs[name], totals[name], "{name}: {other:#}");
        }
        assert_eq!(other["complete"], report["complete"]);
    }
}

fn others(folder: &Folder) -> Vec<Value> {
    let commands = ["check", "who-can"].into_iter();
    commands
        .map(|command| folder.run(&[command, "--format", "json"]).json())
        .collect()
}

#[test]
fn each_path_is_listed_with_what_became_of_it() {
    let folder = one_of_each();
    let ran = folder.run(&["inputs"]).ends(3);
    let wanted = "\
READ                  AS                    HOLDS
good.json             policy file           1 document
locals.tf             Terraform file        nothing of its own
ram-attachments.yaml  attachments manifest  3 principals, 3 attachments, 2 memberships, 1 gap
sub/bad.json          policy file           1 document
users.tf              Terraform file        1 principal

LEFT OUT          WHY
.gitignore        not a kind of file that is read
Makefile          not a kind of file that is read
a.tmp.json        ignored by git and not tracked
clouds.yaml       2 policy documents of AWS and Tencent Cloud
large.json        larger than 2 MiB and without a word of policies
latin.json        not text in UTF-8, and without a word of policies
node_modules      a folder of other people's code, of which only tracked files are read
notes.md          not a kind of file that is read (.md)
out               ignored by git and not tracked
sub/aws.json      a policy document of AWS
sub/broken.yaml   cut or broken, and without a word of policies
sub/members.txt   neither JSON nor YAML, and nothing says that it is a policy
sub/package.json  no RAM policy in it

LEFT OPEN                  WHAT
ram-attachments.yaml:3:29  the document of policy `Custom/Nowhere` is not in the input

read 2 policy documents, 3 attachments, 4 principals in 2 Terraform files, 1 attachments manifest and 2 policy files (3 documents of other clouds left out)
left out 13 files or folders
NOT ANALYSED: broken.json:1:16 cannot be read whole: `[` is never closed
";
    assert_eq!(ran.out, wanted);
    let quiet = folder.run(&["inputs", "-q"]).ends(3);
    assert!(ran.out.starts_with(&quiet.out));
    assert!(!quiet.out.contains("left out 14"));
    assert_eq!(folder.run(&["inputs", "-qq"]).ends(3).both(), "");
}

#[test]
fn the_same_is_told_to_programs() {
    let folder = one_of_each();
    let report = listed(&folder, &[]);
    assert_eq!(report["schema"], "ramlint/inputs");
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["tool"]["name"], "ramlint");
    assert_eq!(report["complete"], false);
    all_accounted_for(folder.0.path(), &report);
    adds_up(&report, &others(&folder));
    let clouds = list(&report, "look_alikes").iter();
    let clouds: Vec<_> = clouds
        .map(|one| {
            (
                one["path"].as_str().unwrap(),
                one["cloud"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        clouds,
        [
            ("clouds.yaml#/a", "AWS"),
            ("clouds.yaml#/b", "Tencent Cloud"),
            ("sub/aws.json", "AWS"),
        ]
    );
    assert_eq!(list(&report, "gaps")[0]["about"], "Custom/Nowhere");
    let unread = &list(&report, "not_analysed")[0];
    assert_eq!(unread["path"], "broken.json");
    assert_eq!(unread["at"]["start_column"], 16);
    assert!(list(&report, "left_out").iter().all(|one| {
        let why = one["why"].as_str().unwrap();
        !why.is_empty() && !why.ends_with('.')
    }));
}

#[test]
fn the_exit_status_says_whether_all_was_analysed_and_whether_anything_was() {
    let folder = Folder::new(&[("good.json", GOOD), ("notes.md", "x")]);
    for format in formats("inputs") {
        let ends = |operands: &[&str], status| -> Ran {
            let mut arguments = vec!["inputs", "--format", format];
            arguments.extend(operands);
            folder.run(&arguments).ends(status)
        };
        ends(&[], 0);
        ends(&["good.json"], 0);
        ends(&["gone.json"], 3).warns("gone.json");
        ends(&["gone.json", "--allow-incomplete"], 0);
        fs::create_dir_all(folder.at("empty")).unwrap();
        ends(&["empty"], 3).says("holds no RAM policy document");
        ends(&["--root", "nowhere"], 2);
    }
}

#[test]
fn operands_that_overlap_do_not_list_a_path_twice() {
    let folder = one_of_each();
    for operands in [
        &[".", "sub"][..],
        &[".", "notes.md", "out"],
        &["sub", "sub/members.txt", "."],
        &[".", "node_modules/x"],
    ] {
        let report = listed(&folder, operands);
        let mut all = paths(&report, "files");
        all.extend(paths(&report, "left_out"));
        let once: BTreeSet<_> = all.iter().collect();
        assert_eq!(once.len(), all.len(), "{operands:?}: {report:#}");
        for folder in ["out", "node_modules/x", "sub"] {
            let named = operands.contains(&folder);
            assert!(!named || !paths(&report, "left_out").contains(&folder));
        }
    }
}

#[test]
fn a_file_that_a_flag_names_too_counts_once() {
    let folder = one_of_each();
    let plain = listed(&folder, &[]);
    let manifest = listed(&folder, &["--attachments", "ram-attachments.yaml"]);
    assert_eq!(plain["totals"], manifest["totals"]);
    let policy = listed(&folder, &["--policy", "Custom/Nowhere=sub/bad.json"]);
    all_accounted_for(folder.0.path(), &policy);
    assert_eq!(policy["totals"]["files"], plain["totals"]["files"]);
    assert_eq!(policy["totals"]["documents"], plain["totals"]["documents"]);
    assert_eq!(policy["totals"]["gaps"], 0);
    // Outside of a repository each operand is its own root.
    let folder = Folder::new(&[("one/p.json", GOOD), ("two/p.json", BAD)]);
    let report = listed(&folder, &["one", "--policy", "Custom/X=two/p.json"]);
    assert_eq!(report["totals"]["documents"], 2);
}

#[test]
fn the_examples_are_accounted_for() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let arguments = |command: &str| {
        let words = [command, "policies", "--format", "json"];
        words.map(OsString::from)
    };
    let run = |command| run_in(top, &arguments(command), &Around::default()).json();
    let report = run("inputs");
    adds_up(&report, &[run("check")]);
    let listed = paths(&report, "files").into_iter();
    let listed: BTreeSet<_> = listed.chain(paths(&report, "left_out")).collect();
    for path in tree(&top.join("policies")).into_iter().filter(|one| !one.1) {
        let path = format!("policies/{}", path.0);
        assert!(listed.contains(path.as_str()), "{path}");
    }
}

#[test]
fn zero_documents_are_warned_about() {
    let manifest =
        "ram_attachments: 1\nusers:\n  ann: { policies: [System/AliyunOSSFullAccess] }\n";
    let folder = Folder::new(&[("ram-attachments.yaml", manifest)]);
    for command in ["check", "who-can", "inputs"] {
        let ran = folder.run(&[command]);
        ran.warns("warning: the input holds no policy document of its own");
    }
    folder.write("good.json", GOOD);
    let ran = folder.run(&["check"]);
    assert!(!ran.err.contains("warning"), "{}", ran.err);
}

#[test]
fn the_last_lines_count_files_by_kind_and_gaps() {
    let folder = Folder::new(&[("ram-attachments.yaml", MANIFEST), ("good.json", GOOD)]);
    let looked = "1 policy document, 3 attachments, 3 principals in 1 attachments manifest and 1 policy file";
    let open = "\nleft open by the input: 1 gap, which `ramlint inputs` lists\n";
    folder
        .run(&["check"])
        .says(&format!("checked {looked}"))
        .says(open);
    for command in [&["who-can"][..], &["can", "user/ann"]] {
        folder
            .run(command)
            .says(&format!("looked at {looked}\n"))
            .says(open);
    }
    let json = folder.run(&["can", "user/ann", "--format", "json"]).json();
    assert_eq!(json["inputs"]["gaps"], 1);
}

/// What may become a file, with a name that says nothing about it.
const CONTENTS: &[&str] = &[
    GOOD,
    BAD,
    AWS,
    TENCENT,
    MANIFEST,
    "",
    "{",
    "a: 1\n",
    "{\"Statement\": [",
    "Statement: [\n",
    "*\n",
    "ann\n",
    "resource \"alicloud_ram_user\" \"x\" {}\n",
    "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
    "{\"ram_snapshot\": 1}",
];

const NAMES: &[&str] = &[
    "a.json",
    "b.yaml",
    "good.json",
    "notes.md",
    "Makefile",
    "main.tf",
    "members.txt",
    "trust.json",
    "system-policies.txt",
    "ram-attachments.yaml",
    ".gitignore",
    "x.policy",
];

const FOLDERS: &[&str] = &[
    "",
    "sub/",
    "users/ann/",
    "groups/ops/",
    "roles/r/",
    "node_modules/m/",
    "vendor/",
    ".terraform/",
    "control-policies/",
];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 100,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_122),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_tree_is_accounted_for_and_adds_up(
        files in proptest::collection::vec((0..FOLDERS.len(), 0..NAMES.len(), 0..CONTENTS.len()), 0..12),
        links in proptest::collection::vec((0..FOLDERS.len(), 0..NAMES.len(), 0..12_usize), 0..3),
        git in any::<bool>(),
    ) {
        let folder = Folder::new(&[]);
        if git {
            fs::create_dir(folder.at(".git")).unwrap();
        }
        let path = |of: usize, name: usize| format!("{}{}", FOLDERS[of], NAMES[name]);
        for (of, name, content) in &files {
            folder.write(&path(*of, *name), CONTENTS[*content]);
        }
        #[cfg(unix)]
        for (of, name, to) in &links {
            let (at, to) = (folder.at(&path(*of, *name)), files.get(*to));
            if let Some((of, name, _)) = to && !at.exists() {
                fs::create_dir_all(at.parent().unwrap()).unwrap();
                std::os::unix::fs::symlink(folder.at(&path(*of, *name)), at).unwrap();
            }
        }
        let report = listed(&folder, &[]);
        all_accounted_for(folder.0.path(), &report);
        // What a link leads to is counted by the other commands as they meet it.
        let others = if links.is_empty() { others(&folder) } else { Vec::new() };
        adds_up(&report, &others);
    }
}

#[test]
#[cfg(unix)]
fn names_of_files_do_not_reach_the_terminal_as_they_are() {
    let folder = Folder::new(&[("good.json", GOOD)]);
    for name in [
        "a\u{1b}[2J.md",
        "::error::x.md",
        "b\nNOT ANALYSED: x.md",
        "\u{202e}c.json",
        "LTAI5tAbCdEfGhIjKlMnOpQr.md",
    ] {
        folder.write(name, "{}");
    }
    let ran = folder.run(&["inputs"]).ends(0);
    let wild = |c: char| c == '\u{1b}' || c == '\u{202e}';
    assert!(!ran.both().contains(wild), "{}", ran.out);
    for line in ran.out.lines() {
        assert!(
            !line.starts_with("::") && !line.starts_with("NOT ANALYSED"),
            "{line}"
        );
    }
    assert!(ran.out.contains("./::error::x.md"), "{}", ran.out);
    assert!(!ran.out.contains("LTAI5tAb"), "{}", ran.out);
    assert_eq!(paths(&listed(&folder, &[]), "left_out").len(), 5);
}
