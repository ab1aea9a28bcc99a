//! Stage 6, consolidate: one finding for one thing, and what the findings of a report say of each other.
//!
//! In: statements in text order. Out: findings. Section 7 of the annotation guideline, then section 5's rules by which
//! oedema and Modic changes at a node's place become its attributes.

use super::statements::Statement;
use crate::anatomy::{Area, DiscLevel, Endplate, Level, Region};
use crate::finding::{Acuity, Change, Count, Edema, Finding, FindingKind, Modic, Role, Section, Status};

/// The findings of a report's statements.
pub(super) fn consolidate(statements: Vec<Statement>) -> Vec<Finding> {
    let mut merged: Vec<Statement> = Vec::new();
    for statement in statements {
        // `old nodes at T7 and T11` is said of both endplates of T11
        let places: Vec<usize> = (0..merged.len()).filter(|&m| endplate_of(&merged[m], &statement)).collect();
        if places.len() > 1 {
            for m in places {
                let mut said = statement.clone();
                (said.finding.size_mm, said.finding.count) = (None, None);
                join(&mut merged[m], said);
            }
            continue;
        }
        // first what is said of one level, then what could be said of several
        match merged.iter_mut().find(|m| m.finding.level == statement.finding.level && same_thing(m, &statement)) {
            Some(earlier) => join(earlier, statement),
            None => merged.push(statement),
        }
    }
    merge_until_settled(&mut merged);
    if stand_at_nodes(&mut merged) {
        merge_until_settled(&mut merged);
    }
    spread(&mut merged);
    drop_wider(&mut merged);
    sides_of_then(&mut merged);
    resolve_conflicts(&mut merged);
    merged.iter_mut().for_each(compare_with_then);
    tie_edema(&mut merged);
    take_away(&mut merged, |s, _, all| denied_at_each_node(s, all));
    let mut findings: Vec<Finding> = merged.into_iter().map(|s| s.finding).collect();
    tie_modic(&mut findings);
    for finding in &mut findings {
        tidy(finding);
    }
    findings.sort_by_key(|f| f.mention().map(|m| (m.start, f.kind as u8)));
    findings
}

/// Whether a statement names the level of a node whose endplate is known, and no endplate.
fn endplate_of(known: &Statement, statement: &Statement) -> bool {
    let (x, y) = (&known.finding, &statement.finding);
    let vertebra = match (y.level, x.level) {
        (Some(Level::Vertebra(_)), level) => y.level == level,
        (Some(Level::Disc(disc)), Some(level)) => bounds(disc, level, x.endplate),
        _ => false,
    };
    let sided = y.endplate.is_none() && x.endplate.is_some();
    y.kind == FindingKind::SchmorlNode && vertebra && sided && y.size_mm.is_none() && same_thing(known, statement)
}

/// Whether two statements of one kind speak of one thing.
fn same_thing(a: &Statement, b: &Statement) -> bool {
    let (x, y) = (&a.finding, &b.finding);
    if x.kind != y.kind || a.no_new != b.no_new || !status_agrees(x.status, y.status) {
        return false;
    }
    if x.level != y.level && contradict(x, y) {
        return false;
    }
    // two nodes at one place, told apart by their sizes
    if (a.twin || b.twin) && x.size_mm.zip(y.size_mm).is_some_and(|(x, y)| (x - y).abs() > 0.05) {
        return false;
    }
    if x.kind == FindingKind::ModicChange && !modic_agrees(x.modic, y.modic) {
        return false;
    }
    if a.sentence == b.sentence && a.head == b.head && (x.level, x.endplate) != (y.level, y.endplate) {
        // members of one list are places of their own, but for `…, the largest at L1`
        return x.level.is_some() && x.level == y.level && (x.endplate.is_none() || y.endplate.is_none());
    }
    if a.exam != b.exam && (x.level.is_none() || y.level.is_none()) {
        return false;
    }
    match (x.level, y.level) {
        (None, _) | (_, None) => {
            // no place at all joins what was said before, if it adds nothing
            let (bare, other) = if x.level.is_none() { (x, y) } else { (y, x) };
            if bare.level.is_none() && other.level.is_none() {
                return Endplate::agree(x.endplate, y.endplate);
            }
            // `The edema around it has resolved.`, told of L4 once more
            let reach = if x.level.is_none() { &a.reach } else { &b.reach };
            if matches!(reach[..], [place] if place == (other.level, other.endplate)) && bare.status == other.status {
                return true;
            }
            // `no marrow oedema in the lumbar spine`, and `nodes without oedema`
            let region = matches!(other.level, Some(Level::Region(_)));
            if region && bare.kind != FindingKind::SchmorlNode && bare.status == Status::Absent {
                return other.status == Status::Absent && bare.endplate.is_none();
            }
            let denied = bare.kind == FindingKind::SchmorlNode && bare.status == Status::Absent;
            (bare.status.is_asserted() || denied && !a.no_new)
                && (bare.endplate.is_none() || bare.endplate == other.endplate)
                && (bare.section == Section::Addendum
                    || bare.size_mm.is_none_or(|s| other.size_mm.is_none_or(|o| o == s)))
        }
        (Some(p), Some(q)) => {
            let endplates = Endplate::agree(x.endplate, y.endplate);
            if p == q {
                return endplates;
            }
            let (wide, narrow, inner) = if p.holds(q) {
                (p, q, y)
            } else if q.holds(p) {
                (q, p, x)
            } else {
                return false;
            };
            let wide_finding = if p == wide { x } else { y };
            if wide_finding.endplate.is_some() && wide_finding.endplate != inner.endplate {
                return false;
            }
            match wide {
                Level::Region(_) => !a.extra && !b.extra && x.status.is_asserted(),
                Level::Disc(disc) => bounds(disc, narrow, inner.endplate),
                Level::Vertebra(_) => false,
            }
        }
    }
}

/// Whether what is said of several nodes at once is not said of another: `Old nodes throughout the lumbar spine. An acute
/// node of L2.`
fn contradict(x: &Finding, y: &Finding) -> bool {
    let several = |f: &Finding| matches!(f.count, Some(Count::Multiple | Count::Number(_)));
    let differ =
        x.acuity.zip(y.acuity).is_some_and(|(a, b)| a != b) || x.change.zip(y.change).is_some_and(|(a, b)| a != b);
    // `Chronic nodes at many levels. A new one at L2.`
    let old_and_new = |a: &Finding, b: &Finding| a.acuity == Some(Acuity::Chronic) && b.change == Some(Change::New);
    let differ = differ || several(x) && old_and_new(x, y) || several(y) && old_and_new(y, x);
    x.kind == FindingKind::SchmorlNode && several(x) != several(y) && differ
}

/// Whether a place at a vertebra beside a disc may be the disc's.
fn bounds(disc: DiscLevel, level: Level, endplate: Option<Endplate>) -> bool {
    let Level::Vertebra(v) = level else { return false };
    endplate.is_none_or(|e| disc.bounding(e) == v)
}

fn status_agrees(a: Status, b: Status) -> bool {
    a == b || a.is_asserted() && b.is_asserted()
}

fn modic_agrees(a: Option<Modic>, b: Option<Modic>) -> bool {
    a == b || matches!((a, b), (None | Some(Modic::Unspecified), _) | (_, None | Some(Modic::Unspecified)))
}

/// `Nodes of the superior endplates of L3 and L4 were present in 2018. That of L3 is unchanged`: a node of today at a vertebra lies
/// where the findings tell that it lay.
fn sides_of_then(merged: &mut [Statement]) {
    let node = |f: &Finding| f.kind == FindingKind::SchmorlNode && matches!(f.level, Some(Level::Vertebra(_)));
    for i in 0..merged.len() {
        let today = &merged[i].finding;
        if !(node(today) && today.status.is_asserted() && today.endplate.is_none()) {
            continue;
        }
        let told = |s: &&Statement| {
            let f = &s.finding;
            node(f) && f.status == Status::Historical && f.level == today.level && weight(f.section) == 1
        };
        let mut there = merged.iter().filter(told).filter_map(|s| {
            let words = s.finding.evidence.iter().find(|e| e.role == Role::Endplate);
            Some((s.finding.endplate?, words?.clone()))
        });
        if let (Some((side, words)), None) = (there.next(), there.next()) {
            let today = &mut merged[i].finding;
            today.endplate = Some(side);
            today.evidence.push(words);
        }
    }
}

/// What became of a node whose size of an earlier exam and of today different sentences tell, and no word.
fn compare_with_then(statement: &mut Statement) {
    let finding = &mut statement.finding;
    let (Some((then, evidence)), Some(now), None) = (statement.then.take(), finding.size_mm, finding.change) else {
        return;
    };
    finding.change = Some(Change::of_size(then, now));
    finding.evidence.push(evidence);
}

/// The more exact place wins, attributes are joined, both statements stay as evidence.
fn join(into: &mut Statement, from: Statement) {
    let (a, b) = (&mut into.finding, from.finding);
    let deeper = match (a.level, b.level) {
        (None, Some(_)) => true,
        // a Modic change stays at its disc, unless an endplate is named
        (Some(Level::Disc(_)), Some(Level::Vertebra(_))) if a.kind == FindingKind::ModicChange => b.endplate.is_some(),
        (Some(p), Some(q)) => p != q && p.holds(q),
        _ => false,
    };
    if deeper {
        a.level = b.level;
        a.endplate = b.endplate.or(a.endplate);
        if a.count == Some(Count::Multiple) && b.count.is_some() {
            a.count = b.count;
        }
    } else if a.level == b.level || b.level.is_none() {
        a.endplate = a.endplate.or(b.endplate);
    }
    // an addendum puts right what was said before
    let corrects = b.section == Section::Addendum && a.section != Section::Addendum;
    if a.status == Status::Possible && b.status == Status::Present || corrects && b.status == Status::Possible {
        a.status = b.status;
    }
    let later = weight(b.section) > weight(a.section);
    let mut take = |role, said: bool, had: bool| {
        let takes = said && (!had || later);
        if takes {
            a.evidence.retain(|e| e.role != role);
        }
        takes
    };
    if take(Role::Size, b.size_mm.is_some(), a.size_mm.is_some()) {
        a.size_mm = b.size_mm;
    }
    if take(Role::Acuity, b.acuity.is_some(), a.acuity.is_some()) {
        a.acuity = b.acuity;
    }
    if take(Role::Change, b.change.is_some(), a.change.is_some()) {
        a.change = b.change;
    }
    a.modic = match (a.modic, b.modic) {
        (None | Some(Modic::Unspecified), other) if other.is_some() => other,
        (own, _) => own,
    };
    let same_place = (a.level, a.endplate) == (b.level, b.endplate);
    a.count = match (a.count, b.count) {
        (Some(Count::Single) | None, Some(count @ Count::Number(_))) if same_place => Some(count),
        (own, other) => own.or(other),
    };
    a.posterior_extension = match (a.posterior_extension, b.posterior_extension) {
        (Some(x), Some(y)) => Some(x || y),
        (x, y) => x.or(y),
    };
    a.evidence.extend(b.evidence);
    // a denial for all holds beside one for some
    if into.reach.is_empty() || from.reach.is_empty() {
        into.reach.clear();
    } else {
        into.reach.extend(from.reach);
    }
    into.then = into.then.take().or(from.then);
    into.extra |= from.extra;
    into.templated &= from.templated;
    into.tied |= from.tied;
}

fn merge_until_settled(merged: &mut Vec<Statement>) {
    let mut i = 0;
    while i < merged.len() {
        let mut j = i + 1;
        while j < merged.len() {
            if same_thing(&merged[i], &merged[j]) && !ambiguous(merged, i, j) {
                let from = merged.remove(j);
                join(&mut merged[i], from);
            } else {
                j += 1;
            }
        }
        i += 1;
    }
}

/// Whether one of the two could as well join a third: it then stays out (it is dropped as wider, if it is).
fn ambiguous(merged: &[Statement], i: usize, j: usize) -> bool {
    let third = |one: usize, other: usize| {
        merged
            .iter()
            .enumerate()
            .any(|(k, s)| k != i && k != j && same_thing(&merged[one], s) && !same_thing(&merged[other], s))
    };
    third(j, i) || third(i, j)
}

/// What is said of several nodes at once (`Schmorl's nodes are stable`) is said of each.
fn spread(merged: &mut [Statement]) {
    for wide in 0..merged.len() {
        let finding = &merged[wide].finding;
        let several = matches!(finding.count, Some(Count::Multiple | Count::Number(_)));
        if !several || finding.kind != FindingKind::SchmorlNode {
            continue;
        }
        let (acuity, change) = (finding.acuity, finding.change);
        let said: Vec<_> = finding
            .evidence
            .iter()
            .filter(|e| matches!(e.role, Role::Mention | Role::Acuity | Role::Change))
            .cloned()
            .collect();
        for narrow in 0..merged.len() {
            // `nodes in the lower thoracic spine, unchanged. The deepest, at T9, is 5 mm.`
            let (x, y) = (&merged[wide], &merged[narrow]);
            let largest = y.extra
                && x.finding.kind == y.finding.kind
                && x.finding
                    .level
                    .zip(y.finding.level)
                    .is_some_and(|(wide, narrow)| wide != narrow && wide.holds(narrow))
                && y.finding.status.is_asserted();
            if narrow != wide && (largest || breaks_down(x, y)) {
                let into = &mut merged[narrow].finding;
                into.acuity = into.acuity.or(acuity);
                into.change = into.change.or(change);
                into.evidence.extend(said.iter().cloned());
            }
        }
    }
}

/// Takes away the statements that another one takes away, of all as they stand.
fn take_away(merged: &mut Vec<Statement>, gives_way: impl Fn(&Statement, &Statement, &[Statement]) -> bool) {
    let all = &merged[..];
    let to_another = |(at, s)| all.iter().enumerate().any(|(k, other)| k != at && gives_way(s, other, all));
    let gone: Vec<bool> = all.iter().enumerate().map(to_another).collect();
    let mut gone = gone.into_iter();
    merged.retain(|_| gone.next() != Some(true));
}

/// A wider or placeless statement that others break down leaves the others only.
fn drop_wider(merged: &mut Vec<Statement>) {
    take_away(merged, |s, other, _| breaks_down(s, other));
}

fn breaks_down(wide: &Statement, narrow: &Statement) -> bool {
    let (x, y) = (&wide.finding, &narrow.finding);
    if x.kind != y.kind
        || !x.status.is_asserted()
        || !y.status.is_asserted()
        || wide.exam != narrow.exam && x.level.is_none()
    {
        return false;
    }
    if x.kind == FindingKind::ModicChange && !modic_agrees(x.modic, y.modic) || contradict(x, y) {
        return false;
    }
    // a hedged place breaks down no stated one
    let weaker = x.status == Status::Present && y.status == Status::Possible;
    match (x.level, y.level) {
        (None, Some(_)) => x.endplate.is_none() || x.endplate == y.endplate,
        (Some(Level::Region(_)), Some(_)) if weaker => false,
        (Some(p @ Level::Region(_)), Some(q)) => {
            p != q
                && p.holds(q)
                && !narrow.extra
                && !(wide.sentence == narrow.sentence && matches!(q, Level::Region(_)))
        }
        (Some(Level::Disc(disc)), Some(q @ Level::Vertebra(_))) => {
            wide.sentence != narrow.sentence
                && x.endplate.is_none()
                && y.endplate.is_some()
                && bounds(disc, q, y.endplate)
        }
        (Some(p), Some(q)) => {
            p == q && x.endplate.is_none() && y.endplate.is_some() && wide.sentence != narrow.sentence
        }
        _ => false,
    }
}

/// `ADDENDUM: The L1 step is not a node`: what an addendum denies at a vertebra is the node that the report held possible
/// there, at its endplate.
fn denied_where_told(merged: &mut [Statement]) {
    for i in 0..merged.len() {
        let Finding { kind, status, level, endplate, section, .. } = merged[i].finding;
        let addendum = status == Status::Absent && section == Section::Addendum && !merged[i].no_new;
        if !addendum || kind != FindingKind::SchmorlNode || level.is_none() || endplate.is_some() {
            continue;
        }
        let told = |s: &&Statement| {
            s.finding.status == Status::Possible && s.finding.level == level && overruled(s, &merged[i])
        };
        let mut sides = merged.iter().filter(told).map(|s| s.finding.endplate);
        let first = sides.next().flatten();
        if first.is_some() && sides.all(|side| side == first) {
            merged[i].finding.endplate = first;
        }
    }
}

/// Findings and impression in conflict: the impression holds. A template's general denial gives way to a specific
/// statement; what is only historical gives way to what the exam shows.
fn resolve_conflicts(merged: &mut Vec<Statement>) {
    denied_where_told(merged);
    take_away(merged, |s, other, all| overruled(s, other) || retyped(s, other, all));
}

/// Whether the impression gives a Modic change another type than the findings, which know that type nowhere at the place.
fn retyped(s: &Statement, other: &Statement, all: &[Statement]) -> bool {
    let typed = |s: &Statement| {
        s.finding.kind == FindingKind::ModicChange
            && s.finding.status.is_asserted()
            && s.finding.modic.is_some_and(|modic| modic != Modic::Unspecified)
    };
    let same = |a: &Statement| a.finding.level == s.finding.level && a.finding.endplate == s.finding.endplate;
    let early = |s: &Statement| weight(s.finding.section) == 1;
    typed(s)
        && typed(other)
        && s.finding.level.is_some()
        && same(other)
        && early(s)
        && other.finding.section == Section::Impression
        && s.finding.modic != other.finding.modic
        && !all
            .iter()
            .any(|third| typed(third) && same(third) && early(third) && third.finding.modic == other.finding.modic)
}

fn weight(section: Section) -> u8 {
    match section {
        Section::Addendum => 3,
        Section::Impression => 2,
        Section::History | Section::Comparison | Section::Exam => 0,
        _ => 1,
    }
}

fn overruled(s: &Statement, other: &Statement) -> bool {
    let (x, y) = (&s.finding, &other.finding);
    if x.kind != y.kind {
        return false;
    }
    if x.status == Status::Historical {
        let place_meets = match (x.level, y.level) {
            (Some(p), Some(q)) => (p.holds(q) || q.holds(p)) && Endplate::agree(x.endplate, y.endplate),
            _ => true,
        };
        return y.status != Status::Historical && place_meets && !other.no_new
            || y.status == Status::Historical && x.level.is_none() && y.level.is_some();
    }
    if y.status == Status::Historical {
        return false;
    }
    // a Modic type put right
    let retyped = x.kind == FindingKind::ModicChange && x.level.is_some() && x.level == y.level;
    if retyped && other.finding.section == Section::Addendum && s.sentence < other.sentence {
        return x.modic != y.modic && x.section != Section::Addendum;
    }
    let denied = x.status == Status::Absent;
    if denied == (y.status == Status::Absent) || s.no_new || other.no_new {
        return false;
    }
    // an addendum denies what was said of the same place before
    let later = other.finding.section == Section::Addendum && s.sentence < other.sentence;
    if later && !denied && x.level.is_some() && x.level == y.level && Endplate::agree(x.endplate, y.endplate) {
        return true;
    }
    // `Schmorl's node? … No Schmorl's nodes.`: of two without a place the later counts
    let behind = |s: &Statement| (weight(s.finding.section), s.sentence);
    let answered = x.kind == FindingKind::SchmorlNode && y.level.is_none() && behind(s) > behind(other);
    if denied && x.level.is_none() && s.templated && y.status.is_asserted() && !answered {
        // `Edema: no` of one record says nothing of another's place
        let reached = s.reach.is_empty() || s.reach.contains(&(y.level, y.endplate));
        return s.exam == other.exam && reached;
    }
    // a general denial of oedema or Modic changes stands beside what is said of one place
    if x.kind != FindingKind::SchmorlNode && (x.level.is_none() || y.level.is_none()) {
        return false;
    }
    let same_place = match (x.level, y.level) {
        (Some(p), Some(q)) => p == q && Endplate::agree(x.endplate, y.endplate),
        (None, None) => true,
        // a denial of everything in the impression
        _ => false,
    };
    same_place && behind(other) > behind(s)
}

/// `edema around the L4 node`: oedema tied to a node takes its endplate, whichever sentence names that. True if some did.
fn stand_at_nodes(merged: &mut Vec<Statement>) -> bool {
    let mut found = Vec::new();
    for (i, edema) in merged.iter().enumerate().filter(|(_, s)| s.tied && s.finding.endplate.is_none()) {
        let node = |s: &&Statement| {
            s.finding.kind == FindingKind::SchmorlNode
                && s.finding.status.is_asserted()
                && s.finding.level == edema.finding.level
        };
        let nodes: Vec<&Statement> = merged.iter().filter(node).collect();
        if nodes.iter().all(|node| node.finding.endplate.is_some()) {
            let words = |s: &Statement| s.finding.evidence.iter().find(|e| e.role == Role::Endplate).cloned();
            found.push((i, nodes.iter().map(|s| (s.finding.endplate, words(s))).collect::<Vec<_>>()));
        }
    }
    found.retain(|(_, places)| !places.is_empty());
    let some = !found.is_empty();
    // nodes of both endplates: oedema at each
    for (i, places) in found {
        let wide = merged[i].clone();
        for (n, (endplate, words)) in places.into_iter().enumerate() {
            let mut exact = wide.clone();
            exact.finding.endplate = endplate;
            exact.finding.evidence.extend(words);
            if n == 0 {
                merged[i] = exact;
            } else {
                merged.push(exact);
            }
        }
    }
    some
}

/// Oedema at a node's place becomes its attribute.
fn tie_edema(merged: &mut [Statement]) {
    let said: Vec<Statement> = merged.iter().filter(|s| s.finding.kind == FindingKind::MarrowEdema).cloned().collect();
    let nodes = merged.iter_mut().map(|s| &mut s.finding);
    for node in nodes.filter(|f| f.kind == FindingKind::SchmorlNode && f.status.is_asserted()) {
        let mut found: Option<(Edema, &Finding)> = None;
        for Statement { finding: edema, reach, .. } in &said {
            let value = match edema.status {
                Status::Present | Status::Possible => Edema::Present,
                Status::Absent => Edema::Absent,
                Status::Historical => continue,
            };
            let reaches = match value {
                Edema::Present => at_same_place(node, edema),
                Edema::Absent => {
                    edema.level.is_none() && spoken_of(node, reach)
                        || at_same_place(node, edema)
                        || edema.level.zip(node.level).is_some_and(|(e, n)| matches!(e, Level::Region(_)) && e.holds(n))
                        || denied_on_both_sides(&said, node)
                }
            };
            let stronger = found.is_none_or(|(old, _)| old == Edema::Absent && value == Edema::Present);
            if reaches && stronger {
                found = Some((value, edema));
            }
        }
        if let Some((value, edema)) = found {
            node.edema = Some(value);
            node.evidence.extend(edema.evidence.iter().filter(|e| e.role == Role::Mention).map(|e| {
                let mut e = e.clone();
                e.role = Role::Edema;
                e
            }));
        }
    }
}

/// Whether oedema denied of a region's nodes is denied at each of them, too: `nodes of T6 to T9 without edema`, and in the
/// impression `mid thoracic nodes without edema`.
fn denied_at_each_node(wide: &Statement, all: &[Statement]) -> bool {
    let Some(region @ Level::Region(_)) = wide.finding.level else { return false };
    if !wide.tied || wide.finding.kind != FindingKind::MarrowEdema || wide.finding.status != Status::Absent {
        return false;
    }
    let node = |s: &&Statement| {
        let Finding { kind, status, level, .. } = s.finding;
        kind == FindingKind::SchmorlNode
            && status.is_asserted()
            && level.is_some_and(|l| l != region && region.holds(l))
    };
    let denied = |node: &Statement| {
        let (level, endplate) = (node.finding.level, node.finding.endplate);
        all.iter().any(|s| {
            s.finding.kind == FindingKind::MarrowEdema
                && s.finding.status == Status::Absent
                && (s.finding.level, s.finding.endplate) == (level, endplate)
        })
    };
    let mut nodes = all.iter().filter(node).peekable();
    nodes.peek().is_some() && nodes.all(denied)
}

/// Whether a denial without a place speaks of a node: it does of all, if it names none.
fn spoken_of(node: &Finding, reach: &[(Option<Level>, Option<Endplate>)]) -> bool {
    let sides = |a: Option<Endplate>, b: Option<Endplate>| a.zip(b).is_none_or(|(a, b)| a == b);
    let held = |level: Level| node.level.is_some_and(|own| own == level || level.holds(own));
    reach.is_empty() || reach.iter().any(|(level, side)| level.is_none_or(held) && sides(*side, node.endplate))
}

/// Whether oedema is denied for each of the regions that a node's region lies between: the thoracic and the lumbar
/// spine for a node of the thoracolumbar junction.
fn denied_on_both_sides(edemas: &[Statement], node: &Finding) -> bool {
    let (upper, lower) = match node.level {
        Some(Level::Region(Region::Cervicothoracic)) => (Area::Cervical, Area::Thoracic),
        Some(Level::Region(Region::Thoracolumbar)) => (Area::Thoracic, Area::Lumbar),
        Some(Level::Region(Region::Lumbosacral)) => (Area::Lumbar, Area::Sacral),
        _ => return false,
    };
    let denied = |area| {
        let place = Some(Level::Region(Region::Area(None, area)));
        edemas.iter().any(|e| e.finding.status == Status::Absent && e.finding.level == place)
    };
    denied(upper) && denied(lower)
}

/// Section 5's rule: the same vertebra (and endplate, where both are named), or the disc that the endplate bounds.
pub(super) fn at_same_place(node: &Finding, other: &Finding) -> bool {
    let (Some(at), Some(place)) = (node.level, other.level) else {
        return node.level.is_none() && other.level.is_none();
    };
    let endplates = Endplate::agree(node.endplate, other.endplate);
    match (at, place) {
        (Level::Disc(disc), Level::Vertebra(v)) => match other.endplate {
            Some(endplate) => disc.bounding(endplate) == v,
            None => false,
        },
        (Level::Vertebra(v), Level::Disc(disc)) => {
            let below = disc.upper() == v && node.endplate != Some(Endplate::Superior);
            let above = disc.lower() == v && node.endplate != Some(Endplate::Inferior);
            (below || above) && other.endplate.is_none()
        }
        (a, b) => a == b && endplates,
    }
}

fn tie_modic(findings: &mut [Finding]) {
    let changes: Vec<Finding> =
        findings.iter().filter(|f| f.kind == FindingKind::ModicChange && f.status.is_asserted()).cloned().collect();
    for node in findings.iter_mut().filter(|f| f.kind == FindingKind::SchmorlNode && f.status.is_asserted()) {
        // a change of a whole region is at no vertebra
        let Some(change) = changes.iter().find(|c| !wide(c) && at_same_place(node, c)) else { continue };
        node.modic = change.modic;
        node.evidence.extend(change.evidence.iter().filter(|e| e.role == Role::Modic).cloned());
    }
}

/// Whether a finding is of a region.
fn wide(finding: &Finding) -> bool {
    matches!(finding.level, Some(Level::Region(_)))
}

/// Denied and past nodes keep their change alone; evidence stands in text order, once.
fn tidy(finding: &mut Finding) {
    if finding.kind == FindingKind::SchmorlNode && !finding.status.is_asserted() {
        // what is not there can be new or gone, and nothing else
        let grown = matches!(finding.change, Some(Change::Stable | Change::Increased | Change::Decreased));
        if grown && finding.status == Status::Absent {
            finding.change = None;
            finding.evidence.retain(|e| e.role != Role::Change);
        }
        finding.size_mm = None;
        finding.count = None;
        finding.acuity = None;
        finding.edema = None;
        finding.modic = None;
        finding.posterior_extension = None;
    }
    let own = finding.evidence.first().cloned();
    finding.evidence.sort_by_key(|e| (e.span.start, e.span.end, e.role));
    finding.evidence.dedup_by(|a, b| a.role == b.role && a.span == b.span);
    if let Some(own) = own {
        // the finding's own mention stays in front of other mentions
        let earliest = finding.evidence.iter().position(|e| e.role == own.role && e.span == own.span);
        let first = finding.evidence.iter().position(|e| e.role == own.role);
        if let (Some(own), Some(first)) = (earliest, first) {
            finding.evidence.swap(own, first);
        }
    }
}
