//! Stage 4a, refer: words that stand for an oedema or a Modic change named in the same sentence or the one before.
//!
//! In: a sentence's atoms. Out: the same atoms, in which `L2 does not`, `as does L4`, `T6 shows none`, `L4, where it is present` and
//! `of T12 without, and of L1 with, marrow oedema` hold a finding for each place.

use super::anaphor::{Named, level_alone, pro_verb};
use super::atoms::{Atom, Marrow, What};
use super::bind::inside_noun_phrase;
use super::gist::{Gist, changed, kind};
use crate::finding::{FindingKind, Modic};
use crate::lexicon::tag::{Tag, TagSet};

/// Finds what stands for an oedema or a Modic change named in the sentence, or in those that `named` tells of; `said` is what
/// the atoms may say. False if nothing could be found.
pub(super) fn find(atoms: &mut [Atom], named: Named, said: &Gist) -> bool {
    const SHOWN: [Tag; 3] = [Tag::NoneOf, Tag::Pronoun, Tag::ProVerbNot];
    let shown = said.any(&SHOWN);
    // most sentences name neither
    if !said.kinds(kind::EDEMA | kind::MODIC) {
        let edema = named.kind == Some(FindingKind::MarrowEdema);
        let modic = named.kind == Some(FindingKind::ModicChange);
        let head = atoms.iter().any(Atom::is_head);
        let words = shown || said.any(&[Tag::NegationInstead, Tag::Such]);
        let known = (edema || modic) && !head;
        let pronoun = said.has(Tag::Pronoun);
        let it = known && !named.close && changed(pronoun, atoms, |atoms| it_goes_on(atoms, modic));
        let found = it | (known && changed(words, atoms, |atoms| goes_on(atoms, modic)));
        return found || edema && head && changed(shown, atoms, node_does_not);
    }
    let about = said.kinds(kind::NODE) && said.has(Tag::At) && said.has(Tag::Verb);
    let with = said.has(Tag::NegationBefore) && said.has(Tag::With);
    let does = said.any(&[Tag::ProVerbNot, Tag::ProVerb]);
    let verb = changed(about || with || does, atoms, verbs);
    changed(shown || said.any(&[Tag::With, Tag::Without, Tag::Such]), atoms, words) || verb
}

/// Finds the words that stand for what the sentence names before them.
fn words(atoms: &mut [Atom]) {
    for i in 1..atoms.len() {
        if atoms[i].what != What::Phrase || atoms[i].prefix {
            continue;
        }
        let named = atoms[..i].iter().rfind(|a| a.is_head() && !a.prefix).map(|a| a.what.clone());
        let found = match named {
            Some(What::Edema(_)) => shown(atoms, i).or_else(|| left_out(atoms, i)),
            Some(What::Modic(_)) => {
                no_modic(atoms, i);
                None
            }
            _ => left_out(atoms, i),
        };
        if let Some(there) = found {
            stand(atoms, i, there);
        }
    }
}

/// What a word has that stands for a Modic change which the place in front of it has not.
const ELIDED: [Tag; 2] = [Tag::NoneOf, Tag::Ellipsis];

/// Whether an atom is a word that stands for an oedema or a Modic change, at the place in front of it.
pub(super) fn is_elided(atom: &Atom) -> bool {
    match atom.what {
        What::Edema(marrow) => marrow == Marrow::Elided,
        What::Modic(_) => ELIDED.iter().all(|&tag| atom.is(tag)),
        _ => false,
    }
}

/// `at T12-L1 none`, `L3-4, where none is seen`, `the L4-5 disc, at which there are none`, `at L4-5, where it is dry, none`.
fn none_at(atoms: &[Atom], i: usize) -> bool {
    let word = &atoms[i];
    let verbs = atoms[i + 1..].iter().take_while(|a| a.is(Tag::Verb)).count();
    let ends = atoms.get(i + 1 + verbs).is_none_or(|a| a.mark().is_some() || a.any(&[Tag::And, Tag::Terminator]));
    if !(word.is(Tag::NoneOf) && ends) {
        return false;
    }
    let before = &atoms[i - 1];
    let said = before.any(&[Tag::Verb, Tag::Shows, Tag::ThereIs, Tag::Which]);
    let led =
        matches!(before.what, What::Levels(_)) && i > 2 && atoms[i - 2].is(Tag::At) && atoms[i - 3].mark().is_some();
    // behind an aside
    let clause = atoms[..i - 1].iter().rposition(|a| a.mark() == Some(b';')).map_or(i, |c| c + 1);
    let aside = before.is_written_comma()
        && matches!(&atoms[clause..i], [at, level, comma, which, ..] if at.is(Tag::At)
            && matches!(level.what, What::Levels(_)) && comma.is_written_comma() && which.is(Tag::Which));
    said && of_place(atoms, i) || led || aside
}

/// `no such changes at L5-S1`
fn no_such(atoms: &[Atom], i: usize) -> bool {
    atoms[i - 1].is(Tag::Such) && atoms[i - 1].is(Tag::NegationBefore) && atoms[i].any(&[Tag::NodeNoun, Tag::NodeNouns])
}

/// Makes an atom an oedema, there or denied.
fn stand(atoms: &mut [Atom], i: usize, there: bool) {
    // beside a node it goes with that, but behind a place of its own
    let node = atoms.iter().any(|a| matches!(a.what, What::Node { .. }) || a.any(&[Tag::BareNode, Tag::OneNoun]));
    let preposition = atoms[i].any(&[Tag::With, Tag::Without]);
    let parts = |a: &Atom| a.is_written_comma() || preposition && a.is(Tag::And);
    let gap = matches!(atoms[i - 1].what, What::Levels(_)) && atoms.get(i + 1).is_some_and(parts);
    let member = atoms[i].is(Tag::ProVerbNot);
    let atom = &mut atoms[i];
    atom.what = What::Edema(if node && !gap || member { Marrow::Said } else { Marrow::Elided });
    atom.tags = if there { TagSet::default() } else { TagSet::of([Tag::NoneOf]) };
}

/// `A Schmorl's node in T11 does not.` behind a sentence that spoke of the oedema of another thing.
fn node_does_not(atoms: &mut [Atom]) {
    let Some(last) = atoms.iter().rposition(|a| a.mark() != Some(b'.')) else { return };
    let subject = atoms[..last].iter().any(|a| matches!(a.what, What::Node { .. }));
    let says = |a: &Atom| a.any(&[Tag::Verb, Tag::Shows, Tag::ThereIs, Tag::NegationBefore, Tag::And]);
    if atoms[last].is(Tag::ProVerbNot) && subject && !atoms[..last].iter().any(says) {
        atoms[last].what = What::Edema(Marrow::Said);
        atoms[last].tags = TagSet::of([Tag::NoneOf]);
    }
}

/// `L3 still shows it.`, `T6 shows none.`, `None at L4-5.` behind a sentence that spoke of oedema or of a Modic change.
fn goes_on(atoms: &mut [Atom], modic: bool) {
    // `None at L3.`
    if atoms.first().is_some_and(|a| a.is(Tag::NegationInstead)) && level_alone(atoms, 1) {
        atoms[0].what = if modic { What::Modic(Modic::Unspecified) } else { What::Edema(Marrow::Said) };
        atoms[0].tags = TagSet::of([Tag::NoneOf]);
        return;
    }
    for i in (1..atoms.len()).filter(|&i| !atoms[i].prefix).collect::<Vec<_>>() {
        if atoms[i].what != What::Phrase {
            continue;
        }
        if modic {
            no_modic(atoms, i);
        } else if let Some(there) = shown(atoms, i) {
            stand(atoms, i, there);
        }
    }
}

/// `It is also present at L3.`, `It persists at L3.` behind a sentence that spoke of oedema or of a Modic change.
fn it_goes_on(atoms: &mut [Atom], modic: bool) {
    let Some(it) = atoms.iter().position(|a| !a.prefix) else { return };
    if !atoms[it].is(Tag::Pronoun) || atoms[it].any(&[Tag::Several, Tag::Which]) {
        return;
    }
    let says = |a: &Atom| a.any(&[Tag::Verb, Tag::Again, Tag::StillSize, Tag::NegationAfter, Tag::PlaceFiller]);
    let verbs = atoms[it + 1..].iter().take_while(|a| says(a)).count();
    let led = atoms.get(it + verbs).is_some_and(|a| a.is(Tag::StillSize))
        || atoms.get(it + 1 + verbs).is_some_and(|a| a.is(Tag::At));
    // which type it is told to be is read elsewhere
    let typed = modic && atoms[it..].iter().any(|a| a.is(Tag::ModicKind));
    if verbs > 0 && led && !typed && atoms[it + 1 + verbs..].iter().take(8).any(|a| matches!(a.what, What::Levels(_))) {
        atoms[it].what = if modic { What::Modic(Modic::Unspecified) } else { What::Edema(Marrow::Said) };
        atoms[it].tags = TagSet::default();
    }
}

/// Makes a word that denies a Modic change of a place one: `L5-S1 shows none`, `no such changes at L5-S1`.
fn no_modic(atoms: &mut [Atom], i: usize) {
    let none = none_at(atoms, i) || shown(atoms, i) == Some(false);
    if none || no_such(atoms, i) {
        atoms[i].what = What::Modic(Modic::Unspecified);
        atoms[i].tags = TagSet::of(if none { &ELIDED[..] } else { &ELIDED[..1] }.iter().copied());
    }
}

/// Whether oedema is said to be there or not by the word that stands for it behind a place: `T6 shows none`, `L4, where it
/// is present`, `at L4 it persists`, `L1 no longer does`, `T7, which is free of it`.
fn shown(atoms: &[Atom], i: usize) -> Option<bool> {
    let word = &atoms[i];
    let ends = atoms.get(i + 1).is_none_or(|a| a.mark().is_some() || a.any(&[Tag::And, Tag::Terminator]));
    let it = word.is(Tag::Pronoun) && !word.any(&[Tag::Several, Tag::Ellipsis, Tag::Which]);
    // `T6 shows none`, `L3 still shows it`, `T7, which shows none`
    let before = &atoms[i - 1];
    let has = before.is(Tag::Shows) || before.is(Tag::Verb) && word.is(Tag::NoneOf);
    if has && ends && (word.is(Tag::NoneOf) || it) && of_place(atoms, i - 1) {
        return Some(it);
    }
    // `fractures of L1 and L3: the former has oedema, the latter does not`
    const MEMBER: [Tag; 5] = [Tag::Latter, Tag::Former, Tag::FirstOf(2), Tag::LastOf(2), Tag::Ordinal(1)];
    // `the latter is 4 mm and does not`
    let told = |a: &&Atom| a.any(&[Tag::And, Tag::Verb, Tag::Measuring]) || matches!(a.what, What::Size(_));
    let subject = atoms[..i].iter().rev().take(5).find(|a| !told(a));
    if word.is(Tag::ProVerbNot) && ends && subject.is_some_and(|a| a.any(&MEMBER)) {
        return Some(false);
    }
    // `T7, which is free of it`
    if it && ends && before.is(Tag::NegationBefore) && before.to - before.from > 1 {
        let verb = i.checked_sub(2).filter(|&v| atoms[v].any(&[Tag::Verb, Tag::Shows]))?;
        return of_place(atoms, verb).then_some(false);
    }
    // `at L4 it persists`, `L4, where it is present`
    let says = atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::Verb, Tag::Again]) || a.what == What::Word);
    let led = matches!(before.what, What::Levels(_)) || before.is(Tag::Which) && of_place(atoms, i);
    let closes = atoms[i + 1..].iter().take(4).find(|a| !a.any(&[Tag::Verb, Tag::Again]) && a.what != What::Word);
    let closes = closes.is_none_or(|a| a.mark().is_some() || a.any(&[Tag::Around, Tag::At, Tag::And]));
    if it && led && says && closes {
        let denied =
            atoms[i + 1..].iter().take(3).any(|a| a.any(&[Tag::NegationAfter, Tag::Gone, Tag::NegationInstead]));
        return Some(!denied);
    }
    None
}

/// Whether the subject in front of a verb is a vertebra or disc and nothing else: `T6`, `the L3 body`, `T7, which`.
fn of_place(atoms: &[Atom], verb: usize) -> bool {
    let aside = |a: &Atom| {
        a.any(&[Tag::Again, Tag::VertebraNoun, Tag::VertebraNouns, Tag::LevelNoun, Tag::Which, Tag::Terminator])
            || a.any(&[Tag::Verb, Tag::Shows, Tag::ThereIs, Tag::DiscNoun])
            || a.is_written_comma()
    };
    let subject = atoms[..verb].iter().rposition(|a| !aside(a));
    subject.is_some_and(|s| matches!(atoms[s].what, What::Levels(_)))
}

/// `of T12 without, and of L1 with, marrow oedema`, `the latter with and the former without oedema`, `a node of L3 without`:
/// a preposition whose noun is left out.
fn left_out(atoms: &[Atom], i: usize) -> Option<bool> {
    let word = &atoms[i];
    let one = word.to - word.from == 1;
    let without = word.is(Tag::NegationBefore) && word.is(Tag::Without);
    if !(one && (word.is(Tag::With) || without)) {
        return None;
    }
    let place = |a: &Atom| {
        matches!(a.what, What::Levels(_) | What::Node { .. })
            || a.any(&[Tag::Former, Tag::Latter, Tag::EndplateNoun, Tag::OneNoun, Tag::VertebraNoun, Tag::BareNode])
            || (1..=4).any(|n| a.is(Tag::Ordinal(n)))
            || super::place::endplate_of(a).is_some()
    };
    if !place(&atoms[i - 1]) {
        return None;
    }
    let edema = |a: &Atom| matches!(a.what, What::Edema(_));
    // the noun follows the other preposition: `…, and of L1 with, marrow oedema`
    let rest = &atoms[i + 1..];
    let gap = rest.first().is_some_and(|a| a.is_written_comma() || a.is(Tag::And));
    let noun = rest.iter().take_while(|a| !matches!(a.mark(), Some(b';' | b'.'))).position(edema);
    if let Some(noun) = noun.filter(|_| gap) {
        let other = rest[..noun].iter().any(|a| if without { a.is(Tag::With) } else { a.is(Tag::Without) });
        return other.then_some(!without);
    }
    None
}

/// `L1 with marrow oedema, L3 without.`, `a node with oedema at L1 and one without at L2`: the noun that was named before stands
/// behind the preposition, too.
pub(super) fn name_again(atoms: &mut Vec<Atom>) {
    let mut i = 1;
    while i < atoms.len() {
        let without = atoms[i].is(Tag::NegationBefore) && atoms[i].is(Tag::Without);
        if atoms[i].to - atoms[i].from == 1 && (atoms[i].is(Tag::With) || without) && !atoms[i].prefix {
            let next = atoms.get(i + 1);
            let ends = next.is_none_or(|a| matches!(a.mark(), Some(b'.' | b';')));
            let one = atoms[i - 1].any(&[Tag::OneNoun, Tag::AnotherNode]) && next.is_some_and(|a| a.is(Tag::At));
            let companion = |a: &&Atom| matches!(a.what, What::Edema(_) | What::Modic(_) | What::Other);
            let named = if ends || one { atoms[..i].iter().rfind(companion).cloned() } else { None };
            if let Some(mut named) = named.filter(|a| a.what != What::Other) {
                // what is not there has no type
                if without && matches!(named.what, What::Modic(_)) {
                    named.what = What::Modic(Modic::Unspecified);
                }
                atoms.insert(i + 1, named);
            }
        }
        i += 1;
    }
}

/// `L1 shows marrow oedema and L2 does not`: what was said of another place is denied of this one.
fn verbs(atoms: &mut [Atom]) {
    for i in 1..atoms.len() {
        // `Marrow oedema at L4 is centred on a node`: it lies about that
        let led = atoms[i].is(Tag::At) && atoms[i].to - atoms[i].from == 2 && atoms[i - 1].is(Tag::Verb);
        let object = || atoms[i + 1..].iter().find(|a| !inside_noun_phrase(a) && !a.is(Tag::Definite));
        if led
            && object().is_some_and(|a| matches!(a.what, What::Node { .. }))
            && atoms[..i].iter().rfind(|a| a.is_head()).is_some_and(|a| matches!(a.what, What::Edema(_)))
        {
            atoms[i].tags = TagSet::of([Tag::Around]);
            continue;
        }
        // `no oedema at the L1 node, nor is there any with that of L3`
        let any = atoms[i].is(Tag::NegationBefore) && atoms[i].to - atoms[i].from > 2 && atoms[i].what == What::Phrase;
        let with = any && atoms.get(i + 1).is_some_and(|a| a.is(Tag::With));
        let node = || {
            let noun = atoms[i + 1..].iter().find(|a| !inside_noun_phrase(a) && !a.any(&[Tag::With, Tag::Definite]));
            noun.is_some_and(|a| matches!(a.what, What::Node { .. }) || a.is(Tag::BareNode))
        };
        if with && node() && atoms[..i].iter().any(|a| matches!(a.what, What::Edema(_))) {
            atoms[i].what = What::Edema(Marrow::Open);
            atoms[i].tags = TagSet::of([Tag::NoneOf]);
            atoms[i + 1].tags = TagSet::of([Tag::Around]);
            continue;
        }
        // `L1 shows marrow oedema, as does L4`, `neither L1 nor L2 shows marrow oedema; L4 does`
        let does = atoms[i].is(Tag::ProVerb) && !atoms[..i].iter().any(|a| matches!(a.what, What::Node { .. }));
        if !((does || atoms[i].is(Tag::ProVerbNot)) && pro_verb(atoms, i)) {
            continue;
        }
        let last = atoms[..i].iter().rfind(|a| a.is_head() && !a.prefix).map(|a| a.what.clone());
        atoms[i].what = match last {
            Some(What::Edema(_)) => What::Edema(Marrow::Said),
            Some(What::Modic(modic)) if does => What::Modic(modic),
            Some(What::Modic(_)) => What::Modic(Modic::Unspecified),
            _ => continue,
        };
        atoms[i].tags = if does { TagSet::default() } else { TagSet::of([Tag::NoneOf]) };
    }
}
