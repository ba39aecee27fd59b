//! The keys of `ramlint.toml`. One list says their names, what they hold and what
//! they hold unless told; it reads them, lists them and makes the schema.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeString, DeTable};

use super::globs::PathGlob;
use super::levels::{Overrides, Rules};
use super::text::{Reader, similar};
use super::values::{
    AccountId, Action, CatalogueVersion, FilePath, Given, Origin, Requirement, RuleWord, Unlisted,
    Value, Written,
};
use crate::cli::args::{AtMost, ConfidenceArg, FailOn, GUARDED, LevelArg, ReadingsArg};
use crate::cli::limits::{self, Size};
use crate::rules::{Finding, Level};

/// One key with its value, for people.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The dotted name.
    pub key: String,
    /// The value; null where there is none.
    pub value: Json,
    /// Where it was given.
    pub from: Origin,
}

/// Reads a value and says where it stands.
pub(super) fn given<T: Value>(
    key: &str,
    value: &Written<'_>,
    reader: &mut Reader<'_>,
) -> Option<Given<T>> {
    key.clone_into(&mut reader.key);
    let read = T::read(value, reader)?;
    let from = Origin::File(reader.place(&value.span()));
    Some(Given { value: read, from })
}

/// The table of a section.
fn table<'v, 'i>(
    name: &str,
    value: &'v Written<'i>,
    reader: &mut Reader<'_>,
) -> Option<&'v DeTable<'i>> {
    let found = value.get_ref().as_table();
    if found.is_none() {
        let got = reader.quoted(&value.span());
        reader.wrong(
            &value.span(),
            format!("`{name}` is a section, written `[{name}]`, and got {got}"),
        );
    }
    found
}

/// Notes a key that does not exist.
pub(super) fn unknown(
    name: &Spanned<DeString<'_>>,
    whose: &str,
    known: &[&str],
    reader: &mut Reader<'_>,
) {
    let quoted = reader.quoted(&name.span());
    let near = similar(name.get_ref(), known);
    reader.wrong(&name.span(), format!("{quoted} is no key of {whose}{near}"));
}

/// Notes a list of guarded actions with nothing in it: every check would pass.
fn nothing_guarded(guard: &Written<'_>, reader: &mut Reader<'_>) {
    let actions = guard.get_ref().as_table();
    let actions = actions.and_then(|guard| guard.get("actions"));
    if let Some(actions) = actions
        && actions
            .get_ref()
            .as_array()
            .is_some_and(|all| all.is_empty())
    {
        reader.wrong(
            &actions.span(),
            format!("`guard.actions` is empty, so that nothing is guarded and every check passes; name an action, or take the key out to guard `{GUARDED}`"),
        );
    }
}

/// A section: each key with its field, what it holds and, if it has one, the value
/// that it has unless told.
macro_rules! section {
    (
        $(#[$about:meta])*
        $name:ident $title:literal {
            $( $(#[$doc:meta])* $key:literal $field:ident: $type:ty $(= $default:expr)?; )*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[cfg_attr(test, schemars(deny_unknown_fields))]
        pub struct $name {
            $(
                $(#[$doc])*
                #[cfg_attr(test, schemars(rename = $key))]
                pub $field: Option<Given<$type>>,
            )*
        }

        impl $name {
            /// Reads the section.
            fn read(value: &Written<'_>, reader: &mut Reader<'_>) -> Self {
                let mut read = Self::default();
                let Some(table) = table($title, value, reader) else {
                    return read;
                };
                for (name, value) in table {
                    match name.get_ref().as_ref() {
                        $( $key => {
                            read.$field = given(concat!($title, ".", $key), value, reader);
                        } )*
                        _ => unknown(name, concat!("`[", $title, "]`"), &[$($key),*], reader),
                    }
                }
                read
            }

            /// Takes from another whatever this does not give.
            fn fill_from(&mut self, other: Self) {
                $( self.$field = self.$field.take().or(other.$field); )*
            }

            /// Adds every key with its value.
            fn list(&self, into: &mut Vec<Entry>) {
                $(
                    let value: Option<Json> = None;
                    $( let value = value.or_else(|| {
                        let default: $type = $default;
                        Some(default.shown())
                    }); )?
                    into.push(match &self.$field {
                        Some(given) => Entry {
                            key: concat!($title, ".", $key).to_owned(),
                            value: given.value.shown(),
                            from: given.from.clone(),
                        },
                        None => Entry {
                            key: concat!($title, ".", $key).to_owned(),
                            value: value.unwrap_or(Json::Null),
                            from: Origin::Default,
                        },
                    });
                )*
            }

            $( $(
                #[doc = concat!("The value of `", $title, ".", $key, "`.")]
                #[must_use]
                pub fn $field(&self) -> $type {
                    match &self.$field {
                        Some(given) => given.value.clone(),
                        None => $default,
                    }
                }
            )? )*
        }
    };
}

section! {
    /// What is guarded.
    Guard "guard" {
        /// The actions that `check` guards; `who-can` and `can` ask about the first where it is the only one.
        "actions" actions: Vec<Action> = vec![Action(GUARDED.to_owned())];
        /// Actions that are meant as they are written, here, in waivers and in tests, although the catalogue lacks them and has one with a similar name.
        "unlisted" unlisted: Vec<Unlisted> = Vec::new();
    }
}

section! {
    /// What counts as a finding, and which of them fail a run.
    Check "check" {
        /// Exit 1 from this level on.
        "fail-on" fail_on: FailOn = FailOn::Medium;
        /// Show findings from this level on.
        "min-level" min_level: LevelArg = LevelArg::Low;
        /// Show findings from this confidence on.
        "min-confidence" min_confidence: ConfidenceArg = ConfidenceArg::Low;
        /// Draw at most so many findings for people.
        "max-findings" max_findings: AtMost = AtMost::Only(100);
        /// Only these rules: ids, names or prefixes; empty for all.
        "select" select: Vec<RuleWord> = Vec::new();
        /// Without these rules.
        "ignore" ignore: Vec<RuleWord> = Vec::new();
        /// With these rules as well.
        "extend-select" extend_select: Vec<RuleWord> = Vec::new();
    }
}

impl Check {
    /// Whether a finding is severe and sure enough to be shown.
    #[must_use]
    pub fn shows(&self, finding: &Finding) -> bool {
        finding.level >= self.min_level().level()
            && finding.confidence >= self.min_confidence().confidence()
    }

    /// Whether a finding fails a run.
    #[must_use]
    pub fn fails(&self, finding: &Finding) -> bool {
        self.fails_by(finding.level)
    }

    /// Whether what is as grave as this fails a run.
    #[must_use]
    pub fn fails_by(&self, level: Level) -> bool {
        let threshold = self.fail_on().level();
        threshold.is_some_and(|least| level >= least)
    }
}

section! {
    /// How answers are worked out.
    AnswersSection "answers" {
        /// Whether undocumented corners of RAM take their usual reading or stay open.
        "readings" readings: ReadingsArg = ReadingsArg::Default;
    }
}

section! {
    /// Inputs that the files themselves do not name.
    Input "input" {
        /// The attachments manifest.
        "attachments" attachments: FilePath;
        /// Values of Terraform variables; later files win over earlier ones.
        "var-files" var_files: Vec<FilePath>;
        /// Values of parameters of ROS templates.
        "parameters" parameters: BTreeMap<String, String>;
        /// Documents of policies that the input lacks, by the name of the policy.
        "policies" policies: BTreeMap<String, FilePath>;
    }
}

section! {
    /// Which files are looked at.
    Scope "scope" {
        /// Files that are not read unless they are named or another file refers to them.
        "exclude" exclude: Vec<PathGlob> = Vec::new();
        /// Files that make the run incomplete unless something of RAM is recognised in each.
        "require" require: Vec<PathGlob> = Vec::new();
    }
}

section! {
    /// Numbers from which on rules report.
    Thresholds "thresholds" {
        /// System policies that the account takes on a user, a group or a role, where its quota was raised.
        "system-policies" system_policies: u32;
        /// Custom policies that the account takes on a user, where its quota was raised.
        "user-custom-policies" user_custom_policies: u32;
        /// Custom policies that the account takes on a group, where its quota was raised.
        "group-custom-policies" group_custom_policies: u32;
        /// Custom policies that the account takes on a role, where its quota was raised.
        "role-custom-policies" role_custom_policies: u32;
        /// Members that a group with a guarded action may have without a finding.
        "group-members" group_members: u32 = 10;
        /// Principals of an account from which on exempting all of them from a Deny is reported.
        "exempt-principals" exempt_principals: u32 = 2;
    }
}

section! {
    /// Whom trust documents may admit.
    Trust "trust" {
        /// Accounts of one's own or of partners, which may be trusted without a finding.
        "accounts" accounts: Vec<AccountId> = Vec::new();
    }
}

section! {
    /// What a waiver may ask for.
    Waivers "waivers" {
        /// Days that a waiver may last at most.
        "max-days" max_days: u32 = 365;
        /// Days that a waiver of a critical finding may last at most.
        "max-days-critical" max_days_critical: u32 = 90;
    }
}

section! {
    /// How much is read and worked out. Each limit can be raised, and none lowered.
    LimitsSection "limits" {
        /// Bytes of a file that is found in a folder.
        "file-size" file_size: Size = Size(limits::FILE_SIZE.least);
        /// Files that are found in folders.
        "files" files: u32 = limits::counted(&limits::FILES);
        /// Bytes of all files that are found in folders.
        "total-size" total_size: Size = Size(limits::TOTAL_SIZE.least);
        /// Bytes of a line of a stream of records.
        "line-size" line_size: Size = Size(limits::LINE_SIZE.least);
        /// Steps that are spent on one question.
        "steps" steps: u32 = limits::counted(&limits::STEPS);
        /// Findings of one rule in one file that a report holds.
        "findings-per-rule" findings_per_rule: u32 = limits::counted(&limits::FINDINGS_PER_RULE);
    }
}

impl LimitsSection {
    /// Findings of one rule in one file that a report holds.
    #[must_use]
    pub fn most_findings(&self) -> usize {
        usize::try_from(self.findings_per_rule()).unwrap_or(usize::MAX)
    }

    /// Notes whatever would lower a limit.
    fn refuse_less(&self, section: &Written<'_>, reader: &mut Reader<'_>) {
        let size = |given: &Option<Given<Size>>| given.as_ref().map(|given| given.value.0);
        let number = |given: &Option<Given<u32>>| given.as_ref().map(|one| u64::from(one.value));
        let table = section.get_ref().as_table();
        for (setting, given) in [
            (limits::FILE_SIZE, size(&self.file_size)),
            (limits::FILES, number(&self.files)),
            (limits::TOTAL_SIZE, size(&self.total_size)),
            (limits::LINE_SIZE, size(&self.line_size)),
            (limits::STEPS, number(&self.steps)),
            (limits::FINDINGS_PER_RULE, number(&self.findings_per_rule)),
        ] {
            let Some(value) = table.and_then(|table| table.get(setting.key)) else {
                continue;
            };
            if let Some(Err(why)) = given.map(|given| setting.check(given)) {
                reader.wrong(&value.span(), format!("`limits.{}` {why}", setting.key));
            }
        }
    }
}

/// The names of what stands in a file outside of sections, sections included.
const TOP: &[&str] = &[
    "required-version",
    "catalogue",
    "extends",
    "guard",
    "check",
    "answers",
    "input",
    "scope",
    "thresholds",
    "trust",
    "waivers",
    "limits",
    "rules",
    "overrides",
];

/// All keys of a file, or of several that were put together.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename_all = "kebab-case", deny_unknown_fields))]
pub struct Keys {
    /// The versions of ramlint that may be used, such as `>=0.4`.
    pub required_version: Option<Given<Requirement>>,
    /// The version of the catalogue of actions that has to be used.
    pub catalogue: Option<Given<CatalogueVersion>>,
    /// Another file inside of the root whose keys hold where this one gives none.
    pub extends: Option<Given<FilePath>>,
    /// What is guarded.
    pub guard: Guard,
    /// What counts as a finding, and which of them fail a run.
    pub check: Check,
    /// How answers are worked out.
    pub answers: AnswersSection,
    /// Inputs that the files themselves do not name.
    pub input: Input,
    /// Which files are looked at.
    pub scope: Scope,
    /// Numbers from which on rules report.
    pub thresholds: Thresholds,
    /// Whom trust documents may admit.
    pub trust: Trust,
    /// What a waiver may ask for.
    pub waivers: Waivers,
    /// How much is read and worked out.
    pub limits: LimitsSection,
    /// Levels of rules, by id, name or prefix.
    pub rules: Rules,
    /// Levels of rules in some files; the last one that matches wins.
    pub overrides: Overrides,
}

impl Keys {
    /// Reads a file.
    #[must_use]
    pub fn read(whole: &DeTable<'_>, reader: &mut Reader<'_>) -> Self {
        let mut keys = Self::default();
        let guard = whole
            .get("guard")
            .and_then(|guard| guard.get_ref().as_table());
        let unlisted = guard.and_then(|guard| guard.get("unlisted")?.get_ref().as_array());
        let unlisted = unlisted.into_iter().flatten();
        reader.unlisted = unlisted
            .filter_map(|one| one.get_ref().as_str())
            .map(str::to_ascii_lowercase)
            .collect();
        for (name, value) in whole {
            let word = name.get_ref().as_ref();
            match word {
                "required-version" => keys.required_version = given(word, value, reader),
                "catalogue" => keys.catalogue = given(word, value, reader),
                "extends" => keys.extends = given(word, value, reader),
                "guard" => {
                    keys.guard = Guard::read(value, reader);
                    nothing_guarded(value, reader);
                }
                "check" => keys.check = Check::read(value, reader),
                "answers" => keys.answers = AnswersSection::read(value, reader),
                "input" => keys.input = Input::read(value, reader),
                "scope" => keys.scope = Scope::read(value, reader),
                "thresholds" => keys.thresholds = Thresholds::read(value, reader),
                "trust" => keys.trust = Trust::read(value, reader),
                "waivers" => keys.waivers = Waivers::read(value, reader),
                "limits" => {
                    keys.limits = LimitsSection::read(value, reader);
                    keys.limits.refuse_less(value, reader);
                }
                "rules" => keys.rules = Rules::read(value, reader),
                "overrides" => keys.overrides = Overrides::read(value, reader),
                _ => unknown(name, "ramlint.toml", TOP, reader),
            }
        }
        keys
    }

    /// Takes from another whatever this does not give. Levels of rules of the other
    /// come first, so that those of this one win.
    pub fn fill_from(&mut self, other: Self) {
        self.required_version = self.required_version.take().or(other.required_version);
        self.catalogue = self.catalogue.take().or(other.catalogue);
        self.extends = self.extends.take().or(other.extends);
        self.guard.fill_from(other.guard);
        self.check.fill_from(other.check);
        self.answers.fill_from(other.answers);
        self.input.fill_from(other.input);
        self.scope.fill_from(other.scope);
        self.thresholds.fill_from(other.thresholds);
        self.trust.fill_from(other.trust);
        self.waivers.fill_from(other.waivers);
        self.limits.fill_from(other.limits);
        self.rules.fill_from(other.rules);
        self.overrides.fill_from(other.overrides);
    }

    /// Every key with its value, those of rules apart.
    #[must_use]
    pub fn list(&self) -> Vec<Entry> {
        let mut all = Vec::new();
        top("required-version", self.required_version.as_ref(), &mut all);
        top("catalogue", self.catalogue.as_ref(), &mut all);
        top("extends", self.extends.as_ref(), &mut all);
        self.guard.list(&mut all);
        self.check.list(&mut all);
        self.answers.list(&mut all);
        self.input.list(&mut all);
        self.scope.list(&mut all);
        self.thresholds.list(&mut all);
        self.trust.list(&mut all);
        self.waivers.list(&mut all);
        self.limits.list(&mut all);
        all
    }
}

fn top<T: Value>(key: &str, given: Option<&Given<T>>, into: &mut Vec<Entry>) {
    into.push(Entry {
        key: key.to_owned(),
        value: given.map_or(Json::Null, |given| given.value.shown()),
        from: given.map_or(Origin::Default, |given| given.from.clone()),
    });
}

#[cfg(test)]
mod tests {
    use super::TOP;

    /// What messages offer is what the schema knows, and so what the types hold.
    #[test]
    fn the_names_are_those_of_the_fields() {
        let schema = super::super::schema::derived();
        let fields = schema["properties"].as_object().unwrap();
        let mut names: Vec<&str> = TOP.to_vec();
        names.sort_unstable();
        let fields: Vec<&str> = fields.keys().map(String::as_str).collect();
        assert_eq!(fields, names);
    }
}
