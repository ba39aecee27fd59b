//! Objects by their names: packed, or each in a file of its own.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use gix_index::hash::{Kind as Hash, ObjectId, Prefix};
use gix_object::Kind;
use gix_zlib::{Inflate, Status};

use super::packs::{Fault, Object, Packs};
use super::places::{Places, words};
use super::short;
use crate::cli::disk::{self, Reason};

/// Largest object that is read, in bytes. It is less than what is read of a file on
/// disk, since a small object can say that it is a large file.
pub const LARGEST: u64 = 256 * 1024 * 1024;

/// Longest list of other places of objects.
const ALTERNATES_LIMIT: u64 = 64 * 1024;

/// Longest start of an object, `commit 1234\0`.
const HEADER: usize = 64;

/// Fewest digits that may stand for an object.
const FEWEST_DIGITS: usize = 4;

/// Why an object cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It is not here; what may help.
    Missing(String),
    /// It is larger than what is read.
    TooLarge { size: u64, limit: u64 },
    /// It is not what its name says.
    Damaged(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(why) | Self::Damaged(why) => f.write_str(why),
            Self::TooLarge { size, limit } => {
                let reason = Reason::TooLarge {
                    size: *size,
                    limit: *limit,
                };
                write!(f, "an object {reason}")
            }
        }
    }
}

impl From<Trouble> for Reason {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::TooLarge { size, limit } => Self::TooLarge { size, limit },
            other => Self::Object(other.to_string()),
        }
    }
}

/// What begins with some digits.
pub(super) enum Named {
    Nothing,
    One(ObjectId),
    Several,
}

/// The objects of a repository.
pub(super) struct Objects {
    /// Folders of objects inside the repository.
    folders: Vec<PathBuf>,
    /// Such folders elsewhere, which are not read.
    elsewhere: Vec<String>,
    packs: Packs,
    inflate: RefCell<Inflate>,
    /// Whether a folder of loose objects is there and no link, by its name.
    fans: RefCell<BTreeMap<PathBuf, bool>>,
}

impl Objects {
    pub fn of(places: &Places) -> Result<Self, String> {
        let Some(first) = places.inside(&places.common.join("objects"))? else {
            return Err("it has no folder `objects`".to_owned());
        };
        let mut folders = Vec::new();
        let mut elsewhere = Vec::new();
        let mut pending = vec![first];
        while let Some(folder) = pending.pop() {
            if folders.contains(&folder) {
                continue;
            }
            let list = places.text(&folder.join("info/alternates"), ALTERNATES_LIMIT)?;
            for line in list.as_deref().unwrap_or_default().lines() {
                if line.is_empty() || line.starts_with('#') {
                    continue;
                }
                match places.inside(&folder.join(line)) {
                    Ok(Some(other)) => pending.push(other),
                    Ok(None) => {}
                    Err(_) => elsewhere.push(line.to_owned()),
                }
            }
            folders.push(folder);
        }
        let packs = Packs::of(places, &folders)?;
        Ok(Self {
            folders,
            elsewhere,
            packs,
            inflate: RefCell::default(),
            fans: RefCell::default(),
        })
    }

    /// An object of a kind.
    pub fn of_kind(&self, id: &ObjectId, wanted: Kind) -> Result<Vec<u8>, Trouble> {
        let (kind, bytes) = self.find(id)?;
        if kind == wanted {
            return Ok(bytes);
        }
        Err(Trouble::Damaged(format!(
            "object {} is a {kind} where a {wanted} is referred to",
            short(id)
        )))
    }

    /// An object, once its bytes are seen to be those that its name stands for.
    pub fn find(&self, id: &ObjectId) -> Result<Object, Trouble> {
        let damaged = |why: String| {
            Trouble::Damaged(format!(
                "object {} is damaged ({why}); run `git fsck`",
                short(id)
            ))
        };
        let mut inflate = self.inflate.borrow_mut();
        let packed = self.packs.find(id, &mut inflate);
        let mut found = packed.map_err(|fault| match fault {
            Fault::Damaged(why) => damaged(why),
            Fault::TooLarge(size) => Trouble::TooLarge {
                size,
                limit: LARGEST,
            },
        })?;
        for folder in &self.folders {
            if found.is_none() {
                found = self.loose(folder, id, &mut inflate)?;
            }
        }
        let Some((kind, bytes)) = found else {
            return Err(Trouble::Missing(self.missing(id)));
        };
        match gix_object::compute_hash(Hash::Sha1, kind, &bytes) {
            Ok(real) if real == *id => Ok((kind, bytes)),
            Ok(_) => Err(damaged("its content has another name".to_owned())),
            Err(error) => Err(damaged(error.to_string())),
        }
    }

    fn missing(&self, id: &ObjectId) -> String {
        let id = short(id);
        if let [place, ..] = self.elsewhere.as_slice() {
            return format!(
                "object {id} is kept in `{place}`, outside of the repository, where nothing is read; run `git repack -a -d` to copy it"
            );
        }
        if self.packs.promised() {
            return format!(
                "object {id} was left out when the repository was cloned; run `git fetch --refetch --no-filter` to get it"
            );
        }
        format!("object {id} is missing; run `git fsck`")
    }

    fn loose(
        &self,
        folder: &Path,
        id: &ObjectId,
        inflate: &mut Inflate,
    ) -> Result<Option<Object>, Trouble> {
        let damaged = |why: &str| {
            Trouble::Damaged(format!(
                "object {} is damaged ({why}); run `git fsck`",
                short(id)
            ))
        };
        let hex = id.to_hex().to_string();
        let (fan, name) = hex.split_at_checked(2).unwrap_or((&hex, ""));
        let fan = folder.join(fan);
        if !self.is_fan(&fan) {
            return Ok(None);
        }
        let most = LARGEST.saturating_add(LARGEST / 64);
        let packed = match disk::open_file(&fan.join(name))
            .and_then(|(mut file, size)| disk::read_file(&mut file, size, most))
        {
            Ok(packed) => packed,
            Err(Reason::Missing) => return Ok(None),
            Err(Reason::TooLarge { size, .. }) => {
                return Err(Trouble::TooLarge {
                    size,
                    limit: LARGEST,
                });
            }
            Err(reason) => return Err(damaged(&format!("its file {reason}"))),
        };
        let mut start = [0; HEADER];
        inflate.reset();
        let (_, _, written) = inflate
            .once(&packed, &mut start)
            .map_err(|error| damaged(&error.to_string()))?;
        let (kind, size, header) =
            gix_object::decode::loose_header(start.get(..written).unwrap_or_default())
                .map_err(|error| damaged(&error.to_string()))?;
        if size > LARGEST {
            return Err(Trouble::TooLarge {
                size,
                limit: LARGEST,
            });
        }
        let whole = usize::try_from(size)
            .unwrap_or(usize::MAX)
            .saturating_add(header);
        // Room for one more byte shows whether there is more than it says.
        let mut bytes = vec![0; whole.saturating_add(1)];
        inflate.reset();
        let (status, _, written) = inflate
            .once(&packed, &mut bytes)
            .map_err(|error| damaged(&error.to_string()))?;
        if status != Status::StreamEnd || written != whole {
            return Err(damaged("it is not as long as it says"));
        }
        bytes.truncate(whole);
        bytes.drain(..header);
        Ok(Some((kind, bytes)))
    }

    /// Whether a folder of loose objects is there, and not a link to elsewhere.
    fn is_fan(&self, fan: &Path) -> bool {
        if let Some(known) = self.fans.borrow().get(fan) {
            return *known;
        }
        let is_folder = fs::symlink_metadata(fan).is_ok_and(|metadata| metadata.is_dir());
        self.fans.borrow_mut().insert(fan.to_owned(), is_folder);
        is_folder
    }

    /// The object whose name begins with these digits.
    pub fn beginning(&self, digits: &str) -> Result<Named, String> {
        if digits.len() < FEWEST_DIGITS {
            return Ok(Named::Nothing);
        }
        let Ok(prefix) = Prefix::from_hex(digits) else {
            return Ok(Named::Nothing);
        };
        let mut found = self.packs.beginning(prefix);
        for folder in &self.folders {
            self.loose_beginning(folder, digits, prefix, &mut found)?;
        }
        found.sort();
        found.dedup();
        Ok(match found.as_slice() {
            [] => Named::Nothing,
            [one] => Named::One(*one),
            _ => Named::Several,
        })
    }

    fn loose_beginning(
        &self,
        folder: &Path,
        digits: &str,
        prefix: Prefix,
        found: &mut Vec<ObjectId>,
    ) -> Result<(), String> {
        let digits = digits.to_ascii_lowercase();
        let Some((fan, _)) = digits.split_at_checked(2) else {
            return Ok(());
        };
        let path = folder.join(fan);
        if !self.is_fan(&path) {
            return Ok(());
        }
        let entries = fs::read_dir(&path).map_err(|error| words(&error))?;
        for entry in entries.filter_map(Result::ok) {
            let Some(name) = entry
                .file_name()
                .to_str()
                .map(|name| format!("{fan}{name}"))
            else {
                continue;
            };
            let id = ObjectId::from_hex(name.as_bytes()).ok();
            found.extend(id.filter(|id| prefix.cmp_oid(id).is_eq()));
        }
        Ok(())
    }
}
