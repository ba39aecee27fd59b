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
    /// What is said of the settings, in a line. The files are among what was not
    /// analysed.
    #[must_use]
    pub fn line(&self, language: Language) -> String {
        let base = self.base.to_display();
        let changes = sentence(&self.changes, ("check", "检查"), language);
        format!("--trust-base {base}: {changes}")
    }

    /// The same of a comparison, if there is anything to say. The base is the earlier
    /// version.
    #[must_use]
    pub fn of_comparison(&self, language: Language) -> Option<String> {
        let base = self.base.to_display();
        let what = ("comparison", "比较");
        (!self.changes.is_empty()).then(|| {
            let changes = sentence(&self.changes, what, language);
            say!(
                language,
                "{changes}, which follows the settings of {base}",
                "{changes}，比较以 {base} 的设置为准"
            )
        })
    }
}

/// What a change does to the settings of a check or a comparison, as one sentence.
fn sentence(changes: &[String], (of, of_chinese): (&str, &str), language: Language) -> String {
    match changes {
        [] => say!(
            language,
            "this change leaves the settings of this {of} as they are",
            "此次变更未改动本次{of_chinese}的设置"
        ),
        [one] => say!(
            language,
            "this change {one}; that is not applied to this {of}",
            "此次变更{one}；该改动未应用于本次{of_chinese}"
        ),
        [first @ .., last] => {
            let first = first.join(language.pick(", ", "，"));
            say!(
                language,
                "this change {first} and {last}; none of it is applied to this {of}",
                "此次变更{first}，{last}；这些改动均未应用于本次{of_chinese}"
            )
        }
    }
}
