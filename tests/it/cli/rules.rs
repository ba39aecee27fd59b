//! `ramlint rules`, and which rules `check` runs.

use ramlint::rules::{Language, RULES};

use super::{BAD, Folder, GOOD, SOMETIMES};

#[test]
fn doc_04_the_list_has_every_rule_in_every_format() {
    let folder = Folder::new(&[]);
    let json = folder.run(&["rules", "--format", "json"]).ends(0).json();
    assert_eq!(json["schema"], "ramlint/rules");
    let listed = json["rules"].as_array().unwrap();
    assert_eq!(listed.len(), RULES.len());
    let human = folder.run(&["rules"]).ends(0).out;
    let markdown = folder.run(&["rules", "--format", "markdown"]).ends(0).out;
    assert_eq!(human.lines().count(), RULES.len() + 1);
    assert_eq!(markdown.lines().count(), RULES.len() + 2);
    for (number, rule) in RULES.iter().enumerate() {
        let one = &listed[number];
        assert_eq!(one["id"], rule.id);
        assert_eq!(one["name"], rule.name);
        assert_eq!(one["level"], rule.level.to_string());
        assert_eq!(
            one["levels"].as_array().unwrap().len(),
            rule.levels().count()
        );
        assert_eq!(one["confidence"], rule.confidence.to_string());
        assert_eq!(one["family"], rule.family().unwrap().word);
        assert_eq!(one["fix"], rule.fix.map_or("none", |fix| fix.word()));
        let summary = rule.docs.summary.get(Language::English);
        assert_eq!(one["summary"], summary);
        assert!(one["url"].as_str().unwrap().contains(rule.name));
        let line = human.lines().nth(number + 1).unwrap();
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(words[..2], [rule.id, rule.name]);
        assert!(line.ends_with(summary), "{line}");
        let row = markdown.lines().nth(number + 2).unwrap();
        assert_eq!(row.matches(" | ").count(), 6, "{row}");
        assert!(
            row.starts_with(&format!("| [{}](https://", rule.id)),
            "{row}"
        );
    }
}

#[test]
fn rules_are_listed_in_chinese_where_asked_for() {
    let folder = Folder::new(&[]);
    folder
        .run(&["rules", "--lang", "zh-CN"])
        .ends(0)
        .says("检查内容");
    let json = folder
        .run(&["rules", "--lang", "zh-CN", "--format", "json"])
        .json();
    let summary = RULES[0].docs.summary.get(Language::Chinese);
    assert_eq!(json["rules"][0]["summary"], summary);
    assert_eq!(json["rules"][0]["level"], RULES[0].level.to_string());
}

#[test]
fn only_the_selected_rules_run_and_the_others_are_counted() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    let all = RULES.len();
    for (flags, status, off) in [
        (&[][..], 1, 0),
        (&["--select", "RAM101"], 1, all - 1),
        (&["--select", "guarded-action-granted"], 1, all - 1),
        (&["--ignore", "RAM101"], 0, 1),
        (
            &["--select", "ram2"],
            0,
            RULES
                .iter()
                .filter(|rule| !rule.id.starts_with("RAM2"))
                .count(),
        ),
        (
            &["--ignore", "RAM1", "--extend-select", "RAM101"],
            1,
            RULES
                .iter()
                .filter(|rule| rule.id.starts_with("RAM1"))
                .count()
                - 1,
        ),
    ] {
        let arguments: Vec<&str> = ["check", "bad.json"].iter().chain(flags).copied().collect();
        let ran = folder.run(&arguments).ends(status);
        let said = ran.out.contains(" switched off by --");
        assert_eq!(said, off > 0, "{flags:?}: {}", ran.out);
        let json: Vec<&str> = arguments
            .iter()
            .chain(&["--format", "json"])
            .copied()
            .collect();
        let json = folder.run(&json).ends(status).json();
        let listed = json["summary"]["switched_off"].as_array().unwrap();
        assert_eq!(listed.len(), off, "{flags:?}");
    }
    folder
        .run(&["check", "bad.json", "--ignore", "RAM101"])
        .says("1 rule is switched off by --ignore: RAM101\n");
    folder
        .run(&["check", "bad.json", "--ignore", "RAM101", "--lang", "zh-CN"])
        .says("--ignore 关闭了 1 条规则：RAM101\n");
}

/// What was not analysed fails a run whichever rules are on.
#[test]
fn rules_that_are_off_hide_no_incomplete_run() {
    let folder = Folder::new(&[("broken.json", "{\"Statement\": [")]);
    for flags in [&[][..], &["--select", "RAM101"], &["--ignore", "RAM4,RAM9"]] {
        let known = flags.last().is_none_or(|flag| {
            flag.split(',')
                .all(|word| RULES.iter().any(|rule| rule.id.starts_with(word)))
        });
        let arguments: Vec<&str> = ["check", "broken.json", "--fail-on", "never"]
            .iter()
            .chain(flags)
            .copied()
            .collect();
        folder.run(&arguments).ends(if known { 3 } else { 2 });
    }
}

#[test]
fn cli_32_an_unknown_rule_is_usage_with_the_nearest() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    for flag in ["--select", "--ignore", "--extend-select"] {
        let ran = folder
            .run(&["check", flag, "RAM101,deny-with-hole"])
            .ends(2);
        assert!(ran.err.contains(flag), "{}", ran.err);
        assert!(ran.err.contains("RAM203 deny-with-a-hole"), "{}", ran.err);
        assert_eq!(ran.out, "");
    }
}

/// The count never hides, and the gravest are drawn.
#[test]
fn at_most_so_many_findings_are_drawn_and_all_are_counted() {
    let folder = Folder::new(&[
        ("a.json", SOMETIMES),
        ("b.json", BAD),
        ("c.json", SOMETIMES),
        ("good.json", GOOD),
    ]);
    let drawn = |ran: &str| ran.lines().filter(|line| line.contains("[RAM")).count();
    let all = folder.run(&["check"]).ends(1);
    let number = drawn(&all.out);
    assert!(number >= 3, "{}", all.out);
    assert!(!all.out.contains("are drawn"), "{}", all.out);
    let one = folder.run(&["check", "--max-findings", "1"]).ends(1);
    assert_eq!(drawn(&one.out), 1);
    let first = one.out.lines().next().unwrap();
    assert!(first.starts_with("high[RAM101]"), "{first}");
    let said = format!("1 of the {number} are drawn");
    assert!(one.out.contains(&said), "{}", one.out);
    assert!(
        one.out.contains(&format!("{number} findings: ")),
        "{}",
        one.out
    );
    for flag in ["all", "ALL", "1000"] {
        assert_eq!(folder.run(&["check", "--max-findings", flag]).out, all.out);
    }
    assert_eq!(
        drawn(&folder.run(&["check", "--max-findings", "0"]).ends(1).out),
        0
    );
    let json = folder.run(&["check", "--max-findings", "1", "--format", "json"]);
    assert_eq!(json.json()["findings"].as_array().unwrap().len(), number);
    folder
        .run(&["check", "--max-findings", "some"])
        .ends(2)
        .warns("all");
}

#[test]
fn verbose_names_every_principal_of_a_finding() {
    let folder = Folder::new(&[("bad.json", BAD)]);
    let ran = folder.run(&["check", "-v"]).ends(1);
    assert!(
        ran.out.contains("\n  = principals: policy/bad.json\n"),
        "{}",
        ran.out
    );
    assert!(!folder.run(&["check"]).out.contains("principals: "));
    let folder = Folder::new(&[("good.json", GOOD)]);
    folder
        .run(&["who-can", "-v"])
        .ends(0)
        .says("policy/good.json");
}
