//! Policies as texts, and models that reading them gives.

use ramlint::model::Model;
use ramlint::readers::{self, Input};
use ramlint::source::{Files, Refusal, Sources};

/// A disk without files.
struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &str) -> Result<String, Refusal> {
        Err(Refusal::Missing)
    }

    fn list(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// Reads texts under their paths.
pub fn read(texts: &[(&str, String)]) -> Model {
    let mut sources = Sources::default();
    let files: Vec<_> = texts
        .iter()
        .map(|(path, text)| sources.add(*path, text.as_str()))
        .collect();
    let inputs: Vec<Input<'_>> = files
        .into_iter()
        .map(|file| Input {
            file,
            named: true,
            in_skipped_folder: false,
            base: "",
        })
        .collect();
    let mut model = Model::default();
    let options = readers::Options::default();
    readers::read(&mut sources, &inputs, &NoFiles, &options, &mut model);
    model
}

const SERVICES: [&str; 10] = [
    "kvstore", "ecs", "rds", "oss", "ram", "vpc", "slb", "log", "kms", "fc",
];

/// A policy of ten statements, two of them Denys and some with conditions, of which
/// the first ones are wider than they were.
pub fn ten(wider: usize, reversed: bool) -> String {
    let mut statements: Vec<String> = SERVICES
        .iter()
        .enumerate()
        .map(|(number, service)| {
            let effect = if number % 5 == 4 { "Deny" } else { "Allow" };
            let name = if number < wider { "D*" } else { "De*" };
            let condition = match number % 3 {
                0 => "",
                1 => r#","Condition":{"IpAddress":{"acs:SourceIp":["10.0.0.0/8","192.168.0.0/16"]}}"#,
                _ => r#","Condition":{"Bool":{"acs:MFAPresent":"true"}}"#,
            };
            format!(
                r#"{{"Effect":"{effect}","Action":["{service}:{name}","{service}:Modify*"],"Resource":["acs:{service}:*:*:instance/*","acs:{service}:*:*:group/*"]{condition}}}"#
            )
        })
        .collect();
    if reversed {
        statements.reverse();
    }
    format!(
        r#"{{"Version":"1","Statement":[{}]}}"#,
        statements.join(",")
    )
}

/// Who may change an account.
#[derive(Clone, Copy, Debug)]
pub enum Powerful {
    /// Every tenth user may do all of RAM.
    ATenth,
    /// Everybody may do everything.
    All,
    /// Everybody may do everything but the action that is guarded.
    AllDenied,
    /// Each user may make credentials for themselves alone.
    EachForThemselves,
}

/// An account of users of whom some or all may change it, beside one plain policy.
pub fn powerful(principals: usize, who: Powerful) -> Model {
    let allow = |action: &str, on: &str| {
        format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"{on}"}}"#)
    };
    let document = |statements: &str| format!(r#"{{"Version":"1","Statement":[{statements}]}}"#);
    let denied = r#",{"Effect":"Deny","Action":"kvstore:De*","Resource":"*"}"#;
    let strong = match who {
        Powerful::ATenth | Powerful::EachForThemselves => allow("ram:*", "*"),
        Powerful::All => allow("*", "*"),
        Powerful::AllDenied => allow("*", "*") + denied,
    };
    let mut texts = vec![
        (
            "plain.json".to_owned(),
            document(&allow("kvstore:Describe*", "*")),
        ),
        ("strong.json".to_owned(), document(&strong)),
    ];
    let mut manifest = "ram_attachments: 1\naccount: \"1000000000000001\"\nusers:\n".to_owned();
    let mut policies = "policies:\n  plain: plain.json\n  strong: strong.json\n".to_owned();
    for user in 0..principals {
        let held = match who {
            Powerful::ATenth if user % 10 != 0 => "plain".to_owned(),
            Powerful::EachForThemselves => {
                let own = format!("acs:ram:*:1000000000000001:user/u{user}");
                let text = document(&allow("ram:CreateAccessKey", &own));
                texts.push((format!("own{user}.json"), text));
                policies += &format!("  own{user}: own{user}.json\n");
                format!("plain, own{user}")
            }
            Powerful::ATenth | Powerful::All | Powerful::AllDenied => "plain, strong".to_owned(),
        };
        manifest += &format!("  u{user}: {{ policies: [{held}] }}\n");
    }
    texts.push(("ram-attachments.yaml".to_owned(), manifest + &policies));
    let texts: Vec<(&str, String)> = texts
        .iter()
        .map(|(path, text)| (path.as_str(), text.clone()))
        .collect();
    read(&texts)
}

/// An account of users, each in one of twenty groups, that hold policies.
pub fn account(principals: usize, policies: usize, changed: bool) -> Model {
    let paths: Vec<String> = (0..policies)
        .map(|number| format!("p{number}.json"))
        .collect();
    let mut manifest = "ram_attachments: 1\nusers:\n".to_owned();
    for user in 0..principals {
        let policy = user % policies;
        manifest += &format!("  u{user}: {{ policies: [P{policy}] }}\n");
    }
    manifest += "groups:\n";
    for group in 0..20 {
        let members: Vec<String> = (0..principals)
            .filter(|user| user % 20 == group)
            .map(|user| format!("u{user}"))
            .collect();
        let policy = policies - 1 - group;
        manifest += &format!(
            "  g{group}: {{ members: [{}], policies: [P{policy}] }}\n",
            members.join(", ")
        );
    }
    manifest += "policies:\n";
    for (number, path) in paths.iter().enumerate() {
        manifest += &format!("  P{number}: {path}\n");
    }
    let mut texts: Vec<(&str, String)> = paths
        .iter()
        .enumerate()
        .map(|(number, path)| {
            let wider = usize::from(changed && number + 1 == policies);
            (path.as_str(), ten(wider, number % 2 == 0))
        })
        .collect();
    texts.push(("ram-attachments.yaml", manifest));
    read(&texts)
}

fn joined(count: usize, one: impl Fn(usize) -> String) -> String {
    let all: Vec<String> = (0..count).map(one).collect();
    all.join(",")
}

/// A policy of so many statements, a third of them with a condition and every tenth a
/// Deny.
pub fn of_statements(count: usize) -> String {
    let one = |number: usize| {
        let service = SERVICES[number % SERVICES.len()];
        let effect = if number % 10 == 9 { "Deny" } else { "Allow" };
        let condition = match number % 3 {
            0 => r#","Condition":{"Bool":{"acs:MFAPresent":"true"}}"#,
            _ => "",
        };
        format!(
            r#"{{"Effect":"{effect}","Action":["{service}:Describe*","{service}:Delete*"],"Resource":"acs:{service}:*:*:instance/r-{number}"{condition}}}"#
        )
    };
    let statements = joined(count, one);
    format!(r#"{{"Version":"1","Statement":[{statements}]}}"#)
}

fn of_one(resources: &str, condition: &str) -> String {
    format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"kvstore:*","Resource":[{resources}],"Condition":{{{condition}}}}}]}}"#
    )
}

/// A policy of one statement with so many resources.
pub fn of_resources(count: usize) -> String {
    let resources = joined(count, |number| {
        format!(r#""acs:kvstore:*:*:instance/r-{number}""#)
    });
    of_one(&resources, r#""Bool":{"acs:MFAPresent":"true"}"#)
}

/// A policy of one statement that tests so many keys.
pub fn of_conditions(count: usize) -> String {
    let tests = joined(count, |number| {
        format!(r#""acs:RequestTag/k{number}":["a","b"]"#)
    });
    of_one(r#""*""#, &format!(r#""StringEquals":{{{tests}}}"#))
}

/// A policy of one statement that tests a key for so many values.
pub fn of_values(count: usize) -> String {
    let values = joined(count, |number| {
        format!(r#""10.{}.{}.0/24""#, number / 256, number % 256)
    });
    of_one(
        r#""*""#,
        &format!(r#""IpAddress":{{"acs:SourceIp":[{values}]}}"#),
    )
}
