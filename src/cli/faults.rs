//! Faults of a lexicon or of the guidance, shown as compilers do.

use super::say;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use schmorl::lexicon::{Fault, Source};
use std::path::PathBuf;

/// Shows faults on standard error: the line, the wrong part marked, the remedy under it. `path` is where a file stands.
pub(super) fn show(sources: &[Source], faults: &[Fault], path: impl Fn(&str) -> PathBuf) {
    let styled = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    for fault in faults {
        let source = sources.iter().find(|source| source.name == fault.file);
        say(&renderer.render(&[shown(fault, source, path(&fault.file).display().to_string())]));
        say("");
    }
}

fn shown<'a>(fault: &'a Fault, source: Option<&'a Source>, path: String) -> Group<'a> {
    let group = Level::ERROR.primary_title(fault.message.as_str());
    let help = Level::HELP.message(fault.remedy.as_str());
    let Some(source) = source else {
        return group.element(Origin::path(path)).element(help);
    };
    let mark = AnnotationKind::Primary.span(fault.bytes.clone());
    group.element(Snippet::source(source.text.as_str()).path(path).annotation(mark)).element(help)
}
