//! D36: what a module that is not in the input declares is another unknown where its
//! call is another.

use super::Repo;
use super::repository::Item;
use crate::cli::GOOD;

const CALL: &str = "module \"iam\" {\n  source = \"git::https://example.com/iam.git?ref=v1\"\n  user   = \"bob\"\n}\n";

fn diff(now: &[(&str, &str)], format: &str) -> crate::cli::Ran {
    let mut repo = Repo::new();
    let commit = repo.commit(&[("p/a.json", GOOD), ("main.tf", CALL)], &[]);
    repo.name("refs/remotes/origin/main", commit);
    let mut items = vec![("p/a.json", Item::File(GOOD.as_bytes()))];
    items.extend(
        now.iter()
            .map(|(path, text)| (*path, Item::File(text.as_bytes()))),
    );
    repo.checkout(&items);
    let line = ["diff", "origin/main", "--fail-on-new=high"];
    repo.run(&[&line[..], &["--allow-incomplete", "--format", format]].concat())
}

#[test]
fn d36_another_call_of_a_module_that_is_not_read_is_new_doubt() {
    let changed = "the call `module.iam` of a module that cannot be read was changed";
    let added = "a call of a module that cannot be read was added, `module.more`";
    for (now, told) in [
        (CALL.replace("ref=v1", "ref=v2"), changed),
        (CALL.replace("\"bob\"", "\"carol\""), changed),
        (CALL.replace("user ", "user = \"x\"\n  name "), changed),
        (
            format!("{CALL}{}", CALL.replace("iam\" {", "more\" {")),
            added,
        ),
    ] {
        for format in ["human", "concise", "markdown", "sarif", "github", "json"] {
            let ran = diff(&[("main.tf", &now)], format).ends(1);
            let told = match format {
                "markdown" | "sarif" => told.replace('`', ""),
                _ => told.to_owned(),
            };
            let said = match format {
                "human" => ran.out.replace("\n  ", " "),
                "markdown" | "sarif" => ran.out.replace(['`', '\\'], ""),
                _ => ran.out.clone(),
            };
            assert!(said.contains(&told), "{format}: {}", ran.both());
        }
        let json = diff(&[("main.tf", &now)], "json").json();
        let name = if told == added {
            "module.more"
        } else {
            "module.iam"
        };
        assert_eq!(json["gained"][0]["principal"], name, "{now}");
        assert_eq!(json["gained"][0]["after"], "unknown", "{now}");
        assert_eq!(json["gained"][0]["level"], "high", "{now}");
        assert_eq!(json["causes"][0]["subject"], "module", "{now}");
        assert_eq!(json["summary"]["gained"], 1, "{now}");
    }
}

#[test]
fn d36_the_same_call_is_the_same_doubt_wherever_it_stands() {
    let laid_out = format!("# as agreed\n\n{}", CALL.replace("user   = ", "user = "));
    for now in [
        &[("main.tf", CALL)],
        &[("main.tf", &laid_out)],
        &[("iam.tf", CALL)],
    ] {
        let ran = diff(now, "human").ends(0);
        assert!(ran.out.contains("no change in access"), "{}", ran.both());
    }
    let json = diff(&[], "json").ends(0).json();
    assert_eq!(json["lost"][0]["principal"], "module.iam");
    assert_eq!(json["summary"]["gained"], 0);
}
