//! Statements in words of Terraform, whose texts are made of others: what is told is the
//! text that was changed, wherever it stands.

use super::words::{Read, both_ways, lines};

fn variable(name: &str, value: &str) -> String {
    match value {
        "" => format!("variable \"{name}\" {{\n}}\n"),
        _ => format!("variable \"{name}\" {{\n  default = {value}\n}}\n"),
    }
}

/// The document that `u` holds, with what is declared before it and behind it.
fn declared(before: &str, document: &str, behind: &str) -> Read {
    let text = format!(
        "{before}resource \"alicloud_ram_user\" \"u\" {{\n  name = \"u\"\n}}\n\
         resource \"alicloud_ram_policy\" \"p\" {{\n  policy_name = \"p\"\n  \
         policy_document = {document}\n}}\n\
         resource \"alicloud_ram_user_policy_attachment\" \"a\" {{\n  user_name = \"u\"\n  \
         policy_name = alicloud_ram_policy.p.policy_name\n  policy_type = \"Custom\"\n}}\n{behind}"
    );
    Read::files(&[("main.tf", &text)])
}

fn stating(statements: &str) -> String {
    format!("jsonencode({{ Version = \"1\", Statement = {statements} }})")
}

/// The same of one statement.
fn held(before: &str, statement: &str, behind: &str) -> Read {
    let statement = format!("[{{ Effect = \"Allow\", Resource = \"*\", {statement} }}]");
    declared(before, &stating(&statement), behind)
}

fn actions(variables: &str, actions: &str) -> Read {
    held(variables, &format!("Action = {actions}"), "")
}

fn tested(variables: &str, condition: &str) -> Read {
    let statement = format!("Action = \"kvstore:*\", Condition = {{ {condition} }}");
    held(variables, &statement, "")
}

#[test]
fn what_a_text_is_made_of_is_told_in_its_place() {
    let one = |value: &str| variable("v", value);
    let two = |a: &str, b: &str| format!("{}{}", variable("a", a), variable("b", b));
    let source = "IpAddress = { \"acs:SourceIp\" = var.v }";
    let network = one("\"10.0.0.0/8\"");
    let plain = "Action = \"kvstore:*\"";
    let under = format!("{plain}, Condition = {{ {source} }}");
    let by_key = format!("{plain}, Condition = {{ IpAddress = {{ (var.k) = \"10.0.0.0/8\" }} }}");
    let key = variable("k", "\"acs:SourceIp\"");
    let pair = "[\"ecs:${var.a}\", \"kvstore:${var.b}\"]";
    let triple = "[\"ecs:${var.a}\", \"oss:${var.a}\", \"kvstore:${var.b}\"]";
    let (few, many) = (two("\"x\"", "\"y\""), two("\"z\"", "\"*\""));
    let cases = vec![
        (
            "a variable that is in the text twice",
            actions(&one("\"Get\""), "\"kvstore:${var.v}${var.v}\""),
            actions(&one("\"*\""), "\"kvstore:${var.v}${var.v}\""),
        ),
        (
            "variables in the order that they stand in",
            actions(&two("\"x\"", "\"y\""), "\"kvstore:${var.b}${var.a}\""),
            actions(
                &two("\"oyInstance\"", "\"Destr\""),
                "\"kvstore:${var.b}${var.a}\"",
            ),
        ),
        (
            "one of two elements that are made of others",
            actions(&few, pair),
            actions(&many, pair),
        ),
        (
            "one of several elements, and one more",
            actions(&few, triple),
            actions(&many, pair),
        ),
        (
            "a test whose value stands before the statement",
            held(&network, &under, ""),
            held(&network, plain, ""),
        ),
        (
            "a test whose value stands behind the statement",
            held("", &under, &network),
            held("", plain, &network),
        ),
        (
            "a test whose key stands elsewhere",
            held(&key, &by_key, ""),
            held(&key, plain, ""),
        ),
    ];
    assert_eq!(both_ways(cases), lines(MADE));
}

const MADE: &str = "
# a variable that is in the text twice
gained direct user/u: Allow Widened(Action) Custom/p: +* -Get
lost direct user/u: Allow Narrowed(Action) Custom/p: +Get -*
# variables in the order that they stand in
gained direct user/u: Allow Widened(Action) Custom/p: +oyInstance +Destr -x -y
lost direct user/u: Allow Narrowed(Action) Custom/p: +x +y -oyInstance -Destr
# one of two elements that are made of others
gained direct user/u: Allow Widened(Action) Custom/p: +* -y
lost direct user/u: Allow Narrowed(Action) Custom/p: +y -*
# one of several elements, and one more
gained direct user/u: Allow Widened(Action) Custom/p: +kvstore:${var.b} -ecs:${var.a} -oss:${var.a} -kvstore:${var.b}
lost direct user/u: Allow Narrowed(Action) Custom/p: +ecs:${var.a} +oss:${var.a} +kvstore:${var.b} -kvstore:${var.b}
# a test whose value stands before the statement
gained direct user/u AllowedIf->Allowed from private_network->anywhere what differs from anywhere under a condition: Allow Widened(Condition) Custom/p: -10.0.0.0/8 +kvstore:*
lost direct user/u Allowed->AllowedIf from anywhere->private_network what differs from anywhere under a condition: Allow Narrowed(Condition) Custom/p: +10.0.0.0/8
# a test whose value stands behind the statement
gained direct user/u AllowedIf->Allowed from private_network->anywhere what differs from anywhere under a condition: Allow Widened(Condition) Custom/p: -10.0.0.0/8 +kvstore:*
lost direct user/u Allowed->AllowedIf from anywhere->private_network what differs from anywhere under a condition: Allow Narrowed(Condition) Custom/p: +10.0.0.0/8
# a test whose key stands elsewhere
gained direct user/u AllowedIf->Allowed from private_network->anywhere what differs from anywhere under a condition: Allow Widened(Condition) Custom/p: -10.0.0.0/8 +kvstore:*
lost direct user/u Allowed->AllowedIf from anywhere->private_network what differs from anywhere under a condition: Allow Narrowed(Condition) Custom/p: +10.0.0.0/8
";

/// What is not known is the same where its definition is.
#[test]
fn another_definition_of_what_is_not_known_is_told() {
    let variables = ["m", "n", "k"].map(|name| variable(name, "")).concat();
    let source = |value: &str| format!("IpAddress = {{ \"acs:SourceIp\" = {value} }}");
    let both = |network: &str, vpc: &str| {
        let condition = format!(
            "IpAddress = {{ \"acs:SourceIp\" = {network} }}, \
             StringEquals = {{ \"acs:SourceVpc\" = {vpc} }}"
        );
        condition
    };
    let data = |name: &str| {
        format!("data \"alicloud_ram_roles\" \"d\" {{\n  name_regex = \"{name}\"\n}}\n")
    };
    let found = "data.alicloud_ram_roles.d.names[0]";
    let service = |definitions: &str, service: &str| {
        let text = format!(
            "{definitions}resource \"alicloud_ram_role\" \"r\" {{\n  role_name = \"r\"\n  \
             assume_role_policy_document = jsonencode({{ Version = \"1\", Statement = [{{ \
             Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = {{ Service = \
             [\"{service}.aliyuncs.com\"] }} }}] }})\n}}\n\
             resource \"alicloud_ram_role_policy_attachment\" \"r\" {{\n  \
             policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n  \
             role_name = \"r\"\n}}\n"
        );
        Read::files(&[("main.tf", &text)])
    };
    let named = format!("${{{found}}}");
    let no = "{ Effect = \"Deny\", Action = \"kvstore:Destroy*\", Resource = \"*\" }";
    let for_each = concat!(
        "[for one in [\"*\", \"acs:kvstore:*:*:*\"] : ",
        "{ Effect = \"Deny\", Action = \"kvstore:*\", Resource = one }]",
    );
    let thrice = stating(&format!("concat([{no}], {for_each})"));
    let cases = vec![
        (
            "a document that said no by three statements, two of one text",
            declared(&variables, &thrice, ""),
            declared(&variables, "var.n", ""),
        ),
        (
            "a value",
            tested(&variables, &source("var.n")),
            tested(&variables, &source("var.m")),
        ),
        (
            "one of two values",
            tested(&variables, &source("[\"10.0.0.0/8\", var.n]")),
            tested(&variables, &source("[\"10.0.0.0/8\", var.m]")),
        ),
        (
            "the value of one of two tests",
            tested(&variables, &both("var.n", "var.m")),
            tested(&variables, &both("var.n", "var.k")),
        ),
        (
            "what defines a service",
            service(&data("a"), &named),
            service(&data("b"), &named),
        ),
        (
            "what defines the values of two tests",
            tested(&data("a"), &both(found, "data.alicloud_ram_roles.d.ids[0]")),
            tested(&data("b"), &both(found, "data.alicloud_ram_roles.d.ids[0]")),
        ),
    ];
    assert_eq!(both_ways(cases), lines(DEFINED));
}

const DEFINED: &str = "
# a document that said no by three statements, two of one text
gained direct user/u Denied->Unknown if variable `var.n` (declared at main.tf:3 without a default), as a document: Doubt Added Custom/p: +variable n -kvstore:Destroy* -kvstore:*
lost direct user/u Unknown->Denied if variable `var.n` (declared at main.tf:3 without a default), as a document: Doubt Removed Custom/p: +kvstore:Destroy* +kvstore:* -variable n
# a value
gained direct user/u Unknown->Unknown from anywhere->anywhere if variable `var.n` (declared at main.tf:3 without a default), as IpAddress acs:SourceIp if variable `var.m` (declared at main.tf:1 without a default), as IpAddress acs:SourceIp: Doubt Changed Custom/p: +variable m
lost direct user/u Unknown->Unknown from anywhere->anywhere if variable `var.n` (declared at main.tf:3 without a default), as IpAddress acs:SourceIp if variable `var.m` (declared at main.tf:1 without a default), as IpAddress acs:SourceIp: Doubt Changed Custom/p: -variable n
gained direct user/u Unknown->Unknown from anywhere->anywhere if variable `var.m` (declared at main.tf:1 without a default), as IpAddress acs:SourceIp if variable `var.n` (declared at main.tf:3 without a default), as IpAddress acs:SourceIp: Doubt Changed Custom/p: +variable n
lost direct user/u Unknown->Unknown from anywhere->anywhere if variable `var.m` (declared at main.tf:1 without a default), as IpAddress acs:SourceIp if variable `var.n` (declared at main.tf:3 without a default), as IpAddress acs:SourceIp: Doubt Changed Custom/p: -variable m
# one of two values
gained direct user/u Unknown->Unknown from anywhere->anywhere under a condition if variable `var.n` (declared at main.tf:3 without a default), as IpAddress acs:SourceIp if variable `var.m` (declared at main.tf:1 without a default), as IpAddress acs:SourceIp: Doubt Changed Custom/p: +variable m
lost direct user/u Unknown->Unknown from anywhere->anywhere under a condition if variable `var.n` (declared at main.tf:3 without a default), as IpAddress acs:SourceIp if variable `var.m` (declared at main.tf:1 without a default), as IpAddress acs:SourceIp: Doubt Changed Custom/p: -variable n
gained direct user/u Unknown->Unknown from anywhere->anywhere under a condition if variable `var.m` (declared at main.tf:1 without a default), as IpAddress acs:SourceIp if variable `var.n` (declared at main.tf:3 without a default), as IpAddress acs:SourceIp: Doubt Changed Custom/p: +variable n
lost direct user/u Unknown->Unknown from anywhere->anywhere under a condition if variable `var.m` (declared at main.tf:1 without a default), as IpAddress acs:SourceIp if variable `var.n` (declared at main.tf:3 without a default), as IpAddress acs:SourceIp: Doubt Changed Custom/p: -variable m
# the value of one of two tests
gained direct user/u Unknown->Unknown from anywhere->anywhere if variable `var.n` (declared at main.tf:3 without a default), as IpAddress acs:SourceIp if variable `var.m` (declared at main.tf:1 without a default), as StringEquals acs:SourceVpc if variable `var.k` (declared at main.tf:5 without a default), as StringEquals acs:SourceVpc: Doubt Changed Custom/p: +variable k
lost direct user/u Unknown->Unknown from anywhere->anywhere if variable `var.n` (declared at main.tf:3 without a default), as IpAddress acs:SourceIp if variable `var.m` (declared at main.tf:1 without a default), as StringEquals acs:SourceVpc if variable `var.k` (declared at main.tf:5 without a default), as StringEquals acs:SourceVpc: Doubt Changed Custom/p: -variable m
gained direct user/u Unknown->Unknown from anywhere->anywhere if variable `var.n` (declared at main.tf:3 without a default), as IpAddress acs:SourceIp if variable `var.k` (declared at main.tf:5 without a default), as StringEquals acs:SourceVpc if variable `var.m` (declared at main.tf:1 without a default), as StringEquals acs:SourceVpc: Doubt Changed Custom/p: +variable m
lost direct user/u Unknown->Unknown from anywhere->anywhere if variable `var.n` (declared at main.tf:3 without a default), as IpAddress acs:SourceIp if variable `var.k` (declared at main.tf:5 without a default), as StringEquals acs:SourceVpc if variable `var.m` (declared at main.tf:1 without a default), as StringEquals acs:SourceVpc: Doubt Changed Custom/p: -variable k
# what defines a service
gained reach role/r by service:*.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always if data-source `data.alicloud_ram_roles.d.names[0]` (looked up when Terraform runs), in `${data.alicloud_ram_roles.d.names[0]}.aliyuncs.com`, as Principal if data-source `data.alicloud_ram_roles.d.names[0]` (looked up when Terraform runs), in `${data.alicloud_ram_roles.d.names[0]}.aliyuncs.com`, as Principal: Doubt Changed role/r: +b -a
lost reach role/r by service:*.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never if data-source `data.alicloud_ram_roles.d.names[0]` (looked up when Terraform runs), in `${data.alicloud_ram_roles.d.names[0]}.aliyuncs.com`, as Principal if data-source `data.alicloud_ram_roles.d.names[0]` (looked up when Terraform runs), in `${data.alicloud_ram_roles.d.names[0]}.aliyuncs.com`, as Principal: Doubt Changed role/r: +b -a
gained reach role/r by service:*.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always if data-source `data.alicloud_ram_roles.d.names[0]` (looked up when Terraform runs), in `${data.alicloud_ram_roles.d.names[0]}.aliyuncs.com`, as Principal if data-source `data.alicloud_ram_roles.d.names[0]` (looked up when Terraform runs), in `${data.alicloud_ram_roles.d.names[0]}.aliyuncs.com`, as Principal: Doubt Changed role/r: +a -b
lost reach role/r by service:*.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never if data-source `data.alicloud_ram_roles.d.names[0]` (looked up when Terraform runs), in `${data.alicloud_ram_roles.d.names[0]}.aliyuncs.com`, as Principal if data-source `data.alicloud_ram_roles.d.names[0]` (looked up when Terraform runs), in `${data.alicloud_ram_roles.d.names[0]}.aliyuncs.com`, as Principal: Doubt Changed role/r: +a -b
# what defines the values of two tests
gained direct user/u Unknown->Unknown from anywhere->anywhere if data-source `data.alicloud_ram_roles.d.names[0]` (looked up when Terraform runs), as IpAddress acs:SourceIp if data-source `data.alicloud_ram_roles.d.ids[0]` (looked up when Terraform runs), as StringEquals acs:SourceVpc: Doubt Changed Custom/p: +b -a
lost direct user/u Unknown->Unknown from anywhere->anywhere if data-source `data.alicloud_ram_roles.d.names[0]` (looked up when Terraform runs), as IpAddress acs:SourceIp if data-source `data.alicloud_ram_roles.d.ids[0]` (looked up when Terraform runs), as StringEquals acs:SourceVpc: Doubt Changed Custom/p: +b -a
gained direct user/u Unknown->Unknown from anywhere->anywhere if data-source `data.alicloud_ram_roles.d.names[0]` (looked up when Terraform runs), as IpAddress acs:SourceIp if data-source `data.alicloud_ram_roles.d.ids[0]` (looked up when Terraform runs), as StringEquals acs:SourceVpc: Doubt Changed Custom/p: +a -b
lost direct user/u Unknown->Unknown from anywhere->anywhere if data-source `data.alicloud_ram_roles.d.names[0]` (looked up when Terraform runs), as IpAddress acs:SourceIp if data-source `data.alicloud_ram_roles.d.ids[0]` (looked up when Terraform runs), as StringEquals acs:SourceVpc: Doubt Changed Custom/p: +a -b
";
