//! Types of Modic changes that stand apart from the name: in a column, behind a key, behind each level of a list.
//!
//! In: a sentence's atoms. Out: the same atoms, with the types where they are told.

use super::atoms::{Atom, What};
use crate::finding::{Change, Modic};
use crate::lexicon::Lexicons;
use crate::lexicon::tag::{Tag, TagSet};

/// Finds the types told apart from the name.
pub(super) fn types(atoms: &mut [Atom], lexicons: &Lexicons) {
    // most sentences name none
    if !atoms.iter().any(|a| matches!(a.what, What::Modic(_))) {
        return;
    }
    behind_levels(atoms);
    in_order(atoms, lexicons);
    keyed(atoms, lexicons);
    numbered(atoms, lexicons);
    turned(atoms);
    gapped(atoms, lexicons);
    predicated(atoms);
    list(atoms, lexicons);
    of_head(atoms, lexicons);
}

/// `Modic changes at two levels: L3-L4, type 1, and L4-L5, type 2`: each type is that of the level in front of it.
fn behind_levels(atoms: &mut [Atom]) {
    let unspecified = |a: &Atom| a.what == What::Modic(Modic::Unspecified);
    let Some(name) = atoms.iter().position(unspecified) else { return };
    let typed = |a: &Atom| matches!(a.what, What::Modic(modic) if modic != Modic::Unspecified);
    let level = |a: &Atom| matches!(a.what, What::Levels(_));
    let told: Vec<usize> = (name + 1..atoms.len()).filter(|&i| typed(&atoms[i]) || level(&atoms[i])).collect();
    let pair = |pair: &[usize]| matches!(pair, &[l, t] if level(&atoms[l]) && typed(&atoms[t]) && t == l + 2 && atoms[l + 1].is_written_comma());
    if told.len() > 2 && told.chunks(2).all(pair) {
        for comma in told.chunks(2).map(|pair| pair[0] + 1) {
            (atoms[comma].what, atoms[comma].tags) = (What::Phrase, TagSet::of([Tag::PlaceFiller]));
        }
    }
}

/// `Conversion of Modic 1 to 2`: the type that it has become.
fn turned(atoms: &mut [Atom]) {
    for i in 1..atoms.len() {
        let What::Modic(pair) = atoms[i].what else { continue };
        let turn = atoms[..i].iter().rev().take(3).any(|a| a.is(Tag::ModicTurn));
        atoms[i].what = match pair {
            Modic::OneTwo if turn => What::Modic(Modic::Two),
            Modic::OneThree | Modic::TwoThree if turn => What::Modic(Modic::Three),
            _ => continue,
        };
    }
}

/// `Modic: no Modic changes` names them once; `Modic type at L5-S1` over a ticked `1` is a type.
fn keyed(atoms: &mut [Atom], lexicons: &Lexicons) {
    let unspecified = |a: &Atom| a.what == What::Modic(Modic::Unspecified);
    let Some(name) = atoms.iter().position(unspecified) else { return };
    // `Modic L4-L5: suspected type 1`, `Modic changes at L4-L5: II`, `Modic L4-L5     2`
    let led = |a: &Atom| a.any(&[Tag::At, Tag::ModicKind]) || matches!(a.mark(), Some(b',' | b'(' | b'-'));
    let first = name + 1 + atoms[name + 1..].iter().take(3).take_while(|a| led(a)).count();
    let placed = atoms[first..].iter().take_while(|a| matches!(a.what, What::Levels(_))).count();
    // `Modic type (L4-5): 2`
    let closed = placed > 0 && atoms.get(first + placed).and_then(Atom::mark) == Some(b')');
    let behind = first + placed + usize::from(closed);
    let colon = atoms.get(behind).is_some_and(|a| matches!(a.mark(), Some(b':' | b'=' | b'-')));
    // `no Modic change, L2-3 type 2`: what a mark parts is a key only before a colon
    let marked = atoms[name + 1..first].iter().any(|a| a.mark().is_some());
    let denied = |a: &Atom| a.is(Tag::NegationBefore) || matches!(a.what, What::Levels(_));
    let key = colon && !(marked && atoms[..name].iter().any(denied));
    if placed > 0 && !atoms[name].prefix && (key || !marked) {
        let value = behind + usize::from(colon);
        let hedge = |a: &Atom| a.any(&[Tag::UncertaintyBefore, Tag::Adjective]);
        let typed = value + atoms[value..].iter().take_while(|a| hedge(a)).count();
        let told = atoms.get(typed).and_then(|a| match a.what {
            What::Modic(modic) => Some(modic),
            _ => type_of(lexicons, a),
        });
        let ends = atoms.get(typed + 1).is_none_or(|a| matches!(a.mark(), Some(b'.' | b',' | b';' | b'(' | b'|')));
        if let Some(modic) = told.filter(|_| colon && typed > value || typed == value && ends) {
            atoms[name].what = What::Phrase;
            atoms[typed].what = What::Modic(modic);
            return;
        }
    }
    let value = atoms[name + 1..].iter().take_while(|a| !matches!(a.what, What::Levels(_)));
    let again = colon && value.into_iter().any(|a| matches!(a.what, What::Modic(_)));
    if again && name == 0 {
        atoms[name].what = What::Phrase;
        return;
    }
    let value = atoms.iter().position(|a| !a.prefix);
    if let Some(value) = value.filter(|&value| value > name && value + 1 == atoms.len())
        && let Some(modic) = type_of(lexicons, &atoms[value])
    {
        atoms[name].what = What::Modic(modic);
    }
}

/// `Modic I at L3-4, II at L4-5 and III at L5-S1`: the name is said once.
fn gapped(atoms: &mut [Atom], lexicons: &Lexicons) {
    let typed = |a: &Atom| matches!(a.what, What::Modic(modic) if modic != Modic::Unspecified);
    let Some(name) = atoms.iter().position(typed) else { return };
    let level = |a: &Atom| matches!(a.what, What::Levels(_));
    for i in name + 2..atoms.len().saturating_sub(2) {
        let joint = atoms[i - 1].is(Tag::And) || atoms[i - 1].is_written_comma();
        let led = atoms[i + 1].is(Tag::At) && level(&atoms[i + 2]);
        // `Modic type 1 at L2-3 and mixed at L5-S1`
        if joint && led && atoms[i].is(Tag::ModicMixed) && atoms[name..i].iter().any(level) {
            atoms[i].what = What::Modic(Modic::Unspecified);
            continue;
        }
        // `Modic 2 L4/5, 1 L5/S1`
        let led = led || level(&atoms[name + 1]) && level(&atoms[i + 1]);
        let told = atoms[name..i].iter().any(level) && led;
        if joint
            && told
            && let Some(modic) = type_of(lexicons, &atoms[i])
        {
            atoms[i].what = What::Modic(modic);
        }
    }
}

/// `Modic type: 1 at L4-5, 2 at L3-4`: the figure in front of each level is its type.
fn numbered(atoms: &mut [Atom], lexicons: &Lexicons) {
    let unspecified = |a: &Atom| matches!(a.what, What::Modic(_)) && !a.prefix;
    let Some(name) = atoms.iter().position(unspecified) else { return };
    let kind = atoms.get(name + 1).is_some_and(|a| a.is(Tag::ModicKind));
    let colon = name + 1 + usize::from(kind);
    if !kind || atoms.get(colon).and_then(Atom::mark) != Some(b':') {
        return;
    }
    let led = |atoms: &[Atom], i: usize| {
        atoms.get(i + 1).is_some_and(|a| a.is(Tag::At))
            && atoms.get(i + 2).is_some_and(|a| matches!(a.what, What::Levels(_)))
    };
    let told: Vec<(usize, Modic)> = (colon + 1..atoms.len())
        .filter(|&i| (i == colon + 1 || atoms[i - 1].is_written_comma() || atoms[i - 1].is(Tag::And)) && led(atoms, i))
        .filter_map(|i| Some((i, type_of(lexicons, &atoms[i])?)))
        .collect();
    if told.len() > 1 {
        atoms[name].what = What::Phrase;
        for (i, modic) in told {
            atoms[i].what = What::Modic(modic);
        }
    }
}

/// `The Modic change at L4-5 is type 2`, `… should read type 2`: the type is that of the change named before.
fn predicated(atoms: &mut [Atom]) {
    let named = |a: &Atom| a.what == What::Modic(Modic::Unspecified) && !a.prefix;
    let Some(name) = atoms.iter().position(named) else { return };
    let typed = atoms[name + 1..].iter().position(|a| matches!(a.what, What::Modic(_)));
    let Some(typed) = typed.map(|n| name + 1 + n) else { return };
    let verb = |a: &Atom| a.any(&[Tag::Verb, Tag::Correction]);
    let place = |a: &Atom| matches!(a.what, What::Levels(_)) || a.any(&[Tag::At, Tag::Of, Tag::Article, Tag::And]);
    let between = &atoms[name + 1..typed];
    let links = between.iter().filter(|a| verb(a)).count() == 1 && between.iter().all(|a| verb(a) || place(a));
    // `Modic change at L4-L5, type 2.`
    let ends = atoms.get(typed + 1).is_none_or(|a| a.mark().is_some());
    let comma = between.last().is_some_and(Atom::is_written_comma) && between[..between.len() - 1].iter().all(place);
    let links = links || comma && ends;
    if links && atoms[typed].what != What::Modic(Modic::Unspecified) {
        atoms[name].what = std::mem::replace(&mut atoms[typed].what, What::Word);
    }
}

/// Whether a meaning of an atom's phrase is just `tag`.
fn says(lexicons: &Lexicons, atom: &Atom, tag: Tag) -> bool {
    atom.phrase.is_some_and(|phrase| lexicons.meanings(phrase).any(|(_, meaning)| meaning == tag))
}

/// `Modic: L4-L5 3, L5-S1 2; no change at L1-L2`: the figure behind each level is its type.
fn list(atoms: &mut [Atom], lexicons: &Lexicons) {
    let modic = |a: &Atom| a.what == What::Modic(Modic::Unspecified);
    let Some(name) = atoms.iter().position(modic) else { return };
    bracketed(atoms, lexicons, name);
    let after = atoms[name + 1..]
        .iter()
        .position(|a| !(a.prefix || a.is(Tag::ModicKind) || matches!(a.mark(), Some(b':' | b'-' | b'=' | b'?'))));
    let Some(first) = after.map(|i| name + 1 + i).filter(|&first| first > name + 1 || atoms[name].prefix) else {
        return;
    };
    let one = |a: &Atom| match a.what {
        What::Modic(modic) if modic != Modic::Unspecified => Some(modic),
        _ => type_of(lexicons, a),
    };
    let mut found = false;
    for i in first..atoms.len().saturating_sub(1) {
        if !matches!(atoms[i].what, What::Levels(_)) || atoms[i].prefix {
            continue;
        }
        let Some(kind) = one(&atoms[i + 1]) else { continue };
        let slash = atoms.get(i + 2).is_some_and(|a| matches!(a.mark(), Some(b'/' | b'-')));
        let second = atoms.get(i + 3).filter(|_| slash).and_then(one);
        let pair = match (kind, second) {
            (Modic::One, Some(Modic::Two)) => Some(Modic::OneTwo),
            (Modic::Two, Some(Modic::Three)) => Some(Modic::TwoThree),
            (Modic::One, Some(Modic::Three)) => Some(Modic::OneThree),
            _ => None,
        };
        atoms[i + 1].what = What::Modic(pair.unwrap_or(kind));
        if pair.is_some() {
            atoms[i + 3].what = What::Word;
        }
        found = true;
    }
    if !found {
        return;
    }
    atoms[name].what = What::Phrase;
    for i in first..atoms.len().saturating_sub(1) {
        // `L2-3 type 2; L3-4 none`
        let ends = atoms.get(i + 2).is_none_or(|a| a.mark().is_some());
        if matches!(atoms[i].what, What::Levels(_)) && atoms[i + 1].is(Tag::NoneValue) && ends {
            atoms[i + 1].what = What::Modic(Modic::Unspecified);
            atoms[i + 1].tags = TagSet::of([Tag::NoneOf]);
        }
        let none = atoms[i].is(Tag::PseudoNegation) && atoms[i].is(Tag::Course(Change::Stable));
        if none && atoms[i + 1].is(Tag::At) {
            atoms[i].what = What::Modic(Modic::Unspecified);
            atoms[i].tags = TagSet::of([Tag::NoneOf]);
        }
    }
}

/// `Modic changes at L4-L5 and L5-S1, type 2 and type 1 respectively`, `Modic 1 and 2 at L4-L5 and L5-S1, respectively`: a type
/// each. Types behind the levels are put before them, where a list of findings stands that is told `respectively`.
fn in_order(atoms: &mut [Atom], lexicons: &Lexicons) {
    let Some(end) = atoms.iter().position(|a| a.is(Tag::Respectively)) else { return };
    let Some(name) = atoms[..end].iter().position(|a| matches!(a.what, What::Modic(_)) && !a.prefix) else { return };
    let level = |i: &usize| !atoms[*i].prefix && matches!(&atoms[*i].what, What::Levels(levels) if levels.len() == 1);
    let levels: Vec<usize> = (0..end).filter(level).collect();
    let typed = |i: usize| match atoms[i].what {
        What::Modic(modic @ (Modic::One | Modic::Two | Modic::Three)) => Some((i, modic)),
        // a figure in front of the name is a type behind `type` alone
        _ if i > name || i > 0 && atoms[i - 1].is(Tag::ModicKind) => Some((i, type_of(lexicons, &atoms[i])?)),
        _ => None,
    };
    let types: Vec<(usize, Modic)> = (0..end).filter_map(typed).collect();
    let ([first, .., last], [kind, .., end]) = (&levels[..], &types[..]) else { return };
    let behind = kind.0 > *last;
    if levels.len() != types.len() || !behind && end.0 > *first {
        return;
    }
    atoms[name].what = What::Phrase;
    for &(kind, modic) in &types {
        atoms[kind].what = What::Modic(modic);
    }
    let (start, stop) = (kind.0, end.0 + 1);
    for word in atoms[start.saturating_sub(1)..stop].iter_mut().filter(|a| a.is(Tag::ModicKind)) {
        word.what = What::Word;
    }
    if behind {
        let before = if name < *first { name + 1 } else { *first };
        atoms[before..stop].rotate_right(stop - start);
    }
}

/// `Modic changes at L4-L5 (I) and L5-S1 (II)`: the type in brackets is that of the level before them.
fn bracketed(atoms: &mut [Atom], lexicons: &Lexicons, name: usize) {
    let mut found = false;
    for i in name + 1..atoms.len().saturating_sub(3) {
        let [level, open, kind, close] = &atoms[i..i + 4] else { continue };
        let brackets = open.mark() == Some(b'(') && close.mark() == Some(b')');
        if matches!(level.what, What::Levels(_))
            && brackets
            && let Some(modic) = type_of(lexicons, kind)
        {
            atoms[i + 2].what = What::Modic(modic);
            found = true;
        }
    }
    if found {
        atoms[name].what = What::Phrase;
    }
}

/// `At L3-4 the change is type 2.` behind a sentence of Modic changes: the name is not said again.
pub(super) fn goes_on(atoms: &mut [Atom], lexicons: &Lexicons) {
    let placed = atoms.iter().any(|a| matches!(a.what, What::Levels(_)));
    if !placed || atoms.iter().any(Atom::is_head) {
        return;
    }
    let ends = |a: Option<&Atom>| {
        a.is_none_or(|a| {
            a.mark().is_some() || a.any(&[Tag::At, Tag::And, Tag::Verb]) || matches!(a.what, What::Levels(_))
        })
    };
    for i in 1..atoms.len() {
        let said = i > 1 && atoms[i - 2].is(Tag::Verb);
        if said
            && atoms[i - 1].is(Tag::ModicKind)
            && ends(atoms.get(i + 1))
            && let Some(modic) = type_of(lexicons, &atoms[i])
        {
            atoms[i - 1].what = What::Modic(modic);
            atoms[i].what = What::Word;
        }
    }
}

/// The one type that an atom names: `2`, `II`.
fn type_of(lexicons: &Lexicons, atom: &Atom) -> Option<Modic> {
    let types = [Modic::One, Modic::Two, Modic::Three];
    match atom.what {
        What::Number(n @ 1..=3) => Some(types[n as usize - 1]),
        _ => types.into_iter().find(|&modic| says(lexicons, atom, Tag::ModicType(modic))),
    }
}

/// `Modic` as column head and `type 2` in its cell are one; so are `Modic change` and the `1` of a field `Type`.
fn of_head(atoms: &mut [Atom], lexicons: &Lexicons) {
    let typed = atoms.iter().any(|a| !a.prefix && matches!(a.what, What::Modic(m) if m != Modic::Unspecified));
    for atom in atoms.iter_mut().filter(|a| typed && a.prefix && matches!(a.what, What::Modic(_))) {
        atom.what = What::Phrase;
    }
    // `Type: 2` in a field of its own, `Modic: 2`, `Modic present, type: I`
    let types = [Modic::One, Modic::Two, Modic::Three];
    let named = |i: usize| {
        let name = atoms[..i].iter().rfind(|a| !matches!(a.mark(), Some(b':' | b'-' | b'=')));
        name.is_some_and(|a| {
            a.is(Tag::ModicKind) && (a.prefix || atoms[i - 1].mark().is_some())
                || a.what == What::Modic(Modic::Unspecified)
                    && (atoms[i - 1].mark().is_some() || a.prefix && !atoms[i].prefix)
        })
    };
    // `1/2`
    let pair = |i: usize| {
        let joint = matches!(atoms.get(i + 1)?.mark()?, b'/' | b'-');
        let second = type_of(lexicons, atoms.get(i + 2)?).filter(|_| joint)?;
        Some(types.iter().position(|one| *one == second)? + 1)
    };
    let kind = (1..atoms.len()).filter(|&i| named(i)).find_map(|i| match (type_of(lexicons, &atoms[i])?, pair(i)) {
        (Modic::One, Some(2)) => Some(Modic::OneTwo),
        (Modic::One, Some(3)) => Some(Modic::OneThree),
        (Modic::Two, Some(3)) => Some(Modic::TwoThree),
        (one, _) => Some(one),
    });
    if let Some(modic) = kind {
        for atom in atoms.iter_mut().filter(|a| a.what == What::Modic(Modic::Unspecified)) {
            atom.what = What::Modic(modic);
        }
    }
}
