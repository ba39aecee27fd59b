//! Which account the files of one folder describe: the caller's, else the one that
//! ARNs of roles name, else the one of resource groups and login domains.

use std::collections::BTreeSet;

use crate::readers::declared::AccountKey;
use crate::readers::dump::answer::Answer;
use crate::readers::evaluated::Evaluated;
use crate::readers::names::is_account_id;

/// Account ids that the answers of one folder name, most telling first.
#[derive(Default)]
struct Named {
    caller: BTreeSet<String>,
    roles: BTreeSet<String>,
    elsewhere: BTreeSet<String>,
}

/// The account of a folder. `Err` holds the ids where callers of several accounts
/// are in it.
pub(super) fn of(folder: &str, answers: &[&Answer]) -> (AccountKey, BTreeSet<String>) {
    let mut named = Named::default();
    for answer in answers {
        collect(answer, &mut named);
    }
    let only = |ids: &BTreeSet<String>| (ids.len() == 1).then(|| ids.first().cloned())?;
    for ids in [&named.caller, &named.roles, &named.elsewhere] {
        if let Some(id) = only(ids) {
            return (AccountKey::Id(id), BTreeSet::new());
        }
        if !ids.is_empty() {
            return (AccountKey::Label(folder.to_owned()), ids.clone());
        }
    }
    (AccountKey::Label(folder.to_owned()), BTreeSet::new())
}

fn collect(answer: &Answer, named: &mut Named) {
    if answer.call.name == "GetCallerIdentity" {
        named.caller.extend(answer.text("AccountId"));
    }
    if answer.call.of_directory {
        return;
    }
    for (_, item) in answer.items() {
        let text = |key: &str| item.get(key).and_then(Evaluated::as_str);
        if let Some(arn) = text("Arn") {
            let mut parts = arn.split(':').skip(3);
            let (account, resource) = (parts.next(), parts.next());
            let is_role = resource.is_some_and(|resource| resource.starts_with("role/"));
            named.roles.extend(
                account
                    .filter(|id| is_role && is_account_id(id))
                    .map(str::to_owned),
            );
        }
        let group = text("ResourceGroupId").filter(|id| is_account_id(id));
        named.elsewhere.extend(group.map(str::to_owned));
        for key in [
            "PrincipalName",
            "UserPrincipalName",
            "GroupPrincipalName",
            "RolePrincipalName",
        ] {
            let id = text(key).and_then(of_login);
            named.elsewhere.extend(id.map(str::to_owned));
        }
    }
}

/// The account id in the domain of a login name, where it is not an alias.
fn of_login(name: &str) -> Option<&str> {
    let (_, domain) = name.split_once('@')?;
    let domain = domain
        .strip_prefix("group.")
        .or_else(|| domain.strip_prefix("role."))
        .unwrap_or(domain);
    let (id, rest) = domain.split_once('.')?;
    (is_account_id(id) && matches!(rest, "onaliyun.com" | "onaliyunservice.com")).then_some(id)
}
