//! One report's text in, its findings out.
//!
//! The stages, one module each:
//!
//! 1. `segment`: sections, level headings, sentences;
//! 2. `atoms`, `names`, `levels`: a sentence's tokens into named findings, levels, measurements, cues;
//! 3. `status`: asserted, hedged, denied, past;
//! 4. `place`, `bind`: place phrases, and which finding owns which;
//! 5. `attributes`: size, age, change, count, reach;
//! 6. `statements`, `consolidate`: statements, then one finding for one thing;
//! 7. `context`: facts beside the findings, where a node is there.

mod anaphor;
mod asked;
mod atoms;
mod attributes;
mod bind;
mod chosen;
mod codes;
mod consolidate;
mod context;
mod correction;
mod described;
#[cfg(test)]
mod drawn;
mod earlier;
mod elided;
mod explained;
mod forms;
mod gist;
mod levels;
mod members;
mod modic;
mod names;
mod neighbours;
mod options;
mod picked;
mod place;
mod plain;
mod questions;
mod screen;
mod screened;
mod segment;
mod sentences;
mod separators;
mod statements;
mod status;
mod structured;
mod subject;
mod trace;

use crate::anatomy::Area;
use crate::fact::Context;
use crate::finding::{Change, Finding, FindingKind};
use crate::lexicon::Lexicons;
use crate::lexicon::tag::{Tag, TagSet};
use crate::reason::Reason;
use crate::token::{TokenKind, Tokens, flags};
use atoms::{Atom, Defined, What};
use described::Again;
use levels::View;
use segment::Sentence;
use sentences::{Held, Matter, Sentences, matter, names_finding};
use statements::Statement;
use std::sync::Arc;

pub use screen::{LateScreen, Screen};
pub use screened::Screened;
pub use trace::SentenceTrace;

/// What one report says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Every finding, in the order of their first mention.
    pub findings: Vec<Finding>,
    /// What guidance asks of the report beside them; empty where no node is present or possible.
    pub context: Context,
}

/// Buffers that one thread reuses from report to report.
#[derive(Debug, Default)]
pub struct Scratch {
    tokens: Tokens,
    sentences: Vec<Sentence>,
    /// The tokens that may begin the name of a finding.
    names: Vec<usize>,
    /// Whether each sentence may name a finding.
    matters: Vec<Matter>,
    /// Sentences that were put off.
    held: Vec<Held>,
    atoms: Vec<Atom>,
    statements: Vec<Statement>,
}

/// Reads reports. Cheap to clone and to share between threads.
#[derive(Clone, Debug)]
pub struct Extractor {
    lexicons: Arc<Lexicons>,
}

impl Extractor {
    /// An extractor with the given lexicons.
    #[must_use]
    pub fn new(lexicons: Arc<Lexicons>) -> Self {
        Self { lexicons }
    }

    /// The same behind a screen: texts in which it finds nothing are not read.
    #[must_use]
    pub fn screened(self) -> Screened {
        let screen = Arc::new(LateScreen::new(Arc::clone(&self.lexicons)));
        Screened::new(self, screen)
    }

    /// The lexicons it reads with.
    #[must_use]
    pub fn lexicons(&self) -> &Lexicons {
        &self.lexicons
    }

    /// The findings of one report. Total: any text gives a reading.
    #[must_use]
    pub fn read(&self, text: &str, scratch: &mut Scratch) -> Reading {
        self.read_in_turn(text, scratch, false)
    }

    /// A text's tokens, with the marks that are spoken or that only forms use made plain.
    fn tokens(&self, text: &str, tokens: &mut Tokens) {
        self.lexicons.tokenise(text, tokens);
        if named_plainly(tokens) {
            self.lexicons.mend(text, tokens);
        }
        self.spoken_marks(tokens);
        explained::expand(&self.lexicons, tokens);
        asked::fields(&self.lexicons, tokens);
        picked::choose(&self.lexicons, tokens);
        chosen::pick(&self.lexicons, tokens);
        structured::lines(&self.lexicons, tokens);
        questions::answer(&self.lexicons, tokens);
        separators::plain(&self.lexicons, tokens);
        options::choose(&self.lexicons, tokens);
        codes::decode(&self.lexicons, tokens);
        forms::marks(&self.lexicons, tokens);
        tokens.index();
    }

    /// The same; `in_turn`: no sentence is put off, which is slower and finds the same.
    fn read_in_turn(&self, text: &str, scratch: &mut Scratch, in_turn: bool) -> Reading {
        let Scratch { tokens, sentences, names, matters, held, atoms, statements } = scratch;
        self.tokens(text, tokens);
        let view = View { lexicons: &self.lexicons, tokens, end: tokens.list.len() };
        let defined = defined(view);
        names.clear();
        // most tokens are told by a byte
        let may = |flags: u8| flags & (flags::BEGINS | flags::UNKNOWN) != 0 || defined.abbreviation;
        let likely = tokens.flags.iter().enumerate().filter(|(_, flags)| may(**flags));
        names.extend(likely.map(|(at, _)| at).filter(|&at| names_finding(view, at, defined)));
        if names.is_empty() {
            return Reading::default();
        }
        segment::read(&self.lexicons, tokens, defined, sentences);
        let view = View { lexicons: &self.lexicons, tokens, end: tokens.list.len() };
        statements.clear();
        matters.clear();
        matters.extend(sentences.iter().map(|sentence| matter(view, sentence, names)));
        let mut reading = Sentences { extractor: self, view, defined, sentences, atoms, statements, in_turn };
        reading.read(matters, held);
        Again { extractor: self, view, defined, sentences }.complete(atoms, statements);
        let findings = consolidate::consolidate(std::mem::take(statements));
        let node = |f: &Finding| f.kind == FindingKind::SchmorlNode && f.status.is_asserted();
        let context = if findings.iter().any(node) {
            context::read(self, view, sentences, defined, &findings)
        } else {
            Context::default()
        };
        Reading { findings, context }
    }

    /// What the reason of an imaging order says. Total: any text gives a reason.
    #[must_use]
    pub fn reason(&self, text: &str, scratch: &mut Scratch) -> Reason {
        let findings = self.read(text, scratch).findings;
        let Scratch { tokens, sentences, .. } = scratch;
        let defined = defined(View { lexicons: &self.lexicons, tokens, end: tokens.list.len() });
        segment::read(&self.lexicons, tokens, defined, sentences);
        let view = View { lexicons: &self.lexicons, tokens, end: tokens.list.len() };
        context::reason(self, view, sentences, &findings)
    }

    /// Makes `comma` and `colon` the marks that they are, where a text was dictated with its marks.
    fn spoken_marks(&self, tokens: &mut Tokens) {
        if !tokens.said.has(Tag::SpokenStop) {
            return;
        }
        let tags = |tokens: &Tokens, at: usize| match at < tokens.list.len() {
            true => self.lexicons.tags_at(tokens, at, tokens.list.len()),
            false => TagSet::default(),
        };
        let stops = (0..tokens.list.len()).filter(|&at| tags(tokens, at).has(Tag::SpokenStop)).take(2).count();
        if stops < 2 {
            return;
        }
        const LETTER: Tag = Tag::AreaLetter(Area::Lumbar);
        for at in 1..tokens.list.len() {
            let spoken = tags(tokens, at);
            let mark = if spoken.has(Tag::SpokenComma) {
                b','
            } else if spoken.has(Tag::SpokenDash) && tags(tokens, at + 1).any(&[LETTER, Tag::NumberWord(1)]) {
                b'-'
            } else if spoken.has(Tag::SpokenColon) && (at.saturating_sub(3)..at).any(|i| tags(tokens, i).is_heading()) {
                b':'
            } else {
                continue;
            };
            tokens.make_mark(at, mark);
        }
    }

    /// The atoms of a sentence, with its heading and key in front.
    fn atoms(&self, view: View<'_>, sentence: &Sentence, defined: Defined, atoms: &mut Vec<Atom>) {
        atoms.clear();
        if !sentence.cells.is_empty() {
            return self.cells(view, sentence, defined, atoms);
        }
        for prefix in sentence.heading.iter().chain(&sentence.key) {
            atoms::read(view, prefix.clone(), true, defined, atoms);
        }
        let first = atoms.len();
        atoms::read(view, sentence.body.clone(), false, defined, atoms);
        if sentence.key.is_some() {
            answer(&mut atoms[first..]);
        }
        modic::types(atoms, &self.lexicons);
        plain::put_in_order(atoms, sentence.section);
    }

    /// The atoms of a row or record: its heading, then each cell behind what it answers.
    fn cells(&self, view: View<'_>, sentence: &Sentence, defined: Defined, atoms: &mut Vec<Atom>) {
        if let Some(heading) = &sentence.heading {
            atoms::read(view, heading.clone(), true, defined, atoms);
        }
        for cell in &sentence.cells {
            if let Some(mark) = cell.mark.filter(|_| atoms.iter().any(|a| !a.prefix)) {
                let mut between = Atom::between(mark, cell.body.start, view.tokens);
                if cell.prior {
                    between.tags.insert(Tag::PriorSize);
                }
                atoms.push(between);
            }
            for head in cell.head.iter().chain(&cell.lower_head) {
                atoms::read(view, head.clone(), true, defined, atoms);
            }
            let first = atoms.len();
            atoms::read(view, cell.body.clone(), false, defined, atoms);
            if cell.head.is_some() {
                answer(&mut atoms[first..]);
            }
            if cell.member {
                // `Schmorl's nodes: L2 yes, L4 no`: one at each
                let named = atoms.iter_mut().enumerate().filter(|(i, a)| a.prefix || *i >= first);
                let nodes = named.filter(|(_, a)| matches!(a.what, What::Node { .. }));
                nodes.for_each(|(_, a)| a.what = What::Node { plural: false });
            }
            let measured = cell.head.clone().and_then(|head| atoms::measured_by_head(view, head, cell.body.clone()));
            if let (Some(size), Some(atom)) = (measured, atoms.get_mut(first)) {
                atom.what = What::Size(size);
                atom.to = cell.body.end;
                atom.span = view.tokens.span(cell.body.start, cell.body.end);
                atoms.truncate(first + 1);
            }
            if cell.of_other {
                // neither its size nor its course is the finding's: `Disc signal: increased`
                let told = |a: &Atom| {
                    matches!(a.what, What::Size(_)) || a.what == What::Phrase && a.any(&[Tag::Course(Change::New)])
                };
                for atom in atoms[first..].iter_mut().filter(|a| told(a)) {
                    atom.becomes(What::Word, None);
                }
            }
            // marks inside a cell part no clauses
            for atom in atoms[first..].iter_mut().filter(|a| matches!(a.mark(), Some(b'|' | b';'))) {
                atom.what = What::Mark(b',');
            }
            if cell.mark.is_none() && cell.head.is_none() {
                atoms::join_disc(atoms, first, view);
            }
        }
        modic::types(atoms, &self.lexicons);
    }
}

/// `none` behind a key is an answer, and speaks of nothing named before.
fn answer(value: &mut [Atom]) {
    if let [only] = value
        && only.is(Tag::NoneOf)
        && only.is(Tag::NoneValue)
    {
        only.tags.remove(Tag::NoneOf);
    }
}

/// Whether a text names a finding so plainly that the screen reads it, however the rest of it is spoilt.
fn named_plainly(tokens: &Tokens) -> bool {
    const PLAIN: [Tag; 6] =
        [Tag::Eponym, Tag::WeakEponym, Tag::NodePhrase, Tag::NodePhrases, Tag::ModicName, Tag::EdemaPhrase];
    let hidden = |at: usize| {
        let token = &tokens.list[at];
        let word = tokens.folded_bytes(token);
        let parted = || {
            let hyphen = tokens.list.get(at + 1).is_some_and(|t| t.glued && t.kind == TokenKind::Mark(b'-'));
            hyphen && tokens.list.get(at + 2).is_some_and(|t| t.newlines > 0)
        };
        token.kind == TokenKind::Word && (names::hides_eponym(word) || names::begins_eponym(word) && parted())
    };
    tokens.said.any(&PLAIN)
        || tokens.flags.iter().enumerate().any(|(at, flags)| flags & flags::UNKNOWN != 0 && hidden(at))
}

/// What the report defines for itself: `Schmorl's node (SN)`, `SN = Schmorl's node`.
fn defined(view: View<'_>) -> Defined {
    if !view.tokens.said.any(&[Tag::Abbreviation, Tag::Abbreviations]) {
        return Defined::default();
    }
    let eponym = |i: usize| view.tags(i).any(&[Tag::Eponym, Tag::WeakEponym]);
    let noun = |i: usize| view.tags(i).any(&[Tag::NodeNoun, Tag::NodeNouns]);
    let named = view.tokens.said.any(&[Tag::Eponym, Tag::WeakEponym])
        && (0..view.end).any(|i| eponym(i) && (i + 1..i + 4).any(noun));
    let abbreviation = (0..view.end).any(|at| {
        let tags = view.tags(at);
        if !tags.any(&[Tag::Abbreviation, Tag::Abbreviations]) {
            return false;
        }
        let bracketed = at >= 2
            && view.mark(at - 1) == Some(b'(')
            && (at.saturating_sub(5)..at).any(|i| view.tags(i).any(&[Tag::Eponym, Tag::WeakEponym, Tag::NodePhrase]));
        // `(Schmorl's nodes, SN)`
        let bracketed = bracketed
            || at >= 2
                && view.mark(at - 1) == Some(b',')
                && view.mark(at + 1) == Some(b')')
                && (at.saturating_sub(5)..at)
                    .any(|i| view.tags(i).any(&[Tag::Eponym, Tag::WeakEponym, Tag::NodePhrase]));
        let explained = matches!(view.token(at + 1).map(|t| t.kind), Some(TokenKind::Mark(b'=' | b':' | b'-' | b'(')))
            && (at + 1..at + 5).any(|i| view.tags(i).any(&[Tag::Eponym, Tag::WeakEponym]));
        let told = (at + 1..at + 5).any(|i| view.tags(i).has(Tag::StandsFor))
            && (at + 1..at + 9).any(|i| view.tags(i).any(&[Tag::Eponym, Tag::WeakEponym]));
        // `Abbreviations: EP endplate; SN Schmorl's node; …`
        let legend = view.token(at).is_some_and(|t| t.upper)
            && view.tags(at + 1).any(&[Tag::Eponym, Tag::WeakEponym])
            && (at == 0 || matches!(view.mark(at - 1), Some(b';' | b',' | b':')));
        // `Known Schmorl's nodes. SN sup L1, 7 mm`
        let placed = named
            && view.token(at).is_some_and(|t| t.upper || t.span.end - t.span.start > 2)
            && (at + 1..at + 3).any(|i| {
                levels::read(view, i).is_some()
                    && (i == at + 1 || view.tags(at + 1).any(&[Tag::Superior, Tag::Inferior, Tag::At]))
            });
        bracketed || explained || told || legend || placed
    });
    Defined { abbreviation }
}
