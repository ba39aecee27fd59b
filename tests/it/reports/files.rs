//! OUT-06: reports in files.

use std::fs;

use crate::cli::{Around, BAD, Folder, GOOD};

fn folder() -> Folder {
    Folder::new(&[("bad.json", BAD), ("good.json", GOOD), ("sub/x", "")])
}

fn read(folder: &Folder, path: &str) -> String {
    fs::read_to_string(folder.at(path)).unwrap()
}

/// The names in a folder, sorted.
fn names(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.at(".")).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn out_06_a_file_has_what_standard_output_would_have() {
    let folder = folder();
    for reporter in ramlint::report::REPORTERS {
        let name = reporter.name;
        let direct = folder.run(&["check", "bad.json", "--format", name]).ends(1);
        let report = format!("{name}=sub/{name}.out");
        let ran = folder
            .run(&[
                "check", "bad.json", "--color", "always", "--report", &report,
            ])
            .ends(1);
        assert_eq!(
            read(&folder, &format!("sub/{name}.out")),
            direct.out,
            "{name}"
        );
        assert!(ran.out.contains("RAM101"), "{name}");
    }
}

#[test]
fn out_06_several_reports_of_one_run_and_quiet_is_for_the_terminal() {
    let folder = folder();
    let ran = folder
        .run(&[
            "check",
            "bad.json",
            "-qq",
            "--report",
            "sarif=a.sarif",
            "--report",
            "junit=b.xml",
            "--report",
            "json-v1=c.json",
        ])
        .ends(1);
    assert_eq!(ran.out, "");
    assert!(read(&folder, "a.sarif").contains("RAM101"));
    assert!(read(&folder, "b.xml").contains("<failure"));
    assert!(read(&folder, "c.json").contains("ramlint/check"));
}

#[test]
fn out_06_a_file_is_replaced_whole_and_markdown_is_added_to_one() {
    let folder = folder();
    folder.write("a.sarif", "x".repeat(1_000_000));
    folder.write("summary.md", "before\n");
    let summary = format!("markdown={}", folder.at("summary.md").display());
    folder
        .run(&[
            "check",
            "good.json",
            "--report",
            "sarif=a.sarif",
            "--report",
            &summary,
        ])
        .ends(0);
    assert!(read(&folder, "a.sarif").starts_with('{'));
    let text = read(&folder, "summary.md");
    assert!(text.starts_with("before\n## ramlint\n"), "{text}");
    assert!(text.contains("no findings"), "{text}");
    assert_eq!(
        names(&folder),
        ["a.sarif", "bad.json", "good.json", "sub", "summary.md"]
    );
}

/// Exit 2, nothing on standard output, and nothing written.
#[track_caller]
fn is_refused(folder: &Folder, reports: &[&str], why: &str) {
    let before = names(folder);
    let mut arguments = vec!["check", "bad.json"];
    for report in reports {
        arguments.extend(["--report", report]);
    }
    let ran = folder.run(&arguments).ends(2).warns(why);
    assert_eq!(ran.out, "");
    assert_eq!(names(folder), before);
}

#[test]
fn out_06_what_cannot_be_written_is_refused_before_anything_is_read() {
    let folder = folder();
    is_refused(&folder, &["sarif=-"], "standard output");
    is_refused(&folder, &["sarif"], "FORMAT=FILE");
    is_refused(&folder, &["=x"], "FORMAT=FILE");
    is_refused(&folder, &["sarif="], "FORMAT=FILE");
    is_refused(
        &folder,
        &["poem=x"],
        "there are human, concise, plain, json, ",
    );
    is_refused(&folder, &["sarif=a", "json=./a"], "twice");
    is_refused(&folder, &["sarif=gone/a"], "cannot be written");
    is_refused(&folder, &["sarif=sub"], "not a file");
    is_refused(&folder, &["sarif=sub/.."], "names no file");
    is_refused(
        &folder,
        &["sarif=../out.sarif"],
        "outside of the repository",
    );
    let at = folder.at("sub/a");
    let twice = format!("sarif={}", at.display());
    is_refused(&folder, &["json=sub/a", &twice], "twice");
}

#[cfg(unix)]
#[test]
fn out_06_nothing_is_written_through_a_link() {
    use std::os::unix::fs::symlink;
    let (folder, elsewhere) = (folder(), Folder::new(&[("victim", "keep me")]));
    symlink(elsewhere.at("victim"), folder.at("link")).unwrap();
    symlink(elsewhere.at("nothing"), folder.at("dangling")).unwrap();
    symlink(elsewhere.at("."), folder.at("out")).unwrap();
    symlink("sub", folder.at("near")).unwrap();
    let absolute = format!("sarif={}", folder.at("link").display());
    for (report, why) in [
        ("sarif=link", "symbolic link"),
        ("markdown=link", "symbolic link"),
        ("sarif=dangling", "symbolic link"),
        (&absolute, "symbolic link"),
        ("sarif=out/new", "symbolic link"),
        ("sarif=near/new", "symbolic link"),
        ("sarif=sub/../near/new", "symbolic link"),
    ] {
        is_refused(&folder, &[report], why);
    }
    assert_eq!(read(&elsewhere, "victim"), "keep me");
    // A folder that is given absolutely is trusted.
    let trusted = format!("sarif={}", folder.at("out/new").display());
    folder
        .run(&["check", "good.json", "--report", &trusted])
        .ends(0);
    assert!(read(&elsewhere, "new").starts_with('{'));
}

#[cfg(unix)]
#[test]
fn out_06_a_pipe_or_device_is_no_file() {
    let folder = folder();
    is_refused(&folder, &["sarif=/dev/null"], "not a file");
    let pipe = folder.at("pipe");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RWXU,
        0,
    )
    .unwrap();
    is_refused(&folder, &["markdown=pipe"], "not a file");
}

#[test]
fn out_06_no_report_changes_the_exit_status() {
    let folder = folder();
    for (input, status) in [("bad.json", 1), ("good.json", 0), ("gone.json", 3)] {
        for reporter in ramlint::report::REPORTERS {
            let report = format!("{}=sub/out", reporter.name);
            folder
                .run(&["check", input, "--report", &report])
                .ends(status);
        }
    }
}

#[test]
fn gl_03_the_project_of_a_job_is_found() {
    let folder = Folder::new(&[("repo/ram/bad.json", BAD), ("repo/.git/HEAD", "")]);
    let around = Around {
        environment: [(
            "CI_PROJECT_DIR".to_owned(),
            folder.at("repo").display().to_string(),
        )]
        .into(),
        ..Around::default()
    };
    let path = |arguments: &[&str]| {
        let mut all = vec!["check", "--format", "gitlab-codequality"];
        all.extend(arguments);
        let json = folder.run_with(&all, &around).ends(1).json();
        json[0]["location"]["path"].as_str().unwrap().to_owned()
    };
    assert_eq!(path(&["repo"]), "ram/bad.json");
    assert_eq!(path(&["--root", "repo/ram", "repo/ram"]), "ram/bad.json");
    assert_eq!(path(&["--root", ".", "repo"]), "ram/bad.json");
}

#[test]
fn out_04_source_date_epoch_is_the_time_of_a_report() {
    let folder = folder();
    let at = |epoch: &str| {
        let around = Around {
            environment: [("SOURCE_DATE_EPOCH".to_owned(), epoch.to_owned())].into(),
            ..Around::default()
        };
        folder.run_with(&["check", "good.json", "--format", "gitlab-sast"], &around)
    };
    assert_eq!(
        at("86400").ends(0).json()["scan"]["start_time"],
        "1970-01-02T00:00:00"
    );
    at("soon").ends(2).warns("SOURCE_DATE_EPOCH");
    let now = folder
        .run(&["check", "good.json", "--format", "gitlab-sast"])
        .json();
    assert_eq!(now["scan"]["start_time"], "2026-11-22T00:00:00");
}

#[test]
fn a11y_02_no_graphics_chooses_plain() {
    let folder = folder();
    let plain = folder.run(&["check", "bad.json", "--format", "plain"]);
    for (value, chosen) in [("1", true), ("0", false), ("", false)] {
        let around = Around {
            environment: [("NO_GRAPHICS".to_owned(), value.to_owned())].into(),
            ..Around::default()
        };
        let ran = folder.run_with(&["check", "bad.json"], &around);
        assert_eq!(ran == plain, chosen, "{value:?}");
    }
}
