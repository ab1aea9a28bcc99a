//! Words without a noun that stand for a node: `that of L4`, `another`, `one at T11`.

use super::{apposition, level_next};
use crate::extract::atoms::{Atom, Marrow, What};
use crate::extract::bind::{ends_clause, inside_noun_phrase};
use crate::extract::place::{endplate_of, of_place};
use crate::finding::Change;
use crate::lexicon::tag::Tag;

/// `Of the three nodes, that in L1 is new`: the nodes are told out by what follows.
pub(super) fn partitive(atoms: &[Atom], node: usize) -> bool {
    let of = atoms[..node].iter().rposition(|a| !(inside_noun_phrase(a) || a.is(Tag::Definite)));
    let whole = of.is_some_and(|i| {
        atoms[i].is(Tag::Of) && atoms[..i].iter().rev().take(1).all(|a| !a.is_head() && a.mark().is_some())
    });
    let comma = atoms.get(node + 1).is_some_and(|a| a.mark() == Some(b','));
    whole && comma && atoms.get(node + 2).is_some_and(|a| a.is(Tag::Ellipsis))
}

/// `that of L4`, `but one at T11`, `but present at L4`, `another node`: the node named before, at another place.
pub(super) fn ellipsis(atoms: &[Atom], i: usize, near: bool) -> Option<What> {
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
    // `The one in the inferior endplate is 7 mm.`: of the vertebra named before
    let begins = atoms[..i].iter().all(|a| a.prefix) && atom.is(Tag::Ellipsis);
    if begins && names_side(&atoms[i + 1..]) {
        return Some(What::Anaphor { plural: false });
    }
    if !(atom.any(&MEMBER) || atom.any(&[Tag::Verb, Tag::ThereIs]) && i > 0 && atoms[i - 1].is(Tag::Terminator)) {
        return None;
    }
    if nounless(atoms, i) || ordinal_placed(atoms, i) {
        return Some(What::Node { plural: false });
    }
    if gapped(atoms, i) || behind_its_place(atoms, i) {
        return Some(What::Node { plural: false });
    }
    if atom.is(Tag::Ellipsis)
        && let Some(what) = of_another_kind(atoms, i)
    {
        return Some(what);
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
    // `but is present at L4`, `though there is at L4`
    let turned = atom.any(&[Tag::Verb, Tag::ThereIs])
        && i > 0
        && atoms[i - 1].is(Tag::Terminator)
        // `signal is instead found at L4` has a subject of its own
        && !(i > 1 && atoms[i - 2].is(Tag::Verb))
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
    // `on its undersurface`
    let side = |a: &Atom| a.any(&[Tag::EndplateNoun, Tag::Superiorly, Tag::Inferiorly]);
    let sided = atoms[i + 1..].iter().take(4).take_while(|a| a.mark().is_none()).any(side);
    // `L3 shows one in its superior and L4 one in its inferior endplate`
    let its = matches!(&atoms[i + 1..], [its, side, and, ..] if its.is(Tag::Possessive)
        && endplate_of(side).is_some() && and.is(Tag::And));
    if atom.any(&[Tag::Ellipsis, Tag::AnotherNode]) && levelled && there && (sided || its) {
        return Some(What::Node { plural: false });
    }
    let same = atoms[i + 1..].iter().take(8).take_while(|a| a.mark().is_none()).any(|a| a.is(Tag::SameLevel));
    // `neither the 5 mm protrusion at L5-S1 nor the 3 mm one at L4-L5`
    let last = atoms[..i].iter().rfind(|a| a.is_head() && !a.prefix);
    let other = last.is_some_and(|a| a.what == What::Other && !a.is(Tag::Structure))
        && i > 0
        && (matches!(atoms[i - 1].what, What::Size(_)) || atoms[i - 1].is(Tag::Article));
    // `and a second, 3 mm, the inferior endplate of L2`
    // `and one with oedema at L2`, `and one without at L2`
    let behind = behind_companion(atoms, apposition(atoms, i + 1));
    let apposed = atom.any(&[Tag::One, Tag::AnotherNode]) && behind > i + 1 && level_next(atoms, behind);
    let ellipsis = !other && (atom.is(Tag::Ellipsis) && (same || level_next(atoms, behind)) || apposed);
    (turned || ellipsis || ditto).then_some(What::Node { plural: false })
}

/// Whether words are an endplate's side without a level, with what is said of a node there: `the inferior endplate is`.
fn names_side(words: &[Atom]) -> bool {
    let inside = |a: &&Atom| a.any(&[Tag::Article, Tag::EndplateNoun]) || endplate_of(a).is_some();
    let length = words.iter().take_while(inside).count();
    let sided = words[..length].iter().any(|a| endplate_of(a).is_some());
    let noun = words[..length].iter().any(|a| a.is(Tag::EndplateNoun));
    sided && noun && words.get(length).is_some_and(Atom::predicates)
}

/// The atom behind an oedema or Modic change that a node goes with: `with oedema`, `without any Modic change`.
fn behind_companion(atoms: &[Atom], from: usize) -> usize {
    let companion = |i: usize| atoms.get(i).is_some_and(|a| matches!(a.what, What::Edema(_) | What::Modic(_)));
    if !atoms.get(from).is_some_and(|a| a.any(&[Tag::With, Tag::Without, Tag::NegationBefore])) {
        return from;
    }
    let inside = atoms[from + 1..].iter().take(4).take_while(|a| inside_noun_phrase(a) || a.is(Tag::Around)).count();
    let head = from + 1 + inside;
    if companion(head) { head + 1 } else { from }
}

/// A vertebra and where it has one, without verb and noun: `T10 has nodes in both endplates, T11 in the lower only`. The
/// preposition stands for the node.
pub(super) fn gapped_place(atoms: &[Atom], i: usize) -> bool {
    if !atoms[i].is(Tag::At) || atoms[i].is_head() || i < 4 || !matches!(atoms[i - 1].what, What::Levels(_)) {
        return false;
    }
    let joint = atoms[i - 2].is(Tag::And) || matches!(atoms[i - 2].mark(), Some(b',' | b';'));
    let place =
        |a: &Atom| endplate_of(a).is_some() || a.any(&[Tag::Both, Tag::EndplateNoun, Tag::EndplateNouns, Tag::Article]);
    let sided = atoms[i + 1..].iter().take_while(|a| place(a)).any(|a| endplate_of(a).is_some() || a.is(Tag::Both));
    // the clause in front: a vertebra, its verb, a node and an endplate
    let before = &atoms[..i - 2];
    let clause = before.iter().rposition(ends_clause).map_or(0, |stop| stop + 1);
    let shows = before[clause..]
        .windows(2)
        .any(|pair| matches!(pair[0].what, What::Levels(_)) && pair[1].any(&[Tag::Shows, Tag::Verb]));
    let node = before[clause..].iter().rposition(|a| a.is_head());
    let node = node.map(|n| clause + n).filter(|&n| matches!(before[n].what, What::Node { .. }));
    let there = node.is_some_and(|n| {
        before[n + 1..].iter().all(|a| place(a) || a.is(Tag::At)) && before[n + 1..].iter().any(place)
    });
    joint && sided && shows && there
}

/// A vertebra and what it has, without the verb: `L1 has a node of 4 mm, L2 one of 6 mm`, `In L1 lies a node, in L2 another`.
fn gapped(atoms: &[Atom], i: usize) -> bool {
    let Some(level) = i.checked_sub(1).filter(|&l| matches!(atoms[l].what, What::Levels(_))) else { return false };
    let led = level.checked_sub(1).is_some_and(|at| atoms[at].is(Tag::At));
    let joint = level.checked_sub(1 + usize::from(led)).map(|joint| &atoms[joint]);
    let joins = joint.is_some_and(|a| a.is(Tag::And) || matches!(a.mark(), Some(b',' | b';')));
    let node = atoms[..i].iter().rfind(|a| a.is_head()).is_some_and(|a| matches!(a.what, What::Node { .. }));
    // `one of` may be one phrase
    let of = usize::from(atoms.get(i + 1).is_some_and(|a| a.is(Tag::Of)));
    let sized = atoms.get(i + 1 + of).is_some_and(|a| matches!(a.what, What::Size(_)));
    let ends = atoms.get(i + 1).is_none_or(|a| a.mark().is_some());
    let one = atoms[i].is(Tag::OneNoun) || atoms[i].is(Tag::Ellipsis) && atoms[i].to - atoms[i].from == 2;
    joins && node && (one && sized && !led || atoms[i].is(Tag::OneNoun) && led && ends)
}

/// Whether words for a further node stand behind the place that begins their clause: `at L1, a more recent one`.
fn behind_its_place(atoms: &[Atom], i: usize) -> bool {
    if !atoms[i].any(&[Tag::OneNoun, Tag::AnotherNode, Tag::Ellipsis]) {
        return false;
    }
    let words = |a: &&Atom| {
        inside_noun_phrase(a) && !a.is(Tag::Definite) || a.any(&[Tag::Smallest, Tag::Largest, Tag::Further, Tag::Again])
    };
    let phrase = i - atoms[..i].iter().rev().take_while(words).count();
    let article = atoms[phrase..=i].iter().any(|a| a.is(Tag::Article));
    let comma = usize::from(phrase > 0 && atoms[phrase - 1].is_written_comma());
    let place = atoms[..phrase - comma].iter().skip_while(|a| a.prefix).collect::<Vec<_>>();
    let led = place.first().is_some_and(|a| a.is(Tag::At)) && place.iter().any(|a| matches!(a.what, What::Levels(_)));
    article && led && place.into_iter().all(of_place)
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
pub(in crate::extract) fn parallel_edema(atoms: &[Atom], i: usize) -> bool {
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
pub(super) fn ordinal(atoms: &[Atom], i: usize) -> bool {
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

/// `The defect of L2 is a node; the one in L4 is a fracture rather than a node.`: what such words stand for that is no node.
fn of_another_kind(atoms: &[Atom], i: usize) -> Option<What> {
    let clause = atoms[i + 1..].iter().take_while(|a| !ends_clause(a)).collect::<Vec<_>>();
    // `may be a node`
    let verb = clause.iter().position(|a| a.is(Tag::Verb) || a.is(Tag::UncertaintyBefore) && a.to - a.from > 1);
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
    parallel_edema(atoms, i).then_some(What::Edema(Marrow::Said))
}
