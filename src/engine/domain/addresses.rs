//! IP addresses (D20): IPv4 and IPv6 are two families that share no address, and
//! a set holds sorted, disjoint, non-adjacent ranges of each. IPv4-mapped IPv6
//! addresses are IPv6 here; [`Cidr::mapped`] gives the IPv4 range that they equal in
//! the other world of `ipv4-mapped`. Only canonical notation is read (D13).

#[cfg(test)]
mod tests;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Blocks whose addresses do not come from the public Internet; see
/// [`AddressSet::private`].
const PRIVATE: [Cidr; 9] = [
    v4([10, 0, 0, 0], 8),
    v4([172, 16, 0, 0], 12),
    v4([192, 168, 0, 0], 16),
    v4([100, 64, 0, 0], 10),
    v4([127, 0, 0, 0], 8),
    v4([169, 254, 0, 0], 16),
    v6(0xfc00 << 112, 7),
    v6(0xfe80 << 112, 10),
    v6(1, 128),
];

/// The bits of the `::ffff:0:0/96` prefix: what comes before the IPv4 address.
const MAPPED_PREFIX: u8 = 96;

/// One of the two kinds of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// 32 bits.
    V4,
    /// 128 bits.
    V6,
}

impl Family {
    /// Bits in an address.
    #[must_use]
    pub const fn bits(self) -> u8 {
        match self {
            Self::V4 => 32,
            Self::V6 => 128,
        }
    }

    const fn last(self) -> u128 {
        match self {
            Self::V4 => 0xffff_ffff,
            Self::V6 => u128::MAX,
        }
    }

    fn address(self, number: u128) -> IpAddr {
        match self {
            Self::V4 => Ipv4Addr::from(u32::try_from(number).unwrap_or(u32::MAX)).into(),
            Self::V6 => Ipv6Addr::from(number).into(),
        }
    }
}

fn number(address: IpAddr) -> (Family, u128) {
    match address {
        IpAddr::V4(v4) => (Family::V4, u128::from(u32::from(v4))),
        IpAddr::V6(v6) => (Family::V6, u128::from(v6)),
    }
}

/// An address block: a network address and how many of its bits are fixed.
/// A lone address is a block with all bits fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cidr {
    /// The lowest address; the bits after the prefix are zero.
    pub network: IpAddr,
    /// Number of fixed bits, at most 32 or 128.
    pub prefix: u8,
    /// Whether bits after the prefix were set in the text and have been masked (D13).
    pub host_bits: bool,
}

const fn v4([a, b, c, d]: [u8; 4], prefix: u8) -> Cidr {
    Cidr {
        network: IpAddr::V4(Ipv4Addr::new(a, b, c, d)),
        prefix,
        host_bits: false,
    }
}

const fn v6(bits: u128, prefix: u8) -> Cidr {
    Cidr {
        network: IpAddr::V6(Ipv6Addr::from_bits(bits)),
        prefix,
        host_bits: false,
    }
}

/// Why a text is no address or block in canonical notation (D13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCanonical {
    /// The canonical notation, where the text is an address in another one.
    pub canonical: Option<String>,
}

/// Reads an address or a block (D13): the address exactly as it would be printed,
/// the prefix length in plain digits without leading zeros. Host bits are masked and
/// flagged.
///
/// # Errors
/// [`NotCanonical`] for everything else, such as `10.0.0.*`, `010.0.0.1`, `::FFFF`.
pub fn parse_cidr(text: &str) -> Result<Cidr, NotCanonical> {
    const NOT_READ: NotCanonical = NotCanonical { canonical: None };
    let (host, length) = match text.split_once('/') {
        Some((host, length)) => (host, Some(length)),
        None => (text, None),
    };
    let address: IpAddr = host.parse().map_err(|_| NOT_READ)?;
    let (family, bits) = number(address);
    let prefix = match length {
        None => family.bits(),
        Some(digits) => parse_prefix(digits, family).ok_or(NOT_READ)?,
    };
    let canonical = address.to_string();
    if canonical != host {
        let canonical = match length {
            None => canonical,
            Some(digits) => format!("{canonical}/{digits}"),
        };
        return Err(NotCanonical {
            canonical: Some(canonical),
        });
    }
    let network = bits & !host_mask(family, prefix);
    Ok(Cidr {
        network: family.address(network),
        prefix,
        host_bits: network != bits,
    })
}

fn parse_prefix(digits: &str, family: Family) -> Option<u8> {
    let plain = !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    let prefix: u8 = digits.parse().ok()?;
    (plain && prefix <= family.bits()).then_some(prefix)
}

/// The bits after the prefix.
fn host_mask(family: Family, prefix: u8) -> u128 {
    let all = family.last();
    let fixed = all.checked_shr(u32::from(prefix)).unwrap_or(0);
    all & fixed
}

impl Cidr {
    /// The family of its addresses.
    #[must_use]
    pub const fn family(&self) -> Family {
        match self.network {
            IpAddr::V4(_) => Family::V4,
            IpAddr::V6(_) => Family::V6,
        }
    }

    /// The IPv4 block that it equals in one world of `ipv4-mapped`, where it lies
    /// in `::ffff:0:0/96` (D20).
    #[must_use]
    pub fn mapped(&self) -> Option<Self> {
        let IpAddr::V6(v6) = self.network else {
            return None;
        };
        Some(Self {
            network: v6.to_ipv4_mapped()?.into(),
            prefix: self.prefix.checked_sub(MAPPED_PREFIX)?,
            host_bits: self.host_bits,
        })
    }

    fn range(&self) -> (Family, Range) {
        let (family, first) = number(self.network);
        let mask = host_mask(family, self.prefix);
        (
            family,
            Range {
                first: first & !mask,
                last: first | mask,
            },
        )
    }
}

impl fmt::Display for Cidr {
    /// `10.0.0.0/8`, and `10.0.0.1` where all bits are fixed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.prefix == self.family().bits() {
            write!(f, "{}", self.network)
        } else {
            write!(f, "{}/{}", self.network, self.prefix)
        }
    }
}

/// Addresses of one family as numbers, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Range {
    first: u128,
    last: u128,
}

/// A set of addresses. Equal sets compare equal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AddressSet {
    v4: Vec<Range>,
    v6: Vec<Range>,
}

impl AddressSet {
    /// No address.
    #[must_use]
    pub const fn nothing() -> Self {
        Self {
            v4: Vec::new(),
            v6: Vec::new(),
        }
    }

    /// Every address of both families.
    #[must_use]
    pub fn everything() -> Self {
        Self::nothing().complement()
    }

    /// Every address of one family.
    #[must_use]
    pub fn family(family: Family) -> Self {
        let mut set = Self::nothing();
        set.ranges_mut(family).push(Range {
            first: 0,
            last: family.last(),
        });
        set
    }

    /// The addresses of some blocks.
    #[must_use]
    pub fn from_cidrs<'a>(blocks: impl IntoIterator<Item = &'a Cidr>) -> Self {
        let mut set = Self::nothing();
        for block in blocks {
            let (family, range) = block.range();
            set.ranges_mut(family).push(range);
        }
        Self {
            v4: merged(set.v4),
            v6: merged(set.v6),
        }
    }

    /// The private addresses (D27): private networks (RFC 1918), shared space of
    /// carriers (RFC 6598), loopback (RFC 1122, 3.2.1.3; RFC 4291, 2.5.3),
    /// link-local (RFC 3927; RFC 4291, 2.5.6) and unique local IPv6 (RFC 4193). All
    /// others count as public, those for documentation too.
    #[must_use]
    pub fn private() -> Self {
        Self::from_cidrs(&PRIVATE)
    }

    /// Of how many ranges it is made.
    #[must_use]
    pub const fn pieces(&self) -> usize {
        self.v4.len().saturating_add(self.v6.len())
    }

    fn ranges(&self, family: Family) -> &[Range] {
        match family {
            Family::V4 => &self.v4,
            Family::V6 => &self.v6,
        }
    }

    fn ranges_mut(&mut self, family: Family) -> &mut Vec<Range> {
        match family {
            Family::V4 => &mut self.v4,
            Family::V6 => &mut self.v6,
        }
    }

    /// The addresses of either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let both = |family| {
            let all = self.ranges(family).iter().chain(other.ranges(family));
            merged(all.copied().collect())
        };
        Self {
            v4: both(Family::V4),
            v6: both(Family::V6),
        }
    }

    /// The addresses of both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let both = |family| common(self.ranges(family), other.ranges(family));
        Self {
            v4: both(Family::V4),
            v6: both(Family::V6),
        }
    }

    /// The addresses of either family that are not in the set.
    #[must_use]
    pub fn complement(&self) -> Self {
        let rest = |family| gaps(self.ranges(family), family.last());
        Self {
            v4: rest(Family::V4),
            v6: rest(Family::V6),
        }
    }

    /// Whether there is no address in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty()
    }

    /// Whether it holds every address of both families.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.has_family(Family::V4) && self.has_family(Family::V6)
    }

    /// Whether it holds every address of one family; `0.0.0.0/0` has IPv4 only (D20).
    #[must_use]
    pub fn has_family(&self, family: Family) -> bool {
        let whole = Range {
            first: 0,
            last: family.last(),
        };
        self.ranges(family).first() == Some(&whole)
    }

    /// Whether an address is in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let (family, number) = number(address);
        let ranges = self.ranges(family);
        let after = ranges.partition_point(|range| range.first <= number);
        let before = after.checked_sub(1).and_then(|index| ranges.get(index));
        before.is_some_and(|range| number <= range.last)
    }

    /// Whether every address of it is in `other`.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.intersection(other) == *self
    }

    /// The lowest address, IPv4 before IPv6.
    #[must_use]
    pub fn first(&self) -> Option<IpAddr> {
        [Family::V4, Family::V6].into_iter().find_map(|family| {
            self.ranges(family)
                .first()
                .map(|range| family.address(range.first))
        })
    }

    /// The fewest blocks that make it up, in order, IPv4 before IPv6.
    #[must_use]
    pub fn to_cidrs(&self) -> Vec<Cidr> {
        let mut blocks = Vec::new();
        for family in [Family::V4, Family::V6] {
            for range in self.ranges(family) {
                split(family, *range, &mut blocks);
            }
        }
        blocks
    }
}

impl fmt::Display for AddressSet {
    /// The blocks, as in `10.0.0.0/8, 192.168.0.0/16`; nothing for the empty set.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, block) in self.to_cidrs().iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{block}")?;
        }
        Ok(())
    }
}

fn merged(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.sort_unstable();
    let mut kept: Vec<Range> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match kept.last_mut() {
            Some(before) if range.first <= before.last.saturating_add(1) => {
                before.last = before.last.max(range.last);
            }
            _ => kept.push(range),
        }
    }
    kept
}

fn common(one: &[Range], other: &[Range]) -> Vec<Range> {
    let mut kept = Vec::new();
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    while let (Some(a), Some(b)) = (one.peek(), other.peek()) {
        let range = Range {
            first: a.first.max(b.first),
            last: a.last.min(b.last),
        };
        if range.first <= range.last {
            kept.push(range);
        }
        if a.last < b.last {
            one.next();
        } else {
            other.next();
        }
    }
    kept
}

fn gaps(ranges: &[Range], last: u128) -> Vec<Range> {
    let mut kept = Vec::with_capacity(ranges.len().saturating_add(1));
    let mut free = Some(0);
    for range in ranges {
        if let (Some(first), Some(end)) = (free, range.first.checked_sub(1))
            && first <= end
        {
            kept.push(Range { first, last: end });
        }
        free = range.last.checked_add(1);
    }
    if let Some(first) = free
        && first <= last
    {
        kept.push(Range { first, last });
    }
    kept
}

/// Takes the largest aligned block from the front until nothing is left.
fn split(family: Family, range: Range, blocks: &mut Vec<Cidr>) {
    let mut first = range.first;
    loop {
        let aligned = first.trailing_zeros();
        let fits = range
            .last
            .checked_sub(first)
            .map_or(0, |more| more.checked_add(1).map_or(128, u128::ilog2));
        let host = aligned.min(fits).min(u32::from(family.bits()));
        let prefix = family
            .bits()
            .saturating_sub(u8::try_from(host).unwrap_or(u8::MAX));
        blocks.push(Cidr {
            network: family.address(first),
            prefix,
            host_bits: false,
        });
        let size = 1_u128.checked_shl(host);
        match size.and_then(|size| first.checked_add(size)) {
            Some(next) if next <= range.last => first = next,
            _ => return,
        }
    }
}
