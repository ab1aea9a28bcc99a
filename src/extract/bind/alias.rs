//! Heads that stand for a node: pronouns, and lesions that are said to be one.

use super::{ends_clause, inside_noun_phrase};
use crate::extract::atoms::{Atom, What};
use crate::extract::place::endplate_of;
use crate::extract::status;
use crate::lexicon::tag::Tag;

/// The node that a pronoun speaks of, or that a lesion is said to be: `a defect, consistent with a node`, `the pit is
/// a node`, `a node, a 5 mm defect`.
pub(super) fn alias(atoms: &[Atom], heads: &[usize], head: usize) -> Option<usize> {
    let node = |h: usize| matches!(atoms[heads[h]].what, What::Node { .. });
    match atoms[heads[head]].what {
        What::Anaphor { .. } if atoms[heads[head]].is(Tag::Rest) => None,
        What::Anaphor { .. } => (0..head).rev().find(|&h| node(h)),
        What::Lesion => {
            let mut nodes = (head + 1..heads.len()).filter(|&h| node(h));
            let first = nodes.next();
            let next = first.filter(|&h| said_to_be(atoms, heads[head], heads[h]));
            // `The lesion taken for a node is a fracture and not a node`
            let taken = || first.is_some_and(|h| status::taken_for(atoms, heads[h]).is_some());
            let next = next.or_else(|| nodes.next().filter(|_| taken()));
            // `…, that of L2 to a fracture`
            let before = || (0..head).rev().find(|&h| node(h)).filter(|_| !atoms[heads[head]].is(Tag::Ellipsis));
            let same =
                |h: &usize| apposed(atoms, heads[*h], heads[head]) || explains(&atoms[heads[*h] + 1..heads[head]]);
            next.or_else(|| before().filter(same))
        }
        _ => None,
    }
}

/// Whether the words between a lesion and a node say that it is something else instead.
///
/// `the defect of L4 is a limbus vertebra rather than a node`, `the concavities are normal contours, and no nodes`,
/// `the depression of L1 is an acute fracture, not a node`
fn instead_of_the_node(between: &[Atom]) -> bool {
    let and_no = |i: usize| {
        let joined = |a: &Atom| a.is(Tag::And) || a.mark() == Some(b',');
        i > 0 && between[i].is(Tag::NegationBefore) && joined(&between[i - 1])
    };
    let instead = (0..between.len()).rev().find(|&i| between[i].is(Tag::NegationInstead) || and_no(i));
    instead.is_some_and(|i| {
        let verb = between[..i].iter().rposition(|a| a.is(Tag::Verb));
        let rival = |a: &Atom| {
            !(ends_clause(a) || matches!(a.what, What::Node { .. } | What::Edema(_) | What::Modic(_) | What::Lesion))
        };
        verb.is_some_and(|v| between[v + 1..i].iter().all(rival)) && between[i + 1..].iter().all(inside_noun_phrase)
    })
}

/// Whether the lesion at `from` is said to be the node at `to`.
pub(super) fn said_to_be(atoms: &[Atom], from: usize, to: usize) -> bool {
    const LINKS: [Tag; 4] = [Tag::Because, Tag::UncertaintyBefore, Tag::UncertaintyBetween, Tag::UncertaintyAfter];
    let between = behind_name(&atoms[from + 1..to]);
    // `the defect at L2 is new; an acute node is favored`
    let last = between.iter().rposition(ends_clause);
    let so =
        |stop: usize| between[stop].is(Tag::Terminator) && between.get(stop + 1).is_some_and(|a| a.is(Tag::Pronoun));
    if let Some(stop) = last.filter(|&stop| between[stop].mark() == Some(b';') || so(stop)) {
        let favored = atoms[to + 1..].iter().take_while(|a| a.mark().is_none()).any(|a| a.is(Tag::UncertaintyAfter));
        let own = |a: &Atom| matches!(a.what, What::Other | What::Modic(_) | What::Node { .. } | What::Lesion);
        // `…; it may represent a node`
        let clause = &between[stop + 1..];
        let it = clause.first().is_some_and(|a| a.is(Tag::Pronoun))
            && (clause.len() == 1
                || clause.iter().any(|a| a.any(&[Tag::UncertaintyBefore, Tag::Because, Tag::Modal, Tag::Verb])))
            && !clause.iter().any(own);
        // `a defect in the lower border of T2; a node of Schmorl.`
        let bare = clause.iter().all(|a| a.any(&[Tag::Article, Tag::One, Tag::UncertaintyBefore]))
            && atoms.get(to + 1).is_none_or(|a| a.mark() == Some(b'.'));
        let it = it || bare;
        let parts = |a: &Atom| if so(stop) { a.mark() == Some(b';') } else { ends_clause(a) };
        return it && !between[..stop].iter().any(|a| parts(a) || own(a))
            || favored
                && between[stop + 1..].iter().all(inside_noun_phrase)
                && !between[..stop].iter().any(|a| ends_clause(a) || own(a));
    }
    // `The defect had been interpreted as a fracture but is now recognized as a node.`
    if let Some(stop) = last.filter(|&stop| between.get(stop + 1).is_some_and(|a| a.is(Tag::Verb))) {
        let same = |a: &Atom| inside_or_verb(a) || a.any(&LINKS) || a.is(Tag::NowSize) || a.what == What::Word;
        let own = |a: &Atom| matches!(a.what, What::Node { .. } | What::Lesion);
        return between[stop + 1..].iter().all(same) && !between[..stop].iter().any(own);
    }
    // `The lesion of L2 is no metastasis but a node.`
    if let Some(stop) = last.filter(|&stop| between[stop + 1..].iter().all(inside_noun_phrase)) {
        let verb = between[..stop].iter().position(|a| a.is(Tag::Verb));
        let denied = verb.and_then(|v| between.get(v + 1));
        let denied = denied.is_some_and(|a| a.any(&[Tag::NegationBefore, Tag::NegationInstead]));
        return denied && between[..stop].iter().any(|a| a.what == What::Other);
    }
    if last.is_some() || between.iter().any(|a| matches!(a.what, What::Lesion)) {
        return false;
    }
    // `the pits at L2 are vessels, that at L3 is a node`
    let another = |pair: &[Atom]| pair[0].is_written_comma() && pair[1].is(Tag::Ellipsis);
    if between.windows(2).any(another) && between.iter().filter(|a| a.is(Tag::Verb)).count() > 1 {
        return false;
    }
    // `L5 is indented in the superior endplate by a node`
    let by = |i: usize| between[i].is(Tag::Times) && !between[..i].iter().any(|a| matches!(a.what, What::Number(_)));
    // `lucency in T9 from an inferior endplate node`
    let placed = |a: &Atom| inside_noun_phrase(a) || endplate_of(a).is_some() || a.is(Tag::EndplateNoun);
    let from = |i: usize| (is_from(&between[i]) || by(i)) && between[i + 1..].iter().all(placed);
    let link = (0..between.len()).find(|&i| {
        // `pits in L3 and L4 - Schmorl's nodes`
        let dash = between[i].mark() == Some(b'-') && between[i + 1..].iter().all(inside_noun_phrase);
        // `the lesion of L2 reported as a node`
        // `reported in January as a node`
        let when = |a: &Atom| a.what == What::Word || a.is(Tag::HistoryAfter);
        let reported = between[i].is(Tag::ReportedAt)
            && between.len() - i < 6
            && between[i + 1..].iter().all(|a| inside_noun_phrase(a) || when(a));
        between[i].any(&LINKS) || matches!(between[i].mark(), Some(b'=' | b':')) || dash || reported || from(i)
    });
    // `a focus, for which a node is favored over a bone island`
    let which = || {
        let favored = atoms[to + 1..].iter().take_while(|a| !ends_clause(a) && a.mark() != Some(b','));
        let favored = favored.into_iter().any(|a| a.any(&[Tag::UncertaintyAfter, Tag::UncertaintyBetween]));
        between
            .iter()
            .rposition(|a| a.is(Tag::Which))
            .filter(|&w| favored && between[w + 1..].iter().all(inside_noun_phrase))
    };
    // `is a benign node`, which elsewhere defines one
    let is = || {
        between
            .iter()
            .rposition(|a| a.any(&[Tag::Verb, Tag::Definition, Tag::PseudoUncertainty]))
            .filter(|&v| between[v..].iter().all(inside_or_verb))
    };
    let comma = || {
        between.iter().rposition(|a| a.mark() == Some(b',')).filter(|&c| {
            let rest = &between[c + 1..];
            // `…, metastasis or node`
            let either = rest.iter().any(|a| a.is(Tag::Or)) && rest.iter().any(|a| a.what == What::Other);
            let rivals = either || rest.iter().any(|a| a.is(Tag::UncertaintyBetween));
            let rival = |a: &Atom| a.what == What::Other || a.any(&[Tag::UncertaintyBetween, Tag::Or]);
            // `defects at T10 and T11, all of them nodes`
            let inside = |a: &Atom| inside_noun_phrase(a) || a.any(&[Tag::PseudoUncertainty, Tag::Every, Tag::Several]);
            rest.iter().all(|a| inside(a) || rivals && (rival(a) || a.what == What::Word))
        })
    };
    // the lesion in one cell, what it is in another
    let cell = || between.iter().position(|a| a.from == a.to);
    // `a defect of L3 (node versus fracture)`
    let open = || {
        between.iter().position(|a| a.mark() == Some(b'(')).filter(|&o| between[o + 1..].iter().all(inside_noun_phrase))
    };
    if instead_of_the_node(between) {
        return true;
    }
    // `a depression, compression fracture versus node`: what is chosen from begins at the comma
    let rivals = link.filter(|&i| between[i].is(Tag::UncertaintyBetween)).and_then(|_| comma());
    let Some(link) = rivals.or(link).or_else(is).or_else(comma).or_else(which).or_else(cell).or_else(open) else {
        return false;
    };
    let own = |a: &Atom| matches!(a.what, What::Other | What::Modic(_) | What::Node { .. });
    let chosen = |a: &Atom| a.any(&[Tag::NegationInstead, Tag::UncertaintyBetween, Tag::Or, Tag::And]);
    // `a focus in L4: haemangioma, node, or metastasis`
    let list = |a: &&Atom| inside_noun_phrase(a) || a.is_head() || a.mark() == Some(b',') || chosen(a);
    let listed = atoms[to..].iter().take_while(list).any(|a| a.any(&[Tag::Or, Tag::UncertaintyBetween]))
        // `…: discitis is suspected, node less likely`
        || atoms.get(to + 1).is_some_and(|a| a.any(&[Tag::UncertaintyBefore, Tag::UncertaintyAfter]));
    // what goes with the lesion may stand between: `a pit with a step, likely a node`
    let with = between[..link].iter().position(|a| a.is(Tag::With)).unwrap_or(link);
    !between[..with].iter().any(own)
        && (!between[link..].iter().any(own) || listed || between[link..].iter().any(chosen))
}

/// The words behind an aside that tells what a lesion was called: `…, previously called a haemangioma, is a node`.
fn behind_name(between: &[Atom]) -> &[Atom] {
    const NAMED: [Tag; 4] = [Tag::Because, Tag::ReportedAt, Tag::Correction, Tag::Misread];
    let open = between.iter().position(Atom::is_written_comma);
    let close = between.iter().rposition(Atom::is_written_comma);
    let Some((open, close)) = open.zip(close).filter(|(open, close)| open < close) else { return between };
    let aside = &between[open + 1..close];
    let named = aside.iter().take(4).any(|a| a.any(&NAMED)) && aside.iter().any(|a| a.what == What::Other);
    let own = |a: &Atom| matches!(a.what, What::Node { .. } | What::Edema(_) | What::Modic(_) | What::Levels(_));
    let says = between.get(close + 1).is_some_and(|a| a.any(&[Tag::Verb, Tag::Correction, Tag::Because]));
    if named && says && !aside.iter().any(own) { &between[close + 1..] } else { between }
}

pub(super) fn inside_or_verb(atom: &Atom) -> bool {
    inside_noun_phrase(atom)
        || atom.any(&[
            Tag::Verb,
            Tag::Definition,
            Tag::NegationInstead,
            Tag::PseudoNegation,
            Tag::PseudoUncertainty,
            Tag::NegationEarlier,
            Tag::Every,
            Tag::Several,
        ])
}

/// `a node accounts for the defect of L5`
fn explains(between: &[Atom]) -> bool {
    between.iter().position(|a| a.is(Tag::Explains)).is_some_and(|cue| {
        // `a node or limbus vertebra accounts for the bright focus of L5`
        let either = |a: &Atom| inside_or_verb(a) || a.is(Tag::Or) || a.what == What::Other;
        let side = |a: &Atom| endplate_of(a).is_some() || a.what == What::Word || a.is(Tag::SequenceAfter);
        between[..cue].iter().all(either)
            && between[cue + 1..].iter().all(|a| inside_noun_phrase(a) || a.is(Tag::Definite) || side(a))
    })
}

/// Whether the lesion at `to` is the node at `from` in other words.
pub(super) fn apposed(atoms: &[Atom], from: usize, to: usize) -> bool {
    let between = &atoms[from + 1..to];
    let mark = between.iter().position(|a| matches!(a.mark(), Some(b',' | b'(')));
    // `…, leaving a 12 mm defect`
    let Some(mark) = mark.filter(|&m| m == 0 || !between[..m].iter().any(|a| a.is_head() || ends_clause(a))) else {
        return false;
    };
    let verb = usize::from(between.get(mark + 1).is_some_and(|a| a.what == What::Word) && mark + 2 < between.len());
    (mark == 0 || verb > 0)
        && between[mark + 1 + verb..].iter().all(|a| inside_noun_phrase(a) || verb > 0 && a.what == What::Word)
}

/// `from`, of a cause: `height loss from a node`.
pub(in crate::extract) fn is_from(atom: &Atom) -> bool {
    atom.is(Tag::From) || atom.is(Tag::PriorSize) && atom.to - atom.from == 1
}
