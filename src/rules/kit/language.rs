//! The language of messages. Ids, keys and enum values are never translated.

/// The language of human-readable text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
}
