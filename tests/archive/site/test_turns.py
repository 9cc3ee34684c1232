"""Turns: one page after another, and nobody waits for one that takes long."""

from __future__ import annotations

import asyncio
import gc

import pytest

from archive.serve import settle
from archive.site.turns import in_turn


def test_pages_are_made_one_after_another_in_the_order_of_their_coming() -> None:
    told: list[str] = []

    async def page(name: str) -> None:
        async with in_turn():
            told.append(f"{name} begins")
            await asyncio.sleep(0)
            told.append(f"{name} ends")

    async def all_at_once() -> None:
        await asyncio.gather(*(page(name) for name in "abc"))

    asyncio.run(all_at_once())
    assert told == ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]


def test_nobody_waits_for_a_page_that_takes_long() -> None:
    async def meet() -> str:
        done = asyncio.Event()

        async def slow() -> None:
            async with in_turn():
                await done.wait()

        long = asyncio.create_task(slow())
        await asyncio.sleep(0)
        async with in_turn(patience=0.001):
            first = "the quick one" if not long.done() else "the slow one"
        done.set()
        await long
        return first

    assert asyncio.run(meet()) == "the quick one"


def test_a_page_that_fails_gives_its_turn_on() -> None:
    async def meet() -> str:
        with pytest.raises(ZeroDivisionError):
            async with in_turn():
                raise ZeroDivisionError
        async with asyncio.timeout(10), in_turn(patience=60):
            return "made"

    assert asyncio.run(meet()) == "made"


def test_each_event_loop_has_turns_of_its_own() -> None:
    async def crowd() -> list[int]:
        async def one(number: int) -> int:
            async with in_turn():
                await asyncio.sleep(0)
                return number

        return await asyncio.gather(*(one(number) for number in range(3)))

    assert [asyncio.run(crowd()) for _ in range(2)] == [[0, 1, 2], [0, 1, 2]]


def test_what_is_loaded_before_the_first_reader_is_looked_through_no_more() -> None:
    try:
        settle()
        assert gc.get_freeze_count() > len(gc.get_objects())
    finally:
        gc.unfreeze()
