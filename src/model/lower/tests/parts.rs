//! Principals and conditions, in every way that their text allows.

use std::collections::BTreeSet;

use super::told::{USUAL, hold, told};
use crate::model::policy::DocumentKind;

#[test]
fn principals_stand_where_they_belong() {
    hold(
        true,
        r#"
    trust USUAL
    UnknownElement { name: "Resource", near: None } at "r"
    MissingElement("Principal") at {"Effect…source":"r"}
    d0 document-not-accepted "Resource in a trust policy" 2 at "r"
    d1 document-not-accepted "Principal is missing" 2 at {"Effect…source":"r"}
    0 {"Effect…source":"r"} if d0=1 d1=1

    trust "Effect":"Deny","Action":"a:B","NotResource":"r","Principal":{"RAM":["a",["b"],null,<x>],"Service":"é","Federated":"<x>f","ram":"g","Foó":1}
    NotResource at "r"
    UnknownElement { name: "NotResource", near: None } at "r"
    WrongType { element: "Principal", wanted: "ARNs under RAM, Service or Federated" } at ["b"]
    WrongType { element: "Principal", wanted: "ARNs under RAM, Service or Federated" } at null
    OddCharacter { element: "Principal", found: 'é' } at é
    UnknownPrincipalKind { name: "ram", near: Some("RAM") } at "ram"
    OddCharacter { element: "an element name", found: 'ó' } at ó
    UnknownPrincipalKind { name: "Foó", near: None } at "Foó"
    WrongType { element: "Principal", wanted: "ARNs under RAM, Service or Federated" } at 1
    d0 not-resource "" 2 at "r"
    d1 document-not-accepted "NotResource in a trust policy" 2 at "r"
    d2 Principal "0:102-107" 2 at ["b"]
    d3 Principal "0:108-112" 2 at null
    d4 variable "`x`, as Principal" 2 at <x>
    d5 variable "`x`, in `${x}f`, as Principal" 2 at "<x>f"
    d6 Principal "0:169-170" 2 at 1
    0 {"Effect…g","Foó":1}} if d0=1 d1=1
    resource none of "r" in "r"
    Ram "a"
    Ram "" at ["b"] or any, if d2
    Ram "" at null or any, if d3
    Ram "" at <x> or any, if d4
    Service "é"
    Federated "<>f" at "<x>f" if d5
    Other "g"
    Other "" at 1 or any, if d6

    resource USUAL,"Principal":"*","Principal":["1"]
    d0 duplicate-key "0:28" 3 at {"Effect…ipal":["1"]}
    0 {"Effect…ipal":["1"]} if d0=0
    Other "*"
    0 {"Effect…ipal":["1"]} if d0=1
    Other "1"
    0 {"Effect…ipal":["1"]} if d0=2
    Other "*"
    Other "1"

    resource USUAL,"Sid":"s"
    0 {"Effect…","Sid":"s"}

    identity USUAL,"Principal":"*"
    PrincipalInIdentity at "*"
    d0 document-not-accepted "Principal in an identity policy" 2 at "*"
    0 {"Effect…ncipal":"*"} if d0=1
    Other "*"

    control USUAL,"Principal":<x>
    PrincipalInIdentity at <x>
    d0 document-not-accepted "Principal in an identity policy" 2 at <x>
    d1 variable "`x`, as Principal" 2 at <x>
    0 {"Effect…ncipal":<x>} if d0=1
    Other "" at <x> or any, if d1

    session USUAL,"Principal":{}
    PrincipalInIdentity at {}
    d0 document-not-accepted "Principal in an identity policy" 2 at {}
    0 {"Effect…incipal":{}} if d0=1

    session USUAL,"Sid":""
    Undocumented("Sid") at "Sid":""
    0 {"Effect…r","Sid":""}
    "#,
    );
}

#[test]
fn conditions_are_read_in_every_way_that_their_text_allows() {
    hold(
        true,
        r#"
    identity USUAL,"Condition":[]
    WrongType { element: "Condition", wanted: "an object of operators" } at []
    d0 empty-list "Condition" 2 at []
    0 {"Effect…ndition":[]}
    test "Condition" at [] "" at [] [] at [], if d0

    identity USUAL,"Condition":"x"
    WrongType { element: "Condition", wanted: "an object of operators" } at "x"
    d0 type-mismatch "Condition" 2 at "x"
    0 {"Effect…dition":"x"}
    test "Condition" at "x" "" at "x" [] at "x", if d0

    identity USUAL,"Condition":<x>
    d0 variable "`x`, as Condition" 2 at <x>
    0 {"Effect…dition":<x>}
    test "Condition" at <x> "" at <x> [] at <x>, if d0

    identity USUAL,"Condition":{}
    EmptyCondition at {}
    0 {"Effect…ndition":{}}

    identity USUAL,"Condition":{"Bool":<x>,"Date\u0415quals":1,"Bo<x>":{"k":"v"},"IpAddress":{}}
    OddCharacter { element: "a condition operator", found: 'Е' } at \u0415
    UnknownOperator("DateЕquals") at "Date\u0415quals"
    WrongType { element: "a condition operator", wanted: "an object of condition keys" } at 1
    UnknownOperator("Bo<>") at "Bo<x>"
    d0 variable "`x`, as Bool" 2 at <x>
    d1 type-mismatch "DateЕquals" 2 at 1
    d2 variable "`x`, in `Bo${x}`, as Condition" 2 at "Bo<x>"
    0 {"Effect…ddress":{}}}
    test "Bool" at <x> "" at <x> [] at <x>, if d0
    test "DateЕquals" at 1 "" at 1 [] at 1, if d1
    test "Bo<>" at "Bo<x>" "k" ["v" String] at "v", if d2

    identity USUAL,"Condition":{"Bool":{"k":[],"a<x>":1,"é":[true,false,null,<x>,"<x>","a${b}c","${d",{},[]]}}
    EmptyList("a condition key") at []
    OddCharacter { element: "a condition key", found: 'é' } at é
    WrongType { element: "a condition value", wanted: "a string" } at null
    PolicyVariable at ${b}
    PolicyVariable at ${d
    WrongType { element: "a condition value", wanted: "a string" } at {}
    WrongType { element: "a condition value", wanted: "a string" } at []
    d0 variable "`x`, in `a${x}`, as Condition" 2 at "a<x>"
    d1 variable "`x`, as Bool é" 2 at <x>
    0 {"Effect…d",{},[]]}}}
    test "Bool" "k" [] at []
    test "Bool" "a<>" at "a<x>" ["1" at 1 Number] at 1, if d0
    test "Bool" "é" ["true" at true Bool, "false" at false Bool, "" at null Other, "" at <x> if d1, "<>" at "<x>" if d1, "a${b}c" String, "${d" String, "" at {} Other, "" at [] Other] at [true,fa…"${d",{},[]]

    identity USUAL,"Condition":{"Bool":{"k":"1"},"Bool":{"l":"2"},"bool":{"m":"3"}}
    UnknownOperator("bool") at "bool"
    d0 duplicate-key "0:87" 3 at {"Bool":…":{"m":"3"}}
    0 {"Effect…:{"m":"3"}}} if d0=0
    test "Bool" "k" ["1" String] at "1"
    test "bool" "m" ["3" String] at "3"
    0 {"Effect…:{"m":"3"}}} if d0=1
    test "Bool" "l" ["2" String] at "2"
    test "bool" "m" ["3" String] at "3"
    0 {"Effect…:{"m":"3"}}} if d0=2
    test "Bool" "k" ["1" String] at "1"
    test "Bool" "l" ["2" String] at "2"
    test "bool" "m" ["3" String] at "3"

    identity USUAL,"Condition":{"Bool":{"k":"1","l":"2","K":["3","4"]}}
    d0 duplicate-key "0:95" 3 at {"k":"1","l":"2","K":["3","4"]}
    0 {"Effect…["3","4"]}}} if d0=0
    test "Bool" "k" ["1" String] at "1"
    test "Bool" "l" ["2" String] at "2"
    0 {"Effect…["3","4"]}}} if d0=1
    test "Bool" "K" ["3" String, "4" String] at ["3","4"]
    test "Bool" "l" ["2" String] at "2"
    0 {"Effect…["3","4"]}}} if d0=2
    test "Bool" "K" ["1" String, "3" String, "4" String] at "1","l":"2","K":["3","4"]
    test "Bool" "l" ["2" String] at "2"

    identity USUAL,"Condition":{"Bool":{"k":"1"}},"Condition":{"Bool":{"k":"2"},"DateEquals":{"j":"3"}}
    d0 duplicate-key "0:28" 3 at {"Effect…:{"j":"3"}}}
    0 {"Effect…:{"j":"3"}}} if d0=0
    test "Bool" "k" ["1" String] at "1"
    0 {"Effect…:{"j":"3"}}} if d0=1
    test "Bool" "k" ["2" String] at "2"
    test "DateEquals" "j" ["3" String] at "3"
    0 {"Effect…:{"j":"3"}}} if d0=2
    test "Bool" "k" ["1" String] at "1"
    test "Bool" "k" ["2" String] at "2"
    test "DateEquals" "j" ["3" String] at "3"
    "#,
    );
}

/// Ways multiply, and where they are too many the condition as a whole is in doubt.
#[test]
fn ways_to_read_a_condition_are_not_without_end() {
    let operators = [
        "Bool",
        "DateEquals",
        "IpAddress",
        "StringLike",
        "StringEquals",
    ];
    for (count, (ways, doubtful)) in (1..).zip([(3, 0), (9, 0), (27, 0), (1, 1), (3, 3)]) {
        let operators = operators.iter().take(count);
        let operators: Vec<String> = operators
            .map(|name| format!(r#""{name}":{{"k":"1","k":"2"}}"#))
            .collect();
        let operators = operators.join(",");
        let text =
            format!(r#"{{"Version":"1","Statement":[{{{USUAL},"Condition":{{{operators}}}}}]}}"#);
        let lines = told(&text, DocumentKind::Identity);
        let of = |begin: &str| lines.iter().filter(|line| line.starts_with(begin)).count();
        assert_eq!(of("0 {"), ways, "{lines:#?}");
        assert_eq!(of("test \"Condition\" at {"), doubtful, "{lines:#?}");
        let different: BTreeSet<&String> = lines
            .iter()
            .filter(|line| line.starts_with("0 {"))
            .collect();
        assert_eq!(different.len(), ways, "{lines:#?}");
    }
}
