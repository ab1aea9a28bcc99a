//! Two nodes of one vertebra, each told with its side and its size: `two nodes in L3, one of 4 mm in the superior and one of
//! 7 mm in the inferior endplate`, `L3 nodes: superior 4 mm, inferior 7 mm`.
//!
//! However the members are worded, each has one side and one size, and they are told in turn: so the first side goes with the
//! first size and the second with the second.

use super::{Bound, Statement};
use crate::anatomy::{Endplate, Level};
use crate::extract::atoms::What;
use crate::extract::gist::kind;
use crate::extract::place;
use crate::finding::{Count, Evidence, FindingKind, Role};
use crate::lexicon::tag::Tag;
use crate::span::Span;
use std::borrow::Cow;

/// A member: its side and its size in millimetres, each with its words.
struct Member {
    endplate: Endplate,
    side: Span,
    size: f64,
    measured: Span,
}

/// Gives the nodes of a sentence's only vertebra the sides and sizes of its two members; makes the second where one stands
/// for both.
pub(super) fn two_sides(bound: &Bound<'_>, before: usize, out: &mut Vec<Statement>) {
    if !bound.said.kinds(kind::SIZE) || out.len() == before {
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
        let of = |n: usize| (out[n].finding.level, out[n].finding.endplate, out[n].finding.size_mm);
        nodes.iter().any(|&n| of(n) == (Some(level), Some(m.endplate), Some(m.size)))
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
    let sized = nodes.iter().find(|&&n| out[n].finding.size_mm == Some(member.size));
    let mut statement = out[*sided.or(sized).unwrap_or(&nodes[0])].clone();
    let finding = &mut statement.finding;
    (finding.endplate, finding.size_mm) = (Some(member.endplate), Some(member.size));
    finding.count = Some(Count::Single);
    finding.evidence.retain(|e| !matches!(e.role, Role::Endplate | Role::Size));
    let evidence = |role, span, rule| Evidence { role, span, rule: Cow::Borrowed(rule) };
    finding.evidence.push(evidence(Role::Endplate, member.side, "place"));
    finding.evidence.push(evidence(Role::Size, member.measured, "measurement"));
    statement
}

/// The two members of a sentence that names no other vertebra or thing.
fn members(bound: &Bound<'_>) -> Option<[Member; 2]> {
    let own = || bound.atoms.iter().filter(|a| !a.prefix);
    let mut levels = own().filter(|a| matches!(a.what, What::Levels(_)));
    if levels.nth(1).is_some() || own().any(|a| a.what == What::Other || a.any(&[Tag::Largest, Tag::NegationBefore])) {
        return None;
    }
    let sides: Vec<(Endplate, Span)> = own().filter_map(|a| Some((place::endplate_of(a)?, a.span))).collect();
    let sizes = bound.attributes.todays_sizes();
    let ([(first, a), (second, b)], [(x, i), (y, j)]) = (&sides[..], &sizes[..]) else { return None };
    let member = |endplate: &Endplate, side: &Span, size: &f64, at: &usize| Member {
        endplate: *endplate,
        side: *side,
        size: *size,
        measured: bound.atoms[*at].span,
    };
    (first != second).then(|| [member(first, a, x, i), member(second, b, y, j)])
}
