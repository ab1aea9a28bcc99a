//! Vertebrae told one after the other of which only the first has the verb and the finding: `L1 has a node superiorly, L2 inferiorly
//! and L3 both`, `L1 shows a node in its upper endplate, L2 one in the lower`.
//!
//! Each is read as a clause of its own: `; L2 has a node inferiorly; L3 has a node in both endplates`.

use crate::extract::atoms::{Atom, What};
use crate::extract::bind::inside_noun_phrase;
use crate::extract::place::endplate_of;
use crate::lexicon::tag::Tag;

/// Writes the clauses out.
pub(super) fn write_out(atoms: &mut Vec<Atom>) {
    let first = atoms.iter().take_while(|a| a.prefix).count();
    let Some(Clause { subject, named, behind, side }) = clause(&atoms[first..]) else { return };
    let (verb, finding, behind) = (first + subject, first + named, first + behind);
    let verbs = atoms[verb..finding].iter().take_while(|a| a.any(&[Tag::Verb, Tag::Shows])).count();
    let mut said = atoms[verb..verb + verbs].to_vec();
    said.extend(atoms[verb + verbs..finding].iter().filter(|a| a.is(Tag::Article)).take(1).cloned());
    let mut named = atoms[finding].clone();
    if let What::Node { plural } = &mut named.what {
        *plural = false;
    }
    let mut at = behind + side.len;
    if member(&atoms[at..]).is_some() {
        // `in its inferior`
        at = behind + side.words.len();
        atoms.splice(behind..behind + side.len, side.words);
    }
    while let Some((joint, subject, side)) = member(&atoms[at..]) {
        let from = at + joint;
        let mut words = vec![atoms[at].like(What::Mark(b';'), None)];
        words.extend_from_slice(&atoms[from..from + subject.len]);
        words.extend_from_slice(&said);
        // `L2 one inferiorly`: the word that stands for the finding is where it is read
        let stands = subject.stands.then(|| &atoms[from + subject.len]);
        let (from_token, to, span) = stands.map_or((named.from, named.to, named.span), |a| (a.from, a.to, a.span));
        words.push(Atom { from: from_token, to, span, ..named.clone() });
        words.extend(side.words);
        let end = from + subject.len + usize::from(subject.stands) + side.len;
        let length = words.len();
        atoms.splice(at..end, words);
        at += length;
    }
}

/// The clause that the others are gapped like: `L1 has a node superiorly`.
struct Clause {
    /// How many atoms its subject takes.
    subject: usize,
    /// Where its finding stands.
    named: usize,
    /// Where its side begins.
    behind: usize,
    side: Side,
}

fn clause(words: &[Atom]) -> Option<Clause> {
    let subject = subject(words)?;
    let verbs = words[subject..].iter().take_while(|a| a.any(&[Tag::Verb, Tag::Shows])).count();
    let own = |a: &&Atom| inside_noun_phrase(a) && !a.is_head();
    let named = subject + verbs + words[subject + verbs..].iter().take_while(own).count();
    let finding = words.get(named)?.is_finding();
    let denied = words[subject..named].iter().any(|a| a.is(Tag::NegationBefore));
    // `of 4 mm`
    let sized = words[named + 1..].iter().take_while(|a| a.is(Tag::Of) || inside_noun_phrase(a)).count();
    let sized =
        if words[named + 1..named + 1 + sized].iter().any(|a| matches!(a.what, What::Size(_))) { sized } else { 0 };
    let behind = named + 1 + sized;
    let bare = words.get(behind).is_some_and(|a| a.is(Tag::And) || a.is_written_comma());
    let side = side(&words[behind..], false).or_else(|| bare.then_some(Side { len: 0, words: Vec::new() }))?;
    (verbs > 0 && finding && !denied).then_some(Clause { subject, named, behind, side })
}

/// How many atoms the vertebrae at the beginning take.
fn subject(words: &[Atom]) -> Option<usize> {
    let level = |a: &Atom| matches!(a.what, What::Levels(_));
    let inside =
        |a: &&Atom| level(a) || a.any(&[Tag::Article, Tag::VertebraNoun, Tag::VertebraNouns, Tag::And]) && !a.is_head();
    let length = words.iter().take_while(inside).count();
    (words[..length].iter().any(level) && !words[length - 1].is(Tag::And)).then_some(length)
}

/// The vertebrae of a member, and whether a word stands for the finding: `L2 one`.
struct Member {
    len: usize,
    stands: bool,
}

/// A member of the list: how many atoms its joint takes, what it names, and on which side it has the finding.
fn member(words: &[Atom]) -> Option<(usize, Member, Side)> {
    let comma = usize::from(words.first().is_some_and(|a| a.is_written_comma() || a.mark() == Some(b';')));
    let and = usize::from(words.get(comma).is_some_and(|a| a.any(&[Tag::And, Tag::Terminator])));
    let joint = comma + and;
    let len = subject(words.get(joint..)?).filter(|_| joint > 0)?;
    let stands = |a: &Atom| a.what == What::Phrase && a.any(&[Tag::OneNoun, Tag::AnotherNode, Tag::Ellipsis]);
    let stand = words.get(joint + len).filter(|a| stands(a));
    let at = joint + len + usize::from(stand.is_some());
    // `L1 has a node and L2 another`, `L3 two`
    let alone =
        words.get(joint + len).is_some_and(|a| a.any(&[Tag::OneNoun, Tag::CountOf(2)]) && a.what == What::Phrase);
    let ends = |at: usize| words.get(at).is_none_or(|a| a.mark().is_some() || a.is(Tag::And));
    if alone && ends(joint + len + 1) && stated(words, joint + len) {
        return Some((joint, Member { len, stands: true }, Side { len: 0, words: Vec::new() }));
    }
    // `one in` is one phrase
    let side = side(words.get(at..)?, stand.is_some_and(|a| a.is(Tag::Ellipsis)))?;
    Some((joint, Member { len, stands: stand.is_some() }, side))
}

/// Whether the word at an atom stands for a finding by itself: `another`, `two`, but not the `one` of `type one`.
fn stated(words: &[Atom], at: usize) -> bool {
    words[at].is(Tag::CountOf(2)) || words[at].is(Tag::OneNoun) && !words[at].is(Tag::Definite)
}

/// The words of a side, written out.
pub(super) struct Side {
    /// How many atoms say it.
    pub(super) len: usize,
    pub(super) words: Vec<Atom>,
}

/// Writes out `L1 both` and `L1 both superiorly and inferiorly` behind places of one side: `L1 both endplates`.
pub(super) fn both_alone(atoms: &mut Vec<Atom>) {
    let mut i = 1;
    while i < atoms.len() {
        // `at L3, both`
        let comma = usize::from(i > 1 && atoms[i - 1].is_written_comma());
        let level = matches!(atoms[i - 1 - comma].what, What::Levels(_)) && !atoms[i].prefix;
        let told = atoms[i].is(Tag::Both) && level && atoms[..i - 1].iter().any(|a| endplate_of(a).is_some());
        if let Some(side) = told.then(|| side(&atoms[i..], false)).flatten().filter(|side| side.words.len() == 3) {
            // without the preposition
            atoms.splice(i - comma..i + side.len, side.words.into_iter().skip(1));
        }
        i += 1;
    }
}

/// `superiorly`, `in its upper endplate`, `in the lower`, `both`, `in both endplates`, `both superiorly and inferiorly`.
pub(super) fn side(words: &[Atom], led: bool) -> Option<Side> {
    const CLOSES: [Tag; 2] = [Tag::And, Tag::Terminator];
    let ends = |len: usize| words.get(len).is_none_or(|a| a.mark().is_some() || a.any(&CLOSES));
    let adverb = |at: usize| words.get(at).is_some_and(|a| a.any(&[Tag::Superiorly, Tag::Inferiorly]));
    let noun = |at: usize, noun: Tag| words.get(at).is_some_and(|a| a.is(noun));
    let both = |at: usize| words.get(at).is_some_and(|a| a.is(Tag::Both) || a.is(Tag::Each) && !a.is(Tag::Article));
    let of_both = |at: &Atom| {
        let both = Atom { phrase: at.phrase, ..at.like(What::Phrase, Some(Tag::Both)) };
        vec![at.like(What::Phrase, Some(Tag::At)), both, at.like(What::Phrase, Some(Tag::EndplateNouns))]
    };
    let start = usize::from(both(0));
    if adverb(start) && noun(start + 1, Tag::And) && adverb(start + 2) && ends(start + 3) {
        return Some(Side { len: start + 3, words: of_both(&words[start]) });
    }
    if adverb(0) && ends(1) {
        return Some(Side { len: 1, words: words[..1].to_vec() });
    }
    let lead = words.iter().take_while(|a| a.any(&[Tag::At, Tag::Article, Tag::Possessive]) && !both_word(a)).count();
    let lead =
        if words.get(lead).is_some_and(|a| endplate_of(a).is_some() || both_word(a)) { lead } else { return None };
    let nouns = usize::from(
        noun(lead + 1, Tag::EndplateNoun) || noun(lead + 1, Tag::EndplateNouns) || noun(lead + 1, Tag::OneNoun),
    );
    // `in the lower only`
    let only = usize::from(words.get(lead + 1 + nouns).is_some_and(|a| a.what == What::Word) && lead > 0);
    let len = lead + 1 + nouns + only;
    if !ends(len) {
        return None;
    }
    if both(lead) {
        return Some(Side { len, words: of_both(&words[lead]) });
    }
    let led = led || words[..lead].iter().any(|a| a.is(Tag::At));
    let at = words[lead].like(What::Phrase, Some(Tag::At));
    let noun = words[lead].like(What::Phrase, Some(Tag::EndplateNoun));
    (led || nouns > 0).then(|| Side { len, words: vec![at, words[lead].clone(), noun] })
}

/// `both`, `each`.
fn both_word(atom: &Atom) -> bool {
    atom.is(Tag::Both) || atom.is(Tag::Each)
}
