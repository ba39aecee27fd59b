//! What a change does to the configuration, for a run that obeys the one before it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::Configuration;
use crate::report::display::to_masked;

/// A key whose value another version of the files gives anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The dotted name; `rules` and `overrides` stand for all that they hold.
    pub key: String,
    /// The value before, null where there was none.
    pub before: Json,
    /// The value after.
    pub after: Json,
}

impl Configuration {
    /// The keys whose values differ from those before, by name. Where they stand in
    /// their files does not matter.
    #[must_use]
    pub fn changed_since(&self, before: &Self) -> Vec<Changed> {
        let mut all = before.values();
        let after = self.values();
        let keys: Vec<String> = after.keys().cloned().collect();
        keys.into_iter()
            .filter_map(|key| {
                let before = all.remove(&key).unwrap_or_default();
                let after = after.get(&key).cloned().unwrap_or_default();
                (before != after).then_some(Changed { key, before, after })
            })
            .collect()
    }

    fn values(&self) -> BTreeMap<String, Json> {
        let keys = self.keys.list().into_iter();
        let mut all: BTreeMap<String, Json> = keys.map(|entry| (entry.key, entry.value)).collect();
        all.insert("rules".to_owned(), self.keys.rules.shown());
        all.insert("overrides".to_owned(), self.keys.overrides.shown());
        all
    }
}

impl std::fmt::Display for Changed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = |value: &Json| to_masked(&value.to_string());
        let (key, before, after) = (&self.key, shown(&self.before), shown(&self.after));
        write!(f, "`{key}` was {before} and becomes {after}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;

    #[test]
    fn only_values_count() {
        let of = |text: &str| read(&[("ramlint.toml", text)]).unwrap();
        let before = of("[check]\nfail-on = \"high\"\n[rules]\nRAM101 = \"high\"\n");
        let moved = of("\n\n[rules]\nRAM101 = \"high\"\n[check]\nfail-on = \"high\"\n");
        assert_eq!(moved.changed_since(&before), []);
        let after = of(
            "[rules]\nRAM101 = \"off\"\n[scope]\nexclude = [\"a\"]\n[[overrides]]\npaths = [\"b\"]\nrules = { RAM1 = { waivable = false } }\n",
        );
        let told: Vec<String> = after
            .changed_since(&before)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            told,
            [
                "`check.fail-on` was \"high\" and becomes \"medium\"",
                "`overrides` was [] and becomes [{\"paths\":[\"b\"],\"rules\":{\"RAM1\":{\"level\":null,\"waivable\":false}}}]",
                "`rules` was [{\"RAM101\":\"high\"}] and becomes [{\"RAM101\":\"off\"}]",
                "`scope.exclude` was [] and becomes [\"a\"]",
            ]
        );
    }
}
