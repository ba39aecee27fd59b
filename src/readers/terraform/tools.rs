//! Terraform and OpenTofu read different files of one folder. Terraform knows no
//! `.tofu`; OpenTofu reads it, and in place of the `.tf` of the same name. Where that
//! makes a difference a root is put to work as each of them has it, because nothing
//! in the input says which of them is run.

use crate::readers::terraform::project::{File, FileKind, Folder};
use crate::source::Span;

/// How many files a message names.
const MAX_NAMED: usize = 4;

/// What a configuration is put to work with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tool {
    #[default]
    Terraform,
    OpenTofu,
}

/// What the tools make of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Apart {
    /// Files that only OpenTofu reads.
    pub(super) only_tofu: Vec<String>,
    /// Those that it leaves out for them.
    pub(super) shadowed: Vec<String>,
    /// A place in one of the former.
    pub(super) at: Option<Span>,
}

/// The name that a file of OpenTofu has for Terraform: `main.tf` for `main.tofu`.
fn twin(name: &str) -> Option<String> {
    let (stem, end) = match name.strip_suffix(".json") {
        Some(stem) => (stem, ".json"),
        None => (name, ""),
    };
    let stem = stem.strip_suffix(".tofu")?;
    Some(format!("{stem}.tf{end}"))
}

impl Folder {
    /// How the tools differ about a folder; `None` where they read the same. `is_same`
    /// says whether two files have the same text.
    pub(super) fn apart(&self, is_same: impl Fn(&File, &File) -> bool) -> Option<Apart> {
        let mut apart = Apart::default();
        let mut of_terraform = false;
        for (name, file) in self.files_of(FileKind::Configuration) {
            let Some(twin) = twin(name) else {
                of_terraform = true;
                continue;
            };
            match self.files.get(&twin) {
                Some(other) if is_same(file, other) => continue,
                Some(_) => apart.shadowed.push(twin),
                None => {}
            }
            apart.only_tofu.push(name.to_owned());
            apart.at = apart.at.or_else(|| file.first_place());
        }
        // Without any other file it is a configuration for OpenTofu and no other.
        (of_terraform && !apart.only_tofu.is_empty()).then_some(apart)
    }

    /// The configuration of a folder as a tool reads it.
    pub(super) fn as_read_by(&self, tool: Tool, apart: Option<&Apart>) -> Self {
        let mut folder = self.clone();
        folder.files.retain(|name, _| {
            let is_in = |names: &[String]| names.iter().any(|one| one == name);
            match apart {
                // A file and its twin of the same text are one.
                _ if apart.is_none_or(|apart| !is_in(&apart.only_tofu))
                    && twin(name).is_some_and(|twin| self.files.contains_key(&twin)) =>
                {
                    false
                }
                None => true,
                Some(apart) => match tool {
                    Tool::Terraform => !is_in(&apart.only_tofu),
                    Tool::OpenTofu => !is_in(&apart.shadowed),
                },
            }
        });
        folder
    }
}

impl Apart {
    /// The same with the folder in front of each name.
    pub(super) fn below(&self, folder: &str) -> Self {
        let path = |name: &String| match folder {
            "" => name.clone(),
            folder => format!("{folder}/{name}"),
        };
        Self {
            only_tofu: self.only_tofu.iter().map(path).collect(),
            shadowed: self.shadowed.iter().map(path).collect(),
            at: self.at,
        }
    }

    /// What is not known, as a noun clause.
    pub(super) fn about(&self) -> String {
        let read = named(&self.only_tofu);
        if self.shadowed.is_empty() {
            return format!("Terraform, or OpenTofu, which alone reads {read}");
        }
        let left_out = named(&self.shadowed);
        format!("Terraform, or OpenTofu, which alone reads {read} and leaves out {left_out}")
    }
}

fn named(names: &[String]) -> String {
    let shown = names.iter().take(MAX_NAMED);
    let shown: Vec<String> = shown.map(|name| format!("`{name}`")).collect();
    let shown = shown.join(", ");
    match names.len().saturating_sub(MAX_NAMED) {
        0 => shown,
        more => format!("{shown}, ... ({more})"),
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    fn folder(names: &[&str]) -> Folder {
        let mut folder = Folder::default();
        for name in names {
            let file = File {
                path: (*name).into(),
                body: Rc::default(),
            };
            folder.files.insert((*name).to_owned(), file);
        }
        folder
    }

    #[test]
    fn each_tool_reads_its_own_files() {
        let tf = ["main.tf"];
        let table: &[(&[&str], &[&str], &[&str])] = &[
            (&["main.tf"], &tf, &tf),
            (&["main.tofu"], &["main.tofu"], &["main.tofu"]),
            (&["main.tf", "main.tofu"], &tf, &["main.tofu"]),
            (&["main.tf", "other.tofu"], &tf, &["main.tf", "other.tofu"]),
            (
                &["main.tf", "main.tofu.json", "x.tf.json", "x.tofu.json"],
                &["main.tf", "x.tf.json"],
                &["main.tf", "main.tofu.json", "x.tofu.json"],
            ),
            (
                &["main.tf", "main.tofu", "terraform.tfvars"],
                &["main.tf", "terraform.tfvars"],
                &["main.tofu", "terraform.tfvars"],
            ),
        ];
        for (all, terraform, tofu) in table {
            let all = folder(all);
            let apart = all.apart(|_, _| false);
            let read = |tool| -> Vec<String> {
                let read = all.as_read_by(tool, apart.as_ref());
                read.files.into_keys().collect()
            };
            assert_eq!(read(Tool::Terraform), *terraform);
            assert_eq!(read(Tool::OpenTofu), *tofu);
        }
    }

    #[test]
    fn twins_of_one_text_are_one() {
        let all = folder(&["main.tf", "main.tofu"]);
        assert_eq!(all.apart(|_, _| true), None);
        for tool in [Tool::Terraform, Tool::OpenTofu] {
            let read = all.as_read_by(tool, None);
            assert_eq!(read.files.into_keys().collect::<Vec<_>>(), ["main.tf"]);
        }
    }
}
