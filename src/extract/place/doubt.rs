//! What stands aside behind a place of a list and doubts that place alone: `at L1, L2 (questionable) and L3`, `at L1? and L3`, `L1, L2
//! possibly, and L3`, or in front of it: `L1 and possibly L2 have nodes`.
//!
//! The doubt goes to the level, and the words are gone, so that the list is read as one.

use crate::extract::atoms::{Atom, What};
use crate::lexicon::tag::Tag;

/// Gives each level of a list the doubt behind it.
pub(in crate::extract) fn of_places(atoms: &mut Vec<Atom>) {
    let level = |a: &Atom| matches!(a.what, What::Levels(_)) && !a.prefix;
    // of one place the finding is doubted
    if atoms.iter().filter(|a| level(a)).nth(1).is_none() {
        return;
    }
    let mut i = 0;
    while i + 1 < atoms.len() {
        if let Some(words) = doubts_next(atoms, i) {
            atoms[i + words].tags.insert(Tag::Doubted);
            atoms.drain(i..i + words);
        }
        let noun = atoms[i].any(&[Tag::EndplateNoun, Tag::EndplateNouns]) && !atoms[i].prefix;
        let told = if level(&atoms[i]) || noun { aside(&atoms[i + 1..]) } else { None };
        if let Some((length, doubted)) = told
            && let Some(place) = atoms[..=i].iter().rposition(level).filter(|place| i - place < 4)
        {
            if doubted {
                atoms[place].tags.insert(Tag::Doubted);
            }
            atoms.drain(i + 1..i + 1 + length);
        }
        i += 1;
    }
}

/// How many words doubt the level behind them, a member of the list that a verb follows: `L1 and possibly L2 have`.
fn doubts_next(atoms: &[Atom], i: usize) -> Option<usize> {
    let level = |a: &Atom| matches!(a.what, What::Levels(_)) && !a.prefix;
    let [word, rest @ ..] = &atoms[i..] else { return None };
    // `perhaps also`
    let also =
        usize::from(rest.first().is_some_and(|a| a.any(&[Tag::Likewise, Tag::PlaceFiller]) || a.what == What::Word));
    let [place, rest @ ..] = rest.get(also..)? else { return None };
    let list = |a: &&Atom| level(a) || a.is(Tag::And) || a.is_written_comma();
    let before = atoms[..i].iter().rev().take_while(list).count();
    let listed = before > 1 && atoms[i - before..i].iter().any(level) && !level(&atoms[i - 1]);
    let subject = i == before || atoms[i - before - 1].prefix;
    let behind = rest.iter().find(|a| !list(a));
    let says = behind.is_some_and(|a| a.any(&[Tag::Verb, Tag::Shows]));
    let doubts = word.what == What::Phrase && word.is(Tag::UncertaintyBefore);
    (doubts && level(place) && listed && subject && says).then_some(1 + also)
}

/// The atoms of an aside that tells no more than whether the place in front of it is sure, and whether it is doubted.
fn aside(behind: &[Atom]) -> Option<(usize, bool)> {
    let asked = |a: &Atom| a.mark() == Some(b'?');
    let doubts =
        |a: &Atom| asked(a) || a.what == What::Phrase && a.any(&[Tag::UncertaintyBefore, Tag::UncertaintyAfter]);
    let sure = |a: &Atom| a.what == What::Phrase && a.any(&[Tag::YesValue, Tag::Settled]);
    match behind {
        [open, word, close, ..] if open.mark() == Some(b'(') && close.mark() == Some(b')') => {
            (doubts(word) || sure(word)).then_some((3, doubts(word)))
        }
        // `L1, L2 possibly, and L3`
        [word, rest @ ..] if doubts(word) && !asked(word) => {
            let joins = rest.first().is_some_and(|a| a.is(Tag::And) || a.is_written_comma());
            let joint = joins && rest.iter().take(2).any(|a| a.is(Tag::And));
            let ends = rest.iter().all(|a| a.mark() == Some(b'.'));
            let adverb = word.to - word.from == 1 && !word.is(Tag::UncertaintyAfter);
            (adverb && (joint || ends)).then_some((1, true))
        }
        [mark, next, ..] if asked(mark) => {
            let goes_on = next.any(&[Tag::And, Tag::Or]) || next.is_written_comma();
            goes_on.then_some((1, true))
        }
        _ => None,
    }
}
