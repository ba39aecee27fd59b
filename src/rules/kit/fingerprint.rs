//! What a finding is called across runs and versions: a hash of what it means, so
//! that moving, reformatting and reordering keep it and more access changes it.
//!
//! For newcomers: `canonical` (statements without their spelling), `places` (what
//! of the model lies at a place), `gains` (what principals get), `written` (text
//! that no model holds), `address` (where in a file it stands), `tuple` (the bytes
//! that are hashed).

mod address;
mod canonical;
mod gains;
mod places;
mod tuple;
mod written;

use std::collections::BTreeMap;

use crate::rules::kit::context::Context;
use crate::rules::kit::finding::Finding;
use crate::rules::kit::fingerprint::address::Addresses;
use crate::rules::kit::fingerprint::gains::Gains;
use crate::rules::kit::fingerprint::places::Places;
use crate::rules::kit::fingerprint::tuple::Tuple;

/// The scheme that fingerprints are made by. What goes into one never changes under
/// this name.
pub const SCHEME: &str = "ramlint/v1";

/// The rule about answers that hang on what is not known.
const DOUBT: &str = "RAM107";

/// Hexadecimal digits of a fingerprint that people are shown.
const SHOWN: usize = 12;

/// A fingerprint as people are shown it: its first digits.
#[must_use]
pub fn short(fingerprint: &str) -> &str {
    fingerprint.get(..SHOWN).unwrap_or(fingerprint)
}

/// Gives every finding its fingerprint, and what it means whatever its file.
pub fn assign(findings: &mut [Finding], context: &Context<'_>) {
    let mut naming = Naming {
        context,
        places: Places::new(findings.iter().map(|found| found.at.at), context.model),
        addresses: Addresses::new(context.sources),
        gains: Gains::new(context),
    };
    // Equal findings of one file are numbered; which of them has which number makes
    // no difference to anybody.
    let mut equal: BTreeMap<String, u32> = BTreeMap::new();
    for finding in findings {
        let path = context.sources.path(finding.at.at.file);
        let means = naming.meaning(finding, path);
        let whose = context.sources.identity(finding.at.at.file);
        let first = hash(whose, &means, 0);
        let number = equal.entry(first.clone()).or_default();
        finding.fingerprint = match *number {
            0 => first,
            number => hash(whose, &means, number),
        };
        finding.meaning = hash("", &means, *number);
        *number = number.saturating_add(1);
    }
}

fn hash(path: &str, means: &Tuple, number: u32) -> String {
    let mut all = Tuple::default();
    all.text(SCHEME);
    all.text(path);
    all.part(means);
    all.text(&number.to_string());
    all.sha256()
}

struct Naming<'a> {
    context: &'a Context<'a>,
    places: Places<'a>,
    addresses: Addresses<'a>,
    gains: Gains<'a>,
}

impl Naming<'_> {
    /// All that tells a finding from others of its file.
    fn meaning(&mut self, finding: &Finding, path: &str) -> Tuple {
        let family = Family::of(finding.rule);
        let at = finding.at.at;
        let found = self.places.at(at, path);
        let counts_whole = family == Family::Meaning && !found.statements.is_empty();
        let mut means = Tuple::default();
        means.text(finding.rule);
        means.text(finding.action.as_deref().unwrap_or_default());
        means.set(found.policies);
        means.set(found.roles);
        // Which of several parts a rule points at may depend on their order, so that
        // none counts beside the whole.
        if family == Family::Doubt {
            means.set(self.gains.bearing(finding, self.places.canon));
        } else if counts_whole || found.is_whole_statement {
            means.set(self.places.said(&found.statements));
        } else {
            means.set(found.own);
        }
        let of_principals = family == Family::Repository && !finding.principals.is_empty();
        if !counts_whole && !of_principals && family != Family::Doubt {
            if !found.is_element {
                means.text(&written::text(at, self.context.sources));
            }
            if !found.is_in_document {
                means.text(&self.addresses.of(at));
                if family != Family::Run {
                    means.set(self.places.attachments(at));
                }
            }
        }
        match family {
            Family::Form | Family::Run => {}
            Family::Repository if finding.action.is_none() => {
                let ids = finding.principals.iter();
                means.set(ids.map(|id| places::local(id, path)));
            }
            Family::Meaning | Family::Doubt | Family::Repository => {
                means.set(self.gains.of(finding, self.places.canon, path));
            }
        }
        means
    }
}

/// What the findings of a rule are about, by the family of the rule.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    /// What statements do: all of a statement counts.
    Meaning,
    /// What an answer hangs on: all statements that bear on it count, since the place
    /// of one doubt may be in any of them.
    Doubt,
    /// How something is written: the part pointed at counts.
    Form,
    /// What a repository declares: where it has to do with principals, they count.
    Repository,
    /// The run itself.
    Run,
}

impl Family {
    fn of(rule: &str) -> Self {
        if rule == DOUBT {
            return Self::Doubt;
        }
        match rule.chars().nth(3) {
            Some('4') => Self::Form,
            Some('6') => Self::Repository,
            Some('9') => Self::Run,
            _ => Self::Meaning,
        }
    }
}
