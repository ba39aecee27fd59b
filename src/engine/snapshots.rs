//! Accounts for tests, from snapshots as users write them.

use serde_json::{Value, json};

use crate::model::Model;
use crate::readers::{self, Input, Options};
use crate::source::{Files, Refusal, Sources};

/// The account of the snapshots.
pub(crate) const OWN: &str = "1000000000000001";

struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &str) -> Result<String, Refusal> {
        Err(Refusal::Missing)
    }

    fn list(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// An account from a snapshot; what it does not say of these is that all is there.
pub(crate) fn model(mut snapshot: Value) -> Model {
    let given = snapshot.as_object_mut().unwrap();
    for (name, value) in [
        ("ram_account_snapshot", json!(1)),
        ("account_id", json!(OWN)),
        (
            "complete",
            json!([
                "users",
                "groups",
                "roles",
                "policies",
                "attachments",
                "memberships",
                "control_policies"
            ]),
        ),
    ] {
        given.entry(name).or_insert(value);
    }
    let mut sources = Sources::default();
    let inputs = [Input {
        file: sources.add("account.json", snapshot.to_string()),
        named: true,
        in_skipped_folder: false,
        base: "",
    }];
    let mut model = Model::default();
    let options = Options::default();
    readers::read(&mut sources, &inputs, &NoFiles, &options, &mut model);
    assert_eq!(model.accounts.len(), 1, "{snapshot}");
    model
}
