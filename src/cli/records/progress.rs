//! How far a stream has come, on standard error: one line that is written over, for
//! people who wait for longer than a second and see the answers go elsewhere.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::cli::args::OutputArgs;
use crate::cli::world::{Stream, World, color};

/// Nothing is said of what ends before.
const AFTER: Duration = Duration::from_secs(1);

/// Between one line and the next.
const BETWEEN: Duration = Duration::from_millis(200);

/// Back to the first column, and nothing left in the line.
const OVER: &str = "\r\u{1b}[K";

/// A line about how far a stream has come.
pub struct Progress {
    wanted: bool,
    last: Option<Duration>,
}

impl Progress {
    /// Whether it is shown: standard error is a terminal with colour and standard
    /// output is none, nothing builds here, and no flag says otherwise.
    pub fn new(args: &OutputArgs, no_progress: bool, world: &World<'_>) -> Self {
        let environment: &BTreeMap<String, String> = &world.environment;
        let set = |name: &str| environment.get(name).is_some_and(|value| !value.is_empty());
        let terminal = world.stderr.is_terminal && !world.stdout.is_terminal;
        Self {
            wanted: terminal
                && args.quiet == 0
                && !no_progress
                && !set("CI")
                && color(args.color, environment, world.stderr.is_terminal),
            last: None,
        }
    }

    /// Says how far it has come after some time, unless that was said just now.
    pub fn tell(&mut self, after: Duration, records: u64, bytes: u64, stderr: &mut Stream<'_>) {
        let due = match self.last {
            Some(last) => after.saturating_sub(last) >= BETWEEN,
            None => after >= AFTER,
        };
        if !self.wanted || !due {
            return;
        }
        self.last = Some(after);
        let (megabytes, seconds) = (bytes / 1_000_000, after.as_secs());
        let text = format!("{OVER}{records} records, {megabytes} MB, {seconds} s");
        let _ = stderr.out.write_all(text.as_bytes());
        let _ = stderr.out.flush();
    }

    /// Takes the line away, before another is written.
    pub fn clear(&mut self, stderr: &mut Stream<'_>) {
        if self.last.is_some() {
            let _ = stderr.out.write_all(OVER.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn told(wanted: bool, times: &[u64]) -> String {
        let mut out = Vec::new();
        let mut stderr = Stream {
            out: &mut out,
            is_terminal: true,
            width: None,
        };
        let mut progress = Progress { wanted, last: None };
        for time in times {
            let after = Duration::from_millis(*time);
            progress.tell(after, *time, time * 1_000_000, &mut stderr);
        }
        progress.clear(&mut stderr);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cli_13_it_is_told_after_a_second_and_not_all_the_time() {
        assert_eq!(told(true, &[0, 500, 999]), "");
        assert_eq!(told(false, &[5000]), "");
        assert_eq!(
            told(true, &[999, 1100, 1200, 1299, 1300]),
            "\r\u{1b}[K1100 records, 1100 MB, 1 s\r\u{1b}[K1300 records, 1300 MB, 1 s\r\u{1b}[K"
        );
    }
}
