//! Sentences that speak of nodes named before: `It measures 4 mm.`, `The largest is at L2.`, `Unchanged.`

use super::apart::apart;
use super::memory::{Memory, item_of, items_of, same_part};
use super::{Bound, HeadRead, Reader, Statement, is_anaphor};
use crate::anatomy::{Endplate, Level};
use crate::extract::atoms::{Atom, What};
use crate::extract::attributes::{Said, course_of_sizes};
use crate::extract::bind::{inside_noun_phrase, under};
use crate::extract::earlier;
use crate::extract::place::{Item, endplate_of};
use crate::extract::status::{self, Verdict};
use crate::finding::{Acuity, Change, Count, Evidence, Finding, FindingKind, Role, Section, Status};
use crate::lexicon::tag::Tag;
use std::borrow::Cow;

/// `Already present in 2020, unchanged.`, `Seen before, same size.`: a course behind what an earlier exam showed.
fn course_after_date(words: &[&Atom]) -> bool {
    let Some(comma) = words.iter().take(10).position(|a| a.mark() == Some(b',')) else { return false };
    let (seen, course) = (&words[..comma], &words[comma + 1..]);
    // `Already present`
    let leads = seen.iter().find(|a| a.what != What::Word);
    let leads =
        leads.is_some_and(|a| a.any(&[Tag::YesValue, Tag::Again, Tag::Verb]) || a.is(Tag::At) && a.to - a.from > 1);
    let plain = seen.iter().filter(|a| a.what == What::Word).count() < 2 && !seen.iter().any(|a| a.is_head());
    let earlier = seen.iter().any(|a| a.is(Tag::PriorSize) || a.is_date() || a.is(Tag::NotAge));
    let ends = !course.iter().any(|a| a.what == What::Word || a.is_head());
    leads && plain && earlier && ends && course.first().is_some_and(|a| a.is(Tag::Course(Change::New)))
}

impl Reader<'_> {
    /// A head that speaks of a node named before: adds to it, or names a place of it.
    pub(super) fn anaphor(
        &self,
        bound: &Bound<'_>,
        head: usize,
        memory: &mut Memory,
        out: &mut Vec<Statement>,
    ) -> Option<HeadRead> {
        let Bound { atoms, bindings, .. } = bound;
        let at = bindings.heads[head];
        // `The oedema which both had last year has gone.`
        let which = atoms[..at].iter().rposition(|a| a.is(Tag::Which));
        let edema = |a: &Atom| matches!(a.what, What::Edema(_));
        if which.is_some_and(|w| atoms[..w].last().is_some_and(edema)) {
            return None;
        }
        // `There is a haemangioma and a node. The former measures 12 mm.`
        if let Some((_, first)) = memory.beside_other.filter(|(number, _)| *number == self.number)
            && (atoms[at].is(Tag::Former) && !first || atoms[at].is(Tag::Latter) && first)
        {
            return None;
        }
        let mut items = bindings.places(head);
        let nodes = meant(bound, at, &items, memory, out);
        // `The remainder is unchanged.`: of the report
        if self.sentence.section == Section::Addendum && atoms[at].is(Tag::Rest) {
            return None;
        }
        let placed = items.iter().any(|i| i.level.is_some())
            && (atoms[at].any(&[Tag::BareNode, Tag::BareNodes]) || self.they_lie(atoms, at, &items, memory));
        // `That report lists nodes at L1 and L2. The node at L1 measures 4 mm.`
        let asserted = |n: &usize| out[*n].finding.status.is_asserted();
        let today = speaks_of_today(bound, at);
        let anew = !nodes.iter().any(|n| asserted(n) || today && out[*n].finding.status == Status::Historical);
        if anew && !(placed && memory.named.is_some()) {
            return None;
        }
        let nodes = if anew { &[] } else { nodes };
        let verdict = status::read(atoms, at, self.sentence.section, false, None);
        // `The rest is unremarkable.`: a node that is spoken of again is not denied by that
        let plain = |cue: usize| {
            atoms[cue].is(Tag::NoneValue)
                && !atoms[cue].any(&[Tag::NoneOf, Tag::NegationBefore, Tag::NegationAfter, Tag::NegationInstead])
        };
        if verdict.status == Some(Status::Absent) && verdict.cue.is_some_and(|cue| cue > at && plain(cue)) {
            return None;
        }
        // `Neither shows edema`: the oedema is denied
        let object = |a: &Atom| matches!(a.what, What::Edema(_) | What::Modic(_));
        let inside = |a: &&Atom| crate::extract::bind::inside_noun_phrase(a);
        let denies_other = verdict.status == Some(Status::Absent)
            && verdict.cue.is_some_and(|cue| {
                let clause = atoms[at + 1..].iter().take_while(|a| !super::super::bind::ends_clause(a));
                // `The other two are free of edema.`
                let free = || atoms[cue + 1..].iter().find(|a| !inside(a)).is_some_and(object);
                if cue <= at { clause.into_iter().any(object) } else { free() }
            });
        let verdict = if denies_other { Verdict { status: Some(Status::Present), cue: None } } else { verdict };
        // `Oedema around such nodes points to a recent event`, `whether it is new`: nothing is said of these
        verdict.status?;
        let apart = told_out(bound, at, &items, nodes, out);
        if let Some(level) = &apart {
            items = if items.is_empty() { vec![level.clone()] } else { under(items, std::slice::from_ref(level)) };
        }
        // `It has a sclerotic rim in continuity with the T8-T9 disc`: the disc is that beside the node
        let companion = atoms.iter().any(|a| matches!(a.what, What::Edema(_) | What::Modic(_)));
        let beside = |item: &Item, level: Level| {
            !companion && item.level.is_some_and(|i| matches!(i, Level::Disc(_)) && i.holds(level))
        };
        let named = |item: &Item| nodes.iter().any(|&n| speaks_of_place(atoms, at, item, &out[n].finding));
        if !items.is_empty()
            && items.iter().all(|i| nodes.iter().any(|&n| out[n].finding.level.is_some_and(|l| beside(i, l))))
        {
            items.clear();
        }
        let speaks_of_some = items.iter().any(|i| i.level.is_some()) && items.iter().all(named) && apart.is_none();
        if speaks_of_some || !items.iter().any(|i| i.level.is_some()) {
            let mut targets = self.targets(bound, at, &items, nodes, out);
            // `The inferior one is old` behind the superior one of L3: that of L3
            if let [last] = memory.nodes[..] {
                let there = |n: &usize| out[*n].finding.level == out[last].finding.level;
                let words = &atoms[bound.attributes.phrase_start(at)..=at];
                let sided = words.iter().any(|a| endplate_of(a).is_some());
                if sided && items.iter().all(|i| i.level.is_none()) && targets.iter().any(there) {
                    targets.retain(there);
                }
            }
            let said = bound.attributes.read(head, &[]).remove(0);
            self.add_to(&targets, &said, verdict, bound, at, out);
            memory.meant.extend(&targets);
            // `The node of L1 shows oedema. It measures 8 mm.`, `The larger lies at L1. It is old.`
            if !atoms[at].is(Tag::Pronoun) {
                let known = std::mem::take(&mut memory.spoken);
                memory.spoken.extend(known.iter().chain(targets.iter().filter(|n| !known.contains(n))));
            }
            return Some(HeadRead { borrowed: true, ..HeadRead::new(at, items_of(&targets, out), verdict) });
        }
        // `at T11 the corner defect` is a defect of its own; `apart from these`
        let excepted = at > 0 && atoms[at - 1].is(Tag::Exception);
        if verdict.status.is_none_or(|s| s == Status::Historical) || atoms[at].is(Tag::Lesion) || excepted {
            return None;
        }
        let mut said = bound.attributes.read(head, &items);
        let largest = atoms[..=at].iter().any(|a| a.is(Tag::Largest));
        for item in &mut items {
            item.extra |= largest;
        }
        let mut read = HeadRead::new(at, items, verdict);
        // an anaphor denies only what it names
        let hedged = |&n: &usize| out[n].finding.status == Status::Possible;
        if verdict.status == Some(Status::Present) && !nodes.is_empty() && nodes.iter().all(hedged) {
            read.verdict.status = Some(Status::Possible);
        }
        for s in &mut said {
            s.count = Some((Count::Single, None));
        }
        let first = out.len();
        self.node_statements(atoms, &read, &said, out);
        self.measured_then(bound, first, out);
        Some(read)
    }

    /// `Schmorl's nodes are frequent; they are seen in L1 and L2`: the words say where those lie that were named in general.
    fn they_lie(&self, atoms: &[Atom], at: usize, items: &[Item], memory: &Memory) -> bool {
        let they = atoms[at].is(Tag::Several) && atoms[at].is(Tag::Pronoun);
        let verbs = atoms[at + 1..].iter().take_while(|a| a.is(Tag::Verb)).count();
        let led = atoms.get(at + 1 + verbs).is_some_and(|a| a.is(Tag::At));
        let exact = items.iter().all(|i| matches!(i.level, Some(Level::Vertebra(_) | Level::Disc(_))));
        let just = memory.named.is_some_and(|named| self.number.abs_diff(named) <= 1);
        they && verbs > 0 && led && exact && just && memory.nodes.is_empty()
    }

    /// The nodes named before that an anaphor speaks of: those of its level and endplate, where it names one; the
    /// first or last, where it says so. An endplate that none of them has yet becomes theirs.
    fn targets(
        &self,
        bound: &Bound<'_>,
        at: usize,
        items: &[Item],
        nodes: &[usize],
        out: &mut [Statement],
    ) -> Vec<usize> {
        let start = bound.attributes.phrase_start(at);
        let words = &bound.atoms[start..=at];
        if let Some(told) = apart(&bound.attributes, start..at + 1, nodes, out) {
            // `The last is in the inferior endplate.`, `The first two are in the superior endplates.`
            if let [Item { level, endplate: Some(endplate), endplate_span: Some(span), .. }] = items
                && told.iter().all(|&n| out[n].finding.endplate.is_none())
                && (level.is_none() || told.iter().all(|&n| *level == out[n].finding.level))
            {
                for &n in &told {
                    let finding = &mut out[n].finding;
                    finding.endplate = Some(*endplate);
                    finding.evidence.push(Evidence { role: Role::Endplate, span: *span, rule: Cow::Borrowed("place") });
                }
            }
            return told;
        }
        // `A node at L1; a node at L3. It measures 5 mm.`: the one named last
        let it = bound.atoms[at].is(Tag::Pronoun) && !bound.atoms[at].any(&[Tag::Several, Tag::Ellipsis]);
        let last =
            nodes.iter().map(|&n| (out[n].sentence, out[n].head)).max().filter(|_| it && is_anaphor(&bound.atoms[at]));
        let named_last: Vec<usize> =
            nodes.iter().copied().filter(|&n| last.is_none_or(|last| (out[n].sentence, out[n].head) == last)).collect();
        let nodes = &named_last[..];
        // `Oedema at T8 marks this as active`: of several nodes, that of the place before
        let told =
            it && nodes.len() > 1 && bound.atoms[at].to - bound.atoms[at].from > 1 && !bound.atoms[at].is(Tag::Rest);
        if let Some(place) =
            bound.bindings.phrases.iter().rfind(|p| told && !p.prefix && p.atoms.end <= at && p.has_level())
        {
            let there = |n: &usize| place.items.iter().any(|i| i.level == out[*n].finding.level);
            return nodes.iter().copied().filter(there).collect();
        }
        // `at T9 and T11, where it measures 10 mm`
        let which = start.checked_sub(1).filter(|&which| bound.atoms[which].is(Tag::Which));
        let level = which.and_then(|which| {
            bound.atoms[..which]
                .iter()
                .rev()
                .find_map(|a| if let What::Levels(levels) = &a.what { levels.last() } else { None })
        });
        let there: Vec<usize> = nodes.iter().copied().filter(|&n| level == out[n].finding.level.as_ref()).collect();
        if let ([_], Some(_)) = (&there[..], level) {
            return there;
        }
        if words.iter().any(|a| a.is(Tag::Rest)) {
            return self.rest(bound, start, nodes, out);
        }
        let mut sides: Vec<_> = items.iter().filter_map(|i| i.endplate).collect();
        sides.extend(words.iter().filter_map(super::super::place::endplate_of));
        let fits = |n: usize| {
            let finding = &out[n].finding;
            let side = sides.is_empty() || finding.endplate.is_none_or(|e| sides.contains(&e));
            // a side that stands with a level is that level's
            let sided = |i: &Item| Endplate::agree(i.endplate, finding.endplate);
            let level =
                items.iter().all(|i| i.level.is_none()) || items.iter().any(|i| i.level == finding.level && sided(i));
            side && level
        };
        let targets: Vec<usize> = nodes.iter().copied().filter(|&n| fits(n)).collect();
        if let ([endplate], Some(span)) = (&sides[..], items.first().and_then(|i| i.endplate_span))
            && targets.iter().all(|&n| out[n].finding.endplate.is_none())
        {
            for &n in &targets {
                let finding = &mut out[n].finding;
                finding.endplate = Some(*endplate);
                finding.evidence.push(Evidence { role: Role::Endplate, span, rule: Cow::Borrowed("place") });
            }
        }
        targets
    }

    /// `The others are old.`: those of the nodes that the words before do not name; if they name none, those named before
    /// the last.
    pub(super) fn rest(&self, bound: &Bound<'_>, start: usize, nodes: &[usize], out: &[Statement]) -> Vec<usize> {
        let before = bound.bindings.phrases.iter().filter(|p| p.atoms.start < start && !p.prefix);
        let places: Vec<&Item> = before.flat_map(|p| &p.items).filter(|i| i.level.is_some()).collect();
        let named = |n: usize| {
            let Finding { level, endplate, .. } = out[n].finding;
            let side = |i: &&&Item| Endplate::agree(i.endplate, endplate);
            places.iter().filter(side).any(|i| i.level == level)
        };
        let place = |n: usize| (out[n].finding.level, out[n].finding.endplate);
        let side = |n: usize, m: usize| place(n).1.zip(place(m).1).is_none_or(|(a, b)| a == b);
        let last = |n: usize| nodes.iter().any(|&m| place(m).0 == place(n).0 && side(m, n));
        let earlier = |n: &usize| {
            let Statement { finding, exam, .. } = &out[*n];
            finding.kind == FindingKind::SchmorlNode
                && (finding.status.is_asserted() || finding.status == Status::Historical)
                && finding.level.is_some()
                && *exam == self.sentence.exam
                && !last(*n)
        };
        let here = |n: &usize| same_part(out[*n].finding.section, self.sentence.section);
        let early = |n: &usize| matches!(out[*n].finding.section, Section::History | Section::Exam);
        if places.is_empty() && nodes.len() == 1 {
            let earlier = || (0..out.len()).filter(earlier);
            let mut others: Vec<usize> = earlier().filter(here).collect();
            // `IMPRESSION: New L3 node. The others are unchanged.`
            if others.is_empty() {
                others = earlier().filter(|n| !early(n)).collect();
            }
            if !others.is_empty() {
                return others;
            }
        }
        // `nodes at T12, L1 and L2, the largest at L2, 9 mm. The others are old.`
        let sized = |n: usize| out[n].extra || out[n].finding.size_mm.is_some();
        let told_out = places.is_empty() && nodes.len() > 1 && nodes.iter().filter(|&&n| sized(n)).count() == 1;
        nodes.iter().copied().filter(|&n| !named(n) && !(told_out && sized(n))).collect()
    }

    fn add_to(
        &self,
        targets: &[usize],
        said: &Said,
        verdict: Verdict,
        bound: &Bound<'_>,
        at: usize,
        out: &mut [Statement],
    ) {
        let atoms = bound.atoms;
        let placed = targets.iter().map(|&n| &out[n].finding).filter(|f| f.level.is_some());
        let places: std::collections::BTreeSet<_> = placed.map(|f| (f.level, f.endplate)).collect();
        let many = places.len() > 1 || places.is_empty() && targets.len() > 1;
        let largest = atoms[..=at].iter().any(|a| a.is(Tag::Largest));
        let each =
            atoms.iter().any(|a| a.is(Tag::Each)) || said.size.is_some_and(|(_, size)| bound.attributes.of_each(size));
        // `They measure 4 and 6 mm, respectively.`
        let mut sizes = bound.attributes.todays_sizes();
        sizes.retain(|(_, size)| *size > at);
        let in_order = many && !largest && sizes.len() == targets.len() && targets.len() == places.len();
        // `They are 4, 5 and 3 mm respectively, and each can be found in 2019`
        let each = each && !(in_order && sizes.len() > 1);
        let now = atoms.iter().any(|a| a.is(Tag::NowSize));
        let then = if said.size.is_none() { bound.attributes.sizes_then() } else { Vec::new() };
        for (i, &n) in targets.iter().enumerate() {
            let finding = &mut out[n].finding;
            let mut said = said.clone();
            said.count = None;
            if finding.status == Status::Historical && verdict.status.is_some_and(Status::is_asserted) {
                if !speaks_of_today(bound, at) {
                    continue;
                }
                is_there(finding);
            }
            // `It measured 8 mm. Today that node is down to 6 mm. It is now chronic.`
            if now {
                overtake(finding, &said, atoms);
            }
            // `It was not there in 2022. … It has increased.`
            let grown = |change| matches!(change, Change::Increased | Change::Decreased);
            if finding.change == Some(Change::New) && said.change.is_some_and(|(change, _)| grown(change)) {
                finding.change = None;
                finding.evidence.retain(|e| e.role != Role::Change);
            }
            // `the others 4 mm`
            let others = atoms[at].is(Tag::Rest) && sizes.len() == 1 && said.size.is_some_and(|(_, size)| size > at);
            if many && (!(each || others) || largest) {
                said.size = in_order.then(|| sizes[i]);
            }
            let before = then_of(&then, i, targets.len());
            if let Some(size) = finding.size_mm {
                course_of_sizes(before, size, std::slice::from_mut(&mut said));
            } else if let [(at, size)] = *before {
                out[n].then = Some((size, self.evidence(Role::Change, &atoms[at], Some("measurement"))));
            }
            let finding = &mut out[n].finding;
            // `the largest` that no size told apart is one of all
            if largest && targets.len() > 1 {
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
                    if finding.status == Status::Present
                        && said.change.is_none()
                        && said.acuity.is_none()
                        && !verdict.cue.is_some_and(|cue| hedges_a_quality(atoms, cue)) =>
                {
                    finding.status = Status::Possible;
                }
                _ => {}
            }
            self.apply(finding, &said, atoms);
        }
    }

    /// Sizes and words in a sentence with no head that go with the node just named: `Measures 4 mm.`, `Unchanged.`,
    /// `Depths: T7 3 mm, T8 5 mm.`
    pub(super) fn loose_attributes(&self, bound: &Bound<'_>, memory: &mut Memory, out: &mut [Statement]) {
        let atoms = bound.atoms;
        // `None has changed.`, `Sizes: T7 3 mm, T8 5 mm.` need not stand right behind them
        let first = atoms.iter().find(|a| !a.prefix);
        let sizes = atoms.iter().filter(|a| matches!(a.what, What::Size(_))).count();
        let several = first.is_some_and(|a| a.any(&[Tag::Several, Tag::NowSize]) || a.is(Tag::Field) && sizes > 1);
        if memory.nodes.is_empty() || self.number > memory.sentence + 1 + usize::from(several) {
            return;
        }
        // `T12-L1: Same.` below a node at another level
        let there = |level: Level| {
            memory.several().iter().any(|&n| out[n].finding.level.is_some_and(|own| level.holds(own) || own == level))
        };
        if bound.heading.iter().any(|i| i.level.is_some_and(|level| !there(level))) {
            return;
        }
        // `Disc space L2-3: reduced`
        let other = |a: &Atom| a.what == What::Other || a.any(&[Tag::DiscNoun, Tag::Canal, Tag::Structure]);
        if atoms.iter().take_while(|a| a.prefix).any(other) {
            return;
        }
        let sizes = bound.attributes.todays_sizes();
        if atoms.iter().any(|a| matches!(a.what, What::Levels(_)) && !a.prefix) {
            self.words_by_level(bound, memory, out);
            return self.sizes_by_level(bound, &sizes, memory, out);
        }
        let prefix = atoms.iter().take_while(|a| a.prefix).count();
        let exam = earlier::exam_in_front(&atoms[prefix..]);
        let led = &atoms[prefix + exam..];
        let words = led.iter().skip_while(|a| a.is_written_comma()).filter(|a| !a.prefix).collect::<Vec<_>>();
        let whole = earlier::was_not_there(led, exam > 0).map(|at| prefix + exam + at);
        // `On the films of 2018 a notch of 4 mm existed at the same place.`
        let notch = exam > 0 && sizes.is_empty() && led.iter().any(|a| a.is(Tag::SameLevel));
        // `In 2021 a lesion of 4 mm was seen in the liver`
        let field = is_field(&words) && (exam == 0 || words[0].is(Tag::Possessive));
        // `Same.`
        let same = words.len() < 3 && words.first().is_some_and(|a| a.is(Tag::CourseCell(Change::Stable)));
        // `There has been no change.`
        let there =
            matches!(words[..], [there, course, ..] if there.is(Tag::ThereIs) && course.is(Tag::Course(Change::New)));
        let starts = field
            || measured_last(&words)
            || unseen_before(&words)
            || whole.is_some()
            || notch
            || same
            || there
            || course_after_date(&words)
            || words.first().is_some_and(|a| {
                const STARTS: [Tag; 7] = [
                    Tag::Measuring,
                    Tag::Course(Change::New),
                    Tag::Again,
                    Tag::Posterior,
                    Tag::Reach,
                    Tag::Age(Acuity::Acute),
                    Tag::NowSize,
                ];
                a.any(&STARTS) || matches!(a.what, What::Size(_))
            });
        // `4 mm calculus`, `Old healed clavicle`: of another thing
        let own = |a: &&&Atom| a.any(&[Tag::Age(Acuity::Acute)]) || matches!(a.what, What::Size(_));
        let other = words.iter().take_while(|a| a.mark().is_none()).any(|a| a.what == What::Word);
        // `Rim intact.` goes on with the node, and what stands behind it does, too
        let plain = |a: &Atom| describes(a) || a.what == What::Word || inside_noun_phrase(a) || a.mark() == Some(b'.');
        if !starts
            && exam == 0
            && words.len() < 5
            && words.iter().all(|a| plain(a) && !a.any(&[Tag::DiscNoun, Tag::Canal]))
        {
            memory.sentence = self.number;
            return;
        }
        if !starts || words.len() > 16 || other && words.first().as_ref().is_some_and(own) {
            return;
        }
        let mut said = Said::default();
        // `Depth 4 mm, width 9 mm.`
        let largest = sizes.iter().copied().max_by(|a, b| a.0.total_cmp(&b.0));
        let dimension = |at: usize| at > 0 && atoms[at - 1].is(Tag::Measuring);
        if let Some(size) = largest.filter(|_| sizes.len() == 1 || sizes.iter().all(|(_, at)| dimension(*at))) {
            said.size = Some(size);
            said.change = bound.attributes.course_since(size);
        }
        said.change = said.change.or(whole.map(|at| (Change::New, at)));
        for (i, atom) in atoms.iter().enumerate() {
            let Some(phrase) = atom.phrase else { continue };
            for (_, tag) in self.lexicons.meanings(phrase) {
                match tag {
                    Tag::Course(change) => {
                        said.change.get_or_insert((change, i));
                    }
                    Tag::CourseCell(change) if same => {
                        said.change.get_or_insert((change, i));
                    }
                    Tag::Age(age) => {
                        said.acuity.get_or_insert((age, i));
                    }
                    _ => {}
                }
            }
        }
        let verdict = Verdict { status: Some(Status::Present), cue: None };
        // `Neither has changed.`
        let several = words.first().is_some_and(|a| a.is(Tag::Several));
        // `Neither has changed` behind two nodes, `Nothing has changed here`
        let two = words.first().is_some_and(|a| a.any(&[Tag::NegationBefore, Tag::Both])) && memory.nodes.len() == 2;
        let here = words.iter().any(|a| a.is(Tag::SameLevel));
        let nodes = if several && !two && !here { memory.several() } else { &memory.nodes };
        self.add_to(nodes, &said, verdict, bound, 0, out);
        memory.sentence = self.number;
    }

    /// `T11 and T12 were there before and are unchanged`, behind nodes of more levels: those nodes are.
    fn words_by_level(&self, bound: &Bound<'_>, memory: &Memory, out: &mut [Statement]) {
        let atoms = bound.atoms;
        let first = atoms.iter().position(|a| !a.prefix).unwrap_or(0);
        let subject = |a: &Atom| matches!(a.what, What::Levels(_)) || a.is(Tag::And) || a.mark() == Some(b',');
        let behind = atoms[first..].iter().position(|a| !subject(a)).map_or(atoms.len(), |n| first + n);
        let levels: Vec<Level> = atoms[first..behind]
            .iter()
            .filter_map(|a| if let What::Levels(levels) = &a.what { Some(levels) } else { None })
            .flatten()
            .copied()
            .collect();
        let says = atoms.get(behind).is_some_and(|a| a.is(Tag::Verb));
        // each level has its node, and nothing else is spoken of
        let node = |level: &Level| memory.nodes.iter().find(|&&n| out[n].finding.level == Some(*level)).copied();
        let nodes: Option<Vec<usize>> = levels.iter().map(node).collect();
        let rest = &atoms[behind..];
        let own =
            |a: &Atom| a.is_head() || matches!(a.what, What::Levels(_) | What::Size(_)) || a.any(&[Tag::With, Tag::Of]);
        let Some(nodes) = nodes.filter(|nodes| says && !nodes.is_empty() && !rest.iter().any(own)) else { return };
        let mut said = Said::default();
        for (i, phrase) in rest.iter().enumerate().filter_map(|(i, a)| a.phrase.map(|phrase| (behind + i, phrase))) {
            for (_, tag) in self.lexicons.meanings(phrase) {
                match tag {
                    Tag::Course(change) => _ = said.change.get_or_insert((change, i)),
                    Tag::Age(age) => _ = said.acuity.get_or_insert((age, i)),
                    _ => {}
                }
            }
        }
        if said.change.is_some() || said.acuity.is_some() {
            let verdict = Verdict { status: Some(Status::Present), cue: None };
            self.add_to(&nodes, &said, verdict, bound, 0, out);
        }
    }

    /// `T7 3 mm, T8 5 mm`: each level's node has the size behind it.
    fn sizes_by_level(&self, bound: &Bound<'_>, sizes: &[(f64, usize)], memory: &Memory, out: &mut [Statement]) {
        // `4 mm at L1, 7 mm at L2`
        let level_behind = |at: usize| match bound.atoms.get(at + 1..at + 3) {
            Some([at, Atom { what: What::Levels(levels), .. }]) if at.is(Tag::At) => Some(levels),
            _ => None,
        };
        let level_before = |at: usize| -> Option<&Vec<Level>> {
            bound.atoms[..at].iter().rev().take(3).find_map(|a| match &a.what {
                What::Levels(levels) => Some(levels),
                _ => None,
            })
        };
        for &(size, at) in sizes {
            let Some(levels) = level_behind(at).or_else(|| level_before(at)) else { continue };
            // `Canal diameter at L5 11 mm`: of another thing, at whatever level
            let other = |a: &Atom| a.is_head() || a.any(&[Tag::Canal, Tag::DiscNoun, Tag::Structure, Tag::NotSize]);
            let nodes = if bound.atoms.iter().any(other) { &memory.nodes } else { memory.several() };
            for &n in nodes {
                let finding = &mut out[n].finding;
                if finding.level.is_some_and(|level| levels.contains(&level)) {
                    let said = Said { size: Some((size, at)), ..Said::default() };
                    self.apply(finding, &said, bound.atoms);
                }
            }
        }
    }
}

/// `Size 6 mm.`
fn is_field(words: &[&Atom]) -> bool {
    let inside =
        |a: &&Atom| a.any(&[Tag::Field, Tag::Article, Tag::Verb, Tag::Of, Tag::Pronoun]) || a.mark() == Some(b':');
    let length = words.iter().take_while(|a| inside(a)).count();
    let size = words.get(length).is_some_and(|a| matches!(a.what, What::Size(_)));
    (1..5).contains(&length) && size && words[0].any(&[Tag::Field, Tag::Article])
}

/// `Not seen in the MRI of 2022, hence new.`
fn unseen_before(words: &[&Atom]) -> bool {
    let denies = |a: &&Atom| a.is(Tag::PastDenied) || a.is(Tag::NegationAfter) && !a.is(Tag::UncertaintyAfter);
    words.first().is_some_and(denies) && words.iter().any(|a| a.is(Tag::Course(Change::New)) && !a.is(Tag::Gone))
}

/// Whether a word tells how a node looks: `central`, `corticated`, `sclerotic margin`.
fn describes(atom: &Atom) -> bool {
    atom.any(&[Tag::Adjective, Tag::PlaceFiller, Tag::NotSize, Tag::Field, Tag::And, Tag::With])
        || atom.is_written_comma()
}

/// `Smooth, corticated, 9 mm deep.`, `Central location, 9 mm wide.`: a description that ends in a measurement.
fn measured_last(words: &[&Atom]) -> bool {
    let length = words.iter().take_while(|a| describes(a)).count();
    let led = words.first().is_some_and(|a| !a.is(Tag::Field)) && length > 0;
    led && words.get(length).is_some_and(|a| matches!(a.what, What::Size(_)))
        && words[length + 1..].iter().all(|a| a.is(Tag::Measuring) || a.mark().is_some())
}

/// Of the earlier measurements that a sentence tells of nodes named before, those of one of them: all of the only one, else as many
/// as nodes in their order.
fn then_of(sizes: &[(usize, f64)], node: usize, nodes: usize) -> &[(usize, f64)] {
    match nodes {
        1 => sizes,
        _ if sizes.len() == nodes => &sizes[node..=node],
        _ => &[],
    }
}

/// Whether words for a node named before, at a place, may speak of a finding: `the node in the inferior endplate of L3` is not
/// that in the superior endplate.
fn speaks_of_place(atoms: &[Atom], at: usize, place: &Item, finding: &Finding) -> bool {
    let led = atoms[at].is(Tag::BareNode) && atoms.get(at + 1).is_some_and(|a| a.any(&[Tag::At, Tag::Of]));
    finding.level == place.level && (!led || Endplate::agree(finding.endplate, place.endplate))
}

/// Whether words for a node that an earlier exam showed say that it is there today: `It is unchanged.`, `It is seen again.`,
/// `Today it measures 5 mm.`
fn speaks_of_today(bound: &Bound<'_>, at: usize) -> bool {
    let clause = || bound.atoms[at..].iter().take_while(|a| a.mark() != Some(b';'));
    let now = bound.atoms.iter().any(|a| a.is(Tag::NowSize));
    let again = || clause().any(|a| a.any(&[Tag::Again, Tag::Settled]));
    let verb = |a: &&Atom| a.any(&[Tag::Verb, Tag::Measuring, Tag::Shows]);
    let past = || clause().find(verb).is_some_and(|verb| verb.any(&[Tag::PriorSize, Tag::PastTense]));
    let course = |a: &Atom| a.any(&[Tag::Course(Change::Stable), Tag::Course(Change::Increased), Tag::Gone]);
    let told = |a: &Atom| {
        course(a)
            || a.is(Tag::Age(Acuity::Acute))
            || matches!(a.what, What::Size(_) | What::Edema(_) | What::Modic(_))
            || a.any(&[Tag::YesValue, Tag::NegationBefore, Tag::NegationAfter, Tag::Posterior])
    };
    again() || clause().any(course) || (now || !past()) && clause().any(told)
}

/// Whether the hedge at an atom is of what the nodes are like, and not of whether they are nodes: `These are likely incidental.`
fn hedges_a_quality(atoms: &[Atom], cue: usize) -> bool {
    let said = || atoms[cue + 1..].iter().take_while(|a| a.mark().is_none());
    let quality = |a: &Atom| a.what == What::Word || a.any(&[Tag::Adjective, Tag::And, Tag::Verb, Tag::Of]);
    said().next().is_some() && said().all(quality)
}

/// Makes a finding that an earlier exam showed one of this exam.
fn is_there(finding: &mut Finding) {
    finding.status = Status::Present;
    finding.count.get_or_insert(Count::Single);
    finding.evidence.retain(|e| e.role != Role::Status);
}

/// Takes from a finding what is said anew of today.
fn overtake(finding: &mut Finding, said: &Said, atoms: &[Atom]) {
    let mut drop = |role| finding.evidence.retain(|e| e.role != role);
    // `It now measures 5 mm`, `It is 5 mm today`, not `Its dorsal part now protrudes by 5 mm`
    let now = |at: usize| {
        let before = atoms[..at].iter().rev().take(2).any(|a| a.is(Tag::NowSize));
        let before = before || atoms.iter().find(|a| !a.prefix).is_some_and(|a| a.is(Tag::NowSize));
        let behind = atoms.get(at + 1).is_some_and(|a| a.is(Tag::NowSize));
        before || behind && atoms.get(at + 2).is_none_or(|a| a.mark().is_some())
    };
    let anew = said.size.is_some_and(|(_, at)| said.change.is_some() || now(at));
    if anew && finding.size_mm.take().is_some() {
        drop(Role::Size);
    }
    if said.acuity.is_some() && finding.acuity.take().is_some() {
        drop(Role::Acuity);
    }
    if said.change.is_some() && finding.change.take().is_some() {
        drop(Role::Change);
    }
}

/// The nodes that words may speak of: those last named; of one alone, also those of the sentences before, where the
/// words are said of several or tell some apart.
fn meant<'m>(bound: &Bound<'_>, at: usize, items: &[Item], memory: &'m Memory, out: &[Statement]) -> &'m [usize] {
    let Memory { nodes, run, .. } = memory;
    let places = items_of(nodes, out);
    let alone = places.windows(2).all(|pair| (pair[0].level, pair[0].endplate) == (pair[1].level, pair[1].endplate));
    let start = bound.attributes.phrase_start(at);
    // `all of them`
    let of_all = start > 0 && bound.atoms[start - 1].any(&[Tag::Every, Tag::Each]);
    let words = &bound.atoms[start - usize::from(of_all)..=at];
    const TELLS: [Tag; 13] = [
        Tag::Uppermost,
        Tag::Lowest,
        Tag::Several,
        // `The nodes themselves are unaltered.`
        Tag::BareNodes,
        Tag::OneNouns,
        Tag::Both,
        Tag::Former,
        Tag::Latter,
        Tag::Ordinal(1),
        Tag::FirstOf(2),
        Tag::LastOf(2),
        Tag::Largest,
        Tag::Smallest,
    ];
    // `All are unchanged.`, `They measure 4, 9 and 5 mm.`
    let each = |a: &Atom| a.any(&[Tag::Each, Tag::NoneOf]) || a.is(Tag::Every) && a.is(Tag::Several);
    let all = of_all && bound.atoms[at].is(Tag::Several) || words.iter().any(each);
    let counted = bound.attributes.todays_sizes().len() == run.len();
    let members = words.iter().any(|a| a.any(&[Tag::FirstOf(2), Tag::LastOf(2), Tag::Outermost]));
    // `The L1 node is new, the others are not.`
    let told = || bound.bindings.phrases.iter().any(|p| !p.prefix && p.atoms.end <= at && p.has_level());
    let others = bound.atoms[at].is(Tag::Rest) && told();
    // `the L1 and L4 lesions`
    let named = |i: &Item| i.level.is_none() || run.iter().any(|&n| out[n].finding.level == i.level);
    let placed = bound.atoms[at].is(Tag::Lesion) && items.iter().any(|i| i.level.is_some()) && items.iter().all(named);
    // `All three are chronic.` behind three nodes
    let number = bound.atoms[start..].iter().take(3).find_map(|a| bound.attributes.count_of(a));
    if all && nodes.len() > 1 && number.is_some_and(|number| number as usize == nodes.len()) {
        return nodes;
    }
    if run.len() > nodes.len() && (all || counted || members || others || placed) {
        return run;
    }
    if !alone || run.len() <= nodes.len() {
        return nodes;
    }
    let height = words.iter().any(|a| endplate_of(a).is_some());
    // `the uppermost node`
    let rank = start > 0 && bound.atoms[start - 1].any(&[Tag::Uppermost, Tag::Lowest]);
    if rank || height || words.iter().any(|a| a.any(&TELLS)) { run } else { nodes }
}

/// `Two nodes at L2. The larger one lies in the superior endplate, the other in the inferior`: the first one told takes
/// the finding over; for any further one, the level at which it is a finding of its own.
fn told_out(bound: &Bound<'_>, at: usize, items: &[Item], nodes: &[usize], out: &mut [Statement]) -> Option<Item> {
    const ONE: [Tag; 5] = [Tag::Largest, Tag::Rest, Tag::OneNoun, Tag::AnotherNode, Tag::Ellipsis];
    let words = &bound.atoms[bound.attributes.phrase_start(at)..=at];
    if !words.iter().any(|a| a.any(&ONE)) {
        return None;
    }
    // `The inferior one is 12 mm.`
    let named = words.iter().find_map(|a| Some((endplate_of(a)?, a.span)));
    let (endplate, span) = match (items, named) {
        ([Item { level: None, endplate: Some(endplate), .. }], _) => (*endplate, None),
        ([], Some((endplate, span))) => (endplate, Some(span)),
        _ => return None,
    };
    let level = out[*nodes.first()?].finding.level.filter(|level| matches!(level, Level::Vertebra(_)))?;
    if nodes.iter().any(|&n| out[n].finding.level != Some(level) || out[n].finding.endplate == Some(endplate)) {
        return None;
    }
    if let &[n] = nodes
        && out[n].finding.endplate.is_none()
    {
        if matches!(out[n].finding.count, Some(Count::Multiple | Count::Number(_))) {
            out[n].finding.count = Some(Count::Single);
        }
        return None;
    }
    nodes.iter().all(|&n| out[n].finding.endplate.is_some()).then(|| Item {
        endplate: span.map(|_| endplate),
        endplate_span: span,
        ..item_of(&out[nodes[0]].finding)
    })
}
