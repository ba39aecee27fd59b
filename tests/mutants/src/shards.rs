//! In which parts the rooms are gone through, and in which order.

use crate::mutant::Key;

/// A part: its name, and how the paths of its files begin, below `src`.
pub type Shard = (&'static str, &'static [&'static str]);

/// All parts; a file belongs to the first that it fits.
pub const SHARDS: [Shard; 20] = [
    ("exit status", &["cli/status"]),
    (
        "deciding",
        &[
            "engine/case",
            "engine/certain",
            "engine/formula",
            "engine/joint",
            "engine/question",
            "engine/verdict",
            "engine/world.",
        ],
    ),
    ("solver", &["engine/solver"]),
    ("compile", &["engine/compile", "engine/operands"]),
    (
        "completeness",
        &[
            "model/completeness",
            "model/missing",
            "model/doubt",
            "model/budget",
            "model/reading",
        ],
    ),
    (
        "lower",
        &[
            "model/lower",
            "model/condition",
            "model/policy",
            "model/structure",
        ],
    ),
    ("domain", &["engine/domain"]),
    (
        "values",
        &[
            "engine/values",
            "engine/universe",
            "engine/world_keys",
            "engine/instants",
        ],
    ),
    (
        "answers",
        &["engine/answers", "engine/changes", "engine/covered"],
    ),
    (
        "trust and roles",
        &[
            "engine/trust",
            "engine/reach",
            "engine/path",
            "engine/entrances",
            "engine/exposure",
        ],
    ),
    (
        "holdings",
        &[
            "engine/hold",
            "engine/owners",
            "engine/names",
            "engine/siblings",
        ],
    ),
    ("obtain", &["engine/obtain"]),
    ("space", &["engine/space"]),
    (
        "difference",
        &[
            "engine/difference.",
            "engine/difference/all.rs",
            "engine/difference/all/",
        ],
    ),
    ("causes", &["engine/difference/"]),
    ("naive", &["engine/naive"]),
    ("rest of engine", &["engine/"]),
    ("pattern", &["model/pattern"]),
    ("catalogue", &["model/catalogue"]),
    ("rest of model", &["model/"]),
];

/// The part that a file belongs to.
#[must_use]
pub fn of(file: &str) -> &'static str {
    let below = file.strip_prefix("src/").unwrap_or(file);
    let fits = |shard: &&Shard| shard.1.iter().any(|begin| below.starts_with(begin));
    SHARDS.iter().find(fits).map_or("rest", |shard| shard.0)
}

/// Mutants by a name, and which they are by their file and by what they do.
pub type Named = (&'static str, fn(&str, &str) -> bool);

/// What must not go unnoticed wherever it happens, and which mutants do it.
pub const NAMED: [Named; 3] = [
    ("Allow and Deny are exchanged", |_, what| {
        ["`Allow` to `Deny`", "`Deny` to `Allow`"].contains(&what)
    }),
    ("UNKNOWN becomes another answer", |_, what| {
        what.starts_with("`Unknown` to ") || what.starts_with("arm `Answer::Unknown`")
    }),
    ("exit 3 becomes 0", |file, what| {
        file == "src/cli/status.rs" && what == "`Incomplete` to `Clean`"
    }),
];

/// Whether a mutant belongs to a part that somebody asked for: a shard, a file, or
/// something that must not go unnoticed.
#[must_use]
pub fn has(part: &str, key: &Key) -> bool {
    let named = |named: &&Named| named.0 == part;
    match NAMED.iter().find(named) {
        Some((_, is_so)) => is_so(&key.file, &key.what),
        None => of(&key.file) == part || key.file == part,
    }
}
