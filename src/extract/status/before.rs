//! Cues in front of the head: how far their scope reaches.

use super::{Passed, Reader, Verdict, denies_each, is_neither, of_neither, spares};
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::{ends_clause, inside_noun_phrase, name_from};
use crate::extract::place::{endplate_of, of_place};
use crate::finding::{Acuity, Change, Section, Status};
use crate::lexicon::tag::Tag;

/// What may be a cue in front of the head.
const CUES: [Tag; 12] = [
    Tag::Course(Change::Stable),
    Tag::Exception,
    Tag::Modal,
    Tag::NegationAfter,
    Tag::NegationBefore,
    Tag::NegationEarlier,
    Tag::NegationInstead,
    Tag::NoneOf,
    Tag::PseudoNegation,
    Tag::UncertaintyAfter,
    Tag::UncertaintyBefore,
    Tag::UncertaintyBetween,
];

impl Reader<'_> {
    /// Whether there may be a cue to the left.
    pub(super) fn may_be_told_before(&self) -> bool {
        self.front.any(&CUES) || self.front.has(Tag::Because) || self.front.marks(b"?")
    }

    /// A cue to the left, and whether no list stands between it and the head.
    pub(super) fn before(&self) -> Option<(Verdict, bool)> {
        let mut passed = Passed::default();
        let mut next = self.at;
        while next > 0 {
            next -= 1;
            let i = next;
            let atom = &self.atoms[i];
            // `T8 (no node there) and a node of T9`: what a closed bracket denies, it denies alone
            if atom.mark() == Some(b')')
                && let Some(open) = self.atoms[..i].iter().rposition(|a| matches!(a.mark(), Some(b'(' | b')')))
                && self.atoms[open].mark() == Some(b'(')
                && self.atoms[open..i].iter().any(|a| a.is(Tag::NegationBefore))
            {
                next = open;
                continue;
            }
            if self.may_be_cue(i)
                && let Some(found) = self.cue_before(i, &passed)
            {
                return found;
            }
            // `Neither C5 nor C6 shows a node`
            // `neither node (L2, L4) has edema`
            let has = atom.is(Tag::Verb)
                && of_neither(self.atoms, i)
                && matches!(self.atoms[self.at].what, What::Edema(_) | What::Modic(_));
            let denied = (atom.is(Tag::Shows) || has).then(|| self.denied_subject(i)).flatten();
            if let Some(first) = denied {
                return Some((Verdict::of(Status::Absent, first), false));
            }
            if self.stops(atom, i, &mut passed) {
                let none = self.none_with(i).or_else(|| self.denied_clause(i).filter(|_| !passed.object));
                let none = none.map(|cue| (Verdict::of(Status::Absent, cue), false));
                return none.or_else(|| self.hedged_clause(i).map(|cue| (Verdict::of(Status::Possible, cue), false)));
            }
        }
        None
    }

    /// Whether an atom in front of the head may be a cue: most are none.
    fn may_be_cue(&self, i: usize) -> bool {
        let because = || self.atoms.get(i + 1).is_some_and(|a| a.is(Tag::Because));
        self.atoms[i].any(&CUES) || self.atoms[i].mark() == Some(b'?') || because()
    }

    /// Whether the cue at `i` denies what its subject denies already: `no vertebra is without a node`.
    fn none_is_without(&self, i: usize) -> bool {
        let subject = &self.atoms[..i];
        let clause = subject.iter().rposition(|a| a.mark().is_some()).map_or(0, |mark| mark + 1);
        let none =
            subject[clause..].iter().find(|a| !a.prefix).is_some_and(|a| a.any(&[Tag::NegationBefore, Tag::NoneOf]));
        let without = self.atoms[i].is(Tag::Without);
        none && without && i > 1 && subject.last().is_some_and(|a| a.is(Tag::Verb))
    }

    /// The cue at atom `i`, if it is one: `Some(None)` ends the walk with no cue.
    fn cue_before(&self, i: usize, passed: &Passed) -> Option<Option<(Verdict, bool)>> {
        let atom = &self.atoms[i];
        // `Non-edematous Schmorl's node`: the oedema is denied, and nothing else
        if matches!(atom.what, What::Edema(_)) && atom.is(Tag::NegationBefore) {
            return None;
        }
        let direct = !passed.comma && !passed.and && !passed.or;
        if atom.any(&[Tag::PseudoNegation, Tag::NegationEarlier, Tag::Exception]) {
            return Some(None);
        }
        if atom.is(Tag::Course(Change::Stable)) && atom.to - atom.from > 1 && passed.object {
            return Some(None);
        }
        // `by more than 5 degrees`
        let counted = self.atoms.get(i + 1).is_some_and(|a| matches!(a.what, What::Number(_) | What::Size(_)));
        // `may be a node or a fracture, and a node at L4`
        let joined = passed.nearest == Some(b'a') && passed.comma && passed.head;
        if atom.is(Tag::UncertaintyBetween)
            && !counted
            && !joined
            && self.atoms[..i].iter().any(|a| a.is_head() || a.is(Tag::NotAge) || a.what == What::Word && !a.prefix)
        {
            return Some(Some((Verdict::of(Status::Possible, i), direct)));
        }
        if atom.is(Tag::NoneOf)
            && self.atoms[..i].iter().all(|a| a.prefix)
            && !matches!(self.atoms[self.at].what, What::Node { .. } | What::Anaphor { .. })
        {
            return Some(Some((Verdict::of(Status::Absent, i), direct)));
        }
        // `acute rather than chronic given the oedema`
        let age = self.atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::Age(Acuity::Acute), Tag::Course(Change::New)]));
        let edema = matches!(self.atoms[self.at].what, What::Edema(_));
        if atom.is(Tag::NegationInstead) && age && edema && i + 2 < self.at {
            return Some(None);
        }
        // `altered over a long segment`, not `favored over a node`
        let favored = |a: &Atom| a.any(&[Tag::UncertaintyAfter, Tag::UncertaintyBefore, Tag::Modal]);
        if atom.is(Tag::NegationInstead) && atom.is(Tag::At) && !self.atoms[..i].iter().any(favored) {
            return None;
        }
        if atom.any(&[Tag::NegationBefore, Tag::NegationInstead]) && (self.granted(i) || self.subject_of_denial()) {
            return Some(None);
        }
        if atom.any(&[Tag::NegationBefore, Tag::NegationInstead]) {
            if passed.object && passed.head {
                return Some(None);
            }
            // `L2 (4 mm, no oedema) and L4 (6 mm, oedema)`: each place has its own
            // `L1-2 no Modic change, L2-3 Modic type 2`
            let companion = |a: &Atom| matches!(a.what, What::Edema(_) | What::Modic(_));
            let own = &self.atoms[self.at];
            let again = companion(own)
                && passed.levels
                && self.atoms[i + 1..self.at].iter().any(|a| companion(a) && own.alike(a));
            if again {
                return Some(None);
            }
            if direct && self.none_is_without(i) {
                return Some(Some((Verdict { status: Some(Status::Present), cue: None }, direct)));
            }
            let instead = atom.is(Tag::NegationInstead);
            let own_clause = !direct && self.own_clause();
            let spliced = passed.nearest == Some(b',') && (self.detailed && !self.listed_on() || own_clause);
            // `a node without oedema and a node in L4 with oedema`
            let complement = self.atoms[..i].iter().any(|a| matches!(a.what, What::Node { .. })) && self.detailed;
            // `Modic change at L3-4 without node, and a node at L1-2 without Modic change`
            let turns = self.named_again(i)
                || self.detailed
                    && self.atoms[..i].iter().any(|a| a.is_head() && !a.prefix)
                    && self.atoms[self.at..].iter().take(6).any(|a| a.any(&[Tag::NegationBefore, Tag::With]));
            let anded = passed.nearest == Some(b'a') && (own_clause || (complement || turns) && passed.head);
            if spliced || anded || instead && !direct && !passed.or {
                return Some(None);
            }
            return Some(Some((Verdict::of(Status::Absent, i), direct)));
        }
        // `is most likely a node`
        let links = [Tag::Because, Tag::To, Tag::Verb];
        // `favoured to represent an atypical node`
        let inside = |a: &Atom| inside_noun_phrase(a) || a.any(&links) || a.what == What::Word;
        let right_before = || self.atoms[i + 1..self.at].iter().all(inside);
        // `Are not appreciated nodes, nor edema.`
        if atom.is(Tag::NegationAfter) && right_before() && !self.atoms[..i].iter().any(Atom::is_head) {
            return Some(Some((Verdict::of(Status::Absent, i), direct)));
        }
        // `The pain is likely due to the node`: its cause is hedged, not the node
        let cause =
            matches!(&self.atoms[i + 1..], [because, the, ..] if because.is(Tag::Because) && the.is(Tag::Definite));
        if cause && self.lesion.is_none() && matches!(self.atoms[self.at].what, What::Node { .. }) {
            return Some(None);
        }
        // `which is likely accompanied by oedema`
        let accompanied = self.atoms.get(i + 1).is_some_and(|a| a.is(Tag::With))
            && i > 0
            && self.atoms[i - 1].is(Tag::Which)
            && self.atoms[i + 2..self.at].iter().all(inside);
        // `Favoured diagnosis: Schmorl's node`
        let keyed = || self.mark(i + 1) == Some(b':') && self.atoms[i + 2..self.at].iter().all(inside);
        if atom.is(Tag::UncertaintyAfter) && (right_before() || accompanied || keyed() || self.named_in_clause(i)) {
            return Some(Some((Verdict::of(Status::Possible, i), direct)));
        }
        // `no focus suspicious for malignancy`
        let denied = atom.is(Tag::UncertaintyBefore).then(|| self.none_suspicious(i)).flatten();
        if let Some(cue) = denied {
            return Some(Some((Verdict::of(Status::Absent, cue), direct)));
        }
        // `Oedema suggests that the node at L1 is acute`: the node is known
        if atom.is(Tag::UncertaintyBefore) && said_of_known(self.atoms, self.at) == Some(i + 2) {
            return Some(None);
        }
        if atom.any(&[Tag::UncertaintyBefore, Tag::Modal]) || atom.mark() == Some(b'?') && self.hedging_mark(i) {
            let far = passed.comma && passed.head && !passed.or || passed.and && passed.levels || joined;
            return Some((!far).then(|| (Verdict::of(Status::Possible, i), direct)));
        }
        None
    }

    /// `It is possible that the L1 focus is a node`: whether the clause behind the hedge at `i` says that something is the head.
    fn named_in_clause(&self, i: usize) -> bool {
        let verb = (i..self.at).rev().find(|&j| !inside_noun_phrase(&self.atoms[j]));
        self.atoms.get(i + 1).is_some_and(is_that)
            && verb.is_some_and(|verb| verb > i + 1 && self.atoms[verb].is(Tag::Verb))
    }

    /// `no node at L1, and nodes at L2 and L3`: whether the head is a node that is named anew behind the one denied at `i`.
    fn named_again(&self, i: usize) -> bool {
        let node = |a: &Atom| matches!(a.what, What::Node { .. });
        self.detailed && node(&self.atoms[self.at]) && self.atoms[i..self.at].iter().any(node)
    }

    /// The denial of a thing that the hedge at `i` likens to the head: `no focus suspicious for`.
    fn none_suspicious(&self, i: usize) -> Option<usize> {
        const LONGEST: usize = 3;
        let thing = |a: &Atom| matches!(a.what, What::Word | What::Lesion) || inside_noun_phrase(a);
        let none = self.atoms[..i].iter().rposition(|a| a.is(Tag::NegationBefore))?;
        let between = &self.atoms[none + 1..i];
        let named = between.iter().any(|a| matches!(a.what, What::Word | What::Lesion));
        let short = !between.is_empty() && between.len() <= LONGEST;
        // `no doubt`, `cannot exclude` deny nothing
        let plain = !self.atoms[none].any(&[Tag::PseudoNegation, Tag::UncertaintyBefore, Tag::Verb]);
        (short && named && plain && between.iter().all(thing)).then_some(none)
    }

    /// Whether the head is taken for granted by the denial at atom `i`: `not the node at L4, compresses the root`, `no
    /// compression by the node`.
    fn granted(&self, i: usize) -> bool {
        let atom = &self.atoms[i];
        let named = self.atoms[..self.at].iter().rposition(|a| !inside_noun_phrase(a) || a.is(Tag::Definite));
        let granted = named.filter(|&n| self.atoms[n].is(Tag::Definite)).is_some_and(|n| {
            atom.is(Tag::NegationInstead) && n == i + 1 && self.atoms[self.at..].iter().any(|a| a.is(Tag::Reach))
                || atom.is(Tag::NegationBefore) && self.atoms[i.min(n)..n].iter().any(|a| a.is(Tag::Reach))
        });
        let about = atom.is(Tag::NegationBefore) && self.object_of_companion(i);
        let that = atom.is(Tag::NegationBefore) && denied_of_known(self.atoms, self.at);
        granted || about || that || self.denied_cause(i) || spares(self.atoms, i)
    }

    /// Whether the head is a known node, or a list of such, at which the denial at atom `i` denies something: `no oedema next to
    /// the L1 node`, `no oedema at the T8, L1 and L3 nodes`.
    fn object_of_companion(&self, i: usize) -> bool {
        let noun = [Tag::BareNode, Tag::BareNodes, Tag::Lesion, Tag::OneNoun];
        let known = matches!(self.atoms[self.at].what, What::Anaphor { .. }) && self.atoms[self.at].any(&noun);
        if !(known || matches!(self.atoms[self.at].what, What::Node { .. })) {
            return false;
        }
        let phrase = name_from(self.atoms, self.at);
        if phrase <= i {
            return false;
        }
        // `around that of L3`
        let stands = self.atoms[self.at].is(Tag::Ellipsis);
        let known = stands || self.atoms[phrase..self.at].iter().any(|a| a.any(&[Tag::Definite, Tag::Both]));
        let between = &self.atoms[i + 1..phrase];
        let companion = between.iter().rfind(|a| a.is_head());
        known
            && companion.is_some_and(|a| matches!(a.what, What::Edema(_) | What::Modic(_)))
            && between.last().is_some_and(|a| a.any(&[Tag::Around, Tag::At, Tag::Of, Tag::With]) && !a.is_head())
    }

    /// Whether what is denied at atom `i` is that the head, known already, is the cause: `the pain is not explained by the
    /// node at L3`, `due to the extrusion and not to the L3 node`.
    fn denied_cause(&self, i: usize) -> bool {
        let place = |a: &Atom| {
            matches!(a.what, What::Levels(_))
                || endplate_of(a).is_some()
                || a.any(&[Tag::EndplateNoun, Tag::VertebraNoun])
        };
        let Some(the) = self.atoms[..self.at].iter().rposition(|a| !place(a)).filter(|&the| the > i + 1) else {
            return false;
        };
        let cause = self.atoms[the - 1].any(&[Tag::Because, Tag::Times, Tag::To, Tag::ReachedBy]);
        let plain = |a: &Atom| a.what == What::Word || inside_noun_phrase(a) || a.any(&[Tag::Verb, Tag::Because]);
        self.atoms[the].is(Tag::Definite)
            && self.atoms[the].is(Tag::Article)
            && cause
            && matches!(self.atoms[self.at].what, What::Node { .. })
            && self.atoms[i + 1..the - 1].iter().all(plain)
    }

    /// Whether the head is a node of which something is denied: `Neither the L2 nor the L3 node shows oedema`.
    fn subject_of_denial(&self) -> bool {
        let clause = self.atoms[..self.at].iter().rposition(ends_clause).map_or(0, |c| c + 1);
        let verb = |a: &Atom| a.any(&[Tag::Verb, Tag::Shows, Tag::ThereIs, Tag::Altered]);
        let grows = |a: &Atom| {
            [Change::Increased, Change::Decreased].iter().any(|&c| a.any(&[Tag::Course(c), Tag::CourseCell(c)]))
        };
        let node = matches!(self.atoms[self.at].what, What::Node { .. });
        if !(node && of_neither(self.atoms, self.at)) || self.atoms[clause..self.at].iter().any(verb) {
            return false;
        }
        let behind =
            self.atoms[self.at + 1..].iter().take_while(|a| !ends_clause(a)).skip_while(|a| !(verb(a) || grows(a)));
        let predicate = |a: &Atom| {
            const SAID: [Tag; 4] =
                [Tag::Age(Acuity::Acute), Tag::Age(Acuity::Chronic), Tag::Course(Change::Stable), Tag::Reach];
            matches!(a.what, What::Edema(_) | What::Modic(_)) || grows(a) || a.any(&SAID) || a.is(Tag::Altered)
        };
        let behind: Vec<&Atom> = behind.collect();
        // `…, and the oedema has resolved` is said of another thing
        let anew = |i: &usize| {
            let the = behind.get(i + 1).is_some_and(|a| a.any(&[Tag::Definite, Tag::ThereIs]));
            behind[*i].is(Tag::And) && (the || *i > 0 && behind[i - 1].is_written_comma())
        };
        let end = (0..behind.len()).find(anew).unwrap_or(behind.len());
        behind[..end].iter().any(|a| predicate(a))
    }

    /// `It is possible that L2 shows a node`, `Possibly L2 shows a node`, `L2 possibly has a node`: the hedge of a clause.
    fn hedged_clause(&self, i: usize) -> Option<usize> {
        if !self.atoms[i].any(&[Tag::Shows, Tag::ThereIs]) {
            return None;
        }
        // only the place of which it is said stands between
        let place = |a: &&Atom| of_place(a) || a.is_written_comma();
        let placed = self.atoms[..i].iter().rev().take_while(place).count();
        let hedges = |j: usize| {
            let modal = placed == 0 && self.atoms[j].is(Tag::Modal);
            modal || self.atoms[j].is(Tag::UncertaintyBefore)
        };
        let hedge = (i - placed).checked_sub(1).filter(|&j| hedges(j));
        let opens =
            |j: usize| self.atoms[..j].last().is_none_or(|a| a.prefix || ends_clause(a) || a.is_written_comma());
        if hedge.is_some_and(|j| placed == 0 || opens(j)) {
            return hedge;
        }
        let clause = self.atoms[..i].iter().rposition(ends_clause).map_or(0, |c| c + 1);
        let that = |a: &Atom| a.any(&[Tag::Definite, Tag::Which]) && !a.is(Tag::Article) && !a.is(Tag::Pronoun);
        (clause..i).rev().find(|&j| {
            // `it is suspected that` is one phrase
            let whole = self.atoms[j].is(Tag::UncertaintyBefore) && self.atoms[j].to - self.atoms[j].from > 3;
            self.atoms[j].any(&[Tag::UncertaintyBefore, Tag::UncertaintyAfter])
                && (whole || that(&self.atoms[j + 1]) && j + 1 < i)
                && !self.atoms[j..i].iter().any(Atom::is_head)
        })
    }

    /// `no evidence that there is a node`, `no sign that L2 shows a node`: the denial of a clause that begins with `that`.
    fn denied_clause(&self, i: usize) -> Option<usize> {
        if !self.atoms[i].any(&[Tag::Shows, Tag::ThereIs]) {
            return None;
        }
        // `I doubt that there is a node`: one phrase
        let whole = |a: &Atom| a.is(Tag::NegationBefore) && a.to - a.from > 2 && !a.is(Tag::PseudoNegation);
        if let Some(cue) = i.checked_sub(1).filter(|&cue| whole(&self.atoms[cue]) && self.atoms[i].is(Tag::ThereIs)) {
            return Some(cue);
        }
        let place = |a: &Atom| {
            matches!(a.what, What::Levels(_)) || inside_noun_phrase(a) || a.any(&[Tag::EndplateNoun, Tag::Of])
        };
        let that = self.atoms[..i].iter().rposition(|a| is_that(a) || !(place(a) || endplate_of(a).is_some()))?;
        let cue = self.atoms[..that].iter().rposition(|a| a.what != What::Word)?;
        let denies = self.atoms[cue].is(Tag::NegationBefore) && !self.atoms[cue].is(Tag::PseudoNegation);
        let words = self.atoms[cue].to - self.atoms[cue].from + that - cue - 1;
        (is_that(&self.atoms[that]) && denies && (2..4).contains(&words)).then_some(cue)
    }

    /// `None is accompanied by edema`, `neither of which is surrounded by edema`: what goes with none of them.
    fn none_with(&self, i: usize) -> Option<usize> {
        let companion = matches!(self.atoms[self.at].what, What::Edema(_) | What::Modic(_));
        let with = self.atoms[i].any(&[Tag::With, Tag::Around, Tag::Shows, Tag::Associated]);
        if !(companion && with) {
            return None;
        }
        let subject = [Tag::Verb, Tag::Which, Tag::Of, Tag::Pronoun, Tag::Definite, Tag::Article, Tag::CountOf(2)];
        let cue = self.atoms[..i]
            .iter()
            .rposition(|a| !a.any(&subject) && !matches!(a.what, What::Anaphor { .. }) || denies_each(a))?;
        denies_each(&self.atoms[cue]).then_some(cue)
    }

    /// The denial that the subject of the verb at `i` begins with: `none of the endplates shows`.
    fn denied_subject(&self, i: usize) -> Option<usize> {
        const PLACE: [Tag; 14] = [
            Tag::Article,
            // `None of the imaged vertebrae shows a node`
            Tag::PlaceFiller,
            Tag::Or,
            Tag::And,
            Tag::Of,
            Tag::VertebraNoun,
            Tag::VertebraNouns,
            Tag::LevelNoun,
            Tag::EndplateNoun,
            Tag::EndplateNouns,
            Tag::Superior,
            Tag::Inferior,
            Tag::Adjective,
            Tag::Definite,
        ];
        let clause = self.atoms[..i].iter().rposition(ends_clause).map_or(0, |c| c + 1);
        // `…, nor does the thoracic spine show Modic change`
        let nor = (clause..i).rev().find(|&j| self.atoms[j].is(Tag::Or) && self.atoms[j].is(Tag::NegationBefore));
        let clause = nor.filter(|&n| n > clause && self.atoms[n - 1].mark() == Some(b',')).unwrap_or(clause);
        let subject = clause..i;
        let first = subject.clone().find(|&j| !self.atoms[j].prefix)?;
        let whole = |j: usize| {
            let a = &self.atoms[j];
            let mark = matches!(a.mark(), Some(b',' | b'(' | b')'));
            matches!(a.what, What::Levels(_)) || a.any(&PLACE) || a.is(Tag::NegationBefore) || mark
        };
        // `None shows edema`, `neither of them has edema`
        let none = |j: usize| self.atoms[j].any(&[Tag::NoneOf, Tag::Pronoun, Tag::OneNoun, Tag::BareNodes]);
        if self.atoms[first].is(Tag::NoneOf) && (first..i).all(|j| whole(j) || none(j) || self.atoms[j].is_head()) {
            return Some(first);
        }
        // `Neither these nor anything else in the spine shows edema`
        // `None of the nodes, which lie at T9 and T11, has oedema`
        let aside = (first + 1..i).find(|&j| self.atoms[j].is(Tag::Which) && self.atoms[j - 1].is_written_comma());
        let closed = aside.and_then(|w| (w..i).rfind(|&j| self.atoms[j].is_written_comma()).map(|close| w..close));
        let said = |j: usize| {
            let a = &self.atoms[j];
            whole(j)
                || closed.as_ref().is_some_and(|aside| aside.contains(&j) && !a.is_head())
                || matches!(a.what, What::Word | What::Node { .. } | What::Anaphor { .. })
                || a.any(&[Tag::Pronoun, Tag::At, Tag::RegionNoun, Tag::OneNoun, Tag::BareNodes])
                // `Neither the CT nor today's MRI shows a node`
                || a.what == What::Phrase && a.any(&[Tag::NowSize, Tag::PriorSize, Tag::NotAge, Tag::Heading(Section::Exam)])
        };
        // `…, nor does it show oedema`
        let nor = self.atoms[first].is(Tag::Or) && self.atoms[first].is(Tag::NegationBefore);
        let turned = |j: usize| self.atoms[j].any(&[Tag::Pronoun, Tag::ProVerb, Tag::Verb, Tag::Definite]) || whole(j);
        if nor && (first..i).all(turned) {
            return Some(first);
        }
        if is_neither(&self.atoms[first]) && (first..i).all(said) {
            return Some(first);
        }
        (self.atoms[first].is(Tag::NegationBefore) && (first..i).all(whole)).then_some(first)
    }

    /// A question mark glued to the next word.
    fn hedging_mark(&self, i: usize) -> bool {
        self.atoms.get(i + 1).is_some_and(|next| next.span.start == self.atoms[i].span.end) || i + 1 == self.at
    }

    /// Whether the head has a verb of its own behind it that asserts it.
    fn own_clause(&self) -> bool {
        for atom in &self.atoms[self.at + 1..] {
            if ends_clause(atom) || atom.any(&[Tag::NegationAfter, Tag::Or, Tag::ThereIs]) {
                return false;
            }
            if atom.is_head() {
                return false;
            }
            if atom.any(&[Tag::Verb, Tag::Altered]) {
                return true;
            }
        }
        false
    }

    /// Whether the list of the head goes on to an `or`: `no fracture, node or edema in the spine`.
    fn listed_on(&self) -> bool {
        let list = |a: &&Atom| {
            inside_noun_phrase(a)
                || a.is_head()
                || a.any(&[Tag::Or, Tag::Of])
                || matches!(a.what, What::Word)
                || a.mark() == Some(b',')
        };
        self.atoms[self.at + 1..].iter().take_while(list).any(|a| a.is(Tag::Or))
    }

    /// Notes what an atom to the left means for scopes; true if no scope reaches over it.
    fn stops(&self, atom: &Atom, i: usize, passed: &mut Passed) -> bool {
        if ends_clause(atom)
            || atom.any(&[Tag::ThereIs, Tag::Shows, Tag::NegationAfter, Tag::Heading(Section::Body)])
                && !atom.is_head()
                && !inside_noun_phrase(atom)
                // `no hx cancer`
                && !atom.is(Tag::HistoryBefore)
        {
            // `L3 shows a node`; but `to suggest`, `demonstrates` behind a negation is part of the negation's phrase
            return true;
        }
        let listed = passed.comma || passed.and || passed.or;
        match &atom.what {
            // `no enhancement of, or oedema around, the L1 node`
            What::Mark(b',') if self.governs_over_comma(i) => return true,
            What::Mark(b',') => {
                passed.nearest.get_or_insert(b',');
                passed.comma = true;
            }
            What::Mark(b'/') => {
                passed.nearest.get_or_insert(b'o');
                passed.or = true;
            }
            What::Mark(b':') => return !atom.prefix && (passed.words > 3 || self.closed_by_colon(i)),
            // `No fracture (the deformity of L2 is a node)`
            What::Mark(b'(') => return self.atoms[i..self.at].iter().any(|a| a.is(Tag::Verb)),
            What::Mark(b'.') => return true,
            What::Levels(_) => {
                passed.levels = true;
                return self.begins_anew(i);
            }
            What::Word => {
                passed.words += 1;
                return passed.words > 14;
            }
            // `I do not believe that the notch in L1 is a node`: the notch is the node's
            What::Lesion if self.lesion == Some(i) => passed.object = false,
            _ if atom.is_head() => {
                passed.head = true;
                if passed.object && !listed {
                    return true;
                }
            }
            What::Phrase => return self.phrase_stops(atom, i, listed, passed),
            _ => {}
        }
        false
    }

    /// Whether a preposition stands before the comma at `i`, and behind it nothing but the head's own words.
    fn governs_over_comma(&self, i: usize) -> bool {
        let own = |a: &Atom| {
            inside_noun_phrase(a)
                || matches!(a.what, What::Levels(_))
                || endplate_of(a).is_some()
                || a.any(&[Tag::EndplateNoun, Tag::Definite])
        };
        let stranded = i > 0 && self.atoms[i - 1].any(&[Tag::Around, Tag::Of]);
        stranded
            && self.atoms.get(i + 1).is_some_and(|a| a.is(Tag::Definite))
            && self.atoms[i + 1..self.at].iter().all(own)
    }

    /// Whether a level right behind another finding begins what is said of the head, in words without marks: `no stenosis l5 s1
    /// type 2 Modic changes`.
    fn begins_anew(&self, i: usize) -> bool {
        let other = i > 0 && self.atoms[i - 1].what == What::Other && !self.atoms[i - 1].is(Tag::Structure);
        let denied = i > 1 && self.atoms[i - 2].is(Tag::NegationBefore);
        let head = matches!(self.atoms[self.at].what, What::Node { .. } | What::Modic(_));
        other && denied && head && self.atoms[i + 1..self.at].iter().all(inside_noun_phrase)
    }

    /// Whether what stands before a colon is whole: `without loss of height in T8: bone bruising`, `nothing to suggest
    /// discitis: L3 shows a node`, but not `no evidence of: node`.
    fn closed_by_colon(&self, colon: usize) -> bool {
        let level = |a: &Atom| matches!(a.what, What::Levels(_));
        let before = self.atoms[..colon].iter().rev().take_while(|a| !ends_clause(a) && !a.is(Tag::NegationBefore));
        let told = before.into_iter().any(level);
        let clause = &self.atoms[colon + 1..self.at];
        told || clause.iter().any(|a| level(a) || endplate_of(a).is_some()) && clause.iter().any(|a| a.is(Tag::Verb))
    }

    fn phrase_stops(&self, atom: &Atom, i: usize, listed: bool, passed: &mut Passed) -> bool {
        if atom.is(Tag::ToSuggest) {
            return false;
        }
        if atom.is(Tag::Or) {
            passed.nearest.get_or_insert(b'o');
            passed.or = true;
            return false;
        }
        if atom.is(Tag::And) {
            // `shows no marrow oedema and is a node`: a predicate of its own
            let predicate = self.atoms[i + 1].any(&[Tag::Verb, Tag::Because]) && i + 1 < self.at;
            if predicate && self.atoms[i + 2..self.at].iter().all(inside_noun_phrase) {
                return true;
            }
            passed.nearest.get_or_insert(b'a');
            passed.and = true;
            return false;
        }
        // `no abscess, disc height preserved, marrow oedema around the node`: the list has ended
        if atom.is(Tag::NotCourse)
            && atom.to - atom.from > 1
            && passed.comma
            && i > 0
            && self.atoms[i - 1].is_written_comma()
        {
            return true;
        }
        // `about the L2 node`, not `about 5 mm`
        let object = self.atoms.get(i + 1).is_some_and(|a| a.is(Tag::Article) || matches!(a.what, What::Levels(_)));
        if atom.is(Tag::Around) && object {
            return !listed;
        }
        if inside_noun_phrase(atom) {
            if passed.object && !listed && atom.any(&[Tag::Course(Change::New), Tag::Age(Acuity::Acute)]) {
                return true;
            }
            return false;
        }
        if atom.any(&[Tag::Of, Tag::Because]) {
            // `no evidence of nodes, of Modic changes or of oedema`
            passed.object |= !listed && !item_of_list(self.atoms, i);
            return false;
        }
        // `no surrounding edema`
        if atom.is(Tag::Around)
            && self.atoms[i + 1..self.at].iter().all(|a| inside_noun_phrase(a) && !a.is(Tag::Article))
        {
            return false;
        }
        if atom.any(&[Tag::At, Tag::Around, Tag::With, Tag::From, Tag::Into]) {
            // `possibly with edema`
            if atom.is(Tag::With) && i > 0 && self.atoms[i - 1].any(&[Tag::UncertaintyBefore, Tag::NegationBefore]) {
                return false;
            }
            // `but not in that of L2`
            if atom.is(Tag::At) && i > 0 && self.atoms[i - 1].is(Tag::NegationInstead) {
                return false;
            }
            // `at L2 node`: the place is the head's; `about the L2 node` makes it an object all the same
            let own_place = !atom.any(&[Tag::Around, Tag::With])
                && self.atoms[i + 1..self.at]
                    .iter()
                    .any(|a| matches!(a.what, What::Levels(_)) || a.any(&[Tag::EndplateNoun, Tag::EndplateNouns]));
            return !listed && !own_place;
        }
        if atom.is(Tag::Which) {
            return true;
        }
        if atom.any(&[Tag::Verb]) {
            // `is likely a node`; a verb before a joint belongs to the clause before
            return listed;
        }
        false
    }
}

/// `that`, which begins a clause.
pub(super) fn is_that(atom: &Atom) -> bool {
    atom.is(Tag::Definite) && !atom.any(&[Tag::Article, Tag::Pronoun])
}

/// Whether something is denied of a node that is known: `no evidence that the L2 node has changed`, `no indication that the nodes
/// at L1 and L2 are acute`.
pub(in crate::extract) fn denied_of_known(atoms: &[Atom], at: usize) -> bool {
    let Some(the) = said_of_known(atoms, at) else { return false };
    let denied = atoms[..the - 1].iter().rfind(|a| a.what != What::Word).is_some_and(|a| a.is(Tag::NegationBefore));
    // `no oedema to suggest that the L2 node is acute`
    let suggests = atoms[the - 2].is(Tag::ToSuggest);
    denied
        || suggests && atoms[..the - 2].iter().rev().take_while(|a| !ends_clause(a)).any(|a| a.is(Tag::NegationBefore))
}

/// The article of a known node of which a clause that begins with `that` says something: `that the L2 node has changed`.
fn said_of_known(atoms: &[Atom], at: usize) -> Option<usize> {
    let place = |a: &Atom| matches!(a.what, What::Levels(_)) || endplate_of(a).is_some() || a.is(Tag::EndplateNoun);
    let the = atoms[..at].iter().rposition(|a| !(inside_noun_phrase(a) || place(a)) || a.is(Tag::Definite));
    let the = the.filter(|&the| the > 1 && atoms[the].is(Tag::Definite) && is_that(&atoms[the - 1]))?;
    let own = |a: &Atom| place(a) || a.any(&[Tag::At, Tag::Of, Tag::Article, Tag::And]) || a.is_written_comma();
    let said = atoms[at + 1..].iter().find(|a| !own(a));
    said.is_some_and(|a| a.any(&[Tag::Verb, Tag::Course(Change::New)])).then_some(the)
}

/// Whether the `of` at an atom begins an item of a list: `, of Modic changes or of oedema`.
pub(super) fn item_of_list(atoms: &[Atom], i: usize) -> bool {
    let joint = |a: &Atom| a.any(&[Tag::And, Tag::Or]) || a.is_written_comma();
    atoms[i].is(Tag::Of) && i.checked_sub(1).is_some_and(|before| joint(&atoms[before]))
}
