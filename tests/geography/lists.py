"""Code lists to look areas up in."""

from storage.demo.generate import catalogue_folder
from storage.geography import load_areas


def demo(name=""):
    folder = catalogue_folder(name)
    return load_areas(folder / "wards.csv", folder / "ward-changes.csv")


CAMDEN, BEDS = demo(), demo("central-bedfordshire")
