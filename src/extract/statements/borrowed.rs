//! Places that a node takes from words before it in its sentence: a clause, a lesion, a pronoun's.

use super::{Bound, is_anaphor};
use crate::anatomy::{Endplate, Level};
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::{inside_noun_phrase, under};
use crate::extract::place::{self, Item};
use crate::lexicon::tag::Tag;

/// The two places of `kissing nodes at L2-L3`.
pub(super) fn kissing(atoms: &[Atom], at: usize, items: &[Item]) -> Option<Vec<Item>> {
    let [Item { level: Some(Level::Disc(disc)), endplate: None, .. }] = items else { return None };
    let before = atoms[..at].iter().rev().take(4).take_while(|a| a.mark().is_none() || a.mark() == Some(b'-'));
    let facing = before.into_iter().any(|a| a.is(Tag::Opposing));
    let side = |endplate| Item {
        level: Some(Level::Vertebra(disc.bounding(endplate))),
        endplate: Some(endplate),
        ..items[0].clone()
    };
    let several = matches!(atoms[at].what, What::Node { plural: true });
    (facing && several).then(|| vec![side(Endplate::Inferior), side(Endplate::Superior)])
}

/// The place of the clause before that of a node, if it goes on with that.
pub(super) fn clause_before(bound: &Bound<'_>, at: usize, own: &[Item]) -> Option<Vec<Item>> {
    pronoun_before(bound, at).or_else(|| rival_before(bound, at, own))
}

/// The place of the clause before one that begins with a pronoun: `L2 carries an ossicle; this is no node`, `L1 is
/// pitted; this node is old`.
fn pronoun_before(bound: &Bound<'_>, at: usize) -> Option<Vec<Item>> {
    let stop = bound.atoms[..at].iter().rposition(super::bind::ends_clause)?;
    let points = bound.atoms.get(stop + 1).is_some_and(|a| a.is(Tag::Pronoun) && !a.is(Tag::Ellipsis));
    // `L2 has normal height but there is a node in the superior endplate`
    // `The upper endplate of L4 is not fractured but has a node`
    let turned = bound.atoms[stop].is(Tag::Terminator)
        && bound.atoms.get(stop + 1).is_some_and(|a| a.any(&[Tag::ThereIs, Tag::Shows, Tag::Verb, Tag::ProVerb]));
    let leads = |p: &place::Phrase| p.atoms.start <= 1 && !p.prefix;
    let points = points || turned && bound.bindings.phrases.iter().any(leads);
    // `…; this is suspicious for metastasis, less likely a node`
    // `L5 is not H-shaped; it has a node in the superior endplate`
    const SAYS: [Tag; 5] = [Tag::Verb, Tag::UncertaintyBefore, Tag::UncertaintyAfter, Tag::Because, Tag::Shows];
    let says = turned || stop + 2 == at || bound.atoms[stop + 1..at].iter().any(|a| a.any(&SAYS));
    let named = bound.atoms[..stop].iter().any(|a| matches!(a.what, What::Node { .. }));
    let phrase = bound.bindings.phrases.iter().rfind(|p| p.atoms.end <= stop && !p.prefix)?;
    let items = under(phrase.items.clone(), &bound.heading);
    (points && says && !named && items.iter().any(|i| i.level.is_some())).then_some(items)
}

/// The vertebra or disc that a sentence begins with, for a finding without a place behind its semicolon: `L5-S1 is narrowed;
/// Modic type 1 changes`, `At L3 the disc is dry; there is a node`. What is denied there is denied of no place.
pub(super) fn subject_before(bound: &Bound<'_>, at: usize) -> Option<Vec<Item>> {
    const DENIES: [Tag; 5] =
        [Tag::NegationBefore, Tag::NegationAfter, Tag::NegationInstead, Tag::NoneValue, Tag::Elsewhere];
    let atoms = bound.atoms;
    let parts = |a: &Atom| matches!(a.mark(), Some(b';' | b'.'));
    let stop = atoms[..at].iter().rposition(|a| a.mark() == Some(b';'))?;
    let end = atoms[at..].iter().position(parts).map_or(atoms.len(), |end| at + end);
    let said = |a: &Atom| matches!(a.what, What::Levels(_)) || a.any(&DENIES) || a.is(Tag::Pronoun);
    let finding =
        |a: &Atom| matches!(a.what, What::Node { .. } | What::Edema(_) | What::Modic(_) | What::Anaphor { .. });
    // `L4 haemangioma; multiple Schmorl's nodes` are not all of L4
    let many = matches!(atoms[at].what, What::Node { plural: true } | What::Anaphor { plural: true });
    if many || atoms[stop + 1..end].iter().any(said) || atoms[..stop].iter().any(finding) {
        return None;
    }
    let mut placed = bound.bindings.phrases.iter().filter(|p| !p.prefix && p.has_level() && p.atoms.end <= stop);
    let phrase = placed.next().filter(|_| placed.next().is_none())?;
    let lead = |a: &Atom| a.prefix || a.any(&[Tag::At, Tag::Of, Tag::Article]);
    let leads = atoms[..phrase.atoms.start].iter().all(lead);
    leads.then(|| under(phrase.items.clone(), &bound.heading))
}

/// The place of another diagnosis, or of the lesion that either explains, in the clause before one that only hedges a node: `A
/// metastasis is favored in the inferior endplate of T10; a node is less likely`.
fn rival_before(bound: &Bound<'_>, at: usize, items: &[Item]) -> Option<Vec<Item>> {
    let atoms = bound.atoms;
    let hedge = |a: &Atom| a.any(&[Tag::UncertaintyBefore, Tag::UncertaintyAfter, Tag::Modal]);
    let behind = || atoms[at + 1..].iter().find(|a| !a.any(&[Tag::Verb, Tag::Adjective]) || hedge(a));
    if !items.is_empty() || !behind().is_some_and(hedge) {
        return None;
    }
    let stop = atoms[..at].iter().rposition(super::bind::ends_clause)?;
    let own = |a: &Atom| inside_noun_phrase(a) && !a.is(Tag::Definite) || a.is_written_comma();
    let named = atoms[..stop].iter().any(|a| matches!(a.what, What::Node { .. }));
    let other = atoms[..stop].iter().any(|a| matches!(a.what, What::Other | What::Lesion) || a.is(Tag::NotAge));
    let mut phrases = bound.bindings.phrases.iter().filter(|p| p.atoms.end <= stop && !p.prefix && p.has_level());
    let phrase = phrases.next().filter(|_| phrases.next().is_none())?;
    let alone = phrase.items.len() == 1 && atoms[stop + 1..at].iter().all(own);
    (alone && other && !named).then(|| phrase.items.clone())
}

/// The place that `in the former` behind a node speaks of: `Oedema of the L4 inferior and L5 superior endplates, with a node in
/// the latter`.
pub(super) fn place_told_before(bound: &Bound<'_>, at: usize) -> Option<Item> {
    let lead = |a: &Atom| a.any(&[Tag::At, Tag::Of, Tag::Verb, Tag::Article]);
    let behind = bound.atoms[at + 1..].iter().find(|a| !lead(a) || a.any(&[Tag::Former, Tag::Latter]))?;
    let led = bound.atoms.get(at + 1).is_some_and(|a| a.any(&[Tag::At, Tag::Of, Tag::Verb]));
    if !led || !behind.any(&[Tag::Former, Tag::Latter]) {
        return None;
    }
    member_of_pair(bound, at, behind.is(Tag::Latter))
}

/// The places that `the former by` in front of a node speaks of: `L2 and L3 are depressed, the former by a node, the latter by a
/// fracture`, `L1 and L3 are irregular; the latter has a node in its lower endplate`, `…, the latter also an inferior one`.
pub(super) fn subject_told_before(bound: &Bound<'_>, head: usize, items: &[Item]) -> Option<Vec<Item>> {
    let Bound { atoms, bindings, .. } = bound;
    let at = bindings.heads[head];
    const MEMBER: [Tag; 2] = [Tag::Former, Tag::Latter];
    const BY: [Tag; 7] = [Tag::Times, Tag::Because, Tag::To, Tag::From, Tag::ReachedBy, Tag::Shows, Tag::Verb];
    let side = |a: &Atom| place::endplate_of(a).is_some();
    let lead = |a: &Atom| !a.any(&MEMBER) && (inside_noun_phrase(a) || a.any(&BY) || side(a) || a.is(Tag::PriorSize));
    let told = atoms[..at].iter().rposition(|a| !lead(a)).filter(|&t| atoms[t].any(&MEMBER))?;
    let joint = |a: &Atom| a.mark().is_some() || a.any(&[Tag::And, Tag::Terminator]);
    let own = |&p: &usize| bindings.phrases[p].atoms.start > at && bindings.phrases[p].has_level();
    if !told.checked_sub(1).is_some_and(|c| joint(&atoms[c])) || bindings.owned_phrases(head).iter().any(own) {
        return None;
    }
    let member = member_of_pair(bound, told, atoms[told].is(Tag::Latter))?;
    let before = atoms[told..at].iter().find(|a| side(a)).map(|a| (place::endplate_of(a), Some(a.span)));
    let mut sides: Vec<_> = before.into_iter().collect();
    let behind = items.iter().filter(|i| i.endplate_span.is_some_and(|s| s.start > atoms[at].span.start));
    sides.extend(behind.map(|i| (i.endplate, i.endplate_span)));
    sides.dedup_by_key(|(side, _)| *side);
    if sides.is_empty() {
        return Some(vec![member]);
    }
    let sided = |(endplate, endplate_span)| Item { endplate, endplate_span, ..member.clone() };
    let mut all: Vec<Item> = Vec::new();
    for item in sides.into_iter().map(sided) {
        if !all.iter().any(|i| i.endplate == item.endplate) {
            all.push(item);
        }
    }
    Some(all)
}

/// The former or latter of the two places named last before an atom.
fn member_of_pair(bound: &Bound<'_>, at: usize, latter: bool) -> Option<Item> {
    let before = bound.bindings.phrases.iter().filter(|p| p.atoms.end <= at && !p.prefix);
    let places: Vec<&Item> = before.flat_map(|p| &p.items).filter(|i| i.level.is_some()).collect();
    let pair = places.len().checked_sub(2).map(|from| &places[from..])?;
    Some(pair[usize::from(latter)].clone())
}

/// The place of the node of the same sentence that `it` is: `one in L4; this is 5 mm, and it has the look of a subacute node`.
pub(super) fn node_before_it(bound: &Bound<'_>, head: usize, items: &[Item]) -> Option<Vec<Item>> {
    let Bound { atoms, bindings, .. } = bound;
    let at = bindings.heads[head];
    let said = |a: &Atom| inside_noun_phrase(a) || a.any(&[Tag::Verb, Tag::Because, Tag::Shows]);
    let it = atoms[..at]
        .iter()
        .rposition(|a| !said(a))
        .filter(|&it| atoms[it].is(Tag::Pronoun) || is_anaphor(&atoms[it]))?;
    let node = (0..head).rfind(|&h| matches!(atoms[bindings.heads[h]].what, What::Node { .. }))?;
    let places = bindings.places(node);
    let placed = items.is_empty() && it > bindings.heads[node] && it + 1 < at;
    (placed && !atoms[it].is(Tag::Several) && places.len() == 1 && places[0].level.is_some()).then_some(places)
}

/// The vertebra named last before `its`: `Oedema of L1, cause uncertain; a node is suspected in its lower endplate`.
pub(super) fn its_vertebra(bound: &Bound<'_>, at: usize, items: &[Item]) -> Option<Vec<Item>> {
    let [Item { level: None, endplate: Some(_), endplate_span: Some(side), .. }] = items else { return None };
    let side = bound.atoms.iter().position(|a| a.span.start >= side.start)?;
    if !side.checked_sub(1).is_some_and(|before| bound.atoms[before].is(Tag::Possessive)) {
        return None;
    }
    // `L1 is intact, while its inferior endplate has a node`
    let before = at.min(side);
    let phrase = bound.bindings.phrases.iter().rfind(|p| p.atoms.end <= before && !p.prefix && p.has_level())?;
    let vertebra = |i: &Item| matches!(i.level, Some(Level::Vertebra(_)));
    let [item] = &phrase.items[..] else { return None };
    vertebra(item).then(|| vec![Item { endplate: None, endplate_span: None, ..item.clone() }])
}
