//! The clinical information: red flags, radicular signs, pain.

use super::{Hit, Reader, Said, Told, levels_behind};
use crate::anatomy::Level;
use crate::extract::atoms::{Atom, What};
use crate::fact::{Fact, FactKind, PainReason, RedFlag};
use crate::finding::{Acuity, Change};
use crate::lexicon::tag::Tag;
use crate::span::Span;
use std::ops::RangeInclusive;

/// Tokens between an event and the words that put it long into the past.
const LONG_AGO: usize = 6;
/// Tokens between a pain and what is said of it.
const BESIDE: usize = 4;

pub(super) fn read(reader: &Reader<'_>, told: &[Told<'_>]) -> Vec<Fact> {
    let mut facts = Vec::new();
    let clinical = || told.iter().filter(|told| told.clinical);
    let causes = Causes::new(reader, clinical());
    for told in told.iter().filter(|told| !told.clinical && !told.has(|tag| tag == Tag::Condition)) {
        let flags = told.hits.iter().filter(|hit| tells_history(reader, told, hit));
        facts.extend(flags.filter_map(|hit| match hit.tag {
            Tag::RedFlagTerm(flag) => red_flag(reader, told, hit, flag),
            _ => None,
        }));
    }
    for told in clinical() {
        for hit in &told.hits {
            match hit.tag {
                Tag::RedFlagTerm(flag) => facts.extend(red_flag(reader, told, hit, flag)),
                Tag::RadicularTerm => facts.extend(radicular(reader, told, hit)),
                Tag::Radiates => {
                    let leg = leg_behind(told, hit).map(|leg| reader.span(leg));
                    let fact = leg.and_then(|leg| Some((leg, radicular(reader, told, hit)?)));
                    facts.extend(fact.map(|(leg, fact)| Fact { span: fact.span.cover(leg), ..fact }));
                }
                Tag::Pain | Tag::BarePain => pain(reader, told, hit, &causes, &mut facts),
                _ => {}
            }
        }
    }
    facts.extend(trauma(&causes, &facts));
    facts
}

/// A recent trauma with no word of pain stands for localized pain, unless pain is denied: imaging after a fall looks
/// for what the fall did.
fn trauma(causes: &Causes, facts: &[Fact]) -> Option<Fact> {
    let localized = facts.iter().any(|fact| matches!(fact.kind, FactKind::LocalizedPain(_)));
    let (span, fact) =
        causes.trauma.as_ref().filter(|_| !localized && !causes.painless).map(|(s, f)| (*s, f.clone()))?;
    Some(Fact { span, ..fact })
}

/// Whether a sentence of the findings tells the patient's history of cancer or infection: `known history of breast
/// carcinoma`, `in this patient with melanoma`.
fn tells_history(reader: &Reader<'_>, told: &Told<'_>, hit: &Hit) -> bool {
    let flag = matches!(hit.tag, Tag::RedFlagTerm(RedFlag::Cancer | RedFlag::Primary | RedFlag::Infection));
    let spoken = |(said, cue): (Said, Option<usize>)| {
        said == Said::Past && cue.is_some_and(|cue| told.atoms[cue].is(Tag::HistoryBefore))
    };
    flag && (of_patient(told, hit) || spoken(reader.said(told, hit)))
}

/// `in this patient with lymphoma`
fn of_patient(told: &Told<'_>, hit: &Hit) -> bool {
    let before = |other: &Hit| other.tokens.end <= hit.tokens.start && hit.tokens.start - other.tokens.end <= 2;
    told.hits.iter().any(|other| other.tag == Tag::OfPatient && before(other))
}

fn red_flag(reader: &Reader<'_>, told: &Told<'_>, hit: &Hit, flag: RedFlag) -> Option<Fact> {
    let (mut said, cue) = reader.said(told, hit);
    let (at, end) = told.atoms_of(hit)?.into_inner();
    if said == Said::No && cue > Some(at) && of_patient(told, hit) {
        // `in this patient with lymphoma a node is unlikely`: the denial is another's
        said = Said::Yes;
    }
    let holds = match (said, flag) {
        (Said::No, _) => false,
        (_, RedFlag::Deficit | RedFlag::Syndrome) if treated_for(told, hit) => false,
        (Said::Asked, _) => !asked(told, at..=end, cue, flag),
        // what is said of the past is a deficit that is not new
        (Said::Past, RedFlag::Deficit | RedFlag::Syndrome) => reader.beside(told, hit, 3, super::is_fresh),
        (_, RedFlag::Constitutional) | (Said::Yes, RedFlag::Deficit) => !long_ago(told, hit),
        _ => true,
    };
    let old = matches!(flag, RedFlag::Deficit | RedFlag::Syndrome)
        && reader.beside(told, hit, 3, |tag| matches!(tag, Tag::Age(Acuity::Chronic) | Tag::Course(Change::Stable)))
        && !reader.beside(told, hit, 3, super::is_fresh);
    (holds && !old).then(|| {
        let said = if said == Said::Maybe { said } else { Said::Yes };
        Fact { side: reader.side(told, hit), ..reader.fact(told, hit, FactKind::RedFlag(flag), said) }
    })
}

/// Whether a question puts a red flag in doubt. Nobody asks for fever or weakness: `evaluate weakness` tells of it. A
/// cancer named by its organ is known, where the question is about something else: `rule out metastasis, breast cancer`.
fn asked(told: &Told<'_>, own: RangeInclusive<usize>, cue: Option<usize>, flag: RedFlag) -> bool {
    let Some(cue) = cue else { return true };
    let (at, end) = own.into_inner();
    if told.atoms[cue].mark() == Some(b'?') {
        let beside = cue + 1 == at || cue == end + 1;
        return beside || matches!(flag, RedFlag::Cancer | RedFlag::Infection | RedFlag::Syndrome);
    }
    if matches!(flag, RedFlag::Constitutional | RedFlag::Deficit) || cue > end {
        // what is asked behind is another matter: `bacteremia, rule out abscess`
        return false;
    }
    let between = &told.atoms[(cue + 1).min(at)..at];
    let leaves = [Tag::HistoryBefore, Tag::With, Tag::At, Tag::Because, Tag::Which, Tag::Terminator];
    let parted = between.iter().any(|atom| atom.any(&leaves))
        || flag == RedFlag::Primary && between.iter().any(|atom| atom.mark() == Some(b','));
    !parted
}

/// Whether the words beside a phrase put it long into the past.
pub(super) fn long_ago(told: &Told<'_>, hit: &Hit) -> bool {
    told.hits.iter().filter(|other| other.tag == Tag::LongAgo).any(|other| {
        let behind = other.tokens.start >= hit.tokens.end && other.tokens.start - hit.tokens.end < LONG_AGO;
        behind || other.tokens.end <= hit.tokens.start && hit.tokens.start - other.tokens.end < 2
    })
}

/// What an operation was done for is of the past: `laminectomy for foot drop`.
fn treated_for(told: &Told<'_>, hit: &Hit) -> bool {
    let before = |other: &Hit| other.tokens.end <= hit.tokens.start && hit.tokens.start - other.tokens.end < BESIDE;
    told.hits.iter().any(|other| other.tag == Tag::TreatedFor && before(other))
}

fn radicular(reader: &Reader<'_>, told: &Told<'_>, hit: &Hit) -> Option<Fact> {
    let (said, _) = reader.said(told, hit);
    (!matches!(said, Said::No | Said::Past) && !treated_for(told, hit))
        .then(|| Fact { side: reader.side(told, hit), ..reader.fact(told, hit, FactKind::Radicular, Said::Yes) })
}

/// `radiating to the left leg`
fn leg_behind<'a>(told: &'a Told<'_>, hit: &Hit) -> Option<&'a Hit> {
    let near = |other: &Hit| other.tokens.start >= hit.tokens.end && other.tokens.start - hit.tokens.end <= BESIDE;
    told.hits.iter().find(|other| other.tag == Tag::Leg && near(other))
}

/// What in the whole of the clinical information makes pain localized.
#[derive(Default)]
struct Causes {
    trauma: Option<(Span, Fact)>,
    refractory: Option<Span>,
    /// Pain of the spine was told, so that a bare `pain` is of the spine too.
    spinal: bool,
    /// Pain is denied: `no complaints`.
    painless: bool,
}

impl Causes {
    fn new<'a, 'b: 'a>(reader: &Reader<'_>, clinical: impl Iterator<Item = &'a Told<'b>>) -> Self {
        let mut causes = Self::default();
        for told in clinical {
            for hit in &told.hits {
                let denied = || reader.said(told, hit).0 == Said::No;
                let span = || Some(reader.span(hit));
                match hit.tag {
                    Tag::Trauma if causes.trauma.is_none() && !long_ago(told, hit) && !denied() => {
                        let kind = FactKind::LocalizedPain(PainReason::Trauma);
                        causes.trauma = span().map(|span| (span, reader.fact(told, hit, kind, Said::Yes)));
                    }
                    Tag::Refractory if causes.refractory.is_none() && !denied() => causes.refractory = span(),
                    Tag::Pain => {
                        causes.spinal |= !denied();
                        causes.painless |= denied();
                    }
                    Tag::BarePain => causes.painless |= denied(),
                    _ => {}
                }
            }
        }
        causes
    }
}

fn pain(reader: &Reader<'_>, told: &Told<'_>, hit: &Hit, causes: &Causes, facts: &mut Vec<Fact>) {
    let (said, _) = reader.said(told, hit);
    if said == Said::No || treated_for(told, hit) {
        return;
    }
    let quality = quality(reader, told, hit);
    let focal = quality == Some(PainReason::Level);
    let levels = places(told, hit, focal);
    if hit.tag == Tag::BarePain && levels.is_empty() && !focal && !(quality.is_some() && causes.spinal) {
        return;
    }
    let cause = || {
        let trauma = causes.trauma.as_ref().map(|(span, _)| (PainReason::Trauma, Some(*span)));
        trauma.or(causes.refractory.map(|span| (PainReason::Refractory, Some(span))))
    };
    let reason = quality.map(|quality| (quality, None)).or_else(cause);
    let reason = reason.or((!levels.is_empty()).then_some((PainReason::Level, None)));
    let kind = reason.map_or(FactKind::NonspecificPain, |(reason, _)| FactKind::LocalizedPain(reason));
    let fact = Fact { support: reason.and_then(|(_, span)| span), ..reader.fact(told, hit, kind, Said::Yes) };
    if levels.is_empty() {
        facts.push(fact);
        return;
    }
    for level in levels {
        facts.push(Fact { level: Some(level), speaks_for: Some(reader.nodes_at(level, None)), ..fact.clone() });
    }
}

/// What is said right beside the pain: `acute low back pain`, `pain of sudden onset`, `focal pain`.
fn quality(reader: &Reader<'_>, told: &Told<'_>, hit: &Hit) -> Option<PainReason> {
    told.hits.iter().find_map(|other| {
        let Tag::PainQuality(quality) = other.tag else { return None };
        let marked =
            |mut tokens: std::ops::Range<usize>| tokens.any(|at| reader.view.mark(at).is_some_and(|m| m != b'-'));
        let before = other.tokens.end <= hit.tokens.start
            && hit.tokens.start - other.tokens.end <= BESIDE
            && !marked(other.tokens.end..hit.tokens.start);
        let behind = quality == PainReason::Onset
            && other.tokens.start >= hit.tokens.end
            && other.tokens.start - hit.tokens.end <= BESIDE;
        (before || behind).then_some(quality)
    })
}

/// The vertebrae and discs that pain is said to be at; a region only for pain that is said to be focal.
fn places(told: &Told<'_>, hit: &Hit, focal: bool) -> Vec<Level> {
    let Some((first, last)) = told.atoms_of(hit).map(RangeInclusive::into_inner) else { return Vec::new() };
    let in_hit = |atom: &Atom, pick: fn(Tag) -> bool| {
        told.hits.iter().any(|other| pick(other.tag) && other.tokens.start <= atom.from && atom.to <= other.tokens.end)
    };
    let passes = |atom: &Atom| {
        atom.is(Tag::And) || in_hit(atom, |tag| matches!(tag, Tag::BarePain | Tag::Pain | Tag::SideOf(_)))
    };
    // `L1 point tenderness`
    let beside = |atom: &Atom| {
        atom.any(&[Tag::LevelNoun, Tag::Adjective]) || in_hit(atom, |tag| matches!(tag, Tag::PainQuality(_)))
    };
    let before = told.atoms[..first].iter().rev().find(|atom| !beside(atom) && !atom.prefix);
    let before =
        before.and_then(|atom| if let What::Levels(levels) = &atom.what { Some(levels.as_slice()) } else { None });
    // `back pain since Monday, focal at T8`
    let focus = told.hits.iter().filter(|other| other.tag == Tag::PainQuality(PainReason::Level));
    let focus = focus.filter(|other| other.tokens.start >= hit.tokens.end).find_map(|other| {
        let at = told.atom_at(other.tokens.end - 1)?;
        let to = told.atoms.get(at + 1).is_some_and(|atom| atom.is(Tag::To));
        let led = to || told.atoms.get(at + 1).is_some_and(|atom| atom.is(Tag::At));
        if led { levels_behind(&told.atoms, at + 1 + usize::from(to), passes) } else { None }
    });
    let levels = levels_behind(&told.atoms, last + 1, passes).or(before).or(focus).unwrap_or_default();
    levels.iter().copied().filter(|level| focal || !matches!(level, Level::Region(_))).collect()
}
