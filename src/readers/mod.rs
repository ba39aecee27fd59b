//! Input formats: each recognises a text by its content and fills the account
//! model. What a text says about another outranks what that one looks like, so
//! reading goes in three steps: manifests and folder names first say what files
//! are used as, then every file is read once, and at last policies that were
//! only named get their documents or become gaps.
//!
//! Adding a format is one file and one line of [`FORMATS`]. Nothing here opens a
//! file of its own accord: what is not among the inputs is asked of
//! [`Files`].

mod assuming;
mod base64;
mod became;
mod bundled;
mod conflicts;
mod declared;
mod documents;
mod dump;
mod evaluated;
mod finish;
mod folders;
mod headers;
mod json_text;
mod landing_zone;
pub mod limits;
mod manifest;
mod merge;
mod names;
mod paths;
mod recognition;
mod ros;
mod session;
mod snapshot;
mod terraform;
mod terraform_plan;
#[cfg(test)]
mod tests;
mod texts;
mod tree;
pub mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::model::Model;
use crate::model::completeness::Claims;
use crate::model::own_account::OwnAccount;
use crate::model::structure::StructureKind;
use crate::readers::paths::{base_name, folder_of};
use crate::readers::recognition::read_one;
use crate::readers::session::{Session, Use};
use crate::readers::texts::Texts;
use crate::source::{FileId, Files, Refusal, Sources, Span};
use crate::syntax::expression::Body;
use crate::syntax::{Parsed, Problem, ProblemKind, Tree, Value};

pub use became::{Became, NothingIn, Report, Unbelieved};
pub use headers::Header;

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
    /// Leave Terraform variables without a value although they have a default, which
    /// whoever runs Terraform may override.
    pub without_defaults: bool,
    /// Values of ROS parameters, later ones before earlier ones.
    pub parameters: &'a [Parameter],
    /// What every named input is, by the word of its format ([`input_kinds`]);
    /// a text that is something else is not analysed.
    pub input: Option<&'a str>,
    /// What was claimed to be complete before a change; of what the inputs claim,
    /// nothing else is believed then (D39).
    pub claims: Option<&'a Claims>,
    /// What was known of the own account before a change, which the change does not
    /// decide.
    pub own: Option<&'a OwnAccount>,
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
    /// The header by which its format is known is missing, or is this one.
    Header(Header, Option<String>),
    /// A ROS template whose resources are not where they are looked for.
    NoResources,
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
    /// A value would take more work than a limit allows; in which way.
    Limit(String),
    /// More of something than a limit allows.
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: usize,
    },
    /// A recorded call whose answer no reader takes.
    CallNotRead(String),
    /// An answer that does not tell whose it is; how its file would have to be named.
    CallNotTold(String),
    /// A file is named for a call and holds no answer to it.
    CallFailed(&'static str),
    /// A template is changed, by something of this name, before it is put to work.
    Transform(String),
    /// A resource of this type is another template.
    NestedTemplate(String),
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
    /// The own account id was taken from the version before the change.
    AccountFromBefore(String),
    /// A document given for a policy that is not named, or has one already.
    UnusedPolicy(String),
    /// A value given for a parameter that no template has.
    UnusedParameter(String),
    /// A plan or state has no resource of RAM, Resource Manager or Cloud SSO.
    NoRamResources(String),
    /// A plan stands for what a root module of the input declares.
    PlanOf {
        /// Path of the plan.
        plan: String,
        /// Folder of the root module; empty for the root of the input.
        root: String,
    },
    /// A root module has resources that a plan of it does not know.
    BeyondPlan {
        /// Path of the plan.
        plan: String,
        /// Folder of the root module; empty for the root of the input.
        root: String,
        /// How many.
        resources: usize,
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
    /// A configuration is not the same for Terraform and OpenTofu, and both count.
    ReadByOpenTofuAlone {
        /// Paths of files that only OpenTofu reads.
        read: Vec<String>,
        /// Paths of those that it leaves out for them.
        left_out: Vec<String>,
    },
    /// A dump claims to be an account and lacks something.
    NotInDump {
        /// What it lacks, as a noun clause.
        what: String,
        /// The command that would tell.
        command: String,
    },
}

/// A text with its tree, as formats see it.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The text's id.
    pub file: FileId,
    /// Its path as reported.
    pub path: &'a str,
    /// The line, from 1, if it is one of a file of records.
    pub line: Option<u32>,
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
    problems.iter().find(|problem| is_lost(problem))
}

fn is_lost(problem: &Problem) -> bool {
    !problem.kind.recovered() && problem.kind != ProblemKind::YamlAlias
}

/// An input format.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// What one file of it is called, as lists of inputs print it; with an `s` it
    /// names several.
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
    ros::FORMAT,
    terraform_plan::PLAN,
    terraform_plan::STATE,
    dump::FORMAT,
    landing_zone::FORMAT,
    documents::FORMAT,
];

/// The name of the format that holds a whole account.
pub const SNAPSHOT: &str = snapshot::FORMAT.name;

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
    ros::parameters::gather(&mut session, sources, options);
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
    for format in FORMATS {
        let Some(finish) = format.finish else {
            continue;
        };
        let before = surroundings.queue.inputs.len();
        finish(&mut session, &mut surroundings);
        let loaded = surroundings.queue.inputs.iter().skip(before);
        let read = loaded.map(|input| (input.file, Became::Read(format.name)));
        session.report.files.extend(read);
    }
    declared::land(&mut session);
    finish::finish(session, sources, options)
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

fn has_words(text: &str) -> bool {
    words::holds_any(text.as_bytes(), words::POLICY_WORDS)
}

/// Whether `text` holds `word`, which is in lower case, in any ASCII case.
fn contains_fold(text: &str, word: &str) -> bool {
    words::holds_any(text.as_bytes(), &[word])
}
