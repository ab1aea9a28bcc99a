//! Nodes that are named only to say that what was called one is another thing: `The lesion of L3, previously called a Schmorl's
//! node, is a metastasis`.

use crate::extract::atoms::{Atom, What};
use crate::extract::bind::{ends_clause, inside_noun_phrase};
use crate::extract::place::of_place;
use crate::finding::Section;
use crate::lexicon::tag::Tag;

/// The cue that says of the node at atom `at` that it is none, because it is the name of what turned out to be another thing.
pub(super) fn renamed(atoms: &[Atom], at: usize) -> Option<usize> {
    if !is_node(&atoms[at]) {
        return None;
    }
    let start = at - atoms[..at].iter().rev().take_while(|a| inside(a) || earlier(a) && !a.is(Tag::Verb)).count();
    let led = start.checked_sub(1);
    // `misinterpreted as a node`
    if let Some(cue) = led.filter(|&i| atoms[i].is(Tag::Misread)) {
        return Some(cue);
    }
    not_as_reported(atoms, at, start)
        .or_else(|| no_such_nodes(atoms, at))
        .or_else(|| {
            called(atoms, at)
                .filter(|(_, name)| turns_out(&atoms[behind_place(atoms, at)..], *name))
                .map(|(cue, _)| cue)
        })
        .or_else(|| taken_for(atoms, at))
        .or_else(|| another_thing(atoms, at))
        .or_else(|| is_none(atoms, at))
}

/// `The node at L3 is a haemangioma`, `The node that the outside report places in L3 is an artefact`: what a known node is said to
/// be. Of one that only another exam named, it may be a thing that the lexicons do not know.
fn another_thing(atoms: &[Atom], at: usize) -> Option<usize> {
    let own = |a: &&Atom| inside(a) || matches!(a.what, What::Levels(_)) || a.what == What::Word;
    let words = atoms[..at].iter().rev().take(5).take_while(own).take_while(|a| !a.prefix).count();
    let the = (at - words..at).find(|&i| atoms[i].is(Tag::Definite))?;
    let begins = atoms[..the].last().is_none_or(|a| a.prefix || a.mark().is_some() || ends_clause(a));
    let told = |a: &Atom| a.any(&[Tag::ReportedAt, Tag::PriorReport, Tag::HistoryAfter, Tag::General]) || a.is_date();
    let aside = |a: &Atom| {
        const ASIDE: [Tag; 4] = [Tag::Which, Tag::Definite, Tag::Again, Tag::PriorSize];
        of_place(a) || told(a) || a.any(&ASIDE) || a.what == What::Word
    };
    let behind = at + 1 + atoms[at + 1..].iter().take(14).take_while(|a| aside(a) && !copula_alone(a)).count();
    let says = atoms.get(behind).is_some_and(copula_alone).then(|| &atoms[behind..])?;
    let elsewhere = atoms[at + 1..behind].iter().any(told) || atoms[the..at].iter().any(|a| a.what == What::Word);
    let end = says.iter().position(|a| a.mark().is_some() || ends_clause(a)).unwrap_or(says.len());
    let hedged = says[..end].iter().any(|a| a.any(&[Tag::UncertaintyBefore, Tag::UncertaintyAfter, Tag::Modal]));
    // `is a haemangioma`, not `is unrelated to the fracture`
    let named = says[1..end].iter().find(|a| !(is_copula(a) || a.any(&[Tag::NowSize, Tag::PseudoUncertainty])));
    let named = named.is_some_and(|a| a.any(&[Tag::Article, Tag::One]) && !a.is(Tag::Definite));
    (begins && named && !hedged && turns_out(&says[..end], elsewhere)).then_some(behind)
}

/// `is`, `proves to be`, and not `is seen` or `was reported`.
fn copula_alone(atom: &Atom) -> bool {
    is_copula(atom) && !atom.any(&[Tag::PriorSize, Tag::YesValue, Tag::Affected])
}

/// `The node of L2 is not a node`, `had been called a node in the report of 2021, but is not one`.
fn is_none(atoms: &[Atom], at: usize) -> Option<usize> {
    let end = behind_place(atoms, at);
    let comma = usize::from(atoms.get(end).is_some_and(Atom::is_written_comma));
    let verb = match atoms.get(end + comma) {
        Some(but) if but.is(Tag::Terminator) => {
            called(atoms, at)?;
            let it = atoms.get(end + comma + 1).is_some_and(|a| a.is(Tag::Pronoun));
            end + comma + 1 + usize::from(it)
        }
        _ => end,
    };
    let [is, not, noun @ ..] = atoms.get(verb..)? else { return None };
    let noun = noun.iter().position(|a| !a.is(Tag::Article)).map(|i| &noun[i..])?;
    let named = noun[0].any(&[Tag::BareNode, Tag::OneNoun]) || is_node(&noun[0]);
    let ends = noun.get(1).is_none_or(|a| a.mark().is_some());
    let denied = is.is(Tag::Verb) && not.any(&[Tag::NegationBefore, Tag::NegationInstead]);
    (denied && named && ends).then_some(verb + 1)
}

fn is_node(atom: &Atom) -> bool {
    matches!(atom.what, What::Node { .. })
}

fn inside(atom: &Atom) -> bool {
    inside_noun_phrase(atom) || atom.any(&[Tag::Article, Tag::One, Tag::Definite])
}

fn earlier(atom: &Atom) -> bool {
    atom.any(&[Tag::PriorSize, Tag::HistoryBefore, Tag::HistoryAfter])
}

/// `The endplate nodes of T5 are not Schmorl's nodes`: what a bare noun names is none.
fn no_such_nodes(atoms: &[Atom], at: usize) -> Option<usize> {
    let bare = atoms[at].any(&[Tag::BareNode, Tag::BareNodes]);
    let verb = behind_place(atoms, at);
    let not = verb + 1;
    let says = atoms.get(verb).is_some_and(|a| a.is(Tag::Verb))
        && atoms.get(not).is_some_and(|a| a.any(&[Tag::NegationInstead, Tag::NegationBefore]));
    let named = atoms.get(not + 1..)?.iter().find(|a| !inside_noun_phrase(a))?;
    (bare && says && is_node(named)).then_some(not)
}

/// `is a metastasis and not, as previously reported, a node`
fn not_as_reported(atoms: &[Atom], at: usize, start: usize) -> Option<usize> {
    let close = start.checked_sub(1).filter(|&i| atoms[i].is_written_comma())?;
    let open = atoms[..close].iter().rposition(Atom::is_written_comma)?;
    let not = open.checked_sub(1).filter(|&i| atoms[i].any(&[Tag::NegationBefore, Tag::NegationInstead]))?;
    let aside = !atoms[open..close].iter().any(Atom::is_head) && close - open < 8;
    (aside && atoms[start..at].iter().any(|a| a.is(Tag::Article))).then_some(not)
}

/// The words that say that a node is what something was called: `reported in January as a node`, `thought to be a node`,
/// `the presumed node`; and whether the node is no more than that name, `what appeared to be a node`.
fn called(atoms: &[Atom], at: usize) -> Option<(usize, bool)> {
    let own = |a: &&Atom| inside_noun_phrase(a) || a.any(&[Tag::Article, Tag::One]);
    // `the previously reported node`
    let again = atoms[..at].iter().rposition(|a| a.is(Tag::Again) || !own(&a)).filter(|&i| atoms[i].is(Tag::Again));
    if let Some(again) = again.filter(|&i| i > 0 && atoms[i - 1].is(Tag::Definite)) {
        return Some((again, false));
    }
    let named = atoms[..at].iter().rposition(|a| !own(&a) || a.is(Tag::UncertaintyBefore))?;
    // `the presumed node`, `the former node`
    let the = atoms[..at].iter().rev().take(4).take_while(|a| !a.is_head()).any(|a| a.is(Tag::Definite));
    let known = earlier(&atoms[named]) || atoms[named].is(Tag::UncertaintyBefore);
    if the && known {
        return Some((named, false));
    }
    // `reported in January as a Schmorl's node`
    let when = |a: &&Atom| matches!(a.what, What::Word | What::Number(_)) || a.is(Tag::HistoryAfter);
    let dated = atoms[..=named].iter().rev().take(3).take_while(when).count();
    let reported = named.checked_sub(dated).filter(|&i| dated > 1 && atoms[i].is(Tag::ReportedAt));
    let named = reported.unwrap_or(named);
    let levelled = matches!(atoms[at - 1].what, What::Levels(_));
    if atoms[named].is(Tag::ReportedAt) && !levelled {
        return Some((named, true));
    }
    // `thought on CT to be a node`, `initially interpreted as a node`
    let to_be = named > 0 && atoms[named].is(Tag::Verb) && atoms[named - 1].is(Tag::To);
    const THOUGHT: [Tag; 3] = [Tag::UncertaintyBefore, Tag::UncertaintyAfter, Tag::HistoryBefore];
    let long = |a: &Atom| a.any(&THOUGHT) && a.to - a.from > 2;
    // `What looks like a node`, `What appears to be a node`
    let what = atoms.iter().find(|a| !a.prefix).is_some_and(|a| a.is(Tag::Field));
    let looks = atoms[named].any(&[Tag::PseudoUncertainty, Tag::UncertaintyBefore])
        || atoms[named].what == What::Word && named > 0 && atoms[named - 1].is(Tag::Verb);
    if what && looks {
        return Some((named, true));
    }
    let words = atoms[..=named].iter().rev().take(2).take_while(|a| a.what == What::Word).count();
    let once = words > 0 && named >= words && earlier(&atoms[named - words]);
    if to_be || long(&atoms[named]) || once {
        return Some((named, true));
    }
    let late = || atoms[at + 1..].iter().take_while(|a| !a.is(Tag::Verb)).any(|a| earlier(a) || a.is_date());
    let before = named.checked_sub(1).filter(|&b| atoms[named].is(Tag::Because) && (earlier(&atoms[b]) || late()));
    before.map(|cue| (cue, true))
}

/// The atom behind the node's place and what tells when it was called so: `a node at L2 in 2019`.
fn behind_place(atoms: &[Atom], at: usize) -> usize {
    let when =
        |a: &Atom| matches!(a.what, What::Number(_)) || a.any(&[Tag::HistoryAfter, Tag::PriorSize, Tag::PriorReport]);
    let aside = |a: &Atom| of_place(a) || when(a) && !a.is(Tag::Verb);
    at + 1 + atoms[at + 1..].iter().take_while(|a| aside(a)).count()
}

/// What says of a thing what it is.
fn is_copula(atom: &Atom) -> bool {
    atom.any(&[Tag::Verb, Tag::Correction, Tag::Because])
}

/// Whether the words behind what a lesion was called say that it is something else: `…, has grown and is a metastasis`, `… and
/// not a Schmorl's node`, `in retrospect it was never a node`, `has the pattern of a haemangioma`.
fn turns_out(rest: &[Atom], name: bool) -> bool {
    // a clause of another subject says nothing of it
    let other = |i: usize| {
        let next = rest[i + 1..].iter().take(4).find(|a| a.what != What::Word && !a.is(Tag::At));
        ends_clause(&rest[i]) && !next.is_some_and(|a| a.is(Tag::Pronoun) || a.is(Tag::Verb))
    };
    let placed = |a: &Atom| matches!(a.what, What::Levels(_));
    let end = (0..rest.len()).find(|&i| other(i) || placed(&rest[i])).unwrap_or(rest.len());
    let rest = &rest[..end];
    let denied = |i: usize| {
        let cue = rest[..i].iter().rfind(|a| !(inside_noun_phrase(a) || a.is(Tag::Article)));
        is_node(&rest[i]) && cue.is_some_and(|a| a.any(&[Tag::NegationBefore, Tag::NegationInstead]))
    };
    let another = |said: &[Atom]| names_another(said) || name && names_unknown(said);
    (0..rest.len()).any(|i| denied(i) || is_copula(&rest[i]) && another(&rest[i + 1..]))
}

/// Whether what a verb says ends in the name of another finding: `a metastasis`, `now recognised as a haemangioma`, `the typical
/// appearance of a haemangioma`.
fn names_another(said: &[Atom]) -> bool {
    const SAID: [Tag; 7] = [
        Tag::Verb,
        Tag::NowSize,
        Tag::Because,
        Tag::UncertaintyBefore,
        Tag::UncertaintyAfter,
        Tag::Appearance,
        Tag::To,
    ];
    let mut words = 0;
    for atom in said {
        if atom.what == What::Other {
            return !atom.is(Tag::Structure);
        }
        words += usize::from(atom.what == What::Word);
        let goes_on = inside(atom) || atom.any(&SAID) || atom.what == What::Word || atom.is(Tag::Of) && words > 0;
        if words > 3 || !goes_on || atom.is_head() {
            return false;
        }
    }
    false
}

/// Whether what a verb says is a thing that the lexicons do not know: `a vein groove`, `really an artefact of the coil`.
fn names_unknown(said: &[Atom]) -> bool {
    let led = said.iter().take_while(|a| a.what == What::Word || is_copula(a)).count();
    let noun = &said[led.min(said.len())..];
    let article = noun.first().is_some_and(|a| a.any(&[Tag::Article, Tag::One]));
    let own = |a: &&Atom| inside(a) || matches!(a.what, What::Word | What::Lesion);
    let length = noun.iter().skip(1).take_while(own).count();
    let ends = noun.get(1 + length).is_none_or(|a| a.mark().is_some() || a.any(&[Tag::Of, Tag::At]));
    article && ends && noun[1..].iter().take(length).any(|a| a.what == What::Word)
}

/// `The lesion of L3 described as a node is a metastasis, and not a node`: the denial of the second mention, which the first
/// shares, because another thing is what it was taken for.
pub(in crate::extract) fn taken_for(atoms: &[Atom], at: usize) -> Option<usize> {
    let clause = || atoms[at + 1..].iter().take_while(|a| !ends_clause(a));
    let again = at + 1 + clause().position(is_node)?;
    let cue = atoms[..again].iter().rposition(|a| !inside_noun_phrase(a))?;
    let verb = at + 1 + atoms[at + 1..cue.max(at + 1)].iter().position(|a| a.is(Tag::Verb))?;
    let said = atoms[verb + 1..cue].iter().find(|a| !inside_noun_phrase(a));
    let denied = atoms[cue].any(&[Tag::NegationInstead, Tag::NegationBefore]);
    // it is named as what something was taken for: another word leads to it, or the report that named it
    let led = atoms[..at].iter().rposition(|a| !inside_noun_phrase(a)).filter(|&led| !atoms[led].prefix)?;
    // `that was interpreted as a node`
    let long = atoms[led].is(Tag::Verb) && atoms[led].to - atoms[led].from > 2;
    let report = atoms[..=led].iter().any(|a| a.any(&[Tag::PriorReport, Tag::Heading(Section::Comparison)]));
    let taken = long || report || atoms[led].what == What::Word || atoms[led].any(&[Tag::Because, Tag::ReportedAt]);
    let other = said.is_some_and(|a| a.what == What::Other || report && a.what == What::Word);
    let aside = &atoms[at + 1..verb];
    let plain = !aside.iter().any(|a| a.is_head() || a.is_written_comma() || a.any(&[Tag::With, Tag::And]));
    (other && denied && taken && plain).then_some(cue)
}
