//! Marks that only forms use, told before a report is cut into lines: lists to choose from, and tables whose cells other
//! marks than bars part.
//!
//! In: a report's tokens. Out: the same tokens; what could have been chosen is dashes, and what parts cells is bars.

use super::levels::{self, View};
use super::segment::{BOXES, CheckBox, box_at, boxes_from};
use crate::anatomy::Level;
use crate::lexicon::FINDINGS;
use crate::lexicon::Lexicons;
use crate::lexicon::tag::Tag;
use crate::token::{NARROW_GAP, Token, TokenKind, Tokens};
use std::ops::Range;

/// Most tokens of a list to choose from.
const LONGEST_CHOICE: usize = 40;
/// Fewest lines of a table, its heads among them.
const FEWEST_LINES: usize = 3;
/// Fewest marks that part a line's cells.
const FEWEST_MARKS: usize = 2;
/// Most tokens of a column's head.
const LONGEST_HEAD: usize = 7;

/// Rewrites the marks of forms.
pub(super) fn marks(lexicons: &Lexicons, tokens: &mut Tokens) {
    drop_choices(tokens);
    place_boxes(lexicons, tokens);
    for separator in [b',', b';', b'/'] {
        // most texts have too few for any table
        let enough = |tokens: &Tokens| memchr::memchr_iter(separator, &tokens.kinds).count() > FEWEST_MARKS;
        if tokens.has_mark(separator) && enough(tokens) {
            bars(lexicons, tokens, separator);
        }
    }
}

/// `level;endplate;finding` over lines with as many semicolons: a table, read like one with bars.
fn bars(lexicons: &Lexicons, tokens: &mut Tokens, separator: u8) {
    tokens.index();
    let starts: Vec<usize> = tokens.line_starts();
    // a separator of cells stands alone, or right behind its cell
    let parts = |tokens: &Tokens, at: usize| {
        let spaced = || !tokens.list[at].glued && tokens.list.get(at + 1).is_some_and(|t| !t.glued);
        tokens.kinds[at] == separator && (separator != b'/' || spaced())
    };
    // what stands in quotes is one cell: `L1,"protrusion, 4 mm",none`
    let quotes = tokens.has_mark(b'"');
    let within = |tokens: &Tokens, from: usize, at: usize| {
        let quote = |i: usize| tokens.kinds[i] == b'"';
        let opens = |i: usize| i == from || tokens.kinds[i - 1] == separator;
        let mut open = false;
        for i in (from..at).filter(|&i| quote(i)) {
            open = !open && opens(i) && tokens.kinds.get(i + 1) != Some(&separator);
        }
        open
    };
    let cut = |tokens: &Tokens, from: usize, to: usize| -> Vec<usize> {
        let marks = (from..to).filter(|&at| parts(tokens, at));
        marks.filter(|&at| !quotes || !within(tokens, from, at)).collect()
    };
    let count = |tokens: &Tokens, from: usize, to: usize| {
        let marks = || memchr::memchr_iter(separator, &tokens.kinds[from..to]).count();
        if separator == b'/' || quotes && marks() > 0 { cut(tokens, from, to).len() } else { marks() }
    };
    let mut line = 0;
    while line + 2 < starts.len() {
        let (from, to) = (starts[line], starts[line + 1]);
        line += 1;
        let columns = count(tokens, from, to);
        if columns < FEWEST_MARKS || tokens.kinds[to - 1] == b'.' {
            continue;
        }
        let view = View { lexicons, tokens, end: to };
        let known = heads(view, from, to, |at| parts(tokens, at));
        if known < 2 {
            continue;
        }
        let levelled = known > columns;
        let row = |from: usize, to: usize| {
            let view = View { lexicons, tokens, end: to };
            // `"Bone marrow edema","","","none"`
            let quoted = tokens.kinds[from] == b'"' && tokens.kinds[to - 1] == b'"';
            let levels = levelled || (from..to).any(|at| levels::read(view, at).is_some());
            let named = || view.tags(from).any(&[Tag::Field, Tag::Marrow]) || view.tags(from).any(&FINDINGS);
            count(tokens, from, to) == columns && (quoted || levels || named())
        };
        let rows = starts[line..].windows(2).take_while(|ends| row(ends[0], ends[1])).count();
        if rows + 1 < FEWEST_LINES && !(rows == 1 && known > columns.min(FEWEST_LINES) - 1) {
            continue;
        }
        let end = starts[line + rows];
        let lines: Vec<usize> =
            starts.iter().copied().filter(|start| (from..end).contains(start)).chain([end]).collect();
        for at in lines.windows(2).flat_map(|ends| cut(tokens, ends[0], ends[1])).collect::<Vec<_>>() {
            tokens.make_mark(at, b'|');
        }
        // a blank line below the heads parts nothing
        tokens.set_newlines(starts[line], 1);
        line += rows;
    }
}

/// How many of a line's cells a form knows as the heads of columns; 0 if one is long, or has a level.
fn heads(view: View<'_>, from: usize, to: usize, parts: impl Fn(usize) -> bool) -> usize {
    let ends: Vec<usize> = (from..to).filter(|&at| parts(at)).chain([to]).collect();
    // `Finding,L1,L2,L3`
    let level = |cell: Range<usize>| {
        let read = levels::read(View { end: cell.end, ..view }, cell.start);
        read.is_some_and(|read| read.next == cell.end && !matches!(read.levels[0], Level::Region(_)))
    };
    if ends.len() > 2 && ends.windows(2).all(|pair| level(pair[0] + 1..pair[1])) {
        return ends.len();
    }
    let mut start = from;
    let mut known = 0;
    for end in ends {
        let cell = start..end;
        start = end + 1;
        // the corner over the names of rows
        if cell.is_empty() && cell.start == from {
            continue;
        }
        if cell.is_empty() || cell.len() > LONGEST_HEAD || cell.clone().any(|at| levels::read(view, at).is_some()) {
            return 0;
        }
        const KNOWN: [Tag; 8] = [
            Tag::Field,
            Tag::LevelNoun,
            Tag::VertebraNoun,
            Tag::DiscNoun,
            Tag::EndplateNoun,
            Tag::Millimetre,
            Tag::Superior,
            Tag::Inferior,
        ];
        let cell_view = View { end: cell.end, ..view };
        let telling = |at: usize| cell_view.tags(at).any(&FINDINGS) || cell_view.tags(at).any(&KNOWN);
        let prose = [Tag::Verb, Tag::ThereIs, Tag::Shows, Tag::Article];
        if cell.clone().any(|at| cell_view.tags(at).any(&prose)) {
            return 0;
        }
        known += usize::from(cell.clone().any(telling));
    }
    known
}

/// `{none | single | several} -> several`: what could have been chosen says nothing.
fn drop_choices(tokens: &mut Tokens) {
    let mark = |tokens: &Tokens, at: usize| match tokens.list[at].kind {
        TokenKind::Mark(mark) => Some(mark),
        _ => None,
    };
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'{', &tokens.kinds[at..]).map(|found| at + found) {
        let close = (open + 1..tokens.list.len().min(open + LONGEST_CHOICE)).find(|&i| mark(tokens, i) == Some(b'}'));
        at = open + 1;
        let Some(close) = close else { continue };
        let number = |i: usize| tokens.list[i].kind == TokenKind::Number;
        let numbered = (open + 1..close).any(|i| mark(tokens, i) == Some(b':') && i + 1 < close && number(i + 1));
        let numbered = numbered || (open + 1..close).any(|i| number(i) && mark(tokens, i + 1) == Some(b':'));
        let listed = |i: usize| matches!(mark(tokens, i), Some(b'|'));
        // `Modic: {none/1/2/3}`
        let slashes = (open..close).filter(|&i| mark(tokens, i) == Some(b'/')).count();
        let asked = slashes > 0 && open > 0 && mark(tokens, open - 1) == Some(b':');
        if numbered || asked || (open..close).any(listed) {
            for i in open..=close {
                tokens.make_mark(i, b'-');
            }
            at = close + 1;
        }
    }
    if tokens.has_mark(b'/') {
        for (open, close) in [(b'(', b')'), (b'[', b']'), (b'{', b'}')] {
            bracketed_choices(tokens, open, close);
        }
    }
}

/// `Marrow edema (none/focal/diffuse): focal`, `Modic … [none / TYPE 2 / type 3]`: what stands between slashes in front of a
/// colon says nothing; in square brackets what stands in capitals was chosen.
fn bracketed_choices(tokens: &mut Tokens, open: u8, close: u8) {
    let mark = |tokens: &Tokens, at: usize| match tokens.list.get(at).map(|t| t.kind) {
        Some(TokenKind::Mark(mark)) => Some(mark),
        _ => None,
    };
    let mut at = 0;
    while let Some(from) = memchr::memchr(open, &tokens.kinds[at..]).map(|found| at + found) {
        at = from + 1;
        let to = (from + 1..tokens.list.len().min(from + LONGEST_CHOICE)).find(|&i| mark(tokens, i) == Some(close));
        let Some(to) = to else { continue };
        let slashes: Vec<usize> = (from + 1..to).filter(|&i| mark(tokens, i) == Some(b'/')).collect();
        let same_line = !tokens.list[from + 1..=to].iter().any(|t| t.newlines > 0);
        if slashes.is_empty() || !same_line {
            continue;
        }
        let ends: Vec<usize> = [from].into_iter().chain(slashes).chain([to]).collect();
        let options: Vec<Range<usize>> = ends.windows(2).map(|pair| pair[0] + 1..pair[1]).collect();
        let word = |t: &Token| t.kind == TokenKind::Word;
        let capitals = |option: &Range<usize>| {
            let words = tokens.list[option.clone()].iter().filter(|t| word(t));
            words.clone().next().is_some() && words.into_iter().all(|t| t.upper && t.span.end - t.span.start > 1)
        };
        let listed = options
            .iter()
            .all(|o| o.len() <= 3 && tokens.list[o.clone()].iter().any(|t| word(t) || t.kind == TokenKind::Number));
        let chosen: Vec<usize> = (0..options.len()).filter(|&i| capitals(&options[i])).collect();
        let keep = match chosen[..] {
            [only] if open == b'[' && options.len() > 1 => Some(options[only].clone()),
            _ if open != b'[' && mark(tokens, to + 1) == Some(b':') && tokens.list[from + 1..to].iter().any(word) => {
                None
            }
            _ => continue,
        };
        if !listed {
            continue;
        }
        for i in (from..=to).filter(|i| keep.as_ref().is_none_or(|keep| !keep.contains(i))) {
            tokens.make_mark(i, b'-');
        }
        at = to + 1;
    }
}

/// `Level: [ ] T12 [x] L1`, `endplate [x] sup [ ] inf`, `L4 [X] L5 [ ]`: of several boxes with places alone, those that are
/// not ticked say nothing.
fn place_boxes(lexicons: &Lexicons, tokens: &mut Tokens) {
    if !BOXES.into_iter().any(|mark| tokens.has_mark(mark)) {
        return;
    }
    for Range { start: at, end } in tokens.lines() {
        let hidden = unticked_places(View { lexicons, tokens, end }, at);
        // `level   [ ] T12 [x] L1`: a key without its colon
        let view = View { lexicons, tokens, end };
        let key = hidden.first().copied().filter(|&first| first > at && first <= at + LONGEST_HEAD);
        let key = key
            .filter(|&first| (at..first).all(|i| view.tags(i).any(&[Tag::Field, Tag::LevelNoun, Tag::EndplateNoun])));
        for &i in &hidden {
            tokens.make_mark(i, if Some(i) == key { b':' } else { b',' });
        }
    }
}

/// The tokens of a line's boxes with places, but for the places that are ticked.
fn unticked_places(view: View<'_>, from: usize) -> Vec<usize> {
    let boxes: Vec<CheckBox> = boxes_from(view, from).collect();
    let mut hidden = Vec::new();
    let mut first = 0;
    while first + 1 < boxes.len() {
        // the place behind each box, or the one before it
        let behind = |i: usize| place_behind(view, boxes[i].end());
        let before = |i: usize| {
            let start = if i == 0 { from } else { boxes[i - 1].end() };
            place_before(view, start, boxes[i].start())
        };
        let run = |place: &dyn Fn(usize) -> Option<Range<usize>>| {
            let closed = |i: usize, p: &Range<usize>| boxes.get(i + 1).is_none_or(|next| p.end <= next.start());
            (first..boxes.len()).map_while(|i| place(i).filter(|p| closed(i, p))).collect::<Vec<_>>()
        };
        let places = run(&behind);
        let places = if places.len() > 1 { places } else { run(&before) };
        if places.len() < 2 {
            first += 1;
            continue;
        }
        for (i, place) in places.iter().enumerate() {
            hidden.extend(boxes[first + i].start()..boxes[first + i].end());
            if !boxes[first + i].is_ticked() {
                hidden.extend(place.clone());
            }
        }
        first += places.len();
    }
    hidden
}

/// The words of a place that begin at `at` and are all that stands up to the next box, mark or gap.
fn place_behind(view: View<'_>, at: usize) -> Option<Range<usize>> {
    let end = place_end(view, at);
    let wide = |i: usize| view.token(i).is_none_or(|t| t.spaces >= NARROW_GAP);
    let closes =
        end >= view.end || box_at(view, end).is_some() || wide(end) || view.mark(end).is_some_and(|m| m != b':');
    (end > at && closes).then_some(at..end)
}

/// The words of a place that end at `to`, no farther left than `from`.
fn place_before(view: View<'_>, from: usize, to: usize) -> Option<Range<usize>> {
    (from.max(to.saturating_sub(LONGEST_HEAD))..to).find(|&at| place_end(view, at) == to).map(|at| at..to)
}

/// Where the words of a place that begin at `at` end: levels and endplates.
fn place_end(view: View<'_>, at: usize) -> usize {
    const SIDES: [Tag; 7] =
        [Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower, Tag::Both, Tag::EndplateNoun, Tag::EndplateNouns];
    let mut end = at;
    while end < view.end {
        let level = levels::read(view, end).filter(|read| read.levels.iter().all(|l| !matches!(l, Level::Region(_))));
        if let Some(read) = level {
            end = read.next;
        } else if let Some((_, tags, next)) = view.phrase(end)
            && tags.any(&SIDES)
        {
            end = next;
        } else {
            break;
        }
    }
    end
}
