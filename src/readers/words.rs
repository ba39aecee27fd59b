//! The words without which a text holds nothing of RAM, and the one search for
//! them: here over whole texts, in `cli` over files that are not kept (D46).

/// A text with none of these in it, in any case of its letters, holds no RAM
/// policy and no attachment of one. In lower case.
pub const POLICY_WORDS: &[&str] = &[
    "statement",
    "acs:",
    "alicloud_ram",
    "alicloud_resource_manager",
    "aliyun::ram",
];

/// Whether one of some words, given in lower case, is in the bytes in any ASCII
/// case. One pass: a place is looked at only where a word may begin.
#[must_use]
pub fn holds_any(bytes: &[u8], words: &[&str]) -> bool {
    let mut starts = [false; 256];
    for first in words.iter().filter_map(|word| word.bytes().next()) {
        for byte in [first, first.to_ascii_uppercase()] {
            if let Some(start) = starts.get_mut(usize::from(byte)) {
                *start = true;
            }
        }
    }
    bytes.iter().enumerate().any(|(at, byte)| {
        starts.get(usize::from(*byte)).copied().unwrap_or(false)
            && words.iter().any(|word| {
                let end = at.saturating_add(word.len());
                bytes
                    .get(at..end)
                    .is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
            })
    })
}

#[cfg(test)]
mod tests {
    use super::{POLICY_WORDS, holds_any};

    #[test]
    fn words_are_found_in_any_case_and_at_either_end() {
        for (text, expected) in [
            ("STATEMENT", true),
            ("x Statement", true),
            ("aCS:", true),
            ("acs", false),
            ("", false),
            ("sstatement", true),
            ("ALIYUN::RAM::User", true),
        ] {
            assert_eq!(holds_any(text.as_bytes(), POLICY_WORDS), expected, "{text}");
        }
    }
}
