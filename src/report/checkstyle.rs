//! Checkstyle XML: the findings of each file, for tools that read nothing newer.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::report::display::{mask_secrets, to_xml};
use crate::report::region::Region;
use crate::report::run::Checked;
use crate::report::severity::severity;
use crate::rules::Finding;

/// Writes the findings of a run.
///
/// # Errors
/// Those of the stream.
pub fn write_check(checked: &Checked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut files: BTreeMap<&str, Vec<(&Finding, Region<'_>)>> = BTreeMap::new();
    for finding in checked.findings {
        let region = Region::new(finding.at.at, checked.run.sources);
        files
            .entry(region.path)
            .or_default()
            .push((finding, region));
    }
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<checkstyle version=\"4.3\">")?;
    for (path, findings) in files {
        writeln!(out, "  <file name=\"{}\">", to_xml(path))?;
        for (finding, region) in findings {
            writeln!(
                out,
                "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" source=\"ramlint.{}\"/>",
                region.start.line,
                region.start.column,
                severity(finding.level).checkstyle,
                to_xml(&mask_secrets(&finding.message)),
                finding.rule
            )?;
        }
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}
