//! Stage 4, place: the grammar of place expressions over atoms.
//!
//! In: a sentence's atoms. Out: place phrases, each a list of (level, endplate) with the words they were read from.
//! `superior endplates of L2 and L3 and inferior endplate of L4` is one phrase of three places.
//!
//! A phrase is first collected as elements (sides, endplate nouns, levels, joints), then resolved: sides and levels
//! pair up as prefix (`superior endplate of L2`) or suffix (`L2 superior endplate`), and are distributed over lists.

mod collect;
mod correlative;
mod doubt;
mod exceptions;
mod resolve;
mod subjects;
mod turns;

use super::atoms::{Atom, What};
use crate::anatomy::{Endplate, Level};
use crate::lexicon::tag::Tag;
use crate::span::Span;
use collect::Collector;
pub(super) use correlative::{meant_first, noun_of_both};
pub(super) use doubt::of_places;
use std::ops::Range;
pub(super) use subjects::{has_predicate, told_before};

/// One place of a phrase.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Item {
    pub(super) level: Option<Level>,
    pub(super) endplate: Option<Endplate>,
    pub(super) level_span: Option<Span>,
    pub(super) endplate_span: Option<Span>,
    /// Hedged or denied by a word right before it: `and possibly L4`, `but not at L5`.
    pub(super) turn: Turn,
    /// A measurement in brackets right behind it.
    pub(super) size: Option<(f64, Span)>,
    /// Said to be the largest, beside a wider place.
    pub(super) extra: bool,
}

/// A word that sets a member of a list apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Turn {
    #[default]
    None,
    Hedged,
    /// One of several of which one is meant: `at L1 or L2`.
    Either,
    Denied,
    /// Taken away from a list by an exception.
    Excepted,
}

/// A place phrase.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    /// Its atoms.
    pub(super) atoms: Range<usize>,
    pub(super) items: Vec<Item>,
    /// Members of its list that an exception takes away: not there if the rest is, and there if the rest is denied.
    pub(super) excepted: Vec<Item>,
    /// A preposition stands before it.
    pub(super) led: bool,
    /// It belongs to the heading or key in front of the sentence.
    pub(super) prefix: bool,
    /// It only says, in brackets, which place a measurement is of: `nodes of 6 mm (L4) and 4 mm (L5)`.
    pub(super) labels: bool,
}

impl Phrase {
    pub(super) fn has_level(&self) -> bool {
        self.items.iter().any(|item| item.level.is_some())
    }
}

/// Sides named: superior 1, inferior 2, the two that face each other over a disc 4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sides(u8);

impl Sides {
    const SUPERIOR: Self = Self(1);
    const INFERIOR: Self = Self(2);
    const BOTH: Self = Self(3);
    const FACING: Self = Self(4);
}

/// An element of a place phrase.
#[derive(Clone, Debug)]
enum Element {
    Side(Sides, Span),
    /// endplate(s), aspect.
    Noun {
        plural: bool,
        span: Span,
    },
    Levels {
        list: Vec<Level>,
        span: Span,
        turn: Turn,
        size: Option<(f64, Span)>,
        /// A preposition leads it behind a joint: `of L3 and in the lower thoracic spine`.
        anew: bool,
    },
    /// What joins the levels or sides of a list: a mark, `and`.
    Joint,
    Of,
    Bracket,
    /// A measurement closes what stands in front of it.
    Closed,
    Except,
}

/// Every place phrase of a sentence, in text order.
pub(super) fn phrases(atoms: &[Atom]) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    let mut at = 0;
    while at < atoms.len() {
        match (begins(&atoms[at]) || each_endplate(atoms, at)).then(|| phrase(atoms, at)).flatten() {
            Some(phrase) => {
                at = phrase.atoms.end;
                phrases.push(phrase);
            }
            None => at += 1,
        }
    }
    let several = phrases.iter().filter(|p| !p.prefix).count() > 1;
    for phrase in &mut phrases {
        one_side_of_two(atoms, phrase);
        deny(atoms, phrase);
        // `nodes: T11 superior, T12 inferior, L2 none`
        // `…, L2 neither`
        let neither = |a: &Atom| a.is(Tag::NegationBefore) && a.is(Tag::Definite);
        let none = atoms.get(phrase.atoms.end).is_some_and(|a| a.is(Tag::NoneValue) || neither(a));
        let ends = atoms.get(phrase.atoms.end + 1).is_none_or(|a| a.mark().is_some());
        let comma = phrase.atoms.clone().rev().find(|&i| atoms[i].is_written_comma());
        if (several || comma.is_some())
            && none
            && ends
            && !phrase.prefix
            && atoms[..phrase.atoms.start].iter().any(Atom::is_head)
        {
            let last = |span: Option<Span>| comma.is_none_or(|c| span.is_some_and(|s| s.start > atoms[c].span.start));
            phrase.items.iter_mut().filter(|i| last(i.level_span)).for_each(|item| item.turn = Turn::Denied);
        }
    }
    if several {
        face_likewise(atoms, &mut phrases);
        turns::tell_apart(atoms, &mut phrases);
    }
    exceptions::take_away(atoms, &mut phrases);
    phrases
}

/// `the apposing endplates at T11-12; likewise at L1-2`: the endplates that face each other there, too.
fn face_likewise(atoms: &[Atom], phrases: &mut [Phrase]) {
    for second in 1..phrases.len() {
        let lead = |a: &&Atom| a.any(&[Tag::At, Tag::Of, Tag::Article]) && !a.is(Tag::Likewise);
        let cue = atoms[..phrases[second].atoms.start].iter().rev().find(|a| !lead(a));
        let facing = match &phrases[second - 1].items[..] {
            [above, below] => above.level_span == below.level_span && above.endplate_span == below.endplate_span,
            _ => false,
        };
        if !(facing && cue.is_some_and(|a| a.is(Tag::Likewise))) {
            continue;
        }
        let words = phrases[second - 1].items[0].endplate_span;
        let [Item { level: Some(Level::Disc(disc)), endplate: None, .. }] = phrases[second].items[..] else { continue };
        let place = phrases[second].items[0].clone();
        phrases[second].items = [Endplate::Inferior, Endplate::Superior]
            .map(|endplate| Item {
                level: Some(Level::Vertebra(disc.bounding(endplate))),
                endplate: Some(endplate),
                endplate_span: words,
                ..place.clone()
            })
            .to_vec();
    }
}

/// `the upper but not the lower endplate of L3`: both sides share the noun and level, and the second is denied.
fn one_side_of_two(atoms: &[Atom], phrase: &mut Phrase) {
    const NOUNS: [Tag; 3] = [Tag::EndplateNoun, Tag::EndplateNouns, Tag::AspectNoun];
    let start = phrase.atoms.start;
    // `but not in the lower endplate`
    let led = atoms[..start].iter().rev().take_while(|a| a.any(&[Tag::Article, Tag::At])).count();
    let Some(cue) = (start - led).checked_sub(1) else { return };
    let comma = usize::from(cue > 0 && atoms[cue - 1].is_written_comma());
    // `the cranial, not the caudal, endplate`
    if !(atoms[cue].is(Tag::NegationInstead) || comma > 0 && atoms[cue].is(Tag::NegationBefore)) {
        return;
    }
    let Some(other) = (cue - comma).checked_sub(1) else { return };
    let sides = endplate_of(&atoms[other]).zip(endplate_of(&atoms[start]));
    let Some((told, _)) = sides.filter(|(told, denied)| told != denied) else { return };
    let noun = atoms[phrase.atoms.clone()].iter().any(|a| a.any(&NOUNS));
    if !noun || phrase.items.iter().any(|i| i.endplate == Some(told) || i.turn != Turn::None) {
        return;
    }
    let there = |i: &Item| Item { endplate: Some(told), endplate_span: Some(atoms[other].span), ..i.clone() };
    let mut items: Vec<Item> = phrase.items.iter().map(there).collect();
    items.extend(phrase.items.drain(..).map(|i| Item { turn: Turn::Denied, ..i }));
    phrase.items = items;
    phrase.atoms.start = other;
    phrase.led = self::led(atoms, other);
}

/// `edema at the inferior endplate of L4; none in L3`: the place behind the denial is denied alone.
fn deny(atoms: &[Atom], phrase: &mut Phrase) {
    let lead = [Tag::Article, Tag::At, Tag::Of];
    // `… and not in those of L2`, `… is absent from the L5 vertebra`
    let skipped =
        |a: &Atom| a.any(&lead) || a.is(Tag::Ellipsis) || a.any(&[Tag::From, Tag::PriorSize]) && !a.is(Tag::Verb);
    let Some(cue) = atoms[..phrase.atoms.start].iter().rposition(|a| !skipped(a) || a.is(Tag::NegationInstead)) else {
        return;
    };
    const CUES: [Tag; 9] = [
        Tag::And,
        Tag::Gone,
        Tag::NegationAfter,
        Tag::NegationBefore,
        Tag::NegationInstead,
        Tag::NoneOf,
        Tag::NoneValue,
        Tag::Terminator,
        Tag::YesValue,
    ];
    // most places stand behind another word
    if !atoms[cue].any(&CUES) && !matches!(atoms[cue].mark(), Some(b',' | b';')) {
        return;
    }
    let keyed = cue > 0 && atoms[cue - 1].prefix && !atoms[cue].prefix;
    // `…, and there is none at L2`
    let joint = atoms[..cue].iter().rposition(|a| !a.is(Tag::ThereIs));
    let parted = joint.is_some_and(|j| atoms[j].mark().is_some() || atoms[j].any(&[Tag::And, Tag::Terminator]));
    let parted = parted || keyed || atoms[cue].is(Tag::NegationInstead) && atoms[cue].to - atoms[cue].from > 1;
    let named = atoms[..cue].iter().rev().find(|a| a.is_head() && !a.is(Tag::Structure));
    let companion = named.is_some_and(|a| matches!(a.what, What::Edema(_) | What::Modic(_) | What::Node { .. }));
    let ends = atoms.get(phrase.atoms.end).is_none_or(|a| a.mark().is_some());
    // `present in neither L1 nor L2, but in L5`, `not seen at L1 but at L5`
    let neither = atoms[cue].is(Tag::Terminator)
        && atoms.get(cue + 1).is_some_and(|a| a.is(Tag::At))
        && atoms[..cue].iter().rev().take(12).any(|a| {
            a.is(Tag::Or) && a.is(Tag::NegationBefore) || a.is(Tag::NegationAfter) && !a.is(Tag::UncertaintyAfter)
        });
    if companion && ends && neither {
        phrase.items.iter_mut().for_each(|item| item.turn = Turn::Excepted);
    }
    // `superiorly, but none inferiorly`
    let none = atoms[cue].any(&[Tag::NoneOf, Tag::NoneValue])
        && atoms[phrase.atoms.start].any(&[Tag::Superiorly, Tag::Inferiorly])
        && atoms[..cue].iter().any(|a| a.any(&[Tag::Superiorly, Tag::Inferiorly]));
    // `oedema at L4-5 is mild, and at L2-3 there is none`
    let there = atoms.get(phrase.atoms.end).is_some_and(|a| a.is(Tag::ThereIs))
        && atoms.get(phrase.atoms.end + 1).is_some_and(|a| a.any(&[Tag::NoneOf, Tag::NoneValue]))
        && atoms.get(phrase.atoms.end + 2).is_none_or(|a| a.mark().is_some());
    let joined = atoms[cue].is(Tag::And) || matches!(atoms[cue].mark(), Some(b',' | b';'));
    if there && joined && companion {
        phrase.items.iter_mut().for_each(|item| item.turn = Turn::Denied);
    }
    if (atoms[cue].is(Tag::NegationInstead) || none) && parted && companion && ends {
        phrase.items.iter_mut().for_each(|item| item.turn = Turn::Denied);
    }
}

/// Whether `each endplate` stands at an atom: both.
fn each_endplate(atoms: &[Atom], at: usize) -> bool {
    atoms[at].is(Tag::Each) && !atoms[at].prefix && atoms.get(at + 1).is_some_and(|a| a.is(Tag::EndplateNoun))
}

/// Whether a place phrase can begin with an atom.
fn begins(atom: &Atom) -> bool {
    match atom.what {
        What::Levels(_) => true,
        What::Phrase => {
            // what names a side, and endplates
            atom.any(&[Tag::Superior, Tag::Upper, Tag::Superiorly, Tag::Inferior, Tag::Lower, Tag::Inferiorly])
                || atom.any(&[Tag::Both, Tag::Opposing, Tag::EitherSide, Tag::EndplateNoun, Tag::EndplateNouns])
        }
        _ => false,
    }
}

fn phrase(atoms: &[Atom], start: usize) -> Option<Phrase> {
    // `an extrusion migrating caudally` names no endplate
    let moves = start > 0 && atoms[start - 1].is(Tag::Reach) && atoms[start].any(&[Tag::Superiorly, Tag::Inferiorly]);
    if moves && atoms[..start].iter().rfind(|a| a.is_head()).is_some_and(|a| a.what == What::Other) {
        return None;
    }
    // `on the upper side of the disc` tells a measurement apart
    let of_disc = atoms[start].any(&[Tag::Superiorly, Tag::Inferiorly])
        && atoms.get(start + 1).is_some_and(|a| a.is(Tag::Of))
        && atoms[start + 2..].iter().find(|a| !a.is(Tag::Article)).is_some_and(|a| a.is(Tag::DiscNoun));
    if of_disc && atoms[..start].iter().rev().take(4).any(|a| matches!(a.what, What::Size(_))) {
        return None;
    }
    let mut collector =
        Collector { atoms, start, at: start, elements: Vec::with_capacity(4), turn: Turn::None, closed: 0, end: start };
    collector.run(start);
    let Collector { elements, end, .. } = collector;
    let says_place = elements.iter().any(|e| matches!(e, Element::Levels { .. }))
        || elements.iter().any(|e| matches!(e, Element::Noun { .. }))
            && elements.iter().any(|e| matches!(e, Element::Side(..)))
        || atoms[start].any(&[Tag::Superiorly, Tag::Inferiorly])
        || atoms[start].is(Tag::EndplateNouns)
        || lone_side(atoms, start)
        || side_of_node(atoms, start)
        || atoms[start].is(Tag::EitherSide) && atoms[start..end].iter().any(|a| a.is(Tag::DiscNoun))
        || either_side_of_it(atoms, start);
    if !says_place || end <= start {
        return None;
    }
    let respectively = atoms[start..].iter().take(end - start + 3).any(|a| a.is(Tag::Respectively))
        || measured_in_order(&atoms[end..]);
    let items = resolve::resolve(&elements, respectively);
    if items.is_empty() {
        return None;
    }
    let taken = |item: &Item| item.turn == Turn::Excepted;
    let (excepted, items) =
        if items.iter().any(taken) { items.into_iter().partition(taken) } else { (Vec::new(), items) };
    let led = led(atoms, start);
    let labels = start > 1
        && atoms[start - 1].mark() == Some(b'(')
        && matches!(atoms[start - 2].what, What::Size(_))
        && atoms.get(end).is_some_and(|a| a.mark() == Some(b')'));
    Some(Phrase { atoms: start..end, items, excepted, led, prefix: atoms[start].prefix, labels })
}

/// Whether measurements told one for each place follow: `…, measuring 4 mm and 6 mm, respectively`.
fn measured_in_order(behind: &[Atom]) -> bool {
    let size = |a: &Atom| matches!(a.what, What::Size(_));
    let inside = |a: &Atom| size(a) || a.any(&[Tag::Measuring, Tag::And, Tag::Of]) || a.is_written_comma();
    let length = behind.iter().take(12).take_while(|a| inside(a)).count();
    behind.get(length).is_some_and(|a| a.is(Tag::Respectively))
        && behind[..length].iter().filter(|a| size(a)).count() == 2
}

/// `on either side of it`, of a disc named before.
fn either_side_of_it(atoms: &[Atom], at: usize) -> bool {
    let of = |n: usize, tag| atoms.get(at + n).is_some_and(|a: &Atom| a.is(tag));
    atoms[at].is(Tag::EitherSide) && (of(1, Tag::Pronoun) || of(1, Tag::Of) && of(2, Tag::Pronoun))
}

/// `T12: inferior Schmorl's node`: a side right before the name.
fn side_of_node(atoms: &[Atom], at: usize) -> bool {
    let named = |a: &Atom| matches!(a.what, What::Node { .. }) && !a.any(&[Tag::BareNode, Tag::BareNodes]);
    let one = |a: &Atom| matches!(a.what, What::Node { .. }) && a.any(&[Tag::Ellipsis, Tag::OneNoun]);
    // `the anterosuperior defect of L5`
    let level = |n: usize| atoms.get(at + n).is_some_and(|a| matches!(a.what, What::Levels(_)));
    let lesion = atoms.get(at + 1).is_some_and(|a| a.what == What::Lesion)
        && atoms.get(at + 2).is_some_and(|a| a.any(&[Tag::Of, Tag::At]))
        && level(3);
    atoms[at].any(&[Tag::Superior, Tag::Inferior]) && (lesion || atoms.get(at + 1).is_some_and(|a| named(a) || one(a)))
}

/// Whether `Endplate` or `Endplate:` ends some atoms.
fn behind_endplate(atoms: &[Atom]) -> bool {
    let key = match atoms {
        [.., key, colon] if colon.mark() == Some(b':') => key,
        [.., key] => key,
        [] => return false,
    };
    key.any(&[Tag::EndplateNoun, Tag::EndplateNouns])
}

/// Whether a side is all that a cell or field of a form holds.
fn lone_side(atoms: &[Atom], at: usize) -> bool {
    let edge = |atom: Option<&Atom>| {
        atom.is_none_or(|a| {
            matches!(a.mark(), Some(b',' | b'|' | b':' | b';' | b'.' | b'(' | b')' | b'+' | b'"' | b'=' | b'/'))
                || a.prefix
        })
    };
    // `Endplate: both`
    if atoms[at].is(Tag::Both) && edge(atoms.get(at + 1)) && behind_endplate(&atoms[..at]) {
        return true;
    }
    let single = matches!(side_of(&atoms[at]), Some(Sides::SUPERIOR | Sides::INFERIOR));
    // `L4 (both)`, `L4 - superior; L5 - both`, `L3: node - superior 4 mm`
    let keyed = at > 1
        && matches!(atoms[at - 1].mark(), Some(b'(' | b'-'))
        && matches!(atoms[at - 2].what, What::Levels(_) | What::Node { .. });
    let sized = || atoms.get(at + 1).is_some_and(|a| matches!(a.what, What::Size(_)));
    if keyed && (single || atoms[at].is(Tag::Both)) && (edge(atoms.get(at + 1)) || sized()) {
        return true;
    }
    // `likewise superior`, `both superior`, `all superior`
    let mut before = at;
    while before > 0 && atoms[before - 1].any(&[Tag::PlaceFiller, Tag::Both, Tag::Each, Tag::Every, Tag::Verb]) {
        before -= 1;
    }
    let mut after = at + 1;
    // `superior and inferior`
    let side = |i: usize| atoms.get(i).is_some_and(|a| matches!(side_of(a), Some(Sides::SUPERIOR | Sides::INFERIOR)));
    let joint = |i: usize| atoms.get(i).is_some_and(|a| a.is(Tag::And) || matches!(a.mark(), Some(b'/' | b'+' | b'&')));
    if joint(after) && side(after + 1) {
        after += 2;
    }
    // `inferior at each level`, `superior in all`
    let each = |i: usize| atoms.get(i).is_some_and(|a| a.any(&[Tag::Each, Tag::Every]));
    if atoms.get(after).is_some_and(|a| a.is(Tag::At)) && each(after + 1) {
        let noun = |i: usize| atoms.get(i).is_some_and(|a| a.any(&[Tag::LevelNoun, Tag::VertebraNoun]));
        after += 2 + usize::from(noun(after + 2));
    }
    // `L2 superior and inferior`
    let joined = before > 1 && joint(before - 1) && side(before - 2);
    if joined {
        before -= 2;
    }
    let level = |i: usize| matches!(atoms[i].what, What::Levels(_));
    // `L1 sup 4 mm and inf 7 mm`
    let size = |i: usize| atoms.get(i).is_some_and(|a| matches!(a.what, What::Size(_)));
    if single && before > 1 && before == at && joint(before - 1) && size(before - 2) && size(after) {
        return true;
    }
    // `SN inf`
    let named = before > 0 && matches!(atoms[before - 1].what, What::Node { .. }) && before == at;
    // `level L3, endplate superior`
    let noun = before == at && before > 0 && atoms[before - 1].is(Tag::EndplateNoun);
    // not `endplate sup (inf)`, where one is circled
    let noun = noun && atoms.get(after).is_none_or(|a| a.mark() != Some(b'('));
    let named = named || noun && (before < 2 || endplate_of(&atoms[before - 2]).is_none());
    // `the nodes in L5 and S1 are both superior`
    let told = &atoms[before..at];
    // `shows one in its superior and L4 one in its inferior endplate`
    let shared = before == at
        && at > 0
        && atoms[at - 1].is(Tag::Possessive)
        && atoms.get(at + 1).is_some_and(|a| a.is(Tag::And) || a.is_written_comma())
        && atoms.get(at + 2).is_some_and(|a| matches!(a.what, What::Levels(_)));
    // `one in the superior and one in the inferior endplate`
    let one = |a: &Atom| a.any(&[Tag::OneNoun, Tag::Ellipsis, Tag::AnotherNode, Tag::Rest]);
    let shared = shared
        || before == at
            && atoms.get(at + 1).is_some_and(|a| a.is(Tag::And))
            && atoms[at + 2..].iter().take(2).any(one)
            && atoms[at + 2..].iter().take(7).any(|a| side_of(a).is_some())
            && atoms[at + 2..].iter().take(7).any(|a| a.any(&[Tag::EndplateNoun, Tag::AspectNoun]));
    if single && shared {
        return true;
    }
    // a head of two lines, `Schmorl's node` over `Superior`
    let lower_head = at > 0
        && atoms[at].prefix
        && matches!(atoms[at - 1].what, What::Node { .. })
        && atoms.get(at + 1).is_some_and(|a| !a.prefix);
    // `at L2, in the lower`, `L1 also on the cranial`, behind endplates
    let noun = |a: &Atom| a.any(&[Tag::EndplateNoun, Tag::EndplateNouns]);
    let article = before == at && at > 1 && atoms[at - 1].is(Tag::Article) && atoms[at - 2].is(Tag::At);
    let short = article
        && atoms[..at - 2].iter().any(noun)
        && atoms[..at - 2].iter().rev().take(3).any(|a| matches!(a.what, What::Levels(_)));
    if single && (lower_head || short && edge(atoms.get(at + 1))) {
        return true;
    }
    let predicated = told.iter().any(|a| a.is(Tag::Verb)) && told.iter().any(|a| a.any(&[Tag::Both, Tag::Each]));
    let subject = predicated && atoms[..before].iter().any(|a| matches!(a.what, What::Node { .. }));
    single
        && !atoms[at].prefix
        && (before > 0 && (named || subject || joined && level(before - 1) || edge(Some(&atoms[before - 1])))
            || before == 0 && atoms[0].prefix)
        && (edge(atoms[after.min(atoms.len())..].iter().find(|a| !a.is(Tag::PlaceFiller))) || named && size(after))
}

/// Whether a preposition stands before the phrase.
fn led(atoms: &[Atom], start: usize) -> bool {
    let skip = [
        Tag::Article,
        Tag::PlaceFiller,
        Tag::Every,
        Tag::LevelNoun,
        Tag::DiscNoun,
        Tag::AspectNoun,
        Tag::Adjective,
        Tag::Marrow,
    ];
    let mut at = start;
    while at > 0 {
        at -= 1;
        const LEADS: [Tag; 8] =
            [Tag::At, Tag::Of, Tag::From, Tag::Around, Tag::Into, Tag::Ellipsis, Tag::AboveDisc, Tag::BelowDisc];
        if atoms[at].any(&LEADS) {
            return true;
        }
        // `noted in the endplate of T8`
        if atoms[at].is(Tag::ReportedAt) {
            return atoms[start..].iter().take(4).any(|a| a.is(Tag::EndplateNoun));
        }
        if !atoms[at].any(&skip) {
            return false;
        }
    }
    false
}

/// The side that a phrase atom names.
fn side_of(atom: &Atom) -> Option<Sides> {
    if atom.any(&[Tag::Superior, Tag::Upper, Tag::Superiorly]) {
        Some(Sides::SUPERIOR)
    } else if atom.any(&[Tag::Inferior, Tag::Lower, Tag::Inferiorly]) {
        Some(Sides::INFERIOR)
    } else if atom.is(Tag::Both) {
        Some(Sides::BOTH)
    } else if atom.any(&[Tag::Opposing, Tag::EitherSide]) {
        Some(Sides::FACING)
    } else {
        None
    }
}

/// Whether an atom is a word of a place: `at the superior endplate of L3`.
pub(super) fn of_place(atom: &Atom) -> bool {
    const PLACE: [Tag; 10] = [
        Tag::At,
        Tag::Of,
        Tag::Article,
        Tag::EndplateNoun,
        Tag::EndplateNouns,
        Tag::VertebraNoun,
        Tag::VertebraNouns,
        Tag::DiscNoun,
        Tag::LevelNoun,
        Tag::AspectNoun,
    ];
    matches!(atom.what, What::Levels(_)) || !atom.is_head() && (atom.any(&PLACE) || endplate_of(atom).is_some())
}

/// The endplate that a side word names by itself.
pub(super) fn endplate_of(atom: &Atom) -> Option<Endplate> {
    match side_of(atom)? {
        Sides::SUPERIOR => Some(Endplate::Superior),
        Sides::INFERIOR => Some(Endplate::Inferior),
        _ => None,
    }
}
