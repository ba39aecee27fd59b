//! Writes what was measured last into the README, between its two marks.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::Value;

const BEGIN: &str = "<!-- measured -->\n";
const END: &str = "<!-- end -->\n";

/// One benchmark: what it is called in its group, for sorting too, and its median in
/// nanoseconds.
type Row = ((u64, String), f64);

fn main() -> Result<(), Box<dyn Error>> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut groups: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    collect(&package.join("target/criterion"), &mut groups)?;
    let mut table = String::new();
    for (group, mut rows) in groups {
        rows.sort_by(|one, other| one.0.cmp(&other.0));
        write!(
            table,
            "\n| {group} | takes | of the first |\n|---|---|---|\n"
        )?;
        let first = rows.first().map_or(f64::NAN, |row| row.1);
        for ((_, name), median) in rows {
            writeln!(
                table,
                "| {name} | {} | {} |",
                time(median),
                digits(median / first)
            )?;
        }
    }
    let path = package.join("README.md");
    let readme = fs::read_to_string(&path)?;
    let (before, rest) = readme.split_once(BEGIN).ok_or("no mark in the README")?;
    let (_, after) = rest.split_once(END).ok_or("no second mark in the README")?;
    fs::write(path, format!("{before}{BEGIN}{table}\n{END}{after}"))?;
    Ok(())
}

/// Finds the folders of benchmarks, which hold what was measured in `new`.
fn collect(folder: &Path, groups: &mut BTreeMap<String, Vec<Row>>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if !path.is_dir() {
            continue;
        }
        let new = path.join("new");
        if !new.join("estimates.json").exists() {
            collect(&path, groups)?;
            continue;
        }
        let read = |name: &str| -> Result<Value, Box<dyn Error>> {
            Ok(serde_json::from_str(&fs::read_to_string(new.join(name))?)?)
        };
        let (about, estimates) = (read("benchmark.json")?, read("estimates.json")?);
        let text = |name: &str| about[name].as_str().map(str::to_owned);
        let group = text("group_id").ok_or("a benchmark without a group")?;
        let name = text("function_id")
            .into_iter()
            .chain(text("value_str"))
            .collect::<Vec<_>>()
            .join(", ");
        let number = name.parse().unwrap_or(0);
        let median = estimates["median"]["point_estimate"]
            .as_f64()
            .ok_or("a benchmark without a median")?;
        groups
            .entry(group)
            .or_default()
            .push(((number, name), median));
    }
    Ok(())
}

/// Nanoseconds, in the unit that suits them.
fn time(nanoseconds: f64) -> String {
    let units = [(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")];
    let (size, unit) = units
        .into_iter()
        .find(|(size, _)| nanoseconds >= *size)
        .unwrap_or((1.0, "ns"));
    format!("{} {unit}", digits(nanoseconds / size))
}

/// Two significant digits, or three from one hundred on.
fn digits(number: f64) -> String {
    if number >= 9.95 {
        format!("{number:.0}")
    } else if number >= 0.995 {
        format!("{number:.1}")
    } else {
        format!("{number:.2}")
    }
}
