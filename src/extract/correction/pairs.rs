//! Several corrections in one sentence: `"L1 and L3" should read "L2 and L4"`, `L1 should read L2 and L3 should read L4`.

use super::{Named, Pair};
use crate::anatomy::Level;
use crate::extract::atoms::{Atom, What};
use crate::extract::statements::Statement;
use crate::finding::FindingKind;
use crate::lexicon::tag::Tag;
use crate::span::Span;

/// The corrections of a sentence that tells several one behind the other, each with what was wrong first; of one that
/// says of a vertebra that it is another: `L1 is L2`. None if the sentence does neither.
pub(super) fn several(atoms: &[Atom]) -> Vec<Pair> {
    let links = links(atoms);
    let renames = |link: &[usize]| matches!(link, [only] if !atoms[*only].is(Tag::Correction));
    if let Some(cue) = atoms.iter().position(|a| a.is(Tag::Corrected)).filter(|_| links.is_empty()) {
        return turned(&atoms[cue..]).unwrap_or_default();
    }
    if links.len() < 2 && !renames(&links) {
        return Vec::new();
    }
    let mut pairs = Vec::new();
    let mut from = 0;
    for (n, &link) in links.iter().enumerate() {
        let wrong = named(&atoms[from..link]);
        let to = match links.get(n + 1) {
            Some(&next) => joint(&atoms[link..next], wrong.levels.len() + wrong.sizes.len()).map(|joint| link + joint),
            None => Some(atoms.len()),
        };
        let Some(to) = to else { return Vec::new() };
        let right = named(&atoms[link..to]);
        let count = wrong.levels.len().max(wrong.sizes.len());
        if count == 0 || right.levels.len() != wrong.levels.len() || right.sizes.len() != wrong.sizes.len() {
            return Vec::new();
        }
        pairs.extend(each(&right, &wrong, count));
        from = to;
    }
    pairs
}

/// What `to` parts behind `change` or `corrected from`: `L1 to L2 and L3 to L4`, `L1 and L3 to L2 and L4`.
fn turned(atoms: &[Atom]) -> Option<Vec<Pair>> {
    // levels, and nothing where `to` stands
    let mut told = Vec::new();
    for atom in atoms {
        match &atom.what {
            What::Levels(levels) => match levels[..] {
                [only] => told.push(Some((only, atom.span))),
                [first, .., last] => told.extend([Some((first, atom.span)), None, Some((last, atom.span))]),
                [] => {}
            },
            _ if atom.is(Tag::To) && !told.is_empty() => told.push(None),
            _ if atom.any(&[Tag::NegationInstead, Tag::NegationBefore]) => return None,
            _ => {}
        }
    }
    let named = |levels: &[Option<(Level, Span)>]| Named {
        levels: levels.iter().flatten().copied().collect(),
        ..Named::default()
    };
    let parts: Vec<_> = told.split(Option::is_none).map(named).collect();
    match &parts[..] {
        [wrong, right] if wrong.levels.len() == right.levels.len() && wrong.levels.len() > 1 => {
            Some(each(right, wrong, wrong.levels.len()))
        }
        [first, inner @ .., last] if !inner.is_empty() => {
            let single = first.levels.len() == 1 && last.levels.len() == 1;
            let whole = single && inner.iter().all(|part| part.levels.len() == 2);
            let levels: Vec<_> = parts.iter().flat_map(|part| part.levels.iter().copied()).collect();
            let one = |level| Named { levels: vec![level], ..Named::default() };
            let pairs = levels.chunks(2).map(|pair| Pair { right: one(pair[1]), wrong: one(pair[0]) });
            whole.then(|| pairs.collect())
        }
        _ => None,
    }
}

/// The corrections of one zone of what is right and one of what was wrong, each with its like; none if the one cannot be
/// told from the other. What was wrong and is not said is what the report names, in its order.
pub(super) fn one_by_one(right: Named, wrong: Named, statements: &[Statement]) -> Option<Vec<Pair>> {
    let most = right.levels.len().max(right.sizes.len()).max(right.sides.len());
    let single = right.levels.len() < 2;
    let told = [
        (right.levels.len(), wrong.levels.len()),
        (right.sizes.len(), wrong.sizes.len()),
        (right.sides.len(), wrong.sides.len()),
    ];
    // `The nodes at L1 and L3 are in the inferior endplates, not the superior ones`
    let each_told = told.iter().all(|(right, _)| [0, 1, most].contains(right))
        && told.iter().any(|(right, wrong)| right == wrong && *right > 0);
    if most > 1 && each_told {
        return Some(each(&right, &wrong, most));
    }
    if single {
        return Some(vec![Pair { right, wrong }]);
    }
    if !wrong.is_empty() {
        return None;
    }
    // `The correct levels are L2 and L4`
    let mut places = Vec::new();
    let node = |s: &&Statement| s.finding.kind == FindingKind::SchmorlNode && s.finding.status.is_asserted();
    for level in statements.iter().filter(node).map(|s| s.finding.level) {
        if !places.contains(&level) {
            places.push(level);
        }
    }
    let known = places.len() == right.levels.len() && places.iter().all(Option::is_some);
    let said = wrong.levels.iter().map(|l| l.1).chain(right.levels.iter().map(|l| l.1)).next()?;
    let wrong = Named { levels: places.into_iter().flatten().map(|level| (level, said)).collect(), ..wrong };
    known.then(|| each(&right, &wrong, right.levels.len()))
}

/// Pairs what is right with what was wrong, by their order: what was said once holds for each.
fn each(right: &Named, wrong: &Named, count: usize) -> Vec<Pair> {
    fn nth<T: Copy>(all: &[T], n: usize, count: usize) -> Vec<T> {
        match all.len() {
            1 => all.to_vec(),
            len if len == count => vec![all[n]],
            _ => Vec::new(),
        }
    }
    let of = |named: &Named, n: usize| Named {
        levels: nth(&named.levels, n, count),
        sides: nth(&named.sides, n, count),
        sizes: nth(&named.sizes, n, count),
        kind: named.kind,
    };
    (0..count).map(|n| Pair { right: of(right, n), wrong: of(wrong, n) }).collect()
}

fn named(atoms: &[Atom]) -> Named {
    let mut named = Named::default();
    atoms.iter().for_each(|atom| named.take(atom));
    named
}

/// Where the next correction begins: behind as many levels and measurements as were wrong.
fn joint(atoms: &[Atom], count: usize) -> Option<usize> {
    let levels = |atoms: &[Atom]| atoms.iter().filter(|a| matches!(a.what, What::Levels(_) | What::Size(_))).count();
    let joins = |a: &Atom| a.is(Tag::And) || matches!(a.mark(), Some(b',' | b';' | b'.'));
    (1..atoms.len()).find(|&i| joins(&atoms[i]) && levels(&atoms[..i]) == count && levels(&atoms[i..]) > 0)
}

/// What stands between what was wrong and what is right: `should read`, a verb between two vertebrae, an arrow, and behind
/// the first of them a preposition between two levels (`… is to be replaced by L2, and L3 by L4`).
fn links(atoms: &[Atom]) -> Vec<usize> {
    let levels = |a: &Atom| matches!(a.what, What::Levels(_));
    let place = |a: &Atom| matches!(a.what, What::Levels(_) | What::Size(_));
    let passed = |a: &Atom| {
        a.any(&[Tag::NowSize, Tag::At, Tag::Article, Tag::Of, Tag::VertebraNoun, Tag::VertebraNouns, Tag::LevelNoun])
            || matches!(a.mark(), Some(b'"' | b'\''))
            || matches!(a.what, What::Node { .. })
    };
    let mut links = Vec::new();
    let (mut told, mut changes) = (false, false);
    for i in 0..atoms.len() {
        if atoms[i].any(&[Tag::NegationInstead, Tag::NegationBefore]) {
            return Vec::new();
        }
        changes |= atoms[i].is(Tag::Corrected);
        told |= place(&atoms[i]);
        if !told {
            continue;
        }
        let before = atoms[..i].iter().rev().find(|a| !passed(a)).is_some_and(levels);
        let after = atoms[i + 1..].iter().find(|a| !passed(a)).is_some_and(levels);
        let between = before && after;
        let verb = atoms[i].is(Tag::Verb) && !atoms[i].is(Tag::Correction) && between;
        let arrow = matches!(atoms[i].mark(), Some(b'>' | b'*' | b'=')) && between;
        let again = (changes || !links.is_empty()) && between && atoms[i].any(&[Tag::Times, Tag::With]);
        let cue = atoms[i].is(Tag::Correction) && atoms[i + 1..].iter().any(place);
        if verb || arrow || again || cue {
            links.push(i);
        }
    }
    links
}
