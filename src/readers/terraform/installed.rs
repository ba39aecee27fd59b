//! Modules that `terraform init` has fetched.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::readers::paths::resolve;
use crate::readers::terraform::run::Run;
use crate::syntax::{Parsed, Tree, json};

/// Where it is written which module lies where, from the folder of the root.
const LIST: &str = ".terraform/modules/modules.json";

impl Run<'_, '_, '_, '_> {
    /// The folder that a module of a root was fetched to, by the names of the
    /// calls that lead to it.
    pub(super) fn installed(&mut self, root: &str, key: &str) -> Option<String> {
        let known = match self.installed.get(root) {
            Some(known) => Rc::clone(known),
            None => {
                let known = Rc::new(self.list_installed(root).unwrap_or_default());
                self.installed.insert(root.to_owned(), Rc::clone(&known));
                known
            }
        };
        resolve(root, known.get(key)?)
    }

    fn list_installed(&mut self, root: &str) -> Option<BTreeMap<String, String>> {
        let path = resolve(root, LIST)?;
        let file = self.around.load(&path).ok()?;
        let parsed = Parsed::file(self.around.sources.text(file), file);
        let (mut tree, mut problems) = (Tree::default(), Vec::new());
        json::read(parsed, &mut tree, &mut problems);
        let list = tree.root(parsed)?.get("Modules")?;
        let modules = list.items().filter_map(|one| {
            let text = |name: &str| Some(one.get(name)?.as_str()?.to_owned());
            Some((text("Key")?, text("Dir")?))
        });
        Some(modules.collect())
    }
}
