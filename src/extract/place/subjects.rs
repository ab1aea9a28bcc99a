//! Places behind a joint that go on with no list, but are the subject of what follows: `a node in L3, and L4 is normal`.

use super::collect::Collector;
use super::{Element, side_of};
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::ends_clause;
use crate::lexicon::tag::Tag;

/// Whether words stand for a node that the place in front of them has, without a verb: `L2 one inferiorly`, `L3 another in its
/// superior endplate`.
fn one_behind(atoms: &[Atom]) -> bool {
    const STANDS: [Tag; 3] = [Tag::OneNoun, Tag::AnotherNode, Tag::Ellipsis];
    const OWN: [Tag; 6] = [Tag::Article, Tag::One, Tag::Adjective, Tag::Smallest, Tag::Superior, Tag::Inferior];
    let own = atoms.iter().take_while(|a| a.any(&OWN) && !a.any(&STANDS)).count();
    // `in L1 and L2 one of which is new`
    let which = |a: &Atom| a.any(&[Tag::Pronoun, Tag::Which]) && !a.is(Tag::Possessive);
    let behind = |n: usize| atoms.get(own + n);
    let side = |a: &Atom| a.any(&[Tag::Superiorly, Tag::Inferiorly, Tag::At]);
    let stands = |a: &Atom| matches!(a.what, What::Phrase | What::Node { .. }) && a.any(&STANDS);
    let one = behind(0).is_some_and(stands);
    // `L3 a smaller inferior one`
    let sided = atoms[..own].iter().any(|a| a.any(&[Tag::Superior, Tag::Inferior]));
    one && (sided
        || behind(0).is_some_and(|a| a.is(Tag::Ellipsis)) && !behind(1).is_some_and(which)
        || behind(1).is_some_and(side))
}

/// `…, L1 and L3 also on the cranial`: levels named again for their other side.
fn also_at_side(atoms: &[Atom]) -> bool {
    let list =
        |a: &&Atom| matches!(a.what, What::Levels(_)) || a.any(&[Tag::And, Tag::Article]) || a.is_written_comma();
    let length = atoms.iter().take_while(list).count();
    let led = matches!(&atoms[length..], [also, at, ..] if also.is(Tag::PlaceFiller) && at.is(Tag::At));
    let side = atoms.iter().skip(length + 2).find(|a| !a.any(&[Tag::Article, Tag::Possessive]));
    led && side.is_some_and(|a| side_of(a).is_some())
}

/// Whether words begin with a predicate that says what no node is: `is normal`, `is not involved`.
pub(in crate::extract) fn has_predicate(atoms: &[Atom]) -> bool {
    let verb = atoms.first().is_some_and(|a| a.is(Tag::Verb) && !a.any(&[Tag::YesValue, Tag::PriorSize]));
    let said = atoms.iter().skip(1).find(|a| !a.is(Tag::Verb));
    let other =
        |a: &Atom| a.what == What::Word || a.any(&[Tag::Adjective, Tag::NoneValue, Tag::NegationInstead, Tag::Of]);
    verb && said.is_some_and(|a| other(a) && !a.any(&[Tag::Affected, Tag::Largest, Tag::Smallest]))
}

/// Whether the clause that words end in has a verb already: `There is a node in`; but `We see that the nodes of`.
pub(in crate::extract) fn told_before(atoms: &[Atom]) -> bool {
    let from = atoms.iter().rposition(ends_clause).map_or(0, |end| end + 1);
    let clause = &atoms[from..];
    let verb = clause.iter().position(|a| a.any(&[Tag::Verb, Tag::Shows, Tag::ThereIs]));
    let that = |a: &Atom| a.is(Tag::Which) || a.is(Tag::Definite) && !a.any(&[Tag::Article, Tag::Pronoun]);
    verb.is_some_and(|verb| !clause[verb..].iter().any(that))
}

impl Collector<'_> {
    /// Whether a joint is at hand behind which a place is the subject of a predicate of its own: `There is a node in L3, and L4
    /// is normal`, `… of L3, and the inferior endplate is intact`.
    pub(super) fn subject_behind(&self) -> bool {
        let joint = |a: &Atom| a.is(Tag::And) || a.is_written_comma();
        let atom = &self.atoms[self.at];
        if self.at == self.start || !joint(atom) {
            return false;
        }
        let behind = &self.atoms[self.at + 1..];
        let comma = atom.is_written_comma() || self.atoms[self.at - 1].is_written_comma();
        let behind = &behind[usize::from(behind.first().is_some_and(|a| a.is(Tag::And)))..];
        let place = |a: &Atom| {
            const PLACE: [Tag; 7] = [
                Tag::Article,
                Tag::Possessive,
                Tag::EndplateNoun,
                Tag::EndplateNouns,
                Tag::VertebraNoun,
                Tag::VertebraNouns,
                Tag::LevelNoun,
            ];
            matches!(a.what, What::Levels(_)) || a.any(&PLACE) || side_of(a).is_some()
        };
        let length = behind.iter().take_while(|a| place(a)).count();
        let levelled = behind[..length].iter().any(|a| matches!(a.what, What::Levels(_)));
        let sided = behind[..length].iter().any(|a| a.any(&[Tag::EndplateNoun, Tag::EndplateNouns]));
        // `…, L2 one inferiorly, and L3 one at each endplate`
        let level = behind.iter().position(|a| matches!(a.what, What::Levels(_))).filter(|&level| level < length);
        let one =
            level.is_some_and(|level| one_behind(&behind[level + 1..])) || levelled && one_behind(&behind[length..]);
        // `Except for a node at L2, the endplates are smooth`
        let lead = self.atoms.iter().find(|a| !a.prefix).is_some_and(|a| a.is(Tag::Exception));
        let told = self.elements.iter().any(|e| matches!(e, Element::Side(..)));
        let one = one || told && levelled && also_at_side(behind);
        // `one node (superior endplate), L3 has two`
        let has = behind[length..].first().is_some_and(|a| a.any(&[Tag::Shows, Tag::Verb]));
        let counted = behind.get(length + 1).is_some_and(|a| a.any(&[Tag::OneNoun, Tag::NoneOf, Tag::CountOf(2)]));
        let one = one || levelled && comma && has && counted;
        (one || (levelled && comma || sided && !levelled) && has_predicate(&behind[length..]))
            && (told_before(&self.atoms[..self.start]) || lead && atom.is_written_comma())
    }
}
