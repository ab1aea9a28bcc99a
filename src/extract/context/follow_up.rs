//! Imaging that the report itself advises for a node.

use super::{Hit, Reader, Said, Told};
use crate::anatomy::Level;
use crate::extract::atoms::What;
use crate::fact::{Fact, FactKind, FollowUp, Interval, TimeUnit};
use crate::finding::Section;
use crate::lexicon::tag::Tag;

pub(super) fn read(reader: &Reader<'_>, told: &[Told<'_>]) -> Vec<Fact> {
    told.iter().filter(|told| !told.clinical).filter_map(|told| follow_up(reader, told)).collect()
}

/// The advice of a sentence. What waits for something (`if symptoms persist`) is none.
fn follow_up(reader: &Reader<'_>, told: &Told<'_>) -> Option<Fact> {
    let listed = told.sentence.section == Section::Recommendation;
    let advises = listed || told.has(|tag| tag == Tag::Recommends);
    if !advises || told.has(|tag| matches!(tag, Tag::NotRecommended | Tag::Condition)) {
        return None;
    }
    let modality = told.hits.iter().find_map(|hit| match hit.tag {
        Tag::ModalityName(modality) => Some((hit, Some(modality))),
        _ => None,
    });
    let imaging = || told.hits.iter().find(|hit| hit.tag == Tag::Imaging).map(|hit| (hit, None));
    let (hit, modality) = modality.or_else(imaging)?;
    if reader.said(told, hit).0 == Said::No {
        return None;
    }
    let nodes = nodes(reader, told);
    let interval = told.hits.iter().find_map(|hit| interval(reader, hit));
    let kind = FactKind::FollowupRecommended(FollowUp { modality, interval });
    let advice = told.hits.iter().find(|hit| hit.tag == Tag::Recommends).unwrap_or(hit);
    let span = reader.span(hit).cover(reader.span(advice));
    (!nodes.is_empty()).then(|| Fact { speaks_for: Some(nodes), span, ..reader.fact(told, hit, kind, Said::Yes) })
}

/// The nodes that the advice is for: those that its sentence names, by name or by place, else those of the sentences
/// right before in its paragraph. A sentence that names another finding alone speaks of that.
fn nodes(reader: &Reader<'_>, told: &Told<'_>) -> Vec<usize> {
    let here = reader.nodes_in(told.sentence);
    if !here.is_empty() {
        return here;
    }
    let other = told.atoms.iter().any(|atom| {
        let differential = |hit: &Hit| {
            matches!(hit.tag, Tag::DifferentialTerm(_)) && hit.tokens.start < atom.to && atom.from < hit.tokens.end
        };
        matches!(atom.what, What::Other) && !atom.prefix && !told.hits.iter().any(differential)
    });
    let levels: Vec<_> = told
        .atoms
        .iter()
        .filter_map(|atom| if let What::Levels(levels) = &atom.what { Some(levels) } else { None })
        .flatten()
        .collect();
    let exact = levels.iter().all(|level| !matches!(level, Level::Region(_)));
    match (levels.is_empty(), other) {
        (false, other) if exact || !other => reader.nodes_at_any(levels.iter().map(|level| (**level, None))),
        (true, false) => reader.nodes_before(told, false),
        _ => Vec::new(),
    }
}

/// `in 3 months`, `6-12 weeks`: the numbers right before a unit.
fn interval(reader: &Reader<'_>, hit: &Hit) -> Option<Interval> {
    let Tag::IntervalUnit(unit) = hit.tag else { return None };
    let view = reader.view;
    let number = |at: usize| -> Option<u32> {
        let token = view.token(at)?;
        view.tokens.folded(token).parse().ok().or_else(|| {
            let (phrase, _, _) = view.phrase(at)?;
            view.value(phrase, |tag| match tag {
                Tag::CountOf(number) | Tag::NumberWord(number) => Some(u32::from(number)),
                _ => None,
            })
        })
    };
    let skip = |at: usize| if view.mark(at) == Some(b'-') { at.checked_sub(1) } else { Some(at) };
    let last = skip(hit.tokens.start.checked_sub(1)?)?;
    let most = number(last)?;
    let joint = last.checked_sub(1)?;
    let joined = view.mark(joint) == Some(b'-') || view.tags(joint).any(&[Tag::To, Tag::Or]);
    let least = joint.checked_sub(1).filter(|_| joined).and_then(number).filter(|least| *least < most);
    let sane = most > 0 && most <= if unit == TimeUnit::Year { 20 } else { 400 };
    sane.then_some(Interval { least: least.unwrap_or(most), most, unit })
}
