//! Oedema and Modic changes: findings of their own, and often tied to a node.

use super::apart::apart;
use super::contrast;
use super::memory::{Memory, items_of};
use super::{Bound, HeadRead, Reader, Statement};
use crate::anatomy::{DiscLevel, Endplate, Level};
use crate::extract::atoms::{Atom, Marrow, What};
use crate::extract::bind::under;
use crate::extract::members::members;
use crate::extract::place::{Item, Turn};
use crate::extract::status::{self, Verdict};
use crate::finding::{FindingKind, Modic, Role, Section, Status};
use crate::lexicon::tag::Tag;

impl Reader<'_> {
    /// Reads oedema and Modic changes of a sentence.
    pub(super) fn companions(&self, bound: &Bound<'_>, nodes: &[HeadRead], memory: &Memory, out: &mut Vec<Statement>) {
        // what an earlier exam did not show says nothing of today
        let early = matches!(self.sentence.section, Section::History | Section::Exam | Section::Comparison);
        let first = out.len();
        for (head, &at) in bound.bindings.heads.iter().enumerate() {
            match bound.atoms[at].what {
                What::Edema(marrow) => self.edema(bound, head, marrow, nodes, memory, out),
                What::Modic(modic) => self.modic(bound, head, modic, nodes, memory, out),
                _ => {}
            }
        }
        let new = out.split_off(first);
        out.extend(new.into_iter().filter(|s| !(early && s.finding.status == Status::Absent)));
    }

    fn edema(
        &self,
        bound: &Bound<'_>,
        head: usize,
        marrow: Marrow,
        nodes: &[HeadRead],
        memory: &Memory,
        out: &mut Vec<Statement>,
    ) {
        let Bound { atoms, bindings, heading, .. } = bound;
        let at = bindings.heads[head];
        let verdict = status::read(atoms, at, self.sentence.section, false, None);
        let elsewhere = marrow == Marrow::Open && of_tissue(atoms, at);
        let Some(status) = verdict.status.filter(|_| !elsewhere && !had_before(atoms, at)) else { return };
        let status = if self.sentence.unticked { Status::Absent } else { status };
        let (mut items, mut tied) = self.tied_places(bound, head, nodes, memory, out);
        // `…, the L2 node is not`
        let mut denied: Vec<Item> = Vec::new();
        if status != Status::Absent {
            for node in nodes.iter().filter(|n| n.contrast && n.head > at) {
                items.retain(|i| !node.items.iter().any(|j| i.level_span == j.level_span && i.level.is_some()));
                denied.extend(node.items.iter().map(|i| Item { turn: Turn::Denied, ..i.clone() }));
            }
        }
        // `no marrow edema elsewhere` is denied of no node
        let behind = atoms[at..].iter().take_while(|a| a.mark().is_none() && !a.is(Tag::And));
        if status == Status::Absent && behind.into_iter().any(|a| a.is(Tag::Elsewhere)) {
            (items, tied) = (Vec::new(), false);
        }
        // what is denied of nodes named before has no place of its own
        let told = bound.bindings.phrases.iter().any(|p| !p.prefix && p.has_level());
        let mut reach = Vec::new();
        let all = atoms.iter().any(|a| a.any(&[Tag::NoneOf, Tag::Exception]));
        let borrowed = nodes.is_empty() && !all || nodes.iter().any(|n| n.borrowed);
        if status == Status::Absent && tied && !told && heading.is_empty() && borrowed {
            reach = items.drain(..).map(|item| (item.level, item.endplate)).collect();
            // `neither shows oedema`, `none of them` may reach back to all
            if all || nodes.iter().any(|n| n.borrowed) {
                reach.clear();
            }
        }
        tied |= status == Status::Absent
            && atoms.iter().any(|a| a.is(Tag::NoneOf))
            && memory.close(self.number, self.sentence.section);
        let own = items.iter().any(|i| i.level.is_some());
        let answered = verdict.cue.is_some_and(|cue| cue > at && atoms[cue].is(Tag::NoneValue));
        let keyed = atoms[at].prefix
            || answered && atoms[..at].iter().all(|a| a.prefix || super::super::bind::inside_noun_phrase(a));
        // what is denied has the heading's place only where the heading is part of its sentence
        let under_heading = status != Status::Absent || keyed || self.sentence.headed;
        if !own && !tied && under_heading && !heading.is_empty() {
            items = under(items, heading);
        }
        // `the upper half` without a vertebra is no endplate
        let noun = atoms.iter().any(|a| a.any(&[Tag::EndplateNoun, Tag::EndplateNouns]));
        let side = |i: &Item| i.endplate.is_some() && (noun || i.level.is_some());
        let exact = items.iter().any(|i| side(i) || matches!(i.level, Some(Level::Vertebra(_))));
        if !(marrow == Marrow::Said || keyed || tied || exact) {
            return;
        }
        if status == Status::Absent {
            items = bindings.with_exceptions(head, items);
        }
        if items.is_empty() {
            items.push(Item::default());
        }
        items.extend(denied);
        if let Some(rest) = contrast::denied_of_others(atoms, at).filter(|_| status != Status::Absent) {
            let others = self.rest(bound, rest, memory.several(), out);
            let finding = self.base(FindingKind::MarrowEdema, Status::Absent, None, &atoms[at], "edema");
            let mut statement = self.statement(finding, &atoms[at]);
            statement.reach = others.iter().map(|&n| (out[n].finding.level, out[n].finding.endplate)).collect();
            if !statement.reach.is_empty() {
                out.push(statement);
            }
        }
        for item in &items {
            let status = match item.turn {
                Turn::Denied => Status::Absent,
                Turn::Excepted => Status::Present,
                _ => status,
            };
            let mut finding = self.base(FindingKind::MarrowEdema, status, Some(item), &atoms[at], "edema");
            if let Some(cue) = verdict.cue {
                finding.evidence.push(self.evidence(Role::Status, &atoms[cue], None));
            }
            let mut statement = self.statement(finding, &atoms[at]);
            let elsewhere = atoms.iter().any(|a| a.is(Tag::Elsewhere));
            statement.templated = keyed && status == Status::Absent && item.level.is_none() && !elsewhere;
            statement.reach.clone_from(&reach);
            statement.tied = tied && item.level.is_some();
            out.push(statement);
        }
    }

    fn modic(
        &self,
        bound: &Bound<'_>,
        head: usize,
        modic: Modic,
        nodes: &[HeadRead],
        memory: &Memory,
        out: &mut Vec<Statement>,
    ) {
        let Bound { atoms, bindings, heading, .. } = bound;
        let at = bindings.heads[head];
        let detailed = bindings.owned_phrases(head).iter().any(|&p| bindings.phrases[p].atoms.start > at);
        let verdict = status::read(atoms, at, self.sentence.section, detailed, None);
        let Some(status) = verdict.status.filter(|_| !self.outlived(bound, head, verdict)) else { return };
        let status = if self.sentence.unticked { Status::Absent } else { status };
        let mut items = bindings.places(head);
        // under `L4-L5:` a change without a place of its own is the disc's, whatever the next finding's place
        let own = bindings.owned_phrases(head).iter().any(|&p| bindings.phrases[p].has_level());
        if !own && !heading.is_empty() {
            items.clear();
        }
        // `L3-L4: a node of L4 with Modic type 2 change about it`
        let about = atoms.get(at + 1).is_some_and(|a| a.is(Tag::Around))
            && atoms.get(at + 2).is_some_and(|a| a.is(Tag::Pronoun))
            && !own;
        if let Some(node) = nodes.iter().rfind(|n| about && n.head < at) {
            items.clone_from(&node.items);
        }
        if !items.iter().any(|i| i.level.is_some()) {
            // `no Modic change at any level`
            let anywhere =
                status == Status::Absent && atoms.iter().any(|a| !a.prefix && a.any(&[Tag::Elsewhere, Tag::Every]));
            if anywhere {
                items.clear();
            } else if heading.is_empty() {
                items = self.tied_places(bound, head, nodes, memory, out).0;
            } else {
                items = under(items, heading);
            }
        }
        // `nodes of C5 and C6 with Modic change at that level`
        if let [
            Item { level: Some(Level::Vertebra(upper)), endplate: None | Some(Endplate::Inferior), .. },
            Item { level: Some(Level::Vertebra(lower)), endplate: None | Some(Endplate::Superior), .. },
        ] = items[..]
            && atoms[at..].iter().any(|a| a.is(Tag::SameLevel))
            && let Some(disc) = DiscLevel::new(upper, lower)
        {
            items.truncate(1);
            items[0].level = Some(Level::Disc(disc));
            items[0].endplate = None;
            items[0].endplate_span = None;
        }
        let mut items = discs_whole(items);
        // `discs at L4-L5 and L5-S1, the latter with Modic changes`
        let clause = atoms[..at].iter().rposition(|a| a.mark() == Some(b',')).map_or(at, |comma| comma + 1);
        let lexicons = bound.attributes.lexicons;
        if let Some(told) = (clause..at).find_map(|i| members(lexicons, atoms, i, items.len())) {
            items = told.into_iter().map(|i| items[i].clone()).collect();
        }
        if status == Status::Absent {
            items = bindings.with_exceptions(head, items);
        }
        // `type 1 changes at L5-S1 have evolved into type 2 changes`
        let into = head > 0
            && items.is_empty()
            && matches!(atoms[bindings.heads[head - 1]].what, What::Modic(_))
            && atoms[bindings.heads[head - 1]..at].iter().any(|a| a.any(&[Tag::Into, Tag::To]));
        if into {
            items = discs_whole(bindings.places(head - 1));
        }
        let respectively = atoms.iter().any(|a| a.is(Tag::Respectively)) && items.len() == 2;
        let pair = modic_pair(modic).filter(|_| respectively);
        let general = modic == Modic::Unspecified && status == Status::Absent;
        let mut push = |item: Option<&Item>, modic: Modic| {
            let mut finding = self.base(FindingKind::ModicChange, status, item, &atoms[at], "modic");
            finding.modic = (!general).then_some(modic);
            finding.evidence.push(self.evidence(Role::Modic, &atoms[at], Some("modic")));
            if let Some(cue) = verdict.cue {
                finding.evidence.push(self.evidence(Role::Status, &atoms[cue], None));
            }
            match item.map(|i| i.turn) {
                Some(Turn::Denied) => finding.status = Status::Absent,
                Some(Turn::Excepted) => finding.status = Status::Present,
                Some(Turn::Hedged) if finding.status == Status::Present => finding.status = Status::Possible,
                _ => {}
            }
            let mut statement = self.statement(finding, &atoms[at]);
            let answered = verdict.cue.is_some_and(|cue| cue > at && atoms[cue].is(Tag::NoneValue));
            statement.templated = (atoms[at].prefix || answered) && status == Status::Absent && item.is_none();
            out.push(statement);
        };
        if items.is_empty() {
            push(None, modic);
        }
        for (i, item) in items.iter().enumerate() {
            push(Some(item), pair.map_or(modic, |pair| pair[i]));
        }
    }

    /// Whether a Modic change is of an earlier exam, or of what was wrong: `type 1 in 2017`, `type 1, previously type 2`.
    fn outlived(&self, bound: &Bound<'_>, head: usize, verdict: Verdict) -> bool {
        let Bound { atoms, bindings, .. } = bound;
        let at = bindings.heads[head];
        // `type 1 in 2017`
        let dated = atoms.get(at + 1).is_some_and(|a| a.is(Tag::At)) && atoms.get(at + 2).is_some_and(Atom::is_year);
        let another = bindings.heads[head + 1..].iter().any(|&h| matches!(atoms[h].what, What::Modic(_)));
        if dated && another {
            return true;
        }
        // `type 1 changes seen before surgery have converted to type 2`
        let becomes = bindings.heads.get(head + 1).is_some_and(|&next| {
            let between = &atoms[at + 1..next];
            let into = between.iter().rfind(|a| !super::super::bind::inside_noun_phrase(a));
            matches!(atoms[next].what, What::Modic(_))
                && into.is_some_and(|a| a.is(Tag::Into) || a.is(Tag::To) && between.iter().any(|a| a.is(Tag::Verb)))
        });
        if becomes && verdict.status == Some(Status::Present) {
            return true;
        }
        // `type 2 instead of type 1`, `type 2, not type 1`: what was wrong is not denied of the spine
        let told = bindings.heads[..head].iter().any(|&h| matches!(atoms[h].what, What::Modic(_)));
        let bare = bindings.owned_phrases(head).iter().all(|&p| bindings.phrases[p].atoms.end <= at);
        let corrected = (self.sentence.section == Section::Addendum || told && bare)
            && verdict.cue.is_some_and(|cue| atoms[cue].is(Tag::NegationInstead));
        if corrected {
            return true;
        }
        // `Previously there were type 1 changes; these have converted to type 2`
        let there = atoms[..at].iter().rposition(|a| a.is(Tag::ThereIs));
        let once =
            there.and_then(|t| t.checked_sub(1)).is_some_and(|b| atoms[b].any(&[Tag::PriorSize, Tag::HistoryBefore]));
        if once && another {
            return true;
        }
        // `type 1 change, where before it was type 2`
        let earlier = bindings.heads[..head].iter().rfind(|&&h| matches!(atoms[h].what, What::Modic(_)));
        let was = earlier.is_some_and(|&h| {
            let between = &atoms[h + 1..at];
            between.iter().any(|a| a.is(Tag::PriorSize)) && between.iter().any(|a| a.is(Tag::Pronoun))
        });
        if was {
            return true;
        }
        // `type 1, previously type 2`
        at.checked_sub(1).is_some_and(|b| atoms[b].is(Tag::PriorSize) && !atoms[b].is(Tag::Verb))
    }

    /// Those of the nodes named before that a companion goes with: `edema adjacent to the latter`, `around the larger one`.
    fn told_apart(&self, bound: &Bound<'_>, nodes: Vec<usize>, out: &[Statement]) -> Vec<usize> {
        if let Some(told) = apart(bound, 0..bound.atoms.len(), &nodes, out) {
            return told;
        }
        // `The T11 node is bordered by oedema; the other two show none.`
        let Some(at) = bound.atoms.iter().position(|a| a.is(Tag::Rest)) else { return nodes };
        let rest = self.rest(bound, at, &nodes, out);
        if rest.is_empty() { nodes } else { rest }
    }

    /// Places of an oedema or Modic head: its own, or those of the node it goes with; true if it is tied to a node.
    fn tied_places(
        &self,
        bound: &Bound<'_>,
        head: usize,
        nodes: &[HeadRead],
        memory: &Memory,
        out: &[Statement],
    ) -> (Vec<Item>, bool) {
        let Bound { atoms, bindings, .. } = bound;
        let at = bindings.heads[head];
        let owned = bindings.owned_phrases(head);
        // `T9 nodule with edema, equivocal L3`
        let parted = |p: usize| atoms[at..bindings.phrases[p].atoms.start].iter().any(|a| a.mark() == Some(b','));
        let with = at > 0 && atoms[at - 1].is(Tag::With) && nodes.iter().any(|n| n.head < at);
        let own_behind = owned
            .iter()
            .any(|&p| bindings.phrases[p].atoms.start > at && bindings.phrases[p].has_level() && !(with && parted(p)));
        let items = bindings.places(head);
        let placed = items.iter().any(|i| i.level.is_some());
        // `- superior endplate: node` over `  - marrow edema: present`
        let nested = atoms[at].prefix || bindings.phrases.is_empty();
        let nested = nested && self.sentence.indent > memory.indent && nodes.is_empty() && bound.heading.is_empty();
        if nested && !placed && memory.close(self.number, self.sentence.section) {
            let told = memory.nodes.iter().copied().filter(|&n| out[n].finding.status.is_asserted());
            return (items_of(&told.collect::<Vec<_>>(), out), true);
        }
        if let Some(items) = self.around_known(bound, at, &items, memory, out).filter(|_| nodes.is_empty()) {
            return (items, true);
        }
        if own_behind && placed {
            // `edema around the node at L3` has the node's place through the node
            return match around_nodes(bound, head, nodes, &items) {
                Some(items) => (items, true),
                None => (items, false),
            };
        }
        if let Some(node) = node_beside(bound, head, nodes) {
            return (places_of(bound, head, node, items), true);
        }
        if placed {
            return (items, false);
        }
        // `A defect indents the superior endplate of L3, and the marrow around it is oedematous.`
        let around = atoms.iter().any(|a| a.any(&[Tag::Associated, Tag::Around, Tag::Pronoun]));
        let lesion = (0..head).rfind(|&h| atoms[bindings.heads[h]].what == What::Lesion);
        if let Some(lesion) = lesion.filter(|_| around && nodes.is_empty()) {
            let places = bindings.places(lesion);
            if places.iter().any(|i| i.level.is_some()) {
                return (places, false);
            }
        }
        let near = memory.close(self.number, self.sentence.section) && nodes.is_empty();
        let refers = atoms.iter().any(|a| a.any(&[Tag::Associated, Tag::Pronoun, Tag::SameLevel, Tag::Around]));
        let denied = atoms[..at].iter().any(|a| a.any(&[Tag::NegationBefore, Tag::NoneOf]));
        let elsewhere = bound.bindings.phrases.iter().filter(|p| !p.prefix && p.has_level()).collect::<Vec<_>>();
        let tied = refers && !denied && nodes.is_empty() && matches!(atoms[at].what, What::Modic(_));
        if let ([only], true) = (&elsewhere[..], tied) {
            // `Modic type 2 change accompanies disc narrowing at L5-S1`
            return (only.items.clone(), false);
        }
        // `There is no oedema around it.`
        let it = memory.nodes.len() == 1 && atoms.iter().any(|a| a.is(Tag::Pronoun) && !a.is(Tag::Definite));
        let it =
            it && matches!(atoms[at].what, What::Edema(_)) && !atoms.iter().any(|a| a.any(&[Tag::NoneOf, Tag::Rest]));
        if near
            && refers
            && (!denied || it)
            && let Some(items) = self.of_known(bound, memory, out)
        {
            return (items, true);
        }
        if near && denied {
            return (items, true);
        }
        let telegram = matches!(atoms[at].what, What::Modic(_))
            && items.is_empty()
            && !atoms.iter().any(|a| {
                const SAYS: [Tag; 8] = [
                    Tag::Verb,
                    Tag::ThereIs,
                    Tag::NegationBefore,
                    Tag::NegationAfter,
                    Tag::NoneValue,
                    Tag::NoneOf,
                    Tag::Elsewhere,
                    Tag::Many,
                ];
                a.any(&SAYS)
            });
        // nothing else goes on with what the sentences before spoke of: see `taken_over`
        let goes_on = |a: &Atom| a.any(&[Tag::SameLevel, Tag::Associated, Tag::Pronoun, Tag::ThereIs]);
        if !telegram && items.is_empty() && !atoms.iter().any(goes_on) {
            return (items, false);
        }
        let topic = memory.topic(self.number, self.sentence.section, self.sentence.paragraph);
        let topic = topic.filter(|topic| super::within(&topic.items, &bound.heading));
        // `L4-5 extrusion. Modic type 1.`: telegrams go on with the level that began the one before
        let led = topic.filter(|t| t.leads && t.sentence + 1 == self.number && t.paragraph == self.sentence.paragraph);
        if let Some(topic) = led.filter(|_| telegram) {
            return (topic.items.clone(), false);
        }
        if let Some(places) = topic.and_then(|topic| self.taken_over(atoms, &items, topic, false)) {
            return (under(items, &places), false);
        }
        (items, false)
    }

    /// Oedema at the level of a node named before, and said to surround it: `The surrounding oedema takes up half of the L3
    /// body.` It stands at the node's place.
    fn around_known(
        &self,
        bound: &Bound<'_>,
        at: usize,
        items: &[Item],
        memory: &Memory,
        out: &[Statement],
    ) -> Option<Vec<Item>> {
        let atoms = bound.atoms;
        let [Item { level: Some(level), endplate: None, .. }] = items else { return None };
        let it = atoms[at..].windows(2).any(|pair| pair[0].is(Tag::Around) && pair[1].is(Tag::Pronoun));
        let around = it || at > 0 && atoms[..at].iter().rev().take(3).any(|a| a.is(Tag::Associated));
        if !around || !memory.close(self.number, self.sentence.section) {
            return None;
        }
        let there = |n: &usize| out[*n].finding.status.is_asserted() && out[*n].finding.level == Some(*level);
        let told: Vec<usize> = memory.nodes.iter().copied().filter(there).collect();
        (told.len() == 1).then(|| items_of(&told, out))
    }

    /// The places of those nodes named before that a sentence speaks of.
    fn of_known(&self, bound: &Bound<'_>, memory: &Memory, out: &[Statement]) -> Option<Vec<Item>> {
        const IN_ORDER: [Tag; 5] = [Tag::Former, Tag::Latter, Tag::Ordinal(1), Tag::FirstOf(2), Tag::LastOf(2)];
        let in_order = bound.atoms.iter().any(|a| a.any(&IN_ORDER));
        let named = if in_order { memory.several() } else { &memory.nodes };
        let asserted: Vec<usize> = named.iter().copied().filter(|&n| out[n].finding.status.is_asserted()).collect();
        if asserted.is_empty() {
            return None;
        }
        let mut items = items_of(&self.told_apart(bound, asserted, out), out);
        // a node spoken of again at its disc level stands at its endplate
        let exact = items.clone();
        items.retain(|wide| {
            let within = |i: &Item| i.level != wide.level && wide.level.zip(i.level).is_some_and(|(w, i)| w.holds(i));
            !exact.iter().any(within)
        });
        Some(items)
    }
}

/// The places of the nodes that oedema is said to surround, and those where it is denied: `around the L1 node or the L2
/// node`, `about the L2 node; none at L4`.
fn around_nodes(bound: &Bound<'_>, head: usize, nodes: &[HeadRead], items: &[Item]) -> Option<Vec<Item>> {
    let Bound { atoms, bindings, .. } = bound;
    let at = bindings.heads[head];
    let (denied, said): (Vec<Item>, Vec<Item>) = items.iter().cloned().partition(|item| item.turn == Turn::Denied);
    let same =
        |n: &&HeadRead| n.items.len() == said.len() && n.items.iter().zip(&said).all(|(a, b)| a.level == b.level);
    // `around the L1 and L3 nodes`
    let around = |n: &&HeadRead| {
        let between = &atoms[at + 1..n.head];
        between.iter().all(|a| a.mark().is_none()) && between.iter().any(|a| a.any(&[Tag::Around, Tag::Associated]))
    };
    let behind = || nodes.iter().filter(|n| n.head > at);
    let node = behind().find(around).or_else(|| node_beside(bound, head, nodes).filter(|n| n.head > at));
    let node = node.filter(same)?;
    let inside = |a: &Atom| {
        super::super::bind::inside_noun_phrase(a)
            || a.any(&[Tag::And, Tag::Or, Tag::Around, Tag::Definite, Tag::EndplateNoun])
            || matches!(a.what, What::Levels(_))
            || crate::extract::place::endplate_of(a).is_some()
    };
    let (mut all, mut last) = (node.items.clone(), node.head);
    for next in nodes.iter().filter(|n| n.head > node.head && !n.contrast) {
        if atoms[last + 1..next.head].iter().all(inside) {
            all.extend(next.items.iter().cloned());
            last = next.head;
        }
    }
    all.extend(denied);
    Some(all)
}

/// `edema of the piriformis`: of a thing that is no bone's.
fn of_tissue(atoms: &[Atom], at: usize) -> bool {
    let of = atoms.get(at + 1).is_some_and(|a| a.is(Tag::Of));
    let named = atoms[at + 1..].iter().skip(1).find(|a| !a.any(&[Tag::Article, Tag::Adjective, Tag::PlaceFiller]));
    of && named.is_some_and(|a| a.what == What::Word)
}

/// `…, which on the prior had surrounding oedema, …`: of an earlier exam, and told apart from today.
fn had_before(atoms: &[Atom], at: usize) -> bool {
    let clause = |from: usize| atoms[..from].iter().rposition(|a| a.mark() == Some(b',')).map_or(0, |c| c + 1);
    let own = &atoms[clause(at)..at];
    own.first().is_some_and(|a| a.is(Tag::Which))
        && own.iter().any(|a| a.any(&[Tag::HistoryAfter, Tag::PriorSize]))
        && !own.iter().any(|a| a.is(Tag::NowSize))
        && atoms[at..].iter().any(|a| a.is(Tag::NowSize))
}

/// Which of a node's places its companion stands at.
fn places_of(bound: &Bound<'_>, head: usize, node: &HeadRead, own: Vec<Item>) -> Vec<Item> {
    let Bound { atoms, bindings, .. } = bound;
    let at = bindings.heads[head];
    let lexicons = bound.attributes.lexicons;
    let mut between = (node.head.min(at)..node.head.max(at)).rev();
    // `The first and third show oedema`: they are those told already
    let told = matches!(atoms[node.head].what, What::Anaphor { .. }) && atoms[node.head].is(Tag::Ordinal(1));
    if let Some(told) = between.find_map(|i| members(lexicons, atoms, i, node.items.len())).filter(|_| !told) {
        return told.into_iter().map(|i| node.items[i].clone()).collect();
    }
    // `nodes of T12 and L1, the T12 one with edema`
    let one = |i: &usize| atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::OneNoun, Tag::BareNode]));
    let named = (node.head.min(at)..at).rev().find(one).map(|i| &atoms[i].what);
    if let (Some(What::Levels(levels)), true) = (named, node.items.len() > 1) {
        let told = node.items.iter().filter(|i| i.level.is_some_and(|level| levels.contains(&level)));
        let told: Vec<Item> = told.cloned().collect();
        if !told.is_empty() {
            return told;
        }
    }
    // `nodes at T9 (with edema), T11 and L3`
    let open = atoms[..at].iter().rposition(|a| matches!(a.mark(), Some(b'(' | b')')));
    let behind = open.filter(|&i| i > 0 && atoms[i].mark() == Some(b'(')).map(|i| &atoms[i - 1].what);
    if let Some(What::Levels(levels)) = behind {
        let told = |i: &&Item| i.level.is_some_and(|level| levels.contains(&level));
        let told: Vec<Item> = node.items.iter().filter(told).cloned().collect();
        if !told.is_empty() && told.len() < node.items.len() {
            return told;
        }
    }
    // `a halo of oedema around the upper one`
    let behind = atoms[at + 1..].iter().take(6).collect::<Vec<_>>();
    let side = behind.windows(2).find_map(|pair| {
        let one = pair[1].any(&[Tag::OneNoun, Tag::BareNode]);
        crate::extract::place::endplate_of(pair[0]).filter(|_| one)
    });
    if let Some(endplate) = side.filter(|_| node.items.len() > 1) {
        let told = crate::extract::attributes::by_side(endplate, &node.items);
        return told.into_iter().map(|i| node.items[i].clone()).collect();
    }
    // `…, the largest at T12 with oedema`: the largest's own
    let extra: Vec<Item> = node.items.iter().filter(|i| i.extra).cloned().collect();
    if node.head < at && !extra.is_empty() {
        return extra;
    }
    let placed = own.iter().any(|i| i.level.is_some());
    let between = |p: usize| {
        bindings.phrases[p].atoms.end <= at && (node.head > at || bindings.phrases[p].atoms.start > node.head)
    };
    let led_by = bindings.owned_phrases(head).into_iter().any(between) && placed;
    let node_led = node.items.iter().zip(&own).all(|(a, b)| a.level == b.level);
    if led_by && !node_led { own } else { node.items.clone() }
}

/// The node that the head goes with in its sentence.
fn node_beside<'n>(bound: &Bound<'_>, head: usize, nodes: &'n [HeadRead]) -> Option<&'n HeadRead> {
    let Bound { atoms, bindings, .. } = bound;
    let at = bindings.heads[head];
    let clear = |from: usize, to: usize| {
        // `at L2-3, where there are Modic changes`
        // `About the L1 node there is no oedema.`
        let it = atoms[at..].windows(2).any(|pair| pair[0].is(Tag::Around) && pair[1].is(Tag::Pronoun));
        let fronted = it || from < 6 && atoms[..from].iter().any(|a| a.is(Tag::Around));
        let starts =
            |i: usize| atoms[i].is(Tag::ThereIs) && !fronted && !atoms[from..i].iter().any(|a| a.is(Tag::Which));
        // `edema around node: present` in a field of its own, `Edema` over a column under `Schmorl's nodes`
        let column = bound.row && matches!(nodes, [only] if !only.items.is_empty());
        let keyed =
            atoms[at].prefix && (column || atoms[at..].iter().take_while(|a| a.prefix).any(|a| a.is(Tag::Around)));
        !(from..to).any(|i| atoms[i].mark() == Some(b'|') && !keyed || starts(i))
            && !atoms[from + 1..to].iter().any(|a| matches!(a.what, What::Other) && !a.any(&[Tag::Structure]))
    };
    if let Some(node) = nodes.iter().find(|n| n.head > at) {
        // `an oedematous node`
        let modifies = atoms[at + 1..node.head].iter().all(super::super::bind::inside_noun_phrase);
        let linked = modifies
            || atoms[at.saturating_sub(2)..at].iter().any(|a| a.is(Tag::Associated))
            || atoms[at + 1..node.head]
                .iter()
                .any(|a| a.any(&[Tag::Around, Tag::Because, Tag::Of, Tag::At, Tag::With, Tag::Associated]));
        // `edema, enhancement or Modic change accompanies the node`: the list has one predicate
        let list = |a: &Atom| {
            a.is_head()
                || super::super::bind::inside_noun_phrase(a)
                || a.any(&[Tag::And, Tag::Or])
                || a.mark() == Some(b',')
        };
        let from = at + 1 + atoms[at + 1..node.head].iter().take_while(|a| list(a) || a.what == What::Word).count();
        let predicate = atoms.get(from).is_some_and(|a| a.is(Tag::Around));
        let from = if predicate { from } else { at + 1 };
        let parted = atoms[from..node.head]
            .iter()
            .any(|a| matches!(a.mark(), Some(b',' | b';')) || a.any(&[Tag::And, Tag::Or, Tag::Terminator]));
        if linked && !parted && clear(from - 1, node.head) {
            return Some(node);
        }
    }
    let left = nodes.iter().rev().find(|n| n.head < at && n.verdict.status.is_some_and(Status::is_asserted))?;
    if !clear(left.head, at) {
        return None;
    }
    // `node in L4; it is bordered by edema`
    let again = (0..head)
        .rev()
        .find(|&h| bindings.alias[h].is_some_and(|n| bindings.heads[n] == left.head) && bindings.heads[h] > left.head);
    let from = again.map_or(left.head, |h| bindings.heads[h]);
    let between = &atoms[from + 1..at];
    let semicolon = between.iter().any(|a| a.mark() == Some(b';'));
    let other_place = bindings.phrases.iter().any(|p| {
        p.has_level()
            && p.atoms.start > left.head
            && p.atoms.end <= at
            && !left.items.iter().any(|i| p.items.iter().any(|j| j.level == i.level))
    });
    // `node at L2; no marrow edema`: a denial of its own
    let refers = |a: &Atom| a.any(&[Tag::Around, Tag::Associated, Tag::Pronoun]);
    if semicolon && between.iter().any(|a| a.is(Tag::NegationBefore)) && !between.iter().any(refers) {
        return None;
    }
    (!other_place && (!semicolon || between.len() < 8)).then_some(left)
}

/// The two types of a pair.
fn modic_pair(modic: Modic) -> Option<[Modic; 2]> {
    match modic {
        Modic::OneTwo => Some([Modic::One, Modic::Two]),
        Modic::TwoThree => Some([Modic::Two, Modic::Three]),
        Modic::OneThree => Some([Modic::One, Modic::Three]),
        _ => None,
    }
}

/// Two endplates that a disc level was told out to become the disc level again: a Modic change stays there.
fn discs_whole(items: Vec<Item>) -> Vec<Item> {
    let mut whole: Vec<Item> = Vec::new();
    for item in items {
        if let (Some(last), Some(Level::Vertebra(lower))) = (whole.last_mut(), item.level)
            && let Some(Level::Vertebra(upper)) = last.level
        {
            let facing = last.endplate == Some(Endplate::Inferior) && item.endplate == Some(Endplate::Superior);
            if let Some(disc) = DiscLevel::new(upper, lower).filter(|_| facing && last.level_span == item.level_span) {
                last.level = Some(Level::Disc(disc));
                last.endplate = None;
                last.endplate_span = None;
                continue;
            }
        }
        whole.push(item);
    }
    whole
}
