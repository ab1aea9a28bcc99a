//! What a sentence tells of an earlier exam alone: `In 2019 it was acute`, `Oedema surrounded it then`.

use super::atoms::{Atom, What};
use super::bind::{ends_clause, inside_noun_phrase};
use super::place;
use crate::finding::{Acuity, Change, Section};
use crate::lexicon::tag::Tag;

/// Whether oedema at an atom, there or `absent`, is of an earlier exam.
pub(super) fn edema(atoms: &[Atom], at: usize, absent: bool) -> bool {
    // what had gone by then has gone
    let gone = absent
        && atoms[at..]
            .iter()
            .take_while(|a| !ends_clause(a))
            .any(|a| a.any(&[Tag::Gone, Tag::Course(Change::Resolved)]));
    if gone {
        return false;
    }
    let then = if absent {
        goes_on_with_then(atoms, at) || then_behind(atoms, at) || of_earlier_exam(atoms, at)
    } else {
        then_at_end(atoms, at) || once(atoms, at)
    };
    then || had_before(atoms, at) || in_an_earlier_year(atoms, at)
}

/// `At that time it was described as acute.`, `It was acute in 2019.`: whether the word at an atom tells of an earlier exam what
/// its clause does not tell of today.
pub(super) fn age(atoms: &[Atom], at: usize) -> bool {
    // `(acute on the prior)`
    if (at + 1..atoms.len().min(at + 3)).any(|i| atoms[i].is(Tag::HistoryAfter) && in_aside(atoms, i)) {
        return true;
    }
    let from = atoms[..at].iter().rposition(ends_clause).map_or(0, |stop| stop + 1);
    let from = from + atoms[from..at].iter().take_while(|a| a.prefix).count();
    let clause = || atoms[from..].iter().take_while(|a| !ends_clause(a));
    if clause().any(|a| a.is(Tag::NowSize)) {
        return false;
    }
    // `The October study had shown a fresh node`, `Fresh nodes had been found`
    let had = |pair: &[Atom]| {
        let whole = pair[0].is(Tag::PriorSize) && pair[0].to - pair[0].from == 2 && !pair[0].is(Tag::From);
        let past = pair[0].is(Tag::PastTense) && pair[0].is(Tag::Verb);
        (whole || past) && pair[1].is(Tag::Verb) && !pair[1].is(Tag::PriorSize)
    };
    let clause_end = from + clause().count();
    if atoms[from..clause_end].windows(2).any(had) {
        return true;
    }
    let own = &atoms[from..at];
    let earlier = |a: &Atom| a.any(&[Tag::PriorSize, Tag::HistoryAfter]) && !a.is(Tag::Verb);
    let dated = |a: &[Atom]| matches!(a, [lead, year, ..] if lead.is(Tag::At) && year.is_date());
    let led = dated(own) || own.first().is_some_and(earlier);
    let ends = dated(&atoms[at + 1..]) && atoms.get(at + 3).is_none_or(|a| a.mark().is_some());
    let was = own.iter().rev().find(|a| a.is(Tag::Verb)).is_some_and(|a| a.any(&[Tag::PriorSize, Tag::PastTense]));
    let head = own.iter().any(Atom::is_head) || own.iter().any(|a| a.any(&[Tag::Pronoun, Tag::BareNode]));
    (led || ends) && was && head
}

/// Whether the clause of an atom tells of an earlier exam alone: `In 2018 it was 8 mm as well`, `The CT of 2019 shows it at 4 mm`.
pub(super) fn tells(atoms: &[Atom], at: usize) -> bool {
    let from = atoms[..at].iter().rposition(ends_clause).map_or(0, |stop| stop + 1);
    let from = from + atoms[from..at].iter().take_while(|a| a.prefix).count();
    let exam = exam_in_front(&atoms[from..at]);
    // `The node was 9 mm on the CT of 2021 too`
    let ends = |a: &Atom| a.mark().is_some() || a.what == What::Word || a.any(&[Tag::And, Tag::Likewise, Tag::ProVerb]);
    let led = |a: &Atom| a.any(&[Tag::At, Tag::PriorSize, Tag::HistoryAfter]);
    let behind = atoms.get(at + 1).filter(|a| led(a)).map_or(0, |_| exam_in_front(&atoms[at + 1..]));
    let behind = behind > 0 && atoms.get(at + 1 + behind).is_none_or(ends);
    if exam == 0 && !behind || atoms[from..].iter().take_while(|a| !ends_clause(a)).any(|a| a.is(Tag::NowSize)) {
        return false;
    }
    let says = |a: &&Atom| a.any(&[Tag::Verb, Tag::Shows, Tag::Measuring]) && !a.is(Tag::Field);
    let subject = exam > 0 && !atoms[from].is(Tag::At);
    let verb = atoms[from + exam..at].iter().find(says);
    verb.is_some_and(|a| a.any(&[Tag::PriorSize, Tag::PastTense]) || subject && a.is(Tag::Shows))
}

/// How many atoms in front name an earlier exam, or when it was: `In 2018`, `On the CT of 2021`, `At baseline`, `The chest CT of
/// 2017`, `Since 2018`.
pub(super) fn exam_in_front(own: &[Atom]) -> usize {
    const INSIDE: [Tag; 8] = [
        Tag::At,
        Tag::Article,
        Tag::Of,
        Tag::From,
        Tag::Heading(Section::Exam),
        Tag::PersonAfter,
        Tag::SequenceBefore,
        Tag::SequenceAfter,
    ];
    let Some(first) = own.first() else { return 0 };
    let when = first.any(&[Tag::PriorSize, Tag::HistoryAfter]) && !first.any(&[Tag::Verb, Tag::From]);
    if when {
        return usize::from(first.to - first.from > 1 || first.is(Tag::Formerly));
    }
    // `In May` is one phrase
    if first.is(Tag::PseudoUncertainty) && first.to - first.from == 2 {
        return 1;
    }
    let inside = |a: &&Atom| (a.what == What::Word || a.any(&INSIDE)) && !a.is_head() && a.mark().is_none();
    let led = own.iter().take(6).take_while(inside).count();
    let year = led > 0 && own.get(led).is_some_and(Atom::is_date);
    if year { led + 1 } else { 0 }
}

/// Where a sentence says, `led` by words for an earlier exam or not, that what was named before was not there then: `In 2021 the
/// endplate was still smooth`, `There was none here in 2018`.
pub(super) fn was_not_there(clause: &[Atom], led: bool) -> Option<usize> {
    if let [there, none, behind @ ..] = clause
        && there.is(Tag::ThereWas)
        && none.is(Tag::NoneOf)
    {
        let then = behind.iter().any(|a| a.is_date() || a.is(Tag::PriorSize));
        return (then && !behind.iter().any(Atom::is_head)).then_some(1);
    }
    if !led {
        return None;
    }
    let at = clause.iter().position(|a| a.is(Tag::Whole))?;
    let subject = |a: &Atom| {
        a.any(&[Tag::Article, Tag::Definite, Tag::EndplateNoun, Tag::SameLevel]) || place::endplate_of(a).is_some()
    };
    let named = clause[..at].iter().any(|a| a.any(&[Tag::EndplateNoun, Tag::SameLevel]));
    (named && clause[..at].iter().all(subject)).then_some(at)
}

/// Whether the words at an atom end an aside that tells what was different then: `(type 1 on the prior)`, `, acute on the prior
/// exam`.
pub(super) fn in_aside(atoms: &[Atom], at: usize) -> bool {
    const TOLD: [Tag; 5] = [
        Tag::Age(Acuity::Acute),
        Tag::Age(Acuity::Subacute),
        Tag::Age(Acuity::Chronic),
        Tag::ModicKind,
        Tag::Measuring,
    ];
    let told = |a: &Atom| matches!(a.what, What::Size(_) | What::Modic(_)) || a.any(&TOLD);
    let inside = |a: &&Atom| told(a) || matches!(a.what, What::Number(_)) || a.is(Tag::UncertaintyBefore);
    let own = atoms[..at].iter().rev().take_while(inside).count();
    let opens = at.checked_sub(own + 1).is_some_and(|open| matches!(atoms[open].mark(), Some(b'(' | b',')));
    let closes = atoms.get(at + 1).is_none_or(|a| a.mark().is_some());
    opens && closes && atoms[at - own..at].iter().any(told)
}

/// `It was present in 2017, but only 5 mm wide and without oedema`: a clause without a verb goes on with that of then.
fn goes_on_with_then(atoms: &[Atom], at: usize) -> bool {
    let says = |a: &Atom| a.any(&[Tag::Verb, Tag::Shows, Tag::ThereIs]);
    let Some(but) = atoms[..at].iter().rposition(|a| a.is(Tag::Terminator) || a.is_written_comma()) else {
        return false;
    };
    let clause = &atoms[but + 1..];
    let clause = &clause[..clause.iter().take_while(|a| !matches!(a.mark(), Some(b'.' | b';'))).count()];
    let from = atoms[..but].iter().rposition(ends_clause).map_or(0, |stop| stop + 1);
    let before = &atoms[from..but];
    let was = before.iter().find(|a| says(a)).is_some_and(|a| a.any(&[Tag::PriorSize, Tag::PastTense]));
    let year = before.iter().any(Atom::is_date);
    let now = |a: &Atom| a.is(Tag::NowSize);
    was && year && !clause.iter().any(|a| says(a) || now(a)) && !before.iter().any(now)
}

/// `Marrow oedema surrounded it then`
fn then_at_end(atoms: &[Atom], at: usize) -> bool {
    let clause = atoms[at + 1..].iter().take_while(|a| a.mark().is_none() && !ends_clause(a)).count();
    let clause = &atoms[at + 1..at + 1 + clause];
    let present = |a: &Atom| a.is(Tag::NowSize) || a.is(Tag::Verb) && !a.any(&[Tag::PriorSize, Tag::PastTense]);
    let then = clause.last().is_some_and(|a| a.is(Tag::PriorSize) && !a.is(Tag::Verb) && a.to - a.from == 1);
    let dated = matches!(clause, [.., lead, year] if lead.is(Tag::At) && year.is_date());
    let around = clause.first().is_some_and(|a| a.is(Tag::Around));
    (then || dated && around) && !clause.iter().any(present)
}

/// `a node, formerly with surrounding oedema`, `previously oedematous`
fn once(atoms: &[Atom], at: usize) -> bool {
    let link = |a: &&Atom| inside_noun_phrase(a) || a.any(&[Tag::With, Tag::Around]);
    let linked = atoms[..at].iter().rev().take_while(link).count();
    let adverb = at.checked_sub(linked + 1).map(|i| &atoms[i]);
    // `compared with the previous: oedema`
    adverb.is_some_and(|a| a.is(Tag::Formerly)) && atoms[at - linked..at].iter().all(|a| a.mark().is_none())
}

/// `…, which on the prior had surrounding oedema, …`: of an earlier exam, and told apart from today.
fn had_before(atoms: &[Atom], at: usize) -> bool {
    // `the node previously associated with oedema now shows none`
    let link = |a: &&Atom| inside_noun_phrase(a) || a.any(&[Tag::With, Tag::Around]);
    let once = atoms[..at].iter().rev().find(|a| !link(a)).is_some_and(|a| a.is(Tag::PriorSize) && !a.is(Tag::Verb));
    let linked = atoms[..at].iter().rev().take_while(link).any(|a| a.any(&[Tag::With, Tag::Around]));
    if once && linked && atoms[at..].iter().any(|a| a.is(Tag::NowSize)) {
        return true;
    }
    let clause = |from: usize| atoms[..from].iter().rposition(|a| a.mark() == Some(b',')).map_or(0, |c| c + 1);
    let own = &atoms[clause(at)..at];
    own.first().is_some_and(|a| a.is(Tag::Which))
        && own.iter().any(|a| a.any(&[Tag::HistoryAfter, Tag::PriorSize]))
        && !own.iter().any(|a| a.is(Tag::NowSize))
        && atoms[at..].iter().any(|a| a.is(Tag::NowSize))
}

/// `In 2019 the node was already there, and there was no oedema`: a sentence that begins with an earlier exam and does
/// not come to today.
fn of_earlier_exam(atoms: &[Atom], at: usize) -> bool {
    let from = atoms.iter().position(|a| !a.prefix).unwrap_or(at).min(at);
    let own = &atoms[from..at];
    let year = matches!(own, [lead, year, ..] if lead.is(Tag::At) && year.is_date());
    let led = year || own.first().is_some_and(|a| a.any(&[Tag::PriorSize, Tag::HistoryAfter]) && !a.is(Tag::Verb));
    let verb = own.iter().find(|a| a.any(&[Tag::Verb, Tag::ThereIs, Tag::Course(Change::New)]));
    let was = verb.is_some_and(|a| a.any(&[Tag::PriorSize, Tag::ThereWas]));
    led && was && !atoms[from..].iter().any(|a| a.is(Tag::NowSize))
}

/// `In 2020 it had a rim of oedema; there is none now`: a clause that begins with an earlier year, as one of today does not.
fn in_an_earlier_year(atoms: &[Atom], at: usize) -> bool {
    let from = atoms[..at].iter().rposition(ends_clause).map_or(0, |stop| stop + 1);
    let own: Vec<&Atom> = atoms[from..at].iter().filter(|a| !a.prefix).collect();
    let led = matches!(own[..], [lead, year, ..] if lead.is(Tag::At) && year.is_date());
    led && !atoms[from..].iter().take_while(|a| !ends_clause(a)).any(|a| a.is(Tag::NowSize))
}

/// `had no oedema then`
fn then_behind(atoms: &[Atom], at: usize) -> bool {
    let then = atoms.get(at + 1).is_some_and(|a| a.is(Tag::PriorSize) && !a.is(Tag::Verb));
    then && atoms.get(at + 2).is_none_or(|a| a.mark().is_some() || a.is(Tag::And))
}
