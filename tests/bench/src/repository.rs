//! A git repository of policies in two commits, the later of which widens one policy
//! and adds a member to one group.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Policies of the repository, each a file.
pub const POLICIES: usize = 1_000;
/// Users who hold them, a tenth of them in groups as well.
pub const USERS: usize = 500;
const GROUPS: usize = 20;

/// Writes both commits, `HEAD~1` and `HEAD`.
///
/// # Panics
/// Git is not installed, or the folder cannot be written.
pub fn write(folder: &Path) {
    git(folder, &["init", "--quiet"]);
    fs::create_dir(folder.join("policies")).expect("a folder for the policies");
    for number in 0..POLICIES {
        fs::write(file(folder, number), policy(number, false)).expect("writing a policy");
    }
    fs::write(folder.join("ram-attachments.json"), manifest(false)).expect("writing the manifest");
    commit(folder);
    fs::write(file(folder, 7), policy(7, true)).expect("writing a policy");
    fs::write(folder.join("ram-attachments.json"), manifest(true)).expect("writing the manifest");
    commit(folder);
}

fn file(folder: &Path, number: usize) -> std::path::PathBuf {
    folder.join(format!("policies/p{number}.json"))
}

fn policy(number: usize, wide: bool) -> String {
    let action = match (number % 50, wide) {
        (_, true) => "kvstore:*",
        (0, false) => "kvstore:D*Instance",
        (1, false) => "*",
        _ => "kvstore:Describe*",
    };
    let effect = if number % 10 == 3 { "Deny" } else { "Allow" };
    format!(
        r#"{{
  "Version": "1",
  "Statement": [
    {{
      "Effect": "Allow",
      "Action": ["ecs:Describe*", "oss:Get*", "{action}"],
      "Resource": "*",
      "Condition": {{ "IpAddress": {{ "acs:SourceIp": "10.{}.0.0/16" }} }}
    }},
    {{
      "Effect": "{effect}",
      "Action": "ram:Get*",
      "Resource": "acs:ram:*:*:user/u{number}"
    }}
  ]
}}
"#,
        number % 256
    )
}

fn manifest(later: bool) -> String {
    let mut text = String::from("{\n  \"ram_attachments\": 1,\n  \"policies\": {\n");
    for number in 0..POLICIES {
        let comma = if number + 1 < POLICIES { "," } else { "" };
        writeln!(
            text,
            "    \"p{number}\": \"policies/p{number}.json\"{comma}"
        )
        .expect("a string takes all");
    }
    text.push_str("  },\n  \"groups\": {\n");
    for group in 0..GROUPS {
        let mut members: Vec<String> = (0..USERS)
            .filter(|user| user % 10 == 0 && user / 10 % GROUPS == group)
            .map(|user| format!("\"u{user}\""))
            .collect();
        if later && group == 3 {
            members.push("\"u1\"".to_owned());
        }
        let comma = if group + 1 < GROUPS { "," } else { "" };
        writeln!(
            text,
            "    \"g{group}\": {{ \"members\": [{}], \"policies\": [\"p{}\"] }}{comma}",
            members.join(", "),
            group * 50
        )
        .expect("a string takes all");
    }
    text.push_str("  },\n  \"users\": {\n");
    for user in 0..USERS {
        let comma = if user + 1 < USERS { "," } else { "" };
        writeln!(
            text,
            "    \"u{user}\": {{ \"policies\": [\"p{}\", \"p{}\"] }}{comma}",
            user * 2,
            user * 2 + 1
        )
        .expect("a string takes all");
    }
    text.push_str("  }\n}\n");
    text
}

fn commit(folder: &Path) {
    git(folder, &["add", "--all"]);
    let who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    let what = ["commit", "--quiet", "--no-gpg-sign", "--message", "x"];
    git(folder, &[&who[..], &what[..]].concat());
}

fn git(folder: &Path, arguments: &[&str]) {
    let status = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .status()
        .expect("git is installed");
    assert!(status.success(), "git {arguments:?}");
}
