//! What is told of a difference: an action with a request that shows it, the answers
//! on both sides, and the patterns by which it comes about. What is told together is
//! the same for every action that the patterns name.

use crate::engine::breadth::Breadth;
use crate::engine::difference::all::access::{Access, Aspect};
use crate::engine::difference::all::exact::Exactly;
use crate::engine::difference::all::pairs::{Both, Pair};
use crate::engine::difference::all::search::{Region, Search, Shown};
use crate::engine::difference::all::variables::Variables;
use crate::engine::difference::all::{Comparing, Rows};
use crate::engine::difference::{Entry, Kind, Pattern, Place, Side};
use crate::engine::formula::{Bound, Formula};
use crate::engine::verdict::Answer;
use crate::model::budget::{Budget, OutOfBudget};
use crate::model::pattern::{Fold, Pattern as Text, covers, matches};
use crate::model::policy::{Element, Form, StatementId};
use crate::source::fragment::HOLE;

/// Steps for finding out which of two patterns is within the other.
const STEPS_FOR_WITHIN: u64 = 20_000;

/// Asks about one action whether it shows the difference.
pub(super) type Ask<'f> =
    &'f mut dyn FnMut(&Shown, &mut Variables) -> Result<Option<Exactly>, OutOfBudget>;

/// What one request shows, and what is told with it.
#[derive(Clone)]
pub(super) struct Told {
    pub(super) shown: Shown,
    pub(super) exactly: Exactly,
    pub(super) patterns: Vec<Pattern>,
    pub(super) breadth: Option<Breadth>,
    /// What is left of the difference once the action is known.
    pub(super) left: Formula,
}

/// Requests of a region that some patterns name.
struct Share {
    patterns: Vec<Pattern>,
    breadth: Option<Breadth>,
    when: Formula,
}

impl Share {
    const fn unnamed(when: Formula) -> Self {
        Self {
            patterns: Vec::new(),
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
        let told = self.rows(&regions, have, search, variables, &mut ask);
        let told = told.into_iter();
        told.map(|told| self.entry(pair, have, Kind::Direct, told))
            .collect()
    }

    /// The entry of what was told.
    pub(super) fn entry(&self, pair: &Pair, have: Side, kind: Kind, told: Told) -> Entry {
        let exactly = told.exactly;
        let answers = (exactly.answers.before, exactly.answers.after);
        Entry {
            breadth: told.breadth,
            exposure_before: exactly.exposures.before,
            exposure_after: exactly.exposures.after,
            condition: exactly.condition,
            universe: exactly.universe,
            witness: exactly.witness,
            world: exactly.world,
            patterns: told.patterns,
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
        have: Side,
        search: &mut Search<'_>,
        variables: &mut Variables,
        ask: Ask<'_>,
    ) -> Vec<Told> {
        if self.rows_of == Rows::Example {
            let told = self.example(regions, have, search, variables, ask);
            return told.into_iter().collect();
        }
        let mut found: Vec<Told> = Vec::new();
        for region in regions {
            for share in self.shares(region, have, search) {
                for told in self.of_share(&share, search, variables, ask) {
                    add(&mut found, told, have);
                }
            }
        }
        for told in &mut found {
            in_order(&mut told.patterns);
        }
        found
    }

    /// What a share comes to: for actions of the catalogue before any others, and of
    /// these what is certain.
    fn of_share(
        &self,
        share: &Share,
        search: &mut Search<'_>,
        variables: &mut Variables,
        ask: Ask<'_>,
    ) -> Vec<Told> {
        let certain = share.when.bound(Bound::Least);
        let doubtful = (share.when != certain).then(|| share.when.clone());
        let both: Vec<Formula> = std::iter::once(certain).chain(doubtful).collect();
        for catalogued in [true, false] {
            for when in &both {
                let told = self.told(share, when.clone(), catalogued, search, variables, ask);
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
            let names = |named: &Named| {
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
                    let Some(told) = told.into_iter().next() else {
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
    /// action that RAM can be asked and that is asked with that result.
    fn told(
        &self,
        share: &Share,
        mut when: Formula,
        catalogued: bool,
        search: &mut Search<'_>,
        variables: &mut Variables,
        ask: Ask<'_>,
    ) -> Vec<Told> {
        let mut found: Vec<Told> = Vec::new();
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
                if found.iter().any(|told| told.left == left) {
                    continue;
                }
                match ask(&shown, variables) {
                    Ok(Some(exactly)) => found.push(Told {
                        shown,
                        exactly,
                        patterns: share.patterns.clone(),
                        breadth: share.breadth,
                        left,
                    }),
                    outcome => {
                        // What is seen with all actions at once was not so for this one.
                        search.is_cut |= outcome.is_err();
                        when = search.without(&shown.action, when);
                        again = true;
                    }
                }
            }
            if !again {
                break;
            }
        }
        found
    }

    /// A region taken apart by the patterns that name its actions: those of the grant,
    /// and of the block that is not there on the side that has the access. Whether RAM
    /// can be asked any of that is seen when it is asked about.
    fn shares(&self, region: &Region<'_>, have: Side, search: &Search<'_>) -> Vec<Share> {
        let granting = self.patterns(region.grant.statement, have);
        let block = region.block.and_then(|block| block.statement);
        let blocking = self.patterns(block, have.other());
        let share = |named: &[&Named], patterns: Vec<Pattern>, breadth| {
            let tests = named.iter().filter_map(|named| named.test.as_deref());
            let parts = tests.map(|test| search.naming(test));
            Share {
                patterns,
                breadth,
                when: Formula::and(parts.chain([region.when.clone()])),
            }
        };
        let mut found = Vec::new();
        for own in &granting {
            if blocking.is_empty() {
                let patterns = vec![own.pattern.clone()];
                found.push(share(&[own], patterns, Some(own.breadth)));
            }
            for gone in &blocking {
                found.push(share(&[own, gone], narrowest(own, gone), Some(own.breadth)));
            }
        }
        if granting.is_empty() {
            for gone in &blocking {
                found.push(share(&[gone], vec![gone.pattern.clone()], None));
            }
        }
        if granting.is_empty() && blocking.is_empty() {
            found.push(Share::unnamed(region.when.clone()));
        }
        found
    }

    /// The patterns of a statement's actions.
    fn patterns(&self, statement: Option<StatementId>, side: Side) -> Vec<Named> {
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
            Form::Missing => vec![Named {
                pattern: pattern("*".to_owned(), statement.at),
                breadth: Breadth::AllActions,
                test: None,
            }],
            Form::Excluded => {
                let listed: Vec<String> = elements.iter().map(text).collect();
                let shown = format!("NotAction {}", listed.join(", "));
                vec![Named {
                    pattern: pattern(shown.trim_end().to_owned(), statement.actions.at),
                    breadth: Breadth::NotAction,
                    test: None,
                }]
            }
            Form::Named => {
                let named = elements.iter().map(|element| {
                    let text = text(element);
                    Named {
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
struct Named {
    pattern: Pattern,
    breadth: Breadth,
    /// What the action has to match; `None` where that is no list of patterns.
    test: Option<String>,
}

/// Of the pattern of a grant and that of a block that is gone, the one that names
/// nothing more than both; where neither does, what they have in common.
fn narrowest(own: &Named, gone: &Named) -> Vec<Pattern> {
    let within = |narrow: &Named, wide: &Named| match (&narrow.test, &wide.test) {
        (Some(narrow), Some(wide)) => {
            let (narrow, wide) = (Text::new(narrow).folded(), Text::new(wide).folded());
            let mut budget = Budget::new(STEPS_FOR_WITHIN);
            covers(&wide, &narrow, &mut budget) == Ok(true)
        }
        (_, None) => wide.breadth == Breadth::AllActions,
        (None, Some(wide)) => wide == "*",
    };
    if within(gone, own) {
        vec![gone.pattern.clone()]
    } else if within(own, gone) {
        vec![own.pattern.clone()]
    } else {
        let (own, gone) = (&own.pattern.text, &gone.pattern);
        vec![Pattern {
            text: format!("{} within {own}", gone.text),
            place: gone.place,
        }]
    }
}

fn in_order(patterns: &mut Vec<Pattern>) {
    patterns.sort_by(|one, other| (one.place, &one.text).cmp(&(other.place, &other.text)));
    patterns.dedup();
}

/// Adds what was told, to what is told already of it: of the same once the action is
/// known, or of what is the same to everybody.
fn add(found: &mut Vec<Told>, told: Told, have: Side) {
    let facts = |told: &Told| {
        let exactly = &told.exactly;
        let answers = (exactly.answers.before, exactly.answers.after);
        let exposures = (exactly.exposures.before, exactly.exposures.after);
        (
            answers,
            exposures,
            exactly.depends_on.clone(),
            told.shown.catalogued,
        )
    };
    let whole = |told: &Told| {
        let there = *told.exactly.answers.of(have.other());
        told.exactly.condition.is_none() && matches!(there, Answer::NotGranted | Answer::Denied)
    };
    let same = found.iter_mut().find(|known| {
        facts(known) == facts(&told) && (known.left == told.left || whole(known) && whole(&told))
    });
    match same {
        Some(known) => {
            known.patterns.extend(told.patterns);
            known.breadth = known.breadth.max(told.breadth);
        }
        None => found.push(told),
    }
}
