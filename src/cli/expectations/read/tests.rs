//! What a file of tests may say, and how it is refused.

use super::*;

#[track_caller]
fn refused(text: &str) -> String {
    read("t.toml", text).unwrap_err().0
}

#[test]
fn what_is_wrong_is_said_with_its_place_and_the_nearest_name() {
    let each = "[[test]]\nprincipal = \"user/a\"\nexpect = \"denied\"\n";
    let plus = |line: &str| format!("{each}{line}\n");
    for (text, expected) in [
        ("", "t.toml:1:1: it holds no test; write [[test]] with "),
        ("[[test]", "t.toml:1:8: it is not TOML: "),
        (
            "test = 1\n",
            "t.toml:1:8: `test` wants tables, each under `[[test]]`, and got `1`",
        ),
        (
            "[test]\nname = \"x\"\n",
            "t.toml:1:1: `test` wants tables, each under",
        ),
        (
            "tests = []\n",
            "t.toml:1:1: `tests` is no key of the file; there is `test`",
        ),
        (
            "[[test]]\nprinciple = \"user/a\"\n",
            "t.toml:2:1: `principle` is no key of a test; there is `principal`",
        ),
        (
            "[[test]]\nzzzz = \"user/a\"\n",
            "t.toml:2:1: `zzzz` is no key of a test; there are `name`, `principal`,",
        ),
        (
            "[[test]]\n",
            "t.toml:1:1: the test says about nobody; write `principal`, or",
        ),
        (
            "[[test]]\nprincipal = \"user/a\"\n",
            "t.toml:1:1: the test expects nothing; write `expect`, one of `allowed`,",
        ),
        (
            "[[test]]\nprincipal = \"alice\"\nexpect = \"denied\"\n",
            "t.toml:2:13: `alice` is no id; write its kind too, as in `user/alice`",
        ),
        (
            "[[test]]\nprincipal = \"user/a\"\nexpect = \"no-acess\"\n",
            "t.toml:3:10: `no-acess` is no answer; there is `no-access`",
        ),
        (
            "[[test]]\nprincipal = \"user/a\"\nexpect = true\n",
            "t.toml:3:10: `expect` wants a text, and got `true`",
        ),
        (
            "[[test]]\nnobody-except = [\"user/a\"]\nexpect = \"denied\"\n",
            "t.toml:3:10: `expect` cannot stand beside `nobody-except`",
        ),
        (
            "[[test]]\nnobody-except = [\"user/a\", 3]\n",
            "t.toml:2:28: `nobody-except` wants a list of texts, and got `3`",
        ),
        (
            "[[test]]\nnobody-except = [\"anyone\"]\n",
            "t.toml:2:18: `anyone` cannot be an exception",
        ),
        (
            &plus("exactly = true"),
            "t.toml:4:11: `exactly` goes with `nobody-except` alone",
        ),
        (
            &plus("obtain = true"),
            "t.toml:4:10: `obtain` goes with `nobody-except` or",
        ),
        (
            &plus("action = \"kvstore:*\""),
            "t.toml:4:10: `kvstore:*` is a pattern; name one action",
        ),
        (
            &plus("action = \"Destroy\""),
            "t.toml:4:10: `Destroy` is not an action; write",
        ),
        (
            &plus("context = { \"acs:SourceIp\" = \"10.0.0\" }"),
            "t.toml:4:30: `acs:SourceIp` wants an address or a range of them, as in `10.0.0.0/8`, and got `\"10.0.0\"`",
        ),
        (
            &plus("context = { \"acs:SourceIp\" = \"10.0.0.1\", \"ACS:sourceip\" = \"::\" }"),
            "t.toml:4:42: `ACS:sourceip` is given twice; letter case makes no other key",
        ),
        (
            &plus("context = { \"acs:CurrentTime\" = 2027-01-01 }"),
            "t.toml:4:33: `acs:CurrentTime` wants a time with its offset",
        ),
        (
            &plus("context = { resources = \"*\" }"),
            "t.toml:4:13: `resources` is no condition key; there is `resource`",
        ),
        (
            &plus("context = { \"acs:SourceIp\" = [] }"),
            "t.toml:4:30: `acs:SourceIp` has no value; list it under `without`",
        ),
        (
            &plus("without = [\"acs:MFAPresent\", \"acs:mfapresent\"]"),
            "t.toml:4:30: `acs:mfapresent` is given twice",
        ),
    ] {
        let found = refused(text);
        assert!(found.starts_with(expected), "{text}\n{found}\n{expected}");
    }
}

#[test]
fn what_is_said_is_what_is_read() {
    let text = r#"
[[test]]
principal = "role/ops-*"
expect = "allowed_if"
context = { "acs:MFAPresent" = true, "acs:CurrentTime" = 2027-01-01T00:00:00Z, resource = "*" }
without = ["acs:SourceVpc"]
account = "prod"

[[test]]
name = "few"
nobody-except = ["user/a"]
action = "oss:GetObject"
obtain = true
exactly = true
"#;
    let tests = read("t.toml", text).unwrap();
    let [each, few] = tests.as_slice() else {
        panic!("{tests:?}");
    };
    assert_eq!(
        each.name,
        "role/ops-*: allowed-if for the guarded action with resource = *, \
             acs:CurrentTime = 2027-01-01T00:00:00Z, acs:MFAPresent = true, acs:SourceVpc absent in prod"
    );
    assert_eq!(text.get(each.at.clone()).unwrap(), "[[test]]");
    assert_eq!(text.get(each.expects_at.clone()).unwrap(), "\"allowed_if\"");
    assert_eq!(few.name, "few");
    assert!(few.obtain && few.given.is_empty());
    let list = vec!["user/a".to_owned()];
    let exactly = true;
    assert_eq!(few.who, Who::NobodyExcept { list, exactly });
    assert_eq!(text.get(few.expects_at.clone()).unwrap(), "[\"user/a\"]");
}
