//! Lists of levels behind a finding's name, with what each level shows: `Schmorl's nodes: L1 none, L2 superior, L3: 5 mm`.

use super::lines::Line;
use super::{Cell, Segmenter};
use crate::anatomy::Level;
use crate::extract::levels::{self, View};
use crate::finding::{Acuity, Change, Modic};
use crate::lexicon::tag::Tag;
use crate::token::{CHECK, CROSS, NARROW_GAP, TokenKind};
use std::ops::Range;

/// Most tokens of a finding's name with its scale: `MODIC (0=none,1,2,3)`.
const LONGEST_NAME: usize = 14;

/// Most tokens of a line of a level.
const LONGEST_LINE: usize = 16;
/// Most tokens of a list of levels on a line.
const LONGEST_LIST: usize = 256;

/// A level of the list.
struct Item {
    /// The level's own words.
    level: Range<usize>,
    /// What is said of it.
    value: Range<usize>,
    /// A mark stands between the two: `L1: no`.
    marked: bool,
}

/// What may be told of one node of a list.
const TOLD: [Tag; 5] =
    [Tag::Age(Acuity::Acute), Tag::Course(Change::New), Tag::EdemaWord, Tag::Millimetre, Tag::Centimetre];

/// What shows that a list is not of nodes alone.
const OTHER: [Tag; 6] = [Tag::Other, Tag::Structure, Tag::DiscNoun, Tag::Lesion, Tag::Largest, Tag::NodeNoun];

impl Segmenter<'_> {
    /// Reads a list of levels behind a finding's name, each by itself, where one level is answered or all have a mark;
    /// true if the line is one.
    pub(super) fn level_list(&mut self, at: usize, to: usize) -> bool {
        // most lines name no finding where they begin
        if !self.names_finding(&(at..to.min(at + LONGEST_NAME))) {
            return false;
        }
        let to = if self.view.mark(to - 1) == Some(b'.') { to - 1 } else { to };
        let Some(first) = (at + 1..to.min(at + LONGEST_NAME)).find(|&i| self.level_starts(i, to).is_some()) else {
            return false;
        };
        let Some((name, side)) = self.list_name(at, first) else { return false };
        let Some(items) = self.list_items(first, to) else { return false };
        let answered = items.iter().filter(|item| self.tells_presence(&item.value)).count();
        let numbered =
            items.iter().all(|item| item.marked && self.view.tokens.list[item.value.start].kind == TokenKind::Number);
        if items.len() < 2 || answered == 0 && !numbered && !self.told_apart(&name, first, &items) {
            return false;
        }
        self.push_items(&name, side.as_ref(), items);
        true
    }

    /// `Schmorl's nodes: inferior endplate of T9, 5 mm; superior endplate of L3, old`: the same, with the level behind its side.
    pub(super) fn keyed_places(&mut self, at: usize, to: usize) -> bool {
        if !self.view.tokens.has_mark(b';') || !self.names_finding(&(at..to.min(at + LONGEST_NAME))) {
            return false;
        }
        let Some(colon) = self.view.find_mark(b':', at, to.min(at + LONGEST_NAME)) else { return false };
        let named = self.list_name(at, colon).is_some_and(|(name, _)| self.names_node(&name));
        if !named || to - colon > LONGEST_LIST || self.view.find_mark(b'.', colon, to - 1).is_some() {
            return false;
        }
        let ends: Vec<usize> = (colon + 1..to).filter(|&i| self.view.mark(i) == Some(b';')).chain([to]).collect();
        let starts = [colon + 1].into_iter().chain(ends.iter().map(|end| end + 1));
        let parts: Vec<Range<usize>> = starts.zip(ends.iter().copied()).map(|(start, end)| start..end).collect();
        let any = |part: &Range<usize>, tags: &[Tag]| part.clone().any(|i| self.tags(i, part.end).any(tags));
        let placed = |part: &Range<usize>| {
            let mut levels = (part.clone()).filter(|&i| self.level_starts(i, part.end).is_some());
            levels.next().is_some() && levels.next().is_none()
        };
        let apart = parts.len() > 1
            && parts.iter().all(|part| placed(part) && !any(part, &OTHER))
            && parts.iter().any(|part| any(part, &TOLD));
        if apart {
            self.begin_list();
            self.key = Some(at..colon);
            parts.into_iter().for_each(|part| self.push_whole(part.start, part.end));
            self.key = None;
        }
        apart
    }

    /// `Schmorl's nodes: T9 inferior endplate, 5 mm; L3 superior endplate, old`: semicolons part the nodes, each with what is told
    /// of it alone.
    fn told_apart(&self, name: &Range<usize>, first: usize, items: &[Item]) -> bool {
        let value = |item: &Item, tags: &[Tag]| item.value.clone().any(|i| self.tags(i, item.value.end).any(tags));
        let parted = |item: &Item| self.view.mark(item.level.start - 1) == Some(b';');
        self.names_node(name)
            && self.view.mark(first - 1) == Some(b':')
            && items[1..].iter().all(parted)
            && items.iter().any(|item| value(item, &TOLD))
            && !items.iter().any(|item| value(item, &OTHER))
    }

    /// Leaves what stands over a list: its name and levels say all.
    fn begin_list(&mut self) {
        self.leave_early_section();
        self.heading = None;
        self.key = None;
    }

    /// Makes a sentence of each level of a list that tells something of the finding.
    fn push_items(&mut self, name: &Range<usize>, side: Option<&Range<usize>>, items: Vec<Item>) {
        self.begin_list();
        for Item { level, value, .. } in items {
            if self.tells(name, &value) {
                self.push_level(name, side.cloned(), level, value);
            }
        }
    }

    /// Reads a finding's name over lines of levels, one of which is answered: `Schmorl's nodes` over `T12 no` and `L1 yes,
    /// superior`. The number of lines; 0 if they are not that.
    pub(super) fn titled_levels(&mut self, lines: &[Line]) -> usize {
        let [title, below @ ..] = lines else { return 0 };
        // `Level     Modic     Schmorl's node` heads columns
        if title.to - title.from > 2 * LONGEST_NAME || self.cells(title.from, title.to) > 1 {
            return 0;
        }
        let at = self.marker(title.from, title.to);
        let Some((name, side)) = self.list_name(at, title.to).filter(|(name, _)| !self.levelled(name)) else {
            return 0;
        };
        // `L1-L2: 0   L2-L3: 0   L4-L5: 3` below the name
        if let Some(line) = below.first()
            && let Some(items) =
                self.list_items(self.marker(line.from, line.to), line.to).filter(|items| items.len() > 1)
            && items.iter().any(|item| self.answer_end(&item.value).is_some())
        {
            self.push_items(&name, side.as_ref(), items);
            return 2;
        }
        let placed = self.titled_places(title, below, &name);
        if placed > 0 {
            return placed;
        }
        let item = |line: &Line| {
            let from = self.marker(line.from, line.to);
            let to = if self.view.mark(line.to - 1) == Some(b'.') { line.to - 1 } else { line.to };
            let (value, marked) = self.value_of(from, to)?;
            let told = self.tells(&name, &value);
            let own = to - from <= LONGEST_LINE && told && !self.names_finding(&value);
            own.then(|| Item { level: from..value.start - usize::from(marked), value, marked })
        };
        let goes_on = |&(number, line): &(usize, &Line)| number == 0 || !line.blank_before;
        let items: Vec<Item> = below.iter().enumerate().take_while(goes_on).map_while(|(_, line)| item(line)).collect();
        // `Schmorl's nodes:` over `L1: inferior endplate, 5 mm`
        let placed = self.names_node(&name)
            && self.view.mark(title.to - 1) == Some(b':')
            && !items.is_empty()
            && items.iter().all(|item| item.marked && self.tells_place(&item.value));
        if items.len() < 2 && !placed || !placed && !items.iter().any(|item| self.answer_end(&item.value).is_some()) {
            return 0;
        }
        let lines = items.len() + 1;
        self.push_items(&name, side.as_ref(), items);
        lines
    }

    /// Whether a line is a finding's name alone over a line that begins with a level and is answered.
    pub(super) fn titles_levels(&self, lines: &[Line]) -> bool {
        let [title, next, ..] = lines else { return false };
        let at = self.marker(title.from, title.to);
        let named = title.to - at <= LONGEST_NAME && self.list_name(at, title.to).is_some();
        let value = || self.value_of(self.marker(next.from, next.to), next.to);
        named && value().is_some_and(|(value, _)| self.answer_end(&value).is_some())
    }

    /// Reads a node's name with a colon over lines that begin with a place: `Schmorl's nodes:` over `superior L1 - 3 mm - old`.
    /// The number of lines; 0 if they are not that.
    fn titled_places(&mut self, title: &Line, below: &[Line], name: &Range<usize>) -> usize {
        if self.view.mark(title.to - 1) != Some(b':') || !self.names_node(name) {
            return 0;
        }
        let sides = [Tag::Superior, Tag::Inferior];
        let place = |line: &Line| {
            let from = self.marker(line.from, line.to);
            let side = self.tags(from, line.to).any(&sides);
            let level = self.level_starts(from + usize::from(side), line.to)?;
            let value = level.min(line.to)..line.to;
            let dashed = value.clone().filter(|&i| self.view.mark(i) == Some(b'-')).count() > 1;
            let told = dashed && (side || self.tells_place(&value)) && !self.names_node(&value);
            (told && line.to - from <= LONGEST_LINE && self.answer_end(&value).is_none()).then_some(from..line.to)
        };
        let goes_on = |&(number, line): &(usize, &Line)| number == 0 || !line.blank_before;
        let lines: Vec<Range<usize>> =
            below.iter().enumerate().take_while(goes_on).map_while(|(_, line)| place(line)).collect();
        if lines.is_empty() {
            return 0;
        }
        let read = lines.len() + 1;
        self.begin_list();
        for line in lines {
            // dashes part what is told of the place
            let mut cells = vec![Cell::new(None, name.clone(), None)];
            let mut from = line.start;
            for end in line.clone().chain([line.end]) {
                let parts = end == line.end || self.view.mark(end) == Some(b'-') && !self.view.tokens.list[end].glued;
                if parts && from < end {
                    cells.push(Cell::new(None, from..end, Some(b',')));
                    from = end + 1;
                }
            }
            self.push_cells(cells);
        }
        read
    }

    /// What a level of a list shows: the answer by itself, what goes on with it behind.
    pub(super) fn push_level(
        &mut self,
        name: &Range<usize>,
        side: Option<Range<usize>>,
        level: Range<usize>,
        value: Range<usize>,
    ) {
        let answer = self.answer_end(&value).unwrap_or(value.end);
        let rest = (answer..value.end).find(|&i| !matches!(self.view.mark(i), Some(b',' | b';' | b'-' | b':')));
        // `present (II)`
        let kinds = [Tag::ModicKind, Tag::ModicType(Modic::One)];
        let typed = rest.filter(|_| name.clone().any(|i| self.tags(i, name.end).has(Tag::ModicName)));
        let typed = typed.map(|rest| rest + usize::from(self.view.mark(rest) == Some(b'(')));
        if let Some(from) = typed.filter(|&from| self.tags(from, value.end).any(&kinds)) {
            let end = value.end - usize::from(self.view.mark(value.end - 1) == Some(b')'));
            let told = Cell::new(Some(name.clone()), from..end, Some(b'|'));
            return self.push_cells(vec![Cell::new(None, level, Some(b',')), told]);
        }
        let named = Cell::new(Some(name.clone()), value.start..answer, Some(b'|'));
        let told = Cell { lower_head: side, member: true, ..named };
        let mut cells = vec![Cell::new(None, level, Some(b',')), told];
        cells.extend(rest.map(|rest| Cell::new(None, rest..value.end, Some(b','))));
        self.push_cells(cells);
    }

    /// The end of an answer that a value begins with and that a mark parts from the rest: `yes, superior`.
    fn answer_end(&self, value: &Range<usize>) -> Option<usize> {
        let parts =
            |&end: &usize| end == value.end || matches!(self.view.mark(end), Some(b',' | b';' | b'(' | b'-' | b':'));
        let ends = (value.start + 1..=value.end.min(value.start + 3)).filter(parts);
        ends.into_iter().find(|&end| self.tells_presence(&(value.start..end)))
    }

    /// Whether a value tells something of the finding: whether it is there, its type, its place, size, age or course.
    fn tells(&self, name: &Range<usize>, value: &Range<usize>) -> bool {
        const SAID: [Tag; 6] = [
            Tag::Age(Acuity::Acute),
            Tag::Course(Change::New),
            Tag::UncertaintyBefore,
            Tag::Many,
            Tag::EdemaWord,
            Tag::YesValue,
        ];
        let modic = name.clone().any(|i| self.tags(i, name.end).has(Tag::ModicName));
        let typed = [Tag::ModicKind, Tag::ModicType(Modic::One)];
        let figure = value.len() == 1 && self.view.tokens.list[value.start].kind == TokenKind::Number;
        let typed =
            figure && self.names_node(name) || modic && (figure || self.tags(value.start, value.end).any(&typed));
        let said = || value.clone().any(|i| self.tags(i, value.end).any(&SAID));
        typed || self.answer_end(value).is_some() || self.tells_place(value) || said()
    }

    /// Whether a value tells an endplate or a size.
    fn tells_place(&self, value: &Range<usize>) -> bool {
        const TOLD: [Tag; 6] =
            [Tag::Superior, Tag::Inferior, Tag::EndplateNoun, Tag::EndplateNouns, Tag::Millimetre, Tag::Centimetre];
        value.clone().any(|i| self.tags(i, value.end).any(&TOLD))
    }

    /// The name before the first level, and the endplate behind it; none if it is no finding's, or more than a name.
    pub(super) fn list_name(&self, at: usize, first: usize) -> Option<(Range<usize>, Option<Range<usize>>)> {
        let mut end = first;
        while end > at && matches!(self.view.mark(end - 1), Some(b':' | b'-' | b'=')) {
            end -= 1;
        }
        let says = [Tag::Verb, Tag::ThereIs, Tag::Shows, Tag::NegationBefore, Tag::At, Tag::NoneValue];
        let open = self.view.find_mark(b'(', at, end).unwrap_or(end);
        // `Bone marrow edema on STIR: T8 no`
        let technique = |i: usize| self.tags(i, open).has(Tag::At) && self.tags(i + 1, open).has(Tag::SequenceAfter);
        let plain = (at..open).filter(|&i| !technique(i)).all(|i| {
            !self.tags(i, open).any(&says) && !matches!(self.view.mark(i), Some(b'.' | b';' | b',' | b'[' | b'?'))
        });
        let name = at..open;
        // `Schmorl's nodes (superior): T12: no`, `NODE (Y/N) SUP  T12:N`
        let sides = [Tag::Superior, Tag::Inferior, Tag::EndplateNoun, Tag::EndplateNouns];
        let close = self.view.find_mark(b')', open, end).unwrap_or(end);
        let behind = (close + 1).min(end)..end;
        let side = if behind.is_empty() { (open + 1).min(end)..close } else { behind.clone() };
        let sided = !side.is_empty() && side.clone().all(|i| self.tags(i, side.end).any(&sides));
        if !(plain && (sided || behind.is_empty())) {
            return None;
        }
        // `Modic change per disc`
        let finding = (name.start + 1..=name.end).find(|&end| self.names_finding(&(name.start..end)));
        // `Schmorl's` alone would name it too
        let noun = |&end: &usize| self.tags(end, name.end).any(&[Tag::NodeNoun, Tag::NodeNouns]);
        let finding = finding.map(|end| end + usize::from(end < name.end && noun(&end)));
        let name = name.start..finding.unwrap_or(name.end);
        let named = name.len() < LONGEST_NAME && self.names_finding(&name);
        named.then_some((name, sided.then_some(side)))
    }

    /// The levels of a list with what each shows; none if one shows nothing, or something stands outside.
    fn list_items(&self, first: usize, to: usize) -> Option<Vec<Item>> {
        if to - first > LONGEST_LIST {
            return None;
        }
        let mut starts = vec![first];
        for i in first + 1..to {
            let start = *starts.last()?;
            // no list goes on so long with one level
            if i - start > 2 * LONGEST_LINE {
                return None;
            }
            if self.level_starts(i, to.min(i + LONGEST_LINE)).is_none() {
                continue;
            }
            let parts = matches!(self.view.mark(i - 1), Some(b',' | b';' | b'/' | b'|'));
            let wide = self.view.tokens.list[i].spaces >= NARROW_GAP;
            let answered = || {
                let value = self.value_of(start, i);
                let figure =
                    |v: &Range<usize>| v.len() == 1 && self.view.tokens.list[v.start].kind == TokenKind::Number;
                let dash = |v: &Range<usize>| self.view.mark(v.start) == Some(b'-');
                value.is_some_and(|(v, marked)| self.tells_presence(&v) && !dash(&v) || marked && figure(&v))
            };
            if parts || wide || answered() {
                starts.push(i);
            }
        }
        let ends = starts.iter().skip(1).copied().chain([to]);
        let item = |(start, mut end): (usize, usize)| {
            while end > start && matches!(self.view.mark(end - 1), Some(b',' | b';' | b'/' | b'|')) {
                end -= 1;
            }
            let (value, marked) = self.value_of(start, end)?;
            let stop = value.clone().any(|i| matches!(self.view.mark(i), Some(b'.' | b'?')) && i + 1 < value.end);
            let level = start..value.start - usize::from(marked);
            (!stop).then_some(Item { level, value, marked })
        };
        starts.iter().copied().zip(ends).map(item).collect()
    }

    /// What stands behind the level at `start`, and whether a mark parts them; none if nothing does.
    fn value_of(&self, start: usize, end: usize) -> Option<(Range<usize>, bool)> {
        let behind = self.level_starts(start, end)?;
        // `T12 inferior: none`
        let side = |i: usize| self.tags(i, end).any(&[Tag::Superior, Tag::Inferior, Tag::EndplateNoun]);
        let sided = (behind..end.min(behind + 3)).find(|&i| !side(i)).unwrap_or(end);
        let marked = sided + 1 < end && matches!(self.view.mark(sided), Some(b':' | b'='));
        let apart = sided < end && self.view.tokens.list[sided].spaces >= NARROW_GAP;
        let behind = if marked || apart { sided } else { behind };
        // `L3-4 -` says no
        // `T10, 0; T11, 1`
        let count = behind + 2 == end
            && self.view.mark(behind) == Some(b',')
            && self.view.tokens.list[behind + 1].kind == TokenKind::Number;
        let mark = behind < end && (count || matches!(self.view.mark(behind), Some(b':' | b'=' | b'-')));
        let sign = mark && behind + 1 == end && !self.view.tokens.list[behind].glued;
        let marked = mark && !sign;
        let from = behind + usize::from(marked);
        (from < end).then_some((from..end, marked))
    }

    /// The token after a vertebra or disc level, or several, that begin at `at`.
    fn level_starts(&self, at: usize, to: usize) -> Option<usize> {
        let read = levels::read(View { end: to, ..self.view }, at)?;
        read.levels.iter().all(|level| !matches!(level, Level::Region(_))).then_some(read.next)
    }

    /// Whether a value says that the finding is there, or not, or perhaps, and no more: `none`, `Y`, `+`, `?`.
    pub(super) fn tells_presence(&self, value: &Range<usize>) -> bool {
        let sign = value.len() == 1
            && (matches!(self.view.mark(value.start), Some(b'+' | b'-' | b'?' | CHECK | CROSS))
                || self.view.tokens.list[value.start].kind == TokenKind::Number
                    && self.tags(value.start, value.end).has(Tag::NoneValue));
        sign || self.answers(value)
    }
}
