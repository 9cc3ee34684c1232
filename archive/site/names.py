"""Names as people write them: the platforms'."""

from __future__ import annotations

PLATFORMS = {
    "typepad": "TypePad",
    "movabletype": "Movable Type",
    "wordpress": "WordPress",
    "wordpresscom": "WordPress.com",
    "blogger": "Blogger",
    "drupal": "Drupal",
    "generic": "unknown platform",
}


def platform_name(platform: str) -> str:
    """'typepad' as 'TypePad'; a platform we have no name for as it is."""
    return PLATFORMS.get(platform, platform)
