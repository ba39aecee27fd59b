//! A GitLab SAST report. Its texts are Markdown there, so what comes from input is
//! a code span.
//! Source: the security report schemas of GitLab, version 15.0.7.

use std::io::{self, Write};

use serde::Serialize;

use crate::engine::domain::ordered::format_instant;
use crate::model::catalogue;
use crate::report::display::{cut, to_gfm_code, to_untagged};
use crate::report::gitlab::uuids;
use crate::report::page;
use crate::report::region::Region;
use crate::report::run::Checked;
use crate::report::safe_json::write_document;
use crate::report::severity::severity;
use crate::rules::{Finding, Rule};

/// The version of the schema that the report conforms to.
const VERSION: &str = "15.0.7";
/// Characters of the name of a vulnerability.
const MOST_NAME: usize = 255;
/// Characters of what to do about it.
const MOST_SOLUTION: usize = 7000;

#[derive(Serialize)]
struct Report {
    version: &'static str,
    scan: Scan,
    vulnerabilities: Vec<Vulnerability>,
}

#[derive(Serialize)]
struct Scan {
    analyzer: Tool,
    scanner: Tool,
    #[serde(rename = "type")]
    kind: &'static str,
    start_time: String,
    end_time: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    messages: Vec<Message>,
    options: [ScanOption; 1],
}

#[derive(Serialize)]
struct ScanOption {
    name: &'static str,
    value: &'static str,
    source: &'static str,
}

#[derive(Clone, Copy, Serialize)]
struct Tool {
    id: &'static str,
    name: &'static str,
    url: &'static str,
    vendor: Vendor,
    version: &'static str,
}

#[derive(Clone, Copy, Serialize)]
struct Vendor {
    name: &'static str,
}

#[derive(Serialize)]
struct Message {
    level: &'static str,
    value: String,
}

#[derive(Serialize)]
struct Vulnerability {
    id: String,
    name: String,
    description: String,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    solution: Option<String>,
    identifiers: Vec<Identifier>,
    location: Location,
}

#[derive(Serialize)]
struct Identifier {
    #[serde(rename = "type")]
    kind: &'static str,
    name: String,
    value: String,
    url: String,
}

#[derive(Serialize)]
struct Location {
    file: String,
    start_line: u32,
    end_line: u32,
}

const TOOL: Tool = Tool {
    id: "ramlint",
    name: "ramlint",
    url: env!("CARGO_PKG_HOMEPAGE"),
    vendor: Vendor { name: "ramlint" },
    version: env!("CARGO_PKG_VERSION"),
};

/// Writes the findings of a run.
///
/// # Errors
/// Those of the stream.
pub fn write_check(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let time = time(checked.time);
    let report = Report {
        version: VERSION,
        scan: Scan {
            analyzer: TOOL,
            scanner: TOOL,
            kind: "sast",
            options: [ScanOption {
                name: "catalogue",
                value: catalogue::VERSION,
                source: "other",
            }],
            start_time: time.clone(),
            end_time: time,
            status: if checked.run.complete {
                "success"
            } else {
                "failure"
            },
            messages: checked
                .run
                .not_analysed
                .iter()
                .map(|entry| Message {
                    level: "warn",
                    value: format!(
                        "not analysed: {} {}",
                        to_untagged(entry.path.raw()),
                        to_untagged(entry.why.raw())
                    ),
                })
                .collect(),
        },
        vulnerabilities: checked
            .findings
            .iter()
            .zip(uuids(checked.findings))
            .map(|(finding, id)| vulnerability(finding, id.to_string(), checked))
            .collect(),
    };
    write_document(&report, out)
}

/// A time to the second, without a zone, as the schema wants it.
fn time(at: i128) -> String {
    let text = format_instant(at);
    let end = text.find(['.', 'Z']).unwrap_or(text.len());
    text.get(..end).unwrap_or(&text).to_owned()
}

fn vulnerability(finding: &Finding, id: String, checked: &Checked<'_>) -> Vulnerability {
    let language = checked.run.style.language;
    let rule = checked.rules.iter().find(|rule| rule.id == finding.rule);
    // The name must not tell of the finding, or it is another weakness each time.
    let name = rule.map_or(finding.name, |rule| rule.docs.summary.get(language));
    let region = Region::new(finding.at.at, checked.run.sources);
    let mut description = to_gfm_code(&finding.message);
    for note in &finding.notes {
        description.push_str(&format!("\n\n{}", to_gfm_code(note)));
    }
    Vulnerability {
        id,
        name: cut(name, MOST_NAME).0.to_owned(),
        description,
        severity: severity(finding.level).gitlab_sast,
        solution: finding.help.as_ref().map(|help| {
            let code = to_gfm_code(help);
            cut(&code, MOST_SOLUTION).0.to_owned()
        }),
        identifiers: identifiers(finding, rule.copied()),
        location: Location {
            file: checked.project.path(region.path),
            start_line: region.start.line,
            end_line: region.last_line(),
        },
    }
}

/// The rule first, by which GitLab tells a vulnerability again.
fn identifiers(finding: &Finding, rule: Option<&Rule>) -> Vec<Identifier> {
    let own = Identifier {
        kind: "ramlint_rule",
        name: format!("{} {}", finding.rule, finding.name),
        value: finding.rule.to_owned(),
        url: page::address(finding.rule, finding.name),
    };
    let sources = rule.map_or(&[][..], |rule| rule.docs.sources);
    let weaknesses = sources.iter().filter_map(|source| {
        Some(Identifier {
            kind: "cwe",
            name: (*source).to_owned(),
            value: source.strip_prefix(page::CWE)?.to_owned(),
            url: page::weakness(source)?,
        })
    });
    std::iter::once(own).chain(weaknesses).collect()
}
