//! What the rules about granting statements share: which of them a statement
//! belongs to (it yields exactly one), and the wording of its finding.

use crate::engine::answers::{About, Force};
use crate::engine::breadth::Breadth;
use crate::engine::exposure::Exposure;
use crate::engine::verdict::Answer;
use crate::model::account::PrincipalKind;
use crate::rules::kit::context::{Context, Grant, is_holding, label};
use crate::rules::kit::finding::{Finding, Level};
use crate::rules::kit::language::{Language, say};
use crate::rules::kit::rule::Rule;
use crate::rules::kit::{mends, proof, unheld, wording};

/// More places than this are counted instead of shown.
const MAX_RELATED: usize = 4;

/// Bytes of a pattern that a message quotes; of a longer one it says `a statement`.
const MAX_PATTERN: usize = 60;

/// The one rule that a granting statement belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Through an access configuration of Cloud SSO alone.
    CloudSso,
    /// Only under a condition.
    Conditional,
    /// By a system policy.
    SystemPolicy,
    /// By everything but a list.
    NotAction,
    /// By a wildcard.
    Broad,
    /// By its name.
    Exact,
}

/// Which rule a grant belongs to: the first that fits, in the order of [`Sort`].
#[must_use]
pub fn sort(grant: &Grant<'_>) -> Sort {
    let is_session = |about: About| {
        matches!(
            about,
            About::Principal(PrincipalKind::SsoUser | PrincipalKind::SsoGroup, _)
        )
    };
    if grant.lines.iter().all(|line| is_session(line.about)) {
        return Sort::CloudSso;
    }
    if grant.conditional {
        return Sort::Conditional;
    }
    if grant.because.bundled {
        return Sort::SystemPolicy;
    }
    match grant.because.breadth {
        Some(Breadth::NotAction) => Sort::NotAction,
        Some(Breadth::Exact) | None => Sort::Exact,
        Some(_) => Sort::Broad,
    }
}

/// Reports the grants of one sort, but for those of documents that nobody holds.
pub fn report(rule: &Rule, wanted: Sort, context: &Context<'_>, into: &mut Vec<Finding>) {
    let unheld = unheld::documents(context.model);
    for grant in context.grants() {
        let lines = &grant.lines;
        let is_held = lines
            .iter()
            .any(|line| !unheld::is_about(line, &unheld, context.model));
        if is_held && sort(&grant) == wanted {
            into.push(finding(rule, &grant, context));
        }
    }
}

fn finding(rule: &Rule, grant: &Grant<'_>, context: &Context<'_>) -> Finding {
    let language = context.language;
    let action = wording::quoted(&grant.answers.question.action);
    let ids = wording::ids(&grant.lines);
    let whom = whom(grant, &ids, language);
    let by = by(grant, language, context);
    let because = grant.because;
    let condition = grant
        .conditional
        .then(|| condition(grant, context))
        .flatten();
    let message = match &condition {
        Some(condition) => say!(
            language,
            "{by} grants {action} to {whom} only {condition}",
            "{by} 仅{condition}将 {action} 授予 {whom}"
        ),
        None => say!(
            language,
            "{by} grants {action} to {whom}",
            "{by} 将 {action} 授予 {whom}"
        ),
    };
    let mut found = context.finding(rule, message, label(because.at, primary(grant, language)));
    found.action = Some(grant.answers.question.action.clone());
    relate(grant, context, &mut found);
    if grant.conditional
        && let Some(exposure) = grant.exposure
    {
        found.level = match exposure {
            Exposure::Anywhere => Level::High,
            _ => Level::Medium,
        };
        let takes = wording::exposure::text(exposure, language);
        found.notes.push(takes);
    }
    if let Some(line) = grant.lines.first() {
        found.proof = proof::of_grant(line, because, grant.answers, context);
    }
    if sort(grant) == Sort::Broad {
        found.fix = context.pattern(because).and_then(|pattern| {
            let statement = context.statement(because.statement?)?;
            mends::listed(because.at, pattern, statement, context)
        });
    }
    found.principals = ids;
    found.help = Some(help(grant, language));
    found
}

fn primary(grant: &Grant<'_>, language: Language) -> String {
    let action = wording::quoted(&grant.answers.question.action);
    if grant.because.bundled {
        let text = language.pick("this policy grants the action", "此策略授予该操作");
        return text.to_owned();
    }
    match sort(grant) {
        Sort::NotAction => language
            .pick(
                "the action is not in this list, so it is granted",
                "该操作不在此列表中，因而被授予",
            )
            .to_owned(),
        Sort::Exact => language
            .pick("grants the action by name", "按名称授予该操作")
            .to_owned(),
        Sort::Broad => say!(
            language,
            "this pattern covers {action}",
            "此通配模式涵盖 {action}"
        ),
        _ => say!(language, "covers {action}", "涵盖 {action}"),
    }
}

fn by(grant: &Grant<'_>, language: Language, context: &Context<'_>) -> String {
    let because = grant.because;
    if because.bundled {
        let policy = &because.policy;
        return say!(language, "system policy `{policy}`", "系统策略 `{policy}`");
    }
    let policy = &because.policy;
    match because.breadth {
        Some(Breadth::NotAction) => say!(
            language,
            "`NotAction` in {policy}",
            "{policy} 中的 `NotAction`"
        ),
        _ => {
            let pattern = context.pattern(because);
            let shown = pattern.filter(|text| text.len() <= MAX_PATTERN);
            let shown = shown.map_or_else(
                || language.pick("a statement", "一条语句").to_owned(),
                wording::quoted,
            );
            say!(language, "{shown} in {policy}", "{policy} 中的 {shown}")
        }
    }
}

fn whom(grant: &Grant<'_>, ids: &[String], language: Language) -> String {
    if grant.unattached && grant.lines.iter().all(|line| is_holding(line)) {
        let anyone = language.pick("anyone it is attached to", "被授予该策略的任何主体");
        return anyone.to_owned();
    }
    wording::principals(ids, language)
}

/// The condition of the first principal, or else of the statement.
fn condition(grant: &Grant<'_>, context: &Context<'_>) -> Option<String> {
    let line = grant.lines.first()?;
    let own = grant.because.when.as_ref();
    let formula = line.verdict.condition.as_ref().or(own)?;
    let universe = grant
        .answers
        .lines()
        .find(|(_, other)| std::ptr::eq(*other, *line))
        .map(|(account, _)| &account.universe)?;
    Some(wording::condition::clause(
        formula,
        universe,
        context.language,
    ))
}

/// Other places that made it so: the attachments, and the Deny that did not
/// stop it.
fn relate(grant: &Grant<'_>, context: &Context<'_>, found: &mut Finding) {
    let language = context.language;
    let mut attachments = Vec::new();
    let mut denies = Vec::new();
    for line in &grant.lines {
        for because in &line.because {
            match because.force {
                Force::Allow if because.statement == grant.because.statement => {
                    if let Some(at) = because.attachment
                        && at != grant.because.at
                        && !attachments.iter().any(|(known, _)| *known == at)
                    {
                        let holder = because.via.first().unwrap_or(&line.id);
                        let text = say!(language, "attached to {holder}", "授权给 {holder}");
                        attachments.push((at, text));
                    }
                }
                Force::Deny
                    if line.verdict.answer == Answer::AllowedIf
                        && !denies.contains(&because.at) =>
                {
                    denies.push(because.at);
                }
                _ => {}
            }
        }
    }
    for (at, text) in attachments.iter().take(MAX_RELATED) {
        found.related.push(label(*at, text.clone()));
    }
    let stops = language.pick(
        "this Deny stops some requests, not all",
        "此拒绝语句只拦截部分请求",
    );
    for at in denies.iter().take(MAX_RELATED) {
        found.related.push(label(*at, stops));
    }
    let hidden = attachments.len().saturating_sub(MAX_RELATED);
    if hidden > 0 {
        found.notes.push(say!(
            language,
            "attached in {hidden} more places",
            "另有 {hidden} 处授权"
        ));
    }
}

fn help(grant: &Grant<'_>, language: Language) -> String {
    let action = wording::quoted(&grant.answers.question.action);
    match sort(grant) {
        Sort::CloudSso => say!(
            language,
            "take {action} out of the access configuration, or assign it to fewer people",
            "从该访问配置中移除 {action}，或减少获得该访问配置的人员"
        ),
        Sort::Conditional => say!(
            language,
            "check that the condition holds only where {action} is meant, or deny it",
            "确认该条件仅在确需 {action} 时成立，否则显式拒绝该操作"
        ),
        Sort::SystemPolicy => say!(
            language,
            "attach a custom policy without {action} instead, or deny it beside this one",
            "改用不含 {action} 的自定义策略，或同时授予一条拒绝该操作的策略"
        ),
        Sort::NotAction => say!(
            language,
            "name the actions that are needed, or add {action} to the list",
            "改为列出所需的操作，或将 {action} 加入该列表"
        ),
        Sort::Broad => language
            .pick(
                "list the actions that are needed instead of a pattern",
                "列出所需的具体操作，不要使用通配模式",
            )
            .to_owned(),
        Sort::Exact => say!(
            language,
            "remove {action} unless these principals must destroy for good",
            "移除 {action}，除非这些主体确需执行不可恢复的操作"
        ),
    }
}
