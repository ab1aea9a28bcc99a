//! Lesions that the findings describe and only the impression names: `a 7 mm pit in the superior endplate of L3 …
//! IMPRESSION: Schmorl's node at L3`.
//!
//! In: statements, and the sentences again. Out: statements with the endplate, the size and the course of what was
//! described. The findings are read a second time as if every lesion in them were a node; what is read so counts only
//! where the impression names a node there, which is rare.

use super::Extractor;
use super::atoms::{Atom, Defined, lesions_as_nodes};
use super::consolidate::consolidate;
use super::levels::View;
use super::segment::Sentence;
use super::statements::{self, Memory, Statement};
use crate::anatomy::Level;
use crate::finding::{Count, Evidence, Finding, FindingKind, Role, Section, Status};

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
        if open.is_empty() && unsized_nodes.is_empty() {
            return;
        }
        let said = self.lesions(atoms);
        let lesions: Vec<Finding> = consolidate(said.clone()).into_iter().filter(is_exact).collect();
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
    }

    /// The findings' statements, with lesions read as nodes.
    fn lesions(&self, atoms: &mut Vec<Atom>) -> Vec<Statement> {
        let mut memory = Memory::default();
        let mut said = Vec::new();
        for (number, sentence) in self.sentences.iter().enumerate() {
            if !matches!(sentence.section, Section::Findings | Section::Body) {
                continue;
            }
            self.extractor.atoms(self.view, sentence, self.defined, atoms);
            lesions_as_nodes(atoms);
            let reader = statements::Reader { lexicons: &self.extractor.lexicons, sentence, number };
            reader.read(atoms, &mut memory, &mut said);
        }
        said
    }

    /// Oedema that the second reading ties to such a lesion stands at its place.
    fn move_companions(&self, statements: &mut [Statement], said: &[Statement], lesions: &[&Finding]) {
        let edema = |s: &&Statement| s.finding.kind == FindingKind::MarrowEdema && s.finding.status != Status::Absent;
        let at_lesion =
            |s: &&Statement| lesions.iter().any(|l| s.finding.level == l.level && s.finding.endplate == l.endplate);
        for tied in said.iter().filter(edema).filter(at_lesion) {
            let same = |s: &&mut Statement| {
                s.finding.kind == FindingKind::MarrowEdema && (s.sentence, s.head) == (tied.sentence, tied.head)
            };
            for statement in statements.iter_mut().filter(same) {
                statement.finding = tied.finding.clone();
            }
        }
    }
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
