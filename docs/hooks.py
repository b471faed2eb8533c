"""Keeps the site self-contained, speaks the language of each page, and shows notebooks as pages.

What the theme would fetch from elsewhere is served from the site itself. A notebook ``x.ipynb`` becomes a page ``x.md`` with
what its cells show; links to the notebook lead to that page.
"""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.structure.files import File, Files

NOTEBOOK = re.compile(r"(\]\([^)\s]+)\.ipynb\)")
SHIM = re.compile(r'<script src="https://[^"]*iframe-worker/shim"></script>')
OUTSIDE = re.compile(r'<(?:script|img|iframe|link)[^>]*\s(?:src|href)="(https?:)?//', re.IGNORECASE)


def on_files(files: Files, config: Any) -> Files:
    """Add a page and its pictures for each notebook."""
    for file in list(files):
        if file.src_uri.endswith(".ipynb") and file.abs_src_path:
            book = json.loads(Path(file.abs_src_path).read_text(encoding="utf-8"))
            for uri, content in notebook_files(PurePosixPath(file.src_uri), book):
                files.append(File.generated(config, uri, content=content))
    return files


def notebook_files(path: PurePosixPath, book: dict[str, Any]) -> list[tuple[str, str | bytes]]:
    """Return the page of a notebook, and its pictures, by address."""
    out: list[tuple[str, str | bytes]] = []
    text = []
    for cell in book["cells"]:
        source = "".join(cell["source"])
        text.append(source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```")
        for shown in cell.get("outputs", ()):
            picture = shown.get("data", {}).get("image/png")
            if picture:
                name = f"{path.stem}-{len(out)}.png"
                out.append((str(path.with_name(name)), base64.b64decode(picture)))
                text.append(f"![]({name})")
            else:
                text.append("```text\n" + "".join(shown.get("text") or shown["data"]["text/plain"]).rstrip() + "\n```")
    text.append(f'<p><a href="{path.name}" download>{path.name}</a></p>')
    return [*out, (str(path.with_suffix(".md")), "\n\n".join(text) + "\n")]


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Let links to a notebook lead to its page."""
    return NOTEBOOK.sub(r"\1.md)", markdown)


def on_page_context(context: Any, page: Any, config: Any, nav: Any) -> Any:
    """Let search, buttons and headings around a page speak the page's own language."""
    config.theme["language"] = language_of(page.file.src_uri)
    return context


def language_of(path: str) -> str:
    """Return the language of a page by its place or its name; the start page, in both, goes with Indonesian."""
    indonesian = path == "index.md" or path.startswith("id/") or path.endswith(".id.md")
    return "id" if indonesian else "en"


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Replace the theme's worker shim by the site's own; refuse a page that would still fetch something."""
    up = "../" * page.url.count("/")
    return checked(SHIM.sub(f'<script src="{up}assets/worker.js"></script>', output), page.url)


def on_post_template(output_content: str, template_name: str, config: Any) -> str:
    """Do the same for pages without a source, such as the one for a lost address."""
    return (
        SHIM.sub('<script src="assets/worker.js"></script>', output_content)
        if template_name.endswith(".html")
        else output_content
    )


def checked(output: str, url: str) -> str:
    """Return the page as it is if nothing in it is fetched from elsewhere; raises ``ValueError`` otherwise."""
    outside = OUTSIDE.search(output)
    if outside:
        raise ValueError(f"{url} would fetch {outside[0]}")
    return output
