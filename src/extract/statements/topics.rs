//! Notes what the next sentences may speak of.

use super::memory::{Carried, Memory, Topic, items_of};
use super::{Bound, Reader, Statement};
use crate::anatomy::Level;
use crate::extract::anaphor::{self, Named};
use crate::extract::atoms::{Atom, What, lesions_as_nodes};
use crate::extract::attributes::Attributes;
use crate::extract::bind::{self, Bindings, refine, under};
use crate::extract::gist::{Gist, kind};
use crate::extract::place::{self, Item};
use crate::finding::{FindingKind, Section, Status};
use crate::lexicon::tag::Tag;

impl Reader<'_> {
    /// Takes over what a form tells by its layout.
    pub(in crate::extract) fn by_layout(&self, memory: &mut Memory, out: &mut Vec<Statement>) {
        let before = out.len();
        for told in &self.sentence.told {
            let mut finding = told.finding.clone();
            finding.section = self.sentence.section;
            out.push(Statement { reach: told.reach.clone(), ..self.statement_at(finding, told.head) });
        }
        let node = |i: &usize| out[*i].finding.kind == FindingKind::SchmorlNode;
        let nodes: Vec<usize> = (before..out.len()).filter(node).collect();
        if let Some(first) = self.sentence.told.first() {
            memory.kind = Some((self.number, first.finding.kind));
        }
        if self.sentence.told.iter().any(|told| told.finding.kind == FindingKind::MarrowEdema) {
            memory.edema = Some(self.number);
        }
        if !nodes.is_empty() {
            memory.named = Some(self.number);
        }
        let nodes: Vec<usize> = nodes.into_iter().filter(|&i| out[i].finding.status.is_asserted()).collect();
        if !nodes.is_empty() {
            memory.topic = self.topic(items_of(&nodes, out), true);
            let goes_on = memory.close(self.number, self.sentence.section);
            memory.names(nodes, goes_on, out);
            memory.sentence = self.number;
            memory.indent = self.sentence.indent;
            memory.heading.clone_from(&self.sentence.heading);
        }
        memory.section = self.sentence.section;
    }

    /// Notes what a sentence named, described or went on with.
    pub(super) fn remember(&self, bound: &Bound<'_>, memory: &mut Memory, out: &[Statement], before: usize) {
        let new: Vec<usize> =
            (before..out.len()).filter(|&i| out[i].finding.kind == FindingKind::SchmorlNode).collect();
        // `A node was seen at L4 on the prior exam. It is unchanged.`: what an exam before showed may be there
        let earlier = |i: usize| {
            out[i].finding.status == Status::Historical
                && !matches!(self.sentence.section, Section::History | Section::Exam)
        };
        // `In 2019 there was one of 5 mm at this place.` behind a node goes on with that
        let close = memory.close(self.number, self.sentence.section);
        let its_past = |i: usize| close && out[i].finding.level.is_none();
        let there = |&i: &usize| out[i].finding.status.is_asserted() || earlier(i) && !its_past(i);
        let mut asserted: Vec<usize> = new.iter().copied().filter(there).collect();
        // `two nodes, one at T11 and one at L1`
        if asserted.iter().any(|&i| out[i].finding.level.is_some()) {
            asserted.retain(|&i| out[i].finding.level.is_some());
        }
        // `Schmorl's nodes are common. They are seen in L1 and L2.`: named, if only in general
        const GENERAL: [Tag; 3] = [Tag::Definition, Tag::Teaching, Tag::General];
        let general = bound.said.any(&GENERAL)
            && bound.atoms.iter().any(|a| a.any(&GENERAL) && !a.prefix)
            && bound.atoms.iter().any(|a| matches!(a.what, What::Node { .. }) && !a.prefix);
        if !new.is_empty() || general {
            memory.named = Some(self.number);
        }
        let anaphor = bound.said.kinds(kind::ANAPHOR);
        let elsewhere = anaphor && new.is_empty() && self.lesion_elsewhere(bound, memory, out);
        let anaphor = anaphor && !elsewhere;
        let other = bound.said.kinds(kind::OTHER);
        // `Protrusion at L4-5.`, `The fracture of T12 is old.`
        // `There is a haemangioma at L2.`
        let there = bound.atoms.iter().filter(|a| !a.prefix && !a.is(Tag::ThereIs));
        let subject = there.into_iter().find(|a| !bind::inside_noun_phrase(a) && !a.is(Tag::Definite));
        let placed = bound.bindings.phrases.iter().any(|p| !p.prefix && p.has_level());
        let rival = new.is_empty() && !anaphor && placed && subject.is_some_and(|a| a.what == What::Other);
        memory.beside_other = beside_other(bound).map(|first| (self.number + 1, first));
        memory.rival = (rival || elsewhere).then_some(self.number + 1);
        if !asserted.is_empty() {
            memory.topic = self.topic(items_of(&asserted, out), true);
            let goes_on = memory.close(self.number, self.sentence.section);
            memory.names(asserted, goes_on, out);
            memory.sentence = self.number;
            memory.indent = self.sentence.indent;
            memory.heading.clone_from(&self.sentence.heading);
        } else if anaphor && memory.section == self.sentence.section && !memory.nodes.is_empty() {
            memory.sentence = self.number;
            if let [only] = memory.spoken[..] {
                memory.nodes = vec![only];
                memory.told_apart = !bound.said.any(&[Tag::Largest, Tag::Smallest]);
                memory.heading.clone_from(&self.sentence.heading);
            }
            if let Some(topic) = memory.topic.as_mut().filter(|t| t.node) {
                topic.sentence = self.number;
            }
        } else if new.is_empty() && memory.close(self.number, self.sentence.section) && tied(bound) {
            memory.sentence = self.number;
        } else if !new.is_empty() {
            memory.topic = self.topic(items_of(&new, out), false);
        } else {
            if other && memory.sentence + 1 < self.number {
                memory.nodes.clear();
            }
            self.describe(bound, memory);
            if let Some(topic) = memory.topic.as_mut().filter(|t| elsewhere && t.sentence == self.number) {
                topic.lesion = true;
            }
        }
        memory.spoken.clear();
        memory.section = self.sentence.section;
    }

    /// Whether all that a sentence seems to say of the nodes named before is said of a lesion at another level: `We differ
    /// on the nature of the T10 lesion.` behind a node of L2.
    fn lesion_elsewhere(&self, bound: &Bound<'_>, memory: &Memory, out: &[Statement]) -> bool {
        let heads = &bound.bindings.heads;
        let known = |item: &Item| {
            item.level.is_none_or(|level| {
                memory
                    .nodes
                    .iter()
                    .any(|&n| out[n].finding.level.is_none_or(|own| own.holds(level) || level.holds(own)))
            })
        };
        let mut anaphors =
            (0..heads.len()).filter(|&h| matches!(bound.atoms[heads[h]].what, What::Anaphor { .. })).peekable();
        anaphors.peek().is_some()
            && anaphors.all(|h| {
                let items = bound.bindings.places(h);
                bound.atoms[heads[h]].is(Tag::Lesion) && !items.is_empty() && !items.iter().any(known)
            })
    }

    fn topic(&self, mut items: Vec<Item>, node: bool) -> Option<Topic> {
        // what is measured in brackets is told in what is carried
        items.iter_mut().for_each(|item| item.size = None);
        let placed = !items.is_empty() && items.iter().all(|i| i.level.is_some());
        placed.then(|| Topic {
            items,
            lesion: false,
            leads: false,
            node,
            carried: Carried::default(),
            each: Vec::new(),
            sentence: self.number,
            paragraph: self.sentence.paragraph,
            section: self.sentence.section,
        })
    }

    /// A sentence that names no node: the place that it speaks of, and the lesion that it describes there.
    fn describe(&self, bound: &Bound<'_>, memory: &mut Memory) {
        let lesion = bound.bindings.heads.iter().position(|&h| bound.atoms[h].what == What::Lesion);
        // `L3: defect of the superior endplate` behind `L1: Schmorl's node`: the heading leads away from what was told before
        let old = memory.topic(self.number, self.sentence.section, self.sentence.paragraph);
        let old = old.filter(|old| super::within(&old.items, &bound.heading)).cloned();
        let mut own = spoken_of(bound);
        let mut lesions = lesion.map_or_else(Vec::new, |_| self.lesions(bound));
        let places: Vec<Item> = lesions.iter().map(|(item, _)| item.clone()).collect();
        // `Two lesions abut the L2-3 disc, one in the inferior endplate of L2`: the disc is that beside them
        let bounded = |item: &Item| {
            let beside = |i: &Item| i.endplate.is_some() && item.level.zip(i.level).is_some_and(|(d, v)| d.holds(v));
            matches!(item.level, Some(Level::Disc(_))) && item.endplate.is_none() && places.iter().any(beside)
        };
        if lesions.iter().filter(|(item, _)| !bounded(item)).count() > 1 {
            lesions.retain(|(item, _)| !bounded(item));
        }
        let several = lesions.len() > 1 && lesions.iter().all(|(item, _)| item.level.is_some());
        if several {
            own = Spoken::Place(lesions.iter().map(|(item, _)| item.clone()).collect());
        }
        let sides = || {
            let all = bound.bindings.phrases.iter().filter(|p| !p.prefix && !p.has_level());
            all.flat_map(|p| p.items.clone()).collect::<Vec<_>>()
        };
        let topic = match (own, old) {
            (Spoken::Several, _) => None,
            (Spoken::Place(items), old) => match old.filter(|old| !old.node && goes_on(old, &items)) {
                Some(old) => {
                    let exact = items.iter().any(|i| i.endplate.is_some());
                    let items = if exact { items } else { old.items };
                    Some(Topic { items, ..old })
                }
                None => self.topic(items, false),
            },
            (Spoken::Nothing, Some(mut old)) => {
                let sides = sides();
                if !old.node && Memory::one_level(&old) && !sides.is_empty() {
                    old.items = under(sides, &old.items[..1]);
                }
                Some(old)
            }
            (Spoken::Nothing, None) => {
                // `L2: disc material indents the superior endplate.`
                let vertebra = matches!(bound.heading[..], [Item { level: Some(Level::Vertebra(_)), .. }]);
                let sides = sides();
                let described = lesion.is_some() || vertebra && sides.len() == 1;
                described.then(|| self.topic(under(sides, &bound.heading), false)).flatten()
            }
        };
        let Some(mut topic) = topic else {
            if own_other(bound) {
                memory.drop_topic();
            }
            return;
        };
        let other = bound.said.kinds(kind::OTHER)
            && bound.atoms.iter().any(|a| a.what == What::Other && !a.any(&[Tag::Structure]));
        if topic.node && (other || lesion.is_some()) {
            // another thing at the node's place: what follows may go on with either
            return;
        }
        topic.lesion |= lesion.is_some();
        let lead = |a: &&Atom| a.prefix || a.any(&[Tag::At, Tag::Article, Tag::LevelNoun]);
        topic.leads = bound.atoms.iter().find(|a| !lead(a)).is_some_and(|a| matches!(a.what, What::Levels(_)));
        if several {
            topic.sentence = self.number;
            topic.paragraph = self.sentence.paragraph;
            topic.each = lesions.into_iter().map(|(_, said)| said).collect();
        } else if !other || lesion.is_some() {
            topic.sentence = self.number;
            topic.paragraph = self.sentence.paragraph;
            let heads =
                (0..bound.bindings.heads.len()).filter(|&h| bound.atoms[bound.bindings.heads[h]].what == What::Lesion);
            let heads: Vec<Option<usize>> = heads.map(Some).collect();
            for head in if heads.is_empty() { vec![None] } else { heads } {
                let said = bound.attributes.of_lesion(head, &topic.items);
                let mut carried = self.carried(&said, bound.atoms);
                // `It was 6 mm on the prior exam`, where today's size is known
                if topic.carried.size.is_some() && bound.atoms.iter().any(|a| !a.prefix && a.is(Tag::PriorSize)) {
                    carried.size = None;
                }
                topic.carried.add(carried);
            }
        }
        memory.topic = Some(topic);
    }
}

impl Reader<'_> {
    /// The lesions of a sentence with what it says of each, read as if they were nodes: `L3 contains a 10 mm pit, and the
    /// upper endplate of L4 a 6 mm one`.
    fn lesions(&self, bound: &Bound<'_>) -> Vec<(Item, Carried)> {
        let mut atoms = bound.atoms.to_vec();
        lesions_as_nodes(&mut atoms, false);
        let said = Gist::of(&atoms);
        let named =
            Named { ever: true, close: false, last: false, rival: false, several: false, edema: false, kind: None };
        let said = anaphor::find(&mut atoms, said, named);
        let bindings = Bindings::new(&atoms, &said, place::phrases(&atoms));
        let attributes = Attributes { lexicons: self.lexicons, atoms: &atoms, bindings: &bindings };
        let bound = Bound {
            atoms: &atoms,
            said,
            bindings: &bindings,
            attributes,
            heading: bound.heading.clone(),
            row: bound.row,
        };
        let memory = Memory::default();
        let mut lesions: Vec<(Item, Carried)> = Vec::new();
        for head in 0..bindings.heads.len() {
            if !matches!(atoms[bindings.heads[head]].what, What::Node { .. }) {
                continue;
            }
            let read = self.read_node(&bound, head, &memory);
            if !read.verdict.status.is_some_and(Status::is_asserted) {
                continue;
            }
            let said = bound.attributes.read(head, &read.items);
            for (item, said) in read.items.into_iter().zip(said) {
                let known = |(other, _): &(Item, Carried)| other.level == item.level && other.endplate == item.endplate;
                if !lesions.iter().any(known) {
                    lesions.push((item, self.carried(&said, &atoms)));
                }
            }
        }
        lesions
    }
}

/// Whether the sentence says what goes with the node just named: `There is a halo of edema around it.`, `Its margin is
/// sclerotic.`, `The surrounding marrow is oedematous.`
fn tied(bound: &Bound<'_>) -> bool {
    let edema = bound.atoms.iter().any(|a| matches!(a.what, What::Edema(_)));
    let own = bound.bindings.phrases.iter().any(|p| !p.prefix && p.has_level());
    let its = bound.atoms.iter().find(|a| !a.prefix).is_some_and(|a| a.is(Tag::Possessive));
    let refers = |a: &Atom| a.any(&[Tag::Pronoun, Tag::Possessive, Tag::Associated]);
    let other = bound.atoms.iter().any(|a| matches!(a.what, What::Lesion | What::Other) && !a.is(Tag::Structure));
    let pronoun = edema && bound.atoms.iter().any(|a| a.is(Tag::Pronoun));
    !own && (pronoun || !other && (its || edema && bound.atoms.iter().any(refers)))
}

/// Whether places are those of the topic, or the disc beside it.
fn goes_on(topic: &Topic, items: &[Item]) -> bool {
    let meets =
        |a: &Item, b: &Item| a.level == b.level || a.level.zip(b.level).is_some_and(|(a, b)| a.holds(b) || b.holds(a));
    topic.items.iter().all(|i| items.iter().any(|j| meets(i, j)))
}

enum Spoken {
    Nothing,
    Place(Vec<Item>),
    Several,
}

/// The one place of a sentence.
fn spoken_of(bound: &Bound<'_>) -> Spoken {
    let phrases = &bound.bindings.phrases;
    let placed: Vec<_> = phrases.iter().filter(|p| !p.prefix && p.has_level()).collect();
    if placed.is_empty() {
        return Spoken::Nothing;
    }
    let mut levels = placed.iter().flat_map(|p| p.items.iter().filter_map(|i| i.level));
    let first = levels.next();
    if placed.len() > 1 && levels.any(|level| Some(level) != first) {
        // `a focus at the T8 endplate, contiguous with the T8-9 disc`: the lesion's own place
        let heads = &bound.bindings.heads;
        let mut lesions = (0..heads.len()).filter(|&h| bound.atoms[heads[h]].what == What::Lesion);
        let own = lesions.next().filter(|_| lesions.next().is_none()).map(|h| bound.bindings.places(h));
        // `a lesion in L2 that opens into the L1-2 disc`
        let beside = |own: &Item, level: Level| {
            own.level == Some(level) || matches!(level, Level::Disc(_)) && own.level.is_some_and(|o| level.holds(o))
        };
        let all = || placed.iter().flat_map(|p| p.items.iter().filter_map(|i| i.level));
        return match own.filter(|o| o.len() == 1 && (o[0].endplate.is_some() || all().all(|l| beside(&o[0], l)))) {
            Some(own) => Spoken::Place(own),
            None => Spoken::Several,
        };
    }
    let sides: Vec<Item> =
        phrases.iter().filter(|p| !p.prefix && !p.has_level()).flat_map(|p| p.items.clone()).collect();
    // the most exact of several phrases of one level
    let exact = placed.iter().find(|p| p.items.iter().any(|i| i.endplate.is_some())).unwrap_or(&placed[0]);
    if sides.is_empty() {
        return Spoken::Place(exact.items.clone());
    }
    Spoken::Place(refine(exact.items.clone(), &under(sides, &exact.items)))
}

/// Whether the sentence speaks of another thing.
fn own_other(bound: &Bound<'_>) -> bool {
    bound.bindings.phrases.iter().any(|p| !p.prefix && p.has_level())
}

/// Whether a sentence names one node and one other finding, and if so whether the node first: `a haemangioma of L2 and a
/// Schmorl's node of L4`.
fn beside_other(bound: &Bound<'_>) -> Option<bool> {
    let thing = |a: &&Atom| match a.what {
        What::Node { .. } | What::Lesion => true,
        What::Other => !a.is(Tag::Structure),
        _ => false,
    };
    let mut things = bound.bindings.heads.iter().map(|&at| &bound.atoms[at]).filter(thing);
    let (first, second) = (things.next()?, things.next()?);
    let node = |a: &Atom| matches!(a.what, What::Node { .. });
    (things.next().is_none() && node(first) != node(second)).then(|| node(first))
}
