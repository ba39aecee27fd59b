//! The end of a run that comes upon a bug of the program.

use std::io::Write;

/// The status of a bug, as a panic has it that unwinds.
const STATUS: i32 = 101;

/// From now on a panic, of whichever thread, ends the process with 101 after one line
/// on standard error. What the panic itself says stays unsaid: it may hold text of the
/// input, which nothing has made harmless.
pub fn end_at_a_panic() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string);
        let _ = writeln!(std::io::stderr(), "{}", message(place.as_deref()));
        std::process::exit(STATUS);
    }));
}

fn message(place: Option<&str>) -> String {
    format!(
        "ramlint {} stopped on a bug of its own{}; please report it at {}/issues",
        env!("CARGO_PKG_VERSION"),
        place.map_or_else(String::new, |place| format!(" at {place}")),
        env!("CARGO_PKG_REPOSITORY"),
    )
}
