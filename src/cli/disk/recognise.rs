//! What a file may hold, told from its name or from words in its bytes.

use std::io::Read;
use std::path::Path;

use crate::readers::words::{POLICY_WORDS, holds_any};

/// Endings of files that are read when found by walking.
const READ_ENDINGS: &[&str] = &[
    ".json", ".jsonc", ".yaml", ".yml", ".policy", ".tf", ".tofu", ".tfvars", ".tfstate",
];

/// Whole names that are read when found by walking: lists in the folders of
/// groups, users and roles.
const READ_NAMES: &[&str] = &["members.txt", "system-policies.txt"];

const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

/// What a file's name promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Kind {
    /// Read.
    Read,
    /// Left out when found by walking.
    Other,
}

pub(in crate::cli) fn kind(path: &Path) -> Kind {
    let Some(name) = path.file_name() else {
        return Kind::Other;
    };
    let name = name.to_string_lossy().to_ascii_lowercase();
    if READ_ENDINGS.iter().any(|end| name.ends_with(end)) || READ_NAMES.contains(&name.as_str()) {
        return Kind::Read;
    }
    Kind::Other
}

/// Whether the bytes are a Git LFS pointer.
pub(super) fn is_lfs_pointer(bytes: &[u8]) -> bool {
    bytes.starts_with(LFS_POINTER)
}

/// Whether a policy word is in the bytes, as UTF-8, UTF-16 or UTF-32.
pub(super) fn has_policy_words(bytes: &[u8]) -> bool {
    let mut search = Search::default();
    search.push(bytes)
}

/// What a look through a file of any size, never whole in memory, has found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Glance {
    pub policy_words: bool,
    pub lfs_pointer: bool,
}

pub(super) fn glance(mut from: impl Read) -> std::io::Result<Glance> {
    let mut chunk = vec![0; 64 * 1024];
    let mut search = Search::default();
    let mut glance = Glance::default();
    let mut first = true;
    loop {
        let count = match from.read(&mut chunk) {
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let bytes = chunk.get(..count).unwrap_or_default();
        if first {
            glance.lfs_pointer = is_lfs_pointer(bytes);
            first = false;
        }
        glance.policy_words = search.push(bytes);
        if count == 0 || glance.policy_words || glance.lfs_pointer {
            return Ok(glance);
        }
    }
}

/// Bytes of the longest escape of a character, `\U00000041`.
const LONGEST_ESCAPE: usize = 10;

/// Whether a sign of a policy word is written as an escape, as JSON and YAML have
/// them, so that a search for words may pass over one: `\u0053tatement`. Programs
/// escape other signs for safety, such as `<` and `&`, and those of other scripts.
fn hides_words(bytes: &[u8]) -> bool {
    let escapes = bytes.windows(2).enumerate().filter_map(|(at, pair)| {
        let digits = match pair {
            b"\\x" => 2,
            b"\\u" => 4,
            b"\\U" => 8,
            _ => return None,
        };
        let before = bytes.get(..at).unwrap_or_default().iter().rev();
        let escaped = before.take_while(|byte| **byte == b'\\').count();
        if !escaped.is_multiple_of(2) {
            return None;
        }
        let from = at.saturating_add(2);
        let text = bytes.get(from..from.saturating_add(digits))?;
        u32::from_str_radix(std::str::from_utf8(text).ok()?, 16).ok()
    });
    let mut signs = escapes.filter_map(char::from_u32);
    signs.any(|sign| {
        let sign = sign.to_ascii_lowercase();
        POLICY_WORDS.iter().any(|word| word.contains(sign))
    })
}

/// A search that goes on from one chunk to the next.
///
/// Bytes of value 0 are dropped, which turns the ASCII part of UTF-16 and
/// UTF-32 of either byte order into ASCII.
#[derive(Default)]
struct Search {
    window: Vec<u8>,
    found: bool,
}

impl Search {
    fn push(&mut self, bytes: &[u8]) -> bool {
        if self.found {
            return true;
        }
        self.window.extend(bytes.iter().filter(|byte| **byte != 0));
        self.found = holds_any(&self.window, POLICY_WORDS) || hides_words(&self.window);
        let longest = POLICY_WORDS
            .iter()
            .map(|word| word.len())
            .max()
            .unwrap_or(0)
            .max(LONGEST_ESCAPE);
        let keep_from = self.window.len().saturating_sub(longest);
        self.window.drain(..keep_from);
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_the_kind() {
        assert_eq!(kind(Path::new("a/B.JSON")), Kind::Read);
        assert_eq!(kind(Path::new("members.txt")), Kind::Read);
        assert_eq!(kind(Path::new("notes.txt")), Kind::Other);
        assert_eq!(kind(Path::new("main.tf.json")), Kind::Read);
        assert_eq!(kind(Path::new("prod.TFVARS")), Kind::Read);
        assert_eq!(kind(Path::new("Makefile")), Kind::Other);
        assert_eq!(kind(Path::new("terraform.tfstate")), Kind::Read);
        // What was true before the last apply is no longer.
        assert_eq!(kind(Path::new("terraform.tfstate.backup")), Kind::Other);
    }

    #[test]
    fn words_are_found_in_any_case_and_wide_encoding() {
        assert!(has_policy_words(b"{\"STATEMENT\": []}"));
        assert!(has_policy_words(b"\xff\xfea\0c\0s\0:\0"));
        assert!(!has_policy_words(b"{\"a\": 1}"));
    }

    #[test]
    fn a_word_written_by_escapes_is_not_passed_over() {
        for (text, expected) in [
            (r#"{"\u0053tatement": []}"#, true),
            (r#"{"S\u0074atement": []}"#, true),
            (r#""a\x63s:kvstore""#, true),
            (r#""acs\U0000003akvstore""#, true),
            (r#""\u003cb\u003e \u0026 \u00e9 \u4e2d \u0000""#, false),
            (r#""C:\users\u00""#, false),
            (r#""\\u0053tatement""#, false),
            (r#""\\\u0053tatement""#, true),
        ] {
            assert_eq!(has_policy_words(text.as_bytes()), expected, "{text}");
        }
        let mut search = Search::default();
        assert!(!search.push(br#"{"\u00"#));
        assert!(search.push(br#"53tatement"#));
    }

    #[test]
    fn a_word_across_two_chunks_is_found() {
        let mut search = Search::default();
        assert!(!search.push(b"xx alicloud_resou"));
        assert!(search.push(b"rce_manager_policy"));
        let mut bytes = vec![b' '; 64 * 1024 - 4];
        bytes.extend_from_slice(b"Statement");
        assert!(glance(bytes.as_slice()).unwrap().policy_words);
    }
}
