//! How two inputs compare, for people: the answer, then a request for everybody whom
//! it concerns, with the statements responsible on either side.

use std::io::{self, Write};

use crate::engine::difference::Side;
use crate::report::display::{path_to_display, to_display, to_masked, wrap};
use crate::report::pair::{Judgement, Of, Question, Told, Treated, Weighed};
use crate::rules::kit::{say, wording};
use crate::source::Span;

/// The most requests that are drawn; `--verbose` draws all.
const MOST_DRAWN: usize = 20;

/// Writes how two inputs compare.
///
/// # Errors
/// Those of the stream.
pub fn write_pair(weighed: &Weighed<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = weighed.style.language;
    writeln!(out, "{}", to_masked(&head(weighed)))?;
    let most = if weighed.style.verbose {
        usize::MAX
    } else {
        MOST_DRAWN
    };
    for told in weighed.told.iter().take(most) {
        writeln!(out)?;
        write_told(told, weighed, out)?;
    }
    let more = weighed.told.len().saturating_sub(most);
    if more > 0 {
        let text = say!(
            language,
            "and {more} more, which --verbose lists",
            "另有 {more} 个，可用 --verbose 列出"
        );
        writeln!(out, "\n{text}")?;
    }
    for one in &weighed.undecided {
        let who = &one.principal;
        let text = say!(
            language,
            "{who}: not decided, because the conditions were too many for the step budget",
            "{who}：未能判定，条件过多，超出了步数预算"
        );
        writeln!(out, "\n{}", to_masked(&text))?;
    }
    if weighed.style.quiet {
        return Ok(());
    }
    write_not_analysed(weighed, out)
}

fn head(weighed: &Weighed<'_>) -> String {
    let language = weighed.style.language;
    let (a, b) = (weighed.first.name, weighed.second.name);
    let count = weighed.compared;
    let is_unread = weighed.told.is_empty() && weighed.undecided.is_empty();
    match (weighed.question, weighed.judgement) {
        (Question::Equivalent, Judgement::Unknown) if is_unread => say!(
            language,
            "not compared: whether `{a}` and `{b}` are equivalent is not known, since not all of them was analysed",
            "未比较：输入未全部分析，无法得知 `{a}` 与 `{b}` 是否等价"
        ),
        (Question::Implies, Judgement::Unknown) if is_unread => say!(
            language,
            "not compared: whether `{b}` allows everything that `{a}` allows is not known, since not all of them was analysed",
            "未比较：输入未全部分析，无法得知 `{b}` 是否允许 `{a}` 允许的所有请求"
        ),
        (Question::Equivalent, Judgement::Yes) if weighed.of == Of::Trusts => say!(
            language,
            "equivalent: `{a}` and `{b}` let the same callers become the role",
            "等价：`{a}` 与 `{b}` 允许扮演角色的调用者完全相同"
        ),
        (Question::Implies, Judgement::Yes) if weighed.of == Of::Trusts => say!(
            language,
            "yes: `{b}` lets everybody become the role whom `{a}` lets",
            "是：`{a}` 允许扮演角色的调用者 `{b}` 都允许"
        ),
        (Question::Equivalent, Judgement::Yes) if weighed.of == Of::Policies => say!(
            language,
            "equivalent: `{a}` and `{b}` allow the same and deny the same",
            "等价：`{a}` 与 `{b}` 允许和拒绝的请求完全相同"
        ),
        (Question::Equivalent, Judgement::Yes) => say!(
            language,
            "equivalent: everybody may do the same by `{a}` and by `{b}` ({count} compared)",
            "等价：所有主体在 `{a}` 和 `{b}` 中的权限相同（共比较 {count} 个）"
        ),
        (Question::Equivalent, Judgement::No) => say!(
            language,
            "not equivalent: `{a}` and `{b}` differ",
            "不等价：`{a}` 与 `{b}` 有差异"
        ),
        (Question::Equivalent, Judgement::Unknown) => say!(
            language,
            "unknown: whether `{a}` and `{b}` are equivalent hangs on what is not known",
            "未知：`{a}` 与 `{b}` 是否等价取决于未知信息"
        ),
        (Question::Implies, Judgement::Yes) => say!(
            language,
            "yes: `{b}` allows everything that `{a}` allows",
            "是：`{a}` 允许的请求 `{b}` 都允许"
        ),
        (Question::Implies, Judgement::No) => say!(
            language,
            "no: `{a}` allows what `{b}` does not",
            "否：`{a}` 允许的请求中有 `{b}` 不允许的"
        ),
        (Question::Implies, Judgement::Unknown) => say!(
            language,
            "unknown: whether `{b}` allows everything that `{a}` allows hangs on what is not known",
            "未知：`{b}` 是否允许 `{a}` 允许的所有请求取决于未知信息"
        ),
    }
}

fn write_told(told: &Told<'_>, weighed: &Weighed<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = weighed.style.language;
    let entry = told.entry;
    let (one, other) = (
        weighed.input(told.by).name,
        weighed.input(told.by.other()).name,
    );
    let action = &entry.action;
    let mut line = match told.treated {
        Treated::Allowed if weighed.of == Of::Trusts => say!(
            language,
            "may become the role by `{one}` and not by `{other}`",
            "`{one}` 允许其扮演角色，`{other}` 不允许"
        ),
        Treated::Allowed => say!(
            language,
            "{action} is allowed by `{one}` and not by `{other}`",
            "`{one}` 允许 {action}，`{other}` 不允许"
        ),
        Treated::Denied => say!(
            language,
            "{action} is denied by `{one}` and not by `{other}`",
            "`{one}` 拒绝 {action}，`{other}` 不拒绝"
        ),
    };
    if weighed.of != Of::Policies {
        let mut who = entry.principal.clone();
        if let Some(account) = &entry.account {
            who.push_str(&say!(language, " ({account})", "（账号 {account}）"));
        }
        if !entry.via.is_empty() {
            let via = wording::access::means(entry, language);
            who.push_str(&say!(language, ", {via}", "，{via}"));
        }
        line = say!(language, "{who}: {line}", "{who}：{line}");
    }
    write_wrapped(&line, 0, weighed, out)?;
    if let Some(requests) = wording::access::witness(entry, language) {
        let text = say!(language, "for example {requests}", "例如 {requests}");
        write_wrapped(&text, 2, weighed, out)?;
    }
    if entry.unlisted {
        let text = language.pick(
            "no action that the catalogue knows is concerned",
            "不涉及目录中已知的操作",
        );
        write_wrapped(text, 2, weighed, out)?;
    }
    for pattern in &entry.patterns {
        let side = pattern.place.side;
        let at = place(pattern.place.at, side, weighed);
        let (text, input) = (&pattern.text, weighed.input(side).name);
        let line = if Weighed::is_deny(told, side) {
            say!(
                language,
                "{at} denies it by `{text}`, in `{input}`",
                "{at} 以 `{text}` 拒绝（`{input}`）"
            )
        } else {
            say!(
                language,
                "{at} allows it by `{text}`, in `{input}`",
                "{at} 以 `{text}` 允许（`{input}`）"
            )
        };
        write_wrapped(&line, 2, weighed, out)?;
    }
    for id in &entry.depends_on {
        let Some((doubt, at)) = weighed.doubt(*id) else {
            continue;
        };
        let text = wording::doubt::text(doubt, language);
        let mut line = say!(language, "hangs on: {text}", "取决于：{text}");
        if let Some((side, at)) = at {
            let at = place(at, side, weighed);
            line.push_str(&say!(language, " ({at})", "（{at}）"));
        }
        write_wrapped(&line, 2, weighed, out)?;
    }
    Ok(())
}

fn place(at: Span, side: Side, weighed: &Weighed<'_>) -> String {
    let sources = weighed.input(side).sources;
    let start = sources.start(at);
    let path = to_display(sources.path(at.file));
    format!("{path}:{}:{}", start.line, start.column)
}

fn write_wrapped(
    text: &str,
    indent: usize,
    weighed: &Weighed<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let text = to_masked(text);
    let lines = match weighed.style.width {
        Some(width) => wrap(&text, width.saturating_sub(indent)),
        None => vec![text],
    };
    for line in lines {
        writeln!(out, "{:indent$}{line}", "")?;
    }
    Ok(())
}

fn write_not_analysed(weighed: &Weighed<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = weighed.style.language;
    for input in [&weighed.first, &weighed.second] {
        for entry in input.not_analysed {
            let path = path_to_display(entry.path.raw()).into_owned();
            let (name, why) = (input.name, entry.why.raw());
            let text = say!(
                language,
                "not analysed in `{name}`: {path} {why}",
                "`{name}` 中未分析：{path} {why}"
            );
            writeln!(out, "\n{}", to_masked(&text))?;
        }
    }
    Ok(())
}
