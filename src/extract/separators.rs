//! What parts keys from values, told before lines are cut: `Schmorl's node -> no`, `Level [L3]`, `Size ~ 6 mm`, `Edema | no`.
//!
//! In: a report's tokens. Out: the same with one mark for each thing, so that whoever reads fields and cells need know one
//! only: a colon between key and value, a bar between cells. Frames around lines are left out, and levels that a
//! line's end has cut are made whole.

use super::levels::{self, View};
use crate::lexicon::tag::Tag;
use crate::lexicon::{FINDINGS, Lexicons};
use crate::token::{CHECK, CROSS, EMPTY_BOX, NARROW_GAP, NUMBER, TICKED_BOX, TokenKind, Tokens, WORD, marks};
use std::ops::Range;

/// Most tokens of a key.
const LONGEST_KEY: usize = 6;
/// Most tokens of a value.
const LONGEST_VALUE: usize = 12;
/// Most tokens of a value that an arrow or a key in brackets parts from its key.
const LONGEST_LIST: usize = 60;
/// Fewest lines alike of which none need be known.
const FEWEST_ALIKE: usize = 3;
/// Fewest fields that show what a separator means.
const FEWEST_FIELDS: usize = 2;

/// Rewrites what parts keys from values, and cells from cells.
pub(super) fn plain(lexicons: &Lexicons, tokens: &mut Tokens) {
    mend_levels(lexicons, tokens);
    let marked = tokens.has_mark(CROSS)
        || [b'~', b'>', b'|', b'[', b'(', b'*', b'#', b'=', b'?', b'{'].into_iter().any(|mark| tokens.has_mark(mark));
    let marked = marked || tokens.has_mark(b'_') || tokens.has_mark(b'\\');
    let dashed = || memchr::memmem::find(&tokens.kinds, b"--").is_some();
    if !marked && !dashed() {
        return;
    }
    if tokens.list.is_empty() {
        return;
    }
    let lines = tokens.lines();
    let mut edit = Edit::default();
    if tokens.has_mark(b'|') {
        double_bars(tokens, &lines, &mut edit);
        rules(tokens, &lines, &mut edit);
    }
    blanks(tokens, &mut edit);
    boxes(tokens, &lines, &mut edit);
    if tokens.has_mark(b'~') {
        tildes(tokens, &lines);
    }
    frames(tokens, &lines, &mut edit);
    if edit.changes(lexicons, tokens) {
        return plain(lexicons, tokens);
    }
    for line in &lines {
        records(lexicons, tokens, line);
    }
    let view = View { lexicons, tokens, end: tokens.list.len() };
    fields(view, &lines, &mut edit);
    edit.changes(lexicons, tokens);
}

/// What is to become of the tokens.
#[derive(Default)]
struct Edit {
    hidden: Vec<usize>,
    colons: Vec<usize>,
}

impl Edit {
    /// Makes the changes; false if there are none.
    fn changes(&mut self, lexicons: &Lexicons, tokens: &mut Tokens) -> bool {
        if self.hidden.is_empty() && self.colons.is_empty() {
            return false;
        }
        for at in std::mem::take(&mut self.colons) {
            tokens.make_mark(at, b':');
            tokens.list[at].spaces = 0;
        }
        let mut hidden = std::mem::take(&mut self.hidden);
        hidden.sort_unstable();
        hidden.dedup();
        tokens.drop(&hidden);
        lexicons.find_phrases(tokens);
        true
    }
}

/// `Level || Node`: two bars that always stand together are one.
fn double_bars(tokens: &Tokens, lines: &[Range<usize>], edit: &mut Edit) {
    let bar = |i: usize| tokens.kinds.get(i) == Some(&b'|');
    let glued = |i: usize| tokens.list.get(i).is_some_and(|t| t.glued);
    let pair = |i: usize| bar(i) && bar(i + 1) && !glued(i) && glued(i + 1) && !glued(i + 2);
    let mut pairs = Vec::new();
    for line in lines {
        let mut at = line.start;
        while at < line.end {
            if pair(at) {
                pairs.push(at + 1);
                at += 1;
            } else if bar(at) {
                return;
            }
            at += 1;
        }
    }
    edit.hidden.extend(pairs);
}

/// `+-----+-----+` between rows of a grid.
fn rules(tokens: &Tokens, lines: &[Range<usize>], edit: &mut Edit) {
    let only = |line: &Range<usize>, marks: &[u8]| tokens.kinds[line.clone()].iter().all(|kind| marks.contains(kind));
    let barred = |line: Option<&Range<usize>>| line.is_some_and(|line| tokens.kinds[line.clone()].contains(&b'|'));
    for (number, line) in lines.iter().enumerate() {
        let rule = line.len() > 2 && only(line, b"+-=|") && !only(line, b"|");
        let (above, below) =
            (number.checked_sub(1).is_some_and(|n| barred(lines.get(n))), barred(lines.get(number + 1)));
        // the first and the last have rows on one side only
        let framed =
            rule && tokens.kinds[line.start] == b'+' && line.clone().filter(|&i| tokens.kinds[i] == b'+').count() > 2;
        if rule && above && below || framed && (above || below) {
            edit.hidden.extend(line.clone());
        }
    }
}

/// `__5__ mm`, `[ 5 ] mm`: figures that were filled in.
fn blanks(tokens: &mut Tokens, edit: &mut Edit) {
    const LONGEST: usize = 12;
    let kind = |tokens: &Tokens, i: usize| tokens.kinds.get(i).copied().unwrap_or(WORD);
    let glued = |tokens: &Tokens, i: usize| tokens.list.get(i).is_some_and(|t| t.glued);
    for (open, close) in [(b'_', b'_'), (b'[', b']')] {
        if !tokens.has_mark(open) {
            continue;
        }
        for at in memchr::memchr_iter(open, &tokens.kinds).collect::<Vec<_>>() {
            let line = open == b'_';
            if line && at > 0 && kind(tokens, at - 1) == b'_' && glued(tokens, at) {
                continue;
            }
            let run = |from: usize, mark: u8| {
                (from..from + LONGEST).take_while(|&i| line && kind(tokens, i) == mark || i == from).count()
            };
            let from = at + run(at, open);
            let figures = (from..from + LONGEST).take_while(|&i| kind(tokens, i) == NUMBER).count();
            let to = from + figures;
            if figures == 0 || kind(tokens, to) != close || line && !(glued(tokens, from) && glued(tokens, to)) {
                continue;
            }
            let end = to + run(to, close);
            let unit = tokens.list.get(end).is_some_and(|t| t.kind == TokenKind::Word && t.newlines == 0);
            if !unit && !line {
                continue;
            }
            (tokens.list[from].glued, tokens.list[from].spaces) = (tokens.list[at].glued, tokens.list[at].spaces);
            edit.hidden.extend((at..from).chain(to..end));
        }
    }
}

/// Boxes of all shapes as one: `[✓]`, `[+]` and `[-]`, `[_]`, `x` and `_` in front of items.
fn boxes(tokens: &mut Tokens, lines: &[Range<usize>], edit: &mut Edit) {
    let kind = |tokens: &Tokens, i: usize| tokens.kinds.get(i).copied().unwrap_or(WORD);
    if tokens.has_mark(b'[') {
        let open = memchr::memchr_iter(b'[', &tokens.kinds).filter(|&at| kind(tokens, at + 2) == b']');
        let shapes: Vec<(usize, u8)> = open.map(|at| (at, kind(tokens, at + 1))).collect();
        // a sign by itself is no box
        let signs = shapes.iter().any(|(_, sign)| *sign == b'-') && shapes.iter().any(|(_, sign)| *sign != b'-');
        for (at, sign) in shapes {
            let mark = match sign {
                CHECK | TICKED_BOX => TICKED_BOX,
                b'+' if signs => TICKED_BOX,
                CROSS => TICKED_BOX,
                b'_' => EMPTY_BOX,
                b'-' if signs => EMPTY_BOX,
                _ => continue,
            };
            tokens.make_mark(at, mark);
            edit.hidden.extend([at + 1, at + 2]);
        }
    }
    if tokens.has_mark(b'(') {
        // `(_) yes (X) no`
        let blank = |at: &usize| kind(tokens, at + 1) == b'_' && kind(tokens, at + 2) == b')';
        for at in memchr::memchr_iter(b'(', &tokens.kinds).filter(blank).collect::<Vec<_>>() {
            tokens.make_mark(at, EMPTY_BOX);
            edit.hidden.extend([at + 1, at + 2]);
        }
    }
    if tokens.has_mark(b'{') {
        for at in memchr::memchr_iter(b'{', &tokens.kinds).collect::<Vec<_>>() {
            let crossed = tokens.list.get(at + 1).is_some_and(|t| tokens.folded(t) == "x");
            let close = at + 1 + usize::from(crossed);
            if kind(tokens, close) == b'}' {
                tokens.make_mark(at, if crossed { TICKED_BOX } else { EMPTY_BOX });
                edit.hidden.extend(at + 1..=close);
            }
        }
    }
    if tokens.has_mark(b'<') {
        // `<X> yes < > no`
        let crossed = |at: &usize| {
            kind(tokens, at + 2) == b'>' && tokens.list.get(at + 1).is_some_and(|t| tokens.folded(t) == "x")
        };
        for at in memchr::memchr_iter(b'<', &tokens.kinds).filter(crossed).collect::<Vec<_>>() {
            tokens.make_mark(at, TICKED_BOX);
            edit.hidden.extend([at + 1, at + 2]);
        }
    }
    if tokens.has_mark(b'_') {
        underlined(tokens, lines, edit);
    }
    signs(tokens, lines);
    if tokens.has_mark(b'_') {
        letters(tokens, lines, edit);
    }
}

/// `___ yes  _X_ no`: lines to put a cross on, in a line that has one crossed.
fn underlined(tokens: &mut Tokens, lines: &[Range<usize>], edit: &mut Edit) {
    const LONGEST: usize = 5;
    let glued = |tokens: &Tokens, i: usize| tokens.list[i].glued && tokens.list[i].newlines == 0;
    let line_at = |tokens: &Tokens, i: usize, end: usize| {
        (i..end).take(LONGEST).take_while(|&at| tokens.kinds[at] == b'_' && (at == i || glued(tokens, at))).count()
    };
    for line in lines {
        if !tokens.kinds[line.clone()].contains(&b'_') {
            continue;
        }
        let mut boxes: Vec<(Range<usize>, bool)> = Vec::new();
        let mut at = line.start;
        while at < line.end {
            let open = line_at(tokens, at, line.end);
            let cross = at + open;
            let crossed = open > 0
                && cross + 1 < line.end
                && glued(tokens, cross)
                && tokens.folded(&tokens.list[cross]) == "x"
                && glued(tokens, cross + 1);
            let close = if crossed { line_at(tokens, cross + 1, line.end) } else { 0 };
            let end = if close > 0 { cross + 1 + close } else { cross };
            let item = tokens.list.get(end).is_some_and(|t| t.kind == TokenKind::Word && !t.glued && end < line.end);
            if (close > 0 || open > 1) && (item || end == line.end) {
                boxes.push((at..end, close > 0));
            }
            at = end.max(at + 1);
        }
        if boxes.len() > 1 && boxes.iter().any(|(_, ticked)| *ticked) {
            for (range, ticked) in boxes {
                tokens.make_mark(range.start, if ticked { TICKED_BOX } else { EMPTY_BOX });
                edit.hidden.extend(range.skip(1));
            }
        }
    }
}

/// `✓ Fracture` over `✗ Schmorl's node`: where items begin with the one or the other, they are boxes.
fn signs(tokens: &mut Tokens, lines: &[Range<usize>]) {
    if !tokens.has_mark(CHECK) || !tokens.has_mark(CROSS) {
        return;
    }
    let item = |at: usize| {
        let begins = lines.binary_search_by_key(&at, |line| line.start).is_ok() || tokens.list[at].spaces >= NARROW_GAP;
        let word = tokens.list.get(at + 1).is_some_and(|t| t.kind == TokenKind::Word && t.newlines == 0);
        begins && word && matches!(tokens.kinds[at], CHECK | CROSS)
    };
    let items: Vec<usize> = (0..tokens.list.len()).filter(|&at| item(at)).collect();
    let has = |mark: u8| items.iter().any(|&at| tokens.kinds[at] == mark);
    if has(CHECK) && has(CROSS) {
        for at in items {
            tokens.make_mark(at, if tokens.kinds[at] == CHECK { TICKED_BOX } else { EMPTY_BOX });
        }
    }
}

/// `x Schmorl's node` over `_ Marrow edema`, `_X_` over `___`: boxes in front of items.
fn letters(tokens: &mut Tokens, lines: &[Range<usize>], edit: &mut Edit) {
    let word = |tokens: &Tokens, i: usize| tokens.list[i].kind == TokenKind::Word;
    let item = |line: &Range<usize>| {
        let end = line.clone().find(|&i| tokens.kinds[i] != b'_' && tokens.folded(&tokens.list[i]) != "x")?;
        let crossed = (line.start..end).filter(|&i| tokens.kinds[i] != b'_').count();
        let own = end > line.start && crossed < 2 && word(tokens, end) && !tokens.list[end].glued;
        own.then_some((line.start..end, crossed > 0))
    };
    let items: Vec<(Range<usize>, bool)> = lines.iter().filter_map(item).collect();
    if items.len() < 2 || items.iter().all(|(_, ticked)| *ticked) || !items.iter().any(|(_, ticked)| *ticked) {
        return;
    }
    for (range, ticked) in items {
        tokens.make_mark(range.start, if ticked { TICKED_BOX } else { EMPTY_BOX });
        edit.hidden.extend(range.skip(1));
    }
}

/// `Node ~ no ~ -` in lines below one another: the tildes part cells.
fn tildes(tokens: &mut Tokens, lines: &[Range<usize>]) {
    let apart = |tokens: &Tokens, i: usize| tokens.list.get(i).is_none_or(|t| !t.glued);
    let parts = |tokens: &Tokens, i: usize| tokens.kinds[i] == b'~' && apart(tokens, i) && apart(tokens, i + 1);
    let count = |tokens: &Tokens, line: &Range<usize>| line.clone().filter(|&i| parts(tokens, i)).count();
    for pair in 0..lines.len().saturating_sub(1) {
        let (first, second) = (count(tokens, &lines[pair]), count(tokens, &lines[pair + 1]));
        let above = pair > 0 && lines[pair - 1].clone().any(|i| tokens.kinds[i] == b'|');
        if first < 2 || second != first && !above {
            continue;
        }
        let end = if second == first { lines[pair + 1].end } else { lines[pair].end };
        for i in (lines[pair].start..end).filter(|&i| parts(tokens, i)).collect::<Vec<_>>() {
            tokens.make_mark(i, b'|');
        }
    }
}

/// `| Schmorl's node: no   |` between rules, or `*` or `#` in place of the bars: the frame's sides say nothing.
fn frames(tokens: &Tokens, lines: &[Range<usize>], edit: &mut Edit) {
    let mark = |i: usize| match tokens.list[i].kind {
        TokenKind::Mark(mark) => Some(mark),
        _ => None,
    };
    let rule = |line: &Range<usize>| {
        line.len() > 2 && line.clone().all(|i| matches!(mark(i), Some(b'-' | b'+' | b'=' | b'*' | b'#' | b'_' | b'|')))
    };
    let side = |line: &Range<usize>| {
        let first = mark(line.start).filter(|side| matches!(side, b'|' | b'*' | b'#'))?;
        let framed = line.len() > 2 && mark(line.end - 1) == Some(first) && !rule(line);
        let inner = || (line.start + 1..line.end - 1).any(|i| mark(i) == Some(first));
        (framed && !inner()).then_some(first)
    };
    let mut at = 0;
    while at < lines.len() {
        let Some(first) = side(&lines[at]) else {
            at += 1;
            continue;
        };
        let run = lines[at..].iter().take_while(|line| side(line) == Some(first) || rule(line)).count();
        let closed = at > 0 && rule(&lines[at - 1]) && rule(&lines[at + run - 1]);
        if closed {
            edit.hidden.extend(lines[at - 1].clone());
            for line in &lines[at..at + run] {
                match rule(line) {
                    true => edit.hidden.extend(line.clone()),
                    false => edit.hidden.extend([line.start, line.end - 1]),
                }
            }
        }
        at += run;
    }
}

/// `Level: L3 * Schmorl's node: no * Modic: none`: what parts the fields of one line becomes a semicolon.
fn records(lexicons: &Lexicons, tokens: &mut Tokens, line: &Range<usize>) {
    const SEPARATORS: [u8; 4] = [b'*', b'\\', b'/', b'-'];
    const LONGEST_RECORD: usize = 48;
    let view = View { lexicons, tokens, end: line.end };
    if line.len() > LONGEST_RECORD || !tokens.may_have_marks(marks(SEPARATORS), line.start, line.end) {
        return;
    }
    // boxes of items
    if super::segment::box_at(view, line.start).is_some() {
        return;
    }
    let apart = |i: usize| tokens.list.get(i).is_none_or(|t| !t.glued);
    let any = |marks: &[u8]| tokens.kinds[line.clone()].iter().any(|kind| marks.contains(kind));
    for mark in SEPARATORS {
        // what slashes part is known where records are read, and may be options
        if mark == b'/' && any(b":=[") {
            continue;
        }
        let parts = |i: usize| i > line.start && view.mark(i) == Some(mark) && apart(i) && apart(i + 1);
        // most dashes stand within words and levels
        if memchr::memchr_iter(mark, &tokens.kinds[line.clone()]).filter(|i| parts(line.start + i)).nth(1).is_none() {
            continue;
        }
        let mut pieces = Vec::new();
        let mut from = line.start;
        for end in line.clone().filter(|&i| parts(i)).chain([line.end]) {
            pieces.push(from..end);
            from = end + 1;
        }
        if pieces.len() < 3 || !pieces.iter().all(|piece| is_field(view, piece)) {
            continue;
        }
        let named = pieces.iter().any(|piece| piece.clone().any(|i| view.tags(i).any(&FINDINGS)));
        if !named {
            continue;
        }
        for i in line.clone().filter(|&i| parts(i)).collect::<Vec<_>>() {
            tokens.make_mark(i, b';');
        }
        return;
    }
}

/// Whether a piece of a line is a field: a key and its value behind a mark, or a key that a form knows or a finding's name
/// with an answer right behind.
fn is_field(view: View<'_>, piece: &Range<usize>) -> bool {
    const ANSWERS: [Tag; 4] = [Tag::YesValue, Tag::NoneValue, Tag::NegationBefore, Tag::NegationAfter];
    if piece.len() < 2 || piece.len() > LONGEST_VALUE {
        return false;
    }
    let view = View { end: piece.end, ..view };
    let marked = piece.clone().skip(1).any(|i| matches!(view.mark(i), Some(b':' | b'=')) && i + 1 < piece.end);
    let known = view.phrase(piece.start).is_some_and(|p| p.1.has(Tag::Field) && p.2 < piece.end);
    let answered = view.tags(piece.end - 1).any(&ANSWERS);
    marked || known || answered || view.tags(piece.start).has(Tag::ModicName)
}

/// What parts a key from its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    /// `~`, `>`, `→`, `--`: the mark, or the pair's first.
    Sign(u8),
    /// `->`, `=>`, `>>`: no mark of a table.
    Arrow(u8),
    /// `[Level] L3`, `[Level]..... L3`
    Boxed,
    /// `Level [L3]`, `Level (L3)`
    Bracket(u8),
    /// `Level | L3`
    Bar,
    /// `=` or `?`, which whoever reads fields knows, but not before every answer.
    Answer,
}

/// A line with a key and a value.
struct Field {
    separator: Separator,
    key: Range<usize>,
    /// What becomes a colon.
    at: usize,
    /// What is left out.
    hidden: Vec<usize>,
    value: Range<usize>,
}

/// Makes colons of what parts the fields of lines below one another.
fn fields(view: View<'_>, lines: &[Range<usize>], edit: &mut Edit) {
    let mut at = 0;
    while at < lines.len() {
        let Some(first) = field(view, &lines[at]) else {
            at += 1;
            continue;
        };
        let separator = first.separator;
        let mut run = vec![first];
        if separator != Separator::Answer {
            let below = lines[at + 1..].iter().map_while(|line| field(view, line).filter(|f| f.separator == separator));
            run.extend(below);
        }
        // `Schmorl's node 2` over `Level | L3`
        let above = at.checked_sub(1).map(|above| &lines[above]).filter(|above| above.len() <= LONGEST_KEY);
        let titled = above.is_some_and(|above| names_finding(View { end: above.end, ..view }, above));
        at += run.len();
        if are_fields(view, &run, titled) {
            edit.colons.extend(run.iter().map(|field| field.at));
            edit.hidden.extend(run.into_iter().flat_map(|field| field.hidden));
        }
    }
}

/// The key and value of a line, if a separator other than a colon parts them.
fn field(view: View<'_>, line: &Range<usize>) -> Option<Field> {
    const SEPARATORS: u64 = marks([b'-', b'=', b'~', b'>', b'*', b'(', b'[', b'|', b'?']);
    if !view.tokens.may_have_marks(SEPARATORS, line.start, line.end) {
        return None;
    }
    let view = View { end: line.end, ..view };
    let bullet = |i: usize| matches!(view.mark(i), Some(b'-' | b'*' | b'#' | b'|' | b'>'));
    let item = |i: usize| {
        view.token(i).is_some_and(|t| t.kind == TokenKind::Number || t.span.end - t.span.start == 1)
            && view.mark(i).is_none()
    };
    let mut from = line.start;
    if item(from) && matches!(view.mark(from + 1), Some(b'.' | b')')) {
        from += 2;
    }
    while from < line.end && bullet(from) {
        from += 1;
    }
    // `Q1 [Level] L2`
    let number = |i: usize| view.token(i).is_some_and(|t| t.kind == TokenKind::Number);
    if view.tags(from).has(Tag::QuestionLabel) && number(from + 1) && view.mark(from + 2) == Some(b'[') {
        from += 2;
    }
    let word = |i: usize| view.token(i).is_some_and(|t| t.kind == TokenKind::Word);
    let glued = |i: usize| i < line.end && view.token(i).is_some_and(|t| t.glued);
    if from < line.end && view.mark(from) == Some(b'[') && word(from + 1) {
        return boxed_key(view, from);
    }
    if from >= line.end || !word(from) {
        return None;
    }
    let mut unit = 0;
    for at in from + 1..line.end.min(from + LONGEST_KEY + 1) {
        let Some(mark) = view.mark(at) else { continue };
        let key = from..at;
        let behind = |width: usize| at + width..line.end;
        let made = |separator, hidden: Vec<usize>, value: Range<usize>| {
            let longest = if matches!(separator, Separator::Arrow(_)) { LONGEST_LIST } else { LONGEST_VALUE };
            let nested = longest > LONGEST_VALUE
                && value.clone().filter(|&i| matches!(view.mark(i), Some(b':' | b'='))).count() > 1;
            let whole = !value.is_empty() && value.len() <= longest && !nested;
            whole.then_some(Field { separator, key: key.clone(), at, hidden, value })
        };
        return match mark {
            b'-' | b'=' if view.mark(at + 1) == Some(b'>') && glued(at + 1) => {
                made(Separator::Arrow(mark), vec![at + 1], behind(2))
            }
            b'>' if view.mark(at + 1) == Some(b'>') && glued(at + 1) && !glued(at) && !glued(at + 2) => {
                made(Separator::Arrow(mark), vec![at + 1], behind(2))
            }
            b'-' if view.mark(at + 1) == Some(b'-') && glued(at + 1) && !glued(at) => {
                let width = (at..line.end).take_while(|&i| view.mark(i) == Some(b'-')).count();
                made(Separator::Sign(b'_'), (at + 1..at + width).collect(), behind(width))
            }
            b'~' | b'>' | b'*' if !glued(at) && !glued(at + 1) => made(Separator::Sign(mark), Vec::new(), behind(1)),
            // `Size (mm) | 12`
            b'(' if view.mark(at + 2) == Some(b')') && at + 3 < line.end => {
                unit = at + 2;
                continue;
            }
            b')' if at == unit => continue,
            b'[' | b'(' => {
                let close = if mark == b'[' { b']' } else { b')' };
                let value = at + 1..line.end - 1;
                let whole =
                    view.mark(line.end - 1) == Some(close) && !value.clone().any(|i| view.mark(i) == Some(mark));
                made(Separator::Bracket(mark), vec![line.end - 1], value).filter(|_| whole)
            }
            b'|' => {
                let last = line.end - usize::from(view.mark(line.end - 1) == Some(b'|'));
                let hidden = (line.start..from).chain(last..line.end).filter(|&i| view.mark(i) == Some(b'|')).collect();
                let value = at + 1..last;
                let only = !value.clone().any(|i| view.mark(i) == Some(b'|'));
                made(Separator::Bar, hidden, value).filter(|_| only)
            }
            b'?' if matches!(view.mark(at + 1), Some(b'-' | b'=' | b'>')) && view.mark(at + 2) == Some(b'>') => {
                continue;
            }
            // `SCHMORL NODE? Not present`, `Marrow edema=absent`
            b'=' | b'?' => made(Separator::Answer, Vec::new(), behind(1)),
            // `end-plate`
            b'-' | b'/' if glued(at) && glued(at + 1) => continue,
            _ => None,
        };
    }
    None
}

/// `[Marrow] no edema`, `[MARROW]..... no edema`
fn boxed_key(view: View<'_>, open: usize) -> Option<Field> {
    let close = view.find_mark(b']', open + 2, view.end.min(open + LONGEST_KEY + 2))?;
    let long = view.token(open + 1).is_some_and(|t| t.span.end - t.span.start > 1);
    let first = (close + 1..view.end).find(|&i| !matches!(view.mark(i), Some(b'.' | b':' | b'_')))?;
    let hidden = std::iter::once(open).chain(close + 1..first).collect();
    let value = first..view.end;
    let whole = long && value.len() <= LONGEST_LIST && view.mark(first) != Some(b'[');
    whole.then_some(Field { separator: Separator::Boxed, key: open + 1..close, at: close, hidden, value })
}

fn names_finding(view: View<'_>, range: &Range<usize>) -> bool {
    range.clone().any(|i| view.tags(i).any(&FINDINGS))
}

/// Whether lines with one separator are fields: keys that a form knows, or findings that are answered; `titled`: a
/// finding's name stands above.
fn are_fields(view: View<'_>, run: &[Field], titled: bool) -> bool {
    const ANSWERS: [Tag; 4] = [Tag::YesValue, Tag::NoneValue, Tag::NegationBefore, Tag::NegationAfter];
    let whole = |range: &Range<usize>, tags: &[Tag]| {
        let view = View { end: range.end, ..view };
        view.phrase(range.start).is_some_and(|p| p.2 == range.end && p.1.any(tags))
    };
    let named = |range: &Range<usize>| names_finding(View { end: range.end, ..view }, range);
    let levelled = |range: &Range<usize>| levels::read(View { end: range.end, ..view }, range.start).is_some();
    let known = run.iter().filter(|field| whole(&field.key, &[Tag::Field]) && !named(&field.key)).count();
    let sign = |value: &Range<usize>| value.len() == 1 && matches!(view.mark(value.start), Some(b'-' | b'+'));
    let answers = |value: &Range<usize>| whole(value, &ANSWERS) || sign(value);
    let answered = run.iter().filter(|field| named(&field.key) && answers(&field.value)).count();
    let naming = titled || run.iter().any(|field| named(&field.key) || named(&field.value));
    match run[0].separator {
        Separator::Arrow(_) | Separator::Boxed => naming && (known + answered > 0 || run.len() >= FEWEST_ALIKE),
        // a table of two columns
        _ if run.iter().any(|field| levelled(&field.key)) => false,
        // `Finding | Answer` is a table of answers
        Separator::Bar => naming && known >= FEWEST_FIELDS && !run.iter().any(|f| whole(&f.value, &[Tag::Field])),
        Separator::Bracket(_) => naming && known + answered >= FEWEST_FIELDS,
        Separator::Answer => answered == run.len() && run.iter().all(|f| !whole(&f.value, &ANSWERS[..1])),
        Separator::Sign(_) => naming && known + answered > 0,
    }
}

/// Levels that a line's end has cut: `L4` over `-5`. Words are made whole by [`Lexicons::mend`].
fn mend_levels(lexicons: &Lexicons, tokens: &mut Tokens) {
    let mut changed = false;
    for at in memchr::memchr_iter(b'-', &tokens.kinds).collect::<Vec<_>>() {
        if at == 0 || at + 1 >= tokens.list.len() {
            continue;
        }
        let (dash, next) = (tokens.list[at], tokens.list[at + 1]);
        if dash.newlines + next.newlines == 1 && (dash.glued || next.glued) && joins_levels(tokens, at) {
            for token in &mut tokens.list[at..at + 2] {
                (token.spaces, token.glued) = (0, true);
            }
            tokens.set_newlines(at, 0);
            tokens.set_newlines(at + 1, 0);
            changed = true;
        }
    }
    if changed {
        lexicons.find_phrases(tokens);
    }
}

/// Whether a dash stands between the numbers of two neighbours: `L4-` over `5`.
fn joins_levels(tokens: &Tokens, dash: usize) -> bool {
    let figure = |i: usize| tokens.kinds[i] == NUMBER;
    let value = |i: usize| tokens.folded(&tokens.list[i]).parse::<u32>();
    let first = tokens.list[dash - 1];
    figure(dash - 1)
        && figure(dash + 1)
        && first.glued
        && first.newlines == 0
        && tokens.list[dash].spaces < NARROW_GAP
        && value(dash - 1).is_ok_and(|above| value(dash + 1) == Ok(above + 1))
}
