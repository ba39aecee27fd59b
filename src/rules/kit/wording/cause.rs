//! What somebody did that changed who has access, in one sentence.

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
        Subject::Membership => membership(cause, whom, language),
        Subject::Attachment => attachment(cause, &of, whom, language),
        Subject::Version => match cause.act {
            Act::Removed => say!(
                language,
                "{of} has no default version any more",
                "{of} 不再有默认版本"
            ),
            Act::Added | Act::Changed | Act::Widened(_) | Act::Narrowed(_) => say!(
                language,
                "the default version of {of} was switched",
                "{of} 的默认版本已切换"
            ),
        },
        Subject::StoredVersion => match cause.act {
            Act::Added => say!(
                language,
                "a version of {of} that is not the default one was stored",
                "{of} 新增了一个非默认版本"
            ),
            Act::Removed => say!(
                language,
                "a stored version of {of} was deleted",
                "{of} 的一个已保存版本已删除"
            ),
            Act::Changed | Act::Widened(_) | Act::Narrowed(_) => say!(
                language,
                "a stored version of {of} was changed",
                "{of} 的一个已保存版本有改动"
            ),
        },
        Subject::ControlPolicy => control(cause, &of, language),
        Subject::Position => match cause.act {
            Act::Added => language.pick(
                "the input says now where the account stands in its directory",
                "输入现在说明了账号在资源目录中的位置",
            ),
            Act::Removed => language.pick(
                "the input does not say any more where the account stands in its directory",
                "输入不再说明账号在资源目录中的位置",
            ),
            Act::Changed | Act::Widened(_) | Act::Narrowed(_) => language.pick(
                "the account was moved to another folder of its directory",
                "账号被移动到资源目录的另一个文件夹",
            ),
        }
        .to_owned(),
        Subject::IdentityProvider => provider(cause, &of, language),
        Subject::AccessKey => key(cause, whom.unwrap_or(&cause.of), language),
        Subject::Wearer => wearer(cause, &of, whom, language),
        Subject::Session => session(cause, &of, language),
        Subject::Doubt => doubt(cause, language),
        Subject::Completeness => completeness(cause, language),
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
        (Part::Condition, true) if stands_only_in(cause, Side::Before) => say!(
            language,
            "the condition of {one} was removed",
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

/// Whether all places of a cause are of one side.
fn stands_only_in(cause: &Cause, side: Side) -> bool {
    !cause.places.is_empty() && cause.places.iter().all(|place| place.side == side)
}

/// A guard that was taken away gives nothing by itself.
fn with_older_grant(text: String, cause: &Cause, language: Language) -> String {
    let lifted = match cause.act {
        Act::Removed | Act::Narrowed(_) | Act::Changed => !cause.grants.is_empty(),
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

fn membership(cause: &Cause, whom: Option<&str>, language: Language) -> String {
    let user = named(&cause.of, language.pick("a user", "某个用户"));
    let group = named(
        whom.unwrap_or_default(),
        language.pick("a group", "某个用户组"),
    );
    let had = if cause.grants.is_empty() {
        ""
    } else {
        language.pick(
            ", which has had this grant all along",
            "，该用户组一直拥有此授权",
        )
    };
    match cause.act {
        Act::Added => say!(
            language,
            "{user} joined {group}{had}",
            "{user} 加入了 {group}{had}"
        ),
        Act::Removed => {
            let text = say!(language, "{user} left {group}", "{user} 退出了 {group}");
            with_older_grant(text, cause, language)
        }
        Act::Changed | Act::Widened(_) | Act::Narrowed(_) => say!(
            language,
            "the membership of {user} in {group} was changed",
            "{user} 在 {group} 中的成员关系有改动"
        ),
    }
}

fn attachment(cause: &Cause, of: &str, whom: Option<&str>, language: Language) -> String {
    let whom = named(
        whom.unwrap_or_default(),
        language.pick("its holder", "其持有者"),
    );
    match cause.act {
        Act::Added => say!(
            language,
            "{of} was attached to {whom}",
            "{of} 被授予 {whom}"
        ),
        Act::Removed => {
            let text = say!(
                language,
                "{of} was taken from {whom}",
                "{whom} 的 {of} 已被移除"
            );
            with_older_grant(text, cause, language)
        }
        Act::Widened(_) => say!(
            language,
            "{of} counts for more resources of {whom}",
            "{of} 对 {whom} 的生效范围扩大"
        ),
        Act::Narrowed(_) => say!(
            language,
            "{of} counts for fewer resources of {whom}",
            "{of} 对 {whom} 的生效范围缩小"
        ),
        Act::Changed => say!(
            language,
            "the attachment of {of} to {whom} was changed",
            "{of} 对 {whom} 的授权有改动"
        ),
    }
}

fn control(cause: &Cause, of: &str, language: Language) -> String {
    let text = match cause.act {
        Act::Added => say!(
            language,
            "control policy {of} binds the account now",
            "管控策略 {of} 现在约束该账号"
        ),
        Act::Removed => say!(
            language,
            "control policy {of} does not bind the account any more",
            "管控策略 {of} 不再约束该账号"
        ),
        Act::Widened(_) => say!(
            language,
            "control policy {of} lets more requests through",
            "管控策略 {of} 放行的请求增多"
        ),
        Act::Narrowed(_) => say!(
            language,
            "control policy {of} lets fewer requests through",
            "管控策略 {of} 放行的请求减少"
        ),
        Act::Changed => say!(
            language,
            "control policy {of} was changed",
            "管控策略 {of} 有改动"
        ),
    };
    with_older_grant(text, cause, language)
}

fn provider(cause: &Cause, of: &str, language: Language) -> String {
    match cause.act {
        Act::Added => say!(
            language,
            "the identity provider {of} was added",
            "新增了身份提供商 {of}"
        ),
        Act::Removed => say!(
            language,
            "the identity provider {of} was removed",
            "移除了身份提供商 {of}"
        ),
        Act::Widened(_) => say!(
            language,
            "the identity provider {of} admits more",
            "身份提供商 {of} 放行的范围扩大"
        ),
        Act::Narrowed(_) => say!(
            language,
            "the identity provider {of} admits less",
            "身份提供商 {of} 放行的范围缩小"
        ),
        Act::Changed => say!(
            language,
            "the identity provider {of} was changed",
            "身份提供商 {of} 的设置有改动"
        ),
    }
}

fn key(cause: &Cause, user: &str, language: Language) -> String {
    let user = named(user, language.pick("the user", "该用户"));
    match cause.act {
        Act::Added => say!(
            language,
            "an AccessKey pair was made for {user}",
            "为 {user} 创建了访问密钥"
        ),
        Act::Removed => say!(
            language,
            "an AccessKey pair of {user} was removed",
            "移除了 {user} 的访问密钥"
        ),
        Act::Widened(_) | Act::Narrowed(_) | Act::Changed => say!(
            language,
            "an AccessKey pair of {user} was changed",
            "{user} 的访问密钥有改动"
        ),
    }
}

fn wearer(cause: &Cause, of: &str, whom: Option<&str>, language: Language) -> String {
    let what = named(
        whom.unwrap_or_default(),
        language.pick("something", "某个资源"),
    );
    match cause.act {
        Act::Added => say!(
            language,
            "{what} runs as {of} now",
            "{what} 现在以 {of} 运行"
        ),
        Act::Removed => say!(
            language,
            "{what} does not run as {of} any more",
            "{what} 不再以 {of} 运行"
        ),
        Act::Widened(_) | Act::Narrowed(_) | Act::Changed => say!(
            language,
            "what runs as {of} was changed",
            "以 {of} 运行的资源有改动"
        ),
    }
}

fn session(cause: &Cause, of: &str, language: Language) -> String {
    match cause.act {
        Act::Narrowed(_) | Act::Removed => say!(
            language,
            "sessions of {of} end sooner",
            "{of} 的会话时长缩短"
        ),
        Act::Added | Act::Widened(_) => {
            say!(
                language,
                "sessions of {of} last longer",
                "{of} 的会话时长延长"
            )
        }
        Act::Changed => say!(
            language,
            "how long sessions of {of} last was changed",
            "{of} 的会话时长有改动"
        ),
    }
}

fn doubt(cause: &Cause, language: Language) -> String {
    match cause.act {
        Act::Added => language.pick(
            "something that was known is not known any more",
            "原先已知的内容现在未知",
        ),
        Act::Removed => language.pick(
            "something that was not known is known now",
            "原先未知的内容现在已知",
        ),
        Act::Widened(_) | Act::Narrowed(_) | Act::Changed => language.pick(
            "what is not known is something else than before",
            "未知的内容与之前不同",
        ),
    }
    .to_owned()
}

fn completeness(cause: &Cause, language: Language) -> String {
    match cause.act {
        Act::Added | Act::Widened(_) => language.pick(
            "the input claims to hold more of the account whole",
            "输入声称完整包含账号的更多内容",
        ),
        Act::Removed | Act::Narrowed(_) => language.pick(
            "the input does not claim any more to hold all of the account",
            "输入不再声称完整包含账号的内容",
        ),
        Act::Changed => language.pick(
            "what the input claims to hold whole was changed",
            "输入声称完整包含的内容有改动",
        ),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::difference::Place;
    use crate::source::{FileId, Span};

    const SUBJECTS: [Subject; 17] = [
        Subject::Allow,
        Subject::Deny,
        Subject::Trust,
        Subject::TrustDeny,
        Subject::Membership,
        Subject::Attachment,
        Subject::Version,
        Subject::StoredVersion,
        Subject::ControlPolicy,
        Subject::Position,
        Subject::IdentityProvider,
        Subject::AccessKey,
        Subject::Wearer,
        Subject::Session,
        Subject::Doubt,
        Subject::Completeness,
        Subject::Several,
    ];

    fn acts() -> Vec<Act> {
        let parts = [
            Part::Action,
            Part::Resource,
            Part::Condition,
            Part::Principal,
            Part::Whole,
        ];
        let both = parts
            .into_iter()
            .flat_map(|part| [Act::Widened(part), Act::Narrowed(part)]);
        [Act::Added, Act::Removed, Act::Changed]
            .into_iter()
            .chain(both)
            .collect()
    }

    fn cause(subject: Subject, act: Act, sides: &[Side], grants: usize) -> Cause {
        let place = |side| Place {
            side,
            at: Span::new(FileId(0), 0, 1),
        };
        Cause {
            subject,
            act,
            places: sides.iter().copied().map(place).collect(),
            of: "Custom/P".to_owned(),
            whom: Some("group/g".to_owned()),
            grants: vec![place(Side::After); grants],
        }
    }

    /// MSG-02: no capital at the start, no full stop, not too long.
    #[test]
    fn msg_02_every_cause_is_one_clause_in_both_languages() {
        for subject in SUBJECTS {
            for act in acts() {
                for sides in [&[][..], &[Side::Before], &[Side::After]] {
                    for grants in [0, 1] {
                        let one = cause(subject, act, sides, grants);
                        let english = text(&one, Language::English);
                        let chinese = text(&one, Language::Chinese);
                        assert!(english.is_ascii() && !english.ends_with('.'), "{english}");
                        let starts = english.starts_with(|c: char| c.is_ascii_lowercase())
                            || english.starts_with("Custom/P");
                        assert!(starts && english.len() <= 120, "{english}");
                        assert!(!english.contains("  "), "{english}");
                        assert!(!chinese.is_ascii() && !chinese.ends_with('。'), "{chinese}");
                    }
                }
            }
        }
    }

    #[test]
    fn causes_are_told_as_a_colleague_would() {
        for (subject, act, sides, grants, expected) in [
            (
                Subject::Membership,
                Act::Added,
                &[Side::After][..],
                1,
                "Custom/P joined group/g, which has had this grant all along",
            ),
            (
                Subject::Deny,
                Act::Removed,
                &[Side::Before],
                1,
                "a Deny was removed from Custom/P, and an older Allow takes effect now",
            ),
            (
                Subject::Deny,
                Act::Added,
                &[Side::After],
                1,
                "a Deny was added to Custom/P",
            ),
            (
                Subject::Allow,
                Act::Widened(Part::Condition),
                &[Side::Before],
                0,
                "the condition of an Allow in Custom/P was removed",
            ),
            (
                Subject::Allow,
                Act::Widened(Part::Condition),
                &[Side::Before, Side::After],
                0,
                "the condition of an Allow in Custom/P is met by more requests",
            ),
            (
                Subject::Deny,
                Act::Narrowed(Part::Condition),
                &[Side::After],
                1,
                "a condition was added to a Deny in Custom/P, and an older Allow takes effect now",
            ),
            (
                Subject::Trust,
                Act::Widened(Part::Principal),
                &[Side::Before, Side::After],
                0,
                "an Allow in the trust document of Custom/P names more principals",
            ),
            (
                Subject::Attachment,
                Act::Added,
                &[Side::After],
                0,
                "Custom/P was attached to group/g",
            ),
        ] {
            let one = cause(subject, act, sides, grants);
            assert_eq!(text(&one, Language::English), expected);
        }
    }
}
