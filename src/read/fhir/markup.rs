//! The text of HTML and RTF documents.

use encoding_rs::WINDOWS_1252;

/// Elements that end a line.
const BLOCKS: [&str; 15] =
    ["br", "p", "div", "tr", "li", "ul", "ol", "table", "hr", "h1", "h2", "h3", "h4", "body", "pre"];
/// Elements whose content is no text.
const UNSEEN: [&str; 4] = ["script", "style", "head", "title"];
const ENTITIES: [(&str, &str); 8] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("rsquo", "\u{2019}"),
    ("ndash", "\u{2013}"),
];

/// The text of a page or a fragment of one.
pub(super) fn html(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let step = if rest.starts_with('<') { tag(rest, &mut out) } else { entity(rest, &mut out) };
        match step {
            Some(step) => rest = &rest[step..],
            None => {
                out.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The length of the tag that `rest` begins with, and of what it hides; a line end for it if it ends one.
fn tag(rest: &str, out: &mut String) -> Option<usize> {
    if rest.starts_with("<!--") {
        return rest.find("-->").map(|end| end + 3);
    }
    let inner = &rest[1..];
    let closing = inner.starts_with('/');
    let name_at = usize::from(closing);
    let name: String = inner[name_at..].chars().take_while(char::is_ascii_alphanumeric).collect();
    // `<` of a comparison is no tag.
    if name.is_empty() && !inner.starts_with(['!', '?']) {
        return None;
    }
    let end = rest.find('>')? + 1;
    let name = name.to_ascii_lowercase();
    if UNSEEN.contains(&name.as_str()) && !closing && !rest[..end].ends_with("/>") {
        let close = format!("</{name}");
        let lower = rest[end..].to_ascii_lowercase();
        let hidden = lower.find(&close)?;
        return lower[hidden..].find('>').map(|found| end + hidden + found + 1);
    }
    if BLOCKS.contains(&name.as_str()) && !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    } else if matches!(name.as_str(), "td" | "th") {
        out.push(' ');
    } else if name == "br" {
        out.push('\n');
    }
    Some(end)
}

fn entity(rest: &str, out: &mut String) -> Option<usize> {
    const LONGEST: usize = 10;
    let end = rest.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = &rest[1..end];
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        out.push(char::from_u32(code).filter(|c| *c != '\0')?);
    } else {
        out.push_str(ENTITIES.iter().find(|(known, _)| *known == name)?.1);
    }
    Some(end + 1)
}

/// Groups of RTF that hold no text.
const DESTINATIONS: [&str; 8] = ["fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "footer", "generator"];

/// The text of an RTF document in Windows-1252.
pub(super) fn rtf(source: &[u8]) -> String {
    let mut out = String::with_capacity(source.len());
    // Whether each open group is hidden.
    let mut hidden = vec![false];
    let mut at = 0;
    while let Some(&byte) = source.get(at) {
        at += 1;
        let shown = !hidden.last().copied().unwrap_or(false);
        match byte {
            b'{' => hidden.push(!shown),
            b'}' if hidden.len() > 1 => {
                hidden.pop();
            }
            b'\\' => at += control(&source[at..], shown, &mut hidden, &mut out),
            b'\r' | b'\n' | b'}' => {}
            _ if shown => out.push_str(&WINDOWS_1252.decode_without_bom_handling(&[byte]).0),
            _ => {}
        }
    }
    out
}

/// Reads what follows a backslash: its length.
fn control(rest: &[u8], shown: bool, hidden: &mut [bool], out: &mut String) -> usize {
    let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    if letters == 0 {
        return symbol(rest, shown, hidden, out);
    }
    let word = String::from_utf8_lossy(&rest[..letters]).into_owned();
    let signed = usize::from(rest.get(letters) == Some(&b'-'));
    let digits = rest[letters + signed..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut length = letters + if digits > 0 { signed + digits } else { 0 };
    let number: Option<i32> = std::str::from_utf8(&rest[letters..length]).ok().and_then(|digits| digits.parse().ok());
    length += usize::from(rest.get(length) == Some(&b' '));
    if DESTINATIONS.contains(&word.as_str())
        && let Some(group) = hidden.last_mut()
    {
        *group = true;
    }
    if !shown {
        return length;
    }
    match word.as_str() {
        "par" | "line" | "row" => out.push('\n'),
        "tab" | "cell" => out.push('\t'),
        "rquote" => out.push('\u{2019}'),
        "lquote" => out.push('\u{2018}'),
        "endash" => out.push('\u{2013}'),
        "u" => {
            let code = number.map(|number| if number < 0 { number + 0x1_0000 } else { number });
            out.push(code.and_then(|code| char::from_u32(u32::try_from(code).ok()?)).unwrap_or('\u{FFFD}'));
            // What follows stands for it where it is not known.
            length += match rest.get(length..) {
                Some([b'\\', b'\'', _, _, ..]) => 4,
                Some([byte, ..]) if !matches!(byte, b'\\' | b'{' | b'}') => 1,
                _ => 0,
            };
        }
        _ => {}
    }
    length
}

fn symbol(rest: &[u8], shown: bool, hidden: &mut [bool], out: &mut String) -> usize {
    match rest {
        [b'\'', high, low, ..] => {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let code = digit(*high).zip(digit(*low)).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
            if let Some(byte) = code.filter(|_| shown) {
                out.push_str(&WINDOWS_1252.decode_without_bom_handling(&[byte]).0);
            }
            3
        }
        [b'*', ..] => {
            if let Some(group) = hidden.last_mut() {
                *group = true;
            }
            1
        }
        [b'~', ..] if shown => {
            out.push(' ');
            1
        }
        [b'\r' | b'\n', ..] if shown => {
            out.push('\n');
            1
        }
        [byte @ (b'\\' | b'{' | b'}'), ..] if shown => {
            out.push(char::from(*byte));
            1
        }
        [] => 0,
        _ => 1,
    }
}
