//! New access as annotations. They stand on the changed files of the later input,
//! as no other is shown; what stands in the earlier one is told in words.

use std::cmp::Reverse;
use std::io::{self, Write};

use crate::engine::difference::Side;
use crate::report::concise::line_of_access;
use crate::report::difference::{Group, NEW_ACCESS, anchor, causes, gained, message, place};
use crate::report::display::{to_gha_data, to_masked};
use crate::report::github::{command as annotation, divide, unread as not_analysed};
use crate::report::human;
use crate::report::run::Compared;
use crate::report::severity::severity;
use crate::rules::kit::say;
use crate::rules::{Language, Level};

/// Writes what access is new.
///
/// # Errors
/// Those of the stream.
pub fn write_diff(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = compared.after.run.style.language;
    let unread = |side| compared.version(side).run.not_analysed.len();
    let unread = unread(Side::Before).saturating_add(unread(Side::After));
    let groups = gained(compared, language);
    let mut order: Vec<&Group<'_>> = groups.iter().collect();
    let level = |group: &Group<'_>| group.level.unwrap_or(Level::Info);
    order.sort_by_key(|group| Reverse(level(group)));
    let (sent, left) = divide(&order, level, unread > 0);
    if unread > 0 {
        writeln!(out, "{}", not_analysed(unread))?;
    }
    for group in sent {
        writeln!(out, "{}", command(group, compared, language))?;
    }
    if !left.is_empty() {
        let text = format!(
            "and {} more changes of access; the log of this step lists them",
            left.len()
        );
        writeln!(out, "::notice title=ramlint::{}", to_gha_data(&text))?;
    }
    for group in left {
        writeln!(out, "{}", line_of_access(group, compared))?;
    }
    human::write_ending_of_diff(compared, out)
}

fn command(group: &Group<'_>, compared: &Compared<'_>, language: Language) -> String {
    let level = group.level.unwrap_or(Level::Info);
    let mut text = message(group, compared, language);
    for (_, cause) in causes(group.first, compared) {
        let earlier = cause.places.iter().filter(|one| one.side == Side::Before);
        for at in earlier {
            let at = place(*at, compared);
            text.push_str(&say!(language, "; before: {at}", "；之前：{at}"));
        }
    }
    let text = to_masked(&text);
    let title = format!("ramlint {NEW_ACCESS}");
    let Some(at) = anchor(group.first, compared) else {
        let kind = crate::report::severity::severity(level).github;
        return format!("::{kind} title={title}::{}", to_gha_data(&text));
    };
    let head = annotation(
        severity(level).github,
        at,
        &title,
        compared.after.run.sources,
    );
    format!("{head}::{}", to_gha_data(&text))
}
