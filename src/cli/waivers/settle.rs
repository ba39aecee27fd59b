//! Parting findings into those that are accepted and those that stay.

use std::cell::OnceCell;

use crate::cli::waivers::keys::{Described, Keys};
use crate::cli::waivers::{Narrowed, Placed, Terms, Waiving};
use crate::model::account::{Account, Principal};
use crate::report::display::to_masked;
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{label, say};
use crate::rules::{self, Context, Fate, Finding, Level, Places, Rule, Waived, Waiver};
use crate::source::Span;

/// What a run looked at, to tell a waiver without use from one that the run could
/// not have needed.
#[derive(Clone, Copy)]
pub struct Looked<'a> {
    /// Whether a rule ran.
    pub runs: &'a dyn Fn(&Rule) -> bool,
    /// The guarded actions.
    pub actions: &'a [String],
    /// Everything below the root was looked at.
    pub whole: bool,
}

/// The findings of a run, parted.
#[derive(Debug, Default)]
pub struct Settled {
    /// Those that stay, in their order.
    pub kept: Vec<Finding>,
    /// Those that are accepted, in their order.
    pub waived: Vec<Waived>,
    /// What became of each waiver.
    pub fates: Vec<Fate>,
}

impl Settled {
    /// What the rules about waivers find, those that ran.
    #[must_use]
    pub fn told(
        &self,
        placed: &Placed,
        complete: bool,
        runs: &dyn Fn(&Rule) -> bool,
        context: &Context<'_>,
    ) -> Vec<Finding> {
        let about = rules::Waiving {
            fates: &self.fates,
            misread: &placed.misread,
            complete,
        };
        rules::check_waivers(runs, context, &about)
    }
}

impl Placed {
    /// Parts findings. One that several principals have stays for those of them
    /// whom no waiver describes.
    #[must_use]
    pub fn settle(
        &self,
        findings: Vec<Finding>,
        context: &Context<'_>,
        terms: &Terms<'_>,
        looked: Looked<'_>,
    ) -> Settled {
        let mut settled = Settled {
            fates: self.all.iter().map(|one| fate(one, looked)).collect(),
            ..Settled::default()
        };
        let settling = Settling {
            placed: self,
            context,
            terms,
            places: OnceCell::new(),
        };
        for finding in findings {
            settling.one(finding, &mut settled);
        }
        settled
    }
}

fn fate(one: &Waiving, looked: Looked<'_>) -> Fate {
    let mut own = rules::RULES
        .iter()
        .filter(|rule| one.waiver.rules.contains(&rule.id));
    let about = match &one.narrowed {
        Narrowed::Keys(keys) => looked
            .actions
            .iter()
            .any(|action| keys.may_be_about(action)),
        Narrowed::Place(_) => true,
    };
    Fate {
        waiver: one.waiver.clone(),
        matched: false,
        looked_for: looked.whole && about && own.all(|rule| (looked.runs)(rule)),
    }
}

struct Settling<'a> {
    placed: &'a Placed,
    context: &'a Context<'a>,
    terms: &'a Terms<'a>,
    places: OnceCell<Places<'a>>,
}

impl Settling<'_> {
    fn one(&self, finding: Finding, settled: &mut Settled) {
        let Some(candidates) = self.placed.by_rule.get(finding.rule) else {
            settled.kept.push(finding);
            return;
        };
        // For a finding that names nobody there is one to accept it for.
        let nobody = finding.principals.is_empty();
        let mut left: Vec<Option<String>> = if nobody {
            vec![None]
        } else {
            finding.principals.iter().cloned().map(Some).collect()
        };
        let mut parts: Vec<(Vec<String>, &Waiver)> = Vec::new();
        let mut refused: Vec<(&Waiver, String)> = Vec::new();
        for number in candidates {
            let Some(one) = self.placed.all.get(*number) else {
                continue;
            };
            let described = self.describe(one, &finding);
            if described == Described::Nothing {
                continue;
            }
            if let Some(fate) = settled.fates.get_mut(*number) {
                fate.matched = true;
            }
            if let Some(why) = self.refuse(one, &finding) {
                refused.push((&one.waiver, why));
                continue;
            }
            let is_described = |who: &Option<String>| match &described {
                Described::For(some) => who.as_ref().is_some_and(|who| some.contains(who)),
                _ => true,
            };
            let (taken, others): (Vec<_>, Vec<_>) = left.into_iter().partition(is_described);
            left = others;
            if !taken.is_empty() {
                parts.push((taken.into_iter().flatten().collect(), &one.waiver));
            }
        }
        let partly = !left.is_empty();
        for (principals, by) in &parts {
            settled.waived.push(Waived {
                finding: Finding {
                    principals: principals.clone(),
                    ..finding.clone()
                },
                by: (*by).clone(),
                partly,
            });
        }
        if partly {
            settled
                .kept
                .push(self.stays(finding, left, &parts, refused));
        }
    }

    fn describe(&self, one: &Waiving, finding: &Finding) -> Described {
        match &one.narrowed {
            Narrowed::Place(about) if about.contains(finding.at.at) => Described::Whole,
            Narrowed::Place(_) => Described::Nothing,
            Narrowed::Keys(keys) => {
                let path = self.context.sources.path(finding.at.at.file);
                let places = || self.places.get_or_init(|| Places::new(self.context.model));
                let is_in = |id: &str, account: &str| {
                    let all = self.accounts_of(finding, id);
                    matches!(all.as_slice(), [one] if one.is_called(account))
                };
                keys.describe(finding, path, &|| places().concerns(finding), &is_in)
            }
        }
    }

    /// The accounts whose principal a finding may be about: those that have one of this
    /// id, and of several those that the file of the finding tells of.
    fn accounts_of(&self, finding: &Finding, id: &str) -> Vec<&Account> {
        let is_it = |one: &Principal| {
            let (kind, name) = id.split_once('/').unwrap_or_default();
            one.kind.word() == kind && one.name.eq_ignore_ascii_case(name)
        };
        let accounts = self.context.model.accounts.iter();
        let mut all: Vec<&Account> = accounts
            .filter(|account| account.principals.iter().any(is_it))
            .collect();
        let here = |at: Option<Span>| at.is_some_and(|at| at.file == finding.at.at.file);
        let told = |account: &&Account| {
            let mut policies = account.policies.iter();
            here(account.at) || policies.any(|policy| here(policy.at))
        };
        if all.len() > 1 && all.iter().any(told) {
            all.retain(told);
        }
        all
    }

    /// A principal whom a waiver names without an account, though several have one.
    fn namesake(&self, keys: &Keys, finding: &Finding) -> Option<String> {
        let mut named = finding.principals.iter().filter(|id| keys.names_alone(id));
        let several = |id: &&String| {
            let (kind, name) = id.split_once('/').unwrap_or_default();
            let is_it =
                |one: &Principal| one.kind.word() == kind && one.name.eq_ignore_ascii_case(name);
            let accounts = self.context.model.accounts.iter();
            let with = accounts.filter(|account| account.principals.iter().any(is_it));
            with.count() > 1
        };
        named.find(several).cloned()
    }

    /// Why a waiver that describes a finding does not hold.
    fn refuse(&self, one: &Waiving, finding: &Finding) -> Option<String> {
        let language = self.context.language;
        let waiver = &one.waiver;
        let place = self.place(waiver);
        let whose = waiver.owner.as_deref().map(|owner| {
            let owner = quoted(owner);
            say!(language, " of {owner}", "（负责人 {owner}）")
        });
        let whose = whose.unwrap_or_default();
        let expires = &waiver.expires;
        if waiver.is_over() {
            return Some(say!(
                language,
                "the waiver{whose} in {place} ended on {expires}",
                "{place} 中的豁免{whose}已于 {expires} 到期"
            ));
        }
        let rule = finding.rule;
        let path = self.context.sources.path(finding.at.at.file);
        if !self.terms.can_be_waived_in(path, rule) {
            return Some(say!(
                language,
                "the waiver{whose} in {place} does not count: the configuration does not let findings of {rule} be waived in this file",
                "{place} 中的豁免{whose}不生效：配置不允许在此文件中豁免 {rule} 的发现"
            ));
        }
        let days = self.terms.max_days_critical;
        let since = self.terms.limits_from.since(self.terms.today);
        let ahead = waiver.days_left.saturating_sub(since);
        if finding.level == Level::Critical && ahead > i64::from(days) {
            let latest = self.terms.limits_from.after(days);
            return Some(say!(
                language,
                "the waiver{whose} in {place} does not count: of level critical, a finding is waived for {days} days at most, now until {latest}",
                "{place} 中的豁免{whose}不生效：critical 级别的发现最多豁免 {days} 天，目前到 {latest} 为止"
            ));
        }
        if let Narrowed::Keys(keys) = &one.narrowed
            && let Some(id) = self.namesake(keys, finding)
        {
            let account = self.context.model.accounts.iter().find_map(Account::name);
            let account = account.unwrap_or("ACCOUNT");
            let id = to_masked(&id);
            return Some(say!(
                language,
                "the waiver{whose} in {place} does not count: `{id}` is somebody in each of several accounts; name the one that is meant, as in `{id} ({account})`, or the fingerprint",
                "{place} 中的豁免{whose}不生效：`{id}` 在多个账号中都有；请写明所指的账号，例如 `{id} ({account})`，或写明指纹"
            ));
        }
        // A name alone says nothing of which account it is in.
        let alone = self.context.model.accounts.len() < 2;
        let concrete = match &one.narrowed {
            Narrowed::Keys(keys) => {
                let placed = alone || keys.names_a_finding() || keys.names_accounts();
                keys.is_concrete() && placed
            }
            Narrowed::Place(_) => false,
        };
        if !concrete && (self.terms.is_new)(finding, path) {
            return Some(say!(
                language,
                "the waiver{whose} in {place} does not count for what is new: it names no fingerprint, nor a principal and an action",
                "{place} 中的豁免{whose}对新增内容不生效：它没有指明指纹，也没有同时指明主体和操作"
            ));
        }
        None
    }

    /// A finding that stays, for some of its principals or for all.
    fn stays(
        &self,
        mut finding: Finding,
        left: Vec<Option<String>>,
        parts: &[(Vec<String>, &Waiver)],
        refused: Vec<(&Waiver, String)>,
    ) -> Finding {
        let language = self.context.language;
        for (principals, by) in parts {
            let whom = quoted_all(principals, language.pick(", ", "、"));
            let (place, expires) = (self.place(by), &by.expires);
            finding.notes.push(say!(
                language,
                "waived for {whom} until {expires} by {place}, and not for the others",
                "已由 {place} 对 {whom} 豁免至 {expires}，对其他主体不豁免"
            ));
        }
        if !parts.is_empty() {
            finding.principals = left.into_iter().flatten().collect();
        }
        for (waiver, why) in refused {
            let text = if waiver.is_over() {
                language.pick("was waived here", "曾在此豁免")
            } else {
                language.pick("this waiver does not count", "此豁免不生效")
            };
            finding.related.push(label(waiver.at, text));
            finding.notes.push(why);
        }
        finding
    }

    /// `path:line:column` of a waiver.
    fn place(&self, waiver: &Waiver) -> String {
        let sources = self.context.sources;
        let start = sources.start(waiver.at);
        let path = sources.path(waiver.at.file);
        format!("{path}:{}:{}", start.line, start.column)
    }
}

fn quoted_all(words: &[String], between: &str) -> String {
    let all: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    all.join(between)
}
