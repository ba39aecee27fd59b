//! The list of mutants that change nothing (`tests/mutants`) speaks of lines that are
//! there, and says why. Which mutants a line has, only the mutation run itself knows.

use std::fs;
use std::path::Path;

#[test]
fn mutants_held_to_change_nothing_stand_where_the_list_says() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = fs::read_to_string(top.join("tests/mutants/equivalent.toml")).unwrap();
    let list: toml::Table = list.parse().unwrap();
    for entry in list["mutant"].as_array().unwrap() {
        let text = |name: &str| entry[name].as_str().unwrap();
        let source = fs::read_to_string(top.join(text("file"))).unwrap();
        let mut lines = source.lines().map(str::trim);
        assert!(lines.any(|line| line == text("line")), "{entry:?}");
        assert!(!text("reason").trim().is_empty(), "{entry:?}");
    }
}
