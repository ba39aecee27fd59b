//! Addresses as Terraform writes them in plans, states and the reader of its
//! configuration: `module.iam["eu"].alicloud_ram_user.ops[0]`.

use std::fmt;

/// How many steps an address may have before it is taken for something else.
const MAX_STEPS: usize = 64;

/// A name with the key of one of its instances, as written between the brackets:
/// `0`, `"eu"`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Step {
    pub(super) name: String,
    pub(super) key: Option<String>,
}

/// A resource or one instance of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Address {
    /// The module calls that lead to it, outermost first.
    pub(super) modules: Vec<Step>,
    pub(super) is_data: bool,
    /// The type of the resource.
    pub(super) kind: String,
    pub(super) step: Step,
}

impl Address {
    /// Reads a whole address; `None` where it is not one of a resource.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, rest) = Self::parse_start(text)?;
        rest.is_empty().then_some(address)
    }

    /// Reads the address that a reference starts with, and the steps after it.
    pub(super) fn parse_start(text: &str) -> Option<(Self, Vec<Step>)> {
        let mut steps = steps(text)?.into_iter().peekable();
        let mut modules = Vec::new();
        while steps.peek().is_some_and(|step| step.name == "module") {
            steps.next();
            modules.push(steps.next()?);
        }
        let is_data = steps.peek().is_some_and(|step| step.name == "data");
        if is_data {
            steps.next();
        }
        let kind = steps.next().filter(|step| step.key.is_none())?.name;
        let step = steps.next()?;
        let address = Self {
            modules,
            is_data,
            kind,
            step,
        };
        Some((address, steps.collect()))
    }

    /// The same without the keys of instances: what stands in the configuration.
    pub(super) fn without_keys(&self) -> Self {
        let bare = |step: &Step| Step {
            name: step.name.clone(),
            key: None,
        };
        Self {
            modules: self.modules.iter().map(bare).collect(),
            is_data: self.is_data,
            kind: self.kind.clone(),
            step: bare(&self.step),
        }
    }

    /// The names of the module calls: which part of the configuration it is in.
    pub(super) fn module_names(&self) -> Vec<String> {
        self.modules.iter().map(|step| step.name.clone()).collect()
    }

    /// The address inside its module, without a key.
    pub(super) fn in_module(&self) -> String {
        let data = if self.is_data { "data." } else { "" };
        format!("{data}{}.{}", self.kind, self.step.name)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for module in &self.modules {
            write!(f, "module.{module}.")?;
        }
        if self.is_data {
            f.write_str("data.")?;
        }
        write!(f, "{}.{}", self.kind, self.step)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match &self.key {
            Some(key) => write!(f, "[{key}]"),
            None => Ok(()),
        }
    }
}

/// The names between the dots, each with the brackets after it. A key in quotes
/// may hold dots, brackets and escaped quotes.
pub(super) fn steps(text: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = text;
    loop {
        if steps.len() >= MAX_STEPS {
            return None;
        }
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end)?;
        let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        let mut step = Step {
            name: name.to_owned(),
            key: None,
        };
        rest = after;
        if let Some(inside) = rest.strip_prefix('[') {
            let end = key_end(inside)?;
            let (key, after) = inside.split_at_checked(end)?;
            step.key = Some(key.to_owned());
            rest = after.strip_prefix(']')?;
        }
        steps.push(step);
        match rest.strip_prefix('.') {
            Some(after) => rest = after,
            // A second pair of brackets goes into the value, not the address.
            None if rest.is_empty() || rest.starts_with('[') => return Some(steps),
            None => return None,
        }
    }
}

/// Where the bracket that a key stands in closes.
fn key_end(inside: &str) -> Option<usize> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, character) in inside.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ']' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

/// A key as an address writes it, from the value that a state has for it.
pub(super) fn written_key(text: &str, is_number: bool) -> String {
    if is_number {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart_and_put_together() {
        for (text, bare) in [
            ("alicloud_ram_user.a", "alicloud_ram_user.a"),
            ("alicloud_ram_user.a[0]", "alicloud_ram_user.a"),
            (
                r#"module.iam["e.u]\""].module.x[1].data.t.n["k"]"#,
                "module.iam.module.x.data.t.n",
            ),
        ] {
            let address = Address::parse(text).expect(text);
            assert_eq!(address.to_string(), text);
            assert_eq!(address.without_keys().to_string(), bare);
        }
        for text in [
            "", "a", "a.", "a.b.c", "module.x", "a.b[", "a[0].b", "a.b[\"]", "a:b.c",
        ] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_follows_an_address_in_a_reference() {
        let (address, rest) = Address::parse_start("alicloud_ram_role.app[0].id").unwrap();
        assert_eq!(address.to_string(), "alicloud_ram_role.app[0]");
        assert_eq!(rest.first().map(|step| step.name.as_str()), Some("id"));
    }

    #[test]
    fn an_address_of_more_steps_than_are_read_is_none() {
        for (more, is_read) in [(MAX_STEPS - 1, true), (MAX_STEPS, false)] {
            let text = format!("a{}", ".a".repeat(more));
            let found = steps(&text).map(|steps| steps.len());
            assert_eq!(found, is_read.then_some(MAX_STEPS), "{more}");
        }
    }

    #[test]
    fn keys_are_written_as_in_an_address() {
        assert_eq!(written_key("3", true), "3");
        assert_eq!(written_key("a\"b", false), r#""a\"b""#);
    }
}
