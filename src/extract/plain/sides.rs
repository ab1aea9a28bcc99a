//! What is said of an endplate's side where the noun or the verb is left out: `the former is 5 mm and superior, the latter inferior`,
//! `the first two in the upper and the last in the lower endplate`, `… and the one at L3 the inferior`.
//!
//! Each is read as a clause of its own with verb, preposition and noun: `; the latter is in the inferior endplate`.

use crate::extract::atoms::{Atom, What};
use crate::extract::bind::inside_noun_phrase;
use crate::extract::place::{endplate_of, of_place};
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// What words for members of a sentence may be, so that the others are not looked at.
pub(super) const MEMBERS: [Tag; 12] = [
    Tag::Definite,
    Tag::Ellipsis,
    Tag::FirstOf(2),
    Tag::Former,
    Tag::LastOf(2),
    Tag::Latter,
    Tag::Ordinal(1),
    Tag::OneNoun,
    Tag::Outermost,
    Tag::Pronoun,
    Tag::Rest,
    Tag::Several,
];

/// A clause that tells on which side members lie.
struct Told {
    /// Where it begins.
    start: usize,
    /// Where its verb stands, or where one is to stand.
    verb: Range<usize>,
    /// The words of the side, from the preposition to the noun.
    side: Range<usize>,
    /// The side itself.
    at: usize,
}

/// Puts such clauses in plain order.
pub(super) fn of_members(atoms: &mut Vec<Atom>) {
    let first = atoms.iter().take_while(|a| a.prefix).count();
    let (mut next, mut verbal) = (first, false);
    while let Some(told) = find(atoms, next) {
        // `nodes at L1 and L3, the former in the upper, the latter in the lower endplate` is one clause, and read as it stands
        let opens = told.start == first || atoms[told.start - 1].mark() == Some(b';');
        verbal |= opens || !told.verb.is_empty() || !atoms[told.side.start].is(Tag::At);
        next = if verbal { write_out(atoms, told, first) } else { told.side.end };
    }
    in_order_first(atoms, first, next);
}

/// `; the last is in the lower endplate, measuring 4 and 7 mm respectively`: measurements of all members go with the list.
fn in_order_first(atoms: &mut [Atom], first: usize, from: usize) {
    let tail = &atoms[from..];
    let sizes = tail.iter().filter(|a| matches!(a.what, What::Size(_))).count();
    let own = |a: &Atom| {
        let mark = a.is_written_comma() || a.mark() == Some(b'.');
        mark || matches!(a.what, What::Size(_)) || a.any(&[Tag::Measuring, Tag::And, Tag::Respectively])
    };
    let joint = atoms[first..from].iter().position(|a| a.mark() == Some(b';'));
    if let Some(joint) =
        joint.filter(|_| sizes > 1 && tail.iter().all(own) && tail.iter().any(|a| a.is(Tag::Respectively)))
    {
        let length = tail.len() - tail.iter().rev().take_while(|a| a.mark() == Some(b'.')).count();
        atoms[first + joint..from + length].rotate_right(length);
    }
}

/// The first such clause from an atom on.
fn find(atoms: &[Atom], from: usize) -> Option<Told> {
    (from..atoms.len()).filter(|&i| begins(atoms, i)).find_map(|start| {
        let subject = start + subject(&atoms[start..])?;
        let verbs = atoms[subject..].iter().take_while(|a| a.is(Tag::Verb) && !a.is(Tag::NegationAfter)).count();
        // `is 5 mm and superior`
        let sized = sized(&atoms[subject + verbs..]);
        let from = subject + verbs + sized;
        let (side, at) = side(&atoms[from..])?;
        // `all superior`, `that at L3 superior endplate` and `that at L3 involves the superior endplate` are read as they stand
        let led = atoms[from..from + at].iter().any(|a| a.is(Tag::At));
        let weak = match atoms[start].is(Tag::Ellipsis) {
            true => at == 0 || led && side.end > at + 1,
            false => atoms[start].any(&[Tag::Pronoun, Tag::Several]),
        };
        if weak && verbs == 0 {
            return None;
        }
        let side = from + side.start..from + side.end;
        Some(Told { start, verb: subject..subject + verbs, side, at: from + at })
    })
}

/// Whether a clause may begin at an atom.
fn begins(atoms: &[Atom], i: usize) -> bool {
    let joint = |a: &Atom| a.any(&[Tag::And, Tag::Terminator]) || matches!(a.mark(), Some(b',' | b';' | b':' | b'-'));
    !atoms[i].prefix && i.checked_sub(1).is_none_or(|before| atoms[before].prefix || joint(&atoms[before]))
}

/// How many atoms words for members of those named before take: `the first two`, `that at L3`, `the node of L3`.
pub(super) fn subject(words: &[Atom]) -> Option<usize> {
    let first = words.first().filter(|a| a.what == What::Phrase)?;
    let node = |a: &Atom| matches!(a.what, What::Node { .. });
    let noun = |a: &Atom| node(a) || a.any(&[Tag::OneNoun, Tag::OneNouns, Tag::BareNode, Tag::BareNodes]);
    let nouns = |at: usize| words.get(at).is_some_and(noun) as usize;
    let place = |at: usize| words.get(at..).map_or(0, |rest| rest.iter().take_while(|a| of_place(a)).count());
    let level = |range: Range<usize>| words[range].iter().any(|a| matches!(a.what, What::Levels(_)));
    if first.any(&[Tag::Former, Tag::Latter, Tag::FirstOf(2), Tag::LastOf(2), Tag::Outermost, Tag::Rest]) {
        return Some(1 + nouns(1));
    }
    if first.is(Tag::Ellipsis) {
        let joint = |a: &Atom| of_place(a) || a.is(Tag::And) || a.is_written_comma();
        let length = 1 + words[1..].iter().take_while(|a| joint(a) && endplate_of(a).is_none()).count();
        let length = length - words[..length].iter().rev().take_while(|a| !matches!(a.what, What::Levels(_))).count();
        return (length > 1).then_some(length);
    }
    // `it`, `they`, `all three`
    if first.is(Tag::Pronoun) && !first.any(&[Tag::Possessive, Tag::Which])
        || first.is(Tag::Several) && !first.any(&[Tag::NegationBefore, Tag::Rest])
    {
        return Some(1 + words.get(1).is_some_and(|a| a.is(Tag::CountOf(2))) as usize);
    }
    if !first.is(Tag::Definite) {
        return None;
    }
    let second = words.get(1)?;
    if second.any(&[Tag::Ordinal(1), Tag::FirstOf(2), Tag::LastOf(2), Tag::Latter]) {
        return Some(2 + nouns(2));
    }
    // `the node at L3`, `the L3 node`
    if noun(second) && !second.is(Tag::OneNoun) {
        let length = place(2);
        return level(2..2 + length).then_some(2 + length);
    }
    // `the other two`
    if second.is(Tag::Rest) {
        return Some(2 + nouns(2));
    }
    let named = matches!(second.what, What::Levels(_)) && nouns(2) > 0;
    named.then_some(3)
}

/// How many atoms a measurement with its joint takes: `5 mm and`.
fn sized(words: &[Atom]) -> usize {
    let length = words.iter().take_while(|a| inside_noun_phrase(a) && !a.is(Tag::Article)).count();
    let size = words[..length].iter().any(|a| matches!(a.what, What::Size(_)));
    let joint = words.get(length).is_some_and(|a| a.is(Tag::And) || a.is_written_comma());
    if size && joint { length + 1 } else { 0 }
}

/// The words of a side that ends its clause, and the side: `superior`, `in the upper`, `the inferior one`.
fn side(words: &[Atom]) -> Option<(Range<usize>, usize)> {
    let lead = words.iter().take_while(|a| a.any(&[Tag::At, Tag::Article]) && endplate_of(a).is_none()).count();
    words.get(lead).filter(|a| a.what == What::Phrase && endplate_of(a).is_some() && !a.is(Tag::Both))?;
    let noun = words.get(lead + 1).is_some_and(|a| a.any(&[Tag::EndplateNoun, Tag::EndplateNouns, Tag::OneNoun]));
    let end = lead + 1 + usize::from(noun);
    // `superior in position`
    let position = matches!(words.get(end..end + 2), Some([at, word]) if at.is(Tag::At) && word.what == What::Word);
    let end = end + if position { 2 } else { 0 };
    let joint = [Tag::And, Tag::Terminator, Tag::With, Tag::Without];
    let closes = words.get(end).is_none_or(|a| {
        a.any(&joint) || matches!(a.mark(), Some(b',' | b';' | b'.' | b')')) || matches!(a.what, What::Size(_))
    });
    closes.then_some((0..end, lead))
}

/// Writes a clause out; the atom behind it.
fn write_out(atoms: &mut Vec<Atom>, told: Told, first: usize) -> usize {
    let Told { start, verb, side, at } = told;
    let word = atoms[at].clone();
    let like = |tag: Tag| word.like(What::Phrase, Some(tag));
    let noun = |a: &Atom| a.any(&[Tag::EndplateNoun, Tag::EndplateNouns]);
    let mut end = side.end;
    let adverb = word.any(&[Tag::Superiorly, Tag::Inferiorly]);
    if !adverb && !atoms[side.clone()].iter().any(noun) {
        // `the inferior one`
        atoms.drain(at + 1..side.end);
        atoms.insert(at + 1, like(Tag::EndplateNoun));
        end = at + 2;
    }
    if !adverb && !atoms[side.start..at].iter().any(|a| a.is(Tag::At)) {
        atoms.insert(side.start, like(Tag::At));
        end += 1;
    }
    if verb.is_empty() {
        atoms.insert(verb.start, like(Tag::Verb));
        end += 1;
    }
    // the clause is told by itself, where another stands in front of it
    let joints = atoms[..start].iter().rev().take_while(|a| a.is(Tag::And) || a.is_written_comma()).count();
    if joints > 0 && start - joints > first {
        atoms[start - joints].becomes(What::Mark(b';'), None);
        atoms.drain(start - joints + 1..start);
        end -= joints - 1;
    }
    end
}
