//! What it takes to use an access, in words (D27).

use crate::engine::exposure::Exposure;
use crate::rules::kit::language::Language;

/// What it takes: the word of machine output, and what it asks of a caller.
#[must_use]
pub fn text(exposure: Exposure, language: Language) -> String {
    format!("what it takes: {}", asks(exposure, language))
}

/// The same without its beginning: `console_mfa (a call with …)`.
#[must_use]
pub fn asks(exposure: Exposure, language: Language) -> String {
    let _untranslated: Language = language;
    let asks = match exposure {
        Exposure::Anywhere => "an AccessKey call from a public address, without multi-factor login",
        Exposure::ConsoleMfa => {
            "a call with multi-factor login, from an address that the conditions admit"
        }
        Exposure::PrivateNetwork => {
            "a call from a VPC or from a private address, without multi-factor login"
        }
        Exposure::Later => "a time that has not come yet",
    };
    format!("{} ({asks})", exposure.word())
}
