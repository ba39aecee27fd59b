//! Writes the inputs that targets begin with: `seeds FOLDER` makes one folder for
//! each target in it.

use std::{env, fs, path::Path};

use ramlint_fuzz::properties::{ALL, seeds};

fn main() {
    let to = env::args().nth(1).expect("the folder to write to");
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (name, _) in ALL {
        let folder = Path::new(&to).join(name);
        fs::create_dir_all(&folder).expect("a folder that can be written to");
        for (number, seed) in seeds::of(name, &top).iter().enumerate() {
            fs::write(folder.join(number.to_string()), seed).expect("a file that can be written");
        }
    }
}
