//! What stands aside between words that belong together: `no evidence, on any sequence, of a node`, `The node, it seems, …`.
//!
//! It is left out, so that the words stand side by side.

use crate::extract::atoms::{Atom, What};
use crate::extract::bind::inside_noun_phrase;
use crate::extract::place::of_place;
use crate::lexicon::tag::{Tag, TagSet};

/// Most atoms of what is left out.
const LONGEST: usize = 24;

/// Leaves out what stands between a denial and what it denies.
pub(super) fn in_denials(atoms: &mut Vec<Atom>) {
    let mut cue = 0;
    while cue < atoms.len() {
        if atoms[cue].is(Tag::NegationBefore)
            && !atoms[cue].prefix
            && let Some((open, close)) = aside(atoms, cue)
        {
            atoms.drain(open..=close);
        }
        cue += 1;
    }
}

/// The commas around what stands between the denial at `cue` and the `of` or `that` that it leads to.
fn aside(atoms: &[Atom], cue: usize) -> Option<(usize, usize)> {
    let noun = |a: &&Atom| a.what == What::Word || inside_noun_phrase(a) && a.what == What::Phrase;
    let open = cue + 1 + atoms[cue + 1..].iter().take(2).take_while(noun).count();
    if !atoms.get(open)?.is_written_comma() {
        return None;
    }
    let own = |a: &&Atom| {
        let stop = matches!(a.mark(), Some(b'.' | b';' | b':' | b'(' | b'|'));
        !(a.is_head()
            || matches!(a.what, What::Levels(_) | What::Size(_))
            || stop
            || a.any(&[Tag::ThereIs, Tag::Shows]))
    };
    let inside = atoms[open + 1..].iter().take(LONGEST).take_while(own).count();
    let inside = &atoms[open + 1..open + 1 + inside];
    // `of a node` right behind the last comma
    let close = inside.iter().rposition(Atom::is_written_comma).filter(|&close| close > 0)?;
    let led = inside.get(close + 1).is_some_and(|a| a.any(&[Tag::Of, Tag::To, Tag::ToSuggest]));
    let named = open + 1 + inside.len();
    let finding = atoms.get(named).is_some_and(Atom::is_finding);
    let words = inside[close + 1..].iter().skip(1).all(inside_noun_phrase);
    (led && finding && words).then_some((open, open + 1 + close))
}

/// Leaves out what stands between a hedge and what it hedges: `is probably, though not certainly, a node`.
pub(super) fn in_hedges(atoms: &mut Vec<Atom>) {
    let hedge = |a: &Atom| a.any(&[Tag::UncertaintyBefore, Tag::UncertaintyAfter]) && !a.prefix;
    let mut cue = 0;
    while cue + 1 < atoms.len() {
        let own = |a: &&Atom| !(a.is_head() || a.mark().is_some() || matches!(a.what, What::Levels(_) | What::Size(_)));
        let inside = atoms.get(cue + 2..).map_or(0, |rest| rest.iter().take(6).take_while(own).count());
        let close = cue + 2 + inside;
        let behind = close + 1;
        let words = atoms.get(behind..).map_or(0, |rest| rest.iter().take_while(|a| inside_noun_phrase(a)).count());
        let node = atoms.get(behind + words).is_some_and(|a| matches!(a.what, What::Node { .. }));
        let article = atoms.get(behind).is_some_and(|a| a.is(Tag::Article));
        let commas = atoms[cue + 1].is_written_comma() && atoms.get(close).is_some_and(Atom::is_written_comma);
        // `suggests, and the other images confirm, a node`
        let clause = atoms.get(cue + 2).is_some_and(|a| a.is(Tag::And));
        if hedge(&atoms[cue]) && commas && inside > 0 && article && node && !clause {
            atoms.drain(cue + 1..=close);
        }
        cue += 1;
    }
}

/// `the others, at L2 and L4, are old` is read as `those at L2 and L4 are old`.
pub(super) fn of_others(atoms: &mut Vec<Atom>) {
    let Some(rest) = atoms.iter().position(|a| a.is(Tag::Rest) && !a.prefix && a.what == What::Phrase) else { return };
    let place = |a: &&Atom| of_place(a) || a.is(Tag::And);
    let open = atoms.get(rest + 1).is_some_and(Atom::is_written_comma);
    let led = atoms.get(rest + 2).is_some_and(|a| a.any(&[Tag::At, Tag::Of]));
    let length = atoms.get(rest + 2..).map_or(0, |rest| rest.iter().take_while(place).count());
    let close = rest + 2 + length;
    let placed = atoms[rest..close.min(atoms.len())].iter().any(|a| matches!(a.what, What::Levels(_)));
    let closed = atoms.get(close).is_some_and(Atom::is_written_comma);
    let says = atoms.get(close + 1).is_some_and(Atom::predicates);
    if open && led && placed && closed && says {
        atoms.remove(close);
        atoms.drain(rest + 1..rest + 3);
        let those = &mut atoms[rest];
        (those.tags, those.phrase) = (TagSet::of([Tag::Ellipsis]), None);
    }
}

/// `the largest, 12 mm, is at L1`: the measurement is put behind the place.
pub(super) fn of_largest(atoms: &mut Vec<Atom>) {
    let size = |a: &Atom| matches!(a.what, What::Size(_));
    let mut i = 0;
    while i < atoms.len() {
        let Some([largest, open, measure, close, verb, at, level]) = atoms.get(i..i + 7) else { return };
        let commas = open.is_written_comma() && close.is_written_comma() && largest.is(Tag::Largest);
        let placed = verb.is(Tag::Verb) && at.is(Tag::At) && matches!(level.what, What::Levels(_));
        if commas && size(measure) && placed {
            // `the largest is at L1 , 12 mm ,`
            atoms[i + 1..i + 7].rotate_left(3);
            if atoms.get(i + 7).is_none_or(|a| a.mark().is_some()) {
                // no second comma in front of a mark
                atoms.remove(i + 6);
            }
        }
        i += 1;
    }
}
