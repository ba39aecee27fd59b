//! Much of everything: long texts, long lists, many keys, many stars. What is counted
//! is that a run ends, in little memory, with its status and with the other document
//! judged.

use crate::limited::{BAD, Tree};

/// Members of a list, as many as take no time without optimisation either.
const MANY: usize = 200;

/// A policy of these statements.
fn policy(statements: &str) -> String {
    format!("{{\"Version\":\"1\",\"Statement\":[{statements}]}}")
}

/// A statement that allows, with more members.
fn allow(action: &str, resource: &str, more: &str) -> String {
    format!("{{\"Effect\":\"Allow\",\"Action\":{action},\"Resource\":{resource}{more}}}")
}

/// A list of so many texts.
fn list(count: usize, text: impl Fn(usize) -> String) -> String {
    let members: Vec<String> = (0..count)
        .map(|number| format!("\"{}\"", text(number)))
        .collect();
    format!("[{}]", members.join(","))
}

/// The statuses that a run may have beside a finding, for which it is 1 anyway.
#[track_caller]
fn ends(name: &str, text: &str) {
    let tree = Tree::new(&[(name, text)]);
    tree.check().ends(1).judges_the_rest();
    let seen = tree.run(&["who-can", "--all", "--format", "json"]);
    assert!([0, 3].contains(&seen.status), "{}", seen.shown());
    seen.says("policy/beside.json");
}

#[test]
fn sec_50_long_texts() {
    const LONG: usize = 1 << 18;
    ends(
        "x.json",
        &policy(&allow(
            &format!("\"kvstore:{}\"", "a".repeat(LONG)),
            "\"*\"",
            "",
        )),
    );
    ends(
        "x.json",
        &policy(&allow(
            "\"oss:*\"",
            "\"*\"",
            &format!(",\"Sid\":\"{}\"", "\\u0041".repeat(LONG / 6)),
        )),
    );
    ends(
        "x.json",
        &policy(&allow(
            &format!("\"oss:{}\"", "\u{202e}".repeat(LONG / 24)),
            "\"*\"",
            "",
        )),
    );
    ends("x.json", &format!("{}{}", "\n".repeat(LONG), BAD));
    ends(
        "x.yaml",
        &format!("Version: '1'\nStatement: '{}'\n", "a ".repeat(LONG / 2)),
    );
    ends(
        "x.tf",
        &format!(
            "resource \"alicloud_ram_user\" \"u\" {{\n  name = \"{}\"\n}}\n",
            "a".repeat(LONG)
        ),
    );
}

/// The same member over and over is what rules compare with each other.
#[test]
fn sec_50_long_lists_of_equal_members() {
    ends(
        "x.json",
        &policy(&allow(&list(MANY, |_| "kvstore:a".to_owned()), "\"*\"", "")),
    );
    ends(
        "x.json",
        &policy(&vec![allow("\"oss:a\"", "\"*\"", ""); MANY / 10].join(",")),
    );
    let twice = "\"StringLike\":{\"acs:UserAgent\":\"a\"},".repeat(MANY / 2);
    let condition = format!(",\"Condition\":{{{}}}", twice.trim_end_matches(','));
    ends("x.json", &policy(&allow("\"oss:*\"", "\"*\"", &condition)));
    ends(
        "x.json",
        &format!(
            "{{{}\"Version\":\"1\"}}",
            "\"Statement\":[],".repeat(MANY / 2)
        ),
    );
}

#[test]
fn sec_50_long_lists_of_different_members() {
    let resources = list(MANY, |number| format!("acs:kvstore:*:*:i{number}"));
    ends("x.json", &policy(&allow("\"kvstore:*\"", &resources, "")));
    let addresses = list(MANY / 2, |number| {
        format!("10.{}.{}.0/24", number / 256 % 256, number % 256)
    });
    let condition = format!(",\"Condition\":{{\"IpAddress\":{{\"acs:SourceIp\":{addresses}}}}}");
    ends(
        "x.json",
        &policy(&allow("\"kvstore:*\"", "\"*\"", &condition)),
    );
    let keys: Vec<String> = (0..MANY / 10)
        .map(|key| format!("\"acs:k{key}\":\"a\""))
        .collect();
    let condition = format!(",\"Condition\":{{\"StringEquals\":{{{}}}}}", keys.join(","));
    ends("x.json", &policy(&allow("\"oss:*\"", "\"*\"", &condition)));
    let operators: Vec<String> = (0..MANY / 10)
        .map(|name| format!("\"O{name}\":{{}}"))
        .collect();
    let condition = format!(",\"Condition\":{{{}}}", operators.join(","));
    ends("x.json", &policy(&allow("\"oss:*\"", "\"*\"", &condition)));
    let keys: Vec<String> = (0..MANY).map(|key| format!("\"k{key}\":1")).collect();
    ends(
        "x.json",
        &format!("{{{},\"Version\":\"1\",\"Statement\":[]}}", keys.join(",")),
    );
}

/// What compares the members of a list with each other may not take the square of it.
#[test]
fn sec_50_lists_as_long_as_a_file_may_be() {
    const ACTIONS: usize = 20_000;
    const STATEMENTS: usize = 2_000;
    ends(
        "x.json",
        &policy(&allow(
            &list(ACTIONS, |_| "kvstore:a".to_owned()),
            "\"*\"",
            "",
        )),
    );
    ends(
        "x.json",
        &policy(&allow(
            &list(ACTIONS, |number| format!("oss:a{number}")),
            "\"*\"",
            "",
        )),
    );
    ends(
        "x.json",
        &policy(&vec![allow("\"oss:a\"", "\"*\"", ""); STATEMENTS].join(",")),
    );
    let each = (0..STATEMENTS).map(|number| {
        let statement = allow(&format!("\"oss:a{}*\"", number / 2), "\"*\"", "");
        if number % 2 == 0 {
            statement
        } else {
            statement.replace("Allow", "Deny")
        }
    });
    ends("x.json", &policy(&each.collect::<Vec<String>>().join(",")));
}

/// A file that is named may be larger than one that is met on the way: nothing takes
/// the square of a million, and what the budget ends is told.
#[test]
fn sec_50_lists_of_a_million() {
    const MILLION: usize = 1_000_000;
    /// What is answered for each member takes its time without optimisation.
    const EACH: usize = if cfg!(debug_assertions) {
        MILLION / 100
    } else {
        MILLION / 10
    };
    let actions = list(MILLION, |_| "oss:a".to_owned());
    let tree = Tree::new(&[("x.json", policy(&allow(&actions, "\"*\"", "")))]);
    let seen = tree.check();
    seen.ends(1).judges_the_rest().refuses("x.json", "limit");
    tree.run(&["inputs", "x.json"]).ends(0).says("x.json");
    tree.run(&["who-can", "--all", "x.json"])
        .ends(0)
        .says("NOT GRANTED");
    // Members that all differ, of which none covers another.
    let resources = list(MILLION, |number| {
        format!("acs:oss:*:*:bucket-{number:07}/prefix/*")
    });
    let text = policy(&allow("\"oss:GetObject\"", &resources, ""));
    let tree = Tree::new(&[("x.json", text)]);
    let seen = tree.run(&["check", "x.json"]);
    seen.ends(3).refuses("x.json", "step budget");
    let values = list(EACH, |number| format!("v{number}"));
    let equals = format!(",\"Condition\":{{\"StringEquals\":{{\"acs:UserAgent\":{values}}}}}");
    let [denied, granted] = ["Deny", "Allow"].map(|effect| {
        let statements = (0..EACH).map(|number| {
            let resource = format!("\"acs:kvstore:*:*:i{number}\"");
            allow("\"kvstore:*\"", &resource, "").replace("Allow", effect)
        });
        statements.collect::<Vec<String>>().join(",")
    });
    let open = allow("\"*\"", "\"*\"", "");
    for (statements, status) in [
        (allow("\"kvstore:*\"", "\"*\"", &equals), 3),
        (granted, 0),
        (format!("{open},{denied}"), 0),
    ] {
        let tree = Tree::new(&[("x.json", policy(&statements))]);
        let seen = tree.run(&["who-can", "--all", "x.json"]);
        seen.ends(status).says("policy/x.json");
        if status == 3 {
            seen.refuses("x.json", "step budget");
        }
    }
}

/// Findings about each member of a long list name the statement that they are in.
#[test]
fn sec_50_findings_about_every_member_of_a_long_list() {
    const MEMBERS: usize = 10_000;
    let patterns = list(MEMBERS, |number| format!("kvstore:D{number}*"));
    ends("x.json", &policy(&allow(&patterns, "\"*\"", "")));
    let deny = allow(&patterns, "\"*\"", "").replace("Allow", "Deny");
    ends(
        "x.json",
        &policy(&format!("{},{deny}", allow("\"*\"", "\"*\"", ""))),
    );
}

/// One test of as many keys as a file may hold.
#[test]
fn sec_50_keys_as_many_as_a_file_may_hold() {
    const KEYS: usize = 5_000;
    let keys: Vec<String> = (0..KEYS)
        .map(|key| format!("\"acs:k{key}\":\"a\""))
        .collect();
    let condition = format!(",\"Condition\":{{\"StringEquals\":{{{}}}}}", keys.join(","));
    ends(
        "x.json",
        &policy(&allow("\"kvstore:*\"", "\"*\"", &condition)),
    );
}

/// What would take the square of a list all the same ends with the budget, and that is
/// told.
#[test]
fn sec_01_lists_that_cannot_be_compared_within_the_budget_are_told() {
    const VALUES: usize = 5_000;
    let values = list(VALUES, |number| format!("*{number:04}*"));
    let like = format!(",\"Condition\":{{\"StringLike\":{{\"acs:UserAgent\":{values}}}}}");
    let actions = list(VALUES, |number| format!("*:?{number:04}*"));
    for statement in [
        allow("\"oss:*\"", "\"*\"", &like),
        allow(&actions, "\"*\"", ""),
    ] {
        let tree = Tree::new(&[("x.json", policy(&statement))]);
        let seen = tree.check();
        seen.ends(1)
            .judges_the_rest()
            .refuses("x.json", "step budget");
        let alone = tree.run(&["check", "x.json", "--select", "RAM3"]);
        assert!([1, 3].contains(&alone.status), "{}", alone.shown());
        alone.refuses("x.json", "step budget");
    }
}

/// Allows and Denys in turn, each with patterns of one key: whether a request is let
/// through hangs on all of them together.
#[test]
fn sec_50_conditions_that_hang_together() {
    const STATEMENTS: usize = 60;
    let each = (0..STATEMENTS).map(|number| {
        let patterns = list(10, |part| {
            let letter = |number: usize| char::from(b'a' + u8::try_from(number % 26).unwrap());
            format!("*{}*{}*{number}", letter(part), letter(number * 7 + part))
        });
        let like = format!(",\"Condition\":{{\"StringLike\":{{\"acs:UserAgent\":{patterns}}}}}");
        let statement = allow("\"kvstore:DestroyInstance\"", "\"*\"", &like);
        if number % 2 == 0 {
            statement
        } else {
            statement.replace("Allow", "Deny")
        }
    });
    ends("x.json", &policy(&each.collect::<Vec<String>>().join(",")));
}

#[test]
fn sec_53_patterns_of_ten_thousand_stars() {
    const STARS: usize = 10_000;
    let stars = "*a".repeat(STARS);
    let action = format!("\"kvstore:{stars}\"");
    ends("x.json", &policy(&allow(&action, "\"*\"", "")));
    ends(
        "x.json",
        &policy(&allow(
            &format!("\"kvstore:{}b\"", "*".repeat(STARS)),
            "\"*\"",
            "",
        )),
    );
    ends(
        "x.json",
        &policy(&allow(
            &format!("\"kvstore:{}\"", "?*".repeat(STARS)),
            "\"*\"",
            "",
        )),
    );
    // One pattern against another.
    let deny = allow("\"*\"", &format!("\"{stars}b\""), "").replace("Allow", "Deny");
    ends(
        "x.json",
        &policy(&format!(
            "{},{deny}",
            allow("\"*\"", &format!("\"{stars}*\""), "")
        )),
    );
    let agents: Vec<String> = ["b", "c", "d"]
        .iter()
        .map(|end| {
            let condition = format!(
                ",\"Condition\":{{\"StringLike\":{{\"acs:UserAgent\":\"{}*{end}\"}}}}",
                "*a".repeat(STARS / 4)
            );
            allow("\"kvstore:*\"", "\"*\"", &condition)
        })
        .collect();
    ends("x.json", &policy(&agents.join(",")));
}

/// Globs of settings are somebody else's too.
#[test]
fn sec_53_globs_of_settings_take_linear_time() {
    for glob in [
        "*a".repeat(5_000),
        "**/".repeat(5_000),
        "{a,b}".repeat(24),
        "[a-z]*".repeat(2_000),
    ] {
        let settings = format!("[inputs]\nexclude = [\"{glob}b\"]\n");
        let tree = Tree::new(&[("ramlint.toml", &settings)]);
        let seen = tree.check();
        assert!([1, 2].contains(&seen.status), "{}", seen.shown());
    }
}

/// Every user in every group, every role for every role.
#[test]
fn sec_54_everybody_may_do_everything() {
    const PRINCIPALS: usize = 60;
    let all = policy(&allow("\"*\"", "\"*\"", ""));
    let users = list(PRINCIPALS, |number| format!("u{number}"));
    let mut snapshot = format!(
        "{{\"ram_account_snapshot\":1,\"account_id\":\"1000000000000001\",\"complete\":[\"users\",\"groups\",\"roles\",\"policies\",\"attachments\",\"memberships\"],\"policies\":[{{\"type\":\"Custom\",\"name\":\"P\",\"document\":{all}}}],\"users\":["
    );
    let joined = |each: &dyn Fn(usize) -> String| {
        let all: Vec<String> = (0..PRINCIPALS).map(each).collect();
        all.join(",")
    };
    snapshot += &joined(&|number| format!("{{\"name\":\"u{number}\"}}"));
    snapshot += "],\"groups\":[";
    snapshot += &joined(&|number| format!("{{\"name\":\"g{number}\",\"members\":{users}}}"));
    snapshot += "],\"roles\":[";
    snapshot += &joined(&|number| {
        format!(
            "{{\"name\":\"r{number}\",\"trust\":{{\"Version\":\"1\",\"Statement\":[{{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{{\"RAM\":[\"*\"]}}}}]}}}}"
        )
    });
    snapshot += "],\"attachments\":[";
    snapshot += &joined(&|number| {
        format!(
            "{{\"policy\":\"Custom/P\",\"to\":\"group/g{number}\"}},{{\"policy\":\"Custom/P\",\"to\":\"role/r{number}\"}}"
        )
    });
    snapshot += "]}";
    // The finding beside is not among the hundred that are drawn.
    let tree = Tree::new(&[("account.json", &snapshot)]);
    tree.check().ends(1);
    let seen = tree.run(&["who-can", "--all", "--format", "json"]);
    seen.ends(0).says("policy/beside.json");
}

#[test]
fn sec_50_a_file_that_is_larger_than_the_limit_is_refused() {
    let text = format!("{}{}", BAD, " ".repeat(2 << 20));
    Tree::new(&[("x.json", &text)])
        .check()
        .ends(1)
        .judges_the_rest()
        .refuses("x.json", "limit");
}
