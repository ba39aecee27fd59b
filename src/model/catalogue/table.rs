//! Sorted tables of tab-separated text, compiled into the program. Nothing is read
//! before the first question; then the lines are indexed once, and every lookup is
//! a binary search by the first column, ignoring ASCII case.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::OnceLock;

/// One table: its text, and its lines once somebody has asked.
pub(super) struct Table {
    text: &'static str,
    lines: OnceLock<Lines>,
}

struct Lines {
    rows: Vec<&'static str>,
    /// The first column of each row, which is what lookups compare.
    keys: Vec<&'static str>,
}

impl Table {
    pub(super) const fn new(text: &'static str) -> Self {
        Self {
            text,
            lines: OnceLock::new(),
        }
    }

    /// The text as embedded, comments included.
    #[cfg(test)]
    pub(super) fn text(&self) -> &'static str {
        self.text
    }

    /// Every row, in order.
    pub(super) fn rows(&'static self) -> &'static [&'static str] {
        &self.lines().rows
    }

    fn lines(&'static self) -> &'static Lines {
        self.lines.get_or_init(|| {
            let lines = self.text.lines();
            let rows = lines.filter(|line| !line.starts_with('#') && !line.is_empty());
            let rows: Vec<&'static str> = rows.collect();
            let keys = rows.iter().map(|row| first(row)).collect();
            Lines { rows, keys }
        })
    }

    /// The row whose first column is `key`.
    pub(super) fn find(&'static self, key: &str) -> Option<&'static str> {
        self.rows().get(self.position(key)?).copied()
    }

    fn position(&'static self, key: &str) -> Option<usize> {
        let keys = &self.lines().keys;
        keys.binary_search_by(|other| fold_cmp(other, key)).ok()
    }

    /// The numbers of the rows whose first column is `key`, for tables that repeat it.
    pub(super) fn all(&'static self, key: &str) -> Range<usize> {
        self.run(
            |other| fold_cmp(other, key) == Ordering::Less,
            |other| fold_cmp(other, key) == Ordering::Equal,
        )
    }

    /// The numbers of the rows whose first column starts with `prefix`.
    fn starting(&'static self, prefix: &str) -> Range<usize> {
        self.run(
            |key| fold_cmp(key, prefix) == Ordering::Less,
            |key| starts_with_fold(key, prefix),
        )
    }

    fn run(
        &'static self,
        before: impl Fn(&str) -> bool,
        within: impl Fn(&str) -> bool,
    ) -> Range<usize> {
        let keys = &self.lines().keys;
        let start = keys.partition_point(|key| before(key));
        let rest = keys.get(start..).unwrap_or_default();
        let count = rest.partition_point(|key| within(key));
        start..start.saturating_add(count)
    }
}

/// A table of which every row is made a value of once, for those that are asked
/// over and over.
pub(super) struct Values<T: 'static> {
    pub(super) table: Table,
    read: fn(&'static str) -> T,
    values: OnceLock<Vec<T>>,
}

impl<T: Copy> Values<T> {
    pub(super) const fn new(text: &'static str, read: fn(&'static str) -> T) -> Self {
        Self {
            table: Table::new(text),
            read,
            values: OnceLock::new(),
        }
    }

    /// Every value, in the order of the rows.
    pub(super) fn every(&'static self) -> &'static [T] {
        self.values.get_or_init(|| {
            let rows = self.table.rows().iter();
            rows.map(|row| (self.read)(row)).collect()
        })
    }

    /// The value of the row whose first column is `key`.
    pub(super) fn find(&'static self, key: &str) -> Option<T> {
        self.every().get(self.table.position(key)?).copied()
    }

    /// The values of the rows whose first column is `key`.
    pub(super) fn all(&'static self, key: &str) -> &'static [T] {
        self.every().get(self.table.all(key)).unwrap_or_default()
    }

    /// The values of the rows whose first column starts with `prefix`.
    pub(super) fn starting(&'static self, prefix: &str) -> &'static [T] {
        let rows = self.table.starting(prefix);
        self.every().get(rows).unwrap_or_default()
    }
}

/// The columns of a row, one call to `next` each; an absent one reads as empty.
pub(super) struct Columns(std::str::Split<'static, char>);

impl Columns {
    pub(super) fn of(row: &'static str) -> Self {
        Self(row.split('\t'))
    }

    pub(super) fn take(&mut self) -> &'static str {
        self.0.next().unwrap_or_default()
    }
}

/// Words of a column that holds a list: separated by blanks, `-` for none.
pub(super) fn words(list: &'static str) -> impl Iterator<Item = &'static str> + Clone {
    list.split(' ')
        .filter(|word| !word.is_empty() && *word != "-")
}

/// Compares by ASCII-lowercase bytes, the order that the tables are sorted in.
pub(super) fn fold_cmp(left: &str, right: &str) -> Ordering {
    let bytes = left.bytes().zip(right.bytes());
    let folded = bytes.map(|(left, right)| (left.to_ascii_lowercase(), right.to_ascii_lowercase()));
    for (left, right) in folded {
        if left != right {
            return left.cmp(&right);
        }
    }
    left.len().cmp(&right.len())
}

/// Whether `text` starts with `prefix`, ignoring ASCII case.
pub(super) fn starts_with_fold(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

/// The service code of an action or key: what stands before the first colon.
pub(super) fn service_of(name: &str) -> Option<&str> {
    name.split_once(':').map(|(service, _)| service)
}

/// The first column of a row.
pub(super) fn first(row: &str) -> &str {
    row.split('\t').next().unwrap_or_default()
}
