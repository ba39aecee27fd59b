//! Objects in packs.

use std::fs;

use gix_index::hash::{Kind as Hash, ObjectId, hasher};
use gix_object::Kind;

use super::Repo;
use super::repository::deflated;

/// How an object is kept in a pack.
enum Kept<'a> {
    Whole(Kind, &'a [u8]),
    /// As what differs from the object that stands so many places before it.
    Offset(usize, &'a [u8]),
    /// As what differs from an object of this name.
    Named(ObjectId, &'a [u8]),
}

fn varint(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(number & 0x7f).unwrap();
        number >>= 7;
        bytes.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return bytes;
        }
    }
}

fn header(kind: u8, size: usize) -> Vec<u8> {
    let mut bytes = vec![(kind << 4) | u8::try_from(size & 0xf).unwrap()];
    if size > 0xf {
        *bytes.last_mut().unwrap() |= 0x80;
        bytes.extend(varint(size >> 4));
    }
    bytes
}

fn distance(mut back: usize) -> Vec<u8> {
    let mut bytes = vec![u8::try_from(back & 0x7f).unwrap()];
    back >>= 7;
    while back > 0 {
        back -= 1;
        bytes.insert(0, u8::try_from(back & 0x7f).unwrap() | 0x80);
        back >>= 7;
    }
    bytes
}

fn sum(bytes: &[u8]) -> ObjectId {
    let mut hasher = hasher(Hash::Sha1);
    hasher.update(bytes);
    hasher.try_finalize().unwrap()
}

/// Writes a pack and its index.
fn pack(repo: &Repo, name: &str, objects: &[(ObjectId, Kept<'_>)]) {
    let mut bytes = b"PACK\0\0\0\x02".to_vec();
    bytes.extend_from_slice(&u32::try_from(objects.len()).unwrap().to_be_bytes());
    let mut offsets: Vec<usize> = Vec::new();
    for (at, (_, kept)) in objects.iter().enumerate() {
        let here = bytes.len();
        let content = match kept {
            Kept::Whole(kind, content) => {
                let kind = match kind {
                    Kind::Commit => 1,
                    Kind::Tree => 2,
                    Kind::Blob => 3,
                    Kind::Tag => 4,
                };
                bytes.extend(header(kind, content.len()));
                content
            }
            Kept::Offset(back, delta) => {
                bytes.extend(header(6, delta.len()));
                bytes.extend(distance(here - offsets[at - back]));
                delta
            }
            Kept::Named(base, delta) => {
                bytes.extend(header(7, delta.len()));
                bytes.extend_from_slice(base.as_slice());
                delta
            }
        };
        bytes.extend(deflated(content));
        offsets.push(here);
    }
    let pack_sum = sum(&bytes);
    bytes.extend_from_slice(pack_sum.as_slice());
    let mut sorted: Vec<(ObjectId, usize)> =
        objects.iter().map(|(id, _)| *id).zip(offsets).collect();
    sorted.sort();
    let mut index = b"\xfftOc\0\0\0\x02".to_vec();
    for first in 0..=255_u8 {
        let until = sorted
            .iter()
            .filter(|(id, _)| id.as_slice()[0] <= first)
            .count();
        index.extend_from_slice(&u32::try_from(until).unwrap().to_be_bytes());
    }
    for (id, _) in &sorted {
        index.extend_from_slice(id.as_slice());
    }
    index.extend(std::iter::repeat_n(0, sorted.len() * 4));
    for (_, offset) in &sorted {
        index.extend_from_slice(&u32::try_from(*offset).unwrap().to_be_bytes());
    }
    index.extend_from_slice(pack_sum.as_slice());
    let index_sum = sum(&index);
    index.extend_from_slice(index_sum.as_slice());
    fs::write(repo.git(&format!("objects/pack/pack-{name}.pack")), bytes).unwrap();
    fs::write(repo.git(&format!("objects/pack/pack-{name}.idx")), index).unwrap();
}

/// What turns one text into another that has more behind it.
fn longer(from: &str, more: &str) -> Vec<u8> {
    let mut delta = varint(from.len());
    delta.extend(varint(from.len() + more.len()));
    // Copy all of the base, then take what is new.
    delta.extend([0b1011_0000, u8::try_from(from.len() & 0xff).unwrap()]);
    delta.push(u8::try_from(from.len() >> 8).unwrap());
    delta.push(u8::try_from(more.len()).unwrap());
    delta.extend_from_slice(more.as_bytes());
    delta
}

fn named(id: &ObjectId) -> String {
    id.to_hex().to_string()
}

#[test]
fn objects_are_read_from_packs_and_as_what_differs_from_others() {
    let mut repo = Repo::new();
    let base = format!("{{\"x\": \"{}\"}}", "y".repeat(300));
    let texts = [
        base.clone(),
        format!("{base}\n"),
        format!("{base}\n\n "),
        "{}".to_owned(),
    ];
    let [a, b, c, d] = texts.clone().map(|text| repo.blob(text));
    let files: Vec<(&str, &str)> = ["a.json", "b.json", "c.json", "d.json"]
        .into_iter()
        .zip(texts.iter().map(String::as_str))
        .collect();
    let commit = repo.commit(&files, &[]);
    repo.branch("main", commit);
    let opened = repo.open().unwrap();
    let tree = opened.resolve("main").unwrap().tree;
    let bytes = |id: &ObjectId| -> Vec<u8> {
        // What these tests write of an object is kept as it is, after a head of seven.
        let whole = fs::read(repo.loose(id)).unwrap();
        let inner = &whole[7..whole.len() - 4];
        let zero = inner.iter().position(|byte| *byte == 0).unwrap();
        inner[zero + 1..].to_vec()
    };
    let (commit_bytes, tree_bytes) = (bytes(&commit), bytes(&tree));
    let by_offset = longer(&texts[0], "\n");
    let by_name = longer(&texts[1], "\n ");
    for id in [a, b, c, d, tree, commit] {
        fs::remove_file(repo.loose(&id)).unwrap();
    }
    pack(
        &repo,
        "one",
        &[
            (a, Kept::Whole(Kind::Blob, texts[0].as_bytes())),
            (commit, Kept::Whole(Kind::Commit, &commit_bytes)),
            (b, Kept::Offset(2, &by_offset)),
            (c, Kept::Named(b, &by_name)),
        ],
    );
    pack(
        &repo,
        "two",
        &[
            (tree, Kept::Whole(Kind::Tree, &tree_bytes)),
            (d, Kept::Whole(Kind::Blob, texts[3].as_bytes())),
        ],
    );
    let inputs = super::hostile::collected(&repo);
    let read: Vec<&str> = inputs.files.iter().map(|file| file.text.as_str()).collect();
    assert_eq!(read, texts.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(inputs.not_analysed.is_empty());
    let digits = named(&commit);
    assert_eq!(
        repo.open().unwrap().resolve(&digits[..8]).unwrap().id,
        commit
    );
}

#[test]
fn sec_01_a_damaged_pack_is_told_and_not_believed() {
    let mut repo = Repo::new();
    let good = repo.blob("{}");
    let commit = repo.commit(&[("a.json", "{}")], &[]);
    repo.branch("main", commit);
    fs::remove_file(repo.loose(&good)).unwrap();
    // Under the name of the one there is another.
    pack(&repo, "one", &[(good, Kept::Whole(Kind::Blob, b"{ }"))]);
    let inputs = super::hostile::collected(&repo);
    let told = inputs.not_analysed[0].reason.to_string();
    assert!(
        told.contains("is damaged (its content has another name)"),
        "{told}"
    );
    // Deltas that lead to each other.
    let other = ObjectId::from_hex(&[b'5'; 40]).unwrap();
    let delta = longer("{}", " ");
    pack(
        &repo,
        "one",
        &[
            (good, Kept::Named(other, &delta)),
            (other, Kept::Named(good, &delta)),
        ],
    );
    let inputs = super::hostile::collected(&repo);
    let told = inputs.not_analysed[0].reason.to_string();
    assert!(told.contains("is damaged"), "{told}");
}
