//! Whether a trigger that alone is no finding stands near what makes it one.
//!
//! What is near is told generously, in words, lines and sentences that surely end: never less than extraction's reach.

use super::by_word::folded;
use super::is_inside;
use super::words::{Need, Roles, Words};
use memchr::{memchr, memchr_iter, memchr2, memchr3, memmem, memrchr, memrchr_iter, memrchr2};
use std::cell::RefCell;
use std::ops::Range;
use std::sync::LazyLock;

/// Sentences before one that names a finding to which it may refer back.
const BACK: usize = 5;
/// Most tokens of a finding's name that heads a list or a table.
const LONGEST_TITLE: usize = 5;
/// Most words of a phrase with what may stand between it and the word it needs.
const REACH: usize = 16;
/// Most words of a heading on either side of its level.
const LONGEST_HEADING: usize = 32;

/// The levels of a record, found once: several words of it may ask for them.
pub(super) struct Levels<'a> {
    /// Places at which a pattern was found, and how many of them were looked at.
    places: &'a [u32],
    looked: usize,
    record: &'a Range<usize>,
    found: Vec<Level>,
    /// The paragraph that was looked at last, and whether its marks may be of a form.
    form: Option<(Range<usize>, bool)>,
}

/// A level or region that stands in a record.
struct Level {
    place: Range<usize>,
    /// It may be one of a heading; told when somebody asks.
    heads: Option<bool>,
}

/// A word or a number of a text.
struct Word {
    range: Range<usize>,
    /// It holds nothing that may hide a letter, or join letters.
    plain: bool,
}

impl<'a> Levels<'a> {
    /// The levels of a record with these places, not yet looked for.
    pub(super) fn new(places: &'a [u32], record: &'a Range<usize>) -> Self {
        Self { places, looked: 0, record, found: Vec::new(), form: None }
    }

    /// Those before `end` of the record, in order. Ends are asked for in order, too.
    fn before(&mut self, words: &Words, text: &[u8], end: usize) -> &mut [Level] {
        let start = self.record.start;
        let count = self.places.partition_point(|at| (*at as usize) < end + start);
        let places = self.places.get(self.looked..count).unwrap_or_default();
        // the first word has nothing in front of it at which a pattern could begin
        let first = (self.looked == 0).then_some(0);
        for at in first.into_iter().chain(places.iter().map(|at| *at as usize - start)) {
            self.found.extend(level(words, text, at).map(|place| Level { place, heads: None }));
        }
        self.looked = self.looked.max(count);
        &mut self.found
    }

    /// Whether the paragraph around a word has the marks of a form: words of one often ask after another.
    fn in_form(&mut self, text: &[u8], word: &Range<usize>) -> bool {
        if let Some((paragraph, form)) = &self.form
            && paragraph.start <= word.start
            && word.end <= paragraph.end
        {
            return *form;
        }
        let paragraph = paragraph(text, word);
        let form = has_form_marks(&text[paragraph.clone()]);
        self.form = Some((paragraph, form));
        form
    }
}

/// Whether the word at `word`, which has this need, has what it needs.
pub(super) fn meets(words: &Words, text: &[u8], word: &Range<usize>, need: Need, levels: &RefCell<Levels<'_>>) -> bool {
    let has = |word: &Word, wanted| has(words, text, word, wanted);
    match need {
        Need::Nothing => true,
        Need::Noun => following(text, word.end).take(REACH).any(|word| has(&word, Roles::NOUN)),
        Need::Herniation => preceding(text, word.start).take(REACH).any(|word| has(&word, Roles::HERNIATION)),
        // `type 2 endplate changes`, `endplate changes at C4-5 and C6-7, type 1 at the former`
        Need::Kind => {
            let around = preceding(text, word.start).take(REACH).chain(following(text, word.end).take(2 * REACH));
            around.into_iter().any(|word| has(&word, Roles::KIND))
        }
        Need::Place => place(words, text, word, levels),
    }
}

/// Whether a word has any of these roles, or holds what may hide a letter.
fn has(words: &Words, text: &[u8], word: &Word, wanted: Roles) -> bool {
    match plain(words, text, word, wanted) {
        Plain::Without => false,
        Plain::Short(key) => words.roles_short(key).any(wanted),
        Plain::Other => by_bytes(text, word, |folded| words.roles(folded)).any(wanted),
    }
}

/// The roles of a word with those that it has beside its neighbours: whether it speaks of what was said before.
fn spoken(words: &Words, text: &[u8], word: &Word) -> Roles {
    match plain(words, text, word, Roles::ALL) {
        Plain::Without => Roles::default(),
        Plain::Short(key) => words.spoken_short(key, text, &word.range),
        Plain::Other => by_bytes(text, word, |folded| words.spoken(folded, text, &word.range)),
    }
}

/// What a word's letters tell at once.
enum Plain {
    /// Its shape is none of a word with the roles that are wanted.
    Without,
    /// It is short, and nothing hides a letter of it: the word as a number.
    Short(u128),
    Other,
}

fn plain(words: &Words, text: &[u8], word: &Word, wanted: Roles) -> Plain {
    if !word.plain {
        return Plain::Other;
    }
    if !words.may_have(&text[word.range.clone()], wanted) {
        return Plain::Without;
    }
    folded(text, &word.range).map_or(Plain::Other, Plain::Short)
}

/// The roles of a word, letter by letter; all of them where it holds what may hide a letter.
fn by_bytes(text: &[u8], word: &Word, told: impl Fn(&[u8]) -> Roles) -> Roles {
    let mut folded = [0; 24];
    let mut length = 0;
    for byte in &text[word.range.clone()] {
        match byte {
            b'\'' | b'`' => {}
            byte if !byte.is_ascii() => return Roles::ALL,
            byte => {
                let Some(slot) = folded.get_mut(length) else { return Roles::ALL };
                *slot = byte.to_ascii_lowercase();
                length += 1;
            }
        }
    }
    told(&folded[..length])
}

/// What a byte is to a word of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Letter,
    /// What joins letters, or may hide one.
    Joint,
    Digit,
}

/// The same for each byte: asked of every byte of a sentence with oedema.
static CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'\'' | b'`' | 128..=255 => Class::Joint,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
};

/// Words and numbers behind a place.
fn following(text: &[u8], from: usize) -> impl Iterator<Item = Word> {
    let class = |at: usize| text.get(at).map(|byte| CLASSES[usize::from(*byte)]);
    let mut at = from;
    std::iter::from_fn(move || {
        let first = loop {
            match class(at)? {
                Class::Other => at += 1,
                class => break class,
            }
        };
        let start = at;
        let mut plain = first != Class::Joint;
        at += 1;
        while let Some(class) = class(at) {
            match class {
                Class::Letter if first != Class::Digit => {}
                Class::Joint if first != Class::Digit => plain = false,
                Class::Digit if first == Class::Digit => {}
                _ => break,
            }
            at += 1;
        }
        Some(Word { range: start..at, plain })
    })
}

/// Words and numbers before a place, the nearest first.
fn preceding(text: &[u8], from: usize) -> impl Iterator<Item = Word> {
    let mut at = from;
    std::iter::from_fn(move || {
        let last = text[..at].iter().rposition(|byte| is_inside(*byte) || byte.is_ascii_digit())?;
        let digits = text[last].is_ascii_digit();
        let other = |byte: &u8| if digits { !byte.is_ascii_digit() } else { !is_inside(*byte) };
        at = text[..last].iter().rposition(other).map_or(0, |outside| outside + 1);
        let range = at..last + 1;
        Some(Word { plain: text[range.clone()].iter().all(u8::is_ascii_alphanumeric), range })
    })
}

/// Whether oedema may be of a vertebra: a word for marrow, endplate or vertebra in its sentence, a level there or in a
/// heading above, or in the sentences before if it speaks of them; or whether it stands in a form or table, which tie by
/// other means.
fn place(words: &Words, text: &[u8], word: &Range<usize>, levels: &RefCell<Levels<'_>>) -> bool {
    let start = sentence_start(words, text, word.start);
    let end = sentence_end(words, text, word.end);
    let mut said = Roles::default();
    for near in following(&text[..end], start) {
        said = said.with(spoken(words, text, &near));
        if said.any(Roles::MARROW) {
            return true;
        }
    }
    if said.any(Roles::COLON) && dictated(words, text) {
        return true;
    }
    let refers = said.any(Roles::REFERS);
    let mut back = None;
    let far = || (0..BACK).fold(start, |start, _| sentence_start(words, text, before_end(text, start)));
    let mut levels = levels.borrow_mut();
    for level in levels.before(words, text, end).iter_mut().rev().filter(|level| level.place.start != word.start) {
        let at = level.place.start;
        if at >= start || *level.heads.get_or_insert_with(|| heads(words, text, &level.place)) {
            return true;
        }
        if !refers && !said.any(Roles::THERE) {
            continue;
        }
        let back = *back.get_or_insert_with(far);
        // paragraphs may lie between: what the text speaks of is carried on
        if at >= back && (refers || sided_before(words, text, back..start)) {
            return true;
        }
    }
    is_key(text, word) || levels.in_form(text, word)
}

/// Whether a text's marks may have been dictated as words: two full stops, or more.
fn dictated(words: &Words, text: &[u8]) -> bool {
    following(text, 0).filter(|word| has(words, text, word, Roles::PERIOD)).nth(1).is_some()
}

/// Whether an endplate may be named in the sentences before one.
fn sided_before(words: &Words, text: &[u8], before: Range<usize>) -> bool {
    following(&text[..before.end], before.start).any(|word| has(words, text, &word, Roles::SIDE_OR_MARROW))
}

/// Where a sentence surely begins, at or before `from`.
fn sentence_start(words: &Words, text: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = memrchr2(b'.', b'\n', &text[..at]) {
        let begins = if text[found] == b'\n' {
            is_blank_before(text, found)
        } else {
            found + 1 < from && text[found + 1].is_ascii_whitespace() && ends(words, text, found)
        };
        if begins {
            return found + 1;
        }
        at = found;
    }
    0
}

/// Steps over the end of the sentence before.
fn before_end(text: &[u8], start: usize) -> usize {
    let blank = text[..start].iter().rev().take_while(|byte| byte.is_ascii_whitespace() || **byte == b'.').count();
    start - blank
}

/// Where a sentence surely ends, at or behind `from`.
fn sentence_end(words: &Words, text: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = memchr2(b'.', b'\n', &text[at..]) {
        at += found + 1;
        let ended = if text[at - 1] == b'\n' {
            is_blank_behind(text, at)
        } else {
            text.get(at).is_some_and(u8::is_ascii_whitespace) && ends(words, text, at - 1)
        };
        if ended {
            return at;
        }
    }
    text.len()
}

/// Whether a full stop surely ends a sentence: the word or number before it is no abbreviation, nor an answer to a key.
fn ends(words: &Words, text: &[u8], stop: usize) -> bool {
    let same = |inside: fn(u8) -> bool| text[..stop].iter().rev().take_while(|byte| inside(**byte)).count();
    let (letters, digits) = (same(is_inside), same(|byte| byte.is_ascii_digit()));
    let length = letters.max(digits);
    let short = || {
        let range = stop - length..stop;
        let plain = text[range.clone()].iter().all(u8::is_ascii_alphanumeric);
        has(words, text, &Word { range, plain }, Roles::SHORT)
    };
    (letters > 1 || digits > 0) && !short() || text[..stop].last() == Some(&b')')
}

fn is_blank_before(text: &[u8], newline: usize) -> bool {
    text[..newline].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).is_none_or(|byte| *byte == b'\n')
}

fn is_blank_behind(text: &[u8], from: usize) -> bool {
    text[from..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).is_none_or(|byte| *byte == b'\n')
}

/// The level or region that may stand at a place where a pattern was found: the bytes of its name.
fn level(words: &Words, text: &[u8], at: usize) -> Option<Range<usize>> {
    let at = at + usize::from(!is_inside(text[at]));
    let mut word = super::word_around(text, at.min(text.len()));
    // a quotation mark in front joins nothing
    word.start += text[word.clone()].iter().take_while(|byte| super::is_joint(**byte)).count();
    // most patterns are of other words
    if !words.may_place(&text[word.clone()]) {
        return None;
    }
    let mut folded = [0; 16];
    let folded = folded.get_mut(..word.len())?;
    folded.copy_from_slice(&text[word.clone()]);
    folded.make_ascii_lowercase();
    if words.roles(folded).any(Roles::REGION) && sided(words, text, &word) {
        return Some(word);
    }
    let letters = folded.iter().position(|byte| super::is_joint(*byte)).unwrap_or(folded.len());
    if !words.is_place(&folded[..letters]) {
        return None;
    }
    if letters < folded.len() {
        // `L–4`: what stands between may be any dash
        return Some(word);
    }
    let next = following(text, word.end).next()?.range;
    let near = text[word.end..next.start].iter().all(|byte| matches!(byte, b' ' | b'-' | b'\n' | b'\r' | b'\t'));
    let mut number = text[next.clone()].to_vec();
    number.make_ascii_lowercase();
    (near && (number[0].is_ascii_digit() || !number.is_ascii() || words.is_number(&number))).then_some(word)
}

/// Whether a region's name may tell an endplate or a vertebra: by a side or a number near it.
fn sided(words: &Words, text: &[u8], region: &Range<usize>) -> bool {
    const NEAR: usize = 5;
    let tells = |word: Word| has(words, text, &word, Roles::SIDE_OR_MARROW);
    following(text, region.end).next().is_some_and(|word| text[word.range.start].is_ascii_digit())
        || following(text, region.end).take(NEAR).any(tells)
        || preceding(text, region.start).take(NEAR).any(tells)
}

/// Whether a level may be of a heading: only words of headings before it on its line or since a sentence's end, and
/// behind it what ends a heading. Errs on the side of yes where there are many.
fn heads(words: &Words, text: &[u8], level: &Range<usize>) -> bool {
    let is_heading = |word: &Word| {
        let letters = &text[word.range.clone()];
        letters.len() < 3 || letters[0].is_ascii_digit() || has(words, text, word, Roles::HEADING_OR_REGION)
    };
    let mut start = level.start;
    for word in preceding(text, level.start).take(LONGEST_HEADING) {
        let between = &text[word.range.end..start];
        if between.iter().any(|byte| matches!(byte, b'\n' | b'.' | b'?' | b'!' | b'|' | b':')) {
            break;
        }
        if !is_heading(&word) {
            return false;
        }
        start = word.range.start;
    }
    let mut end = level.end;
    for word in following(text, level.end).take(LONGEST_HEADING) {
        let between = &text[end..word.range.start];
        if closes(between) {
            return true;
        }
        if !is_heading(&word) {
            return false;
        }
        end = word.range.end;
    }
    true
}

/// Whether what stands between two words can end a heading.
fn closes(between: &[u8]) -> bool {
    between.iter().any(|byte| matches!(byte, b':' | b'|' | b'.' | b'\n' | b'_' | b'=' | b'>' | b'\t' | b'~'))
        || between.len() > 2 && between.contains(&b' ')
        || between.contains(&b'-') && between.contains(&b' ')
}

/// What parts the cells of a table.
static GAP: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(b"   "));

/// Whether a word stands in a key, or is the title of a list.
fn is_key(text: &[u8], word: &Range<usize>) -> bool {
    let line = text[word.end..].split(|byte| matches!(byte, b'\n' | b'.' | b';' | b',')).next().unwrap_or_default();
    if memchr3(b':', b'=', b'?', line).is_some() || heads_list(text, word.end) {
        return true;
    }
    // `Oedema   -`: a dash of any kind is the answer
    matches!(line.trim_ascii(), [b'-'] | [128..=255, _, _])
}

/// Whether a paragraph may be of a table or a checklist, whose other cells may give a word a place.
fn has_form_marks(paragraph: &[u8]) -> bool {
    // `Oedema; no;`
    memchr_iter(b';', paragraph).nth(1).is_some()
        || memchr3(b'|', b'\t', b'[', paragraph).is_some()
        // most texts have no gap, not even before a line
        || GAP.find(paragraph).is_some()
            && paragraph.trim_ascii().split(|byte| *byte == b'\n').any(|line| GAP.find(line.trim_ascii()).is_some())
        || memchr_iter(b'(', paragraph)
            .any(|at| matches!(paragraph[at..], [_, b')' | b' ' | b'\n' | b'x' | b'X', _, ..]))
}

/// Whether a word may be the title of a list below its line: it stands alone there, but for a few words, and what stands
/// first below is no letter.
fn heads_list(text: &[u8], from: usize) -> bool {
    let below = memchr(b'\n', &text[from..]).map_or(text.len(), |newline| from + newline);
    let above = memrchr(b'\n', &text[..from]).map_or(0, |newline| newline + 1);
    let line = &text[above..below];
    // nothing goes on behind a full stop and a blank line, nor is one of two items the title of the other
    let whole = line.trim_ascii_end().ends_with(b".")
        && text.get(below + 1..).is_some_and(|_| is_blank_behind(text, below + 1));
    let beside = above > 0 && is_item(line) && text.get(below + 1..).is_some_and(is_item);
    text[below..].trim_ascii_start().first().is_some_and(|first| !first.is_ascii_alphabetic())
        && !whole
        && !beside
        && may_be_title(line)
}

/// Whether a line surely is a numbered item that begins at the line's beginning: `2. No edema`.
fn is_item(line: &[u8]) -> bool {
    matches!(line, [b'0'..=b'9', b'.' | b')', b' ', next, ..] if next.is_ascii_alphabetic())
}

/// Whether a line may be no more than its marker and [`LONGEST_TITLE`] words and marks. Errs on the side of yes.
fn may_be_title(line: &[u8]) -> bool {
    if !line.is_ascii() || line.iter().any(|byte| super::is_markup_byte(*byte)) {
        return true;
    }
    let words = line.split(u8::is_ascii_whitespace).filter(|word| word.iter().any(u8::is_ascii_alphanumeric)).count();
    let stops = usize::from(line.trim_ascii_end().ends_with(b"."));
    // `1.`, `o`
    let marker = 1;
    words + stops <= LONGEST_TITLE + marker
}

/// The lines around a word up to blank ones.
fn paragraph(text: &[u8], word: &Range<usize>) -> Range<usize> {
    let blank_before = memrchr_iter(b'\n', &text[..word.start]).find(|newline| is_blank_before(text, *newline));
    let mut newlines = memchr_iter(b'\n', &text[word.end..]).map(|newline| word.end + newline);
    let blank_behind = newlines.find(|newline| is_blank_behind(text, newline + 1));
    blank_before.map_or(0, |newline| newline + 1)..blank_behind.unwrap_or(text.len())
}
