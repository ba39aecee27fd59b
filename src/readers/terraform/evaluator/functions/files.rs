//! Functions of files and their paths.

use std::rc::Rc;

use crate::model::missing::MissingKind;
use crate::readers::evaluated::Evaluated;
use crate::readers::terraform::evaluator::evaluate::Evaluator;
use crate::readers::terraform::evaluator::functions::Call;
use crate::readers::terraform::evaluator::functions::sets::toset;
use crate::readers::terraform::evaluator::rope::part;
use crate::readers::terraform::evaluator::unknown::{Outcome, Trouble, hole_in};
use crate::source::{Fragment, HoleId, Span};
use crate::syntax::{Parsed, hcl};

/// The text of a file, or the hole that says why it cannot be had.
fn text_of_file(own: &mut Evaluator<'_>, path: &str, at: Span) -> Result<Fragment, Evaluated> {
    let text = own.scope.file(path, at);
    text.map_err(|hole| Evaluated::unknown(hole, at))
}

pub(super) fn file(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let path = call.known(own, 0)?;
    let text = match text_of_file(own, &path.text, call.at) {
        Ok(text) => text,
        Err(hole) => return Ok(hole),
    };
    own.spend_bytes(text.text.len());
    let at = text.at().unwrap_or(call.at);
    Ok(Evaluated::fragment(text, at))
}

pub(super) fn templatefile(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let path = call.known(own, 0)?;
    let mut names: Vec<(Rc<str>, Evaluated)> = Vec::new();
    for (key, value) in call.map(1)? {
        match key.as_str() {
            Some(name) => names.push((name.into(), value.clone())),
            None => return Err(Trouble::Unknown(hole_in(key).unwrap_or(HoleId::UNTOLD))),
        }
    }
    let text = match text_of_file(own, &path.text, call.at) {
        Ok(text) => text,
        Err(hole) => return Ok(hole),
    };
    own.spend_bytes(text.text.len().saturating_mul(4));
    let Some(at) = text.at() else {
        return call.text_result(text);
    };
    let mut problems = Vec::new();
    let template = hcl::template(Parsed::fragment(&text, at.file), &mut problems);
    if problems.iter().any(|problem| !problem.kind.recovered()) {
        let detail = format!("`{}` cannot be read as a template", path.text);
        return Err(Trouble::Fails(detail));
    }
    Ok(own.sealed(names, |own| own.value(&template)))
}

pub(super) fn fileexists(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let path = call.known(own, 0)?;
    if let Some(is) = own.scope.file_exists(&path.text) {
        return call.is(is);
    }
    let detail = "whether there is such a file cannot be told from the input";
    Ok(own.missing(MissingKind::File, &path.text, detail, call.at))
}

pub(super) fn fileset(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let (folder, pattern) = (call.known(own, 0)?, call.known(own, 1)?);
    let Some(paths) = own.scope.file_set(&folder.text, &pattern.text) else {
        let detail = format!("the files that match `{}` cannot be listed", pattern.text);
        return Ok(own.missing(MissingKind::File, &folder.text, &detail, call.at));
    };
    own.spend_items(paths.len())?;
    let paths = paths.iter().map(|path| Evaluated::text(path, call.at));
    let list = Evaluated::list(paths.collect(), call.at);
    let arguments = std::slice::from_ref(&list);
    toset(
        own,
        &Call {
            at: call.at,
            arguments,
        },
    )
}

pub(super) fn basename(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let path = call.known(own, 0)?;
    let trimmed = path.text.trim_end_matches('/');
    if trimmed.is_empty() {
        let text = if path.text.is_empty() { "." } else { "/" };
        return Ok(Evaluated::text(text, call.at));
    }
    let start = trimmed.rfind('/').map_or(0, |at| at.saturating_add(1));
    call.text_result(part(&path, start, trimmed.len()))
}

pub(super) fn dirname(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let path = call.known(own, 0)?;
    let end = path.text.rfind('/');
    let folder = path.text.get(..end.unwrap_or(0)).unwrap_or("");
    let trimmed = folder.trim_end_matches('/');
    if !trimmed.is_empty() {
        return call.text_result(part(&path, 0, trimmed.len()));
    }
    let text = if end.is_some() { "/" } else { "." };
    Ok(Evaluated::text(text, call.at))
}
