//! What a finding is called across runs and versions: a hash of what it means, so
//! that moving, reformatting and reordering keep it and more access changes it.
//!
//! For newcomers: `canonical` (statements without their spelling), `places` (what
//! of the model lies at a place), `gains` (what principals get), `written` (text
//! that no model holds), `address` (where in a file it stands), `around` (what lies
//! around a place), `tuple` (the bytes that are hashed).

mod address;
mod around;
mod canonical;
mod gains;
mod places;
mod tuple;
mod written;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::rc::Rc;

use crate::model::policy::StatementId;
use crate::rules::kit::batches;
use crate::rules::kit::context::Context;
use crate::rules::kit::finding::Finding;
use crate::rules::kit::fingerprint::address::Addresses;
use crate::rules::kit::fingerprint::gains::Gains;
use crate::rules::kit::fingerprint::places::{Found, Places, Said};
use crate::rules::kit::fingerprint::tuple::{Begun, Digest, Tuple};
use crate::source::Span;

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

/// Findings that are named together, beside those that end their file.
const BATCH: usize = 128;

/// Meanings of one batch that are remembered. Those that are the same mostly stand near
/// each other, and what was forgotten is worked out again.
const MAX_KNOWN: usize = 1024;

/// Gives every finding its fingerprint, and what it means whatever its file. Findings of
/// one file stand together.
pub fn assign(findings: &mut [Finding], context: &Context<'_>) {
    if findings.is_empty() {
        return;
    }
    let places = Places::new(findings.iter().map(|found| found.at.at), context.model);
    let gains = Gains::new(context);
    let name = |batch: &mut [Finding]| {
        let mut naming = Naming {
            context,
            places: Said::of(&places),
            addresses: Addresses::new(context.sources),
            gains: gains.clone(),
            last: None,
        };
        naming.name(batch);
    };
    // Only within what goes under one name can two findings be called the same.
    let whose = |finding: &Finding| context.sources.identity(finding.at.at.file);
    batches::each(batches::batches_mut(findings, BATCH, whose), name);
}

/// The hashes of one meaning up to the number.
struct Named {
    /// In its file.
    here: Begun,
    /// Whatever its file.
    anywhere: Begun,
    /// The first in its file, which no other meaning has.
    first: Digest,
}

impl Named {
    fn new(whose: &str, means: &Tuple) -> Self {
        let begun = |path: &str| {
            let mut all = Tuple::default();
            all.text(SCHEME);
            all.text(path);
            all.part(means);
            all.begun()
        };
        let (here, anywhere) = (begun(whose), begun(""));
        Self {
            first: here.sha256(&number(0)),
            here,
            anywhere,
        }
    }
}

/// What tells equal findings of one file apart.
fn number(number: u32) -> Tuple {
    Tuple::from(number.to_string().as_str())
}

/// All that tells a finding from others of its file, in the order in which it counts;
/// statements that count whole are not written out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Meaning {
    before: Tuple,
    whole: Option<Vec<StatementId>>,
    after: Tuple,
}

struct Naming<'a> {
    context: &'a Context<'a>,
    places: Said<'a>,
    addresses: Addresses<'a>,
    gains: Gains<'a>,
    /// What the place of the last finding means: what is written once may be there for
    /// thousands, each with a finding of its own.
    last: Option<(Span, Rc<Found>)>,
}

impl Naming<'_> {
    /// Names some findings.
    fn name(&mut self, findings: &mut [Finding]) {
        let sources = self.context.sources;
        // A list of a million members may have a finding about each: what they mean is
        // the whole statement, which is gone through once for all of them.
        let mut known: BTreeMap<(&str, Meaning), Named> = BTreeMap::new();
        // Which of several equal findings has which number makes no difference to
        // anybody.
        let mut equal: BTreeMap<Digest, u32> = BTreeMap::new();
        for finding in findings {
            let path = sources.path(finding.at.at.file);
            let means = self.meaning(finding, path);
            let whose = sources.identity(finding.at.at.file);
            if known.len() == MAX_KNOWN {
                known.clear();
                self.places.forget();
            }
            let named = match known.entry((whose, means)) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let means = self.tuple(&new.key().1);
                    new.insert(Named::new(whose, &means))
                }
            };
            let count = equal.entry(named.first).or_default();
            let number = number(*count);
            let here = match *count {
                0 => named.first,
                _ => named.here.sha256(&number),
            };
            finding.fingerprint = here.hexadecimal();
            finding.meaning = named.anywhere.sha256(&number).hexadecimal();
            *count = count.saturating_add(1);
        }
    }

    /// All that a meaning says.
    fn tuple(&mut self, of: &Meaning) -> Tuple {
        let mut all = of.before.clone();
        if let Some(statements) = &of.whole {
            all.set(self.places.said(statements));
        }
        all.more(&of.after);
        all
    }

    fn meaning(&mut self, finding: &Finding, path: &str) -> Meaning {
        let family = Family::of(finding.rule);
        let at = finding.at.at;
        let found = match self.last.take() {
            Some((place, found)) if place == at => found,
            _ => Rc::new(self.places.places.at(at, path)),
        };
        self.last = Some((at, Rc::clone(&found)));
        let counts_whole = family == Family::Meaning && !found.statements.is_empty();
        let mut means = Tuple::default();
        means.text(finding.rule);
        means.text(finding.action.as_deref().unwrap_or_default());
        means.set(found.policies.iter().cloned());
        means.set(found.roles.iter().cloned());
        // Which of several parts a rule points at may depend on their order, so that
        // none counts beside the whole.
        let mut whole = None;
        if family == Family::Doubt {
            means.set(self.gains.bearing(finding, self.places.canon()));
        } else if counts_whole || found.is_whole_statement {
            whole = Some(found.statements.clone());
        } else {
            means.set(found.own.iter().cloned());
        }
        let before = std::mem::take(&mut means);
        let of_principals = family == Family::Repository && !finding.principals.is_empty();
        if !counts_whole && !of_principals && family != Family::Doubt {
            if !found.is_element {
                means.text(&written::text(at, self.context.sources));
            }
            if !found.is_in_document {
                means.text(&self.addresses.of(at));
                if family != Family::Run {
                    means.set(self.places.places.attachments(at));
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
                means.set(self.gains.of(finding, self.places.canon(), path));
            }
        }
        Meaning {
            before,
            whole,
            after: means,
        }
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
