//! One answer, explained step by step: directly, by role, what it depends on,
//! each step with its place.

use std::io::{self, Write};

use crate::engine::answers::{Because, Force};
use crate::engine::verdict::Answer;
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
    let Language::English = language;
    let line = explained.line;
    let verdict = &line.verdict;
    let action = &explained.answers.question.action;
    let head = format!(
        "{}: {} for {}",
        answer_word(verdict.answer, language),
        action,
        line.id
    );
    writeln!(out, "{}", to_masked(&head))?;
    let mut steps = Vec::new();
    if verdict.answer == Answer::Unknown {
        steps.push(format!(
            "at most {}, at least {}",
            answer_word(verdict.at_most, language),
            answer_word(verdict.at_least, language)
        ));
    }
    if let Some(account) = explained.answers.accounts.get(explained.account) {
        let words = |formula| wording::condition::clause(formula, &account.universe, language);
        if let Some(condition) = &verdict.condition {
            steps.push(format!("only {}", words(condition)));
        }
        if let Some(condition) = &verdict.condition_at_most {
            steps.push(format!("at most {}", words(condition)));
        }
        let conditional = verdict.condition.is_some() || verdict.condition_at_most.is_some();
        if let Some(witness) = verdict.witness.as_ref().filter(|_| conditional) {
            let text = wording::condition::witness(witness, &account.universe, language);
            steps.push(format!("for example with {text}"));
        }
    }
    if let Some(exposure) = line.exposure {
        steps.push(wording::exposure::text(exposure, language));
    }
    if let Some(breadth) = line.breadth {
        steps.push(format!("granted {}", broadly(breadth)));
    }
    paragraph("", &steps, run.style.width, out)?;
    let direct: Vec<String> = line
        .because
        .iter()
        .map(|because| step(because, explained))
        .collect();
    section(
        "directly",
        &direct,
        "no policy that it holds names the action",
        run.style.width,
        out,
    )?;
    let mut reach = Vec::new();
    for path in &line.reach {
        let via = path.via.join(" > ");
        reach.push(format!(
            "{} through {via}",
            answer_word(path.answer, language)
        ));
        if let Some(exposure) = path.exposure {
            let takes = wording::exposure::text(exposure, language);
            reach.push(format!("    {takes}"));
        }
        if let Some(statement) = path.trust.and_then(|id| run.model.pools.statement(id)) {
            reach.push(format!("    admitted at {}", place(statement.at, run)));
        }
        for (number, request) in path
            .witness
            .iter()
            .enumerate()
            .filter(|(_, request)| !request.is_empty())
        {
            let keys: Vec<String> = request
                .iter()
                .map(|(name, values)| match values {
                    Some(values) => format!("{name} = {}", values.join(", ")),
                    None => format!("{name} absent"),
                })
                .collect();
            reach.push(format!(
                "    request {}: {}",
                number.saturating_add(1),
                keys.join(", ")
            ));
        }
    }
    section(
        "by becoming a role",
        &reach,
        "no role that has it admits this principal",
        run.style.width,
        out,
    )?;
    if let Some(admitted) = &line.reach_in {
        section(
            "who can become it",
            admitted,
            "nobody",
            run.style.width,
            out,
        )?;
    }
    if let Some(siblings) = run.siblings
        && let Some(account) = explained.answers.accounts.get(explained.account)
    {
        let found: Vec<String> = siblings
            .of((account.account, line.about))
            .map(|(beside, answer)| {
                let answer = answer_word(answer, language);
                format!("{}: {answer}, {}", beside.action, beside.reason)
            })
            .collect();
        section(
            "other actions with the same outcome",
            &found,
            &none_of(siblings.all.len(), language),
            run.style.width,
            out,
        )?;
    }
    let doubts = |ids: &[crate::model::doubt::DoubtId]| {
        ids.iter()
            .filter_map(|id| explained.answers.doubts.get(*id))
            .map(|doubt| {
                let text = format!("{}: {}", doubt.name, wording::doubt::text(doubt, language));
                let text = match doubt.at {
                    Some(at) => format!("{text} ({})", place(at, run)),
                    None => text,
                };
                match wording::doubt::remedy(doubt, language) {
                    Some(remedy) => format!("{text}; {remedy}"),
                    None => text,
                }
            })
            .collect::<Vec<_>>()
    };
    if verdict.answer == Answer::Unknown {
        let mut facts = doubts(&verdict.depends_on);
        if verdict.over_budget {
            facts.push("budget: the conditions were too many to decide".to_owned());
        }
        section("depends on", &facts, "nothing", run.style.width, out)?;
    }
    if !verdict.relies_on.is_empty() {
        let relied = verdict
            .relies_on
            .iter()
            .filter_map(|id| explained.answers.doubts.get(*id));
        let facts = wording::doubt::relied_on(relied, language);
        section("takes it that", &facts, "nothing", run.style.width, out)?;
    }
    if run.style.quiet {
        return Ok(());
    }
    summary::write_not_analysed(run, out)
}

/// That a principal has none of so many other actions.
fn none_of(known: usize, language: Language) -> String {
    let Language::English = language;
    match known {
        0 => "the catalogue knows none".to_owned(),
        1 => "not the one that the catalogue knows, by its own policies".to_owned(),
        _ => format!("none of the {known} that the catalogue knows, by its own policies"),
    }
}

fn step(because: &Because, explained: &Explained<'_>) -> String {
    let run = &explained.run;
    let Language::English = run.style.language;
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
    paragraph("", lines, width, out)
}

fn paragraph(
    lead: &str,
    lines: &[String],
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for line in lines {
        let shown = to_masked(line);
        let Some(width) = width else {
            writeln!(out, "  {lead}{shown}")?;
            continue;
        };
        for (number, part) in wrap(&shown, width.saturating_sub(6))
            .into_iter()
            .enumerate()
        {
            let indent = if number == 0 { "  " } else { "      " };
            writeln!(out, "{indent}{lead}{part}")?;
        }
    }
    Ok(())
}
