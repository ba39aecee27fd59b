//! Where in a file something stands, said by names: the blocks, labels and keys
//! around it, and never a number, which the next insertion would change.

use std::collections::BTreeMap;

use crate::rules::kit::fingerprint::around::Around;
use crate::source::{FileId, Sources, Span};
use crate::syntax::expression::Body;
use crate::syntax::tree::NodeId;
use crate::syntax::{Parsed, Tree, Value, hcl, json, yaml};

/// Levels of a file that an address has; what is deeper has the address of what is
/// around it.
const MAX_LEVELS: usize = 32;

/// Lists and mappings with more than this inside them are put in order before they
/// are searched.
const FEW: u32 = 256;

/// Addresses in the files of a run, each of which is read once.
pub(super) struct Addresses<'a> {
    sources: &'a Sources,
    read: BTreeMap<FileId, Outline>,
}

enum Outline {
    Blocks(hcl::Parts),
    Tree(Tree, Members),
}

/// The members of the large lists and mappings of a tree, as far as they were searched,
/// and what is outermost, if that is large.
type Members = BTreeMap<Option<NodeId>, Around<Member>>;

/// A member of a list or mapping.
#[derive(Clone, Copy, Debug)]
struct Member {
    /// Its place among the others.
    number: u32,
    /// Its key, in a mapping.
    key: Option<NodeId>,
    value: NodeId,
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
            Outline::Tree(tree, known) => in_tree(tree, known, parsed, at, &mut names),
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
    Outline::Tree(tree, Members::new())
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

fn in_tree(
    tree: &Tree,
    known: &mut Members,
    parsed: Parsed<'_>,
    at: Span,
    names: &mut Vec<String>,
) {
    let value = |id: NodeId| tree.value(id, parsed);
    let all = u32::try_from(tree.nodes.len()).unwrap_or(u32::MAX);
    let roots = numbered(tree.roots().filter_map(value).map(|root| (None, root)));
    let root = first((None, all), roots, known, at);
    let mut around = root.and_then(|root| value(root.value));
    for _ in 0..MAX_LEVELS {
        let Some(of) = around else {
            return;
        };
        let items = of.items().map(|item| (None, item));
        let named = of.members().map(|(key, value)| (Some(key), value));
        let members = numbered(items.chain(named));
        let Some(member) = first((Some(of.id()), of.descendants()), members, known, at) else {
            return;
        };
        let key = member.key.and_then(value);
        names.extend(key.map(|key| key.text().to_owned()));
        around = value(member.value).filter(|value| value.at().contains(at));
    }
}

/// The first of some members that a place lies in, or in the key of. What they are
/// members of is known by its node and how many are inside it.
fn first(
    (of, inside): (Option<NodeId>, u32),
    mut members: impl Iterator<Item = (Span, Member)>,
    known: &mut Members,
    at: Span,
) -> Option<Member> {
    if inside <= FEW {
        let found = members.find(|(place, _)| place.contains(at));
        return found.map(|(_, member)| member);
    }
    let all = known.entry(of);
    let all = all.or_insert_with(|| Around::new(members.collect()));
    let found = all.containing(at).map(|(_, member)| *member);
    found.min_by_key(|member| member.number)
}

/// Members with the places of their keys and values.
fn numbered<'a>(
    members: impl Iterator<Item = (Option<Value<'a>>, Value<'a>)>,
) -> impl Iterator<Item = (Span, Member)> {
    (0..).zip(members).flat_map(|(number, (key, value))| {
        let member = Member {
            number,
            key: key.map(|key| key.id()),
            value: value.id(),
        };
        let key = key.map(|key| (key.at(), member));
        key.into_iter().chain([(value.at(), member)])
    })
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

    /// Long lists, long mappings and long streams are put in order before they are
    /// searched, which shows in nothing.
    #[test]
    fn what_is_long_has_the_same_addresses() {
        let many = || 0..400_u32;
        let joined = |parts: Vec<String>| parts.join(",\n");
        let list = joined(many().map(|n| format!("{{\"k{n}\": \"<{n}>\"}}")).collect());
        let mapping = joined(
            many()
                .map(|n| format!("\"<{n}>\": {{\"k\": [0, \"<{n}>\"]}}"))
                .collect(),
        );
        let stream: String = many().map(|n| format!("---\nk{n}: <{n}>\n")).collect();
        for (path, text, expected) in [
            ("a.json", format!("{{\"a\": [{list}], \"b\": 0}}"), "a/k{n}"),
            ("a.json", format!("[0, {{{mapping}}}]"), "<{n}>/k"),
            ("a.yaml", stream, "k{n}"),
        ] {
            let mut sources = Sources::default();
            let file = sources.add(path, text.clone());
            let mut addresses = Addresses::new(&sources);
            for n in [0, 399, 7, 8, 200] {
                let part = format!("<{n}>");
                let start = u32::try_from(text.rfind(&part).unwrap()).unwrap();
                let at = Span::new(file, start, start + 3);
                let expected = expected.replace("{n}", &n.to_string());
                assert_eq!(addresses.of(at), expected, "{path} {n}");
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
