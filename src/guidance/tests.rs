use super::*;

#[test]
fn the_embedded_guidance_holds() {
    let guidance = Guidance::embedded();
    assert_eq!(guidance.scenarios().len(), Scenario::ALL.len());
    assert!(guidance.provenance().contains("pending human review"));
}
