//! What API pages say of the operation behind an action, beside its authorization.

use super::table::{Columns, words};
use super::{Catalogue, Confidence, OPERATIONS};

/// One operation. What is `None` is not catalogued, which is not the same as an
/// empty list: that is a page that says *none*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The action that it is authorised by, in catalogue spelling.
    pub action: &'static str,
    /// OpenAPI product, version and name, separated by blanks.
    pub operation: &'static str,
    /// What a call does.
    pub effect: Option<&'static str>,
    /// What has to be so before a call succeeds.
    pub precondition: Option<&'static str>,
    associated: &'static str,
    keys: &'static str,
    /// The day on which its page's change history starts, `2025-10-23`.
    pub since: Option<&'static str>,
    /// Where it was read.
    pub source: &'static str,
    /// How far to believe it.
    pub confidence: Confidence,
}

impl Operation {
    /// Actions that a caller has to have as well.
    pub fn associated(&self) -> Option<impl Iterator<Item = &'static str> + use<>> {
        listed(self.associated)
    }

    /// Condition keys of the service that the page lists.
    pub fn keys(&self) -> Option<impl Iterator<Item = &'static str> + use<>> {
        listed(self.keys)
    }

    pub(super) fn read(row: &'static str) -> Self {
        let mut columns = Columns::of(row);
        Self {
            action: columns.take(),
            operation: columns.take(),
            effect: known(columns.take()),
            precondition: known(columns.take()),
            associated: columns.take(),
            keys: columns.take(),
            since: known(columns.take()),
            source: columns.take(),
            confidence: Confidence::read(columns.take()),
        }
    }
}

fn known(cell: &'static str) -> Option<&'static str> {
    Some(cell).filter(|cell| !matches!(*cell, "-" | ""))
}

/// The words of a cell that may also say `none`.
fn listed(cell: &'static str) -> Option<impl Iterator<Item = &'static str>> {
    known(cell).map(|cell| words(cell).filter(|word| *word != "none"))
}

impl Catalogue {
    /// What is known of the operation behind an action.
    #[must_use]
    pub fn operation(&self, action: &str) -> Option<Operation> {
        OPERATIONS.find(action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_name_actions_and_keys_of_the_catalogue() {
        let catalogue = Catalogue::embedded();
        for operation in OPERATIONS.every() {
            let row = operation.action;
            let action = catalogue.action(operation.action).unwrap();
            assert_eq!(action.name, operation.action);
            let name = operation.operation.rsplit(' ').next();
            assert_eq!(name, action.name.split(':').nth(1), "{row}");
            for beside in operation.associated().into_iter().flatten() {
                assert!(catalogue.action(beside).is_some(), "{row}");
            }
            for key in operation.keys().into_iter().flatten() {
                let fact = catalogue.key(key).unwrap();
                assert!(fact.is_for(action.name), "{key}: {row}");
            }
            let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
            if let Some(since) = operation.since {
                let parts: Vec<&str> = since.split('-').collect();
                assert_eq!(
                    parts.iter().map(|part| part.len()).collect::<Vec<_>>(),
                    [4, 2, 2]
                );
                assert!(parts.into_iter().all(digits), "{row}");
            }
        }
    }

    #[test]
    fn the_default_guarded_action_has_its_facts() {
        let found = Catalogue::embedded()
            .operation("KVSTORE:destroyinstance")
            .unwrap();
        assert_eq!(found.since, Some("2025-10-23"));
        assert_eq!(
            found.precondition,
            Some("the instance is in the recycle bin")
        );
        assert_eq!(found.associated().map(Iterator::count), Some(0));
        assert_eq!(found.keys().map(Iterator::count), Some(0));
        assert!(found.effect.is_some());
        let other = Catalogue::embedded()
            .operation("kvstore:ModifyInstanceConfig")
            .unwrap();
        assert_eq!(
            (other.effect, other.precondition, other.since),
            (None, None, None)
        );
        assert_eq!(other.keys().map(Iterator::count), Some(2));
        assert!(
            Catalogue::embedded()
                .operation("kvstore:ListTagResources")
                .is_none()
        );
    }
}
