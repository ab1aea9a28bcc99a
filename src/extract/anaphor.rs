//! Stage 4a, refer: words that speak of a node named before.
//!
//! In: a sentence's atoms and what the sentences before named. Out: the same atoms, in which `the one at L4`, `the L2
//! node` and `another node` are nodes, and `it`, `these`, `the upper node`, `the defect` are anaphors.

mod alike;
mod coordinate;
mod ellipsis;
mod likewise;
mod nouns;
mod pronouns;

use super::atoms::{Atom, Marrow, What};
use super::bind::inside_noun_phrase;
use super::elided;
use super::gist::{Gist, changed, kind};
use super::place::of_place;
use crate::finding::{Change, FindingKind};
use crate::lexicon::tag::{Tag, TagSet};
use alike::{affected, counted, likened, no_companion, none_there, of_kind};
pub(super) use alike::{both_of_denied, pro_verb};
use coordinate::{coordinate, may_coordinate};
pub(super) use ellipsis::parallel_edema;
use ellipsis::{ellipsis, gapped_place, partitive};
use likewise::{further_ones, goes_on};
use nouns::{hernia_of_vertebra, noun};
use pronouns::{clause_pronouns, leading_pronoun};

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
    /// More than one node was named.
    pub(super) several: bool,
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
        || atoms.iter().find(|a| !a.prefix).is_some_and(|a| a.is(Tag::And))
        || said.kinds(kind::LEVELS) && said.has(Tag::At) && said.any(&[Tag::Shows, Tag::Verb])
        || said.has(Tag::Terminator) && said.any(&[Tag::Verb, Tag::ThereIs]);
    if changed(speaks, atoms, |atoms| speak(atoms, named)) {
        said = Gist::of(atoms);
    }
    if changed(may_coordinate(&said), atoms, coordinate) {
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
    if asked {
        said = Gist::of(atoms);
    }
    let shaped = said.kinds(kind::LESION) && said.has(Tag::Forms) && said.kinds(kind::NODE | kind::ANAPHOR);
    if changed(shaped, atoms, shape) { Gist::of(atoms) } else { said }
}

/// `the node forms a cavity of 6 mm`, `The node is seen as a 5 mm defect`: the lesion is how the node looks, and no other thing.
fn shape(atoms: &mut [Atom]) {
    for i in 1..atoms.len() {
        if atoms[i].what != What::Lesion {
            continue;
        }
        let name = i - atoms[..i].iter().rev().take_while(|a| inside_noun_phrase(a)).count();
        let [before @ .., verb] = &atoms[..name] else { continue };
        let led = atoms[name].is(Tag::Article) && !atoms[name].is(Tag::Definite);
        let place = |a: &&Atom| of_place(a) || a.any(&[Tag::At, Tag::Verb]);
        let subject = before.iter().rev().find(|a| !place(a));
        let node = subject.is_some_and(|a| matches!(a.what, What::Node { plural: false } | What::Anaphor { .. }));
        if led && node && verb.is(Tag::Forms) {
            atoms[i].what = What::Phrase;
        }
    }
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
        if before && !atoms[i].prefix && gapped_place(atoms, i) {
            // what is told is the node named before
            let named = atoms[..i].iter().rfind(|a| matches!(a.what, What::Node { .. })).map(|a| a.span);
            atoms[i].what = What::Node { plural: false };
            atoms[i].tags.insert(Tag::Ellipsis);
            atoms[i].span = named.unwrap_or(atoms[i].span);
            continue;
        }
        if atoms[i].prefix || !may_speak(atoms, i) {
            continue;
        }
        // `The L2 node is acute. The other Schmorl's nodes are chronic.`
        let nodes = |a: &Atom| a.what == What::Node { plural: true };
        if atoms[i].is(Tag::Rest) && named.close && named.several && !before && atoms.get(i + 1).is_some_and(nodes) {
            let says = atoms.get(i + 2).is_some_and(Atom::predicates);
            if says {
                atoms[i].what = What::Anaphor { plural: true };
                atoms[i + 1].what = What::Word;
                continue;
            }
        }
        let near = before || named.close;
        if (before || named.ever) && hernia_of_vertebra(atoms, i) {
            let many = atoms[i].is(Tag::BareHernias);
            atoms[i].what = What::Phrase;
            atoms[i].tags = TagSet::of([if many { Tag::BareNodes } else { Tag::BareNode }]);
        }
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
        // `Edema? None around it.` answers
        let answers = i > 1 && atoms[i - 1].mark() == Some(b'?') && atoms[i - 2].is_head();
        if !answers && no_companion(atoms, i, named) {
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
        if goes_on(atoms, i, named) || further_ones(atoms, i, near) {
            before = true;
            atoms[i].what = What::Node { plural: atoms[i].is(Tag::OneNouns) };
            continue;
        }
        // `So does L4, where it is old.` behind a node
        // `L2 too.`, `Nor does L2.`
        let nor = i == 1 && atoms[0].is(Tag::Or) && atoms[0].is(Tag::NegationBefore);
        let too =
            i == 1 && matches!(atoms[0].what, What::Levels(_)) && atoms[i + 1..].iter().all(|a| a.mark().is_some());
        let told = named.kind == Some(FindingKind::SchmorlNode);
        let so = (i == 0 || (nor || too) && told) && named.close && !named.rival && atoms[i].is(Tag::ProVerb);
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
        before |= names_again(atoms, i, named, before);
    }
}

/// Makes a node or an anaphor of a word that stands for one; whether it is a node.
fn names_again(atoms: &mut [Atom], i: usize, named: Named, before: bool) -> bool {
    let near = before || named.close;
    let Some(what) = ellipsis(atoms, i, near).or_else(|| noun(atoms, i, named, before)) else { return false };
    let node = matches!(what, What::Node { .. });
    // `a slightly smaller node lies at T12`
    if node && nouns::brought_in(atoms, i) {
        atoms[i].tags.insert(Tag::AnotherNode);
    }
    atoms[i].what = what;
    node
}

/// What may speak of what was named before.
const SPEAKS: [Tag; 30] = [
    Tag::Outermost,
    Tag::Superior,
    Tag::Inferior,
    Tag::Lowest,
    Tag::Uppermost,
    Tag::Affected,
    Tag::AnotherNode,
    Tag::BareNode,
    Tag::BareNodes,
    Tag::BareHernia,
    Tag::BareHernias,
    Tag::Ellipsis,
    Tag::FirstOf(2),
    Tag::Former,
    Tag::Largest,
    Tag::LastOf(2),
    Tag::Latter,
    Tag::Likewise,
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
    let turned = atom.any(&[Tag::Verb, Tag::ThereIs]) && i > 0 && atoms[i - 1].is(Tag::Terminator);
    counted(atoms, i)
        || atom.any(&SPEAKS)
        || atom.is(Tag::AsIs)
        || atom.is(Tag::And) && i == 0
        || atom.is(Tag::ProVerbNot)
        || atom.what == What::Lesion
        || turned
}

/// The atom behind what stands between commas: `a second, 3 mm, the inferior endplate of L2`, `another, slightly larger at
/// 6 mm, at L4`.
fn apposition(atoms: &[Atom], from: usize) -> usize {
    let mark = |i: usize, mark: u8| atoms.get(i).is_some_and(|a| a.mark() == Some(mark));
    // `another (6 mm) in L2`
    let bracket = mark(from, b'(') && mark(from + 2, b')');
    if bracket && matches!(atoms[from + 1].what, What::Size(_)) {
        return from + 3;
    }
    let comma = |i: usize| mark(i, b',');
    if !comma(from) {
        return from;
    }
    let size = |a: &Atom| matches!(a.what, What::Size(_));
    const INSIDE: [Tag; 8] = [
        Tag::And,
        Tag::At,
        Tag::Of,
        Tag::Measuring,
        Tag::Course(Change::New),
        Tag::CourseCell(Change::New),
        Tag::Further,
        Tag::Appearance,
    ];
    let inside = |a: &Atom| size(a) || inside_noun_phrase(a) || a.any(&INSIDE) || a.what == What::Word;
    let told = &atoms[from + 1..];
    let length = told.iter().take(7).take_while(|a| inside(a)).count();
    let closes = from + 1 + length;
    // `another, more discreet, in the inferior endplate of T12`
    let placed = atoms.get(closes + 1).is_some_and(|a| a.is(Tag::At)) && level_next(atoms, closes + 2);
    if (told[..length].iter().any(size) || placed) && comma(closes) { closes + 1 } else { from }
}

/// The atom behind a place that tells which of several is meant: `the largest (L2)`, `the smallest, that at L4,`, `the last, in
/// T12,`, `the deepest at L2`. `from`, if none stands there.
pub(in crate::extract) fn behind_aside_place(atoms: &[Atom], from: usize) -> usize {
    let closes = match atoms.get(from).and_then(Atom::mark) {
        Some(b'(') => Some(b')'),
        mark => mark.filter(|&mark| mark == b','),
    };
    let start = from + usize::from(closes.is_some());
    const LEADS: [Tag; 4] = [Tag::At, Tag::Of, Tag::Ellipsis, Tag::OneNoun];
    let inside = |a: &&Atom| of_place(a) || a.any(&LEADS) || closes.is_some() && a.is(Tag::Verb);
    let Some(behind) = atoms.get(start..) else { return from };
    let length = behind.iter().take(8).take_while(inside).count();
    let placed = behind[..length].iter().any(|a| matches!(a.what, What::Levels(_)));
    let ends = closes.is_none_or(|mark| atoms.get(start + length).and_then(Atom::mark) == Some(mark));
    if placed && ends { start + length + usize::from(closes.is_some()) } else { from }
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
