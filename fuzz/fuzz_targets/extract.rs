//! Extraction of findings from any text: nothing fails, every span is words of the text, and what the screen passes
//! over holds no finding.
#![no_main]

use libfuzzer_sys::fuzz_target;
use schmorl::extract::{Extractor, Scratch, Screen};
use schmorl::guidance::Guidance;
use schmorl::lexicon::Lexicons;
use std::sync::{Arc, LazyLock};

struct Tools {
    extractor: Extractor,
    screen: Screen,
    guidance: Guidance,
}

static TOOLS: LazyLock<Tools> = LazyLock::new(|| {
    let lexicons = Arc::new(Lexicons::embedded());
    let screen = Screen::new(&lexicons);
    let guidance = Guidance::load(None).expect("the guidance of the program is sound");
    Tools { extractor: Extractor::new(lexicons), screen, guidance }
});

fuzz_target!(|data: &[u8]| {
    let Tools { extractor, screen, guidance } = &*TOOLS;
    let text = String::from_utf8_lossy(data);
    let mut reading = extractor.read(&text, &mut Scratch::default());
    guidance.advise(&mut reading, None);
    for evidence in reading.findings.iter().flat_map(|finding| &finding.evidence) {
        assert!(text.get(evidence.span.range()).is_some_and(|words| !words.is_empty()), "{:?}", evidence.span);
    }
    for fact in &reading.context.facts {
        assert!(text.get(fact.span.range()).is_some_and(|words| !words.is_empty()), "{:?}", fact.span);
    }
    assert!(reading.findings.is_empty() || screen.may_find(&text), "passed over");
});
