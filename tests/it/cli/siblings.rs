//! Other actions with the same outcome, beside the one asked about.

use serde_json::{Value, json};

use super::{BAD, Folder, GOOD};

const MANIFEST: &str = "ram_attachments: 1
account: '1000000000000001'
users:
  ann: { policies: [Everything, Stop] }
  ben: { policies: [Scoped] }
  cleo: { policies: [Destroy] }
groups:
  ops: { members: [cleo], policies: [Flush] }
policies:
  Everything: everything.json
  Stop: stop.json
  Scoped: scoped.json
  Destroy: bad.json
  Flush: flush.json
";

const EVERYTHING: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

const STOP: &str = r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":["kvstore:DestroyInstance","kvstore:Flush*","kvstore:RestoreInstance"],"Resource":"*"}]}"#;

const SCOPED: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:DeleteInstance","Resource":"acs:kvstore:*:*:instance/r-1"}]}"#;

const FLUSH: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:FlushInstanceForDB","Resource":"*"}]}"#;

fn company() -> Folder {
    Folder::new(&[
        ("ram-attachments.yaml", MANIFEST),
        ("everything.json", EVERYTHING),
        ("stop.json", STOP),
        ("scoped.json", SCOPED),
        ("bad.json", BAD),
        ("flush.json", FLUSH),
    ])
}

#[test]
fn one_answer_lists_them() {
    let folder = company();
    folder.run(&["can", "ann"]).ends(0).says("DENIED").says(
        "\nother actions with the same outcome
  kvstore:DeleteBackup: ALLOWED, takes away the copies that a restore needs
  kvstore:DeleteInstance: ALLOWED, gives the resource up, into the recycle bin or at once\n",
    );
    folder.run(&["can", "ben"]).ends(0).says(
        "same outcome
  kvstore:DeleteInstance: ALLOWED IF, gives the resource up, into the recycle bin or at once\n",
    );
    folder
        .run(&["can", "cleo"])
        .ends(0)
        .says("same outcome\n  kvstore:FlushInstanceForDB: ALLOWED, ");
    folder
        .run(&["can", "policy/bad.json"])
        .ends(0)
        .says("same outcome\n  none of the 5 that the catalogue knows, by its own policies\n");
    folder
        .run(&["can", "ann", "oss:GetObject"])
        .ends(0)
        .says("same outcome\n  the catalogue knows none\n");
}

#[test]
fn the_summary_counts_principals() {
    let folder = company();
    let ran = folder.run(&["who-can"]).ends(0).says(
        "\nbeside it: kvstore:DeleteBackup 1, kvstore:DeleteInstance 2, kvstore:FlushInstanceForDB 2 \
         (principals that have or may have it by their own policies)\nlooked at ",
    );
    assert_eq!(ran.out.matches("beside it").count(), 1);
    let quiet = folder.run(&["who-can", "-q"]).ends(0);
    assert!(!quiet.out.contains("beside it"), "{}", quiet.out);
    let other = folder.run(&["who-can", "oss:GetObject"]).ends(0);
    assert!(!other.out.contains("beside it"), "{}", other.out);
    folder
        .run(&["who-can", "clickhouse:DeleteDB", "scoped.json"])
        .ends(0)
        .says("beside it: no principal has the other action with the same outcome");
    let good = Folder::new(&[("good.json", GOOD)]);
    good.run(&["who-can"]).ends(0).says(
        "beside it: no principal has any of the 5 other actions with the same outcome by its own policies\n",
    );
}

#[test]
fn machine_output_has_them_for_each_principal() {
    let folder = company();
    let json = folder.run(&["who-can", "--format", "json"]).ends(0).json();
    let all = json["principals"].as_array().unwrap();
    let of = |id: &str| {
        let found: Option<&Value> = all.iter().find(|principal| principal["id"] == id);
        found.unwrap()["siblings"].clone()
    };
    let delete = |answer: &str| {
        json!({"action": "kvstore:DeleteInstance", "answer": answer, "kind": "release-instance",
            "reason": "gives the resource up, into the recycle bin or at once"})
    };
    assert_eq!(of("user/ann")[1], delete("allowed"));
    assert_eq!(of("user/ann").as_array().unwrap().len(), 2);
    assert_eq!(of("user/ben"), json!([delete("allowed_if")]));
    assert_eq!(of("policy/bad.json"), json!([]));
    for id in ["user/ann", "user/ben", "policy/scoped.json"] {
        let one = folder.run(&["can", id, "--format", "json"]).ends(0).json();
        assert_eq!(one["principals"][0]["siblings"], of(id), "{id}");
    }
}

#[test]
fn check_says_nothing_of_them() {
    let ran = company().run(&["check"]).ends(1);
    assert!(!ran.out.contains("same outcome"), "{}", ran.out);
    assert!(!ran.out.contains("beside it"), "{}", ran.out);
}
