//! Generated inputs for programs other than the benchmarks: `corpus policies FOLDER
//! COUNT`, `corpus account FOLDER PRINCIPALS` and `corpus terraform FOLDER RESOURCES`
//! write files into a folder, and `corpus fleet - BYTES` writes snapshots to standard
//! output, one a line, until there are so many bytes.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use ramlint_bench::{account, corpus, fleet::Fleet, terraform};

/// As in the benchmarks.
const SEED: u64 = 1;
/// Policies of an account, however many hold them.
const POLICIES: usize = 300;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, folder, count] = arguments.as_slice() else {
        return Err(
            "usage: corpus policies|account|terraform FOLDER COUNT, or corpus fleet - BYTES".into(),
        );
    };
    let count: usize = count.parse()?;
    let files = match what.as_str() {
        "policies" => corpus::policies(count, SEED)
            .into_iter()
            .enumerate()
            .map(|(number, text)| (format!("p{number}.json"), text))
            .collect(),
        "account" => account::files(count, POLICIES, SEED),
        "terraform" => terraform::module(count),
        "fleet" if folder == "-" => return Ok(stream(count)?),
        "fleet" => return Err("a fleet is written to standard output, `-`".into()),
        _ => return Err(format!("`{what}` is not policies, account, terraform or fleet").into()),
    };
    for (path, text) in files {
        let path = Path::new(folder).join(path);
        fs::create_dir_all(path.parent().ok_or("a path without a folder")?)?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// Writes a fleet of at least so many bytes.
fn stream(bytes: usize) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let mut written = 0;
    for line in Fleet::new(SEED) {
        if written >= bytes {
            break;
        }
        out.write_all(line.as_bytes())?;
        written += line.len();
    }
    out.flush()
}
