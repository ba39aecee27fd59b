//! What is told of a difference: an action with a request that shows it, the answers
//! on both sides, and the patterns by which it comes about.

use crate::engine::breadth::Breadth;
use crate::engine::difference::all::Comparing;
use crate::engine::difference::all::access::{Access, Aspect};
use crate::engine::difference::all::exact::Exactly;
use crate::engine::difference::all::pairs::{Both, Pair};
use crate::engine::difference::all::search::{Region, Search, Shown};
use crate::engine::difference::all::variables::Variables;
use crate::engine::difference::{Entry, Kind, Pattern, Place, Side};
use crate::engine::formula::{Bound, Formula};
use crate::engine::verdict::Answer;
use crate::model::pattern::{Fold, matches};
use crate::model::policy::{Element, Form, StatementId};
use crate::source::fragment::HOLE;

impl Comparing<'_> {
    /// What one side gives and the other does not, if there is any.
    pub(super) fn entry(
        &self,
        pair: &Pair,
        accesses: Both<&Vec<Access>>,
        (have, aspect): (Side, Aspect),
        search: &mut Search<'_>,
        variables: &mut Variables,
    ) -> Option<Entry> {
        let regions = search.regions(accesses.of(have), accesses.of(have.other()));
        let (from, shown, exactly) =
            self.found(pair, &regions, (have, aspect), search, variables)?;
        let mut patterns = Vec::new();
        let mut breadth = None;
        for (number, region) in regions.iter().enumerate() {
            let known = (number == from).then_some(shown.action.as_str());
            let own = self.patterns(region.grant.statement, have, (region, known), search);
            breadth = breadth.max(own.iter().map(|(_, breadth)| *breadth).max());
            let gone = region.block.and_then(|block| block.statement);
            let gone = self.patterns(gone, have.other(), (region, known), search);
            patterns.extend(own.into_iter().chain(gone).map(|(pattern, _)| pattern));
        }
        patterns.sort_by(|one: &Pattern, other| {
            (one.place, &one.text).cmp(&(other.place, &other.text))
        });
        patterns.dedup();
        let answers = (exactly.answers.before, exactly.answers.after);
        Some(Entry {
            breadth,
            exposure_before: exactly.exposures.before,
            exposure_after: exactly.exposures.after,
            condition: exactly.condition,
            universe: exactly.universe,
            witness: vec![exactly.witness],
            world: exactly.world,
            patterns,
            unlisted: !shown.catalogued,
            depends_on: exactly.depends_on,
            ..self.blank(pair, have, shown.action, answers)
        })
    }

    /// What is told where the budget ended before it was known whether there is a
    /// difference (D41).
    pub(super) fn undecided(&self, pair: &Pair, have: Side) -> Entry {
        let answers = (Answer::Unknown, Answer::Unknown);
        Entry {
            over_budget: true,
            ..self.blank(pair, have, "*".to_owned(), answers)
        }
    }

    fn blank(&self, pair: &Pair, have: Side, action: String, answers: (Answer, Answer)) -> Entry {
        let account = self.asking.facts.of(have).account;
        let principal = pair.name.of(have).clone();
        Entry {
            account: account.name().map(str::to_owned),
            ..Entry::new(principal, action, Kind::Direct, answers)
        }
    }

    /// A request of some region: for an action of the catalogue before any other, and
    /// of these one that is certain.
    fn found(
        &self,
        pair: &Pair,
        regions: &[Region<'_>],
        (have, aspect): (Side, Aspect),
        search: &mut Search<'_>,
        variables: &mut Variables,
    ) -> Option<(usize, Shown, Exactly)> {
        let wholes = || regions.iter().map(|region| region.when.clone());
        let certain = wholes().map(|when| when.bound(Bound::Least));
        let certain: Vec<(usize, Formula)> = certain.enumerate().collect();
        let doubtful = wholes()
            .zip(&certain)
            .filter(|(when, (_, certain))| when != certain);
        let doubtful: Vec<(usize, Formula)> = doubtful
            .map(|(when, (number, _))| (*number, when))
            .collect();
        for catalogued in [true, false] {
            for regions in [&certain, &doubtful] {
                let mut second = None;
                for (number, when) in regions {
                    let how = (have, aspect, catalogued);
                    let found = self.shown(pair, when.clone(), how, search, variables);
                    let Some((shown, exactly)) = found else {
                        continue;
                    };
                    let is_certain = exactly.depends_on.is_empty();
                    let found = (*number, shown, exactly);
                    if is_certain {
                        return Some(found);
                    }
                    second = second.or(Some(found));
                }
                if second.is_some() {
                    return second;
                }
            }
        }
        None
    }

    /// A request of a region that RAM can be asked and that is asked with that result.
    fn shown(
        &self,
        pair: &Pair,
        mut when: Formula,
        (have, aspect, catalogued): (Side, Aspect, bool),
        search: &mut Search<'_>,
        variables: &mut Variables,
    ) -> Option<(Shown, Exactly)> {
        while when != Formula::False {
            let shown = if catalogued {
                search.catalogued(&when)?
            } else {
                search.unlisted(&when)?
            };
            match self.asking.ask(&shown, pair, (have, aspect), variables) {
                Ok(Some(exactly)) => return Some((shown, exactly)),
                Ok(None) => {}
                Err(_) => search.is_cut = true,
            }
            // What is seen with all actions at once was not so for this one.
            when = search.without(&shown.action, when);
        }
        None
    }

    /// The patterns of a statement's actions that meet what RAM can be asked of a
    /// region; of one action that may be known already.
    fn patterns(
        &self,
        statement: Option<StatementId>,
        side: Side,
        (region, known): (&Region<'_>, Option<&str>),
        search: &mut Search<'_>,
    ) -> Vec<(Pattern, Breadth)> {
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
        if statement.actions.form != Form::Named && known.is_none() && !search.is_real(&region.when)
        {
            return Vec::new();
        }
        match statement.actions.form {
            Form::Missing => {
                let all = pattern("*".to_owned(), statement.at);
                vec![(all, Breadth::AllActions)]
            }
            Form::Excluded => {
                let listed: Vec<String> = elements.iter().map(text).collect();
                let shown = format!("NotAction {}", listed.join(", "));
                let all = pattern(shown.trim_end().to_owned(), statement.actions.at);
                vec![(all, Breadth::NotAction)]
            }
            Form::Named => {
                let met = elements.iter().filter(|element| {
                    let text = self.text(element, side);
                    let names = |action| matches(&text, action, Fold::Ascii);
                    known.is_some_and(names) || {
                        let test = search.naming(&text);
                        search.is_real(&Formula::and([test, region.when.clone()]))
                    }
                });
                let met = met.map(|element| {
                    let text = text(element);
                    let breadth = Breadth::of_pattern(&text);
                    (pattern(text, element.at), breadth)
                });
                met.collect()
            }
        }
    }

    /// The text of an element, holes as `*`.
    fn text(&self, element: &Element, side: Side) -> String {
        let text = self.models.of(side).pools.str(element.text);
        text.replace(HOLE, "*")
    }
}
