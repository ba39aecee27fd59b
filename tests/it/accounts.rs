//! Accounts written down as plain data, and the model that reading them gives.

use ramlint::engine::answers::{self, Answers, Settings};
use ramlint::engine::question::Readings;
use ramlint::model::Model;
use ramlint::model::account::{
    Account, Assignment, Attachment, Configuration, ControlDocument, ControlPolicy, Holding,
    Membership, Policy, PolicyDocument, PolicyId, PolicyKind, Position, Principal, PrincipalId,
    PrincipalKind, Scope, Trust,
};
use ramlint::model::catalogue::Catalogue;
use ramlint::model::completeness::Completeness;
use ramlint::model::doubt::Choice;
use ramlint::model::lower;
use ramlint::model::policy::{DocumentId, DocumentKind};
use ramlint::source::{FileId, Span, Spanned};
use ramlint::syntax::{Parsed, Tree, json};

/// The account that everything is in.
pub const OWN: &str = "1000000000000001";

/// `--at`: 2026-11-22T00:00:00Z.
pub const AT: i128 = 1_795_305_600 * 10_000_000_000;

/// The principals of every account, by the numbers that attachments use.
pub const HOLDERS: [(PrincipalKind, &str); 6] = [
    (PrincipalKind::User, "a"),
    (PrincipalKind::User, "B"),
    (PrincipalKind::Group, "g"),
    (PrincipalKind::Role, "r"),
    (PrincipalKind::Role, "s"),
    (PrincipalKind::SsoUser, "m"),
];

/// One statement; every text is JSON, quotes included.
#[derive(Clone, Debug)]
pub struct Statement {
    pub effect: String,
    pub not_action: bool,
    pub actions: Vec<String>,
    pub not_resource: bool,
    pub resources: Vec<String>,
    /// Operator, key, values.
    pub conditions: Vec<(String, String, Vec<String>)>,
    /// Principals, in a trust document.
    pub trusted: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Attached {
    pub policy: usize,
    pub holder: usize,
    pub group: Option<&'static str>,
    pub doubtful: bool,
}

#[derive(Clone, Debug)]
pub enum Levelled {
    Full,
    Absent,
    Known(Vec<Statement>),
}

/// One account.
#[derive(Clone, Debug)]
pub struct Spec {
    pub action: &'static str,
    pub policies: Vec<Vec<Statement>>,
    pub attached: Vec<Attached>,
    /// Holders in the group, and whether that is certain.
    pub members: Vec<(usize, bool)>,
    /// Whose policy document is not in the input.
    pub absent: Option<usize>,
    /// Control policies with their targets; `None` is not known.
    pub levels: Vec<(Levelled, Option<&'static str>)>,
    pub position: Position,
    pub told: bool,
    /// The trust documents of the two roles.
    pub trusts: Vec<Vec<Statement>>,
}

fn list(items: &[String]) -> String {
    format!("[{}]", items.join(","))
}

impl Statement {
    fn text(&self) -> String {
        let mut parts = vec![format!("\"Effect\":{}", self.effect)];
        let not = |yes: bool| if yes { "Not" } else { "" };
        parts.push(format!(
            "\"{}Action\":{}",
            not(self.not_action),
            list(&self.actions)
        ));
        if self.trusted.is_empty() {
            let name = not(self.not_resource);
            parts.push(format!("\"{name}Resource\":{}", list(&self.resources)));
        } else {
            parts.push(format!("\"Principal\":{{\"RAM\":{}}}", list(&self.trusted)));
        }
        let mut operators: Vec<&str> = Vec::new();
        for (operator, _, _) in &self.conditions {
            if !operators.contains(&operator.as_str()) {
                operators.push(operator);
            }
        }
        let tests: Vec<String> = operators
            .iter()
            .map(|operator| {
                let keys: Vec<String> = self
                    .conditions
                    .iter()
                    .filter(|(name, _, _)| name == operator)
                    .map(|(_, key, values)| format!("\"{key}\":{}", list(values)))
                    .collect();
                format!("\"{operator}\":{{{}}}", keys.join(","))
            })
            .collect();
        parts.push(format!("\"Condition\":{{{}}}", tests.join(",")));
        format!("{{{}}}", parts.join(","))
    }
}

/// A document as JSON.
pub fn text(statements: &[Statement]) -> String {
    let statements: Vec<String> = statements.iter().map(Statement::text).collect();
    format!("{{\"Version\":\"1\",\"Statement\":{}}}", list(&statements))
}

/// Reads statements into the model, each document as a file of its own.
fn read(statements: &[Statement], kind: DocumentKind, model: &mut Model) -> DocumentId {
    let file = FileId(model.pools.next_document().0);
    let text = text(statements);
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    let parsed = Parsed::file(&text, file);
    json::read(parsed, &mut tree, &mut problems);
    lower::document(tree.root(parsed).unwrap(), kind, model)
}

/// The model of an account.
pub fn model(spec: &Spec) -> Model {
    let mut model = Model::default();
    let at = Span::new(FileId(0), 0, 0);
    let mut account = Account {
        id: Some(OWN.to_owned()),
        position: spec.position.clone(),
        directory: Some("rd-1".to_owned()),
        complete: Completeness {
            control_policies: spec.told,
            ..Completeness::default()
        },
        ..Account::default()
    };
    let mut trusts = spec.trusts.iter();
    for (kind, name) in HOLDERS {
        let trust = match (kind, trusts.len()) {
            (PrincipalKind::Role, 1..) => Trust::Known(read(
                trusts.next().unwrap(),
                DocumentKind::Trust,
                &mut model,
            )),
            _ => Trust::None,
        };
        account.principals.push(Principal {
            kind,
            name: name.to_owned(),
            at: None,
            trust,
            session_policy: None,
            service_linked: false,
            max_session_seconds: (name == "s").then_some(3600),
        });
    }
    for (number, statements) in spec.policies.iter().enumerate() {
        let document = read(statements, DocumentKind::Identity, &mut model);
        model.holdings.push(Holding {
            path: format!("p{number}.json"),
            document,
            rest: None,
            account: 0,
        });
        let document = if spec.absent == Some(number) {
            PolicyDocument::Absent(model.doubts.gap(
                "policy-document",
                format!("p{number}"),
                None,
                3,
            ))
        } else {
            PolicyDocument::Known {
                document,
                rest: None,
            }
        };
        account.policies.push(Policy {
            kind: PolicyKind::Custom,
            name: format!("p{number}"),
            at: None,
            document,
            other_versions: Vec::new(),
            bundled: false,
            also: None,
            offered: false,
        });
        account.configurations.push(Configuration {
            name: format!("c{number}"),
            policies: vec![(id(number), at)],
            at,
        });
        account.assignments.push(Assignment {
            configuration: number,
            to: PrincipalId(5),
            when: Vec::new(),
            at,
        });
    }
    for (number, attached) in spec.attached.iter().enumerate() {
        let gap = || model.doubts.gap("attachment", number.to_string(), None, 2);
        let when = attached.doubtful.then(gap);
        account.attachments.push(Attachment {
            policy: id(attached.policy),
            to: PrincipalId(u32::try_from(attached.holder).unwrap()),
            scope: match attached.group {
                Some(name) => Scope::ResourceGroup(name.to_owned()),
                None => Scope::Account,
            },
            when: when.into_iter().map(|gap| Choice::is(gap, 1)).collect(),
            at,
        });
    }
    for (user, doubtful) in &spec.members {
        let when = doubtful.then(|| model.doubts.gap("membership", user.to_string(), None, 2));
        account.memberships.push(Membership {
            user: PrincipalId(u32::try_from(*user).unwrap()),
            group: PrincipalId(2),
            when: when.into_iter().map(|gap| Choice::is(gap, 1)).collect(),
            at,
        });
    }
    for (number, (policy, target)) in spec.levels.iter().enumerate() {
        let document = match policy {
            Levelled::Full => ControlDocument::FullAccess,
            Levelled::Absent => {
                ControlDocument::Absent(model.doubts.gap("control", number.to_string(), None, 3))
            }
            Levelled::Known(statements) => {
                ControlDocument::Known(read(statements, DocumentKind::Control, &mut model))
            }
        };
        account.control_policies.push(ControlPolicy {
            id: format!("cp-{number}"),
            name: format!("cp-{number}"),
            document,
            targets: target.map(|target| vec![Spanned::new(target.to_owned(), at)]),
            at,
        });
    }
    model.accounts.push(account);
    model
}

fn id(number: usize) -> PolicyId {
    PolicyId(u32::try_from(number).unwrap())
}

/// The engine's answers about an account.
pub fn answers(model: &Model, action: &str, readings: Readings, reach: bool) -> Answers {
    let catalogue = Catalogue::embedded();
    let settings = Settings {
        at: AT,
        readings,
        steps: ramlint::engine::solver::STEPS_PER_QUESTION,
        substitution: None,
        reach,
        obtain: false,
    };
    answers::answer(
        model,
        catalogue,
        &answers::question(action, catalogue),
        &settings,
    )
}
