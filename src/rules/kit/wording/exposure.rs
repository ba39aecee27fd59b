//! What it takes to use an access, in words (D27).

use crate::engine::exposure::Exposure;
use crate::rules::kit::language::Language;
use crate::rules::kit::say;

/// What it takes: the word of machine output, and what it asks of a caller.
#[must_use]
pub fn text(exposure: Exposure, language: Language) -> String {
    let asks = asks(exposure, language);
    say!(language, "what it takes: {asks}", "所需条件：{asks}")
}

/// The same without its beginning: `console_mfa (a call with …)`.
#[must_use]
pub fn asks(exposure: Exposure, language: Language) -> String {
    let asks = match exposure {
        Exposure::Anywhere => language.pick(
            "an AccessKey call from a public address, without multi-factor login",
            "从公网地址使用访问密钥调用，无需多因素认证",
        ),
        Exposure::ConsoleMfa => language.pick(
            "a call with multi-factor login, from an address that the conditions admit",
            "使用多因素认证登录后，从条件允许的地址调用",
        ),
        Exposure::PrivateNetwork => language.pick(
            "a call from a VPC or from a private address, without multi-factor login",
            "从 VPC 或私网地址调用，无需多因素认证",
        ),
        Exposure::Later => language.pick("a time that has not come yet", "尚未到来的时间"),
    };
    let word = exposure.word();
    say!(language, "{word} ({asks})", "{word}（{asks}）")
}
