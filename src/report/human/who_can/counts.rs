//! The lines below the tables: how many have which answer, how many have the
//! actions beside it, and what the answers were taken from.

use std::io::{self, Write};

use crate::engine::answers::Answers;
use crate::engine::verdict::Answer;
use crate::report::display::to_masked;
use crate::report::human::summary;
use crate::report::run::Run;
use crate::rules::kit::say;
use crate::rules::{Language, kit};

pub(super) fn write(answers: &Answers, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = run.style.language;
    let reached = answers
        .lines()
        .filter(|(_, line)| !line.reach.is_empty())
        .count();
    let mut parts = by_answer(answers, false, language);
    if reached > 0 {
        parts.push(say!(
            language,
            "{reached} by becoming a role",
            "通过角色扮演 {reached}"
        ));
    }
    let obtaining = answers
        .lines()
        .filter(|(_, line)| !kit::is_holding(line) && !line.can_obtain.is_empty())
        .count();
    if obtaining > 0 {
        parts.push(say!(
            language,
            "{obtaining} could obtain it",
            "可设法获得 {obtaining}"
        ));
    }
    let comma = language.pick(", ", "，");
    writeln!(out)?;
    if answers.lines().any(|(_, line)| !kit::is_holding(line)) {
        let parts = parts.join(comma);
        let line = say!(language, "principals: {parts}", "授权主体：{parts}");
        writeln!(out, "{line}")?;
    }
    if answers.lines().any(|(_, line)| kit::is_holding(line)) {
        let parts = by_answer(answers, true, language).join(comma);
        let line = say!(language, "documents: {parts}", "策略文档：{parts}");
        writeln!(out, "{line}")?;
    }
    if let Some(siblings) = run.siblings {
        summary::write_siblings(siblings, language, out)?;
    }
    summary::write_looked_at(run.counts, language, out)?;
    write_root(run, out)?;
    for assumption in run.assumes {
        let assumption = to_masked(assumption);
        let line = say!(
            language,
            "within these files: {assumption}",
            "仅就这些文件而言：{assumption}"
        );
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// How many principals, or documents, have which answer.
fn by_answer(answers: &Answers, documents: bool, language: Language) -> Vec<String> {
    let number = |wanted: Answer| {
        answers
            .lines()
            .filter(|(_, line)| kit::is_holding(line) == documents)
            .filter(|(_, line)| line.verdict.answer == wanted)
            .count()
    };
    [
        (Answer::Allowed, "allowed", "允许"),
        (Answer::AllowedIf, "with conditions", "有条件允许"),
        (Answer::Unknown, "unknown", "未知"),
        (Answer::Denied, "denied", "显式拒绝"),
        (Answer::NotGranted, "not granted", "未授权"),
    ]
    .into_iter()
    .map(|(answer, english, chinese)| {
        let number = number(answer);
        say!(language, "{number} {english}", "{chinese} {number}")
    })
    .collect()
}

fn write_root(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = run.style.language;
    let line = match run.model.accounts.len() {
        0 => return Ok(()),
        1 => language
            .pick(
                "not listed: the account's root user, whom no policy binds",
                "未列出：阿里云账号（主账号）本身，权限策略不约束它",
            )
            .to_owned(),
        accounts => say!(
            language,
            "not listed: the root users of {accounts} accounts, whom no policy binds",
            "未列出：{accounts} 个阿里云账号（主账号）本身，权限策略不约束它们"
        ),
    };
    writeln!(out, "{line}")
}
