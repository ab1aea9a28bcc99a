//! What a lexicon row means to the extraction: its class and role, as one value.
//!
//! A row says `class` and `role`; some roles carry a value after `=` (`ordinal=12`, `section=findings`). This table
//! is the list of all of them: a pair that is not here is a fault of the row.

use super::trie::Root;
use crate::anatomy::{Area, Part, Region};
use crate::fact::{Diagnosis, Modality, PainReason, RedFlag, Side, TimeUnit};
use crate::finding::{Acuity, Change, Modic, Section};
use crate::reason::CueKind;

macro_rules! tags {
    ($($(#[$doc:meta])* $name:ident $(($value:ty))? = $class:literal $role:literal;)*) => {
        /// Meaning of a lexicon row.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Tag {
            $($(#[$doc])* $name $(($value))?,)*
        }

        impl Tag {
            /// The class that the tag belongs to: the stem of its lexicon file.
            #[must_use]
            pub fn class(self) -> &'static str {
                match self { $(tags!(@pattern $name $(($value))?) => $class,)* }
            }

            /// The tag of a class and a role, or `None` if there is none.
            #[must_use]
            pub fn parse(class: &str, role: &str) -> Option<Self> {
                let (name, value) = role.split_once('=').unwrap_or((role, ""));
                let _ = value;
                match (class, name) {
                    $(($class, $role) => tags!(@make $name, value $(, $value)?),)*
                    _ => None,
                }
            }

            /// Position in the list of tags, whatever the value: the tag's bit in a [`TagSet`].
            #[inline]
            const fn number(self) -> u32 {
                #[allow(clippy::enum_variant_names)]
                enum Number { $($name),* }
                match self { $(tags!(@pattern $name $(($value))?) => Number::$name as u32,)* }
            }

            /// Every class with its roles, for messages.
            pub const ROLES: &'static [(&'static str, &'static str)] = &[$(($class, $role)),*];
        }
    };
    (@pattern $name:ident) => { Self::$name };
    (@pattern $name:ident ($value:ty)) => { Self::$name(_) };
    (@make $name:ident, $text:ident) => { $text.is_empty().then_some(Self::$name) };
    (@make $name:ident, $text:ident, $value:ty) => { <$value as Value>::value($text).map(Self::$name) };
}

tags! {
    /// The eponym, sure by itself: any misspelling that no surname or word shares.
    Eponym = "node" "eponym";
    /// A spelling that counts as the eponym only before a node noun.
    WeakEponym = "node" "weak_eponym";
    /// node, nodule, hernia …
    NodeNoun = "node" "noun";
    /// nodes, nodules …
    NodeNouns = "node" "nouns";
    /// A whole name in the singular: intravertebral disc herniation.
    NodePhrase = "node" "phrase";
    /// A whole name in the plural.
    NodePhrases = "node" "phrases";
    /// A herniation that is a node only if it goes into or through an endplate or a vertebral body.
    Herniation = "node" "herniation";
    /// Plural of the same.
    Herniations = "node" "herniations";
    /// into, through (an endplate).
    Into = "node" "into";
    /// The abbreviation, valid where the report defines it.
    Abbreviation = "node" "abbreviation";
    /// Abbreviation in the plural.
    Abbreviations = "node" "abbreviations";
    /// stands for: defines an abbreviation.
    StandsFor = "node" "stands_for";
    /// another node, a similar node: a further node, where one was named before.
    AnotherNode = "node" "another";
    /// A word that makes the next name a person.
    Person = "node" "person";
    /// A title: what stands right behind it is a person's name, whatever follows.
    Title = "node" "title";
    /// A word after the name that makes it a person's.
    PersonAfter = "node" "person_after";
    /// Words before `node` that make it another kind (lymph).
    OtherNode = "node" "other_node";

    /// Modic.
    ModicName = "modic" "name";
    /// conversion of, evolved from: of two types behind it, the second is today's.
    ModicTurn = "modic" "turn";
    /// type, grade.
    ModicKind = "modic" "kind";
    /// A type's number: i, ii, iii, one …
    ModicType(Modic) = "modic" "type";
    /// mixed.
    ModicMixed = "modic" "mixed";
    /// endplate change(s), marrow change(s): Modic after a type.
    ModicChange = "modic" "change";
    /// A word that makes Modic a scale or a surname.
    ModicNot = "modic" "not_finding";

    /// What denies an edema that stands right before it: `edema resolved`.
    Gone = "history" "gone";

    /// edema.
    EdemaWord = "edema" "word";
    /// A name of edema that needs no further word: edema-like marrow signal.
    EdemaPhrase = "edema" "phrase";
    /// STIR-hyperintense signal and the like: edema if said of marrow, a vertebra or an endplate.
    EdemaSignal = "edema" "signal";
    /// marrow, bone, endplate …: makes edema the marrow's.
    Marrow = "edema" "marrow";
    /// soft tissue, cord …: makes edema another's.
    NotMarrow = "edema" "not_marrow";
    /// peripheral: makes edema that of limbs, unless something is said to have it.
    Limb = "edema" "limb";
    /// A bone that is no part of the spine.
    NotSpine = "edema" "not_spine";

    /// A letter or short word that numbers a vertebra: L, T, D, Th.
    AreaLetter(Area) = "level" "letter";
    /// lumbar, dorsal …
    RegionName(Region) = "level" "region";
    /// mid (upper and lower are endplate words too and carry both).
    RegionPart(Part) = "level" "part";
    /// spine, levels … after a region's name.
    RegionNoun = "level" "region_noun";
    /// first, 12th …
    Ordinal(u8) = "level" "ordinal";
    /// one, two … as in L-two.
    NumberWord(u8) = "level" "number";
    /// vertebra, vertebral body.
    VertebraNoun = "level" "vertebra";
    /// vertebrae, vertebral bodies.
    VertebraNouns = "level" "vertebrae";
    /// level.
    LevelNoun = "level" "level";
    /// disc, disc space.
    DiscNoun = "level" "disc";
    /// all, every.
    Every = "level" "every";
    /// Words after T1 or T2 that make it a sequence.
    SequenceAfter = "level" "sequence_after";
    /// Words before T1 or T2 that make it a sequence.
    SequenceBefore = "level" "sequence_before";
    /// What a sequence shows, and no vertebra: `T1 shows a dark line`.
    SequenceShows = "level" "sequence_shows";
    /// Words after a level that make it another thing's name (L5 nerve root).
    NotLevelAfter = "level" "not_after";
    /// Words before a letter and number that make it no level.
    NotLevelBefore = "level" "not_before";
    /// series: a sequence behind T1 or T2, and no level behind it.
    Series = "level" "series";
    /// multilevel, elsewhere: not the heading's place.
    Elsewhere = "level" "elsewhere";
    /// the vertebra above.
    VertebraAbove = "level" "vertebra_above";
    /// the vertebra below.
    VertebraBelow = "level" "vertebra_below";
    /// the disc above it.
    DiscAbove = "level" "disc_above";
    /// the disc below it.
    DiscBelow = "level" "disc_below";
    /// of the same vertebra.
    VertebraSame = "reference" "same_vertebra";
    /// at this level, at the same level.
    SameLevel = "level" "same";

    /// superior.
    Superior = "endplate" "superior";
    /// inferior.
    Inferior = "endplate" "inferior";
    /// upper: endplate or region.
    Upper = "endplate" "upper";
    /// lower: endplate or region.
    Lower = "endplate" "lower";
    /// superiorly: says the endplate by itself.
    Superiorly = "endplate" "superiorly";
    /// inferiorly.
    Inferiorly = "endplate" "inferiorly";
    /// above it: behind a measurement, of the endplate over a disc.
    AboveDisc = "endplate" "above_disc";
    /// below it.
    BelowDisc = "endplate" "below_disc";
    /// both.
    Both = "endplate" "both";
    /// opposing, adjacent, facing.
    Opposing = "endplate" "opposing";
    /// either side of, on both sides of.
    EitherSide = "endplate" "either_side";
    /// endplate.
    EndplateNoun = "endplate" "noun";
    /// endplates.
    EndplateNouns = "endplate" "nouns";
    /// aspect, margin, surface: an endplate after a side.
    AspectNoun = "endplate" "aspect";
    /// Words inside a place that change nothing: anterior, central.
    PlaceFiller = "endplate" "filler";

    /// mm.
    Millimetre = "size" "mm";
    /// cm.
    Centimetre = "size" "cm";
    /// x, by.
    Times = "size" "times";
    /// previously, was: the measurement after it is old.
    PriorSize = "size" "prior";
    /// now, currently: the measurement after it is today's.
    NowSize = "size" "now";
    /// largest.
    Largest = "size" "largest";
    /// smallest: of several.
    Smallest = "size" "smallest";
    /// remains, still: a measurement behind it is the earlier exam's, too.
    StillSize = "size" "still";
    /// each, both measuring.
    Each = "size" "each";
    /// respectively.
    Respectively = "size" "respectively";
    /// measuring, in depth: ties a measurement to what stands before.
    Measuring = "size" "measuring";
    /// A measurement followed or preceded by this is no node's: slice, image.
    NotSize = "size" "not_size";

    /// Denies what follows.
    NegationBefore = "negation" "before";
    /// Denies what stands before.
    NegationAfter = "negation" "after";
    /// n/a, not assessed: no statement.
    NotApplicable = "negation" "not_applicable";
    /// Looks like a denial and is none.
    PseudoNegation = "negation" "pseudo";
    /// Denies what follows of a patient; of images it says what was compared: no prior.
    NegationEarlier = "negation" "earlier";
    /// Denies what follows, only within its own phrase: rather than.
    NegationInstead = "negation" "instead";
    /// Ends a scope.
    Terminator = "negation" "terminator";
    /// other than, except: asserts what follows.
    Exception = "negation" "exception";
    /// excepted, spared: takes the place before it away.
    Excepted = "negation" "excepted";
    /// A value that denies its key: none, nil.
    NoneValue = "negation" "none_value";
    /// A value that affirms its key: yes.
    YesValue = "negation" "yes_value";

    /// Hedges what follows.
    UncertaintyBefore = "uncertainty" "before";
    /// may, could: hedges what follows, and never closes a sentence (`since May`).
    Modal = "uncertainty" "modal";
    /// Hedges what stands before.
    UncertaintyAfter = "uncertainty" "after";
    /// Hedges both sides: versus.
    UncertaintyBetween = "uncertainty" "between";
    /// Looks like a hedge and is none.
    PseudoUncertainty = "uncertainty" "pseudo";
    /// What was hedged is so: `suspected before, confirmed today`.
    Settled = "uncertainty" "settled";
    /// `cannot be determined`, of what a clause with `whether` leaves open.
    Undecided = "uncertainty" "undecided";
    /// A level that the words behind it doubt: no row says it.
    Doubted = "uncertainty" "doubted";

    /// Puts what follows into the past.
    HistoryBefore = "history" "before";
    /// Puts what stands before into the past.
    HistoryAfter = "history" "after";
    /// was not seen: beside an earlier exam it tells that the thing is new.
    PastDenied = "history" "denied";
    /// Family history: no finding.
    Family = "history" "family";
    /// A question: no finding.
    Question = "history" "question";
    /// if, should: what its clause names is supposed, and not there.
    Conditional = "history" "conditional";
    /// in many people, when they are new: of nodes in general, whatever level it names.
    Teaching = "history" "teaching";
    /// A code of a diagnosis, before its title: `M51.46 Schmorl's nodes, lumbar region`.
    DiagnosisCode = "history" "diagnosis-code";
    /// means, form when, (are) bulges: said of a kind where the bare name is the subject.
    General = "history" "general";
    /// A definition or teaching.
    Definition = "history" "definition";

    /// Age of a node.
    Age(Acuity) = "acuity" "age";
    /// Joins `acute on chronic`.
    NotAge = "acuity" "not_age";
    /// A word of change that is said of another thing: `similar to the disc`.
    NotCourse = "change" "not_course";
    /// Says that a node has changed, not how; said of none of them, they are stable.
    Altered = "change" "altered";

    /// Change of what follows or stands before.
    Course(Change) = "change" "course";
    /// larger, smaller: a change where it stands alone in its cell.
    CourseCell(Change) = "change" "cell";
    /// was intact: said of an endplate at an earlier exam, what is there today is new.
    Whole = "change" "whole";
    /// on all three studies: a size told so is stable.
    EveryExam = "change" "every_exam";
    /// change since: a field that asks for the course.
    AsksCourse = "change" "asks";
    /// again seen: a repeat, no change.
    Again = "change" "again";

    /// multiple, several.
    Many = "count" "multiple";
    /// a, single.
    One = "count" "single";
    /// about, approx., up to: in front of a measurement, which is read as if it did not stand there.
    Approximate = "count" "approximate";
    /// two, three …
    CountOf(u8) = "count" "number";
    /// the only one in: there is no other in what follows.
    OnlyOne = "count" "only";
    /// they, both, neither: speaks of more than one.
    Several = "count" "several";

    /// extends, breaches.
    Reach = "posterior_extension" "reach";
    /// canal, thecal sac, root.
    Canal = "posterior_extension" "canal";
    /// A whole phrase: posterior extension.
    Posterior = "posterior_extension" "phrase";

    /// forms, is seen as: tells the shape of its subject.
    Forms = "grammar" "forms";
    /// and.
    And = "grammar" "and";
    /// or.
    Or = "grammar" "or";
    /// that of, one at: a node named before in the sentence, at another place.
    Ellipsis = "grammar" "ellipsis";
    /// accounts for, explains: what stands in front is what the thing behind is.
    Explains = "grammar" "explains";
    /// findings, signal characteristics: what was just described, as the subject of what it is.
    Appearance = "grammar" "appearance";
    /// to suggest: carries a denial on to what follows.
    ToSuggest = "grammar" "to_suggest";
    /// node alone: a node's name behind a level, where one was named before.
    BareNode = "grammar" "bare_node";
    /// nodes alone.
    BareNodes = "grammar" "bare_nodes";
    /// Says of another place what was said before: `Also at T8`.
    Likewise = "grammar" "likewise";
    /// A noun that speaks of a node named before only behind its vertebra: `the T12 hernia`.
    BareHernia = "grammar" "bare_hernia";
    /// hernias alone.
    BareHernias = "grammar" "bare_hernias";
    /// `none`, `neither`: no one of the nodes named before.
    NoneOf = "reference" "none";
    /// `can mimic`: what follows is only looked like.
    Likens = "reference" "likens";
    /// `where`, `whose`: what is said of the place named before.
    Where = "reference" "where";
    /// `pedicle`: bone of a vertebra beside its body, with marrow of its own.
    BonyPart = "grammar" "bony_part";
    /// `the uppermost`: of several, the one of the highest level.
    Uppermost = "reference" "uppermost";
    /// `the lowest`: of several, the one of the lowest level.
    Lowest = "reference" "lowest";
    /// `the vertebra below`, of which the level may follow that it is told by: `the vertebra below L4`.
    OfLevel = "reference" "of_level";
    /// `the outer two`: of several, the first and the last.
    Outermost = "reference" "outer";
    /// `as is the node`: what was said before is said of it, too.
    AsIs = "reference" "as_is";
    /// `the outside report of May`: what another report says.
    PriorReport = "reference" "prior_report";
    /// `in November`: a month, which tells of an exam as a year does.
    Month = "reference" "month";
    /// `misinterpreted as`: what follows is not what it was called.
    Misread = "reference" "misread";
    /// `no such`: of the kind named before.
    Such = "grammar" "such";
    /// `without`: a noun follows, or is left out.
    Without = "grammar" "without";
    /// `compressed by`: what follows reaches the canal named before.
    ReachedBy = "reference" "reached_by";
    /// `the other`, `the remaining nodes`: those of the nodes that were not told apart before.
    Rest = "reference" "rest";
    /// in this segment: in the part of the spine that the heading names.
    ThisPart = "reference" "this_part";
    /// other, further: not those spoken of before.
    Further = "reference" "further";
    /// there was: what follows was told of another day.
    ThereWas = "reference" "there_was";
    /// An adverb that puts what follows into the past: `formerly`.
    Formerly = "reference" "formerly";
    /// the latter.
    Latter = "grammar" "latter";
    /// first two, first three: of several named in order.
    FirstOf(u8) = "grammar" "first";
    /// last two: of several named in order.
    LastOf(u8) = "grammar" "last";
    /// the former.
    Former = "grammar" "former";
    /// of.
    Of = "grammar" "of";
    /// at, in, along.
    At = "grammar" "at";
    /// to, through: a range.
    To = "grammar" "to";
    /// from, between.
    From = "grammar" "from";
    /// the, a.
    Article = "grammar" "article";
    /// with.
    With = "grammar" "with";
    /// around, adjacent to, associated with.
    Around = "grammar" "around";
    /// due to, secondary to.
    Because = "grammar" "because";
    /// is, are, seen.
    Verb = "grammar" "verb";
    /// measured: what was found then, behind what an earlier exam showed.
    PastTense = "reference" "past_tense";
    /// shows, demonstrates: what stands before is the place or subject.
    Shows = "grammar" "shows";
    /// there is.
    ThereIs = "grammar" "there_is";
    /// which, that.
    Which = "grammar" "which";
    /// it, this, these: speaks of the sentence before.
    Pronoun = "grammar" "pronoun";
    /// edematous: an oedema as an adjective.
    Edematous = "grammar" "edematous";
    /// Adjectives and adverbs inside a noun phrase.
    Adjective = "grammar" "adjective";
    /// associated, surrounding: the thing after it belongs to the thing before.
    Associated = "grammar" "associated";
    /// should read, is corrected to.
    Correction = "grammar" "correction";
    /// `replaces the above`: what stood before an addendum stands no more.
    Replacement = "grammar" "replacement";
    /// `has been amended`: what was wrong and what is right follow.
    Corrected = "grammar" "corrected";
    /// instead of, not (in a correction).
    CorrectionFrom = "grammar" "correction_from";
    /// reported at: where an addendum goes on to say another place, this one was wrong.
    ReportedAt = "grammar" "reported_at";
    /// correction, make that: the level behind it replaces the one before.
    SelfCorrection = "reference" "self_correction";
    /// rather, no: the same, between marks and in front of a level, an endplate or a size.
    Repair = "reference" "repair";
    /// one of which: one of several, and not told which.
    SomeOf = "reference" "some_of";
    /// does: stands for what was said of another place.
    ProVerb = "reference" "pro_verb";
    /// does not: denies for a place what was said of another.
    ProVerbNot = "reference" "pro_verb_not";
    /// is withdrawn: takes back what stands before.
    Retraction = "grammar" "retraction";
    /// affected, involved: said of endplates behind nodes, they bear them.
    Affected = "grammar" "affected";
    /// `period`, dictated and written out.
    SpokenStop = "grammar" "spoken_stop";
    /// `comma`, dictated and written out.
    SpokenComma = "grammar" "spoken_comma";
    /// `point`, dictated between the figures of a decimal.
    SpokenPoint = "grammar" "spoken_point";
    /// `slash`, `dash`, dictated within a level.
    SpokenDash = "grammar" "spoken_dash";
    /// `colon`, dictated and written out.
    SpokenColon = "grammar" "spoken_colon";
    /// An abbreviation whose full stop ends nothing.
    Abbreviated = "grammar" "abbreviation";

    /// Another finding that can own a place or a size.
    Other = "other" "finding";
    /// A structure that can own a place or a size.
    Structure = "other" "structure";
    /// A defect, focus or pit: what a report describes before it says what it is.
    Lesion = "other" "lesion";

    /// the, this, both: what follows was spoken of before.
    Definite = "reference" "definite";
    /// its, their: at a sentence's start, of a thing named before.
    Possessive = "reference" "possessive";
    /// one: stands for a node named before.
    OneNoun = "reference" "one";
    /// ones: stands for nodes named before.
    OneNouns = "reference" "ones";

    /// A section's heading.
    Heading(Section) = "sections" "heading";
    /// A field of a finding's form, or a column of a table: level, size.
    Field = "form" "field";
    /// A field that may tell anything of the finding: description, enhancement.
    Remark = "form" "remark";
    /// A column or field that measures the vertebra or disc: height.
    OtherMeasure = "form" "other_measure";
    /// A column that numbers its rows.
    RowNumber = "form" "row_number";
    /// What begins a field that is filled in only behind a yes: `If any, where:`.
    AsksMore = "form" "asks_more";
    /// question, Q: stands before the number of a question.
    QuestionLabel = "form" "question_label";
    /// answer, selected: stands before what was answered.
    AnswerLabel = "form" "answer_label";
    /// How an item of a structured document belongs to the one above: `has concept mod`, `inferred from`.
    Relation = "form" "relation";
    /// A column or field that says how many there are.
    CountColumn = "form" "count_column";
    /// baseline, draft: heads the column of an earlier exam or reading.
    EarlierColumn = "form" "earlier_column";
    /// STIR: a field in which an oedema is the marrow's.
    MarrowField = "form" "marrow_field";
    /// figures, numbers: what a legend tells the unit of.
    Figures = "form" "figures";
    /// page: a page's head or foot, with its number.
    Page = "form" "page";
    /// cont.: the text goes on on the next page.
    Continued = "form" "continued";
    /// Pertinent negatives, the following were not seen: over or before a list of what is not there.
    DeniedList = "form" "denied_list";
    /// A heading that only stands before a colon.
    Label = "sections" "label";

    /// fever, foot drop, cancer, IV drug use.
    RedFlagTerm(RedFlag) = "red_flags" "flag";
    /// in this patient with: what follows is known of the patient, wherever it is said.
    OfPatient = "red_flags" "of_patient";
    /// Looks like a red flag and is none: cancer screening.
    NotRedFlag = "red_flags" "not";

    /// Pain of the spine: low back pain.
    Pain = "symptoms" "pain";
    /// acute, focal, refractory: beside pain, what makes it localized.
    PainQuality(PainReason) = "symptoms" "quality";
    /// pain, tenderness: of the spine only where a level is said of it, or that it is focal.
    BarePain = "symptoms" "bare_pain";
    /// fall, accident, lifting.
    Trauma = "symptoms" "trauma";
    /// years ago, remote: what it stands with is long past.
    LongAgo = "symptoms" "long_ago";
    /// in spite of physiotherapy.
    Refractory = "symptoms" "refractory";
    /// persistent, still: what is there goes on.
    Persists = "symptoms" "persists";
    /// after, completed: the care that follows was given.
    CareGiven = "symptoms" "care_given";
    /// physiotherapy, injections: conservative care.
    Care = "symptoms" "care";
    /// surgery for: what it was done for is of the past.
    TreatedFor = "symptoms" "treated_for";
    /// sciatica, leg pain.
    RadicularTerm = "symptoms" "radicular";
    /// radiating to: radicular where a leg follows.
    Radiates = "symptoms" "radiates";
    /// leg, thigh, foot.
    Leg = "symptoms" "leg";
    /// left, right, both.
    SideOf(Side) = "symptoms" "side";
    /// not provided: no indication was given.
    Unstated = "symptoms" "unstated";
    /// Looks like a symptom and is none: fall risk, chest pain.
    NotSymptom = "symptoms" "not";

    /// fracture, metastasis, lymphoma, discitis.
    DifferentialTerm(Diagnosis) = "differentials" "kind";
    /// rib, transverse process, liver: not the body of a vertebra.
    NotBody = "differentials" "part";
    /// mistaken for: what follows is not there.
    Confused = "differentials" "confused";
    /// Looks like another diagnosis and raises none: healed fracture, tumour marker.
    NotDifferential = "differentials" "not";

    /// recommended, is advised.
    Recommends = "follow_up" "recommend";
    /// imaging, follow-up: imaging of any kind.
    Imaging = "follow_up" "imaging";
    /// MRI, CT.
    ModalityName(Modality) = "follow_up" "modality";
    /// days, weeks, months, years.
    IntervalUnit(TimeUnit) = "follow_up" "unit";
    /// no follow-up, is not needed.
    NotRecommended = "follow_up" "none";
    /// Looks like advice on imaging, or a condition, and is none: clinical follow-up.
    NotFollowUp = "follow_up" "not";
    /// if symptoms persist: advice that waits for something.
    Condition = "follow_up" "condition";
    /// STIR: a sequence that shows oedema.
    FluidSensitive = "follow_up" "fluid_sensitive";
    /// T1, T2: a sequence.
    Sequence = "follow_up" "sequence";

    /// lumbar, thoracolumbar: a stretch of the spine in an exam's name.
    ExamRegion(Region) = "exam" "region";
    /// whole spine, skeletal survey: all of it.
    ExamWhole = "exam" "whole";
    /// chest, knee: another part of the body.
    ExamElsewhere = "exam" "elsewhere";
    /// MR, XR: the method, in an exam's name or a column of its own.
    ExamModality(Modality) = "exam" "modality";
    /// physiotherapy, blood count: no imaging.
    NotImaging = "exam" "not_imaging";

    /// incidental finding.
    OrderIncidental = "order" "incidental";
    /// follow-up, recheck.
    OrderFollowUp = "order" "follow_up";
    /// symptoms: what may be new or worse.
    OrderSymptom = "order" "symptom";
    /// worse, getting worse.
    OrderWorse = "order" "worse";
    /// laminectomy, hardware: an operation on the spine.
    OrderSurgery = "order" "surgery";
    /// status post: what follows is why the exam is done.
    OrderAfter = "order" "after";
    /// post-operative: the reason is an operation.
    OrderPostOperative = "order" "post_operative";
    /// staging, response to treatment.
    OrderStaging = "order" "staging";
    /// Another finding, which the lexicon of findings does not have.
    OrderFinding = "order" "finding";
    /// Pain or another complaint of another part of the body.
    OrderComplaint = "order" "complaint";
    /// see above: says nothing.
    OrderUnstated = "order" "unstated";
    /// cancelled: a status of an order that was not carried out.
    OrderCancelled = "order" "cancelled";
    /// A code of a diagnosis, and what it says.
    OrderCode(CueKind) = "order" "code";
    /// Looks like one of these and is none.
    NotOrder = "order" "not";

    /// superior, node: found within words that run together, and behind slips and misread letters.
    Matters = "mend" "word";
    /// changes, fracture: mended, but not looked for within others.
    Slips = "mend" "slips";
    /// A word that `is` may run together with: `it's`.
    Contracts = "mend" "contracts";
    /// of, the: a short word that may stand beside one that matters without a space.
    Glue = "mend" "glue";
    /// interior, anode: ordinary words that look like slips.
    Kept = "mend" "kept";
}

impl Tag {
    /// The tree of phrases that rows of its class stand in.
    pub(crate) fn root(self) -> Root {
        Root::of_class(self.class())
    }
}

/// The tags of one phrase, values aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct TagSet([u64; WORDS]);

/// Words of 64 tags; a tag beyond them does not compile.
const WORDS: usize = 5;
const _: () = assert!(Tag::ROLES.len() <= WORDS * 64);
// `with` and `is_empty` tell the words out: more of them belong there, too
const _: () = assert!(WORDS == 5);

impl TagSet {
    /// Adds a tag.
    pub(crate) fn insert(&mut self, tag: Tag) {
        let number = tag.number() as usize;
        self.0[number / 64] |= 1 << (number % 64);
    }

    /// Takes a tag away.
    pub(crate) fn remove(&mut self, tag: Tag) {
        let number = tag.number() as usize;
        self.0[number / 64] &= !(1 << (number % 64));
    }

    /// Whether the tag is there, with any value.
    #[inline(always)]
    pub(crate) const fn has(self, tag: Tag) -> bool {
        let number = tag.number() as usize;
        self.0[number / 64] & (1 << (number % 64)) != 0
    }

    /// These tags.
    pub(crate) fn of(tags: impl IntoIterator<Item = Tag>) -> Self {
        let mut set = Self::default();
        tags.into_iter().for_each(|tag| set.insert(tag));
        set
    }

    /// The tags of both.
    #[inline]
    pub(crate) const fn with(self, other: Self) -> Self {
        let (all, more) = (self.0, other.0);
        // told out: asked for at every phrase of a text
        Self([all[0] | more[0], all[1] | more[1], all[2] | more[2], all[3] | more[3], all[4] | more[4]])
    }

    /// Whether the sets share a tag.
    #[inline]
    pub(crate) fn meets(self, other: Self) -> bool {
        (0..WORDS).any(|word| self.0[word] & other.0[word] != 0)
    }

    /// Whether there is no tag.
    #[inline]
    pub(crate) const fn is_empty(self) -> bool {
        self.0[0] | self.0[1] | self.0[2] | self.0[3] | self.0[4] == 0
    }

    /// Whether it may head a section or a line.
    #[inline]
    pub(crate) fn is_heading(self) -> bool {
        self.has(Tag::Heading(Section::Body)) || self.has(Tag::Label)
    }

    /// Whether any of the tags is there.
    // inlined, the list at each call becomes three constants
    #[inline(always)]
    pub(crate) fn any(self, tags: &[Tag]) -> bool {
        !self.is_empty() && tags.iter().any(|tag| self.has(*tag))
    }
}

/// Values that stand after `=` in a role.
trait Value: Sized {
    fn value(text: &str) -> Option<Self>;
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
}

impl Value for u8 {
    fn value(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

macro_rules! named_values {
    ($($type:ty),*) => {
        $(impl Value for $type {
            fn value(text: &str) -> Option<Self> {
                from_json(text)
            }
        })*
    };
}

named_values!(Section, Modic, Acuity, Change, RedFlag, PainReason, Diagnosis, Modality, Side, TimeUnit);

impl Value for CueKind {
    fn value(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl Value for Region {
    fn value(text: &str) -> Option<Self> {
        Self::all().into_iter().find(|region| region.to_string() == text)
    }
}

impl Value for Area {
    fn value(text: &str) -> Option<Self> {
        match Region::value(text)? {
            Region::Area(None, area) => Some(area),
            _ => None,
        }
    }
}

impl Value for Part {
    fn value(text: &str) -> Option<Self> {
        match text {
            "upper" => Some(Self::Upper),
            "mid" => Some(Self::Mid),
            "lower" => Some(Self::Lower),
            _ => None,
        }
    }
}
