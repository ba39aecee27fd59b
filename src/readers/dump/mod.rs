//! Account dumps: answers of the account's APIs as the `aliyun` command and SDKs
//! print them, a file for each page in a folder, or recorded calls one after
//! another in one file. An answer is told by its shape; a file name,
//! `<Api>[@<key>…][.<page>].json`, only where the shape leaves open whose it is.
//! All files of a folder describe one account, and folders of one account are one.
//!
//! A dump claims to be an account: what it lacks is told, with the command that
//! would fill it (`completeness`).

mod account;
mod answer;
mod build;
mod calls;
mod completeness;
mod directory;
mod documents;
mod file_name;
mod grants;
mod listing;
mod percent;
mod principals;
mod single_sign_on;

use std::collections::BTreeMap;

use crate::model::account::PrincipalKind;
use crate::model::catalogue::{Catalogue, PolicyStatus};
use crate::model::structure::StructureKind;
use crate::readers::declared::{AccountKey, What};
use crate::readers::dump::answer::{Answer, Found};
use crate::readers::dump::build::{Build, folded};
use crate::readers::paths::folder_of;
use crate::readers::session::Session;
use crate::readers::{Candidate, Format, Surroundings, Why};

pub(super) const FORMAT: Format = Format {
    name: "account dump file",
    input: "dump",
    recognise: |candidate| {
        answer::values(candidate)
            .iter()
            .any(|(_, value)| answer::is_of_dump(*value, candidate.path))
    },
    read,
    finish: Some(finish),
};

/// The answers of each account, with their folders.
type Accounts<'a> = BTreeMap<AccountKey, Vec<(&'a str, &'a Answer)>>;

/// Answers of a run by the folder, or the file of recorded calls, that they are in.
#[derive(Debug, Default)]
pub(super) struct Dumps(BTreeMap<String, Vec<Answer>>);

fn read(session: &mut Session<'_>, candidate: &Candidate<'_>) -> bool {
    let values = answer::values(candidate);
    let many = values.len() > 1;
    let mut answers = Vec::new();
    for (number, (pointer, value)) in (0_u64..).zip(values) {
        let page = many.then_some(number);
        match answer::read(candidate, pointer, value, page) {
            Found::Answer(answer) => answers.push(*answer),
            Found::Unknown(name, true) => {
                let why = Why::CallNotRead(name.to_owned());
                session.not_analysed(candidate.path, Some(value.at().first()), why);
            }
            Found::NotTold(call) => {
                let why = Why::CallNotTold(asks(call));
                session.not_analysed(candidate.path, Some(value.at().first()), why);
            }
            Found::Failed(call) => {
                let why = Why::CallFailed(call.name);
                session.not_analysed(candidate.path, Some(value.at().first()), why);
            }
            Found::Unknown(_, false) | Found::Nothing => {}
        }
    }
    session.streams.insert(candidate.file);
    session.of_accounts.insert(candidate.file);
    let has_caller = answers
        .iter()
        .any(|answer| answer.call.name == "GetCallerIdentity");
    let folder = if many && has_caller {
        candidate.path
    } else {
        folder_of(candidate.path)
    };
    let list = session.dumps.0.entry(folder.to_owned()).or_default();
    list.extend(answers);
    true
}

/// How a file is named so that it tells what the answer to a call does not.
fn asks(call: &calls::Call) -> String {
    let keys = call.keys.iter().map(|key| format!("@{key}"));
    format!("{}{}.json", call.name, keys.collect::<String>())
}

/// Whether a system policy needs no document of the input's.
fn is_bundled_whole(name: &str) -> bool {
    let policy = Catalogue::embedded().system_policy(name);
    policy.is_some_and(|policy| policy.status == PolicyStatus::Complete)
}

fn finish(session: &mut Session<'_>, _: &mut Surroundings<'_, '_>) {
    let dumps = std::mem::take(&mut session.dumps).0;
    let mut accounts: Accounts<'_> = BTreeMap::new();
    for (folder, answers) in &dumps {
        let list: Vec<&Answer> = answers.iter().collect();
        let (key, conflicting) = account::of(folder, &list);
        if !conflicting.is_empty()
            && let Some(first) = list.first()
        {
            let kind = StructureKind::BadKey {
                key: "AccountId".to_owned(),
                wanted: "the same in all files of a folder",
            };
            session.not_analysed(&first.path, Some(first.at.first()), Why::Structure(kind));
        }
        let entries = accounts.entry(key).or_default();
        entries.extend(list.into_iter().map(|answer| (folder.as_str(), answer)));
    }
    directory::share(&mut accounts);
    for (key, mut answers) in accounts {
        answers.sort_by_key(|(folder, answer)| {
            let keyed = !answer.call.keys.is_empty();
            (
                keyed,
                *folder,
                order(answer),
                &answer.path,
                answer.page,
                answer.at,
            )
        });
        account(session, key, &answers);
    }
}

/// Calls that tell most come first, so that what several tell is shown there.
fn order(answer: &Answer) -> (u8, &'static str) {
    let first = match answer.call.name {
        "ListPolicyAttachments" => 0,
        _ => 1,
    };
    (first, answer.call.name)
}

/// Turns the answers of one account into declarations.
fn account(session: &mut Session<'_>, key: AccountKey, answers: &[(&str, &Answer)]) {
    let mut build = Build::new(session, key);
    for (folder, answer) in answers {
        (answer.call.read)(&mut build, answer);
        let keys = keys(&build, answer);
        build.listings.record(answer, keys, folder);
    }
    grants::declare(&mut build);
    single_sign_on::declare(&mut build);
    let all: Vec<&Answer> = answers.iter().map(|(_, answer)| *answer).collect();
    completeness::declare(&mut build, &all);
    let mut declared = std::mem::take(&mut build.declared);
    // What is said of the account bears on how the rest of it is taken.
    declared.sort_by_key(|one| !matches!(one.what, What::Account(_)));
    session.declared.extend(declared);
}

/// What a list is of, as lists are compared.
fn keys(build: &Build<'_, '_>, answer: &Answer) -> Vec<String> {
    let kind = match answer.call.keys.first() {
        Some(&"UserName") => Some(PrincipalKind::User),
        Some(&"GroupName") => Some(PrincipalKind::Group),
        Some(&"RoleName") => Some(PrincipalKind::Role),
        _ => None,
    };
    match kind {
        Some(kind) => {
            let name = build.keyed(answer, kind).name.to_text();
            vec![folded(&name.unwrap_or_default())]
        }
        None => {
            let keys = answer.keys.iter();
            keys.map(|key| key.name.to_ascii_lowercase()).collect()
        }
    }
}
