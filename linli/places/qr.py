"""The QR code of a door: one matrix, drawn in the PDF, as SVG and as PNG alike."""

from __future__ import annotations

import io

import segno

QUIET_ZONE = 4
"""Modules of white around a code that readers need (ISO/IEC 18004)."""


def qr_code(url: str) -> segno.QRCode:
    """Return the code of a link; level Q still reads with a quarter of the plate scratched."""
    return segno.make_qr(url, error="q")


def qr_rows(url: str) -> tuple[tuple[bool, ...], ...]:
    """Return the dark modules row by row, without the quiet zone."""
    return tuple(tuple(bool(module) for module in row) for row in qr_code(url).matrix)


def qr_svg(url: str) -> bytes:
    """Return the code as SVG that scales to its box."""
    out = io.BytesIO()
    qr_code(url).save(out, kind="svg", border=QUIET_ZONE, omitsize=True, xmldecl=False, svgclass=None, lineclass=None)
    return out.getvalue()


def qr_png(url: str, scale: int = 12) -> bytes:
    """Return the code as PNG, `scale` pixels a module."""
    out = io.BytesIO()
    qr_code(url).save(out, kind="png", border=QUIET_ZONE, scale=scale)
    return out.getvalue()
