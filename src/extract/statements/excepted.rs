//! What is said of all nodes but one: `All but the L2 node are chronic`, `Apart from that at T9, which is new, these are stable`,
//! `There is no oedema around them except at L3`.
//!
//! The main clause is read for the nodes that are left; what the exception adds is read for the others.

use super::apart::apart;
use super::clauses::POINTS;
use super::memory::Memory;
use super::{Reader, Statement};
use crate::extract::atoms::{Atom, What};
use crate::extract::attributes::Attributes;
use crate::extract::bind::{Bindings, inside_noun_phrase};
use crate::extract::gist::Gist;
use crate::extract::place::endplate_of;
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// Words for the nodes that an exception names, with what a clause behind them says of these.
pub(super) struct Exception {
    /// The whole of it, with its cue and marks.
    whole: Range<usize>,
    /// The words for the nodes.
    nodes: Range<usize>,
    /// `…, which is new`, `…, where it is 6 mm`: the words behind the pronoun.
    clause: Range<usize>,
}

/// Whether a sentence may have such an exception.
pub(super) fn may_except(said: &Gist) -> bool {
    said.has(Tag::Exception) || said.has(Tag::Terminator) && said.any(&[Tag::Every, Tag::NoneOf])
}

/// Whether words begin with all or none of several nodes, and an exception follows: `all old except that at L2`.
pub(super) fn all_but(atoms: &[Atom]) -> bool {
    let all = |a: &Atom| a.what == What::Phrase && (a.is(Tag::NoneOf) || a.is(Tag::Every) && a.is(Tag::Several));
    atoms.first().is_some_and(all) && find(atoms).is_some()
}

/// The exception of a sentence that speaks of nodes named before.
pub(super) fn find(atoms: &[Atom]) -> Option<Exception> {
    let own = |i: usize| !atoms[i].prefix;
    let inside = |a: &Atom| {
        const INSIDE: [Tag; 12] = [
            Tag::Definite,
            Tag::Ellipsis,
            Tag::OneNoun,
            Tag::OneNouns,
            Tag::BareNode,
            Tag::BareNodes,
            Tag::At,
            Tag::Of,
            Tag::And,
            Tag::EndplateNoun,
            Tag::Uppermost,
            Tag::Lowest,
        ];
        let joined = matches!(a.what, What::Levels(_)) || a.any(&INSIDE) || inside_noun_phrase(a);
        (joined || endplate_of(a).is_some()) && !a.any(&[Tag::Verb, Tag::Several, Tag::Pronoun]) && !a.is_head()
    };
    let but = |i: usize| {
        let all = i > 0 && atoms[i - 1].any(&[Tag::Every, Tag::NoneOf, Tag::BareNodes]);
        // `All are old but that at L2.`
        let subject = || atoms.iter().find(|a| !a.prefix).is_some_and(|a| a.any(&[Tag::Every, Tag::NoneOf]));
        let closes = || atoms[i + 1..].iter().all(|a| inside(a) || a.mark() == Some(b'.'));
        atoms[i].is(Tag::Terminator) && atoms[i].to - atoms[i].from == 1 && (all || subject() && closes())
    };
    let cue = (0..atoms.len()).find(|&i| own(i) && (atoms[i].is(Tag::Exception) || but(i)))?;
    let from = cue + 1;
    let to = from + atoms[from..].iter().take_while(|a| inside(a)).count();
    // `all but the L2 one old`
    let noun = |a: &Atom| a.any(&[Tag::OneNoun, Tag::OneNouns, Tag::BareNode, Tag::BareNodes]);
    let to = atoms[from..to].iter().position(noun).map_or(to, |noun| from + noun + 1);
    let tells = |a: &Atom| {
        matches!(a.what, What::Levels(_))
            || a.any(&[Tag::Uppermost, Tag::Lowest, Tag::Largest, Tag::Smallest, Tag::Latter, Tag::Former])
    };
    if !atoms[from..to].iter().any(tells) {
        return None;
    }
    let comma = |i: usize| atoms.get(i).is_some_and(Atom::is_written_comma);
    let which = usize::from(comma(to));
    let relative = atoms.get(to + which).is_some_and(|a| a.is(Tag::Which));
    let ends = |a: &Atom| a.mark().is_some_and(|mark| mark != b'-');
    let clause = if relative {
        let begins = to + which + 1;
        begins..begins + atoms[begins..].iter().take_while(|a| !ends(a)).count()
    } else {
        to..to
    };
    let behind = clause.end;
    // the commas around it go with it
    let first = atoms[..cue].iter().all(|a| a.prefix);
    let before = cue - usize::from(cue > 0 && comma(cue - 1) && (comma(behind) || relative));
    let whole = before..behind + usize::from(comma(behind) && (first || before < cue));
    let rest = || atoms[..whole.start].iter().chain(&atoms[whole.end..]).filter(|a| !a.prefix);
    let speaks = rest().any(|a| a.any(&POINTS) || a.any(&[Tag::NoneOf, Tag::Every]));
    let other = |a: &Atom| {
        matches!(a.what, What::Node { .. } | What::Other | What::Lesion | What::Levels(_)) || a.is(Tag::ThereWas)
    };
    (speaks && !rest().any(other)).then_some(Exception { whole, nodes: from..to, clause })
}

impl Reader<'_> {
    /// Reads a sentence for all nodes but those of its exception; whether it could.
    pub(super) fn excepting(
        &self,
        atoms: &mut [Atom],
        exception: &Exception,
        memory: &mut Memory,
        out: &mut Vec<Statement>,
    ) -> bool {
        let close = memory.close(self.number, self.sentence.section);
        let all = memory.several().to_vec();
        let (gone, left) = self.told(atoms, exception, &all, out);
        if !close || gone.is_empty() || left.is_empty() {
            return false;
        }
        let heading = atoms.iter().take_while(|a| a.prefix).count();
        let mut main = [&atoms[..exception.whole.start], &atoms[exception.whole.end..]].concat();
        let denied = |a: &Atom| a.any(&[Tag::NegationBefore, Tag::NoneOf, Tag::NoneValue]);
        let companion = main.iter().position(|a| matches!(a.what, What::Edema(_) | What::Modic(_)));
        let spared = companion.filter(|_| main.iter().any(denied)).map(|at| main[at].clone());
        // `except at L3, where it is marked`: of the oedema
        let clause = exception.clause.clone().filter(|i| spared.is_none() || !atoms[*i].is(Tag::Pronoun));
        let clause: Vec<Atom> = clause.map(|i| atoms[i].clone()).collect();
        let of_it = clause.len() < exception.clause.len();
        memory.nodes.clone_from(&left);
        memory.run.clone_from(&left);
        self.clauses(&mut main, memory, out);
        let named: Vec<usize> = memory.nodes.iter().copied().filter(|n| !left.contains(n)).collect();
        memory.nodes.clone_from(&gone);
        memory.run.clone_from(&gone);
        memory.sentence = self.number;
        let cue = &atoms[exception.nodes.start - 1];
        let word = |tag| cue.like(What::Phrase, Some(tag));
        let noun = |a: &Atom| a.any(&[Tag::BareNode, Tag::BareNodes, Tag::Ellipsis, Tag::OneNoun, Tag::OneNouns]);
        let told = !clause.is_empty() && !of_it;
        let mut read = |words: Vec<Atom>, memory: &mut Memory| {
            let mut clause = [&atoms[..heading], &words].concat();
            self.clauses(&mut clause, memory, out);
        };
        if let Some(companion) = spared {
            // `except at T10`: around the node there
            let mut words = vec![companion, word(Tag::Around)];
            if !atoms[exception.nodes.clone()].iter().any(noun) {
                words.extend([word(Tag::Definite), word(Tag::BareNode)]);
            }
            words.extend_from_slice(&atoms[exception.nodes.clone()]);
            read(words, memory);
        }
        if told {
            read([&atoms[exception.nodes.clone()], &clause].concat(), memory);
        }
        // `…, which is new.` leads on to `It …`
        if !told {
            memory.nodes.clone_from(&all);
        }
        memory.run = all;
        memory.nodes.extend(named);
        true
    }

    /// The nodes that an exception names, and those that it leaves.
    fn told(
        &self,
        atoms: &[Atom],
        exception: &Exception,
        all: &[usize],
        out: &[Statement],
    ) -> (Vec<usize>, Vec<usize>) {
        let range = exception.nodes.clone();
        let levels: Vec<_> = atoms[range.clone()]
            .iter()
            .filter_map(|a| if let What::Levels(levels) = &a.what { Some(levels) } else { None })
            .flatten()
            .collect();
        let sides: Vec<_> = atoms[range.clone()].iter().filter_map(endplate_of).collect();
        let side = |n: usize| sides.is_empty() || out[n].finding.endplate.is_none_or(|e| sides.contains(&e));
        if levels.is_empty() {
            let said = Gist::of(atoms);
            let bindings = Bindings::new(atoms, &said, Vec::new());
            let attributes = Attributes { lexicons: self.lexicons, atoms, bindings: &bindings };
            let gone = apart(&attributes, range, all, out).unwrap_or_default();
            let left = all.iter().copied().filter(|n| !gone.contains(n)).collect();
            return (gone, left);
        }
        let named = |&n: &usize| out[n].finding.level.is_some_and(|level| levels.contains(&&level)) && side(n);
        all.iter().copied().partition(named)
    }
}
