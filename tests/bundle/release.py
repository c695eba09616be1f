"""A release to read, change and sign."""

import csv
import io
import json
import zipfile
from datetime import date

from storage.catalogue import load_catalogue
from storage.demo.generate import catalogue_folder
from storage.protection.certificate import digest
from storage.protection.verdict import Verdict
from storage.signing import new_key
from storage.sources import Count, Extract

KEY = b"a key of the demonstration only"
CATALOGUE = load_catalogue(catalogue_folder())
AREAS = CATALOGUE.areas
MEASURE = CATALOGUE.measures["foodbank-referrals"]
REASONS = MEASURE.dimensions["reason"].codes
WEEKS = (date(2026, 1, 5), date(2026, 1, 12))
SIGNER = new_key("Demo Analyst")
SAFE = Verdict(True, (), (), ("look twice",), ("every number",))


def extract(number, measure=MEASURE):
    counts = [
        Count(ward.code, week, (reason,), number())
        for week in WEEKS
        for ward in AREAS.at("ward")
        for reason in REASONS
    ]
    return Extract(measure.id, tuple(counts), "0" * 64)


def unzipped(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewrite(path, contents, *, and_certify=()):
    """Put other contents in, and for the names given put their new hash into the certificate too."""
    proof = json.loads(contents["certificate.json"])
    for name, key in and_certify:
        proof[key] = digest(contents[name])
    if and_certify:
        text = json.dumps(proof, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        contents = contents | {"certificate.json": text.encode()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name, data)


def table_with(contents, change):
    rows = list(csv.reader(io.StringIO(contents["table.csv"].decode())))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(change(rows))
    return contents | {"table.csv": out.getvalue().encode()}
