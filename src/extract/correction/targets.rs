//! Which statements a correction speaks of, and what it makes of them.

use super::{Named, Pair};
use crate::anatomy::Level;
use crate::extract::statements::Statement;
use crate::finding::{Evidence, Finding, FindingKind, Role, Section, Status};
use crate::span::Span;
use std::borrow::Cow;

/// How many sentences of an addendum behind one another put right what was said before it: `L1 should read L2. L2 should read
/// L3.`
const SAME_BREATH: usize = 4;

/// Whether a sentence right before another has put a statement right.
pub(super) fn just_corrected(statement: &Statement, number: usize) -> bool {
    statement.corrected.is_some_and(|by| by < number && number - by <= SAME_BREATH)
}

/// The statements of a kind that a pair speaks of.
pub(super) fn targets(statements: &[Statement], number: usize, kind: FindingKind, pair: &Pair) -> Vec<usize> {
    let Pair { right, wrong } = pair;
    let of_kind = |i: &usize| {
        let Finding { kind: own, status, section, .. } = statements[*i].finding;
        // `The original report states that the node is at L2`
        let repeated = status == Status::Historical && section == Section::Addendum;
        own == kind && (status.is_asserted() || repeated)
    };
    let just_corrected = |i: &usize| just_corrected(&statements[*i], number);
    let mut candidates: Vec<usize> = (0..statements.len()).filter(of_kind).collect();
    if !wrong.levels.is_empty() && candidates.iter().any(|i| !just_corrected(i)) {
        candidates.retain(|i| !just_corrected(i));
    }
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
    let of_side = |i: &usize| statements[*i].finding.endplate.is_some_and(|e| wrong.sides.iter().any(|s| s.0 == e));
    if !wrong.sides.is_empty() && chosen.iter().any(of_side) {
        // the findings name the endplate, the impression the vertebra alone
        let sides = |i: usize| (statements[i].finding.level, statements[i].finding.endplate);
        let others: Vec<_> = chosen.iter().map(|&i| sides(i)).collect();
        let sided = |level| others.iter().any(|o| o.0 == level && wrong.sides.iter().any(|s| o.1 == Some(s.0)));
        let other = |level| {
            others.iter().any(|o| o.0 == level && o.1.is_some() && !wrong.sides.iter().any(|s| o.1 == Some(s.0)))
        };
        chosen.retain(|&i| match sides(i) {
            (level, None) => sided(level) && !other(level),
            _ => of_side(&i),
        });
    }
    let of_size = |i: &usize| statements[*i].finding.size_mm.is_some_and(|own| wrong.sizes.iter().any(|s| s.0 == own));
    if !wrong.sizes.is_empty() && chosen.iter().any(of_size) {
        // the findings measure it, the impression names its vertebra alone
        let there: Vec<_> = chosen.iter().filter(|i| of_size(i)).map(|&i| statements[i].finding.level).collect();
        chosen.retain(|i| {
            let Finding { size_mm, level, .. } = &statements[*i].finding;
            of_size(i) || size_mm.is_none() && there.contains(level)
        });
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

/// Puts a statement right.
pub(super) fn correct(statement: &mut Statement, number: usize, right: &Named) {
    statement.corrected = Some(number);
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
