//! The tables hold together, and the lookups answer what the rules say.

mod rows;

use std::collections::BTreeSet;
use std::path::Path;

use super::table::{Columns, fold_cmp};
use super::*;

/// Every table with its number of columns, the number that make its key, and the
/// number of closing columns that hold source and confidence.
const TABLES: &[(&str, &Table, usize, usize)] = &[
    ("actions", &ACTIONS.table, 7, 1),
    ("service-aliases", &ALIASES, 5, 1),
    ("assume", &ASSUME.table, 3, 1),
    ("cross-service", &CROSS_SERVICE, 4, 1),
    ("irreversible", &IRREVERSIBLE.table, 5, 1),
    ("keys", &KEYS.table, 10, 1),
    ("names", &NAMES, 5, 1),
    ("operations", &OPERATIONS.table, 9, 1),
    ("products", &PRODUCTS, 4, 1),
    ("quotas", &QUOTAS, 5, 1),
    ("services", &SERVICES.table, 5, 1),
    ("siblings", &SIBLINGS.table, 6, 2),
];

fn catalogue() -> &'static Catalogue {
    Catalogue::embedded()
}

#[test]
fn tables_are_sorted_unique_and_sourced() {
    for (name, table, width, key) in TABLES {
        assert!(table.text().starts_with("# "), "{name} explains itself");
        assert!(!table.rows().is_empty(), "{name} has rows");
        let mut before: Option<Vec<&str>> = None;
        for row in table.rows() {
            let cells: Vec<&str> = row.split('\t').collect();
            assert_eq!(cells.len(), *width, "{name}: {row}");
            assert!(
                cells
                    .iter()
                    .all(|cell| !cell.is_empty() && cell.trim() == *cell),
                "{name}: {row}"
            );
            assert!(
                ["high", "medium", "low"].contains(&cells[width - 1]),
                "{name}: {row}"
            );
            assert_ne!(cells[width - 2], "-", "{name}: {row}");
            let this = cells[..*key].to_vec();
            if let Some(before) = &before {
                let order = before
                    .iter()
                    .zip(&this)
                    .map(|(a, b)| fold_cmp(a, b))
                    .find(|order| order.is_ne());
                assert_eq!(order, Some(std::cmp::Ordering::Less), "{name}: {row}");
            }
            before = Some(this);
        }
    }
}

#[test]
fn every_row_is_found_in_any_case() {
    for (name, table, _, key) in TABLES {
        for row in table.rows() {
            let first = Columns::of(row).take().to_ascii_uppercase();
            if *key == 1 {
                assert_eq!(table.find(&first), Some(*row), "{name}");
            } else {
                assert!(table.rows()[table.all(&first)].contains(row), "{name}");
            }
        }
        assert_eq!(table.find("no such key"), None);
        assert!(table.all("").is_empty());
    }
}

#[test]
fn words_of_the_tables_are_known() {
    for action in catalogue().actions() {
        assert_ne!(action.level, AccessLevel::Unknown, "{}", action.name);
        assert_ne!(action.level_basis, Basis::Unknown, "{}", action.name);
        assert_eq!(
            action.resource == ResourceLevel::Unknown,
            action.resource_basis == Basis::Unknown,
            "{}",
            action.name
        );
        assert!(
            catalogue().service(action.service()).is_some(),
            "{}",
            action.name
        );
        if let ResourceLevel::Templates(templates) = action.resource {
            for template in templates.iter() {
                assert!(template.starts_with("acs:"), "{template}");
                assert!(template.split(':').count() >= 5, "{template}");
                assert!(!template.contains('#') && !template.contains('$'));
            }
        }
    }
    for alias in ALIASES.rows() {
        let mut columns = Columns::of(alias);
        let written = columns.take();
        assert!(catalogue().service(columns.take()).is_some(), "{alias}");
        assert!(catalogue().service(written).is_none(), "{alias}");
    }
    for row in IRREVERSIBLE
        .table
        .rows()
        .iter()
        .chain(SIBLINGS.table.rows())
    {
        assert!(catalogue().action(Columns::of(row).take()).is_some());
    }
    for sibling in SIBLINGS.every() {
        let near = sibling.sibling;
        assert!(catalogue().action(near).is_some(), "{near}");
        assert_ne!(sibling.action, sibling.sibling);
    }
    for row in PRODUCTS.rows() {
        let mut columns = Columns::of(row);
        columns.take();
        for code in super::table::words(columns.take()) {
            assert!(catalogue().service(code).is_some(), "{row}");
        }
    }
}

#[test]
fn enumerated_cells_hold_listed_words() {
    let cells = |table: &'static Table, column: usize| -> BTreeSet<&str> {
        table
            .rows()
            .iter()
            .filter_map(|row| row.split('\t').nth(column))
            .collect()
    };
    let within = |found: BTreeSet<&str>, listed: &[&str]| {
        for word in found {
            assert!(listed.contains(&word), "{word}");
        }
    };
    let basis = [
        "documented",
        "documented-2019",
        "sample",
        "verb",
        "inferred",
        "unknown",
    ];
    within(
        cells(&ACTIONS.table, 1),
        &["create", "delete", "get", "list", "read", "update", "write"],
    );
    within(cells(&ACTIONS.table, 2), &basis);
    within(cells(&ACTIONS.table, 4), &basis);
    within(
        cells(&KEYS.table, 1),
        &["string", "number", "date", "bool", "ip"],
    );
    within(
        cells(&KEYS.table, 2),
        &["always", "sometimes", "resource-only", "unverified"],
    );
    within(cells(&KEYS.table, 4), &["never", "-"]);
    within(cells(&KEYS.table, 5), &["one", "many"]);
    within(
        cells(&KEYS.table, 7),
        &[
            "time",
            "principal-arn",
            "directory-id",
            "directory-path",
            "mfa",
            "source-ip",
            "source-vpc",
            "caller-chosen",
            "receiving-service",
            "linked-service",
            "subject",
            "audience",
            "recipient",
            "external-id",
            "-",
        ],
    );
    within(cells(&SERVICES.table, 2), &["complete", "partial"]);
}

#[test]
fn the_default_guarded_action_is_a_delete_on_all_resources() {
    let action = catalogue().action("KVSTORE:destroyinstance").unwrap();
    assert_eq!(action.name, "kvstore:DestroyInstance");
    assert_eq!(action.level, AccessLevel::Delete);
    assert!(action.is_on_all_resources());
    assert_eq!(action.confidence, Confidence::High);
    assert!(catalogue().irreversible(action.name).is_some());
    let siblings: Vec<_> = catalogue()
        .siblings(action.name)
        .map(|sibling| sibling.sibling)
        .collect();
    for name in [
        "DeleteInstance",
        "FlushInstance",
        "FlushInstanceForDB",
        "DeleteBackup",
    ] {
        assert!(
            siblings.contains(&format!("kvstore:{name}").as_str()),
            "{name}"
        );
    }
}

#[test]
fn actions_of_a_service_are_its_own_only() {
    assert_eq!(catalogue().actions_of("kvstore").count(), 180);
    assert!(catalogue().is_complete("kvstore"));
    assert!(!catalogue().is_complete("ecs"));
    assert!(!catalogue().is_complete("nonesuch"));
    for action in catalogue().actions_of("RDS") {
        assert_eq!(action.service(), "rds");
    }
    assert_eq!(catalogue().actions_of("rd").count(), 0);
    let delete = catalogue().action("kvstore:DeleteInstance").unwrap();
    let ResourceLevel::Templates(templates) = delete.resource else {
        panic!("{delete:?}");
    };
    assert_eq!(
        templates.iter().collect::<Vec<_>>(),
        ["acs:kvstore:{region}:{account}:instance/{instance}"]
    );
}

#[test]
fn aliases_go_both_ways() {
    for written in ["r-kvstore", "redis", "Tair"] {
        assert_eq!(catalogue().alias(written), Some("kvstore"));
    }
    assert_eq!(catalogue().alias("kvstore"), None);
    assert_eq!(
        catalogue().aliases_of("KVSTORE").collect::<Vec<_>>(),
        ["r-kvstore", "redis", "tair"]
    );
}

#[test]
fn d52_assuming_a_role_names_the_role_in_either_spelling() {
    let assume: Vec<_> = catalogue().assume_actions().collect();
    assert_eq!(assume.len(), 1);
    assert_eq!(assume[0].action, "sts:AssumeRole");
    assert_eq!(
        assume[0].templates().collect::<Vec<_>>(),
        [
            "acs:ram:*:{account}:role/{name}",
            "acs:ram::{account}:role/{name}"
        ]
    );
}

#[test]
fn d16_presence_depends_on_the_request() {
    use AbsentBecause::{NoResource, OtherAction, OtherService};
    use Presence::{Always, Never, Sometimes, Unverified};
    let destroy = "kvstore:DestroyInstance";
    for (key, action, all, expected) in [
        ("acs:CurrentTime", destroy, true, Always),
        ("acs:PrincipalARN", destroy, true, Always),
        ("acs:SourceIp", destroy, true, Always),
        ("acs:securetransport", destroy, true, Always),
        ("acs:MFAPresent", destroy, true, Sometimes),
        ("acs:SourceVpc", destroy, true, Sometimes),
        ("acs:PrincipalRDPath", destroy, true, Sometimes),
        ("acs:ResourceTag/env", destroy, true, Never(NoResource)),
        ("acs:RequestTag/env", destroy, true, Never(NoResource)),
        (
            "acs:ResourceTag/env",
            "kvstore:DeleteInstance",
            false,
            Sometimes,
        ),
        ("acs:Service", destroy, true, Never(OtherAction)),
        ("acs:Service", "ram:PassRole", false, Sometimes),
        (
            "ram:ServiceName",
            "ram:CreateServiceLinkedRole",
            true,
            Sometimes,
        ),
        (
            "ram:ServiceName",
            "ram:CreateUser",
            false,
            Never(OtherAction),
        ),
        ("ecs:tag", destroy, true, Never(OtherService)),
        ("rds:ResourceTag/env", destroy, true, Never(OtherService)),
        ("sls:Anything", destroy, true, Never(OtherService)),
        ("sts:ExternalId", "sts:AssumeRole", false, Sometimes),
        ("sts:ExternalId", destroy, true, Never(OtherService)),
        (
            "kvstore:TDEStatus",
            "kvstore:ModifyInstanceTDE",
            false,
            Sometimes,
        ),
        ("kvstore:TDEStatus", destroy, true, Unverified),
        ("redis:TDEStatus", destroy, true, Unverified),
        ("acs:RequestedRegion", destroy, true, Unverified),
        ("acs:UserAgent", destroy, true, Unverified),
        ("acs:UserAgent", "oss:DeleteObject", false, Sometimes),
        ("acs:SourceIpp", destroy, true, Unverified),
        ("nonsense", destroy, true, Unverified),
    ] {
        assert_eq!(
            catalogue().presence(key, action, all),
            expected,
            "{key} {action}"
        );
    }
}

#[test]
fn similar_names_start_with_the_service_that_was_meant() {
    let first = |written: &str| catalogue().similar_actions(written, 3).first().copied();
    for written in [
        "kvstore:DestoryInstance",
        "redis:DestroyInstance",
        "r-kvstore:DestroyInstance",
        "tair:DestoryInstance",
        "kvstor:DestroyInstance",
        "KVSTORE:DESTROYINSTANCES",
    ] {
        assert_eq!(first(written), Some("kvstore:DestroyInstance"), "{written}");
    }
    assert_eq!(
        catalogue().similar_actions("redis:destroyinstance", 3),
        ["kvstore:DestroyInstance"]
    );
    assert_eq!(first("dds:DestroyInstanse"), Some("dds:DestroyInstance"));
    assert_eq!(first("xyzzy:Plugh"), None);
    assert_eq!(first(""), None);
    assert_eq!(first(&"k".repeat(100_000)), None);
    assert!(catalogue().similar_actions("kvstore:Describe", 2).len() <= 2);
    assert!(
        catalogue()
            .similar_actions("kvstore:DestroyInstance", 0)
            .is_empty()
    );
}

#[test]
fn similar_services_are_the_one_meant_or_the_nearest() {
    for (written, expected) in [
        ("redis", &["kvstore"][..]),
        ("R-KVSTORE", &["kvstore"]),
        ("kvstor", &["kvstore"]),
        ("qqqqqqqqqqqq", &[]),
    ] {
        assert_eq!(
            catalogue().similar_services(written, 1),
            expected,
            "{written}"
        );
    }
}

#[test]
fn folder_table_and_index_of_system_policies_agree() {
    let index = super::policies::read_index().unwrap();
    let names: Vec<&str> = index.iter().map(|policy| policy.name.as_str()).collect();
    assert!(names.is_sorted(), "the index is sorted");
    let bundled: Vec<&str> = super::system_policies::DOCUMENTS
        .iter()
        .map(|(name, _)| *name)
        .collect();
    assert!(bundled.is_sorted(), "the table is sorted");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/system");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .collect();
    assert_eq!(
        files,
        bundled.iter().map(|name| (*name).to_owned()).collect(),
        "folder and table"
    );
    let with_document: Vec<&str> = index
        .iter()
        .filter(|policy| policy.status != PolicyStatus::Described)
        .map(|policy| policy.name.as_str())
        .collect();
    assert_eq!(with_document, bundled, "index and table");
    for policy in catalogue().system_policies() {
        let name = &policy.name;
        assert!(!policy.sources.is_empty(), "{name}");
        assert!(policy.sources.iter().all(|url| url.starts_with("https://")));
        assert_eq!(
            policy.document.is_some(),
            policy.status != PolicyStatus::Described
        );
        let explained = policy.note.is_some();
        assert!(
            explained || policy.status == PolicyStatus::Complete,
            "{name}"
        );
    }
}

#[test]
fn bundled_documents_are_allow_only_policies() {
    for (name, text) in super::system_policies::DOCUMENTS {
        let document: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(document["Version"], "1", "{name}");
        let statements = document["Statement"].as_array().unwrap();
        assert!(!statements.is_empty(), "{name}");
        for statement in statements {
            assert_eq!(statement["Effect"], "Allow", "{name}");
            assert!(!statement["Resource"].is_null(), "{name}");
            assert_ne!(
                statement["Action"].is_null(),
                statement["NotAction"].is_null(),
                "{name}"
            );
        }
    }
}

#[test]
fn well_known_system_policies_are_bundled() {
    let document = |name: &str| -> serde_json::Value {
        let policy = catalogue().system_policy(name).unwrap();
        serde_json::from_str(policy.document.unwrap()).unwrap()
    };
    assert_eq!(
        document("AliyunKvstoreFullAccess")["Statement"][0]["Action"],
        "kvstore:*"
    );
    assert_eq!(
        document("AdministratorAccess")["Statement"][0]["Action"],
        "*"
    );
    assert!(document("PowerUserAccess")["Statement"][0]["NotAction"].is_array());
    assert_eq!(
        document("AliyunKvstoreReadOnlyAccess")["Statement"][0]["Action"],
        "kvstore:Describe*"
    );
    let power = catalogue().system_policy("PowerUserAccess").unwrap();
    assert_eq!(power.status, PolicyStatus::Partial);
    assert!(!power.rest_does_not_grant("ram:CreateUser"));
    let dts = catalogue().system_policy("AliyunDTSRolePolicy").unwrap();
    assert!(dts.rest_does_not_grant("kvstore:DestroyInstance"));
    assert!(!dts.rest_does_not_grant("rds:DeleteDBInstance"));
    let admin = catalogue().system_policy("administratoraccess").unwrap();
    assert_eq!(admin.status, PolicyStatus::Complete);
    assert!(catalogue().system_policy("AliyunECSFullAccess").is_none());
}

#[test]
fn d42_names_of_system_policies() {
    use ByName::{DoesNotGrant, Unknown};
    let destroy = "kvstore:DestroyInstance";
    for (name, action, expected) in [
        ("AliyunECSFullAccess", destroy, DoesNotGrant),
        ("AliyunOSSReadOnlyAccess", destroy, DoesNotGrant),
        ("AliyunSTSAssumeRoleAccess", destroy, DoesNotGrant),
        ("AliyunEHPCFullAccess", destroy, DoesNotGrant),
        ("AliyunKvstoreFullAccess", destroy, Unknown),
        ("AliyunKvstoreReadOnlyAccess", destroy, DoesNotGrant),
        (
            "AliyunKvstoreReadOnlyAccess",
            "kvstore:DescribeInstances",
            Unknown,
        ),
        ("ReadOnlyAccess", destroy, DoesNotGrant),
        ("ReadOnlyAccess", "kvstore:DescribeInstances", Unknown),
        ("ReadOnlyAccess", "kvstore:NoSuchAction", Unknown),
        ("SomethingNobodyKnows", destroy, Unknown),
        ("AliyunNobodyKnowsFullAccess", destroy, Unknown),
        ("AliyunECSKvstoreFullAccess", destroy, Unknown),
        ("AliyunServiceRolePolicyForDAS", destroy, Unknown),
        ("PowerUserAccess", destroy, Unknown),
        ("AliyunECSFullAccess", "ecs:DeleteInstance", Unknown),
        ("AliyunRAMFullAccess", "sts:AssumeRole", Unknown),
        ("AliyunECSFullAccess", "nonesuch:Delete", Unknown),
        ("AliyunECSFullAccess", "imagesearch:DeleteImage", Unknown),
        ("é", destroy, Unknown),
    ] {
        assert_eq!(
            catalogue().system_policy_by_name(name, action),
            expected,
            "{name} {action}"
        );
    }
}

#[test]
fn the_version_is_a_month() {
    let (year, month) = VERSION.split_once('-').unwrap();
    assert_eq!((year.len(), month.len()), (4, 2));
}
