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
    Blocks(hcl::Parts),
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
            Outline::Blocks(parts) => {
                if let Some(body) = parts.around(at, parsed) {
                    in_body(body, at, &mut names);
                }
            }
            Outline::Tree(tree) => {
                let roots = tree.roots().filter_map(|id| tree.value(id, parsed));
                in_values(roots, at, &mut names);
            }
        }
        names.join("/")
    }
}

fn outline(path: &str, parsed: Parsed<'_>) -> Outline {
    let is = |ending: &str| path.ends_with(ending);
    if is(".tf") || is(".hcl") || is(".tfvars") {
        return Outline::Blocks(hcl::Parts::of(parsed));
    }
    let mut problems = Vec::new();
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
    use super::{Addresses, in_body};
    use crate::source::{Sources, Span};
    use crate::syntax::{Parsed, hcl};

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
            ("a.tf", "# HERE\nlocals {\n  a = 1\n}\n", ""),
            (
                "a.tf",
                "\u{feff}a = 1\na = 2\nb {\n  c = =\n}\nd \"e\" {\n  f = <<X\n}\nHERE\nX\n}\n",
                "d/e/f",
            ),
            ("a.tf", "a = 1 # HERE\nb = 2\n", ""),
            ("a.tfvars", "a = 1\nb = [\"HERE\"]\n", "b"),
        ] {
            let mut sources = Sources::default();
            let file = sources.add(path, text);
            let start = u32::try_from(text.find("HERE").unwrap()).unwrap();
            let at = Span::new(file, start, start + 4);
            let mut addresses = Addresses::new(&sources);
            for _ in 0..2 {
                assert_eq!(addresses.of(at), expected, "{text}");
            }
        }
    }

    /// What is asked about one place is not worth reading the whole file, and comes to
    /// the same.
    #[test]
    fn a_part_alone_has_the_addresses_that_it_has_in_the_whole() {
        let parts = [
            "locals {\n  a = { b = [1, \"x\"] }\n}\n",
            "resource \"t\" \"n\" {\n  p = <<X\n  }\n  X\n  q {\n    r = 1\n  }\n}\n",
            "a = 1 # b\n",
            "a = = 2\n",
            "# { c\n\n",
            "b {\n  c = {\n}\n",
        ];
        for one in parts {
            for two in parts {
                for three in parts {
                    let text = format!("{one}{two}{three}");
                    let mut sources = Sources::default();
                    let file = sources.add("a.tf", text.clone());
                    let parsed = Parsed::file(&text, file);
                    let whole = hcl::read(parsed, &mut Vec::new());
                    let mut addresses = Addresses::new(&sources);
                    for start in 0..u32::try_from(text.len()).unwrap() {
                        let at = Span::new(file, start, start + 1);
                        let mut names = Vec::new();
                        in_body(&whole, at, &mut names);
                        assert_eq!(addresses.of(at), names.join("/"), "{start} {text}");
                    }
                }
            }
        }
    }
}
