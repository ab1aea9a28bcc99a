//! Phrases of words as a tree, searched leftmost-longest over tokens.
//!
//! Working on words instead of bytes makes wraps, odd spaces, apostrophes, case and word boundaries the tokeniser's
//! business, done once, and costs one table look-up a token.

use crate::token::{Token, TokenKind, Tokens};
use rustc_hash::FxHashMap;

/// Number of a row in the lexicons.
pub(crate) type RowNumber = u16;

/// Number of a phrase in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PhraseNumber(pub(crate) u32);

/// All phrases of all lexicons.
#[derive(Debug, Default)]
pub(crate) struct Trie {
    words: FxHashMap<Box<[u8]>, u32>,
    /// (node, word) to node. Node 0 is the root.
    steps: FxHashMap<(u32, u32), u32>,
    /// Rows whose phrase ends at a node: a phrase may mean one thing in each of several classes.
    ends: Vec<Vec<RowNumber>>,
    /// Whether a word begins any phrase, by word.
    begins: Vec<bool>,
}

impl Trie {
    /// Adds a phrase and gives back the rows that have it now, `row` among them.
    pub(crate) fn insert(&mut self, phrase: &str, row: RowNumber) -> &[RowNumber] {
        if self.ends.is_empty() {
            self.ends.push(Vec::new());
            self.begins.push(false);
        }
        let mut tokens = Tokens::default();
        tokens.read(phrase);
        let mut node = 0;
        let single = tokens.list.len() == 1;
        for token in tokens.list.iter().filter(|t| single || t.kind != TokenKind::Mark(b'-')) {
            let next_word = u32::try_from(self.words.len() + 1).unwrap_or(u32::MAX);
            let word = *self.words.entry(tokens.folded_bytes(token).into()).or_insert(next_word);
            self.begins.resize(self.begins.len().max(word as usize + 1), false);
            self.begins[word as usize] |= node == 0;
            let next_node = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
            node = *self.steps.entry((node, word)).or_insert(next_node);
            if node == next_node {
                self.ends.push(Vec::new());
            }
        }
        let rows = &mut self.ends[node as usize];
        if !rows.contains(&row) {
            rows.push(row);
        }
        rows
    }

    fn ends_phrase(&self, node: u32) -> bool {
        !self.ends[node as usize].is_empty()
    }

    /// The rows of a phrase.
    pub(crate) fn rows(&self, phrase: PhraseNumber) -> &[RowNumber] {
        &self.ends[phrase.0 as usize]
    }

    /// Every phrase.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = PhraseNumber> {
        (0..self.ends.len()).filter(|&i| !self.ends[i].is_empty()).map(|i| PhraseNumber(u32::try_from(i).unwrap_or(0)))
    }

    /// Looks up every token's word.
    pub(crate) fn name(&self, tokens: &mut Tokens) {
        for i in 0..tokens.list.len() {
            let token = tokens.list[i];
            let word = self.words.get(tokens.folded_bytes(&token)).copied().unwrap_or(0);
            tokens.list[i].word = word;
        }
    }

    /// The longest phrase that begins at token `at`, with the token after its end. A dash inside a phrase is stepped
    /// over if it joins (`intra-vertebral`, also wrapped after the dash), not if it parts (`bulge - edema`).
    pub(crate) fn longest(&self, tokens: &[Token], at: usize, end: usize) -> Option<(PhraseNumber, usize)> {
        let first = tokens[at].word;
        if first == 0 || !self.begins[first as usize] {
            return None;
        }
        let mut node = *self.steps.get(&(0, first))?;
        let mut best = self.ends_phrase(node).then_some((PhraseNumber(node), at + 1));
        let mut i = at + 1;
        while i < end {
            let token = &tokens[i];
            let step = if token.word == 0 { None } else { self.steps.get(&(node, token.word)) };
            if let Some(&next) = step {
                if token.newlines > 1 {
                    break;
                }
                node = next;
                i += 1;
                if self.ends_phrase(node) {
                    best = Some((PhraseNumber(node), i));
                }
            } else if token.kind == TokenKind::Mark(b'-') && token.glued {
                i += 1;
            } else {
                break;
            }
        }
        best
    }
}
