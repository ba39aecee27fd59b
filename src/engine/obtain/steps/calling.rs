//! The requests by which a call can be made: its action on each resource, as far as
//! their names are known, in each spelling.

use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::requests::{CallKey, RequestId};
use crate::engine::obtain::steps::Bindings;
use crate::engine::question::Resources;
use crate::model::catalogue::On;

impl Ground<'_> {
    /// The call by which a role of a name is become, in either spelling.
    pub(in crate::engine::obtain) fn assume_call(
        &mut self,
        action: &str,
        name: &str,
    ) -> Vec<RequestId> {
        let account = self.facts.account.id.as_deref().unwrap_or("");
        let spellings = self
            .assume
            .into_iter()
            .flat_map(|assume| assume.templates())
            .map(|template| {
                fill(template, |key| match key {
                    "account" => Some(account),
                    "name" => Some(name),
                    _ => None,
                })
            })
            .collect();
        let key = CallKey {
            action: action.to_owned(),
            on: vec![Resources::Fixed(spellings)],
            service: None,
        };
        vec![self.requests.find(key, &self.powers)]
    }

    /// The requests by which a call can be made: `{region}` in an otherwise known
    /// ARN is `*` or empty, as the caller chooses.
    pub(in crate::engine::obtain) fn call(
        &mut self,
        action: &str,
        on: On,
        bindings: Bindings<'_>,
        service: Option<&'static str>,
    ) -> Vec<RequestId> {
        if let Some(assume) = self.assume
            && assume.action == action
            && let Some((_, name)) = bindings.iter().find(|(key, _)| *key == "role")
        {
            return self.assume_call(assume.action, name);
        }
        let mut options: Vec<Vec<Resources>> = match on {
            On::All => vec![vec![Resources::All]],
            On::Unknown => vec![vec![Resources::Unknown]],
            On::Each(_) => ["*", ""]
                .iter()
                .map(|region| {
                    on.templates()
                        .map(|template| self.resource(template, region, bindings))
                        .collect()
                })
                .collect(),
        };
        options.dedup();
        options
            .into_iter()
            .map(|on| {
                let key = CallKey {
                    action: action.to_owned(),
                    on,
                    service,
                };
                self.requests.find(key, &self.powers)
            })
            .collect()
    }

    /// How a resource of a call can be spelled, where that is known.
    pub(in crate::engine::obtain) fn spellings(
        &self,
        template: &str,
        bindings: Bindings<'_>,
    ) -> Option<Vec<String>> {
        let mut texts: Vec<String> = Vec::new();
        for region in ["*", ""] {
            match self.resource(template, region, bindings) {
                Resources::Fixed(spellings) => texts.extend(spellings),
                _ => return None,
            }
        }
        texts.dedup();
        Some(texts)
    }

    fn resource(&self, template: &str, region: &str, bindings: Bindings<'_>) -> Resources {
        // Where the own account is not known, it may be any that policies name.
        let own = self.owner("");
        let known = |name: &str| match name {
            "account" => Some(own),
            _ => {
                let mut bound = bindings.iter();
                bound.find(|(key, _)| *key == name).map(|(_, value)| *value)
            }
        };
        let open = || Resources::Templates(vec![fill(template, known)]);
        let whole = fill(template, |name| match name {
            "region" => Some(region),
            _ => known(name),
        });
        if whole.contains('{') {
            return open();
        }
        // The star at the end of a kind of things, `policy/*`, is what the request
        // carries; elsewhere it stands for any.
        if template.ends_with('*')
            && !template.starts_with("acs:ram:")
            && !template.starts_with("acs:ims:")
        {
            return open();
        }
        Resources::Fixed(vec![whole])
    }
}

/// A template with what stands in braces put in where that is known.
fn fill<'v>(template: &str, known: impl Fn(&str) -> Option<&'v str>) -> String {
    let mut filled = String::with_capacity(template.len().saturating_mul(2));
    let mut rest = template;
    while let Some((before, (name, after))) = rest
        .split_once('{')
        .and_then(|(before, braced)| Some((before, braced.split_once('}')?)))
    {
        filled.push_str(before);
        match known(name) {
            Some(value) => filled.push_str(value),
            None => filled.extend(["{", name, "}"]),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_braces_is_put_in_where_it_is_known() {
        let known = |name: &str| match name {
            "user" => Some("mei"),
            "owner" => Some("{account}"),
            "nobody" => Some(""),
            _ => None,
        };
        for (template, expected) in [
            ("", ""),
            ("*", "*"),
            ("user/{user}", "user/mei"),
            ("{user}/{user}", "mei/mei"),
            ("a{nobody}b", "ab"),
            ("a{group}b{user}", "a{group}bmei"),
            // What was put in is left as it is.
            (
                "acs:ram:*:{owner}:user/{user}",
                "acs:ram:*:{account}:user/mei",
            ),
            ("{", "{"),
            ("a{user", "a{user"),
            ("}{user}", "}mei"),
        ] {
            assert_eq!(fill(template, known), expected, "{template}");
        }
    }
}
