//! Nodes at several places, each place with words of its own behind it: `Schmorl's nodes at T11, with oedema, and L1, which is
//! old`, `nodes in the upper endplate of L1, 4 mm, and the lower endplate of L3, free of oedema`.
//!
//! Such a list is read place by place, as if each were said with the node's name: what stands behind a place is said of it alone.

use super::memory::Memory;
use super::{Reader, Statement};
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::{ends_clause, inside_noun_phrase};
use crate::extract::gist::{Gist, kind};
use crate::extract::place;
use crate::finding::{Acuity, Change, Count, FindingKind, Role};
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// Whether a sentence may be such a list.
pub(super) fn may_be(said: &Gist) -> bool {
    said.kinds(kind::NODE) && said.kinds(kind::LEVELS) && (said.marks(b",;-") || said.any(&[Tag::And, Tag::Terminator]))
}

/// The places of the list that a sentence is, each from its preposition to the end of what is said of it: if it names nodes once,
/// at two places or more, of which each but the last has words of its own.
pub(super) fn find(atoms: &[Atom]) -> Option<Vec<Range<usize>>> {
    // said of all the places, or of some that other rules tell apart
    const OF_SEVERAL: [Tag; 9] = [
        Tag::Each,
        Tag::Both,
        Tag::Respectively,
        Tag::Largest,
        Tag::Smallest,
        Tag::Former,
        Tag::Latter,
        Tag::Rest,
        Tag::Exception,
    ];
    let named = |a: &Atom| matches!(a.what, What::Node { .. });
    let node = atoms.iter().position(|a| named(a) && !a.prefix)?;
    let level = |a: &Atom| matches!(a.what, What::Levels(_));
    let behind = &atoms[node + 1..];
    let first = behind.iter().position(level)?;
    let several = behind[first + 1..].iter().any(level) && behind[first + 1..].iter().any(joins);
    let whole = |a: &Atom| named(a) || a.any(&OF_SEVERAL) || a.is(Tag::Several);
    // `…, without oedema, but at L2, with oedema`
    let turns = |pair: &[Atom]| pair[0].is(Tag::Terminator) && !pair[1].is(Tag::At);
    if !several || behind.iter().any(whole) || behind.windows(2).any(turns) {
        return None;
    }
    let lead = |a: &&Atom| a.any(&[Tag::At, Tag::Of, Tag::Article]);
    let mut places: Vec<(Range<usize>, usize)> = Vec::new();
    for phrase in place::phrases(atoms).iter().filter(|p| !p.prefix && p.atoms.start > node && p.has_level()) {
        let from = places.last().map_or(node + 1, |(_, end)| *end);
        let begins = phrase.atoms.start - atoms[from..phrase.atoms.start].iter().rev().take_while(lead).count();
        let joint = atoms[from..begins].iter().rev().take_while(|a| joins(a)).count();
        let begun = places.is_empty() && atoms[from..begins].iter().all(leads);
        if begun || joint > 0 && !places.is_empty() {
            places.push((begins - if begun { 0 } else { joint }..begins, phrase.atoms.end));
        } else if places.is_empty() {
            return None;
        }
    }
    let ends: Vec<usize> = places.iter().skip(1).map(|(joint, _)| joint.start).chain([atoms.len()]).collect();
    let words: Vec<&[Atom]> = places.iter().zip(&ends).map(|((_, place), &end)| &atoms[*place..end]).collect();
    let (last, others) = words.split_last()?;
    let most = others.iter().map(|words| pieces(words)).max()?;
    // `at L1, old, and L2, acute, with oedema`: what goes with the last, which is told apart from the others
    let most = most + usize::from(others.iter().any(|words| told_apart(words, last)) && ends_with(last));
    let own = others.iter().all(|words| pieces(words) > 0 && of_one(words));
    let parts = places.iter().zip(ends).map(|((joint, _), end)| joint.end..end).collect();
    (own && (pieces(last) == 0 || of_one(last)) && pieces(last) <= most).then_some(parts)
}

/// What may stand between two members of a list.
fn joins(atom: &Atom) -> bool {
    atom.any(&[Tag::And, Tag::Terminator]) || sets_aside(atom) || atom.mark() == Some(b';')
}

/// A comma, or a dash.
fn sets_aside(atom: &Atom) -> bool {
    atom.is_written_comma() || atom.mark() == Some(b'-')
}

/// What may stand between the name and its first place: `are present`, `:`.
fn leads(atom: &Atom) -> bool {
    atom.any(&[Tag::Verb, Tag::Again, Tag::ReportedAt, Tag::At]) || matches!(atom.mark(), Some(b':'))
}

/// How many pieces commas and dashes part words into.
fn pieces(words: &[Atom]) -> usize {
    let end = words.iter().rposition(|a| a.mark() != Some(b'.')).map_or(0, |last| last + 1);
    words[..end].split(sets_aside).filter(|piece| !piece.is_empty()).count()
}

/// Whether two places are of different age or course.
fn told_apart(one: &[Atom], other: &[Atom]) -> bool {
    const AGES: [Tag; 3] = [Tag::Age(Acuity::Acute), Tag::Course(Change::New), Tag::Again];
    let age = |words: &[Atom]| words.iter().take(2).find(|a| a.what == What::Phrase && a.any(&AGES)).map(|a| a.phrase);
    age(one).zip(age(other)).is_some_and(|(one, other)| one != other)
}

/// Whether the last piece of words tells what goes with their place.
fn ends_with(words: &[Atom]) -> bool {
    let last = words.iter().rposition(sets_aside).and_then(|comma| words.get(comma + 1));
    last.is_some_and(|a| a.any(&[Tag::With, Tag::Shows, Tag::Associated]) && !a.is(Tag::NegationBefore))
}

/// Whether words say something of the place in front of them, and are no clause of their own.
fn of_one(words: &[Atom]) -> bool {
    const OPENS: [Tag; 6] = [Tag::With, Tag::Without, Tag::NegationBefore, Tag::Which, Tag::Shows, Tag::Measuring];
    const TELLS: [Tag; 3] = [Tag::Age(Acuity::Acute), Tag::Course(Change::New), Tag::CourseCell(Change::New)];
    let comma = usize::from(words.first().is_some_and(|a| sets_aside(a) || a.mark() == Some(b'(')));
    // `, of recent date`
    let of = words[comma..].iter().take_while(|a| comma > 0 && a.is(Tag::Of)).count();
    let Some(first) = words.get(comma + of) else { return false };
    let opens = first.any(&OPENS) || first.any(&TELLS) || matches!(first.what, What::Size(_));
    let aside = comma > 0 && (first.what == What::Word || inside_noun_phrase(first));
    // `, this one with oedema`
    const ASIDE: [Tag; 6] =
        [Tag::Associated, Tag::Pronoun, Tag::NegationAfter, Tag::NegationInstead, Tag::PastDenied, Tag::HistoryBefore];
    let aside = aside || comma > 0 && first.any(&ASIDE);
    let hedged = |a: &Atom| a.any(&[Tag::UncertaintyBefore, Tag::UncertaintyAfter, Tag::UncertaintyBetween, Tag::Or]);
    // `…, 5 mm, are old`: of all of them
    let of_all = |pair: &[Atom]| sets_aside(&pair[0]) && pair[1].any(&[Tag::Verb, Tag::ThereIs]);
    // `at T12 without and at L2 with oedema` share it
    let length = words.iter().rposition(|a| a.mark() != Some(b'.')).map_or(0, |last| last + 1);
    let bare = length == comma + of + 1 && first.any(&[Tag::With, Tag::Without, Tag::NegationBefore]);
    // `at L1 (definite) and L2 (possible)`, `at L1, definite, and L2, possible`
    let alone = words[comma..].iter().filter(|a| a.mark().is_none()).count() == 1;
    let settles =
        alone && comma > 0 && (hedged(first) && !first.is(Tag::Or) || first.any(&[Tag::YesValue, Tag::Settled]));
    if settles {
        return true;
    }
    let verb = bare || first.any(&[Tag::Verb, Tag::ThereIs]) && !first.is(Tag::Shows);
    (opens || aside) && !verb && !words.iter().any(|a| hedged(a) || ends_clause(a)) && !words.windows(2).any(of_all)
}

impl Reader<'_> {
    /// Reads a list place by place.
    pub(super) fn each_told(
        &self,
        atoms: &mut [Atom],
        places: &[Range<usize>],
        memory: &mut Memory,
        out: &mut Vec<Statement>,
    ) {
        let front = places[0].start;
        let led = |part: &Range<usize>| atoms[part.start].any(&[Tag::At, Tag::Of]);
        // `in the upper endplate of L1, 4 mm, and the lower endplate of L3`: the preposition is that of the first
        let preposition = usize::from(led(&places[0]));
        let before = |part: &Range<usize>| atoms[..front + if led(part) { 0 } else { preposition }].to_vec();
        let parts: Vec<(Vec<Atom>, Range<usize>)> = places.iter().map(|part| (before(part), part.clone())).collect();
        let begun = out.len();
        self.in_turn(atoms, parts, memory, out);
        // the name's plural is of the list
        for finding in out[begun..].iter_mut().map(|s| &mut s.finding) {
            let listed = finding.kind == FindingKind::SchmorlNode && finding.level.is_some();
            if listed && finding.count.is_some_and(|count| count != Count::Single) {
                finding.count = Some(Count::Single);
                finding.evidence.retain(|e| e.role != Role::Count);
            }
        }
    }
}
