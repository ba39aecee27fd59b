//! SARIF, as the schema and GitHub want it.

use std::collections::BTreeSet;

use ramlint::rules::{Level, RULES, Rule};
use serde_json::{Value, json};

use super::gallery::{Gallery, ODD_PATH, finding, label};
use super::{of_examples, published, validates};

fn run(gallery: &Gallery) -> Value {
    gallery.json("sarif")["runs"][0].clone()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a Vec<Value> {
    value[name].as_array().unwrap()
}

/// The result of the finding with the proof.
fn proved(run: &Value) -> &Value {
    let mut results = list(run, "results").iter();
    results
        .find(|result| result.get("codeFlows").is_some())
        .unwrap()
}

/// Percent-encoding undone.
fn decoded(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            let digits = std::str::from_utf8(&digits).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn sarif_01_logs_validate_against_the_schema() {
    let Some(schema) = published("sarif-schema-2.1.0.json") else {
        return;
    };
    for gallery in [Gallery::full(), Gallery::wide(), Gallery::empty()] {
        validates(&gallery.json("sarif"), &schema);
    }
    validates(&of_examples("sarif"), &schema);
    // The schema is one that refuses.
    let mut broken = Gallery::wide().json("sarif");
    broken["runs"][0]["columnKind"] = json!("bytes");
    assert!(!jsonschema::is_valid(&schema, &broken));
}

#[test]
fn sarif_02_all_rules_are_there_in_order_with_or_without_results() {
    let ids = |gallery: &Gallery| {
        let rules = run(gallery)["tool"]["driver"]["rules"].clone();
        let ids = rules.as_array().unwrap().iter();
        ids.map(|rule| rule["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let all = ids(&Gallery::empty());
    assert_eq!(all, ids(&Gallery::full()));
    assert!(all.is_sorted(), "{all:?}");
    let set: BTreeSet<&str> = all.iter().map(String::as_str).collect();
    assert_eq!(set.len(), all.len());
    assert!(RULES.iter().all(|rule| set.contains(rule.id)));
}

/// What GitHub asks of a rule: texts that are not empty, and limits.
#[test]
fn sarif_12_rules_have_their_texts_within_the_limits() {
    for rule in list(&run(&Gallery::empty())["tool"]["driver"], "rules") {
        for (pointer, most) in [
            ("/name", 255),
            ("/shortDescription/text", 1000),
            ("/fullDescription/text", 1000),
            ("/help/text", usize::MAX),
            ("/help/markdown", usize::MAX),
        ] {
            let text = rule.pointer(pointer).and_then(Value::as_str).unwrap();
            let count = text.chars().count();
            assert!((1..=most).contains(&count), "{pointer}: {rule}");
        }
        let tags = list(&rule["properties"], "tags");
        assert!((1..=10).contains(&tags.len()), "{rule}");
        assert!(
            ["low", "medium", "high"].contains(&rule["properties"]["precision"].as_str().unwrap())
        );
        assert!(rule["helpUri"].as_str().unwrap().starts_with("https://"));
    }
}

/// A gallery whose first rule reports at three levels.
fn at_three_levels() -> (Gallery, &'static Rule) {
    let mut gallery = Gallery::wide();
    let rule: &'static Rule = Box::leak(Box::new(Rule {
        level: Level::Medium,
        other_levels: &[Level::Info, Level::Critical],
        ..*RULES[0]
    }));
    gallery.rules[0] = rule;
    let at = gallery.findings[0].at.at;
    gallery.findings = rule
        .levels()
        .map(|level| {
            let mut one = finding(level, at);
            one.rule = rule.id;
            one
        })
        .collect();
    (gallery, rule)
}

#[test]
fn sarif_13_a_rule_has_an_id_per_level_and_its_score_is_that_of_the_level() {
    let (gallery, odd) = at_three_levels();
    let run = run(&gallery);
    let rules = list(&run["tool"]["driver"], "rules");
    let ids: Vec<&str> = rules
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    assert!(ids.is_sorted(), "{ids:?}");
    assert_eq!(ids[..3], ["RAM101", "RAM101/critical", "RAM101/info"]);
    let split: usize = gallery.rules.iter().map(|rule| rule.levels().count()).sum();
    assert_eq!(rules.len(), split);
    assert_eq!(odd.levels().count(), 3);
    let score = |level: Level| match level {
        Level::Critical => json!("9.5"),
        Level::High => json!("8.0"),
        Level::Medium => json!("5.5"),
        Level::Low => json!("2.5"),
        Level::Info => Value::Null,
    };
    for rule in &gallery.rules {
        for level in rule.levels() {
            let id = if level == rule.level {
                rule.id.to_owned()
            } else {
                format!("{}/{level}", rule.id)
            };
            let found = rules.iter().find(|one| one["id"] == id.as_str()).unwrap();
            assert_eq!(
                found["properties"]["security-severity"],
                score(level),
                "{id}"
            );
        }
    }
}

#[test]
fn sarif_13_results_name_the_rule_of_their_level() {
    let (gallery, rule) = at_three_levels();
    let run = run(&gallery);
    let rules = list(&run["tool"]["driver"], "rules");
    assert_eq!(list(&run, "results").len(), 3);
    for (result, level) in list(&run, "results").iter().zip(rule.levels()) {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert_eq!(
            rules[index]["defaultConfiguration"]["level"],
            result["level"]
        );
        let own = level == rule.level;
        assert_eq!(result["ruleId"] == rule.id, own, "{result}");
    }
}

#[test]
fn sarif_03_the_kind_of_columns_is_said() {
    assert_eq!(run(&Gallery::full())["columnKind"], "utf16CodeUnits");
}

/// SARIF-04: the values are those of another implementation of the published
/// algorithm; more of them are in the file of the hash itself.
#[test]
fn sarif_04_the_hash_is_that_of_the_line() {
    let mut gallery = Gallery::empty();
    let file = gallery.file("a.json", "{\r\n  \"a\": 1\r\n}\r\n");
    let at = gallery.span(file, "\"a\"");
    gallery.findings = vec![finding(Level::High, at)];
    let prints = run(&gallery)["results"][0]["partialFingerprints"].clone();
    assert_eq!(prints["primaryLocationLineHash"], "8266b7077bdffbc:1");
}

#[test]
fn sarif_05_the_fingerprint_has_a_key_of_its_own() {
    let prints = run(&Gallery::wide())["results"][0]["partialFingerprints"].clone();
    assert_eq!(prints["ramlint/v1"], "0123456789abcdef".repeat(4));
}

#[test]
fn sarif_06_one_place_on_one_line_and_every_other_is_linked() {
    let run = run(&Gallery::full());
    for result in list(&run, "results") {
        let [place] = &list(result, "locations")[..] else {
            panic!("{result}");
        };
        let region = &place["physicalLocation"]["region"];
        assert_eq!(region["startLine"], region["endLine"], "{result}");
        assert!(region["startColumn"].as_u64() <= region["endColumn"].as_u64());
        let text = result["message"]["text"].as_str().unwrap();
        for related in result["relatedLocations"].as_array().into_iter().flatten() {
            let link = format!("[here]({})", related["id"]);
            assert!(text.contains(&link), "{link}: {text}");
        }
    }
    assert_eq!(list(proved(&run), "relatedLocations").len(), 2);
}

#[test]
fn sarif_07_the_proof_is_a_code_flow() {
    let run = run(&Gallery::full());
    let flow = &proved(&run)["codeFlows"][0]["threadFlows"][0];
    let steps: Vec<&str> = list(flow, "locations")
        .iter()
        .map(|step| step["location"]["message"]["text"].as_str().unwrap())
        .collect();
    assert_eq!(
        steps,
        [
            "`user/alice` is a member of `group/ops`",
            "the policy is attached to `group/ops`",
            "no Deny applies"
        ]
    );
}

#[test]
fn sarif_08_messages_begin_with_a_short_sentence_and_hold_no_markup() {
    let mut gallery = Gallery::full();
    for (number, one) in gallery.findings.iter_mut().enumerate() {
        one.message
            .push_str(&" `[x](y)` {1} <i>".repeat(number * 3));
    }
    let run = run(&gallery);
    for (result, finding) in list(&run, "results").iter().zip(&gallery.findings) {
        let text = result["message"]["text"].as_str().unwrap();
        let end = text.find("... ").map(|at| at + 3).or(text.find(". "));
        let first = &text[..end.unwrap_or(text.len())];
        assert!(first.chars().count() <= 200, "{first}");
        // Without what is escaped, only our own links are left.
        let bare = text
            .replace("\\\\", "")
            .replace("\\[", "")
            .replace("\\]", "");
        let bare = bare.replace("{{", "").replace("}}", "");
        let mut linked = bare.clone();
        for id in 1..=finding.related.len() {
            linked = linked.replace(&format!("[here]({id})"), "");
        }
        assert!(!linked.contains(['[', ']', '{', '}']), "{text}");
        assert!(
            !text.contains("<i>") && !text.contains("<b>") && !text.contains("</b>"),
            "{text}"
        );
    }
}

#[test]
fn sarif_09_uris_are_relative_and_decode_to_the_path() {
    let log = Gallery::full().write("sarif");
    assert!(!log.contains(env!("CARGO_MANIFEST_DIR")));
    let run = run(&Gallery::full());
    let artifact = &proved(&run)["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(artifact["uri"], "%E7%AD%96%E7%95%A5%20a%25b%23c.json");
    assert_eq!(decoded(artifact["uri"].as_str().unwrap()), ODD_PATH);
    assert_eq!(artifact["uriBaseId"], "%SRCROOT%");
    let base = &run["originalUriBaseIds"]["%SRCROOT%"];
    assert!(base["description"]["text"].is_string() && base.get("uri").is_none());
}

#[test]
fn sarif_11_an_incomplete_run_is_told_from_a_clean_one_by_the_log_alone() {
    let mut incomplete = Gallery::full();
    incomplete.findings.clear();
    incomplete.exit = 3;
    let (unread, clean) = (run(&incomplete), run(&Gallery::empty()));
    let of = |run: &Value| run["invocations"][0].clone();
    assert_eq!(of(&clean)["executionSuccessful"], true);
    assert_eq!(of(&clean)["exitCode"], 0);
    assert_eq!(list(&of(&clean), "toolExecutionNotifications").len(), 0);
    assert_eq!(of(&unread)["executionSuccessful"], false);
    assert_eq!(of(&unread)["exitCode"], 3);
    let told = of(&unread);
    let told = list(&told, "toolExecutionNotifications");
    assert_eq!(told.len(), 2);
    assert_eq!(
        told[0]["message"]["text"],
        "not analysed: gone.json does not exist"
    );
    assert_eq!(
        told[1]["locations"][0]["physicalLocation"]["region"]["startLine"],
        2
    );
}

#[test]
fn sarif_12_of_too_many_the_most_severe_are_kept_and_the_rest_is_counted() {
    let mut gallery = Gallery::wide();
    let at = gallery.findings[0].at.at;
    gallery.findings = (0..5003).map(|_| finding(Level::Low, at)).collect();
    gallery.findings.push(finding(Level::Critical, at));
    let run = run(&gallery);
    let results = list(&run, "results");
    assert_eq!(results.len(), 5000);
    assert_eq!(results[4999]["level"], "error");
    let told = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
        .as_str()
        .unwrap();
    assert!(
        told.starts_with("4 less severe findings are left out"),
        "{told}"
    );
}

#[test]
fn sarif_12_a_result_has_so_many_places_and_no_more() {
    let mut gallery = Gallery::wide();
    let at = gallery.findings[0].at.at;
    gallery.findings[0].related = (0..300).map(|_| label(at, "x")).collect();
    gallery.findings[0].proof = (0..300).map(|_| label(at, "x")).collect();
    let run = run(&gallery);
    let result = &run["results"][0];
    assert_eq!(list(result, "relatedLocations").len(), 100);
    let flow = &result["codeFlows"][0]["threadFlows"][0];
    assert_eq!(list(flow, "locations").len(), 100);
}

#[test]
fn only_fixes_that_leave_access_as_it_is_are_handed_on() {
    let run = run(&Gallery::full());
    let fixes: Vec<&Value> = list(&run, "results")
        .iter()
        .filter_map(|result| result.get("fixes"))
        .collect();
    let [fix] = fixes[..] else {
        panic!("{fixes:?}");
    };
    let [first, second] = &list(&fix[0]["artifactChanges"][0], "replacements")[..] else {
        panic!("{fix}");
    };
    assert_eq!(first["insertedContent"]["text"], "缓存");
    assert_eq!(
        second["deletedRegion"]["startColumn"],
        second["deletedRegion"]["endColumn"]
    );
}

/// OUT-04: no time, no machine, the same bytes.
#[test]
fn out_04_logs_are_the_same_whenever_they_are_written() {
    let mut later = Gallery::full();
    later.time += 77_777_777_777;
    for reporter in ramlint::report::REPORTERS {
        let format = reporter.name;
        let same = later.write(format) == Gallery::full().write(format);
        assert_eq!(same, format != "gitlab-sast", "{format}");
    }
}
