//! Files that say what a run is to do: any text is read or refused with a reason.

use ramlint::cli::baseline::Baseline;
use ramlint::cli::configuration::{Found, Keys, Wanted, load};
use ramlint::cli::expectations;
use ramlint::cli::waivers::{FILE, Terms, Waivers};
use ramlint::engine::domain::ordered::parse_instant;
use ramlint::rules::RULES;
use ramlint::source::{Files, Refusal, Sources};

use crate::support::AT;

/// One text under every path.
struct One<'a>(&'a str);

impl Files for One<'_> {
    fn read(&self, _: &str) -> Result<String, Refusal> {
        Ok(self.0.to_owned())
    }

    fn list(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// The first byte says which file it is; a configuration may extend the text that
/// follows a NUL, and that text is where waivers in comments are.
pub fn settings(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(rest);
    let (text, other) = text.split_once('\0').unwrap_or((&*text, ""));
    match first % 4 {
        0 => configuration(text, other),
        1 => waivers(text, other),
        2 => tests(text),
        _ => baseline(text),
    }
}

fn configuration(text: &str, other: &str) {
    let found = Found {
        path: "ramlint.toml".to_owned(),
        text: text.to_owned(),
    };
    let read = match load(&One(other), Wanted::Named(found)) {
        Ok(read) => read,
        Err(error) => return assert!(!error.0.is_empty()),
    };
    for rule in RULES {
        let _ = read.setting(rule, "policies/p.json");
        let _ = read.off(rule);
        let _ = read.waivable(rule, "policies/p.json");
    }
    assert_eq!(read.keys.list().len(), Keys::default().list().len());
    let _ = (read.actions(), read.thresholds());
    let mut terms = Terms::under(parse_instant(AT).unwrap(), &read);
    terms.is_new = &|_, _| true;
    let _ = Waivers::read(FILE, other, &terms);
}

fn waivers(text: &str, other: &str) {
    let terms = Terms::at(parse_instant(AT).unwrap());
    let read = match Waivers::read(FILE, text, &terms) {
        Ok(read) => read,
        Err(faults) => {
            assert!(!faults.lines().is_empty());
            let place = format!("{FILE}:");
            assert!(faults.lines().iter().all(|line| line.starts_with(&place)));
            Waivers::default()
        }
    };
    let mut sources = Sources::default();
    sources.add("main.tf", other);
    sources.add("ram-attachments.yaml", other);
    let placed = read.place(&mut sources, &terms);
    for (waiver, _) in placed.listed() {
        let text = sources.text(waiver.at.file);
        let under = text.get(waiver.at.start as usize..waiver.at.end as usize);
        assert!(under.is_some(), "{:?}", waiver.at);
    }
}

fn tests(text: &str) {
    match expectations::find(&One(text), "ramlint-tests.toml", &|_| true) {
        Ok((same, _)) => assert_eq!(same, text),
        Err(error) => assert!(!error.0.is_empty()),
    }
}

/// What is written of a baseline is read as it.
fn baseline(text: &str) {
    match Baseline::parse("ramlint-baseline.json", text) {
        Ok(read) => {
            let again = Baseline::parse("ramlint-baseline.json", &read.text());
            assert_eq!(again.map_err(|error| error.0).unwrap(), read);
        }
        Err(error) => assert!(!error.0.is_empty()),
    }
}
