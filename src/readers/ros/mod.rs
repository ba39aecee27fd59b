//! ROS templates: what their resources of RAM, Resource Manager and Cloud SSO
//! declare. Functions are evaluated as far as the template and the parameters
//! that are given go; a template that holds Terraform hands its files over.

mod conditions;
mod evaluator;
mod functions;
pub(super) mod parameters;
mod references;
mod resources;
mod template;
#[cfg(test)]
mod tests;
mod text;
pub(super) mod workspace;

pub use template::{MAX_DEPTH, MAX_INSTANCES, MAX_STEPS, MAX_TEXT};

use crate::readers::ros::evaluator::Evaluator;
use crate::readers::ros::template::{Template, member};
use crate::readers::session::Session;
use crate::readers::{Candidate, Format, Why};
use crate::source::Span;
use crate::syntax::{Kind, ProblemKind, Value};

pub(super) const FORMAT: Format = Format {
    name: "ROS template",
    input: "ros",
    recognise: |candidate| {
        let root = candidate.root();
        root.is_some_and(|root| root.get(VERSION).is_some())
    },
    read,
    finish: Some(|session, around| parameters::finish(session, around.options)),
};

/// The key by which a template is known.
pub(super) const VERSION: &str = "ROSTemplateFormatVersion";

/// How the transforms that read a `Workspace` of Terraform begin.
const TERRAFORM: &str = "Aliyun::Terraform-";

fn read(session: &mut Session<'_>, candidate: &Candidate<'_>) -> bool {
    let Some(root) = candidate.only_root(session) else {
        return false;
    };
    let before = (session.declared.len(), session.report.not_analysed.len());
    let template = Template::new(*candidate, root);
    let asked = template.parameters.keys().map(|name| (*name).to_owned());
    session.asked_parameters.extend(asked);
    let mut evaluator = Evaluator::new(session, &template);
    let is_terraform = evaluator.transforms();
    if is_terraform {
        evaluator.workspace();
    }
    let found = evaluator.resources();
    let after = (session.declared.len(), session.report.not_analysed.len());
    is_terraform || found || before != after
}

impl<'c> Evaluator<'_, '_, 'c> {
    /// Whether the template is Terraform in ROS. Other transforms make resources of
    /// what they find, and those are not seen.
    fn transforms(&mut self) -> bool {
        let Some(transform) = member(self.template.root, "Transform") else {
            return false;
        };
        let list: Vec<Value<'c>> = match transform.value.kind() {
            Kind::Array => transform.value.items().collect(),
            _ => vec![transform.value],
        };
        let mut is_terraform = false;
        for value in list {
            let name = value.as_str().unwrap_or("");
            if name.starts_with(TERRAFORM) {
                is_terraform = true;
            } else {
                let why = Why::Transform(name.to_owned());
                self.not_analysed(value.at(), why);
            }
        }
        is_terraform
    }

    fn not_analysed(&mut self, at: Span, why: Why) {
        self.session
            .not_analysed(self.template.path(), Some(at), why);
    }

    /// Reports what is lost because an alias inside of `at` is not followed.
    fn report_aliases(&mut self, at: Span) {
        let problems = self.template.candidate.problems;
        let inside = problems.iter().find(|problem| {
            problem.kind == ProblemKind::YamlAlias && evaluator::is_inside(problem.at, at)
        });
        if let Some(problem) = inside {
            self.not_analysed(problem.at, Why::Unparsable(ProblemKind::YamlAlias));
        }
    }
}
