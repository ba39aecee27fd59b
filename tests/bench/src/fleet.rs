//! Snapshots of accounts from a seed, one a line, as they are piped into `ramlint`.

use std::fmt::Write;

use crate::account;
use crate::corpus::{self, Numbers};

/// Policies that accounts choose theirs from.
const POOL: usize = 2_000;
/// One policy of so many is about the guarded service.
const REACHING: usize = 21;
/// Of the policies that let their holders change who holds what, one of so many stays:
/// most accounts have some administrators.
const ADMINISTRATORS: usize = 20;

/// A fleet of accounts without an end. Most have some dozen users, a few have hundreds.
#[derive(Debug)]
pub struct Fleet {
    numbers: Numbers,
    /// Documents, every other one as the text that APIs give it as.
    pool: Vec<String>,
    accounts: u64,
}

impl Fleet {
    /// The fleet of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let changes = |text: &str| text.contains("\"ram:") || text.contains("\"sts:");
        let pool = corpus::policies(POOL, seed)
            .into_iter()
            .enumerate()
            .filter(|(number, text)| !changes(text) || number % ADMINISTRATORS == 0)
            .map(|(number, text)| {
                let text = if number % REACHING == 0 {
                    account::reaching(number / REACHING)
                } else {
                    text
                };
                if number % 2 == 0 {
                    serde_json::Value::String(text).to_string()
                } else {
                    corpus::compact(&text)
                }
            })
            .collect();
        Self {
            numbers: Numbers::new(seed),
            pool,
            accounts: 0,
        }
    }
}

impl Iterator for Fleet {
    type Item = String;

    /// The next snapshot, with the end of its line.
    fn next(&mut self) -> Option<String> {
        let users = match self.numbers.below(20) {
            0 => 400 + self.numbers.below(200),
            _ => 10 + self.numbers.below(60),
        };
        let (groups, roles, policies) = (1 + users / 12, users / 8, 1 + users / 2);
        let account = 1_000_000_000_000_000 + self.accounts;
        self.accounts += 1;
        let mut line = format!(
            r#"{{"ram_account_snapshot":1,"account_id":"{account}","complete":["users","groups","roles","policies","attachments","memberships"],"users":["#
        );
        row(&mut line, users, |line, user| {
            write!(line, r#"{{"name":"user-{user}"}}"#)
        });
        line.push_str(r#"],"groups":["#);
        row(&mut line, groups, |line, group| {
            write!(line, r#"{{"name":"group-{group}","members":["#)?;
            let members = (users - group).div_ceil(groups);
            row(line, members, |line, member| {
                write!(line, r#""user-{}""#, group + member * groups)
            });
            line.write_str("]}")
        });
        line.push_str(r#"],"roles":["#);
        row(&mut line, roles, |line, role| {
            let user = role * 3 % users;
            write!(
                line,
                r#"{{"name":"role-{role}","trust":{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{{"RAM":["acs:ram::{account}:user/user-{user}"]}}}}]}}}}"#
            )
        });
        line.push_str(r#"],"policies":["#);
        row(&mut line, policies, |line, policy| {
            let document = &self.pool[self.numbers.below(self.pool.len())];
            write!(
                line,
                r#"{{"type":"Custom","name":"policy-{policy}","version":"v1","document":{}}}"#,
                document.trim_end()
            )
        });
        line.push_str(r#"],"attachments":["#);
        row(&mut line, policies, |line, policy| {
            let to = match policy % 3 {
                0 => format!("group/group-{}", policy % groups),
                1 if roles > 0 => format!("role/role-{}", policy % roles),
                _ => format!("user/user-{}", policy % users),
            };
            write!(line, r#"{{"policy":"Custom/policy-{policy}","to":"{to}"}}"#)
        });
        line.push_str("]}\n");
        Some(line)
    }
}

/// Items with commas between them.
fn row(
    line: &mut String,
    count: usize,
    mut item: impl FnMut(&mut String, usize) -> std::fmt::Result,
) {
    for number in 0..count {
        if number > 0 {
            line.push(',');
        }
        item(line, number).expect("a string takes all");
    }
}

#[cfg(test)]
mod tests {
    use super::Fleet;

    #[test]
    fn every_line_is_one_snapshot() {
        for line in Fleet::new(1).take(50) {
            assert_eq!(line.find('\n'), Some(line.len() - 1));
            let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
            assert_eq!(value["ram_account_snapshot"], 1);
        }
    }

    #[test]
    fn a_seed_is_one_fleet() {
        let of = |seed| Fleet::new(seed).take(3).collect::<Vec<_>>();
        assert_eq!(of(7), of(7));
        assert_ne!(of(7), of(8));
    }
}
