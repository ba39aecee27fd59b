//! Addresses that reports point to.

/// Where the documentation of a rule stands: the file of the rule itself.
#[must_use]
pub fn rule_page(name: &str) -> String {
    let home = env!("CARGO_PKG_HOMEPAGE");
    format!("{home}/blob/main/src/rules/{}.rs", name.replace('-', "_"))
}

/// Where a weakness of the CWE list is described, from its number.
#[must_use]
pub fn weakness(number: &str) -> String {
    format!("https://cwe.mitre.org/data/definitions/{number}.html")
}
