//! From what a person typed to a commit.

use gix_index::hash::ObjectId;
use gix_object::{CommitRefIter, Kind, TagRefIter};

use super::objects::{Named, Trouble};
use super::{Commit, Repository, refs, short};
use crate::cli::load::UsageError;
use crate::model::catalogue::similar_names;

/// Digits of a whole name of an object.
const DIGITS: usize = 40;

/// How many tags may stand on top of each other.
const TAGS: usize = 10;

/// How many similar names an error gives.
const SIMILAR: usize = 2;

/// A way from one commit to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// `~3`: the first parent, so many times.
    First(u64),
    /// `^2`: this parent.
    Parent(usize),
    /// `^0`, `^{}` and `^{commit}`: the commit itself.
    Itself,
}

/// What of a commit matters here.
pub(super) struct Facts {
    pub tree: ObjectId,
    pub parents: Vec<ObjectId>,
    /// Seconds since 1970 at which it was made.
    pub time: i64,
}

impl Repository {
    /// The commit that a branch, a tag, a hash or `HEAD` stands for, with `~N` and
    /// `^N` behind it.
    ///
    /// # Errors
    /// It is none of these, there is no such name, or the commit is not here.
    pub fn resolve(&self, revision: &str) -> Result<Commit, UsageError> {
        let (name, steps) = parse(revision).map_err(|why| refused(revision, why))?;
        let name = if name == "@" { "HEAD" } else { name };
        let wrong = |why: String| UsageError(format!("`{revision}`: {why}"));
        let start = self.start(name)?;
        let mut id = self.peel(start).map_err(|why| wrong(why.to_string()))?;
        for step in steps {
            id = self.step(id, step, revision)?;
        }
        let facts = self
            .facts(&id)
            .map_err(|trouble| wrong(trouble.to_string()))?;
        let digits = short(&id);
        Ok(Commit {
            id,
            tree: facts.tree,
            name: if is_hash(revision) {
                digits
            } else {
                format!("{revision} {digits}")
            },
        })
    }

    /// Whether a word is a revision of this repository, for words that may be either
    /// that or a path.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.resolve(word).is_ok()
    }

    /// The object that a name without steps stands for.
    fn start(&self, name: &str) -> Result<ObjectId, UsageError> {
        let wrong = |why: String| UsageError(format!("`{name}`: {why}"));
        let whole = ObjectId::from_hex(name.as_bytes())
            .ok()
            .filter(|_| name.len() == DIGITS);
        if let Some(id) = whole {
            return Ok(id);
        }
        let found = self.named(name).map_err(wrong)?;
        if let [(first, id), others @ ..] = found.as_slice() {
            // Whoever may push a tag could otherwise put it in the place of a branch.
            if let Some((other, _)) = others.iter().find(|(_, other)| other != id) {
                return Err(UsageError(format!(
                    "`{name}` is both `{first}` and `{other}`, which are different; write the one that is meant"
                )));
            }
            return Ok(*id);
        }
        match self.objects.beginning(name).map_err(wrong)? {
            Named::One(id) => Ok(id),
            Named::Several => Err(UsageError(format!(
                "`{name}` is the start of several objects; write more digits"
            ))),
            Named::Nothing => Err(UsageError(self.unknown(name))),
        }
    }

    fn unknown(&self, name: &str) -> String {
        let mut text = format!(
            "`{name}` is no branch, tag or commit of the repository, and no file or folder"
        );
        let names = self.names();
        let similar = similar_names(name, names.iter().map(String::as_str), SIMILAR);
        if !similar.is_empty() {
            text.push_str("; there is ");
            let quoted: Vec<String> = similar.iter().map(|name| format!("`{name}`")).collect();
            text.push_str(&quoted.join(" and "));
        }
        if let Some((remote, branch)) = name.split_once('/')
            && remote == self.remote()
            && is_plain(branch)
        {
            text.push_str(&format!(
                "; if the clone has only one branch, run `git fetch {remote} {branch}:refs/remotes/{name}`"
            ));
        }
        text
    }

    /// The commit that tags stand for.
    fn peel(&self, start: ObjectId) -> Result<ObjectId, Trouble> {
        let mut id = start;
        for _ in 0..TAGS {
            let (kind, bytes) = self.objects.find(&id)?;
            id = match kind {
                Kind::Commit => return Ok(id),
                Kind::Tag => TagRefIter::from_bytes(&bytes, id.kind())
                    .target_id()
                    .map_err(|error| Trouble::Damaged(error.to_string()))?,
                Kind::Tree | Kind::Blob => {
                    return Err(Trouble::Damaged(format!("it is a {kind} and no commit")));
                }
            };
        }
        Err(Trouble::Damaged("it is a tag of a tag of a tag".to_owned()))
    }

    fn step(&self, from: ObjectId, step: Step, revision: &str) -> Result<ObjectId, UsageError> {
        let (times, which) = match step {
            Step::Itself => return Ok(from),
            Step::First(times) => (times, 0),
            Step::Parent(which) => (1, which.saturating_sub(1)),
        };
        let mut id = from;
        for _ in 0..times {
            let facts = self
                .facts(&id)
                .map_err(|trouble| UsageError(format!("`{revision}`: {trouble}")))?;
            let Some(parent) = facts.parents.get(which) else {
                return Err(UsageError(format!(
                    "`{revision}`: commit {} has {}",
                    short(&id),
                    match facts.parents.len() {
                        0 => "no parent".to_owned(),
                        1 => "one parent".to_owned(),
                        count => format!("{count} parents"),
                    }
                )));
            };
            if self.is_cut(&id)? && self.facts(parent).is_err() {
                return Err(UsageError(format!(
                    "`{revision}`: the clone is shallow and ends at commit {}; run `{}`",
                    short(&id),
                    self.deepen()
                )));
            }
            id = *parent;
        }
        Ok(id)
    }

    pub(super) fn facts(&self, id: &ObjectId) -> Result<Facts, Trouble> {
        let bytes = self.objects.of_kind(id, Kind::Commit)?;
        let read = || -> Option<Facts> {
            let commit = || CommitRefIter::from_bytes(&bytes, id.kind());
            Some(Facts {
                tree: commit().tree_id().ok()?,
                parents: commit().parent_ids().collect(),
                time: commit().committer().ok()?.seconds(),
            })
        };
        read()
            .ok_or_else(|| Trouble::Damaged(format!("commit {} is not written as one", short(id))))
    }
}

fn refused(revision: &str, why: &str) -> UsageError {
    UsageError(format!(
        "`{revision}` is no revision: {why}; write a branch, a tag, a hash or HEAD, with ~N or ^N behind it if need be"
    ))
}

fn is_hash(text: &str) -> bool {
    text.len() > SHORTEST && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Fewer hexadecimal digits than these are rather a word.
const SHORTEST: usize = 5;

/// Whether a name can be part of a command that a person copies.
fn is_plain(name: &str) -> bool {
    refs::is_valid(name)
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
}

fn parse(revision: &str) -> Result<(&str, Vec<Step>), &'static str> {
    let end = revision.find(['~', '^']).unwrap_or(revision.len());
    let (name, mut rest) = revision.split_at_checked(end).unwrap_or((revision, ""));
    if revision.starts_with('-') {
        return Err("it begins with `-`, as no name in git does");
    }
    if revision.chars().any(char::is_control) {
        return Err("it holds a control character");
    }
    if !refs::is_valid(name) {
        return Err("it is not written as a name in git is");
    }
    let mut steps = Vec::new();
    while let Some(sign) = rest.chars().next() {
        let after = rest.get(1..).unwrap_or_default();
        if let Some(kind) = after.strip_prefix('{').filter(|_| sign == '^') {
            let Some((kind, after)) = kind.split_once('}') else {
                return Err("a brace is not closed");
            };
            if !matches!(kind, "" | "commit") {
                return Err("only `^{commit}` may stand in braces");
            }
            steps.push(Step::Itself);
            rest = after;
            continue;
        }
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, after) = after.split_at_checked(digits).unwrap_or((after, ""));
        let number: Option<u64> = match number {
            "" => Some(1),
            digits => digits.parse().ok().filter(|number| *number <= FARTHEST),
        };
        let Some(number) = number else {
            return Err("a number in it is too large");
        };
        steps.push(match (sign, number) {
            (_, 0) => Step::Itself,
            ('~', times) => Step::First(times),
            ('^', which) => Step::Parent(usize::try_from(which).unwrap_or(usize::MAX)),
            _ => return Err("it is not written as a name in git is"),
        });
        rest = after;
    }
    Ok((name, steps))
}

/// Most commits that are gone back.
const FARTHEST: u64 = 1_000_000;

#[cfg(test)]
mod tests {
    use super::{Step, parse};

    #[test]
    fn names_and_steps() {
        for (text, name, steps) in [
            ("HEAD", "HEAD", vec![]),
            ("HEAD~3", "HEAD", vec![Step::First(3)]),
            ("main~", "main", vec![Step::First(1)]),
            ("v1^", "v1", vec![Step::Parent(1)]),
            (
                "v1^^2~4",
                "v1",
                vec![Step::Parent(1), Step::Parent(2), Step::First(4)],
            ),
            ("v1^{}", "v1", vec![Step::Itself]),
            ("v1^{commit}~2", "v1", vec![Step::Itself, Step::First(2)]),
            ("x^0", "x", vec![Step::Itself]),
            ("@~1", "@", vec![Step::First(1)]),
        ] {
            assert_eq!(parse(text), Ok((name, steps)), "{text}");
        }
        for text in [
            "",
            "-x",
            "--upload-pack=touch canary",
            "HEAD@{1}",
            ":/text",
            "HEAD:policies",
            "HEAD^{tree}",
            "HEAD^{commit",
            "~1",
            "HEAD~99999999999999999999999",
            "HEAD~1000001",
            "HEAD~1x",
            "a\nb",
        ] {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }
}
