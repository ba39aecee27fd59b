//! RAM611: a Terraform block is written in a form that the provider has deprecated

use crate::model::structure::StructureKind;
use crate::rules::kit::problems::{self, Words};
use crate::rules::kit::wording::quoted;

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM611",
    name: "deprecated-terraform-form",
    level: Level::Info,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Terraform block is written in a form that the provider has deprecated",
            "Terraform 块使用了 provider 已弃用的写法",
        ),
        finds: Text::new(
            "A resource, or an argument of one, is deprecated by the provider, and another one takes its place.",
            "某个资源或其参数已被 provider 弃用，并由另一个取代。",
        ),
        matters: Text::new(
            "A later version of the provider drops the form, and the configuration then fails in the middle of an urgent change. Blocks named `statement` have no conditions either, so a policy written with them cannot be narrowed.",
            "以后的 provider 版本会移除这种写法，届时配置可能在紧急变更中途失败。此外名为 `statement` 的块不支持条件，因此用它编写的权限策略无法收窄。",
        ),
        advice: Text::new(
            "Write the form that the message names. Access stays as it is.",
            "改用消息中给出的写法。权限保持不变。",
        ),
        limits: Text::new(
            "Accept it where the version of the provider is pinned below the one that deprecated the form.",
            "如果 provider 版本固定在弃用该写法的版本之前，可以接受。",
        ),
        avoid: &[Sample::new(
            "ram.tf",
            r#"resource "alicloud_ram_group" "dba" {
  «name» = "dba"
}
"#,
        )],
        prefer: &[Sample::new(
            "ram.tf",
            r#"resource "alicloud_ram_group" "dba" {
  group_name = "dba"
}
"#,
        )],
        sources: &["https://github.com/aliyun/terraform-provider-alicloud"],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    problems::report(&RULE, context, into, |kind| words(kind, context.language));
}

fn words(kind: &StructureKind, language: Language) -> Option<Words> {
    let StructureKind::Deprecated {
        name,
        instead,
        since,
    } = kind
    else {
        return None;
    };
    let name = quoted(name);
    Some(Words {
        message: say!(
            language,
            "{name} is deprecated since version {since} of the provider",
            "{name} 自 provider {since} 版本起已弃用"
        ),
        label: language
            .pick("there is another form for this", "有另一种写法")
            .to_owned(),

        help: say!(language, "write `{instead}`", "改为 `{instead}`"),
        ..Words::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn types_and_arguments() {
        let membership = "«resource \"alicloud_ram_group_membership\" \"m\"» {\n  group_name = \"g\"\n  user_names = [\"a\"]\n}\n";
        check("RAM611", &[("a.tf", membership)]);
        let policy = "resource \"alicloud_ram_policy\" \"p\" {\n  policy_name = \"p\"\n  «document» = \"{}\"\n}\n";
        check("RAM611", &[("a.tf", policy)]);
    }

    #[test]
    fn arguments_of_other_types_are_quiet() {
        let user = "resource \"alicloud_ram_user\" \"u\" {\n  name = \"u\"\n}\n";
        check("RAM611", &[("a.tf", user)]);
    }
}
