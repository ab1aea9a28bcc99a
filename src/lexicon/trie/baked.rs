//! A tree as bytes: made when the program is built, read when it starts.
//!
//! To walk every phrase of the lexicons takes a hundred million instructions, to read the tree that came of it a few.

use super::super::vocabulary::Vocabulary;
use super::{LEADS, Node, Root, RowNumber, Trie};

/// Numbers in front: how many nodes, children, phrases' beginnings, rows and words there are.
const COUNTS: usize = 5;

impl Trie {
    /// The tree as bytes.
    #[allow(dead_code)] // called when the program is built, and by a test
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let length = |all: usize| u32::try_from(all).unwrap_or(u32::MAX);
        let words = self.vocabulary.count();
        let counts = [self.nodes.len(), self.children.len(), self.starts.len(), self.rows.len(), words].map(length);
        let numbers = counts
            .into_iter()
            .chain(self.nodes.iter().flat_map(|node| [node.children, node.phrase]))
            .chain(self.children.iter().flat_map(|&(word, child)| [word, child]))
            .chain(self.starts.iter().copied())
            .chain(self.rows.iter().map(|row| u32::from(*row)))
            .chain(self.first.iter().flatten().copied());
        let mut bytes: Vec<u8> = numbers.flat_map(u32::to_le_bytes).collect();
        bytes.extend(self.leads.iter().flat_map(|bits| bits.to_le_bytes()));
        for word in 1..=length(words) {
            bytes.extend(self.vocabulary.word(word));
            bytes.push(b'\n');
        }
        bytes
    }

    /// The tree of bytes that [`Trie::to_bytes`] made; none if they are others.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut left = Bytes(bytes);
        let counts: Vec<usize> = left.numbers(COUNTS)?.map(|count| count as usize).collect();
        let [nodes, children, starts, rows, words] = counts[..] else { return None };
        let nodes: Vec<Node> = left.pairs(nodes)?.map(|[children, phrase]| Node { children, phrase }).collect();
        let children: Vec<(u32, u32)> = left.pairs(children)?.map(|[word, child]| (word, child)).collect();
        let starts = left.numbers(starts)?.collect();
        let rows = left.numbers(rows)?.map(|row| RowNumber::try_from(row).unwrap_or_default()).collect();
        let mut first = Root::ALL.map(|_| Vec::new());
        for first in &mut first {
            first.extend(left.numbers(words + 1)?);
        }
        let leads = left.longs(LEADS / 64)?.collect();
        let mut vocabulary = Vocabulary::with_room(words);
        for word in left.0.split(|byte| *byte == b'\n').take(words) {
            vocabulary.add(word);
        }
        (vocabulary.count() == words).then_some(Trie { vocabulary, nodes, children, leads, first, starts, rows })
    }
}

/// Bytes that are still to be read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn numbers(&mut self, count: usize) -> Option<impl Iterator<Item = u32> + use<'a>> {
        let (head, rest) = self.0.split_at_checked(count.checked_mul(4)?)?;
        self.0 = rest;
        Some(head.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)))
    }

    fn longs(&mut self, count: usize) -> Option<impl Iterator<Item = u64> + use<'a>> {
        let (head, rest) = self.0.split_at_checked(count.checked_mul(8)?)?;
        self.0 = rest;
        Some(head.as_chunks::<8>().0.iter().map(|eight| u64::from_le_bytes(*eight)))
    }

    fn pairs(&mut self, count: usize) -> Option<impl Iterator<Item = [u32; 2]> + use<'a>> {
        let (head, rest) = self.0.split_at_checked(count.checked_mul(8)?)?;
        self.0 = rest;
        let number =
            |eight: &[u8; 8], at: usize| u32::from_le_bytes([eight[at], eight[at + 1], eight[at + 2], eight[at + 3]]);
        Some(head.as_chunks::<8>().0.iter().map(move |eight| [number(eight, 0), number(eight, 4)]))
    }
}
