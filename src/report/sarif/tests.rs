//! What only the inside can show: GitHub's hash of lines.

use super::line_hash::line_hashes;

/// Values of another implementation of the published algorithm, one that takes
/// the 100 units of every line and sums them up.
const GOLDEN: &[(&str, &str, &[&str])] = &[
    (
        "LF",
        "{\n  \"a\": 1\n}\n",
        &[
            "dee215df393e0f45:1",
            "8266b7077bdffbc:1",
            "32dce9ccfdbc9d3e:1",
            "c129715d7a2bc9a3:1",
        ],
    ),
    (
        "CRLF",
        "{\r\n  \"a\": 1\r\n}\r\n",
        &[
            "dee215df393e0f45:1",
            "8266b7077bdffbc:1",
            "32dce9ccfdbc9d3e:1",
            "c129715d7a2bc9a3:1",
        ],
    ),
    (
        "lone CR",
        "a\rb\r\rc",
        &[
            "4850bf53658d4e53:1",
            "b0367d257df6d03c:1",
            "1c206f60a702cfe8:1",
            "188ff2f224477a1e:1",
        ],
    ),
    (
        "CR, blank, LF",
        "a\r \nb",
        &[
            "67c066a59e652f5e:1",
            "cc4c43d77869440f:1",
            "8ee5a81e681643c1:1",
        ],
    ),
    (
        "tabs",
        "\t\"Action\":\t\"kvstore:*\"\n\t\t\"Resource\": \"*\"\n",
        &[
            "41762af56c9bb1c1:1",
            "c377db553fd19e71:1",
            "c129715d7a2bc9a3:1",
        ],
    ),
    (
        "CJK and astral",
        "\"缓存\": \"𠀀👩\u{200d}👧\"\n\"策略\"\n",
        &[
            "cb272269f35b2a1e:1",
            "331e62bddf30a1d4:1",
            "c129715d7a2bc9a3:1",
        ],
    ),
    (
        "no final newline",
        "a\nb",
        &["c74339777b6a2c60:1", "8ee5a81e681643c1:1"],
    ),
    (
        "mark",
        "\u{feff}{\"a\":1}\n",
        &["478936d748a9da10:1", "c129715d7a2bc9a3:1"],
    ),
    (
        "blank lines",
        "\n   \n\t\n",
        &[
            "4e5d562094661a0d:1",
            "5b5d4caf73a13177:1",
            "3c5bef55b72b93c9:1",
            "c129715d7a2bc9a3:1",
        ],
    ),
    ("empty", "", &["c129715d7a2bc9a3:1"]),
    (
        "minified",
        "{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"kvstore:DestroyInstance\",\"Resource\":\"*\",\"Condition\":{\"IpAddress\":{\"acs:SourceIp\":\"10.0.0.0/8\"}}}]}",
        &["62339d7267975d80:1"],
    ),
    (
        "separators",
        "a\u{2028}b\u{2029}c\u{85}d\u{b}e\u{c}f\ng\n",
        &[
            "4b97f8683e3c3860:1",
            "5e3a7b9ad181f140:1",
            "c129715d7a2bc9a3:1",
        ],
    ),
];

#[test]
fn sarif_04_line_hashes_are_those_of_the_published_algorithm() {
    for (what, text, hashes) in GOLDEN {
        assert_eq!(line_hashes(text), *hashes, "{what}");
    }
}

#[test]
fn sarif_04_equal_hashes_are_counted() {
    let hashes = line_hashes(&"x\n".repeat(121));
    assert_eq!(hashes.len(), 122);
    assert_eq!(hashes[..2], ["c0fe7b2700d6c254:1", "c0fe7b2700d6c254:2"]);
    assert_eq!(
        hashes[119..],
        [
            "8c072f39cc89b447:1",
            "828973aa50c68d6d:1",
            "c129715d7a2bc9a3:1"
        ]
    );
}
