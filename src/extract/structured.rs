//! What systems write for systems: JSON, XML, and keys made of several (`SchmorlNode.level=L3`).
//!
//! In: a report's tokens. Out: the same as the lines of a form, a key and its value each, below the name of what they tell of:
//! `Schmorl node:` over `level: L3`.

use super::levels::{self, View};
use crate::lexicon::tag::Tag;
use crate::lexicon::{FINDINGS, Lexicons};
use crate::token::{TokenKind, Tokens, flags};
use std::ops::Range;

/// Fewest letters of two words that were written as one.
const SHORTEST_PAIR: usize = 8;
/// Most words of a text that are parted.
const MOST_PARTED: usize = 256;
/// Fewest letters of one of them.
pub(super) const SHORTEST_HALF: usize = 4;
/// Most tokens of a key.
const LONGEST_KEY: usize = 10;
/// Most tokens of a tag with its attributes.
const LONGEST_TAG: usize = 40;

/// Marks between the words of a key that a system made.
const MADE_WITH: [u8; 4] = [b'.', b'_', b'/', b':'];

/// Makes lines of what is nested.
pub(super) fn lines(lexicons: &Lexicons, tokens: &mut Tokens) {
    let json = tokens.has_mark(b'{') && tokens.has_mark(b'"') && tokens.has_mark(b':');
    let xml = tokens.has_mark(b'<') && tokens.has_mark(b'>') && tokens.has_mark(b'/');
    let made = tokens.has_mark(b'=') || tokens.has_mark(b'_') || tokens.has_mark(b':');
    let observed = tokens.has_mark(b'|') && tokens.has_mark(b'^');
    if !(json || xml || made || observed) {
        return;
    }
    part_words(lexicons, tokens);
    let mut edit = Edit::default();
    if json {
        objects(View { lexicons, tokens, end: tokens.list.len() }, &mut edit);
    }
    if xml {
        elements(View { lexicons, tokens, end: tokens.list.len() }, &mut edit);
    }
    if tokens.said.has(Tag::Relation) && tokens.has_mark(b'=') && tokens.has_mark(b':') {
        content_items(View { lexicons, tokens, end: tokens.list.len() }, &mut edit);
    }
    if observed {
        observations(View { lexicons, tokens, end: tokens.list.len() }, &mut edit);
    }
    if edit.is_empty() && may_have_made_key(tokens) {
        made_keys(View { lexicons, tokens, end: tokens.list.len() }, &mut edit);
    }
    edit.make(lexicons, tokens);
}

/// What is to become of the tokens.
#[derive(Default)]
struct Edit {
    hidden: Vec<usize>,
    colons: Vec<usize>,
    /// Tokens that become semicolons between fields.
    semicolons: Vec<usize>,
    /// Tokens that begin lines that are not indented.
    flat: Vec<usize>,
    /// Tokens that begin no line.
    joined: Vec<usize>,
    /// Tokens that begin lines, and how many line ends stand before each.
    lines: Vec<(usize, u8)>,
}

impl Edit {
    fn is_empty(&self) -> bool {
        self.hidden.is_empty() && self.lines.is_empty() && self.joined.is_empty()
    }

    fn make(mut self, lexicons: &Lexicons, tokens: &mut Tokens) {
        if self.is_empty() {
            return;
        }
        for &at in &self.colons {
            tokens.make_mark(at, b':');
        }
        for &at in &self.semicolons {
            tokens.make_mark(at, b';');
        }
        for &(at, newlines) in &self.lines {
            let token = &mut tokens.list[at];
            if token.newlines == 0 {
                (token.spaces, token.glued) = (0, false);
            }
            token.newlines = newlines.max(token.newlines);
        }
        for &at in &self.flat {
            tokens.list[at].spaces = 0;
        }
        for &at in &self.joined {
            let Some(token) = tokens.list.get_mut(at) else { continue };
            (token.newlines, token.spaces) = (0, token.spaces.min(1));
        }
        self.hidden.sort_unstable();
        self.hidden.dedup();
        for &at in &self.flat {
            if let Some(quote) = at.checked_sub(1).filter(|quote| self.hidden.binary_search(quote).is_ok()) {
                tokens.list[quote].spaces = 0;
            }
        }
        tokens.drop(&self.hidden);
        lexicons.find_phrases(tokens);
    }
}

/// `SchmorlNode`, `marrowEdema`: two words that name a finding, written as one beside a mark.
fn part_words(lexicons: &Lexicons, tokens: &mut Tokens) {
    let mut parted = 0;
    let mut at = 0;
    // most words are known
    while let Some(next) = tokens.flags[at..].iter().position(|f| f & flags::UNKNOWN != 0) {
        at += next;
        let token = tokens.list[at];
        let beside = |i: usize| tokens.list.get(i).is_some_and(|t| matches!(t.kind, TokenKind::Mark(_)));
        let unknown = token.kind == TokenKind::Word && parted < MOST_PARTED;
        let letters = (token.span.end - token.span.start) as usize;
        if unknown && letters >= SHORTEST_PAIR && (beside(at + 1) || at > 0 && token.glued && beside(at - 1)) {
            let word = tokens.folded_bytes(&token).to_vec();
            let half = (SHORTEST_HALF..word.len().saturating_sub(SHORTEST_HALF - 1))
                .find(|&half| word.len() == letters && lexicons.names_in_two(&word[..half], &word[half..]));
            if let Some(half) = half {
                tokens.part(at, half);
                parted += 1;
                at += 1;
            }
        }
        at += 1;
    }
    if parted > 0 {
        lexicons.name(tokens);
        lexicons.find_phrases(tokens);
    }
}

/// `{"node": {"level": "L3", "size": {"value": 6, "unit": "mm"}}}`: a line for each key.
fn objects(view: View<'_>, edit: &mut Edit) {
    let tokens = view.tokens;
    let mark = |i: usize| view.mark(i);
    let Some(open) = memchr::memchr(b'{', &tokens.kinds) else { return };
    // the key that begins at a quote: the quote behind it, with a colon behind
    let key = |at: usize| {
        let close = (at + 1..tokens.list.len().min(at + LONGEST_KEY)).find(|&i| mark(i) == Some(b'"'))?;
        (mark(at) == Some(b'"') && close > at + 1 && mark(close + 1) == Some(b':')).then_some(close)
    };
    if (open..tokens.list.len()).filter(|&at| key(at).is_some()).count() < 2 {
        return;
    }
    let whole = |range: &Range<usize>, tags: &[Tag]| {
        let view = View { end: range.end, ..view };
        view.phrase(range.start).is_some_and(|p| p.2 == range.end && p.1.any(tags))
    };
    let number = |i: usize| tokens.list.get(i).is_some_and(|t| t.kind == TokenKind::Number);
    // the key that the one at hand stands right within
    let mut outer: Option<Range<usize>> = None;
    // what is still open; and of a list, whether objects stand in it
    let mut depth: Vec<u8> = Vec::new();
    let (mut at, mut closed, mut kept, mut alone) = (open, true, open, false);
    while at < tokens.list.len() {
        // an object of a list is a record of one line
        let element = depth.contains(&b'[');
        if element && depth.last() == Some(&b'{') && tokens.list[at].newlines > 0 {
            edit.joined.push(at);
        }
        if let Some(close) = key(at) {
            let (name, colon) = (at + 1..close, close + 1);
            // a record by itself is read as it stands
            let listed = element && !alone;
            if !element || listed {
                edit.hidden.extend([at, close]);
                edit.hidden.extend(name.clone().filter(|&i| mark(i) == Some(b'_')));
            }
            let measured = outer.as_ref().is_some_and(|outer| whole(outer, &[Tag::Field])) && number(colon + 1);
            let presence =
                outer.as_ref().is_some_and(|outer| names_finding(view, outer)) && whole(&name, &[Tag::YesValue]);
            let unit = view.tags(colon + 1 + usize::from(mark(colon + 1) == Some(b'"'))).any(&UNITS);
            if measured || (presence && !element) || unit && !closed {
                // `size: 6 mm`, `node: true`
                edit.hidden.extend(at..=colon);
                edit.joined.extend(kept + 1..=colon + 2);
                if unit && mark(colon + 1) == Some(b'"') {
                    edit.hidden.extend([colon + 1, colon + 3]);
                }
            } else if !element {
                edit.lines.push((name.start, if closed { 2 } else { 1 }));
                edit.flat.push(name.start);
            }
            closed = false;
            outer = Some(name);
            (kept, at) = (colon, colon + 1);
            continue;
        }
        match mark(at) {
            Some(open @ (b'{' | b'[')) => {
                if open == b'{' && depth.is_empty() && is_record(view, at) {
                    depth.push(b'[');
                    alone = true;
                }
                let first = open == b'{' && depth.last() == Some(&b'[');
                depth.push(open);
                match () {
                    () if first => {
                        edit.hidden.push(at);
                        edit.lines.push((at, 1));
                    }
                    () if mark(at + 1) == Some(b'{') => edit.hidden.push(at),
                    // `"size": {"value": 6, "unit": "mm"}` within a record
                    () if element => edit.hidden.push(at),
                    () if open == b'{' => edit.hidden.push(at),
                    () => {}
                }
            }
            Some(b'}' | b']') => {
                let was = depth.pop();
                if std::mem::take(&mut alone) {
                    depth.clear();
                }
                closed |= was == Some(b'{') && !element;
                let inner = element && depth.last() != Some(&b'[');
                if was == Some(b'{') && (inner || !element) {
                    edit.hidden.push(at);
                } else if was == Some(b'{') {
                    // what stands behind a record is no part of it
                    let comma = usize::from(matches!(mark(at + 1), Some(b',' | b']')));
                    edit.hidden.extend(at..at + 1 + comma);
                    if at + 1 + comma < tokens.list.len() {
                        edit.lines.push((at + 1 + comma, 1));
                    }
                }
            }
            Some(b'"') if !element || !alone && depth.last() == Some(&b'{') => edit.hidden.push(at),
            // a comma between keys
            Some(b',') if !element && key(at + 1).is_some() => edit.hidden.push(at),
            // `6, "unit": "mm"`
            Some(b',')
                if key(at + 1).is_some_and(|close| {
                    view.tags(close + 2 + usize::from(mark(close + 2) == Some(b'"'))).any(&UNITS)
                }) =>
            {
                edit.hidden.push(at);
            }
            Some(b',') if element && !alone && key(at + 1).is_some() => edit.semicolons.push(at),
            _ => (outer, kept) = (None, at),
        }
        at += 1;
    }
}

/// Whether an object has nothing nested and is no list of findings: it is one record.
fn is_record(view: View<'_>, open: usize) -> bool {
    let inside = (open + 1..view.end).find(|&i| matches!(view.mark(i), Some(b'{' | b'[' | b'}')));
    let close = view.find_mark(b'"', open + 2, view.end.min(open + LONGEST_KEY));
    let plain = close.is_some_and(|close| !names_finding(view, &(open + 2..close)));
    plain && inside.is_some_and(|i| view.mark(i) == Some(b'}'))
}

/// Units of a size.
const UNITS: [Tag; 2] = [Tag::Millimetre, Tag::Centimetre];

fn names_finding(view: View<'_>, range: &Range<usize>) -> bool {
    let view = View { end: range.end, ..view };
    range.clone().any(|i| view.tags(i).any(&FINDINGS))
}

/// Lines of a dumped document of DICOM: `> has concept mod: Finding site = L2`, `<contains CODE:(12,99X,"Finding")=(7,99X,"Cyst")>`
/// become `Finding site: L2`, `Finding: Cyst`.
fn content_items(view: View<'_>, edit: &mut Edit) {
    let starts = |at: &usize| *at == 0 || view.token(*at).is_some_and(|t| t.newlines > 0);
    // the first word behind `>>` or `1.3.2`
    let word_of = |at: usize| {
        let number = |i: usize| view.token(i).is_some_and(|t| t.kind == TokenKind::Number);
        let skipped = |i: &usize| number(*i) || matches!(view.mark(*i), Some(b'>' | b'.' | b'<' | b'-'));
        at + (at..view.end.min(at + LONGEST_KEY)).take_while(skipped).count()
    };
    let named = |at: usize| {
        let word = word_of(at);
        // `NUM: Diameter = 4`; a word of prose is no type
        let typed = view.mark(word + 1) == Some(b':');
        view.tags(word).has(Tag::Relation)
            && (!typed || view.token(word).is_some_and(|t| t.upper || t.glued || !t.capital))
    };
    let begins = |at: &usize| starts(at) && named(*at);
    for from in (0..view.end).filter(begins) {
        let end = (from + 1..view.end).find(starts).unwrap_or(view.end);
        let line = View { end, ..view };
        let word = word_of(from);
        let Some(colon) = line.find_mark(b':', word, end.min(word + LONGEST_KEY)) else { continue };
        let Some(equals) = line.find_mark(b'=', colon + 1, end.min(colon + LONGEST_TAG)) else { continue };
        // `HAS PROPERTIES: NUM: Length = 4 mm`
        let tagged = view.mark(from) == Some(b'<');
        let last = (colon..equals).rev().find(|&i| !tagged && line.mark(i) == Some(b':'));
        let colon = last.unwrap_or(colon);
        // what stands in quotes, or all of it
        let quoted = |from: usize, to: usize| {
            let open = line.find_mark(b'"', from, to)?;
            let close = line.find_mark(b'"', open + 1, to)?;
            (close > open + 1).then_some(open + 1..close)
        };
        let (key, value) = match view.mark(from) {
            Some(b'<') => (quoted(colon, equals), quoted(equals, end)),
            _ => {
                let wraps =
                    |open: u8, close: u8| line.mark(equals + 1) == Some(open) && line.mark(end - 1) == Some(close);
                let inner = usize::from(end > equals + 3 && (wraps(b'"', b'"') || wraps(b'(', b')')));
                (Some(colon + 1..equals), Some(equals + 1 + inner..end - inner))
            }
        };
        let (Some(key), Some(value)) = (key, value) else { continue };
        // `CODE (Finding) = node`
        let inner = line.find_mark(b'(', key.start, key.end).filter(|_| view.mark(key.end - 1) == Some(b')'));
        let key = inner.map_or(key.clone(), |open| open + 1..key.end - 1);
        // `"8.5" (mm, UCUM, "millimeter")`
        let bracket = line.find_mark(b'(', equals + 1, end).filter(|&open| line.tags(open + 1).any(&UNITS));
        let unit = bracket.map(|open| open + 1).filter(|unit| !value.contains(unit) || *unit > value.start + 1);
        let value = value.start..unit.map_or(value.end, |unit| value.end.min(unit - 1));
        if key.is_empty() || value.is_empty() {
            continue;
        }
        edit.colons.push(equals);
        let around = (from..key.start).chain(key.end..equals).chain(equals + 1..value.start).chain(value.end..end);
        edit.hidden.extend(around.filter(|at| Some(*at) != unit));
    }
}

/// `OBX|2|CE|SN^Schmorl's node^L||N^No||||||F`: an observation's name is the key of its value.
fn observations(view: View<'_>, edit: &mut Edit) {
    let starts = |at: &usize| *at == 0 || view.token(*at).is_some_and(|t| t.newlines > 0);
    let begins = |at: &usize| {
        starts(at)
            && view.mark(at + 1) == Some(b'|')
            && view.token(*at).is_some_and(|t| view.tokens.folded_bytes(t) == b"obx")
    };
    for from in (0..view.end).filter(begins) {
        let end = (from + 1..view.end).find(starts).unwrap_or(view.end);
        let bars: Vec<usize> = (from..end).filter(|&at| view.mark(at) == Some(b'|')).take(7).collect();
        let [_, kind, code, sub, value, rest @ ..] = &bars[..] else { continue };
        let group = sub + 1..*value;
        let component = |range: Range<usize>| {
            let first = view.find_mark(b'^', range.start, range.end)?;
            let last = view.find_mark(b'^', first + 1, range.end).unwrap_or(range.end);
            Some(first + 1..last)
        };
        let Some(name) = component(code + 1..*sub).filter(|name| !name.is_empty()) else { continue };
        let value = value + 1..rest.first().copied().unwrap_or(end);
        let value = component(value.clone()).unwrap_or(value);
        let known = names_finding(view, &name) || View { end: name.end, ..view }.tags(name.start).has(Tag::Field);
        // `OBX|2|TX|MRLSP^REPORT||No fracture or marrow||||||F`: a line of the report
        let text = || view.token(kind + 1).is_some_and(|t| matches!(view.tokens.folded_bytes(t), b"tx" | b"ft"));
        if !known && !value.is_empty() && text() {
            edit.hidden.extend((from..value.start).chain(value.end..end));
        }
        if !known || value.is_empty() {
            continue;
        }
        // `|0.7|cm^centimeter^UCUM|`
        let unit = rest.first().map(|bar| bar + 1).filter(|&unit| view.tags(unit).any(&UNITS));
        // `OBX|1|CE|SN^Schmorl node^L|L2|Y`: its level may stand in place of a number
        let placed = levels::read(View { end: group.end, ..view }, group.start).is_some();
        let colon = if placed { group.end } else { name.end };
        edit.colons.push(colon);
        let kept = |at: &usize| Some(*at) != unit && *at != colon && !(placed && group.contains(at));
        edit.hidden.extend((from..name.start).chain(name.end..value.start).chain(value.end..end).filter(kept));
    }
}

/// `<Node><Level>L3</Level></Node>`, `<Node level="L3"/>`: a line for each element and attribute.
fn elements(view: View<'_>, edit: &mut Edit) {
    let tokens = view.tokens;
    let mark = |i: usize| view.mark(i);
    let word = |i: usize| tokens.list.get(i).is_some_and(|t| t.kind == TokenKind::Word && t.glued);
    let close = |at: usize| (at..tokens.list.len().min(at + LONGEST_TAG)).find(|&i| mark(i) == Some(b'>'));
    let ends = |at: usize| mark(at) == Some(b'<') && mark(at + 1) == Some(b'/') && word(at + 2);
    let begins = |at: usize| mark(at) == Some(b'<') && (word(at + 1) || mark(at + 1) == Some(b'?'));
    let alone = |end: usize| mark(end - 1) == Some(b'/');
    let tag = |at: usize| close(at).filter(|&end| ends(at) || begins(at) && alone(end));
    if !(0..tokens.list.len()).any(|at| mark(at) == Some(b'<') && tag(at).is_some()) {
        return;
    }
    let (mut at, mut closed) = (0, 0);
    while at < tokens.list.len() {
        let Some(end) = close(at).filter(|_| begins(at) || ends(at)) else {
            at += 1;
            continue;
        };
        let newlines = if closed > 1 { 2 } else { 1 };
        if ends(at) || mark(at + 1) == Some(b'?') {
            edit.hidden.extend(at..=end);
            closed += 1;
        } else {
            let joint = |i: usize| matches!(mark(i), Some(b'_' | b'-'));
            // `marrowEdema` was parted
            let next_to = |i: usize| tokens.list[i].span.start == tokens.list[i - 1].span.end;
            let last = (at + 1..end).take_while(|&i| next_to(i) && (mark(i).is_none() || joint(i))).last();
            let name = at + 1..last.unwrap_or(at + 1) + 1;
            let below = view.token(end + 1).is_some_and(|t| t.newlines > 0);
            let told = mark(end + 1) != Some(b'<') && !alone(end) && !below;
            // `<finding endplate="superior">node</finding>` is read as it stands
            let key = |i: usize| mark(i + 1) == Some(b'=') && view.tags(i).has(Tag::Field);
            if told && (name.end..end).any(key) {
                edit.lines.push((at, newlines));
                closed = 0;
                at = end + 1;
                continue;
            }
            // `<level name="T7"><body>…`
            let own = View { end: name.end, ..view };
            let field = !told && !alone(end) && own.tags(name.start).has(Tag::Field);
            let first = view.find_mark(b'=', name.end, end).filter(|&i| field && mark(i + 1) == Some(b'"'));
            edit.hidden.push(at);
            edit.hidden.extend(name.clone().filter(|&i| joint(i)));
            let lines = match first {
                Some(equals) => {
                    edit.hidden.extend(name.end..equals);
                    edit.colons.push(equals);
                    let close = view.find_mark(b'"', equals + 2, end).unwrap_or(end);
                    edit.hidden.extend([equals + 1, end]);
                    edit.hidden.extend(close..end);
                    false
                }
                None => attributes(view, &name, end, told || !alone(end), edit),
            };
            if ends(end + 1) && !alone(end) {
                // without a value
                edit.hidden.extend(name.start..=end);
            } else if lines || alone(end) {
                edit.hidden.push(end);
                if !names_finding(view, &name) {
                    edit.hidden.extend(name.clone());
                }
            } else if first.is_none() {
                edit.colons.push(end);
            }
            let apart = alone(end) || lines || first.is_some();
            edit.lines.push((name.start, if apart { 2 } else { newlines }));
            closed = 0;
        }
        at = end + 1;
    }
}

/// Makes lines of an element's attributes; `told`: the element has a value of its own, of which they tell at the most the
/// unit. True if there are any.
fn attributes(view: View<'_>, tag: &Range<usize>, end: usize, told: bool, edit: &mut Edit) -> bool {
    let within = tag.end..end;
    let mut any = false;
    let mut at = within.start;
    while at < within.end {
        let equals = view.find_mark(b'=', at, within.end);
        let Some(equals) = equals.filter(|&i| i > at && view.mark(i + 1) == Some(b'"')) else { break };
        let Some(close) = view.find_mark(b'"', equals + 2, within.end) else { break };
        let (key, value) = (at..equals, equals + 2..close);
        edit.hidden.extend([equals + 1, close]);
        let unit = value.len() == 1 && view.tags(value.start).any(&UNITS);
        if told && names_finding(view, &value) {
            // `<item name="Marrow edema">absent</item>`
            edit.hidden.extend(tag.clone().chain(key).chain([equals]));
        } else if told || unit {
            edit.hidden.extend(key.chain([equals]));
            edit.hidden.extend(value.filter(|_| !unit));
        } else {
            any = true;
            edit.colons.push(equals);
            edit.hidden.extend(key.clone().filter(|&i| view.mark(i) == Some(b'_')));
            edit.lines.push((key.start, 1));
        }
        at = close + 1;
    }
    edit.hidden.extend(at..within.end);
    any
}

/// `schmorl_node.level=L3` below `schmorl_node.present=yes`: the name alone, and what each key says behind it.
fn made_keys(view: View<'_>, edit: &mut Edit) {
    let tokens = view.tokens;
    let mut last: Option<Range<usize>> = None;
    let mut plain: Option<Range<usize>> = None;
    let mut from = 0;
    while from < tokens.list.len() {
        let to = tokens.line_end(from);
        match made_key(View { end: to, ..view }, from) {
            Some((name, key, value)) => {
                let words = |range: &Range<usize>| {
                    tokens.list[range.clone()].iter().map(|t| tokens.folded(t)).collect::<Vec<_>>()
                };
                let same = |other: &Option<Range<usize>>| other.as_ref().is_some_and(|o| words(o) == words(&name));
                // `node = yes` over `node_level = L3` is known where records are read
                if same(&plain) && view.mark(name.end) == Some(b'_') && value < to {
                    from = to;
                    continue;
                }
                if let Some(plain) = plain.take_if(|plain| words(plain) == words(&name)) {
                    edit.lines.push((plain.start, 2));
                    last = Some(plain);
                }
                let again = same(&last);
                let presence = key.len() == 1 && view.tags(key.start).has(Tag::YesValue);
                let joints =
                    |range: &Range<usize>| range.clone().filter(|&i| view.mark(i) == Some(b'_')).collect::<Vec<_>>();
                if value >= to {
                    edit.hidden.extend(from..to);
                } else if again {
                    edit.hidden.extend(name.start..key.start);
                } else if presence {
                    // `node = yes`
                    edit.hidden.extend(name.end..key.end);
                    // `node_level = L3` below is told by the same words
                    let below = to..(to + name.len()).min(tokens.list.len());
                    let goes_on = words(&below) == words(&name) && view.mark(below.end + 2) == view.mark(key.end);
                    if !(goes_on && tokens.list.get(below.end + 3).is_some_and(|t| t.newlines == 0)) {
                        edit.hidden.extend(joints(&name));
                    }
                    edit.lines.push((name.start, 1));
                } else {
                    edit.colons.push(name.end);
                    edit.hidden.extend(joints(&name));
                    edit.lines.extend([(name.start, 2), (key.start, 1)]);
                }
                if value < to || last.is_some() {
                    last = Some(name);
                }
            }
            None if plain_key(view, from..to).is_some() => (last, plain) = (None, plain_key(view, from..to)),
            None => last = None,
        }
        from = to;
    }
}

/// Whether a mark within a word stands in front of one that parts a key from its value: most texts have no such key.
fn may_have_made_key(tokens: &Tokens) -> bool {
    let glued = |at: usize| tokens.list.get(at).is_some_and(|t| t.glued);
    memchr::memchr2_iter(b'=', b':', &tokens.kinds).any(|parts| {
        let key = (parts.saturating_sub(LONGEST_KEY)..parts).rev();
        key.take_while(|&at| tokens.list[at + 1].newlines == 0)
            .any(|at| MADE_WITH.contains(&tokens.kinds[at]) && glued(at) && glued(at + 1))
    })
}

/// The name of a finding that a line answers.
fn plain_key(view: View<'_>, line: Range<usize>) -> Option<Range<usize>> {
    if !view.may_be(line.start, flags::NAME | flags::BEGINS) {
        return None;
    }
    let view = View { end: line.end, ..view };
    let parts = (line.start + 1..line.end.min(line.start + LONGEST_KEY))
        .find(|&i| matches!(view.mark(i), Some(b'=' | b':')))?;
    Some(line.start..parts).filter(|name| names_finding(view, name))
}

/// The name of a finding, the key behind it, and where the value begins.
fn made_key(view: View<'_>, from: usize) -> Option<(Range<usize>, Range<usize>, usize)> {
    if !(from..view.end.min(from + 3)).any(|at| view.may_be(at, flags::NAME | flags::BEGINS)) {
        return None;
    }
    let close = view.end.min(from + LONGEST_KEY);
    let equals = (from + 1..close).find(|&i| view.mark(i) == Some(b'='));
    let colon = || (from + 1..close).rev().find(|&i| view.mark(i) == Some(b':'));
    let parts = equals.or_else(colon)?;
    let glued = |i: usize| view.token(i).is_some_and(|t| t.glued);
    let whole = |range: &Range<usize>, tags: &[Tag]| {
        let view = View { end: range.end, ..view };
        view.phrase(range.start).is_some_and(|p| p.1.any(tags))
    };
    let named = |range: &Range<usize>| names_finding(view, range);
    let told = [Tag::Field, Tag::YesValue, Tag::ModicKind, Tag::AsksMore];
    let part = (from + 1..parts).rev().find(|&i| {
        let (name, key) = (from..i, i + 1..parts);
        let made = view.mark(i).is_some_and(|mark| MADE_WITH.contains(&mark)) && glued(i) && glued(i + 1);
        // what stands behind `_` is known where records are read
        let presence = key.len() == 1 && view.tags(key.start).has(Tag::YesValue);
        made && named(&name)
            && whole(&key, &told)
            && !named(&key)
            && (presence || view.mark(i) != Some(b'_') || parts + 1 >= view.end)
    })?;
    Some((from..part, part + 1..parts, parts + 1))
}
