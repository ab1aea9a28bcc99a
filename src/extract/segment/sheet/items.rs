//! Fields that list places, each with what is told of it: `Schmorl's nodes: L1 inferior, 5 mm; L3 superior, 4 mm`, `Modic:
//! L4/5 (2). L5/S1 (1)`, `L2: node, upper 5 mm`. A value of which every word is a form's is told as it is; any other is left
//! to the grammar.

use super::super::Segmenter;
use super::Told;
use super::drafts::{Draft, column_places, status_of};
use super::facts::{Answer, Asked, Facts, Place, side_of};
use super::heads::Column;
use super::legend::Legend;
use crate::anatomy::Level;
use crate::extract::levels;
use crate::extract::levels::View;
use crate::finding::{Change, FindingKind, Section, Status};
use crate::lexicon::tag::Tag;
use crate::token::{NARROW_GAP, TokenKind};
use std::ops::Range;

/// Most tokens of such a value.
const LONGEST_LIST: usize = 90;
/// How many sentences before a list of sizes its nodes may be told.
const NEAR: usize = 6;
/// Most tokens of a key.
const LONGEST_KEY: usize = 8;

/// What stands in a list: the facts of each item, and an answer in front of all.
struct Items {
    lead: Option<Answer>,
    items: Vec<Facts>,
}

/// What the key of a list asks.
struct Listed<'k> {
    column: &'k Column,
    /// What the key itself tells: `New Schmorl's nodes`.
    key: Facts,
    /// Where the list is, if its line begins with a level.
    places: Vec<Place>,
}

impl Segmenter<'_> {
    /// Reads a line that is a finding's name with a list of its places; true if it is one that is understood.
    pub(in crate::extract::segment) fn listed_places(&mut self, from: usize, to: usize) -> bool {
        if to - from > LONGEST_LIST || !self.tells_today() {
            return false;
        }
        let Some((key, value)) = self.key_of_list(from, to) else { return false };
        let legend = std::mem::take(&mut self.sheet_legend);
        let told = match self.levelled(&value) {
            true => self.list_told(&key, value, &legend),
            false => self.denied_edema(&key, &value, &legend),
        };
        self.sheet_legend = legend;
        let Some(told) = told else { return false };
        self.leave_early_section();
        self.heading = None;
        self.push_told(from..to, told);
        true
    }

    /// Reads what stands behind the level that heads its line; true if every word of it is a form's.
    pub(in crate::extract::segment) fn listed_below(&mut self, heading: &Range<usize>, from: usize, to: usize) -> bool {
        let value = from..to;
        // `L1-L2: node of the inferior endplate of the upper vertebra`
        let by_side = |at: usize| {
            at > from
                && self.tags(at, to).has(Tag::VertebraNoun)
                && self.tags(at - 1, to).any(&[Tag::Upper, Tag::Lower])
        };
        if value.is_empty()
            || to - from > LONGEST_LIST
            || value.clone().any(by_side)
            || !self.tells_today()
            || !self.names_finding(&value)
            || self.list_title.is_some()
        {
            return false;
        }
        let legend = std::mem::take(&mut self.sheet_legend);
        let told = self.level_told(heading, value, &legend);
        self.sheet_legend = legend;
        let Some(told) = told else { return false };
        self.push_told(heading.start..to, told);
        true
    }

    /// Whether what is told is told of this exam.
    pub(super) fn tells_today(&self) -> bool {
        let plain = self.columns.is_empty() && self.level_columns.is_empty() && self.options.is_empty();
        plain && matches!(self.section, Section::Body | Section::Findings | Section::Impression | Section::Exam)
    }

    fn level_told(&self, heading: &Range<usize>, value: Range<usize>, legend: &Legend) -> Option<Vec<Told>> {
        let place = self.facts(std::slice::from_ref(heading), Asked::default(), legend);
        let exact = |place: &Place| matches!(place.level, Some((Level::Vertebra(_) | Level::Disc(_), _)));
        if !place.is_place() || !matches!(&place.places[..], [only] if exact(only)) {
            return None;
        }
        let asked = Asked { kind: Some(FindingKind::SchmorlNode), ..Asked::default() };
        let Items { lead, items } = self.items(&value, asked, legend)?;
        // oedema at a disc's node is the node's
        let disc = matches!(place.places[0].level, Some((Level::Disc(_), _)));
        let plain = |facts: &Facts| {
            let named = match &facts.named[..] {
                [only] => only.answer.is_none(),
                // `node, upper 5 mm, with marrow oedema`
                [node, edema] => {
                    let kinds = (node.kind, edema.kind) == (FindingKind::SchmorlNode, FindingKind::MarrowEdema);
                    kinds && !disc && facts.change.is_none() && node.answer.is_none() && edema.answer.is_none()
                }
                _ => false,
            };
            named && facts.answer.is_none() && facts.places.iter().all(|place| place.level.is_none())
        };
        let alike = |facts: &Facts| facts.named[0].kind == items[0].named[0].kind;
        if lead.is_some() || !items.iter().all(plain) || disc && !items.iter().all(alike) {
            return None;
        }
        let column = Column::default();
        let listed = Listed { column: &column, key: Facts::default(), places: place.places };
        self.items_told(&listed, None, &items)
    }

    /// `Node edema: none`, `STIR: no edema`: an oedema that a field denies of no place.
    fn denied_edema(&self, key: &Range<usize>, value: &Range<usize>, legend: &Legend) -> Option<Vec<Told>> {
        const NODES: [Tag; 4] = [Tag::BareNode, Tag::BareNodes, Tag::NodeNoun, Tag::NodeNouns];
        let tags = |tags: &[Tag]| key.clone().any(|i| self.tags(i, key.end).any(tags));
        let of_node = self.asks_edema(key) && tags(&NODES);
        let whole = View { end: key.end, ..self.view }.phrase(key.start).is_some_and(|p| p.2 == key.end);
        let of_marrow = whole && tags(&[Tag::MarrowField]);
        if self.heading.is_some() || !(of_node || of_marrow) {
            return None;
        }
        let facts = self.facts(std::slice::from_ref(value), Asked::default(), legend);
        let no = |answer: Option<Answer>| answer == Some(Answer::No);
        let named = matches!(&facts.named[..], [only] if only.kind == FindingKind::MarrowEdema && no(only.answer));
        let answered = of_node && facts.named.is_empty() && no(facts.answer.as_ref().map(|told| told.0));
        if !facts.whole() || !(named || answered) {
            return None;
        }
        let mention = facts.named.first().map_or(key.clone(), |named| named.at.clone());
        let mut told = Vec::new();
        self.finish(&Draft::new(FindingKind::MarrowEdema, Status::Absent, mention, 0), &mut told)?;
        Some(told)
    }

    pub(super) fn list_told(&self, key: &Range<usize>, value: Range<usize>, legend: &Legend) -> Option<Vec<Told>> {
        let mut column = self.column(&vec![key.clone()], legend);
        let facts = self.facts(std::slice::from_ref(key), Asked::default(), legend);
        let tags = |tags: &[Tag]| key.clone().any(|i| self.tags(i, key.end).any(tags));
        let past = tags(&[Tag::PriorSize]);
        // `Size: L1 upper 9 mm; L1 lower 5 mm` behind the nodes of L1
        let measures = tags(&[Tag::Measuring]) || column.measures;
        if past || column.value || column.option.is_some() || column.other || !facts.places.is_empty() {
            return None;
        }
        // `Vertebrae: Schmorl's nodes L1, L3`
        let lead = value.start..value.end.min(value.start + 4);
        let first = self.facts(std::slice::from_ref(&lead), Asked::default(), legend);
        if column.kind.is_none() && measures {
            column.kind = Some((FindingKind::SchmorlNode, key.clone()));
        } else if column.kind.is_none() {
            const NOUNS: [Tag; 4] = [Tag::EndplateNoun, Tag::EndplateNouns, Tag::VertebraNoun, Tag::VertebraNouns];
            let named = first.named.first().filter(|named| named.at.start == value.start)?;
            if !key.clone().any(|i| self.tags(i, key.end).any(&NOUNS)) || named.answer.is_some() {
                return None;
            }
            column.kind = Some((named.kind, named.at.clone()));
            column.types = named.kind == FindingKind::ModicChange;
        } else if facts.unread && !self.is_field_name(key) {
            return None;
        }
        let asked = Asked { types: column.types, ..column.asked(false) };
        let Items { lead, items } = self.items(&value, asked, legend)?;
        let listed = Listed { column: &column, key: facts, places: Vec::new() };
        let placed = |facts: &Facts| facts.places.iter().any(|place| place.level.is_some());
        let sized = |facts: &Facts| facts.size.is_some() && facts.named.is_empty() && facts.answer.is_none();
        if !items.iter().all(placed) || measures && !(items.iter().all(sized) && self.told_at(&items)) {
            return None;
        }
        self.items_told(&listed, lead, &items)
    }

    /// Whether nodes were told right before at the levels of all items.
    fn told_at(&self, items: &[Facts]) -> bool {
        let near = self.out.len().saturating_sub(NEAR);
        let told = |level: Level| {
            let nodes = self.out[near..].iter().flat_map(|sentence| &sentence.told).map(|told| &told.finding);
            nodes.filter(|f| f.kind == FindingKind::SchmorlNode).any(|f| f.level == Some(level))
        };
        let level = |place: &Place| place.level.as_ref().map(|(level, _)| *level);
        items.iter().flat_map(|facts| &facts.places).filter_map(level).all(told)
    }

    /// The findings of a list's items.
    fn items_told(&self, listed: &Listed<'_>, lead: Option<Answer>, items: &[Facts]) -> Option<Vec<Told>> {
        let mut told = Vec::new();
        let typed = items.iter().filter(|facts| facts.modic.is_some()).count();
        for facts in items {
            let mut names: Vec<(FindingKind, Option<Answer>, Range<usize>)> =
                facts.named.iter().map(|named| (named.kind, named.answer, named.at.clone())).collect();
            let own = listed.column.kind.as_ref().map(|(kind, at)| (*kind, None, at.clone()));
            let placed = facts.places.iter().filter_map(|place| place.level.as_ref()).map(|(_, at)| at.start).min();
            // `L1; Modic type 2 at L4-L5` behind `Schmorl's node`
            let leads = names.first().is_some_and(|(_, _, at)| placed.is_some_and(|level| at.start < level));
            if let Some((kind, ..)) = &own
                && !leads
                && !names.iter().any(|(told, ..)| told == kind)
            {
                names.splice(0..0, own);
            }
            let several = names.len() > 1;
            // `…, and a second node at L2`
            if several && names.iter().filter(|(kind, ..)| *kind == FindingKind::SchmorlNode).count() > 1 {
                return None;
            }
            for (kind, answer, at) in names {
                let answer = answer.or(facts.answer.as_ref().map(|(answer, _)| *answer)).or(lead);
                let gone = matches!(facts.change, Some((Change::Resolved, _))) && kind == FindingKind::SchmorlNode;
                let status = status_of(if gone { Some(Answer::No) } else { answer })?;
                // what is denied beside a node is left to the grammar
                if several && status == Status::Absent {
                    return None;
                }
                let modic = kind == FindingKind::ModicChange;
                // of several changes each has its type, or none
                if modic && facts.modic.is_none() && status != Status::Absent && typed > 0 {
                    return None;
                }
                let mut draft = Draft::new(kind, status, at, 0);
                // `Modic: type 1 at L4-L5` tells it by the type
                let typed_first =
                    facts.modic.as_ref().is_some_and(|(_, at)| placed.is_some_and(|level| at.start < level));
                draft.keyed = !typed_first;
                draft.cue = facts.answer.as_ref().map(|(_, at)| at.clone());
                draft.places = column_places(listed.column, facts, &listed.places, kind);
                draft.modic = facts.modic.clone().or_else(|| listed.key.modic.clone());
                if kind == FindingKind::SchmorlNode {
                    draft.add(facts);
                    draft.add(&listed.key);
                }
                self.finish(&draft, &mut told)?;
            }
        }
        (!told.is_empty()).then_some(told)
    }

    /// The key of a line that may name a list's finding, and its value.
    pub(super) fn key_of_list(&self, from: usize, to: usize) -> Option<(Range<usize>, Range<usize>)> {
        let tokens = &self.view.tokens.list;
        let at = self.behind_question(self.marker(from, to), to);
        if at + 1 >= to {
            return None;
        }
        // `Modic changes   L3/4: type 3`: what parts the key stands in front of the colon
        let parts = |i: usize| match self.view.mark(i) {
            Some(b'|') => true,
            Some(b'-') => !tokens[i].glued && !tokens[i + 1].glued,
            Some(_) => false,
            None => tokens[i].spaces >= NARROW_GAP,
        };
        let near = (at + 1..to.min(at + LONGEST_KEY + 1))
            .take_while(|&i| !matches!(self.view.mark(i), Some(b':' | b'=' | b'.')));
        let first = near.clone().find(|&i| i + 1 < to && parts(i)).filter(|&i| self.columns_of_line(at, to, i) < 3);
        let (mut key, value) = match first {
            Some(i) => (at..i, i + usize::from(self.view.mark(i).is_some())..to),
            None => self.key_and_value(at, to)?,
        };
        while !key.is_empty() && matches!(self.view.mark(key.end - 1), Some(b'?' | b':' | b'.' | b'(' | b')' | b'-')) {
            key.end -= 1;
        }
        // a line below that is a field
        let lines = |&i: &usize| self.view.tokens.list[i].newlines > 0;
        let below = value.clone().skip(1).filter(lines).any(|i| self.view.find_mark(b':', i, value.end).is_some());
        let may = !key.is_empty() && !value.is_empty() && !below && key.len() <= LONGEST_KEY;
        let measures = || self.tags(key.start, key.end).any(&[Tag::Measuring, Tag::Field]) && self.levelled(&value);
        (may && (self.names_finding(&key) || self.names_finding(&value) || measures())).then_some((key, value))
    }

    /// How many cells gaps or bars make of a line whose first is its key: more than two are a table's row.
    fn columns_of_line(&self, from: usize, to: usize, first: usize) -> usize {
        match self.view.mark(first) {
            Some(b'|') => 1 + (from..to).filter(|&i| self.view.mark(i) == Some(b'|')).count(),
            Some(_) => 2,
            None => self.cells(from, to),
        }
    }

    /// The token behind `Q6`, `Q6a.`
    fn behind_question(&self, at: usize, to: usize) -> usize {
        if !self.tags(at, to).has(Tag::QuestionLabel) {
            return at;
        }
        let number = |i: usize| self.token(i).is_some_and(|t| t.kind == TokenKind::Number);
        let letter = |i: usize| {
            self.token(i).is_some_and(|t| t.glued && t.kind == TokenKind::Word && t.span.end - t.span.start == 1)
        };
        let mut next = at + 1;
        next += usize::from(number(next));
        next += usize::from(letter(next));
        (next + usize::from(matches!(self.view.mark(next), Some(b'.' | b':' | b')')))).min(to - 1)
    }

    /// The items of a list; none if a word of it is no form's.
    fn items(&self, value: &Range<usize>, asked: Asked, legend: &Legend) -> Option<Items> {
        let mut told = Items { lead: None, items: Vec::new() };
        if value.clone().any(|i| self.is_more_than_listed(i, value.end)) {
            return None;
        }
        for piece in self.pieces_of_list(value) {
            let facts = self.facts(std::slice::from_ref(&piece), asked, legend);
            let levels = facts.places.iter().filter(|place| place.level.is_some()).count();
            let details = facts.size.is_some() || facts.modic.is_some() || facts.change.is_some();
            let sided = facts.places.iter().any(|place| place.side.is_some());
            let several = levels > 1 && (details || sided || facts.acuity.is_some() || facts.answer.is_some());
            let cut = if !facts.whole() || several { self.cut_at_places(&piece) } else { Vec::new() };
            if cut.len() < 2 {
                self.put_item(&mut told, facts)?;
                continue;
            }
            for part in cut {
                let facts = self.facts(std::slice::from_ref(&part), asked, legend);
                // `L1, 4 mm, and, possibly, L3`
                let hedged = |answer: Option<Answer>| answer.is_some_and(|answer| answer != Answer::Yes);
                if hedged(facts.answer.as_ref().map(|told| told.0)) || facts.named.iter().any(|n| hedged(n.answer)) {
                    return None;
                }
                self.put_item(&mut told, facts)?;
            }
        }
        (!told.items.is_empty()).then_some(told)
    }

    /// Whether a token says more than items do: `both`, an earlier size, a sign for yes or no, a sentence on what was
    /// told (`L1 superior. The L1 node has grown`).
    fn is_more_than_listed(&self, at: usize, end: usize) -> bool {
        let ends = at + 1 == end || matches!(self.view.mark(at + 1), Some(b',' | b')' | b';'));
        match self.view.mark(at) {
            Some(b'+' | b'?') => true,
            Some(b'-') => ends,
            Some(b'.') => at + 1 < end && self.tags(at + 1, end).has(Tag::Definite),
            Some(_) => false,
            None => self.tags(at, end).any(&[Tag::Both, Tag::PriorSize]),
        }
    }

    /// Puts what a piece says with what the list has.
    fn put_item(&self, told: &mut Items, facts: Facts) -> Option<()> {
        if facts.blank {
            return Some(());
        }
        if !facts.whole() {
            return None;
        }
        let says = !facts.places.is_empty() || facts.facing.is_some() || !facts.named.is_empty();
        if says {
            told.items.push(facts);
            return Some(());
        }
        // `node, superior; oedema; 8 mm`
        let node = |facts: &&mut Facts| facts.named.is_empty() || facts.names(FindingKind::SchmorlNode).is_some();
        match told.items.iter_mut().rev().find(node) {
            // `yes; L1 superior`
            None if facts.size.is_none() && facts.modic.is_none() => {
                told.lead = Some(facts.answer.as_ref()?.0);
                Some(())
            }
            // `L1 superior; 5 mm`
            Some(last) if last.size.is_none() && facts.answer.is_none() && facts.modic.is_none() => {
                last.size = facts.size;
                last.acuity = last.acuity.take().or(facts.acuity);
                last.change = last.change.take().or(facts.change);
                Some(())
            }
            _ => None,
        }
    }

    /// The pieces of a list between its strong marks.
    fn pieces_of_list(&self, value: &Range<usize>) -> Vec<Range<usize>> {
        let tokens = &self.view.tokens.list;
        let spaced = |i: usize| !tokens[i].glued && tokens.get(i + 1).is_none_or(|t| !t.glued);
        let parts = |i: usize| match self.view.mark(i) {
            Some(b';' | b'|') => true,
            Some(b'/') => spaced(i),
            Some(b'.') => self.ends_sentence(i, value.end) || i + 1 == value.end,
            _ => false,
        };
        // a line below that begins with a place, where the one above is not wrapped
        let view = View { end: value.end, ..self.view };
        let open = [Tag::Of, Tag::At, Tag::And, Tag::To, Tag::Article];
        let below = |i: usize| {
            tokens[i].newlines > 0
                && i > value.start
                && !view.tags(i - 1).any(&open)
                && view.mark(i - 1) != Some(b',')
                && (levels::read(view, i).is_some() || side_of(view.tags(i)).is_some())
        };
        let mut pieces = Vec::new();
        let mut from = value.start;
        for i in value.clone().filter(|&i| parts(i) || below(i)).chain([value.end]) {
            if i > from {
                pieces.push(from..i);
            }
            from = i + usize::from(i < value.end && parts(i));
        }
        pieces
    }

    /// A piece cut where each of its places begins: `L1 lower 5 mm, L3 upper 4 mm`, `upper plate of L1, 5 mm, lower of L2`.
    fn cut_at_places(&self, piece: &Range<usize>) -> Vec<Range<usize>> {
        let view = View { end: piece.end, ..self.view };
        // where levels and sides begin and end
        let mut atoms: Vec<(Range<usize>, bool)> = Vec::new();
        let mut at = piece.start;
        while at < piece.end {
            if let Some(read) = levels::read(view, at) {
                atoms.push((at..read.next, true));
                at = read.next.max(at + 1);
                continue;
            }
            let next = view.phrase(at).map_or(at + 1, |p| p.2);
            if side_of(view.tags(at)).is_some() {
                atoms.push((at..next, false));
            }
            at = next.max(at + 1);
        }
        let Some((_, leads)) = atoms.first().cloned() else { return Vec::new() };
        let joins = |i: usize| {
            matches!(view.mark(i), Some(b',' | b'/' | b'&' | b'+')) || view.tags(i).any(&[Tag::And, Tag::EndplateNoun])
        };
        let mut starts = Vec::new();
        for (number, (range, level)) in atoms.iter().enumerate() {
            let before = number.checked_sub(1).map(|before| &atoms[before]);
            let beside = before.is_some_and(|(before, was)| was == level && (before.end..range.start).all(joins));
            // `superior L2, and at L5-S1`
            let bare = *level && before.is_some_and(|(_, was)| *was) && !beside;
            if (*level == leads || bare) && !beside {
                starts.push(range.start);
            }
        }
        let mut parts = Vec::new();
        for (number, &start) in starts.iter().enumerate() {
            let from = if number == 0 { piece.start } else { start };
            parts.push(from..starts.get(number + 1).copied().unwrap_or(piece.end));
        }
        parts
    }
}
