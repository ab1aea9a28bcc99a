//! What is said of some of several nodes named before, whatever words name them: `the T8 and L2 nodes`, `those at T8 and L2`,
//! `either the T8 or the L2 node`, `all of them`. Every predicate is put together with every way to name the nodes.

// A test that cannot go on should panic.
#![allow(clippy::unwrap_used)]

mod harness;

use harness::extract;
use schmorl::finding::{Finding, FindingKind};

/// How the report names the nodes: T8 superior, T11 inferior, L2 superior, L4 inferior.
const REPORTS: [&str; 4] = [
    "FINDINGS:\nT8: Schmorl's node of the upper endplate.\nT11: Schmorl's node of the lower endplate.\n\
     L2: Schmorl's node of the upper endplate.\nL4: Schmorl's node of the lower endplate.\n",
    "Schmorl's nodes: T8 superior, T11 inferior, L2 superior, L4 inferior. ",
    "The superior endplate of T8 has a Schmorl's node. There is a Schmorl's node in the inferior endplate of T11. The \
     superior endplate of L2 has a Schmorl's node. There is a Schmorl's node in the lower endplate of L4. The discs are \
     dehydrated. ",
    "There are Schmorl's nodes in the superior endplate of T8, the inferior endplate of T11, the superior endplate of L2 \
     and the inferior endplate of L4.\n\n",
];

/// Words for one node, and which it is.
const ONE: &[(&str, &[usize])] = &[
    ("the T11 node", &[1]),
    ("the node at T11", &[1]),
    ("the node in the inferior endplate of T11", &[1]),
    ("the T11 inferior endplate node", &[1]),
    ("that at T11", &[1]),
    ("the one in T11", &[1]),
    ("the T11 Schmorl's node", &[1]),
    ("the T11 lesion", &[1]),
    ("the uppermost node", &[0]),
];
/// Words for several nodes.
const MANY: &[(&str, &[usize])] = &[
    ("the T8 and L2 nodes", &[0, 2]),
    ("the nodes at T8 and L2", &[0, 2]),
    ("the T8 node and the L2 node", &[0, 2]),
    ("those at T8 and L2", &[0, 2]),
    ("the node at T8 and that at L2", &[0, 2]),
    ("the T8 and the L2 node", &[0, 2]),
    ("both the T8 and the L2 node", &[0, 2]),
    ("the ones at T8 and L2", &[0, 2]),
    ("the T8 and L2 Schmorl's nodes", &[0, 2]),
    ("the T8 and L2 lesions", &[0, 2]),
    ("the T8, T11 and L4 nodes", &[0, 1, 3]),
    ("the nodes at T8, T11 and L4", &[0, 1, 3]),
    ("those at T8, T11 and L4", &[0, 1, 3]),
    ("the T8 node, the T11 node and the L4 node", &[0, 1, 3]),
    ("all of the nodes", &[0, 1, 2, 3]),
    ("these nodes", &[0, 1, 2, 3]),
];
/// Words for nodes of which something is denied.
const EITHER: &[(&str, &[usize])] = &[
    ("the T8 or L2 node", &[0, 2]),
    ("the T8 or the L2 node", &[0, 2]),
    ("the nodes at T8 or L2", &[0, 2]),
    ("the T8 node or the L2 node", &[0, 2]),
    ("either the T8 or the L2 node", &[0, 2]),
    ("that at T8 or that at L2", &[0, 2]),
];

/// What is said: `#` stands for the words in front of the verb, whose forms for one and for several are parted by `|`, and `@`
/// for those behind it.
const SAID: &[(&str, &str)] = &[
    ("# [is|are] surrounded by marrow edema.", "edema present"),
    ("# [has|have] a rim of edema.", "edema present"),
    ("# [shows|show] mild marrow edema.", "edema present"),
    ("There is marrow edema around @.", "edema present"),
    ("Marrow edema surrounds @.", "edema present"),
    ("Edema is seen around @.", "edema present"),
    ("Mild edema is associated with @.", "edema present"),
    ("Marrow edema adjacent to @ is noted.", "edema present"),
    ("Around @ there is marrow edema.", "edema present"),
    ("# [is|are] not surrounded by edema.", "edema absent"),
    ("# [shows|show] no edema.", "edema absent"),
    ("# [does|do] not show edema.", "edema absent"),
    ("# [is|are] chronic.", "acuity chronic"),
    ("I consider @ chronic.", "acuity chronic"),
    ("# [is|are] unchanged.", "change stable"),
    ("# [has|have] increased in size.", "change increased"),
    ("# [was|were] not present in 2019.", "change new"),
];
/// The same of what is denied, where `or` may join the nodes, too.
const DENIED: &[(&str, &str)] = &[
    ("There is no edema at @.", "edema absent"),
    ("No edema around @.", "edema absent"),
    ("Edema is not seen around @.", "edema absent"),
    ("Edema around @ is not seen.", "edema absent"),
    ("No marrow edema is associated with @.", "edema absent"),
    ("No edema accompanies @.", "edema absent"),
];

/// The sentence of a predicate and the words for nodes.
fn sentence(said: &str, words: &str, many: bool) -> String {
    let capital = format!("{}{}", words[..1].to_uppercase(), &words[1..]);
    let text = said.replace('#', &capital).replace('@', words);
    match (text.find('['), text.find(']')) {
        (Some(open), Some(close)) => {
            let (one, several) = text[open + 1..close].split_once('|').unwrap();
            format!("{}{}{}", &text[..open], if many { several } else { one }, &text[close + 1..])
        }
        _ => text,
    }
}

/// What is told of a node beside its place.
fn told(node: &Finding) -> Vec<String> {
    let mut told = Vec::new();
    let mut tell =
        |name: &str, value: Option<String>| told.extend(value.map(|value| format!("{name} {value}").to_lowercase()));
    tell("status", (!node.status.is_asserted()).then(|| format!("{:?}", node.status)));
    tell("edema", node.edema.map(|edema| format!("{edema:?}")));
    tell("acuity", node.acuity.map(|acuity| format!("{acuity:?}")));
    tell("change", node.change.map(|change| format!("{change:?}")));
    told
}

#[test]
fn what_is_said_of_nodes_reaches_those_that_the_words_name() {
    let nodes = [("T8", "superior"), ("T11", "inferior"), ("L2", "superior"), ("L4", "inferior")];
    let (mut failed, mut count) = (Vec::new(), 0);
    for (said, value) in SAID.iter().chain(DENIED) {
        let denied = DENIED.iter().any(|(own, _)| own == said);
        let either: &[(&str, &[usize])] = if denied { EITHER } else { &[] };
        for (number, (words, which)) in ONE.iter().chain(MANY).chain(either).enumerate() {
            let sentence = sentence(said, words, number >= ONE.len());
            for report in REPORTS {
                let text = format!("{report}{sentence}");
                let found = extract(&text);
                let read: Vec<String> = found
                    .iter()
                    .filter(|f| f.kind == FindingKind::SchmorlNode)
                    .map(|f| {
                        let side = f.endplate.map(|side| format!("{side:?}").to_lowercase()).unwrap_or_default();
                        format!("{} {side} {:?}", f.level.map(|l| l.to_string()).unwrap_or_default(), told(f))
                    })
                    .collect();
                let expected: Vec<String> = nodes
                    .iter()
                    .enumerate()
                    .map(|(i, (level, side))| {
                        let own: Vec<&str> = which.contains(&i).then_some(*value).into_iter().collect();
                        format!("{level} {side} {own:?}")
                    })
                    .collect();
                count += 1;
                if read != expected {
                    failed.push(format!("{text}\n  expected {expected:?}\n  read     {read:?}"));
                }
            }
        }
    }
    assert!(failed.is_empty(), "{} of {count}:\n{}", failed.len(), failed[..failed.len().min(20)].join("\n"));
}

/// What picks T11 out of the nodes.
const PICKED: [&str; 12] = [
    "The node at T11 measures 9 mm.",
    "That at T11 measures 9 mm.",
    "The largest is at T11 and measures 9 mm.",
    "The largest, at T11, measures 9 mm.",
    "The largest (T11) measures 9 mm.",
    "The most prominent one is that of T11, 9 mm deep.",
    "Of these, the one at T11 measures 9 mm.",
    "At T11 the node measures 9 mm.",
    "The deepest one (9 mm) is in T11.",
    "The T11 inferior endplate node measures 9 mm.",
    "The biggest, 9 mm, is at T11.",
    "The Schmorl's node of T11 is 9 mm deep.",
];
/// What goes on with it.
const IT: [(&str, &[&str]); 11] = [
    ("It is chronic.", &["acuity chronic"]),
    ("It is surrounded by marrow edema.", &["edema present"]),
    ("There is marrow edema around it.", &["edema present"]),
    ("The surrounding marrow is edematous. It is old.", &["edema present", "acuity chronic"]),
    ("Its margin is sclerotic. Mild edema is present adjacent to it.", &["edema present"]),
    ("It has not changed.", &["change stable"]),
    ("No edema is seen around it.", &["edema absent"]),
    ("It was not present in 2019. It shows no edema.", &["edema absent", "change new"]),
    ("This node is acute. Its surrounding marrow shows edema.", &["edema present", "acuity acute"]),
    ("It was 4 mm in 2019. It has grown since.", &["change increased"]),
    ("It does not reach the spinal canal.", &[]),
];
/// What is then said of the others.
const OTHERS: [(&str, &[&str]); 9] = [
    ("", &[]),
    ("The others are chronic.", &["acuity chronic"]),
    ("The other nodes are unchanged.", &["change stable"]),
    ("The others show no edema.", &["edema absent"]),
    ("None of the others shows edema.", &["edema absent"]),
    ("The remaining nodes are old.", &["acuity chronic"]),
    ("The other nodes are not surrounded by edema.", &["edema absent"]),
    ("All others are stable.", &["change stable"]),
    ("There is no edema around the others.", &["edema absent"]),
];

#[test]
fn what_goes_on_with_one_node_is_said_of_no_other() {
    let nodes = ["T8", "T11", "L2", "L4"];
    let (mut failed, mut count) = (Vec::new(), 0);
    for (first, picked) in PICKED.into_iter().enumerate() {
        for (second, (it, of_it)) in IT.into_iter().enumerate() {
            let report = REPORTS[(first + second) % 3];
            for (others, of_others) in OTHERS {
                let text = format!("{report}{picked} {it} {others}");
                let found = extract(&text);
                let read: Vec<String> = found
                    .iter()
                    .filter(|f| f.kind == FindingKind::SchmorlNode)
                    .map(|f| {
                        let level = f.level.map(|l| l.to_string()).unwrap_or_default();
                        format!("{level} {:?} {:?}", f.size_mm.is_some(), told(f))
                    })
                    .collect();
                let expected = nodes.map(|level| {
                    let own = if level == "T11" { of_it } else { of_others };
                    format!("{level} {:?} {own:?}", level == "T11")
                });
                count += 1;
                if read != expected {
                    failed.push(format!("{text}\n  expected {expected:?}\n  read     {read:?}"));
                }
            }
        }
    }
    assert!(failed.is_empty(), "{} of {count}:\n{}", failed.len(), failed[..failed.len().min(20)].join("\n"));
}
