//! The JSON form of HCL, as in `.tf.json`: a tree of JSON becomes blocks,
//! attributes and expressions. Every string is a template, except where
//! Terraform takes the text as it is or as a reference.
//!
//! JSON does not tell a nested block from an attribute whose value is a mapping;
//! Terraform asks the provider. Here a member is a block where its name is in
//! `NESTED` for what it stands in, and its value is an object or a list of
//! objects; everything else is an attribute. A resource reads the same either
//! way, since blocks become lists of mappings.

use crate::source::{Fragment, Spanned};
use crate::syntax::expression::{Attribute, Block, Body, Expression, ExpressionKind};
use crate::syntax::{Kind, Parsed, Problem, Value, hcl};

/// Kinds of blocks.
type Kinds = &'static [&'static str];

/// Kinds of blocks, with the number of their labels.
type Blocks = &'static [(&'static str, usize)];

/// Blocks of a file, with the number of their labels.
const TOP: Blocks = &[
    ("resource", 2),
    ("data", 2),
    ("ephemeral", 2),
    ("variable", 1),
    ("output", 1),
    ("module", 1),
    ("provider", 1),
    ("check", 1),
    ("locals", 0),
    ("terraform", 0),
    ("moved", 0),
    ("import", 0),
    ("removed", 0),
];

/// Blocks inside blocks, with the number of their labels, by the blocks of a file
/// that they are in.
const NESTED: &[(Kinds, Blocks)] = &[
    (
        &["resource", "data", "ephemeral", "removed"],
        &[
            ("lifecycle", 0),
            ("provisioner", 1),
            ("connection", 0),
            ("dynamic", 1),
            ("content", 0),
            ("timeouts", 0),
            ("precondition", 0),
            ("postcondition", 0),
            ("statement", 0),
            ("condition", 0),
            ("principal", 0),
            ("permission_policies", 0),
        ],
    ),
    (
        &["provider"],
        &[
            ("assume_role", 0),
            ("assume_role_with_oidc", 0),
            ("endpoints", 0),
            ("sign_version", 0),
            ("dynamic", 1),
            ("content", 0),
        ],
    ),
    (
        &["terraform"],
        &[
            ("backend", 1),
            ("cloud", 0),
            ("workspaces", 0),
            ("required_providers", 0),
        ],
    ),
    (&["variable"], &[("validation", 0)]),
    (&["output"], &[("precondition", 0)]),
];

/// Arguments whose strings are not templates, by the blocks of a file that they
/// are in; `*` stands for all of them.
const SPECIAL: &[(Kinds, &str, Strings)] = &[
    (&["variable"], "type", Strings::Expressions),
    (&["variable"], "*", Strings::Plain),
    (&["terraform"], "*", Strings::Plain),
    (&["module"], "source", Strings::Plain),
    (&["module"], "version", Strings::Plain),
    (&["module"], "providers", Strings::Expressions),
    (
        &["module", "resource", "data", "output", "ephemeral"],
        "depends_on",
        Strings::Expressions,
    ),
    (
        &["resource", "data", "ephemeral", "import"],
        "provider",
        Strings::Expressions,
    ),
    (&["resource"], "ignore_changes", Strings::Expressions),
    (&["resource"], "replace_triggered_by", Strings::Expressions),
    (
        &["resource", "data", "provider"],
        "iterator",
        Strings::Expressions,
    ),
    (&["moved", "import"], "to", Strings::Expressions),
    (&["moved", "removed"], "from", Strings::Expressions),
];

/// A member that says nothing, for people.
const COMMENT: &str = "//";

/// What strings are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strings {
    Templates,
    /// The text as it stands.
    Plain,
    /// HCL expressions: references and types.
    Expressions,
}

/// Reads a configuration. Problems are those of templates.
pub fn read(root: Value<'_>, problems: &mut Vec<Problem>) -> Body {
    let mut body = Body::default();
    for object in objects(root) {
        for (key, value) in object.members() {
            let mut reader = Reader {
                inside: key.text(),
                problems,
            };
            match TOP.iter().find(|(kind, _)| *kind == key.text()) {
                Some((_, labels)) => reader.blocks(key, *labels, value, &mut body),
                None if key.text() == COMMENT => {}
                None => body.attributes.push(reader.attribute(key, value)),
            }
        }
    }
    body
}

/// Reads values of variables, as in `.tfvars.json`, whose strings are what they
/// are.
pub fn values(root: Value<'_>) -> Body {
    let mut reader = Reader {
        inside: "variable",
        problems: &mut Vec::new(),
    };
    let members = root.members().filter(|(key, _)| key.text() != COMMENT);
    let attributes = members.map(|(key, value)| Attribute {
        name: name(key),
        value: reader.expression(value, Strings::Plain),
        at: key.at().to(value.at()),
    });
    Body {
        attributes: attributes.collect(),
        blocks: Vec::new(),
    }
}

/// An object, or all that a list holds of them.
fn objects(value: Value<'_>) -> Vec<Value<'_>> {
    match value.kind() {
        Kind::Object => vec![value],
        Kind::Array => value.items().flat_map(objects).collect(),
        _ => Vec::new(),
    }
}

fn name(key: Value<'_>) -> Spanned<String> {
    Spanned::new(key.text().to_owned(), key.at())
}

struct Reader<'r> {
    /// The block of a file that is being read.
    inside: &'r str,
    problems: &'r mut Vec<Problem>,
}

impl Reader<'_> {
    /// The blocks of one kind; goes down one level for each label, and as deep as
    /// JSON may be nested.
    fn blocks(&mut self, kind: Value<'_>, labels: usize, value: Value<'_>, into: &mut Body) {
        let mut found = vec![(Vec::new(), kind, value)];
        for _ in 0..labels {
            let mut next = Vec::new();
            for (labels, _, value) in found {
                for (key, member) in objects(value).iter().flat_map(Value::members) {
                    if key.text() != COMMENT {
                        let mut labels: Vec<Spanned<String>> = labels.clone();
                        labels.push(name(key));
                        next.push((labels, key, member));
                    }
                }
            }
            found = next;
        }
        for (labels, key, value) in found {
            for object in objects(value) {
                let whole = value.kind() == Kind::Object;
                let at = object.at();
                into.blocks.push(Block {
                    kind: name(kind),
                    labels: labels.clone(),
                    body: self.body(object),
                    at: if whole { key.at().to(at) } else { at },
                    header: key.at(),
                });
            }
        }
    }

    fn body(&mut self, object: Value<'_>) -> Body {
        let mut body = Body::default();
        for (key, value) in object.members() {
            if key.text() == COMMENT {
                continue;
            }
            match self.nested(key.text(), value) {
                Some(labels) => self.blocks(key, labels, value, &mut body),
                None => body.attributes.push(self.attribute(key, value)),
            }
        }
        body
    }

    /// The number of labels, if a member is a nested block.
    fn nested(&self, name: &str, value: Value<'_>) -> Option<usize> {
        let rows = NESTED
            .iter()
            .find(|(kinds, _)| kinds.contains(&self.inside));
        let (_, labels) = rows?.1.iter().find(|(kind, _)| *kind == name)?;
        let is_object = |value: &Value<'_>| value.kind() == Kind::Object;
        let mut items = value.items().peekable();
        let is_block =
            is_object(&value) || items.peek().is_some() && items.all(|item| is_object(&item));
        is_block.then_some(*labels)
    }

    fn attribute(&mut self, key: Value<'_>, value: Value<'_>) -> Attribute {
        let special = SPECIAL.iter().find(|(kinds, name, _)| {
            kinds.contains(&self.inside) && (*name == "*" || *name == key.text())
        });
        let strings = special.map_or(Strings::Templates, |(_, _, strings)| *strings);
        Attribute {
            name: name(key),
            value: self.expression(value, strings),
            at: key.at().to(value.at()),
        }
    }

    /// As deep as JSON may be nested.
    fn expression(&mut self, value: Value<'_>, strings: Strings) -> Expression {
        let kind = match value.kind() {
            Kind::Null => ExpressionKind::Null,
            Kind::Bool(is) => ExpressionKind::Bool(is),
            Kind::Number => ExpressionKind::Number(value.text().to_owned()),
            Kind::String => self.string(value, strings),
            Kind::Array => {
                let items = value.items().map(|item| self.expression(item, strings));
                ExpressionKind::List(items.collect())
            }
            Kind::Object => {
                let members = value.members().map(|(key, member)| {
                    let key = self.expression(key, strings);
                    (key, self.expression(member, strings))
                });
                ExpressionKind::Object(members.collect())
            }
            Kind::Hole | Kind::Invalid => {
                ExpressionKind::Unreadable("a value that is not JSON".to_owned())
            }
        };
        let at = value.at();
        Expression { kind, at }
    }

    fn string(&mut self, value: Value<'_>, strings: Strings) -> ExpressionKind {
        let fragment: Fragment = value.fragment();
        let parsed = Parsed::fragment(&fragment, value.at().file);
        match strings {
            Strings::Plain => ExpressionKind::Text(fragment),
            Strings::Templates => hcl::template(parsed, self.problems).kind,
            Strings::Expressions => {
                // An older spelling puts `${…}` around it.
                let text = fragment.text.trim();
                let is_template = text.starts_with("${");
                if is_template {
                    return hcl::template(parsed, self.problems).kind;
                }
                match hcl::expression(parsed, &mut Vec::new()) {
                    Some(expression) => expression.kind,
                    None => ExpressionKind::Text(fragment),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, Span};
    use crate::syntax::expression::Part;
    use crate::syntax::{Tree, json};

    fn with(text: &str, look: impl Fn(&Body, &Sources)) {
        let mut sources = Sources::default();
        let file = sources.add("main.tf.json", text);
        let (mut tree, mut problems) = (Tree::default(), Vec::new());
        let parsed = Parsed::file(text, file);
        json::read(parsed, &mut tree, &mut problems);
        let body = read(tree.root(parsed).expect("a value"), &mut problems);
        assert_eq!(problems, []);
        look(&body, &sources);
    }

    /// `kind label label` of each block, nested ones after a `>`.
    fn outline(body: &Body, before: &str, into: &mut Vec<String>) {
        for attribute in &body.attributes {
            into.push(format!("{before}{} =", attribute.name.value));
        }
        for block in &body.blocks {
            let labels: Vec<&str> = block.labels.iter().map(|one| one.value.as_str()).collect();
            let own = format!(
                "{before}{}",
                [&[block.kind.value.as_str()], &labels[..]]
                    .concat()
                    .join(" ")
            );
            into.push(own.clone());
            outline(&block.body, &format!("{own} > "), into);
        }
    }

    #[test]
    fn blocks_are_told_from_attributes_by_their_names() {
        let text = r#"{"//": "a comment",
          "resource": {"alicloud_ram_policy": {
            "p": {"//": "x", "statement": [{"effect": "Allow"}, {"effect": "Deny"}], "tags": {"a": 1}},
            "q": [{"statement": "${local.s}", "lifecycle": {"ignore_changes": ["all"]}}]}},
          "data": [{"alicloud_ram_policy_document": {"d": {"dynamic": {"statement": {"for_each": [], "content": {"condition": {"operator": "x"}}}}}}}],
          "locals": [{"statement": {"a": 1}}, {"condition": 2}],
          "module": {"m": {"source": "./m", "statement": {"a": 1}}},
          "variable": {"v": {"validation": {"condition": true}}}}"#;
        with(text, |body, _| {
            let mut found = Vec::new();
            outline(body, "", &mut found);
            let p = "resource alicloud_ram_policy p";
            let q = "resource alicloud_ram_policy q";
            let d = "data alicloud_ram_policy_document d";
            assert_eq!(
                found,
                [
                    p,
                    &format!("{p} > tags ="),
                    &format!("{p} > statement"),
                    &format!("{p} > statement > effect ="),
                    &format!("{p} > statement"),
                    &format!("{p} > statement > effect ="),
                    q,
                    &format!("{q} > statement ="),
                    &format!("{q} > lifecycle"),
                    &format!("{q} > lifecycle > ignore_changes ="),
                    d,
                    &format!("{d} > dynamic statement"),
                    &format!("{d} > dynamic statement > for_each ="),
                    &format!("{d} > dynamic statement > content"),
                    &format!("{d} > dynamic statement > content > condition"),
                    &format!("{d} > dynamic statement > content > condition > operator ="),
                    "locals",
                    "locals > statement =",
                    "locals",
                    "locals > condition =",
                    "module m",
                    "module m > source =",
                    "module m > statement =",
                    "variable v",
                    "variable v > validation",
                    "variable v > validation > condition =",
                ]
            );
        });
    }

    fn kind(body: &Body, name: &str) -> String {
        let attribute = body.blocks.first().and_then(|one| one.body.attribute(name));
        let kind = &attribute.expect("an attribute").value.kind;
        match kind {
            ExpressionKind::Text(text) => format!("text {}", text.text),
            ExpressionKind::Template(parts) => format!("template of {}", parts.len()),
            ExpressionKind::Attribute { name, .. } => format!("reference to {}", name.value),
            ExpressionKind::Name(name) => format!("name {name}"),
            ExpressionKind::Call { name, .. } => format!("call of {}", name.value),
            ExpressionKind::List(items) => format!("list of {}", items.len()),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn strings_are_templates_texts_or_references() {
        for (text, name, expected) in [
            (
                r#"{"resource":{"t":{"n":{"a":"x-${var.y}"}}}}"#,
                "a",
                "template of 2",
            ),
            (
                r#"{"resource":{"t":{"n":{"a":"$${ram}"}}}}"#,
                "a",
                "text ${ram}",
            ),
            (
                r#"{"resource":{"t":{"n":{"a":"plain"}}}}"#,
                "a",
                "text plain",
            ),
            (
                r#"{"resource":{"t":{"n":{"provider":"alicloud.prod"}}}}"#,
                "provider",
                "reference to prod",
            ),
            (
                r#"{"variable":{"v":{"default":"${x}"}}}"#,
                "default",
                "text ${x}",
            ),
            (
                r#"{"variable":{"v":{"type":"string"}}}"#,
                "type",
                "name string",
            ),
            (
                r#"{"variable":{"v":{"type":"list(string)"}}}"#,
                "type",
                "call of list",
            ),
            (r#"{"module":{"m":{"source":"./m"}}}"#, "source", "text ./m"),
            (
                r#"{"resource":{"t":{"n":{"depends_on":["a.b"]}}}}"#,
                "depends_on",
                "list of 1",
            ),
        ] {
            with(text, |body, _| {
                assert_eq!(kind(body, name), expected, "{text}")
            });
        }
    }

    #[test]
    fn places_are_those_of_the_escaped_text() {
        let text = r#"{"resource":{"t":{"n":{"a":"{\"Action\": \"${var.action}\"}"}}}}"#;
        with(text, |body, sources| {
            let block = body.blocks.first().expect("a block");
            let slice = |at: Span| sources.slice(at);
            assert_eq!(slice(block.header), "\"n\"");
            assert!(slice(block.at).starts_with("\"n\":{\"a\""));
            let attribute = block.body.attribute("a").expect("an attribute");
            assert!(slice(attribute.value.at).starts_with("\"{\\\"Action"));
            let ExpressionKind::Template(parts) = &attribute.value.kind else {
                panic!("no template");
            };
            let places: Vec<&str> = parts
                .iter()
                .map(|part| match part {
                    Part::Text(text) => slice(text.at().expect("a place")),
                    Part::Interpolation { at, .. } => slice(*at),
                    _ => "",
                })
                .collect();
            assert_eq!(places, [r#"{\"Action\": \""#, "${var.action}", r#"\"}"#]);
        });
    }

    #[test]
    fn values_of_variables_are_what_they_are() {
        let text = r#"{"a": "${x}", "b": [1], "//": "no"}"#;
        let (mut tree, mut problems) = (Tree::default(), Vec::new());
        let parsed = Parsed::file(text, crate::source::FileId(0));
        json::read(parsed, &mut tree, &mut problems);
        let body = values(tree.root(parsed).expect("a value"));
        let names: Vec<&str> = body
            .attributes
            .iter()
            .map(|one| one.name.value.as_str())
            .collect();
        assert_eq!(names, ["a", "b"]);
        let first = body.attribute("a").map(|one| &one.value.kind);
        assert!(matches!(first, Some(ExpressionKind::Text(text)) if text.text == "${x}"));
    }
}
