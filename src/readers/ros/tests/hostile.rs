//! Templates that are made to cost much: all of them end soon and are reported.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::{Outcome, read};
use crate::model::Model;
use crate::readers::ros::evaluator::Evaluator;
use crate::readers::ros::template::{MAX_DEPTH, MAX_STEPS, MAX_TEXT, Template};
use crate::readers::session::Session;
use crate::readers::{Texts, Why};
use crate::source::{Fragment, Sources, Span};

/// Far above what any of these takes, and far below what they would without limits.
const LONG: Duration = Duration::from_secs(20);

fn timed(text: &str) -> Outcome {
    let start = Instant::now();
    let outcome = read("t.yml", text);
    assert!(start.elapsed() < LONG, "{:?}", start.elapsed());
    outcome
}

/// What there is too much of.
fn limits(outcome: &Outcome) -> Vec<&'static str> {
    let told = outcome.not_analysed.iter();
    told.filter_map(|one| match one.why {
        Why::TooMuch { what, .. } => Some(what),
        _ => None,
    })
    .collect()
}

fn template(resources: &str) -> String {
    format!(
        "ROSTemplateFormatVersion: x\nParameters:\n  P: {{ Default: ppppppppp }}\n  O: {{}}\nResources:\n{resources}"
    )
}

#[test]
fn a_text_of_many_references() {
    for (name, expected) in [("P", 900_000), ("O", 300_000)] {
        let calls = format!("${{{name}}}").repeat(100_000);
        let text = template(&format!(
            "  K: {{ Type: 'ALIYUN::RAM::AccessKey', Properties: {{ UserName: !Sub '{calls}' }} }}\n"
        ));
        let outcome = timed(&text);
        assert_eq!(limits(&outcome), [""; 0]);
        let crate::readers::declared::What::AccessKey { user } = &outcome.declared[0].what else {
            panic!("an access key");
        };
        assert_eq!(user.as_fragment().unwrap().text.len(), expected);
    }
}

#[test]
fn names_that_depend_on_each_other() {
    let user = |name: &str, value: &str| {
        format!("  {name}: {{ Type: 'ALIYUN::RAM::User', Properties: {{ UserName: {value} }} }}\n")
    };
    let text = template(&(user("A", "!Ref B") + &user("B", "!GetAtt A.UserName")));
    let lines = timed(&text).lines();
    assert!(lines[0].starts_with("user:<cycle"), "{lines:?}");
    let text = template(&user("A", "!Ref A"));
    assert_eq!(timed(&text).lines(), ["user:<cycle A> @ 6:3"]);
    let text = "ROSTemplateFormatVersion: x\nLocals: { A: { Value: !Ref B }, B: { Value: !Ref A } }\nResources:\n  K: { Type: 'ALIYUN::RAM::AccessKey', Properties: { UserName: !Ref A } }\n";
    assert_eq!(timed(text).lines(), ["key of <cycle A> @ 4:3"]);
    // A chain that is longer than the limit.
    let mut chain = String::new();
    for number in 0..2000 {
        chain.push_str(&user(
            &format!("U{number}"),
            &format!("!Ref U{}", number + 1),
        ));
    }
    let outcome = timed(&template(&chain));
    assert_eq!(outcome.declared.len(), 2000);
    assert_eq!(limits(&outcome), ["levels of references and values"]);
}

#[test]
fn texts_that_double() {
    let mut users = String::from(
        "  U0: { Type: 'ALIYUN::RAM::User', Properties: { UserName: xxxxxxxxxxxxxxxx } }\n",
    );
    for number in 1..100 {
        let before = number - 1;
        writeln!(
            users,
            "  U{number}: {{ Type: 'ALIYUN::RAM::User', Properties: {{ UserName: !Join ['', [!Ref U{before}, !Ref U{before}]] }} }}"
        )
        .unwrap();
    }
    let outcome = timed(&template(&users));
    assert_eq!(limits(&outcome), ["bytes of text made by functions"]);
    let mut locals = String::from("Locals:\n  L0: { Value: [a] }\n");
    for number in 1..100 {
        let before = number - 1;
        writeln!(
            locals,
            "  L{number}: {{ Value: !ListMerge [!Ref L{before}, !Ref L{before}] }}"
        )
        .unwrap();
    }
    let text = format!(
        "ROSTemplateFormatVersion: x\n{locals}Resources:\n  K: {{ Type: 'ALIYUN::RAM::AccessKey', Properties: {{ UserName: !Ref L99 }} }}\n"
    );
    assert_eq!(limits(&timed(&text)), ["levels of references and values"]);
}

#[test]
fn many_instances() {
    let users = "  U: { Type: 'ALIYUN::RAM::User', Count: 4000000000, Properties: { UserName: !Sub 'u${ALIYUN::Index}' } }\n  G: { Type: 'ALIYUN::RAM::UserToGroupAddition', Count: 1000, Properties: { GroupName: g, Users: !Ref U } }\n";
    let start = Instant::now();
    let outcome = timed(&template(users));
    assert_eq!(limits(&outcome), ["instances of a resource"]);
    assert!(outcome.declared.len() <= 1_001_000, "{:?}", start.elapsed());
}

#[test]
fn deep_values_and_aliases() {
    let deep = format!("{}{}", "!Join ['', [".repeat(500), "]]".repeat(500));
    let text = template(&format!(
        "  K: {{ Type: 'ALIYUN::RAM::AccessKey', Properties: {{ UserName: {deep} }} }}\n"
    ));
    timed(&text);
    let mut bomb = String::from("ROSTemplateFormatVersion: x\na0: &a0 [x, x]\n");
    for number in 1..60 {
        let before = number - 1;
        writeln!(
            bomb,
            "a{number}: &a{number} [*a{before}, *a{before}, *a{before}]"
        )
        .unwrap();
    }
    bomb.push_str(
        "Resources:\n  K: { Type: 'ALIYUN::RAM::AccessKey', Properties: { UserName: *a59 } }\n",
    );
    let outcome = timed(&bomb);
    assert_eq!(outcome.lines(), ["key of <...> @ 63:3"]);
    assert_eq!(outcome.not_analysed(), ["Unparsable(YamlAlias) @ *a59"]);
}

#[test]
fn conditions_that_depend_on_each_other() {
    let mut conditions = String::from("Conditions:\n  C0: !Equals [!Ref O, x]\n");
    for number in 1..200 {
        let before = number - 1;
        writeln!(
            conditions,
            "  C{number}: !And [C{before}, !Not [!Or [C{before}, C{before}]]]"
        )
        .unwrap();
    }
    let text = template(
        "  U: { Type: 'ALIYUN::RAM::User', Condition: C199, Properties: { UserName: u } }\n",
    );
    let outcome = timed(&text.replace("Resources:", &format!("{conditions}Resources:")));
    assert!(outcome.declared.len() <= 1);
}

#[test]
fn instances_are_as_many_as_the_limit() {
    for (count, told) in [(1_000, vec![]), (1_001, vec!["instances of a resource"])] {
        let users = format!(
            "  U: {{ Type: 'ALIYUN::RAM::User', Count: {count}, Properties: {{ UserName: !Sub 'u${{ALIYUN::Index}}' }} }}\n"
        );
        let outcome = timed(&template(&users));
        assert_eq!(limits(&outcome), told, "{count}");
        assert_eq!(outcome.declared.len(), 1_000, "{count}");
    }
}

/// Whether a text of so many bytes is one that functions may still make.
fn is_made(own: &mut Evaluator<'_, '_, '_>, bytes: usize, at: Span) -> bool {
    let mut text = Fragment::default();
    text.push_atom(&"x".repeat(bytes), at);
    own.made(text, at).hole().is_none()
}

type Work = fn(&mut Evaluator<'_, '_, '_>, Span) -> bool;

#[test]
fn what_is_beyond_a_limit_is_told_and_nothing_before_it() {
    let cases: [(&str, Work, Work); 3] = [
        (
            "values to work out",
            |own, at| own.spend(usize::try_from(MAX_STEPS).unwrap(), at),
            |own, at| own.spend(1, at),
        ),
        (
            "levels of references and values",
            |own, at| (0..MAX_DEPTH).all(|_| own.deeper(at)),
            |own, at| own.deeper(at),
        ),
        (
            "bytes of text made by functions",
            |own, at| is_made(own, MAX_TEXT, at),
            |own, at| is_made(own, 1, at),
        ),
    ];
    let mut sources = Sources::default();
    let file = sources.add("t.yml", template(""));
    let mut texts = Texts::default();
    let candidate = texts.parse(&sources, file, true).expect("a text");
    let root = candidate.root().expect("a value");
    let template = Template::new(candidate, root);
    for (what, within, beyond) in cases {
        let mut model = Model::default();
        let mut session = Session::new(&mut model);
        let mut own = Evaluator::new(&mut session, &template);
        assert!(within(&mut own, root.at()), "{what}");
        assert!(own.session.report.not_analysed.is_empty(), "{what}");
        assert!(!beyond(&mut own, root.at()), "{what}");
        let told = format!("{:?}", own.session.report.not_analysed);
        assert!(told.contains(what), "{what}: {told}");
    }
}
