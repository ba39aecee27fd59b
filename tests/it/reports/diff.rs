//! The reports of a comparison: every format that has one, from one pair of inputs.

use ramlint::engine::difference::{Kind, Side};
use ramlint::report::REPORTERS;
use ramlint::report::schema::schema;
use ramlint::rules::{Language, Level};
use serde_json::{Value, json};

use super::markdown::is_only_text;
use super::pair::{CROWD, Pair, entry};
use super::runner::commands;
use super::{published, validates};

/// The formats that have one.
fn formats() -> impl Iterator<Item = &'static str> {
    let all = REPORTERS.iter().filter(|reporter| reporter.diff.is_some());
    all.map(|reporter| reporter.name)
}

#[test]
fn diff_07_these_formats_have_it() {
    let named: Vec<&str> = formats().collect();
    assert_eq!(
        named,
        ["human", "concise", "json", "sarif", "github", "markdown"]
    );
}

#[test]
fn people_read_what_is_new_what_is_lost_and_why() {
    let expected = "\
from old to new     4 files differ     3 principals compared

NEW ACCESS (17)
  +  high    user/bob    kvstore:DestroyInstance                 cause 1  always
  +  high    role/ci     kvstore:DestroyInstance                 cause 2  always (before: under conditions) [1]
  +  medium  user/dan    kvstore:DestroyInstance                 cause 2  by becoming role/ci, perhaps [2]
  +  high    user/eve    kvstore:DestroyInstance                 cause 1  it takes less now: anywhere (an AccessKey call from a public address, without multi-factor login); before: console_mfa (a call with multi-factor login, from an address that the conditions admit)
  +  low     user/fay    ecs:* (for example ecs:DeleteInstance)  cause 1  always
  +  high    user/u00    kvstore:DestroyInstance                 cause 3  always
  +  high    user/u01    kvstore:DestroyInstance                 cause 3  always
  +  high    user/u02    kvstore:DestroyInstance                 cause 3  always
  +  high    user/u03    kvstore:DestroyInstance                 cause 3  always
  +  high    user/u04    kvstore:DestroyInstance                 cause 3  always
  +  high    and 7 more  kvstore:DestroyInstance                 cause 3  always

LOST ACCESS (1)
  -  user/gus  kvstore:DestroyInstance  cause 4  before: always (now: denied)

  [1] for example: acs:MFAPresent absent, acs:SourceIp = 198.51.100.7
  [2] not known: whether NotResource is honoured

";
    let text = Pair::full().write("human");
    assert!(text.starts_with(expected), "{text}");
}

#[test]
fn what_reads_alike_is_one_row() {
    let mut pair = Pair::full();
    let rows = |pair: &Pair| {
        pair.write("human")
            .lines()
            .filter(|line| line.contains("user/bob "))
            .count()
    };
    let before = rows(&pair);
    let mut twice = pair.difference.gained[0].clone();
    twice.witness = Vec::new();
    pair.difference.gained.insert(1, twice);
    pair.levels.insert(1, pair.levels[0]);
    assert_eq!(rows(&pair), before);
    let line = pair.write("concise");
    assert!(!line.contains("user/bob and"), "{line}");
    // Another cause is something to tell.
    pair.difference.gained[1].causes = vec![1];
    assert_eq!(rows(&pair), before + 1);
}

#[test]
fn causes_are_drawn_on_the_side_where_they_stand() {
    let text = Pair::full().write("human");
    for expected in [
        "\
cause 1: user/bob joined group/dba, which has had this grant all along
  --> groups.json:1:19
   +    1 | {\"dba\": [\"alice\", \"bob\"]}
          |                   ^^^^^
  unchanged grant: 策略/ops.json:2:13  \"kvstore:*\"

",
        "\
cause 2: a condition was removed from an Allow in Custom/Ops
  --> 策略/ops.json:3:16
   -    3 |   \"Condition\": {\"Bool\": {\"acs:MFAPresent\": \"true\"}}
          |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
",
        "\
cause 3: a Deny was removed from Custom/Guard, and an older Allow takes effect now
  --> guard.json:2:3
   -    2 |   {\"Effect\": \"Deny\"},
          |   ^^^^^^^^^^^^^^^^^^
  unchanged grant: guard.json:2:14  \"Allow\"

",
        "\
  grant that had effect: guard.json:3:14  \"Allow\"

access to kvstore:DestroyInstance: 17 new, 1 lost
",
        "\
changed without effect on that access: audit.json
1 answer is not known on either side, for the same reasons, which is no difference
NOT ANALYSED: head: gone.json does not exist
exit 1: new access at or above medium; not everything was analysed
",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}

#[test]
fn cli_22_no_difference_is_said_with_the_counts() {
    let text = Pair::same().write("human");
    assert!(
        text.starts_with("from old to new     0 files differ     3 principals compared\n\n"),
        "{text}"
    );
    assert!(
        text.contains("no change in access to kvstore:DestroyInstance\n"),
        "{text}"
    );
    assert!(text.ends_with("exit 0: no new access\n"), "{text}");
    assert!(!text.contains("cause"), "{text}");
}

#[test]
fn as_many_are_counted_as_are_listed() {
    let mut pair = Pair::full();
    let alike = pair.difference.gained.first().unwrap().clone();
    let level = *pair.levels.first().unwrap();
    pair.difference.gained.push(alike);
    pair.levels.push(level);
    for (format, words) in [
        ("human", ["NEW ACCESS (17)\n", ": 17 new, 1 lost\n"]),
        ("markdown", ["17 new", ": 17 new, 1 lost.**"]),
    ] {
        let text = pair.write(format);
        for word in words {
            assert!(text.contains(word), "{format}: {word}: {text}");
        }
    }
    assert_eq!(pair.json("json")["summary"]["gained"], 18);
}

#[test]
fn quiet_is_without_counts_and_verbose_names_everybody() {
    let mut pair = Pair::full();
    pair.style.quiet = true;
    let text = pair.write("human");
    assert!(text.starts_with("NEW ACCESS"), "{text}");
    assert!(!text.contains("exit 1"), "{text}");
    pair.style.verbose = true;
    let text = pair.write("human");
    let rows = text.lines().filter(|line| line.contains("  user/u"));
    assert_eq!(rows.count(), CROWD);
}

#[test]
fn many_who_gain_by_one_change_are_one_fact() {
    let mut pair = Pair::full();
    let all: Vec<_> = (0..500)
        .map(|number| entry(&format!("user/n{number:03}"), Kind::Direct, 2))
        .collect();
    pair.levels = vec![Level::High; all.len()];
    pair.difference.gained = all;
    for format in formats().filter(|format| *format != "json") {
        let text = pair.write(format);
        let named = text.matches("user/n").count();
        // SARIF has everybody in a property.
        let most = if format == "sarif" { 510 } else { 10 };
        assert!(named <= most, "{format}: {named}");
        assert!(
            text.contains("497 more") || text.contains("495 more"),
            "{format}: {text}"
        );
    }
    assert_eq!(pair.json("json")["gained"].as_array().unwrap().len(), 500);
    let log = pair.json("sarif");
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 1);
}

#[test]
fn js_02_the_document_validates_and_its_numbers_lead_somewhere() {
    let schema: Value = serde_json::from_str(&schema("diff").unwrap()).unwrap();
    for pair in [Pair::full(), Pair::same()] {
        let report = pair.json("json");
        validates(&report, &schema);
        let causes = report["causes"].as_array().unwrap().len();
        for entry in ["gained", "lost"]
            .iter()
            .flat_map(|of| report[of].as_array().unwrap())
        {
            for number in entry["causes"].as_array().unwrap() {
                let number = usize::try_from(number.as_u64().unwrap()).unwrap();
                assert!(number < causes, "{entry:#}");
            }
        }
    }
    let mut broken = Pair::full().json("json");
    broken["gained"][0]
        .as_object_mut()
        .unwrap()
        .remove("causes");
    assert!(!jsonschema::is_valid(&schema, &broken));
}

#[test]
fn js_01_machines_get_everything() {
    let report = Pair::full().json("json");
    for (pointer, value) in [
        ("/schema", json!("ramlint/diff")),
        ("/schema_version", json!(1)),
        ("/actions", json!(["kvstore:DestroyInstance"])),
        ("/base/name", json!("old")),
        ("/base/complete", json!(true)),
        ("/head/complete", json!(false)),
        ("/complete", json!(false)),
        ("/exit_code", json!(1)),
        ("/fail_on_new", json!("medium")),
        ("/summary/gained", json!(17)),
        (
            "/summary/by_level",
            json!({"high": 15, "low": 1, "medium": 1}),
        ),
        ("/files/without_effect", json!(["audit.json"])),
        ("/gained/0/principal", json!("user/bob")),
        ("/gained/0/kind", json!("direct")),
        ("/gained/0/level", json!("high")),
        ("/gained/0/before", json!("not_granted")),
        ("/gained/0/after", json!("allowed")),
        (
            "/gained/1/witness",
            json!([{"acs:MFAPresent": null, "acs:SourceIp": "198.51.100.7"}]),
        ),
        ("/gained/2/kind", json!("reach")),
        ("/gained/2/via", json!(["role/ci"])),
        ("/gained/2/depends_on/0/name", json!("not-resource")),
        ("/gained/2/depends_on/0/side", json!("head")),
        ("/gained/3/kind", json!("exposure")),
        ("/gained/4/patterns/0/text", json!("ecs:*")),
        ("/lost/0/level", json!(null)),
        ("/causes/1/subject", json!("allow")),
        ("/causes/1/act", json!("widened")),
        ("/causes/1/part", json!("condition")),
        ("/causes/2/places/0/side", json!("base")),
        ("/causes/2/grants/0/side", json!("head")),
        ("/unchanged_doubts/0/principal", json!("user/hal")),
    ] {
        assert_eq!(
            report.pointer(pointer),
            Some(&value),
            "{pointer}: {report:#}"
        );
    }
}

/// The text under each place of the document is the one that was meant.
#[test]
fn js_02_places_are_those_of_their_side() {
    let pair = Pair::full();
    let report = pair.json("json");
    let text = |place: &Value| {
        let side = match place["side"].as_str().unwrap() {
            "base" => Side::Before,
            "head" => Side::After,
            other => panic!("{other}"),
        };
        let sources = pair.sources(side);
        let path = place["at"]["path"].as_str().unwrap();
        let file = sources.paths().find(|(_, other)| *other == path).unwrap().0;
        let at = |name: &str| usize::try_from(place["at"][name].as_u64().unwrap()).unwrap();
        sources.text(file)[at("start")..at("end")].to_owned()
    };
    let texts: Vec<String> = report["causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cause| text(&cause["places"][0]))
        .collect();
    let expected = [
        "\"bob\"",
        "{\"Bool\": {\"acs:MFAPresent\": \"true\"}}",
        "{\"Effect\": \"Deny\"}",
        "{\"Effect\": \"Allow\"}",
    ];
    assert_eq!(texts, expected);
}

#[test]
fn js_05_words_of_the_contract_are_never_translated() {
    let mut chinese = Pair::full();
    chinese.style.language = Language::Chinese;
    let (mut one, mut other) = (Pair::full().json("json"), chinese.json("json"));
    for report in [&mut one, &mut other] {
        for cause in report["causes"].as_array_mut().unwrap() {
            cause["text"] = json!("");
        }
        for open in report["gained"].as_array_mut().unwrap() {
            for open in open["depends_on"].as_array_mut().unwrap() {
                open["text"] = json!("");
            }
        }
        report["unchanged_doubts"][0]["depends_on"][0]["text"] = json!("");
    }
    assert_eq!(one, other);
}

/// DIFF-07: new access only, and every place is one of the later input.
#[test]
fn diff_07_sarif_points_into_the_later_input() {
    let pair = Pair::full();
    let log = pair.json("sarif");
    if let Some(schema) = published("sarif-schema-2.1.0.json") {
        validates(&log, &schema);
    }
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    // The crowd is one result, and what is lost is none.
    assert_eq!(results.len(), 6);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(result["ruleId"].as_str().unwrap().starts_with("new-access"));
        let places = result["locations"].as_array().unwrap().iter();
        let related = result["relatedLocations"].as_array().into_iter().flatten();
        for place in places.chain(related) {
            let region = &place["physicalLocation"]["region"];
            let uri = place["physicalLocation"]["artifactLocation"]["uri"]
                .as_str()
                .unwrap();
            let path = uri.replace("%E7%AD%96%E7%95%A5", "策略");
            let file = pair
                .after
                .paths()
                .find(|(_, other)| *other == path)
                .unwrap()
                .0;
            let line = u32::try_from(region["startLine"].as_u64().unwrap()).unwrap();
            assert!(line <= pair.after.lines(file).unwrap().count(), "{place:#}");
        }
    }
    let removed = results
        .iter()
        .find(|result| {
            result["message"]["text"]
                .as_str()
                .unwrap()
                .contains("Custom/Guard")
        })
        .unwrap();
    let place = &removed["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "guard.json");
    assert_eq!(place["region"]["startLine"], 2);
    let text = removed["message"]["text"].as_str().unwrap();
    assert!(
        text.contains("In the earlier input: guard.json:2:3."),
        "{text}"
    );
    assert_eq!(
        removed["properties"]["ramlint/principals"]
            .as_array()
            .unwrap()
            .len(),
        CROWD
    );
    assert_eq!(run["invocations"][0]["exitCode"], 1);
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
}

/// DIFF-07: annotations stand on the later input only.
#[test]
fn diff_07_annotations_stand_on_the_later_input() {
    let text = Pair::full().write("github");
    let all = commands(&text);
    assert_eq!(all.len(), 7, "{text}");
    assert_eq!(
        all[0].data,
        "not analysed: 1 of the inputs, which the log of this step names"
    );
    let kinds: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "error", "error", "error", "error", "error", "warning", "notice"
        ]
    );
    let removed = all
        .iter()
        .find(|one| one.data.contains("Custom/Guard"))
        .unwrap();
    assert_eq!(removed.properties["file"], "guard.json");
    assert_eq!(removed.properties["line"], "2");
    assert_eq!(removed.properties["title"], "ramlint new-access");
    assert_eq!(
        removed.data,
        "new access to `kvstore:DestroyInstance` for user/u00, user/u01, user/u02 and 9 more: always; a Deny was removed from Custom/Guard, and an older Allow takes effect now; before: guard.json:2:3"
    );
}

#[test]
fn one_line_per_change_for_editors() {
    let text = Pair::full().write("concise");
    let first = "groups.json:1:19: high[new-access] new access to `kvstore:DestroyInstance` for user/bob: always; user/bob joined group/dba, which has had this grant all along\n";
    assert!(text.starts_with(first), "{text}");
    assert_eq!(text.matches("[new-access]").count(), 6);
}

/// SUM-03: the verdict first, then what is new.
#[test]
fn sum_03_the_summary_begins_with_the_verdict_and_what_is_new() {
    let page = Pair::full().write("markdown");
    is_only_text(&page);
    let headings: Vec<&str> = page.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(
        headings,
        [
            "## ramlint diff",
            "### New access",
            "### Lost access",
            "### Causes",
            "### Changed without effect on that access",
            "### Not analysed",
        ]
    );
    let verdict = page.lines().nth(2).unwrap();
    assert_eq!(
        verdict,
        "**Access to `kvstore:DestroyInstance`: 17 new, 1 lost.** From `old` to `new`: 4 files differ, 3 principals compared. The run ends with exit 1: new access at or above medium; not everything was analysed."
    );
    assert!(
        page.contains("| high | `user/bob` | `kvstore:DestroyInstance` | `always` | 1 |\n"),
        "{page}"
    );
    is_only_text(&Pair::same().write("markdown"));
}

#[test]
fn chinese_people_read_chinese() {
    let mut pair = Pair::full();
    pair.style.language = Language::Chinese;
    let text = pair.write("human");
    for expected in [
        "从 old 到 new     4 个文件不同     3 个授权主体参与比较\n",
        "新增访问 (17)\n",
        "原因 1：user/bob 加入了 group/dba，该用户组一直拥有此授权\n",
        "未改动的授权：策略/ops.json:2:13  \"kvstore:*\"\n",
        "未分析：head: gone.json does not exist\n",
        "退出状态 1：存在达到或高于 medium 级别的新增访问；并非所有输入都已分析\n",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}
