//! Declarations on their way into the account model.

mod directory;

use std::fmt::Write as _;
use std::rc::Rc;

use crate::model::Model;
use crate::model::account::{PolicyDocument, PolicyKind, PrincipalKind, Scope, Trust};
use crate::model::doubt::Choice;
use crate::model::missing::MissingKind;
use crate::model::structure::StructureKind;
use crate::readers::declared::{
    AccountKey, Declared, DeclaredDocument, PolicyName, PrincipalName, ScopeName, What, land,
};
use crate::readers::evaluated::Evaluated;
use crate::readers::finish;
use crate::readers::session::Session;
use crate::readers::{Options, Report};
use crate::source::{FileId, Fragment, HoleId, Sources, Span};

const ALLOW: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"a:B","Resource":"*"}]}"#;
const DENY: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"a:B","Resource":"*"}]}"#;
const ALLOW_AGAIN: &str =
    r#"{"Statement":{"Resource":["*"],"Action":["a:B"],"Effect":"Allow"},"Version":"1"}"#;

const FILE: FileId = FileId(0);

const fn at(start: u32) -> Span {
    Span::new(FILE, start, start.saturating_add(1))
}

fn text(text: &str) -> Evaluated {
    Evaluated::text(text, at(0))
}

struct Case<'m> {
    session: Session<'m>,
    place: u32,
}

impl Case<'_> {
    fn hole(&mut self, kind: MissingKind, name: &str) -> HoleId {
        self.session.hole(kind, name, "", at(0))
    }

    /// A text in which each `?` is the hole.
    fn holed(&mut self, pattern: &str, name: &str) -> Evaluated {
        let hole = self.hole(MissingKind::Variable, name);
        let mut fragment = Fragment::default();
        for character in pattern.chars() {
            match character {
                '?' => fragment.push_hole(hole, at(0)),
                other => fragment.push_atom(&other.to_string(), at(0)),
            }
        }
        Evaluated::fragment(fragment, at(0))
    }

    fn declare(&mut self, address: Option<&str>, what: What) -> &mut Declared {
        self.place = self.place.saturating_add(10);
        self.session.declared.push(Declared {
            account: AccountKey::Default,
            address: address.map(Rc::from),
            path: "main.tf".into(),
            at: at(self.place),
            when: Vec::new(),
            what,
        });
        self.session.declared.last_mut().unwrap()
    }

    fn policy(&mut self, name: &str, document: &str) -> &mut Declared {
        let document = DeclaredDocument {
            value: text(document),
            pointer: name.to_owned(),
            kept: None,
        };
        self.declare(
            Some(&format!("policy.{name}")),
            What::Policy {
                policy: custom(text(name)),
                document: Some(document),
                other_versions: Vec::new(),
            },
        )
    }

    fn attach(&mut self, policy: PolicyName, to: PrincipalName, scope: ScopeName) -> &mut Declared {
        self.declare(None, What::Attachment { policy, to, scope })
    }
}

fn user(name: Evaluated) -> PrincipalName {
    let kind = PrincipalKind::User;
    PrincipalName { kind, name }
}

fn custom(name: Evaluated) -> PolicyName {
    let kind = PolicyKind::Custom;
    PolicyName { kind, name }
}

struct Landed {
    model: Model,
    report: Report,
}

fn landed(fill: impl FnOnce(&mut Case<'_>)) -> Landed {
    let mut model = Model::default();
    let mut sources = Sources::default();
    sources.add("main.tf", " ".repeat(1000));
    let mut case = Case {
        session: Session::new(&mut model),
        place: 0,
    };
    fill(&mut case);
    let mut session = case.session;
    land(&mut session);
    let report = finish::finish(session, &mut sources, &Options::default());
    Landed { model, report }
}

impl Landed {
    /// One line per attachment: `user/x <- Custom/P [scope] if gap=choice`.
    fn attachments(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for account in &self.model.accounts {
            for one in &account.attachments {
                let to = account.principal(one.to).unwrap();
                let policy = account.policy(one.policy).unwrap();
                let mut line = format!(
                    "{}/{} <- {:?}/{}",
                    to.kind.word(),
                    to.name,
                    policy.kind,
                    policy.name
                );
                if let Scope::ResourceGroup(group) = &one.scope {
                    write!(line, " [{group}]").unwrap();
                }
                for choice in &one.when {
                    let doubt = self.model.doubts.get(choice.doubt).unwrap();
                    write!(line, " if {}={}", doubt.name, choice.mask.trailing_zeros()).unwrap();
                }
                lines.push(line);
            }
        }
        lines
    }

    fn problems(&self) -> Vec<&StructureKind> {
        let problems = self.model.structure_problems.iter();
        problems.map(|problem| &problem.kind).collect()
    }
}

#[test]
fn an_attachment_goes_by_address_before_it_goes_by_name() {
    let landed = landed(|case| {
        let hole = case.hole(MissingKind::Computed, "random_pet.x.id");
        case.declare(
            Some("user.a"),
            What::Principal(user(Evaluated::unknown(hole, at(0)))),
        );
        case.declare(Some("user.b"), What::Principal(user(text("b"))));
        case.policy("P", ALLOW);
        let refers = text("b").referring("user.a");
        case.attach(custom(text("P")), user(refers), ScopeName::Account);
        let named = custom(text("other")).name.referring("policy.P");
        case.attach(custom(named), user(text("b")), ScopeName::Account);
        case.attach(
            custom(text("P")),
            user(Evaluated::unknown(hole, at(0))),
            ScopeName::Account,
        );
    });
    assert_eq!(
        landed.attachments(),
        ["user/@user.a <- Custom/P", "user/b <- Custom/P"],
        "the third says what the first does"
    );
}

#[test]
fn names_with_holes_join_where_they_are_the_same_text() {
    let landed = landed(|case| {
        let name = case.holed("ops-?", "random_id.x.hex");
        case.declare(Some("user.ops"), What::Principal(user(name.clone())));
        let login = case.holed("ops-?@1.onaliyun.com", "random_id.x.hex");
        let other = case.holed("ops-?", "random_id.y.hex");
        let domain = case.holed("lena@?.onaliyun.com", "ALIYUN::TenantId");
        case.policy("P", ALLOW);
        for name in [login, other, domain] {
            case.attach(custom(text("P")), user(name), ScopeName::Account);
        }
    });
    assert_eq!(
        landed.attachments(),
        [
            "user/ops-${random_id.x.hex} <- Custom/P",
            "user/ops-${random_id.y.hex} <- Custom/P",
            "user/lena <- Custom/P",
        ]
    );
    assert_eq!(landed.model.accounts.first().unwrap().principals.len(), 3);
}

#[test]
fn names_that_lack_different_things_do_not_join_though_they_read_alike() {
    let landed = landed(|case| {
        for (root, document) in [("dev", ALLOW), ("prod", DENY)] {
            let detail = format!("in {root}");
            let kind = MissingKind::Computed;
            let hole = case
                .session
                .hole(kind, "random_id.x.hex", detail.as_str(), at(0));
            let mut name = Fragment::default();
            name.push_atom("ops-", at(0));
            name.push_hole(hole, at(0));
            let name = Evaluated::fragment(name, at(0));
            case.policy("P", document).what = What::Policy {
                policy: custom(name.clone()),
                document: Some(DeclaredDocument {
                    value: text(document),
                    pointer: root.to_owned(),
                    kept: None,
                }),
                other_versions: Vec::new(),
            };
            case.declare(None, What::Principal(user(name.clone())));
            case.attach(custom(name.clone()), user(name), ScopeName::Account);
            let whole = Evaluated::unknown(hole, at(0));
            case.attach(custom(whole.clone()), user(whole), ScopeName::Account);
        }
    });
    let lines = |root: &str| {
        let name = format!("ops-${{random_id.x.hex, in {root}}}");
        let whole = format!("@random_id.x.hex, in {root}");
        [
            format!("user/{name} <- Custom/{name}"),
            format!("user/{whole} <- Custom/{whole}"),
        ]
    };
    assert_eq!(
        landed.attachments(),
        [lines("dev"), lines("prod")].concat(),
        "neither the policies nor the users are one"
    );
    assert_eq!(landed.problems(), Vec::<&StructureKind>::new());
}

#[test]
fn the_own_account_is_the_account_scope_and_an_unknown_scope_is_either() {
    let landed = landed(|case| {
        case.policy("P", ALLOW);
        let own = case.hole(MissingKind::OwnAccount, "data.alicloud_account.this.id");
        let open = case.hole(MissingKind::Variable, "var.group");
        let scopes = [
            text("1000000000000001"),
            text("rg-9a"),
            Evaluated::unknown(own, at(0)),
            Evaluated::unknown(open, at(0)),
        ];
        for (number, scope) in scopes.into_iter().enumerate() {
            let to = user(text(&format!("u{number}")));
            case.attach(custom(text("P")), to, ScopeName::ResourceGroup(scope));
        }
    });
    assert_eq!(
        landed.attachments(),
        [
            "user/u0 <- Custom/P",
            "user/u1 <- Custom/P [rg-9a]",
            "user/u2 <- Custom/P",
            "user/u3 <- Custom/P [@var.group] if variable=0",
            "user/u3 <- Custom/P if variable=1",
        ]
    );
}

#[test]
fn the_same_attachment_is_one_however_often_it_is_told() {
    let landed = landed(|case| {
        case.policy("P", ALLOW);
        for _ in 0..2 {
            case.attach(custom(text("P")), user(text("a")), ScopeName::Account);
        }
    });
    assert_eq!(landed.attachments(), ["user/a <- Custom/P"]);
}

#[test]
fn documents_that_differ_are_a_conflict_and_both_possible() {
    let landed = landed(|case| {
        case.policy("P", ALLOW);
        case.policy("P", DENY);
        case.attach(custom(text("P")), user(text("a")), ScopeName::Account);
    });
    assert_eq!(
        landed.attachments(),
        [
            "user/a <- Custom/P if conflicting-documents=0",
            "user/a <- Custom/P if conflicting-documents=1",
        ]
    );
    let problem = landed.model.structure_problems.first().unwrap();
    assert_eq!(
        problem.kind,
        StructureKind::ConflictingDocuments("P".to_owned())
    );
    assert!(problem.related.is_some(), "both places are told");
}

#[test]
fn a_conflict_concerns_those_who_hold_only_one_of_the_documents_by_address() {
    let landed = landed(|case| {
        case.policy("P", ALLOW);
        case.policy("P", DENY).address = Some("other".into());
        let refers = text("P").referring("policy.P");
        case.attach(custom(refers), user(text("a")), ScopeName::Account);
    });
    assert_eq!(landed.attachments().len(), 2);
}

#[test]
fn documents_that_say_the_same_are_one() {
    let landed = landed(|case| {
        case.policy("P", ALLOW);
        case.policy("P", ALLOW_AGAIN);
        case.attach(custom(text("P")), user(text("a")), ScopeName::Account);
    });
    assert!(
        !landed
            .problems()
            .iter()
            .any(|kind| matches!(kind, StructureKind::ConflictingDocuments(_)))
    );
    assert_eq!(landed.attachments(), ["user/a <- Custom/P"]);
}

#[test]
fn documents_of_which_only_one_can_exist_are_no_conflict() {
    let landed = landed(|case| {
        let gap = case
            .session
            .model
            .doubts
            .gap("choice", "which file", None, 2);
        case.policy("P", ALLOW).when = vec![Choice::is(gap, 0)];
        case.policy("P", DENY).when = vec![Choice::is(gap, 1)];
        case.attach(custom(text("P")), user(text("a")), ScopeName::Account);
    });
    assert!(landed.problems().is_empty(), "{:?}", landed.problems());
    assert_eq!(
        landed.attachments(),
        [
            "user/a <- Custom/P if choice=0",
            "user/a <- Custom/P if choice=1",
        ]
    );
}

#[test]
fn a_document_that_is_not_known_is_a_gap_that_says_what_is_missing() {
    let landed = landed(|case| {
        let hole = case.hole(MissingKind::Variable, "var.document");
        let one = case.policy("P", ALLOW);
        if let What::Policy {
            document: Some(document),
            ..
        } = &mut one.what
        {
            document.value = Evaluated::unknown(hole, at(0));
        }
    });
    let policy = &landed.model.accounts.first().unwrap().policies[0];
    let PolicyDocument::Absent(gap) = policy.document else {
        panic!("{policy:?}");
    };
    let gap = landed.model.doubts.get(gap).unwrap();
    assert_eq!((gap.name.as_str(), gap.choices), ("variable", 3));
    assert!(gap.about.starts_with("`var.document`"), "{}", gap.about);
}

#[test]
fn a_document_that_may_not_be_in_force_may_say_anything() {
    let landed = landed(|case| {
        let hole = case.hole(MissingKind::Kept, "changes to policy_document");
        let one = case.policy("P", ALLOW);
        if let What::Policy {
            document: Some(document),
            ..
        } = &mut one.what
        {
            document.kept = Some(hole);
        }
    });
    let policy = &landed.model.accounts.first().unwrap().policies[0];
    let PolicyDocument::Known {
        document,
        rest: Some(rest),
    } = policy.document
    else {
        panic!("{policy:?}");
    };
    let pools = &landed.model.pools;
    let guards = pools.choices(pools.document(document).unwrap().guards);
    assert_eq!(guards, [Choice::is(rest, 0)]);
}

#[test]
fn a_role_told_of_twice_has_one_trust_unless_they_differ() {
    let trusting = |who: &str| {
        format!(
            r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{{"RAM":"{who}"}}}}]}}"#
        )
    };
    let role = |document: &str| What::Role {
        name: text("r"),
        trust: Some(DeclaredDocument {
            value: text(document),
            pointer: "r".to_owned(),
            kept: None,
        }),
        service_linked: false,
        max_session_seconds: None,
    };
    for (other, conflicts) in [("acs:ram::1:root", false), ("acs:ram::2:root", true)] {
        let landed = landed(|case| {
            case.declare(None, role(&trusting("acs:ram::1:root")));
            case.declare(None, role(&trusting(other)));
        });
        let role = &landed.model.accounts.first().unwrap().principals[0];
        assert_eq!(
            matches!(role.trust, Trust::Unknown(_)),
            conflicts,
            "{other}"
        );
        assert_eq!(!landed.problems().is_empty(), conflicts, "{other}");
    }
}

#[test]
fn a_repository_and_a_dump_of_the_only_account_are_one_account() {
    let landed = landed(|case| {
        case.policy("P", ALLOW);
        case.declare(None, What::Principal(user(text("alice"))));
        case.declare(None, What::Principal(user(text("alice"))))
            .account = AccountKey::Id("1000000000000001".to_owned());
        case.attach(custom(text("P")), user(text("alice")), ScopeName::Account)
            .account = AccountKey::Id("1000000000000001".to_owned());
    });
    assert_eq!(landed.model.accounts.len(), 1);
    let account = landed.model.accounts.first().unwrap();
    assert_eq!(account.id.as_deref(), Some("1000000000000001"));
    assert_eq!(account.principals.len(), 1);
    assert_eq!(landed.attachments(), ["user/alice <- Custom/P"]);
    let known = matches!(account.policies[0].document, PolicyDocument::Known { .. });
    assert!(known, "the repository has the document");
    assert_eq!(landed.report.notes.len(), 1);
}

#[test]
fn accounts_behind_different_aliases_stay_apart() {
    let landed = landed(|case| {
        for label in ["a", "b"] {
            case.declare(None, What::Principal(user(text("ci"))))
                .account = AccountKey::Label(label.to_owned());
        }
    });
    let labels: Vec<Option<&str>> = landed
        .model
        .accounts
        .iter()
        .map(|account| account.label.as_deref())
        .collect();
    assert_eq!(labels, [Some("a"), Some("b")]);
}
