//! What decides whom an identity provider lets in: of OIDC the issuer, those it
//! issues tokens for, and the certificates it is known by; of SAML its metadata
//! document, which holds all of that.

use crate::model::account::Setting;
use crate::model::missing::{Holes, Missing};
use crate::readers::base64;
use crate::readers::declared::names::holes as holes_of;
use crate::readers::evaluated::{Data, Evaluated};
use crate::source::Fragment;

/// The URL that an OIDC provider's tokens name as their issuer.
pub(in crate::readers) const ISSUER: &str = "issuer";
/// A client that tokens may be issued for.
pub(in crate::readers) const CLIENT: &str = "client id";
/// The fingerprint of a certificate of the issuer.
pub(in crate::readers) const FINGERPRINT: &str = "fingerprint";
/// How many hours ago a token may have been issued.
pub(in crate::readers) const ISSUANCE: &str = "issuance limit";
/// The metadata document of a SAML provider.
pub(in crate::readers) const METADATA: &str = "metadata";
/// Where that document is to be had.
pub(in crate::readers) const METADATA_URL: &str = "metadata URL";

/// A setting, and the argument that a format has it in.
pub(in crate::readers) type Row = (&'static str, &'static str);

/// One setting as it is declared.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::readers) struct DeclaredSetting {
    pub(in crate::readers) name: &'static str,
    pub(in crate::readers) value: Evaluated,
}

/// The settings that the arguments of a provider give; of a list each element.
pub(in crate::readers) fn settings(
    rows: &[Row],
    mut get: impl FnMut(&'static str) -> Option<Evaluated>,
) -> Vec<DeclaredSetting> {
    let mut settings = Vec::new();
    for (name, argument) in rows {
        let Some(value) = get(argument) else {
            continue;
        };
        let values = match &value.data {
            Data::List(items) => items.to_vec(),
            Data::Text(text) if is_list(name) && text.text.contains(',') => listed(text),
            _ => vec![value],
        };
        let values = values.into_iter();
        settings.extend(values.map(|value| DeclaredSetting { name, value }));
    }
    settings
}

/// Whether a provider may have several of a setting.
fn is_list(name: &str) -> bool {
    matches!(name, CLIENT | FINGERPRINT)
}

/// The elements of a list that is written as one text, as the API has it.
fn listed(text: &Fragment) -> Vec<Evaluated> {
    let mut items = Vec::new();
    let mut from = 0_usize;
    for item in text.text.split(',') {
        let end = from.saturating_add(item.len());
        let mut part = Fragment::default();
        part.push_part(text, from, end);
        if let Some(at) = part.at().filter(|_| !item.is_empty()) {
            items.push(Evaluated::fragment(part, at));
        }
        from = end.saturating_add(1);
    }
    items
}

/// The settings as the account has them.
pub(super) fn spelt(settings: &[DeclaredSetting], holes: &Holes) -> Vec<Setting> {
    let settings = settings.iter().map(|one| {
        let text = text_of(one, holes, |missing| missing.name.clone());
        let identity = text_of(one, holes, Missing::identity_in_text);
        Setting {
            name: one.name,
            identity: (identity != text).then_some(identity),
            text,
            at: one.value.at,
        }
    });
    let mut settings: Vec<Setting> = settings.filter(|one| !one.text.is_empty()).collect();
    settings.sort();
    settings.dedup();
    settings
}

fn text_of(setting: &DeclaredSetting, holes: &Holes, words: impl Fn(&Missing) -> String) -> String {
    let value = &setting.value;
    let text = match &value.data {
        Data::Text(text) => holes.fill_with(&text.text, &holes_of(value), words),
        Data::Unknown { hole, .. } => {
            let missing = holes.get(*hole);
            format!("${{{}}}", missing.map_or_else(|| "...".to_owned(), words))
        }
        _ => value.to_text().unwrap_or_default(),
    };
    if setting.name != METADATA {
        return text;
    }
    let packed: String = text.split_whitespace().collect();
    let document = base64::decode(&packed);
    document
        .filter(|document| document.trim_start().starts_with('<'))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    #[test]
    fn a_metadata_document_is_decoded_where_it_is_encoded() {
        let at = Span::new(FileId(0), 0, 1);
        for (text, expected) in [
            ("PGE+PC9hPg==", "<a></a>"),
            ("  PGE+\n  PC9hPg==\n", "<a></a>"),
            ("<a></a>", "<a></a>"),
            ("YWJj", "YWJj"),
            ("PGE+PC9hPg=", "PGE+PC9hPg="),
            ("", ""),
        ] {
            let value = Evaluated::text(text, at);
            let setting = DeclaredSetting {
                name: METADATA,
                value,
            };
            let found = text_of(&setting, &Holes::default(), Missing::identity_in_text);
            assert_eq!(found, expected, "{text}");
        }
    }
}
