//! Quoted-printable, which mail programs leave in texts: a `=` at a line's end that joins it to the next, and bytes as
//! `=E2=80=99`.

use super::classes::{Class, class_of};
use memchr::memchr_iter;

/// Whether a text is quoted-printable: lines are joined within words, or bytes of punctuation are spelt out.
pub(crate) fn is_quoted(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut joins, mut within, mut spelt) = (false, false, false);
    for at in memchr_iter(b'=', bytes) {
        match join(&bytes[at..]) {
            Some(length) => {
                joins = true;
                let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_lowercase);
                within |= letter(at.checked_sub(1).and_then(|at| bytes.get(at))) && letter(bytes.get(at + length));
            }
            // not `EDEMA=ABSENT`: one that others follow, a `=` itself, a space at a line's end
            None => {
                let next = bytes.get(at + 3);
                spelt |= byte(&bytes[at..]).is_some_and(|byte| match byte {
                    0xc2..=0xef => next == Some(&b'='),
                    b'=' => true,
                    b' ' => matches!(next, Some(b'\n' | b'\r')),
                    _ => false,
                });
            }
        }
    }
    within || joins && spelt || spelt && text.contains("=E2=80=")
}

/// Length of a `=` that joins its line to the next.
fn join(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'=', b'\n', ..] => Some(2),
        [b'=', b'\r', b'\n', ..] => Some(3),
        _ => None,
    }
}

/// The byte that `=E2` spells.
fn byte(rest: &[u8]) -> Option<u8> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    };
    match rest {
        [b'=', high, low, ..] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    }
}

/// Class and length of what a `=` begins.
pub(super) fn read(rest: &[u8]) -> (Class, usize) {
    if let Some(length) = join(rest) {
        return (Class::Nothing, length);
    }
    let Some(first) = byte(rest) else { return (Class::Mark(b'='), 1) };
    let count = match first {
        b'\n' => return (Class::Newline, 3),
        b'\r' => return (Class::Nothing, 3),
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0.. => 4,
        _ => 1,
    };
    let mut all = [0; 4];
    let mut read = 0;
    while read < count
        && let Some(byte) = rest.get(3 * read..).and_then(byte)
    {
        all[read] = byte;
        read += 1;
    }
    match std::str::from_utf8(&all[..read]).ok().and_then(|text| text.chars().next()) {
        Some(c) => (class_of(c), 3 * read),
        // Windows-1252
        None => (class_of(char::from(first)), 3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::Tokens;

    #[test]
    fn joined_lines_and_spelt_bytes_are_read() {
        let text = "No Schmorl=E2=80=99s no=\ndes at L4=E2=80=93L5.=20\nSchm=C3=B6rl=92s no=\r\nde";
        assert!(is_quoted(text));
        let mut tokens = Tokens::default();
        tokens.read_as_sent(text, true, &());
        let words: Vec<_> = tokens.list.iter().map(|t| tokens.folded(t)).collect();
        assert_eq!(
            words,
            ["no", "schmorls", "nodes", "at", "l", "4", "-", "l", "5", ".", "schmorls", "node"],
            "{words:?}"
        );
        assert_eq!(tokens.list[2].span.text(text), "no=\ndes");
    }

    #[test]
    fn equations_are_none() {
        for text in
            ["AP =20 mm", "Edema =\nNone", "a=b", "LEVEL=L4\nSIDE=\nNODE=20", "=", "x=E", "MODIC=\nEDEMA=ABSENT;X=FA"]
        {
            assert!(!is_quoted(text), "{text}");
        }
    }
}
