//! Counts of inputs, which add up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What was looked at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Inputs {
    #[serde(flatten)]
    counts: BTreeMap<String, u64>,
    formats: Vec<Format>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Format {
    name: String,
    files: u64,
}

impl Inputs {
    /// Takes in what another run looked at.
    pub fn add(&mut self, other: Self) {
        for (name, number) in other.counts {
            let count = self.counts.entry(name).or_default();
            *count = count.saturating_add(number);
        }
        for format in other.formats {
            match self.formats.iter_mut().find(|own| own.name == format.name) {
                Some(own) => own.files = own.files.saturating_add(format.files),
                None => self.formats.push(format),
            }
        }
    }

    /// The same with the formats in an order that does not hang on that of the reports.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        let known: Vec<&str> = crate::readers::FORMATS.iter().map(|one| one.name).collect();
        self.formats.sort_by_cached_key(|format| {
            let number = known.iter().position(|name| *name == format.name);
            (number.unwrap_or(usize::MAX), format.name.clone())
        });
        self
    }
}
