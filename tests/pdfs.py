"""Small PDFs written by hand, so that a test knows where each line stands."""

from collections.abc import Sequence


def pdf(lines: Sequence[str], **extra: str) -> bytes:
    """A page of 300 by 200 points with lines of Helvetica 12 from 20 points left and 30 from above, 16 apart."""
    text = " ".join(f"({line}) Tj 0 -16 Td" for line in lines)
    return pages([f"BT /F1 12 Tf 20 170 Td {text} ET"], **extra)


def pages(contents: Sequence[str], *, page: str = "", info: str = "", catalogue: str = "") -> bytes:
    """A document of a page for each content stream; fonts: F1 Helvetica, F2 Helvetica bold.

    Args:
        contents: what each page draws.
        page: more entries of each page's dictionary.
        info: of the information dictionary.
        catalogue: more entries of the catalogue.
    """
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(contents)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} /MediaBox [0 0 300 200] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>",
    ]
    for i, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /Contents {7 + 2 * i} 0 R {page} "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream")
    out, starts = b"%PDF-1.7\n", []
    for number, thing in enumerate(objects, 1):
        starts.append(len(out))
        out += f"{number} 0 obj\n{thing}\nendobj\n".encode("cp1252")
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()
