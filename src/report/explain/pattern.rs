//! What a pattern covers of the catalogue.

use crate::engine::covered::Covered;
use crate::model::catalogue::{AccessLevel, Action, Basis, Catalogue};
use crate::report::explain::authorised_on;
use crate::report::sheet::Sheet;
use crate::rules::Language;
use crate::rules::kit::say;

/// Services named one by one; of more, the rest is counted.
const NAMED: usize = 8;

/// The order of the parts: what does most harm comes first.
pub(crate) const LEVELS: [AccessLevel; 8] = [
    AccessLevel::Delete,
    AccessLevel::Write,
    AccessLevel::Update,
    AccessLevel::Create,
    AccessLevel::Get,
    AccessLevel::List,
    AccessLevel::Read,
    AccessLevel::Unknown,
];

pub(super) fn sheet(covered: &Covered, language: Language) -> Sheet {
    let catalogue = Catalogue::embedded();
    let number = covered.actions.len();
    let irreversible = covered
        .actions
        .iter()
        .filter(|action| catalogue.irreversible(action.name).is_some())
        .count();
    let mut sheet = Sheet {
        title: covered.pattern.clone(),
        lead: Some(match number {
            1 => say!(
                language,
                "covers 1 action of the catalogue; {irreversible} cannot be undone",
                "覆盖目录中的 1 个操作，其中 {irreversible} 个无法撤销"
            ),
            _ => say!(
                language,
                "covers {number} actions of the catalogue; {irreversible} of them cannot be undone",
                "覆盖目录中的 {number} 个操作，其中 {irreversible} 个无法撤销"
            ),
        }),
        ..Sheet::default()
    };
    sheet.fact(language.pick("breadth", "宽泛程度"), covered.breadth.word());
    let counts: Vec<String> = LEVELS
        .iter()
        .map(|level| (level, of_level(covered, *level).count()))
        .filter(|(_, number)| *number > 0)
        .map(|(level, number)| format!("{number} {}", level.word()))
        .collect();
    if !counts.is_empty() {
        sheet.fact(
            language.pick("access levels", "访问级别"),
            counts.join(", "),
        );
    }
    for level in LEVELS {
        let rows: Vec<Vec<String>> = of_level(covered, level)
            .map(|action| row(action, catalogue, language))
            .collect();
        let title = format!("{} ({})", level.word(), rows.len());
        sheet.part(&title, rows);
    }
    remarks(covered, language, &mut sheet.remarks);
    sheet
}

fn of_level(covered: &Covered, level: AccessLevel) -> impl Iterator<Item = &Action> {
    let actions = covered.actions.iter();
    actions.filter(move |action| action.level == level)
}

fn row(action: &Action, catalogue: &Catalogue, language: Language) -> Vec<String> {
    let mut row = vec![
        action.name.to_owned(),
        authorised_on(action.resource, language),
    ];
    if let Some(found) = catalogue.irreversible(action.name) {
        let kind = found.kind;
        row.push(say!(
            language,
            "cannot be undone: {kind}",
            "无法撤销：{kind}"
        ));
    }
    row
}

fn remarks(covered: &Covered, language: Language, remarks: &mut Vec<String>) {
    if covered.without_colon {
        remarks.push(say!(
            language,
            "Whether RAM takes a pattern without `:` for one of actions is not documented (the reading `action-without-colon`).",
            "RAM 是否把不含 `:` 的模式当作操作模式，没有文档说明（解读点 `action-without-colon`）。"
        ));
    }
    let guessed = covered
        .actions
        .iter()
        .filter(|action| action.level_basis == Basis::Verb)
        .count();
    if guessed > 0 {
        remarks.push(say!(
            language,
            "The access level of {guessed} is taken from the first word of the name.",
            "其中 {guessed} 个操作的访问级别依名称首词推断。"
        ));
    }
    let lacking: Vec<&str> = covered.incomplete().map(|service| service.code).collect();
    let others = covered.other_services;
    if !lacking.is_empty() {
        let services = covered.services.len();
        let named = listed(&lacking, language);
        remarks.push(if services == 1 {
            say!(
                language,
                "The list is not whole: the catalogue does not hold every action of {named}.",
                "清单并不完整：目录未收录 {named} 的全部操作。"
            )
        } else {
            let lacking = lacking.len();
            say!(
                language,
                "The list is not whole: the catalogue does not hold every action of {lacking} of the {services} services that the pattern reaches ({named}).",
                "清单并不完整：该模式涉及 {services} 个服务，目录未收录其中 {lacking} 个的全部操作（{named}）。"
            )
        });
    }
    if others {
        remarks.push(say!(
            language,
            "It also matches actions of services whose codes the catalogue does not hold.",
            "它还会匹配目录未收录的服务的操作。"
        ));
    }
    if lacking.is_empty() && !others && !covered.services.is_empty() {
        let codes: Vec<&str> = covered
            .services
            .iter()
            .map(|service| service.code)
            .collect();
        let codes = listed(&codes, language);
        remarks.push(say!(
            language,
            "The list is whole: every action of {codes} that a source names is catalogued.",
            "清单完整：{codes} 的操作，凡有来源提及的均已收录。"
        ));
    }
}

/// Codes, and how many more there are.
fn listed(codes: &[&str], language: Language) -> String {
    let (shown, rest) = codes.split_at_checked(NAMED).unwrap_or((codes, &[]));
    let shown = shown.join(", ");
    match rest.len() {
        0 => shown,
        more => say!(
            language,
            "{shown} and {more} more",
            "{shown} 等，另有 {more} 个"
        ),
    }
}
