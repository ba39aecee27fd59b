//! Changes of what is no statement: who belongs to whom, what is attached where, and
//! what is known.

use crate::engine::difference::{Act, Cause};
use crate::rules::kit::language::Language;
use crate::rules::kit::say;
use crate::rules::kit::wording::cause::{named, takes_effect, with_older_grant};
use crate::rules::kit::wording::quoted;

pub(super) fn principal(cause: &Cause, language: Language) -> String {
    let one = named(&cause.of, language.pick("somebody", "某个主体"));
    match cause.act {
        Act::Added => say!(language, "{one} was added", "新增了 {one}"),
        Act::Removed => say!(language, "{one} is not there any more", "{one} 已不存在"),
        Act::Changed | Act::Altered(_) | Act::Widened(_) | Act::Narrowed(_) => {
            say!(language, "{one} was changed", "{one} 有改动")
        }
    }
}

pub(super) fn version(cause: &Cause, of: &str, names: Option<&str>, language: Language) -> String {
    let names = names.map_or_else(String::new, |names| {
        say!(language, ": {names}", "：{names}")
    });
    match cause.act {
        Act::Removed => say!(
            language,
            "{of} has no default version any more",
            "{of} 不再有默认版本"
        ),
        Act::Added | Act::Changed | Act::Altered(_) | Act::Widened(_) | Act::Narrowed(_) => say!(
            language,
            "the default version of {of} was switched{names}",
            "{of} 的默认版本已切换{names}"
        ),
    }
}

pub(super) fn position(cause: &Cause, now: Option<&str>, language: Language) -> String {
    let text = match (cause.act, now) {
        (Act::Added, _) => language.pick(
            "the input says now where the account stands in its directory",
            "输入现在说明了账号在资源目录中的位置",
        ),
        (Act::Removed, _) => language.pick(
            "the input does not say any more where the account stands in its directory",
            "输入不再说明账号在资源目录中的位置",
        ),
        (_, Some("management")) => language.pick(
            "the account is the management account of its directory now, which no control policy binds",
            "该账号现在是资源目录的管理账号，不受任何管控策略约束",
        ),
        (_, Some("standalone")) => language.pick(
            "the account is in no directory any more, so that no control policy binds it",
            "该账号已不在资源目录中，不再受任何管控策略约束",
        ),
        (_, Some("member")) => language.pick(
            "the account is a member of a directory now, whose control policies bind it",
            "该账号现在是资源目录的成员，受其管控策略约束",
        ),
        _ => language.pick(
            "the account was moved to another folder of its directory",
            "账号被移动到资源目录的另一个文件夹",
        ),
    };
    with_older_grant(text.to_owned(), cause, language)
}

pub(super) fn account(cause: &Cause, other: Option<&str>, language: Language) -> String {
    let own = quoted(&cause.of);
    match other {
        Some(other) => {
            let other = quoted(other);
            say!(
                language,
                "the input is about account {own} now, and was about {other}",
                "输入现在针对账号 {own}，之前针对账号 {other}"
            )
        }
        None => say!(
            language,
            "the input is about account {own} now",
            "输入现在针对账号 {own}"
        ),
    }
}

pub(super) fn membership(cause: &Cause, whom: Option<&str>, language: Language) -> String {
    let user = named(&cause.of, language.pick("a user", "某个用户"));
    let group = named(
        whom.unwrap_or_default(),
        language.pick("a group", "某个用户组"),
    );
    let had = if takes_effect(cause) {
        language.pick(
            ", which has had this grant all along",
            "，该用户组一直拥有此授权",
        )
    } else {
        ""
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
        Act::Changed | Act::Altered(_) | Act::Widened(_) | Act::Narrowed(_) => say!(
            language,
            "the membership of {user} in {group} was changed",
            "{user} 在 {group} 中的成员关系有改动"
        ),
    }
}

pub(super) fn attachment(
    cause: &Cause,
    of: &str,
    whom: Option<&str>,
    language: Language,
) -> String {
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
        Act::Changed | Act::Altered(_) => say!(
            language,
            "the attachment of {of} to {whom} was changed",
            "{of} 对 {whom} 的授权有改动"
        ),
    }
}

pub(super) fn stored(cause: &Cause, of: &str, version: Option<&str>, language: Language) -> String {
    let one = match version.filter(|version| !version.is_empty()) {
        Some(version) => say!(
            language,
            "version {version} of {of}",
            "{of} 的版本 {version}"
        ),
        None => say!(language, "a version of {of}", "{of} 的一个版本"),
    };
    match cause.act {
        Act::Added => say!(
            language,
            "{one}, which is not the default one, was stored",
            "新增了 {one}，它不是默认版本"
        ),
        Act::Removed => say!(
            language,
            "{one}, which is not the default one, was deleted",
            "删除了 {one}，它不是默认版本"
        ),
        Act::Changed | Act::Altered(_) | Act::Widened(_) | Act::Narrowed(_) => say!(
            language,
            "{one}, which is not the default one, was changed",
            "{one} 有改动，它不是默认版本"
        ),
    }
}

pub(super) fn control(cause: &Cause, of: &str, language: Language) -> String {
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
        Act::Changed | Act::Altered(_) => say!(
            language,
            "control policy {of} was changed",
            "管控策略 {of} 有改动"
        ),
    };
    with_older_grant(text, cause, language)
}

pub(super) fn provider(cause: &Cause, of: &str, language: Language) -> String {
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
        Act::Changed | Act::Altered(_) => say!(
            language,
            "the identity provider {of} was changed",
            "身份提供商 {of} 的设置有改动"
        ),
    }
}

pub(super) fn key(cause: &Cause, user: &str, language: Language) -> String {
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
        Act::Widened(_) | Act::Narrowed(_) | Act::Altered(_) | Act::Changed => say!(
            language,
            "an AccessKey pair of {user} was changed",
            "{user} 的访问密钥有改动"
        ),
    }
}

pub(super) fn login(cause: &Cause, user: &str, language: Language) -> String {
    let user = named(user, language.pick("the user", "该用户"));
    match cause.act {
        Act::Added => say!(
            language,
            "a password for the console was given to {user}",
            "为 {user} 设置了控制台登录密码"
        ),
        Act::Removed => say!(
            language,
            "the password of {user} for the console was removed",
            "移除了 {user} 的控制台登录密码"
        ),
        Act::Widened(_) | Act::Narrowed(_) | Act::Altered(_) | Act::Changed => say!(
            language,
            "the password of {user} for the console was changed",
            "{user} 的控制台登录密码有改动"
        ),
    }
}

pub(super) fn wearer(cause: &Cause, of: &str, whom: Option<&str>, language: Language) -> String {
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
        Act::Widened(_) | Act::Narrowed(_) | Act::Altered(_) | Act::Changed => say!(
            language,
            "what runs as {of} was changed",
            "以 {of} 运行的资源有改动"
        ),
    }
}

pub(super) fn session(cause: &Cause, of: &str, language: Language) -> String {
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
        Act::Changed | Act::Altered(_) => say!(
            language,
            "how long sessions of {of} last was changed",
            "{of} 的会话时长有改动"
        ),
    }
}

pub(super) fn doubt(cause: &Cause, language: Language) -> String {
    match cause.act {
        Act::Added => language.pick(
            "something that was known is not known any more",
            "原先已知的内容现在未知",
        ),
        Act::Removed => language.pick(
            "something that was not known is known now",
            "原先未知的内容现在已知",
        ),
        Act::Widened(_) | Act::Narrowed(_) | Act::Altered(_) | Act::Changed => language.pick(
            "what is not known is something else than before",
            "未知的内容与之前不同",
        ),
    }
    .to_owned()
}

pub(super) fn module(cause: &Cause, language: Language) -> String {
    let name = quoted(&cause.of);
    match cause.act {
        Act::Added => say!(
            language,
            "a call of a module that cannot be read was added, {name}, and what that declares is not known",
            "新增了对无法读取的模块的调用 {name}，其中声明了什么未知"
        ),
        Act::Removed => say!(
            language,
            "a call of a module that cannot be read was removed, {name}",
            "移除了对无法读取的模块的调用 {name}"
        ),
        Act::Widened(_) | Act::Narrowed(_) | Act::Altered(_) | Act::Changed => say!(
            language,
            "the call {name} of a module that cannot be read was changed, and what that declares is not known",
            "对无法读取的模块的调用 {name} 有改动，其中声明了什么未知"
        ),
    }
}

pub(super) fn completeness(cause: &Cause, language: Language) -> String {
    match cause.act {
        Act::Added | Act::Widened(_) => language.pick(
            "the input claims to hold more of the account whole",
            "输入声称完整包含账号的更多内容",
        ),
        Act::Removed | Act::Narrowed(_) => language.pick(
            "the input does not claim any more to hold all of the account",
            "输入不再声称完整包含账号的内容",
        ),
        Act::Changed | Act::Altered(_) => language.pick(
            "what the input claims to hold whole was changed",
            "输入声称完整包含的内容有改动",
        ),
    }
    .to_owned()
}
