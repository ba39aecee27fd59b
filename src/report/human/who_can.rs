//! The table of `who-can`: who, the answer, how broadly, through what, where;
//! conditions and doubts as footnotes, then who reaches the action by a role,
//! the counts, and what was not analysed.

mod counts;

use std::io::{self, Write};

use crate::engine::answers::{AccountAnswers, Answers, Because, Force, Line};
use crate::engine::exposure::Exposure;
use crate::engine::verdict::Answer;
use crate::report::display::to_masked;
use crate::report::human::{answer_word, place, summary};
use crate::report::run::Run;
use crate::report::table::{Footnotes, Table};
use crate::rules::kit::wording::spaced;
use crate::rules::kit::{say, wording};
use crate::rules::{Language, kit};

/// Writes all answers.
///
/// # Errors
/// Those of the stream.
pub fn write_who_can(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    for answers in run.answers {
        write_answers(answers, run, out)?;
    }
    if run.style.quiet {
        return Ok(());
    }
    summary::write_not_analysed(run, out)
}

fn write_answers(answers: &Answers, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = run.style.language;
    writeln!(out, "{}", to_masked(&answers.question.action))?;
    writeln!(out)?;
    let mut notes = Footnotes::default();
    let mut shown: Vec<(&AccountAnswers, &Line)> = answers
        .lines()
        .filter(|(_, line)| run.style.all || is_shown(line))
        .collect();
    shown.sort_by_key(|(_, line)| (kit::is_holding(line), rank(line.verdict.answer)));
    let principals = shown.partition_point(|(_, line)| !kit::is_holding(line));
    let (principals, documents) = shown.split_at_checked(principals).unwrap_or((&shown, &[]));
    if shown.is_empty() {
        let nobody = language.pick(
            "nobody: no policy here grants it",
            "无：这里没有权限策略授予它",
        );
        writeln!(out, "  {nobody}")?;
    }
    let who = language.pick("PRINCIPAL", "授权主体");
    write_table(who, principals, answers, run, &mut notes, out)?;
    if !principals.is_empty() && !documents.is_empty() {
        writeln!(out)?;
    }
    let who = language.pick("ANYONE WHO HOLDS", "持有以下策略者");
    write_table(who, documents, answers, run, &mut notes, out)?;
    if !notes.is_empty() {
        writeln!(out)?;
        notes.write(2, run.style.width, out)?;
    }
    write_reach(answers, run, out)?;
    write_obtainable(answers, run, out)?;
    if run.style.quiet {
        return Ok(());
    }
    counts::write(answers, run, out)
}

fn write_table(
    who: &str,
    lines: &[(&AccountAnswers, &Line)],
    answers: &Answers,
    run: &Run<'_>,
    notes: &mut Footnotes,
    out: &mut dyn Write,
) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let several = answers.accounts.len() > 1;
    let language = run.style.language;
    let mut table = Table::new(&[
        who,
        language.pick("ANSWER", "结论"),
        language.pick("WHAT IT TAKES", "所需条件"),
        language.pick("HOW BROADLY", "授权粒度"),
        language.pick("BECAUSE", "依据"),
        language.pick("WHERE", "位置"),
    ])
    .indent(2);
    for (account, line) in lines {
        let name = match run.account_name(account).filter(|_| several) {
            Some(name) => format!("{} ({name})", line.id),
            None => line.id.clone(),
        };
        let because = because(answers, account, line, run, notes);
        let at = decisive(line).map_or_else(String::new, |because| place(because.at, run));
        let broadly = line
            .breadth
            .map_or("-", crate::engine::breadth::Breadth::word);
        let answer = answer_word(line.verdict.answer, language);
        let takes = line.exposure.map_or("-", Exposure::word);
        table.push(&[&name, answer, takes, broadly, &because, &at]);
    }
    table.write(out)
}

/// A `policy/…` line is shown only where it is not NOT GRANTED (D31); so are
/// principals, unless they reach the action or could obtain it.
fn is_shown(line: &Line) -> bool {
    line.verdict.answer != Answer::NotGranted
        || !line.reach.is_empty()
        || (!line.can_obtain.is_empty() && !kit::is_shadowed_holding(line))
}

const fn rank(answer: Answer) -> u8 {
    match answer {
        Answer::Allowed => 0,
        Answer::AllowedIf => 1,
        Answer::Unknown => 2,
        Answer::Denied => 3,
        Answer::NotGranted => 4,
    }
}

/// The entry that a row points at: the guard of a DENIED, otherwise the first
/// of the broadest grants.
fn decisive(line: &Line) -> Option<&Because> {
    let guards = matches!(line.verdict.answer, Answer::Denied);
    let of = |wanted: fn(&Because) -> bool| line.because.iter().find(|because| wanted(because));
    if guards {
        return of(|because| because.force != Force::Allow).or_else(|| line.because.first());
    }
    line.because
        .iter()
        .filter(|because| because.force == Force::Allow)
        .find(|because| because.breadth == line.breadth)
        .or_else(|| of(|because| because.force == Force::Allow))
        .or_else(|| line.because.first())
}

fn because(
    answers: &Answers,
    account: &AccountAnswers,
    line: &Line,
    run: &Run<'_>,
    notes: &mut Footnotes,
) -> String {
    let language = run.style.language;
    let verdict = &line.verdict;
    let through = |because: &Because| {
        if kit::is_holding(line) {
            return language
                .pick("the document itself", "该策略本身")
                .to_owned();
        }
        let mut steps = because.via.clone();
        steps.push(because.policy.clone());
        steps.join(" > ")
    };
    let grant = decisive(line).map(through).unwrap_or_default();
    match verdict.answer {
        Answer::Allowed => relying(answers, line, run, grant, notes),
        Answer::AllowedIf => {
            let mark = only_when(account, line, language)
                .map(|note| notes.mark(&note))
                .unwrap_or_default();
            say!(
                language,
                "{grant}, only when {mark}",
                "{grant}，条件见 {mark}"
            )
        }
        Answer::Unknown => {
            let most = answer_word(verdict.at_most, language);
            let least = answer_word(verdict.at_least, language);
            let mark = notes.mark(&open(answers, line, language));
            say!(
                language,
                "{grant}: at most {most}, at least {least} {mark}",
                "{grant}：最多为{most}，最少为{least} {mark}"
            )
        }
        Answer::Denied => {
            let grant = line
                .because
                .iter()
                .find(|because| because.force == Force::Allow)
                .map(through);
            let what = decisive(line).map_or_else(String::new, |guard| match guard.force {
                Force::Gate => {
                    let policy = &guard.policy;
                    say!(language, "{policy} does not allow it", "{policy} 不允许它")
                }
                Force::Deny | Force::Allow => {
                    let guard = through(guard);
                    let within = if kit::is_holding(line) {
                        "的 Deny"
                    } else {
                        "中的 Deny"
                    };
                    match language {
                        Language::English => format!("Deny in {guard}"),
                        Language::Chinese => spaced(&[&guard, within]),
                    }
                }
            });
            let text = match grant {
                Some(grant) if !kit::is_holding(line) => {
                    say!(language, "{what} beats {grant}", "{what}，优先于 {grant}")
                }
                _ => what,
            };
            let text = format!("{text}{}", firmly(line, language));
            relying(answers, line, run, text, notes)
        }
        Answer::NotGranted => match (line.reach.is_empty(), line.can_obtain.is_empty()) {
            (true, true) => language.pick("no Allow covers it", "没有 Allow 涵盖它"),
            (true, false) => language.pick(
                "not today, but it can be obtained (below)",
                "目前没有，但可以设法获得（见下文）",
            ),
            (false, _) => language.pick(
                "not by its own policies, but by a role (below)",
                "自身策略未授予，但可通过角色扮演获得（见下文）",
            ),
        }
        .to_owned(),
    }
}

/// When a conditional access is there, with an example.
fn only_when(account: &AccountAnswers, line: &Line, language: Language) -> Option<String> {
    let verdict = &line.verdict;
    let clause = |formula: &_| wording::condition::clause(formula, &account.universe, language);
    let text = clause(verdict.condition.as_ref()?);
    let mut note = say!(language, "only {text}", "仅{text}");
    if let Some(more) = &verdict.condition_at_most {
        let more = clause(more);
        note.push_str(&say!(language, "; at most {more}", "；最多仅{more}"));
    }
    if let Some(witness) = &verdict.witness {
        let text = wording::condition::witness(witness, &account.universe, language);
        note.push_str(&say!(language, " (for example {text})", "（例如 {text}）"));
    }
    Some(note)
}

/// What an unknown answer depends on, and what would settle it.
fn open(answers: &Answers, line: &Line, language: Language) -> String {
    if line.verdict.over_budget {
        let budget = language.pick(
            "the conditions were too many to decide within the step budget",
            "条件过多，无法在步数预算内判定",
        );
        return budget.to_owned();
    }
    let facts: Vec<String> = line
        .verdict
        .depends_on
        .iter()
        .filter_map(|id| answers.doubts.get(*id))
        .map(|doubt| {
            let text = wording::doubt::text(doubt, language);
            match wording::doubt::remedy(doubt, language) {
                Some(remedy) => say!(language, "{text}; {remedy}", "{text}；{remedy}"),
                None => text,
            }
        })
        .collect();
    facts.join(language.pick("; and ", "；并且"))
}

/// Whether the one denied can take the guard off, and by which call.
fn firmly(line: &Line, language: Language) -> String {
    let Some(firmness) = &line.firmness else {
        return String::new();
    };
    if firmness.firm {
        // Who holds a document may hold another that takes this one off.
        let known = !kit::is_holding(line);
        let firmly = language.pick(", firmly", "，牢固");
        return if known { firmly } else { "" }.to_owned();
    }
    let mut calls: Vec<&str> = firmness
        .removable_by
        .iter()
        .map(|removal| removal.step.action.as_str())
        .collect();
    calls.sort_unstable();
    calls.dedup();
    match calls.split_first() {
        None => String::new(),
        Some((first, [])) => say!(language, ", removable by {first}", "，可用 {first} 解除"),
        Some((first, rest)) => {
            let more = rest.len();
            say!(
                language,
                ", removable by {first} and {more} more",
                "，可用 {first} 及另外 {more} 个操作解除"
            )
        }
    }
}

/// Adds the readings that a definite answer rests on.
fn relying(
    answers: &Answers,
    line: &Line,
    run: &Run<'_>,
    text: String,
    notes: &mut Footnotes,
) -> String {
    let language = run.style.language;
    let doubts = line
        .verdict
        .relies_on
        .iter()
        .filter_map(|id| answers.doubts.get(*id));
    let facts = wording::doubt::relied_on(doubts, language);
    if facts.is_empty() {
        return text;
    }
    let facts = facts.join(language.pick("; and that ", "；并且"));
    let mark = notes.mark(&say!(language, "takes it that {facts}", "前提是：{facts}"));
    format!("{text} {mark}")
}

fn write_reach(answers: &Answers, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = run.style.language;
    let mut table = Table::new(&[
        language.pick("BY A ROLE", "通过角色扮演"),
        language.pick("ANSWER", "结论"),
        language.pick("WHAT IT TAKES", "所需条件"),
        language.pick("HOW BROADLY", "授权粒度"),
        language.pick("PATH", "路径"),
    ])
    .indent(2);
    let mut any = false;
    for (_, line) in answers.lines() {
        for reach in &line.reach {
            any = true;
            let path = std::iter::once(&line.id)
                .chain(&reach.via)
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(" > ");
            table.push(&[
                line.id.as_str(),
                answer_word(reach.answer, language),
                reach.exposure.map_or("-", Exposure::word),
                reach
                    .breadth
                    .map_or("-", crate::engine::breadth::Breadth::word),
                path.as_str(),
            ]);
        }
    }
    if any {
        writeln!(out)?;
        table.write(out)?;
    }
    Ok(())
}

/// Who could obtain the action: the shortest way, a certain one before one in
/// doubt, and how many more there are. `can` tells them all.
fn write_obtainable(answers: &Answers, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = run.style.language;
    let mut table = Table::new(&[
        language.pick("CAN OBTAIN IT", "可设法获得"),
        language.pick("ANSWER", "结论"),
        language.pick("WHAT IT TAKES", "所需条件"),
        language.pick("HOW", "方式"),
    ])
    .indent(2);
    let mut any = false;
    let lines = answers
        .lines()
        .map(|(_, line)| line)
        .filter(|line| run.style.all || !kit::is_shadowed_holding(line));
    for line in lines {
        let shown = line
            .can_obtain
            .iter()
            .min_by_key(|way| (way.answer == Answer::Unknown, way.steps.len()));
        let Some(way) = shown else {
            continue;
        };
        any = true;
        let mut how = wording::obtain::way(way, &line.id, language);
        let more = line.can_obtain.len().saturating_sub(1);
        if more > 0 {
            how.push_str(&say!(language, "; {more} more", "；另有 {more} 种"));
        }
        table.push(&[
            line.id.as_str(),
            answer_word(way.answer, language),
            way.exposure.map_or("-", Exposure::word),
            how.as_str(),
        ]);
    }
    if any {
        writeln!(out)?;
        table.write(out)?;
    }
    Ok(())
}
