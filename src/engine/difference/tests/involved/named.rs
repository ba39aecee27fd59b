//! Whoever and whatever an entry or a cause names has files that bear on it.

use super::*;
use crate::engine::obtain::{Obtained, Removal, Taken};

fn cause(of: &str, whom: Option<&str>, places: Vec<Place>, grants: Vec<Place>) -> Cause {
    Cause {
        subject: Subject::Allow,
        act: Act::Added,
        places,
        of: of.to_owned(),
        whom: whom.map(str::to_owned),
        grants,
    }
}

/// Whoever and whatever is named anywhere in what is told.
#[test]
fn files_are_of_everybody_whom_an_entry_names() {
    let taken = |by: &str, policy: Option<&str>, whom: Option<&str>, member: Option<&str>| Taken {
        edge: Some("attach-policy-to-user"),
        policy: policy.map(str::to_owned),
        whom: whom.map(str::to_owned),
        member: member.map(str::to_owned),
        ..rooms::taken(by, "ram:AttachPolicyToUser")
    };
    let way = |finally: &str, steps: Vec<Taken>| Obtained {
        steps,
        requests: Vec::new(),
        finally: finally.to_owned(),
        answer: Answer::Allowed,
        exposure: None,
        depends_on: Vec::new(),
        relies_on: Vec::new(),
        witness: Vec::new(),
        witness_world: None,
    };
    let none = || of("user/none");
    let obtaining = |way: Obtained| Entry {
        obtained: Some(way),
        ..none()
    };
    let removing = |first: Vec<Taken>, step: Taken| Entry {
        removal: Some(Removal {
            via: Vec::new(),
            first,
            step,
            certain: true,
            guards: Vec::new(),
        }),
        ..none()
    };
    let nobody = || taken("user/none", None, None, None);
    let at = |side: Side, file: u32| Place {
        side,
        at: Span::new(FileId(file), 0, 1),
    };
    let by_cause = |cause: Cause| Difference {
        causes: vec![cause],
        gained: vec![none()],
        ..Difference::default()
    };
    let pattern = |place: Place| Entry {
        patterns: vec![Pattern {
            text: "kvstore:*".to_owned(),
            place,
        }],
        ..none()
    };
    let lost = |entry: Entry| Difference {
        lost: vec![entry],
        ..Difference::default()
    };
    let cases: Vec<(&str, Difference, &str, &str)> = vec![
        ("nobody", telling(none()), "", ""),
        (
            "a role",
            telling(Entry {
                via: vec!["role/r".to_owned()],
                ..none()
            }),
            "role",
            "role",
        ),
        (
            "an end",
            telling(obtaining(way("role/r", vec![nobody()]))),
            "role",
            "role",
        ),
        (
            "one who acts",
            telling(obtaining(way(
                "user/none",
                vec![taken("role/r", None, None, None)],
            ))),
            "role",
            "role",
        ),
        (
            "a policy",
            telling(obtaining(way(
                "user/none",
                vec![taken("user/none", Some("Custom/free"), None, None)],
            ))),
            "free",
            "free",
        ),
        (
            "whom",
            telling(obtaining(way(
                "user/none",
                vec![taken("user/none", None, Some("role/r"), None)],
            ))),
            "role",
            "role",
        ),
        (
            "a member",
            telling(obtaining(way(
                "user/none",
                vec![taken("user/none", None, None, Some("role/r"))],
            ))),
            "role",
            "role",
        ),
        (
            "a removal",
            telling(removing(Vec::new(), taken("role/r", None, None, None))),
            "role",
            "role",
        ),
        (
            "what comes before a removal",
            telling(removing(vec![taken("role/r", None, None, None)], nobody())),
            "role",
            "role",
        ),
        (
            "what a cause is of",
            by_cause(cause("Custom/free", None, Vec::new(), Vec::new())),
            "free",
            "free",
        ),
        (
            "whom a cause is of",
            by_cause(cause("Custom/none", Some("role/r"), Vec::new(), Vec::new())),
            "role",
            "role",
        ),
        (
            "where a cause stands",
            by_cause(cause(
                "x",
                None,
                vec![at(Side::Before, 5), at(Side::After, 6)],
                Vec::new(),
            )),
            "q",
            "free",
        ),
        (
            "where a grant stands",
            by_cause(cause(
                "x",
                None,
                Vec::new(),
                vec![at(Side::Before, 5), at(Side::After, 6)],
            )),
            "q",
            "free",
        ),
        (
            "where a pattern stands",
            telling(pattern(at(Side::After, 6))),
            "",
            "free",
        ),
        (
            "where a pattern of what is lost stands",
            lost(pattern(at(Side::Before, 6))),
            "free",
            "",
        ),
    ];
    // The policy says something else than before, so that it bears on what names it.
    let changed = but(&[(
        "free",
        json!({ "policies": [{ "type": "Custom", "name": "free",
        "version": "v1", "document": document(&[("Allow", "vpc:*")]) }] }),
    )]);
    let (before, after) = (read(&apart()), read(&changed));
    for (what, told, old, new) in cases {
        assert_eq!(
            found(&before, &after, &told),
            (old.to_owned(), new.to_owned()),
            "{what}"
        );
    }
    let nothing = found(&before, &after, &Difference::default());
    assert_eq!(nothing, (String::new(), String::new()));
}

/// A document that nobody holds is told of by its path; one that stands elsewhere than its
/// policy has a file beside that of the policy.
#[test]
fn files_are_those_of_documents_and_of_the_policies_that_they_are_of() {
    let alone = |action: &str| {
        let text = document(&[("Allow", action)]).to_string();
        Read::files(&[("P.json", &text)])
    };
    let (before, after) = (alone("ecs:*"), alone("kvstore:*"));
    let told = telling(of("policy/P.json"));
    let expected = ("P".to_owned(), "P".to_owned());
    assert_eq!(found(&before, &after, &told), expected);
    // What is longer than this is no part of a text.
    let long = format!("rds:{}", "x".repeat(crate::model::origin::MAX_TEXT));
    let local = |name: &str, effect: &str, actions: [&str; 2]| {
        let document = document(&actions.map(|action| (effect, action)));
        format!("locals {{\n  {name} = <<EOT\n{document}\nEOT\n}}\n")
    };
    let apart = |action: &str| {
        let (own, control) = (
            local("own", "Allow", [action, &long]),
            local("control", "Deny", [action, &long]),
        );
        let files: [(&str, &str); 7] = [
            ("attached.tf", ATTACHED),
            ("bound.tf", BOUND),
            ("control.tf", CONTROL),
            ("denied.tf", &control),
            ("document.tf", &own),
            ("policy.tf", POLICY),
            ("user.tf", USER),
        ];
        Read::files(&files)
    };
    let (before, after) = (apart("ecs:*"), apart("kvstore:*"));
    let files = "attached.tf bound.tf control.tf denied.tf document.tf policy.tf".to_owned();
    let told = telling(of("user/u"));
    assert_eq!(found(&before, &after, &told), (files.clone(), files));
}

const USER: &str = "resource \"alicloud_ram_user\" \"u\" {\n  name = \"u\"\n}\n";

const POLICY: &str = concat!(
    "resource \"alicloud_ram_policy\" \"p\" {\n",
    "  policy_name = \"p\"\n  policy_document = local.own\n}\n",
);

const ATTACHED: &str = concat!(
    "resource \"alicloud_ram_user_policy_attachment\" \"a\" {\n",
    "  policy_name = \"p\"\n  policy_type = \"Custom\"\n  user_name = \"u\"\n}\n",
);

const CONTROL: &str = concat!(
    "resource \"alicloud_resource_manager_control_policy\" \"c\" {\n",
    "  control_policy_name = \"c\"\n  effect_scope = \"RAM\"\n",
    "  policy_document = local.control\n}\n",
);

const BOUND: &str = concat!(
    "resource \"alicloud_resource_manager_control_policy_attachment\" \"c\" {\n",
    "  policy_id = alicloud_resource_manager_control_policy.c.id\n",
    "  target_id = \"fd-1\"\n}\n",
);
