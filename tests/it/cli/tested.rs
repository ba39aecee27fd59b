//! The reports of `ramlint test`.

use serde_json::Value;

use super::expectations::{company, each};
use super::{Around, formats};

#[test]
fn cli_03_every_format_gives_the_same_status() {
    let folder = company(&(each("user/ann", "allowed") + &each("user/ben", "denied")));
    for format in formats("test") {
        folder.run(&["test", "--format", format]).ends(1);
    }
    folder.write("ramlint-tests.toml", each("user/ann", "allowed"));
    for format in formats("test") {
        folder.run(&["test", "--format", format]).ends(0);
    }
    folder.run(&["test", "--format", "sarif"]).ends(2);
    folder
        .run(&["test", "--report", "sarif=x"])
        .ends(2)
        .warns("`sarif` is not a format; there are human, json, github, junit");
}

#[test]
fn junit_has_a_case_for_each_test() {
    let again = each("user/ann", "allowed");
    let folder = company(&(again.clone() + &again + &each("user/ben", "denied")));
    folder
        .run(&["test", "--report", "junit=out.xml", "-q"])
        .ends(1);
    let text = std::fs::read_to_string(folder.at("out.xml")).unwrap();
    let xml = roxmltree::Document::parse(&text).unwrap();
    let cases: Vec<_> = xml
        .descendants()
        .filter(|node| node.has_tag_name("testcase"))
        .collect();
    let facts = |node: &roxmltree::Node<'_, '_>| {
        let of = |name: &str| node.attribute(name).unwrap().to_owned();
        let failure = node.children().find(|child| child.has_tag_name("failure"));
        let message = failure.map(|failure| failure.attribute("message").unwrap().to_owned());
        (of("name"), of("file"), of("line"), message)
    };
    let found: Vec<_> = cases.iter().map(facts).collect();
    let file = "ramlint-tests.toml".to_owned();
    let name = "user/ann: allowed for the guarded action";
    let denied = "expected denied, but user/ben has ALLOWED IF".to_owned();
    let ben = "user/ben: denied for the guarded action";
    assert_eq!(
        found,
        [
            (name.to_owned(), file.clone(), "1".to_owned(), None),
            (format!("{name} (2)"), file.clone(), "4".to_owned(), None),
            (ben.to_owned(), file, "7".to_owned(), Some(denied)),
        ]
    );
    let failure = cases[2]
        .children()
        .find(|child| child.has_tag_name("failure"))
        .unwrap();
    assert!(
        failure
            .text()
            .unwrap()
            .contains("Allow in Custom/Sometimes"),
        "{text}"
    );
    assert!(
        text.contains("tests=\"3\" failures=\"1\" errors=\"0\""),
        "{text}"
    );
    folder.write("broken.json", "{\"Version\": \"1\", \"Statement\": [");
    folder
        .run(&["test", "--format", "junit"])
        .ends(1)
        .says("<error type=\"not-analysed\"");
}

#[test]
fn github_points_at_the_expectation() {
    let folder = company(&each("user/ben", "denied"));
    let ran = folder.run(&["test", "--format", "github"]).ends(1);
    let first = ran.out.lines().next().unwrap();
    let head = "::error file=ramlint-tests.toml,line=3,endLine=3,col=10,endColumn=18,title=ramlint test::user/ben: denied";
    assert!(first.starts_with(head), "{first}");
    assert!(
        first.contains("%0AAllow in Custom/Sometimes")
            || first.contains("Allow in Custom/Sometimes"),
        "{first}"
    );
    let many: String = (0..12).map(|_| each("user/ben", "denied")).collect();
    folder.write("ramlint-tests.toml", many);
    let ran = folder.run(&["test", "--format", "github"]).ends(1);
    assert_eq!(ran.out.matches("::error ").count(), 10);
    assert!(
        ran.out
            .contains("::notice title=ramlint::and 2 more tests that failed")
    );
    assert!(
        ran.out.contains("\nramlint-tests.toml:36:10: user/ben"),
        "{}",
        ran.out
    );
}

/// A name of a test is a text of whoever proposes the change.
#[test]
fn sec_20_names_of_tests_are_no_commands() {
    let name = "\\u001b[31m##[error]x\\n::error::y";
    let folder = company(&format!(
        "{}name = \"{name}\"\n",
        each("user/ben", "denied")
    ));
    for format in formats("test") {
        let ran = folder.run(&["test", "--format", format]).ends(1);
        for line in ran.out.lines() {
            let own = line
                .trim_start()
                .starts_with("::error file=ramlint-tests.toml,");
            assert!(
                own || !line.trim_start().starts_with("::"),
                "{format}: {line}"
            );
            assert!(
                !line.contains("##[") && !line.contains('\u{1b}'),
                "{format}: {line}"
            );
        }
    }
}

#[test]
fn js_02_the_report_fits_its_schema() {
    let folder = company(
        &(each("user/*", "denied")
            + "context = { \"acs:SourceVpc\" = \"vpc-1\" }\n"
            + &each("user/zed", "denied")
            + "[[test]]\nnobody-except = [\"user/eve\"]\n"),
    );
    let report = folder.run(&["test", "--format", "json"]).ends(1).json();
    let schema = folder.run(&["schema", "test"]).ends(0).json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&report)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(report["summary"]["failed"], 3);
    assert_eq!(report["tests"][0]["context"]["acs:SourceVpc"], "vpc-1");
    assert!(
        report["tests"][1]["reason"]
            .as_str()
            .unwrap()
            .contains("nobody whom")
    );
    assert_eq!(report["tests"][2]["idle"][0]["entry"], "user/eve");
}

/// Whatever stands in front of the terminal, a report in a file has no colour.
#[test]
fn reports_in_files_stand_beside_the_one_that_is_shown() {
    let folder = company(&each("user/ben", "denied"));
    let around = Around {
        terminals: (true, true),
        ..Around::default()
    };
    let ran = folder.run_with(
        &["test", "--report", "json=a.json", "--report", "human=b.txt"],
        &around,
    );
    assert!(ran.ends(1).out.contains('\u{1b}'));
    let json: Value = serde_json::from_slice(&std::fs::read(folder.at("a.json")).unwrap()).unwrap();
    assert_eq!(json["schema"], "ramlint/test");
    let text = std::fs::read_to_string(folder.at("b.txt")).unwrap();
    assert!(text.starts_with("FAILED  user/ben"), "{text}");
}
