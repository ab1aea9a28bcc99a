//! Stage 3, qualify: whether a head is asserted, hedged, denied or of the past.
//!
//! The algorithm is NegEx/ConText (Chapman 2001; Harkema 2009) over atoms instead of words: from the head outwards,
//! the nearest cue whose scope reaches it wins. Scopes end at terminators, at a new clause with its own verb, and
//! where the head is the object of a preposition (`no edema around the node` denies the edema alone).

mod after;
mod before;
mod generic;
mod object;
mod renamed;
mod unstated;

pub(super) use before::denied_of_known;
pub(super) use object::{edema_gone, governor, process_of};

use super::atoms::{Atom, What};
use super::attributes::unknown_noun;
use super::bind::{ends_clause, inside_noun_phrase};
use super::earlier;
use super::gist::{Gist, found, kind};
use super::place::endplate_of;
use crate::finding::{Change, Section, Status};
use crate::lexicon::tag::Tag;
pub(super) use renamed::taken_for;

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
    // `non-oedematous`
    // `nor has L2`
    let companion = matches!(atoms[at].what, What::Edema(_)) || atoms[at].is(Tag::ProVerb);
    let negative = companion && atoms[at].is(Tag::NegationBefore);
    if negative || atoms[at].any(&[Tag::ProVerbNot, Tag::NoneOf]) {
        return Verdict::of(Status::Absent, at);
    }
    let (front, behind) = (Gist::of(&atoms[..=at]), Gist::of(&atoms[at + 1..]));
    let said = front.with(behind);
    if let Some(none) = found(behind.has(Tag::NoneOf), || none_behind(atoms, at)) {
        return Verdict::of(Status::Absent, none);
    }
    if let Some(verdict) = found(front.marks(b")"), || signed_before(atoms, at)) {
        return verdict;
    }
    if let Some(cue) = found(front.has(Tag::Question), || denied_first(atoms, at)) {
        return Verdict::of(Status::Absent, cue);
    }
    if let Some(cue) = found(matches!(atoms[at].what, What::Node { .. }), || renamed::renamed(atoms, at)) {
        return Verdict::of(Status::Absent, cue);
    }
    if let Some(verdict) = found(front.has(Tag::ProVerb), || so_is(atoms, at, section)) {
        return verdict;
    }
    let reader = Reader { atoms, at, detailed, lesion, front, behind, said };
    let early = matches!(section, Section::History | Section::Exam);
    if let Some(cue) = found(front.has(Tag::Family), || reader.left_cue(&[Tag::Family])) {
        return nothing(Some(cue));
    }
    if let Some(cue) =
        found(said.has(Tag::Undecided) && front.any(&[Tag::Question, Tag::Definite]), || reader.undecided())
    {
        return Verdict::of(Status::Possible, cue);
    }
    if let Some(cue) = found(reader.may_be_asked(early), || reader.question(early)) {
        return nothing(Some(cue));
    }
    if let Some(cue) = found(reader.may_be_defined(), || reader.definition()) {
        return nothing(Some(cue));
    }
    if let Some(cue) = found(reader.may_be_general(), || reader.general()) {
        return nothing(Some(cue));
    }
    let blank = found(behind.has(Tag::NotApplicable), || reader.not_applicable());
    if let Some(cue) = blank.or_else(|| found(behind.marks(b"_[<"), || reader.unfilled())) {
        return nothing(Some(cue));
    }
    let verdict = reader.cues();
    let titled = matches!(section, Section::Exam | Section::Comparison);
    let past = early || section == Section::Comparison;
    if past && !(titled && compared_now(atoms, at)) && verdict.status.is_none_or(|s| s != Status::Absent) {
        return Verdict { status: Some(Status::Historical), cue: verdict.cue };
    }
    const PAST: [Tag; 4] = [Tag::HistoryBefore, Tag::HistoryAfter, Tag::PriorReport, Tag::PriorSize];
    let dated = said.kinds(kind::NUMBER) || said.has(Tag::Month);
    if verdict.status == Some(Status::Present)
        && let Some(cue) = found(said.any(&PAST) || said.any(&TOLD_THEN) && dated, || reader.past())
    {
        return Verdict::of(Status::Historical, cue);
    }
    verdict
}

/// Verbs that behind a year tell what was found then.
const TOLD_THEN: [Tag; 3] = [Tag::ThereWas, Tag::PastTense, Tag::PersonAfter];

/// Words for the course of a finding.
const COURSES: [Tag; 6] = [
    Tag::Course(Change::New),
    Tag::Course(Change::Stable),
    Tag::Course(Change::Increased),
    Tag::CourseCell(Change::Increased),
    Tag::Course(Change::Decreased),
    Tag::CourseCell(Change::Decreased),
];

/// `Compared to the prior study: the node at L2 is unchanged`, `In comparison to 2019: new node at L2`: what a comparison says
/// of now.
fn compared_now(atoms: &[Atom], at: usize) -> bool {
    let course = |a: &Atom| a.any(&COURSES);
    let mut behind = atoms[at + 1..].iter().take_while(|a| !ends_clause(a)).skip_while(|a| !a.is(Tag::Verb));
    let now = behind.next().is_some_and(|verb| !verb.is(Tag::PriorSize) && (course(verb) || behind.any(course)));
    // `Compared to prior: no change of the node`
    let unchanged = |a: &Atom| a.is(Tag::Course(Change::Stable)) && a.to - a.from > 1;
    let mut front = atoms[..at].iter().rev().take_while(|a| inside_noun_phrase(a) || a.is(Tag::Of) || unchanged(a));
    now || front.any(|a| a.is(Tag::Course(Change::New)) || unchanged(a))
}

/// `In none of the vertebrae is there a node`, `On no sequence is there oedema`: the words that deny it, in front of the verb.
fn denied_first(atoms: &[Atom], at: usize) -> Option<usize> {
    let listed = |a: &Atom| a.is_head() || a.any(&[Tag::Associated, Tag::Or]);
    let there = atoms[..at].iter().rposition(|a| !inside_noun_phrase(a) && !listed(a))?;
    let led = atoms.iter().position(|a| !a.prefix).filter(|&led| led < there)?;
    // `Nowhere is there a node`
    let cue = if atoms[led].is(Tag::At) { led + 1 } else { led };
    let cue = (cue < there).then_some(cue).filter(|&cue| atoms[cue].any(&[Tag::NegationBefore, Tag::NoneOf]))?;
    let plain = atoms[led..there].iter().all(|a| !a.is_head() && a.mark().is_none());
    let asked = atoms[at..].iter().any(|a| a.mark() == Some(b'?'));
    (atoms[there].is(Tag::Question) && plain && !asked).then_some(cue)
}

/// Whether the denial at `i` says what an oedema leaves out, which is there: `Oedema surrounds the node at L2 but spares the one
/// at L3`.
pub(super) fn spares(atoms: &[Atom], i: usize) -> bool {
    let one = atoms[i].is(Tag::NegationBefore) && atoms[i].to - atoms[i].from == 1;
    let edema = |a: &Atom| matches!(a.what, What::Edema(_));
    let subject = i > 0 && (edema(&atoms[i - 1]) || atoms[i - 1].any(&[Tag::And, Tag::Terminator]));
    let the = |a: &Atom| a.is(Tag::Definite) && a.is(Tag::Article) || a.is(Tag::Ellipsis);
    one && subject && atoms[..i].iter().any(edema) && atoms.get(i + 1).is_some_and(the)
}

/// Whether what is said of a node is asked: `MRI would tell whether the nodes at L1 and L2 are active`.
pub(super) fn asked_of(atoms: &[Atom], at: usize) -> bool {
    let start = atoms[..at].iter().rposition(|a| !inside_noun_phrase(a) || a.is(Tag::Definite)).unwrap_or(0);
    let the = atoms[start].is(Tag::Definite) && start > 0;
    the && atoms[start - 1].any(&[Tag::Question, Tag::Conditional]) && atoms[start - 1].to - atoms[start - 1].from == 1
}

/// `Modic changes are absent, and so is marrow oedema`: what was said of the finding before is said of this one.
fn so_is(atoms: &[Atom], at: usize, section: Section) -> Option<Verdict> {
    let so = atoms[..at].iter().rposition(|a| !inside_noun_phrase(a)).filter(|&so| atoms[so].is(Tag::ProVerb))?;
    let before = atoms[..so].iter().rposition(Atom::is_head)?;
    let verb = atoms[before..so].iter().any(|a| a.any(&[Tag::Verb, Tag::NegationAfter, Tag::UncertaintyAfter]));
    verb.then(|| read(&atoms[..so], before, section, false, None))
}

/// Whether the clause of a denial in the past tense names an earlier exam: `In 2020 it was not seen`, `it was absent on the
/// prior study`. What it speaks of is new.
pub(super) fn denied_before(atoms: &[Atom], cue: usize) -> bool {
    // not `excluded from the analysis`
    let thing = matches!(atoms.get(cue + 1..cue + 4), Some([from, the, noun])
        if from.to - from.from == 1 && the.is(Tag::Article) && noun.what == What::Word);
    let prior = |a: &Atom| a.is(Tag::PriorSize) && !a.is(Tag::Verb) && !(thing && a.to - a.from == 1);
    let earlier = |a: &Atom| a.is_date() || a.is(Tag::HistoryAfter) || prior(a);
    // `(not present in 2020)`, `absent on the study of 2 years ago`
    // `absent from the cervical spine`
    let place = |a: &&Atom| !a.is(Tag::Article);
    let from_place = atoms.get(cue + 2..).is_some_and(|rest| {
        atoms[cue + 1].any(&[Tag::From, Tag::PriorSize])
            && rest.iter().find(place).is_some_and(|a| matches!(a.what, What::Levels(_)))
    });
    let own = atoms[..cue].iter().all(|a| !matches!(a.what, What::Levels(_)));
    if from_place && own && !atoms[cue].is(Tag::PastDenied) {
        return false;
    }
    // `Neither was there in 2018`
    let says = |a: &Atom| a.any(&[Tag::ThereIs, Tag::Verb, Tag::SameLevel, Tag::YesValue]) && !a.is_head();
    let verbs = atoms[cue + 1..].iter().take_while(|a| says(a)).count();
    let past = |a: &Atom| a.any(&[Tag::PriorSize, Tag::ThereWas]);
    let each = denies_each(&atoms[cue]) && atoms[cue + 1..=cue + verbs].iter().any(past);
    let led = atoms.get(cue + 1).is_some_and(|a| earlier(a) && !a.is_date() && atoms[cue].is(Tag::NegationAfter))
        || atoms
            .get(cue + 1 + if each { verbs } else { 0 })
            .is_some_and(|a| a.is(Tag::At) || matches!(a.what, What::Number(_)));
    let mut when = atoms[cue + 1..].iter().take(8).take_while(|a| !a.is_head() && a.mark().is_none());
    let dated = led && atoms[cue].any(&[Tag::NegationAfter, Tag::NegationBefore]) && when.any(earlier);
    // `, which the study of 2019 does not show`
    let which = atoms[..cue].iter().rposition(|a| a.is(Tag::Which) || a.mark().is_some()).map_or(0, |i| i + 1);
    let exam = super::earlier::exam_in_front(&atoms[which..cue]);
    if exam > 0
        && which > 0
        && which + exam == cue
        && atoms[which - 1].is(Tag::Which)
        && atoms[cue].is(Tag::NegationBefore)
    {
        return true;
    }
    if !(atoms[cue].is(Tag::PastDenied) || dated) {
        return false;
    }
    let from = atoms[..cue].iter().rposition(ends_clause).map_or(0, |i| i + 1);
    // `The node, not present in 2018, now measures 6 mm.`
    let aside = cue > 0 && atoms[cue - 1].is_written_comma();
    let clause = atoms[from..].iter().enumerate();
    let clause = clause.take_while(|(i, a)| !(ends_clause(a) || aside && from + i > cue && a.is_written_comma()));
    let clause = clause.map(|(_, a)| a);
    if clause.clone().any(|a| a.is(Tag::NowSize)) {
        return false;
    }
    // not `the node seen in 2019 was not seen`
    let head = atoms[from..cue].iter().position(Atom::is_head).unwrap_or(cue - from);
    clause.enumerate().any(|(i, a)| earlier(a) && (i < head || from + i > cue))
}

/// The sign in front of what it answers: `(+) Schmorl's node L3, (-) edema`, `(-) hx of malignancy`.
fn signed_before(atoms: &[Atom], at: usize) -> Option<Verdict> {
    let own = |a: &Atom| inside_noun_phrase(a) || a.any(&[Tag::HistoryBefore, Tag::Of]);
    let close = atoms[..at].iter().rposition(|a| !own(a)).filter(|&close| atoms[close].mark() == Some(b')'))?;
    let open = close.checked_sub(2).filter(|&open| sign_in_front(atoms, open))?;
    let status = if atoms[open + 1].mark() == Some(b'+') { Status::Present } else { Status::Absent };
    Some(Verdict::of(status, open + 1))
}

/// Whether a sign between brackets at `open` leads what it answers: it begins a clause, and something follows.
fn sign_in_front(atoms: &[Atom], open: usize) -> bool {
    let begins = open.checked_sub(1).is_none_or(|before| {
        atoms[before].prefix || matches!(atoms[before].mark(), Some(b',' | b';' | b':' | b'.' | b'-'))
    });
    let sign = matches!(&atoms[open..], [open, sign, close, next, ..]
        if open.mark() == Some(b'(') && matches!(sign.mark(), Some(b'+' | b'-')) && close.mark() == Some(b')')
            && next.mark().is_none());
    begins && sign
}

/// `I looked for oedema and there is none`, `Nodes would be no surprise, but I see none`: the last words deny it.
fn none_behind(atoms: &[Atom], at: usize) -> Option<usize> {
    let last = atoms.iter().rposition(|a| a.mark() != Some(b'.')).filter(|&last| last > at + 2)?;
    // `but none was found`
    let last = last - atoms[at..=last].iter().rev().take_while(|a| a.is(Tag::Verb) && !a.is(Tag::NoneOf)).count();
    let none = atoms[last].what == What::Phrase && atoms[last].is(Tag::NoneOf);
    let said = |a: &Atom| a.any(&[Tag::ThereIs, Tag::Verb, Tag::Shows]) || a.what == What::Word;
    let clause =
        atoms[at + 1..last].iter().rposition(|a| a.any(&[Tag::And, Tag::Terminator]) || a.mark() == Some(b';'));
    let clause = at + 1 + clause?;
    let own = &atoms[clause + 1..last];
    let alone = own.iter().all(|a| said(a) || a.is(Tag::Pronoun));
    (none && alone && !atoms[at + 1..last].iter().any(Atom::is_head)).then_some(last)
}

struct Reader<'a> {
    atoms: &'a [Atom],
    at: usize,
    detailed: bool,
    /// The atom of what is said to be the head.
    lesion: Option<usize>,
    /// What the atoms up to the head may say, the head with them.
    front: Gist,
    /// What those behind it may say.
    behind: Gist,
    /// What all of them may say.
    said: Gist,
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
        let before = found(self.may_be_told_before(), || self.before());
        let after = found(self.may_be_told_after(), || self.after());
        // `no node was seen in 2020`: nothing of today
        let denied = before.is_some_and(|(verdict, _)| verdict.status == Some(Status::Absent));
        if let Some(cue) = found(denied && self.behind.has(Tag::OneNoun), || self.one_possible()) {
            return Verdict::of(Status::Possible, cue);
        }
        if denied && self.of_another_exam() {
            return Verdict { status: None, cue: before.and_then(|(verdict, _)| verdict.cue) };
        }
        match (before, after) {
            (Some((verdict, direct)), Some(after)) => {
                // `No fracture, Schmorl's node is possible`: the nearer clause speaks
                let list = after.cue.is_some_and(|cue| self.atoms[cue].is(Tag::Or));
                // `The suspected node at L3 is not confirmed`
                let denied = |cue: usize| {
                    self.atoms[cue].is(Tag::NegationAfter) && self.atoms[cue].to - self.atoms[cue].from > 1
                };
                let hedged = verdict.status == Some(Status::Possible) && after.status == Some(Status::Absent);
                if hedged && direct && after.cue.is_some_and(denied) {
                    return after;
                }
                if direct || list || after.status == Some(Status::Present) { verdict } else { after }
            }
            (Some((verdict, _)), None) => verdict,
            (None, Some(after)) => after,
            (None, None) => match found(self.front.has(Tag::Or), || self.alternative()) {
                Some(or) => Verdict::of(Status::Possible, or),
                None => Verdict { status: Some(Status::Present), cue: None },
            },
        }
    }

    /// `No definite node at L3, although a small one cannot be excluded`: the hedge of what was denied.
    fn one_possible(&self) -> Option<usize> {
        let turn = self.at + self.atoms[self.at..].iter().position(ends_clause)?;
        let own = |a: &&Atom| inside_noun_phrase(a) && !a.is(Tag::OneNoun) && !a.is(Tag::Definite);
        let one = turn + 1 + self.atoms[turn + 1..].iter().take_while(own).count();
        let hedge = self.atoms.get(one + 1).filter(|a| a.is(Tag::UncertaintyAfter));
        let ends = self.atoms.get(one + 2).is_none_or(|a| a.mark().is_some());
        (self.atoms.get(one)?.is(Tag::OneNoun) && hedge.is_some() && ends).then_some(one + 1)
    }

    /// The `or` that makes the head one of two: `fracture or node`.
    fn alternative(&self) -> Option<usize> {
        let or = self.atoms[..self.at].iter().rposition(|a| !inside_noun_phrase(a))?;
        // `fracture of T12, or acute node`
        let place = |a: &&Atom| {
            matches!(a.what, What::Levels(_))
                || a.any(&[Tag::Of, Tag::At, Tag::Article, Tag::EndplateNoun, Tag::VertebraNoun])
                || endplate_of(a).is_some()
                || a.is_written_comma()
        };
        let other = self.atoms[..or].iter().rev().find(|a| !place(a));
        let rival = other.is_some_and(|a| (a.what == What::Other || a.is(Tag::NotAge)) && !a.is(Tag::Structure));
        (self.atoms[or].is(Tag::Or) && rival && matches!(self.atoms[self.at].what, What::Node { .. })).then_some(or)
    }

    /// Whether `on CT in`, `on MRI of` at atom `i` names no earlier exam, but a method: `on CT in the L3 body`, `a counterpart
    /// on CT in the form of cysts`.
    fn names_method(&self, i: usize) -> bool {
        let behind = self.atoms[i + 1..].iter().take(8).take_while(|a| !ends_clause(a));
        let dated =
            behind.clone().any(|a| matches!(a.what, What::Number(_)) || a.any(&[Tag::PriorSize, Tag::HistoryAfter]));
        let place = |a: &Atom| matches!(a.what, What::Levels(_)) || a.is(Tag::Article);
        self.atoms[i].is(Tag::At) && !dated && self.atoms.get(i + 1).is_some_and(place)
    }

    /// `was seen on the prior study`: the words that lead to a place lead to an earlier exam.
    fn seen_on_prior(&self, i: usize) -> bool {
        let was = self.atoms[i - 1].is(Tag::Verb) && self.atoms[i - 1].is(Tag::PriorSize);
        let exam = self.atoms[i + 1..].iter().find(|a| !a.is(Tag::Article));
        let ends = |a: &Atom| a.mark().is_some();
        was && self.atoms[i].is(Tag::At)
            && exam.is_some_and(|a| a.is(Tag::PriorSize) && !a.is(Tag::Verb) && a.what == What::Phrase)
            && self.atoms[i + 1..].iter().find(|a| !a.any(&[Tag::Article, Tag::PriorSize])).is_none_or(ends)
    }

    /// Whether the predicate is of an earlier exam: `was described in 2020`, `were seen on the prior study`.
    fn of_another_exam(&self) -> bool {
        let clause = self.atoms[self.at + 1..].iter().take_while(|a| !ends_clause(a) && a.mark() != Some(b','));
        // `the node that was suggested in 2019 is not there`
        let mut first = clause.clone();
        let relative = first.next().is_some_and(|a| a.any(&[Tag::Which, Tag::Definite]));
        if relative && first.next().is_some_and(|a| a.is(Tag::Verb)) {
            return false;
        }
        // `The nodes at L1 and L2 were present in 2021`: they are known
        let own = |a: &&Atom| inside_noun_phrase(a);
        let known = self.atoms[..self.at].iter().rev().take_while(own).any(|a| a.is(Tag::Definite));
        let mut was = false;
        for atom in clause {
            if was && known && atom.is(Tag::YesValue) && atom.is(Tag::Verb) {
                return false;
            }
            // `was smaller in 2018`
            if atom.any(&COURSES) {
                return false;
            }
            was |= atom.is(Tag::PriorSize) && atom.is(Tag::Verb);
            if was && (atom.is_date() || atom.is(Tag::HistoryAfter)) {
                return true;
            }
        }
        false
    }

    /// `In 2018 there was a node`, `An MRI in 2018 showed nodes`: the year of an earlier exam, behind which the verb tells of it.
    fn dated_before(&self) -> Option<usize> {
        let from = self.atoms[..self.at].iter().rposition(ends_clause).map_or(0, |stop| stop + 1);
        let clause = &self.atoms[from..self.at];
        let year = clause.iter().position(Atom::is_date)?;
        let led = year > 0 && !clause[year - 1].prefix && clause[year - 1].any(&[Tag::At, Tag::Of, Tag::Definite]);
        let told = |a: &Atom| a.any(&TOLD_THEN) || a.is(Tag::Verb) && a.is(Tag::PriorSize);
        let plain = clause.iter().all(|a| !(a.is_head() || a.any(&COURSES)));
        // `In 2018 a node was described at L3`
        let behind = || self.atoms[self.at + 1..].first().is_some_and(|a| told(a) && a.is(Tag::PriorSize));
        let verb = match clause[year..].iter().position(told) {
            Some(verb) => year + verb,
            None => behind().then_some(year)?,
        };
        let straight = clause[verb..].iter().all(|a| a.mark().is_none());
        (led && plain && straight).then_some(from + year)
    }

    /// `The outside report of May reads: "a node at L4."`: the report that another's words are quoted from.
    fn quoted(&self) -> Option<usize> {
        let first = self.atoms.iter().position(|a| !a.prefix && !a.any(&[Tag::Article, Tag::Definite]))?;
        if !self.atoms[first].is(Tag::PriorReport) {
            return None;
        }
        let opens = |a: &Atom| matches!(a.mark(), Some(b':' | b'"'));
        // the head may stand in the heading, in front of it
        let open = self.atoms.get(first..self.at)?.iter().position(opens)?;
        let head = |a: &Atom| a.is_head() || ends_clause(a);
        (!self.atoms[first..first + open].iter().any(head)).then_some(first)
    }

    /// A cue that puts the head into the past.
    fn past(&self) -> Option<usize> {
        // `history of nodes, new right sciatica`: of another thing
        let of_another = |i: usize| {
            let led = i > self.at && matches!(self.atoms[i - 1].mark(), Some(b',' | b';'));
            led && unknown_noun(self.atoms, i).is_some()
        };
        let still = (0..self.atoms.len()).any(|i| {
            let a = &self.atoms[i];
            a.any(&[Tag::Course(Change::Stable), Tag::Again]) && !a.is(Tag::HistoryBefore) && !of_another(i)
        });
        for i in (0..self.at).rev() {
            let atom = &self.atoms[i];
            // `status post kyphoplasty of L1, with residual oedema`
            let with = atom.is(Tag::With) && i > 0 && self.atoms[i - 1].mark() == Some(b',');
            if ends_clause(atom) || atom.any(&[Tag::ThereIs]) || with {
                break;
            }
            if atom.is(Tag::HistoryBefore) && !still {
                return Some(i);
            }
        }
        if let Some(report) = self.quoted() {
            return Some(report);
        }
        // `which on the prior had oedema, is now without`
        let now = self.atoms[self.at..].iter().any(|a| a.is(Tag::NowSize));
        if still || now {
            return None;
        }
        if let Some(year) = self.dated_before() {
            return Some(year);
        }
        // `nodes were found in her thoracic spine in 2011`
        if let Some(year) = self.atoms[self.at..].iter().position(Atom::is_date).filter(|_| self.of_another_exam()) {
            return Some(self.at + year);
        }
        // `There are nodes which were there on the prior study`
        let clause = self.atoms[..self.at].iter().rposition(ends_clause).map_or(0, |c| c + 1);
        let there_are =
            self.atoms[clause..self.at].iter().any(|a| a.any(&[Tag::ThereIs, Tag::Shows]) && !a.any(&TOLD_THEN));
        for i in self.at + 1..self.atoms.len() {
            let atom = &self.atoms[i];
            // `L2 has a node, seen 13 months ago`
            let seen = atom.is_written_comma() && self.atoms[i + 1..].iter().take(2).any(|a| a.is(Tag::Verb));
            if there_are && (atom.is(Tag::Which) || seen) {
                return None;
            }
            let new = denied_before(self.atoms, i);
            if ends_clause(atom) || atom.any(&[Tag::ThereIs, Tag::With]) || atom.is_head() || new {
                return None;
            }
            // `5 mm as opposed to 8 mm on the prior`: the measurement is of the past
            let size = |a: &Atom| matches!(a.what, What::Size(_));
            let measured = size(&self.atoms[i - 1]) && self.atoms[self.at..i - 1].iter().any(size);
            // `12 mm (on the previous examination 15 mm)`
            let then = self.atoms[i + 1..].iter().find(|a| !(a.is(Tag::Verb) || a.mark() == Some(b':')));
            let measured = measured || then.is_some_and(size) && self.atoms[self.at..i].iter().any(size);
            let past = atom.is(Tag::HistoryAfter) && !self.names_method(i) || self.seen_on_prior(i);
            // `Modic type 2, which was type 1 on the prior`: the other type is of the past
            let kind = matches!(self.atoms[self.at].what, What::Modic(_))
                && self.atoms[self.at + 1..i].iter().any(|a| a.is(Tag::ModicKind));
            if past && !measured && !kind && !earlier::in_aside(self.atoms, i) {
                return Some(i);
            }
        }
        None
    }
}

/// Whether the clause of atom `at` begins with `neither`: what its verb says is denied.
pub(super) fn of_neither(atoms: &[Atom], at: usize) -> bool {
    is_neither(&atoms[atoms[..at].iter().rposition(ends_clause).map_or(0, |c| c + 1)])
}

/// `neither`, which denies and points at once.
fn is_neither(atom: &Atom) -> bool {
    atom.is(Tag::NegationBefore) && atom.is(Tag::Definite)
}

/// `none` or `neither`.
pub(super) fn denies_each(atom: &Atom) -> bool {
    atom.is(Tag::NoneOf) || is_neither(atom)
}
