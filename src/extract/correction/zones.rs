//! What a correction says is right, and what it says was wrong.

use super::Named;
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::is_from;
use crate::lexicon::tag::Tag;

/// What is right and what was wrong.
pub(super) fn zones(atoms: &[Atom]) -> (Named, Named) {
    let places = |atoms: &[Atom]| {
        atoms
            .iter()
            .any(|a| matches!(a.what, What::Levels(_) | What::Size(_)) || a.any(&[Tag::Superior, Tag::Inferior]))
    };
    let correction =
        (0..atoms.len()).find(|&c| atoms[c].is(Tag::Correction) && places(&atoms[c..]) && places(&atoms[..c]));
    let (mut right, mut wrong) = (Named::default(), Named::default());
    // `has been amended from L3 to L4`
    let changed = |i: usize| i > 1 && atoms[i - 1].any(&[Tag::From, Tag::PriorSize]) && atoms[i - 2].is(Tag::Corrected);
    let mut in_wrong = correction.is_some();
    // `given above as L3 lies in L2`: what was wrong ends with a verb or mark behind its level
    let mut spent = false;
    let mut depth = 0u32;
    // what is right, of the clauses before
    let mut before = Named::default();
    for (i, atom) in atoms.iter().enumerate() {
        // `(recounted from the sacrum)` explains, and names nothing
        match atom.mark() {
            Some(b'(') => depth += 1,
            Some(b')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > 0 && !in_wrong {
            continue;
        }
        if atom.mark() == Some(b';') {
            before = right.clone();
        }
        let ends = atom.any(&[Tag::Correction, Tag::Terminator]) && Some(i) > correction
            || atom.mark() == Some(b';')
            || spent && correction.is_none() && (atom.is(Tag::Verb) || matches!(atom.mark(), Some(b',' | b':')));
        if Some(i) == correction || ends {
            in_wrong = false;
            spent = false;
        } else if atom.any(&[Tag::NegationInstead, Tag::CorrectionFrom, Tag::NegationBefore, Tag::ReportedAt]) {
            in_wrong = true;
            // `L2 is incorrect: …` was said before
            let told = !atom.is(Tag::ReportedAt) && places(&atoms[..i]);
            // `"L2" in the findings is a dictation error; the node is in L3`
            let clause = atoms[i..]
                .iter()
                .position(|a| matches!(a.mark(), Some(b';' | b'.' | b':' | b',')))
                .unwrap_or(atoms.len() - i);
            let subject = atom.is(Tag::CorrectionFrom) && !places(&atoms[i..i + clause]) && wrong.is_empty();
            let follows = places(&atoms[i + clause..]) && right.one_thing();
            if subject && before.is_empty() && follows {
                wrong = std::mem::take(&mut right);
            }
            // `The node at L1 is 8 mm; 4 mm was a dictation error.`
            if subject && !before.is_empty() && right.len() > before.len() {
                wrong = right.split_off(&before);
            }
            spent = atom.is(Tag::CorrectionFrom) && !places(&atoms[i..]) || told;
        }
        // `is corrected from 4 mm to 7 mm`
        if matches!(atom.what, What::Size(_)) && changed(i) {
            wrong.take(atom);
            continue;
        }
        if let (What::Levels(levels), true) = (&atom.what, changed(i)) {
            if let [first, .., last] = levels[..] {
                wrong.levels.push((first, atom.span));
                right.levels.push((last, atom.span));
            }
            continue;
        }
        // `After counting from C2, …`
        let from = i.checked_sub(1).is_some_and(|b| is_from(&atoms[b]));
        if from && matches!(atom.what, What::Levels(_)) && atoms[i..].iter().any(|a| a.is(Tag::ReportedAt)) {
            continue;
        }
        // `L5 being sacralised`: told of the numbering
        let subject = matches!(atom.what, What::Levels(_))
            && correction.is_none()
            && atoms.get(i + 1).is_some_and(|a| a.is(Tag::Verb))
            && atoms.get(i + 2).is_some_and(|a| a.what == What::Word)
            && i.checked_sub(1).is_some_and(|b| atoms[b].mark() == Some(b','));
        if subject {
            continue;
        }
        // `…, and L2 is normal`
        let normal = matches!(atom.what, What::Levels(_))
            && !right.levels.is_empty()
            && atoms.get(i + 1).is_some_and(|a| a.is(Tag::Verb))
            && atoms.get(i + 2).is_some_and(|a| a.is(Tag::NoneValue) || a.what == What::Word);
        if normal {
            wrong.take(atom);
            continue;
        }
        if in_wrong {
            wrong.take(atom);
            spent |= matches!(atom.what, What::Levels(_)) || atom.is(Tag::CorrectionFrom);
        } else {
            right.take(atom);
        }
    }
    // `The level T8 in the impression is wrong.`
    let cue = atoms.iter().position(|a| a.is(Tag::CorrectionFrom));
    let other = atoms.iter().any(|a| a.any(&[Tag::Correction, Tag::NegationInstead, Tag::Corrected]));
    if cue.is_some_and(|cue| !places(&atoms[cue..])) && !other && wrong.is_empty() {
        return (wrong, right);
    }
    (right, wrong)
}

/// What a correction said was wrong, where nothing before says it: `ADDENDUM: The node reported at L2 is in fact at L3`
/// alone, `for "node at T11" read "node at T12"`. It names no place and no node.
pub(in crate::extract) fn forget_wrong(atoms: &mut [Atom]) {
    let firm = [Tag::Correction, Tag::CorrectionFrom, Tag::Corrected];
    let (right, wrong) = zones(atoms);
    let other = atoms.iter().any(|a| matches!(a.what, What::Edema(_) | What::Modic(_)));
    let differs = matches!(&right.levels[..], [(level, _)] if wrong.levels.iter().all(|(l, _)| l != level));
    if other || !differs || wrong.levels.is_empty() || !atoms.iter().any(|a| a.any(&firm)) {
        return;
    }
    let there = |a: &Atom, of: &Named| of.levels.iter().any(|(_, span)| *span == a.span);
    let node = |a: &Atom| matches!(a.what, What::Node { .. });
    let place = |of: &Named| atoms.iter().position(|a| there(a, of));
    // `for 'node at T11' read 'node at T12'`, `read 'L5 node' in place of 'L6 node'`: it is named once
    let instead = |a: &Atom| a.any(&[Tag::NegationInstead, Tag::CorrectionFrom]);
    let again = match place(&wrong).zip(place(&right)) {
        Some((w, r)) if w < r && atoms[w..r].iter().any(node) => 0..w,
        Some((w, r)) if r < w => {
            let cue = atoms[r..w].iter().position(instead).map_or(w, |cue| r + cue);
            if atoms[..cue].iter().any(node) { cue..atoms.len() } else { 0..0 }
        }
        _ => 0..0,
    };
    for (i, atom) in atoms.iter_mut().enumerate() {
        if there(atom, &wrong) || again.contains(&i) && node(atom) {
            atom.what = What::Word;
        }
    }
}
