//! One row of a table: where it is, what it names, and what its cells say.

use super::super::Segmenter;
use super::Told;
use super::drafts::{Draft, at_vertebra, bounding, column_places, facing, join, status_of, within};
use super::facts::{Answer, Asked, Facts, Place};
use super::grid::Pieces;
use super::legend::Legend;
use super::rows::Sheet;
use crate::finding::{Change, FindingKind, Status};
use crate::lexicon::tag::Tag;
use crate::token::{EMPTY_BOX, TICKED_BOX};
use std::ops::Range;

/// A row with what each of its cells says.
struct Row<'r, 'a> {
    segmenter: &'r Segmenter<'a>,
    sheet: &'r Sheet,
    cells: &'r [Pieces],
    facts: Vec<Facts>,
    /// Where it is.
    places: Vec<Place>,
}

impl Segmenter<'_> {
    /// The findings of a row; none if a value that may speak of one is not understood.
    pub(super) fn row_told(&self, cells: &[Pieces], sheet: &Sheet, legend: &Legend) -> Option<Vec<Told>> {
        let columns = &sheet.columns;
        let named = sheet.kinds.map(|i| self.facts(&cells[i], columns[i].asked(sheet.presence), legend));
        let modic = named.is_some_and(|named| named.named.first().is_some_and(|n| n.kind == FindingKind::ModicChange));
        // `Type: 2` behind `Modic: yes`
        let own = |i: usize| self.facts(&cells[i], Asked::default(), legend).names(FindingKind::ModicChange).is_some();
        let unasked = |i: &usize| !columns[*i].known && !columns[*i].other && columns[*i].kind.is_none();
        let titled = sheet.title_kind() == Some(FindingKind::ModicChange);
        let changes = titled
            || columns.iter().any(|column| column.types)
            || sheet.kinds.is_none() && (0..columns.len()).filter(unasked).any(own);
        let read = |i: usize| {
            let mut asked = columns[i].asked(sheet.presence);
            asked.coded |= sheet.kinds.is_some() && columns[i].answers;
            asked.types |= (modic || changes) && columns[i].grades;
            self.facts(&cells[i], asked, legend)
        };
        let facts: Vec<Facts> = (0..columns.len()).map(read).collect();
        let mut row = Row { segmenter: self, sheet, cells, facts, places: Vec::new() };
        if let Some(i) = sheet.kinds {
            let named = &row.facts[i];
            // a row of another thing
            if named.named.is_empty() && !columns.iter().any(|column| column.kind.is_some()) {
                let told = |j: usize| j != i && !columns[j].prior && row.names_any(j);
                return (0..cells.len()).all(|j| !told(j)).then(Vec::new);
            }
            if !named.named.is_empty() && !named.whole() {
                return None;
            }
        }
        row.places = row.places()?;
        let mut drafts = Vec::new();
        if !row.by_name(&mut drafts)? || !row.by_title(&mut drafts)? {
            return Some(Vec::new());
        }
        row.by_heads(&mut drafts)?;
        row.by_cells(&mut drafts)?;
        row.give_details(&mut drafts)?;
        row.compare(&mut drafts);
        // the heads of a table have no place
        let nowhere = |draft: &Draft| draft.places.iter().all(|place| place.level.is_none());
        if (sheet.kinds.is_none() || sheet.placed) && drafts.iter().any(nowhere) {
            return None;
        }
        // what a line of its own denies, it denies of no place
        let denied = |draft: &Draft| {
            let facts = &row.facts[draft.column];
            // `Upper endplate: node, no oedema`
            let own = !facts.places.is_empty() || facts.names(FindingKind::SchmorlNode).is_some();
            draft.kind == FindingKind::MarrowEdema && draft.status == Status::Absent && !own
        };
        let node = drafts.iter().any(|draft| draft.kind == FindingKind::SchmorlNode);
        for draft in drafts.iter_mut().filter(|draft| sheet.apart && node && denied(draft)) {
            draft.reach = draft.places.drain(..).map(|place| bounding(&place, FindingKind::SchmorlNode)).collect();
        }
        let mut told = Vec::new();
        for draft in &drafts {
            self.finish(draft, &mut told)?;
        }
        Some(told)
    }
}

impl Row<'_, '_> {
    /// Whether a cell names a finding.
    fn names_any(&self, i: usize) -> bool {
        self.cells[i].iter().any(|piece| self.segmenter.names_finding(piece))
    }

    fn is_minus(&self, i: usize) -> bool {
        matches!(&self.cells[i][..], [only] if only.len() == 1 && self.segmenter.view.mark(only.start) == Some(b'-'))
    }

    /// Whether a column is no finding's, and none of another thing or exam.
    fn general(&self, i: usize) -> bool {
        let column = &self.sheet.columns[i];
        column.kind.is_none() && !column.other && !column.prior && !column.numbers
    }

    /// Where the row is; none if two of its cells name levels.
    fn places(&self) -> Option<Vec<Place>> {
        let Row { sheet, cells, facts, .. } = self;
        let first = (0..cells.len()).find(|&i| !sheet.columns[i].numbers);
        let own = |i: usize| sheet.kinds == Some(i) || facts[i].named.is_empty();
        let placing = |i: usize| {
            let place = self.general(i) && own(i) && facts[i].whole() || first == Some(i) && facts[i].is_place();
            place && !facts[i].places.is_empty()
        };
        let mut places: Vec<Place> = Vec::new();
        let mut sides: Vec<Place> = Vec::new();
        for i in (0..cells.len()).filter(|&i| placing(i)) {
            let (levels, alone): (Vec<Place>, Vec<Place>) =
                facts[i].places.iter().cloned().partition(|place| place.level.is_some());
            // a second level is none of the row's
            if !levels.is_empty() && !places.is_empty() {
                return None;
            }
            // `inferior endplate: T8, T9`
            let own = &sheet.columns[i].sides;
            let open = levels.iter().all(|place| place.side.is_none()) && sheet.record;
            let beside: Vec<Place> = own.iter().map(|side| Place { level: None, side: Some(side.clone()) }).collect();
            places.extend(if open && !own.is_empty() { within(&levels, &beside) } else { levels });
            sides.extend(alone);
        }
        let both = (0..cells.len()).filter(|&i| self.general(i) && own(i)).find_map(|i| facts[i].facing.clone());
        if let Some(at) = both {
            places = facing(&places, &at);
        }
        if !sides.is_empty() {
            if places.is_empty() {
                places = sides;
            } else if places.iter().all(|place| place.side.is_none()) {
                places = within(&places, &sides);
            }
        }
        Some(places)
    }

    /// What the row's own name says; `Some(false)` if it is one of which nothing is told.
    fn by_name(&self, drafts: &mut Vec<Draft>) -> Option<bool> {
        let Row { sheet, cells, facts, .. } = self;
        let columns = &sheet.columns;
        // what is crossed under `Yes | No`
        let chosen = match self.chosen_option() {
            Choice::Of(answer) => Some(answer),
            Choice::Nothing => return Some(false),
            Choice::Unread => return None,
            Choice::Unasked => None,
        };
        let Some(i) = sheet.kinds.filter(|&i| !facts[i].named.is_empty()) else { return Some(true) };
        let named = &facts[i];
        // `Modic | not applicable`
        let asked = columns.get(i + 1).is_some_and(|column| column.result);
        if asked && matches!(facts[i + 1].answer, Some((Answer::Unread, _))) {
            return Some(false);
        }
        let unread = |i: usize| {
            facts[i].blank && !(sheet.signed[i] && self.is_minus(i))
                || matches!(facts[i].answer, Some((Answer::Unread, _)))
        };
        let informs = |j: usize| j != i && !columns[j].prior && !columns[j].numbers && !unread(j);
        let speaks = columns.len() == 1
            || !named.places.is_empty()
            || named.answer.is_some()
            || named.named[0].answer.is_some()
            || (0..cells.len()).any(informs);
        if !speaks {
            return Some(true);
        }
        let mut draft = self.named_row(i, named)?;
        if let Some(answer) = chosen {
            draft.status = status_of(Some(answer))?;
        }
        draft.places.clone_from(&self.places);
        drafts.push(draft);
        // `node with oedema`
        for more in &named.named[1..] {
            let status = status_of(more.answer.or(named.answer.as_ref().map(|(answer, _)| *answer)))?;
            let mut draft = Draft::new(more.kind, status, more.at.clone(), i);
            draft.places.clone_from(&self.places);
            draft.modic.clone_from(&named.modic);
            if more.kind == FindingKind::SchmorlNode {
                draft.add(named);
            }
            drafts.push(draft);
        }
        Some(true)
    }

    /// What a row below the title of nodes is; `Some(false)` if it names none.
    fn by_title(&self, drafts: &mut Vec<Draft>) -> Option<bool> {
        let Row { sheet, cells, facts, places, .. } = self;
        let Some((kind, title)) = &sheet.title else { return Some(true) };
        let told = |i: usize| self.general(i) && !facts[i].blank;
        // a row of dashes names none
        let detailed = |i: usize| {
            let level = facts[i].places.iter().any(|place| place.level.is_some() && place.side.is_none());
            told(i) && !level && !matches!(facts[i].answer, Some((Answer::Unread, _)))
        };
        if !(0..cells.len()).any(detailed) && places.iter().all(|place| place.side.is_none()) {
            return Some(false);
        }
        let answer = |i: &usize| told(*i) && sheet.columns[*i].answers;
        let read = |told: &(Answer, Range<usize>)| told.0 != Answer::Unread;
        let answer = (0..cells.len()).filter(answer).find_map(|i| facts[i].answer.clone().filter(read));
        let status = status_of(answer.as_ref().map(|(answer, _)| *answer))?;
        let mut draft = Draft::new(*kind, status, title.clone(), 0);
        draft.places.clone_from(places);
        drafts.push(draft);
        (!places.is_empty()).then_some(true)
    }

    /// What cells say below the names of findings.
    fn by_heads(&self, drafts: &mut Vec<Draft>) -> Option<()> {
        for (i, column) in self.sheet.columns.iter().enumerate() {
            let Some((kind, name)) = column.kind.as_ref().filter(|_| !column.prior) else { continue };
            match self.cell_told(i, *kind, name) {
                Cell::Nothing => {}
                Cell::Unread => return None,
                Cell::Told(draft) => drafts.push(*draft),
            }
        }
        Some(())
    }

    /// What cells name themselves.
    fn by_cells(&self, drafts: &mut Vec<Draft>) -> Option<()> {
        let Row { sheet, cells, facts, places, .. } = self;
        let columns = &sheet.columns;
        let own = |i: &usize| columns[*i].kind.is_none() && !columns[*i].prior && Some(*i) != sheet.kinds;
        for i in (0..cells.len()).filter(own) {
            // a cell of which every word was understood hides none
            if facts[i].named.is_empty() && (facts[i].whole() || !self.names_any(i)) {
                continue;
            }
            if !facts[i].whole() || facts[i].named.is_empty() {
                return None;
            }
            for named in &facts[i].named {
                let status = status_of(named.answer)?;
                // `oedema` below `Remark` of a row that is another thing
                if drafts.is_empty() && sheet.kinds.is_some() {
                    return None;
                }
                let mut draft = Draft::new(named.kind, status, named.at.clone(), i);
                draft.places = column_places(&columns[i], &facts[i], places, named.kind);
                draft.modic.clone_from(&facts[i].modic);
                if named.kind == FindingKind::SchmorlNode {
                    draft.add(&facts[i]);
                }
                drafts.push(draft);
            }
        }
        Some(())
    }

    /// The option that a row has crossed.
    fn chosen_option(&self) -> Choice {
        let Row { sheet, facts, .. } = self;
        let columns = &sheet.columns;
        let mut choice = Choice::Unasked;
        for (i, column) in columns.iter().enumerate() {
            let Some(option) = column.option.filter(|_| column.kind.is_none()) else { continue };
            if choice == Choice::Unasked {
                choice = Choice::Nothing;
            }
            if facts[i].blank || self.empty_box(i) {
                continue;
            }
            let crossed = self.is_crossed(i)
                || matches!(facts[i].answer, Some((told, _)) if told == option || told == Answer::Yes);
            choice = match choice {
                Choice::Nothing if crossed => Choice::Of(option),
                _ => return Choice::Unread,
            };
        }
        choice
    }

    /// `normal` where other rows have it, too.
    fn is_idle(&self, i: usize) -> bool {
        let [only] = &self.cells[i][..] else { return false };
        let word = || self.segmenter.view.tokens.folded_bytes(&self.segmenter.view.tokens.list[only.start]);
        only.len() == 1 && self.sheet.idle.iter().any(|idle| idle == word())
    }

    fn empty_box(&self, i: usize) -> bool {
        let pieces = &self.cells[i];
        let sign = |i: usize| matches!(self.segmenter.view.mark(i), Some(EMPTY_BOX | b'[' | b']' | b'(' | b')' | b'_'));
        pieces.iter().all(|piece| piece.clone().all(sign))
    }

    /// `x`, `[x]`, `(X)`
    fn is_crossed(&self, i: usize) -> bool {
        let pieces = &self.cells[i];
        let [only] = &pieces[..] else { return false };
        let brackets = |i: &usize| !matches!(self.segmenter.view.mark(*i), Some(b'[' | b']' | b'(' | b')'));
        let mut inner = only.clone().filter(brackets);
        let (Some(first), None) = (inner.next(), inner.next()) else { return false };
        self.segmenter.view.mark(first) == Some(TICKED_BOX)
            || self.segmenter.view.tokens.folded(&self.segmenter.view.tokens.list[first]) == "x"
    }

    /// What a row that names its finding says of it.
    fn named_row(&self, i: usize, own: &Facts) -> Option<Draft> {
        let Row { sheet, cells: row, facts, .. } = self;
        let named = &own.named[0];
        let columns = &sheet.columns;
        let mut answer = named.answer.or(own.answer.as_ref().map(|(answer, _)| *answer));
        let mut cue = None;
        let mut modic = own.modic.clone();
        for j in (0..row.len()).filter(|&j| j != i) {
            let column = &columns[j];
            if column.option.is_some() {
                continue;
            }
            let remark = column.remark && answer.is_none() && facts[j].places.is_empty();
            let behind = (j == i + 1 || remark) && column.kind.is_none() && !column.other && !column.course;
            if !(column.answers || behind) || column.prior || facts[j].blank && !sheet.signed[j] {
                continue;
            }
            // `-` where others have `+`
            if self.is_minus(j) && sheet.signed[j] {
                answer = Some(Answer::No);
                continue;
            }
            if let Some((told, at)) = facts[j].answer.as_ref().filter(|(told, _)| *told != Answer::Unread) {
                if !facts[j].whole() {
                    return None;
                }
                answer = Some(*told);
                cue = Some(at.clone());
            } else if !facts[j].whole() && !column.remark && column.result && (j == i + 1 || column.answers) {
                return None;
            } else if remark
                && facts[j].named.is_empty()
                && row[j].first().is_some_and(|cell| self.segmenter.denies(cell))
            {
                // `none in the spine`
                answer = Some(Answer::No);
            }
        }
        for (column, facts) in columns.iter().zip(facts) {
            if column.kind.is_none() && facts.whole() && !column.prior {
                modic = modic.or_else(|| facts.modic.clone());
            }
        }
        if facts.iter().zip(columns).any(|(facts, column)| {
            !column.prior && !column.other && matches!(facts.change, Some((Change::Resolved, _)))
        }) {
            answer = Some(Answer::No);
        }
        // `type 2`, and `none` to something else
        let typed = named.kind == FindingKind::ModicChange && facts.iter().any(|facts| facts.modic.is_some());
        if answer == Some(Answer::No) && typed && sheet.apart {
            return None;
        }
        let mut draft = Draft::new(named.kind, status_of(answer)?, named.at.clone(), i);
        draft.cue = cue;
        draft.modic = modic;
        draft.add(own);
        Some(draft)
    }

    /// What a cell below the name of a finding says.
    fn cell_told(&self, i: usize, kind: FindingKind, name: &Range<usize>) -> Cell {
        let Row { sheet, facts, places, .. } = self;
        let column = &sheet.columns[i];
        let facts = &facts[i];
        let answer = match facts.answer.as_ref().map(|(answer, _)| *answer) {
            None if facts.blank && self.is_minus(i) && sheet.signed[i] => Some(Answer::No),
            answer => answer,
        };
        if facts.blank && answer.is_none() {
            return Cell::Nothing;
        }
        // `x` below `Y` below the name
        let crossed = self.is_crossed(i);
        if column.option.is_some() && self.empty_box(i) {
            return Cell::Nothing;
        }
        let answer = match column.option {
            Some(option) if crossed || answer == Some(Answer::Yes) => Some(option),
            Some(_) => return Cell::Unread,
            None if crossed => Some(Answer::Yes),
            None => answer,
        };
        if self.is_idle(i) {
            return Cell::Nothing;
        }
        if !crossed && !facts.whole() {
            return Cell::Unread;
        }
        if answer == Some(Answer::Unread) {
            return Cell::Nothing;
        }
        let own = facts.names(kind);
        // `Modic 2` below `Schmorl's node`
        if facts.named.iter().any(|named| named.kind != kind && kind != FindingKind::SchmorlNode) {
            return Cell::Unread;
        }
        let answer = own.and_then(|named| named.answer).or(answer);
        let said = answer.is_some()
            || own.is_some()
            || !facts.places.is_empty()
            || facts.size.is_some()
            || facts.modic.is_some()
            || facts.acuity.is_some()
            || facts.change.is_some()
            || !facts.unread;
        if !said {
            return Cell::Unread;
        }
        // `unchanged` or `2` alone says no more of oedema than that it is spoken of
        let Some(mut status) = status_of(answer) else { return Cell::Nothing };
        if matches!(facts.change, Some((Change::Resolved, _))) {
            status = Status::Absent;
        }
        // `no Modic` below `Modic` is an answer
        let own = own.filter(|named| named.answer != Some(Answer::No));
        let mut draft = Draft::new(kind, status, own.map_or(name.clone(), |named| named.at.clone()), i);
        draft.cue = facts.answer.as_ref().map(|(_, at)| at.clone());
        draft.places = column_places(column, facts, places, kind);
        if let Some(upper) = column.of_upper {
            at_vertebra(&mut draft.places, upper);
        }
        draft.modic.clone_from(&facts.modic);
        if kind == FindingKind::SchmorlNode {
            draft.add(facts);
        }
        // `4 mm, with oedema` below `Schmorl's node` is left to the grammar
        if facts.named.iter().any(|named| named.kind != kind) {
            return Cell::Unread;
        }
        Cell::Told(std::boxed::Box::new(draft))
    }

    /// Gives the row's nodes what the other columns tell of them.
    fn give_details(&self, drafts: &mut Vec<Draft>) -> Option<()> {
        let Row { sheet, cells: row, facts, .. } = self;
        join(drafts);
        self.judge(drafts);
        let node = |draft: &Draft| draft.kind == FindingKind::SchmorlNode && draft.status.is_asserted();
        let mut foreign = false;
        for i in 0..row.len() {
            let column = &sheet.columns[i];
            // figures behind another finding's name are that one's
            if column.other {
                foreign = true;
            }
            if column.kind.is_some() {
                foreign = false;
                continue;
            }
            let own = sheet.kinds == Some(i);
            let mut details = facts[i].clone();
            if details.change.is_none() && matches!(details.answer, Some((Answer::Yes, _))) {
                details.change.clone_from(&column.change);
            }
            let details = &details;
            if own || foreign && column.measures || column.other || column.prior || column.numbers || details.blank {
                continue;
            }
            if !details.whole() {
                // two measurements under a size
                if (column.measures || sheet.apart) && details.crowded && drafts.iter().any(node) {
                    return None;
                }
                // `old dent, harmless`
                let other = row[i].iter().any(|p| p.clone().any(|at| self.segmenter.tags(at, p.end).has(Tag::Other)));
                if !other && let [only] = &(0..drafts.len()).filter(|&n| node(&drafts[n])).collect::<Vec<_>>()[..] {
                    let draft = &mut drafts[*only];
                    draft.acuity = draft.acuity.take().or_else(|| details.acuity.clone());
                    draft.change = draft.change.take().or_else(|| details.change.clone());
                }
                continue;
            }
            // `Type: 2` behind `Modic: yes`
            let untyped = |draft: &&mut Draft| {
                draft.kind == FindingKind::ModicChange && draft.status.is_asserted() && draft.modic.is_none()
            };
            if let Some(modic) = details.modic.as_ref().filter(|_| column.grades) {
                drafts.iter_mut().filter(untyped).for_each(|draft| draft.modic = Some(modic.clone()));
            }
            let told = details.size.is_some() || details.acuity.is_some() || details.change.is_some();
            if !told {
                continue;
            }
            let nodes: Vec<usize> = (0..drafts.len()).filter(|&n| node(&drafts[n])).collect();
            let before = nodes.iter().rev().find(|&&n| drafts[n].column < i).copied();
            // `AP (mm)` and `Depth (mm)`: the larger counts
            if let ([only], Some(size)) = (&nodes[..], &details.size)
                && (column.measures || sheet.apart)
                && drafts[*only].size.as_ref().is_some_and(|told| told.0 < size.0)
            {
                drafts[*only].size = Some(size.clone());
            }
            match nodes[..] {
                [] => {}
                [only] if drafts[only].places.len() < 2 || details.size.is_none() || details.each => {
                    drafts[only].add(details)
                }
                [_] => return None,
                _ => {
                    if details.size.is_some() {
                        drafts[before?].add(details);
                    } else {
                        nodes.iter().for_each(|&n| drafts[n].add(details));
                    }
                }
            }
            // the course of what is gone
            let gone = |draft: &&mut Draft| draft.kind == FindingKind::SchmorlNode && !draft.status.is_asserted();
            if nodes.is_empty() {
                drafts
                    .iter_mut()
                    .filter(gone)
                    .for_each(|draft| draft.change = draft.change.take().or_else(|| details.change.clone()));
            }
        }
        Some(())
    }

    /// Doubts the row's nodes as a column of answers does: `possible` below `Certainty`.
    fn judge(&self, drafts: &mut [Draft]) {
        for (i, (column, facts)) in self.sheet.columns.iter().zip(&self.facts).enumerate() {
            let judges = column.answers && column.kind.is_none() && !column.measures && facts.whole();
            let Some((Answer::Possible, at)) = facts.answer.as_ref().filter(|_| judges) else {
                continue;
            };
            // what one asks of the node is no answer
            if column.today || column.prior || column.change.is_some() || column.result || column.option.is_some() {
                continue;
            }
            let there = |draft: &&mut Draft| {
                draft.kind == FindingKind::SchmorlNode && draft.status == Status::Present && draft.column != i
            };
            for draft in drafts.iter_mut().filter(there) {
                draft.status = Status::Possible;
                draft.cue = Some(at.clone());
            }
        }
    }

    /// Tells the course of a row's only node from its sizes in an earlier exam's column and today's.
    fn compare(&self, drafts: &mut [Draft]) {
        let Row { sheet, facts, .. } = self;
        let mut earlier = facts
            .iter()
            .zip(&sheet.columns)
            .filter_map(|(f, c)| if c.prior { f.size.clone() } else { f.before.clone() });
        let Some((before, at)) = earlier.next_back() else { return };
        let mut nodes = drafts.iter_mut().filter(|draft| draft.kind == FindingKind::SchmorlNode);
        let (Some(node), None) = (nodes.next(), nodes.next()) else { return };
        let Some((now, _)) = node.size else { return };
        node.change.get_or_insert((Change::of_size(before, now), at));
    }
}

/// What a row has crossed of the options that head columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Of(Answer),
    Nothing,
    Unread,
    /// None heads a column.
    Unasked,
}

/// What a cell below a finding's name says.
enum Cell {
    Nothing,
    Unread,
    Told(std::boxed::Box<Draft>),
}
