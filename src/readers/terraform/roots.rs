//! Which folders are put to work, with which values, and what comes of it. A
//! folder that another one calls is a module and is put to work by its callers
//! alone; any other is a root. A root with variables files that are not applied
//! of themselves is put to work once with each.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::model::doubt::Choice;
use crate::readers::declared::Declared;
use crate::readers::paths::{below, folder_of, resolve};
use crate::readers::session::Session;
use crate::readers::terraform::config::Config;
use crate::readers::terraform::modules::{Inputs, Known, Module, is_local, source_of};
use crate::readers::terraform::project::{File, FileKind, file_kind};
use crate::readers::terraform::resources::{Output, settle};
use crate::readers::terraform::run::{ModuleId, Run};
use crate::readers::terraform::tools::{Apart, Tool};
use crate::readers::terraform::variables::{automatic, is_automatic, required};
use crate::readers::terraform::{MAX_CALLED_FOLDERS, MAX_VARIANTS, add_virtual};
use crate::readers::{Note, Surroundings, Why};
use crate::source::Sources;
use crate::syntax::{Parsed, Tree, hcl, json};

pub(super) fn finish(session: &mut Session<'_>, around: &mut Surroundings<'_, '_>) {
    for workspace in std::mem::take(&mut session.workspaces) {
        let source = (workspace.path.as_str(), workspace.file);
        for (name, text) in &workspace.files {
            add_virtual(session, &workspace.folder, name, text, source);
        }
        let given = &mut session.terraform.given;
        given.insert(workspace.folder, workspace.values);
    }
    if session.terraform.folders.is_empty() {
        return;
    }
    let mut run = Run::new(session, around);
    let given = run.var_files();
    let called = run.load_called();
    let all: Vec<String> = run.configuration_folders();
    let mut worked: BTreeSet<String> = BTreeSet::new();
    for root in all.iter().filter(|folder| !called.contains(*folder)) {
        run.work_root(root, &given, &mut worked);
    }
    // Folders that call each other in a circle have no root among them.
    for root in &all {
        if !worked.contains(root) {
            run.work_root(root, &given, &mut worked);
        }
    }
    let by_default = run.by_default.len();
    if by_default > 0 {
        let note = Note::VariablesByDefault(by_default);
        session.report.notes.push(note);
    }
}

/// One way to put a root to work.
struct Variant {
    /// What it is called: the variables file, or `base`.
    name: String,
    files: Vec<File>,
}

impl Run<'_, '_, '_, '_> {
    fn configuration_folders(&self) -> Vec<String> {
        let folders = self.project.folders.iter();
        folders
            .filter(|(_, folder)| folder.has_configuration())
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Parses the variables files of the command line.
    fn var_files(&mut self) -> Vec<File> {
        let mut files = Vec::new();
        for file in self.around.options.var_files {
            let path: Rc<str> = self.around.sources.path(*file).into();
            if let Some(body) = self.parse(*file) {
                files.push(File { path, body });
            }
        }
        files
    }

    fn parse(
        &mut self,
        file: crate::source::FileId,
    ) -> Option<Rc<crate::syntax::expression::Body>> {
        let sources = &*self.around.sources;
        let (path, text) = (sources.path(file), sources.text(file));
        let mut problems = Vec::new();
        let parsed = Parsed::file(text, file);
        let body = if path.to_ascii_lowercase().ends_with(".json") {
            let mut tree = Tree::default();
            json::read(parsed, &mut tree, &mut problems);
            let root = tree.root(parsed);
            root.map(|root| crate::readers::terraform::json_body(path, root, &mut problems))
        } else {
            Some(Rc::new(hcl::read(parsed, &mut problems)))
        };
        let lost = problems.iter().find(|one| !one.kind.recovered());
        if let Some(lost) = lost {
            let path = path.to_owned();
            let why = Why::Unparsable(lost.kind.clone());
            self.session.not_analysed(&path, Some(lost.at), why);
        }
        self.session.model.text_problems.extend(problems);
        body
    }

    /// The configuration of a folder; `None` where it has none.
    pub(super) fn config(&mut self, folder: &str) -> Option<Rc<Config>> {
        self.load_folder(folder);
        let files = self.project.folders.get(folder)?;
        if !files.has_configuration() {
            return None;
        }
        let sources = &*self.around.sources;
        let apart = files.apart(|one, other| is_same_text(one, other, sources));
        if let Some(apart) = &apart {
            self.apart.insert(folder.to_owned(), apart.below(folder));
        }
        let key = (folder.to_owned(), self.tool);
        if let Some(config) = self.configs.get(&key) {
            return Some(Rc::clone(config));
        }
        let files = files.as_read_by(self.tool, apart.as_ref());
        let config = Rc::new(Config::of(folder, &files));
        self.configs.insert(key, Rc::clone(&config));
        Some(config)
    }

    /// Reads the configuration in a folder that is not among the inputs.
    fn load_folder(&mut self, folder: &str) {
        let known = self.project.folders.get(folder);
        if known.is_some_and(|known| known.has_configuration()) {
            return;
        }
        for name in self.around.files.list(folder) {
            if file_kind(&name) != Some(FileKind::Configuration) {
                continue;
            }
            let path = if folder.is_empty() {
                name.clone()
            } else {
                format!("{folder}/{name}")
            };
            match self.around.load(&path) {
                Ok(file) => {
                    if let Some(body) = self.parse(file) {
                        let path: Rc<str> = path.into();
                        self.project.add(folder, &name, &path, body);
                    }
                }
                Err(refusal) => {
                    let why = Why::Refused(refusal);
                    self.session.not_analysed(&path, None, why);
                }
            }
        }
    }

    /// Loads the folders that module calls name, and those that they call.
    /// Returns all that are called.
    fn load_called(&mut self) -> BTreeSet<String> {
        let mut called = BTreeSet::new();
        let mut pending = self.configuration_folders();
        while let Some(folder) = pending.pop() {
            let configs = [Tool::OpenTofu, Tool::Terraform].map(|tool| {
                self.tool = tool;
                self.config(&folder)
            });
            for call in configs
                .iter()
                .flatten()
                .flat_map(|one| one.modules.values())
            {
                let source = source_of(call).filter(|source| is_local(source));
                let Some(target) = source.and_then(|source| resolve(&folder, source)) else {
                    continue;
                };
                if target == folder || !called.insert(target.clone()) {
                    continue;
                }
                if called.len() > MAX_CALLED_FOLDERS {
                    let what = "folders that module calls name";
                    let limit = MAX_CALLED_FOLDERS;
                    self.lost(call.block.header, Why::TooMuch { what, limit });
                    return called;
                }
                pending.push(target);
            }
        }
        called
    }

    /// The variables files of a root that are not applied of themselves: in its
    /// folder, or in folders below it that hold nothing else of Terraform.
    fn other_values(&self, root: &str, config: &Config) -> Vec<(String, File)> {
        let mut found = Vec::new();
        for (name, folder) in &self.project.folders {
            let inside = below(name, root).or((name == root).then_some(""));
            let Some(inside) = inside else { continue };
            let is_own = name == root;
            if !is_own && self.has_nearer_root(root, name) {
                continue;
            }
            for (file_name, file) in folder.files_of(FileKind::Values) {
                let fits = || {
                    let mut names = file.body.attributes.iter().map(|one| &one.name.value);
                    names.all(|name| config.variables.contains_key(name))
                };
                let applied = is_own && is_automatic(file_name);
                if applied || (!is_own && !fits()) {
                    continue;
                }
                let shown = if inside.is_empty() || is_own {
                    file_name.to_owned()
                } else {
                    format!("{inside}/{file_name}")
                };
                found.push((shown, file.clone()));
            }
        }
        found
    }

    /// Whether a folder between a root and one below it, or that one itself, holds
    /// configuration of its own.
    fn has_nearer_root(&self, root: &str, folder: &str) -> bool {
        let mut at = folder;
        while at != root && !at.is_empty() {
            let own = self.project.folders.get(at);
            if own.is_some_and(crate::readers::terraform::project::Folder::has_configuration) {
                return true;
            }
            at = folder_of(at);
        }
        false
    }

    fn variants(&mut self, root: &str, config: &Config, given: &[File]) -> Vec<Variant> {
        let folder = self.project.folders.get(root).cloned().unwrap_or_default();
        let mut base = automatic(&folder);
        let is_known = |file: &File| {
            let mut names = file.body.attributes.iter().map(|one| &one.name.value);
            names.any(|name| config.variables.contains_key(name))
        };
        let given: Vec<File> = given
            .iter()
            .filter(|file| is_known(file))
            .cloned()
            .collect();
        if !given.is_empty() {
            base.extend(given);
            let name = "base".to_owned();
            return vec![Variant { name, files: base }];
        }
        let others = self.other_values(root, config);
        let values = |files: &[File]| -> BTreeSet<String> {
            let all = files.iter().flat_map(|file| &file.body.attributes);
            all.map(|one| one.name.value.clone()).collect()
        };
        let set = values(&base);
        let is_whole = required(config).all(|name| set.contains(name));
        let mut variants = Vec::new();
        if is_whole || others.is_empty() {
            variants.push(Variant {
                name: "base".to_owned(),
                files: base.clone(),
            });
        }
        for (name, file) in others {
            if variants.len() >= MAX_VARIANTS {
                let what = "variables files of one root";
                let limit = MAX_VARIANTS;
                let why = Why::TooMuch { what, limit };
                self.session.not_analysed(&file.path, None, why);
                break;
            }
            let mut files = base.clone();
            files.push(file);
            variants.push(Variant { name, files });
        }
        variants
    }

    /// Puts a root to work as Terraform has it, and as OpenTofu does where that is
    /// not the same.
    fn work_root(&mut self, root: &str, given: &[File], worked: &mut BTreeSet<String>) {
        self.apart.clear();
        self.tool = Tool::Terraform;
        let mut outcomes = vec![self.declared_in(root, given, worked)];
        if !self.apart.is_empty() {
            self.tool = Tool::OpenTofu;
            outcomes.push(self.declared_in(root, given, worked));
        }
        let folders = std::mem::take(&mut self.apart).into_values();
        let apart = folders.fold(Apart::default(), |mut all, one| {
            all.only_tofu.extend(one.only_tofu);
            all.shadowed.extend(one.shadowed);
            all.at = all.at.or(one.at);
            all
        });
        let session = &mut *self.session;
        if outcomes.len() > 1 {
            session.report.notes.push(Note::ReadByOpenTofuAlone {
                read: apart.only_tofu.clone(),
                left_out: apart.shadowed.clone(),
            });
        }
        let declared = merge(outcomes, |mask| {
            let doubts = &mut session.model.doubts;
            let doubt = doubts.gap("choice", apart.about(), apart.at, 2);
            Choice { doubt, mask }
        });
        self.session.declared.extend(declared);
    }

    /// What a root declares, with each of the values that it may be given.
    fn declared_in(
        &mut self,
        root: &str,
        given: &[File],
        worked: &mut BTreeSet<String>,
    ) -> Vec<Declared> {
        let Some(config) = self.config(root) else {
            return Vec::new();
        };
        let variants = self.variants(root, &config, given);
        let mut outcomes: Vec<Vec<Declared>> = Vec::new();
        for variant in &variants {
            let mut values = self.values_of(&variant.files);
            values.extend(self.project.given.get(root).cloned().unwrap_or_default());
            self.modules.clear();
            let prefix = if root.is_empty() {
                String::new()
            } else {
                format!("{root}:")
            };
            let id = self.start(Module {
                config: Rc::clone(&config),
                root: root.into(),
                prefix: prefix.into(),
                inner_prefix: "".into(),
                calls_key: "".into(),
                chain: vec![root.to_owned()],
                when: Vec::new(),
                inputs: Inputs::Files(Rc::new(values)),
                providers: Rc::default(),
                known: Known::default(),
            });
            let mut output = Output::default();
            self.work(id, &mut output, worked);
            settle(&mut output);
            outcomes.push(output.declared);
        }
        let shown = if root.is_empty() { "the root" } else { root };
        let names: Vec<&str> = variants.iter().map(|one| one.name.as_str()).collect();
        let about = format!(
            "which variables file is applied to {shown}: {}",
            names.join(", ")
        );
        let choices = u8::try_from(variants.len()).unwrap_or(u8::MAX);
        let at = config.variables.values().next().map(|one| one.block.header);
        let doubts = &mut self.session.model.doubts;
        merge(outcomes, |mask| {
            let doubt = doubts.gap("choice", about.clone(), at, choices);
            Choice { doubt, mask }
        })
    }

    /// Puts a module and all that it calls to work.
    fn work(&mut self, first: ModuleId, output: &mut Output, worked: &mut BTreeSet<String>) {
        let mut pending = vec![first];
        while let Some(id) = pending.pop() {
            let Some(module) = self.module(id) else {
                continue;
            };
            let config = Rc::clone(&module.config);
            worked.insert(config.folder.clone());
            for index in 0..config.resources.len() {
                self.work_resource(id, index, output);
            }
            let mut calls: Vec<ModuleId> = Vec::new();
            for name in config.modules.keys() {
                if let Some(called) = self.called(id, name) {
                    let modules = called.list.iter().filter_map(|one| one.module.ok());
                    calls.extend(modules);
                }
            }
            pending.extend(calls.into_iter().rev());
        }
    }
}

/// Whether two files of their own have the same text.
fn is_same_text(one: &File, other: &File, sources: &Sources) -> bool {
    let text = |of: &File| {
        let file = of.first_place()?.file;
        Some((file, sources.text(file)))
    };
    match (text(one), text(other)) {
        (Some((file, text)), Some((other, other_text))) => file != other && text == other_text,
        (None, None) => true,
        _ => false,
    }
}

/// What all variants declare, once; what only some declare, with those in which it
/// is so.
fn merge(outcomes: Vec<Vec<Declared>>, mut choice: impl FnMut(u8) -> Choice) -> Vec<Declared> {
    let count = outcomes.len();
    let all = u8::try_from((1_u32 << count.min(8)).saturating_sub(1)).unwrap_or(u8::MAX);
    let mut merged: Vec<(Declared, u8)> = Vec::new();
    let mut index: BTreeMap<Option<Rc<str>>, Vec<usize>> = BTreeMap::new();
    for (bit, declared) in outcomes.into_iter().enumerate() {
        let bit = 1_u8
            .checked_shl(u32::try_from(bit).unwrap_or(u32::MAX))
            .unwrap_or(0);
        for one in declared {
            let same_address = index.entry(one.address.clone()).or_default();
            let known = same_address.iter().copied().find(|at| {
                merged
                    .get(*at)
                    .is_some_and(|(known, mask)| mask & bit == 0 && known.says_the_same(&one))
            });
            match known.and_then(|at| merged.get_mut(at)) {
                Some((_, mask)) => *mask |= bit,
                None => {
                    same_address.push(merged.len());
                    merged.push((one, bit));
                }
            }
        }
    }
    let merged = merged.into_iter().map(|(mut one, mask)| {
        if mask != all {
            one.when.push(choice(mask));
        }
        one
    });
    merged.collect()
}
