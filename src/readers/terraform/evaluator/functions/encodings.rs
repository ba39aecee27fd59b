//! Texts that hold other things. What `jsonencode` is given stays a value, so that
//! a document made by it is read without being written first.

use std::rc::Rc;

use crate::readers::base64::{self, SIGNS};
use crate::readers::evaluated::{Data, Evaluated, MAX_TEXT};
use crate::readers::terraform::evaluator::evaluate::{
    BUDGET_SPENT, Evaluator, MAX_ITEMS, TOO_LARGE, TOO_LONG,
};
use crate::readers::terraform::evaluator::functions::Call;
use crate::readers::terraform::evaluator::unknown::{Outcome, Trouble};
use crate::source::{FileId, Fragment};
use crate::syntax::json::{Limits, Shape};
use crate::syntax::{Parsed, Problem, ProblemKind, Tree, json, yaml};

/// How deep a text that is decoded may be nested.
const MAX_NESTING: u32 = 64;

pub(super) fn jsonencode(_: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let inner = Rc::new(call.argument(0)?.clone());
    Ok(Evaluated::new(Data::Json(inner), call.at))
}

pub(super) fn jsondecode(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let argument = call.argument(0)?;
    if let Data::Json(inner) = &argument.data {
        return Ok((**inner).clone());
    }
    let text = call.text(own, 0)?;
    decoded(own, &text, "JSON", |parsed, tree, problems| {
        let limits = Limits {
            depth: MAX_NESTING,
            nodes: u32::try_from(MAX_ITEMS).unwrap_or(u32::MAX),
        };
        json::read_within(limits, Shape::One, parsed, tree, problems);
    })
}

pub(super) fn yamldecode(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let argument = call.argument(0)?;
    if let Data::Json(inner) = &argument.data {
        return Ok((**inner).clone());
    }
    let text = call.text(own, 0)?;
    if text.text.len() > MAX_TEXT {
        return Err(Trouble::Limit(TOO_LONG));
    }
    decoded(own, &text, "YAML", yaml::read)
}

fn decoded(
    own: &mut Evaluator<'_>,
    text: &Fragment,
    what: &str,
    read: impl FnOnce(Parsed<'_>, &mut Tree, &mut Vec<Problem>),
) -> Outcome {
    if !own.spend_bytes(text.text.len()) {
        return Err(Trouble::Limit(BUDGET_SPENT));
    }
    let file = text.at().map_or(FileId(0), |at| at.file);
    let parsed = Parsed::fragment(text, file);
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    read(parsed, &mut tree, &mut problems);
    // What Terraform takes must not count as a failure, after which `try()` goes on to
    // something else.
    let is_beyond =
        |kind: &ProblemKind| matches!(kind, ProblemKind::TooDeep(_) | ProblemKind::TooManyNodes(_));
    if problems.iter().any(|problem| is_beyond(&problem.kind)) {
        return Err(Trouble::Limit(TOO_LARGE));
    }
    let lost = problems.iter().find(|problem| !problem.kind.recovered());
    match lost.map(|problem| &problem.kind) {
        None => {}
        Some(ProblemKind::YamlAlias) => {
            let detail = "aliases of YAML are not followed".to_owned();
            return Err(Trouble::NotEvaluated(detail));
        }
        Some(_) => return Err(Trouble::Fails(format!("the text is not {what}"))),
    }
    own.spend_items(tree.nodes.len())?;
    let mut roots = tree.roots();
    match (roots.next(), roots.next()) {
        (Some(root), None) => {
            let value = tree.value(root, parsed);
            value.map_or_else(
                || Err(Trouble::Fails("it is empty".to_owned())),
                |value| Ok(Evaluated::of(value)),
            )
        }
        (None, _) => Err(Trouble::Fails(format!("the text holds no {what}"))),
        (Some(_), Some(_)) => {
            let detail = format!("the text holds more than one value of {what}");
            Err(Trouble::Fails(detail))
        }
    }
}

pub(super) fn base64encode(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let text = call.known(own, 0)?;
    let mut encoded = String::new();
    for chunk in text.text.as_bytes().chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (index, shift) in [18_u32, 12, 6, 0].into_iter().enumerate() {
            let sign = usize::try_from(bits >> shift & 63)
                .ok()
                .and_then(|at| SIGNS.get(at));
            let sign = sign.filter(|_| index <= chunk.len());
            encoded.push(sign.map_or('=', |sign| char::from(*sign)));
        }
    }
    made(own, call, &encoded)
}

pub(super) fn base64decode(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let text = call.known(own, 0)?;
    let wrong = || Trouble::Fails("the text is not base64 of UTF-8".to_owned());
    let decoded = base64::decode(&text.text).ok_or_else(wrong)?;
    made(own, call, &decoded)
}

pub(super) fn urlencode(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let text = call.known(own, 0)?;
    let mut encoded = String::new();
    for byte in text.text.bytes() {
        match byte {
            b' ' => encoded.push('+'),
            b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    made(own, call, &encoded)
}

fn made(own: &mut Evaluator<'_>, call: &Call<'_>, text: &str) -> Outcome {
    if text.len() > MAX_TEXT {
        return Err(Trouble::Limit(TOO_LONG));
    }
    if !own.spend_bytes(text.len()) {
        return Err(Trouble::Limit(BUDGET_SPENT));
    }
    let at = call.argument(0)?.at;
    Ok(Evaluated::text(text, at))
}
