//! What an addendum takes back: a statement withdrawn, denied after all, or replaced.

use super::Named;
use crate::anatomy::Level;
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::ends_clause;
use crate::extract::statements::Statement;
use crate::finding::{FindingKind, Section, Status};
use crate::lexicon::tag::{Tag, TagSet};
use crate::lexicon::{Lexicons, RowNumber};
use crate::span::Span;

/// `The report states that the node is at L2. This is incorrect.`: what the addendum's sentence before quoted is no
/// statement of its own, and its place is what was wrong.
pub(in crate::extract) fn disown(
    atoms: &[Atom],
    number: usize,
    statements: &mut Vec<Statement>,
    earlier: &mut Named,
) -> bool {
    let wrong = atoms.iter().any(|a| a.is(Tag::CorrectionFrom));
    let speaks = atoms.iter().any(|a| a.is_head() || matches!(a.what, What::Levels(_) | What::Size(_)));
    if !wrong || speaks || !earlier.is_empty() {
        return false;
    }
    let quoted = |s: &Statement| s.sentence + 1 == number && s.finding.section == Section::Addendum;
    let Some(kind) = statements.iter().find(|s| quoted(s)).map(|s| s.finding.kind) else { return false };
    // `There is no node at L1. The earlier statement was an error.`: it is what was said before that is wrong
    let contradicts = |s: &Statement| {
        let said = |other: &Statement| {
            other.finding.section != Section::Addendum
                && other.finding.kind == s.finding.kind
                && other.finding.level == s.finding.level
                && other.finding.status.is_asserted()
        };
        s.finding.status == Status::Absent && statements.iter().any(said)
    };
    if statements.iter().filter(|s| quoted(s)).any(contradicts) {
        return false;
    }
    *earlier = Named { kind: Some(kind), ..Named::default() };
    for said in statements.iter().filter(|s| quoted(s) && s.finding.kind == kind) {
        let span = said.finding.evidence.first().map_or(Span::new(0, 0), |evidence| evidence.span);
        earlier.levels.extend(said.finding.level.map(|level| (level, span)));
        earlier.sides.extend(said.finding.endplate.map(|endplate| (endplate, span)));
    }
    statements.retain(|s| !quoted(s));
    true
}

/// Which addendum before, counted from naught, a sentence of the addendum with the number `last` withdraws: `Addendum 1 is
/// withdrawn`, `Please disregard the previous addendum`.
pub(in crate::extract) fn undoes(atoms: &[Atom], last: usize, lexicons: &Lexicons) -> Option<usize> {
    let means = |(_, tag): (RowNumber, Tag)| matches!(tag, Tag::Heading(Section::Addendum));
    let named = |a: &Atom| {
        let heading = !a.prefix && a.is(Tag::Heading(Section::Addendum)) && !a.is(Tag::Correction);
        heading && a.phrase.is_some_and(|phrase| lexicons.meanings(phrase).any(means))
    };
    let at = atoms.iter().position(named)?;
    let from = atoms[..at].iter().rposition(ends_clause).map_or(0, |stop| stop + 1);
    let to =
        atoms[at..].iter().position(|a| matches!(a.mark(), Some(b';' | b'.'))).map_or(atoms.len(), |stop| at + stop);
    let clause = &atoms[from..to];
    let cue = clause.iter().any(|a| a.any(&[Tag::Retraction, Tag::CorrectionFrom]));
    if !cue || clause.iter().any(|a| a.is_head() || matches!(a.what, What::Levels(_) | What::Size(_))) {
        return None;
    }
    let number = match atoms.get(at + 1).map(|a| &a.what) {
        Some(What::Number(n)) => Some(*n as usize),
        _ => clause.iter().any(|a| a.is(Tag::Ordinal(1))).then_some(1),
    };
    let number = number.and_then(|n| n.checked_sub(1)).or(last.checked_sub(1))?;
    (number < last).then_some(number)
}

/// `Corrected text, which replaces the above`: nothing of what was said before the addendum stands.
pub(in crate::extract) fn replace(atoms: &[Atom], statements: &mut Vec<Statement>, nodes: &mut Vec<usize>) {
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
pub(in crate::extract) fn withdraw(
    atoms: &mut [Atom],
    statements: &mut Vec<Statement>,
    nodes: &mut Vec<usize>,
) -> bool {
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
    let from = atoms[..end].iter().rposition(ends_clause).map_or(0, |stop| stop + 1);
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
pub(in crate::extract) fn revoke(
    atoms: &mut [Atom],
    statements: &mut Vec<Statement>,
    nodes: &mut Vec<usize>,
    earlier: &mut Named,
) -> bool {
    denied_behind(atoms);
    let parts = |a: &Atom| matches!(a.mark(), Some(b',' | b';' | b':' | b'.' | b'-')) || a.is(Tag::Terminator);
    let cue = atoms.iter().position(|a| a.is(Tag::CorrectionFrom));
    let taken_back = atoms.iter().any(|a| a.is(Tag::NegationAfter) && a.is(Tag::CorrectionFrom));
    if cue.is_none() && earlier.is_empty() {
        return false;
    }
    let node = |a: &Atom| {
        matches!(a.what, What::Node { .. }) || a.what == What::Phrase && a.any(&[Tag::BareNode, Tag::BareNodes])
    };
    let Some(node) = atoms.iter().position(node) else { return false };
    let start = atoms[..node].iter().rposition(parts).map_or(0, |mark| mark + 1);
    let end = atoms[node..].iter().position(parts).map_or(atoms.len(), |mark| node + mark);
    let denied = atoms[start..node].iter().any(|a| a.is(Tag::NegationBefore))
        || atoms[node..end].iter().any(|a| a.is(Tag::NegationAfter));
    if !denied || !taken_back && cue.is_some_and(|cue| (start..end).contains(&cue)) {
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

/// `The node at L1 was dictated in error; there is none.`: what was wrong is that it is there.
fn denied_behind(atoms: &mut [Atom]) {
    let Some(cue) = atoms.iter().position(|a| a.is(Tag::CorrectionFrom)) else { return };
    let none = |pair: &[Atom]| pair[0].is(Tag::ThereIs) && pair[1].any(&[Tag::NoneOf, Tag::NoneValue]);
    let Some(none) = atoms[cue..].windows(2).position(none) else { return };
    if atoms[..cue].iter().any(|a| matches!(a.what, What::Node { .. })) {
        atoms[cue].tags.insert(Tag::NegationAfter);
        let none = &mut atoms[cue + none + 1];
        (none.what, none.tags) = (What::Word, TagSet::default());
    }
}
