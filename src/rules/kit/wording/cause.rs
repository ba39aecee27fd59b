//! What somebody did that changed who has access, in one sentence.

mod links;

#[cfg(test)]
mod tests;

use crate::engine::difference::{Act, Cause, Part, Side, Subject};
use crate::rules::kit::language::Language;
use crate::rules::kit::say;

/// What was done, as a clause: `a Deny was removed from Custom/Guard, and an older
/// Allow takes effect now`.
#[must_use]
pub fn text(cause: &Cause, language: Language) -> String {
    let of = named(&cause.of, language.pick("a policy", "某个策略"));
    let whom = cause.whom.as_deref();
    match cause.subject {
        Subject::Allow => statement(cause, ("an Allow", "Allow"), &of, language),
        Subject::Deny => {
            let text = statement(cause, ("a Deny", "Deny"), &of, language);
            with_older_grant(text, cause, language)
        }
        Subject::Trust => statement(
            cause,
            ("an Allow", "Allow"),
            &trust(&of, language),
            language,
        ),
        Subject::TrustDeny => {
            let text = statement(cause, ("a Deny", "Deny"), &trust(&of, language), language);
            with_older_grant(text, cause, language)
        }
        Subject::Principal => links::principal(cause, language),
        Subject::Membership => links::membership(cause, whom, language),
        Subject::Attachment => links::attachment(cause, &of, whom, language),
        Subject::Version => links::version(cause, &of, whom, language),
        Subject::StoredVersion => links::stored(cause, &of, whom, language),
        Subject::ControlPolicy => links::control(cause, &of, language),
        Subject::Position => links::position(cause, whom, language),
        Subject::IdentityProvider => links::provider(cause, &of, language),
        Subject::AccessKey => links::key(cause, whom.unwrap_or(&cause.of), language),
        Subject::ConsoleLogin => links::login(cause, whom.unwrap_or(&cause.of), language),
        Subject::Wearer => links::wearer(cause, &of, whom, language),
        Subject::Session => links::session(cause, &of, language),
        Subject::Doubt => links::doubt(cause, language),
        Subject::Module => links::module(cause, language),
        Subject::Account => links::account(cause, whom, language),
        Subject::Completeness => links::completeness(cause, language),
        Subject::Several => language
            .pick(
                "several changes together, none of which does it alone",
                "由多处改动共同造成，任何一处都不足以单独造成",
            )
            .to_owned(),
    }
}

/// A name, or what stands for it.
fn named(name: &str, otherwise: &str) -> String {
    let name = if name.is_empty() { otherwise } else { name };
    name.to_owned()
}

fn trust(of: &str, language: Language) -> String {
    say!(language, "the trust document of {of}", "{of} 的信任策略")
}

/// What became of one statement of a document.
fn statement(cause: &Cause, (kind, effect): (&str, &str), of: &str, language: Language) -> String {
    let one = say!(language, "{kind} in {of}", "{of} 中的一条 {effect}");
    let (part, more) = match cause.act {
        Act::Added => {
            return say!(
                language,
                "{kind} was added to {of}",
                "{of} 新增了一条 {effect}"
            );
        }
        Act::Removed => {
            return say!(
                language,
                "{kind} was removed from {of}",
                "{of} 移除了一条 {effect}"
            );
        }
        Act::Altered(part) => return altered(part, &one, language),
        Act::Changed => return say!(language, "{one} was changed", "{one} 有改动"),
        Act::Widened(part) => (part, true),
        Act::Narrowed(part) => (part, false),
    };
    match (part, more) {
        (Part::Action, true) => say!(
            language,
            "{one} covers more actions",
            "{one} 涵盖了更多操作"
        ),
        (Part::Action, false) => {
            say!(
                language,
                "{one} covers fewer actions",
                "{one} 涵盖的操作减少"
            )
        }
        (Part::Resource, true) => {
            say!(
                language,
                "{one} covers more resources",
                "{one} 涵盖了更多资源"
            )
        }
        (Part::Resource, false) => say!(
            language,
            "{one} covers fewer resources",
            "{one} 涵盖的资源减少"
        ),
        (Part::Principal, true) => {
            say!(
                language,
                "{one} names more principals",
                "{one} 包含了更多主体"
            )
        }
        (Part::Principal, false) => say!(
            language,
            "{one} names fewer principals",
            "{one} 包含的主体减少"
        ),
        (Part::Condition, true) if was_taken_out(cause) => say!(
            language,
            "a condition was removed from {one}",
            "{one} 的条件已移除"
        ),
        (Part::Condition, true) => say!(
            language,
            "the condition of {one} is met by more requests",
            "满足 {one}条件的请求增多"
        ),
        (Part::Condition, false) if stands_only_in(cause, Side::After) => say!(
            language,
            "a condition was added to {one}",
            "{one} 新增了条件"
        ),
        (Part::Condition, false) => say!(
            language,
            "the condition of {one} is met by fewer requests",
            "满足 {one}条件的请求减少"
        ),
        (Part::Whole, true) => say!(language, "{one} is in force now", "{one} 现在生效"),
        (Part::Whole, false) => {
            say!(language, "{one} is not in force any more", "{one} 不再生效")
        }
    }
}

/// Part of a statement that covers something else than before.
fn altered(part: Part, one: &str, language: Language) -> String {
    match part {
        Part::Action => say!(
            language,
            "the actions of {one} were changed",
            "{one} 涵盖的操作有改动"
        ),
        Part::Resource => say!(
            language,
            "the resources of {one} were changed",
            "{one} 涵盖的资源有改动"
        ),
        Part::Principal => say!(
            language,
            "the principals of {one} were changed",
            "{one} 包含的主体有改动"
        ),
        Part::Condition => say!(
            language,
            "the condition of {one} was changed",
            "{one} 的条件有改动"
        ),
        Part::Whole => say!(language, "{one} was changed", "{one} 有改动"),
    }
}

/// Whether something was taken out of a statement and nothing put into its place: then
/// what was taken is the first place.
fn was_taken_out(cause: &Cause) -> bool {
    let first = cause.places.first();
    first.is_some_and(|place| place.side == Side::Before)
}

/// Whether all places of a cause are of one side.
fn stands_only_in(cause: &Cause, side: Side) -> bool {
    !cause.places.is_empty() && cause.places.iter().all(|place| place.side == side)
}

/// Whether there is a grant that takes effect in the later input: those of the earlier
/// one are grants that lost their effect.
fn takes_effect(cause: &Cause) -> bool {
    let mut grants = cause.grants.iter();
    grants.any(|place| place.side == Side::After)
}

/// A guard that was taken away gives nothing by itself.
fn with_older_grant(text: String, cause: &Cause, language: Language) -> String {
    let lifted = match cause.act {
        Act::Removed | Act::Narrowed(_) | Act::Altered(_) | Act::Changed => takes_effect(cause),
        Act::Added | Act::Widened(_) => false,
    };
    if !lifted {
        return text;
    }
    say!(
        language,
        "{text}, and an older Allow takes effect now",
        "{text}，原有的 Allow 因此生效"
    )
}
