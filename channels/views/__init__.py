from channels.views.content import asset, asset_add, assets_assign, assets_import, assets_paste, content
from channels.views.mix import channels
from channels.views.paths import paths

__all__ = ["asset", "asset_add", "assets_assign", "assets_import", "assets_paste", "channels", "content", "paths"]
