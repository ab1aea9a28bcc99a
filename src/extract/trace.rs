//! How each sentence of a report is cut into atoms and place phrases: for whoever changes the grammar.

use super::atoms::{Atom, What};
use super::{Extractor, Scratch, defined, place, segment};
use crate::extract::levels::View;
use crate::finding::Section;
use std::fmt::{self, Write};

/// One sentence as the grammar sees it.
#[derive(Clone, Debug)]
pub struct SentenceTrace {
    /// The section it stands in.
    pub section: Section,
    /// Its atoms, one a line: words, what they are, what they may mean.
    pub atoms: String,
    /// Its place phrases, one a line: words, then the places.
    pub places: String,
}

impl Extractor {
    /// The sentences of a report as the grammar sees them. Slow: for contributors, not for archives.
    #[must_use]
    pub fn trace(&self, text: &str, scratch: &mut Scratch) -> Vec<SentenceTrace> {
        let Scratch { tokens, sentences, atoms, .. } = scratch;
        self.tokens(text, tokens);
        let defined = defined(View { lexicons: &self.lexicons, tokens, end: tokens.list.len() });
        segment::read(&self.lexicons, tokens, defined, sentences);
        let view = View { lexicons: &self.lexicons, tokens, end: tokens.list.len() };
        let mut traces = Vec::new();
        for sentence in sentences.iter() {
            self.atoms(view, sentence, defined, atoms);
            let mut trace = SentenceTrace { section: sentence.section, atoms: String::new(), places: String::new() };
            for atom in atoms.iter() {
                // writing to a string does not fail
                let _ = self.atom_line(text, atom, &mut trace.atoms);
            }
            for phrase in place::phrases(atoms) {
                let words = &atoms[phrase.atoms.clone()];
                let span = words[0].span.cover(words[words.len() - 1].span);
                let places: Vec<String> = phrase.items.iter().map(place_words).collect();
                let _ = writeln!(trace.places, "{:30} {}", span.text(text).replace('\n', " "), places.join("; "));
            }
            traces.push(trace);
        }
        traces
    }

    fn atom_line(&self, text: &str, atom: &Atom, out: &mut String) -> fmt::Result {
        let prefix = if atom.prefix { "▸" } else { " " };
        let words = atom.span.text(text).replace('\n', "⏎");
        write!(out, "{prefix} {words:24}")?;
        match &atom.what {
            What::Phrase => {}
            What::Levels(levels) => {
                let all: Vec<String> = levels.iter().map(ToString::to_string).collect();
                write!(out, " Levels {}", all.join(" "))?;
            }
            other => write!(out, " {other:?}")?,
        }
        for (row, tag) in atom.phrase.iter().flat_map(|phrase| self.lexicons.meanings(*phrase)) {
            write!(out, "  {} {tag:?}", self.lexicons.row(row).id)?;
        }
        out.write_char('\n')
    }
}

fn place_words(item: &place::Item) -> String {
    let level = item.level.map_or("-".to_owned(), |level| level.to_string());
    item.endplate.map_or(level.clone(), |endplate| format!("{level} {}", format!("{endplate:?}").to_lowercase()))
}
