//! What is said of a change that would set how it is checked.

use crate::report::display::Untrusted;
use crate::rules::Language;
use crate::rules::kit::say;

/// What a change does to how it is checked. None of that was obeyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trusted {
    /// The commit whose settings were obeyed instead: `origin/main 3f2a91c`.
    pub base: Untrusted<'static>,
    /// What the change does to the settings, in words that follow on "this change".
    pub changes: Vec<String>,
    /// Files that it takes out of the analysis: where they were, and where their texts
    /// are now.
    pub dropped: Vec<(Untrusted<'static>, Untrusted<'static>)>,
}

impl Trusted {
    /// What is said of it, in lines.
    #[must_use]
    pub fn lines(&self, language: Language) -> Vec<String> {
        let base = self.base.to_display();
        let changes = sentence(&self.changes, language);
        let mut lines = vec![format!("--trust-base {base}: {changes}")];
        for (path, now) in &self.dropped {
            let (before, after) = (path.to_display(), now.to_display());
            lines.push(if path == now {
                say!(
                    language,
                    "`{before}` was read in {base}, and this change has it left out",
                    "`{before}` 在 {base} 中会被读取，此次变更使其不再被读取"
                )
            } else {
                say!(
                    language,
                    "`{before}` was read in {base}; this change moves it to `{after}`, which is not read",
                    "`{before}` 在 {base} 中会被读取；此次变更将其移至不会被读取的 `{after}`"
                )
            });
        }
        lines
    }
}

/// What a change does to the settings, as one sentence.
fn sentence(changes: &[String], language: Language) -> String {
    match changes {
        [] => language
            .pick(
                "this change leaves the settings of this check as they are",
                "此次变更未改动本次检查的设置",
            )
            .to_owned(),
        [one] => say!(
            language,
            "this change {one}; that is not applied to this check",
            "此次变更{one}；该改动未应用于本次检查"
        ),
        [first @ .., last] => {
            let first = first.join(language.pick(", ", "，"));
            say!(
                language,
                "this change {first} and {last}; none of it is applied to this check",
                "此次变更{first}，{last}；这些改动均未应用于本次检查"
            )
        }
    }
}
