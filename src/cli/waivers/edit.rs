//! Adding an entry to the text of a file of waivers. The text that is there stays
//! as it is, byte for byte.

use crate::rules::WaiverKind;

/// A waiver to be written.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// What the finding says, for those who read the file.
    pub about: &'a str,
    /// The rule.
    pub rule: &'a str,
    /// The path of the finding.
    pub path: &'a str,
    /// Its fingerprint.
    pub fingerprint: &'a str,
    /// Why it is accepted.
    pub reason: &'a str,
    /// The last day.
    pub expires: &'a str,
    /// Who answers for it.
    pub owner: Option<&'a str>,
    /// Where it was decided.
    pub ticket: Option<&'a str>,
    /// What it means.
    pub kind: Option<WaiverKind>,
}

/// The text with one entry more, at its end.
#[must_use]
pub fn with_entry(text: &str, new: &New<'_>) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut lines = Vec::new();
    let about: String = new
        .about
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect();
    lines.push(format!("# {about}"));
    lines.push("[[waiver]]".to_owned());
    let mut line = |key: &str, value: String| lines.push(format!("{key} = {value}"));
    line("rules", format!("[{}]", string(new.rule)));
    line("fingerprint", string(new.fingerprint));
    if is_glob_of_itself(new.path) {
        line("path", string(new.path));
    }
    line("reason", string(new.reason));
    line("expires", new.expires.to_owned());
    for (key, value) in [
        ("owner", new.owner),
        ("ticket", new.ticket),
        ("kind", new.kind.map(WaiverKind::word)),
    ] {
        if let Some(value) = value {
            line(key, string(value));
        }
    }
    let mut whole = text.to_owned();
    if !whole.is_empty() {
        if !whole.ends_with('\n') {
            whole.push_str(end);
        }
        whole.push_str(end);
    }
    for line in lines {
        whole.push_str(&line);
        whole.push_str(end);
    }
    whole
}

/// Whether a path can stand for itself among globs.
fn is_glob_of_itself(path: &str) -> bool {
    let mut keys = super::keys::Keys::default();
    !path.contains(['*', '?']) && keys.add("path", vec![path.to_owned()]).is_ok()
}

/// A basic string of TOML.
fn string(text: &str) -> String {
    let mut out = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            sign if sign.is_control() => {
                out.push_str(&format!("\\u{:04X}", u32::from(sign)));
            }
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}
