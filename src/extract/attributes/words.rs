//! Age and change: which words speak of which of the nodes.

use super::{Attributes, Said, by_side};
use crate::anatomy::Level;
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::{ends_clause, inside_noun_phrase, tells_of_one};
use crate::extract::earlier;
use crate::extract::members::members;
use crate::extract::place;
use crate::extract::place::Item;
use crate::extract::status::{denied_before, denies_each, edema_gone, of_neither, process_of};
use crate::finding::{Acuity, Change};
use crate::lexicon::tag::Tag;

/// Whether nothing of the clause stands at a place beside an atom.
fn edge(atom: Option<&Atom>) -> bool {
    atom.is_none_or(|a| a.prefix || matches!(a.what, What::Mark(_)))
}

/// Tells nodes what is told of all of them, where nothing was told of one alone.
fn tell_all(of_all: &[(Option<Acuity>, Option<Change>, usize)], said: &mut [Said]) {
    for &(age, course, at) in of_all {
        for s in said.iter_mut() {
            s.acuity = s.acuity.or(age.map(|age| (age, at)));
            s.change = s.change.or(course.map(|course| (course, at)));
        }
    }
}

/// The noun that the word at an atom stands in front of, if the lexicons do not know it: the pain of `new right leg pain`.
pub(in crate::extract) fn unknown_noun(atoms: &[Atom], at: usize) -> Option<usize> {
    let inside = |a: &Atom| inside_noun_phrase(a) || a.any(&[Tag::NotMarrow, Tag::PlaceFiller]);
    let noun = at + 1 + atoms[at + 1..].iter().position(|a| !inside(a))?;
    (atoms[noun].what == What::Word || atoms[noun].is(Tag::NotLevelAfter)).then_some(noun)
}

impl Attributes<'_> {
    /// Age and change.
    pub(super) fn words(&self, head: usize, items: &[Item], said: &mut [Said]) {
        let head_at = self.bindings.heads[head];
        let respectively = self.atoms.iter().any(|a| a.is(Tag::Respectively));
        let in_turn = |at| if respectively { self.in_turn(at, items) } else { None };
        // `a node is larger` than another: only what was there before can have grown
        let known = !self.indefinite(head_at);
        // `another, slightly larger at 6 mm`
        let another = self.atoms[head_at].any(&[Tag::AnotherNode, Tag::Ordinal(2), Tag::OneNoun])
            && !self.atoms.iter().any(|a| a.is(Tag::PriorSize));
        let mut of_all: Vec<(Option<Acuity>, Option<Change>, usize)> = Vec::new();
        for (at, atom) in self.atoms.iter().enumerate() {
            let age = self
                .value(atom.phrase, |tag| if let Tag::Age(a) = tag { Some(a) } else { None })
                .filter(|_| atom.what == What::Phrase);
            let course = self
                .value(atom.phrase, |tag| if let Tag::Course(c) = tag { Some(c) } else { None })
                .filter(|_| atom.what == What::Phrase);
            let cell = self.value(atom.phrase, |tag| if let Tag::CourseCell(c) = tag { Some(c) } else { None });
            // `in 2020 it was not seen`
            let caused = at < head_at && self.atoms[at..head_at].iter().any(|a| a.is(Tag::Because));
            let denied = !caused && denied_before(self.atoms, at);
            // `NEW: The node has grown`
            let label = self.atoms.get(at + 1).is_some_and(|a| a.mark() == Some(b':')) && at < head_at;
            if label && self.atoms[self.phrase_start(head_at)].is(Tag::Definite) {
                continue;
            }
            let altered = atom.is(Tag::Altered) && self.none_so(at);
            if age.is_none() && course.is_none() && cell.is_none() && !denied && !altered {
                continue;
            }
            if self.in_general(at) || self.of_lymph_nodes(at) {
                continue;
            }
            // `nodes of T11 and, larger, of L1` compares nodes
            let comma = |i: usize| self.atoms.get(i).is_some_and(Atom::is_written_comma);
            let place = self.atoms.get(at + 2).is_some_and(|a| {
                a.any(&[Tag::Of, Tag::At]) || matches!(a.what, What::Levels(_)) || place::endplate_of(a).is_some()
            });
            let aside = at > 0 && comma(at - 1) && comma(at + 1) && place;
            let alone = at > 0 && edge(self.atoms.get(at - 1)) && edge(self.atoms.get(at + 1)) && !aside;
            let predicate = at > 0 && self.atoms[at - 1].is(Tag::Verb) && edge(self.atoms.get(at + 1));
            // `similar to 2020`
            let to = self.atoms.get(at + 1).is_some_and(|a| a.is(Tag::To));
            let turn = self.atoms[at + 1..].iter().take(3).any(|a| a.is(Tag::Respectively)) || in_turn(at).is_some();
            let alone = alone || turn || to && self.atoms.get(at + 2).is_some_and(Atom::is_date);
            let one = || self.told_of_one(at, items) || self.closes_the_place(at, head, items);
            let course = course.or(cell.filter(|_| alone || predicate && known || one()));
            let course = course.filter(|_| !self.runs_from(at));
            let grown = matches!(course, Some(Change::Increased | Change::Decreased));
            let compares = another && grown && self.compares(at, head_at);
            let course = course.filter(|_| !compares);
            // `no bigger than 3 mm` is a bound
            let bound = grown && self.atoms.get(at + 1).is_some_and(|a| matches!(a.what, What::Size(_)));
            let course = course.filter(|_| !(bound && self.none_so(at)));
            // `neither larger than in 2021`
            let course = course.map(|course| if self.none_so(at) { Change::Stable } else { course });
            let course = course.or(denied.then_some(Change::New)).or(altered.then_some(Change::Stable));
            // `rule out progression`
            let course = course.filter(|_| !self.asked(at) && !self.is_not_so(at));
            // `not active`
            // `none of them acute`
            let nil = |a: &Atom| {
                a.any(&[Tag::NegationInstead, Tag::NoneOf]) || a.is(Tag::NegationBefore) && edge(self.atoms.get(at + 1))
            };
            let none = |at: usize| nil(&self.atoms[at]) || self.atoms[at].is(Tag::Verb) && of_neither(self.atoms, at);
            // `without active features`
            let of_none = at > head_at + 1 && self.atoms[at - 1].is(Tag::NegationBefore);
            // `The former acute node has healed.`
            let noun = |a: &Atom| matches!(a.what, What::Node { .. } | What::Anaphor { .. }) || a.is(Tag::BareNode);
            let once = at > 0 && self.atoms[at - 1].is(Tag::Former) && self.atoms.get(at + 1).is_some_and(noun);
            // `In 2019 it was acute.`: what was old then is so today
            let once = once || age.is_some_and(|age| age != Acuity::Chronic) && earlier::age(self.atoms, at);
            let age = age.filter(|_| !(at > 0 && none(at - 1)) && !of_none && !once && !self.asked(at));
            if self.of_any_one(at) {
                continue;
            }
            if age.is_none() && course.is_none() || atom.is(Tag::NotAge) {
                continue;
            }
            let other = self.of_another(at, head_at, age.is_some()) || self.course_of_another(at, head_at, course);
            if other || self.of_what_surrounds(at, head) || !self.speaks_of(at, head) {
                continue;
            }
            // `the previously acute node now appears chronic`
            let becomes = at > head_at + 1
                && self.atoms[at - 1].any(&[Tag::Verb, Tag::NowSize])
                && self.atoms[head_at..at].iter().any(|a| a.is(Tag::NowSize));
            let only = self.said_of(at, items, respectively);
            let excepted = self.excepted_from(at);
            // `Acute node at T9, chronic at L3`: what is told of one goes before what is told of all
            if only.is_none() && excepted.is_none() && !becomes && items.len() > 1 {
                of_all.push((age, course, at));
                continue;
            }
            for (i, s) in said.iter_mut().enumerate() {
                if only.as_ref().is_some_and(|only| !only.contains(&i)) {
                    continue;
                }
                if excepted.is_some_and(|levels| {
                    items.get(i).is_some_and(|item| item.level.is_some_and(|l| levels.contains(&l)))
                }) {
                    continue;
                }
                if let Some(age) = age {
                    // the earliest age wins: `acute on chronic` is one phrase, `chronic … acute edema` is not reached
                    if becomes {
                        s.acuity = Some((age, at));
                    }
                    s.acuity.get_or_insert((age, at));
                }
                if let Some(course) = course {
                    s.change.get_or_insert((course, at));
                }
            }
        }
        tell_all(&of_all, said);
        self.as_before(head, said);
    }

    /// `a slightly larger node`: one brought in anew is larger than the node before it, and not than it was.
    fn told_by_another(&self, at: usize, head: usize) -> bool {
        let article =
            at.checked_sub(1).is_some_and(|i| self.atoms[i].is(Tag::Article) && !self.atoms[i].is(Tag::Definite));
        let inside = |a: &Atom| inside_noun_phrase(a) || a.is_written_comma();
        let noun = self.atoms.get(at + 1..head).is_some_and(|words| words.iter().all(inside));
        article && noun && self.atoms[at].any(&[Tag::Largest, Tag::Smallest])
    }

    /// Whether a word is said of another thing than the head at `head`: of one that an exception names, of one that the lexicons do
    /// not know, of its oedema.
    fn of_another(&self, at: usize, head: usize, age: bool) -> bool {
        // `unchanged apart from a new node`
        let excepted = at < head && self.atoms[at..head].iter().any(|a| a.is(Tag::Exception));
        // `…; query old trauma`
        let of_unknown = at > head
            && age
            && self.atoms[head..at].iter().any(|a| a.mark() == Some(b';'))
            && self.atoms.get(at + 1).is_some_and(|a| a.what == What::Word);
        let gone = self.atoms[at].any(&[Tag::Gone, Tag::NegationAfter]);
        excepted || of_unknown || gone && edema_gone(self.atoms, head, at)
    }

    /// Whether a course is that of a complaint, or of another thing than the head at `head`.
    fn course_of_another(&self, at: usize, head: usize, course: Option<Change>) -> bool {
        let grown = matches!(course, Some(Change::Increased | Change::Decreased));
        let new = course == Some(Change::New) && self.atoms[at].to - self.atoms[at].from == 1;
        // `The node now shows new surrounding T2 hyperintensity.`
        let around = |a: &Atom| a.any(&[Tag::Around, Tag::Associated]) && a.to - a.from == 1;
        if new && at > head && self.atoms.get(at + 1).is_some_and(around) {
            return true;
        }
        // `a node of similar size` is as large as another
        let alike = course == Some(Change::Stable)
            && at == head + 1
            && self.indefinite(head)
            && self.atoms[at].to - self.atoms[at].from == 3
            && self.atoms.get(at + 1).is_some_and(|a| a.is(Tag::At));
        alike || (grown || new) && self.of_symptom(at, head) || grown && self.told_by_another(at, head)
    }

    /// `a cleft that runs down from the superior endplate`: a way, and no course.
    fn runs_from(&self, at: usize) -> bool {
        let atom = &self.atoms[at];
        let from = self.atoms[at + 1..].iter().find(|a| !a.is(Tag::Article));
        let way = from.is_some_and(|a| matches!(a.what, What::Levels(_)) || place::endplate_of(a).is_some());
        way && atom.is(Tag::PriorSize) && atom.to - atom.from == 2
    }

    /// Of several places, those that a word is said of; `None`: all.
    fn said_of(&self, at: usize, items: &[Item], respectively: bool) -> Option<Vec<usize>> {
        self.told_apart(at, items)
            .or_else(|| if respectively { self.in_turn(at, items) } else { None })
            .or_else(|| self.apposed_to_place(at, items))
            .or_else(|| self.of_list_in_front(at, items))
            .or_else(|| self.single_item(at, items).map(|only| vec![only]))
    }

    /// Whether a course is told of one of several places: `the latter larger`, `nodes: L2 unchanged, L4 larger`.
    fn told_of_one(&self, at: usize, items: &[Item]) -> bool {
        self.told_apart(at, items).is_some()
            || self.apposed_to_place(at, items).is_some()
            || self.in_list_of_courses(at)
    }

    /// `L3 node larger, 9 mm`, `node of L3 larger`: whether a course stands right behind one node and its place.
    fn closes_the_place(&self, at: usize, head: usize, items: &[Item]) -> bool {
        let placed = || self.bindings.owned_phrases(head).into_iter().any(|p| self.bindings.phrases[p].atoms.end == at);
        let behind = self.bindings.heads[head] + 1 == at || placed();
        behind && items.len() < 2 && edge(self.atoms.get(at + 1))
    }

    /// `unchanged at T12, larger at L1`: whether a course was told of another place right before.
    fn in_list_of_courses(&self, at: usize) -> bool {
        let joint = |a: &Atom| a.is(Tag::And) || a.is_written_comma();
        let course = |a: &Atom| a.any(&[Tag::Course(Change::New), Tag::CourseCell(Change::New)]);
        let level = |i: usize| self.atoms.get(i).is_some_and(|a| matches!(a.what, What::Levels(_)));
        let placed = self.atoms.get(at + 1).is_some_and(|a| a.is(Tag::At)) && level(at + 2);
        let before = placed && at > 0 && joint(&self.atoms[at - 1]);
        let list = |a: &&Atom| matches!(a.what, What::Levels(_)) || a.is(Tag::At) || joint(a);
        before && self.atoms[..at].iter().rev().find(|a| !list(a)).is_some_and(course)
    }

    /// The levels that a word is not said of: `unchanged except at L2`.
    fn excepted_from(&self, at: usize) -> Option<&[Level]> {
        let lead = |a: &&Atom| a.any(&[Tag::At, Tag::Of, Tag::Article, Tag::Ellipsis]);
        self.atoms.get(at + 1).filter(|a| a.is(Tag::Exception))?;
        match &self.atoms[at + 2..].iter().find(|a| !lead(a))?.what {
            What::Levels(levels) => Some(levels),
            _ => None,
        }
    }

    /// Whether a word that says a node has grown or shrunk compares it with the one before: `another, slightly larger`, but not
    /// `a second node has enlarged`, `… is smaller than before`.
    fn compares(&self, at: usize, head_at: usize) -> bool {
        const SUBJECT: [Tag; 3] = [Tag::Which, Tag::EndplateNoun, Tag::EndplateNouns];
        let atom = &self.atoms[at];
        // `the second has enlarged` says what became of it
        let grew = at == head_at + 1 && head_at > 0 && self.atoms[head_at - 1].is(Tag::Definite);
        let subject = |a: &Atom| a.any(&SUBJECT) || matches!(a.what, What::Levels(_));
        // `the other node, in T12, is smaller at 6 mm`
        let size = |a: &Atom| matches!(a.what, What::Size(_));
        // `its counterpart is smaller, at 3 mm`
        let told = self.atoms[at + 1..].iter().filter(|a| !a.is_written_comma()).take(2).any(size);
        let behind_subject = at > 0 && subject(&self.atoms[at - 1]) && !told;
        let of_itself = atom.is(Tag::Course(Change::New)) && (behind_subject || atom.to - atom.from != 2);
        !grew && !of_itself
    }

    /// `a recent one may look like an infection`: of no node that was named.
    fn of_any_one(&self, at: usize) -> bool {
        self.atoms.get(at + 1).is_some_and(|a| a.is(Tag::OneNoun) && !a.is_head())
            && at > 0
            && self.atoms[at - 1].is(Tag::Article)
            && !self.atoms[at - 1].is(Tag::Definite)
            && self.atoms.get(at + 2).is_some_and(|a| a.any(&[Tag::Modal, Tag::Verb, Tag::UncertaintyBefore]))
    }

    /// `known nodes, worsening back pain`: of a thing that the lexicons do not know.
    fn of_symptom(&self, at: usize, head_at: usize) -> bool {
        let led = |a: &Atom| a.any(&[Tag::With, Tag::And]) || matches!(a.mark(), Some(b',' | b';'));
        let noun = unknown_noun(self.atoms, at);
        // `smaller since 2020`, `enlarged since the prior`
        let when = |i: usize| {
            let earlier = [Tag::At, Tag::PriorSize, Tag::HistoryAfter];
            let the = |a: &Atom| a.is(Tag::Article) && self.atoms.get(i + 1).is_some_and(|a| a.any(&earlier));
            let told = |a: &Atom| a.any(&earlier) || matches!(a.what, What::Number(_)) || the(a);
            self.atoms.get(i).is_some_and(told)
        };
        at > head_at + 1 && led(&self.atoms[at - 1]) && noun.is_some_and(|i| !when(i + 1) && !when(at + 1))
    }

    /// `A haemangioma is stable, as is the node of L2`: what was said before is said of the head, too.
    fn as_before(&self, head: usize, said: &mut [Said]) {
        let at = self.bindings.heads[head];
        let inside = |a: &Atom| inside_noun_phrase(a) || a.is(Tag::Definite);
        let Some(so) = self.atoms[..at].iter().rposition(|a| !inside(a)).filter(|&i| self.atoms[i].is(Tag::AsIs))
        else {
            return;
        };
        let course = |tag| if let Tag::Course(c) = tag { Some(c) } else { None };
        let age = |tag| if let Tag::Age(a) = tag { Some(a) } else { None };
        for (i, atom) in self.atoms[..so].iter().enumerate().rev().take(4) {
            for s in said.iter_mut() {
                s.change = s.change.or_else(|| Some((self.value(atom.phrase, course)?, i)));
                s.acuity = s.acuity.or_else(|| Some((self.value(atom.phrase, age)?, i)));
            }
        }
    }

    /// `Marrow oedema surrounds the node and was not there in May`: what is said behind the joint is the oedema's.
    fn of_what_surrounds(&self, at: usize, head: usize) -> bool {
        let node = self.bindings.heads[head];
        let closes = edge(self.atoms.get(at + 1));
        let parts = |a: &Atom| a.is(Tag::And) || closes && a.is_written_comma();
        let joint = self.atoms[..at].iter().rposition(parts).filter(|&joint| joint > node);
        // `Oedema surrounds the node as it did in May`
        let direct = joint.map_or(at == node + 1, |joint| self.atoms[joint + 1..at].iter().all(|a| a.is(Tag::Verb)));
        let start = self.phrase_start(node);
        let around = self.atoms[..start].iter().rposition(|a| !a.any(&[Tag::Article, Tag::Definite]));
        let edema = self.atoms[..start].iter().any(|a| matches!(a.what, What::Edema(_)) && !a.prefix);
        direct && edema && around.is_some_and(|i| self.atoms[i].is(Tag::Around))
    }

    /// Whether a head is brought in as a thing not yet spoken of: `a node in L2`.
    fn indefinite(&self, head: usize) -> bool {
        let phrase = &self.atoms[self.phrase_start(head)..head];
        // `the second is smaller`
        let told_out = self.atoms[head].any(&[Tag::AnotherNode, Tag::Ordinal(2), Tag::Latter, Tag::Former, Tag::Rest]);
        told_out || phrase.first().is_some_and(|a| a.is(Tag::One) || a.is(Tag::Article) && !a.is(Tag::Definite))
    }

    /// Whether a word stands in a bracket that tells of nodes in general: `a node (these usually remain stable)`.
    fn in_general(&self, at: usize) -> bool {
        let bracket = |a: &Atom| matches!(a.mark(), Some(b'(' | b')'));
        let Some(open) = self.atoms[..at].iter().rposition(bracket) else { return false };
        let inside = self.atoms[open + 1..].iter().take_while(|a| !bracket(a));
        self.atoms[open].mark() == Some(b'(') && inside.into_iter().any(|a| a.any(&[Tag::Definition, Tag::Teaching]))
    }

    /// Whether a word is said of another kind of nodes: `…; the lymph nodes are not enlarged`.
    fn of_lymph_nodes(&self, at: usize) -> bool {
        let subject = self.atoms[..at].iter().rposition(|a| !a.is(Tag::Verb));
        let nodes = subject.filter(|&s| s > 0 && self.atoms[s].any(&[Tag::BareNode, Tag::BareNodes]));
        nodes.is_some_and(|s| self.atoms[s - 1].is(Tag::OtherNode))
    }

    /// Whether a change is denied right before its word: `neither larger than in 2021`.
    pub(in crate::extract) fn none_so(&self, at: usize) -> bool {
        let grown = [Change::Increased, Change::Decreased];
        let grows = |tag| matches!(tag, Tag::Course(c) | Tag::CourseCell(c) if grown.contains(&c));
        let grows = self.value(self.atoms[at].phrase, |tag| grows(tag).then_some(())).is_some();
        let before = self.atoms[..at].iter().rev().find(|a| !a.is(Tag::Verb));
        // `Neither the L2 nor the L3 node has enlarged.`
        let neither = at > 0 && !matches!(self.atoms[at - 1].what, What::Mark(_)) && of_neither(self.atoms, at);
        let denied = before.is_some_and(|a| a.any(&[Tag::NoneOf, Tag::NegationBefore, Tag::NegationInstead]));
        // `Enlargement of the node is not seen`
        let undone = || {
            let clause = self.atoms[at + 1..].iter().take_while(|a| !ends_clause(a));
            let head = self.bindings.heads.iter().find(|&&h| h > at);
            head.is_some_and(|&h| process_of(self.atoms, h) == Some(at))
                && clause.into_iter().any(|a| a.is(Tag::NegationAfter))
        };
        let altered = self.atoms[at].is(Tag::Altered);
        grows && (denied || neither || undone()) || (grows || altered) && self.denied_that(at)
    }

    /// Whether what a clause says with the word at an atom is denied as a whole: `No evidence that the node has grown`, `None of the
    /// nodes has changed`.
    fn denied_that(&self, at: usize) -> bool {
        let clause = self.atoms[..at].iter().rposition(ends_clause).map_or(0, |c| c + 1);
        let first = clause + self.atoms[clause..at].iter().take_while(|a| a.prefix || a.is(Tag::ThereIs)).count();
        if of_neither(self.atoms, at) {
            return self.atoms[at].is(Tag::Altered);
        }
        // `No evidence that`
        let that = |a: &Atom| a.any(&[Tag::Definite, Tag::Which]) && !a.is(Tag::Article);
        let led = self.atoms.get(first + 1..at).is_some_and(|behind| behind.iter().take(2).any(that));
        self.atoms[first].is(Tag::NegationBefore) && led
    }

    /// Whether a course is denied: `has not remained stable`, `not resolved`.
    fn is_not_so(&self, at: usize) -> bool {
        let stays = |tag| (tag == Tag::Course(Change::Stable)).then_some(());
        let stays = self.value(self.atoms[at].phrase, stays).is_some();
        let said = self.atoms[..at].iter().rev().take(3).find(|a| !a.is(Tag::Verb) && a.what != What::Word);
        // `Neither is new`, `none of which is new`, `None of the nodes at L1 is new`
        let new = |tag| (tag == Tag::Course(Change::New)).then_some(());
        let before = self.atoms[..at].iter().rev().find(|a| !a.any(&[Tag::Verb, Tag::Which, Tag::Of, Tag::Pronoun]));
        let clause = self.atoms[..at].iter().rposition(ends_clause).map_or(0, |c| c + 1);
        let subject = || at > 0 && self.atoms[at - 1].is(Tag::Verb) && denies_each(&self.atoms[clause]);
        if (before.is_some_and(denies_each) || subject()) && self.value(self.atoms[at].phrase, new).is_some() {
            return true;
        }
        (stays || self.atoms[at].is(Tag::Gone)) && said.is_some_and(|a| a.is(Tag::NegationInstead))
    }

    /// Whether a word stands behind the cue of a question: `rule out progression`.
    pub(super) fn asked(&self, at: usize) -> bool {
        let clause = self.atoms[..at].iter().rev().take_while(|a| !ends_clause(a) && a.mark() != Some(b','));
        // `whether the node is new or old`
        let from = self.atoms[..at].iter().rposition(ends_clause).map_or(0, |c| c + 1);
        if let Some([first, next, ..]) = self.atoms.get(from..at)
            && first.is(Tag::Question)
            && next.is(Tag::Definite)
        {
            return true;
        }
        let named = |a: &Atom| a.is_head() && !matches!(a.what, What::Anaphor { .. });
        clause.take_while(|a| !named(a)).any(|a| a.is(Tag::Question))
    }

    /// Whether an attribute word speaks of the head, or of one it is joined to in front (`new nodes and edema`).
    pub(super) fn speaks_of(&self, at: usize, head: usize) -> bool {
        let Some(owner) = self.head_of(at) else { return false };
        if self.bindings.is(owner, head) {
            return true;
        }
        // `a node of T11 and one of T12, both unchanged`
        let both = at > 0
            && (self.atoms[at - 1].is(Tag::Both)
                || self.atoms[at - 1].is(Tag::Several) && !self.atoms[at - 1].is(Tag::Definite))
            && matches!(self.atoms[self.bindings.heads[owner]].what, What::Node { .. })
            && self.bindings.heads[head] < at;
        if both {
            return true;
        }
        let heads = &self.bindings.heads;
        // `no change in either the 6 mm node of L4 or the 3 mm one of L5`
        let listed = |a: &Atom| {
            let inside = [Tag::And, Tag::Or, Tag::At, Tag::Of, Tag::Definite, Tag::EndplateNoun, Tag::AspectNoun];
            inside_noun_phrase(a)
                || a.any(&inside)
                || place::endplate_of(a).is_some()
                || matches!(a.what, What::Levels(_))
        };
        if self.atoms[at].is(Tag::PseudoNegation) && owner < head && at < heads[owner] {
            let between = &self.atoms[heads[owner] + 1..heads[head]];
            return between.iter().any(|a| a.any(&[Tag::And, Tag::Or])) && between.iter().all(listed);
        }
        let said_of = |a: &Atom| a.any(&[Tag::Course(Change::New), Tag::Age(Acuity::Acute)]);
        // a predicate behind a list of heads: `nodes and Modic changes are stable`
        if owner > head && heads[owner] < at {
            let between = &self.atoms[heads[head] + 1..heads[owner]];
            let joined = between.iter().any(|a| a.is(Tag::And) || a.mark() == Some(b','))
                && between.iter().all(|a| listed(a) || a.is_head() || a.mark() == Some(b','))
                && !between.iter().any(|a| a.is(Tag::Measuring))
                // `the node of L1 has enlarged and the node of L3 is old`
                && !between.windows(2).any(|pair| said_of(&pair[0]) && pair[1].is(Tag::And))
                && self.atoms[heads[owner] + 1..at].iter().any(|a| a.is(Tag::Verb));
            // `node or old fracture of L1, unchanged`: whichever it is
            let either = between.iter().any(|a| a.any(&[Tag::Or, Tag::UncertaintyBetween]))
                && between.iter().all(|a| inside_noun_phrase(a) || a.any(&[Tag::Or, Tag::UncertaintyBetween]));
            return joined || either && self.atoms[at - 1].mark() == Some(b',') && edge(self.atoms.get(at + 1));
        }
        false
    }

    /// The one place that a word behind a place in brackets, or before `at L3`, is tied to, if there are several.
    pub(super) fn single_item(&self, at: usize, items: &[Item]) -> Option<usize> {
        if items.len() < 2 {
            return None;
        }
        // `T10 (chronic, 3 mm) and L2 (acute, 8 mm, with edema)`
        let bracket = self.atoms[..at].iter().rposition(|a| matches!(a.mark(), Some(b'(' | b')')));
        let behind_place = |open: usize| self.bindings.phrases.iter().any(|p| p.atoms.end == open && p.has_level());
        let bracketed = bracket.is_some_and(|open| self.atoms[open].mark() == Some(b'(') && behind_place(open));
        // `The smaller (L1, 3 mm) is old, the larger (L3, 8 mm) subacute`
        let said = self.atoms[..at].iter().rev().take_while(|a| a.is(Tag::Verb)).count();
        let close = (at - said).checked_sub(1).filter(|&i| self.atoms[i].mark() == Some(b')'));
        let open = close.and_then(|c| self.atoms[..c].iter().rposition(|a| a.mark() == Some(b'(')));
        let one = |open: &usize| self.atoms[..*open].iter().any(|a| a.any(&[Tag::Smallest, Tag::Largest]));
        let told = open.filter(one).zip(close).map(|(open, close)| &self.atoms[open..close]);
        let told = told.and_then(|told| told.iter().rev().find(|a| matches!(a.what, What::Levels(_))));
        let span = if let Some(level) = told {
            Some(level.span)
        } else if bracketed {
            self.atoms[..at].iter().rev().find(|a| matches!(a.what, What::Levels(_))).map(|a| a.span)
        } else if self.atoms.get(at + 1).is_some_and(|a| a.is(Tag::At)) && self.after_head(at) {
            // `have not changed at T8 or T9`
            let level = (at..self.atoms.len()).find(|&i| matches!(self.atoms[i].what, What::Levels(_)));
            let phrase = level.and_then(|i| self.bindings.phrases.iter().find(|p| p.atoms.contains(&i)));
            let whole = phrase.is_some_and(|p| p.items.len() == items.len());
            level.filter(|_| !whole).map(|i| self.atoms[i].span)
        } else {
            None
        }?;
        items.iter().position(|i| i.level_span == Some(span))
    }

    /// `nodes at T8 and T10, unchanged and smaller respectively`: the place of the word's number. Only to be asked where the
    /// sentence says `respectively`.
    fn in_turn(&self, at: usize, items: &[Item]) -> Option<Vec<usize>> {
        let word = |a: &Atom| a.any(&[Tag::Age(Acuity::Acute), Tag::Course(Change::New), Tag::CourseCell(Change::New)]);
        let inside = |i: &usize| {
            let a = &self.atoms[*i];
            word(a) || a.is(Tag::And) || a.mark() == Some(b',')
        };
        let from = at - (0..at).rev().take_while(inside).count();
        let list: Vec<usize> = (from..self.atoms.len()).take_while(inside).filter(|&i| word(&self.atoms[i])).collect();
        let number = list.iter().position(|&i| i == at)?;
        (list.len() == items.len() && list.len() > 1).then(|| vec![number])
    }

    /// `nodes of L2, chronic, and L4, acute`: the places right before a word between commas, where another place of the
    /// list has such a word too. `…, unchanged since 2016, and in T12 and L1, where they are new`.
    fn apposed_to_place(&self, at: usize, items: &[Item]) -> Option<Vec<usize>> {
        const WORDS: [Tag; 3] = [Tag::Age(Acuity::Acute), Tag::Course(Change::New), Tag::CourseCell(Change::New)];
        let word = |i: usize| self.atoms.get(i).is_some_and(|a| a.any(&WORDS));
        let edge = |i: usize| self.atoms.get(i).is_none_or(|a| a.mark().is_some() || a.is(Tag::And));
        let since = |a: &Atom| a.is_date() || a.what == What::Word || a.any(&[Tag::From, Tag::PriorSize, Tag::At]);
        let closes = |i: usize| edge(i + self.atoms[i..].iter().take(3).take_while(|a| since(a)).count());
        let place = |i: usize| {
            const TOLD: [Tag; 4] = [Tag::Which, Tag::Pronoun, Tag::Verb, Tag::Definite];
            let told = self.atoms[..i].iter().rev().take_while(|a| a.any(&TOLD)).count();
            let which = told == 0 || self.atoms[i - told].is(Tag::Which);
            let comma = (i - told).checked_sub(1).filter(|&c| which && self.atoms[c].is_written_comma());
            // `node at T9 is acute, at L4 chronic`
            let is = self.atoms[i - told..i].iter().all(|a| a.is(Tag::Verb)).then_some(i - told).filter(|_| told > 0);
            let comma = comma.or(is);
            // `nodes: L2 stable, L4 5 mm new`
            let sizes = self.atoms[..i].iter().rev().take_while(|a| matches!(a.what, What::Size(_))).count();
            let end = comma.unwrap_or(i - sizes);
            self.bindings.phrases.iter().find(|p| p.atoms.end == end && p.has_level()).filter(|_| closes(i + 1))
        };
        // `…, the largest at L4, slightly larger than in 2020`
        let largest = || {
            let clause = self.atoms[..at].iter().rposition(|a| a.is(Tag::Largest))?;
            let phrase =
                self.bindings.phrases.iter().find(|p| p.atoms.start > clause && p.atoms.end < at && p.has_level())?;
            const TOLD: [Tag; 6] = [Tag::Measuring, Tag::Adjective, Tag::Of, Tag::At, Tag::Which, Tag::Verb];
            let told = |a: &Atom| a.any(&TOLD) || matches!(a.what, What::Size(_)) || a.is_written_comma();
            let between = &self.atoms[phrase.atoms.end..at];
            // `…, which has grown from 8 mm`
            let verbs = between.iter().rev().take_while(|a| a.any(&[Tag::Which, Tag::Verb])).count();
            let comma = between[..between.len() - verbs].last().is_some_and(Atom::is_written_comma);
            (comma && between.iter().all(told)).then_some(phrase)
        };
        if let Some(phrase) = largest() {
            let here = |item: &Item| phrase.items.iter().any(|i| i.level == item.level);
            let found: Vec<usize> = (0..items.len()).filter(|&n| here(&items[n])).collect();
            return (!found.is_empty() && found.len() < items.len()).then_some(found);
        }
        let own = place(at)?;
        let others = (0..self.atoms.len()).filter(|&i| i != at && word(i)).any(|i| place(i).is_some());
        let here = |item: &Item| own.items.iter().any(|i| i.level == item.level && i.level_span == item.level_span);
        let found: Vec<usize> = (0..items.len()).filter(|&n| here(&items[n])).collect();
        (others && items.len() > 1 && !found.is_empty() && found.len() < items.len()).then_some(found)
    }

    /// Of a list in front of the head, in which each level has words of its own, the places of those that a word leads:
    /// `subacute L3 and old L4 nodes`, `5 mm L1 and 8 mm L2 nodes`.
    pub(super) fn of_list_in_front(&self, at: usize, items: &[Item]) -> Option<Vec<usize>> {
        let words = self.atoms[at..].iter().take_while(|a| tells_of_one(a)).count();
        let phrase = self.bindings.phrases.iter().find(|p| p.atoms.start == at + words && p.has_level() && !p.led)?;
        let head = self.bindings.heads.iter().copied().find(|&h| h > at)?;
        let clear = |from: usize| !self.atoms[from..head].iter().any(|a| a.is_head() || ends_clause(a));
        let other = |p: &&place::Phrase| {
            let before = p.atoms.start.checked_sub(1).is_some_and(|i| tells_of_one(&self.atoms[i]));
            p.atoms != phrase.atoms && p.atoms.end <= head && clear(p.atoms.end) && p.has_level() && before
        };
        self.bindings.phrases.iter().find(other)?;
        let told = |item: &Item| phrase.items.iter().any(|i| i.level_span == item.level_span && i.level == item.level);
        let found: Vec<usize> = (0..items.len()).filter(|&n| told(&items[n])).collect();
        (!found.is_empty() && found.len() < items.len()).then_some(found)
    }

    /// The places of those nodes that the clause of a word tells apart: `…, the latter new`, `the L1 node is old, the
    /// other recent`, `the lower one extending into the canal`.
    pub(super) fn told_apart(&self, at: usize, items: &[Item]) -> Option<Vec<usize>> {
        let ends = |a: &Atom| ends_clause(a) || matches!(a.mark(), Some(b',' | b':')) && !a.prefix;
        let from = self.atoms[..at].iter().rposition(ends).map_or(0, |i| i + 1);
        let clause = &self.atoms[from..at];
        if items.is_empty() || from == 0 || clause.iter().any(|a| matches!(a.what, What::Node { .. })) {
            return None;
        }
        let noun = |i: usize| {
            let behind = clause[i + 1..].iter().find(|a| !a.is(Tag::EndplateNoun));
            behind.is_some_and(|a| a.any(&[Tag::OneNoun, Tag::BareNode, Tag::OneNouns, Tag::BareNodes]))
        };
        for (i, atom) in clause.iter().enumerate() {
            if let Some(members) = members(self.lexicons, self.atoms, from + i, items.len()) {
                return Some(members);
            }
            if atom.is(Tag::Rest) {
                return Some(self.rest(from, items));
            }
            // `the L1 and L2 nodes`
            let list = clause[i..]
                .iter()
                .take_while(|a| matches!(a.what, What::Levels(_)) || a.is(Tag::And) || a.mark() == Some(b','))
                .count();
            // `nodes of T8, T10 and T11, of which T10 has enlarged`
            let which = clause[..i].iter().any(|a| a.is(Tag::Which));
            if matches!(atom.what, What::Levels(_)) && (noun(i + list - 1) || which) {
                let named = clause[i..i + list].iter();
                let levels: Vec<_> = named
                    .filter_map(|a| if let What::Levels(levels) = &a.what { Some(levels) } else { None })
                    .flatten()
                    .collect();
                let fits = |n: &usize| items[*n].level.is_some_and(|level| levels.contains(&&level));
                return Some((0..items.len()).filter(fits).collect());
            }
            if let Some(endplate) = place::endplate_of(atom).filter(|_| noun(i)) {
                return Some(by_side(endplate, items));
            }
        }
        None
    }

    /// The places that no words between the nodes and the atom at `from` tell apart.
    pub(super) fn rest(&self, from: usize, items: &[Item]) -> Vec<usize> {
        let told = |item: &Item| {
            let again = |a: &Atom| {
                matches!(&a.what, What::Levels(levels) if item.level_span != Some(a.span)
                    && item.level.is_some_and(|level| levels.contains(&level)))
            };
            self.atoms[..from].iter().any(again)
        };
        (0..items.len()).filter(|&n| !told(&items[n])).collect()
    }

    pub(super) fn after_head(&self, at: usize) -> bool {
        self.bindings.heads.iter().any(|&h| h < at)
    }
}
