//! The file of waivers, and which comments count.

use std::path::Path;

use super::{Comments, FILE, MAX_BYTES, New, Terms, Waivers, find, with_entry};
use crate::engine::domain::ordered::parse_instant;
use crate::rules::WaiverKind;
use crate::source::{Files, Refusal, Sources};

fn terms() -> Terms<'static> {
    Terms::at(parse_instant("2026-11-22T23:59:59Z").unwrap())
}

/// An entry with one line more, or with another line in the place of its own.
fn entry(lines: &str) -> String {
    let key = |line: &str| line.split('=').next().unwrap_or("").trim().to_owned();
    let given: Vec<String> = lines.lines().map(key).collect();
    let mut text = String::from("[[waiver]]\n");
    for line in [
        "rules = [\"RAM101\"]",
        "path = \"a.json\"",
        "reason = \"ten letters\"",
        "expires = 2026-12-31",
    ] {
        if !given.contains(&key(line)) {
            text.push_str(line);
            text.push('\n');
        }
    }
    text.push_str(lines);
    text.push('\n');
    text
}

fn faults(text: &str) -> Vec<String> {
    match Waivers::read("w.toml", text, &terms()) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.lines().to_vec(),
    }
}

#[test]
fn sup_02_what_is_not_whole_is_told_with_its_place() {
    for (text, expected) in [
        ("", ""),
        ("# nothing\n", ""),
        (entry("").as_str(), ""),
        (entry("rules = \"guarded-action-granted\"").as_str(), ""),
        (
            entry("owner = \"a@example.com\"\nticket = \"CAB-1\"\nkind = \"not-in-use\"").as_str(),
            "",
        ),
        (entry("expires = 2027-11-22").as_str(), ""),
        (entry("expires = 2026-01-01").as_str(), ""),
        (entry("path = [\"a.json\", \"b/**/*.tf\"]").as_str(), ""),
        (
            entry("resource = \"acs:kvstore:*:*:instance/r-1?\"").as_str(),
            "",
        ),
        (
            "waiver = 1",
            "1:1: an entry begins with `[[waiver]]`, in two pairs of brackets",
        ),
        (
            "[waiver]\nreason = \"x\"",
            "1:2: an entry begins with `[[waiver]]`, in two pairs of brackets",
        ),
        (
            "[[waivers]]\n",
            "1:3: unknown key `waivers`; an entry begins with `[[waiver]]`",
        ),
        (
            "version = 1\n",
            "1:1: unknown key `version`; the file holds entries `[[waiver]]` and nothing else",
        ),
        (
            entry("reson = \"x\"").as_str(),
            "6:1: `reson` is nothing that a waiver has; there is `reason`",
        ),
        (
            entry("until = 2026-12-31").as_str(),
            "6:1: `until` is nothing that a waiver has",
        ),
        (
            entry("rules = []").as_str(),
            "5:9: `rules` is an empty list",
        ),
        (
            entry("rules = [\"RAM1O1\"]").as_str(),
            "5:10: `RAM1O1` is no rule; there is RAM101 ",
        ),
        (
            entry("rules = [\"RAM1\"]").as_str(),
            "5:10: `RAM1` is no rule",
        ),
        (
            entry("rules = [\"RAM101\", \"RAM912\"]").as_str(),
            "5:20: findings of RAM912 cannot be waived",
        ),
        (
            entry("rules = [\"malformed-yaml\"]").as_str(),
            "5:10: findings of RAM408 cannot be waived",
        ),
        (
            entry("rules = 1").as_str(),
            "5:9: `rules` is a text in quotes, or a list of such texts",
        ),
        (
            entry("reason = \"short one\"").as_str(),
            "5:10: `reason` has fewer than 10 characters",
        ),
        (
            entry("reason = \"         9\"").as_str(),
            "5:10: `reason` has fewer than 10 characters",
        ),
        (
            entry("reason = 10").as_str(),
            "5:10: `reason` is a text in quotes",
        ),
        (
            entry("expires = \"2026-12-31\"").as_str(),
            "5:11: `expires` is a day without quotes, as in 2026-12-31, and not `\"2026-12-31\"`",
        ),
        (
            entry("expires = 2026-12-31T00:00:00Z").as_str(),
            "5:11: `expires` is a day without quotes",
        ),
        (
            entry("expires = 2027-11-23").as_str(),
            "5:11: a waiver may end 365 days ahead at most, which is 2027-11-22",
        ),
        (
            entry("kind = \"accepted\"").as_str(),
            "6:8: `accepted` is no kind of waiver; there are risk-accepted, false-positive, fix-deferred, not-in-use",
        ),
        (
            entry("owner = \"\"").as_str(),
            "6:9: `owner` is empty or holds a control character",
        ),
        (
            entry("path = \"\"").as_str(),
            "5:8: `path` cannot be ``: it is empty",
        ),
        (
            entry("path = \"**\"").as_str(),
            "5:8: `path` cannot be `**`: it matches anything",
        ),
        (
            entry("principal = \"*/*\"").as_str(),
            "6:13: `principal` cannot be `*/*`: it matches anything",
        ),
        (
            entry("path = [\"a.json\", \"^b$\"]").as_str(),
            "5:19: `path` cannot be `^b$`: it looks like a regular expression",
        ),
        (
            entry("path = \"(a|b).json\"").as_str(),
            "5:8: `path` cannot be `(a|b).json`: it looks like a regular expression",
        ),
        (
            entry("action = \"kvstore:.*\"").as_str(),
            "6:10: `action` cannot be `kvstore:.*`: it looks like a regular expression",
        ),
        (
            entry("path = \"[ab].json\"").as_str(),
            "5:8: `path` cannot be `[ab].json`: it looks like a regular expression",
        ),
        (
            entry("path = \"./a.json\"").as_str(),
            "5:8: `path` cannot be `./a.json`: a path is that of a file, relative to the root",
        ),
        (
            entry("path = \"../a.json\"").as_str(),
            "5:8: `path` cannot be `../a.json`: a path is",
        ),
        (
            entry("path = \"/a.json\"").as_str(),
            "5:8: `path` cannot be `/a.json`: a path is",
        ),
        (
            entry("path = \"a/\"").as_str(),
            "5:8: `path` cannot be `a/`: a path is",
        ),
        (
            entry("path = \"a**\"").as_str(),
            "5:8: `path` cannot be `a**`: it is no glob",
        ),
        (
            entry("principal = \"alice\"").as_str(),
            "6:13: `principal` cannot be `alice`: a principal is KIND/NAME",
        ),
        (
            entry("policy = \"ops\"").as_str(),
            "6:10: `policy` cannot be `ops`: a policy is KIND/NAME",
        ),
        (
            entry("action = \"DestroyInstance\"").as_str(),
            "6:10: `action` cannot be `DestroyInstance`: an action is CODE:NAME",
        ),
        (
            entry("fingerprint = \"ab*\"").as_str(),
            "6:15: `fingerprint` cannot be `ab*`: a fingerprint names one finding",
        ),
        (
            "[[waiver]]\nrules = [\"RAM101\"]\nreason = \"ten letters\"\nexpires = 2026-12-31\n",
            "1:1: nothing narrows this waiver; say at least one of `path`",
        ),
        ("[[waiver]]\n", "1:1: `rules` is missing"),
        ("[[waiver]\n", "1:10: this is not TOML: "),
    ] {
        let found = faults(text);
        let first = found
            .first()
            .map_or("", |line| line.strip_prefix("w.toml:").unwrap());
        assert!(
            first.starts_with(expected) && expected.is_empty() == first.is_empty(),
            "{text}\n{found:#?}\n{expected}"
        );
    }
}

#[test]
fn every_fault_is_told_in_order() {
    let text = format!(
        "{}{}",
        entry("owner = 1\nreason = \"\""),
        entry("rules = \"x\"")
    );
    let found = faults(&text);
    let places: Vec<&str> = found
        .iter()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(places, ["w.toml:5:9:", "w.toml:6:10:", "w.toml:11:9:"]);
}

#[test]
fn sup_09_an_entry_is_added_and_nothing_else_changes() {
    let new = New {
        about: "RAM101 high: \"a\"\nb",
        rule: "RAM101",
        path: "策略/a \"b\".json",
        fingerprint: "ab12",
        reason: "agreed in \"CAB\" \\ 12",
        expires: "2026-12-31",
        owner: Some("a@example.com"),
        ticket: None,
        kind: Some(WaiverKind::FixDeferred),
    };
    let old = entry("# mine, keep\nowner = 'x'");
    for before in [
        String::new(),
        old.clone(),
        old.trim_end().to_owned(),
        old.replace('\n', "\r\n"),
        "# only a comment".to_owned(),
    ] {
        let after = with_entry(&before, &new);
        assert!(after.starts_with(&before));
        let read = Waivers::read("w.toml", &after, &terms()).unwrap();
        let mut sources = Sources::default();
        let placed = read.place(&mut sources, &terms());
        let (waiver, keys) = placed.listed().last().unwrap();
        assert_eq!(sources.slice(waiver.at), "[[waiver]]");
        assert_eq!(waiver.reason, new.reason);
        assert_eq!(waiver.owner.as_deref(), new.owner);
        assert_eq!(waiver.kind, new.kind);
        assert_eq!(keys.len(), 2);
        let expected = if before.contains("[[") { 2 } else { 1 };
        assert_eq!(placed.listed().count(), expected);
    }
}

/// A tree of one file.
struct Base(&'static str, String);

impl Files for Base {
    fn read(&self, path: &str) -> Result<String, Refusal> {
        if path == self.0 {
            Ok(self.1.clone())
        } else {
            Err(Refusal::Missing)
        }
    }

    fn list(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

#[test]
fn tb_01_a_comment_counts_if_the_trusted_tree_has_it_on_the_same_text() {
    let waive = "# ramlint: waive[RAM101] until=2026-12-31 reason=\"agreed on it\"\n";
    let block = |name: &str| format!("resource \"a\" \"{name}\" {{\n  x = 1\n}}\n");
    let base = format!("{waive}{}\n{}", block("one"), block("two"));
    for (text, counted) in [
        (base.clone(), 1),
        // Moved, with all that it is about.
        (format!("{}\n{waive}{}", block("two"), block("one")), 1),
        // The same words on another text.
        (format!("{}\n{waive}{}", block("one"), block("two")), 0),
        // The text has changed.
        (base.replacen("x = 1", "x = 2", 1), 0),
        // Twice where it was once.
        (format!("{base}\n{waive}{}", block("one")), 1),
        // Other words.
        (base.replace("2026-12-31", "2026-12-30"), 0),
    ] {
        let files = Base("main.tf", base.clone());
        let terms = Terms {
            comments: Comments::ThoseOf(&files, &[]),
            ..terms()
        };
        let mut sources = Sources::default();
        sources.add("main.tf", text.as_str());
        let placed = Waivers::default().place(&mut sources, &terms);
        assert_eq!(placed.listed().count(), counted, "{text}");
        let written = text.matches("waive[").count();
        assert_eq!(
            placed.not_taken.len() + placed.on_other_text.len(),
            written - counted,
            "{text}"
        );
        let mut sources = Sources::default();
        sources.add("other.tf", text.as_str());
        let placed = Waivers::default().place(&mut sources, &terms);
        assert_eq!(placed.listed().count(), 0);
    }
}

#[test]
fn a_file_that_is_too_long_is_none_of_waivers() {
    for (length, is_read) in [(MAX_BYTES, true), (MAX_BYTES + 1, false)] {
        let files = Base(FILE, " ".repeat(length));
        let nowhere = Path::new("/");
        let error = find(None, &files, nowhere, nowhere).err();
        assert_eq!(error.is_none(), is_read, "{length}");
        let told = "which is no file of waivers";
        assert!(error.is_none_or(|error| error.0.ends_with(told)));
    }
}
