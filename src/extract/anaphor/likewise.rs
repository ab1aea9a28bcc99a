//! Sentences that go on with nodes at another place, without naming them: `Also at T8, chronic.`, `Likewise in the lower
//! endplate of L2.`, `Further, smaller ones involve T8 and T9.`

use super::{Named, level_next};
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::inside_noun_phrase;
use crate::extract::place::of_place;
use crate::finding::FindingKind;
use crate::lexicon::tag::Tag;

/// Whether a word begins a sentence that says of another place what the one before said of nodes: `Also at T8, with oedema`.
/// The place is all that it says, but for what may stand behind a node's.
pub(super) fn goes_on(atoms: &[Atom], i: usize, named: Named) -> bool {
    // `…; likewise L2`
    let node = |a: &Atom| matches!(a.what, What::Node { .. }) && !a.prefix;
    let clause = i > 0 && atoms[i - 1].mark() == Some(b';') && atoms[..i].iter().any(node);
    let clause = clause && atoms.get(i + 1).is_some_and(|a| matches!(a.what, What::Levels(_)));
    let of_nodes = clause || named.close && !named.rival && named.kind == Some(FindingKind::SchmorlNode);
    let begins = i == 0 || clause || atoms[i - 1].prefix;
    if !of_nodes || !begins || !atoms[i].any(&[Tag::Likewise, Tag::And]) {
        return false;
    }
    let more = |a: &Atom| a.is(Tag::Likewise) || a.is_written_comma();
    let at = i + 1 + atoms[i + 1..].iter().take_while(|a| more(a)).count();
    let led = atoms.get(at).is_some_and(|a| a.any(&[Tag::At, Tag::Of])) && level_next(atoms, at + 1);
    let led = led || atoms[i].is(Tag::Likewise) && level_next(atoms, at);
    let place = |a: &Atom| of_place(a) || inside_noun_phrase(a) || a.any(&[Tag::At, Tag::Of, Tag::And]);
    let placed = atoms[at.min(atoms.len())..].iter().take_while(|a| place(a) || a.is_written_comma()).count();
    let behind = &atoms[(at + placed).min(atoms.len())..];
    const GOES_WITH: [Tag; 6] = [Tag::With, Tag::Without, Tag::NegationBefore, Tag::Which, Tag::Measuring, Tag::Shows];
    let with = behind.first().is_none_or(|a| a.any(&GOES_WITH) || matches!(a.mark(), Some(b'.' | b'(')));
    let other = |a: &Atom| a.is_head() && !matches!(a.what, What::Edema(_)) || a.any(&[Tag::ThereIs, Tag::Terminator]);
    led && with && !behind.iter().any(other)
}

/// Whether `ones` at an atom are further nodes, whose place the verb leads to: `Further, smaller ones involve T8 and T9`,
/// `Less conspicuous ones are noted at T8`.
pub(super) fn further_ones(atoms: &[Atom], i: usize, near: bool) -> bool {
    if !near || !atoms[i].any(&[Tag::OneNoun, Tag::OneNouns]) {
        return false;
    }
    let inside = |a: &Atom| {
        !a.is(Tag::Definite) && (inside_noun_phrase(a) || a.any(&[Tag::Further, Tag::Smallest]) || a.is_written_comma())
    };
    let words = atoms[..i].iter().rev().take_while(|a| inside(a) && !a.prefix).count();
    let begins = words == i || atoms[i - words - 1].prefix || atoms[i - words - 1].mark() == Some(b';');
    let told = words > 0 && !atoms[i - words].is_written_comma();
    let verbs = atoms[i + 1..].iter().take_while(|a| a.is(Tag::Verb) && !a.is(Tag::At)).count();
    let led = atoms.get(i + 1 + verbs).is_some_and(|a| a.any(&[Tag::At, Tag::ReportedAt]));
    begins && told && led && level_next(atoms, i + 2 + verbs)
}
