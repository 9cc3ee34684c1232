"""Any blog: what structured data, names and shapes give when no platform is known. Asked last."""

from __future__ import annotations

from spiders.adapter import Adapter, Layout, Marks
from spiders.unknown.read import read_unknown

GENERIC = Adapter(
    name="generic",
    title="Unknown blog",
    marks=Marks(),
    layouts=(Layout(name="generic", when="*", amend=read_unknown),),
)
