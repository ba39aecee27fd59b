//! `ramlint equivalent` and `ramlint implies`: two inputs compared as wholes, over
//! all actions and resources.

use std::ffi::OsStr;

use crate::cli::args::PairArgs;
use crate::cli::asking;
use crate::cli::load::{Loaded, UsageError, load};
use crate::cli::status::{Outcome, Status};
use crate::cli::world::World;
use crate::engine::difference::all::{Documents, Rows, compare_all, compare_documents};
use crate::engine::difference::trusts::compare_trusts;
use crate::engine::difference::{Entry, Side};
use crate::model::Model;
use crate::model::catalogue::Catalogue;
use crate::model::policy::{DocumentId, DocumentKind};
use crate::report::display::Untrusted;
use crate::report::pair::{Input, Judgement, Of, Question, Told, Treated, Weighed};
use crate::report::reporter;
use crate::report::run::NotAnalysed;
use crate::rules::Language;

/// Runs the command.
///
/// # Errors
/// A bad flag, or standard input for both.
pub fn run(
    args: &PairArgs,
    question: Question,
    world: &mut World<'_>,
) -> Result<Status, UsageError> {
    if args.first == "-" && args.second == "-" {
        return Err(UsageError(
            "standard input can be one of the two inputs, not both; name a file for the other"
                .to_owned(),
        ));
    }
    let style = asking::style(&args.output, world);
    let mut first = side(&args.first, args, style.language, world)?;
    let mut second = side(&args.second, args, style.language, world)?;
    let settings = asking::settings(&args.answers, &first.configuration, world)?;
    let catalogue = Catalogue::embedded();
    let trusts = trust(&first.model).zip(trust(&second.model));
    if trusts.is_none() {
        for (operand, loaded) in [(&args.first, &mut first), (&args.second, &mut second)] {
            without_anybody(operand, loaded, style.language);
        }
    }
    let of = if trusts.is_some() {
        Of::Trusts
    } else if is_document(&first.model) && is_document(&second.model) {
        Of::Policies
    } else {
        Of::Everybody
    };
    let compared = if let Some((one, other)) = trusts {
        let (one, other) = ((&first.model, one), (&second.model, other));
        Documents {
            allowed: compare_trusts(one, other, catalogue, &settings),
            ..Documents::default()
        }
    } else if is_empty(&first.model) || is_empty(&second.model) {
        // What was not analysed is all that there is of one of them.
        Documents::default()
    } else if of == Of::Policies {
        let (one, other) = ((&first.model, 0), (&second.model, 0));
        compare_documents(one, other, catalogue, &settings)
    } else {
        let (one, other) = (&first.model, &second.model);
        Documents {
            allowed: compare_all(one, other, catalogue, &settings, (Rows::Example, &[])),
            ..Documents::default()
        }
    };
    let (undecided, told): (Vec<Told<'_>>, Vec<Told<'_>>) = told(&compared, question)
        .into_iter()
        .partition(|told| told.entry.over_budget);
    let mut undecided: Vec<&Entry> = undecided.iter().map(|told| told.entry).collect();
    undecided.dedup_by_key(|entry| (&entry.account, &entry.principal));
    let unread = !first.not_analysed.is_empty() || !second.not_analysed.is_empty();
    let certain = told.iter().any(|told| told.entry.depends_on.is_empty());
    let judgement = if certain {
        Judgement::No
    } else if told.is_empty() && undecided.is_empty() && !unread {
        Judgement::Yes
    } else {
        Judgement::Unknown
    };
    let unknown = !told.is_empty() || !undecided.is_empty();
    let outcome = Outcome {
        findings: judgement == Judgement::No,
        incomplete: judgement == Judgement::Unknown,
        exit_zero: args.output.exit_zero,
        // That files were not analysed can be allowed; not knowing the answer cannot.
        allow_incomplete: args.output.allow_incomplete && !unknown,
    };
    for loaded in [&first, &second] {
        asking::remark(loaded, &[], &args.output, world);
    }
    let (name, other) = (args.first.to_string_lossy(), args.second.to_string_lossy());
    let weighed = Weighed {
        question,
        first: input(&name, &first),
        second: input(&other, &second),
        of,
        compared: compared.allowed.compared,
        judgement,
        told,
        undecided,
        doubts: &compared.allowed.doubts,
        later_doubts: &compared.allowed.later_doubts,
        at: settings.at,
        style,
    };
    if let Some(reporter) = reporter(&args.output.format)
        && let Some(write) = reporter.pair
    {
        asking::write(reporter, &args.output, world, |out| write(&weighed, out));
    }
    Ok(outcome.status())
}

const fn input<'a>(name: &'a str, loaded: &'a Loaded) -> Input<'a> {
    Input {
        name,
        sources: &loaded.sources,
        not_analysed: loaded.not_analysed.as_slice(),
    }
}

/// Reads one of the two inputs. Paths of policies are made to begin at the operand:
/// two folders beside each other hold the same policies.
fn side(
    operand: &OsStr,
    args: &PairArgs,
    language: Language,
    world: &mut World<'_>,
) -> Result<Loaded, UsageError> {
    let mut input = args.input.clone();
    if operand != "-" {
        input.stdin_filename = None;
    }
    let mut loaded = load(&[operand.to_owned()], &input, language, world)?;
    let absolute = world.cwd.join(operand).canonicalize();
    let root = loaded.root.canonicalize();
    if let (Ok(absolute), Ok(root)) = (absolute, root)
        && let Ok(inside) = absolute.strip_prefix(&root)
        && let Some(inside) = inside.to_str().filter(|inside| !inside.is_empty())
    {
        for holding in &mut loaded.model.holdings {
            if let Some(rest) = holding.path.strip_prefix(inside) {
                let rest = rest.trim_start_matches('/').to_owned();
                if !rest.is_empty() {
                    holding.path = rest;
                }
            }
        }
    }
    Ok(loaded)
}

/// Says of an input without policies and principals that it was not compared.
fn without_anybody(operand: &OsStr, loaded: &mut Loaded, language: Language) {
    if !is_empty(&loaded.model) || !loaded.not_analysed.is_empty() {
        return;
    }
    let mut others = loaded.model.other_documents.iter();
    let why = if others.any(|other| other.kind == DocumentKind::Trust) {
        language.pick(
            "holds a trust document, which can be compared with one trust document; to see who \
             may do what by a role, put it into account snapshots, as the trust of the role, and \
             compare those",
            "是信任策略，只能与另一个信任策略比较；要查看谁可以通过角色做什么，请将其作为角色的\
             信任策略写入账号快照，再比较这些快照",
        )
    } else {
        language.pick(
            "holds no identity policy and no principal that could be compared",
            "不含可比较的权限策略或主体",
        )
    };
    loaded.not_analysed.push(NotAnalysed {
        path: Untrusted::new(operand.to_string_lossy().into_owned()),
        at: None,
        why: Untrusted::new(why),
    });
}

/// The trust document that is all there is in an input.
fn trust(model: &Model) -> Option<DocumentId> {
    let [only] = model.other_documents.as_slice() else {
        return None;
    };
    (is_empty(model) && only.kind == DocumentKind::Trust).then_some(only.document)
}

/// Whether an input is one policy and nothing else.
fn is_document(model: &Model) -> bool {
    model.holdings.len() == 1 && is_nobody(model)
}

/// Whether there is nothing in an input that could be compared.
fn is_empty(model: &Model) -> bool {
    model.holdings.is_empty() && is_nobody(model)
}

fn is_nobody(model: &Model) -> bool {
    let mut accounts = model.accounts.iter();
    accounts.all(|account| account.principals.is_empty())
}

/// What speaks against it, certain requests first.
fn told(compared: &Documents, question: Question) -> Vec<Told<'_>> {
    let Documents { allowed, denied } = compared;
    let mut found = all(&allowed.lost, Treated::Allowed, Side::Before);
    if question == Question::Equivalent {
        found.extend(all(&allowed.gained, Treated::Allowed, Side::After));
        found.extend(all(&denied.lost, Treated::Denied, Side::Before));
        found.extend(all(&denied.gained, Treated::Denied, Side::After));
    }
    found.sort_by_key(|told| !told.entry.depends_on.is_empty());
    found
}

fn all(entries: &[Entry], treated: Treated, by: Side) -> Vec<Told<'_>> {
    let entries = entries.iter();
    entries.map(|entry| Told { treated, by, entry }).collect()
}
