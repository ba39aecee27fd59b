//! Conditions by key and in words, side by side.

mod laws;

use super::*;
use crate::engine::domain::addresses::{AddressSet, Cidr, parse_cidr};
use crate::engine::domain::ordered::{Comparison, Intervals, parse_instant};
use crate::engine::domain::set::ValueType;
use crate::engine::domain::strings::StringSet;
use crate::engine::universe::KeyInfo;
use crate::model::catalogue::KeyRole;
use crate::model::pattern::Pattern;
use crate::rules::kit::wording::tests::is_in;
use std::sync::Arc;

const ENGLISH: Language = Language::English;
const IP: KeyId = KeyId(0);
const MFA: KeyId = KeyId(1);
const TIME: KeyId = KeyId(2);
const VPC: KeyId = KeyId(3);
const ARN: KeyId = KeyId(4);
const AGENT: KeyId = KeyId(5);

fn instant(text: &str) -> i128 {
    parse_instant(text).unwrap()
}

/// Requests from 2026-11-22 on.
fn universe() -> Universe {
    let mut universe = Universe::default();
    let from = Intervals::compared(Comparison::GreaterOrEqual, instant("2026-11-22T00:00:00Z"));
    for (name, role, of, may_be_absent) in [
        ("acs:SourceIp", KeyRole::SourceIp, ValueType::Ip, false),
        ("acs:MFAPresent", KeyRole::Mfa, ValueType::Bool, true),
        ("acs:CurrentTime", KeyRole::Time, ValueType::Date, false),
        ("acs:SourceVpc", KeyRole::SourceVpc, ValueType::String, true),
        (
            "acs:PrincipalARN",
            KeyRole::PrincipalArn,
            ValueType::String,
            false,
        ),
        (
            "acs:UserAgent",
            KeyRole::CallerChosen,
            ValueType::String,
            true,
        ),
    ] {
        universe.add(KeyInfo {
            name: name.to_owned(),
            role,
            of,
            may_be_absent,
            many: false,
            values: match of {
                ValueType::Date => Set::Dates(from.clone()),
                _ => Set::everything(of),
            },
        });
    }
    universe
}

fn key(key: KeyId, set: Set, absent: bool) -> Formula {
    Formula::Key(Arc::new(Atom {
        key,
        set,
        absent,
        every: false,
    }))
}

fn from(blocks: &[&str]) -> Formula {
    let blocks: Vec<Cidr> = blocks
        .iter()
        .map(|text| parse_cidr(text).unwrap())
        .collect();
    key(IP, Set::Addresses(AddressSet::from_cidrs(&blocks)), false)
}

fn mfa(yes: bool, no: bool, absent: bool) -> Formula {
    key(MFA, Set::Bools { yes, no }, absent)
}

fn time(comparison: Comparison, text: &str) -> Formula {
    let times = Intervals::compared(comparison, instant(text));
    key(TIME, Set::Dates(times), false)
}

fn like(id: KeyId, patterns: &[&str]) -> Formula {
    let patterns = patterns.iter().map(|text| Arc::new(Pattern::new(text)));
    key(id, Set::Strings(StringSet::any(patterns)), false)
}

fn equal(id: KeyId, texts: &[&str]) -> Formula {
    let patterns = texts.iter().map(|text| Arc::new(Pattern::literal(text)));
    key(id, Set::Strings(StringSet::any(patterns)), false)
}

fn present(id: KeyId) -> Formula {
    key(id, Set::everything(ValueType::String), false)
}

#[track_caller]
fn says(formula: &Formula, by_key: &str, words: &str) {
    let universe = universe();
    assert_eq!(text(formula, &universe, ENGLISH), by_key);
    assert_eq!(in_words(formula, &universe, ENGLISH), words);
    for write in [text, in_words, clause] {
        for language in Language::ALL {
            is_in(&write(formula, &universe, language), language);
        }
    }
}

#[test]
fn second_factors() {
    says(
        &mfa(true, false, false),
        "acs:MFAPresent is true",
        "multi-factor login",
    );
    says(
        &mfa(false, true, true),
        "acs:MFAPresent is false or absent",
        "no multi-factor login",
    );
    says(
        &mfa(true, false, true),
        "acs:MFAPresent is true or absent",
        "multi-factor login or no acs:MFAPresent in the request",
    );
    says(
        &mfa(false, false, true),
        "acs:MFAPresent is absent",
        "no acs:MFAPresent in the request",
    );
    // A login that says so is more than the lack of one.
    says(
        &mfa(false, true, false),
        "acs:MFAPresent is false",
        "acs:MFAPresent is false",
    );
}

#[test]
fn addresses() {
    says(
        &from(&["10.0.0.0/8"]),
        "acs:SourceIp is in 10.0.0.0/8",
        "an address inside 10.0.0.0/8",
    );
    says(
        &from(&["203.0.113.0/24"]).not(),
        "acs:SourceIp is not in 203.0.113.0/24",
        "an address outside 203.0.113.0/24",
    );
    says(
        &from(&["198.51.100.7"]),
        "acs:SourceIp is in 198.51.100.7",
        "the address 198.51.100.7",
    );
    says(
        &from(&["198.51.100.7"]).not(),
        "acs:SourceIp is not in 198.51.100.7",
        "an address other than 198.51.100.7",
    );
    says(
        &from(&["0.0.0.0/0"]),
        "acs:SourceIp is an IPv4 address",
        "an IPv4 address",
    );
    says(
        &from(&["10.0.0.0/8", "2001:db8::/32"]),
        "acs:SourceIp is in 10.0.0.0/8, 2001:db8::/32",
        "an address inside 10.0.0.0/8, 2001:db8::/32",
    );
}

#[test]
fn times() {
    says(
        &time(Comparison::Less, "2027-01-01T00:00:00Z"),
        "acs:CurrentTime is before 2027-01-01T00:00:00Z",
        "before 2027-01-01",
    );
    says(
        &time(Comparison::Less, "2027-01-01T08:00:00Z"),
        "acs:CurrentTime is before 2027-01-01T08:00:00Z",
        "before 2027-01-01T08:00:00Z",
    );
    says(
        &time(Comparison::GreaterOrEqual, "2027-01-01T00:00:00Z"),
        "acs:CurrentTime is no earlier than 2027-01-01T00:00:00Z",
        "from 2027-01-01 on",
    );
    // A date alone would say another instant.
    says(
        &time(Comparison::Greater, "2027-01-01T00:00:00Z"),
        "acs:CurrentTime is after 2027-01-01T00:00:00Z",
        "after 2027-01-01T00:00:00Z",
    );
    says(
        &time(Comparison::LessOrEqual, "2027-01-01T00:00:00Z"),
        "acs:CurrentTime is no later than 2027-01-01T00:00:00Z",
        "no later than 2027-01-01T00:00:00Z",
    );
    says(
        &time(Comparison::Equal, "2027-01-01T00:00:00Z"),
        "acs:CurrentTime is exactly 2027-01-01T00:00:00Z",
        "exactly at 2027-01-01T00:00:00Z",
    );
    says(
        &time(Comparison::NotEqual, "2027-01-01T00:00:00Z"),
        "acs:CurrentTime is not 2027-01-01T00:00:00Z",
        "at any time but 2027-01-01T00:00:00Z",
    );
    let window = Formula::and([
        time(Comparison::GreaterOrEqual, "2027-01-01T00:00:00Z"),
        time(Comparison::Less, "2027-02-01T00:00:00Z"),
    ]);
    says(
        &window,
        "acs:CurrentTime is no earlier than 2027-01-01T00:00:00Z and before 2027-02-01T00:00:00Z",
        "between 2027-01-01 and 2027-02-01",
    );
    // What is past says nothing about what a request must be.
    let open = Formula::and([
        time(Comparison::Greater, "2026-01-01T00:00:00Z"),
        time(Comparison::Less, "2027-02-01T00:00:00Z"),
    ]);
    says(
        &open,
        "acs:CurrentTime is before 2027-02-01T00:00:00Z",
        "before 2027-02-01",
    );
}

#[test]
fn private_networks() {
    says(
        &equal(VPC, &["vpc-1"]),
        "acs:SourceVpc is \"vpc-1\"",
        "a request from VPC vpc-1",
    );
    says(
        &present(VPC),
        "acs:SourceVpc is present",
        "a request from any VPC",
    );
    says(
        &present(VPC).not(),
        "acs:SourceVpc is absent",
        "a request not from a VPC",
    );
    says(
        &equal(VPC, &["vpc-1", "vpc-2"]).not(),
        "acs:SourceVpc is none of \"vpc-1\", \"vpc-2\" or absent",
        "a request not from VPC vpc-1, vpc-2",
    );
    says(
        &like(VPC, &["vpc-a*"]),
        "acs:SourceVpc is like \"vpc-a*\"",
        "a request from a VPC like \"vpc-a*\"",
    );
    says(
        &like(VPC, &["vpc-?", "vpc-*", "vpc-?"]),
        "acs:SourceVpc is like \"vpc-?\", \"vpc-*\"",
        "a request from a VPC like \"vpc-?\", \"vpc-*\"",
    );
    says(
        &equal(VPC, &["vpc-1", "and more"]),
        "acs:SourceVpc is one of \"vpc-1\", \"and more\"",
        "a request from VPC vpc-1, \"and more\"",
    );
    let elsewhere = Set::Strings(StringSet::none([Arc::new(Pattern::literal("vpc-1"))]));
    says(
        &key(VPC, elsewhere, false),
        "acs:SourceVpc is not \"vpc-1\"",
        "a request from a VPC other than vpc-1",
    );
}

#[test]
fn callers() {
    says(
        &equal(ARN, &["acs:ram::1:user/a"]),
        "acs:PrincipalARN is \"acs:ram::1:user/a\"",
        "the caller's ARN \"acs:ram::1:user/a\"",
    );
    says(
        &like(ARN, &["acs:ram:*:*:role/*"]).not(),
        "acs:PrincipalARN is not like \"acs:ram:*:*:role/*\"",
        "a caller's ARN unlike \"acs:ram:*:*:role/*\"",
    );
}

#[test]
fn what_is_joined() {
    let both = Formula::and([from(&["10.0.0.0/8"]), mfa(true, false, false)]);
    says(
        &both,
        "acs:SourceIp is in 10.0.0.0/8 and acs:MFAPresent is true",
        "an address inside 10.0.0.0/8 and multi-factor login",
    );
    let either = Formula::or([mfa(true, false, false), equal(VPC, &["vpc-1"])]);
    says(
        &Formula::and([time(Comparison::Less, "2027-01-01T00:00:00Z"), either]),
        "acs:CurrentTime is before 2027-01-01T00:00:00Z and (acs:MFAPresent is true or acs:SourceVpc is \"vpc-1\")",
        "(multi-factor login or a request from VPC vpc-1) and before 2027-01-01",
    );
    says(
        &Formula::and([equal(AGENT, &["x"]), mfa(true, false, true)]),
        "acs:UserAgent is \"x\" and (acs:MFAPresent is true or absent)",
        "(multi-factor login or no acs:MFAPresent in the request) and where acs:UserAgent is \"x\"",
    );
    says(
        &Formula::and([equal(AGENT, &["x"]), mfa(false, true, true)]),
        "acs:UserAgent is \"x\" and (acs:MFAPresent is false or absent)",
        "no multi-factor login and where acs:UserAgent is \"x\"",
    );
    says(&Formula::True, "always", "always");
    says(&Formula::False, "never", "never");
}

#[test]
fn what_others_decide_is_left_out() {
    let outside = |block: &str| match from(&[block]) {
        Formula::Key(atom) => Formula::Key(Arc::new(atom.complement())),
        other => other,
    };
    let known = || [mfa(true, false, false), from(&["8.8.0.0/15"])];
    let either = Formula::or([mfa(false, true, true), outside("8.8.0.0/16")]);
    says(
        &Formula::and(known().into_iter().chain([either])),
        "acs:MFAPresent is true and acs:SourceIp is in 8.9.0.0/16",
        "multi-factor login and an address inside 8.9.0.0/16",
    );
    let absent = match present(MFA) {
        Formula::Key(atom) => Formula::Key(Arc::new(atom.complement())),
        other => other,
    };
    let either = Formula::or([absent.clone(), outside("8.8.0.0/15"), equal(AGENT, &["x"])]);
    says(
        &Formula::and([from(&["8.8.0.0/15"]), either, present(MFA)]),
        "acs:SourceIp is in 8.8.0.0/15 and acs:MFAPresent is present and acs:UserAgent is \"x\"",
        "an address inside 8.8.0.0/15 and where acs:MFAPresent is present and acs:UserAgent is \"x\"",
    );
    let none = Formula::or([absent, outside("8.0.0.0/8")]);
    says(
        &Formula::and(known().into_iter().chain([none])),
        "never",
        "never",
    );
    let without = |formula: Formula| Formula::or([mfa(false, true, true), formula.not()]);
    let arn = || like(ARN, &["acs:*:instance/*"]);
    says(
        &Formula::and([without(arn()), arn()]),
        "acs:PrincipalARN is like \"acs:*:instance/*\" and (acs:MFAPresent is false or absent)",
        "a caller's ARN like \"acs:*:instance/*\" and no multi-factor login",
    );
    // What differs in how it begins cannot be met either.
    let other = Formula::or([mfa(false, true, true), like(ARN, &["x*"])]);
    says(
        &Formula::and([other, arn()]),
        "acs:PrincipalARN is like \"acs:*:instance/*\" and (acs:MFAPresent is false or absent)",
        "a caller's ARN like \"acs:*:instance/*\" and no multi-factor login",
    );
    // Nor is what all of them meet worth saying.
    let wider = Formula::or([mfa(false, true, true), like(ARN, &["acs:*", "x*"])]);
    says(
        &Formula::and([wider, arn()]),
        "acs:PrincipalARN is like \"acs:*:instance/*\"",
        "a caller's ARN like \"acs:*:instance/*\"",
    );
    // Either alternative is wider than what is known already.
    let wider = Formula::or([from(&["8.0.0.0/8"]), equal(AGENT, &["x"])]);
    says(
        &Formula::and(known().into_iter().chain([wider])),
        "acs:MFAPresent is true and acs:SourceIp is in 8.8.0.0/15",
        "multi-factor login and an address inside 8.8.0.0/15",
    );
}

#[test]
fn what_leads_into_them() {
    let universe = universe();
    for (formula, expected) in [
        (mfa(true, false, false), "with multi-factor login"),
        (
            time(Comparison::Less, "2027-01-01T00:00:00Z"),
            "before 2027-01-01",
        ),
        (equal(AGENT, &["x"]), "when acs:UserAgent is \"x\""),
        (
            Formula::or([equal(AGENT, &["x"]), equal(VPC, &["vpc-1"])]),
            "with a request from VPC vpc-1 or where acs:UserAgent is \"x\"",
        ),
        (Formula::True, "always"),
    ] {
        assert_eq!(clause(&formula, &universe, ENGLISH), expected);
    }
}

#[test]
fn i18n_conditions_in_chinese() {
    let universe = universe();
    let told = |formula: &Formula| {
        let chinese = Language::Chinese;
        let by_key = text(formula, &universe, chinese);
        (by_key, clause(formula, &universe, chinese))
    };
    let either = Formula::or([mfa(true, false, false), equal(VPC, &["vpc-1"])]);
    let day = |comparison| time(comparison, "2027-01-01T00:00:00Z");
    let cases = [
        (
            from(&["10.0.0.0/8", "2001:db8::/32"]),
            "acs:SourceIp 在 10.0.0.0/8、2001:db8::/32 内",
            "当来源地址在 10.0.0.0/8、2001:db8::/32 内时",
        ),
        (
            Formula::and([from(&["10.0.0.0/8"]), mfa(true, false, false)]),
            "acs:SourceIp 在 10.0.0.0/8 内且 acs:MFAPresent 为 true",
            "当来源地址在 10.0.0.0/8 内且使用多因素认证登录时",
        ),
        (
            Formula::and([day(Comparison::Less), either]),
            "acs:CurrentTime 早于 2027-01-01T00:00:00Z 且（acs:MFAPresent 为 true 或 acs:SourceVpc 为 \"vpc-1\"）",
            "当（使用多因素认证登录或请求来自 VPC vpc-1）且请求时间早于 2027-01-01 时",
        ),
        (
            day(Comparison::NotEqual),
            "acs:CurrentTime 不等于 2027-01-01T00:00:00Z",
            "当请求时间不为 2027-01-01T00:00:00Z 时",
        ),
        (
            equal(AGENT, &["x", "y"]).not(),
            "acs:UserAgent 不为 \"x\"、\"y\" 中的任何一个或不存在",
            "当 acs:UserAgent 不为 \"x\"、\"y\" 中的任何一个或不存在时",
        ),
        (
            like(ARN, &["acs:ram:*:*:role/*"]),
            "acs:PrincipalARN 匹配 \"acs:ram:*:*:role/*\"",
            "当调用者的 ARN 匹配 \"acs:ram:*:*:role/*\" 时",
        ),
        (Formula::True, "始终", "始终"),
        (Formula::False, "从不", "从不"),
    ];
    for (formula, by_key, words) in cases {
        assert_eq!(told(&formula), (by_key.to_owned(), words.to_owned()));
    }
    let mut request = Request::new();
    request.insert(IP, Some(vec!["10.0.0.1".to_owned()]));
    request.insert(MFA, None);
    assert_eq!(
        witness(&request, &universe, Language::Chinese),
        "acs:SourceIp = 10.0.0.1，acs:MFAPresent 不存在"
    );
}
