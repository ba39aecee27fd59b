//! One answer, explained in the order of the story: directly, by role, what could
//! be obtained, how firmly it is denied, what it takes, what is unknown and what
//! would settle it; each step with its place.

mod ways;

use std::io::{self, Write};

use crate::engine::answers::{Because, Force};
use crate::engine::breadth::Breadth;
use crate::engine::verdict::{Answer, Verdict};
use crate::model::doubt::DoubtId;
use crate::report::display::{to_masked, wrap};
use crate::report::human::{answer_word, place, summary};
use crate::report::run::Explained;
use crate::rules::Language;
use crate::rules::kit::{say, wording};

pub(super) use ways::{obtainable, roles};

/// Writes one answer.
///
/// # Errors
/// Those of the stream.
pub fn write_can(explained: &Explained<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = &explained.run;
    let language = run.style.language;
    let line = explained.line;
    let verdict = &line.verdict;
    let width = run.style.width;
    writeln!(out, "{}", to_masked(&head(explained)))?;
    paragraph(&summed_up(explained), width, out)?;
    let direct: Vec<String> = line
        .because
        .iter()
        .map(|because| step(because, explained))
        .collect();
    let none = language.pick(
        "no policy that it holds names the action",
        "它拥有的权限策略都没有涉及该操作",
    );
    section(language.pick("directly", "直接"), &direct, none, width, out)?;
    let none = language.pick(
        "no role that has it admits this principal",
        "拥有该权限的角色都不允许此主体扮演",
    );
    let title = language.pick("by becoming a role", "通过角色扮演");
    section(title, &ways::roles(explained), none, width, out)?;
    if let Some(admitted) = &line.reach_in {
        let title = language.pick("who can become it", "可以扮演它的主体");
        let none = language.pick("nobody", "无");
        section(title, admitted, none, width, out)?;
    }
    if verdict.answer != Answer::Allowed {
        let title = language.pick("what it could obtain", "可以设法获得的权限");
        let none = language.pick(
            "no call that it is allowed leads to the action",
            "它被允许的调用都无法获得该操作的权限",
        );
        section(title, &ways::obtainable(explained), none, width, out)?;
    }
    if let Some(firmness) = &line.firmness {
        let title = language.pick("how firmly it is denied", "拒绝是否牢固");
        let facts = ways::firmness(firmness, explained);
        section(title, &facts, "", width, out)?;
    }
    if !line.lifts.is_empty() {
        let title = language.pick(
            "guards of other accounts that it can lift",
            "它可以解除的其他账号的防护",
        );
        section(title, &ways::lifts(explained), "", width, out)?;
    }
    let takes = ways::takes(explained);
    if !takes.is_empty() {
        let title = language.pick("what it takes", "所需条件");
        section(title, &takes, "", width, out)?;
    }
    write_unknown(explained, out)?;
    write_siblings(explained, out)?;
    if run.style.quiet {
        return Ok(());
    }
    writeln!(out)?;
    summary::write_looked_at(run.counts, language, out)?;
    summary::write_not_analysed(run, out)
}

/// The answer, to what and for whom. The Chinese one has the word of machine output
/// as well, by which reports in both languages can be compared.
fn head(explained: &Explained<'_>) -> String {
    let run = &explained.run;
    let language = run.style.language;
    let accounts = &explained.answers.accounts;
    let account = accounts
        .get(explained.account)
        .filter(|_| accounts.len() > 1)
        .and_then(|account| run.account_name(account));
    let answer = explained.line.verdict.answer;
    let (word, english) = (
        answer_word(answer, language),
        answer_word(answer, Language::English),
    );
    let action = &explained.answers.question.action;
    let id = &explained.line.id;
    let mut head = say!(
        language,
        "{word}: {action} for {id}",
        "{word}（{english}）：{id} 执行 {action}"
    );
    if let Some(name) = account {
        head.push_str(&say!(language, " ({name})", "（账号 {name}）"));
    }
    head
}

/// The answer in a few lines: bounds, condition, example, breadth.
pub(super) fn summed_up(explained: &Explained<'_>) -> Vec<String> {
    let language = explained.run.style.language;
    let line = explained.line;
    let verdict = &line.verdict;
    let mut facts = Vec::new();
    if verdict.answer == Answer::Unknown {
        facts.push(bounds(verdict, language));
    }
    if let Some(account) = explained.answers.accounts.get(explained.account) {
        let words = |formula| wording::condition::clause(formula, &account.universe, language);
        if let Some(condition) = &verdict.condition {
            let text = words(condition);
            facts.push(say!(language, "only {text}", "仅{text}"));
        }
        if let Some(condition) = &verdict.condition_at_most {
            let text = words(condition);
            facts.push(say!(language, "at most {text}", "最多仅{text}"));
        }
        let conditional = verdict.condition.is_some() || verdict.condition_at_most.is_some();
        if let Some(witness) = verdict.witness.as_ref().filter(|_| conditional) {
            let text = wording::condition::witness(witness, &account.universe, language);
            facts.push(for_example(&text, language));
        }
    }
    if let Some(breadth) = line.breadth {
        let broadly = broadly(breadth, language);
        facts.push(say!(language, "granted {broadly}", "授权方式：{broadly}"));
    }
    facts
}

/// Between which answers an unknown one lies.
fn bounds(verdict: &Verdict, language: Language) -> String {
    let most = answer_word(verdict.at_most, language);
    let least = answer_word(verdict.at_least, language);
    say!(
        language,
        "at most {most}, at least {least}",
        "最多为{most}，最少为{least}"
    )
}

/// A request that meets what was said before.
fn for_example(keys: &str, language: Language) -> String {
    say!(language, "for example with {keys}", "例如 {keys}")
}

/// What is not known, with what would settle it, and what is taken for granted.
fn write_unknown(explained: &Explained<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = &explained.run;
    let language = run.style.language;
    let line = explained.line;
    let verdict = &line.verdict;
    let mut ids: Vec<DoubtId> = Vec::new();
    if verdict.answer == Answer::Unknown {
        ids.extend(&verdict.depends_on);
    }
    ids.extend(line.reach.iter().flat_map(|path| &path.depends_on));
    ids.extend(line.can_obtain.iter().flat_map(|way| &way.depends_on));
    let mut facts = settling(&ids, explained);
    if verdict.over_budget {
        let budget = language.pick(
            "budget: the conditions were too many to decide",
            "budget：条件过多，无法判定",
        );
        facts.push(budget.to_owned());
    }
    if line.search_cut {
        let budget = language.pick(
            "budget: there were more ways than could be looked at",
            "budget：途径过多，未能全部查看",
        );
        facts.push(budget.to_owned());
    }
    let width = run.style.width;
    let nothing = language.pick("nothing", "无");
    if !facts.is_empty() || verdict.answer == Answer::Unknown {
        let title = language.pick("depends on", "取决于");
        section(title, &facts, nothing, width, out)?;
    }
    let mut relied: Vec<DoubtId> = verdict.relies_on.clone();
    for id in line.can_obtain.iter().flat_map(|way| &way.relies_on) {
        if !relied.contains(id) {
            relied.push(*id);
        }
    }
    let relied = relied
        .iter()
        .filter_map(|id| explained.answers.doubts.get(*id));
    let facts = wording::doubt::relied_on(relied, language);
    if facts.is_empty() {
        return Ok(());
    }
    let title = language.pick("takes it that", "前提是");
    section(title, &facts, nothing, width, out)
}

/// What is not known, each with what would settle it.
fn settling(ids: &[DoubtId], explained: &Explained<'_>) -> Vec<String> {
    let run = &explained.run;
    let language = run.style.language;
    let mut facts: Vec<String> = Vec::new();
    for id in ids {
        let Some(doubt) = explained.answers.doubts.get(*id) else {
            continue;
        };
        let (name, what) = (&doubt.name, wording::doubt::text(doubt, language));
        let mut text = say!(language, "{name}: {what}", "{name}：{what}");
        if let Some(at) = doubt.at {
            let at = place(at, run);
            text.push_str(&say!(language, " ({at})", "（{at}）"));
        }
        if let Some(remedy) = wording::doubt::remedy(doubt, language) {
            text.push_str(&say!(language, "; {remedy}", "；{remedy}"));
        }
        if !facts.contains(&text) {
            facts.push(text);
        }
    }
    facts
}

/// What an UNKNOWN answer hangs on.
pub(super) fn unknown(explained: &Explained<'_>) -> Vec<String> {
    settling(&explained.line.verdict.depends_on, explained)
}

fn write_siblings(explained: &Explained<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = &explained.run;
    let language = run.style.language;
    let account = explained.answers.accounts.get(explained.account);
    let (Some(siblings), Some(account)) = (run.siblings, account) else {
        return Ok(());
    };
    let found: Vec<String> = siblings
        .of((account.account, explained.line.about))
        .map(|(beside, answer)| {
            let (action, answer) = (beside.action, answer_word(answer, language));
            let reason = wording::sibling::reason(beside.reason, language);
            say!(
                language,
                "{action}: {answer}, {reason}",
                "{action}：{answer}，{reason}"
            )
        })
        .collect();
    let none = none_of(siblings.all.len(), language);
    let title = language.pick("other actions with the same outcome", "后果相同的其他操作");
    section(title, &found, &none, run.style.width, out)
}

/// That a principal has none of so many other actions.
fn none_of(known: usize, language: Language) -> String {
    match known {
        0 => language
            .pick("the catalogue knows none", "目录中没有这样的操作")
            .to_owned(),
        1 => language
            .pick(
                "not the one that the catalogue knows, by its own policies",
                "凭自身策略没有目录中的那一个",
            )
            .to_owned(),
        _ => say!(
            language,
            "none of the {known} that the catalogue knows, by its own policies",
            "凭自身策略没有目录中 {known} 个操作的任何一个"
        ),
    }
}

pub(super) fn step(because: &Because, explained: &Explained<'_>) -> String {
    let run = &explained.run;
    let language = run.style.language;
    let what = match because.force {
        Force::Allow => "Allow",
        Force::Deny => "Deny",
        Force::Gate => language.pick("no Allow", "没有 Allow"),
    };
    let policy = &because.policy;
    let mut text = match language {
        Language::English => format!("{what} in {policy}"),
        Language::Chinese if because.force == Force::Gate => format!("{policy} 中{what}"),
        Language::Chinese => format!("{policy} 中的 {what}"),
    };
    if let Some(index) = because.index {
        text.push_str(&say!(language, ", statement {index}", "，语句 {index}"));
    }
    if !because.via.is_empty() {
        let via = because.via.join(" > ");
        text.push_str(&say!(language, " through {via}", "，经由 {via}"));
    }
    let at = place(because.at, run);
    text.push_str(&say!(language, " ({at})", "（{at}）"));
    if let Some(at) = because.attachment.filter(|at| *at != because.at) {
        let at = place(at, run);
        text.push_str(&say!(language, ", attached at {at}", "，授权于 {at}"));
    }
    text
}

fn broadly(breadth: Breadth, language: Language) -> &'static str {
    match breadth {
        Breadth::Exact => language.pick("by name", "按名称"),
        Breadth::VerbWildcard => language.pick("by a wildcard in the name", "名称中含通配符"),
        Breadth::ServiceWildcard => {
            language.pick("with everything of its service", "包含其云服务的全部操作")
        }
        Breadth::CrossService => language.pick("by a wildcard across services", "跨云服务的通配符"),
        Breadth::NotAction => language.pick(
            "with everything that a list does not exclude",
            "包含排除列表以外的全部操作",
        ),
        Breadth::AllActions => language.pick("with every action there is", "包含所有操作"),
    }
}

fn section(
    title: &str,
    lines: &[String],
    none: &str,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out)?;
    writeln!(out, "{title}")?;
    if lines.is_empty() {
        return writeln!(out, "  {none}");
    }
    paragraph(lines, width, out)
}

fn paragraph(lines: &[String], width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    for line in lines {
        let shown = to_masked(line);
        let Some(width) = width else {
            writeln!(out, "  {shown}")?;
            continue;
        };
        // A line that is set in keeps its indentation when it is wrapped.
        let text = shown.trim_start();
        let lead = " ".repeat(shown.len().saturating_sub(text.len()));
        let room = width.saturating_sub(6).saturating_sub(lead.len());
        for (number, part) in wrap(text, room).into_iter().enumerate() {
            let indent = if number == 0 { "  " } else { "      " };
            writeln!(out, "{lead}{indent}{part}")?;
        }
    }
    Ok(())
}
