//! Pairs the sides and levels of a place phrase.

use super::{Element, Item, Sides, Turn};
use crate::anatomy::{DiscLevel, Endplate, Level};
use crate::span::Span;

/// Bytes between a side and its noun that are no longer one phrase.
const FAR: u32 = 40;

/// A run of sides, or a run of levels.
enum Unit {
    Sides(SideGroup),
    Levels(Vec<Member>),
}

#[derive(Default)]
struct SideGroup {
    sides: Sides,
    span: Option<Span>,
    /// `endplates`.
    plural: bool,
    /// A joint or bracket stands before it.
    parted: bool,
    /// It stands in a bracket of its own.
    bracketed: bool,
    /// `of` or `at` stands behind it.
    of: bool,
    /// A measurement stands behind it.
    closed: bool,
    /// A side was named, not only `endplates`.
    named: bool,
}

struct Member {
    level: Level,
    span: Span,
    turn: Turn,
    size: Option<(f64, Span)>,
    sides: Option<(Sides, Option<Span>, bool)>,
    prefixed: bool,
    /// It takes no endplate from the words before.
    anew: bool,
}

/// The places of a phrase's elements, in the order said.
pub(super) fn resolve(elements: &[Element], respectively: bool) -> Vec<Item> {
    let mut units = units(elements);
    pair(&mut units);
    if respectively {
        in_order(elements, &mut units);
    }
    let mut items = Vec::with_capacity(2);
    let lone_sides = !units.iter().any(|u| matches!(u, Unit::Levels(_)));
    for unit in &units {
        match unit {
            Unit::Sides(group) if lone_sides && group.named => endplates_alone(group, &mut items),
            Unit::Sides(_) => {}
            Unit::Levels(members) => place(members, &mut items),
        }
    }
    // most phrases are of one place
    if items.len() < 2 {
        return items;
    }
    let mut seen: Vec<Item> = Vec::with_capacity(items.len());
    for item in items {
        if !seen.iter().any(|s| s.level == item.level && s.endplate == item.endplate && s.turn == item.turn) {
            seen.push(item);
        }
    }
    // `T10 to L2, but not at T12`
    let denied: Vec<_> = seen.iter().filter(|i| i.turn == Turn::Denied).map(|i| i.level).collect();
    seen.retain(|i| i.turn == Turn::Denied || i.endplate.is_some() || !denied.contains(&i.level));
    seen
}

/// `the inferior and superior endplates of T11 and L1, respectively`: one side for each level, in the order said.
fn in_order(elements: &[Element], units: &mut [Unit]) {
    let sides: Vec<(Sides, Span)> = elements
        .iter()
        .filter_map(|e| if let Element::Side(sides, span) = e { Some((*sides, *span)) } else { None })
        .collect();
    if let [Unit::Sides(_), Unit::Levels(members)] | [Unit::Levels(members), Unit::Sides(_)] = units
        && sides.len() == members.len()
        && members.len() > 1
    {
        for (member, (side, span)) in members.iter_mut().zip(sides) {
            member.sides = Some((side, Some(span), false));
        }
    }
}

fn units(elements: &[Element]) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::with_capacity(2);
    let mut parted = false;
    let mut except = false;
    // the side that an exception names: `every endplate except the superior of L1`
    let (mut taken, mut spent) = (Sides::default(), false);
    for (i, element) in elements.iter().enumerate() {
        match element {
            Element::Side(sides, _) if except && !spent => taken = *sides,
            Element::Noun { .. } if except && !spent => {}
            Element::Side(sides, span) => {
                let split = match units.last() {
                    Some(Unit::Sides(group)) => {
                        let suffix = !group.parted && units.len() > 1;
                        suffix && parted && leads_level(&elements[i + 1..])
                    }
                    _ => true,
                };
                if split {
                    let bracketed = i > 0 && matches!(elements[i - 1], Element::Bracket);
                    units.push(Unit::Sides(SideGroup { parted, bracketed, ..SideGroup::default() }));
                }
                if let Some(Unit::Sides(group)) = units.last_mut() {
                    // `both of the facing endplates`
                    let both =
                        group.sides == Sides::BOTH && !group.parted && group.span.is_some_and(|s| s.end < span.start);
                    group.sides = if *sides == Sides::FACING && both {
                        Sides::FACING
                    } else if *sides == Sides::FACING && group.sides != Sides::default() {
                        group.sides
                    } else {
                        Sides(group.sides.0 | sides.0)
                    };
                    group.span = Some(group.span.map_or(*span, |s| s.cover(*span)));
                    group.named = true;
                }
                parted = false;
            }
            Element::Noun { plural, span } => {
                match units.last_mut() {
                    Some(Unit::Sides(group)) => {
                        group.plural |= plural;
                        // not over the heads of a table that stand between
                        let near = |s: &Span| span.start.saturating_sub(s.end) < FAR;
                        let side = group.span.filter(|s| !near(s));
                        group.span = side.or(Some(group.span.map_or(*span, |s| s.cover(*span))));
                    }
                    _ if *plural => units.push(Unit::Sides(SideGroup {
                        plural: true,
                        parted,
                        span: Some(*span),
                        ..SideGroup::default()
                    })),
                    _ => {}
                }
                parted = false;
            }
            Element::Levels { list, span, turn, size, anew } => {
                let members = list.iter().map(|level| Member {
                    level: *level,
                    span: *span,
                    turn: *turn,
                    size: None,
                    sides: None,
                    prefixed: false,
                    anew: *anew,
                });
                let mut members: Vec<_> = members.collect();
                if let (Some(last), Some(_)) = (members.last_mut(), size) {
                    last.size = *size;
                }
                // `all lumbar endplates except L3`: the noun may stand between
                let whole = units.iter_mut().rev().find_map(|unit| match unit {
                    Unit::Levels(all) => Some(all),
                    Unit::Sides(_) => None,
                });
                if let Some(all) = whole.filter(|_| except) {
                    let left = Sides(Sides::BOTH.0 ^ taken.0);
                    for member in all.iter_mut().filter(|m| list.contains(&m.level)) {
                        match taken {
                            Sides::SUPERIOR | Sides::INFERIOR => member.sides = Some((left, None, false)),
                            _ => member.turn = Turn::Excepted,
                        }
                    }
                    (parted, spent) = (false, true);
                    continue;
                }
                match units.last_mut() {
                    Some(Unit::Levels(all)) => all.extend(members),
                    _ => units.push(Unit::Levels(members)),
                }
                parted = false;
            }
            Element::Of | Element::Closed => {
                let closes = matches!(element, Element::Closed);
                if let Some(Unit::Sides(group)) = units.last_mut().filter(|_| closes || !parted) {
                    (group.of, group.closed) = (group.of || !closes, group.closed || closes);
                }
            }
            Element::Joint => parted = true,
            Element::Bracket => parted = false,
            Element::Except => except = true,
        }
    }
    units
}

/// Whether a level follows before a joint or another side.
fn leads_level(rest: &[Element]) -> bool {
    for element in rest {
        match element {
            Element::Levels { .. } => return true,
            Element::Noun { .. } | Element::Of => {}
            _ => return false,
        }
    }
    false
}

/// Gives each level its sides.
fn pair(units: &mut [Unit]) {
    for k in 0..units.len() {
        let Unit::Sides(group) = &units[k] else { continue };
        let before = k > 0 && matches!(units[k - 1], Unit::Levels(_));
        let after = matches!(units.get(k + 1), Some(Unit::Levels(_)));
        let sides = (if group.named { group.sides } else { Sides::BOTH }, group.span, group.plural);
        let (named, bracketed) = (group.named, group.bracketed);
        let suffix = before && !(after && group.of) && (!group.parted || !after || group.closed);
        let target = if suffix { k - 1 } else { k + 1 };
        let single = k > 1 && matches!(&units[k - 2], Unit::Sides(first) if first.named && !first.plural && first.of);
        let Some(Unit::Levels(members)) = units.get_mut(target) else { continue };
        if suffix {
            let prefixed = members.iter().any(|m| m.prefixed);
            let count = members.len();
            // `T12 and of the L1 superior endplate`: the side is L1's
            let from = members.iter().rposition(|m| m.anew).unwrap_or(0);
            // `T12 (4 mm), L1 (6 mm) and L3 (superior endplate)`: each bracket is of the level before it
            let each = bracketed && members.iter().any(|m| m.size.is_some());
            let from = if each { count.saturating_sub(1) } else { from };
            // `the superior endplate of L2 as well as the L3 and L4 inferior endplates`: one in front, the others behind
            let rest = prefixed && named && sides.2 && single && count > 2;
            for (i, member) in members.iter_mut().enumerate().skip(from) {
                if !prefixed && member.sides.is_none() || prefixed && i + 1 == count && named || rest && i > 0 {
                    member.sides = Some(sides);
                }
            }
        } else {
            for member in members.iter_mut().filter(|m| !m.anew && m.sides.is_none()) {
                member.sides = Some(sides);
                member.prefixed = true;
            }
        }
    }
}

fn item(
    level: Option<Level>,
    endplate: Option<Endplate>,
    member: Option<&Member>,
    endplate_span: Option<Span>,
) -> Item {
    Item {
        level,
        endplate,
        level_span: member.map(|m| m.span),
        endplate_span,
        turn: member.map_or(Turn::None, |m| m.turn),
        size: member.and_then(|m| m.size),
        extra: false,
    }
}

/// Sides with no level: `in the superior endplate`.
fn endplates_alone(group: &SideGroup, items: &mut Vec<Item>) {
    for (bit, endplate) in [(1, Endplate::Superior), (2, Endplate::Inferior)] {
        if group.sides.0 & bit != 0 {
            items.push(item(None, Some(endplate), None, group.span));
        }
    }
    if group.sides == Sides::FACING {
        for endplate in [Endplate::Inferior, Endplate::Superior] {
            items.push(item(None, Some(endplate), None, group.span));
        }
    }
}

fn place(members: &[Member], items: &mut Vec<Item>) {
    let facing_pair = facing_pair(members);
    for (i, member) in members.iter().enumerate() {
        let Some((sides, span, plural)) = member.sides else {
            items.push(item(Some(member.level), None, Some(member), None));
            continue;
        };
        if let Some(disc) = facing_pair.filter(|_| i < 2) {
            let endplate =
                if member.level == Level::Vertebra(disc.upper()) { Endplate::Inferior } else { Endplate::Superior };
            items.push(item(Some(member.level), Some(endplate), Some(member), span));
            continue;
        }
        match member.level {
            Level::Vertebra(_) if sides == Sides::FACING => {
                items.push(item(Some(member.level), None, Some(member), None))
            }
            Level::Region(_) if sides.0 & 3 == 3 || sides == Sides::FACING => {
                items.push(item(Some(member.level), None, Some(member), None))
            }
            Level::Vertebra(_) | Level::Region(_) => {
                for (bit, endplate) in [(1, Endplate::Superior), (2, Endplate::Inferior)] {
                    if sides.0 & bit != 0 {
                        items.push(item(Some(member.level), Some(endplate), Some(member), span));
                    }
                }
            }
            Level::Disc(disc) => {
                let one_side = sides == Sides::SUPERIOR || sides == Sides::INFERIOR;
                if one_side && plural && members.len() == 1 && !member.prefixed {
                    let endplate = if sides == Sides::SUPERIOR { Endplate::Superior } else { Endplate::Inferior };
                    for vertebra in [disc.upper(), disc.lower()] {
                        items.push(item(Some(Level::Vertebra(vertebra)), Some(endplate), Some(member), span));
                    }
                    continue;
                }
                for (bit, endplate) in [(2, Endplate::Inferior), (1, Endplate::Superior)] {
                    if sides.0 & bit != 0 || sides == Sides::FACING {
                        items.push(item(
                            Some(Level::Vertebra(disc.bounding(endplate))),
                            Some(endplate),
                            Some(member),
                            span,
                        ));
                    }
                }
            }
        }
    }
}

/// `opposing endplates of L2 and L3`: the disc between.
fn facing_pair(members: &[Member]) -> Option<DiscLevel> {
    let [first, second] = members else { return None };
    let facing = |m: &Member| m.sides.is_some_and(|s| s.0 == Sides::FACING);
    match (first.level, second.level) {
        (Level::Vertebra(a), Level::Vertebra(b)) if facing(first) && facing(second) => {
            DiscLevel::new(a.min(b), a.max(b))
        }
        _ => None,
    }
}
