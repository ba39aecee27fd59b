//! Those whom a trust document lets in and who are no principals of the account.

use crate::engine::compile::met;
use crate::engine::difference::Side;
use crate::engine::difference::causes::Tellers;
use crate::engine::difference::teller::Teller;
use crate::engine::formula::Formula;
use crate::engine::trust;
use crate::model::policy::{DocumentId, Known, PrincipalForm};
use crate::source::Span;
use crate::source::fragment::HOLE;

/// Whoever a trust document admits that names nobody.
const ANYONE: &str = "anyone";

/// Somebody whom a trust document names and who is no principal of the account.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Other {
    /// `service:NAME`, `federated:ARN`, `external:ARN`, `anyone`.
    pub(super) word: String,
    pub(super) form: PrincipalForm,
    pub(super) text: String,
    /// Something of the name is not known, which stands in the word as `*`.
    pub(super) is_open: bool,
    /// The account, where it is not known whether that is the own one.
    pub(super) perhaps_own: Option<(String, Span)>,
}

/// When a trust document lets somebody in who is no principal of the account, over
/// the variables of its own side.
pub(super) fn admitting(
    tellers: &mut Tellers<'_>,
    side: Side,
    document: Option<DocumentId>,
    other: &Other,
) -> Formula {
    let (Some(document), Some(teller)) = (document, tellers.of(side)) else {
        return Formula::False;
    };
    let when = trust::admits_other(
        document,
        other.form,
        &other.text,
        teller.facts.model,
        &mut teller.compiler,
        &mut teller.doubts,
    );
    let doubts = &mut teller.doubts;
    if let Some((owner, at)) = &other.perhaps_own {
        let own = doubts.gap("own-account", owner, Some(*at), 2);
        return Formula::and([when, met(own).not()]);
    }
    if other.word != ANYONE {
        return when;
    }
    // No page says what a star admits.
    let reading = doubts.reading("principal-wildcard", &other.text, None);
    Formula::and([when, met(reading)])
}

/// Those whom a trust document names and who are no principals of the account,
/// each once. `own` is the id of the account, where it is known.
pub(super) fn others(teller: &Teller<'_>, document: DocumentId, own: Option<&str>) -> Vec<Other> {
    let pools = &teller.facts.model.pools;
    let mut found = Vec::new();
    for (_, statement) in pools.statements(document) {
        for principal in pools.principals(statement.principals) {
            let text = pools.str(principal.element.text);
            let open = trust::open_part(&principal.element, text, &teller.doubts);
            let is_whole = principal.element.known == Known::Whole;
            let shown = match text {
                "" if !is_whole => "*".to_owned(),
                text => text.replace(HOLE, "*"),
            };
            let mut perhaps_own = None;
            let word = match principal.form {
                PrincipalForm::Service => format!("service:{shown}"),
                PrincipalForm::Federated => format!("federated:{shown}"),
                PrincipalForm::Ram | PrincipalForm::Other if text == "*" => ANYONE.to_owned(),
                PrincipalForm::Ram if is_whole || open.is_some() => {
                    match trust::split(text) {
                        None if is_whole => continue,
                        Some((owner, _)) if own == Some(owner) => continue,
                        Some((owner, _)) if own.is_none() && !owner.contains(['*', '?', HOLE]) => {
                            perhaps_own = Some((owner.to_owned(), principal.element.at));
                        }
                        // What is not known may be another account.
                        _ => {}
                    }
                    format!("external:{shown}")
                }
                PrincipalForm::Ram | PrincipalForm::Other => continue,
            };
            found.push(Other {
                word,
                form: principal.form,
                text: text.to_owned(),
                is_open: open.is_some(),
                perhaps_own,
            });
        }
    }
    found.sort();
    found.dedup_by(|one, other| (&one.word, one.form) == (&other.word, other.form));
    found
}
