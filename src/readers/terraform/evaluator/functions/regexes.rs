//! Regular expressions that users wrote. Terraform reads them as RE2 does; the
//! few ways in which the library here differs are put right before it sees them.

use regex::{Captures, Regex, RegexBuilder};

use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::terraform::evaluator::evaluate::{BUDGET_SPENT, Evaluator, Members};
use crate::readers::terraform::evaluator::functions::Call;
use crate::readers::terraform::evaluator::functions::texts::allowed;
use crate::readers::terraform::evaluator::rope::{part, place};
use crate::readers::terraform::evaluator::unknown::{Outcome, Trouble};
use crate::source::Fragment;

/// How large a compiled expression may be, in bytes, and how deep groups lie in
/// each other.
const MAX_SIZE: usize = 1 << 18;
const MAX_NESTING: u32 = 32;

fn compiled(own: &mut Evaluator<'_>, pattern: &str, text: &str) -> Result<Regex, Trouble> {
    // Compiling costs more than matching most texts.
    let cost = pattern.len().saturating_mul(16).saturating_add(text.len());
    if !own.spend_bytes(cost.saturating_mul(16)) {
        return Err(Trouble::Limit(BUDGET_SPENT));
    }
    let unread = || {
        let detail = format!("the regular expression `{pattern}` cannot be read here");
        Trouble::NotEvaluated(detail)
    };
    let pattern = translated(pattern).ok_or_else(unread)?;
    let mut builder = RegexBuilder::new(&pattern);
    let builder = builder.size_limit(MAX_SIZE).dfa_size_limit(MAX_SIZE);
    builder
        .nest_limit(MAX_NESTING)
        .build()
        .map_err(|_| unread())
}

/// RE2 knows ASCII classes only, and no sets of sets.
fn translated(pattern: &str) -> Option<String> {
    let mut result = String::with_capacity(pattern.len());
    let mut in_class = false;
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next()? {
                'd' => result.push_str("[0-9]"),
                'D' => result.push_str("[^0-9]"),
                'w' => result.push_str("[0-9A-Za-z_]"),
                'W' => result.push_str("[^0-9A-Za-z_]"),
                's' => result.push_str("[\\t\\n\\x0c\\r ]"),
                'S' => result.push_str("[^\\t\\n\\x0c\\r ]"),
                'b' if !in_class => result.push_str("(?-u:\\b)"),
                'B' | 'Q' | 'E' | 'C' => return None,
                escaped => result.extend(['\\', escaped]),
            },
            '[' if !in_class => {
                in_class = true;
                result.push('[');
                if characters.next_if_eq(&'^').is_some() {
                    result.push('^');
                }
                // The first one stands for itself.
                if characters.next_if_eq(&']').is_some() {
                    result.push_str("\\]");
                }
            }
            '[' if characters.peek() == Some(&':') => {
                result.push('[');
                for inner in characters.by_ref() {
                    result.push(inner);
                    if inner == ']' {
                        break;
                    }
                }
            }
            '[' | '&' | '~' if in_class => result.extend(['\\', character]),
            '-' if in_class && characters.peek() == Some(&'-') => return None,
            ']' => {
                in_class = false;
                result.push(']');
            }
            _ => result.push(character),
        }
    }
    Some(result)
}

/// What a match is: the text, the list of its groups, or the map of its named
/// ones.
fn found(
    own: &mut Evaluator<'_>,
    call: &Call<'_>,
    regex: &Regex,
    text: &Fragment,
    captures: &Captures<'_>,
) -> Outcome {
    own.spend_items(captures.len())?;
    let group = |index: usize| {
        let Some(group) = captures.get(index) else {
            return Evaluated::new(Data::Null, call.at);
        };
        let part = part(text, group.start(), group.end());
        let at = part.at().unwrap_or(call.at);
        Evaluated::fragment(part, at)
    };
    if captures.len() == 1 {
        return Ok(group(0));
    }
    let names: Vec<Option<&str>> = regex.capture_names().skip(1).collect();
    if names.iter().all(Option::is_none) {
        let groups = (1..captures.len()).map(group);
        return Ok(Evaluated::list(groups.collect(), call.at));
    }
    let mut members = Members::default();
    for (index, name) in names.iter().enumerate() {
        let Some(name) = name else {
            let detail = "some groups have names and some have none".to_owned();
            return Err(Trouble::Fails(detail));
        };
        members.set(
            Evaluated::text(name, call.at),
            group(index.saturating_add(1)),
        );
    }
    Ok(members.into_value(call.at))
}

pub(super) fn regex(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let (pattern, text) = (call.known(own, 0)?, call.known(own, 1)?);
    let regex = compiled(own, &pattern.text, &text.text)?;
    match regex.captures(&text.text) {
        Some(captures) => found(own, call, &regex, &text, &captures),
        None => Err(Trouble::Fails(format!(
            "nothing matches `{}`",
            pattern.text
        ))),
    }
}

pub(super) fn regexall(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let (pattern, text) = (call.known(own, 0)?, call.known(own, 1)?);
    let regex = compiled(own, &pattern.text, &text.text)?;
    let mut all = Vec::new();
    for captures in regex.captures_iter(&text.text) {
        own.spend_items(1)?;
        all.push(found(own, call, &regex, &text, &captures)?);
    }
    Ok(Evaluated::list(all, call.at))
}

/// `replace` with an expression between slashes.
pub(super) fn replace(
    own: &mut Evaluator<'_>,
    call: &Call<'_>,
    text: &Fragment,
    pattern: &str,
    by: &str,
) -> Outcome {
    let regex = compiled(own, pattern, &text.text)?;
    let mut result = Fragment::default();
    let mut kept = 0;
    for captures in regex.captures_iter(&text.text) {
        let Some(whole) = captures.get(0) else {
            continue;
        };
        result.push_part(text, kept, whole.start());
        let mut written = String::new();
        captures.expand(by, &mut written);
        let from = place(text, whole.start(), whole.end()).unwrap_or(call.at);
        result.push_atom(&written, from);
        kept = whole.end();
        allowed(own, &result, written.len())?;
    }
    result.push_part(text, kept, text.text.len());
    call.text_result(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_mean_what_they_mean_in_terraform() {
        let table = [
            (r"^\d+$", "١", false),
            (r"^\d+$", "12", true),
            (r"^[\w-]+$", "a-b_1", true),
            (r"^[\w-]+$", "é", false),
            (r"^[[]$", "[", true),
            (r"^[]a]+$", "a]", true),
            (r"^[a&&b]+$", "a&b", true),
            (r"^[[:alpha:]]+$", "ab", true),
            (r"\bé", "é", false),
        ];
        for (pattern, text, expected) in table {
            let regex = Regex::new(&translated(pattern).unwrap()).unwrap();
            assert_eq!(regex.is_match(text), expected, "{pattern} {text}");
        }
        assert_eq!(translated(r"\Qa"), None);
    }
}
