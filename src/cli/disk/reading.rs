//! Reads the files that were found, within the limits.

use std::io::Read;
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::operands::Stdin;
use super::reason::Reason;
use super::recognise;
use super::root::{named_text, read_named};
use super::walk::{Found, FoundFile};
use super::{
    Disk, Excludes, InputFile, Inputs, Limits, NotAnalysed, WhyLeftOut, alike, open, text,
};

/// What became of one file.
pub(in crate::cli) enum Outcome {
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
        from: disk,
    };
    let found = found
        .into_iter()
        .map(|(path, file)| (described(&inputs.from, &path, file), path))
        .collect();
    let one = |(file, path): &(InputFile, PathBuf)| {
        if file.named {
            read_named(path, limits.named_file).into()
        } else {
            walked(path, limits)
        }
    };
    settle_all(&mut inputs, found, (excludes, limits), |batch| {
        if batch.len() < FEW {
            batch.iter().map(one).collect()
        } else {
            batch.par_iter().map(one).collect()
        }
    });
    if let Some(stdin) = stdin {
        take_stdin(&mut inputs, stdin, limits);
    }
    in_order(&mut inputs);
    inputs
}

/// Files that are read together, before it is looked whether a limit is reached.
const BATCH: usize = 256;

/// Of fewer files than this it is not worth while to start threads.
const FEW: usize = 64;

/// Reads what was found, in the order of the paths and some files at a time, until a
/// limit of the whole run is reached. What comes in has no text yet; `read` gives an
/// outcome for each.
pub(in crate::cli) fn settle_all<From, Place>(
    inputs: &mut Inputs<From>,
    mut found: Vec<(InputFile, Place)>,
    (excludes, limits): (Excludes<'_>, Limits),
    mut read: impl FnMut(&[(InputFile, Place)]) -> Vec<Outcome>,
) {
    found.sort_by(|left, right| left.0.path.cmp(&right.0.path));
    let mut budget = Budget::new(limits);
    let mut left = found.into_iter();
    loop {
        let mut batch: Vec<(InputFile, Place)> = Vec::new();
        for (file, place) in left.by_ref() {
            if !file.named && excludes(&file.path) {
                inputs.left_out.add(WhyLeftOut::Excluded, || file.path);
            } else if !file.named && budget.is_spent() {
                inputs.left_out.add(WhyLeftOut::AfterLimit, || file.path);
            } else {
                batch.push((file, place));
            }
            if batch.len() == BATCH {
                break;
            }
        }
        if batch.is_empty() {
            break;
        }
        let outcomes = read(&batch);
        for ((file, _), outcome) in batch.into_iter().zip(outcomes) {
            if file.named {
                settle(inputs, file, outcome);
            } else if budget.is_spent() {
                inputs.left_out.add(WhyLeftOut::AfterLimit, || file.path);
            } else {
                let outcome = budget.charge(outcome);
                settle(inputs, file, outcome);
            }
        }
    }
    alike::refuse(inputs);
    in_order(inputs);
}

fn in_order<From>(inputs: &mut Inputs<From>) {
    inputs
        .files
        .sort_by(|left, right| left.path.cmp(&right.path));
    inputs.not_analysed.sort();
    inputs.not_analysed.dedup();
}

/// A file that is to be read, in the words of a report.
fn described(disk: &Disk, path: &Path, file: FoundFile) -> InputFile {
    let mut bases: Vec<String> = file.bases.iter().map(|base| disk.shown(base)).collect();
    bases.sort();
    InputFile {
        path: disk.shown(path),
        text: String::new(),
        named: file.named,
        tracked: file.tracked,
        in_skipped_folder: file.in_skipped_folder,
        bases,
    }
}

fn settle<From>(inputs: &mut Inputs<From>, mut file: InputFile, outcome: Outcome) {
    match outcome {
        Outcome::Text(text) => {
            file.text = text;
            inputs.files.push(file);
        }
        Outcome::NotAnalysed(reason) => inputs.not_analysed.push(NotAnalysed {
            path: file.path,
            reason,
            detail: String::new(),
        }),
        Outcome::LeftOut(why) => inputs.left_out.add(why, || file.path),
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
    let folder = stdin.path.parent().unwrap_or(&stdin.path).to_owned();
    let found = FoundFile {
        named: true,
        tracked: false,
        in_skipped_folder: false,
        bases: [folder].into(),
    };
    let file = described(&inputs.from, &stdin.path, found);
    // It stands for the file of its name, as an editor has it before saving.
    inputs.files.retain(|other| other.path != file.path);
    settle(inputs, file, outcome);
}

fn walked(path: &Path, limits: Limits) -> Outcome {
    try_walked(path, limits).unwrap_or_else(Outcome::NotAnalysed)
}

fn try_walked(path: &Path, limits: Limits) -> Result<Outcome, Reason> {
    let (mut file, size) = open::open(path)?;
    let limit = limits.walked_file;
    if size > limit {
        return too_large(file, size, limit);
    }
    Ok(from_bytes(open::read(&mut file, size, limit)?, limit))
}

/// What becomes of a file of these bytes that was found by walking.
pub(in crate::cli) fn from_bytes(bytes: Vec<u8>, limit: u64) -> Outcome {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > limit {
        return too_large(bytes.as_slice(), size, limit).unwrap_or_else(Outcome::NotAnalysed);
    }
    if recognise::is_lfs_pointer(&bytes) {
        return Outcome::NotAnalysed(Reason::LfsPointer);
    }
    match text::decode(bytes) {
        Ok(text) => Outcome::Text(text),
        Err((reason, bytes)) if recognise::has_policy_words(&bytes) => Outcome::NotAnalysed(reason),
        Err(_) => Outcome::LeftOut(WhyLeftOut::NotText),
    }
}

/// What becomes of a file over the limit: it matters only if it may hold a policy.
fn too_large(bytes: impl Read, size: u64, limit: u64) -> Result<Outcome, Reason> {
    let glance = recognise::glance(bytes).map_err(|error| Reason::system(&error))?;
    Ok(if glance.lfs_pointer {
        Outcome::NotAnalysed(Reason::LfsPointer)
    } else if glance.policy_words {
        Outcome::NotAnalysed(Reason::FoundTooLarge { size, limit })
    } else {
        Outcome::LeftOut(WhyLeftOut::Large { limit })
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
