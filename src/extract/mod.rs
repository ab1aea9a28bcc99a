//! One report's text in, its findings out.
//!
//! The stages, one module each:
//!
//! 1. [`segment`]: sections, level headings, sentences;
//! 2. [`atoms`], [`names`], [`levels`]: a sentence's tokens into named findings, levels, measurements, cues;
//! 3. [`status`]: asserted, hedged, denied, past;
//! 4. [`place`], [`bind`]: place phrases, and which finding owns which;
//! 5. [`attributes`]: size, age, change, count, reach;
//! 6. [`statements`], [`consolidate`]: statements, then one finding for one thing.

mod atoms;
mod attributes;
mod bind;
mod consolidate;
mod correction;
mod levels;
mod names;
mod place;
mod segment;
mod statements;
mod status;

use crate::finding::Finding;
use crate::lexicon::Lexicons;
use crate::lexicon::tag::Tag;
use crate::token::{TokenKind, Tokens};
use atoms::{Atom, Defined};
use levels::View;
use segment::Sentence;
use statements::{Memory, Statement};
use std::sync::Arc;

/// What one report says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Every finding, in the order of their first mention.
    pub findings: Vec<Finding>,
}

/// Buffers that one thread reuses from report to report.
#[derive(Debug, Default)]
pub struct Scratch {
    tokens: Tokens,
    sentences: Vec<Sentence>,
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

    /// The lexicons it reads with.
    #[must_use]
    pub fn lexicons(&self) -> &Lexicons {
        &self.lexicons
    }

    /// The findings of one report. Total: any text gives a reading.
    #[must_use]
    pub fn read(&self, text: &str, scratch: &mut Scratch) -> Reading {
        let Scratch { tokens, sentences, atoms, statements } = scratch;
        self.lexicons.tokenise(text, tokens);
        let view = View { lexicons: &self.lexicons, tokens, end: tokens.list.len() };
        let defined = defined(view);
        segment::read(view, sentences);
        statements.clear();
        let mut memory = Memory::default();
        for (number, sentence) in sentences.iter().enumerate() {
            atoms.clear();
            if let Some(heading) = &sentence.heading {
                atoms::read(view, heading.clone(), true, defined, atoms);
            }
            if let Some(key) = &sentence.key {
                atoms::read(view, key.clone(), true, defined, atoms);
            }
            atoms::read(view, sentence.body.clone(), false, defined, atoms);
            let reader = statements::Reader { lexicons: &self.lexicons, sentence, number };
            reader.read(atoms, &mut memory, statements);
        }
        Reading { findings: consolidate::consolidate(std::mem::take(statements)) }
    }
}

/// What the report defines for itself: `Schmorl's node (SN)`, `SN = Schmorl's node`.
fn defined(view: View<'_>) -> Defined {
    let abbreviation = (0..view.end).any(|at| {
        let tags = view.tags(at);
        if !tags.any(&[Tag::Abbreviation, Tag::Abbreviations]) {
            return false;
        }
        let bracketed = at >= 2 && view.mark(at - 1) == Some(b'(') && (at.saturating_sub(5)..at).any(|i| view.tags(i).any(&[Tag::Eponym, Tag::WeakEponym, Tag::NodePhrase]));
        let explained = matches!(view.token(at + 1).map(|t| t.kind), Some(TokenKind::Mark(b'=' | b':' | b'-' | b'('))) && (at + 1..at + 5).any(|i| view.tags(i).any(&[Tag::Eponym, Tag::WeakEponym]));
        bracketed || explained
    });
    Defined { abbreviation }
}
