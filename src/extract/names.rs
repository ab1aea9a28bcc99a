//! The names of the three kinds of finding, as they stand in a sentence.

use super::atoms::{Atom, Defined, Marrow, What, dotted};
use super::levels::{self, View};
use crate::finding::Modic;
use crate::lexicon::tag::{Tag, TagSet};
use crate::token::TokenKind;

/// Whether a node's name may begin at a token with these meanings: [`node`] reads none elsewhere.
#[inline]
pub(super) fn may_be_node(view: View<'_>, at: usize, tags: TagSet) -> bool {
    const BEGIN: [Tag; 8] = [
        Tag::Eponym,
        Tag::WeakEponym,
        Tag::NodePhrase,
        Tag::NodePhrases,
        Tag::Abbreviation,
        Tag::Abbreviations,
        Tag::Herniation,
        Tag::Herniations,
    ];
    tags.any(&BEGIN) || view.tokens.list[at].word == 0 && may_be_misspelt(view, at)
}

/// Whether a Modic change may begin at a token with these meanings: [`modic`] reads none elsewhere.
#[inline]
pub(super) fn may_be_modic(tags: TagSet) -> bool {
    tags.any(&[Tag::ModicName, Tag::ModicMixed, Tag::ModicKind])
}

/// A node's name at a token: whether it is plural, and the token after it.
pub(super) fn node(view: View<'_>, at: usize, defined: Defined) -> Option<(bool, usize)> {
    eponym(view, at).or_else(|| phrase(view, at, defined)).or_else(|| herniation(view, at))
}

fn phrase(view: View<'_>, at: usize, defined: Defined) -> Option<(bool, usize)> {
    let (_, tags, next) = view.phrase(at)?;
    if tags.any(&[Tag::NodePhrase, Tag::NodePhrases]) {
        return Some((tags.has(Tag::NodePhrases), next));
    }
    let abbreviation = tags.any(&[Tag::Abbreviation, Tag::Abbreviations]) && view.token(at)?.capital;
    (abbreviation && defined.abbreviation).then(|| (tags.has(Tag::Abbreviations), next))
}

/// The eponym with its noun: `Schmorl's node`, `Schmorl-type deformity`, a bare `schmorls`.
fn eponym(view: View<'_>, at: usize) -> Option<(bool, usize)> {
    let token = view.token(at).filter(|t| t.kind == TokenKind::Word)?;
    let found = view.phrase(at);
    let tags = found.map_or(TagSet::default(), |f| f.1);
    let sure = tags.has(Tag::Eponym);
    let weak = tags.has(Tag::WeakEponym) || (token.word == 0 && is_misspelt(view.tokens.folded_bytes(token)));
    if !sure && !weak {
        return None;
    }
    if titled(view, at) || dot_phrase(view, at) {
        return None;
    }
    let mut next = found.filter(|_| token.word != 0).map_or(at + 1, |f| f.2);
    let mut possessive = view.tokens.folded(view.token(next - 1)?).ends_with('s');
    // `Schmorl 's`, `Schmorl;s`, `Schmorl`s`
    let mark =
        matches!(view.mark(next), Some(b';' | b'"' | b'.' | b',' | b'~' | b'^' | b'?')) && view.token(next)?.glued;
    let s = if mark { next + 1 } else { next };
    if view.token(s).is_some_and(|t| view.tokens.folded_bytes(t) == b"s" && (!mark || t.glued) && t.newlines == 0) {
        next = s + 1;
        possessive = true;
    }
    let noun_at = if view.mark(next) == Some(b'-') { next + 1 } else { next };
    let nouns = [Tag::NodeNoun, Tag::NodeNouns, Tag::Herniation, Tag::Herniations, Tag::NodePhrase, Tag::NodePhrases];
    if let Some((_, noun, after)) = view.phrase(noun_at).filter(|f| f.1.any(&nouns)) {
        let newline_colon = view.mark(after) == Some(b':') && view.token(noun_at)?.newlines > 0;
        if view.token(noun_at)?.newlines < 2 && !newline_colon {
            let plural = |noun: TagSet| noun.any(&[Tag::NodeNouns, Tag::Herniations, Tag::NodePhrases]);
            // `Schmorl's node indentations of L2 and L3`
            let twice = view
                .phrase(after)
                .filter(|(_, second, _)| second.any(&nouns[..4]) && !plural(noun))
                .filter(|_| view.token(after).is_some_and(|t| t.newlines == 0));
            return Some(twice.map_or((plural(noun), after), |(_, second, end)| (plural(second), end)));
        }
    }
    (sure && !is_person(view, at, next)).then_some((possessive, next))
}

/// Whether a name is that of a text block to be filled in: `[auto-text .SCHMORL]`.
fn dot_phrase(view: View<'_>, at: usize) -> bool {
    at > 1
        && view.mark(at - 1) == Some(b'.')
        && view.token(at).is_some_and(|t| t.glued)
        && view.token(at - 1).is_some_and(|t| !t.glued)
}

/// Whether a title stands right before a name: `Dr Schmorl's clinic`.
fn titled(view: View<'_>, at: usize) -> bool {
    let title = |i: usize| view.tags(i).has(Tag::Title);
    let dot = at >= 2 && view.mark(at - 1) == Some(b'.') && title(at - 2);
    dot || at >= 1 && title(at - 1) && view.token(at).is_some_and(|t| t.capital)
}

/// Whether a bare eponym is somebody's name.
fn is_person(view: View<'_>, at: usize, next: usize) -> bool {
    let before = (1..=3).filter_map(|back| at.checked_sub(back)).any(|i| {
        let longer = (i.saturating_sub(3)..i)
            .any(|from| view.phrase(from).is_some_and(|p| p.2 > i && !p.1.any(&[Tag::Person, Tag::Title])));
        !longer
            && view.tags(i).any(&[Tag::Person, Tag::Title])
            // `Copy to: Schmorl A.`
            && (view.phrase(i).map_or(i + 1, |p| p.2)..at)
                .all(|j| matches!(view.mark(j), Some(b'.' | b':')) || view.token(j).is_some_and(|t| t.capital))
    });
    // `G. Schmorl`, `Schmorl, G.`, `Anna Schmorl`
    // but `Q. Modic changes?`
    let asked = || (next..next + 4).any(|i| view.mark(i) == Some(b'?'));
    let initial = at >= 2
        && !asked()
        && view.mark(at - 1) == Some(b'.')
        && view.token(at - 2).is_some_and(|t| t.capital && t.span.end - t.span.start == 1);
    let after = match view.mark(next) {
        Some(b',' | b'.') => next + 1,
        _ => next,
    };
    let title = view.tags(after).has(Tag::PersonAfter)
        || view.mark(next) == Some(b'(') && view.token(next + 1).is_some_and(|t| t.kind == TokenKind::Number);
    let named_behind = view.mark(next) == Some(b',')
        && view.token(next + 1).is_some_and(|t| {
            t.capital
                && t.kind == TokenKind::Word
                && (t.word == 0 || t.span.end - t.span.start == 1 && view.mark(next + 2) == Some(b'.'))
        });
    let possessive = view.token(at).is_some_and(|t| view.tokens.folded(t).ends_with('s'));
    // `Schmorl A.` at a line's end
    let initial_behind = !possessive
        && view.token(next).is_some_and(|t| t.upper && t.span.end - t.span.start == 1 && t.newlines == 0)
        && view.mark(next + 1) == Some(b'.')
        && view.token(next + 2).is_none_or(|t| t.newlines > 0);
    // `Ward Schmorl`
    let house = !possessive
        && at > 0
        && view.tags(at - 1).has(Tag::PersonAfter)
        && view.token(at - 1).is_some_and(|t| t.capital)
        && view.token(at).is_some_and(|t| t.capital && t.newlines == 0);
    let initial = initial || initial_behind || house;
    let comma_initial = named_behind && (view.token(at).is_some_and(|t| !t.upper) || !possessive);
    // `the atlas of Schmorl and Junghanns`
    let pair = !possessive
        && view.tags(next).has(Tag::And)
        && view.token(next + 1).is_some_and(|t| t.capital && t.word == 0 && t.kind == TokenKind::Word);
    before || initial || title || comma_initial || pair
}

/// Whether an unknown word may be a misspelt eponym.
pub(super) fn may_be_misspelt(view: View<'_>, at: usize) -> bool {
    view.token(at).is_some_and(|t| t.kind == TokenKind::Word && is_misspelt(view.tokens.folded_bytes(t)))
}

/// The eponym, folded, in the genitive.
pub(super) const NAME: &[u8] = b"schmorls";

/// What a misspelling may begin with.
pub(super) const FIRST: [u8; 2] = [b's', b'c'];

/// Whether a folded word is the eponym but for two slips at most: swapped, lost, doubled or wrong letters.
pub(super) fn is_misspelt(word: &[u8]) -> bool {
    if !(5..=10).contains(&word.len()) || !FIRST.contains(&word[0]) {
        return false;
    }
    // two slips lose two of its letters at most
    let letters = |word: &[u8]| word.iter().fold(0_u32, |all, byte| all | 1 << (byte & 31));
    let name = letters(NAME);
    if (letters(word) & name).count_ones() + 2 < name.count_ones() {
        return false;
    }
    let name = if word.last() == Some(&b's') { NAME } else { &NAME[..7] };
    distance(word, name) <= 2
}

/// Whether an unknown word is the eponym so plainly that a text with it is read whatever stands behind: it holds the
/// eponym whole, or is misspelt behind its first letters.
pub(super) fn hides_eponym(word: &[u8]) -> bool {
    const WHOLE: usize = 7;
    if word.len() < WHOLE {
        return false;
    }
    word.starts_with(&NAME[..3]) && is_misspelt(word)
        || word.len() > WHOLE && word.windows(WHOLE).any(|part| part == &NAME[..WHOLE])
}

/// Whether a word is the eponym's beginning, as a line's end leaves it: `Schm-⏎orl's`.
pub(super) fn begins_eponym(word: &[u8]) -> bool {
    (3..NAME.len()).contains(&word.len()) && NAME.starts_with(word)
}

/// Damerau's distance (adjacent swaps count one), for short words.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut rows = [[0usize; 12]; 12];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = usize::from(a[i - 1] != b[j - 1]);
                let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + change);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(rows[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    rows[a.len()][b.len()]
}

/// A disc herniation into or through an endplate or a vertebral body.
fn herniation(view: View<'_>, at: usize) -> Option<(bool, usize)> {
    let (_, tags, next) = view.phrase(at)?;
    if !tags.any(&[Tag::Herniation, Tag::Herniations]) {
        return None;
    }
    let target = [Tag::EndplateNoun, Tag::EndplateNouns, Tag::VertebraNoun, Tag::VertebraNouns];
    let stop = |i: usize| {
        view.mark(i).is_some_and(|m| matches!(m, b'.' | b';' | b':' | b',')) && !dotted(view, i, view.tags(i - 1))
            || view.token(i).is_some_and(|t| t.newlines > 1)
    };
    // `Herniation of the L2-3 disc into the superior endplate`
    let into = (next..next + 9).take_while(|i| !stop(*i)).find(|i| view.tags(*i).has(Tag::Into))?;
    let after = view.phrase(into)?.2;
    // `… into the superior endplate` of no vertebra named: the disc's level is the place, and no part of the name
    let level = |i: &usize| levels::read(view, *i).is_some();
    let named = || (after..after + 9).take_while(|i| !stop(*i)).any(|i| level(&i));
    let end = if (next..into).any(|i| level(&i)) && !named() { next } else { after };
    let mut i = after;
    while i < after + 9 && !stop(i) {
        if let Some(expression) = levels::read(view, i) {
            // straight into a vertebra: `into L3`
            let only_vertebrae = expression.levels.iter().all(|l| matches!(l, crate::anatomy::Level::Vertebra(_)));
            if only_vertebrae && i <= after + 1 {
                return Some((tags.has(Tag::Herniations), after));
            }
            i = expression.next;
            continue;
        }
        let here = view.tags(i);
        // `into the superior aspect of L5`
        const SIDES: [Tag; 4] = [Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower];
        let of_vertebra = || {
            let read = if view.tags(i + 1).has(Tag::Of) { levels::read(view, i + 2) } else { None };
            read.is_some_and(|e| e.levels.iter().all(|l| matches!(l, crate::anatomy::Level::Vertebra(_))))
        };
        let aspect = here.has(Tag::AspectNoun) && view.tags(i - 1).any(&SIDES) && of_vertebra();
        if here.any(&target) || aspect {
            return Some((tags.has(Tag::Herniations), end));
        }
        if here.any(&[Tag::Canal, Tag::NotSize]) || i > after && here.has(Tag::Into) {
            return None;
        }
        i = view.phrase(i).map_or(i + 1, |p| p.2);
    }
    None
}

/// A Modic change at a token: its type and the token after it.
pub(super) fn modic(view: View<'_>, at: usize, before: &[Atom]) -> Option<(Modic, usize)> {
    let (_, tags, next) = view.phrase(at)?;
    if tags.has(Tag::ModicName) {
        let person = || is_person(view, at, next) && !(typed(view, next) && !titled(view, at));
        if view.tags(next).has(Tag::ModicNot) || view.tags(next).any(&[Tag::PersonAfter]) || person() {
            return None;
        }
        return Some(after_name(view, next));
    }
    // `mixed type 1 and 2 Modic`, `type II endplate changes`
    let mut start = at;
    if tags.has(Tag::ModicMixed) {
        start = next;
        if view.tags(start).has(Tag::ModicName) {
            let (modic, next) = after_name(view, view.phrase(start)?.2);
            return Some((modic, next));
        }
    }
    let kind = view.phrase(start).filter(|f| f.1.has(Tag::ModicKind))?;
    // `type-II endplate changes`
    let figure = kind.2 + usize::from(view.mark(kind.2) == Some(b'-'));
    let (mut types, mut after) = types(view, figure)?;
    // `has converted from type 1 to type 2`
    if at > 0 && view.tags(at - 1).has(Tag::From) {
        let to = (kind.2..after).find(|&i| view.tags(i).has(Tag::To));
        let second = to.map(|to| view.phrase(to + 1).filter(|f| f.1.has(Tag::ModicKind)).map_or(to + 1, |f| f.2));
        types = second.and_then(|second| one_type(view, second)).map_or(types, |(number, _)| single(number));
    }
    // `fatty (type 2) endplate change`
    let close = view.mark(after) == Some(b')') && at > 0 && view.mark(at - 1) == Some(b'(');
    let named_at = after + usize::from(close);
    let named = view.phrase(named_at).filter(|f| f.1.any(&[Tag::ModicName, Tag::ModicChange]));
    if let Some(found) = named {
        after = found.2;
        if found.1.has(Tag::ModicName) {
            after = change_words(view, after);
        }
        return Some((types, after));
    }
    // `Modic type 2 at L4-5 and type 1 at L5-S1`
    // `endplate changes at C4-5 and C6-7, type 1 at the former`
    let changes = |pair: &[Atom]| {
        let noun = pair[1].what == What::Phrase && pair[1].any(&[Tag::NodeNoun, Tag::NodeNouns]);
        pair[0].is(Tag::EndplateNoun) && noun
    };
    let earlier = before.iter().any(|a| matches!(a.what, What::Modic(_))) || before.windows(2).any(changes);
    let after = change_words(view, after);
    // `type 1 change has evolved into type 2 since 2020`
    let into = at > 0 && view.tags(at - 1).has(Tag::Into);
    let goes_on = !into
        && view.token(after).is_some_and(|t| t.kind == TokenKind::Word && t.newlines == 0)
        && levels::read(view, after).is_none()
        && !view.tags(after).any(&[Tag::At, Tag::Of, Tag::And, Tag::Verb, Tag::Around, Tag::Terminator]);
    (earlier && !goes_on).then_some((types, after))
}

/// Whether a type stands right behind the name: `Read by Dr Chen: Modic type 2 at L4-5` names no person.
fn typed(view: View<'_>, next: usize) -> bool {
    let kind = view.phrase(next).filter(|f| f.1.has(Tag::ModicKind)).map_or(next, |f| f.2);
    types(view, kind).is_some()
}

/// What stands behind the name: `type 2 changes`, `changes (type II)`.
fn after_name(view: View<'_>, next: usize) -> (Modic, usize) {
    let skip = |at: usize| if view.mark(at) == Some(b'-') { at + 1 } else { at };
    let at = skip(next);
    let kind = view.phrase(at).filter(|f| f.1.has(Tag::ModicKind)).map_or(at, |f| f.2);
    if let Some((modic, after)) = types(view, skip(kind)) {
        return (modic, noun_phrase(view, after));
    }
    // words between the name and the type: `Modic endplate changes, type 2`
    let mut behind = next;
    for _ in 0..5 {
        let Some(token) = view.token(behind) else { break };
        let tags = view.tags(behind);
        if tags.has(Tag::ModicKind) {
            let after = view.phrase(behind).map_or(behind + 1, |f| f.2);
            // `of mixed type (1 and 3)`
            let after = after + usize::from(view.mark(after) == Some(b'('));
            if let Some((modic, after)) = types(view, skip(after)) {
                let close = usize::from(view.mark(after) == Some(b')'));
                return (modic, noun_phrase(view, after + close));
            }
            break;
        }
        // `Modic changes (II)`, but `Modic changes (2 levels)`
        if view.mark(behind) == Some(b'(')
            && let Some((modic, after)) = types(view, behind + 1)
            && view.mark(after) == Some(b')')
        {
            return (modic, noun_phrase(view, after + 1));
        }
        // `Modic changes II type`
        let kind = view.phrase(behind + 1).filter(|f| f.1.has(Tag::ModicKind));
        if let (Some(kind), Some((number, after))) = (kind, one_type(view, behind))
            && after == behind + 1
        {
            return (single(number), kind.2);
        }
        let change_words = tags.any(&[
            Tag::ModicChange,
            Tag::NodeNoun,
            Tag::NodeNouns,
            Tag::EndplateNoun,
            Tag::EndplateNouns,
            Tag::Adjective,
            Tag::Marrow,
            Tag::ModicMixed,
        ]) || matches!(token.kind, TokenKind::Mark(b'(' | b',' | b'?' | b':'))
            // `changes of mixed type (1 and 3)`
            || tags.has(Tag::Of) && view.tags(behind + 1).has(Tag::ModicMixed)
            || token.word != 0
                && matches!(view.tokens.folded(token), s if s.len() > 5 && tags.any(&[Tag::SequenceAfter]));
        if !change_words {
            break;
        }
        behind = view.phrase(behind).map_or(behind + 1, |f| f.2);
    }
    (Modic::Unspecified, change_words(view, next))
}

/// The token after what a type is of: `changes`, `degenerative endplate changes`, `marrow signal abnormality`.
fn noun_phrase(view: View<'_>, at: usize) -> usize {
    const INSIDE: [Tag; 4] = [Tag::Adjective, Tag::Marrow, Tag::EndplateNoun, Tag::VertebraNoun];
    const LONG: usize = 4;
    let mut noun = at;
    for _ in 0..LONG {
        let after = change_words(view, noun);
        if after > noun {
            return after;
        }
        match view.phrase(noun) {
            Some((_, tags, next)) if tags.has(Tag::Lesion) => return next,
            Some((_, tags, next)) if tags.any(&INSIDE) => noun = next,
            _ => break,
        }
    }
    at
}

/// The token after `changes` and the like.
fn change_words(view: View<'_>, at: usize) -> usize {
    view.phrase(at).filter(|f| f.1.any(&[Tag::ModicChange, Tag::NodeNoun, Tag::NodeNouns])).map_or(at, |f| f.2)
}

/// One type or two: `2`, `II`, `1/2`, `I and II`, `type 1 and type 2`.
fn types(view: View<'_>, at: usize) -> Option<(Modic, usize)> {
    let (first, mut next) = one_type(view, at)?;
    let mut join = next;
    let joined = matches!(view.mark(join), Some(b'/' | b'-' | b'&' | b'+'))
        || view.tags(join).any(&[Tag::And, Tag::To, Tag::Or]);
    if joined {
        join += 1;
        if let Some(kind) = view.phrase(join).filter(|f| f.1.has(Tag::ModicKind)) {
            join = kind.2;
        }
        if let Some((second, after)) = one_type(view, join).filter(|_| !told_in_turn(view, next)) {
            next = after;
            let both = match (first.min(second), first.max(second)) {
                (1, 2) => Modic::OneTwo,
                (2, 3) => Modic::TwoThree,
                (1, 3) => Modic::OneThree,
                (n, _) => single(n),
            };
            return Some((both, next));
        }
    }
    Some((single(first), next))
}

/// Whether two types joined by `and` are told of two places: `type 2 and type 1 at L4-L5 and L5-S1, respectively`.
fn told_in_turn(view: View<'_>, join: usize) -> bool {
    const NEAR: usize = 20;
    view.tokens.said.has(Tag::Respectively)
        && view.tags(join).has(Tag::And)
        && (join..join + NEAR).take_while(|&i| view.mark(i) != Some(b'.')).any(|i| view.tags(i).has(Tag::Respectively))
}

fn single(number: u8) -> Modic {
    match number {
        1 => Modic::One,
        2 => Modic::Two,
        _ => Modic::Three,
    }
}

fn one_type(view: View<'_>, at: usize) -> Option<(u8, usize)> {
    let token = view.token(at)?;
    if token.kind == TokenKind::Number {
        let number: u8 = view.tokens.folded(token).parse().ok()?;
        let measured = view.tags(at + 1).any(&[Tag::Millimetre, Tag::Centimetre]);
        return ((1..=3).contains(&number) && !measured).then_some((number, at + 1));
    }
    let read = |view: View<'_>| {
        let (phrase, _, next) = view.phrase(at)?;
        let number = view.value(phrase, |tag| match tag {
            Tag::ModicType(Modic::One) => Some(1),
            Tag::ModicType(Modic::Two) => Some(2),
            Tag::ModicType(Modic::Three) => Some(3),
            _ => None,
        })?;
        Some((number, next))
    };
    // `type two in L4`, where `two in` is a phrase, too
    read(view).or_else(|| read(View { end: view.end.min(at + 1), ..view }))
}

/// Oedema at a phrase: `None` if it is none, `Some(None)` if it is another tissue's.
pub(super) fn edema(view: View<'_>, at: usize, next: usize, tags: TagSet) -> Option<Option<Marrow>> {
    if tags.has(Tag::EdemaPhrase) {
        return Some(Some(Marrow::Said));
    }
    let signal = tags.has(Tag::EdemaSignal);
    if !signal && !tags.has(Tag::EdemaWord) {
        return None;
    }
    // `marrow edema in the R femoral head`
    let led = view.tags(next).any(&[Tag::At, Tag::Of]);
    if led && (next + 1..next + 4).any(|i| view.tags(i).has(Tag::NotSpine)) {
        return Some(None);
    }
    let said = &view.tokens.said;
    if said.any(&[Tag::NotSpine, Tag::NotMarrow]) && shown_by_another(view, at) {
        return Some(None);
    }
    if view.tokens.said.has(Tag::NotMarrow) && around_soft_tissue(view, at) {
        return Some(None);
    }
    let marrow = [Tag::Marrow, Tag::EndplateNoun, Tag::EndplateNouns, Tag::VertebraNoun, Tag::VertebraNouns];
    let mut other = false;
    let mut i = at;
    // `the marrow around it is oedematous`
    // `the marrow is not oedematous`
    let not = at > 1 && view.tags(at - 1).has(Tag::NegationInstead);
    let predicate = at > 0 && view.tags(at - 1 - usize::from(not)).has(Tag::Verb);
    let mut denied = false;
    let apposed = apposed(view, at, next);
    for step in 0..if apposed { 16 } else { 8 } {
        // a paragraph begins at the token looked at last
        // `PARASPINAL   subcutaneous oedema` below `MARROW   normal marrow signal`
        if view.token(i).is_some_and(|t| t.newlines > 1 || other && t.newlines > 0) {
            break;
        }
        let Some(back) = i.checked_sub(1) else { break };
        let Some(token) = view.token(back) else { break };
        // `Marrow: no oedema`, `Cord: no oedema`
        if token.kind == TokenKind::Mark(b':') && back > 0 {
            let label = view.tags(back - 1);
            let told = label.has(Tag::Marrow) && !label.has(Tag::NotMarrow);
            if told || label.has(Tag::NotMarrow) && !label.has(Tag::EndplateNoun) {
                return Some(told.then_some(Marrow::Said));
            }
        }
        if matches!(token.kind, TokenKind::Mark(b'.' | b';' | b':' | b'(' | b')' | b'|')) {
            break;
        }
        i = back;
        // phrases of two words are seen from their first word: `soft tissues w/o edema`
        let slash = |b: usize| view.mark(b + 1) == Some(b'/');
        let phrase = (back.saturating_sub(3)..back).find(|&b| {
            slash(b) && view.phrase(b).is_some_and(|p| p.2 == back + 1 && p.1.any(&[Tag::NegationBefore, Tag::With]))
        });
        if let Some(first) = phrase {
            i = first;
            continue;
        }
        let here = view.tags(back);
        let mut longer = (back.saturating_sub(4)..back).filter_map(|b| view.phrase(b).filter(|p| p.2 > back));
        // `a node with peripheral oedema`
        let limb = here.has(Tag::Limb) && !(back > 0 && view.tags(back - 1).any(&[Tag::With, Tag::Adjective]));
        if limb || here.has(Tag::NotMarrow) && !here.has(Tag::EndplateNoun) || longer.any(|p| p.1.has(Tag::NotMarrow)) {
            other = true;
            continue;
        }
        if here.any(&marrow) {
            // `facet marrow edema`; `pedicle marrow edema` is the vertebra's
            let facet = here.has(Tag::Marrow) && back > 0 && view.tags(back - 1).has(Tag::NotMarrow);
            let bone = || view.tags(back - 1).any(&[Tag::EndplateNoun, Tag::BonyPart]);
            return Some((!facet || bone()).then_some(Marrow::Said));
        }
        let inside = here.any(&[
            Tag::And,
            Tag::Or,
            Tag::Adjective,
            Tag::Limb,
            Tag::PlaceFiller,
            Tag::SequenceAfter,
            Tag::Associated,
            Tag::Around,
            Tag::Age(crate::finding::Acuity::Acute),
            Tag::Shows,
            Tag::NegationBefore,
            Tag::ModicName,
            Tag::ModicKind,
            Tag::ModicChange,
            Tag::ModicType(Modic::One),
        ]) || matches!(token.kind, TokenKind::Mark(b',' | b'/' | b'-'));
        // `the marrow is free of oedema`
        let part = |b: usize| view.phrase(b).is_some_and(|p| p.2 > back && p.1.has(Tag::NegationBefore));
        let cue = here.has(Tag::Of) && (back.saturating_sub(2)..back).any(part);
        denied |= cue;
        let subject = predicate && (step <= usize::from(not) || here.any(&[Tag::Pronoun, Tag::Article]));
        let apposed = apposed && !here.any(&[Tag::NodeNoun, Tag::BareNode, Tag::Terminator]);
        if !(inside || subject || cue || apposed || denied && here.has(Tag::Verb)) {
            break;
        }
    }
    if other {
        return Some(None);
    }
    let here = if signal { Marrow::Signal } else { Marrow::Open };
    behind(view, next, signal).or_else(|| Some(Some(if denied_of_marrow(view, at) { Marrow::Said } else { here })))
}

/// `Marrow signal is within normal limits without focal oedema`: denied where marrow alone is spoken of.
fn denied_of_marrow(view: View<'_>, at: usize) -> bool {
    const FARTHEST: usize = 16;
    const OTHER: [Tag; 13] = [
        Tag::NotMarrow,
        Tag::NotSpine,
        Tag::Structure,
        Tag::Other,
        Tag::NodeNoun,
        Tag::NodeNouns,
        Tag::BareNode,
        Tag::ModicName,
        Tag::DiscNoun,
        Tag::Canal,
        Tag::Herniation,
        Tag::Limb,
        Tag::EdemaWord,
    ];
    let mut denied = false;
    for i in (at.saturating_sub(FARTHEST)..at).rev() {
        let (tags, behind) = (view.tags(i), view.token(i + 1).map_or(0, |t| t.newlines));
        let closed =
            view.mark(i).is_some_and(|mark| !matches!(mark, b',' | b'-' | b'/' | b':') && (mark != b';' || !denied));
        // `no marrow signal abnormality or oedema`
        let lesion = tags.has(Tag::Lesion) && !(i.saturating_sub(2)..i).any(|i| view.tags(i).has(Tag::Marrow));
        if closed || behind > 1 || lesion || tags.any(&OTHER) || levels::read(view, i).is_some() {
            return false;
        }
        denied |= tags.has(Tag::NegationBefore);
        if tags.has(Tag::Marrow) {
            let cue = |i: usize| view.tags(i).has(Tag::NegationBefore);
            return denied || (i.saturating_sub(3)..i).any(cue);
        }
    }
    false
}

/// `The femoral head and neck show bone marrow oedema`, `The paraspinal soft tissues are notable for mild contusional oedema`:
/// the subject is no bone of the spine.
fn shown_by_another(view: View<'_>, at: usize) -> bool {
    const FARTHEST: usize = 12;
    const BONE: [Tag; 5] = [Tag::Marrow, Tag::EndplateNoun, Tag::EndplateNouns, Tag::VertebraNoun, Tag::VertebraNouns];
    let clause = |i: &usize| view.token(*i).is_some_and(|t| t.kind == TokenKind::Word && t.newlines < 2);
    let tissue = |tags: TagSet| tags.has(Tag::NotMarrow) && tags.has(Tag::Structure) && !tags.any(&BONE);
    let subject = |i: &usize| view.tags(*i).has(Tag::NotSpine) || tissue(view.tags(*i));
    let before: Vec<usize> = (0..at).rev().take(FARTHEST).take_while(clause).collect();
    let Some(subject) = before.iter().position(subject) else { return false };
    let bone = view.tags(before[subject]).has(Tag::NotSpine);
    let said = |&i: &usize| view.tags(i).any(&[Tag::Shows, Tag::Verb]);
    let own = |&i: &usize| levels::read(view, i).is_some() || !bone && view.tags(i).any(&BONE);
    before[..subject].iter().any(said) && !before[..subject].iter().any(own)
}

/// `A collection in the laminectomy bed from L3 to L5 with surrounding oedema`: what it surrounds is no bone.
fn around_soft_tissue(view: View<'_>, at: usize) -> bool {
    const FARTHEST: usize = 16;
    const BONE: [Tag; 8] = [
        Tag::Marrow,
        Tag::EndplateNoun,
        Tag::EndplateNouns,
        Tag::VertebraNoun,
        Tag::VertebraNouns,
        Tag::NodeNoun,
        Tag::BareNode,
        Tag::Lesion,
    ];
    let around = at > 0 && view.tags(at - 1).any(&[Tag::Associated, Tag::Around, Tag::With]);
    let clause = |i: &usize| view.mark(*i).is_none_or(|mark| matches!(mark, b'-' | b'/' | b','));
    let mut before = (0..at).rev().take(FARTHEST).take_while(clause);
    // `a collection in the laminectomy bed`
    let thing = |tags: TagSet| tags.any(&BONE) || tags.has(Tag::Other) && !tags.has(Tag::NotLevelAfter);
    let named = before.find(|&i| thing(view.tags(i))).filter(|_| around);
    named.is_some_and(|i| view.tags(i).has(Tag::NotMarrow) && view.tags(i).has(Tag::Other))
}

/// Whether the word tells what the words before a comma are: `stranding in the fat, which is probably edema`.
fn apposed(view: View<'_>, at: usize, next: usize) -> bool {
    // `facet arthropathy, possible edema of the pedicle`
    if view.tags(next).any(&[Tag::At, Tag::Of, Tag::Around]) {
        return false;
    }
    let told = |i: &usize| view.tags(*i).any(&[Tag::UncertaintyBefore, Tag::Which, Tag::Verb]);
    let told = (0..at).rev().take(4).take_while(told).count();
    told > 0 && at > told + 2 && view.mark(at - told - 1) == Some(b',')
}

/// What stands behind the word: `edema in the paraspinal muscles`, `edema of the marrow`.
fn behind(view: View<'_>, next: usize, signal: bool) -> Option<Option<Marrow>> {
    // `oedema elsewhere in the marrow`
    let mut i = next + usize::from(view.tags(next).has(Tag::Elsewhere));
    // `oedema (marrow)`
    if view.mark(i) == Some(b'(') && view.tags(i + 1).has(Tag::Marrow) && !view.tags(i + 1).has(Tag::NotMarrow) {
        return Some(Some(Marrow::Said));
    }
    // `oedematous marrow`, `oedematous marrow change`
    if view.tags(i).any(&[Tag::Marrow, Tag::ModicChange]) && !view.tags(i).has(Tag::NotMarrow) {
        return Some(Some(Marrow::Said));
    }
    const LED: [Tag; 3] = [Tag::At, Tag::Of, Tag::Around];
    // `a discrete oedema exists only in the epidural fat`
    let word = |at: &usize| view.token(*at).is_some_and(|t| t.kind == TokenKind::Word && t.newlines < 2);
    let led = (i..i + 4).take_while(word).find(|&at| view.tags(at).any(&LED))?;
    let apart = led > i;
    i = view.phrase(led)?.2;
    for _ in 0..6 {
        let tags = view.tags(i);
        // `has developed in the vertebral marrow`
        // `is not seen in the vertebrae`
        if apart && !tags.has(Tag::NotMarrow) && tags.any(&[Tag::Marrow, Tag::VertebraNoun, Tag::VertebraNouns]) {
            return Some(Some(Marrow::Said));
        }
        // `is present in the muscles, but not around the node`
        if apart && !tags.has(Tag::NotMarrow) {
            if tags.has(Tag::Article) {
                i = view.phrase(i).map_or(i + 1, |p| p.2);
                continue;
            }
            return None;
        }
        if apart && (i..i + 12).any(|at| view.tags(at).has(Tag::Around)) {
            return None;
        }
        if tags.has(Tag::Marrow) {
            return Some(Some(Marrow::Said));
        }
        if tags.has(Tag::NotMarrow) || view.token(i).is_some_and(|t| t.kind == TokenKind::Mark(b'.')) {
            // `of the conus or of the vertebral marrow`
            let mut rest = (i + 1..i + 7).take_while(|&at| view.token(at).is_some_and(|t| t.kind == TokenKind::Word));
            let joined = rest.next().is_some_and(|at| view.tags(at).any(&[Tag::And, Tag::Or]));
            let marrow = joined && rest.any(|at| view.tags(at).has(Tag::Marrow) && !view.tags(at).has(Tag::NotMarrow));
            return tags.has(Tag::NotMarrow).then_some(marrow.then_some(Marrow::Said));
        }
        if tags.any(&[Tag::VertebraNoun, Tag::VertebraNouns]) {
            return Some(Some(Marrow::Said));
        }
        // `around the right L5/S1 joint`
        if let Some(level) = levels::read(view, i) {
            let tissue = view.tags(level.next);
            // `edema in the lumbar vertebrae`
            let bone = (i..level.next).any(|at| view.tags(at).any(&[Tag::VertebraNoun, Tag::VertebraNouns]));
            // `edema of the C5-C6 marrow`
            if bone || !signal && tissue.has(Tag::Marrow) && !tissue.has(Tag::NotMarrow) {
                return Some(Some(Marrow::Said));
            }
            return (tissue.has(Tag::NotMarrow) && !tissue.has(Tag::EndplateNoun)).then_some(None);
        }
        if tags.any(&[Tag::EndplateNoun, Tag::EndplateNouns]) {
            return None;
        }
        i = view.phrase(i).map_or(i + 1, |p| p.2);
    }
    None
}
