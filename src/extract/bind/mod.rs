//! Stage 4, place, second half: which head of a sentence owns which place phrase.
//!
//! A phrase behind a head belongs to it (`node at L2`); a phrase in front leads (`L3 shows a node`, `L3 haemangioma`)
//! and holds for the heads behind it until another leads. A head with no phrase of its own takes that of the head it
//! is joined to (`bulge and node at L2`) or linked to (`irregularity of L3 representing a node`).

mod alias;
mod between;
mod fronts;
mod lists;
mod places;

use super::atoms::{Atom, Marrow, What};
use super::elided::is_elided;
use super::gist::Gist;
use super::place::{Item, Phrase, Turn, endplate_of, has_predicate, told_before};
use crate::anatomy::Level;
use crate::finding::{Acuity, Change};
use crate::lexicon::PLACE_NOUNS;
use crate::lexicon::tag::Tag;
pub(super) use alias::is_from;
use between::{denies_name, only_behind_comma, opens_behind_and, shown};
pub(super) use fronts::tells_of_one;
use std::ops::Range;

/// What a head owns.
#[derive(Clone, Debug, Default)]
pub(super) struct Owned {
    /// Phrases behind the head that belong to it.
    own: Vec<usize>,
    /// The phrases in front that lead it: one of levels, and those of endplates alone that go with it.
    lead: Vec<usize>,
}

/// The heads of a sentence with their places.
pub(super) struct Bindings<'a> {
    atoms: &'a [Atom],
    pub(super) phrases: Vec<Phrase>,
    /// Atom indices of the heads, in order.
    pub(super) heads: Vec<usize>,
    /// The head that each head stands for: the node that a lesion is said to be, or that a pronoun speaks of.
    pub(super) alias: Vec<Option<usize>>,
    owned: Vec<Owned>,
    /// The one level of a head in a list told out `respectively`.
    respective: Vec<Option<Vec<Item>>>,
}

/// Atoms that may stand inside a noun phrase in front of its head.
pub(super) fn inside_noun_phrase(atom: &Atom) -> bool {
    const TAGS: [Tag; 16] = [
        Tag::Adjective,
        Tag::Age(Acuity::Acute),
        Tag::Course(Change::New),
        Tag::Again,
        Tag::Many,
        Tag::One,
        Tag::CountOf(2),
        Tag::Article,
        Tag::Associated,
        Tag::PlaceFiller,
        Tag::Marrow,
        Tag::Measuring,
        Tag::UncertaintyBefore,
        Tag::VertebraNoun,
        Tag::LevelNoun,
        Tag::Largest,
    ];
    match &atom.what {
        What::Size(_) | What::Number(_) => true,
        What::Mark(mark) => matches!(mark, b'-' | b'"' | b'*'),
        What::Phrase => {
            // `about 5 mm`, but `about the node`
            let about = atom.is(Tag::Around) && atom.is(Tag::Measuring);
            atom.any(&TAGS) && !about && !atom.any(&[Tag::Verb, Tag::Shows, Tag::ThereIs, Tag::NegationAfter])
        }
        _ => false,
    }
}

/// Where the name of the head at `at` begins, with the places of a list in front of it: `the T8, L1 and L3 nodes`, `the T8 or the
/// L1 node`. A list that no article leads belongs to what stands before it.
pub(super) fn name_from(atoms: &[Atom], at: usize) -> usize {
    let place = |a: &Atom| {
        matches!(a.what, What::Levels(_)) || endplate_of(a).is_some() || a.is(Tag::EndplateNoun) || a.is(Tag::LevelNoun)
    };
    let word = |a: &Atom| !a.is_head() && (inside_noun_phrase(a) || place(a) || a.any(&[Tag::Definite, Tag::Both]));
    let joint = |a: &Atom| a.any(&[Tag::And, Tag::Or]) || a.is_written_comma();
    let own = |from: usize| from - atoms[..from].iter().rev().take_while(|a| !a.prefix && word(a)).count();
    let mut start = own(at);
    let mut listed = start;
    while listed > 0 && joint(&atoms[listed - 1]) && atoms[listed..at].iter().any(place) {
        let joints = atoms[..listed].iter().rev().take_while(|a| joint(a)).count();
        let next = own(listed - joints);
        if !atoms[next..listed - joints].iter().any(place) {
            break;
        }
        listed = next;
        if atoms[listed].any(&[Tag::Definite, Tag::Both]) {
            start = listed;
        }
    }
    start
}

/// Atoms that end a clause.
pub(super) fn ends_clause(atom: &Atom) -> bool {
    matches!(atom.mark(), Some(b';' | b'_' | b'|')) || atom.is(Tag::Terminator)
}

impl<'a> Bindings<'a> {
    pub(super) fn new(atoms: &'a [Atom], said: &Gist, phrases: Vec<Phrase>) -> Self {
        let heads: Vec<usize> = (0..atoms.len()).filter(|&i| atoms[i].is_head()).collect();
        let owned = vec![Owned::default(); heads.len()];
        let alias = (0..heads.len()).map(|head| alias::alias(atoms, &heads, head)).collect();
        // most sentences have no bracket to part a list
        let bracketed = said.marks(b"(");
        let parted = |phrase| lists::apart_from_list(atoms, &heads, phrase);
        let phrases = if bracketed { phrases.into_iter().flat_map(parted).collect() } else { phrases };
        let respective = match said.has(Tag::Respectively) {
            true => lists::respective(atoms, &heads, &phrases),
            false => vec![None; heads.len()],
        };
        let mut bindings = Self { atoms, phrases, heads, alias, owned, respective };
        if !bindings.heads.is_empty() {
            (0..bindings.phrases.len()).for_each(|p| bindings.own(p));
        }
        bindings
    }

    /// Whether a head is `head`, or stands for it.
    pub(super) fn is(&self, other: usize, head: usize) -> bool {
        other == head || self.alias[other] == Some(head)
    }

    /// Whether a clause ends between two atoms: not where it only leaves out its subject, `oedema persists at T9 but has cleared at
    /// T8`.
    fn parted(&self, from: usize, to: usize) -> bool {
        let goes_on = |i: usize| {
            let bare = self.atoms[i].is(Tag::Terminator) && self.atoms[i].mark().is_none();
            bare && self.atoms[i + 1..to].first().is_some_and(|a| a.any(&[Tag::Verb, Tag::NegationAfter]))
        };
        (from..to).any(|i| ends_clause(&self.atoms[i]) && !goes_on(i))
    }

    /// The places of a head in a list told out `respectively`.
    pub(super) fn respective(&self, head: usize) -> Option<&[Item]> {
        self.respective[head].as_deref()
    }

    /// Number of the head nearest to the left of an atom, in its clause.
    fn head_left(&self, at: usize) -> Option<usize> {
        // `node (no fracture) at L1`: what is closed in brackets owns nothing outside them, but for what names a noun in
        // front, `endplate changes (Modic 2) at L4-5`
        let closed = |h: usize| {
            lists::bracketed(self.atoms, h).is_some_and(|b| {
                let noun = b.start > 0 && self.atoms[b.start - 1].any(&[Tag::NodeNoun, Tag::NodeNouns]);
                let names = noun && matches!(self.atoms[h].what, What::Modic(_)) && !self.atoms[b.start - 1].is_head();
                b.end <= at && !names
            }) && !matches!(self.atoms[h].what, What::Node { .. })
        };
        let clear = self.heads.iter().rposition(|&h| h < at && !closed(h));
        let head = clear.or_else(|| self.heads.iter().rposition(|&h| h < at))?;
        (!self.parted(self.heads[head], at)).then_some(head)
    }

    fn head_right(&self, at: usize) -> Option<usize> {
        let head = self.heads.iter().position(|&h| h >= at)?;
        (!self.atoms[at..self.heads[head]].iter().any(ends_clause)).then_some(head)
    }

    fn own(&mut self, p: usize) {
        let phrase = &self.phrases[p];
        if phrase.prefix {
            return;
        }
        // `…, the only one in the cervical spine` says how many, not where
        let lead = [Tag::At, Tag::Of, Tag::Article];
        let before = self.atoms[..phrase.atoms.start].iter().rev().find(|a| !a.any(&lead));
        let region = phrase.items.iter().all(|i| matches!(i.level, Some(Level::Region(_))) && i.endplate.is_none());
        if region && before.is_some_and(|a| a.is(Tag::OnlyOne)) {
            return;
        }
        // `L3, which has a node, is otherwise normal, as is the L4 body`
        let likened = before.is_some_and(|a| a.is(Tag::AsIs) && a.what == What::Phrase)
            && !self.heads.contains(&phrase.atoms.end);
        if likened || self.compared_in_bracket(p) {
            return;
        }
        // `L2 (node), L3 (haemangioma)`
        if let Some(bracket) = lists::bracket_at(self.atoms, phrase.atoms.end) {
            let inside: Vec<usize> = (0..self.heads.len()).filter(|&h| bracket.contains(&self.heads[h])).collect();
            let told = inside.iter().any(|&h| self.alias.contains(&Some(h)));
            if !inside.is_empty() && !told {
                let outside = self
                    .head_left(phrase.atoms.start)
                    .filter(|&h| lists::bracketed(self.atoms, self.heads[h]).is_none());
                for head in inside.into_iter().chain(outside) {
                    self.owned[head].own.push(p);
                }
                return;
            }
        }
        let (mut left, right) = (self.head_left(phrase.atoms.start), self.head_right(phrase.atoms.end));
        // `oedema about the L2 node; none at L4`: the oedema is denied
        let denied = phrase.items.iter().all(|i| i.turn == Turn::Denied);
        if let Some(node) = self.heads.iter().rposition(|&h| h < phrase.atoms.start).filter(|&n| denied && n > 0)
            && matches!(self.atoms[self.heads[node]].what, What::Node { .. } | What::Anaphor { .. })
            && matches!(self.atoms[self.heads[node - 1]].what, What::Edema(_))
            && self.atoms[self.heads[node - 1] + 1].is(Tag::Around)
        {
            left = Some(node - 1);
        }
        if let Some(beside) = left {
            left = Some(self.before_aside(p, beside).unwrap_or_else(|| self.subject(p, beside)));
            // `oedema with enhancement is seen in T8`: both are there
            if left != Some(beside) && self.atoms[self.heads[beside]].what == What::Other {
                self.owned[beside].own.push(p);
            }
        }
        let phrase = &self.phrases[p];
        // `node rather than fracture, superior endplate`
        if let Some(other) = left.filter(|&l| l > 0 && self.atoms[self.heads[l]].what == What::Other) {
            let between = &self.atoms[self.heads[other - 1] + 1..self.heads[other]];
            let instead = between.first().is_some_and(|a| a.is(Tag::NegationInstead));
            let comma = phrase.atoms.start > 0 && self.atoms[phrase.atoms.start - 1].is_written_comma();
            if instead && comma && between[1..].iter().all(inside_noun_phrase) {
                left = Some(other - 1);
            }
        }
        // `bulge, as at L1-2, where there is a node`: the place is both's
        if let (Some(left), Some(right)) = (left, right)
            && self.relative(p, right)
        {
            self.owned[left].own.push(p);
            self.owned[right].lead = vec![self.untold(p)];
            return;
        }
        let leads = match (left, right) {
            (None, None) => None,
            (None, Some(right)) => Some(right),
            (Some(_), None) => None,
            (Some(left), Some(right)) => {
                // `at T12-L1 none, and at L2-3 of type 2`: `none` has its place
                let told = is_elided(&self.atoms[self.heads[left]]) && phrase.has_level();
                (told || self.leads(p, left, right)).then_some(right)
            }
        };
        if leads.is_none() && left.is_some_and(|left| self.modifies_unknown(p, left) || self.opens_clause(p, left)) {
            return;
        }
        match (leads, left) {
            (Some(right), left) => {
                if let Some(node) = left.and_then(|left| self.node_with_each(p, left)) {
                    self.owned[node].own.push(p);
                }
                self.lead(p, right);
            }
            (None, Some(left)) => {
                // `Modic type 1 signal with oedema in the superior endplate of T10`: both are there
                if let Some(modic) = left.checked_sub(1).filter(|&modic| self.with_its_edema(p, modic, left)) {
                    self.owned[modic].own.push(p);
                }
                self.owned[left].own.push(p);
            }
            (None, None) => {
                // no head in the clause: the last head of the sentence so far, else the next one, if the place is all
                // that the clause says
                if self.says_more(p) {
                    return;
                }
                if let Some(head) = self.heads.iter().rposition(|&h| h < self.phrases[p].atoms.start) {
                    self.owned[head].own.push(p);
                } else {
                    self.lead(p, 0);
                }
            }
        }
    }

    /// Whether a phrase tells in a bracket where something was measured for comparison: `oedema in L1 (mean 31 HU, against 62
    /// HU in T11)`.
    fn compared_in_bracket(&self, p: usize) -> bool {
        let start = self.phrases[p].atoms.start;
        let Some(open) = self.atoms[..start].iter().rposition(|a| matches!(a.mark(), Some(b'(' | b')'))) else {
            return false;
        };
        let inside = &self.atoms[open + 1..start];
        let unit = |pair: &[Atom]| matches!(pair[0].what, What::Number(_)) && pair[1].what == What::Word;
        let led = self.atoms[start].is(Tag::At) || inside.last().is_some_and(|a| a.is(Tag::At));
        let other = |a: &Atom| a.is_head() || matches!(a.what, What::Levels(_) | What::Size(_)) || a.is_date();
        self.atoms[open].mark() == Some(b'(') && led && inside.windows(2).any(unit) && !inside.iter().any(other)
    }

    /// Whether a head is said to go with the Modic change in front of it: `type 1 signal with oedema`.
    pub(in crate::extract) fn goes_with_modic(&self, modic: usize, head: usize) -> bool {
        let between = &self.atoms[self.heads[modic] + 1..self.heads[head]];
        let signal = usize::from(between.first().is_some_and(|a| a.is(Tag::SequenceAfter)));
        let between = &between[signal..];
        matches!(self.atoms[self.heads[modic]].what, What::Modic(_))
            && between.first().is_some_and(|a| a.is(Tag::With))
            && between[1..].iter().all(inside_noun_phrase)
    }

    /// Whether a Modic change that names no place goes with the oedema behind it, which lies in the phrase. `Endplates at this level
    /// show Modic type 1 signal with oedema in the left half of L5` has its disc.
    fn with_its_edema(&self, p: usize, modic: usize, edema: usize) -> bool {
        let disc = |i: &Item| matches!(i.level, Some(Level::Disc(_)));
        let headed = self.phrases.iter().any(|p| p.prefix && p.items.iter().any(disc))
            || self.atoms[..self.heads[modic]].iter().any(|a| a.is(Tag::SameLevel));
        let sided = self.phrases[p].items.iter().any(|i| i.endplate.is_some());
        (sided || !headed)
            && self.goes_with_modic(modic, edema)
            && matches!(self.atoms[self.heads[edema]].what, What::Edema(_))
            && self.owned[modic].own.is_empty()
            && !self.owned[modic].lead.iter().any(|&q| self.phrases[q].has_level())
    }

    /// Of `A node with no height loss, retropulsion or canal compromise is seen in L2`, `A node containing fluid, with oedema
    /// about it, occupies L4`, the node: all up to the verb goes with it.
    fn before_aside(&self, p: usize, companion: usize) -> Option<usize> {
        let start = self.phrases[p].atoms.start;
        let lead = |a: &Atom| {
            a.any(&[Tag::Verb, Tag::At, Tag::Of, Tag::Article, Tag::Both, Tag::Again, Tag::ReportedAt]) && !a.is_head()
        };
        let verb = start - self.atoms[..start].iter().rev().take_while(|a| lead(a)).count();
        let comma = self.atoms[..verb].last().is_some_and(Atom::is_written_comma);
        let predicate = &self.atoms[verb..start];
        let says = predicate.first().is_some_and(|a| a.is(Tag::Verb) || comma && a.is(Tag::At));
        let node = self.heads[..companion].iter().rposition(|&h| matches!(self.atoms[h].what, What::Node { .. }))?;
        if !says || !self.phrases[p].has_level() || verb <= self.heads[companion] {
            return None;
        }
        let placed = |&q: &usize| self.phrases[q].has_level();
        if self.owned[node].own.iter().chain(&self.owned[node].lead).any(placed) {
            return None;
        }
        let aside = &self.atoms[self.heads[node] + 1..verb];
        let opens = aside.iter().find(|a| !a.is_written_comma())?;
        // `nodes without oedema, and a haemangioma is seen in L3`
        let another = |pair: &[Atom]| (pair[0].is(Tag::And) || pair[0].is_written_comma()) && pair[1].is(Tag::Article);
        let parts = |i: usize| {
            let a = &aside[i];
            // `with oedema around it`
            let it = matches!(a.what, What::Anaphor { .. }) && !(i > 0 && aside[i - 1].is(Tag::Around));
            ends_clause(a)
                || it
                || matches!(a.what, What::Levels(_) | What::Modic(_))
                || a.any(&[Tag::Verb, Tag::ThereIs, Tag::Which, Tag::Because])
        };
        let goes_with = opens.any(&[Tag::With, Tag::NegationBefore, Tag::Shows]) && !opens.is(Tag::Verb);
        (goes_with && !(0..aside.len()).any(parts) && !aside.windows(2).any(another)).then_some(node)
    }

    /// Of `nodes without oedema are seen at L2`, the nodes: what goes with them stands in front of the verb.
    fn subject(&self, p: usize, companion: usize) -> usize {
        let Some(node) = companion.checked_sub(1) else { return companion };
        let of_kind = |head: usize| &self.atoms[self.heads[head]].what;
        let beside = &self.atoms[self.heads[node] + 1..self.heads[companion]];
        let goes_with = beside.first().is_some_and(|a| a.any(&[Tag::With, Tag::NegationBefore]))
            && beside[1..].iter().all(|a| {
                inside_noun_phrase(a)
                    || a.what == What::Word
                    || a.any(&[Tag::Around, Tag::NegationBefore, Tag::SequenceBefore])
            });
        let said = &self.atoms[self.heads[companion] + 1..self.phrases[p].atoms.start];
        let lead = |a: &Atom| a.any(&[Tag::Verb, Tag::At, Tag::Of, Tag::Article, Tag::Both]);
        let verb = said.iter().position(|a| a.any(&[Tag::Verb, Tag::ThereIs]));
        let seen = verb.is_some_and(|verb| {
            said[..verb].iter().all(|a| a.any(&[Tag::Around, Tag::Pronoun])) && said[verb + 1..].iter().all(lead)
        });
        let node_first = matches!(of_kind(node), What::Node { .. }) && matches!(of_kind(companion), What::Edema(_));
        // `a node without oedema at the superior endplate of L4`
        let placed = |q: &usize| self.phrases[*q].has_level() && self.phrases[*q].atoms.start > self.heads[node];
        let placed = self.owned[node].own.iter().any(placed);
        let led = self.owned[node].lead.iter().any(|&q| self.phrases[q].has_level());
        let denied = beside.first().is_some_and(|a| a.is(Tag::NegationBefore)) && self.phrases[p].has_level();
        let directly = denied && !placed && !led && verb.is_none() && said.iter().all(lead);
        // `oedema with enhancement is seen in T8`
        let other = matches!(of_kind(node), What::Node { .. } | What::Edema(_) | What::Modic(_))
            && *of_kind(companion) == What::Other
            && seen;
        if goes_with && (other || node_first && (seen || directly)) { node } else { companion }
    }

    /// Whether a relative clause right behind a phrase says that the head is there: `L2, which has a node`.
    fn relative(&self, p: usize, right: usize) -> bool {
        let after = &self.atoms[self.phrases[p].atoms.end..self.heads[right]];
        let which = after.iter().position(|a| a.is(Tag::Which));
        which.is_some_and(|w| {
            after[..w]
                .iter()
                .all(|a| a.mark() == Some(b',') || a.any(&[Tag::LevelNoun, Tag::DiscNoun, Tag::VertebraNoun]))
                // `at T11, where a node of the inferior endplate is old`
                && (after[w + 1..].iter().any(|a| a.any(&[Tag::ThereIs, Tag::Shows]))
                    || w + 1 < after.len() && after[w + 1..].iter().all(inside_noun_phrase))
                && self.atoms[self.heads[right]].is_finding()
        })
    }

    /// A phrase for what a relative clause says to be there, whatever is denied or hedged of it in front: `oedema has cleared at
    /// T8, where there is a node`.
    fn untold(&mut self, p: usize) -> usize {
        if self.phrases[p].items.iter().all(|item| item.turn == Turn::None) {
            return p;
        }
        let mut there = self.phrases[p].clone();
        there.items.iter_mut().for_each(|item| item.turn = Turn::None);
        self.phrases.push(there);
        self.phrases.len() - 1
    }

    /// Whether a phrase behind a joint stands before a thing that the lexicons do not know, while the head has a place
    /// already: `lumbar nodes and L5-S1 microdiscectomy`.
    fn modifies_unknown(&self, p: usize, left: usize) -> bool {
        let phrase = &self.phrases[p];
        let joint = phrase.atoms.start.checked_sub(1).is_some_and(|i| self.atoms[i].is(Tag::And));
        let word = self.atoms.get(phrase.atoms.end).is_some_and(|a| a.what == What::Word && a.newlines == 0);
        // `…, and the L4-5 disc, which has extruded, fills the recess`
        let behind = &self.atoms[phrase.atoms.end..];
        let comma = usize::from(behind.first().is_some_and(|a| a.mark() == Some(b',')));
        let subject = comma == 1 && behind.get(1).is_some_and(|a| a.is(Tag::Which));
        let joint = joint
            || phrase.atoms.start > 1
                && self.atoms[phrase.atoms.start - 1].is(Tag::Article)
                && self.atoms[phrase.atoms.start - 2].is(Tag::And);
        let word = word || subject;
        // `node at L1, L4-5 disc narrowed`
        let disc = self.atoms[phrase.atoms.end - 1].is(Tag::DiscNoun);
        // `…, and the L3-4 disc, extruded by 8 mm, fills the recess`
        let led = phrase.atoms.start.checked_sub(1).is_some_and(|i| self.atoms[i].is(Tag::Definite));
        let word = word || comma == 1 && disc && led && behind.get(1).is_some_and(|a| a.what == What::Word);
        let joint = joint || disc && phrase.atoms.start > 0 && self.atoms[phrase.atoms.start - 1].is_written_comma();
        let owned = &self.owned[left];
        let placed = owned.own.iter().chain(&owned.lead).any(|&q| self.phrases[q].has_level());
        // `a defect in direct continuity with the nucleus of the L3-L4 disc`
        let reach = &self.atoms[self.heads[left] + 1..phrase.atoms.start];
        let reached = reach.iter().position(|a| a.is(Tag::With)).is_some_and(|with| {
            reach[..with].iter().any(|a| a.what == What::Word) && !reach.iter().any(|a| a.mark() == Some(b';'))
        });
        let discs = phrase.items.iter().all(|i| matches!(i.level, Some(Level::Disc(_))) && i.endplate.is_none());
        let lesion = self.atoms[self.heads[left]].what == What::Lesion;
        if reached && discs && lesion && self.owned[left].lead.iter().any(|&q| self.phrases[q].has_level()) {
            return true;
        }
        // `T9 and T10 show oedema with destruction of the T9/10 disc`
        let between = &self.atoms[self.heads[left] + 1..phrase.atoms.start];
        let with = between.first().is_some_and(|a| a.is(Tag::With));
        let of = between.iter().rev().find(|a| !a.is(Tag::Article)).is_some_and(|a| a.is(Tag::Of));
        let unknown = between.len() > 2 && between[1..].iter().any(|a| a.what == What::Word);
        if with && of && unknown && placed {
            return true;
        }
        joint && word && placed && !phrase.led
    }

    /// Whether a phrase begins a clause that names a thing the lexicons do not know: `…, and at L5-S1 there is a bulge`.
    fn opens_clause(&self, p: usize, left: usize) -> bool {
        let Range { start, end } = self.phrases[p].atoms.clone();
        let lead = |a: &&Atom| a.any(&[Tag::At, Tag::Article, Tag::LevelNoun]);
        let before = self.atoms[self.heads[left] + 1..start].iter().rev().find(|a| !lead(a));
        // `…, next to which the L1 body is normal`
        let relative = before.is_some_and(|a| a.is(Tag::Which)) && self.atoms.get(end).is_some_and(|a| a.is(Tag::Verb));
        if relative && self.atoms.get(end + 1).is_some_and(|a| a.what == What::Word || a.is(Tag::Adjective)) {
            return true;
        }
        if self.is_subject(p, left) {
            return true;
        }
        let joined = before.is_some_and(|a| a.is(Tag::And) || a.mark() == Some(b','));
        let there = self.atoms.get(end).is_some_and(|a| a.is(Tag::ThereIs));
        joined && there && self.atoms[end..].iter().any(|a| a.what == What::Word)
    }

    /// Whether a phrase behind a joint is the subject of a predicate of its own: `L3 has a node, and L4 is normal`, `…, and the
    /// inferior endplate is intact`.
    fn is_subject(&self, p: usize, left: usize) -> bool {
        let Range { start, end } = self.phrases[p].atoms.clone();
        let lead = |a: &&Atom| a.is(Tag::Article) || a.is(Tag::Possessive);
        let before = self.atoms[self.heads[left] + 1..start].iter().rev().find(|a| !lead(a));
        let joined = before.is_some_and(|a| a.is(Tag::And) || a.is_written_comma());
        let noun = |a: &&Atom| a.any(&PLACE_NOUNS);
        let nouns = self.atoms[end..].iter().take_while(noun).count();
        let signal = matches!(self.atoms[self.heads[left]].what, What::Edema(Marrow::Signal));
        let told = joined && !signal && told_before(&self.atoms[..start]);
        told && has_predicate(&self.atoms[end + nouns..]) && !self.phrases[p].led
    }

    /// Whether the clause of a phrase speaks of something that the lexicons do not know: `T11 to S3 covered`.
    fn says_more(&self, p: usize) -> bool {
        let Range { start, end } = self.phrases[p].atoms.clone();
        let from = self.atoms[..start].iter().rposition(ends_clause).map_or(0, |i| i + 1);
        let to = self.atoms[end..].iter().position(ends_clause).map_or(self.atoms.len(), |i| end + i);
        // a cell is parted from what stands beside it
        if self.atoms.get(end).is_some_and(|a| a.from == a.to) {
            return false;
        }
        let parted = from > 0 || to < self.atoms.len();
        // `…, while T7 is irregular`
        // `…; the L5 vertebra is displaced by 5 mm on S1`: the first place of the clause
        let subject = self.phrases.iter().find(|p| p.atoms.start >= from && !p.prefix);
        let Range { start, end } = subject.map_or(start..end, |p| p.atoms.clone());
        let is = from > 0 && self.atoms[from..start].iter().all(inside_noun_phrase);
        let is = is && self.atoms.get(end).is_some_and(|a| a.is(Tag::Verb));
        let reach = |a: &Atom| a.is(Tag::Reach) && !a.is(Tag::At);
        if is && self.atoms[end..to].iter().take(3).any(reach) {
            return true;
        }
        let described = is && self.atoms.get(end + 1).is_some_and(|a| a.is(Tag::Adjective));
        // `…; canal 14 mm at L3`
        let other = |a: &Atom| (a.what == What::Word || a.is(Tag::Canal)) && !a.prefix;
        parted && (described || self.atoms[from..to].iter().any(other))
    }

    /// Lets a phrase lead the heads from `first` on. Levels replace levels; endplates alone and levels complete each
    /// other.
    fn lead(&mut self, p: usize, first: usize) {
        let levels = self.phrases[p].has_level();
        // `superior endplate nodes at L2, and inferior endplate nodes at T11`
        let start = self.phrases[p].atoms.start;
        let over_head = |q: usize| self.heads.iter().any(|h| (self.phrases[q].atoms.end..start).contains(h));
        let end = self.phrases[p].atoms.end;
        let value = |at: Option<&Atom>| at.is_some_and(|a| a.mark() == Some(b'='));
        let listed = levels && self.goes_on_in_front(p, first);
        for (number, owned) in self.owned.iter_mut().enumerate().skip(first) {
            // `DISC L5-S1=bulge; MARROW EDEMA=none`
            let between = &self.atoms[end..self.heads[number]];
            let field = number > first && value(self.atoms.get(end)) && value(self.atoms.get(self.heads[number] + 1));
            if field && between.iter().any(|a| a.mark() == Some(b';')) {
                break;
            }
            // `superior endplate node at L3; new Modic 1 change`
            if !levels && number > first && between.iter().any(|a| a.mark() == Some(b';')) {
                break;
            }
            // `a superior endplate fracture, and no node at L3`
            let behind = &self.atoms[self.heads[first]..self.heads[number]];
            let denied = |i: usize| behind[i].is(Tag::NegationBefore) && behind[i - 1].is(Tag::And);
            if !levels && number > first && (1..behind.len()).any(denied) {
                break;
            }
            // `8 mm (L2) and 5 mm (L3) nodes`
            let labels = self.phrases[p].labels && owned.lead.iter().all(|&q| self.phrases[q].labels);
            let placed = !labels && owned.lead.iter().any(|&q| self.phrases[q].has_level());
            let sided = !levels && !placed && owned.lead.iter().any(|&q| over_head(q));
            if levels && placed && !(listed && number == first) || sided {
                owned.lead.clear();
            }
            owned.lead.push(p);
        }
    }

    /// Whether a place behind a node and a comma is the node's, for what follows is told of it or begins anew: `node, superior
    /// endplate L4, and there is another`, `Acute node, inferior endplate of L5 with oedema`.
    fn closes_a_name(&self, p: usize, left: usize, after: &[Atom]) -> bool {
        let Some(first) = after.first() else { return false };
        let joined = first.is_written_comma() || first.is(Tag::And);
        let open = self.owned[left].own.is_empty() && self.owned[left].lead.is_empty();
        joined && !self.phrases[p].led && after.iter().any(|a| a.is(Tag::ThereIs))
            || open && self.phrases[p].has_level() && first.is(Tag::With)
    }

    /// `Schmorl's node L1: 5 mm, no oedema`: the place before the colon stays with the node.
    fn place_of_key(&self, before: &[Atom], right: usize) -> bool {
        before.iter().all(|a| inside_noun_phrase(a) || a.is_written_comma())
            && matches!(self.atoms[self.heads[right]].what, What::Edema(_) | What::Modic(_))
    }

    /// Whether a phrase is the place of the key in front of it: `Schmorl's nodes: L4 inf 6 mm oedema`.
    fn of_key(&self, p: usize, left: usize, right: usize) -> bool {
        let node = &self.atoms[self.heads[left]];
        let key = node.prefix && matches!(node.what, What::Node { .. });
        let first = self.atoms[..self.phrases[p].atoms.start].iter().all(|a| a.prefix);
        key && first && matches!(self.atoms[self.heads[right]].what, What::Edema(_))
    }

    /// Whether a phrase between two heads belongs to the right one.
    fn leads(&self, p: usize, left: usize, right: usize) -> bool {
        const ONES: [Tag; 6] = [Tag::OneNoun, Tag::NoneOf, Tag::AnotherNode, Tag::Ellipsis, Tag::CountOf(2), Tag::Many];
        let phrase = &self.phrases[p];
        if self.of_key(p, left, right) {
            return false;
        }
        let before = &self.atoms[self.heads[left] + 1..phrase.atoms.start];
        let after = &self.atoms[phrase.atoms.end..self.heads[right]];
        let led = phrase.led;
        let node = matches!(self.atoms[self.heads[left]].what, What::Node { .. });
        let member = matches!(self.atoms[self.heads[left]].what, What::Anaphor { .. });
        if (node || member) && aside_of_subject(before, after) {
            return false;
        }
        // `There is a node, superior endplate L4, and there is another`
        let apposed = node && matches!(before, [comma] if comma.is_written_comma());
        if apposed && self.closes_a_name(p, left, after) {
            return false;
        }
        if node && (in_bracket_of_its_own(before, after) || shown_of_subject(before, after)) {
            return false;
        }
        const SKIP: [Tag; 9] = [
            Tag::At,
            Tag::Of,
            Tag::Article,
            Tag::PlaceFiller,
            Tag::From,
            Tag::Both,
            Tag::LevelNoun,
            Tag::DiscNoun,
            Tag::AspectNoun,
        ];
        if opens_behind_and(before, after, &SKIP) {
            return true;
        }
        let parted = before.iter().rev().find(|a| !(a.any(&SKIP) || a.is(Tag::Adjective))).is_some_and(|a| {
            matches!(a.mark(), Some(b',')) || a.any(&[Tag::And, Tag::Or, Tag::With, Tag::Terminator, Tag::ThereIs])
        });
        // `…, unlike the T10 body with its oedema`
        let parted = parted || before.iter().any(|a| a.is(Tag::NotLevelBefore) && a.is(Tag::NegationInstead));
        let linked = after.iter().any(|a| a.any(&[Tag::With, Tag::Because, Tag::Around, Tag::Which, Tag::Of]));
        const DIRECT: [Tag; 5] = [Tag::EndplateNoun, Tag::EndplateNouns, Tag::Smallest, Tag::Superior, Tag::Inferior];
        let direct = after.iter().all(|a| inside_noun_phrase(a) || a.any(&DIRECT));
        let colon = after.first().is_some_and(|a| a.mark() == Some(b':'));
        let joint = |a: &Atom| a.is(Tag::And) || matches!(a.mark(), Some(b',' | b'.'));
        let there = after.iter().position(|a| a.is(Tag::ThereIs));
        let sided = !phrase.has_level() || self.of_the_object(before, left, right);
        if after.is_empty() && sided && matches!(self.atoms[self.heads[right]].what, What::Node { .. }) {
            return true;
        }
        // `node at L2, and there is another`: what stands behind the joint is no more of this phrase
        let there = there.is_some_and(|t| parted || !after[..t].iter().any(joint));
        // `…, and L3 also has one inferiorly`
        let one =
            matches!(self.atoms[self.heads[right]].what, What::Node { .. }) && self.atoms[self.heads[right]].any(&ONES);
        let another = after.iter().any(|a| matches!(a.what, What::Levels(_)));
        let has = one && !another && after.last().is_some_and(|a| a.is(Tag::Verb));
        let shows = shown(after) || there || has;
        if colon {
            return (!led || parted) && !(node && self.place_of_key(before, right));
        }
        if direct {
            // `Modic I L1-L2 The cord is normal`: a new sentence without a stop in front
            let anew = after.first().is_some_and(|a| a.is(Tag::Definite));
            if !led && !anew {
                return parted || !self.has_phrase_between(right, right + 1, p);
            }
            return parted;
        }
        if parted && !led && self.alike(left, right) && denies_name(after)
            || led && self.goes_on_with(left, before, after)
        {
            return true;
        }
        // `L5-S1 shows Modic changes, the L4-5 level is narrowed without any`
        let predicate = after.iter().find(|a| !a.any(&[Tag::LevelNoun, Tag::DiscNoun, Tag::VertebraNoun]));
        let own = after.iter().any(|a| a.any(&[Tag::With, Tag::NegationBefore]));
        let placed = self.owned[left].own.iter().chain(&self.owned[left].lead).any(|&q| self.phrases[q].has_level());
        if parted && !led && placed && own && predicate.is_some_and(|a| a.is(Tag::Verb)) {
            return true;
        }
        let joint = before.iter().any(|a| a.is(Tag::And) || a.mark() == Some(b','));
        if placed && joint && self.reflects(left, right, after) {
            return true;
        }
        // `L3-4 is Modic 2, L4-5 is Modic 2`
        if let ([is], What::Modic(_)) = (after, &self.atoms[self.heads[right]].what)
            && is.is(Tag::Verb)
            && !led
            && parted
        {
            return true;
        }
        // `a node indents the endplate and shows no edema`: the place stands in what was said before
        if after.first().is_some_and(|a| a.is(Tag::And)) && after.get(1).is_some_and(|a| a.is(Tag::Shows)) {
            return false;
        }
        if shows && !linked {
            return parted || !led;
        }
        // `…, and L3 has a node`; `with` behind a subject that a joint parts from the head before
        after.first().is_some_and(|a| a.is(Tag::With)) && !led && (parted || only_behind_comma(before))
    }

    /// `L5-S1 probably reflects type 1, and L4-5 definitely reflects type 2`: whether nothing but a predicate stands between a
    /// place and the head on the right, which is of the kind of the one on the left.
    fn reflects(&self, left: usize, right: usize, after: &[Atom]) -> bool {
        let says = |a: &Atom| a.any(&[Tag::Verb, Tag::Shows, Tag::ProVerbNot, Tag::Because]) || a.what == What::Word;
        let hedge = |a: &Atom| a.any(&[Tag::UncertaintyBefore, Tag::PseudoUncertainty]);
        after.iter().any(says)
            && after.iter().all(|a| says(a) || inside_noun_phrase(a) || hedge(a))
            && self.alike(left, right)
            && matches!(self.atoms[self.heads[left]].what, What::Modic(_) | What::Edema(_))
    }

    /// Whether two heads are of one kind.
    fn alike(&self, left: usize, right: usize) -> bool {
        let kinds = [left, right].map(|h| std::mem::discriminant(&self.atoms[self.heads[h]].what));
        kinds[0] == kinds[1]
    }

    /// Whether a place behind a joint is that of what a lesion told in front goes with there: `narrowing at L3-L4 with Modic type 1
    /// changes, and at L5-S1 with type 2 changes`.
    fn goes_on_with(&self, left: usize, before: &[Atom], after: &[Atom]) -> bool {
        let with = |a: &Atom| a.any(&[Tag::With, Tag::Without]);
        let again = after.first().is_some_and(with) && after[1..].iter().all(inside_noun_phrase);
        let joint = |a: &Atom| a.is(Tag::And) || a.is_written_comma();
        let joined = matches!(before, [joint_of @ .., at] if at.is(Tag::At) && !joint_of.is_empty() && joint_of.iter().all(joint));
        let Some(lesion) = left.checked_sub(1).filter(|_| again && joined) else { return false };
        let between = &self.atoms[self.heads[lesion] + 1..self.heads[left]];
        let first = between.iter().position(with);
        first.is_some_and(|first| between[first + 1..].iter().all(inside_noun_phrase))
            && self.owned[left].own.is_empty()
            && self.owned[lesion].own.iter().any(|&q| self.phrases[q].has_level())
    }

    /// Whether a phrase other than `p` stands between two heads.
    fn has_phrase_between(&self, from: usize, to: usize, p: usize) -> bool {
        let start = self.heads[from];
        let end = self.heads.get(to).copied().unwrap_or(self.atoms.len());
        self.phrases.iter().enumerate().any(|(i, ph)| i != p && ph.atoms.start > start && ph.atoms.end <= end)
    }

    /// The phrases that a head owns.
    pub(super) fn owned_phrases(&self, head: usize) -> Vec<usize> {
        let mut all = self.owned[head].own.clone();
        if all.is_empty() {
            all.extend(&self.owned[head].lead);
        }
        all
    }
}

/// Levels said again behind a head (`the superior endplates of L1 and L3 hold nodes: 5 mm at L1`) keep the endplates
/// said in front; an endplate in front with no level goes with the levels behind (`superior endplate node of L1`).
pub(super) fn refine(own: Vec<Item>, lead: &[Item]) -> Vec<Item> {
    // `superior endplate nodes at T11 and T12; inferior at L2`
    if let ([side], true) = (lead, own.iter().any(|i| i.endplate.is_some()))
        && side.level.is_none()
        && own.iter().all(|i| i.level.is_some())
    {
        let fill = |i: Item| match i.endplate {
            None => Item { endplate: side.endplate, endplate_span: side.endplate_span, ..i },
            Some(_) => i,
        };
        return own.into_iter().map(fill).collect();
    }
    if own.iter().any(|i| i.endplate.is_some()) || lead.is_empty() {
        return own;
    }
    if lead.iter().all(|i| i.level.is_none()) {
        return combine(lead.to_vec(), own);
    }
    // `in T10, T11 and L1 nodes, in T11 of 5 mm`: some of the places again
    if lead.len() > own.len() && own.iter().all(|i| lead.iter().any(|l| l.level == i.level)) {
        return lead.to_vec();
    }
    let mut refined = Vec::new();
    for item in own {
        let sides: Vec<&Item> = lead.iter().filter(|l| l.level == item.level && l.endplate.is_some()).collect();
        if sides.is_empty() {
            refined.push(item);
            continue;
        }
        for side in sides {
            refined.push(Item { endplate: side.endplate, endplate_span: side.endplate_span, ..item.clone() });
        }
    }
    refined
}

/// Whether a place stands between commas or in brackets behind the node that it is of, whose verb follows: `Schmorl's nodes, in
/// the endplates of T11 and L2, show no oedema`, `nodes from T12 to L3; the largest (L2) measures 9 mm and shows oedema`.
fn aside_of_subject(before: &[Atom], after: &[Atom]) -> bool {
    let led = before.iter().rev().take_while(|a| a.any(&[Tag::At, Tag::Of, Tag::Article])).count();
    let [subject @ .., opens] = &before[..before.len() - led] else { return false };
    let [closes, verb, ..] = after else { return false };
    let bracket = opens.mark() == Some(b'(') && closes.mark() == Some(b')');
    let told = subject.iter().all(|a| a.any(&[Tag::BareNode, Tag::OneNoun]));
    let aside = bracket || opens.is_written_comma() && closes.is_written_comma();
    aside && told && verb.any(&[Tag::Verb, Tag::Shows, Tag::Measuring])
}

/// `Neither of the two nodes (L2, L4) shows oedema`: the bracket is the node's.
fn in_bracket_of_its_own(before: &[Atom], after: &[Atom]) -> bool {
    let mark = |atoms: Option<&Atom>, mark| atoms.is_some_and(|a| a.mark() == Some(mark));
    before.len() == 1 && mark(before.first(), b'(') && mark(after.first(), b')')
}

/// Whether the words around a place say where the node in front is seen, and what it shows: `Two nodes are noted at T8, showing
/// oedema`.
fn shown_of_subject(before: &[Atom], after: &[Atom]) -> bool {
    let comma = usize::from(after.first().is_some_and(Atom::is_written_comma));
    let plain = |a: &Atom| inside_noun_phrase(a) || a.is(Tag::NegationBefore);
    let shows = after.get(comma).is_some_and(|a| a.is(Tag::Shows)) && after[comma + 1..].iter().all(plain);
    const SEEN: [Tag; 6] = [Tag::Verb, Tag::ThereIs, Tag::ReportedAt, Tag::Again, Tag::At, Tag::Article];
    let led = before.iter().rev().find(|a| !a.is(Tag::Article)).is_some_and(|a| a.any(&[Tag::At, Tag::ReportedAt]));
    shows && led && before.iter().all(|a| a.any(&SEEN))
}

/// Endplates without level take the levels of `levels`.
fn combine(sides: Vec<Item>, levels: Vec<Item>) -> Vec<Item> {
    if sides.is_empty() {
        return levels;
    }
    if levels.is_empty() {
        return sides;
    }
    let mut all: Vec<Item> = Vec::new();
    for level in &levels {
        for side in &sides {
            let mut item = level.clone();
            item.endplate = side.endplate;
            item.endplate_span = side.endplate_span;
            // `There is a node superiorly, but none inferiorly`, at the vertebra of the sentence before
            if side.turn != Turn::None {
                item.turn = side.turn;
            }
            if let (Some(Level::Disc(disc)), Some(endplate)) = (item.level, item.endplate) {
                item.level = Some(Level::Vertebra(disc.bounding(endplate)));
            }
            if !all.iter().any(|a| a.level == item.level && a.endplate == item.endplate) {
                all.push(item);
            }
        }
    }
    all
}

/// Sides and levels told in one order: `L3 and L4: nodes, superior and inferior endplates respectively`.
pub(super) fn in_turn(sides: Vec<Item>, levels: &[Item]) -> Vec<Item> {
    if sides.len() != levels.len()
        || sides.iter().any(|i| i.level.is_some())
        || sides.iter().any(|i| i.endplate.is_none())
    {
        return under(sides, levels);
    }
    let pair = |(side, level): (Item, &Item)| Item {
        endplate: side.endplate,
        endplate_span: side.endplate_span,
        ..level.clone()
    };
    sides.into_iter().zip(levels).map(pair).collect()
}

/// Endplates without a level at the levels of a heading or of the sentence before.
pub(super) fn under(items: Vec<Item>, over: &[Item]) -> Vec<Item> {
    if items.iter().any(|i| i.level.is_some()) {
        return items;
    }
    combine(items, over.to_vec())
}
