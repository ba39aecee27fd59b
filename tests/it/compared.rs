//! Everything compared at once: what is gained between two inputs, over all actions
//! and resources that RAM can be asked (D36, D38).

mod by_roles;
mod laws;
mod rows;
mod trusts;

use ramlint::engine::answers::{Settings, question};
use ramlint::engine::difference::all::{Documents, Rows, compare_all, compare_documents};
use ramlint::engine::difference::{Difference, Entry, Side};
use ramlint::engine::formula::World;
use ramlint::engine::naive::{Decision, Naive, NaiveRequest, Ruling};
use ramlint::engine::question::{Question, Readings, Resources};
use ramlint::model::Model;
use ramlint::model::account::{Account, Holding};
use ramlint::model::catalogue::Catalogue;
use ramlint::model::doubt::{Doubt, DoubtId, Doubts};
use ramlint::model::lower;
use ramlint::model::policy::DocumentKind;
use ramlint::source::FileId;
use ramlint::syntax::{Parsed, Tree, json};

use crate::accounts::{AT, OWN};

pub const fn settings(readings: Readings) -> Settings {
    Settings {
        at: AT,
        readings,
        steps: ramlint::engine::solver::STEPS_PER_QUESTION,
        substitution: None,
        reach: false,
        obtain: false,
    }
}

/// A model that holds one document of statements given without their braces.
fn held(statements: &[&str], account: Option<&str>) -> Model {
    let statements: Vec<String> = statements.iter().map(|one| format!("{{{one}}}")).collect();
    let text = format!(
        r#"{{"Version":"1","Statement":[{}]}}"#,
        statements.join(",")
    );
    let mut model = Model::default();
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    let parsed = Parsed::file(&text, FileId(0));
    json::read(parsed, &mut tree, &mut problems);
    let document = lower::document(
        tree.root(parsed).unwrap(),
        DocumentKind::Identity,
        &mut model,
    );
    model.accounts.push(Account {
        id: account.map(str::to_owned),
        ..Account::default()
    });
    model.holdings.push(Holding {
        path: "p.json".to_owned(),
        document,
        rest: None,
        account: 0,
    });
    model
}

/// What is asked of a principal about an entry.
pub fn asked(entry: &Entry) -> (Question, NaiveRequest) {
    let catalogue = Catalogue::embedded();
    let request = NaiveRequest::from_witness(entry.witness.last().unwrap().clone());
    let question = if entry.unlisted {
        Question {
            action: entry.action.clone(),
            catalogued: false,
            resources: match &request.resource {
                Some(_) => Resources::Templates(Vec::new()),
                None => Resources::All,
            },
        }
    } else {
        question(&entry.action, catalogue)
    };
    (question, request)
}

/// The variables of one side by its own numbers, with those of both sides.
pub struct Sided {
    pub doubts: Doubts,
    /// Numbers of both sides, and of this one. Later ones win.
    numbers: Vec<(DoubtId, DoubtId)>,
}

impl Sided {
    /// What only its place tells from others has one choice for all of a name.
    pub fn new(side: Side, model: &Model, difference: &Difference) -> Self {
        let mut doubts = model.doubts.clone();
        let mut numbers = Vec::new();
        for (id, doubt) in difference.doubts.iter() {
            let is_twin = doubt.about.ends_with(", later");
            if is_at_a_place(doubt) || is_twin && side == Side::Before {
                continue;
            }
            let own = doubts.intern(Doubt {
                about: doubt.about.trim_end_matches(", later").to_owned(),
                ..doubt.clone()
            });
            numbers.push((id, own));
        }
        for (own, doubt) in model
            .doubts
            .iter()
            .filter(|(_, doubt)| is_at_a_place(doubt))
        {
            let same = difference.doubts.iter().filter(|(_, other)| {
                is_at_a_place(other) && (other.kind, &other.name) == (doubt.kind, &doubt.name)
            });
            numbers.extend(same.map(|(id, _)| (id, own)));
        }
        Self { doubts, numbers }
    }

    /// A world of both sides as one of this side.
    pub fn world(&self, both: &World) -> World {
        let chosen = self.numbers.iter();
        chosen
            .filter_map(|(id, own)| Some((*own, *both.get(id)?)))
            .collect()
    }
}

pub fn is_at_a_place(doubt: &Doubt) -> bool {
    let plain = Doubt {
        about: doubt.about.trim_end_matches(", later").to_owned(),
        ..doubt.clone()
    };
    plain.is_at_a_place()
}

/// What the sides say to the witness of an entry of a document.
fn ruled(models: [&Model; 2], difference: &Difference, entry: &Entry) -> [Ruling; 2] {
    let (question, request) = asked(entry);
    let side = |side: Side, model: &Model| {
        let sided = Sided::new(side, model, difference);
        let account = &model.accounts[0];
        let naive = Naive::new(
            model,
            Catalogue::embedded(),
            account,
            &question,
            &sided.doubts,
        );
        naive.holding(0, &sided.world(&entry.world), &request)
    };
    [side(Side::Before, models[0]), side(Side::After, models[1])]
}

fn told(entries: &[Entry]) -> String {
    let told = entries.iter().map(|entry| {
        let patterns: Vec<String> = entry
            .patterns
            .iter()
            .map(|pattern| {
                let sign = if pattern.place.side == Side::Before {
                    "-"
                } else {
                    "+"
                };
                format!("{sign}{}", pattern.text)
            })
            .collect();
        let unlisted = if entry.unlisted { "?" } else { "" };
        let doubtful = if entry.depends_on.is_empty() {
            ""
        } else {
            " if"
        };
        format!(
            "{unlisted}{} by {}{doubtful}",
            entry.action,
            patterns.join(" ")
        )
    });
    told.collect::<Vec<_>>().join("; ")
}

/// How two documents differ, in a line: what is gained, lost, denied no more and
/// denied now.
fn compared(before: &[&str], after: &[&str], account: Option<&str>) -> String {
    let (one, other) = (held(before, account), held(after, account));
    let settings = settings(Readings::Default);
    let catalogue = Catalogue::embedded();
    let Documents { allowed, denied } =
        compare_documents((&one, 0), (&other, 0), catalogue, &settings);
    for (entries, gained) in [(&allowed.gained, true), (&allowed.lost, false)] {
        for entry in entries {
            let ruled = ruled([&one, &other], &allowed, entry);
            let is = ruled.map(|ruling| ruling.decision == Decision::Allowed);
            assert_eq!(is, [!gained, gained], "{entry:?} of {before:?} {after:?}");
        }
    }
    for (entries, now) in [(&denied.gained, true), (&denied.lost, false)] {
        for entry in entries {
            let ruled = ruled([&one, &other], &allowed, entry);
            let is = ruled.map(|ruling| ruling.denied);
            assert_eq!(is, [!now, now], "{entry:?} of {before:?} {after:?}");
        }
    }
    let lines = compare_all(&one, &other, catalogue, &settings, (Rows::Example, &[]));
    assert_eq!(told(&lines.gained), told(&allowed.gained));
    assert_eq!(told(&lines.lost), told(&allowed.lost));
    let parts = [
        ("+", told(&allowed.gained)),
        ("-", told(&allowed.lost)),
        ("denies +", told(&denied.gained)),
        ("denies -", told(&denied.lost)),
    ];
    let parts = parts.iter().filter(|(_, told)| !told.is_empty());
    let parts: Vec<String> = parts.map(|(sign, told)| format!("{sign} {told}")).collect();
    if parts.is_empty() {
        "same".to_owned()
    } else {
        parts.join(" | ")
    }
}

/// A statement in short: `+` or `-`, actions, resources, and what else there is.
fn statement(short: &str) -> String {
    let mut words = short.split("  ");
    let mut element = |name: &str| {
        let text = words.next().unwrap_or("*");
        let (not, text) = match text.strip_prefix('!') {
            Some(rest) => ("Not", rest),
            None => ("", text),
        };
        let list: Vec<String> = text.split(' ').map(|one| format!("{one:?}")).collect();
        format!(r#""{not}{name}":[{}]"#, list.join(","))
    };
    let (effect, actions) = match element("Action") {
        text if text.contains("[\"-") => ("Deny", text.replacen("[\"-", "[\"", 1)),
        text => ("Allow", text),
    };
    let resources = element("Resource");
    let conditions: Vec<String> = words
        .map(|test| {
            let (operator, rest) = test.split_once(' ').unwrap();
            let (key, value) = rest.split_once(' ').unwrap();
            format!(r#""{operator}":{{"{key}":"{value}"}}"#)
        })
        .collect();
    format!(
        r#""Effect":"{effect}",{actions},{resources},"Condition":{{{}}}"#,
        conditions.join(",")
    )
}

fn short(before: &[&str], after: &[&str], account: Option<&str>) -> String {
    let statements =
        |all: &[&str]| -> Vec<String> { all.iter().map(|one| statement(one)).collect() };
    let (before, after) = (statements(before), statements(after));
    let texts = |all: &[String]| -> Vec<String> { all.to_vec() };
    let (before, after) = (texts(&before), texts(&after));
    let before: Vec<&str> = before.iter().map(String::as_str).collect();
    let after: Vec<&str> = after.iter().map(String::as_str).collect();
    compared(&before, &after, account)
}

type Case = (
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
);

const CASES: &[Case] = &[
    // Written in another way.
    (&["*"], &["*:*"], "same"),
    (&["**  *"], &["*  **"], "same"),
    (&["kvstore:A ecs:B"], &["ecs:B", "kvstore:A"], "same"),
    (&["kvstore:A", "ecs:B"], &["KVSTORE:a Ecs:b"], "same"),
    (&["kvstore:*", "kvstore:Describe*"], &["kvstore:*"], "same"),
    (&["!kvstore:*"], &["!kvstore:* kvstore:A"], "same"),
    (&["*", "-kvstore:*"], &["!kvstore:*", "-kvstore:*"], "same"),
    (
        &["a:*  *  StringEquals acs:SourceVpc vpc-1"],
        &["a:*  *  StringLike acs:SourceVpc vpc-1"],
        "same",
    ),
    // Widened, narrowed.
    (&["kvstore:*"], &["*"], "+ adb:DeleteDBCluster by +*"),
    (
        &["kvstore:Destroy*"],
        &["kvstore:De*"],
        "+ kvstore:DeleteBackup by +kvstore:De*",
    ),
    (
        &["kvstore:DestroyInstance"],
        &["kvstore:DestroyInstanc?"],
        "+ ?kvstore:destroyinstanca by +kvstore:DestroyInstanc?",
    ),
    (
        &["kvstore:DeleteInstance  acs:kvstore:*:*:instance/r-1"],
        &["kvstore:DeleteInstance  acs:kvstore:*:*:instance/r-1*"],
        "+ kvstore:DeleteInstance by +kvstore:DeleteInstance",
    ),
    (
        &["!kvstore:* ecs:*"],
        &["!kvstore:*"],
        "+ ecs:DeleteDisk by +NotAction kvstore:*",
    ),
    (
        &["kvstore:*", "-kvstore:Destroy*"],
        &["kvstore:*"],
        "+ kvstore:DestroyInstance by -kvstore:Destroy* +kvstore:* | denies - kvstore:DestroyInstance by -kvstore:Destroy*",
    ),
    (
        &["kvstore:*", "-kvstore:Destroy*"],
        &["kvstore:*", "-kvstore:DestroyInstances"],
        "+ kvstore:DestroyInstance by -kvstore:Destroy* +kvstore:* | denies - kvstore:DestroyInstance by -kvstore:Destroy*",
    ),
    (
        &["kvstore:*", "-kvstore:De*"],
        &["kvstore:*", "-kvstore:Destroy*", "-kvstore:Delete*"],
        "+ kvstore:DescribeAccounts by -kvstore:De* +kvstore:* | denies - kvstore:DescribeAccounts by -kvstore:De*",
    ),
    (
        &[
            "kvstore:*",
            "-kvstore:*  *  IpAddress acs:SourceIp 10.0.0.0/8",
        ],
        &[
            "kvstore:*",
            "-kvstore:*  *  IpAddress acs:SourceIp 10.0.0.0/9",
        ],
        "+ kvstore:DeleteBackup by -kvstore:* +kvstore:* | denies - kvstore:DeleteBackup by -kvstore:*",
    ),
    (
        &["kvstore:*  *  Bool acs:MFAPresent true"],
        &["kvstore:*"],
        "+ kvstore:DeleteBackup by +kvstore:*",
    ),
    (
        &["kvstore:*  *  IpAddress acs:SourceIp 10.0.0.0/16"],
        &["kvstore:*  *  IpAddress acs:SourceIp 10.0.0.0/15"],
        "+ kvstore:DeleteBackup by +kvstore:*",
    ),
    (
        &["-kvstore:*"],
        &["-kvstore:* ecs:*"],
        "denies + ecs:DeleteDisk by +ecs:*",
    ),
    // What RAM can be asked, and what it cannot.
    (
        &[],
        &["kvstore:DestroyInstance  acs:kvstore:*:*:instance/*"],
        "same",
    ),
    (
        &[],
        &["kvstore:DestroyInstance  acs:kvstore:*:*:*"],
        "+ kvstore:DestroyInstance by +kvstore:DestroyInstance if",
    ),
    (
        &[],
        &["kvstore:DeleteInstance  acs:kvstore:*:7:instance/*"],
        "same",
    ),
    (
        &[],
        &["kvstore:DeleteInstance  acs:ecs:*:*:instance/*"],
        "same",
    ),
    (
        &[],
        &["kvstore:DeleteInstance  acs:kvstore:*:*:dbinstance/*"],
        "same",
    ),
    (&[], &["kvstore:De*  acs:kvstore:cn-a:7:instance/*"], "same"),
    (
        &[],
        &["kvstore:De*  acs:ecs:*:*:instance/*"],
        "+ ?kvstore:de by +kvstore:De*",
    ),
    (
        &[],
        &["kvstore:Nonesuch"],
        "+ ?kvstore:Nonesuch by +kvstore:Nonesuch",
    ),
    (&[], &["zz:Top  acs:*:*:*:*"], "+ ?zz:Top by +zz:Top"),
    (&[], &["zz:Top  acs:yy:cn-a:7:*"], "same"),
    (&[], &["zz:"], "same"),
    (&[], &["zz:Top:up"], "same"),
    (&[], &["!*"], "same"),
    (
        &[],
        &["kvstore:*  acs:kvstore:*:*:*"],
        "+ kvstore:DeleteInstance by +kvstore:*",
    ),
    (
        &["kvstore:*  acs:kvstore:*:*:*"],
        &["kvstore:*  acs:kvstore:*"],
        "+ kvstore:DeleteBackup by +kvstore:* if",
    ),
    // Patterns are told only where RAM can be asked what they add.
    (
        &[],
        &[
            "kvstore:DeleteInstance",
            "kvstore:DestroyInstance  acs:kvstore:cn-a:7:x",
        ],
        "+ kvstore:DeleteInstance by +kvstore:DeleteInstance",
    ),
    // What is not known is the same on both sides.
    (
        &["kvstore:*  *  Bool acs:MFAPresent True"],
        &["kvstore:*  *  Bool acs:MFAPresent TRUE"],
        "same",
    ),
    (
        &["kvstore:*  *  StringEquals my:Key a"],
        &["kvstore:*  *  StringEquals my:Key b"],
        "+ kvstore:DeleteBackup by +kvstore:* if | - kvstore:DeleteBackup by -kvstore:* if",
    ),
    (&["kvstore*"], &["kvstore*", "kvstore*"], "same"),
];

#[test]
fn documents_are_compared() {
    let wrong = CASES.iter().filter_map(|(before, after, expected)| {
        let found = short(before, after, Some(OWN));
        (found != *expected).then(|| format!("{before:?} {after:?}: {found}, not {expected}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_account_that_is_not_known_may_be_any() {
    let foreign: &[&str] = &["kvstore:DeleteInstance  acs:kvstore:*:7:instance/*"];
    assert_eq!(short(&[], foreign, Some(OWN)), "same");
    let gained = "+ kvstore:DeleteInstance by +kvstore:DeleteInstance";
    assert_eq!(short(&[], foreign, None), gained);
}
