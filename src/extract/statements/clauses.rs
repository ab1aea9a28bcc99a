//! Clauses of a sentence that begin with words for nodes named before: `…; neither shows oedema, and the former is old`.
//!
//! Such a clause is read like a sentence of its own, so that what holds between sentences holds between clauses.

use super::memory::Memory;
use super::{Reader, Statement, contrast, each_told, excepted, spared, turned};
use crate::extract::anaphor::{behind_aside_place, both_of_denied, parallel_edema};
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::inside_noun_phrase;
use crate::extract::gist::{Gist, changed, found, kind};
use crate::extract::place::{endplate_of, of_place};
use crate::finding::Change;
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// What speaks of nodes named before the joint.
pub(super) const POINTS: [Tag; 14] = [
    Tag::FirstOf(2),
    Tag::LastOf(2),
    Tag::BareNode,
    Tag::BareNodes,
    Tag::Former,
    Tag::Latter,
    Tag::Several,
    Tag::OneNoun,
    Tag::Pronoun,
    Tag::Largest,
    Tag::Smallest,
    Tag::Uppermost,
    Tag::Lowest,
    Tag::Ordinal(1),
];

/// What is told of one level after the other: `L1 node, L2 normal / L3: node of 5 mm`. The items, each with its level first; of
/// `L1: node, L2: normal` the first level heads the sentence. Empty, if a sentence is not such a list.
fn items_by_level(atoms: &[Atom]) -> Vec<Range<usize>> {
    let from = atoms.iter().take_while(|a| a.prefix).count();
    let level = |a: &Atom| matches!(a.what, What::Levels(_));
    let prose = |i: usize| {
        let keyed = i == from || of_place(&atoms[i - 1]);
        atoms[i].any(&[Tag::Which, Tag::ThereIs, Tag::Respectively])
            || atoms[i].mark() == Some(b'(')
            || atoms[i].mark() == Some(b':') && !keyed
    };
    let bounds =
        (from..atoms.len()).filter(|&i| atoms[i].is_written_comma() || matches!(atoms[i].mark(), Some(b';' | b'/')));
    let bounds: Vec<usize> = bounds.chain([atoms.len()]).collect();
    if bounds.len() < 2 || (from..atoms.len()).any(prose) {
        return Vec::new();
    }
    let mut items: Vec<Range<usize>> = Vec::new();
    let mut begins = from;
    for &end in &bounds {
        begins += usize::from(!items.is_empty() && begins < end && atoms[begins].is(Tag::And));
        let part = &atoms[begins..end];
        let lead = part.iter().take_while(|a| of_place(a) || a.is(Tag::And) || a.is_written_comma()).count();
        let (lead, rest) = part.split_at(lead);
        let led = lead.iter().any(level);
        // `L1, L2 and L3 nodes`
        if led && rest.is_empty() {
            continue;
        }
        // `nodes, T10-L1, since 2019` goes on behind its place
        let closed = lead.last().is_some_and(of_place);
        // `…; the L1 node shows oedema` goes on with a node named before
        let again = rest.first().is_some_and(|a| a.any(&[Tag::BareNode, Tag::BareNodes]) && !a.is_head());
        let opens = led && closed && !again && !rest.iter().any(level) && rest.iter().any(tells_of_level);
        let headed = items.is_empty() && from > 0 && atoms[..from].iter().any(level) && !part.iter().any(level);
        if opens || headed {
            items.push(begins..end);
        } else if let Some(last) = items.last_mut() {
            last.end = end;
        } else {
            return Vec::new();
        }
        begins = end + 1;
    }
    if let Some(last) = items.last_mut() {
        last.end = atoms.len();
    }
    // `L1 has a node, L2 is normal` is read as it is
    let says = |item: &Range<usize>| atoms[item.clone()].iter().any(|a| a.is(Tag::Verb));
    if items.len() < 2 || says(&items[0]) {
        return Vec::new();
    }
    items
}

/// Whether an atom says of a level what is no part of its name, nor of what was said of another: `normal`, not `larger`.
fn tells_of_level(atom: &Atom) -> bool {
    const OTHERWISE: [Tag; 3] = [Tag::NotCourse, Tag::Other, Tag::Structure];
    let fine = atom.is(Tag::NoneValue) && !atom.any(&[Tag::NegationBefore, Tag::NoneOf]);
    atom.is_head() || atom.what == What::Word || fine || atom.any(&OTHERWISE)
}

/// Whether a sentence may have such a clause: it speaks of nodes, and something joins clauses.
pub(super) fn may_be_cut(said: &Gist) -> bool {
    let two = said.any(&[Tag::Upper, Tag::Lower]) && said.any(&[Tag::CountOf(2), Tag::OneNouns]);
    let named = said.kinds(kind::NODE) || said.any(&POINTS) || two || turned::may_turn(said);
    named && (said.any(&[Tag::And, Tag::Terminator]) || said.marks(b";,:"))
}

/// The joint behind which such a clause begins: a semicolon, `, and`, `, while`.
pub(super) fn cut(atoms: &[Atom]) -> Option<Range<usize>> {
    turned::joint(atoms).or_else(|| turned::further(atoms)).or_else(|| goes_on(atoms))
}

fn goes_on(atoms: &[Atom]) -> Option<Range<usize>> {
    (1..atoms.len()).filter(|&i| !atoms[i].prefix).find_map(|i| {
        let joint = |a: &Atom| a.any(&[Tag::And, Tag::Terminator]);
        let next = match atoms[i].mark() {
            Some(b';') => i + 1 + usize::from(atoms.get(i + 1).is_some_and(joint)),
            Some(b',') if atoms.get(i + 1).is_some_and(joint) => i + 2,
            None if joint(&atoms[i]) && only_one(atoms, i + 1) => i + 1,
            // `Schmorl's nodes are frequent: they are seen in L1`
            Some(b':' | b',') if in_general(&atoms[..i]) && they(atoms, i + 1) => return Some(i..i + 1),
            // `nodes at L1 and L3: the former is new, the latter 4 mm`
            Some(b':') if atoms.get(i + 1).is_some_and(tells_apart) => i + 1,
            // `nodes at L1, L2 and L3, all old except that at L2`
            Some(b',') if excepted::all_but(&atoms[i + 1..]) => i + 1,
            // `nodes of both endplates, only the upper one shows oedema`
            Some(b',') if only_one(atoms, i + 1) => i + 1,
            // `The first is 6 mm deep, the latter shows no oedema`
            Some(b',') if other_member(atoms, i) => i + 1,
            // `Neither shows oedema and both are old`
            None if joint(&atoms[i]) && atoms.get(i + 1).is_some_and(tells_apart) => i + 1,
            // `The first is unchanged and the other two have resolved`
            None if joint(&atoms[i]) && others(atoms, i + 1) => i + 1,
            _ => return None,
        };
        let before = &atoms[..i];
        let named = before.iter().any(|a| !a.prefix && (matches!(a.what, What::Node { .. }) || a.any(&POINTS)));
        let named = named || higher_ones(&before[before.iter().take_while(|a| a.prefix).count()..]);
        let said = before.iter().any(|a| matches!(a.what, What::Node { .. })) || says(before);
        if next < atoms.len() && (parallel_edema(atoms, next) || both_of_denied(atoms, next)) {
            return None;
        }
        // `The defect at L1 is a node, while that at L4 is degenerative`: another defect
        let lesion = before.iter().find(|a| a.is_head() && !a.prefix).is_some_and(|a| a.what == What::Lesion);
        if lesion && next < atoms.len() && atoms[next].is(Tag::Ellipsis) {
            return None;
        }
        let lies = in_general(before) && they(atoms, next);
        let told = next < atoms.len()
            && (lies || only_one(atoms, next) || subject(&atoms[next..]) || excepted::all_but(&atoms[next..]));
        (named && said && told).then_some(i..next)
    })
}

/// Whether words name nodes in general alone: `Schmorl's nodes are frequent`.
fn in_general(atoms: &[Atom]) -> bool {
    let node = atoms.iter().any(|a| matches!(a.what, What::Node { .. }) && !a.prefix);
    let general = atoms.iter().any(|a| a.any(&[Tag::Definition, Tag::Teaching]) && !a.prefix);
    node && general && !atoms.iter().any(|a| matches!(a.what, What::Levels(_)))
}

/// `they are seen in L1`
fn they(atoms: &[Atom], at: usize) -> bool {
    let behind = |n: usize| atoms.get(at + n);
    let they = behind(0).is_some_and(|a| a.is(Tag::Several) && a.is(Tag::Pronoun));
    they && behind(1).is_some_and(|a| a.is(Tag::Verb)) && atoms[at..].iter().any(|a| matches!(a.what, What::Levels(_)))
}

/// Whether a clause begins with words for some of several nodes by their height: `The upper two`, `The two lower ones`.
fn higher_ones(clause: &[Atom]) -> bool {
    let many = |a: &Atom| a.any(&[Tag::CountOf(2), Tag::OneNouns]);
    let side = |i: usize| clause.get(i).is_some_and(|a| a.any(&[Tag::Upper, Tag::Lower]));
    let led = clause.first().is_some_and(|a| a.is(Tag::Definite));
    led && (1..3).any(|i| side(i) && clause.get(i + 1).is_some_and(many))
}

/// Whether words for another of several nodes begin a clause behind a comma, as words for one of them began the one before.
fn other_member(atoms: &[Atom], comma: usize) -> bool {
    const MEMBER: [Tag; 5] = [Tag::Former, Tag::Latter, Tag::Ordinal(1), Tag::Uppermost, Tag::Lowest];
    let heading = atoms.iter().take_while(|a| a.prefix).count();
    let first = (heading..comma).take(2).any(|i| atoms[i].any(&MEMBER)) || higher_ones(&atoms[heading..comma]);
    let the = comma + 1 + usize::from(atoms.get(comma + 1).is_some_and(|a| a.is(Tag::Definite) && !a.any(&MEMBER)));
    let second = atoms.get(the).is_some_and(|a| a.any(&MEMBER) || (2..=4).any(|n| a.is(Tag::Ordinal(n))));
    let says = |a: &Atom| a.says_or_denies() || a.any(&[Tag::NegationAfter, Tag::NoneOf]);
    let ends = |i: usize| atoms.get(i + 1).is_none_or(|a| a.mark().is_some());
    let whole = |a: &Atom| !ends(the + 1) || a.predicates() || a.is(Tag::NoneOf);
    first && second && atoms.get(the + 1).is_some_and(|a| says(a) && !a.is(Tag::With) && whole(a))
}

/// Whether a clause is said of the node of one side alone: `only the upper one shows oedema`.
fn only_one(atoms: &[Atom], at: usize) -> bool {
    let clause = atoms.get(at..).unwrap_or_default();
    let only = clause.first().is_some_and(|a| a.what == What::Word);
    let [the, side, one, said, ..] = clause.get(1..).unwrap_or_default() else { return false };
    let sided = the.is(Tag::Definite) && endplate_of(side).is_some() && one.is(Tag::OneNoun);
    only && sided && said.predicates()
}

/// Whether words for the other nodes begin a clause with a verb of its own behind one that has its own.
fn others(atoms: &[Atom], at: usize) -> bool {
    let verb = |a: &Atom| a.any(&[Tag::Verb, Tag::NegationAfter, Tag::Shows]);
    let stop = |a: &Atom| a.mark().is_some() || a.is(Tag::Terminator);
    let own = atoms[..at].iter().rev().skip(1).take_while(|a| !stop(a));
    let rest = atoms.get(at).is_some_and(|a| a.what == What::Phrase && a.is(Tag::Rest));
    rest && atoms.get(at + 1).is_some_and(verb) && own.into_iter().any(verb)
}

/// Words for some of the nodes named before, without a noun.
fn tells_apart(atom: &Atom) -> bool {
    atom.what == What::Phrase
        && (atom.any(&[Tag::Former, Tag::Latter, Tag::Outermost]) || atom.is(Tag::Several) && !atom.is(Tag::Every))
}

/// Whether words say something: a verb, a course, an age.
fn says(atoms: &[Atom]) -> bool {
    atoms.iter().any(|a| a.says_or_denies() || a.is(Tag::NegationAfter))
}

/// Whether a clause begins with words for nodes named before, and says something of them.
fn subject(clause: &[Atom]) -> bool {
    let predicate = |a: Option<&Atom>| {
        a.is_some_and(|a| {
            a.predicates() && !matches!(a.what, What::Size(_)) && !a.is(Tag::With) || a.is(Tag::NegationAfter)
        })
    };
    let first = &clause[0];
    // `…, and there has been no change in either`
    let about = clause.iter().position(|a| a.is(Tag::Several) && !a.is(Tag::Every));
    let there = first.any(&[Tag::ThereIs, Tag::PseudoNegation, Tag::NegationEarlier, Tag::NegationBefore]);
    if let Some(about) = about.filter(|&about| there && (1..7).contains(&about)) {
        let plain =
            clause[..about].iter().all(|a| !a.is_head() && !matches!(a.what, What::Levels(_)) && a.mark().is_none());
        return plain && clause[..about].iter().any(|a| a.is(Tag::Course(Change::New)));
    }
    if first.what != What::Phrase {
        return false;
    }
    // `…; it is 8 mm today`
    let measured = |a: &Atom| matches!(a.what, What::Size(_));
    if first.is(Tag::Pronoun)
        && !first.is(Tag::Several)
        && clause.iter().take(3).any(measured)
        && clause[1].is(Tag::Verb)
        && !clause[1].is(Tag::PriorSize)
    {
        return true;
    }
    // `…; it involves the inferior endplate`, `…; it lies in the inferior endplate`
    let verbs = clause[1..].iter().take_while(|a| a.is(Tag::Verb)).count();
    let involves = first.is(Tag::Pronoun) && clause.get(1 + verbs).is_some_and(|a| a.is(Tag::At));
    if involves && clause.iter().take(6).any(|a| a.is(Tag::EndplateNoun)) && !clause.iter().any(Atom::is_head) {
        return true;
    }
    // `…, and neither has changed`
    if first.is(Tag::Several) && first.is(Tag::Course(Change::New)) {
        return true;
    }
    // `…; all are in the upper endplate`
    let all = first.is(Tag::Every) && first.is(Tag::Several);
    if all && clause.get(1).is_some_and(|a| a.is(Tag::Verb)) && clause.get(2).is_some_and(|a| a.is(Tag::At)) {
        return true;
    }
    if first.is(Tag::Rest) || tells_apart(first) {
        let denies = clause.get(1).is_some_and(|a| a.is(Tag::NegationBefore) && a.says_or_denies());
        return predicate(clause.get(1)) || denies && first.any(&[Tag::Former, Tag::Latter]);
    }
    // `the larger one is new`, `the L2 node is old`, `that at L2 has grown`
    let inside = |a: &Atom| {
        let place = [Tag::At, Tag::Of, Tag::EndplateNoun, Tag::VertebraNoun, Tag::PlaceFiller];
        inside_noun_phrase(a) && !a.is(Tag::One)
            || a.any(&place)
            || a.any(&[Tag::Definite, Tag::Largest, Tag::Smallest, Tag::OneNoun, Tag::AnotherNode, Tag::BareNode])
            || matches!(a.what, What::Levels(_))
            || endplate_of(a).is_some()
    };
    let tells = [
        Tag::BareNode,
        Tag::OneNoun,
        Tag::AnotherNode,
        Tag::Largest,
        Tag::Smallest,
        Tag::Uppermost,
        Tag::Lowest,
        Tag::Ordinal(1),
        Tag::FirstOf(2),
        Tag::LastOf(2),
        Tag::Ellipsis,
    ];
    // `…; the upper is new`
    let sided = first.is(Tag::Definite)
        && clause.get(1).is_some_and(|a| a.any(&[Tag::Upper, Tag::Lower, Tag::Superior, Tag::Inferior]))
        && predicate(clause.get(2));
    if sided {
        return true;
    }
    let subject = |a: &&Atom| (inside(a) || a.any(&tells)) && !a.is(Tag::Measuring);
    let length = clause.iter().take(9).take_while(subject).count();
    let words = &clause[..length];
    let member = |a: &Atom| a.any(&[Tag::Largest, Tag::Smallest]) && a.to - a.from > 1;
    let known = first.is(Tag::Definite)
        || member(first)
        || first.is(Tag::Ellipsis) && words.iter().any(|a| matches!(a.what, What::Levels(_)));
    // `the largest, at L2, is old`, `the smallest (L4) is new`
    let behind = behind_aside_place(clause, length);
    // `…, that at L2 is not`: what was said before is denied of it
    let elliptic = clause.get(length).is_some_and(|a| a.is(Tag::ProVerbNot))
        || clause.get(length + 1).is_some_and(|a| a.is(Tag::NegationInstead))
            && clause.get(length + 2).is_none_or(|a| a.mark().is_some());
    let said = clause.get(behind);
    let measures = said.is_some_and(|a| a.is(Tag::Measuring));
    known && !elliptic && words.iter().any(|a| a.any(&tells)) && (predicate(said) || measures)
}

impl Reader<'_> {
    /// Reads a sentence clause by clause, where one speaks of nodes of the one before. Each stands under the heading.
    pub(super) fn clauses(&self, atoms: &mut [Atom], memory: &mut Memory, out: &mut Vec<Statement>) {
        let mut said = Gist::of(atoms);
        if !self.sentence.cells.is_empty() {
            return self.clause(atoms, said, memory, out);
        }
        if said.marks(b",;/") && said.kinds(kind::LEVELS) {
            let items = items_by_level(atoms);
            if !items.is_empty() {
                return self.levels_in_turn(atoms, items, memory, out);
            }
        }
        if let Some(other) = found(contrast::may_compare(&said), || contrast::compared(atoms)) {
            return self.comparison(atoms, other, memory, out);
        }
        // `all but the L4 node are old; the L4 node is acute`: each by itself
        let stop = said.marks(b";") && cut(atoms).is_some_and(|joint| atoms[joint.start].mark() == Some(b';'));
        if !stop && self.but_for_one(atoms, &said, memory, out) {
            return;
        }
        if let Some(places) = found(each_told::may_be(&said), || each_told::find(atoms)) {
            return self.each_told(atoms, &places, memory, out);
        }
        if let Some(parted) = found(spared::may_be(&said), || spared::find(atoms)) {
            return self.spared(atoms, parted, memory, out);
        }
        if changed(turned::may_turn(&said), atoms, turned::name_none) {
            said = Gist::of(atoms);
        }
        let Some(joint) = found(may_be_cut(&said), || cut(atoms)) else {
            return self.clause(atoms, said, memory, out);
        };
        let clause = &mut atoms[..joint.start];
        let said = Gist::of(clause);
        if !(stop && self.but_for_one(clause, &said, memory, out)) {
            self.clause(clause, said, memory, out);
        }
        let heading = atoms.iter().take_while(|a| a.prefix).count();
        let (mut before, mut from) = (atoms[..heading].to_vec(), joint.end);
        while from < atoms.len() {
            let mut clause = [&before[..], &atoms[from..]].concat();
            let joint = cut(&clause).unwrap_or(clause.len()..clause.len());
            let own = &mut clause[..joint.start];
            let said = Gist::of(own);
            if !self.but_for_one(own, &said, memory, out) {
                self.clause(own, said, memory, out);
            }
            atoms[from..from + joint.start - heading].clone_from_slice(&clause[heading..joint.start]);
            from += joint.end - heading;
            clause.truncate(heading);
            before = clause;
        }
    }

    /// Reads a clause apart from what it excepts, if it excepts something.
    fn but_for_one(&self, atoms: &mut [Atom], said: &Gist, memory: &mut Memory, out: &mut Vec<Statement>) -> bool {
        let exception = found(excepted::may_except(said), || excepted::find(atoms));
        exception.is_some_and(|exception| self.excepting(atoms, &exception, memory, out))
    }

    /// Reads what is told of one level after the other, each item by itself; those that name no finding say nothing.
    fn levels_in_turn(
        &self,
        atoms: &mut [Atom],
        items: Vec<Range<usize>>,
        memory: &mut Memory,
        out: &mut Vec<Statement>,
    ) {
        let level = |a: &Atom| matches!(a.what, What::Levels(_));
        let heading: Vec<Atom> = atoms.iter().take_while(|a| a.prefix).cloned().collect();
        let named: Vec<Range<usize>> =
            items.into_iter().filter(|item| atoms[item.clone()].iter().any(Atom::is_head)).collect();
        let under = |item: Range<usize>| {
            // an item's own level stands in place of the heading's
            let headed = !atoms[item.clone()].iter().any(level);
            let above: Vec<Atom> = heading.iter().filter(|a| headed || !level(a)).cloned().collect();
            (above, item)
        };
        let items: Vec<(Vec<Atom>, Range<usize>)> = named.into_iter().map(under).collect();
        self.in_turn(atoms, items, memory, out);
    }

    /// Reads parts of a sentence one after the other, each behind what is to stand in front of it.
    pub(super) fn in_turn(
        &self,
        atoms: &mut [Atom],
        parts: impl IntoIterator<Item = (Vec<Atom>, Range<usize>)>,
        memory: &mut Memory,
        out: &mut Vec<Statement>,
    ) {
        let (begun, mut named) = (out.len(), Vec::new());
        for (mut clause, part) in parts {
            let own = clause.len();
            clause.extend_from_slice(&atoms[part.clone()]);
            let said = Gist::of(&clause);
            self.clause(&mut clause, said, memory, out);
            atoms[part].clone_from_slice(&clause[own..]);
            named.extend(memory.nodes.iter().filter(|&&node| node >= begun));
        }
        // `L2 node, L4 node. Unchanged.`: the next sentence speaks of all of them
        if !named.is_empty() {
            named.sort_unstable();
            named.dedup();
            memory.nodes = named;
        }
    }

    /// Reads a sentence apart from the node that it compares its own with, each under the heading.
    fn comparison(&self, atoms: &mut [Atom], other: Range<usize>, memory: &mut Memory, out: &mut Vec<Statement>) {
        let heading = atoms.iter().take_while(|a| a.prefix).count();
        let first = other.start == heading;
        let inner = other.start + if first { 1 } else { 2 }..other.end - 1;
        // `Unlike those of L2 and L3, the node of L4 is …`: the main clause names them
        let named = |a: &Atom| matches!(a.what, What::Node { .. });
        let leads = first && atoms[inner.clone()].iter().any(named);
        let mut node = [&atoms[..heading], &atoms[inner.clone()]].concat();
        let mut rest = [&atoms[..other.start], &atoms[other.end..]].concat();
        let said = Gist::of(&node);
        if leads {
            self.clause(&mut node, said, memory, out);
        }
        self.clauses(&mut rest, memory, out);
        if !leads {
            self.clause(&mut node, said, memory, out);
        }
        atoms[inner].clone_from_slice(&node[heading..]);
        atoms[..other.start].clone_from_slice(&rest[..other.start]);
        atoms[other.end..].clone_from_slice(&rest[other.start..]);
    }
}
