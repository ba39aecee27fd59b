//! D39: what makes answers firm is not for the author of a change to say: what is
//! complete, and what system policies grant.

use super::Repo;
use crate::cli::{BAD, GOOD};

const TRUST: [&str; 3] = ["check", "--trust-base", "origin/main"];

fn repo(before: &[(&str, &str)], now: &[(&str, &str)]) -> Repo {
    Repo::changed("refs/remotes/origin/main", before, now).0
}

fn snapshot(complete: &str) -> String {
    format!(
        r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001", "complete": [{complete}],
 "users": [{{"name": "alice"}}], "policies": [{{"name": "Ops", "document": {GOOD}}}],
 "attachments": [{{"policy": "Custom/Ops", "to": "user/alice"}}]}}"#
    )
}

const ALL: &str = r#""users", "groups", "roles", "policies", "attachments", "memberships""#;

#[test]
fn d39_a_claim_of_completeness_comes_from_the_base() {
    let (less, all) = (snapshot(r#""users""#), snapshot(ALL));
    let claimed = repo(&[("a.json", &less)], &[("a.json", &all)]);
    claimed.run(&["check"]).ends(0);
    let ran = claimed.run(&TRUST).ends(1);
    let told = "this change claims to hold all groups, roles, policies, attachments, memberships of account `1000000000000001`; that is not applied to this check";
    assert!(ran.err.contains(told), "{}", ran.err);
    assert!(ran.out.contains("RAM107"), "{}", ran.out);
    // What was claimed before holds, and what is withdrawn does not.
    let same = repo(&[("a.json", &all)], &[("a.json", &all)]);
    let ran = same.run(&TRUST).ends(0);
    assert!(!ran.err.contains("claims"), "{}", ran.err);
    repo(&[("a.json", &all)], &[("a.json", &less)])
        .run(&TRUST)
        .ends(1);
    // A new account makes all of its claims.
    let new = repo(&[("b.json", GOOD)], &[("a.json", &all)]);
    new.run(&["check"]).ends(0);
    new.run(&TRUST).ends(1);
}

#[test]
fn d39_a_comparison_believes_what_the_earlier_version_claims() {
    let (less, all) = (snapshot(r#""users""#), snapshot(ALL));
    let claimed = repo(&[("a.json", &less)], &[("a.json", &all)]);
    let ran = claimed.run(&["diff", "origin/main"]).ends(0);
    assert!(ran.out.contains("no change in access"), "{}", ran.out);
    assert!(
        ran.err.contains("this change claims to hold all groups"),
        "{}",
        ran.err
    );
}

#[test]
fn d39_a_test_is_judged_by_what_the_base_claims() {
    let tests = ("ramlint-tests.toml", "[[test]]\nnobody-except = []\n");
    let (less, all) = (snapshot(r#""users""#), snapshot(ALL));
    let claimed = repo(&[("a.json", &less), tests], &[("a.json", &all), tests]);
    claimed.run(&["test"]).ends(0);
    claimed
        .run(&["test", "--trust-base", "origin/main"])
        .ends(1);
}

#[test]
fn d39_the_text_of_a_system_policy_comes_from_the_base() {
    const NAME: &str = "System/AliyunSomethingNewFullAccess";
    let manifest =
        format!(r#"{{"ram_attachments": 1, "users": {{"ann": {{"policies": ["{NAME}"]}}}}}}"#);
    let manifest = ("ram-attachments.json", manifest.as_str());
    let given = format!("{NAME}=texts/new.json");
    let plain = ["check", "--policy", &given];
    let trusting = ["check", "--policy", &given, "--trust-base", "origin/main"];
    let changed = repo(
        &[manifest, ("texts/new.json", BAD)],
        &[manifest, ("texts/new.json", GOOD)],
    );
    changed.run(&plain).ends(0);
    let ran = changed.run(&trusting).ends(1);
    let told = format!("this change gives another text for `{NAME}`; that is not applied");
    assert!(ran.err.contains(&told), "{}", ran.err);
    let same = [manifest, ("texts/new.json", GOOD)];
    let ran = repo(&same, &same).run(&trusting).ends(0);
    assert!(!ran.err.contains("another text"), "{}", ran.err);
}

#[test]
fn d39_the_text_of_a_system_policy_in_an_account_comes_from_the_base() {
    let account = |text: &str| {
        format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001", "complete": [{ALL}],
 "users": [{{"name": "alice"}}],
 "policies": [{{"name": "AliyunSomethingNewFullAccess", "type": "System", "document": {text}}}],
 "attachments": [{{"policy": "System/AliyunSomethingNewFullAccess", "to": "user/alice"}}]}}"#
        )
    };
    let (good, bad) = (account(GOOD), account(BAD));
    let changed = repo(&[("a.json", &bad)], &[("a.json", &good)]);
    changed.run(&["check"]).ends(0);
    let ran = changed.run(&TRUST);
    let told = "gives another text for `System/AliyunSomethingNewFullAccess`";
    assert!(ran.err.contains(told), "{}", ran.both());
    let laid_out = account(&GOOD.replace(',', " ,\n  "));
    let same = repo(&[("a.json", &good)], &[("a.json", &laid_out)]);
    let ran = same.run(&TRUST).ends(0);
    assert!(!ran.err.contains("another text"), "{}", ran.err);
}

#[test]
fn a_comparison_says_what_of_the_change_it_does_not_obey() {
    let waiver = "# agreed\n[[waiver]]\nrules = [\"RAM101\"]\npath = \"a.json\"\nreason = \"agreed in CAB-1234\"\nexpires = 2026-12-31\n";
    let config = "[guard]\nactions = [\"oss:GetObject\"]\n";
    let before = [("a.json", GOOD)];
    let repo = repo(
        &before,
        &[
            ("a.json", GOOD),
            ("ramlint.toml", config),
            ("ramlint-waivers.toml", waiver),
        ],
    );
    for line in [
        &["diff", "origin/main"][..],
        &["diff", "origin/main", "--format", "json"],
    ] {
        let ran = repo.run(line).ends(0);
        for told in [
            "this change has it that `guard.actions` was",
            "adds 1 waiver (ramlint-waivers.toml:2)",
            "none of it is applied to this comparison",
        ] {
            assert!(ran.err.contains(told), "{told}: {}", ran.err);
        }
    }
    let ran = repo.run(&["diff", "origin/main"]);
    assert!(ran.out.contains("adds 1 waiver"), "{}", ran.out);
    repo.write("ramlint.toml", "nonsense = 1\n");
    let ran = repo.run(&["diff", "origin/main"]).ends(0);
    assert!(
        ran.err.contains("a configuration that cannot be obeyed"),
        "{}",
        ran.err
    );
    let plain = super::claims::repo(&before, &before)
        .run(&["diff", "origin/main"])
        .ends(0);
    assert!(!plain.err.contains("comparison"), "{}", plain.err);
}

#[test]
fn d39_a_claim_that_is_withdrawn_is_no_new_access() {
    let account = |complete: &str| {
        format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001", "complete": [{complete}],
 "users": [{{"name": "al"}}, {{"name": "bob"}}], "policies": [{{"name": "Ops", "document": {BAD}}}],
 "attachments": [{{"policy": "Custom/Ops", "to": "user/al"}}]}}"#
        )
    };
    let (less, all) = (account(r#""users""#), account(ALL));
    let withdrawn = repo(&[("a.json", &all)], &[("a.json", &less)]);
    let ran = withdrawn.run(&["diff", "origin/main", "--fail-on-new=low"]);
    let ran = ran.ends(0);
    assert!(ran.out.contains("no change in access"), "{}", ran.out);
    let told = "this change no longer claims to hold all groups, roles, policies, attachments, memberships of account `1000000000000001`; that is not applied to this comparison";
    assert!(ran.err.contains(told), "{}", ran.err);
}

#[test]
fn d39_a_manifest_that_a_change_brings_lowers_nothing() {
    const MANIFEST: &str =
        "ram_attachments: 1\naccount: \"1000000000000001\"\nusers: { bob: {} }\n";
    for (path, config) in [
        ("ram-attachments.yaml", None),
        ("who.yaml", Some("[input]\nattachments = \"who.yaml\"\n")),
    ] {
        let mut now = vec![("policies/p.json", BAD), (path, MANIFEST)];
        now.extend(config.map(|text| ("ramlint.toml", text)));
        let brought = repo(&[("policies/p.json", GOOD)], &now);
        let ran = brought.run(&["diff", "origin/main", "--fail-on-new"]);
        let ran = ran.ends(1);
        assert!(
            ran.out.contains("high  policy/policies/p.json"),
            "{}",
            ran.out
        );
        let told = format!("claims by {path} that nobody holds");
        assert!(ran.err.replace('`', "").contains(&told), "{}", ran.err);
        let ran = brought.run(&TRUST).ends(1);
        assert!(ran.out.contains("high[RAM101]"), "{}", ran.out);
        assert!(ran.err.replace('`', "").contains(&told), "{}", ran.err);
    }
    // One that was there before is believed, as far as its folder goes.
    let manifest = ("a/ram-attachments.yaml", MANIFEST);
    let changed = |path: &str| repo(&[manifest, (path, GOOD)], &[manifest, (path, BAD)]);
    let diff = ["diff", "origin/main", "--fail-on-new"];
    let ran = changed("a/p.json").run(&diff).ends(0);
    assert!(!ran.err.contains("claims by"), "{}", ran.err);
    changed("b/p.json").run(&diff).ends(1);
    // One that is taken away says nothing any longer.
    let gone = repo(&[manifest, ("a/p.json", GOOD)], &[("a/p.json", BAD)]);
    gone.run(&diff).ends(1);
}

fn stated(text: &str) -> (&str, &str) {
    ("ram-attachments.yaml", text)
}

#[test]
fn d39_a_deny_that_a_manifest_states_hides_no_grant() {
    const ALL: &str =
        r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#;
    let manifest = |users: &str| format!("ram_attachments: 1\nusers:\n{users}");
    let guarded = manifest("  alice: { policies: [ops, deny] }\n");
    let bare = manifest("  alice: { policies: [ops] }\n");
    let ops = |text| ("policies/ops.json", text);
    let deny = ("policies/deny.json", ALL);
    let fails = |before: &[(&str, &str)], now: &[(&str, &str)]| {
        let repo = repo(before, now);
        // By itself the later input is in order.
        repo.run(&["check"]).ends(0);
        let ran = repo.run(&TRUST).ends(1);
        assert!(ran.out.contains("high[RAM101]"), "{}", ran.out);
    };
    // The manifest is new, or states the Deny anew, or has another holder.
    fails(&[ops(GOOD)], &[ops(BAD), deny, stated(&guarded)]);
    fails(
        &[ops(GOOD), deny, stated(&bare)],
        &[ops(BAD), deny, stated(&guarded)],
    );
    let other = manifest("  bob: { policies: [ops, deny] }\n");
    fails(
        &[ops(GOOD), deny, stated(&guarded)],
        &[ops(BAD), deny, stated(&other)],
    );
    // What was stated before is believed, wherever the file is called now.
    let held = [ops(GOOD), deny, stated(&guarded)];
    let now = [ops(BAD), deny, stated(&guarded)];
    repo(&held, &now).run(&TRUST).ends(0);
    let moved = manifest("  alice: { policies: [new, deny] }\n");
    let now = [("policies/new.json", BAD), deny, stated(&moved)];
    let held = [ops(BAD), deny, stated(&guarded)];
    repo(&held, &now).run(&TRUST).ends(0);
    // Where a holder has the action, the finding is about them alone.
    let ran = repo(&[ops(GOOD)], &[ops(BAD), stated(&bare)]);
    let ran = ran.run(&TRUST).ends(1);
    assert!(ran.out.contains("to user/alice"), "{}", ran.out);
    assert!(!ran.out.contains("policy/policies/ops.json"), "{}", ran.out);
}
