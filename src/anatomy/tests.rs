use super::*;

fn v(text: &str) -> Vertebra {
    match Level::parse(text) {
        Some(Level::Vertebra(v)) => v,
        other => panic!("{text}: {other:?}"),
    }
}

fn names(vertebrae: &[Vertebra]) -> String {
    vertebrae.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// The spine in the usual numbering, from the top.
fn spine() -> Vec<Vertebra> {
    Area::ALL.into_iter().flat_map(Area::vertebrae).collect()
}

#[test]
fn the_usual_spine_has_29_vertebrae_in_order() {
    let spine = spine();
    assert_eq!(spine.len(), 7 + 12 + 5 + 5);
    assert!(spine.is_sorted());
    for pair in spine.windows(2) {
        assert_eq!(pair[0].below(), Some(pair[1]));
        assert_eq!(pair[1].above(), Some(pair[0]));
    }
    assert_eq!(spine[0].above(), None);
    assert_eq!(spine[28].below(), None);
}

#[test]
fn numbers_outside_the_area_are_no_vertebrae() {
    for (area, last) in [(Area::Cervical, 7), (Area::Thoracic, 13), (Area::Lumbar, 6), (Area::Sacral, 5)] {
        for number in 0..300 {
            assert_eq!(Vertebra::new(area, number).is_some(), (1..=last).contains(&number), "{area:?} {number}");
        }
    }
}

#[test]
fn every_pair_is_a_disc_level_exactly_if_neighbours() {
    let spine = spine();
    for (i, &upper) in spine.iter().enumerate() {
        for (j, &lower) in spine.iter().enumerate() {
            assert_eq!(DiscLevel::new(upper, lower).is_some(), j == i + 1, "{upper}-{lower}");
        }
    }
}

#[test]
fn transitional_numbering_has_its_own_neighbours() {
    for text in ["T12-T13", "T13-L1", "L5-L6", "L6-S1", "T12-L1", "L5-S1"] {
        assert_eq!(Level::parse(text).map(|l| l.to_string()).as_deref(), Some(text));
    }
    assert_eq!(Level::parse("L4-L6"), None);
    assert_eq!(names(&v("L4").through(v("L6"))), "L4 L5 L6");
    assert_eq!(names(&v("T12").through(v("T13"))), "T12 T13");
    assert_eq!(names(&v("T11").through(v("L1"))), "T11 T12 L1");
    assert_eq!(names(&v("L6").through(v("S2"))), "L6 S1 S2");
}

#[test]
fn ranges_hold_every_member() {
    let spine = spine();
    for (i, &first) in spine.iter().enumerate() {
        for (j, &last) in spine.iter().enumerate() {
            let expected = if i <= j { &spine[i..=j] } else { &[] };
            assert_eq!(first.through(last), expected, "{first} to {last}");
        }
    }
}

#[test]
fn disc_ranges_hold_every_member() {
    let (Some(Level::Disc(first)), Some(Level::Disc(last))) = (Level::parse("T11-T12"), Level::parse("L1-L2")) else {
        panic!()
    };
    let all: Vec<_> = first.through(last).iter().map(ToString::to_string).collect();
    assert_eq!(all, ["T11-T12", "T12-L1", "L1-L2"]);
    assert_eq!(last.through(first), []);
}

#[test]
fn the_endplates_that_bound_a_disc() {
    for pair in spine().windows(2) {
        let disc = DiscLevel::new(pair[0], pair[1]).unwrap();
        assert_eq!(disc.bounding(Endplate::Inferior), pair[0]);
        assert_eq!(disc.bounding(Endplate::Superior), pair[1]);
        assert_eq!(DiscLevel::below(pair[0]), Some(disc));
        assert_eq!(DiscLevel::above(pair[1]), Some(disc));
    }
}

#[test]
fn every_level_reads_back_as_written() {
    let vertebrae = spine().into_iter().map(Level::Vertebra);
    let discs = spine().into_iter().filter_map(DiscLevel::below).map(Level::Disc);
    let regions = Region::all().into_iter().map(Level::Region);
    let mut count = 0;
    for level in vertebrae.chain(discs).chain(regions) {
        assert_eq!(Level::parse(&level.to_string()), Some(level));
        count += 1;
    }
    assert_eq!(count, 29 + 28 + 19);
    for text in [
        "",
        "L",
        "L0",
        "L7",
        "T14",
        "X1",
        "L4-",
        "-L5",
        "L5-L4",
        "L4-L5-S1",
        "upper",
        "upper thoracolumbar",
        "l4",
        "L4é",
    ] {
        assert_eq!(Level::parse(text), None, "{text}");
    }
}

#[test]
fn more_exact_places_lie_in_wider_ones() {
    let holds = |a: &str, b: &str| Level::parse(a).unwrap().holds(Level::parse(b).unwrap());
    assert!(holds("lumbar", "L3"));
    assert!(holds("lumbar", "L3-L4"));
    assert!(!holds("lumbar", "L5-S1"));
    assert!(holds("lumbosacral", "L5-S1"));
    assert!(holds("lumbar", "upper lumbar"));
    assert!(!holds("upper lumbar", "lumbar"));
    assert!(holds("lower thoracic", "T11"));
    assert!(!holds("lower thoracic", "T3"));
    assert!(holds("thoracolumbar", "T12-L1"));
    assert!(holds("L3-L4", "L3"));
    assert!(holds("L3-L4", "L4"));
    assert!(!holds("L3-L4", "L5"));
    assert!(!holds("L3", "L3-L4"));
    assert!(holds("L3", "L3"));
}
