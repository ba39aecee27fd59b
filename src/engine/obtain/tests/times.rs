//! Ways whose calls are open at some times only: none comes before another that it
//! builds on, and a session ends (D24).

use serde_json::{Value, json};

use crate::engine::obtain::tests::accounts::{
    allow, check, entry, holding, line_of, on, statement, trust, under, unheard_of,
};
use crate::engine::obtain::tests::in_words;

/// Now is the midnight before.
const ONE: &str = "2026-11-22T01:00:00Z";
const TEN: &str = "2026-11-22T10:00:00Z";

fn before(instant: &str) -> Value {
    json!({ "DateLessThan": { "acs:CurrentTime": instant } })
}

fn after(instant: &str) -> Value {
    json!({ "DateGreaterThan": { "acs:CurrentTime": instant } })
}

/// What `u` is told of who may become the role `r` until one o'clock, if it attaches to
/// it a policy that says this.
fn by_role(lasting: u32, given: Vec<Value>) -> Vec<String> {
    let attach = vec![
        on("ram:AttachPolicyToRole", "acs:ram:*:{own}:role/r"),
        on("ram:AttachPolicyToRole", "acs:ram:*:{own}:policy/given"),
    ];
    let mut account = holding(&[
        (
            "own",
            "user/u",
            vec![under(allow("sts:AssumeRole"), before(ONE))],
        ),
        ("of-r", "role/r", attach),
        ("given", "", given),
    ]);
    entry(&mut account, "role/r")["max_session_seconds"] = json!(lasting);
    line_of(&account, "user/u", in_words)
}

#[test]
fn d24_what_is_given_to_a_role_counts_as_long_as_its_session() {
    let way = "assume role/r, attach-policy-to-role Custom/given role/r = allowed_if";
    let all = || allow("kvstore:*");
    check(vec![
        ("at once", by_role(3600, vec![all()]), &[way]),
        ("later", by_role(3600, vec![under(all(), after(TEN))]), &[]),
        (
            "later in a long session",
            by_role(36_000, vec![under(all(), after(TEN))]),
            &[way],
        ),
        (
            "earlier",
            by_role(3600, vec![under(all(), before(ONE))]),
            &[way],
        ),
    ]);
}

/// What `u` is told of who may attach this to itself only later.
fn attached_later(given: Vec<Value>) -> Vec<String> {
    let attach = |resource: &str| under(on("ram:AttachPolicyToUser", resource), after(TEN));
    let own = vec![
        attach("acs:ram:*:{own}:user/u"),
        attach("acs:ram:*:{own}:policy/given"),
    ];
    let account = holding(&[("own", "user/u", own), ("given", "", given)]);
    line_of(&account, "user/u", in_words)
}

#[test]
fn d24_what_is_over_before_it_is_given_does_not_count() {
    let way = "attach-policy-to-user Custom/given user/u = allowed_if";
    let all = || allow("kvstore:*");
    check(vec![
        ("for good", attached_later(vec![all()]), &[way]),
        ("over", attached_later(vec![under(all(), before(ONE))]), &[]),
        (
            "not yet over",
            attached_later(vec![under(all(), before("2026-11-23T00:00:00Z"))]),
            &[way],
        ),
    ]);
}

/// Two calls of one step are made one after the other, and a session that one opens is
/// used by the next.
#[test]
fn d24_sessions_end_before_what_they_would_be_used_for() {
    let told = |lasting: u32, first: Value, second: Value| {
        let mut account = holding(&[
            ("own", "user/u", vec![under(allow("sts:AssumeRole"), first)]),
            (
                "of-r",
                "role/r",
                vec![under(allow("ram:CreateAccessKey"), second)],
            ),
            ("all", "user/boss", vec![allow("*")]),
        ]);
        entry(&mut account, "role/r")["max_session_seconds"] = json!(lasting);
        line_of(&account, "user/u", in_words)
    };
    let by_chain = |lasting: u32, then: Value| {
        let mut account = holding(&[
            (
                "own",
                "user/u",
                vec![under(allow("sts:AssumeRole"), before(ONE))],
            ),
            ("of-r", "role/r", vec![under(allow("sts:AssumeRole"), then)]),
            ("of-s", "role/s", vec![allow("ram:CreateAccessKey")]),
            ("all", "user/boss", vec![allow("*")]),
        ]);
        entry(&mut account, "role/r")["max_session_seconds"] = json!(lasting);
        entry(&mut account, "role/s")["trust"] = trust("RAM", "acs:ram::{own}:role/r");
        line_of(&account, "user/u", in_words)
    };
    let way = "assume role/r, create-access-key user/boss = allowed_if";
    let chain = "assume role/r, assume role/s, create-access-key user/boss = allowed_if";
    check(vec![
        ("in time", told(3600, before(ONE), before(TEN)), &[way]),
        ("too late", told(3600, before(ONE), after(TEN)), &[]),
        (
            "in a long one",
            told(36_000, before(ONE), after(TEN)),
            &[way],
        ),
        (
            "before it is open",
            told(36_000, after(TEN), before(ONE)),
            &[],
        ),
        ("a chain", by_chain(3600, before(TEN)), &[chain]),
        ("a chain that is too late", by_chain(3600, after(TEN)), &[]),
    ]);
}

/// A way that is certain is told, though a shorter one may be open in time.
#[test]
fn d24_what_may_be_in_time_does_not_stand_for_what_is() {
    let all = || allow("kvstore:*");
    let attach = |who: &str| {
        vec![
            on(
                "ram:AttachPolicyToRole",
                &format!("acs:ram:*:{{own}}:role/{who}"),
            ),
            on("ram:AttachPolicyToRole", "acs:ram:*:{own}:policy/given"),
        ]
    };
    let mut session = holding(&[
        (
            "own",
            "user/u",
            vec![under(allow("sts:AssumeRole"), before(ONE))],
        ),
        ("of-r", "role/r", attach("r")),
        ("of-s", "role/s", vec![allow("ram:CreateAccessKey")]),
        ("of-t", "role/t", vec![allow("sts:AssumeRole")]),
        ("all", "user/boss", vec![allow("*")]),
        (
            "given",
            "",
            vec![under(all(), after(TEN)), under(all(), unheard_of())],
        ),
    ]);
    for role in ["role/r", "role/s", "role/t"] {
        entry(&mut session, role)["max_session_seconds"] = json!(3600);
    }
    entry(&mut session, "role/s")["trust"] = trust("RAM", "acs:ram::{own}:role/t");
    let later = |resource: &str| under(on("ram:AttachPolicyToUser", resource), after(TEN));
    let own = vec![
        later("acs:ram:*:{own}:user/u"),
        later("acs:ram:*:{own}:policy/given"),
        allow("sts:AssumeRole"),
    ];
    let clock = holding(&[
        ("own", "user/u", own),
        ("of-r", "role/r", vec![allow("ram:CreateAccessKey")]),
        ("all", "user/boss", vec![allow("*")]),
        (
            "given",
            "",
            vec![under(all(), before(ONE)), under(all(), unheard_of())],
        ),
    ]);
    let told = |account: &Value| line_of(account, "user/u", in_words);
    check(vec![
        (
            "a session",
            told(&session),
            &["assume role/t, assume role/s, create-access-key user/boss = allowed_if"],
        ),
        (
            "the time that has passed",
            told(&clock),
            &["assume role/r, create-access-key user/boss = allowed"],
        ),
    ]);
}

/// A role takes a guard off in its session and not later, nor before it is become.
#[test]
fn d26_guards_come_off_in_time() {
    let told = |assume: Value, off: Value, lasting: u32| {
        let mut account = holding(&[
            (
                "own",
                "user/u",
                vec![under(allow("sts:AssumeRole"), assume)],
            ),
            ("wants", "user/u", vec![allow("kvstore:*")]),
            ("no", "user/u", vec![statement("Deny", "kvstore:*", "*")]),
            (
                "of-r",
                "role/r",
                vec![under(allow("ram:DetachPolicyFromUser"), off)],
            ),
        ]);
        entry(&mut account, "role/r")["max_session_seconds"] = json!(lasting);
        let told = line_of(&account, "user/u", in_words).into_iter();
        told.filter(|one| one.contains("firm")).collect::<Vec<_>>()
    };
    check(vec![
        (
            "in time",
            told(before(ONE), before(ONE), 3600),
            &["not firm"],
        ),
        ("too late", told(before(ONE), after(TEN), 3600), &["firm"]),
        (
            "in a long session",
            told(before(ONE), after(TEN), 36_000),
            &["not firm"],
        ),
        ("too early", told(after(TEN), before(ONE), 3600), &["firm"]),
    ]);
}
