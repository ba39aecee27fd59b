//! Things that are no files, that may not be read, that lead elsewhere, or that change
//! while they are read.

use std::fs::{self, File, OpenOptions};
use std::io::{Seek, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rustix::fs::{CWD, Mode, mkfifoat};

use crate::limited::{BAD, GOOD, Tree, finish, has};

fn fifo(tree: &Tree, name: &str) {
    mkfifoat(CWD, tree.at(name), Mode::from_raw_mode(0o600)).unwrap();
}

#[test]
fn sec_31_what_is_no_file_is_neither_read_nor_waited_for() {
    let tree = Tree::new::<&str>(&[]);
    fifo(&tree, "pipe.json");
    fifo(&tree, "pipe.tf");
    let _socket = UnixListener::bind(tree.at("socket.json")).unwrap();
    symlink("/dev/zero", tree.at("zero.json")).unwrap();
    symlink("loop.json", tree.at("loop.json")).unwrap();
    fs::create_dir(tree.at("folder.json")).unwrap();
    symlink("..", tree.at("folder.json/up")).unwrap();
    let seen = tree.check();
    seen.ends(1).judges_the_rest();
    for (file, because) in [
        ("pipe.json", "named pipe"),
        ("pipe.tf", "named pipe"),
        ("socket.json", "socket"),
        ("zero.json", "link"),
        ("loop.json", "leads back to itself"),
    ] {
        seen.refuses(file, because);
    }
    let named = [
        "check",
        "beside.json",
        "pipe.json",
        "/dev/zero",
        "/dev/full",
        "loop.json",
    ];
    let seen = tree.run(&named);
    seen.ends(1).judges_the_rest();
    seen.refuses("pipe.json", "named pipe")
        .refuses("/dev/zero", "device");
}

/// Settings are looked for in the same tree.
#[test]
fn sec_31_settings_that_are_no_file_are_not_waited_for() {
    for name in ["ramlint.toml", "ramlint-waivers.toml"] {
        let tree = Tree::new::<&str>(&[]);
        fifo(&tree, name);
        tree.check().ends(2).warns(name);
        let tree = Tree::new::<&str>(&[]);
        symlink("/dev/zero", tree.at(name)).unwrap();
        tree.check().ends(2).warns(name);
    }
    for (name, arguments) in [
        (
            "baseline.json",
            &["check", "--baseline", "baseline.json"][..],
        ),
        ("tests.toml", &["test", "--tests", "tests.toml"]),
        ("a.tfvars", &["check", "--var-file", "a.tfvars"]),
        (
            "attached.yaml",
            &["check", "--attachments", "attached.yaml"],
        ),
    ] {
        let tree = Tree::new::<&str>(&[]);
        fifo(&tree, name);
        let seen = tree.run(arguments);
        assert!([1, 2].contains(&seen.status), "{name}: {}", seen.shown());
        assert!(seen.err.contains(name), "{name}: {}", seen.shown());
    }
}

/// Nothing behind a reference out of the root is read, however it is written.
#[test]
fn sec_30_no_reference_leads_out_of_the_root() {
    let outside = tempfile::tempdir().unwrap();
    let secret = BAD.replace("kvstore:DestroyInstance", "oss:Canary");
    fs::write(outside.path().join("secret.json"), &secret).unwrap();
    let absolute = outside.path().join("secret.json");
    let absolute = absolute.to_str().unwrap();
    for reference in [
        "../secret.json",
        "./a/../../secret.json",
        absolute,
        "link.json",
        "linked/secret.json",
        "/proc/self/environ",
        "/etc/passwd",
    ] {
        let manifest = format!(
            "ram_attachments: 1\nusers:\n  ann: {{ policies: [P] }}\npolicies:\n  P: {reference}\n"
        );
        let tf = format!(
            "resource \"alicloud_ram_policy\" \"p\" {{\n  policy_document = file(\"{reference}\")\n}}\nmodule \"m\" {{\n  source = \"./linked\"\n}}\n"
        );
        let tree = Tree::new(&[("ram-attachments.yaml", manifest), ("main.tf", tf)]);
        symlink(absolute, tree.at("link.json")).unwrap();
        symlink(outside.path(), tree.at("linked")).unwrap();
        for arguments in [
            &["check", "--root", "."][..],
            &["who-can", "--all", "--root", "."],
        ] {
            let seen = tree.run(arguments);
            assert!(
                [1, 3].contains(&seen.status),
                "{reference}: {}",
                seen.shown()
            );
            assert!(
                !seen.shown().contains("Canary"),
                "{reference}: {}",
                seen.shown()
            );
            seen.says("NOT ANALYSED");
        }
    }
}

/// A checkout on macOS or Windows has one of two files: a Deny may be in the other.
#[test]
fn sec_34_paths_that_are_one_elsewhere_are_reported() {
    for (one, other) in [
        ("P.json", "p.json"),
        ("caf\u{e9}.json", "cafe\u{301}.json"),
        ("CAF\u{c9}.json", "cafe\u{301}.json"),
        ("In/p.json", "in/q.json"),
        ("BESIDE.json", "beside.json"),
    ] {
        let tree = Tree::new(&[(one, GOOD), (other, BAD)]);
        if fs::read_to_string(tree.at(one)).unwrap() == BAD {
            eprintln!("skipped: this system takes {one} and {other} for one");
            continue;
        }
        let seen = tree.check();
        // Both are read all the same.
        seen.ends(1).judges_the_rest().says(other);
        let (one, other) = match (one.split_once('/'), other.split_once('/')) {
            (Some((one, _)), Some((other, _))) => (one, other),
            _ => (one, other),
        };
        let (first, second) = if one < other {
            (one, other)
        } else {
            (other, one)
        };
        seen.refuses(second, &format!("is one path with `{first}`"));
        let settings = format!("[inputs]\nexclude = [\"{one}*\", \"{one}/**\"]\n");
        tree.write("ramlint.toml", settings);
        let seen = tree.check();
        assert!(!seen.out.contains("one path"), "{}", seen.shown());
    }
    let apart = Tree::new(&[("a/p.json", GOOD), ("b/P.json", GOOD)]);
    let seen = apart.check();
    assert!(!seen.out.contains("one path"), "{}", seen.shown());
}

#[test]
fn sec_01_what_may_not_be_read_is_told() {
    let tree = Tree::new(&[("closed.json", GOOD), ("closed/in.json", GOOD)]);
    for name in ["closed.json", "closed"] {
        fs::set_permissions(tree.at(name), PermissionsExt::from_mode(0o000)).unwrap();
    }
    // One who may read everything does without that, for which it takes a program.
    let by: &[&str] = if File::open(tree.at("closed.json")).is_err() {
        &[]
    } else if has("setpriv") {
        &["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    } else {
        eprintln!("skipped: this user may read everything, and there is no setpriv");
        return;
    };
    let seen = finish(tree.start(by, &["check"], Stdio::piped()));
    fs::set_permissions(tree.at("closed"), PermissionsExt::from_mode(0o700)).unwrap();
    seen.ends(1).judges_the_rest();
    seen.refuses("closed.json", "could not be opened");
    seen.refuses("closed", "Permission denied");
}

/// More folders in each other than a path can name.
#[test]
fn sec_01_a_path_that_is_too_long_is_told() {
    let tree = Tree::new::<&str>(&[]);
    // Made from the inside, for no path from the outside leads there.
    let name = "d".repeat(200);
    for _ in 0..30 {
        let outer = tempfile::tempdir_in(tree.at(".")).unwrap();
        let inner = outer.path().join("inner");
        if tree.at(&name).exists() {
            fs::rename(tree.at(&name), &inner).unwrap();
        } else {
            fs::create_dir(&inner).unwrap();
            fs::write(inner.join("in.json"), GOOD).unwrap();
        }
        fs::create_dir(tree.at(&name)).unwrap();
        fs::rename(&inner, tree.at(&name).join(&name)).unwrap();
    }
    let seen = tree.check();
    seen.ends(1).judges_the_rest().refuses(&name, "too long");
}

/// What a file holds is another thing at each look: longer, shorter, gone, half written.
#[test]
fn sec_01_files_that_change_while_they_are_read() {
    let tree = Tree::new(&[("x.json", GOOD), ("y.tf", "")]);
    let stop = AtomicBool::new(false);
    let long = BAD.replace("\"*\"", &format!("\"{}\"", "a".repeat(1 << 16)));
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut turn = 0_usize;
            while !stop.load(Ordering::Relaxed) {
                turn += 1;
                let mut file = OpenOptions::new();
                let file = file
                    .create(true)
                    .truncate(false)
                    .write(true)
                    .open(tree.at("x.json"));
                let mut file = file.unwrap();
                match turn % 4 {
                    0 => file.set_len(0).unwrap(),
                    1 => file.write_all(long.as_bytes()).unwrap(),
                    2 => {
                        file.seek(std::io::SeekFrom::End(0)).unwrap();
                        file.write_all(&[b' '; 1 << 12]).unwrap();
                    }
                    _ => fs::remove_file(tree.at("x.json")).unwrap(),
                }
            }
        });
        for _ in 0..20 {
            let seen = tree.check();
            let ended = std::panic::catch_unwind(|| {
                seen.ends(1).judges_the_rest();
            });
            if let Err(failure) = ended {
                stop.store(true, Ordering::Relaxed);
                std::panic::resume_unwind(failure);
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
}

/// A file that says that it is empty and is not, as those of `/proc` do.
#[test]
fn sec_01_a_file_that_is_not_as_long_as_it_says() {
    if !fs::exists("/proc/self/status").unwrap() {
        eprintln!("skipped: there is no /proc here");
        return;
    }
    let tree = Tree::new::<&str>(&[]);
    for file in [
        "/proc/self/status",
        "/proc/self/environ",
        "/proc/self/mem",
        "/proc/kmsg",
    ] {
        let seen = tree.run(&["check", file, "--root", "/"]);
        seen.ends(3).says("NOT ANALYSED");
    }
}
