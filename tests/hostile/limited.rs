//! The program as a process of its own under limits.
#![expect(
    clippy::disallowed_methods,
    reason = "the program under test is started, with less than it could have"
)]

use std::fs;
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// KiB of stack. Without optimisation the frames of the command line's parser alone
/// are larger than what the program as it is released gets here.
const STACK: u32 = if cfg!(debug_assertions) { 1024 } else { 256 };

/// KiB of memory that a run may ask for.
const MEMORY: u32 = 512 * 1024;

/// After so long a run counts as one that never ends; a loaded machine is far from it.
const HANGS: Duration = Duration::from_secs(120);

/// Grants the guarded action by name: one finding.
pub const BAD: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:DestroyInstance","Resource":"*"}]}"#;

/// Grants something else: no finding.
pub const GOOD: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Resource":"*"}]}"#;

/// What a run left behind.
#[derive(Debug)]
pub struct Seen {
    /// The exit status, or the signal below zero.
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Seen {
    #[track_caller]
    pub fn ends(&self, status: i32) -> &Self {
        assert_eq!(self.status, status, "{}", self.shown());
        self
    }

    #[track_caller]
    pub fn says(&self, text: &str) -> &Self {
        assert!(self.out.contains(text), "{text}: {}", self.shown());
        self
    }

    #[track_caller]
    pub fn warns(&self, text: &str) -> &Self {
        assert!(self.err.contains(text), "{text}: {}", self.shown());
        self
    }

    /// The document beside was judged.
    #[track_caller]
    pub fn judges_the_rest(&self) -> &Self {
        // By one rule, or by another where there are attachments.
        let judged = ["RAM101", "RAM110"]
            .iter()
            .any(|rule| self.out.contains(rule));
        assert!(judged, "{}", self.shown());
        self.says("beside.json")
    }

    /// A file was not analysed, which is said with the reason.
    #[track_caller]
    pub fn refuses(&self, file: &str, because: &str) -> &Self {
        let mut lost = self.out.lines();
        let told = lost.any(|line| {
            line.starts_with("NOT ANALYSED") && line.contains(file) && line.contains(because)
        });
        assert!(told, "{file} {because}: {}", self.shown());
        self
    }

    /// The beginning of both streams, as far as a person would read on.
    pub fn shown(&self) -> String {
        let both = format!("{}{}", self.out, self.err);
        both.chars().take(4000).collect()
    }
}

/// A folder of hostile files, and one document with a finding.
pub struct Tree(TempDir);

impl Tree {
    pub fn new<Text: AsRef<[u8]>>(files: &[(&str, Text)]) -> Self {
        let tree = Self(tempfile::tempdir().unwrap());
        tree.write("beside.json", BAD);
        for (name, text) in files {
            tree.write(name, text);
        }
        tree
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.at(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs to the end.
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> Seen {
        let child = self.start(&[], arguments, Stdio::piped());
        finish(child)
    }

    /// `check` of the whole folder.
    #[track_caller]
    pub fn check(&self) -> Seen {
        self.run(&["check"])
    }

    /// Starts a run, by another program where one is named, with its standard input
    /// open and its standard output somewhere.
    pub fn start(&self, by: &[&str], arguments: &[&str], out: Stdio) -> Child {
        start(self.0.path(), by, arguments, out)
    }
}

fn start(folder: &Path, by: &[&str], arguments: &[&str], out: Stdio) -> Child {
    Command::new("sh")
        .arg("-c")
        .arg(format!(
            "ulimit -s {STACK}; ulimit -v {MEMORY}; exec \"$0\" \"$@\""
        ))
        .args(by)
        .arg(env!("CARGO_BIN_EXE_ramlint"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(out)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The output of a run that has all its input, or a failure if it never ends.
#[track_caller]
pub fn finish(mut child: Child) -> Seen {
    drop(child.stdin.take());
    let (ended, ends) = channel();
    let mut reading = Vec::new();
    let out = child
        .stdout
        .take()
        .map(|out| Box::new(out) as Box<dyn Read + Send>);
    let err = child
        .stderr
        .take()
        .map(|err| Box::new(err) as Box<dyn Read + Send>);
    for stream in [out, err] {
        let ended = ended.clone();
        reading.push(thread::spawn(move || {
            let mut bytes = Vec::new();
            if let Some(mut stream) = stream {
                stream.read_to_end(&mut bytes).unwrap();
            }
            ended.send(()).unwrap();
            String::from_utf8(bytes).unwrap()
        }));
    }
    // Both streams close when the process is gone.
    let hangs = (0..2).any(|_| ends.recv_timeout(HANGS).is_err());
    if hangs {
        child.kill().unwrap();
    }
    let status = child.wait().unwrap();
    let mut texts = reading.into_iter().map(|thread| thread.join().unwrap());
    let seen = Seen {
        status: status.code().unwrap_or_else(|| -status.signal().unwrap()),
        out: texts.next().unwrap(),
        err: texts.next().unwrap(),
    };
    assert!(!hangs, "does not end: {}", seen.shown());
    seen
}

/// Gives a run some of its standard input; it has taken nearly all of that when this
/// returns, for a pipe holds little.
pub fn feed(child: &mut Child, text: &str) {
    let stdin = child.stdin.as_mut().unwrap();
    stdin.write_all(text.as_bytes()).unwrap();
}

/// Sends a run a signal by its name.
pub fn signal(child: &Child, name: &str) {
    let sent = Command::new("sh")
        .arg("-c")
        .arg(format!("kill -s {name} {}", child.id()))
        .status();
    assert!(sent.unwrap().success());
}

/// Whether another program is here to help.
pub fn has(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .is_ok_and(|output| output.status.success())
}
