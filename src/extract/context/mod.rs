//! Stage 7, context: what a report says beside its findings and guidance rests on.
//!
//! In: the sentences of a report with a node, and its findings. Out: facts with evidence. Only sentences that hold a
//! phrase of the context lexicons are looked at; whether a phrase is asserted, hedged or denied is [`status`]'s to
//! say, as for findings. The rulings, from the project's guidance rules:
//!
//! * Red flags, radicular signs and pain count in the clinical information only: history, indication, the order's
//!   reason, and unheaded text before the findings begin.
//! * A sentence of the findings that tells the patient's history of cancer or infection (`known history of melanoma`,
//!   `in this patient with lymphoma`) is clinical information, wherever it stands.
//! * Denied is nothing, and so is a list that is only screened for, a relative's disease, or what is long past.
//! * Suspected cancer or infection counts (`concern for discitis`). A mere question does not (`rule out metastasis`,
//!   `?infection`): it tells what the exam is for, not what is known.
//! * A question that the radiologist raises (`MRI to exclude metastasis`) does count as another diagnosis.
//! * Pain said to be at a level speaks for the nodes there only.

mod clinical;
mod differential;
mod exam;
mod follow_up;
mod history;
mod reason;

use super::atoms::{Atom, Defined, What};
use super::consolidate::at_same_place;
use super::levels::{self, View};
use super::segment::{LONGEST_SENTENCE, Sentence};
use super::{Extractor, status};
use crate::anatomy::{Endplate, Level};
use crate::fact::{Context, Fact, FactKind, Side};
use crate::finding::{Change, Finding, FindingKind, Role, Section, Status};
use crate::lexicon::tag::{Tag, TagSet};
use crate::lexicon::{Root, RowNumber};
use crate::reason::Reason;
use crate::span::Span;
use crate::token::TokenKind;
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::ops::{Range, RangeInclusive};

/// Sentences behind one that names a node in which words without a place may be meant for it.
const REACH: usize = 2;
/// Tokens between what says that care was given and the care.
const CARE: usize = 6;
/// Tokens between such care and the word that says that something goes on.
const PERSISTS: usize = 10;
/// Tokens between that word and the pain.
const FELT: usize = 4;

/// One meaning of a phrase of the context lexicons.
#[derive(Clone, Debug)]
struct Hit {
    tokens: Range<usize>,
    row: RowNumber,
    tag: Tag,
}

/// A sentence with phrases of the context.
struct Told<'a> {
    /// Its number in the report.
    number: usize,
    sentence: &'a Sentence,
    /// It is clinical information.
    clinical: bool,
    /// None where no phrase of it can become a fact.
    atoms: Vec<Atom>,
    hits: Vec<Hit>,
    /// How each phrase is said, once somebody asked.
    said: RefCell<FxHashMap<Range<usize>, Judged>>,
    /// The phrases of `order.tsv`, once somebody asked.
    orders: OnceCell<Vec<Hit>>,
}

/// How a phrase is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Yes,
    Maybe,
    /// Of the past.
    Past,
    /// In a question.
    Asked,
    No,
}

/// How a phrase is said, and the atom that decided.
type Judged = (Said, Option<usize>);

/// Looks at one report.
struct Reader<'a> {
    extractor: &'a Extractor,
    view: View<'a>,
    sentences: &'a [Sentence],
    findings: &'a [Finding],
    defined: Defined,
}

/// The facts of a report that has nodes.
pub(super) fn read(
    extractor: &Extractor,
    view: View<'_>,
    sentences: &[Sentence],
    defined: Defined,
    findings: &[Finding],
) -> Context {
    let sentences = history::set_apart(view, sentences);
    let reader = Reader { extractor, view, sentences: &sentences, findings, defined };
    let told = reader.told();
    let mut facts = clinical::read(&reader, &told);
    let supports = reason::supports(&reader, &told, &facts);
    facts.extend(differential::read(&reader, &told));
    facts.extend(follow_up::read(&reader, &told));
    facts.sort_by_key(|fact| (fact.span.start, fact.span.end));
    Context { exam: exam::read(&reader, &told), supports, facts }
}

/// What an order's reason says: all of it is clinical information, and what looks like a heading is a part of it.
pub(super) fn reason(extractor: &Extractor, view: View<'_>, sentences: &[Sentence], findings: &[Finding]) -> Reason {
    let sentences = whole_sentences(sentences, view.end);
    let reader = Reader { extractor, view, sentences: &sentences, findings, defined: Defined { abbreviation: true } };
    let told: Vec<Told<'_>> =
        sentences.iter().enumerate().map(|(number, sentence)| reader.all_told(number, sentence)).collect();
    reason::read(&reader, &told)
}

/// Sentences that leave no token out: what stood apart as a heading, a key or a cell belongs to what it heads.
fn whole_sentences(sentences: &[Sentence], end: usize) -> Vec<Sentence> {
    let mut ends: Vec<usize> = sentences.iter().map(|sentence| sentence.body.end).filter(|&to| to < end).collect();
    ends.sort_unstable();
    ends.dedup();
    ends.extend((end > 0).then_some(end));
    // headings over headings leave stretches without a sentence
    let cuts = (0..end).step_by(LONGEST_SENTENCE).skip(1);
    let cuts: Vec<usize> = cuts.filter(|cut| gap_around(&ends, *cut) > LONGEST_SENTENCE).collect();
    ends.extend(cuts);
    ends.sort_unstable();
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts
        .zip(&ends)
        .map(|(start, &end)| Sentence {
            key: None,
            body: start..end,
            section: Section::History,
            heading: None,
            headed: false,
            paragraph: 0,
            exam: 0,
            beside_heading: false,
            in_heading_line: false,
            heading_inside: false,
            unticked: false,
            indent: 0,
            cells: Vec::new(),
            told: Vec::new(),
        })
        .collect()
}

/// How many tokens stand between the last of `ends` before a token and the first one behind it.
fn gap_around(ends: &[usize], at: usize) -> usize {
    let behind = ends.partition_point(|end| *end <= at);
    let before = behind.checked_sub(1).map_or(0, |before| ends[before]);
    ends.get(behind).map_or(0, |end| end - before)
}

impl<'a> Told<'a> {
    fn new(number: usize, sentence: &'a Sentence, clinical: bool, atoms: Vec<Atom>, hits: Vec<Hit>) -> Self {
        Told { number, sentence, clinical, atoms, hits, said: RefCell::default(), orders: OnceCell::new() }
    }

    /// The atom that holds a token of the body.
    fn atom_at(&self, token: usize) -> Option<usize> {
        self.atoms.iter().position(|atom| !atom.prefix && atom.from <= token && token < atom.to)
    }

    /// The atoms of a phrase; none where the cells of a row stand in another order than its tokens.
    fn atoms_of(&self, hit: &Hit) -> Option<RangeInclusive<usize>> {
        let (first, last) = (self.atom_at(hit.tokens.start)?, self.atom_at(hit.tokens.end - 1)?);
        (first <= last).then_some(first..=last)
    }

    fn has(&self, pick: impl Fn(Tag) -> bool) -> bool {
        self.hits.iter().any(|hit| pick(hit.tag))
    }
}

impl<'a> Reader<'a> {
    /// Every sentence with phrases of the context.
    fn told(&self) -> Vec<Told<'a>> {
        // images were described, a heading of findings was seen: since the exam began
        let (mut begun, mut headed) = (false, false);
        let mut exam = 0;
        let mut all = Vec::new();
        for (number, sentence) in self.sentences.iter().enumerate() {
            if exam != sentence.exam {
                (exam, begun, headed) = (sentence.exam, false, false);
            }
            let hits = self.hits(sentence.body.clone());
            let describes = || self.describes_images(sentence, &hits);
            let clinical = match sentence.section {
                Section::History | Section::Exam => true,
                Section::Technique | Section::Comparison => false,
                Section::Body if !headed => !begun && (self.asks(sentence) || !describes()),
                // a complaint at the head of the text, whatever stands over it
                _ => !begun && is_complaint(&hits) && !describes(),
            };
            headed |= matches!(sentence.section, Section::Findings | Section::Impression);
            let images = !clinical && !matches!(sentence.section, Section::Technique | Section::Comparison);
            begun = begun || images && describes();
            if !hits.is_empty() {
                let read = self.is_read(sentence, clinical, &hits);
                let atoms = if read { self.atoms(sentence, clinical, &hits) } else { Vec::new() };
                all.push(Told::new(number, sentence, clinical, atoms, hits));
            }
        }
        all
    }

    /// A sentence of clinical information, whatever it holds.
    fn all_told(&self, number: usize, sentence: &'a Sentence) -> Told<'a> {
        let hits = self.hits(sentence.body.clone());
        let atoms = self.atoms(sentence, true, &hits);
        Told::new(number, sentence, true, atoms, hits)
    }

    /// Whether pain or symptoms stand beside what goes on: `unchanged node after treatment` tells of none.
    fn felt_beside(&self, hits: &[Hit], goes_on: &Hit) -> bool {
        let (from, to) = (goes_on.tokens.start.saturating_sub(FELT), goes_on.tokens.end + FELT);
        let symptom = |at: usize| {
            let found = self.view.lexicons.longest_in(Root::Order, self.view.tokens, at, self.view.end);
            found
                .is_some_and(|(phrase, _)| self.view.lexicons.meanings(phrase).any(|(_, tag)| tag == Tag::OrderSymptom))
        };
        let felt = |hit: &Hit| {
            let pain = matches!(hit.tag, Tag::Pain | Tag::BarePain | Tag::RadicularTerm | Tag::Radiates);
            pain && hit.tokens.start < to && from < hit.tokens.end
        };
        hits.iter().any(felt) || (from..to.min(self.view.end)).any(symptom)
    }

    /// The atoms of a sentence. `without improvement, low back pain`: the words of that phrase deny nothing else.
    fn atoms(&self, sentence: &Sentence, clinical: bool, hits: &[Hit]) -> Vec<Atom> {
        let mut atoms = Vec::new();
        self.extractor.atoms(self.view, sentence, self.defined, &mut atoms);
        if clinical {
            denied_behind(&mut atoms);
        }
        for hit in hits.iter().filter(|hit| hit.tag == Tag::Refractory) {
            for atom in atoms.iter_mut().filter(|a| !a.prefix && hit.tokens.contains(&a.from)) {
                atom.becomes(What::Word, None);
            }
        }
        atoms
    }

    /// Whether any phrase of a sentence may become a fact. Sides, sequences and units alone do not.
    fn is_read(&self, sentence: &Sentence, clinical: bool, hits: &[Hit]) -> bool {
        let has = |pick: fn(Tag) -> bool| hits.iter().any(|hit| pick(hit.tag));
        let flag = has(|tag| matches!(tag, Tag::RedFlagTerm(_)));
        let told = || {
            let past = |at| self.view.tags(at).has(Tag::HistoryBefore);
            has(|tag| tag == Tag::OfPatient) || sentence.body.clone().any(past)
        };
        let advised = || sentence.section == Section::Recommendation || has(|tag| tag == Tag::Recommends);
        has(|tag| matches!(tag, Tag::DifferentialTerm(_)))
            || clinical && (flag || is_complaint(hits) || has(|tag| matches!(tag, Tag::Radiates | Tag::Refractory)))
            || has(|tag| matches!(tag, Tag::ModalityName(_) | Tag::Imaging)) && advised()
            || flag && told()
    }

    /// The phrases of a token range; what lies inside another phrase of its class is part of that.
    fn hits(&self, range: Range<usize>) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        // how far those before reach
        let mut reach = 0;
        for at in self.view.lexicons.begin_context(self.view.tokens, range.clone()) {
            // of each class the longest
            let begun = hits.len();
            self.view.lexicons.context_at(self.view.tokens, at, range.end, |phrase, next| {
                for (row, tag) in self.view.lexicons.meanings(phrase) {
                    let hit = Hit { tokens: at..next, row, tag };
                    let same = |other: &Hit| other.tag.class() == tag.class();
                    let inside =
                        next <= reach && hits[..begun].iter().any(|outer| same(outer) && next <= outer.tokens.end);
                    if inside && !matches!(tag, Tag::SideOf(_)) {
                        continue;
                    }
                    match hits[begun..].iter_mut().find(|other| same(other)) {
                        Some(shorter) => *shorter = hit,
                        None => hits.push(hit),
                    }
                }
            });
            reach = hits[begun..].iter().map(|hit| hit.tokens.end).fold(reach, usize::max);
        }
        let persisting = self.persisting(&hits);
        hits.extend(persisting);
        hits
    }

    /// Care that was given and settled nothing: `persistent pain after 3 months of physiotherapy`, `completed PT, still
    /// in pain`.
    fn persisting(&self, hits: &[Hit]) -> Option<Hit> {
        let parted = |from: usize, to: usize, marks: &[u8]| {
            (from..to).any(|at| self.view.mark(at).is_some_and(|mark| marks.contains(&mark)))
        };
        let of = |tag: Tag| hits.iter().filter(move |hit| hit.tag == tag);
        of(Tag::Care).find_map(|care| {
            let given = of(Tag::CareGiven).rfind(|given| {
                let (from, to) = (given.tokens.end, care.tokens.start);
                from <= to && to - from <= CARE && !parted(from, to, b",.;")
            })?;
            let stretch = given.tokens.start..care.tokens.end;
            let goes_on = of(Tag::Persists).filter(|goes_on| self.felt_beside(hits, goes_on)).any(|goes_on| {
                let before = goes_on.tokens.end <= stretch.start
                    && stretch.start - goes_on.tokens.end <= PERSISTS
                    && !parted(goes_on.tokens.end, stretch.start, b".;");
                let behind = goes_on.tokens.start >= stretch.end
                    && goes_on.tokens.start - stretch.end <= PERSISTS
                    && !parted(stretch.end, goes_on.tokens.start, b".;");
                before || behind
            });
            goes_on.then_some(Hit { tokens: stretch, row: care.row, tag: Tag::Refractory })
        })
    }

    fn asks(&self, sentence: &Sentence) -> bool {
        self.view.mark(sentence.body.end - 1) == Some(b'?')
    }

    /// Whether a sentence under no heading tells what the images show, so that the clinical information has ended.
    fn describes_images(&self, sentence: &Sentence, hits: &[Hit]) -> bool {
        let any = |tags: &[Tag]| sentence.body.clone().any(|at| self.view.tags(at).any(tags));
        if any(&[Tag::ThereIs, Tag::EndplateNoun, Tag::EndplateNouns]) || !self.findings_in(sentence).is_empty() {
            return true;
        }
        // a title or the technique names levels and structures, and describes nothing
        let titled =
            hits.iter().any(|hit| matches!(hit.tag, Tag::ModalityName(_) | Tag::FluidSensitive | Tag::Sequence));
        let flagged = hits.iter().any(|hit| matches!(hit.tag, Tag::RedFlagTerm(_)));
        let anatomy = any(&[Tag::VertebraNoun, Tag::VertebraNouns, Tag::DiscNoun, Tag::Structure])
            || any(&[Tag::Other]) && !flagged
            || sentence.body.clone().any(|at| {
                levels::read(View { end: sentence.body.end, ..self.view }, at)
                    .is_some_and(|read| matches!(read.levels[0], Level::Vertebra(_) | Level::Disc(_)))
            });
        anatomy && !is_complaint(hits) && !titled
    }

    /// The findings, by their place in the list, that a sentence mentions.
    fn findings_in(&self, sentence: &Sentence) -> Vec<usize> {
        let words = self.view.tokens.span(sentence.body.start, sentence.body.end);
        let inside = |finding: &Finding| {
            let mut mentions = finding.evidence.iter().filter(|e| e.role == Role::Mention);
            mentions.any(|e| words.start <= e.span.start && e.span.end <= words.end)
        };
        (0..self.findings.len()).filter(|&at| inside(&self.findings[at])).collect()
    }

    /// The nodes that are there, by their place in the list.
    fn nodes(&self) -> impl Iterator<Item = usize> {
        let node = |f: &Finding| f.kind == FindingKind::SchmorlNode && f.status.is_asserted();
        (0..self.findings.len()).filter(move |&at| node(&self.findings[at]))
    }

    /// The nodes that a sentence mentions.
    fn nodes_in(&self, sentence: &Sentence) -> Vec<usize> {
        let all = self.findings_in(sentence);
        self.nodes().filter(|node| all.contains(node)).collect()
    }

    /// The nodes at a place. A region holds every node in it.
    fn nodes_at(&self, level: Level, endplate: Option<Endplate>) -> Vec<usize> {
        let place = Finding::new(FindingKind::SchmorlNode, Status::Present, Some(level), endplate);
        let holds = |at: &usize| {
            let node = &self.findings[*at];
            at_same_place(node, &place)
                || matches!(level, Level::Region(_)) && node.level.is_some_and(|inner| level.holds(inner))
        };
        self.nodes().filter(holds).collect()
    }

    /// The nodes at any of these places, each once.
    fn nodes_at_any(&self, places: impl IntoIterator<Item = (Level, Option<Endplate>)>) -> Vec<usize> {
        let mut nodes: Vec<usize> =
            places.into_iter().flat_map(|(level, endplate)| self.nodes_at(level, endplate)).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// The nodes that the last sentence before that has some mentions: at most [`REACH`] sentences back, in the same
    /// section, and in the same paragraph unless `afar`.
    fn nodes_before(&self, told: &Told<'_>, afar: bool) -> Vec<usize> {
        let before = self.sentences[told.number.saturating_sub(REACH)..told.number].iter().rev();
        before
            .take_while(|s| s.section == told.sentence.section && (afar || s.paragraph == told.sentence.paragraph))
            .map(|sentence| self.nodes_in(sentence))
            .find(|nodes| !nodes.is_empty())
            .unwrap_or_default()
    }

    fn span(&self, hit: &Hit) -> Span {
        self.view.tokens.span(hit.tokens.start, hit.tokens.end)
    }

    fn said(&self, told: &Told<'_>, hit: &Hit) -> Judged {
        if let Some(said) = told.said.borrow().get(&hit.tokens) {
            return *said;
        }
        let said = self.judged(told, hit);
        told.said.borrow_mut().insert(hit.tokens.clone(), said);
        said
    }

    /// The same, not looked up.
    fn judged(&self, told: &Told<'_>, hit: &Hit) -> Judged {
        let (Some(own), false) = (told.atoms_of(hit), told.sentence.unticked) else { return (Said::No, None) };
        let (mut first, last) = own.into_inner();
        // `no suspicious lesion`: a cue that reaches into the phrase is none of its words
        if first < last && told.atoms[first].from < hit.tokens.start {
            first += 1;
        }
        // the phrase as one atom, so that its own words govern nothing
        let mut atoms = told.atoms.clone();
        let what = atoms[first..=last].iter().find(|atom| atom.is_head()).map_or(What::Word, |head| head.what.clone());
        atoms[first].becomes(what, None);
        atoms[first].to = atoms[last].to;
        atoms.drain(first + 1..=last);
        if told.clinical {
            self.deny_earlier(told, &mut atoms[..=first]);
        }
        let verdict = status::read(&atoms, first, Section::Findings, self.begins_anew(told, first, last), None);
        let cue = verdict.cue.map(|cue| &atoms[cue]);
        let said = match verdict.status {
            Some(Status::Present) => Said::Yes,
            Some(Status::Possible) if cue.is_some_and(|cue| cue.mark() == Some(b'?')) => Said::Asked,
            Some(Status::Possible) => Said::Maybe,
            Some(Status::Historical) => Said::Past,
            None if cue.is_some_and(|cue| cue.is(Tag::Question)) => Said::Asked,
            Some(Status::Absent) | None => Said::No,
        };
        if told.clinical && said != Said::No && self.asks(told.sentence) {
            return (Said::Asked, Some(told.atoms.len() - 1));
        }
        (said, verdict.cue.map(|cue| if cue > first { cue + last - first } else { cue }))
    }

    /// `No previous malignancy`: of an image such words deny nothing, of the patient they do.
    fn deny_earlier(&self, told: &Told<'_>, atoms: &mut [Atom]) {
        let passed = |a: &Atom| a.any(&[Tag::HistoryBefore, Tag::Of, Tag::Adjective]);
        for at in 0..atoms.len() {
            let named = atoms[at + 1..].iter().find(|a| !passed(a));
            let fact = |a: &Atom| told.hits.iter().any(|hit| hit.tokens.contains(&a.from));
            if atoms[at].is(Tag::NegationEarlier) && named.is_some_and(fact) {
                atoms[at].tags = TagSet::of([Tag::NegationBefore]);
            }
        }
    }

    /// `No trauma, progressive weakness of the legs`: a single comma, and behind it what is new or grows. The denial
    /// ends there.
    fn begins_anew(&self, told: &Told<'_>, at: usize, end: usize) -> bool {
        let atoms = &told.atoms;
        let joint = |atom: &Atom| atom.mark() == Some(b',') || atom.any(&[Tag::And, Tag::Or]);
        let Some(comma) = atoms[..at].iter().rposition(joint).filter(|&i| atoms[i].mark() == Some(b',')) else {
            return false;
        };
        let fresh = atoms[comma..=end].iter().any(|atom| self.means(atom, is_fresh));
        fresh && !atoms[..comma].iter().any(joint) && !atoms.get(end + 1).is_some_and(joint)
    }

    /// Whether an atom may mean something.
    fn means(&self, atom: &Atom, pick: impl Fn(Tag) -> bool) -> bool {
        atom.phrase.is_some_and(|phrase| self.view.lexicons.meanings(phrase).any(|(_, tag)| pick(tag)))
    }

    /// Whether the words beside a phrase, up to a joint or `reach` atoms away, mean something.
    fn beside(&self, told: &Told<'_>, hit: &Hit, reach: usize, pick: impl Fn(Tag) -> bool + Copy) -> bool {
        let Some((from, to)) = told.atoms_of(hit).map(RangeInclusive::into_inner) else { return false };
        let near = |atom: &&Atom| {
            !matches!(atom.mark(), Some(b'.' | b';' | b',')) && !atom.any(&[Tag::And, Tag::Or, Tag::NegationBefore])
        };
        let left = told.atoms[..from].iter().rev().take_while(near).take(reach);
        let behind = &told.atoms[to + 1..];
        let right = behind.iter().take_while(near).take(reach);
        // right behind the comma: `fracture of L3, healed`, but not `fracture, no old film`
        let comma = behind.iter().take(reach + 1).position(|atom| atom.mark() == Some(b','));
        let apposed = comma.and_then(|comma| behind.get(comma + 1));
        left.chain(right).chain(apposed).chain(&told.atoms[from..=to]).any(|atom| self.means(atom, pick))
    }

    /// The side said beside a phrase.
    fn side(&self, told: &Told<'_>, hit: &Hit) -> Option<Side> {
        let near = |other: &&Hit| {
            let before = other.tokens.end <= hit.tokens.start;
            let (from, to) =
                if before { (other.tokens.end, hit.tokens.start) } else { (hit.tokens.end, other.tokens.start) };
            // `L` of `L2` is no side
            let numbered = self.view.token(other.tokens.end).is_some_and(|t| t.glued && t.kind == TokenKind::Number);
            !numbered && to.saturating_sub(from) <= 3 && !(from..to).any(|at| self.view.mark(at).is_some())
        };
        told.hits
            .iter()
            .filter(near)
            .find_map(|other| if let Tag::SideOf(side) = other.tag { Some(side) } else { None })
    }

    /// A fact of a phrase. It speaks for every node, of no level and no side.
    fn fact(&self, told: &Told<'_>, hit: &Hit, kind: FactKind, said: Said) -> Fact {
        Fact {
            kind,
            status: if matches!(said, Said::Maybe | Said::Asked) { Status::Possible } else { Status::Present },
            level: None,
            side: None,
            section: told.sentence.section,
            span: self.span(hit),
            support: None,
            speaks_for: None,
            rule: self.view.lexicons.row(hit.row).id.clone(),
        }
    }
}

/// `trauma denied`: a denial behind which nothing stands acts on what stands before it.
fn denied_behind(atoms: &mut [Atom]) {
    for at in 1..atoms.len() {
        let closes = atoms.get(at + 1).is_none_or(|next| matches!(next.mark(), Some(b',' | b';' | b'.' | b')')));
        let said = !atoms[at - 1].prefix && atoms[at - 1].mark().is_none() && !atoms[at - 1].any(&[Tag::And, Tag::Or]);
        if closes && said && atoms[at].is(Tag::NegationBefore) && !atoms[at].is(Tag::NegationAfter) {
            atoms[at].tags = TagSet::of([Tag::NegationAfter]);
        }
    }
}

/// Whether the phrases tell why a patient came.
fn is_complaint(hits: &[Hit]) -> bool {
    hits.iter().any(|hit| matches!(hit.tag, Tag::Pain | Tag::BarePain | Tag::Trauma | Tag::RadicularTerm))
}

/// What is new or grows.
fn is_fresh(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Course(Change::New | Change::Increased)
            | Tag::Age(crate::finding::Acuity::Acute | crate::finding::Acuity::Subacute)
    )
}

/// The levels of a phrase of levels that begins at atom `at`, over words that only lead to it.
fn levels_behind(atoms: &[Atom], at: usize, passes: impl Fn(&Atom) -> bool) -> Option<&[Level]> {
    for atom in &atoms[at.min(atoms.len())..] {
        if let What::Levels(levels) = &atom.what {
            return Some(levels);
        }
        let leads = [Tag::At, Tag::Of, Tag::Around, Tag::Article, Tag::LevelNoun, Tag::PlaceFiller, Tag::VertebraNoun];
        if !(atom.any(&leads) || passes(atom)) {
            return None;
        }
    }
    None
}
