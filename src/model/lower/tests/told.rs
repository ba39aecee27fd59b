//! All that is read of a document, line by line: what is wrong, what is in doubt, and
//! the statements. Whatever has a place is shown by the text there.

use crate::model::Model;
use crate::model::doubt::Choice;
use crate::model::lower::document;
use crate::model::missing::{Missing, MissingKind};
use crate::model::policy::{
    Condition, DocumentId, DocumentKind, Element, Elements, Form, Known, Statement, Text, ValueKind,
};
use crate::source::fragment::HOLE;
use crate::source::{FileId, Fragment, Span};
use crate::syntax::{Parsed, Tree, json};

/// Compares tables with what is told. In a table stand blocks: what a document is used
/// as and its text, or with `members_alone` the members of its only statement, and below
/// it the lines. `USUAL` stands for a statement in which nothing is odd.
pub(super) fn hold(members_alone: bool, table: &str) {
    for block in table.trim().split("\n\n") {
        let mut lines = block.lines().map(str::trim);
        let first = lines.next().unwrap();
        let (kind, text) = first.split_once(' ').unwrap();
        let kind = match kind {
            "identity" => DocumentKind::Identity,
            "trust" => DocumentKind::Trust,
            "control" => DocumentKind::Control,
            "session" => DocumentKind::Session,
            "resource" => DocumentKind::Resource,
            _ => panic!("{kind}"),
        };
        let text = text.replace("USUAL", USUAL);
        let text = if members_alone {
            format!(r#"{{"Version":"1","Statement":[{{{text}}}]}}"#)
        } else {
            text
        };
        let told = told(&text, kind);
        let told: Vec<&str> = told.iter().map(|line| line.trim()).collect();
        assert_eq!(told, lines.collect::<Vec<_>>(), "{first}");
    }
}

/// A statement in which nothing is odd; what is told of it leaves its elements out.
pub(super) const USUAL: &str = r#""Effect":"Deny","Action":"a:B","Resource":"r""#;

/// Longer texts are shown by how they begin and end.
const LONG: usize = 40;

/// A text in which `<name>` is a variable that has no value.
fn fragment(text: &str, model: &mut Model) -> Fragment {
    let mut fragment = Fragment::default();
    let mut at = 0_u32;
    for (number, part) in text.split(['<', '>']).enumerate() {
        let length = u32::try_from(part.len()).unwrap();
        if number % 2 == 0 {
            fragment.push_same(part, FileId(0), at);
            at += length;
            continue;
        }
        let place = Span::new(FileId(0), at, at + length + 2);
        let missing = Missing {
            kind: MissingKind::Variable,
            name: part.to_owned(),
            detail: String::new(),
            definition: String::new(),
        };
        fragment.push_hole(model.holes.intern(missing, Some(place)), place);
        at = place.end;
    }
    fragment
}

/// Reads a document, and tells what was read.
pub(super) fn told(text: &str, kind: DocumentKind) -> Vec<String> {
    let mut model = Model::default();
    let fragment = fragment(text, &mut model);
    let parsed = Parsed::fragment(&fragment, FileId(0));
    let mut tree = Tree::default();
    json::read(parsed, &mut tree, &mut Vec::new());
    let id = document(tree.root(parsed).unwrap(), kind, &mut model);
    let mut lines = Vec::new();
    Read { text, model }.tell(id, &mut lines);
    lines
}

struct Read<'t> {
    text: &'t str,
    model: Model,
}

impl Read<'_> {
    fn under(&self, at: Span) -> String {
        let text = self.text.get(at.start as usize..at.end as usize).unwrap();
        let letters: Vec<char> = text.chars().collect();
        if letters.len() <= LONG {
            return text.to_owned();
        }
        let (begin, end) = (&letters[..8], &letters[letters.len() - 12..]);
        format!("{}…{}", String::from_iter(begin), String::from_iter(end))
    }

    /// A text that was read, and the place where it is another as written.
    fn quoted(&self, text: &str, at: Span) -> String {
        let (quoted, under) = (format!("{text:?}").replace(HOLE, "<>"), self.under(at));
        if quoted == under {
            quoted
        } else {
            format!("{quoted} at {under}")
        }
    }

    fn text(&self, text: Text) -> String {
        self.quoted(self.model.pools.str(text.text), text.at)
    }

    fn choices(choices: &[Choice]) -> String {
        let one = |choice: &Choice| {
            let held = (0..8).filter(|number| choice.holds(*number));
            let held: Vec<String> = held.map(|number| number.to_string()).collect();
            format!("d{}={}", choice.doubt.0, held.join("|"))
        };
        let all: Vec<String> = choices.iter().map(one).collect();
        all.join(" ")
    }

    fn element(&self, element: &Element) -> String {
        let shown = self.quoted(self.model.pools.str(element.text), element.at);
        match element.known {
            Known::Whole => shown,
            Known::Holes(doubt) => format!("{shown} if d{}", doubt.0),
            Known::Nothing(doubt) => format!("{shown} or any, if d{}", doubt.0),
        }
    }

    fn elements(&self, elements: &Elements) -> String {
        let list = self.model.pools.elements(elements.list).iter();
        let list: Vec<String> = list.map(|element| self.element(element)).collect();
        let list = list.join(", ");
        let under = self.under(elements.at);
        match elements.form {
            Form::Missing => format!("missing in {under}{list}"),
            Form::Named if list == under => list,
            Form::Named => format!("{list} in {under}"),
            Form::Excluded => format!("none of {list} in {under}"),
        }
    }

    fn test(&self, test: &Condition) -> String {
        let pools = &self.model.pools;
        let values = pools.values(test.values).iter().map(|value| {
            let kind = match value.kind {
                ValueKind::Hole(doubt) => format!("if d{}", doubt.0),
                other => format!("{other:?}"),
            };
            format!("{} {kind}", self.quoted(pools.str(value.text), value.at))
        });
        let values: Vec<String> = values.collect();
        let doubt = test.doubt.map(|doubt| format!(", if d{}", doubt.0));
        format!(
            "test {} {} [{}] at {}{}",
            self.text(test.operator),
            self.text(test.key),
            values.join(", "),
            self.under(test.at),
            doubt.unwrap_or_default(),
        )
    }

    fn statement(&self, one: &Statement, lines: &mut Vec<String>) {
        let pools = &self.model.pools;
        let guards = Self::choices(pools.choices(one.guards));
        let condition = if guards.is_empty() { "" } else { " if " };
        lines.push(format!(
            "{} {}{condition}{guards}",
            one.index,
            self.under(one.at)
        ));
        // Those of which a table need not speak.
        let usual = ["Deny at \"Deny\"", "action \"a:B\"", "resource \"r\""];
        let parts = [
            format!("{:?} at {}", one.effect, self.under(one.effect_at)),
            format!("action {}", self.elements(&one.actions)),
            format!("resource {}", self.elements(&one.resources)),
        ];
        lines.extend(
            parts
                .into_iter()
                .filter(|part| !usual.contains(&part.as_str())),
        );
        for principal in pools.principals(one.principals) {
            let element = self.element(&principal.element);
            lines.push(format!("{:?} {element}", principal.form));
        }
        for test in pools.conditions(one.conditions) {
            lines.push(self.test(test));
        }
    }

    fn tell(&self, id: DocumentId, lines: &mut Vec<String>) {
        for problem in &self.model.structure_problems {
            let related = problem.related;
            let related = related.map(|at| format!(", first at {}", self.under(at)));
            let related = related.unwrap_or_default();
            let kind = format!("{:?}", problem.kind).replace(HOLE, "<>");
            let line = format!("{kind} at {}{related}", self.under(problem.at));
            // Each way to read a statement meets the same ones.
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        for (id, doubt) in self.model.doubts.iter() {
            let under = self.under(doubt.at.unwrap());
            lines.push(format!(
                "d{} {} {:?} {} at {under}",
                id.0, doubt.name, doubt.about, doubt.choices
            ));
        }
        let pools = &self.model.pools;
        let document = pools.document(id).unwrap();
        let guards = Self::choices(pools.choices(document.guards));
        if !guards.is_empty() {
            lines.push(format!("if {guards}"));
        }
        for (_, one) in pools.statements(id) {
            self.statement(one, lines);
        }
    }
}
