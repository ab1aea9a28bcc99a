//! Phrases of words as a tree, searched leftmost-longest over tokens.
//!
//! Working on words instead of bytes makes wraps, odd spaces, apostrophes, case and word boundaries the tokeniser's
//! business, done once, and costs one table look-up a token.

mod baked;

use super::term::{Piece, Rest};
use super::vocabulary::Vocabulary;
use crate::token::{Token, TokenKind, Tokens};
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

    /// The tree that the rows of a class stand in.
    pub(crate) fn of_class(class: &str) -> Self {
        match class {
            "red_flags" | "symptoms" | "differentials" | "follow_up" => Self::Context,
            "order" => Self::Order,
            "exam" => Self::Exam,
            "mend" => Self::Mend,
            _ => Self::Grammar,
        }
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

/// Room for so many words of phrases a row is made: about what ours have.
pub(crate) const ROOM: usize = 16;

/// A tree that is being built.
pub(crate) struct Builder {
    words: Vocabulary,
    steps: Steps,
    /// The last row whose phrase ended at each node; what is missing at the end had none.
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
        Self {
            words: Vocabulary::with_room(nodes / 8),
            steps: Steps::with_room(nodes),
            last: Vec::with_capacity(nodes),
            ends: Vec::with_capacity(nodes),
            tokens: Tokens::default(),
            letters: String::new(),
            root: Root::Grammar,
        }
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
            node = self.steps.child(root, self.words.add(b"-"));
        }
        let place = node as usize;
        if self.last.len() <= place {
            self.last.resize(place + 1, None);
        }
        if node != root && self.last[place] != Some(row) {
            self.last[place] = Some(row);
            self.ends.push((node, row));
        }
    }

    /// Over the word whose letters were read, to where the next begins.
    fn step(&mut self, reached: Reached) -> Reached {
        let Self { words, steps, tokens, letters, root, .. } = self;
        let Reached { mut node, word, mut dashed } = reached;
        let next = letters.len();
        let word = &letters[word..];
        if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            // one token, which folds to itself: most are
            if !word.is_empty() {
                node = steps.child(node, words.add(word.as_bytes()));
            }
            return Reached { node, word: next, dashed };
        }
        tokens.read(word);
        for token in &tokens.list {
            if token.kind == TokenKind::Mark(b'-') {
                dashed = node == root.node();
            } else {
                node = steps.child(node, words.add(tokens.folded_bytes(token)));
            }
        }
        Reached { node, word: next, dashed }
    }

    /// The tree.
    pub(crate) fn finish(self) -> Trie {
        let Self { words, steps, ends, .. } = self;
        let all = &steps.all;
        let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let roots = Root::ALL.len();
        let mut first = Root::ALL.map(|_| vec![0; words.count() + 1]);
        for (child, &(node, word)) in (0..).zip(all).skip(roots) {
            // the roots are the first nodes
            if let Some(first) = first.get_mut(node as usize) {
                first[word as usize] = child;
            }
        }
        // children side by side, node after node, by word
        let by_word = by_number((roots as u32..count).collect(), words.count() + 1, |child| all[child as usize].1).0;
        let (order, starts) = by_number(by_word, all.len() + 1, |child| all[child as usize].0);
        let children: Vec<(u32, u32)> = order.iter().map(|&child| (all[child as usize].1, child)).collect();
        let mut nodes = starts.into_iter().map(|children| Node { children, phrase: NONE }).collect::<Vec<_>>();
        let leads = leads_of(&nodes, &children);
        let (starts, rows) = phrases(&mut nodes, &ends);
        Trie { vocabulary: words.fit(), nodes, children, leads, first, starts, rows }
    }
}

/// The bits of [`Trie::leads`].
fn leads_of(nodes: &[Node], children: &[(u32, u32)]) -> Vec<u64> {
    let mut leads = vec![0; LEADS / 64];
    for (node, pair) in (0..).zip(nodes.windows(2)) {
        for (word, _) in &children[pair[0].children as usize..pair[1].children as usize] {
            let bit = lead(node, *word);
            leads[bit / 64] |= 1 << (bit % 64);
        }
    }
    leads
}

/// Sorts by a number below `numbers`, what has the same in the order in which it came; and where each number begins.
fn by_number(all: Vec<u32>, numbers: usize, number: impl Fn(u32) -> u32) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0; numbers];
    for &item in &all {
        starts[number(item) as usize] += 1;
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += std::mem::replace(start, sum);
    }
    let (mut sorted, mut next) = (vec![0; all.len()], starts.clone());
    for item in all {
        let place = &mut next[number(item) as usize];
        sorted[*place as usize] = item;
        *place += 1;
    }
    (sorted, starts)
}

/// The steps of a tree that is being built, each from a node over a word to a node of its own.
struct Steps {
    /// Of each node the step to it: the node before it and the word. The first nodes are the roots, which have none.
    all: Vec<(u32, u32)>,
    /// Nodes where the hash of their steps says, or behind it; 0 is none. Half empty at least, the length a power of two.
    slots: Vec<u32>,
}

impl Steps {
    fn with_room(nodes: usize) -> Self {
        let mut all = Vec::with_capacity(nodes);
        all.extend(Root::ALL.map(|_| (NONE, NONE)));
        Self { all, slots: vec![0; (2 * nodes).next_power_of_two().max(16)] }
    }

    /// The node that a word leads to, made if there is none.
    fn child(&mut self, node: u32, word: u32) -> u32 {
        let place = self.place(node, word);
        if self.slots[place] != 0 {
            return self.slots[place];
        }
        let new = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.slots[place] = new;
        self.all.push((node, word));
        if 2 * self.all.len() > self.slots.len() {
            self.slots = vec![0; 2 * self.slots.len()];
            for node in Root::ALL.len()..self.all.len() {
                let (before, word) = self.all[node];
                let place = self.place(before, word);
                self.slots[place] = u32::try_from(node).unwrap_or(u32::MAX);
            }
        }
        new
    }

    /// The slot of a step, which is empty if it was not made.
    fn place(&self, node: u32, word: u32) -> usize {
        let last = self.slots.len() - 1;
        let mut at = lead(node, word) & last;
        while self.slots[at] != 0 && self.all[self.slots[at] as usize] != (node, word) {
            at = (at + 1) & last;
        }
        at
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

    /// Tokenises a text and looks up every word; see [`Tokens::read_as_sent`].
    pub(crate) fn read(&self, text: &str, quoted: bool, tokens: &mut Tokens) {
        tokens.read_as_sent(text, quoted, &self.vocabulary);
    }

    /// Looks up every token's word.
    pub(crate) fn name(&self, tokens: &mut Tokens) {
        self.vocabulary.name(tokens);
    }

    /// Whether a folded word is in the vocabulary.
    pub(crate) fn knows(&self, word: &[u8]) -> bool {
        self.vocabulary.knows(word)
    }

    /// How many words there are; their numbers begin at 1.
    pub(crate) fn words(&self) -> usize {
        self.vocabulary.count()
    }

    /// The node of a word that begins a phrase of a tree, 0 if none does, and whether a phrase may go on from there.
    pub(crate) fn first_node(&self, root: Root, word: u32) -> (u32, bool) {
        let node = self.first[root as usize][word as usize];
        (node, node != 0 && !self.children(node).is_empty())
    }

    /// The longest phrase of the first words of which the first led to `node`, at token `at`, and the last token that was
    /// looked at for it.
    #[inline]
    pub(crate) fn longest_from(
        &self,
        node: u32,
        tokens: &[Token],
        at: usize,
    ) -> (Option<(PhraseNumber, usize)>, usize) {
        let mut best = None;
        let looked = self.walk(node, tokens, at, tokens.len(), &mut |phrase, next| best = Some((phrase, next)));
        (best, looked)
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
    pub(crate) fn may_go_on(&self, node: u32, token: &Token) -> bool {
        self.may_lead(node, token.word) || token.kind == TokenKind::Mark(b'-') && token.glued
    }

    /// Goes on from the node of the word at `at`; the last token that was looked at.
    #[inline]
    fn walk(
        &self,
        mut node: u32,
        tokens: &[Token],
        at: usize,
        end: usize,
        found: &mut impl FnMut(PhraseNumber, usize),
    ) -> usize {
        let mut i = at + 1;
        loop {
            let [here, next] = &self.nodes[node as usize..node as usize + 2] else { return i };
            if here.phrase != NONE {
                found(PhraseNumber(here.phrase), i);
            }
            if here.children == next.children {
                return i;
            }
            let children = &self.children[here.children as usize..next.children as usize];
            // a dash inside a phrase is stepped over
            loop {
                let Some(token) = tokens[..end].get(i) else { return i };
                let step = if self.may_lead(node, token.word) { step(children, token.word) } else { None };
                if let Some(child) = step {
                    if token.newlines > 1 {
                        return i;
                    }
                    node = child;
                    i += 1;
                    break;
                }
                if token.kind == TokenKind::Mark(b'-') && token.glued {
                    i += 1;
                } else {
                    return i;
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
