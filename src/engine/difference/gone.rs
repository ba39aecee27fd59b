//! A way that the search found on one side, gone on the other.

use std::borrow::Cow;

use crate::engine::difference::Side;
use crate::engine::difference::halves::{LinePair, Meeting};
use crate::engine::difference::teller::Teller;
use crate::engine::joint::Numbers;
use crate::engine::obtain::Obtained;
use crate::engine::obtain::again::Again;

/// The other side, made ready once there is a way to look for.
#[derive(Default)]
pub(super) struct Elsewhere<'a>(Option<Again<'a>>);

/// A way of the other side, with the numbers of its doubts in the joint table.
pub(super) struct Gone<'w> {
    pub(super) way: Cow<'w, Obtained>,
    pub(super) numbers: Cow<'w, Numbers>,
}

impl<'a> Meeting<'a, '_> {
    /// A way that the search found on one side.
    pub(super) fn known<'w>(&self, way: &'w Obtained, side: Side) -> Gone<'w>
    where
        'a: 'w,
    {
        Gone {
            way: Cow::Borrowed(way),
            numbers: Cow::Borrowed(self.half(side).numbers),
        }
    }

    /// The same way on the other side, if it can be gone there.
    pub(super) fn gone(
        &mut self,
        pair: LinePair<'a>,
        way: &Obtained,
        gives: Side,
        elsewhere: &mut Elsewhere<'a>,
    ) -> Option<Gone<'static>> {
        let side = gives.other();
        let about = pair.of(side)?.about;
        if elsewhere.0.is_none() {
            let question = match side {
                Side::Before => &self.asked.answers.0.question,
                Side::After => &self.asked.answers.1.question,
            };
            let half = self.half(side);
            let lines = half.answers.map_or(&[][..], |answers| &answers.lines);
            let teller = Teller::new(half, question, self.asked)?;
            elsewhere.0 = Some(Again::new(
                (teller.facts, teller.index),
                self.asked.settings,
                (teller.compiler, teller.doubts),
                lines,
            ));
        }
        let again = elsewhere.0.as_mut()?;
        let found = again.gone(about, way)?;
        let numbers = match side {
            Side::Before => self.doubts.earlier(&again.doubts),
            Side::After => self.doubts.later(&again.doubts),
        };
        Some(Gone {
            way: Cow::Owned(found),
            numbers: Cow::Owned(numbers),
        })
    }
}
