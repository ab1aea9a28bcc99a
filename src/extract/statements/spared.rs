//! An oedema that goes with one of the nodes named before and not with another: `Oedema surrounds the former but not the latter`,
//! `There is oedema about the first, none about the second`, `Oedema is present around the larger and absent around the smaller`.
//!
//! What is denied is read as a sentence of its own: `No oedema surrounds the latter`.

use super::memory::Memory;
use super::{Reader, Statement};
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::inside_noun_phrase;
use crate::extract::gist::{Gist, kind};
use crate::lexicon::tag::{Tag, TagSet};

/// Words for one of several nodes.
const MEMBER: [Tag; 9] = [
    Tag::Former,
    Tag::Latter,
    Tag::FirstOf(2),
    Tag::LastOf(2),
    Tag::Ordinal(1),
    Tag::Uppermost,
    Tag::Lowest,
    Tag::Largest,
    Tag::Smallest,
];

/// Whether a sentence may tell of two nodes so.
pub(super) fn may_be(said: &Gist) -> bool {
    said.kinds(kind::EDEMA) && !said.kinds(kind::NODE) && said.any(&MEMBER)
}

/// Where the words for the two nodes part: one past what is said of the first, and where those for the second begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parted {
    /// The oedema.
    edema: usize,
    /// Where the words for the first node begin.
    first: usize,
    /// One past what is said of it.
    end: usize,
    /// The word that denies it of the second.
    cue: usize,
    /// Where the words for the second begin.
    second: usize,
}

/// The two nodes of a sentence about an oedema and nothing else.
pub(super) fn find(atoms: &[Atom]) -> Option<Parted> {
    let mut heads = (0..atoms.len()).filter(|&i| atoms[i].is_head() && !atoms[i].prefix);
    let edema = heads.next().filter(|&i| matches!(atoms[i].what, What::Edema(_)))?;
    let placed = |a: &Atom| matches!(a.what, What::Levels(_)) && !a.prefix;
    if heads.next().is_some() || atoms.iter().any(placed) || atoms[..edema].iter().any(|a| a.is(Tag::NegationBefore)) {
        return None;
    }
    let member = |i: &usize| atoms[*i].what == What::Phrase && atoms[*i].any(&MEMBER);
    let one = (edema + 1..atoms.len()).find(member)?;
    let led = |i: usize| i - atoms[..i].iter().rev().take_while(|a| a.is(Tag::Definite)).count();
    const DENIES: [Tag; 5] = [Tag::NegationInstead, Tag::NegationBefore, Tag::NegationAfter, Tag::NoneOf, Tag::Without];
    let cue = (one + 1..atoms.len()).find(|&i| atoms[i].any(&DENIES) && !atoms[i].is(Tag::Definite))?;
    let two = (cue + 1..atoms.len()).find(member)?;
    let joint = |a: &Atom| a.any(&[Tag::And, Tag::Terminator]) || a.is_written_comma();
    let end = cue - atoms[one + 1..cue].iter().rev().take_while(|a| joint(a)).count();
    let lead = |a: &Atom| a.any(&[Tag::Around, Tag::At, Tag::Of, Tag::With]);
    let second = led(two);
    let direct = atoms[cue + 1..second].iter().all(lead);
    let noun = |a: &Atom| a.any(&[Tag::OneNoun, Tag::BareNode]) || a.mark() == Some(b'.');
    let whole = atoms[one + 1..end].iter().chain(&atoms[two + 1..]).all(noun);
    let joined = end < cue || atoms[cue].to - atoms[cue].from > 1;
    (direct && whole && joined).then_some(Parted { edema, first: led(one), end, cue, second })
}

impl Reader<'_> {
    /// Reads what is said of each.
    pub(super) fn spared(&self, atoms: &mut [Atom], parted: Parted, memory: &mut Memory, out: &mut Vec<Statement>) {
        let Parted { edema, first, end, cue, second } = parted;
        let name = edema - atoms[..edema].iter().rev().take_while(|a| inside_noun_phrase(a) && !a.prefix).count();
        let mut no = atoms[cue].clone();
        (no.what, no.tags) = (What::Phrase, TagSet::of([Tag::NegationBefore]));
        let denied = [&atoms[..name], &[no], &atoms[name..first]].concat();
        let all = atoms.len();
        self.in_turn(atoms, [(Vec::new(), 0..end), (denied, second..all)], memory, out);
    }
}
