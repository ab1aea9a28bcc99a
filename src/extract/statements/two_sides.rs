//! Two nodes of one vertebra, each told with its side and its size, age or change: `two nodes in L3, one of 4 mm in the
//! superior and one of 7 mm in the inferior endplate`, `L3 nodes: superior old, inferior acute`.
//!
//! However the members are worded, each has one side and one size, and they are told in turn: so the first side goes with the
//! first size and the second with the second.

use super::{Bound, Statement};
use crate::anatomy::{Endplate, Level};
use crate::extract::atoms::{Atom, What};
use crate::extract::gist::kind;
use crate::extract::place;
use crate::finding::{Acuity, Change, Count, Evidence, Finding, FindingKind, Role};
use crate::lexicon::tag::Tag;
use crate::span::Span;
use std::borrow::Cow;

/// A member: its side, and what is told of both members: a size in millimetres, an age, a change; each with its words.
struct Member {
    endplate: Endplate,
    side: Span,
    size: Option<(f64, Span)>,
    age: Option<(Acuity, Span)>,
    change: Option<(Change, Span)>,
    /// The only size is told of the other: `the superior is old, the inferior has grown to 7 mm`.
    no_size: bool,
}

/// Gives the nodes of a sentence's only vertebra the sides and sizes of its two members; makes the second where one stands
/// for both.
pub(super) fn two_sides(bound: &Bound<'_>, before: usize, out: &mut Vec<Statement>) {
    const TOLD: [Tag; 3] = [Tag::Age(Acuity::Acute), Tag::Course(Change::New), Tag::CourseCell(Change::Increased)];
    if out.len() == before || !(bound.said.kinds(kind::SIZE) || bound.said.any(&TOLD)) {
        return;
    }
    let Some(members) = members(bound) else { return };
    let node = |s: &Statement| s.finding.kind == FindingKind::SchmorlNode;
    let nodes: Vec<usize> = (before..out.len()).filter(|&i| node(&out[i])).collect();
    let Some(&first) = nodes.iter().find(|&&n| out[n].finding.level.is_some()) else { return };
    let Some(level @ Level::Vertebra(_)) = out[first].finding.level else { return };
    let here = |n: usize| out[n].finding.level.is_none_or(|own| own == level);
    let alike = |&n: &usize| here(n) && out[n].finding.status.is_asserted();
    // told as a whole, the sentence needs no such help
    let told = |m: &Member| {
        let so = |f: &Finding| {
            let sized = m.size.is_none_or(|(size, _)| f.size_mm == Some(size));
            let aged = m.age.is_none_or(|(age, _)| f.acuity == Some(age));
            let changed = m.change.is_none_or(|(change, _)| f.change == Some(change));
            (f.level, f.endplate) == (Some(level), Some(m.endplate)) && sized && aged && changed
        };
        nodes.iter().any(|&n| so(&out[n].finding))
    };
    if nodes.len() > 3 || !nodes.iter().all(alike) || nodes.len() == 2 && members.iter().all(told) {
        return;
    }
    let mut made: Vec<Statement> = members.iter().map(|m| of_member(m, &nodes, out)).collect();
    // `a node in the superior and a node in the inferior endplate of L3`
    let words = out[first].finding.evidence.iter().find(|e| e.role == Role::Level).cloned();
    for finding in made.iter_mut().map(|s| &mut s.finding).filter(|f| f.level.is_none()) {
        finding.level = Some(level);
        finding.evidence.extend(words.clone());
    }
    let mut at = 0;
    out.retain(|_| {
        at += 1;
        !nodes.contains(&(at - 1))
    });
    out.splice(nodes[0]..nodes[0], made);
}

/// The statement of a member: the one that has its side, else its size, else the first.
fn of_member(member: &Member, nodes: &[usize], out: &[Statement]) -> Statement {
    let sided = nodes.iter().find(|&&n| out[n].finding.endplate == Some(member.endplate));
    let size = member.size.map(|(size, _)| size);
    let sized = nodes.iter().find(|&&n| size.is_some() && out[n].finding.size_mm == size);
    let mut statement = out[*sided.or(sized).unwrap_or(&nodes[0])].clone();
    let finding = &mut statement.finding;
    finding.count = Some(Count::Single);
    let put = |finding: &mut Finding, role, span, rule| {
        finding.evidence.retain(|e| e.role != role);
        finding.evidence.push(Evidence { role, span, rule: Cow::Borrowed(rule) });
    };
    put(finding, Role::Endplate, member.side, "place");
    finding.endplate = Some(member.endplate);
    if let Some((size, span)) = member.size {
        put(finding, Role::Size, span, "measurement");
        finding.size_mm = Some(size);
    }
    if member.no_size {
        finding.size_mm = None;
        finding.evidence.retain(|e| e.role != Role::Size);
    }
    if let Some((age, span)) = member.age {
        put(finding, Role::Acuity, span, "two sides");
        finding.acuity = Some(age);
    }
    if let Some((change, span)) = member.change {
        put(finding, Role::Change, span, "two sides");
        finding.change = Some(change);
    }
    statement
}

/// The two members of a sentence that names no other vertebra or thing.
fn members(bound: &Bound<'_>) -> Option<[Member; 2]> {
    let own = || bound.atoms.iter().enumerate().filter(|(_, a)| !a.prefix);
    let mut levels = own().filter(|(_, a)| matches!(a.what, What::Levels(_)));
    let other = |a: &Atom| a.what == What::Other || a.any(&[Tag::Largest, Tag::NegationBefore]);
    if levels.nth(1).is_some() || own().any(|(_, a)| other(a)) {
        return None;
    }
    let mut sides = own().filter_map(|(i, a)| Some((place::endplate_of(a)?, i)));
    let (Some((first, i)), Some((second, j)), None) = (sides.next(), sides.next(), sides.next()) else { return None };
    let value = |a: &Atom, of: fn(Tag) -> Option<Told>| {
        let plain = a.what == What::Phrase && !a.is(Tag::NotAge);
        bound.attributes.value(a.phrase, of).filter(|_| plain)
    };
    let all = |of: fn(Tag) -> Option<Told>| own().filter_map(move |(at, a)| Some((value(a, of)?, at)));
    // `superior old and inferior acute`, not `old and acute nodes, superior and inferior`
    let in_turn = |[(one, a), (two, b)]: [(Told, usize); 2]| (a < j && b > i).then_some([(one, a), (two, b)]);
    let ages = pair(all(Told::age)).and_then(in_turn);
    let changes = pair(all(Told::change)).and_then(in_turn);
    // `the superior one old and the inferior one new`
    let mixed = pair(all(Told::any)).and_then(in_turn);
    let (ages, changes) = (ages.or(mixed), changes.or(mixed));
    let measured = bound.attributes.todays_sizes();
    let sizes = pair(measured.iter().copied());
    let told_first = ages.or(changes).is_some_and(|[(_, at), _]| at > i && at < j);
    let of_second = told_first && matches!(measured[..], [(_, at)] if at > j);
    let words = |at: usize| bound.atoms[at].span;
    let member = |n: usize, endplate: Endplate, side: usize| Member {
        endplate,
        side: words(side),
        size: sizes.map(|both| (both[n].0, words(both[n].1))),
        age: ages.and_then(|both| Some((both[n].0.0?, words(both[n].1)))),
        change: changes.and_then(|both| Some((both[n].0.1?, words(both[n].1)))),
        no_size: of_second && n == 0,
    };
    let some = sizes.is_some() || ages.is_some() || changes.is_some();
    (some && first != second).then(|| [member(0, first, i), member(1, second, j)])
}

/// An age or a change that a word means.
#[derive(Clone, Copy)]
struct Told(Option<Acuity>, Option<Change>);

impl Told {
    fn age(tag: Tag) -> Option<Self> {
        if let Tag::Age(age) = tag { Some(Self(Some(age), None)) } else { None }
    }

    fn any(tag: Tag) -> Option<Self> {
        Self::age(tag).or_else(|| Self::change(tag))
    }

    fn change(tag: Tag) -> Option<Self> {
        match tag {
            Tag::Course(change) | Tag::CourseCell(change) => Some(Self(None, Some(change))),
            _ => None,
        }
    }
}

/// What there are exactly two of.
fn pair<T>(mut all: impl Iterator<Item = T>) -> Option<[T; 2]> {
    match (all.next(), all.next(), all.next()) {
        (Some(first), Some(second), None) => Some([first, second]),
        _ => None,
    }
}
