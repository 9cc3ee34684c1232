"""Any blog: what ids, hCard, `time[datetime]` and nesting give when no platform is known. Asked last."""

from __future__ import annotations

from spiders.adapter import Adapter, Marks

GENERIC = Adapter(name="generic", title="Unknown blog", marks=Marks(), layouts=())
