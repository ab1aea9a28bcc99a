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
pub(in crate::read) fn html(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut ahead = Ahead::new(source);
    let mut at = 0;
    while let Some(found) = source[at..].find(['<', '&']) {
        out.push_str(&source[at..at + found]);
        at += found;
        let rest = &source[at..];
        let step = if rest.starts_with('<') { tag(rest, at, &mut ahead, &mut out) } else { entity(rest, &mut out) };
        match step {
            Some(step) => at += step,
            None => {
                out.push_str(&rest[..1]);
                at += 1;
            }
        }
    }
    out.push_str(&source[at..]);
    out
}

/// What ends marks, and where each stands next. A page that opens a thousand marks and closes none is searched for an
/// end once, and not a thousand times.
struct Ahead<'a> {
    source: &'a [u8],
    /// Where each of [`ENDS`] stands next, as far as that was asked for; the page's length where there is none.
    next: [usize; ENDS.len()],
}

/// What ends a tag, a comment, each of [`UNSEEN`], and the tag that ends that one.
const ENDS: [&str; 2 + 2 * UNSEEN.len()] = [">", "-->", "</script", "</style", "</head", "</title", ">", ">", ">", ">"];

impl<'a> Ahead<'a> {
    fn new(source: &'a str) -> Self {
        Self { source: source.as_bytes(), next: [0; ENDS.len()] }
    }

    /// Where the end of that index stands from `at` on. Must be asked with places that only grow.
    fn find(&mut self, end: usize, at: usize) -> Option<usize> {
        let (next, words) = (&mut self.next[end], ENDS[end].as_bytes());
        // Places before `next` were searched, but for the first time, and that one holds it.
        if *next < at || *next == 0 {
            let is = |window: &[u8]| window.eq_ignore_ascii_case(words);
            let found = memchr::memchr_iter(words[0], &self.source[at..])
                .find(|found| self.source.get(at + found..at + found + words.len()).is_some_and(is));
            *next = found.map_or(self.source.len(), |found| at + found);
        }
        (*next < self.source.len()).then_some(*next)
    }
}

/// The length of the tag that `rest` begins with, which stands at `at`, and of what it hides; a line end for it if it
/// ends one.
fn tag(rest: &str, at: usize, ahead: &mut Ahead<'_>, out: &mut String) -> Option<usize> {
    if rest.starts_with("<!--") {
        return ahead.find(1, at).map(|end| end + ENDS[1].len() - at);
    }
    let inner = &rest[1..];
    let closing = inner.starts_with('/');
    let name_at = usize::from(closing);
    let name: String = inner[name_at..].chars().take_while(char::is_ascii_alphanumeric).collect();
    // `<` of a comparison is no tag.
    if name.is_empty() && !inner.starts_with(['!', '?']) {
        return None;
    }
    let end = ahead.find(0, at)? + 1 - at;
    let name = name.to_ascii_lowercase();
    let unseen = UNSEEN.iter().position(|unseen| *unseen == name).filter(|_| !closing && !rest[..end].ends_with("/>"));
    if let Some(unseen) = unseen {
        let close = ahead.find(2 + unseen, at + end)?;
        return ahead.find(2 + UNSEEN.len() + unseen, close).map(|found| found + 1 - at);
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
pub(in crate::read) fn rtf(source: &[u8]) -> String {
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
