//! The principals of a statement by the names that they spell out: a trust document
//! may name thousands, and each of thousands may ask whether it is one of them.

use std::collections::BTreeMap;

use crate::engine::compile::Compiler;
use crate::engine::trust::split;
use crate::model::policy::{Known, PrincipalElement, PrincipalForm, StatementId};

/// Statements with fewer principals are gone through.
const MANY: usize = 16;

/// Principals of one statement, by their numbers.
#[derive(Debug, Default)]
pub(in crate::engine) struct Named {
    /// `user/NAME` or `role/NAME` in lower case.
    by_name: BTreeMap<String, Vec<usize>>,
    /// Those that may name anybody.
    others: Vec<usize>,
}

impl Named {
    fn of<'p>(principals: impl Iterator<Item = (&'p PrincipalElement, &'p str)>) -> Self {
        let mut named = Self::default();
        for (number, (principal, text)) in principals.enumerate() {
            let is_plain = principal.form == PrincipalForm::Ram
                && principal.element.known == Known::Whole
                && !text.contains(['*', '?']);
            let who = split(text).map(|(_, who)| who);
            match who.filter(|who| is_plain && *who != "root") {
                Some(who) => named
                    .by_name
                    .entry(who.to_ascii_lowercase())
                    .or_default()
                    .push(number),
                None => named.others.push(number),
            }
        }
        named
    }

    /// Those that may name somebody, in order.
    fn candidates(&self, folded: &str) -> Vec<usize> {
        let named = self.by_name.get(folded).into_iter().flatten();
        let mut numbers: Vec<usize> = self.others.iter().chain(named).copied().collect();
        numbers.sort_unstable();
        numbers
    }
}

impl<'a> Compiler<'a> {
    /// The principals of a statement that may name somebody of the own account who is
    /// called so, in order. Nobody is told by name where the own account is not known.
    pub(in crate::engine) fn naming(
        &mut self,
        id: StatementId,
        folded: Option<&str>,
    ) -> Vec<&'a PrincipalElement> {
        let pools = &self.facts.model.pools;
        let principals = pools
            .statement(id)
            .map_or(&[][..], |statement| pools.principals(statement.principals));
        if principals.len() < MANY || self.facts.account.id.is_none() {
            return principals.iter().collect();
        }
        let named = self.compiled.named.entry(id).or_insert_with(|| {
            let texts = principals.iter();
            let texts = texts.map(|principal| (principal, pools.str(principal.element.text)));
            Named::of(texts)
        });
        let candidates = named.candidates(folded.unwrap_or("")).into_iter();
        candidates
            .filter_map(|number| principals.get(number))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::answers::question;
    use crate::engine::compile::{KeyUse, asking};
    use crate::engine::snapshots::settings;
    use crate::model::account::Account;
    use crate::model::catalogue::Catalogue;
    use crate::model::policy::{DocumentKind, Element};
    use crate::model::pools::Str;
    use crate::model::{Model, lower};
    use crate::source::{FileId, Span};
    use crate::syntax::{Parsed, Tree, json};

    #[test]
    fn whoever_is_not_spelled_out_may_be_anybody() {
        let whole = Known::Whole;
        let all = [
            ("acs:ram::1:user/Ann", PrincipalForm::Ram, whole),
            ("acs:ram::1:root", PrincipalForm::Ram, whole),
            ("acs:ram::1:role/ann", PrincipalForm::Ram, whole),
            ("acs:ram::1:user/a*", PrincipalForm::Ram, whole),
            ("acs:ram::1:user/ann", PrincipalForm::Service, whole),
            ("acs:ram::2:user/ann", PrincipalForm::Ram, whole),
            ("*", PrincipalForm::Other, whole),
            ("ann", PrincipalForm::Ram, whole),
        ];
        let elements: Vec<(PrincipalElement, &str)> = all
            .iter()
            .map(|(text, form, known)| {
                let element = Element {
                    text: Str::new(0, 0),
                    at: Span::new(FileId(0), 0, 0),
                    known: *known,
                };
                (
                    PrincipalElement {
                        form: *form,
                        element,
                    },
                    *text,
                )
            })
            .collect();
        let named = Named::of(elements.iter().map(|(one, text)| (one, *text)));
        for (folded, expected) in [
            ("user/ann", vec![0, 1, 3, 4, 5, 6, 7]),
            ("role/ann", vec![1, 2, 3, 4, 6, 7]),
            ("user/bob", vec![1, 3, 4, 6, 7]),
        ] {
            assert_eq!(named.candidates(folded), expected, "{folded}");
        }
    }

    /// Many are looked up by name, where it is known whose names they are.
    #[test]
    fn few_are_gone_through_and_many_are_looked_up() {
        let own = Some("1".to_owned());
        for (count, id, expected) in [
            (15, &own, 15),
            (16, &own, 2),
            (17, &own, 2),
            (15, &None, 15),
            (17, &None, 17),
        ] {
            let mut names = vec!["\"acs:ram::1:root\"".to_owned()];
            names.extend((1..count).map(|number| format!("\"acs:ram::1:user/u{number}\"")));
            let text = format!(
                r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{{"RAM":[{}]}}}}]}}"#,
                names.join(",")
            );
            let mut model = Model::default();
            let (mut tree, mut problems) = (Tree::default(), Vec::new());
            let parsed = Parsed::file(&text, FileId(0));
            json::read(parsed, &mut tree, &mut problems);
            let root = tree.root(parsed).unwrap();
            let document = lower::document(root, DocumentKind::Trust, &mut model);
            let account = Account {
                id: id.clone(),
                ..Account::default()
            };
            let (uses, catalogue) = (KeyUse::new(&model), Catalogue::embedded());
            let asked = question("sts:AssumeRole", catalogue);
            let (_, mut compiler) = asking(&model, catalogue, &account, &uses, &asked, &settings());
            let (statement, _) = model.pools.statements(document).next().unwrap();
            let found = compiler.naming(statement, Some("user/u3"));
            assert_eq!(found.len(), expected, "{count} {id:?}");
            let nobody = compiler.naming(statement, None).len();
            assert_eq!(
                nobody,
                if expected == 2 { 1 } else { count },
                "{count} {id:?}"
            );
        }
    }
}
