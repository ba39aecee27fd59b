//! What a run of tests found out: for each what was expected, and who is otherwise.
//! The words in which every format says so are here.

use crate::engine::answers::{Answers, Line};
use crate::engine::compile::{Given, Impossible};
use crate::engine::domain::set::ValueType;
use crate::model::catalogue::AbsentBecause;
use crate::report::run::{Explained, Run};
use crate::rules::Language;
use crate::rules::kit::say;
use crate::source::Span;

/// The tests of a run.
#[derive(Clone, Copy)]
pub struct Tested<'a> {
    /// The facts; the answers are with the tests.
    pub run: Run<'a>,
    /// The tests, in the order of their file.
    pub tests: &'a [Judged<'a>],
    /// How many others `--filter` left out.
    pub left_out: usize,
    /// Notes about flags that change the exit status.
    pub flags: &'a [String],
    /// The exit status, decided before anything is written.
    pub exit: u8,
}

/// One test, judged.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The test.
    pub at: Span,
    /// What it expects.
    pub expects_at: Span,
    /// About whom, and what.
    pub expects: Expects<'a>,
    /// The action.
    pub action: &'a str,
    /// The requests it is about.
    pub given: &'a Given,
    /// The account, where one is named.
    pub account: Option<&'a str>,
    /// How many are as expected.
    pub met: usize,
    /// Who is not.
    pub unmet: Vec<Unmet<'a>>,
    /// Why the question cannot be asked; nothing is met then.
    pub moot: Option<Moot>,
    /// Exceptions that none needs any more.
    pub gone: Vec<Gone<'a>>,
}

/// What a test expects.
#[derive(Clone, Copy, Debug)]
pub enum Expects<'a> {
    /// This of each whom an id, a pattern or `anyone` stands for.
    Each {
        /// As it is written.
        principal: &'a str,
        /// The word for what is expected.
        word: &'static str,
    },
    /// That nobody else has access.
    NobodyExcept {
        /// Ids and patterns.
        list: &'a [String],
        /// And that those have it.
        exactly: bool,
    },
}

/// Somebody who is not as expected.
#[derive(Clone, Copy, Debug)]
pub struct Unmet<'a> {
    /// The answers that the line is in.
    pub answers: &'a Answers,
    /// Index into their accounts.
    pub account: usize,
    /// The line.
    pub line: &'a Line,
}

/// An exception that nobody needs.
#[derive(Clone, Debug)]
pub struct Gone<'a> {
    /// As it is written.
    pub entry: &'a str,
    /// Whether it stands for anybody at all.
    pub exists: bool,
}

/// Why a question cannot be asked.
#[derive(Clone, Debug)]
pub enum Moot {
    /// The input has nobody of this id, or nobody whom the pattern stands for.
    Nobody {
        /// As it is written.
        wanted: String,
        /// Ids like it.
        similar: Vec<String>,
    },
    /// The input has no principal at all.
    NoPrincipals,
    /// An exception names somebody in each of several accounts.
    Namesakes {
        /// As it is written.
        wanted: String,
        /// The names of the accounts, as far as they have any.
        accounts: Vec<String>,
    },
    /// The input has no account of this id or label.
    NoAccount {
        /// As it is written.
        wanted: String,
        /// Those that it has.
        known: Vec<String>,
    },
    /// No request is as the test says.
    Impossible {
        /// Why.
        why: Impossible,
        /// A key with a name like the one given.
        similar: Option<&'static str>,
    },
}

impl Judged<'_> {
    /// Whether everything is as expected.
    #[must_use]
    pub fn is_met(&self) -> bool {
        let gone = match self.expects {
            Expects::NobodyExcept { exactly: true, .. } => !self.gone.is_empty(),
            _ => false,
        };
        self.unmet.is_empty() && self.moot.is_none() && !gone
    }
}

impl Tested<'_> {
    /// How many are as expected, and how many are not.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let met = self.tests.iter().filter(|test| test.is_met()).count();
        (met, self.tests.len().saturating_sub(met))
    }

    /// One line's answer as `can` explains it.
    #[must_use]
    pub const fn explained<'u>(&'u self, unmet: &Unmet<'u>) -> Explained<'u> {
        Explained {
            run: self.run,
            answers: unmet.answers,
            account: unmet.account,
            line: unmet.line,
        }
    }
}

impl Gone<'_> {
    /// As a sentence.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let entry = self.entry;
        if self.exists {
            return say!(
                language,
                "`{entry}` is an exception that has no access any more; take it off the list",
                "例外 `{entry}` 已不再拥有权限；请从列表中删除"
            );
        }
        say!(
            language,
            "`{entry}` is an exception, and the input has nobody of that name; take it off the list",
            "例外 `{entry}` 在输入中没有对应的主体；请从列表中删除"
        )
    }
}

impl Moot {
    /// As a sentence.
    #[must_use]
    pub fn text(&self, action: &str, language: Language) -> String {
        match self {
            Self::Nobody { wanted, similar } => {
                let mut text = say!(
                    language,
                    "the input has nobody whom `{wanted}` stands for, so nothing was tested",
                    "输入中没有 `{wanted}` 所指的主体，因此什么也没有测试"
                );
                if !similar.is_empty() {
                    let similar = similar.join(language.pick(", ", "、"));
                    text.push_str(&say!(
                        language,
                        "; there is {similar}",
                        "；名称相近的有 {similar}"
                    ));
                }
                text
            }
            Self::NoPrincipals => language
                .pick(
                    "the input has no principal, so nothing was tested; a test of documents alone names them, as in `principal = \"policy/*\"`",
                    "输入中没有授权主体，因此什么也没有测试；若只测试策略文档，请写明文档，例如 `principal = \"policy/*\"`",
                )
                .to_owned(),
            Self::Namesakes { wanted, accounts } => {
                let first = accounts.first().map_or("ACCOUNT", String::as_str);
                let all = accounts.join(language.pick(", ", "、"));
                say!(
                    language,
                    "`{wanted}` is somebody in each of several accounts ({all}); name the one that is meant, as in `{wanted} ({first})`",
                    "`{wanted}` 在多个账号中都有（{all}）；请写明所指的账号，例如 `{wanted} ({first})`"
                )
            }
            Self::NoAccount { wanted, known } if known.is_empty() => say!(
                language,
                "the input has no account `{wanted}`, nor any whose id it gives",
                "输入中没有账号 `{wanted}`，也没有给出任何账号 ID"
            ),
            Self::NoAccount { wanted, known } => {
                let known = known.join(language.pick(", ", "、"));
                say!(
                    language,
                    "the input has no account `{wanted}`; it has {known}",
                    "输入中没有账号 `{wanted}`；有 {known}"
                )
            }
            Self::Impossible { why, similar } => impossible(why, *similar, action, language),
        }
    }
}

fn impossible(why: &Impossible, similar: Option<&str>, action: &str, language: Language) -> String {
    match why {
        Impossible::UnknownKey(key) => {
            let mut text = say!(
                language,
                "the catalogue does not know the condition key `{key}`, and no condition of the input tests it",
                "目录中没有条件键 `{key}`，输入中也没有条件使用它"
            );
            if let Some(similar) = similar {
                text.push_str(&say!(
                    language,
                    "; there is `{similar}`",
                    "；名称相近的有 `{similar}`"
                ));
            }
            text
        }
        Impossible::OfTheCaller(key) => say!(
            language,
            "`{key}` follows from who asks; name the principal instead",
            "`{key}` 由发起请求的主体决定；请改为指定授权主体"
        ),
        Impossible::NeverCarried(key, AbsentBecause::NoResource) => say!(
            language,
            "no request for {action} carries `{key}`, because the action names no resource",
            "{action} 不针对具体资源，因此请求中不会有 `{key}`"
        ),
        Impossible::NeverCarried(key, AbsentBecause::OtherAction) => say!(
            language,
            "no request for {action} carries `{key}`, which is for other actions",
            "`{key}` 用于其他操作，{action} 的请求中不会有"
        ),
        Impossible::NeverCarried(key, AbsentBecause::OtherService) => say!(
            language,
            "no request for {action} carries `{key}`, which is for another service",
            "`{key}` 属于其他云服务，{action} 的请求中不会有"
        ),
        Impossible::AlwaysCarried(key) => say!(
            language,
            "every request for {action} carries `{key}`",
            "{action} 的每个请求都带有 `{key}`"
        ),
        Impossible::OneValue(key) => say!(
            language,
            "a request carries one value of `{key}`, and several are given",
            "一个请求只带有一个 `{key}` 的值，而这里给出了多个"
        ),
        Impossible::NotOfType { key, text, of } => {
            let kind = kind(*of, language);
            say!(
                language,
                "`{text}` is no value of `{key}`, whose values are {kind}",
                "`{text}` 不是 `{key}` 的值，其类型为{kind}"
            )
        }
        Impossible::NoResource => say!(
            language,
            "{action} names no resource: it is authorised on all of them",
            "{action} 不针对具体资源：它对全部资源授权"
        ),
        Impossible::NeverHas(key) => say!(
            language,
            "`{key}` never has such a value: it is not of the form that it takes, of another account, or of a time before --at",
            "`{key}` 不会有这样的值：格式不符、属于其他账号，或早于 --at 的时间"
        ),
    }
}

const fn kind(of: ValueType, language: Language) -> &'static str {
    match of {
        ValueType::String => language.pick("texts", "文本"),
        ValueType::Number => language.pick("plain numbers", "数字"),
        ValueType::Date => language.pick("times with their offset", "带时区的时间"),
        ValueType::Bool => language.pick("true and false", "布尔值"),
        ValueType::Ip => language.pick("addresses", "IP 地址"),
    }
}
