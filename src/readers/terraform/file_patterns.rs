//! Patterns of file names, as `fileset()` takes them.

/// `{a,b}` of a pattern written out; `None` where braces are nested.
pub(super) fn alternatives(pattern: &str) -> Option<Vec<String>> {
    let Some((before, after)) = pattern.split_once('{') else {
        return Some(vec![pattern.to_owned()]);
    };
    let (inside, after) = after.split_once('}')?;
    if inside.contains('{') || after.contains('{') || pattern.contains('[') {
        return None;
    }
    let one = |middle: &str| format!("{before}{middle}{after}");
    Some(inside.split(',').map(one).collect())
}

/// Whether a name fits a pattern of `*` and `?`.
pub(super) fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut from) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while from < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, from));
                at = at.saturating_add(1);
            }
            Some(one) if *one == '?' || Some(one) == name.get(from) => {
                at = at.saturating_add(1);
                from = from.saturating_add(1);
            }
            _ => match star {
                Some((star_at, taken)) => {
                    let taken = taken.saturating_add(1);
                    star = Some((star_at, taken));
                    at = star_at.saturating_add(1);
                    from = taken;
                }
                None => return false,
            },
        }
    }
    pattern
        .get(at..)
        .is_some_and(|rest| rest.iter().all(|one| *one == '*'))
}
