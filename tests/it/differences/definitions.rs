//! Changes of what decides a value that the input does not hold: a data source, a
//! resource of another provider, a module that is not in the input (D36).

use ramlint::engine::difference::Act::{Added, Changed};
use ramlint::engine::difference::Subject;

use super::cases::Case;
use super::{compared, shown, side};

/// A policy of one Allow for a user, and what is declared beside it.
macro_rules! allowing {
    ($declared:expr, $action:expr) => {
        with_document!(
            $declared,
            concat!(
                "jsonencode({ Version = \"1\", Statement = [{ Effect = \"Allow\", Action = ",
                $action,
                ", Resource = \"*\" }] })"
            )
        )
    };
}

/// A policy of a document for a user, and what is declared beside it.
macro_rules! with_document {
    ($declared:expr, $document:expr) => {
        concat!(
            $declared,
            "\nresource \"alicloud_ram_policy\" \"ops\" {\n  policy_name = \"ops\"\n  policy_document = ",
            $document,
            "\n}\nresource \"alicloud_ram_user\" \"alice\" {\n  name = \"alice\"\n}\n",
            "resource \"alicloud_ram_user_policy_attachment\" \"a\" {\n",
            "  policy_name = alicloud_ram_policy.ops.policy_name\n  policy_type = \"Custom\"\n",
            "  user_name = alicloud_ram_user.alice.name\n}\n"
        )
    };
}

/// The same document with something else declared, which is a doubt of its own on
/// each side.
macro_rules! defined {
    ($name:expr, $before:expr, $after:expr, $action:expr) => {
        Case {
            name: $name,
            before: &[("main.tf", allowing!($before, $action))],
            after: &[("main.tf", allowing!($after, $action))],
            gained: &["direct user/alice"],
            lost: &["direct user/alice"],
            causes: &[(Subject::Doubt, Changed)],
        }
    };
}

const BODY: &str = "data.http.x.response_body";

pub const CASES: &[Case] = &[
    defined!(
        "address of a page",
        r#"data "http" "x" { url = «"https://a.example"» }"#,
        r#"data "http" "x" { url = «"https://b.example"» }"#,
        "data.http.x.response_body"
    ),
    defined!(
        "address of a page that is a part of a text",
        r#"data "http" "x" { url = «"https://a.example"» }"#,
        r#"data "http" "x" { url = «"https://b.example"» }"#,
        r#""kvstore:${trimspace(data.http.x.response_body)}""#
    ),
    defined!(
        "address of a page that is looped over",
        r#"data "http" "x" { url = «"https://a.example"» }"#,
        r#"data "http" "x" { url = «"https://b.example"» }"#,
        r#"[for verb in jsondecode(data.http.x.response_body).verbs : "kvstore:${verb}"]"#
    ),
    defined!(
        "address of a page that chooses",
        r#"data "http" "x" { url = «"https://a.example"» }"#,
        r#"data "http" "x" { url = «"https://b.example"» }"#,
        r#"data.http.x.response_body == "y" ? "kvstore:*" : "ecs:*""#
    ),
    defined!(
        "one of two pages that a value is made of",
        "data \"http\" \"x\" { url = \"https://a.example\" }\ndata \"http\" \"y\" { url = «\"https://a.example\"» }",
        "data \"http\" \"x\" { url = \"https://a.example\" }\ndata \"http\" \"y\" { url = «\"https://b.example\"» }",
        r#"replace("kvstore:*", data.http.x.response_body, data.http.y.response_body)"#
    ),
    defined!(
        "two pages that change places",
        "data \"http\" \"x\" { url = «\"https://a.example\"» }\ndata \"http\" \"y\" { url = «\"https://b.example\"» }",
        "data \"http\" \"x\" { url = «\"https://b.example\"» }\ndata \"http\" \"y\" { url = «\"https://a.example\"» }",
        r#""kvstore:${data.http.x.response_body}${data.http.y.response_body}""#
    ),
    defined!(
        "argument that was not there",
        "«data \"http\" \"x\" {\n  url = \"https://a.example\"\n}»",
        "data \"http\" \"x\" {\n  url = \"https://a.example\"\n  request_headers = «{ Host = \"b\" }»\n}",
        "data.http.x.response_body"
    ),
    defined!(
        "command that is run",
        r#"data "external" "x" { program = «["sh", "a.sh"]» }"#,
        r#"data "external" "x" { program = «["sh", "b.sh"]» }"#,
        "[data.external.x.result.action]"
    ),
    defined!(
        "pattern of names",
        r#"data "alicloud_ram_policies" "x" { name_regex = «"^a"» }"#,
        r#"data "alicloud_ram_policies" "x" { name_regex = «"^b"» }"#,
        "data.alicloud_ram_policies.x.names[0]"
    ),
    defined!(
        "state of another configuration",
        r#"data "terraform_remote_state" "x" {
  backend = "oss"
  config  = «{ bucket = "a" }»
}"#,
        r#"data "terraform_remote_state" "x" {
  backend = "oss"
  config  = «{ bucket = "b" }»
}"#,
        "data.terraform_remote_state.x.outputs.action"
    ),
    defined!(
        "local in an argument, by way of another local",
        "locals {\n  host = «\"a.example\"»\n  body = data.http.x.response_body\n}\ndata \"http\" \"x\" { url = \"https://${local.host}/x\" }",
        "locals {\n  host = «\"b.example\"»\n  body = data.http.x.response_body\n}\ndata \"http\" \"x\" { url = \"https://${local.host}/x\" }",
        "local.body"
    ),
    defined!(
        "data source that a data source is made of",
        "data \"external\" \"y\" { program = «[\"a\"]» }\ndata \"http\" \"x\" { url = data.external.y.result.url }",
        "data \"external\" \"y\" { program = «[\"b\"]» }\ndata \"http\" \"x\" { url = data.external.y.result.url }",
        "data.http.x.response_body"
    ),
    defined!(
        "one of several pages, and it is not known which",
        "variable \"which\" {}\ndata \"http\" \"x\" {\n  for_each = toset([\"a\", \"b\"])\n  url = \"https://a.example/${each.key}\"\n}",
        "variable \"which\" {}\ndata \"http\" \"x\" {\n  for_each = toset([\"a\", \"b\"])\n  url = \"https://b.example/${each.key}\"\n}",
        "«data.http.x[var.which].response_body»"
    ),
    defined!(
        "what a resource of another provider is made of",
        r#"resource "random_shuffle" "x" { input = «["kvstore:Describe*"]» }"#,
        r#"resource "random_shuffle" "x" { input = «["kvstore:*"]» }"#,
        "random_shuffle.x.result[0]"
    ),
    Case {
        name: "default of a variable that a module reads a page by",
        before: &[
            (
                "main.tf",
                allowing!("module \"m\" { source = \"./m\" }", "module.m.body"),
            ),
            (
                "m/main.tf",
                "variable \"url\" { default = «\"https://a.example\"» }\ndata \"http\" \"x\" { url = var.url }\noutput \"body\" { value = data.http.x.response_body }",
            ),
        ],
        after: &[
            (
                "main.tf",
                allowing!("module \"m\" { source = \"./m\" }", "module.m.body"),
            ),
            (
                "m/main.tf",
                "variable \"url\" { default = «\"https://b.example\"» }\ndata \"http\" \"x\" { url = var.url }\noutput \"body\" { value = data.http.x.response_body }",
            ),
        ],
        gained: &["direct user/alice"],
        lost: &["direct user/alice"],
        causes: &[(Subject::Doubt, Changed)],
    },
    Case {
        name: "text of a command that is run",
        before: &[
            (
                "main.tf",
                allowing!(
                    r#"data "external" "x" { program = ["sh", "./a.sh"] }"#,
                    "data.external.x.result.action"
                ),
            ),
            ("a.sh", "«echo a»"),
        ],
        after: &[
            (
                "main.tf",
                allowing!(
                    r#"data "external" "x" { program = ["sh", "./a.sh"] }"#,
                    "data.external.x.result.action"
                ),
            ),
            ("a.sh", "«echo b»"),
        ],
        gained: &["direct user/alice"],
        lost: &["direct user/alice"],
        causes: &[(Subject::Doubt, Changed)],
    },
    Case {
        name: "address of a page that is a whole document",
        before: &[(
            "main.tf",
            with_document!(
                r#"data "http" "x" { url = «"https://a.example"» }"#,
                "data.http.x.response_body"
            ),
        )],
        after: &[(
            "main.tf",
            with_document!(
                r#"data "http" "x" { url = «"https://b.example"» }"#,
                "data.http.x.response_body"
            ),
        )],
        gained: &["direct user/alice"],
        lost: &["direct user/alice"],
        causes: &[(Subject::Doubt, Changed)],
    },
    Case {
        name: "document that is read from a page now",
        before: &[(
            "main.tf",
            with_document!(
                r#"data "http" "x" { url = "https://a.example" }"#,
                "jsonencode({ Version = \"1\", Statement = [{ Effect = \"Allow\", Action = \"ecs:*\", Resource = \"*\" }] })"
            ),
        )],
        after: &[(
            "main.tf",
            with_document!(
                r#"data "http" "x" { url = "https://a.example" }"#,
                "«data.http.x.response_body»"
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Doubt, Added)],
    },
];

/// What is said otherwise and means the same, or decides nothing.
const SAME: &[(&str, &str, &str, &str)] = &[
    (
        "spelling of a definition",
        r#"data "http" "x" { url = "https://a.example" }"#,
        "# Somebody explains it.\ndata \"http\" \"x\" {\n\n  # Here too.\n  url    =   \"https://${\"a\"}.example\" // And here.\n}",
        BODY,
    ),
    (
        "order and names of what a definition is made of",
        "data \"http\" \"x\" {\n  url = \"https://a.example\"\n  method = \"GET\"\n}",
        "locals { host = \"a.example\" }\ndata \"http\" \"x\" {\n  method = \"GET\"\n  insecure = null\n  url = \"https://${local.host}\"\n}",
        BODY,
    ),
    (
        "what Terraform alone goes by",
        r#"data "http" "x" { url = "https://a.example" }"#,
        "resource \"alicloud_vpc\" \"v\" {}\ndata \"http\" \"x\" {\n  url = \"https://a.example\"\n  depends_on = [alicloud_vpc.v]\n  lifecycle {\n    postcondition {\n      condition = self.status_code == 200\n      error_message = \"no\"\n    }\n  }\n}",
        BODY,
    ),
    (
        "another data source",
        "data \"http\" \"x\" { url = \"https://a.example\" }\ndata \"http\" \"y\" { url = \"https://a.example\" }",
        "data \"http\" \"x\" { url = \"https://a.example\" }\ndata \"http\" \"y\" { url = \"https://b.example\" }",
        BODY,
    ),
    (
        "line of a variable without a default",
        "variable \"x\" {}",
        "# Somebody explains it.\n\nvariable \"x\" {\n  type = string\n}",
        "var.x",
    ),
    (
        "line of a variable that a condition hangs on",
        "variable \"x\" {}",
        "# Somebody explains it.\n\nvariable \"x\" {}",
        r#"var.x == "y" ? "kvstore:*" : "ecs:*""#,
    ),
    (
        "arguments of a resource that is known by the id that the cloud gives it",
        "resource \"alicloud_vpc\" \"x\" { vpc_name = \"a\" }",
        "resource \"alicloud_vpc\" \"x\" { vpc_name = \"b\" }",
        r#""kvstore:${alicloud_vpc.x.id}""#,
    ),
    (
        "line of a module that is not in the input",
        "module \"x\" {\n  source = \"git::https://a.example/x\"\n  verbs  = \"a\"\n}",
        "\n\nmodule \"x\" {\n  source = \"git::https://a.example/x\"\n  # Somebody explains it.\n  verbs = \"a\"\n}",
        "module.x.action",
    ),
];

fn configuration(declared: &str, action: &str) -> String {
    allowing!("DECLARED", "ACTION")
        .replace("DECLARED", declared)
        .replace("ACTION", action)
}

#[test]
fn d36_what_is_said_otherwise_and_means_the_same_is_no_difference() {
    for (name, before, after, action) in SAME {
        let texts = (configuration(before, action), configuration(after, action));
        let (before, _) = side(&[("main.tf", &texts.0)]);
        let (after, _) = side(&[("main.tf", &texts.1)]);
        let found = compared(&before, &after).difference;
        assert_eq!(shown(&found.gained), Vec::<String>::new(), "{name}");
        assert_eq!(shown(&found.lost), Vec::<String>::new(), "{name}");
        assert!(!found.unchanged_doubts.is_empty(), "{name}");
    }
}

#[test]
fn d36_the_line_of_a_parameter_decides_nothing() {
    let template = |parameters: &str| {
        let text = format!(
            "ROSTemplateFormatVersion: '2015-09-01'\nParameters:\n{parameters}Resources:\n  U: {{ Type: ALIYUN::RAM::User, Properties: {{ UserName: alice }} }}\n  P:\n    Type: ALIYUN::RAM::ManagedPolicy\n    Properties:\n      PolicyName: ops\n      Users: [!Ref U]\n      PolicyDocument: {{ Version: '1', Statement: [{{ Effect: Allow, Action: !Ref Verbs, Resource: '*' }}] }}\n"
        );
        side(&[("t.yml", &text)]).0
    };
    let before = template("  Verbs: { Type: String }\n");
    let after = template("  # Somebody explains it.\n  Verbs: { Type: String }\n");
    let found = compared(&before, &after).difference;
    assert_eq!(shown(&found.gained), Vec::<String>::new());
    assert!(!found.unchanged_doubts.is_empty());
}

#[test]
fn what_a_module_that_is_not_in_the_input_is_called_with_is_its_definition() {
    let called = |with: &str| {
        let declared =
            format!("module \"x\" {{\n  source = \"git::https://a.example/x\"\n{with}}}");
        side(&[("main.tf", &configuration(&declared, "module.x.action"))]).0
    };
    let table = [
        ("  verbs = \"a\"\n", "  verbs = \"b\"\n", true),
        ("  verbs = \"a\"\n", "  verbs = \"${\"a\"}\"\n", false),
        (
            "  verbs = \"a\"\n",
            "  verbs = \"a\"\n  depends_on = []\n",
            false,
        ),
        ("", "  version = \"1\"\n", true),
    ];
    for (before, after, expected) in table {
        let found = compared(&called(before), &called(after)).difference;
        assert_eq!(!found.gained.is_empty(), expected, "{before}{after}");
    }
}
