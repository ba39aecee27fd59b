//! From the command line to a model: files are collected and read, policies
//! given by name are added, and what was not analysed is put into words.

mod collected;
mod commit;
pub(super) mod extras;
mod origin;
mod record;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::args::InputArgs;
use crate::cli::configuration::Configuration;
use crate::cli::disk;
use crate::cli::inventory::{self, ByFile};
use crate::cli::reasons;
use crate::cli::start::start;
use crate::cli::world::World;
use crate::model::Model;
use crate::model::account::Position;
use crate::readers::{self, Became, Input, Parameter, Unbelieved};
use crate::report::display::Untrusted;
use crate::report::run::{Counts, Inventory, NotAnalysed};
use crate::rules::Language;
use crate::source::{FileId, Files, Sources};

pub use collected::Collected;
pub use commit::{At, collect_commit, is_in_commit};
use extras::GivenParameter;
pub use origin::Origin;
pub use record::{Record, Shared, account_of, read_record};

/// What was read.
pub struct Loaded {
    /// All texts.
    pub sources: Sources,
    /// What the readers found.
    pub model: Model,
    /// What was not analysed, sorted.
    pub not_analysed: Vec<NotAnalysed>,
    /// What was looked at.
    pub counts: Counts,
    /// Remarks about the input, for standard error.
    pub notes: Vec<String>,
    /// What the answers take for granted.
    pub assumes: Vec<String>,
    /// Whether a Terraform variable has its default for a value.
    pub has_defaults: bool,
    /// The folder that paths are relative to.
    pub root: PathBuf,
    /// The files in which something was recognised, by path.
    pub files: Vec<Untrusted<'static>>,
    /// The name of the format that reads each of them, by path.
    pub read_as: BTreeMap<String, &'static str>,
    /// The configuration of the run, without what flags say.
    pub configuration: Arc<Configuration>,
    /// Files that it excludes.
    pub excluded: usize,
    /// What the input claims to be complete and is not believed (D39).
    pub unbelieved: Vec<Unbelieved>,
    /// System policies whose texts in the input are not believed (D39).
    pub unused_texts: Vec<String>,
    /// Folders in which a manifest says who holds what.
    pub manifests: BTreeSet<String>,
    /// Paths of manifests that are not believed where they say that nobody holds a file
    /// (D39).
    pub unbelieved_manifests: Vec<String>,
}

/// Stands between the messages of one error; no text of the input holds it.
pub const BETWEEN: &str = "\u{1e}";

/// A message for standard error and exit status 2, or several.
#[derive(Debug)]
pub struct UsageError(pub String);

/// Reads the inputs of a command.
///
/// # Errors
/// A bad flag, such as a `--policy` without a name or a `--root` that is no folder.
pub fn load(
    paths: &[OsString],
    args: &InputArgs,
    language: Language,
    world: &mut World<'_>,
) -> Result<Loaded, UsageError> {
    Ok(collect(paths, args, (false, language), world)?.read())
}

/// Reads the inputs of a command, and says what became of every path.
///
/// # Errors
/// Those of [`load`].
pub fn load_listing(
    paths: &[OsString],
    args: &InputArgs,
    language: Language,
    world: &mut World<'_>,
) -> Result<(Loaded, Inventory), UsageError> {
    let collected = collect(paths, args, (true, language), world)?;
    let from = collected.inputs.from.clone();
    Ok(read(collected, &from))
}

/// Collects the texts of a command, of which what was left out is named if that is
/// to be told.
///
/// # Errors
/// Those of [`load`].
pub fn collect(
    paths: &[OsString],
    args: &InputArgs,
    told: (bool, Language),
    world: &mut World<'_>,
) -> Result<Collected, UsageError> {
    let started = start(paths, args, world)?;
    let configuration = started.configuration()?;
    started.collect(configuration, told)
}

/// What is to be told, and in which language.
#[derive(Clone, Copy)]
pub(super) struct Words {
    /// What became of every path.
    pub listing: bool,
    /// The language of reasons.
    pub language: Language,
}

/// What all input together is called where no path is to blame.
fn the_input(language: Language) -> &'static str {
    language.pick("the input", "输入")
}

fn read(collected: Collected, referred: &dyn Files) -> (Loaded, Inventory) {
    let Collected {
        inputs,
        extras,
        kind,
        words,
        configuration,
        claims,
        own,
        begins,
    } = collected;
    let language = words.language;
    let of_disk = |entry: &disk::NotAnalysed| reasons::of_disk(entry, language);
    let mut sources = Sources::default();
    let mut not_analysed: Vec<NotAnalysed> = inputs.not_analysed.iter().map(of_disk).collect();
    let mut files: Vec<(FileId, bool, bool, String)> = Vec::new();
    let mut known: BTreeMap<String, FileId> = BTreeMap::new();
    let mut walked: BTreeSet<String> = BTreeSet::new();
    for file in inputs.files {
        let base = file.bases.first().cloned().unwrap_or_default();
        let id = match begins {
            Some(begins) => sources.add_record(&file.path, file.text, begins),
            None => sources.add(file.path.as_str(), file.text),
        };
        known.insert(file.path, id);
        if !file.named {
            walked.extend(file.bases);
        }
        files.push((id, file.named, file.in_skipped_folder, base));
    }
    let mut policies = Vec::new();
    for (name, given) in &extras.policies {
        not_analysed.extend(given.not_analysed.iter().map(of_disk));
        for file in &given.files {
            policies.push((name.clone(), once(&known, &mut sources, file)));
        }
    }
    let mut manifest = None;
    if let Some(given) = &extras.manifest {
        not_analysed.extend(given.not_analysed.iter().map(of_disk));
        for file in &given.files {
            manifest = Some(once(&known, &mut sources, file));
        }
    }
    let mut parameters = Vec::new();
    for given in &extras.parameters {
        match given {
            GivenParameter::Value { name, value } => parameters.push(Parameter::Value {
                name: name.clone(),
                value: value.clone(),
            }),
            GivenParameter::File(given) => {
                not_analysed.extend(given.not_analysed.iter().map(of_disk));
                for file in &given.files {
                    parameters.push(Parameter::File(once(&known, &mut sources, file)));
                }
            }
        }
    }
    let mut var_files = Vec::new();
    for given in &extras.var_files {
        not_analysed.extend(given.not_analysed.iter().map(of_disk));
        for file in &given.files {
            var_files.push(once(&known, &mut sources, file));
        }
    }
    let list: Vec<Input<'_>> = files
        .iter()
        .map(|(file, named, in_skipped_folder, base)| Input {
            file: *file,
            named: *named,
            in_skipped_folder: *in_skipped_folder,
            base,
        })
        .collect();
    let options = readers::Options {
        attachments: manifest,
        policies: &policies,
        input: kind.as_deref(),
        parameters: &parameters,
        var_files: &var_files,
        without_defaults: extras.without_defaults,
        claims: claims.as_deref(),
        own: own.as_deref(),
    };
    let mut model = Model::default();
    let report = readers::read(&mut sources, &list, referred, &options, &mut model);
    not_analysed.extend(
        report
            .not_analysed
            .iter()
            .map(|entry| reasons::of_readers(entry, language)),
    );
    if let Some(required) = configuration.required() {
        let left = (&report, &inputs.left_out);
        let unmet = required.unmet(left, &sources, (&not_analysed, &walked), language);
        not_analysed.extend(required.lacking(left, &sources, &not_analysed, language));
        not_analysed.extend(unmet);
    }
    let by_file = ByFile::count(&model);
    let holds = by_file.total;
    let told = (&sources, &model, &by_file);
    let inventory = words
        .listing
        .then(|| inventory::list(&report, &inputs.left_out, &not_analysed, told, language));
    let counts = Counts {
        files: report.files_read(),
        formats: report.formats(),
        left_out: match &inventory {
            Some(inventory) => inventory.left_out.len(),
            None => left_out(&report, &sources, &not_analysed, inputs.left_out.total()),
        },
        holds,
    };
    let nothing = holds.documents == 0 && holds.principals == 0 && holds.attachments == 0;
    if nothing && not_analysed.is_empty() {
        not_analysed.push(NotAnalysed {
            path: Untrusted::new(the_input(language)),
            at: None,
            why: Untrusted::new(language.pick(
                "holds no RAM policy document, principal or attachment",
                "不含 RAM 策略文档、授权主体或授权",
            )),
        });
    }
    not_analysed.sort();
    not_analysed.dedup();
    let loaded = Loaded {
        assumes: assumes(&model, &report, language),
        has_defaults: report
            .notes
            .iter()
            .any(|note| matches!(note, readers::Note::VariablesByDefault(_))),
        root: inputs.root,
        excluded: inputs.left_out.count(disk::WhyLeftOut::Excluded),
        configuration,
        unbelieved: report.unbelieved.clone(),
        unused_texts: report.unused_texts.clone(),
        manifests: report.manifests.clone(),
        unbelieved_manifests: report.unbelieved_manifests.clone(),
        files: files_read(&report, &sources),
        read_as: read_as(&report, &sources),
        notes: report
            .notes
            .iter()
            .map(|note| reasons::of_note(note, language))
            .collect(),
        sources,
        model,
        not_analysed,
        counts,
    };
    (loaded, inventory.unwrap_or_default())
}

/// The paths of the files in which something was recognised, sorted, each once.
fn files_read(report: &readers::Report, sources: &Sources) -> Vec<Untrusted<'static>> {
    let read = report
        .files
        .iter()
        .filter(|(_, became)| matches!(became, Became::Read(_)));
    let paths: BTreeSet<&str> = read.map(|(file, _)| sources.path(*file)).collect();
    paths
        .into_iter()
        .map(|path| Untrusted::new(path.to_owned()))
        .collect()
}

/// The names of the formats that read files, by path.
fn read_as(report: &readers::Report, sources: &Sources) -> BTreeMap<String, &'static str> {
    let read = report.files.iter().filter_map(|(file, became)| {
        let Became::Read(format) = became else {
            return None;
        };
        Some((sources.path(*file).to_owned(), *format))
    });
    read.collect()
}

/// The text of a file that a flag names; the one that is there already where the
/// file is found by its operand, too, so that nothing in it counts twice. Paths may
/// start at different roots, so that another file can have the same one.
fn once(known: &BTreeMap<String, FileId>, sources: &mut Sources, file: &disk::InputFile) -> FileId {
    match known.get(&file.path) {
        Some(id) if sources.text(*id) == file.text => *id,
        _ => sources.add(file.path.as_str(), file.text.as_str()),
    }
}

/// How many paths were left out: on disk, and of the texts those that hold nothing
/// and are not among what was not analysed.
fn left_out(
    report: &readers::Report,
    sources: &Sources,
    not_analysed: &[NotAnalysed],
    on_disk: usize,
) -> usize {
    let told: BTreeSet<&str> = not_analysed.iter().map(|entry| entry.path.raw()).collect();
    let texts = report.files.iter().filter(|(file, became)| {
        matches!(became, Became::LeftOut(_)) && !told.contains(sources.path(*file))
    });
    texts.count().saturating_add(on_disk)
}

/// What a repository's answers take for granted (D32): an input that does not
/// claim to be a whole account says nothing about what it lacks.
fn assumes(model: &Model, report: &readers::Report, language: Language) -> Vec<String> {
    let partial = model.accounts.iter().any(|account| {
        !account.complete.account
            && (!account.principals.is_empty() || !account.policies.is_empty())
    });
    let mut assumes = Vec::new();
    if partial {
        assumes.push(
            language
                .pick(
                    "attachments, memberships and policies made elsewhere are not seen",
                    "看不到在别处创建的授权、用户组成员关系和权限策略",
                )
                .to_owned(),
        );
    }
    let unplaced = model.accounts.iter().any(|account| {
        account.position == Position::NotGiven && !account.control_policies.is_empty()
    });
    if unplaced {
        let applied = language.pick("control policies are not applied, because no input says where the account stands in a resource directory", "未应用管控策略，因为输入没有说明账号在资源目录中的位置");
        assumes.push(applied.to_owned());
    }
    let mut principals = model
        .accounts
        .iter()
        .flat_map(|account| &account.principals);
    if principals.any(|principal| principal.name.starts_with('@')) {
        let nameless = language.pick("whoever bears a name that is not known has what its line (`user/@…`) says beside what their own line says", "名称未知的主体除自身所在行的结论外，还具有对应行（`user/@…`）的结论");
        assumes.push(nameless.to_owned());
    }
    if report.holes_in_text {
        let closed = language.pick(
            "a value that is not known is taken not to end the string that it stands in",
            "假定未知的值不会结束其所在的字符串",
        );
        assumes.push(closed.to_owned());
    }
    assumes
}
