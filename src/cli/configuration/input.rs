//! `[input]`: files and values that stand in for flags which are not given.

use std::path::PathBuf;

use super::values::{FilePath, Given, Origin};
use super::{Configuration, find};
use crate::cli::args::InputArgs;
use crate::cli::disk::Reason;
use crate::cli::load::UsageError;

/// Says where a file lies that is named relative to the root.
type PlaceOf<'a> = &'a dyn Fn(&str) -> Result<PathBuf, Reason>;

impl Configuration {
    /// The flags with what the configuration gives for those that are not there. A
    /// path of the configuration, which is relative to the root, is given its place by
    /// `place_of`.
    ///
    /// # Errors
    /// A file that is outside of the root or does not exist.
    pub fn fill(&self, args: &InputArgs, place_of: PlaceOf<'_>) -> Result<InputArgs, UsageError> {
        let mut filled = args.clone();
        let keys = &self.keys.input;
        if let (None, Some(given)) = (&args.attachments, &keys.attachments) {
            filled.attachments = Some(place(&given.value, &given.from, place_of)?);
        }
        if let ([], Some(given)) = (args.var_file.as_slice(), &keys.var_files) {
            for file in &given.value {
                filled.var_file.push(place(file, &given.from, place_of)?);
            }
        }
        if let ([], Some(given)) = (args.param.as_slice(), &keys.parameters) {
            let values = given.value.iter();
            filled.param = values
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
        }
        if let ([], Some(Given { value, from })) = (args.policy.as_slice(), &keys.policies) {
            for (name, file) in value {
                let path = place(file, from, place_of)?;
                filled.policy.push(format!("{name}={}", path.display()));
            }
        }
        let (limits, keys) = (&mut filled.limits, &self.keys.limits);
        fill(&mut limits.max_file_size, keys.file_size.as_ref());
        fill(&mut limits.max_files, keys.files.as_ref());
        fill(&mut limits.max_total_size, keys.total_size.as_ref());
        fill(&mut limits.max_line_size, keys.line_size.as_ref());
        Ok(filled)
    }
}

fn fill<T: Copy>(flag: &mut Option<T>, key: Option<&Given<T>>) {
    *flag = flag.or(key.map(|given| given.value));
}

/// Where a file lies on disk. A link that leaves the root leads nowhere: who writes
/// the configuration chooses what is read of the repository, and of nothing else.
fn place(file: &FilePath, from: &Origin, place_of: PlaceOf<'_>) -> Result<PathBuf, UsageError> {
    place_of(&file.0).map_err(|reason| {
        let words = find::words(reason.into());
        UsageError(format!("{from}: `{}` {words}", file.0))
    })
}
