//! Policies whose answers take the solver little, some and much.

use std::fmt::Write;

/// A name and the policy.
pub type Formula = (&'static str, fn() -> String);

/// From the easiest on.
pub const ALL: &[Formula] = &[
    ("one Allow", one_allow),
    ("Allows and Denies with conditions", typical),
    ("many Denies that leave one gap", hard),
];

fn one_allow() -> String {
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:*","Resource":"*"}]}"#
        .to_owned()
}

fn typical() -> String {
    r#"{"Version":"1","Statement":[
        {"Effect":"Allow","Action":"kvstore:*","Resource":"acs:kvstore:*:*:instance/*",
         "Condition":{"IpAddress":{"acs:SourceIp":["10.0.0.0/8","172.16.0.0/12"]}}},
        {"Effect":"Allow","Action":"*","Resource":"*",
         "Condition":{"Bool":{"acs:MFAPresent":"true"},"StringLike":{"acs:ResourceTag/team":"red-*"}}},
        {"Effect":"Deny","Action":"kvstore:D*","Resource":"*",
         "Condition":{"NotIpAddress":{"acs:SourceIp":"10.1.0.0/16"},"Bool":{"acs:SecureTransport":"false"}}},
        {"Effect":"Deny","Action":"kvstore:DestroyInstance","Resource":"acs:kvstore:*:*:instance/r-prod*"}]}"#
        .to_owned()
}

/// Every Deny excludes one way to combine tags with networks; what is left has to be
/// searched for.
fn hard() -> String {
    let mut text = String::from(
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}"#,
    );
    for first in 0..8 {
        for second in 0..8 {
            if (first, second) == (7, 7) {
                continue;
            }
            write!(
                text,
                r#",{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{
                    "StringLike":{{"acs:ResourceTag/a":"{first}*"}},
                    "StringNotLike":{{"acs:ResourceTag/b":"{second}*"}},
                    "IpAddress":{{"acs:SourceIp":"10.{first}{second}.0.0/16"}}}}}}"#
            )
            .expect("a string takes all");
        }
    }
    text.push_str("]}");
    text
}
