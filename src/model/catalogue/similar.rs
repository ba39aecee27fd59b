//! Names like the one written, for messages about an action that does not exist.

use std::sync::LazyLock;

use super::Catalogue;

/// Longer names than this are no slip of the pen, and are not compared.
const LONGEST: usize = 128;

pub(super) fn similar_actions(
    catalogue: &Catalogue,
    written: &str,
    limit: usize,
) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = Vec::new();
    if written.len() > LONGEST {
        return found;
    }
    if let Some((service, name)) = written.split_once(':') {
        for service in [Some(service), catalogue.alias(service)]
            .into_iter()
            .flatten()
        {
            let names = catalogue.actions_of(service).filter_map(|action| {
                let (_, other) = action.name.split_once(':')?;
                Some((other, action.name))
            });
            let hits = near(name, names);
            if let Some(&(0, exact)) = hits.first() {
                return vec![exact].into_iter().take(limit).collect();
            }
            append(&mut found, hits);
        }
    }
    if found.len() < limit {
        append(&mut found, near_of(written, ALL.iter()));
    }
    found.truncate(limit);
    found
}

/// Edits within which a name is taken for a misspelt one.
const SLIP: usize = 2;

/// Letters of a name for each edit in it: of a short name one letter more makes
/// another name.
const LETTERS: usize = 4;

/// The action that a name was meant for, if it is misspelt.
pub(super) fn meant(catalogue: &Catalogue, written: &str) -> Option<&'static str> {
    let near = *similar_actions(catalogue, written, 1).first()?;
    let (service, name) = written.split_once(':')?;
    let (of, other) = near.split_once(':')?;
    let known = catalogue.alias(service).unwrap_or(service);
    let own = if known.eq_ignore_ascii_case(of) {
        name
    } else {
        written
    };
    let theirs = if own == name { other } else { near };
    let edits = distance(&folded(own), &folded(theirs));
    let most = (own.chars().count() / LETTERS).min(SLIP);
    (edits <= most).then_some(near)
}

pub(super) fn similar_key(catalogue: &Catalogue, written: &str) -> Option<&'static str> {
    if written.len() > LONGEST {
        return None;
    }
    let names = catalogue
        .keys()
        .map(|key| key.name)
        .filter(|name| !name.ends_with('*'))
        .map(|name| (name, name));
    near(written, names).first().map(|(_, name)| *name)
}

/// Those of several names that are like the one written, nearest first.
#[must_use]
pub fn similar_names<'a>(
    written: &str,
    names: impl Iterator<Item = &'a str>,
    limit: usize,
) -> Vec<&'a str> {
    if written.len() > LONGEST {
        return Vec::new();
    }
    let hits = near(written, names.map(|name| (name, name)));
    hits.into_iter().take(limit).map(|(_, name)| name).collect()
}

/// Insertions, deletions, substitutions and swaps of neighbours by which two names
/// differ; more than any number for one that is too long to be a slip of the pen.
#[must_use]
pub fn slips(left: &str, right: &str) -> usize {
    if left.len().max(right.len()) > LONGEST {
        return usize::MAX;
    }
    distance(&folded(left), &folded(right))
}

/// A name as it is compared.
struct Candidate<'a> {
    name: &'a str,
    folded: Vec<char>,
    letters: u64,
}

impl<'a> Candidate<'a> {
    fn new(compared: &str, name: &'a str) -> Self {
        let folded = folded(compared);
        Self {
            name,
            letters: letters(&folded),
            folded,
        }
    }
}

/// Every action of the catalogue, read once by the first name that is looked for in all
/// services: a hostile file has thousands of such names.
static ALL: LazyLock<Vec<Candidate<'static>>> = LazyLock::new(|| {
    let actions = Catalogue::embedded().actions();
    actions
        .map(|action| Candidate::new(action.name, action.name))
        .collect()
});

/// Which characters occur, the rarer ones together.
fn letters(folded: &[char]) -> u64 {
    folded.iter().fold(0, |all, character| {
        let bit = u32::from(*character) % u64::BITS;
        all | 1_u64.checked_shl(bit).unwrap_or(0)
    })
}

/// Candidates within a third of the length of what was written, nearest first, with
/// the number of edits.
fn near<'a>(
    written: &str,
    candidates: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<(usize, &'a str)> {
    let candidates = candidates.map(|(compared, name)| Candidate::new(compared, name));
    let candidates: Vec<Candidate<'a>> = candidates.collect();
    near_of(written, candidates.iter())
}

fn near_of<'a: 'c, 'c>(
    written: &str,
    candidates: impl Iterator<Item = &'c Candidate<'a>>,
) -> Vec<(usize, &'a str)> {
    let written = Candidate::new(written, "");
    let most = written.folded.len().max(3) / 3;
    // An edit takes one character away and adds one, at most.
    let most_letters = u32::try_from(most.saturating_mul(2)).unwrap_or(u32::MAX);
    let mut hits: Vec<(usize, &'a str)> = candidates
        .filter_map(|candidate| {
            let longer = candidate.folded.len().abs_diff(written.folded.len());
            let other = (candidate.letters ^ written.letters).count_ones();
            if longer > most || other > most_letters {
                return None;
            }
            let edits = distance_within(&written.folded, &candidate.folded, most)?;
            Some((edits, candidate.name))
        })
        .collect();
    hits.sort_unstable();
    hits
}

fn append(found: &mut Vec<&'static str>, hits: Vec<(usize, &'static str)>) {
    for (_, name) in hits {
        if !found.contains(&name) {
            found.push(name);
        }
    }
}

fn folded(text: &str) -> Vec<char> {
    text.chars().map(|c| c.to_ascii_lowercase()).collect()
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn one name
/// into the other, no character being edited twice.
fn distance(left: &[char], right: &[char]) -> usize {
    distance_within(left, right, usize::MAX).unwrap_or(usize::MAX)
}

/// The same, where these are no more than so many.
fn distance_within(left: &[char], right: &[char], most: usize) -> Option<usize> {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut line: Vec<usize> = Vec::with_capacity(last.len());
    let mut previous: Option<char> = None;
    for (row, &a) in (1..).zip(left) {
        line.clear();
        line.push(row);
        let mut best = row;
        let mut fewest_here = row;
        let mut behind: Option<char> = None;
        for ((column, &b), pair) in (0..).zip(right).zip(last.windows(2)) {
            let &[diagonal, above] = pair else { continue };
            let mut next = (diagonal + usize::from(a != b))
                .min(above + 1)
                .min(best + 1);
            if column > 0 && previous == Some(b) && behind == Some(a) {
                let swapped = before.get(column - 1).map_or(usize::MAX, |edits| edits + 1);
                next = next.min(swapped);
            }
            line.push(next);
            fewest_here = fewest_here.min(next);
            best = next;
            behind = Some(b);
        }
        // What follows has no fewer: a swap goes on from the row before this, of which
        // the fewest and one more are the fewest of this at least.
        if fewest_here > most {
            return None;
        }
        previous = Some(a);
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut line);
    }
    last.last().copied().filter(|edits| *edits <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Edits as they are meant: the fewest of all ways to turn one name into the other.
    fn edits(left: &[char], right: &[char]) -> usize {
        match (left, right) {
            ([], rest) | (rest, []) => rest.len(),
            ([a, left_rest @ ..], [b, right_rest @ ..]) => {
                let mut fewest = (edits(left_rest, right_rest) + usize::from(a != b))
                    .min(edits(left_rest, right) + 1)
                    .min(edits(left, right_rest) + 1);
                if let ([_, c, left_rest @ ..], [_, d, right_rest @ ..]) = (left, right)
                    && (a, c) == (d, b)
                {
                    fewest = fewest.min(edits(left_rest, right_rest) + 1);
                }
                fewest
            }
        }
    }

    /// All names of at most `length` letters.
    fn names(letters: &[char], length: usize) -> Vec<Vec<char>> {
        let mut all = vec![Vec::new()];
        let mut layer = all.clone();
        for _ in 0..length {
            layer = layer
                .iter()
                .flat_map(|name: &Vec<char>| {
                    letters
                        .iter()
                        .map(|letter| [&name[..], &[*letter]].concat())
                })
                .collect();
            all.extend(layer.iter().cloned());
        }
        all
    }

    #[test]
    fn edits_are_the_fewest_of_all_ways() {
        let mut all = names(&['a', 'b', 'c'], 3);
        all.extend(
            names(&['a', 'b'], 5)
                .into_iter()
                .filter(|name| name.len() > 3),
        );
        for left in &all {
            for right in &all {
                let expected = edits(left, right);
                assert_eq!(distance(left, right), expected, "{left:?} {right:?}");
                for most in 0..5 {
                    let within = (expected <= most).then_some(expected);
                    assert_eq!(
                        distance_within(left, right, most),
                        within,
                        "{left:?} {right:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_nearest_names_are_those_of_the_fewest_edits() {
        let all: Vec<&str> = Catalogue::embedded()
            .services()
            .map(|one| one.code)
            .collect();
        for written in [
            "",
            "e",
            "EC",
            "kvstroe",
            "rds2",
            "vpcs",
            "cloudssso",
            "dds-x",
            "nosuchservice",
        ] {
            let most = written.len().max(3) / 3;
            let mut expected: Vec<(usize, &str)> = all
                .iter()
                .map(|name| (distance(&folded(written), &folded(name)), *name))
                .filter(|(edits, _)| *edits <= most)
                .collect();
            expected.sort_unstable();
            let names = all.iter().map(|name| (*name, *name));
            assert_eq!(near(written, names), expected, "{written}");
            for limit in [0, 1, 2, 100] {
                let expected: Vec<&str> =
                    expected.iter().take(limit).map(|(_, name)| *name).collect();
                let found = similar_names(written, all.iter().copied(), limit);
                assert_eq!(found, expected, "{written}");
            }
        }
    }

    #[test]
    fn of_a_short_name_less_is_taken_for_a_slip() {
        let catalogue = Catalogue::embedded();
        for (written, expected) in [
            ("kvstore:DestroyInstanc", Some("kvstore:DestroyInstance")),
            ("kvstore:DestroyInstan", Some("kvstore:DestroyInstance")),
            ("kvstore:DestroyInsta", None),
            ("KVSTORE:destroyinstances", Some("kvstore:DestroyInstance")),
            // What is an edit in the code counts with those in the name.
            ("kvstor:DestroyInstanc", Some("kvstore:DestroyInstance")),
            ("kvstor:DestroyInstan", None),
            // Four letters may have one edit, three none.
            ("ram:GetUse", Some("ram:GetUser")),
            ("ram:GetUsr", Some("ram:GetUser")),
            ("sts:AssumeRol", Some("sts:AssumeRole")),
            // Of seven letters two edits are near, and no slip.
            ("ram:GxtUxer", None),
            ("ram:Xyz", None),
            ("nosuch:Thing", None),
            ("DestroyInstance", None),
        ] {
            assert_eq!(meant(catalogue, written), expected, "{written}");
            assert_eq!(catalogue.misspelt_action(written), expected, "{written}");
        }
    }

    #[test]
    fn what_is_too_long_is_no_slip() {
        let long = "a".repeat(LONGEST);
        let longer = format!("{long}b");
        assert_eq!(slips(&long, "A"), LONGEST - 1);
        assert_eq!(slips(&long, &long.to_uppercase()), 0);
        assert_eq!(slips(&longer, &long), usize::MAX);
        assert_eq!(slips(&long, &longer), usize::MAX);
        let names = || [long.as_str(), longer.as_str()].into_iter();
        assert_eq!(similar_names(&long, names(), 5), [&long, &longer]);
        assert_eq!(similar_names(&longer, names(), 5), [""; 0]);
    }
}
