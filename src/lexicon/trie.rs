//! Phrases of words as a tree, searched leftmost-longest over tokens.
//!
//! Working on words instead of bytes makes wraps, odd spaces, apostrophes, case and word boundaries the tokeniser's
//! business, done once, and costs one table look-up a token.

use super::term::{Piece, Rest};
use super::vocabulary::Vocabulary;
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
    /// Words that are mended, and those that look like such.
    Mend = 4,
}

impl Root {
    const ALL: [Self; 5] = [Self::Grammar, Self::Context, Self::Order, Self::Exam, Self::Mend];

    fn node(self) -> u32 {
        self as u32
    }
}

/// All phrases of all lexicons.
#[derive(Debug, Default)]
pub(crate) struct Trie {
    vocabulary: Vocabulary,
    /// Nodes that follow one another, the roots first. One more at the end.
    nodes: Vec<Node>,
    /// The children of each node, node after node: word and node.
    children: Vec<(u32, u32)>,
    /// Which words lead on from which nodes, as bits of a hash: most looks at a next word end here, in a table that stays
    /// in the second nearest cache.
    leads: Vec<u64>,
    /// Each root's child of each word; 0 is none.
    first: [Vec<u32>; Root::ALL.len()],
    /// Where the rows of each phrase begin in `rows`; one more at the end.
    starts: Vec<u32>,
    /// Rows of each phrase, phrase after phrase: a phrase may mean one thing in each of several classes.
    rows: Vec<RowNumber>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// Where its children begin.
    children: u32,
    /// The phrase that ends here, or [`NONE`].
    phrase: u32,
}

const NONE: u32 = u32::MAX;

/// How far a phrase is read.
#[derive(Clone, Copy)]
struct Reached {
    node: u32,
    /// Where in [`Builder::letters`] the word begins that is read next.
    word: usize,
    /// The phrase is one dash so far.
    dashed: bool,
}

/// A tree that is being built.
pub(crate) struct Builder {
    words: FxHashMap<Box<[u8]>, u32>,
    /// (node, word) to node. The first nodes are the roots.
    steps: FxHashMap<(u32, u32), u32>,
    /// The last row whose phrase ended at each node.
    last: Vec<Option<RowNumber>>,
    /// Nodes at which a phrase ends, with the row, in the order of rows.
    ends: Vec<(u32, RowNumber)>,
    tokens: Tokens,
    /// The letters of the phrase that is being read.
    letters: String,
    /// The tree that is being added to.
    root: Root,
}

impl Builder {
    /// A tree with room for so many nodes.
    pub(crate) fn with_room(nodes: usize) -> Self {
        let (mut words, mut steps) = (FxHashMap::default(), FxHashMap::default());
        steps.reserve(nodes);
        words.reserve(nodes / 8);
        let (mut last, ends) = (Vec::with_capacity(nodes), Vec::with_capacity(nodes));
        last.extend(Root::ALL.map(|_| None));
        Self { words, steps, last, ends, tokens: Tokens::default(), letters: String::new(), root: Root::Grammar }
    }

    /// Adds every phrase of a term to a tree. Rows come in order.
    pub(crate) fn insert(&mut self, root: Root, term: &[Piece<'_>], row: RowNumber) {
        self.root = root;
        self.walk(term, None, Reached { node: root.node(), word: 0, dashed: false }, row);
    }

    /// Goes on from what was `reached` with `pieces` and what follows them.
    fn walk(&mut self, pieces: &[Piece<'_>], rest: Option<&Rest<'_>>, reached: Reached, row: RowNumber) {
        match pieces.split_first() {
            None => match rest {
                Some(rest) => self.walk(rest.pieces, rest.after, reached, row),
                None => self.end(reached, row),
            },
            Some((Piece::Text(text), tail)) => {
                let length = self.letters.len();
                self.letters.push_str(text);
                self.walk(tail, rest, reached, row);
                self.letters.truncate(length);
            }
            Some((Piece::Space, tail)) => {
                let reached = self.step(reached);
                self.walk(tail, rest, reached, row);
            }
            Some((Piece::Choice { optional, of }, tail)) => {
                let rest = Rest { pieces: tail, after: rest };
                if *optional {
                    self.walk(&[], Some(&rest), reached, row);
                }
                for pieces in of {
                    self.walk(pieces, Some(&rest), reached, row);
                }
            }
        }
    }

    fn end(&mut self, reached: Reached, row: RowNumber) {
        let Reached { mut node, dashed, .. } = self.step(reached);
        let root = self.root.node();
        if node == root && dashed {
            // a dash is stepped over in a phrase, but may be a phrase by itself
            node = child(&mut self.words, &mut self.steps, &mut self.last, root, "-");
        }
        if node != root && self.last[node as usize] != Some(row) {
            self.last[node as usize] = Some(row);
            self.ends.push((node, row));
        }
    }

    /// Over the word whose letters were read, to where the next begins.
    fn step(&mut self, reached: Reached) -> Reached {
        let Self { words, steps, last, tokens, letters, root, .. } = self;
        let Reached { mut node, word, mut dashed } = reached;
        let next = letters.len();
        let word = &letters[word..];
        if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            // one token, which folds to itself: most are
            if !word.is_empty() {
                node = child(words, steps, last, node, word);
            }
            return Reached { node, word: next, dashed };
        }
        tokens.read(word);
        for token in &tokens.list {
            if token.kind == TokenKind::Mark(b'-') {
                dashed = node == root.node();
            } else {
                node = child(words, steps, last, node, tokens.folded(token));
            }
        }
        Reached { node, word: next, dashed }
    }

    /// The tree.
    pub(crate) fn finish(self) -> Trie {
        let Self { words, steps, last, ends, .. } = self;
        // children side by side, node after node, by word
        let mut nodes = vec![Node { children: 0, phrase: NONE }; last.len() + 1];
        let mut first = Root::ALL.map(|_| vec![0; words.len() + 1]);
        #[allow(clippy::iter_over_hash_type)] // counted, and sorted below
        for (&(node, word), &child) in &steps {
            nodes[node as usize + 1].children += 1;
            // the roots are the first nodes
            if let Some(first) = first.get_mut(node as usize) {
                first[word as usize] = child;
            }
        }
        let mut sum = 0;
        for node in &mut nodes {
            sum += node.children;
            node.children = sum;
        }
        let mut children = vec![(0, 0); steps.len()];
        let mut leads = vec![0_u64; LEADS / 64];
        let mut next: Vec<u32> = nodes.iter().map(|node| node.children).collect();
        #[allow(clippy::iter_over_hash_type)] // sorted below
        for ((node, word), child) in steps {
            let place = &mut next[node as usize];
            children[*place as usize] = (word, child);
            *place += 1;
            let bit = lead(node, word);
            leads[bit / 64] |= 1 << (bit % 64);
        }
        for pair in nodes.windows(2).filter(|pair| pair[1].children > pair[0].children + 1) {
            children[pair[0].children as usize..pair[1].children as usize].sort_unstable();
        }
        let (starts, rows) = phrases(&mut nodes, &ends);
        Trie { vocabulary: Vocabulary::new(&words), nodes, children, leads, first, starts, rows }
    }
}

/// Numbers the phrases in the order of their nodes: where each one's rows begin, and the rows.
fn phrases(nodes: &mut [Node], ends: &[(u32, RowNumber)]) -> (Vec<u32>, Vec<RowNumber>) {
    let mut counts = vec![0_u32; nodes.len()];
    for (node, _) in ends {
        counts[*node as usize] += 1;
    }
    let mut starts = vec![0];
    let mut sum = 0;
    for (node, count) in nodes.iter_mut().zip(&counts).filter(|(_, count)| **count > 0) {
        node.phrase = u32::try_from(starts.len() - 1).unwrap_or(NONE);
        sum += count;
        starts.push(sum);
    }
    let mut next = starts.clone();
    let mut rows = vec![0; ends.len()];
    for (node, row) in ends {
        let place = &mut next[nodes[*node as usize].phrase as usize];
        rows[*place as usize] = *row;
        *place += 1;
    }
    (starts, rows)
}

/// The node that a word leads to, made if there is none.
fn child(
    words: &mut FxHashMap<Box<[u8]>, u32>,
    steps: &mut FxHashMap<(u32, u32), u32>,
    last: &mut Vec<Option<RowNumber>>,
    node: u32,
    text: &str,
) -> u32 {
    let word = words.get(text.as_bytes()).copied().unwrap_or_else(|| {
        let word = u32::try_from(words.len() + 1).unwrap_or(u32::MAX);
        words.insert(text.as_bytes().into(), word);
        word
    });
    let new = u32::try_from(last.len()).unwrap_or(u32::MAX);
    let next = *steps.entry((node, word)).or_insert(new);
    if next == new {
        last.push(None);
    }
    next
}

impl Trie {
    fn children(&self, node: u32) -> &[(u32, u32)] {
        let (from, to) = (self.nodes[node as usize].children, self.nodes[node as usize + 1].children);
        &self.children[from as usize..to as usize]
    }

    /// The rows of a phrase, in order.
    pub(crate) fn rows(&self, phrase: PhraseNumber) -> &[RowNumber] {
        &self.rows[self.starts[phrase.0 as usize] as usize..self.starts[phrase.0 as usize + 1] as usize]
    }

    /// Every phrase: the numbers from 0 on.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = PhraseNumber> + use<> {
        (0..u32::try_from(self.starts.len().saturating_sub(1)).unwrap_or(NONE)).map(PhraseNumber)
    }

    /// Calls `sink` with each phrase of a tree and its folded words.
    pub(crate) fn spell<'a>(&'a self, root: Root, sink: &mut dyn FnMut(PhraseNumber, &[&'a [u8]])) {
        self.spell_from(root.node(), &mut Vec::new(), sink);
    }

    fn spell_from<'a>(
        &'a self,
        node: u32,
        before: &mut Vec<&'a [u8]>,
        sink: &mut dyn FnMut(PhraseNumber, &[&'a [u8]]),
    ) {
        if let Some(phrase) = self.phrase(node) {
            sink(phrase, before);
        }
        for (word, child) in self.children(node) {
            before.push(self.vocabulary.word(*word));
            self.spell_from(*child, before, sink);
            before.pop();
        }
    }

    /// The folded words of a phrase. Slow: for messages.
    pub(crate) fn spelling(&self, phrase: PhraseNumber) -> String {
        let mut spelling = String::new();
        for root in Root::ALL {
            self.spell(root, &mut |other, words| {
                if other == phrase {
                    let words: Vec<_> = words.iter().map(|word| String::from_utf8_lossy(word)).collect();
                    spelling = words.join(" ");
                }
            });
        }
        spelling
    }

    #[inline]
    fn phrase(&self, node: u32) -> Option<PhraseNumber> {
        let phrase = self.nodes[node as usize].phrase;
        (phrase != NONE).then_some(PhraseNumber(phrase))
    }

    /// Number of a folded word; 0 is unknown.
    pub(crate) fn number_of(&self, word: &[u8]) -> u32 {
        self.vocabulary.number_of(word)
    }

    /// The phrase of a tree that is this word alone.
    pub(crate) fn alone(&self, root: Root, word: u32) -> Option<PhraseNumber> {
        let node = self.first[root as usize][word as usize];
        if node == 0 { None } else { self.phrase(node) }
    }

    /// Looks up every token's word.
    pub(crate) fn name(&self, tokens: &mut Tokens) {
        self.vocabulary.name(tokens);
    }

    /// Whether a folded word is in the vocabulary.
    pub(crate) fn knows(&self, word: &[u8]) -> bool {
        self.vocabulary.knows(word)
    }

    /// The longest phrase of a tree that begins at token `at`, with the token after its end. A dash inside a phrase is
    /// stepped over if it joins (`intra-vertebral`, also wrapped after the dash), not if it parts (`bulge - edema`).
    #[inline(always)]
    pub(crate) fn longest(&self, root: Root, tokens: &[Token], at: usize, end: usize) -> Option<(PhraseNumber, usize)> {
        let node = self.first[root as usize][tokens[at].word as usize];
        // most words begin no phrase
        if node == 0 {
            return None;
        }
        // and most others are all of it
        if !tokens[..end].get(at + 1).is_some_and(|next| self.may_go_on(node, next)) {
            return self.phrase(node).map(|phrase| (phrase, at + 1));
        }
        let mut best = None;
        self.walk(node, tokens, at, end, &mut |phrase, next| best = Some((phrase, next)));
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
        let node = self.first[root as usize][tokens[at].word as usize];
        // most words begin no phrase
        if node != 0 {
            self.walk(node, tokens, at, end, &mut found);
        }
    }

    /// Whether a word may lead on from a node.
    #[inline]
    fn may_lead(&self, node: u32, word: u32) -> bool {
        let bit = lead(node, word);
        self.leads.get(bit / 64).is_some_and(|bits| bits & 1 << (bit % 64) != 0)
    }

    /// Whether a token may lead on from a node, or be a dash that is stepped over.
    #[inline]
    fn may_go_on(&self, node: u32, token: &Token) -> bool {
        self.may_lead(node, token.word) || token.kind == TokenKind::Mark(b'-') && token.glued
    }

    /// Whether a word begins a phrase of a tree.
    #[inline]
    pub(crate) fn begins(&self, root: Root, word: u32) -> bool {
        self.first[root as usize][word as usize] != 0
    }

    /// Goes on from the node of the word at `at`.
    #[inline]
    fn walk(
        &self,
        mut node: u32,
        tokens: &[Token],
        at: usize,
        end: usize,
        found: &mut impl FnMut(PhraseNumber, usize),
    ) {
        let mut i = at + 1;
        loop {
            let [here, next] = &self.nodes[node as usize..node as usize + 2] else { return };
            if here.phrase != NONE {
                found(PhraseNumber(here.phrase), i);
            }
            if here.children == next.children {
                return;
            }
            let children = &self.children[here.children as usize..next.children as usize];
            // a dash inside a phrase is stepped over
            loop {
                let Some(token) = tokens[..end].get(i) else { return };
                let step = if self.may_lead(node, token.word) { step(children, token.word) } else { None };
                if let Some(child) = step {
                    if token.newlines > 1 {
                        return;
                    }
                    node = child;
                    i += 1;
                    break;
                }
                if token.kind == TokenKind::Mark(b'-') && token.glued {
                    i += 1;
                } else {
                    return;
                }
            }
        }
    }
}

/// Bits of [`Trie::leads`]: ten for each step of our lexicons.
const LEADS: usize = 1 << 20;

/// The bit of a step from a node over a word.
#[inline]
fn lead(node: u32, word: u32) -> usize {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    ((u64::from(node) << 32 | u64::from(word)).wrapping_mul(ODD) >> (64 - LEADS.trailing_zeros())) as usize
}

/// The child of a word among children sorted by word.
#[inline]
fn step(children: &[(u32, u32)], word: u32) -> Option<u32> {
    if children.len() <= 8 {
        return children.iter().find(|(other, _)| *other == word).map(|(_, child)| *child);
    }
    children.binary_search_by_key(&word, |(other, _)| *other).ok().map(|place| children[place].1)
}
