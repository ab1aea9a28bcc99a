//! Which sentences of a report are read, and in what order.
//!
//! In: sentences. Out: statements. Only those are read that name a finding, stand before one that does, or may go on
//! with one just named; addenda come last, because they speak of the rest.

use super::atoms::{Atom, Defined, What};
use super::levels::View;
use super::segment::{Sentence, heading_of};
use super::statements::{self, Memory, Statement};
use super::{Extractor, names};
use crate::finding::{FindingKind, Section};
use crate::lexicon::BARE;
use crate::lexicon::tag::Tag;
use crate::token::flags;
use std::ops::Range;

/// Sentences before one that names a finding that may describe what it then names.
const LEAD: usize = 4;
/// Sentences behind one that names a finding in which a pronoun may still speak of it.
const REACH: usize = 3;

/// Reads the sentences of a report into statements.
pub(super) struct Sentences<'a> {
    pub(super) extractor: &'a Extractor,
    pub(super) view: View<'a>,
    pub(super) defined: Defined,
    pub(super) sentences: &'a [Sentence],
    pub(super) atoms: &'a mut Vec<Atom>,
    pub(super) statements: &'a mut Vec<Statement>,
    /// No sentence is put off.
    pub(super) in_turn: bool,
}

impl Sentences<'_> {
    /// Reads those that name a finding, stand before one that does, or may go on with one just named.
    ///
    /// While no node has been named, or none so near that a word could speak of it, a sentence that names no finding can
    /// only set the topic. It is put off until somebody asks for that: most sentences with a node say its place
    /// themselves, and then set a topic of their own. Oedema and Modic changes at places of their own do not ask either:
    /// what they say is kept, and what they leave to be remembered is put off with the rest.
    pub(super) fn read(&mut self, matters: &[Matter], held: &mut Vec<Held>) {
        held.clear();
        let sentences = self.sentences;
        // of lymph nodes, too, a report says `the nodes`
        let lymph = self.view.tokens.said.has(Tag::OtherNode);
        let mut memory = Memory::default();
        memory.other_nodes = lymph;
        // addenda speak of the rest of the report, wherever they stand
        let addendum = |s: &Sentence| s.section == Section::Addendum;
        let order = (0..sentences.len())
            .filter(|&i| !addendum(&sentences[i]))
            .chain((0..sentences.len()).filter(|&i| addendum(&sentences[i])));
        for number in order {
            let sentence = &sentences[number];
            if addendum(sentence) && self.begins_addendum(number) {
                memory.before_addenda.push(self.statements.clone());
            }
            let goes_on = !memory.nodes.is_empty() && number.abs_diff(memory.sentence) <= REACH
                || memory.just_named(number, sentence.section)
                || addendum(sentence);
            let ahead = number..sentences.len().min(number + LEAD + 1);
            let silent = !goes_on && !ahead.into_iter().any(|i| matters[i] != Matter::None);
            // `Marrow oedema at L2 has cleared. L3 still shows it.`
            let it = self.speaks_of_it(number);
            // `Modic changes at L5-S1. None at L4-5.`
            let behind_finding = number > 0 && matches!(matters[number - 1], Matter::Kind | Matter::Finding);
            let answers = behind_finding && self.answers(sentence) || it;
            let named = memory.node_ever(self.statements);
            if silent && !answers && !(named && !lymph && self.says_node(sentence)) {
                continue;
            }
            // behind a node, too far for anything to speak of it
            let apart = named && !goes_on && !memory.lately_named(number);
            let told = behind_finding && self.tells_type(sentence);
            let answer = it || self.answers(sentence);
            let early = !self.in_turn && (!named || apart) && !addendum(sentence) && !answer && !told;
            if early && matches!(matters[number], Matter::None | Matter::Kind) && !(named && self.says_node(sentence)) {
                held.push(Held { number, told: false });
                continue;
            }
            let alone = early && !held.is_empty();
            if alone && matters[number] == Matter::Node && self.reads_alone(number, &mut memory, named) {
                held.clear();
                continue;
            }
            if alone && matters[number] == Matter::Finding && self.reads_aside(number, &mut memory) {
                held.push(Held { number, told: true });
                continue;
            }
            for before in held.drain(..) {
                let said = self.statements.len();
                self.sentence(before.number, &mut memory);
                if before.told {
                    self.statements.truncate(said);
                }
            }
            self.sentence(number, &mut memory);
        }
    }

    /// Whether a sentence of an addendum is its first: another section, or an addendum's heading, stands before it.
    fn begins_addendum(&self, number: usize) -> bool {
        let Some(before) = number.checked_sub(1).map(|before| &self.sentences[before]) else { return true };
        let heads =
            |at: usize| self.view.phrase(at).and_then(|p| self.view.value(p.0, heading_of)) == Some(Section::Addendum);
        before.section != Section::Addendum || (before.body.end..self.sentences[number].body.start).any(heads)
    }

    /// Whether a sentence says `node`, which may be one where a node was named before, however far.
    fn says_node(&self, sentence: &Sentence) -> bool {
        let mut ranges = std::iter::once(&sentence.body).chain(sentence.cells.iter().map(|cell| &cell.body));
        let tokens = self.view.tokens;
        ranges.any(|range| {
            let lexicons = &self.extractor.lexicons;
            // a phrase of several words may be read as a shorter one
            range.clone().any(|at| match tokens.flags[at] {
                flags if flags & flags::BARE != 0 => true,
                flags if flags & flags::LONG != 0 => lexicons.any_phrase(tokens, at, range.end, &BARE),
                _ => false,
            })
        })
    }

    /// Whether a sentence may answer to a finding that the one before named: `None at L3.`, `The node at L2 has none.`
    fn answers(&self, sentence: &Sentence) -> bool {
        const WITHIN: [Tag; 3] = [Tag::NoneOf, Tag::ProVerbNot, Tag::Such];
        const FIRST: [Tag; 1] = [Tag::NegationInstead];
        let (said, body) = (self.view.tokens.said, &sentence.body);
        let within = View { end: body.end, ..self.view };
        said.any(&FIRST) && within.tags(body.start).any(&FIRST)
            || said.any(&WITHIN) && body.clone().any(|at| within.tags(at).any(&WITHIN))
    }

    /// Whether a sentence may speak of the oedema or the Modic change that the one before told.
    fn speaks_of_it(&self, number: usize) -> bool {
        let told = |s: &Statement| s.sentence + 1 == number && s.finding.kind != FindingKind::SchmorlNode;
        let body = &self.sentences[number].body;
        self.statements.last().is_some_and(told)
            && self.view.tokens.said.has(Tag::Pronoun)
            && body.clone().any(|at| View { end: body.end, ..self.view }.tags(at).has(Tag::Pronoun))
    }

    /// Whether a sentence may tell the type of the Modic change that the one before named: `At L3-4 the change is type 2.`,
    /// not `There is grade 1 slip at L3-4.`
    fn tells_type(&self, sentence: &Sentence) -> bool {
        const GOES_ON: [Tag; 3] = [Tag::At, Tag::And, Tag::Verb];
        let (said, body) = (self.view.tokens.said, &sentence.body);
        let within = View { end: body.end, ..self.view };
        if !said.has(Tag::ModicName) || body.clone().any(|at| within.tags(at).has(Tag::ModicName)) {
            return false;
        }
        let ends = |at: usize| {
            at >= body.end
                || within.mark(at).is_some()
                || within.tags(at).any(&GOES_ON)
                || within.may_be(at, flags::LEVEL)
        };
        // the type is a word or a number, or begins a longer phrase
        let after = |at: usize| within.phrase(at).map_or(at + 1, |p| p.2);
        let tells = |at: usize| {
            let kind = within.phrase(at).filter(|p| p.1.has(Tag::ModicKind));
            kind.is_some_and(|kind| ends(kind.2) || ends(kind.2 + 1) || ends(after(kind.2)))
        };
        body.clone().any(tells)
    }

    fn sentence(&mut self, number: usize, memory: &mut Memory) {
        let sentence = &self.sentences[number];
        if !sentence.told.is_empty() {
            self.atoms.clear();
            let reader = statements::Reader { lexicons: &self.extractor.lexicons, sentence, number };
            return reader.by_layout(memory, self.statements);
        }
        self.extractor.atoms(self.view, sentence, self.defined, self.atoms);
        let reader = statements::Reader { lexicons: &self.extractor.lexicons, sentence, number };
        reader.read(self.atoms, memory, self.statements);
    }

    /// Reads a sentence without those put off before it; false, and nothing was done, if it asks for what they speak of.
    /// Where a node was `named` long before, it must name one that is there: then all else that is remembered is its own.
    fn reads_alone(&mut self, number: usize, memory: &mut Memory, named: bool) -> bool {
        let (kept, said) = (memory.clone(), self.statements.len());
        memory.was_asked();
        self.sentence(number, memory);
        let asserted = |s: &Statement| s.finding.kind == FindingKind::SchmorlNode && s.finding.status.is_asserted();
        let own = self.statements[said..].iter().any(asserted)
            && !self.atoms.iter().any(|atom| matches!(atom.what, What::Anaphor { .. }));
        if !memory.was_asked() && (own || !named) {
            return true;
        }
        *memory = kept;
        self.statements.truncate(said);
        false
    }

    /// Reads a sentence of oedema or a Modic change without those put off before it, and leaves what it would have
    /// remembered for later; false, and nothing was done, if it asks for what they speak of, or speaks of nodes.
    fn reads_aside(&mut self, number: usize, memory: &mut Memory) -> bool {
        let (kept, said) = (memory.clone(), self.statements.len());
        memory.was_asked();
        self.sentence(number, memory);
        let node = |s: &Statement| s.finding.kind == FindingKind::SchmorlNode;
        let aside = !memory.was_asked_in_reading()
            && !self.statements[said..].iter().any(node)
            && !self.atoms.iter().any(|atom| matches!(atom.what, What::Node { .. } | What::Anaphor { .. }));
        *memory = kept;
        if !aside {
            self.statements.truncate(said);
        }
        aside
    }
}

/// A sentence put off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    number: usize,
    /// Its statements are made: only what it leaves to be remembered is put off.
    told: bool,
}

/// What a sentence may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Matter {
    /// No finding.
    None,
    /// No finding but a type, which may be that of a Modic change named before.
    Kind,
    /// A finding.
    Finding,
    /// A node, surely or nearly.
    Node,
}

/// What a sentence may name, by the tokens in order at which the name of a finding may begin. Errs on the side of yes.
pub(super) fn matter(view: View<'_>, sentence: &Sentence, names: &[usize]) -> Matter {
    if !sentence.told.is_empty() {
        let node = sentence.told.iter().any(|told| told.finding.kind == FindingKind::SchmorlNode);
        return if node { Matter::Node } else { Matter::Finding };
    }
    let ranges = || {
        let cells = sentence.cells.iter();
        let cells = cells.flat_map(|cell| cell.head.iter().chain(&cell.lower_head).chain([&cell.body]));
        sentence.key.iter().chain(sentence.heading.iter()).chain([&sentence.body]).chain(cells)
    };
    let named = |range: &Range<usize>| {
        let first = names.partition_point(|at| *at < range.start);
        names[first..]
            .iter()
            .take_while(|at| **at < range.end)
            .map(|at| matter_of(view, *at))
            .max()
            .unwrap_or(Matter::None)
    };
    match ranges().map(named).max().unwrap_or(Matter::None) {
        Matter::Kind if may_be_changes(view, ranges()) => Matter::Finding,
        matter => matter,
    }
}

/// What the name that may begin at a token may be of.
fn matter_of(view: View<'_>, at: usize) -> Matter {
    const NODE: [Tag; 4] = [Tag::Eponym, Tag::WeakEponym, Tag::NodePhrase, Tag::NodePhrases];
    let (tags, flags) = (view.tags(at), view.tokens.flags[at]);
    if tags.any(&NODE) {
        return Matter::Node;
    }
    // of a phrase of several words a shorter one may be meant
    let kind = tags.has(Tag::ModicKind) && !tags.any(&OTHERS) && flags & (flags::UNKNOWN | flags::LONG) == 0;
    if kind { Matter::Kind } else { Matter::Finding }
}

/// What begins a finding's name, but for its type.
const OTHERS: [Tag; 9] = [
    Tag::ModicName,
    Tag::ModicMixed,
    Tag::EdemaWord,
    Tag::EdemaPhrase,
    Tag::EdemaSignal,
    Tag::AnotherNode,
    Tag::Into,
    Tag::Abbreviation,
    Tag::Abbreviations,
];

/// Whether a type may be that of changes which the sentence names otherwise: `type 2 endplate changes`.
fn may_be_changes<'r>(view: View<'_>, mut ranges: impl Iterator<Item = &'r Range<usize>>) -> bool {
    const CHANGES: [Tag; 5] = [Tag::ModicName, Tag::ModicMixed, Tag::ModicChange, Tag::NodeNoun, Tag::NodeNouns];
    ranges.any(|range| {
        // in a phrase of several words a shorter one may be meant
        range.clone().any(|at| view.lexicons.any_phrase(view.tokens, at, range.end, &CHANGES))
    })
}

/// Whether a token may begin the name of a finding, or be what makes one of a herniation. Errs on the side of yes.
#[inline]
pub(super) fn names_finding(view: View<'_>, at: usize, defined: Defined) -> bool {
    let flags = view.tokens.flags[at];
    flags & flags::BEGINS != 0
        || flags & flags::UNKNOWN != 0 && names::may_be_misspelt(view, at)
        || defined.abbreviation && view.tags(at).any(&[Tag::Abbreviation, Tag::Abbreviations])
}

#[cfg(test)]
mod tests {
    use crate::extract::drawn::config;
    use crate::extract::levels::View;
    use crate::extract::segment::{self, Sentence};
    use crate::extract::{Extractor, Scratch, defined};
    use crate::lexicon::Lexicons;
    use proptest::prelude::*;
    use std::sync::{Arc, LazyLock};

    static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::new(Arc::new(Lexicons::embedded())));

    static REPORTS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gold");
        let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|ending| ending == "jsonl")).collect();
        paths.sort();
        let lines = paths.iter().flat_map(|path| {
            let all = std::fs::read_to_string(path).unwrap();
            all.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()).collect::<Vec<_>>()
        });
        lines.filter_map(|report| report["text"].as_str().map(str::to_owned)).collect()
    });

    static PARTS: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| REPORTS.iter().flat_map(|text| text.split_inclusive(['.', '\n'])).collect());

    #[test]
    fn what_answers_oedema_far_from_a_node_is_not_put_off() {
        let far = "A Schmorl's node at L1. The discs are normal. The cord is normal. The facets are normal. ";
        let between = "The canal is patent. The psoas is normal. ";
        for said in [
            "Modic type 1 changes at L4-L5. None at L3. ",
            "Modic type 1 changes at L4-L5. None at L3-L4. ",
            "Marrow oedema at L4. None at L3. ",
            "Marrow oedema at L4. The other has none. ",
            "Marrow oedema at L4. The latter has none. ",
            "Marrow oedema at L4. The latter does not. ",
            "Marrow oedema at L4 has cleared. L3 still shows it. ",
            "Marrow oedema at L4. It is also present at L3. ",
            "Modic change at L4-L5. It is absent at L5-S1. ",
        ] {
            same(&format!("{far}{between}{said}A Schmorl's node at L2."));
            same(&format!("{far}{between}{said}{between}A Schmorl's node at L2."));
        }
        same(&format!("{far}{between}Marrow oedema at L4. A Schmorl's node at L2 has none."));
        same("Marrow oedema at L4. A Schmorl's node at L2 has none.");
    }

    #[track_caller]
    fn same(text: &str) {
        let mut scratch = Scratch::default();
        let reading = EXTRACTOR.read(text, &mut scratch);
        assert_eq!(reading, EXTRACTOR.read_in_turn(text, &mut scratch, true), "{text:?}");
    }

    /// The longest sentence of a text, in tokens: its body or its cells.
    fn longest(text: &str) -> usize {
        let mut scratch = Scratch::default();
        let Scratch { tokens, sentences, .. } = &mut scratch;
        EXTRACTOR.tokens(text, tokens);
        let defined = defined(View { lexicons: EXTRACTOR.lexicons(), tokens, end: tokens.list.len() });
        segment::read(EXTRACTOR.lexicons(), tokens, defined, sentences);
        let told = |s: &Sentence| s.cells.iter().map(|cell| cell.body.len()).sum::<usize>().max(s.body.len());
        sentences.iter().map(told).max().unwrap_or_default()
    }

    /// Whatever is cut is no sentence that somebody dictated.
    #[test]
    fn no_sentence_of_the_corpus_comes_near_the_longest() {
        let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        let archive = std::fs::read(corpus.join("archive/reports.csv")).unwrap();
        let mut archive = csv::Reader::from_reader(&archive[..]);
        let mut texts: Vec<String> =
            archive.records().flat_map(|r| r.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect();
        texts.extend(REPORTS.iter().cloned());
        for folder in ["cases", "paraphrases", "audit"] {
            for entry in std::fs::read_dir(corpus.join(folder)).unwrap() {
                let cases = std::fs::read_to_string(entry.unwrap().path()).unwrap();
                texts.extend(cases.split("\n```").map(str::to_owned));
            }
        }
        let most = texts.iter().map(|text| (longest(text), text)).max().unwrap();
        assert!(most.0 * 2 < segment::LONGEST_SENTENCE, "{most:?}");
    }

    #[test]
    fn putting_sentences_off_changes_nothing_in_the_corpus() {
        assert!(REPORTS.len() > 20);
        for text in REPORTS.iter() {
            same(text);
        }
        for pair in REPORTS.windows(2) {
            same(&pair.concat());
        }
    }

    proptest! {
        #![proptest_config(config(256))]

        #[test]
        fn putting_sentences_off_changes_nothing_in_sentences_thrown_together(
            picks in prop::collection::vec(any::<prop::sample::Index>(), 1..40),
        ) {
            let text: String = picks.iter().flat_map(|pick| [PARTS[pick.index(PARTS.len())], " "]).collect();
            same(&text);
        }
    }
}
