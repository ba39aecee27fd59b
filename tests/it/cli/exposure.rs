//! What an access takes (D27) and conditions in words, in every report.

use super::{BAD, Folder};

const MANIFEST: &str = "ram_attachments: 1
account: '1000000000000001'
users:
  ann: { policies: [Destroy] }
  ben: { policies: [WithMfa] }
  cleo: { policies: [Assume] }
  dan: {}
roles:
  runner: { trust: trust.json, policies: [FromVpc] }
policies:
  Destroy: bad.json
  WithMfa: mfa.json
  FromVpc: vpc.json
  Assume: assume.json
";

const MFA: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:*","Resource":"*","Condition":{"Bool":{"acs:MFAPresent":"true"},"DateLessThan":{"acs:CurrentTime":"2027-01-01T00:00:00Z"}}}]}"#;

const VPC: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:*","Resource":"*","Condition":{"StringEquals":{"acs:SourceVpc":"vpc-1"}}}]}"#;

const TRUST: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1000000000000001:root"]}}]}"#;

const ASSUME: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}"#;

fn company() -> Folder {
    Folder::new(&[
        ("ram-attachments.yaml", MANIFEST),
        ("bad.json", BAD),
        ("mfa.json", MFA),
        ("vpc.json", VPC),
        ("trust.json", TRUST),
        ("assume.json", ASSUME),
    ])
}

/// The cells of the line that begins with a word; none of them has blanks.
fn row(text: &str, first: &str, columns: usize) -> Vec<String> {
    let line = text
        .lines()
        .find(|line| line.trim_start().starts_with(first));
    let cells = line.unwrap_or_else(|| panic!("no {first} in {text}"));
    cells
        .split("  ")
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .take(columns)
        .map(str::to_owned)
        .collect()
}

#[test]
fn d27_the_table_says_what_it_takes() {
    let text = company().run(&["who-can", "--all"]).ends(0).out;
    let (_, by_role) = text.split_once("BY A ROLE").unwrap();
    for (first, cells) in [
        ("PRINCIPAL", ["ANSWER", "WHAT IT TAKES", "HOW BROADLY"]),
        ("user/ann", ["ALLOWED", "anywhere", "exact"]),
        (
            "user/ben",
            ["ALLOWED IF", "console_mfa", "service_wildcard"],
        ),
        ("user/dan", ["NOT GRANTED", "-", "-"]),
        (
            "role/runner",
            ["ALLOWED IF", "private_network", "service_wildcard"],
        ),
        ("policy/bad.json", ["ALLOWED", "anywhere", "exact"]),
    ] {
        assert_eq!(row(&text, first, 4)[1..], cells, "{text}");
    }
    assert_eq!(
        row(by_role, "user/cleo", 5)[1..4],
        ["ALLOWED IF", "private_network", "service_wildcard"],
        "{text}"
    );
    assert!(
        text.contains("] only with multi-factor login and before 2027-01-01 (for example "),
        "{text}"
    );
    assert!(
        text.contains("] only with a request from VPC vpc-1 (for example acs:SourceVpc = vpc-1)"),
        "{text}"
    );
}

#[test]
fn d27_one_answer_says_what_it_takes() {
    let folder = company();
    folder.run(&["can", "ann"]).ends(0).says(
        "what it takes\n  directly: anywhere (an AccessKey call from a public address, without multi-factor login)",
    );
    folder
        .run(&["can", "ben"])
        .ends(0)
        .says("  only with multi-factor login and before 2027-01-01\n")
        .says("what it takes\n  directly: console_mfa (");
    folder
        .run(&["can", "cleo"])
        .ends(0)
        .says("ALLOWED IF through role/runner\n")
        .says("what it takes\n  through role/runner: private_network (");
    let none = folder.run(&["can", "dan"]).ends(0);
    assert!(!none.out.contains("what it takes"), "{}", none.out);
}

#[test]
fn d27_machine_output_has_the_words_and_keeps_the_keys() {
    let json = company()
        .run(&["who-can", "--format", "json"])
        .ends(0)
        .json();
    let all = json["principals"].as_array().unwrap();
    let of = |id: &str| all.iter().find(|principal| principal["id"] == id).unwrap();
    assert_eq!(of("user/ann")["exposure"], "anywhere");
    assert_eq!(
        of("user/ann")["condition_in_words"],
        serde_json::Value::Null
    );
    let ben = of("user/ben");
    assert_eq!(ben["exposure"], "console_mfa");
    assert_eq!(
        ben["condition"],
        "acs:MFAPresent is true and acs:CurrentTime is before 2027-01-01T00:00:00Z"
    );
    assert_eq!(
        ben["condition_in_words"],
        "multi-factor login and before 2027-01-01"
    );
    let cleo = of("user/cleo");
    assert_eq!(cleo["exposure"], serde_json::Value::Null);
    assert_eq!(cleo["reach"][0]["exposure"], "private_network");
}

/// D27, D40: whether the check fails follows what it takes.
#[test]
fn d27_the_level_of_a_conditional_grant_follows_what_it_takes() {
    let folder = Folder::new(&[("mfa.json", MFA)]);
    let failing = ["check", "--fail-on", "high"];
    folder.run(&failing).ends(0).says("medium[RAM102]");
    folder.write(
        "mfa.json",
        MFA.replace(
            "\"acs:MFAPresent\":\"true\"",
            "\"acs:SecureTransport\":\"true\"",
        ),
    );
    folder.run(&failing).ends(1).says("high[RAM102]");
}

/// D27, D41: nobody knows whether it can be done today, so it counts as if it
/// could.
#[test]
fn d27_a_profile_that_the_budget_does_not_decide_counts_as_allowed() {
    let denies: Vec<String> = (0..120_usize)
        .map(|number| {
            let letter = char::from(b'a' + u8::try_from(number % 26).unwrap());
            let block = number * 37 % 256;
            format!(
                r#",{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{"DateLessThan":{{"acs:CurrentTime":"2027-01-01T00:00:00Z"}},"NotIpAddress":{{"acs:SourceIp":"10.{block}.0.0/16"}},"StringNotLike":{{"acs:PrincipalARN":"*{letter}*{number}*"}}}}}}"#
            )
        })
        .collect();
    let text = format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"kvstore:*","Resource":"*"}}{}]}}"#,
        denies.concat()
    );
    let folder = Folder::new(&[("hard.json", &text)]);
    let json = folder.run(&["who-can", "--format", "json"]).ends(0).json();
    let line = &json["principals"][0];
    assert_eq!(line["answer"], "allowed_if", "{line}");
    assert_eq!(line["exposure"], "anywhere", "{line}");
}
