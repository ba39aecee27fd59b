//! What carries the check into other systems, run and linted as they would.
#![expect(
    clippy::disallowed_methods,
    reason = "scripts are run by the shells that are to run them"
)]

mod action;
mod files;

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use ramlint::source::Sources;
use ramlint::syntax::tree::{Kind, Parsed, Tree, Value as Node};
use ramlint::syntax::yaml;
use serde_json::{Map, Value};

/// The repository.
fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs git in a folder.
pub fn git(folder: &Path, arguments: &[&str]) {
    let ran = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .status();
    assert!(ran.unwrap().success(), "{arguments:?}");
}

/// The text of a file of the repository.
fn text(path: &str) -> String {
    std::fs::read_to_string(top().join(path)).unwrap()
}

/// The documents of a YAML text.
#[track_caller]
fn documents(text: &str) -> Vec<Value> {
    let mut sources = Sources::default();
    let file = sources.add("a.yml", text);
    let parsed = Parsed::file(text, file);
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    yaml::read(parsed, &mut tree, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    let roots: Vec<_> = tree.roots().collect();
    let value = |root| value(&tree.value(root, parsed).unwrap());
    roots.into_iter().map(value).collect()
}

fn value(node: &Node<'_>) -> Value {
    match node.kind() {
        Kind::Null | Kind::Hole | Kind::Invalid => Value::Null,
        Kind::Bool(flag) => Value::Bool(flag),
        Kind::Number | Kind::String => Value::String(node.text().to_owned()),
        Kind::Array => node.items().map(|item| value(&item)).collect(),
        Kind::Object => {
            let members = node.members();
            let members = members.map(|(key, item)| (key.text().to_owned(), value(&item)));
            Value::Object(members.collect::<Map<_, _>>())
        }
    }
}

/// What a linter says of some files; `None` where it cannot be run.
fn linted(program: &str, arguments: &[&OsStr]) -> Option<(bool, String)> {
    let ran = Command::new(program)
        .args(arguments)
        .current_dir(top())
        .stdin(Stdio::null())
        .output();
    match ran {
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said).into_owned();
            Some((output.status.success(), said))
        }
        Err(error) => {
            eprintln!("skipped, because `{program}` cannot be run: {error}");
            None
        }
    }
}
