//! What the dictating voice takes back in the same breath.

use crate::extract::atoms::{Atom, What};
use crate::extract::bind::inside_noun_phrase;
use crate::lexicon::tag::Tag;

/// Most atoms between a measurement and the word that takes it back.
const MOST_BETWEEN: usize = 6;

/// `Modic type 2, strike that, Modic type 1`: what was said first says nothing.
pub(in crate::extract) fn in_the_same_breath(atoms: &mut [Atom]) {
    let kind = |atom: &Atom| match atom.what {
        What::Node { .. } => Some(0),
        What::Edema(_) => Some(1),
        What::Modic(_) => Some(2),
        _ => None,
    };
    for i in 0..atoms.len() {
        if !atoms[i].is(Tag::SelfCorrection) {
            continue;
        }
        // `8 mm, sorry, it measures 6 mm`
        let size = |a: &Atom| matches!(a.what, What::Size(_));
        let measured = atoms[..i].iter().rposition(size).filter(|&said| i - said <= MOST_BETWEEN);
        let again = atoms[i..].iter().take(MOST_BETWEEN).take_while(|a| !a.is_head()).any(size);
        if let Some(said) = measured.filter(|_| again) {
            atoms[said].what = What::Word;
        }
        let before = atoms[..i].iter().rposition(Atom::is_head);
        let near = |a: &Atom| a.mark().is_some() || inside_noun_phrase(a);
        let after = i + 1 + atoms[i + 1..].iter().take_while(|a| near(a)).count();
        let same =
            |before: usize| atoms.get(after).is_some_and(|a| kind(a).is_some() && kind(a) == kind(&atoms[before]));
        if let Some(before) = before.filter(|&b| same(b)) {
            atoms[before].what = What::Word;
        }
    }
}
