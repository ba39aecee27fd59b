//! The steps by which somebody obtains what they do not have, in words.

use crate::engine::obtain::{Obtained, Taken};
use crate::model::catalogue::{Bearer, Gives};
use crate::rules::kit::language::Language;
use crate::rules::kit::say;
use crate::rules::kit::wording::spaced;

/// One step as a clause without its subject: `attaches Custom/Ops to user/u`.
#[must_use]
pub fn step(taken: &Taken, language: Language) -> String {
    step_for(taken, language.pick("itself", "自身"), language)
}

/// The same, where whoever holds a document is called `itself`.
fn step_for(taken: &Taken, itself: &str, language: Language) -> String {
    let as_bearer = as_bearer(taken, itself, language);
    let whom = taken.whom.as_deref().unwrap_or(&as_bearer);
    let new = language.pick(
        "a new policy that allows everything",
        "一个允许所有操作的新权限策略",
    );
    let policy = taken.policy.as_deref().unwrap_or(new);
    let member = taken.member.as_deref().unwrap_or(itself);
    let say = |english: String, chinese: &[&str]| match language {
        Language::English => english,
        Language::Chinese => spaced(chinese),
    };
    let Some(gives) = taken.gives else {
        return say(format!("becomes {whom}"), &["扮演", whom]);
    };
    match gives {
        Gives::Attach(_) => say(
            format!("attaches {policy} to {whom}"),
            &["将", policy, "授予", whom],
        ),
        Gives::Detach(_) => say(
            format!("takes {policy} from {whom}"),
            &["从", whom, "移除", policy],
        ),
        Gives::WritePolicy => say("writes a policy".to_owned(), &["创建权限策略"]),
        Gives::RewritePolicy => say(
            format!("makes {policy} say what it likes, by a new version"),
            &["为", policy, "创建新版本，任意改写其内容"],
        ),
        Gives::SwitchVersion => say(
            format!("puts another stored version of {policy} in force"),
            &["将", policy, "的另一个已保存版本设为默认版本"],
        ),
        Gives::JoinGroup | Gives::JoinSsoGroup => say(
            format!("adds {member} to {whom}"),
            &["将", member, "加入", whom],
        ),
        Gives::LeaveGroup => say(
            format!("takes {member} out of {whom}"),
            &["将", member, "移出", whom],
        ),
        Gives::KeyOfUser => say(
            format!("makes an AccessKey of {whom} and uses it"),
            &["为", whom, "创建访问密钥并使用"],
        ),
        Gives::LoginOfUser | Gives::LoginOfSsoUser => say(
            format!("gets a login as {whom} and uses it"),
            &["取得", whom, "的登录方式并登录"],
        ),
        Gives::RewriteTrust => say(
            format!("lets itself into {whom} and becomes it"),
            &["修改", whom, "的信任策略以信任自身，然后扮演它"],
        ),
        Gives::NewRole => say(
            format!("makes {whom} with {policy} and becomes it"),
            &["创建", whom, "并授予", policy, "，然后扮演它"],
        ),
        Gives::Provider => say(
            format!("takes over {policy}, which {whom} trusts, and becomes it"),
            &["接管", whom, "所信任的", policy, "，然后扮演该角色"],
        ),
        Gives::HandOverRole => say(
            format!("hands {whom} to a service that acts on its orders"),
            &["将", whom, "传递给听其指令的云服务"],
        ),
        Gives::CommandWhereWorn => say(
            format!("runs a command where {whom} is worn"),
            &["在绑定了", whom, "的实例上运行命令"],
        ),
        Gives::LiftControlPolicy => say(format!("lifts {policy}"), &["解除", policy]),
        Gives::AssignConfiguration => say(
            format!("assigns {policy} to {whom}"),
            &["将", policy, "分配给", whom],
        ),
        Gives::Configure => say(
            format!("adds what it likes to {policy}, and provisions it"),
            &["向", policy, "添加任意权限策略并部署"],
        ),
        Gives::ConfigureInline => say(
            format!("makes {policy} say what it likes, and provisions it"),
            &["任意改写", policy, "的内置策略并部署"],
        ),
    }
}

/// Whoever holds a document, as what the call takes them for: a user and a role hold it
/// alike, and the two are given policies by calls that may have one name.
fn as_bearer(taken: &Taken, itself: &str, language: Language) -> String {
    match taken.gives {
        Some(Gives::Attach(Bearer::User) | Gives::Detach(Bearer::User)) => {
            say!(language, "{itself} as a user", "{itself}（作为用户）")
        }
        Some(Gives::Attach(Bearer::Role) | Gives::Detach(Bearer::Role)) => {
            say!(language, "{itself} as a role", "{itself}（作为角色）")
        }
        _ => itself.to_owned(),
    }
}

/// A whole way on one line: `becomes role/ci, then attaches Custom/Ops to role/ci`.
/// Steps that are made as somebody else than the step before say as whom.
#[must_use]
pub fn way(way: &Obtained, caller: &str, language: Language) -> String {
    let mut parts = Vec::new();
    for taken in &way.steps {
        parts.push(step_by(taken, caller, language));
    }
    parts.join(language.pick(", then ", "，然后"))
}

/// One step, with whom it is made as where that is somebody else than the caller:
/// `as role/ci attaches Custom/Ops to role/ci`.
#[must_use]
pub fn step_by(taken: &Taken, caller: &str, language: Language) -> String {
    if taken.by == caller {
        return step(taken, language);
    }
    let by = &taken.by;
    let holder = say!(language, "whoever holds {caller}", "持有 {caller} 者");
    let text = step_for(taken, &holder, language);
    match language {
        Language::English => format!("as {by} {text}"),
        Language::Chinese => spaced(&["以", by, "的身份", &text]),
    }
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
