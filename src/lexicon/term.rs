//! The small pattern language of a lexicon's `term` column.
//!
//! `[x|y z]` may stand there or not, `(x|y)` must; everything else is literal. A term stands for plain phrases, so
//! that one row says what would otherwise be twenty. The phrases are never written out to be compiled: the tree of
//! phrases walks the pieces, and what many phrases begin with is looked at once.

/// Most phrases that one term may stand for: more is a slip of the pen.
const MOST: usize = 6000;
/// Most brackets around a bracket, itself counted.
const DEEPEST: usize = 16;
/// Most words, numbers and marks of a phrase. Each bracket counts as one at least.
const LONGEST: usize = 64;

/// What to do about a bracket or bar that stands wrong.
const BRACKETS: &str = "`[x|y]` may stand there, `(x|y)` must; every bracket is closed";
/// What to do about a term that says too much.
const SPLIT: &str = "split the row";

/// One piece of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Part of a word, or all of it, as it stands.
    Text(&'a str),
    /// What parts two words.
    Space,
    /// One of several; or none, if `optional`.
    Choice {
        /// Written with square brackets.
        optional: bool,
        /// The alternatives.
        of: Vec<Vec<Piece<'a>>>,
    },
}

/// What is wrong with a term: at which byte, what, and what to do.
pub(crate) type Wrong = (usize, String, &'static str);

/// Reads a term, or says what is wrong.
pub(crate) fn parse(term: &str) -> Result<Vec<Piece<'_>>, Wrong> {
    if !term.chars().any(|c| !c.is_whitespace() && !"[](|)".contains(c)) {
        return Err((0, "the term has no words".into(), BRACKETS));
    }
    Parser { text: term, at: 0, depth: 0 }.sequence(None).map(|(pieces, _)| pieces)
}

/// The phrases that a term stands for, sorted; none if it is faulty.
pub(crate) fn expand(term: &str) -> Vec<String> {
    let mut all = Vec::new();
    if let Ok(pieces) = parse(term) {
        spell(&pieces, None, &mut String::new(), &mut all);
    }
    all.sort();
    all.dedup();
    all
}

/// What comes after the pieces at hand: the rest of each bracket around them.
pub(crate) struct Rest<'a> {
    /// Next pieces.
    pub(crate) pieces: &'a [Piece<'a>],
    /// And what comes after them.
    pub(crate) after: Option<&'a Rest<'a>>,
}

fn spell(pieces: &[Piece<'_>], rest: Option<&Rest<'_>>, phrase: &mut String, all: &mut Vec<String>) {
    match pieces.split_first() {
        None => match rest {
            Some(rest) => spell(rest.pieces, rest.after, phrase, all),
            None => {
                let tidy = phrase.split_whitespace().collect::<Vec<_>>().join(" ");
                if !tidy.is_empty() {
                    all.push(tidy);
                }
            }
        },
        Some((Piece::Text(text), tail)) => {
            let length = phrase.len();
            phrase.push_str(text);
            spell(tail, rest, phrase, all);
            phrase.truncate(length);
        }
        Some((Piece::Space, tail)) => {
            phrase.push(' ');
            spell(tail, rest, phrase, all);
            phrase.pop();
        }
        Some((Piece::Choice { optional, of }, tail)) => {
            let rest = Rest { pieces: tail, after: rest };
            if *optional {
                spell(&[], Some(&rest), phrase, all);
            }
            for pieces in of {
                spell(pieces, Some(&rest), phrase, all);
            }
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// Brackets that are open.
    depth: usize,
}

/// How many phrases a piece of a term stands for, and how many words the longest of them has.
#[derive(Clone, Copy)]
struct Extent {
    phrases: usize,
    words: usize,
}

/// What was read, and its extent; or what is wrong.
type Measured<T> = Result<(T, Extent), Wrong>;

impl<'a> Parser<'a> {
    /// Everything up to `close` or `|`.
    fn sequence(&mut self, close: Option<u8>) -> Measured<Vec<Piece<'a>>> {
        let (mut pieces, mut all) = (Vec::new(), Extent { phrases: 1, words: 0 });
        let text = self.text;
        while let Some(&byte) = text.as_bytes().get(self.at) {
            let open = self.at;
            match byte {
                b'[' | b'(' => {
                    self.at += 1;
                    let optional = byte == b'[';
                    let (of, choices) = self.choices(open, if optional { b']' } else { b')' })?;
                    all.phrases = all.phrases.saturating_mul(choices.phrases + usize::from(optional));
                    all.words += choices.words.max(1);
                    if all.phrases > MOST {
                        return Err((open, format!("the term stands for more than {MOST} phrases"), SPLIT));
                    }
                    pieces.push(Piece::Choice { optional, of });
                }
                b']' | b')' | b'|' if close.is_some() => break,
                b']' | b')' | b'|' => {
                    return Err((open, format!("`{}` without an opening bracket", char::from(byte)), BRACKETS));
                }
                _ => {
                    let length = text[open..].find(['[', ']', '(', ')', '|']).unwrap_or(text.len() - open);
                    self.at += length;
                    // a short term has no more words than bytes
                    all.words += if text.len() > LONGEST { words(&text[open..self.at]) } else { 1 };
                    for (index, part) in text[open..self.at].split(char::is_whitespace).enumerate() {
                        pieces.extend((index > 0).then_some(Piece::Space));
                        pieces.extend(Some(Piece::Text(part)).filter(|_| !part.is_empty()));
                    }
                }
            }
            if all.words > LONGEST {
                return Err((open, format!("a phrase of the term has more than {LONGEST} words"), SPLIT));
            }
        }
        Ok((pieces, all))
    }

    fn choices(&mut self, open: usize, close: u8) -> Measured<Vec<Vec<Piece<'a>>>> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err((open, format!("this bracket is nested deeper than {DEEPEST}"), SPLIT));
        }
        let (mut all, mut extent) = (Vec::new(), Extent { phrases: 0, words: 0 });
        loop {
            let (pieces, own) = self.sequence(Some(close))?;
            all.push(pieces);
            extent.phrases = extent.phrases.saturating_add(own.phrases);
            extent.words = extent.words.max(own.words);
            match self.text.as_bytes().get(self.at) {
                Some(b'|') => self.at += 1,
                Some(&byte) if byte == close => {
                    self.at += 1;
                    self.depth -= 1;
                    return Ok((all, extent));
                }
                _ => {
                    let message = format!("this bracket is not closed with `{}`", char::from(close));
                    return Err((open, message, BRACKETS));
                }
            }
        }
    }
}

/// Words, numbers and marks of a text, or spaces if there are more.
fn words(text: &str) -> usize {
    let kind = |c: char| match c {
        c if c.is_whitespace() => 0,
        c if c.is_alphabetic() => 1,
        c if c.is_numeric() => 2,
        _ => 3,
    };
    let mut before = 0;
    let begins = |c: char| {
        let own = kind(c);
        let same = own == std::mem::replace(&mut before, own);
        own > 0 && (own == 3 || !same)
    };
    let spaces = text.chars().filter(|c| c.is_whitespace()).count();
    text.chars().map(begins).filter(|begins| *begins).count().max(spaces)
}

#[cfg(test)]
mod tests {
    use super::{expand, parse};

    #[test]
    fn brackets_expand() {
        assert_eq!(expand("no"), ["no"]);
        assert_eq!(
            expand("no [definite] (sign|evidence) of"),
            ["no definite evidence of", "no definite sign of", "no evidence of", "no sign of"]
        );
        assert_eq!(expand("disc[s]"), ["disc", "discs"]);
        assert_eq!(expand("[a (b|c)] d"), ["a b d", "a c d", "d"]);
        assert_eq!(expand("[x]"), ["x"]);
    }

    #[test]
    fn faults_say_where() {
        assert_eq!(parse("no [x").unwrap_err().0, 3);
        assert_eq!(parse("no x]").unwrap_err().0, 4);
        assert_eq!(parse("no (x]").unwrap_err().0, 3);
        assert!(parse("[]").is_err());
        assert_eq!(parse(&"(a|b)".repeat(14)).unwrap_err().0, 60);
    }

    #[test]
    fn terms_have_bounds() {
        assert!(parse(&format!("{}x{}", "(".repeat(16), ")".repeat(16))).is_ok());
        assert_eq!(parse(&format!("x{}", "(".repeat(100_000))).unwrap_err().0, 17);
        assert!(parse(&"x ".repeat(64)).is_ok());
        for many in ["x ", "x-", "x1", "x  ", "(x)", "(x ())", "(x [y|])"] {
            let (_, message, _) = parse(&many.repeat(100_000)).unwrap_err();
            assert!(message.contains("more than 64 words") || message.contains("6000 phrases"), "{message}");
        }
    }
}
