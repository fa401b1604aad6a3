"""The words of the Core Business Vocabulary (CBV 2.0) and where each stands on the web.

Written from the facts of the CBV and of the GS1 Web Vocabulary: names and addresses, no prose.
A term may stand in an event as a bare word (`receiving`), as its web address, as a compact address
(`cbv:BizStep-receiving`) or, in XML of version 1, as a URN; the hash knows one spelling only.
"""

from __future__ import annotations

from collections.abc import Mapping

CBV = "https://ref.gs1.org/cbv/"
EPCIS = "https://ref.gs1.org/epcis/"
GS1_VOC = "https://gs1.org/voc/"
CBV_MASTER_DATA = "urn:epcglobal:cbv:mda"
GS1_STEMS = ("https://gs1.org/", "https://ref.gs1.org/")
RDFS = "http://www.w3.org/2000/01/rdf-schema#"

DEFAULT_PREFIXES: Mapping[str, str] = {
    "cbv": CBV,
    "epcis": EPCIS,
    "gs1": GS1_VOC,
    "cbvmda": CBV_MASTER_DATA,
    "rdfs": RDFS,
}
"""What a prefix means where a document uses it and does not say: our one choice of namespaces.

`gs1` is the web vocabulary's first address, as in the context of EPCIS 2.0.0 and in the published
hash examples (later drafts moved it to ref.gs1.org/voc); `cbvmda` is the XML schema's namespace,
without the colon that the JSON-LD context adds to it.
"""


def words(text: str) -> frozenset[str]:
    """Read a list of words written as one text."""
    return frozenset(text.split())


BIZ_STEPS = words(
    "accepting arriving assembling collecting commissioning consigning creating_class_instance "
    "cycle_counting decommissioning departing destroying disassembling dispensing encoding "
    "entering_exiting holding inspecting installing killing loading other packing picking "
    "receiving removing repackaging repairing replacing reserving retail_selling sampling "
    "sensor_reporting shipping staging_outbound stock_taking stocking storing transporting "
    "unloading unpacking void_shipping"
)
DISPOSITIONS = words(
    "active available completeness_inferred completeness_verified conformant container_closed "
    "container_open damaged destroyed dispensed disposed encoded expired in_progress in_transit "
    "inactive mismatch_class mismatch_instance mismatch_quantity needs_replacement "
    "no_pedigree_match non_conformant non_sellable_other partially_dispensed recalled reserved "
    "retail_sold returned sellable_accessible sellable_not_accessible stolen unavailable "
    "unknown"
)
TRANSACTION_TYPES = words(
    "bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt"
)
PARTY_TYPES = words("location owning_party possessing_party")
ERROR_REASONS = words("did_not_occur incorrect_data")
COMPONENTS = words(
    "altitude axial_distance azimuth easting elevation_angle height latitude longitude northing "
    "polar_angle spherical_radius x y z"
)
ALERTS = words("ALARM_CONDITION ERROR_CONDITION")
MEASUREMENTS = words(
    "AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance "
    "AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area "
    "Capacitance Conductance Conductivity Count Density Dimensionless DoseEquivalent "
    "DoseEquivalentRate DynamicViscosity ElectricCharge ElectricCurrent ElectricCurrentDensity "
    "ElectricFieldStrength Energy Exposure Force Frequency Illuminance Inductance Irradiance "
    "KinematicViscosity Length LinearMomentum Luminance LuminousFlux LuminousIntensity "
    "MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate "
    "MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power "
    "Pressure RadiantFlux RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity "
    "SolidAngle SpecificVolume Speed SurfaceDensity SurfaceTension Temperature Time Torque Voltage "
    "Volume VolumeFlowRate VolumeFraction VolumetricFlux Wavenumber"
)
EARLIER_MEASUREMENTS = words(
    "Charge Current DensityHumidity DimensionlessConcentration EffectiveDose EffectiveDoseRate "
    "Humidity MolarConcentration Molar_concentration"
)
"""Measurement types of the drafts of CBV 2.0, which documents in use still carry."""

BIZ_STEP_STEM = CBV + "BizStep-"
DISPOSITION_STEM = CBV + "Disp-"
TRANSACTION_STEM = CBV + "BTT-"
PARTY_STEM = CBV + "SDT-"
REASON_STEM = CBV + "ER-"
COMPONENT_STEM = CBV + "Comp-"

TERMS: Mapping[str, frozenset[str]] = {
    BIZ_STEP_STEM: BIZ_STEPS,
    DISPOSITION_STEM: DISPOSITIONS,
    TRANSACTION_STEM: TRANSACTION_TYPES,
    PARTY_STEM: PARTY_TYPES,
    REASON_STEM: ERROR_REASONS,
    COMPONENT_STEM: COMPONENTS,
}
"""The terms under each stem of the CBV's web addresses."""

URN_STEMS: Mapping[str, str] = {
    "urn:epcglobal:cbv:bizstep:": BIZ_STEP_STEM,
    "urn:epcglobal:cbv:disp:": DISPOSITION_STEM,
    "urn:epcglobal:cbv:btt:": TRANSACTION_STEM,
    "urn:epcglobal:cbv:sdt:": PARTY_STEM,
    "urn:epcglobal:cbv:er:": REASON_STEM,
}
"""The URN spellings of CBV 1.x, and the web address that replaces each."""


def web_address(term: str) -> str:
    """Give the web address of a term written as a URN of CBV 1.x; others come back as they are."""
    if term.startswith("urn:epcglobal:cbv:"):
        for urn, stem in URN_STEMS.items():
            if term.startswith(urn):
                return stem + term[len(urn) :]
    return term
