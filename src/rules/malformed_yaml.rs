//! RAM408: a YAML file cannot be read, or a part of a policy is an alias

use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::say;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text,
};
use crate::syntax::ProblemKind;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM408",
    name: "malformed-yaml",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a YAML file cannot be read, or a part of a policy is an alias",
            "YAML 文件无法读取，或权限策略的一部分是别名",
        ),
        finds: Text::new(
            "Text that is not YAML in a file that holds policies or attachments, and a YAML alias that stands for a part of a policy.",
            "含有权限策略或授权关系的文件中有不符合 YAML 的文本，或用 YAML 别名代替权限策略的一部分。",
        ),
        matters: Text::new(
            "What stands after the fault, or behind the alias, is not read and not in the answers. A grant there stays unseen, and the tool that deploys the file may read it otherwise.",
            "错误之后或别名所指的内容不会被读取，也不在结果中。其中的授权不会被看到，而部署该文件的工具可能有不同的读法。",
        ),
        advice: Text::new(
            "Mend the YAML, and write out what an alias stands for.",
            "修正 YAML，并写出别名所代表的内容。",
        ),
        limits: Text::new(
            "The words about the fault are those of the YAML reader and are given in English. Aliases are not followed because they can blow up a small file without bound.",
            "有关错误的描述来自 YAML 解析器，为英文。不展开别名，是因为别名可使很小的文件无限膨胀。",
        ),
        avoid: &[Sample::new(
            "policy.yaml",
            "Version: '1'\nStatement:\n- Effect: Allow\n  Action: &all ecs:Describe*\n  Resource: '*'\n- Effect: Allow\n  Action: «*all»\n  Resource: '*'\n",
        )],
        prefer: &[Sample::new(
            "policy.yaml",
            "Version: '1'\nStatement:\n- Effect: Allow\n  Action: ecs:Describe*\n  Resource: '*'\n",
        )],
        sources: &["https://yaml.org/spec/1.2.2/"],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    fault::texts(&RULE, context, into, words, fault::nothing);
}

fn words(kind: &ProblemKind, language: Language) -> Words {
    let ProblemKind::Yaml(says) = kind else {
        return Words::fixed(
            language,
            [
                "a YAML alias stands for a part of a policy, and aliases are not followed",
                "权限策略的一部分是 YAML 别名，而别名不会展开",
            ],
            ["what this stands for is not read", "它所代表的内容未被读取"],
            [
                "write out what the alias stands for",
                "写出别名所代表的内容",
            ],
        );
    };
    let says = first_lower(says);
    Words::new(
        say!(
            language,
            "the text is not YAML: {says}",
            "文本不是合法的 YAML：{says}"
        ),
        language.pick("reading stopped here", "读取在此处停止"),
        language.pick("mend the YAML", "修正 YAML"),
    )
}

fn first_lower(text: &str) -> String {
    let text = text.trim_end_matches('.').replace(['\n', '\r'], " ");
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(characters).collect()
    })
}
