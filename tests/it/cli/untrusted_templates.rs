//! Templates by someone who wants the run to hang, to crash, to fill the memory
//! or to read what is not theirs. Each lies beside a document with a finding,
//! which must be found all the same, and each run is a process with 256 MB.
#![expect(
    clippy::disallowed_methods,
    reason = "the program under test is started, with less memory than it could have"
)]

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Output, Stdio};

use super::{BAD, Folder};

/// KiB of memory that a run may ask for.
const MEMORY: u32 = 256 * 1024;

struct Seen {
    status: Option<i32>,
    out: String,
    err: String,
}

impl Seen {
    /// Nothing of the run was lost but what is said to be.
    #[track_caller]
    fn refuses(&self, because: &str) {
        let all = format!("{}{}", self.out, self.err);
        assert_eq!(self.status, Some(1), "{all}");
        assert!(self.out.contains("beside.json"), "{all}");
        let mut lost = self.out.lines();
        let lost = lost.any(|line| line.starts_with("NOT ANALYSED") && line.contains(because));
        assert!(lost, "{all}");
    }
}

/// Runs a command in 256 MB.
fn run(folder: &Folder, arguments: &[&str]) -> Seen {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new("sh")
        .arg("-c")
        .arg(format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\""))
        .arg(env!("CARGO_BIN_EXE_ramlint"))
        .args(arguments)
        .current_dir(folder.0.path())
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Seen {
        status: status.code(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// Checks a folder of these files and the document with a finding.
fn check(files: &[(&str, &str)]) -> Seen {
    let folder = Folder::new(files);
    folder.write("beside.json", BAD);
    run(&folder, &["check"])
}

/// A policy attached to a user, with this document.
fn policy(document: &str) -> String {
    format!(
        "resource \"alicloud_ram_policy\" \"p\" {{\n  policy_name = \"p\"\n  policy_document = {document}\n}}\n"
    )
}

const DEEP: usize = 100_000;

#[test]
fn sec_01_what_is_nested_deep_is_refused() {
    let open = |text: &str| text.repeat(DEEP);
    for text in [
        policy(&open("[")),
        policy(&open("(")),
        policy(&open("{a=")),
        policy(&format!("\"{}", open("${\""))),
        policy(&format!("{}true", open("!"))),
        policy(&format!("{}1", open("true?1:"))),
        policy(&format!("a{}", open("[a"))),
        format!("alicloud_ram_x {}", open("a {")),
    ] {
        let seen = check(&[("main.tf", &text)]);
        seen.refuses("main.tf");
    }
}

#[test]
fn sec_01_an_alias_bomb_is_not_followed() {
    let mut bomb = String::from("ROSTemplateFormatVersion: '2015-09-01'\nA0: &a0 [x, x]\n");
    for level in 1..40 {
        let below = format!("*a{}", level - 1);
        writeln!(bomb, "A{level}: &a{level} [{below}, {below}]").unwrap();
    }
    bomb.push_str(
        "Resources:\n  U:\n    Type: ALIYUN::RAM::User\n    Properties:\n      UserName: u\n      Groups: *a39\n",
    );
    check(&[("template.yml", &bomb)]).refuses("template.yml");
}

#[test]
fn sec_30_nothing_outside_of_the_root_is_read() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.json"), "canary").unwrap();
    fs::write(outside.path().join("main.tf"), policy("\"canary\"")).unwrap();
    for document in [
        "file(\"../../../../../../../../etc/passwd\")",
        "file(\"/etc/passwd\")",
        "templatefile(\"../../../../../../../../etc/passwd\", {})",
        "file(\"${path.module}/link.json\")",
        "file(\"linked/secret.json\")",
    ] {
        let folder = Folder::new(&[("beside.json", BAD)]);
        folder.write("main.tf", policy(document));
        std::os::unix::fs::symlink(outside.path().join("secret.json"), folder.at("link.json"))
            .unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.at("linked")).unwrap();
        let seen = run(&folder, &["check", "--root", "."]);
        let all = format!("{}{}", seen.out, seen.err);
        assert!(!all.contains("canary") && !all.contains("root:"), "{all}");
        assert!(all.contains("outside"), "{document}: {all}");
    }
}

#[test]
fn sec_30_a_module_behind_a_link_out_of_the_root_is_not_read() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(
        outside.path().join("main.tf"),
        policy("\"canary\"").replace("\"p\"", "\"canary\""),
    )
    .unwrap();
    let folder = Folder::new(&[("beside.json", BAD)]);
    std::os::unix::fs::symlink(outside.path(), folder.at("linked")).unwrap();
    for source in ["./linked", "../../../../../.."] {
        folder.write(
            "main.tf",
            format!("module \"m\" {{\n  source = \"{source}\"\n}}\n"),
        );
        let seen = run(&folder, &["check", "--root", "."]);
        let all = format!("{}{}", seen.out, seen.err);
        assert!(!all.contains("canary"), "{all}");
        seen.refuses("main.tf");
    }
}

#[test]
fn sec_01_modules_that_call_each_other_end() {
    let call = |to: &str| format!("module \"m\" {{\n  source = \"{to}\"\n}}\n");
    let seen = check(&[("a/main.tf", &call("../b")), ("b/main.tf", &call("../a"))]);
    seen.refuses("main.tf");
    let twice = |to: &str| format!("{}{}", call(to), call(to).replace("\"m\"", "\"n\""));
    let names: Vec<String> = (0..30).map(|level| format!("m{level}/main.tf")).collect();
    let texts: Vec<String> = (1..=30)
        .map(|level| twice(&format!("../m{level}")))
        .collect();
    let files: Vec<(&str, &str)> = names
        .iter()
        .zip(&texts)
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    check(&files).refuses("instances of modules");
}

#[test]
fn sec_01_a_million_of_anything_is_bounded() {
    let user = |meta: &str| {
        format!("resource \"alicloud_ram_user\" \"u\" {{\n  {meta}\n  name = \"u\"\n}}\n")
    };
    let mut doubled = String::from("locals {\n  a0 = \"kvstore:DestroyInstance\"\n");
    for level in 1..60 {
        let below = level - 1;
        writeln!(
            doubled,
            "  a{level} = \"${{local.a{below}}}${{local.a{below}}}\""
        )
        .unwrap();
    }
    doubled.push_str("}\n");
    doubled.push_str(&policy("local.a59"));
    for text in [
        user("count = 1000000"),
        user(
            "for_each = toset([for p in setproduct(range(1000), range(1000)) : \"${p[0]}-${p[1]}\"])",
        ),
        user(
            "for_each = toset(flatten([for a in range(1000) : [for b in range(1000) : \"${a}-${b}\"]]))",
        ),
        doubled,
        format!(
            "locals {{\n  l = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]]\n}}\n{}",
            policy("jsonencode(local.l)")
        ),
        format!(
            "locals {{\n  l = setproduct(range(1000), range(1000), range(1000))\n}}\n{}",
            policy("jsonencode(local.l)")
        ),
    ] {
        let seen = check(&[("main.tf", &text)]);
        seen.refuses("main.tf");
    }
    // Terraform itself makes no such list, and so no user.
    let seen = check(&[("main.tf", &user("for_each = toset(range(1000000))"))]);
    assert_eq!(seen.status, Some(1));
    assert!(seen.out.contains("1 gap"), "{}", seen.out);
}
