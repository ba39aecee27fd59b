//! Streams and reports that fail under the run, and a run that is stopped.

use std::fs::{self, File};
use std::process::Stdio;

use crate::limited::{GOOD, Tree, feed, finish, signal};

/// A file that takes nothing, as a disk that is full.
fn full() -> Option<Stdio> {
    let file = File::options().write(true).open("/dev/full").ok();
    if file.is_none() {
        eprintln!("skipped: there is no /dev/full here");
    }
    file.map(Stdio::from)
}

#[test]
fn sec_01_a_report_that_the_disk_does_not_take_is_no_success() {
    let tree = Tree::new(&[("good.json", GOOD)]);
    for arguments in [
        &["check", "good.json"][..],
        &["check", "beside.json"],
        &["check", "good.json", "--format", "sarif"],
        &["who-can", "--all", "--format", "json"],
        &["can", "policy/good.json", "good.json"],
        &["diff", "good.json", "beside.json"],
        &["equivalent", "good.json", "good.json"],
        &["inputs"],
        &["rules"],
        &["explain", "RAM101"],
        &["completions", "bash"],
        &["dump-script"],
        &["schema", "check"],
        &["check", "--help"],
        &["--version"],
    ] {
        let Some(full) = full() else { return };
        let seen = finish(tree.start(&[], arguments, full));
        seen.ends(2).warns("No space left");
    }
    // One who asks for no report has none cut short.
    let Some(full) = full() else { return };
    finish(tree.start(&[], &["check", "good.json", "-qq"], full)).ends(0);
}

#[test]
fn sec_01_a_report_in_a_place_that_takes_none_is_told_before_anything_is_analysed() {
    let tree = Tree::new(&[("good.json", GOOD)]);
    std::os::unix::fs::symlink("good.json", tree.at("link")).unwrap();
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mkfifoat(rustix::fs::CWD, tree.at("pipe"), mode).unwrap();
    for place in ["/dev/full", "/dev/stdout", "link", "pipe", "no/such/folder"] {
        let seen = tree.run(&["check", "good.json", "--report", &format!("sarif={place}")]);
        assert_eq!(seen.out, "", "{place}");
        seen.ends(2).warns("--report").warns("cannot be written");
    }
    assert_eq!(fs::read_to_string(tree.at("good.json")).unwrap(), GOOD);
}

#[test]
fn cli_06_a_reader_who_leaves_changes_no_status() {
    let tree = Tree::new(&[("good.json", GOOD)]);
    for (operand, status) in [("beside.json", 1), ("good.json", 0), ("gone.json", 3)] {
        for format in ["human", "json", "sarif", "markdown"] {
            // What reads from it is gone before there is anything to read.
            let mut child =
                tree.start(&[], &["check", operand, "--format", format], Stdio::piped());
            drop(child.stdout.take());
            let seen = finish(child);
            seen.ends(status);
            assert!(
                !seen.err.contains("panic") && !seen.err.contains("written"),
                "{seen:?}"
            );
        }
    }
}

/// Whether a signal is ignored here, as a shell has it for what runs in the background.
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let mask = lines.find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

/// What stands in the place of a report is the report of before until the new one is
/// whole, and nothing is left beside it.
#[test]
fn sec_01_a_run_that_is_stopped_leaves_no_half_report() {
    for (name, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        if is_ignored(number) {
            eprintln!(
                "skipped: these tests are run where {name} is ignored, and so is what they start"
            );
            continue;
        }
        let tree = Tree::new(&[("report.sarif", "that of before")]);
        let arguments = ["check", "-", "--report", "sarif=report.sarif"];
        let mut child = tree.start(&[], &arguments, Stdio::piped());
        // It has read most of this, so it has begun.
        feed(&mut child, &" ".repeat(1 << 20));
        signal(&child, name);
        let status = finish(child).status;
        assert_eq!(status, -number, "{name}");
        let names: Vec<_> = fs::read_dir(tree.at("."))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names.len(), 2, "{names:?}");
        let report = fs::read_to_string(tree.at("report.sarif")).unwrap();
        assert_eq!(report, "that of before");
    }
}
