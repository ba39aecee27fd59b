//! Policies of realistic sizes from a seed: half of them are shorter than about 360
//! bytes, nine tenths shorter than about 1.2 kB, and a few have six. Most are
//! written over several lines, as people keep them.

use std::fmt::Write;

/// Numbers that look random and are the same on every machine (SplitMix64).
#[derive(Clone, Debug)]
pub struct Numbers(u64);

impl Numbers {
    /// The numbers of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound that is not zero.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).expect("sizes fit");
        usize::try_from(self.draw() % bound).expect("a number below a usize")
    }

    /// One of several.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

const SERVICES: [&str; 16] = [
    "kvstore", "ecs", "rds", "oss", "ram", "vpc", "slb", "log", "kms", "fc", "cs", "dds", "cdn",
    "mns", "ots", "sts",
];
const VERBS: [&str; 8] = [
    "Describe*",
    "List*",
    "Get*",
    "Modify*",
    "Create*",
    "DeleteInstance",
    "Start*",
    "*",
];
const KINDS: [&str; 6] = ["instance", "group", "bucket", "topic", "key", "vpc"];
const CONDITIONS: [&str; 5] = [
    r#"{"IpAddress": {"acs:SourceIp": ["10.0.0.0/8", "192.168.0.0/16"]}}"#,
    r#"{"Bool": {"acs:MFAPresent": "true"}}"#,
    r#"{"StringEquals": {"acs:ResourceTag/env": ["prod", "stage"]}}"#,
    r#"{"DateLessThan": {"acs:CurrentTime": "2027-01-01T00:00:00+08:00"}}"#,
    r#"{"StringLike": {"acs:RequestTag/team": "red-*"}, "Bool": {"acs:SecureTransport": "true"}}"#,
];

/// So many policies.
#[must_use]
pub fn policies(count: usize, seed: u64) -> Vec<String> {
    let mut numbers = Numbers::new(seed);
    (0..count).map(|_| policy(&mut numbers)).collect()
}

/// One policy. One of five thousand names the action that is guarded, a few reach it
/// with a wildcard, and some deny it.
fn policy(numbers: &mut Numbers) -> String {
    let statements = match numbers.below(100) {
        0..50 => 1,
        50..74 => 2,
        74..90 => 3 + numbers.below(2),
        90..99 => 5 + numbers.below(5),
        _ => 16 + numbers.below(6),
    };
    let mut text = String::from("{\n  \"Version\": \"1\",\n  \"Statement\": [");
    for number in 0..statements {
        text.push_str(if number == 0 { "\n" } else { ",\n" });
        statement(numbers, &mut text);
    }
    text.push_str("\n  ]\n}\n");
    if numbers.below(10) < 3 {
        return compact(&text);
    }
    text
}

fn statement(numbers: &mut Numbers, text: &mut String) {
    let effect = if numbers.below(8) == 0 {
        "Deny"
    } else {
        "Allow"
    };
    let service = numbers.pick(&SERVICES);
    let actions = list(numbers, 6, |numbers| {
        format!("{service}:{}", numbers.pick(&VERBS))
    });
    let resources = if numbers.below(2) == 0 {
        "\"*\"".to_owned()
    } else {
        list(numbers, 4, |numbers| {
            let kind = numbers.pick(&KINDS);
            let id = numbers.draw() % 1_000_000;
            format!("acs:{service}:*:*:{kind}/r-{id:06}*")
        })
    };
    write!(
        text,
        "    {{\n      \"Effect\": \"{effect}\",\n      \"Action\": {actions},\n      \"Resource\": {resources}"
    )
    .expect("a string takes all");
    if numbers.below(4) == 0 {
        let condition = numbers.pick(&CONDITIONS);
        write!(text, ",\n      \"Condition\": {condition}").expect("a string takes all");
    }
    text.push_str("\n    }");
}

/// One text, or a list of some.
fn list(
    numbers: &mut Numbers,
    most: usize,
    mut make: impl FnMut(&mut Numbers) -> String,
) -> String {
    let count = 1 + numbers.below(most);
    if count == 1 {
        return format!("\"{}\"", make(numbers));
    }
    let items: Vec<String> = (0..count)
        .map(|_| format!("        \"{}\"", make(numbers)))
        .collect();
    format!("[\n{}\n      ]", items.join(",\n"))
}

/// Without the white space between the tokens; no text of ours has any inside.
pub(crate) fn compact(text: &str) -> String {
    text.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::policies;

    #[test]
    fn sizes_are_those_of_real_policies() {
        let mut sizes: Vec<usize> = policies(10_000, 1).iter().map(String::len).collect();
        sizes.sort_unstable();
        let (median, tenth, longest) = (sizes[5_000], sizes[9_000], sizes[9_999]);
        assert!((320..400).contains(&median), "{median}");
        assert!((1_000..1_400).contains(&tenth), "{tenth}");
        assert!((5_000..9_000).contains(&longest), "{longest}");
    }

    #[test]
    fn a_seed_is_one_corpus() {
        assert_eq!(policies(50, 7), policies(50, 7));
        assert_ne!(policies(50, 7), policies(50, 8));
    }
}
