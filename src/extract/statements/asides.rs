//! What stands between commas and ends no clause: `at L4, however, a node`, `in L2 and, possibly, L4`.

use crate::extract::atoms::{Atom, What};
use crate::extract::bind;
use crate::extract::bind::inside_noun_phrase;
use crate::extract::gist::Gist;
use crate::extract::place::endplate_of;
use crate::finding::{Acuity, Change};
use crate::lexicon::tag::{Tag, TagSet};

/// What an aside begins with, where no mark opens it.
const BEGINS: [Tag; 5] =
    [Tag::Course(Change::Increased), Tag::Course(Change::Decreased), Tag::Ellipsis, Tag::OneNoun, Tag::Terminator];

/// Whether something may stand aside in a sentence.
pub(super) fn may_stand_aside(said: &Gist) -> bool {
    said.any(&BEGINS) || said.marks(b",(")
}

/// `; at L4, however, a node`: between commas behind a place, the word ends no clause.
pub(super) fn parenthetical(atoms: &mut [Atom]) {
    let comma = |a: Option<&Atom>| a.is_some_and(|a| a.mark() == Some(b','));
    const TOLD: [Tag; 6] =
        [Tag::Adjective, Tag::Age(Acuity::Acute), Tag::Course(Change::New), Tag::One, Tag::Smallest, Tag::Largest];
    for i in 1..atoms.len() {
        if !(atoms[i].any(&BEGINS) || matches!(atoms[i].mark(), Some(b',' | b'('))) {
            continue;
        }
        // `and a slightly larger one in C6`: larger than the other, not than before
        let grows = atoms[i].any(&[Tag::Course(Change::Increased), Tag::Course(Change::Decreased)]);
        let led = atoms[i - 1].is(Tag::Article) && !atoms[i - 1].is(Tag::Definite);
        let noun = atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::OneNoun, Tag::BareNode, Tag::Ellipsis]));
        if grows && led && noun && atoms[i].to - atoms[i].from > 1 {
            (atoms[i].tags, atoms[i].phrase) = (TagSet::of([Tag::Adjective]), None);
        }
        // `in the inferior endplate of T11, a node; in that of T12, another`
        let named = |i: &usize| {
            endplate_of(&atoms[*i]).is_some()
                && atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::EndplateNoun, Tag::EndplateNouns]))
        };
        let of_level = atoms.get(i + 1).is_some_and(|a| matches!(a.what, What::Levels(_)));
        if atoms[i].is(Tag::Ellipsis)
            && atoms[i].to - atoms[i].from > 1
            && of_level
            && let Some(side) = (0..i - 1).rev().find(named)
            && (atoms[i - 1].any(&[Tag::At, Tag::Ellipsis]) || begins_anew(atoms, side, i))
            && !atoms[side..i].iter().any(|a| a.is(Tag::Around))
        {
            atoms[i].what = What::Phrase;
            atoms[i].tags = atoms[side].tags;
            continue;
        }
        // `of the upper endplate of L3 and of the lower one of L4`
        let levelled = atoms.get(i + 1).is_some_and(|a| a.is(Tag::Of))
            && atoms.get(i + 2).is_some_and(|a| matches!(a.what, What::Levels(_)));
        let endplate = |atoms: &[Atom]| atoms.iter().any(|a| a.any(&[Tag::EndplateNoun, Tag::EndplateNouns]));
        if atoms[i].is(Tag::OneNoun) && levelled && endplate_of(&atoms[i - 1]).is_some() && endplate(&atoms[..i - 1]) {
            atoms[i].what = What::Phrase;
            atoms[i].tags = TagSet::of([Tag::EndplateNoun]);
        }
        // `a Schmorl's node (SN)`
        let node = |i: usize| atoms.get(i).is_some_and(|a| matches!(a.what, What::Node { .. }));
        let mark = |i: usize, mark| atoms.get(i).is_some_and(|a| a.mark() == Some(mark));
        if node(i - 1) && mark(i, b'(') && node(i + 1) && mark(i + 2, b')') {
            for aside in &mut atoms[i..i + 3] {
                (aside.what, aside.tags, aside.phrase) = (What::Phrase, TagSet::of([Tag::Adjective]), None);
            }
        }
        told_in_passing(atoms, i);
        if unseen(atoms, i) {
            continue;
        }
        if atoms[i - 1].is(Tag::And) && comma(atoms.get(i)) {
            aside(&mut atoms[i..]);
            continue;
        }
        if !atoms[i].is(Tag::Terminator) {
            continue;
        }
        // `a node, though shallower, occupies L1`
        let closes = atoms[i..].iter().take(6).position(|a| a.mark() == Some(b','));
        let aside = closes.filter(|&n| n > 1 && comma(atoms.get(i - 1)));
        if let Some(n) = aside
            && !atoms[i..i + n].iter().any(|a| a.is_head() || a.is(Tag::Verb) || matches!(a.what, What::Levels(_)))
            && atoms.get(i + n + 1).is_some_and(|a| a.any(&[Tag::At, Tag::Shows, Tag::Verb]) || a.what == What::Word)
        {
            atoms[i].what = What::Word;
            atoms[i].tags = TagSet::default();
            continue;
        }
        // `a similar but shallower node`
        let told = |a: Option<&Atom>| a.is_some_and(|a| a.what == What::Phrase && a.any(&TOLD));
        let noun = atoms[i..]
            .iter()
            .skip(1)
            .find(|a| !(bind::inside_noun_phrase(a) || a.any(&TOLD)))
            .is_some_and(|a| a.is_head() || a.is(Tag::BareNode));
        if told(atoms.get(i - 1)) && told(atoms.get(i + 1)) && noun {
            atoms[i].tags = TagSet::of([Tag::Adjective]);
            continue;
        }
        if !(comma(atoms.get(i - 1)) && comma(atoms.get(i + 1))) {
            continue;
        }
        let from = atoms[..i].iter().rposition(bind::ends_clause).map_or(0, |stop| stop + 1);
        let fronted = &atoms[from..i - 1];
        // `; at L4, however, a node`, `; T12, however, has one`
        let place = |a: &Atom| matches!(a.what, What::Levels(_)) || a.any(&[Tag::Article, Tag::VertebraNoun]);
        let placed = fronted.first().is_some_and(|a| a.any(&[Tag::At, Tag::And]));
        let placed = placed || !fronted.is_empty() && fronted.iter().all(place);
        // `The one at T10, however, is larger`
        let subject =
            fronted.first().is_some_and(|a| a.any(&[Tag::Definite, Tag::Ellipsis, Tag::Several, Tag::Pronoun]))
                && atoms.get(i + 2).is_some_and(Atom::predicates);
        // `; Schmorl's nodes, however, only at T12`
        let short = fronted.len() < 4 && fronted.last().is_some_and(|a| matches!(a.what, What::Node { .. }));
        if short && atoms[i + 2..].iter().take(2).any(|a| a.is(Tag::At)) {
            atoms[i].what = What::Word;
            atoms[i].tags = TagSet::default();
            continue;
        }
        if (placed || subject) && !fronted.iter().any(Atom::is_head) && !fronted.iter().any(|a| a.is(Tag::Verb)) {
            atoms[i].what = What::Word;
            atoms[i].tags = TagSet::default();
        }
    }
}

/// Whether words for an endplate begin a clause as the endplate at `side` began the sentence: `The superior endplate of L1 is
/// normal, that of L2 bears a node`.
fn begins_anew(atoms: &[Atom], side: usize, i: usize) -> bool {
    let joint = |a: &Atom| a.any(&[Tag::And, Tag::Terminator]) || matches!(a.mark(), Some(b',' | b';'));
    let lead = |a: &Atom| a.prefix || a.any(&[Tag::Article, Tag::Terminator]);
    let says = |a: &Atom| a.any(&[Tag::Shows, Tag::Verb, Tag::ProVerbNot, Tag::ProVerb]);
    joint(&atoms[i - 1]) && atoms[..side].iter().all(lead) && atoms.get(i + 2).is_some_and(says)
}

/// `in L2 and, possibly, L4`, `in L4 and, to a lesser degree, L5`: what stands between the commas goes with the joint.
fn aside(atoms: &mut [Atom]) {
    let fill = |atoms: &mut [Atom]| {
        for filler in atoms {
            filler.what = What::Phrase;
            filler.tags = TagSet::of([Tag::PlaceFiller]);
        }
    };
    let Some(close) = atoms[1..].iter().take(6).position(Atom::is_written_comma).map(|n| n + 1) else { return };
    let inside = &atoms[1..close];
    if let [hedge] = inside
        && hedge.is(Tag::UncertaintyBefore)
    {
        fill(&mut atoms[..1]);
        fill(&mut atoms[2..3]);
    } else if inside.len() > 1
        && inside
            .iter()
            .all(|a| a.what == What::Word || a.any(&[Tag::To, Tag::Article, Tag::Adjective, Tag::At, Tag::Measuring]))
    {
        fill(&mut atoms[..=close]);
    }
}

/// What one of several does not show, or where it is not seen, is told in passing and parts nothing.
fn unseen(atoms: &mut [Atom], i: usize) -> bool {
    let close = unseen_member(atoms, i).or_else(|| unseen_node(atoms, i)).or_else(|| denied_aside(atoms, i));
    for told in close.into_iter().flat_map(|close| i..=close) {
        (atoms[told].what, atoms[told].tags, atoms[told].phrase) = (What::Phrase, TagSet::of([Tag::PlaceFiller]), None);
    }
    close.is_some()
}

/// `another, not avid, lies in L4`: the comma that closes what one of several does not show.
fn unseen_member(atoms: &[Atom], i: usize) -> Option<usize> {
    let plain = |a: &Atom| a.is(Tag::NegationInstead) || a.what == What::Word || a.is(Tag::Adjective);
    let member = atoms[i - 1].any(&[Tag::Ellipsis, Tag::AnotherNode, Tag::OneNoun, Tag::One, Tag::Ordinal(2)]);
    let close = closing_comma(atoms, i, 4).filter(|_| member)?;
    let said = &atoms[i + 1..close];
    (said.first()?.is(Tag::NegationInstead) && said.iter().all(plain)).then_some(close)
}

/// `a further node, not visible by VFA, is shown in L2`: the comma that closes where a node is not seen.
fn unseen_node(atoms: &[Atom], i: usize) -> Option<usize> {
    let node = matches!(atoms[i - 1].what, What::Node { .. });
    let close = closing_comma(atoms, i, 8).filter(|_| node)?;
    let shown = atoms.get(close + 1)?.any(&[Tag::Verb, Tag::Shows]);
    let said = &atoms[i + 1..close];
    let unseen = said.first()?.any(&[Tag::NegationAfter, Tag::PseudoNegation]);
    let plain = !said.iter().any(|a| a.is_head() || matches!(a.what, What::Levels(_)));
    (unseen && plain && shown).then_some(close)
}

/// `The focus of L2, rather than a fracture, is a node`: the comma that closes what the subject is not.
fn denied_aside(atoms: &[Atom], i: usize) -> Option<usize> {
    let close = closing_comma(atoms, i, 8)?;
    let said = &atoms[i + 1..close];
    let denied = said.first()?.any(&[Tag::NegationInstead, Tag::NegationBefore]);
    let other =
        |a: &Atom| matches!(a.what, What::Other | What::Lesion | What::Word) || inside_noun_phrase(a) || a.is(Tag::Or);
    let verb = |a: Option<&Atom>| a.is_some_and(|a| a.any(&[Tag::Verb, Tag::Because]));
    let goes_on = verb(atoms.get(close + 1)) || verb(atoms.get(i - 1));
    let named = said.iter().any(|a| matches!(a.what, What::Other | What::Lesion));
    (denied && goes_on && named && said[1..].iter().all(other)).then_some(close)
}

/// Of a comma, the next one within so many atoms.
fn closing_comma(atoms: &[Atom], i: usize, within: usize) -> Option<usize> {
    let close = atoms[i + 1..].iter().take(within).position(Atom::is_written_comma)?;
    (atoms[i].mark() == Some(b',')).then_some(i + 1 + close)
}

/// What an aside at a comma tells of nodes in general is no finding of the sentence, and its pronouns speak of nothing else.
fn told_in_passing(atoms: &mut [Atom], i: usize) {
    let Some(close) = general_aside(atoms, i) else { return };
    for told in &mut atoms[i + 1..close] {
        if matches!(told.what, What::Other | What::Lesion) {
            told.what = What::Word;
        } else if told.is(Tag::Pronoun) {
            // `which often accompany them`
            told.becomes(What::Word, None);
        }
    }
}

/// `nodes, which are often seen with Scheuermann disease, are present at T8`: the comma that closes what is told of nodes in
/// passing, behind which the sentence goes on with them.
fn general_aside(atoms: &[Atom], i: usize) -> Option<usize> {
    const LEADS: [Tag; 6] = [Tag::Which, Tag::Around, Tag::With, Tag::Because, Tag::Definition, Tag::At];
    if !matches!(atoms[i - 1].what, What::Node { .. } | What::Edema(_) | What::Modic(_)) {
        return None;
    }
    let close = closing_comma(atoms, i, 16)?;
    let goes_on = atoms.get(close + 1)?.any(&[Tag::Verb, Tag::Shows, Tag::At, Tag::NegationAfter]);
    let said = &atoms[i + 1..close];
    let led = said.iter().find(|a| a.what != What::Word && !inside_noun_phrase(a)).is_some_and(|a| a.any(&LEADS));
    let own = |a: &Atom| matches!(a.what, What::Levels(_) | What::Size(_) | What::Node { .. }) || a.is(Tag::ThereIs);
    (goes_on && led && !said.iter().any(own)).then_some(close)
}
