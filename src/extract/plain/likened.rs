//! Vertebrae likened to the one that has a finding, or set against it: `L2, like L1, has a node`, `Unlike L1, L2 has a node`, `L2, in
//! contrast to L1, has none`.
//!
//! They are read as `L1 and L2 have a node` and `L2, not L1, has a node`.

use crate::extract::atoms::{Atom, What};
use crate::lexicon::tag::{Tag, TagSet};
use std::ops::Range;

/// Puts such a subject in plain order.
pub(super) fn of_subjects(atoms: &mut Vec<Atom>) {
    let first = atoms.iter().take_while(|a| a.prefix).count();
    if let Some((subject, other, end, unlike)) = behind(atoms, first).or_else(|| in_front(atoms, first)) {
        write_out(atoms, &subject, &other, first..end, unlike);
    }
}

/// `L2, like L1,`, `L2, unlike L1 and L3,`: the subject, the others, the end of both, and what sets them against each other.
type Compared = (Range<usize>, Range<usize>, usize, Option<usize>);

fn behind(atoms: &[Atom], first: usize) -> Option<Compared> {
    let subject = first..levels(atoms, first)?;
    let cue = subject.end + 1;
    let other = cue + 1..levels(atoms, cue + 1)?;
    let commas = [subject.end, other.end].iter().all(|&i| atoms.get(i).is_some_and(Atom::is_written_comma));
    let end = other.end + 1;
    let like = atoms[cue].what == What::Word;
    let unlike = sets_against(&atoms[cue]).then_some(cue);
    (commas && (like || unlike.is_some()) && has(atoms, end)).then_some((subject, other, end, unlike))
}

/// `Unlike L1, L2`
fn in_front(atoms: &[Atom], first: usize) -> Option<Compared> {
    let unlike = atoms.get(first).filter(|a| sets_against(a)).map(|_| first)?;
    let other = first + 1..levels(atoms, first + 1)?;
    let subject = other.end + 1..levels(atoms, other.end + 1)?;
    let end = subject.end;
    (atoms[other.end].is_written_comma() && has(atoms, end)).then_some((subject, other, end, Some(unlike)))
}

/// `unlike`, `in contrast to`.
fn sets_against(atom: &Atom) -> bool {
    atom.is(Tag::NotLevelBefore) && atom.any(&[Tag::NegationInstead, Tag::PriorSize])
}

/// Where a list of levels that begins at an atom ends.
fn levels(atoms: &[Atom], from: usize) -> Option<usize> {
    let level = |a: &Atom| matches!(a.what, What::Levels(_));
    let inside = |a: &&Atom| level(a) || a.any(&[Tag::And, Tag::Or, Tag::Article, Tag::VertebraNoun]);
    let rest = atoms.get(from..)?;
    let length = rest.iter().take_while(inside).count();
    (rest[..length].iter().any(level) && !rest[length - 1].is(Tag::And)).then_some(from + length)
}

/// Whether a verb stands at an atom and a finding behind it.
fn has(atoms: &[Atom], at: usize) -> bool {
    let finding = |a: &Atom| matches!(a.what, What::Node { .. } | What::Edema(_) | What::Modic(_));
    atoms.get(at).is_some_and(|a| a.any(&[Tag::Verb, Tag::Shows])) && atoms[at..].iter().any(finding)
}

fn write_out(
    atoms: &mut Vec<Atom>,
    subject: &Range<usize>,
    other: &Range<usize>,
    whole: Range<usize>,
    unlike: Option<usize>,
) {
    let (mut has, mut lacks) = (atoms[subject.clone()].to_vec(), atoms[other.clone()].to_vec());
    let joint = |tags: TagSet, atom: &Atom| Atom { what: What::Phrase, tags, phrase: None, ..atom.clone() };
    let words = match unlike {
        None => {
            let and = joint(TagSet::of([Tag::And]), &lacks[0]);
            lacks.push(and);
            lacks.append(&mut has);
            lacks
        }
        Some(cue) => {
            // `L2, unlike L1, has no node`: L1 has one
            let no = whole.end + 1;
            if atoms.get(no).is_some_and(|a| a.is(Tag::NegationBefore) && a.to - a.from == 1) {
                std::mem::swap(&mut has, &mut lacks);
                atoms.remove(no);
            }
            let not = joint(TagSet::of([Tag::NegationInstead]), &atoms[cue]);
            let comma = Atom { what: What::Mark(b','), ..joint(TagSet::default(), &atoms[cue]) };
            has.extend([comma.clone(), not]);
            has.append(&mut lacks);
            has.push(comma);
            has
        }
    };
    atoms.splice(whole, words);
}
