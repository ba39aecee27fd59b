//! Runs rules over texts with marked places: `«` and `»` stand around what a
//! finding should point at, and are taken out before the text is read.

use ramlint::engine::answers::{self, Answers, Settings};
use ramlint::engine::question::Readings;
use ramlint::model::Model;
use ramlint::model::catalogue::Catalogue;
use ramlint::readers::{self, Input, Options};
use ramlint::rules::{Context, Finding, Language, RULES, Rule};
use ramlint::source::{FileId, Files, Refusal, Sources, Span};

/// 2026-11-22T00:00:00Z in tenths of a nanosecond.
pub const AT: i128 = 1_795_305_600 * 10_000_000_000;

/// The action that is guarded unless a test says otherwise.
pub const GUARDED: &str = "kvstore:DestroyInstance";

struct Nothing;

impl Files for Nothing {
    fn read(&self, _: &str) -> Result<String, Refusal> {
        Err(Refusal::Missing)
    }

    fn list(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// What a run was made of, and what one rule says about it.
pub struct Run {
    pub sources: Sources,
    pub marks: Vec<Span>,
    pub findings: Vec<Finding>,
    pub answers: Vec<Answers>,
}

/// Takes the marks out of a text.
pub fn unmark(text: &str, file: FileId) -> (String, Vec<Span>) {
    let mut plain = String::new();
    let mut open = Vec::new();
    let mut marks = Vec::new();
    for character in text.chars() {
        let here = u32::try_from(plain.len()).unwrap();
        match character {
            '«' => open.push(here),
            '»' => {
                let start = open.pop().unwrap();
                marks.push(Span::new(file, start, here));
            }
            other => plain.push(other),
        }
    }
    assert!(open.is_empty(), "a mark is never closed in {text}");
    (plain, marks)
}

/// The rule of that id.
pub fn rule(id: &str) -> &'static Rule {
    RULES
        .iter()
        .find(|rule| rule.id == id)
        .unwrap_or_else(|| panic!("no rule {id}"))
}

/// Runs one rule.
pub fn run(id: &str, files: &[(&str, &str)], guarded: &str) -> Run {
    with_rules(files, guarded, |context| {
        let mut findings = Vec::new();
        (rule(id).check)(context, &mut findings);
        findings
    })
}

/// Runs all rules, as a run of the program does.
pub fn all(files: &[(&str, &str)], guarded: &str) -> Vec<Finding> {
    with_rules(files, guarded, ramlint::rules::check).findings
}

fn with_rules(
    files: &[(&str, &str)],
    guarded: &str,
    check: impl Fn(&Context<'_>) -> Vec<Finding>,
) -> Run {
    let mut sources = Sources::default();
    let mut marks = Vec::new();
    let mut inputs = Vec::new();
    for (number, (path, text)) in files.iter().enumerate() {
        let (plain, mut own) = unmark(text, FileId(u32::try_from(number).unwrap()));
        marks.append(&mut own);
        inputs.push(Input {
            file: sources.add(*path, plain),
            named: true,
            in_skipped_folder: false,
            base: "",
        });
    }
    let mut model = Model::default();
    let options = Options::default();
    readers::read(&mut sources, &inputs, &Nothing, &options, &mut model);
    let catalogue = Catalogue::embedded();
    let settings = Settings {
        at: AT,
        readings: Readings::Default,
        substitution: None,
        reach: true,
        obtain: true,
    };
    let question = answers::question(guarded, catalogue);
    let answers = vec![answers::answer(&model, catalogue, &question, &settings)];
    let findings = check(&Context {
        sources: &sources,
        model: &model,
        catalogue,
        answers: &answers,
        settings: &settings,
        language: Language::English,
    });
    for finding in &findings {
        well_formed(finding, &sources);
    }
    marks.sort_unstable();
    Run {
        sources,
        marks,
        findings,
        answers,
    }
}

/// Runs one rule and holds its primary places against the marks.
pub fn check(id: &str, files: &[(&str, &str)]) -> Vec<Finding> {
    check_guarding(id, files, GUARDED)
}

/// The same with another guarded action.
pub fn check_guarding(id: &str, files: &[(&str, &str)], guarded: &str) -> Vec<Finding> {
    let run = run(id, files, guarded);
    let mut found: Vec<Span> = run.findings.iter().map(|finding| finding.at.at).collect();
    found.sort_unstable();
    let shown: Vec<String> = run
        .findings
        .iter()
        .map(|finding| {
            format!(
                "{} at {:?}",
                finding.message,
                run.sources.slice(finding.at.at)
            )
        })
        .collect();
    let answers: Vec<String> = run
        .answers
        .iter()
        .flat_map(Answers::lines)
        .map(|(_, line)| format!("{} {}", line.id, line.verdict.answer.word()))
        .collect();
    assert_eq!(
        found, run.marks,
        "{id} reports {shown:#?}\nwhere the answers are {answers:?}"
    );
    run.findings
}

/// What every finding must be, whatever the rule.
pub fn well_formed(finding: &Finding, sources: &Sources) {
    let shown = format!("{finding:#?}");
    let labels = std::iter::once(&finding.at).chain(&finding.related);
    for label in labels {
        let text = sources.text(label.at.file);
        let (start, end) = (label.at.start as usize, label.at.end as usize);
        assert!(start <= end && text.is_char_boundary(start), "{shown}");
        assert!(text.is_char_boundary(end), "{shown}");
        assert!(!label.text.is_empty(), "{shown}");
        assert!(fixed(&label.text).chars().count() <= 60, "{shown}");
        style(&label.text, &shown);
    }
    let owner = rule(finding.rule);
    assert_eq!(owner.name, finding.name, "{shown}");
    style(&finding.message, &shown);
    assert!(fixed(&finding.message).chars().count() <= 100, "{shown}");
    for note in &finding.notes {
        style(note, &shown);
    }
    let help = finding.help.as_deref().unwrap_or_default();
    assert!(!help.is_empty(), "{shown}");
    style(help, &shown);
    let mut sorted = finding.principals.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted, finding.principals, "{shown}");
}

/// Plain words (MSG-02): starts in lower case or with a backtick, ends without a
/// full stop, asks nothing and begs for nothing.
pub fn style(text: &str, shown: &str) {
    assert!(
        !text.ends_with('.') && !text.ends_with('?'),
        "{text:?} in {shown}"
    );
    assert!(!text.contains('\n'), "{text:?} in {shown}");
    let first = text.chars().next().unwrap_or('a');
    let policy = [
        "RAM",
        "JSON",
        "System/",
        "Custom/",
        "Inline/",
        "Control/",
        "NotAction",
    ]
    .iter()
    .any(|word| text.starts_with(word));
    assert!(
        first.is_lowercase() || first == '`' || policy,
        "{text:?} in {shown}"
    );
    let lower = text.to_lowercase();
    for word in ["please", "illegal", "simply", "did you mean", "invalid"] {
        assert!(!lower.contains(word), "{text:?} in {shown}");
    }
}

/// The part of a message that is not quoted from the input, nor a condition or a
/// fact that follows it.
fn fixed(text: &str) -> String {
    let text = text.split_once(": ").map_or(text, |(head, _)| head);
    let text = text.split_once(" only ").map_or(text, |(head, _)| head);
    text.split('`').step_by(2).collect()
}
