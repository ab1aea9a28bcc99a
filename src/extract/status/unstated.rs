//! What states nothing: questions and definitions.

use super::Reader;
use crate::anatomy::Level;
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::{ends_clause, inside_noun_phrase};
use crate::extract::gist::kind;
use crate::extract::place::endplate_of;
use crate::finding::{Change, Modic};
use crate::lexicon::tag::Tag;

impl Reader<'_> {
    pub(super) fn left_cue(&self, tags: &[Tag]) -> Option<usize> {
        (0..self.at)
            .rev()
            .take_while(|&i| !ends_clause(&self.atoms[i]))
            .find(|&i| self.atoms[i].any(tags) && !matches!(self.atoms[i].what, What::Levels(_)))
    }

    /// Whether there may be a question about the head.
    pub(super) fn may_be_asked(&self, early: bool) -> bool {
        self.said.any(&[Tag::Question, Tag::Conditional])
            || self.said.marks(b"?")
            || early && self.front.has(Tag::UncertaintyBefore)
    }

    /// What leaves open whether a lesion that is there is the head: `Whether the dent of L3 is a node or a groove cannot be
    /// determined`, `It remains unclear whether this is a node`.
    pub(super) fn undecided(&self) -> Option<usize> {
        let asks = (0..self.at).rev().take_while(|&i| !ends_clause(&self.atoms[i]));
        let that = |i: usize| i > 0 && super::before::is_that(&self.atoms[i]) && self.atoms[i - 1].is(Tag::Undecided);
        let whether = asks.into_iter().find(|&i| self.atoms[i].is(Tag::Question) || that(i))?;
        // `whether this is a node of L1`, `if there is a node at L1`
        let placed = |a: &Atom| matches!(a.what, What::Levels(_)) && !a.prefix;
        let whole = self.atoms[whether].to - self.atoms[whether].from > 1
            && matches!(self.atoms[self.at].what, What::Node { .. })
            && self.atoms[whether..].iter().any(placed);
        let known = whole || self.atoms[whether + 1].any(&[Tag::Definite, Tag::Pronoun]);
        let verb = |i: usize| self.atoms[i].any(&[Tag::Verb, Tag::Because]) || whole && i == whether;
        let named =
            (whether..self.at).rev().find(|&i| i == whether || !inside_noun_phrase(&self.atoms[i])).is_some_and(verb);
        let open = |&i: &usize| self.atoms[i].is(Tag::Undecided);
        let behind = (self.at..self.atoms.len()).take_while(|&i| !ends_clause(&self.atoms[i])).find(open);
        (known && named).then(|| behind.or_else(|| (0..whether).rev().find(open))).flatten()
    }

    /// A question about the head.
    pub(super) fn question(&self, early: bool) -> Option<usize> {
        for i in (0..self.at).rev() {
            let atom = &self.atoms[i];
            if ends_clause(atom) || atom.any(&[Tag::ThereIs, Tag::Shows]) {
                return None;
            }
            // `the lucency of L2, raised as a question before, is a node`
            let aside = || {
                self.lesion.is_some_and(|lesion| lesion < i)
                    && self.atoms[i..self.at].iter().any(|a| a.mark() == Some(b','))
                    && self.atoms[i..self.at].iter().any(|a| a.is(Tag::Verb))
            };
            // `Is there marrow edema? No.`
            let answered = || {
                let mark = (self.at + 1..self.atoms.len()).find(|&m| self.atoms[m].mark() == Some(b'?'));
                mark.is_some_and(|m| self.answered(m))
            };
            // `In the region of L2 is there a hernia.`, `Only at L1 is there a node.`
            let inverted = || {
                let mut led = self.atoms.iter().filter(|a| !a.prefix).take(2);
                led.next()
                    .is_some_and(|a| a.is(Tag::At) || a.what == What::Word && led.next().is_some_and(|a| a.is(Tag::At)))
                    && self.atoms[..i].iter().any(|a| matches!(a.what, What::Levels(_)) && !a.prefix)
                    && !self.atoms[i..].iter().any(|a| a.mark() == Some(b'?'))
            };
            // `whether the node is new or old`: that it is there is no question
            let known = atom.to - atom.from == 1
                && self.atoms.get(i + 1).is_some_and(|a| a.is(Tag::Definite) && a.is(Tag::Article))
                && self.atoms[i + 1..self.at].iter().all(|a| inside_noun_phrase(a) || a.is(Tag::Definite))
                && !early;
            // `Is there a node?` as the key of `Yes, at L1`
            let own = self.atoms.iter().position(|a| !a.prefix).filter(|_| atom.prefix && self.atoms[self.at].prefix);
            let keyed = own.is_some_and(|o| self.atoms[o].any(&[Tag::YesValue, Tag::NoneValue, Tag::NegationBefore]));
            // `repeat MRI to look for oedema around the L1 node`: the node is known
            let about = self.atoms[i + 1..self.at].iter().position(Atom::is_head).map(|h| i + 1 + h);
            let about = about.is_some_and(|h| {
                let between = &self.atoms[h + 1..self.at];
                between.first().is_some_and(|a| a.is(Tag::Around)) && between.iter().any(|a| a.is(Tag::Definite))
            });
            let known = known || about && !early;
            // `cannot show the full extent of the node at L2`
            let known = known || self.part_of_known(i) && !early;
            // `If a fever develops, the node at L2 should be imaged again`
            let known = known || self.main_clause_behind(i) && !early;
            if atom.any(&[Tag::Question, Tag::Conditional])
                && atom.to - atom.from == 1
                && known
                && self.lesion.is_none()
            {
                return None;
            }
            // `Not only is there a node at L1`
            let only = i > 0 && self.atoms[i - 1].is(Tag::PseudoNegation);
            if atom.is(Tag::Question) && !known && !keyed && !only && !aside() && !answered() && !inverted() {
                return Some(i);
            }
            if atom.is(Tag::Conditional) && self.supposed(i) && !known {
                return Some(i);
            }
            if early && (atom.mark() == Some(b'?') || atom.is(Tag::UncertaintyBefore) && !atom.is(Tag::NegationBefore))
            {
                return Some(i);
            }
        }
        // `known node at T12, rule out progression`: the question is about another thing
        let start = self.atoms[..self.at].iter().rposition(|a| !inside_noun_phrase(a)).map_or(0, |i| i + 1);
        if self.atoms[start..self.at].iter().any(|a| a.any(&[Tag::Again, Tag::HistoryBefore])) {
            return None;
        }
        // `?node at T12, please evaluate`
        let behind = self.atoms.iter().enumerate().skip(self.at + 1);
        let clause = behind.take_while(|(_, a)| !a.is_head() && a.mark() != Some(b';'));
        // `not seen at L1, where it was questioned, …`: asked before, not now
        let aside = |i: usize| self.atoms[self.at..i].iter().rev().take(2).any(|a| a.is(Tag::Which));
        let asked = clause.into_iter().find(|(i, a)| a.is(Tag::Question) && !aside(*i));
        if let Some((cue, _)) = asked {
            return Some(cue);
        }
        // `Node? None`
        let mark = (self.at + 1..self.atoms.len()).find(|&i| self.atoms[i].mark() == Some(b'?'))?;
        if self.answered(mark) {
            return None;
        }
        (early || self.inverted()).then_some(mark)
    }

    /// Whether the head is the known subject of the main clause behind that of the cue at `i`: `Whenever pain recurs, the node
    /// at L2 should be imaged again`.
    fn main_clause_behind(&self, i: usize) -> bool {
        let place = |a: &Atom| matches!(a.what, What::Levels(_)) || endplate_of(a).is_some() || a.is(Tag::EndplateNoun);
        let the =
            self.atoms[..self.at].iter().rposition(|a| !(inside_noun_phrase(a) || place(a)) || a.is(Tag::Definite));
        let the = the.filter(|&the| the > i + 1 && self.atoms[the].is(Tag::Definite));
        the.is_some_and(|the| {
            self.atoms[the - 1].is_written_comma() && self.atoms[i + 1..the - 1].iter().any(|a| a.what == What::Word)
        })
    }

    /// Whether the cue at `i` asks for a part or property of a node that is known: `the full extent of the node at L2`.
    fn part_of_known(&self, i: usize) -> bool {
        let the = self.atoms[..self.at].iter().rposition(|a| !inside_noun_phrase(a) || a.is(Tag::Definite));
        let the =
            the.filter(|&the| the > i + 2 && self.atoms[the].is(Tag::Definite) && self.atoms[the - 1].is(Tag::Of));
        let placed = self.atoms[self.at..].iter().take(4).any(|a| matches!(a.what, What::Levels(_)));
        the.is_some_and(|the| placed && self.atoms[i + 1..the - 1].iter().any(|a| a.what == What::Word))
    }

    /// Whether the head stands in the clause that a condition at `i` begins: `Should marrow oedema develop`.
    fn supposed(&self, i: usize) -> bool {
        let begins = self.atoms[..i].iter().all(|a| a.prefix) || ends_clause(&self.atoms[i - 1]);
        // `If the L4 lesion is a node`
        let lesion = self.lesion.is_some_and(|lesion| lesion > i);
        begins && !self.atoms[i..self.at].iter().any(|a| a.is_written_comma() || a.is(Tag::Definite) && !lesion)
    }

    /// `Schmorl's nodes are not rated on this form`, `Schmorl's nodes: n/a`.
    pub(super) fn not_applicable(&self) -> Option<usize> {
        let skip = |a: &Atom| a.prefix || a.is(Tag::Verb) || matches!(a.mark(), Some(b':' | b'-' | b'=' | b'|'));
        // `Modic L3-L4: n/a`
        let place = |a: &Atom| {
            matches!(a.what, What::Levels(_))
                || a.any(&[Tag::At, Tag::Of, Tag::Article, Tag::EndplateNoun])
                || endplate_of(a).is_some()
        };
        let from = self.at + 1 + self.atoms[self.at + 1..].iter().take_while(|a| place(a)).count();
        let marked = self.atoms.get(from).is_some_and(|a| matches!(a.mark(), Some(b':' | b'=')));
        let from = if marked { from } else { self.at + 1 };
        let next = (from..self.atoms.len()).find(|&i| !skip(&self.atoms[i]))?;
        // `Modic score (0-3): not scored`
        let keyed = || {
            let near = self.atoms.len().min(self.at + 9);
            let mark = (self.at + 1..near).find(|&i| matches!(self.mark(i), Some(b':' | b'=')))?;
            let plain = self.atoms[self.at + 1..mark].iter().all(|a| !a.is_head() && !a.is(Tag::Verb));
            plain.then_some(mark + 1)
        };
        let next = if self.atoms[next].is(Tag::NotApplicable) { Some(next) } else { keyed() };
        next.filter(|&next| self.atoms.get(next).is_some_and(|a| a.is(Tag::NotApplicable)))
    }

    /// A blank that nobody filled: `Schmorl's nodes at <level>`, `Modic changes at _`.
    pub(super) fn unfilled(&self) -> Option<usize> {
        let behind = self.at + 1..self.atoms.len();
        if self.atoms.iter().any(|a| matches!(a.what, What::Levels(_)) && !a.prefix) {
            return None;
        }
        behind.clone().find(|&i| {
            let closes = || (i + 2..self.atoms.len().min(i + 5)).any(|j| self.mark(j) == Some(b'>'));
            let apart = self.atoms.get(i + 1).is_none_or(|a| a.span.start > self.atoms[i].span.end);
            let asked = self.atoms[i - 1].is(Tag::At) || self.atoms[i - 1].is(Tag::Field) && apart;
            let blank = asked && self.mark(i) == Some(b'_');
            let tag = matches!(self.mark(i + 1), Some(b'/' | b'!'));
            // `Marrow edema: [***]`
            let stars = self.mark(i) == Some(b'[') && (1..3).all(|n| self.mark(i + n) == Some(b'*'));
            blank || stars || self.mark(i) == Some(b'<') && !tag && closes()
        })
    }

    /// Whether an answer follows a question mark: `? None`, `?  A Yes.`
    fn answered(&self, mark: usize) -> bool {
        let letter = self.atoms.get(mark + 1).is_some_and(|a| a.is(Tag::Article));
        // `? A: No`
        let colon = letter && self.mark(mark + 2) == Some(b':');
        let answer = mark + 1 + usize::from(letter) + usize::from(colon);
        // `Marrow edema?   L5 and S1`
        let placed = self.atoms.get(answer).is_some_and(|a| matches!(a.what, What::Levels(_)));
        answer < self.atoms.len() && (self.value(answer) || placed)
    }

    /// Whether the sentence begins as questions do: `Is there a node?`, `Or is it a node?`
    pub(super) fn inverted(&self) -> bool {
        // `Q6 Are there nodes?`
        let letter = |a: &Atom| a.what == What::Word && a.span.end - a.span.start == 1;
        let numbered = self.atoms.len() > 2 && letter(&self.atoms[0]) && matches!(self.atoms[1].what, What::Number(_));
        let own = self.atoms.iter().skip(if numbered { 2 } else { 0 });
        let mut own = own.filter(|a| !a.prefix).skip_while(|a| a.any(&[Tag::Or, Tag::And]));
        own.next().is_some_and(|a| a.is(Tag::Verb))
    }

    /// Whether the head may be defined.
    pub(super) fn may_be_defined(&self) -> bool {
        self.said.any(&[Tag::Definition, Tag::Teaching, Tag::DiagnosisCode])
            || self.said.marks(b"=\"")
            || self.said.kinds(kind::MODIC) && self.said.marks(b"(:")
    }

    /// A definition: its cue in the sentence and no place.
    pub(super) fn definition(&self) -> Option<usize> {
        // `"Schmorl's node" = herniation of disc`
        let equals = self.at + 1 + usize::from(self.mark(self.at + 1) == Some(b'"'));
        let says = |a: &Atom| {
            matches!(a.what, What::Levels(_) | What::Size(_) | What::Number(_))
                || a.any(&[Tag::YesValue, Tag::NoneValue, Tag::NegationBefore, Tag::UncertaintyBefore])
        };
        if self.mark(equals) == Some(b'=') && !self.atoms.get(equals + 1).is_none_or(says) {
            return Some(equals);
        }
        if let Some(cue) = self.scale().or_else(|| self.explained_type()) {
            return Some(cue);
        }
        // `BME = marrow edema`
        let start = self.atoms[..self.at].iter().rposition(|a| !inside_noun_phrase(a)).unwrap_or(0);
        if start > 0
            && self.mark(start) == Some(b'=')
            && self.mark(start + 1) != Some(b'"')
            && matches!(self.atoms[start - 1].what, What::Word | What::Number(_) | What::Node { .. } | What::Edema(_))
            && !self.atoms[start - 1].prefix
        {
            return Some(start);
        }
        // `"Schmorl's node" = herniation of the disc into an endplate`: what names it once more
        let bare = |a: &&Atom| inside_noun_phrase(a) || a.mark() == Some(b'"');
        let equals = self.atoms[..self.at].iter().rposition(|a| !bare(&a)).filter(|&i| self.mark(i) == Some(b'='));
        let named = equals.and_then(|i| self.atoms[..i].iter().rfind(|a| a.mark() != Some(b'"')));
        let node = |a: &Atom| matches!(a.what, What::Node { .. });
        let placed = self.atoms.iter().any(|a| matches!(a.what, What::Levels(_)));
        if named.is_some_and(node) && node(&self.atoms[self.at]) && !placed {
            return equals;
        }
        // a code has a title behind it where a finding is named, and says by itself what an imaging order is for
        let finding = self.atoms[self.at].is_finding();
        let teaches = |a: &Atom| a.is(Tag::Teaching) || finding && a.is(Tag::DiagnosisCode);
        let teaches = (0..self.atoms.len()).find(|&i| teaches(&self.atoms[i]) && !self.atoms[i].prefix);
        // `"Schmorl's nodes" are small bulges of disc`
        let quoted =
            self.mark(self.at + 1) == Some(b'"') && self.atoms.get(self.at + 2).is_some_and(|a| a.is(Tag::Verb));
        let quoted = quoted && self.atoms.get(self.at + 3).is_some_and(|a| a.any(&[Tag::Adjective, Tag::Article]));
        if teaches.is_some() || quoted && !self.atoms.iter().any(|a| matches!(a.what, What::Levels(_))) {
            return teaches.or(Some(self.at + 1));
        }
        let says = |i: &usize| self.atoms[*i].is(Tag::Definition) && !self.atoms[*i].prefix;
        // `vessels of T11, which can mimic a Schmorl's node`: what another thing looks like is not there
        let object = self.atoms[..self.at].iter().rposition(|a| !inside_noun_phrase(a)).filter(says);
        // `not to be confused with the new one at L2`
        let object = object.filter(|&cue| !self.atoms[cue + 1..self.at].iter().any(|a| a.is(Tag::Definite)));
        if object.is_some_and(|cue| self.atoms[cue].is(Tag::Likens)) {
            return object;
        }
        // `Schmorl's nodes do not cause palsy; the disc at L5-S1 does`: what is general in its clause, whatever the next names
        let own = self.clause();
        let cue = own.clone().find(says);
        let within = if cue.is_some() { own } else { 0..self.atoms.len() };
        // `L3: nodes are frequent` is of the patient
        let exact = |a: &Atom| matches!(&a.what, What::Levels(levels) if !matches!(levels[..], [Level::Region(_)]));
        let mut named = self.atoms[within.clone()].iter().filter(|a| matches!(a.what, What::Levels(_)));
        let placed = named.any(|a| !a.prefix || exact(a));
        let cue = within.into_iter().find(says).filter(|_| !placed)?;
        (!self.there_beside(cue)).then_some(cue)
    }

    /// A Modic type of a sentence that tells all three, each with what it is in a bracket, and no place: `graded as type 1
    /// (fluid-like), type 2 (fatty) and type 3 (sclerotic)`.
    fn scale(&self) -> Option<usize> {
        let told = |modic: Modic| self.atoms.iter().any(|a| a.what == What::Modic(modic));
        let all = told(Modic::One) && told(Modic::Two) && told(Modic::Three);
        let placed = self.atoms.iter().any(|a| matches!(a.what, What::Levels(_)));
        let brackets = self.atoms.iter().filter(|a| a.mark() == Some(b'(')).count();
        (all && !placed && brackets > 2 && matches!(self.atoms[self.at].what, What::Modic(_))).then_some(self.at)
    }

    /// The colon behind a Modic type that the words behind it explain, with no place: `Modic 1: low T1, high T2`.
    fn explained_type(&self) -> Option<usize> {
        let typed = matches!(self.atoms[self.at].what, What::Modic(modic) if modic != Modic::Unspecified);
        let colon = self.at + 1;
        let placed = self.atoms.iter().any(|a| matches!(a.what, What::Levels(_)));
        let answers = |a: &Atom| {
            const SAID: [Tag; 12] = [
                Tag::YesValue,
                Tag::NoneValue,
                Tag::NoneOf,
                Tag::NegationBefore,
                Tag::NegationAfter,
                Tag::UncertaintyBefore,
                Tag::UncertaintyAfter,
                Tag::Verb,
                Tag::Many,
                Tag::Elsewhere,
                Tag::Course(Change::New),
                Tag::Again,
            ];
            a.any(&SAID)
        };
        let value = self.atoms.get(colon + 1..).unwrap_or_default();
        let said = value.iter().any(|a| a.what == What::Word || a.any(&[Tag::SequenceAfter, Tag::SequenceBefore]));
        let counted = value.first().is_some_and(|a| matches!(a.what, What::Number(_) | What::Size(_)));
        let whole =
            typed && !counted && self.mark(colon) == Some(b':') && !placed && said && !value.iter().any(answers);
        whole.then_some(colon)
    }

    /// The atoms of the head's own clause.
    pub(super) fn clause(&self) -> std::ops::Range<usize> {
        // `a node of L2 (these are usually stable)`: what a bracket says in general, it says for itself
        let open = self.atoms[..self.at].iter().rposition(|a| matches!(a.mark(), Some(b'(' | b')')));
        let inside = open.is_some_and(|open| self.atoms[open].mark() == Some(b'('));
        let ends = |a: &Atom| ends_clause(a) || inside && matches!(a.mark(), Some(b'(' | b')'));
        let start = self.atoms[..self.at].iter().rposition(ends).map_or(0, |end| end + 1);
        let end = self.atoms[self.at..].iter().position(ends).map_or(self.atoms.len(), |end| self.at + end);
        start..end
    }

    /// Whether the head's own clause says that it is there, so that what the definition's cue belongs to is an aside:
    /// `Schmorl's nodes, which often accompany Scheuermann disease, are present`, `There are nodes, which many people
    /// have`; but `When nodes are present, they often cause no pain`.
    fn there_beside(&self, cue: usize) -> bool {
        let inside = |a: &&Atom| inside_noun_phrase(a) || a.is(Tag::Definite);
        let start = self.at - self.atoms[..self.at].iter().rev().take_while(inside).count();
        let before: Vec<&Atom> = self.atoms[..start].iter().filter(|a| !a.prefix).collect();
        let Some((last, rest)) = before.split_last() else {
            return self.predicate(self.at + 1);
        };
        let parted =
            || self.at < cue && self.atoms[self.at..cue].iter().any(|a| a.is(Tag::Which) || a.mark() == Some(b';'));
        // `This scan shows nodes, which`; `If a scan shows nodes` is no statement
        let subject =
            || rest.first().is_some_and(|a| a.is(Tag::Definite) || matches!(a.what, What::Phrase) && rest.len() == 1);
        parted() && (last.is(Tag::ThereIs) && rest.is_empty() || last.is(Tag::Shows) && subject())
    }

    /// `are present`, `noted`, also behind an aside (`, which many people have, are seen`), with nothing that makes it
    /// general behind it.
    fn predicate(&self, from: usize) -> bool {
        let verb = |i: usize| self.atoms.get(i).is_some_and(|a| a.is(Tag::Verb));
        let aside = self.mark(from) == Some(b',');
        let denied = |i: usize| self.atoms.get(i).is_some_and(|a| a.is(Tag::NegationAfter));
        let from = if aside {
            let mut commas = (from + 1..self.atoms.len()).filter(|&i| self.mark(i) == Some(b','));
            let closed = commas.find(|&i| verb(i + 1) || denied(i + 1));
            // `Modic changes, which often accompany them, are absent`
            if closed.is_some_and(|comma| denied(comma + 1)) {
                return true;
            }
            closed.map_or(from, |comma| comma + 1)
        } else {
            from
        };
        let verbs =
            self.atoms[from.min(self.atoms.len())..].iter().take_while(|a| a.any(&[Tag::Verb, Tag::Again])).count();
        (verbs > 1 || self.atoms[from..from + verbs].iter().any(|a| a.is(Tag::YesValue)))
            && self.atoms.get(from + verbs).is_none_or(|a| a.mark().is_some())
    }
}
