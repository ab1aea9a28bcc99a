//! Vertebrae named by another: `the vertebra above`, `the next lower vertebra`, `of the same vertebra`.

use super::atoms::{Atom, What};
use super::gist::{Gist, kind};
use super::place::endplate_of;
use crate::anatomy::{DiscLevel, Endplate, Level};
use crate::lexicon::tag::{Tag, TagSet};

/// What names a vertebra or disc by another.
const NAMED: [Tag; 5] = [Tag::VertebraAbove, Tag::VertebraBelow, Tag::VertebraSame, Tag::DiscAbove, Tag::DiscBelow];

/// Whether words may name a vertebra by another: most do not.
pub(super) fn may_resolve(said: &Gist) -> bool {
    const BEGINS: [Tag; 3] = [Tag::Several, Tag::Each, Tag::Opposing];
    said.any(&NAMED)
        || said.any(&BEGINS)
        || said.kinds(kind::NODE) && said.any(&[Tag::AboveDisc, Tag::BelowDisc])
        || said.kinds(kind::LEVELS) && said.has(Tag::VertebraNoun)
}

/// Makes levels of words that name a vertebra by the one spoken of last: in the sentence, else `before` it.
pub(super) fn resolve(atoms: &mut [Atom], before: impl Fn() -> Option<Level>) {
    for i in 0..atoms.len() {
        if let Some(vertebra) = of_the_disc(atoms, i) {
            (atoms[i].what, atoms[i].tags, atoms[i].phrase) = (What::Phrase, TagSet::of([Tag::PlaceFiller]), None);
            atoms[i + 1].what = What::Levels(vec![vertebra]);
            continue;
        }
        if let Some((level, vertebra, side)) = beside_disc(atoms, i) {
            (atoms[i].tags, atoms[i].phrase) = (TagSet::of([side]), None);
            atoms[level].what = What::Levels(vec![vertebra]);
            continue;
        }
        if atoms[i].what != What::Phrase || !atoms[i].any(&NAMED) {
            continue;
        }
        // `the vertebra below the fracture` is told by something else
        if atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::Article, Tag::Definite])) {
            told_by_another(atoms, i);
            continue;
        }
        // `the vertebra below L4`
        if let Some(level) = below_level(atoms, i) {
            (atoms[i + 1].what, atoms[i + 1].tags) = (What::Word, TagSet::default());
            atoms[i].what = What::Levels(vec![level]);
            continue;
        }
        // `its lower neighbour L1` names it itself
        if atoms.get(i + 1).is_some_and(|a| matches!(a.what, What::Levels(_))) {
            atoms[i].what = What::Word;
            atoms[i].tags = TagSet::default();
            continue;
        }
        // `one level higher, in the L4 inferior endplate`, too
        if let [comma, at, rest @ ..] = &atoms[i + 1..]
            && comma.is_written_comma()
            && at.is(Tag::At)
            && rest.iter().take(5).take_while(|a| a.mark().is_none()).any(|a| matches!(a.what, What::Levels(_)))
        {
            (atoms[i].what, atoms[i].tags) = (What::Word, TagSet::default());
            continue;
        }
        let last = atoms[..i].iter().rev().find_map(|a| match &a.what {
            What::Levels(levels) if !a.prefix => Some(levels.last().copied()),
            _ => None,
        });
        let beside = match (last, atoms[i].is(Tag::VertebraSame)) {
            (Some(last), _) => last,
            // what a sentence before named is taken over by other means
            (None, true) => None,
            (None, false) => before(),
        };
        if let Some(level) = beside.and_then(|level| neighbour(level, &atoms[i])) {
            atoms[i].what = What::Levels(vec![level]);
        }
    }
    for i in 1..atoms.len() {
        if let Some((noun, levels)) = each_of_these(atoms, i) {
            for told in &mut atoms[i..noun] {
                (told.what, told.tags, told.phrase) = (What::Phrase, TagSet::of([Tag::PlaceFiller]), None);
            }
            atoms[noun].what = What::Levels(levels);
        }
        if let Some(side) = opposite(atoms, i) {
            atoms[i].tags = TagSet::of([side]);
            atoms[i].phrase = None;
        }
    }
}

/// The vertebra that words name by the level behind them: `the vertebra below L4`.
fn below_level(atoms: &[Atom], i: usize) -> Option<Level> {
    let What::Levels(levels) = &atoms.get(i + 1).filter(|_| atoms[i].is(Tag::OfLevel))?.what else { return None };
    let [of] = levels[..] else { return None };
    neighbour(of, &atoms[i])
}

/// `At L1, one level above the L2 fracture, there is a node`, `a node of the vertebra below the L2 fracture`: the level of the
/// other thing only tells the vertebra, where none stands in front.
fn told_by_another(atoms: &mut [Atom], i: usize) {
    let level = |a: &Atom| matches!(a.what, What::Levels(_)) && !a.prefix;
    let Some(other) = atoms.get(i + 2).filter(|a| level(a)) else { return };
    let thing = atoms.get(i + 3).is_some_and(|a| a.what == What::Other);
    let What::Levels(levels) = &other.what else { return };
    let [of @ Level::Vertebra(_)] = levels[..] else { return };
    if !thing || !atoms[i].any(&[Tag::VertebraAbove, Tag::VertebraBelow]) {
        return;
    }
    let told = atoms[..i].iter().rev().take(3).any(level);
    let Some(named) = neighbour(of, &atoms[i]) else { return };
    (atoms[i + 2].what, atoms[i + 2].tags) = (What::Word, TagSet::default());
    if !told {
        atoms[i].what = What::Levels(vec![named]);
    }
}

/// `L3-4: a node has eroded the inferior endplate of the upper vertebra`: the vertebra of the disc named last.
fn of_the_disc(atoms: &[Atom], i: usize) -> Option<Level> {
    let noun = atoms.get(i + 1).is_some_and(|a| a.is(Tag::VertebraNoun) && a.what == What::Phrase);
    // not `the upper half of the vertebra`
    let word = atoms[i].to - atoms[i].from == 1;
    let the = i > 0 && atoms[i - 1].is(Tag::Definite) && atoms[i].what == What::Phrase && word;
    let side = endplate_of(&atoms[i]).filter(|_| noun && the)?;
    let level = |a: &Atom| matches!(a.what, What::Levels(_));
    if atoms[i].any(&[Tag::Superiorly, Tag::Inferiorly]) || atoms.get(i + 2).is_some_and(level) {
        return None;
    }
    let last =
        atoms[..i].iter().rev().find_map(|a| if let What::Levels(levels) = &a.what { Some(levels) } else { None })?;
    let [Level::Disc(disc)] = last[..] else { return None };
    let upper = side == Endplate::Superior;
    Some(Level::Vertebra(if upper { disc.upper() } else { disc.lower() }))
}

/// `T7, T8 and T9 are wedged, and each of these three vertebral bodies contains a node`, `T11 and L1 are wedged; each has a
/// node`: the last atom of the subject, and the levels of the sentence that it stands for.
fn each_of_these(atoms: &[Atom], i: usize) -> Option<(usize, Vec<Level>)> {
    if atoms[i].what != What::Phrase {
        return None;
    }
    let these = atoms[i].is(Tag::Several) && atoms[i].is(Tag::Pronoun);
    let subject = |n: usize| {
        let noun = atoms[n].is(Tag::VertebraNouns);
        noun && atoms[i + 1..n].iter().all(|a| a.is(Tag::CountOf(2)))
    };
    let last = (i + 1..atoms.len().min(i + 3)).find(|&n| these && subject(n));
    // `each has` tells of the vertebrae where nothing else was named before
    let joint = |a: &Atom| a.is(Tag::And) || matches!(a.mark(), Some(b',' | b';'));
    let each = atoms[i].is(Tag::Each)
        && atoms.get(i + 1).is_some_and(|a| a.is(Tag::Shows))
        && joint(&atoms[i - 1])
        && !atoms[..i].iter().any(Atom::is_head)
        && atoms[i..].iter().any(|a| matches!(a.what, What::Node { .. }));
    let last = last.or(each.then_some(i))?;
    let levels: Vec<Level> = atoms[..i]
        .iter()
        .filter(|a| !a.prefix)
        .filter_map(|a| if let What::Levels(levels) = &a.what { Some(levels) } else { None })
        .flatten()
        .copied()
        .filter(|level| matches!(level, Level::Vertebra(_)))
        .collect();
    (levels.len() > 1).then_some((last, levels))
}

/// `the opposite endplate of the same vertebra`, `the opposing endplate of L2` behind `the superior endplate of L3`: its side.
fn opposite(atoms: &[Atom], i: usize) -> Option<Tag> {
    let [word, noun, rest @ ..] = &atoms[i..] else { return None };
    if word.what != What::Phrase || !(word.is(Tag::Opposing) && noun.is(Tag::EndplateNoun)) {
        return None;
    }
    let one = |a: &Atom| match &a.what {
        What::Levels(levels) => levels.last().copied(),
        _ => None,
    };
    let inside = |a: &&Atom| a.any(&[Tag::Of, Tag::Article, Tag::Definite]) || matches!(a.what, What::Levels(_));
    let level = rest.iter().take_while(inside).find_map(one)?;
    let last = atoms[..i].iter().rposition(|a| one(a).is_some() && !a.prefix)?;
    let (Level::Vertebra(vertebra), Level::Vertebra(before)) = (level, one(&atoms[last])?) else { return None };
    if before.above() == Some(vertebra) {
        return Some(Tag::Inferior);
    }
    if before.below() == Some(vertebra) {
        return Some(Tag::Superior);
    }
    let side = atoms[..i].iter().rev().find_map(endplate_of).filter(|_| vertebra == before)?;
    Some(if side == Endplate::Superior { Tag::Inferior } else { Tag::Superior })
}

fn neighbour(level: Level, atom: &Atom) -> Option<Level> {
    let above = atom.is(Tag::VertebraAbove);
    let vertebra = match level {
        Level::Vertebra(vertebra) if atom.is(Tag::DiscAbove) => return DiscLevel::above(vertebra).map(Level::Disc),
        Level::Vertebra(vertebra) if atom.is(Tag::DiscBelow) => return DiscLevel::below(vertebra).map(Level::Disc),
        Level::Vertebra(vertebra) if above => vertebra.above()?,
        Level::Vertebra(vertebra) if atom.is(Tag::VertebraBelow) => vertebra.below()?,
        Level::Vertebra(vertebra) => vertebra,
        Level::Disc(disc) if above => disc.upper(),
        Level::Disc(disc) if atom.is(Tag::VertebraBelow) => disc.lower(),
        _ => return None,
    };
    Some(Level::Vertebra(vertebra))
}

/// `a node above the L2-L3 disc`, `a node is seen below L2-L3`: the vertebra that bounds the disc there, and its side.
fn beside_disc(atoms: &[Atom], i: usize) -> Option<(usize, Level, Tag)> {
    let (endplate, side) = match &atoms[i] {
        a if a.is(Tag::AboveDisc) => (Endplate::Inferior, Tag::Inferior),
        a if a.is(Tag::BelowDisc) => (Endplate::Superior, Tag::Superior),
        _ => return None,
    };
    let own = |a: &&Atom| a.is(Tag::Verb) || matches!(a.what, What::Size(_)) || a.any(&[Tag::Of, Tag::Measuring]);
    let node = atoms[..i].iter().rev().find(|a| !own(a)).is_some_and(|a| matches!(a.what, What::Node { .. }));
    let level = i + 1 + atoms[i + 1..].iter().take_while(|a| a.is(Tag::Article)).count();
    let (true, What::Levels(levels)) = (node, &atoms.get(level)?.what) else { return None };
    let &[Level::Disc(disc)] = &levels[..] else { return None };
    Some((level, Level::Vertebra(disc.bounding(endplate)), side))
}
