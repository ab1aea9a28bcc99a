//! Which of the nodes named before words tell apart: `the latter`, `the two larger ones`, `the upper one`.

use super::Statement;
use super::memory::items_of;
use crate::anatomy::Endplate;
use crate::extract::attributes::Attributes;
use crate::extract::attributes::by_side;
use crate::extract::members::members;
use crate::extract::place::endplate_of;
use crate::lexicon::tag::Tag;
use std::ops::Range;

/// Those of `nodes` that the words of a range of atoms tell apart, if they tell some.
pub(super) fn apart(
    said: &Attributes<'_>,
    range: Range<usize>,
    nodes: &[usize],
    out: &[Statement],
) -> Option<Vec<usize>> {
    let lexicons = said.lexicons;
    let told = range.clone().rev().find_map(|i| members(lexicons, said.atoms, i, nodes.len()));
    let told = told.map(|told| told.into_iter().map(|i| nodes[i]).collect());
    told.or_else(|| by_size(said, range.clone(), nodes, out))
        .or_else(|| by_rank(said, range.clone(), nodes, out))
        .or_else(|| by_height(said, range, nodes, out))
}

/// `the uppermost node`, `The lowest is acute.`
fn by_rank(said: &Attributes<'_>, range: Range<usize>, nodes: &[usize], out: &[Statement]) -> Option<Vec<usize>> {
    let words = range.start.saturating_sub(1)..range.end;
    let word = said.atoms[words].iter().find(|a| a.any(&[Tag::Uppermost, Tag::Lowest]))?;
    let level = |&n: &usize| out[n].finding.level;
    let ends = if word.is(Tag::Uppermost) {
        nodes.iter().copied().min_by_key(|n| level(n))
    } else {
        nodes.iter().copied().max_by_key(|n| level(n))
    };
    let end = ends.filter(|end| level(end).is_some())?;
    let told: Vec<usize> = nodes.iter().copied().filter(|n| level(n) == level(&end)).collect();
    (told.len() < nodes.len()).then_some(told)
}

/// `the largest`, `the two larger ones`, `the smallest`.
fn by_size(said: &Attributes<'_>, range: Range<usize>, nodes: &[usize], out: &[Statement]) -> Option<Vec<usize>> {
    let atoms = &said.atoms[range];
    let at = atoms.iter().position(|a| a.any(&[Tag::Largest, Tag::Smallest]))?;
    let count = atoms[..at].iter().rev().find_map(|a| said.count_of(a)).unwrap_or(1) as usize;
    let mut sized: Vec<(f64, usize)> = nodes.iter().filter_map(|&n| Some((out[n].finding.size_mm?, n))).collect();
    sized.sort_by(|a, b| a.0.total_cmp(&b.0));
    if atoms[at].is(Tag::Largest) {
        sized.reverse();
    }
    // as many as were named, with the last told apart from the next by its size
    let last = *sized.get(count.checked_sub(1)?)?;
    let parted = sized.get(count).is_none_or(|next| (next.0 - last.0).abs() > 0.05);
    let whole = sized.len() == nodes.len() || sized.len() > count;
    let told = parted && whole && count < nodes.len();
    told.then(|| sized[..count].iter().map(|(_, n)| *n).collect())
}

/// `the upper one`, `The lower is 7 mm deep.`, `the upper two`, `the two lower ones`: of nodes at several levels whose endplates
/// do not tell them apart.
fn by_height(said: &Attributes<'_>, range: Range<usize>, nodes: &[usize], out: &[Statement]) -> Option<Vec<usize>> {
    let places = items_of(nodes, out);
    let several = places.windows(2).any(|pair| pair[0].level != pair[1].level);
    let alike = places.windows(2).all(|pair| pair[0].endplate == pair[1].endplate);
    let facing = matches!(&places[..], [a, b] if a.endplate.is_some() && b.endplate.is_some() && !alike);
    let next = |i: usize| said.atoms.get(i);
    // `The lower of the two measures 8 mm.`
    let of = |i: usize| next(i + 2).is_some_and(|a| a.any(&[Tag::Definite, Tag::Several, Tag::CountOf(2)]));
    let noun = |i: usize| {
        next(i + 1).is_none_or(|a| a.any(&[Tag::OneNoun, Tag::BareNode]) || a.predicates() || a.is(Tag::Of) && of(i))
    };
    let counted = |i: usize| next(i).and_then(|a| said.count_of(a)).map(|count| count as usize);
    let definite = |i: usize| i > 0 && said.atoms[i - 1].is(Tag::Definite);
    let (endplate, count) = range.into_iter().find_map(|i| {
        let endplate = endplate_of(&said.atoms[i]).filter(|_| i > 0)?;
        // `the upper two`, `the two upper ones`
        let behind = counted(i + 1).filter(|_| definite(i));
        let before = counted(i - 1).filter(|_| definite(i - 1));
        let ones = next(i + 1).is_some_and(|a| a.any(&[Tag::OneNouns, Tag::BareNodes]));
        let many = behind.or(before.filter(|_| ones));
        let one = (definite(i) && noun(i)).then_some(1);
        Some((endplate, many.or(one)?))
    })?;
    if !several {
        return None;
    }
    if count > 1 {
        // `the upper two` are told by their levels, whatever their endplates
        let mut levels: Vec<usize> = nodes.to_vec();
        levels.sort_by_key(|&n| (out[n].finding.level, out[n].finding.endplate));
        let placed = nodes.iter().all(|&n| out[n].finding.level.is_some());
        let told = if endplate == Endplate::Superior { levels.get(..count) } else { levels.rchunks(count).next() };
        return told.filter(|_| placed && count < nodes.len()).map(<[usize]>::to_vec);
    }
    if !(alike || facing) {
        return None;
    }
    let told: Vec<usize> = by_side(endplate, &places).into_iter().map(|i| nodes[i]).collect();
    (!told.is_empty() && told.len() < nodes.len()).then_some(told)
}
