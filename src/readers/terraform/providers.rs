//! Provider configurations: which account a resource is made in.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::missing::MissingKind;
use crate::readers::declared::AccountKey;
use crate::readers::evaluated::Evaluated;
use crate::readers::names::is_account_id;
use crate::readers::terraform::config::{Config, Entry};
use crate::readers::terraform::modules::plain;
use crate::readers::terraform::run::{Env, ModuleId, Run};
use crate::source::Span;
use crate::syntax::expression::{Expression, ExpressionKind};

/// The provider's own name.
const ALICLOUD: &str = "alicloud";

/// The other name that a provider block gives itself.
pub(super) fn alias_of(entry: &Entry) -> Option<&str> {
    plain(&entry.body().attribute("alias")?.value)
}

/// `alicloud` or `alicloud.prod`, as `provider = …` and `providers = { … }` have it.
pub(super) fn reference(expression: &Expression) -> Option<String> {
    match &expression.kind {
        ExpressionKind::Name(name) => Some(name.clone()),
        ExpressionKind::Text(fragment) => Some(fragment.text.clone()),
        ExpressionKind::Attribute { of, name } => match &of.kind {
            ExpressionKind::Name(of) => Some(format!("{of}.{}", name.value)),
            _ => None,
        },
        _ => None,
    }
}

/// The account field of a role's ARN.
fn account_of_role(arn: &str) -> Option<&str> {
    let rest = arn.strip_prefix("acs:ram::")?;
    let (id, _) = rest.split_once(':')?;
    is_account_id(id).then_some(id)
}

impl Run<'_, '_, '_, '_> {
    /// The accounts of the provider blocks of a module, over those passed to it.
    /// They are evaluated in the module, so it must be there already.
    pub(super) fn own_providers(&mut self, id: ModuleId, config: &Config) {
        let mut accounts = match self.module(id) {
            Some(module) => (*module.providers).clone(),
            None => return,
        };
        for entry in &config.providers {
            let label = entry.block.labels.first();
            if label.is_none_or(|label| label.value != ALICLOUD) {
                continue;
            }
            let env = Env::of(id);
            let key = match (self.account_of_provider(&env, entry), alias_of(entry)) {
                (Some(id), None) => AccountKey::Id(id),
                (Some(id), Some(_)) => {
                    self.session.others.insert(id.clone());
                    AccountKey::Id(id)
                }
                (None, None) => AccountKey::Default,
                (None, Some(alias)) => {
                    let root = self.root_of(id);
                    let name = format!("provider {ALICLOUD}.{alias}");
                    let name = if root.is_empty() {
                        name
                    } else {
                        format!("{root} {name}")
                    };
                    AccountKey::Label(name)
                }
            };
            let name = match alias_of(entry) {
                Some(alias) => format!("{ALICLOUD}.{alias}"),
                None => ALICLOUD.to_owned(),
            };
            accounts.insert(name, key);
        }
        if let Some(module) = self.module_mut(id) {
            module.providers = Rc::new(accounts);
        }
    }

    fn account_of_provider(&mut self, env: &Env, entry: &Entry) -> Option<String> {
        let body = entry.body();
        for role in body
            .blocks_of("assume_role")
            .chain(body.blocks_of("assume_role_with_oidc"))
        {
            if let Some(arn) = role.body.attribute("role_arn") {
                let arn = self.value(env, &arn.value);
                if let Some(id) = arn.as_str().and_then(account_of_role) {
                    return Some(id.to_owned());
                }
            }
        }
        let id = self.value(env, &body.attribute("account_id")?.value);
        id.to_text().filter(|id| is_account_id(id))
    }

    /// What a module call passes on: all that its `providers` name, else only the
    /// default one.
    pub(super) fn passed_providers(
        &mut self,
        id: ModuleId,
        call: &Entry,
    ) -> Rc<BTreeMap<String, AccountKey>> {
        let Some(module) = self.module(id) else {
            return Rc::default();
        };
        let mut passed = BTreeMap::new();
        if let Some(own) = module.providers.get(ALICLOUD) {
            passed.insert(ALICLOUD.to_owned(), own.clone());
        }
        let given = call
            .body()
            .attribute("providers")
            .map(|one| &one.value.kind);
        if let Some(ExpressionKind::Object(members)) = given {
            for (to, from) in members {
                let (Some(to), Some(from)) = (reference(to), reference(from)) else {
                    continue;
                };
                let account = module.providers.get(&from).cloned();
                passed.insert(to, account.unwrap_or(AccountKey::Label(from)));
            }
        }
        Rc::new(passed)
    }

    /// The account that a block's resources are in.
    pub(super) fn account_of(&self, id: ModuleId, entry: &Entry) -> AccountKey {
        let given = entry.body().attribute("provider");
        let name = given.and_then(|one| reference(&one.value));
        let providers = self.module(id).map(|module| &module.providers);
        let name = name.as_deref().unwrap_or(ALICLOUD);
        match providers.and_then(|providers| providers.get(name)) {
            Some(account) => account.clone(),
            None if name.contains('.') => {
                let root = self.root_of(id);
                let name = format!("provider {name}");
                AccountKey::Label(if root.is_empty() {
                    name
                } else {
                    format!("{root} {name}")
                })
            }
            None => AccountKey::Default,
        }
    }

    /// The id of that account, or the one hole that stands for it.
    pub(super) fn account_id(&mut self, id: ModuleId, entry: &Entry, at: Span) -> Evaluated {
        match self.account_of(id, entry) {
            AccountKey::Id(id) => Evaluated::text(&id, at),
            AccountKey::Label(label) => {
                let name = format!("account of {label}");
                let detail = "decided when Terraform runs";
                self.missing(MissingKind::Deployment, &name, detail, at)
            }
            AccountKey::Default => {
                let detail = match self.root_of(id).as_str() {
                    "" => String::new(),
                    root => format!("that {root} is applied to"),
                };
                self.missing(MissingKind::OwnAccount, "account", &detail, at)
            }
        }
    }
}
