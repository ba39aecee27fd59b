//! Trees on disk in, lists out.

#[cfg(unix)]
mod unix;

use std::fs;
use std::path::Path;

use gix_index::entry::{Flags, Mode, Stat};
use gix_index::hash::{Kind, ObjectId};
use tempfile::TempDir;

use super::*;
use crate::source::{Files, Refusal};

const POLICY: &str = r#"{"Version":"1","Statement":[]}"#;

struct Tree(TempDir);

impl Tree {
    fn new(files: &[&str]) -> Self {
        let tree = Self(tempfile::tempdir().unwrap());
        for path in files {
            tree.write(path, POLICY);
        }
        tree
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Makes the folder a work tree in whose index these paths are.
    fn git(&self, top: &str, tracked: &[(&str, Mode)]) {
        let git = self.at(top).join(".git");
        fs::create_dir_all(&git).unwrap();
        write_index(&git.join("index"), tracked);
    }

    fn collect(&self, operands: &[&str]) -> Inputs {
        self.collect_with(operands, |_| {})
    }

    fn collect_with(&self, operands: &[&str], change: impl FnOnce(&mut Options)) -> Inputs {
        let mut options = Options {
            cwd: self.0.path().to_owned(),
            ..Options::default()
        };
        change(&mut options);
        let operands: Vec<OsString> = operands.iter().map(OsString::from).collect();
        collect(&operands, &options)
    }
}

fn write_index(path: &Path, tracked: &[(&str, Mode)]) {
    let mut state = gix_index::State::new(Kind::Sha1);
    for (path, mode) in tracked {
        let flags = if path.ends_with(".sparse.json") {
            Flags::SKIP_WORKTREE | Flags::EXTENDED
        } else {
            Flags::empty()
        };
        let id = ObjectId::null(Kind::Sha1);
        state.dangerously_push_entry(Stat::default(), id, flags, *mode, path.as_bytes().into());
    }
    state.sort_entries();
    let options = gix_index::write::Options::default();
    gix_index::File::from_state(state, path)
        .write(options)
        .unwrap();
}

fn paths(inputs: &Inputs) -> Vec<&str> {
    inputs.files.iter().map(|file| file.path.as_str()).collect()
}

fn refused(inputs: &Inputs) -> Vec<(&str, &Reason)> {
    let entries = inputs.not_analysed.iter();
    entries
        .map(|entry| (entry.path.as_str(), &entry.reason))
        .collect()
}

fn file<'a>(inputs: &'a Inputs, path: &str) -> &'a InputFile {
    inputs.files.iter().find(|file| file.path == path).unwrap()
}

#[test]
fn a_folder_outside_git_is_read_by_ending_and_sorted() {
    let tree = Tree::new(&[
        "b/x.json",
        "a.yaml",
        "b.json",
        "Makefile",
        "node_modules/p.json",
    ]);
    tree.write(".gitignore", "*.json\n");
    let inputs = tree.collect(&["."]);
    assert_eq!(paths(&inputs), ["a.yaml", "b.json", "b/x.json"]);
    assert_eq!(refused(&inputs), []);
    assert_eq!(inputs.left_out.count(WhyLeftOut::OtherKind), 2);
    assert_eq!(inputs.left_out.count(WhyLeftOut::SkippedFolder), 1);
    assert_eq!(file(&inputs, "b.json").bases, [""]);
    assert!(!file(&inputs, "b.json").named);
}

#[test]
fn a_missing_path_is_named_and_the_rest_goes_on() {
    let tree = Tree::new(&["a.json"]);
    let inputs = tree.collect(&["gone.json", "a.json", "*.nothing"]);
    assert_eq!(paths(&inputs), ["a.json"]);
    assert_eq!(
        refused(&inputs),
        [
            ("*.nothing", &Reason::Missing),
            ("gone.json", &Reason::Missing)
        ]
    );
    assert_eq!(inputs.not_analysed[0].detail, "the pattern matches nothing");
    assert_eq!(refused(&tree.collect(&[""])), [("", &Reason::Missing)]);
}

#[test]
fn a_pattern_is_followed_unless_a_file_has_its_name() {
    let tree = Tree::new(&[
        "p/a.json",
        "p/b.json",
        "p/c.yaml",
        "p/deep/d.json",
        "p/[x].json",
    ]);
    tree.git("", &[]);
    assert_eq!(
        paths(&tree.collect(&["p/?.json"])),
        ["p/a.json", "p/b.json"]
    );
    assert_eq!(paths(&tree.collect(&["p/[x].json"])), ["p/[x].json"]);
    let inputs = tree.collect(&["**/d.*"]);
    assert_eq!(paths(&inputs), ["p/deep/d.json"]);
    assert!(inputs.files[0].named);
}

#[test]
fn ignore_files_hide_untracked_files_only() {
    let tree = Tree::new(&[
        "out/tracked.json",
        "out/untracked.json",
        "new.json",
        "secret.json",
        "kept/secret.json",
        "vendor/tracked.json",
        "vendor/untracked.json",
        ".terraform/tracked.json",
        ".hidden.json",
    ]);
    tree.write(".gitignore", "out/\nsecret.json\n");
    tree.write("kept/.gitignore", "!secret.json\n");
    tree.git(
        "",
        &[
            ("out/tracked.json", Mode::FILE),
            ("vendor/tracked.json", Mode::FILE),
            (".terraform/tracked.json", Mode::FILE),
            ("deleted.json", Mode::FILE),
            ("far.sparse.json", Mode::FILE),
        ],
    );
    let inputs = tree.collect(&["."]);
    assert_eq!(
        paths(&inputs),
        [
            ".hidden.json",
            "kept/secret.json",
            "new.json",
            "out/tracked.json",
            "vendor/tracked.json"
        ]
    );
    assert_eq!(refused(&inputs), []);
    assert!(file(&inputs, "out/tracked.json").tracked);
    assert!(!file(&inputs, "out/tracked.json").in_skipped_folder);
    assert!(file(&inputs, "vendor/tracked.json").in_skipped_folder);
    assert!(!file(&inputs, "new.json").tracked);
    assert_eq!(inputs.left_out.count(WhyLeftOut::Ignored), 2);
    assert_eq!(inputs.left_out.count(WhyLeftOut::TerraformCache), 1);
    assert_eq!(inputs.left_out.count(WhyLeftOut::NotCheckedOut), 1);
}

#[test]
fn a_folder_below_the_top_keeps_the_rules_and_the_root() {
    let tree = Tree::new(&["sub/a.json", "sub/b.json", "other.json", "out/x.json"]);
    tree.write(".gitignore", "/sub/b.json\nout/\n");
    tree.git("", &[]);
    let inputs = tree.collect(&["sub"]);
    assert_eq!(paths(&inputs), ["sub/a.json"]);
    assert_eq!(inputs.files[0].bases, ["sub"]);
    assert_eq!(
        inputs.files[0].below_bases().collect::<Vec<_>>(),
        ["a.json"]
    );
    assert_eq!(paths(&tree.collect(&["out"])), ["out/x.json"]);
    assert_eq!(paths(&tree.collect(&["sub/b.json"])), ["sub/b.json"]);
}

/// Not obeying rules only reads more.
#[test]
fn rules_that_are_too_long_are_not_obeyed() {
    for (length, is_obeyed) in [(1024 * 1024, true), (1024 * 1024 + 1, false)] {
        let tree = Tree::new(&["a.json"]);
        let rules = format!("*.json\n#{}", " ".repeat(length - "*.json\n#".len()));
        tree.write(".gitignore", rules);
        tree.git("", &[]);
        let inputs = tree.collect(&["."]);
        assert_eq!(paths(&inputs).is_empty(), is_obeyed, "{length}");
    }
}

#[test]
fn a_linked_work_tree_and_a_nested_repository_have_their_own_index() {
    let tree = Tree::new(&[
        "work/out/a.json",
        "work/nested/out/b.json",
        "work/nested/out/c.json",
    ]);
    tree.write("work/.gitignore", "out/\n");
    tree.write("work/nested/.gitignore", "out/\n");
    tree.write("work/.git", "gitdir: ../main/worktrees/work\n");
    fs::create_dir_all(tree.at("main/worktrees/work")).unwrap();
    write_index(
        &tree.at("main/worktrees/work/index"),
        &[("out/a.json", Mode::FILE)],
    );
    tree.git("work/nested", &[("out/b.json", Mode::FILE)]);
    let inputs = tree.collect(&["work"]);
    assert_eq!(paths(&inputs), ["nested/out/b.json", "out/a.json"]);
    assert_eq!(refused(&inputs), []);
}

#[test]
fn an_index_that_cannot_be_read_is_told() {
    let tree = Tree::new(&["a.json", ".git/index"]);
    let inputs = tree.collect(&["."]);
    assert_eq!(paths(&inputs), ["a.json"]);
    assert!(matches!(
        refused(&inputs)[..],
        [(".git/index", Reason::GitIndex(_))]
    ));
}

#[test]
fn submodules_are_told_unless_they_are_named_too() {
    let tree = Tree::new(&["a.json", "mod/b.json"]);
    tree.git("", &[("mod", Mode::COMMIT)]);
    tree.git("mod", &[("b.json", Mode::FILE)]);
    let inputs = tree.collect(&["."]);
    assert_eq!(paths(&inputs), ["a.json"]);
    assert_eq!(refused(&inputs), [("mod", &Reason::Submodule)]);
    let inputs = tree.collect(&[".", "mod"]);
    assert_eq!(paths(&inputs), ["a.json", "mod/b.json"]);
    assert_eq!(refused(&inputs), []);
}

#[test]
fn several_roots_share_the_folder_above_them() {
    let tree = Tree::new(&["one/a.json", "two/b.json", "three/c.json"]);
    tree.git("one", &[]);
    tree.git("two", &[]);
    let inputs = tree.collect(&["one", "two"]);
    assert_eq!(paths(&inputs), ["one/a.json", "two/b.json"]);
    assert_eq!(inputs.files[0].bases, ["one"]);
    assert!(inputs.from.read("one/a.json").is_ok());
    assert_eq!(inputs.from.read("three/c.json"), Err(Refusal::OutsideRoot));
}

#[test]
fn a_given_root_holds_and_a_named_file_is_never_outside() {
    let tree = Tree::new(&["in/a.json", "out.json"]);
    let inputs = tree.collect_with(&["in", "out.json"], |options| {
        options.root = Some("in".into());
    });
    let outside = fs::canonicalize(tree.at("out.json")).unwrap();
    assert_eq!(paths(&inputs), [outside.to_str().unwrap(), "a.json"]);
    assert_eq!(inputs.from.read("../out.json"), Err(Refusal::OutsideRoot));
}

#[test]
fn lfs_pointers_are_told() {
    let tree = Tree::new(&[]);
    tree.write(
        "big.json",
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
    );
    let inputs = tree.collect(&["."]);
    assert_eq!(refused(&inputs), [("big.json", &Reason::LfsPointer)]);
}

#[test]
fn what_terraform_fetched_is_handed_over_unless_git_tracks_it() {
    let list = "live/.terraform/modules/modules.json";
    let tree = Tree::new(&["live/main.tf", list]);
    tree.git("", &[("live/main.tf", Mode::FILE)]);
    let inputs = tree.collect(&["."]);
    assert_eq!(paths(&inputs), ["live/main.tf"]);
    assert!(inputs.from.read(list).is_ok());
    assert_eq!(
        inputs.from.list("live/.terraform/modules"),
        ["modules.json"]
    );
    tree.git("", &[("live/main.tf", Mode::FILE), (list, Mode::FILE)]);
    let inputs = tree.collect(&["."]);
    assert!(matches!(inputs.from.read(list), Err(Refusal::System(_))));
    assert!(inputs.from.list("live/.terraform/modules").is_empty());
}

#[test]
fn what_is_not_utf8_matters_if_named_or_if_it_speaks_of_policies() {
    let tree = Tree::new(&[]);
    let wide: Vec<u8> = POLICY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    tree.write("wide.json", [b"\xff\xfe", wide.as_slice()].concat());
    tree.write("plain.json", b"{\"a\": \"\xb2\xdf\"}");
    tree.write("gbk.json", b"{\"Statement\": \"\xb2\xdf\"}");
    tree.write("binary", b"\x7fELF\0\x01\x02 and so on and so on");
    let utf16 = Reason::Encoding {
        name: "UTF-16",
        offset: 0,
    };
    let gbk = |offset| Reason::Encoding {
        name: "GBK or GB18030",
        offset,
    };
    let inputs = tree.collect(&["."]);
    assert_eq!(
        refused(&inputs),
        [("gbk.json", &gbk(15)), ("wide.json", &utf16)]
    );
    assert_eq!(inputs.left_out.count(WhyLeftOut::NotText), 1);
    let inputs = tree.collect(&["plain.json", "binary"]);
    assert_eq!(
        refused(&inputs),
        [("binary", &Reason::Binary), ("plain.json", &gbk(7))]
    );
}

#[test]
fn limits_of_walked_files() {
    let tree = Tree::new(&["a.json", "b.json", "c.json"]);
    tree.write("plain.json", "[".repeat(40));
    let limit = 20;
    let inputs = tree.collect_with(&[".", "a.json"], |options| {
        options.limits.walked_file = limit
    });
    let size = u64::try_from(POLICY.len()).unwrap();
    let too_large = Reason::FoundTooLarge { size, limit };
    assert_eq!(paths(&inputs), ["a.json"]);
    assert_eq!(
        refused(&inputs),
        [("b.json", &too_large), ("c.json", &too_large)]
    );
    assert_eq!(inputs.left_out.count(WhyLeftOut::Large { limit }), 1);

    let inputs = tree.collect_with(&[".", "c.json"], |options| options.limits.walked_files = 1);
    assert_eq!(paths(&inputs), ["a.json", "c.json"]);
    assert_eq!(
        refused(&inputs),
        [("b.json", &Reason::TooManyFiles { limit: 1 })]
    );

    let inputs = tree.collect_with(&["."], |options| options.limits.walked_total = 40);
    assert_eq!(paths(&inputs), ["a.json"]);
    assert_eq!(
        refused(&inputs),
        [("b.json", &Reason::TooMuchText { limit: 40 })]
    );
}

#[test]
fn what_is_left_out_is_named_only_where_names_are_wanted() {
    let tree = Tree::new(&["a.json", "notes.md", "node_modules/x.json"]);
    let counted = tree.collect(&["."]).left_out;
    let named = tree.collect_with(&["."], |options| options.name_left_out = true);
    assert_eq!(counted.total(), 2);
    assert_eq!(counted.names().count(), 0);
    assert_eq!(named.left_out.total(), 2);
    assert_eq!(
        named.left_out.names().collect::<Vec<_>>(),
        [
            ("node_modules", WhyLeftOut::SkippedFolder),
            ("notes.md", WhyLeftOut::OtherKind),
        ]
    );
    let inputs = tree.collect_with(&[".", "b.json"], |options| {
        options.name_left_out = true;
        options.limits.walked_total = 5;
    });
    assert_eq!(inputs.left_out.count(WhyLeftOut::AfterLimit), 0);
    tree.write("b.json", POLICY);
    let inputs = tree.collect_with(&["."], |options| options.limits.walked_total = 5);
    assert_eq!(inputs.left_out.count(WhyLeftOut::AfterLimit), 1);
}

#[test]
fn limit_of_named_files_and_standard_input() {
    let tree = Tree::new(&["a.json"]);
    let limit = 20;
    let size = u64::try_from(POLICY.len()).unwrap();
    let inputs = tree.collect_with(&["a.json"], |options| {
        options.limits.named_file = limit;
        options.stdin = Some(("b.json".to_owned(), POLICY.into()));
    });
    let too_large = Reason::TooLarge { size, limit };
    assert_eq!(
        refused(&inputs),
        [("a.json", &too_large), ("b.json", &too_large)]
    );
    assert_eq!(
        inputs.from.read("a.json"),
        Err(Refusal::TooLarge { size, limit })
    );
}

#[test]
fn standard_input_is_a_named_file_below_the_root() {
    let tree = Tree::new(&["p/a.json"]);
    tree.git("", &[]);
    let inputs = tree.collect_with(&[], |options| {
        options.cwd = tree.at("p");
        options.stdin = Some(("./b/../a.json".to_owned(), b"{}".to_vec()));
    });
    assert_eq!(paths(&inputs), ["p/a.json"]);
    assert_eq!(inputs.files[0].text, "{}");
    assert_eq!(inputs.files[0].bases, ["p"]);
    assert!(inputs.files[0].named);
}

#[test]
fn the_disk_hands_over_what_is_inside() {
    let tree = Tree::new(&[
        "root/a.json",
        "root/p/b.json",
        "outside.json",
        "root/.git/config",
    ]);
    let inputs = tree.collect(&["root"]);
    let disk = &inputs.from;
    assert_eq!(disk.read("p/../a.json").as_deref(), Ok(POLICY));
    assert_eq!(disk.read("p/../../outside.json"), Err(Refusal::OutsideRoot));
    let absolute = tree.at("root/a.json");
    assert_eq!(
        disk.read(absolute.to_str().unwrap()),
        Err(Refusal::OutsideRoot)
    );
    assert_eq!(disk.read("none.json"), Err(Refusal::Missing));
    assert_eq!(disk.read("p"), Err(Refusal::NotAFile("folder")));
    assert!(matches!(disk.read(".git/config"), Err(Refusal::System(_))));
    assert_eq!(disk.list("."), ["a.json"]);
    assert_eq!(disk.list("p"), ["b.json"]);
    assert_eq!(disk.list("../"), [""; 0]);
}
