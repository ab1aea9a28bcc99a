//! Reads levels from tokens: vertebrae, disc levels, ranges, bare-number lists, ordinals, regions.

use crate::anatomy::{Area, DiscLevel, Level, Part, Region, Vertebra};
use crate::lexicon::tag::{Tag, TagSet};
use crate::lexicon::{Lexicons, PhraseNumber};
use crate::token::{CAPITALS, NUMBER, Token, TokenKind, Tokens, WORD, flags};
use memchr::memchr;

/// Most sequences and joints of a list of pulse sequences on either side of one: `T1, T2 and STIR`.
const MOST_SEQUENCES: usize = 6;
/// Most ordinals of one expression: `first, second and third lumbar vertebrae`.
const MOST_ORDINALS: usize = 16;
/// Most parts of one region: `mid to lower thoracic spine`.
const MOST_PARTS: usize = 4;

/// The levels that a stretch of tokens names, in the order said.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LevelExpression {
    /// Every level, ranges told out.
    pub(super) levels: Vec<Level>,
    /// The token after the expression.
    pub(super) next: usize,
}

/// Looks at tokens with the lexicons at hand.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) lexicons: &'a Lexicons,
    pub(super) tokens: &'a Tokens,
    /// Tokens from here on are out of sight.
    pub(super) end: usize,
}

impl<'a> View<'a> {
    #[inline]
    pub(super) fn token(&self, at: usize) -> Option<&'a Token> {
        if at < self.end { self.tokens.list.get(at) } else { None }
    }

    /// The phrase at a token: its number, what it may mean, and the token after it.
    #[inline]
    pub(super) fn phrase(&self, at: usize) -> Option<(PhraseNumber, TagSet, usize)> {
        if at >= self.end {
            return None;
        }
        let found = self.tokens.phrases[at];
        if found.length == 0 {
            return None;
        }
        let next = at + usize::from(found.length);
        if next <= self.end {
            return Some((PhraseNumber(found.phrase), self.lexicons.meant(found), next));
        }
        self.phrase_before_end(at)
    }

    /// The same where the longest phrase reaches out of sight.
    #[cold]
    fn phrase_before_end(&self, at: usize) -> Option<(PhraseNumber, TagSet, usize)> {
        let (phrase, next) = self.lexicons.longest(self.tokens, at, self.end)?;
        Some((phrase, self.lexicons.tags(phrase), next))
    }

    /// What the phrase at a token may mean; nothing if there is none.
    #[inline]
    pub(super) fn tags(&self, at: usize) -> TagSet {
        if at >= self.end {
            return TagSet::default();
        }
        self.lexicons.tags_at(self.tokens, at, self.end)
    }

    /// Whether a token may be what a flag says. Errs on the side of yes: a phrase that reaches out of sight may be
    /// another one.
    #[inline]
    pub(super) fn may_be(&self, at: usize, flag: u8) -> bool {
        if at >= self.end {
            return false;
        }
        let flags = self.tokens.flags[at];
        flags & flag != 0 || flags & flags::LONG != 0 && at + usize::from(self.tokens.phrases[at].length) > self.end
    }

    /// The value of a phrase's meaning that `pick` accepts.
    #[inline]
    pub(super) fn value<T>(&self, phrase: PhraseNumber, pick: impl Fn(Tag) -> Option<T>) -> Option<T> {
        self.lexicons.meanings(phrase).find_map(|(_, tag)| pick(tag))
    }

    #[inline]
    pub(super) fn mark(&self, at: usize) -> Option<u8> {
        if at >= self.end {
            return None;
        }
        self.tokens.kinds.get(at).copied().filter(|kind| !matches!(*kind, WORD | NUMBER | CAPITALS))
    }

    /// The first of tokens `from..to` that is this mark.
    #[inline]
    pub(super) fn find_mark(&self, mark: u8, from: usize, to: usize) -> Option<usize> {
        if !self.tokens.has_mark(mark) || !self.tokens.may_have_mark(mark, from, to) {
            return None;
        }
        let to = to.min(self.end).min(self.tokens.kinds.len());
        memchr(mark, self.tokens.kinds.get(from..to)?).map(|at| from + at)
    }

    /// A whole number of at most two digits.
    fn small_number(&self, at: usize) -> Option<u32> {
        let token = self.token(at).filter(|t| t.kind == TokenKind::Number)?;
        match *self.tokens.folded_bytes(token) {
            [one] => Some(u32::from(one - b'0')),
            [ten, one] => Some(u32::from(ten - b'0') * 10 + u32::from(one - b'0')),
            _ => None,
        }
    }

    /// A Roman numeral in capitals, from II on: `L IV`.
    fn roman(&self, at: usize) -> Option<u32> {
        let token = self.token(at).filter(|t| t.kind == TokenKind::Word && t.capital && t.newlines == 0)?;
        let one = token.span.end - token.span.start == 1;
        if !one && !token.upper {
            return None;
        }
        const NUMERALS: [&[u8]; 11] = [b"ii", b"iii", b"iv", b"v", b"vi", b"vii", b"viii", b"ix", b"x", b"xi", b"xii"];
        let word = self.tokens.folded_bytes(token);
        NUMERALS.iter().position(|n| *n == word).and_then(|i| u32::try_from(i + 2).ok())
    }

    #[inline(always)]
    fn is_any(&self, at: usize, tags: &[Tag]) -> bool {
        self.tags(at).any(tags)
    }
}

/// One side of an expression before ranges are told out.
#[derive(Clone, Copy)]
enum Piece {
    One(Vertebra),
    Disc(DiscLevel),
    /// Several vertebrae joined by a dash: first and last.
    Range(Vertebra, Vertebra),
}

/// Reads the level expression that begins at token `at`.
#[inline]
pub(super) fn read(view: View<'_>, at: usize) -> Option<LevelExpression> {
    if view.may_be(at, flags::LEVEL) { begun(view, at) } else { None }
}

/// The same where a level may begin.
fn begun(view: View<'_>, at: usize) -> Option<LevelExpression> {
    numbered(view, at).or_else(|| ordinals(view, at)).or_else(|| all_of_area(view, at)).or_else(|| region(view, at))
}

/// `L4`, `L4-5`, `T10 through L1`, `T12, L1, 2 and 5`.
fn numbered(view: View<'_>, at: usize) -> Option<LevelExpression> {
    let (first, mut next) = piece(view, at)?;
    let (mut levels, mut last) = match range_end(view, next, first) {
        Some((to, after)) => {
            next = after;
            (tell_out(first, to), to)
        }
        None => (levels_of(first), first),
    };
    while let Some((more, after)) = bare_member(view, next, last) {
        levels.extend(levels_of(more));
        last = more;
        next = after;
    }
    // `L2's lower endplate`
    let possessive = view.token(next).is_some_and(|t| t.glued && view.tokens.folded_bytes(t) == b"s");
    if possessive && !view.token(next + 1).is_some_and(|t| t.glued && t.kind == TokenKind::Number) {
        next += 1;
    }
    let same_line = view.token(next).is_some_and(|t| t.newlines == 0);
    if same_line && view.is_any(next, &[Tag::NotLevelAfter]) && levels.len() == 1 {
        return None;
    }
    if view.is_any(next, &[Tag::VertebraNouns]) {
        levels = levels.into_iter().flat_map(as_vertebrae).collect();
    }
    Some(LevelExpression { levels, next })
}

fn as_vertebrae(level: Level) -> Vec<Level> {
    match level {
        Level::Disc(disc) => vec![Level::Vertebra(disc.upper()), Level::Vertebra(disc.lower())],
        other => vec![other],
    }
}

fn levels_of(piece: Piece) -> Vec<Level> {
    match piece {
        Piece::One(v) => vec![Level::Vertebra(v)],
        Piece::Disc(d) => vec![Level::Disc(d)],
        Piece::Range(a, b) => a.min(b).through(a.max(b)).into_iter().map(Level::Vertebra).collect(),
    }
}

/// Every level of a range said with `to` or `through`.
fn tell_out(from: Piece, to: Piece) -> Vec<Level> {
    match (from, to) {
        (Piece::Disc(a), Piece::Disc(b)) => {
            let (a, b) = if a.upper() <= b.upper() { (a, b) } else { (b, a) };
            a.through(b).into_iter().map(Level::Disc).collect()
        }
        (from, to) => {
            let first = match from {
                Piece::One(v) | Piece::Range(v, _) => v,
                Piece::Disc(d) => d.upper(),
            };
            let last = match to {
                Piece::One(v) | Piece::Range(_, v) => v,
                Piece::Disc(d) => d.lower(),
            };
            let mut told: Vec<_> = first.min(last).through(first.max(last)).into_iter().map(Level::Vertebra).collect();
            // `L3 to L1` is told upwards
            if first > last {
                told.reverse();
            }
            told
        }
    }
}

/// The far end of a range: after `to`, `through`, or a dash behind a disc level.
fn range_end(view: View<'_>, at: usize, from: Piece) -> Option<(Piece, usize)> {
    let mut start = at;
    // `L1 level to L4`
    if view.is_any(start, &[Tag::LevelNoun, Tag::VertebraNoun, Tag::DiscNoun]) {
        start = view.phrase(start)?.2;
    }
    if let Some(behind) = behind_range_sign(view, start) {
        return piece(view, behind);
    }
    let (_, tags, mut next) = view.phrase(start)?;
    // `between T10 and L2`
    let between = tags.has(Tag::And)
        && (at.saturating_sub(5)..at).any(|i| view.tags(i).has(Tag::From))
        && piece(view, next).is_some_and(|(to, _)| match (from, to) {
            (Piece::One(a), Piece::One(b)) => a < b && DiscLevel::new(a, b).is_none(),
            _ => false,
        });
    if !tags.has(Tag::To) && !(tags.has(Tag::Into) && start == at) && !between {
        return None;
    }
    // `from L3 up to L1`
    if view.is_any(next, &[Tag::Article]) || view.is_any(next, &[Tag::To]) {
        next += 1;
    }
    if let Some(found) = piece(view, next) {
        return Some(found);
    }
    let Piece::One(first) = from else { return None };
    let number = view.small_number(next).filter(|_| bare_ends_well(view, next + 1))?;
    let to = Vertebra::new(first.area(), number).filter(|to| *to > first)?;
    Some((Piece::One(to), next + 1))
}

/// `L1~L3`, `T10->L1`: the token behind a sign that says `to`.
fn behind_range_sign(view: View<'_>, at: usize) -> Option<usize> {
    match view.mark(at)? {
        b'~' => Some(at + 1),
        b'-' if view.mark(at + 1) == Some(b'>') => Some(at + 2),
        _ => None,
    }
}

/// One vertebra, disc level or dashed range.
fn piece(view: View<'_>, at: usize) -> Option<(Piece, usize)> {
    let (upper, next) = vertebra(view, at)?;
    let whole = |piece, next| Some((piece, next));
    let Some((lower, after)) = joined(view, upper, next) else {
        return whole(Piece::One(upper), next);
    };
    // `L2-L3-L4`, `L3/4/5`
    if let Some((third, end)) = joined(view, lower, after)
        && third > lower
        && lower > upper
    {
        return whole(Piece::Range(upper, third), end);
    }
    if upper == lower {
        return whole(Piece::One(upper), after);
    }
    let (a, b) = (upper.min(lower), upper.max(lower));
    match DiscLevel::new(a, b) {
        Some(disc) => whole(Piece::Disc(disc), after),
        None => whole(Piece::Range(a, b), after),
    }
}

/// The second vertebra of a pair joined by a dash or slash, or by nothing (`L5S1`).
fn joined(view: View<'_>, upper: Vertebra, at: usize) -> Option<(Vertebra, usize)> {
    let mark = view.mark(at);
    if !matches!(mark, Some(b'-' | b'/' | b'_' | b'\\')) {
        let glued = view.token(at).is_some_and(|t| t.glued && t.kind == TokenKind::Word);
        return if glued { vertebra(view, at) } else { side_by_side(view, upper, at) };
    }
    // another column's value: `L2/3   -1`
    if view.token(at).is_some_and(|t| t.spaces > 1) && view.token(at + 1).is_some_and(|t| t.glued) {
        return None;
    }
    let mut next = at + 1;
    if view.mark(next) == Some(b'-') {
        next += 1;
    }
    if let Some(found) = vertebra(view, next) {
        // `L2 - L3 bulge` is one level; `at L2 - at L3` is not reached here
        return Some(found);
    }
    let number = view.small_number(next).or_else(|| view.roman(next))?;
    let bare = view.token(next)?;
    // `T11 - 12`: the next one, and no count
    let next_one = upper.below().is_some_and(|v| u32::from(v.number()) == number) && bare_ends_well(view, next + 1);
    let tight = view.token(at)?.glued || bare.glued || next_one && bare.newlines == 0;
    if !tight || view.is_any(next + 1, &[Tag::Millimetre, Tag::Centimetre, Tag::Times]) {
        return None;
    }
    let same = Vertebra::new(upper.area(), number).filter(|v| *v > upper);
    let below = || {
        let area = match upper.area() {
            Area::Cervical => Area::Thoracic,
            Area::Thoracic => Area::Lumbar,
            Area::Lumbar | Area::Sacral => Area::Sacral,
        };
        Vertebra::new(area, number)
    };
    let reversed = || Vertebra::new(upper.area(), number).filter(|v| v.below() == Some(upper) && number != 1);
    Some((same.or_else(reversed).or_else(below)?, next + 1))
}

/// `L5 S1`, where neither has further company: a disc level written without its dash. `L1 L2 L4` is a list.
fn side_by_side(view: View<'_>, upper: Vertebra, at: usize) -> Option<(Vertebra, usize)> {
    let level = |at: usize| view.is_any(at, &[Tag::AreaLetter(Area::Lumbar)]);
    let digits = at.checked_sub(1)?;
    let listed = |at: usize| {
        let next = if view.is_any(at, &[Tag::And]) || matches!(view.mark(at), Some(b',' | b'&')) { at + 1 } else { at };
        level(next)
    };
    let before = digits.checked_sub(2).is_some_and(|i| view.small_number(i).is_some());
    let (lower, next) = vertebra(view, at).filter(|_| view.token(at).is_some_and(|t| t.newlines == 0))?;
    (upper.below() == Some(lower) && !before && !listed(next)).then_some((lower, next))
}

/// `L4`, `L 4`, `L-4`, `l4`, `Th12`.
fn vertebra(view: View<'_>, at: usize) -> Option<(Vertebra, usize)> {
    let (phrase, tags, next) = view.phrase(at)?;
    if !tags.has(Tag::AreaLetter(Area::Lumbar)) {
        return None;
    }
    let area = view.value(phrase, |tag| if let Tag::AreaLetter(area) = tag { Some(area) } else { None })?;
    let letter = view.token(at)?;
    let mut digits = next;
    if view.mark(digits) == Some(b'-') && view.token(digits)?.glued {
        digits += 1;
    }
    let number_token = view.token(digits)?;
    let glued = number_token.glued;
    // `l four`, `tea eight`
    let spoken = number_token.kind == TokenKind::Word && letter.span.end - letter.span.start <= 3;
    // `of L ⏎ 2`
    let wrapped = || {
        number_token.newlines == 1
            && letter.span.end - letter.span.start == 1
            && at > 0
            && view.tags(at - 1).any(&[Tag::Of, Tag::At, Tag::And, Tag::Article, Tag::EndplateNoun, Tag::VertebraNoun])
    };
    let apart = || number_token.newlines > 0 && !wrapped() || number_token.spaces > 1;
    // `sup endplate l 2`
    let led = || at > 0 && view.tags(at - 1).any(&[Tag::Of, Tag::At, Tag::EndplateNoun, Tag::VertebraNoun]);
    if !glued && (!letter.capital && !spoken && !led() || apart()) {
        return None;
    }
    let number = view.small_number(digits).or_else(|| view.roman(digits).filter(|_| letter.capital)).or_else(|| {
        let (phrase, _, _) = view.phrase(digits)?;
        if glued {
            None
        } else {
            view.value(phrase, |tag| if let Tag::NumberWord(n) = tag { Some(u32::from(n)) } else { None })
        }
    })?;
    let vertebra = Vertebra::new(area, number)?;
    let after = digits + 1;
    // `T2DM`
    let runs_on =
        view.token(after).is_some_and(|t| t.glued && t.kind == TokenKind::Word && t.span.end - t.span.start > 1);
    if runs_on && view.tags(after).is_empty() {
        return None;
    }
    if view.is_any(after, &[Tag::Millimetre, Tag::Centimetre]) && view.token(after).is_some_and(|t| t.glued || !glued) {
        return None;
    }
    if set_aside(view, at) {
        return None;
    }
    if number <= 3 && view.tokens.folded_bytes(letter) == b"t" && is_sequence(view, at, after) {
        return None;
    }
    Some((vertebra, after))
}

/// What sets a level behind it aside.
const ASIDE: [Tag; 2] = [Tag::NotLevelBefore, Tag::Series];

/// Whether what stands before a level sets it aside: `slice L3`, `unlike L2`, `in contrast to the L4 vertebra`.
fn set_aside(view: View<'_>, at: usize) -> bool {
    if !view.tokens.said.any(&ASIDE) {
        return false;
    }
    // the lower half of `L5-S1`
    let lower = at > 2 && matches!(view.mark(at - 1), Some(b'-' | b'/')) && view.small_number(at - 2).is_some();
    aside_before(view, at) || lower && aside_before(view, at - 3)
}

/// The same of the words right before.
fn aside_before(view: View<'_>, at: usize) -> bool {
    // `Unlike L5-S1, which shows …, L4-5 …`, `in contrast to L4, where it is present`: of that, too, something is said
    let which = |leads: bool| {
        let comma = (at..at + 6).find(|&i| view.mark(i).is_some_and(|mark| !matches!(mark, b'-' | b'/')));
        comma.is_some_and(|comma| {
            let word = view.tags(comma + 1);
            let says = word.has(Tag::Where) || view.tags(comma + 2).any(&[Tag::Verb, Tag::Shows]);
            view.mark(comma) == Some(b',') && word.has(Tag::Which) && (leads || says)
        })
    };
    // `unlike the T10 body with its oedema`
    let with = || (at + 1..at + 5).take_while(|&i| view.mark(i).is_none()).any(|i| view.tags(i).has(Tag::With));
    let opens = |from: usize| {
        from == 0 || view.token(from).is_some_and(|t| t.newlines > 0) || view.mark(from - 1) == Some(b'.')
    };
    let mut end = at;
    if end > 0 && view.token(at).is_some_and(|t| t.newlines < 2) && view.tags(end - 1).has(Tag::Article) {
        end -= 1;
    }
    // most words before a level reach no farther than their own end, and set nothing aside
    let sets_aside = |from: usize| match from + usize::from(view.tokens.phrases[from].length) {
        next if next < end => false,
        next if next == end => view.lexicons.meant(view.tokens.phrases[from]).any(&ASIDE),
        _ => View { end, ..view }.phrase(from).is_some_and(|p| p.2 == end && p.1.any(&ASIDE)),
    };
    (end.saturating_sub(3)..end).any(|from| {
        sets_aside(from) && !which(opens(from)) && !with() && view.token(end).is_some_and(|t| t.newlines < 2)
    })
}

/// Whether the single word before a token has one of the tags.
fn before_is(view: View<'_>, at: usize, tags: &[Tag]) -> bool {
    at > 0 && view.token(at).is_some_and(|t| t.newlines < 2) && view.tags(at - 1).any(tags)
}

/// Whether `T1`, `T2` or `T3` at `at` is a pulse sequence.
fn is_sequence(view: View<'_>, at: usize, after: usize) -> bool {
    let mut next = after;
    // `T1, T2 and STIR`, `T1/T2-weighted`
    for _ in 0..MOST_SEQUENCES {
        let is_join =
            matches!(view.mark(next), Some(b'/' | b',' | b'-' | b'&' | b'+')) || view.is_any(next, &[Tag::And]);
        if is_join {
            next += 1;
            continue;
        }
        let letter = view.token(next).is_some_and(|t| view.tokens.folded_bytes(t) == b"t");
        let number = view.small_number(next + 1).is_some_and(|n| n <= 3);
        if letter && number {
            next += 2;
            continue;
        }
        break;
    }
    let place = view.is_any(
        next,
        &[Tag::EndplateNoun, Tag::EndplateNouns, Tag::VertebraNoun, Tag::VertebraNouns, Tag::Superior, Tag::Inferior],
    );
    if place {
        return false;
    }
    let joined_pair = next > after;
    // `T2/STIR hyperintensity`: the word alone tells, whatever longer phrase it begins
    let word = View { end: view.end.min(next + 1), ..view }.is_any(next, &[Tag::SequenceAfter, Tag::Series]);
    if (word || view.is_any(next, &[Tag::SequenceAfter]))
        && !(joined_pair && view.mark(after) == Some(b',') && view.is_any(next, &[Tag::LevelNoun]))
    {
        return true;
    }
    // `T2 cord signal`
    const SEEN_IN: [Tag; 4] = [Tag::NotMarrow, Tag::Structure, Tag::Canal, Tag::DiscNoun];
    if view.tags(next).any(&SEEN_IN) && view.is_any(next + 1, &[Tag::SequenceAfter]) {
        return true;
    }
    if shows_signal(view, next) {
        return true;
    }
    // `hypointense T1 and T2`: what stands before the first speaks for all.
    let mut first = at;
    for _ in 0..MOST_SEQUENCES {
        let Some(joined) = joined_sequence_before(view, first) else { break };
        first = joined;
    }
    // `on both T1 and T2`
    first -= usize::from((joined_pair || first < at) && before_is(view, first, &[Tag::Both]));
    // `on fat-sat T2`
    let phrase = (first.saturating_sub(4)..first)
        .any(|from| view.phrase(from).is_some_and(|p| p.2 == first && p.1.has(Tag::SequenceBefore)));
    phrase || before_is(view, first, &[Tag::SequenceBefore, Tag::SequenceAfter])
}

/// Whether a verb stands at `at` and what is seen on a sequence behind it: `T1 shows no fracture line`, `T2 shows a dark band`.
fn shows_signal(view: View<'_>, at: usize) -> bool {
    const SOME: [Tag; 4] = [Tag::Article, Tag::NegationBefore, Tag::Adjective, Tag::Associated];
    let Some((_, tags, mut next)) = view.phrase(at) else { return false };
    if !tags.has(Tag::Shows) {
        return false;
    }
    for _ in 0..4 {
        let Some((_, tags, after)) = view.phrase(next) else { return false };
        if tags.any(&[Tag::SequenceShows, Tag::SequenceAfter]) && !tags.has(Tag::Marrow) {
            return true;
        }
        if !tags.any(&SOME) {
            return false;
        }
        next = after;
    }
    false
}

/// The start of the `T1` joined on the left of a `T2` at `at`: `T1 and T2`, `T1/T2`.
fn joined_sequence_before(view: View<'_>, at: usize) -> Option<usize> {
    let join = at.checked_sub(1)?;
    let joins =
        matches!(view.mark(join), Some(b'/' | b',' | b'-' | b'&' | b'+')) || view.tags(join).any(&[Tag::And, Tag::Or]);
    let number = join.checked_sub(1)?;
    let letter = number.checked_sub(1)?;
    let is_sequence = view.small_number(number).is_some_and(|n| n <= 3)
        && view.token(letter).is_some_and(|t| view.tokens.folded_bytes(t) == b"t");
    (joins && is_sequence).then_some(letter)
}

/// A further member of a list that repeats no letter: `, 2`, `and 5`, `, 4-5`.
fn bare_member(view: View<'_>, at: usize, last: Piece) -> Option<(Piece, usize)> {
    let mut next = at;
    let mut parted = false;
    if view.mark(next) == Some(b',') {
        next += 1;
        parted = true;
    }
    if matches!(view.mark(next), Some(b'&' | b'+')) || view.is_any(next, &[Tag::And, Tag::Or]) {
        next = view.phrase(next).map_or(next + 1, |p| p.2);
        parted = true;
    }
    if !parted {
        return None;
    }
    let number = view.small_number(next)?;
    let (area, after_last) = match last {
        Piece::One(v) | Piece::Range(_, v) => (v.area(), v),
        Piece::Disc(d) => (d.upper().area(), d.upper()),
    };
    let first = Vertebra::new(area, number).filter(|v| *v > after_last)?;
    if matches!(view.mark(next + 1), Some(b'-' | b'/')) && view.token(next + 1)?.glued {
        let (second, after) = joined(view, first, next + 1)?;
        let piece = match DiscLevel::new(first.min(second), first.max(second)) {
            Some(disc) => Piece::Disc(disc),
            None => Piece::Range(first, second),
        };
        return bare_ends_well(view, after).then_some((piece, after));
    }
    if matches!(last, Piece::Disc(_)) {
        return None;
    }
    bare_ends_well(view, next + 1).then_some((Piece::One(first), next + 1))
}

/// The token behind a dimension's name in brackets, `(AP)`, where a further dimension or the unit follows; else the same.
pub(super) fn behind_dimension(view: View<'_>, at: usize) -> usize {
    let named = view.mark(at) == Some(b'(')
        && view.mark(at + 2) == Some(b')')
        && view.token(at + 1).is_some_and(|t| t.kind == TokenKind::Word);
    const GOES_ON: [Tag; 3] = [Tag::Times, Tag::Millimetre, Tag::Centimetre];
    if named && view.is_any(at + 3, &GOES_ON) { at + 3 } else { at }
}

/// Whether what follows a bare number lets it be a level: no unit, no thing counted.
fn bare_ends_well(view: View<'_>, at: usize) -> bool {
    let Some(token) = view.token(at) else { return true };
    if view.is_any(at, &[Tag::Millimetre, Tag::Centimetre]) {
        return false;
    }
    // `L3 and L4, 5 and 7 mm`, `L3, 4 to 5 mm`
    let joined = view.mark(at) == Some(b',') || view.is_any(at, &[Tag::And, Tag::Or, Tag::To]);
    if joined && view.small_number(at + 1).is_some() && view.is_any(at + 2, &[Tag::Millimetre, Tag::Centimetre]) {
        return false;
    }
    // `L3, 5 (AP) x 9 (TR) mm`
    if view.is_any(behind_dimension(view, at), &[Tag::Times]) {
        return false;
    }
    match token.kind {
        TokenKind::Mark(mark) => {
            // `5.mild oedema` lost a space
            let goes_on = |t: &Token| t.glued && !(t.kind == TokenKind::Word && t.span.end - t.span.start > 1);
            mark != b'%' && !(mark == b'.' && token.glued && view.token(at + 1).is_some_and(goes_on))
        }
        TokenKind::Number => false,
        TokenKind::Word => {
            let good = [
                Tag::And,
                Tag::Or,
                Tag::At,
                Tag::Of,
                Tag::With,
                Tag::Verb,
                Tag::Shows,
                Tag::Superior,
                Tag::Inferior,
                Tag::Upper,
                Tag::Lower,
                Tag::Superiorly,
                Tag::Inferiorly,
                Tag::Both,
                Tag::EndplateNoun,
                Tag::EndplateNouns,
                Tag::VertebraNoun,
                Tag::VertebraNouns,
                Tag::LevelNoun,
                Tag::DiscNoun,
                Tag::To,
                Tag::Respectively,
                Tag::Every,
                Tag::Each,
                Tag::Several,
                Tag::Measuring,
                Tag::NegationBefore,
                Tag::Around,
                Tag::ThereIs,
                Tag::Course(crate::finding::Change::Stable),
                Tag::Terminator,
                Tag::Which,
                Tag::Because,
                // `T12, L1, 2 and 5 Schmorl's nodes`
                Tag::Eponym,
                Tag::WeakEponym,
            ];
            view.tags(at).any(&good) || token.newlines > 0
        }
    }
}

/// The same where a noun in front says that the number is a vertebra's: `lumbar vertebra 3 a node`.
fn ends_well(view: View<'_>, at: usize) -> bool {
    view.is_any(at, &[Tag::Article]) || bare_ends_well(view, at)
}

/// `first and second lumbar vertebrae`, `12th thoracic vertebra`.
fn ordinals(view: View<'_>, at: usize) -> Option<LevelExpression> {
    let ordinal = |at: usize| {
        let (phrase, _, next) = view.phrase(at)?;
        view.value(phrase, |tag| if let Tag::Ordinal(n) = tag { Some((u32::from(n), next)) } else { None })
    };
    let (first, mut next) = ordinal(at)?;
    let mut numbers = vec![(first, false)];
    loop {
        let mut after = next;
        let mut range = false;
        if view.mark(after) == Some(b',') {
            after += 1;
        }
        if view.is_any(after, &[Tag::And, Tag::Or]) {
            after += 1;
        } else if view.is_any(after, &[Tag::To, Tag::Into]) {
            after = view.phrase(after)?.2;
            range = true;
        }
        if view.is_any(after, &[Tag::Article]) {
            after += 1;
        }
        match ordinal(after).filter(|_| after > next && numbers.len() < MOST_ORDINALS) {
            Some((number, end)) => {
                numbers.push((number, range));
                next = end;
            }
            None => break,
        }
    }
    let (phrase, _, after) = view.phrase(next)?;
    let area = view.value(phrase, |tag| match tag {
        Tag::RegionName(Region::Area(None, area)) => Some(area),
        _ => None,
    })?;
    let mut levels: Vec<Vertebra> = Vec::new();
    for (number, range) in numbers {
        let vertebra = Vertebra::new(area, number)?;
        match levels.last().copied().filter(|_| range) {
            Some(from) => levels.extend(from.through(vertebra).into_iter().skip(1)),
            None => levels.push(vertebra),
        }
    }
    Some(LevelExpression { levels: levels.into_iter().map(Level::Vertebra).collect(), next: after })
}

/// `all lumbar vertebrae`, `every lumbar level`.
fn all_of_area(view: View<'_>, at: usize) -> Option<LevelExpression> {
    let (_, tags, mut next) = view.phrase(at)?;
    if !tags.has(Tag::Every) {
        return None;
    }
    if view.is_any(next, &[Tag::CountOf(2), Tag::Article, Tag::PlaceFiller]) || view.small_number(next).is_some() {
        next = view.phrase(next).map_or(next + 1, |p| p.2);
    }
    let (phrase, _, after) = view.phrase(next)?;
    let area = view.value(phrase, |tag| match tag {
        Tag::RegionName(Region::Area(None, area)) => Some(area),
        _ => None,
    })?;
    let nouns = [Tag::VertebraNoun, Tag::VertebraNouns, Tag::LevelNoun, Tag::EndplateNoun, Tag::EndplateNouns];
    if !view.is_any(after, &nouns) {
        return None;
    }
    Some(LevelExpression { levels: area.vertebrae().map(Level::Vertebra).collect(), next: after })
}

/// `lower thoracic`, `mid to lower thoracic spine`, `thoracolumbar junction`, `lumbar vertebra 3`.
fn region(view: View<'_>, at: usize) -> Option<LevelExpression> {
    let part_at = |at: usize| {
        let (phrase, tags, next) = view.phrase(at)?;
        let part = if tags.has(Tag::Upper) {
            Some(Part::Upper)
        } else if tags.has(Tag::Lower) {
            Some(Part::Lower)
        } else {
            view.value(phrase, |tag| if let Tag::RegionPart(part) = tag { Some(part) } else { None })
        };
        part.map(|part| (part, next))
    };
    let mut parts = Vec::new();
    let mut next = at;
    while let Some((part, after)) = part_at(next) {
        parts.push(part);
        next = after;
        let joins = matches!(view.mark(next), Some(b'-' | b'/' | b',')) || view.is_any(next, &[Tag::And, Tag::To]);
        if joins && parts.len() < MOST_PARTS && part_at(next + 1).is_some() {
            next += 1;
        } else {
            if view.mark(next) == Some(b'-') {
                next += 1;
            }
            break;
        }
    }
    let (phrase, _, after) = view.phrase(next)?;
    let named = view.value(phrase, |tag| if let Tag::RegionName(region) = tag { Some(region) } else { None })?;
    // `lumbar vertebra 3`, `lumbar 4`
    if let (Region::Area(None, area), true) = (named, parts.is_empty()) {
        let mut digits = after;
        if view.is_any(digits, &[Tag::VertebraNoun]) {
            digits = view.phrase(digits)?.2;
        }
        // `lumbar three`, but not `lumbar one-level fusion`
        let spoken = || {
            let (phrase, _, next) = view.phrase(digits).filter(|p| p.2 == digits + 1)?;
            let whole =
                next == view.end || view.token(next).is_some_and(|t| t.kind == TokenKind::Word || t.newlines > 0);
            let number = view.value(phrase, |tag| if let Tag::NumberWord(n) = tag { Some(u32::from(n)) } else { None });
            number.filter(|_| whole && !view.is_any(next, &[Tag::LevelNoun, Tag::VertebraNouns]))
        };
        if let Some(vertebra) = view
            .small_number(digits)
            .or_else(spoken)
            .filter(|_| ends_well(view, digits + 1))
            .and_then(|n| Vertebra::new(area, n))
        {
            return Some(LevelExpression { levels: vec![Level::Vertebra(vertebra)], next: digits + 1 });
        }
    }
    let end = region_end(view, after)?;
    let levels = match named {
        Region::Area(None, area) if !parts.is_empty() => {
            parts.iter().map(|p| Level::Region(Region::Area(Some(*p), area))).collect()
        }
        other => vec![Level::Region(other)],
    };
    Some(LevelExpression { levels, next: end })
}

/// The token after a region's noun, or `None` if what follows makes the name an adjective of something else.
fn region_end(view: View<'_>, at: usize) -> Option<usize> {
    let nouns = [Tag::RegionNoun, Tag::VertebraNoun, Tag::VertebraNouns, Tag::LevelNoun];
    let mut next = at;
    while view.is_any(next, &nouns) && !view.is_any(next, &[Tag::EndplateNoun, Tag::EndplateNouns]) {
        next = view.phrase(next)?.2;
    }
    if next > at {
        return Some(next);
    }
    let Some(token) = view.token(at) else { return Some(at) };
    if token.kind != TokenKind::Word || token.newlines > 0 {
        return Some(at);
    }
    let good = [
        Tag::And,
        Tag::Or,
        Tag::At,
        Tag::With,
        Tag::Verb,
        Tag::EndplateNoun,
        Tag::EndplateNouns,
        Tag::Superior,
        Tag::Inferior,
        Tag::Eponym,
        Tag::WeakEponym,
        Tag::NodePhrase,
        Tag::NodePhrases,
        Tag::ModicName,
        Tag::To,
        Tag::Because,
        Tag::UncertaintyBefore,
        Tag::Many,
        Tag::Course(crate::finding::Change::Stable),
        Tag::NegationBefore,
        Tag::Terminator,
        Tag::Exception,
        Tag::Opposing,
        Tag::Largest,
        Tag::EdemaWord,
        Tag::Marrow,
        Tag::OneNouns,
        Tag::BareNodes,
    ];
    view.tags(at).any(&good).then_some(at)
}
