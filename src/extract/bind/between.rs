//! What the words between a place and the heads around it say.

use super::inside_noun_phrase;
use crate::extract::atoms::{Atom, What};
use crate::lexicon::tag::Tag;

/// `…, L1-L2 Modic 2 and L2-L3 no Modic changes`: whether nothing but a denial leads to the name.
pub(super) fn denies_name(after: &[Atom]) -> bool {
    matches!(after, [no, rest @ ..] if no.is(Tag::NegationBefore) && !no.is(Tag::Without)
        && rest.iter().all(inside_noun_phrase))
}

/// `a bulge at L3-4 and, in the superior endplate of L4, a node`: whether a place stands between commas behind `and`, and the head
/// right behind it.
pub(super) fn opens_behind_and(before: &[Atom], after: &[Atom], skip: &[Tag]) -> bool {
    let comma = before.iter().rposition(|a| !a.any(skip)).filter(|&c| c > 0 && before[c].mark() == Some(b','));
    let joined = comma.is_some_and(|c| before[c - 1].is(Tag::And));
    joined && matches!(after, [first, rest @ ..] if first.mark() == Some(b',') && rest.iter().all(inside_noun_phrase))
}

/// `…, only L1 with oedema`: whether one word stands between a comma and the place.
pub(super) fn only_behind_comma(before: &[Atom]) -> bool {
    matches!(before, [.., joint, only] if only.what == What::Word && joint.is_written_comma())
}

/// Whether words behind a place say that something is shown there: not `… is seen again, the L3-4 disc showing …`.
pub(super) fn shown(after: &[Atom]) -> bool {
    let subject = |s: usize| {
        let comma = after[..s].iter().rposition(Atom::is_written_comma);
        comma.is_some_and(|c| after[c..s].iter().any(|a| matches!(a.what, What::Levels(_))))
    };
    after.iter().position(|a| a.is(Tag::Shows)).is_some_and(|s| !subject(s))
}
