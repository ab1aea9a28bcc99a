//! Addenda that correct: `should read L3, not L2`.
//!
//! In: the atoms of a sentence in an addendum, and the statements so far. A correction names what is right and, by a
//! cue or by standing before it, what was wrong; it changes the statements that it speaks of and is spent. A sentence
//! that corrects nothing is left to the ordinary reading.

mod breath;
mod pairs;
mod targets;
mod withdrawn;
mod zones;

use super::atoms::{Atom, What};
use super::statements::Statement;
use crate::anatomy::{Endplate, Level};
use crate::finding::{Evidence, Finding, FindingKind, Modic, Role};
use crate::lexicon::tag::Tag;
use crate::span::Span;
use std::borrow::Cow;

pub(super) use breath::{MAY, in_the_same_breath};
pub(super) use withdrawn::{disown, replace, revoke, undoes, withdraw};
pub(super) use zones::forget_wrong;

/// What is right, and what was wrong.
#[derive(Clone, Debug, Default)]
struct Pair {
    right: Named,
    wrong: Named,
}

/// What one zone of a correction names.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    levels: Vec<(Level, Span)>,
    sides: Vec<(Endplate, Span)>,
    sizes: Vec<(f64, Span)>,
    /// The kind of finding that was said to be wrong, perhaps without its place.
    kind: Option<FindingKind>,
}

impl Named {
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether this tells of nothing that the other tells: a level where that is a size.
    fn is_of_another_thing(&self, other: &Self) -> bool {
        let apart = |own: usize, other: usize| own == 0 || other == 0;
        apart(self.levels.len(), other.levels.len())
            && apart(self.sides.len(), other.sides.len())
            && apart(self.sizes.len(), other.sizes.len())
            && !other.is_empty()
    }

    /// How much it names.
    fn len(&self) -> usize {
        self.levels.len() + self.sides.len() + self.sizes.len()
    }

    /// Whether it is levels, endplates or measurements alone.
    fn one_thing(&self) -> bool {
        [self.levels.len(), self.sides.len(), self.sizes.len()].iter().filter(|told| **told > 0).count() == 1
    }

    /// Takes away what it names beyond what it named before.
    fn split_off(&mut self, before: &Self) -> Self {
        Self {
            levels: self.levels.split_off(before.levels.len()),
            sides: self.sides.split_off(before.sides.len()),
            sizes: self.sizes.split_off(before.sizes.len()),
            kind: None,
        }
    }

    /// Whether the other names all of it.
    fn says_no_more(&self, other: &Self) -> bool {
        self.levels.iter().all(|(level, _)| other.levels.iter().any(|(l, _)| l == level))
            && self.sides.iter().all(|(side, _)| other.sides.iter().any(|(s, _)| s == side))
            && self.sizes.iter().all(|(size, _)| other.sizes.iter().any(|(s, _)| s == size))
    }

    /// Whether all of it stands before an atom.
    fn ends_before(&self, atom: &Atom) -> bool {
        let levels = self.levels.iter().map(|l| l.1);
        let spans = levels.chain(self.sides.iter().map(|s| s.1)).chain(self.sizes.iter().map(|s| s.1));
        spans.into_iter().all(|span| span.end <= atom.span.start)
    }

    /// What both name.
    fn with(mut self, other: Self) -> Self {
        self.levels.extend(other.levels);
        self.sides.extend(other.sides);
        self.sizes.extend(other.sizes);
        self
    }

    /// Whether a finding is where this says, and as large.
    fn stands_in(&self, finding: &Finding) -> bool {
        self.levels.iter().all(|(level, _)| finding.level == Some(*level))
            && self.sides.iter().all(|(endplate, _)| finding.endplate == Some(*endplate))
            && self.sizes.iter().all(|(size, _)| finding.size_mm == Some(*size))
    }

    fn take(&mut self, atom: &Atom) {
        match &atom.what {
            What::Levels(levels) => {
                for level in levels {
                    if !self.levels.iter().any(|(l, _)| l == level) {
                        self.levels.push((*level, atom.span));
                    }
                }
            }
            What::Size(size) => self.sizes.push((*size, atom.span)),
            What::Phrase if atom.any(&[Tag::Superior, Tag::Upper, Tag::Superiorly]) => {
                self.sides.push((Endplate::Superior, atom.span))
            }
            What::Phrase if atom.any(&[Tag::Inferior, Tag::Lower, Tag::Inferiorly]) => {
                self.sides.push((Endplate::Inferior, atom.span))
            }
            _ => {}
        }
    }
}

/// Corrects the statements that the sentence speaks of, and says which; none if the sentence is left to the ordinary
/// reading. `earlier` holds what a sentence before said was wrong: `The node was reported above at L2. This is incorrect: it lies in L3.`
pub(super) fn apply(
    atoms: &[Atom],
    number: usize,
    statements: &mut [Statement],
    earlier: &mut Named,
) -> Option<Vec<usize>> {
    let told = pairs::several(atoms);
    if !told.is_empty() {
        return put_right(atoms, number, statements, kind_of(atoms), &told);
    }
    let cues = [Tag::Correction, Tag::CorrectionFrom, Tag::NegationInstead, Tag::Corrected, Tag::ReportedAt];
    let cued = atoms.iter().any(|a| a.any(&cues)) || (1..atoms.len()).any(|i| denies_place(atoms, i));
    let node = kind_of(atoms) == Some(FindingKind::SchmorlNode);
    // `It is at L4-L5.`, `The level is L3.`
    let named = |i: usize| {
        let field = i <= 2 && i.checked_sub(1).is_some_and(|b| atoms[b].is(Tag::LevelNoun));
        let it = i == 1 && atoms[0].is(Tag::Pronoun) && earlier.kind.is_some();
        atoms[i].is(Tag::Verb) && (field || it)
    };
    let told = !atoms.iter().any(Atom::is_finding) && (0..atoms.len()).any(named);
    if !cued && (earlier.is_empty() && earlier.kind.is_none() || !node) && !told {
        *earlier = Named::default();
        return None;
    }
    let kind = kind_of(atoms).or(earlier.kind);
    let (mut right, mut wrong) = zones::zones(atoms);
    // `the node reported at L2 measures 5 mm` corrects no place
    let reported = atoms.iter().any(|a| a.is(Tag::ReportedAt));
    let cue = atoms.iter().position(|a| a.is(Tag::CorrectionFrom));
    if reported && cue.is_none() && right.levels.is_empty() && right.sides.is_empty() {
        return None;
    }
    // `in L3, adjoining the L2-L3 disc`
    let vertebra = |l: &(Level, Span)| matches!(l.0, Level::Vertebra(_));
    if right.levels.iter().any(vertebra) {
        right.levels.retain(vertebra);
    }
    let retyped = if right.is_empty() { retype(atoms, statements) } else { None };
    if retyped.is_some() {
        return retyped;
    }
    // `The size of the node at L1 was incorrectly given as 4 mm.`: what is right follows
    let only_whose = cue.is_some_and(|cue| right.is_of_another_thing(&wrong) && right.ends_before(&atoms[cue]));
    if right.is_empty() || only_whose {
        if cue.is_some() {
            // `Levels were miscounted. The nodes lie in L2 and L4.`
            let kind = kind.or_else(|| atoms.iter().any(|a| a.is(Tag::LevelNoun)).then_some(FindingKind::SchmorlNode));
            let said = !wrong.is_empty() || kind.is_some();
            *earlier = Named { kind, ..wrong.with(right) };
            return said.then(Vec::new);
        }
        return None;
    }
    let said = earlier.kind.is_some();
    if wrong.is_empty() {
        wrong = std::mem::take(earlier);
    } else if wrong.levels.is_empty() && right.levels.is_empty() {
        wrong.levels = std::mem::take(&mut earlier.levels);
    }
    // `a node that had not been mentioned` names nothing wrong
    let firm = told || said || atoms.iter().any(|a| a.any(&[Tag::Correction, Tag::CorrectionFrom, Tag::Corrected]));
    if !firm && wrong.is_empty() {
        return None;
    }
    let pairs = pairs::one_by_one(right, wrong, statements)?;
    put_right(atoms, number, statements, kind, &pairs)
}

/// Puts right what is paired with what was wrong, all at once: `L1 should read L2 and L2 should read L3`.
fn put_right(
    atoms: &[Atom],
    number: usize,
    statements: &mut [Statement],
    kind: Option<FindingKind>,
    pairs: &[Pair],
) -> Option<Vec<usize>> {
    const KINDS: [FindingKind; 3] = [FindingKind::SchmorlNode, FindingKind::ModicChange, FindingKind::MarrowEdema];
    // `L1 should read L2` holds for whatever was found there
    let all = kind.is_none() && pairs.iter().all(|p| !p.wrong.levels.is_empty() && !p.right.levels.is_empty());
    let kinds = match kind {
        _ if all => KINDS.to_vec(),
        Some(kind) => vec![kind],
        None => vec![lone_kind(statements)],
    };
    let mut plan: Vec<(usize, &Pair)> = Vec::new();
    for pair in pairs {
        for &kind in &kinds {
            // of these the place alone is put right
            let node = kind == FindingKind::SchmorlNode;
            if node && !pair.right.says_no_more(&pair.wrong) || !node && !pair.right.levels.is_empty() {
                let of_pair = targets::targets(statements, number, kind, pair);
                plan.extend(of_pair.into_iter().map(|i| (i, pair)));
            }
        }
    }
    if plan.is_empty() {
        return restated(statements, number, pairs);
    }
    // `L3 should read L4, and L3-L4 should read L4-L5`: of two that may speak of one, the pair that names its very level
    let named = |(i, pair): &(usize, &Pair)| {
        let level = statements[*i].finding.level;
        pair.wrong.levels.iter().any(|(wrong, _)| Some(*wrong) == level)
    };
    let known: Vec<usize> = plan.iter().filter(|of| named(of)).map(|(i, _)| *i).collect();
    plan.retain(|of| named(of) || !known.contains(&of.0));
    // `The report should read: the node at the superior endplate of L1 is chronic`: no place is put right
    let modic = atoms.iter().rev().find_map(|a| match a.what {
        What::Modic(modic) if modic != Modic::Unspecified => Some((modic, a.span)),
        _ => None,
    });
    // `the Modic type should read 1, not 2`
    let figure = atoms.iter().position(|a| a.is(Tag::Correction)).and_then(|c| atoms.get(c + 1));
    let figure = figure.and_then(|a| match a.what {
        What::Number(n @ 1..=3) => Some(([Modic::One, Modic::Two, Modic::Three][n as usize - 1], a.span)),
        _ => None,
    });
    let modic = modic.or(figure).filter(|_| kinds == [FindingKind::ModicChange]);
    let stands = |(i, pair): &(usize, &Pair)| {
        pair.right.stands_in(&statements[*i].finding)
            && modic.is_none_or(|(modic, _)| statements[*i].finding.modic == Some(modic))
    };
    if plan.iter().all(stands) {
        return None;
    }
    let node = atoms.iter().find(|a| matches!(a.what, What::Node { .. }));
    let places: Vec<_> = statements.iter().map(|s| (s.sentence, s.finding.level, s.finding.endplate)).collect();
    for &(i, Pair { right, .. }) in &plan {
        // the edema that is tied to the node moves with it
        let (sentence, level, endplate) = places[i];
        let node_moves = statements[i].finding.kind == FindingKind::SchmorlNode && level.is_some();
        for (other, place) in statements.iter_mut().zip(&places).filter(|_| node_moves && !all) {
            let tied = other.finding.kind == FindingKind::MarrowEdema && (other.tied || other.sentence == sentence);
            if tied && place.1 == level {
                targets::correct(other, number, &Named { sizes: Vec::new(), ..right.clone() });
            }
        }
        targets::correct(&mut statements[i], number, right);
        // what was denied of it goes with it
        let after = (statements[i].finding.level, statements[i].finding.endplate);
        for statement in statements.iter_mut() {
            let reached = statement.reach.iter_mut().filter(|r| **r == (level, endplate));
            reached.for_each(|reached| *reached = after);
        }
        if let Some((modic, span)) = modic {
            give_type(&mut statements[i], modic, span);
        }
        if let Some(node) = node.filter(|_| statements[i].finding.kind == FindingKind::SchmorlNode) {
            let mention = Evidence { role: Role::Mention, span: node.span, rule: Cow::Borrowed("correction") };
            statements[i].finding.evidence.push(mention);
        }
    }
    let corrected: Vec<usize> = plan.into_iter().map(|(i, _)| i).collect();
    (!corrected.is_empty()).then_some(corrected)
}

/// What a sentence right before has put right already: `What was called T8 is T9. The node is thus in T9, not in T8.`
fn restated(statements: &[Statement], number: usize, pairs: &[Pair]) -> Option<Vec<usize>> {
    let told = |s: &Statement| {
        let right = |pair: &Pair| !pair.wrong.levels.is_empty() && pair.right.stands_in(&s.finding);
        targets::just_corrected(s, number) && s.finding.level.is_some() && pairs.iter().any(right)
    };
    let again: Vec<usize> = (0..statements.len()).filter(|&i| told(&statements[i])).collect();
    (!again.is_empty()).then_some(again)
}

/// `"Modic type 1" should read "Modic type 2"`: gives the changes of the wrong type the right one, and says which.
fn retype(atoms: &[Atom], statements: &mut [Statement]) -> Option<Vec<usize>> {
    let cue = atoms.iter().position(|a| a.is(Tag::Correction))?;
    let type_of = |a: &Atom| match a.what {
        What::Modic(modic) if modic != Modic::Unspecified => Some((modic, a.span)),
        _ => None,
    };
    let (wrong, _) = atoms[..cue].iter().find_map(type_of)?;
    let (modic, span) = atoms[cue..].iter().find_map(type_of)?;
    let of_type = |s: &Statement| s.finding.kind == FindingKind::ModicChange && s.finding.modic == Some(wrong);
    let targets: Vec<usize> = (0..statements.len()).filter(|&i| of_type(&statements[i])).collect();
    for &i in &targets {
        give_type(&mut statements[i], modic, span);
    }
    (!targets.is_empty()).then_some(targets)
}

fn give_type(statement: &mut Statement, modic: Modic, span: Span) {
    statement.finding.modic = Some(modic);
    let evidence = Evidence { role: Role::Modic, span, rule: Cow::Borrowed("correction") };
    statement.finding.evidence.push(evidence);
}

/// Whether a denial behind a comma is of a place alone: `…, not the superior endplate`.
fn denies_place(atoms: &[Atom], i: usize) -> bool {
    const PLACE: [Tag; 6] =
        [Tag::Superior, Tag::Inferior, Tag::EndplateNoun, Tag::EndplateNouns, Tag::Of, Tag::Article];
    let told = atoms[i + 1..].iter().take_while(|a| a.mark().is_none());
    let place = |a: &Atom| a.any(&PLACE) || matches!(a.what, What::Levels(_));
    atoms[i].is(Tag::NegationBefore)
        && atoms[i - 1].mark() == Some(b',')
        && atoms.get(i + 1).is_some_and(place)
        && told.into_iter().all(place)
}

/// Where a correction goes on with another finding: `…, and the Modic change is at L5-S1 and not at L4-L5`.
pub(super) fn second(atoms: &[Atom]) -> Option<usize> {
    let denied = |a: &Atom| a.any(&[Tag::NegationInstead, Tag::CorrectionFrom]);
    let first = atoms.iter().position(denied)?;
    let head = first + atoms[first..].iter().position(|a| matches!(a.what, What::Modic(_) | What::Edema(_)))?;
    let joint = atoms[..head].iter().rposition(|a| a.is(Tag::And) || a.mark() == Some(b';')).filter(|&j| j > first)?;
    let before = atoms[..first].iter().any(|a| matches!(a.what, What::Node { .. }));
    (before && atoms[head..].iter().any(denied)).then_some(joint)
}

/// The kind of finding that a sentence speaks of: a node, if it names one.
fn kind_of(atoms: &[Atom]) -> Option<FindingKind> {
    let kind = |a: &Atom| match a.what {
        What::Node { .. } => Some(FindingKind::SchmorlNode),
        What::Edema(_) => Some(FindingKind::MarrowEdema),
        What::Modic(_) => Some(FindingKind::ModicChange),
        _ => None,
    };
    let node = |a: &Atom| {
        let bare = a.what == What::Phrase && a.any(&[Tag::BareNode, Tag::BareNodes]);
        (bare || kind(a) == Some(FindingKind::SchmorlNode)).then_some(FindingKind::SchmorlNode)
    };
    atoms.iter().find_map(node).or_else(|| atoms.iter().find_map(kind))
}

/// What a correction that names no finding is of: a node, unless all that the report asserts is another.
fn lone_kind(statements: &[Statement]) -> FindingKind {
    let mut asserted = statements.iter().filter(|s| s.finding.status.is_asserted()).map(|s| s.finding.kind);
    let first = asserted.next().unwrap_or(FindingKind::SchmorlNode);
    if asserted.all(|kind| kind == first) { first } else { FindingKind::SchmorlNode }
}
