//! A program full of tests: which there are, which mutants each reaches, and what
//! they say to one mutant.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use serde::{Deserialize, Serialize};

use crate::tree::{Places, Result};

/// The signals of a process whose time is over.
const SIGKILL: i32 = 9;
const SIGXCPU: i32 = 24;
/// Processes at a time.
const WORKERS: usize = 2;
/// Seconds of processor that tests may take, beyond ten times what they took.
const GRACE: f64 = 5.0;
/// Real time that they may take, in the same measure: for those that wait.
const PATIENCE: f64 = 20.0;
/// Memory of a process, in KiB.
const MEMORY: u64 = 4 << 20;
/// How many tests the first process of a mutant runs, and how much more each next.
const FIRST: usize = 6;
const MORE: usize = 5;
/// Tests that take longer, in seconds, come last.
const LONG: f64 = 0.5;

/// One test.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Test {
    /// Its name.
    pub name: String,
    /// How long it takes, in seconds.
    pub takes: f64,
    /// The numbers of the mutants that it reaches.
    pub reaches: BTreeSet<u32>,
}

/// All tests of a program.
#[derive(Debug, Serialize, Deserialize)]
pub struct Suite {
    /// The program.
    pub program: PathBuf,
    /// When it was compiled.
    pub compiled: SystemTime,
    /// Its tests.
    pub tests: Vec<Test>,
}

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// A test failed.
    Killed(String),
    /// The tests did not end.
    Time,
    /// Every test that reaches it passed.
    Survived,
    /// No test reaches it.
    Unreached,
}

/// Does something to each of many, on as many threads as there are workers.
pub fn each<T: Sync>(all: &[T], run: impl Fn(usize, &T) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for worker in 0..WORKERS {
            let (next, run) = (&next, &run);
            scope.spawn(move || {
                while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    run(worker, one);
                }
            });
        }
    });
}

impl Suite {
    /// Runs every test of a program once, to see what it reaches.
    ///
    /// # Errors
    ///
    /// Where the program cannot be run.
    pub fn read(places: &Places, program: &Path, name: &str) -> Result<Self> {
        let kept = places.work.join(format!("{name}.json"));
        let compiled = fs::metadata(program)?.modified()?;
        if let Ok(text) = fs::read_to_string(&kept) {
            let suite: Self = serde_json::from_str(&text)?;
            if suite.program == program && suite.compiled == compiled {
                return Ok(suite);
            }
        }
        let listed = command(places, program, 60.0, &["--list", "--format", "terse"]).output()?;
        let listed = String::from_utf8(listed.stdout)?;
        let names: Vec<&str> = listed
            .lines()
            .filter_map(|line| line.strip_suffix(": test"))
            .collect();
        let tests = Mutex::new(Vec::new());
        each(&names, |worker, name| {
            let seen = places.work.join(format!("seen-{worker}"));
            drop(fs::remove_file(&seen));
            let begin = Instant::now();
            let run = command(places, program, 600.0, &[name])
                .env("RAMLINT_MUTANTS_SEEN", &seen)
                .stdout(Stdio::null())
                .status();
            let takes = begin.elapsed().as_secs_f64();
            if !run.is_ok_and(|status| status.success()) {
                eprintln!("left out, because it fails without a mutant: {name}");
                return;
            }
            let bytes = fs::read(&seen).unwrap_or_default();
            let numbers = bytes.as_chunks::<4>().0.iter();
            let test = Test {
                name: (*name).to_owned(),
                takes,
                reaches: numbers.map(|bytes| u32::from_le_bytes(*bytes)).collect(),
            };
            tests.lock().expect("no thread panics").push(test);
        });
        let mut tests = tests.into_inner()?;
        tests.sort_by(|one, other| one.name.cmp(&other.name));
        let suite = Self {
            program: program.to_owned(),
            compiled,
            tests,
        };
        fs::write(kept, serde_json::to_string(&suite)?)?;
        Ok(suite)
    }

    /// What the tests that reach a mutant say to it; those of its own file first.
    #[must_use]
    pub fn judge(&self, places: &Places, file: &str, number: u32) -> State {
        let own = file.trim_start_matches("src/").trim_end_matches(".rs");
        let own = own.trim_end_matches("/mod").replace('/', "::") + "::";
        let mut tests: Vec<&Test> = self
            .tests
            .iter()
            .filter(|test| test.reaches.contains(&number))
            .collect();
        if tests.is_empty() {
            return State::Unreached;
        }
        tests.sort_by_key(|test| {
            let long = test.takes > LONG;
            (long, !test.name.starts_with(&own), test.reaches.len())
        });
        let mut rest = tests.as_slice();
        let mut count = FIRST;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(count.min(rest.len()));
            match self.run(places, now, number) {
                State::Survived => {}
                other => return other,
            }
            rest = later;
            count *= MORE;
        }
        State::Survived
    }

    fn run(&self, places: &Places, tests: &[&Test], number: u32) -> State {
        let takes: f64 = tests.iter().map(|test| test.takes).sum();
        let limit = GRACE + 10.0 * takes;
        let names: Vec<&str> = tests.iter().map(|test| test.name.as_str()).collect();
        let child = command(places, &self.program, limit, &names)
            .env("RAMLINT_MUTANT", number.to_string())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(child) = child else {
            return State::Survived;
        };
        watch(child, Duration::from_secs_f64(limit * PATIENCE))
    }
}

/// Waits until a test fails or all have passed.
fn watch(mut child: Child, patience: Duration) -> State {
    let output = child.stdout.take();
    let child = Mutex::new(child);
    let done = AtomicBool::new(false);
    let late = AtomicBool::new(false);
    let mut failed = None;
    let begin = Instant::now();
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                std::thread::park_timeout(Duration::from_secs(1));
                if begin.elapsed() > patience {
                    late.store(true, Ordering::Relaxed);
                    drop(child.lock().expect("no thread panics").kill());
                    return;
                }
            }
        });
        for line in BufReader::new(output.expect("it is piped")).lines() {
            let Ok(line) = line else { break };
            let name = line
                .strip_prefix("test ")
                .and_then(|line| line.strip_suffix(" ... FAILED"));
            if let Some(name) = name {
                failed = Some(name.to_owned());
                drop(child.lock().expect("no thread panics").kill());
                break;
            }
        }
        done.store(true, Ordering::Relaxed);
        watcher.thread().unpark();
    });
    let status = child.into_inner().expect("no thread panics").wait();
    if let Some(name) = failed {
        return State::Killed(name);
    }
    if late.load(Ordering::Relaxed) {
        return State::Time;
    }
    let Ok(status) = status else {
        return State::Killed("the end of the process".to_owned());
    };
    match (status.code(), status.signal()) {
        (Some(0), _) => State::Survived,
        (_, Some(SIGKILL | SIGXCPU)) => State::Time,
        (Some(101), _) => State::Killed("a panic".to_owned()),
        _ => State::Killed("the end of the process".to_owned()),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests run in a process for each mutant"
)]
fn command(places: &Places, program: &Path, seconds: f64, tests: &[&str]) -> Command {
    let limits = format!(
        "ulimit -c 0; ulimit -v {MEMORY}; ulimit -S -t {}; exec nice -n 10 \"$0\" \"$@\"",
        seconds.ceil()
    );
    let mut command = Command::new("sh");
    command
        .args(["-c", &limits])
        .arg(program)
        .args(["--exact", "--test-threads=1"])
        .args(tests)
        .current_dir(&places.tree)
        .stderr(Stdio::null());
    command
}
