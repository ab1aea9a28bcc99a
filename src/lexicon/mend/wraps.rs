//! Lines that were broken anywhere, and what stands in front of each.

use super::{Lexicons, Mender, SHORTEST};
use crate::anatomy::Area;
use crate::lexicon::tag::Tag;
use crate::token::{Edit, NUMBER, TokenKind, Tokens};

/// Fewest and most letters of a word that all stand apart.
const FEWEST_APART: usize = 4;
const LONGEST_APART: usize = 16;
/// Fewest lines that tell that something stands in front of each.
const FEWEST: usize = 3;

/// What stands in front of every line of a text: `> `, `| `, numbers of lines.
pub(super) fn in_front_of_lines(tokens: &Tokens) -> Vec<usize> {
    let list = &tokens.list;
    let mark = |at: usize, mark: u8| list.get(at).is_some_and(|t| t.kind == TokenKind::Mark(mark));
    let quotes = tokens.has_mark(b'>') || tokens.has_mark(b'|');
    let numbers = tokens.kinds.first() == Some(&NUMBER);
    if !quotes && !numbers {
        return Vec::new();
    }
    let starts: Vec<usize> = (0..list.len()).filter(|&at| at == 0 || list[at].newlines > 0).collect();
    if starts.len() < FEWEST {
        return Vec::new();
    }
    for quote in [b'>', b'|'] {
        let quoted = starts.iter().filter(|&&at| mark(at, quote)).count();
        if quoted + 1 < starts.len() || quoted < FEWEST {
            continue;
        }
        // `>`, `>>`, `> >`
        let run = |at: usize| at + (at..).take_while(|&i| mark(i, quote) && (i == at || list[i].newlines == 0)).count();
        let hidden: Vec<usize> = starts.iter().flat_map(|&at| at..run(at)).collect();
        // a table has bars within its lines
        let inside = tokens.kinds.iter().filter(|kind| **kind == quote).count();
        if quote == b'|' && inside > hidden.len() {
            continue;
        }
        return hidden;
    }
    if numbers { numbers_of_lines(tokens, &starts) } else { Vec::new() }
}

/// Numbers that count the lines, one of which goes on with the line before.
fn numbers_of_lines(tokens: &Tokens, starts: &[usize]) -> Vec<usize> {
    let list = &tokens.list;
    let number = |at: usize| -> Option<u32> {
        let token = list.get(at).filter(|t| t.kind == TokenKind::Number)?;
        tokens.folded(token).parse().ok()
    };
    let mut expected = number(starts[0]);
    for &at in starts {
        let apart = list.get(at + 1).is_none_or(|next| !next.glued);
        if expected.is_none() || number(at) != expected || !apart {
            return Vec::new();
        }
        expected = expected.map(|number| number + 1);
    }
    let goes_on = |at: usize| {
        let next = |at: usize| list.get(at).filter(|t| t.newlines == 0);
        next(at + 1).is_some_and(|t| t.kind == TokenKind::Word && !t.capital)
    };
    let wrapped = starts.len() > FEWEST && starts[1..].iter().any(|&at| goes_on(at));
    if wrapped { starts.to_vec() } else { Vec::new() }
}

/// Takes away line ends within levels, measurements and types; true if there was any.
pub(super) fn unwrap_lines(lexicons: &Lexicons, tokens: &mut Tokens) -> bool {
    let mut any = false;
    for at in 1..tokens.list.len() {
        if tokens.list[at].newlines == 1
            && let Some(glued) = broken(lexicons, tokens, at)
        {
            tokens.unwrap_line(at, glued);
            any = true;
        }
    }
    any
}

/// Whether a line ends within a level, a measurement or a type; if so whether there was no space.
fn broken(lexicons: &Lexicons, tokens: &Tokens, at: usize) -> Option<bool> {
    let list = &tokens.list;
    let tags = |at: usize| match list.get(at) {
        Some(_) => lexicons.tags_at(tokens, at, list.len()),
        None => crate::lexicon::tag::TagSet::default(),
    };
    let mark = |at: usize| match list.get(at).map(|t| t.kind) {
        Some(TokenKind::Mark(mark)) => Some(mark),
        _ => None,
    };
    let glued = |at: usize| list.get(at).is_some_and(|t| t.glued);
    let number = |at: usize| tokens.kinds.get(at) == Some(&NUMBER);
    let short = |at: usize| number(at) && list[at].span.end - list[at].span.start <= 2;
    let letter = |at: usize| {
        list.get(at).is_some_and(|t| t.capital && t.span.end - t.span.start <= 2)
            && tags(at).has(Tag::AreaLetter(Area::Lumbar))
    };
    let unit = |at: usize| tags(at).any(&[Tag::Millimetre, Tag::Centimetre]);
    let before = at - 1;
    // most lines are told to be whole here
    let figures = number(at) || number(before) || matches!(tokens.kinds[before], b'-' | b'/');
    if !figures && !tags(before).has(Tag::ModicKind) {
        return None;
    }
    // `1. The disc`, `2) Disc`
    let item = number(at) && matches!(mark(at + 1), Some(b'.' | b')')) && list.get(at + 2).is_some_and(|t| t.capital);
    // `L ⏎ 2`
    if letter(before) && short(at) && list[before].newlines == 0 && !unit(at + 1) && !glued(before) {
        return Some(false);
    }
    // `L- ⏎ 1`
    if mark(before) == Some(b'-') && glued(before) && before > 0 && letter(before - 1) && !glued(before - 1) {
        return (short(at) && !unit(at + 1) && !item).then_some(true);
    }
    let level = |end: usize| end > 0 && short(end) && glued(end) && letter(end - 1);
    let numbered = |at: usize| letter(at) && short(at + 1) && glued(at + 1);
    // `L4- ⏎ 5`, `L5- ⏎ S1`
    if matches!(mark(before), Some(b'-' | b'/')) && glued(before) && before > 1 && level(before - 1) {
        let bare = short(at) && !unit(at + 1) && !item;
        return (bare || numbered(at)).then_some(true);
    }
    // `L4 ⏎ -5`
    if matches!(mark(at), Some(b'-' | b'/')) && level(before) && glued(at + 1) {
        let bullets =
            list.iter().enumerate().filter(|(i, t)| t.newlines > 0 && t.kind == list[at].kind && glued(i + 1));
        let bare = short(at + 1) && !unit(at + 2) && mark(at + 2) != Some(b'.');
        let alone = bullets.count() == 1;
        return (alone && (bare || numbered(at + 1))).then_some(true);
    }
    if number(before) && unit(at) {
        return Some(false);
    }
    // `5 ⏎ x 7 mm`, `5 x ⏎ 7 mm`
    let times = |at: usize| tags(at).has(Tag::Times);
    if times(at) && number(at + 1) && (number(before) || unit(before))
        || times(before) && number(at) && number(before - 1)
    {
        return Some(false);
    }
    // `type ⏎ 2`, `type 1 ⏎ /2`
    let kind = tags(before).has(Tag::ModicKind);
    if kind && (short(at) || tags(at).has(Tag::ModicType(crate::finding::Modic::One))) && !item {
        return Some(false);
    }
    let typed = before > 0 && number(before) && tags(before - 1).any(&[Tag::ModicKind, Tag::ModicName]);
    (typed && mark(at) == Some(b'/') && short(at + 1)).then_some(true)
}

impl Mender<'_> {
    /// A word that a space or line end parts, one half of which is no word: `infer ior`.
    pub(super) fn spaced(&self, at: usize) -> Option<Edit> {
        let list = &self.tokens.list;
        let joins = |from: usize| {
            let (first, second) = (list.get(from)?, list.get(from + 1)?);
            let words = first.kind == TokenKind::Word && second.kind == TokenKind::Word;
            let apart = second.newlines == 1 || second.newlines == 0 && second.spaces == 1;
            if !words || !apart || second.capital && !second.upper {
                return None;
            }
            let (start, end) = (self.tokens.folded_bytes(first), self.tokens.folded_bytes(second));
            let whole = |known: &[u8]| {
                known.len() == start.len() + end.len() && known.starts_with(start) && known.ends_with(end)
            };
            let letters = self.lexicons.slips.of(*start.first()?).iter().find(|known| whole(known))?.to_vec();
            let matters = self.lexicons.mend_tags(self.lexicons.number_of(&letters)).has(Tag::Matters);
            let span = self.tokens.span(from, from + 2);
            (matters && letters.len() >= SHORTEST)
                .then(|| Edit { at: from..from + 2, by: vec![self.mended(span, letters, false)] })
        };
        joins(at).or_else(|| at.checked_sub(1).and_then(joins))
    }

    /// A word whose letters all stand apart: `n o d e`.
    pub(super) fn letters_apart(&self, at: usize) -> Option<Edit> {
        let list = &self.tokens.list;
        let letter =
            |i: usize| list.get(i).filter(|t| t.kind == TokenKind::Word && t.span.end - t.span.start == 1 && !t.glued);
        let follows = |i: usize| letter(i).is_some_and(|t| t.newlines == 0 && t.spaces == 1);
        if !follows(at + 1) {
            return None;
        }
        let count = 1 + (at + 1..at + LONGEST_APART).take_while(|&i| follows(i)).count();
        if count < FEWEST_APART || letter(at).is_none() {
            return None;
        }
        let letters: Vec<u8> = list[at..at + count].iter().flat_map(|t| self.tokens.folded_bytes(t)).copied().collect();
        // `a n o d e` is a node
        let word = self.lexicons.number_of(&letters);
        let known = word != 0 && !self.lexicons.mend_tags(word).has(Tag::Kept);
        known.then(|| Edit {
            at: at..at + count,
            by: vec![self.mended(self.tokens.span(at, at + count), letters, false)],
        })
    }

    /// A word that a hyphen parts at a line's end: `super-⏎ior`. Where the halves are words too, it joins them all the
    /// same: `end-⏎plate` is one thing.
    pub(super) fn hyphenated(&self, at: usize) -> Option<Edit> {
        let list = &self.tokens.list;
        let from = at.checked_sub(2)?;
        let hyphen = list[from + 1].kind == TokenKind::Mark(b'-') && list[from + 1].glued;
        if !hyphen || list[from].kind != TokenKind::Word || list[at].capital && !list[at].upper {
            return None;
        }
        let mut letters = self.tokens.folded_bytes(&list[from]).to_vec();
        letters.extend_from_slice(self.tokens.folded_bytes(&list[at]));
        let span = self.tokens.span(from, at + 1);
        let known = self.lexicons.number_of(&letters) != 0;
        let letters = if known { letters } else { self.slip(&letters).map(<[u8]>::to_vec)? };
        Some(Edit { at: from..at + 1, by: vec![self.mended(span, letters, false)] })
    }
}
