//! From streams of lines to a stream of answers: a round is answered on all cores and
//! written in order before the next is read.

use std::io::{self, Read};
use std::time::Instant;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::lines::{Line, Lines};
use super::progress::Progress;
use crate::cli::args::OutputArgs;
use crate::cli::asking;
use crate::cli::disk::{NotAnalysed, Reason, named_text, open_file};
use crate::cli::load::{Record, UsageError};
use crate::cli::reasons;
use crate::cli::start::Started;
use crate::cli::status::{Outcome, Status};
use crate::cli::world::{Stream, World};
use crate::report::json::{write_begin, write_end, write_record};
use crate::report::records::{self, Asked, Stands, Totals};
use crate::rules::Language;
use crate::rules::kit::say;
use crate::source::Begins;

/// How many lines that were not analysed are told of on standard error; the rest is
/// counted there, and all are among the answers.
const TOLD: usize = 20;

/// The answer about one line.
#[derive(Default)]
pub struct Answer {
    /// The line of JSON.
    pub text: Vec<u8>,
    /// What it came to.
    pub totals: Totals,
    /// What is said on standard error, with its kind.
    pub said: Vec<(&'static str, String)>,
}

/// Answers about the records of a stream.
pub struct Streaming<'a> {
    /// What is asked of every record.
    pub asked: Asked<'a>,
    /// The flags about output.
    pub output: &'a OutputArgs,
    /// Progress is not shown.
    pub no_progress: bool,
    /// The language of reasons.
    pub language: Language,
    /// Bytes of the longest line that is read.
    pub longest: usize,
    /// Answers one record.
    pub answer: &'a (dyn Fn(Record, &Stands) -> Answer + Sync),
}

impl Streaming<'_> {
    /// Reads the files that are named, or standard input, and answers.
    ///
    /// # Errors
    /// A folder is named.
    pub fn run(&self, started: &Started<'_>, world: &mut World<'_>) -> Result<Status, UsageError> {
        let named = started.named();
        if let Some(folder) = named.folders.first() {
            let folder = if folder.is_empty() { "." } else { folder };
            return Err(UsageError(format!(
                "`{folder}` is a folder, and --input ndjson reads files of records; name them"
            )));
        }
        let progress = Progress::new(self.output, self.no_progress, world);
        let World {
            stdout,
            stderr,
            stdin,
            ..
        } = world;
        let mut out = Out {
            streaming: self,
            stdout,
            stderr,
            progress,
            since: Instant::now(),
            before: 0,
            totals: Totals::default(),
            told: 0,
            untold: 0,
            left: false,
        };
        let mut begin = Vec::new();
        let _ = write_begin(&self.asked, &mut begin);
        out.write(&begin);
        for refused in &named.refused {
            out.take(self.refused(refused));
        }
        for (path, place) in &named.files {
            match open_file(place) {
                Ok((file, _)) => out.stream(path, file),
                Err(reason) => {
                    let entry = NotAnalysed {
                        path: path.clone(),
                        reason,
                        detail: String::new(),
                    };
                    out.take(self.refused(&entry));
                }
            }
        }
        if let Some(path) = &named.stdin {
            out.stream(path, &mut **stdin);
        }
        Ok(out.end())
    }

    fn refused(&self, entry: &NotAnalysed) -> Answer {
        let told = reasons::of_disk(entry, self.language);
        let stands = Stands {
            path: told.path.raw().to_owned(),
            line: None,
            start: 0,
            end: 0,
        };
        self.failed(&stands, told.why.raw())
    }

    /// The answer about one line.
    fn line(&self, path: &str, line: Line) -> Answer {
        let stands = Stands {
            path: path.to_owned(),
            line: Some(line.number),
            start: line.start,
            end: line.end,
        };
        let Some(bytes) = line.bytes else {
            let (size, limit) = (line.end.saturating_sub(line.start), self.longest);
            let why = say!(
                self.language,
                "is a line of {size} bytes, where the limit is {limit}; raise --max-line-size, or split it",
                "这一行有 {size} 字节，超过上限 {limit} 字节；请提高 --max-line-size，或将其拆分"
            );
            return self.failed(&stands, &why);
        };
        let text = match named_text(bytes) {
            Ok(text) => text,
            Err(reason) => {
                let reason = in_file(reason, line.start);
                return self.failed(&stands, &reasons::on_disk::reason(&reason, self.language));
            }
        };
        let record = Record {
            path: stands.path.clone(),
            begins: Begins {
                line: line.number,
                byte: line.start,
            },
            text,
        };
        (self.answer)(record, &stands)
    }

    /// The answer about a line, or a file, of which there is nothing to report.
    fn failed(&self, stands: &Stands, why: &str) -> Answer {
        let outcome = self.outcome(false, true);
        let record = records::Record {
            stands,
            account: None,
            exit: outcome.status().code(),
            error: Some(why),
            answered: None,
        };
        let mut answer = Answer {
            totals: Totals {
                errors: 1,
                incomplete: true,
                ..Totals::default()
            },
            said: vec![not_analysed(stands, why)],
            ..Answer::default()
        };
        let _ = write_record(&record, &mut answer.text);
        answer
    }

    /// How a run ends that found something, or did not see all.
    const fn outcome(&self, findings: bool, incomplete: bool) -> Outcome {
        Outcome {
            findings,
            incomplete,
            exit_zero: self.output.exit_zero,
            allow_incomplete: self.output.allow_incomplete,
        }
    }
}

/// What is said of a line that was not analysed.
pub fn not_analysed(stands: &Stands, why: &str) -> (&'static str, String) {
    let path = &stands.path;
    let place = match stands.line {
        Some(line) => format!("{path}:{line}"),
        None => path.clone(),
    };
    ("not analysed", format!("{place} {why}"))
}

/// A reason with an offset in the whole file.
fn in_file(reason: Reason, start: u64) -> Reason {
    match reason {
        Reason::Encoding { name, offset } => Reason::Encoding {
            name,
            offset: offset.saturating_add(start),
        },
        other => other,
    }
}

/// Where answers go.
struct Out<'a, 's, 'w> {
    streaming: &'a Streaming<'a>,
    stdout: &'s mut Stream<'w>,
    stderr: &'s mut Stream<'w>,
    progress: Progress,
    since: Instant,
    /// Bytes of the streams that were read to their end.
    before: u64,
    totals: Totals,
    told: usize,
    untold: usize,
    /// Nobody takes the answers any more.
    left: bool,
}

impl Out<'_, '_, '_> {
    /// Answers the lines of one stream.
    fn stream(&mut self, path: &str, from: impl Read) {
        let streaming = self.streaming;
        let mut lines = Lines::new(from, streaming.longest);
        let mut round = Vec::new();
        let mut more = true;
        while more && !self.left {
            let read = lines.round(&mut round);
            let answer = |line: Line| streaming.line(path, line);
            // One line needs no help, and a short run not the time to call it.
            let answers: Vec<Answer> = if round.len() > 1 {
                std::mem::take(&mut round)
                    .into_par_iter()
                    .map(answer)
                    .collect()
            } else {
                round.drain(..).map(answer).collect()
            };
            for answer in answers {
                self.take(answer);
            }
            more = match read {
                Ok(more) => more,
                Err(error) => {
                    let why = say!(
                        streaming.language,
                        "cannot be read on: {error}",
                        "无法继续读取：{error}"
                    );
                    let stands = Stands {
                        path: path.to_owned(),
                        line: None,
                        start: lines.taken(),
                        end: lines.taken(),
                    };
                    self.take(streaming.failed(&stands, &why));
                    false
                }
            };
            let bytes = self.before.saturating_add(lines.taken());
            let after = self.since.elapsed();
            let records = self.totals.records.saturating_add(self.totals.errors);
            self.progress.tell(after, records, bytes, self.stderr);
        }
        self.before = self.before.saturating_add(lines.taken());
    }

    /// Writes the answer about one line.
    fn take(&mut self, answer: Answer) {
        if self.left {
            return;
        }
        self.totals.add(&answer.totals);
        for (kind, text) in answer.said {
            if self.streaming.output.quiet > 0 {
                break;
            }
            if self.told == TOLD {
                self.untold = self.untold.saturating_add(1);
                continue;
            }
            self.told = self.told.saturating_add(1);
            self.progress.clear(self.stderr);
            asking::say(self.stderr, kind, &text);
        }
        self.write(&answer.text);
    }

    /// Sends a line on. A reader who leaves early is no error, and what it has not seen
    /// is not analysed.
    fn write(&mut self, line: &[u8]) {
        if self.streaming.output.quiet > 1 || self.left {
            return;
        }
        let out = &mut self.stdout.out;
        if let Err(error) = out.write_all(line).and_then(|()| out.flush()) {
            self.left = true;
            self.totals.incomplete = true;
            if error.kind() != io::ErrorKind::BrokenPipe {
                self.progress.clear(self.stderr);
                let text = format!("the answers cannot be written: {error}");
                asking::say(self.stderr, "error", &text);
            }
        }
    }

    /// Says how it ended.
    fn end(mut self) -> Status {
        if self.totals.records == 0 && self.totals.errors == 0 {
            // Nothing was looked at, which is not the same as nothing found.
            self.totals.incomplete = true;
        }
        self.progress.clear(self.stderr);
        if self.untold > 0 {
            let text = format!("{} more; the answers tell of all", self.untold);
            asking::say(self.stderr, "not analysed", &text);
        }
        let totals = &self.totals;
        let outcome = self.streaming.outcome(totals.failing, totals.incomplete);
        if outcome.allow_incomplete && totals.incomplete && self.streaming.output.quiet == 0 {
            asking::say(self.stderr, "warning", asking::ALLOWED);
        }
        let status = outcome.status();
        let mut line = Vec::new();
        let _ = write_end(&self.streaming.asked, totals, status.code(), &mut line);
        self.write(&line);
        status
    }
}
