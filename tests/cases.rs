//! Every case of `corpus/cases/*.md`: every finding listed, and nothing else found.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod harness;

use harness::{comparable, difference, files, parse, read};
use std::fs;

#[test]
fn every_case_holds() {
    let (mut failed, mut count) = (Vec::new(), 0);
    for path in files("corpus/cases", "md") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let cases = parse(&fs::read_to_string(&path).unwrap()).unwrap_or_else(|why| panic!("{name}: {why}"));
        for case in cases {
            count += 1;
            let found = read(&case.text);
            failed.extend(difference(&case, &found).map(|difference| format!("{name}: {difference}")));
            // line ends are no words
            let windows = read(&case.text.replace('\n', "\r\n"));
            let [a, b] = [&found, &windows].map(|all| all.findings.iter().map(comparable).collect::<Vec<_>>());
            let [c, d] = [&found, &windows].map(|all| all.context.facts.iter().map(|f| f.kind).collect::<Vec<_>>());
            if a != b || c != d {
                failed.push(format!("{name}: {}: differs with CRLF line ends\n", case.name));
            }
        }
    }
    assert!(failed.is_empty(), "{} of {count} cases fail\n\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn known_misses_still_miss() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/misses.md");
    let misses = parse(&fs::read_to_string(path).unwrap()).unwrap();
    let held = misses.iter().filter(|miss| difference(miss, &read(&miss.text)).is_none());
    let held: Vec<_> = held.map(|miss| &miss.name).collect();
    assert!(held.is_empty(), "these hold now: move them from corpus/misses.md to corpus/cases: {held:?}");
}

const GOOD: &str = "# Topic\n\nProse.\n\n## A name\nWhy.\n\n```report\nA <1>Schmorl's node</1> at L2, score <5.\n```\n\
    ```findings\n1: node present L2 - count=single\n```\n";

#[test]
fn a_case_is_read() {
    let case = parse(GOOD).unwrap().remove(0);
    assert_eq!((case.name.as_str(), case.text.as_str()), ("A name", "A Schmorl's node at L2, score <5."));
    assert_eq!(case.tags[&1].first(), Some(&(2..16)));
    assert_eq!(case.findings.len(), 1);
    let none = GOOD.replace("<1>", "").replace("</1>", "").replace("1: node present L2 - count=single\n", "");
    assert!(parse(&none).unwrap()[0].findings.is_empty());
}

#[test]
fn what_cannot_be_read_fails() {
    let wrong = |from: &str, to: &str| {
        let changed = GOOD.replace(from, to);
        assert_ne!(changed, GOOD);
        parse(&changed).expect_err(&changed)
    };
    assert!(parse("").unwrap_err().contains("no case"));
    assert!(wrong("## A name", "A name").contains("no case"));
    assert!(wrong("</1>", "").contains("not closed"));
    assert!(wrong("<1>", "").contains("closes nothing"));
    assert!(wrong("</1>", "</2>").contains("</1> is due"));
    assert!(wrong("<1>Schmorl's node</1>", "Schmorl's <1></1>node").contains("empty"));
    assert!(wrong("<1>Schmorl", "<x>Schmorl").contains("unknown tag `<x>`"));
    assert!(wrong("1: node", "2: node").contains("no <2>"));
    assert!(wrong("1: node present L2 - count=single\n", "").contains("no line"));
    assert!(wrong("```report", "```text").contains("one `report` fence"));
    assert!(wrong("```findings\n1: node present L2 - count=single\n```\n", "").contains("one `report` fence"));
    assert!(wrong("single\n```", "single\n").contains("not closed"));
    assert!(wrong("```\n```findings", "```findings").contains("may not"));
    assert!(wrong("count=single", "size=many").contains("size=many"));
    assert!(wrong("count=single", "colour=red").contains("unknown attribute `colour`"));
    assert!(wrong("count=single", "edema").contains("no value"));
    assert!(wrong("count=single", "acuity=old").contains("old"));
    assert!(wrong("count=single", "count=1 count=2").contains("twice"));
    assert!(wrong("node present L2", "node here L2").contains("here"));
    assert!(wrong("node present L2", "node present L9").contains("L9"));
    assert!(wrong("node present", "cyst present").contains("cyst"));
    assert!(wrong("present L2 - count", "absent L2 - count").contains("not there"));
    assert!(wrong("1: node", "node").contains("colon"));
    assert!(wrong("count=single", "scenario=calm").contains("calm"));
    assert!(wrong("count=single", "missing=time").contains("time"));
    let with = |facts: &str| parse(&format!("{}```context\n{facts}\n```\n", GOOD.replace("score", "<2>score</2>")));
    assert!(with("2: radicular").is_ok());
    assert!(with("").unwrap_err().contains("<2> has no line"));
    assert!(with("3: radicular").unwrap_err().contains("no <3>"));
    assert!(with("2: luck").unwrap_err().contains("luck"));
    assert!(with("2: radicular luck").unwrap_err().contains("no value"));
    assert!(with("2: radicular luck=1").unwrap_err().contains("unknown attribute"));
    assert!(with("2: radicular level=L9").unwrap_err().contains("no level"));
    assert!(parse(&format!("{GOOD}{GOOD}")).unwrap_err().contains("two cases"));
}

#[test]
fn every_difference_is_seen() {
    let differ = |from: &str, to: &str| {
        let case = parse(&GOOD.replace(from, to)).unwrap().remove(0);
        difference(&case, &read(&case.text)).unwrap_or_default()
    };
    assert_eq!(differ("zzz", ""), "");
    assert!(differ("L2 - count=single", "L2 superior count=single").contains("missing <1>"));
    assert!(differ(" count=single", "").contains("extra at `Schmorl's node`"));
    assert!(differ("count=single", "count=single size=4").contains("4 mm"));
    assert!(
        differ("<1>Schmorl's node</1> at L2", "Schmorl's node at <1>L2</1>")
            .contains("not at <1> but at `Schmorl's node`")
    );
    assert!(differ("count=single\n", "count=single\n1: edema present L2 -\n").contains("marrow edema, L2"));
    assert!(differ("L2, score <5", "L2. No Schmorl's node at L4").contains("extra"));
    assert_eq!(differ("count=single", "count=single scenario=incidental missing=edema,indication"), "");
    assert!(differ("count=single", "count=single scenario=acute").contains("; incidental"));
    assert!(differ("count=single", "count=single missing=edema").contains("missing edema,indication"));
    let facts = |facts: &str| {
        let case =
            format!("{}```context\n{facts}```\n", GOOD.replace("A <1>", "HISTORY: <2>Sciatica</2>.\nFINDINGS: A <1>"));
        let case = parse(&case).unwrap().remove(0);
        difference(&case, &read(&case.text)).unwrap_or_default()
    };
    assert_eq!(facts("2: radicular\n"), "");
    assert!(facts("2: radicular side=left\n").contains("missing <2>"));
    assert!(facts("2: nonspecific_pain\n").contains("extra at `Sciatica`"));
}
