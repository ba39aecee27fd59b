//! Which files have another name than before: those with the same text, and those
//! whose texts are mostly the same.

use std::collections::{BTreeMap, BTreeSet};

/// Share of a text, in percent, that has to be found again in a file of another name,
/// as git has it.
const ENOUGH: usize = 50;

/// Most pairs of texts that are compared. Where a change has more, only files whose
/// texts are the same are told as renamed.
const MOST_PAIRS: usize = 20_000;

/// Old and new paths of files that are gone from one version and whose texts are in a
/// file of the other that was not there before; sorted, each path once.
///
/// Each version is given as paths with their texts.
#[must_use]
pub fn renames<'a>(
    before: impl IntoIterator<Item = (&'a str, &'a str)>,
    after: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<(String, String)> {
    let before: BTreeMap<&str, &str> = before.into_iter().collect();
    let after: BTreeMap<&str, &str> = after.into_iter().collect();
    let only = |some: &BTreeMap<&'a str, &'a str>, others: &BTreeMap<&'a str, &'a str>| {
        let some = some.iter().filter(|(path, _)| !others.contains_key(*path));
        some.map(|(path, text)| (*path, *text)).collect()
    };
    let mut gone: Vec<(&str, &str)> = only(&before, &after);
    let mut new: Vec<(&str, &str)> = only(&after, &before);
    let mut renamed = same(&mut gone, &mut new);
    renamed.extend(similar(&gone, &new));
    renamed.sort();
    renamed
}

/// Takes out pairs of the same text, those that keep their name in another folder
/// first. An empty file is nothing to be known by.
fn same<'a>(
    gone: &mut Vec<(&'a str, &'a str)>,
    new: &mut Vec<(&'a str, &'a str)>,
) -> Vec<(String, String)> {
    let mut renamed = Vec::new();
    let keys: [fn(&'a str) -> &'a str; 2] = [name, |_| ""];
    for key in keys {
        let mut free: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        for (path, text) in new.iter().rev() {
            free.entry((*text, key(path))).or_default().push(*path);
        }
        let mut taken: BTreeSet<&str> = BTreeSet::new();
        gone.retain(|(from, text)| {
            let to = free.get_mut(&(*text, key(from))).and_then(Vec::pop);
            let Some(to) = to.filter(|_| !text.is_empty()) else {
                return true;
            };
            taken.insert(to);
            renamed.push(((*from).to_owned(), to.to_owned()));
            false
        });
        new.retain(|(path, _)| !taken.contains(*path));
    }
    renamed
}

/// Pairs of texts that are mostly the same, the most alike first.
fn similar(gone: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<(String, String)> {
    if gone.len().saturating_mul(new.len()) > MOST_PAIRS {
        return Vec::new();
    }
    let new: Vec<(&str, Parts<'_>)> = new
        .iter()
        .map(|(path, text)| (*path, parts(text)))
        .collect();
    let mut pairs: BTreeSet<(usize, bool, &str, &str)> = BTreeSet::new();
    for (from, text) in gone {
        let own = parts(text);
        for (to, other) in &new {
            let share = share(&own, other);
            if share >= ENOUGH {
                // In the order of the set the most alike come first.
                pairs.insert((
                    100_usize.saturating_sub(share),
                    name(from) != name(to),
                    from,
                    to,
                ));
            }
        }
    }
    let mut used = BTreeSet::new();
    let mut renamed = Vec::new();
    for (_, _, from, to) in pairs {
        if !used.contains(&(true, from)) && !used.contains(&(false, to)) {
            used.extend([(true, from), (false, to)]);
            renamed.push((from.to_owned(), to.to_owned()));
        }
    }
    renamed
}

/// The parts of a text, each with how often it is there.
type Parts<'a> = BTreeMap<&'a str, usize>;

/// Cuts at the ends of lines, at commas and at brackets, since a whole document may be
/// one line, and looks past blanks, since a text may be laid out anew.
fn parts(text: &str) -> Parts<'_> {
    let mut parts = Parts::new();
    for part in text.split_inclusive(['\n', ',', '{', '[']).map(str::trim) {
        if !part.is_empty() {
            let count = parts.entry(part).or_default();
            *count = count.saturating_add(1);
        }
    }
    parts
}

/// How much of the larger of two texts is in the other, in percent.
fn share(one: &Parts<'_>, other: &Parts<'_>) -> usize {
    let size = |parts: &Parts<'_>| -> usize {
        parts
            .iter()
            .map(|(part, count)| part.len().saturating_mul(*count))
            .sum()
    };
    let common: usize = one
        .iter()
        .filter_map(|(part, count)| Some(part.len().saturating_mul(*count.min(other.get(part)?))))
        .sum();
    let larger = size(one).max(size(other));
    common
        .saturating_mul(100)
        .checked_div(larger)
        .unwrap_or_default()
}

fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::{MOST_PAIRS, renames};

    type Files<'a> = &'a [(&'a str, &'a str)];

    fn check(before: Files<'_>, after: Files<'_>, expected: &[(&str, &str)]) {
        let found = renames(before.iter().copied(), after.iter().copied());
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(from, to)| (from.as_str(), to.as_str()))
            .collect();
        assert_eq!(found, expected, "{before:?} {after:?}");
    }

    #[test]
    fn fp_04_the_same_text_under_another_name_was_renamed() {
        check(&[("a", "x")], &[("b", "x")], &[("a", "b")]);
        check(&[("a", "x")], &[("a", "x"), ("b", "x")], &[]);
        check(&[("a", "x"), ("b", "x")], &[("c", "x")], &[("a", "c")]);
        check(&[("a", "x")], &[("b", "x"), ("c", "x")], &[("a", "b")]);
        // The name is kept where it can be.
        check(
            &[("p/a", "x")],
            &[("b", "x"), ("q/a", "x")],
            &[("p/a", "q/a")],
        );
        check(&[("a", "")], &[("b", "")], &[]);
        check(&[("a", "x")], &[("a", "y"), ("b", "x")], &[]);
    }

    #[test]
    fn fp_04_a_text_that_is_mostly_the_same_was_renamed() {
        let old = "one\ntwo\nthree\nfour\n";
        check(
            &[("a", old)],
            &[("b", "one\ntwo\nthree\nfive\n")],
            &[("a", "b")],
        );
        check(&[("a", old)], &[("b", "one\n2\n3\n4\nfive\nsix\n")], &[]);
        // Laid out anew.
        check(
            &[("a", "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}")],
            &[("b", "{\"a\": 1,\n\"b\": 2,\n\"c\": 3}")],
            &[("a", "b")],
        );
        // The most alike, whatever the order of names.
        check(
            &[("a", old), ("b", "one\ntwo\nthree\n4\n")],
            &[
                ("c", "one\ntwo\nthree\n4\n5\n"),
                ("d", "one\ntwo\nthree\nfour\n5\n"),
            ],
            &[("a", "d"), ("b", "c")],
        );
    }

    fn pairs(files: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
        files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    #[test]
    fn of_too_many_only_the_same_are_told() {
        let files = |start: &str, end: &str, number: usize| -> Vec<(String, String)> {
            let numbers = 0..number;
            numbers
                .map(|at| (format!("{start}{at:05}"), format!("one\ntwo\n{at}\n{end}")))
                .collect()
        };
        let found = |number: usize| {
            let mut after = files("b", "more\n", number);
            if let Some((_, text)) = after.first_mut() {
                *text = "one\ntwo\n0\n".to_owned();
            }
            let before = files("a", "", number);
            renames(pairs(&before), pairs(&after)).len()
        };
        let most = MOST_PAIRS.isqrt();
        assert_eq!(found(most), most);
        assert_eq!(found(most + 2), 1);
    }
}
