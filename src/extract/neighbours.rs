//! Vertebrae named by another: `the vertebra above`, `the next lower vertebra`, `of the same vertebra`.

use super::atoms::{Atom, What};
use crate::anatomy::{Level, Vertebra};
use crate::lexicon::tag::Tag;

/// Makes levels of words that name a vertebra by the one spoken of last: in the sentence, else `before` it.
pub(super) fn resolve(atoms: &mut [Atom], before: impl Fn() -> Option<Level>) {
    for i in 0..atoms.len() {
        if atoms[i].what != What::Phrase || !atoms[i].any(&[Tag::VertebraAbove, Tag::VertebraBelow, Tag::VertebraSame]) {
            continue;
        }
        // `the vertebra below the fracture` is told by something else
        if atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::Article, Tag::Definite]) || matches!(a.what, What::Levels(_))) {
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
        let vertebra = beside.and_then(|level| neighbour(level, &atoms[i]));
        if let Some(vertebra) = vertebra {
            atoms[i].what = What::Levels(vec![Level::Vertebra(vertebra)]);
        }
    }
}

fn neighbour(level: Level, atom: &Atom) -> Option<Vertebra> {
    match level {
        Level::Vertebra(vertebra) if atom.is(Tag::VertebraAbove) => vertebra.above(),
        Level::Vertebra(vertebra) if atom.is(Tag::VertebraBelow) => vertebra.below(),
        Level::Vertebra(vertebra) => Some(vertebra),
        Level::Disc(disc) if atom.is(Tag::VertebraAbove) => Some(disc.upper()),
        Level::Disc(disc) if atom.is(Tag::VertebraBelow) => Some(disc.lower()),
        _ => None,
    }
}
