//! From a sentence's bound heads to statements: one finding a place, with status, attributes and evidence.
//!
//! In: the atoms of one sentence and what the sentences before it spoke of. Out: statements, not yet consolidated.

mod anaphors;
mod apart;
mod asides;
mod borrowed;
mod clauses;
mod companions;
mod contrast;
mod each_told;
mod excepted;
mod memory;
mod recalled;
mod shared;
mod sides;
mod spared;
mod tied;
mod topics;
mod turned;
mod two_sides;

use super::anaphor::{self, Named};
use super::atoms::{Atom, What};
use super::attributes::{Attributes, Said};
use super::bind::{self, Bindings, inside_noun_phrase, under};
use super::correction;
use super::gist::{Gist, changed, kind};
use super::members::members;
use super::modic;
use super::neighbours;
use super::place::{self, Item, Turn};
use super::segment::Sentence;
use super::status::{self, Verdict};
use super::subject;
use crate::anatomy::{Endplate, Level};
use crate::finding::{Change, Evidence, Finding, FindingKind, Role, Section, Status};
use crate::lexicon::tag::{Tag, TagSet};
use crate::lexicon::{Lexicons, RowNumber};
use crate::span::Span;
use asides::parenthetical;
use borrowed::{
    clause_before, its_vertebra, kissing, node_before_it, place_told_before, subject_before, subject_told_before,
};
use contrast::contrasted;
pub(super) use memory::Memory;
use memory::{Carried, Topic};
use sides::{both_of, sides_by_level};
use std::borrow::Cow;
use two_sides::two_sides;

/// One finding as one sentence states it.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) finding: Finding,
    /// Number of its sentence.
    pub(super) sentence: usize,
    pub(super) exam: u32,
    /// Token of its head.
    pub(super) head: usize,
    /// The largest of a wider place, named beside it.
    pub(super) extra: bool,
    /// Denied with `new`: says nothing of older ones.
    pub(super) no_new: bool,
    /// The place was only taken over from a heading or the sentence before.
    pub(super) borrowed: bool,
    /// An option or template value, which gives way to words.
    pub(super) templated: bool,
    /// `The endplate depressions are nodes`: what was described before is said to be nodes.
    pub(super) of_lesions: bool,
    /// It says what was described before, by words for that: `Both are nodes`, `The pit is a node`.
    pub(super) naming: bool,
    /// Oedema that stands at the place of a node that its sentence names.
    pub(super) tied: bool,
    /// One of several nodes at one place that their sizes tell apart.
    pub(super) twin: bool,
    /// What it measured at an earlier exam, for a size of today that another sentence tells.
    pub(super) then: Option<(f64, Evidence)>,
    /// The sentence of an addendum that put it right.
    pub(super) corrected: Option<usize>,
    /// Places of the nodes that a denial without a place of its own speaks of (`no oedema around it`); empty: all.
    pub(super) reach: Vec<(Option<Level>, Option<Endplate>)>,
}

pub(super) struct Reader<'a> {
    pub(super) lexicons: &'a Lexicons,
    pub(super) sentence: &'a Sentence,
    pub(super) number: usize,
}

/// A sentence made ready: its atoms with what binds them.
struct Bound<'a> {
    atoms: &'a [Atom],
    /// What they may say.
    said: Gist,
    bindings: &'a Bindings<'a>,
    attributes: Attributes<'a>,
    /// Places of the heading or key in front.
    heading: Vec<Item>,
    /// It is a row of a table, or a record.
    row: bool,
}

/// A head read: what, where, how sure.
struct HeadRead {
    head: usize,
    items: Vec<Item>,
    verdict: Verdict,
    /// The place is that of a heading, or of a sentence before.
    borrowed: bool,
    /// It is what the topic turns out to be.
    identified: bool,
    /// It is what lesions that the sentence speaks of are.
    of_lesions: bool,
    /// It is what words for something described before are said to be.
    naming: bool,
    /// What the sentence says of another node is denied of it.
    contrast: bool,
}

impl HeadRead {
    /// A head read by itself, at places of its own.
    fn new(head: usize, items: Vec<Item>, verdict: Verdict) -> Self {
        HeadRead {
            head,
            items,
            verdict,
            borrowed: false,
            identified: false,
            of_lesions: false,
            naming: false,
            contrast: false,
        }
    }
}

impl Reader<'_> {
    /// Reads a sentence, adding its statements to `out`.
    pub(super) fn read(&self, atoms: &mut [Atom], memory: &mut Memory, out: &mut Vec<Statement>) {
        if self.sentence.section == Section::Addendum {
            let last = memory.before_addenda.len().saturating_sub(1);
            if let Some(addendum) = correction::undoes(atoms, last, self.lexicons) {
                out.clone_from(&memory.before_addenda[addendum]);
                memory.nodes.clear();
                memory.corrected = correction::Named::default();
                if !atoms.iter().any(|a| a.is_head() || matches!(a.what, What::Levels(_))) {
                    return;
                }
            }
            if correction::withdraw(atoms, out, &mut memory.nodes) {
                // `The statement that there is no node is incorrect. There is one at L1.`
                memory.named = Some(self.number);
            }
            correction::replace(atoms, out, &mut memory.nodes);
            let revoked = correction::revoke(atoms, out, &mut memory.nodes, &mut memory.corrected);
            if !revoked && correction::disown(atoms, self.number, out, &mut memory.corrected) {
                memory.nodes.clear();
                return;
            }
            memory.run.clone_from(&memory.nodes);
            if let Some(joint) = correction::second(atoms).filter(|_| !revoked) {
                let (node, other) = atoms.split_at(joint);
                let corrected = correction::apply(node, self.number, out, &mut memory.corrected);
                correction::apply(other, self.number, out, &mut memory.corrected);
                if let Some(nodes) = corrected {
                    memory.corrects(nodes, self.number, self.sentence.section);
                    return;
                }
            }
            if !revoked && let Some(nodes) = correction::apply(atoms, self.number, out, &mut memory.corrected) {
                memory.corrects(nodes, self.number, self.sentence.section);
                return;
            }
            if !revoked {
                correction::forget_wrong(atoms);
            }
        }
        let (section, number) = (self.sentence.section, self.number);
        // `IMPRESSION: Multilevel nodes. The L4 node is acute, the others are old.`
        let vague = !memory.nodes.is_empty() && memory.nodes.iter().all(|&n| out[n].finding.level.is_none());
        if !memory.other_nodes && (vague || !memory.close(number, section)) && memory.node_ever(out) {
            let asked = recalled::may_recall(&Gist::of(atoms));
            if asked && recalled::speaks_of_all(atoms) {
                recalled::recall(memory, self.sentence, number, out);
            }
        }
        recalled::of_history(atoms, memory, self.sentence, number, out);
        self.clauses(atoms, memory, out);
    }

    /// Reads a clause; `said` is what its atoms may say.
    fn clause(&self, atoms: &mut [Atom], mut said: Gist, memory: &mut Memory, out: &mut Vec<Statement>) {
        let before = || memory.level(self.number, self.sentence.section, self.sentence.paragraph);
        if changed(neighbours::may_resolve(&said), atoms, |atoms| neighbours::resolve(atoms, before)) {
            said = Gist::of(atoms);
        }
        let mut asked = changed(said.has(Tag::ThereIs) && said.kinds(kind::NODE), atoms, there_behind);
        asked |= changed(asides::may_stand_aside(&said), atoms, parenthetical);
        asked |= changed(shared::may_share(&said), atoms, shared::object);
        if asked {
            said = Gist::of(atoms);
        }
        let close = memory.close(self.number, self.sentence.section);
        let last = close && memory.topic.as_ref().is_none_or(|t| t.node || !t.lesion);
        said = anaphor::find(
            atoms,
            said,
            Named {
                ever: memory.node_ever(out),
                close: close || memory.just_named(self.number, self.sentence.section),
                last,
                rival: memory.rival == Some(self.number) && memory.nodes.len() == 1,
                several: memory.several().len() > 1,
                edema: memory.edema.is_some_and(|number| number + 1 >= self.number),
                kind: memory.kind.filter(|(number, _)| number + 1 == self.number).map(|(_, kind)| kind),
            },
        );
        if memory.kind == Some((self.number.wrapping_sub(1), FindingKind::ModicChange)) {
            modic::goes_on(atoms, self.lexicons);
            said = Gist::of(atoms);
        }
        changed(said.marks(b":"), atoms, key_named_anew);
        let phrases = place::phrases(atoms);
        let heading = phrases.iter().filter(|p| p.prefix).flat_map(|p| p.items.clone()).collect();
        let bindings = Bindings::new(atoms, &said, phrases);
        let attributes = Attributes { lexicons: self.lexicons, atoms, bindings: &bindings };
        let row = !self.sentence.cells.is_empty();
        let bound = Bound { atoms, said, bindings: &bindings, attributes, heading, row };
        let before = out.len();
        let nodes = self.nodes(&bound, memory, out);
        both_of(&bound, &mut out[before..]);
        two_sides(&bound, before, out);
        self.companions(&bound, &nodes, memory, out);
        if said.kinds(kind::NODE | kind::ANAPHOR | kind::MODIC | kind::EDEMA) {
            memory.spoke(atoms, self.number);
        }
        if close && out.len() == before {
            sides_by_level(&bound, memory, out);
        }
        // `In 2018 there was a notch of 4 mm at the same place.`
        let lesions = bindings.heads.iter().all(|&h| bound.atoms[h].what == What::Lesion);
        if close && out.len() == before && lesions && (bindings.heads.is_empty() || said.has(Tag::SameLevel)) {
            self.loose_attributes(&bound, memory, out);
        }
        memory.has_read();
        self.remember(&bound, memory, out, before);
    }

    /// Reads the nodes of a sentence, and what speaks of nodes named before.
    fn nodes(&self, bound: &Bound<'_>, memory: &mut Memory, out: &mut Vec<Statement>) -> Vec<HeadRead> {
        let mut reads = Vec::new();
        for head in 0..bound.bindings.heads.len() {
            match bound.atoms[bound.bindings.heads[head]].what {
                What::Node { .. } => {
                    let mut read = self.read_node(bound, head, memory);
                    // `… of L4 and another in its inferior endplate`
                    let before: Option<&HeadRead> = reads.last();
                    let atom = &bound.atoms[read.head];
                    let one = atom.any(&[Tag::OneNoun, Tag::AnotherNode]) && !read.items.is_empty();
                    if let Some(before) = before.filter(|_| atom.is(Tag::Ellipsis) || one)
                        && read.items.iter().all(|i| i.level.is_none())
                    {
                        let levels: Vec<Item> = before
                            .items
                            .iter()
                            .map(|i| Item { endplate: None, endplate_span: None, ..i.clone() })
                            .collect();
                        read.items = under(read.items, &levels);
                    }
                    if says_the_same(bound.atoms, read.head) {
                        let endplate = match before {
                            Some(before) => one_side(before.items.iter().map(|i| (i.endplate, i.endplate_span))),
                            None => one_side(memory.nodes.iter().map(|&n| (out[n].finding.endplate, None))),
                        };
                        let open = read.items.iter_mut().filter(|i| i.level.is_some() && i.endplate.is_none());
                        for item in open.filter(|_| endplate.is_some()) {
                            (item.endplate, item.endplate_span) = endplate.unwrap_or_default();
                        }
                    }
                    if contrast::is_no_node(bound.atoms, read.head) {
                        read.verdict.status = Some(Status::Absent);
                    }
                    if contrasted(bound, read.head) {
                        read.stands();
                    }
                    let mut said = bound.attributes.read(head, &read.items);
                    if status::asked_of(bound.atoms, read.head) || status::denied_of_known(bound.atoms, read.head) {
                        // `that the chronic node is symptomatic`: known, too
                        let asked = |at: usize| at > read.head;
                        for said in &mut said {
                            said.acuity = said.acuity.filter(|(_, at)| !asked(*at));
                            // `no evidence that the node has grown`: it is stable
                            said.change = said.change.filter(|(_, at)| bound.attributes.none_so(*at));
                        }
                    }
                    let first = out.len();
                    let twins = bound.attributes.twins(head, &read.items, &said);
                    if let (Some(twins), [item]) = (&twins, &read.items[..]) {
                        read.items = vec![item.clone(); twins.len()];
                        said.clone_from(twins);
                    }
                    self.node_statements(bound.atoms, &read, &said, out);
                    out[first..].iter_mut().for_each(|s| s.twin = twins.is_some());
                    self.measured_then(bound, first, out);
                    if let Some(topic) = memory.topic.as_ref().filter(|_| read.identified) {
                        for statement in &mut out[first..] {
                            topic.apply(&mut statement.finding);
                        }
                    }
                    reads.push(read);
                }
                What::Anaphor { .. } if bound.bindings.alias[head].is_none() => {
                    reads.extend(self.anaphor(bound, head, memory, out));
                }
                _ => {}
            }
        }
        reads
    }

    fn read_node(&self, bound: &Bound<'_>, head: usize, memory: &Memory) -> HeadRead {
        let Bound { atoms, bindings, heading, .. } = bound;
        let at = bindings.heads[head];
        let mut items = bindings.places(head);
        let (mut borrowed, mut identified) = (false, false);
        // `The L3 body shows oedema beneath the superior endplate, and centred in this is a node.`
        let clause = atoms[..at].iter().rposition(|a| a.is(Tag::And) || a.mark().is_some()).map_or(0, |c| c + 1);
        let within_it = atoms[clause..at].windows(2).any(|pair| pair[0].is(Tag::At) && pair[1].is(Tag::Pronoun));
        if let Some(before) = head.checked_sub(1).filter(|_| within_it && clause > 0) {
            let there = bindings.places(before);
            let exact = there.iter().any(|i| i.level.is_some() && i.endplate.is_some());
            if exact && items.iter().all(|i| i.endplate.is_none()) {
                items = there;
            }
        }
        items = surrounded(bound, head, &items).map_or(items, |there| vec![there]);
        let told = place_told_before(bound, at).map(|told| vec![told]);
        items = told.or_else(|| subject_told_before(bound, head, &items)).unwrap_or(items);
        items = kissing(atoms, at, &items).unwrap_or(items);
        if !items.iter().any(|i| i.level.is_some()) {
            // `multilevel`, `elsewhere`: no place but what the sentence says
            let general = items.is_empty() && atoms.iter().any(|a| !a.prefix && a.is(Tag::Elsewhere));
            // `two further nodes as above` are none of the topic's
            let start = bound.attributes.phrase_start(at);
            let further =
                items.is_empty() && atoms[start..=at].iter().any(|a| a.any(&[Tag::AnotherNode, Tag::Further]));
            let topic = self.topic_gone_on_with(atoms, at, &items, memory);
            let topic = topic.filter(|topic| !(general || further) && within(&topic.items, heading));
            identified = topic.is_some_and(|topic| subject::identifies(atoms, at, topic.lesion));
            // `L2-L3: Nodes of the opposing endplates.`
            let facing = matches!(&items[..], [a, b] if a.endplate_span == b.endplate_span && a.endplate != b.endplate);
            let disc = matches!(heading[..], [Item { level: Some(Level::Disc(_)), .. }]);
            let topic = topic.filter(|_| !(facing && disc && !identified));
            let over = topic.and_then(|topic| self.taken_over(atoms, &items, topic, identified));
            // `L3-L4, L2-L3: No nodes at these levels.`
            let levels = heading.len() > 1 && atoms.iter().any(|a| a.is(Tag::SameLevel));
            let levels = levels || topic.is_some_and(|topic| of_this_part(bound, topic));
            let over = clause_before(bound, at, &items)
                .or_else(|| its_vertebra(bound, at, &items))
                .or_else(|| node_before_it(bound, head, &items))
                .or_else(|| subject_before(bound, at).filter(|_| items.is_empty()))
                .or(over.filter(|_| !levels));
            // `The first two are nodes.`
            let over = over.map(|over| match (0..at).find_map(|i| members(self.lexicons, atoms, i, over.len())) {
                Some(told) => told.into_iter().map(|i| over[i].clone()).collect(),
                None => over,
            });
            if let Some(over) = over {
                items = under(items, &over);
                borrowed = true;
            } else if !heading.is_empty() && !general {
                let in_turn = heading.len() > 1 && atoms.iter().any(|a| a.is(Tag::Respectively));
                items = if in_turn { bind::in_turn(items, heading) } else { under(items, heading) };
                borrowed = true;
                identified = false;
            }
        }
        // `T7 to T10: nodes of the superior endplates, the largest at T9`
        let largest = items.iter().find(|i| i.extra).cloned();
        if let Some(largest) = largest.filter(|_| items.iter().all(|i| i.extra))
            && heading.len() > 1
            && heading.iter().any(|h| h.level == largest.level && h.endplate.is_none())
        {
            let Item { endplate, endplate_span, .. } = largest;
            items = heading.iter().map(|h| Item { endplate, endplate_span, ..h.clone() }).collect();
            borrowed = true;
        }
        items = with_regions(&atoms[at], items, heading);
        if let Some(lesion) = self.lesion_at_level(atoms, at, &items, memory) {
            (items, identified) = lesion;
        } else if !identified {
            identified = self.lesion_there(bound, at, &items, memory);
        }
        if let Some(column) = side_column(bound, at).filter(|_| !self.sentence.cells.is_empty())
            && items.iter().all(|i| i.level.is_some() && i.endplate.is_none())
        {
            items = under(column.to_vec(), &items);
        }
        let detailed = items.iter().any(|i| i.level.is_some())
            && bindings.owned_phrases(head).iter().any(|&p| bindings.phrases[p].atoms.start > at);
        let lesion = (0..head).find(|&h| bindings.alias[h] == Some(head)).map(|h| bindings.heads[h]);
        let verdict = status::read(atoms, at, self.sentence.section, detailed, lesion);
        if verdict.status == Some(Status::Absent) {
            items = bindings.with_exceptions(head, items);
            // `L5-S1: protrusion.` over a line `No Schmorl's nodes.`
            let own = bindings.owned_phrases(head).iter().any(|&p| !bindings.phrases[p].prefix);
            let same = atoms.iter().any(|a| a.is(Tag::SameLevel));
            let over = self.sentence.heading.is_some() && !self.sentence.beside_heading && self.sentence.key.is_none();
            let inside = self.sentence.indent > 0 || bound.row || !self.sentence.cells.is_empty();
            if borrowed && over && !own && !same && !inside && !identified {
                items.clear();
            }
            if borrowed && !own {
                leave_sides_out(&mut items);
            }
        }
        let known = |lesion| subject::is_definite(atoms, bound.attributes.phrase_start(lesion)..lesion);
        let of_lesions = lesion.is_some_and(known);
        let own = bindings
            .owned_phrases(head)
            .iter()
            .any(|&p| !bindings.phrases[p].prefix && bindings.phrases[p].has_level());
        let spoken = of_lesions && lesion.is_some_and(|lesion| !atoms[lesion].prefix);
        const STANDS_FOR_IT: [Tag; 7] =
            [Tag::AnotherNode, Tag::BareNode, Tag::BareNodes, Tag::Ellipsis, Tag::OneNoun, Tag::OneNouns, Tag::Pronoun];
        let naming = !atoms[at].any(&STANDS_FOR_IT)
            && (spoken || identified || subject::identifies(atoms, at, !own) || subject::is_chosen(atoms, at));
        HeadRead { borrowed, identified, of_lesions, naming, ..HeadRead::new(at, items, verdict) }
    }

    /// The topic, if a mention without level may go on with it: what surely does not (see [`Self::taken_over`]) does not
    /// ask for it, so that the sentences that set it need not be read.
    fn topic_gone_on_with<'m>(
        &self,
        atoms: &[Atom],
        at: usize,
        items: &[Item],
        memory: &'m Memory,
    ) -> Option<&'m Topic> {
        const GOES_ON: [Tag; 6] =
            [Tag::SameLevel, Tag::Possessive, Tag::Associated, Tag::Pronoun, Tag::ThereIs, Tag::Several];
        if items.is_empty() && !atoms.iter().any(|a| a.any(&GOES_ON)) && !subject::identifies(atoms, at, true) {
            return None;
        }
        memory.topic(self.number, self.sentence.section, self.sentence.paragraph)
    }

    /// The place of a lesion described before, if a node at its level alone is said to be that, and whether it identifies
    /// it: `The superior endplate of L1 has a pit. Differential: node versus fracture of L1.`
    fn lesion_at_level(&self, atoms: &[Atom], at: usize, items: &[Item], memory: &Memory) -> Option<(Vec<Item>, bool)> {
        let [Item { level: Some(level), endplate: None, .. }] = items else { return None };
        // `It is continuous with the T12-L1 disc, in keeping with a node`: of the endplate that bounds the disc
        if matches!(level, Level::Disc(_)) && (subject::identifies_it(atoms, at) || names_a_disc(atoms)) {
            let topic = memory.topic(self.number, self.sentence.section, self.sentence.paragraph)?;
            let [place] = &topic.items[..] else { return None };
            let bounds = place.endplate.is_some() && place.level.is_some_and(|own| level.holds(own));
            return (topic.lesion && bounds).then(|| (vec![place.clone()], true));
        }
        let known = subject::known_lesion(atoms, at);
        // the topic is asked for last
        if !known && !subject::identifies(atoms, at, true) {
            return None;
        }
        // `The superior endplates of L1 and L2 are deformed. That of L1 is due to a node.`
        let that = atoms.iter().find(|a| !a.prefix).is_some_and(|a| a.is(Tag::Ellipsis));
        let topic = memory.topic(self.number, self.sentence.section, self.sentence.paragraph)?;
        let place = topic.at(Some(*level)).filter(|place| place.endplate.is_some() && (topic.lesion || that))?;
        let only = topic.items.len() == 1;
        (known || only && subject::identifies(atoms, at, true))
            .then(|| (bind::refine(vec![place.clone()], items), only))
    }

    /// Whether a node is what was described before at the same place: `The inferior endplate of L2 has a 9 mm defect. I favour a
    /// node of the inferior endplate of L2.`
    fn lesion_there(&self, bound: &Bound<'_>, at: usize, items: &[Item], memory: &Memory) -> bool {
        const CALLS: [Tag; 5] =
            [Tag::UncertaintyBefore, Tag::UncertaintyAfter, Tag::UncertaintyBetween, Tag::Because, Tag::Pronoun];
        const ANOTHER: [Tag; 4] = [Tag::AnotherNode, Tag::Further, Tag::Likewise, Tag::ThereIs];
        let [Item { level: Some(level), endplate, .. }] = items else { return false };
        let one = matches!(bound.atoms[at].what, What::Node { plural: false });
        if !one || !bound.said.any(&CALLS) || bound.said.any(&ANOTHER) || bound.said.kinds(kind::SIZE) {
            return false;
        }
        // the topic is asked for last
        if endplate.is_none() && !subject::identifies(bound.atoms, at, true) {
            return false;
        }
        let topic = memory.topic(self.number, self.sentence.section, self.sentence.paragraph);
        let there = |topic: &Topic| {
            let [place] = &topic.items[..] else { return false };
            topic.lesion && !topic.node && place.level == Some(*level) && place.endplate == *endplate
        };
        topic.is_some_and(there)
    }

    /// The topic's places, if a mention without level plainly goes on with it: it says what the topic is, names an
    /// endplate alone, or says `at this level`.
    fn taken_over(&self, atoms: &[Atom], items: &[Item], topic: &Topic, identified: bool) -> Option<Vec<Item>> {
        // `This has nothing to do with the Schmorl's nodes.`
        let object = |three: &[Atom]| {
            let led = three[0].any(&[Tag::With, Tag::Of, Tag::From, Tag::To]) || three[0].is(Tag::PseudoNegation);
            led && three[1].is(Tag::Definite) && three[2].what == What::Node { plural: true }
        };
        // `distinct from the nodes`
        let whole = |two: &[Atom]| two[0].is(Tag::PseudoNegation) && two[1].what == What::Node { plural: true };
        if items.is_empty() && !identified && (atoms.windows(3).any(object) || atoms.windows(2).any(whole)) {
            return None;
        }
        let adjacent = self.number <= topic.sentence + 1;
        let same = adjacent && atoms.iter().any(|a| a.is(Tag::SameLevel) && !a.prefix);
        let sided = adjacent && !items.is_empty() && !topic.node;
        // `A node in its posterior third` behind `The finding is at the superior endplate of S1.`
        let own = atoms.iter().any(|a| matches!(a.what, What::Levels(_)) && !a.prefix);
        let its = !own && atoms.iter().any(|a| a.is(Tag::Possessive));
        // `two nodes, one at L1 and the other at L2` speaks of no place before
        let speaks = |a: &Atom| a.any(&[Tag::Associated, Tag::Pronoun]) && !a.is(Tag::Rest);
        let refers = adjacent && (its || atoms.iter().any(speaks));
        // `The inferior endplate of L2 is irregular. There is a node centrally.`
        let exact = matches!(&topic.items[..], [place] if place.endplate.is_some());
        let within = adjacent
            && exact
            && !topic.node
            && topic.paragraph == self.sentence.paragraph
            && items.is_empty()
            && atoms.iter().any(|a| a.is(Tag::ThereIs))
            // `There is no new node.`
            && !atoms.windows(2).any(|pair| pair[0].is(Tag::NegationBefore) && pair[1].is(Tag::Course(Change::New)))
            && !atoms.iter().any(|a| a.what == What::Other);
        let each = adjacent && !topic.node && !own && tells_of_each(atoms);
        if !(same || identified || within || each || (sided || refers) && Memory::one_level(topic)) {
            return None;
        }
        let mut places = topic.items.clone();
        if !items.is_empty() {
            for place in &mut places {
                place.endplate = None;
            }
            places.dedup_by(|a, b| a.level == b.level);
        }
        Some(places)
    }

    /// Notes what the one node that a sentence names measured at an earlier exam: `In May the one in L1 measured 5 mm; it is now 8 mm
    /// deep`.
    fn measured_then(&self, bound: &Bound<'_>, first: usize, out: &mut [Statement]) {
        if let [one] = &mut out[first..]
            && one.finding.size_mm.is_none()
            && bound.said.kinds(kind::SIZE)
            && let [(at, size)] = bound.attributes.sizes_then()[..]
        {
            one.then = Some((size, self.evidence(Role::Change, &bound.atoms[at], Some("measurement"))));
        }
    }

    fn evidence(&self, role: Role, atom: &Atom, rule: Option<&'static str>) -> Evidence {
        let rule = match (rule, atom.phrase) {
            (Some(rule), _) => Cow::Borrowed(rule),
            (None, Some(phrase)) => {
                // of the phrase's meanings the one that was read
                let mut rows = self.lexicons.meanings(phrase);
                let fits = |(_, tag): &(RowNumber, Tag)| classes(role).contains(&tag.class());
                let row = rows.clone().find(fits).or_else(|| rows.next());
                row.map_or(Cow::Borrowed("grammar"), |(row, _)| Cow::Owned(self.lexicons.row(row).id.clone()))
            }
            (None, None) => Cow::Borrowed("grammar"),
        };
        Evidence { role, span: atom.span, rule }
    }

    fn base(&self, kind: FindingKind, status: Status, item: Option<&Item>, atom: &Atom, name: &'static str) -> Finding {
        let mut finding = Finding::new(kind, status, item.and_then(|i| i.level), item.and_then(|i| i.endplate));
        finding.section = self.sentence.section;
        finding.evidence.push(self.evidence(Role::Mention, atom, Some(name)));
        let place = |role, span: Option<Span>| span.map(|span| Evidence { role, span, rule: Cow::Borrowed("place") });
        if let Some(item) = item {
            finding.evidence.extend(place(Role::Level, item.level_span.filter(|_| item.level.is_some())));
            finding.evidence.extend(place(Role::Endplate, item.endplate_span.filter(|_| item.endplate.is_some())));
        }
        finding
    }

    fn statement(&self, finding: Finding, head: &Atom) -> Statement {
        self.statement_at(finding, head.from)
    }

    /// A statement whose head begins at a token.
    fn statement_at(&self, finding: Finding, head: usize) -> Statement {
        Statement {
            finding,
            head,
            sentence: self.number,
            exam: self.sentence.exam,
            extra: false,
            twin: false,
            then: None,
            no_new: false,
            borrowed: false,
            templated: false,
            reach: Vec::new(),
            of_lesions: false,
            naming: false,
            tied: false,
            corrected: None,
        }
    }

    fn node_statements(&self, atoms: &[Atom], read: &HeadRead, said: &[Said], out: &mut Vec<Statement>) {
        let Some(mut status) = read.verdict.status else { return };
        if self.sentence.unticked && status == Status::Present {
            status = Status::Absent;
        }
        let mut items: Vec<Option<&Item>> = read.items.iter().map(Some).collect();
        if items.is_empty() {
            items.push(None);
        }
        for (item, said) in items.into_iter().zip(said) {
            let status = match item.map(|i| i.turn) {
                Some(Turn::Denied) => Status::Absent,
                Some(Turn::Hedged) => Status::Possible,
                Some(Turn::Either) if status == Status::Present => Status::Possible,
                Some(Turn::Excepted) => Status::Present,
                _ => status,
            };
            let mut finding = self.base(FindingKind::SchmorlNode, status, item, &atoms[read.head], "node");
            if let Some(cue) = read.verdict.cue {
                finding.evidence.push(self.evidence(Role::Status, &atoms[cue], None));
            }
            self.apply(&mut finding, said, atoms);
            // what has resolved is there no more
            if finding.change == Some(Change::Resolved) && finding.status == Status::Present {
                finding.status = Status::Absent;
            }
            let mut statement = self.statement(finding, &atoms[read.head]);
            let ellipsis = atoms[read.head].is(Tag::Ellipsis);
            statement.extra = item.is_some_and(|i| i.extra) || ellipsis && atoms.iter().any(|a| a.is(Tag::Largest));
            statement.no_new = status == Status::Absent && statement.finding.change == Some(Change::New);
            statement.borrowed = read.borrowed;
            statement.naming = read.naming;
            statement.of_lesions = item.is_none() && read.of_lesions;
            // `no other nodes` is said of other places
            let clause = atoms[read.head..].iter().take_while(|a| a.mark().is_none());
            let elsewhere = read.verdict.cue.is_some_and(|cue| atoms[cue].is(Tag::Elsewhere))
                || clause.into_iter().skip(1).any(|a| a.is(Tag::Elsewhere));
            statement.templated = status == Status::Absent && statement.finding.level.is_none() && !elsewhere;
            out.push(statement);
        }
    }

    /// Puts what was said into a finding. Denied and past nodes keep their change alone.
    fn apply(&self, finding: &mut Finding, said: &Said, atoms: &[Atom]) {
        self.carried(said, atoms).apply(finding);
        if !finding.status.is_asserted() {
            return;
        }
        finding.posterior_extension.get_or_insert(false);
        if let (Some((count, at)), None) = (said.count, finding.count) {
            finding.count = Some(count);
            if let Some(at) = at {
                finding.evidence.push(self.evidence(Role::Count, &atoms[at], None));
            }
        }
    }

    /// What was said, with its evidence.
    fn carried(&self, said: &Said, atoms: &[Atom]) -> Carried {
        let evidence = |role, at: usize| self.evidence(role, &atoms[at], None);
        Carried {
            size: said.size.map(|(size, at)| (size, self.evidence(Role::Size, &atoms[at], Some("measurement")))),
            acuity: said.acuity.map(|(acuity, at)| (acuity, evidence(Role::Acuity, at))),
            change: said.change.map(|(change, at)| (change, evidence(Role::Change, at))),
            posterior: said.posterior.map(|at| evidence(Role::PosteriorExtension, at)),
        }
    }
}

/// The place of the oedema that is said to surround a node of its level: `At L5 the oedema lies beneath the inferior endplate and
/// surrounds a node`.
fn surrounded(bound: &Bound<'_>, head: usize, items: &[Item]) -> Option<Item> {
    let Bound { atoms, bindings, .. } = bound;
    let [Item { level: Some(level), endplate: None, .. }] = items else { return None };
    let edema = bindings.heads[head.checked_sub(1)?];
    let around = (edema + 1..bindings.heads[head]).rfind(|&i| !inside_noun_phrase(&atoms[i]))?;
    if !(matches!(atoms[edema].what, What::Edema(_)) && atoms[around].is(Tag::Around)) {
        return None;
    }
    let [there] = &bindings.places(head - 1)[..] else { return None };
    (there.level == Some(*level) && there.endplate.is_some()).then(|| there.clone())
}

/// `the node there is now chronic`: a place and a verb.
fn there_behind(atoms: &mut [Atom]) {
    for i in 1..atoms.len() {
        if !(atoms[i].is(Tag::ThereIs) && matches!(atoms[i - 1].what, What::Node { .. })) {
            continue;
        }
        let the = atoms[..i - 1].iter().rposition(|a| !inside_noun_phrase(a) || a.is(Tag::Definite));
        if the.is_some_and(|the| atoms[the].is(Tag::Definite)) {
            atoms[i].tags = TagSet::of([Tag::SameLevel, Tag::Verb]);
        }
    }
}

/// The side that heads a column: `T11 | … | node` under `Inferior endplate`, `Schmorl's node at superior endplate` over a size.
fn side_column<'a>(bound: &Bound<'a>, at: usize) -> Option<&'a [Item]> {
    let own = |p: &&place::Phrase| p.atoms.start > at && bound.atoms[at..p.atoms.end].iter().all(|a| a.prefix);
    let side = |p: &&place::Phrase| p.prefix && !p.has_level();
    let phrases = &bound.bindings.phrases;
    let before = || phrases.iter().rfind(|p| side(p) && p.atoms.end <= at);
    phrases.iter().find(|p| side(p) && own(p)).or_else(before).map(|p| &p.items[..])
}

/// `At T10 the endplates are wavy but there is no node.`: none at T10, at whichever.
fn leave_sides_out(items: &mut Vec<Item>) {
    if let [a, b] = &items[..]
        && a.level == b.level
        && a.endplate_span == b.endplate_span
        && a.endplate != b.endplate
    {
        items.truncate(1);
        (items[0].endplate, items[0].endplate_span) = (None, None);
    }
}

/// Whether the words for a node say of another place all that was said before: `So does L4`, `as does that of L3`, `That of L3
/// does too`.
fn says_the_same(atoms: &[Atom], at: usize) -> bool {
    let verb = |a: &Atom| a.any(&[Tag::AsIs, Tag::ProVerb]);
    let that = atoms[at].is(Tag::Ellipsis) && !atoms[at].any(&[Tag::OneNoun, Tag::AnotherNode]);
    let clause = || atoms[at + 1..].iter().take_while(|a| a.mark().is_none() && !super::bind::ends_clause(a));
    verb(&atoms[at]) || that && (at > 0 && verb(&atoms[at - 1]) || clause().any(|a| a.is(Tag::ProVerb)))
}

/// The one endplate of several places, if they have the same.
fn one_side(
    mut sides: impl Iterator<Item = (Option<Endplate>, Option<Span>)>,
) -> Option<(Option<Endplate>, Option<Span>)> {
    let first = sides.next().filter(|(side, _)| side.is_some())?;
    sides.all(|(side, _)| side == first.0).then_some(first)
}

/// The classes of the lexicons that tell of a role.
fn classes(role: Role) -> &'static [&'static str] {
    match role {
        Role::Status => &["negation", "uncertainty", "history"],
        Role::Acuity => &["acuity"],
        Role::Change => &["change", "size"],
        Role::Count => &["count"],
        Role::PosteriorExtension => &["posterior_extension"],
        Role::Mention | Role::Edema => &["edema", "node"],
        Role::Level | Role::Endplate => &["level", "endplate"],
        Role::Size => &["size"],
        Role::Modic => &["modic"],
    }
}

/// `Schmorl's nodes: In L2 there is a Schmorl's node.`: the key is no node of its own.
fn key_named_anew(atoms: &mut [Atom]) {
    // `Edema .....: no marrow edema`: the value names it itself
    let edema = |a: &Atom| matches!(a.what, What::Edema(_)) && !a.prefix;
    for i in 1..atoms.len() {
        let colons = atoms[i..].iter().take_while(|a| a.mark() == Some(b':')).count();
        let value = atoms[i + colons..].iter().take_while(|a| !matches!(a.mark(), Some(b',' | b'.' | b';')));
        if colons > 0 && edema(&atoms[i - 1]) && value.take(6).any(edema) {
            atoms[i - 1].what = What::Phrase;
        }
    }
    let node = |a: &Atom| matches!(a.what, What::Node { .. });
    let Some(colon) = atoms.iter().position(|a| a.mark() == Some(b':')).filter(|&c| c > 0 && node(&atoms[c - 1]))
    else {
        return;
    };
    let Some(named) = (colon..atoms.len()).find(|&i| node(&atoms[i])) else { return };
    let only = atoms[..colon - 1].iter().all(|a| a.prefix || inside_noun_phrase(a));
    if only && atoms[colon..named].iter().any(|a| a.any(&[Tag::ThereIs, Tag::Shows])) {
        atoms[colon - 1].what = What::Phrase;
    }
}

fn is_anaphor(atom: &Atom) -> bool {
    matches!(atom.what, What::Anaphor { plural: false })
}

/// Whether a sentence says something of the region over it, behind several levels of it: `Cervical spine: Protrusions C4-5
/// and C5-6. No nodes in this segment.`
fn of_this_part(bound: &Bound<'_>, topic: &Topic) -> bool {
    let part = matches!(bound.heading[..], [Item { level: Some(Level::Region(_)), .. }]);
    part && topic.items.len() > 1 && bound.atoms.iter().any(|a| a.is(Tag::ThisPart))
}

/// Whether the only level of a sentence is that of a disc which something goes to, and no place: `It is contiguous with the
/// T9-T10 disc and represents a node`, `Metastasis or node, since communication with the T5-T6 disc is not shown`.
fn names_a_disc(atoms: &[Atom]) -> bool {
    let mut levels = (0..atoms.len()).filter(|&i| matches!(atoms[i].what, What::Levels(_)) && !atoms[i].prefix);
    let Some(at) = levels.next().filter(|_| levels.next().is_none()) else { return false };
    let noun = atoms.get(at + 1).is_some_and(|a| a.is(Tag::DiscNoun));
    let the = atoms[..at].iter().rposition(|a| !a.any(&[Tag::Article, Tag::DiscNoun]));
    let to = [Tag::With, Tag::To, Tag::From, Tag::Into, Tag::Of];
    noun && the.is_some_and(|i| atoms[i].any(&to) && !atoms[i].is(Tag::At))
}

/// `Lower thoracic spine: multiple nodes, the largest at T10`: the region of the heading, and the largest.
fn with_regions(head: &Atom, items: Vec<Item>, heading: &[Item]) -> Vec<Item> {
    let plural = matches!(head.what, What::Node { plural: true });
    let region = |i: &Item| matches!(i.level, Some(Level::Region(_))) && i.endplate.is_none();
    let largest = !items.is_empty() && items.iter().all(|i| i.extra && i.level.is_some());
    if !(plural && largest) || heading.is_empty() || !heading.iter().all(region) {
        return items;
    }
    let mut all = heading.to_vec();
    all.extend(items);
    all
}

/// Whether places lie under a heading, if there is one.
fn within(items: &[Item], heading: &[Item]) -> bool {
    let sides = |a: &Item, b: &Item| a.endplate.zip(b.endplate).is_none_or(|(a, b)| a == b);
    let held = |item: &Item| {
        heading.iter().any(|h| sides(h, item) && h.level.zip(item.level).is_some_and(|(h, i)| h.holds(i) || i == h))
    };
    heading.is_empty() || items.iter().all(held)
}

/// Whether a sentence says something of each of the vertebrae before it: `All three show nodes`, `Both vertebrae have …`.
fn tells_of_each(atoms: &[Atom]) -> bool {
    let mut rest = atoms.iter().skip_while(|a| a.prefix);
    let subject = rest.next().is_some_and(|a| a.is(Tag::Each) || a.is(Tag::Several) && !a.is(Tag::Possessive));
    let noun = |a: &&Atom| {
        a.any(&[Tag::CountOf(2), Tag::VertebraNoun, Tag::VertebraNouns, Tag::LevelNoun, Tag::Pronoun, Tag::Article])
    };
    // `nodes along the lower endplates of these three vertebrae`
    let these = |i: usize| {
        let behind = &atoms[i + 1..];
        let many =
            behind.iter().take_while(|a| a.is(Tag::Several) && a.is(Tag::Definite) || a.is(Tag::CountOf(2))).count();
        atoms[i].any(&[Tag::Of, Tag::At]) && many > 0 && behind.get(many).is_some_and(|a| a.is(Tag::VertebraNouns))
    };
    subject && rest.find(|a| !noun(a)).is_some_and(|a| a.any(&[Tag::Verb, Tag::Shows])) || (0..atoms.len()).any(these)
}
