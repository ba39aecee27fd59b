//! Which format reads a text, and what is told of a text that none reads whole.

use crate::readers::session::Session;
use crate::readers::texts::Texts;
use crate::readers::{
    Became, FORMATS, Format, Input, NothingIn, Why, contains_fold, documents, folders, has_words,
    headers, is_lost, terraform, terraform_plan,
};
use crate::source::Sources;
use crate::syntax::{Problem, ProblemKind};

/// Words by which a template names resources of RAM, and what it is a template of.
/// Such a file may attach policies in ways that no format here reads.
const TEMPLATES: &[(&str, &str)] = &[
    ("aliyun::ram", "ROS"),
    ("alicloud_ram", "Terraform"),
    ("alicloud_resource_manager", "Terraform"),
];

/// What a named text is said to be and is not: by a flag, or by its name.
fn claim_not_kept(
    path: &str,
    input: &Input<'_>,
    forced: Option<&str>,
    read_by: Option<&Format>,
) -> Option<&'static str> {
    let is = |word: &str| read_by.is_some_and(|format| format.input == word);
    let word = match forced {
        Some(forced) => Some(forced).filter(|forced| !is(forced)),
        None => {
            terraform_plan::claimed(path).filter(|_| input.named && !is("plan") && !is("state"))
        }
    }?;
    let format = FORMATS.iter().find(|format| format.input == word)?;
    Some(format.name)
}

fn not_read_yet(text: &str) -> Option<&'static str> {
    TEMPLATES
        .iter()
        .find(|(word, _)| contains_fold(text, word))
        .map(|(_, what)| *what)
}

/// Reads one text as the first format that recognises it, or as the one that it is
/// said to be of.
pub(super) fn read_one(
    session: &mut Session<'_>,
    sources: &Sources,
    input: &Input<'_>,
    forced: Option<&str>,
    texts: &mut Texts,
) {
    if session.consumed.contains(&input.file) {
        let list = Became::Read(folders::LIST);
        session.report.files.push((input.file, list));
        return;
    }
    let wanted = input.named || session.is_told(input.file);
    // A module that somebody vendored is read if it is called.
    let is_unasked = input.in_skipped_folder && terraform::is_terraform(sources.path(input.file));
    let candidate = (!is_unasked)
        .then(|| texts.parse(sources, input.file, wanted))
        .flatten();
    let Some(candidate) = candidate else {
        let nothing = Became::LeftOut(NothingIn::NoSyntax);
        session.report.files.push((input.file, nothing));
        return;
    };
    let look_alikes = session.model.look_alikes.len();
    let format = FORMATS
        .iter()
        .filter(|format| forced.is_none_or(|forced| forced == format.input))
        .find(|format| (format.recognise)(&candidate))
        .filter(|format| (format.read)(session, &candidate));
    let recognised = format.is_some();
    // A format that goes by more than the shape of documents has seen all of it.
    let is_whole = format.is_some_and(|format| format.name != documents::FORMAT.name);
    let has_look_alikes = session.model.look_alikes.len() != look_alikes;
    let became = match format {
        Some(format) => Became::Read(format.name),
        None if has_look_alikes => Became::LeftOut(NothingIn::OtherClouds),
        None if candidate.broken().is_some() => Became::LeftOut(NothingIn::Broken),
        None => Became::LeftOut(NothingIn::Nothing),
    };
    session.report.files.push((input.file, became));
    let may_be_ram = !input.in_skipped_folder && !has_look_alikes;
    let seems_ram = || may_be_ram && has_words(candidate.text);
    let is_stream = session.streams.contains(&input.file) && candidate.is_stream;
    let is_meant = |problem: &Problem| is_stream && problem.kind == ProblemKind::TrailingText;
    let broken = if is_stream {
        let mut problems = candidate.problems.iter();
        problems.find(|problem| is_lost(problem) && !is_meant(problem))
    } else {
        candidate.broken()
    };
    let lost = broken.filter(|_| recognised || wanted || seems_ram());
    let lost = lost.or_else(|| {
        let mut problems = candidate.problems.iter();
        let lost = problems.find(|problem| !is_harmless(&problem.kind));
        lost.filter(|_| !recognised && seems_ram())
    });
    if recognised || (wanted && lost.is_none()) {
        let problems = candidate.problems.iter();
        let problems = problems.filter(|problem| !is_meant(problem)).cloned();
        session.model.text_problems.extend(problems);
    }
    let is_template = !input.in_skipped_folder && !is_whole;
    if let Some(name) = claim_not_kept(candidate.path, input, forced, format) {
        session.not_analysed(candidate.path, None, Why::NotOfKind(name));
        return;
    }
    if let Some(what) = not_read_yet(candidate.text).filter(|_| is_template) {
        let why = match what {
            "ROS" if candidate.body.is_none() => headers::of_template(&candidate),
            _ => Why::NotReadYet(what),
        };
        session.not_analysed(candidate.path, None, why);
    }
    let near = is_template.then(|| headers::nearly(&candidate)).flatten();
    let is_near = near.is_some();
    if let Some((at, why)) = near {
        session.not_analysed(candidate.path, at, why);
    }
    if let Some(problem) = lost {
        session.not_analysed(
            candidate.path,
            Some(problem.at),
            Why::Unparsable(problem.kind.clone()),
        );
    } else if input.named && !recognised && !is_near && seems_ram() {
        session.not_analysed(candidate.path, None, Why::NothingRecognised);
    }
}

/// Whether a text with such a problem can be trusted to hold nothing of RAM when
/// nothing was found in it: others may have hidden the document.
fn is_harmless(kind: &ProblemKind) -> bool {
    matches!(
        kind,
        ProblemKind::Comment
            | ProblemKind::TrailingComma
            | ProblemKind::ByteOrderMark
            | ProblemKind::DuplicateKey(_)
            | ProblemKind::OddSpace(_)
            | ProblemKind::ControlInString(_)
            | ProblemKind::BadEscape
            | ProblemKind::LoneSurrogate
    )
}
