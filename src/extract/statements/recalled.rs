//! Words that speak of the nodes of the whole report, however far before these were told: `IMPRESSION: The nodes are old`,
//! `All nodes but that at L2 are chronic`, `The lowest node is acute`.
//!
//! They are remembered anew, as if the sentence before had named them; all else is as between neighbouring sentences.

use super::Statement;
use super::memory::Memory;
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::inside_noun_phrase;
use crate::extract::gist::{Gist, kind};
use crate::extract::place::endplate_of;
use crate::extract::segment::Sentence;
use crate::finding::{Change, FindingKind, Section, Status};
use crate::lexicon::tag::Tag;

/// Most statements of a report whose request may have told of the nodes meant.
const MOST_ASKED: usize = 32;

/// Whether a sentence may speak so.
pub(super) fn may_recall(said: &Gist) -> bool {
    said.any(&[Tag::BareNode, Tag::BareNodes])
        && said.any(&[Tag::Definite, Tag::Every])
        && !said.kinds(kind::NODE | kind::MODIC)
}

/// Whether a sentence speaks of all nodes of a report, or tells one of them apart from all.
pub(super) fn speaks_of_all(atoms: &[Atom]) -> bool {
    const TELLS: [Tag; 7] =
        [Tag::Largest, Tag::Smallest, Tag::Uppermost, Tag::Lowest, Tag::Ordinal(1), Tag::FirstOf(2), Tag::LastOf(2)];
    let rest = atoms.iter().any(|a| a.is(Tag::Rest) && !a.prefix);
    // `All but the L4 node are old.`
    let mut words = atoms.iter().skip_while(|a| a.prefix);
    let excepts = words.next().is_some_and(|a| a.is(Tag::Every))
        && words.next().is_some_and(|a| a.any(&[Tag::Exception, Tag::Terminator]));
    let noun = |i: &usize| !atoms[*i].prefix && atoms[*i].any(&[Tag::BareNode, Tag::BareNodes]);
    !atoms.iter().any(|a| matches!(a.what, What::Node { .. } | What::Modic(_)) && !a.prefix)
        && (0..atoms.len()).filter(noun).any(|i| {
            let inside = |a: &Atom| {
                let level = matches!(a.what, What::Levels(_));
                (inside_noun_phrase(a) || a.any(&TELLS) || a.is(Tag::Rest) || endplate_of(a).is_some() || level)
                    && !a.any(&[Tag::Definite, Tag::Every])
            };
            let from = i - atoms[..i].iter().rev().take_while(|a| inside(a)).count();
            let led = from > 0 && atoms[from - 1].any(&[Tag::Definite, Tag::Every]) && !atoms[from - 1].prefix;
            let told = atoms[from..=i].iter().any(|a| a.any(&TELLS));
            led && (atoms[i].is(Tag::BareNodes) || told || rest || excepts)
        })
}

/// Remembers the nodes of the report that the sentence belongs to.
pub(super) fn recall(memory: &mut Memory, sentence: &Sentence, number: usize, out: &[Statement]) {
    let told = |s: &Statement| {
        let finding = &s.finding;
        finding.kind == FindingKind::SchmorlNode
            && finding.status.is_asserted()
            && finding.level.is_some()
            && s.exam == sentence.exam
            && !early(finding.section)
    };
    let place = |n: usize| (out[n].finding.level, out[n].finding.endplate);
    let mut nodes: Vec<usize> = Vec::new();
    for n in (0..out.len()).filter(|&n| told(&out[n])) {
        let same = |&m: &usize| place(m).0 == place(n).0 && (place(n).1.is_none() || place(m).1 == place(n).1);
        if nodes.iter().any(same) {
            continue;
        }
        let vague = |&m: &usize| place(m).0 == place(n).0 && place(m).1.is_none();
        nodes.retain(|m| !vague(m));
        nodes.push(n);
    }
    if !nodes.is_empty() {
        memory.speaks_of(nodes, number, sentence.section);
    }
}

/// `INDICATION: Known node at L1. FINDINGS: The node has grown.`: where this exam has told of no node yet, words for one that is
/// known are of those that the request names.
pub(super) fn of_history(
    atoms: &mut [Atom],
    memory: &mut Memory,
    sentence: &Sentence,
    number: usize,
    out: &[Statement],
) {
    const TODAY: [Tag; 6] = [
        Tag::Course(Change::Stable),
        Tag::Course(Change::Increased),
        Tag::Course(Change::Decreased),
        Tag::Again,
        Tag::Settled,
        Tag::NowSize,
    ];
    if early(sentence.section) || out.len() > MOST_ASKED || !out.iter().any(|s| s.finding.status == Status::Historical)
    {
        return;
    }
    let known = |s: &&Statement| s.finding.kind == FindingKind::SchmorlNode && s.exam == sentence.exam;
    if out.iter().filter(known).any(|s| s.finding.status != Status::Historical || !early(s.finding.section)) {
        return;
    }
    let asked: Vec<usize> = (0..out.len()).filter(|&n| known(&&out[n]) && out[n].finding.level.is_some()).collect();
    let told = atoms.iter().any(|a| a.any(&TODAY) || matches!(a.what, What::Size(_)));
    if asked.is_empty() || !told || atoms.iter().any(|a| matches!(a.what, What::Levels(_)) && a.prefix) {
        return;
    }
    // the subject, before any other thing and any place
    let inside =
        |a: &Atom| a.prefix || inside_noun_phrase(a) || a.any(&[Tag::Definite, Tag::PriorSize, Tag::HistoryBefore]);
    let Some(subject) = atoms.iter().position(|a| !inside(a)) else { return };
    let atom = &atoms[subject];
    let definite = atoms[..subject].iter().any(|a| a.is(Tag::Definite) && !a.prefix);
    let it = atom.is(Tag::Pronoun) && !atom.is(Tag::Several) && !atoms[..subject].iter().any(|a| !a.prefix);
    let plural = atom.is(Tag::BareNodes) || atom.what == What::Node { plural: true };
    let named = matches!(atom.what, What::Node { .. });
    let noun = definite && (named || atom.any(&[Tag::BareNode, Tag::BareNodes]));
    let says = atoms.get(subject + 1).is_some_and(|a| a.predicates() || a.is_written_comma());
    if !says || !(noun || it) || !plural && asked.len() > 1 {
        return;
    }
    if named {
        atoms[subject].what = What::Anaphor { plural };
    }
    memory.speaks_of(asked, number, sentence.section);
}

/// Whether a section stands in front of what the exam shows.
fn early(section: Section) -> bool {
    matches!(section, Section::History | Section::Exam | Section::Comparison)
}
