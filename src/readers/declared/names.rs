//! Names that may have holes, as the account model spells them. The model joins
//! by spelling, so names that lack different things are spelt differently.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::missing::{Holes, Missing};
use crate::readers::declared::{Declared, ScopeName, What};
use crate::readers::evaluated::{Data, Evaluated};
use crate::source::HoleId;

/// Which names of a run read alike, in lower case, while they lack different
/// things: `x-${random_id.r.hex}` in two configurations.
#[derive(Debug, Default)]
pub(super) struct Spellings(BTreeMap<String, BTreeSet<Vec<HoleId>>>);

impl Spellings {
    /// Those of all names that are declared or referred to.
    pub(super) fn of_all(declared: &[Declared], holes: &Holes) -> Self {
        let mut all = Self::default();
        for name in declared.iter().flat_map(|one| named(&one.what)) {
            let Some(lacking) = Lacking::of(name) else {
                continue;
            };
            let alike = lacking.spelt(holes, brief).to_ascii_lowercase();
            all.0.entry(alike).or_default().insert(lacking.holes);
        }
        all
    }

    /// The spelling of a name: each hole as `${what is missing}`, and a name of
    /// which nothing is known as `@` and the address of what bears it, or else what
    /// is missing. How it came to be missing is added where another reads alike.
    pub(super) fn of(&self, name: &Evaluated, own: Option<&str>, holes: &Holes) -> String {
        let Some(lacking) = Lacking::of(name) else {
            let unknown = || format!("@{}", own.unwrap_or("?"));
            return name.to_text().unwrap_or_else(unknown);
        };
        if let (true, Some(own)) = (lacking.is_whole(), own) {
            return format!("@{own}");
        }
        let spelt = lacking.spelt(holes, brief);
        let alike = self.0.get(&spelt.to_ascii_lowercase());
        let Some(alike) = alike.filter(|alike| alike.len() > 1) else {
            return spelt;
        };
        let told = |holes_of: &Vec<HoleId>| {
            let text = lacking.text;
            let holes_of = holes_of.clone();
            Lacking {
                text,
                holes: holes_of,
            }
            .spelt(holes, Missing::told_apart)
        };
        let spelt = told(&lacking.holes);
        let mut same = alike.iter().filter(|other| told(other) == spelt);
        match same.position(|other| *other == lacking.holes) {
            None | Some(0) => spelt,
            Some(number) => format!("{spelt}#{}", number.saturating_add(1)),
        }
    }
}

/// The part of a name that counts, with what is missing in it.
struct Lacking<'n> {
    text: &'n str,
    holes: Vec<HoleId>,
}

impl<'n> Lacking<'n> {
    /// `None` where all that counts is known, or where it is no name at all.
    fn of(name: &'n Evaluated) -> Option<Self> {
        let mut holes = holes(name);
        let text = match &name.data {
            Data::Text(fragment) if !holes.is_empty() => without_login_suffix(&fragment.text),
            Data::Unknown { .. } => WHOLE,
            _ => return None,
        };
        holes.truncate(text.matches(crate::source::fragment::HOLE).count());
        Some(Self { text, holes })
    }

    fn is_whole(&self) -> bool {
        self.text == WHOLE
    }

    fn spelt(&self, holes: &Holes, shown: fn(&Missing) -> String) -> String {
        if self.is_whole() {
            let missing = self.holes.first().and_then(|hole| holes.get(*hole));
            return format!("@{}", missing.map_or_else(|| "?".to_owned(), shown));
        }
        holes.fill_with(self.text, &self.holes, shown)
    }
}

/// A name of which nothing is known.
const WHOLE: &str = "\u{fffc}";

fn brief(missing: &Missing) -> String {
    missing.name.clone()
}

/// A login suffix may be the part that is not known, and a name has no `@`.
fn without_login_suffix(text: &str) -> &str {
    match text.split_once('@') {
        Some((name, _)) if !name.is_empty() => name,
        _ => text,
    }
}

/// The holes of a name, in order.
pub(super) fn holes(name: &Evaluated) -> Vec<HoleId> {
    match &name.data {
        Data::Text(fragment) => {
            let holes = fragment.map.holes(0, fragment.map.len());
            holes.map(|(id, _)| id).collect()
        }
        Data::Unknown { hole, .. } => vec![*hole],
        _ => Vec::new(),
    }
}

/// All names in a declaration.
fn named(what: &What) -> Vec<&Evaluated> {
    match what {
        What::Principal(principal) => vec![&principal.name],
        What::Role { name, .. } | What::IdentityProvider { name, .. } => vec![name],
        What::Policy { policy, .. } => vec![&policy.name],
        What::Attachment { policy, to, scope } => {
            let mut names = vec![&policy.name, &to.name];
            if let ScopeName::ResourceGroup(group) = scope {
                names.push(group);
            }
            names
        }
        What::Membership { user, group } => vec![&user.name, &group.name],
        What::ControlPolicy { id, name, .. } => vec![id, name],
        What::ControlAttachment { policy, .. } | What::ControlTargets { policy, .. } => {
            vec![policy]
        }
        What::Configuration { name, system, .. } => {
            let mut names: Vec<&Evaluated> = system.iter().collect();
            names.push(name);
            names
        }
        What::Assignment {
            configuration, to, ..
        } => vec![configuration, &to.name],
        What::SessionPolicy { role, .. } | What::Wearer { role, .. } => vec![role],
        What::AccessKey { user } | What::ConsoleLogin { user } => vec![user],
        What::Unlisted { to, .. } => vec![&to.name],
        What::Account(_) | What::Other { .. } => Vec::new(),
    }
}
