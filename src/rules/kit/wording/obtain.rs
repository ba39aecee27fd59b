//! The steps by which somebody obtains what they do not have, in words.

use crate::engine::obtain::{Obtained, Taken};
use crate::model::catalogue::Gives;
use crate::rules::kit::language::Language;

/// One step as a clause without its subject: `attaches Custom/Ops to user/u`.
#[must_use]
pub fn step(taken: &Taken, language: Language) -> String {
    let _untranslated: Language = language;
    let whom = taken.whom.as_deref().unwrap_or("itself");
    let policy = taken
        .policy
        .as_deref()
        .unwrap_or("a new policy that allows everything");
    let member = taken.member.as_deref().unwrap_or("itself");
    let Some(gives) = taken.gives else {
        return format!("becomes {whom}");
    };
    match gives {
        Gives::Attach(_) => format!("attaches {policy} to {whom}"),
        Gives::Detach(_) => format!("takes {policy} from {whom}"),
        Gives::WritePolicy => "writes a policy".to_owned(),
        Gives::RewritePolicy => format!("makes {policy} say what it likes, by a new version"),
        Gives::SwitchVersion => format!("puts another stored version of {policy} in force"),
        Gives::JoinGroup | Gives::JoinSsoGroup => format!("adds {member} to {whom}"),
        Gives::LeaveGroup => format!("takes {member} out of {whom}"),
        Gives::KeyOfUser => format!("makes an AccessKey of {whom} and uses it"),
        Gives::LoginOfUser | Gives::LoginOfSsoUser => {
            format!("gets a login as {whom} and uses it")
        }
        Gives::RewriteTrust => format!("lets itself into {whom} and becomes it"),
        Gives::NewRole => format!("makes {whom} with {policy} and becomes it"),
        Gives::Provider => format!("takes over {policy}, which {whom} trusts, and becomes it"),
        Gives::HandOverRole => format!("hands {whom} to a service that acts on its orders"),
        Gives::CommandWhereWorn => format!("runs a command where {whom} is worn"),
        Gives::LiftControlPolicy => format!("lifts {policy}"),
        Gives::AssignConfiguration => format!("assigns {policy} to {whom}"),
        Gives::Configure => format!("adds what it likes to {policy}, and provisions it"),
        Gives::ConfigureInline => {
            format!("makes {policy} say what it likes, and provisions it")
        }
    }
}

/// A whole way on one line: `becomes role/ci, then attaches Custom/Ops to role/ci`.
/// Steps that are made as somebody else than the step before say as whom.
#[must_use]
pub fn way(way: &Obtained, caller: &str, language: Language) -> String {
    let _untranslated: Language = language;
    let mut parts = Vec::new();
    for taken in &way.steps {
        let text = step(taken, language);
        if taken.by == caller {
            parts.push(text);
        } else {
            parts.push(format!("as {} {text}", taken.by));
        }
    }
    parts.join(", then ")
}

/// The actions of the first calls of some ways, each once, in order.
#[must_use]
pub fn first_actions<'a>(ways: impl IntoIterator<Item = &'a Obtained>) -> Vec<&'a str> {
    let mut actions: Vec<&str> = ways
        .into_iter()
        .filter_map(|way| Some(way.first()?.action.as_str()))
        .collect();
    actions.sort_unstable();
    actions.dedup();
    actions
}
