//! Findings of every kind, made by hand so that each part of a report has one that
//! needs it: all levels, places in odd files and on odd lines, proofs and fixes.

use ramlint::engine::domain::ordered::parse_instant;
use ramlint::model::Model;
use ramlint::report::display::Untrusted;
use ramlint::report::reporter;
use ramlint::report::run::{Checked, Counts, Known, NotAnalysed, Project, Run, Style};
use ramlint::rules::{Confidence, Edit, Finding, Fix, FixKind, Label, Level, RULES, Rule};
use ramlint::source::{FileId, Sources, Span};

use crate::support::AT;

/// ASCII, a tab, CJK, an astral character, an emoji joined from three, a letter
/// with a combining mark, and then the token of interest.
pub const WIDE: &str = "{\n\t\"Sid\":\"a缓存𠀀👩\u{200d}👩\u{200d}👧e\u{301}\",\"Action\":\"kvstore:DestroyInstance\"\n}\n";

/// A name that has to be escaped in a URI.
pub const ODD_PATH: &str = "策略 a%b#c.json";

pub struct Gallery {
    pub sources: Sources,
    pub findings: Vec<Finding>,
    pub not_analysed: Vec<NotAnalysed>,
    pub files: Vec<Untrusted<'static>>,
    pub project: Project,
    pub time: i128,
    pub exit: u8,
    pub known: Option<Known>,
    pub style: Style,
    pub rules: Vec<&'static Rule>,
}

impl Gallery {
    /// Without anything in it.
    pub fn empty() -> Self {
        Self {
            sources: Sources::default(),
            findings: Vec::new(),
            not_analysed: Vec::new(),
            files: Vec::new(),
            project: Project::Same,
            time: parse_instant(AT).unwrap(),
            exit: 0,
            known: None,
            style: Style::default(),
            rules: RULES.to_vec(),
        }
    }

    /// One finding about the wide line.
    pub fn wide() -> Self {
        let mut gallery = Self::empty();
        let file = gallery.file("wide.json", WIDE);
        let at = gallery.span(file, "\"kvstore:DestroyInstance\"");
        gallery.findings.push(finding(Level::High, at));
        gallery
    }

    /// One of everything.
    pub fn full() -> Self {
        let mut gallery = Self::wide();
        let wide = gallery.findings[0].at.at;
        let odd = gallery.file(
            ODD_PATH,
            "{\r\n  \"Action\": [\r\n    \"kvstore:*\"\r\n  ]\r\n}",
        );
        let mark = gallery.file("marked/a.json", "\u{feff}{\"Action\":\"kvstore:*\"}\n");
        let inside = gallery.span(odd, "\"kvstore:*\"");
        let lines = gallery.span(odd, "[\r\n    \"kvstore:*\"\r\n  ]");
        let first = gallery.span(mark, "\"Action\"");
        let end = Span::new(mark, 26, 26);

        let mut proved = finding(Level::Critical, inside);
        proved.at.text = "this pattern matches it".to_owned();
        proved.related = vec![label(wide, "granted as well"), label(first, "")];
        proved.proof = vec![
            label(first, "`user/alice` is a member of `group/ops`"),
            label(lines, "the policy is attached to `group/ops`"),
            label(inside, "no Deny applies"),
        ];
        proved.principals = (0..7).map(|number| format!("user/u{number}")).collect();
        proved.help = Some("list the actions you need".to_owned());
        proved.notes = vec!["the pattern covers 5 more [actions] {0}".to_owned()];

        let mut safe = finding(Level::Medium, lines);
        safe.fix = Some(Fix {
            title: "write it once".to_owned(),
            kind: FixKind::Safe,
            edits: vec![
                Edit {
                    at: Span::new(odd, inside.start + 1, inside.start + 8),
                    text: "缓存".to_owned(),
                },
                Edit {
                    at: Span::new(odd, inside.end, inside.end),
                    text: ", \"x\"".to_owned(),
                },
            ],
        });
        let mut widening = finding(Level::Low, first);
        widening.fix = Some(Fix {
            title: "remove the statement".to_owned(),
            kind: FixKind::Unsafe,
            edits: vec![Edit {
                at: first,
                text: String::new(),
            }],
        });
        widening.confidence = Confidence::Low;
        let mut last = finding(Level::Info, end);
        last.message =
            "a \"message\" with `code`, <b>tags</b> & [links](http://x.invalid) {0}".to_owned();
        gallery.findings.extend([proved, safe, widening, last]);
        for (number, finding) in gallery.findings.iter_mut().enumerate() {
            finding.fingerprint = format!("{number:012x}{:052x}", 0);
        }
        gallery.not_analysed = vec![
            NotAnalysed {
                path: Untrusted::new("gone.json"),
                at: None,
                why: Untrusted::new("does not exist"),
            },
            NotAnalysed {
                path: Untrusted::new(ODD_PATH),
                at: Some(lines),
                why: Untrusted::new("cannot be read whole"),
            },
        ];
        gallery.exit = 1;
        gallery
    }

    /// Keeps a text, and has it read.
    pub fn file(&mut self, path: &str, text: &str) -> FileId {
        self.files.push(Untrusted::new(path.to_owned()));
        self.files.sort();
        self.sources.add(path, text)
    }

    /// The place of a text in a file.
    pub fn span(&self, file: FileId, text: &str) -> Span {
        let start = self.sources.text(file).find(text).unwrap();
        let offset = |at: usize| u32::try_from(at).unwrap();
        Span::new(file, offset(start), offset(start + text.len()))
    }

    /// Hands everything to a format.
    pub fn checked<R>(&self, with: impl FnOnce(&Checked<'_>) -> R) -> R {
        let model = Model::default();
        let counts = Counts {
            files: self.files.len(),
            ..Counts::default()
        };
        with(&Checked {
            run: Run {
                sources: &self.sources,
                model: &model,
                answers: &[],
                siblings: None,
                at: 0,
                complete: self.not_analysed.is_empty(),
                assumes: &[],
                not_analysed: &self.not_analysed,
                counts: &counts,
                style: self.style,
            },
            findings: &self.findings,
            surplus: &[],
            hidden: 0,
            hidden_failing: 0,
            waived: &[],
            known: self.known.as_ref(),
            trusted: None,
            switched_off: &[],
            configuration: None,
            flags: &[],
            rules: &self.rules,
            files: &self.files,
            exit: self.exit,
            time: self.time,
            project: &self.project,
        })
    }

    /// The report in a format.
    pub fn write(&self, format: &str) -> String {
        let mut out = Vec::new();
        self.checked(|checked| (reporter(format).unwrap().check)(checked, &mut out))
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The report in a format that is JSON.
    pub fn json(&self, format: &str) -> serde_json::Value {
        serde_json::from_str(&self.write(format)).unwrap()
    }
}

/// A finding of one level; those of different levels below high are of different rules.
pub fn finding(level: Level, at: Span) -> Finding {
    let rule = RULES[match level {
        Level::Critical | Level::High => 0,
        Level::Medium => 1,
        Level::Low => 2,
        Level::Info => 3,
    }];
    Finding {
        rule: rule.id,
        name: rule.name,
        level,
        confidence: Confidence::High,
        message: "`kvstore:DestroyInstance` is granted to `user/alice`".to_owned(),
        at: label(at, ""),
        related: Vec::new(),
        proof: Vec::new(),
        notes: Vec::new(),
        help: None,
        fix: None,
        principals: vec!["user/alice".to_owned()],
        action: Some("kvstore:DestroyInstance".to_owned()),
        fingerprint: "0123456789abcdef".repeat(4),
        meaning: String::new(),
    }
}

pub fn label(at: Span, text: &str) -> Label {
    Label {
        at,
        text: text.to_owned(),
    }
}
