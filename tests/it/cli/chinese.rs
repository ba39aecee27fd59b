//! Reports in Simplified Chinese (I18N-01, I18N-02).

use std::ffi::OsString;
use std::path::Path;

use ramlint::report::display::width;

use super::{Around, BAD, Folder, Ran, run_in};

const EXAMPLES: &str = "policies/examples";

/// Someone holds a policy that is nowhere.
const LOST: &str = "ram_attachments: 1\nusers:\n  ann: { policies: [lost] }\n";

fn ramlint(arguments: &[&str]) -> Ran {
    let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    run_in(top, &arguments, &Around::default())
}

/// A word of English prose: small letters, and perhaps a comma after them.
fn is_prose(token: &str) -> bool {
    let word = token.trim_end_matches([',', ';', ':', '.']);
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Two English words beside each other, with one blank between them and outside
/// backticks. Cells of a table are more than one blank apart.
fn prose(line: &str) -> Option<String> {
    let said: Vec<&str> = line.split('`').step_by(2).collect();
    let said = said.join("`");
    for cell in said.split("  ") {
        let tokens: Vec<&str> = cell.split(' ').collect();
        for pair in tokens.windows(2) {
            if pair.iter().all(|token| is_prose(token)) {
                return Some(pair.join(" "));
            }
        }
    }
    None
}

#[track_caller]
fn is_chinese(report: &str) {
    assert!(report.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}')));
    for line in report.lines() {
        assert_eq!(prose(line), None, "{line}");
        for sign in ['“', '”', '—', '·', '…'] {
            assert!(!line.contains(sign), "{line}");
        }
    }
}

#[test]
fn english_prose_is_told_from_code() {
    for line in [
        "  [1] only with multi-factor login",
        "允许，but not by its own policies",
        "looked at 3 files",
    ] {
        assert!(prose(line).is_some(), "{line}");
    }
    for line in [
        "  user/a  允许  anywhere  exact  Custom/P",
        "用 `aliyun ram list users` 查询",
        "kvstore:DestroyInstance",
        "acs:SourceIp = 10.0.0.1，acs:MFAPresent 不存在",
    ] {
        assert_eq!(prose(line), None, "{line}");
    }
}

#[test]
fn i18n_01_who_can_and_inputs_have_no_english_line() {
    let told = ramlint(&["who-can", EXAMPLES, "--lang", "zh-CN", "--verbose"]).ends(0);
    is_chinese(&told.out);
    is_chinese(
        &ramlint(&["inputs", EXAMPLES, "--lang", "zh-CN"])
            .ends(0)
            .out,
    );
}

#[test]
fn i18n_01_the_last_lines_of_a_check_have_no_english_line() {
    let told = ramlint(&["check", EXAMPLES, "--lang", "zh-CN", "--exit-zero"]).ends(0);
    let start = told.out.find("\n共 ").unwrap();
    is_chinese(&told.out[start..]);
    is_chinese(
        &ramlint(&[
            "check",
            "policies/guardrails/deny-destroy.json",
            "--lang",
            "zh-CN",
            "--ignore",
            "RAM2",
            "--exit-zero",
        ])
        .out,
    );
}

#[test]
fn i18n_01_no_explained_answer_has_an_english_line() {
    let told = ramlint(&["who-can", EXAMPLES, "--format", "json"]).ends(0);
    let json = told.json();
    let ids = json["principals"].as_array().unwrap();
    let ids = ids.iter().map(|one| one["id"].as_str().unwrap());
    let mut met = 0;
    for id in ids.filter(|id| id.starts_with("user/") || id.starts_with("role/")) {
        met += 1;
        let told = ramlint(&["can", id, EXAMPLES, "--lang", "zh-CN"]).ends(0);
        is_chinese(&told.out);
    }
    assert!(met > 10, "{met}");
}

#[test]
fn i18n_01_what_is_not_analysed_or_open_is_told_in_chinese() {
    let folder = Folder::new(&[
        (
            "broken.policy.json",
            r#"{"Version":"1","Statement":[{"Effect":"Allow","#,
        ),
        ("ram-attachments.yaml", LOST),
        ("other.txt", "x"),
    ]);
    for command in ["check", "who-can", "inputs"] {
        let told = folder.run(&[command, ".", "--lang", "zh-CN", "--allow-incomplete"]);
        assert!(told.out.contains("未分析："), "{}", told.both());
        let start = told.out.find("\n共 ").unwrap_or(0);
        is_chinese(&told.out[start..]);
    }
    folder
        .run(&["inputs", ".", "--lang", "zh-CN", "--allow-incomplete"])
        .says("输入中没有权限策略 `Custom/lost` 的内容")
        .says("不是会读取的文件类型（.txt）");
}

#[test]
fn i18n_02_columns_of_a_chinese_table_begin_where_their_headers_do() {
    let guarded = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:*","Resource":"*","Condition":{"Bool":{"acs:MFAPresent":"true"}}}]}"#;
    let folder = Folder::new(&[
        ("policies/open.json", BAD),
        ("policies/guarded.json", guarded),
        (
            "ram-attachments.yaml",
            "ram_attachments: 1\nusers:\n  ann: { policies: [open] }\n  王芳: { policies: [guarded] }\n  tom: { policies: [lost] }\n",
        ),
    ]);
    let told = folder.run(&["who-can", ".", "--lang", "zh-CN", "--quiet"]);
    let expected = [
        "  授权主体   结论        所需条件     授权粒度          依据                                       位置",
        "  user/ann   允许        anywhere     exact             Custom/open                                policies/open.json:1:56",
        "  user/王芳  有条件允许  console_mfa  service_wildcard  Custom/guarded，条件见 [1]                 policies/guarded.json:1:56",
        "  user/tom   未知        anywhere     -                 Custom/lost：最多为允许，最少为未授权 [2]  ram-attachments.yaml:5:21",
    ];
    let table: Vec<&str> = told.out.lines().skip(2).take(4).collect();
    assert_eq!(table, expected, "{}", told.both());
    let column = |line: &str, word: &str| line.split_once(word).map(|(lead, _)| width(lead));
    for (at, words) in [
        (13, ["结论", "允许", "有条件允许", "未知"]),
        (25, ["所需条件", "anywhere", "console_mfa", "anywhere"]),
        (56, ["依据", "Custom/open", "Custom/guarded", "Custom/lost"]),
        (
            99,
            [
                "位置",
                "policies/open",
                "policies/guarded",
                "ram-attachments",
            ],
        ),
    ] {
        for (line, word) in table.iter().zip(words) {
            assert_eq!(column(line, word), Some(at), "{line}");
        }
    }
}

#[test]
fn i18n_01_comparisons_have_no_english_line() {
    let folder = Folder::new(&[("old/a.json", super::GOOD), ("new/a.json", BAD)]);
    for arguments in [["old", "new"], ["new", "old"], ["old", "old"]] {
        let [base, head] = arguments;
        let ran = folder.run(&["diff", base, head, "--lang", "zh-CN"]).ends(0);
        is_chinese(&ran.out);
    }
}
