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
/// After how many tests it is kept what they reach.
const KEPT_AFTER: usize = 20;
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
/// Seconds of processor that a test may take to be shown to mutants at all.
const LOOK: f64 = 20.0;
/// Tests that take longer, in seconds, come last.
const LONG: f64 = 0.5;
/// So many seconds of tests are shown to a mutant; what is left reaches the most others.
const MOST: f64 = 20.0;

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
    /// Tests that no mutant is shown to: they fail without one, or take too long.
    #[serde(default)]
    pub left_out: BTreeSet<String>,
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
    /// Runs every test of a program once, to see what it reaches: those whose names begin
    /// so, where some beginnings are given. What was seen before is kept.
    ///
    /// # Errors
    ///
    /// Where the program cannot be run.
    pub fn read(places: &Places, program: &Path, name: &str, begins: &[&str]) -> Result<Self> {
        let kept = places.work.join(format!("{name}.json"));
        let compiled = fs::metadata(program)?.modified()?;
        let known = match fs::read_to_string(&kept) {
            Ok(text) => Some(serde_json::from_str::<Self>(&text)?),
            Err(_) => None,
        };
        let known = known.filter(|suite| suite.program == program && suite.compiled == compiled);
        let suite = known.unwrap_or_else(|| Self {
            program: program.to_owned(),
            compiled,
            tests: Vec::new(),
            left_out: BTreeSet::new(),
        });
        let listed = command(places, program, 60.0, &["--list", "--format", "terse"]).output()?;
        let listed = String::from_utf8(listed.stdout)?;
        let seen: BTreeSet<&str> = suite.tests.iter().map(|test| test.name.as_str()).collect();
        let names: Vec<String> = listed
            .lines()
            .filter_map(|line| line.strip_suffix(": test"))
            .filter(|name| begins.is_empty() || begins.iter().any(|begin| name.starts_with(begin)))
            .filter(|name| !seen.contains(name) && !suite.left_out.contains(*name))
            .map(str::to_owned)
            .collect();
        let suite = Mutex::new(suite);
        each(&names, |worker, name| {
            let test = Self::look(places, program, worker, name);
            let mut suite = suite.lock().expect("no thread panics");
            match test {
                Some(test) => suite.tests.push(test),
                None => {
                    eprintln!("left out, because it fails without a mutant or takes long: {name}");
                    suite.left_out.insert(name.clone());
                }
            }
            let count = suite.tests.len();
            if count % KEPT_AFTER == 0
                && let Ok(text) = serde_json::to_string(&*suite)
            {
                eprintln!("{count} tests looked at");
                drop(fs::write(&kept, text));
            }
        });
        let mut suite = suite.into_inner()?;
        suite.tests.sort_by(|one, other| one.name.cmp(&other.name));
        fs::write(kept, serde_json::to_string(&suite)?)?;
        Ok(suite)
    }

    /// What one test reaches; `None` where it fails.
    fn look(places: &Places, program: &Path, worker: usize, name: &str) -> Option<Test> {
        let seen = places.work.join(format!("seen-{worker}"));
        drop(fs::remove_file(&seen));
        let begin = Instant::now();
        let run = command(places, program, LOOK, &[name])
            .env("RAMLINT_MUTANTS_SEEN", &seen)
            .stdout(Stdio::null())
            .status();
        let takes = begin.elapsed().as_secs_f64();
        if !run.is_ok_and(|status| status.success()) {
            return None;
        }
        let bytes = fs::read(&seen).unwrap_or_default();
        let numbers = bytes.as_chunks::<4>().0.iter();
        Some(Test {
            name: name.to_owned(),
            takes,
            reaches: numbers.map(|bytes| u32::from_le_bytes(*bytes)).collect(),
        })
    }

    /// The tests that reach a mutant, those of its own file first, then those that
    /// reach the fewest others; what takes long comes last.
    #[must_use]
    pub fn reaching(&self, file: &str, number: u32) -> Vec<&Test> {
        let own = file.trim_start_matches("src/").trim_end_matches(".rs");
        let own = own.trim_end_matches("/mod").replace('/', "::") + "::";
        let mut tests: Vec<&Test> = self
            .tests
            .iter()
            .filter(|test| test.reaches.contains(&number))
            .collect();
        tests.sort_by_key(|test| {
            let long = test.takes > LONG;
            (long, !test.name.starts_with(&own), test.reaches.len())
        });
        let mut taken = 0.0;
        tests.retain(|test| {
            taken += test.takes;
            taken <= MOST || taken - test.takes == 0.0
        });
        tests
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

/// What several programs of tests say to a mutant: few tests of each at first, so
/// that nobody waits for all of one where a few of another do. What comes after the
/// first test that fails is not asked, and `None` there unless no test was left.
#[must_use]
pub fn judge(suites: &[&Suite], places: &Places, file: &str, number: u32) -> Vec<Option<State>> {
    let tests = suites.iter().map(|suite| suite.reaching(file, number));
    let tests: Vec<Vec<&Test>> = tests.collect();
    let mut said: Vec<Option<State>> = tests
        .iter()
        .map(|tests| tests.is_empty().then_some(State::Unreached))
        .collect();
    let (mut from, mut count) = (0, FIRST);
    while said.iter().any(Option::is_none) {
        for (nth, (suite, tests)) in suites.iter().zip(&tests).enumerate() {
            if said[nth].is_some() {
                continue;
            }
            let to = tests.len().min(from + count);
            let state = suite.run(places, &tests[from..to], number);
            let lives = state == State::Survived;
            if !lives || to == tests.len() {
                said[nth] = Some(state);
            }
            if !lives {
                return said;
            }
        }
        from += count;
        count *= MORE;
    }
    said
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
        "ulimit -c 0; ulimit -v {MEMORY}; ulimit -S -t {}; exec \"$0\" \"$@\"",
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
