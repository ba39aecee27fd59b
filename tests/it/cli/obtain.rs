//! What could be obtained and how firm a guard is, as `who-can` and `can` say it.

use serde_json::{Value, json};

use crate::cli::{Around, Folder};

const OWN: &str = "1000000000000001";

fn document(statements: &[(&str, Value)]) -> Value {
    let statements: Vec<Value> = statements
        .iter()
        .map(|(effect, action)| json!({"Effect": effect, "Action": action, "Resource": "*"}))
        .collect();
    json!({"Version": "1", "Statement": statements})
}

/// Ann is denied and may detach; Ben may become a role that rewrites what he
/// holds; Cleo is denied firmly.
fn company() -> Folder {
    let trust = json!({"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"RAM": [format!("acs:ram::{OWN}:user/ben")]}}]});
    let snapshot = json!({
        "ram_account_snapshot": 1, "account_id": OWN,
        "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
        "users": [{"name": "ann"}, {"name": "ben"}, {"name": "cleo"}, {"name": "dan"}],
        "roles": [{"name": "author", "trust": trust}],
        "policies": [
            {"type": "Custom", "name": "Cache", "document": document(&[("Allow", json!("kvstore:*"))])},
            {"type": "Custom", "name": "Never", "document": document(&[("Deny", json!("kvstore:DestroyInstance"))])},
            {"type": "Custom", "name": "Detach", "document": document(&[("Allow", json!(["ram:DetachPolicyFromUser", "ram:List*"]))])},
            {"type": "Custom", "name": "Enter", "document": document(&[("Allow", json!("sts:AssumeRole"))])},
            {"type": "Custom", "name": "Rewrite", "document": document(&[("Allow", json!("ram:CreatePolicyVersion"))])},
        ],
        "attachments": [
            {"policy": "Custom/Cache", "to": "user/ann"}, {"policy": "Custom/Never", "to": "user/ann"},
            {"policy": "Custom/Detach", "to": "user/ann"},
            {"policy": "Custom/Enter", "to": "user/ben"}, {"policy": "Custom/Rewrite", "to": "role/author"},
            {"policy": "Custom/Cache", "to": "user/cleo"}, {"policy": "Custom/Never", "to": "user/cleo"},
        ],
    });
    let text = serde_json::to_string_pretty(&snapshot).unwrap();
    Folder::new(&[("account.json", &text)])
}

fn principal(json: &Value, id: &str) -> Value {
    let list = json["principals"].as_array().unwrap();
    list.iter().find(|one| one["id"] == id).unwrap().clone()
}

#[test]
fn d25_the_table_lists_who_could_obtain_it() {
    company()
        .run(&["who-can"])
        .ends(0)
        .says("CAN OBTAIN IT")
        .says("takes Custom/Never from user/ann")
        .says("becomes role/author, then as role/author makes Custom/Enter say what it likes")
        .says("3 could obtain it");
}

#[test]
fn d26_the_table_says_how_firmly() {
    company()
        .run(&["who-can"])
        .says("Deny in Custom/Never beats Custom/Cache, removable by ram:DetachPolicyFromUser")
        .says("Deny in Custom/Never beats Custom/Cache, firmly");
}

/// The parts of a story, in the order in which they are told.
fn in_order(text: &str, parts: &[&str]) {
    let mut from = 0;
    for part in parts {
        let at = text
            .get(from..)
            .unwrap()
            .find(part)
            .unwrap_or_else(|| panic!("{part} is not there, or too early: {text}"));
        from += at;
    }
}

#[test]
fn d25_one_answer_tells_the_story_in_order() {
    let ran = company().run(&["can", "ann"]).ends(0);
    in_order(
        &ran.out,
        &[
            "DENIED: kvstore:DestroyInstance for user/ann",
            "\ndirectly\n",
            "Deny in Custom/Never, statement 0 (account.json:",
            "\nby becoming a role\n",
            "\nwhat it could obtain\n  ALLOWED by ram:DetachPolicyFromUser\n",
            "takes Custom/Never from user/ann\n",
            "by Custom/Detach, statement 0 (account.json:",
            "\nhow firmly it is denied\n  not firm: it can take off what denies it\n",
            "\nwhat it takes\n",
            "\nother actions with the same outcome\n",
        ],
    );
    let firm = company().run(&["can", "cleo"]).ends(0);
    in_order(
        &firm.out,
        &[
            "\nwhat it could obtain\n  no call that it is allowed leads to the action\n",
            "\nhow firmly it is denied\n  firm: ",
        ],
    );
    let allowed = company().run(&["can", "role/author"]).ends(0);
    assert!(!allowed.out.contains("how firmly"), "{}", allowed.out);
}

#[test]
fn d25_the_story_fits_eighty_columns() {
    let terminal = Around {
        terminals: (true, true),
        width: Some(80),
        ..Around::default()
    };
    for who in ["ann", "ben", "cleo", "author"] {
        let ran = company().run_with(&["can", who, "--color", "never"], &terminal);
        for line in ran.out.lines() {
            assert!(line.chars().count() <= 80, "{who}: {line}");
        }
    }
}

#[test]
fn d25_machine_output_points_at_what_allows_each_call() {
    let folder = company();
    let text = std::fs::read_to_string(folder.at("account.json")).unwrap();
    let json = folder.run(&["who-can", "--format", "json"]).ends(0).json();
    let under = |place: &Value| {
        let at = |field: &str| usize::try_from(place[field].as_u64().unwrap()).unwrap();
        text.get(at("start")..at("end")).unwrap().to_owned()
    };
    let ann = principal(&json, "user/ann");
    assert_eq!(ann["firm"], false);
    let removal = &ann["removable_by"][0];
    assert_eq!(removal["by"], "ram:DetachPolicyFromUser");
    assert_eq!(under(&removal["at"]), "\"ram:DetachPolicyFromUser\"");
    assert_eq!(
        under(&removal["guards"][0]["at"]),
        "\"kvstore:DestroyInstance\""
    );
    let way = &ann["can_obtain"][0];
    assert_eq!(way["by"], "ram:DetachPolicyFromUser");
    assert_eq!(way["policy"], "Custom/Detach");
    assert_eq!(way["statement"], 0);
    assert_eq!(way["kind"], "shed_a_guard");
    assert_eq!(way["answer"], "allowed");
    assert_eq!(way["exposure"], "anywhere");
    assert_eq!(way["as"], "user/ann");
    let ben = principal(&json, "user/ben");
    assert_eq!(ben.get("firm"), None, "he is not denied");
    let way = &ben["can_obtain"][0];
    assert_eq!(way["by"], "ram:CreatePolicyVersion");
    assert_eq!(under(&way["at"]), "\"ram:CreatePolicyVersion\"");
    let steps = way["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 2);
    assert_eq!(steps[0]["edge"], Value::Null);
    assert_eq!(under(&steps[0]["calls"][0]["at"]), "\"sts:AssumeRole\"");
    assert_eq!(steps[1]["by"], "role/author");
    assert_eq!(
        way["witness"].as_array().unwrap().len(),
        3,
        "a request for each call and one for the action"
    );
    let cleo = principal(&json, "user/cleo");
    assert_eq!(cleo["firm"], true);
    assert_eq!(cleo["can_obtain"], json!([]));
    assert_eq!(principal(&json, "user/dan")["can_obtain"], json!([]));
}

/// D41: a search that ends with its budget is said to have ended.
#[test]
fn d41_a_search_that_is_cut_leaves_the_run_incomplete() {
    let denies: Vec<String> = (0..120_usize)
        .map(|number| {
            let letter = char::from(b'a' + u8::try_from(number % 26).unwrap());
            let block = number * 37 % 256;
            format!(
                r#",{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{"DateLessThan":{{"acs:CurrentTime":"2027-01-01T00:00:00Z"}},"NotIpAddress":{{"acs:SourceIp":"10.{block}.0.0/16"}},"StringNotLike":{{"acs:PrincipalARN":"*{letter}*{number}*"}}}}}}"#
            )
        })
        .collect();
    let text = format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"*","Resource":"*"}}{}]}}"#,
        denies.concat()
    );
    let folder = Folder::new(&[("hard.json", &text)]);
    folder
        .run(&["who-can"])
        .ends(3)
        .warns("more ways to what it could obtain than are looked at");
}

/// D26: a control policy is firm for those it binds, and whoever may lift it in the
/// management account is told.
#[test]
fn d26_the_management_account_says_who_can_lift_a_control_policy() {
    let account = |position: &str, allowed: &str| {
        let snapshot = json!({
            "ram_account_snapshot": 1, "account_id": OWN,
            "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
            "users": [{"name": "ann"}],
            "policies": [{"type": "Custom", "name": "P", "document": document(&[("Allow", json!(allowed)), ("Allow", json!("kvstore:*"))])}],
            "attachments": [{"policy": "Custom/P", "to": "user/ann"}],
            "resource_directory": {"id": "rd-1", "account": position, "path": ["r-1"]},
            "control_policies": [
                {"id": "cp-full", "name": "FullAliyunAccess", "effect_scope": "All", "targets": ["r-1", OWN]},
                {"id": "cp-never", "name": "Never", "effect_scope": "RAM", "targets": ["r-1"],
                 "document": document(&[("Deny", json!("kvstore:DestroyInstance"))])},
                {"id": "cp-other", "name": "Other", "effect_scope": "RAM", "targets": ["r-1"],
                 "document": document(&[("Deny", json!("ecs:*"))])},
            ],
        });
        Folder::new(&[("account.json", &snapshot.to_string())])
    };
    let folder = account("management", "resourcemanager:DetachControlPolicy");
    let json = folder
        .run(&["can", "ann", "--format", "json"])
        .ends(0)
        .json();
    let lifts = json["principals"][0]["lifts"].as_array().unwrap().clone();
    assert_eq!(lifts.len(), 1, "{json}");
    assert_eq!(lifts[0]["by"], "resourcemanager:DetachControlPolicy");
    assert_eq!(lifts[0]["control"], "Control/cp-never");
    folder
        .run(&["can", "ann"])
        .says("guards of other accounts that it can lift\n  Control/cp-never by resourcemanager:DetachControlPolicy\n");
    let none = account("management", "resourcemanager:Get*").run(&["can", "ann"]);
    assert!(!none.out.contains("can lift"), "{}", none.out);
    let member = account("member", "resourcemanager:DetachControlPolicy").run(&["can", "ann"]);
    assert!(!member.out.contains("can lift"), "{}", member.out);
    assert!(member.out.contains("  firm: "), "{}", member.out);
}
