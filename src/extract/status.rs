//! Stage 3, qualify: whether a head is asserted, hedged, denied or of the past.
//!
//! The algorithm is NegEx/ConText (Chapman 2001; Harkema 2009) over atoms instead of words: from the head outwards,
//! the nearest cue whose scope reaches it wins. Scopes end at terminators, at a new clause with its own verb, and
//! where the head is the object of a preposition (`no edema around the node` denies the edema alone).

use super::atoms::{Atom, What};
use super::bind::inside_noun_phrase;
use crate::finding::{Acuity, Change, Section, Status};
use crate::lexicon::tag::Tag;

/// What was decided, and the atom that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// `None`: no finding (a question, a definition, a relative).
    pub(super) status: Option<Status>,
    pub(super) cue: Option<usize>,
}

impl Verdict {
    fn of(status: Status, cue: usize) -> Self {
        Self { status: Some(status), cue: Some(cue) }
    }
}

/// Reads the status of the head at atom `at`. `detailed`: the head has a place or size of its own behind it. `lesion`:
/// the atom of what is said to be the head.
pub(super) fn read(atoms: &[Atom], at: usize, section: Section, detailed: bool, lesion: Option<usize>) -> Verdict {
    let nothing = |cue| Verdict { status: None, cue };
    if section == Section::Boilerplate || section == Section::Technique {
        return nothing(None);
    }
    if atoms[at].is(Tag::ProVerbNot) {
        return Verdict::of(Status::Absent, at);
    }
    let reader = Reader { atoms, at, detailed, lesion };
    let early = matches!(section, Section::History | Section::Exam);
    if let Some(cue) = reader.left_cue(&[Tag::Family]) {
        return nothing(Some(cue));
    }
    if let Some(cue) = reader.question(early) {
        return nothing(Some(cue));
    }
    if let Some(cue) = reader.definition() {
        return nothing(Some(cue));
    }
    let verdict = reader.cues();
    let past = early || section == Section::Comparison;
    if past && verdict.status.is_none_or(|s| s != Status::Absent) {
        return Verdict { status: Some(Status::Historical), cue: verdict.cue };
    }
    if verdict.status == Some(Status::Present)
        && let Some(cue) = reader.past()
    {
        return Verdict::of(Status::Historical, cue);
    }
    verdict
}

struct Reader<'a> {
    atoms: &'a [Atom],
    at: usize,
    detailed: bool,
    /// The atom of what is said to be the head.
    lesion: Option<usize>,
}

/// What a walk to the left has passed.
#[derive(Default)]
struct Passed {
    comma: bool,
    and: bool,
    or: bool,
    levels: bool,
    object: bool,
    head: bool,
    words: usize,
    /// The joint next to the head's own noun phrase.
    nearest: Option<u8>,
}

impl Reader<'_> {
    fn cues(&self) -> Verdict {
        let before = self.before();
        let after = self.after();
        // `no node was seen in 2020`: nothing of today
        let denied = before.is_some_and(|(verdict, _)| verdict.status == Some(Status::Absent));
        if denied && self.of_another_exam() {
            return Verdict { status: None, cue: before.and_then(|(verdict, _)| verdict.cue) };
        }
        match (before, after) {
            (Some((verdict, direct)), Some(after)) => {
                // `No fracture, Schmorl's node is possible`: the nearer clause speaks
                let list = after.cue.is_some_and(|cue| self.atoms[cue].is(Tag::Or));
                if direct || list || after.status == Some(Status::Present) { verdict } else { after }
            }
            (Some((verdict, _)), None) => verdict,
            (None, Some(after)) => after,
            (None, None) => Verdict { status: Some(Status::Present), cue: None },
        }
    }

    /// A cue to the left, and whether no list stands between it and the head.
    fn before(&self) -> Option<(Verdict, bool)> {
        let mut passed = Passed::default();
        for i in (0..self.at).rev() {
            let atom = &self.atoms[i];
            if let Some(found) = self.cue_before(i, &passed) {
                return found;
            }
            if self.stops(atom, i, &mut passed) {
                return None;
            }
        }
        None
    }

    /// The cue at atom `i`, if it is one: `Some(None)` ends the walk with no cue.
    fn cue_before(&self, i: usize, passed: &Passed) -> Option<Option<(Verdict, bool)>> {
        let atom = &self.atoms[i];
        let direct = !passed.comma && !passed.and && !passed.or;
        if atom.any(&[Tag::PseudoNegation, Tag::Exception]) {
            return Some(None);
        }
        if atom.is(Tag::Course(Change::Stable)) && atom.to - atom.from > 1 && passed.object {
            return Some(None);
        }
        if atom.is(Tag::UncertaintyBetween) && self.atoms[..i].iter().any(Atom::is_head) {
            return Some(Some((Verdict::of(Status::Possible, i), direct)));
        }
        if atom.any(&[Tag::NegationBefore, Tag::NegationInstead]) {
            if passed.object && passed.head {
                return Some(None);
            }
            let instead = atom.is(Tag::NegationInstead);
            let own_clause = !direct && self.own_clause();
            let spliced = passed.nearest == Some(b',') && (self.detailed || own_clause);
            let anded = passed.nearest == Some(b'a') && own_clause;
            if spliced || anded || instead && !direct && !passed.or {
                return Some(None);
            }
            return Some(Some((Verdict::of(Status::Absent, i), direct)));
        }
        // `is most likely a node`
        let links = [Tag::Because, Tag::To, Tag::Verb];
        let right_before = || self.atoms[i + 1..self.at].iter().all(|a| inside_noun_phrase(a) || a.any(&links));
        // `Are not appreciated nodes, nor edema.`
        if atom.is(Tag::NegationAfter) && right_before() && !self.atoms[..i].iter().any(Atom::is_head) {
            return Some(Some((Verdict::of(Status::Absent, i), direct)));
        }
        if atom.is(Tag::UncertaintyAfter) && right_before() {
            return Some(Some((Verdict::of(Status::Possible, i), direct)));
        }
        let date = i > 0 && matches!(self.atoms[i - 1].what, What::Number(_)) && atom.is(Tag::Modal);
        if date {
            return None;
        }
        if atom.any(&[Tag::UncertaintyBefore, Tag::Modal]) || atom.mark() == Some(b'?') && self.hedging_mark(i) {
            let far = passed.comma && passed.head && !passed.or || passed.and && passed.levels;
            return Some((!far).then(|| (Verdict::of(Status::Possible, i), direct)));
        }
        None
    }

    /// The denial that the subject of the verb at `i` begins with: `none of the endplates shows`.
    fn denied_subject(&self, i: usize) -> Option<usize> {
        const PLACE: [Tag; 13] = [
            Tag::Article,
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
        let clause = self.atoms[..i].iter().rposition(super::bind::ends_clause).map_or(0, |c| c + 1);
        let subject = clause..i;
        let first = subject.clone().find(|&j| !self.atoms[j].prefix)?;
        let whole = |j: usize| {
            let a = &self.atoms[j];
            matches!(a.what, What::Levels(_)) || a.any(&PLACE) || a.is(Tag::NegationBefore) || a.mark() == Some(b',')
        };
        (self.atoms[first].is(Tag::NegationBefore) && (first..i).all(whole)).then_some(first)
    }

    /// A question mark glued to the next word.
    fn hedging_mark(&self, i: usize) -> bool {
        self.atoms.get(i + 1).is_some_and(|next| next.span.start == self.atoms[i].span.end) || i + 1 == self.at
    }

    /// Whether the head has a verb of its own behind it that asserts it.
    fn own_clause(&self) -> bool {
        for atom in &self.atoms[self.at + 1..] {
            if super::bind::ends_clause(atom) || atom.any(&[Tag::NegationAfter, Tag::Or, Tag::ThereIs]) {
                return false;
            }
            if atom.is_head() {
                return false;
            }
            if atom.is(Tag::Verb) {
                return true;
            }
        }
        false
    }

    /// Notes what an atom to the left means for scopes; true if no scope reaches over it.
    fn stops(&self, atom: &Atom, i: usize, passed: &mut Passed) -> bool {
        // `Neither C5 nor C6 shows a node`
        if atom.is(Tag::Shows) && self.denied_subject(i).is_some() {
            return false;
        }
        if super::bind::ends_clause(atom)
            || atom.any(&[Tag::ThereIs, Tag::Shows, Tag::NegationAfter, Tag::Heading(Section::Body)])
                && !atom.is_head()
                && !inside_noun_phrase(atom)
        {
            // `L3 shows a node`; but `to suggest`, `demonstrates` behind a negation is part of the negation's phrase
            return true;
        }
        let listed = passed.comma || passed.and || passed.or;
        match &atom.what {
            What::Mark(b',') => {
                passed.nearest.get_or_insert(b',');
                passed.comma = true;
            }
            What::Mark(b'/') => {
                passed.nearest.get_or_insert(b'o');
                passed.or = true;
            }
            What::Mark(b':') => return !atom.prefix && passed.words > 3,
            What::Mark(b'.' | b'(') => return atom.mark() == Some(b'.'),
            What::Levels(_) => passed.levels = true,
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
            passed.nearest.get_or_insert(b'a');
            passed.and = true;
            return false;
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
            passed.object |= !listed;
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

    /// A cue to the right.
    fn after(&self) -> Option<Verdict> {
        if self.governor(self.at).is_some() {
            // `the edema about the node has resolved`: the predicate is the oedema's
            return None;
        }
        let mut verb = false;
        let mut i = self.at + 1;
        while let Some(atom) = self.atoms.get(i) {
            if super::bind::ends_clause(atom) || atom.is(Tag::ThereIs) {
                return None;
            }
            if atom.is(Tag::NegationAfter) && !atom.is(Tag::UncertaintyAfter) {
                return Some(Verdict::of(Status::Absent, i));
            }
            if atom.is(Tag::UncertaintyAfter) && !(atom.is(Tag::UncertaintyBefore) && !self.closes(i)) {
                return Some(Verdict::of(Status::Possible, i));
            }
            // `node, probable, inferior endplate`
            let mark =
                |at: usize| self.atoms.get(at).is_none_or(|a| matches!(a.mark(), Some(b',' | b';' | b')' | b'.')));
            if atom.is(Tag::UncertaintyBefore) && mark(i - 1) && mark(i + 1) {
                return Some(Verdict::of(Status::Possible, i));
            }
            if atom.is(Tag::UncertaintyBetween) && !verb && !self.beside_alternatives(i) {
                return Some(Verdict::of(Status::Possible, i));
            }
            if atom.any(&[Tag::Or]) && !verb && self.other_follows(i) {
                return Some(Verdict::of(Status::Possible, i));
            }
            // `nodes (+)`, `edema (-)`
            if let (Some(b'('), Some(sign @ (b'+' | b'-')), Some(b')')) =
                (atom.mark(), self.mark(i + 1), self.mark(i + 2))
            {
                return Some(Verdict::of(if sign == b'+' { Status::Present } else { Status::Absent }, i + 1));
            }
            if self.value(i) {
                let denied = atom.any(&[Tag::NoneValue, Tag::NegationBefore]);
                return Some(Verdict::of(if denied { Status::Absent } else { Status::Present }, i));
            }
            let date = matches!(self.atoms[i - 1].what, What::Number(_));
            if atom.is(Tag::UncertaintyBefore) && self.closes(i) && !date || atom.mark() == Some(b'?') && self.closes(i)
            {
                return Some(Verdict::of(Status::Possible, i));
            }
            let predicate =
                matches!(self.atoms[i - 1].mark(), Some(b',' | b':' | b'-')) || self.atoms[i - 1].is(Tag::Verb);
            if atom.is(Tag::NegationBefore) && predicate && self.closes(i) {
                // `…, resolved.`, `is absent.`
                return Some(Verdict::of(Status::Absent, i));
            }
            if atom.any(&[Tag::NegationBefore, Tag::With, Tag::Exception, Tag::NegationInstead])
                && !self.list_reaches(i)
            {
                // what follows is another's
                return self.after_clause(i);
            }
            if atom.is_head() && !self.joined(i) && self.governor(i) != Some(self.at) {
                return None;
            }
            verb |= atom.is(Tag::Verb);
            i += 1;
        }
        None
    }

    /// Whether the alternatives before the cue at `i` are another's: `with edema, acute node versus fracture`.
    fn beside_alternatives(&self, i: usize) -> bool {
        let between = &self.atoms[self.at + 1..i];
        matches!(self.atoms[self.at].what, What::Edema(_))
            && between
                .iter()
                .position(|a| a.mark() == Some(b','))
                .is_some_and(|comma| between[comma..].iter().any(|a| matches!(a.what, What::Node { .. })))
    }

    /// The head whose prepositional object the head at `at` is.
    fn governor(&self, at: usize) -> Option<usize> {
        let place = [
            Tag::Superior,
            Tag::Inferior,
            Tag::Upper,
            Tag::Lower,
            Tag::EndplateNoun,
            Tag::EndplateNouns,
            Tag::VertebraNoun,
        ];
        let mut preposition = false;
        for i in (0..at).rev() {
            let atom = &self.atoms[i];
            if atom.any(&[Tag::Around, Tag::Of]) && !atom.is_head() {
                preposition = true;
            } else if atom.is_head() {
                return (preposition && !matches!(self.atoms[i].what, What::Other)).then_some(i);
            } else if !(inside_noun_phrase(atom) || atom.any(&place) || matches!(atom.what, What::Levels(_))) {
                return None;
            }
        }
        None
    }

    /// A predicate behind what stands between commas: `The node at L2, with edema before, is not seen`.
    fn after_clause(&self, from: usize) -> Option<Verdict> {
        let opened = self.atoms[self.at + 1..from].iter().any(|a| a.mark() == Some(b','));
        let closed = (from..self.atoms.len()).find(|&i| self.atoms[i].mark() == Some(b','))?;
        let predicate = self.atoms.get(closed + 1).filter(|a| a.is(Tag::NegationAfter) && !a.is(Tag::UncertaintyAfter));
        (opened && predicate.is_some()).then(|| Verdict::of(Status::Absent, closed + 1))
    }

    fn list_reaches(&self, i: usize) -> bool {
        // `… Schmorl's node: no`
        self.value(i)
    }

    /// Whether the predicate is of an earlier exam: `was described in 2020`, `were seen on the prior study`.
    fn of_another_exam(&self) -> bool {
        let clause =
            self.atoms[self.at + 1..].iter().take_while(|a| !super::bind::ends_clause(a) && a.mark() != Some(b','));
        let mut was = false;
        for atom in clause {
            was |= atom.is(Tag::PriorSize) && atom.is(Tag::Verb);
            let year = matches!(atom.what, What::Number(year) if (1980..=2050).contains(&year));
            if was && (year || atom.is(Tag::HistoryAfter)) {
                return true;
            }
        }
        false
    }

    fn mark(&self, at: usize) -> Option<u8> {
        self.atoms.get(at)?.mark()
    }

    /// Whether only brackets and stops follow an atom.
    fn closes(&self, i: usize) -> bool {
        self.atoms[i + 1..]
            .iter()
            .take_while(|a| !matches!(a.mark(), Some(b';' | b'|')))
            .all(|a| matches!(a.mark(), Some(b'.' | b')' | b'?' | b',' | b'!')))
    }

    /// Whether the head at `i` is joined to ours in a list: only joints and noun-phrase words between.
    fn joined(&self, i: usize) -> bool {
        let between = &self.atoms[self.at + 1..i];
        // `node at T11, stable, the edema around it has resolved`: a clause of its own
        let own = between.iter().rposition(|a| a.mark() == Some(b',')).map_or(0, |c| c + 1);
        if between[own..].iter().any(|a| a.is(Tag::Definite)) && matches!(self.atoms[i].what, What::Edema(_)) {
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
    fn other_follows(&self, i: usize) -> bool {
        for atom in &self.atoms[i + 1..] {
            if matches!(atom.what, What::Other) {
                return true;
            }
            if !(inside_noun_phrase(atom) || matches!(atom.what, What::Word)) {
                return false;
            }
        }
        false
    }

    /// Whether the atom is the value of a key whose last word is the head: `Schmorl's nodes: none`.
    fn value(&self, i: usize) -> bool {
        let atom = &self.atoms[i];
        if !atom.any(&[Tag::NoneValue, Tag::YesValue, Tag::NegationBefore]) {
            return false;
        }
        let before = &self.atoms[self.at + 1..i];
        let marked = before.iter().any(|a| matches!(a.mark(), Some(b':' | b'-' | b'=' | b'|' | b'_' | b'(' | b'?')))
            || self.atoms[self.at].prefix && !atom.prefix;
        let only = before.iter().all(|a| {
            a.prefix
                || matches!(a.what, What::Mark(_) | What::Levels(_))
                || a.any(&[
                    Tag::At,
                    Tag::Verb,
                    Tag::Article,
                    Tag::RegionNoun,
                    Tag::One,
                    Tag::EndplateNoun,
                    Tag::EndplateNouns,
                ])
        });
        let goes_on = self
            .atoms
            .get(i + 1)
            .is_some_and(|n| n.any(&[Tag::With, Tag::Of, Tag::Which, Tag::Shows, Tag::Adjective, Tag::Associated]));
        let close = only && !goes_on && (marked || atom.is(Tag::NoneValue) && !atom.is(Tag::NegationBefore));
        if atom.any(&[Tag::NoneValue]) && !atom.any(&[Tag::NegationBefore]) {
            return close;
        }
        // `no`, `absent`, `yes`: a value only if nothing that it could deny follows
        let next = self.atoms.get(i + 1);
        let ends = next.is_none_or(|n| {
            matches!(n.mark(), Some(b'.' | b',' | b';' | b')' | b'|' | b'-' | b'(' | b']'))
                || n.is(Tag::At)
                || n.newlines > 0
        });
        close && (ends || atom.is(Tag::YesValue))
    }

    fn left_cue(&self, tags: &[Tag]) -> Option<usize> {
        (0..self.at)
            .rev()
            .take_while(|&i| !super::bind::ends_clause(&self.atoms[i]))
            .find(|&i| self.atoms[i].any(tags) && !matches!(self.atoms[i].what, What::Levels(_)))
    }

    /// A question about the head.
    fn question(&self, early: bool) -> Option<usize> {
        for i in (0..self.at).rev() {
            let atom = &self.atoms[i];
            if super::bind::ends_clause(atom) || atom.any(&[Tag::ThereIs, Tag::Shows]) {
                return None;
            }
            if atom.is(Tag::Question) {
                return Some(i);
            }
            if early && (atom.mark() == Some(b'?') || atom.is(Tag::UncertaintyBefore) && !atom.is(Tag::NegationBefore))
            {
                return Some(i);
            }
        }
        // `?node at T12, please evaluate`
        let behind = self.atoms.iter().enumerate().skip(self.at + 1);
        let asked = behind.take_while(|(_, a)| !a.is_head()).find(|(_, a)| a.is(Tag::Question));
        if let Some((cue, _)) = asked {
            return Some(cue);
        }
        // `Node? None`
        let mark = (self.at + 1..self.atoms.len()).find(|&i| self.atoms[i].mark() == Some(b'?'))?;
        if self.atoms.get(mark + 1).is_some() && self.value(mark + 1) {
            return None;
        }
        (early || self.inverted()).then_some(mark)
    }

    /// Whether the sentence begins as questions do: `Is there a node?`, `Or is it a node?`
    fn inverted(&self) -> bool {
        let mut own = self.atoms.iter().filter(|a| !a.prefix).skip_while(|a| a.any(&[Tag::Or, Tag::And]));
        own.next().is_some_and(|a| a.is(Tag::Verb))
    }

    /// A definition: its cue in the sentence and no place.
    fn definition(&self) -> Option<usize> {
        // `"Schmorl's node" = herniation of disc`
        let equals = self.at + 1 + usize::from(self.mark(self.at + 1) == Some(b'"'));
        let says = |a: &Atom| {
            matches!(a.what, What::Levels(_) | What::Size(_) | What::Number(_))
                || a.any(&[Tag::YesValue, Tag::NoneValue, Tag::NegationBefore])
        };
        if self.mark(equals) == Some(b'=') && !self.atoms.get(equals + 1).is_none_or(says) {
            return Some(equals);
        }
        let placed = self.atoms.iter().any(|a| matches!(a.what, What::Levels(_)) && !a.prefix);
        if placed {
            return None;
        }
        (0..self.atoms.len()).find(|&i| self.atoms[i].is(Tag::Definition) && !self.atoms[i].prefix)
    }

    /// A cue that puts the head into the past.
    fn past(&self) -> Option<usize> {
        let still =
            self.atoms.iter().any(|a| a.any(&[Tag::Course(Change::Stable), Tag::Again]) && !a.is(Tag::HistoryBefore));
        for i in (0..self.at).rev() {
            let atom = &self.atoms[i];
            if super::bind::ends_clause(atom) || atom.any(&[Tag::ThereIs]) {
                break;
            }
            if atom.is(Tag::HistoryBefore) && !still {
                return Some(i);
            }
        }
        if still {
            return None;
        }
        for i in self.at + 1..self.atoms.len() {
            let atom = &self.atoms[i];
            if super::bind::ends_clause(atom) || atom.any(&[Tag::ThereIs, Tag::With]) || atom.is_head() {
                return None;
            }
            if atom.is(Tag::HistoryAfter) {
                return Some(i);
            }
        }
        None
    }
}
