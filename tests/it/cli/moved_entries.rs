//! Entries of a baseline whose files were moved, repaired or joined by others.

use std::fs;

use super::baseline::{BROAD, MANIFEST, SOME, create, entries};
use super::{BAD, DENY, Folder, GOOD};

/// The fingerprint of a moved file is another, and what it means is the same.
#[test]
fn an_entry_goes_with_the_file_that_is_moved() {
    let terraform = "resource \"alicloud_ram_policy\" \"ops\" {\n  policy_name = \"ops\"\n  policy_document = jsonencode({ Version = \"1\", Statement = [{ Effect = \"Allow\", Action = \"kvstore:*\", Resource = \"*\" }] })\n}\nresource \"alicloud_ram_user_policy_attachment\" \"a\" {\n  user_name = \"ann\"\n  policy_name = alicloud_ram_policy.ops.policy_name\n  policy_type = \"Custom\"\n}\n";
    let folder = Folder::new(&[("main.tf", terraform), ("pol/a.json", BAD)]);
    create(&folder);
    let moved = |from: &str, to: &str| {
        let whole = folder.at(to);
        fs::create_dir_all(whole.parent().unwrap()).unwrap();
        fs::rename(folder.at(from), whole).unwrap();
    };
    moved("main.tf", "iam.tf");
    moved("pol/a.json", "z/b.json");
    folder
        .run(&["check", "--baseline", "--baseline-strict"])
        .ends(0)
        .says("3 known from ramlint-baseline.json");
    // A copy is new, and so is more than was known.
    folder.write("copy.json", BAD);
    folder
        .run(&["check", "--baseline"])
        .ends(1)
        .says("1 finding:");
    fs::remove_file(folder.at("copy.json")).unwrap();
    folder.write("z/b.json", BROAD);
    folder
        .run(&["check", "--baseline"])
        .ends(1)
        .says("z/b.json");
    folder.write("z/b.json", BAD);
    // Nothing is gone; the entries are brought up to date.
    folder
        .run(&["baseline", "prune"])
        .ends(0)
        .says("3 known findings (0 added, 0 removed)");
    let paths: Vec<String> = entries(&folder)
        .iter()
        .map(|one| one["path"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(paths, ["iam.tf", "iam.tf", "z/b.json"]);
}

/// What is new in a file that was there has not come from one that is gone.
#[test]
fn fp_04_an_entry_covers_nothing_in_a_file_that_has_entries_of_its_own() {
    for (other, code) in [(BROAD, 1), (GOOD, 0)] {
        let folder = Folder::new(&[("a.json", BAD), ("b.json", other)]);
        create(&folder);
        fs::remove_file(folder.at("a.json")).unwrap();
        folder.write("b.json", BAD);
        folder.run(&["check", "--baseline"]).ends(code);
    }
}

/// What is fixed is gone, and the baseline says so.
#[test]
fn a_fix_takes_findings_away_and_makes_none_new() {
    let folder = Folder::new(&[("p.json", SOME)]);
    create(&folder);
    let before = entries(&folder).len();
    let ran = folder.run(&["check", "--baseline", "--fix"]).ends(0);
    assert!(ran.err.contains("fixed: "), "{}", ran.err);
    assert!(
        ran.out.contains("the baseline can shrink by 1"),
        "{}",
        ran.out
    );
    folder.run(&["baseline", "prune"]).ends(0);
    assert_eq!(entries(&folder).len(), before - 1);
}

#[test]
fn what_stands_elsewhere_can_take_a_guard_away() {
    let manifest = "ram_attachments: 1\nusers:\n  alice: { policies: [ops, guard] }\n";
    let folder = Folder::new(&[
        ("policies/ops.json", BAD),
        ("policies/guard.json", DENY),
        ("ram-attachments.yaml", manifest),
    ]);
    create(&folder);
    folder.run(&["check", "--baseline"]).ends(0);
    folder.write("ram-attachments.yaml", MANIFEST);
    folder
        .run(&["check", "--baseline"])
        .ends(1)
        .says("policies/ops.json:1:");
}
