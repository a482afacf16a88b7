"""Fetch what the pages and the PDFs take from elsewhere, and write it into linli/ with its licences.

    python scripts/vendor.py          needs npm (to fetch) and the dev environment (fonttools); no Node at run time

scripts/vendor.toml says what and which version. A package whose bytes are not those recorded there is refused.
"""

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "linli/web/static/web/vendor"
FONTS = ROOT / "linli/places/fonts"
SVG = "http://www.w3.org/2000/svg"

# Names of residents and places need more than the 6,763 hanzi of GB 2312: GBK adds the rare and the traditional ones.
HANZI_AND_PUNCTUATION = "gbk"
OTHER_RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1: accents, degree, middle dot
    (0x2010, 0x2027),  # dashes, quotation marks, ellipsis
    (0x2190, 0x2193),  # arrows
    (0x2460, 0x2473),  # circled numbers
    (0x2500, 0x257F),  # box drawing
    (0x25A0, 0x25FF),  # squares, triangles, circles
    (0x3000, 0x303F),  # CJK punctuation
    (0xFF01, 0xFFEE),  # full-width forms
)


def fetch(entry: dict[str, Any], folder: Path) -> Path:
    """Unpack one npm package below `folder`; end with a message if its bytes are not the recorded ones."""
    wanted = f"{entry['name']}@{entry['version']}"
    target = folder / entry["name"].replace("/", "-").lstrip("@")
    target.mkdir()
    subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", target, wanted], check=True, stdout=subprocess.DEVNULL
    )
    archive = next(target.glob("*.tgz"))
    digest = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != entry["integrity"]:
        sys.exit(
            f"{wanted} is not the package that scripts/vendor.toml records.\n  there {entry['integrity']}\n  here  {digest}"
        )
    with tarfile.open(archive) as packed:
        packed.extractall(target, filter="data")
    return target / "package"


def without_dangling_references(text: str) -> str:
    """Text of a stylesheet or script with nothing left that a manifest of static files would look for in vain.

    Source maps are not shipped. A `url(%23id)` inside a data: URI points into that picture itself; with its
    parentheses encoded it means the same and no longer looks like a file.
    """
    text = re.sub(r"\n?(/\*|//)# sourceMappingURL=\S+( \*/)?", "", text)
    return re.sub(r"url\((%23[^)]*)\)", r"url%28\1%29", text)


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix == ".png":
        shutil.copyfile(source, target)
        return
    text = source.read_text(encoding="utf-8")
    if source.suffix in {".css", ".js"}:
        text = without_dangling_references(text)
    target.write_text(text.rstrip("\n") + "\n", encoding="utf-8")


def sprite(folder: Path, names: list[str]) -> str:
    """One SVG with a <symbol> for every named outline icon; colour and size come from the page."""
    ElementTree.register_namespace("", SVG)
    sheet = ElementTree.Element(f"{{{SVG}}}svg")
    for name in sorted(names):
        icon = ElementTree.parse(folder / f"{name}.svg").getroot()
        kept = {key: value for key, value in icon.attrib.items() if key not in {"class", "width", "height"}}
        symbol = ElementTree.SubElement(sheet, f"{{{SVG}}}symbol", {"id": name, **kept})
        # the first path of each icon is an invisible frame
        symbol.extend(path for path in icon if path.get("stroke") != "none")
        for element in symbol.iter():
            element.text = element.tail = None
        symbol.tail = "\n"
    sheet.text = "\n"
    return ElementTree.tostring(sheet, encoding="unicode") + "\n"


def vendor_package(entry: dict[str, Any], scratch: Path) -> str:
    """Write one package's files and licence; its row of the table of contents."""
    package = fetch(entry, scratch)
    target = VENDOR / entry["folder"]
    files = list(entry.get("files", []))
    for name in files:
        copy(package / entry["from"] / name, target / name)
    if "sprite" in entry:
        target.mkdir(parents=True, exist_ok=True)
        (target / "icons.svg").write_text(sprite(package / entry["from"], entry["sprite"]), encoding="utf-8")
        files.append("icons.svg")
    for name in entry.get("licence_files", []):
        copy(package / name, target / name)
    if "licence_text" in entry:
        (target / "LICENSE").write_text(entry["licence_text"].lstrip(), encoding="utf-8")
    listed = ", ".join(f"`{entry['folder']}/{name}`" for name in files)
    return f"| {entry['name']} | {entry['version']} | {entry['licence']} | {listed} |"


def wanted_characters() -> set[int]:
    """Code points of everything that a line of ours is likely to hold."""
    wanted = {point for first, last in OTHER_RANGES for point in range(first, last + 1)}
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            character = bytes([lead, trail]).decode(HANZI_AND_PUNCTUATION, "ignore")
            if len(character) == 1:
                wanted.add(ord(character))
    return wanted


def vendor_font(entry: dict[str, Any], scratch: Path) -> None:
    """Write the PDF font: outlines of the wanted characters only, without hints and layout tables."""
    package = fetch(entry, scratch)
    font = TTFont(package / entry["file"], recalcTimestamp=False)
    options = subset.Options(hinting=False, layout_features=[], glyph_names=False)
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted_characters())
    subsetter.subset(font)
    FONTS.mkdir(parents=True, exist_ok=True)
    font.save(FONTS / "NotoSansSC-Linli.ttf")
    copy(package / entry["licence_file"], FONTS / "OFL.txt")


def main() -> None:
    if not shutil.which("npm"):
        sys.exit("npm is needed to fetch the packages; on Debian: apt install npm")
    recorded = tomllib.loads((ROOT / "scripts/vendor.toml").read_text(encoding="utf-8"))
    shutil.rmtree(VENDOR, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        rows = [vendor_package(entry, Path(scratch)) for entry in recorded["package"]]
        vendor_font(recorded["font"], Path(scratch))
    table = "\n".join(["| package | version | licence | files |", "| --- | --- | --- | --- |", *rows])
    (VENDOR / "README.md").write_text(
        "# Libraries that the pages use\n\nWritten by `scripts/vendor.py` from `scripts/vendor.toml`; changes here are lost. "
        f"Each folder holds its licence.\n\n{table}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
