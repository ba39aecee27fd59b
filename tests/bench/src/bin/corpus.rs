//! Writes generated files into a folder, for programs other than the benchmarks:
//! `corpus policies FOLDER COUNT` or `corpus account FOLDER PRINCIPALS`.

use std::error::Error;
use std::fs;
use std::path::Path;

use ramlint_bench::{account, corpus};

/// As in the benchmarks.
const SEED: u64 = 1;
/// Policies of an account, however many hold them.
const POLICIES: usize = 300;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, folder, count] = arguments.as_slice() else {
        return Err("usage: corpus policies|account FOLDER COUNT".into());
    };
    let count: usize = count.parse()?;
    let files = match what.as_str() {
        "policies" => corpus::policies(count, SEED)
            .into_iter()
            .enumerate()
            .map(|(number, text)| (format!("p{number}.json"), text))
            .collect(),
        "account" => account::files(count, POLICIES, SEED),
        _ => return Err(format!("`{what}` is neither policies nor account").into()),
    };
    for (path, text) in files {
        let path = Path::new(folder).join(path);
        fs::create_dir_all(path.parent().ok_or("a path without a folder")?)?;
        fs::write(path, text)?;
    }
    Ok(())
}
