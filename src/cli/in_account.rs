//! A principal with its account, in the form that reports have where an input has
//! several: `user/alice (1000000000000001)`.

/// The id, or the pattern over ids, and the account behind it, if one is named.
#[must_use]
pub fn parted(text: &str) -> (&str, Option<&str>) {
    let account = || {
        let (id, rest) = text.split_once(" (")?;
        let account = rest.strip_suffix(')')?;
        (!id.is_empty() && !account.is_empty()).then_some((id, account))
    };
    account().map_or((text, None), |(id, account)| (id, Some(account)))
}

#[cfg(test)]
mod tests {
    use super::parted;

    #[test]
    fn an_account_stands_behind_in_brackets() {
        for (text, expected) in [
            ("user/alice", ("user/alice", None)),
            ("user/alice (100)", ("user/alice", Some("100"))),
            ("role/* (prod)", ("role/*", Some("prod"))),
            ("user/alice ()", ("user/alice ()", None)),
            ("user/alice(100)", ("user/alice(100)", None)),
            (" (100)", (" (100)", None)),
        ] {
            assert_eq!(parted(text), expected, "{text}");
        }
    }
}
