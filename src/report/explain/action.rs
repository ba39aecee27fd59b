//! What is known of one action.

use crate::model::catalogue::{
    AbsentBecause, ActionFacts, Basis, Confidence, KeyFact, Presence, ResourceLevel,
};
use crate::report::sheet::Sheet;
use crate::rules::Language;
use crate::rules::kit::say;

/// All of it, as far as it is known.
pub(super) fn sheet(facts: &ActionFacts, language: Language) -> Sheet {
    let action = &facts.action;
    let operation = facts.operation.as_ref();
    let mut sheet = Sheet {
        title: action.name.to_owned(),
        lead: operation.and_then(|found| found.effect).map(str::to_owned),
        ..Sheet::default()
    };
    let pick = |english, chinese| language.pick(english, chinese);
    if let Some(service) = &facts.service {
        let name = service.name.unwrap_or(service.code);
        let code = service.code;
        let text = if service.complete {
            say!(
                language,
                "{code}, {name}; every action of it that a source names is catalogued",
                "{code}，{name}；凡有来源提及的该服务操作均已收录"
            )
        } else {
            say!(
                language,
                "{code}, {name}; the catalogue does not hold every action of it",
                "{code}，{name}；目录并未收录该服务的全部操作"
            )
        };
        sheet.fact(pick("service", "服务"), text);
    }
    if let Some(operation) = operation {
        sheet.fact(pick("operation", "接口"), operation.operation);
    }
    let level = format!(
        "{} ({})",
        action.level.word(),
        basis(action.level_basis, language)
    );
    sheet.fact(pick("access level", "访问级别"), level);
    let on = pick("authorised on", "授权粒度");
    match action.resource {
        ResourceLevel::All => sheet.fact(on, say!(
            language,
            "all resources ({}): only a statement with the resource `*` speaks of it, and a Deny of single ARNs does not stop it",
            "所有资源（{}）：只有资源为 `*` 的语句才与它有关，针对个别 ARN 的 Deny 拦不住它",
            basis(action.resource_basis, language)
        )),
        ResourceLevel::Unknown => sheet.fact(on, say!(
            language,
            "not known: answers hold for all resources and for ARNs",
            "未知：同时按“所有资源”和 ARN 两种情况判断"
        )),
        ResourceLevel::Templates(templates) => {
            let mut label = format!("{on} ({})", basis(action.resource_basis, language));
            for template in templates.iter() {
                sheet.fact(&std::mem::take(&mut label), template);
            }
        }
    }
    if let Some(operation) = operation {
        let listed = |list: Vec<&str>| {
            if list.is_empty() {
                pick("none", "无").to_owned()
            } else {
                list.join(", ")
            }
        };
        if let Some(associated) = operation.associated() {
            sheet.fact(
                pick("associated operations", "关联操作"),
                listed(associated.collect()),
            );
        }
        if let Some(precondition) = operation.precondition {
            sheet.fact(pick("precondition", "前提条件"), precondition);
        }
        if let Some(keys) = operation.keys() {
            sheet.fact(
                pick("keys of the service", "服务级条件键"),
                listed(keys.collect()),
            );
        }
        if let Some(since) = operation.since {
            sheet.fact(pick("since", "上线时间"), since);
        }
    }
    sheet.fact(pick("source", "来源"), action.source);
    sheet.fact(
        pick("confidence", "置信度"),
        confidence(action.confidence, language),
    );
    if let Some(found) = &facts.irreversible {
        sheet.part(
            pick("Cannot be undone", "无法撤销"),
            vec![
                vec![found.kind.to_owned(), found.reason.to_owned()],
                vec![
                    pick("source", "来源").to_owned(),
                    format!(
                        "{} ({})",
                        found.source,
                        confidence(found.confidence, language)
                    ),
                ],
            ],
        );
    }
    sheet.part(
        pick("Condition keys that its requests carry", "请求携带的条件键"),
        keys(&facts.keys, language),
    );
    sheet.part(
        pick(
            "Other actions with the same or a near outcome",
            "结果相同或相近的其他操作",
        ),
        facts
            .siblings
            .iter()
            .map(|sibling| {
                [sibling.sibling, sibling.kind, sibling.reason]
                    .map(str::to_owned)
                    .to_vec()
            })
            .collect(),
    );
    let name = action.name;
    sheet.remarks.push(say!(
        language,
        "`ramlint who-can {name} PATH` says who can call it.",
        "运行 `ramlint who-can {name} PATH` 可查看谁能调用它。"
    ));
    sheet
}

/// The keys by their presence, each kind of absence with its reason.
fn keys(keys: &[(KeyFact, Presence)], language: Language) -> Vec<Vec<String>> {
    let pick = |english, chinese| language.pick(english, chinese);
    let rows: [(Presence, &str, &str); 6] = [
        (Presence::Always, pick("always", "总是"), ""),
        (Presence::Sometimes, pick("sometimes", "有时"), ""),
        (
            Presence::Never(AbsentBecause::NoResource),
            pick("never", "从不"),
            pick(
                "there is no resource that could have a tag",
                "没有可带标签的资源",
            ),
        ),
        (
            Presence::Never(AbsentBecause::OtherAction),
            pick("never", "从不"),
            pick("for other actions only", "仅用于其他操作"),
        ),
        (
            Presence::Never(AbsentBecause::OtherService),
            pick("never", "从不"),
            pick("and all others of other services", "其他服务的条件键均如此"),
        ),
        (
            Presence::Unverified,
            pick("not verified", "未证实"),
            pick("and any other key", "其余任何条件键均如此"),
        ),
    ];
    rows.into_iter()
        .filter_map(|(presence, word, reason)| {
            let names: Vec<&str> = keys
                .iter()
                .filter(|(_, found)| *found == presence)
                .map(|(key, _)| key.name)
                .collect();
            let names = names.join(", ");
            match (names.is_empty(), reason.is_empty()) {
                (true, _) => None,
                (false, true) => Some(vec![word.to_owned(), names]),
                (false, false) => Some(vec![word.to_owned(), format!("{names} ({reason})")]),
            }
        })
        .collect()
}

fn basis(basis: Basis, language: Language) -> &'static str {
    match basis {
        Basis::Documented => language.pick("documented", "有文档"),
        Basis::Documented2019 => language.pick("documented in 2019", "2019 年文档"),
        Basis::Sample => language.pick("as a system policy uses it", "依系统策略的用法"),
        Basis::Verb => language.pick("by the first word of its name", "依名称首词推断"),
        Basis::Inferred => language.pick("inferred", "推断"),
        Basis::Unknown => language.pick("not known", "未知"),
    }
}

fn confidence(confidence: Confidence, language: Language) -> &'static str {
    match confidence {
        Confidence::Low => language.pick("low", "低"),
        Confidence::Medium => language.pick("medium", "中"),
        Confidence::High => language.pick("high", "高"),
    }
}
