//! Which case holds which requirement. None is without a case, and no case is named that
//! there is not.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The requirements on the security of the program itself, by their numbers, with what
/// each asks for and the tests that hold it, as `file::name` below `tests/`.
const REQUIREMENTS: &[(&str, &str, &[&str])] = &[
    (
        "01",
        "what is not analysed is told, and the run is incomplete or the answer UNKNOWN",
        &[
            "hostile/streams.rs::sec_01_a_report_that_the_disk_does_not_take_is_no_success",
            "hostile/streams.rs::sec_01_a_report_in_a_place_that_takes_none_is_told_before_anything_is_analysed",
            "hostile/streams.rs::sec_01_a_run_that_is_stopped_leaves_no_half_report",
            "hostile/files.rs::sec_01_what_may_not_be_read_is_told",
            "hostile/files.rs::sec_01_a_path_that_is_too_long_is_told",
            "hostile/files.rs::sec_01_files_that_change_while_they_are_read",
            "hostile/files.rs::sec_01_a_file_that_is_not_as_long_as_it_says",
            "hostile/size.rs::sec_01_lists_that_cannot_be_compared_within_the_budget_are_told",
            "it/cli/inputs.rs::sec_01_the_step_budget_is_crossed",
            "it/cli/inputs.rs::sec_01_node_limits_are_crossed",
            "it/cli/untrusted_templates.rs::sec_01_a_million_of_anything_is_bounded",
            "it/git/hostile.rs::sec_01_what_is_damaged_or_missing_is_told",
        ],
    ),
    (
        "02",
        "what readers may see differently is found, and read as what permits more",
        &[
            "hostile/characters.rs::sec_02_halves_of_pairs_are_found_wherever_they_stand",
            "it/cli/hostile.rs::sec_02_differences_between_parsers_take_the_more_permissive_reading",
            "it/cli/hostile.rs::sec_02_what_readers_may_see_differently_is_found",
        ],
    ),
    (
        "03",
        "letters that are not seen or only look right are found",
        &[
            "hostile/characters.rs::sec_03_letters_that_only_look_right_are_found",
            "it/cli/hostile.rs::sec_03_a_deny_with_a_letter_that_only_looks_right_denies_nothing_for_sure",
        ],
    ),
    (
        "10",
        "text of the input is of a type that cannot be printed",
        &["it/cli/hostile.rs::sec_10_text_from_input_has_no_way_to_be_printed_as_it_is"],
    ),
    (
        "11",
        "characters without a picture are shown as escapes",
        &[
            "it/cli/hostile.rs::sec_11_wild_characters_are_shown_and_letters_are_left",
            "it/cli/hostile.rs::sec_11_holds_for_whole_reports",
        ],
    ),
    (
        "12",
        "nothing of the input controls a terminal",
        &[
            "hostile/characters.rs::sec_12_no_character_of_the_input_controls_what_shows_the_output",
            "hostile/characters.rs::sec_12_no_character_of_settings_does_either",
            "it/cli/hostile.rs::sec_12_nothing_from_input_controls_a_terminal",
        ],
    ),
    (
        "20",
        "nothing of the input begins a line or a command of a log",
        &[
            "hostile/characters.rs::sec_12_no_character_of_the_input_controls_what_shows_the_output",
            "it/cli/tested.rs::sec_20_names_of_tests_are_no_commands",
        ],
    ),
    (
        "21",
        "runners see the commands that are meant and no others",
        &["it/reports/trees.rs::sec_21_recognised_commands_are_the_intended_ones"],
    ),
    (
        "22",
        "the action fences its output with a word of its own",
        &["it/integrations/action.rs::sec_22_the_fence_is_lifted_however_the_step_ends"],
    ),
    (
        "30",
        "nothing outside of the root is opened",
        &[
            "hostile/files.rs::sec_30_no_reference_leads_out_of_the_root",
            "it/cli/inputs.rs::sec_30_nothing_outside_the_root_is_opened",
            "it/cli/untrusted_templates.rs::sec_30_nothing_outside_of_the_root_is_read",
        ],
    ),
    (
        "31",
        "links are not followed, and what is no file is not waited for",
        &[
            "hostile/files.rs::sec_31_what_is_no_file_is_neither_read_nor_waited_for",
            "hostile/files.rs::sec_31_settings_that_are_no_file_are_not_waited_for",
        ],
    ),
    (
        "32",
        "snippets are short, and secrets are masked",
        &[
            "it/cli/inputs.rs::sec_32_a_snippet_is_3_lines_of_at_most_400_columns",
            "it/cli/inputs.rs::sec_32_what_looks_like_a_secret_is_masked_in_every_format",
        ],
    ),
    (
        "33",
        "neither the environment nor credentials are read",
        &["it/cli/process.rs::sec_33_the_environment_and_the_home_folder_are_not_read"],
    ),
    (
        "34",
        "paths that some systems take for one are reported",
        &[
            "hostile/files.rs::sec_34_paths_that_are_one_elsewhere_are_reported",
            "it/git/hostile.rs::sec_34_paths_of_a_commit_that_are_one_elsewhere_are_reported",
        ],
    ),
    (
        "40",
        "no other program is started and no socket opened",
        &[
            "hostile/made_of.rs::sec_40_no_dependency_speaks_to_a_network",
            "hostile/made_of.rs::sec_40_neither_sockets_nor_other_programs_are_linked_in",
        ],
    ),
    (
        "41",
        "git's data is read in the process",
        &["hostile/made_of.rs::sec_40_neither_sockets_nor_other_programs_are_linked_in"],
    ),
    (
        "42",
        "a repository has nothing run and nothing written",
        &[
            "it/git/hostile.rs::sec_42_nothing_in_a_repository_is_run_and_nothing_is_written",
            "it/git/hostile.rs::sec_42_names_that_no_file_can_have_are_refused",
        ],
    ),
    (
        "43",
        "no plugins, nothing sent, no look for updates",
        &[
            "hostile/made_of.rs::sec_43_the_lint_against_starting_programs_is_on",
            "hostile/made_of.rs::sec_40_neither_sockets_nor_other_programs_are_linked_in",
        ],
    ),
    (
        "50",
        "limits of sizes, and of memory on all of this",
        &[
            "hostile/size.rs::sec_50_a_file_that_is_larger_than_the_limit_is_refused",
            "hostile/size.rs::sec_50_long_texts",
            "hostile/size.rs::sec_50_long_lists_of_equal_members",
            "hostile/size.rs::sec_50_long_lists_of_different_members",
            "hostile/size.rs::sec_50_lists_as_long_as_a_file_may_be",
            "hostile/size.rs::sec_50_lists_of_a_million",
            "hostile/size.rs::sec_50_findings_about_every_member_of_a_long_list",
            "hostile/size.rs::sec_50_keys_as_many_as_a_file_may_hold",
            "hostile/size.rs::sec_50_conditions_that_hang_together",
            "it/cli/inputs.rs::sec_01_walked_files_limit_is_crossed",
            "it/cli/surplus.rs::sec_50_the_findings_of_one_rule_in_one_file_that_are_left_out_are_counted",
            "it/cli/surplus.rs::sec_50_records_count_what_their_reports_leave_out",
            "it/cli/limits.rs::sec_50_a_larger_file_is_read_where_that_is_allowed",
            "it/cli/limits.rs::sec_50_more_findings_of_one_rule_are_reported_where_that_is_allowed",
            "it/cli/limits.rs::sec_50_a_question_has_the_steps_that_are_allowed",
            "it/cli/limits.rs::sec_50_nothing_lowers_a_limit",
            "it/cli/limits.rs::sec_50_the_long_help_of_check_lists_every_limit",
        ],
    ),
    (
        "51",
        "no stack overflow",
        &[
            "hostile/nesting.rs::sec_51_what_is_nested_deep_is_refused_on_a_small_stack",
            "hostile/nesting.rs::sec_51_settings_that_are_nested_deep_are_no_settings",
            "hostile/nesting.rs::sec_51_long_chains_are_not_followed_to_the_end",
        ],
    ),
    (
        "52",
        "aliases of YAML are not expanded",
        &["hostile/nesting.rs::sec_52_aliases_of_yaml_are_not_expanded"],
    ),
    (
        "53",
        "patterns take no more than the product of their lengths",
        &[
            "hostile/size.rs::sec_53_patterns_of_ten_thousand_stars",
            "hostile/size.rs::sec_53_globs_of_settings_take_linear_time",
        ],
    ),
    (
        "54",
        "principals and actions are never multiplied out",
        &["hostile/size.rs::sec_54_everybody_may_do_everything"],
    ),
    (
        "55",
        "hashes are keyed by chance, or there is an order instead",
        &["it/tidy.rs::nothing_goes_through_a_hash"],
    ),
    (
        "60",
        "reports hold no markup of the input",
        &[
            "it/reports/hostile.rs::gh_02_only_what_is_meant_is_a_command",
            "it/reports/hostile.rs::ju_03_every_report_can_be_read_whatever_the_input",
        ],
    ),
    (
        "61",
        "the program's own supply chain",
        &[
            "hostile/made_of.rs::sec_40_no_dependency_speaks_to_a_network",
            "hostile/made_of.rs::sec_61_dependencies_have_their_reasons",
            "it/integrations/files.rs::ga_03_the_workflow_of_the_readme_is_one_that_can_be_trusted",
        ],
    ),
];

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

#[test]
fn every_requirement_is_held_by_tests_that_exist() {
    let numbers: Vec<&str> = REQUIREMENTS.iter().map(|(number, _, _)| *number).collect();
    assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
    for (number, says, cases) in REQUIREMENTS {
        assert!(!says.is_empty() && !cases.is_empty(), "{number}");
        for case in *cases {
            let (file, name) = case.split_once("::").unwrap();
            let text = fs::read_to_string(tests().join(file)).unwrap();
            let found = text.contains(&format!("fn {name}("));
            assert!(found, "SEC-{number}: {case}");
        }
    }
}

/// The number that the name of a test begins with.
fn number(line: &str) -> Option<(&str, &str)> {
    let name = line.trim_start().strip_prefix("fn ")?.split('(').next()?;
    let number = name.strip_prefix("sec_")?.split('_').next()?;
    Some((number, name))
}

#[test]
fn every_case_of_the_hostile_tree_is_in_the_table() {
    let named: BTreeSet<&str> = REQUIREMENTS
        .iter()
        .flat_map(|(_, _, cases)| *cases)
        .copied()
        .collect();
    let numbers: BTreeSet<&str> = REQUIREMENTS.iter().map(|(number, _, _)| *number).collect();
    let mut seen = 0;
    for entry in fs::read_dir(tests().join("hostile")).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        for (number, name) in text.lines().filter_map(number) {
            seen += 1;
            assert!(numbers.contains(number), "{name}");
            let case = format!("hostile/{file}::{name}");
            assert!(named.contains(case.as_str()), "{case}");
        }
    }
    assert!(seen > 20);
}
