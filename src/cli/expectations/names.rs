//! Principals as tests name them: ids, and patterns over ids.

use crate::cli::in_account::parted;
use crate::engine::answers::Line;
use crate::model::account::{Account, PrincipalKind};
use crate::model::catalogue::similar_names;
use crate::model::pattern::{Fold, matches};

/// What stands for every line.
pub const ANYONE: &str = "anyone";

/// How many similar names are given.
const SIMILAR: usize = 3;

/// What an id begins with.
const KINDS: &[&str] = &[
    PrincipalKind::User.word(),
    PrincipalKind::Group.word(),
    PrincipalKind::Role.word(),
    PrincipalKind::SsoUser.word(),
    PrincipalKind::SsoGroup.word(),
    "policy",
];

/// Why a text is neither an id nor a pattern over ids, as the end of a sentence.
#[must_use]
pub fn fault(text: &str) -> Option<String> {
    let (text, _) = parted(text);
    let Some((kind, name)) = text.split_once('/') else {
        if is_pattern(text) {
            return None;
        }
        let near = similar_names(text, std::iter::once(ANYONE), 1);
        return Some(if near.is_empty() {
            format!("is no id; write its kind too, as in `user/{text}`")
        } else {
            format!("is no id; there is the word `{ANYONE}`")
        });
    };
    if name.is_empty() {
        return Some("names nobody; write an id such as `user/alice`".to_owned());
    }
    let is = |known: &&str| known.eq_ignore_ascii_case(kind);
    if is_pattern(kind) || KINDS.iter().any(is) {
        return None;
    }
    let near = similar_names(kind, KINDS.iter().copied(), 1);
    Some(match near.first() {
        Some(near) => format!("begins with no kind of principal; there is `{near}/`"),
        None => format!(
            "begins with no kind of principal; there are {}",
            KINDS.join(", ")
        ),
    })
}

/// Whether it stands for several ids.
#[must_use]
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Whether an id, or a pattern, stands for a line of an account. Names join in any case
/// (D34).
#[must_use]
pub fn names(text: &str, line: &Line, account: Option<&Account>) -> bool {
    let (text, of) = parted(text);
    let of_account = of.is_none_or(|of| account.is_some_and(|account| account.is_called(of)));
    let named = text.eq_ignore_ascii_case(&line.id)
        || is_pattern(text) && matches(text, &line.id, Fold::Ascii);
    named && of_account
}

/// Ids like one that does not exist, nearest first: those that hold its name come
/// after those that are a slip of the pen away.
#[must_use]
pub fn similar(text: &str, ids: &[&str]) -> Vec<String> {
    let mut found = similar_names(text, ids.iter().copied(), SIMILAR);
    let name = |id: &str| {
        let name = id.split_once('/').map_or(id, |(_, name)| name);
        name.trim_matches(['*', '?']).to_ascii_lowercase()
    };
    let wanted = name(text);
    for id in ids {
        let holds = !wanted.is_empty() && name(id).contains(&wanted);
        if holds && !found.contains(id) {
            found.push(id);
        }
    }
    found.truncate(SIMILAR);
    found.dedup();
    found.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_a_kind_and_a_name() {
        for text in [
            "user/a",
            "role/ops-*",
            "policy/a/b.json",
            "*",
            "*/admin",
            "sso-user/m?i",
            "user/a (1000000000000001)",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
        for (text, expected) in [
            ("alice", "is no id; write its kind too, as in `user/alice`"),
            ("anyonee", "is no id; there is the word `anyone`"),
            ("user/", "names nobody; write an id such as `user/alice`"),
            (
                "usr/a",
                "begins with no kind of principal; there is `user/`",
            ),
            (
                "x/a",
                "begins with no kind of principal; there are user, group, role, sso-user, sso-group, policy",
            ),
        ] {
            assert_eq!(fault(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn similar_ids_are_near_or_hold_the_name() {
        let ids = ["group/ops", "role/alice", "user/alice", "user/alicia-old"];
        assert_eq!(similar("user/alcie", &ids), ["user/alice"]);
        assert_eq!(similar("user/old", &ids), ["user/alicia-old"]);
        assert_eq!(similar("user/zed", &ids), Vec::<String>::new());
    }
}
