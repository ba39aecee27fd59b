//! Files that a change takes out of the analysis though their texts are still there:
//! moved to where nothing is read, renamed to another kind of file, ignored. What was
//! checked before would otherwise pass unseen, and the author of the change chose that.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::disk::WhyLeftOut;
use crate::cli::load::{Collected, UsageError};
use crate::cli::renames::renames;
use crate::readers::words::{POLICY_WORDS, holds_any};
use crate::report::display::{Untrusted, to_masked};
use crate::report::human::format_name;
use crate::report::run::NotAnalysed;
use crate::rules::Language;
use crate::rules::kit::say;
use crate::source::{Files, Refusal};

/// Words of files that say who holds what, beside those of policies.
const ACCOUNT_WORDS: &[&str] = &["ram_attachments", "ram_account_snapshot"];

/// Most files that are looked through for what was taken out of the analysis.
const MOST_FILES: usize = 1_000;

/// A file that may hold policies, and that a change takes out of the analysis though
/// its text is still there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dropped {
    /// Its path before.
    pub path: String,
    /// The path at which its text is now; the same where only the rules about what is
    /// read differ.
    pub now: String,
    /// The format that read it, where its text is looked at and is no longer of one
    /// that says as much.
    pub was: Option<&'static str>,
}

impl Dropped {
    /// The file as one that was not analysed. `base` is the commit that read it.
    #[must_use]
    pub fn not_analysed(&self, base: &str, language: Language) -> NotAnalysed {
        let now = to_masked(&self.now);
        let as_what = self.was.map(|format| {
            let format = format_name(format, language);
            say!(language, ", as one of the {format}s", "（{format}）")
        });
        let was = as_what.unwrap_or_default();
        let why = if self.path == self.now && self.was.is_some() {
            say!(
                language,
                "was read in {base}{was}, and is not recognised as that after this change; correct it, or delete it if it is no longer in force",
                "在 {base} 中会被读取{was}，此次变更后无法再识别为该格式；请更正，若已不再使用，请将其删除"
            )
        } else if self.path == self.now {
            say!(
                language,
                "was read in {base}, and this change has it left out; delete it if it is no longer in force",
                "在 {base} 中会被读取，此次变更使其不再被读取；若已不再使用，请将其删除"
            )
        } else {
            say!(
                language,
                "was read in {base}{was}; this change moves it to `{now}`, which is not read; delete it if it is no longer in force",
                "在 {base} 中会被读取{was}；此次变更将其移至不会被读取的 `{now}`；若已不再使用，请将其删除"
            )
        };
        NotAnalysed {
            path: Untrusted::new(self.path.clone()),
            at: None,
            why: Untrusted::new(why),
        }
    }
}

/// What became of files that the earlier version reads and the later one does not.
#[derive(Default)]
pub struct Missed {
    /// Those whose texts are elsewhere.
    pub(super) dropped: BTreeSet<Dropped>,
    /// Those that are gone, where more files than the limit came instead, so that the
    /// texts of not all were compared.
    unsure: BTreeSet<String>,
}

impl Missed {
    /// Of two versions, of which the later one was collected with the names of what is
    /// left out. `whole` collects all that lies below its root, where its operands are
    /// a part of that.
    ///
    /// # Errors
    /// Those of `whole`.
    pub fn between(
        before: &Collected,
        after: &Collected,
        whole: impl FnOnce() -> Result<Option<Collected>, UsageError>,
    ) -> Result<Self, UsageError> {
        let gone = gone(before, after);
        if gone.is_empty() {
            return Ok(Self::default());
        }
        let whole = whole()?;
        Ok(missed(gone, before, after, whole.as_ref().unwrap_or(after)))
    }

    /// All of them, as what was not analysed.
    pub fn not_analysed(&self, base: &str, language: Language) -> Vec<NotAnalysed> {
        let dropped = self.dropped.iter();
        let dropped = dropped.map(|one| one.not_analysed(base, language));
        dropped.chain(self.unsure(base, language)).collect()
    }

    /// Those that are gone while too much came instead, as what was not analysed.
    pub(super) fn unsure(
        &self,
        base: &str,
        language: Language,
    ) -> impl Iterator<Item = NotAnalysed> {
        let why = say!(
            language,
            "was read in {base} and is gone, and more than {MOST_FILES} files that are not read came with this change, so that its text may be in one that was not looked through",
            "在 {base} 中会被读取，现已不存在；此次变更新增了超过 {MOST_FILES} 个不会被读取的文件，其内容可能在未查看的文件中"
        );
        self.unsure.iter().map(move |path| NotAnalysed {
            path: Untrusted::new(path.clone()),
            at: None,
            why: Untrusted::new(why.clone()),
        })
    }
}

/// Whether a text may say something about policies or who holds them.
pub(super) fn may_matter(text: &str) -> bool {
    let bytes = text.as_bytes();
    holds_any(bytes, POLICY_WORDS) || holds_any(bytes, ACCOUNT_WORDS)
}

/// The files that only the earlier version reads, though they may hold something.
fn gone<'a>(before: &'a Collected, after: &Collected) -> Vec<(&'a str, &'a str)> {
    let read: BTreeSet<&str> = after.texts().map(|(path, _)| path).collect();
    let told: BTreeSet<&str> = after.not_analysed().collect();
    before
        .texts()
        .filter(|(path, _)| !read.contains(path) && !told.contains(path))
        .filter(|(_, text)| may_matter(text))
        .collect()
}

/// What became of those that are gone. `whole` is all that lies below the root of the
/// later version, of which the operands may be a part, with the names of what is left
/// out.
fn missed(
    gone: Vec<(&str, &str)>,
    before: &Collected,
    after: &Collected,
    whole: &Collected,
) -> Missed {
    let mut missed = Missed::default();
    let mut moved: Vec<(&str, &str)> = Vec::new();
    for (path, text) in gone {
        // It may lie in a folder that is left out as one.
        if matches!(whole.origin().read(path), Err(Refusal::Missing)) {
            moved.push((path, text));
        } else {
            missed.dropped.insert(Dropped {
                path: path.to_owned(),
                now: path.to_owned(),
                was: None,
            });
        }
    }
    if moved.is_empty() {
        return missed;
    }
    let read: BTreeSet<&str> = after.texts().map(|(path, _)| path).collect();
    let is_new = |path: &str| !read.contains(path) && !before.origin().has(path);
    let mut texts: BTreeMap<&str, String> = whole
        .texts()
        .filter(|(path, _)| is_new(path))
        .map(|(path, text)| (path, text.to_owned()))
        .collect();
    let new = whole.left_out().filter(|(path, _)| is_new(path));
    let mut looked_through = 0_usize;
    let mut is_cut = false;
    for (path, why) in new {
        if why == WhyLeftOut::TerraformCache {
            // What git tracks there is handed to nobody, so that the name has to do.
            let same = moved.iter().filter(|(old, _)| name(old) == name(path));
            let known = |old: &str| missed.dropped.iter().any(|one| one.path == old);
            let likeliest = same.max_by_key(|(old, _)| (!known(old), common_end(old, path)));
            let found = likeliest.map(|(old, _)| Dropped {
                path: (*old).to_owned(),
                now: path.to_owned(),
                was: None,
            });
            missed.dropped.extend(found);
        } else if looked_through < MOST_FILES {
            looked_through = looked_through.saturating_add(1);
            texts.extend(whole.origin().read(path).ok().map(|text| (path, text)));
        } else {
            is_cut = true;
        }
    }
    let texts = texts.iter().map(|(path, text)| (*path, text.as_str()));
    let renamed = renames(moved.iter().copied(), texts);
    let found = renamed.into_iter();
    missed.dropped.extend(found.map(|(path, now)| Dropped {
        path,
        now,
        was: None,
    }));
    if is_cut {
        let known = |path: &str| missed.dropped.iter().any(|one| one.path == path);
        let rest = moved.iter().filter(|(path, _)| !known(path));
        missed.unsure = rest.map(|(path, _)| (*path).to_owned()).collect();
    }
    missed
}

/// How many folders and names the ends of two paths share.
fn common_end(one: &str, other: &str) -> usize {
    let pairs = one.rsplit('/').zip(other.rsplit('/'));
    pairs.take_while(|(one, other)| one == other).count()
}

fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}
