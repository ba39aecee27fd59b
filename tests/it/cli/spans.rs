//! Findings point into the texts that people keep: whatever way a document takes
//! through templates, strings and files, the bytes under a finding say what the
//! finding names.

use std::fs;

use serde_json::Value;

use super::Folder;

const GRANT: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["oss:*","kvstore:Destroy*"],"Resource":"*"},{"Effect":"Deny","Action":"kvstore:DestroyInstance","Resource":"acs:kvstore:*:*:instance/r-1"}]}"#;

/// Ways in which a document stands in a file: a name, and the files.
fn ways() -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let terraform = |document: &str| {
        format!(
            "# 策略\nresource \"alicloud_ram_policy\" \"p\" {{\n  policy_name     = \"p\"\n  policy_document = {document}\n}}\n\nresource \"alicloud_ram_user\" \"u\" {{\n  name = \"u\"\n}}\n\nresource \"alicloud_ram_user_policy_attachment\" \"a\" {{\n  user_name   = alicloud_ram_user.u.name\n  policy_name = alicloud_ram_policy.p.policy_name\n  policy_type = \"Custom\"\n}}\n"
        )
    };
    let lines = GRANT
        .replace("},{", "},\n      {")
        .replace(":[{", ":[\n      {");
    let indented = lines.replace('\n', "\n    ");
    let escaped = GRANT.replace('"', "\\\"");
    let percent = GRANT.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    });
    let percent: String = percent.collect();
    let object = r#"jsonencode({
    Version   = "1"
    Statement = [
      { Effect = "Allow", Action = ["oss:*", "kvstore:Destroy*"], Resource = "*" },
      { Effect = "Deny", Action = local.denied, Resource = "acs:kvstore:*:*:instance/${var.instance}" },
    ]
  })"#;
    let locals = "locals {\n  denied = [\"kvstore:DestroyInstance\"]\n}\nvariable \"instance\" {\n  default = \"r-1\"\n}\n";
    let computed = format!(
        "data \"alicloud_ram_policy_document\" \"d\" {{\n  statement {{\n    action   = [\"oss:*\", \"kvstore:Destroy*\"]\n    resource = [\"*\"]\n  }}\n  statement {{\n    effect   = \"Deny\"\n    action   = [\"kvstore:DestroyInstance\"]\n    resource = [\"acs:kvstore:*:*:instance/r-1\"]\n  }}\n}}\n{}",
        terraform("data.alicloud_ram_policy_document.d.document")
    );
    let looped = "locals {\n  documents = {\n    \"p\" = { actions = [\"oss:*\", \"kvstore:Destroy*\"], denied = \"kvstore:DestroyInstance\" }\n  }\n}\nresource \"alicloud_ram_policy\" \"p\" {\n  for_each        = local.documents\n  policy_name     = each.key\n  policy_document = jsonencode({\n    Version = \"1\"\n    Statement = [\n      { Effect = \"Allow\", Action = each.value.actions, Resource = \"*\" },\n      { Effect = \"Deny\", Action = each.value.denied, Resource = \"acs:kvstore:*:*:instance/r-1\" },\n    ]\n  })\n}\nresource \"alicloud_ram_user_policy_attachment\" \"a\" {\n  user_name   = \"u\"\n  policy_name = alicloud_ram_policy.p[\"p\"].policy_name\n  policy_type = \"Custom\"\n}\n".to_owned();
    let template = GRANT.replace("kvstore:DestroyInstance", "${action}");
    let old = terraform("null").replace(
        "  policy_document = null\n",
        "  statement {\n    effect   = \"Allow\"\n    action   = [\"oss:*\", \"kvstore:Destroy*\"]\n    resource = [\"*\"]\n  }\n  statement {\n    effect   = \"Deny\"\n    action   = [\"kvstore:DestroyInstance\"]\n    resource = [\"acs:kvstore:*:*:instance/r-1\"]\n  }\n",
    );
    let workspace = terraform(&format!("<<EOT\n{lines}\nEOT")).replace('\n', "\n    ");
    let plan = format!(
        r#"{{"format_version":"1.2","planned_values":{{}},"resource_changes":[
{{"address":"alicloud_ram_policy.p","mode":"managed","type":"alicloud_ram_policy","name":"p","change":{{"actions":["create"],"before":null,"after":{{"policy_name":"p","policy_document":"{escaped}"}},"after_unknown":{{}}}}}},
{{"address":"alicloud_ram_user_policy_attachment.a","mode":"managed","type":"alicloud_ram_user_policy_attachment","name":"a","change":{{"actions":["create"],"before":null,"after":{{"user_name":"u","policy_name":"p","policy_type":"Custom"}},"after_unknown":{{}}}}}}]}}"#
    );
    let state = format!(
        r#"{{"version":4,"terraform_version":"1.9.0","serial":1,"lineage":"x","outputs":{{}},"resources":[
{{"mode":"managed","type":"alicloud_ram_policy","name":"p","provider":"provider[\"registry.terraform.io/aliyun/alicloud\"]","instances":[{{"attributes":{{"policy_name":"p","policy_document":"{escaped}"}}}}]}},
{{"mode":"managed","type":"alicloud_ram_user_policy_attachment","name":"a","provider":"provider[\"registry.terraform.io/aliyun/alicloud\"]","instances":[{{"attributes":{{"user_name":"u","policy_name":"p","policy_type":"Custom"}}}}]}}]}}"#
    );
    let json = format!(
        r#"{{"resource":{{"alicloud_ram_policy":{{"p":{{"policy_name":"p","policy_document":"{escaped}"}}}},"alicloud_ram_user_policy_attachment":{{"a":{{"user_name":"u","policy_name":"${{alicloud_ram_policy.p.policy_name}}","policy_type":"Custom"}}}}}}}}"#
    );
    let ros = format!(
        "ROSTemplateFormatVersion: '2015-09-01'\nResources:\n  U:\n    Type: ALIYUN::RAM::User\n    Properties:\n      UserName: u\n      Policies:\n        - PolicyName: p\n          PolicyDocument: {GRANT}\n"
    );
    let control = format!(
        "ROSTemplateFormatVersion: '2015-09-01'\nResources:\n  U:\n    Type: ALIYUN::RAM::User\n    Properties:\n      UserName: u\n      Policies:\n        - PolicyName: p\n          PolicyDocument:\n            Fn::Join: ['', ['{}']]\n",
        GRANT
    );
    let dump = |document: &str| {
        format!(
            r#"{{"DefaultPolicyVersion":{{"IsDefaultVersion":true,"PolicyDocument":"{document}","VersionId":"v1"}},"Policy":{{"DefaultVersion":"v1","PolicyName":"p","PolicyType":"Custom"}}}}"#
        )
    };
    let attachments = r#"{"PageNumber":1,"PageSize":100,"TotalCount":1,"PolicyAttachments":{"PolicyAttachment":[{"PolicyName":"p","PolicyType":"Custom","PrincipalName":"u@1000000000000001.onaliyun.com","PrincipalType":"IMSUser","ResourceGroupId":"1000000000000001"}]}}"#;
    let snapshot = format!(
        r#"{{"ram_account_snapshot":1,"complete":[],"users":[{{"name":"u"}}],"policies":[{{"type":"Custom","name":"p","document":"{escaped}"}}],"attachments":[{{"policy":"Custom/p","to":"user/u"}}]}}"#
    );
    vec![
        (
            "heredoc",
            vec![("main.tf", terraform(&format!("<<EOT\n{lines}\nEOT")))],
        ),
        (
            "indented heredoc",
            vec![(
                "main.tf",
                terraform(&format!("<<-EOT\n    {indented}\n    EOT")),
            )],
        ),
        (
            "CRLF",
            vec![(
                "main.tf",
                terraform(&format!("<<EOT\n{lines}\nEOT")).replace('\n', "\r\n"),
            )],
        ),
        (
            "jsonencode",
            vec![("main.tf", format!("{}{locals}", terraform(object)))],
        ),
        (
            "quoted",
            vec![("main.tf", terraform(&format!("\"{escaped}\"")))],
        ),
        (
            "file",
            vec![
                ("main.tf", terraform("file(\"${path.module}/p.json\")")),
                ("p.json", lines.clone()),
            ],
        ),
        (
            "templatefile",
            vec![
                (
                    "main.tf",
                    terraform("templatefile(\"p.tpl\", { action = \"kvstore:DestroyInstance\" })"),
                ),
                ("p.tpl", template),
            ],
        ),
        ("data source", vec![("main.tf", computed)]),
        ("for_each", vec![("main.tf", looped)]),
        ("statement blocks", vec![("main.tf", old)]),
        (
            "local in another file",
            vec![
                ("main.tf", terraform("local.document")),
                (
                    "locals.tf",
                    format!("locals {{\n  document = <<EOT\n{lines}\nEOT\n}}\n"),
                ),
            ],
        ),
        (
            "module",
            vec![
                (
                    "main.tf",
                    format!(
                        "module \"m\" {{\n  source   = \"./m\"\n  document = \"{escaped}\"\n}}\n"
                    ),
                ),
                ("m/main.tf", terraform("var.document")),
                ("m/variables.tf", "variable \"document\" {}\n".to_owned()),
            ],
        ),
        ("plan", vec![("plan.json", plan.clone())]),
        (
            "plan with its configuration",
            vec![
                ("plan.json", plan),
                ("main.tf", terraform(&format!("<<EOT\n{lines}\nEOT"))),
            ],
        ),
        ("state", vec![("terraform.tfstate", state)]),
        ("tf.json", vec![("main.tf.json", json)]),
        ("ROS", vec![("template.yml", ros)]),
        ("joined text in ROS", vec![("template.yml", control)]),
        (
            "Terraform in ROS",
            vec![(
                "template.yml",
                format!(
                    "ROSTemplateFormatVersion: '2015-09-01'\nTransform: Aliyun::Terraform-v1.5\nWorkspace:\n  main.tf: |-\n    {workspace}\n"
                ),
            )],
        ),
        (
            "dump",
            vec![
                ("GetPolicy@Custom@p.json", dump(&escaped)),
                ("ListPolicyAttachments.1.json", attachments.to_owned()),
            ],
        ),
        (
            "percent-encoded dump",
            vec![
                ("GetPolicy@Custom@p.json", dump(&percent)),
                ("ListPolicyAttachments.1.json", attachments.to_owned()),
            ],
        ),
        ("snapshot", vec![("account.json", snapshot)]),
    ]
}

/// The text that bytes of a file stand for, as far as it is escaped.
fn plain(bytes: &str) -> String {
    let mut plain = Vec::new();
    let mut rest = bytes.bytes().peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b'\\' => {}
            b'%' => {
                let digits: Vec<u8> = [rest.next(), rest.next()].into_iter().flatten().collect();
                let digits = String::from_utf8(digits).unwrap();
                plain.push(u8::from_str_radix(&digits, 16).unwrap());
            }
            other => plain.push(other),
        }
    }
    String::from_utf8(plain).unwrap()
}

/// What a message puts into backticks.
fn names(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

#[test]
fn the_bytes_under_a_finding_say_what_it_names() {
    for (way, files) in ways() {
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (*path, text.as_str()))
            .collect();
        let folder = Folder::new(&files);
        let report = folder.run(&["check", "--format", "json"]).json();
        assert_eq!(report["complete"], true, "{way}: {report:#}");
        let found = report["findings"].as_array().unwrap();
        let of_rule = |rule: &str| -> Vec<&Value> {
            found.iter().filter(|one| one["rule"] == rule).collect()
        };
        for (rule, at_least) in [("RAM103", 1), ("RAM201", 1)] {
            assert!(of_rule(rule).len() >= at_least, "{way}: {rule}: {report:#}");
        }
        for finding in found {
            let at = &finding["at"];
            let path = at["path"].as_str().unwrap();
            if way == "plan with its configuration" {
                assert_eq!(path, "main.tf");
            }
            let text = fs::read_to_string(folder.at(path)).unwrap();
            let offset = |name: &str| usize::try_from(at[name].as_u64().unwrap()).unwrap();
            let under = plain(&text[offset("start")..offset("end")]);
            let message = finding["message"].as_str().unwrap();
            let wanted = match finding["rule"].as_str().unwrap() {
                "RAM103" => "kvstore:Destroy*",
                "RAM201" if way == "jsonencode" => "acs:kvstore:*:*:instance/${var.instance}",
                "RAM201" => "acs:kvstore:*:*:instance/r-1",
                _ => names(message)
                    .first()
                    .copied()
                    .unwrap_or_else(|| panic!("{way}: {finding:#}")),
            };
            assert_eq!(
                under.trim_matches(['"', '\'']),
                wanted,
                "{way}: {finding:#}"
            );
            let line = text[..offset("start")].matches('\n').count() + 1;
            assert_eq!(at["start_line"], line, "{way}: {finding:#}");
        }
    }
}
