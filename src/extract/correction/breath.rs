//! What the dictating voice takes back in the same breath: `at L3, correction, L4`.
//!
//! What is said anew takes the place of what was said before, level for level, side for side and size for size, and the words
//! that took it back are gone, so that no other rule needs to know of them.

use crate::extract::atoms::{Atom, What};
use crate::extract::bind::inside_noun_phrase;
use crate::extract::place::endplate_of;
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// Most atoms between a measurement and the word that takes it back.
const MOST_BETWEEN: usize = 6;

/// Whether words of a text may take something back.
pub(in crate::extract) const MAY: [Tag; 2] = [Tag::SelfCorrection, Tag::Repair];

/// Puts what is said anew where it was said wrong.
pub(in crate::extract) fn in_the_same_breath(atoms: &mut Vec<Atom>) {
    let mut cue = 1;
    while cue < atoms.len() {
        if takes_back(atoms, cue)
            && let Some(spent) = head_anew(atoms, cue).or_else(|| put_in_place(atoms, cue))
        {
            cue = spent.start;
            atoms.drain(spent);
        }
        cue += 1;
    }
}

/// Whether the words at `cue` take something back: `, no,`, `, rather L2`, but not `no node` or `rather small`.
fn takes_back(atoms: &[Atom], cue: usize) -> bool {
    let parts = |a: &Atom| matches!(a.mark(), Some(b',' | b'-' | b'('));
    let apart = parts(&atoms[cue - 1]) && atoms.get(cue + 1).is_some_and(|a| !inside_noun_phrase(a) || parts(a));
    // `L3-L4, no, L4-L5, type 1` answers, `at L3, no, L4` does not
    let denies = atoms[cue].is(Tag::NegationBefore);
    let behind = atoms.get(cue + 1).is_some_and(|a| a.mark().is_some());
    let placed =
        || atoms[..cue - 1].iter().rev().take(6).any(|a| a.any(&[Tag::At, Tag::Of]) || endplate_of(a).is_some());
    atoms[cue].is(Tag::SelfCorrection) || atoms[cue].is(Tag::Repair) && apart && (!denies || behind && placed())
}

/// `Modic type 2, strike that, Modic type 1`: from the name that was wrong to the words in front of the one that is right.
fn head_anew(atoms: &[Atom], cue: usize) -> Option<Range<usize>> {
    let kind = |atom: &Atom| match atom.what {
        What::Node { .. } => Some(0),
        What::Edema(_) => Some(1),
        What::Modic(_) => Some(2),
        _ => None,
    };
    let own = |a: &Atom| inside_noun_phrase(a) && a.mark().is_none();
    let before = atoms[..cue].iter().rposition(Atom::is_head)?;
    let from = cue + 1 + atoms[cue + 1..].iter().take_while(|a| a.mark().is_some()).count();
    let after = from + atoms[from..].iter().take_while(|a| own(a)).count();
    let same = atoms.get(after).is_some_and(|a| kind(a).is_some() && kind(a) == kind(&atoms[before]));
    let start = before - atoms[..before].iter().rev().take_while(|a| own(a) && !a.prefix).count();
    (same && !atoms[before].prefix).then_some(start..from)
}

/// Puts the places and measurements that follow the words at `cue` where their like stood before; what is left over.
fn put_in_place(atoms: &mut [Atom], cue: usize) -> Option<Range<usize>> {
    let lead = |a: &Atom| matches!(a.mark(), Some(b',' | b'-' | b'.' | b';' | b'('));
    let start = cue - atoms[..cue].iter().rev().take_while(|a| lead(a)).count();
    let said = start - atoms[..start].iter().rev().take_while(|a| of_place(a) && !a.prefix).count();
    let measured = start.saturating_sub(MOST_BETWEEN);
    let mut at = cue + 1 + atoms[cue + 1..].iter().take_while(|a| a.mark().is_some()).count();
    let mut anew: Vec<usize> = Vec::new();
    let mut end = cue;
    while let Some(atom) = atoms.get(at) {
        let earlier = anew.iter().filter(|&&i| alike(&atoms[i], atom)).count();
        let from = if matches!(atom.what, What::Size(_)) { measured } else { said };
        let known = || atoms[from..start].iter().filter(|a| alike(a, atom)).count() > earlier;
        if is_told(atom) {
            if !known() {
                break;
            }
            anew.push(at);
            end = at + 1;
        } else if !(of_place(atom) && atom.mark().is_none() || atom.any(&[Tag::Pronoun, Tag::Verb, Tag::OneNoun])) {
            break;
        }
        at += 1;
    }
    let rest = &atoms[end.max(cue + 1)..];
    // `…, rather, L2 shows a node` is another statement
    let goes_on = rest.first().is_some_and(|a| a.any(&[Tag::Verb, Tag::Shows, Tag::ThereIs]) && !a.is(Tag::Measuring));
    if anew.is_empty() || goes_on {
        return None;
    }
    for (n, &right) in anew.iter().enumerate() {
        // the last of two levels takes the place of the last, the one before of the one before
        let behind = anew[n + 1..].iter().filter(|&&i| alike(&atoms[i], &atoms[right])).count();
        let from = if matches!(atoms[right].what, What::Size(_)) { measured } else { said };
        let wrong = (from..start).rev().filter(|&i| alike(&atoms[i], &atoms[right])).nth(behind)?;
        let Atom { what, tags, phrase, span, .. } = atoms[right].clone();
        atoms[wrong] = Atom { what, tags, phrase, span, ..atoms[wrong].clone() };
    }
    let ones = |a: &Atom| a.any(&[Tag::OneNoun, Tag::LevelNoun, Tag::VertebraNoun]);
    end += atoms[end..].iter().take_while(|a| ones(a)).count();
    // the comma, dash or bracket that closes it
    let closes = match (atoms[start].mark(), atoms.get(end).and_then(Atom::mark)) {
        (Some(b'('), Some(b')')) | (Some(b'-'), Some(b'-')) => true,
        (Some(b','), Some(b',')) => atoms.get(end + 1).is_some_and(|a| a.any(&[Tag::Of, Tag::At])),
        _ => false,
    };
    Some(start..end + usize::from(closes))
}

/// A level, a side, its noun or a measurement: what may be said anew.
fn is_told(atom: &Atom) -> bool {
    let noun = atom.any(&[Tag::EndplateNoun, Tag::EndplateNouns]) && !atom.any(&[Tag::Article]);
    matches!(atom.what, What::Levels(_) | What::Size(_)) || endplate_of(atom).is_some() || noun
}

/// Whether one may take the place of the other. A number is one whose unit stands behind the measurement that is right.
fn alike(one: &Atom, other: &Atom) -> bool {
    let side = |a: &Atom| endplate_of(a).is_some();
    let noun = |a: &Atom| a.any(&[Tag::EndplateNoun, Tag::EndplateNouns]);
    let number = |a: &Atom| matches!(a.what, What::Size(_) | What::Number(_));
    let level = |a: &Atom| matches!(a.what, What::Levels(_));
    level(one) && level(other)
        || side(one) && side(other)
        || noun(one) && noun(other)
        || number(one) && matches!(other.what, What::Size(_))
}

/// Words of a place and of a measurement, and what joins them.
fn of_place(atom: &Atom) -> bool {
    const JOINTS: [Tag; 7] =
        [Tag::At, Tag::Of, Tag::And, Tag::Definite, Tag::Article, Tag::Measuring, Tag::VertebraNouns];
    is_told(atom)
        || matches!(atom.what, What::Number(_))
        || atom.is_written_comma()
        || !atom.is_head() && atom.mark().is_none() && (atom.any(&JOINTS) || inside_noun_phrase(atom))
}
