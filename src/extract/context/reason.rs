//! Why an imaging order was placed, read with the same lexicons and the same negation as a report.
//!
//! In: the sentences of an order's reason, all of them clinical information. Out: [`Cue`]s. Red flags, radicular signs
//! and pain are the facts that a report would give; what only an order says (an operation, staging, plain follow-up)
//! stands in `order.tsv`, in a tree of its own. Rulings beside those of the project's guidance rules:
//!
//! * A diagnosis that is asked for (`rule out fracture`) supports imaging: it is why the order was placed.
//! * An operation told as history (`prior laminectomy`) is no reason; `s/p fusion` is.
//! * Follow-up of a cancer is its surveillance; follow-up of pain is not plain follow-up.
//! * A code of ICD-10-CM says what its title says. The status of an operation is a reason only where no other is given;
//!   codes whose title says two things (a disc disorder with radiculopathy), and later encounters of an injury, are not
//!   read.

use super::{Hit, Reader, Said, Told, clinical, differential, is_fresh};
use crate::anatomy::Level;
use crate::extract::atoms::{Atom, What};
use crate::fact::{Fact, FactKind, PainReason, RedFlag};
use crate::finding::{Acuity, Edema, FindingKind, Role};
use crate::lexicon::Root;
use crate::lexicon::tag::Tag;
use crate::reason::{Cue, CueKind, Reason, Support};
use crate::span::Span;

/// Tokens between `status post` and the operation.
const AFTER: usize = 8;
/// Tokens of a clause that are told.
const CLAUSE: usize = 8;
/// Tokens between a symptom and the word that says it is worse.
const BESIDE: usize = 4;

/// Reads a reason.
pub(super) fn read(reader: &Reader<'_>, told: &[Told<'_>]) -> Reason {
    let facts = clinical::read(reader, told);
    let mut cues: Vec<Cue> = facts
        .iter()
        .filter_map(|fact| {
            let kind = match fact.kind {
                FactKind::RedFlag(_) => CueKind::Supports(Support::RedFlag),
                FactKind::Radicular => CueKind::Supports(Support::Radicular),
                FactKind::LocalizedPain(PainReason::Refractory) => CueKind::Supports(Support::Refractory),
                FactKind::LocalizedPain(PainReason::Trauma) => CueKind::Supports(Support::Trauma),
                FactKind::LocalizedPain(_) => CueKind::Supports(Support::LocalizedPain),
                FactKind::NonspecificPain => CueKind::NonspecificPain,
                FactKind::Differential(_) | FactKind::FollowupRecommended(_) => return None,
            };
            let span = match kind {
                // the words that decide are those of the cause
                CueKind::Supports(Support::Refractory | Support::Trauma) => fact.support.unwrap_or(fact.span),
                _ => fact.span,
            };
            let span = match fact.kind {
                FactKind::LocalizedPain(reason) if fact.support.is_none() => qualified(reader, told, span, reason),
                _ => span,
            };
            Some(Cue { kind, span, level: fact.level, rule: fact.rule.clone() })
        })
        .collect();
    cues.extend(supports(reader, told, &facts));
    for told in told {
        let orders = orders(reader, told);
        cues.extend(differentials(reader, told));
        cues.extend(nodes(told));
        cues.extend(findings(reader, told, orders));
        cues.extend(orders.iter().filter_map(|hit| purpose(reader, told, hit, orders)));
    }
    cues.extend(acute_nodes(reader));
    if cues.iter().all(|cue| cue.kind == CueKind::FollowUp) {
        // that there was an operation is a reason only where no other is given
        let codes = |hit: &&Hit| hit.tag == Tag::OrderCode(CueKind::PostOperative);
        let status = |told| orders(reader, told).iter().find(codes);
        cues.extend(told.iter().find_map(status).map(|hit| cue(reader, hit, CueKind::PostOperative)));
    }
    for cue in cues.iter_mut().filter(|cue| cue.kind == CueKind::Supports(Support::Refractory)) {
        cue.span = care(reader, told, cue.span);
    }
    cues.sort_by_key(|cue| (cue.span.start, cue.span.end));
    surveillance(&mut cues, told);
    let levels = told.iter().flat_map(|told| &told.atoms).filter_map(|atom| match &atom.what {
        What::Levels(levels) => Some(levels.iter().copied()),
        _ => None,
    });
    let unstated = told.iter().any(|told| {
        told.has(|tag| tag == Tag::Unstated) || orders(reader, told).iter().any(|hit| hit.tag == Tag::OrderUnstated)
    });
    Reason { levels: levels.flatten().collect(), unstated: unstated && cues.is_empty(), cues }
}

/// What of the clinical information supports imaging and is no fact of the guidance: trauma, care that failed, pain or
/// symptoms that are new or worse. What goes with pain at a level speaks for that level, as the pain does: trauma and
/// care that failed go with the pain of their sentence.
pub(super) fn supports(reader: &Reader<'_>, told: &[Told<'_>], facts: &[Fact]) -> Vec<Cue> {
    let tied = |(cue, sentence): (Cue, Span)| {
        let pains =
            || facts.iter().filter(|fact| matches!(fact.kind, FactKind::LocalizedPain(_) | FactKind::NonspecificPain));
        let own =
            |fact: &&Fact| fact.span.overlaps(cue.span) || fact.support.is_some_and(|span| span.overlaps(cue.span));
        let worse = cue.kind == CueKind::Supports(Support::Worsening);
        let beside = |fact: &&Fact| own(fact) || !worse && fact.span.overlaps(sentence);
        let mut levels: Vec<Option<Level>> = pains().filter(beside).map(|fact| fact.level).collect();
        if levels.is_empty() || levels.contains(&None) {
            levels = vec![None];
        }
        levels.into_iter().map(move |level| Cue { level, ..cue.clone() })
    };
    untied(reader, told).into_iter().flat_map(tied).collect()
}

/// Each with its sentence.
fn untied(reader: &Reader<'_>, told: &[Told<'_>]) -> Vec<(Cue, Span)> {
    let mut cues = Vec::new();
    for told in told.iter().filter(|told| told.clinical) {
        let sentence = reader.view.tokens.span(told.sentence.body.start, told.sentence.body.end);
        for hit in &told.hits {
            let support = match hit.tag {
                Tag::Trauma if !clinical::long_ago(told, hit) => Support::Trauma,
                Tag::Refractory => Support::Refractory,
                _ => continue,
            };
            // `s/p fall` is told as past, and is why the patient came
            if reader.said(told, hit).0 != Said::No {
                cues.push((cue(reader, hit, CueKind::Supports(support)), sentence));
            }
        }
        let orders = orders(reader, told);
        let symptoms = told.hits.iter().filter(|h| matches!(h.tag, Tag::Pain | Tag::BarePain | Tag::RadicularTerm));
        for hit in symptoms.chain(orders.iter().filter(|hit| hit.tag == Tag::OrderSymptom)) {
            if matches!(reader.said(told, hit).0, Said::No | Said::Past) {
                continue;
            }
            let worse = orders.iter().find(|other| {
                other.tag == Tag::OrderWorse && is_beside(reader, hit, other) && reader.said(told, other).0 != Said::No
            });
            if worse.is_some() || reader.beside(told, hit, 3, is_fresh) {
                let mut new = cue(reader, hit, CueKind::Supports(Support::Worsening));
                let fresh = || fresh_beside(reader, told, hit);
                let beside = worse.map(|worse| reader.span(worse)).or_else(fresh);
                new.span = beside.map_or(new.span, |beside| new.span.cover(beside));
                cues.push((new, sentence));
            }
        }
    }
    cues
}

/// A pain with the word that makes it more than plain pain: `acute low back pain`.
fn qualified(reader: &Reader<'_>, told: &[Told<'_>], pain: Span, reason: PainReason) -> Span {
    let words = told.iter().flat_map(|told| &told.hits);
    let quality = words.clone().filter(|hit| hit.tag == Tag::PainQuality(reason));
    let felt = words.filter(|hit| matches!(hit.tag, Tag::Pain | Tag::BarePain) && reader.span(hit) == pain);
    let pairs = felt.flat_map(|felt| quality.clone().map(move |quality| (felt, quality)));
    let beside = pairs.filter(|(felt, quality)| is_beside(reader, felt, quality));
    beside.map(|(_, quality)| reader.span(quality)).next().map_or(pain, |span| pain.cover(span))
}

/// Care that settled nothing, to the end of its clause: `no relief w/ PT x 8 wks`.
fn care(reader: &Reader<'_>, told: &[Told<'_>], span: Span) -> Span {
    let failed = |hit: &&Hit| hit.tag == Tag::Refractory && reader.span(hit).overlaps(span);
    let found = told.iter().find_map(|told| Some((told, told.hits.iter().find(failed)?)));
    let Some((told, hit)) = found else { return span };
    let stops = |at: &usize| matches!(reader.view.mark(*at), Some(b',' | b';' | b'.' | b')' | b':'));
    let limit = told.sentence.body.end.min(hit.tokens.end + CLAUSE);
    let end = (hit.tokens.end..limit).find(stops).unwrap_or(limit);
    let goes_on = told.hits.iter().filter(|other| other.tag == Tag::Persists).find(|other| {
        other.tokens.end <= hit.tokens.start
            && hit.tokens.start - other.tokens.end <= CLAUSE
            && !(other.tokens.end..hit.tokens.start).any(|at| stops(&at))
    });
    let start = goes_on.map_or(hit.tokens.start, |other| other.tokens.start);
    span.cover(reader.view.tokens.span(start, end))
}

/// The nearest word that says that something is new.
fn fresh_beside(reader: &Reader<'_>, told: &Told<'_>, hit: &Hit) -> Option<Span> {
    let gap = |atom: &Atom| hit.tokens.start.saturating_sub(atom.to).max(atom.from.saturating_sub(hit.tokens.end));
    let fresh = told.atoms.iter().filter(|atom| !atom.prefix && gap(atom) <= BESIDE && reader.means(atom, is_fresh));
    fresh.min_by_key(|atom| gap(atom)).map(|atom| atom.span)
}

/// Whether two phrases stand within a few words, with no mark between that parts clauses.
fn is_beside(reader: &Reader<'_>, one: &Hit, other: &Hit) -> bool {
    let (from, to) = if one.tokens.start < other.tokens.start {
        (one.tokens.end, other.tokens.start)
    } else {
        (other.tokens.end, one.tokens.start)
    };
    to.saturating_sub(from) <= BESIDE && !(from..to).any(|at| matches!(reader.view.mark(at), Some(b'.' | b';')))
}

fn cue(reader: &Reader<'_>, hit: &Hit, kind: CueKind) -> Cue {
    Cue { kind, span: reader.span(hit), level: None, rule: reader.view.lexicons.row(hit.row).id.clone() }
}

/// The phrases of `order.tsv` in a sentence, the longest at each token.
fn orders<'a>(reader: &Reader<'_>, told: &'a Told<'_>) -> &'a [Hit] {
    told.orders.get_or_init(|| read_orders(reader, told))
}

/// The same, not looked up.
fn read_orders(reader: &Reader<'_>, told: &Told<'_>) -> Vec<Hit> {
    let body = told.sentence.body.clone();
    let (mut at, mut hits) = (body.start, Vec::new());
    while at < body.end {
        match reader.view.lexicons.longest_in(Root::Order, reader.view.tokens, at, body.end) {
            Some((phrase, next)) => {
                hits.extend(reader.view.lexicons.meanings(phrase).map(|(row, tag)| Hit { tokens: at..next, row, tag }));
                at = next;
            }
            None => at += 1,
        }
    }
    hits
}

/// Other diagnoses, raised or asked for; so is a red flag that is only asked for (`rule out cauda equina`).
fn differentials(reader: &Reader<'_>, told: &Told<'_>) -> Vec<Cue> {
    let raised = |hit: &&Hit| match (hit.tag, reader.said(told, hit).0) {
        (_, Said::No | Said::Past) => false,
        (Tag::DifferentialTerm(_), _) => !differential::is_set_aside(reader, told, hit),
        (Tag::RedFlagTerm(_), said) => said == Said::Asked,
        _ => false,
    };
    told.hits.iter().filter(raised).map(|hit| cue(reader, hit, CueKind::Supports(Support::Differential))).collect()
}

/// Nodes, findings of an endplate, Modic changes, and lesions of a vertebra that have no name, however they are said.
fn nodes(told: &Told<'_>) -> Vec<Cue> {
    let spinal = told
        .atoms
        .iter()
        .any(|atom| matches!(atom.what, What::Levels(_)) || atom.any(&[Tag::VertebraNoun, Tag::VertebraNouns]));
    let of = |at: usize, atom: &Atom| match atom.what {
        What::Node { .. } => Some(CueKind::Node),
        What::Modic(_) => Some(CueKind::Endplate),
        What::Lesion if spinal => Some(CueKind::Incidental),
        // to whoever orders, `the node` is the one that the report spoke of
        _ if atom.any(&[Tag::BareNode, Tag::BareNodes]) => {
            let other = at.checked_sub(1).is_some_and(|before| told.atoms[before].is(Tag::OtherNode));
            (!other).then_some(CueKind::Node)
        }
        _ if atom.any(&[Tag::EndplateNoun, Tag::EndplateNouns]) => Some(CueKind::Endplate),
        _ => None,
    };
    let named = told.atoms.iter().enumerate().filter_map(|(at, atom)| Some((of(at, atom)?, atom.span)));
    named.map(|(kind, span)| Cue { kind, span, level: None, rule: "grammar: names".to_owned() }).collect()
}

/// A node that the reason says is acute, or marrow oedema.
fn acute_nodes(reader: &Reader<'_>) -> Vec<Cue> {
    let acute = |span| Cue {
        kind: CueKind::Supports(Support::AcuteNode),
        span,
        level: None,
        rule: "grammar: attributes".to_owned(),
    };
    let mut cues = Vec::new();
    for finding in reader.findings.iter().filter(|finding| finding.status.is_asserted()) {
        let role = match finding.kind {
            FindingKind::SchmorlNode if matches!(finding.acuity, Some(Acuity::Acute | Acuity::Subacute)) => {
                Role::Acuity
            }
            FindingKind::SchmorlNode if finding.edema == Some(Edema::Present) => Role::Edema,
            FindingKind::MarrowEdema => Role::Mention,
            _ => continue,
        };
        let span = finding.evidence.iter().find(|evidence| evidence.role == role).map(|evidence| evidence.span);
        cues.extend(span.map(acute));
    }
    cues
}

/// Findings that are no node's and raise no diagnosis: another reason for an order.
fn findings(reader: &Reader<'_>, told: &Told<'_>, orders: &[Hit]) -> Vec<Cue> {
    let taken = |from: usize, to: usize| {
        let over = |hit: &Hit| hit.tokens.start < to && from < hit.tokens.end;
        told.hits.iter().any(|hit| over(hit) && is_raised(reader, told, hit))
            || orders.iter().any(|hit| {
                over(hit)
                    && matches!(
                        hit.tag,
                        Tag::OrderSurgery
                            | Tag::OrderFinding
                            | Tag::OrderPostOperative
                            | Tag::OrderStaging
                            | Tag::NotOrder
                    )
            })
    };
    let named = told.atoms.iter().filter(|a| a.is(Tag::Other) && !a.prefix && !taken(a.from, a.to));
    let of_grammar = named.filter_map(|atom| {
        let row =
            atom.phrase.and_then(|phrase| reader.view.lexicons.meanings(phrase).find(|(_, tag)| *tag == Tag::Other));
        row.map(|(row, tag)| Hit { tokens: atom.from..atom.to, row, tag })
    });
    let of_orders = orders.iter().filter(|hit| hit.tag == Tag::OrderFinding).cloned();
    of_grammar
        .chain(of_orders)
        .filter_map(|hit| {
            let kind = match reader.said(told, &hit).0 {
                Said::No | Said::Past => return None,
                Said::Yes => CueKind::OtherFinding,
                Said::Maybe | Said::Asked => CueKind::AskedFinding,
            };
            Some(cue(reader, &hit, kind))
        })
        .collect()
}

/// Whether a phrase of the context raises a red flag or another diagnosis, so that it is no other finding.
fn is_raised(reader: &Reader<'_>, told: &Told<'_>, hit: &Hit) -> bool {
    match hit.tag {
        Tag::RedFlagTerm(_) => true,
        Tag::DifferentialTerm(_) => !differential::is_set_aside(reader, told, hit),
        _ => false,
    }
}

/// What a phrase of `order.tsv` says the order is for.
fn purpose(reader: &Reader<'_>, told: &Told<'_>, hit: &Hit, orders: &[Hit]) -> Option<Cue> {
    let said = || reader.said(told, hit).0;
    let kind = match hit.tag {
        // that there was an operation is read last
        Tag::OrderCode(CueKind::PostOperative) => return None,
        Tag::OrderCode(kind) if said() != Said::No => kind,
        Tag::OrderIncidental if said() != Said::No => CueKind::Incidental,
        Tag::OrderFollowUp if said() != Said::No && !of_pain(reader, told, hit) => CueKind::FollowUp,
        Tag::OrderPostOperative if said() != Said::No => CueKind::PostOperative,
        Tag::OrderStaging if said() != Said::No => CueKind::Staging,
        Tag::OrderComplaint if !matches!(said(), Said::No | Said::Past) => CueKind::OtherComplaint,
        Tag::OrderSurgery => {
            let after = |other: &&Hit| {
                other.tag == Tag::OrderAfter
                    && other.tokens.end <= hit.tokens.start
                    && hit.tokens.start - other.tokens.end <= AFTER
            };
            let behind = orders.iter().rfind(after);
            let done = behind.is_some();
            let told_of = match said() {
                Said::No => false,
                Said::Past => done,
                _ => done || !clinical::long_ago(told, hit),
            };
            if !told_of {
                return None;
            }
            let operation = cue(reader, hit, CueKind::PostOperative);
            let span = behind.map_or(operation.span, |after| operation.span.cover(reader.span(after)));
            return Some(Cue { span, ..operation });
        }
        _ => return None,
    };
    Some(cue(reader, hit, kind))
}

/// `follow-up of low back pain`: pain right behind it, over words that only lead there.
fn of_pain(reader: &Reader<'_>, told: &Told<'_>, hit: &Hit) -> bool {
    let Some(at) = told.atom_at(hit.tokens.end - 1) else { return false };
    let leads = [Tag::Of, Tag::At, Tag::To, Tag::Article, Tag::Adjective, Tag::Because];
    let behind = told.atoms[at + 1..]
        .iter()
        .find(|atom| !atom.any(&leads) && !reader.means(atom, |tag| matches!(tag, Tag::Age(Acuity::Chronic))));
    behind.is_some_and(|atom| {
        let pain = |other: &Hit| matches!(other.tag, Tag::Pain | Tag::BarePain) && other.tokens.contains(&atom.from);
        told.hits.iter().any(pain)
    })
}

/// Follow-up of a cancer, where nothing else is said, is its surveillance.
fn surveillance(cues: &mut [Cue], told: &[Told<'_>]) {
    let cancer =
        told.iter().any(|told| told.has(|tag| matches!(tag, Tag::RedFlagTerm(RedFlag::Cancer | RedFlag::Primary))));
    let only = cues
        .iter()
        .all(|cue| matches!(cue.kind, CueKind::FollowUp | CueKind::Supports(Support::RedFlag | Support::Differential)));
    if cancer && only {
        for cue in cues.iter_mut().filter(|cue| cue.kind == CueKind::FollowUp) {
            cue.kind = CueKind::Staging;
        }
    }
}
