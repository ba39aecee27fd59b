//! Terraform inside of a template: the files of `Workspace`, each a text whose
//! bytes have their places in the template.

use crate::readers::Why;
use crate::readers::evaluated::Evaluated;
use crate::readers::ros::evaluator::Evaluator;
use crate::readers::ros::parameters::Given;
use crate::readers::ros::template::member;
use crate::source::{FileId, Fragment};
use crate::syntax::Kind;

/// The files of a template that holds Terraform.
#[derive(Clone, Debug)]
pub(in crate::readers) struct Workspace {
    /// The folder that they are in: one that is in no file system.
    pub(in crate::readers) folder: String,
    /// The template's path.
    pub(in crate::readers) path: String,
    /// The template.
    pub(in crate::readers) file: FileId,
    /// Paths below the folder, with texts that have their places in the template.
    pub(in crate::readers) files: Vec<(String, Fragment)>,
    /// Values of the root module's variables: the template's parameters.
    pub(in crate::readers) values: Vec<(String, Evaluated)>,
}

impl Evaluator<'_, '_, '_> {
    /// Keeps the files of the workspace for the reader of Terraform.
    pub(super) fn workspace(&mut self) {
        let template = self.template;
        let declared = member(template.root, "Workspace");
        let Some(declared) = declared.filter(|found| found.value.kind() == Kind::Object) else {
            let at = declared.map_or(template.root.at().first(), |found| found.value.at());
            self.not_analysed(at, Why::NothingRecognised);
            return;
        };
        let mut files = Vec::new();
        for (name, value) in declared.value.members() {
            let evaluated = self.value(value);
            let text = evaluated.as_ref().and_then(Evaluated::as_fragment);
            match text {
                Some(text) => files.push((name.text().to_owned(), text.clone())),
                None => self.not_analysed(value.at(), Why::NothingRecognised),
            }
        }
        let mut values = Vec::new();
        for (name, parameter) in &template.parameters {
            let is_given = self.session.parameters.contains_key(*name);
            if is_given || member(parameter.value, "Default").is_some() {
                let value = self.parameter(name, *parameter);
                values.push(((*name).to_owned(), value));
            }
        }
        // The variables of the root module are parameters without being listed.
        let given: Vec<(String, Given)> = self
            .session
            .parameters
            .iter()
            .filter(|(name, _)| !template.parameters.contains_key(name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        for (name, value) in given {
            let quoted = format!("\"{name}\"");
            if !files.iter().any(|(_, text)| text.text.contains(&quoted)) {
                continue;
            }
            let value = match value {
                Given::Text(text) => Evaluated::text(&text, declared.key.at()),
                Given::Value(value) => value,
            };
            self.session.asked_parameters.insert(name.clone());
            values.push((name, value));
        }
        self.session.workspaces.push(Workspace {
            folder: format!("{}#Workspace", template.path()),
            path: template.path().to_owned(),
            file: template.candidate.file,
            files,
            values,
        });
    }
}
