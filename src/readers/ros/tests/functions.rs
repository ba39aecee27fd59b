//! Functions one by one: the text of a call, its value, and what is under the
//! value's places.

use super::{Outcome, read, read_given, read_with};
use crate::readers::Parameter;
use crate::readers::declared::What;
use crate::readers::evaluated::Evaluated;
use crate::source::Sources;

const HEAD: &str = "\
ROSTemplateFormatVersion: '2015-09-01'
Parameters:
  Team: { Type: String, Default: cache }
  Open: { Type: String }
  Words: { Type: CommaDelimitedList, Default: 'one, two' }
  Many: { Type: Number, Default: 3 }
  Tree: { Type: Json, Default: '{\"a\": [\"b\"]}' }
  Yes: { Type: Boolean, Default: 'true' }
Mappings:
  Zones: { hangzhou: { name: hz }, beijing: { name: bj } }
Conditions:
  IsCache: { 'Fn::Equals': [{ Ref: Team }, cache] }
  IsOpen: { 'Fn::Equals': [{ Ref: Open }, x] }
Locals:
  Long: { Value: { 'Fn::Sub': '${Team}-long' } }
  Read: { Type: 'DATASOURCE::RAM::Users', Properties: {} }
Resources:
  Robot: { Type: 'ALIYUN::RAM::Role', Properties: { RoleName: robot } }
  Box: { Type: 'ALIYUN::ECS::Instance', Properties: { HostName: box } }
  Users: { Type: 'ALIYUN::RAM::User', Count: 2, Properties: { UserName: { 'Fn::Sub': 'u${ALIYUN::Index}' } } }
  Target:
    Type: ALIYUN::RAM::Group
    Properties:
      GroupName: ";

/// The value of the only group's name.
fn name(outcome: &Outcome) -> &Evaluated {
    let found = outcome.declared.iter().find_map(|one| match &one.what {
        What::Principal(principal) if principal.kind.word() == "group" => Some(&principal.name),
        _ => None,
    });
    found.expect("a group")
}

/// What a call stands for as a name that another resource uses, because the own
/// name of a resource refers to nothing.
fn evaluate(call: &str) -> String {
    let key = "  Key:\n    Type: ALIYUN::RAM::AccessKey\n    Properties:\n      UserName: ";
    let outcome = read("t.yml", &format!("{HEAD}x\n{key}{call}\n"));
    let shown = outcome.declared.iter().find_map(|one| match &one.what {
        What::AccessKey { user } => Some(outcome.value(user)),
        _ => None,
    });
    shown.unwrap_or_default()
}

#[test]
fn functions_and_their_values() {
    for (call, expected) in [
        ("{ Ref: Team }", "cache"),
        ("!Ref Team", "cache"),
        ("{ Ref: Open }", "<parameter Open>"),
        ("{ Ref: Words }", "[one, two]"),
        ("{ Ref: Many }", "3"),
        ("{ Ref: Tree }", "{a: [b]}"),
        ("{ Ref: Yes }", "true"),
        ("{ Ref: Nothing }", "<undeclared Nothing>"),
        ("{ Ref: Long }", "cache-long"),
        ("{ Ref: Read }", "<data-source Read>"),
        ("{ Ref: Robot }", "robot~Robot"),
        ("{ Ref: Box }", "<computed Box>~Box"),
        ("{ Ref: Users }", "[u0~Users[0], u1~Users[1]]"),
        ("{ Ref: 'ALIYUN::Region' }", "<deployment ALIYUN::Region>"),
        ("{ Ref: 'ALIYUN::NoValue' }", ""),
        ("{ 'Fn::GetAtt': [Robot, RoleName] }", "robot~Robot"),
        ("!GetAtt Robot.RoleName", "robot~Robot"),
        ("!GetAtt [Robot, RoleName]", "robot~Robot"),
        (
            "!GetAtt Robot.Arn",
            "acs:ram::${ALIYUN::AccountId}:role/robot~Robot",
        ),
        ("!GetAtt Robot.RoleId", "<computed Robot.RoleId>~Robot"),
        ("!GetAtt Box.HostName", "<computed Box.HostName>~Box"),
        ("!GetAtt Absent.Name", "<undeclared Absent.Name>"),
        ("{ 'Fn::Sub': 'a-${Team}' }", "a-cache"),
        ("!Sub 'a-${Team}'", "a-cache"),
        ("!Sub '${Robot}/${Robot.RoleName}'", "robot/robot"),
        ("!Sub 'x-${Robot}'", "x-robot~Robot"),
        ("!Sub '${Open}-${Many}-${Yes}'", "${Open}-3-true"),
        ("!Sub '${!Team} $Team ${Team'", "${Team} $Team ${Team"),
        ("!Sub ['${a}${Team}', { a: !Ref Many }]", "3cache"),
        ("!Sub ['${Team}', { Team: own }]", "own"),
        ("!Sub '${Words}'", "<function Fn::Sub>"),
        ("!Join ['-', [a, !Ref Team, !Ref Many]]", "a-cache-3"),
        ("!Join [', ', !Ref Words]", "one, two"),
        (
            "!Join ['', [!Ref Robot, '@', !Ref 'ALIYUN::TenantId']]",
            "robot@${ALIYUN::TenantId}~Robot",
        ),
        ("!Join ['-', [a, !Ref 'ALIYUN::NoValue', b]]", "a-b"),
        ("!Join ['-', !Ref Open]", "<parameter Open>"),
        ("!Join ['-', [a, [b]]]", "<function Fn::Join>"),
        ("!Join [a]", "<function Fn::Join>"),
        ("!Split ['-', 'a-b-']", "[a, b, ]"),
        ("!Split ['-', !Ref Open]", "<parameter Open*>"),
        ("!Split ['', 'ab']", "<function Fn::Split>"),
        ("!Select [1, [a, b]]", "b"),
        ("!Select ['1', !Split ['-', 'a-b']]", "b"),
        ("!Select [1, 'a,b']", "b"),
        ("!Select [5, [a], z]", "z"),
        ("!Select [5, [a]]", "<function Fn::Select>"),
        ("!Select [a, {a: b}]", "b"),
        ("!Select [0, !Ref Users]", "u0~Users[0]"),
        ("!Select [!Ref Open, [a]]", "<parameter Open>"),
        (
            "!Select [1, !ListMerge [!Ref Open, [a]]]",
            "<parameter Open>",
        ),
        ("!If [IsCache, a, b]", "a"),
        ("!If [IsOpen, a, b]", "<choice Fn::If>"),
        ("!If [IsOpen, a, a]", "a"),
        (
            "!If [IsOpen, a, !Ref 'ALIYUN::NoValue']",
            "<choice Fn::If*>",
        ),
        ("!If [a, b]", "<function Fn::If>"),
        ("!FindInMap [Zones, beijing, name]", "bj"),
        ("!FindInMap [Zones, !Ref Open, name]", "<parameter Open>"),
        (
            "!FindInMap [Zones, nowhere, name]",
            "<function Fn::FindInMap>",
        ),
        ("!FindInMap [Zones, beijing]", "<function Fn::FindInMap>"),
        ("!Replace [{ $x: !Ref Team, z: '' }, 'a-$x-z']", "a-cache-"),
        ("!Replace [{ a: !Ref Open }, 'bab']", "<parameter Open>"),
        ("!ListMerge [[a], !Ref Words, [b]]", "[a, one, two, b]"),
        ("!ListMerge [[a], !Ref Open]", "[a, <parameter Open*>]"),
        ("!Length [a, b]", "2"),
        ("!Length abc", "3"),
        ("{ 'Fn::Length': { Ref: Open } }", "<parameter Open>"),
        ("!Str 5", "5"),
        ("!Equals [a, a]", "true"),
        ("!Not [!Equals [a, a]]", "false"),
        ("!Jq ['.', x]", "<function Fn::Jq>"),
        ("{ 'Fn::Jq': ['.', x] }", "<function Fn::Jq>"),
        ("{ Ref: Team, Other: x }", "{Ref: Team, Other: x}"),
        ("[a, !Ref 'ALIYUN::NoValue', b]", "[a, b]"),
    ] {
        let shown = evaluate(call);
        assert_eq!(shown, expected, "{call}");
    }
}

/// The text of each run of a name, with what is under its place.
fn runs(outcome: &Outcome) -> Vec<(String, String)> {
    let text = name(outcome).as_fragment().expect("a text");
    let runs = text.map.runs().iter().map(|run| {
        let start = usize::try_from(run.out).unwrap();
        let end = start + usize::try_from(run.len).unwrap();
        let part = text.text[start..end].to_owned();
        (part, outcome.sources.slice(run.from).to_owned())
    });
    runs.collect()
}

#[test]
fn the_text_under_each_part() {
    for (call, expected) in [
        ("abc", &[("abc", "abc")] as &[_]),
        ("{ Ref: Team }", &[("cache", "cache")]),
        (
            "!Sub 'a-${Team}.'",
            &[("a-", "a-"), ("cache", "${Team}"), (".", ".")],
        ),
        ("!Sub 'a-${Open}'", &[("a-", "a-"), ("\u{fffc}", "${Open}")]),
        ("!Sub '${!x}y'", &[("${", "${"), ("x}y", "x}y")]),
        (
            "!Join ['-', [abc, !Ref Team]]",
            &[("abc", "abc"), ("-", "-"), ("cache", "!Ref Team")],
        ),
        (
            "!Join ['', [!Sub 'a${Many}', \"b\\u0063\"]]",
            &[("a", "a"), ("3", "${Many}"), ("b", "b"), ("c", "\\u0063")],
        ),
        (
            "!Replace [{ b: !Ref Team }, abc]",
            &[("a", "a"), ("cache", "b"), ("c", "c")],
        ),
        ("!Select [1, !Split ['-', ab-cd]]", &[("cd", "cd")]),
        ("!FindInMap [Zones, beijing, name]", &[("bj", "bj")]),
    ] {
        let outcome = read("t.yml", &format!("{HEAD}{call}\n"));
        let found = runs(&outcome);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(text, under)| (text.as_str(), under.as_str()))
            .collect();
        assert_eq!(found, expected, "{call}");
    }
}

#[test]
fn missing_things_say_where_they_would_come_from() {
    for (call, detail) in [
        ("!Ref Open", "declared at t.yml:4 without a default"),
        ("!Ref 'ALIYUN::StackName'", "t.yml"),
        ("!GetAtt Robot.RoleId", "of the resource at t.yml:18"),
        ("!Jq [x]", "at t.yml:24:18"),
        ("!Ref Nobody", "in t.yml"),
        (
            "!If [IsOpen, a, b]",
            "${Open} is `x` in t.yml; at t.yml:24:18",
        ),
    ] {
        let outcome = read("t.yml", &format!("{HEAD}{call}\n"));
        let hole = name(&outcome).hole().expect("a hole");
        assert_eq!(
            outcome.model.holes.get(hole).unwrap().detail,
            detail,
            "{call}"
        );
    }
}

#[test]
fn a_given_parameter_wins_over_the_default() {
    let text = format!("{HEAD}!Sub '${{Team}}-${{Open}}'\n");
    let outcome = read_with(
        "t.yml",
        &text,
        &[("Team", "sre"), ("Open", "x"), ("Team", "ops")],
    );
    assert_eq!(outcome.value(name(&outcome)), "ops-x");
    for given in [
        r#"{"Open": "from-file", "Unused": 1}"#,
        r#"[{"ParameterKey": "Open", "ParameterValue": "from-file"}]"#,
        "Parameters: { Open: from-file }",
    ] {
        let mut sources = Sources::default();
        let file = sources.add("t.yml", text.as_str());
        let values = sources.add("values", given);
        let outcome = read_given(sources, file, &[Parameter::File(values)]);
        assert_eq!(outcome.value(name(&outcome)), "cache-from-file");
        assert_eq!(outcome.not_analysed(), [""; 0]);
    }
    let mut sources = Sources::default();
    let file = sources.add("t.yml", text.as_str());
    let values = sources.add("values", "just words");
    let outcome = read_given(sources, file, &[Parameter::File(values)]);
    assert_eq!(outcome.not_analysed.len(), 1);
}

/// Which of two groups a template declares, and under what.
fn chosen(condition: &str) -> Vec<String> {
    let text = format!(
        "ROSTemplateFormatVersion: x\nParameters:\n  A: {{ Type: String, Default: a }}\n  \
         B: {{ Type: String }}\nConditions:\n  IsA: !Equals [!Ref A, a]\n  IsB: !Equals [b, !Ref B]\n  \
         NotB: !Not [IsB]\n  Loop: !Not [Loop]\n  C: {condition}\nResources:\n  \
         G: {{ Type: 'ALIYUN::RAM::Group', Condition: C, Properties: {{ GroupName: g }} }}\n"
    );
    let outcome = read("t.yml", &text);
    outcome.lines()
}

#[test]
fn conditions() {
    let open = "group:g @ 12:3 if condition ${B} is `b` in t.yml";
    let not = "group:g @ 12:3 if not condition ${B} is `b` in t.yml";
    let own = "group:g @ 12:3 if condition C in t.yml";
    for (condition, expected) in [
        ("!Equals [a, a]", Some("group:g @ 12:3")),
        ("!Equals [!Ref A, b]", None),
        ("!Equals [true, 'True']", Some("group:g @ 12:3")),
        ("!Equals [1, '1']", Some("group:g @ 12:3")),
        ("!Equals [!Ref B, b]", Some(open)),
        ("IsA", Some("group:g @ 12:3")),
        ("{ Condition: IsB }", Some(open)),
        ("!Condition NotB", Some(not)),
        ("{ 'Fn::Not': [{ Condition: NotB }] }", Some(open)),
        ("!And [IsA, IsB]", Some(open)),
        ("!And [IsA, IsB, !Not [IsA]]", None),
        ("!And [IsB, NotB]", None),
        ("!Or [IsA, IsB]", Some("group:g @ 12:3")),
        ("!Or [IsB, NotB]", Some("group:g @ 12:3")),
        ("!Or [!Not [IsA], NotB]", Some(not)),
        ("!And [IsB, !Equals [!Ref B, c]]", Some(own)),
        ("!If [IsA, IsB, NotB]", Some(open)),
        ("!Jq [x]", Some(own)),
        ("Nobody", Some(own)),
        ("!Ref 'ALIYUN::NoValue'", Some(own)),
    ] {
        let expected: Vec<String> = expected.map(str::to_owned).into_iter().collect();
        assert_eq!(chosen(condition), expected, "{condition}");
    }
    assert_eq!(
        chosen("Loop"),
        ["group:g @ 12:3 if not condition Loop in t.yml"]
    );
}
