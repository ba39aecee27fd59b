//! How a text is parsed: in which syntax, told by its name and its first
//! character, and into which buffers.

use std::rc::Rc;

use crate::readers::paths::base_name;
use crate::readers::{Candidate, ros, terraform};
use crate::source::{FileId, Sources};
use crate::syntax::expression::Body;
use crate::syntax::{Parsed, Problem, ProblemKind, Tree, hcl, json, yaml};

/// The buffers that texts are parsed into, one after another.
#[derive(Default)]
pub(super) struct Texts {
    tree: Tree,
    problems: Vec<Problem>,
    body: Option<Rc<Body>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Syntax {
    Json,
    Yaml,
    Hcl,
    HclJson,
}

/// How to parse a text, if at all: by extension, then by its first character.
fn syntax_of(path: &str, text: &str, wanted: bool) -> Option<Syntax> {
    let extension = base_name(path).rsplit_once('.').map_or("", |(_, end)| end);
    let is = |known: &[&str]| known.iter().any(|end| extension.eq_ignore_ascii_case(end));
    if terraform::is_terraform(path) {
        let is_json = is(&["json"]);
        return Some(if is_json {
            Syntax::HclJson
        } else {
            Syntax::Hcl
        });
    }
    if is(&["json", "jsonc", "tfstate"]) {
        return Some(Syntax::Json);
    }
    if is(&["yaml", "yml"]) {
        return Some(Syntax::Yaml);
    }
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with(['{', '[']) {
        return Some(Syntax::Json);
    }
    if !wanted {
        return None;
    }
    let comment = start.starts_with("//") || start.starts_with("/*");
    Some(if comment { Syntax::Json } else { Syntax::Yaml })
}

impl Texts {
    /// One value, or several where more of them follow the first.
    fn json(&mut self, parsed: Parsed<'_>) -> bool {
        json::read(parsed, &mut self.tree, &mut self.problems);
        let trailing = self.problems.iter().find(|problem| {
            let start = usize::try_from(problem.at.start).unwrap_or(usize::MAX);
            let rest = parsed.text.get(start..).unwrap_or("");
            problem.kind == ProblemKind::TrailingText && rest.trim_start().starts_with('{')
        });
        let Some(trailing) = trailing.cloned() else {
            return false;
        };
        self.problems.clear();
        json::read_stream(parsed, &mut self.tree, &mut self.problems);
        self.problems.push(trailing);
        true
    }

    pub(super) fn parse<'t>(
        &'t mut self,
        sources: &'t Sources,
        file: FileId,
        wanted: bool,
    ) -> Option<Candidate<'t>> {
        let (path, text) = (sources.path(file), sources.text(file));
        self.problems.clear();
        self.body = None;
        let parsed = Parsed::file(text, file);
        // A line is a record in JSON, whatever its file is called.
        let syntax = match sources.begins(file) {
            Some(_) => Syntax::Json,
            None => syntax_of(path, text, wanted)?,
        };
        let is_stream = match syntax {
            Syntax::Json => self.json(parsed),
            Syntax::Yaml => {
                yaml::read(parsed, &mut self.tree, &mut self.problems);
                let root = self.tree.root(parsed);
                if root.is_some_and(|root| root.get(ros::VERSION).is_some()) {
                    self.problems.clear();
                    yaml::read_template(parsed, &mut self.tree, &mut self.problems);
                }
                true
            }
            Syntax::Hcl => {
                self.tree.clear();
                self.body = Some(Rc::new(hcl::read(parsed, &mut self.problems)));
                false
            }
            Syntax::HclJson => {
                json::read(parsed, &mut self.tree, &mut self.problems);
                let root = self.tree.root(parsed);
                let problems = &mut self.problems;
                self.body = root.map(|root| terraform::json_body(path, root, problems));
                false
            }
        };
        Some(Candidate {
            file,
            path,
            line: sources.begins(file).map(|begins| begins.line),
            text,
            tree: &self.tree,
            problems: &self.problems,
            body: self.body.as_ref(),
            is_stream,
        })
    }
}
