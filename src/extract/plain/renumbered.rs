//! What a place was called before, beside what it is: `L1 (previously called L2)`, `at L1, formerly reported as L2`, `the node that
//! was placed in L2 lies in L1`.
//!
//! The other place is left out, so that no rule takes it for one of today.

use crate::extract::atoms::{Atom, What};
use crate::extract::place::of_place;
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// What such words may be.
pub(super) const MAY: [Tag; 4] = [Tag::Formerly, Tag::PriorSize, Tag::Again, Tag::ReportedAt];

/// Leaves such places out.
pub(super) fn leave_out(atoms: &mut Vec<Atom>) {
    while let Some(aside) = called_before(atoms).or_else(|| placed_before(atoms)) {
        atoms.drain(aside);
    }
}

fn level(atom: &Atom) -> bool {
    matches!(atom.what, What::Levels(_)) && !atom.prefix
}

/// `(previously called L2)`, `, formerly reported as L2`: from the mark to the one that closes it.
fn called_before(atoms: &[Atom]) -> Option<Range<usize>> {
    (3..atoms.len()).filter(|&i| level(&atoms[i])).find_map(|other| {
        // `called`, `as`
        let named = |a: &Atom| a.what == What::Word || a.is(Tag::Because);
        let name = usize::from(named(&atoms[other - 1]));
        let cue = &atoms[other - 1 - name];
        let once = cue.any(&[Tag::Formerly, Tag::PriorSize, Tag::Again]) && !cue.is(Tag::Verb) && name == 1;
        let open = other.checked_sub(2 + name)?;
        let mark = atoms[open].mark().filter(|mark| matches!(mark, b',' | b'('))?;
        let opens = atoms[..open].last().is_some_and(|a| level(a) || a.any(&[Tag::EndplateNoun, Tag::VertebraNoun]));
        let behind = atoms.get(other + 1).and_then(Atom::mark);
        let closes =
            if mark == b'(' { behind == Some(b')') } else { atoms.get(other + 1).is_none_or(|a| a.mark().is_some()) };
        // a comma closes what one opened, and parts what follows
        let end = other + 1 + usize::from(mark == b'(');
        (once && opens && closes && !atoms[open].prefix).then_some(open..end)
    })
}

/// `the node that the last report placed in L2 lies in L1`: the clause of the other place, in front of the verb.
fn placed_before(atoms: &[Atom]) -> Option<Range<usize>> {
    let head = |a: &Atom| matches!(a.what, What::Node { .. } | What::Edema(_) | What::Modic(_) | What::Lesion);
    let node = atoms.iter().position(|a| a.is_head() && !a.prefix).filter(|&node| head(&atoms[node]))?;
    let from = node + 1;
    let told = |a: &&Atom| !(a.is_head() || level(a) || matches!(a.mark(), Some(b'.' | b';' | b':' | b'(')));
    let length = atoms[from..].iter().take(10).take_while(told).count();
    let other = from + length;
    let words = &atoms[from..other];
    // `that was dictated as`, `that the report placed in`, `reported at`
    let relative = words
        .first()
        .is_some_and(|a| a.any(&[Tag::Which, Tag::ReportedAt]) || a.is(Tag::Definite) && !a.is(Tag::Article));
    let once = words.iter().any(|a| a.any(&[Tag::ReportedAt, Tag::PriorReport, Tag::Formerly, Tag::Again]));
    if !(relative && once && atoms.get(other).is_some_and(level)) {
        return None;
    }
    let end = other + atoms[other..].iter().take_while(|a| of_place(a)).count();
    // `lies, on renumbering, in L1`
    let verbs =
        atoms[end..].iter().take_while(|a| a.is(Tag::Verb) && !a.any(&[Tag::PriorSize, Tag::PastTense])).count();
    let behind = end + verbs;
    let aside = |a: &&Atom| !(a.is_head() || level(a) || a.mark().is_some());
    let open = atoms.get(behind).is_some_and(Atom::is_written_comma);
    let closed = behind + 1 + atoms.get(behind + 1..)?.iter().take(6).take_while(aside).count();
    let lies = match open && atoms.get(closed).is_some_and(Atom::is_written_comma) {
        true => closed + 1,
        false => behind,
    };
    let words = atoms.get(lies..).unwrap_or_default();
    let place = words.iter().take_while(|a| of_place(a)).count();
    let led = words.first().is_some_and(|a| a.is(Tag::At));
    (verbs > 0 && led && words[..place].iter().any(level)).then_some(from..end)
}
