from channels.forms.assets import AssetChoices, AssetForm
from channels.forms.cells import CellForm
from channels.forms.content_list import CarriedListForm, PasteForm
from channels.forms.mix import MixForm
from channels.forms.stage_targets import StageTargetForm

__all__ = ["AssetChoices", "AssetForm", "CarriedListForm", "CellForm", "MixForm", "PasteForm", "StageTargetForm"]
