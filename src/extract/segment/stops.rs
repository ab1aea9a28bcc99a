//! Where sentences end inside a line.

use super::Segmenter;
use crate::anatomy::Area;
use crate::extract::levels::{self, View};
use crate::extract::names;
use crate::finding::{Acuity, Modic};
use crate::lexicon::tag::{Tag, TagSet};
use crate::token::{CAPITALS, NARROW_GAP, Token, TokenKind, WORD, flags};
use memchr::memchr;
use std::ops::Range;

/// Kinds of tokens at which a sentence may end, or a section's heading stand inside a line.
static MAY_STOP: [bool; 256] = {
    let mut may = [false; 256];
    let all = [b'?', b'!', b'.', b'/', b';', b'"', CAPITALS];
    let mut i = 0;
    while i < all.len() {
        may[all[i] as usize] = true;
        i += 1;
    }
    may
};

/// Whether a sentence may end at a token of a kind.
fn may_stop(kind: &u8) -> bool {
    MAY_STOP[usize::from(*kind)]
}

/// Fewest tokens of a line in which the stops between sentences may be missing.
const SHORTEST_UNSTOPPED: usize = 6;
/// What leads to a finding or a denial of the same clause.
const LEADS: [Tag; 11] = [
    Tag::Shows,
    Tag::ThereIs,
    Tag::Modal,
    Tag::Article,
    Tag::To,
    Tag::Into,
    Tag::From,
    Tag::NegationBefore,
    Tag::Without,
    Tag::Associated,
    Tag::UncertaintyBefore,
];
/// Most tokens of a finding's name with what describes it.
const LONGEST_NAME: usize = 6;
/// Most tokens of a place beside a name.
const LONGEST_PLACE: usize = 9;
/// Most bytes of a word that a full stop cuts short.
pub(in crate::extract) const LONGEST_ABBREVIATION: u32 = 4;

impl Segmenter<'_> {
    pub(super) fn abbreviated(&self, dot: usize) -> bool {
        // `i.e.`, `e.g.`
        let letter = |at: usize| {
            self.token(at).is_some_and(|t| t.kind == TokenKind::Word && t.span.end - t.span.start == 1 && !t.capital)
        };
        if dot > 2 && letter(dot - 1) && self.view.mark(dot - 2) == Some(b'.') && letter(dot - 3) {
            return true;
        }
        let Some(last) = dot.checked_sub(1).and_then(|last| self.token(last)) else { return false };
        let tags = self.tags(dot - 1, dot);
        // `sup.`, not `inferior.`
        let short = last.span.end - last.span.start <= LONGEST_ABBREVIATION;
        let side = short && tags.any(&[Tag::Superior, Tag::Inferior, Tag::UncertaintyBetween, Tag::UncertaintyBefore]);
        // `no assoc. edema`
        let side = side || last.span.end - last.span.start <= LONGEST_ABBREVIATION + 2 && tags.has(Tag::Associated);
        // `approx. 20 %`
        let number = self.token(dot + 1).is_some_and(|t| t.kind == TokenKind::Number && t.newlines == 0);
        let side = side || number && tags.has(Tag::Measuring);
        (side || tags.has(Tag::Abbreviated)) && self.token(dot).is_some_and(|t| t.glued)
    }

    /// Whether a full stop stands behind a person's title: `discussed with Dr. Smith`.
    fn behind_title_of_person(&self, dot: usize) -> bool {
        let named = |t: &Token| t.capital && t.kind == TokenKind::Word && t.newlines < 2;
        let short = |t: &Token| t.capital && t.span.end - t.span.start <= LONGEST_ABBREVIATION;
        let Some(last) = dot.checked_sub(1) else { return false };
        self.token(last).is_some_and(short)
            && self.tags(last, dot).has(Tag::Title)
            && self.token(dot).is_some_and(|t| t.glued)
            && self.token(dot + 1).is_some_and(named)
            && self.view.tokens.flags[dot + 1] & flags::BEGINS == 0
    }

    /// Splits tokens into sentences, with headings that stand inside a line.
    pub(super) fn sentences(&mut self, from: usize, to: usize) {
        if self.check_boxes(from, to) {
            return;
        }
        let key = self.modic_key(from, to);
        let mut start = from;
        let mut at = from;
        let unstopped = to - from > SHORTEST_UNSTOPPED && memchr(b'.', &self.view.tokens.kinds[from..to]).is_none();
        // `l3/4` parts nothing
        let mark = |kind: &u8| !matches!(*kind, CAPITALS | b'/') && (MAY_STOP[usize::from(*kind)] || *kind == b',');
        let marks = || self.view.tokens.kinds[from..to].iter().filter(|kind| mark(kind));
        let unmarked = unstopped && self.small_letters_from(from, to) && marks().count() == 0;
        while at < to {
            // `No fracture Multiple old nodes at T12`
            if unstopped
                && at > start
                && (self.begins_unstopped(at, to) || unmarked && self.begins_unmarked(start, at, to))
            {
                self.push_answering(&key, start, at);
                start = at;
            }
            // what neither ends a sentence nor heads a section
            let kind = self.view.tokens.kinds[at];
            if !MAY_STOP[usize::from(kind)] && !(self.spoken && kind == WORD) {
                let passed = match unstopped || self.spoken {
                    true => 0,
                    false => self.view.tokens.kinds[at + 1..to].iter().take_while(|kind| !may_stop(kind)).count(),
                };
                at += 1 + passed;
                continue;
            }
            // no stop of a page's head ends a sentence
            if let Some(page) = self.page_at(at).filter(|page| page.start > start && page.end < to) {
                at = page.end;
                continue;
            }
            if at > start && self.running_heading(at, to) {
                self.push(start, at);
                start = self.heading_of_run(at, to);
                at = start;
                continue;
            }
            // what was dictated as a stop is no part of either sentence
            let spoken = self.spoken && self.view.tokens.list[at].kind == TokenKind::Word && self.spoken_stop(at, to);
            let ends = spoken || self.ends_sentence(at, to);
            let stop = if spoken { at } else { at + 1 };
            at = if spoken { self.view.phrase(at).map_or(at + 1, |p| p.2.min(to)) } else { at + 1 };
            if ends {
                self.push_answering(&key, start, stop);
                start = self.heading_inside(at, to);
                at = start;
            }
        }
        self.push_answering(&key, start, to);
    }

    /// Whether a sentence begins at a token of a line that nobody put a stop in: a capital word that may begin one.
    fn begins_unstopped(&self, at: usize, to: usize) -> bool {
        let tokens = &self.view.tokens.list;
        let (token, before) = (&tokens[at], &tokens[at - 1]);
        let word = |t: &Token| t.kind == TokenKind::Word;
        word(token)
            && token.capital
            && !token.upper
            && word(before)
            && !before.capital
            && self.tags(at, to).any(&[Tag::ThereIs, Tag::Many, Tag::NegationBefore])
            && !self.tags(at - 1, to).any(&[Tag::Article, Tag::At, Tag::Of, Tag::And, Tag::With, Tag::Verb])
    }

    /// Whether no word of a line begins with a capital, but for its first.
    fn small_letters_from(&self, from: usize, to: usize) -> bool {
        // not `L4`
        let word = |t: &&Token| t.kind == TokenKind::Word && !t.upper && t.span.end - t.span.start > 1;
        self.view.tokens.list[from + 1..to].iter().filter(word).all(|t| !t.capital)
    }

    /// The same in dictation without any mark: `… which are old the cord is normal there is no fracture`.
    fn begins_unmarked(&self, start: usize, at: usize, to: usize) -> bool {
        const JOINS: [Tag; 10] = [
            Tag::And,
            Tag::Or,
            Tag::At,
            Tag::Of,
            Tag::With,
            Tag::Which,
            Tag::Around,
            Tag::Terminator,
            Tag::UncertaintyBetween,
            Tag::Because,
        ];
        let (here, before) = (self.tags(at, to), self.tags(at - 1, to));
        // a word within a phrase begins nothing
        let within = |i: usize| View { end: to, ..self.view }.phrase(i).is_some_and(|p| p.2 > at);
        if before.any(&JOINS) || (at.saturating_sub(LONGEST_NAME).max(start)..at).any(within) {
            return false;
        }
        if self.tells_of_finding(start, at, to) || self.tells_of_other(start, at, to) {
            return true;
        }
        if before.has(Tag::Verb) {
            return false;
        }
        if here.has(Tag::ThereIs) || self.denies_anew(start, at, to) {
            return true;
        }
        // `the cord is normal`, `the L5-S1 disc is narrowed`: an article, a thing that is no place, and a verb
        let article = here.has(Tag::Article) && here.has(Tag::Definite);
        let disc = levels::read(View { end: to, ..self.view }, at + 1)
            .is_some_and(|read| self.tags(read.next, to).has(Tag::DiscNoun));
        let thing = self.tags(at + 1, to).any(&[Tag::Structure, Tag::Label]) && !self.tags(at + 1, to).has(Tag::Verb);
        let noun = disc || thing;
        let verb = (at + 2..to.min(at + 10)).any(|i| self.tags(i, to).any(&[Tag::Verb, Tag::Shows]));
        article && noun && verb
    }

    /// Whether a denial begins here that no verb leads: `… preserved no compression fracture`, not `shows no fracture`.
    fn denies_anew(&self, start: usize, at: usize, to: usize) -> bool {
        let here = self.tags(at, to);
        let denies = here.has(Tag::NegationBefore) && !here.any(&[Tag::Without, Tag::NegationInstead]);
        // what a denial may answer: `marrow edema no`
        let answers = (start..at.min(start + 3)).any(|i| {
            let named = self.view.tokens.flags[i] & (flags::NAME | flags::BEGINS | flags::BARE) != 0;
            named && View { end: to, ..self.view }.phrase(i).is_some_and(|p| p.2 >= at)
        });
        let next = View { end: to, ..self.view }.phrase(at).map_or(at + 1, |p| p.2);
        // `Schmorl's node at L1 unchanged no oedema`: of the node
        let object = (next..to.min(next + 3)).any(|i| self.tags(i, to).any(&[Tag::EdemaWord, Tag::EdemaPhrase]));
        // `a node is seen at L1 no oedema`: the clause is whole
        let told = |i: usize| self.tags(i, to).any(&[Tag::Verb, Tag::ThereIs]) && !self.tags(i, to).has(Tag::Measuring);
        let of_node = || object && self.names_node(&(start..at)) && !(start..at).any(told);
        denies && !answers && next < to && !self.tags(at - 1, to).any(&LEADS) && !of_node()
    }

    /// Whether a finding with a verb of its own begins here, behind what has one already: `… is seen Schmorl's node is
    /// seen in …`.
    fn tells_of_finding(&self, start: usize, at: usize, to: usize) -> bool {
        const NAMES: u8 = flags::NAME | flags::BEGINS;
        let view = View { end: to, ..self.view };
        let describes = |i: usize| {
            let tags = self.tags(i, to);
            let one = [Tag::Article, Tag::One, Tag::Adjective, Tag::Many, Tag::Age(Acuity::Acute), Tag::Marrow];
            !tags.has(Tag::Verb) && tags.any(&one)
        };
        // not within a place: `C5-6 Schmorl's node`
        let inside = || self.is_place(at - 1, to) && self.is_place(at, to) && !self.tags(at, to).has(Tag::Article);
        if describes(at - 1) || self.tags(at - 1, to).any(&LEADS) || inside() {
            return false;
        }
        let mut name = at;
        let led = |i: usize| describes(i) || self.is_place(i, to);
        while name < to.min(at + LONGEST_PLACE) && led(name) && self.view.tokens.flags[name] & NAMES == 0 {
            name = view.phrase(name).map_or(name + 1, |p| p.2);
        }
        if name >= to || self.view.tokens.flags[name] & NAMES == 0 {
            return false;
        }
        let node = names::node(view, name, self.defined).map(|node| node.1);
        let edema = || view.phrase(name).filter(|p| p.1.any(&[Tag::EdemaWord, Tag::EdemaPhrase])).map(|p| p.2);
        let modic = || names::modic(view, name, &[]).map(|modic| modic.1);
        let Some(behind) = node.or_else(edema).or_else(modic) else { return false };
        let tells = |i: usize| self.tags(i, to).any(&[Tag::Verb, Tag::Shows]) && !self.tags(i, to).has(Tag::Measuring);
        // `Schmorl's node of the inferior endplate of C6 measures 4 mm`
        let placed = || {
            self.tags(behind, to).any(&[Tag::Of, Tag::At])
                && (behind + 1..to.min(behind + LONGEST_PLACE))
                    .take_while(|&i| self.is_place(i, to) || self.tags(i, to).has(Tag::Of))
                    .last()
                    .is_some_and(|last| tells(last + 1) || self.tags(last + 1, to).has(Tag::Measuring))
        };
        // `without oedema Modic type 1 changes at L4-5`: not denied at a level of its own
        let own_level = || {
            let led = self.tags(behind, to).any(&[Tag::Of, Tag::At]) && edema().is_none();
            led && levels::read(view, behind + 1).is_some()
        };
        (tells(behind) || placed() || own_level()) && self.told_before(start, at, to)
    }

    /// Whether a token is of a place: an article, a side, an endplate, a level.
    fn is_place(&self, at: usize, to: usize) -> bool {
        const PLACE: [Tag; 9] = [
            Tag::Superior,
            Tag::Inferior,
            Tag::EndplateNoun,
            Tag::EndplateNouns,
            Tag::AreaLetter(Area::Lumbar),
            Tag::NumberWord(1),
            Tag::DiscNoun,
            Tag::Article,
            Tag::VertebraNoun,
        ];
        self.view.tokens.list[at].kind == TokenKind::Number
            || self.view.tokens.kinds[at] == b'-'
            || self.tags(at, to).any(&PLACE)
    }

    /// Whether another thing with a verb of its own begins here, behind what is told: `… at L3 disc at L4-5 shows a
    /// bulge`, `… at L3 epidural space is normal`.
    fn tells_of_other(&self, start: usize, at: usize, to: usize) -> bool {
        const THINGS: [Tag; 8] = [
            Tag::Structure,
            Tag::Label,
            Tag::DiscNoun,
            Tag::Canal,
            Tag::NotMarrow,
            Tag::Other,
            Tag::Herniation,
            Tag::Herniations,
        ];
        let here = self.tags(at, to);
        let before = self.tags(at - 1, to);
        let describes = [Tag::Adjective, Tag::Marrow, Tag::One, Tag::Many, Tag::PlaceFiller, Tag::DiscNoun];
        if !here.any(&THINGS) || here.any(&[Tag::Verb, Tag::EndplateNoun, Tag::EndplateNouns, Tag::VertebraNoun]) {
            return false;
        }
        if before.any(&LEADS) || before.any(&describes) {
            return false;
        }
        let after = View { end: to, ..self.view }.phrase(at).map_or(at + 1, |p| p.2);
        let mut next = after;
        // `at L4-5`
        if self.tags(after, to).any(&[Tag::At, Tag::Of]) {
            let level = levels::read(View { end: to, ..self.view }, after + 1);
            next = level.map_or(after, |level| level.next);
        }
        let told = self.tags(next, to);
        told.any(&[Tag::Verb, Tag::Shows]) && !told.has(Tag::Measuring) && self.told_before(start, at, to)
    }

    /// Whether a clause is whole before a token: it has a verb or a denial, and no place in front of the token that goes
    /// with what follows.
    fn told_before(&self, start: usize, at: usize, to: usize) -> bool {
        // a place in front goes with it, unless a preposition leads that: `of the endplate Schmorl's node is seen`
        let front = (start..at).rev().take_while(|&i| self.is_place(i, to)).count();
        let led = front == 0
            || at - front > start && self.tags(at - front - 1, to).any(&[Tag::Of, Tag::At, Tag::And, Tag::Around]);
        const TELLS: [Tag; 5] = [Tag::Verb, Tag::Shows, Tag::ThereIs, Tag::Measuring, Tag::NegationBefore];
        let told = (start..at).any(|i| self.tags(i, to).any(&TELLS));
        led && told
    }

    /// The head or foot of a page that holds a token.
    fn page_at(&self, at: usize) -> Option<&Range<usize>> {
        let begun = self.pages.partition_point(|page| page.start <= at);
        // one without tokens may begin where another does
        self.pages[..begun].iter().rev().take(2).find(|page| page.contains(&at))
    }

    /// The key of a line that lists types of Modic changes: `Modic changes: L4-L5 type 2. L5-S1 type 1.`
    fn modic_key(&self, from: usize, to: usize) -> Option<Range<usize>> {
        let colon = self.label(from, to)?;
        let key = self.marker(from, to)..colon;
        key.clone().any(|at| self.tags(at, colon).has(Tag::ModicName)).then_some(key)
    }

    /// A sentence; one that begins with a level and tells a type answers the key of its line.
    fn push_answering(&mut self, key: &Option<Range<usize>>, from: usize, to: usize) {
        let placed = || levels::read(View { end: to, ..self.view }, from).is_some();
        let typed = || (from..to).any(|at| self.tags(at, to).any(&[Tag::ModicKind, Tag::ModicType(Modic::One)]));
        let answers =
            key.as_ref().filter(|key| from > key.end + 1 && placed() && typed() && !self.names_finding(&(from..to)));
        if let Some(key) = answers.cloned() {
            let outer = self.key.replace(key);
            self.push(from, to);
            self.key = outer;
            return;
        }
        self.push(from, to);
    }

    pub(super) fn ends_sentence(&self, at: usize, to: usize) -> bool {
        let tokens = &self.view.tokens.list;
        match tokens[at].kind {
            // `Edema? None`
            TokenKind::Mark(b'?')
                if self.tags(at + 1, to).any(&[Tag::NoneValue, Tag::YesValue, Tag::NegationBefore]) =>
            {
                false
            }
            // `(d) Modic changes? Type 2, at L2-3`
            TokenKind::Mark(b'?')
                if tokens.get(at + 1).is_some_and(|t| at + 1 < to && t.newlines == 0 && !t.glued)
                    && self.names_finding(&(at.saturating_sub(4)..at))
                    && (self.asks(at)
                        || tokens[at + 1].spaces >= NARROW_GAP && levels::read(self.view, at + 1).is_some()) =>
            {
                false
            }
            // `Are there nodules?   A Yes.`
            TokenKind::Mark(b'?') if self.answer_letter(at + 1, to) => false,
            TokenKind::Mark(b'?' | b'!') => {
                // a question mark before a word is a hedge: `?Schmorl's node`
                tokens.get(at + 1).is_none_or(|t| at + 1 >= to || !t.glued) && at > 0 && tokens[at].glued
            }
            // `marrow edema .. Yes`
            TokenKind::Mark(b'.') if self.view.mark(at + 1) == Some(b'.') => false,
            // `。`, behind which no space stands
            TokenKind::Mark(b'.') if tokens[at].span.end - tokens[at].span.start > 1 => true,
            TokenKind::Mark(b'.') => {
                let Some(next) = tokens.get(at + 1).filter(|_| at + 1 < to) else { return true };
                let before = at.checked_sub(1).map_or(TagSet::default(), |before| self.tags(before, at));
                // `no. 1`
                if next.kind == TokenKind::Number && before.has(Tag::NegationBefore) {
                    return false;
                }
                // `Node: Yes. Inferior endplate of L4`
                let yes = at > 1 && before.has(Tag::YesValue);
                if yes && matches!(self.view.mark(at - 2), Some(b':' | b'?' | b'=' | b'-')) {
                    return false;
                }
                if yes && at > 2 && self.view.mark(at - 3) == Some(b'?') && self.answer_letter(at - 2, to) {
                    return false;
                }
                // `erosion vs. Schmorl's node`
                if tokens[at].glued && before.has(Tag::UncertaintyBetween) {
                    return false;
                }
                if self.initials(at)
                    || self.behind_title_of_person(at)
                    || self.corrects_itself(at + 1, to)
                    || self.behind_correction(at, to)
                {
                    return false;
                }
                if self.abbreviated(at) && !(next.newlines > 0 && next.capital) {
                    let place = self.tags(at + 1, to).any(&[
                        Tag::EndplateNoun,
                        Tag::EndplateNouns,
                        Tag::AspectNoun,
                        Tag::AreaLetter(crate::anatomy::Area::Lumbar),
                        Tag::Of,
                    ]);
                    // `Poss. Schmorl's node`: a hedge leads to what it hedges
                    if place || !next.capital || self.tags(at - 1, at).has(Tag::UncertaintyBefore) {
                        return false;
                    }
                }
                if !next.glued {
                    return true;
                }
                // `endplate.There`, `L3.No fracture`, `5mm.L2`
                next.kind == TokenKind::Word
                    && next.capital
                    && at > 0
                    && (tokens[at - 1].kind == TokenKind::Number
                        || self.tags(at - 1, at).any(&[Tag::Millimetre, Tag::Centimetre])
                        || tokens[at - 1].span.end - tokens[at - 1].span.start > 2)
                    || next.kind == TokenKind::Number
                        && at > 0
                        && (tokens[at - 1].kind == TokenKind::Word
                            || at > 1 && self.tags(at - 2, at).has(Tag::AreaLetter(Area::Lumbar)))
                        && tokens.get(at + 2).is_some_and(|t| matches!(t.kind, TokenKind::Mark(b'.' | b')')))
            }
            // `["no cord contact", "Schmorl's nodes"]`
            TokenKind::Mark(b'"') => {
                at + 2 < to && self.view.mark(at + 1) == Some(b',') && self.view.mark(at + 2) == Some(b'"')
            }
            TokenKind::Mark(b';') => self.key_follows(at + 1, to),
            TokenKind::Mark(b'/') => tokens.get(at + 1).is_some_and(|t| t.glued && t.kind == TokenKind::Mark(b'/')),
            _ => false,
        }
    }

    /// `… of L2. Strike that, the inferior endplate of L3.`
    fn corrects_itself(&self, at: usize, to: usize) -> bool {
        let phrase = View { end: to, ..self.view }.phrase(at).filter(|p| p.1.has(Tag::SelfCorrection));
        // `Scratch that. Node at L3.`
        let goes_on = |next: usize| next + 1 < to && self.view.mark(next) == Some(b'.') && self.same_line(next + 1);
        phrase.is_some_and(|(_, _, next)| {
            next < to && (!matches!(self.view.mark(next), Some(b':' | b'.')) || self.same_line(at) && goes_on(next))
        })
    }

    /// Whether the stop at `at` closes a sentence of which all takes back the one in front: `Scratch that.`
    fn behind_correction(&self, at: usize, to: usize) -> bool {
        const LONGEST: usize = 5;
        let open = (at.saturating_sub(LONGEST)..at).rev().find(|&i| self.view.mark(i) == Some(b'.'));
        open.is_some_and(|open| {
            let phrase = View { end: to, ..self.view }.phrase(open + 1).filter(|p| p.1.has(Tag::SelfCorrection));
            phrase.is_some_and(|p| p.2 == at) && self.same_line(open + 1) && at + 1 < to && self.same_line(at + 1)
        })
    }

    /// Whether a token stands in the line of the one in front of it.
    fn same_line(&self, at: usize) -> bool {
        self.token(at).is_some_and(|t| t.newlines == 0)
    }

    /// `…; MARROW: no edema; L3-4: bulge`: a key in capitals, or a heading, behind a semicolon.
    fn key_follows(&self, at: usize, to: usize) -> bool {
        if !self.view.tokens.list[at.min(to - 1)].capital {
            return false;
        }
        let upper = |colon: usize| {
            let words = self.view.tokens.list[at..colon].iter().filter(|t| t.kind == TokenKind::Word);
            words.clone().all(|t| t.upper) && words.clone().any(|t| t.span.end - t.span.start > 1)
        };
        let marked = |next: usize| self.view.mark(next - 1) == Some(b':');
        self.label(at, to).is_some_and(upper)
            || self.section_heading(at, to, false).is_some_and(|(_, next)| marked(next))
            || self.level_heading(at, to, false).is_some_and(|(_, next)| marked(next))
    }

    /// Whether the stop at `at` is the last of single small letters with a stop each: `i.e.`, but not `at 5 p.m.`
    fn initials(&self, at: usize) -> bool {
        let Some(first) = at.checked_sub(3) else { return false };
        let letter = |at: usize| {
            self.token(at).is_some_and(|t| t.kind == TokenKind::Word && !t.capital && t.span.end - t.span.start == 1)
        };
        let glued = (first + 1..=at).all(|at| self.token(at).is_some_and(|t| t.glued));
        let hour = first > 0 && self.token(first - 1).is_some_and(|t| t.kind == TokenKind::Number);
        letter(first) && self.view.mark(first + 1) == Some(b'.') && letter(first + 2) && glued && !hour
    }

    /// Whether the letter of an answer stands at `at`: `A Yes.`
    fn answer_letter(&self, at: usize, to: usize) -> bool {
        let letter = self.token(at).is_some_and(|t| t.capital && t.newlines == 0 && t.span.end - t.span.start == 1);
        let value = at + 1 + usize::from(self.view.mark(at + 1) == Some(b':'));
        letter && self.tags(value, to).any(&[Tag::NoneValue, Tag::YesValue, Tag::NegationBefore])
    }

    /// Whether a short question begins the line that the mark at `at` stands in.
    fn asks(&self, at: usize) -> bool {
        let tokens = &self.view.tokens.list;
        let start = (0..at).rev().find(|&i| tokens[i].newlines > 0).unwrap_or(0);
        let own = self.marker(start, at);
        own > start && at - own <= 5
    }

    /// A full stop dictated as a word: at the end, or before a capital or a further sentence, not behind an article.
    pub(super) fn spoken_stop(&self, at: usize, to: usize) -> bool {
        let before = at.checked_sub(1).map_or(TagSet::default(), |i| self.tags(i, at));
        self.tags(at, to).has(Tag::SpokenStop)
            && !before.any(&[Tag::Article, Tag::Pronoun, Tag::Of, Tag::At, Tag::Adjective])
    }
}
