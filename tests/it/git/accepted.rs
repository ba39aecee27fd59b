//! D39: a waiver hides new access only where the earlier version has it, and where it
//! names a fingerprint, or a principal and an action.

use super::Repo;
use super::repository::Item;
use crate::cli::Ran;

const OPS: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:DestroyInstance","Resource":"*"}]}"#;
const BEFORE: &str = "ram_attachments: 1\nusers: { bob: {}, eve: {} }\n";
const NOW: &str = "ram_attachments: 1\nusers: { bob: { policies: [ops] }, eve: {} }\npolicies: { ops: ops.json }\n";
const CONCRETE: &str = "principal = \"user/bob\"\naction = \"kvstore:DestroyInstance\"";

fn waiver(rules: &str, narrowing: &str, expires: &str) -> String {
    format!(
        "[[waiver]]\nrules = [{rules}]\n{narrowing}\nreason = \"agreed in CAB-1234\"\nexpires = {expires}\n"
    )
}

fn agreed(narrowing: &str) -> String {
    waiver("\"RAM101\"", narrowing, "2026-12-31")
}

fn repo(before: &str, now: (&str, &str), ops: &str) -> Repo {
    let mut repo = Repo::new();
    let waivers = "ramlint-waivers.toml";
    let commit = [("ops.json", OPS), ("who.yaml", BEFORE), (waivers, before)];
    let commit = repo.commit(&commit, &[]);
    repo.name("refs/remotes/origin/main", commit);
    let file = |text: &'static str| Item::File(text.as_bytes());
    let (manifest, now) = now;
    repo.checkout(&[
        ("ops.json", Item::File(ops.as_bytes())),
        ("who.yaml", Item::File(manifest.as_bytes())),
        (waivers, Item::File(now.as_bytes())),
        ("note.txt", file("x")),
    ]);
    repo
}

fn diff(repo: &Repo, format: &str) -> Ran {
    repo.run(&[
        "diff",
        "origin/main",
        "--fail-on-new=low",
        "--format",
        format,
    ])
}

#[test]
fn d39_a_concrete_waiver_of_the_base_accepts_new_access_and_is_told() {
    let waiver = agreed(CONCRETE);
    // Whatever becomes of it in the change.
    for now in [waiver.as_str(), ""] {
        let repo = repo(&waiver, (NOW, now), OPS);
        for format in ["human", "concise", "github", "markdown", "sarif", "json"] {
            let ran = diff(&repo, format).ends(0);
            assert!(
                ran.out.contains("agreed in CAB-1234"),
                "{format}: {}",
                ran.out
            );
            let place = match format {
                "json" => "\"ramlint-waivers.toml\"",
                _ => "until 2026-12-31 by ramlint-waivers.toml:1",
            };
            let said = ran.out.replace('\\', "");
            assert!(said.contains(place), "{format}: {}", ran.out);
        }
        let human = diff(&repo, "human");
        let line =
            "waived: high new access to `kvstore:DestroyInstance` for user/bob: always; until";
        assert!(human.out.contains(line), "{}", human.out);
        assert!(
            human.out.contains("0 new, 0 lost, 1 waived"),
            "{}",
            human.out
        );
        let json = diff(&repo, "json").json();
        assert_eq!(json["summary"]["waived"], 1);
        assert_eq!(json["summary"]["gained"], 0);
        assert_eq!(json["waived"][0]["access"]["principal"], "user/bob");
        assert_eq!(json["waived"][0]["by"][0]["expires"], "2026-12-31");
    }
}

#[test]
fn d39_a_waiver_that_names_a_fingerprint_accepts_new_access() {
    let bare = repo("", (NOW, ""), OPS);
    let json = bare.run(&["check", "--format", "json"]).json();
    let all = json["findings"].as_array().unwrap();
    let found = all.iter().find(|one| one["rule"] == "RAM101").unwrap();
    let narrowing = format!(
        "fingerprint = \"{}\"",
        found["fingerprint"].as_str().unwrap()
    );
    let repo = repo(&agreed(&narrowing), (NOW, ""), OPS);
    diff(&repo, "human").ends(0);
}

#[test]
fn d39_other_waivers_do_not_hide_new_access() {
    let eve = NOW.replace("eve: {}", "eve: { policies: [ops] }");
    let more = OPS.replace(
        "}]",
        r#"},{"Effect":"Allow","Action":"kvstore:*","Resource":"*"}]"#,
    );
    let concrete = agreed(CONCRETE);
    let cases: [(&str, String, &str, &str, &str); 9] = [
        ("only in the change", String::new(), &concrete, NOW, OPS),
        ("a path", agreed("path = \"*.json\""), "", NOW, OPS),
        (
            "no action",
            agreed("principal = \"user/bob\""),
            "",
            NOW,
            OPS,
        ),
        (
            "no principal",
            agreed("action = \"kvstore:DestroyInstance\""),
            "",
            NOW,
            OPS,
        ),
        (
            "a pattern",
            agreed("principal = \"user/*\"\naction = \"kvstore:DestroyInstance\""),
            "",
            NOW,
            OPS,
        ),
        (
            "it has ended",
            waiver("\"RAM101\"", CONCRETE, "2024-01-01"),
            "",
            NOW,
            OPS,
        ),
        (
            "another rule",
            waiver("\"RAM103\"", CONCRETE, "2026-12-31"),
            "",
            NOW,
            OPS,
        ),
        ("somebody else, too", concrete.clone(), "", &eve, OPS),
        ("another grant, too", concrete.clone(), "", NOW, &more),
    ];
    for (why, before, now, manifest, ops) in cases {
        let repo = repo(&before, (manifest, now), ops);
        let ran = diff(&repo, "human");
        assert_eq!(ran.status, 1, "{why}: {}", ran.both());
        let check = repo.run(&["check", "--trust-base", "origin/main"]);
        assert_eq!(check.status, 1, "{why}: {}", check.both());
    }
}

#[test]
fn d39_waivers_of_the_base_that_cannot_be_obeyed_accept_nothing_and_are_told() {
    let broken = agreed(CONCRETE).replace("reason", "raeson");
    let repo = repo(&broken, (NOW, &agreed(CONCRETE)), OPS);
    let ran = diff(&repo, "human").ends(1);
    let told = "the waivers of origin/main ";
    assert!(ran.err.contains(told), "{}", ran.err);
}
