"""Photos: judged by their content, re-encoded and bounded, metadata gone (R1)."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from linli.core.errors import Invalid

MOST_BYTES = 10 * 1024 * 1024
LONGEST_SIDE = 2048  # pixels: a notice on a wall stays readable
THUMBNAIL_SIDE = 480
MOST_PIXELS = 100_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that has been judged: what is kept, and after it was put into storage where."""

    data: bytes
    thumbnail: bytes
    mime: str
    suffix: str
    name: str = ""
    thumbnail_name: str = ""


def photo_prepare(file: UploadedFile) -> Prepared:
    """Return a photo re-encoded as JPEG, turned upright, at most 2048 pixels a side, without any metadata.

    Raises:
        Invalid: larger than 10 MB, no photo, or more pixels than a camera makes.
    """
    flat = photo_read(file)
    return Prepared(_jpeg(flat, 82), thumbnail_of(flat), "image/jpeg", "jpg")


def portrait_prepare(file: UploadedFile) -> bytes:
    """Return a portrait as it is posted: JPEG, at most 480 pixels a side, without any metadata.

    Raises:
        Invalid: as `photo_prepare` says.
    """
    return thumbnail_of(photo_read(file))


def photo_read(file: UploadedFile) -> Image.Image:
    """Return the picture of a file, upright, in plain colours, at most 2048 pixels a side.

    Raises:
        Invalid: as `photo_prepare` says.
    """
    name = file.name or ""
    if (file.size or 0) > MOST_BYTES:
        raise Invalid(_("照片“%(name)s”超过 10 MB，没有收下。请拍小一些或截图后再传。") % {"name": name})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(file, formats=_FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise Invalid(_("照片“%(name)s”尺寸过大，没有收下。请截图后再传。") % {"name": name})
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            flat = _flatten(ImageOps.exif_transpose(image))
            flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return flat
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        message = _("“%(name)s”不是能识别的照片（支持 JPG、PNG、WebP），没有收下。") % {"name": name}
        raise Invalid(message) from None


def thumbnail_of(image: Image.Image) -> bytes:
    """Return a small copy of a picture as JPEG."""
    small = image.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return _jpeg(small, 75)


def _flatten(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "P"):
        rgba = image.convert("RGBA")
        white = Image.new("RGB", rgba.size, "white")
        white.paste(rgba, mask=rgba.getchannel("A"))
        return white
    return image.convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
