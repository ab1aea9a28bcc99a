//! The words that are said to be a node, and which of several things described before they mean: `The first is a node, the
//! second a fracture`, `That of L1 is a node`.

use super::atoms::{Atom, What};
use super::bind::{ends_clause, inside_noun_phrase};
use super::members::members;
use crate::anatomy::Level;
use crate::lexicon::Lexicons;
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// The words of its clause before a head, where they choose one or some of several things: from the last joint that such
/// words stand behind.
fn choosing(atoms: &[Atom], at: usize) -> Option<&[Atom]> {
    // `the L1 and L3 pits` are joined
    let level = |i: usize| atoms.get(i).is_some_and(|a| matches!(a.what, What::Levels(_)));
    let joint = |i: usize| {
        let a = &atoms[i];
        let levels = i > 0 && level(i - 1) && level(i + 1);
        (a.mark().is_some() || a.any(&[Tag::And, Tag::Terminator])) && !levels || ends_clause(a)
    };
    let thing =
        |a: &Atom| matches!(a.what, What::Node { .. } | What::Modic(_) | What::Edema(_)) || a.what == What::Other;
    let mut to = at;
    loop {
        let from = (0..to).rev().find(|&i| joint(i)).map_or(0, |joint| joint + 1);
        let words = &atoms[from..to];
        if chooses(words) {
            return Some(&atoms[from..at]);
        }
        if from == 0 || words.iter().any(thing) || atoms[from - 1].mark().is_some_and(|mark| mark != b',') {
            return None;
        }
        to = from - 1;
    }
}

/// Whether words begin with `the first`, `that of L2`, `the one at L1`, `the L3 defect`.
fn chooses(words: &[Atom]) -> bool {
    const BY_ORDER: [Tag; 5] = [Tag::Former, Tag::Latter, Tag::Ordinal(1), Tag::FirstOf(2), Tag::LastOf(2)];
    let mut words = words.iter().filter(|a| !a.prefix);
    let Some(first) = words.next() else { return false };
    let definite = first.is(Tag::Definite) && !first.is(Tag::Several);
    // `a second node in L3` is another
    let led = (definite || first.any(&BY_ORDER) || first.is(Tag::Ellipsis)) && !first.is(Tag::AnotherNode);
    let mut told = false;
    for word in std::iter::once(first).chain(words).take(8) {
        if word.is(Tag::Verb) {
            break;
        }
        let stands = word.any(&[Tag::Ellipsis, Tag::OneNoun]) || word.is(Tag::Lesion);
        told |= word.any(&BY_ORDER) || stands;
    }
    led && told
}

/// Whether the subject of a node's name chooses from things described before.
pub(super) fn is_chosen(atoms: &[Atom], at: usize) -> bool {
    choosing(atoms, at).is_some()
}

/// Which of things described before, at their levels, the subject of a node's name means.
pub(super) fn chosen(lexicons: &Lexicons, atoms: &[Atom], at: usize, levels: &[Option<Level>]) -> Option<Vec<usize>> {
    let words = choosing(atoms, at)?;
    let from = at - words.len();
    if let Some(chosen) = (from..at).find_map(|i| members(lexicons, atoms, i, levels.len())) {
        return Some(chosen);
    }
    // `The lesions of L1 and L3 are nodes`
    let named = words.iter().filter_map(|a| if let What::Levels(list) = &a.what { Some(list) } else { None });
    let named: Vec<Level> = named.flatten().copied().collect();
    let there: Vec<usize> =
        (0..levels.len()).filter(|&i| levels[i].is_some_and(|level| named.contains(&level))).collect();
    (!there.is_empty()).then_some(there)
}

/// Whether the words of a lesion's name, to its noun, speak of what is known: `The described pits are nodes.`
pub(super) fn is_definite(atoms: &[Atom], name: Range<usize>) -> bool {
    let word = |a: &&Atom| (a.what == What::Word || a.is(Tag::PersonAfter)) && !a.prefix;
    let words = atoms[..name.start].iter().rev().take_while(word).take(2).count();
    let start = (name.start - words).saturating_sub(1);
    atoms[start..name.end].iter().any(|a| a.any(&[Tag::Definite, Tag::Every]))
}

/// Whether the subject of a head is a lesion described before: `The one at L1 may represent a node.`
pub(super) fn known_lesion(atoms: &[Atom], at: usize) -> bool {
    let clause = atoms[..at].iter().rposition(ends_clause).map_or(0, |i| i + 1);
    let mut subject = atoms[clause..at].iter().filter(|a| !a.prefix && !a.is(Tag::And));
    let Some(first) = subject.next() else { return false };
    let noun = subject.find(|a| !(inside_noun_phrase(a) || matches!(a.what, What::Levels(_))));
    first.is(Tag::Ellipsis) || first.is(Tag::Definite) && noun.is_some_and(|a| a.what == What::Lesion)
}

/// Whether the head says what the topic is: `This represents a node.`, `Likely a node.` behind a lesion described. What
/// identifies a place identifies a `lesion`, too.
pub(super) fn identifies(atoms: &[Atom], at: usize, lesion: bool) -> bool {
    let clause = atoms[..at].iter().rposition(ends_clause).map_or(0, |i| i + 1);
    let subject = &atoms[clause..at];
    // `Findings are compatible with a node.`
    let first = subject.iter().find(|a| !a.prefix && !a.is(Tag::Article));
    let appearance = first.is_some_and(|a| a.is(Tag::Appearance));
    let points = appearance
        || subject.iter().any(|a| {
            a.is(Tag::Pronoun) && !a.is(Tag::Ellipsis)
                || a.is(Tag::Each)
                || matches!(a.what, What::Anaphor { .. } | What::Lesion) && !a.prefix
                || a.is(Tag::Definite) && !a.is(Tag::Article)
                || a.any(&[Tag::Ordinal(1), Tag::Former, Tag::Latter, Tag::FirstOf(2), Tag::LastOf(2)])
        });
    let says = subject.iter().any(|a| a.any(&[Tag::Verb, Tag::Because, Tag::UncertaintyBefore, Tag::NegationInstead]));
    let cue_first = first.is_some_and(|a| a.any(&[Tag::Because, Tag::UncertaintyBefore, Tag::UncertaintyAfter]));
    // `Acute node versus fracture.`, `A node is favored.` behind a depression described
    let chosen = atoms[at..].iter().any(|a| a.any(&[Tag::UncertaintyBetween, Tag::UncertaintyAfter]));
    let part = |a: &Atom| a.prefix || inside_noun_phrase(a) || a.what == What::Word || a.is(Tag::At);
    // `A 6 mm defect in the superior endplate of L3. A Schmorl's node.`
    let alone = subject.iter().all(|a| inside_noun_phrase(a) || a.prefix)
        && atoms[at + 1..].iter().all(|a| a.mark() == Some(b'.'));
    let bare = (chosen || alone) && subject.iter().all(part);
    let placed = subject.iter().any(|a| matches!(a.what, What::Levels(_)) && !a.prefix);
    // `The combination is diagnostic of a node.`, `We favour a node.`: the one lesion described is meant
    let only = || {
        const OTHERWISE: [Tag; 5] = [Tag::NegationBefore, Tag::Further, Tag::AnotherNode, Tag::ThereIs, Tag::Exception];
        matches!(atoms[at].what, What::Node { plural: false })
            && !atoms[..at].iter().any(|a| !a.prefix && (a.any(&OTHERWISE) || matches!(a.what, What::Levels(_))))
            && !subject.iter().any(|a| a.is_head() && !a.prefix)
            && (says || subject.iter().any(|a| a.what == What::Word && !a.prefix))
    };
    !placed && (points && says && !appearance || lesion && (points || cue_first || bare || only()))
}

/// Whether a sentence's first word speaks of what was described before, and its last clause says what that is: `It follows
/// disc signal, in keeping with a node.`
pub(super) fn identifies_it(atoms: &[Atom], at: usize) -> bool {
    // `On MRI, it follows disc signal`
    let lead = |a: &&Atom| a.prefix || a.is(Tag::At) || a.what == What::Word || a.is_written_comma();
    let first = atoms.iter().find(|a| !lead(a));
    let it = first.is_some_and(|a| a.is(Tag::Pronoun) && !a.any(&[Tag::Ellipsis, Tag::Several]));
    let link = atoms[..at].iter().rposition(|a| !inside_noun_phrase(a)).filter(|&i| i > 0);
    it && link.is_some_and(|i| atoms[i].any(&[Tag::Because, Tag::UncertaintyBefore]) && atoms[i - 1].is_written_comma())
}
