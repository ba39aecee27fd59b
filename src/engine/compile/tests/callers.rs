//! Conditions on the one who asks and on its account, and what is kept of statements
//! for the next who asks.

use super::*;

fn user(name: &str) -> Subject {
    Subject {
        name: Some(format!("user/{name}")),
        is_session: false,
    }
}

fn arn(operator: &str, value: &str) -> String {
    under(&format!(
        r#"{{"{operator}":{{"acs:PrincipalARN":"{value}"}}}}"#
    ))
}

#[test]
fn d44_sessions_are_roles_whose_names_begin_in_a_known_way() {
    let session = Subject {
        name: None,
        is_session: true,
    };
    let cases = [
        ("StringLike", "acs:ram:*:1000000000000001:role/*", "allowed"),
        (
            "StringLike",
            "acs:ram:*:1000000000000001:role/aliyunreservedsso-a*",
            "allowed_if",
        ),
        (
            "StringEquals",
            "acs:ram::1000000000000001:role/aliyunreservedsso-a",
            "allowed_if",
        ),
        (
            "StringEquals",
            "acs:ram::1000000000000001:role/admin",
            "not_granted",
        ),
        (
            "StringEquals",
            "acs:ram::1000000000000002:role/aliyunreservedsso-a",
            "not_granted",
        ),
        (
            "StringEquals",
            "acs:ram::1000000000000001:user/ann",
            "not_granted",
        ),
        (
            "StringNotEquals",
            "acs:ram::1000000000000001:user/ann",
            "allowed",
        ),
        // Neither a region nor a name of a role holds another ARN.
        (
            "StringLike",
            "acs:ram:*:1000000000000001:user/*",
            "not_granted",
        ),
        ("StringLike", "acs:ram:*:1000000000000002:*", "not_granted"),
    ];
    for (operator, value, expected) in cases {
        let found = ask(&[&arn(operator, value)], GUARDED, &session);
        assert_eq!(found, expected, "{operator} {value}");
    }
}

#[test]
fn the_name_of_the_caller_counts_where_its_account_is_not_known() {
    let account = Account {
        id: None,
        ..management()
    };
    let cases = [
        ("StringLike", "acs:ram:*:*:user/?lice", "allowed"),
        ("StringLike", "acs:ram:*:*:user/Alice", "allowed_if"),
        ("StringLike", "acs:ram:*:*:user/alice", "allowed_if"),
        ("StringLike", "acs:ram:*:*:user/bob", "not_granted"),
        (
            "StringEquals",
            "acs:ram::1000000000000001:user/alice",
            "allowed_if",
        ),
        (
            "StringEquals",
            "acs:ram::1000000000000001:user/bob",
            "not_granted",
        ),
    ];
    for (operator, value, expected) in cases {
        let statement = arn(operator, value);
        let found = ask_in(
            &account,
            &Given::default(),
            &[&statement],
            GUARDED,
            &alice(),
        );
        assert_eq!(found, expected, "{operator} {value}");
    }
}

/// A member carries its place in the directory; an account of none never does (D16).
#[test]
fn d16_the_place_of_the_account_in_its_directory() {
    let member = Account {
        position: Position::Member {
            path: Some(vec!["r-1".to_owned(), "fd-1".to_owned()]),
        },
        ..management()
    };
    let lost = Account {
        position: Position::Member { path: None },
        ..management()
    };
    let alone = Account {
        position: Position::Standalone,
        directory: None,
        ..management()
    };
    let path = |value: &str| {
        under(&format!(
            r#"{{"StringLike":{{"acs:PrincipalRDPath":"{value}"}}}}"#
        ))
    };
    let id = |values: &str| {
        under(&format!(
            r#"{{"StringEquals":{{"acs:PrincipalRDId":{values}}}}}"#
        ))
    };
    let not = |values: &str| {
        under(&format!(
            r#"{{"StringNotEquals":{{"acs:PrincipalRDId":{values}}}}}"#
        ))
    };
    let other = under(r#"{"StringLike":{"acs:SourceVpc":"*"}}"#);
    let cases = [
        (&member, path("*"), "allowed"),
        (&member, path("rd-1/r-1/*"), "allowed"),
        (&member, path("rd-1/r-1/fd-1/*"), "allowed"),
        (&member, path("rd-1/r-1/fd-2/*"), "not_granted"),
        (&member, path("rd-1/r-1/fd-1/a"), "allowed_if"),
        (&lost, path("rd-1/r-1/*"), "allowed_if"),
        (&lost, path("*"), "allowed_if"),
        (&alone, path("*"), "not_granted"),
        (&member, id(r#""rd-1""#), "allowed"),
        (&member, id(r#"["rd-1","rd-2"]"#), "allowed"),
        (&member, id(r#"["rd-2","rd-3"]"#), "not_granted"),
        (&member, not(r#"["rd-2","rd-3","rd-4"]"#), "allowed"),
        (
            &member,
            not(r#"["rd-1","rd-2"]"#),
            "not_granted..allowed: negated-list",
        ),
        (
            &member,
            not(r#"["rd-1","rd-2","rd-3"]"#),
            "not_granted..allowed: negated-list",
        ),
        (&alone, id(r#""rd-1""#), "not_granted"),
        (&alone, other.clone(), "allowed_if"),
        (&member, other, "allowed_if"),
    ];
    for (account, statement, expected) in cases {
        let found = ask_in(account, &Given::default(), &[&statement], GUARDED, &alice());
        assert_eq!(found, expected, "{:?} {statement}", account.position);
    }
}

/// What the first who asks was told is told to the next only where it does not depend
/// on who asks.
#[test]
fn each_who_asks_is_told_of_statements_for_it() {
    let alone = arn("StringLike", "acs:ram:*:*:user/ann");
    let open = r#""Effect":"Allow","Action":"*","Resource":"*""#;
    let named = Some("1000000000000001".to_owned());
    for (id, documents) in [
        (
            named.clone(),
            [vec![alone.as_str()], vec![&alone, open], vec![open, &alone]],
        ),
        (
            None,
            [vec![alone.as_str()], vec![&alone, open], vec![open, &alone]],
        ),
    ] {
        for statements in documents {
            let account = Account {
                id: id.clone(),
                ..management()
            };
            let (model, document) = read(&statements);
            let uses = KeyUse::new(&model);
            let catalogue = Catalogue::embedded();
            let question = answers::question(GUARDED, catalogue);
            let (_, mut compiler) =
                asking(&model, catalogue, &account, &uses, &question, &strict());
            let mut doubts = model.doubts.clone();
            let mut told = |name: &str| {
                let (relevant, depends) = compiler.document(document, &user(name), &mut doubts);
                let formulas = relevant.iter().map(|(_, formula)| formula.clone());
                let mut said: Vec<String> = formulas
                    .map(|formula| in_words(formula, Effect::Allow, &compiler, &doubts))
                    .collect();
                // What no request meets may be left out.
                said.retain(|said| said != "not_granted");
                (said.len(), depends)
            };
            let found = ["ann", "bob", "ann"].map(&mut told);
            let opened = statements.len() - 1;
            let expected = [1, 0, 1].map(|own| (opened + own, true));
            assert_eq!(found, expected, "{id:?} {statements:?}");
        }
    }
    // Otherwise what one was told goes for all, whatever was asked before.
    let (mut model, first) = read(&[&alone]);
    let second = read_into(&mut model, &[open]);
    let uses = KeyUse::new(&model);
    let catalogue = Catalogue::embedded();
    let question = answers::question(GUARDED, catalogue);
    let account = management();
    let (_, mut compiler) = asking(&model, catalogue, &account, &uses, &question, &strict());
    let mut doubts = model.doubts.clone();
    for name in ["ann", "bob"] {
        let (_, depends) = compiler.document(first, &user(name), &mut doubts);
        assert!(depends, "{name}");
        let (relevant, depends) = compiler.document(second, &user(name), &mut doubts);
        assert_eq!((relevant.len(), depends), (1, false), "{name}");
    }
}

/// An element is read differently at its own place and nowhere else, by all that is
/// asked afterwards.
#[test]
fn one_element_is_read_differently() {
    let (model, document) = read(&[
        r#""Effect":"Allow","Action":["ecs:A","ecs:B"],"Resource":"*""#,
        r#""Effect":"Allow","Action":"ecs:A","Resource":"*""#,
    ]);
    let uses = KeyUse::new(&model);
    let catalogue = Catalogue::embedded();
    let question = answers::question(GUARDED, catalogue);
    let account = management();
    let (_, mut compiler) = asking(&model, catalogue, &account, &uses, &question, &strict());
    let mut doubts = model.doubts.clone();
    let statements: Vec<(StatementId, &Statement)> = model.pools.statements(document).collect();
    let element = model.pools.elements(statements[0].1.actions.list)[0];
    let instead = |text: &str| {
        Some(Substitution {
            at: element.at,
            text: text.to_owned(),
        })
    };
    for (substitution, expected) in [
        (None, [false, false]),
        (instead("kvstore:*"), [true, false]),
        (instead("oss:*"), [false, false]),
        (instead("*"), [true, false]),
        (None, [false, false]),
    ] {
        compiler.substitute(substitution.clone());
        let (relevant, _) = compiler.document(document, &alice(), &mut doubts);
        let relevant: Vec<StatementId> = relevant.iter().map(|(id, _)| *id).collect();
        let found = [0, 1].map(|number: usize| {
            let (id, statement) = statements[number];
            let formula = compiler.statement(id, statement, &alice(), &mut doubts);
            assert_eq!(relevant.contains(&id), formula != Formula::False);
            formula != Formula::False
        });
        assert_eq!(found, expected, "{substitution:?}");
    }
}

/// What is left open in a text cannot make it what the rest of it is not.
#[test]
fn d12_texts_that_are_not_known_whole() {
    let (mut model, _) = read(&[r#""Effect":"Allow","Action":"*","Resource":"*""#]);
    let hole = crate::source::fragment::HOLE;
    let gap = model.doubts.gap("Resource", "x", None, 2);
    let texts = ["acs:ecs:*:*:{}", "{}", "acs:kvstore:*:*:{}*", "*{}"];
    let texts = texts.map(|text| text.replace("{}", &hole.to_string()));
    let elements = texts.map(|text| Element {
        text: model.pools.intern(&text),
        at: Span::new(FileId(0), 0, 0),
        known: Known::Holes(gap),
    });
    let uses = KeyUse::new(&model);
    let catalogue = Catalogue::embedded();
    let question = answers::question(GUARDED, catalogue);
    let account = management();
    let (_, compiler) = asking(&model, catalogue, &account, &uses, &question, &strict());
    let mut doubts = model.doubts.clone();
    let found = elements.map(|element| {
        let formula = compiler.resource(&element, Effect::Allow, &mut doubts);
        in_words(formula, Effect::Allow, &compiler, &doubts)
    });
    let expected = [
        "not_granted",
        "not_granted..allowed: Resource",
        "not_granted..allowed: Resource, whole-service-resource",
        "not_granted..allowed: Resource",
    ];
    assert_eq!(found, expected);
}

/// A single resource is the same in either letter case (D43).
#[test]
fn d43_a_resource_that_is_one_of_a_few_spellings() {
    let texts = [
        ("acs:ram:*:1:role/admin", true),
        ("acs:ram:*:1:role/Admin", true),
        ("ACS:ram:*:1:ROLE/*", true),
        ("acs:ram::1:role/admin", true),
        ("acs:ram:*:1:role/other", false),
    ];
    let (mut model, _) = read(&[r#""Effect":"Allow","Action":"*","Resource":"*""#]);
    let elements = texts.map(|(text, _)| Element {
        text: model.pools.intern(text),
        at: Span::new(FileId(0), 0, 0),
        known: Known::Whole,
    });
    let uses = KeyUse::new(&model);
    let catalogue = Catalogue::embedded();
    let account = management();
    let spellings = ["acs:ram::1:role/admin", "acs:ram:*:1:role/admin"];
    let question = Question {
        resources: Resources::Fixed(spellings.map(str::to_owned).to_vec()),
        ..answers::question(GUARDED, catalogue)
    };
    let (_, compiler) = asking(&model, catalogue, &account, &uses, &question, &strict());
    let mut doubts = model.doubts.clone();
    for (element, (text, covers)) in elements.iter().zip(texts) {
        let found = compiler.resource(element, Effect::Allow, &mut doubts);
        assert_eq!(found, Formula::constant(covers), "{text}");
    }
    // An action that is asked about is not one of those that vary.
    let statement = model.pools.statements(DocumentId(0)).next().unwrap().1;
    for nothing in [
        compiler.free_actions(statement, &mut doubts),
        compiler.free_resources(statement, &mut doubts),
        compiler.free_resource(statement, &elements[0], &mut doubts),
    ] {
        assert_eq!(nothing, Formula::False);
    }
}

/// A test that cannot be read at all is one thing that is not known, wherever an action
/// is asked about (D10).
#[test]
fn d10_tests_that_cannot_be_read_are_alike_for_a_question() {
    let (model, document) = read(&[
        &under(r#""x""#),
        &under(r#"{"Bool":"x"}"#),
        &under(r#""y""#),
    ]);
    let uses = KeyUse::new(&model);
    let catalogue = Catalogue::embedded();
    let question = answers::question(GUARDED, catalogue);
    let account = management();
    let (_, mut compiler) = asking(&model, catalogue, &account, &uses, &question, &strict());
    let mut doubts = model.doubts.clone();
    let statements: Vec<(StatementId, &Statement)> = model.pools.statements(document).collect();
    let found: Vec<Formula> = statements
        .iter()
        .map(|(id, statement)| compiler.statement(*id, statement, &alice(), &mut doubts))
        .collect();
    assert_eq!(found[0], found[2]);
    assert_ne!(found[0], found[1]);
}
