//! From a sentence's bound heads to statements: one finding a place, with status, attributes and evidence.
//!
//! In: the atoms of one sentence and what the sentences before it spoke of. Out: statements, not yet consolidated.

use super::atoms::{Atom, Marrow, What};
use super::attributes::{Attributes, Said};
use super::bind::{Bindings, under};
use super::correction;
use super::place::{self, Item, Turn};
use super::segment::Sentence;
use super::status::{self, Verdict};
use crate::anatomy::{Endplate, Level};
use crate::finding::{Change, Evidence, Finding, FindingKind, Role, Section, Status};
use crate::lexicon::Lexicons;
use crate::lexicon::tag::Tag;
use crate::span::Span;
use std::borrow::Cow;

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
}

/// What the sentences before spoke of.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    /// Statements of the nodes last named (indices into the list of statements).
    pub(super) nodes: Vec<usize>,
    /// The sentence that named them.
    pub(super) sentence: usize,
    /// The places that the sentence before named, if they are of one thing.
    pub(super) places: Vec<Item>,
    pub(super) places_sentence: usize,
    /// The one measurement of that sentence, if no node was named in it.
    pub(super) size: Option<(f64, Span)>,
    pub(super) paragraph: u32,
    pub(super) section: Section,
}

pub(super) struct Reader<'a> {
    pub(super) lexicons: &'a Lexicons,
    pub(super) sentence: &'a Sentence,
    pub(super) number: usize,
}

/// A head read: what, where, how sure.
struct HeadRead {
    head: usize,
    items: Vec<Item>,
    verdict: Verdict,
    borrowed: bool,
    heading: bool,
}

impl Reader<'_> {
    /// Reads a sentence, adding its statements to `out`.
    pub(super) fn read(&self, atoms: &mut [Atom], memory: &mut Memory, out: &mut Vec<Statement>) {
        if self.sentence.section == Section::Addendum && correction::apply(atoms, out) {
            return;
        }
        let near = memory.section == self.sentence.section
            && self.number.abs_diff(memory.sentence) <= 3
            && !memory.nodes.is_empty();
        let close = near && self.number.abs_diff(memory.sentence) <= 2;
        self.find_anaphors(atoms, close);
        let phrases = place::phrases(atoms);
        let heading: Vec<Item> = phrases.iter().filter(|p| p.prefix).flat_map(|p| p.items.clone()).collect();
        let bindings = Bindings::new(atoms, phrases);
        let attributes = Attributes { lexicons: self.lexicons, atoms, bindings: &bindings };
        let before = out.len();
        let mut node_reads: Vec<HeadRead> = Vec::new();
        for head in 0..bindings.heads.len() {
            let at = bindings.heads[head];
            match atoms[at].what {
                What::Node { .. } => {
                    let read = self.read_node(atoms, &bindings, head, &heading, memory);
                    let said = attributes.read(head, &read.items);
                    let first = out.len();
                    self.node_statements(atoms, &read, &said, out);
                    if read.borrowed
                        && read.items.len() == 1
                        && atoms.iter().any(|a| a.any(&[Tag::Pronoun, Tag::AnaphorNoun]))
                    {
                        self.borrow_size(memory, &mut out[first..]);
                    }
                    node_reads.push(read);
                }
                What::Anaphor { .. } => {
                    if let Some(read) = self.anaphor(atoms, &bindings, &attributes, head, memory, out) {
                        node_reads.push(read);
                    }
                }
                _ => {}
            }
        }
        for head in 0..bindings.heads.len() {
            match atoms[bindings.heads[head]].what {
                What::Edema(marrow) => self.edema(atoms, &bindings, head, marrow, &heading, &node_reads, memory, out),
                What::Modic(modic) => self.modic(atoms, &bindings, head, modic, &heading, &node_reads, memory, out),
                _ => {}
            }
        }
        if close && out.len() == before && bindings.heads.is_empty() {
            self.loose_attributes(atoms, memory, out);
        }
        self.remember(atoms, &bindings, memory, out, before);
    }

    /// Turns a leading pronoun into an anaphoric head where a node was just named, and other anaphors into plain
    /// words where none was.
    fn find_anaphors(&self, atoms: &mut [Atom], close: bool) {
        self.find_ellipses(atoms, close);
        let named = atoms.iter().any(|a| matches!(a.what, What::Node { .. }));
        let first = atoms.iter().position(|a| !a.prefix).unwrap_or(0);
        let mut found = false;
        for (i, atom) in atoms.iter_mut().enumerate() {
            match atom.what {
                What::Anaphor { .. } if !close || named && i > first + 3 => {
                    atom.what = if named { What::Phrase } else { What::Other };
                }
                What::Anaphor { .. } => found = true,
                _ => {}
            }
        }
        if named || found || !close {
            return;
        }
        let Some(i) = (first..atoms.len().min(first + 4)).find(|&i| {
            let atom = &atoms[i];
            atom.what == What::Phrase
                && (atom.any(&[Tag::Pronoun]) || atom.is(Tag::Largest) || atom.is(Tag::Each) && i == first)
        }) else {
            return;
        };
        // `These changes`, `this disc bulge`: the pronoun is another's
        let owns = atoms[i + 1..].iter().find(|a| !super::bind::inside_noun_phrase(a));
        let taken = matches!(owns.map(|a| &a.what), Some(What::Other | What::Modic(_) | What::Word))
            && !atoms[i].is(Tag::Largest)
            && atoms.get(i + 1).is_some_and(|a| {
                !a.any(&[
                    Tag::Verb,
                    Tag::Measuring,
                    Tag::Shows,
                    Tag::At,
                    Tag::Age(crate::finding::Acuity::Acute),
                    Tag::Course(Change::New),
                    Tag::NegationAfter,
                ])
            });
        if !taken {
            atoms[i].what = What::Anaphor { plural: false };
        }
    }

    /// `that of L4`, `but one at T11`, `but present at L4`: the node named before, at another place.
    fn find_ellipses(&self, atoms: &mut [Atom], close: bool) {
        let mut named = close;
        for i in 0..atoms.len() {
            named |= matches!(atoms[i].what, What::Node { .. });
            if !named || atoms[i].what != What::Phrase {
                continue;
            }
            let level_next = |from: usize| {
                atoms[from..]
                    .iter()
                    .find(|a| {
                        !a.any(&[
                            Tag::Article,
                            Tag::At,
                            Tag::PlaceFiller,
                            Tag::Superior,
                            Tag::Inferior,
                            Tag::Upper,
                            Tag::Lower,
                            Tag::EndplateNoun,
                            Tag::Of,
                            Tag::LevelNoun,
                            Tag::VertebraNoun,
                        ])
                    })
                    .is_some_and(|a| matches!(a.what, What::Levels(_)))
            };
            let ellipsis = atoms[i].is(Tag::Ellipsis) && level_next(i + 1);
            let turned = i > 0
                && atoms[i - 1].is(Tag::Terminator)
                && atoms[i].is(Tag::Verb)
                && atoms.get(i + 1).is_some_and(|a| a.is(Tag::At))
                && level_next(i + 1);
            let behind_place = i > 0
                && (matches!(atoms[i - 1].what, What::Levels(_))
                    || atoms[i - 1].any(&[Tag::EndplateNoun, Tag::VertebraNoun, Tag::LevelNoun]));
            let bare = atoms[i].is(Tag::BareNode) && behind_place;
            if ellipsis || turned || bare || atoms[i].is(Tag::AnotherNode) {
                atoms[i].what = What::Node { plural: false };
            }
        }
    }

    /// `A defect of 9 mm. This represents a node.`: the size said of what turns out to be the node.
    fn borrow_size(&self, memory: &Memory, new: &mut [Statement]) {
        let Some((size, span)) = memory.size.filter(|_| memory.places_sentence + 1 == self.number) else { return };
        for statement in new.iter_mut().filter(|s| s.finding.status.is_asserted() && s.finding.size_mm.is_none()) {
            statement.finding.size_mm = Some(size);
            statement.finding.evidence.push(Evidence {
                role: Role::Size,
                span,
                rule: Cow::Borrowed("sentence before"),
            });
        }
    }

    fn read_node(
        &self,
        atoms: &[Atom],
        bindings: &Bindings<'_>,
        head: usize,
        heading: &[Item],
        memory: &Memory,
    ) -> HeadRead {
        let at = bindings.heads[head];
        let mut items = bindings.places(head);
        let mut borrowed = false;
        let mut under_heading = false;
        if !items.iter().any(|i| i.level.is_some()) {
            // `multilevel`, `elsewhere`: no place but what the sentence says
            let general = items.is_empty() && atoms.iter().any(|a| !a.prefix && a.is(Tag::Elsewhere));
            let from_before = self.continues(atoms, at, &items, memory).filter(|_| !general);
            if !heading.is_empty() && !general {
                items = under(items, heading);
                under_heading = true;
            } else if let Some(places) = from_before {
                items = under(items, &places);
                borrowed = true;
            }
        }
        let detailed = items.iter().any(|i| i.level.is_some())
            && bindings.owned_phrases(head).iter().any(|&p| bindings.phrases[p].atoms.start > at);
        let verdict = status::read(atoms, at, self.sentence.section, detailed);
        HeadRead { head: at, items, verdict, borrowed, heading: under_heading }
    }

    /// The places of the sentence before, if this mention plainly goes on with it: it names an endplate and no level,
    /// or says `at this level`.
    fn continues(&self, atoms: &[Atom], _at: usize, items: &[Item], memory: &Memory) -> Option<Vec<Item>> {
        let adjacent = self.number == memory.places_sentence + 1
            && memory.section == self.sentence.section
            && !memory.places.is_empty();
        if !adjacent {
            return None;
        }
        let same = atoms.iter().any(|a| a.is(Tag::SameLevel));
        let sided = !items.is_empty();
        let associated = atoms.iter().any(|a| a.any(&[Tag::Associated, Tag::Pronoun, Tag::AnaphorNoun]));
        if !(same || sided || associated) {
            return None;
        }
        let one_level =
            memory.places.iter().filter_map(|i| i.level).collect::<std::collections::BTreeSet<_>>().len() == 1;
        (one_level || same).then(|| {
            let mut places = memory.places.clone();
            if sided {
                for place in &mut places {
                    place.endplate = None;
                }
                places.dedup_by(|a, b| a.level == b.level);
            }
            places
        })
    }

    fn evidence(&self, role: Role, atom: &Atom, rule: Option<&'static str>) -> Evidence {
        let rule = match (rule, atom.phrase) {
            (Some(rule), _) => Cow::Borrowed(rule),
            (None, Some(phrase)) => self
                .lexicons
                .meanings(phrase)
                .next()
                .map_or(Cow::Borrowed("grammar"), |(row, _)| Cow::Owned(self.lexicons.row(row).id.clone())),
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
        Statement {
            finding,
            head: head.from,
            sentence: self.number,
            exam: self.sentence.exam,
            extra: false,
            no_new: false,
            borrowed: false,
            templated: false,
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
                Some(Turn::Hedged) if status == Status::Present => Status::Possible,
                _ => status,
            };
            let mut finding = self.base(FindingKind::SchmorlNode, status, item, &atoms[read.head], "node");
            if let Some(cue) = read.verdict.cue {
                finding.evidence.push(self.evidence(Role::Status, &atoms[cue], None));
            }
            self.apply(&mut finding, said, atoms);
            let mut statement = self.statement(finding, &atoms[read.head]);
            let ellipsis = atoms[read.head].is(Tag::Ellipsis);
            statement.extra = item.is_some_and(|i| i.extra) || ellipsis && atoms.iter().any(|a| a.is(Tag::Largest));
            statement.no_new = status == Status::Absent && statement.finding.change == Some(Change::New);
            statement.borrowed = read.borrowed || read.heading;
            statement.templated = status == Status::Absent && statement.finding.level.is_none();
            out.push(statement);
        }
    }

    /// Puts what was said into a finding. Denied and past nodes keep their change alone.
    fn apply(&self, finding: &mut Finding, said: &Said, atoms: &[Atom]) {
        if let Some((change, at)) = said.change
            && finding.change.is_none()
        {
            finding.change = Some(change);
            finding.evidence.push(self.evidence(Role::Change, &atoms[at], None));
        }
        if !finding.status.is_asserted() {
            return;
        }
        finding.posterior_extension.get_or_insert(false);
        if let (Some((size, at)), None) = (said.size, finding.size_mm) {
            finding.size_mm = Some(size);
            finding.evidence.push(self.evidence(Role::Size, &atoms[at], Some("measurement")));
        }
        if let (Some((acuity, at)), None) = (said.acuity, finding.acuity) {
            finding.acuity = Some(acuity);
            finding.evidence.push(self.evidence(Role::Acuity, &atoms[at], None));
        }
        if let (Some((count, at)), None) = (said.count, finding.count) {
            finding.count = Some(count);
            if let Some(at) = at {
                finding.evidence.push(self.evidence(Role::Count, &atoms[at], None));
            }
        }
        if let Some(at) = said.posterior {
            finding.posterior_extension = Some(true);
            finding.evidence.push(self.evidence(Role::PosteriorExtension, &atoms[at], None));
        }
    }

    /// A head that speaks of a node named before: adds to it, or names a place of it.
    fn anaphor(
        &self,
        atoms: &[Atom],
        bindings: &Bindings<'_>,
        attributes: &Attributes<'_>,
        head: usize,
        memory: &Memory,
        out: &mut Vec<Statement>,
    ) -> Option<HeadRead> {
        let at = bindings.heads[head];
        if memory.nodes.is_empty() || !memory.nodes.iter().any(|&n| out[n].finding.status.is_asserted()) {
            return None;
        }
        let mut items = bindings.places(head);
        let verdict = status::read(atoms, at, self.sentence.section, false);
        if !items.iter().any(|i| i.level.is_some()) {
            let sides: Vec<_> = items.iter().filter_map(|i| i.endplate).collect();
            let targets: Vec<usize> = memory
                .nodes
                .iter()
                .copied()
                .filter(|&n| sides.is_empty() || out[n].finding.endplate.is_none_or(|e| sides.contains(&e)))
                .collect();
            if !sides.is_empty() && targets.iter().all(|&n| out[n].finding.endplate.is_none()) && sides.len() == 1 {
                for &n in &targets {
                    out[n].finding.endplate = Some(sides[0]);
                    if let Some(span) = items[0].endplate_span {
                        out[n].finding.evidence.push(Evidence {
                            role: Role::Endplate,
                            span,
                            rule: Cow::Borrowed("place"),
                        });
                    }
                }
            }
            let said = attributes.read(head, &[]).remove(0);
            self.add_to(&targets, &said, verdict, atoms, at, out);
            let items = targets.iter().map(|&n| item_of(&out[n].finding)).collect();
            return Some(HeadRead { head: at, items, verdict, borrowed: true, heading: false });
        }
        verdict.status?;
        if verdict.status == Some(Status::Historical) {
            return None;
        }
        let said = attributes.read(head, &items);
        let largest = atoms[..=at].iter().any(|a| a.is(Tag::Largest)) || atoms[at].any(&[Tag::Largest]);
        for item in &mut items {
            item.extra |= largest;
        }
        let mut read = HeadRead { head: at, items, verdict, borrowed: false, heading: false };
        // an anaphor denies only what it names
        if verdict.status == Some(Status::Present)
            && memory.nodes.iter().all(|&n| out[n].finding.status == Status::Possible)
        {
            read.verdict.status = Some(Status::Possible);
        }
        let mut said = said;
        for s in &mut said {
            s.count = Some((crate::finding::Count::Single, None));
        }
        self.node_statements(atoms, &read, &said, out);
        Some(read)
    }

    fn add_to(
        &self,
        targets: &[usize],
        said: &Said,
        verdict: Verdict,
        atoms: &[Atom],
        at: usize,
        out: &mut [Statement],
    ) {
        let many = targets.len() > 1;
        let largest = atoms[..=at].iter().any(|a| a.is(Tag::Largest));
        let each = atoms.iter().any(|a| a.is(Tag::Each));
        for &n in targets {
            let finding = &mut out[n].finding;
            let mut said = said.clone();
            said.count = None;
            if many && !each || largest && many {
                said.size = None;
            }
            if largest {
                said.acuity = None;
                said.change = None;
            }
            match verdict.status {
                Some(Status::Absent) if !largest && said.posterior.is_none() => {
                    finding.status = Status::Absent;
                    if let Some(cue) = verdict.cue {
                        finding.evidence.push(self.evidence(Role::Status, &atoms[cue], None));
                    }
                }
                Some(Status::Possible)
                    if finding.status == Status::Present && said.change.is_none() && said.acuity.is_none() =>
                {
                    finding.status = Status::Possible
                }
                _ => {}
            }
            self.apply(finding, &said, atoms);
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn edema(
        &self,
        atoms: &[Atom],
        bindings: &Bindings<'_>,
        head: usize,
        marrow: Marrow,
        heading: &[Item],
        nodes: &[HeadRead],
        memory: &Memory,
        out: &mut Vec<Statement>,
    ) {
        let at = bindings.heads[head];
        let verdict = status::read(atoms, at, self.sentence.section, false);
        let Some(status) = verdict.status else { return };
        let status = if self.sentence.unticked { Status::Absent } else { status };
        if matches!(self.sentence.section, Section::History | Section::Exam) {
            return;
        }
        let (mut items, tied) = self.tied_places(atoms, bindings, head, nodes, memory, out);
        let own = items.iter().any(|i| i.level.is_some());
        let keyed = atoms[at].prefix;
        if !own && !tied && (status != Status::Absent || keyed) && !heading.is_empty() {
            items = under(items, heading);
        }
        let exact = items.iter().any(|i| i.endplate.is_some() || matches!(i.level, Some(Level::Vertebra(_))));
        let said_marrow =
            marrow == Marrow::Said || keyed || tied || exact || items.iter().any(|i| i.endplate.is_some());
        if !said_marrow {
            return;
        }
        if items.is_empty() {
            items.push(Item {
                level: None,
                endplate: None,
                level_span: None,
                endplate_span: None,
                turn: Turn::None,
                size: None,
                extra: false,
            });
        }
        for item in &items {
            let status = match item.turn {
                Turn::Denied => Status::Absent,
                _ => status,
            };
            let mut finding = self.base(FindingKind::MarrowEdema, status, Some(item), &atoms[at], "edema");
            if let Some(cue) = verdict.cue {
                finding.evidence.push(self.evidence(Role::Status, &atoms[cue], None));
            }
            out.push(self.statement(finding, &atoms[at]));
        }
    }

    /// Places of an oedema or Modic head: its own, or those of the node it goes with; true if it is tied to a node.
    fn tied_places(
        &self,
        atoms: &[Atom],
        bindings: &Bindings<'_>,
        head: usize,
        nodes: &[HeadRead],
        memory: &Memory,
        out: &[Statement],
    ) -> (Vec<Item>, bool) {
        let at = bindings.heads[head];
        let owned = bindings.owned_phrases(head);
        let own_behind = owned.iter().any(|&p| bindings.phrases[p].atoms.start > at && bindings.phrases[p].has_level());
        let items = bindings.places(head);
        if own_behind && items.iter().any(|i| i.level.is_some()) {
            // `edema around the node at L3` has the node's place through the node
            return (items, false);
        }
        let node = self.node_beside(atoms, bindings, head, nodes);
        if let Some(node) = node {
            let between = &atoms[node.head.min(at)..node.head.max(at)];
            if between.iter().any(|a| a.is(Tag::Latter)) {
                return (node.items.iter().last().cloned().into_iter().collect(), true);
            }
            if between.iter().any(|a| a.is(Tag::Former)) {
                return (node.items.first().cloned().into_iter().collect(), true);
            }
            // `…, the largest at T12 with oedema`: the largest's own
            let extra: Vec<Item> = node.items.iter().filter(|i| i.extra).cloned().collect();
            if node.head < at && !extra.is_empty() {
                return (extra, true);
            }
            let placed = items.iter().any(|i| i.level.is_some());
            let led_by = bindings.owned_phrases(head).iter().any(|&p| bindings.phrases[p].atoms.end <= at) && placed;
            let node_led = node.items.iter().zip(&items).all(|(a, b)| a.level == b.level);
            if !led_by || node_led {
                return (node.items.clone(), true);
            }
            return (items, true);
        }
        if items.iter().any(|i| i.level.is_some()) {
            return (items, false);
        }
        let near = memory.section == self.sentence.section
            && self.number.abs_diff(memory.sentence) <= 2
            && !memory.nodes.is_empty();
        let refers = atoms
            .iter()
            .any(|a| a.any(&[Tag::Associated, Tag::Pronoun, Tag::SameLevel, Tag::AnaphorNoun, Tag::Around]));
        let denied = atoms[..at].iter().any(|a| a.is(Tag::NegationBefore));
        if near && nodes.is_empty() && refers && !denied {
            let places = memory
                .nodes
                .iter()
                .filter(|&&n| out[n].finding.status.is_asserted())
                .map(|&n| item_of(&out[n].finding))
                .collect::<Vec<_>>();
            if !places.is_empty() {
                return (places, true);
            }
        }
        if near && nodes.is_empty() && denied {
            return (items, true);
        }
        if let Some(places) = self.continues(atoms, at, &items, memory) {
            return (under(items, &places), false);
        }
        (items, false)
    }

    /// The node that the head goes with in its sentence.
    fn node_beside<'n>(
        &self,
        atoms: &[Atom],
        bindings: &Bindings<'_>,
        head: usize,
        nodes: &'n [HeadRead],
    ) -> Option<&'n HeadRead> {
        let at = bindings.heads[head];
        let clear = |from: usize, to: usize| {
            !atoms[from..to].iter().any(|a| a.mark() == Some(b'|') || a.is(Tag::ThereIs))
                && !atoms[from + 1..to].iter().any(|a| matches!(a.what, What::Other) && !a.any(&[Tag::Structure]))
        };
        let right = nodes.iter().find(|n| n.head > at);
        if let Some(node) = right {
            let linked = atoms[at.saturating_sub(2)..at].iter().any(|a| a.is(Tag::Associated))
                || atoms[at + 1..node.head]
                    .iter()
                    .any(|a| a.any(&[Tag::Around, Tag::Because, Tag::Of, Tag::At, Tag::With, Tag::Associated]));
            let parted = atoms[at + 1..node.head]
                .iter()
                .any(|a| matches!(a.mark(), Some(b',' | b';')) || a.any(&[Tag::And, Tag::Or, Tag::Terminator]));
            if linked && !parted && clear(at, node.head) {
                return Some(node);
            }
        }
        let left = nodes.iter().rev().find(|n| n.head < at && n.verdict.status.is_some_and(Status::is_asserted))?;
        if !clear(left.head, at) {
            return None;
        }
        let between = &atoms[left.head + 1..at];
        let semicolon = between.iter().any(|a| a.mark() == Some(b';'));
        let other_place = bindings.phrases.iter().any(|p| {
            p.has_level()
                && p.atoms.start > left.head
                && p.atoms.end <= at
                && !left.items.iter().any(|i| p.items.iter().any(|j| j.level_span == i.level_span))
        });
        (!other_place && (!semicolon || between.len() < 8)).then_some(left)
    }

    #[allow(clippy::too_many_arguments)]
    fn modic(
        &self,
        atoms: &[Atom],
        bindings: &Bindings<'_>,
        head: usize,
        modic: crate::finding::Modic,
        heading: &[Item],
        nodes: &[HeadRead],
        memory: &Memory,
        out: &mut Vec<Statement>,
    ) {
        let at = bindings.heads[head];
        let detailed = bindings.owned_phrases(head).iter().any(|&p| bindings.phrases[p].atoms.start > at);
        let verdict = status::read(atoms, at, self.sentence.section, detailed);
        let Some(status) = verdict.status else { return };
        let status = if self.sentence.unticked { Status::Absent } else { status };
        if matches!(self.sentence.section, Section::History | Section::Exam) {
            return;
        }
        let mut items = bindings.places(head);
        if !items.iter().any(|i| i.level.is_some()) {
            if heading.is_empty() {
                items = self.tied_places(atoms, bindings, head, nodes, memory, out).0;
            } else {
                items = under(items, heading);
            }
        }
        let items = discs_whole(items);
        let general = modic == crate::finding::Modic::Unspecified && status == Status::Absent;
        let mut push = |item: Option<&Item>| {
            let mut finding = self.base(FindingKind::ModicChange, status, item, &atoms[at], "modic");
            finding.modic = (!general).then_some(modic);
            finding.evidence.push(self.evidence(Role::Modic, &atoms[at], Some("modic")));
            if let Some(cue) = verdict.cue {
                finding.evidence.push(self.evidence(Role::Status, &atoms[cue], None));
            }
            if let Some(item) = item {
                match item.turn {
                    Turn::Denied => finding.status = Status::Absent,
                    Turn::Hedged if finding.status == Status::Present => finding.status = Status::Possible,
                    _ => {}
                }
            }
            out.push(self.statement(finding, &atoms[at]));
        };
        if items.is_empty() {
            push(None);
        }
        for item in &items {
            push(Some(item));
        }
    }

    /// Sizes and words in a sentence with no head that go with the node just named: `Measures 4 mm.`, `Unchanged.`
    fn loose_attributes(&self, atoms: &[Atom], memory: &Memory, out: &mut [Statement]) {
        if memory.nodes.is_empty() || self.number != memory.sentence + 1 {
            return;
        }
        let words = atoms.iter().filter(|a| !a.prefix).collect::<Vec<_>>();
        let starts = words.first().is_some_and(|a| {
            a.any(&[
                Tag::Measuring,
                Tag::Course(Change::New),
                Tag::Again,
                Tag::Posterior,
                Tag::Reach,
                Tag::Age(crate::finding::Acuity::Acute),
            ]) || matches!(a.what, What::Size(_))
        });
        if !starts || words.len() > 14 || words.iter().any(|a| matches!(a.what, What::Levels(_))) {
            return;
        }
        let mut said = Said::default();
        let sizes: Vec<_> = atoms
            .iter()
            .enumerate()
            .filter_map(|(i, a)| if let What::Size(s) = a.what { Some((s, i)) } else { None })
            .collect();
        if let [size] = sizes[..] {
            said.size = Some(size);
        }
        for (i, atom) in atoms.iter().enumerate() {
            let Some(phrase) = atom.phrase else { continue };
            for (_, tag) in self.lexicons.meanings(phrase) {
                match tag {
                    Tag::Course(change) if said.change.is_none() => said.change = Some((change, i)),
                    Tag::Age(age) if said.acuity.is_none() => said.acuity = Some((age, i)),
                    _ => {}
                }
            }
        }
        let verdict = Verdict { status: Some(Status::Present), cue: None };
        self.add_to(&memory.nodes.clone(), &said, verdict, atoms, 0, out);
    }

    /// Notes what the next sentences may speak of.
    fn remember(&self, atoms: &[Atom], bindings: &Bindings<'_>, memory: &mut Memory, out: &[Statement], before: usize) {
        let nodes: Vec<usize> = (before..out.len())
            .filter(|&i| out[i].finding.kind == FindingKind::SchmorlNode && out[i].finding.status.is_asserted())
            .collect();
        if !nodes.is_empty() {
            memory.nodes = nodes;
            memory.sentence = self.number;
        } else if atoms.iter().any(|a| matches!(a.what, What::Anaphor { .. }))
            && memory.section == self.sentence.section
        {
            memory.sentence = self.number;
        } else if bindings.heads.iter().any(|&h| matches!(atoms[h].what, What::Other))
            && memory.sentence + 1 < self.number
        {
            memory.nodes.clear();
        }
        let placed: Vec<&place::Phrase> = bindings.phrases.iter().filter(|p| !p.prefix && p.has_level()).collect();
        if let [phrase] = placed[..] {
            let sides =
                bindings.phrases.iter().filter(|p| !p.prefix && !p.has_level()).flat_map(|p| p.items.clone()).collect();
            memory.places = super::bind::refine(phrase.items.clone(), &under(sides, &phrase.items));
            memory.places_sentence = self.number;
        } else if !placed.is_empty() {
            memory.places.clear();
            // several phrases of one level are one place
            let levels: std::collections::BTreeSet<_> =
                placed.iter().flat_map(|p| p.items.iter().filter_map(|i| i.level)).collect();
            if levels.len() == 1 {
                memory.places = placed[0].items.clone();
            }
            memory.places_sentence = self.number;
        }
        let sizes: Vec<_> = atoms
            .iter()
            .filter_map(|a| if let What::Size(size) = a.what { Some((size, a.span)) } else { None })
            .collect();
        let named = atoms.iter().any(|a| matches!(a.what, What::Node { .. } | What::Anaphor { .. }));
        memory.size = if let ([size], false) = (&sizes[..], named) { Some(*size) } else { None };
        memory.paragraph = self.sentence.paragraph;
        memory.section = self.sentence.section;
    }
}

fn item_of(finding: &Finding) -> Item {
    let span = |role| finding.evidence.iter().find(|e| e.role == role).map(|e| e.span);
    Item {
        level: finding.level,
        endplate: finding.endplate,
        level_span: span(Role::Level),
        endplate_span: span(Role::Endplate),
        turn: Turn::None,
        size: None,
        extra: false,
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
            if let Some(disc) =
                crate::anatomy::DiscLevel::new(upper, lower).filter(|_| facing && last.level_span == item.level_span)
            {
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
