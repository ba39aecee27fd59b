//! The sanitiser: text from input made fit for a terminal or a log. Characters
//! that are invisible, change direction or control a terminal become visible
//! escapes; commands that CI services read from logs are broken up; everything
//! is one line. Ordinary letters, CJK and emoji stay as they are. The unit is
//! the cluster, a character with the marks on it, so that the snippet drawing
//! can follow every byte of the source to its columns.

mod escapes;

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub(crate) use escapes::longest_ticks;
pub use escapes::{
    cut, to_gfm_code, to_gha_data, to_gha_property, to_sarif, to_untagged, to_uri, to_xml,
};

/// Marks kept on one character; more would paint over neighbouring lines.
const MARKS: usize = 4;

/// Letters and digits in a row below which nothing looks like an AccessKey.
const SHORTEST_SECRET: usize = 16;

/// Text from input. It cannot be printed by accident: there is no `Display`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Untrusted<'a>(Cow<'a, str>);

impl<'a> Untrusted<'a> {
    /// Marks a text as coming from input.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self(text.into())
    }

    /// The text for people, on one line.
    #[must_use]
    pub fn to_display(&self) -> Cow<'_, str> {
        to_display(&self.0)
    }

    /// The text as it came, for comparing and for formats that escape it themselves.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.0
    }
}

/// Text for people, on one line: see the module. Doing it twice changes nothing.
#[must_use]
pub fn to_display(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    if clusters(text).all(|cluster| cluster.shown == cluster.source) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(clusters(text).map(|cluster| cluster.shown).collect())
}

/// Whether a text holds nothing but visible ASCII, and no `#`, by which commands begin.
pub(crate) fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b'#';
    text.bytes().all(plain)
}

/// Text for people, on one line, without what looks like a secret.
#[must_use]
pub fn to_masked(text: &str) -> String {
    to_display(&mask_secrets(text)).into_owned()
}

/// A path for people. It never begins like a log command, since some formats
/// begin a line with it.
#[must_use]
pub fn path_to_display(path: &str) -> Cow<'_, str> {
    let shown = to_display(path);
    if shown.trim_start().starts_with([':', '#']) {
        return Cow::Owned(format!("./{shown}"));
    }
    shown
}

/// Columns that a text takes once it is sanitised; ambiguous characters are narrow.
#[must_use]
pub fn width(text: &str) -> usize {
    clusters(text).map(|cluster| cluster.width()).sum()
}

/// Covers what looks like an AccessKey: the secret whole, of an id all but
/// `LTAI`. Every character keeps its place.
#[must_use]
pub fn mask_secrets(text: &str) -> Cow<'_, str> {
    let mut runs_of_bytes = text.as_bytes().split(|byte| !byte.is_ascii_alphanumeric());
    if runs_of_bytes.all(|run| run.len() < SHORTEST_SECRET) {
        return Cow::Borrowed(text);
    }
    let beside_id = text.contains("LTAI");
    let mut masked = String::new();
    let mut touched = false;
    for run in runs(text) {
        let keep = keeps(run, beside_id);
        touched |= keep < run.len();
        masked.push_str(run.get(..keep).unwrap_or(""));
        masked.extend(std::iter::repeat_n('*', run.len().saturating_sub(keep)));
    }
    if touched {
        Cow::Owned(masked)
    } else {
        Cow::Borrowed(text)
    }
}

/// Splits into runs of ASCII letters and digits and what stands between them.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let word = rest.as_bytes().first()?.is_ascii_alphanumeric();
        let end = rest
            .find(|c: char| c.is_ascii_alphanumeric() != word)
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(run)
    })
}

/// How much of a run may be shown.
fn keeps(run: &str, beside_id: bool) -> usize {
    if run.starts_with("LTAI") && (SHORTEST_SECRET..=30).contains(&run.len()) {
        return 4;
    }
    let has = |what: fn(&u8) -> bool| run.as_bytes().iter().any(what);
    let secret = run.len() == 30
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && (beside_id || has(u8::is_ascii_digit));
    if secret { 0 } else { run.len() }
}

/// Lines of at most `columns` columns of a text that is sanitised already.
/// Breaks at blanks, and inside a word only if the word alone is too long.
#[must_use]
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0_usize;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let wide = width(word);
        if used > 0 && used.saturating_add(1).saturating_add(wide) > columns {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used = used.saturating_add(1);
        }
        if wide <= columns {
            line.push_str(word);
            used = used.saturating_add(wide);
            continue;
        }
        for cluster in clusters(word) {
            if used > 0 && used.saturating_add(cluster.width()) > columns {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            used = used.saturating_add(cluster.width());
            line.push_str(&cluster.shown);
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// A character with the marks on it, and how it is shown.
#[derive(Debug)]
pub(crate) struct Cluster<'a> {
    /// The bytes of the text.
    pub(crate) source: &'a str,
    /// What is shown for them.
    pub(crate) shown: Cow<'a, str>,
}

impl Cluster<'_> {
    /// Columns of what is shown.
    pub(crate) fn width(&self) -> usize {
        self.shown.width()
    }
}

/// The clusters of a text, in order and without gaps.
pub(crate) fn clusters(text: &str) -> impl Iterator<Item = Cluster<'_>> {
    let mut rest = text;
    let mut after_hash = false;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (len, shown) = cluster(first, rest, after_hash);
        let (source, after) = rest.split_at_checked(len)?;
        rest = after;
        after_hash = source == "#";
        Some(Cluster {
            source,
            shown: shown.map_or(Cow::Borrowed(source), Cow::Owned),
        })
    })
}

/// Length of the cluster at the start of `rest`, and what to show instead.
fn cluster(first: char, rest: &str, after_hash: bool) -> (usize, Option<String>) {
    match first {
        '\n' => (1, Some("\\n".to_owned())),
        '\t' => (1, Some("\\t".to_owned())),
        '#' if after_hash && opens_command(rest) => (1, Some(" #".to_owned())),
        _ if first.is_ascii_control() => (1, Some(picture(first).to_string())),
        _ if is_hidden(first) || is_mark(first) => (first.len_utf8(), Some(code(first))),
        _ => (with_marks(first, rest), None),
    }
}

/// Whether `#[` or `#vso[` stands here, the second half of a CI log command.
pub(crate) fn opens_command(rest: &str) -> bool {
    let starts = |prefix: &str| {
        rest.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    starts("#[") || starts("#vso[")
}

/// The bytes of `first` and of the marks and emoji modifiers that belong to it.
fn with_marks(first: char, rest: &str) -> usize {
    let mut len = first.len_utf8();
    let mut marks = 0;
    let mut selected = false;
    for next in rest.chars().skip(1) {
        let longer = len.saturating_add(next.len_utf8());
        let belongs = match next {
            _ if next.is_ascii() => false,
            '\u{fe0f}' => {
                let takes = !selected && marks == 0 && takes_selector(first, rest.get(..longer));
                selected = true;
                takes
            }
            '\u{1f3fb}'..='\u{1f3ff}' => {
                let columns = |end| rest.get(..end).map_or(0, UnicodeWidthStr::width);
                marks == 0 && !first.is_ascii() && columns(longer) == columns(len)
            }
            _ if is_mark(next) && !is_hidden(next) => {
                marks = usize::saturating_add(marks, 1);
                marks <= MARKS
            }
            _ => false,
        };
        if !belongs {
            break;
        }
        len = longer;
    }
    len
}

/// Whether the emoji selector after `first` makes an emoji; elsewhere it hides.
fn takes_selector(first: char, both: Option<&str>) -> bool {
    !first.is_ascii() && !first.is_alphanumeric() && both.map_or(0, UnicodeWidthStr::width) == 2
}

fn is_mark(c: char) -> bool {
    !c.is_ascii() && c.width() == Some(0)
}

/// Whether a character is invisible, steers the text around it, or means
/// nothing outside the font of its author.
pub(crate) fn is_hidden(c: char) -> bool {
    match c {
        ' '..='~' => false,
        // Blanks that the table of the standard library counts as unprintable.
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            false
        }
        // Invisible letters and marks, which that table counts as printable.
        '\u{34f}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' => {
            true
        }
        '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{ffa0}' | '\u{fe00}'..='\u{fe0f}' => true,
        '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}' => true,
        _ => !is_printable(c),
    }
}

/// What the standard library prints as it is: not controls, format characters,
/// line separators, private use and unassigned code points. The letter before
/// it keeps combining marks from being escaped for standing first.
fn is_printable(c: char) -> bool {
    let mut text = String::from("a");
    text.push(c);
    text.escape_debug().eq(['a', c]) || c == '"' || c == '\'' || c == '\\'
}

/// The picture of a C0 control or DEL.
pub(crate) fn picture(control: char) -> char {
    match control {
        '\u{7f}' => '\u{2421}',
        _ => char::from_u32(u32::from(control).saturating_add(0x2400)).unwrap_or('\u{fffd}'),
    }
}

/// The escape that names a code point.
pub(crate) fn code(c: char) -> String {
    format!("\\u{{{:x}}}", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_becomes_visible() {
        for (input, output) in [
            ("a\u{1b}[2J\u{7}\u{0}\u{7f}\r", "a␛[2J␇␀␡␍"),
            ("a\nb\tc", "a\\nb\\tc"),
            ("\u{80}\u{9b}\u{9f}", "\\u{80}\\u{9b}\\u{9f}"),
            ("\u{2028}\u{2029}\u{61c}", "\\u{2028}\\u{2029}\\u{61c}"),
            ("a\u{200b}\u{200d}\u{200f}", "a\\u{200b}\\u{200d}\\u{200f}"),
            (
                "\u{202a}\u{202e}\u{2060}\u{2064}",
                "\\u{202a}\\u{202e}\\u{2060}\\u{2064}",
            ),
            (
                "\u{2066}\u{2069}\u{feff}\u{fff9}",
                "\\u{2066}\\u{2069}\\u{feff}\\u{fff9}",
            ),
            (
                "\u{e0000}\u{e0041}\u{e007f}",
                "\\u{e0000}\\u{e0041}\\u{e007f}",
            ),
            (
                "a\u{fe0f}\u{e0100}中\u{fe0f}",
                "a\\u{fe0f}\\u{e0100}中\\u{fe0f}",
            ),
            (
                "\u{e000}\u{f0000}\u{10fffd}",
                "\\u{e000}\\u{f0000}\\u{10fffd}",
            ),
            ("\u{378}\u{fdd0}\u{ffff}", "\\u{378}\\u{fdd0}\\u{ffff}"),
            ("\u{3164}\u{ad}\u{34f}", "\\u{3164}\\u{ad}\\u{34f}"),
            ("\u{301}a", "\\u{301}a"),
            (
                "a\u{301}\u{301}\u{301}\u{301}\u{301}",
                "a\u{301}\u{301}\u{301}\u{301}\\u{301}",
            ),
            ("👩\u{200d}💻", "👩\\u{200d}💻"),
            ("##[add-mask]x", "# #[add-mask]x"),
            ("###[x]##vso[y]##VSO[z]", "## #[x]# #vso[y]# #VSO[z]"),
            ("## [x]#[y]", "## [x]#[y]"),
        ] {
            assert_eq!(to_display(input), output);
            assert_eq!(Untrusted::new(input).to_display(), output);
            assert_eq!(to_display(output), output, "twice");
        }
    }

    #[test]
    fn every_character_of_the_fixed_ranges_is_escaped() {
        let ranges = [
            '\0'..='\u{1f}',
            '\u{7f}'..='\u{9f}',
            '\u{2028}'..='\u{2029}',
            '\u{61c}'..='\u{61c}',
            '\u{200b}'..='\u{200f}',
            '\u{202a}'..='\u{202e}',
            '\u{2060}'..='\u{2064}',
            '\u{2066}'..='\u{2069}',
            '\u{feff}'..='\u{feff}',
            '\u{fff9}'..='\u{fffb}',
            '\u{e0000}'..='\u{e007f}',
            '\u{fe00}'..='\u{fe0f}',
            '\u{e000}'..='\u{f8ff}',
        ];
        for c in ranges.into_iter().flatten() {
            let text = format!("a{c}b");
            let shown = to_display(&text);
            assert!(!shown.contains(c) && shown.len() > 2, "{c:?}");
        }
    }

    #[test]
    fn ordinary_text_is_untouched() {
        for text in [
            "kvstore:DestroyInstance \\ \"quoted\" 'x'",
            "艾丽丝，全角　空格",
            "한국어 ประเทศไทย हिन्दी עִבְרִית العربية Ελλάδα",
            "e\u{301} ñ 👍 👍🏽 ❤\u{fe0f} 🇨🇳 𠀀 €",
            "# ## #x [x]",
        ] {
            assert!(
                matches!(to_display(text), Cow::Borrowed(same) if same == text),
                "{text}"
            );
        }
    }

    #[test]
    fn widths_follow_what_is_shown() {
        for (text, columns) in [
            ("abc", 3),
            ("缓存", 4),
            ("ｆｕ", 4),
            ("👍🏽", 2),
            ("❤\u{fe0f}", 2),
            ("e\u{301}", 1),
            ("\u{1b}", 1),
            ("\u{202e}", 8),
            ("§·×→", 4),
        ] {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn a_path_never_begins_like_a_command() {
        assert_eq!(path_to_display("a/b.json"), "a/b.json");
        assert_eq!(path_to_display("::error::x"), "./::error::x");
        assert_eq!(path_to_display(" ##[x]"), "./ # #[x]");
    }

    #[test]
    fn access_keys_are_covered_in_place() {
        for (text, masked) in [
            (
                "\"LTAI5tExampleKeyId00abcde\"",
                "\"LTAI*********************\"",
            ),
            (
                "s=Abcdefghij0123456789Abcdefghij;",
                "s=******************************;",
            ),
            (
                "LTAI4Fabcdefghij AbcdefghijKlmnopqrstUvwxyzabcd",
                "LTAI************ ******************************",
            ),
            (
                "AbcdefghijKlmnopqrstUvwxyzabcd",
                "AbcdefghijKlmnopqrstUvwxyzabcd",
            ),
            (
                "Abcdefghij0123456789Abcdefghi",
                "Abcdefghij0123456789Abcdefghi",
            ),
            (
                "abcdefghij0123456789abcdefghij",
                "abcdefghij0123456789abcdefghij",
            ),
            ("LTAI4Fabcdefghij", "LTAI************"),
            ("LTAI4Fabcdefghi", "LTAI4Fabcdefghi"),
            ("LTAI", "LTAI"),
        ] {
            assert_eq!(mask_secrets(text), masked);
        }
    }

    #[test]
    fn lines_break_at_blanks_and_in_words_only_if_they_must() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("缓存实例", 5), ["缓存", "实例"]);
        assert_eq!(wrap("a 缓存实例", 5), ["a", "缓存", "实例"]);
        assert_eq!(wrap("", 5), [""]);
    }
}
