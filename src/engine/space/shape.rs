//! Statements of a space by their parts.

use std::sync::Arc;

use crate::engine::compile::Free;
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::Formula;
use crate::engine::space::Space;
use crate::model::pattern::Pattern;
use crate::model::policy::{DocumentKind, Element, PrincipalElement, Statement};

/// The actions that requests have, but for [`of_requests`].
pub(in crate::engine) fn actions() -> StringSet {
    let action = Pattern::from_template("{code}:{name}", None).folded();
    StringSet::any([Arc::new(action)])
}

/// The resources that requests have: `*` and the ARNs of an account, or of any.
pub(in crate::engine) fn resources(account: Option<&str>) -> StringSet {
    let arns = Pattern::from_template("acs:{code}:{region}:{account}:*", account).with_end();
    StringSet::any([Pattern::literal("*"), arns].map(Arc::new))
}

/// What no pattern of a whole action can say alone: neither part of it is empty.
pub(in crate::engine) fn of_requests(free: Free) -> Formula {
    free.action_among([":*", "*:"]).not()
}

impl Space<'_> {
    /// The requests whose action is among those of a statement.
    pub fn actions(&mut self, statement: &Statement) -> Formula {
        let formula = self.compiler.free_actions(statement, &mut self.doubts);
        self.registered(formula)
    }

    /// The requests whose action one element of a statement names, an exception of
    /// `NotAction` too.
    pub fn action(&mut self, statement: &Statement, element: &Element) -> Formula {
        let formula = self
            .compiler
            .free_action(statement, element, &mut self.doubts);
        self.registered(formula)
    }

    /// The requests whose resource is among those of a statement.
    pub fn resources(&mut self, statement: &Statement) -> Formula {
        let formula = self.compiler.free_resources(statement, &mut self.doubts);
        self.registered(formula)
    }

    /// The requests whose resource one element of a statement names, an exception
    /// of `NotResource` too.
    pub fn resource(&mut self, statement: &Statement, element: &Element) -> Formula {
        let formula = self
            .compiler
            .free_resource(statement, element, &mut self.doubts);
        self.registered(formula)
    }

    /// The requests of those whom a statement names, where its document says whom
    /// it is about.
    pub fn principals(&mut self, statement: &Statement) -> Formula {
        let model = self.model();
        let list = model.pools.principals(statement.principals);
        let kind = model
            .pools
            .document(statement.document)
            .map(|found| found.kind);
        match kind {
            Some(DocumentKind::Trust) => {}
            Some(DocumentKind::Resource) if !list.is_empty() => {}
            _ => return Formula::True,
        }
        let parts: Vec<Formula> = list.iter().map(|one| self.principal(one)).collect();
        Formula::or(parts)
    }

    /// The requests of those whom one element names.
    pub fn principal(&mut self, principal: &PrincipalElement) -> Formula {
        let formula = self.compiler.free_principal(principal, &mut self.doubts);
        self.registered(formula)
    }
}
