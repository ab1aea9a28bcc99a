//! Oedema and Modic changes: findings of their own, and often tied to a node.

use super::borrowed::subject_before;
use super::contrast;
use super::memory::{Memory, items_of};
use super::{Bound, HeadRead, Reader, Statement, within};
use crate::anatomy::{DiscLevel, Endplate, Level};
use crate::extract::atoms::{Atom, Marrow, What};
use crate::extract::bind::{ends_clause, inside_noun_phrase, under};
use crate::extract::earlier;
use crate::extract::members::members;
use crate::extract::place::{Item, Phrase, Turn, endplate_of};
use crate::extract::status::{self, Verdict};
use crate::finding::{Change, FindingKind, Modic, Role, Section, Status};
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
        if early {
            let new = out.split_off(first);
            out.extend(new.into_iter().filter(|s| s.finding.status != Status::Absent));
        }
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
        let elsewhere = marrow == Marrow::Open && of_tissue(atoms, at)
            || marrow == Marrow::Signal && signal_of_disc_or_joint(atoms, at)
            || spelled_out(atoms, at);
        let absent = verdict.status == Some(Status::Absent);
        let Some(status) = verdict.status.filter(|_| !(elsewhere || earlier::edema(atoms, at, absent))) else { return };
        let status = match status {
            _ if self.sentence.unticked => Status::Absent,
            Status::Present if named_with_doubt(atoms, at, marrow) => Status::Possible,
            status => status,
        };
        let (mut items, mut tied) = self.tied_places(bound, head, nodes, memory, out);
        if !tied && items.is_empty() && heading.is_empty() && marrow == Marrow::Open {
            items = self.known_edema(atoms, at, nodes, memory, out);
            tied = !items.is_empty();
        }
        if items.is_empty() {
            items = at_both(bound, at);
        }
        // `no oedema to suggest that the node of L4 is acute`
        if items.is_empty() && atoms.get(at + 1).is_some_and(|a| a.is(Tag::ToSuggest)) {
            let plain = |a: &Atom| !a.is_head() && a.mark().is_none();
            let own = nodes.iter().find(|n| n.head > at && !n.borrowed && atoms[at + 1..n.head].iter().all(plain));
            (items, tied) = own.map_or((items, tied), |n| (n.items.clone(), true));
        }
        if items.is_empty()
            && nodes.is_empty()
            && heading.is_empty()
            && let Some(subject) = subject_before(bound, at)
        {
            items = subject;
        }
        let denied = if status == Status::Absent { Vec::new() } else { contrasted(nodes, at, &mut items) };
        // `about the T10 node but not about the T9 node`
        tied |= !denied.is_empty() && atoms.get(at + 1).is_some_and(|a| a.is(Tag::Around));
        // `no marrow edema elsewhere` is denied of no node
        let behind = atoms[at..].iter().take_while(|a| a.mark().is_none() && !a.is(Tag::And));
        // `no oedema throughout the cervical spine` names a place
        if status == Status::Absent && behind.into_iter().any(|a| a.is(Tag::Elsewhere) && !a.is(Tag::At)) {
            (items, tied) = (Vec::new(), false);
        } else if status == Status::Absent && of_the_rest(atoms, at) {
            items.clear();
        }
        let told = bound.bindings.phrases.iter().any(|p| !p.prefix && p.has_level());
        let mut reach = Vec::new();
        let chosen =
            if status == Status::Absent && !told { self.around_some(bound, at, memory, out) } else { Vec::new() };
        if !chosen.is_empty() {
            (items, tied, reach) = (Vec::new(), true, chosen);
        } else if status == Status::Absent {
            let mut places = (items, tied);
            reach = self.denied_of_known(bound, at, nodes, memory, out, &mut places);
            (items, tied) = places;
        }
        let of_region = self.of_region(heading, atoms, at);
        if status == Status::Absent && of_region && !told {
            (items, tied) = (Vec::new(), false);
            reach.clear();
        }
        // `Resolved edema.`, told once more of what has gone
        let gone = verdict.cue.is_some_and(|cue| atoms[cue].is(Tag::Gone)) && items.is_empty();
        reach.extend(gone.then(|| gone_before(out)).flatten());
        let own = items.iter().any(|i| i.level.is_some());
        let answered = verdict.cue.is_some_and(|cue| answers(atoms, at, cue));
        let keyed = atoms[at].prefix || answered && is_key(atoms, at);
        // what is denied has the heading's place only where the heading is part of its sentence
        let under_heading = status != Status::Absent || keyed || self.sentence.headed || of_region;
        if !own && !tied && under_heading && !heading.is_empty() {
            items = under(items, heading);
        }
        // `the upper half` without a vertebra is no endplate
        let noun = atoms.iter().any(|a| a.any(&[Tag::EndplateNoun, Tag::EndplateNouns]));
        let side = |i: &Item| i.endplate.is_some() && (noun || i.level.is_some());
        let exact = items.iter().any(|i| side(i) || matches!(i.level, Some(Level::Vertebra(_))));
        // `Modic type 1 changes with oedema`
        let of_modic = status != Status::Absent && head > 0 && bindings.goes_with_modic(head - 1, head);
        // `no oedema` below `Marrow`
        let below_marrow = atoms[..at].iter().any(|a| a.prefix && a.is(Tag::Marrow));
        if !(matches!(marrow, Marrow::Said | Marrow::Elided) || keyed || tied || exact || of_modic || below_marrow) {
            return;
        }
        if status == Status::Absent && marrow != Marrow::Elided {
            items = bindings.with_exceptions(head, items);
        }
        // `no oedema except around the node at L2`
        let excepted = nodes.iter().find(|n| status == Status::Absent && excepts_around(atoms, at, n.head));
        if let Some(node) = excepted {
            // `no oedema in the lumbar spine except around the node of L2`
            items.retain(|i| matches!(i.level, Some(Level::Region(_))));
            items.extend(node.items.iter().map(|i| Item { turn: Turn::Excepted, ..i.clone() }));
        }
        items.resize_with(items.len().max(1), Item::default);
        items.extend(denied);
        if status != Status::Absent {
            self.no_edema_of_others(bound, at, memory, out);
        }
        let anywhere = atoms.iter().any(|a| a.is(Tag::Elsewhere));
        for item in &items {
            let status = turned(status, item.turn);
            let mut finding = self.base(FindingKind::MarrowEdema, status, Some(item), &atoms[at], "edema");
            if let Some(cue) = verdict.cue {
                finding.evidence.push(self.evidence(Role::Status, &atoms[cue], None));
            }
            let mut statement = self.statement(finding, &atoms[at]);
            statement.templated = keyed && status == Status::Absent && item.level.is_none() && !anywhere;
            statement.reach.clone_from(&reach);
            statement.tied = (tied || excepted.is_some()) && item.level.is_some();
            out.push(statement);
        }
    }

    /// Where an oedema known of before is, which is the subject: `A node at L4. The oedema has resolved.`, `The oedema which both
    /// had has gone`. Empty, if it is none.
    fn known_edema(
        &self,
        atoms: &[Atom],
        at: usize,
        nodes: &[HeadRead],
        memory: &Memory,
        out: &[Statement],
    ) -> Vec<Item> {
        const COURSE: [Tag; 4] = [Tag::Gone, Tag::Course(Change::New), Tag::Again, Tag::NegationAfter];
        let the = at.checked_sub(1).is_some_and(|i| atoms[i].is(Tag::Definite) && atoms[i].is(Tag::Article));
        let begins = at < 2 || atoms[at - 2].prefix || atoms[at - 2].mark().is_some() || ends_clause(&atoms[at - 2]);
        let clause = atoms[at + 1..].iter().take_while(|a| !ends_clause(a));
        let other = |a: &Atom| matches!(a.what, What::Levels(_) | What::Other | What::Lesion | What::Modic(_));
        if !(the && begins && clause.clone().any(|a| a.any(&COURSE))) || clause.into_iter().any(other) {
            return Vec::new();
        }
        match nodes {
            [] if memory.close(self.number, self.sentence.section) => items_of(&memory.nodes, out),
            [only] if only.head < at => only.items.clone(),
            _ => Vec::new(),
        }
    }

    /// Whether a Modic change is denied of all the levels that a line told in turn: `… L4/5: herniation. L5/S1: chondrosis. No Modic
    /// changes.`
    fn closes_a_run(&self, atoms: &[Atom], out: &[Statement]) -> bool {
        let told = |s: &Statement| s.finding.kind == FindingKind::ModicChange && s.exam == self.sentence.exam;
        let here = atoms.iter().any(|a| a.is(Tag::SameLevel) && !a.prefix);
        self.sentence.heading_inside && !self.sentence.headed && !here && !out.iter().any(told)
    }

    /// `Cervical: node - no. Marrow oedema - no.`: what is denied in a region's line is denied of the region.
    fn of_region(&self, heading: &[Item], atoms: &[Atom], at: usize) -> bool {
        self.sentence.in_heading_line
            && heading.iter().all(|item| matches!(item.level, Some(Level::Region(_))))
            && atoms.iter().take(atoms.len().min(at + 4)).skip(at).any(|a| matches!(a.mark(), Some(b'-' | b':')))
    }

    /// The places of an oedema that is denied, changed to those that its own sentence names; and the places of the nodes
    /// named before that it is denied of.
    fn denied_of_known(
        &self,
        bound: &Bound<'_>,
        at: usize,
        nodes: &[HeadRead],
        memory: &Memory,
        out: &[Statement],
        (items, tied): &mut (Vec<Item>, bool),
    ) -> Vec<(Option<Level>, Option<Endplate>)> {
        let Bound { atoms, heading, .. } = bound;
        let told = bound.bindings.phrases.iter().any(|p| !p.prefix && p.has_level());
        // what is denied of nodes named before has no place of its own
        let mut reach = Vec::new();
        let node_word = |a: &Atom| a.any(&[Tag::BareNodes, Tag::Pronoun]);
        let all = atoms.iter().any(|a| a.any(&[Tag::NoneOf, Tag::Exception]));
        let borrowed = nodes.is_empty() && !all || nodes.iter().any(|n| n.borrowed);
        // `nodes in the lower thoracic spine; they have no oedema`
        let node =
            |s: &Statement| s.sentence == self.number && s.finding.kind == FindingKind::SchmorlNode && !s.borrowed;
        let own_sentence = items.iter().all(|i| out.iter().any(|s| node(s) && s.finding.level == i.level));
        let keyed_place = self.sentence.key.is_some() && !heading.is_empty();
        let own_sentence = own_sentence || keyed_place || self.sentence.headed;
        if *tied && !told && !own_sentence && borrowed {
            let level = items.first().and_then(|item| item.level);
            let one = items.iter().all(|item| item.level == level);
            let named = one && level.is_some() && atoms[at..].iter().any(|a| a.is(Tag::SameLevel));
            let there = items.first().cloned().filter(|_| named);
            reach = items.drain(..).map(|item| (item.level, item.endplate)).collect();
            // `No edema at this vertebra.` names its place
            items.extend(there.map(|item| Item { endplate: None, endplate_span: None, ..item }));
            // `neither shows oedema`, `none of them` may reach back to all
            // `It lacks oedema.` is said of one
            let it = |a: &Atom| a.is(Tag::Pronoun) && !a.is(Tag::Several);
            let member = [Tag::Former, Tag::Latter, Tag::Ordinal(1)];
            // `the uppermost node`
            const CHOSEN: [Tag; 5] = [Tag::Uppermost, Tag::Lowest, Tag::Largest, Tag::Smallest, Tag::Ordinal(1)];
            let chosen = |n: &HeadRead| {
                let one = matches!(atoms[n.head].what, What::Anaphor { plural: false });
                one && atoms[..=n.head].iter().rev().take(3).any(|a| a.any(&CHOSEN))
            };
            // not `the remainder of the spine`, `the remaining vertebrae`
            const ELSE: [Tag; 5] = [Tag::Of, Tag::VertebraNouns, Tag::LevelNoun, Tag::DiscNoun, Tag::EndplateNouns];
            let of = |i: usize| {
                atoms.get(i + 1).is_some_and(|a| a.any(&ELSE) || a.what == What::Word)
                    && !atoms[i + 1..].iter().any(node_word)
            };
            let others = (0..atoms.len()).find(|&i| atoms[i].is(Tag::Rest) && !atoms[i].prefix && !of(i));
            let rest = others.is_some() || atoms.iter().any(|a| a.any(&[Tag::Elsewhere, Tag::VertebraNouns]));
            let one_node = |n: &HeadRead| match atoms[n.head].what {
                What::Node { plural } => !plural,
                What::Anaphor { plural: false } if !rest => true,
                _ => it(&atoms[n.head]) && !rest || atoms[n.head].any(&member) || chosen(n),
            };
            if all || nodes.iter().any(|n| n.borrowed && !one_node(n)) {
                // `no oedema around these nodes`
                // `no oedema around either node`
                let either = |a: &Atom| a.is(Tag::Several) && a.is(Tag::UncertaintyBefore);
                let either = |at: usize| either(&atoms[at]) || at > 0 && either(&atoms[at - 1]);
                let these = nodes.iter().any(|n| atoms[n.head].is(Tag::BareNodes) || either(n.head));
                reach = if these { known(out) } else { Vec::new() };
                // `None of the others shows oedema.`: denied of no node that was told of last
                let others = others.map(|at| self.rest(bound, at, &memory.nodes, out)).unwrap_or_default();
                reach.extend(others.into_iter().map(|n| (out[n].finding.level, out[n].finding.endplate)));
            }
        }
        let none = atoms.iter().any(|a| a.is(Tag::NoneOf));
        *tied |= none && memory.close(self.number, self.sentence.section);
        // `nodes at T11 and T12; none has oedema`: its sentence names the places
        let here = |&n: &usize| out[n].sentence == self.number && out[n].finding.status.is_asserted();
        let own = memory.run.len() == memory.nodes.len() && memory.nodes.iter().all(here);
        if none && own && items.is_empty() && !told && nodes.iter().all(|n| n.borrowed) {
            *items = items_of(&memory.nodes, out);
        }
        // what a sentence before named is no place of what is denied now
        let same = atoms.iter().any(|a| a.is(Tag::SameLevel));
        if !*tied && !told && !same && heading.is_empty() && nodes.is_empty() {
            items.retain(|i| i.level.is_none());
        }
        if bound.row && atoms[at].prefix {
            *tied &= !of_vertebra(atoms, at, nodes, items);
        }
        reach
    }

    /// The places of the nodes of `no edema around the latter`, `… around either node`, which it denies of those alone.
    fn around_some(
        &self,
        bound: &Bound<'_>,
        at: usize,
        memory: &Memory,
        out: &[Statement],
    ) -> Vec<(Option<Level>, Option<Endplate>)> {
        const MEMBER: [Tag; 4] = [Tag::Former, Tag::Latter, Tag::FirstOf(2), Tag::LastOf(2)];
        let atoms = bound.atoms;
        let around = (at + 1..atoms.len()).find(|&i| atoms[i].is(Tag::Around)).filter(|&i| i < at + 3);
        let Some(object) = around.map(|i| i + 1).filter(|&i| i < atoms.len()) else { return Vec::new() };
        let nodes = &memory.nodes;
        // a sentence that names the nodes names the place
        let here = nodes.iter().any(|&n| out[n].sentence == self.number);
        if nodes.len() < 2 || here || !memory.close(self.number, self.sentence.section) {
            return Vec::new();
        }
        let told = if atoms[object].any(&MEMBER) {
            members(self.lexicons, atoms, object, nodes.len()).unwrap_or_default()
        } else if atoms[object].is(Tag::Several) && atoms[object].is(Tag::UncertaintyBefore) {
            (0..nodes.len()).collect()
        } else {
            Vec::new()
        };
        told.into_iter().map(|n| (out[nodes[n]].finding.level, out[nodes[n]].finding.endplate)).collect()
    }

    /// `edema about the node at L2 and about no other`: denies it of the other nodes known.
    fn no_edema_of_others(&self, bound: &Bound<'_>, at: usize, memory: &Memory, out: &mut Vec<Statement>) {
        let Some(rest) = contrast::denied_of_others(bound.atoms, at) else { return };
        let others = self.rest(bound, rest, memory.several(), out);
        let finding = self.base(FindingKind::MarrowEdema, Status::Absent, None, &bound.atoms[at], "edema");
        let mut statement = self.statement(finding, &bound.atoms[at]);
        statement.reach = others.iter().map(|&n| (out[n].finding.level, out[n].finding.endplate)).collect();
        if !statement.reach.is_empty() {
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
        let vertebra = |i: &Item| matches!(i.level, Some(Level::Vertebra(_)));
        let sided = matches!(&items[..], [item] if item.level.is_none() && item.endplate.is_some());
        // under `Lumbar spine:` the sentence says itself where
        let regions = !heading.is_empty() && heading.iter().all(|i| matches!(i.level, Some(Level::Region(_))));
        // `L1-L2: normal. Disc bulge at L3-L4 with Modic change`
        let start = bound.attributes.phrase_start(at);
        let with = start > 0 && atoms[start - 1].any(&[Tag::With, Tag::Associated]);
        let disc = |i: &Item| matches!(i.level, Some(Level::Disc(_))) && heading.iter().all(|h| h.level != i.level);
        let elsewhere = with && !items.is_empty() && items.iter().all(disc);
        if !own && !heading.is_empty() && !regions && !elsewhere && !(sided && heading.iter().all(vertebra)) {
            items.clear();
        }
        let facing = on_both_sides(atoms, &items);
        if let Some(node) = node_that_it_borders(bound, at, nodes, &items).filter(|_| !own && !facing) {
            items.clone_from(&node.items);
        }
        if facing || status == Status::Absent && before_nodes(bound, head, nodes) {
            items.clear();
        }
        let closes = status == Status::Absent && !own && self.closes_a_run(atoms, out);
        let heading = if closes { &Vec::new() } else { heading };
        if items.is_empty() && heading.is_empty() {
            items = subject_before(bound, at).unwrap_or_default();
        }
        // `no Modic changes except at L5-S1, where they are type 3`
        let excepted = bindings.with_exceptions(head, Vec::new());
        let before = head.checked_sub(1).map_or_else(Vec::new, |h| bindings.with_exceptions(h, Vec::new()));
        if items.is_empty() && status != Status::Absent && !before.is_empty() {
            items = before;
        } else if status == Status::Absent && of_the_rest(atoms, at) && excepted.is_empty() {
            items.clear();
        } else if !items.iter().any(|i| i.level.is_some()) && excepted.is_empty() {
            // `no Modic change at any level`
            let anywhere =
                status == Status::Absent && atoms.iter().any(|a| !a.prefix && a.any(&[Tag::Elsewhere, Tag::Every]));
            if anywhere {
                items.clear();
            } else if heading.is_empty() {
                let close = facing && memory.close(self.number, self.sentence.section);
                let mut known = items_of(&memory.nodes, out);
                known.dedup_by(|a, b| a.level == b.level && Endplate::agree(a.endplate, b.endplate));
                let known = known.iter().filter(|i| close && i.level.is_some() && i.endplate.is_some());
                items = match &known.collect::<Vec<_>>()[..] {
                    _ if oedema_is(bound, head) => bindings.places(head - 1),
                    [node] if nodes.is_empty() => vec![(*node).clone()],
                    _ => self.tied_places(bound, head, nodes, memory, out).0,
                };
            } else {
                let there = if regions { self.tied_places(bound, head, nodes, memory, out).0 } else { Vec::new() };
                let told = |i: &Item| i.level.is_some_and(|l| !matches!(l, Level::Region(_)));
                let inside = within(&there, heading) && there.iter().any(told);
                // `T12-L1 through L5-S1: mild bulges. Modic changes: none.`
                let field = atoms[at].prefix || atoms.get(at + 1).is_some_and(|a| a.mark() == Some(b':'));
                let general = status == Status::Absent && heading.len() > 2 && field;
                items = if inside { there } else { under(items, if general { &[] } else { heading }) };
            }
        }
        if facing {
            at_the_node(&mut items, out);
            items.iter_mut().for_each(at_its_disc);
        }
        between_vertebrae(atoms, at, &mut items);
        at_this_level(bound, head, &mut items);
        let items = modic_told_beside(bound, head, discs_whole(items));
        let items = if status == Status::Absent { items } else { at_the_disc_told(bound, head, modic, items, out) };
        let items = if status == Status::Absent { bindings.with_exceptions(head, items) } else { items };
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
                Some(Turn::Denied) => (finding.status, finding.modic) = (Status::Absent, None),
                Some(Turn::Excepted) => finding.status = Status::Present,
                Some(Turn::Hedged) => finding.status = Status::Possible,
                Some(Turn::Either) if finding.status == Status::Present => finding.status = Status::Possible,
                _ => {}
            }
            let mut statement = self.statement(finding, &atoms[at]);
            statement.extra = item.is_some_and(|i| i.extra);
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
        if told_of_then(atoms, &bindings.heads[..head], at) {
            return true;
        }
        // `type 1 in 2017`
        let dated = atoms.get(at + 1).is_some_and(|a| a.is(Tag::At)) && atoms.get(at + 2).is_some_and(Atom::is_date);
        let modic = |h: &usize| matches!(atoms[*h].what, What::Modic(_));
        let another = bindings.heads[head + 1..].iter().any(modic);
        // `type 2 at L4-5 (type 1 in 2017)`
        let aside = at > 0
            && matches!(atoms[at - 1].mark(), Some(b'(' | b','))
            && atoms.get(at + 3).is_none_or(|a| a.mark().is_some());
        let told_before = aside && bindings.heads[..head].iter().any(modic);
        if dated && (another || told_before) {
            return true;
        }
        // `mixed type 1 and 2 at L4-5, predominantly type 1`: which of both it is more
        let mostly = at > 1 && atoms[at - 1].is(Tag::PlaceFiller) && atoms[at - 2].mark().is_some();
        let pair = |&h: &usize| matches!(atoms[h].what, What::Modic(Modic::OneTwo | Modic::TwoThree | Modic::OneThree));
        if mostly && head > 0 && pair(&bindings.heads[head - 1]) && atoms.get(at + 1).is_none_or(|a| a.mark().is_some())
        {
            return true;
        }
        // `type 1 at L4-5 in 2020 is now type 2`
        let turned = bindings.heads.get(head + 1).is_some_and(|&next| {
            let between = &atoms[at + 1..next];
            matches!(atoms[next].what, What::Modic(_))
                && (between.iter().any(|a| a.is_date() || a.is(Tag::HistoryAfter))
                    || atoms[..at].iter().any(|a| a.any(&[Tag::PriorSize, Tag::HistoryBefore]) && !a.is(Tag::Verb)))
                && between.iter().any(|a| a.is(Tag::NowSize))
        });
        if turned {
            return true;
        }
        // `type 1 changes seen before surgery have converted to type 2`
        let becomes = bindings.heads.get(head + 1).is_some_and(|&next| {
            let between = &atoms[at + 1..next];
            let into = between.iter().rfind(|a| !(inside_noun_phrase(a) || a.is(Tag::ModicMixed)));
            matches!(atoms[next].what, What::Modic(_))
                && into.is_some_and(|a| a.is(Tag::Into) || a.is(Tag::To) && between.iter().any(|a| a.is(Tag::Verb)))
        });
        if becomes && verdict.status == Some(Status::Present) {
            return true;
        }
        // `conversion of Modic 1 to Modic 2`
        let next = bindings.heads.get(head + 1).filter(|&&next| matches!(atoms[next].what, What::Modic(_)));
        let into = next.is_some_and(|&next| matches!(&atoms[at + 1..next], [to] if to.any(&[Tag::To, Tag::Into])));
        if into && at > 0 && atoms[at - 1].is(Tag::ModicTurn) {
            return true;
        }
        if converted_from(atoms, &bindings.heads[..=head]) {
            return true;
        }
        // `L5-S1 was type 1 at visit 2 and is now type 2`
        let now = bindings.heads.get(head + 1).filter(|&&next| matches!(atoms[next].what, What::Modic(_)));
        let now = now.is_some_and(|&next| atoms[at..next].iter().any(|a| a.is(Tag::NowSize)));
        // `L4-L5, type 1 at wave 2, is now type 2`
        let elsewhere = bindings.heads.get(head + 1).is_some_and(|&next| {
            atoms[at..next].iter().any(|a| matches!(a.what, What::Levels(_)) || a.mark() == Some(b';'))
        });
        let at_visit = atoms.get(at + 1).is_some_and(|a| a.is(Tag::At))
            && atoms.get(at + 2).is_some_and(|a| a.what == What::Word)
            && !elsewhere;
        let was = at > 0 && atoms[at - 1].is(Tag::PriorSize) && atoms[at - 1].is(Tag::Verb);
        if now && (was || at_visit) {
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
        // `L5-S1 type 2, was type 1`
        let was = at > 1 && atoms[at - 1].is(Tag::PriorSize) && matches!(atoms[at - 2].mark(), Some(b',' | b'('));
        if was && earlier.is_some() {
            return true;
        }
        // `type 2 change, which was type 1 in 2021`
        let typed = earlier.is_some_and(|&h| atoms[h].what != What::Modic(Modic::Unspecified));
        let which = at > 1
            && atoms[at - 1].is(Tag::PriorSize)
            && atoms[at - 1].is(Tag::Verb)
            && atoms[at - 2].any(&[Tag::Which, Tag::Definite]);
        if which && typed {
            return true;
        }
        // `type 1, previously type 2`
        at.checked_sub(1).is_some_and(|b| atoms[b].is(Tag::PriorSize) && !atoms[b].is(Tag::Verb))
    }
}

/// `edema of the piriformis`: of a thing that is no bone's.
fn of_tissue(atoms: &[Atom], at: usize) -> bool {
    // `The oedema seen on STIR lies within the ligaments`
    let within = atoms[at + 1..].iter().position(|a| a.is(Tag::Verb) && !a.is(Tag::PriorSize)).map(|v| at + 1 + v);
    let plain = |a: &Atom| a.is(Tag::SequenceAfter) || a.is(Tag::At);
    let tissue =
        within.filter(|&v| atoms[at + 1..v].iter().all(plain) && atoms.get(v + 1).is_some_and(|a| a.is(Tag::At)));
    let tissue = tissue.and_then(|v| atoms[v + 2..].iter().find(|a| !a.is(Tag::Article)));
    if tissue.is_some_and(|a| a.is(Tag::NotMarrow)) {
        return true;
    }
    // `Paraspinal soft tissues: mild edema at L4`
    let key = atoms[..at].iter().rposition(|a| a.mark() == Some(b':')).and_then(|colon| colon.checked_sub(1));
    if key.is_some_and(|key| atoms[key].is(Tag::NotMarrow)) {
        return true;
    }
    let of = atoms.get(at + 1).is_some_and(|a| a.is(Tag::Of));
    let named = atoms[at + 1..].iter().skip(1).find(|a| !a.any(&[Tag::Article, Tag::Adjective, Tag::PlaceFiller]));
    of && named.is_some_and(|a| a.what == What::Word)
}

/// `STIR hyperintensity of the L4 disc`, `The costovertebral joints at T5 are bright on STIR`: the signal is in no bone.
fn signal_of_disc_or_joint(atoms: &[Atom], at: usize) -> bool {
    let lead = |a: &&Atom| a.any(&[Tag::At, Tag::Of, Tag::Article]);
    let mut behind = atoms[at + 1..].iter().skip_while(lead);
    let disc = behind.next().is_some_and(|a| matches!(a.what, What::Levels(_)))
        && behind.next().is_some_and(|a| a.is(Tag::DiscNoun));
    let predicate = at > 0 && atoms[at - 1].is(Tag::Verb);
    let from = atoms[..at].iter().rposition(|a| a.mark().is_some() || ends_clause(a)).map_or(0, |stop| stop + 1);
    let subject = &atoms[from..at];
    const BONE: [Tag; 5] = [Tag::Marrow, Tag::EndplateNoun, Tag::EndplateNouns, Tag::VertebraNoun, Tag::VertebraNouns];
    let bone = |a: &Atom| a.is_head() || a.any(&BONE);
    disc || predicate && subject.iter().any(|a| a.any(&[Tag::NotMarrow, Tag::DiscNoun])) && !subject.iter().any(bone)
}

/// `BME = bone marrow oedema`: what the letters stand for.
fn spelled_out(atoms: &[Atom], at: usize) -> bool {
    let equals = |a: &Atom| a.mark() == Some(b'=');
    let edema = |a: &Atom| matches!(a.what, What::Edema(_));
    let sign = (at.saturating_sub(2)..atoms.len().min(at + 3)).find(|&i| equals(&atoms[i]));
    sign.is_some_and(|s| atoms[..s].last().is_some_and(edema) && atoms[s + 1..].iter().take(3).any(edema))
}

/// Whether what is denied at `at` is there around a node: `no oedema except around the node`, `other than that about it`.
fn excepts_around(atoms: &[Atom], at: usize, node: usize) -> bool {
    let Some(cue) = (at + 1..node).find(|&i| atoms[i].is(Tag::Exception)) else { return false };
    let inside = |a: &Atom| {
        const INSIDE: [Tag; 6] = [Tag::Around, Tag::At, Tag::Of, Tag::Definite, Tag::Ellipsis, Tag::EndplateNoun];
        inside_noun_phrase(a) || a.any(&INSIDE) || matches!(a.what, What::Levels(_)) || endplate_of(a).is_some()
    };
    let between = &atoms[cue + 1..node];
    between.iter().all(inside) && between.iter().any(|a| a.is(Tag::Around))
}

/// `STIR hyperintensity of L2, possibly oedema`: whether the signal is only perhaps what it is called.
fn named_with_doubt(atoms: &[Atom], at: usize, marrow: Marrow) -> bool {
    let Some(next) = (at + 1..atoms.len()).find(|&i| atoms[i].is_head()).filter(|_| marrow == Marrow::Signal) else {
        return false;
    };
    let between = &atoms[at + 1..next];
    let hedge = |a: &Atom| a.any(&[Tag::UncertaintyBefore, Tag::UncertaintyAfter, Tag::Modal]);
    let doubt = between.iter().rev().take_while(|a| inside_noun_phrase(a) || hedge(a)).any(hedge);
    let rival = atoms.get(next + 1).is_some_and(|a| a.is(Tag::UncertaintyBetween));
    let placed = atoms[next..].iter().any(|a| matches!(a.what, What::Levels(_)));
    matches!(atoms[next].what, What::Edema(_)) && (doubt || rival) && !placed && !between.iter().any(ends_clause)
}

/// Whether what is denied at `at` is denied of levels that were not named: `none elsewhere`, `the other levels show none`.
fn of_the_rest(atoms: &[Atom], at: usize) -> bool {
    let behind = atoms[at..].iter().take_while(|a| a.mark().is_none() && !a.is(Tag::And));
    let clause = atoms[..at].iter().rposition(ends_clause).map_or(0, |c| c + 1);
    let subject = atoms[clause..at].iter().rev().take_while(|a| a.mark().is_none());
    let placed = |a: &Atom| matches!(a.what, What::Levels(_));
    behind.into_iter().any(|a| a.is(Tag::Elsewhere) && !a.is(Tag::At))
        || subject.take_while(|a| !placed(a) && !a.prefix).any(|a| a.is(Tag::Elsewhere) && !a.is(Tag::At))
}

/// Whether a type behind another is that of an earlier exam or reader: `Modic 2 (baseline: Modic 1)`, `type 2 changes, which the
/// outside report calls "type 1"`, `type 2; the type 1 seen two years ago has converted`.
fn told_of_then(atoms: &[Atom], before: &[usize], at: usize) -> bool {
    let Some(&first) = before.iter().rfind(|&&h| matches!(atoms[h].what, What::Modic(_))) else { return false };
    let between = &atoms[first + 1..at];
    if between.iter().any(|a| matches!(a.what, What::Levels(_))) {
        return false;
    }
    let open = between.iter().rposition(|a| matches!(a.mark(), Some(b'(' | b')')));
    let aside = open.filter(|&i| between[i].mark() == Some(b'(')).map(|i| &between[i + 1..]);
    let keyed = aside.is_some_and(|words| words.last().is_some_and(|a| a.mark() == Some(b':')) && words.len() > 1);
    let quoted =
        between.last().is_some_and(|a| a.mark() == Some(b'"')) && between.iter().any(|a| a.is(Tag::PriorReport));
    let clause = || atoms[at + 1..].iter().take_while(|a| !ends_clause(a));
    let turned = clause().any(|a| a.any(&[Tag::PriorSize, Tag::HistoryAfter]) || a.is_date())
        && clause().any(|a| a.is(Tag::ModicTurn));
    keyed || quoted || turned
}

/// `On both sides of the disc space Modic change is seen`: at the disc of what was told before.
fn on_both_sides(atoms: &[Atom], items: &[Item]) -> bool {
    matches!(items, [a, b] if a.endplate_span == b.endplate_span && a.endplate != b.endplate)
        && items.iter().all(|i| i.level.is_none())
        && atoms.iter().any(|a| a.is(Tag::DiscNoun))
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

/// The node in front that a Modic change without a place of its own borders: `L3-L4: a node of L4 with Modic type 2 change about
/// it`, `L4 has a node of its caudal endplate, bordered by type 2 Modic change`.
fn node_that_it_borders<'n>(
    bound: &Bound<'_>,
    at: usize,
    nodes: &'n [HeadRead],
    items: &[Item],
) -> Option<&'n HeadRead> {
    let atoms = bound.atoms;
    let start = bound.attributes.phrase_start(at);
    let about = matches!(&atoms[at + 1..], [around, it, ..] if around.is(Tag::Around) && it.is(Tag::Pronoun));
    let linked = start > 0 && atoms[start - 1].any(&[Tag::With, Tag::Associated, Tag::Around]);
    let led = |n: &&HeadRead| items.iter().all(|i| n.items.iter().any(|j| i.level == j.level && i.endplate.is_none()));
    nodes.iter().rfind(|n| n.head < at).filter(|n| about || linked && !items.is_empty() && led(n))
}

/// `No Modic changes, Schmorl's nodes are seen at L1`: whether what follows behind a comma are nodes, whose the place is.
fn before_nodes(bound: &Bound<'_>, head: usize, nodes: &[HeadRead]) -> bool {
    let comma = bound.atoms.get(bound.bindings.heads[head] + 1).is_some_and(Atom::is_written_comma);
    let next = bound.bindings.heads.get(head + 1);
    let node = nodes.iter().find(|n| next == Some(&n.head));
    comma && node.is_some_and(|n| n.verdict.status.is_some_and(|s| s != Status::Absent))
}

/// `a new node of L3 with Modic type 1 change`, behind that change at L3-L4: a place that was only the node's is the disc told.
fn at_the_disc_told(bound: &Bound<'_>, head: usize, modic: Modic, items: Vec<Item>, out: &[Statement]) -> Vec<Item> {
    let at = bound.bindings.heads[head];
    // `Modic change at L3`
    let led = |p: &Phrase| {
        let link = |a: &Atom| a.any(&[Tag::At, Tag::Of, Tag::Article]);
        p.has_level() && p.atoms.start > at && bound.atoms[at + 1..p.atoms.start].iter().all(link)
    };
    let own = bound.bindings.phrases.iter().any(led);
    let node =
        bound.atoms.iter().any(|a| matches!(a.what, What::Node { .. } | What::Anaphor { .. }) || a.is(Tag::BareNode));
    let vertebra =
        |i: &Item| matches!(i.level, Some(Level::Vertebra(_))) && !bound.heading.iter().any(|h| h.level == i.level);
    if own || !node || items.is_empty() || !items.iter().all(vertebra) {
        return items;
    }
    let agrees =
        |known: Option<Modic>| known == Some(modic) || modic == Modic::Unspecified || known == Some(Modic::Unspecified);
    let disc = |item: &Item| {
        let there = out.iter().filter(|s| {
            let f = &s.finding;
            let Some(Level::Disc(disc)) = f.level else { return false };
            let beside = match item.endplate {
                Some(side) => Some(Level::Vertebra(disc.bounding(side))) == item.level,
                None => item.level.is_some_and(|l| Level::Disc(disc).holds(l)),
            };
            f.kind == FindingKind::ModicChange && f.status.is_asserted() && agrees(f.modic) && beside
        });
        let there: Vec<&Statement> = there.collect();
        // of both discs of a vertebra, that of the type
        let typed = there.iter().find(|s| s.finding.modic == Some(modic));
        let one = there.iter().all(|s| s.finding.level == there[0].finding.level);
        let told = typed.or_else(|| there.first().filter(|_| one))?;
        Some(Item { level: told.finding.level, ..Item::default() })
    };
    let Some(mut discs) = items.iter().map(disc).collect::<Option<Vec<Item>>>() else { return items };
    discs.dedup_by(|a, b| a.level == b.level);
    discs
}

/// The disc that an endplate bounds, for the endplate: where a Modic change stands.
fn at_its_disc(item: &mut Item) {
    let disc = match (item.level, item.endplate) {
        (Some(Level::Vertebra(vertebra)), Some(Endplate::Superior)) => DiscLevel::above(vertebra),
        (Some(Level::Vertebra(vertebra)), Some(Endplate::Inferior)) => DiscLevel::below(vertebra),
        _ => None,
    };
    if let Some(disc) = disc {
        (item.level, item.endplate, item.endplate_span) = (Some(Level::Disc(disc)), None, None);
    }
}

/// `nodes of C5 and C6 with Modic change at that level`: the disc between two vertebrae.
fn between_vertebrae(atoms: &[Atom], at: usize, items: &mut Vec<Item>) {
    let this = atoms[at..].iter().any(|a| a.is(Tag::SameLevel))
        || atoms[..at].iter().rev().take(3).any(|a| a.is(Tag::DiscNoun));
    if let [
        Item { level: Some(Level::Vertebra(upper)), endplate: None | Some(Endplate::Inferior), .. },
        Item { level: Some(Level::Vertebra(lower)), endplate: None | Some(Endplate::Superior), .. },
    ] = items[..]
        && this
        && let Some(disc) = DiscLevel::new(upper, lower)
    {
        items.truncate(1);
        items[0].level = Some(Level::Disc(disc));
        items[0].endplate = None;
        items[0].endplate_span = None;
    }
}

/// `The marrow oedema at L4 is Modic type 1 change`, `… is of Modic type 1`: whether the Modic change is the oedema before it.
fn oedema_is(bound: &Bound<'_>, modic: usize) -> bool {
    let Bound { atoms, bindings, .. } = bound;
    let Some(before) = modic.checked_sub(1) else { return false };
    let between = &atoms[bindings.heads[before] + 1..bindings.heads[modic]];
    let verb = between.iter().rposition(|a| a.is(Tag::Verb));
    let edema = matches!(atoms[bindings.heads[before]].what, What::Edema(_));
    let is = verb.is_some_and(|verb| between[verb + 1..].iter().all(|a| a.is(Tag::Of) || inside_noun_phrase(a)));
    edema && is && !between.iter().any(|a| a.mark().is_some() || a.any(&[Tag::And, Tag::NegationBefore]))
}

/// The places of all nodes named so far.
fn known(out: &[Statement]) -> Vec<(Option<Level>, Option<Endplate>)> {
    let node = |s: &&Statement| s.finding.kind == FindingKind::SchmorlNode && s.finding.status.is_asserted();
    out.iter().filter(node).map(|s| (s.finding.level, s.finding.endplate)).collect()
}

/// The one place at which oedema was denied before.
fn gone_before(out: &[Statement]) -> Option<(Option<Level>, Option<Endplate>)> {
    let denied = |s: &&Statement| s.finding.kind == FindingKind::MarrowEdema && s.finding.status == Status::Absent;
    let mut places = out.iter().filter(denied).map(|s| (s.finding.level, s.finding.endplate));
    let first = places.next().filter(|(level, _)| level.is_some())?;
    places.all(|place| place == first).then_some(first)
}

/// Of both endplates of a vertebra, the one that a node of the report is in: the disc that is spoken of lies there.
fn at_the_node(items: &mut Vec<Item>, out: &[Statement]) {
    let [a, b] = &items[..] else { return };
    let node = |s: &&Statement| s.finding.kind == FindingKind::SchmorlNode && s.finding.status.is_asserted();
    let there = |s: &Statement| a.level == b.level && s.finding.level == a.level && a.level.is_some();
    let mut sides = out.iter().filter(node).filter(|s| there(s)).filter_map(|s| s.finding.endplate);
    if let Some(side) = sides.next().filter(|side| sides.all(|other| other == *side)) {
        items.retain(|i| i.endplate == Some(side));
    }
}

/// Two endplates that a disc level was told out to become the disc level again: a Modic change stays there.
fn discs_whole(items: Vec<Item>) -> Vec<Item> {
    let mut whole: Vec<Item> = Vec::new();
    for item in items {
        if let (Some(last), Some(Level::Vertebra(lower))) = (whole.last_mut(), item.level)
            && let Some(Level::Vertebra(upper)) = last.level
        {
            let ((upper, last_side), (lower, side)) = if upper < lower {
                ((upper, last.endplate), (lower, item.endplate))
            } else {
                ((lower, item.endplate), (upper, last.endplate))
            };
            let facing = last_side == Some(Endplate::Inferior) && side == Some(Endplate::Superior);
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

/// Takes the places of nodes that a contrast denies behind the oedema at `at` from `items`: `…, the L2 node is not`.
fn contrasted(nodes: &[HeadRead], at: usize, items: &mut Vec<Item>) -> Vec<Item> {
    let mut denied = Vec::new();
    for node in nodes.iter().filter(|n| n.contrast && n.head > at) {
        items.retain(|i| !node.items.iter().any(|j| i.level_span == j.level_span && i.level.is_some()));
        denied.extend(node.items.iter().map(|i| Item { turn: Turn::Denied, ..i.clone() }));
    }
    denied
}

/// `T7 | node: superior | oedema: no`: the column speaks of the vertebra, so `items` lose the endplates of the nodes'
/// columns. True if there were any.
fn of_vertebra(atoms: &[Atom], at: usize, nodes: &[HeadRead], items: &mut Vec<Item>) -> bool {
    let told = |i: &Item| {
        let side = i.endplate_span.and_then(|span| atoms.iter().position(|a| a.span == span && a.mark().is_none()));
        let cell = |n: &HeadRead, side: usize| {
            n.head < side && atoms[n.head].prefix && atoms[n.head..side].iter().all(|a| a.mark().is_none())
        };
        side.is_some_and(|side| side < at && nodes.iter().any(|n| cell(n, side)))
    };
    let any = items.iter().any(told);
    for item in items.iter_mut().filter(|i| told(i)) {
        (item.endplate, item.endplate_span) = (None, None);
    }
    items.dedup_by(|a, b| a.level == b.level && a.endplate == b.endplate);
    any
}

/// Places of a Modic change that words beside its own give: `items` are those read so far.
fn modic_told_beside(bound: &Bound<'_>, head: usize, mut items: Vec<Item>) -> Vec<Item> {
    let Bound { atoms, bindings, .. } = bound;
    let at = bindings.heads[head];
    let start = bound.attributes.phrase_start(at);
    // `At L4-5 a change, 15 mm in height on the L4 side`: it stands at the disc
    let before = bindings.phrases.iter().rfind(|p| p.atoms.end <= at && !p.prefix && p.has_level());
    // `L4-L5: a change at …, extending 9 mm into the L5 body`
    let measured = |p: &Phrase| {
        let led = atoms[at..p.atoms.start.max(at)].iter().rev().take(4);
        p.atoms.start > at && led.into_iter().any(|a| matches!(a.what, What::Size(_)))
    };
    let reach = bindings.phrases.iter().position(|p| p.has_level() && measured(p));
    let over = reach.and_then(|reach| bindings.phrases[..reach].iter().rfind(|p| p.has_level()));
    for disc_phrase in [before, over].into_iter().flatten() {
        let [Item { level: Some(Level::Disc(disc)), .. }] = disc_phrase.items[..] else { continue };
        let bounds = |i: &Item| matches!(i.level, Some(Level::Vertebra(v)) if i.endplate.is_none() && (v == disc.upper() || v == disc.lower()));
        if items.iter().all(bounds) && !items.is_empty() {
            items = disc_phrase.items.to_vec();
        }
    }
    // `Endplate marrow oedema at L4-5, Modic type 1.`
    let comma = start.checked_sub(1).filter(|&c| atoms[c].is_written_comma());
    let ends = atoms.get(at + 1).is_none_or(|a| a.mark().is_some());
    if let Some(comma) = comma.filter(|_| items.is_empty() && ends && head > 0)
        && matches!(atoms[bindings.heads[head - 1]].what, What::Edema(_))
        && !atoms[bindings.heads[head - 1]..comma].iter().any(|a| a.mark().is_some())
    {
        items = discs_whole(bindings.places(head - 1));
    }
    // `discs at L4-L5 and L5-S1, the latter with Modic changes`
    let clause = atoms[..at].iter().rposition(|a| a.mark() == Some(b',')).map_or(at, |comma| comma + 1);
    let lexicons = bound.attributes.lexicons;
    if let Some(told) = (clause..at).find_map(|i| members(lexicons, atoms, i, items.len())) {
        items = told.into_iter().map(|i| items[i].clone()).collect();
    }
    // `at C4-5 and C6-7, type 1 at the former and type 3 at the latter`
    let behind = atoms.get(at + 1).is_some_and(|a| a.is(Tag::At)).then_some(at + 2);
    let behind =
        behind.map(|i| i + usize::from(atoms.get(i).is_some_and(|a| a.is(Tag::Definite) && a.is(Tag::Article))));
    if let Some(i) = behind.filter(|&i| i < atoms.len()) {
        let named = |a: &Atom| if let What::Levels(levels) = &a.what { levels.to_vec() } else { Vec::new() };
        let levels: Vec<Level> = atoms[..at].iter().filter(|a| !a.prefix).flat_map(named).collect();
        if let Some(told) = members(lexicons, atoms, i, levels.len()) {
            items = told.into_iter().map(|n| Item { level: Some(levels[n]), ..Item::default() }).collect();
        }
    }
    // `type 1 changes at L5-S1 have evolved into type 2 changes`
    let into = head > 0
        && items.is_empty()
        && matches!(atoms[bindings.heads[head - 1]].what, What::Modic(_))
        && atoms[bindings.heads[head - 1]..at].iter().any(|a| a.any(&[Tag::Into, Tag::To, Tag::NowSize]));
    if into {
        items = discs_whole(bindings.places(head - 1));
    }
    items
}

/// Whether the cue answers the head as a key: `edema: none`, `BMO: no`.
fn answers(atoms: &[Atom], at: usize, cue: usize) -> bool {
    let marked = || cue == at + 2 && matches!(atoms[cue - 1].mark(), Some(b':' | b'='));
    cue > at && (atoms[cue].is(Tag::NoneValue) || atoms[cue].is(Tag::NegationBefore) && marked())
}

/// The status at one of several places: `around the T10 node but not about the T9 node`.
fn turned(status: Status, turn: Turn) -> Status {
    match turn {
        Turn::Denied => Status::Absent,
        Turn::Excepted => Status::Present,
        Turn::Hedged => Status::Possible,
        Turn::Either if status == Status::Present => Status::Possible,
        Turn::Either | Turn::None => status,
    }
}

/// A Modic change `at this level` is the disc's: `a node in the superior endplate of L5. There is Modic change at
/// this level.`
fn at_this_level(bound: &Bound<'_>, head: usize, items: &mut Vec<Item>) {
    let told = bound.bindings.owned_phrases(head).iter().any(|&p| bound.bindings.phrases[p].has_level());
    let this = |a: &Atom| a.is(Tag::SameLevel) && !a.is(Tag::PlaceFiller) && !a.prefix && a.to - a.from > 1;
    if !told && bound.atoms.iter().any(this) {
        items.iter_mut().for_each(at_its_disc);
        items.dedup_by(|a, b| a.level == b.level && a.endplate == b.endplate);
    }
}

/// `a node suspected at L2, a fracture at L3, oedema at both`: the places told before.
fn at_both(bound: &Bound<'_>, at: usize) -> Vec<Item> {
    if !matches!(bound.atoms.get(at + 1..at + 3), Some([lead, both]) if lead.is(Tag::At) && both.is(Tag::Both)) {
        return Vec::new();
    }
    let told = bound.bindings.phrases.iter().filter(|p| !p.prefix && p.atoms.end <= at).flat_map(|p| &p.items);
    told.filter(|i| i.level.is_some()).cloned().collect()
}

/// `type 1, converted from type 2`: whether the last of some heads is a type that another has come from.
fn converted_from(atoms: &[Atom], heads: &[usize]) -> bool {
    let [.., before, at] = *heads else { return false };
    if !matches!(atoms[before].what, What::Modic(_)) || at < 2 {
        return false;
    }
    let lead = &atoms[at - 1];
    let from = lead.any(&[Tag::From, Tag::PriorSize]) && lead.to - lead.from == 1;
    // `converted from` may be one phrase
    let whole = lead.is(Tag::ModicTurn) && atoms[at - 2].is_written_comma();
    whole || from && atoms[before..at].iter().any(|a| a.what == What::Word)
}

/// Whether nothing but a key stands in front of an oedema: `Modic changes: [None] Marrow edema: [None]`.
fn is_key(atoms: &[Atom], at: usize) -> bool {
    let answer = |i: &usize| atoms[*i].any(&[Tag::NoneValue, Tag::YesValue]) && atoms[i - 1].mark() == Some(b':');
    let from = (1..at).rev().find(answer).map_or(0, |answer| answer + 1);
    atoms[from..at].iter().all(|a| a.prefix || inside_noun_phrase(a))
}
