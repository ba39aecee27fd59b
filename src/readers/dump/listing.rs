//! Whether a list was had to its end. The first page of a list looks like a whole
//! one, so a list counts as whole only where its last page says that it is.

use std::collections::{BTreeMap, BTreeSet};

use crate::readers::dump::answer::Answer;
use crate::readers::dump::calls::{self, Call, Paging};
use crate::readers::evaluated::Evaluated;

/// A list: product, action, and what was asked about, folded.
type Name = (&'static str, &'static str, Vec<String>);

/// All lists of one account, each by the folder that its pages lie in: two dumps of
/// different days are not one list.
#[derive(Default)]
pub(super) struct Listings(BTreeMap<Name, BTreeMap<String, Vec<Page>>>);

struct Page {
    /// `Marker` or `NextToken` of the request, where it is known.
    asked: Option<String>,
    number: u64,
    /// Whether the answer says that there is more.
    more: Option<bool>,
    /// What the next request has to say.
    next: String,
    total: Option<u64>,
    items: u64,
}

/// How much of a list there is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    Whole,
    /// It ends early; what the request for the next page has to say, where that is
    /// known.
    Open(String),
    Absent,
}

impl Listings {
    pub(super) fn record(&mut self, answer: &Answer, keys: Vec<String>, folder: &str) {
        if answer.filtered {
            return;
        }
        let text = |key: &str| answer.text(key).unwrap_or_default();
        let number = |key: &str| answer.text(key).and_then(|text| text.parse().ok());
        let next = match answer.call.paging {
            Paging::Marker => text("Marker"),
            Paging::Token => text("NextToken"),
            Paging::None | Paging::Number => String::new(),
        };
        let items = u64::try_from(answer.items().len()).unwrap_or(u64::MAX);
        let page = Page {
            asked: answer.asked.clone(),
            number: number("PageNumber").or(answer.page).unwrap_or(0),
            more: answer
                .text("IsTruncated")
                .map(|is| is.eq_ignore_ascii_case("true")),
            next,
            total: number("TotalCount").or_else(|| number("TotalCounts")),
            items,
        };
        let lists = self.0.entry(name(answer.call, keys)).or_default();
        lists.entry(folder.to_owned()).or_default().push(page);
    }

    /// How much there is of a list.
    pub(super) fn state(&self, product: &str, action: &str, keys: &[&str]) -> State {
        let Some(call) = calls::named(Some(product), action).next() else {
            return State::Absent;
        };
        let keys = keys.iter().map(|key| key.to_ascii_lowercase()).collect();
        let folders = self.0.get(&name(call, keys)).into_iter().flatten();
        let states = folders.map(|(_, pages)| state(call.paging, pages));
        states.min().unwrap_or(State::Absent)
    }

    pub(super) fn is_whole(&self, product: &str, action: &str, keys: &[&str]) -> bool {
        self.state(product, action, keys) == State::Whole
    }

    /// Whether any list of an action is there.
    pub(super) fn has(&self, product: &str, action: &str) -> bool {
        let mut known = self.0.keys();
        calls::named(Some(product), action)
            .next()
            .is_some_and(|call| {
                known.any(|(own, action, _)| (*own, *action) == (product_of(call), call.name))
            })
    }
}

fn name(call: &'static Call, keys: Vec<String>) -> Name {
    (product_of(call), call.name, keys)
}

fn product_of(call: &'static Call) -> &'static str {
    call.products.first().copied().unwrap_or("")
}

fn state(paging: Paging, pages: &[Page]) -> State {
    match paging {
        Paging::None => State::Whole,
        Paging::Number => counted(pages),
        Paging::Marker | Paging::Token => {
            if pages.iter().all(|page| page.asked.is_some()) {
                chained(pages)
            } else {
                numbered(pages)
            }
        }
    }
}

/// Pages whose last one has as many elements behind it as there are in all.
fn counted(pages: &[Page]) -> State {
    let mut seen = BTreeSet::new();
    let distinct: Vec<&Page> = pages
        .iter()
        .filter(|page| seen.insert(page.number))
        .collect();
    let items: u64 = distinct
        .iter()
        .map(|page| page.items)
        .fold(0, u64::saturating_add);
    let total = distinct.iter().map(|page| page.total).max().flatten();
    let enough = total.is_some_and(|total| items >= total);
    if enough && distinct.iter().all(|page| page.total.is_some()) {
        return State::Whole;
    }
    let mut next = 1_u64;
    while seen.contains(&next) {
        next = next.saturating_add(1);
    }
    State::Open(next.to_string())
}

/// Pages by what each was asked with.
fn chained(pages: &[Page]) -> State {
    let mut asked = String::new();
    let mut seen = BTreeSet::new();
    let mut items = 0_u64;
    loop {
        let here = |page: &&Page| page.asked.as_deref() == Some(asked.as_str());
        let page = pages
            .iter()
            .find(here)
            .filter(|_| seen.insert(asked.clone()));
        let Some(page) = page else {
            return State::Open(asked);
        };
        items = items.saturating_add(page.items);
        match page.more {
            Some(false) => return ended(page, items),
            Some(true) if !page.next.is_empty() => asked.clone_from(&page.next),
            _ => return State::Open(String::new()),
        }
    }
}

/// Pages by their numbers, which must be without a hole.
fn numbered(pages: &[Page]) -> State {
    let by_number: BTreeMap<u64, &Page> = pages.iter().map(|page| (page.number, page)).collect();
    let mut before: Option<(u64, &Page)> = None;
    let mut items = 0_u64;
    for (number, page) in by_number {
        let follows = match before {
            None => number <= 1,
            Some((last, before)) => number == last.saturating_add(1) && before.more == Some(true),
        };
        if !follows {
            let next = before.map_or_else(String::new, |(_, page)| page.next.clone());
            return State::Open(next);
        }
        items = items.saturating_add(page.items);
        before = Some((number, page));
    }
    match before {
        Some((_, page)) if page.more == Some(false) => ended(page, items),
        Some((_, page)) => State::Open(page.next.clone()),
        None => State::Absent,
    }
}

fn ended(last: &Page, items: u64) -> State {
    if last.total.is_some_and(|total| total > items) {
        State::Open(String::new())
    } else {
        State::Whole
    }
}

/// The command whose answer is wanted.
pub(super) fn command(product: &str, action: &str, values: &[&str], state: &State) -> String {
    let call = calls::named(Some(product), action).next();
    let mut command = format!("aliyun {product} {action}");
    let Some(call) = call else {
        return command;
    };
    for (key, value) in call.keys.iter().zip(values) {
        command.push_str(&format!(" --{key} {}", quoted(value)));
    }
    let next = match state {
        State::Open(next) => next.as_str(),
        State::Whole | State::Absent => "",
    };
    match call.paging {
        Paging::None => {}
        Paging::Marker => command.push_str(" --MaxItems 100"),
        Paging::Token => command.push_str(" --MaxResults 100"),
        Paging::Number => {
            let next = if next.is_empty() { "1" } else { next };
            command.push_str(&format!(" --PageSize 100 --PageNumber {next}"));
        }
    }
    match call.paging {
        Paging::Marker if !next.is_empty() => {
            command.push_str(&format!(" --Marker {}", quoted(next)))
        }
        Paging::Token if !next.is_empty() => {
            command.push_str(&format!(" --NextToken {}", quoted(next)))
        }
        _ => {}
    }
    command
}

/// A word as a shell takes it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/:@=+".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

impl Answer {
    /// The number of elements that are mappings, as answers have them.
    pub(super) fn first(&self) -> Option<&Evaluated> {
        self.items().first().map(|(_, item)| *item)
    }
}
