//! The same nodes in every layout that a form may have: names, separators, answers and orders of fields, all with all.
//!
//! What a layout is worth is told here once for all of them: each text is made from what it says, so the right findings
//! are known without a reader.

mod harness;

use harness::extract;
use schmorl::finding::{Finding, FindingKind, Status};

/// A node as the forms tell it.
#[derive(Clone, Copy)]
struct Node {
    level: &'static str,
    endplate: &'static str,
    size: u32,
    edema: Option<bool>,
}

const NODES: [Node; 2] = [
    Node { level: "T11", endplate: "inferior", size: 6, edema: Some(true) },
    Node { level: "L2", endplate: "superior", size: 4, edema: None },
];

/// Names of the fields: finding, level, endplate, size, oedema.
const NAMES: [[&str; 5]; 4] = [
    ["Finding", "Level", "Endplate", "Size", "Marrow edema"],
    ["Lesion", "Vertebra", "End plate", "Diameter", "Bone marrow edema"],
    ["Type", "Site", "ENDPLATE", "Max size", "Marrow oedema"],
    ["Diagnosis", "Vertebral level", "Endplate involved", "SIZE", "Associated marrow edema"],
];

/// Orders of the fields.
const ORDERS: [[usize; 5]; 6] =
    [[0, 1, 2, 3, 4], [1, 2, 3, 4, 0], [1, 2, 0, 3, 4], [0, 4, 3, 2, 1], [2, 1, 3, 0, 4], [1, 4, 3, 2, 0]];

fn value(node: Node, field: usize) -> String {
    match field {
        0 => "Schmorl's node".into(),
        1 => node.level.into(),
        2 => node.endplate.into(),
        3 => format!("{} mm", node.size),
        _ => node.edema.map_or("", |edema| if edema { "present" } else { "no" }).into(),
    }
}

/// Key and value of each field that is told, in an order.
fn fields(node: Node, names: &[&str; 5], order: &[usize; 5]) -> Vec<(String, String)> {
    let told = order.iter().map(|&field| (names[field].to_owned(), value(node, field)));
    told.filter(|(_, value)| !value.is_empty()).collect()
}

/// What is wrong with the findings of a text, if anything is.
fn fault(text: &str, nodes: &[Node]) -> Option<String> {
    let findings = extract(text);
    let shown = |f: &Finding| {
        let level = f.level.map_or("-".into(), |level| level.to_string());
        let word = |said: String| said.to_lowercase();
        let endplate = f.endplate.map_or("-".into(), |endplate| word(format!("{endplate:?}")));
        let edema = f.edema.map_or("-".into(), |edema| word(format!("{edema:?}")));
        format!("{level} {endplate} {} {edema}", f.size_mm.unwrap_or(0.0))
    };
    let mut told: Vec<String> = findings
        .iter()
        .filter(|f| f.kind == FindingKind::SchmorlNode && f.status == Status::Present)
        .map(shown)
        .collect();
    let edema = |node: &Node| node.edema.map_or("-", |edema| if edema { "present" } else { "absent" });
    let mut right: Vec<String> =
        nodes.iter().map(|node| format!("{} {} {} {}", node.level, node.endplate, node.size, edema(node))).collect();
    told.sort();
    right.sort();
    (told != right).then(|| format!("{text}\n  right: {right:?}\n  read:  {told:?}\n"))
}

/// Reads every text, each of which tells of both nodes.
fn check(texts: impl Iterator<Item = String>) {
    check_of(&NODES, texts);
}

/// Reads every text; what is wrong with the first few.
fn check_of(nodes: &[Node], texts: impl Iterator<Item = String>) {
    let (mut read, mut faults) = (0, Vec::new());
    for text in texts {
        read += 1;
        faults.extend(fault(&text, nodes));
    }
    let shown = faults.iter().take(5).cloned().collect::<String>();
    assert!(faults.is_empty(), "{} of {read} texts\n\n{shown}", faults.len());
}

/// A block of fields for each node, with or without its name above.
#[test]
fn blocks_of_fields() {
    let marks = [": ", " = ", " : ", ":\t", " ........ ", " -> ", " - ", " | "];
    let leads = ["", "- ", "   ", "* "];
    check(NAMES.iter().flat_map(move |names| {
        ORDERS.iter().flat_map(move |order| {
            marks.into_iter().flat_map(move |mark| {
                leads.into_iter().flat_map(move |lead| {
                    let lines = |node: Node, lead: &str| {
                        let line = |(key, value): (String, String)| format!("{lead}{key}{mark}{value}\n");
                        fields(node, names, order).into_iter().map(line).collect::<String>()
                    };
                    let titled = |(number, node): (usize, &Node)| {
                        let told =
                            fields(*node, names, order).into_iter().filter(|(_, value)| value != "Schmorl's node");
                        let line = |(key, value): (String, String)| format!("{lead}{key}{mark}{value}\n");
                        format!("Schmorl's node {}\n{}", number + 1, told.map(line).collect::<String>())
                    };
                    let plain = NODES.map(|node| lines(node, "")).join("\n");
                    let below = NODES.iter().enumerate().map(titled).collect::<Vec<_>>().join("\n");
                    [plain, below].into_iter().map(|text| format!("FINDINGS\n\n{text}\nConus: normal\n"))
                })
            })
        })
    }));
}

/// A table with a row for each node.
#[test]
fn tables_of_nodes() {
    check(NAMES.iter().flat_map(|names| {
        ORDERS.iter().flat_map(move |order| {
            ["bars", "grid", "tabs", "commas", "semicolons", "cells"].into_iter().flat_map(move |layout| {
                ["", "-"].into_iter().map(move |blank| {
                    let row = |cells: Vec<String>| match layout {
                        "bars" => cells.join(" | "),
                        "grid" => format!("| {} |", cells.join(" | ")),
                        "tabs" => cells.join("\t"),
                        "commas" => cells.join(","),
                        "semicolons" => cells.join(";"),
                        _ => format!("<tr><td>{}</td></tr>", cells.join("</td><td>")),
                    };
                    let heads = row(order.iter().map(|&field| names[field].to_owned()).collect());
                    let cells = |node: Node| {
                        let told = order.iter().map(|&field| value(node, field));
                        row(told.map(|value| if value.is_empty() { blank.to_owned() } else { value }).collect())
                    };
                    format!("FINDINGS\n\n{heads}\n{}\n\nConus: normal\n", NODES.map(cells).join("\n"))
                })
            })
        })
    }));
}

/// A line for each node.
#[test]
fn lines_of_fields() {
    check(NAMES.iter().flat_map(|names| {
        ORDERS.iter().flat_map(move |order| {
            ["; ", " | ", " / ", "   "].into_iter().flat_map(move |joint| {
                [": ", "="].into_iter().map(move |mark| {
                    let line = |node: Node| {
                        let told = fields(node, names, order).into_iter();
                        told.map(|(key, value)| format!("{key}{mark}{value}")).collect::<Vec<_>>().join(joint)
                    };
                    format!("FINDINGS\n\n{}\n\nConus: normal\n", NODES.map(line).join("\n"))
                })
            })
        })
    }));
}

/// Questions with their answers behind a word, a sign or a code whose options stand in the question.
#[test]
fn questions_and_answers() {
    let node = NODES[0];
    let signs = ["Answer: ", "Ans: ", "Response: ", "=> "];
    let edema = |coded: bool| match (node.edema, coded) {
        (Some(true), true) => "1",
        (Some(true), false) => "yes",
        (_, true) => "2",
        _ => "no",
    };
    let below = |names: &[&str; 5], sign: &str, coded: bool| {
        let (options, sides) = if coded { (" (1 = yes, 2 = no)", " (1 = superior, 2 = inferior)") } else { ("", "") };
        let asked = [
            (format!("Schmorl's node present?{options}"), if coded { "1" } else { "yes" }.to_owned()),
            (format!("{}?", names[1]), node.level.to_owned()),
            (format!("{}?{sides}", names[2]), if coded { "2".into() } else { node.endplate.into() }),
            (format!("{} in mm?", names[3]), node.size.to_string()),
            (format!("{}?{options}", names[4]), edema(coded).to_owned()),
        ];
        let told = |(number, (question, answer)): (usize, &(String, String))| {
            format!("{}. {question}\n   {sign}{answer}\n", number + 1)
        };
        asked.iter().enumerate().map(told).collect::<String>()
    };
    let texts = NAMES
        .iter()
        .flat_map(|names| signs.into_iter().flat_map(move |sign| [true, false].map(|coded| below(names, sign, coded))));
    check_of(&NODES[..1], texts);
}

/// Cards: a level alone on a line, however it is set off, over its fields.
#[test]
fn cards_of_levels() {
    let heads = ["#:", "[#]", "== # ==", "[VERTEBRA #]", "### #", "** # **"];
    let marks = [" = ", ": "];
    let card = |node: Node, head: &str, mark: &str| {
        let edema = node.edema.map_or(String::new(), |edema| {
            format!("Marrow edema at {}{mark}{}\n", node.level, if edema { "yes" } else { "no" })
        });
        format!(
            "{}\nAlignment{mark}normal\nSchmorl's node{mark}yes\nEndplate{mark}{}\nSize{mark}{} mm\n{edema}",
            head.replace('#', node.level),
            node.endplate,
            node.size
        )
    };
    check(
        heads
            .into_iter()
            .flat_map(|head| marks.into_iter().map(move |mark| NODES.map(|node| card(node, head, mark)).join("\n"))),
    );
}

/// Letters and figures that a legend explains.
#[test]
fn explained_codes() {
    let legends = [
        "SN = Schmorl's node; s = superior endplate; i = inferior endplate",
        "Abbreviations: SN = Schmorl's node, s = superior endplate, i = inferior endplate",
        "Key: SN Schmorl's node, s superior endplate, i inferior endplate",
        "(SN = Schmorl's node; prot = protrusion; s/i = superior/inferior endplate)",
    ];
    let separators = ["   ", ": ", " - ", "\t"];
    let letter = |node: Node| if node.endplate == "superior" { 's' } else { 'i' };
    let bare = NODES.map(|node| Node { edema: None, ..node });
    let lettered = legends.into_iter().flat_map(|legend| {
        separators.into_iter().map(move |separator| {
            let line = |node: Node| format!("{}{separator}SN {} {} mm\n", node.level, letter(node), node.size);
            format!("{legend}\n{}", NODES.map(line).concat())
        })
    });
    let listed = ["Key: s = superior endplate, i = inferior endplate"].into_iter().map(|legend| {
        let place = |node: Node| format!("{}{} {} mm", node.level, letter(node), node.size);
        format!("{legend}\nSchmorl's nodes: {}\n", NODES.map(place).join("; "))
    });
    check_of(&bare, lettered.chain(listed));
}
