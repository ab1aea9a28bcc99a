//! Stage 2b, put in order: what sentences say in another order than most is put in that order before anything is read of it.
//!
//! In: the atoms of a sentence. Out: the same atoms, in which what was said anew stands where it was said wrong, the place that is
//! meant stands in front of those denied, adjectives of age and size stand beside their noun, a doubt stands at its place, and
//! words left out stand there. Whatever is rewritten here needs no rule behind.

mod asides;
mod gapped;
mod likened;
mod outdated;
mod partitive;
mod renumbered;
mod sided;
mod sides;

use super::atoms::{Atom, What};
use super::bind::inside_noun_phrase;
use super::gist::{Gist, changed, kind};
use super::{correction, elided, place};
use crate::finding::{Acuity, Change, Modic, Section};
use crate::lexicon::tag::{Tag, TagSet};

/// What tells sides.
const SIDES: [Tag; 7] =
    [Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower, Tag::Superiorly, Tag::Inferiorly, Tag::Both];

/// A sentence that is put in order, and what its atoms may say, with what was left out since: a rule whose words are not there
/// is not asked.
struct Words<'a> {
    atoms: &'a mut Vec<Atom>,
    gist: Gist,
}

impl Words<'_> {
    fn put(&mut self, there: bool, rule: impl FnOnce(&mut Vec<Atom>)) {
        changed(there, self.atoms, rule);
    }

    /// The same for a rule that brings in words that others look for.
    fn put_anew(&mut self, there: bool, rule: impl FnOnce(&mut Vec<Atom>)) {
        if changed(there, self.atoms, rule) {
            self.gist = Gist::of(self.atoms);
        }
    }
}

/// Puts the atoms of a sentence in order.
pub(super) fn put_in_order(atoms: &mut Vec<Atom>, section: Section) {
    let gist = Gist::of(atoms);
    let mut words = Words { atoms, gist };
    words.put_anew(words.gist.any(&correction::MAY), correction::in_the_same_breath);
    words.put(words.gist.kinds(kind::LEVELS), place::of_places);
    words.put(words.gist.any(&[Tag::Latter, Tag::Former]), leave_out_their_noun);
    words.put(words.gist.has(Tag::Around) && words.gist.kinds(kind::EDEMA), name_behind_nor);
    let told =
        words.gist.has(Tag::OneNoun) && words.gist.any(&[Tag::Largest, Tag::Smallest]) || words.gist.has(Tag::Rest);
    words.put(told && words.gist.marks(b","), |atoms| part_spliced(atoms));
    stand_aside(&mut words);
    words.put(words.gist.has(Tag::UncertaintyBetween), |atoms| figures_between(atoms));
    words.put(words.gist.kinds(kind::LESION) && words.gist.has(Tag::OneNoun), |atoms| one_like_that(atoms));
    // an addendum names the wrong place to put it right
    if section != Section::Addendum {
        words.put(words.gist.any(&renumbered::MAY), renumbered::leave_out);
    }
    words.put(words.gist.kinds(kind::LEVELS) && words.gist.marks(b","), likened::of_subjects);
    tell_sides(&mut words);
    words.put(words.gist.any(&[Tag::With, Tag::Without]), elided::name_again);
    words.put_anew(words.gist.has(Tag::Terminator), place::meant_first);
    words.put(words.gist.has(Tag::Terminator), |atoms| but_adjective(atoms));
    words.put(words.gist.has(Tag::ModicType(Modic::One)), that_is);
    words.put(words.gist.has(Tag::NegationInstead), place::noun_of_both);
    leave_out_the_past(&mut words);
    words.put(words.gist.any(&[Tag::Pronoun, Tag::Which]), some_of_which);
    words.put(words.gist.has(Tag::Edematous), edematous_first);
}

/// Leaves out what stands between commas.
fn stand_aside(words: &mut Words<'_>) {
    let commas = |words: &Words<'_>| words.gist.marks(b",");
    words.put(commas(words) && words.gist.has(Tag::NegationBefore), asides::in_denials);
    let hedges = [Tag::UncertaintyBefore, Tag::UncertaintyAfter];
    words.put(commas(words) && words.gist.any(&hedges) && words.gist.kinds(kind::NODE), asides::in_hedges);
    words.put_anew(commas(words) && words.gist.has(Tag::Rest), asides::of_others);
    words.put(commas(words) && words.gist.has(Tag::Largest), asides::of_largest);
}

/// Puts sides beside what they are of.
fn tell_sides(words: &mut Words<'_>) {
    let levels = |words: &Words<'_>| words.gist.kinds(kind::LEVELS);
    let sides = |words: &Words<'_>| words.gist.any(&SIDES);
    const NOUNS: [Tag; 2] = [Tag::EndplateNoun, Tag::EndplateNouns];
    words.put(levels(words) && sides(words) && words.gist.any(&NOUNS), |atoms| ones_of(atoms));
    let ordered = [Tag::Respectively, Tag::Former, Tag::Ordinal(1)];
    let listed = words.gist.marks(b",") || words.gist.any(&ordered);
    words.put(listed && levels(words) && sides(words), sided::behind_levels);
    let counted = [Tag::OneNoun, Tag::CountOf(2)];
    words.put(levels(words) && (sides(words) || words.gist.any(&counted)), gapped::write_out);
    words.put(levels(words) && words.gist.has(Tag::Both), gapped::both_alone);
    words.put(words.gist.any(&sides::MEMBERS), partitive::told_out);
    words.put(sides(words) && words.gist.any(&sides::MEMBERS), sides::of_members);
}

/// Leaves out what an earlier exam showed.
fn leave_out_the_past(words: &mut Words<'_>) {
    const AGES: [Tag; 3] = [Tag::Age(Acuity::Acute), Tag::Age(Acuity::Subacute), Tag::Age(Acuity::Chronic)];
    let gist = &words.gist;
    let told = gist.kinds(kind::EDEMA) || gist.any(&AGES);
    let before = gist.any(&[Tag::HistoryAfter, Tag::PriorSize, Tag::Formerly, Tag::At]);
    words.put(told && before && (gist.marks(b",") || gist.has(Tag::PastTense)), outdated::leave_out);
    words.put(words.gist.has(Tag::Exception) && words.gist.kinds(kind::EDEMA), outdated::excepted_rim);
}

/// `nodes in L1 and L2, the larger one is located in the latter`: a clause of its own behind a comma.
fn part_spliced(atoms: &mut [Atom]) {
    let says = |a: &Atom| a.any(&[Tag::Verb, Tag::Shows]);
    const BECAME: [Tag; 3] = [Tag::Course(Change::New), Tag::CourseCell(Change::New), Tag::Age(Acuity::Acute)];
    let became = |a: &Atom| a.any(&BECAME);
    for i in 1..atoms.len() {
        if !atoms[i].is_written_comma() || atoms[i].prefix || !atoms[..i].iter().any(says) {
            continue;
        }
        let own = match &atoms[i + 1..] {
            [the, larger, one, verb, ..] if the.is(Tag::Definite) && one.is(Tag::OneNoun) => {
                larger.any(&[Tag::Largest, Tag::Smallest]) && says(verb)
            }
            // `The T7 node is larger, the others are stable`
            [and, others, verb, told, ..] if and.is(Tag::And) => others.is(Tag::Rest) && says(verb) && became(told),
            [others, verb, told, ..] => others.is(Tag::Rest) && says(verb) && became(told),
            _ => false,
        };
        if own {
            atoms[i].what = What::Mark(b';');
        }
    }
}

/// `No oedema around the node of L1, nor around that of L3`: names the oedema once more.
fn name_behind_nor(atoms: &mut Vec<Atom>) {
    let nor = |pair: &[Atom]| pair[0].is(Tag::Or) && pair[0].is(Tag::NegationBefore) && pair[1].is(Tag::Around);
    let Some(at) = atoms.windows(2).position(|pair| nor(pair) && !pair[0].prefix) else { return };
    let edema = atoms[..at].iter().rfind(|a| matches!(a.what, What::Edema(_)) && !a.prefix);
    if let Some(edema) = edema.cloned() {
        let again =
            Atom { what: edema.what, tags: edema.tags, phrase: edema.phrase, span: edema.span, ..atoms[at].clone() };
        atoms.insert(at + 1, again);
    }
}

/// `the latter nodule measures 9 mm`: no more than `the latter`.
fn leave_out_their_noun(atoms: &mut Vec<Atom>) {
    const NOUNS: [Tag; 5] = [Tag::BareNode, Tag::OneNoun, Tag::NodeNoun, Tag::BareHernia, Tag::Herniation];
    let mut at = 0;
    while at + 1 < atoms.len() {
        let noun = &atoms[at + 1];
        let named = noun.what == What::Lesion || noun.any(&NOUNS) && !matches!(noun.what, What::Node { .. });
        if atoms[at].any(&[Tag::Latter, Tag::Former]) && atoms[at].what == What::Phrase && named && !noun.prefix {
            atoms.remove(at + 1);
        }
        at += 1;
    }
}

/// `8 versus 5 mm`: the unit of the second figure is that of both.
fn figures_between(atoms: &mut [Atom]) {
    for i in 1..atoms.len().saturating_sub(1) {
        let What::Number(figure) = atoms[i - 1].what else { continue };
        let small = figure > 0 && figure < 100;
        if atoms[i].is(Tag::UncertaintyBetween) && small && matches!(atoms[i + 1].what, What::Size(_)) {
            atoms[i - 1].what = What::Size(f64::from(figure));
        }
    }
}

/// `a similar but shallower node`: what joins two adjectives of one noun ends no clause.
fn but_adjective(atoms: &mut [Atom]) {
    let adjective =
        |a: &Atom| (inside_noun_phrase(a) || a.any(&[Tag::Smallest, Tag::CourseCell(Change::New)])) && !a.prefix;
    for i in 1..atoms.len() {
        if !(atoms[i].is(Tag::Terminator) && atoms[i].to - atoms[i].from == 1 && adjective(&atoms[i - 1])) {
            continue;
        }
        let words = atoms[i + 1..].iter().take(3).take_while(|a| adjective(a) && !a.is(Tag::Article)).count();
        let noun = atoms.get(i + 1 + words);
        let node = noun.is_some_and(|a| matches!(a.what, What::Node { .. }) || a.any(&[Tag::BareNode, Tag::OneNoun]));
        // `a similar` is one phrase, `not one but two` has none
        let article = |a: &Atom| a.is(Tag::Article) || a.is(Tag::One) && a.to - a.from > 1;
        let article = atoms[..i].iter().rev().take_while(|a| adjective(a)).any(article);
        if words > 0 && node && article {
            atoms[i].tags = TagSet::of([Tag::Adjective]);
        }
    }
}

/// `The defect of L1 is a node, that of L3 may be one`: what it may be is a node.
fn one_like_that(atoms: &mut [Atom]) {
    let lesion = atoms.iter().position(|a| a.what == What::Lesion && !a.prefix);
    let node = |a: &Atom| matches!(a.what, What::Node { .. }) && !a.prefix;
    let Some(node) = lesion.and_then(|lesion| atoms.iter().skip(lesion).find(|a| node(a)).cloned()) else { return };
    for i in 2..atoms.len() {
        let ends = atoms.get(i + 1).is_none_or(|a| a.mark().is_some());
        let led = atoms[i - 1].any(&[Tag::Verb, Tag::UncertaintyBefore, Tag::UncertaintyAfter]);
        let clause = atoms[..i].iter().rposition(|a| a.mark().is_some() || a.any(&[Tag::And, Tag::Terminator]));
        let that = clause.and_then(|c| atoms.get(c + 1)).is_some_and(|a| a.is(Tag::Ellipsis));
        if atoms[i].what == What::Phrase && atoms[i].is(Tag::OneNoun) && ends && led && that {
            atoms[i] = Atom { what: node.what.clone(), tags: node.tags, phrase: node.phrase, ..atoms[i].clone() };
        }
    }
}

/// `both endplates of L4 and the upper one of L5`: the other one is an endplate, too.
fn ones_of(atoms: &mut [Atom]) {
    let noun = |a: &Atom| a.any(&[Tag::EndplateNoun, Tag::EndplateNouns]);
    let level = |a: &Atom| matches!(a.what, What::Levels(_));
    for i in 2..atoms.len() {
        let the = atoms[i - 2].is(Tag::Definite);
        let of = atoms.get(i + 1).is_some_and(|a| a.is(Tag::Of)) && atoms.get(i + 2).is_some_and(level);
        let side = place::endplate_of(&atoms[i - 1]).is_some() && atoms[i].what == What::Phrase;
        // `one of` is one phrase
        let one = of && atoms[i].is(Tag::OneNoun) || atoms[i].is(Tag::Ellipsis) && atoms.get(i + 1).is_some_and(level);
        if the && side && one && atoms[..i - 1].iter().any(noun) {
            atoms[i].tags = TagSet::of([Tag::EndplateNoun]);
            atoms[i].phrase = None;
        }
    }
}

/// `a 5 mm pit, i.e. a node`: one mark for the four atoms, which end no sentence.
fn that_is(atoms: &mut Vec<Atom>) {
    let letter = |a: &Atom| a.to - a.from == 1 && a.span.end - a.span.start == 1 && a.mark().is_none();
    let stop = |a: &Atom| a.mark() == Some(b'.');
    let i_e = |four: &[Atom]| {
        let roman =
            four[0].is(Tag::ModicType(Modic::One)) && letter(&four[0]) && !matches!(four[0].what, What::Number(_));
        roman && stop(&four[1]) && four[2].what == What::Word && letter(&four[2]) && stop(&four[3])
    };
    // a place goes on with the one before
    let names = |atoms: &[Atom]| {
        let name = atoms.iter().find(|a| !inside_noun_phrase(a));
        let age = atoms.first().is_some_and(|a| a.is(Tag::Age(Acuity::Acute)));
        age || name.is_some_and(|a| matches!(a.what, What::Node { .. }))
    };
    while let Some(at) =
        (4..=atoms.len()).find(|&end| i_e(&atoms[end - 4..end]) && names(&atoms[end..])).map(|end| end - 4)
    {
        let comma = at > 0 && atoms[at - 1].is_written_comma();
        if !comma {
            atoms[at].becomes(What::Mark(b','), None);
        }
        atoms.drain(at + usize::from(!comma)..at + 4);
    }
}

/// `an acute, edematous node`, `a 6 mm edematous node`: adjectives beside an oedema that is one are the node's.
fn edematous_first(atoms: &mut Vec<Atom>) {
    let comma = |a: &Atom| a.is_written_comma() && !a.prefix;
    let adjective = |a: &Atom| inside_noun_phrase(a) && !a.prefix && !a.any(&[Tag::Article, Tag::One, Tag::Associated]);
    let mut next = 0;
    while next < atoms.len() {
        let edema = next;
        next += 1;
        if !(matches!(atoms[edema].what, What::Edema(_)) && atoms[edema].is(Tag::Edematous)) {
            continue;
        }
        let behind = atoms[edema + 1..].iter().take_while(|a| adjective(a) || comma(a)).count();
        let node = atoms.get(edema + 1 + behind).is_some_and(|a| matches!(a.what, What::Node { .. }));
        let before = atoms[..edema].iter().rev().take_while(|a| adjective(a) || comma(a)).count();
        // `…, edematous node`: the comma is that of a list
        let before = before - atoms[edema - before..edema].iter().take_while(|a| comma(a)).count();
        if node && before + behind > 0 {
            atoms[edema - before..=edema].rotate_right(1);
            let mut words = edema - before..edema + 1 + behind;
            let mut at = words.start;
            while at < words.end {
                if comma(&atoms[at]) {
                    atoms.remove(at);
                    words.end -= 1;
                } else {
                    at += 1;
                }
            }
            next = words.end;
        }
    }
}

/// `nodes at L1, L2 and L3, one of which shows oedema`: what is said of some of them, and not of which, is said of none that is
/// known. `…, of which one, at L2, is acute` is read as `…; the one at L2 is acute`.
fn some_of_which(atoms: &mut Vec<Atom>) {
    // a range is one atom of many levels
    let of = |a: &Atom| if let What::Levels(levels) = &a.what { levels.len() } else { 0 };
    let levels = |atoms: &[Atom]| atoms.iter().filter(|a| !a.prefix).map(of).sum::<usize>();
    let Some(begins) = (1..atoms.len()).find(|&i| atoms[i - 1].is_written_comma() && of_which(&atoms[i..])) else {
        return;
    };
    let node = atoms[..begins].iter().any(|a| matches!(a.what, What::Node { plural: true }) && !a.prefix);
    let one = !atoms[begins].is(Tag::Ellipsis);
    if !node || levels(&atoms[..begins]) < if one { 2 } else { 3 } {
        return;
    }
    if let [_, which, member, open, at, ..] = &atoms[begins..]
        && which.is(Tag::Which)
        && member.is(Tag::OneNoun)
    {
        let mut member = member.clone();
        let close = atoms[begins + 5..].iter().take(6).position(Atom::is_written_comma).map(|close| begins + 5 + close);
        if let Some(close) = close.filter(|_| open.is_written_comma() && at.is(Tag::At)) {
            // `the one at`
            member.tags = TagSet::of([Tag::Ellipsis]);
            let subject = [&[member], &atoms[begins + 5..close]].concat();
            atoms[begins - 1].what = What::Mark(b';');
            atoms.splice(begins..=close, subject);
        }
        return;
    }
    let end =
        atoms[begins..].iter().position(|a| matches!(a.mark(), Some(b'.' | b';'))).map_or(atoms.len(), |e| begins + e);
    if levels(&atoms[begins..end]) == 0 && atoms[begins].to - atoms[begins].from > 1 {
        const SAID: [Tag; 3] = [Tag::Age(Acuity::Acute), Tag::Course(Change::New), Tag::CourseCell(Change::New)];
        let said = |a: &Atom| matches!(a.what, What::Size(_) | What::Edema(_) | What::Modic(_)) || a.any(&SAID);
        for atom in atoms[begins..end].iter_mut().filter(|a| said(a)) {
            atom.becomes(What::Word, None);
        }
    }
}

/// `one of which`, `two of which`, `of which one`.
fn of_which(words: &[Atom]) -> bool {
    match words {
        [one, which, ..] if one.is(Tag::Ellipsis) && one.to - one.from == 2 => which.is(Tag::Which),
        [of, which, one, ..] if of.is(Tag::Of) && which.is(Tag::Which) => one.is(Tag::OneNoun),
        [one, ..] => one.is(Tag::Pronoun) && one.is(Tag::SomeOf),
        [] => false,
    }
}
