//! Functions that expressions call: one table, and one file per group. A function
//! is given values and yields one, or says why there is none.

mod conversions;
mod encodings;
mod fallback;
mod files;
mod format;
mod lists;
mod maps;
mod numbers;
mod regexes;
mod sets;
mod texts;

use std::rc::Rc;

use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::terraform::evaluator::choice::splice;
use crate::readers::terraform::evaluator::evaluate::{BUDGET_SPENT, Evaluator};
use crate::readers::terraform::evaluator::operators::number;
use crate::readers::terraform::evaluator::reference::kind_of;
use crate::readers::terraform::evaluator::rope::first_hole;
use crate::readers::terraform::evaluator::unknown::{Outcome, Trouble, shorten};
use crate::source::{Fragment, Span};
use crate::syntax::expression::Expression;

/// How long the arguments are in the name of a call before they are cut, in bytes.
const MAX_ARGUMENTS_SHOWN: usize = 240;

/// What a function makes of arguments of which nothing is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unknowns {
    /// Nothing is known of the result either.
    Spread,
    /// It looks at them itself.
    Own,
    /// It looks even at those that fail.
    Caught,
}

struct Function {
    name: &'static str,
    /// How many arguments it takes, at least and at most.
    least: usize,
    most: usize,
    unknowns: Unknowns,
    run: fn(&mut Evaluator<'_>, &Call<'_>) -> Outcome,
}

const fn row(
    name: &'static str,
    (least, most): (usize, usize),
    unknowns: Unknowns,
    run: fn(&mut Evaluator<'_>, &Call<'_>) -> Outcome,
) -> Function {
    Function {
        name,
        least,
        most,
        unknowns,
        run,
    }
}

use Unknowns::{Caught, Own, Spread};

const MANY: usize = usize::MAX;

/// All functions, sorted by name.
static FUNCTIONS: &[Function] = &[
    row("abs", (1, 1), Spread, numbers::abs),
    row("alltrue", (1, 1), Spread, lists::alltrue),
    row("anytrue", (1, 1), Spread, lists::anytrue),
    row("base64decode", (1, 1), Spread, encodings::base64decode),
    row("base64encode", (1, 1), Spread, encodings::base64encode),
    row("basename", (1, 1), Spread, files::basename),
    row("can", (1, 1), Caught, fallback::can),
    row("ceil", (1, 1), Spread, numbers::ceil),
    row("chomp", (1, 1), Spread, texts::chomp),
    row("chunklist", (2, 2), Spread, lists::chunklist),
    row("coalesce", (1, MANY), Own, fallback::coalesce),
    row("coalescelist", (1, MANY), Own, fallback::coalescelist),
    row("compact", (1, 1), Spread, lists::compact),
    row("concat", (1, MANY), Own, lists::concat),
    row("contains", (2, 2), Own, lists::contains),
    row("dirname", (1, 1), Spread, files::dirname),
    row("distinct", (1, 1), Spread, lists::distinct),
    row("element", (2, 2), Own, lists::element),
    row("endswith", (2, 2), Own, texts::endswith),
    row("file", (1, 1), Spread, files::file),
    row("fileexists", (1, 1), Spread, files::fileexists),
    row("fileset", (2, 2), Spread, files::fileset),
    row("flatten", (1, 1), Spread, lists::flatten),
    row("floor", (1, 1), Spread, numbers::floor),
    row("format", (1, MANY), Own, format::format),
    row("formatlist", (1, MANY), Spread, format::formatlist),
    row("indent", (2, 2), Spread, texts::indent),
    row("index", (2, 2), Spread, lists::index),
    row("join", (2, MANY), Own, texts::join),
    row("jsondecode", (1, 1), Spread, encodings::jsondecode),
    row("jsonencode", (1, 1), Spread, encodings::jsonencode),
    row("keys", (1, 1), Spread, maps::keys),
    row("length", (1, 1), Spread, lists::length),
    row("lookup", (2, 3), Own, maps::lookup),
    row("lower", (1, 1), Spread, texts::lower),
    row("max", (1, MANY), Spread, numbers::max),
    row("merge", (0, MANY), Spread, maps::merge),
    row("min", (1, MANY), Spread, numbers::min),
    row("nonsensitive", (1, 1), Own, conversions::same),
    row("one", (1, 1), Spread, lists::one),
    row("range", (1, 3), Spread, lists::range),
    row("regex", (2, 2), Spread, regexes::regex),
    row("regexall", (2, 2), Spread, regexes::regexall),
    row("replace", (3, 3), Own, texts::replace),
    row("reverse", (1, 1), Spread, lists::reverse),
    row("sensitive", (1, 1), Own, conversions::same),
    row("setintersection", (1, MANY), Own, sets::setintersection),
    row("setproduct", (1, MANY), Spread, sets::setproduct),
    row("setsubtract", (2, 2), Own, sets::setsubtract),
    row("setunion", (1, MANY), Own, sets::setunion),
    row("slice", (3, 3), Spread, lists::slice),
    row("sort", (1, 1), Spread, lists::sort),
    row("split", (2, 2), Spread, texts::split),
    row("startswith", (2, 2), Own, texts::startswith),
    row("strcontains", (2, 2), Own, texts::strcontains),
    row("substr", (3, 3), Spread, texts::substr),
    row("sum", (1, 1), Spread, numbers::sum),
    row("templatefile", (2, 2), Spread, files::templatefile),
    row("title", (1, 1), Spread, texts::title),
    row("tobool", (1, 1), Spread, conversions::tobool),
    row("tolist", (1, 1), Spread, conversions::tolist),
    row("tomap", (1, 1), Spread, conversions::tomap),
    row("tonumber", (1, 1), Spread, conversions::tonumber),
    row("toset", (1, 1), Spread, sets::toset),
    row("tostring", (1, 1), Spread, conversions::tostring),
    row("trim", (2, 2), Spread, texts::trim),
    row("trimprefix", (2, 2), Spread, texts::trimprefix),
    row("trimspace", (1, 1), Spread, texts::trimspace),
    row("trimsuffix", (2, 2), Spread, texts::trimsuffix),
    row("try", (1, MANY), Caught, fallback::first_that_works),
    row("upper", (1, 1), Spread, texts::upper),
    row("urlencode", (1, 1), Spread, encodings::urlencode),
    row("values", (1, 1), Spread, maps::values),
    row("yamldecode", (1, 1), Spread, encodings::yamldecode),
    row("zipmap", (2, 2), Spread, maps::zipmap),
];

/// One call of a function.
struct Call<'a> {
    at: Span,
    arguments: &'a [Evaluated],
}

impl Call<'_> {
    fn argument(&self, index: usize) -> Result<&Evaluated, Trouble> {
        let argument = self.arguments.get(index);
        argument.ok_or_else(|| Trouble::Fails("an argument is missing".to_owned()))
    }

    /// An argument as a text, which may have holes.
    fn text(&self, own: &mut Evaluator<'_>, index: usize) -> Result<Rc<Fragment>, Trouble> {
        own.text_of(self.argument(index)?)
    }

    /// An argument as a text without holes.
    fn known(&self, own: &mut Evaluator<'_>, index: usize) -> Result<Rc<Fragment>, Trouble> {
        let text = self.text(own, index)?;
        match first_hole(&text) {
            Some(hole) => Err(Trouble::Unknown(hole)),
            None => Ok(text),
        }
    }

    fn whole(&self, index: usize) -> Result<i128, Trouble> {
        let value = number(self.argument(index)?)?.as_whole();
        value.ok_or_else(|| Trouble::Fails("a whole number is needed".to_owned()))
    }

    fn list(&self, index: usize) -> Result<&[Evaluated], Trouble> {
        items_of(self.argument(index)?)
    }

    fn map(&self, index: usize) -> Result<&[(Evaluated, Evaluated)], Trouble> {
        let value = self.argument(index)?;
        match &value.data {
            Data::Map(members) => Ok(members),
            Data::Unknown { hole, .. } => Err(Trouble::Unknown(*hole)),
            _ => Err(Trouble::Fails(format!("{} is not a map", kind_of(value)))),
        }
    }

    fn is(&self, is: bool) -> Outcome {
        Ok(Evaluated::new(Data::Bool(is), self.at))
    }

    fn text_result(&self, text: Fragment) -> Outcome {
        Ok(Evaluated::fragment(text, self.at))
    }
}

/// The elements of a list.
fn items_of(value: &Evaluated) -> Result<&[Evaluated], Trouble> {
    match &value.data {
        Data::List(items) => Ok(items),
        Data::Unknown { hole, .. } => Err(Trouble::Unknown(*hole)),
        _ => Err(Trouble::Fails(format!("{} is not a list", kind_of(value)))),
    }
}

impl Evaluator<'_> {
    /// The value of a call.
    pub(super) fn call(
        &mut self,
        name: &str,
        arguments: &[Expression],
        expands: bool,
        at: Span,
    ) -> Evaluated {
        let name = name.strip_prefix("core::").unwrap_or(name);
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(self.value(argument));
        }
        let expanded = if expands { expand(&mut values) } else { Ok(()) };
        let outcome = expanded.and_then(|()| self.run(name, &values, at));
        let value = self.settle(outcome, |own| own.call_name(name, &values), at);
        match value.data {
            Data::List(_) | Data::Map(_) | Data::Json(_) => self.kept(value),
            _ => value,
        }
    }

    fn run(&mut self, name: &str, values: &[Evaluated], at: Span) -> Outcome {
        let row = FUNCTIONS.binary_search_by(|row| row.name.cmp(name));
        let row = row.ok().and_then(|index| FUNCTIONS.get(index));
        if !values.iter().all(|value| self.spend_walk(value)) {
            return Err(Trouble::Limit(BUDGET_SPENT));
        }
        let caught = row.is_some_and(|row| row.unknowns == Caught);
        if !caught && let Some(hole) = values.iter().find_map(|value| self.failure_in(value)) {
            return Ok(Evaluated::unknown(hole, at));
        }
        let Some(row) = row else {
            let detail = format!("the function `{name}` is not evaluated here");
            return Err(Trouble::NotEvaluated(detail));
        };
        if row.unknowns == Spread
            && let Some(hole) = values.iter().find_map(Evaluated::hole)
        {
            return Err(Trouble::Unknown(hole));
        }
        if values.len() < row.least || values.len() > row.most {
            let given = values.len();
            return Err(Trouble::Fails(format!(
                "`{name}` does not take {given} arguments"
            )));
        }
        let arguments = values;
        (row.run)(self, &Call { at, arguments })
    }

    fn call_name(&mut self, name: &str, values: &[Evaluated]) -> String {
        let mut shown = Vec::with_capacity(values.len());
        for value in values {
            shown.push(self.shown(value));
        }
        let mut arguments = shown.join(", ");
        if arguments.len() > MAX_ARGUMENTS_SHOWN {
            arguments = shorten(arguments);
        }
        format!("{name}({arguments})")
    }
}

/// Puts the elements of the last argument in its place, as `...` asks.
fn expand(values: &mut Vec<Evaluated>) -> Result<(), Trouble> {
    let Some(last) = values.pop() else {
        return Ok(());
    };
    match &last.data {
        Data::List(items) => values.extend(items.iter().cloned()),
        Data::Unknown { hole, .. } => values.push(splice(*hole, last.at)),
        _ => {
            let kind = kind_of(&last);
            values.push(last);
            return Err(Trouble::Fails(format!("`...` stands after {kind}")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(FUNCTIONS.is_sorted_by(|a, b| a.name < b.name));
    }
}
