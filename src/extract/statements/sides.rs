//! Nodes of both sides of a level, or of one: which endplate each statement is of, told by the words around them.

use super::memory::Memory;
use super::{Bound, Statement};
use crate::anatomy::Endplate;
use crate::extract::atoms::{Atom, What};
use crate::extract::place;
use crate::finding::{Evidence, Finding, FindingKind, Role};
use crate::lexicon::tag::Tag;
use crate::span::Span;
use std::borrow::Cow;

/// `nodes at T12 and L1. They are inferior in T12 and superior in L1.`: each level's node has the side told with it.
pub(super) fn sides_by_level(bound: &Bound<'_>, memory: &Memory, out: &mut [Statement]) {
    let atoms = bound.atoms;
    if atoms.iter().any(|a| a.is_head() && !matches!(a.what, What::Anaphor { .. })) {
        return;
    }
    let link = |a: &&Atom| {
        a.any(&[Tag::At, Tag::Of, Tag::Article, Tag::EndplateNoun, Tag::Verb]) && place::endplate_of(a).is_none()
    };
    let side = |a: Option<&Atom>| a.and_then(|a| Some((place::endplate_of(a)?, a.span)));
    // `They are inferior in T12 and …`, `Endplate by endplate: inferior in T12, …`, and nothing more
    let place = |a: &Atom| matches!(a.what, What::Levels(_)) || place::endplate_of(a).is_some();
    let lead = atoms.iter().position(place).unwrap_or(0);
    let points = |a: &Atom| a.any(&[Tag::Pronoun, Tag::BareNode, Tag::OneNoun]) || a.mark() == Some(b':');
    let rest = |a: &Atom| place(a) || link(&a) || a.any(&[Tag::And, Tag::OneNoun, Tag::BareNode]) || a.mark().is_some();
    if !atoms[..lead].iter().any(points) || !atoms[lead..].iter().all(rest) {
        return;
    }
    let mut told = Vec::new();
    for (i, atom) in atoms.iter().enumerate().filter(|(_, a)| !a.prefix) {
        let What::Levels(levels) = &atom.what else { continue };
        let [level] = levels[..] else { return };
        let found =
            side(atoms[..i].iter().rev().find(|a| !link(a))).or_else(|| side(atoms[i + 1..].iter().find(|a| !link(a))));
        let mut known = memory.nodes.iter().copied().filter(|&n| out[n].finding.level == Some(level));
        let (Some(found), Some(node), None) = (found, known.next(), known.next()) else { return };
        told.push((node, found));
    }
    let unknown = |(n, _): &(usize, _)| out[*n].finding.endplate.is_none() && out[*n].finding.status.is_asserted();
    if told.len() < 2 || !told.iter().all(unknown) {
        return;
    }
    for (node, (endplate, span)) in told {
        out[node].finding.endplate = Some(endplate);
        out[node].finding.evidence.push(Evidence { role: Role::Endplate, span, rule: Cow::Borrowed("place") });
    }
}

/// `a node in L5 and one in S1, both superior`: the side is each one's.
pub(super) fn both_of(bound: &Bound<'_>, new: &mut [Statement]) {
    if new.is_empty() {
        return;
    }
    let both = |p: &&place::Phrase| {
        let lead = [Tag::Of, Tag::At, Tag::Into, Tag::Article];
        let before = bound.atoms[..p.atoms.start].iter().rev().find(|a| !a.any(&lead));
        let both = bound.atoms[p.atoms.start].is(Tag::Both) || before.is_some_and(|a| a.is(Tag::Both));
        // `…, one in L1 and one in L2, both in the upper endplate`
        let within = matches!(p.items[..], [place::Item { level: Some(_), endplate: Some(_), .. }])
            && bound.atoms[p.atoms.clone()].windows(2).any(|pair| pair[0].is_written_comma() && pair[1].is(Tag::Both));
        !p.has_level() && p.items.len() == 1 && both || within
    };
    if let [(size, at)] = bound.attributes.todays_sizes()[..]
        && bound.attributes.of_each(at)
    {
        for finding in new.iter_mut().map(|s| &mut s.finding).filter(|f| f.kind == FindingKind::SchmorlNode) {
            if finding.size_mm.is_none() && finding.status.is_asserted() {
                finding.size_mm = Some(size);
                let span = bound.atoms[at].span;
                finding.evidence.push(Evidence { role: Role::Size, span, rule: Cow::Borrowed("measurement") });
            }
        }
    }
    one_each(bound, new);
    let Some(side) = bound.bindings.phrases.iter().find(both).map(|p| p.items[0].clone()) else { return };
    for finding in new.iter_mut().map(|s| &mut s.finding).filter(|f| f.endplate.is_none() && f.level.is_some()) {
        finding.endplate = side.endplate;
        let place = |span| Evidence { role: Role::Endplate, span, rule: Cow::Borrowed("place") };
        finding.evidence.extend(side.endplate_span.map(place));
    }
}

/// `nodes at T5 and T6, the former in the inferior and the latter in the superior endplate`: a side each.
fn one_each(bound: &Bound<'_>, new: &mut [Statement]) {
    let side = |at: Option<usize>| {
        let behind = bound.atoms[at? + 1..].iter().take(6);
        let own = behind.take_while(|a| !a.any(&[Tag::Former, Tag::Latter, Tag::And, Tag::Rest]));
        own.filter_map(|a| Some((place::endplate_of(a)?, a.span))).next()
    };
    let told = |tag: Tag| bound.atoms.iter().position(|a| a.is(tag));
    // `nodes of L2 and L4, the one being located in the inferior and the other in the superior endplate`
    let one = (1..bound.atoms.len()).find(|&i| bound.atoms[i].is(Tag::OneNoun) && bound.atoms[i - 1].is(Tag::Definite));
    let sides = |first, last| side(first).zip(side(last));
    let both = sides(told(Tag::Former), told(Tag::Latter)).or_else(|| sides(one, told(Tag::Rest)));
    let Some((former, latter)) = both else {
        // not `since the last examination`
        let apart = |&at: &usize| at > 0 && (bound.atoms[at - 1].mark().is_some() || bound.atoms[at - 1].is(Tag::And));
        let lone = |tag| side(told(tag).filter(apart));
        let (first, last) = (lone(Tag::Former), lone(Tag::Latter));
        return only_one(new, first.or(last), last.is_some());
    };
    let node = |s: &&mut Statement| s.finding.kind == FindingKind::SchmorlNode && s.finding.level.is_some();
    let mut nodes: Vec<&mut Finding> = new.iter_mut().filter(node).map(|s| &mut s.finding).collect();
    let [first, last] = &mut nodes[..] else { return };
    if first.level == last.level {
        return;
    }
    for (finding, (endplate, span)) in [(first, former), (last, latter)] {
        finding.endplate = Some(endplate);
        finding.evidence.retain(|e| e.role != Role::Endplate);
        finding.evidence.push(Evidence { role: Role::Endplate, span, rule: Cow::Borrowed("place") });
    }
}

/// `nodes at T11 and L2, the latter involving the inferior endplate`: the side is of the last alone, or of the first.
fn only_one(new: &mut [Statement], side: Option<(Endplate, Span)>, last: bool) {
    let Some((_, span)) = side else { return };
    let node = |s: &&mut Statement| s.finding.kind == FindingKind::SchmorlNode && s.finding.level.is_some();
    let nodes: Vec<&mut Finding> = new.iter_mut().filter(node).map(|s| &mut s.finding).collect();
    let by_it = |f: &Finding| f.evidence.iter().any(|e| e.role == Role::Endplate && e.span.overlaps(span));
    let own = if last { nodes.len().wrapping_sub(1) } else { 0 };
    if !nodes.get(own).is_some_and(|f| by_it(f)) {
        return;
    }
    for (_, finding) in nodes.into_iter().enumerate().filter(|(n, f)| *n != own && by_it(f)) {
        finding.endplate = None;
        finding.evidence.retain(|e| e.role != Role::Endplate);
    }
}
