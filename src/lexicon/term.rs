//! The small pattern language of a lexicon's `term` column.
//!
//! `[x|y z]` may stand there or not, `(x|y)` must; everything else is literal. A term stands for plain phrases, so
//! that one row says what would otherwise be twenty. The phrases are never written out to be compiled: the tree of
//! phrases walks the pieces, and what many phrases begin with is looked at once.

/// Most phrases that one term may stand for: more is a slip of the pen.
const MOST: usize = 6000;

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

/// Reads a term, or says what is wrong and at which byte.
pub(crate) fn parse(term: &str) -> Result<Vec<Piece<'_>>, (usize, String)> {
    if !term.chars().any(|c| !c.is_whitespace() && !"[](|)".contains(c)) {
        return Err((0, "the term has no words".into()));
    }
    Parser { text: term, at: 0 }.sequence(None).map(|(pieces, _)| pieces)
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
}

/// What was read, and how many phrases it stands for; or what is wrong, and at which byte.
type Counted<T> = Result<(T, usize), (usize, String)>;

impl<'a> Parser<'a> {
    /// Everything up to `close` or `|`.
    fn sequence(&mut self, close: Option<u8>) -> Counted<Vec<Piece<'a>>> {
        let (mut pieces, mut count) = (Vec::new(), 1_usize);
        let text = self.text;
        while let Some(&byte) = text.as_bytes().get(self.at) {
            let open = self.at;
            match byte {
                b'[' | b'(' => {
                    self.at += 1;
                    let optional = byte == b'[';
                    let (of, choices) = self.choices(open, if optional { b']' } else { b')' })?;
                    count = count.saturating_mul(choices + usize::from(optional));
                    if count > MOST {
                        return Err((open, format!("the term stands for more than {MOST} phrases; split the row")));
                    }
                    pieces.push(Piece::Choice { optional, of });
                }
                b']' | b')' | b'|' if close.is_some() => break,
                b']' | b')' | b'|' => {
                    return Err((open, format!("`{}` without an opening bracket", char::from(byte))));
                }
                _ => {
                    let length = text[open..].find(['[', ']', '(', ')', '|']).unwrap_or(text.len() - open);
                    self.at += length;
                    for (index, part) in text[open..self.at].split(char::is_whitespace).enumerate() {
                        pieces.extend((index > 0).then_some(Piece::Space));
                        pieces.extend(Some(Piece::Text(part)).filter(|_| !part.is_empty()));
                    }
                }
            }
        }
        Ok((pieces, count))
    }

    fn choices(&mut self, open: usize, close: u8) -> Counted<Vec<Vec<Piece<'a>>>> {
        let (mut all, mut count) = (Vec::new(), 0_usize);
        loop {
            let (pieces, phrases) = self.sequence(Some(close))?;
            all.push(pieces);
            count = count.saturating_add(phrases);
            match self.text.as_bytes().get(self.at) {
                Some(b'|') => self.at += 1,
                Some(&byte) if byte == close => {
                    self.at += 1;
                    return Ok((all, count));
                }
                _ => return Err((open, format!("this bracket is not closed with `{}`", char::from(close)))),
            }
        }
    }
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
}
