//! Numbers and instants: dense ordered sets (D17, D19), kept as sorted, disjoint
//! intervals with open, closed or infinite ends. Points are integers in units so
//! fine that between two written values there is always another: tenths of a
//! nanosecond for instants, 10⁻¹⁸ for numbers. Between two points there is thus
//! always something, whether or not it can be named.

mod values;

#[cfg(test)]
mod tests;

use std::ops::Bound;

pub use values::{
    NUMBER_UNIT, SECOND, format_decimal, format_instant, parse_decimal, parse_instant,
};

/// The comparisons of the numeric and date operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `≠`
    NotEqual,
    /// `<`
    Less,
    /// `≤`
    LessOrEqual,
    /// `>`
    Greater,
    /// `≥`
    GreaterOrEqual,
}

/// A place where the line can be cut: just before or just after a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Cut {
    Start,
    At(i128, Side),
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Side {
    Before,
    After,
}

/// What lies between two cuts; never nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Span {
    from: Cut,
    to: Cut,
}

impl Cut {
    /// This cut as the beginning of a span.
    const fn lower(self) -> Bound<i128> {
        match self {
            Self::At(point, Side::Before) => Bound::Included(point),
            Self::At(point, Side::After) => Bound::Excluded(point),
            Self::Start | Self::End => Bound::Unbounded,
        }
    }

    /// This cut as the end of a span.
    const fn upper(self) -> Bound<i128> {
        match self {
            Self::At(point, Side::After) => Bound::Included(point),
            Self::At(point, Side::Before) => Bound::Excluded(point),
            Self::Start | Self::End => Bound::Unbounded,
        }
    }

    fn moved(self, distance: i128) -> Self {
        match self {
            Self::At(point, side) => point
                .checked_add(distance)
                .map_or(Self::End, |moved| Self::At(moved, side)),
            other => other,
        }
    }
}

/// A set of points. Equal sets compare equal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Intervals {
    spans: Vec<Span>,
}

impl Intervals {
    /// No point.
    #[must_use]
    pub const fn nothing() -> Self {
        Self { spans: Vec::new() }
    }

    /// Of how many intervals it is made.
    #[must_use]
    pub const fn pieces(&self) -> usize {
        self.spans.len()
    }

    /// Every point.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            spans: vec![Span {
                from: Cut::Start,
                to: Cut::End,
            }],
        }
    }

    /// The points that compare so with `point`.
    #[must_use]
    pub fn compared(comparison: Comparison, point: i128) -> Self {
        let (before, after) = (Cut::At(point, Side::Before), Cut::At(point, Side::After));
        let (from, to) = match comparison {
            Comparison::Equal => (before, after),
            Comparison::NotEqual => {
                return Self::compared(Comparison::Equal, point).complement();
            }
            Comparison::Less => (Cut::Start, before),
            Comparison::LessOrEqual => (Cut::Start, after),
            Comparison::Greater => (after, Cut::End),
            Comparison::GreaterOrEqual => (before, Cut::End),
        };
        Self {
            spans: vec![Span { from, to }],
        }
    }

    fn merged(mut spans: Vec<Span>) -> Self {
        spans.sort_unstable();
        let mut kept: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match kept.last_mut() {
                Some(before) if span.from <= before.to => before.to = before.to.max(span.to),
                _ => kept.push(span),
            }
        }
        Self { spans: kept }
    }

    /// The points of either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::merged(self.spans.iter().chain(&other.spans).copied().collect())
    }

    /// The points of any of several sets.
    #[must_use]
    pub fn any(sets: &[Self]) -> Self {
        Self::merged(sets.iter().flat_map(|set| &set.spans).copied().collect())
    }

    /// The spans that do not end before a set begins.
    fn not_before(&self, other: &Self) -> &[Span] {
        let Some(first) = other.spans.first() else {
            return &[];
        };
        let before = self.spans.partition_point(|span| span.to <= first.from);
        self.spans.get(before..).unwrap_or_default()
    }

    /// The points of both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let mut spans = Vec::new();
        let one = self.not_before(other).iter();
        let two = other.not_before(self).iter();
        let (mut one, mut two) = (one.peekable(), two.peekable());
        while let (Some(a), Some(b)) = (one.peek(), two.peek()) {
            let span = Span {
                from: a.from.max(b.from),
                to: a.to.min(b.to),
            };
            if span.from < span.to {
                spans.push(span);
            }
            if a.to < b.to {
                one.next();
            } else {
                two.next();
            }
        }
        Self { spans }
    }

    /// The points that are not in the set.
    #[must_use]
    pub fn complement(&self) -> Self {
        let mut spans = Vec::with_capacity(self.spans.len().saturating_add(1));
        let mut from = Cut::Start;
        for span in &self.spans {
            if from < span.from {
                spans.push(Span {
                    from,
                    to: span.from,
                });
            }
            from = span.to;
        }
        if from < Cut::End {
            spans.push(Span { from, to: Cut::End });
        }
        Self { spans }
    }

    /// Whether there is no point in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Whether it holds every point.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::everything()
    }

    /// Whether every point of it is in `other`.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.intersection(other) == *self
    }

    /// Whether a point is in it.
    #[must_use]
    pub fn contains(&self, point: i128) -> bool {
        self.spans.iter().any(|span| {
            span.from <= Cut::At(point, Side::Before) && Cut::At(point, Side::After) <= span.to
        })
    }

    /// A point of the first interval: a closed end, the lower one first; between
    /// two open ends the middle; beside a lone open end the point `unit` away, such as
    /// [`SECOND`]; on the whole line zero. An interval whose only points are finer
    /// than a unit of the line is passed over, which written values never make.
    #[must_use]
    pub fn member(&self, unit: i128) -> Option<i128> {
        self.spans
            .iter()
            .find_map(|span| match (span.from.lower(), span.to.upper()) {
                (Bound::Included(point), _) | (_, Bound::Included(point)) => Some(point),
                (Bound::Excluded(low), Bound::Excluded(high)) => {
                    let middle = low.midpoint(high);
                    (low < middle && middle < high).then_some(middle)
                }
                (Bound::Excluded(low), Bound::Unbounded) => low.checked_add(unit),
                (Bound::Unbounded, Bound::Excluded(high)) => high.checked_sub(unit),
                (Bound::Unbounded, Bound::Unbounded) => Some(0),
            })
    }

    /// Where the set begins: `Included` if that point is in it, `Unbounded` if it has
    /// no beginning. None for the empty set. Answers "from …" (D19).
    #[must_use]
    pub fn min_start(&self) -> Option<Bound<i128>> {
        self.spans.first().map(|span| span.from.lower())
    }

    /// The intervals in order, disjoint and not adjacent, each as its two ends.
    pub fn bounds(&self) -> impl Iterator<Item = (Bound<i128>, Bound<i128>)> + '_ {
        self.spans
            .iter()
            .map(|span| (span.from.lower(), span.to.upper()))
    }

    /// All points at most `distance` after a point of the set: where a role session
    /// that began in the set may still act. A negative distance counts as none; an
    /// end moved off the line is no end.
    #[must_use]
    pub fn extend_forward(&self, distance: i128) -> Self {
        let distance = distance.max(0);
        let longer = |span: &Span| Span {
            from: span.from,
            to: span.to.moved(distance),
        };
        Self::merged(self.spans.iter().map(longer).collect())
    }
}
