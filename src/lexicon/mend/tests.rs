//! What is mended, and what must stay.

use super::*;
use std::sync::LazyLock;

static LEXICONS: LazyLock<Lexicons> = LazyLock::new(Lexicons::embedded);

fn mended(text: &str) -> String {
    let mut tokens = Tokens::default();
    LEXICONS.tokenise(text, &mut tokens);
    LEXICONS.mend(text, &mut tokens);
    let words: Vec<_> = tokens.list.iter().map(|t| tokens.folded(t)).collect();
    words.join(" ")
}

fn plain(text: &str) -> String {
    let mut tokens = Tokens::default();
    LEXICONS.tokenise(text, &mut tokens);
    let words: Vec<_> = tokens.list.iter().map(|t| tokens.folded(t)).collect();
    words.join(" ")
}

#[test]
fn letters_taken_for_others() {
    for (text, words) in [
        (
            "a n0de along the inferior endp1ate of Tl2, rneasuring 4 rnm",
            "a node along the inferior endplate of t 12 , measuring 4 mm",
        ),
        ("Ll and L5-Sl, L5/SI, LS-S1, Tll, TlO, T1O", "l 1 and l 5 - s 1 , l 5 / s 1 , l 5 - s 1 , t 11 , t 10 , t 10"),
        ("1O mm, l2 mm, O.8 cm, lO mm", "10 mm , 12 mm , 0.8 cm , 10 mm"),
        ("FlNDlNGS of the THORAC0LUMBAR SPlNE on MRl", "findings of the thoracolumbar spine on mri"),
        ("(in{erior endplate) Schmor1's", "( inferior endplate ) schmorls"),
        ("Modic type l/ll", "modic type i / ii"),
        ("supcrior rnargin, vertcbra", "superior margin , vertebra"),
    ] {
        assert_eq!(mended(text), words, "{text}");
    }
}

#[test]
fn words_that_ran_together() {
    for (text, words) in [
        ("aSchmorls node of theL1 superior endplate", "a schmorls node of the l 1 superior endplate"),
        ("ofL1measuring5mm", "of l 1 measuring 5 mm"),
        ("Schmorl'snode inthesuperiorendplate", "schmorls node in the superior endplate"),
        ("Modictype2changesatL3-L4", "modic type 2 changes at l 3 - l 4"),
        ("withnosurroundingmarrowedema", "with no surrounding marrow edema"),
    ] {
        assert_eq!(mended(text), words, "{text}");
    }
}

#[test]
fn slips_and_broken_lines() {
    for (text, words) in [
        ("the supeiror endpltae, edmea masuring", "the superior endplate , edema measuring"),
        ("Modic ytpe 2 chnages", "modic type 2 changes"),
        ("the super-\nior verte-\nbral oede-\nma at L4-\n5", "the superior vertebral oedema at l 4 - 5"),
        ("of 1\n.2 cm", "of 1.2 cm"),
        (
            "a n o d e of the infer ior plate, mar\nrow, T12 and L-\n1",
            "a node of the inferior plate , marrow , t 12 and l - 1",
        ),
        ("the  S P I N E", "the spine"),
        ("> a node\n> of L\n> 2", "a node of l 2"),
        ("11  The lumbar\n12  vertebrae are\n13  normal\n14  here", "the lumbar vertebrae are normal here"),
    ] {
        assert_eq!(mended(text), words, "{text}");
    }
}

#[test]
fn ordinary_words_stay() {
    for text in [
        "An inplane resolution, an inferno, all are ill",
        "The TL junction, LL 45, SI joint, the LI and Cl levels",
        "Mobic and Modica, Dr Morrow, Marlow and Nodell",
        "The interior of the canal, lymphedema of the leg, an anode",
        "A typo, the superiority of it",
        "T2WI, T1w, 5x3mm, L5S1, T12L1, S1S2, H2O, B12, 10l, l2",
        "later, a discovertebral lesion, micronodules, craniovertebral, protrusio",
        "Stern, Corning, Horne, Perl, charges, chances, multiply, stale, budging, bugling, larges",
        "Lilly, Llewellyn, Wernicke, Bern, Colle, Clive",
        "| a | b |\n| c | d |\n| e | f |",
        "1  L1 normal\n2  L2 normal\n3  L3 normal",
        "1. Node at L4\n2. Disc at L5\n3. Edema",
        "Nodes at L4\n- 5 mm at L5\n- 6 mm at L2",
        "Levels: L4-\nL5-\nS1-",
    ] {
        assert_eq!(mended(text), plain(text), "{text}");
    }
}

#[test]
fn words_that_an_apostrophe_runs_together() {
    for (text, words) in [
        ("It isn't there, and hasn’t been", "it is not there , and has not been"),
        ("they're old; it's new; there's one", "they are old ; it is new ; there is one"),
        ("We can't exclude it, won't", "we cannot exclude it , will not"),
        ("Schmorl's node, the patient's films, L4's plate", "schmorls node , the patients films , l 4 s plate"),
    ] {
        assert_eq!(mended(text), words, "{text}");
    }
}
