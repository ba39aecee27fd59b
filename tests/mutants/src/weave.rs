//! Writes a file with all its mutants, each behind its switch.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::mutant::{Found, Key, Kind, Mutant, Site};

/// A file with its mutants.
#[derive(Debug)]
pub struct Woven {
    /// The text.
    pub text: String,
    /// Where in it each mutant stands with what is its own.
    pub own: Vec<(Range<usize>, Key)>,
    /// Where in it each place stands, with the mutants that it has.
    pub places: Vec<(Range<usize>, Vec<Key>)>,
    /// Where in it each function stands, and where in the file.
    pub functions: Vec<Range<usize>>,
}

struct Weaver<'a> {
    found: &'a Found,
    numbers: &'a BTreeMap<Key, u32>,
    woven: Woven,
    /// Beginnings of functions in the file and in the woven text.
    offsets: Vec<(usize, usize)>,
}

/// Writes a file; mutants without a number are left out.
#[must_use]
pub fn weave(found: &Found, numbers: &BTreeMap<Key, u32>) -> Woven {
    let mut weaver = Weaver {
        found,
        numbers,
        woven: Woven {
            text: String::new(),
            own: Vec::new(),
            places: Vec::new(),
            functions: Vec::new(),
        },
        offsets: Vec::new(),
    };
    weaver.range(0..found.text.len(), &found.sites);
    let offsets = std::mem::take(&mut weaver.offsets);
    let place = |at: usize| {
        let index = offsets.partition_point(|(from, _)| *from <= at);
        let (from, to) = offsets[index.saturating_sub(1)];
        to + at.saturating_sub(from)
    };
    for function in &found.functions {
        weaver
            .woven
            .functions
            .push(place(function.start)..place(function.end));
    }
    weaver.woven
}

impl Weaver<'_> {
    fn copy(&mut self, range: Range<usize>) {
        let mut from = range.start;
        for word in &self.found.consts {
            if word.start >= from && word.end <= range.end {
                self.plain(from..word.start);
                from = word.end;
            }
        }
        self.plain(from..range.end);
    }

    fn plain(&mut self, range: Range<usize>) {
        self.offsets.push((range.start, self.woven.text.len()));
        self.woven.text.push_str(&self.found.text[range]);
    }

    fn range(&mut self, range: Range<usize>, mut sites: &[Site]) {
        let mut at = range.start;
        while let Some((site, rest)) = sites.split_first() {
            let inside = rest
                .iter()
                .take_while(|next| next.range.start < site.range.end)
                .count();
            self.copy(at..site.range.start);
            self.site(site, &rest[..inside]);
            at = site.range.end;
            sites = &rest[inside..];
        }
        self.copy(at..range.end);
    }

    fn site(&mut self, site: &Site, inside: &[Site]) {
        let begin = self.woven.text.len();
        let alive: Vec<(&Mutant, u32)> = site
            .mutants
            .iter()
            .filter_map(|mutant| Some((mutant, *self.numbers.get(&mutant.key)?)))
            .collect();
        if alive.is_empty() {
            self.range(site.range.clone(), inside);
            return;
        }
        match site.kind {
            Kind::Swap => {
                self.push("(");
                for (mutant, number) in &alive {
                    let text = format!("if {} {{ {} }} else ", on(*number), mutant.text);
                    self.own(mutant, &text);
                }
                self.push("{ ");
                self.range(site.range.clone(), inside);
                self.push(" })");
            }
            Kind::Enter => {
                for (mutant, number) in &alive {
                    let text = format!(" if {} {{ return {}; }}", on(*number), mutant.text);
                    self.own(mutant, &text);
                }
            }
            Kind::Arm => {
                for (mutant, number) in &alive {
                    self.own(mutant, &format!(" if !{}", on(*number)));
                }
            }
            Kind::Negate | Kind::Drop => {
                for (mutant, number) in &alive {
                    let (before, behind) = match site.kind {
                        Kind::Negate => (format!("({} != (", on(*number)), "))"),
                        _ => (format!("if !{} {{ ", on(*number)), " }"),
                    };
                    self.own(mutant, &before);
                    self.range(site.range.clone(), inside);
                    self.push(behind);
                }
            }
            Kind::Guard => {
                self.push("(");
                for (mutant, number) in &alive {
                    let text = match mutant.text.as_str() {
                        "true" => format!("{} || ", on(*number)),
                        _ => format!("!{} && ", on(*number)),
                    };
                    self.own(mutant, &text);
                }
                self.push("(");
                self.range(site.range.clone(), inside);
                self.push("))");
            }
        }
        let keys = alive.iter().map(|(mutant, _)| mutant.key.clone()).collect();
        self.woven.places.push((begin..self.woven.text.len(), keys));
    }

    fn push(&mut self, text: &str) {
        self.woven.text.push_str(text);
    }

    fn own(&mut self, mutant: &Mutant, text: &str) {
        let begin = self.woven.text.len();
        self.push(text);
        self.woven
            .own
            .push((begin..self.woven.text.len(), mutant.key.clone()));
    }
}

fn on(number: u32) -> String {
    format!("crate::mutants::on({number})")
}
