//! Documents in which nothing is odd: each element is there once, under its own
//! name, and holds plain texts. They go from the tree straight into the pools,
//! with no list of their own in between. At the first thing that needs a word or
//! a choice all is taken back, and the document is read with care instead.

use crate::model::condition::OperatorName;
use crate::model::policy::{
    Condition, ConditionValue, DocumentId, DocumentKind, Effect, Element, Elements, Form, Known,
    List, Pools, PrincipalElement, PrincipalForm, Statement, Str, Text, ValueKind,
};
use crate::syntax::{Kind, Value};

/// Tests of one condition are told apart pair by pair; with more of them, with care.
const MAX_TESTS: u32 = 32;

/// Reads a document into the pools, or returns nothing and leaves them as they were.
pub(super) fn document(
    value: Value<'_>,
    kind: DocumentKind,
    pools: &mut Pools,
) -> Option<DocumentId> {
    let mark = pools.mark();
    let (text, from) = value.source()?;
    let start = pools.next_text();
    pools.intern(text);
    let read = Plain {
        kind,
        pools,
        start,
        from,
        length: 0,
    }
    .document(value);
    if read.is_none() {
        pools.take_back(mark);
    }
    read
}

struct Plain<'p> {
    kind: DocumentKind,
    pools: &'p mut Pools,
    /// Where the text of the document is kept, and where it stood in the text that
    /// was parsed. It is kept as a whole, since copying it once costs less than
    /// copying its parts.
    start: u32,
    from: u32,
    /// The characters of the document so far, as compact JSON (R27).
    length: usize,
}

#[derive(Default)]
struct Members<'a> {
    effect: Option<Value<'a>>,
    action: Option<Value<'a>>,
    not_action: Option<Value<'a>>,
    resource: Option<Value<'a>>,
    principal: Option<Value<'a>>,
    condition: Option<Value<'a>>,
}

impl Plain<'_> {
    /// Counts a part of the text and the comma or colon that follows it.
    const fn count(&mut self, length: usize) {
        self.length = self.length.saturating_add(length).saturating_add(1);
    }

    /// Counts the brackets of a list or object, less the comma that is not after its
    /// last member.
    fn count_brackets(&mut self, value: Value<'_>) {
        self.count(1_usize.saturating_add(usize::from(value.is_leaf())));
    }

    /// Counts a name between quotes that is known to be plain.
    const fn count_name(&mut self, name: &str) {
        self.count(name.len().saturating_add(2));
    }

    fn document(&mut self, value: Value<'_>) -> Option<DocumentId> {
        let mut version = None;
        let mut list = None;
        if value.kind() != Kind::Object {
            return None;
        }
        self.count_brackets(value);
        for (key, member) in value.members() {
            self.count_name(key.text());
            let place = match key.text() {
                "Version" => &mut version,
                "Statement" => &mut list,
                _ => return None,
            };
            if place.replace(member).is_some() {
                return None;
            }
        }
        let list = list.filter(|list| list.kind() == Kind::Array)?;
        if version?.as_str() != Some("1") {
            return None;
        }
        self.count_name("1");
        self.count_brackets(list);
        let id = self.pools.next_document();
        let first = self.pools.next::<Statement>();
        for (index, statement) in (0_u32..).zip(list.items()) {
            self.statement(id, statement, index)?;
        }
        let length = u32::try_from(self.length.saturating_sub(1)).unwrap_or(u32::MAX);
        Some(
            self.pools
                .add_document(self.kind, value.at(), length, first, Vec::new()),
        )
    }

    fn statement(&mut self, document: DocumentId, value: Value<'_>, index: u32) -> Option<()> {
        if value.kind() != Kind::Object {
            return None;
        }
        let members = self.members(value)?;
        let effect_at = members.effect?;
        let effect = match effect_at.as_str()? {
            "Allow" => Effect::Allow,
            "Deny" => Effect::Deny,
            _ => return None,
        };
        self.count_name(effect_at.text());
        let actions = match (members.action, members.not_action) {
            (Some(named), None) => self.elements(Form::Named, named)?,
            (None, Some(excluded)) => self.elements(Form::Excluded, excluded)?,
            _ => return None,
        };
        let resources = match (self.kind, members.resource) {
            (DocumentKind::Trust, None) => Elements {
                form: Form::Missing,
                list: List::default(),
                at: value.at(),
            },
            (DocumentKind::Trust, Some(_)) | (_, None) => return None,
            (_, Some(named)) => self.elements(Form::Named, named)?,
        };
        let principals = match (self.kind, members.principal) {
            (DocumentKind::Trust | DocumentKind::Resource, Some(principal)) => {
                self.principals(principal)?
            }
            (DocumentKind::Trust, None) | (_, Some(_)) => return None,
            (_, None) => List::default(),
        };
        let conditions = match members.condition {
            Some(condition) => self.conditions(condition)?,
            None => List::default(),
        };
        self.pools.add(Statement {
            document,
            index,
            at: value.at(),
            effect,
            effect_at: effect_at.at(),
            actions,
            resources,
            principals,
            conditions,
            guards: List::default(),
        });
        Some(())
    }

    fn members<'a>(&mut self, value: Value<'a>) -> Option<Members<'a>> {
        self.count_brackets(value);
        let mut members = Members::default();
        for (key, member) in value.members() {
            self.count_name(key.text());
            let place = match key.text() {
                "Effect" => &mut members.effect,
                "Action" => &mut members.action,
                "NotAction" => &mut members.not_action,
                "Resource" => &mut members.resource,
                "Principal" => &mut members.principal,
                "Condition" => &mut members.condition,
                _ => return None,
            };
            if place.replace(member).is_some() {
                return None;
            }
        }
        Some(members)
    }

    fn text(&mut self, value: Value<'_>) -> Option<Str> {
        if !value.is_plain() {
            return None;
        }
        let (start, end) = value.source_range()?;
        self.count(
            usize::try_from(end.saturating_sub(start))
                .ok()?
                .saturating_add(2),
        );
        Some(self.kept(start, end))
    }

    /// The part of the kept text that stood at these offsets.
    const fn kept(&self, start: u32, end: u32) -> Str {
        let moved = self.start.wrapping_sub(self.from);
        Str::new(start.wrapping_add(moved), end.wrapping_add(moved))
    }

    /// A value, or the members of a list that has some.
    fn one_or_more<'a>(
        &mut self,
        value: Value<'a>,
    ) -> Option<impl Iterator<Item = Value<'a>> + use<'a>> {
        let one = (value.kind() != Kind::Array).then_some(value);
        if one.is_none() {
            self.count_brackets(value);
        }
        let some = one.is_some() || !value.is_leaf();
        some.then(|| one.into_iter().chain(value.items()))
    }

    /// Keeps a text that stands without quotes.
    fn bare(&mut self, text: &str) -> Str {
        self.count(text.len());
        self.pools.intern(text)
    }

    fn named(&mut self, value: Value<'_>) -> Option<Text> {
        Some(Text {
            text: self.text(value)?,
            at: value.at(),
        })
    }

    fn element(&mut self, value: Value<'_>) -> Option<Element> {
        Some(Element {
            text: self.text(value)?,
            at: value.at(),
            known: Known::Whole,
        })
    }

    fn elements(&mut self, form: Form, value: Value<'_>) -> Option<Elements> {
        let first = self.pools.next::<Element>();
        for item in self.one_or_more(value)? {
            let element = self.element(item)?;
            self.pools.add(element);
        }
        Some(Elements {
            form,
            list: self.pools.since(first),
            at: value.at(),
        })
    }

    fn principals(&mut self, value: Value<'_>) -> Option<List<PrincipalElement>> {
        if value.kind() != Kind::Object {
            return None;
        }
        let first = self.pools.next::<PrincipalElement>();
        self.count_brackets(value);
        for (key, member) in value.members() {
            self.count_name(key.text());
            let form = match key.text() {
                "RAM" => PrincipalForm::Ram,
                "Service" => PrincipalForm::Service,
                "Federated" => PrincipalForm::Federated,
                _ => return None,
            };
            for item in self.one_or_more(member)? {
                let element = self.element(item)?;
                self.pools.add(PrincipalElement { form, element });
            }
        }
        Some(self.pools.since(first))
    }

    fn conditions(&mut self, value: Value<'_>) -> Option<List<Condition>> {
        if value.kind() != Kind::Object {
            return None;
        }
        let first = self.pools.next::<Condition>();
        let mut count = 0_u32;
        self.count_brackets(value);
        for (operator, tests) in value.members() {
            OperatorName::read(operator.text()).base?;
            let names = value.members().map(|(name, _)| name);
            if tests.kind() != Kind::Object || !is_first(operator, names, |a, b| a == b) {
                return None;
            }
            let name = self.named(operator)?;
            self.count_brackets(tests);
            for (key, values) in tests.members() {
                count = count.saturating_add(1);
                let keys = tests.members().map(|(key, _)| key);
                if count > MAX_TESTS || !is_first(key, keys, str::eq_ignore_ascii_case) {
                    return None;
                }
                let condition = self.condition(name, key, values)?;
                self.pools.add(condition);
            }
        }
        (count > 0).then(|| self.pools.since(first))
    }

    fn condition(&mut self, operator: Text, key: Value<'_>, value: Value<'_>) -> Option<Condition> {
        let key = self.named(key)?;
        let first = self.pools.next::<ConditionValue>();
        for item in self.one_or_more(value)? {
            let (kind, text) = match item.kind() {
                Kind::String => (ValueKind::String, self.text(item)?),
                Kind::Number => (ValueKind::Number, self.bare(item.text())),
                Kind::Bool(true) => (ValueKind::Bool, self.bare("true")),
                Kind::Bool(false) => (ValueKind::Bool, self.bare("false")),
                _ => return None,
            };
            let at = item.at();
            self.pools.add(ConditionValue { text, at, kind });
        }
        Some(Condition {
            operator,
            key,
            values: self.pools.since(first),
            at: value.at(),
            doubt: None,
        })
    }
}

/// Whether no earlier name is the same.
fn is_first<'a>(
    name: Value<'a>,
    all: impl Iterator<Item = Value<'a>>,
    same: impl Fn(&str, &str) -> bool,
) -> bool {
    let mut earlier = all.take_while(|other| other.id() != name.id());
    !earlier.any(|other| same(other.text(), name.text()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::model::policy::{DocumentId, DocumentKind, Element, Pools};
    use crate::model::{Model, lower};
    use crate::source::FileId;
    use crate::syntax::{Parsed, Tree, json};

    /// All that is kept of a document, with its places.
    fn shown(pools: &Pools, id: DocumentId) -> String {
        let element = |element: &Element| {
            format!(
                "{:?} {:?} {:?}",
                pools.str(element.text),
                element.at,
                element.known
            )
        };
        let elements = |list: &[Element]| list.iter().map(element).collect::<Vec<_>>().join(", ");
        let document = pools.document(id).expect("a document");
        let statements = pools.statements(id).map(|(_, one)| {
            let principals = pools.principals(one.principals).iter();
            let principals: Vec<String> = principals
                .map(|one| format!("{:?} {}", one.form, element(&one.element)))
                .collect();
            let conditions = pools.conditions(one.conditions).iter().map(|one| {
                let text = |text: crate::model::policy::Text| (pools.str(text.text), text.at);
                let values = pools.values(one.values).iter();
                let values: Vec<_> = values
                    .map(|value| (pools.str(value.text), value.at, value.kind))
                    .collect();
                let (operator, key) = (text(one.operator), text(one.key));
                format!("{operator:?} {key:?} {values:?} {:?} {:?}", one.at, one.doubt)
            });
            let conditions: Vec<String> = conditions.collect();
            format!(
                "{} {:?} {:?} {:?} | {:?} {:?} {} | {:?} {:?} {} | {principals:?} | {conditions:?} | {:?}",
                one.index,
                one.at,
                one.effect,
                one.effect_at,
                one.actions.form,
                one.actions.at,
                elements(pools.elements(one.actions.list)),
                one.resources.form,
                one.resources.at,
                elements(pools.elements(one.resources.list)),
                pools.choices(one.guards),
            )
        });
        let statements: Vec<String> = statements.collect();
        let (at, length) = (document.at, document.length);
        let guards = pools.choices(document.guards);
        format!(
            "{:?} {at:?} {length} {guards:?}\n{}",
            document.kind,
            statements.join("\n")
        )
    }

    /// Whether a document goes the short way, having compared both.
    fn is_short(text: &str, kind: DocumentKind) -> bool {
        let parsed = Parsed::file(text, FileId(0));
        let mut tree = Tree::default();
        json::read(parsed, &mut tree, &mut Vec::new());
        let root = tree.root(parsed).expect("a value");
        let (mut short, mut long) = (Model::default(), Model::default());
        let id = super::document(root, kind, &mut short.pools);
        let careful = lower::careful(root, kind, &mut long);
        let Some(id) = id else {
            let kept = format!("{:?}", short.pools);
            assert_eq!(kept, format!("{:?}", Pools::default()), "all is taken back");
            return false;
        };
        assert_eq!(
            shown(&short.pools, id),
            shown(&long.pools, careful),
            "{text}"
        );
        assert!(long.structure_problems.is_empty(), "{text}");
        assert_eq!(long.doubts.iter().count(), 0, "{text}");
        true
    }

    #[test]
    fn what_is_plain_goes_the_short_way() {
        for (kind, text) in [
            (
                DocumentKind::Identity,
                r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["a:B","c:*"],"Resource":"*"}]}"#,
            ),
            (
                DocumentKind::Control,
                r#"{"Statement":[{"Action":"a:B","Effect":"Deny","Resource":["*"],
                    "Condition":{"Bool":{"acs:MFAPresent":false},"NumericLessThan":{"k":[1,"2"]}}}],"Version":"1"}"#,
            ),
            (
                DocumentKind::Trust,
                r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
                    "Principal":{"RAM":["acs:ram::1:root"],"Service":"ecs.aliyuncs.com"}}]}"#,
            ),
            (DocumentKind::Identity, r#"{"Version":"1","Statement":[]}"#),
        ] {
            assert!(is_short(text, kind), "{text}");
        }
    }

    fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
        proptest::sample::select(texts).prop_map(str::to_owned)
    }

    fn member() -> impl Strategy<Value = String> {
        let key = one_of(&[
            "Effect",
            "Effect",
            "Action",
            "Action",
            "NotAction",
            "Resource",
            "Resource",
            "NotResource",
            "Principal",
            "Condition",
            "Sid",
            "action",
            "Odd",
        ]);
        let value = one_of(&[
            r#""Allow""#,
            r#""Deny""#,
            r#""allow""#,
            r#""*""#,
            r#"["*", "a:b"]"#,
            "[]",
            "{}",
            "null",
            "1",
            r#""a${b}""#,
            r#""\u0061""#,
            r#""é""#,
            r#"{"RAM": "x"}"#,
            r#"{"Odd": "x"}"#,
            r#"{"Bool": {"k": "true", "K": "v"}}"#,
            r#"{"Bool": {"k": "true"}, "Bool": {"j": []}}"#,
            r#"{"StringLike": {"k": ["a", 1, true]}}"#,
            r#"{"Odd": {"k": "v"}}"#,
            r#"{"Bool": "k"}"#,
            r#"["a", ["b"]]"#,
            r#"[1]"#,
        ]);
        (key, value).prop_map(|(key, value)| format!(r#""{key}" : {value}"#))
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 2_000,
            rng_seed: proptest::test_runner::RngSeed::Fixed(0x91a1),
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        /// Either the short way gives up, or it says what the careful one says, which
        /// then has no word and no doubt.
        #[test]
        fn both_ways_say_the_same(
            statements in prop::collection::vec(prop::collection::vec(member(), 0..5), 0..3),
            version in one_of(&[r#""Version":"1","#, r#""Version":1,"#, "", r#""Id":"x","#, r#""Version":"1","Version":"1","#]),
            kind in proptest::sample::select(&[
                DocumentKind::Identity, DocumentKind::Trust, DocumentKind::Control,
                DocumentKind::Session, DocumentKind::Resource,
            ][..]),
        ) {
            let statements: Vec<String> = statements
                .iter()
                .map(|members| format!("{{{}}}", members.join(", ")))
                .collect();
            is_short(&format!(r#"{{{version}"Statement":[{}]}}"#, statements.join(",")), kind);
        }
    }
}
