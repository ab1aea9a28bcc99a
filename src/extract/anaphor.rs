//! Stage 4a, refer: words that speak of a node named before.
//!
//! In: a sentence's atoms and what the sentences before named. Out: the same atoms, in which `the one at L4`, `the L2
//! node` and `another node` are nodes, and `it`, `these`, `the upper node`, `the defect` are anaphors.

use super::atoms::{Atom, Marrow, What};
use super::bind::{ends_clause, inside_noun_phrase};
use super::elided;
use super::gist::{Gist, changed, kind};
use super::place::endplate_of;
use crate::finding::{Acuity, Change, FindingKind, Modic};
use crate::lexicon::tag::{Tag, TagSet};

/// What was named before the sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    /// A node, anywhere before.
    pub(super) ever: bool,
    /// A node, near enough for a pronoun to speak of it.
    pub(super) close: bool,
    /// The last thing spoken of is a node: `the lesion` may be it.
    pub(super) last: bool,
    /// Another finding was the subject of the sentence before: `it` is that.
    pub(super) rival: bool,
    /// The clause before spoke of oedema.
    pub(super) edema: bool,
    /// What the sentence before named first.
    pub(super) kind: Option<FindingKind>,
}

/// Finds what speaks of nodes named before. `said` is what the atoms may say; what they may say then is given back.
pub(super) fn find(atoms: &mut [Atom], mut said: Gist, named: Named) -> Gist {
    if elided::find(atoms, named, &said) {
        said = Gist::of(atoms);
    }
    if !(named.ever || said.kinds(kind::NODE)) {
        return said;
    }
    // most sentences have no word for what was named before
    let speaks = said.any(&SPEAKS)
        || said.any(&[Tag::CountOf(2), Tag::Many])
        || said.any(&[Tag::AsIs, Tag::ProVerbNot])
        || said.kinds(kind::LESION)
        || said.has(Tag::Terminator) && said.has(Tag::Verb);
    if changed(speaks, atoms, |atoms| speak(atoms, named)) {
        said = Gist::of(atoms);
    }
    let points = said.kinds(kind::NODE) && said.any(&[Tag::Pronoun, Tag::Definite]);
    let mut asked = changed(points, atoms, clause_pronouns);
    if named.close && !named.rival {
        // `They have not changed, the T11 one measuring 8 mm.`
        let several = atoms.iter().find(|a| !a.prefix).is_some_and(|a| a.is(Tag::Several));
        let mut clause = atoms.iter().take_while(|a| !(several && a.mark().is_some()));
        if !clause.any(|a| matches!(a.what, What::Node { .. } | What::Anaphor { .. })) {
            const LEADS: [Tag; 5] = [Tag::Definite, Tag::Each, Tag::Largest, Tag::Possessive, Tag::Pronoun];
            asked |= changed(said.any(&LEADS), atoms, leading_pronoun);
        }
    }
    if asked { Gist::of(atoms) } else { said }
}

/// Makes nodes and anaphors of the words that speak of what was named before.
fn speak(atoms: &mut [Atom], named: Named) {
    let mut before = false;
    for i in 0..atoms.len() {
        if matches!(atoms[i].what, What::Node { .. }) {
            before = true;
            if partitive(atoms, i) {
                atoms[i].what = What::Phrase;
            }
            continue;
        }
        if atoms[i].prefix || !may_speak(atoms, i) {
            continue;
        }
        let near = before || named.close;
        if likened(atoms, i) {
            let other = (i + 1..atoms.len()).take_while(|&j| atoms[j].mark().is_none());
            for j in other.filter(|&j| matches!(atoms[j].what, What::Levels(_))).collect::<Vec<_>>() {
                atoms[j].what = What::Word;
            }
            continue;
        }
        // `the lumbar spine is free of them`
        let level = |a: &Atom| matches!(a.what, What::Levels(_));
        let them = |i: usize| atoms[i].is(Tag::Pronoun) && atoms[i].is(Tag::Several);
        if near && them(i) && i > 2 && atoms[i - 1].is(Tag::NegationBefore) && atoms[i - 3..i].iter().any(level) {
            atoms[i].what = What::Node { plural: true };
            continue;
        }
        if no_companion(atoms, i, named) {
            atoms[i].what = What::Edema(Marrow::Open);
            atoms[i].tags = TagSet::of([Tag::NoneOf]);
            continue;
        }
        // `At T11 there is none.` behind nodes
        if let Some(kind) = named.kind.filter(|_| none_there(atoms, i)) {
            atoms[i].what = of_kind(kind);
            atoms[i].tags = TagSet::of([Tag::NoneOf]);
            before = true;
            continue;
        }
        // `None at L3.`
        if i == 0
            && let Some(kind) = named.kind
            && atoms[0].is(Tag::NegationInstead)
            && level_alone(atoms, 1)
        {
            atoms[0].what = of_kind(kind);
            atoms[0].tags = TagSet::of([Tag::NoneOf]);
            before = true;
            continue;
        }
        if named.close && !before && affected(atoms, i) {
            atoms[i].what = What::Node { plural: true };
            before = true;
            continue;
        }
        // `So does L4, where it is old.` behind a node
        let so = i == 0 && named.close && !named.rival && atoms[i].is(Tag::ProVerb);
        if (before || so) && pro_verb(atoms, i) {
            before = true;
            atoms[i].what = What::Node { plural: false };
            continue;
        }
        if near && counted(atoms, i) {
            atoms[i].what = What::Node { plural: !atoms[i].is(Tag::Both) };
            before = true;
            continue;
        }
        if let Some(what) = ellipsis(atoms, i, near).or_else(|| noun(atoms, i, named, before)) {
            before |= matches!(what, What::Node { .. });
            atoms[i].what = what;
        }
    }
}

/// What may speak of what was named before.
const SPEAKS: [Tag; 24] = [
    Tag::Lowest,
    Tag::Uppermost,
    Tag::Affected,
    Tag::AnotherNode,
    Tag::BareNode,
    Tag::BareNodes,
    Tag::Ellipsis,
    Tag::FirstOf(2),
    Tag::Former,
    Tag::Largest,
    Tag::LastOf(2),
    Tag::Latter,
    Tag::Lower,
    Tag::NegationInstead,
    Tag::NoneOf,
    Tag::One,
    Tag::OneNoun,
    Tag::OneNouns,
    Tag::Ordinal(1),
    Tag::Pronoun,
    Tag::ProVerb,
    Tag::Rest,
    Tag::Smallest,
    Tag::Upper,
];

/// Whether an atom may speak of what was named before, so that its surroundings are looked at: most may not.
fn may_speak(atoms: &[Atom], i: usize) -> bool {
    let atom = &atoms[i];
    let turned = atom.is(Tag::Verb) && i > 0 && atoms[i - 1].is(Tag::Terminator);
    counted(atoms, i)
        || atom.any(&SPEAKS)
        || atom.is(Tag::AsIs)
        || atom.is(Tag::ProVerbNot)
        || atom.what == What::Lesion
        || turned
}

/// `Neither a fracture nor a node at L1, but both are present at L2`: whether words stand for two things denied before.
pub(super) fn both_of_denied(atoms: &[Atom], i: usize) -> bool {
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
fn counted(atoms: &[Atom], i: usize) -> bool {
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
fn likened(atoms: &[Atom], i: usize) -> bool {
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
fn no_companion(atoms: &[Atom], i: usize, named: Named) -> bool {
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
    if atoms[i].is(Tag::NoneOf) && about && begins && spoken {
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
    let has = atoms[i].is(Tag::NoneOf) && atoms[i - 1].any(&[Tag::Shows, Tag::Verb]);
    // `the last shows oedema, the first two do not`
    const MEMBER: [Tag; 5] = [Tag::Latter, Tag::Former, Tag::FirstOf(2), Tag::LastOf(2), Tag::Ordinal(1)];
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
fn affected(atoms: &[Atom], i: usize) -> bool {
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
pub(super) fn pro_verb(atoms: &[Atom], i: usize) -> bool {
    if !atoms[i].any(&[Tag::AsIs, Tag::ProVerb, Tag::ProVerbNot]) {
        return false;
    }
    // `L3 does too`
    let words = atoms[i + 1..].iter().take(2).take_while(|a| a.what == What::Word).count();
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

/// `Of the three nodes, that in L1 is new`: the nodes are told out by what follows.
fn partitive(atoms: &[Atom], node: usize) -> bool {
    let of = atoms[..node].iter().rposition(|a| !(inside_noun_phrase(a) || a.is(Tag::Definite)));
    let whole = of.is_some_and(|i| {
        atoms[i].is(Tag::Of) && atoms[..i].iter().rev().take(1).all(|a| !a.is_head() && a.mark().is_some())
    });
    let comma = atoms.get(node + 1).is_some_and(|a| a.mark() == Some(b','));
    whole && comma && atoms.get(node + 2).is_some_and(|a| a.is(Tag::Ellipsis))
}

/// `that of L4`, `but one at T11`, `but present at L4`, `another node`: the node named before, at another place.
fn ellipsis(atoms: &[Atom], i: usize, near: bool) -> Option<What> {
    // what may stand for a node: asked first, because most words may not
    const MEMBER: [Tag; 7] =
        [Tag::Ellipsis, Tag::AnotherNode, Tag::OneNoun, Tag::One, Tag::Rest, Tag::NoneOf, Tag::Ordinal(2)];
    let atom = &atoms[i];
    // `The pits at L2 are vessels, that at L3 is a node`
    let lesion = !near && atom.is(Tag::Ellipsis) && atoms[..i].iter().any(|a| a.what == What::Lesion && !a.prefix);
    if lesion && atom.what == What::Phrase && i > 0 && atoms[i - 1].is_written_comma() {
        let clause = || atoms[i + 1..].iter().take_while(|a| !ends_clause(a));
        let verb = clause().position(|a| a.is(Tag::Verb));
        let named = verb.is_some_and(|v| clause().skip(v).any(|a| matches!(a.what, What::Node { .. })));
        return named.then_some(What::Lesion);
    }
    if atom.what != What::Phrase || !near {
        return None;
    }
    if !(atom.any(&MEMBER) || atom.is(Tag::Verb) && i > 0 && atoms[i - 1].is(Tag::Terminator)) {
        return None;
    }
    if nounless(atoms, i) || ordinal_placed(atoms, i) {
        return Some(What::Node { plural: false });
    }
    // `The defect of L2 is a node; the one in L4 is a fracture rather than a node.`
    if atom.is(Tag::Ellipsis) {
        let clause = atoms[i + 1..].iter().take_while(|a| !ends_clause(a)).collect::<Vec<_>>();
        let verb = clause.iter().position(|a| a.is(Tag::Verb));
        let named = verb.is_some_and(|v| clause[v..].iter().any(|a| matches!(a.what, What::Node { .. })));
        // `The defect of L2 is a node; that of L4 is a fracture.`
        let subject = atoms[..i].iter().find(|a| a.is_head() && !a.prefix).is_some_and(|a| a.what == What::Lesion);
        let other = verb.is_some_and(|v| {
            let said = clause[v + 1..].iter().find(|a| !inside_noun_phrase(a) && a.mark() != Some(b'.'));
            said.map_or(subject, |a| a.what == What::Other || subject && a.what == What::Word)
        });
        // `The one at T12 is a node, the one at L2 a fracture.`
        let other = other || verb.is_none() && other_without_verb(&atoms[i + 1..]);
        if named || other || gapped_cause(atoms, i) {
            return Some(What::Lesion);
        }
        if parallel_edema(atoms, i) {
            return Some(What::Edema(Marrow::Said));
        }
    }
    // `the larger one` is one of those named
    // `Two nodes at L3, larger one 5 mm`
    let larger = atom.is(Tag::Largest)
        && i > 0
        && atoms[i - 1].is_written_comma()
        && atoms.get(i + 1).is_some_and(|a| matches!(a.what, What::Size(_)) || a.is(Tag::Measuring))
        && atoms[..i].iter().any(|a| a.what == What::Node { plural: true } && !a.prefix);
    if atom.is(Tag::AnotherNode) && (larger || i > 0 && atoms[i - 1].is(Tag::Definite)) {
        return Some(What::Anaphor { plural: false });
    }
    let turned = atom.is(Tag::Verb)
        && i > 0
        && atoms[i - 1].is(Tag::Terminator)
        && atoms.get(i + 1).is_some_and(|a| a.is(Tag::At))
        && level_next(atoms, i + 2);
    // `…, one is now evident in L2`, `ditto` of a node
    let ditto = atom.is(Tag::AnotherNode)
        && (atom.to - atom.from > 1 && !atom.is(Tag::OneNoun)
            || atoms[..i]
                .iter()
                .rev()
                // `nodes with oedema at T10, and smaller nodes at T6`
                .find(|a| a.is_head() && !matches!(a.what, What::Edema(_) | What::Modic(_)))
                .is_none_or(|a| matches!(a.what, What::Node { .. } | What::Anaphor { .. })));
    // `Another is at L5.`, `None is seen at L2.`, `one lies in T11, the other in L2`
    // `…; a new one has developed in L2`
    let own = |a: &Atom| {
        atom.is(Tag::OneNoun)
            && a.any(&[Tag::Article, Tag::Course(Change::New), Tag::Adjective])
            && !a.is(Tag::Definite)
    };
    let begins = atoms[..i].iter().rev().find(|a| !(a.any(&[Tag::And, Tag::One]) || own(a)));
    let begins = begins.is_none_or(|a| a.prefix || a.mark().is_some());
    let member = begins && atom.any(&[Tag::OneNoun, Tag::One, Tag::AnotherNode, Tag::Rest, Tag::NoneOf, Tag::Ellipsis])
        || ordinal(atoms, i);
    if begins && in_bracket(atoms, i) {
        return Some(What::Node { plural: false });
    }
    if member && placed_by_verb(atoms, i) {
        return Some(What::Node { plural: false });
    }
    // `… and another in its inferior endplate`
    let side = near
        && atom.is(Tag::Ellipsis)
        && atoms[i + 1..].iter().take_while(|a| a.mark().is_none()).take(4).any(|a| a.is(Tag::EndplateNoun))
        && atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::Possessive, Tag::Each]) || before_side(atoms, i + 1));
    if side {
        return Some(What::Node { plural: false });
    }
    // `…, and at L2-3 there is one in the superior endplate`
    let from = atoms[..i].iter().rposition(|a| ends_clause(a) || a.is(Tag::And)).map_or(0, |c| c + 1);
    let levelled = atoms[from..i].iter().any(|a| matches!(a.what, What::Levels(_)) && !a.prefix);
    let there = i > 0 && atoms[i - 1].any(&[Tag::ThereIs, Tag::Shows]);
    let sided = atoms[i + 1..].iter().take(4).take_while(|a| a.mark().is_none()).any(|a| a.is(Tag::EndplateNoun));
    // `L3 shows one in its superior and L4 one in its inferior endplate`
    let its = matches!(&atoms[i + 1..], [its, side, and, ..] if its.is(Tag::Possessive)
        && endplate_of(side).is_some() && and.is(Tag::And));
    if atom.is(Tag::Ellipsis) && levelled && there && (sided || its) {
        return Some(What::Node { plural: false });
    }
    let same = atoms[i + 1..].iter().take(8).take_while(|a| a.mark().is_none()).any(|a| a.is(Tag::SameLevel));
    // `neither the 5 mm protrusion at L5-S1 nor the 3 mm one at L4-L5`
    let last = atoms[..i].iter().rfind(|a| a.is_head() && !a.prefix);
    let other = last.is_some_and(|a| a.what == What::Other && !a.is(Tag::Structure))
        && i > 0
        && (matches!(atoms[i - 1].what, What::Size(_)) || atoms[i - 1].is(Tag::Article));
    // `and a second, 3 mm, the inferior endplate of L2`
    let behind = apposition(atoms, i + 1);
    let apposed = atom.is(Tag::One) && behind > i + 1 && level_next(atoms, behind);
    let ellipsis = !other && (atom.is(Tag::Ellipsis) && (same || level_next(atoms, behind)) || apposed);
    (turned || ellipsis || ditto).then_some(What::Node { plural: false })
}

/// Whether words that may be a node say where it lies: `Another is at L5`, `a new one has developed in L2`, `the other in L3`.
fn placed_by_verb(atoms: &[Atom], i: usize) -> bool {
    // `A second, measuring 6 mm, is present in L4.`, `Another one of 6 mm is found in L4.`
    let sized = usize::from(atoms.get(i + 1).is_some_and(|a| matches!(a.what, What::Size(_))));
    let said = apposition(atoms, i + 1).max(i + 1 + sized);
    // `A similar node without enhancement is located in L1.`
    let with = atoms.get(said).is_some_and(|a| a.any(&[Tag::With, Tag::NegationBefore]));
    let behind = (said..atoms.len().min(said + 6)).find(|&i| atoms[i].is(Tag::Verb)).filter(|_| with);
    let said = behind.unwrap_or(said);
    let verb = |a: &&Atom| {
        // `another suspected at L4`, `a second is possible at L4`
        const SAYS: [Tag; 5] =
            [Tag::Verb, Tag::Again, Tag::NegationAfter, Tag::UncertaintyBefore, Tag::UncertaintyAfter];
        a.any(&SAYS) || a.is(Tag::Course(Change::New)) && a.to - a.from > 1
    };
    let verbs = atoms[said..].iter().take_while(verb).count();
    let same = atoms[i + 1..].iter().take(8).take_while(|a| a.mark().is_none()).any(|a| a.is(Tag::SameLevel));
    let led = atoms.get(said + verbs).is_some_and(|a| a.is(Tag::At)) && (same || level_next(atoms, said + 1 + verbs));
    led && (verbs > 0 || atoms[i].is(Tag::Rest))
}

/// `That of L1 is due to a node, that of L2 to an acute fracture`: another cause, whose verb stands in the clause before.
fn gapped_cause(atoms: &[Atom], i: usize) -> bool {
    let place = |a: &&Atom| {
        matches!(a.what, What::Levels(_)) || a.any(&[Tag::Article, Tag::EndplateNoun]) || endplate_of(a).is_some()
    };
    let behind = i + 1 + atoms[i + 1..].iter().take_while(place).count();
    let cause = atoms.get(behind).is_some_and(|a| a.any(&[Tag::To, Tag::Because, Tag::Times, Tag::From]));
    let noun = atoms[behind..].iter().skip(1).find(|a| !inside_noun_phrase(a) || a.is(Tag::NotAge));
    let other = noun.is_some_and(|a| a.what == What::Other || a.is(Tag::NotAge));
    cause
        && other
        && atoms[..i].iter().any(|a| a.is(Tag::Because))
        && i > 0
        && (atoms[i - 1].mark().is_some() || atoms[i - 1].is(Tag::And))
}

/// Whether words go on with a place and, without a verb, what is there: `at L2 a fracture`.
fn other_without_verb(words: &[Atom]) -> bool {
    let the = |a: &Atom| a.is(Tag::Article) && a.is(Tag::Definite);
    let place = |a: &&Atom| {
        matches!(a.what, What::Levels(_))
            || a.any(&[Tag::At, Tag::Of, Tag::EndplateNoun])
            || the(a)
            || endplate_of(a).is_some()
    };
    let placed = words.iter().take_while(place).count();
    let said = &words[placed..];
    let noun = said.iter().find(|a| !inside_noun_phrase(a) || a.is(Tag::NotAge));
    placed > 0
        && said.first().is_some_and(|a| a.is(Tag::Article))
        && noun.is_some_and(|a| a.what == What::Other && !a.is(Tag::Structure) || a.is(Tag::NotAge))
}

/// `Marrow oedema at L4 is due to a node, while that at L2 is due to a fracture`: the oedema of another place.
pub(super) fn parallel_edema(atoms: &[Atom], i: usize) -> bool {
    let begins = i > 0 && (ends_clause(&atoms[i - 1]) || atoms[i - 1].is_written_comma() || atoms[i - 1].is(Tag::And));
    let subject = atoms[..i].iter().find(|a| a.is_head() && !a.prefix);
    let edema = |a: &Atom| matches!(a.what, What::Edema(_) | What::Modic(_));
    let clause: Vec<&Atom> = atoms[i + 1..].iter().take_while(|a| !ends_clause(a)).collect();
    let cause = clause.iter().position(|a| a.is(Tag::Because));
    let other = cause.is_some_and(|cause| clause[cause..].iter().any(|a| a.what == What::Other));
    let told = begins && other && subject.is_some_and(|a| matches!(a.what, What::Edema(_)));
    told && atoms[i].is(Tag::Ellipsis) && !clause.iter().any(|a| edema(a))
}

/// `one in the inferior endplate`: an endplate with its side and no level, behind a node of the same sentence.
fn before_side(atoms: &[Atom], at: usize) -> bool {
    let named = atoms[..at].iter().any(|a| matches!(a.what, What::Node { .. }) && !a.prefix);
    let side = at + usize::from(atoms.get(at).is_some_and(|a| a.is(Tag::Article)));
    let noun = atoms.get(side + 1).is_some_and(|a| a.is(Tag::EndplateNoun));
    let sided = atoms.get(side).is_some_and(|a| endplate_of(a).is_some());
    let level = atoms[side + 1..].iter().take(4).any(|a| matches!(a.what, What::Levels(_)));
    named && noun && sided && !level
}

/// `one (L1) is new`, `one of them (L3) with edema`, `one, at L1, is new`: a member whose place stands aside.
fn in_bracket(atoms: &[Atom], i: usize) -> bool {
    let of = atoms[i + 1..].iter().take_while(|a| a.any(&[Tag::Of, Tag::Pronoun, Tag::Definite])).count();
    let [open, aside @ ..] = &atoms[i + 1 + of..] else { return false };
    let bracket = open.mark() == Some(b'(');
    let comma = open.is_written_comma() && aside.first().is_some_and(|a| a.is(Tag::At));
    let Some(close) = aside.iter().take(8).position(|a| a.mark().is_some()) else { return false };
    let closes = aside[close].mark() == Some(if bracket { b')' } else { b',' });
    let placed = aside[..close].iter().any(|a| matches!(a.what, What::Levels(_)));
    let one = atoms[i].any(&[Tag::One, Tag::OneNoun, Tag::Ellipsis]);
    one && (bracket || comma) && closes && placed && !aside[..close].iter().any(Atom::is_head)
}

/// `The second is in the superior endplate of L1`: one of several told out in turn.
fn ordinal(atoms: &[Atom], i: usize) -> bool {
    let definite = i.checked_sub(1).filter(|&d| atoms[d].is(Tag::Definite));
    let begins = |d: usize| d == 0 || atoms[d - 1].prefix || atoms[d - 1].mark().is_some() || atoms[d - 1].is(Tag::And);
    atoms[i].is(Tag::Ordinal(2)) && definite.is_some_and(begins)
}

/// `The second, in the inferior endplate of L4, is 4 mm`, `Its counterpart, in L4, …`: a node with its place between commas.
fn ordinal_placed(atoms: &[Atom], i: usize) -> bool {
    let comma = atoms.get(i + 1).is_some_and(Atom::is_written_comma);
    let led = atoms.get(i + 2).is_some_and(|a| a.is(Tag::At)) && level_next(atoms, i + 3);
    // `A third, at the superior endplate of L4, is barely 2 mm.`
    let third = atoms[i].is(Tag::Ordinal(2)) && i > 0 && atoms[i - 1].is(Tag::Article);
    let third = third && (i == 1 || atoms[i - 2].prefix || atoms[i - 2].mark().is_some());
    (ordinal(atoms, i) || third || atoms[i].is(Tag::Ellipsis)) && comma && led
}

/// `a probable third in the superior endplate of L3`, `L4 harbours one as well`: a node without its noun.
fn nounless(atoms: &[Atom], i: usize) -> bool {
    let hedged = [Tag::Article, Tag::One, Tag::UncertaintyBefore, Tag::Adjective];
    let third = atoms[i].is(Tag::Ordinal(2))
        && i > 0
        && atoms[i - 1].any(&hedged)
        && atoms.get(i + 1).is_some_and(|a| a.is(Tag::At))
        && level_next(atoms, i + 2);
    // `At L3 the superior endplate contains a third, which is 12 mm`
    let third = third
        || atoms[i].is(Tag::Ordinal(2))
            && i > 1
            && atoms[i - 1].any(&hedged)
            && atoms[i - 2].is(Tag::Shows)
            && atoms.get(i + 1).is_none_or(|a| a.mark().is_some());
    // `T12 and L2 have none`, `Its neighbour, L1, has one`
    let comma = |b: usize| b > 0 && atoms[b].mark() == Some(b',') && matches!(atoms[b - 1].what, What::Levels(_));
    // `the 11th and 12th thoracic vertebrae have none`
    let noun = |b: usize| {
        b > 0
            && atoms[b].any(&[Tag::VertebraNoun, Tag::VertebraNouns, Tag::LevelNoun])
            && matches!(atoms[b - 1].what, What::Levels(_))
    };
    // `the inferior endplate of T12 opposite it bears none`
    let beside = |b: usize| {
        let aside = atoms[..=b].iter().rev().take_while(|a| a.any(&[Tag::Opposing, Tag::Pronoun, Tag::Around])).count();
        b - aside.min(b)
    };
    let levelled = |b: usize| matches!(atoms[beside(b)].what, What::Levels(_)) || comma(b) || noun(b);
    let none = atoms[i].is(Tag::NoneOf)
        && i > 1
        && atoms[i - 1].any(&[Tag::Shows, Tag::Verb])
        && (levelled(i - 2) || atoms[i - 2].is(Tag::EndplateNoun))
        && atoms.get(i + 1).is_none_or(|a| a.mark().is_some());
    if none {
        return true;
    }
    // `the endplate of L2 has one too`
    let subject = atoms[..i.saturating_sub(1)]
        .iter()
        .rposition(|a| !a.is(Tag::PlaceFiller) || a.any(&[Tag::EndplateNoun, Tag::EndplateNouns]));
    // `except L5, which has one inferiorly`
    let which = i > 3 && atoms[i - 2].is(Tag::Which) && matches!(atoms[i - 4].what, What::Levels(_));
    let has = i > 1
        && atoms[i - 1].is(Tag::Verb)
        && (which && atoms[i - 3].is_written_comma()
            || subject.is_some_and(|s| {
                levelled(s) || atoms[s].any(&[Tag::EndplateNoun, Tag::EndplateNouns, Tag::VertebraNoun])
            }));
    // `there is a true one of 3 mm`
    let inside =
        |a: &&Atom| inside_noun_phrase(a) || a.what == What::Word || a.is_written_comma() || a.is(Tag::Ordinal(2));
    let told = atoms[..i].iter().rev().take(4).take_while(inside).count();
    let shown = i > told && (atoms[i - told - 1].any(&[Tag::Shows, Tag::ThereIs])) || i > 0 && has;
    let ends = atoms.get(i + 1).is_none_or(|a| {
        const ENDS: [Tag; 9] = [
            Tag::And,
            Tag::Which,
            Tag::Or,
            Tag::Terminator,
            Tag::Again,
            Tag::Superiorly,
            Tag::Inferiorly,
            Tag::With,
            Tag::Associated,
        ];
        a.mark().is_some() || a.any(&ENDS)
    });
    // `L2 harbours one as well`
    let words = atoms[i + 1..].iter().take_while(|a| a.what == What::Word).count();
    let adverb = words > 0 && words < 3 && atoms.get(i + 1 + words).is_none_or(|a| a.mark().is_some());
    // `the one beneath it, in the superior endplate of L2`, `the one immediately across the disc, in L5`
    let words = atoms[i + 1..].iter().take_while(|a| !a.is_head() && a.mark().is_none() && !a.is(Tag::Verb)).count();
    let comma = i + 1 + words;
    let beside = i > 0
        && (1..6).contains(&words)
        && atoms[i - 1].is(Tag::Definite)
        && atoms.get(comma).is_some_and(|a| a.mark() == Some(b','))
        && atoms.get(comma + 1).is_some_and(|a| a.is(Tag::At))
        && level_next(atoms, comma + 2);
    // `…, and an 8 mm one the inferior endplate of L2`, `shows one of 4 mm inferiorly`
    let sized = i > 0 && matches!(atoms[i - 1].what, What::Size(_)) && level_next(atoms, i + 1);
    let of = shown
        && atoms.get(i + 1).is_some_and(|a| a.is(Tag::Of))
        && atoms.get(i + 2).is_some_and(|a| matches!(a.what, What::Size(_)));
    // `…, and L1 a shallow one of 3 mm in the superior endplate`, `…, and L1 one of 3 mm`
    let gapped = i > 0
        && atoms[i].any(&[Tag::AnotherNode, Tag::Ellipsis, Tag::OneNoun])
        && (matches!(atoms[i - 1].what, What::Levels(_)) || atoms[i - 1].is(Tag::EndplateNoun))
        && atoms.get(i + 1).is_some_and(|a| {
            // `L2 one inferiorly`
            let sided = a.any(&[Tag::Superiorly, Tag::Inferiorly]);
            a.any(&[Tag::Of, Tag::At]) || sided || matches!(a.what, What::Size(_))
        });
    // `…, in the inferior endplate of L1, one of 11 mm`
    let placed = i > 1 && atoms[i - 1].is_written_comma();
    let placed = placed && (matches!(atoms[i - 2].what, What::Levels(_)) || atoms[i - 2].is(Tag::EndplateNoun));
    let of_size = atoms.get(i + 1).is_some_and(|a| a.is(Tag::Of))
        && atoms.get(i + 2).is_some_and(|a| matches!(a.what, What::Size(_)));
    let gapped = gapped || placed && of_size;
    // `…, and the inferior endplate of L4 an acute one`
    // `…, T11 a superior one`
    let own = |a: &&Atom| inside_noun_phrase(a) || a.any(&[Tag::Smallest, Tag::Superior, Tag::Inferior]);
    let own = atoms[..i].iter().rev().take(4).take_while(own).count();
    let subject =
        i > own && (matches!(atoms[i - own - 1].what, What::Levels(_)) || atoms[i - own - 1].is(Tag::EndplateNoun));
    // `…, and L2 an additional one inferiorly`
    let indefinite = own > 0 && atoms[i - own].any(&[Tag::Article, Tag::One]) && !atoms[i - own].is(Tag::Definite);
    let gapped = gapped || atoms[i].is(Tag::OneNoun) && indefinite && subject && ends;
    let size = atoms.get(i + 1).is_some_and(|a| matches!(a.what, What::Size(_)));
    // `…, the latter also an inferior one`
    let described =
        |a: &&Atom| a.any(&[Tag::Article, Tag::One, Tag::PlaceFiller, Tag::Adjective]) || endplate_of(a).is_some();
    let described = atoms[..i].iter().rev().take(5).take_while(described).count();
    let member = described > 0 && i > described && atoms[i - described - 1].any(&[Tag::Former, Tag::Latter]);
    let gapped = gapped || atoms[i].is(Tag::OneNoun) && member && ends;
    let ellipsis = atoms[i].is(Tag::Ellipsis) && size && (shown || level_next(atoms, i + 2));
    third || gapped || ellipsis || atoms[i].is(Tag::OneNoun) && (shown && (ends || adverb) || beside || sized || of)
}

/// The atom behind what stands between commas: `a second, 3 mm, the inferior endplate of L2`, `another, slightly larger at
/// 6 mm, at L4`.
fn apposition(atoms: &[Atom], from: usize) -> usize {
    let comma = |i: usize| atoms.get(i).is_some_and(|a| a.mark() == Some(b','));
    if !comma(from) {
        return from;
    }
    let size = |a: &Atom| matches!(a.what, What::Size(_));
    let inside = |a: &Atom| {
        size(a)
            || inside_noun_phrase(a)
            || a.any(&[Tag::At, Tag::Of, Tag::Measuring, Tag::Course(Change::New), Tag::CourseCell(Change::New)])
    };
    let told = &atoms[from + 1..];
    let length = told.iter().take(7).take_while(|a| inside(a)).count();
    let closes = from + 1 + length;
    if told[..length].iter().any(size) && comma(closes) { closes + 1 } else { from }
}

/// A word that stands for a finding named before.
fn of_kind(kind: FindingKind) -> What {
    match kind {
        FindingKind::SchmorlNode => What::Node { plural: true },
        FindingKind::ModicChange => What::Modic(Modic::Unspecified),
        FindingKind::MarrowEdema => What::Edema(Marrow::Open),
    }
}

/// Whether `there is none` at an atom ends a sentence that names a place and nothing else.
fn none_there(atoms: &[Atom], i: usize) -> bool {
    let said = i > 1 && atoms[i].what == What::Phrase && atoms[i].is(Tag::NoneOf) && atoms[i - 1].is(Tag::ThereIs);
    let ends = atoms[i + 1..].iter().all(|a| a.mark() == Some(b'.'));
    let place = |a: &Atom| {
        const PLACE: [Tag; 5] = [Tag::At, Tag::Of, Tag::Article, Tag::And, Tag::EndplateNoun];
        matches!(a.what, What::Levels(_)) || a.any(&PLACE) || a.is_written_comma() || endplate_of(a).is_some()
    };
    let before = &atoms[..i.saturating_sub(1)];
    said && ends && before.iter().all(place) && before.iter().any(|a| matches!(a.what, What::Levels(_)))
}

/// Whether a place is all that follows.
pub(super) fn level_alone(atoms: &[Atom], from: usize) -> bool {
    let place = |a: &Atom| matches!(a.what, What::Levels(_)) || a.any(&[Tag::At, Tag::Article, Tag::And, Tag::Or]);
    level_next(atoms, from) && atoms[from..].iter().all(|a| place(a) || a.mark().is_some())
}

/// Whether a level follows, with only words of its own phrase between.
fn level_next(atoms: &[Atom], from: usize) -> bool {
    const INSIDE: [Tag; 15] = [
        Tag::Opposing,
        Tag::Article,
        Tag::At,
        Tag::Of,
        Tag::PlaceFiller,
        Tag::Superior,
        Tag::Inferior,
        Tag::Upper,
        Tag::Lower,
        Tag::Superiorly,
        Tag::Inferiorly,
        Tag::EndplateNoun,
        Tag::EndplateNouns,
        Tag::LevelNoun,
        Tag::VertebraNoun,
    ];
    let found = atoms[from..].iter().find(|a| !(a.any(&INSIDE) || a.is(Tag::AspectNoun)));
    found.is_some_and(|a| matches!(a.what, What::Levels(_)))
}

/// `All of the nodes`, `every node`
fn behind_every(atoms: &[Atom], i: usize) -> bool {
    let lead = |a: &&Atom| a.any(&[Tag::Article, Tag::Of]) && !a.is(Tag::Every);
    atoms[..i].iter().rev().find(|a| !lead(a)).is_some_and(|a| a.is(Tag::Every))
}

/// `the L2 node`, `these two nodes`, `the upper one`, `the defect`.
fn noun(atoms: &[Atom], i: usize, named: Named, before: bool) -> Option<What> {
    let atom = &atoms[i];
    // `the former is 5 mm and old, the latter 9 mm`
    if atom.any(&[Tag::Latter, Tag::Former]) && atom.what == What::Phrase && (before || named.close) {
        // `the last of these measures 4 mm`
        let of =
            atoms.get(i + 1).is_some_and(|a| a.is(Tag::Of)) && atoms.get(i + 2).is_some_and(|a| a.is(Tag::Several));
        let behind = atoms.get(apposition(atoms, if of { i + 3 } else { i + 1 }));
        let says = behind.is_some_and(Atom::says_or_denies);
        // `L1/2 and L2/3 desiccated, the latter with a bulge`
        let own = atoms[..i].iter().any(|a| matches!(a.what, What::Levels(_)) && !a.prefix);
        return (says && !before && !own).then_some(What::Anaphor { plural: false });
    }
    // `The upper is 4 mm deep.`, `the smallest shows no oedema`, `the smaller is old, the larger recent`
    const TELLS: [Tag; 6] = [Tag::Upper, Tag::Lower, Tag::Smallest, Tag::Largest, Tag::Uppermost, Tag::Lowest];
    let told = atom.any(&TELLS) && i > 0 && atoms[i - 1].is(Tag::Definite);
    // `a disc narrowed by half, the lowest almost gone`
    let told = told && (!atom.any(&TELLS[4..]) || atoms[..i - 1].iter().all(|a| a.prefix));
    if told && atom.what == What::Phrase && named.close && !before && !atom.any(&[Tag::BareNode, Tag::BareNodes]) {
        // `The lower of the two is old.`
        const OF_THEM: [Tag; 5] = [Tag::Of, Tag::Definite, Tag::Several, Tag::CountOf(2), Tag::BareNodes];
        let of = atoms.get(i + 1).is_some_and(|a| a.is(Tag::Of));
        let of = if of { atoms[i + 1..].iter().take_while(|a| a.any(&OF_THEM)).count() } else { 0 };
        // `The lower, 6 mm, was there in 2015.`
        let said = atoms.get(apposition(atoms, i + 1 + of));
        let says = said.is_some_and(|a| a.says_or_denies() && !a.is(Tag::With));
        return says.then_some(What::Anaphor { plural: false });
    }
    // `The first two are old.`, `the second of them measures 4 mm`
    let ordinal = atom.is(Tag::Ordinal(1)) && i > 0 && atoms[i - 1].is(Tag::Definite);
    if (ordinal || atom.any(&[Tag::FirstOf(2), Tag::LastOf(2)])) && atom.what == What::Phrase && named.close && !before
    {
        const INSIDE: [Tag; 6] = [Tag::OneNoun, Tag::BareNode, Tag::BareNodes, Tag::Of, Tag::Pronoun, Tag::And];
        let skipped = atoms[i + 1..].iter().take_while(|a| a.any(&INSIDE) || a.is(Tag::Ordinal(1))).count();
        let said = atoms.get(apposition(atoms, i + 1 + skipped));
        let says = said.is_some_and(Atom::says_or_denies);
        return says.then_some(What::Anaphor { plural: false });
    }
    if atom.is(Tag::Rest) && atom.what == What::Phrase && (before || named.close) {
        let said = atoms.get(apposition(atoms, i + 1));
        let says = said.is_some_and(|a| a.predicates() && !a.is(Tag::With));
        return (says || said.is_some_and(|a| a.is(Tag::NegationAfter))).then_some(What::Anaphor { plural: true });
    }
    let (node, one) = (atom.any(&[Tag::BareNode, Tag::BareNodes]), atom.any(&[Tag::OneNoun, Tag::OneNouns]));
    let lesion = atom.what == What::Lesion;
    if !(node || one || lesion) || i > 0 && atoms[i - 1].is(Tag::OtherNode) {
        return None;
    }
    // `nodes on both endplates, the upper defect being 5 mm`: no more than `the upper`
    let sided = lesion && before && i > 1 && atoms[i - 1].any(&[Tag::Upper, Tag::Lower, Tag::Superior, Tag::Inferior]);
    if sided && atoms[i - 2].is(Tag::Definite) && atoms.get(i + 1).is_some_and(Atom::predicates) {
        return Some(What::Word);
    }
    if node && i > 0 && atoms[i - 1].is(Tag::NegationBefore) && denied_anew(atoms, i, before) {
        return Some(What::Node { plural: atom.is(Tag::BareNodes) });
    }
    // `the 4 mm nodule of the right upper lobe`
    let of_organ = node
        && atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::Of, Tag::At]))
        && atoms[i + 2..]
            .iter()
            .find(|a| !inside_noun_phrase(a) && !a.any(&[Tag::Upper, Tag::Lower, Tag::Superior, Tag::Inferior]))
            .is_some_and(|a| a.what == What::Word || a.is(Tag::Structure));
    if of_organ {
        return None;
    }
    // `All nodes are rated as chronic`, said long after the nodes were told
    if atom.is(Tag::BareNodes) && !before && behind_every(atoms, i) {
        return Some(if named.close { What::Anaphor { plural: true } } else { What::Node { plural: true } });
    }
    // `Node 2: T11 superior endplate`, `Node 2 is in L1`
    if node && !lesion && numbered(atoms, i) {
        return Some(What::Node { plural: false });
    }
    // `neither the 5 mm protrusion nor the 3 mm one`
    let last = atoms[..i].iter().rfind(|a| a.is_head() && !a.prefix);
    if one && last.is_some_and(|a| a.what == What::Other && !a.is(Tag::Structure)) {
        return None;
    }
    let near = before || named.close;
    // `Node itself is stable.`
    let bare = node && !lesion && i == 0 && named.close && !atom.is(Tag::BareNodes);
    let itself = usize::from(atoms.get(1).is_some_and(|a| a.what == What::Word));
    if bare && atoms.get(1 + itself).is_some_and(|a| a.predicates() && !a.is(Tag::With)) {
        return Some(What::Anaphor { plural: false });
    }
    let described = described(atoms, i);
    // `the inferior endplate node` is one of those just named
    let levelled = atoms.iter().any(|a| matches!(a.what, What::Levels(_)) && !a.prefix);
    let one_of = near && !levelled && described.is_some();
    let placed = described.as_ref().is_some_and(|d| d.level) || node && behind_place(atoms, i) && !one_of;
    let plural = atom.any(&[Tag::BareNodes, Tag::OneNouns]);
    if placed && (node || one && near) {
        return Some(What::Node { plural });
    }
    // `The node at L2 is again identified.` behind one known of old
    let leads = node && atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::At, Tag::Of])) && level_next(atoms, i + 2);
    // `about the L1 node; none is seen about the node of L3`
    if leads && before && !lesion {
        return Some(What::Node { plural });
    }
    if let Some(described) = described.filter(|_| near || !leads) {
        let led = lesion && !(named.last || before) || one && !described.modified;
        return (near && !led && !(lesion && level_next(atoms, i + 1))).then_some(What::Anaphor { plural });
    }
    // `…; in the inferior endplate of T12, another, of 7 mm`
    let placed = i > 1 && atoms[i - 1].is_written_comma() && matches!(atoms[i - 2].what, What::Levels(_));
    if atom.is(Tag::OneNoun) && (before || named.close) && placed && atoms.get(i + 1).is_none_or(|a| a.mark().is_some())
    {
        return Some(What::Node { plural: false });
    }
    if atom.is(Tag::OneNoun)
        && (before || named.close && i == 0)
        && atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::Verb, Tag::UncertaintyAfter]))
        && !atoms[..i].last().is_some_and(inside_noun_phrase)
    {
        return Some(What::Node { plural: false });
    }
    // `There are also nodes at L1 and L2.`, `A similar node lies in the upper endplate of T12.`
    (leads || node && indefinite(atoms, i)).then_some(What::Node { plural })
}

/// Whether `no node` at an atom is of another place than those named: `…, and no node is seen there`, `L3 and L4 show no nodes`,
/// `L1: Schmorl's node. L2: No node.`
fn denied_anew(atoms: &[Atom], i: usize, before: bool) -> bool {
    let level = |a: &Atom| matches!(a.what, What::Levels(_));
    let there = atoms[i + 1..].iter().take(4).any(|a| a.is(Tag::SameLevel));
    let shown = i > 2 && atoms[i - 2].is(Tag::Shows) && level(&atoms[i - 3]);
    let heading = atoms[..i - 1].iter().rfind(|a| a.mark() != Some(b':'));
    let row = heading.is_some_and(|a| a.prefix && level(a)) && atoms[i + 1..].iter().all(|a| a.mark() == Some(b'.'));
    before && there || shown || row
}

/// Whether a noun begins a sentence or clause as a number of nodes told one by one, at a level: `Node 1: T9 inferior`.
fn numbered(atoms: &[Atom], i: usize) -> bool {
    let begins = i == 0 || ends_clause(&atoms[i - 1]) || matches!(atoms[i - 1].mark(), Some(b'-' | b'.' | b':' | b'*'));
    let number = atoms.get(i + 1).is_some_and(|a| matches!(a.what, What::Number(_)));
    let says = |a: &Atom| {
        matches!(a.mark(), Some(b':' | b',' | b'-' | b'('))
            || a.predicates()
            || a.any(&[Tag::At, Tag::Of])
            || matches!(a.what, What::Levels(_))
    };
    let levelled = atoms[i..].iter().any(|a| matches!(a.what, What::Levels(_)));
    begins && number && levelled && atoms.get(i + 2).is_some_and(says) && !atoms[i].is(Tag::BareNodes)
}

/// Whether a node brought in anew stands in a clause that names an endplate: `At T11 the superior endplate has a shallow
/// node of 2 mm.`
fn indefinite(atoms: &[Atom], i: usize) -> bool {
    let own = |a: &&Atom| inside_noun_phrase(a) || a.is_written_comma() || a.what == What::Word;
    let phrase = atoms[..i].iter().rev().take_while(own).take_while(|a| !a.is(Tag::Article)).count();
    let led = |a: &Atom| a.is(Tag::Article) && !a.is(Tag::Definite) || a.any(&[Tag::Shows, Tag::ThereIs]);
    let article = i.checked_sub(phrase + 1).is_some_and(|a| led(&atoms[a]));
    let from = atoms[..i].iter().rposition(ends_clause).map_or(0, |c| c + 1);
    let clause = || atoms[from..].iter().take_while(|a| !ends_clause(a));
    let place = |a: &Atom| endplate_of(a).is_some() || a.is(Tag::EndplateNoun);
    let head = |a: &Atom| matches!(a.what, What::Other | What::Lesion | What::Modic(_));
    article && clause().any(|a| a.is(Tag::EndplateNoun)) && clause().any(place) && !clause().any(head)
}

/// A noun with a word that points back in front.
struct Described {
    /// A level stands between.
    level: bool,
    /// A word stands between.
    modified: bool,
}

fn described(atoms: &[Atom], noun: usize) -> Option<Described> {
    const SIDES: [Tag; 11] = [
        Tag::Lowest,
        Tag::Uppermost,
        Tag::Superior,
        Tag::Inferior,
        Tag::Upper,
        Tag::Lower,
        Tag::EndplateNoun,
        Tag::Latter,
        Tag::Former,
        Tag::RegionNoun,
        Tag::Opposing,
    ];
    let mut found = Described { level: false, modified: false };
    for atom in atoms[..noun].iter().rev().take(7) {
        if atom.prefix {
            return None;
        }
        if atom.is(Tag::Definite) {
            return Some(found);
        }
        let level = matches!(atom.what, What::Levels(_));
        let inside = inside_noun_phrase(atom) && !atom.is(Tag::Article) && !atom.is(Tag::UncertaintyBefore);
        if !(level || inside || atom.any(&SIDES)) {
            return None;
        }
        found.level |= level;
        found.modified = true;
    }
    None
}

fn behind_place(atoms: &[Atom], i: usize) -> bool {
    // `the T12 upper node`
    let side = i > 1
        && atoms[i - 1].any(&[Tag::Upper, Tag::Lower, Tag::Superior, Tag::Inferior])
        && matches!(atoms[i - 2].what, What::Levels(_));
    side || i > 0
        && (matches!(atoms[i - 1].what, What::Levels(_))
            || atoms[i - 1].any(&[Tag::EndplateNoun, Tag::VertebraNoun, Tag::LevelNoun]))
}

/// `Node at L2; it is unchanged`, `…, but these are old`: a pronoun that begins a clause behind a node's.
fn clause_pronouns(atoms: &mut [Atom]) {
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
fn leading_pronoun(atoms: &mut [Atom]) {
    let first = atoms.iter().position(|a| !a.prefix).unwrap_or(0);
    let points = |i: usize| {
        let atom = &atoms[i];
        // `All three are chronic.`
        let counted = atom.is(Tag::Several) && atoms.get(i + 1).is_some_and(|a| a.is(Tag::CountOf(2)));
        let said = atoms.get(i + 1 + usize::from(counted));
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
        let relative = i > first && atoms[i - 1].is_head();
        atom.what == What::Phrase
            && !object
            && !relative
            && (its || atom.is(Tag::Pronoun) || largest(i) || atom.is(Tag::Each) && i == first || both)
    };
    if let Some(i) = (first..atoms.len().min(first + 4)).find(|&i| points(i))
        && !taken(atoms, i)
    {
        atoms[i].what = What::Anaphor { plural: false };
    }
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
        && atoms.get(i + 1).is_some_and(|a| !a.any(&PREDICATE))
}
