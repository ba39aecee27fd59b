//! Unified diffs of changed texts, as `git apply` takes them.

use crate::report::display::to_display;

/// The patch of one text; empty where nothing changed.
#[must_use]
pub fn unified(path: &str, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    let hunks = diffy::create_patch(before, after).to_string();
    let hunks = hunks.find("@@ ").and_then(|at| hunks.get(at..));
    format!(
        "--- {}\n+++ {}\n{}",
        name("a", path),
        name("b", path),
        hunks.unwrap_or_default()
    )
}

/// A path as git writes it: in quotes with its escapes where it holds anything
/// that would end it, or that would not be shown as it is, such as the beginning of
/// a log command; and with a tab after it where it holds a blank.
fn name(side: &str, path: &str) -> String {
    let plain = |c: char| c != '"' && c != '\\';
    if path.chars().all(plain) && to_display(path) == path {
        let end = if path.contains(' ') { "\t" } else { "" };
        return format!("{side}/{path}{end}");
    }
    let mut quoted = format!("\"{side}/");
    for c in path.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            _ if c == '#' || to_display(c.encode_utf8(&mut [0; 4])) != c.to_string() => {
                let mut bytes = [0_u8; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    quoted.push_str(&format!("\\{byte:03o}"));
                }
            }
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::{name, unified};

    #[test]
    fn a_patch_has_names_and_hunks() {
        let patch = unified("p.json", "a\nb\nc\n", "a\nc\n");
        assert_eq!(
            patch,
            "--- a/p.json\n+++ b/p.json\n@@ -1,3 +1,2 @@\n a\n-b\n c\n"
        );
        assert_eq!(unified("p.json", "same", "same"), "");
    }

    #[test]
    fn a_text_without_a_last_line_break_stays_so() {
        let patch = unified("p.json", "a\r\nb", "a\r\nc");
        assert!(patch.contains("\\ No newline at end of file"), "{patch}");
        assert!(patch.contains(" a\r\n-b\n"), "{patch:?}");
    }

    #[test]
    fn a_path_cannot_end_its_line() {
        assert_eq!(name("a", "策略/p.json"), "a/策略/p.json");
        assert_eq!(name("a", "my policy.json"), "a/my policy.json\t");
        assert_eq!(
            name("b", "x\n+++ b/y\".json"),
            "\"b/x\\012+++ b/y\\\".json\""
        );
    }

    #[test]
    fn a_path_is_no_log_command_and_hides_nothing() {
        assert_eq!(name("a", "##[error]x"), "\"a/\\043\\043[error]x\"");
        assert_eq!(name("a", "no#1.json"), "a/no#1.json");
        assert_eq!(name("a", "x\u{202e}nosj.p"), "\"a/x\\342\\200\\256nosj.p\"");
    }
}
