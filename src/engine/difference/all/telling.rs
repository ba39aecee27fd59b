//! What is told of a difference: an action with a request that shows it, the answers
//! on both sides, and the patterns by which it comes about. What is told together is
//! the same for every action that the patterns name.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::engine::breadth::Breadth;
use crate::engine::difference::all::access::{Access, Aspect};
use crate::engine::difference::all::exact::Exactly;
use crate::engine::difference::all::joined::{Facts, add};
use crate::engine::difference::all::naming::{Named, named};
use crate::engine::difference::all::pairs::{Both, Pair};
use crate::engine::difference::all::resources::{Sides, Together};
use crate::engine::difference::all::search::{Region, Search, Shown};
use crate::engine::difference::all::variables::Variables;
use crate::engine::difference::all::{Comparing, Rows};
use crate::engine::difference::{Entry, Kind, Pattern, Place, Side};
use crate::engine::formula::{Bound, Formula};
use crate::engine::verdict::Answer;
use crate::model::budget::OutOfBudget;
use crate::model::pattern::{Fold, Pattern as Text, covers_plainly, matches};
use crate::model::policy::{Element, Form, Known, StatementId};
use crate::source::fragment::HOLE;

/// Asks about one action whether it shows the difference.
pub(super) type Ask<'f> =
    &'f mut dyn FnMut(&Shown, &mut Variables) -> Result<Option<Exactly>, OutOfBudget>;

/// What one request shows, and what is told with it.
#[derive(Clone)]
pub(super) struct Told {
    pub(super) shown: Shown,
    pub(super) exactly: Exactly,
    pub(super) patterns: Vec<Pattern>,
    /// Other actions of which the same is told, one for each thing that was told.
    pub(super) others: Vec<String>,
    pub(super) breadth: Option<Breadth>,
    /// What is left of the difference once the action is known.
    pub(super) left: Formula,
    /// What is so of all actions that are named, where that is another thing.
    pub(super) together: Option<Together>,
}

impl Told {
    /// What is so of all that it names.
    pub(super) fn of_all(&self, have: Side) -> Exactly {
        let exactly = self.exactly.clone();
        match &self.together {
            Some(together) => together.told(exactly, have),
            None => exactly,
        }
    }
}

/// Rows that one share is told in at most.
const MOST_ROWS: usize = 200;

/// Requests of a region that some patterns name.
struct Share {
    base: Option<Base>,
    breadth: Option<Breadth>,
    when: Formula,
}

/// What the rows of a share are named after.
struct Base {
    place: Place,
    /// The patterns that all actions of the share match.
    tests: Vec<Arc<Text>>,
    /// It lists what it does not name.
    is_excluding: bool,
}

impl Share {
    const fn unnamed(when: Formula) -> Self {
        Self {
            base: None,
            breadth: None,
            when,
        }
    }
}

impl Comparing<'_> {
    /// What one side gives and the other does not.
    pub(super) fn direct(
        &self,
        pair: &Pair,
        accesses: Both<&Vec<Access>>,
        (have, aspect): (Side, Aspect),
        search: &mut Search<'_>,
        variables: &mut Variables,
    ) -> Vec<Entry> {
        let regions = search.regions(accesses.of(have), accesses.of(have.other()));
        let mut ask = |shown: &Shown, variables: &mut Variables| {
            self.asking.ask(shown, pair, (have, aspect), variables)
        };
        let sides = Sides {
            side: have,
            have: accesses.of(have),
            lack: accesses.of(have.other()),
        };
        let told = self.rows(&regions, sides, search, variables, &mut ask);
        let told = told.into_iter();
        told.map(|told| self.entry(pair, have, Kind::Direct, told))
            .collect()
    }

    /// The entry of what was told.
    pub(super) fn entry(&self, pair: &Pair, have: Side, kind: Kind, told: Told) -> Entry {
        let exactly = told.of_all(have);
        let answers = (exactly.answers.before, exactly.answers.after);
        Entry {
            breadth: told.breadth,
            exposure: exactly.exposure,
            exposure_before: exactly.exposures.before,
            exposure_after: exactly.exposures.after,
            condition: exactly.condition,
            universe: exactly.universe,
            witness: exactly.witness,
            world: exactly.world,
            patterns: told.patterns,
            others: told.others,
            unlisted: !told.shown.catalogued,
            depends_on: exactly.depends_on,
            ..self.blank(pair, have, kind, (told.shown.action, answers))
        }
    }

    /// What is told where the budget ended before it was known whether there is a
    /// difference (D41).
    pub(super) fn undecided(&self, pair: &Pair, have: Side, kind: Kind) -> Entry {
        let answers = (Answer::Unknown, Answer::Unknown);
        Entry {
            over_budget: true,
            ..self.blank(pair, have, kind, ("*".to_owned(), answers))
        }
    }

    pub(super) fn blank(
        &self,
        pair: &Pair,
        have: Side,
        kind: Kind,
        (action, answers): (String, (Answer, Answer)),
    ) -> Entry {
        let account = self.asking.facts.of(have).account;
        let principal = pair.name.of(have).clone();
        Entry {
            account: account.name().map(str::to_owned),
            ..Entry::new(principal, action, kind, answers)
        }
    }

    /// What some regions come to: everything that can be said of it, or one request
    /// where that is enough.
    pub(super) fn rows(
        &self,
        regions: &[Region<'_>],
        sides: Sides<'_>,
        search: &mut Search<'_>,
        variables: &mut Variables,
        ask: Ask<'_>,
    ) -> Vec<Told> {
        let have = sides.side;
        if self.rows_of == Rows::Example {
            let told = self.example(regions, have, search, variables, ask);
            return told.into_iter().collect();
        }
        let mut found: Vec<(Facts, Told)> = Vec::new();
        for region in regions {
            for share in self.shares(region, have, search, variables) {
                for told in self.of_share((&share, sides), search, variables, ask) {
                    add(&mut found, told, have);
                }
            }
        }
        let told = found.into_iter().map(|(_, mut told)| {
            in_order(&mut told.patterns);
            told
        });
        told.collect()
    }

    /// What a share comes to: for actions of the catalogue before any others, and of
    /// these what is certain.
    fn of_share(
        &self,
        (share, sides): (&Share, Sides<'_>),
        search: &mut Search<'_>,
        variables: &mut Variables,
        ask: Ask<'_>,
    ) -> Vec<Told> {
        let certain = share.when.bound(Bound::Least);
        let doubtful = (share.when != certain).then(|| share.when.clone());
        let both: Vec<Formula> = std::iter::once(certain).chain(doubtful).collect();
        for catalogued in [true, false] {
            for when in &both {
                let mut told = self.told(share, when.clone(), catalogued, search, variables, ask);
                for (named, row) in &mut told {
                    let what = (&row.left, catalogued);
                    row.together = named
                        .as_ref()
                        .and_then(|named| Together::of(named, what, sides, search));
                }
                let told: Vec<Told> = told.into_iter().map(|(_, told)| told).collect();
                if !told.is_empty() {
                    return told;
                }
            }
        }
        Vec::new()
    }

    /// A request of some region, with the patterns that name its action: for an action
    /// of the catalogue before any other, and of these one that is certain.
    pub(super) fn example(
        &self,
        regions: &[Region<'_>],
        have: Side,
        search: &mut Search<'_>,
        variables: &mut Variables,
        ask: Ask<'_>,
    ) -> Option<Told> {
        let mut told = self.found(regions, search, variables, ask)?;
        let action = told.shown.action.clone();
        let about = |region: &&Region<'_>| search.is_about(&region.when, &action);
        for region in regions.iter().filter(about) {
            let block = region.block.and_then(|block| block.statement);
            let granting = self.patterns(region.grant.statement, have);
            let names = |named: &Action| {
                let test = named.test.as_deref();
                test.is_none_or(|test| matches(test, &action, Fold::Ascii))
            };
            let own = granting.into_iter().filter(names);
            for named in own {
                told.breadth = told.breadth.max(Some(named.breadth));
                told.patterns.push(named.pattern);
            }
            let gone = self.patterns(block, have.other()).into_iter();
            let gone = gone.filter(names).map(|named| named.pattern);
            told.patterns.extend(gone);
        }
        in_order(&mut told.patterns);
        Some(told)
    }

    fn found(
        &self,
        regions: &[Region<'_>],
        search: &mut Search<'_>,
        variables: &mut Variables,
        ask: Ask<'_>,
    ) -> Option<Told> {
        let wholes = || regions.iter().map(|region| region.when.clone());
        let certain = wholes().map(|when| when.bound(Bound::Least));
        let certain: Vec<Formula> = certain.collect();
        let doubtful = wholes().zip(&certain);
        let doubtful = doubtful.filter(|(when, certain)| when != *certain);
        let doubtful: Vec<Formula> = doubtful.map(|(when, _)| when).collect();
        for catalogued in [true, false] {
            for regions in [&certain, &doubtful] {
                let mut second = None;
                for when in regions {
                    let share = Share::unnamed(when.clone());
                    let when = when.clone();
                    let told = self.told(&share, when, catalogued, search, variables, ask);
                    let Some((_, told)) = told.into_iter().next() else {
                        continue;
                    };
                    if told.exactly.depends_on.is_empty() {
                        return Some(told);
                    }
                    second = second.or(Some(told));
                }
                if second.is_some() {
                    return second;
                }
            }
        }
        None
    }

    /// For each thing that is left of some requests once the action is known, an
    /// action that RAM can be asked and that is asked with that result, with all that
    /// it stands for.
    fn told(
        &self,
        share: &Share,
        mut when: Formula,
        catalogued: bool,
        search: &mut Search<'_>,
        variables: &mut Variables,
        ask: Ask<'_>,
    ) -> Vec<(Option<Named>, Told)> {
        let mut found: Vec<(Option<Named>, Told)> = Vec::new();
        let whole = when.clone();
        let most = match self.rows_of {
            Rows::Example => 1,
            Rows::Each => usize::MAX,
        };
        while when != Formula::False {
            let kinds = if catalogued {
                search.catalogued(&when, most)
            } else {
                search.unlisted(&when).into_iter().collect()
            };
            let mut again = false;
            for (left, shown) in kinds {
                match ask(&shown, variables) {
                    Ok(Some(exactly)) => {
                        let row = share.base.as_ref().map(|base| {
                            let key = search.action();
                            let named = named(&base.tests, &shown.action, (&whole, key));
                            let text = named.text(base.is_excluding);
                            when = search.beside(&named, when.clone());
                            let place = base.place;
                            (named, Pattern { text, place })
                        });
                        again |= row.is_some();
                        let (named, pattern) = row.unzip();
                        let told = Told {
                            shown,
                            exactly,
                            patterns: pattern.into_iter().collect(),
                            others: Vec::new(),
                            breadth: share.breadth,
                            left,
                            together: None,
                        };
                        found.push((named, told));
                    }
                    outcome => {
                        // What is seen with all actions at once was not so for this one.
                        search.is_cut |= outcome.is_err();
                        when = search.without(&shown.action, when);
                        again = true;
                    }
                }
            }
            search.is_cut |= again && found.len() >= MOST_ROWS;
            if !again || found.len() >= MOST_ROWS {
                break;
            }
        }
        found
    }

    /// A region taken apart by the patterns that name its actions: those of the grant,
    /// and of the block that is not there on the side that has the access. Whether RAM
    /// can be asked any of that is seen when it is asked about.
    fn shares(
        &self,
        region: &Region<'_>,
        have: Side,
        search: &Search<'_>,
        variables: &Variables,
    ) -> Vec<Share> {
        let granting = self.patterns(region.grant.statement, have);
        let block = region.block.and_then(|block| block.statement);
        let blocking = self.patterns(block, have.other());
        let share = |named: &[&Action], breadth| {
            let tests = named.iter().filter_map(|named| named.test.as_deref());
            let parts = tests.clone().map(|test| search.naming(test));
            let tests = tests.map(|test| Arc::new(Text::new(test).folded()));
            let base = place(named).map(|place| Base {
                place,
                tests: tests.rev().collect(),
                is_excluding: named
                    .iter()
                    .any(|named| named.breadth == Breadth::NotAction),
            });
            Share {
                base,
                breadth,
                when: Formula::and(parts.chain([region.when.clone()])),
            }
        };
        let mut found = Vec::new();
        for own in &granting {
            if blocking.is_empty() {
                found.push(share(&[own], Some(own.breadth)));
            }
            for gone in &blocking {
                found.push(share(&[own, gone], Some(own.breadth)));
            }
        }
        if granting.is_empty() {
            for gone in &blocking {
                found.push(share(&[gone], None));
            }
        }
        if granting.is_empty() && blocking.is_empty() {
            // What is not known may be about every action.
            let base = variables.place(&region.grant.when).map(|place| Base {
                place,
                tests: Vec::new(),
                is_excluding: false,
            });
            found.push(Share {
                base,
                ..Share::unnamed(region.when.clone())
            });
        }
        found
    }

    /// The patterns of a statement's actions.
    fn patterns(&self, statement: Option<StatementId>, side: Side) -> Vec<Action> {
        let model = self.models.of(side);
        let Some(statement) = statement.and_then(|id| model.pools.statement(id)) else {
            return Vec::new();
        };
        let pattern = |text: String, at| Pattern {
            text,
            place: Place { side, at },
        };
        let elements = model.pools.elements(statement.actions.list);
        let text = |element| self.text(element, side);
        match statement.actions.form {
            Form::Missing => vec![Action {
                pattern: pattern("*".to_owned(), statement.at),
                breadth: Breadth::AllActions,
                test: None,
            }],
            Form::Excluded => {
                let listed: Vec<String> = elements.iter().map(text).collect();
                let shown = format!("NotAction {}", listed.join(", "));
                vec![Action {
                    pattern: pattern(shown.trim_end().to_owned(), statement.actions.at),
                    breadth: Breadth::NotAction,
                    test: None,
                }]
            }
            Form::Named => {
                let named = elements.iter().map(|element| {
                    let text = match element.known {
                        // It may name any action.
                        Known::Nothing(_) => "*".to_owned(),
                        Known::Whole | Known::Holes(_) => text(element),
                    };
                    Action {
                        breadth: Breadth::of_pattern(&text),
                        pattern: pattern(text.clone(), element.at),
                        test: Some(text),
                    }
                });
                named.collect()
            }
        }
    }

    /// The text of an element, holes as `*`.
    fn text(&self, element: &Element, side: Side) -> String {
        let text = self.models.of(side).pools.str(element.text);
        text.replace(HOLE, "*")
    }
}

/// A pattern that names actions.
struct Action {
    pattern: Pattern,
    breadth: Breadth,
    /// What the action has to match; `None` where that is no list of patterns.
    test: Option<String>,
}

/// The text that narrows most: of a grant and a block that is gone, that of the block
/// unless it names all that the grant does.
fn place(named: &[&Action]) -> Option<Place> {
    let first = named.first()?;
    let other = named.get(1).copied().unwrap_or(*first);
    let is_within = match (&first.test, &other.test) {
        (Some(own), Some(gone)) => {
            let (own, gone) = (Text::new(own).folded(), Text::new(gone).folded());
            covers_plainly(&gone, &own) && !covers_plainly(&own, &gone)
        }
        (_, None) => other.breadth == Breadth::AllActions,
        (None, Some(gone)) => gone == "*",
    };
    let narrowest = if is_within { first } else { &other };
    Some(narrowest.pattern.place)
}

fn in_order(patterns: &mut Vec<Pattern>) {
    patterns.sort_by(|one, other| (one.place, &one.text).cmp(&(other.place, &other.text)));
    patterns.dedup();
}
