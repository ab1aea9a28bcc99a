//! The node that an oedema or a Modic change goes with, in its sentence or before it, and so the places it stands at.

use super::apart::apart;
use super::memory::{Memory, Topic, items_of};
use super::shared::subjects;
use super::{Bound, HeadRead, Reader, Statement, within};
use crate::anatomy::Endplate;
use crate::extract::atoms::{Atom, What};
use crate::extract::attributes::by_side;
use crate::extract::bind::{inside_noun_phrase, name_from, under};
use crate::extract::elided::is_elided;
use crate::extract::members::members;
use crate::extract::place::{Item, Phrase, Turn, endplate_of};
use crate::finding::{FindingKind, Status};
use crate::lexicon::tag::Tag;

/// Words that point back to a node: `associated edema`, `Edema extends below it.`
const REFERS: [Tag; 6] = [Tag::Associated, Tag::Pronoun, Tag::SameLevel, Tag::Around, Tag::BelowDisc, Tag::AboveDisc];

/// Words that link an oedema or a Modic change to the node behind it.
const LINKS: [Tag; 8] = [
    Tag::Around,
    Tag::Because,
    Tag::Of,
    Tag::At,
    Tag::With,
    Tag::Associated,
    // `extends 15 mm below a node`
    Tag::BelowDisc,
    Tag::AboveDisc,
];

/// Words by which a sentence says something of its own, and is more than a name that goes on with the sentence before.
fn says(atom: &Atom) -> bool {
    atom.any(&[
        Tag::Verb,
        Tag::ThereIs,
        Tag::NegationBefore,
        Tag::NegationAfter,
        Tag::NoneValue,
        Tag::NoneOf,
        Tag::Elsewhere,
        Tag::Many,
    ])
}

impl Reader<'_> {
    /// Those of the nodes named before that a companion goes with: `edema adjacent to the latter`, `around the larger one`.
    fn told_apart(&self, bound: &Bound<'_>, nodes: Vec<usize>, out: &[Statement]) -> Vec<usize> {
        if let Some(told) = apart(&bound.attributes, 0..bound.atoms.len(), &nodes, out) {
            return told;
        }
        // `The T11 node is bordered by oedema; the other two show none.`
        let Some(at) = bound.atoms.iter().position(|a| a.is(Tag::Rest)) else { return nodes };
        let rest = self.rest(bound, at, &nodes, out);
        if rest.is_empty() { nodes } else { rest }
    }

    /// `- superior endplate: node` over `  - marrow edema: present`
    fn nested(&self, bound: &Bound<'_>, at: usize, memory: &Memory) -> bool {
        let alone = bound.atoms[at].prefix || bound.bindings.phrases.is_empty();
        // another finding was told since
        let since =
            memory.kind.is_some_and(|(number, kind)| number > memory.sentence && kind != FindingKind::SchmorlNode);
        let deeper = self.sentence.indent > memory.indent && bound.heading.is_empty();
        alone && deeper && !since && memory.close(self.number, self.sentence.section)
    }

    /// The place that `at this level` speaks of.
    fn same_level(&self, bound: &Bound<'_>, at: usize, nodes: &[HeadRead], memory: &Memory) -> Option<Vec<Item>> {
        // `The L5-S1 disc is desiccated, and there is no Modic change at this level.`
        let mut own = bound.bindings.phrases.iter().filter(|p| p.atoms.end <= at && !p.prefix && p.has_level());
        if let (Some(only), None, true) = (own.next(), own.next(), nodes.is_empty()) {
            return Some(only.items.clone());
        }
        let topic = memory.topic(self.number, self.sentence.section, self.sentence.paragraph)?;
        let just = !topic.node && topic.sentence + 1 == self.number && within(&topic.items, &bound.heading);
        (just && Memory::one_level(topic)).then(|| topic.items.clone())
    }

    /// The places of a node told before, where the head speaks of it in so many words or as a field of its record.
    fn of_node_before(
        &self,
        bound: &Bound<'_>,
        at: usize,
        items: &[Item],
        memory: &Memory,
        out: &[Statement],
    ) -> Option<Vec<Item>> {
        self.of_record(bound, at, memory).or_else(|| self.around_known(bound, at, items, memory, out))
    }

    /// `Edema: Absent` of a record, told behind its other fields: the places of the record's node.
    fn of_record(&self, bound: &Bound<'_>, at: usize, memory: &Memory) -> Option<Vec<Item>> {
        let field = bound.row && bound.atoms[at].prefix && matches!(bound.atoms[at].what, What::Edema(_));
        let general = |a: &Atom| a.any(&[Tag::NoneOf, Tag::Exception, Tag::Rest]);
        if !field || bound.bindings.phrases.iter().any(Phrase::has_level) || bound.atoms.iter().any(general) {
            return None;
        }
        let topic = memory.topic(self.number, self.sentence.section, self.sentence.paragraph)?;
        (topic.node && topic.paragraph == self.sentence.paragraph).then(|| topic.items.clone())
    }

    /// Places of an oedema or Modic head: its own, or those of the node it goes with; true if it is tied to a node.
    pub(super) fn tied_places(
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
        let levelled = |p: usize| bindings.phrases[p].atoms.start > at && bindings.phrases[p].has_level();
        let own_behind = owned.iter().any(|&p| levelled(p) && !(with && parted(p)));
        let items = at_disc_named_first(bound, at).unwrap_or_else(|| bindings.places(head));
        let placed = items.iter().any(|i| i.level.is_some());
        if !placed && nodes.is_empty() && self.nested(bound, at, memory) {
            return (asserted(&memory.nodes, out), true);
        }
        // `nodes at T12 and L5 with edema and a Modic change, respectively`
        if let Some(told) = bindings.respective(head).filter(|_| nodes.iter().any(|n| n.head < at)) {
            return (told.to_vec(), node_at(nodes, told));
        }
        // `nodes at L2 without, and at L4 with, oedema`: each at the place in front
        if placed && is_elided(&atoms[at]) && node_at(nodes, &items) {
            return (items, true);
        }
        let later = || node_told_later(atoms, at, nodes).map(|node| node.items.clone());
        if let Some(told) = of_all_in_front(atoms, at, nodes).or_else(later) {
            return (told, true);
        }
        if let Some(items) = self.of_node_before(bound, at, &items, memory, out).filter(|_| nodes.is_empty()) {
            return (items, true);
        }
        if let Some(items) =
            with_other(bound, head).filter(|_| !owned.iter().any(|&p| bindings.phrases[p].atoms.start > at))
        {
            return (items, false);
        }
        if own_behind && let Some(items) = adjacent_node(atoms, at, &items, nodes) {
            return (items, true);
        }
        if own_behind && placed {
            // `edema around the node at L3` has the node's place through the node
            return around_nodes(bound, head, nodes, &items).map_or((items, false), |items| (items, true));
        }
        if let Some(told) = around_member(bound, at, nodes) {
            return (told, true);
        }
        if let Some(node) = node_beside(bound, head, nodes) {
            let mut places = places_of(bound, head, node, items);
            let others = subjects(atoms, at, node, nodes);
            places.extend(others.into_iter().flat_map(|n| n.items.iter().cloned()));
            return (places, true);
        }
        let others = if nodes.is_empty() { member_of_others(bound, at) } else { None };
        if let Some(places) = others {
            return (places, false);
        }
        if placed {
            return (items, false);
        }
        let lesion = if nodes.is_empty() { beside_lesion(bound, head) } else { None };
        if let Some(places) = around_other(bound, head).or(lesion) {
            return (places, false);
        }
        // `The L4-L5 disc bulges. Modic changes at this level.` behind nodes
        let same = items.is_empty() && atoms.iter().any(|a| a.is(Tag::SameLevel) && !a.prefix);
        if same && let Some(items) = self.same_level(bound, at, nodes, memory) {
            return (items, false);
        }
        let close = memory.close(self.number, self.sentence.section) && nodes.is_empty();
        // the node told of under this heading may lie elsewhere
        let under = self.sentence.heading.is_some() && memory.heading == self.sentence.heading;
        let near = close && (under || within(&items_of(&memory.nodes, out), &bound.heading));
        // `Oedema at the former.`
        let member = |pair: &[Atom]| pair[0].is(Tag::At) && pair[1].any(&[Tag::Former, Tag::Latter]);
        let member = matches!(atoms[at].what, What::Edema(_)) && atoms.windows(2).any(member);
        let refers = atoms.iter().any(|a| a.any(&REFERS)) || its(atoms, at) || member;
        let denied = atoms[..at].iter().any(|a| a.any(&[Tag::NegationBefore, Tag::NoneOf]));
        let tied = refers && !denied && nodes.is_empty() && matches!(atoms[at].what, What::Modic(_));
        if let Some(items) = only_place(bound).filter(|_| tied) {
            // `Modic type 2 change accompanies disc narrowing at L5-S1`
            return (items, false);
        }
        let edema = matches!(atoms[at].what, What::Edema(_)) && !atoms.iter().any(|a| a.is(Tag::NoneOf));
        // `There is no oedema around it.`
        let pronoun = |a: &Atom| a.is(Tag::Pronoun) && !a.is(Tag::Definite);
        let it = edema && memory.nodes.len() == 1 && atoms.iter().any(pronoun)
            || edema && atoms.iter().any(|a| a.is(Tag::Rest));
        // `No associated edema.`, `No edema at this vertebra.`
        let there = edema && atoms.iter().any(|a| a.any(&[Tag::Associated, Tag::SameLevel]));
        if near && denied && !it && (there || edema && surrounding(atoms, at)) {
            return (asserted(&if there { memory.several().to_vec() } else { named_together(memory, out) }, out), true);
        }
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
        let telegram = matches!(atoms[at].what, What::Modic(_)) && items.is_empty() && !atoms.iter().any(says);
        // nothing else goes on with what the sentences before spoke of: see `taken_over`
        let goes_on =
            |a: &Atom| a.any(&[Tag::SameLevel, Tag::Associated, Tag::Pronoun, Tag::ThereIs, Tag::Former, Tag::Latter]);
        // `Type: Modic change`, `Site: L5-S1` over `Modic type: 2`
        let typed = memory.kind == Some((self.number.wrapping_sub(1), FindingKind::ModicChange));
        let inside = edema && in_the_vertebra(atoms, at);
        if telegram && typed || !telegram && items.is_empty() && !inside && !atoms.iter().any(goes_on) {
            return (items, false);
        }
        (self.of_topic(bound, at, items, (telegram, denied, inside), memory), false)
    }

    /// The places that the sentences before spoke of, for a head whose own are but `items`.
    ///
    /// `how` tells whether the head is a telegram, is denied, and is said to be inside the vertebra.
    fn of_topic(
        &self,
        bound: &Bound<'_>,
        at: usize,
        items: Vec<Item>,
        how: (bool, bool, bool),
        memory: &Memory,
    ) -> Vec<Item> {
        let (telegram, denied, inside) = how;
        let atoms = &bound.atoms;
        let topic = memory.topic(self.number, self.sentence.section, self.sentence.paragraph);
        let topic = topic.filter(|topic| within(&topic.items, &bound.heading));
        // `disease at L4/5 and L5/S1. The former has Modic type 2 change`
        let modic = matches!(atoms[at].what, What::Modic(_)) && items.is_empty();
        if let Some(items) = topic.filter(|_| modic).and_then(|topic| members_of(bound, at, topic)) {
            return items;
        }
        // `L4-5 extrusion. Modic type 1.`: telegrams go on with the level that began the one before
        let led = topic.filter(|t| t.leads && t.sentence + 1 == self.number && t.paragraph == self.sentence.paragraph);
        // `At L4-L5, a bulge. There are Modic changes.`
        let there =
            modic && !denied && atoms.iter().any(|a| a.is(Tag::ThereIs)) && !atoms.iter().any(|a| a.is(Tag::Elsewhere));
        if let Some(topic) = led.filter(|_| telegram || there) {
            return topic.items.clone();
        }
        let itself = |topic: &Topic| inside && self.number <= topic.sentence + 1 && Memory::one_level(topic);
        if let Some(places) = topic.and_then(|topic| self.taken_over(atoms, &items, topic, itself(topic))) {
            return under(items, &places);
        }
        items
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
        let it = around_it(atoms, at);
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
        const CHOSEN: [Tag; 9] = [
            Tag::Former,
            Tag::Latter,
            Tag::Ordinal(1),
            Tag::FirstOf(2),
            Tag::LastOf(2),
            Tag::Uppermost,
            Tag::Lowest,
            Tag::Largest,
            Tag::Smallest,
        ];
        let chosen = bound.atoms.iter().any(|a| a.any(&CHOSEN));
        // `around all of them`
        let all = |pair: &[Atom]| pair[0].any(&[Tag::Every, Tag::Each]) && pair[1].is(Tag::Several);
        let named = if chosen || bound.atoms.windows(2).any(all) { memory.several() } else { &memory.nodes };
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

/// The places of all nodes in front, where a clause begins that tells of each: `A node at L2 measures 6 mm and another at L4
/// 4 mm, neither with oedema`, `nodes at L2 and L3, the former larger, both with oedema`.
fn of_all_in_front(atoms: &[Atom], at: usize, nodes: &[HeadRead]) -> Option<Vec<Item>> {
    const LEADS: [Tag; 6] = [Tag::With, Tag::Without, Tag::Shows, Tag::Verb, Tag::NegationBefore, Tag::Associated];
    let all = |a: &Atom| a.is(Tag::Several) && a.is(Tag::Definite);
    // `both quiescent, without oedema`
    let lead = |a: &Atom| inside_noun_phrase(a) || a.any(&LEADS) || a.what == What::Word || a.is_written_comma();
    let told = atoms[..at].iter().rposition(|a| all(a) || !lead(a)).filter(|&told| all(&atoms[told]))?;
    let begins = told > 0 && (matches!(atoms[told - 1].mark(), Some(b',' | b';')) || atoms[told - 1].is(Tag::And));
    let mut places: Vec<Item> = Vec::new();
    for item in nodes.iter().filter(|n| n.head < told).flat_map(|n| &n.items) {
        let known = |i: &Item| i.level == item.level && i.endplate == item.endplate;
        if item.turn != Turn::Denied && item.level.is_some() && !places.iter().any(known) {
            places.push(item.clone());
        }
    }
    let many = if atoms[told].is(Tag::Both) { places.len() == 2 } else { places.len() > 1 };
    (begins && many).then_some(places)
}

/// The disc that begins the sentence, where `at this level` stands behind a clause about one of its vertebrae: `At C5-C6 the
/// disc is flat, C5 has slipped, and there is oedema at this level`.
fn at_disc_named_first(bound: &Bound<'_>, at: usize) -> Option<Vec<Item>> {
    let Bound { atoms, bindings, .. } = bound;
    let here = atoms.get(at + 1).is_some_and(|a| a.is(Tag::SameLevel));
    let mut placed = bindings.phrases.iter().filter(|p| !p.prefix && p.has_level() && p.atoms.end <= at);
    let (first, last) = (placed.next()?, placed.next_back()?);
    let [Item { level: Some(disc @ crate::anatomy::Level::Disc(_)), .. }] = first.items[..] else { return None };
    let [Item { level: Some(vertebra @ crate::anatomy::Level::Vertebra(_)), endplate: None, .. }] = last.items[..]
    else {
        return None;
    };
    let before = last.atoms.start.checked_sub(1).map(|i| &atoms[i])?;
    let subject = (before.mark().is_some() || before.is(Tag::And))
        && atoms.get(last.atoms.end).is_some_and(|a| a.any(&[Tag::Verb, Tag::Shows]));
    (here && subject && disc.holds(vertebra)).then(|| first.items.clone())
}

/// `Fractures of T7, T8 and L1: the last has marrow oedema`: those of the places in front that the clause tells of.
fn member_of_others(bound: &Bound<'_>, at: usize) -> Option<Vec<Item>> {
    let Bound { atoms, bindings, attributes, .. } = bound;
    let begins = |a: &Atom| matches!(a.mark(), Some(b',' | b':' | b';')) || a.is(Tag::Terminator) || a.is(Tag::And);
    let clause = atoms[..at].iter().rposition(begins)? + 1;
    let phrases = bindings.phrases.iter().filter(|p| p.atoms.end <= clause && !p.prefix && p.has_level());
    let places: Vec<&Item> = phrases.flat_map(|p| &p.items).filter(|i| i.level.is_some()).collect();
    let subject = (clause..at).take(3).find_map(|i| members(attributes.lexicons, atoms, i, places.len()))?;
    let own = bindings.phrases.iter().any(|p| p.atoms.start >= clause && p.has_level());
    (!own).then(|| subject.into_iter().map(|i| places[i].clone()).collect())
}

/// `Oedema surrounds only the T8 lesion`: the places of the lesion or other finding that it is around.
fn around_other(bound: &Bound<'_>, head: usize) -> Option<Vec<Item>> {
    let Bound { atoms, bindings, .. } = bound;
    let (at, other) = (bindings.heads[head], *bindings.heads.get(head + 1)?);
    let between = &atoms[at + 1..other];
    let around = between.iter().any(|a| a.is(Tag::Around)) && !between.iter().any(|a| a.mark().is_some());
    let named = matches!(atoms[other].what, What::Lesion | What::Other) && !atoms[other].is(Tag::NotMarrow);
    let places = bindings.places(head + 1);
    (around && named && places.iter().any(|i| i.level.is_some())).then_some(places)
}

/// `The height of T12 is reduced. Oedema persists in the vertebra.`: that of the sentence before.
fn in_the_vertebra(atoms: &[Atom], at: usize) -> bool {
    let led = |three: &[Atom]| three[0].is(Tag::At) && three[1].is(Tag::Definite) && three[2].is(Tag::VertebraNoun);
    let placed = atoms.iter().any(|a| matches!(a.what, What::Levels(_)) && !a.prefix);
    !placed && atoms[at + 1..].windows(3).any(led)
}

/// The places of the topic that words before the head tell out: `the former`, `the upper two`.
fn members_of(bound: &Bound<'_>, at: usize, topic: &Topic) -> Option<Vec<Item>> {
    let told = (0..at).find_map(|i| members(bound.attributes.lexicons, bound.atoms, i, topic.items.len()))?;
    Some(told.into_iter().map(|i| topic.items[i].clone()).collect())
}

/// `fracture of L1 with marrow oedema, and nodes at T10`, `wedge deformity of L2 without oedema`: the place of what has it.
fn with_other(bound: &Bound<'_>, head: usize) -> Option<Vec<Item>> {
    let Bound { atoms, bindings, attributes, .. } = bound;
    let with = attributes.phrase_start(bindings.heads[head]).checked_sub(1)?;
    let with =
        if atoms[with].is(Tag::NegationBefore) && with > 0 && atoms[with - 1].is(Tag::With) { with - 1 } else { with };
    let led =
        atoms[with].is(Tag::With) || atoms[with].is(Tag::NegationBefore) && atoms[with].to - atoms[with].from == 1;
    let phrase = bindings.phrases.iter().find(|p| p.atoms.end == with && p.has_level() && !p.prefix)?;
    let other = head.checked_sub(1).map(|h| bindings.heads[h]).filter(|&h| h < phrase.atoms.start)?;
    let inside = |a: &Atom| inside_noun_phrase(a) || a.any(&[Tag::Of, Tag::At, Tag::Definite]);
    let named = atoms[other].what == What::Other && !atoms[other].is(Tag::Structure);
    let places = bindings.places(head - 1);
    let placed = places.iter().any(|i| i.level.is_some());
    (led && named && placed && atoms[other + 1..phrase.atoms.start].iter().all(inside)).then_some(places)
}

/// `nodes of the inferior endplate of T12 and the superior endplate of L1, with adjacent oedema at L1`: the node's place.
fn adjacent_node(atoms: &[Atom], at: usize, items: &[Item], nodes: &[HeadRead]) -> Option<Vec<Item>> {
    let [Item { level: Some(level), endplate: None, .. }] = items else { return None };
    let adjacent = atoms[..at].iter().rev().take(3).any(|a| a.any(&[Tag::Associated, Tag::Opposing, Tag::Around]));
    let there = |i: &&Item| i.level == Some(*level) && i.endplate.is_some();
    let told: Vec<Item> = nodes.iter().filter(|n| n.head < at).flat_map(|n| &n.items).filter(there).cloned().collect();
    (adjacent && told.len() == 1).then_some(told)
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
    // `oedema in L1 with a node in its superior endplate` has a place of its own
    let with = |n: &&HeadRead| !atoms[at + 1..n.head].iter().any(|a| a.is(Tag::With));
    let beside = || node_beside(bound, head, nodes).filter(|n| n.head > at).filter(with);
    let node = behind().find(around).or_else(beside);
    let node = node.filter(same)?;
    let inside = |a: &Atom| {
        inside_noun_phrase(a)
            || a.any(&[Tag::And, Tag::Or, Tag::Around, Tag::Definite, Tag::EndplateNoun])
            || matches!(a.what, What::Levels(_))
            || endplate_of(a).is_some()
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

/// `a node of T12 and one of T10; oedema surrounds the former`: the places, among all of the sentence, that it surrounds.
fn around_member(bound: &Bound<'_>, at: usize, nodes: &[HeadRead]) -> Option<Vec<Item>> {
    let places: Vec<&Item> = nodes.iter().filter(|n| n.head < at).flat_map(|n| &n.items).collect();
    let inside = |a: &Atom| inside_noun_phrase(a) || a.any(&[Tag::Verb, Tag::Around, Tag::At, Tag::Of, Tag::Definite]);
    let lexicons = bound.attributes.lexicons;
    let mut around = false;
    for i in at + 1..bound.atoms.len() {
        if let Some(told) = members(lexicons, bound.atoms, i, places.len()).filter(|_| around) {
            return Some(told.into_iter().map(|i| places[i].clone()).collect());
        }
        // `with oedema at the former`
        around |= bound.atoms[i].any(&[Tag::Around, Tag::At]);
        if !inside(&bound.atoms[i]) {
            return None;
        }
    }
    None
}

/// The side that a companion behind a node is told of, where it begins a part of the sentence: `, the superior with oedema`.
fn side_led(atoms: &[Atom], node: usize, at: usize) -> Option<Endplate> {
    let said = |a: &Atom| {
        inside_noun_phrase(a)
            || matches!(a.what, What::Size(_))
            || a.any(&[
                Tag::With,
                Tag::Verb,
                Tag::NegationBefore,
                Tag::Around,
                Tag::Opposing,
                Tag::Associated,
                Tag::Shows,
                Tag::OneNoun,
                Tag::BareNode,
            ])
            || a.mark() == Some(b',') && !atoms[..at].iter().any(|a| a.is(Tag::And))
    };
    let between = atoms.get(node + 1..at)?;
    let side = node + 1 + between.iter().rposition(|a| endplate_of(a).is_some() || !said(a))?;
    let lead = atoms[node + 1..side].iter().rfind(|a| !a.any(&[Tag::Article, Tag::Definite]))?;
    let begins = lead.is(Tag::And) || matches!(lead.mark(), Some(b',' | b':' | b';'));
    endplate_of(&atoms[side]).filter(|_| begins)
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
    let opened = open.filter(|&i| i > 0 && atoms[i].mark() == Some(b'('));
    // `L2 (superior, with oedema)`: the bracket is part of the phrase
    let ends = |p: &Phrase, open: usize| p.atoms.end == open || p.atoms.contains(&open);
    let phrase = opened.and_then(|open| bindings.phrases.iter().find(|p| ends(p, open) && p.has_level()));
    if let (Some(phrase), Some(open)) = (phrase, opened) {
        let last = atoms[phrase.atoms.start..open].iter().rfind(|a| matches!(a.what, What::Levels(_)));
        let told = |i: &&Item| last.is_some_and(|last| i.level_span == Some(last.span));
        let told: Vec<Item> = node.items.iter().filter(told).cloned().collect();
        if !told.is_empty() && told.len() < node.items.len() {
            return told;
        }
    }
    // `both endplates of L4, the superior with oedema and the inferior without oedema`
    if let Some(endplate) = side_led(atoms, node.head, at).filter(|_| node.items.len() > 1) {
        let told = by_side(endplate, &node.items);
        if !told.is_empty() {
            return told.into_iter().map(|i| node.items[i].clone()).collect();
        }
    }
    // `a halo of oedema around the upper one`
    let behind = atoms[at + 1..].iter().take(6).collect::<Vec<_>>();
    let side = behind.windows(2).find_map(|pair| {
        let one = pair[1].any(&[Tag::OneNoun, Tag::BareNode]);
        endplate_of(pair[0]).filter(|_| one)
    });
    if let Some(endplate) = side.filter(|_| node.items.len() > 1) {
        let told = by_side(endplate, &node.items);
        return told.into_iter().map(|i| node.items[i].clone()).collect();
    }
    // `nodes at L1, L2 and L3, the largest at L2 with oedema`
    let largest = atoms[node.head.min(at)..at].iter().rposition(|a| a.is(Tag::Largest)).map(|l| node.head.min(at) + l);
    let largest = largest.map(|l| {
        atoms[l + 1..at].iter().take(4).find_map(|a| if let What::Levels(l) = &a.what { Some(l) } else { None })
    });
    if let Some(Some(levels)) = largest.filter(|_| node.items.len() > 1) {
        let told = node.items.iter().filter(|i| i.level.is_some_and(|level| levels.contains(&level)));
        let told: Vec<Item> = told.cloned().collect();
        if !told.is_empty() {
            return told;
        }
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
    // `nodes at L1 and L4, only L1 with oedema` tells of one of them
    let node_led = node.items.len() <= own.len() && node.items.iter().zip(&own).all(|(a, b)| a.level == b.level);
    // `L3 and L4 show nodes, and oedema is present around the one at L4`
    let around = node.head > at && atoms[at + 1..node.head].iter().any(|a| a.is(Tag::Around));
    let around = around && node.items.iter().any(|i| i.level.is_some() && own.iter().any(|o| o.level == i.level));
    if led_by && !node_led && !around { own } else { node.items.clone() }
}

/// The node that the head goes with in its sentence.
fn node_beside<'n>(bound: &Bound<'_>, head: usize, nodes: &'n [HeadRead]) -> Option<&'n HeadRead> {
    let Bound { atoms, bindings, .. } = bound;
    let at = bindings.heads[head];
    let clear = |from: usize, to: usize| {
        // `at L2-3, where there are Modic changes`
        // `About the L1 node there is no oedema.`
        let it = around_it(atoms, at);
        let fronted = it || from < 6 && atoms[..from].iter().any(|a| a.is(Tag::Around));
        let starts =
            |i: usize| atoms[i].is(Tag::ThereIs) && !fronted && !atoms[from..i].iter().any(|a| a.is(Tag::Which));
        // `edema around node: present` in a field of its own, `Edema` over a column under `Schmorl's nodes`
        let column = bound.row && matches!(nodes, [only] if !only.items.is_empty());
        let keyed =
            atoms[at].prefix && (column || atoms[at..].iter().take_while(|a| a.prefix).any(|a| a.is(Tag::Around)));
        let own = matches!(nodes, [only] if only.head < at) && own_cell(atoms, at);
        !(from..to).any(|i| atoms[i].mark() == Some(b'|') && !(keyed || own) || starts(i))
            && !(from + 1..to)
                .any(|i| atoms[i].what == What::Other && !atoms[i].is(Tag::Structure) && !(it && denied_at(atoms, i)))
    };
    if let Some(node) = nodes.iter().find(|n| n.head > at) {
        // `an oedematous node`
        let modifies = atoms[at + 1..node.head].iter().all(inside_noun_phrase);
        let linked = modifies
            || atoms[at.saturating_sub(2)..at].iter().any(|a| a.is(Tag::Associated))
            || atoms[at + 1..node.head].iter().any(|a| a.any(&LINKS));
        // `edema, enhancement or Modic change accompanies the node`: the list has one predicate
        let list =
            |a: &Atom| a.is_head() || inside_noun_phrase(a) || a.any(&[Tag::And, Tag::Or]) || a.mark() == Some(b',');
        let from = at + 1 + atoms[at + 1..node.head].iter().take_while(|a| list(a) || a.what == What::Word).count();
        let predicate = atoms.get(from).is_some_and(|a| a.is(Tag::Around));
        let from = if predicate { from } else { at + 1 };
        // `or oedema around, the L1 node`
        let stranded = |i: usize| atoms[i].is_written_comma() && atoms[i - 1].is(Tag::Around);
        let parts = |a: &Atom| matches!(a.mark(), Some(b',' | b';')) || a.any(&[Tag::And, Tag::Or, Tag::Terminator]);
        let parted = (from..name_from(atoms, node.head)).any(|i| parts(&atoms[i]) && !stranded(i));
        if linked && !parted && clear(from - 1, node.head) {
            return Some(node);
        }
    }
    let there = |status: Status| status != Status::Absent;
    let left = nodes.iter().rev().find(|n| n.head < at && n.verdict.status.is_some_and(there))?;
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
    (!other_place && (!semicolon || between.len() < 8 || around_it(atoms, at) || its(atoms, at))).then_some(left)
}

/// Whether a node of the sentence stands at one of some places.
fn node_at(nodes: &[HeadRead], items: &[Item]) -> bool {
    nodes.iter().any(|n| n.items.iter().any(|i| items.iter().any(|own| own.level == i.level)))
}

/// `its oedema`, `its marrow oedema`, `oedema is seen at its base`
fn its(atoms: &[Atom], at: usize) -> bool {
    let verbs = atoms[at + 1..].iter().take_while(|a| a.is(Tag::Verb) && !a.is(Tag::At)).count();
    let behind = matches!(atoms.get(at + 1 + verbs..), Some([led, its, part, ..])
        if led.any(&[Tag::At, Tag::Around]) && its.is(Tag::Possessive) && part.what == What::Word);
    behind || atoms[..at].iter().rev().take_while(|a| inside_noun_phrase(a)).any(|a| a.is(Tag::Possessive))
}

/// `The node shows no enhancement, but there is edema about it`: what is not there is nothing that `it` could be.
fn denied_at(atoms: &[Atom], at: usize) -> bool {
    atoms[..at].iter().rfind(|a| !inside_noun_phrase(a)).is_some_and(|a| a.is(Tag::NegationBefore))
}

/// `Schmorl's node | L3 | 4 mm | no edema`: a head and its answer in a cell that has no column's name.
fn own_cell(atoms: &[Atom], at: usize) -> bool {
    let bar = |a: &Atom| a.mark() == Some(b'|');
    let open = atoms[..at].iter().rposition(bar).map_or(0, |bar| bar + 1);
    let close = atoms[at..].iter().position(bar).map_or(atoms.len(), |bar| at + bar);
    let answer = |a: &Atom| {
        inside_noun_phrase(a)
            || a.any(&[Tag::YesValue, Tag::NoneValue, Tag::NegationBefore, Tag::NegationAfter])
            || matches!(a.mark(), Some(b':' | b'=' | b'.'))
    };
    !atoms[open..close].iter().enumerate().any(|(i, a)| a.prefix || open + i != at && !answer(a))
}

/// `around it`, at a head or behind it.
fn around_it(atoms: &[Atom], at: usize) -> bool {
    atoms[at..].windows(2).any(|pair| pair[0].is(Tag::Around) && pair[1].is(Tag::Pronoun))
}

/// `A defect indents the superior endplate of L3, and the marrow around it is oedematous.`: the lesion's places.
fn beside_lesion(bound: &Bound<'_>, head: usize) -> Option<Vec<Item>> {
    let Bound { atoms, bindings, .. } = bound;
    let lesion = (0..head).rfind(|&h| atoms[bindings.heads[h]].what == What::Lesion)?;
    let around = atoms.iter().any(|a| a.any(&[Tag::Associated, Tag::Around, Tag::Pronoun]));
    let places = bindings.places(lesion);
    (around && places.iter().any(|i| i.level.is_some())).then_some(places)
}

/// `In the absence of oedema around it, the node at L3 is old`
fn node_told_later<'n>(atoms: &[Atom], at: usize, nodes: &'n [HeadRead]) -> Option<&'n HeadRead> {
    match nodes {
        [node] if node.head > at && around_it(&atoms[..node.head], at) => Some(node),
        _ => None,
    }
}

/// The place a sentence names, if it names one alone.
fn only_place(bound: &Bound<'_>) -> Option<Vec<Item>> {
    let mut placed = bound.bindings.phrases.iter().filter(|p| !p.prefix && p.has_level());
    let only = placed.next()?;
    placed.next().is_none().then(|| only.items.clone())
}

/// `no surrounding oedema`, `The surrounding marrow shows no oedema.`
fn surrounding(atoms: &[Atom], at: usize) -> bool {
    let marrow = |pair: &[Atom]| pair[0].any(&[Tag::Around, Tag::Opposing]) && pair[1].is(Tag::Marrow);
    atoms[..at].windows(2).any(marrow) || atoms[..at].iter().any(|a| a.is(Tag::NegationBefore) && a.is(Tag::Around))
}

/// The nodes that one sentence named last, of which another may have told the largest; or the one told apart by its place since.
fn named_together(memory: &Memory, out: &[Statement]) -> Vec<usize> {
    if memory.told_apart {
        return memory.nodes.clone();
    }
    let last: Vec<usize> = memory.nodes.iter().map(|&n| out[n].sentence).collect();
    memory.several().iter().copied().filter(|&n| last.contains(&out[n].sentence)).collect()
}

/// The places of those of some nodes that are there.
fn asserted(nodes: &[usize], out: &[Statement]) -> Vec<Item> {
    let there: Vec<usize> = nodes.iter().copied().filter(|&n| out[n].finding.status.is_asserted()).collect();
    items_of(&there, out)
}
