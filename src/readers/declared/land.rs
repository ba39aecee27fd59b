//! Declarations become the account model.

use crate::readers::session::Session;

/// Puts everything that was declared into the model.
pub(in crate::readers) fn land(session: &mut Session<'_>) {
    let _ = std::mem::take(&mut session.declared);
}
