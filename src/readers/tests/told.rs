//! What manifests and folders say about files.

use super::*;
use crate::model::account::{ControlDocument, PolicyDocument, Position, Trust};

const MANIFEST: &str = r#"ram_attachments: 1
account: "1000000000000009"
policies:
  CacheOps: docs/cache-ops.json
users:
  ann: { policies: [CacheOps, System/AliyunKvstoreReadOnlyAccess] }
  ben: {}
groups:
  storage:
    members: [ben]
    policies:
      - System/AliyunKvstoreFullAccess
      - { policy: Extra, resource_group: rg-7 }
roles:
  runner: { trust: trust/runner.json, policies: [Nowhere] }
resource_directory: { account: member, path: [r-1, fd-3] }
control_policies:
  - { file: guard/stop.json, targets: [fd-3, 1000000000000009], effect_scope: RAM }
"#;

fn manifest() -> Case {
    Case::of(&[
        ("ops/ram-attachments.yaml", MANIFEST),
        ("ops/docs/cache-ops.json", ALLOW),
        ("ops/loose.json", ALLOW),
        ("ops/guard/stop.json", DENY),
    ])
    .beside("ops/policies/Extra.yaml", AWS)
    .beside("ops/trust/runner.json", TRUST)
}

#[test]
fn the_manifest_says_who_holds_what() {
    let got = manifest().run();
    assert_eq!(got.account().id.as_deref(), Some("1000000000000009"));
    assert_eq!(
        got.attachments(),
        [
            "user/ann <- Custom/CacheOps Account @ CacheOps",
            "user/ann <- System/AliyunKvstoreReadOnlyAccess Account @ System/AliyunKvstoreReadOnlyAccess",
            "group/storage <- System/AliyunKvstoreFullAccess Account @ System/AliyunKvstoreFullAccess",
            "group/storage <- Custom/Extra ResourceGroup(\"rg-7\") @ { policy: Extra, resource_group: rg-7 }",
            "role/runner <- Custom/Nowhere Account @ Nowhere",
        ]
    );
    assert_eq!(got.memberships(), ["user/ben in group/storage @ ben"]);
    assert_eq!(
        got.holdings(),
        [
            "ops/docs/cache-ops.json",
            "ops/loose.json",
            "ops/policies/Extra.yaml"
        ]
    );
    assert!(got.model.other_documents.is_empty() && got.model.look_alikes.is_empty());
    assert_eq!(
        got.gaps().last().map(String::as_str),
        Some("policy:Custom/Nowhere 3")
    );
    assert!(
        got.problems()
            .contains(&"Unresolved(\"Nowhere\") @ Nowhere".to_owned())
    );
    let loose = format!("Unattached @ {ALLOW}");
    assert!(got.problems().contains(&loose));
    assert_eq!(got.not_analysed(), Vec::<String>::new());
    let account = got.account();
    let role = account.principals.last().expect("a role");
    assert!(matches!(role.trust, Trust::Known(_)));
    let control = account.control_policies.first().expect("a control policy");
    assert_eq!(control.id, "stop");
    assert!(matches!(control.document, ControlDocument::Known(_)));
    let targets = control.targets.as_ref().expect("targets");
    let targets: Vec<&str> = targets.iter().map(|one| one.value.as_str()).collect();
    assert_eq!(targets, ["fd-3", "1000000000000009"]);
    assert!(matches!(account.position, Position::Member { .. }));
    let placed_at = account.placed_at.map(|at| got.sources.slice(at));
    assert_eq!(placed_at, Some("[r-1, fd-3]"));
}

#[test]
fn what_a_manifest_refers_to_must_be_there() {
    let text = "ram_attachments: 1\npolicy: x\npolicies: { A: gone.json, B: ../../out.json, C: broken.json }\nroles:\n  r: { trust: none.json }\n";
    let got = Case::of(&[("m/ram-attachments.yaml", text)])
        .beside("m/broken.json", "{\"Statement\":[")
        .run();
    let list = got.not_analysed();
    let starts = [
        "m/broken.json Unparsable",
        "m/gone.json Refused(Missing) @ gone.json",
        "m/none.json Refused(Missing) @ none.json",
        "m/ram-attachments.yaml Structure(UnknownKey(\"policy\")) @ policy",
        "m/ram-attachments.yaml Refused(OutsideRoot) @ ../../out.json",
    ];
    assert_eq!(list.len(), starts.len(), "{list:?}");
    for (one, start) in list.iter().zip(starts) {
        assert!(one.starts_with(start), "{one} {start}");
    }
    assert_eq!(
        got.gaps()
            .into_iter()
            .filter(|gap| !gap.starts_with("document-"))
            .collect::<Vec<_>>(),
        [
            "document:m/broken.json 3",
            "policy:Custom/A 3",
            "policy:Custom/B 3",
            "trust:r 2"
        ]
    );
    let broken = got.account().policies.last().expect("a policy");
    assert!(matches!(
        broken.document,
        PolicyDocument::Known { rest: Some(_), .. }
    ));
}

#[test]
fn a_manifest_given_by_name_must_be_one() {
    let mut case = Case::of(&[("x.yaml", "a: 1\n")]);
    case.attachments = Some(FileId(0));
    assert_eq!(case.run().not_analysed(), ["x.yaml NothingRecognised @ "]);
}

#[test]
fn folders_are_principals() {
    let mut case = Case::of(&[
        ("iam/users/ann/redis.json", ALLOW),
        ("iam/users/ann/old/redis.json", DENY),
        ("iam/groups/dba/members.txt", "# who\n ann \nben # later\n"),
        ("iam/roles/runner/trust.json", TRUST),
        ("iam/roles/runner/aws.json", AWS),
        ("iam/roles/empty/README.md", "# a: [b\n- {\n"),
        ("iam/policies/spare.json", DENY),
    ])
    .beside(
        "iam/roles/runner/system-policies.txt",
        "AliyunKvstoreFullAccess\n",
    );
    case.base = "iam";
    let got = case.run();
    assert_eq!(
        got.attachments(),
        [
            "role/runner <- System/AliyunKvstoreFullAccess Account @ AliyunKvstoreFullAccess"
                .to_owned(),
            format!("user/ann <- Custom/redis Account @ {ALLOW}"),
            format!("role/runner <- Custom/aws Account @ {AWS}"),
        ]
    );
    assert_eq!(
        got.memberships(),
        ["user/ann in group/dba @ ann", "user/ben in group/dba @ ben"]
    );
    assert_eq!(
        got.holdings(),
        [
            "iam/users/ann/redis.json",
            "iam/users/ann/old/redis.json",
            "iam/roles/runner/aws.json",
            "iam/policies/spare.json",
        ]
    );
    let role = got
        .account()
        .principals
        .iter()
        .find(|one| one.name == "runner");
    assert!(matches!(role.expect("a role").trust, Trust::Known(_)));
    assert!(
        !got.account()
            .principals
            .iter()
            .any(|one| one.name == "empty")
    );
    assert!(got.model.other_documents.is_empty());
    assert_eq!(got.not_analysed(), Vec::<String>::new());
}

#[test]
fn a_manifest_at_the_top_turns_the_folder_convention_off() {
    let got = Case::of(&[
        ("ram-attachments.json", r#"{"ram_attachments": 1}"#),
        ("users/ann/redis.json", ALLOW),
    ])
    .run();
    assert!(got.attachments().is_empty());
    assert_eq!(got.holdings(), ["users/ann/redis.json"]);
}

#[test]
fn a_format_is_called_what_one_file_of_it_is() {
    let names = FORMATS.iter().map(|format| format.name);
    for name in names.chain([crate::readers::folders::LIST]) {
        let noun = name.rsplit(' ').next().unwrap_or("");
        assert!(noun.starts_with(|c: char| c.is_ascii_lowercase()), "{name}");
        assert!(!noun.ends_with(['s', 'y', 'x', 'h']), "{name} takes an `s`");
    }
}

#[test]
fn what_reads_each_text_is_told() {
    let got = Case::of(&[
        ("groups/ops/members.txt", "ann\n"),
        ("groups/ops/p.json", ALLOW),
        ("sub/x.txt", "ram_attachments: 1\nusers: {}\n"),
        ("y.txt", "hello"),
        ("z.json", "{}"),
    ])
    .run();
    let became = got.report.files.iter().map(|(_, became)| *became);
    assert_eq!(
        became.collect::<Vec<_>>(),
        [
            Became::Read("folder list"),
            Became::Read("policy file"),
            Became::Read("attachments manifest"),
            Became::LeftOut(NothingIn::NoSyntax),
            Became::LeftOut(NothingIn::Nothing),
        ]
    );
    assert_eq!(got.report.files_read(), 3);
    assert_eq!(
        got.report.formats(),
        [
            ("attachments manifest", 1),
            ("policy file", 1),
            ("folder list", 1)
        ]
    );
}

#[test]
fn files_of_two_folders_may_have_one_name() {
    let got = Case::of(&[
        ("groups/dba/redis.json", ALLOW),
        ("users/ann/redis.json", DENY),
    ])
    .run();
    assert_eq!(got.problems(), Vec::<String>::new());
    assert_eq!(got.gaps(), Vec::<String>::new());
    assert_eq!(got.account().attachments.len(), 2);
}
