//! Flags that raise limits. What holds without them, the table of limits says.

use clap::Args;

use crate::cli::disk::Limits;
use crate::cli::limits::{FILE_SIZE, FILES, LINE_SIZE, Size, TOTAL_SIZE};
use crate::cli::records;

/// How much is read.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitArgs {
    /// Read files of up to this size where they are found in a folder
    ///
    /// Such as `64 MiB`. A file that is named is read whatever its size.
    #[arg(long, hide_short_help = true, value_name = "SIZE",
          value_parser = |text: &str| FILE_SIZE.size(text))]
    pub max_file_size: Option<Size>,
    /// Read up to so many files that are found in folders
    #[arg(long, hide_short_help = true, value_name = "N",
          value_parser = |text: &str| FILES.number(text))]
    pub max_files: Option<u32>,
    /// Hold up to so much text of files that are found in folders
    #[arg(long, hide_short_help = true, value_name = "SIZE",
          value_parser = |text: &str| TOTAL_SIZE.size(text))]
    pub max_total_size: Option<Size>,
    /// With --input ndjson: read lines of up to this size
    #[arg(long, hide_short_help = true, value_name = "SIZE",
          value_parser = |text: &str| LINE_SIZE.size(text))]
    pub max_line_size: Option<Size>,
}

impl LimitArgs {
    /// What is read of a disk or a commit.
    #[must_use]
    pub fn of_disk(&self) -> Limits {
        let mut limits = Limits::default();
        if let Some(size) = self.max_file_size {
            limits.walked_file = size.0;
        }
        if let Some(number) = self.max_files {
            limits.walked_files = usize::try_from(number).unwrap_or(usize::MAX);
        }
        if let Some(size) = self.max_total_size {
            limits.walked_total = size.0;
        }
        limits
    }

    /// Bytes of the longest line of a stream that is read.
    #[must_use]
    pub fn longest_line(&self) -> usize {
        let given = self.max_line_size.map(|size| size.0);
        given.map_or(records::LONGEST, |size| {
            usize::try_from(size).unwrap_or(usize::MAX)
        })
    }
}
