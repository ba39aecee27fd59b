//! Answers about policies of any text, against the naive evaluator: what is always
//! allowed is never refused, what is never allowed never is, and a witness is allowed.

use ramlint::engine::answers::About;
use ramlint::engine::formula::World;
use ramlint::engine::naive::NaiveRequest;
use ramlint::engine::question::Readings;
use ramlint::engine::verdict::Answer;
use ramlint::model::account::PrincipalKind;

use super::places;
use crate::accounts::OWN;
use crate::enumeration::{is_allowed, naive_of, rulings};
use crate::laws::{Dice, random_world};
use crate::representatives::choices;
use crate::support::{AT, read, settings};

/// Requests that are tried for each line.
const TRIED: usize = 24;

/// One that nothing narrows, one that a resource can, and one that is not known.
const ACTIONS: [&str; 3] = [
    "kvstore:DestroyInstance",
    "kvstore:DeleteInstance",
    "kvstore:Nonesuch",
];

/// The texts of two policies, with NUL between them, of which a user holds one and
/// a group of hers the other.
pub fn answers(bytes: &[u8]) {
    let all = String::from_utf8_lossy(bytes);
    let (own, shared) = all.split_once('\0').unwrap_or((&*all, "{}"));
    let snapshot = serde_json::json!({
        "ram_account_snapshot": 1, "account_id": OWN,
        "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
        "users": [{"name": "u"}],
        "groups": [{"name": "g", "members": ["u"]}],
        "policies": [
            {"type": "Custom", "name": "own", "document": own},
            {"type": "Custom", "name": "shared", "document": shared},
        ],
        "attachments": [{"policy": "Custom/own", "to": "user/u"}, {"policy": "Custom/shared", "to": "group/g"}],
    });
    let input = read(&[("snapshot.json", &snapshot.to_string())]);
    places::of_reading(&all, &input);
    let model = &input.model;
    let mut dice = Dice(all.len() as u64);
    for answers in places::of_answers(&all, &input, &ACTIONS) {
        let readings = answers_readings(&answers.question.action);
        for account in &answers.accounts {
            let owner = &model.accounts[account.account];
            let naive = naive_of(model, account.account, &answers);
            let choices = choices(model, owner, &account.universe, settings(AT, false).at);
            let drawn = |dice: &mut Dice| {
                let mut request = std::collections::BTreeMap::new();
                for (name, values) in &choices {
                    if !values.is_empty() {
                        request.insert(name.clone(), dice.pick(values).clone());
                    }
                }
                request
            };
            for line in &account.lines {
                let user = matches!(line.about, About::Principal(PrincipalKind::User, _));
                let verdict = &line.verdict;
                if !user {
                    continue;
                }
                for _ in 0..TRIED {
                    let world = random_world(&answers, readings, &mut dice);
                    let request = NaiveRequest::from_witness(drawn(&mut dice));
                    let allowed = is_allowed(&rulings(&naive, line.about, &world, &request));
                    assert!(
                        allowed || verdict.at_least != Answer::Allowed,
                        "{} is always allowed, but not {request:?} in {world:?}",
                        line.id
                    );
                    assert!(
                        !allowed || verdict.at_most.gives_access(),
                        "{} is never allowed, but {request:?} is in {world:?}",
                        line.id
                    );
                }
                let Some(witness) = &verdict.witness else {
                    continue;
                };
                if verdict.worlds.is_empty() {
                    continue;
                }
                for _ in 0..4 {
                    let mut world: World = random_world(&answers, readings, &mut dice);
                    world.extend(verdict.witness_world.iter().map(|(id, one)| (*id, *one)));
                    let mut request = drawn(&mut dice);
                    request.extend(account.universe.named(witness));
                    let request = NaiveRequest::from_witness(request);
                    let rulings = rulings(&naive, line.about, &world, &request);
                    assert!(
                        is_allowed(&rulings),
                        "{}: {request:?} is {rulings:?}",
                        line.id
                    );
                }
            }
        }
    }
}

/// The guarded action is asked about with every reading open.
fn answers_readings(action: &str) -> Readings {
    match action == crate::support::ACTION {
        true => Readings::Strict,
        false => Readings::Default,
    }
}
