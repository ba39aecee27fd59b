//! Base64, as Terraform's `base64decode` and metadata documents of SAML have it.

/// The 64 signs in the order of their values.
pub(super) const SIGNS: &[u8; 64] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The text that is encoded; `None` where there is something wrong with the signs
/// or what they encode is not UTF-8.
pub(super) fn decode(text: &str) -> Option<String> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let signs = text.trim_end_matches('=');
    if text.len().saturating_sub(signs.len()) > 2 {
        return None;
    }
    let (mut bits, mut count) = (0_u32, 0_u32);
    let mut bytes = Vec::new();
    for sign in signs.bytes() {
        let value = SIGNS.iter().position(|known| *known == sign)?;
        bits = bits << 6 & 0xff_ffff | u32::try_from(value).unwrap_or(0);
        count = count.saturating_add(6);
        if count >= 8 {
            count = count.saturating_sub(8);
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap_or(0));
        }
    }
    String::from_utf8(bytes).ok()
}
