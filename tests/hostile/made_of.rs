//! What the program is made of: nothing that starts a program or opens a socket.

use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).unwrap()
}

/// The names of a list of tables in `deny.toml`.
fn banned() -> Vec<String> {
    let text = read("deny.toml");
    let bans = text.split("\ndeny = [\n").nth(1).unwrap();
    let crates = bans.lines().map_while(|line| {
        let rest = line.trim().strip_prefix("{ crate = \"")?;
        rest.strip_suffix("\" },")
    });
    crates.map(str::to_owned).collect()
}

#[test]
fn sec_40_no_dependency_speaks_to_a_network() {
    let banned = banned();
    assert!(banned.len() > 20 && banned.is_sorted(), "{banned:?}");
    let lock = read("Cargo.lock");
    let names: Vec<&str> = lock
        .lines()
        .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
        .collect();
    assert!(names.contains(&"ramlint"));
    let found: Vec<&&str> = names
        .iter()
        .filter(|name| banned.iter().any(|banned| banned == *name))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

/// The number of so many bytes at a place of a little-endian file.
fn number(file: &[u8], at: u64, bytes: usize) -> u64 {
    let at = usize::try_from(at).unwrap();
    let field = file.get(at..at + bytes).unwrap();
    field
        .iter()
        .rev()
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// The names of functions that a program for Linux asks the system's libraries for.
fn imported(file: &[u8]) -> Vec<String> {
    const DYNAMIC_SYMBOLS: u64 = 11;
    let (table, each, count) = (
        number(file, 0x28, 8),
        number(file, 0x3a, 2),
        number(file, 0x3c, 2),
    );
    let section = |index: u64| table + index * each;
    let offset = |section: u64| number(file, section + 0x18, 8);
    let symbols = (0..count)
        .map(section)
        .find(|section| number(file, section + 4, 4) == DYNAMIC_SYMBOLS)
        .unwrap();
    let texts = offset(section(number(file, symbols + 0x28, 4)));
    let (size, each) = (
        number(file, symbols + 0x20, 8),
        number(file, symbols + 0x38, 8),
    );
    let places = (0..size / each).map(|index| offset(symbols) + index * each);
    places
        .filter(|symbol| number(file, symbol + 6, 2) == 0)
        .map(|symbol| {
            let at = usize::try_from(texts + number(file, symbol, 4)).unwrap();
            let name = file.get(at..).unwrap().split(|byte| *byte == 0).next();
            String::from_utf8(name.unwrap().to_vec()).unwrap()
        })
        .collect()
}

/// A program can only call of the system what is linked into it.
#[test]
fn sec_40_neither_sockets_nor_other_programs_are_linked_in() {
    let program = fs::read(env!("CARGO_BIN_EXE_ramlint")).unwrap();
    if !program.starts_with(b"\x7fELF\x02\x01") {
        eprintln!("skipped: names are looked for in programs for Linux with 64 bits");
        return;
    }
    let imported = imported(&program);
    assert!(imported.iter().any(|name| name == "write"), "{imported:?}");
    for name in [
        "accept",
        "accept4",
        "bind",
        "connect",
        "dlopen",
        "execl",
        "execv",
        "execve",
        "execvp",
        "fexecve",
        "fork",
        "getaddrinfo",
        "listen",
        "popen",
        "posix_spawn",
        "posix_spawnp",
        "recv",
        "recvfrom",
        "recvmsg",
        "send",
        "sendmsg",
        "sendto",
        "socket",
        "socketpair",
        "system",
        "vfork",
    ] {
        assert!(!imported.iter().any(|imported| imported == name), "{name}");
    }
}

#[test]
fn sec_43_the_lint_against_starting_programs_is_on() {
    let text = read(".clippy.toml");
    for path in ["std::process::Command::new", "std::net::TcpStream::connect"] {
        assert!(text.contains(path), "{path}");
    }
}

/// Every dependency says what it is there for.
#[test]
fn sec_61_dependencies_have_their_reasons() {
    let text = read("Cargo.toml");
    let mut inside = false;
    let mut seen = 0;
    for line in text.lines() {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]");
        } else if inside && !line.is_empty() {
            seen += 1;
            assert!(line.contains(" # "), "{line}");
        }
    }
    assert!(seen > 20);
}
