//! What two snapshots let somebody obtain, compared: what is told of one side is
//! walked there and not on the other, and what stops nothing makes no difference.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use ramlint::engine::answers::{self, Line};
use ramlint::engine::difference::{Compared, Difference, Entry, Kind, compare};
use ramlint::model::catalogue::Catalogue;
use serde_json::{Value, json};

use crate::differences::has_place;
use crate::obtained::accounts::{account, condition, deny_above, statement};
use crate::obtained::replay::Walk;
use crate::obtained::snapshot::admitting;
use crate::obtained::{config, reading};
use crate::support::{ACTION, AT, settings};

fn compared(before: &Value, after: &Value) -> Compared {
    let catalogue = Catalogue::embedded();
    let question = answers::question(ACTION, catalogue);
    let (before, after) = (reading::model(before), reading::model(after));
    compare(
        &before,
        &after,
        &[question],
        catalogue,
        &settings(AT, false),
    )
}

fn shown(difference: &Difference) -> Vec<String> {
    let entries = difference.gained.iter().chain(&difference.lost);
    let shown = entries.map(|one| format!("{} {} {:?}", one.kind.word(), one.principal, one.via));
    shown.collect()
}

/// The statements of each policy whose document is there.
fn documents(account: &mut Value) -> Vec<&mut Vec<Value>> {
    let policies = account["policies"].as_array_mut().unwrap().iter_mut();
    let documents = policies.filter_map(|policy| policy.get_mut("document"));
    documents
        .filter_map(|document| document["Statement"].as_array_mut())
        .collect()
}

/// By default a Deny on single resources does not stop an action that names none,
/// whatever its condition tests.
fn stops_nothing(condition: &Value) -> Value {
    let mut deny = json!({"Effect": "Deny", "Action": ACTION,
        "Resource": "acs:kvstore:*:*:instance/r-1"});
    if !condition.is_null() {
        deny["Condition"] = condition.clone();
    }
    deny
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn a_deny_that_stops_nothing_makes_no_difference(
        before in account(true),
        condition in condition(),
    ) {
        let mut after = before.clone();
        for statements in documents(&mut after) {
            statements.push(stops_nothing(&condition));
        }
        let found = compared(&before, &after).difference;
        prop_assert_eq!(shown(&found), Vec::<String>::new());
    }
}

/// An account whose user may attach policies by a role, and perhaps itself.
fn attaching(itself: bool) -> Value {
    let policy = |name: &str, action: &str| {
        json!({"type": "Custom", "name": name, "document": {"Version": "1", "Statement": [
            {"Effect": "Allow", "Action": action, "Resource": "*"}]}})
    };
    let trust = json!({"Version": "1", "Statement": [{"Effect": "Allow",
        "Action": "sts:AssumeRole", "Principal": {"RAM": ["acs:ram::1000000000000001:user/u"]}}]});
    let mut attachments = vec![
        json!({"policy": "Custom/Become", "to": "user/u"}),
        json!({"policy": "Custom/Attach", "to": "role/r"}),
    ];
    if itself {
        attachments.push(json!({"policy": "Custom/Attach", "to": "user/u"}));
    }
    json!({"ram_account_snapshot": 1, "account_id": "1000000000000001",
        "users": [{"name": "u"}], "roles": [{"name": "r", "trust": trust}],
        "policies": [policy("Become", "sts:AssumeRole"), policy("Attach", "ram:AttachPolicyToUser"),
            policy("All", "kvstore:*")],
        "attachments": attachments})
}

/// The search of one side ends with the shorter way; the longer one is there as well.
#[test]
fn d36_a_longer_way_that_was_there_is_not_new_where_the_shorter_one_is_gone() {
    let (both, one) = (attaching(true), attaching(false));
    let taken = compared(&both, &one).difference;
    let given = compared(&one, &both).difference;
    let own = vec!["obtain user/u []".to_owned()];
    assert_eq!((taken.gained.len(), given.lost.len()), (0, 0));
    assert_eq!((shown(&taken), shown(&given)), (own.clone(), own));
}

#[derive(Clone, Debug)]
enum Edit {
    Condition(Index, Index, Value),
    Statement(Index, Value),
    Detach(Index),
    Attach(&'static str, &'static str),
    Join(Index, &'static str),
    Admit(Index, &'static str),
    DenyAbove(Value),
    Above(Value),
    Switch(Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    let any_statement = statement(&["Allow", "Allow", "Deny"]);
    prop_oneof![
        3 => (at(), at(), condition()).prop_map(|(a, b, c)| Edit::Condition(a, b, c)),
        2 => (at(), any_statement).prop_map(|(a, b)| Edit::Statement(a, b)),
        1 => at().prop_map(Edit::Detach),
    ]
}

/// Edits of who holds what and of whom roles let in as well.
fn any_edit() -> impl Strategy<Value = Edit> {
    let policy = select(&["A", "B", "C", "D", "E", "E"]);
    let detaching = json!({"Effect": "Allow", "Action": "ram:Detach*", "Resource": "*"});
    let holder = select(&["user/u", "user/w", "group/g", "role/r", "role/s"]);
    prop_oneof![
        4 => edit(),
        2 => (policy, holder).prop_map(|(policy, to)| Edit::Attach(policy, to)),
        1 => (any::<Index>(), select(&["u", "w"])).prop_map(|(at, user)| Edit::Join(at, user)),
        1 => (any::<Index>(), select(&["user/u", "role/r"])).prop_map(|(at, who)| Edit::Admit(at, who)),
        1 => statement(&["Deny"]).prop_map(Edit::DenyAbove),
        1 => statement(&["Deny"]).prop_map(Edit::Above),
        1 => any::<Index>().prop_map(Edit::Switch),
        3 => any::<Index>().prop_map(move |at| Edit::Statement(at, detaching.clone())),
        2 => Just(Edit::Attach("E", "user/u")),
    ]
}

fn edited(before: &Value, edits: &[Edit]) -> Value {
    let mut after = before.clone();
    for edit in edits {
        match edit {
            Edit::Condition(policy, number, condition) => {
                let mut all = documents(&mut after);
                let policy = policy.index(all.len());
                let statements = &mut all[policy];
                let number = number.index(statements.len());
                let statement = statements[number].as_object_mut().unwrap();
                statement.remove("Condition");
                if !condition.is_null() {
                    statement.insert("Condition".to_owned(), condition.clone());
                }
            }
            Edit::Statement(policy, statement) => {
                let mut all = documents(&mut after);
                let policy = policy.index(all.len());
                all[policy].push(statement.clone());
            }
            Edit::Detach(number) => {
                let all = after["attachments"].as_array_mut().unwrap();
                let number = number.index(all.len());
                all.remove(number);
            }
            Edit::Attach(policy, to) => {
                let one = json!({"policy": format!("Custom/{policy}"), "to": to});
                let all = after["attachments"].as_array_mut().unwrap();
                if !all.contains(&one) {
                    all.push(one);
                }
            }
            Edit::Join(group, user) => {
                let groups = after["groups"].as_array_mut().unwrap();
                let number = group.index(groups.len());
                let members = groups[number]["members"].as_array_mut().unwrap();
                if !members.contains(&json!(user)) {
                    members.push(json!(user));
                }
            }
            Edit::Admit(role, who) => {
                let roles = after["roles"].as_array_mut().unwrap();
                let number = role.index(roles.len());
                roles[number]["trust"] = admitting(who);
            }
            Edit::DenyAbove(statement) => deny_above(&mut after, statement),
            Edit::Above(statement) => {
                for control in after["control_policies"].as_array_mut().unwrap() {
                    if let Some(document) = control.get_mut("document") {
                        document["Statement"] = json!([statement]);
                    }
                }
            }
            Edit::Switch(policy) => {
                let policies = after["policies"].as_array_mut().unwrap();
                let number = policy.index(policies.len());
                let policy = policies[number].as_object_mut().unwrap();
                if let Some(mut others) = policy.remove("other_versions") {
                    let other = others[0]["document"].take();
                    others[0] = json!({"version": "v2", "document": policy["document"].take()});
                    policy.insert("document".to_owned(), other);
                    policy.insert("version".to_owned(), json!("v1"));
                    policy.insert("other_versions".to_owned(), others);
                }
            }
        }
    }
    after
}

/// Whether the requests that show an entry lead to the action in a snapshot.
fn is_walked(
    entry: &Entry,
    snapshot: &Value,
    answers: &answers::Answers,
    gains: bool,
) -> Option<Result<(), String>> {
    let mut way = entry.obtained.clone()?;
    way.witness.clone_from(&entry.witness);
    way.witness_world.as_ref()?;
    let walk = Walk {
        way: &way,
        answers,
        gains,
    };
    Some(walk.walk(snapshot, &reading::model(snapshot), &entry.principal))
}

#[test]
fn d37_what_could_be_obtained_on_one_side_is_walked_on_that_side_alone() {
    let mut runner = TestRunner::new(config(1));
    let strategy = (account(true), prop::collection::vec(edit(), 1..4));
    let (mut told, mut both) = (0, 0);
    for _ in 0..120 {
        let (before, edits) = strategy.new_tree(&mut runner).unwrap().current();
        let after = edited(&before, &edits);
        let found = compared(&before, &after);
        let (was, is) = ((&before, &found.before[0]), (&after, &found.after[0]));
        let difference = &found.difference;
        for entry in difference.gained.iter().chain(&difference.lost) {
            let is_told = has_place(entry, difference);
            assert!(is_told, "no cause: {entry:#?}\n{before:#}\n{edits:#?}");
        }
        for (entries, has, lacks) in [(&difference.gained, is, was), (&difference.lost, was, is)] {
            for entry in entries.iter().filter(|entry| entry.kind == Kind::Obtain) {
                let Some(here) = is_walked(entry, has.0, has.1, true) else {
                    continue;
                };
                told += 1;
                assert_eq!(here, Ok(()), "{entry:#?}\n{before:#}\n{edits:#?}");
                both += usize::from(entry.before.gives_access() && entry.after.gives_access());
                let there = is_walked(entry, lacks.0, lacks.1, false).unwrap();
                assert!(there.is_err(), "{entry:#?}\n{before:#}\n{edits:#?}");
            }
        }
    }
    assert!(told >= 20 && both >= 1, "{told} {both}");
}

/// Who was firmly denied before and is denied, but not firmly, now.
fn no_longer_firm(found: &Compared) -> Vec<(&Line, &Line)> {
    let lines = found.after[0].lines();
    let pairs = lines.filter_map(|(_, line)| {
        let mut others = found.before[0].lines();
        let (_, was) = others.find(|(_, one)| one.id == line.id)?;
        let (here, there) = (line.firmness.as_ref()?, was.firmness.as_ref()?);
        (there.firm && !here.firm).then_some((line, was))
    });
    pairs.collect()
}

fn sorted(entries: &[Entry]) -> Vec<String> {
    let mut shown: Vec<String> = entries
        .iter()
        .map(|entry| {
            let way = entry.obtained.as_ref().and_then(|way| way.first());
            let step = way.or_else(|| Some(&entry.removal.as_ref()?.step));
            let step = step.map(|step| (step.edge, &step.policy, &step.whom));
            format!(
                "{} {} {:?} {step:?}",
                entry.kind.word(),
                entry.principal,
                entry.via
            )
        })
        .collect();
    shown.sort();
    shown
}

#[test]
fn what_is_told_has_a_place_and_is_lost_the_other_way_round() {
    let mut runner = TestRunner::new(config(1));
    let strategy = (account(true), prop::collection::vec(any_edit(), 1..3));
    let (mut removals, mut ways, mut loosened) = (0, 0, 0);
    for _ in 0..160 {
        let (before, edits) = strategy.new_tree(&mut runner).unwrap().current();
        let after = edited(&before, &edits);
        let found = compared(&before, &after);
        let there = &found.difference;
        for (line, was) in no_longer_firm(&found) {
            loosened += 1;
            let mut told = there.gained.iter().map(|entry| &entry.principal);
            let had = !was.reach.is_empty();
            assert!(
                had || told.any(|one| *one == line.id),
                "{} {before:#}\n{edits:#?}",
                line.id
            );
        }
        for entry in there.gained.iter().chain(&there.lost) {
            let is_told = has_place(entry, there);
            assert!(is_told, "no cause: {entry:#?}\n{before:#}\n{edits:#?}");
            removals += usize::from(entry.removal.is_some());
            ways += usize::from(entry.obtained.is_some());
        }
        let back = compared(&after, &before).difference;
        assert_eq!(
            sorted(&there.gained),
            sorted(&back.lost),
            "{before:#}\n{edits:#?}"
        );
        assert_eq!(
            sorted(&there.lost),
            sorted(&back.gained),
            "{before:#}\n{edits:#?}"
        );
    }
    let all = removals >= 6 && ways >= 40 && loosened >= 4;
    assert!(all, "{removals} {ways} {loosened}");
}

proptest! {
    #![proptest_config(config(40))]

    /// No call is allowed by the name of the guard, so that it may have any.
    #[test]
    fn the_name_of_a_guard_makes_no_difference(before in account(true)) {
        let text = before.to_string();
        let renamed = text.replace("Custom/E", "Custom/Z");
        let renamed = renamed.replace("\"name\":\"E\"", "\"name\":\"Z\"");
        prop_assume!(renamed != text);
        let after: Value = serde_json::from_str(&renamed).unwrap();
        let found = compared(&before, &after).difference;
        prop_assert_eq!(shown(&found), Vec::<String>::new());
    }
}
