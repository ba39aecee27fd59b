//! Runs rules over texts with marked places: `«` and `»` stand around what a
//! finding should point at, and are taken out before the text is read. Shared with
//! the integration tests, which include this file.
#![allow(
    dead_code,
    missing_docs,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "two test binaries use this, each a part of it"
)]

use ramlint::cli::waivers::{FILE, Looked, Terms, Waivers};
use ramlint::engine::answers::{self, Answers, Settings};
use ramlint::engine::question::Readings;
use ramlint::model::Model;
use ramlint::model::catalogue::Catalogue;
use ramlint::readers::{self, Input, Options};
use ramlint::rules::{
    Check, Context, Ended, Finding, Language, RULES, Reviews, Rule, Sample, Thresholds, Unread,
};
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
    run_in(id, files, guarded, Language::English)
}

/// Runs one rule in a language.
pub fn run_in(id: &str, files: &[(&str, &str)], guarded: &str, language: Language) -> Run {
    let told = (language, &Thresholds::default());
    with_rules(files, guarded, told, |context, ended| {
        only(id, files, context, ended)
    })
}

/// Runs one rule with other thresholds.
pub fn run_with(id: &str, files: &[(&str, &str)], thresholds: &Thresholds) -> Vec<Finding> {
    let told = (Language::English, thresholds);
    let run = with_rules(files, GUARDED, told, |context, ended| {
        only(id, files, context, ended)
    });
    run.findings
}

fn only(
    id: &str,
    files: &[(&str, &str)],
    context: &Context<'_>,
    ended: &Ended<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    match rule(id).check {
        Check::Model(check) => check(context, &mut findings),
        Check::Run(check) => check(context, ended, &mut findings),
        Check::Waivers(_) => findings = about_waivers(id, files, context, ended),
    }
    findings
}

/// What one rule about waivers says, once all other rules have spoken.
fn about_waivers(
    id: &str,
    files: &[(&str, &str)],
    context: &Context<'_>,
    ended: &Ended<'_>,
) -> Vec<Finding> {
    let terms = Terms::at(AT);
    let mut waivers = Waivers::default();
    if let Some((path, text)) = files.iter().find(|(path, _)| *path == FILE) {
        let plain = text.replace(['«', '»'], "");
        waivers = Waivers::read(path, &plain, &terms).unwrap();
    }
    let mut sources = Sources::default();
    for (file, path) in context.sources.paths() {
        sources.add(path, context.sources.text(file));
    }
    let placed = waivers.place(&mut sources, &terms);
    let looked = Looked {
        runs: &|_| true,
        actions: &[GUARDED.to_owned()],
        whole: true,
    };
    let context = &Context {
        sources: &sources,
        ..*context
    };
    let all = ramlint::rules::check(context, ended);
    let settled = placed.settle(all, context, &terms, looked);
    let runs = |rule: &Rule| rule.id == id;
    let complete = ended.unread.is_empty();
    let mut found = settled.told(&placed, complete, &runs, context);
    let own = |at: &mut Span| {
        let path = sources.path(at.file);
        let number = files.iter().position(|(known, _)| *known == path);
        at.file = FileId(u32::try_from(number.unwrap()).unwrap());
    };
    for one in &mut found {
        own(&mut one.at.at);
    }
    found
}

/// A text after every fix that a rule offers for it.
pub fn mended(id: &str, path: &str, text: &str) -> String {
    let run = run(id, &[(path, text)], GUARDED);
    let mut edits: Vec<_> = run
        .findings
        .iter()
        .filter_map(|found| found.fix.as_ref())
        .flat_map(|fix| fix.edits.clone())
        .collect();
    edits.sort();
    let mut mended = text.to_owned();
    for edit in edits.into_iter().rev() {
        mended.replace_range(edit.at.start as usize..edit.at.end as usize, &edit.text);
    }
    mended
}

/// Runs a rule on its own examples: the one to avoid makes it fire once, at the
/// mark and at a level that it declares, and the one to prefer leaves it quiet; in
/// every language.
pub fn examples(rule: &Rule) {
    let files = |samples: &'static [Sample]| -> Vec<(&str, &str)> {
        let pair = |sample: &'static Sample| (sample.path, sample.text);
        samples.iter().map(pair).collect()
    };
    assert!(
        !rule.docs.avoid.is_empty() && !rule.docs.prefer.is_empty(),
        "{} lacks an example",
        rule.id
    );
    for language in Language::ALL {
        let run = run_in(rule.id, &files(rule.docs.avoid), GUARDED, language);
        let found: Vec<(Span, &str)> = run
            .findings
            .iter()
            .map(|finding| (finding.at.at, run.sources.slice(finding.at.at)))
            .collect();
        let marked: Vec<(Span, &str)> = run
            .marks
            .iter()
            .map(|at| (*at, run.sources.slice(*at)))
            .collect();
        assert_eq!(found, marked, "{} on what to avoid", rule.id);
        assert_eq!(found.len(), 1, "{} on what to avoid", rule.id);
        for finding in &run.findings {
            assert!(
                rule.levels().any(|level| level == finding.level),
                "{} reports the undeclared level {}",
                rule.id,
                finding.level
            );
        }
        let run = run_in(rule.id, &files(rule.docs.prefer), GUARDED, language);
        assert!(
            run.findings.is_empty(),
            "{} on what to prefer: {:#?}",
            rule.id,
            run.findings
        );
        assert!(run.marks.is_empty(), "{} marks what to prefer", rule.id);
    }
}

/// Runs all rules, as a run of the program does.
pub fn all(files: &[(&str, &str)], guarded: &str) -> Vec<Finding> {
    all_in(files, guarded, Language::English)
}

/// Runs all rules in a language.
pub fn all_in(files: &[(&str, &str)], guarded: &str, language: Language) -> Vec<Finding> {
    let told = (language, &Thresholds::default());
    with_rules(files, guarded, told, ramlint::rules::check).findings
}

fn with_rules(
    files: &[(&str, &str)],
    guarded: &str,
    (language, thresholds): (Language, &Thresholds),
    check: impl Fn(&Context<'_>, &Ended<'_>) -> Vec<Finding>,
) -> Run {
    let mut sources = Sources::default();
    let mut marks = Vec::new();
    let mut inputs = Vec::new();
    for (number, (path, text)) in files.iter().enumerate() {
        let (plain, mut own) = unmark(text, FileId(u32::try_from(number).unwrap()));
        marks.append(&mut own);
        let file = sources.add(*path, plain);
        if *path == FILE {
            continue;
        }
        inputs.push(Input {
            file,
            named: true,
            in_skipped_folder: false,
            base: "",
        });
    }
    let mut model = Model::default();
    let options = Options::default();
    let report = readers::read(&mut sources, &inputs, &Nothing, &options, &mut model);
    let unread: Vec<Unread> = report
        .not_analysed
        .iter()
        .map(|entry| {
            let named = inputs
                .iter()
                .find(|input| sources.path(input.file) == entry.path);
            Unread {
                file: entry.at.map_or_else(|| named.unwrap().file, |at| at.file),
                at: entry.at,
                why: "cannot be read whole".to_owned(),
            }
        })
        .collect();
    let catalogue = Catalogue::embedded();
    let settings = Settings {
        at: AT,
        readings: Readings::Default,
        steps: ramlint::engine::solver::STEPS_PER_QUESTION,
        substitution: None,
        reach: true,
        obtain: true,
    };
    let question = answers::question(guarded, catalogue);
    let answers = vec![answers::answer(&model, catalogue, &question, &settings)];
    let context = Context {
        sources: &sources,
        model: &model,
        catalogue,
        answers: &answers,
        settings: &settings,
        language,
        thresholds,
        reviews: &Reviews::default(),
    };
    let findings = check(&context, &Ended { unread: &unread });
    for finding in &findings {
        well_formed(finding, &sources, language);
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
pub fn well_formed(finding: &Finding, sources: &Sources, language: Language) {
    let shown = format!("{finding:#?}");
    let style = |text: &str, shown: &str| match language {
        Language::English => style(text, shown),
        Language::Chinese => chinese_style(text, shown),
    };
    let labels = std::iter::once(&finding.at)
        .chain(&finding.related)
        .chain(&finding.proof);
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

/// Whether a text holds a Chinese character.
pub fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// What a Chinese text must be: not English left over, without a full stop at
/// its end, one line.
pub fn chinese_style(text: &str, shown: &str) {
    assert!(has_chinese(text), "{text:?} is not Chinese in {shown}");
    assert!(!text.ends_with(['。', '.', '？']), "{text:?} in {shown}");
    assert!(!text.contains('\n'), "{text:?} in {shown}");
}

/// The part of a message that is not quoted from the input, no id, nor a condition or a
/// fact that follows it.
fn fixed(text: &str) -> String {
    let text = text.split_once(": ").map_or(text, |(head, _)| head);
    let text = text.split_once('：').map_or(text, |(head, _)| head);
    let text = text.split_once(" only ").map_or(text, |(head, _)| head);
    let words: String = text.split('`').step_by(2).collect();
    let own = words.split(' ').filter(|word| !word.contains('/'));
    own.collect::<Vec<_>>().join(" ")
}
