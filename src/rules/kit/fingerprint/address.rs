//! Where in a file something stands, said by names: the blocks, labels and keys
//! around it, and never a number, which the next insertion would change.

use std::collections::BTreeMap;

use crate::source::{FileId, Sources, Span};
use crate::syntax::expression::Body;
use crate::syntax::{Kind, Parsed, Tree, Value, hcl, json, yaml};

/// Levels of a file that an address has; what is deeper has the address of what is
/// around it.
const MAX_LEVELS: usize = 32;

/// Addresses in the files of a run, each of which is read once.
pub(super) struct Addresses<'a> {
    sources: &'a Sources,
    read: BTreeMap<FileId, Outline>,
}

enum Outline {
    Blocks(Body),
    Tree(Tree),
}

impl<'a> Addresses<'a> {
    /// Of some texts.
    pub const fn new(sources: &'a Sources) -> Self {
        Self {
            sources,
            read: BTreeMap::new(),
        }
    }

    /// The names around a place, from the outside in.
    pub fn of(&mut self, at: Span) -> String {
        let sources = self.sources;
        let parsed = Parsed::file(sources.text(at.file), at.file);
        let outline = self
            .read
            .entry(at.file)
            .or_insert_with(|| outline(sources.path(at.file), parsed));
        let mut names = Vec::new();
        match outline {
            Outline::Blocks(body) => in_body(body, at, &mut names),
            Outline::Tree(tree) => {
                let roots = tree.roots().filter_map(|id| tree.value(id, parsed));
                in_values(roots, at, &mut names);
            }
        }
        names.join("/")
    }
}

fn outline(path: &str, parsed: Parsed<'_>) -> Outline {
    let mut problems = Vec::new();
    let is = |ending: &str| path.ends_with(ending);
    if is(".tf") || is(".hcl") || is(".tfvars") {
        return Outline::Blocks(hcl::read(parsed, &mut problems));
    }
    let mut tree = Tree::default();
    if is(".yaml") || is(".yml") {
        yaml::read_template(parsed, &mut tree, &mut problems);
    } else {
        json::read(parsed, &mut tree, &mut problems);
    }
    Outline::Tree(tree)
}

fn in_body(body: &Body, at: Span, names: &mut Vec<String>) {
    let mut body = body;
    while names.len() < MAX_LEVELS {
        let Some(block) = body.blocks.iter().find(|block| block.at.contains(at)) else {
            break;
        };
        let labels = block.labels.iter();
        let labels = labels.map(|label| label.value.clone());
        names.push(block.kind.value.clone());
        names.extend(labels);
        body = &block.body;
    }
    let mut attributes = body.attributes.iter();
    let attribute = attributes.find(|attribute| attribute.at.contains(at));
    names.extend(attribute.map(|attribute| attribute.name.value.clone()));
}

fn in_values<'a>(values: impl Iterator<Item = Value<'a>>, at: Span, names: &mut Vec<String>) {
    let mut values: Vec<Value<'a>> = values.collect();
    for _ in 0..MAX_LEVELS {
        let Some(around) = values.into_iter().find(|value| value.at().contains(at)) else {
            return;
        };
        values = match around.kind() {
            Kind::Array => around.items().collect(),
            Kind::Object => {
                let mut members = around.members();
                let member =
                    members.find(|(key, value)| key.at().contains(at) || value.at().contains(at));
                let Some((key, value)) = member else {
                    return;
                };
                names.push(key.text().to_owned());
                vec![value]
            }
            _ => return,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::Addresses;
    use crate::source::{Sources, Span};

    #[test]
    fn an_address_is_made_of_names() {
        for (path, text, expected) in [
            ("a.json", "{\"a\": [0, {\"b\": \"HERE\"}]}", "a/b"),
            ("a.json", "[{\"a\": 1}, {\"HERE\": 1}]", "HERE"),
            ("a.yaml", "a:\n  - x\n  - b: HERE\n", "a/b"),
            (
                "a.tf",
                "resource \"t\" \"n\" {\n  b {\n    c = \"HERE\"\n  }\n}\n",
                "resource/t/n/b/c",
            ),
            ("a.tf", "locals {\n  a = 1\n}\n# HERE\n", ""),
        ] {
            let mut sources = Sources::default();
            let file = sources.add(path, text);
            let start = u32::try_from(text.find("HERE").unwrap()).unwrap();
            let at = Span::new(file, start, start + 4);
            assert_eq!(Addresses::new(&sources).of(at), expected, "{text}");
        }
    }
}
