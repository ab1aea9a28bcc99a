//! Sentences of every structure that tells of several nodes: lists with attributes in turn, superlatives and exceptions, totals
//! and their parts, correlatives, sizes in every position, asides, relative clauses, participles, passives and clefts, change
//! said by nouns, contrasts, doubts at a distance, and what is said anew in the same breath.
//!
//! `tests/data/structures.txt` holds them, a line each, with what they say behind `||`; each is read with several sets of levels
//! and endplates.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod harness;

use harness::extract;
use schmorl::finding::{Finding, FindingKind};

/// Vertebrae for `{a}`, `{b}` and `{c}`.
const VERTEBRAE: [[&str; 3]; 4] = [["L1", "L2", "L3"], ["T11", "L1", "L4"], ["L3", "T12", "L5"], ["T8", "T10", "L2"]];

/// Endplates for `{s}` and `{x}`.
const ENDPLATES: [[&str; 2]; 2] = [["superior", "inferior"], ["inferior", "superior"]];

/// What a word of the notation says: `-bs:4,c,p` is no node at the `{s}` endplate of `{b}`; behind the colon stand a size, an age
/// (`c`hronic, `r`ecent), oedema (`p`resent, `a`bsent), a change (`N`ew, `S`table, `I`ncreased, `D`ecreased, `R`esolved) and a
/// count (`#2`).
fn told(word: &str, levels: [&str; 3], endplates: [&str; 2]) -> String {
    let (place, said) = word.split_once(':').unwrap_or((word, ""));
    let status = match place.as_bytes()[0] {
        b'-' => "absent",
        b'?' => "possible",
        _ => "present",
    };
    let place = place.trim_start_matches(['-', '?']);
    // `L2inf` names the level itself
    let own = place.find(['s', 'x', 'i']).unwrap_or(place.len());
    let level = match place.as_bytes()[0] {
        letter @ b'a'..=b'c' => levels[usize::from(letter - b'a')],
        _ => &place[..own],
    };
    let endplate = match &place[own..] {
        "s" => endplates[0],
        "x" => endplates[1],
        "sup" => "superior",
        "inf" => "inferior",
        _ => "-",
    };
    let mut told: Vec<&str> = said.split(',').filter(|said| !said.is_empty()).collect();
    told.sort_unstable();
    format!("{level} {endplate} {status} {}", told.join(","))
}

/// The same of a node that was read; its count where the notation tells counts.
fn read(node: &Finding, counts: bool) -> String {
    let value = |value: serde_json::Value| value.as_str().map(str::to_owned);
    let letter = |word: Option<String>, of: &[(&str, &str)]| {
        word.and_then(|word| of.iter().find(|(name, _)| *name == word).map(|(_, letter)| (*letter).to_owned()))
    };
    let mut told: Vec<String> = Vec::new();
    told.extend(node.size_mm.map(|size| size.to_string()));
    told.extend(letter(
        value(serde_json::to_value(node.acuity).unwrap()),
        &[("chronic", "c"), ("acute", "r"), ("subacute", "u")],
    ));
    told.extend(letter(value(serde_json::to_value(node.edema).unwrap()), &[("present", "p"), ("absent", "a")]));
    let changes = [("new", "N"), ("stable", "S"), ("increased", "I"), ("decreased", "D"), ("resolved", "R")];
    told.extend(letter(value(serde_json::to_value(node.change).unwrap()), &changes));
    if counts {
        let count = serde_json::to_value(node.count).unwrap();
        told.extend(
            (!count.is_null()).then(|| format!("#{}", count.as_str().map_or(count.to_string(), str::to_owned))),
        );
    }
    told.sort_unstable();
    let level = node.level.map_or("-".to_owned(), |level| level.to_string());
    let endplate = node.endplate.map_or("-".to_owned(), |endplate| format!("{endplate:?}").to_lowercase());
    format!("{level} {endplate} {} {}", format!("{:?}", node.status).to_lowercase(), told.join(","))
}

#[test]
fn every_structure_is_read() {
    let mut wrong = Vec::new();
    let lines = include_str!("data/structures.txt").lines();
    let lines: Vec<&str> = lines.filter(|line| !line.trim().is_empty() && !line.starts_with('#')).collect();
    assert!(lines.len() > 500, "sentences are lost");
    for line in lines {
        let (sentence, notation) = line.split_once("||").expect("a line says behind `||` what it tells");
        for levels in VERTEBRAE {
            let sides = if sentence.contains("{s}") || sentence.contains("{x}") { 2 } else { 1 };
            for endplates in &ENDPLATES[..sides] {
                let text =
                    sentence.trim().replace("{a}", levels[0]).replace("{b}", levels[1]).replace("{c}", levels[2]);
                let text = text.replace("{s}", endplates[0]).replace("{x}", endplates[1]);
                let mut right: Vec<String> =
                    notation.split_whitespace().map(|word| told(word, levels, *endplates)).collect();
                let findings = extract(&text);
                let nodes = findings.iter().filter(|f| f.kind == FindingKind::SchmorlNode);
                let mut found: Vec<String> = nodes.map(|node| read(node, notation.contains('#'))).collect();
                right.sort_unstable();
                found.sort_unstable();
                if right != found {
                    wrong.push(format!("{text}\n  {found:?}\n  {right:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} are read wrongly:\n{}", wrong.len(), wrong.join("\n"));
}
