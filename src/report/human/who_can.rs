//! The table of `who-can`: who, the answer, how broadly, through what, where;
//! conditions and doubts as footnotes, then who reaches the action by a role,
//! the counts, and what was not analysed.

use std::io::{self, Write};

use crate::engine::answers::{AccountAnswers, Answers, Because, Force, Line};
use crate::engine::exposure::Exposure;
use crate::engine::verdict::Answer;
use crate::report::display::to_masked;
use crate::report::human::{answer_word, place, summary};
use crate::report::run::Run;
use crate::report::table::{Footnotes, Table};
use crate::rules::kit::wording;
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
    let _untranslated: Language = run.style.language;
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
        writeln!(out, "  nobody: no policy here grants it")?;
    }
    write_table("PRINCIPAL", principals, answers, run, &mut notes, out)?;
    if !principals.is_empty() && !documents.is_empty() {
        writeln!(out)?;
    }
    write_table("ANYONE WHO HOLDS", documents, answers, run, &mut notes, out)?;
    if !notes.is_empty() {
        writeln!(out)?;
        notes.write(2, run.style.width, out)?;
    }
    write_reach(answers, run, out)?;
    write_obtainable(answers, run, out)?;
    if run.style.quiet {
        return Ok(());
    }
    write_counts(answers, run, out)
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
    let mut table = Table::new(&[
        who,
        "ANSWER",
        "WHAT IT TAKES",
        "HOW BROADLY",
        "BECAUSE",
        "WHERE",
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
        let answer = answer_word(line.verdict.answer, run.style.language);
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
    let _untranslated: Language = language;
    let verdict = &line.verdict;
    let through = |because: &Because| {
        if kit::is_holding(line) {
            return "the document itself".to_owned();
        }
        let mut steps = because.via.clone();
        steps.push(because.policy.clone());
        steps.join(" > ")
    };
    let grant = decisive(line).map(through).unwrap_or_default();
    match verdict.answer {
        Answer::Allowed => relying(answers, line, run, grant, notes),
        Answer::AllowedIf => {
            let mut mark = String::new();
            if let Some(condition) = &verdict.condition {
                let text = wording::condition::clause(condition, &account.universe, language);
                let mut note = format!("only {text}");
                if let Some(more) = &verdict.condition_at_most {
                    let more = wording::condition::clause(more, &account.universe, language);
                    note.push_str(&format!("; at most {more}"));
                }
                if let Some(witness) = &verdict.witness {
                    let text = wording::condition::witness(witness, &account.universe, language);
                    note.push_str(&format!(" (for example {text})"));
                }
                mark = notes.mark(&note);
            }
            format!("{grant}, only when {mark}")
        }
        Answer::Unknown => {
            let most = answer_word(verdict.at_most, language);
            let least = answer_word(verdict.at_least, language);
            let facts: Vec<String> = verdict
                .depends_on
                .iter()
                .filter_map(|id| answers.doubts.get(*id))
                .map(|doubt| {
                    let text = wording::doubt::text(doubt, language);
                    match wording::doubt::remedy(doubt, language) {
                        Some(remedy) => format!("{text}; {remedy}"),
                        None => text,
                    }
                })
                .collect();
            let mut note = facts.join("; and ");
            if verdict.over_budget {
                note = "the conditions were too many to decide within the step budget".to_owned();
            }
            let mark = notes.mark(&note);
            format!("{grant}: at most {most}, at least {least} {mark}")
        }
        Answer::Denied => {
            let grant = line
                .because
                .iter()
                .find(|because| because.force == Force::Allow)
                .map(through);
            let guard = decisive(line);
            let what = guard.map_or_else(String::new, |guard| match guard.force {
                Force::Gate => format!("{} does not allow it", guard.policy),
                Force::Deny | Force::Allow => format!("Deny in {}", through(guard)),
            });
            let text = match grant {
                Some(grant) if !kit::is_holding(line) => format!("{what} beats {grant}"),
                _ => what,
            };
            let text = format!("{text}{}", firmly(line));
            relying(answers, line, run, text, notes)
        }
        Answer::NotGranted => match (line.reach.is_empty(), line.can_obtain.is_empty()) {
            (true, true) => "no Allow covers it",
            (true, false) => "not today, but it can be obtained (below)",
            (false, _) => "not by its own policies, but by a role (below)",
        }
        .to_owned(),
    }
}

/// Whether the one denied can take the guard off, and by which call.
fn firmly(line: &Line) -> String {
    let Some(firmness) = &line.firmness else {
        return String::new();
    };
    if firmness.firm {
        // Who holds a document may hold another that takes this one off.
        let known = !kit::is_holding(line);
        return if known { ", firmly" } else { "" }.to_owned();
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
        Some((first, [])) => format!(", removable by {first}"),
        Some((first, rest)) => format!(", removable by {first} and {} more", rest.len()),
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
    let _untranslated: Language = language;
    let doubts = line
        .verdict
        .relies_on
        .iter()
        .filter_map(|id| answers.doubts.get(*id));
    let facts = wording::doubt::relied_on(doubts, language);
    if facts.is_empty() {
        return text;
    }
    let mark = notes.mark(&format!("takes it that {}", facts.join("; and that ")));
    format!("{text} {mark}")
}

fn write_reach(answers: &Answers, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let _untranslated: Language = run.style.language;
    let mut table = Table::new(&[
        "BY A ROLE",
        "ANSWER",
        "WHAT IT TAKES",
        "HOW BROADLY",
        "PATH",
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
                answer_word(reach.answer, run.style.language),
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
    let _untranslated: Language = language;
    let mut table = Table::new(&["CAN OBTAIN IT", "ANSWER", "WHAT IT TAKES", "HOW"]).indent(2);
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
            how.push_str(&format!("; {more} more"));
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

fn write_counts(answers: &Answers, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let _untranslated: Language = run.style.language;
    let number = |wanted: Answer, documents: bool| {
        answers
            .lines()
            .filter(|(_, line)| kit::is_holding(line) == documents)
            .filter(|(_, line)| line.verdict.answer == wanted)
            .count()
    };
    let reached = answers
        .lines()
        .filter(|(_, line)| !line.reach.is_empty())
        .count();
    let count_all = |documents: bool| {
        vec![
            format!("{} allowed", number(Answer::Allowed, documents)),
            format!("{} with conditions", number(Answer::AllowedIf, documents)),
            format!("{} unknown", number(Answer::Unknown, documents)),
            format!("{} denied", number(Answer::Denied, documents)),
            format!("{} not granted", number(Answer::NotGranted, documents)),
        ]
    };
    let mut parts = count_all(false);
    if reached > 0 {
        parts.push(format!("{reached} by becoming a role"));
    }
    let obtaining = answers
        .lines()
        .filter(|(_, line)| !kit::is_holding(line) && !line.can_obtain.is_empty())
        .count();
    if obtaining > 0 {
        parts.push(format!("{obtaining} could obtain it"));
    }
    writeln!(out)?;
    if answers.lines().any(|(_, line)| !kit::is_holding(line)) {
        writeln!(out, "principals: {}", parts.join(", "))?;
    }
    if answers.lines().any(|(_, line)| kit::is_holding(line)) {
        writeln!(out, "documents: {}", count_all(true).join(", "))?;
    }
    if let Some(siblings) = run.siblings {
        summary::write_siblings(siblings, run.style.language, out)?;
    }
    writeln!(out, "looked at {}", summary::looked_at(run.counts))?;
    summary::write_gaps(run.counts, out)?;
    let accounts = run.model.accounts.len();
    if accounts > 0 {
        let roots = if accounts == 1 {
            "the account's root user".to_owned()
        } else {
            format!("the root users of {accounts} accounts")
        };
        writeln!(out, "not listed: {roots}, whom no policy binds")?;
    }
    for assumption in run.assumes {
        writeln!(out, "within these files: {}", to_masked(assumption))?;
    }
    Ok(())
}
