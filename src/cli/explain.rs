//! `ramlint explain`: a rule's page, what is known of an action, or what a pattern
//! covers.

use crate::cli::args::{ExplainArgs, GUARDED, PageFormat};
use crate::cli::load::UsageError;
use crate::cli::status::Status;
use crate::cli::world::World;
use crate::cli::{asking, selection};
use crate::engine::covered::covered;
use crate::model::catalogue::Catalogue;
use crate::report::explain::Topic;

/// How many similar names an error gives.
const SIMILAR: usize = 3;

/// Runs the command.
///
/// # Errors
/// A name that nothing has.
pub fn run(args: &ExplainArgs, world: &mut World<'_>) -> Result<Status, UsageError> {
    let topic = topic(args.operand.trim())?;
    let style = asking::page_style(&args.page, world);
    asking::write_page(&args.page, world, |out| match args.page.format {
        PageFormat::Human => topic.write(&style, out),
        PageFormat::Json => topic.write_json(style.language, out),
        PageFormat::Markdown => topic.write_markdown(style.language, out),
    });
    Ok(Status::Clean)
}

fn topic(word: &str) -> Result<Topic, UsageError> {
    if let Some(rule) = selection::rule(word) {
        return Ok(Topic::Rule(rule));
    }
    let catalogue = Catalogue::embedded();
    if let Some(facts) = catalogue.facts(word) {
        return Ok(Topic::Action(Box::new(facts)));
    }
    let named_service = word.split_once(':').map(|(service, _)| service);
    if let Some(service) = named_service
        && !service.contains(['*', '?'])
        && catalogue.service(service).is_none()
    {
        return Err(UsageError(no_service(service, word, catalogue)));
    }
    if word.contains(['*', '?']) {
        return Ok(Topic::Pattern(Box::new(covered(word, catalogue))));
    }
    Err(UsageError(match named_service {
        Some(service) => no_action(service, word, catalogue),
        None => nothing(word, catalogue),
    }))
}

fn no_service(service: &str, word: &str, catalogue: &Catalogue) -> String {
    let mut text = format!("no service that the catalogue holds has the code `{service}`");
    match catalogue.similar_services(service, SIMILAR).as_slice() {
        [] => {}
        [code] => {
            text.push_str(&format!("; the code that is meant may be `{code}`"));
        }
        several => {
            text.push_str(&format!("; there are similar ones: {}", several.join(", ")));
        }
    }
    text.push_str(&similar_actions(word, catalogue));
    text
}

fn no_action(service: &str, word: &str, catalogue: &Catalogue) -> String {
    let mut text = if catalogue.is_complete(service) {
        format!(
            "there is no action `{word}`: every action of {service} that a source names is catalogued"
        )
    } else {
        format!("the catalogue does not hold `{word}`, nor every action of {service}")
    };
    text.push_str(&similar_actions(word, catalogue));
    text
}

fn similar_actions(word: &str, catalogue: &Catalogue) -> String {
    match catalogue.similar_actions(word, SIMILAR).as_slice() {
        [] => String::new(),
        [one] => format!("; there is an action with a similar name: {one}"),
        several => format!(
            "; there are actions with similar names: {}",
            several.join(", ")
        ),
    }
}

/// A word that is neither a rule nor an action.
fn nothing(word: &str, catalogue: &Catalogue) -> String {
    if let Some(service) = catalogue.service(word) {
        let code = service.code;
        return format!("`{word}` is a service; `ramlint explain '{code}:*'` lists its actions");
    }
    let actions = similar_actions(word, catalogue);
    let rules = selection::similar(word);
    let hint = if rules.is_empty() && !actions.is_empty() {
        actions
    } else {
        selection::named(&rules)
    };
    format!("`{word}` is neither a rule nor an action such as `{GUARDED}`{hint}")
}
