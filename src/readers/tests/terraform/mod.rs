//! Terraform configurations, from texts to the account model.

mod chains;
mod examples;
mod facts;
mod instances;
mod limits;
mod missing;
mod modules;
mod other_types;
mod providers;
mod resources;
mod tools;

use super::*;

impl Outcome {
    /// `path:line:column` of a place.
    fn spot(&self, at: Span) -> String {
        let start = self.sources.start(at);
        let path = self.sources.path(at.file);
        format!("{path}:{}:{}", start.line, start.column)
    }

    /// `to <- Kind/policy @ place`, with what it hangs on.
    fn grants(&self) -> Vec<String> {
        let mut all = Vec::new();
        for account in &self.model.accounts {
            for one in &account.attachments {
                let to = account.principal(one.to).expect("a principal");
                let policy = account.policy(one.policy).expect("a policy");
                let scope = match &one.scope {
                    Scope::Account => String::new(),
                    Scope::ResourceGroup(group) => format!(" in {group}"),
                };
                let whose = match (&account.id, &account.label) {
                    (Some(id), _) => format!("{id} "),
                    (None, Some(label)) => format!("({label}) "),
                    (None, None) => String::new(),
                };
                all.push(format!(
                    "{whose}{}/{} <- {:?}/{}{scope} @ {}{}",
                    to.kind.word(),
                    to.name,
                    policy.kind,
                    policy.name,
                    self.spot(one.at),
                    self.when(&one.when),
                ));
            }
        }
        all
    }

    fn when(&self, when: &[Choice]) -> String {
        let mut text = String::new();
        for choice in when {
            let doubt = self.model.doubts.get(choice.doubt).expect("a doubt");
            let (name, about, mask) = (&doubt.name, &doubt.about, choice.mask);
            text.push_str(&format!(" if {name} {about} is {mask:b}"));
        }
        text
    }

    fn members(&self) -> Vec<String> {
        let account = self.account();
        let all = account.memberships.iter();
        all.map(|one| {
            format!(
                "{} in {} @ {}{}",
                self.name(one.user),
                self.name(one.group),
                self.spot(one.at),
                self.when(&one.when)
            )
        })
        .collect()
    }

    fn principals(&self) -> Vec<String> {
        let all = self.model.accounts.iter().flat_map(|one| &one.principals);
        all.map(|one| format!("{}/{}", one.kind.word(), one.name))
            .collect()
    }

    /// Each statement of the documents in the input, with the places of its parts.
    fn statements(&self) -> Vec<String> {
        let pools = &self.model.pools;
        let mut all = Vec::new();
        for (document, _) in pools.documents() {
            for (_, one) in pools.statements(document) {
                if self.sources.path(one.at.file).starts_with("system:") {
                    continue;
                }
                let mut text = self.spot(one.at);
                let mut add = |word: &str, at: Span| {
                    let words = self.sources.slice(at);
                    text.push_str(&format!(" {word} {} `{words}`", self.spot(at)));
                };
                for element in pools.elements(one.actions.list) {
                    add("Action", element.at);
                }
                for element in pools.elements(one.resources.list) {
                    add("Resource", element.at);
                }
                for condition in pools.conditions(one.conditions) {
                    for value in pools.values(condition.values) {
                        add("Condition", value.at);
                    }
                }
                all.push(text);
            }
        }
        all
    }
}
