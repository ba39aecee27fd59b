//! Configurations that ask for more than is looked at: what is beyond a limit is told,
//! and what is within it is worked out.

use super::*;
use crate::readers::terraform::{MAX_BLOCK_DEPTH, MAX_CALLED_FOLDERS, MAX_MODULE_DEPTH};
use crate::syntax::hcl;

const ANN: &str = "resource \"alicloud_ram_user\" \"u\" { name = \"ann\" }\n";

/// How often it is told that there is too much of something.
fn too_much(got: &Outcome, what: &str) -> usize {
    let told = got.not_analysed();
    let of_it = told
        .iter()
        .filter(|one| one.contains("TooMuch") && one.contains(what));
    of_it.count()
}

#[test]
fn modules_are_followed_as_deep_as_the_limit() {
    for (calls, is_told) in [(MAX_MODULE_DEPTH, false), (MAX_MODULE_DEPTH + 1, true)] {
        let files: Vec<(String, String)> = (0..=calls)
            .map(|level| {
                let next = level + 1;
                let call = format!("module \"m\" {{ source = \"../m{next}\" }}\n");
                let text = if level < calls { call } else { ANN.to_owned() };
                (format!("m{level}/main.tf"), text)
            })
            .collect();
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        let got = Case::of(&files).run();
        let told = too_much(&got, "module calls inside one another");
        assert_eq!(told, usize::from(is_told), "{calls}");
        // What is not reached by calls is read alone.
        assert_eq!(got.principals(), ["user/ann"], "{calls}");
    }
}

#[test]
fn folders_that_calls_name_are_loaded_up_to_the_limit() {
    let calls: Vec<String> = (0..=MAX_CALLED_FOLDERS)
        .map(|one| format!(r#""m{one}": {{ "source": "./f{one}", "count": 0 }}"#))
        .collect();
    let text = format!(r#"{{ "module": {{ {} }} }}"#, calls.join(", "));
    let got = Case::of(&[("main.tf.json", &text)]).run();
    assert_eq!(too_much(&got, "folders that module calls name"), 1);
}

#[test]
fn blocks_are_read_as_deep_as_the_limit() {
    for (depth, is_told) in [(MAX_BLOCK_DEPTH, false), (MAX_BLOCK_DEPTH + 1, true)] {
        let (open, close) = ("b {\n".repeat(depth), "}\n".repeat(depth));
        let text =
            format!("resource \"alicloud_ram_user\" \"u\" {{\n  name = \"ann\"\n{open}{close}}}\n");
        let got = Case::of(&[("main.tf", &text)]).run();
        let told = too_much(&got, "blocks inside one another");
        assert_eq!(told, usize::from(is_told), "{depth}");
        assert_eq!(got.principals(), ["user/ann"], "{depth}");
    }
}

/// What is not turned into what its variable is declared to be compares otherwise, and
/// whoever hides a resource behind that would not be told of.
#[test]
fn a_type_is_followed_as_deep_as_it_can_be_written() {
    let deepest = usize::try_from(hcl::MAX_DEPTH).unwrap() - 1;
    for depth in [1, 32, 33, deepest] {
        let of = |open: &str, inner: &str, close: &str| {
            format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
        };
        let text = format!(
            "variable \"v\" {{\n  type = {}\n  default = {}\n}}\nresource \"alicloud_ram_user\" \"u\" {{\n  count = var.v{} == \"1\" ? 1 : 0\n  name = \"ann\"\n}}\n",
            of("list(", "string", ")"),
            of("[", "1", "]"),
            "[0]".repeat(depth)
        );
        let got = Case::of(&[("main.tf", &text)]).run();
        assert_eq!(got.not_analysed(), [""; 0], "{depth}");
        assert_eq!(got.principals(), ["user/ann"], "{depth}");
    }
}

/// What a command gives hangs on the files that it names, and of some words more it is
/// not seen whether they name one.
#[test]
fn commands_of_more_words_than_are_looked_for_are_told() {
    for (words, is_told) in [(16, false), (17, true)] {
        let words = vec!["\"x\""; words].join(", ");
        let text = format!(
            "data \"external\" \"x\" {{ program = [{words}] }}\nresource \"alicloud_ram_user\" \"u\" {{ name = \"u${{data.external.x.result.name}}\" }}\n"
        );
        let got = Case::of(&[("main.tf", &text)]).run();
        let told = got.not_analysed();
        assert_eq!(!told.is_empty(), is_told, "{told:?}");
        for one in &told {
            assert!(one.contains("more arguments than are compared"), "{one}");
        }
    }
}

#[test]
fn a_pattern_of_names_that_is_too_large_tells_no_policy() {
    for (more, is_known) in [("", true), ("x{9}", true), ("(?:x{999}){999}", false)] {
        let text = format!(
            r#"data "alicloud_ram_policies" "p" {{
  name_regex = "^AdministratorAccess(?:{more})?$"
  type       = "System"
}}
resource "alicloud_ram_user_policy_attachment" "a" {{
  user_name   = "ann"
  policy_name = data.alicloud_ram_policies.p.policies.0.name
  policy_type = "System"
}}
"#
        );
        let got = Case::of(&[("main.tf", &text)]).run();
        let grants = got.grants();
        let known = "user/ann <- System/AdministratorAccess @ main.tf:5:1";
        assert_eq!(grants == [known], is_known, "{more}: {grants:?}");
        assert_eq!(got.gaps().is_empty(), is_known, "{more}: {:?}", got.gaps());
    }
}
