//! What holds for every input, one function for each part of the program: it takes
//! bytes, makes of them what that part takes, and panics where a property does not
//! hold. `tests/it/fuzzed.rs` runs them a fixed number of times, and the targets of
//! `tests/fuzz` for as long as they are let.

mod answers;
mod drawn;
mod fingerprints;
pub mod places;
mod reading;
pub mod reports;
mod sanitising;
pub mod seeds;
mod sets;
mod settings;
mod solver;
mod syntax;
pub mod written;

#[path = "../../src/engine/domain/algebra.rs"]
mod algebra;
#[path = "../../src/syntax/hcl/tests/sound.rs"]
mod hcl_sound;
#[path = "../../src/syntax/json/tests/sound.rs"]
mod json_sound;
#[path = "../../src/model/pattern/meaning.rs"]
mod meaning;
#[path = "../../src/syntax/yaml/tests/sound.rs"]
mod yaml_sound;

/// Makes an input of bytes and panics where the property does not hold.
pub type Property = fn(&[u8]);

/// All properties, by the names of the targets that try them.
pub const ALL: &[(&str, Property)] = &[
    ("account", reading::account),
    ("answers", answers::answers),
    ("domains", sets::domains),
    ("fingerprints", fingerprints::fingerprints),
    ("hcl", syntax::hcl),
    ("json", syntax::json),
    ("patterns", sets::patterns),
    ("plan", reading::plan),
    ("reports", reports::reports),
    ("ros", reading::ros),
    ("sanitiser", sanitising::sanitiser),
    ("settings", settings::settings),
    ("solver", solver::solver),
    ("terraform", reading::terraform),
    ("whole", reading::whole),
    ("yaml", syntax::yaml),
];

/// The property of a target.
pub fn property(name: &str) -> Property {
    let mut all = ALL.iter();
    let found = all.find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("no property {name}")).1
}
