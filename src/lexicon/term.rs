//! The small pattern language of a lexicon's `term` column.
//!
//! `[x|y z]` may stand there or not, `(x|y)` must; everything else is literal. A term expands to plain phrases, so
//! that one row says what would otherwise be twenty.

/// Most phrases that one term may expand to: more is a slip of the pen.
const MOST: usize = 6000;

/// Expands a term into phrases, or says what is wrong and at which byte.
pub(crate) fn expand(term: &str) -> Result<Vec<String>, (usize, String)> {
    let mut parser = Parser { text: term, at: 0 };
    let phrases = parser.sequence(None)?;
    let mut tidy: Vec<String> =
        phrases.iter().map(|p| p.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|p| !p.is_empty()).collect();
    tidy.sort();
    tidy.dedup();
    if tidy.is_empty() {
        return Err((0, "the term is empty".into()));
    }
    Ok(tidy)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    /// Everything up to `close` or `|`.
    fn sequence(&mut self, close: Option<char>) -> Result<Vec<String>, (usize, String)> {
        let mut phrases = vec![String::new()];
        while let Some(c) = self.text[self.at..].chars().next() {
            let open = self.at;
            match c {
                '[' | '(' => {
                    self.at += 1;
                    let choices = self.choices(open, if c == '[' { ']' } else { ')' }, c == '[')?;
                    phrases = phrases
                        .iter()
                        .flat_map(|phrase| choices.iter().map(move |choice| format!("{phrase}{choice}")))
                        .collect();
                    if phrases.len() > MOST {
                        return Err((open, format!("the term expands to more than {MOST} phrases; split the row")));
                    }
                }
                ']' | ')' | '|' if close.is_some() => break,
                ']' | ')' | '|' => return Err((open, format!("`{c}` without an opening bracket"))),
                c => {
                    self.at += c.len_utf8();
                    for phrase in &mut phrases {
                        phrase.push(c);
                    }
                }
            }
        }
        Ok(phrases)
    }

    fn choices(&mut self, open: usize, close: char, optional: bool) -> Result<Vec<String>, (usize, String)> {
        let mut all = if optional { vec![String::new()] } else { Vec::new() };
        loop {
            all.extend(self.sequence(Some(close))?);
            match self.text[self.at..].chars().next() {
                Some('|') => self.at += 1,
                Some(c) if c == close => {
                    self.at += 1;
                    return Ok(all);
                }
                _ => return Err((open, format!("this bracket is not closed with `{close}`"))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn brackets_expand() {
        assert_eq!(expand("no").unwrap(), ["no"]);
        assert_eq!(expand("no [definite] (sign|evidence) of").unwrap(), [
            "no definite evidence of",
            "no definite sign of",
            "no evidence of",
            "no sign of"
        ]);
        assert_eq!(expand("disc[s]").unwrap(), ["disc", "discs"]);
        assert_eq!(expand("[a (b|c)] d").unwrap(), ["a b d", "a c d", "d"]);
    }

    #[test]
    fn faults_say_where() {
        assert_eq!(expand("no [x").unwrap_err().0, 3);
        assert_eq!(expand("no x]").unwrap_err().0, 4);
        assert_eq!(expand("[x]").unwrap(), ["x"]);
        assert!(expand("[]").is_err());
        assert!(expand(&"(a|b)".repeat(14)).is_err());
    }
}
