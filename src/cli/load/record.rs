//! One record of a stream as an input of its own.

use std::path::PathBuf;
use std::sync::Arc;

use super::extras::Extras;
use super::{Collected, Loaded, Origin, Words, read, the_input};
use crate::cli::configuration::Configuration;
use crate::cli::disk::{InputFile, Inputs, LeftOut};
use crate::readers::SNAPSHOT;
use crate::report::display::Untrusted;
use crate::rules::Language;
use crate::source::{Begins, Span};

/// A record.
#[derive(Clone, Debug)]
pub struct Record {
    /// The path of its file, as it is reported.
    pub path: String,
    /// Where it begins there.
    pub begins: Begins,
    /// Its text.
    pub text: String,
}

/// What all records of a stream are read with.
#[derive(Clone, Debug)]
pub struct Shared {
    /// Texts of policies that flags give, by name.
    pub policies: Vec<(String, Inputs<()>)>,
    /// The folder that paths are relative to.
    pub root: PathBuf,
    /// The language of reasons.
    pub language: Language,
    /// Bytes of the longest line that is read.
    pub longest: usize,
}

/// Reads a record. What a snapshot tells of goes by its account, so that findings keep
/// their names wherever in a stream it stands.
#[must_use]
pub fn read_record(record: Record, shared: &Shared, configuration: &Arc<Configuration>) -> Loaded {
    let Record { path, begins, text } = record;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let file = InputFile {
        bases: vec![folder.to_owned()],
        path,
        text,
        named: true,
        tracked: false,
        in_skipped_folder: false,
    };
    let given = shared.policies.iter();
    let given =
        given.map(|(name, inputs)| (name.clone(), inputs.clone().map(|()| Origin::Nowhere)));
    let collected = Collected {
        inputs: Inputs {
            root: shared.root.clone(),
            files: vec![file],
            not_analysed: Vec::new(),
            left_out: LeftOut::default(),
            from: Origin::Nowhere,
        },
        extras: Extras {
            manifest: None,
            policies: given.collect(),
            var_files: Vec::new(),
            without_defaults: false,
            parameters: Vec::new(),
        },
        kind: None,
        words: Words {
            listing: false,
            language: shared.language,
        },
        configuration: Arc::clone(configuration),
        claims: None,
        own: None,
        begins: Some(begins),
    };
    let mut loaded = read(collected, &Origin::Nowhere).0;
    let own = loaded.sources.paths().next().map(|(file, _)| file);
    // What is said of the whole input is said of this line.
    for entry in &mut loaded.not_analysed {
        if let Some(file) = own.filter(|_| entry.path.raw() == the_input(shared.language)) {
            let end = u32::try_from(loaded.sources.text(file).len()).unwrap_or(u32::MAX);
            entry.path = Untrusted::new(loaded.sources.path(file).to_owned());
            entry.at = Some(Span::new(file, 0, end));
        }
    }
    let identity = account_of(&loaded).map(|account| format!("account/{account}"));
    if let (Some(own), Some(identity)) = (own, identity) {
        loaded.sources.identify(own, identity);
    }
    loaded
}

/// The account that a record is a snapshot of. What a policy alone says of accounts is
/// not where it belongs.
#[must_use]
pub fn account_of(loaded: &Loaded) -> Option<&str> {
    let mut formats = loaded.counts.formats.iter();
    let is_snapshot = formats.any(|(name, _)| *name == SNAPSHOT);
    let account = loaded.model.accounts.first().filter(|_| is_snapshot);
    account.and_then(|account| account.name())
}
