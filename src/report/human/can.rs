//! One answer, explained in the order of the story: directly, by role, what could
//! be obtained, how firmly it is denied, what it takes, what is unknown and what
//! would settle it; each step with its place.

mod ways;

use std::io::{self, Write};

use crate::engine::answers::{Because, Force};
use crate::engine::verdict::Answer;
use crate::model::doubt::DoubtId;
use crate::report::display::{to_masked, wrap};
use crate::report::human::{answer_word, place, summary};
use crate::report::run::Explained;
use crate::rules::Language;
use crate::rules::kit::wording;

/// Writes one answer.
///
/// # Errors
/// Those of the stream.
pub fn write_can(explained: &Explained<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = &explained.run;
    let language = run.style.language;
    let _untranslated: Language = language;
    let line = explained.line;
    let verdict = &line.verdict;
    let action = &explained.answers.question.action;
    let width = run.style.width;
    let accounts = &explained.answers.accounts;
    let account = accounts
        .get(explained.account)
        .filter(|_| accounts.len() > 1)
        .and_then(|account| run.account_name(account))
        .map_or_else(String::new, |name| format!(" ({name})"));
    let head = format!(
        "{}: {} for {}{account}",
        answer_word(verdict.answer, language),
        action,
        line.id
    );
    writeln!(out, "{}", to_masked(&head))?;
    paragraph(&summed_up(explained), width, out)?;
    let direct: Vec<String> = line
        .because
        .iter()
        .map(|because| step(because, explained))
        .collect();
    let none = "no policy that it holds names the action";
    section("directly", &direct, none, width, out)?;
    let none = "no role that has it admits this principal";
    section(
        "by becoming a role",
        &ways::roles(explained),
        none,
        width,
        out,
    )?;
    if let Some(admitted) = &line.reach_in {
        section("who can become it", admitted, "nobody", width, out)?;
    }
    if verdict.answer != Answer::Allowed {
        let none = "no call that it is allowed leads to the action";
        section(
            "what it could obtain",
            &ways::obtainable(explained),
            none,
            width,
            out,
        )?;
    }
    if let Some(firmness) = &line.firmness {
        let facts = ways::firmness(firmness, explained);
        section("how firmly it is denied", &facts, "", width, out)?;
    }
    if !line.lifts.is_empty() {
        let facts = ways::lifts(explained);
        section(
            "guards of other accounts that it can lift",
            &facts,
            "",
            width,
            out,
        )?;
    }
    let takes = ways::takes(explained);
    if !takes.is_empty() {
        section("what it takes", &takes, "", width, out)?;
    }
    write_unknown(explained, out)?;
    write_siblings(explained, out)?;
    if run.style.quiet {
        return Ok(());
    }
    writeln!(out)?;
    writeln!(out, "looked at {}", summary::looked_at(run.counts))?;
    summary::write_gaps(run.counts, out)?;
    summary::write_not_analysed(run, out)
}

/// The answer in a few lines: bounds, condition, example, breadth.
fn summed_up(explained: &Explained<'_>) -> Vec<String> {
    let language = explained.run.style.language;
    let _untranslated: Language = language;
    let line = explained.line;
    let verdict = &line.verdict;
    let mut facts = Vec::new();
    if verdict.answer == Answer::Unknown {
        facts.push(format!(
            "at most {}, at least {}",
            answer_word(verdict.at_most, language),
            answer_word(verdict.at_least, language)
        ));
    }
    if let Some(account) = explained.answers.accounts.get(explained.account) {
        let words = |formula| wording::condition::clause(formula, &account.universe, language);
        if let Some(condition) = &verdict.condition {
            facts.push(format!("only {}", words(condition)));
        }
        if let Some(condition) = &verdict.condition_at_most {
            facts.push(format!("at most {}", words(condition)));
        }
        let conditional = verdict.condition.is_some() || verdict.condition_at_most.is_some();
        if let Some(witness) = verdict.witness.as_ref().filter(|_| conditional) {
            let text = wording::condition::witness(witness, &account.universe, language);
            facts.push(format!("for example with {text}"));
        }
    }
    if let Some(breadth) = line.breadth {
        facts.push(format!("granted {}", broadly(breadth)));
    }
    facts
}

/// What is not known, with what would settle it, and what is taken for granted.
fn write_unknown(explained: &Explained<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = &explained.run;
    let language = run.style.language;
    let _untranslated: Language = language;
    let line = explained.line;
    let verdict = &line.verdict;
    let mut ids: Vec<DoubtId> = Vec::new();
    if verdict.answer == Answer::Unknown {
        ids.extend(&verdict.depends_on);
    }
    ids.extend(line.reach.iter().flat_map(|path| &path.depends_on));
    ids.extend(line.can_obtain.iter().flat_map(|way| &way.depends_on));
    let mut facts: Vec<String> = Vec::new();
    for id in ids {
        let Some(doubt) = explained.answers.doubts.get(id) else {
            continue;
        };
        let mut text = format!("{}: {}", doubt.name, wording::doubt::text(doubt, language));
        if let Some(at) = doubt.at {
            text.push_str(&format!(" ({})", place(at, run)));
        }
        if let Some(remedy) = wording::doubt::remedy(doubt, language) {
            text.push_str(&format!("; {remedy}"));
        }
        if !facts.contains(&text) {
            facts.push(text);
        }
    }
    if verdict.over_budget {
        facts.push("budget: the conditions were too many to decide".to_owned());
    }
    if line.search_cut {
        facts.push("budget: there were more ways than could be looked at".to_owned());
    }
    let width = run.style.width;
    if !facts.is_empty() || verdict.answer == Answer::Unknown {
        section("depends on", &facts, "nothing", width, out)?;
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
    section("takes it that", &facts, "nothing", width, out)
}

fn write_siblings(explained: &Explained<'_>, out: &mut dyn Write) -> io::Result<()> {
    let run = &explained.run;
    let language = run.style.language;
    let _untranslated: Language = language;
    let account = explained.answers.accounts.get(explained.account);
    let (Some(siblings), Some(account)) = (run.siblings, account) else {
        return Ok(());
    };
    let found: Vec<String> = siblings
        .of((account.account, explained.line.about))
        .map(|(beside, answer)| {
            let answer = answer_word(answer, language);
            format!("{}: {answer}, {}", beside.action, beside.reason)
        })
        .collect();
    let none = none_of(siblings.all.len(), language);
    section(
        "other actions with the same outcome",
        &found,
        &none,
        run.style.width,
        out,
    )
}

/// That a principal has none of so many other actions.
fn none_of(known: usize, language: Language) -> String {
    let _untranslated: Language = language;
    match known {
        0 => "the catalogue knows none".to_owned(),
        1 => "not the one that the catalogue knows, by its own policies".to_owned(),
        _ => format!("none of the {known} that the catalogue knows, by its own policies"),
    }
}

fn step(because: &Because, explained: &Explained<'_>) -> String {
    let run = &explained.run;
    let _untranslated: Language = run.style.language;
    let what = match because.force {
        Force::Allow => "Allow",
        Force::Deny => "Deny",
        Force::Gate => "no Allow",
    };
    let via = if because.via.is_empty() {
        String::new()
    } else {
        format!(" through {}", because.via.join(" > "))
    };
    let statement = because
        .index
        .map_or_else(String::new, |index| format!(", statement {index}"));
    let mut text = format!(
        "{what} in {}{statement}{via} ({})",
        because.policy,
        place(because.at, run)
    );
    if let Some(at) = because.attachment.filter(|at| *at != because.at) {
        text.push_str(&format!(", attached at {}", place(at, run)));
    }
    text
}

fn broadly(breadth: crate::engine::breadth::Breadth) -> &'static str {
    use crate::engine::breadth::Breadth;
    match breadth {
        Breadth::Exact => "by name",
        Breadth::VerbWildcard => "by a wildcard in the name",
        Breadth::ServiceWildcard => "with everything of its service",
        Breadth::CrossService => "by a wildcard across services",
        Breadth::NotAction => "with everything that a list does not exclude",
        Breadth::AllActions => "with every action there is",
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
