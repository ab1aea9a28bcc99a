//! What stands aside between words that belong together: `no evidence, on any sequence, of a node`, `The node, it seems, …`.
//!
//! It is left out, so that the words stand side by side.

use crate::extract::atoms::{Atom, What};
use crate::extract::bind::inside_noun_phrase;
use crate::lexicon::tag::Tag;

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
    let finding =
        atoms.get(named).is_some_and(|a| matches!(a.what, What::Node { .. } | What::Edema(_) | What::Modic(_)));
    let words = inside[close + 1..].iter().skip(1).all(inside_noun_phrase);
    (led && finding && words).then_some((open, open + 1 + close))
}
