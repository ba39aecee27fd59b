//! Pipes, devices, links, permissions and names of Unix.

use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

fn fifo(path: &Path) {
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mkfifoat(rustix::fs::CWD, path, mode).unwrap();
}

#[test]
fn a_pipe_never_blocks() {
    let tree = Tree::new(&["a.json"]);
    for name in ["pipe.json", "pipe", ".gitignore", ".git"] {
        fifo(&tree.at(name));
    }
    let pipe = Reason::NotAFile("named pipe");
    let inputs = tree.collect(&["."]);
    assert_eq!(paths(&inputs), ["a.json"]);
    assert!(matches!(
        refused(&inputs)[..],
        [(".git/index", Reason::GitIndex(_)), ("pipe.json", reason)] if *reason == pipe
    ));
    assert_eq!(inputs.left_out.count(WhyLeftOut::Special), 2);
    assert_eq!(
        inputs.from.read("pipe.json"),
        Err(Refusal::NotAFile("named pipe"))
    );
    let inputs = tree.collect(&["pipe"]);
    assert!(refused(&inputs).contains(&("pipe", &pipe)));
}

#[test]
fn a_device_is_not_opened() {
    let tree = Tree::new(&[]);
    let inputs = tree.collect(&["/dev/zero"]);
    assert_eq!(
        refused(&inputs),
        [("/dev/zero", &Reason::NotAFile("device"))]
    );
}

#[test]
fn links_met_on_the_way_are_not_followed() {
    let tree = Tree::new(&["root/a.json", "root/p/data.bin", "outside/x.json"]);
    let link = |to: &str, at: &str| symlink(to, tree.at(at)).unwrap();
    link("a.json", "root/same.json");
    link("p/data.bin", "root/other-ending.json");
    link("..", "root/p/up");
    link("../outside", "root/folder");
    link("../outside/x.json", "root/x.json");
    link("/nowhere/lib.so", "root/lib.so");
    link("gone.json", "root/dangling.json");
    link("loop.json", "root/loop.json");
    let inputs = tree.collect(&["root"]);
    assert_eq!(paths(&inputs), ["a.json", "p/data.bin"]);
    assert_eq!(
        refused(&inputs),
        [
            ("dangling.json", &Reason::SymlinkDangling),
            ("folder", &Reason::SymlinkOutside),
            ("loop.json", &Reason::SymlinkLoop),
            ("x.json", &Reason::SymlinkOutside),
        ]
    );
    assert_eq!(inputs.not_analysed[1].detail, "../outside");
    assert_eq!(inputs.left_out.count(WhyLeftOut::Link), 4);
    assert_eq!(inputs.from.read("x.json"), Err(Refusal::OutsideRoot));
    assert_eq!(inputs.from.read("folder/x.json"), Err(Refusal::OutsideRoot));
    assert_eq!(inputs.from.read("loop.json"), Err(Refusal::Symlink));
    assert_eq!(inputs.from.read("same.json").as_deref(), Ok(POLICY));
    assert_eq!(
        inputs.from.list("."),
        ["a.json", "other-ending.json", "same.json"]
    );
}

#[test]
fn a_link_to_what_is_not_read_is_told() {
    let tree = Tree::new(&[
        "root/p/a.json",
        "root/q/b.json",
        "root/q/vendor/c.json",
        "root/.terraform/d.json",
        "root/vendor/e.json",
    ]);
    tree.git("root", &[]);
    let link = |to: &str, at: &str| symlink(to, tree.at(at)).unwrap();
    link("../q", "root/p/q");
    link("../q/b.json", "root/p/b.json");
    link("..", "root/p/up");
    link("../vendor", "root/p/others");
    link("../vendor", "root/p/vendor");
    link("../.terraform/d.json", "root/p/d.json");
    let unread = |operand: &str| {
        let inputs = tree.collect(&[operand]);
        let all = refused(&inputs);
        assert!(all.iter().all(|(_, why)| **why == Reason::SymlinkUnread));
        let names = all.iter().map(|(path, _)| (*path).to_owned());
        names.collect::<Vec<_>>()
    };
    // What is elsewhere below the root is read there, if anything is.
    assert_eq!(unread("root"), ["p/d.json", "p/others"]);
    assert_eq!(unread("root/p"), ["p/d.json", "p/others", "p/q"]);
    let all = tree.collect(&["root/p"]);
    assert_eq!(paths(&all), ["p/a.json", "q/b.json"]);
}

#[test]
fn a_named_link_is_followed_inside_the_root() {
    let tree = Tree::new(&["root/a.json", "outside.json"]);
    tree.git("root", &[]);
    let link = |to: &str, at: &str| symlink(to, tree.at(at)).unwrap();
    link("a.json", "root/in.json");
    link("../outside.json", "root/out.json");
    link("two", "root/one");
    link("one", "root/two");
    let inputs = tree.collect(&["root/in.json", "root/out.json", "root/one"]);
    assert_eq!(paths(&inputs), ["a.json"]);
    assert_eq!(
        refused(&inputs),
        [
            ("one", &Reason::SymlinkLoop),
            ("out.json", &Reason::SymlinkOutside)
        ]
    );
}

#[test]
fn tracked_files_behind_a_folder_that_became_a_link_are_not_read() {
    let tree = Tree::new(&["root/a.json", "outside/x.json"]);
    tree.write("root/.gitignore", "out\n");
    tree.git("root", &[("out/x.json", Mode::FILE)]);
    symlink("../outside", tree.at("root/out")).unwrap();
    assert_eq!(paths(&tree.collect(&["root"])), ["a.json"]);
}

#[test]
fn what_may_not_be_opened_is_told() {
    let tree = Tree::new(&["a.json", "b.json", "closed/c.json"]);
    for path in ["b.json", "closed"] {
        fs::set_permissions(tree.at(path), PermissionsExt::from_mode(0o000)).unwrap();
    }
    if fs::File::open(tree.at("b.json")).is_ok() {
        return;
    }
    let inputs = tree.collect(&["."]);
    let denied = Reason::System("Permission denied".to_owned());
    assert_eq!(paths(&inputs), ["a.json"]);
    assert_eq!(refused(&inputs), [("b.json", &denied), ("closed", &denied)]);
    fs::set_permissions(tree.at("closed"), PermissionsExt::from_mode(0o700)).unwrap();
}

#[test]
fn a_name_that_is_not_text_is_shown_with_its_bytes() {
    use std::os::unix::ffi::OsStrExt;
    let tree = Tree::new(&[]);
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.json");
    fs::write(tree.0.path().join(name), POLICY).unwrap();
    assert_eq!(paths(&tree.collect(&["."])), ["caf\\xe9.json"]);
}
