from channels.forms.content import AssetForm, CellForm, PasteForm
from channels.forms.mix import MixForm

__all__ = ["AssetForm", "CellForm", "MixForm", "PasteForm"]
