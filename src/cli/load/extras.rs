//! What the flags of a command name besides its operands.

use std::path::Path;

use super::UsageError;
use super::origin::Origin;
use crate::cli::args::InputArgs;
use crate::cli::disk::{self, Inputs};

/// Files given by flags rather than as operands.
#[derive(Clone)]
pub(in crate::cli) struct Extras {
    pub(in crate::cli) manifest: Option<Inputs<Origin>>,
    pub(in crate::cli) policies: Vec<(String, Inputs<Origin>)>,
    pub(in crate::cli) var_files: Vec<Inputs<Origin>>,
    pub(in crate::cli) without_defaults: bool,
    pub(in crate::cli) parameters: Vec<GivenParameter>,
}

/// What one `--param` gives.
#[derive(Clone)]
pub(in crate::cli) enum GivenParameter {
    Value { name: String, value: String },
    File(Inputs<Origin>),
}

/// Reads them from the disk.
pub(in crate::cli) fn on_disk(
    args: &InputArgs,
    options: &disk::Options,
) -> Result<Extras, UsageError> {
    let options = disk::Options {
        stdin: None,
        ..options.clone()
    };
    let one =
        |path: &Path| disk::collect(&[path.as_os_str().to_owned()], &options).map(Origin::Disk);
    collect(args, &one)
}

/// Reads them, each as a file that is named.
pub(in crate::cli) fn collect(
    args: &InputArgs,
    one: &dyn Fn(&Path) -> Inputs<Origin>,
) -> Result<Extras, UsageError> {
    let mut policies = Vec::new();
    for given in &args.policy {
        let Some((name, file)) = given
            .split_once('=')
            .filter(|(name, file)| !name.is_empty() && !file.is_empty())
        else {
            return Err(UsageError(format!(
                "--policy wants NAME=FILE, as in `--policy System/AliyunOCSFullAccess=ocs.json`, and got `{given}`"
            )));
        };
        policies.push((name.to_owned(), one(Path::new(file))));
    }
    let mut parameters = Vec::new();
    for given in &args.param {
        parameters.push(match given.split_once('=') {
            Some(("", _)) => {
                return Err(UsageError(format!(
                    "--param wants NAME=VALUE or a file, as in `--param Env=prod`, and got `{given}`"
                )));
            }
            Some((name, value)) => GivenParameter::Value {
                name: name.to_owned(),
                value: value.to_owned(),
            },
            None => GivenParameter::File(one(Path::new(given))),
        });
    }
    Ok(Extras {
        manifest: args.attachments.as_deref().map(one),
        policies,
        parameters,
        without_defaults: false,
        var_files: args.var_file.iter().map(|file| one(file)).collect(),
    })
}
