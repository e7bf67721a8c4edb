"""Reading Layer 3: the channel mix against its plan, and the content map."""

from channels.selectors.content_map import ContentMap, content_map
from channels.selectors.mix import MixPage, channels_of, mix_page

__all__ = ["ContentMap", "MixPage", "channels_of", "content_map", "mix_page"]
