//! What a file name says of an answer: `<Api>[@<key>…][.<page>].json`. It is only
//! asked for what the answer itself does not tell.

use crate::readers::dump::calls;
use crate::readers::dump::percent;
use crate::readers::paths::base_name;

/// A key as a file name gives it: names may have dots, so that what looks like the
/// number of a page may be a part of the name.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// Without what may be the number of a page.
    pub(super) name: String,
    /// With it, where there is one.
    pub(super) with_page: Option<String>,
}

impl Key {
    /// A key of which nothing is in doubt.
    pub(super) fn exactly(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            with_page: None,
        }
    }
}

/// A file name in its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FileName<'a> {
    /// The product before the action, where there is one.
    pub(super) product: Option<&'a str>,
    /// The action, as it is written.
    pub(super) action: &'a str,
    /// Keys after `@`, in order.
    pub(super) keys: Vec<Key>,
    /// The number of the page.
    pub(super) page: Option<u64>,
}

/// The parts of the last name of a path.
pub(super) fn parse(path: &str) -> FileName<'_> {
    let name = base_name(path);
    let stem = match name.rsplit_once('.') {
        Some((stem, end))
            if ["json", "jsonc", "yaml", "yml"]
                .iter()
                .any(|one| end.eq_ignore_ascii_case(one)) =>
        {
            stem
        }
        _ => name,
    };
    let mut parts = stem.split('@');
    let first = parts.next().unwrap_or("");
    let keys: Vec<&str> = parts.collect();
    let (first, mut page) = if keys.is_empty() {
        paged(first)
    } else {
        (first, None)
    };
    let (product, action) = match first.split_once('.') {
        Some((product, action)) if calls::is_product(product) => (Some(product), action),
        _ => (None, first),
    };
    let last = keys.len().saturating_sub(1);
    let keys = (0_usize..).zip(keys).map(|(number, key)| {
        let (short, number) = if number == last {
            paged(key)
        } else {
            (key, None)
        };
        page = page.or(number);
        Key {
            name: percent::decoded_text(short),
            with_page: number.map(|_| percent::decoded_text(key)),
        }
    });
    let keys = keys.collect();
    FileName {
        product,
        action,
        keys,
        page,
    }
}

/// A text without the number of a page at its end.
fn paged(text: &str) -> (&str, Option<u64>) {
    match text.rsplit_once('.') {
        Some((short, number))
            if !short.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            match number.parse() {
                Ok(page) => (short, Some(page)),
                Err(_) => (text, None),
            }
        }
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_name() {
        for (path, action, keys, page) in [
            ("d/ListUsers.0.json", "ListUsers", vec![], Some(0)),
            ("ListUsers.json", "ListUsers", vec![], None),
            (
                "list-users-for-group@dba.12.json",
                "list-users-for-group",
                vec![("dba", Some("dba.12"))],
                Some(12),
            ),
            (
                "ListPoliciesForUser@ann.lee.json",
                "ListPoliciesForUser",
                vec![("ann.lee", None)],
                None,
            ),
            (
                "GetPolicyVersion@Custom@A.B@v1.json",
                "GetPolicyVersion",
                vec![("Custom", None), ("A.B", None), ("v1", None)],
                None,
            ),
            (
                "ListGroupsForUser@a%40b%20c.json",
                "ListGroupsForUser",
                vec![("a@b c", None)],
                None,
            ),
            ("ims.ListUsers.1.JSON", "ListUsers", vec![], Some(1)),
        ] {
            let parsed = parse(path);
            let found: Vec<_> = parsed
                .keys
                .iter()
                .map(|key| (key.name.as_str(), key.with_page.as_deref()))
                .collect();
            assert_eq!(
                (parsed.action, found, parsed.page),
                (action, keys, page),
                "{path}"
            );
        }
        assert_eq!(parse("ims.ListUsers.json").product, Some("ims"));
        assert_eq!(parse("x.ListUsers.json").product, None);
    }
}
