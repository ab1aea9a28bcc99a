//! What single rows cannot show: ids and phrases that stand twice, examples that fail.

use super::table::{Fault, FaultAt};
use super::trie::Root;
use super::{Lexicons, Row};
use crate::token::Tokens;
use std::collections::BTreeMap;

/// Columns of the table that faults point at.
const ID: usize = 0;
const TERM: usize = 1;
const YES: usize = 4;
const NO: usize = 5;

/// Ids that stand twice, and phrases that mean two things in a class.
pub(super) fn twice(lexicons: &Lexicons) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut ids: BTreeMap<&str, &Row> = BTreeMap::new();
    for row in &lexicons.rows {
        if let Some(first) = ids.insert(&row.id, row) {
            let message = format!("id `{}` stands on line {} of {} too", row.id, first.line, name(lexicons, first));
            faults.push(fault(lexicons, row, ID, message, "give the row an id of its own"));
        }
    }
    for phrase in lexicons.trie.phrases() {
        let rows = lexicons.trie.rows(phrase);
        for (at, number) in rows.iter().enumerate() {
            let row = &lexicons.rows[usize::from(*number)];
            let first = rows[..at]
                .iter()
                .map(|other| &lexicons.rows[usize::from(*other)])
                .find(|other| other.tag.class() == row.tag.class() && other.tag != row.tag);
            if let Some(first) = first {
                let spelling = lexicons.trie.spelling(phrase);
                let place = format!("{}, line {} of {}", first.id, first.line, name(lexicons, first));
                let message = format!("`{spelling}` stands in {place} too, with another role");
                faults.push(fault(
                    lexicons,
                    row,
                    TERM,
                    message,
                    "a phrase means one thing in a class: keep one of the two",
                ));
            }
        }
    }
    faults
}

/// Rows whose `yes` they do not match, or whose `no` they do.
pub(super) fn examples(lexicons: &Lexicons) -> Vec<Fault> {
    let mut tokens = Tokens::default();
    let mut faults = Vec::new();
    for (number, row) in lexicons.rows.iter().enumerate() {
        if !matches(lexicons, &row.yes, number, &mut tokens) {
            let message = format!("{} does not match its own `yes`", row.id);
            let remedy = match longer(lexicons, row, &mut tokens) {
                Some(other) => format!("the longer term of {} swallows it: write another example", other.id),
                None => "write an example that holds the term".to_owned(),
            };
            faults.push(fault(lexicons, row, YES, message, remedy));
        }
        if matches(lexicons, &row.no, number, &mut tokens) {
            let message = format!("{} matches its own `no`", row.id);
            faults.push(fault(lexicons, row, NO, message, "write a near miss that must not match, or narrow the term"));
        }
    }
    faults
}

/// Whether the row is among those that read `text`.
fn matches(lexicons: &Lexicons, text: &str, row: usize, tokens: &mut Tokens) -> bool {
    lexicons.tokenise(text, tokens);
    let root = lexicons.rows[row].tag.root();
    if root == Root::Mend {
        lexicons.mend(text, tokens);
    }
    let (mut at, end) = (0, tokens.list.len());
    while at < end {
        match lexicons.longest_in(root, tokens, at, end) {
            Some((found, _)) if lexicons.trie.rows(found).iter().any(|r| usize::from(*r) == row) => return true,
            Some((_, next)) => at = next,
            None => at += 1,
        }
    }
    false
}

/// The row that reads the words of `row` in its `yes`, where a longer term does.
fn longer<'a>(lexicons: &'a Lexicons, row: &Row, tokens: &mut Tokens) -> Option<&'a Row> {
    let words: Vec<String> = row.phrases().iter().map(|phrase| folded(phrase, tokens)).collect();
    lexicons.tokenise(&row.yes, tokens);
    let (mut at, end) = (0, tokens.list.len());
    while at < end {
        let Some((found, next)) = lexicons.longest_in(row.tag.root(), tokens, at, end) else {
            at += 1;
            continue;
        };
        let read: String = tokens.list[at..next].iter().map(|token| format!(" {}", tokens.folded(token))).collect();
        if words.iter().any(|words| format!("{read} ").contains(&format!("{words} "))) {
            return lexicons.trie.rows(found).first().map(|number| &lexicons.rows[usize::from(*number)]);
        }
        at = next;
    }
    None
}

fn folded(text: &str, tokens: &mut Tokens) -> String {
    tokens.read(text);
    tokens.list.iter().map(|token| format!(" {}", tokens.folded(token))).collect()
}

fn name<'a>(lexicons: &'a Lexicons, row: &Row) -> &'a str {
    &lexicons.sources[row.file].name
}

fn fault(lexicons: &Lexicons, row: &Row, column: usize, message: String, remedy: impl Into<String>) -> Fault {
    let at = FaultAt { source: &lexicons.sources[row.file] };
    at.fault(at.cell(row, column), message, remedy)
}
