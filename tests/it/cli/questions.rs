//! `who-can` and `can`: operands, expectations, time, readings, and the input
//! flags.

use serde_json::Value;

use super::{Around, BAD, DENY, Folder, GOOD, Ran, SOMETIMES, UNSURE};

const MANIFEST: &str = "ram_attachments: 1
users:
  ann: { policies: [Destroy] }
  ben: {}
  cleo: { policies: [Destroy, Stop] }
groups:
  ops: { members: [ben], policies: [Sometimes] }
policies:
  Destroy: bad.json
  Stop: deny.json
  Sometimes: if.json
";

fn company() -> Folder {
    Folder::new(&[
        ("ram-attachments.yaml", MANIFEST),
        ("bad.json", BAD),
        ("deny.json", DENY),
        ("if.json", SOMETIMES),
    ])
}

fn answer(ran: &Ran, id: &str) -> Value {
    let json = ran.json();
    let all = json["principals"].as_array().unwrap();
    let found = all.iter().find(|principal| principal["id"] == id);
    found.map_or(Value::Null, |found| found["answer"].clone())
}

#[test]
fn the_first_operand_is_the_action_if_it_looks_like_one() {
    let folder = Folder::new(&[("p/good.json", GOOD)]);
    for (operands, action) in [
        (&["who-can"][..], "kvstore:DestroyInstance"),
        (&["who-can", "p"], "kvstore:DestroyInstance"),
        (&["who-can", "oss:GetObject"], "oss:GetObject"),
        (&["who-can", "oss:GetObject", "p"], "oss:GetObject"),
        (
            &["who-can", "--action", "oss:GetObject", "p"],
            "oss:GetObject",
        ),
        (
            &["can", "policy/good.json", "oss:GetObject", "p"],
            "oss:GetObject",
        ),
        (&["can", "policy/good.json", "p"], "kvstore:DestroyInstance"),
    ] {
        let mut all = operands.to_vec();
        all.extend(["--format", "json"]);
        let json = folder.run(&all).ends(0).json();
        assert_eq!(json["action"], action, "{operands:?}");
        let answer = if action == "oss:GetObject" {
            "allowed"
        } else {
            "not_granted"
        };
        assert_eq!(json["principals"][0]["answer"], answer, "{operands:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_of_that_name_outranks_the_action() {
    let folder = Folder::new(&[("kvstore:Tag", BAD), ("good.json", GOOD)]);
    let json = folder
        .run(&["who-can", "kvstore:Tag", "--format", "json"])
        .ends(0)
        .json();
    assert_eq!(json["action"], "kvstore:DestroyInstance");
    assert_eq!(json["principals"][0]["id"], "policy/kvstore:Tag");
}

#[test]
fn what_does_not_look_like_an_action_is_a_path() {
    let folder = Folder::new(&[("good.json", GOOD)]);
    for operand in ["DestroyInstance", "a:b/c", ":x", "x:", "a b:c"] {
        folder
            .run(&["who-can", operand])
            .ends(3)
            .says(&format!("NOT ANALYSED: {operand} does not exist"));
    }
}

#[test]
fn a_wildcard_is_no_question() {
    let folder = company();
    for action in ["kvstore:*", "*:DestroyInstance", "kvstore:Destroy?nstance"] {
        for arguments in [
            &["who-can", action][..],
            &["who-can", "--action", action],
            &["can", "ann", action],
            &["check", "--action", action],
        ] {
            let ran = folder.run(arguments).ends(2).warns("is a pattern");
            assert_eq!(ran.out, "");
        }
    }
}

#[test]
fn one_action_can_be_asked_about_at_a_time() {
    let folder = company();
    for arguments in [
        &[
            "who-can",
            "--action",
            "oss:GetObject",
            "--action",
            "oss:PutObject",
        ][..],
        &["who-can", "oss:GetObject", "--action", "oss:PutObject"],
        &["can", "ann", "oss:GetObject", "--action", "oss:PutObject"],
    ] {
        folder
            .run(arguments)
            .ends(2)
            .warns("oss:GetObject, oss:PutObject");
    }
}

#[test]
fn check_takes_several_actions() {
    let folder = Folder::new(&[("good.json", GOOD), ("bad.json", BAD)]);
    let ran = folder.run(&[
        "check",
        "--action",
        "oss:GetObject",
        "--action",
        "kvstore:DestroyInstance",
        "--format",
        "json",
    ]);
    let json = ran.ends(1).json();
    let findings = json["findings"].as_array().unwrap();
    let paths: Vec<&Value> = findings.iter().map(|one| &one["at"]["path"]).collect();
    assert_eq!(paths, ["bad.json", "good.json"]);
    folder
        .run(&["check", "good.json", "--action", "oss:GetObject"])
        .ends(1);
    folder
        .run(&["check", "bad.json", "--action", "oss:GetObject"])
        .ends(0);
}

#[test]
fn an_action_outside_the_catalogue_is_answered_with_a_warning() {
    let folder = Folder::new(&[("all.json", &BAD.replace("kvstore:DestroyInstance", "*"))]);
    let ran = folder
        .run(&["who-can", "kvstore:DestroyInstanc", "--format", "json"])
        .ends(0)
        .warns("`kvstore:DestroyInstanc` is not in the catalogue")
        .warns("`kvstore:DestroyInstance`");
    assert_eq!(answer(&ran, "policy/all.json"), "allowed");
}

#[test]
fn names_of_actions_are_folded() {
    let ran = company()
        .run(&["who-can", "KVSTORE:destroyinstance", "--format", "json"])
        .ends(0);
    assert_eq!(answer(&ran, "user/ann"), "allowed");
}

#[test]
fn expect_is_met_by_its_own_answer_only() {
    let folder = company();
    let words = [
        "allowed",
        "allowed_if",
        "denied",
        "not_granted",
        "no-access",
    ];
    for (principal, met) in [
        ("user/ann", &["allowed"][..]),
        ("user/ben", &["allowed_if"]),
        ("group/ops", &["allowed_if"]),
        ("user/cleo", &["denied", "no-access"]),
    ] {
        for word in words {
            let ran = folder.run(&["can", principal, "--expect", word]);
            let status = u8::from(!met.contains(&word));
            assert_eq!(ran.status, status, "{principal} {word}: {}", ran.both());
            assert_eq!(ran.err.contains("--expect is not met by"), status == 1);
        }
        folder.run(&["can", principal]).ends(0);
    }
}

#[test]
fn expect_is_never_met_by_unknown() {
    let folder = Folder::new(&[("unsure.json", UNSURE)]);
    for word in [
        "allowed",
        "allowed_if",
        "denied",
        "not_granted",
        "no-access",
    ] {
        folder
            .run(&["can", "policy/unsure.json", "--expect", word])
            .ends(1);
        folder.run(&["who-can", "--expect", word]).ends(1);
    }
    folder.run(&["who-can", "--expect", "unknown"]).ends(2);
}

#[test]
fn expect_of_who_can_is_about_every_principal_and_names_who_fails() {
    let folder = company();
    let ran = folder.run(&["who-can", "--expect", "no-access"]).ends(1);
    let line = ran
        .err
        .lines()
        .find(|line| line.contains("--expect"))
        .unwrap();
    assert!(
        line.contains("user/ann") && line.contains("user/ben"),
        "{line}"
    );
    assert!(!line.contains("user/cleo"), "{line}");
    folder
        .run(&["who-can", "oss:GetObject", "--expect", "no-access"])
        .ends(0);
}

#[test]
fn expect_no_access_is_not_met_by_reach() {
    let trust = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1000000000000001:root"]}}]}"#;
    let assume = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}"#;
    let manifest = "ram_attachments: 1
account: '1000000000000001'
users:
  ann: { policies: [Assume] }
  ben: {}
roles:
  runner: { trust: trust.json, policies: [Destroy] }
policies:
  Assume: assume.json
  Destroy: bad.json
";
    let folder = Folder::new(&[
        ("ram-attachments.yaml", manifest),
        ("trust.json", trust),
        ("assume.json", assume),
        ("bad.json", BAD),
    ]);
    let json = folder
        .run(&["can", "ann", "--format", "json"])
        .ends(0)
        .json();
    let ann = &json["principals"][0];
    assert_eq!(ann["answer"], "not_granted");
    assert_eq!(ann["reach"][0]["via"], serde_json::json!(["role/runner"]));
    folder
        .run(&["can", "ann", "--expect", "not_granted"])
        .ends(0);
    folder.run(&["can", "ann", "--expect", "no-access"]).ends(1);
    folder.run(&["can", "ben", "--expect", "no-access"]).ends(0);
}

#[test]
fn an_unknown_principal_is_usage_and_near_ones_are_named() {
    let folder = company();
    for wanted in ["user/anne", "nobody", "", "user/", "role/ann"] {
        let ran = folder.run(&["can", wanted]).ends(2);
        assert_eq!(ran.out, "");
        assert!(
            ran.err.contains("the input has no principal"),
            "{}",
            ran.err
        );
    }
    folder.run(&["can", "user/anne"]).ends(2).warns("user/ann");
}

#[test]
fn a_principal_goes_by_id_or_by_a_name_that_is_its_own() {
    let folder = company();
    for wanted in ["user/ann", "ann", "USER/Ann"] {
        let json = folder
            .run(&["can", wanted, "--format", "json"])
            .ends(0)
            .json();
        assert_eq!(json["schema"], "ramlint/can");
        assert_eq!(json["principals"][0]["id"], "user/ann");
        assert_eq!(json["principals"].as_array().unwrap().len(), 1);
    }
    folder.write("ram-attachments.yaml", MANIFEST.replace("  ops:", "  ann:"));
    folder
        .run(&["can", "ann"])
        .ends(2)
        .warns("group/ann")
        .warns("user/ann");
}

#[test]
fn at_is_the_time_that_the_answer_is_for() {
    let until = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:*","Resource":"*","Condition":{"DateLessThan":{"acs:CurrentTime":"2026-12-01T00:00:00Z"}}}]}"#;
    let folder = Folder::new(&[("until.json", until)]);
    let at = |time: &str| {
        folder
            .run(&["who-can", "--all", "--format", "json", "--at", time])
            .ends(0)
            .json()
    };
    let now = folder.run(&["who-can", "--format", "json"]).ends(0).json();
    assert_eq!(now["at"], "2026-11-22T00:00:00Z");
    let before = at("2026-11-30T00:00:00Z");
    assert_eq!(before["at"], "2026-11-30T00:00:00Z");
    assert_eq!(before["principals"][0]["answer"], "allowed_if");
    let after = at("2026-12-02T08:00:00+08:00");
    assert_eq!(after["at"], "2026-12-02T00:00:00Z");
    assert_eq!(after["principals"][0]["answer"], "not_granted");
    for bad in ["now", "2026-11-30", "2026-13-01T00:00:00Z", ""] {
        folder.run(&["who-can", "--at", bad]).ends(2).warns("--at");
    }
}

#[test]
fn readings_strict_leaves_them_open() {
    // That the product's name is not the service's code is the usual reading.
    let folder = Folder::new(&[(
        "code.json",
        &BAD.replace("kvstore:DestroyInstance", "r-kvstore:*"),
    )]);
    let of = |readings: &str| {
        folder
            .run(&["who-can", "--readings", readings, "--format", "json"])
            .ends(0)
            .json()["principals"][0]
            .clone()
    };
    let (usual, strict) = (of("default"), of("strict"));
    assert_eq!(usual["answer"], "not_granted", "{usual}");
    assert_eq!(usual["relies_on"][0]["name"], "wrong-service-code");
    assert_eq!(usual["depends_on"], serde_json::json!([]));
    assert_eq!(strict["answer"], "unknown", "{strict}");
    assert_eq!(strict["at_most"], "allowed");
    assert_eq!(strict["relies_on"], serde_json::json!([]));
    assert_eq!(strict["depends_on"][0]["name"], "wrong-service-code");
}

#[test]
fn policy_fills_in_a_document_that_the_input_lacks() {
    let manifest = "ram_attachments: 1\nusers:\n  ann: { policies: [Missing, System/AliyunNowhereFullAccess] }\n";
    let folder = Folder::new(&[
        ("in/ram-attachments.yaml", manifest),
        ("in/good.json", GOOD),
        ("given.json", BAD),
        ("harmless.json", GOOD),
    ]);
    let with = |policies: &[&str]| {
        let mut all = vec!["who-can", "in", "--all", "--format", "json"];
        for policy in policies {
            all.extend(["--policy", policy]);
        }
        folder.run(&all)
    };
    let ran = with(&[]);
    assert_eq!(answer(&ran, "user/ann"), "unknown");
    let harmless = "System/AliyunNowhereFullAccess=harmless.json";
    let ran = with(&["Missing=given.json", harmless]).ends(0);
    assert_eq!(answer(&ran, "user/ann"), "allowed");
    let ran = with(&["Custom/Missing=harmless.json", harmless]).ends(0);
    assert_eq!(answer(&ran, "user/ann"), "not_granted");
    let ran = with(&["Unheard=given.json"]);
    assert!(
        ran.err.contains("nothing in the input names this policy"),
        "{}",
        ran.err
    );
    with(&["Missing=gone.json"]).ends(3).warns("gone.json");
    for bad in ["Missing", "=given.json", "Missing="] {
        with(&[bad]).ends(2).warns("NAME=FILE");
    }
}

#[test]
fn attachments_names_the_manifest() {
    let folder = Folder::new(&[("bad.json", BAD), ("odd.yaml", "")]);
    folder.write(
        "who.txt",
        "ram_attachments: 1\nusers:\n  zoe: { policies: [Destroy] }\npolicies:\n  Destroy: bad.json\n",
    );
    let ran = folder
        .run(&[
            "who-can",
            "bad.json",
            "--attachments",
            "who.txt",
            "--format",
            "json",
        ])
        .ends(0);
    assert_eq!(answer(&ran, "user/zoe"), "allowed");
    for (file, why) in [("gone.yaml", "does not exist"), ("bad.json", "holds no")] {
        folder
            .run(&["who-can", "bad.json", "--attachments", file])
            .ends(3)
            .says(file)
            .says(why);
    }
}

#[test]
fn questions_can_be_about_standard_input() {
    let around = Around {
        stdin: BAD.as_bytes().to_vec(),
        ..Around::default()
    };
    let arguments = [
        "who-can",
        "kvstore:DestroyInstance",
        "-",
        "--stdin-filename",
        "x/new.json",
        "--format",
        "json",
    ];
    let ran = Folder::new(&[]).run_with(&arguments, &around).ends(0);
    assert_eq!(answer(&ran, "policy/x/new.json"), "allowed");
}

#[test]
fn all_adds_principals_without_access_to_the_table_only() {
    let folder = Folder::new(&[("bad.json", BAD), ("good.json", GOOD)]);
    let short = folder.run(&["who-can"]).ends(0);
    assert!(short.out.contains("policy/bad.json"));
    assert!(!short.out.contains("policy/good.json"));
    folder
        .run(&["who-can", "--all"])
        .ends(0)
        .says("policy/bad.json")
        .says("policy/good.json");
    let json = |arguments: &[&str]| folder.run(arguments).out;
    assert_eq!(
        json(&["who-can", "--format", "json"]),
        json(&["who-can", "--all", "--format", "json"])
    );
}

/// D40: UNKNOWN that may be ALLOWED is a finding.
#[test]
fn cli_01_d40_unknown_that_may_be_allowed_fails_the_check() {
    let folder = Folder::new(&[("unsure.json", UNSURE)]);
    folder.run(&["check"]).ends(1);
}
