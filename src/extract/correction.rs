//! Addenda that correct: `should read L3, not L2`.
//!
//! In: the atoms of a sentence in an addendum, and the statements so far. A correction names what is right and, by a
//! cue or by standing before it, what was wrong; it changes the statements that it speaks of and is spent. A sentence
//! that corrects nothing is left to the ordinary reading.

use super::atoms::{Atom, What};
use super::bind::is_from;
use super::statements::Statement;
use crate::anatomy::{Endplate, Level};
use crate::finding::{Evidence, Finding, FindingKind, Modic, Role, Section, Status};
use crate::lexicon::tag::{Tag, TagSet};
use crate::span::Span;
use std::borrow::Cow;

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
        self.levels.is_empty() && self.sides.is_empty() && self.sizes.is_empty()
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
pub(super) fn apply(atoms: &[Atom], statements: &mut [Statement], earlier: &mut Named) -> Option<Vec<usize>> {
    let cues = [Tag::Correction, Tag::CorrectionFrom, Tag::NegationInstead, Tag::Corrected, Tag::ReportedAt];
    let cued = atoms.iter().any(|a| a.any(&cues)) || (1..atoms.len()).any(|i| denies_place(atoms, i));
    let node = atoms.iter().find(|a| matches!(a.what, What::Node { .. }));
    // `It is at L4-L5.`, `The level is L3.`
    let named = |i: usize| {
        let field = i <= 2 && i.checked_sub(1).is_some_and(|b| atoms[b].is(Tag::LevelNoun));
        let it = i == 1 && atoms[0].is(Tag::Pronoun) && earlier.kind.is_some();
        atoms[i].is(Tag::Verb) && (field || it)
    };
    let told = !atoms.iter().any(|a| matches!(a.what, What::Node { .. } | What::Edema(_) | What::Modic(_)))
        && (0..atoms.len()).any(named);
    if !cued && (earlier.is_empty() || node.is_none()) && !told {
        *earlier = Named::default();
        return None;
    }
    let kind = kind_of(atoms).or(earlier.kind);
    let (mut right, mut wrong) = zones(atoms);
    // `the node reported at L2 measures 5 mm` corrects no place
    let reported = atoms.iter().any(|a| a.is(Tag::ReportedAt));
    let wrong_said = atoms.iter().any(|a| a.is(Tag::CorrectionFrom));
    if reported && !wrong_said && right.levels.is_empty() && right.sides.is_empty() {
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
    if right.is_empty() || right.levels.len() > 1 {
        if wrong_said {
            let said = !wrong.is_empty() || kind.is_some();
            *earlier = Named { kind, ..wrong };
            return said.then(Vec::new);
        }
        return None;
    }
    if wrong.is_empty() {
        wrong = std::mem::take(earlier);
    } else if wrong.levels.is_empty() && right.levels.is_empty() {
        wrong.levels = std::mem::take(&mut earlier.levels);
    }
    // `a node that had not been mentioned` names nothing wrong
    let firm = told || atoms.iter().any(|a| a.any(&[Tag::Correction, Tag::CorrectionFrom, Tag::Corrected]));
    if !firm && wrong.is_empty() {
        return None;
    }
    let kind = kind.unwrap_or_else(|| lone_kind(statements));
    // of these the place alone is put right
    if kind != FindingKind::SchmorlNode && right.levels.is_empty() {
        return None;
    }
    let targets = targets(statements, kind, &right, &wrong);
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
    let modic = modic.or(figure);
    let modic = modic.filter(|_| kind == FindingKind::ModicChange);
    let stands = |&i: &usize| {
        right.stands_in(&statements[i].finding)
            && modic.is_none_or(|(modic, _)| statements[i].finding.modic == Some(modic))
    };
    if targets.iter().all(stands) {
        return None;
    }
    for &i in &targets {
        // the edema that is tied to the node moves with it
        let (sentence, level) = (statements[i].sentence, statements[i].finding.level);
        for other in statements.iter_mut() {
            let tied = other.finding.kind == FindingKind::MarrowEdema && (other.tied || other.sentence == sentence);
            if kind == FindingKind::SchmorlNode && tied && other.finding.level == level && level.is_some() {
                correct(other, &Named { sizes: Vec::new(), ..right.clone() });
            }
        }
        let before = (level, statements[i].finding.endplate);
        correct(&mut statements[i], &right);
        // what was denied of it goes with it
        let after = (statements[i].finding.level, statements[i].finding.endplate);
        for reached in statements.iter_mut().flat_map(|s| s.reach.iter_mut()).filter(|r| **r == before) {
            *reached = after;
        }
        if let Some((modic, span)) = modic {
            give_type(&mut statements[i], modic, span);
        }
        if let Some(node) = node {
            let mention = Evidence { role: Role::Mention, span: node.span, rule: Cow::Borrowed("correction") };
            statements[i].finding.evidence.push(mention);
        }
    }
    (!targets.is_empty()).then_some(targets)
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

/// What a correction said was wrong, where nothing before says it: `ADDENDUM: The node reported at L2 is in fact at L3`
/// alone, `for "node at T11" read "node at T12"`. It names no place and no node.
pub(super) fn forget_wrong(atoms: &mut [Atom]) {
    let firm = [Tag::Correction, Tag::CorrectionFrom, Tag::Corrected];
    let (right, wrong) = zones(atoms);
    let other = atoms.iter().any(|a| matches!(a.what, What::Edema(_) | What::Modic(_)));
    let differs = matches!(&right.levels[..], [(level, _)] if wrong.levels.iter().all(|(l, _)| l != level));
    if other || !differs || wrong.levels.is_empty() || !atoms.iter().any(|a| a.any(&firm)) {
        return;
    }
    let there = |a: &Atom, of: &Named| of.levels.iter().any(|(_, span)| *span == a.span);
    let node = |a: &Atom| matches!(a.what, What::Node { .. });
    let place = |of: &Named| atoms.iter().position(|a| there(a, of));
    // `for 'node at T11' read 'node at T12'`, `read 'L5 node' in place of 'L6 node'`: it is named once
    let instead = |a: &Atom| a.any(&[Tag::NegationInstead, Tag::CorrectionFrom]);
    let again = match place(&wrong).zip(place(&right)) {
        Some((w, r)) if w < r && atoms[w..r].iter().any(node) => 0..w,
        Some((w, r)) if r < w => {
            let cue = atoms[r..w].iter().position(instead).map_or(w, |cue| r + cue);
            if atoms[..cue].iter().any(node) { cue..atoms.len() } else { 0..0 }
        }
        _ => 0..0,
    };
    for (i, atom) in atoms.iter_mut().enumerate() {
        if there(atom, &wrong) || again.contains(&i) && node(atom) {
            atom.what = What::Word;
        }
    }
}

/// Whether a denial behind a comma is of a place alone: `…, not the superior endplate`.
fn denies_place(atoms: &[Atom], i: usize) -> bool {
    const PLACE: [Tag; 5] = [Tag::Superior, Tag::Inferior, Tag::EndplateNoun, Tag::Of, Tag::Article];
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

/// `The report states that the node is at L2. This is incorrect.`: what the addendum's sentence before quoted is no
/// statement of its own, and its place is what was wrong.
pub(super) fn disown(atoms: &[Atom], number: usize, statements: &mut Vec<Statement>, earlier: &mut Named) -> bool {
    let wrong = atoms.iter().any(|a| a.is(Tag::CorrectionFrom));
    let speaks = atoms.iter().any(|a| a.is_head() || matches!(a.what, What::Levels(_) | What::Size(_)));
    if !wrong || speaks || !earlier.is_empty() {
        return false;
    }
    let quoted = |s: &Statement| s.sentence + 1 == number && s.finding.section == Section::Addendum;
    let Some(kind) = statements.iter().find(|s| quoted(s)).map(|s| s.finding.kind) else { return false };
    *earlier = Named { kind: Some(kind), ..Named::default() };
    for said in statements.iter().filter(|s| quoted(s) && s.finding.kind == kind) {
        let span = said.finding.evidence.first().map_or(Span::new(0, 0), |evidence| evidence.span);
        earlier.levels.extend(said.finding.level.map(|level| (level, span)));
        earlier.sides.extend(said.finding.endplate.map(|endplate| (endplate, span)));
    }
    statements.retain(|s| !quoted(s));
    true
}

/// `Corrected text, which replaces the above`: nothing of what was said before the addendum stands.
pub(super) fn replace(atoms: &[Atom], statements: &mut Vec<Statement>, nodes: &mut Vec<usize>) {
    if atoms.iter().any(|a| a.is(Tag::Replacement)) {
        keep(statements, nodes, |s| s.finding.section == Section::Addendum);
    }
}

/// Keeps the statements that stand; `nodes`, the nodes last named, are indices into them and move with them.
fn keep(statements: &mut Vec<Statement>, nodes: &mut Vec<usize>, stands: impl Fn(&Statement) -> bool) {
    nodes.retain(|&n| stands(&statements[n]));
    for n in nodes {
        *n = statements[..*n].iter().filter(|s| stands(s)).count();
    }
    statements.retain(stands);
}

/// Takes back what an addendum withdraws: `The statement "No marrow edema" is withdrawn`. What was stated so before
/// goes, and the words say nothing of their own. Whether a node is among it.
pub(super) fn withdraw(atoms: &mut [Atom], statements: &mut Vec<Statement>, nodes: &mut Vec<usize>) -> bool {
    // `The statement that there is no oedema is incorrect`
    let wrong = || {
        let cue = atoms.iter().position(|a| a.is(Tag::CorrectionFrom))?;
        let denied = atoms[..cue].iter().position(|a| a.is(Tag::NegationBefore))?;
        let placed = atoms[..cue].iter().any(|a| matches!(a.what, What::Levels(_)));
        (!placed && atoms[denied..cue].iter().any(Atom::is_head)).then_some(cue)
    };
    let Some(end) = atoms.iter().position(|a| a.is(Tag::Retraction)).or_else(wrong) else { return false };
    let mut node = false;
    // `the node has no oedema; the statement of oedema at T7 is withdrawn`
    let from = atoms[..end].iter().rposition(super::bind::ends_clause).map_or(0, |stop| stop + 1);
    for i in from..end {
        let kind = match atoms[i].what {
            What::Node { .. } => FindingKind::SchmorlNode,
            What::Edema(_) => FindingKind::MarrowEdema,
            What::Modic(_) => FindingKind::ModicChange,
            _ => continue,
        };
        node |= kind == FindingKind::SchmorlNode;
        let denied = atoms[..i].iter().any(|a| a.is(Tag::NegationBefore));
        keep(statements, nodes, |s| s.finding.kind != kind || (s.finding.status == Status::Absent) != denied);
        atoms[i].what = What::Word;
    }
    // what is right may stand behind it
    atoms[end].tags = TagSet::default();
    atoms[end].what = What::Word;
    node
}

/// A denial that puts right what was said before: `There is no Schmorl's node at L2; the statement was dictated in error`,
/// also behind a sentence that said what was wrong. The nodes that it speaks of are gone, and the sentence is then read
/// as it stands. A denial that is itself what was wrong is none.
pub(super) fn revoke(
    atoms: &[Atom],
    statements: &mut Vec<Statement>,
    nodes: &mut Vec<usize>,
    earlier: &mut Named,
) -> bool {
    let parts = |a: &Atom| matches!(a.mark(), Some(b',' | b';' | b':' | b'.' | b'-')) || a.is(Tag::Terminator);
    let cue = atoms.iter().position(|a| a.is(Tag::CorrectionFrom));
    if cue.is_none() && earlier.is_empty() {
        return false;
    }
    let Some(node) = atoms.iter().position(|a| matches!(a.what, What::Node { .. })) else { return false };
    let start = atoms[..node].iter().rposition(parts).map_or(0, |mark| mark + 1);
    let end = atoms[node..].iter().position(parts).map_or(atoms.len(), |mark| node + mark);
    let denied = atoms[start..node].iter().any(|a| a.is(Tag::NegationBefore))
        || atoms[node..end].iter().any(|a| a.is(Tag::NegationAfter));
    if !denied || cue.is_some_and(|cue| (start..end).contains(&cue)) {
        return false;
    }
    let levels = |atoms: &[Atom]| -> Vec<Level> {
        let of = |a: &Atom| if let What::Levels(levels) = &a.what { levels.to_vec() } else { Vec::new() };
        atoms.iter().flat_map(of).collect()
    };
    let mut gone = levels(&atoms[start..end]);
    let others = [levels(&atoms[..start]), levels(&atoms[end..])].concat();
    if others.iter().any(|level| !gone.contains(level)) {
        // what is right is named too
        return false;
    }
    let wrong = std::mem::take(earlier);
    if gone.is_empty() {
        gone = wrong.levels.iter().map(|(level, _)| *level).collect();
    }
    let said = |s: &Statement| s.finding.section != Section::Addendum && s.finding.status.is_asserted();
    let meant = |s: &Statement| gone.is_empty() || s.finding.level.is_some_and(|level| gone.contains(&level));
    let revoked = |s: &Statement| s.finding.kind == FindingKind::SchmorlNode && said(s) && meant(s);
    let places: Vec<_> = statements.iter().filter(|s| revoked(s)).map(|s| (s.sentence, s.finding.level)).collect();
    // the edema that the same sentence ties to the node goes with it
    let tied = |s: &Statement| {
        s.finding.kind == FindingKind::MarrowEdema && said(s) && places.contains(&(s.sentence, s.finding.level))
    };
    keep(statements, nodes, |s| !revoked(s) && !tied(s));
    true
}

/// Most atoms between a measurement and the word that takes it back.
const MOST_BETWEEN: usize = 6;

/// `Modic type 2, strike that, Modic type 1`: what was said first says nothing.
pub(super) fn in_the_same_breath(atoms: &mut [Atom]) {
    let kind = |atom: &Atom| match atom.what {
        What::Node { .. } => Some(0),
        What::Edema(_) => Some(1),
        What::Modic(_) => Some(2),
        _ => None,
    };
    for i in 0..atoms.len() {
        if !atoms[i].is(Tag::SelfCorrection) {
            continue;
        }
        // `8 mm, sorry, it measures 6 mm`
        let size = |a: &Atom| matches!(a.what, What::Size(_));
        let measured = atoms[..i].iter().rposition(size).filter(|&said| i - said <= MOST_BETWEEN);
        let again = atoms[i..].iter().take(MOST_BETWEEN).take_while(|a| !a.is_head()).any(size);
        if let Some(said) = measured.filter(|_| again) {
            atoms[said].what = What::Word;
        }
        let before = atoms[..i].iter().rposition(Atom::is_head);
        let near = |a: &Atom| a.mark().is_some() || super::bind::inside_noun_phrase(a);
        let after = i + 1 + atoms[i + 1..].iter().take_while(|a| near(a)).count();
        let same =
            |before: usize| atoms.get(after).is_some_and(|a| kind(a).is_some() && kind(a) == kind(&atoms[before]));
        if let Some(before) = before.filter(|&b| same(b)) {
            atoms[before].what = What::Word;
        }
    }
}

/// What is right and what was wrong.
fn zones(atoms: &[Atom]) -> (Named, Named) {
    let places = |atoms: &[Atom]| {
        atoms
            .iter()
            .any(|a| matches!(a.what, What::Levels(_) | What::Size(_)) || a.any(&[Tag::Superior, Tag::Inferior]))
    };
    let correction =
        (0..atoms.len()).find(|&c| atoms[c].is(Tag::Correction) && places(&atoms[c..]) && places(&atoms[..c]));
    let (mut right, mut wrong) = (Named::default(), Named::default());
    // `has been amended from L3 to L4`
    let changed = |i: usize| i > 1 && atoms[i - 1].any(&[Tag::From, Tag::PriorSize]) && atoms[i - 2].is(Tag::Corrected);
    let mut in_wrong = correction.is_some();
    // `given above as L3 lies in L2`: what was wrong ends with a verb or mark behind its level
    let mut spent = false;
    let mut depth = 0u32;
    for (i, atom) in atoms.iter().enumerate() {
        // `(recounted from the sacrum)` explains, and names nothing
        match atom.mark() {
            Some(b'(') => depth += 1,
            Some(b')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > 0 && !in_wrong {
            continue;
        }
        let ends = atom.any(&[Tag::Correction, Tag::Terminator]) && Some(i) > correction
            || atom.mark() == Some(b';')
            || spent && correction.is_none() && (atom.is(Tag::Verb) || matches!(atom.mark(), Some(b',' | b':')));
        if Some(i) == correction || ends {
            in_wrong = false;
            spent = false;
        } else if atom.any(&[Tag::NegationInstead, Tag::CorrectionFrom, Tag::NegationBefore, Tag::ReportedAt]) {
            in_wrong = true;
            // `L2 is incorrect: …` was said before
            let told = !atom.is(Tag::ReportedAt) && places(&atoms[..i]);
            // `"L2" in the findings is a dictation error; the node is in L3`
            let clause = atoms[i..]
                .iter()
                .position(|a| matches!(a.mark(), Some(b';' | b'.' | b':' | b',')))
                .unwrap_or(atoms.len() - i);
            let subject =
                atom.is(Tag::CorrectionFrom) && !places(&atoms[i..i + clause]) && places(&atoms[i + clause..]);
            if subject && right.levels.len() + right.sides.len() == 1 && wrong.is_empty() {
                wrong = std::mem::take(&mut right);
            }
            spent = atom.is(Tag::CorrectionFrom) && !places(&atoms[i..]) || told;
        }
        // `is corrected from 4 mm to 7 mm`
        if matches!(atom.what, What::Size(_)) && changed(i) {
            wrong.take(atom);
            continue;
        }
        if let (What::Levels(levels), true) = (&atom.what, changed(i)) {
            if let [first, .., last] = levels[..] {
                wrong.levels.push((first, atom.span));
                right.levels.push((last, atom.span));
            }
            continue;
        }
        // `After counting from C2, …`
        let from = i.checked_sub(1).is_some_and(|b| is_from(&atoms[b]));
        if from && matches!(atom.what, What::Levels(_)) && atoms[i..].iter().any(|a| a.is(Tag::ReportedAt)) {
            continue;
        }
        // `L5 being sacralised`: told of the numbering
        let subject = matches!(atom.what, What::Levels(_))
            && correction.is_none()
            && atoms.get(i + 1).is_some_and(|a| a.is(Tag::Verb))
            && atoms.get(i + 2).is_some_and(|a| a.what == What::Word)
            && i.checked_sub(1).is_some_and(|b| atoms[b].mark() == Some(b','));
        if subject {
            continue;
        }
        // `…, and L2 is normal`
        let normal = matches!(atom.what, What::Levels(_))
            && !right.levels.is_empty()
            && atoms.get(i + 1).is_some_and(|a| a.is(Tag::Verb))
            && atoms.get(i + 2).is_some_and(|a| a.is(Tag::NoneValue) || a.what == What::Word);
        if normal {
            wrong.take(atom);
            continue;
        }
        if in_wrong {
            wrong.take(atom);
            spent |= matches!(atom.what, What::Levels(_)) || atom.is(Tag::CorrectionFrom);
        } else {
            right.take(atom);
        }
    }
    // `The level T8 in the impression is wrong.`
    let cue = atoms.iter().position(|a| a.is(Tag::CorrectionFrom));
    let other = atoms.iter().any(|a| a.any(&[Tag::Correction, Tag::NegationInstead, Tag::Corrected]));
    if cue.is_some_and(|cue| !places(&atoms[cue..])) && !other && wrong.is_empty() {
        return (wrong, right);
    }
    (right, wrong)
}

fn targets(statements: &[Statement], kind: FindingKind, right: &Named, wrong: &Named) -> Vec<usize> {
    let candidates: Vec<usize> = (0..statements.len())
        .filter(|&i| statements[i].finding.kind == kind && statements[i].finding.status.is_asserted())
        .collect();
    let level_is = |i: usize, levels: &[(Level, Span)]| {
        let held = |l: Level| {
            statements[i].finding.level.is_some_and(|own| own == l || l.holds(own) && matches!(l, Level::Disc(_)))
        };
        levels.iter().any(|(l, _)| held(*l))
    };
    let mut chosen: Vec<usize> = candidates.clone();
    if !wrong.levels.is_empty() {
        chosen.retain(|&i| level_is(i, &wrong.levels));
    } else if candidates.iter().any(|&i| level_is(i, &right.levels)) {
        // the place stands; a side or a size is put right
        chosen.retain(|&i| level_is(i, &right.levels));
        if kind == FindingKind::SchmorlNode && right.sides.is_empty() && right.sizes.is_empty() {
            return Vec::new();
        }
    }
    if !wrong.sides.is_empty()
        && chosen.iter().any(|&i| statements[i].finding.endplate.is_some_and(|e| wrong.sides.iter().any(|s| s.0 == e)))
    {
        chosen.retain(|&i| statements[i].finding.endplate.is_some_and(|e| wrong.sides.iter().any(|s| s.0 == e)));
    }
    let mut places: Vec<_> =
        chosen.iter().map(|&i| (statements[i].finding.level, statements[i].finding.endplate)).collect();
    places.retain(|(level, _)| level.is_some());
    places.sort();
    // the findings name the endplate, the impression the vertebra alone
    places.dedup_by(|a, b| a.0 == b.0 && (a.1 == b.1 || a.1.is_none() || b.1.is_none()));
    // of several nodes, the one that is wrong has to be named
    let known = candidates.iter().any(|&i| level_is(i, &right.levels));
    let named = !wrong.levels.is_empty() || known;
    if places.len() > 1 && !named { Vec::new() } else { chosen }
}

fn correct(statement: &mut Statement, right: &Named) {
    let finding = &mut statement.finding;
    let mut put = |role, span| {
        finding.evidence.retain(|e| e.role != role);
        finding.evidence.push(Evidence { role, span, rule: Cow::Borrowed("correction") });
    };
    if let Some((level, span)) = right.levels.first() {
        put(Role::Level, *span);
        finding.level = Some(*level);
    }
    if let [(endplate, span)] = right.sides[..] {
        put(Role::Endplate, span);
        finding.endplate = Some(endplate);
    }
    if let Some((size, span)) = right.sizes.first() {
        put(Role::Size, *span);
        finding.size_mm = Some(*size);
    }
}
