//! The steps that prove a finding, in order: who, through what, by which text,
//! and what does not stop it.

use crate::engine::answers::{About, Answers, Because, Force, Line};
use crate::engine::verdict::Answer;
use crate::model::account::{Account, PrincipalId};
use crate::rules::kit::context::{Context, label};
use crate::rules::kit::finding::Label;
use crate::rules::kit::language::say;
use crate::rules::kit::wording;
use crate::source::Span;

/// Denys that are shown of those that leave a hole.
const MAX_DENIES: usize = 4;

/// Steps of one proof, each place with one text.
struct Steps(Vec<Label>);

impl Steps {
    fn add(&mut self, at: Option<Span>, text: String) {
        if let Some(at) = at
            && !self.0.iter().any(|step| step.at == at && step.text == text)
        {
            self.0.push(label(at, text));
        }
    }
}

/// The proof of a grant, for one of those whom it reaches: the principal, the way
/// to the policy, the statement, and the Deny that leaves a hole or that there is
/// none.
#[must_use]
pub fn of_grant(
    line: &Line,
    because: &Because,
    answers: &Answers,
    context: &Context<'_>,
) -> Vec<Label> {
    let mut steps = Steps(Vec::new());
    grant(line, because, answers, context, &mut steps);
    stops(line, because, context, &mut steps);
    steps.0
}

/// The proof that somebody may become a role which has the action.
#[must_use]
pub fn of_role(
    line: &Line,
    call: Option<Span>,
    trust: Option<Span>,
    role: &Line,
    answers: &Answers,
    context: &Context<'_>,
) -> Vec<Label> {
    let language = context.language;
    let mut steps = Steps(Vec::new());
    who(line, answers, context, &mut steps);
    let calls = language.pick("allows becoming the role", "允许扮演该角色");
    steps.add(call, calls.to_owned());
    let admits = language.pick("admits to the role", "允许其扮演该角色");
    steps.add(trust, admits.to_owned());
    let allow = |entry: &&Because| entry.force == Force::Allow;
    if let Some(because) = role.because.iter().find(allow) {
        grant(role, because, answers, context, &mut steps);
        stops(role, because, context, &mut steps);
    }
    steps.0
}

/// The proof of what is not known: who, what may grant, and where the doubt is.
#[must_use]
pub fn of_doubt(line: &Line, at: Span, answers: &Answers, context: &Context<'_>) -> Vec<Label> {
    let mut steps = Steps(Vec::new());
    let allow = |entry: &&Because| entry.force == Force::Allow;
    match line.because.iter().find(allow) {
        Some(because) => grant(line, because, answers, context, &mut steps),
        None => who(line, answers, context, &mut steps),
    }
    let open = context
        .language
        .pick("the answer depends on this", "结论取决于此处");
    steps.add(Some(at), open.to_owned());
    steps.0
}

/// The proof of a way by calls: who makes them, and what allows each.
#[must_use]
pub fn of_calls<'a>(
    line: &Line,
    calls: impl IntoIterator<Item = (&'a str, Option<Span>)>,
    answers: &Answers,
    context: &Context<'_>,
) -> Vec<Label> {
    let mut steps = Steps(Vec::new());
    who(line, answers, context, &mut steps);
    for (call, at) in calls {
        let call = wording::quoted(call);
        let text = say!(context.language, "allows {call}", "允许 {call}");
        steps.add(at, text);
    }
    steps.0
}

fn who(line: &Line, answers: &Answers, context: &Context<'_>, into: &mut Steps) {
    let id = &line.id;
    if let Some((account, number)) = principal(line, answers, context) {
        let at = account.principal(number).and_then(|one| one.at);
        let text = say!(context.language, "`{id}` is this", "`{id}` 在此声明");
        into.add(at, text);
    }
}

fn grant(
    line: &Line,
    because: &Because,
    answers: &Answers,
    context: &Context<'_>,
    into: &mut Steps,
) {
    let language = context.language;
    who(line, answers, context, into);
    let policy = &because.policy;
    if let Some((account, number)) = principal(line, answers, context) {
        for via in &because.via {
            let (at, text) = step(account, number, via, context);
            into.add(at, text);
        }
        let text = say!(language, "`{policy}` is attached", "`{policy}` 在此授权");
        into.add(because.attachment, text);
        let mut attachments = account.attachments.iter();
        let attached = attachments.find(|one| Some(one.at) == because.attachment);
        let named = attached.and_then(|one| account.policy(one.policy));
        let at = named.and_then(|policy| policy.at);
        let text = say!(language, "`{policy}` is declared", "`{policy}` 在此声明");
        into.add(at, text);
    }
    if !because.bundled {
        let action = wording::quoted(&answers.question.action);
        let text = say!(language, "covers {action}", "涵盖 {action}");
        into.add(Some(because.at), text);
    }
}

/// What leads through a group or a configuration.
fn step(
    account: &Account,
    number: PrincipalId,
    via: &str,
    context: &Context<'_>,
) -> (Option<Span>, String) {
    let language = context.language;
    let is = |id: PrincipalId| {
        account
            .principal(id)
            .is_some_and(|one| via == format!("{}/{}", one.kind.word(), one.name))
    };
    let mut memberships = account.memberships.iter();
    let membership = memberships.find(|one| one.user == number && is(one.group));
    let mut assignments = account.assignments.iter();
    let assignment = assignments.find(|one| {
        account
            .configurations
            .get(one.configuration)
            .is_some_and(|found| via == format!("configuration/{}", found.name))
    });
    match (membership, assignment) {
        (Some(membership), _) => (
            Some(membership.at),
            say!(language, "member of `{via}`", "属于 `{via}`"),
        ),
        (None, Some(assignment)) => (
            Some(assignment.at),
            say!(language, "assigned `{via}`", "获得 `{via}`"),
        ),
        (None, None) => (None, String::new()),
    }
}

/// The Denys that stop some requests and not all; or that none applies.
fn stops(line: &Line, because: &Because, context: &Context<'_>, into: &mut Steps) {
    let language = context.language;
    let deny = |entry: &&Because| entry.force == Force::Deny;
    let denies = line.because.iter().filter(deny);
    if line.verdict.answer == Answer::AllowedIf {
        let text = language.pick(
            "this Deny stops some requests, not all",
            "此拒绝语句只拦截部分请求",
        );
        for deny in denies.take(MAX_DENIES) {
            into.add(Some(deny.at), text.to_owned());
        }
        return;
    }
    let own = because.statement.and_then(|id| context.statement(id));
    let at = own
        .filter(|_| !because.bundled)
        .map_or(because.at, |own| own.effect_at);
    let text = language.pick("no Deny applies to the request", "没有拒绝语句适用于该请求");
    into.add(Some(at), text.to_owned());
}

fn principal<'a>(
    line: &Line,
    answers: &Answers,
    context: &Context<'a>,
) -> Option<(&'a Account, PrincipalId)> {
    let About::Principal(_, number) = line.about else {
        return None;
    };
    let of = match answers.accounts.as_slice() {
        [only] => only.account,
        _ => {
            let mut lines = answers.lines();
            let (of, _) = lines.find(|(_, other)| std::ptr::eq(*other, line))?;
            of.account
        }
    };
    Some((context.model.accounts.get(of)?, number))
}
