//! From bytes to UTF-8 text, or a name for what the bytes are instead.

use super::reason::Reason;

/// Bytes looked at to tell UTF-16 without a byte order mark.
const SAMPLE: usize = 1024;

/// The text, with a UTF-8 byte order mark left in place.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, (Reason, Vec<u8>)> {
    match trouble(&bytes) {
        Some(reason) => Err((reason, bytes)),
        None => String::from_utf8(bytes).map_err(|error| {
            let reason = Reason::Encoding {
                name: "another encoding",
                offset: offset(error.utf8_error().valid_up_to()),
            };
            (reason, error.into_bytes())
        }),
    }
}

fn trouble(bytes: &[u8]) -> Option<Reason> {
    if let Some(name) = wide(bytes) {
        let valid = std::str::from_utf8(bytes).err();
        let valid = valid.map_or(bytes.len(), |error| error.valid_up_to());
        let first = bytes.iter().position(|byte| *byte == 0);
        let first = first.unwrap_or(bytes.len());
        return Some(Reason::Encoding {
            name,
            offset: offset(valid.min(first)),
        });
    }
    if bytes.contains(&0) {
        return Some(Reason::Binary);
    }
    let valid = std::str::from_utf8(bytes).err()?.valid_up_to();
    Some(Reason::Encoding {
        name: narrow(bytes.get(valid..).unwrap_or_default()),
        offset: offset(valid),
    })
}

fn offset(at: usize) -> u64 {
    u64::try_from(at).unwrap_or(u64::MAX)
}

/// UTF-16 or UTF-32, by its byte order mark or by where its zeros stand.
fn wide(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\xff\xfe\0\0") || bytes.starts_with(b"\0\0\xfe\xff") {
        return Some("UTF-32");
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Some("UTF-16");
    }
    let sample = bytes.get(..SAMPLE.min(bytes.len()))?;
    let zeros = |parity: usize| {
        let places = sample.iter().skip(parity).step_by(2);
        places.filter(|byte| **byte == 0).count()
    };
    let (even, odd, pairs) = (zeros(0), zeros(1), sample.len() / 2);
    let mostly = |many: usize, few: usize| many * 10 >= pairs * 4 && few * 20 <= pairs;
    (pairs >= 2 && (mostly(odd, even) || mostly(even, odd))).then_some("UTF-16")
}

/// A guess at a one-byte or two-byte encoding, from the first bytes that are
/// not UTF-8.
fn narrow(bytes: &[u8]) -> &'static str {
    let mut at = bytes.iter().copied().take(SAMPLE);
    while let Some(lead) = at.next() {
        if lead < 0x80 {
            continue;
        }
        let fits = |trail: u8| (0x40..=0xfe).contains(&trail) && trail != 0x7f;
        let four = |trail: u8| trail.is_ascii_digit();
        if !(0x81..=0xfe).contains(&lead) || !at.next().is_none_or(|t| fits(t) || four(t)) {
            return "a one-byte encoding such as Latin-1";
        }
    }
    "GBK or GB18030"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(bytes: &[u8]) -> Option<Reason> {
        decode(bytes.to_vec()).err().map(|(reason, _)| reason)
    }

    fn encoding(name: &'static str, offset: u64) -> Option<Reason> {
        Some(Reason::Encoding { name, offset })
    }

    #[test]
    fn utf8_is_taken_with_its_byte_order_mark() {
        assert_eq!(reason("\u{feff}{\"策略\": 1}".as_bytes()), None);
        assert_eq!(reason(b""), None);
    }

    #[test]
    fn wide_encodings_are_named() {
        assert_eq!(reason(b"\xff\xfe{\0}\0"), encoding("UTF-16", 0));
        assert_eq!(reason(b"{\0\"\0a\0\"\0"), encoding("UTF-16", 1));
        assert_eq!(reason(b"\0{\0\"\0a\0\""), encoding("UTF-16", 0));
        assert_eq!(reason(b"\xff\xfe\0\0{\0\0\0"), encoding("UTF-32", 0));
    }

    #[test]
    fn narrow_encodings_are_guessed_at() {
        assert_eq!(
            reason(b"{\"a\": \"\xb2\xdf\xc2\xd4\"}"),
            encoding("GBK or GB18030", 7)
        );
        assert_eq!(
            reason(b"caf\xe9 \"x\""),
            encoding("a one-byte encoding such as Latin-1", 3)
        );
    }

    #[test]
    fn a_zero_byte_elsewhere_is_binary() {
        assert_eq!(
            reason(b"\x7fELF\x02\x01 some more \0 text"),
            Some(Reason::Binary)
        );
    }
}
