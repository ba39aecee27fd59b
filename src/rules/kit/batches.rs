//! Work on a long list, in parts on all cores: parts that end where a group of the list
//! does, whatever the number of cores, so that the outcome is the same everywhere.

use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// A list in batches of at least so many members, but for the last. Those of one group
/// stand together and stay together.
pub(super) fn batches<T, G: PartialEq>(
    all: &[T],
    least: usize,
    group: impl Fn(&T) -> G,
) -> Vec<&[T]> {
    let mut found = Vec::new();
    let mut left = all;
    while !left.is_empty() {
        let last = left.get(least.saturating_sub(1)).or(left.last());
        let last = last.map(&group);
        let mut ended = left.iter().enumerate().skip(least);
        let end = ended.find(|(_, one)| Some(group(one)) != last);
        let end = end.map_or(left.len(), |(number, _)| number);
        let (batch, rest) = left.split_at_checked(end).unwrap_or((left, &[]));
        found.push(batch);
        left = rest;
    }
    found
}

/// The same of a list that is to be changed.
pub(super) fn batches_mut<T, G: PartialEq>(
    all: &mut [T],
    least: usize,
    group: impl Fn(&T) -> G,
) -> Vec<&mut [T]> {
    let lengths: Vec<usize> = batches(all, least, group)
        .iter()
        .map(|batch| batch.len())
        .collect();
    let mut left = all;
    let parts = lengths.into_iter().map(|length| {
        let (batch, rest) = std::mem::take(&mut left)
            .split_at_mut_checked(length)
            .unwrap_or_default();
        left = rest;
        batch
    });
    parts.collect()
}

/// What becomes of each batch, in order. A single one is done before there are threads.
pub(super) fn each<B: Send, R: Send>(batches: Vec<B>, of: impl Fn(B) -> R + Send + Sync) -> Vec<R> {
    if batches.len() > 1 {
        batches.into_par_iter().map(of).collect()
    } else {
        batches.into_iter().map(of).collect()
    }
}
