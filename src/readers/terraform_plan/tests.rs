//! Instances of plans and states: what is in force, which spelling counts, and
//! what a value that is not known yet belongs to.

use crate::model::Model;
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::session::Session;
use crate::readers::terraform::is_read;
use crate::readers::terraform_plan::addresses::Address;
use crate::readers::terraform_plan::claimed;
use crate::readers::terraform_plan::configuration::Configuration;
use crate::readers::terraform_plan::joins::{Instance, Joins};
use crate::readers::terraform_plan::values::{self, Found};
use crate::source::{FileId, Sources};
use crate::syntax::{Parsed, Tree, Value, json};

/// One line for each instance and each argument: `address name = value`, with
/// `<- address` where it is had from another resource.
fn lines(text: &str, find: impl for<'a> Fn(Value<'a>, &mut Vec<Found<'a>>)) -> Vec<String> {
    let mut sources = Sources::default();
    let file = sources.add("plan.json", text);
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    let parsed = Parsed::file(text, file);
    json::read(parsed, &mut tree, &mut problems);
    assert_eq!(problems, []);
    let root = tree.root(parsed).expect("a value");
    let mut found = Vec::new();
    find(root, &mut found);
    found.retain(|one| is_read(&one.address.kind));
    let configuration = Configuration::of(root);
    let joins = Joins::new("plan.json", &configuration, &found);
    let mut model = Model::default();
    let mut session = Session::new(&mut model);
    let mut lines = Vec::new();
    for one in &found {
        for instance in joins.instances(&mut session, one) {
            lines.extend(told(&session, &instance));
        }
    }
    lines
}

fn told(session: &Session<'_>, instance: &Instance) -> Vec<String> {
    let when: Vec<String> = instance
        .when
        .iter()
        .map(|choice| format!(" if {}={:b}", choice.doubt.0, choice.mask))
        .collect();
    let arguments = instance.arguments.iter();
    arguments
        .map(|(key, value)| {
            let key = key.as_str().unwrap_or("?");
            let value = shown(session, value);
            format!("{} {key} = {value}{}", instance.address, when.concat())
        })
        .collect()
}

fn shown(session: &Session<'_>, value: &Evaluated) -> String {
    let mut text = match &value.data {
        Data::Unknown { hole, .. } => {
            let missing = session.model.holes.get(*hole).expect("a meaning");
            format!("${{{}}}", missing.name)
        }
        Data::List(items) => {
            let items: Vec<String> = items.iter().map(|item| shown(session, item)).collect();
            format!("[{}]", items.join(", "))
        }
        Data::Map(members) => {
            let members = members.iter();
            let both = members.map(|(key, value)| {
                format!("{}: {}", key.as_str().unwrap_or("?"), shown(session, value))
            });
            format!("{{{}}}", both.collect::<Vec<_>>().join(", "))
        }
        _ => value.to_text().unwrap_or_default(),
    };
    if let Some(refers) = &value.refers {
        text.push_str(" <- ");
        text.push_str(refers);
    }
    text
}

fn planned(text: &str) -> Vec<String> {
    lines(text, |root, found| {
        values::of_changes(root.get("resource_changes").expect("changes"), found);
    })
}

/// A change with its actions, known values and unknown ones.
fn change(address: &str, actions: &str, after: &str, unknown: &str) -> String {
    format!(
        r#"{{"address":{address:?},"mode":"managed","change":{{"actions":{actions},"before":null,"after":{after},"after_unknown":{unknown}}}}}"#
    )
}

fn plan(changes: &[String], resources: &str) -> String {
    let changes = changes.join(",");
    format!(
        r#"{{"format_version":"1.2","resource_changes":[{changes}],"configuration":{{"root_module":{{"resources":[{resources}]}}}}}}"#
    )
}

fn configured(address: &str, expressions: &str) -> String {
    format!(r#"{{"address":{address:?},"mode":"managed","expressions":{expressions}}}"#)
}

const CREATE: &str = r#"["create"]"#;

#[test]
fn what_is_in_force_after_the_plan() {
    let user = |address: &str, actions: &str| change(address, actions, r#"{"name":"u"}"#, "{}");
    let gone = r#"{"address":"alicloud_ram_user.old","deposed":"00000000","change":{"actions":["delete"],"after":{"name":"u"}}}"#;
    let kept = r#"{"address":"alicloud_ram_user.new","deposed":"00000000","change":{"actions":["no-op"],"after":{"name":"u"}}}"#;
    let text = plan(
        &[
            user("alicloud_ram_user.a", r#"["no-op"]"#),
            user("alicloud_ram_user.b", r#"["delete"]"#),
            user("alicloud_ram_user.c", r#"["forget"]"#),
            user("alicloud_ram_user.d", r#"["delete","create"]"#),
            user("alicloud_ram_user.e", r#"["update"]"#),
            user("data.alicloud_ram_users.f", r#"["read"]"#),
            gone.to_owned(),
            kept.to_owned(),
        ],
        "",
    );
    assert_eq!(
        planned(&text),
        [
            "alicloud_ram_user.a name = u",
            "alicloud_ram_user.d name = u",
            "alicloud_ram_user.e name = u",
        ]
    );
}

#[test]
fn the_spelling_that_is_written_counts() {
    let unknown = r#"{"document":true,"name":true,"statement":true,"type":true}"#;
    let created = change(
        "alicloud_ram_policy.p",
        CREATE,
        r#"{"policy_name":"P","policy_document":"{}"}"#,
        unknown,
    );
    let updated = |document: &str, policy_document: &str| {
        change(
            "alicloud_ram_policy.p",
            r#"["update"]"#,
            &format!(r#"{{"document":{document:?},"policy_document":{policy_document:?}}}"#),
            "{}",
        )
    };
    let nothing = r#"{"policy_document":true,"document":true,"statement":true}"#;
    let p = "alicloud_ram_policy.p";
    for (change, expressions, expected) in [
        // An expression that refers to nothing is an empty object and still one.
        (
            created.clone(),
            Some(r#"{"policy_name":{"constant_value":"P"},"policy_document":{}}"#),
            &[
                "policy_document = {}",
                "policy_name = P",
                "type = ${alicloud_ram_policy.p.type}",
            ][..],
        ),
        (
            created,
            None,
            &[
                "policy_document = {}",
                "policy_name = P",
                "type = ${alicloud_ram_policy.p.type}",
            ],
        ),
        // The other spelling keeps what was there before.
        (
            updated("new", "old"),
            Some(r#"{"document":{}}"#),
            &["document = new"],
        ),
        (
            updated("old", "new"),
            Some(r#"{"policy_document":{}}"#),
            &["policy_document = new"],
        ),
        (updated("old", "new"), None, &["policy_document = new"]),
        // The version in force is the one that the document is of.
        (
            change(
                p,
                CREATE,
                r#"{"policy_document":"new"}"#,
                r#"{"default_version":true}"#,
            ),
            None,
            &["policy_document = new"],
        ),
        (
            change(
                p,
                CREATE,
                r#"{"default_version":"v2","policy_document":"new"}"#,
                "{}",
            ),
            Some(r#"{"default_version":{"constant_value":"v2"},"policy_document":{}}"#),
            &["default_version = v2", "policy_document = new"],
        ),
        (
            change(p, CREATE, "{}", nothing),
            Some(r#"{"document":{"references":["local.d"]}}"#),
            &["document = ${alicloud_ram_policy.p.document}"],
        ),
        (
            change(p, CREATE, "{}", nothing),
            None,
            &["policy_document = ${alicloud_ram_policy.p.policy_document}"],
        ),
    ] {
        let resources = expressions.map_or_else(String::new, |one| configured(p, one));
        let mut found = planned(&plan(&[change], &resources));
        found.sort();
        let expected: Vec<String> = expected.iter().map(|one| format!("{p} {one}")).collect();
        assert_eq!(found, expected, "{resources}");
    }
}

/// The plan of a role that is attached by an id which the cloud will give it, as
/// in a module `iam`.
fn attached(roles: &[&str], expression: &str) -> Vec<String> {
    let mut changes: Vec<String> = roles
        .iter()
        .map(|role| change(role, CREATE, r#"{"role_name":"r"}"#, r#"{"id":true}"#))
        .collect();
    changes.push(change(
        r#"module.iam["x"].alicloud_ram_role_policy_attachment.a["k"]"#,
        CREATE,
        r#"{"policy_name":"RedisOps"}"#,
        r#"{"role_name":true}"#,
    ));
    let resources = configured(
        "alicloud_ram_role_policy_attachment.a",
        &format!(r#"{{"role_name":{expression}}}"#),
    );
    let each = r#""for_each_expression":{"references":["alicloud_ram_role.app"]},"#;
    let resources = resources.replacen('{', &format!("{{{each}"), 1);
    let text = format!(
        r#"{{"format_version":"1.2","resource_changes":[{}],"configuration":{{"root_module":{{
        "module_calls":{{
          "iam":{{"source":"./iam","expressions":{{"role":{{"references":["module.roles.main","module.roles"]}}}},"module":{{"resources":[{resources}]}}}},
          "roles":{{"module":{{"outputs":{{"main":{{"expression":{{"references":["alicloud_ram_role.m.id","alicloud_ram_role.m"]}}}}}}}}}}
        }}}}}}}}"#,
        changes.join(",")
    );
    let found = planned(&text);
    let about = found.iter().filter(|line| line.contains("_attachment.a"));
    let about = about.filter(|line| line.contains("] role_name"));
    about
        .map(|line| line.split_once(" = ").expect("a value").1.to_owned())
        .collect()
}

#[test]
fn a_value_that_is_not_known_yet_is_joined_by_what_it_refers_to() {
    let hole = r#"${module.iam["x"].alicloud_ram_role_policy_attachment.a["k"].role_name}"#;
    let app = |key: &str| format!(r#"module.iam["x"].alicloud_ram_role.app{key}"#);
    let joined = |address: &str| format!("{hole} <- plan.json:{address}");
    let (one, k, l) = (app(""), app(r#"["k"]"#), app(r#"["l"]"#));
    let main = "module.roles.alicloud_ram_role.m";
    let other = r#"module.iam["y"].alicloud_ram_role.app"#;
    let refers = |list: &[&str]| format!(r#"{{"references":{list:?}}}"#);
    let by_id = refers(&["alicloud_ram_role.app.id", "alicloud_ram_role.app"]);
    let by_each = refers(&["alicloud_ram_role.app", "each.key"]);
    let by_value = refers(&["each.value.id", "each.value"]);
    let any = refers(&["alicloud_ram_role.app"]);
    let by_variable = refers(&["var.role"]);
    let local = refers(&["local.role"]);
    let mixed = refers(&[
        "alicloud_ram_role.app.id",
        "alicloud_ram_role.app",
        "local.x",
    ]);
    for (roles, expression, expected) in [
        (vec![one.as_str(), other], &by_id, vec![joined(&one)]),
        (vec![&k, &l], &by_each, vec![joined(&k)]),
        (vec![&k, &l], &by_value, vec![joined(&k)]),
        (vec![main, &one], &by_variable, vec![joined(main)]),
        // Terraform does not say what a local value is made of.
        (
            vec![&one],
            &local,
            vec![
                format!("{hole} if 0=10"),
                format!("{} if 0=1", joined(&one)),
            ],
        ),
        (vec![], &by_id, vec![hole.to_owned()]),
        (
            vec![&k, &l],
            &any,
            vec![
                format!("{hole} if 0=100"),
                format!("{} if 0=1", joined(&k)),
                format!("{} if 0=10", joined(&l)),
            ],
        ),
        (
            vec![&one],
            &mixed,
            vec![
                format!("{hole} if 0=10"),
                format!("{} if 0=1", joined(&one)),
            ],
        ),
    ] {
        assert_eq!(attached(&roles, expression), expected, "{expression}");
    }
}

#[test]
fn members_that_are_not_known_yet_are_joined_one_by_one() {
    let text = plan(
        &[
            change("alicloud_ram_user.a", CREATE, "{}", r#"{"name":true}"#),
            change("alicloud_ram_user.b", CREATE, "{}", r#"{"name":true}"#),
            change(
                "alicloud_ram_group_membership.m",
                CREATE,
                r#"{"group_name":"g","user_names":["carol",null]}"#,
                r#"{"user_names":[false,true]}"#,
            ),
        ],
        &configured(
            "alicloud_ram_group_membership.m",
            r#"{"user_names":{"references":["alicloud_ram_user.a.name","alicloud_ram_user.a"]}}"#,
        ),
    );
    let last = planned(&text).pop().expect("a line");
    assert_eq!(
        last,
        "alicloud_ram_group_membership.m user_names = [carol, \
         ${alicloud_ram_group_membership.m.user_names[1]} <- plan.json:alicloud_ram_user.a]"
    );
}

#[test]
fn a_state_joins_by_the_ids_that_the_cloud_gave() {
    let text = r#"{"values":{"root_module":{"resources":[
        {"address":"alicloud_cloud_sso_user.u","values":{"user_name":"ann","user_id":"u-1"}}],
      "child_modules":[{"address":"module.m","resources":[
        {"address":"module.m.alicloud_cloud_sso_access_assignment.a","values":{"principal_id":"u-1","principal_type":"User"}},
        {"address":"module.m.alicloud_ram_user.gone","deposed_key":"0","values":{"name":"x"}}]}]}}}"#;
    let found = lines(text, |root, found| {
        let values = root.get("values").and_then(|all| all.get("root_module"));
        values::of_module(values.expect("a module"), found);
    });
    assert_eq!(
        found[2..],
        [
            "module.m.alicloud_cloud_sso_access_assignment.a principal_id = u-1 <- plan.json:alicloud_cloud_sso_user.u",
            "module.m.alicloud_cloud_sso_access_assignment.a principal_type = User",
        ]
    );
}

#[test]
fn a_raw_state_has_modules_keys_and_aliases() {
    let text = r#"{"version":4,"lineage":"x","resources":[
        {"module":"module.m[\"k\"]","mode":"managed","type":"alicloud_ram_user","name":"u",
         "provider":"provider[\"registry.terraform.io/aliyun/alicloud\"].prod",
         "instances":[{"index_key":"a","attributes":{"name":"one"}},{"index_key":1,"attributes":{"name":"two"}},
                      {"deposed":"0","attributes":{"name":"three"}}]},
        {"mode":"managed","type":"alicloud_ram_policy","name":"p","provider":"provider[\"x\"]",
         "instances":[{"attributes":{"policy_document":"new","document":"old"}}]},
        {"mode":"data","type":"alicloud_ram_users","name":"d","instances":[{"attributes":{}}]}]}"#;
    let found = lines(text, values::of_raw_state);
    assert_eq!(
        found,
        [
            r#"module.m["k"].alicloud_ram_user.u["a"] name = one"#,
            r#"module.m["k"].alicloud_ram_user.u[1] name = two"#,
            "alicloud_ram_policy.p policy_document = new",
        ]
    );
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    let parsed = Parsed::file(text, FileId(0));
    json::read(parsed, &mut tree, &mut problems);
    let mut found = Vec::new();
    values::of_raw_state(tree.root(parsed).expect("a value"), &mut found);
    let aliases: Vec<Option<&str>> = found.iter().map(|one| one.alias.as_deref()).collect();
    assert_eq!(aliases, [Some("prod"), Some("prod"), None, None]);
}

#[test]
fn some_names_say_what_a_file_is() {
    for (path, expected) in [
        ("a/terraform.tfstate", Some("state")),
        ("prod.tfstate.json", Some("state")),
        ("plan.json", Some("plan")),
        ("out/prod.tfplan.json", Some("plan")),
        ("tfplan", Some("plan")),
        ("floorplan.json", None),
        ("plan.yaml", None),
    ] {
        assert_eq!(claimed(path), expected, "{path}");
    }
}

/// How many resources an argument depends on, and whether on anything else.
fn origins(module: &str) -> (usize, bool) {
    let text = format!(r#"{{"configuration":{{"root_module":{module}}}}}"#);
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    let parsed = Parsed::file(&text, FileId(0));
    json::read(parsed, &mut tree, &mut problems);
    assert_eq!(problems, []);
    let configuration = Configuration::of(tree.root(parsed).expect("a value"));
    let of = Address::parse("alicloud_ram_role_policy_attachment.a").expect("an address");
    let origins = configuration.origins(&of, "role_name");
    (origins.targets.len(), origins.others)
}

fn referring(references: &[String]) -> String {
    let expressions = format!(r#"{{"role_name":{{"references":{references:?}}}}}"#);
    let resource = configured("alicloud_ram_role_policy_attachment.a", &expressions);
    format!(r#""resources":[{resource}]"#)
}

#[test]
fn of_more_references_than_are_looked_at_the_rest_is_something_else() {
    for (count, expected) in [(64, (64, false)), (65, (64, true))] {
        let references: Vec<String> = (0..count)
            .map(|number| format!("alicloud_ram_role.r{number}"))
            .collect();
        let module = format!("{{{}}}", referring(&references));
        assert_eq!(origins(&module), expected, "{count}");
    }
}

#[test]
fn references_are_followed_so_often_and_no_more() {
    let from = referring(&["module.m.o".to_owned()]);
    let output = |reference: &str| {
        format!(r#""outputs":{{"o":{{"expression":{{"references":["{reference}"]}}}}}}"#)
    };
    for (modules, expected) in [(32, (1, false)), (33, (0, true))] {
        let last = format!("{{{}}}", output("alicloud_ram_role.r.id"));
        let inner = (1..modules).fold(last, |inner, _| {
            let own = output("module.m.o");
            format!(r#"{{{own},"module_calls":{{"m":{{"module":{inner}}}}}}}"#)
        });
        let module = format!(r#"{{{from},"module_calls":{{"m":{{"module":{inner}}}}}}}"#);
        assert_eq!(origins(&module), expected, "{modules}");
    }
    // An output that is given itself.
    let module = format!(
        r#"{{{from},"module_calls":{{"m":{{"expressions":{{"x":{{"references":["module.m.o"]}}}},"module":{{{}}}}}}}}}"#,
        output("var.x")
    );
    assert_eq!(origins(&module), (0, true));
}
