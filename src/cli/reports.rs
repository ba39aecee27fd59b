//! Reports in files, beside the one on standard output (`--report FORMAT=FILE`).
//!
//! Whether each can be written is found out before anything is analysed. A file is
//! written beside its place and moved there, so that nobody reads half of it, and
//! never through a link: who proposes a change may have put one there. A path in
//! the tree is checked part by part; one that is given absolutely is trusted up to
//! its last part.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::cli::disk;
use crate::cli::load::UsageError;
use crate::report::filter::Filter;
use crate::report::{REPORTERS, Reporter, reporter};

/// A report that is to be written.
pub struct Target {
    /// Its format.
    pub reporter: &'static Reporter,
    /// As it was given, for messages.
    given: String,
    folder: PathBuf,
    name: std::ffi::OsString,
}

/// What `--report` asks for, each of which can be written. `has` tells whether a
/// format has what the command writes.
///
/// # Errors
/// A format that does not exist, a file that cannot be written or is given twice.
pub fn targets(
    given: &[String],
    cwd: &Path,
    has: fn(&Reporter) -> bool,
) -> Result<Vec<Target>, UsageError> {
    let mut targets = Vec::new();
    let mut taken = BTreeSet::new();
    for one in given {
        let target = target(one, cwd, has)?;
        if !taken.insert((target.folder.clone(), target.name.clone())) {
            return Err(UsageError(format!(
                "--report: `{}` is named twice; give each report a file of its own",
                target.given
            )));
        }
        target.try_out()?;
        targets.push(target);
    }
    Ok(targets)
}

fn target(given: &str, cwd: &Path, has: fn(&Reporter) -> bool) -> Result<Target, UsageError> {
    let wrong = |why: &str| UsageError(format!("--report: `{given}` {why}"));
    let (format, file) = given
        .split_once('=')
        .filter(|(format, file)| !format.is_empty() && !file.is_empty())
        .ok_or_else(|| wrong("is not FORMAT=FILE, as in `--report sarif=ramlint.sarif`"))?;
    let reporter = reporter(format).filter(|one| has(one)).ok_or_else(|| {
        let all = REPORTERS.iter().filter(|reporter| has(reporter));
        let names: Vec<&str> = all.map(|reporter| reporter.name).collect();
        UsageError(format!(
            "--report: `{format}` is not a format; there are {}",
            names.join(", ")
        ))
    })?;
    if file == "-" {
        return Err(wrong(
            "names standard output, which `--format` is for; name a file",
        ));
    }
    let path = Path::new(file);
    let name = path
        .file_name()
        .ok_or_else(|| wrong("names no file"))?
        .to_owned();
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let folder = fs::canonicalize(cwd.join(parent))
        .map_err(|error| wrong(&format!("cannot be written: {error}")))?;
    if path.is_relative() {
        let straight = disk::normal(parent).map(|parent| {
            let cwd = fs::canonicalize(cwd).unwrap_or_else(|_| cwd.to_owned());
            cwd.join(parent)
        });
        // A path that climbs is as it was typed only where it stays inside.
        let climbs = straight.is_none();
        if straight.is_some_and(|straight| straight != folder) {
            return Err(wrong(
                "goes through a symbolic link, which is not followed; give the path absolutely",
            ));
        }
        if !folder.starts_with(disk::repository(cwd)) || climbs && has_links(cwd, parent) {
            return Err(wrong(
                "is outside of the repository; give the path absolutely if it is meant to be there",
            ));
        }
    }
    Ok(Target {
        reporter,
        given: file.to_owned(),
        folder,
        name,
    })
}

/// Whether any folder on the way is a link.
fn has_links(cwd: &Path, parent: &Path) -> bool {
    let mut way = cwd.to_owned();
    parent.components().any(|part| {
        way.push(part);
        way.is_symlink()
    })
}

impl Target {
    /// Finds out whether the report can be written, and leaves nothing behind.
    fn try_out(&self) -> Result<(), UsageError> {
        self.look()
            .and_then(|appended| match appended {
                Some(_) => Ok(()),
                None => self.beside().map(|_| ()),
            })
            .map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &io::Error) -> UsageError {
        UsageError(format!(
            "--report: `{}` cannot be written: {error}",
            self.given
        ))
    }

    fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// Looks at what is in the report's place; opened where it is to be added to.
    fn look(&self) -> io::Result<Option<File>> {
        let path = self.path();
        let found = match fs::symlink_metadata(&path) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if found.is_symlink() {
            return Err(io::Error::other("it is a symbolic link"));
        }
        if !found.is_file() {
            return Err(io::Error::other("there is something that is not a file"));
        }
        // Opened in either case: what may not be written is not to be replaced.
        let mut options = OpenOptions::new();
        options.append(true);
        disk::careful(&mut options);
        let file = options.open(path)?;
        Ok(self.reporter.appends.then_some(file))
    }

    /// A new file in the folder of the report, gone unless it is moved.
    fn beside(&self) -> io::Result<NamedTempFile> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".ramlint-");
        #[cfg(unix)]
        {
            // As any program would create it, less what the user masks.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        builder.tempfile_in(&self.folder)
    }

    /// Writes the report.
    ///
    /// # Errors
    /// It cannot be written after all.
    pub fn write(
        &self,
        report: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), UsageError> {
        self.try_write(report).map_err(|error| self.failed(&error))
    }

    fn try_write(&self, report: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut text = Vec::new();
        if self.reporter.human {
            let mut filter = Filter::new(&mut text, false);
            report(&mut filter)?;
            filter.finish()?;
        } else {
            report(&mut text)?;
        }
        if let Some(mut file) = self.look()? {
            return file.write_all(&text);
        }
        let mut file = self.beside()?;
        file.write_all(&text)?;
        file.persist(self.path()).map_err(|error| error.error)?;
        Ok(())
    }
}
