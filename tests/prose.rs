//! Sentences that say of one vertebra or disc one thing and of another something else, in the many ways that English has:
//! gapped verbs, clefts, places in front, denials and exceptions, words that stand for what was said before.
//!
//! Every sentence is read with each set of levels. The texts are made here, so that none is left out.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod harness;

use harness::extract;
use schmorl::finding::{Finding, FindingKind, Status};

/// Vertebrae for `{a}`, `{b}` and `{c}`.
const VERTEBRAE: &[[&str; 3]] = &[["L1", "L2", "L3"], ["T11", "L1", "L4"], ["L3", "T12", "L5"], ["T8", "T10", "L2"]];

/// Discs for the same.
const DISCS: &[[&str; 3]] = &[["L3-L4", "L4-L5", "L5-S1"], ["L1-L2", "L2-L3", "L4-L5"], ["T12-L1", "L3-L4", "L4-L5"]];

/// Sentences about nodes, and where they are: `a=4` of 4 mm, `-c` none at that vertebra.
const NODES: &[(&str, &str)] = &[
    ("{a} shows a 4 mm Schmorl's node, {b} a 6 mm one, and {c} none.", "a=4 b=6 -c"),
    ("A 4 mm Schmorl's node is seen at {a}, a 6 mm one at {b}, and none at {c}.", "a=4 b=6 -c"),
    ("{a} has a Schmorl's node of 4 mm, {b} one of 6 mm.", "a=4 b=6"),
    ("{a} has a Schmorl's node of 4 mm, {b} one of 6 mm, and {c} has none.", "a=4 b=6 -c"),
    ("At {a} there is a 4 mm Schmorl's node, at {b} a 6 mm one, and at {c} none.", "a=4 b=6 -c"),
    ("There is a Schmorl's node of 4 mm at {a}, of 6 mm at {b}, and none at {c}.", "a=4 b=6 -c"),
    ("The Schmorl's node at {a} measures 4 mm, that at {b} 6 mm; {c} has none.", "a=4 b=6 -c"),
    ("{a} bears a Schmorl's node (4 mm), as does {b} (6 mm), but not {c}.", "a=4 b=6 -c"),
    ("{a} and {b}, but not {c}, show Schmorl's nodes of 4 mm and 6 mm, respectively.", "a=4 b=6 -c"),
    ("Schmorl's nodes are present at {a} (4 mm) and {b} (6 mm) but not at {c}.", "a=4 b=6 -c"),
    (
        "Both {a} and {b} show Schmorl's nodes, measuring 4 mm and 6 mm respectively, whereas {c} does not.",
        "a=4 b=6 -c",
    ),
    ("{c} is free of Schmorl's nodes; {a} has one of 4 mm and {b} one of 6 mm.", "a=4 b=6 -c"),
    ("It is at {a} that a Schmorl's node is present.", "a"),
    ("It is at {a}, not {b}, that the Schmorl's node lies.", "a -b"),
    ("{a}, not {b}, is where the Schmorl's node is.", "a -b"),
    ("The Schmorl's node is at {a} rather than at {b}.", "a -b"),
    ("Schmorl's nodes at {a} and {b} rather than {c}.", "a b -c"),
    ("Schmorl's nodes at {a} rather than {b} and {c}.", "a -b -c"),
    ("A Schmorl's node at {a} and not at {b} or {c}.", "a -b -c"),
    ("Only {a} shows a Schmorl's node.", "a"),
    ("Nowhere but at {a} is there a Schmorl's node.", "a"),
    ("What is present at {a} is a Schmorl's node.", "a"),
    ("Present at {a} is a Schmorl's node.", "a"),
    ("In {a} lies a Schmorl's node, in {b} another.", "a b"),
    ("Of the two Schmorl's nodes, one is at {a} and the other at {b}.", "a b"),
    ("Two Schmorl's nodes are seen, the first at {a}, the second at {b}.", "a b"),
    ("{a} contains a Schmorl's node and so does {b}, but {c} does not.", "a b -c"),
    ("{a} contains a Schmorl's node; {b} does too.", "a b"),
    ("There is a Schmorl's node at neither {a} nor {b}.", "-a -b"),
    ("Neither at {a} nor at {b} is a Schmorl's node present; there is one at {c}.", "-a -b c"),
    ("There is no Schmorl's node at {b}, though there is at {a}.", "-b a"),
    ("Although there is no Schmorl's node at {b}, there is one at {a}.", "-b a"),
    ("Were it not for the Schmorl's node at {a}, the study would be normal.", "a"),
    ("But for a Schmorl's node at {a}, the spine is normal.", "a"),
    ("No abnormality save Schmorl's nodes at {a} and {b}.", "a b"),
    ("No Schmorl's nodes other than those at {a} and {b}.", "a b"),
    ("The vertebrae are normal, but for {a}, which bears a Schmorl's node.", "a"),
    ("Not only {a} but also {b} shows a Schmorl's node.", "a b"),
    ("As well as {a}, {b} shows a Schmorl's node.", "a b"),
    ("In addition to the Schmorl's node at {a} there is one at {b}.", "a b"),
    ("The focus at {a}, rather than a fracture, is a Schmorl's node.", "a"),
    ("The lesion of {a}, not a fracture, is a Schmorl's node.", "a"),
    ("The irregularity at {a}, rather than a Schmorl's node, is a fracture.", "-a"),
    ("{a} is wedged; there is a Schmorl's node.", "a"),
    ("Schmorl's node at {a}. Findings were discussed with Dr. Smith. A second node at {b}.", "a b"),
    ("Schmorl's nodes at {a}, {b} and {c}. The second one measures 5 mm.", "a b=5 c"),
    ("Schmorl's nodes at {a}, {b} and {c}. The middle one measures 5 mm.", "a b=5 c"),
    ("Schmorl's nodes at {a}, {b} and {c}. The last one measures 5 mm.", "a b c=5"),
    ("A Schmorl's node at {a}; a Schmorl's node at {b}. It measures 5 mm.", "a b=5"),
    ("A Schmorl's node is seen at {a} and another at {b}. It measures 5 mm.", "a b=5"),
];

/// Sentences about Modic changes, and where they are: `a=1` of type 1, `?a` perhaps.
const MODIC: &[(&str, &str)] = &[
    ("{a} shows Modic type 1 changes, {b} type 2, and {c} none.", "a=1 b=2 -c"),
    ("Modic type 1 changes are present at {a}, type 2 changes at {b}, and none at {c}.", "a=1 b=2 -c"),
    ("Modic changes at {a} and {b}, type 1 and 2, respectively.", "a=1 b=2"),
    ("Modic changes at two levels: type 1 at {a} and type 2 at {b}.", "a=1 b=2"),
    ("Two levels show Modic changes: {a}, type 1, and {b}, type 2.", "a=1 b=2"),
    ("Modic changes: {a}, type 1, {b}, type 2, {c}, type 3.", "a=1 b=2 c=3"),
    ("{a}, not {b}, shows Modic type 2 changes.", "a=2 -b"),
    ("Modic type 2 changes at {a} rather than {b}.", "a=2 -b"),
    ("No Modic changes at {a} or {b}, but type 2 changes at {c}.", "-a -b c=2"),
    ("{a} shows Modic type 2 changes, as does {b}.", "a=2 b=2"),
    ("{a} shows Modic type 2 changes and so does {b}.", "a=2 b=2"),
    ("{a} shows Modic type 2 changes; {b} does too.", "a=2 b=2"),
    ("{a} shows Modic type 2 changes; {b} does not.", "a=2 -b"),
    ("{b} normal. {a} loss of 60% of height; Modic type 1.", "a=1"),
    ("{b} normal. {a} is narrowed; there are Modic type 1 changes.", "a=1"),
    ("Modic type 1 changes are doubtful at {a} and definite at {b}.", "?a=1 b=1"),
    ("Unlike {b}, {a} shows Modic type 1 changes.", "a=1"),
];

/// Sentences about oedema, and where it is.
const EDEMA: &[(&str, &str)] = &[
    ("{a} shows marrow edema, as does {b}.", "a b"),
    ("{a} shows marrow edema, {b} does too.", "a b"),
    ("{a} shows no marrow edema; {b} does.", "-a b"),
    ("Neither {a} nor {b} shows marrow edema; {c} does.", "-a -b c"),
    ("There is marrow edema at {a}, but not at {b} or {c}.", "a -b -c"),
    ("Marrow edema is present at {a} and absent at {b} and {c}.", "a -b -c"),
    ("{a} is wedged; marrow edema is present.", "a"),
];

/// Sentences about nodes of endplates: `{s}` and `{x}` stand for the two, `as=4` is the node of the first in `{a}`.
const ENDPLATES: &[(&str, &str)] = &[
    ("The {s}, not the {x}, endplate of {a} bears a Schmorl's node.", "as -ax"),
    ("A Schmorl's node in the {s} rather than the {x} endplate of {a}.", "as -ax"),
    ("It is in the {s} endplate of {a} that the Schmorl's node lies.", "as"),
    ("In the {s} endplate of {a} is a Schmorl's node of 4 mm, in the {x} endplate of {b} one of 6 mm.", "as=4 bx=6"),
    ("The {s} endplates of {a} and {b} show Schmorl's nodes, measuring 4 mm and 6 mm, respectively.", "as=4 bs=6"),
    ("The Schmorl's nodes of {a} and {b} are in the {s} and {x} endplates, respectively.", "as bx"),
    (
        "Schmorl's nodes at the {s} and {x} endplates of {a} and {b}, measuring 4 mm and 6 mm, respectively.",
        "as=4 bx=6",
    ),
    ("A Schmorl's node is probable in the {s} endplate of {a} and definite in the {x} endplate of {b}.", "?as bx"),
    ("A definite Schmorl's node in the {s} endplate of {a} and a possible one in the {x} endplate of {b}.", "as ?bx"),
    ("While the {s} endplate of {a} bears a Schmorl's node, that of {b} does not.", "as -bs"),
    ("The {s} endplate of {a} is normal; that of {b} bears a Schmorl's node of 5 mm.", "bs=5"),
    (
        "A Schmorl's node (4 mm) is seen in the {s} endplate of {a}, and another (6 mm) in the {x} endplate of {b}.",
        "as=4 bx=6",
    ),
    (
        "Measuring 4 mm, the Schmorl's node of the {s} endplate of {a} is smaller than that of the {x} endplate of {b}, \
         which measures 6 mm.",
        "as=4 bx=6",
    ),
    ("Schmorl's nodes at the following levels\n- {a} {s} endplate, 4 mm\n- {b} {x} endplate, 6 mm", "as=4 bx=6"),
    ("Neither the {s} endplate of {a} nor the {x} endplate of {b} bears a Schmorl's node.", "-as -bx"),
];

/// What is said of a level: the level, the endplate, whether it is there, and a size or type.
type Told = (String, Option<String>, Status, Option<String>);

fn told_here(notation: &str, levels: [&str; 3], endplates: [&str; 2]) -> Vec<Told> {
    let one = |word: &str| {
        let (place, value) =
            word.split_once('=').map_or((word, None), |(place, value)| (place, Some(value.to_owned())));
        let status = match place.as_bytes()[0] {
            b'-' => Status::Absent,
            b'?' => Status::Possible,
            _ => Status::Present,
        };
        let mut letters = place.trim_start_matches(['-', '?']).bytes();
        let level = levels[usize::from(letters.next().unwrap() - b'a')].to_owned();
        let endplate = letters.next().map(|letter| endplates[usize::from(letter == b'x')].to_owned());
        (level, endplate, status, value)
    };
    notation.split(' ').map(one).collect()
}

fn told_by(finding: &Finding) -> Told {
    let size = finding.size_mm.map(|size| size.to_string());
    let modic = serde_json::to_value(finding.modic).unwrap().as_str().map(str::to_owned);
    let value = if finding.kind == FindingKind::ModicChange { modic } else { size };
    let endplate = finding.endplate.map(|endplate| format!("{endplate:?}").to_lowercase());
    (finding.level.map_or(String::new(), |level| level.to_string()), endplate, finding.status, value)
}

fn all_are_read(kind: FindingKind, sentences: &[(&str, &str)], levels: &[[&str; 3]]) {
    const ENDPLATES: [[&str; 2]; 2] = [["superior", "inferior"], ["inferior", "superior"]];
    let mut wrong = Vec::new();
    let places = levels.iter().flat_map(|levels| ENDPLATES.map(|endplates| (*levels, endplates)));
    let places: Vec<_> = places.collect();
    for ((sentence, notation), (levels, endplates)) in
        sentences.iter().flat_map(|s| places.iter().map(move |place| (s, *place)))
    {
        let ([a, b, c], [s, x]) = (levels, endplates);
        let text = sentence.replace("{a}", a).replace("{b}", b).replace("{c}", c);
        let text = text.replace("{s}", s).replace("{x}", x);
        let found: Vec<Told> = extract(&text).iter().filter(|f| f.kind == kind).map(told_by).collect();
        let told = told_here(notation, levels, endplates);
        if found.len() != told.len() || !told.iter().all(|told| found.contains(told)) {
            wrong.push((text, found));
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}

#[test]
fn nodes_are_where_the_sentence_says() {
    all_are_read(FindingKind::SchmorlNode, NODES, VERTEBRAE);
}

#[test]
fn nodes_are_in_the_endplate_that_the_sentence_says() {
    all_are_read(FindingKind::SchmorlNode, ENDPLATES, VERTEBRAE);
}

#[test]
fn modic_changes_are_where_the_sentence_says() {
    all_are_read(FindingKind::ModicChange, MODIC, DISCS);
}

#[test]
fn oedema_is_where_the_sentence_says() {
    all_are_read(FindingKind::MarrowEdema, EDEMA, VERTEBRAE);
}
