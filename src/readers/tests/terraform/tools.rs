//! What Terraform and OpenTofu read of the same folders.

use super::*;
use crate::readers::Note;

const ADMIN: &str = r#"resource "alicloud_ram_user_policy_attachment" "a" {
  user_name   = "ann"
  policy_name = "AdministratorAccess"
  policy_type = "System"
}
"#;

const READER: &str = r#"resource "alicloud_ram_user_policy_attachment" "a" {
  user_name   = "ann"
  policy_name = "ReadOnlyAccess"
  policy_type = "System"
}
"#;

const USER: &str = "resource \"alicloud_ram_user\" \"ann\" { name = \"ann\" }\n";

fn admin(place: &str) -> String {
    format!("user/ann <- System/AdministratorAccess @ {place}")
}

fn reader(place: &str) -> String {
    format!("user/ann <- System/ReadOnlyAccess @ {place}")
}

/// Files, attachments, and notes.
type Row<'t> = (Vec<(&'t str, &'t str)>, Vec<String>, Vec<Note>);

#[test]
fn what_the_tools_read_differently_is_possible_either_way() {
    let twins = " if choice Terraform, or OpenTofu, which alone reads `main.tofu` and leaves out `main.tf` is";
    let below = " if choice Terraform, or OpenTofu, which alone reads `m/x.tofu.json` and leaves out `m/x.tf.json` is";
    let beside = " if choice Terraform, or OpenTofu, which alone reads `b.tofu` is";
    let json = r#"{"resource": {"alicloud_ram_user_policy_attachment": {"a": {"user_name": "ann", "policy_name": "ReadOnlyAccess", "policy_type": "System"}}}}"#;
    let json_admin = json.replace("ReadOnlyAccess", "AdministratorAccess");
    let other = ADMIN.replace("\"a\"", "\"b\"");
    let table: Vec<Row<'_>> = vec![
        (
            vec![
                ("users.tf", USER),
                ("main.tf", READER),
                ("main.tofu", ADMIN),
            ],
            vec![
                reader("main.tf:1:1") + twins + " 1",
                admin("main.tofu:1:1") + twins + " 10",
            ],
            vec![note(&["main.tofu"], &["main.tf"])],
        ),
        (
            vec![("main.tf", READER), ("main.tofu", READER)],
            vec![reader("main.tf:1:1")],
            vec![],
        ),
        (
            vec![("main.tofu", READER), ("other.tofu", USER)],
            vec![reader("main.tofu:1:1")],
            vec![],
        ),
        (
            vec![("a.tf", READER), ("b.tofu", &other)],
            vec![reader("a.tf:1:1"), admin("b.tofu:1:1") + beside + " 10"],
            vec![note(&["b.tofu"], &[])],
        ),
        (
            vec![
                ("main.tf", "module \"m\" { source = \"./m\" }"),
                ("m/x.tf.json", json),
                ("m/x.tofu.json", &json_admin),
            ],
            vec![
                reader("m/x.tf.json:1:55") + below + " 1",
                admin("m/x.tofu.json:1:55") + below + " 10",
            ],
            vec![note(&["m/x.tofu.json"], &["m/x.tf.json"])],
        ),
        (
            vec![
                ("live/main.tf", READER),
                ("other/main.tf", "module \"m\" { source = \"../m\" }"),
                ("other/main.tofu", "module \"m\" { source = \"../n\" }"),
                ("m/x.tf", ""),
                ("n/x.tf", USER),
            ],
            vec![reader("live/main.tf:1:1")],
            vec![note(&["other/main.tofu"], &["other/main.tf"])],
        ),
    ];
    for (files, grants, notes) in table {
        let got = Case::of(&files).run();
        assert_eq!(got.grants(), grants, "{files:?}");
        assert_eq!(got.report.notes, notes, "{files:?}");
        assert_eq!(got.not_analysed(), Vec::<String>::new(), "{files:?}");
    }
}

fn note(read: &[&str], left_out: &[&str]) -> Note {
    let all = |names: &[&str]| names.iter().map(|one| (*one).to_owned()).collect();
    Note::ReadByOpenTofuAlone {
        read: all(read),
        left_out: all(left_out),
    }
}
