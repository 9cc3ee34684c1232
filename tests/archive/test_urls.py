"""Addresses as hostile pages write them: never an exception, and what is plain stays plain in ASCII."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.urls import join, key, plain

_BITS = ("http://", "//", "/", "?", "#", "&", "%", "%2F", ":", "@", "[", "]", "www.", "é", "。", "\ud800", " ", "..")
ADDRESSES = st.lists(st.sampled_from(_BITS), max_size=12).map("".join) | st.text()


@given(ADDRESSES)
def test_no_address_breaks_us(text: str) -> None:
    for whole in (text, f"http://{text}", f"http://h.example/{text}"):
        found = plain(whole)
        assert found is None or found.isascii()
        assert isinstance(key(whole), str)
        joined = join("http://h.example/a/", whole)
        assert joined is None or joined.isascii()


def test_a_title_behind_the_number_of_a_tumblr_post_is_no_other_post() -> None:
    assert key("http://rust.example/post/59190266/bolts") == key("https://www.rust.example/post/59190266")
    assert key("http://rust.example/post/1/bolts") != key("http://rust.example/post/1")
    assert key("http://rust.example/post/59190266/bolts/more") != key("http://rust.example/post/59190266")
