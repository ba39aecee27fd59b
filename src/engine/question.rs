//! A question: one action, asked about principals. The engine knows no action by
//! name; what it needs to know about one comes from the catalogue.

/// Against which resources RAM authorises the action.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resources {
    /// All resources: the request's resource is the one character `*` (D15).
    All,
    /// ARNs of these templates in the own account (D43).
    Templates(Vec<String>),
    /// One resource, in any of these spellings, compared ignoring ASCII case.
    Fixed(Vec<String>),
    /// Not known: evaluated both ways (D43).
    Unknown,
}

/// One action to ask about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// `code:Name`, in the catalogue's spelling where it is catalogued.
    pub action: String,
    /// Whether the catalogue holds the action.
    pub catalogued: bool,
    /// Its resource level.
    pub resources: Resources,
}

impl Question {
    /// The RAM code: the text before the colon.
    #[must_use]
    pub fn service(&self) -> &str {
        self.action
            .split_once(':')
            .map_or("", |(service, _)| service)
    }

    /// The name after the colon.
    #[must_use]
    pub fn name(&self) -> &str {
        self.action.split_once(':').map_or("", |(_, name)| name)
    }
}

/// What is known of the one who asks, for keys with a fixed value.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// `user/NAME` or `role/NAME` of the own account, where the caller is one
    /// principal; `None` leaves the ARN free (D44).
    pub name: Option<String>,
    /// A session of Cloud SSO: a role of the own account whose name only begins
    /// in a known way (R59).
    pub is_session: bool,
}

/// How readings with a default are treated (D14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Readings {
    /// Each takes its default; the answer says what it relies on.
    #[default]
    Default,
    /// Each is a variable.
    Strict,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_an_action() {
        let cases = [
            ("kvstore:DestroyInstance", "kvstore", "DestroyInstance"),
            ("a:b:c", "a", "b:c"),
            ("nothing", "", ""),
        ];
        for (action, service, name) in cases {
            let question = Question {
                action: action.to_owned(),
                catalogued: false,
                resources: Resources::All,
            };
            assert_eq!((question.service(), question.name()), (service, name));
        }
    }
}
