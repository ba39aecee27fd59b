//! What is read and what is not: every way not to analyse something is told,
//! makes the run incomplete, and loses nothing else.

use std::ffi::OsString;
use std::fs;

use ramlint::cli::disk::{self, Limits, Reason};

use super::{Around, BAD, Folder, GOOD, Ran};

/// The policy beside is still reported, with status 1 and `complete: false`;
/// beside a harmless policy the status is 3; and `name` is told with `why`.
#[track_caller]
fn is_told(folder: &Folder, operands: &[&str], name: &str, why: &str) {
    for (policy, status) in [(BAD, 1), (GOOD, 3)] {
        folder.write("beside.json", policy);
        let mut arguments = vec!["check"];
        arguments.extend(operands);
        let human = folder.run(&arguments).ends(status);
        for stream in [&human.out, &human.err] {
            let told = stream.lines().any(|line| {
                line.to_ascii_uppercase().starts_with("NOT ANALYSED: ")
                    && line.contains(name)
                    && line.contains(why)
            });
            assert!(told, "{name} {why}: {}", human.both());
        }
        assert_eq!(human.out.contains("RAM101"), status == 1);
        arguments.extend(["--format", "json"]);
        let json = folder.run(&arguments).ends(status).json();
        assert_eq!(json["complete"], false);
        let told = json["not_analysed"].as_array().unwrap();
        assert!(told.iter().any(|entry| {
            entry["path"].as_str().unwrap().contains(name)
                && entry["why"].as_str().unwrap().contains(why)
        }));
        let who = folder.run(&{
            let mut arguments = vec!["who-can", "--all", "--format", "json"];
            arguments.extend(operands);
            arguments
        });
        let who = who.ends(3).json();
        assert_eq!(who["principals"][0]["id"], "policy/beside.json");
        assert_eq!(who["not_analysed"], json["not_analysed"]);
    }
}

#[test]
fn sec_01_an_empty_folder() {
    let folder = Folder::new(&[]);
    for operands in [
        &["check"][..],
        &["check", "."],
        &["who-can"],
        &["who-can", "."],
    ] {
        folder
            .run(operands)
            .ends(3)
            .says("the input holds no RAM policy document, principal or attachment");
    }
    fs::create_dir(folder.at("empty")).unwrap();
    folder.write("good.json", GOOD);
    folder.run(&["check", "empty"]).ends(3);
    folder.run(&["can", "user/x", "empty"]).ends(2);
}

#[test]
fn sec_01_nothing_of_ram_in_what_there_is() {
    let folder = Folder::new(&[
        ("package.json", "{\"name\": \"x\"}"),
        ("notes.txt", "hello"),
    ]);
    folder.run(&["check"]).ends(3);
    folder.write("good.json", GOOD);
    folder.run(&["check"]).ends(0);
}

#[test]
fn sec_01_a_missing_path() {
    is_told(
        &Folder::new(&[]),
        &["beside.json", "gone/p.json"],
        "gone/p.json",
        "does not exist",
    );
}

#[test]
fn sec_01_a_binary_file() {
    let folder = Folder::new(&[]);
    folder.write("bin.json", b"\x7fELF\x02\x01\0\0 Statement \0\xff");
    is_told(&folder, &["."], "bin.json", "binary");
    let folder = Folder::new(&[]);
    folder.write("program", b"\x7fELF\x02\x01 some more \0 text");
    is_told(&folder, &["beside.json", "program"], "program", "binary");
}

#[test]
fn sec_01_other_encodings() {
    let wide: Vec<u8> = BAD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let folder = Folder::new(&[]);
    folder.write("wide.json", wide);
    is_told(&folder, &["."], "wide.json", "UTF-16");
    let folder = Folder::new(&[]);
    folder.write("gbk.json", b"{\"Statement\": \"\xb2\xdf\xc2\xd4\"}");
    is_told(&folder, &["."], "gbk.json", "not UTF-8");
}

/// `is_told` in one run, since each takes its time.
fn brackets(size: usize) {
    let folder = Folder::new(&[("bad.json", BAD)]);
    folder.write("deep.json", vec![b'['; size]);
    folder
        .run(&["check", "bad.json", "deep.json"])
        .ends(1)
        .says("RAM101")
        .says("NOT ANALYSED: deep.json")
        .warns("deep.json");
}

#[test]
fn sec_01_a_file_of_20_mb_of_brackets() {
    brackets(20_000_000);
}

#[test]
#[ignore = "slow without optimisation: cargo test --release -- --ignored"]
fn sec_01_a_file_of_200_mb_of_brackets() {
    brackets(200_000_000);
}

#[test]
fn sec_01_a_loop_of_links() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        let folder = Folder::new(&[]);
        symlink("two.json", folder.at("one.json")).unwrap();
        symlink("one.json", folder.at("two.json")).unwrap();
        is_told(&folder, &["."], "one.json", "leads back to itself");
        is_told(
            &folder,
            &["beside.json", "two.json"],
            "two.json",
            "leads back to itself",
        );
    }
}

#[test]
fn sec_01_a_folder_that_holds_itself() {
    #[cfg(unix)]
    {
        let folder = Folder::new(&[("a/bad.json", BAD)]);
        std::os::unix::fs::symlink("..", folder.at("a/up")).unwrap();
        let json = folder.run(&["check", "--format", "json"]).ends(1).json();
        assert_eq!(json["inputs"]["files"], 1);
        assert_eq!(json["complete"], true);
    }
}

#[test]
fn sec_31_a_pipe_is_not_waited_for() {
    #[cfg(unix)]
    {
        let folder = Folder::new(&[]);
        let mode = rustix::fs::Mode::from_raw_mode(0o600);
        rustix::fs::mkfifoat(rustix::fs::CWD, folder.at("pipe.json"), mode).unwrap();
        is_told(&folder, &["."], "pipe.json", "named pipe");
        is_told(
            &folder,
            &["beside.json", "pipe.json"],
            "pipe.json",
            "named pipe",
        );
    }
}

#[test]
fn sec_31_a_device_is_not_read() {
    #[cfg(unix)]
    is_told(
        &Folder::new(&[]),
        &["beside.json", "/dev/zero"],
        "/dev/zero",
        "device",
    );
}

#[test]
fn sec_31_a_socket_is_not_read() {
    #[cfg(unix)]
    {
        let folder = Folder::new(&[]);
        let _socket = std::os::unix::net::UnixListener::bind(folder.at("s.json")).unwrap();
        is_told(&folder, &["."], "s.json", "socket");
    }
}

#[test]
fn sec_31_a_folder_named_like_a_file_is_walked() {
    let folder = Folder::new(&[("x.json/bad.json", BAD)]);
    let json = folder.run(&["check", "--format", "json"]).ends(1).json();
    assert_eq!(json["findings"][0]["at"]["path"], "x.json/bad.json");
}

#[test]
fn sec_01_a_file_that_may_not_be_read() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let folder = Folder::new(&[("closed.json", GOOD)]);
        fs::set_permissions(folder.at("closed.json"), PermissionsExt::from_mode(0o000)).unwrap();
        if fs::File::open(folder.at("closed.json")).is_ok() {
            eprintln!("skipped: this user may read everything");
            return;
        }
        is_told(&folder, &["."], "closed.json", "could not be opened");
    }
}

#[test]
fn sec_01_a_text_that_ends_early() {
    let folder = Folder::new(&[("cut.json", r#"{"Statement": [{"Effect": "Allow", "#)]);
    is_told(&folder, &["."], "cut.json", "cannot be read whole");
    let folder = Folder::new(&[("cut.yaml", "Statement: [\n  - Effect: {\n")]);
    is_told(&folder, &["."], "cut.yaml", "cannot be read whole");
}

#[test]
fn sec_01_a_format_that_is_not_read_yet() {
    let folder = Folder::new(&[("notes.json", r#"{"Type": "ALIYUN::RAM::User"}"#)]);
    is_told(&folder, &["."], "notes.json", "ROS");
}

#[test]
fn sec_01_a_git_lfs_pointer() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n";
    let folder = Folder::new(&[("big.json", pointer)]);
    is_told(&folder, &["."], "big.json", "LFS");
}

#[test]
fn sec_01_walked_file_limit_is_crossed() {
    let mut text = String::from(GOOD);
    text.push_str(&" ".repeat(usize::try_from(Limits::WALKED_FILE).unwrap()));
    let folder = Folder::new(&[("big.json", &text)]);
    is_told(&folder, &["."], "big.json", "limit is 2 MiB");
    // A named file may be as large.
    folder.write("beside.json", GOOD);
    folder.run(&["check", "beside.json", "big.json"]).ends(0);
}

#[test]
fn sec_01_named_file_limit_is_crossed() {
    let folder = Folder::new(&[("huge.json", "")]);
    let file = fs::File::options()
        .write(true)
        .open(folder.at("huge.json"))
        .unwrap();
    if file.set_len(Limits::NAMED_FILE + 1).is_err() {
        eprintln!("skipped: no file here can be that large");
        return;
    }
    is_told(
        &folder,
        &["beside.json", "huge.json"],
        "huge.json",
        "limit is",
    );
}

fn collected(folder: &Folder, limits: Limits) -> Vec<Reason> {
    let options = disk::Options {
        cwd: folder.at("."),
        limits,
        ..disk::Options::default()
    };
    let inputs = disk::collect(&[OsString::from(".")], &options);
    let reasons = inputs.not_analysed.into_iter();
    reasons.map(|entry| entry.reason).collect()
}

#[test]
fn sec_01_walked_files_limit_is_crossed() {
    let folder = Folder::new(&[("a.json", GOOD), ("b.json", GOOD), ("c.json", GOOD)]);
    let with = |walked_files| {
        let limits = Limits {
            walked_files,
            ..Limits::default()
        };
        collected(&folder, limits)
    };
    assert_eq!(with(3), []);
    assert_eq!(with(2), [Reason::TooManyFiles { limit: 2 }]);
}

#[test]
fn sec_01_walked_total_limit_is_crossed() {
    let folder = Folder::new(&[("a.json", GOOD), ("b.json", GOOD)]);
    let with = |walked_total| {
        let limits = Limits {
            walked_total,
            ..Limits::default()
        };
        collected(&folder, limits)
    };
    let both = 2 * u64::try_from(GOOD.len()).unwrap();
    assert_eq!(with(both), []);
    assert_eq!(with(both - 1), [Reason::TooMuchText { limit: both - 1 }]);
}

/// A policy whose `Statement` is nested beyond the limit.
fn nested(levels: usize) -> String {
    format!(
        "{{\"Statement\": {}{}}}",
        "[".repeat(levels),
        "]".repeat(levels)
    )
}

#[test]
fn sec_01_json_depth_limit_is_crossed() {
    let folder = Folder::new(&[("deep.json", &nested(200))]);
    is_told(&folder, &["."], "deep.json", "levels deep");
    let folder = Folder::new(&[("flat.json", &nested(100)), ("beside.json", GOOD)]);
    let ran = folder.run(&["check"]);
    assert!(!ran.out.contains("levels deep"), "{}", ran.out);
}

#[test]
fn sec_01_yaml_depth_limit_is_crossed() {
    let text = nested(200).replace("{\"Statement\": ", "Statement: ");
    let folder = Folder::new(&[("deep.yaml", text.trim_end_matches('}'))]);
    is_told(&folder, &["."], "deep.yaml", "levels deep");
}

/// A policy with so many actions, in both syntaxes.
fn actions(count: u32, yaml: bool) -> String {
    let count = usize::try_from(count).unwrap();
    if yaml {
        let list = "\n  - a".repeat(count);
        format!("Version: '1'\nStatement:\n- Effect: Allow\n  Resource: '*'\n  Action:{list}\n")
    } else {
        let list = "\"a\",".repeat(count);
        format!(
            r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Resource":"*","Action":[{list}"a"]}}]}}"#
        )
    }
}

/// What stands beyond the limit may grant anything, so the document is UNKNOWN: a
/// finding, which goes before "incomplete" (D40), and the file is named too.
#[test]
#[ignore = "slow without optimisation: cargo test --release -- --ignored"]
fn sec_01_node_limits_are_crossed() {
    use ramlint::syntax::{json, yaml};
    for (name, text) in [
        ("many.json", actions(json::MAX_NODES, false)),
        ("many.yaml", actions(yaml::MAX_NODES, true)),
    ] {
        let folder = Folder::new(&[("good.json", GOOD), (name, &text)]);
        folder
            .run(&["check", "good.json", name])
            .ends(1)
            .says("values");
    }
}

#[test]
fn sec_01_a_yaml_alias_is_told() {
    let text = "Version: '1'\nStatement:\n  - &a {Effect: Allow, Action: 'oss:*', Resource: '*'}\n  - *a\n";
    let folder = Folder::new(&[("alias.yaml", text)]);
    let json = folder.run(&["who-can", "--all", "--format", "json"]).json();
    let line = &json["principals"][0];
    assert_eq!(line["answer"], "unknown", "{json}");
    assert_eq!(line["at_most"], "allowed");
}

#[test]
fn sec_01_an_unknown_condition_is_unknown() {
    let text = SOMETHING_ODD;
    let folder = Folder::new(&[("odd.json", text)]);
    let json = folder.run(&["who-can", "--format", "json"]).json();
    let line = &json["principals"][0];
    assert_eq!(line["answer"], "unknown", "{json}");
    assert_eq!(line["at_most"], "allowed");
    assert!(!line["depends_on"].as_array().unwrap().is_empty());
}

const SOMETHING_ODD: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:*","Resource":"*","Condition":{"MoonIsFull":{"acs:SourceIp":"10.0.0.0/8"}}}]}"#;

/// More gaps than are tried in all combinations: all of them are named.
#[test]
fn sec_01_the_limit_of_variables_is_crossed() {
    let count = ramlint::engine::world::MAX_VARIABLES + 6;
    let names: Vec<String> = (0..count).map(|number| format!("Gone{number}")).collect();
    let manifest = format!(
        "ram_attachments: 1\nusers:\n  ann: {{ policies: [{}] }}\n",
        names.join(", ")
    );
    let folder = Folder::new(&[("ram-attachments.yaml", &manifest), ("good.json", GOOD)]);
    let json = folder
        .run(&["can", "ann", "--format", "json"])
        .ends(0)
        .json();
    let line = &json["principals"][0];
    assert_eq!(line["answer"], "unknown");
    assert_eq!(line["at_most"], "allowed");
    assert_eq!(
        line["depends_on"].as_array().unwrap().len(),
        count,
        "{line}"
    );
}

/// Conditions that take more steps than one question has.
#[test]
fn sec_01_the_step_budget_is_crossed() {
    let denies: Vec<String> = (0..120_usize)
        .map(|number| {
            let letter = char::from(b'a' + u8::try_from(number % 26).unwrap());
            format!(
                r#",{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{"NotIpAddress":{{"acs:SourceIp":"10.{}.0.0/16"}},"StringNotLike":{{"acs:PrincipalARN":"*{letter}*{number}*"}},"DateLessThan":{{"acs:CurrentTime":"2027-01-{:02}T00:00:00Z"}}}}}}"#,
                number * 37 % 256,
                1 + number % 28
            )
        })
        .collect();
    let text = format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"*","Resource":"*"}}{}]}}"#,
        denies.concat()
    );
    let folder = Folder::new(&[("hard.json", &text)]);
    let json = folder.run(&["who-can", "--format", "json"]).ends(3).json();
    let line = &json["principals"][0];
    assert_eq!(line["answer"], "unknown", "{line}");
    assert_eq!(line["at_most"], "allowed");
    assert_eq!(line["depends_on"][0]["kind"], "budget");
}

/// A user, and roles that each admit the one before; the last may do it.
fn chain(roles: usize) -> Folder {
    use serde_json::json;
    let arn = |name: &str| format!("acs:ram::1000000000000001:{name}");
    let document = |action: &str, resource: &str| json!({"Version": "1", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]});
    let mut snapshot = json!({"ram_account_snapshot": 1, "account_id": "1000000000000001",
        "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
        "users": [{"name": "ann"}]});
    let (mut list, mut policies, mut attachments) = (Vec::new(), Vec::new(), Vec::new());
    let mut before = "user/ann".to_owned();
    for number in 1..=roles {
        let role = format!("role/r{number}");
        list.push(json!({"name": format!("r{number}"), "trust": {"Version": "1", "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": [arn(&before)]}}]}}));
        let policy = format!("A{number}");
        policies.push(json!({"type": "Custom", "name": policy, "document": document("sts:AssumeRole", &arn(&role))}));
        attachments.push(json!({"policy": format!("Custom/{policy}"), "to": before}));
        before = role;
    }
    policies.push(json!({"type": "Custom", "name": "D", "document": document("kvstore:DestroyInstance", "*")}));
    attachments.push(json!({"policy": "Custom/D", "to": before}));
    snapshot["roles"] = json!(list);
    snapshot["policies"] = json!(policies);
    snapshot["attachments"] = json!(attachments);
    Folder::new(&[("account.json", &snapshot.to_string())])
}

#[test]
fn sec_01_a_chain_of_roles_has_no_limit() {
    let ran = chain(40).run(&["can", "ann", "--format", "json"]).ends(0);
    let json = ran.json();
    let via = json["principals"][0]["reach"][0]["via"].as_array().unwrap();
    assert_eq!(via.len(), 40, "{json}");
    let ran = chain(12).run(&["can", "ann", "--expect", "no-access"]);
    assert_eq!(ran.status, 1, "{}", ran.both());
}

const MANIFEST: &str = "ram_attachments: 1\nusers:\n  ann: { policies: [P] }\npolicies:\n  P: ";

fn by_manifest(folder: &Folder, reference: &str, operands: &[&str]) -> Ran {
    folder.write(
        "in/ram-attachments.yaml",
        format!("{MANIFEST}{reference}\n"),
    );
    let mut arguments = vec!["check", "--format", "json"];
    arguments.extend(operands);
    folder.run(&arguments)
}

/// The run is incomplete, and what is found is that a document is missing, never
/// what stands in it.
fn only_what_is_missing(json: &serde_json::Value, reference: &str) {
    assert_eq!(json["complete"], false, "{reference}");
    for finding in json["findings"].as_array().unwrap() {
        let rule = finding["rule"].as_str().unwrap();
        assert!(
            ["RAM107", "RAM406", "RAM601", "RAM602", "RAM901"].contains(&rule),
            "{reference}: {finding}"
        );
    }
}

#[test]
fn sec_30_nothing_outside_the_root_is_opened() {
    let outside = Folder::new(&[("secret.json", BAD)]);
    let folder = Folder::new(&[("out.json", BAD), ("in/good.json", GOOD)]);
    let absolute = outside.at("secret.json");
    for reference in [
        "../out.json",
        "x/../../out.json",
        "./../out.json",
        absolute.to_str().unwrap(),
    ] {
        let ran = by_manifest(&folder, &format!("'{reference}'"), &["in"]).ends(1);
        let json = ran.json();
        only_what_is_missing(&json, reference);
        let why = json["not_analysed"].to_string();
        assert!(why.contains("outside the root"), "{reference}: {why}");
        assert!(
            !ran.both().contains("DestroyInstance\\\""),
            "{}",
            ran.both()
        );
    }
    // With a wider root, it is read.
    by_manifest(&folder, "../out.json", &["in", "--root", "."]).ends(1);
}

#[test]
fn sec_30_a_reference_through_a_link_does_not_leave_the_root() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        let folder = Folder::new(&[("out.json", BAD), ("in/good.json", GOOD)]);
        symlink("../out.json", folder.at("in/link.txt")).unwrap();
        symlink("..", folder.at("in/up")).unwrap();
        for reference in ["link.txt", "up/out.json"] {
            let json = by_manifest(&folder, reference, &["in"]).ends(1).json();
            only_what_is_missing(&json, reference);
        }
    }
}

#[test]
fn sec_31_walking_follows_no_links_and_says_so() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        let folder = Folder::new(&[("in/good.json", GOOD), ("out/bad.json", BAD)]);
        symlink("../out", folder.at("in/folder")).unwrap();
        symlink("../out/bad.json", folder.at("in/file.json")).unwrap();
        let json = folder
            .run(&["check", "in", "--format", "json"])
            .ends(3)
            .json();
        let mut found = json["findings"].as_array().unwrap().iter();
        assert!(found.all(|one| one["rule"] == "RAM901"));
        let told = json["not_analysed"].as_array().unwrap();
        let paths: Vec<&str> = told
            .iter()
            .map(|entry| entry["path"].as_str().unwrap())
            .collect();
        assert_eq!(paths, ["file.json", "folder"]);
    }
}

#[test]
fn sec_31_a_named_link_is_followed_only_inside_the_root() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        let folder = Folder::new(&[("in/real.json", BAD), ("out.json", BAD)]);
        symlink("real.json", folder.at("in/inside.json")).unwrap();
        symlink("../out.json", folder.at("in/outside.json")).unwrap();
        let json = folder
            .run(&[
                "check",
                "in/inside.json",
                "--root",
                "in",
                "--format",
                "json",
            ])
            .ends(1)
            .json();
        assert_eq!(json["findings"][0]["at"]["path"], "real.json");
        let json = folder
            .run(&[
                "check",
                "in/outside.json",
                "--root",
                "in",
                "--format",
                "json",
            ])
            .ends(3)
            .json();
        assert_eq!(json["not_analysed"][0]["path"], "outside.json");
    }
}

#[test]
fn sec_32_a_snippet_is_3_lines_of_at_most_400_columns() {
    let long = format!(
        "{{\"Version\":\"1\",\"Statement\":[{{\"Effect\":\"Allow\",\n\"Action\":[\"{}\",\n\n\n\n\n\"kvstore:DestroyInstance\"],\n\"Resource\":\"*\"}}]}}",
        "oss:A".repeat(1000)
    );
    let folder = Folder::new(&[("long.json", &long)]);
    let ran = folder.run(&["check"]).ends(1);
    for line in ran.out.lines() {
        assert!(line.chars().count() <= 420, "{}", line.chars().count());
    }
    let one_line = long.replace('\n', "");
    let folder = Folder::new(&[("long.json", &one_line)]);
    let ran = folder.run(&["check"]).ends(1);
    for line in ran.out.lines() {
        assert!(line.chars().count() <= 420, "{}", line.chars().count());
    }
}

#[test]
fn sec_32_what_looks_like_a_secret_is_masked_in_every_format() {
    let secret = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0";
    let pair = format!("LTAI5tAbCdEfGhIjKlMnOpQr {secret}");
    let text = format!(
        r#"{{"Version":"1","Id":"{pair}","Statement":[
{{"Effect":"Allow","Action":["kvstore:DestroyInstance","x:{pair}"],"Resource":"*","Condition":{{"StringNotEquals":{{"acs:PrincipalARN":"{pair}"}}}}}},
{{"Effect":"Deny","Action":"kvstore:*","Resource":"*","Condition":{{"StringEquals":{{"acs:UserAgent":"{pair}"}}}}}}]}}"#
    );
    let folder = Folder::new(&[("bad.json", &text)]);
    for format in super::formats("check") {
        let mut masked = 0;
        let all = [&["check"][..], &["who-can"], &["can", "policy/bad.json"]];
        let has = |arguments: &&&[&str]| super::formats(arguments[0]).contains(&format);
        for arguments in all.iter().filter(has) {
            let mut arguments = arguments.to_vec();
            arguments.extend(["--format", format]);
            let both = folder.run(&arguments).both();
            assert!(!both.contains(secret), "{format}: {both}");
            assert!(!both.contains("LTAI5tAbCd"), "{format}: {both}");
            masked += usize::from(both.contains("LTAI****"));
        }
        // Most formats of `check` show nothing of the text around a finding.
        let shows = super::formats("who-can").contains(&format);
        assert!(masked > 0 || !shows, "{format}");
    }
}

#[test]
fn sec_33_text_that_names_the_environment_stays_text() {
    let text = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"${HOME}:$PATH","Resource":"~/.aliyun/config.json"}]}"#;
    let folder = Folder::new(&[("env.json", text)]);
    let around = Around {
        environment: [("HOME".to_owned(), "canary".to_owned())].into(),
        ..Around::default()
    };
    let ran = folder.run_with(&["who-can", "--all", "--format", "json"], &around);
    assert!(!ran.both().contains("canary"));
}

#[test]
fn d46_words_written_by_escapes_in_a_large_file_are_not_passed_over() {
    let mut text = GOOD.replace("Statement", r"\u0053tatement");
    text.push_str(&" ".repeat(usize::try_from(Limits::WALKED_FILE).unwrap()));
    let folder = Folder::new(&[("big.json", &text)]);
    is_told(&folder, &["."], "big.json", "limit is 2 MiB");
}
