//! Nodes named one beside the other by words of their own, with one predicate: `the T8 node, the L1 node and the L3 node`,
//! `the T8 and the L1 node`, `the node at T8 and that at L1`. They become one head with a list of places.

use crate::extract::atoms::{Atom, What};
use crate::extract::bind::{ends_clause, inside_noun_phrase};
use crate::extract::gist::{Gist, kind};
use crate::extract::place::{endplate_of, of_place};
use crate::finding::{Acuity, Change};
use crate::lexicon::tag::{Tag, TagSet};

/// Whether a clause may name nodes so.
pub(super) fn may_coordinate(said: &Gist) -> bool {
    said.kinds(kind::NODE | kind::ANAPHOR)
        && said.kinds(kind::LEVELS)
        && (said.any(&[Tag::And, Tag::Or]) || said.marks(b","))
}

/// Makes one head of each such list.
pub(super) fn coordinate(atoms: &mut [Atom]) {
    for at in (0..atoms.len()).rev() {
        if let Some((start, inner)) = is_node(&atoms[at]).then(|| levels_in_front(atoms, at)).flatten() {
            // `either the T8 or the L1 node`
            let either = |a: &Atom| a.what == What::Phrase && a.is(Tag::Several) && a.is(Tag::UncertaintyBefore);
            if let Some(either) = start.checked_sub(1).filter(|&i| either(&atoms[i])) {
                becomes(&mut atoms[either], &[Tag::Article, Tag::Definite]);
            }
            inner.into_iter().for_each(|i| becomes(&mut atoms[i], &[Tag::LevelNoun]));
            many(&mut atoms[at]);
        }
    }
    for at in 0..atoms.len() {
        if let Some(others) = is_node(&atoms[at]).then(|| places_behind(atoms, at)).flatten() {
            others.into_iter().for_each(|i| becomes(&mut atoms[i], &[Tag::Article]));
            many(&mut atoms[at]);
        }
    }
}

/// Whether an atom is the noun of a node, or stands for it: no pronoun.
fn is_node(atom: &Atom) -> bool {
    let known = matches!(atom.what, What::Anaphor { .. }) && atom.any(&[Tag::BareNode, Tag::BareNodes, Tag::OneNoun]);
    (known || matches!(atom.what, What::Node { .. })) && !atom.prefix
}

/// Makes a head one for several nodes.
fn many(head: &mut Atom) {
    head.what = match head.what {
        What::Anaphor { .. } => What::Anaphor { plural: true },
        _ => What::Node { plural: true },
    };
}

/// Makes an atom a word of the list's place.
fn becomes(atom: &mut Atom, tags: &[Tag]) {
    atom.what = What::Phrase;
    atom.phrase = None;
    atom.tags = TagSet::default();
    tags.iter().for_each(|tag| atom.tags.insert(*tag));
}

/// Whether an atom is a word of a node's own name and place, and tells of nothing else.
fn names(atom: &Atom) -> bool {
    let tells = atom.any(&[Tag::Age(Acuity::Acute), Tag::Course(Change::New), Tag::Largest, Tag::UncertaintyBefore]);
    let word = of_place(atom) && !atom.any(&[Tag::At, Tag::Of]) || inside_noun_phrase(atom) && !is_size(atom);
    word && !tells
}

fn is_size(atom: &Atom) -> bool {
    matches!(atom.what, What::Size(_) | What::Number(_))
}

fn is_level(atom: &Atom) -> bool {
    matches!(atom.what, What::Levels(_))
}

/// The joint that ends before an atom: where it begins.
fn joint_before(atoms: &[Atom], from: usize) -> Option<usize> {
    let last = from.checked_sub(1)?;
    let word = atoms[last].what == What::Phrase && atoms[last].any(&[Tag::And, Tag::Or]);
    let comma = |i: usize| atoms[i].is_written_comma();
    match word {
        true => Some(if last > 0 && comma(last - 1) { last - 1 } else { last }),
        false => comma(last).then_some(last),
    }
}

/// `the T8 node, the L1 node and the L3 node`, `the T8 and the L1 node`: the heads in front of the last, where the first
/// place has an article; and where the list begins.
fn levels_in_front(atoms: &[Atom], last: usize) -> Option<(usize, Vec<usize>)> {
    let mut inner = Vec::new();
    let (mut end, mut first, mut definite, mut places) = (last, last, false, 0);
    loop {
        let start = end - atoms[..end].iter().rev().take_while(|a| !a.prefix && names(a)).count();
        if atoms[start..end].iter().filter(|a| is_level(a)).count() != 1 {
            break;
        }
        (places, first) = (places + 1, start);
        // `both the` is one phrase
        let both = start > 0 && atoms[start - 1].is(Tag::Both) && !atoms[start - 1].prefix;
        definite = atoms[start].is(Tag::Definite) || both;
        let Some(before) = joint_before(atoms, start).and_then(|joint| joint.checked_sub(1)) else { break };
        let (atom, joint) = (&atoms[before], before + 1);
        if is_node(atom) {
            inner.push(before);
            end = before;
        } else if is_level(atom) || endplate_of(atom).is_some() {
            end = joint;
        } else {
            break;
        }
    }
    (definite && places > 1).then_some((first, inner))
}

/// `the node at T8 and that at L1`: what stands for a node in each further place, where the first is known.
fn places_behind(atoms: &[Atom], first: usize) -> Option<Vec<usize>> {
    let known = atoms[first].is(Tag::Ellipsis)
        || atoms[..first].iter().rev().take_while(|a| inside_noun_phrase(a)).any(|a| a.is(Tag::Definite));
    // `two nodes are new, namely that of T8 and that of L1`
    let clause = atoms[..first].iter().rposition(ends_clause).map_or(0, |stop| stop + 1);
    if !known || atoms[clause..first].iter().any(is_node) {
        return None;
    }
    let mut others = Vec::new();
    let mut head = first;
    while let Some(end) = place_behind(atoms, head) {
        let mut next = end + usize::from(atoms.get(end).is_some_and(Atom::is_written_comma));
        next += usize::from(atoms.get(next).is_some_and(|a| a.what == What::Phrase && a.any(&[Tag::And, Tag::Or])));
        let definite = atoms.get(next).is_some_and(|a| a.is(Tag::Definite) && !a.is_head());
        let other = next + usize::from(definite);
        let stands = |a: &Atom| is_node(a) && (definite || a.is(Tag::Ellipsis));
        if next == end || !atoms.get(other).is_some_and(stands) || place_behind(atoms, other).is_none() {
            break;
        }
        others.push(other);
        head = other;
    }
    (!others.is_empty()).then_some(others)
}

/// Where the place of a head ends that stands behind it: `the node at T8`, `that at T8`.
fn place_behind(atoms: &[Atom], head: usize) -> Option<usize> {
    let at = head + 1;
    // `that of` may be one phrase
    let led =
        atoms.get(at).is_some_and(|a| a.any(&[Tag::At, Tag::Of]) && !a.is_head()) || atoms[head].is(Tag::Ellipsis);
    let length = atoms.get(at..)?.iter().take_while(|a| of_place(a)).count();
    (led && atoms[at..at + length].iter().any(is_level)).then_some(at + length)
}
