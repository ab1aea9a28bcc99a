//! Cues behind the head: predicates, values of a key, alternatives.

use super::{Reader, Verdict, denies_each, edema_gone, governor, process_of, sign_in_front};
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::{ends_clause, inside_noun_phrase};
use crate::extract::place::endplate_of;
use crate::finding::{Acuity, Change, Status};
use crate::lexicon::tag::Tag;
use crate::token::{CHECK, CROSS};

/// Whether an atom behind the head may be a cue, or end the walk to one.
fn may_be_cue(atom: &Atom) -> bool {
    const CUES: [Tag; 19] = [
        Tag::Exception,
        Tag::Gone,
        Tag::Likens,
        Tag::NegationAfter,
        Tag::NegationBefore,
        Tag::NegationInstead,
        Tag::NoneOf,
        Tag::NoneValue,
        Tag::Or,
        Tag::PastDenied,
        Tag::ProVerbNot,
        Tag::Question,
        Tag::Terminator,
        Tag::ThereIs,
        Tag::UncertaintyAfter,
        Tag::UncertaintyBefore,
        Tag::UncertaintyBetween,
        Tag::With,
        Tag::YesValue,
    ];
    atom.any(&CUES) || atom.mark().is_some() || atom.is_head()
}

impl Reader<'_> {
    /// `suspected on radiograph is confirmed at L2`
    fn settled(&self, i: usize) -> bool {
        self.atoms[i].any(&[Tag::UncertaintyBefore, Tag::UncertaintyAfter])
            && self.atoms[i + 1..].iter().take_while(|a| !ends_clause(a) && !a.is_head()).any(|a| a.is(Tag::Settled))
    }

    /// A cue right behind the name, over a place: `node suspected at T9`.
    fn participle(&self, i: usize) -> bool {
        // `edema suspected but not certain`
        let but_not = |a: &Atom| a.is(Tag::NegationInstead) && a.to - a.from > 1;
        // `node also suspected at L1`
        let also = self.atoms.get(self.at + 1).is_some_and(|a| a.is(Tag::Likewise));
        i == self.at + 1 + usize::from(also)
            && self.atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::At, Tag::Terminator]) || but_not(a))
    }

    /// `Modic changes absent at L3-L4`
    fn absent_at(&self, i: usize) -> bool {
        self.atoms[i].is(Tag::NegationBefore) && !self.atoms[i].is(Tag::Without) && self.participle(i)
    }

    /// `node suspected at L2 on the prior CT is not confirmed`
    fn suspected_and_denied(&self, i: usize) -> bool {
        let mut rest = self.atoms[i..].iter().take_while(|a| !ends_clause(a) && a.mark() != Some(b','));
        self.participle(i) && rest.any(|a| a.is(Tag::NegationAfter) && !a.is(Tag::UncertaintyAfter))
    }

    /// `node suspected at T9`, `node, probable, inferior endplate`, `node (probable)`
    fn suspected(&self, i: usize) -> bool {
        let mark =
            |at: usize| self.atoms.get(at).is_none_or(|a| matches!(a.mark(), Some(b',' | b';' | b')' | b'.' | b'(')));
        (mark(i - 1) || i == self.at + 1) && mark(i + 1) || self.participle(i) && !self.atoms[i].is(Tag::NegationBefore)
    }

    /// `node rather than fracture is favoured`
    fn rather_than_another(&self, i: usize) -> bool {
        let behind = self.atoms.get(i + 1..i + 3);
        self.atoms[i].is(Tag::NegationInstead)
            && behind.is_some_and(|b| b[0].is_head() && b[1].is(Tag::UncertaintyAfter))
    }

    /// Whether the cue at `i` denies nothing of the head today: `not resolved`, `oedema, which has resolved`, `absent in 2019`.
    fn of_no_account(&self, i: usize) -> bool {
        let atom = &self.atoms[i];
        let undone = atom.is(Tag::Gone) && self.atoms[i - 1].is(Tag::NegationInstead);
        let gone = || atom.any(&[Tag::Gone, Tag::NegationAfter]) && edema_gone(self.atoms, self.at, i);
        undone || gone() || super::denied_before(self.atoms, i)
    }

    /// Whether there may be a cue to the right.
    pub(super) fn may_be_told_after(&self) -> bool {
        // what it takes for a verdict, wherever it stands
        const DECIDES: [Tag; 12] = [
            Tag::Gone,
            Tag::NegationAfter,
            Tag::NegationBefore,
            Tag::NegationInstead,
            Tag::NoneOf,
            Tag::NoneValue,
            Tag::Or,
            Tag::ProVerbNot,
            Tag::UncertaintyAfter,
            Tag::UncertaintyBefore,
            Tag::UncertaintyBetween,
            Tag::YesValue,
        ];
        self.behind.any(&DECIDES) || self.behind.marks(&[b'?', b'+', b'-', CHECK, CROSS])
    }

    /// A cue to the right.
    pub(super) fn after(&self) -> Option<Verdict> {
        if governor(self.atoms, self.at).is_some() || process_of(self.atoms, self.at).is_some() {
            // `the edema about the node has resolved`: the predicate is the oedema's
            return None;
        }
        let mut verb = false;
        // `the oedema which both had last year has resolved`
        let owned = self.atoms.get(self.at + 1..self.at + 3);
        let owned = owned.is_some_and(|o| o[0].is(Tag::Which) && matches!(o[1].what, What::Anaphor { .. }));
        let mut next = self.at + if owned { 3 } else { 1 };
        let end = self.excepted_clause().unwrap_or(self.atoms.len());
        while let Some(i) = self.cue_from(next, &mut verb).filter(|&i| i < end) {
            let atom = &self.atoms[i];
            next = i + 1;
            // the marks of a key, `schmorl_node_L1`, part nothing
            // `…, which must not be confused with treated disease either`
            if self.denied_by_next(i) {
                return Some(Verdict::of(Status::Absent, i + 1));
            }
            let ends = ends_clause(atom) && !atom.prefix || atom.any(&[Tag::ThereIs, Tag::Likens]);
            if ends || self.of_no_account(i) {
                return None;
            }
            let denies = atom.is(Tag::NegationAfter) && !atom.is(Tag::UncertaintyAfter) || self.absent_at(i);
            if denies || self.in_neither(i) {
                return (!(denies && self.of_another_subject(i))).then(|| Verdict::of(Status::Absent, i));
            }
            if self.hedges_another(i) || self.settled(i) || verb && self.of_main_clause(i) {
                return None;
            }
            if self.hedges_quality(i) {
                continue;
            }
            if atom.is(Tag::UncertaintyAfter) && !(atom.is(Tag::UncertaintyBefore) && !self.closes(i)) {
                return Some(Verdict::of(Status::Possible, i));
            }
            if atom.is(Tag::UncertaintyBefore) {
                if self.suspected_and_denied(i) {
                    continue;
                }
                if self.suspected(i) {
                    return Some(Verdict::of(Status::Possible, i));
                }
            }
            if atom.is(Tag::UncertaintyBetween) && !verb && !self.compares(i) && !self.beside_alternatives(i) {
                return Some(Verdict::of(Status::Possible, i));
            }
            if atom.any(&[Tag::Or]) && !verb && self.other_follows(i) {
                return Some(Verdict::of(Status::Possible, i));
            }
            if let Some(verdict) = self.signed(i) {
                return Some(verdict);
            }
            // `Schmorl's nodes: none in the lumbar spine`
            let plain = |a: &Atom| a.prefix || !a.is_head() && a.mark().is_none() && !a.is(Tag::Verb);
            let answers = self.atoms[i - 1].mark() == Some(b':') && self.atoms[self.at + 1..i - 1].iter().all(plain);
            let gone = || self.atoms.get(i + 1).is_some_and(|a| a.is(Tag::Gone));
            if atom.is(Tag::NegationInstead) && answers && !gone() {
                return Some(Verdict::of(Status::Absent, i));
            }
            // `type 2 at L5-S1, none elsewhere`
            let elsewhere =
                self.atoms.get(i + 1).is_some_and(|a| a.is(Tag::Elsewhere)) && self.mark(i - 1) == Some(b',');
            if self.value(i) && !elsewhere && !self.none_at_next(i) {
                let denied = atom.any(&[Tag::NoneValue, Tag::NegationBefore]);
                return Some(Verdict::of(if denied { Status::Absent } else { Status::Present }, i));
            }
            let date = matches!(self.atoms[i - 1].what, What::Number(_));
            // `Acute Schmorl's node: less likely, L4 inferior`
            let keyed = self.mark(i - 1) == Some(b':') && self.mark(i + 1) == Some(b',');
            if atom.is(Tag::UncertaintyBefore) && keyed {
                return Some(Verdict::of(Status::Possible, i));
            }
            if atom.is(Tag::UncertaintyBefore) && self.closes(i) && !date || atom.mark() == Some(b'?') && self.closes(i)
            {
                return Some(Verdict::of(Status::Possible, i));
            }
            // `is non-edematous`: the oedema is denied, and nothing else
            if matches!(atom.what, What::Edema(_)) && atom.is(Tag::NegationBefore) {
                return None;
            }
            let predicate =
                matches!(self.atoms[i - 1].mark(), Some(b',' | b':' | b'-')) || self.atoms[i - 1].is(Tag::Verb);
            // `Bone marrow oedema absent.`, `Schmorl's node absent; cord normal`
            let bare = i == self.at + 1;
            let closes = self.closes(i) || bare && self.mark(i + 1) == Some(b',');
            if atom.is(Tag::NegationBefore) && (predicate || bare) && closes {
                // `…, resolved.`, `is absent.`
                return Some(Verdict::of(Status::Absent, i));
            }
            if self.rather_than_another(i) {
                return Some(Verdict::of(Status::Possible, i + 2));
            }
            if self.edema_gone(i) {
                return Some(Verdict::of(Status::Absent, i));
            }
            if atom.any(&[Tag::NegationBefore, Tag::With, Tag::Exception, Tag::NegationInstead])
                && !self.list_reaches(i)
            {
                // what follows is another's
                return self.over_companion(i).or_else(|| self.after_clause(i));
            }
            if self.companion_gone(i) {
                return None;
            }
            if atom.is_head() && !self.joined(i) && governor(self.atoms, i) != Some(self.at) {
                return None;
            }
            verb |= atom.is(Tag::Verb);
        }
        None
    }

    /// `was suspected but is not seen`: a denial right behind the word that turns.
    fn denied_by_next(&self, i: usize) -> bool {
        let turns = self.atoms[i].is(Tag::Terminator) && self.atoms[i].mark().is_none();
        let node = matches!(self.atoms[self.at].what, What::Node { .. });
        let hedged = self.atoms[self.at..i].iter().any(|a| {
            a.any(&[
                Tag::UncertaintyBefore,
                Tag::UncertaintyAfter,
                Tag::HistoryBefore,
                Tag::HistoryAfter,
                Tag::PriorSize,
            ])
        });
        let denies = |a: &Atom| a.is(Tag::NegationAfter) && !a.any(&[Tag::UncertaintyAfter, Tag::Gone]);
        turns && node && hedged && self.atoms.get(i + 1).is_some_and(denies)
    }

    /// Whether the predicate at `i` hedges of what kind the node is, and not whether it is there: `is likely chronic`.
    fn hedges_quality(&self, i: usize) -> bool {
        const QUALITY: [Tag; 4] = [
            Tag::Age(Acuity::Acute),
            Tag::Age(Acuity::Subacute),
            Tag::Age(Acuity::Chronic),
            Tag::Course(Change::Stable),
        ];
        let atom = &self.atoms[i];
        let is = atom.is(Tag::UncertaintyAfter) && !atom.is(Tag::UncertaintyBefore) && atom.to - atom.from > 1;
        let told = self.atoms.get(i + 1).is_some_and(|a| a.any(&QUALITY) || a.is(Tag::Adjective));
        is && told && matches!(self.atoms[self.at].what, What::Node { .. })
    }

    /// Whether a clause with a subject of its own ends in the predicate at `i`: `that of a node, and infection has been excluded`, but
    /// `nodes, fracture, and infection have been excluded`.
    fn of_another_subject(&self, i: usize) -> bool {
        let own = |a: &&Atom| matches!(a.what, What::Word | What::Other) || inside_noun_phrase(a);
        let subject = self.atoms[self.at + 1..i].iter().rev().take_while(own).count();
        let [before @ .., comma, and] = &self.atoms[self.at + 1..i - subject] else { return false };
        let list = before.iter().any(|a| a.is_written_comma() || a.is_head());
        subject > 0 && comma.is_written_comma() && and.is(Tag::And) && !list
    }

    /// Whether the denial at `i` is of another level: `L2 has a node, L3 has none`, `…, L3 none`.
    fn none_at_next(&self, i: usize) -> bool {
        let level = |a: &Atom| matches!(a.what, What::Levels(_)) && !a.prefix;
        let joint = |a: &Atom| a.mark().is_some() || a.is(Tag::And);
        let apart = level(&self.atoms[i - 1]) && self.atoms[..i - 1].last().is_some_and(joint);
        let others = apart && self.atoms[i].is(Tag::NoneOf) && self.atoms[..self.at].iter().any(level);
        self.atoms[i].is_head() || others
    }

    /// The comma that ends the exception in which the head stands: `Aside from disc desiccation and a node at L3-4, the study is
    /// negative`.
    fn excepted_clause(&self) -> Option<usize> {
        let lead =
            self.atoms.iter().position(|a| !a.prefix).filter(|&i| i < self.at && self.atoms[i].is(Tag::Exception))?;
        let told = self.atoms[lead..self.at].iter().any(|a| a.any(&[Tag::Verb, Tag::ThereIs]));
        let comma = self.atoms[self.at..].iter().position(Atom::is_written_comma).filter(|_| !told)?;
        Some(self.at + comma)
    }

    /// `5 mm vs 8 mm before`, `a node, more than 5 mm deep`: figures are compared, and not findings.
    fn compares(&self, i: usize) -> bool {
        let size = |at: usize| self.atoms.get(at).is_some_and(|a| matches!(a.what, What::Size(_)));
        size(i + 1) && (size(i - 1) || !self.other_follows(i))
    }

    /// The next atom that may be a cue, and whether a verb was passed: most atoms are none.
    fn cue_from(&self, from: usize, verb: &mut bool) -> Option<usize> {
        let rest = self.atoms.get(from..)?;
        let found = rest.iter().position(may_be_cue)?;
        *verb |= rest[..found].iter().any(|a| a.is(Tag::Verb));
        Some(from + found)
    }

    /// `If the L4 node is painful, injection is possible`: the hedge at `i` is of the subject behind the comma.
    fn of_main_clause(&self, i: usize) -> bool {
        let conditional = self.atoms[..self.at].iter().any(|a| a.is(Tag::Conditional));
        let comma = self.atoms[self.at..i].iter().rposition(Atom::is_written_comma);
        let subject = comma.is_some_and(|comma| self.atoms[self.at + comma..i].iter().any(|a| a.what == What::Word));
        conditional && subject && self.atoms[i].is(Tag::UncertaintyAfter)
    }

    /// `Regression of the node, edema gone`: the oedema has gone, and not the node.
    fn companion_gone(&self, i: usize) -> bool {
        let companion = matches!(self.atoms[i].what, What::Edema(_) | What::Modic(_)) && self.mark(i - 1) == Some(b',');
        let gone = || self.atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::Gone, Tag::NegationAfter]));
        companion && gone() && matches!(self.atoms[self.at].what, What::Node { .. }) && self.closes(i + 1)
    }

    /// `edema in neither L4 nor L5`
    fn in_neither(&self, i: usize) -> bool {
        let plain = |a: &&Atom| a.is(Tag::LevelNoun) || !a.any(&[Tag::Of, Tag::At, Tag::Article, Tag::Definite]);
        let place = |a: &Atom| matches!(a.what, What::Levels(_)) || a.is(Tag::LevelNoun);
        // `neither at L2 nor at L3`
        let nor = || self.atoms[i + 1..].iter().any(|a| a.is(Tag::Or) && a.is(Tag::NegationBefore));
        let led = self.atoms[i - 1].is(Tag::At) || self.atoms.get(i + 1).is_some_and(|a| a.is(Tag::At)) && nor();
        denies_each(&self.atoms[i]) && i > 0 && led && self.atoms[i + 1..].iter().find(plain).is_some_and(place)
    }

    /// Whether the cue at `i` hedges what an oedema is put down to, not the oedema.
    fn hedges_another(&self, i: usize) -> bool {
        let (head, atom) = (&self.atoms[self.at], &self.atoms[i]);
        // `with edema, is favored to represent a node`
        let names = matches!(head.what, What::Edema(_))
            && atom.any(&[Tag::UncertaintyAfter, Tag::UncertaintyBefore])
            && self.atoms[i + 1..]
                .iter()
                .find(|a| !(inside_noun_phrase(a) || a.any(&[Tag::To, Tag::Because, Tag::Verb])))
                .is_some_and(|a| matches!(a.what, What::Node { .. }));
        // `edema at the L3 corner, raising the question of spondyloarthritis`: its cause is hedged
        let raises = matches!(head.what, What::Edema(_) | What::Modic(_))
            && atom.any(&[Tag::UncertaintyAfter, Tag::UncertaintyBefore, Tag::Question])
            && i > 0
            && self.mark(i - 1) == Some(b',')
            && self.atoms[i + 1..]
                .iter()
                .find(|a| !inside_noun_phrase(a))
                .is_some_and(|a| matches!(a.what, What::Word | What::Other));
        // `a node, which is likely accompanied by oedema`
        let accompanied = matches!(head.what, What::Node { .. })
            && atom.is(Tag::UncertaintyAfter)
            && self.atoms.get(i + 1).is_some_and(|a| a.is(Tag::With))
            && self.atoms[i - 1].is(Tag::Which);
        // `with edema, an acute node being favored over infection`
        let beside = || {
            let between = &self.atoms[self.at + 1..i];
            let node =
                between.iter().rev().find(|a| !a.is(Tag::Verb)).is_some_and(|a| matches!(a.what, What::Node { .. }));
            let comma = between.first().is_some_and(Atom::is_written_comma);
            matches!(head.what, What::Edema(_)) && node && comma && !between.iter().any(|a| a.any(&[Tag::And, Tag::Or]))
        };
        names || raises || accompanied || atom.is(Tag::UncertaintyAfter) && beside()
    }

    /// The sign at `i` that answers the head: `nodes (+)`, `Schmorl's nodes     -`.
    fn signed(&self, i: usize) -> Option<Verdict> {
        let atom = &self.atoms[i];
        let of = |there, at| Some(Verdict::of(if there { Status::Present } else { Status::Absent }, at));
        if let (Some(b'('), Some(sign @ (b'+' | b'-')), Some(b')')) = (atom.mark(), self.mark(i + 1), self.mark(i + 2))
            && !sign_in_front(self.atoms, i)
        {
            return of(sign == b'+', i + 1);
        }
        // `L3 (oedema +), L4 (oedema -)`
        // `bone oedema –, Modic –`
        let closes = self.atoms.get(i + 1).is_none_or(|a| matches!(a.mark(), Some(b')' | b',')));
        if let Some(sign @ (b'+' | b'-')) = atom.mark()
            && closes
            && i == self.at + 1
        {
            return of(sign == b'+', i);
        }
        let signed = self.atoms[self.at].prefix && !atom.prefix && self.atoms[i - 1].prefix;
        let ends = self.atoms.get(i + 1).is_none_or(|a| a.from == a.to);
        let sign = atom.mark().filter(|mark| signed && ends && matches!(mark, b'+' | b'-' | &CHECK | &CROSS))?;
        of(matches!(sign, b'+' | CHECK), i)
    }

    /// Whether the predicate at `i` says of an oedema that it has gone.
    fn edema_gone(&self, i: usize) -> bool {
        let atom = &self.atoms[i];
        if !matches!(self.atoms[self.at].what, What::Edema(_)) {
            return false;
        }
        // `L1 smaller, edema resolved`, `Bone oedema of L3 resolved.`
        let place = |a: &Atom| matches!(a.what, What::Levels(_)) || a.is(Tag::EndplateNoun);
        let behind = i == self.at + 1 || place(&self.atoms[i - 1]);
        let closed = self.atoms.get(i + 1).is_none_or(|a| a.mark().is_some());
        // `effusions are present; marrow oedema is not`
        let not = atom.is(Tag::ProVerbNot) && i == self.at + 1 && self.closes(i);
        let is_not = atom.is(Tag::NegationInstead) && i == self.at + 2 && self.atoms[i - 1].is(Tag::Verb);
        let there = |a: &Atom| a.is(Tag::YesValue) || a.is(Tag::Shows);
        let not = not || is_not && self.closes(i) && self.atoms[..self.at].iter().any(there);
        atom.is(Tag::Gone) && behind && closed || not
    }

    /// Whether the alternatives before the cue at `i` are another's: `with edema, acute node versus fracture`.
    pub(super) fn beside_alternatives(&self, i: usize) -> bool {
        let between = &self.atoms[self.at + 1..i];
        matches!(self.atoms[self.at].what, What::Edema(_))
            && between
                .iter()
                .position(|a| matches!(a.mark(), Some(b',' | b':')))
                .is_some_and(|comma| between[comma..].iter().any(|a| matches!(a.what, What::Node { .. })))
    }

    /// The predicate of `nodes with reactive oedema are less likely`, which is the nodes'.
    fn over_companion(&self, with: usize) -> Option<Verdict> {
        let (head, rest) = (&self.atoms[self.at], self.atoms.get(with + 1..)?);
        let companion = |a: &&Atom| matches!(a.what, What::Edema(_)) || inside_noun_phrase(a) || a.is(Tag::Around);
        let length = rest.iter().take_while(companion).count();
        let edema = rest[..length].iter().any(|a| matches!(a.what, What::Edema(_)));
        let node = matches!(head.what, What::Node { .. }) && self.atoms[with].is(Tag::With);
        let cue = rest.get(length).filter(|a| node && edema && a.to - a.from > 1)?;
        let denied = cue.is(Tag::NegationAfter) && !cue.is(Tag::UncertaintyAfter);
        let hedged = cue.is(Tag::UncertaintyAfter) && !cue.is(Tag::UncertaintyBefore);
        let status = if denied { Status::Absent } else { Status::Possible };
        (denied || hedged).then(|| Verdict::of(status, with + 1 + length))
    }

    /// A predicate behind what stands between commas: `The node at L2, with edema before, is not seen`.
    pub(super) fn after_clause(&self, from: usize) -> Option<Verdict> {
        let opened = self.atoms[self.at + 1..from].iter().any(|a| a.mark() == Some(b','));
        let closed = (from..self.atoms.len()).find(|&i| self.atoms[i].mark() == Some(b','))?;
        let predicate = self.atoms.get(closed + 1).filter(|a| a.is(Tag::NegationAfter) && !a.is(Tag::UncertaintyAfter));
        (opened && predicate.is_some()).then(|| Verdict::of(Status::Absent, closed + 1))
    }

    pub(super) fn list_reaches(&self, i: usize) -> bool {
        // `… Schmorl's node: no`
        self.value(i)
    }

    pub(super) fn mark(&self, at: usize) -> Option<u8> {
        self.atoms.get(at)?.mark()
    }

    /// Whether only brackets and stops follow an atom.
    pub(super) fn closes(&self, i: usize) -> bool {
        self.atoms[i + 1..]
            .iter()
            .take_while(|a| !matches!(a.mark(), Some(b';' | b'|')))
            .all(|a| matches!(a.mark(), Some(b'.' | b')' | b'?' | b',' | b'!')))
    }

    /// Whether the head at `i` is joined to ours in a list: only joints and noun-phrase words between.
    pub(super) fn joined(&self, i: usize) -> bool {
        let between = &self.atoms[self.at + 1..i];
        // `node at T11, stable, the edema around it has resolved`: a clause of its own
        let own = between.iter().rposition(|a| a.mark() == Some(b',')).map_or(0, |c| c + 1);
        if between[own..].iter().any(|a| a.any(&[Tag::Definite, Tag::Possessive]))
            && matches!(self.atoms[i].what, What::Edema(_))
        {
            return false;
        }
        // `node stable in size, edema gone`
        let told = |a: &Atom| matches!(a.what, What::Size(_)) || a.any(&[Tag::Course(Change::Stable), Tag::Again]);
        if between[..own].iter().any(told) && matches!(self.atoms[i].what, What::Edema(_)) {
            return false;
        }
        between.iter().any(|a| a.any(&[Tag::And, Tag::Or]) || matches!(a.mark(), Some(b',' | b'/')))
            && between.iter().all(|a| {
                inside_noun_phrase(a)
                    || a.is_head()
                    || a.any(&[Tag::And, Tag::Or, Tag::Superior, Tag::Inferior, Tag::EndplateNoun, Tag::EndplateNouns])
                    || matches!(a.what, What::Word)
                    || matches!(a.mark(), Some(b',' | b'/'))
            })
    }

    /// Whether `or` at `i` joins another finding: `node or fracture`.
    pub(super) fn other_follows(&self, i: usize) -> bool {
        for atom in &self.atoms[i + 1..] {
            // `lucency …, node or lytic lesion`
            let rival = atom.what == What::Lesion && self.lesion.is_some();
            // `or acute fracture`
            if matches!(atom.what, What::Other) || atom.is(Tag::NotAge) || rival {
                return true;
            }
            if !(inside_noun_phrase(atom) || matches!(atom.what, What::Word)) {
                return false;
            }
        }
        false
    }

    /// The last of the names that a line lists with ours in front of one answer: `Bone marrow edema, Modic changes: none`.
    fn keys_in_front(&self, answer: usize) -> Option<usize> {
        const TOLD: [Tag; 5] = [Tag::Verb, Tag::ThereIs, Tag::Shows, Tag::Article, Tag::At];
        if self.mark(answer - 1) != Some(b':') {
            return None;
        }
        let last = self.at + 1 + self.atoms[self.at + 1..answer].iter().rposition(Atom::is_head)?;
        let told = |a: &Atom| a.any(&TOLD) || matches!(a.what, What::Levels(_) | What::Size(_));
        (self.joined(last) && !self.atoms[..answer].iter().any(told)).then_some(last)
    }

    /// Whether the atom is the value of a key whose last word is the head: `Schmorl's nodes: none`.
    pub(super) fn value(&self, i: usize) -> bool {
        let atom = &self.atoms[i];
        if !atom.any(&[Tag::NoneValue, Tag::YesValue, Tag::NegationBefore]) {
            return false;
        }
        let before = &self.atoms[self.at + 1..i];
        let marked = before
            .iter()
            .any(|a| matches!(a.mark(), Some(b':' | b'-' | b'=' | b'|' | b'_' | b'(' | b'?' | b'>' | b'/')))
            || self.atoms[self.at].prefix && !atom.prefix;
        let list = self.keys_in_front(i).map_or(0, |last| last - self.at);
        let only = before[list..].iter().all(|a| {
            a.prefix
                || matches!(a.what, What::Mark(_) | What::Levels(_))
                || a.any(&[
                    Tag::At,
                    // `marrow oedema at the superior endplate of L3: none`
                    Tag::Of,
                    Tag::Around,
                    // `bone oedema around the herniations: none`
                    Tag::BareHernia,
                    Tag::BareHernias,
                    Tag::Pronoun,
                    Tag::Verb,
                    Tag::Article,
                    Tag::RegionNoun,
                    Tag::One,
                    Tag::EndplateNoun,
                    Tag::SequenceAfter,
                    Tag::EndplateNouns,
                    Tag::BareNode,
                    Tag::BareNodes,
                    Tag::ModicKind,
                    Tag::VertebraNoun,
                    Tag::LevelNoun,
                ])
                || endplate_of(a).is_some()
        });
        // `none measuring over 5 mm`, `none with oedema`
        const GOES_ON: [Tag; 7] =
            [Tag::With, Tag::Of, Tag::Which, Tag::Shows, Tag::Adjective, Tag::Associated, Tag::Measuring];
        let goes_on = self.atoms.get(i + 1).is_some_and(|n| n.any(&GOES_ON));
        let close = only && !goes_on && (marked || atom.is(Tag::NoneValue) && !atom.is(Tag::NegationBefore));
        if atom.any(&[Tag::NoneValue]) && !atom.any(&[Tag::NegationBefore]) {
            return close;
        }
        // `no`, `absent`, `yes`: a value only if nothing that it could deny follows
        let next = self.atoms.get(i + 1);
        // `H/O trauma: Nil  H/O fever: Nil`: another key follows
        let key = |a: &Atom| a.what == What::Word || a.any(&[Tag::HistoryBefore, Tag::Adjective]);
        let keyed = self.mark(i - 1) == Some(b':')
            && self.atoms[i + 1..].iter().take(5).find(|a| !key(a)).is_some_and(|a| a.mark() == Some(b':'));
        let ends = keyed
            || next.is_none_or(|n| {
                matches!(n.mark(), Some(b'.' | b',' | b';' | b')' | b'|' | b'-' | b'(' | b']' | b'<' | b'/'))
                    || n.is(Tag::At)
                    || n.newlines > 0
            });
        close && (ends || atom.is(Tag::YesValue))
    }
}
