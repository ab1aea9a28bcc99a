//! Texts that nobody dictates, long and of one thing over and over: every one is read in time that grows with its length
//! alone, and none panics. `HOSTILE_KB=200 cargo test --test hostile -- --nocapture` reads longer ones, and tells of each
//! how long it took.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

use schmorl::extract::{Extractor, LateScreen, Scratch, Screen};
use schmorl::guidance::Guidance;
use schmorl::lexicon::Lexicons;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Size of the texts in kB, where nothing else is asked for.
const SIZE: usize = 2;
/// Size of those that are long, in kB.
const LONG: usize = 16;
/// Time for one text without optimisation, many times what any takes on a busy machine. What takes time that grows with
/// the cube of the length, or looks at all lines at every line, takes longer.
const LIMIT: Duration = Duration::from_secs(40);

/// What is also read where it is long: chains, which a look at every member to the end would make slow.
const CHAINS: &[&str] = &[
    "Wall edema, ",
    "3, ",
    "3 mm x 3 x ",
    "3 x ",
    "T1/T2/",
    "L1\n",
    "first and ",
    "first, second and ",
    "upper, ",
    "x ",
    "(",
    "; ",
    "a\n",
    "- L1\n",
    "Page 1\n",
    "Level: L1\n",
];

/// What is said over and over, behind a node so that everything is read.
const PHRASES: &[&str] = &[
    // described first, named later
    "There is a 4 mm pit in L2. It is a Schmorl's node. ",
    "Pits at L1 and L2. The first is a Schmorl's node, the second a fracture. ",
    "L2\nheight: normal\nSchmorl's node: inferior\n",
    "A node was seen at L4 in 2018. It is unchanged. ",
    // names
    "Schmorl's node ",
    "Schmorl's nodes, ",
    "Schmorl's node at L1. ",
    "Schmorl's node at L1 superior endplate, 3 mm, ",
    "Schmorl's node at T12 inferior endplate, 3 mm, new. ",
    "No Schmorl's node. ",
    "no Schmorl's node or edema, ",
    "possible Schmorl's node versus fracture, ",
    "Shmorl's noode ",
    "SN ",
    "SN = Schmorl's node. ",
    "Schmorl's ",
    "node ",
    "Wall edema, ",
    "Wall edema. ",
    "marrow edema at L1, ",
    "marrow edema at L1. ",
    "no marrow edema. ",
    "edema around the node, ",
    "Modic 1, ",
    "Modic 1, 2, ",
    "1, 2, ",
    "Modic type 1 change at L1-2. ",
    "A 4 mm defect of the superior endplate of L2. ",
    "a defect, a pit, ",
    // what points at them
    "it is new. ",
    "the latter, ",
    "the former and the latter ",
    "first and ",
    "the first and third are new, ",
    "both are new, and neither has grown; ",
    "neither is new and both are old ",
    "; it is 8 mm today",
    "the largest is at L1, ",
    "another at L2, ",
    "the node at L2 is new, the other is old, ",
    "respectively ",
    "new and old, respectively, ",
    "unchanged, ",
    "new, ",
    "which ",
    "not ",
    "no ",
    "without ",
    "or ",
    "and ",
    "of ",
    "the ",
    "with ",
    "vs. ",
    "however, ",
    "? ",
    // numbers
    "3, ",
    "3 and ",
    "3 x ",
    "3 mm x 3 x ",
    "3 mm x ",
    "3 mm, ",
    "3 mm (4 mm) ",
    "3 mm (previously 4 mm), ",
    "in 2021, 4 mm, ",
    "from 3 to ",
    "3-",
    "3,5 ",
    "3.5",
    ".5 ",
    ". ",
    ".",
    "five ",
    "five and ",
    "1234567890",
    // levels
    "L1, ",
    "L1-",
    "L1/",
    "L1",
    "T1/T2/",
    "T1, T2 and ",
    "T1 ",
    "T2 hyperintense ",
    "L1 to L5, ",
    "L1: ",
    "L1: node. ",
    "at L1 ",
    "lumbar ",
    "all lumbar vertebrae, ",
    "upper, ",
    "mid to lower ",
    "first to second ",
    "first, second and third lumbar vertebrae, ",
    "superior ",
    "endplate ",
    "superior and inferior endplates of ",
    "except ",
    "at L1 except at L2, ",
    "T12 sup: normal     T12 inf: node     ",
    // marks
    "(",
    ")",
    "()",
    "(a) ",
    "[",
    "[x] ",
    "[ ] ",
    "[x] yes [ ] no ",
    "Schmorl's nodes [x] yes [ ] no   ",
    "{",
    "<",
    "<b>",
    "<a ",
    "<!-- ",
    "&",
    "&#",
    "&nbsp;",
    "\"",
    "'",
    "/",
    "// ",
    "; ",
    ", ",
    ": ",
    "= ",
    "_",
    "a_",
    "|",
    "| a ",
    "-",
    "- ",
    "!",
    "#",
    "# ",
    ">",
    "...",
    "a",
    "a ",
    "A ",
    "é",
    "e\u{301}",
    "\u{2060}",
    "１",
    " ",
    "\t",
    "\n",
    "a    ",
    "i.e. ",
    "e.g. ",
    "a.b",
    "no. 1 ",
    "comma ",
    "period ",
    "colon ",
    "period Schmorl's node period ",
    // lines
    "a\n",
    "a\n\n",
    "- a\n",
    "- Schmorl's node\n",
    "1. Schmorl's node at L1\n",
    "* L1: node\n",
    "  - L1\n",
    "L1\n",
    "L1:\n",
    "L1: Schmorl's node\n",
    "Schmorl's nodes\n",
    "Schmorl's nodes:\n",
    "Schmorl's nodes: none\n",
    "Schmorl's nodes: yes\n",
    "Schmorl's nodes: single\n  If any, where: L2\n",
    "Level: L1\n",
    "Finding: Schmorl's node\nLevel: L1\nSize: 4 mm\n",
    "Level: L1; Finding: node; Size: 4 mm\n",
    "Level: L1; Finding: node; Size: 4 mm; ",
    "Schmorl's node [x] yes [ ] no\n  where: L3\n",
    "schmorl_node_L2=yes\n",
    "schmorl_node_L2_endplate=inferior\n",
    "node=1; ",
    "T12;inferior;node\n",
    "L1   Schmorl's node   4 mm\n",
    "L1   ",
    "L1 | node | 4 mm\n",
    "| L1 | node | 4 mm | ",
    "Level   Finding   Size\n",
    "Level   Finding   Size\nL1   Schmorl's node   4 mm\n",
    "  L1   L2   L3\nnode   +   -\n",
    "Yes   No\nSchmorl's nodes   X\n",
    "Page 1\n",
    "Page 1 of 2\nHospital of the town\n",
    "----------\n",
    "> a\n",
    ">> Schmorl's node of\n>> L1\n",
    "OBX|3|TX|IMP||There is a node||||||F\n",
    "Q1. Marrow edema? A1. Yes, at L4.\n",
    "Marrow edema? No. ",
    // sections
    "IMPRESSION: ",
    "IMPRESSION: Schmorl's node. ",
    "FINDINGS:\n",
    "FINDINGS: Schmorl's node at L1. IMPRESSION: Schmorl's node at L1. ",
    "HISTORY: back pain. FINDINGS: Schmorl's node at L1. ",
    "ADDENDUM: The node is at L2, not L1. ",
    "ADDENDUM: There is no node. ",
    "COMPARISON: ",
    // what is said beside them
    "back pain ",
    "back pain. ",
    "back pain at L1, ",
    "no back pain, ",
    "back pain after a fall. ",
    "acute ",
    "rule out fracture, ",
    "fracture ",
    "fracture at L1. ",
    "No fracture of L1. ",
    "metastasis or Schmorl's node, ",
    "history of melanoma, ",
    "history of melanoma. ",
    "weakness of the left leg, ",
    "persistent pain after physiotherapy, ",
    "MRI in 6 months is recommended. ",
    "follow-up of ",
];

/// Texts by what they are.
fn texts(size: usize) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for phrase in PHRASES {
        let repeated = phrase.repeat(size / phrase.len() + 1);
        texts.push((
            phrase.escape_debug().to_string(),
            format!("Back pain. FINDINGS: Schmorl's node at L1, {repeated}"),
        ));
    }
    for chain in CHAINS {
        let size = size / SIZE * LONG;
        let repeated = chain.repeat(size / chain.len() + 1);
        texts.push((format!("nodes: {}", chain.escape_debug()), format!("Schmorl's nodes: {repeated}")));
    }
    // whole reports, one behind the other on one line
    let samples = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/archive/reports.csv")).unwrap();
    let mut line = samples.replace('\n', " ");
    line.truncate(line.floor_char_boundary(size));
    texts.push(("reports on a line".to_owned(), line.clone()));
    texts.push(("reports without a stop".to_owned(), line.replace(['.', ';', ':'], ",")));
    // lines and keys that are no two alike
    let mut numbered = |name: &str, line: fn(&mut String, usize)| {
        let mut text = String::from("Schmorl's node of L1.\n");
        let mut number = 0;
        while text.len() < size {
            line(&mut text, number);
            number += 1;
        }
        texts.push((name.to_owned(), text));
    };
    numbered("keys of a system", |text, i| writeln!(text, "schmorl_a{i}b=1").unwrap());
    numbered("fields", |text, i| writeln!(text, "node_{i}: Schmorl's node; vertebra L{}; 5 mm", i % 5 + 1).unwrap());
    numbered("fields on a line", |text, i| write!(text, "level{i}: L{}; ", i % 5 + 1).unwrap());
    numbered("sizes", |text, i| write!(text, "{} mm, ", i % 20 + 1).unwrap());
    numbered("nodes and sizes", |text, i| write!(text, "L{} node of {} mm; ", i % 5 + 1, i % 9 + 1).unwrap());
    numbered("places", |text, i| {
        let side = ["superior", "inferior", "anterior"][i % 3];
        write!(text, "Schmorl's node at the {side} endplate of T{}, {} mm. ", i % 12 + 1, i % 40 + 1).unwrap();
    });
    numbered("pages", |text, i| writeln!(text, "line {i} of the text\nPage {i}").unwrap());
    numbered("bullets ever deeper", |text, i| writeln!(text, "{}- L{}", " ".repeat(i % 60), i % 5 + 1).unwrap());
    numbered("columns", |text, i| write!(text, "head{i}   ").unwrap());
    // a wide table
    let columns = size / 40;
    let row = |cell: &str| cell.repeat(columns) + "\n";
    let table = row("Level   ") + &row("L1      ") + &row("node    ") + &row("Size    ") + &row("4 mm    ");
    texts.push(("a wide table".to_owned(), "Schmorl's node\n".to_owned() + &table));
    let head = "Schmorl's node   ".repeat(size / 200) + "\n";
    texts.push(("a wide head over many rows".to_owned(), head + &"L1   L2   4 mm\n".repeat(size / 30)));
    let title = "Schmorl's nodes of ".repeat(size / 40) + "\n";
    texts.push(("a long title over a list".to_owned(), title + &"- L1\n".repeat(size / 10)));
    let nested = size / 2;
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/extract");
    for path in fs::read_dir(seeds).unwrap().map(|entry| entry.unwrap().path()) {
        let text = fs::read_to_string(&path).unwrap();
        texts.push((path.file_name().unwrap().to_string_lossy().into_owned(), text));
    }
    texts.push(("nested".to_owned(), format!("Schmorl's node {}L1{}", "(".repeat(nested), ")".repeat(nested))));
    texts
}

#[test]
#[expect(clippy::print_stdout, reason = "tells of each text where it is asked to")]
fn long_texts_of_one_thing_are_read_in_time() {
    let asked = std::env::var("HOSTILE_KB").ok().map(|size| size.parse::<usize>().unwrap());
    let size = asked.unwrap_or(SIZE) * 1000;
    let only = std::env::var("HOSTILE_ONLY").ok();
    let lexicons = Arc::new(Lexicons::embedded());
    let (screen, late) = (Screen::new(&lexicons), LateScreen::new(lexicons.clone()));
    let (extractor, guidance) = (Extractor::new(lexicons), Guidance::embedded());
    let mut scratch = Scratch::default();
    let mut slow = Vec::new();
    for (name, text) in texts(size) {
        if only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
            continue;
        }
        let mut lap = {
            let mut begun = Instant::now();
            move || std::mem::replace(&mut begun, Instant::now()).elapsed()
        };
        let passed = screen.may_find(&text);
        let mut may = [true];
        late.look(text.as_bytes(), std::slice::from_ref(&(0..text.len())), &mut may);
        let screened = lap();
        let mut reading = extractor.read(&text, &mut scratch);
        let read = lap();
        assert!(reading.findings.is_empty() || passed && may[0], "{name}: passed over");
        guidance.advise(&mut reading, None);
        let advised = lap();
        let _ = extractor.reason(&text, &mut scratch);
        let reason = lap();
        let all = screened + read + advised + reason;
        if asked.is_some() {
            println!("{all:9.3?} {screened:9.3?} {read:9.3?} {advised:9.3?} {reason:9.3?} {name}");
        } else if all > LIMIT {
            slow.push(format!("{all:.1?} {name}"));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}
