//! Hands the instances of one plan or state to the table of resource types that
//! all readers of Terraform share.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::readers::Why;
use crate::readers::declared::{AccountKey, Declared};
use crate::readers::evaluated::Evaluated;
use crate::readers::session::Session;
use crate::readers::terraform::{Ignored, Output, Resource, Understood, declare, settle};
use crate::readers::terraform_plan::joins::Instance;

/// What the instances of a file declare, as they come.
pub(super) struct Table {
    path: Rc<str>,
    output: Output,
}

impl Table {
    pub(super) fn new(path: &str) -> Self {
        Self {
            path: path.into(),
            output: Output::default(),
        }
    }

    pub(super) fn add(
        &mut self,
        session: &mut Session<'_>,
        instance: Instance,
        account: AccountKey,
    ) {
        let pointer = instance.address.to_string();
        let resource = Resource {
            kind: &instance.address.kind,
            address: Some(format!("{}:{pointer}", self.path).into()),
            pointer: &pointer,
            path: Rc::clone(&self.path),
            at: instance.at,
            account,
            when: instance.when,
            arguments: &Evaluated::map(instance.arguments, instance.at),
            looped: &BTreeSet::new(),
            // What is ignored stays as it was, and the values say so.
            ignored: Ignored::Nothing,
        };
        let understood = declare(session, &resource, &mut self.output);
        if understood == Understood::Unknown {
            let why = Why::UnknownResource(resource.kind.to_owned());
            session.not_analysed(&self.path, Some(instance.at), why);
        }
    }

    pub(super) fn finish(mut self) -> Vec<Declared> {
        settle(&mut self.output);
        self.output.declared
    }
}
