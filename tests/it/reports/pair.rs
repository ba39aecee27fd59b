//! Two inputs and what differs between them, made by hand so that each part of a
//! report has one that needs it.

use std::collections::BTreeMap;

use ramlint::engine::difference::{
    Act, Cause, Difference, Entry, Kind, Part, Pattern, Place, Side, Subject, UnchangedDoubt,
};
use ramlint::engine::exposure::Exposure;
use ramlint::engine::verdict::Answer;
use ramlint::model::Model;
use ramlint::report::display::Untrusted;
use ramlint::report::reporter;
use ramlint::report::run::{Compared, Counts, FileChanges, NotAnalysed, Run, Style, Version};
use ramlint::rules::Level;
use ramlint::source::{Sources, Span};

use crate::support::{ACTION, AT, ask, settings};

/// How many gain by one Deny that is gone.
pub const CROWD: usize = 12;

/// The earlier and the later text of each file.
const FILES: &[(&str, &str, &str)] = &[
    (
        "groups.json",
        "{\"dba\": [\"alice\"]}\n",
        "{\"dba\": [\"alice\", \"bob\"]}\n",
    ),
    (
        "策略/ops.json",
        "{\n  \"Action\": \"kvstore:*\",\n  \"Condition\": {\"Bool\": {\"acs:MFAPresent\": \"true\"}}\n}\n",
        "{\n  \"Action\": \"kvstore:*\"\n}\n",
    ),
    (
        "guard.json",
        "[\n  {\"Effect\": \"Deny\"},\n  {\"Effect\": \"Allow\"}\n]\n",
        "[\n  {\"Effect\": \"Allow\"}\n]\n",
    ),
    ("audit.json", "{\"a\":1}", "{ \"a\": 1 }"),
];

pub struct Pair {
    pub before: Sources,
    pub after: Sources,
    pub names: [String; 2],
    pub difference: Difference,
    pub levels: Vec<Level>,
    pub unread: [Vec<NotAnalysed>; 2],
    pub files: FileChanges,
    pub fail_on_new: Option<Level>,
    pub exit: u8,
    pub style: Style,
}

impl Pair {
    /// Two inputs without a difference.
    pub fn same() -> Self {
        let mut pair = Self {
            before: Sources::default(),
            after: Sources::default(),
            names: ["old".to_owned(), "new".to_owned()],
            difference: Difference {
                compared: 3,
                ..Difference::default()
            },
            levels: Vec::new(),
            unread: [Vec::new(), Vec::new()],
            files: FileChanges::default(),
            fail_on_new: None,
            exit: 0,
            style: Style::default(),
        };
        for (path, before, after) in FILES {
            pair.before.add(*path, *before);
            pair.after.add(*path, *after);
        }
        pair
    }

    /// One of everything.
    pub fn full() -> Self {
        let mut pair = Self::same();
        let place = |side, path: &str, text: &str| pair.place(side, path, text);
        let after = |path, text| place(Side::After, path, text);
        let before = |path, text| place(Side::Before, path, text);
        let causes = vec![
            Cause {
                subject: Subject::Membership,
                act: Act::Added,
                places: vec![after("groups.json", "\"bob\"")],
                of: "user/bob".to_owned(),
                whom: Some("group/dba".to_owned()),
                grants: vec![after("策略/ops.json", "\"kvstore:*\"")],
            },
            Cause {
                subject: Subject::Allow,
                act: Act::Widened(Part::Condition),
                places: vec![before(
                    "策略/ops.json",
                    "{\"Bool\": {\"acs:MFAPresent\": \"true\"}}",
                )],
                of: "Custom/Ops".to_owned(),
                whom: None,
                grants: vec![after("策略/ops.json", "\"kvstore:*\"")],
            },
            Cause {
                subject: Subject::Deny,
                act: Act::Removed,
                places: vec![before("guard.json", "{\"Effect\": \"Deny\"}")],
                of: "Custom/Guard".to_owned(),
                whom: None,
                grants: vec![after("guard.json", "\"Allow\"")],
            },
            Cause {
                subject: Subject::Deny,
                act: Act::Added,
                places: vec![after("guard.json", "{\"Effect\": \"Allow\"}")],
                of: "Custom/New".to_owned(),
                whom: None,
                grants: vec![before("guard.json", "\"Allow\"")],
            },
        ];
        let mut widened = entry("role/ci", Kind::Direct, 1);
        widened.before = Answer::AllowedIf;
        widened.witness = vec![BTreeMap::from([
            ("acs:MFAPresent".to_owned(), None),
            (
                "acs:SourceIp".to_owned(),
                Some(vec!["198.51.100.7".to_owned()]),
            ),
        ])];
        let mut by_role = entry("user/dan", Kind::Reach, 1);
        by_role.via = vec!["role/ci".to_owned()];
        by_role.after = Answer::Unknown;
        let doubt =
            pair.difference
                .doubts
                .reading("not-resource", "", Some(causes[0].grants[0].at));
        by_role.depends_on = vec![doubt];
        pair.difference.later_doubts = vec![doubt];
        let mut cheaper = entry("user/eve", Kind::Exposure, 0);
        cheaper.before = Answer::Allowed;
        cheaper.exposure_before = Some(Exposure::ConsoleMfa);
        let mut named = entry("user/fay", Kind::Direct, 0);
        named.action = "ecs:DeleteInstance".to_owned();
        named.patterns = vec![Pattern {
            text: "ecs:*".to_owned(),
            place: causes[0].grants[0],
        }];
        let mut lost = entry("user/gus", Kind::Direct, 3);
        (lost.before, lost.after) = (Answer::Allowed, Answer::Denied);
        let crowd = (0..CROWD).map(|number| entry(&format!("user/u{number:02}"), Kind::Direct, 2));
        pair.difference.gained = [entry("user/bob", Kind::Direct, 0), widened, by_role]
            .into_iter()
            .chain([cheaper, named])
            .chain(crowd)
            .collect();
        pair.difference.lost = vec![lost];
        pair.difference.causes = causes;
        pair.difference.unchanged_doubts = vec![UnchangedDoubt {
            account: None,
            principal: "user/hal".to_owned(),
            action: ACTION.to_owned(),
            depends_on: vec![doubt],
        }];
        pair.levels = vec![Level::High; pair.difference.gained.len()];
        pair.levels[2] = Level::Medium;
        pair.levels[4] = Level::Low;
        let paths = |of: &[&str]| {
            of.iter()
                .map(|path| Untrusted::new((*path).to_owned()))
                .collect()
        };
        pair.files = FileChanges {
            changed: paths(&["audit.json", "groups.json", "guard.json", "策略/ops.json"]),
            without_effect: paths(&["audit.json"]),
            ..FileChanges::default()
        };
        pair.unread = [
            Vec::new(),
            vec![NotAnalysed {
                path: Untrusted::new("gone.json"),
                at: None,
                why: Untrusted::new("does not exist"),
            }],
        ];
        pair.fail_on_new = Some(Level::Medium);
        pair.exit = 1;
        pair
    }

    /// The place of a text in a file of one side.
    pub fn place(&self, side: Side, path: &str, text: &str) -> Place {
        let sources = self.sources(side);
        let file = sources.paths().find(|(_, other)| *other == path).unwrap().0;
        let start = sources.text(file).find(text).unwrap();
        let offset = |at: usize| u32::try_from(at).unwrap();
        Place {
            side,
            at: Span::new(file, offset(start), offset(start + text.len())),
        }
    }

    pub fn sources(&self, side: Side) -> &Sources {
        match side {
            Side::Before => &self.before,
            Side::After => &self.after,
        }
    }

    /// Hands everything to a format.
    pub fn compared<R>(&self, with: impl FnOnce(&Compared<'_>) -> R) -> R {
        let model = Model::default();
        let counts = Counts::default();
        let answers = [ask(&model, ACTION, &settings(AT, false))];
        let [base, head] = &self.unread;
        let run = |sources, not_analysed: &'_ [NotAnalysed]| Run {
            sources,
            model: &model,
            answers: &answers,
            siblings: None,
            at: 0,
            complete: not_analysed.is_empty(),
            assumes: &[],
            not_analysed: &[],
            counts: &counts,
            style: self.style,
        };
        let before = Run {
            not_analysed: base,
            ..run(&self.before, base)
        };
        let after = Run {
            not_analysed: head,
            ..run(&self.after, head)
        };
        with(&Compared {
            before: Version {
                name: &self.names[0],
                run: before,
            },
            after: Version {
                name: &self.names[1],
                run: after,
            },
            difference: &self.difference,
            levels: &self.levels,
            accepted: &[],
            all_actions: false,
            files: &self.files,
            fail_on_new: self.fail_on_new,
            flags: &[],
            exit: self.exit,
        })
    }

    /// The report in a format.
    pub fn write(&self, format: &str) -> String {
        let mut out = Vec::new();
        let write = reporter(format).unwrap().diff.unwrap();
        self.compared(|compared| write(compared, &mut out)).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The report in a format that is JSON.
    pub fn json(&self, format: &str) -> serde_json::Value {
        serde_json::from_str(&self.write(format)).unwrap()
    }
}

/// Access that was not there and always is now.
pub fn entry(principal: &str, kind: Kind, cause: usize) -> Entry {
    let answers = (Answer::NotGranted, Answer::Allowed);
    Entry {
        exposure_after: Some(Exposure::Anywhere),
        witness: vec![BTreeMap::new()],
        causes: vec![cause],
        ..Entry::new(principal.to_owned(), ACTION.to_owned(), kind, answers)
    }
}
