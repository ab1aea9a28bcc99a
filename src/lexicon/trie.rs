//! Phrases of words as a tree, searched leftmost-longest over tokens.
//!
//! Working on words instead of bytes makes wraps, odd spaces, apostrophes, case and word boundaries the tokeniser's
//! business, done once, and costs one table look-up a token.

use super::term::{Piece, Rest};
use crate::token::{Token, TokenKind, Tokens};
use rustc_hash::FxHashMap;

/// Number of a row in the lexicons.
pub(crate) type RowNumber = u16;

/// Number of a phrase in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PhraseNumber(pub(crate) u32);

/// Which of the trees a phrase stands in. They share their words, and nothing else: a phrase of the context never hides
/// one that the grammar needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Root {
    /// What findings are read with.
    Grammar = 0,
    /// What is read of a report that has findings: symptoms, red flags, other diagnoses, advice.
    Context = 1,
    /// What an order's reason says beside that: operations, staging, plain follow-up.
    Order = 2,
    /// What an exam's name says: parts of the body, methods.
    Exam = 3,
}

impl Root {
    const ALL: [Self; 4] = [Self::Grammar, Self::Context, Self::Order, Self::Exam];

    fn node(self) -> u32 {
        self as u32
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// All phrases of all lexicons.
#[derive(Debug, Default)]
pub(crate) struct Trie {
    words: FxHashMap<Box<[u8]>, u32>,
    /// (node, word) to node. The first nodes are the roots.
    steps: FxHashMap<(u32, u32), u32>,
    /// Where the rows of each node begin in `rows`; one more at the end.
    starts: Vec<u32>,
    /// Rows whose phrase ends at a node, node after node: a phrase may mean one thing in each of several classes.
    rows: Vec<RowNumber>,
    /// The roots in whose tree a word begins a phrase, by word.
    begins: Vec<u8>,
}

/// A tree that is being built.
pub(crate) struct Builder {
    trie: Trie,
    /// The last row whose phrase ended at each node.
    last: Vec<Option<RowNumber>>,
    /// Nodes at which a phrase ends, with the row, in the order of rows.
    ends: Vec<(u32, RowNumber)>,
    tokens: Tokens,
    /// The word that is being read.
    word: String,
    /// The tree that is being added to.
    root: Root,
}

impl Builder {
    /// A tree with room for so many phrases.
    pub(crate) fn with_room(phrases: usize) -> Self {
        let mut trie = Trie::default();
        trie.steps.reserve(phrases);
        trie.words.reserve(phrases / 8);
        let (mut last, ends) = (Vec::with_capacity(phrases), Vec::with_capacity(phrases));
        last.extend(Root::ALL.map(|_| None));
        Self { trie, last, ends, tokens: Tokens::default(), word: String::new(), root: Root::Grammar }
    }

    /// Adds every phrase of a term to a tree. Rows come in order.
    pub(crate) fn insert(&mut self, root: Root, term: &[Piece<'_>], row: RowNumber) {
        self.root = root;
        self.walk(term, None, root.node(), false, row);
    }

    /// Goes on from `node` with `pieces` and what follows them. `dashed`: the phrase is one dash so far.
    fn walk(&mut self, pieces: &[Piece<'_>], rest: Option<&Rest<'_>>, node: u32, dashed: bool, row: RowNumber) {
        match pieces.split_first() {
            None => match rest {
                Some(rest) => self.walk(rest.pieces, rest.after, node, dashed, row),
                None => self.end(node, dashed, row),
            },
            Some((Piece::Text(text), tail)) => {
                let kept = self.word.clone();
                let (mut node, mut dashed) = (node, dashed);
                for (index, part) in text.split(char::is_whitespace).enumerate() {
                    if index > 0 {
                        (node, dashed) = self.step(node, dashed);
                        self.word.clear();
                    }
                    self.word.push_str(part);
                }
                self.walk(tail, rest, node, dashed, row);
                self.word = kept;
            }
            Some((Piece::Choice { optional, of }, tail)) => {
                let rest = Rest { pieces: tail, after: rest };
                if *optional {
                    self.walk(&[], Some(&rest), node, dashed, row);
                }
                for pieces in of {
                    self.walk(pieces, Some(&rest), node, dashed, row);
                }
            }
        }
    }

    fn end(&mut self, node: u32, dashed: bool, row: RowNumber) {
        let (mut node, dashed) = self.step(node, dashed);
        let root = self.root.node();
        if node == root && dashed {
            // a dash is stepped over in a phrase, but may be a phrase by itself
            node = child(&mut self.trie, &mut self.last, root, "-");
        }
        if node != root && self.last[node as usize] != Some(row) {
            self.last[node as usize] = Some(row);
            self.ends.push((node, row));
        }
    }

    /// From `node` over the word that was read.
    fn step(&mut self, mut node: u32, mut dashed: bool) -> (u32, bool) {
        let Self { trie, last, tokens, word, root, .. } = self;
        if word.is_empty() {
            return (node, dashed);
        }
        if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            // one token, which folds to itself: most are
            return (child(trie, last, node, word), dashed);
        }
        tokens.read(word);
        for token in &tokens.list {
            if token.kind == TokenKind::Mark(b'-') {
                dashed = node == root.node();
            } else {
                node = child(trie, last, node, tokens.folded(token));
            }
        }
        (node, dashed)
    }

    /// The tree.
    pub(crate) fn finish(self) -> Trie {
        let Self { mut trie, last, ends, .. } = self;
        // rows side by side, node after node: count, then place
        trie.starts = vec![0; last.len() + 1];
        for (node, _) in &ends {
            trie.starts[*node as usize + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut trie.starts {
            sum += *start;
            *start = sum;
        }
        let mut next = trie.starts.clone();
        trie.rows = vec![0; ends.len()];
        for (node, row) in ends {
            trie.rows[next[node as usize] as usize] = row;
            next[node as usize] += 1;
        }
        trie
    }
}

/// The node that a word leads to, made if there is none.
fn child(trie: &mut Trie, last: &mut Vec<Option<RowNumber>>, node: u32, text: &str) -> u32 {
    let words = &mut trie.words;
    let word = words.get(text.as_bytes()).copied().unwrap_or_else(|| {
        let word = u32::try_from(words.len() + 1).unwrap_or(u32::MAX);
        words.insert(text.as_bytes().into(), word);
        word
    });
    if trie.begins.len() <= word as usize {
        trie.begins.resize(word as usize + 1, 0);
    }
    for root in Root::ALL.into_iter().filter(|root| root.node() == node) {
        trie.begins[word as usize] |= root.bit();
    }
    let new = u32::try_from(last.len()).unwrap_or(u32::MAX);
    let next = *trie.steps.entry((node, word)).or_insert(new);
    if next == new {
        last.push(None);
    }
    next
}

impl Trie {
    fn ends_phrase(&self, node: u32) -> bool {
        self.starts[node as usize] < self.starts[node as usize + 1]
    }

    /// The rows of a phrase, in order.
    pub(crate) fn rows(&self, phrase: PhraseNumber) -> &[RowNumber] {
        &self.rows[self.starts[phrase.0 as usize] as usize..self.starts[phrase.0 as usize + 1] as usize]
    }

    /// How many nodes there are: phrase numbers are below.
    pub(crate) fn nodes(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Every phrase.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = PhraseNumber> {
        let nodes = u32::try_from(self.nodes()).unwrap_or(u32::MAX);
        (0..nodes).filter(|node| self.ends_phrase(*node)).map(PhraseNumber)
    }

    /// The folded words of a phrase. Slow: for messages.
    pub(crate) fn spelling(&self, phrase: PhraseNumber) -> String {
        let (mut node, mut words) = (phrase.0, Vec::new());
        while let Some((&(before, word), _)) = self.steps.iter().find(|(_, next)| **next == node) {
            words.extend(
                self.words.iter().find(|(_, number)| **number == word).map(|(text, _)| String::from_utf8_lossy(text)),
            );
            node = before;
        }
        words.reverse();
        words.join(" ")
    }

    /// Looks up every token's word.
    pub(crate) fn name(&self, tokens: &mut Tokens) {
        for i in 0..tokens.list.len() {
            let token = tokens.list[i];
            let word = self.words.get(tokens.folded_bytes(&token)).copied().unwrap_or(0);
            tokens.list[i].word = word;
        }
    }

    /// The longest phrase of a tree that begins at token `at`, with the token after its end. A dash inside a phrase is
    /// stepped over if it joins (`intra-vertebral`, also wrapped after the dash), not if it parts (`bulge - edema`).
    pub(crate) fn longest(&self, root: Root, tokens: &[Token], at: usize, end: usize) -> Option<(PhraseNumber, usize)> {
        let mut best = None;
        self.phrases_at(root, tokens, at, end, |phrase, next| best = Some((phrase, next)));
        best
    }

    /// Every phrase of a tree that begins at token `at`, the shortest first.
    #[inline]
    pub(crate) fn phrases_at(
        &self,
        root: Root,
        tokens: &[Token],
        at: usize,
        end: usize,
        mut found: impl FnMut(PhraseNumber, usize),
    ) {
        let first = tokens[at].word;
        if first == 0 || self.begins[first as usize] & root.bit() == 0 {
            return;
        }
        let Some(&(mut node)) = self.steps.get(&(root.node(), first)) else { return };
        if self.ends_phrase(node) {
            found(PhraseNumber(node), at + 1);
        }
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
                    found(PhraseNumber(node), i);
                }
            } else if token.kind == TokenKind::Mark(b'-') && token.glued {
                i += 1;
            } else {
                break;
            }
        }
    }
}
