//! Places that an exception takes away from a list said elsewhere in the sentence: `with the exception of L5, all
//! lumbar vertebrae`, `from T9-T10 to T12-L1 each level …, except T11-T12`, `L1, L2 and L4, L3 being spared`.

use super::{Item, Phrase, Turn};
use crate::extract::atoms::Atom;
use crate::finding::{Acuity, Change};
use crate::lexicon::tag::Tag;

/// Sets members apart that an exception names, and empties the phrases that only name them.
pub(super) fn take_away(atoms: &[Atom], phrases: &mut Vec<Phrase>) {
    if !atoms.iter().any(|a| a.any(&[Tag::Exception, Tag::Excepted])) {
        return;
    }
    let mut at = 0;
    while at < phrases.len() {
        let named = &phrases[at];
        let placed = named.items.iter().all(|i| i.level.is_some());
        let cue = excepted(atoms, named).filter(|_| placed);
        let list = cue.is_some().then(|| (0..phrases.len()).find(|&p| p != at && holds(&phrases[p], named))).flatten();
        match (list, cue) {
            (Some(list), _) => {
                let named = phrases.remove(at);
                let list = if list > at { list - 1 } else { list };
                let taken = |item: &Item| named.items.iter().any(|gone| takes(gone, item));
                let (gone, kept) = std::mem::take(&mut phrases[list].items).into_iter().partition(taken);
                phrases[list].items = kept;
                phrases[list].excepted = gone;
            }
            // `L3 being spared` of a list that it does not stand in
            (None, Some(Cue::Behind)) if phrases[..at].iter().any(Phrase::has_level) => {
                phrases.remove(at);
            }
            // `no nodes other than at L3`
            (None, Some(Cue::Before)) if behind_its_head(atoms, named) => {
                let named = &mut phrases[at];
                let mut items = std::mem::take(&mut named.items);
                // `with the possible exception of L3`, `except possibly at L3`
                let cue = atoms[..named.atoms.start].iter().rev().take(4).take_while(|a| a.mark().is_none());
                if cue.into_iter().any(|a| a.is(Tag::UncertaintyBefore)) {
                    items.iter_mut().for_each(|item| item.turn = Turn::Hedged);
                }
                named.excepted = items;
                at += 1;
            }
            _ => at += 1,
        }
    }
    for item in phrases.iter_mut().flat_map(|p| &mut p.excepted).filter(|item| item.turn != Turn::Hedged) {
        item.turn = Turn::Excepted;
    }
}

/// Whether what is excepted has no head of its own: `no nodes other than at L3`, not `no fracture but for an L3 node`.
fn behind_its_head(atoms: &[Atom], phrase: &Phrase) -> bool {
    let ends = |a: &Atom| matches!(a.mark(), Some(b';' | b'|'));
    let before = atoms[..phrase.atoms.start].iter().rev().take_while(|a| !ends(a));
    let before: Vec<&Atom> = before.skip_while(|a| !a.is(Tag::Exception)).filter(|a| a.is_head()).collect();
    let named = before.first().is_some_and(|a| a.is_finding());
    // `no nodes except at L2, whose inferior endplate bears one`, `…, where they are type 3`
    let [comma, which, ..] = &atoms[phrase.atoms.end..] else { return named };
    let relative = comma.is_written_comma() && which.is(Tag::Which);
    named && (relative || !atoms[phrase.atoms.end..].iter().take_while(|a| !ends(a)).any(Atom::is_head))
}

/// Where the exception's cue stands.
enum Cue {
    Before,
    Behind,
}

fn excepted(atoms: &[Atom], phrase: &Phrase) -> Option<Cue> {
    const SKIP: [Tag; 9] = [
        Tag::UncertaintyBefore,
        Tag::NotSize,
        Tag::Article,
        Tag::At,
        Tag::Of,
        Tag::LevelNoun,
        Tag::VertebraNoun,
        Tag::VertebraNouns,
        Tag::DiscNoun,
    ];
    let before = atoms[..phrase.atoms.start].iter().rev().find(|a| !a.any(&SKIP) || a.is(Tag::Exception));
    if before.is_some_and(|a| a.is(Tag::Exception)) {
        // `unchanged except at L2`: it is there, and changed
        let cue = atoms[..phrase.atoms.start].iter().rposition(|a| a.is(Tag::Exception)).unwrap_or(0);
        let said =
            atoms[..cue].last().is_some_and(|a| a.any(&[Tag::Course(Change::Stable), Tag::Age(Acuity::Chronic)]));
        return (!said).then_some(Cue::Before);
    }
    let behind = atoms[phrase.atoms.end..].iter().find(|a| !a.is(Tag::Verb) || a.is(Tag::Excepted));
    behind.is_some_and(|a| a.is(Tag::Excepted)).then_some(Cue::Behind)
}

/// Whether a list of several places holds all that a phrase names, and more.
fn holds(list: &Phrase, named: &Phrase) -> bool {
    let member = |gone: &Item| list.items.iter().any(|item| takes(gone, item));
    named.items.iter().all(member) && list.items.iter().any(|item| !named.items.iter().any(|gone| takes(gone, item)))
}

fn takes(gone: &Item, item: &Item) -> bool {
    gone.level == item.level && (gone.endplate.is_none() || gone.endplate == item.endplate)
}
