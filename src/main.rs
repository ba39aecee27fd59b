//! The program: hands the real streams, time and environment to the library.

use std::io::IsTerminal;
use std::process::ExitCode;

use ramlint::cli::bug;
use ramlint::cli::environment::PREFIX;
use ramlint::cli::run;
use ramlint::cli::world::{Stream, VARIABLES, World};

fn main() -> ExitCode {
    bug::end_at_a_panic();
    let mut stdout = std::io::stdout();
    let mut stderr = std::io::stderr();
    let terminals = (stdout.is_terminal(), stderr.is_terminal());
    let now = jiff::Timestamp::now().as_nanosecond().saturating_mul(10);
    let environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .filter(|(name, _)| VARIABLES.contains(&name.as_str()) || name.starts_with(PREFIX))
        .map(|(name, value)| (name, value.to_string_lossy().into_owned()))
        .collect();
    let mut world = World {
        stdout: Stream {
            out: &mut stdout,
            is_terminal: terminals.0,
            width: width(),
        },
        stderr: Stream {
            out: &mut stderr,
            is_terminal: terminals.1,
            width: None,
        },
        stdin: &mut std::io::stdin(),
        environment,
        cwd: std::env::current_dir().unwrap_or_default(),
        now,
    };
    run(std::env::args_os(), &mut world).into()
}

/// Columns of the terminal on standard output.
fn width() -> Option<usize> {
    #[cfg(unix)]
    {
        let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
        (size.ws_col > 0).then_some(usize::from(size.ws_col))
    }
    #[cfg(not(unix))]
    None
}
