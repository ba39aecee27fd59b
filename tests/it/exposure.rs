//! What an access takes (D27), found once more by going through requests one by
//! one with the naive evaluator, and laws on what may change it.

use std::collections::BTreeMap;
use std::net::IpAddr;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestRunner};
use ramlint::engine::answers::{About, Answers, Line};
use ramlint::engine::domain::ordered::parse_instant;
use ramlint::engine::exposure::Exposure;
use ramlint::engine::naive::NaiveRequest;
use ramlint::engine::question::Readings;
use ramlint::model::Model;
use ramlint::model::account::{Position, PrincipalKind};
use ramlint::model::catalogue::Catalogue;

use crate::accounts::{self, Spec, Statement, answers, model};
use crate::decisions::{asked, every_case, settings_of};
use crate::enumeration::{Choices, all, is_allowed, naive_of, rulings, size};
use crate::laws::Space;
use crate::random::{account, condition, on_one_key};
use crate::representatives::choices;

/// From the one that takes least to the one that takes most.
const WORDS: [&str; 4] = ["anywhere", "private_network", "console_mfa", "later"];

/// More requests than this are not gone through one by one.
const MOST_REQUESTS: usize = 700;

fn config(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(20_261_122),
        max_shrink_iters: 400,
        ..Config::default()
    }
}

/// Conditions on what the profiles are about, in an account with little else.
fn profiled() -> impl Strategy<Value = Spec> {
    let keys = [
        "acs:CurrentTime",
        "acs:MFAPresent",
        "acs:SecureTransport",
        "acs:SourceIp",
        "acs:SourceVpc",
    ];
    let condition = condition(false).prop_filter("of a profile", move |(_, key, _)| {
        keys.contains(&key.as_str())
    });
    let conditions = prop::collection::vec(condition, 1..4);
    let effect = prop_oneof![2 => Just("Allow"), 1 => Just("Deny")];
    let resource = prop_oneof![5 => Just("\"*\""), 1 => Just("\"acs:kvstore:*:*:*\"")];
    let one = (effect, resource, conditions).prop_map(|(effect, resource, mut conditions)| {
        conditions.sort_by(|a, b| a.1.cmp(&b.1));
        conditions.dedup_by(|a, b| a.1 == b.1);
        Statement {
            effect: format!("\"{effect}\""),
            not_action: false,
            actions: vec!["\"*\"".to_owned()],
            not_resource: false,
            resources: vec![resource.to_owned()],
            conditions,
            trusted: Vec::new(),
        }
    });
    prop::collection::vec(one, 1..4).prop_map(|statements| Spec {
        action: "kvstore:DestroyInstance",
        policies: vec![statements],
        attached: Vec::new(),
        members: Vec::new(),
        absent: None,
        levels: Vec::new(),
        position: Position::NotGiven,
        told: false,
        trusts: Vec::new(),
    })
}

fn is_public(address: &str) -> bool {
    let private = match address.parse().unwrap() {
        IpAddr::V4(v4) => {
            let shared = matches!(v4.octets(), [100, 64..=127, ..]);
            shared || v4.is_private() || v4.is_loopback() || v4.is_link_local()
        }
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    };
    !private
}

/// What a request takes; a key that it does not name is as the caller likes.
fn takes(request: &NaiveRequest, at: i128) -> &'static str {
    let key = |name: &str| {
        let values = request.keys.get(name)?;
        Some(values.as_ref().map(|values| values.join(" ")))
    };
    let time = key("acs:CurrentTime").flatten();
    let now = time.is_none_or(|time| parse_instant(&time).unwrap() == at);
    let vpc = key("acs:SourceVpc").flatten().is_some();
    let mfa = key("acs:MFAPresent");
    let without_mfa = mfa != Some(Some("true".to_owned()));
    let address = key("acs:SourceIp").flatten();
    let public = address.is_none_or(|address| is_public(&address));
    if !now {
        "later"
    } else if without_mfa && !vpc && public {
        "anywhere"
    } else if without_mfa {
        "private_network"
    } else {
        "console_mfa"
    }
}

fn rank(word: &str) -> usize {
    WORDS.iter().position(|known| *known == word).unwrap()
}

/// What a line takes, by going through requests in all of its worlds.
fn enumerated(
    line: &Line,
    model: &Model,
    answers: &Answers,
    requests: &[NaiveRequest],
    at: i128,
) -> Option<&'static str> {
    let naive = naive_of(model, answers.accounts[0].account, answers);
    let worlds = &line.verdict.worlds;
    let found = worlds.iter().flat_map(|world| {
        let allowed = requests
            .iter()
            .filter(|request| is_allowed(&rulings(&naive, line.about, world, request)));
        allowed.map(|request| rank(takes(request, at)))
    });
    found.min().map(|rank| WORDS[rank])
}

/// What requests about the account of a case can look like.
fn of_case(model: &Model, answers: &Answers, at: i128) -> Option<Choices> {
    let [only] = answers.accounts.as_slice() else {
        return None;
    };
    let owner = &model.accounts[only.account];
    let mut choices = choices(model, owner, &only.universe, at);
    for (name, values) in &mut choices {
        // So that what lies outside of all that is written is public and private.
        if name == "acs:SourceIp" {
            let more = ["8.8.8.8", "192.168.7.7", "2400::1", "fd00::7"];
            values.extend(more.map(|text| Some(vec![text.to_owned()])));
        }
    }
    Some(choices)
}

/// Lines by what they take, and what enumeration contradicts.
fn compare(
    model: &Model,
    answers: &Answers,
    choices: &Choices,
    at: i128,
) -> (BTreeMap<&'static str, usize>, String) {
    let mut counts = BTreeMap::new();
    let mut failures = String::new();
    if size(choices) > MOST_REQUESTS {
        return (counts, failures);
    }
    let requests = all(choices);
    for (_, line) in answers.lines() {
        let verdict = &line.verdict;
        // Another session of a Cloud SSO identity may hang on other worlds.
        let sso = matches!(
            line.about,
            About::Principal(PrincipalKind::SsoUser | PrincipalKind::SsoGroup, _)
        );
        if sso || verdict.over_budget || verdict.worlds.is_empty() {
            continue;
        }
        let said = line.exposure.map(Exposure::word);
        // That no request of these is allowed is a law of its own.
        let access = verdict.at_most.gives_access();
        let found = access.then(|| enumerated(line, model, answers, &requests, at));
        let found = found.flatten();
        if said != found {
            failures.push_str(&format!("{}: {said:?}, found {found:?}\n", line.id));
        }
        *counts.entry(said.unwrap_or("-")).or_default() += 1;
    }
    (counts, failures)
}

#[test]
fn d27_enumeration_finds_the_same_in_the_tables() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut failures = String::new();
    for case in every_case() {
        let (model, answers) = asked(&case);
        let at = settings_of(&case).at;
        let Some(choices) = of_case(&model, &answers, at) else {
            continue;
        };
        let (found, failed) = compare(&model, &answers, &choices, at);
        for (word, number) in found {
            *counts.entry(word).or_default() += number;
        }
        if !failed.is_empty() {
            failures.push_str(&format!("{} {failed}", case["id"]));
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    for word in WORDS {
        assert!(counts.get(word).is_some_and(|n| *n >= 8), "{counts:?}");
    }
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn d27_enumeration_finds_the_same_in_random_accounts(spec in account(false, false)) {
        agree(&spec)?;
    }

    #[test]
    fn d27_enumeration_finds_the_same_where_tests_of_one_key_meet(spec in on_one_key()) {
        agree(&spec)?;
    }

    #[test]
    fn d27_enumeration_finds_the_same_for_the_keys_of_the_profiles(spec in profiled()) {
        agree(&spec)?;
    }

    #[test]
    fn d27_another_condition_never_makes_it_take_less(
        spec in prop_oneof![account(false, false), profiled()],
        condition in condition(false),
        at: prop::sample::Index,
    ) {
        if let Some(narrower) = with_condition(&spec, condition, at) {
            let (before, after) = (exposures(&spec), exposures(&narrower));
            for (id, old) in &before {
                let Some(new) = after.get(id) else {
                    continue;
                };
                prop_assert!(old <= new, "{id}: {old} became {new}\n{narrower:?}");
            }
        }
    }
}

fn agree(spec: &Spec) -> Result<(), TestCaseError> {
    let (_, failures) = of_spec(spec);
    prop_assert!(failures.is_empty(), "{failures}");
    Ok(())
}

fn of_spec(spec: &Spec) -> (BTreeMap<&'static str, usize>, String) {
    let model = model(spec);
    let answers = answers(&model, spec.action, Readings::Default, false);
    let mut choices = Space::new(spec, &answers.question.resources).choices();
    // Every key here is in its documented spelling; another one is no key.
    let documented = |name: &str| {
        let fact = Catalogue::embedded().key(name);
        fact.is_none_or(|fact| fact.name == name || name.contains(char::is_uppercase))
    };
    choices.retain(|(name, _)| documented(name));
    compare(&model, &answers, &choices, accounts::AT)
}

/// How much each line takes, where its worlds were gone through; no access
/// takes most.
fn exposures(spec: &Spec) -> BTreeMap<String, usize> {
    let model = model(spec);
    let answers = answers(&model, spec.action, Readings::Default, false);
    let lines = answers
        .lines()
        .filter(|(_, line)| !line.verdict.worlds.is_empty() && !line.verdict.over_budget);
    lines
        .map(|(_, line)| {
            let rank = line.exposure.map_or(WORDS.len(), |one| rank(one.word()));
            (line.id.clone(), rank)
        })
        .collect()
}

/// The account with a condition more on one of its Allow statements; a second
/// one on a key would be an operator written twice.
fn with_condition(
    spec: &Spec,
    condition: (String, String, Vec<String>),
    at: prop::sample::Index,
) -> Option<Spec> {
    let mut spec = spec.clone();
    let mut allows: Vec<_> = spec
        .policies
        .iter_mut()
        .flatten()
        .filter(|statement| statement.effect == "\"Allow\"")
        .collect();
    if allows.is_empty() {
        return None;
    }
    let number = at.index(allows.len());
    let conditions = &mut allows[number].conditions;
    if conditions.iter().any(|(_, key, _)| *key == condition.1) {
        return None;
    }
    conditions.push(condition);
    Some(spec)
}

#[test]
fn random_accounts_take_all_there_is() {
    let mut runner = TestRunner::new(config(1));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let strategy = profiled();
    for _ in 0..200 {
        let spec = strategy.new_tree(&mut runner).unwrap().current();
        let model = model(&spec);
        let answers = answers(&model, spec.action, Readings::Default, false);
        for (_, line) in answers.lines() {
            let word = line.exposure.map_or("-", Exposure::word);
            *counts.entry(word).or_default() += 1;
        }
    }
    for (word, least) in [
        ("anywhere", 20),
        ("console_mfa", 10),
        ("private_network", 10),
        ("later", 10),
        ("-", 50),
    ] {
        let found = counts.get(word).copied().unwrap_or(0);
        assert!(found >= least, "{word}: {found} of {counts:?}");
    }
}
