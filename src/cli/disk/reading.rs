//! Reads the files that were found, within the limits.

use std::path::Path;

use super::operands::Stdin;
use super::reason::Reason;
use super::recognise;
use super::root::{named_text, read_named};
use super::walk::{Found, FoundFile};
use super::{InputFile, Inputs, Limits, NotAnalysed, WhyLeftOut, open, text};

/// What became of one file.
enum Outcome {
    Text(String),
    NotAnalysed(Reason),
    LeftOut(WhyLeftOut),
}

impl From<Result<String, Reason>> for Outcome {
    fn from(result: Result<String, Reason>) -> Self {
        match result {
            Ok(text) => Self::Text(text),
            Err(reason) => Self::NotAnalysed(reason),
        }
    }
}

pub(super) fn read(found: Found<'_>, stdin: Option<Stdin>, limits: Limits) -> Inputs {
    let Found {
        disk,
        excludes,
        files: found,
        refused,
        left_out,
        ..
    } = found;
    let mut inputs = Inputs {
        root: disk.root().to_owned(),
        files: Vec::new(),
        not_analysed: refused.into_iter().collect(),
        left_out,
        disk,
    };
    let mut found: Vec<_> = found
        .into_iter()
        .map(|(path, file)| (inputs.disk.shown(&path), path, file))
        .collect();
    found.sort_by(|left, right| left.0.cmp(&right.0));

    let mut budget = Budget::new(limits);
    for (shown, path, file) in found {
        if !file.named && excludes(&shown) {
            inputs.left_out.add(WhyLeftOut::Excluded, || shown);
            continue;
        }
        if !file.named && budget.is_spent() {
            inputs.left_out.add(WhyLeftOut::AfterLimit, || shown);
            continue;
        }
        let outcome = if file.named {
            named(&path, limits)
        } else {
            budget.charge(walked(&path, limits))
        };
        settle(&mut inputs, shown, outcome, file);
    }
    if let Some(stdin) = stdin {
        take_stdin(&mut inputs, stdin, limits);
    }
    inputs
        .files
        .sort_by(|left, right| left.path.cmp(&right.path));
    inputs.not_analysed.sort();
    inputs.not_analysed.dedup();
    inputs
}

fn settle(inputs: &mut Inputs, path: String, outcome: Outcome, file: FoundFile) {
    match outcome {
        Outcome::Text(text) => {
            let bases = file.bases.iter().map(|base| inputs.disk.shown(base));
            let mut bases: Vec<String> = bases.collect();
            bases.sort();
            inputs.files.push(InputFile {
                path,
                text,
                named: file.named,
                tracked: file.tracked,
                in_skipped_folder: file.in_skipped_folder,
                bases,
            });
        }
        Outcome::NotAnalysed(reason) => inputs.not_analysed.push(NotAnalysed {
            path,
            reason,
            detail: String::new(),
        }),
        Outcome::LeftOut(why) => inputs.left_out.add(why, || path),
    }
}

fn take_stdin(inputs: &mut Inputs, stdin: Stdin, limits: Limits) {
    let size = u64::try_from(stdin.bytes.len()).unwrap_or(u64::MAX);
    let limit = limits.named_file;
    let outcome = if size > limit {
        Outcome::NotAnalysed(Reason::TooLarge { size, limit })
    } else {
        Outcome::from(named_text(stdin.bytes))
    };
    let path = inputs.disk.shown(&stdin.path);
    // It stands for the file of its name, as an editor has it before saving.
    inputs.files.retain(|file| file.path != path);
    let folder = stdin.path.parent().unwrap_or(&stdin.path).to_owned();
    let file = FoundFile {
        named: true,
        tracked: false,
        in_skipped_folder: false,
        bases: [folder].into(),
    };
    settle(inputs, path, outcome, file);
}

fn named(path: &Path, limits: Limits) -> Outcome {
    read_named(path, limits.named_file).into()
}

fn walked(path: &Path, limits: Limits) -> Outcome {
    try_walked(path, limits).unwrap_or_else(Outcome::NotAnalysed)
}

fn try_walked(path: &Path, limits: Limits) -> Result<Outcome, Reason> {
    let (mut file, size) = open::open(path)?;
    let limit = limits.walked_file;
    if size > limit {
        let reason = Reason::TooLarge { size, limit };
        let glance = recognise::glance(file).map_err(|error| Reason::system(&error))?;
        return Ok(if glance.lfs_pointer {
            Outcome::NotAnalysed(Reason::LfsPointer)
        } else if glance.policy_words {
            Outcome::NotAnalysed(reason)
        } else {
            Outcome::LeftOut(WhyLeftOut::Large { limit })
        });
    }
    let bytes = open::read(&mut file, size, limit)?;
    if recognise::is_lfs_pointer(&bytes) {
        return Err(Reason::LfsPointer);
    }
    Ok(match text::decode(bytes) {
        Ok(text) => Outcome::Text(text),
        Err((reason, bytes)) if recognise::has_policy_words(&bytes) => Outcome::NotAnalysed(reason),
        Err(_) => Outcome::LeftOut(WhyLeftOut::NotText),
    })
}

/// How much may still be read of what was found by walking.
struct Budget {
    limits: Limits,
    files: usize,
    bytes: u64,
    spent: bool,
}

impl Budget {
    const fn new(limits: Limits) -> Self {
        Self {
            limits,
            files: 0,
            bytes: 0,
            spent: false,
        }
    }

    const fn is_spent(&self) -> bool {
        self.spent
    }

    /// Lets an outcome pass, or puts in its place that a limit is reached.
    fn charge(&mut self, outcome: Outcome) -> Outcome {
        let Outcome::Text(text) = &outcome else {
            return outcome;
        };
        self.files += 1;
        self.bytes += u64::try_from(text.len()).unwrap_or(u64::MAX);
        let reason = if self.files > self.limits.walked_files {
            Reason::TooManyFiles {
                limit: self.limits.walked_files,
            }
        } else if self.bytes > self.limits.walked_total {
            Reason::TooMuchText {
                limit: self.limits.walked_total,
            }
        } else {
            return outcome;
        };
        self.spent = true;
        Outcome::NotAnalysed(reason)
    }
}
