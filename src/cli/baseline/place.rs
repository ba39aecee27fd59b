//! Where a baseline is kept: below the root, under one name unless another is given.

use std::fs;
use std::path::{MAIN_SEPARATOR_STR, Path};

use crate::cli::load::UsageError;

/// The name of the file where no other is given.
pub(super) const FILE: &str = "ramlint-baseline.json";

/// The file of a baseline.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its path, relative to the root.
    pub path: String,
    /// The name that was given for it.
    named: Option<String>,
}

impl Place {
    /// The file that is named, relative to the working folder, or the one of the root.
    ///
    /// # Errors
    /// It lies outside of the root.
    pub fn find(named: Option<&Path>, root: &Path, cwd: &Path) -> Result<Self, UsageError> {
        let Some(named) = named else {
            return Ok(Self {
                path: FILE.to_owned(),
                named: None,
            });
        };
        let shown = named.display();
        let outside = || {
            UsageError(format!(
                "--baseline: `{shown}` is no file below the root `{}`, where baselines are kept",
                root.display()
            ))
        };
        let place = cwd.join(named);
        // Links are followed to the folder, and never at its end.
        let folder = place
            .parent()
            .and_then(|folder| fs::canonicalize(folder).ok());
        let whole = folder.zip(place.file_name());
        let whole = whole.map(|(folder, name)| folder.join(name));
        let path = whole
            .as_deref()
            .and_then(|whole| whole.strip_prefix(root).ok())
            .and_then(Path::to_str)
            .ok_or_else(outside)?;
        Ok(Self {
            path: path.replace(MAIN_SEPARATOR_STR, "/"),
            named: Some(shown.to_string()),
        })
    }

    /// The command that does something to it.
    pub fn command(&self, what: &str) -> String {
        match &self.named {
            None => format!("ramlint baseline {what}"),
            Some(named) => format!("ramlint baseline {what} --baseline={named}"),
        }
    }
}
