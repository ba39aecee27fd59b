//! A standard output that remembers whether all was taken that was written to it: a
//! gate that reads a report cut short must not see the status of a whole one.

use std::io::{self, Write};

use crate::cli::world::{Stream, World};

/// Runs something on a world, and says beside its result whether standard output took
/// everything. A reader who leaves early has taken what it wanted.
pub fn watched<Result>(
    world: &mut World<'_>,
    run: impl FnOnce(&mut World<'_>) -> Result,
) -> (Result, bool) {
    let mut out = Watched {
        out: &mut *world.stdout.out,
        failed: false,
    };
    let mut inner = World {
        stdout: Stream {
            out: &mut out,
            is_terminal: world.stdout.is_terminal,
            width: world.stdout.width,
        },
        stderr: Stream {
            out: &mut *world.stderr.out,
            is_terminal: world.stderr.is_terminal,
            width: world.stderr.width,
        },
        stdin: &mut *world.stdin,
        environment: std::mem::take(&mut world.environment),
        cwd: std::mem::take(&mut world.cwd),
        now: world.now,
    };
    let result = run(&mut inner);
    // What is still held back is lost without a word when the process ends.
    let _ = out.flush();
    (result, !out.failed)
}

struct Watched<'a> {
    out: &'a mut dyn Write,
    failed: bool,
}

impl Watched<'_> {
    fn seen<Done>(&mut self, result: io::Result<Done>) -> io::Result<Done> {
        if let Err(error) = &result {
            let harmless = [io::ErrorKind::BrokenPipe, io::ErrorKind::Interrupted];
            self.failed |= !harmless.contains(&error.kind());
        }
        result
    }
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.out.write(bytes);
        self.seen(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.out.flush();
        self.seen(result)
    }
}
