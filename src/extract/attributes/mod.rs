//! Stage 5, attach: sizes, age, change, count and reach of the nodes of a sentence.
//!
//! In: atoms with their bindings. Out: for one node head and its places, the attributes that the sentence says of
//! it. Words bind to the head whose noun phrase they stand in, else to the nearest head to their left, else to the
//! one to their right.

mod counts;
mod reach;
mod size_owner;
mod sizes;
mod words;

pub(super) use sizes::course_of_sizes;
pub(super) use words::unknown_noun;

use super::atoms::{Atom, What};
use super::bind::{Bindings, ends_clause, inside_noun_phrase};
use super::place::{Item, of_place};
use super::status::governor;
use crate::anatomy::{DiscLevel, Endplate, Level, Part};
use crate::finding::{Acuity, Change, Count};
use crate::lexicon::tag::Tag;
use crate::lexicon::{Lexicons, PhraseNumber, SIDED};

/// What a sentence says of one node at one place: values with the atoms that gave them.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) size: Option<(f64, usize)>,
    pub(super) acuity: Option<(Acuity, usize)>,
    pub(super) change: Option<(Change, usize)>,
    pub(super) count: Option<(Count, Option<usize>)>,
    pub(super) posterior: Option<usize>,
}

pub(super) struct Attributes<'a> {
    pub(super) lexicons: &'a Lexicons,
    pub(super) atoms: &'a [Atom],
    pub(super) bindings: &'a Bindings<'a>,
}

impl Attributes<'_> {
    /// The first atom of a head's noun phrase.
    pub(super) fn phrase_start(&self, head: usize) -> usize {
        let mut at = head;
        while at > 0 {
            let atom = &self.atoms[at - 1];
            let place =
                matches!(atom.what, What::Levels(_)) || atom.any(&SIDED) || atom.any(&[Tag::AspectNoun, Tag::Opposing]);
            // `small, chronic node`
            let comma = atom.mark() == Some(b',')
                && at >= 2
                && inside_noun_phrase(&self.atoms[at - 2])
                && inside_noun_phrase(&self.atoms[at])
                && !self.atoms[at].is(Tag::Article);
            // `oedematous (recent) L3 node`
            if atom.mark() == Some(b')')
                && let Some(open) = self.atoms[..at - 1].iter().rposition(|a| a.mark() == Some(b'('))
                && open > 0
                && at - open <= 4
                && self.atoms[open + 1..at - 1].iter().all(inside_noun_phrase)
                && (inside_noun_phrase(&self.atoms[open - 1]) || matches!(self.atoms[open - 1].what, What::Edema(_)))
            {
                at = open;
                continue;
            }
            // `new surrounding marrow edema`
            let around = atom.is(Tag::Around) && self.atoms[at].any(&[Tag::Marrow, Tag::EdemaWord]);
            // `the middle node`
            let middle = atom.is(Tag::RegionPart(Part::Mid)) && atom.to - atom.from == 1;
            if !(inside_noun_phrase(atom) || place || middle || comma || around) {
                break;
            }
            at -= 1;
        }
        at
    }

    /// The head that an attribute word at `at` speaks of: its number among the heads.
    fn head_of(&self, at: usize) -> Option<usize> {
        let heads = &self.bindings.heads;
        let right = heads.iter().position(|&h| h > at);
        // `node at L3, subacute, bone marrow edema positive`
        let comma = |i: Option<usize>| i.and_then(|i| self.atoms.get(i)).is_some_and(Atom::is_written_comma);
        let between = comma(at.checked_sub(1)) && comma(Some(at + 1)) && self.node_before(at).is_some();
        let of_node = |right: usize| between && !matches!(self.atoms[heads[right]].what, What::Node { .. });
        if let Some(right) = right.filter(|&right| !of_node(right))
            && self.phrase_start(heads[right]) <= at
        {
            // `chronic non-edematous node`
            let node = heads.get(right + 1).filter(|&&next| {
                let modifies = self.atoms[heads[right] + 1..next].iter().all(inside_noun_phrase);
                matches!(self.atoms[next].what, What::Node { .. })
                    && modifies
                    && self.atoms[heads[right]].is(Tag::NegationBefore)
            });
            return Some(right + usize::from(node.is_some()));
        }
        if let Some(object) = right.filter(|&right| self.changes_object(at, heads[right])) {
            return Some(object);
        }
        // `L1 (oedema present) and L2 (old)`: what is closed in a bracket is spoken of there alone
        let closed = |h: usize| {
            let close = (h..at).find(|&i| matches!(self.atoms[i].mark(), Some(b')' | b'(')));
            let open = self.atoms[..h].iter().rposition(|a| matches!(a.mark(), Some(b')' | b'(')));
            let ends = close.is_some_and(|c| self.atoms[c].mark() == Some(b')'));
            let begins = open.is_some_and(|o| self.atoms[o].mark() == Some(b'('));
            ends && begins && !matches!(self.atoms[h].what, What::Node { .. })
        };
        let outside = heads.iter().rposition(|&h| h < at && !closed(h));
        let left = outside.or_else(|| heads.iter().rposition(|&h| h < at));
        let clear = |from: usize, to: usize| !self.atoms[from..to].iter().any(ends_clause);
        let left_clear = left.filter(|&l| clear(heads[l], at));
        match (left_clear, right) {
            (Some(left), _) => Some(self.governor(left, at).unwrap_or_else(|| self.over_link(left, at))),
            // `node of L2; acute on chronic, edema around it`
            (None, Some(_)) if self.apposed(at) && self.node_before(at).is_some() => self.node_before(at),
            (None, Some(right)) if clear(at, heads[right]) && !self.of_unknown(at, heads[right]) => Some(right),
            // `node at L2; unchanged`: a clause with no head goes on with the node before
            _ => self.node_before(at),
        }
    }

    /// Whether a change is told right in front of the node at `head`: `…, and no change in the 3 mm node of L5`.
    fn changes_object(&self, at: usize, head: usize) -> bool {
        let Some((led, inside)) = self.atoms[at + 1..head].split_first() else { return false };
        let node = matches!(self.atoms[head].what, What::Node { .. } | What::Anaphor { .. });
        let told = self.atoms[at].is(Tag::Course(Change::Stable)) && self.atoms[at].to - self.atoms[at].from > 1;
        let plain = |a: &Atom| inside_noun_phrase(a) || a.is(Tag::Definite) || of_place(a);
        told && node && led.any(&[Tag::At, Tag::Of]) && inside.iter().all(plain)
    }

    /// The oedema of `the edema around the node has resolved`: the predicate at `at` is its own.
    fn governor(&self, left: usize, at: usize) -> Option<usize> {
        let heads = &self.bindings.heads;
        let over = left.checked_sub(1)?;
        let object = governor(self.atoms, heads[left]) == Some(heads[over]);
        let edema = matches!(self.atoms[heads[over]].what, What::Edema(_));
        let predicate = self.atoms[at].is(Tag::NegationAfter)
                || self.atoms[heads[left] + 1..at].iter().any(|a| a.is(Tag::Verb))
                // `the edema around the node has decreased`
                || self.atoms[at].is(Tag::Course(Change::New)) && self.atoms[at].to - self.atoms[at].from > 1;
        let parted = self.atoms[heads[left] + 1..at].iter().any(|a| a.mark() == Some(b','));
        (object && edema && predicate && !parted).then_some(over)
    }

    /// Whether a word, and since when, is all that stands between a semicolon and a comma.
    fn apposed(&self, at: usize) -> bool {
        let before = at > 0 && self.atoms[at - 1].mark() == Some(b';');
        // `; stable since the preoperative MRI, and no oedema`
        let since = |a: &&Atom| {
            a.any(&[Tag::Article, Tag::From, Tag::PriorSize, Tag::At, Tag::HistoryAfter])
                || a.what == What::Word
                || a.is_date()
        };
        let comma = at + 1 + self.atoms[at + 1..].iter().take(6).take_while(since).count();
        before && self.atoms.get(comma).is_some_and(Atom::is_written_comma)
    }

    /// Whether a word is said of a thing that the lexicons do not know: `active endplate disease with a node`.
    fn of_unknown(&self, at: usize, head: usize) -> bool {
        let between = &self.atoms[at + 1..head];
        // `new uptake at L2 is due to a node`
        let cause = between.first().is_some_and(|a| a.what == What::Word) && between.iter().any(|a| a.is(Tag::Because));
        // `new uptake associated with a node`
        let with = between.iter().position(|a| a.any(&[Tag::With, Tag::Associated, Tag::Around]));
        cause || with.is_some_and(|with| between[..with].iter().any(|a| a.what == What::Word))
    }

    /// The last node in front, whatever stands between.
    fn node_before(&self, at: usize) -> Option<usize> {
        let node = |h: &usize| matches!(self.atoms[*h].what, What::Node { .. } | What::Anaphor { .. });
        self.bindings.heads.iter().rposition(|h| *h < at && node(h))
    }

    /// A predicate behind `node with edema, unchanged` speaks of the node, not of what goes with it.
    fn over_link(&self, left: usize, at: usize) -> usize {
        const LINKS: [Tag; 4] = [Tag::With, Tag::Associated, Tag::NegationBefore, Tag::Around];
        let heads = &self.bindings.heads;
        let companion = |h: usize| matches!(self.atoms[heads[h]].what, What::Edema(_) | What::Modic(_) | What::Other);
        // `with edema and enhancement, new`: the list goes with the node
        let joint =
            |a: &Atom| inside_noun_phrase(a) || a.any(&[Tag::And, Tag::Around, Tag::Marrow]) || a.is_written_comma();
        let listed = |h: usize| h > 0 && companion(h - 1) && self.atoms[heads[h - 1] + 1..heads[h]].iter().all(joint);
        let bracketed = at > 0 && self.atoms[at - 1].mark() == Some(b'(');
        let mut head = left;
        while companion(head) {
            let mut first = head;
            while listed(first) {
                first -= 1;
            }
            let Some(over) = first.checked_sub(1) else { return left };
            let between = &self.atoms[heads[over] + 1..heads[first]];
            // `the node has oedema and measures 8 mm`, `… has oedema, is old and measures 8 mm`
            let comma = usize::from(self.atoms.get(heads[head] + 1).is_some_and(Atom::is_written_comma));
            let next = |n: usize| self.atoms.get(heads[head] + comma + n);
            let says = |n: usize| next(n).is_some_and(|a| a.any(&[Tag::Measuring, Tag::Verb]));
            let goes_on = next(1).is_some_and(|a| a.is(Tag::And)) && says(2) || comma == 1 && says(1);
            let has = between.last().is_some_and(|a| a.any(&[Tag::Verb, Tag::Shows]))
                || between.iter().all(|a| inside_noun_phrase(a) || a.any(&[Tag::Verb, Tag::Shows]));
            // `node, edematous and acute`
            let placed = |a: &Atom| of_place(a) || a.any(&[Tag::Verb, Tag::Course(Change::New)]);
            let apposed = between.split_last().is_some_and(|(comma, place)| {
                let edema = matches!(self.atoms[heads[first]].what, What::Edema(_));
                edema && comma.is_written_comma() && place.iter().all(placed)
            });
            // `the node is oedematous and active`
            let adjective =
                self.atoms[heads[first]].is(Tag::Edematous) && between.last().is_some_and(|a| a.is(Tag::Verb));
            let joint = |i: usize| self.atoms[i].is(Tag::And) || self.atoms[i].is_written_comma();
            let edematous = adjective && (joint(at - 1) || self.atoms[at - 1].what == What::Word && joint(at - 2));
            let linked = between.iter().any(|a| a.any(&LINKS)) || has && goes_on || apposed || edematous;
            let parts = |a: &Atom| matches!(a.mark(), Some(b',' | b'-')) || a.any(&[Tag::Verb, Tag::And]);
            let parted = bracketed || self.atoms[heads[head] + 1..at].iter().any(parts);
            if !(linked && parted) {
                return left;
            }
            if matches!(self.atoms[heads[over]].what, What::Node { .. } | What::Anaphor { .. }) {
                return over;
            }
            // `the node, once with edema, now shows none and is unchanged`
            head = over;
        }
        left
    }

    pub(in crate::extract) fn value<T>(
        &self,
        phrase: Option<PhraseNumber>,
        pick: impl Fn(Tag) -> Option<T>,
    ) -> Option<T> {
        self.lexicons.meanings(phrase?).find_map(|(_, tag)| pick(tag))
    }

    /// What the sentence says of the node head number `head` at each of its places.
    pub(super) fn read(&self, head: usize, items: &[Item]) -> Vec<Said> {
        let mut said = vec![Said::default(); items.len().max(1)];
        self.words(head, items, &mut said);
        self.sizes(head, items, &mut said);
        self.counts(head, items, &mut said);
        if let Some(at) = self.posterior(head) {
            let only = self.told_apart(at, items);
            for (_, s) in said.iter_mut().enumerate().filter(|(i, _)| only.as_ref().is_none_or(|o| o.contains(i))) {
                s.posterior = Some(at);
            }
        }
        said
    }

    /// `two nodes in L3, an anterior one of 4 mm and a posterior one of 7 mm`: as many sizes as nodes at one place, each told
    /// of one, make a node of each; a mere list of them does not.
    pub(super) fn twins(&self, head: usize, items: &[Item], said: &[Said]) -> Option<Vec<Said>> {
        let ([_], [one]) = (items, said) else { return None };
        let Some((Count::Number(count), _)) = one.count else { return None };
        let sizes = self.owned_sizes(head);
        let list = |a: &Atom| a.is(Tag::And) || a.mark() == Some(b',');
        if sizes.windows(2).any(|pair| self.atoms[pair[0].1 + 1..pair[1].1].iter().all(list)) {
            return None;
        }
        let twin = |size| Said { size: Some(size), count: Some((Count::Single, None)), ..one.clone() };
        (count > 1 && u32::try_from(sizes.len()) == Ok(count)).then(|| sizes.into_iter().map(twin).collect())
    }

    /// What the sentence says of a lesion not yet named, or of what the text speaks of, if it has no head.
    pub(super) fn of_lesion(&self, head: Option<usize>, items: &[Item]) -> Said {
        if let Some(head) = head {
            let said = self.read(head, items);
            let same = said.windows(2).all(|pair| pair[0].size == pair[1].size);
            return if same { said.into_iter().next().unwrap_or_default() } else { Said::default() };
        }
        let mut said = Said::default();
        let starts = |a: &Atom| {
            a.any(&[Tag::Measuring, Tag::NowSize, Tag::PriorSize, Tag::Course(Change::New)])
                || matches!(a.what, What::Size(_))
        };
        let own = self.atoms.iter().find(|a| !a.prefix);
        let refers = self.atoms.iter().any(|a| a.any(&[Tag::Pronoun, Tag::Possessive]));
        if !(refers || own.is_some_and(starts)) {
            return said;
        }
        if let [size] = self.todays_sizes()[..] {
            said.size = Some(size);
        }
        for (at, atom) in self.atoms.iter().enumerate().filter(|(_, a)| a.what == What::Phrase && !a.is(Tag::NotAge)) {
            let course = self.value(atom.phrase, |tag| if let Tag::Course(c) = tag { Some(c) } else { None });
            if let Some(course) = course {
                said.change.get_or_insert((course, at));
            }
        }
        said
    }
}

/// Whether a level is that of a vertebra right above another's.
fn facing(upper: Option<Level>, lower: Option<Level>) -> bool {
    matches!((upper, lower), (Some(Level::Vertebra(upper)), Some(Level::Vertebra(lower)))
        if DiscLevel::new(upper, lower).is_some())
}

/// The places on a side: those of that endplate, or the highest or lowest where none is named.
pub(super) fn by_side(endplate: Endplate, items: &[Item]) -> Vec<usize> {
    // of the two that face each other over a disc, `the upper one` is that of the upper vertebra
    if let [a, b] = items
        && let (Some(Endplate::Inferior), Some(Endplate::Superior)) = (a.endplate, b.endplate)
        && facing(a.level, b.level)
    {
        return vec![usize::from(endplate == Endplate::Inferior)];
    }
    let alike = items.windows(2).all(|pair| pair[0].endplate == pair[1].endplate);
    let several = items.windows(2).any(|pair| pair[0].level != pair[1].level);
    if !(alike && several) {
        return (0..items.len()).filter(|&n| items[n].endplate == Some(endplate)).collect();
    }
    let by_level = |n: &usize| items[*n].level;
    let end = match endplate {
        Endplate::Superior => (0..items.len()).min_by_key(by_level),
        Endplate::Inferior => (0..items.len()).max_by_key(by_level),
    };
    end.into_iter().collect()
}
