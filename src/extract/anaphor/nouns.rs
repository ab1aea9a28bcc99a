//! Nouns that speak of a node named before: `the L2 node`, `the upper one`, `the defect`.

use super::{Named, apposition, behind_aside_place, level_next};
use crate::anatomy::{Level, Part};
use crate::extract::atoms::{Atom, What};
use crate::extract::bind::{ends_clause, inside_noun_phrase};
use crate::extract::place::endplate_of;
use crate::finding::{Change, Section};
use crate::lexicon::tag::Tag;

/// `All of the nodes`, `every node`
fn behind_every(atoms: &[Atom], i: usize) -> bool {
    let lead = |a: &&Atom| a.any(&[Tag::Article, Tag::Of]) && !a.is(Tag::Every);
    atoms[..i].iter().rev().find(|a| !lead(a)).is_some_and(|a| a.is(Tag::Every))
}

/// What tells a node apart without a noun.
const TELLS: [Tag; 8] =
    [Tag::Superior, Tag::Inferior, Tag::Upper, Tag::Lower, Tag::Smallest, Tag::Largest, Tag::Uppermost, Tag::Lowest];

/// Whether a word tells a node apart without a noun: `The upper is 4 mm deep.`, `the smallest shows no oedema`, `the smaller is old,
/// the larger recent`.
fn told_without_noun(atoms: &[Atom], i: usize) -> bool {
    let told = atoms[i].any(&TELLS) && i > 0 && atoms[i - 1].is(Tag::Definite);
    // `a disc narrowed by half, the lowest almost gone`
    let told = told && (!atoms[i].any(&TELLS[6..]) || atoms[..i - 1].iter().all(|a| a.prefix));
    told && !atoms[i].any(&[Tag::BareNode, Tag::BareNodes])
}

/// Whether something is said of the node that a word tells apart.
fn says_of_member(atoms: &[Atom], i: usize) -> bool {
    // `The lower of the two is old.`
    const OF_THEM: [Tag; 5] = [Tag::Of, Tag::Definite, Tag::Several, Tag::CountOf(2), Tag::BareNodes];
    let of = atoms.get(i + 1).is_some_and(|a| a.is(Tag::Of));
    let of = if of { atoms[i + 1..].iter().take_while(|a| a.any(&OF_THEM)).count() } else { 0 };
    // `The lower, 6 mm, was there in 2015.`
    let said = apposition(atoms, i + 1 + of);
    // `the smallest, at L2, is old`
    let placed = atoms[i].any(&TELLS[4..]);
    let said = atoms.get(if placed { behind_aside_place(atoms, said) } else { said });
    said.is_some_and(|a| a.says_or_denies() && !a.is(Tag::With))
}

/// `the L2 node`, `these two nodes`, `the upper one`, `the defect`.
pub(super) fn noun(atoms: &[Atom], i: usize, named: Named, before: bool) -> Option<What> {
    let atom = &atoms[i];
    if let Some(told) = by_order(atoms, i, named, before) {
        return told;
    }
    // `…, and two others, 4 and 5 mm, are in L3 and L4`
    let counted = atom.is(Tag::Rest) && i > 0 && atoms[i - 1].is(Tag::CountOf(2));
    if counted && atom.what == What::Phrase && (before || named.close) && brought_in(atoms, i) {
        return Some(What::Node { plural: true });
    }
    if atom.is(Tag::Rest) && atom.what == What::Phrase && (before || named.close) {
        let said = atoms.get(apposition(atoms, i + 1));
        let says = said.is_some_and(|a| a.predicates() && !a.is(Tag::With));
        return (says || said.is_some_and(|a| a.is(Tag::NegationAfter))).then_some(What::Anaphor { plural: true });
    }
    if the_hernia(atoms, i, named, before) {
        return Some(What::Anaphor { plural: atom.is(Tag::BareHernias) });
    }
    let (node, one) = (atom.any(&[Tag::BareNode, Tag::BareNodes]), atom.any(&[Tag::OneNoun, Tag::OneNouns]));
    let lesion = atom.what == What::Lesion;
    if !(node || one || lesion) || i > 0 && atoms[i - 1].is(Tag::OtherNode) {
        return None;
    }
    // `nodes on both endplates, the upper defect being 5 mm`: no more than `the upper`
    let sided = lesion && before && i > 1 && atoms[i - 1].any(&[Tag::Upper, Tag::Lower, Tag::Superior, Tag::Inferior]);
    if sided && atoms[i - 2].is(Tag::Definite) && atoms.get(i + 1).is_some_and(Atom::predicates) {
        return Some(What::Word);
    }
    // `The one inferiorly is 7 mm.`
    let adverb = atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::Superiorly, Tag::Inferiorly]));
    let sided = atom.is(Tag::OneNoun) && adverb && i > 0 && atoms[i - 1].is(Tag::Definite);
    if sided && named.close && !before && atoms.get(i + 2).is_some_and(Atom::predicates) {
        return Some(What::Anaphor { plural: false });
    }
    let anew = node && i > 0 && atoms[i - 1].is(Tag::NegationBefore) && denied_anew(atoms, i, before);
    let organ = node && of_organ(atoms, i) || lesion && of_other_part(atoms, i);
    if anew || !organ && !lesion && (before || named.close) && none_new(atoms, i) {
        return Some(What::Node { plural: atom.any(&[Tag::BareNodes, Tag::OneNouns]) });
    }
    if organ {
        return None;
    }
    // `All nodes are rated as chronic`, said long after the nodes were told
    if atom.is(Tag::BareNodes) && !before && behind_every(atoms, i) {
        return Some(if named.close { What::Anaphor { plural: true } } else { What::Node { plural: true } });
    }
    // `Node 2: T11 superior endplate`, `Node 2 is in L1`
    if node && !lesion && numbered(atoms, i) {
        return Some(What::Node { plural: false });
    }
    // `neither the 5 mm protrusion nor the 3 mm one`
    let last = atoms[..i].iter().rfind(|a| a.is_head() && !a.prefix);
    if one && last.is_some_and(|a| a.what == What::Other && !a.is(Tag::Structure)) {
        return None;
    }
    let near = before || named.close;
    // `Node itself is stable.`
    let bare = node && !lesion && i == 0 && named.close && !atom.is(Tag::BareNodes);
    let itself = usize::from(atoms.get(1).is_some_and(|a| a.what == What::Word));
    if bare && atoms.get(1 + itself).is_some_and(|a| a.predicates() && !a.is(Tag::With)) {
        return Some(What::Anaphor { plural: false });
    }
    let described = described(atoms, i);
    // `the inferior endplate node` is one of those just named
    let levelled = atoms.iter().any(|a| matches!(a.what, What::Levels(_)) && !a.prefix);
    let one_of = near && !levelled && described.is_some();
    let placed = described.as_ref().is_some_and(|d| d.level) || node && behind_place(atoms, i) && !one_of;
    let plural = atom.any(&[Tag::BareNodes, Tag::OneNouns]);
    if placed && (node || one && near) {
        return Some(What::Node { plural });
    }
    // `The node at L2 is again identified.` behind one known of old
    let leads = node
        && atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::At, Tag::Of, Tag::ReportedAt]))
        && level_next(atoms, i + 2);
    // `about the L1 node; none is seen about the node of L3`
    if leads && before && !lesion {
        return Some(What::Node { plural });
    }
    if let Some(described) = described.filter(|_| near || !leads) {
        let led = lesion && !(named.last || before) || one && !described.modified;
        let plural = plural || described.listed;
        return (near && !led && !(lesion && level_next(atoms, i + 1))).then_some(What::Anaphor { plural });
    }
    // `…; in the inferior endplate of T12, another, of 7 mm`
    let placed = i > 1 && atoms[i - 1].is_written_comma() && matches!(atoms[i - 2].what, What::Levels(_));
    if atom.is(Tag::OneNoun) && (before || named.close) && placed && atoms.get(i + 1).is_none_or(|a| a.mark().is_some())
    {
        return Some(What::Node { plural: false });
    }
    if atom.is(Tag::OneNoun)
        && (before || named.close && i == 0)
        && atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::Verb, Tag::UncertaintyAfter]))
        && !atoms[..i].last().is_some_and(inside_noun_phrase)
    {
        return Some(What::Node { plural: false });
    }
    // `There are also nodes at L1 and L2.`, `A similar node lies in the upper endplate of T12.`
    let anew = node && (titled(atoms, i, before) || indefinite(atoms, i));
    let anew = anew || (node || atom.is(Tag::OneNouns)) && near && brought_in(atoms, i);
    (leads || anew).then_some(What::Node { plural })
}

/// What tells one of several nodes apart by its order or place, with no noun: `the latter`, `the upper`, `the first two`; whether it
/// stands for that one.
fn by_order(atoms: &[Atom], i: usize, named: Named, before: bool) -> Option<Option<What>> {
    let atom = &atoms[i];
    // `the former is 5 mm and old, the latter 9 mm`
    if atom.any(&[Tag::Latter, Tag::Former]) && atom.what == What::Phrase && (before || named.close) {
        // `the last of these measures 4 mm`
        let of =
            atoms.get(i + 1).is_some_and(|a| a.is(Tag::Of)) && atoms.get(i + 2).is_some_and(|a| a.is(Tag::Several));
        // `the last one is acute`
        let noun = usize::from(atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::OneNoun, Tag::BareNode])));
        let behind = atoms.get(apposition(atoms, if of { i + 3 } else { i + 1 + noun }));
        let says = behind.is_some_and(Atom::says_or_denies);
        // `L1/2 and L2/3 desiccated, the latter with a bulge`
        let own = atoms[..i].iter().any(|a| matches!(a.what, What::Levels(_)) && !a.prefix);
        return Some((says && !before && !own).then_some(What::Anaphor { plural: false }));
    }
    if atom.what == What::Phrase && named.close && !before && told_without_noun(atoms, i) {
        return Some(says_of_member(atoms, i).then_some(What::Anaphor { plural: false }));
    }
    // `The first two are old.`, `the second of them measures 4 mm`
    let ordinal = atom.is(Tag::Ordinal(1)) && i > 0 && atoms[i - 1].is(Tag::Definite);
    if (ordinal || atom.any(&[Tag::FirstOf(2), Tag::LastOf(2), Tag::Outermost]))
        && atom.what == What::Phrase
        && named.close
        && !before
    {
        const INSIDE: [Tag; 6] = [Tag::OneNoun, Tag::BareNode, Tag::BareNodes, Tag::Of, Tag::Pronoun, Tag::And];
        let skipped = atoms[i + 1..].iter().take_while(|a| a.any(&INSIDE) || a.is(Tag::Ordinal(1))).count();
        let said = atoms.get(apposition(atoms, i + 1 + skipped));
        let says = said.is_some_and(Atom::says_or_denies);
        return Some(says.then_some(What::Anaphor { plural: false }));
    }
    None
}

/// Whether a hernia is the node spoken of last: `Schmorl hernia of L2. The hernia measures 7 mm.`
fn the_hernia(atoms: &[Atom], i: usize, named: Named, before: bool) -> bool {
    // `The impression is unchanged.` is of the report
    let noun = atoms[i].any(&[Tag::BareHernia, Tag::BareHernias]) && !atoms[i].is(Tag::Heading(Section::Impression));
    let hernia = noun && i > 0 && atoms[i - 1].is(Tag::Definite);
    let last = || atoms[..i].iter().rfind(|a| a.is_head() && !a.prefix);
    let spoken_of = match (before, last()) {
        (true, Some(last)) => matches!(last.what, What::Node { .. } | What::Anaphor { .. }),
        (false, None) => named.last,
        _ => false,
    };
    hernia && spoken_of && atoms.get(i + 1).is_some_and(|a| a.predicates() || a.is(Tag::Reach))
}

/// Whether a noun is of another organ: `the 4 mm nodule of the right upper lobe`.
fn of_organ(atoms: &[Atom], i: usize) -> bool {
    let side = |a: &Atom| a.any(&[Tag::Upper, Tag::Lower, Tag::Superior, Tag::Inferior]);
    atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::Of, Tag::At]))
        && atoms[i + 2..]
            .iter()
            .find(|a| !inside_noun_phrase(a) && !side(a))
            .is_some_and(|a| a.what == What::Word || a.is(Tag::Structure))
}

/// Whether a lesion lies in no vertebra: `the focus in the left iliac bone`.
fn of_other_part(atoms: &[Atom], i: usize) -> bool {
    const PARTS: [Tag; 3] = [Tag::NotSpine, Tag::NotMarrow, Tag::Structure];
    atoms.get(i + 1).is_some_and(|a| a.any(&[Tag::Of, Tag::At]))
        && atoms[i + 2..].iter().find(|a| !inside_noun_phrase(a)).is_some_and(|a| a.any(&PARTS))
}

/// Whether a noun begins a sentence that is no more than its name and its place, or goes on with such names: `Old node, superior
/// endplate of L1.`, `New node (L3), unchanged node T11.`
fn titled(atoms: &[Atom], i: usize, before: bool) -> bool {
    let marked = atoms.get(i + 1).is_some_and(|a| matches!(a.mark(), Some(b',' | b'(')));
    let own = |a: &Atom| inside_noun_phrase(a) && !a.is(Tag::Definite) || matches!(a.what, What::Size(_));
    let parts = |a: &Atom| before && (a.is(Tag::And) || matches!(a.mark(), Some(b',' | b';')));
    let begins = atoms[..i].iter().rfind(|a| !own(a)).is_none_or(|a| a.prefix || parts(a));
    begins && level_next(atoms, i + 1 + usize::from(marked))
}

/// Whether another noun that nodes are named with speaks of one by its vertebra: `the T12 hernia`, `the L3 impressions`. A
/// disc may herniate, too, but at a disc's level.
pub(super) fn hernia_of_vertebra(atoms: &[Atom], i: usize) -> bool {
    let vertebra = |level: &Level| matches!(level, Level::Vertebra(_));
    let of_one = |a: &Atom| matches!(&a.what, What::Levels(levels) if levels.iter().all(vertebra));
    let noun = atoms[i].any(&[Tag::BareHernia, Tag::BareHernias]);
    noun && i > 1 && of_one(&atoms[i - 1]) && atoms[i - 2].is(Tag::Definite)
}

/// Whether `no node` at an atom is of another place than those named: `…, and no node is seen there`, `L3 and L4 show no nodes`,
/// `L1: Schmorl's node. L2: No node.`
fn denied_anew(atoms: &[Atom], i: usize, before: bool) -> bool {
    let level = |a: &Atom| matches!(a.what, What::Levels(_));
    let there = atoms[i + 1..].iter().take(4).any(|a| a.is(Tag::SameLevel));
    let shown = i > 2 && atoms[i - 2].is(Tag::Shows) && level(&atoms[i - 3]);
    let heading = atoms[..i - 1].iter().rfind(|a| a.mark() != Some(b':'));
    let row = heading.is_some_and(|a| a.prefix && level(a)) && atoms[i + 1..].iter().all(|a| a.mark() == Some(b'.'));
    // `No node is seen at L3.`
    let placed = level_next(
        atoms,
        i + 1 + atoms[i + 1..].iter().take_while(|a| a.any(&[Tag::Verb, Tag::At, Tag::Again])).count(),
    );
    before && there || shown || row || placed && atoms.get(i + 1).is_some_and(|a| a.is(Tag::Verb))
}

/// Whether a noun at an atom, of which nothing more is said but that it is seen, is denied as a new one: `Unchanged Schmorl's node
/// at L4. No new nodes.`
fn none_new(atoms: &[Atom], i: usize) -> bool {
    let [.., no, new] = &atoms[..i] else { return false };
    let denied = no.any(&[Tag::NegationBefore, Tag::Without]) && new.is(Tag::Course(Change::New));
    denied && atoms.get(i + 1).is_none_or(|a| a.mark().is_some() || a.any(&[Tag::Verb, Tag::And]))
}

/// Whether a noun begins a sentence or clause as a number of nodes told one by one, at a level: `Node 1: T9 inferior`.
fn numbered(atoms: &[Atom], i: usize) -> bool {
    let begins = i == 0 || ends_clause(&atoms[i - 1]) || matches!(atoms[i - 1].mark(), Some(b'-' | b'.' | b':' | b'*'));
    let number = atoms.get(i + 1).is_some_and(|a| matches!(a.what, What::Number(_)));
    let says = |a: &Atom| {
        matches!(a.mark(), Some(b':' | b',' | b'-' | b'('))
            || a.predicates()
            || a.any(&[Tag::At, Tag::Of])
            || matches!(a.what, What::Levels(_))
    };
    let levelled = atoms[i..].iter().any(|a| matches!(a.what, What::Levels(_)));
    begins && number && levelled && atoms.get(i + 2).is_some_and(says) && !atoms[i].is(Tag::BareNodes)
}

/// Whether a node brought in anew stands in a clause that names an endplate: `At T11 the superior endplate has a shallow
/// node of 2 mm.`
fn indefinite(atoms: &[Atom], i: usize) -> bool {
    let own = |a: &&Atom| inside_noun_phrase(a) || a.is_written_comma() || a.what == What::Word;
    let phrase = atoms[..i].iter().rev().take_while(own).take_while(|a| !a.is(Tag::Article)).count();
    let led = |a: &Atom| a.is(Tag::Article) && !a.is(Tag::Definite) || a.any(&[Tag::Shows, Tag::ThereIs]);
    let article = i.checked_sub(phrase + 1).is_some_and(|a| led(&atoms[a]));
    let from = atoms[..i].iter().rposition(ends_clause).map_or(0, |c| c + 1);
    let clause = || atoms[from..].iter().take_while(|a| !ends_clause(a));
    let place = |a: &Atom| endplate_of(a).is_some() || a.is(Tag::EndplateNoun);
    let head = |a: &Atom| matches!(a.what, What::Other | What::Lesion | What::Modic(_));
    article && clause().any(|a| a.is(Tag::EndplateNoun)) && clause().any(place) && !clause().any(head)
}

/// Whether a node brought in anew is said to lie in a vertebra: `A second, shallow node is seen at T12.`, `Smaller nodes lie in T8
/// and T9.`
pub(super) fn brought_in(atoms: &[Atom], i: usize) -> bool {
    const INSIDE: [Tag; 5] =
        [Tag::Smallest, Tag::Largest, Tag::Ordinal(2), Tag::CountOf(2), Tag::CourseCell(Change::New)];
    let own = |a: &&Atom| {
        let told = inside_noun_phrase(a) || a.is_written_comma() || a.any(&INSIDE) || matches!(a.what, What::Size(_));
        told && !a.is(Tag::Definite) && !a.prefix
    };
    let phrase = &atoms[i - atoms[..i].iter().rev().take_while(own).count()..i];
    let begins = i - phrase.len();
    let opens = begins == 0
        || atoms[begins - 1].prefix
        || ends_clause(&atoms[begins - 1])
        || atoms[begins - 1].any(&[Tag::ThereIs, Tag::And]);
    let article = phrase.iter().any(|a| a.any(&[Tag::Article, Tag::One]));
    let many = atoms[i].any(&[Tag::BareNodes, Tag::OneNouns, Tag::Rest]) && !phrase.is_empty();
    let behind = apposition(atoms, i + 1);
    let said = atoms[behind..].iter().take_while(|a| a.any(&[Tag::Verb, Tag::Again])).count();
    let led = atoms.get(behind + said).is_some_and(|a| a.any(&[Tag::At, Tag::Into]));
    opens && (article || many) && said > 0 && led && level_next(atoms, behind + said + 1)
}

/// A noun with a word that points back in front.
struct Described {
    /// A level stands between.
    level: bool,
    /// A word stands between.
    modified: bool,
    /// Several levels stand between.
    listed: bool,
}

fn described(atoms: &[Atom], noun: usize) -> Option<Described> {
    const SIDES: [Tag; 11] = [
        Tag::Lowest,
        Tag::Uppermost,
        Tag::Superior,
        Tag::Inferior,
        Tag::Upper,
        Tag::Lower,
        Tag::EndplateNoun,
        Tag::Latter,
        Tag::Former,
        Tag::RegionNoun,
        Tag::Opposing,
    ];
    let mut found = Described { level: false, modified: false, listed: false };
    let level = |i: usize| matches!(atoms[i].what, What::Levels(_));
    for (i, atom) in atoms[..noun].iter().enumerate().rev().take(12) {
        if atom.prefix {
            return None;
        }
        if atom.is(Tag::Definite) {
            return Some(found);
        }
        // `the middle one`
        let middle = atom.is(Tag::RegionPart(Part::Mid)) && atom.to - atom.from == 1;
        let inside = (inside_noun_phrase(atom) || middle) && !atom.is(Tag::Article) && !atom.is(Tag::UncertaintyBefore);
        // `the formerly acute node`
        let once = atom.is(Tag::PriorSize) && !atom.is(Tag::Verb);
        // `the L1, L2 and L4 lesions`
        let joint = i > 0 && (atom.any(&[Tag::And, Tag::Or]) || atom.is_written_comma()) && level(i - 1);
        if !(level(i) || inside || once || joint || atom.any(&SIDES)) {
            return None;
        }
        found.level |= level(i);
        found.listed |= joint;
        found.modified = true;
    }
    None
}

fn behind_place(atoms: &[Atom], i: usize) -> bool {
    // `the T12 upper node`
    let side = i > 1
        && atoms[i - 1].any(&[Tag::Upper, Tag::Lower, Tag::Superior, Tag::Inferior])
        && matches!(atoms[i - 2].what, What::Levels(_));
    side || i > 0
        && (matches!(atoms[i - 1].what, What::Levels(_))
            || atoms[i - 1].any(&[Tag::EndplateNoun, Tag::VertebraNoun, Tag::LevelNoun]))
}
