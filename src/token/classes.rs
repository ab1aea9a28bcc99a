//! What characters mean to the tokeniser, also those that a wrong decoding made of others.

use super::{CHECK, CROSS, EMPTY_BOX, TICKED_BOX};

/// What one character means to the tokeniser.
pub(super) enum Class {
    /// A letter that folds to these ASCII letters.
    Letter(&'static str, bool),
    Space,
    Tab,
    Newline,
    Apostrophe,
    Mark(u8),
    /// No width and no meaning.
    Nothing,
}

/// An apostrophe, a dash or a space of UTF-8 that was read as Windows-1252 or Latin-1, once or twice.
pub(super) fn misread(rest: &str) -> Option<(Class, usize)> {
    const MISREAD: [(&str, Option<u8>); 15] = [
        ("â€™", None),
        ("â€˜", None),
        ("â€“", Some(b'-')),
        ("â€”", Some(b'-')),
        ("â€‘", Some(b'-')),
        ("â€\u{90}", Some(b'-')),
        ("â\u{80}\u{99}", None),
        ("â\u{80}\u{98}", None),
        ("â\u{80}\u{93}", Some(b'-')),
        ("â\u{80}\u{94}", Some(b'-')),
        ("Ã¢â‚¬â„¢", None),
        ("Ã¢â‚¬Ëœ", None),
        ("Ã¢â‚¬â€œ", Some(b'-')),
        ("Â´", None),
        ("Â\u{a0}", Some(b' ')),
    ];
    if !rest.starts_with(['â', 'Ã', 'Â']) {
        return None;
    }
    let (bytes, mark) = MISREAD.iter().find(|(bytes, _)| rest.starts_with(bytes))?;
    let class = match mark {
        None => Class::Apostrophe,
        Some(b' ') => Class::Space,
        Some(mark) => Class::Mark(*mark),
    };
    Some((class, bytes.len()))
}

pub(super) fn class_of(c: char) -> Class {
    match c {
        '\'' | '`' | '’' | '‘' | '´' | 'ʼ' | '′' | '‛' | '\u{92}' | '\u{91}' | '＇' => Class::Apostrophe,
        '-' | '‐' | '‑' | '‒' | '–' | '−' | '\u{96}' | '﹣' | '－' | '～' | '〜' => Class::Mark(b'-'),
        '—' | '―' | '\u{97}' => Class::Mark(b'_'),
        '、' | '，' | '､' => Class::Mark(b','),
        '。' | '．' => Class::Mark(b'.'),
        '\u{ff01}'..='\u{ff5e}' => full_width(c),
        '①'..='⑳' | '・' | '※' | '◆' | '★' => Class::Mark(b'*'),
        '•' | '●' | '▪' | '■' | '◦' | '‣' | '·' | '○' | '\u{95}' | '►' | '➢' | '→' | '∙' | '‧' | '⁃' | '➤' | '▶'
        | '❖' | '◼' | '◾' | '\u{f0a7}' | '\u{f0b7}' | '\u{f0d8}' | '\u{f0fc}' => Class::Mark(b'*'),
        '“' | '”' | '„' | '«' | '»' | '\u{93}' | '\u{94}' => Class::Mark(b'"'),
        '×' => Class::Mark(b'*'),
        '㎜' => Class::Letter("mm", false),
        '㎝' => Class::Letter("cm", false),
        'Ⅰ' | 'ⅰ' => Class::Letter("i", c == 'Ⅰ'),
        'Ⅱ' | 'ⅱ' => Class::Letter("ii", c == 'Ⅱ'),
        'Ⅲ' | 'ⅲ' => Class::Letter("iii", c == 'Ⅲ'),
        '☐' | '□' | '❏' => Class::Mark(EMPTY_BOX),
        '☒' | '☑' | '🗹' | '✅' | '🗷' => Class::Mark(TICKED_BOX),
        '✓' | '✔' => Class::Mark(CHECK),
        '✗' | '✘' | '✖' | '❌' => Class::Mark(CROSS),
        '…' => Class::Mark(b'.'),
        '│' | '┃' | '║' | '¦' => Class::Mark(b'|'),
        // the rules of a frame
        '\u{2500}'..='\u{257f}' => Class::Mark(b'-'),
        '³' | '²' | '¹' => Class::Nothing,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => Class::Nothing,
        '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}' => Class::Newline,
        '\t' => Class::Tab,
        c if c.is_whitespace() => Class::Space,
        // letters of a script without capitals begin lines and names like capitals
        c if c.is_alphabetic() => Class::Letter(ascii_of(c), !c.is_lowercase()),
        c if c.is_ascii() && !c.is_ascii_control() => Class::Mark(c as u8),
        c if c.is_control() => Class::Space,
        _ => Class::Mark(b'~'),
    }
}

/// The full-width form of a plain character.
fn full_width(c: char) -> Class {
    let plain = char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(' ');
    match plain {
        'a'..='z' | 'A'..='Z' => Class::Letter(ascii_of(plain.to_ascii_lowercase()), plain.is_ascii_uppercase()),
        '\'' => Class::Apostrophe,
        _ => Class::Mark(plain as u8),
    }
}

/// The plain letters, in order.
pub(super) const PLAIN: &str = "abcdefghijklmnopqrstuvwxyz";

/// The plain letters of an accented one; `?` for a letter of another script.
fn ascii_of(c: char) -> &'static str {
    const LATIN: [(&str, &str); 32] = [
        ("àáâãäåāăą", "a"),
        ("çćč", "c"),
        ("ďđð", "d"),
        ("èéêëēėęě", "e"),
        ("ğģ", "g"),
        ("ìíîïīįı", "i"),
        ("ķ", "k"),
        ("ļľł", "l"),
        ("ñńņň", "n"),
        ("òóôõöøōő", "o"),
        ("ŕř", "r"),
        ("śşšș", "s"),
        ("ţťț", "t"),
        ("ùúûüūůűų", "u"),
        ("ýÿ", "y"),
        ("źżž", "z"),
        // letters of Greek and Cyrillic that look like plain ones: `Тh12`, `type ΙΙ`
        ("аα", "a"),
        ("вβ", "b"),
        ("с", "c"),
        ("еε", "e"),
        ("нη", "h"),
        ("ι", "i"),
        ("кκ", "k"),
        ("м", "m"),
        ("оο", "o"),
        ("рρ", "p"),
        ("тτ", "t"),
        ("хχ", "x"),
        ("œ", "oe"),
        ("æ", "ae"),
        ("ß", "ss"),
        ("ﬁ", "fi"),
    ];
    let lower = c.to_lowercase().next().unwrap_or(c);
    if let Some(at) = PLAIN.find(lower) {
        return &PLAIN[at..=at];
    }
    LATIN.iter().find(|(letters, _)| letters.contains(lower)).map_or("?", |(_, ascii)| ascii)
}
