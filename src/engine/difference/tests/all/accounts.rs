//! What bears on somebody besides the texts of policies: what is attached to whom, where
//! an account stands, and what an input claims to hold whole.

use super::*;
use crate::engine::snapshots::WHOLE;
use crate::model::account::{PolicyDocument, PrincipalId, PrincipalKind, Unlisted};
use crate::model::doubt::{Choice, DoubtId};

/// The user `boss` is in the group `ops`, which may do everything with databases; `u` is
/// in the group `idle` and holds nothing, as does the role `r`. Below the folder `fd-9`
/// deleting is denied, but the account is below another.
fn company() -> Value {
    json!({
        "users": [{ "name": "boss" }, { "name": "u" }],
        "groups": [{ "name": "idle", "members": ["u"] }, { "name": "ops", "members": ["boss"] }],
        "roles": [],
        "policies": [
            policy("all", &[says("Allow", "kvstore:D*")]),
            policy("no", &[says("Deny", "kvstore:Destroy*")]),
            policy("one", &[says("Allow", "kvstore:DeleteInstance")]),
        ],
        "attachments": [{ "policy": "Custom/all", "to": "group/ops" }],
        "resource_directory": { "id": "rd-1", "account": "member", "path": ["r-1", "fd-1"] },
        "control_policies": [
            { "id": "cp-full", "name": "FullAliyunAccess", "targets": ["r-1", "fd-1", "fd-9"] },
            control("cp-no", &["fd-9"], says("Deny", "kvstore:De*")),
        ],
    })
}

fn control(id: &str, targets: &[&str], statement: Value) -> Value {
    let document = json!({ "Version": "1", "Statement": [statement] });
    json!({ "id": id, "name": id, "targets": targets, "document": document })
}

fn with(edits: &[&dyn Fn(&mut Value)]) -> Value {
    let mut account = company();
    for edit in edits {
        edit(&mut account);
    }
    account
}

fn controlled(targets: &[&str], statement: Value) -> impl Fn(&mut Value) {
    let one = control("cp-no", targets, statement);
    move |account| account["control_policies"][1] = one.clone()
}

fn whole_but(missing: &str) -> impl Fn(&mut Value) {
    let words: Vec<&str> = WHOLE.into_iter().filter(|word| *word != missing).collect();
    move |account| account["complete"] = json!(words)
}

fn attached(policy: &str, to: &str) -> impl Fn(&mut Value) {
    let attachment = json!({ "policy": policy, "to": to });
    move |account| add(account, "attachments", attachment.clone())
}

/// What would fill a gap says nothing of what is in it.
#[test]
fn a_gap_that_another_command_would_fill_is_the_same_gap() {
    let lacking = |command: &str| {
        edited(with(&[&whole_but("attachments")]), |model| {
            let lacking = &mut model.accounts[0].lacking;
            lacking.insert("attachments", command.to_owned());
        })
    };
    let (one, other) = (lacking("one"), lacking("other"));
    assert_eq!(told(&one, &other, (Rows::Each, &[])), Vec::<String>::new());
}

#[test]
fn what_bears_on_everybody_in_an_account() {
    let denied = || says("Deny", "kvstore:De*");
    let binding = controlled(&["fd-1"], denied());
    let other = controlled(&["fd-1"], says("Deny", "kvstore:Des*"));
    let moved =
        |account: &mut Value| account["resource_directory"]["path"] = json!(["r-1", "fd-9"]);
    let alone =
        |account: &mut Value| account["resource_directory"] = json!({ "account": "standalone" });
    let managing = |account: &mut Value| {
        account["resource_directory"] = json!({ "id": "rd-1", "account": "management" })
    };
    let (attachments, memberships) = (whole_but("attachments"), whole_but("memberships"));
    let levels = whole_but("control_policies");
    let allowing = |account: &mut Value| {
        account["control_policies"] =
            json!([control("cp-some", &["fd-1"], says("Allow", "kvstore:Des*"))]);
    };
    let cases = [
        ("nothing", with(&[]), with(&[])),
        (
            "a policy that binds nobody here",
            with(&[]),
            with(&[&controlled(&["fd-8"], denied())]),
        ),
        ("a target", with(&[]), with(&[&binding])),
        ("a text", with(&[&binding]), with(&[&other])),
        ("a place", with(&[]), with(&[&moved])),
        ("no directory", with(&[&binding]), with(&[&binding, &alone])),
        ("managing", with(&[&binding]), with(&[&binding, &managing])),
        (
            "attachments that are not whole",
            with(&[]),
            with(&[&attachments]),
        ),
        (
            "memberships that are not whole",
            with(&[]),
            with(&[&memberships]),
        ),
        (
            "levels that are not whole",
            with(&[&allowing]),
            with(&[&allowing, &levels]),
        ),
    ];
    let cases = cases.map(|(what, one, other)| (what, read(one), read(other)));
    assert_told(&both_ways(&cases, (Rows::Each, &[])), "
# nothing
# a policy that binds nobody here
# a target
lost direct group/ops, user/boss: kvstore:DeleteBackup (verb_wildcard +kvstore:De*) allowed/anywhere -> denied: ControlPolicy Added Control/cp-no: +fd-1; by -kvstore:D*
gained direct group/ops, user/boss: kvstore:DeleteBackup (verb_wildcard -kvstore:De*) denied -> allowed/anywhere: ControlPolicy Removed Control/cp-no: -fd-1; by +kvstore:D*
# a text
gained direct group/ops, user/boss: kvstore:DeleteBackup (verb_wildcard -kvstore:De*=kvstore:De* except kvstore:Des*) denied -> allowed/anywhere: Deny Narrowed(Action) Control/cp-no: +kvstore:Des* -kvstore:De*; by +kvstore:D*
lost direct group/ops, user/boss: kvstore:DeleteBackup (verb_wildcard +kvstore:De*=kvstore:De* except kvstore:Des*) allowed/anywhere -> denied: Deny Widened(Action) Control/cp-no: +kvstore:De* -kvstore:Des*; by -kvstore:D*
# a place
lost direct group/ops, user/boss: kvstore:DeleteBackup (verb_wildcard +kvstore:De*) allowed/anywhere -> denied: Position Changed Control/cp-no: +[r-1,fd-9] -[r-1,fd-1]; by -kvstore:D*
gained direct group/ops, user/boss: kvstore:DeleteBackup (verb_wildcard -kvstore:De*) denied -> allowed/anywhere: Position Changed Control/cp-no: +[r-1,fd-1] -[r-1,fd-9]; by +kvstore:D*
# no directory
gained direct group/ops, user/boss: kvstore:DeleteBackup (verb_wildcard -kvstore:De*) denied -> allowed/anywhere: Position Changed Control/cp-no standalone: +standalone -[r-1,fd-1]; by +kvstore:D*
lost direct group/ops, user/boss: kvstore:DeleteBackup (verb_wildcard +kvstore:De*) allowed/anywhere -> denied: Position Changed Control/cp-no member: +[r-1,fd-1] -standalone; by -kvstore:D*
# managing
gained direct group/ops, user/boss: kvstore:DeleteBackup (verb_wildcard -kvstore:De*) denied -> allowed/anywhere: Position Changed Control/cp-no management: +management -[r-1,fd-1]; by +kvstore:D*
lost direct group/ops, user/boss: kvstore:DeleteBackup (verb_wildcard +kvstore:De*) allowed/anywhere -> denied: Position Changed Control/cp-no member: +[r-1,fd-1] -management; by -kvstore:D*
# attachments that are not whole
gained direct group/idle, user/u: adb:DeleteDBCluster (- +1000000000000001=*) not_granted -> unknown/anywhere on +not-complete attachments: Completeness Changed 1000000000000001: +1000000000000001
gained direct group/ops, user/boss: adb:DeleteDBCluster (- +1000000000000001=* except kvstore:D*) not_granted -> unknown/anywhere on +not-complete attachments: Completeness Changed 1000000000000001: +1000000000000001
lost direct group/idle, user/u: adb:DeleteDBCluster (- -1000000000000001=*) unknown/anywhere -> not_granted on not-complete attachments: Completeness Changed 1000000000000001: -1000000000000001
lost direct group/ops, user/boss: adb:DeleteDBCluster (- -1000000000000001=* except kvstore:D*) unknown/anywhere -> not_granted on not-complete attachments: Completeness Changed 1000000000000001: -1000000000000001
# memberships that are not whole
gained direct user/boss: adb:DeleteDBCluster (- +1000000000000001=* except kvstore:D*) not_granted -> unknown/anywhere on +not-complete memberships: Completeness Changed 1000000000000001: +1000000000000001
gained direct user/u: adb:DeleteDBCluster (- +1000000000000001=*) not_granted -> unknown/anywhere on +not-complete memberships: Completeness Changed 1000000000000001: +1000000000000001
lost direct user/boss: adb:DeleteDBCluster (- -1000000000000001=* except kvstore:D*) unknown/anywhere -> not_granted on not-complete memberships: Completeness Changed 1000000000000001: -1000000000000001
lost direct user/u: adb:DeleteDBCluster (- -1000000000000001=*) unknown/anywhere -> not_granted on not-complete memberships: Completeness Changed 1000000000000001: -1000000000000001
# levels that are not whole
gained direct group/ops, user/boss: kvstore:DeleteBackup (verb_wildcard +kvstore:D*=kvstore:D* except kvstore:Des*) denied -> allowed/anywhere: ControlPolicy Changed Control/cp-some: -{document:{Statement:[{Action:[kvstore:Des*],Effect:Allow,Re…; by +kvstore:D*
lost direct group/ops, user/boss: kvstore:DeleteBackup (verb_wildcard -kvstore:D*=kvstore:D* except kvstore:Des*) allowed/anywhere -> denied: ControlPolicy Changed Control/cp-some: +{document:{Statement:[{Action:[kvstore:Des*],Effect:Allow,Re…; by -kvstore:D*
");
}

/// A gap of two choices, or of three where it is about a document.
pub(super) fn gap(model: &mut Model, about: &str, choices: u8) -> DoubtId {
    model.doubts.gap("unread", about, None, choices)
}

pub(super) fn find(model: &Model, kind: PrincipalKind, name: &str) -> PrincipalId {
    let mut all = model.accounts[0].principals();
    all.find(|(_, one)| one.kind == kind && one.name == name)
        .unwrap()
        .0
}

#[test]
fn what_leads_to_somebody() {
    let attach = attached("Custom/all", "user/u");
    let in_group = |group: &'static str| {
        move |account: &mut Value| {
            let attachment = json!({ "policy": "Custom/one", "to": "user/u", "scope": group });
            add(account, "attachments", attachment);
        }
    };
    let (first, second) = (in_group("rg-1"), in_group("rg-2"));
    let one = attached("Custom/one", "user/u");
    let join = |account: &mut Value| account["groups"][1]["members"] = json!(["boss", "u"]);
    let join_idle = |account: &mut Value| account["groups"][0]["members"] = json!(["boss", "u"]);
    let unread = attached("Custom/unread", "user/u");
    let absent = attached("System/Nonesuch", "user/u");
    let other_absent = attached("System/Nonesuch2", "user/u");
    let cases = [
        ("an attachment", with(&[]), with(&[&attach])),
        ("a scope", with(&[&first]), with(&[&one])),
        ("another scope", with(&[&first]), with(&[&second])),
        ("a member", with(&[]), with(&[&join])),
        ("a member of an idle group", with(&[]), with(&[&join_idle])),
        (
            "a policy of which nothing is known",
            with(&[]),
            with(&[&absent]),
        ),
        (
            "another of which nothing is known",
            with(&[&absent]),
            with(&[&other_absent]),
        ),
        (
            "a policy that may deny as well",
            with(&[]),
            with(&[&unread]),
        ),
    ];
    let cases = cases.map(|(what, one, other)| (what, read(one), read(other)));
    assert_told(&both_ways(&cases, (Rows::Each, &[])), "
# an attachment
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) not_granted -> allowed/anywhere: Attachment Added Custom/all user/u: +{policy:Custom/all,to:user/u}; by +kvstore:D*
lost direct user/u: kvstore:DeleteBackup (verb_wildcard -kvstore:D*) allowed/anywhere -> not_granted: Attachment Removed Custom/all user/u: -{policy:Custom/all,to:user/u}; by -kvstore:D*
# a scope
gained direct user/u: kvstore:DeleteInstance (exact +kvstore:DeleteInstance) allowed_if/anywhere -> allowed/anywhere by anywhere if the resource's group?!=rg-1: Attachment Widened(Resource) Custom/one user/u: +{policy:Custom/one,to:user/u} -{policy:Custom/one,scope:rg-1,to:user/u}; by +kvstore:DeleteInstance
lost direct user/u: kvstore:DeleteInstance (exact -kvstore:DeleteInstance) allowed/anywhere -> allowed_if/anywhere by anywhere if the resource's group?!=rg-1: Attachment Narrowed(Resource) Custom/one user/u: +{policy:Custom/one,scope:rg-1,to:user/u} -{policy:Custom/one,to:user/u}; by -kvstore:DeleteInstance
# another scope
gained direct user/u: kvstore:DeleteInstance (exact +kvstore:DeleteInstance) allowed_if/anywhere -> allowed_if/anywhere by anywhere if (the resource's group=rg-2 & the resource's group?!=rg-1): Attachment Changed Custom/one user/u: +{policy:Custom/one,scope:rg-2,to:user/u} -{policy:Custom/one,scope:rg-1,to:user/u}; by +kvstore:DeleteInstance -kvstore:DeleteInstance
lost direct user/u: kvstore:DeleteInstance (exact -kvstore:DeleteInstance) allowed_if/anywhere -> allowed_if/anywhere by anywhere if (the resource's group=rg-1 & the resource's group?!=rg-2): Attachment Changed Custom/one user/u: +{policy:Custom/one,scope:rg-2,to:user/u} -{policy:Custom/one,scope:rg-1,to:user/u}; by +kvstore:DeleteInstance -kvstore:DeleteInstance
gained direct user/u: kvstore:DeleteInstance (exact +kvstore:DeleteInstance) allowed_if/anywhere -> allowed_if/anywhere by anywhere if (the resource's group=rg-1 & the resource's group?!=rg-2): Attachment Changed Custom/one user/u: +{policy:Custom/one,scope:rg-1,to:user/u} -{policy:Custom/one,scope:rg-2,to:user/u}; by +kvstore:DeleteInstance -kvstore:DeleteInstance
lost direct user/u: kvstore:DeleteInstance (exact -kvstore:DeleteInstance) allowed_if/anywhere -> allowed_if/anywhere by anywhere if (the resource's group=rg-2 & the resource's group?!=rg-1): Attachment Changed Custom/one user/u: +{policy:Custom/one,scope:rg-1,to:user/u} -{policy:Custom/one,scope:rg-2,to:user/u}; by +kvstore:DeleteInstance -kvstore:DeleteInstance
# a member
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) not_granted -> allowed/anywhere: Membership Added user/u group/ops: +u; by +kvstore:D*
lost direct user/u: kvstore:DeleteBackup (verb_wildcard -kvstore:D*) allowed/anywhere -> not_granted: Membership Removed user/u group/ops: -u; by -kvstore:D*
# a member of an idle group
# a policy of which nothing is known
gained direct user/u: adb:DeleteDBCluster (- +{policy:System/Nonesuch,to:user/u}=*) not_granted -> unknown/anywhere on +system-policy Nonesuch: Attachment Added System/Nonesuch user/u: +{policy:System/Nonesuch,to:user/u}
lost direct user/u: adb:DeleteDBCluster (- -{policy:System/Nonesuch,to:user/u}=*) unknown/anywhere -> not_granted on system-policy Nonesuch: Attachment Removed System/Nonesuch user/u: -{policy:System/Nonesuch,to:user/u}
# another of which nothing is known
gained direct user/u: adb:DeleteDBCluster (- +{policy:System/Nonesuch2,to:user/u}=*) unknown/anywhere -> unknown/anywhere on system-policy Nonesuch, +system-policy Nonesuch2: Attachment Added System/Nonesuch2 user/u: +{policy:System/Nonesuch2,to:user/u}
lost direct user/u: adb:DeleteDBCluster (- -{policy:System/Nonesuch,to:user/u}=*) unknown/anywhere -> unknown/anywhere on system-policy Nonesuch, +system-policy Nonesuch2: Attachment Removed System/Nonesuch user/u: -{policy:System/Nonesuch,to:user/u}
gained direct user/u: adb:DeleteDBCluster (- +{policy:System/Nonesuch,to:user/u}=*) unknown/anywhere -> unknown/anywhere on system-policy Nonesuch2, +system-policy Nonesuch: Attachment Added System/Nonesuch user/u: +{policy:System/Nonesuch,to:user/u}
lost direct user/u: adb:DeleteDBCluster (- -{policy:System/Nonesuch2,to:user/u}=*) unknown/anywhere -> unknown/anywhere on system-policy Nonesuch2, +system-policy Nonesuch: Attachment Removed System/Nonesuch2 user/u: -{policy:System/Nonesuch2,to:user/u}
# a policy that may deny as well
gained direct user/u: adb:DeleteDBCluster (- +Custom/unread=*) not_granted -> unknown/anywhere on +policy Custom/unread: Attachment Added Custom/unread user/u: +{policy:Custom/unread,to:user/u}
lost direct user/u: adb:DeleteDBCluster (- -Custom/unread=*) unknown/anywhere -> not_granted on policy Custom/unread: Attachment Removed Custom/unread user/u: -{policy:Custom/unread,to:user/u}
");
}

/// What is attached, who is a member and what is assigned may hang on what is not known,
/// and so may what a policy says.
#[test]
fn what_perhaps_leads_to_somebody() {
    let plain = || read(company());
    let given = || {
        let document = json!({ "Version": "1", "Statement": [says("Allow", "kvstore:D*")] });
        let mut account = company();
        account["sso"] = json!({
            "users": [{ "name": "jo" }],
            "access_configurations": [{ "name": "All", "inline": document }],
            "assignments": [{ "configuration": "All", "to": "user/jo", "account": OWN }],
        });
        account
    };
    let attached_perhaps = edited(company(), |model| {
        let gap = gap(model, "an attachment", 2);
        let attachment = &mut model.accounts[0].attachments[0];
        attachment.when.push(Choice::is(gap, 1));
    });
    let member_perhaps = edited(company(), |model| {
        let gap = gap(model, "a member", 2);
        for one in &mut model.accounts[0].memberships {
            one.when.push(Choice::is(gap, 1));
        }
    });
    let assigned_perhaps = edited(given(), |model| {
        let gap = gap(model, "an assignment", 2);
        let assignment = &mut model.accounts[0].assignments[0];
        assignment.when.push(Choice::is(gap, 1));
    });
    let unlisted = |kind: PrincipalKind, name: &str| {
        edited(company(), |model| {
            let gap = gap(model, "what is not listed", 2);
            let to = find(model, kind, name);
            model.accounts[0].unlisted.push(Unlisted { to, gap });
        })
    };
    let of_group = || unlisted(PrincipalKind::Group, "idle");
    let of_user = || unlisted(PrincipalKind::User, "u");
    let rest = edited(company(), |model| {
        let gap = gap(model, "the rest", 3);
        let document = &mut model.accounts[0].policies[0].document;
        let PolicyDocument::Known { rest, .. } = document else {
            panic!("it is known");
        };
        *rest = Some(gap);
    });
    let two_texts = edited(with(&[&attached("Custom/no", "user/u")]), |model| {
        let gap = gap(model, "which of two", 2);
        let PolicyDocument::Known { document, .. } = model.accounts[0].policies[0].document else {
            panic!("it is known");
        };
        model.accounts[0].policies[1].also = Some((document, gap));
    });
    let cases = [
        ("an attachment", plain(), attached_perhaps),
        ("a member", plain(), member_perhaps),
        ("an assignment", read(given()), assigned_perhaps),
        ("what is not listed of a user", plain(), of_user()),
        ("what is not listed of a group", plain(), of_group()),
        ("what is not listed of both", of_group(), of_user()),
        ("the rest of a policy", plain(), rest),
        (
            "one of two texts",
            read(with(&[&attached("Custom/no", "user/u")])),
            two_texts,
        ),
    ];
    assert_told(&both_ways(&cases, (Rows::Example, &[])), "
# an attachment
lost direct group/ops, user/boss: kvstore:DeleteBackup (verb_wildcard -kvstore:D*) allowed/anywhere -> unknown/anywhere on +unread an attachment
gained direct group/ops, user/boss: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) unknown/anywhere -> allowed/anywhere on unread an attachment
# a member
lost direct user/boss: kvstore:DeleteBackup (verb_wildcard -kvstore:D*) allowed/anywhere -> unknown/anywhere on +unread a member
gained direct user/boss: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) unknown/anywhere -> allowed/anywhere on unread a member
# an assignment
lost direct sso-user/jo: kvstore:DeleteBackup (verb_wildcard -kvstore:D*) allowed/anywhere -> unknown/anywhere on +unread an assignment
gained direct sso-user/jo: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) unknown/anywhere -> allowed/anywhere on unread an assignment
# what is not listed of a user
gained direct user/u: adb:DeleteDBCluster (-) not_granted -> unknown/anywhere on +unread what is not listed
lost direct user/u: adb:DeleteDBCluster (-) unknown/anywhere -> not_granted on unread what is not listed
# what is not listed of a group
gained direct group/idle, user/u: adb:DeleteDBCluster (-) not_granted -> unknown/anywhere on +unread what is not listed
lost direct group/idle, user/u: adb:DeleteDBCluster (-) unknown/anywhere -> not_granted on unread what is not listed
# what is not listed of both
lost direct group/idle: adb:DeleteDBCluster (-) unknown/anywhere -> not_granted on unread what is not listed
gained direct group/idle: adb:DeleteDBCluster (-) not_granted -> unknown/anywhere on unread what is not listed
# the rest of a policy
gained direct group/ops, user/boss: adb:DeleteDBCluster (-) not_granted -> unknown/anywhere on +unread the rest
lost direct group/ops, user/boss: kvstore:DeleteBackup (verb_wildcard -kvstore:D*) allowed/anywhere -> unknown/anywhere on +unread the rest
gained direct group/ops, user/boss: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) unknown/anywhere -> allowed/anywhere on unread the rest
lost direct group/ops, user/boss: adb:DeleteDBCluster (-) unknown/anywhere -> not_granted on unread the rest
# one of two texts
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D*) not_granted -> unknown/anywhere on +unread which of two
lost direct user/u: kvstore:DeleteBackup (verb_wildcard -kvstore:D*) unknown/anywhere -> not_granted on unread which of two
");
}

/// Those who hold the same share what is found out about it, but for what hangs on who
/// asks.
#[test]
fn what_hangs_on_who_asks() {
    let naming = |who: &str| {
        let mut statement = says("Allow", "kvstore:Des*");
        statement["Condition"] =
            json!({ "StringEquals": { "acs:PrincipalARN": format!("acs:ram::{OWN}:{who}") } });
        statement
    };
    let account = |to: &[&str], statements: &[Value]| {
        let mut account = company();
        account["policies"] = json!([policy("all", statements), policy("own", statements)]);
        let attachments = to
            .iter()
            .map(|to| json!({ "policy": "Custom/all", "to": to }));
        account["attachments"] = attachments.collect();
        account
    };
    let everybody = ["user/boss", "user/u", "group/ops"];
    let cases = [
        (
            "all of them",
            account(&[], &[]),
            account(&everybody, &[says("Allow", "kvstore:Des*")]),
        ),
        (
            "one of them",
            account(&everybody, &[]),
            account(&everybody, &[naming("user/u")]),
        ),
        (
            "one beside others",
            account(&everybody, &[]),
            account(
                &everybody,
                &[naming("user/u"), says("Allow", "kvstore:De*")],
            ),
        ),
    ];
    let cases = cases.map(|(what, one, other)| (what, read(one), read(other)));
    assert_told(&both_ways(&cases, (Rows::Each, &[])), "
# all of them
gained direct group/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Des*) not_granted -> allowed/anywhere: Attachment Added Custom/all group/ops: +{policy:Custom/all,to:group/ops} & Allow Added Custom/all: +kvstore:Des*
gained direct user/boss: kvstore:DestroyInstance (verb_wildcard +kvstore:Des*) not_granted -> allowed/anywhere: Attachment Added Custom/all user/boss: +{policy:Custom/all,to:user/boss} & Allow Added Custom/all: +kvstore:Des*
gained direct user/u: kvstore:DestroyInstance (verb_wildcard +kvstore:Des*) not_granted -> allowed/anywhere: Attachment Added Custom/all user/u: +{policy:Custom/all,to:user/u} & Allow Added Custom/all: +kvstore:Des*
lost direct group/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Des*) allowed/anywhere -> not_granted: Attachment Removed Custom/all group/ops: -{policy:Custom/all,to:group/ops} & Allow Removed Custom/all: -kvstore:Des*
lost direct user/boss: kvstore:DestroyInstance (verb_wildcard -kvstore:Des*) allowed/anywhere -> not_granted: Attachment Removed Custom/all user/boss: -{policy:Custom/all,to:user/boss} & Allow Removed Custom/all: -kvstore:Des*
lost direct user/u: kvstore:DestroyInstance (verb_wildcard -kvstore:Des*) allowed/anywhere -> not_granted: Attachment Removed Custom/all user/u: -{policy:Custom/all,to:user/u} & Allow Removed Custom/all: -kvstore:Des*
# one of them
gained direct group/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Des*) not_granted -> allowed_if/anywhere if acs:PrincipalARN=acs:ram::1000000000000001:user/u: Allow Added Custom/all: +kvstore:Des*
gained direct user/u: kvstore:DestroyInstance (verb_wildcard +kvstore:Des*) not_granted -> unknown/anywhere on +principal-arn-form region: Allow Added Custom/all: +kvstore:Des*
lost direct group/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Des*) allowed_if/anywhere -> not_granted if acs:PrincipalARN=acs:ram::1000000000000001:user/u: Allow Removed Custom/all: -kvstore:Des*
lost direct user/u: kvstore:DestroyInstance (verb_wildcard -kvstore:Des*) unknown/anywhere -> not_granted on principal-arn-form region: Allow Removed Custom/all: -kvstore:Des*
# one beside others
gained direct group/ops, user/u: kvstore:DestroyInstance kvstore:DeleteBackup (verb_wildcard +kvstore:Des* +kvstore:De*) not_granted -> allowed/anywhere: Allow Added Custom/all: +kvstore:De*
gained direct user/boss: kvstore:DeleteBackup (verb_wildcard +kvstore:De*) not_granted -> allowed/anywhere: Allow Added Custom/all: +kvstore:De*
lost direct group/ops, user/u: kvstore:DestroyInstance kvstore:DeleteBackup (verb_wildcard -kvstore:Des* -kvstore:De*) allowed/anywhere -> not_granted: Allow Removed Custom/all: -kvstore:De*
lost direct user/boss: kvstore:DeleteBackup (verb_wildcard -kvstore:De*) allowed/anywhere -> not_granted: Allow Removed Custom/all: -kvstore:De*
");
}
