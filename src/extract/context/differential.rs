//! Other diagnoses that the report raises for a node's place.

use super::{Hit, Reader, Said, Told, is_fresh};
use crate::anatomy::{Endplate, Level};
use crate::extract::atoms::What;
use crate::extract::bind::{Bindings, under};
use crate::extract::gist::Gist;
use crate::extract::levels;
use crate::extract::place::{self, Item};
use crate::fact::{Diagnosis, Fact, FactKind, PainReason};
use crate::finding::{Acuity, Change};
use crate::lexicon::tag::Tag;
use crate::token::TokenKind;
use std::cell::OnceCell;

pub(super) fn read(reader: &Reader<'_>, told: &[Told<'_>]) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for told in told {
        let places = OnceCell::new();
        let own = |hit: &Hit| places.get_or_init(|| Places::new(told)).own(told, hit);
        for hit in &told.hits {
            let Tag::DifferentialTerm(diagnosis) = hit.tag else { continue };
            facts.extend(differential(reader, told, hit, diagnosis, own));
            withdraw(&mut facts, diagnosis, &denied_at(reader, told, hit, own));
        }
    }
    facts
}

/// The nodes at the vertebrae and discs for which a diagnosis is denied by name: `there is no fracture of L1`. Who
/// denies an acute fracture leaves open an older one.
fn denied_at(reader: &Reader<'_>, told: &Told<'_>, hit: &Hit, own: impl Fn(&Hit) -> Vec<Place>) -> Vec<usize> {
    let elsewhere = told.hits.iter().any(|other| other.tag == Tag::NotBody);
    let acute = told.hits.iter().any(|other| {
        other.tag == Tag::PainQuality(PainReason::Onset)
            && before(other, hit)
            && hit.tokens.start - other.tokens.end < 2
    });
    if told.clinical || elsewhere || acute || reader.said(told, hit).0 != Said::No {
        return Vec::new();
    }
    let places = own(hit);
    reader.nodes_at_any(places.into_iter().filter(|(level, _)| !matches!(level, Level::Region(_))))
}

/// What was raised before and is denied for the very place no longer holds there.
fn withdraw(facts: &mut Vec<Fact>, diagnosis: Diagnosis, denied: &[usize]) {
    if denied.is_empty() {
        return;
    }
    for fact in facts.iter_mut().filter(|fact| fact.kind == FactKind::Differential(diagnosis)) {
        if let Some(nodes) = &mut fact.speaks_for {
            nodes.retain(|node| !denied.contains(node));
        }
    }
    facts.retain(|fact| fact.speaks_for.as_ref().is_none_or(|nodes| !nodes.is_empty()));
}

fn differential(
    reader: &Reader<'_>,
    told: &Told<'_>,
    hit: &Hit,
    diagnosis: Diagnosis,
    own: impl Fn(&Hit) -> Vec<Place>,
) -> Option<Fact> {
    if is_set_aside(reader, told, hit) {
        return None;
    }
    let said = match reader.said(told, hit).0 {
        // the referrer's question is none of the report's diagnoses; the radiologist's is
        Said::Asked if told.clinical => return None,
        Said::No | Said::Past => return None,
        Said::Yes if is_alternative(told, hit) => Said::Maybe,
        said => said,
    };
    let mut own = own(hit);
    // `one fracture, at T9, none in the lumbar spine`
    if own.iter().any(|(level, _)| !matches!(level, Level::Region(_))) {
        own.retain(|(level, _)| !matches!(level, Level::Region(_)));
    }
    let level = own.first().map(|(level, _)| *level);
    let nodes = if level.is_some() {
        reader.nodes_at_any(own)
    } else if told.clinical {
        Vec::new()
    } else if told.atoms.iter().any(|atom| atom.is(Tag::Elsewhere)) {
        // `metastases throughout the spine`
        reader.nodes().collect()
    } else {
        spoken_of(reader, told, said)
    };
    let fact = reader.fact(told, hit, FactKind::Differential(diagnosis), said);
    (!nodes.is_empty()).then_some(Fact { level, speaks_for: Some(nodes), ..fact })
}

/// Whether what is said beside a diagnosis makes it none for a vertebra: an old fracture, a rib's, `views # 2`.
pub(super) fn is_set_aside(reader: &Reader<'_>, told: &Told<'_>, hit: &Hit) -> bool {
    let fracture = hit.tag == Tag::DifferentialTerm(Diagnosis::Fracture);
    reader.view.mark(hit.tokens.start) == Some(b'#') && is_number_sign(reader, hit)
        || fracture && is_old(reader, told, hit)
        || is_elsewhere(reader, told, hit)
        || told.hits.iter().any(|other| other.tag == Tag::Confused && before(other, hit))
}

/// A level, and the endplate there if it is said.
type Place = (Level, Option<Endplate>);

/// The places of a sentence, and what owns them.
struct Places<'a> {
    heading: Vec<Item>,
    bindings: Bindings<'a>,
}

impl<'a> Places<'a> {
    fn new(told: &'a Told<'_>) -> Self {
        let phrases = place::phrases(&told.atoms);
        let heading = phrases.iter().filter(|p| p.prefix).flat_map(|p| p.items.clone()).collect();
        Self { heading, bindings: Bindings::new(&told.atoms, &Gist::of(&told.atoms), phrases) }
    }

    /// The places with a level that the sentence, or the heading over it, ties the diagnosis to.
    fn own(&self, told: &Told<'_>, hit: &Hit) -> Vec<Place> {
        let Self { heading, bindings } = self;
        let head = bindings.heads.iter().position(|&head| {
            let atom = &told.atoms[head];
            matches!(atom.what, What::Other) && atom.from < hit.tokens.end && hit.tokens.start < atom.to
        });
        let items = match head {
            Some(head) => bindings.places(head),
            // a word that the grammar takes for no finding owns the place right behind it
            None => {
                let at = told.atom_at(hit.tokens.end - 1).unwrap_or_default();
                let behind = bindings.phrases.iter().find(|phrase| !phrase.prefix && phrase.atoms.start > at);
                behind.map(|phrase| phrase.items.clone()).unwrap_or_default()
            }
        };
        // `oedema from a fracture; L1 node`: what stands behind the semicolon is another thing's place
        let ends = told.atoms.iter().find(|a| a.from >= hit.tokens.end && a.mark() == Some(b';'));
        let beyond = |item: &Item| match (ends, item.level_span) {
            (Some(end), Some(level)) => level.start > end.span.start,
            _ => false,
        };
        let items = items.into_iter().filter(|item| !beyond(item)).collect();
        under(items, heading).iter().filter_map(|item| Some((item.level?, item.endplate))).collect()
    }
}

/// The nodes that a diagnosis without a place is meant for: those of its sentence, or, if it is hedged or a pronoun
/// refers to them, those of the sentences right before.
fn spoken_of(reader: &Reader<'_>, told: &Told<'_>, said: Said) -> Vec<usize> {
    let here = reader.nodes_in(told.sentence);
    if !here.is_empty() {
        return here;
    }
    if told.hits.iter().any(|hit| hit.tag == Tag::NotBody) {
        return Vec::new();
    }
    let refers = told
        .atoms
        .iter()
        .any(|atom| atom.any(&[Tag::Pronoun, Tag::SameLevel]) || matches!(atom.what, What::Anaphor { .. }));
    if said == Said::Yes && !refers {
        return Vec::new();
    }
    reader.nodes_before(told, refers)
}

/// `Schmorl's node or metastasis`
fn is_alternative(told: &Told<'_>, hit: &Hit) -> bool {
    let Some(at) = told.atom_at(hit.tokens.start) else { return false };
    let node = told.atoms[..at].iter().rposition(|atom| matches!(atom.what, What::Node { .. }));
    node.is_some_and(|node| told.atoms[node..at].iter().any(|atom| atom.is(Tag::Or)))
}

/// `#` is a fracture in `acute # vs Schmorl's node`, and none in `#1` or `# views`.
fn is_number_sign(reader: &Reader<'_>, hit: &Hit) -> bool {
    let goes_on = [Tag::UncertaintyBetween, Tag::Of, Tag::At, Tag::And, Tag::Or, Tag::Verb, Tag::With];
    reader.view.token(hit.tokens.end).is_some_and(|next| match next.kind {
        TokenKind::Number => true,
        TokenKind::Mark(_) => false,
        TokenKind::Word => {
            next.newlines == 0
                && !reader.view.tags(hit.tokens.end).any(&goes_on)
                && levels::read(reader.view, hit.tokens.end).is_none()
        }
    })
}

/// An old, healed or unchanged fracture.
fn is_old(reader: &Reader<'_>, told: &Told<'_>, hit: &Hit) -> bool {
    reader.beside(told, hit, 4, |tag| matches!(tag, Tag::Age(Acuity::Chronic) | Tag::Course(Change::Stable)))
        && !reader.beside(told, hit, 2, is_fresh)
}

/// Of another part than the body of a vertebra: `fracture of the transverse process`, `renal tumour`.
fn is_elsewhere(reader: &Reader<'_>, told: &Told<'_>, hit: &Hit) -> bool {
    told.hits.iter().filter(|other| other.tag == Tag::NotBody).any(|part| {
        let (from, to, reach) = if before(part, hit) {
            (part.tokens.end, hit.tokens.start, 1)
        } else {
            (hit.tokens.end, part.tokens.start, 9)
        };
        from <= to
            && to - from <= reach
            && !(from..to).any(|at| matches!(reader.view.mark(at), Some(b'.' | b';' | b',')))
            && !(from..to)
                .any(|at| reader.view.tags(at).any(&[Tag::And, Tag::Or, Tag::UncertaintyBetween]) && reach == 1)
    })
}

/// Whether a phrase ends before another begins.
fn before(one: &Hit, other: &Hit) -> bool {
    one.tokens.end <= other.tokens.start
}
