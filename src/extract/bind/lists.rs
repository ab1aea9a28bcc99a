//! Places told out over a list: by brackets, by `respectively`.

use super::inside_noun_phrase;
use crate::anatomy::Level;
use crate::extract::atoms::{Atom, What};
use crate::extract::place::{Item, Phrase};
use crate::finding::Modic;
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// `haemangioma and node at L2 and L3, respectively`, `L4-5 and L5-S1 with Modic type 2 and type 1, respectively`: each head of a
/// list with the level of the same number.
pub(super) fn respective(atoms: &[Atom], heads: &[usize], phrases: &[Phrase]) -> Vec<Option<Vec<Item>>> {
    let mut told = vec![None; heads.len()];
    let own: Vec<&Phrase> = phrases.iter().filter(|p| !p.prefix && p.has_level()).collect();
    // `L3-4 and L4-5 show …` are two phrases of one list
    let and = |pair: &[&Phrase]| {
        let between = &atoms[pair[0].atoms.end..pair[1].atoms.start];
        between.iter().all(|a| a.any(&[Tag::And, Tag::Article]) || a.is_written_comma())
    };
    let goes_on = |a: &&Phrase, b: &&Phrase| and(&[*a, *b]);
    for list in own.chunk_by(goes_on) {
        let phrase = list[list.len() - 1];
        let mut levels: Vec<(Option<Level>, Vec<Item>)> = Vec::new();
        for item in list.iter().flat_map(|p| &p.items) {
            match levels.iter_mut().find(|(level, _)| *level == item.level) {
                Some((_, items)) => items.push(item.clone()),
                None => levels.push((item.level, vec![item.clone()])),
            }
        }
        let before = (0..heads.len()).rev().filter(|&h| heads[h] < list[0].atoms.start && !atoms[heads[h]].prefix);
        let list = listed(atoms, heads, before, levels.len()).map(|list| list.into_iter().rev().collect());
        let list: Option<Vec<usize>> = list.or_else(|| behind(atoms, heads, phrase, levels.len()));
        let mut levels = levels.into_iter();
        for head in list.unwrap_or_default() {
            told[head] = Some(levels.by_ref().take(number(&atoms[heads[head]])).flat_map(|(_, items)| items).collect());
        }
    }
    told
}

/// How many of a list a head is: two types of a Modic change are two.
fn number(head: &Atom) -> usize {
    let pair = matches!(head.what, What::Modic(Modic::OneTwo | Modic::TwoThree | Modic::OneThree));
    1 + usize::from(pair)
}

/// The first heads that are as many as `count` and stand in one list.
fn listed(atoms: &[Atom], heads: &[usize], of: impl Iterator<Item = usize>, count: usize) -> Option<Vec<usize>> {
    let joint = |a: &Atom| {
        inside_noun_phrase(a) || a.any(&[Tag::And, Tag::NodeNouns]) || a.mark() == Some(b',') || a.what == What::Word
    };
    let (mut list, mut found): (Vec<usize>, usize) = (Vec::new(), 0);
    for head in of {
        if let Some(&last) = list.last() {
            let (first, second) = (heads[last.min(head)], heads[last.max(head)]);
            let between = &atoms[first + 1..second];
            let parts = between.iter().any(|a| a.is(Tag::And) || a.mark() == Some(b','));
            if !(parts && between.iter().all(joint)) {
                return None;
            }
        }
        list.push(head);
        found += number(&atoms[heads[head]]);
        if found >= count {
            break;
        }
    }
    (found == count && list.len() > 1).then_some(list)
}

/// The heads behind a phrase that are told out over its levels.
fn behind(atoms: &[Atom], heads: &[usize], phrase: &Phrase, count: usize) -> Option<Vec<usize>> {
    let first = heads.iter().position(|&h| h >= phrase.atoms.end)?;
    let level = |a: &Atom| matches!(a.what, What::Levels(_)) || a.mark() == Some(b';');
    let list = listed(atoms, heads, first..heads.len(), count)?;
    let end = heads[*list.last()?];
    let closed = atoms[end + 1..].iter().take(4).any(|a| a.is(Tag::Respectively));
    (closed && !atoms[phrase.atoms.end..end].iter().any(level)).then_some(list)
}

/// The atoms of the bracket that opens at an atom, if it names a finding and no level.
pub(super) fn bracket_at(atoms: &[Atom], at: usize) -> Option<Range<usize>> {
    if atoms.get(at)?.mark() != Some(b'(') {
        return None;
    }
    let close = at + atoms[at..].iter().position(|a| a.mark() == Some(b')'))?;
    let inside = &atoms[at + 1..close];
    let placed = inside.iter().any(|a| matches!(a.what, What::Levels(_)));
    (!placed && inside.iter().any(Atom::is_head)).then_some(at..close + 1)
}

/// The bracket that a head stands in.
pub(super) fn bracketed(atoms: &[Atom], head: usize) -> Option<Range<usize>> {
    let open = atoms[..head].iter().rposition(|a| matches!(a.mark(), Some(b'(' | b')')))?;
    bracket_at(atoms, open).filter(|b| b.contains(&head))
}

/// `wedging of T8, T9 (node) and T10`: what a bracket says is said of the level right before it. `L3 and L4 (nodes)`
/// goes on with the list.
pub(super) fn apart_from_list(atoms: &[Atom], heads: &[usize], phrase: Phrase) -> Vec<Phrase> {
    let Some(bracket) = bracket_at(atoms, phrase.atoms.end) else { return vec![phrase] };
    let plural = heads.iter().any(|&h| bracket.contains(&h) && matches!(atoms[h].what, What::Node { plural: true }));
    let level = phrase.items.last().and_then(|i| i.level);
    let split = phrase.items.iter().position(|i| i.level == level).unwrap_or(0);
    let start = phrase.items.get(split).and_then(|i| i.level_span);
    let at = phrase.atoms.clone().find(|&i| Some(atoms[i].span) == start);
    let sided = phrase.items.iter().any(|i| i.endplate.is_some());
    match at {
        Some(at) if split > 0 && !plural && !sided => {
            let (mut list, mut last) = (phrase.clone(), phrase);
            list.items.truncate(split);
            list.atoms.end = at;
            last.items.drain(..split);
            last.atoms.start = at;
            vec![list, last]
        }
        _ => vec![phrase],
    }
}
