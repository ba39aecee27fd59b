//! Input formats: each recognises a text by its content and fills the account
//! model. What a text says about another outranks what that one looks like, so
//! reading goes in three steps: manifests and folder names first say what files
//! are used as, then every file is read once, and at last policies that were
//! only named get their documents or become gaps.
//!
//! Adding a format is one file and one line of [`FORMATS`]. Nothing here opens a
//! file of its own accord: what is not among the inputs is asked of
//! [`Files`].

mod bundled;
mod conflicts;
mod declared;
mod documents;
mod evaluated;
mod finish;
mod folders;
mod json_text;
mod manifest;
mod merge;
mod names;
mod paths;
mod session;
mod snapshot;
mod terraform;
mod terraform_plan;
#[cfg(test)]
mod tests;
mod tree;
pub mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::model::Model;
use crate::model::structure::StructureKind;
use crate::readers::paths::{base_name, folder_of};
use crate::readers::session::{Session, Use};
use crate::source::{FileId, Files, Refusal, Sources, Span};
use crate::syntax::expression::Body;
use crate::syntax::{Parsed, Problem, ProblemKind, Tree, Value, hcl, json, yaml};

/// One text to read.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The text.
    pub file: FileId,
    /// Named by the user or a configuration, rather than found by walking.
    pub named: bool,
    /// Lies in a folder that is skipped unless something in it is a policy.
    pub in_skipped_folder: bool,
    /// Path of the folder operand it was found under, relative to the root; the
    /// root itself is empty.
    pub base: &'a str,
}

/// What the command line adds to the inputs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// A manifest given by name.
    pub attachments: Option<FileId>,
    /// Documents for policies: `NAME`, `Custom/NAME` or `System/NAME`.
    pub policies: &'a [(String, FileId)],
    /// Files with values of Terraform variables, later ones before earlier ones.
    pub var_files: &'a [FileId],
    /// Values of ROS parameters, later ones before earlier ones.
    pub parameters: &'a [Parameter],
    /// What every named input is, by the word of its format ([`input_kinds`]);
    /// a text that is something else is not analysed.
    pub input: Option<&'a str>,
}

/// Values of ROS parameters, as the command line gives them.
#[derive(Clone, Debug)]
pub enum Parameter {
    /// One value.
    Value {
        /// The parameter.
        name: String,
        /// Its value, as a string.
        value: String,
    },
    /// A file with a mapping from names to values.
    File(FileId),
}

/// Why something was not analysed (D46).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A part of the text cannot be read.
    Unparsable(ProblemKind),
    /// A file that must hold a policy, a manifest or an account holds none.
    NothingRecognised,
    /// A template whose resources no format here reads.
    NotReadYet(&'static str),
    /// A file that another one refers to cannot be had.
    Refused(Refusal),
    /// A manifest or snapshot has something that its format does not have.
    Structure(StructureKind),
    /// A text is not of the format that it is said to be of, by a flag or by its
    /// own name; the name of that format.
    NotOfKind(&'static str),
    /// A plan or state is written in a version of its format that is not read.
    FormatVersion(String),
    /// A plan says of itself that it is not whole.
    PlanIncomplete,
    /// A resource of this type may give permissions, and what it declares is not
    /// known here.
    UnknownResource(String),
    /// A command that changes permissions is run beside a resource.
    Command,
    /// An argument without which nothing can be said of a resource is not known.
    NotKnown(&'static str),
    /// A module cannot be had; why.
    NoModule(String),
    /// More of something than a limit allows.
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: usize,
    },
}

/// Something that was to be read and was not, or not whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotAnalysed {
    /// Path as reported.
    pub path: String,
    /// The place that shows it: in the file, or of the reference to it.
    pub at: Option<Span>,
    /// Why.
    pub why: Why,
}

/// Something worth a line that is neither wrong nor missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    /// The own account id was taken from the only one that the input names (D51).
    AccountFromInput(String),
    /// A document given for a policy that is not named, or has one already.
    UnusedPolicy(String),
    /// A plan or state has no resource of RAM, Resource Manager or Cloud SSO.
    NoRamResources(String),
    /// A plan stands for what a root module of the input declares.
    PlanOf {
        /// Path of the plan.
        plan: String,
        /// Folder of the root module; empty for the root of the input.
        root: String,
    },
    /// A state is left out, since a plan says what comes after it.
    StateBefore {
        /// Path of the state.
        state: String,
        /// Path of the plan.
        plan: String,
    },
    /// So many Terraform variables keep their defaults, which the environment of
    /// whoever runs Terraform may override.
    VariablesByDefault(usize),
}

/// How reading went.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What was not analysed, by path and place.
    pub not_analysed: Vec<NotAnalysed>,
    /// Files that were looked at and hold nothing of RAM.
    pub left_out: usize,
    /// Files in which something was recognised.
    pub files_read: usize,
    /// For each row of [`FORMATS`], how many files it read.
    pub formats: Vec<(&'static str, usize)>,
    /// Remarks.
    pub notes: Vec<Note>,
}

/// A text with its tree, as formats see it.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The text's id.
    pub file: FileId,
    /// Its path as reported.
    pub path: &'a str,
    /// The text.
    pub text: &'a str,
    /// Its tree.
    pub tree: &'a Tree,
    /// What is wrong with the text.
    pub problems: &'a [Problem],
    /// What it says where it is written in HCL; the tree is then empty.
    body: Option<&'a Rc<Body>>,
    /// Whether all values of the text were read, not only the first.
    is_stream: bool,
}

impl<'a> Candidate<'a> {
    /// The first top-level value.
    #[must_use]
    pub fn root(&self) -> Option<Value<'a>> {
        self.tree.root(Parsed::file(self.text, self.file))
    }

    /// All top-level values.
    pub fn roots(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        let (tree, parsed) = (self.tree, Parsed::file(self.text, self.file));
        tree.roots().filter_map(move |id| tree.value(id, parsed))
    }

    /// What a text in HCL says.
    fn body(&self) -> Option<Rc<Body>> {
        self.body.cloned()
    }

    /// The only value; a second one is not read, and that is reported.
    fn only_root(&self, session: &mut Session<'_>) -> Option<Value<'a>> {
        let mut roots = self.roots();
        let first = roots.next();
        if let Some(second) = roots.next() {
            session.not_analysed(self.path, Some(second.at()), Why::NothingRecognised);
        }
        first
    }

    /// The first problem by which a part of the text was lost. What follows the
    /// only value that was read is such a part if it speaks of RAM.
    fn broken(&self) -> Option<&'a Problem> {
        first_unrecovered(self.problems).or_else(|| {
            self.problems.iter().find(|problem| {
                let start = usize::try_from(problem.at.start).unwrap_or(usize::MAX);
                problem.kind == ProblemKind::TrailingText
                    && !self.is_stream
                    && has_words(self.text.get(start..).unwrap_or(""))
            })
        })
    }
}

/// The first problem by which a part of a text was lost. An alias costs only its
/// own value, which is a hole in the tree.
fn first_unrecovered(problems: &[Problem]) -> Option<&Problem> {
    problems
        .iter()
        .find(|problem| !problem.kind.recovered() && problem.kind != ProblemKind::YamlAlias)
}

/// An input format.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Its name, as lists of inputs print it.
    pub name: &'static str,
    /// The word by which the command line asks for it.
    pub input: &'static str,
    /// Whether a text is of this format.
    recognise: fn(&Candidate<'_>) -> bool,
    /// Reads it; `false` where it turns out to hold nothing of RAM.
    read: fn(&mut Session<'_>, &Candidate<'_>) -> bool,
    /// Called once when every text was read, for a format whose texts only make
    /// sense together.
    finish: Option<fn(&mut Session<'_>, &mut Surroundings<'_, '_>)>,
}

/// What a format may ask for once every text was read.
struct Surroundings<'s, 'q> {
    sources: &'s mut Sources,
    queue: &'s mut Queue<'q>,
    files: &'s dyn Files,
    options: &'s Options<'s>,
}

impl Surroundings<'_, '_> {
    /// The text under a path relative to the root: an input, or one that is had
    /// from inside the root.
    fn load(&mut self, path: &str) -> Result<FileId, Refusal> {
        self.queue.load(self.sources, self.files, path)
    }
}

/// All formats. The first that recognises a text reads it.
pub static FORMATS: &[Format] = &[
    terraform::FORMAT,
    snapshot::FORMAT,
    manifest::FORMAT,
    terraform_plan::PLAN,
    terraform_plan::STATE,
    documents::FORMAT,
];

/// The words for kinds of input, in the order of [`FORMATS`].
pub fn input_kinds() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|format| format.input)
}

/// Reads all inputs, and what they refer to, into the model.
pub fn read(
    sources: &mut Sources,
    inputs: &[Input<'_>],
    files: &dyn Files,
    options: &Options<'_>,
    model: &mut Model,
) -> Report {
    let mut session = Session::new(model);
    let mut queue = Queue::new(inputs);
    let mut texts = Texts::default();
    for (name, file) in options.policies {
        let (kind, name) = names::policy_name(name);
        session.add_use(*file, Use::Supply { kind, name });
        queue.add(*file, true);
    }
    if let Some(file) = options.attachments {
        queue.add(file, true);
    }
    manifest::gather(
        &mut session,
        sources,
        &mut queue,
        files,
        options,
        &mut texts,
    );
    folders::gather(&mut session, sources, &mut queue, files);
    for (number, input) in queue.inputs.iter().enumerate() {
        // What others refer to is of the kind that they say.
        let own = number < inputs.len() && input.named;
        let forced = options.input.filter(|_| own);
        read_one(&mut session, sources, input, forced, &mut texts);
    }
    let mut surroundings = Surroundings {
        sources: &mut *sources,
        queue: &mut queue,
        files,
        options,
    };
    for finish in FORMATS.iter().filter_map(|format| format.finish) {
        finish(&mut session, &mut surroundings);
    }
    declared::land(&mut session);
    finish::finish(session, sources)
}

/// The inputs, and the files that they turn out to refer to.
struct Queue<'a> {
    inputs: Vec<Input<'a>>,
    seen: BTreeSet<FileId>,
    /// Files by path, once somebody asks.
    paths: Option<BTreeMap<String, FileId>>,
}

impl<'a> Queue<'a> {
    fn new(inputs: &[Input<'a>]) -> Self {
        let mut seen = BTreeSet::new();
        let inputs = inputs.iter().copied();
        Self {
            inputs: inputs.filter(|input| seen.insert(input.file)).collect(),
            seen,
            paths: None,
        }
    }

    fn add(&mut self, file: FileId, named: bool) {
        if self.seen.insert(file) {
            self.inputs.push(Input {
                file,
                named,
                in_skipped_folder: false,
                base: "",
            });
        }
    }

    /// Names of the inputs directly in a folder.
    fn names_in<'s>(&self, sources: &'s Sources, folder: &str) -> Vec<&'s str> {
        let paths = self.inputs.iter().map(|input| sources.path(input.file));
        let inside = paths.filter(|path| folder_of(path) == folder);
        inside.map(base_name).collect()
    }

    /// The text under a path: an input, or one that `files` hands over.
    fn load(
        &mut self,
        sources: &mut Sources,
        files: &dyn Files,
        path: &str,
    ) -> Result<FileId, Refusal> {
        let inputs = &self.inputs;
        let paths = self.paths.get_or_insert_with(|| {
            let files = inputs.iter().rev().map(|input| input.file);
            files
                .map(|file| (sources.path(file).to_owned(), file))
                .collect()
        });
        if let Some(file) = paths.get(path) {
            return Ok(*file);
        }
        let file = sources.add(path, files.read(path)?);
        paths.insert(path.to_owned(), file);
        self.add(file, true);
        Ok(file)
    }
}

/// The buffers that texts are parsed into, one after another.
#[derive(Default)]
struct Texts {
    tree: Tree,
    problems: Vec<Problem>,
    body: Option<Rc<Body>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Syntax {
    Json,
    Yaml,
    Hcl,
    HclJson,
}

/// How to parse a text, if at all: by extension, then by its first character.
fn syntax_of(path: &str, text: &str, wanted: bool) -> Option<Syntax> {
    let extension = base_name(path).rsplit_once('.').map_or("", |(_, end)| end);
    let is = |known: &[&str]| known.iter().any(|end| extension.eq_ignore_ascii_case(end));
    if terraform::is_terraform(path) {
        let is_json = is(&["json"]);
        return Some(if is_json {
            Syntax::HclJson
        } else {
            Syntax::Hcl
        });
    }
    if is(&["json", "jsonc", "tfstate"]) {
        return Some(Syntax::Json);
    }
    if is(&["yaml", "yml"]) {
        return Some(Syntax::Yaml);
    }
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with(['{', '[']) {
        return Some(Syntax::Json);
    }
    if !wanted {
        return None;
    }
    let comment = start.starts_with("//") || start.starts_with("/*");
    Some(if comment { Syntax::Json } else { Syntax::Yaml })
}

impl Texts {
    /// One value, or several where more of them follow the first.
    fn json(&mut self, parsed: Parsed<'_>) -> bool {
        json::read(parsed, &mut self.tree, &mut self.problems);
        let trailing = self.problems.iter().find(|problem| {
            let start = usize::try_from(problem.at.start).unwrap_or(usize::MAX);
            let rest = parsed.text.get(start..).unwrap_or("");
            problem.kind == ProblemKind::TrailingText && rest.trim_start().starts_with('{')
        });
        let Some(trailing) = trailing.cloned() else {
            return false;
        };
        self.problems.clear();
        json::read_stream(parsed, &mut self.tree, &mut self.problems);
        self.problems.push(trailing);
        true
    }

    fn parse<'t>(
        &'t mut self,
        sources: &'t Sources,
        file: FileId,
        wanted: bool,
    ) -> Option<Candidate<'t>> {
        let (path, text) = (sources.path(file), sources.text(file));
        self.problems.clear();
        self.body = None;
        let parsed = Parsed::file(text, file);
        let is_stream = match syntax_of(path, text, wanted)? {
            Syntax::Json => self.json(parsed),
            Syntax::Yaml => {
                yaml::read(parsed, &mut self.tree, &mut self.problems);
                true
            }
            Syntax::Hcl => {
                self.tree.clear();
                self.body = Some(Rc::new(hcl::read(parsed, &mut self.problems)));
                false
            }
            Syntax::HclJson => {
                json::read(parsed, &mut self.tree, &mut self.problems);
                let root = self.tree.root(parsed);
                let problems = &mut self.problems;
                self.body = root.map(|root| terraform::json_body(path, root, problems));
                false
            }
        };
        Some(Candidate {
            file,
            path,
            text,
            tree: &self.tree,
            problems: &self.problems,
            body: self.body.as_ref(),
            is_stream,
        })
    }
}

/// Words by which a template names resources of RAM, and what it is a template of.
/// Such a file may attach policies in ways that no format here reads.
const TEMPLATES: &[(&str, &str)] = &[
    ("aliyun::ram", "ROS"),
    ("alicloud_ram", "Terraform"),
    ("alicloud_resource_manager", "Terraform"),
];

/// Words of the formats that read such resources themselves.
const RESOURCES: &[&str] = &["plan", "state"];

/// What a named text is said to be and is not: by a flag, or by its name.
fn claim_not_kept(
    path: &str,
    input: &Input<'_>,
    forced: Option<&str>,
    read_as: Option<&str>,
) -> Option<&'static str> {
    let claimed = terraform_plan::claimed(path).filter(|_| input.named);
    let is_plan = read_as.is_some_and(|word| RESOURCES.contains(&word));
    let word = match forced {
        Some(forced) => Some(forced).filter(|forced| read_as != Some(*forced)),
        None => claimed.filter(|_| !is_plan),
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

fn has_words(text: &str) -> bool {
    words::holds_any(text.as_bytes(), words::POLICY_WORDS)
}

/// Whether `text` holds `word`, which is in lower case, in any ASCII case.
fn contains_fold(text: &str, word: &str) -> bool {
    words::holds_any(text.as_bytes(), &[word])
}

fn read_one(
    session: &mut Session<'_>,
    sources: &Sources,
    input: &Input<'_>,
    forced: Option<&str>,
    texts: &mut Texts,
) {
    if session.consumed.contains(&input.file) {
        session.report.files_read = session.report.files_read.saturating_add(1);
        return;
    }
    let wanted = input.named || session.is_told(input.file);
    // A module that somebody vendored is read if it is called.
    let is_unasked = input.in_skipped_folder && terraform::is_terraform(sources.path(input.file));
    let candidate = (!is_unasked)
        .then(|| texts.parse(sources, input.file, wanted))
        .flatten();
    let Some(candidate) = candidate else {
        session.report.left_out = session.report.left_out.saturating_add(1);
        return;
    };
    let mut recognised = false;
    let mut read_as = None;
    let look_alikes = session.model.look_alikes.len();
    if let Some((row, format)) = (0_usize..)
        .zip(FORMATS)
        .filter(|(_, format)| forced.is_none_or(|forced| forced == format.input))
        .find(|(_, format)| (format.recognise)(&candidate))
    {
        recognised = (format.read)(session, &candidate);
        read_as = Some(format.input).filter(|_| recognised);
        if recognised && let Some((_, count)) = session.report.formats.get_mut(row) {
            *count = count.saturating_add(1);
        }
    }
    let count = if recognised {
        &mut session.report.files_read
    } else {
        &mut session.report.left_out
    };
    *count = count.saturating_add(1);
    let may_be_ram = !input.in_skipped_folder && session.model.look_alikes.len() == look_alikes;
    let seems_ram = || may_be_ram && has_words(candidate.text);
    let lost = candidate
        .broken()
        .filter(|_| recognised || wanted || seems_ram());
    let lost = lost.or_else(|| {
        let mut problems = candidate.problems.iter();
        let lost = problems.find(|problem| !is_harmless(&problem.kind));
        lost.filter(|_| !recognised && seems_ram())
    });
    if recognised || (wanted && lost.is_none()) {
        let problems = candidate.problems.iter().cloned();
        session.model.text_problems.extend(problems);
    }
    let is_template = read_as.is_some_and(|word| RESOURCES.contains(&word))
        || terraform::is_terraform(candidate.path);
    let unread = not_read_yet(candidate.text).filter(|_| !input.in_skipped_folder);
    if let Some(what) = unread.filter(|_| !is_template) {
        session.not_analysed(candidate.path, None, Why::NotReadYet(what));
    }
    if let Some(name) = claim_not_kept(candidate.path, input, forced, read_as) {
        session.not_analysed(candidate.path, None, Why::NotOfKind(name));
        return;
    }
    if let Some(problem) = lost {
        session.not_analysed(
            candidate.path,
            Some(problem.at),
            Why::Unparsable(problem.kind.clone()),
        );
    } else if input.named && !recognised && seems_ram() {
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
