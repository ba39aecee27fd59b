//! Local tags, as templates have them.

use super::*;

#[test]
fn in_a_template_a_local_tag_is_the_only_key_of_a_mapping() {
    for (text, expected, place) in [
        ("a: !Ref Role", r#"{"!Ref":"Role"}"#, "!Ref Role"),
        ("a: !Ref\nb: 1", r#"{"!Ref":null}"#, "!Ref"),
        ("a: !Sub '${x}'", r#"{"!Sub":"${x}"}"#, "!Sub '${x}'"),
        (
            "a: !Sub |\n  x\n  y\nb: 1",
            r#"{"!Sub":"x\ny\n"}"#,
            "!Sub |\n  x\n  y",
        ),
        (
            "a: !Join ['', [!Ref b, c]]",
            r#"{"!Join":["",[{"!Ref":"b"},"c"]]}"#,
            "!Join ['', [!Ref b, c]]",
        ),
        (
            "a: !Sub\n  - x\n  - y: !Ref z\nb: 2",
            r#"{"!Sub":["x",{"y":{"!Ref":"z"}}]}"#,
            "!Sub\n  - x\n  - y: !Ref z",
        ),
        (
            "a: !FindInMap\n- b\n- c",
            r#"{"!FindInMap":["b","c"]}"#,
            "!FindInMap\n- b\n- c",
        ),
        ("a: !X {b: 1}\nc: 2", r#"{"!X":{"b":1}}"#, "!X {b: 1}"),
        (
            "a: !X {? [k] : v}",
            r#"{"!X":{<invalid>:"v"}}"#,
            "!X {? [k] : v}",
        ),
        ("a: !!int '1'", "1", "'1'"),
        ("a: !!binary aGk=", "<hole>", "!!binary aGk="),
        (
            "a: !<tag:x.org,2000:y> z",
            "<hole>",
            "!<tag:x.org,2000:y> z",
        ),
        ("a: ! 12", r#""12""#, "12"),
        ("a: !Ref [x", r#"{"!Ref":[<invalid>]}"#, "!Ref ["),
    ] {
        let parsed = Parsed::file(text, FILE);
        let (mut tree, mut problems) = (Tree::default(), Vec::new());
        read_template(parsed, &mut tree, &mut problems);
        let value = tree.root(parsed).unwrap().get("a").unwrap();
        let mut shown = String::new();
        show_value(value, &mut shown);
        assert_eq!((shown.as_str(), under(text, value.at())), (expected, place));
        if let Some((key, _)) = value
            .members()
            .next()
            .filter(|(key, _)| key.text().starts_with('!'))
        {
            assert_eq!(under(text, key.at()), key.text());
        }
    }
}
