//! What was said of one place or thing, said or denied of another: `so does L4`, `at T11 there is none`.

use super::{Named, level_next};
use crate::extract::atoms::{Atom, Marrow, What};
use crate::extract::bind::ends_clause;
use crate::extract::place::endplate_of;
use crate::finding::{Change, FindingKind, Modic};
use crate::lexicon::tag::Tag;

/// `Neither a fracture nor a node at L1, but both are present at L2`: whether words stand for two things denied before.
pub(in crate::extract) fn both_of_denied(atoms: &[Atom], i: usize) -> bool {
    let node = |a: &Atom| matches!(a.what, What::Node { .. });
    let nor = |j: &usize| atoms[*j].is(Tag::Or) && atoms[*j].is(Tag::NegationBefore) && !atoms[*j].prefix;
    atoms[i].is(Tag::Both)
        && atoms[i].what == What::Phrase
        && (0..i).rfind(nor).is_some_and(|n| {
            atoms[n..i].iter().any(node)
                && atoms[..n].iter().rfind(|a| a.is_head()).is_some_and(|a| a.what == What::Other)
        })
}

/// `No nodes in the thoracic spine, but two are present in the lumbar spine`, `In the lumbar spine there are several.`: a number
/// that stands for nodes.
pub(super) fn counted(atoms: &[Atom], i: usize) -> bool {
    if !(both_of_denied(atoms, i) || atoms[i].any(&[Tag::CountOf(2), Tag::Many]))
        || atoms[i].what != What::Phrase
        || atoms[i].prefix
    {
        return false;
    }
    let verbs = atoms[i + 1..].iter().take_while(|a| a.any(&[Tag::Verb, Tag::Again])).count();
    let led = verbs > 0 && atoms.get(i + 1 + verbs).is_some_and(|a| a.is(Tag::At)) && level_next(atoms, i + 2 + verbs);
    let begins = i == 0 || atoms[i - 1].prefix || ends_clause(&atoms[i - 1]) || atoms[i - 1].is_written_comma();
    let from =
        atoms[..i].iter().rposition(|a| ends_clause(a) || a.is_written_comma() || a.is(Tag::And)).map_or(0, |c| c + 1);
    let levelled = atoms[from..i].iter().any(|a| matches!(a.what, What::Levels(_)) && !a.prefix);
    let there = i > 0 && atoms[i - 1].is(Tag::ThereIs) && levelled;
    // `L3 has two`
    let has = i > 1 && atoms[i - 1].any(&[Tag::Shows, Tag::Verb]) && matches!(atoms[i - 2].what, What::Levels(_));
    led && begins || (there || has) && atoms.get(i + 1).is_none_or(|a| a.mark().is_some())
}

/// `marrow oedema similar to that at T12`: another oedema, and not this one's place.
pub(super) fn likened(atoms: &[Atom], i: usize) -> bool {
    let similar = |a: &Atom| a.is(Tag::CourseCell(Change::Stable));
    let led = match &atoms[..i] {
        [.., like, to] if to.is(Tag::To) => similar(like),
        [.., like] => similar(like),
        [] => false,
    };
    let last = atoms[..i].iter().rfind(|a| a.is_head());
    atoms[i].is(Tag::Ellipsis) && led && last.is_some_and(|a| matches!(a.what, What::Edema(_) | What::Modic(_)))
}

/// `The node at L1 has marrow oedema; the one at L3 has none`: what the first has is denied of the second.
pub(super) fn no_companion(atoms: &[Atom], i: usize, named: Named) -> bool {
    let plain = [Tag::NoneOf, Tag::Pronoun, Tag::ProVerbNot, Tag::NegationInstead];
    if atoms[i].what != What::Phrase || !atoms[i].any(&plain) {
        return false;
    }
    // `…, whereas none is seen about the node of L5`
    let mut behind = atoms[i + 1..].iter().skip_while(|a| a.is(Tag::Verb));
    let about = behind.next().is_some_and(|a| a.is(Tag::Around)) && behind.next().is_none_or(|a| !a.is(Tag::Rest));
    // `…; there is none around the node of L5`
    let there = i - usize::from(i > 0 && atoms[i - 1].is(Tag::ThereIs));
    let begins = there == 0 || atoms[there - 1].is(Tag::Terminator) || atoms[there - 1].mark().is_some();
    let spoken = named.edema || atoms[..i].iter().any(|a| matches!(a.what, What::Edema(_)));
    // `Oedema surrounded it then; there is none now`
    let now = there < i
        && atoms.get(i + 1).is_some_and(|a| a.is(Tag::NowSize))
        && atoms.get(i + 2).is_none_or(|a| a.mark().is_some());
    if atoms[i].is(Tag::NoneOf) && (about || now) && begins && spoken {
        return true;
    }
    if i == 0 {
        return false;
    }
    // `with oedema at T12 and without it at L2`
    let it = atoms[i].is(Tag::Pronoun) && !atoms[i].is(Tag::Several) && atoms[i - 1].is(Tag::NegationBefore);
    let here = atoms[..i].iter().any(|a| matches!(a.what, What::Edema(_)) && !a.prefix);
    if it && here && atoms.get(i + 1).is_none_or(|a| a.is(Tag::At) || a.mark().is_some()) {
        return true;
    }
    // `the last shows oedema, the first two do not`
    const MEMBER: [Tag; 5] = [Tag::Latter, Tag::Former, Tag::FirstOf(2), Tag::LastOf(2), Tag::Ordinal(1)];
    // `the latter none`
    let has = atoms[i].is(Tag::NoneOf)
        && (atoms[i - 1].any(&[Tag::Shows, Tag::Verb])
            || atoms[i - 1].what == What::Phrase && atoms[i - 1].any(&MEMBER));
    // `the latter edematous, the former not`
    let reach = if atoms[i].is(Tag::NegationInstead) { 1 } else { 2 };
    let not = atoms[i].any(&[Tag::ProVerbNot, Tag::NegationInstead])
        && atoms[..i].iter().rev().take(reach).any(|a| a.any(&MEMBER));
    if !((has || not) && atoms.get(i + 1).is_none_or(|a| a.mark().is_some())) {
        return false;
    }
    let here = atoms[..i].iter().rposition(|a| matches!(a.what, What::Edema(_)) && !a.prefix);
    let Some(from) = here.map(|companion| companion + 1).or(named.edema.then_some(0)) else { return false };
    let one = |a: &Atom| {
        matches!(a.what, What::Node { .. } | What::Anaphor { .. })
            || a.any(&[Tag::OneNoun, Tag::Ellipsis, Tag::BareNode, Tag::Rest])
            || a.any(&MEMBER)
    };
    atoms[from..i].iter().any(one)
}

/// `The inferior endplates of T11 and L1 are affected.` behind nodes: a sentence of endplates alone.
pub(super) fn affected(atoms: &[Atom], i: usize) -> bool {
    const INSIDE: [Tag; 9] = [
        Tag::Article,
        Tag::Of,
        Tag::At,
        Tag::And,
        Tag::EndplateNoun,
        Tag::EndplateNouns,
        Tag::VertebraNouns,
        Tag::Both,
        Tag::Every,
    ];
    let place = |a: &Atom| {
        matches!(a.what, What::Levels(_)) || a.any(&INSIDE) || endplate_of(a).is_some() || a.is_written_comma()
    };
    let Some(verb) = i.checked_sub(1).filter(|&v| atoms[i].is(Tag::Affected) && atoms[v].is(Tag::Verb)) else {
        return false;
    };
    let subject = &atoms[..verb];
    let ends = atoms.get(i + 1).is_none_or(|a| a.mark().is_some());
    let named = |tag: &[Tag]| subject.iter().any(|a| a.any(tag));
    ends && subject.iter().all(place)
        && named(&[Tag::EndplateNoun, Tag::EndplateNouns])
        && subject.iter().any(|a| matches!(a.what, What::Levels(_)))
}

/// `C7 does, on its underside`, `L4's does not`, `as does L3's`: what was said of another place is said of this one.
pub(in crate::extract) fn pro_verb(atoms: &[Atom], i: usize) -> bool {
    if !atoms[i].any(&[Tag::AsIs, Tag::ProVerb, Tag::ProVerbNot]) {
        return false;
    }
    // `L3 does too`
    let too = |a: &&Atom| a.what == What::Word || a.is(Tag::ProVerb) && a.to - a.from == 1;
    let words = atoms[i + 1..].iter().take(2).take_while(too).count();
    let ends = atoms.get(i + 1 + words).is_none_or(|a| a.mark().is_some() || a.any(&[Tag::And, Tag::Terminator]));
    let level = |a: Option<&Atom>| a.is_some_and(|a| matches!(a.what, What::Levels(_)));
    // `the node at L2 does not` names it
    // `T9 shows nodes and T10 does not`: another subject behind the joint
    let joint = |j: usize| atoms[j].is(Tag::And) && j > 0 && !matches!(atoms[j - 1].what, What::Levels(_));
    let clause = (0..i).rev().take_while(|&j| atoms[j].mark().is_none() && !ends_clause(&atoms[j]) && !joint(j));
    let clause = clause.map(|j| &atoms[j]);
    let named = clause.into_iter().any(|a| a.any(&[Tag::Ellipsis, Tag::BareNode]) || a.is_head());
    // `the superior T12 endplate does not`
    // `the L2 vertebral body does not`
    let noun = i > 1 && atoms[i - 1].any(&[Tag::EndplateNoun, Tag::VertebraNoun]) && level(Some(&atoms[i - 2]));
    let behind = (level(i.checked_sub(1).map(|b| &atoms[b])) || noun) && ends && !named;
    // `so has the inferior endplate of L3`
    let place = |a: &&Atom| {
        matches!(a.what, What::Levels(_))
            || a.any(&[Tag::Article, Tag::And, Tag::Of, Tag::EndplateNoun, Tag::VertebraNoun])
            || endplate_of(a).is_some()
    };
    let length = atoms[i + 1..].iter().take_while(place).count();
    let placed = atoms[i + 1..i + 1 + length].iter().any(|a| matches!(a.what, What::Levels(_)));
    let closed = atoms.get(i + 1 + length).is_none_or(|a| a.mark().is_some());
    // not `L3, which has a node, is otherwise normal, as is L4`
    let node = atoms[..i].iter().rposition(|a| matches!(a.what, What::Node { .. })).unwrap_or(0);
    let other = atoms[i].to - atoms[i].from > 1 && atoms[node..i].iter().any(|a| a.is(Tag::Verb));
    let before = atoms[i].any(&[Tag::AsIs, Tag::ProVerb]) && placed && closed && !other;
    behind && !atoms[i].is(Tag::AsIs) || before
}

/// A word that stands for a finding named before.
pub(super) fn of_kind(kind: FindingKind) -> What {
    match kind {
        FindingKind::SchmorlNode => What::Node { plural: true },
        FindingKind::ModicChange => What::Modic(Modic::Unspecified),
        FindingKind::MarrowEdema => What::Edema(Marrow::Open),
    }
}

/// Whether `there is none` at an atom ends a sentence that names a place and nothing else.
pub(super) fn none_there(atoms: &[Atom], i: usize) -> bool {
    let said = i > 1 && atoms[i].what == What::Phrase && atoms[i].is(Tag::NoneOf) && atoms[i - 1].is(Tag::ThereIs);
    let ends = atoms[i + 1..].iter().all(|a| a.mark() == Some(b'.'));
    let place = |a: &Atom| {
        const PLACE: [Tag; 5] = [Tag::At, Tag::Of, Tag::Article, Tag::And, Tag::EndplateNoun];
        matches!(a.what, What::Levels(_)) || a.any(&PLACE) || a.is_written_comma() || endplate_of(a).is_some()
    };
    let before = &atoms[..i.saturating_sub(1)];
    said && ends && before.iter().all(place) && before.iter().any(|a| matches!(a.what, What::Levels(_)))
}
