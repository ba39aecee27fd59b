//! Paths relative to the root, `/`-separated: the parts of one, and what a path
//! written in a file means from the folder that the file is in.

/// The last part of a path.
pub(super) fn base_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// The folder of a path; the root is empty.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The file name without its extension.
pub(super) fn stem(path: &str) -> &str {
    let name = base_name(path);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// What comes after `folder/` in a path.
pub(super) fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// A path as written in a file of `folder`, relative to the root; `None` if it
/// leaves the root.
pub(super) fn resolve(folder: &str, written: &str) -> Option<String> {
    if written.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_path_starts_at_the_folder_of_its_file() {
        assert_eq!(
            resolve("ops/ram", "a/b.json").as_deref(),
            Some("ops/ram/a/b.json")
        );
        assert_eq!(
            resolve("ops/ram", "./../x.json").as_deref(),
            Some("ops/x.json")
        );
        assert_eq!(resolve("ops", "../../x.json"), None);
        assert_eq!(resolve("", "/etc/passwd"), None);
    }

    #[test]
    fn parts() {
        assert_eq!(stem("a/b.v3.json"), "b.v3");
        assert_eq!(stem(".json"), ".json");
        assert_eq!(folder_of("a.json"), "");
        assert_eq!(below("a/b/c", "a"), Some("b/c"));
        assert_eq!(below("ab/c", "a"), None);
    }
}
