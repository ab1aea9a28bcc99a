//! Lesions that are described first and named later: `a 7 mm pit in the superior endplate of L3 … IMPRESSION: Schmorl's
//! node at L3`, `The first is in L2, 4 mm, the second in L3. Both are Schmorl's nodes.`
//!
//! In: statements, and the sentences again. Out: statements with the place, the size and the course of what was
//! described. The findings are read a second time as if every lesion in them were a node; what is read so counts only
//! where the impression names a node there, or words are said to be of nodes that stand for it, which is rare.

use super::Extractor;
use super::atoms::{Atom, Defined, What, lesions_as_nodes};
use super::consolidate::consolidate;
use super::levels::View;
use super::segment::Sentence;
use super::statements::{self, Memory, Statement};
use super::subject;
use crate::anatomy::{Endplate, Level};
use crate::finding::{Count, Evidence, Finding, FindingKind, Role, Section, Status};
use crate::lexicon::tag::Tag;
use std::collections::HashSet;

/// Most words of one report that name what was described before: its time shall grow with its length alone.
const MOST_NAMINGS: usize = 64;

/// What a second reading needs.
pub(super) struct Again<'a> {
    pub(super) extractor: &'a Extractor,
    pub(super) view: View<'a>,
    pub(super) defined: Defined,
    pub(super) sentences: &'a [Sentence],
}

impl Again<'_> {
    /// Gives nodes that only the impression names the places and attributes of what the findings described there.
    pub(super) fn complete(&self, atoms: &mut Vec<Atom>, statements: &mut Vec<Statement>) {
        let open: Vec<usize> = (0..statements.len()).filter(|&i| is_open(statements, i)).collect();
        let unsized_nodes: Vec<usize> = (0..statements.len()).filter(|&i| lacks_size(statements, i)).collect();
        let naming = (0..statements.len()).filter(|&i| is_naming(&statements[i]));
        let naming: Vec<usize> = naming.take(MOST_NAMINGS).collect();
        if open.is_empty() && unsized_nodes.is_empty() && naming.is_empty() {
            return;
        }
        let heads: Vec<(usize, usize)> = naming.iter().map(|&i| (statements[i].sentence, statements[i].head)).collect();
        let (said, named) = self.lesions(&heads, atoms);
        let known: HashSet<(usize, usize)> =
            statements.iter().filter(|s| is_node(&s.finding)).map(|s| (s.sentence, s.head)).collect();
        let told = said.iter().filter(|s| !known.contains(&(s.sentence, s.head))).cloned().collect();
        let lesions: Vec<Finding> = consolidate(told).into_iter().filter(is_exact).collect();
        let only = statements.iter().filter(|s| is_node(&s.finding) && s.finding.status.is_asserted()).count() == 1;
        for i in open {
            let named = statements[i].finding.clone();
            let all = named.level.is_none() && statements[i].of_lesions;
            let side = |lesion: &Finding| named.endplate.is_none() || named.endplate == lesion.endplate;
            let fits: Vec<&Finding> = lesions
                .iter()
                .filter(|lesion| named.level.map_or(only || all, |level| lesion.level == Some(level)) && side(lesion))
                .collect();
            match fits[..] {
                [lesion] => complete(&mut statements[i].finding, lesion),
                [first, ref rest @ ..] if all => {
                    statements[i].finding.count = Some(Count::Single);
                    let named = statements[i].finding.clone();
                    complete(&mut statements[i].finding, first);
                    for lesion in rest {
                        let mut further = statements[i].clone();
                        further.finding = named.clone();
                        complete(&mut further.finding, lesion);
                        statements.push(further);
                    }
                }
                _ => continue,
            }
            self.move_companions(statements, &said, &fits);
        }
        for i in unsized_nodes {
            let place = (statements[i].finding.level, statements[i].finding.endplate);
            let mut there = lesions.iter().filter(|l| (l.level, l.endplate) == place && l.size_mm.is_some());
            if let (Some(lesion), None) = (there.next(), there.next()) {
                complete(&mut statements[i].finding, lesion);
            }
        }
        self.name(statements, &known, &said, &named);
    }

    /// Puts nodes that are what was described before where that was described.
    fn name(
        &self,
        statements: &mut Vec<Statement>,
        known: &HashSet<(usize, usize)>,
        said: &[Statement],
        named: &[Naming],
    ) {
        for naming in named {
            // what was named a node before is that one already
            if naming.lesions.iter().any(|(head, _)| known.contains(head)) {
                continue;
            }
            let own = |s: &Statement| is_naming(s) && (s.sentence, s.head) == naming.head;
            let Some(first) = statements.iter().position(own) else { continue };
            let read: Vec<Statement> = statements.iter().filter(|s| own(s)).cloned().collect();
            let lesions = naming.lesions_of(&read);
            if lesions.is_empty() {
                continue;
            }
            let nodes = self.at_lesions(read, naming, &lesions);
            statements.retain(|s| !own(s));
            statements.splice(first..first, nodes);
            self.move_companions(statements, said, &lesions);
        }
    }

    /// A node at each lesion that its name stands for, with what the first reading and the second have of it.
    fn at_lesions(&self, mut read: Vec<Statement>, naming: &Naming, lesions: &[&Finding]) -> Vec<Statement> {
        let several = lesions.len() > 1;
        if several || naming.chosen || lesions.iter().any(|l| l.size_mm.is_some()) {
            // what the first reading took over was one lesion's, or another's, or of another thing
            let start = self.view.tokens.list[self.sentences[naming.head.0].body.start].span.start;
            read.iter_mut().for_each(|node| forget_size(&mut node.finding, start));
        }
        let node = |lesion: &&Finding| {
            let there = read.iter().find(|s| s.finding.level == lesion.level);
            let mut node = there.unwrap_or(&read[0]).clone();
            if there.is_none() {
                forget_place(&mut node.finding);
            }
            complete(&mut node.finding, lesion);
            if several {
                node.finding.count = node.finding.count.map(|_| Count::Single);
            }
            node
        };
        lesions.iter().map(node).collect()
    }

    /// The findings' statements, with lesions read as nodes; and which of them each head that names some stands for.
    fn lesions(&self, heads: &[(usize, usize)], atoms: &mut Vec<Atom>) -> (Vec<Statement>, Vec<Naming>) {
        let mut memory = Memory::default();
        let mut said = Vec::new();
        let mut named = Vec::new();
        for (number, sentence) in self.sentences.iter().enumerate() {
            if !matches!(sentence.section, Section::Findings | Section::Body) || !sentence.told.is_empty() {
                continue;
            }
            self.extractor.atoms(self.view, sentence, self.defined, atoms);
            let close = memory.close(number, sentence.section);
            lesions_as_nodes(atoms, close);
            let mut here: Vec<Naming> = Vec::new();
            let mut meant = Vec::new();
            for &head in heads.iter().filter(|(at, _)| *at == number) {
                if here.iter().any(|naming| naming.head == head) {
                    continue;
                }
                let chosen = self.chosen(atoms, head.1, &memory, &said).filter(|_| close);
                if chosen.is_none() {
                    meant = if names_all(atoms, head.1) { memory.several().to_vec() } else { Vec::new() };
                }
                here.push(Naming {
                    head,
                    lesions: of(&said, chosen.as_deref().unwrap_or(&[])),
                    chosen: chosen.is_some(),
                });
            }
            let before = if here.is_empty() || !close { Vec::new() } else { memory.nodes.clone() };
            for naming in &here {
                let named = |a: &&mut Atom| a.from == naming.head.1 && matches!(a.what, What::Node { .. });
                for atom in atoms.iter_mut().filter(named) {
                    atom.becomes(What::Phrase, None);
                }
            }
            memory.meant.clear();
            let first = said.len();
            let reader = statements::Reader { lexicons: &self.extractor.lexicons, sentence, number };
            reader.read(atoms, &mut memory, &mut said);
            join_sizes(&mut said[first..]);
            for naming in here.iter_mut().filter(|naming| !naming.chosen) {
                // `These pits are nodes.`, `The pit is a node.`, `In L3 there is a pit, i.e. a node`, `A node is favoured.`
                let within = || (first..said.len()).filter(|&n| is_node(&said[n].finding)).collect::<Vec<usize>>();
                let mut lesions = if close { std::mem::take(&mut meant) } else { Vec::new() };
                if lesions.is_empty() {
                    lesions.clone_from(&memory.meant);
                }
                if lesions.is_empty() {
                    lesions = within();
                }
                if lesions.is_empty() {
                    lesions.clone_from(&before);
                }
                if lesions.is_empty() {
                    lesions = self.last_of_paragraph(number, &said[..first]);
                }
                for lesion in &mut lesions {
                    *lesion = described_before(&said[..first], *lesion, &said).unwrap_or(*lesion);
                }
                naming.lesions = of(&said, &lesions);
            }
            named.append(&mut here);
        }
        (said, named)
    }

    /// The lesions that the last sentence of a sentence's paragraph described that described one; of the paragraph before, if
    /// it opens its own.
    fn last_of_paragraph(&self, number: usize, said: &[Statement]) -> Vec<usize> {
        let Some(before) = number.checked_sub(1) else { return Vec::new() };
        let (section, paragraph) = (self.sentences[number].section, self.sentences[before].paragraph);
        let same = |s: &Statement| {
            let there = &self.sentences[s.sentence];
            there.paragraph == paragraph && there.section == section
        };
        let lesion = |&n: &usize| is_node(&said[n].finding) && said[n].finding.status.is_asserted();
        let Some(last) = (0..said.len()).rev().take_while(|&n| same(&said[n])).find(lesion) else { return Vec::new() };
        (0..=last).rev().take_while(|&n| said[n].sentence == said[last].sentence).filter(lesion).collect()
    }

    /// Which of the lesions described before the subject of a node's name means, if it chooses.
    fn chosen(&self, atoms: &[Atom], head: usize, memory: &Memory, said: &[Statement]) -> Option<Vec<usize>> {
        let at = atoms.iter().position(|a| a.from == head && !a.prefix)?;
        let place = |n: usize| (said[n].finding.level, said[n].finding.endplate);
        // `two pits, one in L1 and one in L2`: what both say of one place is of one
        let mut places: Vec<(Option<Level>, Option<Endplate>)> = Vec::new();
        for &n in memory.several() {
            if place(n).0.is_some() && !places.contains(&place(n)) {
                places.push(place(n));
            }
        }
        let levels: Vec<Option<Level>> = places.iter().map(|(level, _)| *level).collect();
        let chosen = subject::chosen(&self.extractor.lexicons, atoms, at, &levels)?;
        let there = |n: &usize| chosen.iter().any(|&i| places[i] == place(*n));
        Some(memory.several().iter().copied().filter(there).collect())
    }

    /// Oedema that the second reading ties to such a lesion stands at its place.
    fn move_companions(&self, statements: &mut [Statement], said: &[Statement], lesions: &[&Finding]) {
        let edema = |s: &&Statement| s.finding.kind == FindingKind::MarrowEdema && s.finding.status != Status::Absent;
        let at_lesion =
            |s: &&Statement| lesions.iter().any(|l| s.finding.level == l.level && s.finding.endplate == l.endplate);
        for tied in said.iter().filter(edema).filter(at_lesion) {
            let same = |s: &&mut Statement| {
                let level = s
                    .finding
                    .level
                    .is_none_or(|own| tied.finding.level.is_some_and(|level| own == level || own.holds(level)));
                s.finding.kind == FindingKind::MarrowEdema
                    && (s.sentence, s.head) == (tied.sentence, tied.head)
                    && level
            };
            for statement in statements.iter_mut().filter(same) {
                statement.finding = tied.finding.clone();
            }
        }
    }
}

/// Words that name what was described before.
struct Naming {
    /// Their sentence, and the token of the node's name.
    head: (usize, usize),
    /// What they name of what the second reading had found by then, with sentence and token.
    lesions: Vec<((usize, usize), Finding)>,
    /// The words choose from several things: `the first`.
    chosen: bool,
}

impl Naming {
    /// The lesions that the words name, each at its endplate, where that agrees with what the first reading made of the
    /// words; none if it does not.
    fn lesions_of(&self, read: &[Statement]) -> Vec<&Finding> {
        let mut lesions: Vec<&Finding> = self.lesions.iter().map(|(_, lesion)| lesion).collect();
        // `Two pits. The first is in L2, the second in L3.`
        if lesions.iter().any(|l| l.level.is_some()) {
            lesions.retain(|l| l.level.is_some());
        }
        // `pits in the upper endplates of L1 and L2, 4 mm at L1 and 6 mm at L2`
        let exact: Vec<Option<Level>> = lesions.iter().filter(|l| l.endplate.is_some()).map(|l| l.level).collect();
        lesions.retain(|l| l.endplate.is_some() || !exact.contains(&l.level));
        // `a 14 mm cavity that communicates with the disc through a gap`: one place is one lesion
        lesions.sort_by_key(|l| (l.level, l.endplate, l.size_mm.is_none()));
        lesions.dedup_by_key(|l| (l.level, l.endplate));
        if !lesions.iter().all(|l| is_exact(l)) {
            return Vec::new();
        }
        if self.chosen {
            return lesions;
        }
        // `It is the latter: a node of T12`
        if read.iter().any(|s| !s.borrowed && s.finding.level.is_some()) {
            lesions.retain(|l| read.iter().any(|s| s.finding.level == l.level));
        }
        let agrees = |l: &Finding, f: &Finding| l.level == f.level && f.endplate.is_none_or(|e| Some(e) == l.endplate);
        let there = |f: &Finding| f.level.is_none() || lesions.iter().any(|l| agrees(l, f));
        if read.iter().all(|s| there(&s.finding)) { lesions } else { Vec::new() }
    }
}

/// Whether a node is said to be what was described before.
fn is_naming(statement: &Statement) -> bool {
    let Statement { finding, naming, .. } = statement;
    *naming && is_node(finding) && finding.section != Section::Impression && finding.status != Status::Historical
}

/// Statements of the second reading as they stand, with their sentences and heads.
fn of(said: &[Statement], statements: &[usize]) -> Vec<((usize, usize), Finding)> {
    statements.iter().map(|&n| ((said[n].sentence, said[n].head), said[n].finding.clone())).collect()
}

/// Gives a sentence's lesions the sizes that it tells of their levels alone: `pits in the upper endplates of L1 and L2, with a
/// depth of 4 mm at L1 and 6 mm at L2`.
fn join_sizes(said: &mut [Statement]) {
    for n in 0..said.len() {
        if !is_exact(&said[n].finding) || said[n].finding.size_mm.is_some() {
            continue;
        }
        let level = said[n].finding.level;
        let there = |s: &&Statement| {
            is_node(&s.finding)
                && s.finding.level == level
                && s.finding.endplate.is_none()
                && s.finding.size_mm.is_some()
        };
        let other = |s: &&Statement| s.finding.level == level && s.finding.endplate != said[n].finding.endplate;
        let alone = !said.iter().filter(other).any(|s| is_exact(&s.finding));
        if let Some(sized) = said.iter().find(there).filter(|_| alone).map(|s| s.finding.clone()) {
            let endplate = said[n].finding.endplate;
            complete(&mut said[n].finding, &Finding { endplate, ..sized });
        }
    }
}

/// The one lesion that was described before at an endplate of the level that another is named at: `The pit of L2 is a node.`
fn described_before(before: &[Statement], lesion: usize, said: &[Statement]) -> Option<usize> {
    let Finding { level, endplate: None, section, .. } = said[lesion].finding else { return None };
    level?;
    let there = |&n: &usize| {
        let finding = &before[n].finding;
        is_exact(finding) && finding.level == level && finding.section == section
    };
    let last = (0..before.len()).rev().find(there)?;
    let alone = |n: usize| before[n].finding.endplate == before[last].finding.endplate;
    let sized = |&n: &usize| before[n].finding.size_mm.is_some();
    (0..last)
        .filter(there)
        .all(alone)
        .then(|| (0..last).filter(there).rfind(sized).filter(|_| !sized(&last)).unwrap_or(last))
}

/// Whether a node's name is said of all that was described: `These pits are nodes.`
fn names_all(atoms: &[Atom], head: usize) -> bool {
    const CHOOSES: [Tag; 4] = [Tag::Rest, Tag::Largest, Tag::Smallest, Tag::Exception];
    let until = atoms.iter().position(|a| a.from == head).unwrap_or(atoms.len());
    let plural = atoms.get(until).is_some_and(|a| matches!(a.what, What::Node { plural: true }));
    let mut words = atoms[..until].iter().filter(|a| !a.prefix);
    let many = plural || atoms[..until].iter().any(|a| a.any(&[Tag::Several, Tag::Each]));
    many && !words.any(|a| a.any(&CHOOSES) || matches!(a.what, What::Levels(_)))
}

/// Takes a size from a finding that words before a place in the text told.
fn forget_size(finding: &mut Finding, start: u32) {
    let told = |e: &Evidence| e.role == Role::Size && e.span.start < start;
    if finding.evidence.iter().any(told) {
        finding.evidence.retain(|e| !told(e));
        finding.size_mm = None;
    }
}

/// Takes its place from a finding.
fn forget_place(finding: &mut Finding) {
    (finding.level, finding.endplate) = (None, None);
    finding.evidence.retain(|e| !matches!(e.role, Role::Level | Role::Endplate));
}

fn is_node(finding: &Finding) -> bool {
    finding.kind == FindingKind::SchmorlNode
}

/// Whether a lesion stands at one endplate.
fn is_exact(finding: &Finding) -> bool {
    is_node(finding)
        && finding.status.is_asserted()
        && finding.endplate.is_some()
        && matches!(finding.level, Some(Level::Vertebra(_)))
}

/// Whether a node stands in the impression alone.
fn is_open(statements: &[Statement], at: usize) -> bool {
    let finding = &statements[at].finding;
    let within = |s: &Statement| match (s.finding.level, finding.level) {
        (Some(a), Some(b)) => a.holds(b) || b.holds(a) || a == b,
        _ => true,
    };
    let told = |s: &Statement| {
        let early = matches!(s.finding.section, Section::History | Section::Comparison | Section::Exam);
        is_node(&s.finding)
            && s.finding.status != Status::Historical
            && s.finding.section != Section::Impression
            && !early
            && within(s)
    };
    is_node(finding)
        && finding.section == Section::Impression
        && finding.status.is_asserted()
        && matches!(finding.level, None | Some(Level::Vertebra(_)))
        && !statements.iter().any(told)
}

/// Whether a node was named only as what a lesion before it is, and nowhere measured.
fn lacks_size(statements: &[Statement], at: usize) -> bool {
    let Statement { finding, borrowed, .. } = &statements[at];
    let exact = finding.endplate.is_some() && matches!(finding.level, Some(Level::Vertebra(_)));
    let measured = |s: &Statement| {
        is_node(&s.finding)
            && s.finding.size_mm.is_some()
            && s.finding.level == finding.level
            && s.finding.endplate.is_none_or(|e| Some(e) == finding.endplate)
    };
    is_node(finding) && finding.status.is_asserted() && *borrowed && exact && !statements.iter().any(measured)
}

/// Gives a node the place of a lesion and what it lacks of what was said of that.
fn complete(node: &mut Finding, lesion: &Finding) {
    let mut take = |role: Role| {
        let own = lesion.evidence.iter().filter(|e| e.role == role);
        let own: Vec<Evidence> = own.map(|e| Evidence { rule: "described".into(), ..e.clone() }).collect();
        node.evidence.extend(own);
    };
    if node.level.is_none() {
        take(Role::Level);
    }
    if node.endplate.is_none() {
        take(Role::Endplate);
    }
    if node.size_mm.is_none() && lesion.size_mm.is_some() {
        take(Role::Size);
    }
    if node.acuity.is_none() && lesion.acuity.is_some() {
        take(Role::Acuity);
    }
    if node.change.is_none() && lesion.change.is_some() {
        take(Role::Change);
    }
    if lesion.posterior_extension == Some(true) && node.posterior_extension != Some(true) {
        take(Role::PosteriorExtension);
        node.posterior_extension = Some(true);
    }
    node.level = lesion.level;
    node.endplate = lesion.endplate;
    node.size_mm = node.size_mm.or(lesion.size_mm);
    node.acuity = node.acuity.or(lesion.acuity);
    node.change = node.change.or(lesion.change);
}
