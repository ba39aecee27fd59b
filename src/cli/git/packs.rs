//! Objects in packs, where one may be kept as what differs from another.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use gix_index::hash::{Kind as Hash, ObjectId, Prefix};
use gix_object::Kind;
use gix_pack::Bundle;
use gix_pack::cache::DecodeEntry;
use gix_pack::data::decode::header::ResolvedBase;
use gix_zlib::Inflate;

use super::objects::LARGEST;
use super::places::Places;

/// Most bytes kept of objects that others are told by their difference from.
const KEPT: usize = 16 * 1024 * 1024;

/// An object as it was kept.
pub(super) type Object = (Kind, Vec<u8>);

/// Why an object that is in a pack cannot be had from it.
pub(super) enum Fault {
    /// It has so many bytes.
    TooLarge(u64),
    /// What is wrong with it.
    Damaged(String),
}

/// All packs of a repository.
pub(super) struct Packs {
    packs: Vec<Bundle>,
    /// The one that had the last object; the next is most often there too.
    last: Cell<usize>,
    bases: RefCell<Bases>,
    /// Some objects were left where the clone is from.
    promised: bool,
}

impl Packs {
    /// Opens the packs in folders of objects.
    pub fn of(places: &Places, folders: &[PathBuf]) -> Result<Self, String> {
        let mut packs = Vec::new();
        let mut promised = false;
        for folder in folders {
            let Some(folder) = places.inside(&folder.join("pack"))? else {
                continue;
            };
            let Ok(entries) = fs::read_dir(folder) else {
                continue;
            };
            let mut paths: Vec<PathBuf> = entries
                .filter_map(Result::ok)
                .map(|entry| entry.path())
                .collect();
            paths.sort();
            for path in paths {
                match path.extension().and_then(|end| end.to_str()) {
                    Some("promisor") => promised = true,
                    Some("idx") => packs.push(open(places, path)?),
                    _ => {}
                }
            }
        }
        Ok(Self {
            packs,
            last: Cell::new(0),
            bases: RefCell::default(),
            promised,
        })
    }

    pub const fn promised(&self) -> bool {
        self.promised
    }

    /// An object, if it is in a pack.
    ///
    /// # Errors
    /// It is over the limit, or damaged.
    pub fn find(&self, id: &ObjectId, inflate: &mut Inflate) -> Result<Option<Object>, Fault> {
        let last = self.last.get();
        let order = (last..self.packs.len()).chain(0..last);
        for at in order {
            let Some(pack) = self.packs.get(at) else {
                continue;
            };
            let Some(index) = pack.index.lookup(id) else {
                continue;
            };
            self.last.set(at);
            let mut bytes = Vec::new();
            let mut bases = self.bases.borrow_mut();
            let found = pack.get_object_by_index(index, &mut bytes, inflate, &mut *bases);
            let kind = match found {
                Ok((data, _)) => data.kind,
                Err(error) => {
                    return Err(match size(pack, index, inflate) {
                        Some(size) if size > LARGEST => Fault::TooLarge(size),
                        _ => Fault::Damaged(error.to_string()),
                    });
                }
            };
            let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            if size > LARGEST {
                return Err(Fault::TooLarge(size));
            }
            return Ok(Some((kind, bytes)));
        }
        Ok(None)
    }

    /// The packed objects whose names begin so: all, or enough to see that there are
    /// several.
    pub fn beginning(&self, prefix: Prefix) -> Vec<ObjectId> {
        let mut found = Vec::new();
        for pack in &self.packs {
            let mut range = 0..0;
            if pack.index.lookup_prefix(prefix, Some(&mut range)).is_some() {
                let some = range.take(2);
                found.extend(some.map(|at| pack.index.oid_at_index(at).to_owned()));
            }
        }
        found
    }
}

fn open(places: &Places, path: PathBuf) -> Result<Bundle, String> {
    let pack = path.with_extension("pack");
    for path in [&path, &pack] {
        if places.inside(path)?.is_none_or(|real| !real.is_file()) {
            return Err(format!("`{}` is no file", path.display()));
        }
    }
    let index = gix_pack::index::File::at(path, Hash::Sha1);
    let pack = gix_pack::data::File::at(pack, Hash::Sha1);
    let most = usize::try_from(LARGEST.saturating_mul(2)).unwrap_or(usize::MAX);
    Ok(Bundle {
        index: index.map_err(|error| error.to_string())?,
        pack: pack
            .map_err(|error| error.to_string())?
            .with_alloc_limit_bytes(Some(most)),
    })
}

/// How large an object says that it is.
fn size(pack: &Bundle, index: u32, inflate: &mut Inflate) -> Option<u64> {
    let entry = |index| pack.pack.entry(pack.index.pack_offset_at_index(index));
    let outcome = pack.pack.decode_header(entry(index).ok()?, inflate, &|id| {
        let base = pack.index.lookup(id).map(entry).transpose()?;
        Ok(base.map(ResolvedBase::InPack))
    });
    outcome.ok().map(|outcome| outcome.object_size)
}

/// An object that others are told from.
struct Base {
    kind: Kind,
    bytes: Vec<u8>,
    packed: usize,
}

/// The last objects that others were told from, by pack and place.
#[derive(Default)]
struct Bases {
    known: BTreeMap<(u32, u64), Base>,
    bytes: usize,
}

impl DecodeEntry for Bases {
    fn put(&mut self, pack: u32, offset: u64, data: &[u8], kind: Kind, packed: usize) {
        if data.len() > KEPT / 4 {
            return;
        }
        if self.bytes.saturating_add(data.len()) > KEPT {
            self.known.clear();
            self.bytes = 0;
        }
        self.bytes = self.bytes.saturating_add(data.len());
        let base = Base {
            kind,
            bytes: data.to_owned(),
            packed,
        };
        self.known.insert((pack, offset), base);
    }

    fn get(&mut self, pack: u32, offset: u64, out: &mut Vec<u8>) -> Option<(Kind, usize)> {
        let base = self.known.get(&(pack, offset))?;
        out.clear();
        out.extend_from_slice(&base.bytes);
        Some((base.kind, base.packed))
    }
}
