//! Pronouns: `it`, `they`, `both`.

use crate::extract::atoms::{Atom, What};
use crate::extract::bind::{ends_clause, inside_noun_phrase};
use crate::extract::earlier;
use crate::finding::{Acuity, Change};
use crate::lexicon::tag::Tag;

/// `Node at L2; it is unchanged`, `…, but these are old`: a pronoun that begins a clause behind a node's.
pub(super) fn clause_pronouns(atoms: &mut [Atom]) {
    let mut named = false;
    for i in 0..atoms.len() {
        named |= matches!(atoms[i].what, What::Node { .. });
        if !named || i == 0 || atoms[i].what != What::Phrase || !atoms[i].any(&[Tag::Pronoun, Tag::Definite]) {
            continue;
        }
        let begins = atoms[..i].iter().rev().find(|a| !a.is(Tag::And) && a.mark() != Some(b','));
        let verb = atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::Verb, Tag::Measuring]));
        let says = atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::Course(Change::New), Tag::Age(Acuity::Acute)]));
        let all = atoms[i].is(Tag::Definite) && !atoms[i].any(&[Tag::Article, Tag::Pronoun]) && says;
        let clause = begins.is_some_and(ends_clause);
        if (clause && (atoms[i].is(Tag::Pronoun) || verb || all) || verb && atoms[i].is(Tag::Pronoun))
            && !taken(atoms, i)
        {
            atoms[i].what = What::Anaphor { plural: false };
        }
    }
}

/// `It measures 5 mm.`, `These are old.`, `The largest is at L2.`
pub(super) fn leading_pronoun(atoms: &mut [Atom]) {
    let first = atoms.iter().position(|a| !a.prefix).unwrap_or(0);
    let points = |i: usize| {
        let atom = &atoms[i];
        // `All three are chronic.`
        let counted = atom.is(Tag::Several) && atoms.get(i + 1).is_some_and(|a| a.is(Tag::CountOf(2)));
        // `All five of them are chronic.`
        let behind = i + 1 + usize::from(counted);
        let them = |pair: &[Atom]| pair[0].is(Tag::Of) && pair[1].is(Tag::Several) && pair[1].is(Tag::Pronoun);
        let of_them = counted && atoms.get(behind..behind + 2).is_some_and(them);
        let said = atoms.get(behind + if of_them { 2 } else { 0 });
        let both = atom.is(Tag::Definite)
            && !atom.is(Tag::Article)
            && (said.is_some_and(|a| a.any(&[Tag::Verb, Tag::Shows]))
                || atom.is(Tag::Several) && !atom.is(Tag::Pronoun) && said.is_some_and(Atom::predicates));
        // `Degenerative changes, worst at L2-3` speaks of these
        // `Worst disc level? L5/S1` asks of the disc
        let disc = |i: usize| atoms.get(i + 1).is_some_and(|a| a.is(Tag::DiscNoun));
        let largest = |i: usize| atoms[i].is(Tag::Largest) && !disc(i) && !atoms[first..i].iter().any(Atom::is_head);
        // `Its whole length is 16 mm.`
        let its = atom.is(Tag::Possessive) && i == first && atoms.iter().any(|a| matches!(a.what, What::Size(_)));
        // `The finding that deserves attention is in L2.`
        let forward = atom.to - atom.from > 1
            && atom.is(Tag::Pronoun)
            && said.is_some_and(|a| a.is(Tag::Which) || a.is(Tag::Definite) && !a.any(&[Tag::Article, Tag::Pronoun]));
        if forward {
            return false;
        }
        // `L1, between them, is intact`
        let object =
            i > 0 && atoms[i - 1].any(&[Tag::At, Tag::Around, Tag::Of, Tag::From, Tag::AboveDisc, Tag::BelowDisc]);
        // `the Modic change that was described`
        let relative = i > first && atoms[i - 1].is_head() && atom.to - atom.from == 1;
        atom.what == What::Phrase
            && !object
            && !relative
            && (its || atom.is(Tag::Pronoun) || largest(i) || atom.is(Tag::Each) && i == first || both)
    };
    // `In the sagittal plane it measures 5 mm`
    let fronted = || {
        let adverbial = atoms[first..].iter().take(8);
        const INSIDE: [Tag; 5] = [Tag::At, Tag::Of, Tag::AspectNoun, Tag::SequenceBefore, Tag::SequenceAfter];
        let inside = |a: &&Atom| a.what == What::Word || inside_noun_phrase(a) || a.any(&INSIDE) && !a.is_head();
        let length = adverbial.take_while(inside).count();
        let it = first + length + usize::from(atoms.get(first + length).is_some_and(Atom::is_written_comma));
        let says = |a: &Atom| a.any(&[Tag::Measuring, Tag::Verb]);
        let plain = atoms.get(it).is_some_and(|a| a.what == What::Phrase && a.any(&[Tag::Pronoun, Tag::Possessive]));
        let led = length > 0 && atoms[first].is(Tag::At);
        // `I regard it as`
        let whole = plain && atoms[it].to - atoms[it].from > 2;
        (led && plain && (whole || atoms.get(it + 1).is_some_and(says))).then_some(it)
    };
    // `The CT of 2019 shows it at 4 mm`
    let shown = || {
        let exam = earlier::exam_in_front(&atoms[first..]);
        let [shows, it, ..] = &atoms[first + exam..] else { return None };
        let plain = it.what == What::Phrase && it.is(Tag::Pronoun);
        (exam > 0 && shows.is(Tag::Shows) && plain).then_some(first + exam + 1)
    };
    // `Its floor is sclerotic, and it is chronic`
    let later = || {
        let its = atoms.get(first).is_some_and(|a| a.is(Tag::Possessive));
        let joint = |a: &Atom| a.is_written_comma() || a.is(Tag::And);
        let it = |i: &usize| {
            atoms[*i].what == What::Phrase
                && atoms[*i].is(Tag::Pronoun)
                && joint(&atoms[*i - 1])
                && atoms.get(*i + 1).is_some_and(Atom::says_or_denies)
        };
        its.then(|| (first + 1..atoms.len().min(first + 12)).find(it)).flatten()
    };
    if let Some(i) =
        (first..atoms.len().min(first + 4)).find(|&i| points(i)).or_else(fronted).or_else(shown).or_else(later)
        && !taken(atoms, i)
    {
        atoms[i].what = What::Anaphor { plural: false };
        if let Some(lesion) = predicate_lesion(atoms, i) {
            atoms[lesion].what = What::Phrase;
        }
    }
}

/// The noun of `It is an old lesion`, which tells what the subject is like, and is no other thing.
fn predicate_lesion(atoms: &[Atom], subject: usize) -> Option<usize> {
    let verbs = atoms[subject + 1..].iter().take_while(|a| a.is(Tag::Verb)).count();
    let article = subject + 1 + verbs;
    let led = atoms.get(article).is_some_and(|a| a.is(Tag::Article) && !a.is(Tag::Definite));
    let lesion = article + 1 + atoms.get(article + 1..)?.iter().take_while(|a| inside_noun_phrase(a)).count();
    let told =
        atoms.get(article + 1..lesion)?.iter().any(|a| a.any(&[Tag::Age(Acuity::Acute), Tag::Course(Change::New)]));
    let ends = atoms.get(lesion + 1).is_none_or(|a| a.mark().is_some() || a.is(Tag::And));
    (led && told && ends && atoms.get(lesion)?.what == What::Lesion).then_some(lesion)
}

/// `These changes`, `this disc bulge`: the pronoun belongs to another thing.
fn taken(atoms: &[Atom], i: usize) -> bool {
    const PREDICATE: [Tag; 7] = [
        Tag::Verb,
        Tag::Measuring,
        Tag::Shows,
        Tag::At,
        Tag::Age(Acuity::Acute),
        Tag::Course(Change::New),
        Tag::NegationAfter,
    ];
    let owner = atoms[i + 1..].iter().find(|a| !inside_noun_phrase(a));
    matches!(owner.map(|a| &a.what), Some(What::Other | What::Lesion | What::Modic(_) | What::Word))
        && !atoms[i].any(&[Tag::Largest, Tag::Possessive])
        // `I regard it as an old lesion`
        && predicate_lesion(atoms, i).is_none()
        && atoms.get(i + 1).is_some_and(|a| !a.any(&PREDICATE))
}
