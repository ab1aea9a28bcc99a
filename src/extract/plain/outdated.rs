//! Oedema and age of an earlier exam, told beside what today's shows: `the node of L2, which had oedema in 2019, now shows none`, `The
//! node had oedema in 2019; it shows none now`, `the node, acute in 2019, is now chronic`.
//!
//! What was is left out, and `none` names what there is none of.

use crate::extract::atoms::{Atom, Marrow, What};
use crate::extract::bind::inside_noun_phrase;
use crate::finding::Acuity;
use crate::lexicon::tag::{Tag, TagSet};

/// Most atoms of what was.
const LONGEST: usize = 12;

/// Leaves out what was said of an earlier exam, where today's is told behind it.
pub(super) fn leave_out(atoms: &mut Vec<Atom>) {
    let mut at = 1;
    while at < atoms.len() {
        if let Some(end) = past(atoms, at)
            && let Some(said) = today(atoms, end)
        {
            let edema = atoms[at..end].iter().any(|a| matches!(a.what, What::Edema(_)));
            let none =
                said + atoms[said..].iter().take_while(|a| a.any(&[Tag::NowSize, Tag::Shows, Tag::Verb])).count();
            if edema && atoms.get(none).is_some_and(|a| a.is(Tag::NoneOf)) {
                let atom = &mut atoms[none];
                (atom.what, atom.tags) = (What::Edema(Marrow::Said), TagSet::of([Tag::NoneOf]));
            }
            atoms.drain(at..said);
        }
        at += 1;
    }
}

fn node(atoms: &[Atom]) -> bool {
    let node = |a: &Atom| matches!(a.what, What::Node { .. }) || a.any(&[Tag::BareNode, Tag::Ellipsis, Tag::OneNoun]);
    atoms.iter().rfind(|a| a.is_head() || node(a)).is_some_and(node)
}

/// Where words end that begin at `at` and tell of an earlier exam alone: `, which had oedema in 2019`, `had oedema on the prior`,
/// `, acute in 2019`.
fn past(atoms: &[Atom], at: usize) -> Option<usize> {
    if atoms[at].prefix || !node(&atoms[..at]) {
        return None;
    }
    let aside = usize::from(atoms[at].is_written_comma());
    let which = usize::from(aside > 0 && atoms.get(at + 1).is_some_and(|a| a.is(Tag::Which)));
    let mut from = at + aside + which;
    let had = atoms.get(from).is_some_and(|a| a.is(Tag::PastTense));
    if aside == 0 && !had || which > 0 && !had {
        return None;
    }
    from += usize::from(had);
    let formerly = atoms.get(from).is_some_and(|a| a.is(Tag::Formerly));
    from += usize::from(formerly);
    let own = |a: &&Atom| {
        let finding = matches!(a.what, What::Edema(_)) && !a.is(Tag::NegationBefore);
        finding || inside_noun_phrase(a) && !matches!(a.what, What::Size(_)) || a.is(Tag::And) && !had
    };
    let said = from + atoms[from..].iter().take(LONGEST).take_while(own).count();
    let words = &atoms[from..said];
    let age = |a: &Atom| a.any(&[Tag::Age(Acuity::Acute), Tag::Age(Acuity::Subacute), Tag::Age(Acuity::Chronic)]);
    let told = words.iter().any(|a| matches!(a.what, What::Edema(_)) || !had && age(a));
    let when = match atoms.get(said..).unwrap_or_default() {
        [at, year, ..] if at.is(Tag::At) && year.is_date() => 2,
        [exam, ..]
            if exam.any(&[Tag::HistoryAfter, Tag::PriorSize]) && !exam.is(Tag::Verb) && exam.what == What::Phrase =>
        {
            1
        }
        _ => 0,
    };
    (told && (when > 0 || formerly)).then_some(said + when)
}

/// Where what today's exam shows begins behind what was: a verb, or `now`, behind a comma, `but` or `; it`.
fn today(atoms: &[Atom], from: usize) -> Option<usize> {
    let joint = |a: &&Atom| matches!(a.mark(), Some(b',' | b';')) || a.any(&[Tag::And, Tag::Terminator]);
    let joints = atoms[from..].iter().take_while(joint).count();
    let it = atoms.get(from + joints).is_some_and(|a| a.is(Tag::Pronoun) && !a.any(&[Tag::Several, Tag::Which]));
    let said = from + joints + usize::from(it);
    let says = atoms.get(said)?;
    let verb = says.any(&[Tag::Verb, Tag::Shows]) && !says.any(&[Tag::PriorSize, Tag::PastTense]);
    let now = atoms[said..].iter().take_while(|a| a.mark().is_none()).any(|a| a.is(Tag::NowSize));
    (joints > 0 && (verb && now || says.is(Tag::NowSize) || verb && !it && atoms[from].is_written_comma()))
        .then_some(said)
}

/// `no oedema apart from a thin rim around the node`: the rim is of oedema.
pub(super) fn excepted_rim(atoms: &mut Vec<Atom>) {
    let Some(cue) = atoms.iter().position(|a| a.is(Tag::Exception) && !a.prefix) else { return };
    let edema = atoms[..cue].iter().rfind(|a| a.is_head()).is_some_and(|a| matches!(a.what, What::Edema(_)));
    let word = |a: &&Atom| {
        a.any(&[Tag::NotSize, Tag::Article]) || a.what == What::Word || inside_noun_phrase(a) && !a.is(Tag::Around)
    };
    let words = atoms[cue + 1..].iter().take(6).take_while(word).count();
    let around = atoms.get(cue + 1 + words).is_some_and(|a| a.is(Tag::Around));
    if edema && around && words > 0 {
        atoms.drain(cue + 1..cue + 1 + words);
    }
}
