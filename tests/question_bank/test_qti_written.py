"""The packages that we write hold to the standard, and carry both shipped banks whole."""

import importlib
import io
import os
import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from question_bank.bank import Bank, Topic
from question_bank.formats import read, write
from question_bank.formats.qti_names import LOSSES
from question_bank.question import Option
from tests.cast import small_bank
from tests.question_bank.qti_editions import EDITIONS
from tests.question_bank.qti_files import zipped
from tests.question_bank.qti_structure import faults
from tests.question_bank.test_round_trips import banks

BANKS = Path(__file__).parents[2] / "question_bank" / "banks"
SCHEMAS = os.environ.get("QUIZ_QTI_SCHEMAS", "")
"""A folder with the official schemas, which may not be handed on: they are tried where they are."""


@pytest.fixture(scope="module", params=["cchc-2021", "cchc-2026"])
def bank(request: pytest.FixtureRequest) -> Bank:
    return read(BANKS / str(request.param)).bank


def full_bank() -> Bank:
    """Questions that use everything that a question has."""
    bank = small_bank()
    first, second, *others = bank.questions
    several = replace(
        first,
        id="001",
        stem="Dòng một\nDòng <hai> & “ba”",
        key=frozenset({0, 2}),
        options=(*first.options[:-1], Option("Tất cả các phương án trên", pinned=True)),
        explanation="Vì thế.\nVà thế.",
        shuffle=False,
    )
    return replace(
        bank, questions=(several, *others, second), topics=(*bank.topics, Topic("trong", "Trống"))
    )


@pytest.mark.parametrize("version", EDITIONS)
def test_a_shipped_bank_comes_back_whole_and_without_a_doubt(bank: Bank, version: str) -> None:
    reading = read(write(bank, version), "gói.zip")
    assert reading.bank == bank
    assert reading.bank.digest == bank.digest
    assert reading.findings == ()
    assert LOSSES == ()


@pytest.mark.parametrize("version", EDITIONS)
def test_a_shipped_bank_is_written_as_the_standard_asks(bank: Bank, version: str) -> None:
    assert faults(write(bank, version), version) == []


@pytest.mark.parametrize("version", EDITIONS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(bank=banks())
def test_any_bank_is_written_as_the_standard_asks(version: str, bank: Bank) -> None:
    assert faults(write(bank, version), version) == []


@pytest.mark.parametrize("version", EDITIONS)
def test_everything_that_a_question_has_is_carried(version: str) -> None:
    bank = full_bank()
    assert read(write(bank, version)).bank == bank
    assert faults(write(bank, version), version) == []


@pytest.mark.parametrize("version", EDITIONS)
def test_an_item_taken_out_of_its_package_keeps_what_an_item_can_say(version: str) -> None:
    bank = full_bank()
    with zipfile.ZipFile(io.BytesIO(write(bank, version))) as archive:
        (question,) = read(archive.read("items/0001.xml"), "001.xml").bank.questions
    first = bank.questions[0]
    assert (question.id, question.stem, question.options) == (first.id, first.stem, first.options)
    assert (question.key, question.explanation) == (first.key, first.explanation)
    assert question.shuffle is first.shuffle


@pytest.mark.parametrize("version", EDITIONS)
def test_the_same_bank_gives_the_same_bytes(version: str) -> None:
    assert write(full_bank(), version) == write(full_bank(), version)


ITEM, MANIFEST, TEST = "items/0001.xml", "imsmanifest.xml", "test.xml"
MUTANTS: dict[str, tuple[str, str, str]] = {
    "a key that is no choice": (ITEM, r"value>C<", "value>X<"),
    "a key named twice": (ITEM, r"value>C<", "value>A<"),
    "a single answer with two keys": (ITEM, r'"multiple"', '"single"'),
    "two choices of one name": (
        ITEM,
        r'imple(-c|C)hoice identifier="B"',
        r'imple\1hoice identifier="A"',
    ),
    "a name with a space": (ITEM, r'identifier="_001"', 'identifier="câu 001"'),
    "no title": (ITEM, r' title="[^"]*"', ""),
    "a word for a truth": (ITEM, r'shuffle="false"', 'shuffle="không"'),
    "an attribute of nobody": (ITEM, r'shuffle="false"', 'shuffle="false" pinned="D"'),
    "a response that is not declared": (ITEM, r'(-i|I)dentifier="RESPONSE"', r'\1dentifier="R"'),
    "an outcome that is not declared": (
        ITEM,
        r'come(-i|I)dentifier="FEEDBACK"',
        r'come\1dentifier="F"',
    ),
    "another way of marking": (ITEM, "match_correct", "map_response"),
    "the body before the declarations": (
        ITEM,
        r"(<[a-z-]*(?:response-d|responseD)eclaration.*)(<[a-z-]*(?:item-b|itemB)ody.*[bB]ody>)",
        r"\2\1",
    ),
    "the stem after the choices": (ITEM, r"(<[a-z-]*prompt>.*prompt>)(<.*?hoice>)", r"\2\1"),
    "a namespace of another version": (
        ITEM,
        r'xmlns="[^"]*"',
        'xmlns="http://www.imsglobal.org/x"',
    ),
    "text where none may be": (ITEM, r"(<[a-z-]*(?:item-b|itemB)ody>)", r"\1 lạc "),
    "an item that is not there": (TEST, r"items/0002.xml", "items/9999.xml"),
    "an item twice": (TEST, r"items/0002.xml", "items/0001.xml"),
    "two parts of one name": (TEST, r'identifier="part"', 'identifier="test"'),
    "a file that is not there": (MANIFEST, r'file href="items/0002.xml"', 'file href="x.xml"'),
    "a type of another version": (MANIFEST, r"imsqti_item_xml", "imsqti_item_x"),
    "a resource twice": (MANIFEST, r'identifier="resource-2"', 'identifier="resource-1"'),
    "another package": (MANIFEST, r"<schemaversion>[^<]*", "<schemaversion>9"),
    "resources before organizations": (
        MANIFEST,
        r"(<organizations />)(<resources>.*</resources>)",
        r"\2\1",
    ),
    "metadata out of order": (
        MANIFEST,
        r"(<general><title>.*</general>)(<classification>.*?</classification>)",
        r"\2\1",
    ),
}


@pytest.mark.parametrize("version", EDITIONS)
@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_broken_package_is_noticed(mutant: str, version: str) -> None:
    name, old, new = MUTANTS[mutant]
    with zipfile.ZipFile(io.BytesIO(write(full_bank(), version))) as archive:
        members = {each: archive.read(each).decode() for each in archive.namelist()}
    broken = re.sub(old, new, members[name], count=1, flags=re.DOTALL)
    assert broken != members[name], "the mutant changes nothing"
    assert faults(zipped({**members, name: broken}), version)


if SCHEMAS:
    OFFICIAL = {
        "qti21": ("imsqti_v2p1.xsd", "qtiv2p1_imscpv1p2_v1p0.xsd"),
        "qti22": ("imsqti_v2p2.xsd", "qtiv2p2_imscpv1p2_v1p0.xsd"),
        "qti30": ("imsqti_asiv3p0_v1p0.xsd", "imsqtiv3p0_imscpv1p2_v1p0.xsd"),
    }

    def _schema(name: str) -> Any:
        found = sorted(Path(SCHEMAS).rglob(name))
        assert found, f"{name} is not in {SCHEMAS}"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the schemas' own imports
            return importlib.import_module("xmlschema").XMLSchema(str(found[0]))

    @pytest.fixture(scope="module")
    def schema() -> Callable[[str], Any]:
        known: dict[str, Any] = {}
        return lambda name: known.get(name) or known.setdefault(name, _schema(name))

    @pytest.mark.parametrize("version", EDITIONS)
    def test_a_shipped_bank_is_valid_by_the_official_schemas(
        bank: Bank, version: str, schema: Callable[[str], Any]
    ) -> None:
        items, manifests = OFFICIAL[version]
        with zipfile.ZipFile(io.BytesIO(write(bank, version))) as archive:
            for name in archive.namelist():
                rules = schema(manifests if name == MANIFEST else items)
                wrong = [
                    str(error.reason) for error in rules.iter_errors(archive.read(name).decode())
                ]
                assert wrong == [], name
