//! What a finding's places are told one after the other with predicates of their own: `oedema is absent at L1, present at L2 and
//! questionable at L3`, `nodes are unchanged at L1, larger at L3 and no longer seen at L4`.

use super::{Phrase, Turn};
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::{ends_clause, inside_noun_phrase};
use crate::finding::Change;
use crate::lexicon::tag::Tag;

/// A predicate in front of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Told {
    /// What it says of the finding there; `None`: what the sentence says.
    turn: Option<Turn>,
    /// Its first atom.
    from: usize,
}

/// Turns the places of lists whose members have different predicates.
pub(super) fn tell_apart(atoms: &[Atom], phrases: &mut [Phrase]) {
    let mut first = 0;
    while first < phrases.len() {
        let mut told: Vec<Option<Turn>> = Vec::new();
        if let Some(turn) = of_first(atoms, &phrases[first]) {
            told.push(turn);
            while let Some(next) = phrases.get(first + told.len()) {
                let joined = |m: &Told| joins(atoms, phrases[first + told.len() - 1].atoms.end, m.from);
                match predicate(atoms, next).filter(|m| m.turn.is_some() && joined(m)) {
                    Some(member) => told.push(member.turn),
                    None => break,
                }
            }
        }
        if told.iter().any(|turn| *turn != told[0]) {
            for (phrase, turn) in phrases[first..].iter_mut().zip(&told) {
                // `present at L2, possible at L3` may be one phrase
                let open = phrase.items.iter_mut().filter(|item| item.turn == Turn::None);
                open.for_each(|item| item.turn = turn.unwrap_or_default());
            }
        }
        first += told.len().max(1);
    }
}

/// The predicate right in front of a place: `is questionable at`, `has cleared in the`, `definite, with oedema, at`.
fn predicate(atoms: &[Atom], phrase: &Phrase) -> Option<Told> {
    let start = phrase.atoms.start;
    if phrase.prefix || !phrase.has_level() {
        return None;
    }
    let article = atoms[..start].iter().rev().take_while(|a| a.is(Tag::Article)).count();
    let lead = (start - article).checked_sub(1)?;
    // `persists at`
    if atoms[lead].is(Tag::StillSize) {
        return Some(Told { turn: Some(Turn::Excepted), from: lead });
    }
    if !atoms[lead].any(&[Tag::At, Tag::From, Tag::PriorSize]) {
        return None;
    }
    let word = before_aside(atoms, lead)?.checked_sub(1)?;
    let turn = turn(&atoms[word]);
    let verb = |a: &Atom| a.any(&[Tag::Verb, Tag::ThereIs, Tag::NowSize, Tag::Again, Tag::PseudoUncertainty]);
    let from = word + usize::from(turn.is_none());
    let verbs = atoms[..from].iter().rev().take_while(|a| verb(a) && !a.is_head()).count();
    Some(Told { turn, from: from - verbs })
}

/// Where the aside between commas in front of an atom begins, else the atom: `definite, with oedema, at`.
fn before_aside(atoms: &[Atom], at: usize) -> Option<usize> {
    let Some(close) = at.checked_sub(1).filter(|&c| atoms[c].is_written_comma()) else { return Some(at) };
    let open = atoms[..close].iter().rposition(Atom::is_written_comma)?;
    let with = atoms[open + 1].any(&[Tag::With, Tag::NegationBefore]);
    (with && !atoms[open..close].iter().any(|a| matches!(a.what, What::Levels(_)))).then_some(open)
}

/// What a word says of the finding at the place behind it.
fn turn(word: &Atom) -> Option<Turn> {
    const THERE: [Tag; 7] = [
        Tag::YesValue,
        Tag::Settled,
        Tag::Again,
        Tag::Adjective,
        Tag::Course(Change::New),
        Tag::CourseCell(Change::New),
        Tag::Verb,
    ];
    if word.is_head() || word.what != What::Phrase {
        None
    } else if word.any(&[Tag::UncertaintyAfter, Tag::UncertaintyBefore]) {
        Some(Turn::Hedged)
    } else if word.any(&[Tag::Gone, Tag::NegationAfter, Tag::NegationBefore]) {
        Some(Turn::Denied)
    } else {
        word.any(&THERE).then_some(Turn::Excepted)
    }
}

/// What is said of the finding in front at the first place behind it: `Some(None)`, what the sentence says.
fn of_first(atoms: &[Atom], phrase: &Phrase) -> Option<Option<Turn>> {
    let head = atoms[..phrase.atoms.start].iter().rposition(Atom::is_head).filter(|&head| atoms[head].is_finding())?;
    let other = |a: &Atom| ends_clause(a) || matches!(a.what, What::Levels(_));
    if phrase.prefix || atoms[head..phrase.atoms.start].iter().any(other) {
        return None;
    }
    let own = |m: &Told| atoms[head + 1..m.from.max(head + 1)].iter().all(inside_noun_phrase);
    Some(predicate(atoms, phrase).filter(own).and_then(|m| m.turn))
}

/// Whether nothing but a joint stands between two atoms.
fn joins(atoms: &[Atom], from: usize, to: usize) -> bool {
    let joint = |a: &Atom| a.any(&[Tag::And, Tag::Terminator]) || a.is_written_comma() || a.mark() == Some(b';');
    // `present at L4-5 (type 1) but absent at L5-S1`
    let open = atoms.get(from).is_some_and(|a| a.mark() == Some(b'('));
    let close = atoms.get(from..to).unwrap_or_default().iter().position(|a| a.mark() == Some(b')'));
    let from = close.filter(|_| open).map_or(from, |close| from + close + 1);
    let between = atoms.get(from..to).unwrap_or_default();
    !between.is_empty() && between.iter().all(joint)
}
