//! What the screen lets pass, extraction finds nothing in.

use super::*;
use crate::extract::drawn::config;
use crate::extract::{Extractor, Scratch};
use crate::lexicon::tag::Tag;
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

struct Both {
    screen: Screen,
    extractor: Extractor,
}

static BOTH: LazyLock<Both> = LazyLock::new(|| {
    let lexicons = Arc::new(Lexicons::embedded());
    Both { screen: Screen::new(&lexicons), extractor: Extractor::new(lexicons) }
});

/// Whether the screen may let the text pass; and that it does not where extraction finds something.
#[track_caller]
fn passes(text: &str) -> bool {
    let passes = !BOTH.screen.may_find(text);
    let findings = BOTH.extractor.read(text, &mut Scratch::default()).findings;
    assert!(!passes || findings.is_empty(), "let pass: {text:?} {findings:?}");
    // the same in a table's bytes, between other cells
    let table = format!("1,\"{}\"\n2,x\n", text.replace('"', "\"\""));
    let mut may = [false; 2];
    let end = table.len() - 5;
    BOTH.screen.look(table.as_bytes(), &[0..end, end + 1..table.len() - 1], &mut may);
    assert!(may[0] || findings.is_empty(), "let pass in a table: {text:?}");
    assert!(!may[1]);
    passes
}

/// Every report of the corpus, and its sentences by themselves.
fn corpus() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut texts = Vec::new();
    for part in ["gold", "cases"] {
        // in one order on every machine: the seeded texts are drawn from these
        let mut paths: Vec<_> =
            std::fs::read_dir(folder.join(part)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let content = std::fs::read_to_string(&path).unwrap();
            match path.extension().and_then(|ending| ending.to_str()) {
                Some("jsonl") => texts.extend(content.lines().filter_map(|line| {
                    serde_json::from_str::<serde_json::Value>(line).unwrap()["text"].as_str().map(str::to_owned)
                })),
                Some("md") => texts.extend(content.split("```").map(str::to_owned)),
                _ => {}
            }
        }
    }
    assert!(texts.len() > 20);
    texts
}

static CORPUS: LazyLock<Vec<String>> = LazyLock::new(corpus);
static SENTENCES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut all: Vec<String> = CORPUS.iter().flat_map(|text| text.split_inclusive(". ")).map(str::to_owned).collect();
    let rows = |row: &crate::lexicon::Row| [row.yes.clone(), row.no.clone()];
    all.extend(BOTH.extractor.lexicons().rows().iter().flat_map(rows));
    all
});

#[test]
fn nothing_is_lost_in_the_corpus_or_in_the_lexicons() {
    for text in CORPUS.iter().chain(SENTENCES.iter()) {
        passes(text);
        passes(&text.to_uppercase());
    }
}

#[test]
fn every_phrase_of_a_trigger_is_seen() {
    let mut tokens = 0;
    BOTH.extractor.lexicons().spell(&mut |words, tags| {
        if tags.any(&[
            Tag::Eponym,
            Tag::WeakEponym,
            Tag::NodePhrase,
            Tag::NodePhrases,
            Tag::ModicName,
            Tag::EdemaPhrase,
        ]) {
            let words: Vec<_> = words.iter().map(|word| String::from_utf8_lossy(word)).collect();
            for (joint, before) in [(" ", ""), ("\n  ", "("), ("-", "\n")] {
                let text = format!("{before}{}{before}", words.join(joint));
                assert!(BOTH.screen.may_find(&text), "{text}");
                assert!(BOTH.screen.may_find(&text.to_uppercase()), "{text}");
            }
            tokens += 1;
        }
    });
    assert!(tokens > 200);
}

#[test]
fn reports_of_other_things_pass() {
    for text in [
        "The gallbladder is grossly unremarkable, with mild wall edema measuring up to 4 mm. BONES: No fracture.",
        "There is mild pulmonary vascular congestion without overt edema. No acute osseous abnormality.",
        "Patient's airway edema is unchanged.\n\nIMPRESSION:\n1. No acute process. 2. Disc protrusion at L4-5.",
        "CT of the chest (series 4, image 12). Thoracic aorta is normal. Femoral, humoral, temporal. Small stones.",
        "Inguinal hernia. Herniation of bowel. Type 2 endoleak, grade 1. Ischemic change.",
        "Disc bulge at L4-5. There is mild pulmonary vascular congestion without overt edema.",
        "Disc bulge at L4-5. A collection in the pelvis, which is large, could reflect edema.",
        "1. Disc bulge at L4-5, unchanged since the last exam.\n2. No evidence of edema.\n3. No effusion.",
        "Axial images following intravenous contrast. No intrahepatic biliary dilatation. Kidney transplant.",
        "There is no evidence of acute intracranial hemorrhage. No intraparenchymal mass. Nonvisualized appendix.",
        "Sagittal T1, T2 and axial T2-weighted sequences of the lumbar vertebrae at L4-5. A T2 bright renal cyst.",
        "",
    ] {
        assert!(passes(text), "{text}");
    }
}

#[test]
fn hidden_words_are_seen() {
    for text in [
        "Schm\u{f6}rl's node",
        "Sch\u{ad}morl's node",
        "Schmorl\u{2019}s node",
        "Sch'morl node",
        "S`chmorls node",
        "Sc\u{200b}hmorl\u{e2}\u{20ac}\u{2122}s node",
        "M\u{f3}dic changes",
        "Marrow \u{153}dema at L4",
        "Schomrle nodes",
        "shcmolr node",
        "Two Schmo''nodes are seen.",
        "Schm-\norl's n0de",
        "aSchmorls n0de",
        "Schrnorl's n0de",
        "'S 1 edema",
        "\u{2018}L4\u{2019} edema",
        "Edema at L\u{2013}4",
        "Edema: L4",
        "ne edema?  None\nQ6.  Kyphosis measures 42 degrees.\n\nL1: Hemangioma 9 mm, benign.\n",
        "1: node present L3 superior\n \n. \n: A denied age is none.\n, \n There is edema.",
        "first lumbar\n\n## Edema corrected\n\nThe addendum denies the edema that the report said.\n\n",
    ] {
        assert!(BOTH.screen.may_find(text), "{text}");
    }
    let mut may = [false; 3];
    BOTH.screen.look(b"a\0b|a\xFFb|ab", &[0..3, 4..7, 8..10], &mut may);
    assert_eq!(may, [true, true, false]);
}

#[test]
fn a_row_of_a_users_own_is_screened_for() {
    let folder = tempfile::tempdir().unwrap();
    let header = crate::lexicon::HEADER;
    let rows = "node-901\tzz\tnode\tphrase\tzz at L4\tzzz at L4\tours\nnode-902\tblip 7 x\tnode\tphrase\ta blip 7 x\ta blip 8 x\tours\n";
    std::fs::write(folder.path().join("node.add.tsv"), format!("{header}\n{rows}")).unwrap();
    let screen = Screen::new(&Lexicons::load(folder.path()).unwrap());
    assert!(screen.may_find("zz") && screen.may_find("a ZZ.") && screen.may_find("a blip\n7 X"));
    assert!(!screen.may_find("pizza zzz") && !screen.may_find("a blip 8 x"));
    let rows = "node-901\t#7\tnode\tphrase\t#7 at L4\t#8 at L4\tours\n";
    std::fs::write(folder.path().join("node.add.tsv"), format!("{header}\n{rows}")).unwrap();
    assert!(Screen::new(&Lexicons::load(folder.path()).unwrap()).may_find("anything"));
}

/// Pieces that texts are made of: oedema, places, what ends sentences and what does not.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(vec![
            "edema", "Edema", "oedema", "T2 hyperintense", "STIR signal", "type 2", "endplate changes", "into", "disc herniation",
            "L4", "L4-5", "T12", "S 1", "C-5", "l two", "lumbar", "first lumbar", "superior", "superiorly", "endplate", "marrow",
            "vertebra", "bone", "pulmonary", "gallbladder wall", "There is", "in the", "of", "at", "and", "with", "around", "no",
            "associated", "It", "this level", "there", "There was", "is", "one of which", "which", "the appearance is", "noted", "sup", "vs", "Yes", "period", "colon", "normal", "The disc is normal", "aorta",
        ]).prop_map(str::to_owned),
        4 => prop::sample::select(vec![" ", " ", " ", "\n", "\n\n", ". ", ".\n", ": ", ", ", "; ", "   ", " | ", "\t", " - ", "-", "/", "? "])
            .prop_map(str::to_owned),
        // what is mended
        1 => prop::sample::select(vec![
            "Schm-\norl's", "schmo-\n", "aSchmorls", "Schrnorl's", "Schmor1's", "n0de", "nodes", "marow", "edmea", "oede-\nma", "mar row", "tea eight",
            "Tl2", "Ll", "atL4", "noedema", "inthesuperiorendplate", "end-\nplate", "super-\nior", "=\n", "=E2=80=99s", "> ", "Mo-\ndic", "tpye 2",
        ]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["[x] ", "[ ] ", "( ) ", "(x)", "<br>", "&nbsp;", "\\par ", "&#39;", "FINDINGS:\n", "IMPRESSION: ", "HISTORY: ", "1. ", "\n2. ", "- ", "\u{2019}s", "'", "\u{ad}", "Addendum: "])
            .prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(config(3000))]

    #[test]
    fn nothing_is_lost_in_texts_made_of_pieces(pieces in prop::collection::vec(piece(), 1..40), spaced: bool) {
        passes(&pieces.join(if spaced { " " } else { "" }));
    }

    #[test]
    fn nothing_is_lost_in_sentences_thrown_together(
        picks in prop::collection::vec(any::<prop::sample::Index>(), 1..8),
        joints in prop::collection::vec(prop::sample::select(vec![" ", "\n", "\n\n", ". ", "", ":\n", "   "]), 8),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), "[ a-zL4.:\u{2019}'\n]{0,2}"), 0..5),
    ) {
        let mut text = String::new();
        for (pick, joint) in picks.iter().zip(joints) {
            text.push_str(&SENTENCES[pick.index(SENTENCES.len())]);
            text.push_str(joint);
        }
        for (at, with) in cuts {
            let at = text.floor_char_boundary(at.index(text.len() + 1));
            let end = text.ceil_char_boundary((at + 2).min(text.len()));
            text.replace_range(at..end, &with);
        }
        passes(&text);
    }

    #[test]
    fn every_misspelling_is_seen(slips in prop::collection::vec((0_usize..4, 0_usize..9, b'a'..=b'z'), 0..3), s: bool) {
        let mut word = if s { b"schmorls".to_vec() } else { b"schmorl".to_vec() };
        for (kind, at, letter) in slips {
            let at = at.min(word.len() - 1);
            match kind {
                0 => word[at] = letter,
                1 => word.insert(at, letter),
                2 => { word.remove(at); }
                _ => word.swap(at, at.saturating_sub(1)),
            }
        }
        let word = String::from_utf8(word).unwrap();
        prop_assert!(!names::is_misspelt(word.as_bytes()) || BOTH.screen.may_find(&format!("a {word} node")), "{}", word);
    }
}
