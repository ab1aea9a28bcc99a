//! Findings as they are put together, and where they are.

use super::super::Segmenter;
use super::Told;
use super::facts::{Answer, Facts, Place};
use super::heads::Column;
use crate::anatomy::{Endplate, Level};
use crate::finding::{Acuity, Change, Count, Evidence, Finding, FindingKind, Modic, Role, Status};
use std::ops::Range;

/// One finding as it is put together.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) kind: FindingKind,
    pub(super) status: Status,
    pub(super) mention: Range<usize>,
    pub(super) cue: Option<Range<usize>>,
    pub(super) places: Vec<Place>,
    /// The column that it stands in.
    pub(super) column: usize,
    /// Places of the nodes that it denies something of.
    pub(super) reach: Vec<(Option<Level>, Option<Endplate>)>,
    /// Its measurement is that of each.
    pub(super) each: bool,
    /// It is told by its name, also where its type stands apart.
    pub(super) keyed: bool,
    pub(super) modic: Option<(Modic, Range<usize>)>,
    pub(super) size: Option<(f64, Range<usize>)>,
    pub(super) acuity: Option<(Acuity, Range<usize>)>,
    pub(super) change: Option<(Change, Range<usize>)>,
}

impl Draft {
    pub(super) fn new(kind: FindingKind, status: Status, mention: Range<usize>, column: usize) -> Self {
        Draft {
            kind,
            status,
            mention,
            cue: None,
            places: Vec::new(),
            column,
            reach: Vec::new(),
            each: false,
            keyed: false,
            modic: None,
            size: None,
            acuity: None,
            change: None,
        }
    }

    /// Takes over what a value says.
    pub(super) fn add(&mut self, facts: &Facts) {
        self.each |= facts.each;
        self.size = self.size.take().or_else(|| facts.size.clone());
        self.acuity = self.acuity.take().or_else(|| facts.acuity.clone());
        self.change = self.change.take().or_else(|| facts.change.clone());
    }
}

impl Segmenter<'_> {
    /// The findings that a draft is, one a place.
    pub(super) fn finish(&self, draft: &Draft, told: &mut Vec<Told>) -> Option<()> {
        let places = if draft.places.is_empty() { vec![Place::default()] } else { draft.places.clone() };
        if draft.kind == FindingKind::SchmorlNode && places.len() > 1 && draft.size.is_some() && !draft.each {
            return None;
        }
        let span = |range: &Range<usize>| self.view.tokens.span(range.start, range.end);
        for place in places {
            let (level, endplate) = bounding(&place, draft.kind);
            let mut finding = Finding::new(draft.kind, draft.status, level, endplate);
            let mut evidence = |role: Role, range: &Range<usize>| {
                finding.evidence.push(Evidence { role, span: span(range), rule: "form".into() });
            };
            // a type in a cell of its own is what was read
            let apart = |(_, at): &&(Modic, Range<usize>)| at.start > draft.mention.end || at.end < draft.mention.start;
            let phrase = |(_, at): &&(Modic, Range<usize>)| {
                at.len() > 1 && draft.kind == FindingKind::ModicChange && !draft.keyed
            };
            let typed = draft.modic.as_ref().filter(phrase).filter(apart);
            let mention = typed.map_or(&draft.mention, |(_, at)| at);
            evidence(Role::Mention, mention);
            if let Some((_, at)) = &place.level {
                evidence(Role::Level, at);
            }
            if let Some((_, at)) = place.side.as_ref().filter(|_| endplate.is_some()) {
                evidence(Role::Endplate, at);
            }
            if let Some(at) = &draft.cue {
                evidence(Role::Status, at);
            }
            let asserted = draft.status.is_asserted();
            let node = draft.kind == FindingKind::SchmorlNode;
            if node && asserted {
                if let Some((_, at)) = &draft.size {
                    evidence(Role::Size, at);
                }
                if let Some((_, at)) = &draft.acuity {
                    evidence(Role::Acuity, at);
                }
            }
            if let Some((_, at)) = draft.change.as_ref().filter(|_| node) {
                evidence(Role::Change, at);
            }
            let modic = draft.modic.as_ref().filter(|_| draft.kind == FindingKind::ModicChange);
            if let Some((_, at)) = modic {
                evidence(Role::Modic, at);
            }
            if node {
                finding.change = draft.change.as_ref().map(|(change, _)| *change);
                if asserted {
                    finding.size_mm = draft.size.as_ref().map(|(size, _)| *size);
                    finding.acuity = draft.acuity.as_ref().map(|(acuity, _)| *acuity);
                    finding.count = finding.level.map(|_| Count::Single);
                    finding.posterior_extension = Some(false);
                }
            }
            if draft.kind == FindingKind::ModicChange {
                finding.modic = modic.map(|(modic, _)| *modic).or_else(|| asserted.then_some(Modic::Unspecified));
            }
            told.push(Told { finding, head: mention.start, reach: draft.reach.clone() });
        }
        Some(())
    }
}

/// The status that an answer is: what is spoken of without one is there. None: nothing is said.
pub(super) fn status_of(answer: Option<Answer>) -> Option<Status> {
    match answer {
        None | Some(Answer::Yes) => Some(Status::Present),
        Some(Answer::Possible) => Some(Status::Possible),
        Some(Answer::No) => Some(Status::Absent),
        Some(Answer::Unread) => None,
    }
}

/// Each level with each side.
pub(super) fn within(levels: &[Place], sides: &[Place]) -> Vec<Place> {
    if levels.is_empty() {
        return sides.to_vec();
    }
    let beside = |level: &Place| {
        sides.iter().map(|side| Place { level: level.level.clone(), side: side.side.clone() }).collect::<Vec<_>>()
    };
    levels.iter().flat_map(beside).collect()
}

/// The places of what a cell says, in its row's and on its column's side.
pub(super) fn column_places(column: &Column, facts: &Facts, row: &[Place], kind: FindingKind) -> Vec<Place> {
    // a Modic change on both sides of a disc is at the disc
    if let Some(at) = facts.facing.as_ref().filter(|_| kind != FindingKind::ModicChange) {
        let own = facts.places.iter().any(|place| place.level.is_some());
        return facing(if own { &facts.places } else { row }, at);
    }
    let places = placed(&facts.places, row);
    let open = |places: &[Place]| places.iter().all(|place| place.side.is_none());
    if column.sides.is_empty() || !open(&facts.places) || !open(&places) {
        return places;
    }
    let sides: Vec<Place> = column.sides.iter().map(|side| Place { level: None, side: Some(side.clone()) }).collect();
    within(&places, &sides)
}

/// The endplates on both sides of discs.
pub(super) fn facing(discs: &[Place], at: &Range<usize>) -> Vec<Place> {
    let both = |place: &Place| match &place.level {
        Some((Level::Disc(disc), told)) => [(disc.upper(), Endplate::Inferior), (disc.lower(), Endplate::Superior)]
            .map(|(vertebra, side)| Place {
                level: Some((Level::Vertebra(vertebra), told.clone())),
                side: Some((side, at.clone())),
            })
            .to_vec(),
        _ => vec![place.clone()],
    };
    discs.iter().flat_map(both).collect()
}

/// The places that a cell says itself, in the row's where they are sides alone.
fn placed(own: &[Place], row: &[Place]) -> Vec<Place> {
    if own.iter().any(|place| place.level.is_some()) {
        // `yes, L3` beside `superior`
        let sides = row.iter().all(|place| place.level.is_none()) && own.iter().all(|place| place.side.is_none());
        return if sides && !row.is_empty() { within(own, row) } else { own.to_vec() };
    }
    if own.is_empty() {
        return row.to_vec();
    }
    let mut levels: Vec<Place> = Vec::new();
    for place in row {
        let level = Place { level: place.level.clone(), side: None };
        if !levels.iter().any(|told| told.level.as_ref().map(|l| l.0) == level.level.as_ref().map(|l| l.0)) {
            levels.push(level);
        }
    }
    within(&levels, own)
}

/// Level and endplate of a place: a side of a disc level is the endplate that bounds it.
pub(super) fn bounding(place: &Place, kind: FindingKind) -> (Option<Level>, Option<Endplate>) {
    let level = place.level.as_ref().map(|(level, _)| *level);
    let side = place.side.as_ref().map(|(side, _)| *side);
    match (level, side) {
        (Some(Level::Disc(disc)), Some(side)) if kind == FindingKind::SchmorlNode => {
            (Some(Level::Vertebra(disc.bounding(side))), Some(side))
        }
        (Some(Level::Disc(_)), Some(_)) => (level, None),
        _ => (level, side),
    }
}

/// Joins drafts of one kind whose places agree: `yes` below `Schmorl's node`, `inferior` below `Endplate of node`.
pub(super) fn join(drafts: &mut Vec<Draft>) {
    let mut i = 0;
    while i < drafts.len() {
        let level = |draft: &Draft| match &draft.places[..] {
            [only] => Some((only.level.as_ref().map(|l| l.0), only.side.as_ref().map(|s| s.0))),
            [] => Some((None, None)),
            _ => None,
        };
        let same = (0..i).find(|&j| {
            let (a, b) = (&drafts[j], &drafts[i]);
            let agrees = match (level(a), level(b)) {
                (Some((a, side_a)), Some((b, side_b))) => {
                    a == b && (side_a == side_b || side_a.is_none() || side_b.is_none())
                }
                _ => false,
            };
            a.kind == b.kind && a.status == b.status && agrees
        });
        let Some(same) = same else {
            i += 1;
            continue;
        };
        let later = drafts.remove(i);
        let first = &mut drafts[same];
        first.column = first.column.max(later.column);
        if later.places.iter().any(|place| place.side.is_some()) {
            first.places = later.places;
        }
        first.size = first.size.take().or(later.size);
        first.acuity = first.acuity.take().or(later.acuity);
        first.change = first.change.take().or(later.change);
        first.modic = first.modic.take().or(later.modic);
    }
}

/// Makes disc levels the vertebra above or below the disc.
pub(super) fn at_vertebra(places: &mut [Place], upper: bool) {
    for (level, _) in places.iter_mut().filter_map(|place| place.level.as_mut()) {
        if let Level::Disc(disc) = *level {
            *level = Level::Vertebra(if upper { disc.upper() } else { disc.lower() });
        }
    }
}
